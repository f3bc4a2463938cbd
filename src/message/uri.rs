//! URIs: sip and sips (RFC 3261 section 19.1), tel (RFC 3966), im and pres, and any other as text (RFC 3986).

use super::message::Problem;
use super::params::{Others, Param, Taken, index_of};
use super::reader::Reader;
use super::scan::{self, Cursor, HEADER, HOST, PARAM, PASSWORD, TOKEN, URIC, USER, bad};
use super::text::Span;
use super::value::{Scheme, Uri};

const SIP_PARAMS: &[&str] = &["transport", "lr", "user", "maddr", "method", "ttl"];
const TEL_PARAMS: &[&str] = &["ext", "isub", "phone-context"];

/// What may be in one URI.
#[derive(Clone, Copy)]
pub(super) struct UriLimits {
    pub length: usize,
    pub params: usize,
}

/// Reads the URI that fills `span` into a blank one.
pub(super) fn parse(text: &[u8], span: Span, limits: UriLimits, uri: &mut Uri, others: &mut Others) -> Result<(), Problem> {
    if span.len() > limits.length {
        return Err(Problem { code: 414, text: "URI too long" });
    }
    if let Some(usual) = parse_usual(text, span, limits) {
        *uri = usual;
        return Ok(());
    }
    by_grammar(text, span, limits, uri, others)
}

/// What is not of the most usual shape.
#[inline(never)]
fn by_grammar(text: &[u8], span: Span, limits: UriLimits, uri: &mut Uri, others: &mut Others) -> Result<(), Problem> {
    let mut cur = Cursor::new(text, span);
    let bytes = cur.rest();
    uri.whole = span;
    if let Some(scheme) = bytes.first_chunk::<4>()
        && scan::lower4(scheme) == scan::lower4(b"sip:")
    {
        uri.scheme = Scheme::Sip;
        uri.scheme_text = Span::at(span.start(), 3);
    } else {
        let colon = scan::find(b':', bytes).ok_or(bad("URI without scheme"))?;
        uri.scheme_text = Span::new(span.start(), span.start() + colon);
        uri.scheme = scheme_of(cur.slice(uri.scheme_text))?;
    }
    cur.go(uri.scheme_text.end() + 1);
    if cur.at_end() {
        return Err(bad("URI without content"));
    }
    match uri.scheme {
        Scheme::Sip | Scheme::Sips => sip(&mut cur, uri, limits, others),
        Scheme::Tel => tel(&mut cur, uri, limits, others),
        Scheme::Im | Scheme::Pres => {
            let start = cur.pos();
            let plain = *uri;
            sip(&mut cur, uri, limits, others).or_else(|_| {
                (*uri, *others) = (plain, Others::default());
                cur.go(start);
                generic(&cur, uri)
            })
        }
        Scheme::Other => generic(&cur, uri),
    }
}

/// What a usual URI has.
pub(super) struct Usual {
    whole: Span,
    user: Span,
    host: Span,
    more: Option<More>,
}

/// What may stand behind the host of a usual URI.
struct More {
    port: i32,
    transport: Span,
    user_param: Span,
    lr: bool,
}

/// How many parameters a usual URI may have.
pub(super) const USUAL_PARAMS: usize = 3;

impl Usual {
    #[inline(always)]
    pub fn whole(self) -> Uri {
        let mut uri = Uri {
            scheme: Scheme::Sip,
            whole: self.whole,
            scheme_text: Span::at(self.whole.start(), 3),
            user: self.user,
            host: self.host,
            port: -1,
            ttl: -1,
            ..Uri::default()
        };
        if let Some(more) = self.more {
            (uri.port, uri.transport, uri.user_param, uri.lr) = (more.port, more.transport, more.user_param, more.lr);
        }
        uri
    }
}

/// `sip:`, maybe a user and `@`, a host, maybe a port, and of `transport`, `user` and `lr` each once at the most, as most URIs
/// are, at `at`; where it ends, and the octet there, which is for the caller to judge.
#[inline(always)]
pub(super) fn usual(line: &mut Reader, at: usize) -> Option<(Usual, usize, u8)> {
    let scheme = line.value().get(at..)?.first_chunk::<4>()?;
    if scan::lower4(scheme) != scan::lower4(b"sip:") {
        return None;
    }
    let mut from = at + 4;
    let (mut stop, mut next) = line.run(from, HOST);
    if next != b'@' && next != b';' && scan::is(next, USER) {
        (stop, next) = line.run(stop, USER);
        if next != b'@' {
            return None;
        }
    }
    let mut user = Span::NONE;
    if next == b'@' && stop > from {
        user = Span::at(from, stop - from);
        from = stop + 1;
        (stop, next) = line.run(from, HOST);
    }
    if stop == from {
        return None;
    }
    let host = Span::at(from, stop - from);
    let mut more = None;
    if next == b':' || next == b';' {
        let (found, end) = behind_host(*line, stop)?;
        (more, stop) = (Some(found), end);
        next = line.octet(stop);
    }
    let whole = Span::at(at, stop - at);
    Some((Usual { whole, user, host, more }, stop, next))
}

/// Port and parameters of a usual URI, and where they end.
#[inline(never)]
fn behind_host(mut line: Reader, mut stop: usize) -> Option<(More, usize)> {
    let mut more = More { port: -1, transport: Span::NONE, user_param: Span::NONE, lr: false };
    if line.octet(stop) == b':' {
        (more.port, stop) = line.port(stop + 1)?;
    }
    while line.octet(stop) == b';' {
        // a value of other characters is left to the grammar
        if let Some(from) = line.after(stop, b";transport=") {
            (stop, _) = line.plain(from);
            if more.transport.is_some() || stop == from {
                return None;
            }
            more.transport = Span::at(from, stop - from);
        } else if let Some(from) = line.after(stop, b";user=") {
            (stop, _) = line.plain(from);
            if more.user_param.is_some() || stop == from {
                return None;
            }
            more.user_param = Span::at(from, stop - from);
        } else {
            stop = line.after(stop, b";lr")?;
            // neither more of the name nor a value
            if more.lr || !matches!(line.octet(stop), b';' | b'>') && stop < line.end() {
                return None;
            }
            more.lr = true;
        }
    }
    Some((more, stop))
}

/// The URI that fills `span`, if it is what most are.
#[inline(always)]
pub(super) fn parse_usual(text: &[u8], span: Span, limits: UriLimits) -> Option<Uri> {
    if span.len() > limits.length || limits.params < USUAL_PARAMS {
        return None;
    }
    let (uri, end, _) = usual(&mut Reader::new(text, span)?, span.start())?;
    if end == span.end() { Some(uri.whole()) } else { None }
}

fn scheme_of(s: &[u8]) -> Result<Scheme, Problem> {
    match s.first() {
        Some(b) if b.is_ascii_alphabetic() => {}
        _ => return Err(bad("bad URI scheme")),
    }
    if !s.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')) {
        return Err(bad("bad URI scheme"));
    }
    let is = |name: &str| s.eq_ignore_ascii_case(name.as_bytes());
    Ok(match s.len() {
        2 if is("im") => Scheme::Im,
        3 if is("sip") => Scheme::Sip,
        3 if is("tel") => Scheme::Tel,
        4 if is("sips") => Scheme::Sips,
        4 if is("pres") => Scheme::Pres,
        _ => Scheme::Other,
    })
}

fn generic(cur: &Cursor, uri: &mut Uri) -> Result<(), Problem> {
    if !scan::all_escaped(cur.rest(), URIC) {
        return Err(bad("bad character in URI"));
    }
    uri.identifier = Span::new(cur.pos(), cur.end());
    Ok(())
}

fn sip(cur: &mut Cursor, uri: &mut Uri, limits: UriLimits, others: &mut Others) -> Result<(), Problem> {
    let user = Span::new(cur.pos(), cur.run_end(USER));
    match cur.at(user.end()) {
        // no escape, no password: most URIs
        Some(b'@') if !user.is_empty() => {
            uri.user = user;
            cur.go(user.end() + 1);
        }
        // all of them user characters: there is no user
        None => {}
        _ => user_info(cur, uri)?,
    }
    (uri.host, uri.port) = cur.host_port(false)?;
    params(cur, SIP_PARAMS, limits, others, |i, cur, p| {
        let value = cur.slice(p.value);
        match i {
            1 => {
                uri.lr = true;
                return Ok(());
            }
            _ if p.value.is_none() => return Err(bad("URI parameter without value")),
            0 => uri.transport = token(value, p.value)?,
            2 => uri.user_param = token(value, p.value)?,
            3 => uri.maddr = p.value,
            4 => uri.method = p.value,
            _ => match scan::number(value) {
                Some(n) if n <= 255 => uri.ttl = n as i16,
                _ => return Err(bad("bad ttl in URI")),
            },
        }
        Ok(())
    })?;
    if cur.eat(b'?') {
        if !scan::all_escaped(cur.rest(), HEADER) {
            return Err(bad("bad headers in URI"));
        }
        if memchr::memchr_iter(b'&', cur.rest()).nth(limits.params).is_some() {
            return Err(bad("too many headers in URI"));
        }
        uri.headers = Span::new(cur.pos(), cur.end());
        cur.go(cur.end());
    }
    if cur.at_end() { Ok(()) } else { Err(bad("bad character in URI")) }
}

/// User and password with escapes, if there are any.
fn user_info(cur: &mut Cursor, uri: &mut Uri) -> Result<(), Problem> {
    let Some(at) = scan::find(b'@', cur.rest()) else { return Ok(()) };
    let info = Span::new(cur.pos(), cur.pos() + at);
    let colon = scan::find(b':', cur.slice(info)).unwrap_or(info.len());
    uri.user = Span::new(info.start(), info.start() + colon);
    if !scan::all_escaped(cur.slice(uri.user), USER) {
        return Err(bad("bad user part in URI"));
    }
    if colon < info.len() {
        uri.password = Span::new(uri.user.end() + 1, info.end());
        if !uri.password.is_empty() && !scan::all_escaped(cur.slice(uri.password), PASSWORD) {
            return Err(bad("bad password in URI"));
        }
    }
    cur.go(info.end() + 1);
    Ok(())
}

fn token(value: &[u8], span: Span) -> Result<Span, Problem> {
    if scan::all(value, TOKEN) { Ok(span) } else { Err(bad("bad URI parameter")) }
}

/// `*( ; name [= value] )` up to a character that belongs to no parameter.
fn params(
    cur: &mut Cursor,
    known: &'static [&'static str],
    limits: UriLimits,
    others: &mut Others,
    mut take: impl FnMut(usize, &Cursor, Param) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let from = cur.pos() + 1;
    others.sep = b';';
    let mut taken = Taken::default();
    while cur.eat(b';') {
        let name = part(cur).ok_or(bad("empty parameter in URI"))?;
        let mut value = Span::NONE;
        if cur.eat(b'=') {
            value = part(cur).ok_or(bad("URI parameter without value"))?;
        }
        let p = Param { name, value, whole: Span::new(name.start(), cur.pos()) };
        taken.next((cur, p), index_of(cur.slice(name), known, true), limits.params, others, &mut take)?;
    }
    others.within(from, cur.pos(), b';', known, true);
    Ok(())
}

/// A run of parameter characters and escapes.
fn part(cur: &mut Cursor) -> Option<Span> {
    let from = cur.pos();
    let bytes = cur.rest();
    let mut i = 0;
    while let Some(&b) = bytes.get(i) {
        if scan::is(b, PARAM) {
            i += 1;
        } else if b == b'%' && scan::escape_at(bytes, i).is_some() {
            i += 3;
        } else {
            break;
        }
    }
    cur.go(from + i);
    if i == 0 { None } else { Some(Span::new(from, from + i)) }
}

fn tel(cur: &mut Cursor, uri: &mut Uri, limits: UriLimits, others: &mut Others) -> Result<(), Problem> {
    let from = cur.pos();
    uri.global = cur.eat(b'+');
    let mut digits = 0;
    while let Some(b) = cur.peek() {
        let digit = if uri.global { b.is_ascii_digit() } else { b.is_ascii_hexdigit() || b == b'*' || b == b'#' };
        if !digit && !is_separator(b) {
            break;
        }
        digits += usize::from(digit);
        cur.go(cur.pos() + 1);
    }
    if digits == 0 {
        return Err(bad("tel URI without number"));
    }
    uri.number = Span::new(from, cur.pos());
    params(cur, TEL_PARAMS, limits, others, |i, _, p| {
        if p.value.is_none() {
            return Err(bad("URI parameter without value"));
        }
        match i {
            0 => uri.extension = p.value,
            1 => uri.isub = p.value,
            _ => uri.context = p.value,
        }
        Ok(())
    })?;
    if cur.at_end() { Ok(()) } else { Err(bad("bad character in tel URI")) }
}

/// Visual separators of telephone numbers (RFC 3966 section 3).
pub(super) fn is_separator(b: u8) -> bool {
    matches!(b, b'-' | b'.' | b'(' | b')')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> (Option<String>, Option<String>) {
        let (text, limits) = (text.as_bytes(), UriLimits { length: 4096, params: 64 });
        let span = Span::new(0, text.len());
        let mut uri = Uri { port: -1, ttl: -1, ..Uri::default() };
        let mut others = Others::default();
        let grammar = by_grammar(text, span, limits, &mut uri, &mut others).is_ok();
        (
            parse_usual(text, span, limits).map(|u| format!("{u:?} {}", false)),
            grammar.then(|| format!("{uri:?} {}", others.any())),
        )
    }

    fn piece() -> impl Strategy<Value = String> {
        let word =
            prop_oneof![3 => "[a-zA-Z0-9.-]{1,70}", 1 => "[0-9]{1,6}", 1 => "[ -~]{0,4}", 1 => "[_+%]{1,2}[a-f0-9]{0,3}"];
        (word, 0..10u8).prop_map(|(word, form)| match form {
            0 => format!(":{word}"),
            1 => format!("@{word}"),
            2 => format!(";transport={word}"),
            3 => format!(";user={word}"),
            4 => ";lr".to_string(),
            5 => ";transport=tcp".to_string(),
            6 => ":5060".to_string(),
            7 => format!(";{word}"),
            _ => word,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn what_is_recognised_is_what_the_grammar_reads(pieces in prop::collection::vec(piece(), 0..6)) {
            let (usual, grammar) = read(&format!("sip:{}", pieces.concat()));
            if usual.is_some() {
                prop_assert_eq!(usual, grammar);
            }
        }
    }

    #[test]
    fn the_usual_is_recognised() {
        for uri in [
            "sip:alice@atlanta.example.com",
            "SIP:a_b@host_1",
            "sip:+1-212-555@gw.example.com;user=phone",
            "sip:192.0.2.1:5070;transport=tcp;lr",
            "sip:ss1.example.com;lr",
            "sip:a=b&c@x:1",
        ] {
            let (usual, grammar) = read(uri);
            assert_eq!(usual, grammar, "{uri}");
            assert!(usual.is_some(), "{uri}");
        }
        for uri in [
            "sip:a:b@c",
            "sip:a;lr@c",
            "sip:c;lr=on",
            "sip:c;lr;lr",
            "sip:c:65536",
            "sip:@c",
            "sip:c;transport=%41",
            "sips:a@b",
        ] {
            assert_eq!(read(uri).0, None, "{uri}");
        }
    }
}
