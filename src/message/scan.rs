//! Character classes and the cursor that the grammars are written with. Every scan only moves forward.

use super::message::Problem;
use super::steps;
use super::text::Span;

/// `token` of RFC 3261 section 25.1.
pub(super) const TOKEN: u16 = 1;
/// User part of a SIP URI, escapes aside. `#` is no legal member but common in dial strings.
pub(super) const USER: u16 = 2;
/// Password of a SIP URI, escapes aside.
pub(super) const PASSWORD: u16 = 4;
/// Name or value of a URI parameter, escapes aside.
pub(super) const PARAM: u16 = 8;
/// Headers of a SIP URI with their separators, escapes aside.
pub(super) const HEADER: u16 = 16;
/// Host name or IPv4 address; the underscore is no legal member but common.
pub(super) const HOST: u16 = 32;
/// Unquoted value of a header parameter: token, host, and what base64 adds.
pub(super) const VALUE: u16 = 64;
/// Words of a display name and the blanks between them. UTF-8 outside quotes is no legal display name but common.
pub(super) const WORDS: u16 = 256;
/// Any character of a generic URI (RFC 3986 section 2), escapes aside.
pub(super) const URIC: u16 = 128;

/// Letters, digits, `-` and `.`: what searches in large steps pass over.
pub(super) const PLAIN: u16 = 512;

static CLASS: [u16; 256] = table();

// evaluated by the compiler: an index out of bounds would not build
#[allow(clippy::indexing_slicing)]
const fn table() -> [u16; 256] {
    const ALNUM: u16 = PLAIN | WORDS | TOKEN | USER | PASSWORD | PARAM | HEADER | HOST | VALUE | URIC;
    let mut t = [0u16; 256];
    let mut b = 0;
    while b < 256 {
        let c = b as u8;
        if c.is_ascii_alphanumeric() {
            t[b] = ALNUM;
        } else if b >= 128 {
            t[b] = WORDS;
        }
        b += 1;
    }
    t = with(t, b"-.", PLAIN);
    t = with(t, b" \t", WORDS);
    t = with(t, b"-.!%*_+`'~", TOKEN | VALUE | WORDS);
    t = with(t, b"[]:=/", VALUE);
    t = with(t, b"-_.!~*'()", USER | PASSWORD | PARAM | HEADER | URIC);
    t = with(t, b"&=+$,;?/#", USER);
    t = with(t, b"&=+$,", PASSWORD);
    t = with(t, b"[]/:&+$", PARAM);
    t = with(t, b"[]/?:+$&=", HEADER);
    t = with(t, b"-._", HOST);
    with(t, b";/?:@&=+$,[]#", URIC)
}

#[allow(clippy::indexing_slicing)]
const fn with(mut t: [u16; 256], set: &[u8], class: u16) -> [u16; 256] {
    let mut i = 0;
    while i < set.len() {
        t[set[i] as usize] |= class;
        i += 1;
    }
    t
}

#[inline(always)]
pub(super) fn is(b: u8, class: u16) -> bool {
    CLASS.get(b as usize).is_some_and(|c| c & class != 0)
}

pub(super) fn is_ws(b: u8) -> bool {
    b == b' ' || b == b'\t'
}

/// At least one byte, all of that class.
pub(super) fn all(bytes: &[u8], class: u16) -> bool {
    !bytes.is_empty() && run_end(bytes, 0, bytes.len(), class) == bytes.len()
}

/// How many octets at the head are of that class.
#[inline]
pub(super) fn run_len(bytes: &[u8], class: u16) -> usize {
    run_end(bytes, 0, bytes.len(), class)
}

/// Where the octets of a class that begin at `at` end, at `end` at the latest. `text` may go on behind `end`, which is quicker.
#[inline(always)]
pub(super) fn run_end(text: &[u8], at: usize, end: usize, class: u16) -> usize {
    // most runs are short, and one window is cheaper without a loop round it
    match steps::window(text, at) {
        Some(window) => first_other(window, class).map_or_else(|| run_far(text, at + 16, end, class), |i| end.min(at + i)),
        None => run_far(text, at, end, class),
    }
}

/// The first of sixteen octets that is not of a class.
#[inline(always)]
fn first_other(window: &[u8; 16], class: u16) -> Option<usize> {
    // letters and digits are of every class; the others are looked up
    let mut odd = steps::odd(window);
    while odd != 0 {
        let i = odd.trailing_zeros() as usize;
        if !window.get(i).is_some_and(|&b| is(b, class)) {
            return Some(i);
        }
        odd &= odd - 1;
    }
    None
}

/// [`run_end`] for all sizes. `at` may be beyond `end`.
#[inline(never)]
fn run_far(text: &[u8], mut at: usize, end: usize, class: u16) -> usize {
    while at < end
        && let Some(window) = steps::window(text, at)
    {
        if let Some(i) = first_other(window, class) {
            return end.min(at + i);
        }
        at += 16;
    }
    while at < end && text.get(at).is_some_and(|&b| is(b, class)) {
        at += 1;
    }
    at.min(end)
}

/// A token of RFC 3261 section 25.1.
pub fn is_token(bytes: &[u8]) -> bool {
    all(bytes, TOKEN)
}

/// At least one byte, all of that class or part of a `%` HEX HEX escape. For classes that have no `%` of their own.
pub(super) fn all_escaped(bytes: &[u8], class: u16) -> bool {
    let mut i = 0;
    while let Some(&b) = bytes.get(i) {
        if is(b, class) {
            i += 1;
        } else if escape_at(bytes, i).is_some() {
            i += 3;
        } else {
            return false;
        }
    }
    i > 0
}

/// Where `b` first stands.
#[inline]
pub(super) fn find(b: u8, text: &[u8]) -> Option<usize> {
    steps::find(text, 0, text.len(), b)
}

/// The octet that the escape at `i` stands for.
pub(super) fn escape_at(bytes: &[u8], i: usize) -> Option<u8> {
    match (bytes.get(i), bytes.get(i + 1), bytes.get(i + 2)) {
        (Some(b'%'), Some(&a), Some(&b)) => Some(hex(a)? << 4 | hex(b)?),
        _ => None,
    }
}

pub(super) fn hex(b: u8) -> Option<u8> {
    (b as char).to_digit(16).map(|d| d as u8)
}

/// Decimal digits and nothing else; numbers too large saturate.
pub(super) fn number(bytes: &[u8]) -> Option<u64> {
    if bytes.is_empty() {
        return None;
    }
    let mut n = 0u64;
    for &b in bytes {
        if !b.is_ascii_digit() {
            return None;
        }
        n = n.saturating_mul(10).saturating_add(u64::from(b - b'0'));
    }
    Some(n)
}

/// delta-seconds, where what is beyond 2^32-1 counts as 2^32-1 (RFC 3261 section 20.19).
pub(super) fn seconds(bytes: &[u8]) -> Option<u32> {
    number(bytes).map(|n| u32::try_from(n).unwrap_or(u32::MAX))
}

pub(super) fn trim(mut bytes: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = bytes
        && is_ws(*first)
    {
        bytes = rest;
    }
    while let [rest @ .., last] = bytes
        && is_ws(*last)
    {
        bytes = rest;
    }
    bytes
}

/// `span` without the white space and line ends at its ends.
#[inline]
pub(super) fn trim_span(text: &[u8], span: Span) -> Span {
    match text.get(span.start()..span.end()) {
        // nearly always there is nothing to do
        Some([first, .., last]) if *first > b' ' && *last > b' ' => span,
        Some(bytes) => trim_bytes(bytes, span),
        None => span,
    }
}

fn trim_bytes(bytes: &[u8], span: Span) -> Span {
    let (at, bytes) = trim_at(span.start(), bytes);
    Span::at(at, bytes.len())
}

/// `bytes`, which stand at `at`, without the white space and line ends at their ends. Nothing is left at the old place.
pub(super) fn trim_at(at: usize, mut bytes: &[u8]) -> (usize, &[u8]) {
    let blank = |b: u8| b <= b' ' && matches!(b, b' ' | b'\t' | b'\r' | b'\n');
    let mut from = at;
    while let [first, rest @ ..] = bytes
        && blank(*first)
    {
        bytes = rest;
        from += 1;
    }
    while let [rest @ .., last] = bytes
        && blank(*last)
    {
        bytes = rest;
    }
    (if bytes.is_empty() { at } else { from }, bytes)
}

/// Offset behind the quoted string that starts at `from` (on its opening quote); none when it does not end.
pub(super) fn quoted_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut i = from + 1;
    loop {
        let at = i + memchr::memchr2(b'"', b'\\', bytes.get(i..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        i = at + 2;
    }
}

/// Four octets as a number, the letters among the first three in lower case.
#[inline]
pub(super) fn lower4(octets: &[u8; 4]) -> u32 {
    u32::from_le_bytes(*octets) | 0x0020_2020
}

pub(super) const fn bad(text: &'static str) -> Problem {
    Problem { code: 400, text }
}

/// A place in a value that moves on as the grammar takes parts off it.
pub(super) struct Cursor<'a> {
    /// The whole text the value stands in: what lies behind the value lets searches read in large steps.
    text: &'a [u8],
    /// The text up to the end of the value.
    value: &'a [u8],
    pos: usize,
}

impl<'a> Cursor<'a> {
    /// Over `span` of `text`; positions stay those of `text`.
    #[inline]
    pub fn new(text: &'a [u8], span: Span) -> Cursor<'a> {
        let value = if span.is_none() { &[] } else { text.get(..span.end()).unwrap_or(text) };
        Cursor { text, value, pos: span.start() }
    }
    #[inline]
    pub fn peek(&self) -> Option<u8> {
        self.value.get(self.pos).copied()
    }
    #[inline]
    pub fn at_end(&self) -> bool {
        self.pos >= self.value.len()
    }
    /// The text the positions belong to, what lies before and behind the value included.
    #[inline]
    pub fn text(&self) -> &'a [u8] {
        self.text
    }
    #[inline]
    pub fn pos(&self) -> usize {
        self.pos
    }
    #[inline]
    pub fn end(&self) -> usize {
        self.value.len()
    }
    #[inline]
    pub fn go(&mut self, pos: usize) {
        self.pos = pos;
    }
    #[inline]
    pub fn eat(&mut self, b: u8) -> bool {
        let there = self.peek() == Some(b);
        self.pos += usize::from(there);
        there
    }
    #[inline]
    pub fn ws(&mut self) {
        while self.peek().is_some_and(is_ws) {
            self.pos += 1;
        }
    }
    /// `b` with white space round it.
    #[inline]
    pub fn eat_spaced(&mut self, b: u8) -> bool {
        if self.eat(b) {
            self.ws();
            return true;
        }
        let from = self.pos;
        self.ws();
        if self.eat(b) {
            self.ws();
            return true;
        }
        self.pos = from;
        false
    }
    #[inline]
    pub fn rest(&self) -> &'a [u8] {
        self.value.get(self.pos..).unwrap_or(&[])
    }
    #[inline]
    pub fn slice(&self, span: Span) -> &'a [u8] {
        if span.is_none() { &[] } else { self.text.get(span.start()..span.end()).unwrap_or(&[]) }
    }
    /// The octet at a place further on.
    #[inline]
    pub fn at(&self, pos: usize) -> Option<u8> {
        self.value.get(pos).copied()
    }
    /// Where `b` stands next.
    #[inline]
    pub fn find(&self, b: u8) -> Option<usize> {
        steps::find(self.text, self.pos, self.end(), b)
    }
    /// Where the run of a class that begins here ends.
    #[inline]
    pub fn run_end(&self, class: u16) -> usize {
        run_end(self.text, self.pos, self.end(), class)
    }
    /// The longest run of that class, maybe empty.
    #[inline]
    pub fn run(&mut self, class: u16) -> Span {
        let from = self.pos;
        self.pos = self.run_end(class);
        Span::new(from, self.pos)
    }
    /// A token, or none and no move.
    #[inline]
    pub fn token(&mut self) -> Option<Span> {
        let t = self.run(TOKEN);
        if t.is_empty() { None } else { Some(t) }
    }
    pub fn digits(&mut self) -> Span {
        let from = self.pos;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.pos += 1;
        }
        Span::new(from, self.pos)
    }
    /// A quoted string with its quotes; none when it does not start or end.
    pub fn quoted(&mut self) -> Option<Span> {
        if self.peek() != Some(b'"') {
            return None;
        }
        let end = quoted_end(self.value, self.pos)?;
        let s = Span::new(self.pos, end);
        self.pos = end;
        Some(s)
    }
    /// Host name, IPv4 address or IPv6 reference (RFC 5954), and the port behind it; -1 without one.
    #[inline(always)]
    pub fn host_port(&mut self, spaced: bool) -> Result<(Span, i32), Problem> {
        let host = if self.peek() == Some(b'[') { self.reference()? } else { self.run(HOST) };
        if host.is_empty() {
            return Err(bad("no host"));
        }
        let colon = self.eat(b':') || spaced && self.eat_spaced(b':');
        if !colon {
            return Ok((host, -1));
        }
        if spaced {
            self.ws();
        }
        let from = self.pos;
        let mut port = 0;
        while let Some(digit) = self.peek().map(|b| b.wrapping_sub(b'0')).filter(|d| *d <= 9) {
            port = (port * 10 + i32::from(digit)).min(BEYOND_PORTS);
            self.pos += 1;
        }
        if self.pos == from || port == BEYOND_PORTS { Err(bad("bad port")) } else { Ok((host, port)) }
    }
    fn reference(&mut self) -> Result<Span, Problem> {
        let close = self.find(b']').ok_or(bad("IPv6 reference without ]"))?;
        let whole = Span::new(self.pos, close + 1);
        if ipv6(self.slice(whole)).is_none() {
            return Err(bad("bad IPv6 reference"));
        }
        self.pos = whole.end();
        Ok(whole)
    }
}

/// More than any port is.
const BEYOND_PORTS: i32 = 65_536;

/// The address of an IPv6 reference with its brackets.
pub(super) fn ipv6(reference: &[u8]) -> Option<std::net::Ipv6Addr> {
    let [b'[', inner @ .., b']'] = reference else { return None };
    std::str::from_utf8(inner).ok()?.parse().ok()
}
