//! Making and changing messages.

use super::encode::blank_line_ends;
use super::message::{Body, Header, Message, Problem, StartLine};
use super::name::Name;
use super::parse::{self, Pieces};
use super::reason::reason_phrase;
use super::scan;
use super::text::Span;
use super::typed::parse_uri;
use super::value::Elem;
use super::write;

impl Message {
    /// Makes it a request. `uri` must parse.
    pub fn set_request(&mut self, method: &[u8], uri: &[u8]) -> Result<(), Problem> {
        if !scan::is_token(method) {
            return Err(scan::bad("bad method"));
        }
        let uri = self.els.text.push(uri);
        let uri = parse_uri(&mut self.els, uri, Elem::NONE)?;
        let method = self.els.text.push(method);
        self.replace_start(StartLine::Request { method, uri });
        Ok(())
    }
    /// Makes it a response; an empty reason takes the standard one of the code.
    pub fn set_response(&mut self, code: u16, reason: &[u8]) {
        let reason = if reason.is_empty() { reason_phrase(code).as_bytes() } else { reason };
        let reason = self.push_text(reason);
        self.replace_start(StartLine::Response { code, reason });
    }
    /// Takes `line` as the start line. On error the old one stays as it was.
    pub fn set_start_line(&mut self, line: &[u8]) -> Result<(), Problem> {
        let line = self.els.text.push(scan::trim(line));
        let old = self.start;
        parse::start_line(self, line)?;
        let new = std::mem::replace(&mut self.start, old);
        self.replace_start(new);
        Ok(())
    }
    fn replace_start(&mut self, start: StartLine) {
        if let StartLine::Request { uri, .. } = self.start {
            self.els.kill(uri);
        }
        self.start = start;
        self.found.start_code = 0;
    }

    /// Text of our own making; a line end in it would start another header and becomes a blank.
    fn push_text(&mut self, text: &[u8]) -> Span {
        let span = self.els.text.push(text);
        blank_line_ends(self.els.text.tail(), span.start());
        span
    }

    /// Appends a header whose value is `value` as written; typed when asked for. Returns its index.
    ///
    /// A comma list of Via, Contact, Route, Record-Route, Path, Service-Route, Allow or Allow-Events becomes several
    /// headers written on one line; the index is that of the first.
    pub fn push(&mut self, name: Name, value: &[u8]) -> usize {
        self.insert(self.headers.len(), name, value)
    }
    /// The same for a header that has no [`Name`] of its own; a known name becomes that header.
    pub fn push_other(&mut self, name: &[u8], value: &[u8]) -> usize {
        let name_text = self.push_text(scan::trim(name));
        self.place(self.headers.len(), name_text, Name::from_bytes(scan::trim(name)), value)
    }
    /// Inserts a header before index `at`. Returns its index.
    pub fn insert(&mut self, at: usize, name: Name, value: &[u8]) -> usize {
        self.place(at, Span::NONE, (name, false), value)
    }
    fn place(&mut self, at: usize, name_text: Span, (name, compact): (Name, bool), value: &[u8]) -> usize {
        let first = at.min(self.headers.len());
        let raw = self.push_text(value);
        let raw = scan::trim_span(self.els.text.all(), raw);
        let header = Header { id: 0, name, compact, joined: false, neat: false, name_text, raw, elem: Elem::NONE };
        if !name.is_list() {
            let id = self.new_id();
            self.headers.change().insert(first, Header { id, ..header });
            return first;
        }
        let Message { els, headers, next_id, .. } = self;
        let headers = headers.change();
        let mut pieces = Pieces::new(els.text.all(), raw.start(), raw.end());
        let mut at = first;
        while let Some(raw) = pieces.next() {
            headers.insert(at, Header { id: *next_id, raw, joined: at > first, ..header });
            *next_id = next_id.saturating_add(1);
            at += 1;
        }
        first
    }
    /// Takes header `index` out; its values are dead from then on.
    pub fn remove(&mut self, index: usize) {
        if index >= self.headers.len() {
            return;
        }
        let gone = self.headers.change().remove(index);
        self.els.kill(gone.elem);
        if let Some(next) = self.headers.change().get_mut(index)
            && !gone.joined
            && next.name == gone.name
        {
            next.joined = false;
        }
    }
    /// Takes out all headers of that name.
    pub fn remove_all(&mut self, name: Name) {
        let els = &mut self.els;
        self.headers.change().retain(|h| {
            if h.name == name {
                els.kill(h.elem);
            }
            h.name != name
        });
    }
    /// Replaces the first header of that name (removing further ones) or appends it.
    pub fn set(&mut self, name: Name, value: &[u8]) {
        let at = self.find(name, 0).unwrap_or(self.headers.len());
        self.remove_all(name);
        self.insert(at, name, value);
    }
    pub fn set_body(&mut self, bytes: &[u8]) {
        self.remove_parts(0);
        self.body = Body { bytes: self.els.text.push(bytes) };
    }
    /// Appends a copy of header `index` of `from`, typed changes included.
    pub fn copy_header(&mut self, from: &Message, index: usize) -> usize {
        let Some(h) = from.headers.get(index) else { return self.headers.len() };
        let start = self.els.text.len();
        write::value(from, h, self.els.text.tail());
        let raw =
            if h.raw.is_none() && start == self.els.text.len() { Span::NONE } else { Span::new(start, self.els.text.len()) };
        let name = write::name_of(from, h, false);
        // a long name that we would write ourselves needs no text
        let name_text = if name == h.name.as_str().as_bytes() { Span::NONE } else { self.els.text.push(name) };
        let id = self.new_id();
        let compact = write::is_compact(from, h);
        let joined = h.joined && self.headers.last().is_some_and(|l| l.name == h.name);
        self.headers.change().push(Header { id, name: h.name, compact, joined, neat: false, name_text, raw, elem: Elem::NONE });
        self.headers.len() - 1
    }
}
