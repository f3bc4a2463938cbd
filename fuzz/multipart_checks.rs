//! What must hold for any text that is taken as a multipart body. Shared by the fuzz target and the tests.

use rvsip::message::*;

/// One part: its headers, its text, and its parts.
#[derive(Debug, PartialEq)]
pub struct Seen {
    pub headers: Vec<(Name, Vec<u8>, Vec<u8>)>,
    pub text: Vec<u8>,
    pub parts: Vec<Seen>,
}

/// The parts of a body as what they say, without regard to where they lie. Content-Length is left out.
pub fn tree(m: &Message, body: u16) -> Vec<Seen> {
    let seen = |p: &BodyPart| {
        let mut inside = m.clone();
        inside.swap_headers(p.number);
        let header = |i: usize| {
            let h = &inside.headers[i];
            let name = if h.name == Name::Other { inside.text(h.name_text).to_vec() } else { Vec::new() };
            (h.name, name, inside.value_text(i))
        };
        let headers =
            (0..inside.headers.len()).filter(|&i| inside.headers[i].name != Name::ContentLength).map(header).collect();
        Seen { headers, text: m.body_text(p.number).to_vec(), parts: tree(m, p.number) }
    };
    m.parts_of(body).map(seen).collect()
}

/// The same with the text of the body.
pub fn view(m: &Message, body: u16) -> (Vec<u8>, Vec<Seen>) {
    (m.body_text(body).to_vec(), tree(m, body))
}

/// Splits a body and those in it wherever the body of another message has parts.
pub fn split_like(m: &mut Message, body: u16, like: &Message, at: u16) {
    if !like.has_parts(at) {
        return;
    }
    let text = m.body_text(body).to_vec();
    m.split_body(body, &text, &Limits::default()).expect("what was written can be split");
    let numbers = |m: &Message, body: u16| m.parts_of(body).map(|p| p.number).collect::<Vec<u16>>();
    let (mine, its) = (numbers(m, body), numbers(like, at));
    assert_eq!(mine.len(), its.len());
    mine.into_iter().zip(its).for_each(|(mine, its)| split_like(m, mine, like, its));
}

/// Splits a body and all in it as far as that goes.
fn split_all(m: &mut Message, body: u16) {
    let text = m.body_text(body).to_vec();
    let before = view(m, body);
    if m.split_body(body, &text, &Limits::default()).is_err() {
        assert_eq!(view(m, body), before, "what fails changes nothing");
        return;
    }
    let numbers: Vec<u16> = m.parts_of(body).map(|p| p.number).collect();
    assert!(!numbers.is_empty() && numbers.len() <= 64);
    numbers.into_iter().for_each(|part| split_all(m, part));
}

/// Takes a text apart by a boundary, reads everything, writes it, and takes that apart again.
pub fn multipart(boundary: &[u8], text: &[u8]) {
    let mut m = Message::new();
    m.push(Name::ContentType, &[b"multipart/mixed;boundary=\"", boundary, b"\""].concat());
    m.set_body(text);
    split_all(&mut m, 0);
    if !m.has_parts(0) {
        return;
    }
    let mut joined = m.clone();
    joined.join_parts();
    assert_eq!(joined.body(), text, "what did not change is what it was");
    let before = tree(&m, 0);
    read_all(&mut m);
    assert_eq!(tree(&m, 0), before, "reading changes nothing");

    let mut other = Message::new();
    other.copy_body(0, &m, 0, &Limits::default()).expect("it was within limits");
    assert_eq!(tree(&other, 0), before, "a copy says the same");
    other.tidy();
    assert_eq!(tree(&other, 0), before, "and so does one that was tidied");

    m.settle_parts(0).expect("all that was split is multipart");
    let before = tree(&m, 0);
    let mut written = Vec::new();
    m.encode_body(0, &mut written);
    let mut again = Message::new();
    again.push(Name::ContentType, &m.value_text(0));
    again.set_body(&written);
    split_like(&mut again, 0, &m, 0);
    assert_eq!(tree(&again, 0), before, "{}", String::from_utf8_lossy(&written));
    let mut twice = Vec::new();
    again.settle_parts(0).expect("it is multipart");
    again.encode_body(0, &mut twice);
    assert_eq!(twice, written);

    // each part on its own is what it was among the others
    for part in m.parts_of(0) {
        let mut text = Vec::new();
        m.encode_part(part.number, &mut text);
        let mut alone = Message::new();
        let number = alone.add_part(0, 0, &Limits::default()).expect("one is few");
        match alone.parse_part(number, &text, &Limits::default()) {
            Ok(()) => assert_eq!(tree(&alone, 0)[0].headers, seen_headers(&m, part.number)),
            Err(refusal) => assert_eq!(refusal, Refusal::Syntax, "a line that is no header"),
        }
    }
}

fn seen_headers(m: &Message, number: u16) -> Vec<(Name, Vec<u8>, Vec<u8>)> {
    let parent = m.part(number).expect("it is there").parent;
    let at = m.parts_of(parent).position(|p| p.number == number).expect("it is in its body");
    tree(m, parent).swap_remove(at).headers
}

fn read_all(m: &mut Message) {
    let mut numbers: Vec<u16> = m.parts_of(0).map(|p| p.number).collect();
    while let Some(number) = numbers.pop() {
        numbers.extend(m.parts_of(number).map(|p| p.number));
        m.swap_headers(number);
        for i in 0..m.headers.len() {
            assert!(m.typed(i).is_some());
        }
        m.swap_headers(number);
    }
}

/// Octets as a body: their first line is the boundary.
pub fn octets(bytes: &[u8]) {
    let line = bytes.iter().position(|b| *b == b'\n').unwrap_or(0);
    let (boundary, text) = bytes.split_at(line);
    multipart(boundary, text);
    multipart(b"b", bytes);
}
