//! What a server asks of a client: WWW-Authenticate and Proxy-Authenticate (RFC 7616 section 3.3, RFC 3261 section 22).

use super::hash::{Algorithm, Qop};
use super::scan::{Part, Scanner, unescaped};
use std::borrow::Cow;

/// The qop values a challenge offers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offered {
    /// No qop parameter: the RFC 2069 form.
    None,
    Auth,
    AuthInt,
    Both,
    /// A qop parameter with nothing in it that we know: cannot be answered.
    Unknown,
}

/// A challenge: the header value as it came and where its parameters lie in it.
#[derive(Clone, Debug)]
pub struct Challenge {
    text: Box<[u8]>,
    scheme: Part,
    realm: Part,
    nonce: Part,
    opaque: Part,
    domain: Part,
    algorithm_token: Part,
    algorithm: Option<Algorithm>,
    qop: Offered,
    proxy: bool,
    stale: bool,
    userhash: bool,
}

impl Challenge {
    /// Reads a header value. None when there is not even a scheme, or for a value above 65,534 octets. A challenge of another
    /// scheme or algorithm is a challenge too, only not an answerable one.
    pub fn parse(proxy: bool, value: &[u8]) -> Option<Challenge> {
        let value = value.trim_ascii();
        if value.len() >= usize::from(u16::MAX) {
            return None;
        }
        let mut scanner = Scanner::new(value);
        let scheme = scanner.scheme();
        if scheme.of(value).is_empty() {
            return None;
        }
        let mut all = Challenge {
            text: Box::default(),
            scheme,
            realm: Part::NONE,
            nonce: Part::NONE,
            opaque: Part::NONE,
            domain: Part::NONE,
            algorithm_token: Part::NONE,
            algorithm: None,
            qop: Offered::None,
            proxy,
            stale: false,
            userhash: false,
        };
        for param in scanner {
            let place = match param.name.of(value).to_ascii_lowercase().as_slice() {
                b"realm" => &mut all.realm,
                b"nonce" => &mut all.nonce,
                b"opaque" => &mut all.opaque,
                b"domain" => &mut all.domain,
                b"algorithm" => &mut all.algorithm_token,
                b"stale" => {
                    all.stale = param.value.of(value).trim_ascii().eq_ignore_ascii_case(b"true");
                    continue;
                }
                b"userhash" => {
                    all.userhash = param.value.of(value).trim_ascii().eq_ignore_ascii_case(b"true");
                    continue;
                }
                b"qop" if param.value.is_some() => {
                    for token in param.value.of(value).split(|byte| *byte == b',') {
                        all.offers(token);
                    }
                    continue;
                }
                // An unquoted list: `qop=auth,auth-int`.
                bare if param.value == Part::NONE && all.qop != Offered::None => {
                    all.offers(bare);
                    continue;
                }
                _ => continue,
            };
            if *place == Part::NONE {
                *place = param.value;
            }
        }
        if all.scheme.of(value).eq_ignore_ascii_case(b"Digest") {
            all.algorithm = Algorithm::from_token(all.algorithm_token.of(value));
        }
        all.text = value.into();
        Some(all)
    }

    fn offers(&mut self, token: &[u8]) {
        self.qop = match (self.qop, Qop::from_token(token.trim_ascii())) {
            (Offered::None | Offered::Unknown | Offered::Auth, Some(Qop::Auth)) => Offered::Auth,
            (Offered::None | Offered::Unknown | Offered::AuthInt, Some(Qop::AuthInt)) => Offered::AuthInt,
            (_, Some(_)) => Offered::Both,
            (Offered::None, None) => Offered::Unknown,
            (known, None) => known,
        };
    }

    /// True when we can compute an answer: scheme Digest with realm, nonce, an algorithm and a qop that we know.
    pub fn is_answerable(&self) -> bool {
        self.algorithm.is_some() && self.qop != Offered::Unknown && self.realm.is_some() && self.nonce.is_some()
    }

    /// Proxy-Authenticate rather than WWW-Authenticate.
    pub fn is_proxy(&self) -> bool {
        self.proxy
    }
    /// The header value as it came.
    pub fn text(&self) -> &[u8] {
        &self.text
    }
    pub fn scheme(&self) -> &[u8] {
        self.scheme.of(&self.text)
    }
    /// None when we do not know the algorithm or the scheme is not Digest; MD5 when the challenge names none.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.algorithm
    }
    /// The algorithm as written; none when the challenge names none.
    pub fn algorithm_token(&self) -> Option<&[u8]> {
        self.algorithm_token.is_some().then(|| self.algorithm_token.of(&self.text))
    }
    pub fn offered(&self) -> Offered {
        self.qop
    }
    /// The qop that an answer uses: auth where both are offered, none for the RFC 2069 form.
    pub fn qop(&self) -> Option<Qop> {
        match self.qop {
            Offered::Auth | Offered::Both => Some(Qop::Auth),
            Offered::AuthInt => Some(Qop::AuthInt),
            Offered::None | Offered::Unknown => None,
        }
    }
    /// The nonce was too old and the secret may well be right (RFC 7616 section 3.3).
    pub fn stale(&self) -> bool {
        self.stale
    }
    /// The server wants the user name hashed (RFC 7616 section 3.4.4).
    pub fn userhash(&self) -> bool {
        self.userhash
    }
    /// The realm, escapes undone.
    pub fn realm(&self) -> Cow<'_, [u8]> {
        unescaped(self.realm.of(&self.text))
    }
    /// The nonce, escapes undone.
    pub fn nonce(&self) -> Cow<'_, [u8]> {
        unescaped(self.nonce.of(&self.text))
    }
    /// The text between the quotes, escapes as they came; opaque and domain likewise.
    pub fn realm_raw(&self) -> &[u8] {
        self.realm.of(&self.text)
    }
    pub fn nonce_raw(&self) -> &[u8] {
        self.nonce.of(&self.text)
    }
    pub fn opaque_raw(&self) -> Option<&[u8]> {
        self.opaque.is_some().then(|| self.opaque.of(&self.text))
    }
    pub fn domain_raw(&self) -> Option<&[u8]> {
        self.domain.is_some().then(|| self.domain.of(&self.text))
    }

    /// The same protection space, asked by the same side.
    pub fn same_space(&self, other: &Challenge) -> bool {
        self.proxy == other.proxy && self.realm() == other.realm()
    }

    /// The same challenge with the nonce of an Authentication-Info (RFC 7616 section 3.5), no longer stale.
    pub fn with_nonce(&self, raw: &[u8]) -> Challenge {
        let mut next = self.clone();
        next.stale = false;
        if !self.nonce.is_some() || self.text.len() + raw.len() >= usize::from(u16::MAX) {
            return next;
        }
        let place = self.nonce.range();
        let mut text = self.text.to_vec();
        text.splice(place.clone(), raw.iter().copied());
        next.text = text.into();
        next.nonce = Part::new(place.start, place.start + raw.len());
        for part in [&mut next.scheme, &mut next.realm, &mut next.opaque, &mut next.domain, &mut next.algorithm_token] {
            *part = part.moved(place.start, place.len(), raw.len());
        }
        next
    }
}

/// The challenges to answer, by index: for each side and realm the strongest answerable one, the topmost of equal ones
/// (RFC 8760 section 2.4), in the order they came.
pub fn choose(challenges: &[Challenge]) -> Vec<usize> {
    let strength = |challenge: &Challenge| challenge.algorithm().map_or(0, Algorithm::strength);
    let mut chosen: Vec<(usize, &Challenge)> = Vec::new();
    for (index, challenge) in challenges.iter().enumerate().filter(|(_, challenge)| challenge.is_answerable()) {
        match chosen.iter_mut().find(|(_, best)| best.same_space(challenge)) {
            Some(best) if strength(best.1) < strength(challenge) => *best = (index, challenge),
            Some(_) => {}
            None => chosen.push((index, challenge)),
        }
    }
    let mut indexes: Vec<usize> = chosen.into_iter().map(|(index, _)| index).collect();
    indexes.sort_unstable();
    indexes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn www(text: &str) -> Challenge {
        Challenge::parse(false, text.as_bytes()).unwrap()
    }

    #[test]
    fn a_usual_challenge_is_read() {
        let c =
            www("Digest realm=\"example.com\", nonce=\"abc\", opaque=\"o\", stale=TRUE, algorithm=md5, qop=\"auth,auth-int\"");
        assert!(c.is_answerable() && c.stale() && !c.userhash() && !c.is_proxy());
        assert_eq!((&*c.realm(), &*c.nonce(), c.opaque_raw()), (&b"example.com"[..], &b"abc"[..], Some(&b"o"[..])));
        assert_eq!((c.algorithm(), c.offered(), c.qop()), (Some(Algorithm::Md5), Offered::Both, Some(Qop::Auth)));
        assert_eq!(c.algorithm_token(), Some(&b"md5"[..]));
    }

    #[test]
    fn escapes_are_undone_for_hashing_and_kept_for_the_echo() {
        let c = www(r#"digest realm="a \"b\" \\c", nonce="n\n""#);
        assert_eq!(&*c.realm(), br#"a "b" \c"#);
        assert_eq!(c.realm_raw(), br#"a \"b\" \\c"#);
        assert_eq!(&*c.nonce(), b"nn");
    }

    #[test]
    fn what_cannot_be_answered_is_still_a_challenge() {
        for text in [
            "Basic realm=\"x\"",
            "Digest realm=\"x\", nonce=\"y\", algorithm=AKAv1-MD5",
            "Digest realm=\"x\", nonce=\"y\", qop=\"auth-conf\"",
            "Digest realm=\"x\"",
            "Digest nonce=\"x\"",
        ] {
            assert!(!www(text).is_answerable(), "{text}");
            assert_eq!(www(text).text(), text.as_bytes());
        }
        assert!(Challenge::parse(false, b"  ").is_none());
        assert_eq!(www("Digest realm=x, nonce=y, qop=\"auth-conf,auth-int\"").qop(), Some(Qop::AuthInt));
        assert_eq!(www("Digest realm=x, nonce=y, qop=auth,auth-int").offered(), Offered::Both);
        assert_eq!(www("Digest realm=x, nonce=y").offered(), Offered::None);
    }

    #[test]
    fn the_strongest_of_each_realm_and_side_is_chosen_in_order() {
        let all = [
            www("Digest realm=\"a\", nonce=\"1\", algorithm=MD5"),
            www("Digest realm=\"b\", nonce=\"2\""),
            www("Digest realm=\"a\", nonce=\"3\", algorithm=SHA-512-256"),
            www("Digest realm=\"a\", nonce=\"4\", algorithm=SHA-256"),
            www("Basic realm=\"c\""),
            Challenge::parse(true, b"Digest realm=\"a\", nonce=\"5\"").unwrap(),
            www("Digest realm=\"b\", nonce=\"6\", algorithm=MD5-sess, qop=auth"),
        ];
        assert_eq!(choose(&all), [1, 2, 5]);
        assert_eq!(choose(&[]), [0usize; 0]);
    }

    #[test]
    fn a_next_nonce_takes_the_place_of_the_old_one() {
        let c =
            www("Digest realm=\"r\", nonce=\"old\", opaque=\"o\", stale=true, algorithm=SHA-256").with_nonce(b"a longer one");
        assert_eq!(&*c.nonce(), b"a longer one");
        assert_eq!((c.realm_raw(), c.opaque_raw(), c.stale()), (&b"r"[..], Some(&b"o"[..]), false));
        assert_eq!(c.text(), b"Digest realm=\"r\", nonce=\"a longer one\", opaque=\"o\", stale=true, algorithm=SHA-256");
        assert_eq!(c.algorithm_token(), Some(&b"SHA-256"[..]));
    }

    #[test]
    fn a_kept_challenge_is_small() {
        assert!(std::mem::size_of::<Challenge>() <= 48);
    }

    proptest! {
        #[test]
        fn any_octets_are_read_without_harm(text in prop::collection::vec(any::<u8>(), 0..200), next in prop::collection::vec(any::<u8>(), 0..50)) {
            let mut value = b"Digest ".to_vec();
            value.extend(&text);
            for value in [&value, &text] {
                if let Some(c) = Challenge::parse(true, value) {
                    let _ = (c.realm(), c.nonce(), c.with_nonce(&next).domain_raw().map(<[u8]>::len));
                }
            }
        }
    }
}
