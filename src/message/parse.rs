//! The line splitter: one pass over a message that finds start line, headers and body.

use super::message::{Found, Header, Limits, Message, Problem, StartLine};
use super::name::Name;
use super::scan::{self, TOKEN, bad, is_ws};
use super::steps::{self, Places};
use super::text::{Span, Text};
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
    let mut feeds = Places::new(0);
    let feed = feeds.next(m.els.text.all());
    let (line, pos) = line_to(m.els.text.all(), 0, feed, end);
    let as_written = match usual_status_line(m.text(line), line) {
        Some(start) => {
            m.start = start;
            true
        }
        None => {
            if let Err(problem) = start_line(m, line) {
                m.start = StartLine::Bad { line, problem: problem.text };
                m.found.start_code = problem.code;
            }
            m.is_request() && m.text(line).ends_with(b" SIP/2.0")
        }
    };
    if as_written && pos == line.end() + 2 {
        m.found.start = m.start;
    }
    m.headers.fill().reserve(32);
    section(m, pos, end, feeds)?;
    // by the top Via every element knows what to do with a message, so it is looked into at once
    if let Some(top) = m.find(Name::Via, 0) {
        m.typed_like(Name::Via, top);
    }
    Ok(())
}

/// The header section that stands at `pos`, and behind it the body up to `end`. Body parts have both too. `feeds` has the line
/// feeds from `pos` on.
#[inline(always)]
pub(super) fn section(m: &mut Message, mut pos: usize, end: usize, feeds: Places<b'\n'>) -> Result<(), Problem> {
    let Message { els, headers, limits, found, next_id, body, .. } = m;
    // a number tells each header from all others
    let most = limits.headers.min(u16::MAX.into());
    let headers = headers.fill();
    let mut section = Section { headers, most, bad_line: false, plain: true, length: None, challenges: 0 };
    let read = all_lines(&mut section, &mut els.text, &mut pos, end, feeds, found);
    if read.is_err() || section.headers.len() > limits.least_of_a_name() || section.challenges > limits.challenges {
        too_many(section.headers, limits).map_err(bad)?;
    }
    read.map_err(bad)?;
    *next_id = u16::try_from(section.headers.len()).unwrap_or(u16::MAX);
    found.bad_line = section.bad_line;
    let there = end - pos.min(end);
    let length = section.length.unwrap_or(there);
    found.short = length > there;
    body.bytes = Span::new(pos, pos + length.min(there));
    found.plain = section.plain && section.length.is_some() && !found.short && !found.unended;
    found.body = body.bytes;
    Ok(())
}

/// All lines from `pos` on up to the blank one, those that go on in the next with their folding undone.
#[inline(always)]
fn all_lines(
    section: &mut Section,
    text: &mut Text,
    pos: &mut usize,
    end: usize,
    mut feeds: Places<b'\n'>,
    found: &mut Found,
) -> Result<(), Bad> {
    loop {
        let all = text.all().get(..end).unwrap_or(&[]);
        let Some(folded) = section.lines(all, pos, feeds, found)? else { return Ok(()) };
        section.plain = false;
        let (mut last, mut next) = line_at(all, folded, end);
        while all.get(next).copied().is_some_and(is_ws) {
            (last, next) = line_at(all, next, end);
        }
        *pos = next;
        feeds = Places::new(next);
        let unfolded = unfold(text.tail(), Span::new(folded, last.end()));
        section.line(text.all(), unfolded.start(), unfolded.end())?;
    }
}

/// The line at `pos` without its end, and where the next one begins.
pub(super) fn line_at(text: &[u8], pos: usize, end: usize) -> (Span, usize) {
    line_to(text, pos, steps::find(text, pos, end, b'\n'), end)
}

/// The same where its line feed is known.
#[inline(always)]
fn line_to(text: &[u8], pos: usize, feed: Option<usize>, end: usize) -> (Span, usize) {
    let (stop, next) = feed.map_or((end, end), |p| (p, p + 1));
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

/// What is wrong with a header section. A text travels in registers, a [`Problem`] does not.
type Bad = &'static str;

/// The header section while it is read.
struct Section<'m> {
    headers: &'m mut Vec<Header>,
    /// How many headers there may be.
    most: usize,
    bad_line: bool,
    /// Every line stands as it would be written.
    plain: bool,
    length: Option<usize>,
    /// How many challenges there were.
    challenges: usize,
}

impl Section<'_> {
    /// All lines from `pos` on up to the blank one, or up to one that goes on in the next, which is told. `feeds` has their
    /// line feeds.
    #[inline(never)]
    fn lines(
        &mut self,
        text: &[u8],
        pos: &mut usize,
        mut feeds: Places<b'\n'>,
        found: &mut Found,
    ) -> Result<Option<usize>, Bad> {
        let mut at = *pos;
        while let Some(feed) = feeds.next(text) {
            // what stands before a line is the end of another one, so this looks no further than the line
            let stop = if text.get(feed.wrapping_sub(1)) == Some(&b'\r') { feed - 1 } else { self.bare(feed) };
            if stop <= at {
                *pos = feed + 1;
                return Ok(None);
            }
            if text.get(feed + 1).is_some_and(|&b| b <= b' ' && is_ws(b)) {
                return Ok(Some(at));
            }
            match usual_header(text, at, stop) {
                Some(header) => self.header(text, header)?,
                None => self.other_header(text, at, stop)?,
            }
            at = feed + 1;
        }
        let stop = text.len() - usize::from(text.last() == Some(&b'\r'));
        if stop > at {
            self.line(text, at, stop)?;
        }
        found.unended = true;
        *pos = text.len();
        Ok(None)
    }

    /// A line feed without its carriage return.
    #[cold]
    fn bare(&mut self, feed: usize) -> usize {
        self.plain = false;
        feed
    }

    /// The header in the line from `at` to `stop`.
    fn line(&mut self, text: &[u8], at: usize, stop: usize) -> Result<(), Bad> {
        match usual_header(text, at, stop) {
            Some(header) => self.header(text, header),
            None => self.other_header(text, at, stop),
        }
    }

    /// A name that is compact, long, not of ours or not in its usual spelling, or no header at all.
    #[inline(never)]
    fn other_header(&mut self, text: &[u8], at: usize, stop: usize) -> Result<(), Bad> {
        let Some(colon) = steps::find(text, at, stop, b':') else { return self.no_header(at, stop) };
        let mut name_text = Span::new(at, colon);
        let mut name_bytes = text.get(at..colon).unwrap_or(&[]);
        let (mut name, mut compact) = Name::from_bytes(name_bytes);
        if name == Name::Other && !scan::is_token(name_bytes) {
            // blanks before the colon are legal (RFC 3261 section 7.3.1)
            if name_bytes.first().copied().is_some_and(is_ws) {
                return self.no_header(at, stop);
            }
            name_bytes = scan::trim(name_bytes);
            name_text = Span::at(at, name_bytes.len());
            self.bad_line |= !scan::is_token(name_bytes);
            (name, compact) = Name::from_bytes(name_bytes);
        }
        let raw = trimmed(text, colon + 1, stop);
        let by_one_blank = raw.start() == name_text.end() + 2 && text.get(raw.start() - 1) == Some(&b' ');
        let neat = !compact && by_one_blank;
        self.plain &= by_one_blank && raw.end() == stop;
        self.header(text, Header { id: 0, name, compact, joined: false, neat, name_text, raw, elem: Elem::NONE })
    }

    #[cold]
    fn no_header(&mut self, at: usize, stop: usize) -> Result<(), Bad> {
        self.bad_line = true;
        self.plain = false;
        let name_text = Span::new(at, stop);
        let (raw, elem) = (Span::NONE, Elem::NONE);
        self.add(Header { id: 0, name: Name::Other, compact: false, joined: false, neat: false, name_text, raw, elem })
    }

    /// A header, and the values behind the first if it is a list.
    #[inline(always)]
    fn header(&mut self, text: &[u8], header: Header) -> Result<(), Bad> {
        let Header { name, raw, .. } = header;
        self.add(header)?;
        if !name.is_special() {
            return Ok(());
        }
        match name {
            Name::ContentLength => self.content_length(text, raw),
            Name::WwwAuthenticate | Name::ProxyAuthenticate => self.challenges += 1,
            _ if steps::find_far(text, raw.start(), raw.end(), b',').is_some() => return self.list(text, name, raw),
            _ => {}
        }
        Ok(())
    }

    #[inline(never)]
    fn content_length(&mut self, text: &[u8], raw: Span) {
        self.plain &= self.length.is_none();
        if self.length.is_none() {
            let number = scan::number(text.get(raw.start()..raw.end()).unwrap_or(&[]));
            self.length = number.map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        }
    }

    /// Several values on the line of the header that was added last.
    #[inline(never)]
    fn list(&mut self, text: &[u8], name: Name, raw: Span) -> Result<(), Bad> {
        let (at, end) = (raw.start(), raw.end());
        if !name.is_counted() && steps::find_any(text, at, end, [b'"', b'<']).is_none() {
            // each comma parts two values, as with methods
            let text = text.get(..end).unwrap_or(&[]);
            let mut commas = Places::<b','>::new(at);
            let Some(first) = commas.next(text) else { return Ok(()) };
            let Some(header) = self.shorten(trimmed(text, at, first)) else { return Ok(()) };
            let mut at = first + 1;
            while let Some(comma) = commas.next(text) {
                self.add(Header { raw: trimmed(text, at, comma), ..header })?;
                at = comma + 1;
            }
            return self.add(Header { raw: trimmed(text, at, end), ..header });
        }
        let mut pieces = Pieces::new(text, at, end);
        let Some(header) = pieces.next().and_then(|first| self.shorten(first)) else { return Ok(()) };
        while let Some(raw) = pieces.next() {
            self.add(Header { raw, ..header })?;
        }
        Ok(())
    }

    /// Makes the header that was added last one with the first value of its line alone; what is returned is to have the others.
    fn shorten(&mut self, first: Span) -> Option<Header> {
        let header = self.headers.last_mut()?;
        header.raw = first;
        Some(Header { joined: true, neat: false, ..*header })
    }

    /// Adds a header and numbers it.
    #[inline(always)]
    fn add(&mut self, header: Header) -> Result<(), Bad> {
        let place = self.headers.len();
        if place >= self.most {
            return Err("too many headers");
        }
        self.headers.push(Header { id: place as u16, ..header });
        Ok(())
    }
}

/// Counts the values of which a message may have a few only; what there are too many of.
#[cold]
fn too_many(headers: &[Header], limits: &Limits) -> Result<(), Bad> {
    let count = |names: &[Name]| headers.iter().filter(|h| names.contains(&h.name)).count();
    for (names, limit, text) in [
        (&[Name::Via][..], limits.vias, "too many Via values"),
        (&[Name::Contact], limits.contacts, "too many Contact values"),
        (&[Name::Route], limits.routes, "too many Route values"),
        (&[Name::RecordRoute], limits.routes, "too many Record-Route values"),
        (&[Name::Path], limits.routes, "too many Path values"),
        (&[Name::ServiceRoute], limits.routes, "too many Service-Route values"),
        (&[Name::WwwAuthenticate, Name::ProxyAuthenticate], limits.challenges, "too many challenges"),
    ] {
        if count(names) > limit {
            return Err(text);
        }
    }
    Ok(())
}

/// The header in the line from `at` to `stop`, if it is written as nearly all are: a long name that is ours, colon, one blank,
/// value.
#[inline(always)]
fn usual_header(text: &[u8], at: usize, stop: usize) -> Option<Header> {
    let (name, len) = Name::usual(text, at)?;
    let from = at + len + 2;
    let value = text.get(from..stop)?;
    let ([first, ..], [.., last]) = (value, value) else { return None };
    if *first <= b' ' || *last <= b' ' {
        return None;
    }
    let (name_text, raw) = (Span::at(at, len), Span::at(from, value.len()));
    Some(Header { id: 0, name, compact: false, joined: false, neat: true, name_text, raw, elem: Elem::NONE })
}

/// What stands between `from` and `stop`, without the white space round it.
#[inline(always)]
fn trimmed(text: &[u8], from: usize, stop: usize) -> Span {
    // at most one blank before it and none behind is what nearly all write
    let from = from + usize::from(text.get(from) == Some(&b' '));
    match text.get(from..stop) {
        Some([first, .., last]) if *first > b' ' && *last > b' ' => Span::at(from, stop - from),
        _ => trimmed_slowly(text, from.min(stop), stop),
    }
}

#[inline(never)]
fn trimmed_slowly(text: &[u8], from: usize, stop: usize) -> Span {
    let (at, value) = scan::trim_at(from, text.get(from..stop).unwrap_or(&[]));
    Span::at(at, value.len())
}

/// Cuts a comma list into its values; commas in quotes and in angle brackets belong to the value.
pub(super) struct Pieces<'a> {
    /// May go on behind the list, which is quicker.
    text: &'a [u8],
    /// Where the next value begins, behind the end when there is none.
    at: usize,
    end: usize,
    /// No `>` is left, so that another `<` need not look for it again.
    open: bool,
}

impl<'a> Pieces<'a> {
    /// The values from `at` to `end`.
    pub fn new(text: &'a [u8], at: usize, end: usize) -> Pieces<'a> {
        Pieces { text, at, end: end.min(text.len()), open: false }
    }
    /// The next value without white space round it.
    pub fn next(&mut self) -> Option<Span> {
        if self.at > self.end {
            return None;
        }
        let stop = self.comma().unwrap_or(self.end);
        let piece = trimmed(self.text, self.at, stop);
        self.at = stop + 1;
        Some(piece)
    }

    /// The first comma from `at` on that separates.
    fn comma(&mut self) -> Option<usize> {
        let mut at = self.at;
        loop {
            let (mark, b) = steps::find_any(self.text, at, self.end, [b',', b'"', b'<'])?;
            match b {
                b',' => return Some(mark),
                b'"' => at = scan::quoted_end(self.text.get(..self.end)?, mark)?,
                _ => {
                    let close = if self.open { None } else { steps::find(self.text, mark, self.end, b'>') };
                    self.open |= close.is_none();
                    at = close.unwrap_or(mark) + 1;
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

/// A status line that is spelled as it would be written.
#[inline(always)]
fn usual_status_line(bytes: &[u8], line: Span) -> Option<StartLine> {
    let (version, rest) = bytes.split_first_chunk()?;
    let [a, b, c, b' ', reason @ ..] = rest else { return None };
    // compared as one number, as a pattern would not be
    if version != b"SIP/2.0 " {
        return None;
    }
    let [a, b, c] = [a, b, c].map(|digit| u16::from(digit.wrapping_sub(b'0')));
    if !(1..=6).contains(&a) || b > 9 || c > 9 {
        return None;
    }
    let reason = Span::at(line.end() - reason.len(), reason.len());
    Some(StartLine::Response { code: 100 * a + 10 * b + c, reason })
}

fn status_line(bytes: &[u8], line: Span) -> Result<StartLine, Problem> {
    let rest = match bytes.strip_prefix(b"SIP/2.0 ") {
        Some(rest) => rest,
        None => {
            let space = scan::find(b' ', bytes).ok_or(bad("bad status line"))?;
            version(bytes.get(..space).unwrap_or(&[]))?;
            bytes.get(space + 1..).unwrap_or(&[])
        }
    };
    let (code, reason) = match rest {
        [a, b, c] => ([*a, *b, *c], line.end()),
        [a, b, c, b' ', reason @ ..] => ([*a, *b, *c], line.end() - reason.len()),
        _ => return Err(bad("bad status code")),
    };
    match scan::number(&code) {
        Some(code @ 100..=699) => Ok(StartLine::Response { code: code as u16, reason: Span::new(reason, line.end()) }),
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
