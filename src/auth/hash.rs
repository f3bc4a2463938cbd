//! The hash algorithms and what they yield.

use md5::Md5;
use sha2::{Digest, Sha256, Sha512_256};

/// The hash algorithms of RFC 7616 section 6.1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Algorithm {
    Md5,
    Md5Sess,
    Sha256,
    Sha256Sess,
    Sha512_256,
    Sha512_256Sess,
}

const TOKENS: [(Algorithm, &str); 6] = [
    (Algorithm::Md5, "MD5"),
    (Algorithm::Md5Sess, "MD5-sess"),
    (Algorithm::Sha256, "SHA-256"),
    (Algorithm::Sha256Sess, "SHA-256-sess"),
    (Algorithm::Sha512_256, "SHA-512-256"),
    (Algorithm::Sha512_256Sess, "SHA-512-256-sess"),
];

impl Algorithm {
    /// The algorithm of a token in any case, quotes tolerated. An empty token stands for an absent one: MD5.
    pub fn from_token(token: &[u8]) -> Option<Algorithm> {
        let token = super::scan::unquoted(token.trim_ascii()).trim_ascii();
        if token.is_empty() {
            return Some(Algorithm::Md5);
        }
        TOKENS.iter().find(|(_, name)| token.eq_ignore_ascii_case(name.as_bytes())).map(|&(algorithm, _)| algorithm)
    }

    /// The token as registered.
    pub fn token(self) -> &'static str {
        TOKENS.iter().find(|&&(algorithm, _)| algorithm == self).map_or("MD5", |&(_, name)| name)
    }

    /// Higher is stronger. The session variants are as strong as the plain ones, so that a server's order decides there.
    pub fn strength(self) -> u8 {
        match self {
            Algorithm::Md5 | Algorithm::Md5Sess => 1,
            Algorithm::Sha256 | Algorithm::Sha256Sess => 2,
            Algorithm::Sha512_256 | Algorithm::Sha512_256Sess => 3,
        }
    }

    /// True for the variants whose A1 covers the first nonce and cnonce (RFC 7616 section 3.4.2).
    pub fn is_session(self) -> bool {
        matches!(self, Algorithm::Md5Sess | Algorithm::Sha256Sess | Algorithm::Sha512_256Sess)
    }

    /// The hash of the parts, one after the other.
    pub fn hash(self, parts: &[&[u8]]) -> Hex {
        fn of<D: Digest>(parts: &[&[u8]]) -> Hex {
            let mut hash = D::new();
            for part in parts {
                hash.update(part);
            }
            Hex::of(&hash.finalize())
        }
        match self {
            Algorithm::Md5 | Algorithm::Md5Sess => of::<Md5>(parts),
            Algorithm::Sha256 | Algorithm::Sha256Sess => of::<Sha256>(parts),
            Algorithm::Sha512_256 | Algorithm::Sha512_256Sess => of::<Sha512_256>(parts),
        }
    }
}

/// A hash in hexadecimal, lower case: 32 or 64 digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hex {
    digits: [u8; 64],
    len: u8,
}

impl Hex {
    /// No hash.
    pub const EMPTY: Hex = Hex { digits: [0; 64], len: 0 };

    fn of(bytes: &[u8]) -> Hex {
        let mut hex = Hex::EMPTY;
        for (pair, byte) in hex.digits.chunks_exact_mut(2).zip(bytes) {
            for (digit, value) in pair.iter_mut().zip([byte >> 4, byte & 15]) {
                *digit = if value < 10 { b'0' + value } else { b'a' + value - 10 };
            }
            hex.len += 2;
        }
        hex
    }

    /// Digits that were computed elsewhere, put into lower case; no more than 64 are kept.
    pub fn from_digits(digits: &[u8]) -> Hex {
        let mut hex = Hex::EMPTY;
        for (to, from) in hex.digits.iter_mut().zip(digits) {
            *to = from.to_ascii_lowercase();
            hex.len += 1;
        }
        hex
    }

    /// The digits.
    pub fn as_bytes(&self) -> &[u8] {
        self.digits.get(..self.len as usize).unwrap_or(&[])
    }

    /// Compares with digits in any case in a time that does not tell where they differ.
    pub fn matches(&self, digits: &[u8]) -> bool {
        same(self.as_bytes(), &digits.to_ascii_lowercase())
    }
}

impl std::fmt::Debug for Hex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Some hashes are as good as a password: none is ever printed.
        write!(f, "Hex({} digits)", self.len)
    }
}

/// Equality in a time that depends on the lengths only.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    let differing = a.iter().zip(b).fold(0u8, |all, (x, y)| all | (x ^ y));
    std::hint::black_box(differing) == 0 && a.len() == b.len()
}

/// Overwrites text that is as good as a password.
pub(super) fn wipe(text: &mut Vec<u8>) {
    text.fill(0);
    std::hint::black_box(text.as_slice());
    text.clear();
}

/// Quality of protection (RFC 7616 section 3.3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Qop {
    /// The request line is covered.
    Auth,
    /// The body is covered as well.
    AuthInt,
}

impl Qop {
    /// The token as written.
    pub fn token(self) -> &'static str {
        match self {
            Qop::Auth => "auth",
            Qop::AuthInt => "auth-int",
        }
    }

    /// The value of a token in any case.
    pub fn from_token(token: &[u8]) -> Option<Qop> {
        [Qop::Auth, Qop::AuthInt].into_iter().find(|qop| token.eq_ignore_ascii_case(qop.token().as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_algorithm_hashes_as_its_standard_says() {
        let abc = |algorithm: Algorithm| String::from_utf8_lossy(algorithm.hash(&[b"a", b"bc"]).as_bytes()).into_owned();
        assert_eq!(abc(Algorithm::Md5), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(abc(Algorithm::Sha256), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        // FIPS 180-4: initial values of its own, not the first half of SHA-512.
        assert_eq!(abc(Algorithm::Sha512_256), "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23");
    }

    #[test]
    fn algorithm_tokens_are_read_in_any_case_and_with_quotes() {
        assert_eq!(Algorithm::from_token(b""), Some(Algorithm::Md5));
        assert_eq!(Algorithm::from_token(b"md5"), Some(Algorithm::Md5));
        assert_eq!(Algorithm::from_token(b"\"SHA-512-256-SESS\""), Some(Algorithm::Sha512_256Sess));
        assert_eq!(Algorithm::from_token(b"AKAv1-MD5"), None);
        for (algorithm, token) in TOKENS {
            assert_eq!(Algorithm::from_token(token.as_bytes()), Some(algorithm));
            assert_eq!(algorithm.token(), token);
        }
    }

    #[test]
    fn comparison_takes_any_case_and_no_other_length() {
        let hash = Algorithm::Md5.hash(&[b"abc"]);
        assert!(hash.matches(b"900150983CD24FB0D6963F7D28E17F72"));
        assert!(!hash.matches(b"900150983cd24fb0d6963f7d28e17f7"));
        assert!(!hash.matches(b"900150983cd24fb0d6963f7d28e17f720"));
        assert!(!hash.matches(b""));
    }
}
