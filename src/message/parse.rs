//! The line splitter: one pass over a message that finds start line, headers and body.

use super::message::{Header, Limits, Message, Problem, StartLine};
use super::name::Name;
use super::scan::{self, bad, is_ws};
use super::text::Span;
use super::uri;
use super::value::{Elem, Value};

/// Fills an empty message from the octets of one.
pub(super) fn message(m: &mut Message, bytes: &[u8]) -> Result<(), Problem> {
    // line ends before the start line are no part of the message (RFC 3261 section 7.5)
    let lead = bytes.iter().take_while(|&&b| b == b'\r' || b == b'\n').count();
    let bytes = bytes.get(lead..).unwrap_or(&[]);
    if bytes.is_empty() {
        return Err(bad("empty message"));
    }
    if bytes.len() > m.limits.message_size {
        return Err(Problem { code: 413, text: "message too large" });
    }
    let end = m.els.text.push(bytes).end();
    let (line, mut pos) = line_at(m.els.text.all(), 0, end);
    if let Err(problem) = start_line(m, line) {
        m.start = StartLine::Bad { line, problem: problem.text };
        m.found.start_code = problem.code;
    }
    let Message { els, headers, limits, found, next_id, body, .. } = m;
    let mut section = Section { headers, limits, next_id, bad_line: false, length: None, counts: [0; 7] };
    loop {
        if pos >= end {
            found.unended = true;
            break;
        }
        let text = els.text.all();
        let (line, next) = line_at(text, pos, end);
        pos = next;
        if line.is_empty() {
            found.unended = text.get(next.wrapping_sub(1)) != Some(&b'\n');
            break;
        }
        let continued = |at: usize| at < end && text.get(at).copied().is_some_and(is_ws);
        if continued(pos) {
            let mut last = line;
            while continued(pos) {
                (last, pos) = line_at(text, pos, end);
            }
            let unfolded = unfold(els.text.tail(), Span::new(line.start(), last.end()));
            section.header(els.text.all(), unfolded)?;
        } else {
            section.header(text, line)?;
        }
    }
    found.bad_line = section.bad_line;
    let there = end - pos.min(end);
    let length = section.length.unwrap_or(there);
    found.short = length > there;
    body.bytes = Span::new(pos, pos + length.min(there));
    Ok(())
}

/// The line at `pos` without its end, and where the next one begins.
#[inline]
pub(super) fn line_at(text: &[u8], pos: usize, end: usize) -> (Span, usize) {
    let rest = text.get(pos..end).unwrap_or(&[]);
    let (len, next) = match scan::find_line_feed(rest) {
        Some(p) => (p, pos + p + 1),
        None => (rest.len(), end),
    };
    let cr = len > 0 && rest.get(len - 1) == Some(&b'\r');
    (Span::new(pos, pos + len - usize::from(cr)), next)
}

/// Appends a copy of a header on several lines in which each line end and the blanks round it are one blank.
fn unfold(text: &mut Vec<u8>, lines: Span) -> Span {
    let from = text.len();
    let mut at = lines.start();
    while let Some(p) = text.get(at..lines.end()).and_then(|r| memchr::memchr(b'\n', r)) {
        let mut end = at + p;
        let mut next = end + 1;
        while end > at && text.get(end - 1).is_some_and(|&b| is_ws(b) || b == b'\r') {
            end -= 1;
        }
        while next < lines.end() && text.get(next).copied().is_some_and(is_ws) {
            next += 1;
        }
        text.extend_from_within(at..end);
        text.push(b' ');
        at = next;
    }
    if at < lines.end() {
        text.extend_from_within(at..lines.end());
    }
    Span::new(from, text.len())
}

/// The header section while it is read.
struct Section<'m> {
    headers: &'m mut Vec<Header>,
    limits: &'m Limits,
    next_id: &'m mut u16,
    bad_line: bool,
    length: Option<usize>,
    /// Values of the limited kinds, see `count`.
    counts: [u16; 7],
}

impl Section<'_> {
    #[inline]
    fn header(&mut self, text: &[u8], line: Span) -> Result<(), Problem> {
        let bytes = text.get(line.start()..line.end()).unwrap_or(&[]);
        let Some(colon) = scan::find(b':', bytes).filter(|_| !bytes.first().copied().is_some_and(is_ws)) else {
            self.bad_line = true;
            return self.add(Header { name_text: line, ..blank() });
        };
        let mut name_bytes = bytes.get(..colon).unwrap_or(&[]);
        while let [rest @ .., last] = name_bytes
            && is_ws(*last)
        {
            name_bytes = rest;
        }
        let name_text = Span::new(line.start(), line.start() + name_bytes.len());
        let raw = scan::trim_span(text, Span::new(line.start() + colon + 1, line.end()));
        let (name, compact) = Name::from_bytes(name_bytes);
        let header = Header { name, compact, name_text, raw, ..blank() };
        match name {
            Name::Other => self.bad_line |= !scan::is_token(name_bytes),
            Name::ContentLength if self.length.is_none() => {
                let value = text.get(raw.start()..raw.end()).unwrap_or(&[]);
                self.length = scan::number(value).map(|n| usize::try_from(n).unwrap_or(usize::MAX));
            }
            Name::WwwAuthenticate | Name::ProxyAuthenticate => self.count(name)?,
            _ if name.is_list() => return self.list(text, header),
            _ => {}
        }
        self.add(header)
    }

    fn list(&mut self, text: &[u8], header: Header) -> Result<(), Problem> {
        if scan::find(b',', text.get(header.raw.start()..header.raw.end()).unwrap_or(&[])).is_none() {
            self.count(header.name)?;
            return self.add(header);
        }
        let mut pieces = Pieces::new(header.raw);
        let mut joined = false;
        while let Some(raw) = pieces.next(text) {
            self.count(header.name)?;
            self.add(Header { raw, joined, ..header })?;
            joined = true;
        }
        Ok(())
    }

    #[inline]
    fn add(&mut self, header: Header) -> Result<(), Problem> {
        if self.headers.len() >= self.limits.headers {
            return Err(bad("too many headers"));
        }
        self.headers.push(Header { id: *self.next_id, ..header });
        *self.next_id = self.next_id.saturating_add(1);
        Ok(())
    }

    fn count(&mut self, name: Name) -> Result<(), Problem> {
        let (kind, limit, text) = match name {
            Name::Via => (0, self.limits.vias, "too many Via values"),
            Name::Contact => (1, self.limits.contacts, "too many Contact values"),
            Name::Route => (2, self.limits.routes, "too many Route values"),
            Name::RecordRoute => (3, self.limits.routes, "too many Record-Route values"),
            Name::Path => (4, self.limits.routes, "too many Path values"),
            Name::ServiceRoute => (5, self.limits.routes, "too many Service-Route values"),
            Name::WwwAuthenticate | Name::ProxyAuthenticate => (6, self.limits.challenges, "too many challenges"),
            _ => return Ok(()),
        };
        if let Some(n) = self.counts.get_mut(kind) {
            *n = n.saturating_add(1);
            if usize::from(*n) > limit {
                return Err(bad(text));
            }
        }
        Ok(())
    }
}

fn blank() -> Header {
    Header {
        id: 0,
        name: Name::Other,
        compact: false,
        joined: false,
        name_text: Span::NONE,
        raw: Span::NONE,
        elem: Elem::NONE,
    }
}

/// Cuts a comma list into its values; commas in quotes and in angle brackets belong to the value.
pub(super) struct Pieces {
    at: usize,
    end: usize,
    done: bool,
    /// No `>` is left, so that another `<` need not look for it again.
    open: bool,
}

impl Pieces {
    pub fn new(list: Span) -> Pieces {
        Pieces { at: list.start(), end: list.end(), done: list.is_none(), open: false }
    }
    /// The next value without white space round it.
    pub fn next(&mut self, text: &[u8]) -> Option<Span> {
        if self.done {
            return None;
        }
        let from = self.at;
        let text = text.get(..self.end).unwrap_or(text);
        let mut i = from;
        let end = loop {
            let Some(p) = text.get(i..).and_then(|r| memchr::memchr3(b',', b'"', b'<', r)) else {
                break self.end;
            };
            i += p;
            match text.get(i) {
                Some(b',') => break i,
                Some(b'"') => match scan::quoted_end(text, i) {
                    Some(e) => i = e,
                    None => break self.end,
                },
                _ => {
                    let close = if self.open { None } else { text.get(i..).and_then(|r| memchr::memchr(b'>', r)) };
                    self.open |= close.is_none();
                    i += close.unwrap_or(0) + 1;
                }
            }
        };
        self.done = end >= self.end;
        self.at = end + 1;
        Some(scan::trim_span(text, Span::new(from, end)))
    }
}

pub(super) fn is_status_line(line: &[u8]) -> bool {
    line.get(..4).is_some_and(|s| s.eq_ignore_ascii_case(b"SIP/"))
}

/// Request-Line and Status-Line (RFC 3261 sections 7.1 and 7.2); sets the start line only when all is well.
pub(super) fn start_line(m: &mut Message, line: Span) -> Result<(), Problem> {
    let bytes = m.els.text.get(line);
    let space = memchr::memchr(b' ', bytes).ok_or(bad("bad start line"))?;
    let (first, rest) = bytes.split_at_checked(space).ok_or(bad("bad start line"))?;
    let rest = rest.get(1..).unwrap_or(&[]);
    let rest_at = line.start() + space + 1;
    if is_status_line(bytes) {
        version(first)?;
        let (digits, reason) = match memchr::memchr(b' ', rest) {
            Some(p) => (rest.get(..p).unwrap_or(&[]), Span::new(rest_at + p + 1, line.end())),
            None => (rest, Span::new(line.end(), line.end())),
        };
        return match scan::number(digits) {
            Some(code @ 100..=699) if digits.len() == 3 => {
                m.start = StartLine::Response { code: code as u16, reason };
                Ok(())
            }
            _ => Err(bad("bad status code")),
        };
    }
    if !scan::is_token(first) {
        return Err(bad("bad method"));
    }
    let method = Span::new(line.start(), line.start() + space);
    let space = memchr::memchr(b' ', rest).ok_or(bad("request line without version"))?;
    version(rest.get(space + 1..).unwrap_or(&[]))?;
    let limits = super::party::uri_limits(&m.limits);
    let (mut uri, others) = uri::parse(m.els.text.all(), Span::new(rest_at, rest_at + space), limits)?;
    uri.other_params = others.join(&mut m.els.text);
    let uri = m.els.add(Name::Other, Value::Uri(uri), Elem::NONE);
    m.start = StartLine::Request { method, uri };
    Ok(())
}

/// 505 is for what is a SIP version, but not ours.
fn version(text: &[u8]) -> Result<(), Problem> {
    if !is_status_line(text) {
        return Err(bad("bad SIP version"));
    }
    let number = text.get(4..).unwrap_or(&[]);
    if number == b"2.0" {
        return Ok(());
    }
    let dot = memchr::memchr(b'.', number).unwrap_or(0);
    let whole = number.get(..dot).unwrap_or(&[]);
    let fraction = number.get(dot + 1..).unwrap_or(&[]);
    if scan::number(whole).is_some() && scan::number(fraction).is_some() {
        return Err(Problem { code: 505, text: "SIP version not supported" });
    }
    Err(bad("bad SIP version"))
}
