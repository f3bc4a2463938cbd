//! From message to octets.

use super::encode::{decimal, encode_uri, encode_value};
use super::message::{Found, Header, Message, StartLine};
use super::name::Name;
use super::scan;
use super::text::Span;
use super::value::{Elem, Item, Other, Value};

/// Writes a message. What stays as it came is copied in as few pieces as there are: most of a message that is passed on
/// with one header changed is two.
pub(super) fn message(m: &Message, out: &mut Vec<u8>) {
    if m.parts.is_some() {
        return in_one_piece(m, out);
    }
    out.reserve(m.els.text.len() + 64);
    if as_all_came(m, out) {
        return;
    }
    let mut w = Pieces::new(m, out);
    start_line(m, &mut w);
    if !header_lines(m, &m.headers, m.force_compact, Some(m.body().len()), &mut w) {
        w.octets(if m.force_compact { b"l" } else { b"Content-Length" });
        w.literal(b": ");
        w.octets(decimal(m.body().len() as u64, &mut [0; 20]));
        w.literal(b"\r\n");
    }
    w.literal(b"\r\n");
    w.span(m.body.bytes);
    w.flush();
}

/// Writes a message that stands in the text as it would be written but for its start line and some parameters; false, and nothing
/// written, for any other.
#[inline(always)]
fn as_all_came(m: &Message, out: &mut Vec<u8>) -> bool {
    let Found { plain, start, body, .. } = &m.found;
    if !plain || m.force_compact || m.headers.is_changed() || m.body.bytes != *body {
        return false;
    }
    let Some(swaps) = m.els.all_swaps() else { return false };
    // parameters that were gathered stand behind the message
    if swaps.last().is_some_and(|s| s.old.end() > body.start()) {
        return false;
    }
    let text = m.els.text.all();
    let mut at = if m.start == *start { 0 } else { other_start_line(m, out) };
    for swap in swaps {
        out.extend_from_slice(text.get(at..swap.old.start()).unwrap_or(&[]));
        out.extend_from_slice(m.text(swap.new));
        at = swap.old.end();
    }
    out.extend_from_slice(text.get(at..body.end()).unwrap_or(&[]));
    true
}

/// Writes a start line that does not stand in the text; where the text goes on behind it.
#[cold]
fn other_start_line(m: &Message, out: &mut Vec<u8>) -> usize {
    let mut w = Pieces::new(m, out);
    start_line(m, &mut w);
    w.end_line();
    w.flush();
    m.headers.first().map_or(0, |h| h.name_text.start())
}

#[cold]
fn in_one_piece(m: &Message, out: &mut Vec<u8>) {
    message(&m.joined(), out);
}

/// Header lines of a part of a body.
pub(super) fn lines(m: &Message, headers: &[Header], length: Option<usize>, out: &mut Vec<u8>) -> bool {
    let mut w = Pieces::new(m, out);
    let length_written = header_lines(m, headers, false, length, &mut w);
    w.flush();
    length_written
}

/// Header lines. With a `length`, that is what the first Content-Length says and others are left out; tells whether one was there.
fn header_lines(m: &Message, headers: &[Header], force_compact: bool, length: Option<usize>, w: &mut Pieces) -> bool {
    let mut length_written = false;
    let mut previous: Option<&Header> = None;
    let mut left = headers;
    loop {
        if !force_compact {
            let (some, rest) = left.split_at(untouched(m, left, w));
            previous = some.last().or(previous);
            left = rest;
        }
        let [h, rest @ ..] = left else { break };
        left = rest;
        let mut right = true;
        if h.name == Name::ContentLength
            && let Some(length) = length
        {
            if length_written {
                continue;
            }
            length_written = true;
            right = scan::number(m.text(h.raw)) == Some(length as u64);
        }
        if !right || force_compact || !as_it_came(m, h, previous, w) {
            line(m, h, force_compact, length, previous, w);
        }
        previous = Some(h);
    }
    w.end_line();
    length_written
}

/// Passes over the headers that nobody has changed and that stand in the text just as they would be written, one behind the
/// other and behind what was written last; tells how many they are.
#[inline(never)]
fn untouched(m: &Message, headers: &[Header], w: &mut Pieces) -> usize {
    if !w.in_line {
        return 0;
    }
    let mut to = w.to;
    let stop = |h: &Header| {
        let (start, between) = if h.joined { (h.raw.start(), b", ") } else { (h.name_text.start(), b"\r\n") };
        let before = w.text.get(to..).and_then(|t| t.first_chunk::<2>());
        let as_written = (h.neat || h.joined) && !h.compact && h.name != Name::ContentLength;
        if start != to + 2 || before != Some(between) || !as_written {
            return true;
        }
        if h.elem.is_some() && m.els.item(h.elem).is_none_or(|i| i.dirty || i.compact) {
            return true;
        }
        to = h.raw.end();
        false
    };
    let count = headers.iter().position(stop).unwrap_or(headers.len());
    w.to = to;
    count
}

/// Writes a header that stands in the text in the form in which it would be written, maybe with another text for one parameter;
/// false for any other, of which nothing is written.
#[inline(always)]
fn as_it_came(m: &Message, h: &Header, previous: Option<&Header>, w: &mut Pieces) -> bool {
    if !h.neat && !h.joined || h.compact {
        return false;
    }
    let mut swap = None;
    if h.elem.is_some() {
        match m.els.item(h.elem) {
            Some(item) if item.compact => return false,
            Some(item) if item.dirty => match m.els.swap_of(h.elem) {
                Some(s) if s.old.start() >= h.raw.start() && s.old.end() <= h.raw.end() => swap = Some(s),
                _ => return false,
            },
            Some(_) => {}
            None => return false,
        }
    }
    if h.joined {
        let before = w.text.get(w.to..).and_then(|t| t.first_chunk::<2>());
        if h.raw.start() != w.to + 2 || before != Some(b", ") || previous.is_none_or(|p| p.name != h.name) {
            return false;
        }
    } else {
        w.line(h.name_text.start());
    }
    if let Some(swap) = swap {
        w.swap(m.text(swap.new), swap.old);
    }
    w.to = h.raw.end();
    true
}

/// A header that was changed, or that comes from elsewhere, and the end of the line before it.
#[inline(never)]
fn line(m: &Message, h: &Header, force_compact: bool, length: Option<usize>, previous: Option<&Header>, w: &mut Pieces) {
    if h.name == Name::ContentLength
        && let Some(length) = length
    {
        w.begin_line();
        name(m, h, force_compact, w);
        w.literal(b": ");
        w.octets(decimal(length as u64, &mut [0; 20]));
        return;
    }
    if h.joined && previous.is_some_and(|p| p.name == h.name) {
        w.literal(b", ");
    } else {
        w.begin_line();
        name(m, h, force_compact, w);
        // a line that was no header is written as it came
        if h.raw.is_none() && !is_changed(m, h) {
            return;
        }
        w.literal(b": ");
    }
    if is_changed(m, h) {
        encode_value(&m.els, h.elem, w.flush());
        // what comes next most often stands behind the old value
        if h.raw.is_some() {
            w.pass(h.raw.end());
        }
    } else {
        w.span(h.raw);
    }
}

/// An output that holds back a piece of the text of the message while what follows stands behind it there too.
struct Pieces<'m> {
    text: &'m [u8],
    /// The piece held back.
    from: usize,
    to: usize,
    /// A line was begun, whose end comes before the next one.
    in_line: bool,
    out: &'m mut Vec<u8>,
}

impl<'m> Pieces<'m> {
    fn new(m: &'m Message, out: &'m mut Vec<u8>) -> Pieces<'m> {
        Pieces { text: m.els.text.all(), from: 0, to: 0, in_line: false, out }
    }
    #[inline]
    fn span(&mut self, span: Span) {
        if span.is_empty() {
            return;
        }
        if span.start() != self.to {
            self.flush();
            self.from = span.start();
        }
        self.to = span.end();
    }
    #[inline(always)]
    fn literal<const N: usize>(&mut self, octets: &[u8; N]) {
        if self.text.get(self.to..).and_then(|rest| rest.first_chunk::<N>()) == Some(octets) {
            self.to += N;
        } else {
            self.flush().extend_from_slice(octets);
        }
    }
    fn octets(&mut self, octets: &[u8]) {
        if self.text.get(self.to..).is_some_and(|rest| rest.starts_with(octets)) {
            self.to += octets.len();
        } else {
            self.flush().extend_from_slice(octets);
        }
    }
    /// Goes on with a line of the text.
    #[inline(always)]
    fn line(&mut self, start: usize) {
        self.begin_line();
        if start != self.to {
            self.flush();
            self.from = start;
        }
    }
    #[inline(always)]
    fn begin_line(&mut self) {
        self.end_line();
        self.in_line = true;
    }
    #[inline(always)]
    fn end_line(&mut self) {
        if std::mem::take(&mut self.in_line) {
            self.literal(b"\r\n");
        }
    }
    /// Writes another text in place of one that stands further on.
    fn swap(&mut self, new: &[u8], old: Span) {
        self.to = old.start();
        self.flush().extend_from_slice(new);
        self.pass(old.end());
    }
    /// Goes on at a place of the text, with nothing held back.
    fn pass(&mut self, to: usize) {
        (self.from, self.to) = (to, to);
    }
    /// The output with all that was held back in it.
    fn flush(&mut self) -> &mut Vec<u8> {
        self.out.extend_from_slice(self.text.get(self.from..self.to).unwrap_or(&[]));
        self.from = self.to;
        self.out
    }
}

fn name(m: &Message, h: &Header, force_compact: bool, w: &mut Pieces) {
    // the usual name in the usual form
    if h.name_text.len() > 1 && h.elem == Elem::NONE && !h.compact && !force_compact {
        return w.span(h.name_text);
    }
    let name = name_of(m, h, force_compact);
    if m.text(h.name_text) == name { w.span(h.name_text) } else { w.octets(name) }
}

fn start_line(m: &Message, w: &mut Pieces) {
    match m.start {
        StartLine::Empty => return,
        StartLine::Request { method, uri } => {
            w.span(method);
            w.literal(b" ");
            match m.els.uri(uri) {
                Some(u) if u.whole.is_some() && m.els.item(uri).is_some_and(|i| !i.dirty && i.bad.is_none()) => w.span(u.whole),
                _ => encode_uri(&m.els, uri, w.flush()),
            }
            w.literal(b" SIP/2.0");
        }
        StartLine::Response { code, reason } => {
            w.literal(b"SIP/2.0 ");
            // three digits, as every code that is read or set has
            w.literal(&[100, 10, 1].map(|power| b'0' + (code / power % 10) as u8));
            w.literal(b" ");
            w.span(reason);
        }
        StartLine::Bad { line, .. } => w.span(line),
    }
    w.in_line = true;
}

fn item<'a>(m: &'a Message, h: &Header) -> Option<&'a Item> {
    m.els.item(h.elem)
}

fn is_changed(m: &Message, h: &Header) -> bool {
    item(m, h).is_some_and(|i| i.dirty)
}

pub(super) fn is_compact(m: &Message, h: &Header) -> bool {
    item(m, h).map_or(h.compact, |i| i.compact)
}

/// The name to write: as it was written, unless another form is asked for. A name that a program gave stays as it is.
pub(super) fn name_of<'a>(m: &'a Message, h: &Header, force_compact: bool) -> &'a [u8] {
    if let Some(Item { value: Value::Other(Other { name, .. }), dirty: true, .. }) = item(m, h)
        && name.is_some()
    {
        return m.text(*name);
    }
    let Some(short) = h.name.compact() else {
        return if h.name_text.is_some() { m.text(h.name_text) } else { h.name.as_str().as_bytes() };
    };
    let compact = force_compact || is_compact(m, h);
    if h.name_text.is_some() && compact == (h.name_text.len() == 1) {
        return m.text(h.name_text);
    }
    if compact { short.as_bytes() } else { h.name.as_str().as_bytes() }
}

/// The value to write: as it came, or from the typed value once that was changed.
pub(super) fn value(m: &Message, h: &Header, out: &mut Vec<u8>) {
    if is_changed(m, h) {
        encode_value(&m.els, h.elem, out);
    } else {
        out.extend_from_slice(m.text(h.raw));
    }
}
