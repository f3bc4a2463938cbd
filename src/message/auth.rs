//! Challenges and credentials (RFC 3261 sections 20.7, 20.27, 20.28, 20.44; RFC 7616; RFC 8760).

use super::message::{Limits, Problem};
use super::name::Name;
use super::params::{Others, Param, Taken, index_of};
use super::party::uri_limits;
use super::scan::{self, Cursor, bad};
use super::text::Span;
use super::typed::Out;
use super::value::{AuthSide, Challenge, Credentials, Value};

const CHALLENGE: &[&str] = &["realm", "nonce", "algorithm", "qop", "opaque", "stale", "domain"];
const CREDENTIALS: &[&str] = &["username", "realm", "nonce", "uri", "response", "algorithm", "cnonce", "opaque", "qop", "nc"];

pub(super) fn side(name: Name) -> AuthSide {
    match name {
        Name::WwwAuthenticate | Name::Authorization => AuthSide::Www,
        Name::ProxyAuthenticate | Name::ProxyAuthorization => AuthSide::Proxy,
        _ => AuthSide::Undefined,
    }
}

/// Scheme, and the cursor on what follows it. The flag tells whether the scheme is Digest.
fn scheme(cur: &mut Cursor) -> Result<(Span, bool), Problem> {
    let scheme = cur.token().ok_or(bad("no authentication scheme"))?;
    if !cur.at_end() && !cur.peek().is_some_and(scan::is_ws) {
        return Err(bad("bad authentication scheme"));
    }
    cur.ws();
    Ok((scheme, cur.slice(scheme).eq_ignore_ascii_case(b"Digest")))
}

/// `name = value` separated by commas, to the end. Empty list elements are skipped, as HTTP has it.
fn auth_params(
    cur: &mut Cursor,
    known: &'static [&'static str],
    max: usize,
    mut take: impl FnMut(usize, &Cursor, Param) -> Result<(), Problem>,
) -> Result<Others, Problem> {
    let from = cur.pos();
    let mut others = Others::default();
    others.sep = b',';
    let mut taken = Taken::default();
    while let Some(p) = next_param(cur)? {
        let place = index_of(cur.slice(p.name), known, false);
        taken.next((cur, p), place, max, &mut others, &mut take)?;
    }
    others.within(from, cur.end(), b',', known, false);
    Ok(others)
}

fn next_param(cur: &mut Cursor) -> Result<Option<Param>, Problem> {
    while cur.peek().is_some_and(|b| b == b',' || scan::is_ws(b)) {
        cur.go(cur.pos() + 1);
    }
    if cur.at_end() {
        return Ok(None);
    }
    let name = cur.token().ok_or(bad("bad authentication parameter"))?;
    if !cur.eat_spaced(b'=') {
        return Err(bad("authentication parameter without value"));
    }
    let value = if cur.peek() == Some(b'"') {
        cur.quoted().ok_or(bad("quoted string without end"))?
    } else {
        let rest = cur.rest();
        let len = rest.iter().position(|&b| b <= b' ' || matches!(b, b',' | b'"' | 0x7f)).unwrap_or(rest.len());
        let v = Span::new(cur.pos(), cur.pos() + len);
        cur.go(v.end());
        v
    };
    if value.is_empty() {
        return Err(bad("authentication parameter without value"));
    }
    let whole = Span::new(name.start(), value.end());
    cur.ws();
    if !cur.at_end() && cur.peek() != Some(b',') {
        return Err(bad("text after an authentication parameter"));
    }
    Ok(Some(Param { name, value, whole }))
}

/// The span without the quotes round it.
fn bare(cur: &Cursor, span: Span) -> Span {
    match cur.slice(span) {
        [b'"', .., b'"'] => Span::new(span.start() + 1, span.end() - 1),
        _ => span,
    }
}

pub(super) fn challenge(cur: &mut Cursor, name: Name, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    let (scheme, digest) = scheme(cur)?;
    let from = cur.pos();
    let blank = Challenge { side: side(name), scheme, ..Challenge::default() };
    let mut c = blank;
    let others = auth_params(cur, CHALLENGE, limits.params, |i, cur, p| {
        match i {
            0 => c.realm = p.value,
            1 => c.nonce = p.value,
            2 => c.algorithm = p.value,
            3 => c.qop = bare(cur, p.value),
            4 => c.opaque = p.value,
            5 => c.stale = Some(cur.slice(bare(cur, p.value)).eq_ignore_ascii_case(b"true")),
            _ => c.domain = p.value,
        }
        Ok(())
    });
    match others {
        Ok(others) => {
            out.others = others;
            out.set(Value::Challenge(c));
            Ok(())
        }
        Err(_) if !digest => verbatim(cur, from, Value::Challenge(blank), out),
        Err(p) => Err(p),
    }
}

pub(super) fn credentials(cur: &mut Cursor, name: Name, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    let (scheme, digest) = scheme(cur)?;
    let from = cur.pos();
    let blank = Credentials { side: side(name), scheme, ..Credentials::default() };
    let mut c = blank;
    let mut uri = Span::NONE;
    let others = auth_params(cur, CREDENTIALS, limits.params, |i, cur, p| {
        match i {
            0 => c.username = p.value,
            1 => c.realm = p.value,
            2 => c.nonce = p.value,
            3 => uri = bare(cur, p.value),
            4 => c.response = p.value,
            5 => c.algorithm = p.value,
            6 => c.cnonce = p.value,
            7 => c.opaque = p.value,
            8 => c.qop = bare(cur, p.value),
            _ => c.nonce_count = nonce_count(cur.slice(bare(cur, p.value))).ok_or(bad("bad nonce count"))?,
        }
        Ok(())
    });
    match others {
        Ok(others) => {
            if uri.is_some() {
                out.uri(cur.text(), uri, uri_limits(limits))?;
            }
            out.others = others;
            out.set(Value::Credentials(c));
            Ok(())
        }
        Err(_) if !digest => verbatim(cur, from, Value::Credentials(blank), out),
        Err(p) => Err(p),
    }
}

/// What an unknown scheme brings (a base64 blob, say) is kept as it stands.
fn verbatim(cur: &Cursor, from: usize, value: Value, out: &mut Out) -> Result<(), Problem> {
    let rest = Span::new(from, cur.end());
    if memchr::memchr2(b'\r', b'\n', cur.slice(rest)).is_some() {
        return Err(bad("line end in a value"));
    }
    out.others = Others::of(rest);
    out.set(value);
    Ok(())
}

/// 8LHEX of RFC 7616 section 3.4; shorter ones do no harm.
fn nonce_count(text: &[u8]) -> Option<i64> {
    if text.is_empty() || text.len() > 8 {
        return None;
    }
    text.iter().try_fold(0i64, |n, &b| Some(n << 4 | i64::from(scan::hex(b)?)))
}

/// `name = value` pairs of a comma list such as Authentication-Info (RFC 7615), values with their quotes.
/// Ends at the first that is malformed.
pub fn param_list(value: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut cur = Cursor::new(value, Span::new(0, value.len()));
    std::iter::from_fn(move || {
        let p = next_param(&mut cur).ok()??;
        Some((cur.slice(p.name), cur.slice(p.value)))
    })
}
