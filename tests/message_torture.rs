//! Messages of our own for each class of RFC 4475, with the verdict of parser and transaction layer.

use rvsip::message::*;

fn parsed(text: &[u8]) -> Message {
    let mut m = Message::new();
    m.parse(text, &Limits::default()).expect("is a message");
    m
}

/// A REGISTER in which the line that starts with the name of each of `lines` is replaced by it, or which gets it.
fn register(lines: &[&str]) -> Vec<u8> {
    let mut all: Vec<String> = [
        "REGISTER sip:example.net SIP/2.0",
        "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKown1",
        "Max-Forwards: 70",
        "To: <sip:erwin@example.net>",
        "From: <sip:erwin@example.net>;tag=cat",
        "Call-ID: own.1@192.0.2.7",
        "CSeq: 7 REGISTER",
        "Content-Length: 0",
    ]
    .map(String::from)
    .to_vec();
    for line in lines {
        let name = |l: &str| l.split([':', ' ']).next().unwrap_or("").to_ascii_lowercase();
        let same =
            all.iter().position(|l| name(l) == name(line) || (line.contains(" sip:example") && l.starts_with("REGISTER")));
        match same {
            Some(at) => all[at] = line.to_string(),
            None => all.push(line.to_string()),
        }
    }
    let mut text = all.join("\r\n").into_bytes();
    text.extend_from_slice(b"\r\n\r\n");
    text
}

fn verdicts(lines: &[&str]) -> (Result<(), u16>, Result<(), u16>) {
    let mut m = parsed(&register(lines));
    (m.check().map_err(|p| p.code), m.check_transaction().map_err(|p| p.code))
}

fn taken(lines: &[&str]) -> Message {
    let mut m = parsed(&register(lines));
    assert_eq!(m.check(), Ok(()), "{lines:?}");
    assert_eq!(m.check_transaction(), Ok(()), "{lines:?}");
    m
}

#[test]
fn the_plain_message_is_taken() {
    taken(&[]);
}

#[test]
fn folding_and_blanks_before_the_colon_do_not_matter() {
    let text = b"REGISTER sip:example.net SIP/2.0\r\nVIA\t : SIP\r\n / 2.0 /\r\n\tTCP  [2001:db8::7] : 5070 \r\n ; branch = z9hG4bKf ; rport\r\n\
        t :\r\n \"A \\\" quote\"\r\n <sip:erwin@example.net>\r\n  ;\r\n tag\r\n = x\r\nf: sip:erwin@example.net ; tag=y\r\n\
        i:  own.2\r\ncSeQ: 0000000000003 \r\n\tREGISTER\r\nm: *\r\nexpires: 0\r\nl:\r\n 0\r\n\r\n";
    let mut m = parsed(text);
    assert_eq!(m.check(), Ok(()));
    assert_eq!(m.check_transaction(), Ok(()));
    let via = m.top_via().unwrap();
    assert_eq!((m.text(via.transport), m.text(via.host), via.port), (&b"TCP"[..], &b"[2001:db8::7]"[..], 5070));
    assert!(via.use_rport && via.rport == -1);
    let to = m.to().unwrap();
    assert_eq!(m.text(to.display_name), br#""A \" quote""#);
    assert_eq!(m.text(to.tag), b"x");
    assert_eq!(m.cseq().unwrap().step, 3);
    let contact = m.find(Name::Contact, 0).unwrap();
    assert!(m.contact(contact).unwrap().star);
    assert_eq!(m.seconds_of(Name::Expires), Some(0));
}

#[test]
fn bare_line_feeds_and_leading_line_ends_are_taken() {
    let text: Vec<u8> = register(&[]).into_iter().filter(|&b| b != b'\r').collect();
    let mut m = parsed(&[b"\r\n\r\n", &text[..]].concat());
    assert_eq!(m.check(), Ok(()));
    assert_eq!(m.method_kind(), Method::Register);
    assert_eq!(m.headers.len(), 7);
}

#[test]
fn strange_methods_users_and_tokens_are_kept_byte_for_byte() {
    let m = taken(&["-Odd.~Method% sip:example?;/,$+=&:pw&$,=+@example.net SIP/2.0", "CSeq: 7 -Odd.~Method%"]);
    assert_eq!(m.method(), b"-Odd.~Method%");
    assert_eq!(m.text(m.request_uri().unwrap().user), b"example?;/,$+=&");
    assert_eq!(m.text(m.request_uri().unwrap().password), b"pw&$,=+");
}

#[test]
fn a_method_with_escapes_is_not_the_method_it_stands_for() {
    let m = taken(&["R%45GISTER sip:example.net SIP/2.0", "CSeq: 7 R%45GISTER"]);
    assert_eq!(m.method_kind(), Method::Other);
    assert_eq!(verdicts(&["R%45GISTER sip:example.net SIP/2.0"]).0, Err(400));
}

#[test]
fn escaped_nulls_and_real_nulls_in_quotes_do_no_harm() {
    let mut m = taken(&["Contact: <sip:a%00@example.net>, <sip:a@example.net>", "To: \"nul \0 nul\" <sip:a@b>"]);
    let to = m.to().unwrap();
    assert_eq!(m.text(to.display_name), b"\"nul \0 nul\"");
    let first = m.find(Name::Contact, 0).unwrap();
    let (a, b) = (m.contact(first).unwrap(), m.contact(first + 1).unwrap());
    assert!(!uri_equal(&m.els, a.uri, &m.els, b.uri));
}

#[test]
fn utf_8_is_kept_in_quotes_display_names_and_reason_phrases() {
    let mut m = taken(&["To: \"Šrödinger\" <sip:a@b>", "From: Érwin <sip:a@b>;tag=1"]);
    let (to, from) = (m.to().unwrap(), m.from().unwrap());
    assert_eq!(m.text(to.display_name), "\"Šrödinger\"".as_bytes());
    assert_eq!(m.text(from.display_name), "Érwin".as_bytes());
    let m = parsed("SIP/2.0 200 Schön\r\n\r\n".as_bytes());
    assert_eq!(m.reason(), "Schön".as_bytes());
}

#[test]
fn octets_after_the_body_of_a_datagram_are_ignored() {
    let mut text = register(&["Content-Length: 3"]);
    text.extend_from_slice(b"abcREGISTER sip:other SIP/2.0\r\n\r\n");
    let mut m = parsed(&text);
    assert_eq!(m.check(), Ok(()));
    assert_eq!(m.body(), b"abc");
}

#[test]
fn a_content_length_that_is_wrong_is_refused() {
    for value in ["1", "99999999999999999999999", "-1", "+0", "0x0", "", "0 0", "none"] {
        assert_eq!(verdicts(&[&format!("Content-Length: {value}")]).0, Err(400), "{value}");
    }
    assert_eq!(verdicts(&["L: 00"]).0, Ok(()));
    assert_eq!(verdicts(&["L: 0"]).1, Err(400), "two of them are for the transaction layer");
}

#[test]
fn extra_separators_are_refused() {
    for line in [
        "Via: SIP/2.0/UDP 192.0.2.7;;branch=z9hG4bK1",
        "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1;",
        "Via: ,SIP/2.0/UDP 192.0.2.7",
        "Via: SIP/2.0/UDP",
        "Via: SIP/2.0 192.0.2.7",
        "Via: HTTP/1.1/TCP 192.0.2.7",
        "From: <sip:a@b>;;tag=1",
        "From: <sip:a@b>;tag=",
        "From: <sip:a@b>;tag=1;tag=2",
        "To: <sip:a@b>, <sip:c@d>",
    ] {
        assert_eq!(verdicts(&[line]).0, Err(400), "{line}");
    }
}

#[test]
fn numbers_beyond_their_range_are_refused_or_capped() {
    for line in ["CSeq: 2147483648 REGISTER", "CSeq: 99999999999999999999 REGISTER", "CSeq: -1 REGISTER", "Max-Forwards: 256"] {
        assert_eq!(verdicts(&[line]).0, Err(400), "{line}");
    }
    taken(&["CSeq: 2147483647 REGISTER", "Max-Forwards: 255"]);
    let mut m = taken(&["Expires: 99999999999999999999", "Contact: <sip:a@b>;expires=99999999999, <sip:c@d>;expires=soon"]);
    assert_eq!(m.seconds_of(Name::Expires), Some(u32::MAX));
    let first = m.find(Name::Contact, 0).unwrap();
    for (index, expected) in [(first, u32::MAX), (first + 1, 3600)] {
        let e = m.contact(index).unwrap().expires;
        assert!(matches!(m.els.item(e).unwrap().value, Value::Expires(Expires { seconds: Some(s) }) if s == expected));
    }
}

#[test]
fn a_port_beyond_its_range_is_refused() {
    for line in [
        "Via: SIP/2.0/UDP 192.0.2.7:65536",
        "Via: SIP/2.0/UDP 192.0.2.7:",
        "Via: SIP/2.0/UDP 192.0.2.7;rport=99999",
        "Via: SIP/2.0/UDP 192.0.2.7;ttl=256",
        "To: <sip:a@b:65536>",
        "To: <sip:a@b:>",
    ] {
        assert_eq!(verdicts(&[line]).0, Err(400), "{line}");
    }
}

#[test]
fn quotes_and_brackets_have_to_end() {
    for line in [
        "To: \"Erwin <sip:a@b>",
        "To: \"Erwin\\\" <sip:a@b>",
        "To: Erwin <sip:a@b",
        "To: Erwin sip:a@b>",
        "To: \"Erwin\" sip:a@b",
    ] {
        assert_eq!(verdicts(&[line]).0, Err(400), "{line}");
    }
}

#[test]
fn display_names_are_tokens_or_quoted() {
    for line in ["To: Schroedinger, Erwin <sip:a@b>", "To: E@S <sip:a@b>", "To: \"E\" S <sip:a@b>", "To: a;b <sip:a@b>"] {
        assert_eq!(verdicts(&[line]).0, Err(400), "{line}");
    }
    let mut m = taken(&["To: E. Schroedinger<sip:a@b>"]);
    let to = m.to().unwrap();
    assert_eq!(m.text(to.display_name), b"E. Schroedinger");
}

#[test]
fn addresses_have_no_blanks_in_them() {
    for line in ["To: < sip:a@b>", "To: <sip:a@b >", "To: <sip: a@b>", "To: sip:a @b", "To: <>", "To: <sip:>", "To:"] {
        assert_eq!(verdicts(&[line]).0, Err(400), "{line}");
    }
}

#[test]
fn start_lines_are_taken_to_the_letter() {
    for line in [
        "REGISTER  sip:example.net SIP/2.0",
        "REGISTER sip:example.net  SIP/2.0",
        "REGISTER sip:example.net SIP/2.0 ",
        "REGISTER sip:example.net; lr SIP/2.0",
        "REGISTER <sip:example.net> SIP/2.0",
        "REGISTER sip:example.net?Subject=x SIP/2.0",
        "REGISTER example.net SIP/2.0",
        "REGISTER sip:example.net",
        "REGISTER sip:example.net SIP/two",
        "REGISTER sip:example.net HTTP/1.1",
        "REG(ISTER sip:example.net SIP/2.0",
        "REGISTER",
    ] {
        let mut text = line.as_bytes().to_vec();
        text.extend_from_slice(&register(&[])[b"REGISTER sip:example.net SIP/2.0".len()..]);
        let mut m = parsed(&text);
        assert_eq!(m.check().unwrap_err().code, 400, "{line}");
        assert!(m.is_answerable(), "{line}");
        let mut out = Vec::new();
        m.encode(&mut out);
        assert!(out.starts_with(line.as_bytes()), "a bad line goes out as it came");
    }
}

#[test]
fn another_version_is_505_and_its_via_can_still_be_read() {
    let mut m = parsed(b"OPTIONS sip:a@b SIP/3.0\r\nVia: SIP/3.0/UDP c.example;branch=z9hG4bKv\r\n\r\n");
    assert_eq!(m.check().unwrap_err().code, 505);
    assert!(m.is_answerable());
    let via = m.top_via().unwrap();
    assert_eq!(m.text(via.host), b"c.example");
}

#[test]
fn status_lines_outside_the_range_are_dropped() {
    for line in [
        "SIP/2.0 99 Low",
        "SIP/2.0 700 High",
        "SIP/2.0 0200 OK",
        "SIP/2.0 4294967496 OK",
        "SIP/2.0 2e2 OK",
        "SIP/2.0  200 OK",
        "SIP/3.0 200 OK",
        "SIP/2.0",
    ] {
        let mut m = parsed(format!("{line}\r\nVia: SIP/2.0/UDP c\r\n\r\n").as_bytes());
        assert!(m.check().is_err(), "{line}");
        assert!(!m.is_answerable(), "{line}");
    }
    for (line, reason) in [("SIP/2.0 200 ", ""), ("SIP/2.0 200", ""), ("sip/2.0 200  two words ", " two words ")] {
        let mut m = parsed(format!("{line}\r\n\r\n").as_bytes());
        assert_eq!(m.check(), Ok(()));
        assert_eq!((m.status(), m.reason()), (200, reason.as_bytes()));
    }
}

#[test]
fn a_date_is_gmt_or_bad() {
    for (value, good) in [
        ("Sat, 13 Nov 2010 23:29:00 GMT", true),
        ("sat, 13 nov 2010 23:29:00 gmt", true),
        ("Sat, 13 Nov 2010 23:29:00 CET", false),
        ("Sat, 13 Nov 2010 23:29:00 +0000", false),
        ("Sat, 32 Nov 2010 23:29:00 GMT", false),
        ("Sat, 13 Nov 2010 24:29:00 GMT", false),
        ("13 Nov 2010 23:29:00 GMT", false),
        ("Sat, 13 Nov 10 23:29:00 GMT", false),
    ] {
        let mut m = taken(&[&format!("Date: {value}")]);
        let index = m.find(Name::Date, 0).unwrap();
        assert_eq!(m.legal(index).is_some(), good, "{value}");
        assert_eq!(m.raw(index), value.as_bytes());
    }
}

#[test]
fn what_a_registrar_refuses_the_parser_may_take() {
    for line in [
        "Contact: sip:a@b?Route=%3Csip:c%3E",
        "Contact: sip:a,b@c",
        "Contact: <sip:a@b>;q=2",
        "Contact: \"Joe\" <sip:a@b>;;",
        "Contact: *;expires=0",
        "Contact:",
        "CSeq: 8 REGISTER\r\nCSeq: 9 REGISTER",
        "To: <sip:a@b>\r\nTo: <sip:a@b>",
        "Call-ID: a\r\nCall-ID: b",
        "Max-Forwards: 70\r\nMax-Forwards: 70",
        "Content-Length: 0\r\nContent-Length: 0",
    ] {
        assert_eq!(verdicts(&[line]), (Ok(()), Err(400)), "{line}");
    }
}

#[test]
fn each_mandatory_header_is_missed_by_the_transaction_layer() {
    for name in ["Via", "To", "From", "Call-ID", "CSeq"] {
        let text = String::from_utf8(register(&[])).unwrap();
        let text: String = text.split_inclusive("\r\n").filter(|l| !l.starts_with(&format!("{name}:"))).collect();
        let mut m = parsed(text.as_bytes());
        assert_eq!(m.check(), Ok(()), "{name}");
        assert_eq!(m.check_transaction().unwrap_err().code, 400, "{name}");
    }
}

#[test]
fn lines_that_are_no_headers_are_refused_and_kept() {
    for line in ["no colon here", ": no name", "bad name: x", "b\0d: x"] {
        let mut m = parsed(&register(&[&format!("X-Own: 1\r\n{line}")]));
        assert_eq!(m.check().unwrap_err().code, 400, "{line}");
        let mut out = Vec::new();
        m.encode(&mut out);
        assert!(String::from_utf8_lossy(&out).contains(line), "{line}");
    }
    let mut m = parsed(b"REGISTER sip:b SIP/2.0\r\n folded: start line\r\nVia: SIP/2.0/UDP c\r\n\r\n");
    assert_eq!(m.check().unwrap_err().code, 400);
    let mut m = parsed(b"REGISTER sip:b SIP/2.0\r\nVia: SIP/2.0/UDP c\r\n");
    assert_eq!(m.check().unwrap_err().code, 400, "the blank line is missing");
}

#[test]
fn uris_of_any_scheme_are_uris() {
    for (uri, scheme) in [
        ("sip:b", Scheme::Sip),
        ("SIPS:a@b", Scheme::Sips),
        ("tel:+1-201-555-0123;ext=9", Scheme::Tel),
        ("im:a@b", Scheme::Im),
        ("pres:a@b", Scheme::Pres),
        ("urn:service:sos", Scheme::Other),
        ("x+y-z.1://[2001:db8::1]:80/p?q#f", Scheme::Other),
    ] {
        let mut m = taken(&[&format!("To: <{uri}>")]);
        let to = m.to().unwrap();
        assert_eq!(m.els.uri(to.uri).unwrap().scheme, scheme, "{uri}");
    }
}

#[test]
fn more_than_the_limits_is_an_error_that_says_so() {
    let contacts = |n: usize| register(&[&format!("Contact: {}", vec!["<sip:a@b>"; n].join(","))]);
    let mut m = Message::new();
    assert!(m.parse(&contacts(256), &Limits::default()).is_ok());
    assert_eq!(m.parse(&contacts(257), &Limits::default()).unwrap_err().text, "too many Contact values");
    assert_eq!(m.method(), b"REGISTER", "what was read stays readable");
    let many = |line: &str, n: usize| register(&[&vec![line; n].join("\r\n")]);
    assert!(m.parse(&many("X: 1", 513), &Limits::default()).is_err());
    assert!(m.parse(&many("Service-Route: <sip:a@b;lr>", 65), &Limits::default()).is_err());
    assert!(m.parse(&many("WWW-Authenticate: Digest realm=\"a\"", 17), &Limits::default()).is_err());
    assert!(m.parse(&many("Via: SIP/2.0/UDP c", 71), &Limits::default()).is_err());
    assert_eq!(m.parse(&vec![b'a'; 65_536], &Limits::default()).unwrap_err().code, 413);
    assert!(m.parse(b"\r\n\r\n", &Limits::default()).is_err());
    assert!(m.parse(b"", &Limits::default()).is_err());
    let params = format!("To: <sip:a@b>{}", ";p".repeat(65));
    assert_eq!(verdicts(&[&params]).0, Err(400));
    let uri = format!("To: <sip:{}@b>", "a".repeat(4096));
    assert_eq!(verdicts(&[&uri]).0, Err(400));
}
