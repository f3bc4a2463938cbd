//! Headers of events, sessions and reliable responses: Event, Allow-Events, Subscription-State (RFC 6665), Session-Expires and
//! Min-SE (RFC 4028), RSeq and RAck (RFC 3262).

use super::message::{Limits, Problem};
use super::params::header_params;
use super::scan::{self, Cursor, bad};
use super::simple;
use super::text::Span;
use super::typed::Out;
use super::value::*;

/// `package *( "." template )` (RFC 6665 section 8.4); what stands behind the first dot is the template.
fn event_type(cur: &mut Cursor) -> Result<(Span, Span), Problem> {
    let whole = cur.token().ok_or(bad("no event package"))?;
    let text = cur.slice(whole);
    let Some(dot) = scan::find(b'.', text) else { return Ok((whole, Span::NONE)) };
    if text.split(|&b| b == b'.').any(<[u8]>::is_empty) {
        return Err(bad("event package or template without a name"));
    }
    let at = whole.start() + dot;
    Ok((Span::new(whole.start(), at), Span::new(at + 1, whole.end())))
}

pub(super) fn event(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    let (package, template) = event_type(cur)?;
    let mut event = Event { package, template, ..Event::default() };
    header_params(cur, &["id"], limits.params, &mut out.others, |_, cur, p| {
        event.id = token(cur, p.value, "bad event id")?;
        Ok(())
    })?;
    out.set(Value::Event(event));
    Ok(())
}

pub(super) fn allow_events(cur: &mut Cursor, out: &mut Out) -> Result<(), Problem> {
    let (package, template) = event_type(cur)?;
    simple::end(cur)?;
    out.set(Value::AllowEvents(AllowEvents { package, template }));
    Ok(())
}

pub(super) fn subscription_state(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    let substate = cur.token().ok_or(bad("no subscription state"))?;
    let mut state = SubscriptionState { substate, ..SubscriptionState::default() };
    header_params(cur, &["reason", "expires", "retry-after"], limits.params, &mut out.others, |i, cur, p| {
        let seconds = |text| scan::seconds(text).map(i64::from).ok_or(bad("bad number of seconds"));
        match i {
            0 => state.reason = token(cur, p.value, "bad reason")?,
            1 => state.expires = seconds(cur.slice(p.value))?,
            _ => state.retry_after = seconds(cur.slice(p.value))?,
        }
        Ok(())
    })?;
    out.set(Value::SubscriptionState(state));
    Ok(())
}

pub(super) fn session_expires(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    let mut session = SessionExpires { seconds: Some(seconds(cur)?), ..SessionExpires::default() };
    header_params(cur, &["refresher"], limits.params, &mut out.others, |_, cur, p| {
        session.refresher = match cur.slice(p.value) {
            who if who.eq_ignore_ascii_case(b"uac") => Refresher::Uac,
            who if who.eq_ignore_ascii_case(b"uas") => Refresher::Uas,
            _ => return Err(bad("bad refresher")),
        };
        Ok(())
    })?;
    out.set(Value::SessionExpires(session));
    Ok(())
}

pub(super) fn min_se(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    let seconds = Some(seconds(cur)?);
    header_params(cur, &[], limits.params, &mut out.others, |_, _, _| Ok(()))?;
    out.set(Value::MinSe(MinSe { seconds, ..MinSe::default() }));
    Ok(())
}

pub(super) fn rseq(cur: &mut Cursor, out: &mut Out) -> Result<(), Problem> {
    let response = Some(response_number(cur)?);
    simple::end(cur)?;
    out.set(Value::RSeq(RSeq { response }));
    Ok(())
}

/// `response-num LWS CSeq-num LWS Method`
pub(super) fn rack(cur: &mut Cursor, out: &mut Out) -> Result<(), Problem> {
    let response = Some(response_number(cur)?);
    if !cur.peek().is_some_and(scan::is_ws) {
        return Err(bad("RAck without CSeq"));
    }
    cur.ws();
    let cseq = simple::cseq_value(cur)?;
    out.set(Value::RAck(RAck { response, ..RAck::default() }));
    out.cseq(cseq);
    Ok(())
}

/// Below 2^32 (RFC 3262 section 7.1).
fn response_number(cur: &mut Cursor) -> Result<u32, Problem> {
    let digits = cur.digits();
    let number = scan::number(cur.slice(digits)).ok_or(bad("bad response number"))?;
    u32::try_from(number).map_err(|_| bad("bad response number"))
}

fn seconds(cur: &mut Cursor) -> Result<u32, Problem> {
    let digits = cur.digits();
    scan::seconds(cur.slice(digits)).ok_or(bad("bad number of seconds"))
}

fn token(cur: &Cursor, span: Span, problem: &'static str) -> Result<Span, Problem> {
    if scan::is_token(cur.slice(span)) { Ok(span) } else { Err(bad(problem)) }
}
