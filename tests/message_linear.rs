//! Work grows with the size of the input and no faster, whatever a peer makes of it. Each input is read at two sizes; the
//! ratio of the processor time of this thread (not of the clock on the wall) has to stay far from that of quadratic growth.

use rvsip::message::*;

/// Limits out of the way: what is tested is the growth.
const OPEN: Limits = Limits {
    message_size: usize::MAX,
    headers: usize::MAX,
    vias: usize::MAX,
    routes: usize::MAX,
    contacts: usize::MAX,
    challenges: usize::MAX,
    params: usize::MAX,
    uri_length: usize::MAX,
    body_parts: usize::MAX,
    body_depth: usize::MAX,
};

fn thread_seconds() -> f64 {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    assert_eq!(unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut t) }, 0);
    t.tv_sec as f64 + t.tv_nsec as f64 * 1e-9
}

fn least(mut f: impl FnMut()) -> f64 {
    (0..5)
        .map(|_| {
            let start = thread_seconds();
            f();
            thread_seconds() - start
        })
        .fold(f64::MAX, f64::min)
}

/// Sixteen times the input may take up to 80 times as long; quadratic work takes 256 times as long.
fn grows_linearly(what: &str, run: impl Fn(usize)) {
    let (small, large) = (4_000, 64_000);
    let ratio = least(|| run(large)) / least(|| run(small)).max(1e-6);
    assert!(ratio < 80.0, "{what}: {ratio:.0} times the work for 16 times the input");
}

fn read_all(text: &[u8]) {
    let mut m = Message::new();
    if m.parse(text, &OPEN).is_ok() {
        let _ = m.check();
        let _ = m.check_transaction();
        for i in 0..m.headers.len() {
            m.typed(i);
        }
        let mut out = Vec::new();
        m.encode(&mut out);
    }
}

#[test]
fn headers_full_of_one_thing_take_linear_work() {
    for name in [
        "Contact",
        "Via",
        "To",
        "Route",
        "Authorization",
        "WWW-Authenticate",
        "Allow",
        "Retry-After",
        "Subject",
        "Content-Type",
    ] {
        for unit in [
            ",",
            "\"",
            "<",
            ">",
            "<>,",
            "\"\",",
            ";",
            "\\",
            "\"\\",
            "\r\n ",
            " ",
            "(",
            "a=",
            "a=b,",
            ";a=b",
            "<sip:a@b>,",
            ":",
            "%",
            "[",
            "@",
            "<sip:",
        ] {
            grows_linearly(&format!("{name} of {unit:?}"), |n| {
                let fill = unit.repeat(n / unit.len() / 4);
                read_all(format!("REGISTER sip:a SIP/2.0\r\n{name}: {fill}\r\n\r\n").as_bytes());
                read_all(format!("REGISTER sip:a SIP/2.0\r\n{name}: <sip:a@b>{fill}\r\n\r\n").as_bytes());
                read_all(format!("REGISTER sip:a SIP/2.0\r\n{name}: Digest {fill}\r\n\r\n").as_bytes());
            });
        }
    }
}

#[test]
fn uris_full_of_one_thing_take_linear_work() {
    for unit in ["@", ";", ";a", ";a=b", "?", "&a=b", "%41", ":", "[", "a", "."] {
        for head in ["sip:", "sip:a@b", "sip:a@b?a=b", "tel:+1", "im:", "x:"] {
            grows_linearly(&format!("{head} and {unit:?}"), |n| {
                let text = format!("{head}{}", unit.repeat(n / unit.len() / 4));
                read_all(format!("REGISTER {text} SIP/2.0\r\nTo: <{text}>\r\nFrom: {text}\r\n\r\n").as_bytes());
            });
        }
    }
}

#[test]
fn many_short_lines_take_linear_work() {
    for unit in ["a:\r\n", "a\r\n", "\r\n a", "To: <sip:a@b>\r\n", "l: 0\r\n", "m: *\r\n", ":\r\n", "\n"] {
        grows_linearly(&format!("{unit:?}"), |n| {
            read_all(format!("REGISTER sip:a SIP/2.0\r\n{}\r\n\r\n", unit.repeat(n / unit.len() / 4)).as_bytes());
        });
    }
}

#[test]
fn a_stream_in_single_octets_takes_linear_work() {
    for unit in ["a", "a: b\r\n", "l: 0\r\n", " \r\n", "\r\n", "\r\n\r\n", "A sip:a SIP/2.0\r\nl: 3\r\n\r\nabc"] {
        grows_linearly(&format!("stream of {unit:?}"), |n| {
            let text = unit.repeat(n / unit.len());
            let mut framer = Framer::new(&OPEN);
            for b in text.as_bytes().chunks(1) {
                framer.push(b);
                while !matches!(framer.next(), Frame::NeedMore | Frame::Broken(_)) {}
            }
            let mut framer = Framer::new(&OPEN);
            framer.push(text.as_bytes());
            while !matches!(framer.next(), Frame::NeedMore | Frame::Broken(_)) {}
        });
    }
}

#[test]
fn multipart_bodies_full_of_one_thing_take_linear_work() {
    for unit in [
        "--b\r\n",
        "--b\n",
        "--b \t ",
        "\r\n--b-",
        "--",
        "\r\n",
        "\n",
        "--b\r\nA: b\r\n\r\nx\r\n",
        "--b\r\nContent-Type: multipart/mixed;boundary=c\r\n\r\n--c\r\n",
        "A: b\r\n",
        "A: b\r\n x\r\n",
        " x\r\n",
        "a\r\n",
        "m: a,b\r\n",
        "rvsip-boundary-00000000",
        "\r\n--rvsip-boundary-0000",
    ] {
        for head in ["--b\r\n", "--b\r\nContent-Type: multipart/mixed;boundary=\"--b\"\r\n\r\n", "--b\r\n\r\n"] {
            grows_linearly(&format!("{head:?} and {unit:?}"), |n| {
                let text = format!("{head}{}", unit.repeat(n / unit.len() / 4));
                let mut m = Message::new();
                m.push(Name::ContentType, b"multipart/mixed;boundary=b");
                m.set_body(text.as_bytes());
                let _ = m.split_body(0, text.as_bytes(), &OPEN);
                m.clear_body(0);
                // with the usual limits to the end
                if m.split_body(0, text.as_bytes(), &Limits::default()).is_ok() {
                    let numbers: Vec<u16> = m.parts_of(0).map(|p| p.number).collect();
                    for part in numbers {
                        let text = m.body_text(part).to_vec();
                        let _ = m.split_body(part, &text, &Limits::default());
                    }
                    m.remove(0);
                    let mut copy = Message::new();
                    copy.copy_body(0, &m, 0, &Limits::default()).expect("it is within limits");
                    copy.tidy();
                    copy.join_parts();
                    let _ = m.settle_parts(0);
                }
            });
        }
    }
}
