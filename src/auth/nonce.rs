//! Nonces that a server recognizes without remembering them (RFC 7616 section 3.3).

use super::hash::same;
use sha2::{Digest, Sha256};

/// Octets of a nonce before it is written in hexadecimal: time, randomness, keyed hash.
const TIME: usize = 8;
const RANDOM: usize = 16;

/// HMAC-SHA-256 (RFC 2104) cut to 16 octets.
fn seal(message: &[u8], key: &[u8; 16]) -> [u8; 16] {
    let mut inner = Sha256::new();
    let mut outer = Sha256::new();
    for place in 0..64 {
        let byte = key.get(place).copied().unwrap_or(0);
        inner.update([byte ^ 0x36]);
        outer.update([byte ^ 0x5c]);
    }
    inner.update(message);
    outer.update(inner.finalize());
    let mut cut = [0; 16];
    for (to, from) in cut.iter_mut().zip(outer.finalize()) {
        *to = from;
    }
    cut
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.iter().map(|byte| (*byte as char).to_digit(16).map(|digit| digit as u8)).collect();
    let digits = digits?;
    (digits.len() % 2 == 0).then(|| digits.chunks(2).map(|pair| pair.iter().fold(0, |all, digit| all << 4 | digit)).collect())
}

/// A nonce of 80 digits that tells its age to whoever has the key.
pub fn nonce(random: [u8; 16], now_ms: u64, key: &[u8; 16]) -> String {
    let message = [&now_ms.to_be_bytes()[..], &random].concat();
    hex(&[&message[..], &seal(&message, key)].concat())
}

/// Milliseconds since the nonce was made; none when it was not made with this key.
pub fn nonce_age(nonce: &[u8], now_ms: u64, key: &[u8; 16]) -> Option<u64> {
    let bytes = unhex(nonce)?;
    let (message, sealed) = bytes.split_at_checked(TIME + RANDOM)?;
    if !same(sealed, &seal(message, key)) {
        return None;
    }
    let made = message.first_chunk::<TIME>().map(|time| u64::from_be_bytes(*time))?;
    Some(now_ms.saturating_sub(made))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_tells_its_age_to_its_maker_only() {
        let key = [7; 16];
        let made = nonce([1; 16], 5_000, &key);
        assert_eq!(made.len(), 80);
        assert_eq!(nonce_age(made.as_bytes(), 5_000, &key), Some(0));
        assert_eq!(nonce_age(made.as_bytes(), 65_000, &key), Some(60_000));
        assert_eq!(nonce_age(made.as_bytes(), 65_000, &[8; 16]), None);
        assert_ne!(made, nonce([2; 16], 5_000, &key));
    }

    #[test]
    fn any_changed_digit_makes_a_nonce_foreign() {
        let key = [7; 16];
        let made = nonce([1; 16], 5_000, &key);
        for place in 0..made.len() {
            let mut changed = made.clone().into_bytes();
            changed[place] = if changed[place] == b'0' { b'1' } else { b'0' };
            assert_eq!(nonce_age(&changed, 5_000, &key), None);
        }
        for foreign in [&b""[..], b"abc", b"zz", &[b'0'; 78], &[b'0'; 80], &[0xff; 80]] {
            assert_eq!(nonce_age(foreign, 5_000, &key), None);
        }
    }
}
