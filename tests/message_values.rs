//! Each grammar: what is read, what is refused, what is written.

use rvsip::message::*;

struct One {
    els: Elements,
    elem: Elem,
}

impl One {
    fn new(name: Name, text: &str) -> One {
        let mut els = Elements::default();
        let span = els.text.push(text.as_bytes());
        let elem = parse_value(&mut els, name, span, &Limits::default());
        One { els, elem }
    }
    fn value(&self) -> Value {
        let item = self.els.item(self.elem).unwrap();
        assert!(item.bad.is_none(), "{}", self.text(item.bad));
        item.value
    }
    fn is_bad(&self) -> bool {
        self.els.item(self.elem).unwrap().bad.is_some()
    }
    fn text(&self, span: Span) -> String {
        String::from_utf8_lossy(self.els.text.get(span)).into_owned()
    }
    fn encoded(&self) -> String {
        let mut out = Vec::new();
        encode_value(&self.els, self.elem, &mut out);
        String::from_utf8(out).unwrap()
    }
}

fn encoded(name: Name, text: &str) -> String {
    One::new(name, text).encoded()
}

fn uri(text: &str) -> Option<(Elements, Elem)> {
    let mut els = Elements::default();
    let span = els.text.push(text.as_bytes());
    parse_uri(&mut els, span, Elem::NONE).ok().map(|e| (els, e))
}

macro_rules! value_of {
    ($one:ident, $kind:ident) => {
        match $one.value() {
            Value::$kind(v) => v,
            other => panic!("{other:?}"),
        }
    };
}

#[test]
fn a_sip_uri_is_taken_apart() {
    let (els, e) =
        uri("sips:al%20ice:p$w@[2001:db8::9:1]:5061;Transport=tls;lr;user=phone;x=1;method=INVITE;maddr=a.b;ttl=5;y?A=b&C=d")
            .unwrap();
    let u = els.uri(e).unwrap();
    let text = |s: Span| std::str::from_utf8(els.text.get(s)).unwrap();
    assert_eq!(u.scheme, Scheme::Sips);
    assert_eq!((text(u.user), text(u.password), text(u.host), u.port), ("al%20ice", "p$w", "[2001:db8::9:1]", 5061));
    assert_eq!((text(u.transport), text(u.user_param), text(u.method), text(u.maddr)), ("tls", "phone", "INVITE", "a.b"));
    assert!(u.lr);
    assert_eq!((u.ttl, text(u.other_params), text(u.headers)), (5, "x=1;y", "A=b&C=d"));
}

#[test]
fn uris_that_are_none_are_refused() {
    for text in [
        "",
        ":",
        "sip",
        "sip:",
        "sip:@b",
        "sip:a@",
        "sip:a@b@c",
        "sip:a@b:x",
        "sip:a@b:",
        "sip:a@b;",
        "sip:a@b;;lr",
        "sip:a@b;x=",
        "sip:a@b?",
        "sip:a b@c",
        "sip:a@b c",
        "sip:a%4@b",
        "sip:a%zz@b",
        "sip:[::1",
        "sip:[::g]",
        "sip:[]",
        "sip:a@b;ttl=256",
        "sip:a@b;ttl=x",
        "sip:a@b;transport",
        "sip:a@b;lr;lr",
        "1sip:a",
        "s ip:a",
        "sip:é@b",
        "tel:",
        "tel:+",
        "tel:abc;x= y",
        "tel:()",
        "http://a b",
        "urn:<x>",
        "x:\u{7f}",
        "x:%4",
    ] {
        assert!(uri(text).is_none(), "{text}");
    }
}

#[test]
fn an_escaped_parameter_name_is_the_parameter_it_stands_for() {
    let (els, e) = uri("sip:a@b;%6C%72;n%61me=v%61lue").unwrap();
    let u = els.uri(e).unwrap();
    assert!(u.lr);
    assert_eq!(els.text.get(u.other_params), b"n%61me=v%61lue");
}

#[test]
fn a_tel_uri_is_taken_apart() {
    let (els, e) = uri("tel:7042;a=b;phone-context=example.com;ext=12;isub=x;c").unwrap();
    let u = els.uri(e).unwrap();
    assert!(!u.global);
    assert_eq!(els.text.get(u.number), b"7042");
    assert_eq!(els.text.get(u.context), b"example.com");
    assert_eq!((els.text.get(u.extension), els.text.get(u.isub)), (&b"12"[..], &b"x"[..]));
    assert_eq!(els.text.get(u.other_params), b"a=b;c");
}

#[test]
fn a_party_gathers_its_other_parameters() {
    let one = One::new(Name::From, "\"Al, <x>\"<sip:a@b;y>;u ; v = \"1;2\";tag=t;w");
    let p = value_of!(one, Party);
    assert_eq!(one.text(p.display_name), "\"Al, <x>\"");
    assert_eq!(one.text(p.tag), "t");
    assert_eq!(one.text(p.other_params), "u;v=\"1;2\";w");
    assert_eq!(one.encoded(), "\"Al, <x>\" <sip:a@b;y>;tag=t;u;v=\"1;2\";w");
}

#[test]
fn parameters_after_a_bare_address_are_those_of_the_header() {
    let one = One::new(Name::To, "sip:a@b;user=phone;tag=1");
    let p = value_of!(one, Party);
    assert_eq!(one.text(p.other_params), "user=phone");
    assert!(one.els.uri(p.uri).unwrap().user_param.is_none());
    assert_eq!(one.encoded(), "<sip:a@b>;tag=1;user=phone");
}

#[test]
fn contacts_of_every_form_are_read() {
    let one = One::new(Name::Contact, "\"desk\" <sip:a@b;transport=tcp>;Expires=1800;q=0.7;+sip.instance=\"<urn:uuid:1>\"");
    let c = value_of!(one, Contact);
    assert_eq!((one.text(c.display_name), one.text(c.q)), ("\"desk\"".into(), "0.7".into()));
    assert!(matches!(one.els.item(c.expires).unwrap().value, Value::Expires(Expires { seconds: Some(1800) })));
    assert_eq!(one.els.item(c.uri).unwrap().parent, one.elem);
    assert_eq!(one.text(c.other_params), "+sip.instance=\"<urn:uuid:1>\"");
    let star = One::new(Name::Contact, "*");
    assert!(value_of!(star, Contact).star);
    for bad in
        ["**", "* ;a", "", "<sip:a@b>;q=1.1", "<sip:a@b>;q=x", "<sip:a@b>;q", "<sip:a@b> x", "sip:a@b?c=d", "<sip:a@b>;a=\"b"]
    {
        assert!(One::new(Name::Contact, bad).is_bad(), "{bad}");
    }
    for good in [
        "<sip:a@b>;q=1",
        "<sip:a@b>;q=0",
        "<sip:a@b>;q=.5",
        "<sip:a@b>;q=1.000",
        "sip:a@b",
        "tel:+1;expires=0",
        "<name:John_Smith>",
    ] {
        assert!(!One::new(Name::Contact, good).is_bad(), "{good}");
    }
}

#[test]
fn vias_of_every_form_are_read() {
    let one = One::new(
        Name::Via,
        "SIP / 2.0 / tls  h.example : 5061 ;Branch=z9;rport=7;x;received=2001:db8::1;ttl=3;maddr=[::1];y=\"z\"",
    );
    let v = value_of!(one, Via);
    assert_eq!((one.text(v.transport), one.text(v.host), v.port), ("tls".into(), "h.example".into(), 5061));
    assert_eq!((one.text(v.branch), v.use_rport, v.rport, v.ttl), ("z9".into(), true, 7, 3));
    assert_eq!((one.text(v.received), one.text(v.maddr)), ("2001:db8::1".into(), "[::1]".into()));
    assert_eq!(one.text(v.other_params), "x;y=\"z\"");
    assert_eq!(one.encoded(), "SIP/2.0/tls h.example:5061;branch=z9;rport=7;received=2001:db8::1;maddr=[::1];ttl=3;x;y=\"z\"");
}

#[test]
fn challenges_keep_their_quotes_and_lose_those_of_qop() {
    let one = One::new(
        Name::ProxyAuthenticate,
        "Digest realm=\"a, \\\"b\\\"\", x=y ,nonce = \"n\",qop=\"auth,auth-int\", stale=TRUE, algorithm=SHA-256,, opaque=\"\", z=\"1\"",
    );
    let c = value_of!(one, Challenge);
    assert_eq!(c.side, AuthSide::Proxy);
    assert_eq!(
        (one.text(c.realm), one.text(c.nonce), one.text(c.opaque)),
        ("\"a, \\\"b\\\"\"".into(), "\"n\"".into(), "\"\"".into())
    );
    assert_eq!((one.text(c.qop), c.stale, one.text(c.algorithm)), ("auth,auth-int".into(), Some(true), "SHA-256".into()));
    assert_eq!(one.text(c.other_params), "x=y,z=\"1\"");
    assert!(One::new(Name::WwwAuthenticate, "Digest realm=\"a").is_bad());
    assert!(One::new(Name::WwwAuthenticate, "Digest realm=\"a\", realm=\"b\"").is_bad());
    assert!(One::new(Name::WwwAuthenticate, "Digest abc").is_bad());
    assert!(One::new(Name::WwwAuthenticate, "").is_bad());
    let one = One::new(Name::WwwAuthenticate, "Negotiate YII==");
    let c = value_of!(one, Challenge);
    assert_eq!((one.text(c.scheme), one.text(c.other_params)), ("Negotiate".into(), "YII==".into()));
    assert_eq!(one.encoded(), "Negotiate YII==");
}

#[test]
fn credentials_are_read_and_written() {
    let text = "Digest username=\"w\", realm=\"r\", nonce=\"n\", uri=\"sip:b\", response=\"x\", algorithm=MD5, cnonce=\"c\", opaque=\"o\", qop=auth, nc=0000001f, k=v";
    let one = One::new(Name::Authorization, text);
    let c = value_of!(one, Credentials);
    assert_eq!((one.text(c.username), one.text(c.qop), c.nonce_count), ("\"w\"".into(), "auth".into(), 31));
    assert_eq!(one.text(one.els.uri(c.uri).unwrap().whole), "sip:b");
    assert_eq!(one.encoded(), text);
    for bad in ["Digest nc=123456789", "Digest nc=xyz", "Digest uri=\"no uri\"", "Digest username=a b"] {
        assert!(One::new(Name::Authorization, bad).is_bad(), "{bad}");
    }
}

#[test]
fn small_headers_are_read_and_written() {
    for (name, text) in [
        (Name::CSeq, "4711 REGISTER"),
        (Name::Expires, "4294967295"),
        (Name::MinExpires, "60"),
        (Name::Date, "Sat, 13 Nov 2010 23:29:00 GMT"),
        (Name::RetryAfter, "18000 (in (a) meeting);duration=3600;x"),
        (Name::ContentType, "multipart/mixed;boundary=\"a b\";q=1"),
        (Name::ContentDisposition, "session;handling=optional;x"),
        (Name::Allow, "INVITE"),
        (Name::Allow, ""),
        (Name::Route, "\"p\" <sip:p;lr>;a=b"),
        (Name::Supported, "path, gruu"),
        (Name::Subject, ""),
    ] {
        assert_eq!(encoded(name, text), text);
    }
    for (name, text) in [
        (Name::CSeq, "4711REGISTER"),
        (Name::CSeq, "REGISTER"),
        (Name::CSeq, "1 A B"),
        (Name::Expires, "1.5"),
        (Name::Expires, ""),
        (Name::Expires, "Thu, 01 Dec 1994 16:00:00 GMT"),
        (Name::RetryAfter, "5 (a"),
        (Name::ContentType, "text"),
        (Name::ContentType, "text/plain x"),
        (Name::Allow, "A B"),
        (Name::Route, "sip:p;lr"),
        (Name::MaxForwards, "256"),
        (Name::CallId, "a b"),
    ] {
        let one = One::new(name, text);
        assert!(one.is_bad(), "{name:?}: {text}");
        assert_eq!(one.encoded(), text, "a bad value is written as it came");
    }
}

#[test]
fn parsing_into_a_value_replaces_it_or_leaves_it_alone() {
    let mut one = One::new(Name::Contact, "<sip:a@b>;expires=5");
    let old = value_of!(one, Contact);
    let bad = one.els.text.push(b"<sip:a@b");
    assert!(parse_value_into(&mut one.els, one.elem, Name::Contact, bad, &Limits::default()).is_err());
    assert_eq!(one.encoded(), "<sip:a@b>;expires=5");
    assert!(one.els.item(old.uri).is_some());
    let good = one.els.text.push(b"<sip:c@d>;x");
    assert!(parse_value_into(&mut one.els, one.elem, Name::Contact, good, &Limits::default()).is_ok());
    assert_eq!(one.encoded(), "<sip:c@d>;x");
    assert!(one.els.item(old.uri).is_none() && one.els.item(old.expires).is_none());
    assert!(one.els.item(one.elem).unwrap().dirty);
    // a bad one is mended
    let mut one = One::new(Name::CSeq, "x");
    assert!(one.is_bad());
    let good = one.els.text.push(b"1 ACK");
    assert!(parse_value_into(&mut one.els, one.elem, Name::CSeq, good, &Limits::default()).is_ok());
    assert_eq!(one.encoded(), "1 ACK");
}

#[test]
fn a_changed_uri_is_written_from_its_fields() {
    let mut one = One::new(Name::Contact, "<sip:a@b;lr>;q=1");
    let c = value_of!(one, Contact);
    let host = one.els.text.push(b"2001:db8::1");
    if let Some(Item { value: Value::Uri(u), .. }) = one.els.item_mut(c.uri) {
        u.host = host;
        u.port = 5070;
        u.whole = Span::NONE;
    }
    one.els.touch(c.uri);
    assert_eq!(one.encoded(), "<sip:a@[2001:db8::1]:5070;lr>;q=1");
}

#[test]
fn what_needs_quotes_gets_them() {
    let mut one = One::new(Name::WwwAuthenticate, "Digest realm=\"x\"");
    let realm = one.els.text.push(b"my \"own\" realm");
    let name = one.els.text.push(b"Bell, A");
    if let Some(Item { value: Value::Challenge(c), .. }) = one.els.item_mut(one.elem) {
        c.realm = realm;
    }
    assert_eq!(one.encoded(), "Digest realm=\"my \\\"own\\\" realm\"");
    let party = one.els.add(Name::To, Value::Party(Party { display_name: name, ..Party::default() }), Elem::NONE);
    let mut out = Vec::new();
    encode_value(&one.els, party, &mut out);
    assert_eq!(out, b"\"Bell, A\" ");
    // A word of the grammar is ASCII (RFC 3261 section 25.1).
    for (name, written) in [("J\u{fc}rgen", "\"J\u{fc}rgen\" "), ("Two Words", "Two Words ")] {
        let display_name = one.els.text.push(name.as_bytes());
        let party = one.els.add(Name::To, Value::Party(Party { display_name, ..Party::default() }), Elem::NONE);
        let mut out = Vec::new();
        encode_value(&one.els, party, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), written);
    }
}

#[test]
fn no_value_can_smuggle_in_a_header() {
    let mut m = Message::new();
    m.set_response(200, b"OK\r\nX-Evil: 1");
    m.push(Name::Subject, b"a\r\nX-Evil: 1");
    m.push_other(b"X-Own\r\nX-Evil", b"b\nX-Evil: 1");
    let at = m.push(Name::To, b"<sip:a@b>");
    let e = m.typed(at);
    let tag = m.els.text.push(b"1\r\nX-Evil: 1");
    if let Some(Item { value: Value::Party(p), .. }) = m.els.item_mut(e) {
        p.tag = tag;
    }
    m.els.touch(e);
    let mut out = Vec::new();
    m.encode(&mut out);
    let text = String::from_utf8(out).unwrap();
    assert!(!text.lines().any(|l| l.starts_with("X-Evil")), "{text}");
    assert_eq!(text.lines().count(), 6);
}

#[test]
fn a_copy_is_deep_and_of_another_text() {
    let one = One::new(Name::Contact, "\"x\" <sip:a:b@c;d;lr;e>;expires=5;q=1;f");
    let mut els = Elements::default();
    els.text.push(b"something else");
    let copy = copy_item(&mut els, &one.els, one.elem, Elem::NONE);
    drop(one);
    let copy = One { els, elem: copy };
    assert_eq!(copy.encoded(), "\"x\" <sip:a:b@c;d;lr;e>;q=1;expires=5;f");
    let c = value_of!(copy, Contact);
    let u = copy.els.uri(c.uri).unwrap();
    assert_eq!((copy.text(u.user), copy.text(u.host), copy.text(u.other_params)), ("a".into(), "c".into(), "d;e".into()));
    assert_eq!(copy.els.item(c.uri).unwrap().parent, copy.elem);
}
