//! A model registrar: digest by the book, bindings by RFC 3261 section 10.3, repeated requests answered from memory.

use super::{Net, parse, response};
use rvsip::auth::{self, Algorithm};
use rvsip::message::{Message, Name, Value};
use std::collections::HashMap;
use std::net::SocketAddr;

/// The password of every user.
pub const PASSWORD: &str = "secret";

/// One protection space.
pub struct Guard {
    pub realm: String,
    pub proxy: bool,
    /// One challenge each.
    pub algorithms: Vec<Algorithm>,
    pub qop: Option<&'static str>,
    /// Milliseconds a nonce is good for.
    pub nonce_life: Option<u64>,
    /// Say stale=true when only the nonce is old.
    pub says_stale: bool,
    /// Give the nonce for the next request with every success.
    pub nextnonce: bool,
    pub opaque: Option<String>,
    /// When each nonce was made and the last count seen with it.
    pub nonces: HashMap<Vec<u8>, (u64, u32)>,
    pub made: u64,
    /// Credentials that were right, in order: algorithm, count, value.
    pub accepted: Vec<(Algorithm, Option<u32>, String)>,
    pub refused: usize,
}

impl Guard {
    pub fn new(realm: &str, algorithms: &[Algorithm]) -> Guard {
        Guard {
            realm: realm.to_string(),
            proxy: false,
            algorithms: algorithms.to_vec(),
            qop: Some("auth"),
            nonce_life: None,
            says_stale: true,
            nextnonce: false,
            opaque: None,
            nonces: HashMap::new(),
            made: 0,
            accepted: Vec::new(),
            refused: 0,
        }
    }

    fn make_nonce(&mut self, now: u64) -> String {
        self.made += 1;
        let nonce = format!("nonce-{}-{}", self.realm, self.made);
        self.nonces.insert(nonce.clone().into_bytes(), (now, 0));
        nonce
    }

    /// The challenge lines.
    fn challenge(&mut self, now: u64, stale: bool) -> String {
        let name = if self.proxy { "Proxy-Authenticate" } else { "WWW-Authenticate" };
        let nonce = self.make_nonce(now);
        let mut lines = String::new();
        for algorithm in self.algorithms.clone() {
            let value = auth::challenge_value(
                self.realm.as_bytes(),
                None,
                nonce.as_bytes(),
                self.opaque.as_ref().map(|o| o.as_bytes()),
                stale && self.says_stale,
                Some(algorithm.token().as_bytes()),
                self.qop.map(str::as_bytes),
            );
            lines += &format!("{name}: {}\r\n", String::from_utf8(value).unwrap());
        }
        lines
    }

    /// The lines for success, or those of the challenge.
    pub fn check(&mut self, now: u64, msg: &Message) -> Result<String, String> {
        let name = if self.proxy { Name::ProxyAuthorization } else { Name::Authorization };
        let given = (0..msg.headers.len())
            .filter(|at| msg.headers[*at].name == name)
            .filter_map(|at| auth::Credentials::parse(&msg.value_text(at)))
            .filter(|c| &*c.realm() == self.realm.as_bytes())
            .collect::<Vec<_>>();
        assert!(given.len() <= 1, "credentials for a realm are there once");
        let Some(c) = given.into_iter().next() else { return Err(self.challenge(now, false)) };
        let user = c.username();
        let secret = auth::Secret::Password { user: &user, password: PASSWORD.as_bytes() };
        let right = auth::Check::new(&c, secret, msg.method(), auth::Body::Bytes(msg.body())).is_some_and(|mut check| {
            check.run();
            check.matches()
        });
        assert_eq!(&*c.uri(), msg.request_uri_text(), "the URI that is asked for");
        assert_eq!(c.opaque().map(|o| o.to_vec()), self.opaque.as_ref().map(|o| o.clone().into_bytes()));
        if !right {
            self.refused += 1;
            return Err(self.challenge(now, false));
        }
        let life = self.nonce_life.unwrap_or(u64::MAX);
        let count = c.nc();
        match self.nonces.get_mut(&*c.nonce()) {
            Some((made, last)) if now - *made < life => {
                if let Some(count) = count {
                    assert!(count > *last, "nc rises: {count} after {last}");
                    *last = count;
                }
            }
            _ => return Err(self.challenge(now, true)),
        }
        let text = String::from_utf8(c.text().to_vec()).unwrap();
        self.accepted.push((c.algorithm().unwrap(), count, text));
        if !self.nextnonce {
            return Ok(String::new());
        }
        let name = if self.proxy { "Proxy-Authentication-Info" } else { "Authentication-Info" };
        let next = self.make_nonce(now);
        Ok(format!("{name}: nextnonce=\"{next}\", qop=auth\r\n"))
    }
}

#[derive(Clone, Debug)]
pub struct Binding {
    pub contact: String,
    pub until: u64,
    pub call_id: String,
    pub cseq: i64,
}

/// A server for REGISTER.
#[derive(Default)]
pub struct Registrar {
    pub guards: Vec<Guard>,
    /// Longest time it grants, in seconds; 0: what is asked for.
    pub most: u32,
    /// Shortest time it takes; below it: 423.
    pub least: u32,
    pub bindings: HashMap<String, Vec<Binding>>,
    /// Take a CSeq twice: a request that was sent to another address comes with the same one (RFC 3263 section 4.3).
    pub lenient: bool,
    answers: HashMap<Vec<u8>, (u64, Vec<u8>)>,
    pub repeated: usize,
    pub served: usize,
}

impl Registrar {
    pub fn with(guards: Vec<Guard>) -> Registrar {
        Registrar { guards, ..Registrar::default() }
    }

    /// Bindings of an address-of-record that live.
    pub fn alive(&self, aor: &str, now: u64) -> usize {
        self.bindings.get(aor).map_or(0, |b| b.iter().filter(|b| b.until > now).count())
    }

    pub fn serve(&mut self, net: &mut Net, me: SocketAddr, from: SocketAddr, bytes: &[u8]) {
        let answer = self.answer(net.now, bytes);
        net.post(me, from, &answer);
    }

    /// Forgets the answers kept for repeated requests that were given before `time`.
    pub fn forget(&mut self, time: u64) {
        self.answers.retain(|_, (at, _)| *at >= time);
    }

    pub fn answer(&mut self, now: u64, bytes: &[u8]) -> Vec<u8> {
        let mut msg = parse(bytes);
        assert_eq!(msg.method(), b"REGISTER");
        let via = msg.top_via().unwrap();
        let branch = msg.text(via.branch).to_vec();
        if let Some((_, answer)) = self.answers.get(&branch) {
            self.repeated += 1;
            return answer.clone();
        }
        self.served += 1;
        let answer = self.decide(now, &mut msg, bytes);
        self.answers.insert(branch, (now, answer.clone()));
        answer
    }

    fn decide(&mut self, now: u64, msg: &mut Message, bytes: &[u8]) -> Vec<u8> {
        let mut info = String::new();
        let mut challenges = String::new();
        let mut code = "407 Proxy Authentication Required";
        for g in &mut self.guards {
            match g.check(now, msg) {
                Ok(line) => info += &line,
                Err(lines) => {
                    challenges += &lines;
                    if !g.proxy {
                        code = "401 Unauthorized";
                    }
                }
            }
        }
        if !challenges.is_empty() {
            return response(bytes, code, &challenges);
        }
        let to = msg.to().unwrap();
        let mut aor = Vec::new();
        rvsip::message::encode_uri(&msg.els, to.uri, &mut aor);
        let aor = String::from_utf8(aor).unwrap();
        let header_expires = msg.seconds_of(Name::Expires);
        let call_id = String::from_utf8_lossy(msg.call_id().unwrap()).into_owned();
        let cseq = msg.cseq().unwrap().step;
        let list = self.bindings.entry(aor).or_default();
        list.retain(|b| b.until > now);
        for at in (0..msg.headers.len()).filter(|at| msg.headers[*at].name == Name::Contact).collect::<Vec<_>>() {
            let c = msg.contact(at).unwrap();
            if c.star {
                assert_eq!(header_expires, Some(0));
                list.clear();
                break;
            }
            let mut uri = Vec::new();
            rvsip::message::encode_uri(&msg.els, c.uri, &mut uri);
            let uri = String::from_utf8(uri).unwrap();
            let own = match msg.els.item(c.expires).map(|i| i.value) {
                Some(Value::Expires(e)) => e.seconds,
                _ => None,
            };
            let mut asked = own.or(header_expires).unwrap_or(3600);
            if asked > 0 && asked < self.least {
                return response(bytes, "423 Interval Too Brief", &format!("Min-Expires: {}\r\n", self.least));
            }
            if self.most > 0 {
                asked = asked.min(self.most);
            }
            if let Some(b) = list.iter().find(|b| b.contact == uri) {
                let newer = b.call_id != call_id || cseq > b.cseq;
                assert!(newer || self.lenient, "CSeq rises for a binding: {cseq} after {}", b.cseq);
            }
            list.retain(|b| b.contact != uri);
            if asked > 0 {
                list.push(Binding { contact: uri, until: now + asked as u64 * 1000, call_id: call_id.clone(), cseq });
            }
        }
        let mut more = info;
        for b in list.iter() {
            more += &format!("Contact: <{}>;expires={}\r\n", b.contact, (b.until - now) / 1000);
        }
        response(bytes, "200 OK", &more)
    }
}
