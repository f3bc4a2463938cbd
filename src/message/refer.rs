//! Refer-To (RFC 3515), Referred-By (RFC 3892), and Replaces (RFC 3891) on its own and among the headers of a URI.

use super::message::{Limits, Problem};
use super::params::{header_params, index_of};
use super::party::address;
use super::scan::{self, Cursor, bad};
use super::text::Span;
use super::typed::Out;
use super::value::*;

pub(super) fn refer_to(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    let display_name = address(cur, limits, out)?.display_name;
    header_params(cur, &[], limits.params, &mut out.others, |_, _, _| Ok(()))?;
    out.set(Value::ReferTo(ReferTo { display_name, ..ReferTo::default() }));
    Ok(())
}

pub(super) fn referred_by(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    let mut by = ReferredBy { display_name: address(cur, limits, out)?.display_name, ..ReferredBy::default() };
    header_params(cur, &["cid"], limits.params, &mut out.others, |_, _, p| {
        if p.value.is_none() {
            return Err(bad("cid without value"));
        }
        by.cid = p.value;
        Ok(())
    })?;
    out.set(Value::ReferredBy(by));
    Ok(())
}

/// Both tags are a must.
pub(super) fn replaces(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    let rest = cur.rest();
    let len = rest.iter().position(|&b| b <= b' ' || b == b';' || b == 0x7f).unwrap_or(rest.len());
    let call_id = Span::new(cur.pos(), cur.pos() + len);
    if call_id.is_empty() {
        return Err(bad("Replaces without Call-ID"));
    }
    cur.go(call_id.end());
    let mut r = Replaces { call_id, ..Replaces::default() };
    header_params(cur, &["to-tag", "from-tag", "early-only"], limits.params, &mut out.others, |i, cur, p| {
        if i == 2 {
            r.early_only = true;
            return Ok(());
        }
        if !scan::is_token(cur.slice(p.value)) {
            return Err(bad("bad tag in Replaces"));
        }
        *(if i == 0 { &mut r.to_tag } else { &mut r.from_tag }) = p.value;
        Ok(())
    })?;
    if r.to_tag.is_none() || r.from_tag.is_none() {
        return Err(bad("Replaces without both tags"));
    }
    out.set(Value::Replaces(r));
    Ok(())
}

/// The value of the Replaces header among `headers` of a URI, escapes undone.
pub fn replaces_in(headers: &[u8]) -> Option<Vec<u8>> {
    pairs(headers).find(|(name, _)| is_replaces(name)).map(|(_, value)| plain(value))
}

/// Names and values of the `headers` of a URI, escapes undone.
pub fn headers_in(headers: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    pairs(headers).map(|(name, value)| (plain(name), plain(value))).collect()
}

/// Undoes escapes.
fn plain(value: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(value.len());
    let mut i = 0;
    while let Some(&b) = value.get(i) {
        let escaped = scan::escape_at(value, i);
        plain.push(escaped.unwrap_or(b));
        i += if escaped.is_some() { 3 } else { 1 };
    }
    plain
}

/// `headers` of a URI with this Replaces in place of the one they have, or without any.
pub fn with_replaces(headers: &[u8], replaces: Option<&[u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, value) in pairs(headers).filter(|(name, _)| !is_replaces(name)) {
        if !out.is_empty() {
            out.push(b'&');
        }
        out.extend_from_slice(name);
        out.push(b'=');
        out.extend_from_slice(value);
    }
    let Some(value) = replaces else { return out };
    if !out.is_empty() {
        out.push(b'&');
    }
    out.extend_from_slice(b"Replaces=");
    for &b in value {
        // hvalue of RFC 3261 section 25.1 without `%`
        if b.is_ascii_alphanumeric() || b"[]/?:+$-_.!~*'()".contains(&b) {
            out.push(b);
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            let digit = |n: u8| HEX.get(usize::from(n)).copied().unwrap_or(b'0');
            out.extend_from_slice(&[b'%', digit(b >> 4), digit(b & 15)]);
        }
    }
    out
}

fn pairs(headers: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    headers.split(|&b| b == b'&').filter(|p| !p.is_empty()).map(|pair| {
        let equals = scan::find(b'=', pair).unwrap_or(pair.len());
        (pair.get(..equals).unwrap_or(pair), pair.get(equals + 1..).unwrap_or(&[]))
    })
}

fn is_replaces(name: &[u8]) -> bool {
    index_of(name, &["Replaces"], true).is_some()
}
