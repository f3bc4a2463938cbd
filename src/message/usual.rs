//! The most usual shapes of To, From, Contact, Via and CSeq, read in one straight line.
//!
//! Nearly all values that arrive look like the ones here. What is only a little different (a blank more, another parameter,
//! other letters) is left to the grammars of `party`, `via` and `simple`, which alone decide what is legal: a recogniser
//! sets nothing before it is through. A test holds both together.

use super::message::Limits;
use super::name::Name;
use super::reader::Reader;
use super::scan::{self, HOST, TOKEN, VALUE, WORDS};
use super::text::Span;
use super::typed::{LAST, part};
use super::uri;
use super::value::*;

/// Adds the value in `span` with its parts behind the items there are, if it looks as most do. Its header is called `name`; the
/// values of those called `like` follow the same grammar.
#[inline(always)]
pub(super) fn value(els: &mut Elements, like: Name, name: Name, span: Span, limits: &Limits) -> Option<Elem> {
    // no shape here has more parameters than that
    if els.items.len() > LAST || limits.params < uri::USUAL_PARAMS {
        return None;
    }
    match like {
        Name::To | Name::From => party(els, name, span, limits.uri_length),
        Name::Contact => contact(els, span, limits.uri_length),
        Name::Via => via(els, span),
        Name::CSeq => cseq(els, span),
        _ => None,
    }
}

/// An address, and maybe `;tag=` and a token.
#[inline(never)]
fn party(els: &mut Elements, name: Name, span: Span, uri_length: usize) -> Option<Elem> {
    let mut line = Reader::new(els.text.all(), span)?;
    let (address, at) = address(&mut line, span.start(), uri_length)?;
    let mut tag = Span::NONE;
    if at < line.end() {
        let from = line.after(at, b";tag=")?;
        if from == line.end() || line.run(from, TOKEN).0 < line.end() {
            return None;
        }
        tag = Span::at(from, line.end() - from);
    }
    let elem = Elem(els.items.len() as u16);
    let party = Party { display_name: address.display_name, uri: Elem(elem.0 + 1), tag, ..Party::default() };
    els.items.push(part(name, Value::Party(party), Elem::NONE));
    els.items.push(address.item(elem));
    Some(elem)
}

/// An address, and of `;expires=` with seconds and `;q=` each once at the most.
#[inline(never)]
fn contact(els: &mut Elements, span: Span, uri_length: usize) -> Option<Elem> {
    let mut line = Reader::new(els.text.all(), span)?;
    let (address, mut at) = address(&mut line, span.start(), uri_length)?;
    let (mut seconds, mut q) = (None, Span::NONE);
    while at < line.end() {
        if let Some(value) = line.after(at, b";expires=") {
            let (number, next) = line.number(value)?;
            if seconds.replace(number).is_some() {
                return None;
            }
            at = next;
        } else {
            let value = line.after(at, b";q=")?;
            if q.is_some() {
                return None;
            }
            (at, _) = line.run(value, VALUE);
            q = Span::at(value, at - value);
            if !super::party::is_qvalue(line.slice(value, at)) {
                return None;
            }
        }
    }
    let elem = Elem(els.items.len() as u16);
    let expires = if seconds.is_some() { Elem(elem.0 + 2) } else { Elem::NONE };
    let display_name = address.display_name;
    let contact = Contact { display_name, uri: Elem(elem.0 + 1), q, expires, ..Contact::default() };
    els.items.push(part(Name::Contact, Value::Contact(contact), Elem::NONE));
    els.items.push(address.item(elem));
    if seconds.is_some() {
        els.items.push(part(Name::Expires, Value::Expires(Expires { seconds }), elem));
    }
    Some(elem)
}

/// `name <URI>`.
struct Address {
    display_name: Span,
    uri: uri::Usual,
}

impl Address {
    #[inline(always)]
    fn item(self, parent: Elem) -> Item {
        part(Name::Other, Value::Uri(self.uri.whole()), parent)
    }
}

/// The address that begins at `at`, and what follows it.
#[inline(always)]
fn address(line: &mut Reader, at: usize, uri_length: usize) -> Option<(Address, usize)> {
    let (display_name, open) = match line.octet(at) {
        b'<' => (Span::NONE, at),
        b'"' => {
            let close = scan::quoted_end(line.value(), at)?;
            let open = close + usize::from(line.octet(close) == b' ');
            if line.octet(open) != b'<' {
                return None;
            }
            (Span::new(at, close), open)
        }
        first => {
            let (open, bracket) = line.run(at, WORDS);
            if bracket != b'<' || first <= b' ' {
                return None;
            }
            // a word of one octet at least, and one blank before the bracket at most
            let close = open - usize::from(line.octet(open - 1) == b' ');
            if line.octet(close - 1) <= b' ' {
                return None;
            }
            (Span::at(at, close - at), open)
        }
    };
    let (uri, close, bracket) = uri::usual(line, open + 1)?;
    if bracket != b'>' || close - (open + 1) > uri_length {
        return None;
    }
    Some((Address { display_name, uri }, close + 1))
}

/// `SIP/2.0/`, one of the usual transports, blank, host with or without port, and of `branch`, `rport` and `received` each once at the most.
#[inline(never)]
fn via(els: &mut Elements, span: Span) -> Option<Elem> {
    let mut line = Reader::new(els.text.all(), span)?;
    let transport = line.after(span.start(), b"SIP/2.0/")?;
    let host = [b"UDP ", b"TCP ", b"TLS "].into_iter().find_map(|t| line.after(transport, t))?;
    let (mut at, next) = line.run(host, HOST);
    let mut via = Via { transport: Span::at(transport, 3), host: filled(host, at)?, ..Via::default() };
    if next == b':' {
        (via.port, at) = line.port(at + 1)?;
    }
    while at < line.end() {
        if let Some(value) = line.after(at, b";branch=") {
            if via.branch.is_some() {
                return None;
            }
            (at, _) = line.run(value, VALUE);
            via.branch = filled(value, at)?;
        } else if let Some(next) = line.after(at, b";rport") {
            if via.use_rport {
                return None;
            }
            (via.use_rport, at) = (true, next);
            if line.octet(at) == b'=' {
                (via.rport, at) = line.port(at + 1)?;
            }
        } else {
            let value = line.after(at, b";received=")?;
            if via.received.is_some() {
                return None;
            }
            (at, _) = line.run(value, VALUE);
            via.received = filled(value, at)?;
        }
    }
    add(els, Name::Via, Value::Via(via))
}

/// What stands between two places, unless that is nothing.
#[inline(always)]
fn filled(from: usize, to: usize) -> Option<Span> {
    if to > from { Some(Span::at(from, to - from)) } else { None }
}

/// A number, a blank and a method.
#[inline(never)]
fn cseq(els: &mut Elements, span: Span) -> Option<Elem> {
    let mut line = Reader::of_one_run(els.text.all(), span)?;
    let (step, blank) = line.number(span.start())?;
    let from = line.after(blank, b" ")?;
    if from == line.end() || line.run(from, TOKEN).0 < line.end() {
        return None;
    }
    let method = Span::at(from, line.end() - from);
    add(els, Name::CSeq, Value::CSeq(CSeq { step: step.into(), method }))
}

/// Adds a value that has no parts.
#[inline(always)]
fn add(els: &mut Elements, name: Name, value: Value) -> Option<Elem> {
    let elem = Elem(els.items.len() as u16);
    els.items.push(part(name, value, Elem::NONE));
    Some(elem)
}

#[cfg(test)]
mod tests {
    use super::super::typed;
    use super::*;
    use proptest::prelude::*;

    /// What both make of a value: all items as text, and the number of the first. None where the recogniser gives up.
    fn both(name: Name, before: &str, value: &str, behind: &str) -> (Option<String>, String) {
        let mut els = Elements::default();
        els.text.push(before.as_bytes());
        let span = els.text.push(value.as_bytes());
        els.text.push(behind.as_bytes());
        let mut same = els.clone();
        let limits = Limits::default();
        let elem = super::value(&mut els, name, name, span, &limits);
        let usual = elem.map(|elem| format!("{elem:?} {:?} {}", els.items, els.text.len()));
        assert!(elem.is_some() || els.items.is_empty());
        let elem = typed::by_grammar(&mut same, name, span, &limits);
        (usual, format!("{elem:?} {:?} {}", same.items, same.text.len()))
    }

    fn word() -> impl Strategy<Value = String> {
        prop_oneof![
            3 => "[a-zA-Z0-9.-]{1,20}",
            1 => "[0-9]{1,11}",
            1 => r#"[ -~]{0,6}"#,
            1 => Just(String::new()),
        ]
    }

    /// Values near the usual shapes: some octets of a good one replaced, left out or put in.
    fn value() -> impl Strategy<Value = (Name, String)> {
        let address = (word(), word(), word(), 0..6u8).prop_map(|(name, user, host, form)| match form {
            0 => format!("<sip:{user}@{host}>"),
            1 => format!("{name} <sip:{user}@{host}>"),
            2 => format!("\"{name}\" <sip:{user}@{host}>"),
            3 => format!("<sip:{host}>"),
            4 => format!("{name}<SIP:{user}@{host}>"),
            _ => format!("{name} {user} <sip:{user}@{host};lr>"),
        });
        let address = address.boxed();
        let param = (word(), 0..9u8).prop_map(|(value, form)| match form {
            0 => format!(";tag={value}"),
            1 => format!(";expires={value}"),
            2 => ";expires=3600".to_string(),
            3 => ";q=0.7".to_string(),
            4 => format!(";branch={value}"),
            5 => format!(";rport={value}"),
            6 => ";rport".to_string(),
            7 => format!(";received={value}"),
            _ => format!(";{value}"),
        });
        let params = prop::collection::vec(param, 0..4).prop_map(|p| p.concat()).boxed();
        let via = (word(), word(), 0..3u8).prop_map(|(host, port, form)| match form {
            0 => format!("SIP/2.0/UDP {host}"),
            1 => format!("SIP/2.0/UDP {host}:{port}"),
            _ => format!("SIP/2.0/TLS {host}:5060"),
        });
        let whole = prop_oneof![
            (address.clone(), params.clone()).prop_map(|(a, p)| (Name::To, a + &p)),
            (address.clone(), params.clone()).prop_map(|(a, p)| (Name::From, a + &p)),
            (address, params.clone()).prop_map(|(a, p)| (Name::Contact, a + &p)),
            (via, params).prop_map(|(a, p)| (Name::Via, a + &p)),
            (word(), word()).prop_map(|(n, m)| (Name::CSeq, format!("{n} {m}"))),
        ];
        (whole, prop::collection::vec((any::<prop::sample::Index>(), 0..3u8, Just(" \t;:,=@<>\"\\%aQ0[]\u{e4}")), 0..2))
            .prop_map(|((name, value), changes)| {
                let mut letters: Vec<char> = value.chars().collect();
                for (at, kind, new) in changes {
                    let at = at.index(letters.len() + 1);
                    let new = new.chars().nth(at % new.chars().count()).unwrap_or(' ');
                    match kind {
                        0 if at < letters.len() => letters[at] = new,
                        1 if at < letters.len() => drop(letters.remove(at)),
                        _ => letters.insert(at, new),
                    }
                }
                (name, letters.into_iter().collect())
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn what_is_recognised_is_what_the_grammar_reads(
            (name, value) in value(),
            before in "[a-z]{0,3}",
            behind in prop_oneof![Just(""), Just("\r\nCall-ID: 1@example.com\r\nExpires: 3600"), Just("@host>;tag=5060;rport,a")],
        ) {
            // a value is handed over trimmed
            let value = value.trim_matches([' ', '\t']);
            let (usual, grammar) = both(name, &before, value, behind);
            if let Some(usual) = usual {
                prop_assert_eq!(usual, grammar);
            }
        }
    }

    #[test]
    fn the_usual_is_recognised() {
        for (name, value) in [
            (Name::To, "Werner Heisenberg <sip:werner.heisenberg@munich.example>"),
            (Name::From, "\"Alice\" <sip:alice@atlanta.example.com>;tag=9fxced76sl"),
            (Name::Contact, "<sip:werner.heisenberg@200.201.202.203>;expires=3600;q=0.7"),
            (Name::Via, "SIP/2.0/UDP 200.201.202.203:5060;branch=z9hG4bKus19;rport"),
            (Name::Via, "SIP/2.0/TCP a.example;received=192.0.2.111;branch=z9hG4bK2d4790.1;rport=5060"),
            (Name::CSeq, "1 REGISTER"),
        ] {
            let (usual, grammar) = both(name, "x", value, "\r\n");
            assert_eq!(usual, Some(grammar), "{value}");
        }
        for (name, value) in [
            (Name::CSeq, "2147483648 INVITE"),
            (Name::Via, "SIP/2.0/UDP a.example:65536"),
            (Name::Contact, "<sip:a@b.example>;q=2"),
            (Name::To, "<sip:a@b.example>;tag=1;tag=2"),
        ] {
            assert_eq!(both(name, "", value, "").0, None, "{value}");
        }
    }
}
