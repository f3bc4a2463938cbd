//! What the bounded runs of the fuzz checks have in common: chance that is the same in every run, and samples spoiled by it.
#![allow(dead_code)]

/// `n`, or as many times as much as RVSIP_FUZZ_FACTOR says.
pub fn rounds(n: usize) -> usize {
    n * std::env::var("RVSIP_FUZZ_FACTOR").ok().and_then(|f| f.parse().ok()).unwrap_or(1)
}

/// xorshift64*
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 16) as usize % n.max(1)
    }
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| (self.next() >> 24) as u8).collect()
    }
}

/// One of the samples with up to seven changes: a part put in, an octet set, a piece taken out or doubled; with `cuts` also its end
/// cut off.
pub fn mutated(r: &mut Random, samples: &[&[u8]], parts: &[&[u8]], cuts: bool) -> Vec<u8> {
    let mut text = samples[r.below(samples.len())].to_vec();
    for _ in 0..=r.below(6) {
        let at = r.below(text.len() + 1);
        match r.below(5) {
            1 if cuts => text.truncate(at),
            0 | 1 => drop(text.splice(at..at, parts[r.below(parts.len())].iter().copied())),
            2 if at < text.len() => text[at] = r.next() as u8,
            3 => {
                let end = (at + r.below(20)).min(text.len());
                text.drain(at..end);
            }
            _ => {
                let end = (at + r.below(60)).min(text.len());
                let copy = text[at..end].to_vec();
                let to = r.below(text.len() + 1);
                text.splice(to..to, copy);
            }
        }
    }
    text
}
