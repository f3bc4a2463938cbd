//! Multipart bodies of the message layer: split, built, written and read back (RFC 2046 section 5.1).

#[path = "../fuzz/multipart_checks.rs"]
#[allow(dead_code)]
mod multipart_checks;

use multipart_checks::{tree, view};
use proptest::prelude::*;
use rvsip::message::*;

const LIMITS: fn() -> Limits = Limits::default;

fn with_type(content_type: &str) -> Message {
    let mut m = Message::new();
    m.set_request(b"INVITE", b"sip:a@b").unwrap();
    if !content_type.is_empty() {
        m.push(Name::ContentType, content_type.as_bytes());
    }
    m
}

fn split(boundary: &str, text: &[u8]) -> Result<Message, Refusal> {
    let mut m = with_type(&format!("multipart/mixed;boundary={boundary}"));
    m.split_body(0, text, &LIMITS()).map(|()| m)
}

/// Header lines and body of each part.
fn parts(m: &Message, body: u16) -> Vec<(String, String)> {
    let text = |p: &BodyPart| {
        let mut out = Vec::new();
        m.encode_part(p.number, &mut out);
        let out = String::from_utf8(out).unwrap();
        let (headers, body) = match out.strip_prefix("\r\n") {
            Some(body) => ("", body),
            None => out.split_once("\r\n\r\n").unwrap(),
        };
        (headers.to_string(), body.to_string())
    };
    m.parts_of(body).map(text).collect()
}

fn bodies(m: &Message) -> Vec<String> {
    parts(m, 0).into_iter().map(|p| p.1).collect()
}

fn written(m: &mut Message) -> Vec<u8> {
    m.settle_parts(0).unwrap();
    let mut out = Vec::new();
    m.encode_body(0, &mut out);
    out
}

#[test]
fn a_body_is_cut_at_its_delimiters_and_the_rest_is_left_out() {
    let m = split(
        "b1",
        b"preamble\r\n--b1\r\nContent-Type: application/SDP\r\nContent-Length: 99\r\n\r\nv=0\r\n\r\n--b1\r\n\r\nplain\r\n--b1--\r\nepilogue\r\n--b1\r\n",
    )
    .unwrap();
    assert_eq!(
        parts(&m, 0),
        [("Content-Type: application/SDP\r\nContent-Length: 99".into(), "v=0\r\n".into()), (String::new(), "plain".into())]
    );
    assert_eq!(m.body(), b"", "the text is gone");
}

#[test]
fn lines_may_end_with_a_line_feed_alone() {
    let m = split("b", b"--b\nA: 1\nB: 2\n\none\n\n--b\n\ntwo\n--b--\n").unwrap();
    assert_eq!(parts(&m, 0), [("A: 1\r\nB: 2".into(), "one\n".into()), (String::new(), "two".into())]);
}

#[test]
fn blanks_behind_a_delimiter_belong_to_the_line() {
    assert_eq!(bodies(&split("b", b"--b \t \r\n\r\none\r\n--b  \r\n\r\ntwo\r\n--b-- \t\r\n").unwrap()), ["one", "two"]);
    assert_eq!(bodies(&split("\"b  \"", b"--b\r\n\r\none\r\n--b--").unwrap()), ["one"]);
}

#[test]
fn a_line_that_is_more_than_a_delimiter_is_none() {
    let text = b"--b\r\n\r\n--bb\r\n--b --\r\n--b-\r\n--b---\r\n --b\r\nx--b\r\n-b\r\n--B\r\n--b--";
    assert_eq!(bodies(&split("b", text).unwrap()), ["--bb\r\n--b --\r\n--b-\r\n--b---\r\n --b\r\nx--b\r\n-b\r\n--B"]);
}

#[test]
fn a_boundary_that_begins_another_one_cuts_nothing_of_the_other() {
    let inner = "--foobar\r\n\r\nx\r\n--foobar\r\n\r\ny\r\n--foobar--";
    let text = format!("--foo\r\nContent-Type: multipart/mixed;boundary=foobar\r\n\r\n{inner}\r\n--foo--\r\n");
    let mut m = split("foo", text.as_bytes()).unwrap();
    assert_eq!(bodies(&m), [inner]);
    let outer = m.parts_of(0).next().unwrap().number;
    m.split_body(outer, inner.as_bytes(), &LIMITS()).unwrap();
    assert_eq!(parts(&m, outer).len(), 2);
    // and the other way round
    let inner = "--foo\r\n\r\nx\r\n--foo--";
    let text = format!("--foobar\r\nContent-Type: multipart/mixed;boundary=foo\r\n\r\n{inner}\r\n--foobar--\r\n");
    assert_eq!(bodies(&split("foobar", text.as_bytes()).unwrap()), [inner]);
}

#[test]
fn a_boundary_may_stand_in_quotes_and_hold_what_no_token_holds() {
    for (written, plain) in [("\"a b:c?d\"", "a b:c?d"), ("\"x\\\"y\"", "x\"y"), ("\"--\"", "--"), ("a+b_c", "a+b_c")] {
        let m = split(written, format!("--{plain}\r\n\r\none\r\n--{plain}--").as_bytes());
        assert_eq!(bodies(&m.unwrap()), ["one"], "{written}");
    }
}

#[test]
fn a_missing_last_delimiter_is_forgiven() {
    assert_eq!(bodies(&split("b", b"--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n").unwrap()), ["one", "two\r\n"]);
    assert_eq!(bodies(&split("b", b"--b\r\n\r\none\r\n--b\r\n").unwrap()), ["one", ""]);
    assert_eq!(bodies(&split("b", b"--b").unwrap()), [""]);
}

#[test]
fn text_without_a_delimiter_is_refused_and_nothing_changes() {
    for text in [&b""[..], b"v=0\r\n", b"--b--", b"--c\r\n\r\n--c--", b"b\r\n"] {
        assert_eq!(split("b", text).err(), Some(Refusal::Syntax), "{:?}", String::from_utf8_lossy(text));
    }
    let mut m = split("b", b"--b\r\n\r\none\r\n--b--").unwrap();
    let first = m.parts_of(0).next().unwrap().number;
    let before = view(&m, 0);
    assert_eq!(m.split_body(0, b"nothing", &LIMITS()), Err(Refusal::Syntax));
    assert_eq!(view(&m, 0), before);
    assert!(m.part(first).is_some());
}

#[test]
fn a_body_is_split_only_by_a_multipart_type_with_a_boundary() {
    let text = b"--b\r\n\r\none\r\n--b--";
    for (kind, outcome) in [
        ("MultiPart/Mixed ; BOUNDARY=b", Ok(())),
        ("multipart/related;type=x;boundary=\"b\"", Ok(())),
        ("", Err(Refusal::NotMultipart)),
        ("text/plain;boundary=b", Err(Refusal::NotMultipart)),
        ("multipart;boundary=b", Err(Refusal::NotMultipart)),
        ("multipart/mixed", Err(Refusal::Syntax)),
        ("multipart/mixed;boundary=\"\"", Err(Refusal::Syntax)),
        ("multipart/mixed;boundary=\" \"", Err(Refusal::Syntax)),
    ] {
        assert_eq!(with_type(kind).split_body(0, text, &LIMITS()), outcome, "{kind}");
    }
    assert_eq!(with_type("multipart/mixed;boundary=b").split_body(7, text, &LIMITS()), Err(Refusal::Gone));
}

#[test]
fn empty_parts_are_parts() {
    let text = b"--b\r\n--b\r\n\r\n--b\r\n\r\n\r\n--b\r\nA: b\r\n--b\r\nA: b\r\n\r\n--b--";
    let mut m = split("b", text).unwrap();
    let none = || (String::new(), String::new());
    let named = || ("A: b".to_string(), String::new());
    assert_eq!(parts(&m, 0), [none(), none(), none(), named(), named()]);
    let again = split("b", &written(&mut m)).unwrap();
    assert_eq!(view(&again, 0), view(&m, 0));
}

#[test]
fn folded_headers_of_a_part_are_one_line_and_a_line_that_is_no_header_is_kept() {
    let m =
        split("b", b"--b\r\nContent-Type: text/plain;\r\n charset=utf-8\r\nno header\r\nX :  y \r\n\r\none\r\n--b--").unwrap();
    assert_eq!(parts(&m, 0), [("Content-Type: text/plain; charset=utf-8\r\nno header\r\nX: y".into(), "one".into())]);
}

#[test]
fn octets_of_every_value_survive() {
    let octets: Vec<u8> = (0..=255).chain(0..=255).rev().collect();
    let mut m = with_type("");
    let part = m.add_part(0, 0, &LIMITS()).unwrap();
    m.set_body_text(part, &octets);
    let text = written(&mut m);
    let mut again = with_type(&String::from_utf8(m.value_text(m.find(Name::ContentType, 0).unwrap())).unwrap());
    again.split_body(0, &text, &LIMITS()).unwrap();
    assert_eq!(again.body_text(again.parts_of(0).next().unwrap().number), octets);
}

#[test]
fn a_missing_type_and_boundary_are_made() {
    let mut m = with_type("");
    for text in ["one", "two"] {
        let part = m.add_part(0, usize::MAX, &LIMITS()).unwrap();
        m.parse_part(part, format!("Content-Type: text/plain\r\n\r\n{text}").as_bytes(), &LIMITS()).unwrap();
    }
    let text = String::from_utf8(written(&mut m)).unwrap();
    let kind = String::from_utf8(m.value_text(m.find(Name::ContentType, 0).unwrap())).unwrap();
    let boundary = kind.strip_prefix("multipart/mixed;boundary=").unwrap().to_string();
    assert_eq!(
        text,
        format!(
            "--{boundary}\r\nContent-Type: text/plain\r\n\r\none\r\n--{boundary}\r\nContent-Type: text/plain\r\n\r\ntwo\r\n--{boundary}--\r\n"
        )
    );
    assert_eq!(written(&mut m), text.as_bytes(), "the boundary stays");
    let mut m = with_type("Multipart/Alternative;x=y");
    m.add_part(0, 0, &LIMITS()).unwrap();
    written(&mut m);
    let kind = String::from_utf8(m.value_text(0)).unwrap();
    assert!(kind.starts_with("Multipart/Alternative;boundary=") && kind.ends_with(";x=y"), "{kind}");
}

#[test]
fn a_boundary_of_our_own_stands_in_none_of_the_parts() {
    let mut m = with_type("");
    for n in [0, 1, 3] {
        let part = m.add_part(0, usize::MAX, &LIMITS()).unwrap();
        m.set_body_text(part, format!("rvsip-boundary-{n:08x}").as_bytes());
    }
    written(&mut m);
    assert_eq!(m.value_text(0), b"multipart/mixed;boundary=rvsip-boundary-00000002");
}

#[test]
fn a_boundary_that_begins_a_line_of_a_part_is_replaced_and_one_that_needs_quotes_gets_them() {
    let mut m = with_type("multipart/mixed;boundary=foo;a=b");
    let part = m.add_part(0, 0, &LIMITS()).unwrap();
    m.set_body_text(part, b"x\n--foobar\n");
    let text = written(&mut m);
    assert_eq!(m.value_text(0), b"multipart/mixed;boundary=rvsip-boundary-00000000;a=b");
    m.split_body(0, &text, &LIMITS()).unwrap();
    assert_eq!(m.parts_of(0).count(), 1);
    // in the middle of a line it does no harm
    let mut m = with_type("multipart/mixed;boundary=foo");
    let part = m.add_part(0, 0, &LIMITS()).unwrap();
    m.set_body_text(part, b"x--foo\nfoo\n- -foo");
    written(&mut m);
    assert_eq!(m.value_text(0), b"multipart/mixed;boundary=foo");
}

#[test]
fn parts_under_a_type_that_is_not_multipart_are_refused_but_never_lost() {
    for kind in ["text/plain", "nonsense"] {
        let mut m = with_type(kind);
        let part = m.add_part(0, 0, &LIMITS()).unwrap();
        m.set_body_text(part, b"one");
        assert_eq!(m.settle_parts(0), Err(Refusal::NotMultipart));
        let mut out = Vec::new();
        m.encode(&mut out);
        let mut again = Message::new();
        again.parse(&out, &LIMITS()).unwrap();
        let text = again.body().to_vec();
        again.split_body(0, &text, &LIMITS()).unwrap();
        assert_eq!(bodies(&again), ["one"]);
    }
}

#[test]
fn a_message_is_written_with_its_parts_and_their_length() {
    let mut m = with_type("");
    m.push(Name::ContentLength, b"3");
    m.push(Name::Subject, b"x");
    let part = m.add_part(0, 0, &LIMITS()).unwrap();
    m.parse_part(part, b"A: b\r\n\r\none", &LIMITS()).unwrap();
    let mut out = Vec::new();
    m.encode(&mut out);
    let mut again = Message::new();
    again.parse(&out, &LIMITS()).unwrap();
    assert_eq!(again.raw_of(Name::ContentLength).unwrap(), again.body().len().to_string().as_bytes());
    let text = again.body().to_vec();
    assert!(m.has_parts(0), "writing takes nothing apart");
    again.split_body(0, &text, &LIMITS()).unwrap();
    assert_eq!(parts(&again, 0), [("A: b".into(), "one".into())]);
}

#[test]
fn parts_that_did_not_change_become_the_text_they_were() {
    let text = b"hello\r\n--b \r\nA:b\r\n\r\none\r\n--b--";
    let mut m = with_type("multipart/mixed;boundary=b");
    m.set_body(text);
    m.split_body(0, text, &LIMITS()).unwrap();
    m.typed(0);
    m.join_parts();
    assert_eq!(m.body(), text);
    // a change in them counts
    m.split_body(0, text, &LIMITS()).unwrap();
    let part = m.parts_of(0).next().unwrap().number;
    m.set_body_text(part, b"two");
    m.join_parts();
    assert_eq!(m.body(), b"--b\r\nA: b\r\n\r\ntwo\r\n--b--\r\n");
    // and so does another boundary
    m.set_body(text);
    m.split_body(0, text, &LIMITS()).unwrap();
    m.set(Name::ContentType, b"multipart/mixed;boundary=c");
    m.join_parts();
    assert_eq!(m.body(), b"--c\r\nA: b\r\n\r\none\r\n--c--\r\n");
    assert!(!m.has_parts(0));
}

#[test]
fn a_content_length_in_a_part_is_kept_until_the_body_is_another() {
    let mut m = split("b", b"--b\r\nContent-Length: 77\r\n\r\none\r\n--b--").unwrap();
    let part = m.parts_of(0).next().unwrap().number;
    assert_eq!(parts(&m, 0)[0].0, "Content-Length: 77");
    m.set_body_text(part, b"four");
    assert_eq!(parts(&m, 0)[0], ("Content-Length: 4".into(), "four".into()));
}

#[test]
fn the_compact_form_is_never_forced_on_parts() {
    let mut m = split("b", b"--b\r\nContent-Type: text/plain\r\nl: 3\r\n\r\none\r\n--b--").unwrap();
    m.force_compact = true;
    let mut out = Vec::new();
    m.encode(&mut out);
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("\r\nc: multipart/mixed"), "{text}");
    assert!(text.contains("\r\nContent-Type: text/plain\r\nl: 3\r\n\r\none\r\n"), "{text}");
}

#[test]
fn parts_nest_to_the_limit_and_no_deeper() {
    let limits = Limits { body_depth: 3, ..LIMITS() };
    let mut m = with_type("");
    let mut body = 0;
    for _ in 0..3 {
        body = m.add_part(body, 0, &limits).unwrap();
    }
    assert_eq!(m.add_part(body, 0, &limits), Err(Refusal::Limit));
    m.set_body_text(body, b"deep");
    let text = written(&mut m);
    // what was written is taken apart level by level
    let kind = String::from_utf8(m.value_text(m.find(Name::ContentType, 0).unwrap())).unwrap();
    let mut again = with_type(&kind);
    let (mut body, mut text) = (0, text);
    for _ in 0..3 {
        again.split_body(body, &text, &limits).unwrap();
        body = again.parts_of(body).next().unwrap().number;
        text = again.body_text(body).to_vec();
    }
    assert_eq!(text, b"deep");
    again.swap_headers(body);
    again.push(Name::ContentType, b"multipart/mixed;boundary=z");
    again.swap_headers(body);
    assert_eq!(again.split_body(body, b"--z\r\n\r\n--z--", &limits), Err(Refusal::Limit));
    assert_eq!(again.split_body(body, b"--z\r\n\r\n--z--", &LIMITS()), Ok(()));
    // copies count with what is in them
    let mut copy = with_type("");
    assert_eq!(copy.copy_body(0, &again, 0, &limits), Err(Refusal::Limit));
    assert!(!copy.has_parts(0));
    assert_eq!(copy.copy_body(0, &again, 0, &Limits { body_depth: 4, ..limits }), Ok(()));
    let first = again.parts_of(0).next().unwrap().number;
    assert_eq!(copy.copy_part(0, 0, &again, first, &limits), Err(Refusal::Limit));
    assert!(Limits { body_depth: usize::MAX, ..limits }.body_depth > 64);
    let mut m = with_type("");
    let (mut body, mut levels) = (0, 0);
    while let Ok(part) = m.add_part(body, 0, &Limits { body_depth: usize::MAX, ..limits }) {
        (body, levels) = (part, levels + 1);
    }
    assert_eq!(levels, 64, "no limit goes beyond what recursion may");
}

#[test]
fn a_body_has_so_many_parts_and_no_more() {
    let limits = Limits { body_parts: 3, body_depth: 2, ..LIMITS() };
    let text = |n: usize| [b"--b\r\n\r\nx\r\n".repeat(n), b"--b--".to_vec()].concat();
    let mut m = with_type("multipart/mixed;boundary=b");
    assert_eq!(m.split_body(0, &text(4), &limits), Err(Refusal::Limit));
    assert!(!m.has_parts(0));
    assert_eq!(m.split_body(0, &text(3), &limits), Ok(()));
    assert_eq!(m.add_part(0, 0, &limits), Err(Refusal::Limit));
    // all bodies of a message together: parts times depth
    let [a, b] = [0, 1].map(|n| m.parts_of(0).nth(n).unwrap().number);
    for _ in 0..3 {
        m.add_part(a, 0, &limits).unwrap();
    }
    assert_eq!(m.add_part(b, 0, &limits), Err(Refusal::Limit));
    assert_eq!(m.split_body(0, &text(3), &limits), Ok(()), "those that go make room");
}

#[test]
fn headers_of_a_part_are_limited_like_those_of_a_message() {
    let limits = Limits { headers: 4, vias: 1, ..LIMITS() };
    for (headers, outcome) in [
        ("A: b\r\n".repeat(4), Ok(())),
        ("A: b\r\n".repeat(5), Err(Refusal::Limit)),
        ("Via: a, b\r\n".into(), Err(Refusal::Limit)),
    ] {
        let mut m = with_type("multipart/mixed;boundary=b");
        let text = format!("--b\r\n{headers}\r\nx\r\n--b--");
        assert_eq!(m.split_body(0, text.as_bytes(), &limits), outcome);
        assert_eq!(m.has_parts(0), outcome.is_ok());
        assert_eq!(m.headers.len(), 1, "the message's own headers are as they were");
    }
}

#[test]
fn parts_stand_in_the_order_they_were_put() {
    let mut m = with_type("");
    for (at, text) in [(0, "b"), (0, "a"), (usize::MAX, "e"), (2, "c"), (3, "d")] {
        let part = m.add_part(0, at, &LIMITS()).unwrap();
        m.set_body_text(part, text.as_bytes());
        let inner = m.add_part(part, 0, &LIMITS()).unwrap();
        m.set_body_text(inner, text.as_bytes());
    }
    let names = |m: &Message| tree(m, 0).iter().map(|p| p.parts[0].text.clone()).collect::<Vec<_>>().concat();
    assert_eq!(names(&m), b"abcde");
    let third = m.parts_of(0).nth(2).unwrap().number;
    m.remove_part(third);
    assert_eq!(names(&m), b"abde");
    let mut copy = Message::new();
    copy.copy_body(0, &m, 0, &LIMITS()).unwrap();
    assert_eq!(tree(&copy, 0), tree(&m, 0));
}

#[test]
fn a_removed_part_takes_all_that_is_in_it_along() {
    let mut m = split("b", b"--b\r\nContent-Type: multipart/mixed;boundary=c\r\n\r\n--c\r\nTo: <sip:a@b>\r\n\r\n--c--\r\n--b\r\nTo: <sip:c@d>\r\n\r\n--b--").unwrap();
    let [first, second] = [0, 1].map(|n| m.parts_of(0).nth(n).unwrap().number);
    let inner = m.body_text(first).to_vec();
    m.split_body(first, &inner, &LIMITS()).unwrap();
    let deep = m.parts_of(first).next().unwrap().number;
    let typed = |m: &mut Message, part| {
        m.swap_headers(part);
        let elem = m.typed(0);
        m.swap_headers(part);
        elem
    };
    let (gone, stays) = (typed(&mut m, deep), typed(&mut m, second));
    assert!(m.els.item(gone).is_some());
    m.remove_part(first);
    assert!(m.part(first).is_none() && m.part(deep).is_none() && m.els.item(gone).is_none());
    assert!(m.els.item(stays).is_some());
    let new = m.add_part(0, 0, &LIMITS()).unwrap();
    assert!(new != first && new != deep, "numbers are not used again");
    m.clear();
    assert!(!m.has_parts(0));
}

#[test]
fn an_object_that_is_filled_again_and_again_keeps_its_size() {
    let mut m = with_type("multipart/mixed;boundary=b");
    m.clear();
    m.push(Name::ContentType, b"multipart/mixed;boundary=b");
    let text = b"--b\r\nA: b\r\nTo: <sip:a@b>\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--";
    for round in 0..40_000 {
        if m.els.text.len() > 8192 || m.is_worn() {
            m.clear_body(0);
            m.tidy();
        }
        m.split_body(0, text, &LIMITS()).unwrap();
        if round % 7 == 0 {
            let part = m.parts_of(0).next().unwrap().number;
            m.swap_headers(part);
            m.typed(1);
            m.swap_headers(part);
        }
    }
    assert!(m.els.text.len() < 20_000 && m.els.items.len() < 40_000);
    assert_eq!(bodies(&m), ["one", "two"]);
}

// ---- property tests ----

#[derive(Clone, Debug)]
enum Tree {
    Text(Vec<u8>),
    Parts(Vec<(Vec<String>, Tree)>),
}

fn any_text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(&b"\r\n"[..]),
        Just(&b"\n"[..]),
        Just(&b"--"[..]),
        Just(&b"\r\n--rvsip-boundary-0000000"[..]),
        Just(&b"0"[..]),
        Just(&b"1"[..]),
        Just(&b"--b"[..]),
        Just(&b"\n--b--\r\n"[..]),
        Just(&b"A: b\r\n\r\n"[..]),
        Just(&b"\0\xff"[..]),
        Just(&b" "[..]),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|p| p.concat())
}

fn any_tree() -> impl Strategy<Value = Tree> {
    let header = prop_oneof![
        Just("Content-Disposition: session;handling=optional".to_string()),
        Just("Content-ID: <a@b>".to_string()),
        Just("m: <sip:a@b>, <sip:c@d>".to_string()),
        "X-[a-z]{1,3}: [!-~ ]{0,12}".prop_map(|h| h),
    ];
    any_text().prop_map(Tree::Text).prop_recursive(3, 24, 4, move |inner| {
        let part = (proptest::collection::vec(header.clone(), 0..3), inner);
        proptest::collection::vec(part, 1..4).prop_map(Tree::Parts)
    })
}

fn build(m: &mut Message, body: u16, tree: &Tree) {
    match tree {
        Tree::Text(text) => m.set_body_text(body, text),
        Tree::Parts(parts) => {
            for (headers, inner) in parts {
                let part = m.add_part(body, usize::MAX, &LIMITS()).unwrap();
                let text: String = headers.iter().map(|h| format!("{h}\r\n")).collect();
                m.parse_part(part, format!("{text}\r\n").as_bytes(), &LIMITS()).unwrap();
                build(m, part, inner);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_built_of_parts_is_read_back(tree in any_tree(), boundary in proptest::option::of("[b0 ]{0,2}b")) {
        let kind = boundary.map(|b| format!("multipart/mixed;boundary=\"{b}\"")).unwrap_or_default();
        let mut m = with_type(&kind);
        build(&mut m, 0, &tree);
        let text = written(&mut m);
        prop_assert_eq!(written(&mut m), text.clone());
        let mut out = Vec::new();
        m.encode(&mut out);
        let mut again = Message::new();
        again.parse(&out, &Limits { message_size: usize::MAX, ..LIMITS() }).unwrap();
        prop_assert_eq!(again.body(), &text[..]);
        multipart_checks::split_like(&mut again, 0, &m, 0);
        prop_assert_eq!(view(&again, 0), view(&m, 0));
        // and a copy says the same
        let mut copy = with_type("");
        copy.copy_body(0, &m, 0, &LIMITS()).unwrap();
        prop_assert_eq!(view(&copy, 0), view(&m, 0));
        // and so does what was tidied
        copy.clear_body(0);
        let mut copy = Message::new();
        copy.copy_body(0, &m, 0, &LIMITS()).unwrap();
        copy.tidy();
        prop_assert_eq!(view(&copy, 0), view(&m, 0));
    }
}
