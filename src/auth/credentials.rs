//! The server's side: what a client proved, and the challenge that asks for it.

use super::digest::{Body, Engine, Inputs, Secret, Step};
use super::hash::{Algorithm, Qop, same};
use super::scan::{Part, Scanner, put_raw, put_text, put_token, unescaped};
use std::borrow::Cow;

/// An Authorization or Proxy-Authorization value (RFC 7616 section 3.4).
#[derive(Clone, Debug)]
pub struct Credentials {
    text: Box<[u8]>,
    scheme: Part,
    username: Part,
    username_star: Part,
    realm: Part,
    nonce: Part,
    uri: Part,
    response: Part,
    algorithm: Part,
    cnonce: Part,
    opaque: Part,
    qop: Part,
    nc: Part,
    userhash: bool,
}

impl Credentials {
    /// Reads a header value. None when there is not even a scheme, or for a value above 65,534 octets.
    pub fn parse(value: &[u8]) -> Option<Credentials> {
        let value = value.trim_ascii();
        if value.len() >= usize::from(u16::MAX) {
            return None;
        }
        let mut scanner = Scanner::new(value);
        let scheme = scanner.scheme();
        if scheme.of(value).is_empty() {
            return None;
        }
        let mut all = Credentials {
            text: Box::default(),
            scheme,
            username: Part::NONE,
            username_star: Part::NONE,
            realm: Part::NONE,
            nonce: Part::NONE,
            uri: Part::NONE,
            response: Part::NONE,
            algorithm: Part::NONE,
            cnonce: Part::NONE,
            opaque: Part::NONE,
            qop: Part::NONE,
            nc: Part::NONE,
            userhash: false,
        };
        for param in scanner {
            let place = match param.name.of(value).to_ascii_lowercase().as_slice() {
                b"username" => &mut all.username,
                b"username*" => &mut all.username_star,
                b"realm" => &mut all.realm,
                b"nonce" => &mut all.nonce,
                b"uri" => &mut all.uri,
                b"response" => &mut all.response,
                b"algorithm" => &mut all.algorithm,
                b"cnonce" => &mut all.cnonce,
                b"opaque" => &mut all.opaque,
                b"qop" => &mut all.qop,
                b"nc" => &mut all.nc,
                b"userhash" => {
                    all.userhash = param.value.of(value).eq_ignore_ascii_case(b"true");
                    continue;
                }
                _ => continue,
            };
            if *place == Part::NONE {
                *place = param.value;
            }
        }
        all.text = value.into();
        Some(all)
    }

    fn plain(&self, part: Part) -> Cow<'_, [u8]> {
        unescaped(part.of(&self.text))
    }

    /// True when they can be checked: scheme Digest, an algorithm and a qop that we know, and every parameter these need.
    /// User names in both forms are an error (RFC 7616 section 3.4).
    pub fn is_checkable(&self) -> bool {
        let qop = self.qop.is_some();
        self.scheme().eq_ignore_ascii_case(b"Digest")
            && self.algorithm().is_some()
            && self.username.is_some() != self.username_star.is_some()
            && [self.realm, self.nonce, self.uri, self.response].iter().all(|part| part.is_some())
            && (!qop || (self.qop().is_some() && self.cnonce.is_some() && self.nc().is_some()))
    }

    /// The header value as it came.
    pub fn text(&self) -> &[u8] {
        &self.text
    }
    pub fn scheme(&self) -> &[u8] {
        self.scheme.of(&self.text)
    }
    /// The user name, escapes undone, or its hash when [`Credentials::userhash`] is set; from `username*` when that came.
    pub fn username(&self) -> Cow<'_, [u8]> {
        if self.username.is_some() || !self.username_star.is_some() {
            return self.plain(self.username);
        }
        // RFC 8187: charset'language'percent-encoded text.
        let value = self.username_star.of(&self.text);
        Cow::Owned(percent_decoded(value.splitn(3, |byte| *byte == b'\'').nth(2).unwrap_or(value)))
    }
    pub fn realm(&self) -> Cow<'_, [u8]> {
        self.plain(self.realm)
    }
    pub fn nonce(&self) -> Cow<'_, [u8]> {
        self.plain(self.nonce)
    }
    pub fn uri(&self) -> Cow<'_, [u8]> {
        self.plain(self.uri)
    }
    /// The response digits as they came.
    pub fn response(&self) -> &[u8] {
        self.response.of(&self.text)
    }
    /// None when unknown; MD5 when absent.
    pub fn algorithm(&self) -> Option<Algorithm> {
        Algorithm::from_token(self.algorithm.of(&self.text))
    }
    pub fn cnonce(&self) -> Option<Cow<'_, [u8]>> {
        self.cnonce.is_some().then(|| self.plain(self.cnonce))
    }
    pub fn opaque(&self) -> Option<Cow<'_, [u8]>> {
        self.opaque.is_some().then(|| self.plain(self.opaque))
    }
    /// None when absent or unknown.
    pub fn qop(&self) -> Option<Qop> {
        Qop::from_token(self.qop.of(&self.text))
    }
    /// The nonce count; none when absent or not hexadecimal.
    pub fn nc(&self) -> Option<u32> {
        std::str::from_utf8(self.nc.of(&self.text)).ok().and_then(|nc| u32::from_str_radix(nc, 16).ok())
    }
    pub fn userhash(&self) -> bool {
        self.userhash
    }

    /// Whether the credentials are those of this user, the name hashed or not (RFC 7616 section 3.4.4).
    pub fn is_user(&self, user: &[u8]) -> bool {
        match self.algorithm() {
            Some(algorithm) if self.userhash => algorithm.hash(&[user, b":", &self.realm()]).matches(&self.username()),
            _ => same(&self.username(), user),
        }
    }
}

fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let hex = |byte: Option<&u8>| byte.and_then(|byte| (*byte as char).to_digit(16)).map(|digit| digit as u8);
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(&byte) = rest.next() {
        let mut ahead = rest.clone();
        match (byte, hex(ahead.next()), hex(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                plain.push(high << 4 | low);
                rest = ahead;
            }
            _ => plain.push(byte),
        }
    }
    plain
}

/// The check of one client's credentials, one hash at a time like [`super::Computation`].
pub struct Check {
    engine: Engine,
    given: Box<[u8]>,
}

impl Check {
    /// Begins; none when the credentials cannot be checked. The user name of `secret` is the one that is hashed, so that it may
    /// stand behind a hashed name; ask [`Credentials::is_user`] or take [`Credentials::username`].
    pub fn new(credentials: &Credentials, secret: Secret<'_>, method: &[u8], body: Body<'_>) -> Option<Check> {
        if !credentials.is_checkable() {
            return None;
        }
        let text = &credentials.text;
        let cnonce = credentials.cnonce().unwrap_or_default();
        let qop = credentials.qop();
        Some(Check {
            engine: Engine::new(Inputs {
                algorithm: credentials.algorithm()?,
                secret,
                realm: &credentials.realm(),
                nonce: &credentials.nonce(),
                protection: qop.map(|_| (credentials.nc.of(text), &*cnonce, credentials.qop.of(text))),
                cnonce: &cnonce,
                method,
                uri: &credentials.uri(),
                body: (qop == Some(Qop::AuthInt)).then_some(body),
                userhash: false,
            }),
            given: credentials.response().into(),
        })
    }

    /// The next text to hash.
    pub fn step(&self) -> Step<'_> {
        self.engine.step()
    }
    /// The hash of that text, in hexadecimal of any case.
    pub fn give(&mut self, hash_hex: &[u8]) {
        self.engine.give(hash_hex);
    }
    /// Computes all that is left with the built-in hash.
    pub fn run(&mut self) {
        self.engine.run();
    }
    /// Whether the response is right; false before the computation is done. Takes the same time for any wrong response.
    pub fn matches(&self) -> bool {
        self.engine.step() == Step::Done && !self.given.is_empty() && self.engine.response.matches(&self.given)
    }
}

/// Writes a WWW-Authenticate or Proxy-Authenticate value. Texts that come in quotes are taken as written, others are quoted;
/// `algorithm` and an empty text are left out when none, `stale` when false.
pub fn challenge_value(
    realm: &[u8],
    domain: Option<&[u8]>,
    nonce: &[u8],
    opaque: Option<&[u8]>,
    stale: bool,
    algorithm: Option<&[u8]>,
    qop: Option<&[u8]>,
) -> Vec<u8> {
    let mut out = b"Digest ".to_vec();
    let put = |out: &mut Vec<u8>, name: &str, text: &[u8]| match text {
        [b'"', raw @ .., b'"'] => put_raw(out, name, raw),
        _ => put_text(out, name, text),
    };
    put(&mut out, "realm", realm);
    if let Some(domain) = domain {
        put(&mut out, "domain", domain);
    }
    put(&mut out, "nonce", nonce);
    if let Some(opaque) = opaque {
        put(&mut out, "opaque", opaque);
    }
    if stale {
        put_token(&mut out, "stale", b"true");
    }
    if let Some(algorithm) = algorithm {
        put_token(&mut out, "algorithm", algorithm);
    }
    if let Some(qop) = qop {
        put(&mut out, "qop", qop);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Challenge, Computation};
    use super::*;
    use proptest::prelude::*;

    const RFC2617: &str = "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", \
        nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", qop=auth, nc=00000001, cnonce=\"0a4f113b\", \
        response=\"6629fae49393a05397450978507c4ef1\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";

    fn verdict(value: &str, user: &str, password: &str, method: &str) -> Option<bool> {
        let credentials = Credentials::parse(value.as_bytes())?;
        let secret = Secret::Password { user: user.as_bytes(), password: password.as_bytes() };
        let mut check = Check::new(&credentials, secret, method.as_bytes(), Body::Bytes(b""))?;
        assert!(!check.matches());
        check.run();
        Some(check.matches())
    }

    #[test]
    fn the_right_password_matches_and_nothing_else() {
        assert_eq!(verdict(RFC2617, "Mufasa", "Circle Of Life", "GET"), Some(true));
        assert_eq!(verdict(&RFC2617.replace("6629fae", "6629FAE"), "Mufasa", "Circle Of Life", "GET"), Some(true));
        assert_eq!(verdict(RFC2617, "Mufasa", "Circle of Life", "GET"), Some(false));
        assert_eq!(verdict(RFC2617, "Mufasa", "Circle Of Life", "PUT"), Some(false));
        assert_eq!(verdict(&RFC2617.replace("nc=00000001", "nc=00000002"), "Mufasa", "Circle Of Life", "GET"), Some(false));
        assert_eq!(verdict(&RFC2617.replace("6629fae4", ""), "Mufasa", "Circle Of Life", "GET"), Some(false));
    }

    #[test]
    fn incomplete_credentials_cannot_be_checked() {
        for (from, to) in [
            ("Digest", "Basic"),
            ("username=", "user="),
            ("realm=", "x="),
            ("nonce=\"dcd", "x=\"dcd"),
            ("uri=", "x="),
            ("response=", "x="),
            (" nc=00000001,", ""),
            ("nc=00000001", "nc=one"),
            ("cnonce=", "x="),
            ("qop=auth", "qop=other"),
            ("qop=auth", "algorithm=AKAv1-MD5"),
            ("qop=auth", "username*=UTF-8''Mufasa"),
        ] {
            assert_eq!(verdict(&RFC2617.replacen(from, to, 1), "Mufasa", "Circle Of Life", "GET"), None, "{from} -> {to}");
        }
        assert!(Credentials::parse(b"").is_none());
    }

    #[test]
    fn every_algorithm_and_qop_passes_from_client_to_server() {
        for algorithm in ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256", "SHA-512-256-sess"] {
            for qop in [None, Some(&b"auth"[..]), Some(b"auth-int")] {
                for userhash in ["", ", userhash=true"] {
                    let value =
                        challenge_value(b"a \"realm\"", None, b"n\\1", Some(b"o"), false, Some(algorithm.as_bytes()), qop);
                    let value = [&value, userhash.as_bytes()].concat();
                    let challenge = Challenge::parse(true, &value).unwrap();
                    assert!(challenge.is_answerable());
                    let secret = Secret::Password { user: b"u\"ser", password: b"secret" };
                    let body = Body::Bytes(b"some body");
                    let mut work =
                        Computation::new(&challenge, secret, b"REGISTER", b"sip:example.com", body, 7, b"cn").unwrap();
                    work.run();
                    let credentials = Credentials::parse(&work.header_value()).unwrap();
                    assert!(credentials.is_user(b"u\"ser") && !credentials.is_user(b"other"));
                    assert_eq!(credentials.nc(), qop.map(|_| 7));
                    let secret = Secret::Known { user: b"u\"ser", ha1: work.ha1() };
                    let mut check = Check::new(&credentials, secret, b"REGISTER", body).unwrap();
                    check.run();
                    assert!(check.matches(), "{algorithm} {qop:?} {userhash}");
                    let mut check = Check::new(&credentials, secret, b"REGISTER", Body::Bytes(b"changed")).unwrap();
                    check.run();
                    assert_eq!(check.matches(), qop != Some(b"auth-int"));
                }
            }
        }
    }

    #[test]
    fn an_extended_user_name_is_decoded() {
        let credentials = Credentials::parse(b"Digest username*=UTF-8''J%C3%A4s%C3%B8n%20Doe%, realm=\"x\"").unwrap();
        assert_eq!(&*credentials.username(), "J\u{e4}s\u{f8}n Doe%".as_bytes());
    }

    #[test]
    fn a_challenge_is_written_as_the_grammar_wants() {
        let value = challenge_value(
            b"\"example.com\"",
            Some(b"sip:example.com"),
            b"n",
            Some(b""),
            true,
            Some(b"MD5"),
            Some(b"auth,auth-int"),
        );
        assert_eq!(
            String::from_utf8(value).unwrap(),
            "Digest realm=\"example.com\", domain=\"sip:example.com\", nonce=\"n\", opaque=\"\", stale=true, \
             algorithm=MD5, qop=\"auth,auth-int\""
        );
    }

    proptest! {
        #[test]
        fn any_octets_are_read_without_harm(text in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Some(c) = Credentials::parse(&text) {
                let secret = Secret::Password { user: &c.username(), password: b"" };
                if let Some(mut check) = Check::new(&c, secret, b"REGISTER", Body::Bytes(b"")) {
                    check.run();
                    prop_assert!(!check.matches());
                }
            }
        }

        #[test]
        fn a_changed_octet_is_noticed(at in 0usize..300, byte in any::<u8>()) {
            let mut value = RFC2617.as_bytes().to_vec();
            let at = at % value.len();
            value[at] = byte;
            let text = String::from_utf8_lossy(&value).into_owned();
            let credentials = Credentials::parse(&value);
            if verdict(&text, "Mufasa", "Circle Of Life", "GET") == Some(true) {
                let c = credentials.unwrap();
                prop_assert_eq!(&*c.uri(), b"/dir/index.html");
                prop_assert_eq!(c.nc(), Some(1));
            }
        }
    }
}
