//! Headers that hold an address: To, From, Contact, Route and its kin (RFC 3261 section 25.1, name-addr and addr-spec).

use super::message::{Limits, Problem};
use super::name::Name;
use super::params::header_params;
use super::scan::{self, Cursor, WORDS, bad};
use super::text::Span;
use super::typed::Out;
use super::uri::UriLimits;
use super::value::{Contact, Party, RouteHop, RouteKind, Value};

/// An address as it stands in a header, its URI put out.
pub(super) struct Address {
    pub display_name: Span,
    /// Without angle brackets.
    bare: bool,
}

#[inline(always)]
pub(super) fn address(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<Address, Problem> {
    let mut display_name = Span::NONE;
    match cur.peek() {
        Some(b'<') => {}
        Some(b'"') => {
            display_name = cur.quoted().ok_or(bad("quoted string without end"))?;
            cur.ws();
        }
        _ => {
            let words = Span::new(cur.pos(), cur.run_end(WORDS));
            if cur.at(words.end()) != Some(b'<') {
                return bare(cur, limits, out);
            }
            display_name = scan::trim_span(cur.text(), words);
            cur.go(words.end());
        }
    }
    if !cur.eat(b'<') {
        return Err(bad("display name without <"));
    }
    let close = cur.find(b'>').ok_or(bad("< without >"))?;
    let span = Span::new(cur.pos(), close);
    out.uri(cur.text(), span, uri_limits(limits))?;
    cur.go(span.end() + 1);
    Ok(Address { display_name, bare: false })
}

/// Tokens and white space.
pub(super) fn is_words(text: &[u8]) -> bool {
    scan::run_len(text, WORDS) == text.len()
}

/// A URI without brackets ends at the first `;`, for parameters are then those of the header; one with `,` or `?` has to
/// be in brackets (RFC 3261 section 20).
fn bare(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<Address, Problem> {
    let text = cur.rest();
    let len = text.iter().position(|&b| b == b';' || scan::is_ws(b)).unwrap_or(text.len());
    let span = Span::new(cur.pos(), cur.pos() + len);
    let uri_text = cur.slice(span);
    if uri_text.is_empty() {
        return Err(bad("no address"));
    }
    if memchr::memchr2(b',', b'?', uri_text).is_some() {
        return Err(bad("URI that has to be in <> is not"));
    }
    out.uri(cur.text(), span, uri_limits(limits))?;
    cur.go(span.end());
    Ok(Address { display_name: Span::NONE, bare: true })
}

pub(super) fn uri_limits(limits: &Limits) -> UriLimits {
    UriLimits { length: limits.uri_length, params: limits.params }
}

/// To and From.
#[inline(always)]
pub(super) fn party(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    let a = address(cur, limits, out)?;
    let mut tag = Span::NONE;
    header_params(cur, &["tag"], limits.params, &mut out.others, |_, cur, p| {
        if !scan::is_token(cur.slice(p.value)) {
            return Err(bad("bad tag"));
        }
        tag = p.value;
        Ok(())
    })?;
    let party = Party { display_name: a.display_name, tag, ..Party::default() };
    out.set(Value::Party(party));
    Ok(())
}

/// One Contact.
#[inline(always)]
pub(super) fn contact(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    if cur.rest() == b"*" {
        out.set(Value::Contact(Contact { star: true, ..Contact::default() }));
        return Ok(());
    }
    let a = address(cur, limits, out)?;
    let mut q = Span::NONE;
    let mut expires = None;
    header_params(cur, &["expires", "q"], limits.params, &mut out.others, |i, cur, p| {
        let value = cur.slice(p.value);
        if i == 0 {
            // malformed ones count as 3600 (RFC 3261 section 20.10)
            expires = Some(scan::seconds(value).unwrap_or(3600));
        } else if is_qvalue(value) {
            q = p.value;
        } else {
            return Err(bad("bad q value"));
        }
        Ok(())
    })?;
    if let Some(seconds) = expires {
        out.expires(seconds);
    }
    out.set(Value::Contact(Contact { display_name: a.display_name, q, ..Contact::default() }));
    Ok(())
}

/// 0 to 1 with decimals; more than three and a missing leading zero do no harm.
pub(super) fn is_qvalue(q: &[u8]) -> bool {
    match q {
        [b'0'] | [b'1'] => true,
        [b'0', b'.', decimals @ ..] => decimals.iter().all(u8::is_ascii_digit),
        [b'1', b'.', decimals @ ..] => decimals.iter().all(|&b| b == b'0'),
        [b'.', decimals @ ..] => !decimals.is_empty() && decimals.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

pub(super) fn route_kind(name: Name) -> RouteKind {
    match name {
        Name::Route => RouteKind::Route,
        Name::RecordRoute => RouteKind::RecordRoute,
        Name::ServiceRoute => RouteKind::ServiceRoute,
        Name::Path => RouteKind::Path,
        _ => RouteKind::Undefined,
    }
}

/// One hop; brackets are a must (RFC 3261 section 20.34).
#[inline(always)]
pub(super) fn route_hop(cur: &mut Cursor, name: Name, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    let a = address(cur, limits, out)?;
    if a.bare {
        return Err(bad("route without <>"));
    }
    header_params(cur, &[], limits.params, &mut out.others, |_, _, _| Ok(()))?;
    let hop = RouteHop { kind: route_kind(name), display_name: a.display_name, ..RouteHop::default() };
    out.set(Value::RouteHop(hop));
    Ok(())
}
