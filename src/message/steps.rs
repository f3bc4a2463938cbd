//! Searches that look at sixteen or sixty-four octets a step. All of them only move forward, and none looks at less than it has to.

use wide::u8x16;

/// A bit for each octet that is `b`, the first lowest.
#[inline(always)]
pub(super) fn equal(octets: &[u8; 16], b: u8) -> u32 {
    u8x16::new(*octets).simd_eq(u8x16::splat(b)).to_bitmask()
}

/// A bit for each octet that is the same in both.
#[inline(always)]
pub(super) fn same(a: &[u8; 16], b: &[u8; 16]) -> u32 {
    u8x16::new(*a).simd_eq(u8x16::new(*b)).to_bitmask()
}

/// A bit for each octet that is letter or digit or `-` or `.`.
#[inline(always)]
fn even(octets: &[u8; 16]) -> u32 {
    let v = u8x16::new(*octets);
    // what is in a range is 0 once the range was taken off
    let letter = ((v | u8x16::splat(0x20)) - u8x16::splat(b'a')).saturating_sub(u8x16::splat(b'z' - b'a'));
    // from `-` to `9`, where only the slash is none of ours
    let other = (v - u8x16::splat(b'-')).saturating_sub(u8x16::splat(b'9' - b'-')) | v.simd_eq(u8x16::splat(b'/'));
    letter.min(other).simd_eq(u8x16::splat(0)).to_bitmask()
}

/// A bit for each octet that is neither letter nor digit nor `-` nor `.`.
#[inline(always)]
pub(super) fn odd(octets: &[u8; 16]) -> u32 {
    !even(octets) & 0xffff
}

/// [`odd`] of sixty-four octets.
#[inline(always)]
pub(super) fn odd_mask(block: &[u8; 64]) -> u64 {
    let (parts, _) = block.as_chunks::<16>();
    !parts.iter().rev().fold(0, |mask, part| mask << 16 | u64::from(even(part)))
}

/// The same for a text that may be shorter; what is missing is odd.
#[inline(never)]
pub(super) fn odd_short(text: &[u8]) -> u64 {
    odd_mask(&padded(text, 0))
}

/// Sixty-four octets, those that a text lacks filled.
#[inline(always)]
fn padded(text: &[u8], filler: u8) -> [u8; 64] {
    let mut block = [filler; 64];
    let text = text.get(..64).unwrap_or(text);
    if let Some(head) = block.get_mut(..text.len()) {
        head.copy_from_slice(text);
    }
    block
}

/// The sixteen octets at `at`, unless the text ends before.
#[inline(always)]
pub(super) fn window(text: &[u8], at: usize) -> Option<&[u8; 16]> {
    text.get(at..)?.first_chunk::<16>()
}

/// Where `b` first stands in `text` from `at` on and before `end`. `text` may go on behind `end`, which is quicker.
#[inline(always)]
pub(super) fn find(text: &[u8], mut at: usize, end: usize, b: u8) -> Option<usize> {
    while let Some(w) = window(text, at) {
        let hits = equal(w, b);
        if hits != 0 {
            at += hits.trailing_zeros() as usize;
            return if at < end { Some(at) } else { None };
        }
        at += 16;
        if at >= end {
            return None;
        }
    }
    text.get(at..end)?.iter().position(|&o| o == b).map(|p| at + p)
}

/// Where the first of some octets stands in `text` from `at` on and before `end`, and which it is.
#[inline(always)]
pub(super) fn find_any<const N: usize>(text: &[u8], mut at: usize, end: usize, octets: [u8; N]) -> Option<(usize, u8)> {
    while at < end
        && let Some(w) = window(text, at)
    {
        let hits = octets.iter().fold(0, |hits, b| hits | equal(w, *b));
        if hits != 0 {
            at += hits.trailing_zeros() as usize;
            break;
        }
        at += 16;
    }
    let rest = text.get(at..end)?;
    rest.iter().position(|o| octets.contains(o)).and_then(|p| Some((at + p, *rest.get(p)?)))
}

/// [`find`] for what stands far off or not at all.
#[inline(never)]
pub(super) fn find_far(text: &[u8], mut at: usize, end: usize, b: u8) -> Option<usize> {
    while let Some(block) = text.get(at..).and_then(|t| t.first_chunk::<64>()) {
        let hits = mask(block, b);
        if hits != 0 {
            let place = at + hits.trailing_zeros() as usize;
            return if place < end { Some(place) } else { None };
        }
        at += 64;
        if at >= end {
            return None;
        }
    }
    find(text, at, end, b)
}

/// Each place of the octet `B` in a text, in turn.
#[derive(Clone)]
pub(super) struct Places<const B: u8> {
    /// Where the 64 octets begin that were looked at last.
    base: usize,
    /// Places among them that were not told yet.
    mask: u64,
}

impl<const B: u8> Places<B> {
    #[inline(always)]
    pub fn new(from: usize) -> Places<B> {
        Places { base: from.wrapping_sub(64), mask: 0 }
    }
    /// The next place in `text`, which is the same each time.
    #[inline(always)]
    pub fn next(&mut self, text: &[u8]) -> Option<usize> {
        while self.mask == 0 {
            self.base = self.base.wrapping_add(64);
            let rest = text.get(self.base..)?;
            self.mask = match rest.first_chunk::<64>() {
                Some(block) => mask(block, B),
                None if rest.is_empty() => return None,
                None => mask_of_end(text, rest.len(), B),
            };
        }
        let place = self.base + self.mask.trailing_zeros() as usize;
        self.mask &= self.mask - 1;
        Some(place)
    }
}

#[inline(always)]
fn mask(block: &[u8; 64], b: u8) -> u64 {
    let (parts, _) = block.as_chunks::<16>();
    parts.iter().rev().fold(0, |mask, part| mask << 16 | u64::from(equal(part, b)))
}

/// The same for the last `len` octets of a text, which are fewer than 64.
#[inline(always)]
fn mask_of_end(text: &[u8], len: usize, b: u8) -> u64 {
    match text.last_chunk::<64>() {
        Some(block) => mask(block, b) >> (64 - len),
        None => mask(&padded(text.get(text.len() - len..).unwrap_or(&[]), !b), b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_finds_what_a_plain_one_finds() {
        let mut seed = 1u32;
        let text: Vec<u8> = (0..300)
            .map(|_| {
                seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12345);
                (seed >> 16) as u8 & 0x3f
            })
            .collect();
        for end in [0, 1, 15, 16, 17, 63, 64, 65, 128, 200, 300] {
            for at in [0, 1, 5, 16, 40, 64, 100] {
                let plain = text.get(at..end).and_then(|t| t.iter().position(|&o| o == 7)).map(|p| at + p);
                assert_eq!(find(&text, at, end, 7), plain, "{at}..{end}");
                assert_eq!(find_far(&text, at, end, 7), plain, "{at}..{end}");
                assert_eq!(find_any(&text, at, end, [7, 7]), plain.map(|p| (p, 7)), "{at}..{end}");
                let other =
                    text.get(at..end).and_then(|t| t.iter().position(|o| [3, 9].contains(o))).map(|p| (at + p, text[at + p]));
                assert_eq!(find_any(&text, at, end, [3, 9]), other, "{at}..{end}");
                let all: Vec<usize> = (at..end).filter(|&i| text[i] == 7).collect();
                let mut places = Places::<7>::new(at.min(end));
                let found: Vec<usize> = std::iter::from_fn(|| places.next(&text[..end])).collect();
                assert_eq!(found, all, "{at}..{end}");
            }
        }
    }

    #[test]
    fn odd_octets_are_told_for_all_256() {
        for b in 0..=255u8 {
            let plain = b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
            let mut octets = [b'a'; 16];
            octets[9] = b;
            assert_eq!(odd(&octets), if plain { 0 } else { 1 << 9 }, "{b}");
            assert_eq!(equal(&octets, b) >> 9 & 1, 1);
        }
    }
}
