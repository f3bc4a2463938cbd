//! A message: start line, headers in order, body.

use super::headers::Headers;
use super::name::{Method, Name};
use super::parts::Parts;
use super::text::Span;
use super::value::*;
use super::{encode, parse, scan, typed, usual, write};

/// What a peer may make us hold; beyond it a message is a [`Problem`].
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Octets of a message.
    pub message_size: usize,
    /// Header values of a message, comma lists counted by value.
    pub headers: usize,
    pub vias: usize,
    pub routes: usize,
    pub contacts: usize,
    /// Challenges of one response.
    pub challenges: usize,
    /// Parameters of one value.
    pub params: usize,
    /// Octets of one URI.
    pub uri_length: usize,
    /// Parts of one multipart body.
    pub body_parts: usize,
    /// Multipart bodies inside each other.
    pub body_depth: usize,
}

impl Limits {
    /// What is usual.
    pub const DEFAULT: Limits = Limits {
        message_size: 65_535,
        headers: 512,
        vias: 70,
        routes: 64,
        contacts: 256,
        challenges: 16,
        params: 64,
        uri_length: 4096,
        body_parts: 64,
        body_depth: 8,
    };

    /// So many headers in all are not too many of any one name, challenges aside.
    #[inline(always)]
    pub(super) fn least_of_a_name(&self) -> usize {
        self.vias.min(self.routes).min(self.contacts)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits::DEFAULT
    }
}

/// Why a message or a value cannot be taken as it stands; the text goes into the reason phrase of a 400 and into the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The answer due to a request: 400, 413, 505, ...
    pub code: u16,
    pub text: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum StartLine {
    /// Neither request nor response yet (a message under construction).
    #[default]
    Empty,
    /// `uri` is a [`Value::Uri`].
    Request {
        method: Span,
        uri: Elem,
    },
    Response {
        code: u16,
        reason: Span,
    },
    /// The line does not parse and is kept as text.
    Bad {
        line: Span,
        problem: &'static str,
    },
}

/// One header value in its place in the message.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// Number of this header in this message; not used again after removal.
    pub id: u16,
    pub name: Name,
    /// Came, or is to be written, in the compact form.
    pub compact: bool,
    /// Follows the value before it on the same line, after a comma.
    pub joined: bool,
    /// Name, colon, one blank and value stand in the text one behind the other, just as they would be written.
    pub neat: bool,
    /// The name as written; unset for known names that we made ourselves.
    pub name_text: Span,
    /// The value as written, without surrounding white space, folding undone.
    pub raw: Span,
    /// The typed value, once made.
    pub elem: Elem,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Body {
    pub bytes: Span,
}

#[derive(Clone, Default, Debug)]
pub struct Message {
    pub els: Elements,
    pub start: StartLine,
    pub headers: Headers,
    pub body: Body,
    /// Parts of the body, once it was split or given some.
    pub(super) parts: Option<Box<Parts>>,
    /// Write every name that has a compact form in it (RvSipMsgForceCompactForm).
    pub force_compact: bool,
    pub(super) limits: Limits,
    pub(super) found: Found,
    pub(super) next_id: u16,
}

/// What [`Message::parse`] saw and [`Message::check`] judges.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Found {
    /// Answer due to a start line that does not parse; 0 when it does.
    pub start_code: u16,
    /// A line of the header section that is no header.
    pub bad_line: bool,
    /// The blank line after the headers is missing.
    pub unended: bool,
    /// Content-Length says more than arrived.
    pub short: bool,
    /// The start line, if it stands as it would be written.
    pub start: StartLine,
    /// Every header line stands as it would be written, and Content-Length is there once and right.
    pub plain: bool,
    /// The body that it is right for.
    pub body: Span,
}

impl Message {
    pub fn new() -> Message {
        Message::default()
    }
    /// Empties it and keeps its memory for the next message.
    pub fn clear(&mut self) {
        self.els.clear();
        self.headers.clear();
        self.start = StartLine::Empty;
        self.body = Body::default();
        if self.parts.is_some() {
            self.forget_parts();
        }
        self.force_compact = false;
        self.found = Found::default();
        self.next_id = 0;
    }

    #[cold]
    fn forget_parts(&mut self) {
        self.parts = None;
    }

    // ---- reading ----

    /// Takes `bytes` as one whole message (a datagram, or what the stream framing cut out). Finds start line, headers and
    /// body; looks into no value but the top Via. A bad start line is kept as [`StartLine::Bad`] and is no error here.
    /// `Err` is for what is no message at all or beyond a limit; what was read up to then stays readable.
    pub fn parse(&mut self, bytes: &[u8], limits: &Limits) -> Result<(), Problem> {
        self.clear();
        self.limits = *limits;
        parse::message(self, bytes)
    }

    /// Those it was parsed with.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub fn is_request(&self) -> bool {
        matches!(self.start, StartLine::Request { .. })
    }
    pub fn is_response(&self) -> bool {
        matches!(self.start, StartLine::Response { .. })
    }
    /// Whether a refusal may be sent to it: a request other than ACK, or a bad start line that is not meant as a status
    /// line (RFC 3261 section 17.1.1.3: an ACK is never answered).
    pub fn is_answerable(&self) -> bool {
        match self.start {
            StartLine::Request { .. } => self.method() != b"ACK",
            StartLine::Bad { line, .. } => {
                let line = self.text(line);
                !parse::is_status_line(line) && !line.starts_with(b"ACK ")
            }
            _ => false,
        }
    }
    /// Method text of a request, empty otherwise.
    pub fn method(&self) -> &[u8] {
        match self.start {
            StartLine::Request { method, .. } => self.text(method),
            _ => &[],
        }
    }
    pub fn method_kind(&self) -> Method {
        Method::from_bytes(self.method())
    }
    /// Status code of a response, 0 otherwise.
    pub fn status(&self) -> u16 {
        match self.start {
            StartLine::Response { code, .. } => code,
            _ => 0,
        }
    }
    pub fn reason(&self) -> &[u8] {
        match self.start {
            StartLine::Response { reason, .. } => self.text(reason),
            _ => &[],
        }
    }
    /// Request-URI; none for responses.
    pub fn request_uri(&self) -> Option<&Uri> {
        match self.start {
            StartLine::Request { uri, .. } => self.els.uri(uri),
            _ => None,
        }
    }
    /// Request-URI as text, encoded when it was changed.
    pub fn request_uri_text(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if let StartLine::Request { uri, .. } = self.start {
            encode::encode_uri(&self.els, uri, &mut out);
        }
        out
    }

    /// Index of the first header of that name at or after `from`.
    pub fn find(&self, name: Name, from: usize) -> Option<usize> {
        self.headers.iter().skip(from).position(|h| h.name == name).map(|p| p + from)
    }
    /// Index of the first header at or after `from` whose name is `name`, letters of either case, compact or long.
    pub fn find_named(&self, name: &[u8], from: usize) -> Option<usize> {
        match Name::from_bytes(name).0 {
            Name::Other => self
                .headers
                .iter()
                .skip(from)
                .position(|h| h.name == Name::Other && self.text(h.name_text).eq_ignore_ascii_case(name))
                .map(|p| p + from),
            known => self.find(known, from),
        }
    }
    /// The value text of header `index`, as it will be encoded.
    pub fn value_text(&self, index: usize) -> Vec<u8> {
        let mut out = Vec::new();
        if let Some(h) = self.headers.get(index) {
            write::value(self, h, &mut out);
        }
        out
    }
    /// Makes what typed setters have changed the text of their headers, so that [`Message::raw`] tells it.
    pub fn settle_values(&mut self) {
        for at in 0..self.headers.len() {
            let Some(h) = self.headers.get(at).copied() else { return };
            if self.els.item(h.elem).is_some_and(|i| i.dirty && i.bad.is_none()) {
                let text = self.value_text(at);
                let raw = self.els.text.push(&text);
                if let Some(h) = self.headers.change().get_mut(at) {
                    (h.raw, h.neat) = (raw, false);
                }
            }
        }
    }
    /// The value text as received, without allocation; not meaningful once a typed setter changed it, until
    /// [`Message::settle_values`].
    pub fn raw(&self, index: usize) -> &[u8] {
        self.headers.get(index).map_or(&[], |h| self.text(h.raw))
    }
    /// Raw text of the first header of that name.
    pub fn raw_of(&self, name: Name) -> Option<&[u8]> {
        self.find(name, 0).map(|i| self.raw(i))
    }
    /// The typed value of header `index`, made on first use and kept, error included: an illegal header yields an [`Elem`]
    /// whose item has its `bad` text set.
    #[inline]
    pub fn typed(&mut self, index: usize) -> Elem {
        match self.headers.get(index) {
            Some(h) if !h.elem.is_some() => self.make_typed(index, h.name, h.raw, h.compact),
            h => h.map_or(Elem::NONE, |h| h.elem),
        }
    }
    /// [`Message::typed`] of a header whose values are those of headers called `like`, which spares finding that out.
    #[inline(always)]
    pub fn typed_like(&mut self, like: Name, index: usize) -> Elem {
        match self.headers.get(index) {
            Some(h) if !h.elem.is_some() => self.make_typed_like(like, index, h.name, h.raw, h.compact),
            h => h.map_or(Elem::NONE, |h| h.elem),
        }
    }
    #[inline(never)]
    fn make_typed(&mut self, index: usize, name: Name, raw: Span, compact: bool) -> Elem {
        self.make_typed_like(name, index, name, raw, compact)
    }
    #[inline(always)]
    fn make_typed_like(&mut self, like: Name, index: usize, name: Name, raw: Span, compact: bool) -> Elem {
        if let Some(elem) = usual::value(&mut self.els, like, name, raw, &self.limits) {
            if compact && let Some(item) = self.els.item_mut(elem) {
                item.compact = true;
            }
            self.headers.set_elem(index, elem);
            return elem;
        }
        self.make_unusual(index)
    }
    #[inline(never)]
    fn make_unusual(&mut self, index: usize) -> Elem {
        let Some(h) = self.headers.get(index).copied() else { return Elem::NONE };
        let elem = typed::by_grammar(&mut self.els, h.name, h.raw, &self.limits);
        let mut is_other = false;
        if let Some(item) = self.els.item_mut(elem) {
            item.compact = h.compact;
            is_other = matches!(item.value, Value::Other(_));
        }
        if is_other {
            self.name_other(&h, elem);
        }
        self.headers.set_elem(index, elem);
        elem
    }
    /// Gives a header that is kept as text its name, and finds out a line that was no header.
    fn name_other(&mut self, h: &Header, elem: Elem) {
        let name = if h.name_text.is_some() { h.name_text } else { self.els.text.push(h.name.as_str().as_bytes()) };
        let malformed = h.raw.is_none() || (h.name == Name::Other && !scan::is_token(self.els.text.get(h.name_text)));
        if let Some(item) = self.els.item_mut(elem)
            && let Value::Other(o) = &mut item.value
        {
            o.name = name;
            if malformed {
                *o = Other::default();
                item.bad = if h.raw.is_none() { h.name_text } else { h.raw };
            }
        }
    }
    /// The legal value of header `index`: none when it is bad syntax.
    pub fn legal(&mut self, index: usize) -> Option<Value> {
        self.legal_ref(index).copied()
    }
    /// The same without a copy.
    pub(super) fn legal_ref(&mut self, index: usize) -> Option<&Value> {
        let e = self.typed(index);
        self.els.item(e).filter(|i| i.bad.is_none()).map(|i| &i.value)
    }
    pub fn via(&mut self, index: usize) -> Option<Via> {
        match self.legal_ref(index)? {
            Value::Via(v) => Some(*v),
            _ => None,
        }
    }
    /// The top Via.
    pub fn top_via(&mut self) -> Option<Via> {
        self.via(self.find(Name::Via, 0)?)
    }
    pub fn to(&mut self) -> Option<Party> {
        self.party(Name::To)
    }
    pub fn from(&mut self) -> Option<Party> {
        self.party(Name::From)
    }
    fn party(&mut self, name: Name) -> Option<Party> {
        match self.legal_ref(self.find(name, 0)?)? {
            Value::Party(p) => Some(*p),
            _ => None,
        }
    }
    pub fn cseq(&mut self) -> Option<CSeq> {
        match self.legal_ref(self.find(Name::CSeq, 0)?)? {
            Value::CSeq(c) => Some(*c),
            _ => None,
        }
    }
    pub fn call_id(&self) -> Option<&[u8]> {
        self.raw_of(Name::CallId)
    }
    pub fn contact(&mut self, index: usize) -> Option<Contact> {
        match self.legal_ref(index)? {
            Value::Contact(c) => Some(*c),
            _ => None,
        }
    }
    pub fn route_hop(&mut self, index: usize) -> Option<RouteHop> {
        match self.legal_ref(index)? {
            Value::RouteHop(r) => Some(*r),
            _ => None,
        }
    }
    pub fn challenge(&mut self, index: usize) -> Option<Challenge> {
        match self.legal_ref(index)? {
            Value::Challenge(c) => Some(*c),
            _ => None,
        }
    }
    pub fn credentials(&mut self, index: usize) -> Option<Credentials> {
        match self.legal_ref(index)? {
            Value::Credentials(c) => Some(*c),
            _ => None,
        }
    }
    /// delta-seconds of Expires or Min-Expires.
    pub fn seconds_of(&mut self, name: Name) -> Option<u32> {
        match self.legal_ref(self.find(name, 0)?)? {
            Value::Expires(e) => e.seconds,
            _ => None,
        }
    }
    /// The body as it came or was set; empty once it has parts.
    pub fn body(&self) -> &[u8] {
        self.els.text.get(self.body.bytes)
    }
    /// Text of a span of this message.
    pub fn text(&self, span: Span) -> &[u8] {
        self.els.text.get(span)
    }

    /// Are there header numbers left that this message has not used?
    pub fn has_numbers_left(&self) -> bool {
        self.next_id < u16::MAX - 500
    }
    /// A header number that this message has not used before.
    pub(super) fn new_id(&mut self) -> u16 {
        let id = self.next_id;
        self.next_id = self.next_id.saturating_add(1);
        id
    }

    // ---- writing ----

    /// Writes the message. Content-Length is written as the length of the body, whatever was set.
    pub fn encode(&self, out: &mut Vec<u8>) {
        write::message(self, out);
    }
}
