//! The line splitter: one pass over a message that finds start line, headers and body.

use super::message::{Header, Limits, Message, Problem, StartLine};
use super::name::Name;
use super::scan::{self, TOKEN, bad, is_ws};
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
    let (line, pos) = line_at(m.els.text.all(), 0, end);
    if let Err(problem) = start_line(m, line) {
        m.start = StartLine::Bad { line, problem: problem.text };
        m.found.start_code = problem.code;
    }
    section(m, pos, end)
}

/// The header section that stands at `pos`, and behind it the body up to `end`. Body parts have both too.
#[inline(always)]
pub(super) fn section(m: &mut Message, mut pos: usize, end: usize) -> Result<(), Problem> {
    let Message { els, headers, limits, found, next_id, body, .. } = m;
    let mut section = Section { headers, limits, next_id, bad_line: false, length: None, counts: [0; 7] };
    'section: loop {
        let text = els.text.all().get(..end).unwrap_or(&[]);
        let mut rest = text.get(pos..).unwrap_or(&[]);
        // all lines up to one that goes on in the next
        let folded = loop {
            let at = end - rest.len();
            let feed = match scan::find(b'\n', rest) {
                Some(feed) => feed + 1,
                None if rest.is_empty() => {
                    found.unended = true;
                    pos = end;
                    break 'section;
                }
                None => rest.len(),
            };
            let Some((line, next)) = rest.split_at_checked(feed) else { break 'section };
            let line = match line {
                [line @ .., b'\r', b'\n'] | [line @ .., b'\n'] | [line @ .., b'\r'] => line,
                line => line,
            };
            if line.is_empty() {
                found.unended = rest.get(feed.wrapping_sub(1)) != Some(&b'\n');
                pos = at + feed;
                break 'section;
            }
            if next.first().copied().is_some_and(is_ws) {
                break at;
            }
            section.header(at, line)?;
            rest = next;
        };
        let (mut last, mut next) = line_at(text, folded, end);
        while text.get(next).copied().is_some_and(is_ws) {
            (last, next) = line_at(text, next, end);
        }
        pos = next;
        let unfolded = unfold(els.text.tail(), Span::new(folded, last.end()));
        section.header(unfolded.start(), els.text.get(unfolded))?;
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
    /// The header of a line that stands at `at`.
    #[inline(always)]
    fn header(&mut self, at: usize, line: &[u8]) -> Result<(), Problem> {
        let Some((name_bytes, [_, value @ ..])) = scan::find(b':', line).and_then(|c| line.split_at_checked(c)) else {
            return self.no_header(at, line);
        };
        let (name, compact) = Name::from_bytes(name_bytes);
        if name == Name::Other && !scan::is_token(name_bytes) {
            return self.odd_header(at, line, name_bytes.len());
        }
        self.named(at, name_bytes.len(), name, compact, at + line.len() - value.len(), value)
    }

    #[cold]
    fn no_header(&mut self, at: usize, line: &[u8]) -> Result<(), Problem> {
        self.bad_line = true;
        self.add(Name::Other, false, false, Span::at(at, line.len()), Span::NONE)
    }

    /// Blanks before the colon (RFC 3261 section 7.3.1), or a name that is none.
    #[cold]
    fn odd_header(&mut self, at: usize, line: &[u8], colon: usize) -> Result<(), Problem> {
        let name_bytes = line.get(..colon).unwrap_or(&[]);
        if name_bytes.first().copied().is_some_and(is_ws) {
            return self.no_header(at, line);
        }
        let name_bytes = scan::trim(name_bytes);
        self.bad_line |= !scan::is_token(name_bytes);
        let (name, compact) = Name::from_bytes(name_bytes);
        let value = line.get(colon + 1..).unwrap_or(&[]);
        self.named(at, name_bytes.len(), name, compact, at + colon + 1, value)
    }

    #[inline(always)]
    fn named(
        &mut self,
        at: usize,
        name_len: usize,
        name: Name,
        compact: bool,
        mut value_at: usize,
        mut value: &[u8],
    ) -> Result<(), Problem> {
        let name_text = Span::at(at, name_len);
        // one blank is what nearly all put there
        if let [b' ', rest @ ..] = value {
            (value_at, value) = (value_at + 1, rest);
        }
        if !matches!(value, [first, .., last] if *first > b' ' && *last > b' ') {
            (value_at, value) = scan::trim_at(value_at, value);
        }
        let raw = Span::at(value_at, value.len());
        if name.is_special() {
            match name {
                Name::ContentLength if self.length.is_none() => {
                    self.length = scan::number(value).map(|n| usize::try_from(n).unwrap_or(usize::MAX));
                }
                Name::ContentLength => {}
                _ => {
                    self.count(name)?;
                    if name.is_list()
                        && let Some(comma) = scan::find(b',', value)
                    {
                        return self.list(name, compact, name_text, value_at, value, comma);
                    }
                }
            }
        }
        self.add(name, compact, false, name_text, raw)
    }

    /// Several values on one line; the first comma is at `comma`.
    fn list(
        &mut self,
        name: Name,
        compact: bool,
        name_text: Span,
        at: usize,
        value: &[u8],
        comma: usize,
    ) -> Result<(), Problem> {
        self.headers.reserve(8);
        let mut pieces = Pieces::new(value);
        pieces.first = Some(comma).filter(|_| pieces.plain);
        let mut joined = false;
        while let Some((from, piece)) = pieces.next() {
            if joined && name != Name::Allow {
                self.count(name)?;
            }
            self.add(name, compact, joined, name_text, Span::at(at + from, piece.len()))?;
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
pub(super) struct Pieces<'a> {
    /// What is left, and where in the list it begins; none at the end.
    rest: Option<&'a [u8]>,
    at: usize,
    /// Neither quotes nor brackets are in the list.
    plain: bool,
    /// The first comma, if it is known.
    first: Option<usize>,
    /// No `>` is left, so that another `<` need not look for it again.
    open: bool,
}

impl<'a> Pieces<'a> {
    pub fn new(list: &'a [u8]) -> Pieces<'a> {
        let plain = memchr::memchr2(b'"', b'<', list).is_none();
        Pieces { rest: Some(list), at: 0, plain, first: None, open: false }
    }
    /// The next value without white space round it, and where in the list it begins.
    #[inline(always)]
    pub fn next(&mut self) -> Option<(usize, &'a [u8])> {
        let rest = self.rest?;
        let comma = if self.plain { self.first.take().or_else(|| scan::find(b',', rest)) } else { self.comma(rest) };
        let (mut at, mut piece) = (self.at, rest);
        self.rest = None;
        if let Some((before, [_, after @ ..])) = comma.and_then(|c| rest.split_at_checked(c)) {
            piece = before;
            self.rest = Some(after);
            self.at += before.len() + 1;
        }
        if let [b' ', more @ ..] = piece {
            (at, piece) = (at + 1, more);
        }
        if !matches!(piece, [first, .., last] if *first > b' ' && *last > b' ') {
            (at, piece) = scan::trim_at(at, piece);
        }
        Some((at, piece))
    }

    /// The first comma that separates.
    fn comma(&mut self, text: &[u8]) -> Option<usize> {
        let mut i = 0;
        loop {
            i += memchr::memchr3(b',', b'"', b'<', text.get(i..)?)?;
            match text.get(i)? {
                b',' => return Some(i),
                b'"' => i = scan::quoted_end(text, i)?,
                _ => {
                    let close = if self.open { None } else { text.get(i..).and_then(|r| memchr::memchr(b'>', r)) };
                    self.open |= close.is_none();
                    i += close.unwrap_or(0) + 1;
                }
            }
        }
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
