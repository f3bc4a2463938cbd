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
    let mut section = Section { counts: [0; 64], length: None };
    loop {
        if pos >= end {
            m.found.unended = true;
            return Ok(());
        }
        let text = m.els.text.all();
        let (line, next) = line_at(text, pos, end);
        pos = next;
        if line.is_empty() {
            m.found.unended = text.get(next.wrapping_sub(1)) != Some(&b'\n');
            break;
        }
        let continued = |at: usize| at < end && text.get(at).copied().is_some_and(is_ws);
        if continued(pos) {
            let mut last = line;
            while continued(pos) {
                (last, pos) = line_at(text, pos, end);
            }
            section.folded(m, Span::new(line.start(), last.end()))?;
        } else {
            section.header(m, line)?;
        }
    }
    let there = end - pos;
    let length = section.length.unwrap_or(there);
    m.found.short = length > there;
    m.body.bytes = Span::new(pos, pos + length.min(there));
    Ok(())
}

/// The line at `pos` without its end, and where the next one begins.
pub(super) fn line_at(text: &[u8], pos: usize, end: usize) -> (Span, usize) {
    let rest = text.get(pos..end).unwrap_or(&[]);
    let (len, next) = match memchr::memchr(b'\n', rest) {
        Some(p) => (p, pos + p + 1),
        None => (rest.len(), end),
    };
    let cr = len > 0 && rest.get(len - 1) == Some(&b'\r');
    (Span::new(pos, pos + len - usize::from(cr)), next)
}

/// What is counted while the header section is read.
struct Section {
    counts: [u16; 64],
    length: Option<usize>,
}

impl Section {
    /// A header on several lines: an unfolded copy of its value goes to the end of the text.
    fn folded(&mut self, m: &mut Message, lines: Span) -> Result<(), Problem> {
        let text = m.els.text.tail();
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
        let unfolded = Span::new(from, text.len());
        self.header(m, unfolded)
    }

    fn header(&mut self, m: &mut Message, line: Span) -> Result<(), Problem> {
        let text = m.els.text.all();
        let bytes = m.els.text.get(line);
        let Some(colon) = memchr::memchr(b':', bytes).filter(|_| !bytes.first().copied().is_some_and(is_ws)) else {
            m.found.bad_line = true;
            return add(m, Header { name_text: line, ..blank() });
        };
        let name_text = scan::trim_span(text, Span::new(line.start(), line.start() + colon));
        let raw = scan::trim_span(text, Span::new(line.start() + colon + 1, line.end()));
        let name_bytes = m.els.text.get(name_text);
        let (name, compact) = Name::from_bytes(name_bytes);
        m.found.bad_line |= name == Name::Other && !scan::is_token(name_bytes);
        if name == Name::ContentLength && self.length.is_none() {
            self.length = scan::number(m.els.text.get(raw)).map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        }
        let header = Header { name, compact, name_text, raw, ..blank() };
        if name.is_list() && memchr::memchr(b',', m.els.text.get(raw)).is_some() {
            let mut pieces = Pieces::new(raw);
            let mut joined = false;
            while let Some(raw) = pieces.next(m.els.text.all()) {
                self.count(name, &m.limits)?;
                add(m, Header { raw, joined, ..header })?;
                joined = true;
            }
            return Ok(());
        }
        self.count(name, &m.limits)?;
        add(m, header)
    }

    fn count(&mut self, name: Name, limits: &Limits) -> Result<(), Problem> {
        let (limit, text) = match name {
            Name::Via => (limits.vias, "too many Via values"),
            Name::Contact => (limits.contacts, "too many Contact values"),
            Name::Route | Name::RecordRoute | Name::Path | Name::ServiceRoute => (limits.routes, "too many route values"),
            Name::WwwAuthenticate | Name::ProxyAuthenticate => (limits.challenges, "too many challenges"),
            _ => return Ok(()),
        };
        if let Some(n) = self.counts.get_mut(name as usize) {
            *n = n.saturating_add(1);
            if usize::from(*n) > limit {
                return Err(bad(text));
            }
        }
        Ok(())
    }
}

fn blank() -> Header {
    Header { id: 0, name: Name::Other, compact: false, joined: false, name_text: Span::NONE, raw: Span::NONE, elem: Elem::NONE }
}

fn add(m: &mut Message, header: Header) -> Result<(), Problem> {
    if m.headers.len() >= m.limits.headers {
        return Err(bad("too many headers"));
    }
    let id = m.new_id();
    m.headers.push(Header { id, ..header });
    Ok(())
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
