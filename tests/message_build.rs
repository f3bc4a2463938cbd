//! Building, changing and writing messages; what is written reads back as what was meant.

#[path = "../fuzz/message_checks.rs"]
#[allow(dead_code)]
mod message_checks;

use message_checks::{texts, view};
use proptest::prelude::*;
use rvsip::message::*;

fn text(m: &Message) -> String {
    let mut out = Vec::new();
    m.encode(&mut out);
    String::from_utf8(out).unwrap()
}

fn parsed(bytes: &[u8]) -> Message {
    let mut m = Message::new();
    m.parse(bytes, &Limits::default()).unwrap();
    m
}

fn request() -> Message {
    let mut m = Message::new();
    m.set_request(b"REGISTER", b"sip:example.net").unwrap();
    m.push(Name::Via, b"SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1");
    m.push(Name::To, b"<sip:a@b>");
    m
}

#[test]
fn a_built_request_is_written_in_order_with_its_length() {
    let mut m = request();
    m.push_other(b"X-Own", b" value ");
    m.set_body(b"hello");
    assert_eq!(
        text(&m),
        "REGISTER sip:example.net SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nTo: <sip:a@b>\r\nX-Own: value\r\n\
         Content-Length: 5\r\n\r\nhello"
    );
}

#[test]
fn a_response_without_reason_takes_the_standard_one() {
    let mut m = Message::new();
    m.set_response(423, b"");
    assert_eq!(text(&m), "SIP/2.0 423 Interval Too Brief\r\nContent-Length: 0\r\n\r\n");
    m.set_response(200, b"Fine");
    assert_eq!((m.status(), m.reason()), (200, &b"Fine"[..]));
}

#[test]
fn content_length_stays_where_it_stood_and_is_right() {
    let mut m = parsed(b"ACK sip:a SIP/2.0\r\nl : 3\r\nVia: SIP/2.0/UDP a\r\nContent-Length: 4\r\n\r\nabcd");
    m.set_body(b"12345678901");
    assert_eq!(text(&m), "ACK sip:a SIP/2.0\r\nl: 11\r\nVia: SIP/2.0/UDP a\r\n\r\n12345678901");
}

#[test]
fn comma_lists_stay_on_their_line() {
    let source = "ACK sip:a SIP/2.0\r\nContact: <sip:a>, \"x, y\" <sip:b,c@d>\r\nContact: <sip:e>\r\nAllow: A, B\r\nContent-Length: 0\r\n\r\n";
    let mut m = parsed(source.as_bytes());
    assert_eq!(m.headers.iter().filter(|h| h.name == Name::Contact).count(), 3);
    assert_eq!(text(&m), source);
    m.remove(0);
    assert_eq!(
        text(&m),
        "ACK sip:a SIP/2.0\r\nContact: \"x, y\" <sip:b,c@d>\r\nContact: <sip:e>\r\nAllow: A, B\r\nContent-Length: 0\r\n\r\n"
    );
    let mut m = request();
    assert_eq!(m.push(Name::Route, b"<sip:a;lr>,<sip:b;lr>"), 2);
    assert_eq!(m.headers.len(), 4);
    assert!(text(&m).contains("Route: <sip:a;lr>, <sip:b;lr>\r\n"));
}

const CAME: &str = "REGISTER sip:example.net SIP/2.0\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bK1;rport\r\nAllow: INVITE,ACK\r\n\
                    X-Own: 1\r\nTo: <sip:a@b>\r\nContent-Length: 4\r\n\r\nbody";

fn set_branch(m: &mut Message, branch: &[u8]) {
    let elem = m.typed(0);
    let new = m.els.text.push(branch);
    let Some(Item { value: Value::Via(via), .. }) = m.els.item_mut(elem) else { panic!("no Via") };
    let old = std::mem::replace(&mut via.branch, new);
    m.els.replaced(elem, old, new);
}

#[test]
fn a_message_that_is_passed_on_goes_out_as_it_came_but_for_what_was_changed() {
    let changes: [(fn(&mut Message), String); 12] = [
        (|_| {}, CAME.into()),
        (|m| drop((0..m.headers.len()).map(|i| m.typed(i)).collect::<Vec<_>>()), CAME.into()),
        (|m| set_branch(m, b"z9hG4bK22"), CAME.replace("z9hG4bK1", "z9hG4bK22")),
        (
            |m| {
                set_branch(m, b"x");
                set_branch(m, b"z9hG4bK3");
            },
            CAME.replace("z9hG4bK1", "z9hG4bK3"),
        ),
        (|m| m.set_request(b"INFO", b"sip:c@d").unwrap(), CAME.replace("REGISTER sip:example.net", "INFO sip:c@d")),
        (|m| m.set_response(404, b""), CAME.replace("REGISTER sip:example.net SIP/2.0", "SIP/2.0 404 Not Found")),
        (|m| m.remove(2), CAME.replace("INVITE,ACK", "INVITE")),
        (|m| m.remove(3), CAME.replace("X-Own: 1\r\n", "").replace(",A", ", A")),
        (
            |m| assert_eq!(m.push(Name::Expires, b"5"), 6),
            CAME.replace("4\r\n\r\n", "4\r\nExpires: 5\r\n\r\n").replace(",A", ", A"),
        ),
        (|m| m.set_body(b"another"), CAME.replace("4\r\n\r\nbody", "7\r\n\r\nanother").replace(",A", ", A")),
        (
            |m| m.force_compact = true,
            CAME.replace("Via", "v").replace("To", "t").replace("Content-Length", "l").replace(",A", ", A"),
        ),
        (
            |m| {
                set_branch(m, b"z9hG4bK4");
                let elem = m.typed(0);
                m.els.touch(elem);
            },
            CAME.replace("z9hG4bK1", "z9hG4bK4").replace(",A", ", A"),
        ),
    ];
    for (number, (change, expected)) in changes.into_iter().enumerate() {
        let mut m = parsed(CAME.as_bytes());
        change(&mut m);
        assert_eq!(text(&m.clone()), expected, "{number}");
        // the same from a message that has been used before
        m.parse(CAME.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(text(&m), CAME, "{number}");
    }
}

#[test]
fn what_is_not_as_it_would_be_written_is_written_anew() {
    let came = "REGISTER sip:example.net SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nX-Own: 1\r\nContent-Length: 4\r\n\r\nbody";
    for (from, to) in [
        ("Via: ", "Via:  "),
        ("Via: ", "Via:"),
        ("Via: ", "Via : "),
        ("/UDP a", "/UDP a "),
        ("X-Own: ", "X-Own:"),
        ("X-Own: 1", "X-Own: 1 "),
        ("/UDP a\r\n", "/UDP a\n"),
        ("X-Own: 1\r\n", "X-Own: 1\n"),
        ("4\r\n\r\n", "4\r\n\n"),
        ("SIP/2.0/UDP a", "SIP/2.0/UDP\r\n a"),
        ("X-Own: 1", "X-Own:\r\n\t1"),
        ("REGISTER sip:example.net SIP/2.0\r\n", "REGISTER sip:example.net sip/2.0\r\n"),
        ("REGISTER sip:example.net SIP/2.0\r\n", "REGISTER sip:example.net SIP/2.0\n"),
        ("Content-Length: 4\r\n", "Content-Length: 4\r\nContent-Length: 4\r\n"),
        ("body", "body and more"),
    ] {
        assert!(came.contains(from));
        let other = came.replacen(from, to, 1);
        assert_eq!(text(&parsed(other.as_bytes())), came, "{other:?}");
    }
    let without = came.replace("Content-Length: 4\r\n", "");
    assert_eq!(text(&parsed(without.as_bytes())), came);
    let wrong = came.replace(": 4", ": 400");
    assert_eq!(text(&parsed(wrong.as_bytes())), came);
}

#[test]
fn compact_form_follows_the_header_or_is_forced() {
    let mut m = parsed(b"ACK sip:a SIP/2.0\r\nt: <sip:a>\r\nFROM: <sip:b>\r\nX-Own: 1\r\nCSeq: 1 ACK\r\nk: path\r\n\r\n");
    let long =
        "ACK sip:a SIP/2.0\r\nt: <sip:a>\r\nFROM: <sip:b>\r\nX-Own: 1\r\nCSeq: 1 ACK\r\nk: path\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(text(&m), long);
    let to = m.typed(0);
    m.els.item_mut(to).unwrap().compact = false;
    let from = m.typed(1);
    m.els.item_mut(from).unwrap().compact = true;
    assert!(text(&m).contains("\r\nTo: <sip:a>\r\nf: <sip:b>\r\n"));
    m.force_compact = true;
    assert_eq!(text(&m), "ACK sip:a SIP/2.0\r\nt: <sip:a>\r\nf: <sip:b>\r\nX-Own: 1\r\nCSeq: 1 ACK\r\nk: path\r\nl: 0\r\n\r\n");
}

#[test]
fn a_removed_header_takes_its_values_with_it() {
    let mut m = request();
    let to = m.find(Name::To, 0).unwrap();
    let e = m.typed(to);
    let uri = m.to().unwrap().uri;
    m.remove(to);
    assert!(m.els.item(e).is_none() && m.els.item(uri).is_none());
    assert!(m.to().is_none());
    m.remove(99);
    m.push(Name::To, b"<sip:c@d>");
    let ids: Vec<u16> = m.headers.iter().map(|h| h.id).collect();
    assert_eq!(ids, [0, 2], "numbers are not used again");
}

#[test]
fn set_replaces_all_headers_of_a_name_in_place() {
    let mut m = parsed(b"ACK sip:a SIP/2.0\r\nX: 1\r\nExpires: 1\r\nY: 2\r\nExpires: 2\r\n\r\n");
    m.set(Name::Expires, b"3");
    m.set(Name::MinExpires, b"4");
    assert_eq!(text(&m), "ACK sip:a SIP/2.0\r\nX: 1\r\nExpires: 3\r\nY: 2\r\nMin-Expires: 4\r\nContent-Length: 0\r\n\r\n");
    assert_eq!((m.seconds_of(Name::Expires), m.seconds_of(Name::MinExpires)), (Some(3), Some(4)));
}

#[test]
fn copied_headers_bring_their_changes() {
    let mut a = parsed(b"ACK sip:a SIP/2.0\r\nv: SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b\r\nX-Own: 1\r\nCSeq: 1 ACK\r\n\r\n");
    let e = a.typed(0);
    if let Some(Item { value: Value::Via(v), .. }) = a.els.item_mut(e) {
        v.use_rport = true;
        v.rport = 9;
    }
    a.els.touch(e);
    let mut b = Message::new();
    b.set_response(200, b"");
    for i in 0..a.headers.len() {
        assert_eq!(b.copy_header(&a, i), i);
    }
    assert_eq!(
        text(&b),
        "SIP/2.0 200 OK\r\nv: SIP/2.0/UDP a;branch=1;rport=9, SIP/2.0/UDP b\r\nX-Own: 1\r\nCSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n"
    );
    assert_eq!(b.top_via().unwrap().rport, 9);
    assert_eq!(b.copy_header(&a, 99), 4);
}

#[test]
fn a_bad_start_line_is_mended_or_stays() {
    let mut m = parsed(b"ACK  sip:a SIP/2.0\r\nCSeq: 1 ACK\r\n\r\n");
    assert!(m.check().is_err());
    assert!(m.set_start_line(b"ACK  sip:a SIP/2.0").is_err());
    assert!(matches!(m.start, StartLine::Bad { .. }));
    assert!(m.set_start_line(b"ACK sip:a SIP/2.0").is_ok());
    assert_eq!(m.check(), Ok(()));
    assert!(m.set_request(b"IN VITE", b"sip:a").is_err());
    assert!(m.set_request(b"INVITE", b"a").is_err());
    assert_eq!(m.method(), b"ACK");
}

#[test]
fn a_message_is_empty_after_clear() {
    let mut m = request();
    m.clear();
    assert_eq!(text(&m), "Content-Length: 0\r\n\r\n");
    assert!(!m.is_request() && !m.is_response() && m.check().is_err());
}

fn any_value() -> impl Strategy<Value = (Name, String)> {
    let token = "[a-zA-Z0-9.!%*_+`'~-]{1,12}";
    let host = prop_oneof![Just("example.net".to_string()), Just("[2001:db8::1]".to_string()), Just("192.0.2.1".to_string())];
    let uri = (
        prop_oneof![Just("sip"), Just("sips")],
        "[a-z0-9&=+$,;?/_.!~*'()-]{1,10}",
        host.clone(),
        proptest::option::of(1u16..),
        token,
    )
        .prop_map(|(s, user, host, port, p)| {
            let port = port.map(|p| format!(":{p}")).unwrap_or_default();
            format!("{s}:{user}@{host}{port};x{}", p.replace(['%', '`', '\'', '~', '+', '*', '!'], ""))
        });
    let address = ("[a-zA-Z ]{0,8}", "[^\"\\\\\r\n]{0,12}", any::<bool>(), uri).prop_map(|(words, quoted, q, uri)| {
        let name = if q { format!("\"{quoted}\"") } else { words };
        format!("{name}<{uri}>")
    });
    prop_oneof![
        (address.clone(), token).prop_map(|(a, t)| (Name::To, format!("{a};tag={t}"))),
        (address.clone(), token).prop_map(|(a, t)| (Name::From, format!("{a};a=\"{t}\";tag={t};b"))),
        (proptest::collection::vec(address.clone(), 1..4)).prop_map(|a| (Name::Contact, a.join(", "))),
        (proptest::collection::vec(address, 1..4)).prop_map(|a| (Name::Route, a.join(","))),
        (token, host).prop_map(|(t, h)| (Name::Via, format!("SIP/2.0/{t} {h};branch={t};rport"))),
        (0u32..1 << 31, token).prop_map(|(n, t)| (Name::CSeq, format!("{n} {t}"))),
        any::<u64>().prop_map(|n| (Name::Expires, n.to_string())),
        "[ -~é]{0,30}".prop_map(|t| (Name::Subject, t)),
        (token, "[ -!#-\\[\\]-~]{0,12}")
            .prop_map(|(t, q)| (Name::WwwAuthenticate, format!("Digest realm=\"{q}\", nonce=\"{t}\", {t}={t}"))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_built_is_read_back(values in proptest::collection::vec(any_value(), 0..12), body in "[ -~\r\n]{0,40}", changed in any::<u16>()) {
        let mut m = request();
        for (name, value) in &values {
            let at = m.push(*name, value.as_bytes());
            prop_assert!(m.legal(at).is_some(), "{:?}: {}", name, value);
        }
        m.set_body(body.as_bytes());
        let mut again = parsed(text(&m).as_bytes());
        prop_assert_eq!(view(&again), view(&m));
        // written from the fields, every value means the same
        for i in 0..m.headers.len() {
            if changed & 1 << (i % 16) != 0 {
                let e = m.typed(i);
                m.els.touch(e);
            }
        }
        let mut third = parsed(text(&m).as_bytes());
        prop_assert_eq!(view(&third), view(&m));
        for i in 0..m.headers.len() {
            let (a, b) = (again.typed(i), third.typed(i));
            prop_assert_eq!(texts(&again.els, a), texts(&third.els, b));
        }
    }

    #[test]
    fn any_text_in_any_field_is_written_as_one_message(value in "\\PC{0,20}|[\r\n:;,<>\"]{0,9}", name in "[a-zA-Z-]{1,9}") {
        let mut m = request();
        m.push(Name::Contact, value.as_bytes());
        m.push_other(name.as_bytes(), value.as_bytes());
        m.push(Name::To, value.as_bytes());
        let again = parsed(text(&m).as_bytes());
        prop_assert_eq!(view(&again), view(&m));
    }
}
