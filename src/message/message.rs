//! A message: start line, headers in order, body.

use super::name::{Method, Name};
use super::text::Span;
use super::value::{CSeq, Challenge, Contact, Credentials, Elem, Elements, Party, RouteHop, Uri, Value, Via};

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
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            message_size: 65_535,
            headers: 512,
            vias: 70,
            routes: 64,
            contacts: 256,
            challenges: 16,
            params: 64,
            uri_length: 4096,
        }
    }
}

/// Why a message or a value cannot be taken as it stands; the text goes into the reason phrase of a 400 and into the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The answer due to a request: 400, 413, 505, ...
    pub code: u16,
    pub text: &'static str,
}

#[derive(Clone, Copy, Debug, Default)]
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
    pub headers: Vec<Header>,
    pub body: Body,
    /// Write every name that has a compact form in it (RvSipMsgForceCompactForm).
    pub force_compact: bool,
    next_id: u16,
}

// Contract of the functions of this file and its neighbours (bodies follow).
#[allow(unused_variables)]
impl Message {
    pub fn new() -> Message {
        Message::default()
    }
    /// Empties it and keeps its memory for the next message.
    pub fn clear(&mut self) {
        todo!()
    }

    // ---- reading ----

    /// Takes `bytes` as one whole message (a datagram, or what the stream framing cut out). Finds start line, headers and
    /// body; does not yet look into values. A bad start line is kept as [`StartLine::Bad`] and is no error here.
    /// `Err` is for what is no message at all or beyond a limit.
    pub fn parse(&mut self, bytes: &[u8], limits: &Limits) -> Result<(), Problem> {
        todo!()
    }
    /// What must be right before a transaction can be found: start line, top Via, To, From, Call-ID, CSeq and their agreement
    /// (RFC 3261 sections 8.1.1, 8.2, 16.3), Content-Length against what arrived, Max-Forwards, Contact of a REGISTER.
    /// The first problem wins.
    pub fn check(&mut self, limits: &Limits) -> Result<(), Problem> {
        todo!()
    }

    pub fn is_request(&self) -> bool {
        matches!(self.start, StartLine::Request { .. })
    }
    pub fn is_response(&self) -> bool {
        matches!(self.start, StartLine::Response { .. })
    }
    /// Method text of a request, empty otherwise.
    pub fn method(&self) -> &[u8] {
        todo!()
    }
    pub fn method_kind(&self) -> Method {
        todo!()
    }
    /// Status code of a response, 0 otherwise.
    pub fn status(&self) -> u16 {
        todo!()
    }
    pub fn reason(&self) -> &[u8] {
        todo!()
    }
    /// Request-URI; none for responses.
    pub fn request_uri(&self) -> Option<&Uri> {
        todo!()
    }
    /// Request-URI as text, encoded when it was changed.
    pub fn request_uri_text(&self) -> Vec<u8> {
        todo!()
    }

    /// Index of the first header of that name at or after `from`.
    pub fn find(&self, name: Name, from: usize) -> Option<usize> {
        self.headers.iter().skip(from).position(|h| h.name == name).map(|p| p + from)
    }
    /// The value text of header `index`, as it will be encoded.
    pub fn value_text(&self, index: usize) -> Vec<u8> {
        todo!()
    }
    /// The value text as received, without allocation; not meaningful once a typed setter changed it.
    pub fn raw(&self, index: usize) -> &[u8] {
        todo!()
    }
    /// Raw text of the first header of that name.
    pub fn raw_of(&self, name: Name) -> Option<&[u8]> {
        self.find(name, 0).map(|i| self.raw(i))
    }
    /// The typed value of header `index`, made on first use and kept, error included: an illegal header yields an [`Elem`]
    /// whose item has its `bad` text set.
    pub fn typed(&mut self, index: usize) -> Elem {
        todo!()
    }
    /// The legal value of header `index`: none when it is bad syntax.
    pub fn legal(&mut self, index: usize) -> Option<Value> {
        let e = self.typed(index);
        self.els.item(e).filter(|i| i.bad.is_none()).map(|i| i.value)
    }
    pub fn via(&mut self, index: usize) -> Option<Via> {
        todo!()
    }
    /// The top Via.
    pub fn top_via(&mut self) -> Option<Via> {
        todo!()
    }
    pub fn to(&mut self) -> Option<Party> {
        todo!()
    }
    pub fn from(&mut self) -> Option<Party> {
        todo!()
    }
    pub fn cseq(&mut self) -> Option<CSeq> {
        todo!()
    }
    pub fn call_id(&self) -> Option<&[u8]> {
        self.raw_of(Name::CallId)
    }
    pub fn contact(&mut self, index: usize) -> Option<Contact> {
        todo!()
    }
    pub fn route_hop(&mut self, index: usize) -> Option<RouteHop> {
        todo!()
    }
    pub fn challenge(&mut self, index: usize) -> Option<Challenge> {
        todo!()
    }
    pub fn credentials(&mut self, index: usize) -> Option<Credentials> {
        todo!()
    }
    /// delta-seconds of Expires or Min-Expires.
    pub fn seconds_of(&mut self, name: Name) -> Option<u32> {
        todo!()
    }
    pub fn body(&self) -> &[u8] {
        self.els.text.get(self.body.bytes)
    }
    /// Text of a span of this message.
    pub fn text(&self, span: Span) -> &[u8] {
        self.els.text.get(span)
    }

    // ---- building ----

    /// Makes it a request. `uri` must parse.
    pub fn set_request(&mut self, method: &[u8], uri: &[u8]) -> Result<(), Problem> {
        todo!()
    }
    /// Makes it a response; an empty reason takes the standard one of the code.
    pub fn set_response(&mut self, code: u16, reason: &[u8]) {
        todo!()
    }
    /// Appends a header whose value is `value` as written; typed when asked for. Returns its index.
    pub fn push(&mut self, name: Name, value: &[u8]) -> usize {
        todo!()
    }
    /// The same for a header that has no [`Name`] of its own.
    pub fn push_other(&mut self, name: &[u8], value: &[u8]) -> usize {
        todo!()
    }
    /// Inserts a header before index `at`. Returns its index.
    pub fn insert(&mut self, at: usize, name: Name, value: &[u8]) -> usize {
        todo!()
    }
    /// Takes header `index` out; its values are dead from then on.
    pub fn remove(&mut self, index: usize) {
        todo!()
    }
    /// Takes out all headers of that name.
    pub fn remove_all(&mut self, name: Name) {
        todo!()
    }
    /// Replaces the first header of that name (removing further ones) or appends it.
    pub fn set(&mut self, name: Name, value: &[u8]) {
        todo!()
    }
    pub fn set_body(&mut self, bytes: &[u8]) {
        todo!()
    }
    /// Appends a copy of header `index` of `from`, typed changes included.
    pub fn copy_header(&mut self, from: &Message, index: usize) -> usize {
        todo!()
    }

    // ---- writing ----

    /// Writes the message. Content-Length is written as the length of the body, whatever was set.
    pub fn encode(&self, out: &mut Vec<u8>) {
        todo!()
    }
}
