//! Random text for branches, tags, Call-IDs and nonces: unpredictable to peers, repeatable for tests.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

pub struct Random(ChaCha8Rng);

const HEX: [u8; 16] = *b"0123456789abcdef";

impl Random {
    pub fn new(seed: [u8; 32]) -> Random {
        Random(ChaCha8Rng::from_seed(seed))
    }
    pub fn u64(&mut self) -> u64 {
        self.0.next_u64()
    }
    /// `digits` hex digits, at most 16.
    pub fn hex(&mut self, digits: usize, out: &mut Vec<u8>) {
        push_hex(self.u64(), digits, out);
    }
    pub fn token(&mut self, digits: usize) -> Vec<u8> {
        let mut t = Vec::with_capacity(digits);
        let mut left = digits;
        while left > 0 {
            let n = left.min(16);
            self.hex(n, &mut t);
            left -= n;
        }
        t
    }
}

/// The lowest `digits` hex digits of `value`, most significant first.
pub fn push_hex(value: u64, digits: usize, out: &mut Vec<u8>) {
    let mut text = [0u8; 16];
    for (n, place) in text.iter_mut().rev().enumerate() {
        let digit = (value >> (4 * n)) as usize & 15;
        *place = HEX.get(digit).copied().unwrap_or(b'0');
    }
    out.extend_from_slice(text.get(16 - digits.min(16)..).unwrap_or(&[]));
}

/// Reads exactly `text` as hex digits.
pub fn read_hex(text: &[u8]) -> Option<u64> {
    let mut v = 0u64;
    for c in text {
        let digit = match c {
            b'0'..=b'9' => c - b'0',
            b'a'..=b'f' => c - b'a' + 10,
            b'A'..=b'F' => c - b'A' + 10,
            _ => return None,
        };
        v = (v << 4) | digit as u64;
    }
    Some(v)
}

/// Decimal digits without an allocation of their own.
pub fn push_decimal(value: u64, out: &mut Vec<u8>) {
    let mut digits = [0u8; 20];
    let mut v = value;
    let mut n = 0;
    for d in digits.iter_mut().rev() {
        *d = b'0' + (v % 10) as u8;
        v /= 10;
        n += 1;
        if v == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(20 - n..).unwrap_or(&[]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_and_read_as_they_are() {
        let mut v = Vec::new();
        push_hex(0xabc, 5, &mut v);
        assert_eq!(v, b"00abc");
        assert_eq!(read_hex(b"00abc"), Some(0xabc));
        assert_eq!(read_hex(b"0x"), None);
        for n in [0, 9, 10, 4_294_967_295, u64::MAX] {
            let mut d = Vec::new();
            push_decimal(n, &mut d);
            assert_eq!(d, n.to_string().as_bytes());
        }
    }
}
