//! A value while a recogniser of usual shapes reads it.

use super::scan;
use super::steps;
use super::text::Span;

/// Places are those of the text the value stands in. Runs may be asked for in their order only.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    /// The whole text: what lies behind the value lets searches read in large steps.
    text: &'a [u8],
    /// The text up to the end of the value.
    value: &'a [u8],
    /// Which of the octets from `base` up to `known` are neither letter nor digit nor `-` nor `.`, the first lowest.
    odd: u64,
    base: usize,
    known: usize,
}

/// Which octets from `at` on are odd, and up to where this tells it.
#[inline(never)]
fn further(text: &[u8], at: usize) -> (u64, usize) {
    match steps::window(text, at) {
        Some(window) => (steps::odd(window).into(), at + 16),
        None => (steps::odd_short(text.get(at..).unwrap_or(&[])), at + 64),
    }
}

impl<'a> Reader<'a> {
    #[inline(always)]
    pub fn new(text: &'a [u8], span: Span) -> Option<Reader<'a>> {
        let line = Reader::of_one_run(text, span)?;
        let (odd, known) = match text.get(line.base..)?.first_chunk::<64>() {
            Some(block) => (steps::odd_mask(block), line.base + 64),
            None => further(text, line.base),
        };
        Some(Reader { odd, known, ..line })
    }
    /// The same without a look at what is in it, for a value with no more than one run.
    #[inline(always)]
    pub fn of_one_run(text: &'a [u8], span: Span) -> Option<Reader<'a>> {
        Some(Reader { text, value: text.get(..span.end())?, odd: 0, base: span.start(), known: span.start() })
    }
    #[inline(always)]
    pub fn end(self) -> usize {
        self.value.len()
    }
    /// The octet at a place; 0, which is of no class, behind the value.
    #[inline(always)]
    pub fn octet(self, at: usize) -> u8 {
        self.value.get(at).copied().unwrap_or(0)
    }
    #[inline(always)]
    pub fn slice(self, from: usize, to: usize) -> &'a [u8] {
        self.value.get(from..to).unwrap_or(&[])
    }
    /// The value with all that stands before it.
    #[inline(always)]
    pub fn value(self) -> &'a [u8] {
        self.value
    }
    /// Where the value goes on behind `head`, if that stands at `at`.
    #[inline(always)]
    pub fn after<const N: usize>(self, at: usize, head: &[u8; N]) -> Option<usize> {
        if self.value.get(at..)?.first_chunk::<N>()? == head { Some(at + N) } else { None }
    }
    /// Where the octets of a class that begin at `at` end, and the octet there.
    #[inline(always)]
    pub fn run(&mut self, mut at: usize, class: u16) -> (usize, u8) {
        loop {
            if at >= self.known {
                if at >= self.end() {
                    return (self.end(), 0);
                }
                (self.odd, self.known) = further(self.text, at);
                self.base = at;
            }
            let mut odd = self.odd.wrapping_shr((at - self.base) as u32);
            // letters and digits are of every class; the others are looked up
            while odd != 0 {
                let stop = at + odd.trailing_zeros() as usize;
                match self.value.get(stop) {
                    None => return (self.end(), 0),
                    Some(&octet) if !scan::is(octet, class) => return (stop, octet),
                    Some(_) => odd &= odd - 1,
                }
            }
            at = self.known;
        }
    }
    /// As [`Reader::run`] for letters, digits, `-` and `.`.
    #[inline(always)]
    pub fn plain(&mut self, at: usize) -> (usize, u8) {
        self.run(at, scan::PLAIN)
    }
    /// One to nine digits, and what follows them.
    #[inline(always)]
    pub fn number(self, at: usize) -> Option<(u32, usize)> {
        let mut number = 0;
        let mut next = at;
        while let Some(digit) = self.value.get(next).map(|b| b.wrapping_sub(b'0')).filter(|d| *d <= 9) {
            if next - at == 9 {
                return None;
            }
            number = number * 10 + u32::from(digit);
            next += 1;
        }
        if next == at { None } else { Some((number, next)) }
    }
    /// A port, and what follows it.
    #[inline(always)]
    pub fn port(self, at: usize) -> Option<(i32, usize)> {
        let (port, next) = self.number(at)?;
        if port <= 65_535 { Some((port as i32, next)) } else { None }
    }
}
