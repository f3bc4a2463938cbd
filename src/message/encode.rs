//! From typed items to text.

use super::date::{DAYS, MONTHS};
use super::party::is_words;
use super::quote::{is_quoted, quote};
use super::refer::with_replaces;
use super::scan::is_token;
use super::steps;
use super::text::Span;
use super::value::*;
use std::io::Write;

/// Writes the value of an item, without the header name. A bad one is written as the text it has.
pub fn encode_value(els: &Elements, elem: Elem, out: &mut Vec<u8>) {
    let Some(item) = els.item(elem) else { return };
    let from = out.len();
    let mut w = Writer { els, out };
    if item.bad.is_some() {
        w.span(item.bad);
    } else {
        w.value(&item.value);
    }
    blank_line_ends(out, from);
}

/// Writes a URI: as it was set as a whole, or from its fields once one was changed.
pub fn encode_uri(els: &Elements, elem: Elem, out: &mut Vec<u8>) {
    let from = out.len();
    let mut w = Writer { els, out };
    w.uri(elem);
    blank_line_ends(out, from);
}

/// A line end inside a value would start another header; it becomes a blank.
pub(super) fn blank_line_ends(out: &mut [u8], from: usize) {
    let Some(tail) = out.get_mut(from..) else { return };
    if memchr::memchr2(b'\r', b'\n', tail).is_some() {
        tail.iter_mut().filter(|b| **b == b'\r' || **b == b'\n').for_each(|b| *b = b' ');
    }
}

/// The digits of a number.
pub(super) fn decimal(mut n: u64, digits: &mut [u8; 20]) -> &[u8] {
    let mut at = digits.len();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (n % 10) as u8;
        n /= 10;
        at -= 1;
        if n == 0 {
            break;
        }
    }
    digits.get(at..).unwrap_or(&[])
}

struct Writer<'a> {
    els: &'a Elements,
    out: &'a mut Vec<u8>,
}

impl Writer<'_> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }
    fn span(&mut self, span: Span) {
        self.out.extend_from_slice(self.els.text.get(span));
    }
    /// A number that is not negative, without the machinery of formatting.
    fn num(&mut self, n: impl Into<i64>) {
        self.out.extend_from_slice(decimal(n.into().unsigned_abs(), &mut [0; 20]));
    }
    /// `lead` and the text, if it is set.
    fn with(&mut self, lead: &str, span: Span) {
        if span.is_some() {
            self.bytes(lead.as_bytes());
            self.span(span);
        }
    }
    fn with_num(&mut self, lead: &str, n: i64) {
        if n >= 0 {
            self.bytes(lead.as_bytes());
            self.num(n);
        }
    }
    /// `;` and parameters, unless there are none.
    fn others(&mut self, span: Span) {
        if !span.is_empty() {
            self.with(";", span);
        }
    }
    /// Host name or address; an IPv6 address gets the brackets it may lack.
    fn host(&mut self, span: Span) {
        let text = self.els.text.all();
        if steps::find(text, span.start(), span.end(), b':').is_some() && text.get(span.start()) != Some(&b'[') {
            self.bytes(b"[");
            self.span(span);
            self.bytes(b"]");
        } else {
            self.span(span);
        }
    }
    fn display_name(&mut self, span: Span) {
        let name = self.els.text.get(span);
        if name.is_empty() {
            return;
        }
        // What peers send bare in UTF-8 is understood; the grammar knows words of ASCII only (RFC 3261 section 25.1).
        if is_quoted(name) || (name.is_ascii() && is_words(name)) {
            self.span(span);
        } else {
            quote(name, self.out);
        }
        self.bytes(b" ");
    }
    fn bracketed(&mut self, uri: Elem) {
        if self.els.uri(uri).is_some() {
            self.bytes(b"<");
            self.uri(uri);
            self.bytes(b">");
        }
    }

    fn uri(&mut self, elem: Elem) {
        let Some(item) = self.els.item(elem) else { return };
        if item.bad.is_some() {
            return self.span(item.bad);
        }
        if let Value::Uri(u) = &item.value {
            self.uri_fields(u);
        }
    }

    fn uri_fields(&mut self, u: &Uri) {
        if u.whole.is_some() {
            return self.span(u.whole);
        }
        if u.scheme_text.is_some() {
            self.span(u.scheme_text);
        } else {
            self.bytes(match u.scheme {
                Scheme::Sip | Scheme::Other => b"sip",
                Scheme::Sips => b"sips",
                Scheme::Tel => b"tel",
                Scheme::Im => b"im",
                Scheme::Pres => b"pres",
            });
        }
        self.bytes(b":");
        match u.scheme {
            Scheme::Other => self.span(u.identifier),
            Scheme::Tel => {
                if u.global && self.els.text.get(u.number).first() != Some(&b'+') {
                    self.bytes(b"+");
                }
                self.span(u.number);
                self.with(";ext=", u.extension);
                self.with(";isub=", u.isub);
                self.with(";phone-context=", u.context);
                self.others(u.other_params);
            }
            _ if u.host.is_none() && u.identifier.is_some() => self.span(u.identifier),
            _ => self.sip_uri(u),
        }
    }

    fn sip_uri(&mut self, u: &Uri) {
        if u.user.is_some() {
            self.span(u.user);
            self.with(":", u.password);
            self.bytes(b"@");
        }
        self.host(u.host);
        self.with_num(":", u.port.into());
        self.with(";transport=", u.transport);
        self.with(";user=", u.user_param);
        self.with(";method=", u.method);
        self.with_num(";ttl=", u.ttl.into());
        self.with(";maddr=", u.maddr);
        if u.lr {
            self.bytes(b";lr");
        }
        self.others(u.other_params);
        if !u.headers.is_empty() {
            self.with("?", u.headers);
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Uri(u) => self.uri_fields(u),
            Value::Party(p) => {
                self.display_name(p.display_name);
                self.bracketed(p.uri);
                self.with(";tag=", p.tag);
                self.others(p.other_params);
            }
            Value::Contact(Contact { star: true, .. }) => self.bytes(b"*"),
            Value::Contact(c) => {
                self.display_name(c.display_name);
                self.bracketed(c.uri);
                self.with(";q=", c.q);
                if let Some(Item { value: Value::Expires(Expires { seconds: Some(s) }), .. }) = self.els.item(c.expires) {
                    self.bytes(b";expires=");
                    self.num(*s);
                }
                self.others(c.other_params);
            }
            Value::Via(v) => self.via(v),
            Value::CSeq(c) => {
                self.with_num("", c.step);
                self.with(" ", c.method);
            }
            Value::Expires(e) => {
                if let Some(s) = e.seconds {
                    self.num(s);
                }
            }
            Value::Challenge(c) => self.challenge(c),
            Value::Credentials(c) => self.credentials(c),
            Value::Date(d) => self.date(d),
            Value::RouteHop(r) => {
                self.display_name(r.display_name);
                self.bracketed(r.uri);
                self.others(r.other_params);
            }
            Value::RetryAfter(r) => {
                if let Some(s) = r.seconds {
                    self.num(s);
                }
                if r.comment.is_some() {
                    self.with(" (", r.comment);
                    self.bytes(b")");
                }
                self.with_num(";duration=", r.duration);
                self.others(r.other_params);
            }
            Value::ContentType(c) => {
                self.span(c.media);
                self.with("/", c.subtype);
                self.with(";boundary=", c.boundary);
                self.with(";version=", c.version);
                self.with(";base=", c.base);
                self.others(c.other_params);
            }
            Value::ContentDisposition(c) => {
                self.span(c.kind);
                self.with(";handling=", c.handling);
                self.others(c.other_params);
            }
            Value::Allow(a) => self.span(a.method),
            Value::Event(e) => {
                self.event_type(e.package, e.template);
                self.with(";id=", e.id);
                self.others(e.other_params);
            }
            Value::AllowEvents(a) => self.event_type(a.package, a.template),
            Value::MinSe(m) => {
                self.with_num("", m.seconds.map_or(-1, i64::from));
                self.others(m.other_params);
            }
            Value::SessionExpires(s) => {
                self.with_num("", s.seconds.map_or(-1, i64::from));
                self.bytes(match s.refresher {
                    Refresher::Undefined => b"",
                    Refresher::Uac => b";refresher=uac",
                    Refresher::Uas => b";refresher=uas",
                });
                self.others(s.other_params);
            }
            Value::RSeq(r) => self.with_num("", r.response.map_or(-1, i64::from)),
            Value::RAck(r) => {
                self.with_num("", r.response.map_or(-1, i64::from));
                if let Some(Item { value: Value::CSeq(c), .. }) = self.els.item(r.cseq) {
                    self.with_num(" ", c.step);
                    self.with(" ", c.method);
                }
            }
            Value::ReferTo(r) => self.refer_to(r),
            Value::ReferredBy(r) => {
                self.display_name(r.display_name);
                self.bracketed(r.uri);
                self.with(";cid=", r.cid);
                self.others(r.other_params);
            }
            Value::Replaces(r) => {
                self.span(r.call_id);
                self.with(";to-tag=", r.to_tag);
                self.with(";from-tag=", r.from_tag);
                if r.early_only {
                    self.bytes(b";early-only");
                }
                self.others(r.other_params);
            }
            Value::SubscriptionState(s) => {
                self.span(s.substate);
                self.with(";reason=", s.reason);
                self.with_num(";expires=", s.expires);
                self.with_num(";retry-after=", s.retry_after);
                self.others(s.other_params);
            }
            Value::Other(o) => self.span(o.value),
        }
    }

    fn event_type(&mut self, package: Span, template: Span) {
        self.span(package);
        self.with(".", template);
    }

    /// A Replaces that was changed through its own object is written among the headers of the URI.
    fn refer_to(&mut self, r: &ReferTo) {
        self.display_name(r.display_name);
        match (self.els.item(r.replaces), self.els.uri(r.uri)) {
            (Some(replaces), Some(uri)) if replaces.dirty => {
                let mut text = Vec::new();
                encode_value(self.els, r.replaces, &mut text);
                let headers = with_replaces(self.els.text.get(uri.headers), Some(&text));
                self.bytes(b"<");
                self.uri_fields(&Uri { whole: Span::NONE, headers: Span::NONE, ..*uri });
                self.bytes(b"?");
                self.bytes(&headers);
                self.bytes(b">");
            }
            _ => self.bracketed(r.uri),
        }
        self.others(r.other_params);
    }

    fn via(&mut self, v: &Via) {
        self.bytes(b"SIP/2.0/");
        if v.transport.is_some() {
            self.span(v.transport);
        } else {
            self.bytes(b"UDP");
        }
        self.bytes(b" ");
        self.host(v.host);
        self.with_num(":", v.port.into());
        self.with(";branch=", v.branch);
        if v.use_rport {
            self.bytes(b";rport");
            self.with_num("=", v.rport.into());
        }
        self.with(";received=", v.received);
        self.with(";maddr=", v.maddr);
        self.with_num(";ttl=", v.ttl.into());
        self.others(v.other_params);
    }

    fn challenge(&mut self, c: &Challenge) {
        let mut list = List::new(self, c.scheme);
        list.quoted("realm", c.realm);
        list.quoted("domain", c.domain);
        list.quoted("nonce", c.nonce);
        list.quoted("opaque", c.opaque);
        if let Some(stale) = c.stale {
            list.name("stale");
            list.w.bytes(if stale { b"true" } else { b"false" });
        }
        list.plain("algorithm", c.algorithm);
        list.in_quotes("qop", c.qop);
        list.rest(c.other_params);
    }

    fn credentials(&mut self, c: &Credentials) {
        let mut list = List::new(self, c.scheme);
        list.quoted("username", c.username);
        list.quoted("realm", c.realm);
        list.quoted("nonce", c.nonce);
        if list.w.els.uri(c.uri).is_some() {
            list.name("uri");
            list.w.bytes(b"\"");
            list.w.uri(c.uri);
            list.w.bytes(b"\"");
        }
        list.quoted("response", c.response);
        list.plain("algorithm", c.algorithm);
        list.quoted("cnonce", c.cnonce);
        list.quoted("opaque", c.opaque);
        if is_token(list.w.els.text.get(c.qop)) {
            list.plain("qop", c.qop);
        } else {
            list.in_quotes("qop", c.qop);
        }
        if c.nonce_count >= 0 {
            list.name("nc");
            let _ = write!(list.w.out, "{:08x}", c.nonce_count);
        }
        list.rest(c.other_params);
    }

    fn date(&mut self, d: &Date) {
        let name = |names: &[&'static str], i: i8| usize::try_from(i).ok().and_then(|i| names.get(i).copied());
        let (Some(day), Some(month)) = (name(&DAYS, d.week_day), name(&MONTHS, d.month)) else { return };
        let _ = write!(
            self.out,
            "{day}, {:02} {month} {:04} {:02}:{:02}:{:02} GMT",
            d.day.max(0),
            d.year.max(0),
            d.hour.max(0),
            d.minute.max(0),
            d.second.max(0)
        );
    }
}

/// `scheme name=value, name=value`.
struct List<'w, 'a> {
    w: &'w mut Writer<'a>,
    lead: &'static str,
}

impl<'w, 'a> List<'w, 'a> {
    fn new(w: &'w mut Writer<'a>, scheme: Span) -> List<'w, 'a> {
        if scheme.is_some() {
            w.span(scheme);
        } else {
            w.bytes(b"Digest");
        }
        List { w, lead: " " }
    }
    fn lead(&mut self) {
        self.w.bytes(self.lead.as_bytes());
        self.lead = ", ";
    }
    fn name(&mut self, name: &str) {
        self.lead();
        self.w.bytes(name.as_bytes());
        self.w.bytes(b"=");
    }
    fn plain(&mut self, name: &str, value: Span) {
        if value.is_some() {
            self.name(name);
            self.w.span(value);
        }
    }
    fn quoted(&mut self, name: &str, value: Span) {
        if value.is_none() {
            return;
        }
        self.name(name);
        let text = self.w.els.text.get(value);
        if is_quoted(text) {
            self.w.span(value);
        } else {
            quote(text, self.w.out);
        }
    }
    /// Text that is kept without its quotes, escapes as they are.
    fn in_quotes(&mut self, name: &str, value: Span) {
        if value.is_none() {
            return;
        }
        self.name(name);
        let text = self.w.els.text.get(value);
        let from = self.w.out.len();
        self.w.out.push(b'"');
        self.w.out.extend_from_slice(text);
        self.w.out.push(b'"');
        if !self.w.out.get(from..).is_some_and(is_quoted) {
            self.w.out.truncate(from);
            quote(text, self.w.out);
        }
    }
    fn rest(&mut self, others: Span) {
        if !others.is_empty() {
            self.lead();
            self.w.span(others);
        }
    }
}
