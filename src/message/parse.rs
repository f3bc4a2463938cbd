//! The line splitter: one pass over a message that finds start line, headers and body.

use super::message::{Header, Limits, Message, Problem, StartLine};
use super::name::Name;
use super::scan::{self, LIST, TOKEN, bad, is_ws};
use super::text::Span;
use super::typed;
use super::value::Elem;

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
    let feed = scan::find(b'\n', text.get(pos..end).unwrap_or(&[]));
    let (stop, next) = feed.map_or((end, end), |p| (pos + p, pos + p + 1));
    let cr = stop > pos && text.get(stop - 1) == Some(&b'\r');
    (Span::new(pos, stop - usize::from(cr)), next)
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
    #[inline(always)]
    fn header(&mut self, text: &[u8], line: Span) -> Result<(), Problem> {
        let bytes = text.get(line.start()..line.end()).unwrap_or(&[]);
        let colon = scan::run_len(bytes, TOKEN);
        if bytes.get(colon) != Some(&b':') {
            return self.odd_header(text, line);
        }
        let name_bytes = bytes.get(..colon).unwrap_or(&[]);
        let (name, compact) = Name::from_bytes(name_bytes);
        // one blank is what nearly all put there
        let blank = usize::from(bytes.get(colon + 1) == Some(&b' '));
        let raw = scan::trim_span(text, Span::new(line.start() + colon + 1 + blank, line.end()));
        self.named(text, Span::new(line.start(), line.start() + colon), raw, name, compact)
    }

    /// A blank before the colon, or no header at all.
    #[cold]
    fn odd_header(&mut self, text: &[u8], line: Span) -> Result<(), Problem> {
        let bytes = text.get(line.start()..line.end()).unwrap_or(&[]);
        let Some(colon) = scan::find(b':', bytes).filter(|_| !bytes.first().copied().is_some_and(is_ws)) else {
            self.bad_line = true;
            return self.add(Name::Other, false, false, line, Span::NONE);
        };
        let name_text = scan::trim_span(text, Span::new(line.start(), line.start() + colon));
        let name_bytes = text.get(name_text.start()..name_text.end()).unwrap_or(&[]);
        self.bad_line |= !scan::is_token(name_bytes);
        let (name, compact) = Name::from_bytes(name_bytes);
        let raw = scan::trim_span(text, Span::new(line.start() + colon + 1, line.end()));
        self.named(text, name_text, raw, name, compact)
    }

    #[inline(always)]
    fn named(&mut self, text: &[u8], name_text: Span, raw: Span, name: Name, compact: bool) -> Result<(), Problem> {
        match name {
            Name::Other => self.bad_line |= name_text.is_empty(),
            Name::ContentLength if self.length.is_none() => {
                let value = text.get(raw.start()..raw.end()).unwrap_or(&[]);
                self.length = scan::number(value).map(|n| usize::try_from(n).unwrap_or(usize::MAX));
            }
            Name::WwwAuthenticate | Name::ProxyAuthenticate => self.count(name)?,
            _ if name.is_list() => return self.list(text, name_text, raw, name, compact),
            _ => {}
        }
        self.add(name, compact, false, name_text, raw)
    }

    fn list(&mut self, text: &[u8], name_text: Span, raw: Span, name: Name, compact: bool) -> Result<(), Problem> {
        if scan::find(b',', text.get(raw.start()..raw.end()).unwrap_or(&[])).is_none() {
            self.count(name)?;
            return self.add(name, compact, false, name_text, raw);
        }
        let mut pieces = Pieces::new(raw);
        let mut joined = false;
        while let Some(raw) = pieces.next(text) {
            self.count(name)?;
            self.add(name, compact, joined, name_text, raw)?;
            joined = true;
        }
        Ok(())
    }

    #[inline(always)]
    fn add(&mut self, name: Name, compact: bool, joined: bool, name_text: Span, raw: Span) -> Result<(), Problem> {
        if self.headers.len() >= self.limits.headers {
            return Err(bad("too many headers"));
        }
        self.headers.push(Header { id: *self.next_id, name, compact, joined, name_text, raw, elem: Elem::NONE });
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
    #[inline]
    pub fn next(&mut self, text: &[u8]) -> Option<Span> {
        if self.done {
            return None;
        }
        let from = self.at;
        let text = text.get(..self.end).unwrap_or(text);
        let mut i = from;
        let end = loop {
            i += scan::run_len(text.get(i..).unwrap_or(&[]), LIST);
            match text.get(i) {
                None => break self.end,
                Some(b',') => break i,
                Some(b'"') => match scan::quoted_end(text, i) {
                    Some(e) => i = e,
                    None => break self.end,
                },
                Some(_) => {
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

#[inline]
pub(super) fn is_status_line(line: &[u8]) -> bool {
    line.first_chunk::<4>().is_some_and(|s| scan::lower4(s) == scan::lower4(b"sip/"))
}

/// Request-Line and Status-Line (RFC 3261 sections 7.1 and 7.2); sets the start line only when all is well.
pub(super) fn start_line(m: &mut Message, line: Span) -> Result<(), Problem> {
    let bytes = m.els.text.get(line);
    if is_status_line(bytes) {
        m.start = status_line(bytes, line)?;
        return Ok(());
    }
    let method = Span::new(line.start(), line.start() + scan::run_len(bytes, TOKEN));
    let Some([b' ', rest @ ..]) = bytes.get(method.len()..).filter(|_| !method.is_empty()) else {
        return Err(bad("bad method"));
    };
    let at = method.end() + 1;
    let uri_len = match rest.strip_suffix(b" SIP/2.0") {
        // a blank that is left in it is no part of any URI
        Some(uri) => uri.len(),
        None => {
            let space = scan::find(b' ', rest).ok_or(bad("request line without version"))?;
            version(rest.get(space + 1..).unwrap_or(&[]))?;
            space
        }
    };
    let limits = super::party::uri_limits(&m.limits);
    let uri = typed::add_uri(&mut m.els, Span::new(at, at + uri_len), Elem::NONE, limits)?;
    m.start = StartLine::Request { method, uri };
    Ok(())
}

fn status_line(bytes: &[u8], line: Span) -> Result<StartLine, Problem> {
    let space = scan::find(b' ', bytes).ok_or(bad("bad status line"))?;
    version(bytes.get(..space).unwrap_or(&[]))?;
    let rest = bytes.get(space + 1..).unwrap_or(&[]);
    let digits = scan::find(b' ', rest).unwrap_or(rest.len());
    let reason = line.start() + space + 1 + digits + 1;
    match rest.get(..digits) {
        Some(code) if digits == 3 => match scan::number(code) {
            Some(code @ 100..=699) => {
                Ok(StartLine::Response { code: code as u16, reason: Span::new(reason.min(line.end()), line.end()) })
            }
            _ => Err(bad("bad status code")),
        },
        _ => Err(bad("bad status code")),
    }
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
    let dot = scan::find(b'.', number).unwrap_or(0);
    let whole = number.get(..dot).unwrap_or(&[]);
    let fraction = number.get(dot + 1..).unwrap_or(&[]);
    if scan::number(whole).is_some() && scan::number(fraction).is_some() {
        return Err(Problem { code: 505, text: "SIP version not supported" });
    }
    Err(bad("bad SIP version"))
}
