//! From value text to typed items and back into existing ones.

use super::auth;
use super::date;
use super::events;
use super::message::{Limits, Problem};
use super::name::Name;
use super::params::Others;
use super::party::{self, uri_limits};
use super::refer;
use super::scan::{Cursor, trim_span};
use super::simple;
use super::text::{Span, Text};
use super::uri::{self, UriLimits};
use super::usual;
use super::value::*;
use super::via;

/// Where a grammar puts what it finds: the value into an item that is there already, its parts into new ones behind it.
pub(super) struct Out<'e> {
    items: &'e mut Vec<Item>,
    at: usize,
    /// Parameters of the value without a field of their own, and those of its URI.
    pub others: Others,
    uri_others: Others,
    uri: Elem,
    /// The other part of a value that has two: the interval of a Contact, the CSeq of a RAck.
    second: Elem,
}

impl Out<'_> {
    /// The value itself. Its parts are filled in when the grammar is done.
    #[inline]
    pub fn set(&mut self, value: Value) {
        if let Some(item) = self.items.get_mut(self.at) {
            item.value = value;
        }
    }
    /// A URI as part of the value.
    pub fn uri(&mut self, text: &[u8], span: Span, limits: UriLimits) -> Result<(), Problem> {
        self.uri = Elem(self.items.len() as u16);
        self.items.push(part(Name::Other, Value::Uri(Uri { port: -1, ttl: -1, ..Uri::default() }), Elem(self.at as u16)));
        match self.items.last_mut() {
            Some(Item { value: Value::Uri(u), .. }) => uri::parse(text, span, limits, u, &mut self.uri_others),
            _ => Err(GONE),
        }
    }
    /// An interval as part of the value.
    pub fn expires(&mut self, seconds: u32) {
        self.part(Name::Expires, Value::Expires(Expires { seconds: Some(seconds) }));
    }
    /// A CSeq as part of the value.
    pub fn cseq(&mut self, cseq: CSeq) {
        self.part(Name::CSeq, Value::CSeq(cseq));
    }
    fn part(&mut self, name: Name, value: Value) {
        self.second = Elem(self.items.len() as u16);
        self.items.push(part(name, value, Elem(self.at as u16)));
    }
}

/// An item as it is before anything happens to it.
#[inline(always)]
pub(super) fn part(name: Name, value: Value, parent: Elem) -> Item {
    Item { value, name, parent, dirty: false, compact: false, bad: Span::NONE, dead: false }
}

/// Room for a value and its parts: numbers end at 65,534.
pub(super) const LAST: usize = u16::MAX as usize - 3;

/// The value of a header of that name with nothing in it.
pub fn blank_value(name: Name) -> Value {
    match name {
        Name::To | Name::From => Value::Party(Party::default()),
        Name::Contact => Value::Contact(Contact::default()),
        Name::Via => Value::Via(Via::default()),
        Name::CSeq => Value::CSeq(CSeq::default()),
        Name::Expires | Name::MinExpires => Value::Expires(Expires::default()),
        Name::Route | Name::RecordRoute | Name::Path | Name::ServiceRoute => {
            Value::RouteHop(RouteHop { kind: party::route_kind(name), ..RouteHop::default() })
        }
        Name::WwwAuthenticate | Name::ProxyAuthenticate => {
            Value::Challenge(Challenge { side: auth::side(name), ..Challenge::default() })
        }
        Name::Authorization | Name::ProxyAuthorization => {
            Value::Credentials(Credentials { side: auth::side(name), ..Credentials::default() })
        }
        Name::Date => Value::Date(Date::default()),
        Name::RetryAfter => Value::RetryAfter(RetryAfter::default()),
        Name::ContentType => Value::ContentType(ContentType::default()),
        Name::ContentDisposition => Value::ContentDisposition(ContentDisposition::default()),
        Name::Allow => Value::Allow(Allow::default()),
        Name::Event => Value::Event(Event::default()),
        Name::AllowEvents => Value::AllowEvents(AllowEvents::default()),
        Name::MinSE => Value::MinSe(MinSe::default()),
        Name::SessionExpires => Value::SessionExpires(SessionExpires::default()),
        Name::RSeq => Value::RSeq(RSeq::default()),
        Name::RAck => Value::RAck(RAck::default()),
        Name::ReferTo => Value::ReferTo(ReferTo::default()),
        Name::ReferredBy => Value::ReferredBy(ReferredBy::default()),
        Name::Replaces => Value::Replaces(Replaces::default()),
        Name::SubscriptionState => Value::SubscriptionState(SubscriptionState::default()),
        _ => Value::Other(Other::default()),
    }
}

/// Adds a value with its parts behind the items there are; none are left behind when it does not parse.
fn append(els: &mut Elements, name: Name, value: Span, limits: &Limits) -> Result<Elem, Problem> {
    // one copy of `append_by` for each grammar, so that none pays for what only others need
    match name {
        Name::To | Name::From => append_by(els, name, value, |cur, out| party::party(cur, limits, out)),
        Name::Contact => append_by(els, name, value, |cur, out| party::contact(cur, limits, out)),
        Name::Via => append_by(els, name, value, |cur, out| via::via(cur, limits, out)),
        Name::CSeq => append_by(els, name, value, simple::cseq),
        Name::Expires | Name::MinExpires => append_by(els, name, value, simple::expires),
        Name::Route | Name::RecordRoute | Name::Path | Name::ServiceRoute => {
            append_by(els, name, value, |cur, out| party::route_hop(cur, name, limits, out))
        }
        Name::WwwAuthenticate | Name::ProxyAuthenticate => {
            append_by(els, name, value, |cur, out| auth::challenge(cur, name, limits, out))
        }
        Name::Authorization | Name::ProxyAuthorization => {
            append_by(els, name, value, |cur, out| auth::credentials(cur, name, limits, out))
        }
        Name::Date => append_by(els, name, value, date::date),
        Name::RetryAfter => append_by(els, name, value, |cur, out| simple::retry_after(cur, limits, out)),
        Name::ContentType => append_by(els, name, value, |cur, out| simple::content_type(cur, limits, out)),
        Name::ContentDisposition => append_by(els, name, value, |cur, out| simple::content_disposition(cur, limits, out)),
        Name::Allow => append_by(els, name, value, simple::allow),
        Name::Event => append_by(els, name, value, |cur, out| events::event(cur, limits, out)),
        Name::AllowEvents => append_by(els, name, value, events::allow_events),
        Name::MinSE => append_by(els, name, value, |cur, out| events::min_se(cur, limits, out)),
        Name::SessionExpires => append_by(els, name, value, |cur, out| events::session_expires(cur, limits, out)),
        Name::RSeq => append_by(els, name, value, events::rseq),
        Name::RAck => append_by(els, name, value, events::rack),
        Name::ReferTo => append_by(els, name, value, |cur, out| refer::refer_to(cur, limits, out)),
        Name::ReferredBy => append_by(els, name, value, |cur, out| refer::referred_by(cur, limits, out)),
        Name::Replaces => append_by(els, name, value, |cur, out| refer::replaces(cur, limits, out)),
        Name::SubscriptionState => append_by(els, name, value, |cur, out| events::subscription_state(cur, limits, out)),
        _ => append_by(els, name, value, |cur, out| simple::other(cur, name, out)),
    }
}

#[inline(never)]
fn append_by(
    els: &mut Elements,
    name: Name,
    value: Span,
    grammar: impl FnOnce(&mut Cursor, &mut Out) -> Result<(), Problem>,
) -> Result<Elem, Problem> {
    let Elements { text, items, .. } = els;
    let at = items.len();
    if at > LAST {
        return Err(FULL);
    }
    items.push(part(name, Value::Allow(Allow::default()), Elem::NONE));
    let mut out =
        Out { items, at, others: Others::default(), uri_others: Others::default(), uri: Elem::NONE, second: Elem::NONE };
    let mut cur = Cursor::new(text.all(), trim_span(text.all(), value));
    if let Err(problem) = grammar(&mut cur, &mut out) {
        items.truncate(at);
        return Err(problem);
    }
    if let Some(item) = out.items.get_mut(at) {
        set_parts(&mut item.value, [out.uri, out.second]);
        if out.others.any()
            && let Some(place) = other_params(&mut item.value)
        {
            *place = out.others.join(text);
        }
    }
    if out.uri_others.any()
        && let Some(Item { value: Value::Uri(u), .. }) = out.items.get_mut(usize::from(out.uri.0))
    {
        u.other_params = out.uri_others.join(text);
    }
    Ok(Elem(at as u16))
}

/// Makes an item from value text that is in `els.text` already. Bad syntax makes an item whose `bad` is that text and
/// whose fields are unset. Names without a type of their own give [`Value::Other`]. [`Elem::NONE`] when there is no room.
pub fn parse_value(els: &mut Elements, name: Name, value: Span, limits: &Limits) -> Elem {
    if let Some(elem) = usual::value(els, name, name, value, limits) {
        return elem;
    }
    by_grammar(els, name, value, limits)
}

/// What is not of the most usual shape.
#[inline(never)]
pub(super) fn by_grammar(els: &mut Elements, name: Name, value: Span, limits: &Limits) -> Elem {
    match append(els, name, value, limits) {
        Ok(elem) => elem,
        Err(FULL) => Elem::NONE,
        Err(_) => {
            let elem = els.add(name, blank_value(name), Elem::NONE);
            let text = trim_span(els.text.all(), value);
            if let Some(item) = els.item_mut(elem) {
                item.bad = text;
            }
            elem
        }
    }
}

/// Parses a value into an item that is there already; its old parts die, and a URI or interval it had before finds
/// nothing any more. On error the item stays as it was.
pub fn parse_value_into(els: &mut Elements, elem: Elem, name: Name, value: Span, limits: &Limits) -> Result<(), Problem> {
    if els.item(elem).is_none() {
        return Err(GONE);
    }
    let new = append(els, name, value, limits)?;
    kill_parts(els, elem);
    let Some(mut fresh) = els.item(new).map(|i| i.value) else { return Err(GONE) };
    for part in els.items.iter_mut().skip(new.0.into()) {
        part.parent = elem;
    }
    if let Some(item) = els.item_mut(new) {
        item.dead = true;
    }
    if let Some(item) = els.item_mut(elem) {
        if let (Value::Other(new), Value::Other(old)) = (&mut fresh, &item.value) {
            new.name = old.name;
        }
        item.value = fresh;
        item.name = name;
        item.bad = Span::NONE;
    }
    els.touch(elem);
    Ok(())
}

const FULL: Problem = Problem { code: 413, text: "too many values" };
const GONE: Problem = Problem { code: 500, text: "no such value" };

fn kill_parts(els: &mut Elements, elem: Elem) {
    for part in parts(els.item(elem).map(|i| &i.value)).into_iter().filter(|p| p.is_some()) {
        els.kill(part);
    }
}

/// The values inside a value: its URI, and the other one of those that have two.
pub fn parts(value: Option<&Value>) -> [Elem; 2] {
    match value {
        Some(Value::Party(p)) => [p.uri, Elem::NONE],
        Some(Value::Contact(c)) => [c.uri, c.expires],
        Some(Value::RouteHop(r)) => [r.uri, Elem::NONE],
        Some(Value::Credentials(c)) => [c.uri, Elem::NONE],
        Some(Value::RAck(r)) => [Elem::NONE, r.cseq],
        Some(Value::ReferTo(r)) => [r.uri, r.replaces],
        Some(Value::ReferredBy(r)) => [r.uri, Elem::NONE],
        _ => [Elem::NONE; 2],
    }
}

pub fn set_parts(value: &mut Value, [uri, second]: [Elem; 2]) {
    match value {
        Value::Party(p) => p.uri = uri,
        Value::Contact(c) => (c.uri, c.expires) = (uri, second),
        Value::RouteHop(r) => r.uri = uri,
        Value::Credentials(c) => c.uri = uri,
        Value::RAck(r) => r.cseq = second,
        Value::ReferTo(r) => (r.uri, r.replaces) = (uri, second),
        Value::ReferredBy(r) => r.uri = uri,
        _ => {}
    }
}

fn other_params(value: &mut Value) -> Option<&mut Span> {
    Some(match value {
        Value::Uri(v) => &mut v.other_params,
        Value::Party(v) => &mut v.other_params,
        Value::Contact(v) => &mut v.other_params,
        Value::Via(v) => &mut v.other_params,
        Value::Challenge(v) => &mut v.other_params,
        Value::Credentials(v) => &mut v.other_params,
        Value::RouteHop(v) => &mut v.other_params,
        Value::RetryAfter(v) => &mut v.other_params,
        Value::ContentType(v) => &mut v.other_params,
        Value::ContentDisposition(v) => &mut v.other_params,
        Value::Event(v) => &mut v.other_params,
        Value::MinSe(v) => &mut v.other_params,
        Value::SessionExpires(v) => &mut v.other_params,
        Value::ReferTo(v) => &mut v.other_params,
        Value::ReferredBy(v) => &mut v.other_params,
        Value::Replaces(v) => &mut v.other_params,
        Value::SubscriptionState(v) => &mut v.other_params,
        Value::CSeq(_)
        | Value::Expires(_)
        | Value::Date(_)
        | Value::Allow(_)
        | Value::AllowEvents(_)
        | Value::RSeq(_)
        | Value::RAck(_)
        | Value::Other(_) => return None,
    })
}

/// Makes a URI from text that is in `els.text` already, as a part of `parent` or on its own.
pub fn parse_uri(els: &mut Elements, text: Span, parent: Elem) -> Result<Elem, Problem> {
    let span = trim_span(els.text.all(), text);
    add_uri(els, span, parent, uri_limits(&Limits::default()))
}

/// Adds the URI that fills `span`; nothing is left behind when it is none.
pub(super) fn add_uri(els: &mut Elements, span: Span, parent: Elem, limits: UriLimits) -> Result<Elem, Problem> {
    let Elements { text, items, .. } = els;
    let at = items.len();
    if at > LAST {
        return Err(FULL);
    }
    if let Some(uri) = uri::parse_usual(text.all(), span, limits) {
        items.push(part(Name::Other, Value::Uri(uri), parent));
        return Ok(Elem(at as u16));
    }
    items.push(part(Name::Other, Value::Uri(Uri { port: -1, ttl: -1, ..Uri::default() }), parent));
    let Some(Item { value: Value::Uri(uri), .. }) = items.last_mut() else { return Err(GONE) };
    let mut others = Others::default();
    match uri::parse(text.all(), span, limits, uri, &mut others) {
        Ok(()) => {
            uri.other_params = others.join(text);
            Ok(Elem(at as u16))
        }
        Err(problem) => {
            items.truncate(at);
            Err(problem)
        }
    }
}

/// Parses a URI into an item that is there already. On error the item stays as it was.
pub fn parse_uri_into(els: &mut Elements, elem: Elem, text: Span) -> Result<(), Problem> {
    let mut uri = Uri { port: -1, ttl: -1, ..Uri::default() };
    let span = trim_span(els.text.all(), text);
    let mut others = Others::default();
    uri::parse(els.text.all(), span, uri_limits(&Limits::default()), &mut uri, &mut others)?;
    uri.other_params = others.join(&mut els.text);
    let item = els.item_mut(elem).ok_or(GONE)?;
    item.value = Value::Uri(uri);
    item.bad = Span::NONE;
    els.touch(elem);
    Ok(())
}

/// A copy of an item and its parts from one text to another. [`Elem::NONE`] when there is nothing to copy or no room.
pub fn copy_item(dst: &mut Elements, src: &Elements, e: Elem, parent: Elem) -> Elem {
    let Some(item) = src.item(e) else { return Elem::NONE };
    let mut value = item.value;
    copy_spans(&mut value, &mut dst.text, &src.text);
    set_parts(&mut value, [Elem::NONE; 2]);
    let bad = copy_span(&mut dst.text, &src.text, item.bad);
    let copy = dst.add(item.name, value, parent);
    let Some(new) = dst.item_mut(copy) else { return Elem::NONE };
    new.dirty = item.dirty;
    new.compact = item.compact;
    new.bad = bad;
    let copies = parts(Some(&item.value)).map(|p| copy_item(dst, src, p, copy));
    if let Some(new) = dst.item_mut(copy) {
        set_parts(&mut new.value, copies);
    }
    copy
}

fn copy_span(dst: &mut Text, src: &Text, span: Span) -> Span {
    if span.is_none() { span } else { dst.push(src.get(span)) }
}

/// Moves the spans of a value to copies of their text. A URI kept whole is copied once and its parts found inside.
fn copy_spans(value: &mut Value, dst: &mut Text, src: &Text) {
    let whole = match value {
        Value::Uri(u) => u.whole,
        _ => Span::NONE,
    };
    let moved = copy_span(dst, src, whole);
    each_span(value, &mut |s| {
        let inside = whole.is_some() && s.is_some() && s.start() >= whole.start() && s.end() <= whole.end();
        *s = if inside {
            let from = moved.start() + (s.start() - whole.start());
            Span::new(from, from + s.len())
        } else {
            copy_span(dst, src, *s)
        };
    });
}

/// Visits every text of a value (not of the values inside it).
pub fn each_span(value: &mut Value, f: &mut dyn FnMut(&mut Span)) {
    let spans: &mut [&mut Span] = match value {
        Value::Uri(v) => &mut [
            &mut v.whole,
            &mut v.scheme_text,
            &mut v.user,
            &mut v.password,
            &mut v.host,
            &mut v.transport,
            &mut v.maddr,
            &mut v.method,
            &mut v.user_param,
            &mut v.other_params,
            &mut v.headers,
            &mut v.number,
            &mut v.extension,
            &mut v.isub,
            &mut v.context,
            &mut v.identifier,
        ],
        Value::Party(v) => &mut [&mut v.display_name, &mut v.tag, &mut v.other_params],
        Value::Contact(v) => &mut [&mut v.display_name, &mut v.q, &mut v.other_params],
        Value::Via(v) => {
            &mut [&mut v.transport, &mut v.host, &mut v.branch, &mut v.received, &mut v.maddr, &mut v.other_params]
        }
        Value::CSeq(v) => &mut [&mut v.method],
        Value::Expires(_) | Value::Date(_) => &mut [],
        Value::Challenge(v) => &mut [
            &mut v.scheme,
            &mut v.realm,
            &mut v.domain,
            &mut v.nonce,
            &mut v.opaque,
            &mut v.algorithm,
            &mut v.qop,
            &mut v.other_params,
        ],
        Value::Credentials(v) => &mut [
            &mut v.scheme,
            &mut v.username,
            &mut v.realm,
            &mut v.nonce,
            &mut v.response,
            &mut v.algorithm,
            &mut v.cnonce,
            &mut v.opaque,
            &mut v.qop,
            &mut v.other_params,
        ],
        Value::RouteHop(v) => &mut [&mut v.display_name, &mut v.other_params],
        Value::RetryAfter(v) => &mut [&mut v.comment, &mut v.other_params],
        Value::ContentType(v) => {
            &mut [&mut v.media, &mut v.subtype, &mut v.boundary, &mut v.version, &mut v.base, &mut v.other_params]
        }
        Value::ContentDisposition(v) => &mut [&mut v.kind, &mut v.handling, &mut v.other_params],
        Value::Allow(v) => &mut [&mut v.method],
        Value::Event(v) => &mut [&mut v.package, &mut v.template, &mut v.id, &mut v.other_params],
        Value::AllowEvents(v) => &mut [&mut v.package, &mut v.template],
        Value::MinSe(v) => &mut [&mut v.other_params],
        Value::SessionExpires(v) => &mut [&mut v.other_params],
        Value::RSeq(_) | Value::RAck(_) => &mut [],
        Value::ReferTo(v) => &mut [&mut v.display_name, &mut v.other_params],
        Value::ReferredBy(v) => &mut [&mut v.display_name, &mut v.cid, &mut v.other_params],
        Value::Replaces(v) => &mut [&mut v.call_id, &mut v.to_tag, &mut v.from_tag, &mut v.other_params],
        Value::SubscriptionState(v) => &mut [&mut v.substate, &mut v.reason, &mut v.other_params],
        Value::Other(v) => &mut [&mut v.name, &mut v.value],
    };
    for s in spans {
        f(s);
    }
}
