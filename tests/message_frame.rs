//! Cutting a stream into messages.

use rvsip::message::*;

fn message(body: &str) -> Vec<u8> {
    format!("OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP c\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// All frames that `pieces` give, as text.
fn frames(server: bool, pieces: &[&[u8]]) -> Vec<String> {
    let mut framer = Framer::new(&Limits::default());
    framer.expect_pings(server);
    let mut out = Vec::new();
    for piece in pieces {
        framer.push(piece);
        loop {
            match framer.next() {
                Frame::NeedMore => break,
                Frame::Message(m) => out.push(String::from_utf8(m.to_vec()).unwrap()),
                Frame::KeepAlive(k) => out.push(format!("{k:?}")),
                Frame::Broken(p) => {
                    out.push(format!("broken: {}", p.text));
                    return out;
                }
            }
        }
    }
    out
}

fn broken(text: &str) -> String {
    let all = frames(false, &[text.as_bytes()]);
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].clone()
}

#[test]
fn several_messages_in_one_push_come_out_one_by_one() {
    let (a, b) = (message("one"), message(""));
    let all = frames(false, &[&[&a[..], &b, &a].concat()]);
    assert_eq!(all.iter().map(String::as_bytes).collect::<Vec<_>>(), [&a[..], &b, &a]);
}

#[test]
fn one_message_in_single_octets_comes_out_whole() {
    let text = message("a body\r\n\r\nwith line ends");
    let pieces: Vec<&[u8]> = text.chunks(1).collect();
    assert_eq!(frames(true, &pieces), [String::from_utf8(text.clone()).unwrap()]);
}

#[test]
fn a_cut_at_any_place_makes_no_difference() {
    let text = [&b"\r\n\r\n"[..], &message("x"), b"\r\n", &message("yy")].concat();
    for cut in 0..=text.len() {
        let all = frames(true, &[&text[..cut], &text[cut..]]);
        assert_eq!(all.len(), 4, "cut at {cut}: {all:?}");
        assert_eq!((all[0].as_str(), all[2].as_str()), ("Ping", "Pong"));
    }
}

#[test]
fn keepalives_are_told_apart() {
    assert_eq!(frames(false, &[b"\r\n"]), ["Pong"]);
    assert_eq!(frames(false, &[b"\r\n", b"\r\n"]), ["Pong", "Pong"]);
    assert_eq!(frames(false, &[b"\r\n\r\n"]), ["Ping"]);
    assert_eq!(frames(true, &[b"\r", b"\n", b"\r", b"\n"]), ["Ping"]);
    assert_eq!(frames(true, &[b"\r\n"]), [""; 0]);
    assert_eq!(frames(true, &[b"\r\n\r\n\r\n\r\n"]), ["Ping", "Ping"]);
}

#[test]
fn content_length_is_found_compact_folded_and_in_either_case() {
    for line in ["l: 2", "L :2", "CONTENT-LENGTH: 0002", "Content-Length:\r\n 2", "l: 2\r\nContent-Length: 2", "l:2\r\n\t"] {
        let text = format!("ACK sip:a SIP/2.0\r\n{line}\r\n\r\nhi");
        assert_eq!(frames(false, &[text.as_bytes()]), std::slice::from_ref(&text), "{line}");
    }
    let bare = "ACK sip:a SIP/2.0\nl: 2\n\nhi";
    assert_eq!(frames(false, &[bare.as_bytes()]), [bare]);
}

#[test]
fn a_stream_that_cannot_be_cut_is_broken() {
    for (lines, problem) in [
        ("l: -1", "bad Content-Length"),
        ("l: 1x", "bad Content-Length"),
        ("l:", "bad Content-Length"),
        ("l: 1\r\n 0", "bad Content-Length"),
        ("l: 1\r\nContent-Length: 2", "two different Content-Length"),
        ("Via: SIP/2.0/TCP a", "no Content-Length"),
        ("l: 2147483648", "message too large"),
        ("l: 99999999999999999999999", "message too large"),
    ] {
        let text = format!("ACK sip:a SIP/2.0\r\n{lines}\r\n\r\n");
        assert_eq!(broken(&text), format!("broken: {problem}"), "{lines}");
    }
}

#[test]
fn what_broke_a_stream_can_be_read_and_stays_broken() {
    let mut framer = Framer::new(&Limits::default());
    framer.push(b"REGISTER sip:a SIP/2.0\r\nl: -1\r\n\r\n");
    assert!(matches!(framer.next(), Frame::Broken(_)));
    assert!(framer.rest().starts_with(b"REGISTER"));
    framer.push(&message(""));
    assert!(matches!(framer.next(), Frame::Broken(_)));
    assert!(framer.rest().len() < 64, "nothing more is taken in");
}

#[test]
fn headers_without_end_are_bounded() {
    for unit in ["a", "a: b\r\n", "l: 1\r\n", " \r\n", ":"] {
        let mut framer = Framer::new(&Limits { message_size: 10_000, ..Limits::default() });
        framer.push(b"ACK sip:a SIP/2.0\r\n");
        let mut pushed = 0;
        while framer.next() == Frame::NeedMore {
            framer.push(unit.as_bytes());
            pushed += unit.len();
            assert!(pushed <= 10_000, "{unit:?}");
        }
        assert!(matches!(framer.next(), Frame::Broken(Problem { code: 413, .. })));
    }
}

#[test]
fn a_large_content_length_waits_for_its_octets_and_no_longer() {
    let mut framer = Framer::new(&Limits::default());
    framer.push(b"ACK sip:a SIP/2.0\r\nl: 60000\r\n\r\n");
    for _ in 0..59_999 {
        assert_eq!(framer.next(), Frame::NeedMore);
        framer.push(b"x");
    }
    assert_eq!(framer.next(), Frame::NeedMore);
    framer.push(b"x");
    assert!(matches!(framer.next(), Frame::Message(m) if m.len() == 60_031));
    assert_eq!(framer.next(), Frame::NeedMore);
    assert!(framer.rest().is_empty());
}
