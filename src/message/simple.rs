//! Headers of few parts: CSeq, Expires, Retry-After, Content-Type, Content-Disposition, Allow, and what is kept as text.

use super::message::{Limits, Problem};
use super::name::Name;
use super::params::header_params;
use super::scan::{self, Cursor, bad};
use super::text::Span;
use super::typed::Out;
use super::value::{Allow, CSeq, ContentDisposition, ContentType, Expires, Other, RetryAfter, Value};

/// Sequence numbers end below 2^31 (RFC 3261 section 8.1.1.5).
#[inline(always)]
pub(super) fn cseq(cur: &mut Cursor, out: &mut Out) -> Result<(), Problem> {
    out.set(Value::CSeq(cseq_value(cur)?));
    Ok(())
}

#[inline(always)]
pub(super) fn cseq_value(cur: &mut Cursor) -> Result<CSeq, Problem> {
    let digits = cur.digits();
    let step = match scan::number(cur.slice(digits)) {
        Some(n) if n < 1 << 31 => n as i64,
        _ => return Err(bad("bad CSeq number")),
    };
    if !cur.peek().is_some_and(scan::is_ws) {
        return Err(bad("CSeq without method"));
    }
    cur.ws();
    let method = cur.token().ok_or(bad("CSeq without method"))?;
    end(cur)?;
    Ok(CSeq { step, method })
}

pub(super) fn expires(cur: &mut Cursor, out: &mut Out) -> Result<(), Problem> {
    let seconds = scan::seconds(cur.rest()).ok_or(bad("bad number of seconds"))?;
    out.set(Value::Expires(Expires { seconds: Some(seconds) }));
    Ok(())
}

/// Comments nest and hold quoted pairs (section 25.1).
pub(super) fn retry_after(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    let digits = cur.digits();
    let seconds = scan::seconds(cur.slice(digits)).ok_or(bad("bad number of seconds"))?;
    let mut r = RetryAfter { seconds: Some(seconds), ..RetryAfter::default() };
    cur.ws();
    if cur.peek() == Some(b'(') {
        let from = cur.pos() + 1;
        let mut depth = 0usize;
        loop {
            match cur.peek().ok_or(bad("comment without end"))? {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'\\' => cur.go(cur.pos() + 1),
                _ => {}
            }
            cur.go(cur.pos() + 1);
            if depth == 0 {
                break;
            }
        }
        r.comment = Span::new(from, cur.pos() - 1);
    }
    header_params(cur, &["duration"], limits.params, &mut out.others, |_, cur, p| {
        r.duration = scan::seconds(cur.slice(p.value)).map(i64::from).ok_or(bad("bad duration"))?;
        Ok(())
    })?;
    out.set(Value::RetryAfter(r));
    Ok(())
}

pub(super) fn content_type(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    let media = cur.token().ok_or(bad("no media type"))?;
    if !cur.eat_spaced(b'/') {
        return Err(bad("media type without subtype"));
    }
    let subtype = cur.token().ok_or(bad("media type without subtype"))?;
    let mut c = ContentType { media, subtype, ..ContentType::default() };
    header_params(cur, &["boundary", "version", "base"], limits.params, &mut out.others, |i, _, p| {
        match i {
            0 => c.boundary = p.value,
            1 => c.version = p.value,
            _ => c.base = p.value,
        }
        Ok(())
    })?;
    out.set(Value::ContentType(c));
    Ok(())
}

pub(super) fn content_disposition(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    let mut c = ContentDisposition { kind: cur.token().ok_or(bad("no disposition"))?, ..ContentDisposition::default() };
    header_params(cur, &["handling"], limits.params, &mut out.others, |_, _, p| {
        c.handling = p.value;
        Ok(())
    })?;
    out.set(Value::ContentDisposition(c));
    Ok(())
}

/// One method; none at all is legal (section 20.5).
pub(super) fn allow(cur: &mut Cursor, out: &mut Out) -> Result<(), Problem> {
    let method = cur.token().unwrap_or(Span::NONE);
    end(cur)?;
    out.set(Value::Allow(Allow { method }));
    Ok(())
}

/// Text, except for the few that are numbers or tokens by their grammar.
pub(super) fn other(cur: &mut Cursor, name: Name, out: &mut Out) -> Result<(), Problem> {
    let text = cur.rest();
    match name {
        Name::MaxForwards if scan::number(text).is_none_or(|n| n > 255) => return Err(bad("bad Max-Forwards")),
        Name::ContentLength if scan::number(text).is_none_or(|n| n > u64::from(u32::MAX)) => {
            return Err(bad("bad Content-Length"));
        }
        Name::CallId if text.is_empty() || text.iter().any(|&b| b <= b' ' || b == 0x7f) => return Err(bad("bad Call-ID")),
        _ => {}
    }
    out.set(Value::Other(Other { name: Span::NONE, value: Span::new(cur.pos(), cur.end()) }));
    Ok(())
}

pub(super) fn end(cur: &Cursor) -> Result<(), Problem> {
    if cur.at_end() { Ok(()) } else { Err(bad("text after the value")) }
}
