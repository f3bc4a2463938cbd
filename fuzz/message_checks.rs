//! What must hold for any input of the message layer. Shared by the fuzz target and the bounded run in the tests.

use rvsip::message::*;

/// Headers of every grammar.
const NAMES: [Name; 34] = [
    Name::Via,
    Name::To,
    Name::From,
    Name::CallId,
    Name::CSeq,
    Name::Contact,
    Name::MaxForwards,
    Name::Expires,
    Name::MinExpires,
    Name::Route,
    Name::RecordRoute,
    Name::Path,
    Name::ServiceRoute,
    Name::WwwAuthenticate,
    Name::ProxyAuthenticate,
    Name::Authorization,
    Name::ProxyAuthorization,
    Name::Date,
    Name::Allow,
    Name::RetryAfter,
    Name::ContentType,
    Name::ContentDisposition,
    Name::ContentLength,
    Name::Subject,
    Name::Event,
    Name::AllowEvents,
    Name::MinSE,
    Name::SessionExpires,
    Name::RSeq,
    Name::RAck,
    Name::ReferTo,
    Name::ReferredBy,
    Name::Replaces,
    Name::SubscriptionState,
];

/// Start line, headers and body as what they say, without regard to where they lie.
pub fn view(m: &Message) -> (Vec<u8>, Vec<(Name, Vec<u8>, Vec<u8>)>, Vec<u8>) {
    let start = match m.start {
        StartLine::Empty => Vec::new(),
        StartLine::Request { method, .. } => [m.text(method), b" ", &m.request_uri_text()].concat(),
        StartLine::Response { code, reason } => [code.to_string().as_bytes(), b" ", m.text(reason)].concat(),
        StartLine::Bad { line, .. } => m.text(line).to_vec(),
    };
    let header = |i: usize| {
        let h = &m.headers[i];
        let name = if h.name == Name::Other { m.text(h.name_text).to_vec() } else { Vec::new() };
        (h.name, name, m.value_text(i))
    };
    let headers = (0..m.headers.len()).filter(|&i| m.headers[i].name != Name::ContentLength).map(header).collect();
    (start, headers, m.body().to_vec())
}

fn without_blanks(text: &[u8]) -> Vec<u8> {
    text.iter().copied().filter(|b| !b" \t\r\n".contains(b)).collect()
}

/// Every text of a typed value stands in `source`; gathered parameters do so one by one.
pub fn holds_only(els: &Elements, elem: Elem, source: &[u8]) {
    let Some(item) = els.item(elem) else { return };
    let source = without_blanks(source);
    let mut value = item.value;
    each_span(&mut value, &mut |span| {
        if span.is_none() {
            return;
        }
        assert!(els.text.opt(*span).is_some(), "a span outside its text");
        let text = without_blanks(els.text.get(*span));
        let inside = |part: &[u8]| part.is_empty() || memchr::memmem::find(&source, part).is_some();
        assert!(
            inside(&text) || text.split(|b| b";,".contains(b)).all(inside),
            "{:?} is not in {:?}",
            String::from_utf8_lossy(&text),
            String::from_utf8_lossy(&source)
        );
    });
    assert!(item.bad.is_none() || els.text.opt(item.bad).is_some());
}

/// Takes a datagram apart, reads everything, writes it, and reads it again.
pub fn datagram(bytes: &[u8]) {
    let limits = Limits::default();
    let mut m = Message::new();
    if m.parse(bytes, &limits).is_err() {
        return;
    }
    let before = view(&m);
    let checked = m.check();
    let _ = m.check_transaction();
    for i in 0..m.headers.len() {
        let e = m.typed(i);
        assert!(e.is_some());
        assert_eq!(m.typed(i), e, "a typed value is made once");
        holds_only(&m.els, e, bytes);
    }
    for n in 0..m.els.items.len() {
        holds_only(&m.els, Elem(n as u16), bytes);
    }
    assert_eq!(view(&m), before, "reading changes nothing");
    let mut text = Vec::new();
    m.encode(&mut text);
    let mut again = Message::new();
    if checked.is_ok() {
        again.parse(&text, &Limits { message_size: usize::MAX, ..limits }).expect("what is written can be read");
        assert_eq!(view(&again), before, "{}", String::from_utf8_lossy(&text));
        assert_eq!(again.check(), Ok(()));
    }
    // typed values written from their fields are legal again and write themselves the same
    for i in 0..m.headers.len() {
        let (name, elem) = (m.headers[i].name, m.typed(i));
        rewrite(&m.els, name, elem);
        if checked.is_ok() {
            pass_on(&m, i);
        }
    }
}

/// A message passed on with another branch or tag in one header: that is what is read, and nothing else differs.
fn pass_on(m: &Message, index: usize) {
    const NEW: &[u8] = b"replaced.1";
    fn field(value: &mut Value) -> Option<&mut Span> {
        match value {
            Value::Via(v) => Some(&mut v.branch),
            Value::Party(p) => Some(&mut p.tag),
            _ => None,
        }
    }
    let mut changed = m.clone();
    let elem = changed.typed(index);
    let new = changed.els.text.push(NEW);
    let Some(item) = changed.els.item_mut(elem).filter(|i| i.bad.is_none()) else { return };
    let Some(text) = field(&mut item.value).filter(|t| !t.is_empty()) else { return };
    let old = std::mem::replace(text, new);
    changed.els.replaced(elem, old, new);
    let again = written(&changed);
    // written header by header it says the same
    let mut slowly = changed.clone();
    slowly.headers.change();
    let text = again.els.text.all();
    assert_eq!(view(&again), view(&written(&slowly)), "{}", String::from_utf8_lossy(text));
    let (mut before, mut after) = (view(m), view(&again));
    let place = (0..index).filter(|&i| m.headers[i].name != Name::ContentLength).count();
    before.1.remove(place);
    after.1.remove(place);
    assert_eq!(before, after, "{}", String::from_utf8_lossy(text));
    let place = (0..again.headers.len()).filter(|&i| again.headers[i].name != Name::ContentLength).nth(place);
    let mut again = again.clone();
    let mut value = again.legal(place.expect("as many headers as before")).expect("a legal value");
    let read = field(&mut value).map(|t| again.text(*t));
    assert_eq!(read, Some(NEW), "{}", String::from_utf8_lossy(again.els.text.all()));
}

/// A message as it is read after it was written.
fn written(m: &Message) -> Message {
    let mut text = Vec::new();
    m.encode(&mut text);
    let mut again = Message::new();
    again.parse(&text, &Limits { message_size: usize::MAX, ..*m.limits() }).expect("what is written can be read");
    again
}

/// The texts a value holds, in the order of its fields, those of its parts behind them. Quotes, the
/// backslashes in them and white space may come and go.
pub fn texts(els: &Elements, elem: Elem) -> Vec<String> {
    let Some(mut value) = els.item(elem).map(|i| i.value) else { return Vec::new() };
    let inside = parts(Some(&value));
    match &mut value {
        Value::Uri(u) => u.whole = Span::NONE,
        // the name is the header's, not the value's
        Value::Other(o) => o.name = Span::NONE,
        _ => {}
    }
    let mut found = Vec::new();
    each_span(&mut value, &mut |span| {
        let text: String = String::from_utf8_lossy(els.text.get(*span))
            .chars()
            .filter(|c| !c.is_whitespace() && !['"', '\\'].contains(c))
            .collect();
        if !text.is_empty() {
            found.push(text);
        }
    });
    for part in inside {
        found.extend(texts(els, part));
    }
    found
}

/// A legal value written from its fields is legal, has the same fields, and stays the same from then on.
fn rewrite(els: &Elements, name: Name, elem: Elem) {
    if els.item(elem).is_none_or(|i| i.bad.is_some()) {
        return;
    }
    let mut fields = els.clone();
    for item in &mut fields.items {
        if let Value::Uri(u) = &mut item.value {
            u.whole = Span::NONE;
        }
    }
    let els = &fields;
    let mut first = Vec::new();
    encode_value(els, elem, &mut first);
    let mut other = Elements::default();
    let text = other.text.push(&first);
    let copy = parse_value(&mut other, name, text, &Limits { uri_length: usize::MAX, ..Limits::default() });
    assert!(other.item(copy).unwrap().bad.is_none(), "{name:?}: {}", String::from_utf8_lossy(&first));
    let mut second = Vec::new();
    encode_value(&other, copy, &mut second);
    assert_eq!(String::from_utf8_lossy(&first), String::from_utf8_lossy(&second), "{name:?}");
    assert_eq!(texts(els, elem), texts(&other, copy), "{name:?}: {}", String::from_utf8_lossy(&first));
}

/// Octets as a value of every header, made, made again, copied and written; and as a URI.
pub fn values(bytes: &[u8]) {
    let limits = Limits::default();
    for name in NAMES {
        let mut els = Elements::default();
        let text = els.text.push(bytes);
        let elem = parse_value(&mut els, name, text, &limits);
        holds_only(&els, elem, bytes);
        rewrite(&els, name, elem);
        let mut written = Vec::new();
        encode_value(&els, elem, &mut written);
        let mut dst = Elements::default();
        let copy = copy_item(&mut dst, &els, elem, Elem::NONE);
        let mut copied = Vec::new();
        encode_value(&dst, copy, &mut copied);
        assert_eq!(written, copied);
        let legal = els.item(elem).unwrap().bad.is_none();
        assert_eq!(parse_value_into(&mut els, elem, name, text, &limits).is_ok(), legal);
        let mut rewritten = Vec::new();
        encode_value(&els, elem, &mut rewritten);
        assert_eq!(written, rewritten);
    }
    let mut els = Elements::default();
    let text = els.text.push(bytes);
    if let Ok(uri) = parse_uri(&mut els, text, Elem::NONE) {
        holds_only(&els, uri, bytes);
        assert!(uri_equal(&els, uri, &els, uri), "{}", String::from_utf8_lossy(bytes));
        // from the fields it is the same URI
        let mut fields = els.clone();
        if let Some(Item { value: Value::Uri(u), .. }) = fields.item_mut(uri) {
            u.whole = Span::NONE;
        }
        let mut text = Vec::new();
        encode_uri(&fields, uri, &mut text);
        let text = fields.text.push(&text);
        let again = parse_uri(&mut fields, text, Elem::NONE).expect("a URI from its fields");
        assert!(uri_equal(&els, uri, &fields, again), "{}", String::from_utf8_lossy(bytes));
    }
    let _ = split_line(bytes);
    let _ = unquote(bytes);
    assert!(param_list(bytes).count() <= bytes.len());
}

/// Octets as a stream, whole and one by one: the same frames come out, in bounded memory.
pub fn stream(bytes: &[u8]) {
    let frames = |pieces: &mut dyn Iterator<Item = &[u8]>| {
        let limits = Limits::default();
        let mut framer = Framer::new(&limits);
        framer.expect_pings(true);
        let mut out = Vec::new();
        'all: for piece in pieces {
            framer.push(piece);
            loop {
                match framer.next() {
                    Frame::NeedMore => break,
                    Frame::Message(m) => out.push(m.to_vec()),
                    Frame::KeepAlive(k) => out.push(format!("{k:?}").into_bytes()),
                    Frame::Broken(p) => {
                        out.push(p.text.as_bytes().to_vec());
                        break 'all;
                    }
                }
            }
            assert!(framer.rest().len() <= limits.message_size + piece.len());
        }
        out
    };
    let whole = frames(&mut std::iter::once(bytes));
    let single = frames(&mut bytes.chunks(1));
    assert_eq!(whole, single);
}
