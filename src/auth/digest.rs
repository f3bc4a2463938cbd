//! The computation of RFC 7616 section 3.4.1, one hash at a time, and the credentials a client makes of it.

use super::challenge::Challenge;
use super::hash::{Algorithm, Hex, Qop, wipe};
use super::scan::{put_raw, put_text, put_token};

/// What proves who the user is.
#[derive(Clone, Copy)]
pub enum Secret<'a> {
    /// The password; it is gone from memory of ours after the first hash.
    Password { user: &'a [u8], password: &'a [u8] },
    /// H(user:realm:password) of an earlier computation for the same realm and algorithm, see [`Computation::ha1`].
    Known { user: &'a [u8], ha1: Hex },
    /// The session key of a -sess algorithm, see [`Computation::key`]: goes on with the session of an earlier computation
    /// although nonce or cnonce changed since (RFC 7616 section 3.4.2).
    Session { user: &'a [u8], key: Hex },
}

impl<'a> Secret<'a> {
    fn user(&self) -> &'a [u8] {
        match *self {
            Secret::Password { user, .. } | Secret::Known { user, .. } | Secret::Session { user, .. } => user,
        }
    }
}

/// The body that auth-int covers; not looked at otherwise.
#[derive(Clone, Copy)]
pub enum Body<'a> {
    Bytes(&'a [u8]),
    /// H(body) in hexadecimal, computed elsewhere.
    Hash(&'a [u8]),
}

/// What a computation needs next.
#[derive(PartialEq, Eq, Debug)]
pub enum Step<'a> {
    /// The hash of this text, in hexadecimal, through `give`.
    Hash(&'a [u8]),
    Done,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    A1,
    Session,
    Body,
    A2,
    Response,
    UserHash,
    Done,
}

/// What both sides hash.
pub(super) struct Inputs<'a> {
    pub algorithm: Algorithm,
    pub secret: Secret<'a>,
    pub realm: &'a [u8],
    pub nonce: &'a [u8],
    /// nc, cnonce and qop as written; none for the RFC 2069 form.
    pub protection: Option<(&'a [u8], &'a [u8], &'a [u8])>,
    /// Only read for the -sess algorithms.
    pub cnonce: &'a [u8],
    pub method: &'a [u8],
    pub uri: &'a [u8],
    /// For auth-int.
    pub body: Option<Body<'a>>,
    pub userhash: bool,
}

/// The chain of hashes.
pub(super) struct Engine {
    algorithm: Algorithm,
    stage: Stage,
    input: Vec<u8>,
    session: Vec<u8>,
    body: Option<Vec<u8>>,
    a2: Vec<u8>,
    middle: Vec<u8>,
    user_realm: Vec<u8>,
    pub ha1: Hex,
    pub key: Hex,
    pub response: Hex,
    pub user_hash: Hex,
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.join(&b':')
}

impl Engine {
    pub fn new(inputs: Inputs<'_>) -> Engine {
        let mut engine = Engine {
            algorithm: inputs.algorithm,
            stage: Stage::A1,
            input: Vec::new(),
            session: Vec::new(),
            body: None,
            a2: joined(&[inputs.method, inputs.uri]),
            middle: match inputs.protection {
                Some((nc, cnonce, qop)) => joined(&[b"", inputs.nonce, nc, cnonce, qop, b""]),
                None => joined(&[b"", inputs.nonce, b""]),
            },
            user_realm: Vec::new(),
            ha1: Hex::EMPTY,
            key: Hex::EMPTY,
            response: Hex::EMPTY,
            user_hash: Hex::EMPTY,
        };
        if inputs.algorithm.is_session() {
            engine.session = joined(&[b"", inputs.nonce, inputs.cnonce]);
        }
        if inputs.userhash {
            engine.user_realm = joined(&[inputs.secret.user(), inputs.realm]);
        }
        match inputs.body {
            Some(Body::Bytes(bytes)) => engine.body = Some(bytes.to_vec()),
            Some(Body::Hash(hash)) => engine.covers(Hex::from_digits(hash)),
            None => {}
        }
        match inputs.secret {
            Secret::Password { user, password } => engine.input = joined(&[user, inputs.realm, password]),
            Secret::Known { ha1, .. } => engine.has_ha1(ha1),
            Secret::Session { key, .. } => engine.has_key(key),
        }
        engine
    }

    fn covers(&mut self, body: Hex) {
        self.a2.push(b':');
        self.a2.extend(body.as_bytes());
    }

    fn has_ha1(&mut self, ha1: Hex) {
        self.ha1 = ha1;
        if self.session.is_empty() {
            self.has_key(ha1);
        } else {
            self.stage = Stage::Session;
            self.input.extend(ha1.as_bytes());
            self.input.extend(&self.session);
        }
    }

    fn has_key(&mut self, key: Hex) {
        self.key = key;
        match self.body.take() {
            Some(body) => {
                self.stage = Stage::Body;
                self.input = body;
            }
            None => self.has_body(),
        }
    }

    fn has_body(&mut self) {
        self.stage = Stage::A2;
        self.input.extend(&self.a2);
    }

    pub fn step(&self) -> Step<'_> {
        match self.stage {
            Stage::Done => Step::Done,
            _ => Step::Hash(&self.input),
        }
    }

    pub fn give(&mut self, digits: &[u8]) {
        wipe(&mut self.input);
        let hash = Hex::from_digits(digits);
        match self.stage {
            Stage::A1 => self.has_ha1(hash),
            Stage::Session => self.has_key(hash),
            Stage::Body => {
                self.covers(hash);
                self.has_body();
            }
            Stage::A2 => {
                self.stage = Stage::Response;
                self.input.extend(self.key.as_bytes());
                self.input.extend(&self.middle);
                self.input.extend(hash.as_bytes());
            }
            Stage::Response => {
                self.response = hash;
                self.input.extend(&self.user_realm);
                self.stage = if self.user_realm.is_empty() { Stage::Done } else { Stage::UserHash };
            }
            Stage::UserHash => {
                self.user_hash = hash;
                self.stage = Stage::Done;
            }
            Stage::Done => {}
        }
    }

    pub fn run(&mut self) {
        while self.stage != Stage::Done {
            let hash = self.algorithm.hash(&[&self.input]);
            self.give(hash.as_bytes());
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        wipe(&mut self.input);
    }
}

/// The answer to one challenge for one request.
pub struct Computation {
    engine: Engine,
    challenge: Challenge,
    user: Box<[u8]>,
    uri: Box<[u8]>,
    cnonce: Box<[u8]>,
    nc: u32,
}

impl Computation {
    /// Begins; none for a challenge that is not answerable. `nc` counts the requests sent with the nonce of the challenge, this
    /// one included. A -sess algorithm wants the same `cnonce` for all requests of one nonce: servers that keep the session key
    /// and servers that compute it anew are then both content.
    pub fn new(
        challenge: &Challenge,
        secret: Secret<'_>,
        method: &[u8],
        uri: &[u8],
        body: Body<'_>,
        nc: u32,
        cnonce: &[u8],
    ) -> Option<Computation> {
        if !challenge.is_answerable() {
            return None;
        }
        let count = nc_text(nc);
        let qop = challenge.qop();
        let engine = Engine::new(Inputs {
            algorithm: challenge.algorithm()?,
            secret,
            realm: &challenge.realm(),
            nonce: &challenge.nonce(),
            protection: qop.map(|qop| (&count[..], cnonce, qop.token().as_bytes())),
            cnonce,
            method,
            uri,
            body: (qop == Some(Qop::AuthInt)).then_some(body),
            userhash: challenge.userhash(),
        });
        Some(Computation {
            engine,
            challenge: challenge.clone(),
            user: secret.user().into(),
            uri: uri.into(),
            cnonce: cnonce.into(),
            nc,
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

    /// H(user:realm:password): good for later requests in the same realm with the same algorithm, under any nonce.
    /// Empty when the computation was given a session key.
    pub fn ha1(&self) -> Hex {
        self.engine.ha1
    }

    /// What stands for the user in this response: the session key of a -sess algorithm, else [`Computation::ha1`].
    pub fn key(&self) -> Hex {
        self.engine.key
    }

    /// The response; empty until done.
    pub fn response(&self) -> Hex {
        self.engine.response
    }

    /// The challenge that is answered.
    pub fn challenge(&self) -> &Challenge {
        &self.challenge
    }

    /// The value of Authorization or Proxy-Authorization (RFC 7616 section 3.4, RFC 3261 section 22.4).
    pub fn header_value(&self) -> Vec<u8> {
        let challenge = &self.challenge;
        let mut out = Vec::with_capacity(challenge.text().len() + self.user.len() + self.uri.len() + self.cnonce.len() + 160);
        out.extend(b"Digest ");
        if challenge.userhash() {
            put_text(&mut out, "username", self.engine.user_hash.as_bytes());
        } else {
            put_text(&mut out, "username", &self.user);
        }
        put_raw(&mut out, "realm", challenge.realm_raw());
        put_raw(&mut out, "nonce", challenge.nonce_raw());
        put_text(&mut out, "uri", &self.uri);
        put_raw(&mut out, "response", self.engine.response.as_bytes());
        if let Some(token) = challenge.algorithm_token() {
            put_token(&mut out, "algorithm", token);
        }
        let qop = challenge.qop();
        if qop.is_some() || challenge.algorithm().is_some_and(Algorithm::is_session) {
            put_text(&mut out, "cnonce", &self.cnonce);
        }
        if let Some(opaque) = challenge.opaque_raw() {
            put_raw(&mut out, "opaque", opaque);
        }
        if let Some(qop) = qop {
            put_token(&mut out, "qop", qop.token().as_bytes());
            put_token(&mut out, "nc", &nc_text(self.nc));
        }
        if challenge.userhash() {
            put_token(&mut out, "userhash", b"true");
        }
        out
    }
}

/// Eight hexadecimal digits.
fn nc_text(nc: u32) -> [u8; 8] {
    let mut text = [b'0'; 8];
    for (place, digit) in text.iter_mut().enumerate() {
        let value = (nc >> (28 - 4 * place)) as u8 & 15;
        *digit = if value < 10 { b'0' + value } else { b'a' + value - 10 };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const MUFASA: Secret<'static> = Secret::Password { user: b"Mufasa", password: b"Circle Of Life" };
    const RFC2617: &str = "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", \
        nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";

    fn get(challenge: &str, secret: Secret<'_>, body: Body<'_>, cnonce: &str) -> Computation {
        let challenge = Challenge::parse(false, challenge.as_bytes()).unwrap();
        let mut computation =
            Computation::new(&challenge, secret, b"GET", b"/dir/index.html", body, 1, cnonce.as_bytes()).unwrap();
        computation.run();
        computation
    }

    fn response(challenge: &str, body: &[u8]) -> String {
        let computation = get(challenge, MUFASA, Body::Bytes(body), "0a4f113b");
        String::from_utf8(computation.response().as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn the_example_of_rfc_2617_section_3_5_comes_out() {
        let computation = get(RFC2617, MUFASA, Body::Bytes(b""), "0a4f113b");
        assert_eq!(
            String::from_utf8(computation.header_value()).unwrap(),
            "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", \
             uri=\"/dir/index.html\", response=\"6629fae49393a05397450978507c4ef1\", cnonce=\"0a4f113b\", \
             opaque=\"5ccc069c403ebaf9f0171e9517f40e41\", qop=auth, nc=00000001"
        );
        let again = get(RFC2617, Secret::Known { user: b"Mufasa", ha1: computation.ha1() }, Body::Bytes(b""), "0a4f113b");
        assert_eq!(again.response(), computation.response());
    }

    #[test]
    fn the_examples_of_rfc_7616_section_3_9_1_come_out() {
        let secret = Secret::Password { user: b"Mufasa", password: b"Circle of Life" };
        for (algorithm, response) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
            // Not in the RFC: the same request with a session key, computed with another implementation.
            ("SHA-256-sess", "2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7"),
        ] {
            let challenge = format!(
                "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, \
                 nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
            );
            let done = get(&challenge, secret, Body::Bytes(b""), "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
            assert_eq!(done.response().as_bytes(), response.as_bytes());
            assert!(String::from_utf8(done.header_value()).unwrap().contains(&format!(", algorithm={algorithm}, cnonce=")));
        }
    }

    #[test]
    fn the_example_of_rfc_7616_section_3_9_2_comes_out_as_its_erratum_says() {
        // The RFC prints username 488869477bf2... and response ae66e67d6b42...: those are SHA-512 cut to 256 bits. Erratum
        // 4897 gives the values of SHA-512/256 (FIPS 180-4), which is what the algorithm is defined to be.
        let challenge = Challenge::parse(
            false,
            b"Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, \
              nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", \
              opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", charset=UTF-8, userhash=true",
        )
        .unwrap();
        let secret = Secret::Password { user: "J\u{e4}s\u{f8}n Doe".as_bytes(), password: b"Secret, or not?" };
        let cnonce = b"NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v";
        let mut done = Computation::new(&challenge, secret, b"GET", b"/doe.json", Body::Bytes(b""), 1, cnonce).unwrap();
        done.run();
        let value = String::from_utf8(done.header_value()).unwrap();
        assert!(value.contains("username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\""));
        assert!(value.contains("response=\"3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5\""));
        assert!(value.ends_with(", userhash=true"));
    }

    #[test]
    fn the_form_without_qop_has_neither_cnonce_nor_count() {
        let challenge = "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"";
        assert_eq!(response(challenge, b""), "670fd8c2df070c60b045671b8b24ff02");
        let value = get(challenge, MUFASA, Body::Bytes(b""), "0a4f113b").header_value();
        let value = String::from_utf8(value).unwrap();
        assert!(!value.contains("nc=") && !value.contains("cnonce=") && !value.contains("qop="), "{value}");
    }

    #[test]
    fn a_session_keeps_its_first_nonce_and_cnonce() {
        let challenge = format!("{RFC2617}, algorithm=MD5-sess");
        let first = get(&challenge, MUFASA, Body::Bytes(b""), "0a4f113b");
        assert_eq!(first.response().as_bytes(), b"8e3825c57e897f5a0dec6c2d4e5059d0");
        assert_eq!(first.key().as_bytes(), b"5edb191b66dce1584c16cb7e7346fcee");
        let other = challenge.replace("dcd98b", "aaaaaa");
        let session = Secret::Session { user: b"Mufasa", key: first.key() };
        let later = get(&other, session, Body::Bytes(b""), "another");
        assert_eq!(later.key(), first.key());
        assert_ne!(later.response(), get(&other, MUFASA, Body::Bytes(b""), "another").response());
    }

    #[test]
    fn auth_int_covers_the_body_given_or_hashed() {
        let challenge = RFC2617.replace("auth,auth-int", "auth-int");
        assert_eq!(response(&challenge, b"v=0\r\n"), "151b6cabb7e59e0ac757207a039ff3d0");
        let hash = Algorithm::Md5.hash(&[b"v=0\r\n"]);
        let done = get(&challenge, MUFASA, Body::Hash(hash.as_bytes()), "0a4f113b");
        assert_eq!(done.response().as_bytes(), b"151b6cabb7e59e0ac757207a039ff3d0");
        assert!(String::from_utf8(done.header_value()).unwrap().contains("qop=auth-int"));
    }

    #[test]
    fn hashes_may_come_from_outside_one_at_a_time() {
        let challenge = Challenge::parse(false, RFC2617.as_bytes()).unwrap();
        let mut work =
            Computation::new(&challenge, MUFASA, b"GET", b"/dir/index.html", Body::Bytes(b""), 1, b"0a4f113b").unwrap();
        let mut asked = Vec::new();
        while let Step::Hash(input) = work.step() {
            asked.push(String::from_utf8(input.to_vec()).unwrap());
            let hash = Algorithm::Md5.hash(&[input]);
            work.give(&hash.as_bytes().to_ascii_uppercase());
        }
        assert_eq!(
            asked,
            [
                "Mufasa:testrealm@host.com:Circle Of Life",
                "GET:/dir/index.html",
                "939e7578ed9e3c518a452acee763bce9:dcd98b7102dd2f0e8b11d0f600bfb0c093:00000001:0a4f113b:auth:\
                 39aff3a2bab6126f332b942af96d3366"
            ]
        );
        assert_eq!(work.response().as_bytes(), b"6629fae49393a05397450978507c4ef1");
    }

    #[test]
    fn the_count_is_eight_hexadecimal_digits() {
        assert_eq!(&nc_text(1), b"00000001");
        assert_eq!(&nc_text(0xdead_beef), b"deadbeef");
    }

    #[test]
    fn strange_names_are_quoted_and_cannot_break_the_line() {
        let secret = Secret::Password { user: b"a\"b\\c\r\nX: y", password: b"p" };
        let value = get(r#"Digest realm="r \"q\"", nonce="n""#, secret, Body::Bytes(b""), "c").header_value();
        let value = String::from_utf8(value).unwrap();
        assert!(value.starts_with(r#"Digest username="a\"b\\cX: y", realm="r \"q\"", nonce="n", "#), "{value}");
    }
}
