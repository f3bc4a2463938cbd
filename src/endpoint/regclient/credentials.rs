//! The client side of digest authentication: challenges kept, credentials computed for each REGISTER.
//!
//! Credentials go in ahead of a challenge once a challenge was answered. A hash or a secret that only the application has
//! is asked for, and the request waits.

use super::{Reason, State};
use crate::auth::{self, Algorithm, AuthInfo, Body, Computation, Secret, Step};
use crate::endpoint::Endpoint;
use crate::endpoint::output::{Answer, Ask, ClientId, Error, Level, Source, Token, TransactionId};
use crate::endpoint::sending::{Send, Stage};
use crate::endpoint::transaction::Owner;
use crate::message::{Message, Name};

/// A challenge and what answers it.
pub(crate) struct Entry {
    /// Names the entry towards the application.
    pub number: u32,
    pub challenge: auth::Challenge,
    /// User, and H(user:realm:password) once the password was asked for.
    user: Option<(Box<[u8]>, auth::Hex)>,
    cnonce: [u8; 16],
    /// Requests sent with this nonce.
    count: u32,
    /// The nonce let a request in: when it is refused later, it has grown old.
    proven: bool,
}

/// Credentials being computed for a request.
pub(crate) struct Credentialing {
    /// Numbers of the entries still to be answered, last first.
    todo: Vec<u32>,
    /// Challenges the application may answer itself.
    unsupported: Vec<(bool, Vec<u8>)>,
    step: Work,
}

/// User and password.
type Password = (Vec<u8>, Vec<u8>);

enum Work {
    Next,
    /// User and password were asked for.
    Secret(u32),
    /// There is none for the realm.
    NoUser,
    /// The application may want to see the nonce count.
    Count(u32, Option<Password>),
    CountAsked(u32, Option<Password>),
    /// The application may want to hash the body.
    Body(u32, Option<Password>),
    BodyAsked(u32, Option<Password>),
    Begin(u32, Option<Vec<u8>>, Option<Password>),
    Hash(u32, Box<Computation>),
    Ready {
        proxy: bool,
    },
    Unsupported,
}

fn is_md5(challenge: &auth::Challenge) -> bool {
    matches!(challenge.algorithm(), Some(Algorithm::Md5 | Algorithm::Md5Sess))
}

impl Endpoint {
    /// Sends the REGISTER again after 401 or 407, on the application's demand.
    pub(crate) fn authenticate(&mut self, id: ClientId, outbound: Option<Box<Message>>) -> Result<(), Error> {
        let outcome = self.may_authenticate(id).and_then(|()| {
            if let Ok(c) = self.client_mut(id) {
                c.extra_mut().repeated = false;
            }
            self.send_register(id, outbound.as_deref(), Reason::UserRequest)
        });
        if let Some(m) = outbound {
            self.pool.put_message(m);
        }
        outcome
    }

    fn may_authenticate(&mut self, id: ClientId) -> Result<(), Error> {
        let c = self.client(id)?;
        if c.state != State::Unauthenticated {
            return Err(Error::IllegalAction);
        }
        let Some(extra) = c.extra() else { return Err(Error::NotSupported) };
        if extra.entries.is_empty() {
            if self.interest.unsupported_challenge && !extra.unsupported.is_empty() {
                return Ok(());
            }
            self.log(Source::Authenticator, Level::Error, || {
                "no challenge of the response can be answered: scheme or algorithm is not supported".to_string()
            });
            return Err(Error::NotSupported);
        }
        if !self.interest.secret && extra.entries.iter().any(|e| e.user.is_none()) {
            self.log(Source::Authenticator, Level::Error, || {
                "no user and password: set pfnGetSharedSecretAuthenticationHandler with RvSipAuthenticatorSetEvHandlers"
                    .to_string()
            });
            return Err(Error::NotFound);
        }
        Ok(())
    }

    /// Takes the challenges of a 401 or 407. True when the request is to be repeated at once: only nonces had grown old.
    pub(crate) fn challenged(&mut self, id: ClientId, msg: &mut Message) -> bool {
        let mut challenges = Vec::new();
        let mut unsupported = Vec::new();
        for (at, h) in msg.headers.iter().enumerate() {
            let proxy = h.name == Name::ProxyAuthenticate;
            if !proxy && h.name != Name::WwwAuthenticate {
                continue;
            }
            if challenges.len() + unsupported.len() >= self.cfg.limits.challenges {
                break;
            }
            let value = msg.raw(at);
            match auth::Challenge::parse(proxy, value) {
                Some(c) if c.is_answerable() => challenges.push(c),
                _ => unsupported.push((proxy, value.to_vec())),
            }
        }
        let chosen = auth::choose(&challenges);
        let cnonce_source: Vec<Vec<u8>> = chosen.iter().map(|_| self.random.token(16)).collect();
        let most = self.cfg.limits.challenges;
        let Ok(c) = self.client_mut(id) else { return false };
        let extra = c.extra_mut();
        let newest_before = extra.next_entry;
        extra.unsupported = unsupported;
        let mut only_old = !chosen.is_empty() && !extra.repeated;
        for (index, fresh) in chosen.into_iter().zip(cnonce_source) {
            let Some(challenge) = challenges.get(index) else { continue };
            let mut cnonce = [b'0'; 16];
            cnonce.iter_mut().zip(fresh).for_each(|(d, s)| *d = s);
            let known = extra.entries.iter_mut().find(|e| e.challenge.same_space(challenge));
            let Some(entry) = known else {
                only_old = false;
                if extra.entries.len() >= most {
                    // A server that names a new realm each time must not make the client grow: the oldest one goes.
                    let oldest = extra.entries.iter().position(|e| e.number <= newest_before);
                    match oldest {
                        Some(at) => extra.entries.remove(at),
                        None => continue,
                    };
                }
                extra.next_entry += 1;
                let number = extra.next_entry;
                let challenge = challenge.clone();
                extra.entries.push(Entry { number, challenge, user: None, cnonce, count: 0, proven: false });
                continue;
            };
            let answered = entry.count > 0;
            let grown_old = challenge.stale() || entry.proven;
            let same_algorithm = entry.challenge.algorithm().map(|a| a.token()) == challenge.algorithm().map(|a| a.token());
            if answered && !grown_old || !same_algorithm {
                // The secret itself was refused, or it was made for another hash: it has to be asked for again.
                entry.user = None;
            }
            if !(answered && grown_old && entry.user.is_some()) {
                only_old = false;
            }
            entry.challenge = challenge.clone();
            entry.cnonce = cnonce;
            entry.count = 0;
            entry.proven = false;
        }
        extra.repeated = only_old;
        only_old
    }

    /// A 2xx: the credentials were right, and there may be a nonce for the next request.
    pub(crate) fn credentials_accepted(&mut self, id: ClientId, msg: &mut Message) {
        let Some(extra) = self.clients.get_mut(id.0).and_then(|c| c.extra.as_mut()) else { return };
        extra.repeated = false;
        for entry in extra.entries.iter_mut().filter(|e| e.count > 0) {
            entry.proven = true;
            let name = if entry.challenge.is_proxy() { Name::ProxyAuthenticationInfo } else { Name::AuthenticationInfo };
            let Some(info) = msg.raw_of(name).map(AuthInfo::parse) else { continue };
            if let Some(nonce) = info.nextnonce()
                && nonce != entry.challenge.nonce_raw()
            {
                entry.challenge = entry.challenge.with_nonce(nonce);
                entry.count = 0;
                // It has not let anything in yet, but it comes from a server that just did.
                entry.proven = true;
            }
        }
    }

    /// What has to be computed for the next REGISTER of a client.
    pub(crate) fn credentials_to_add(&mut self, id: ClientId) -> Option<Box<Credentialing>> {
        let wanted = self.interest.unsupported_challenge;
        let secret = self.interest.secret;
        let extra = self.clients.get_mut(id.0)?.extra.as_mut()?;
        let todo: Vec<u32> = extra.entries.iter().rev().filter(|e| e.user.is_some() || secret).map(|e| e.number).collect();
        let unsupported = if wanted { std::mem::take(&mut extra.unsupported) } else { Vec::new() };
        if todo.is_empty() && unsupported.is_empty() {
            return None;
        }
        Some(Box::new(Credentialing { todo, unsupported, step: Work::Next }))
    }

    fn client_of(&self, tx: TransactionId) -> Option<ClientId> {
        match self.tx(tx).ok()?.owner {
            Owner::Client(c) => Some(c),
            _ => None,
        }
    }

    fn entry(&mut self, client: ClientId, number: u32) -> Option<&mut Entry> {
        self.clients.get_mut(client.0)?.extra.as_mut()?.entries.iter_mut().find(|e| e.number == number)
    }

    /// Goes on computing credentials; false while the application is asked.
    pub(crate) fn stage_credentials(&mut self, tx: TransactionId, send: &mut Send) -> Result<bool, Error> {
        let Some(client) = self.client_of(tx) else { return Err(Error::InvalidHandle) };
        let Some(subject) = self.subject(tx) else { return Err(Error::InvalidHandle) };
        loop {
            let Some(work) = send.credentials.as_mut() else {
                send.stage = Stage::ToSend;
                return Ok(true);
            };
            match std::mem::replace(&mut work.step, Work::Next) {
                Work::Next => {
                    if let Some(number) = work.todo.pop() {
                        let Some(entry) = self.entry(client, number) else { continue };
                        if entry.user.is_none() {
                            work.step = Work::Secret(number);
                            let realm = entry.challenge.realm().into_owned();
                            self.ask(Token::Send(tx), Ask::Secret { subject, realm });
                            return Ok(false);
                        }
                        work.step = Work::Count(number, None);
                        continue;
                    }
                    let Some((proxy, challenge)) = work.unsupported.pop() else {
                        send.credentials = None;
                        continue;
                    };
                    work.step = Work::Unsupported;
                    if let Some(msg) = send.msg.take() {
                        self.ask(Token::Send(tx), Ask::UnsupportedChallenge { subject, challenge, proxy, msg });
                    }
                    return Ok(false);
                }
                Work::NoUser => return Err(Error::NotFound),
                Work::Count(number, secret) if !self.interest.nonce_count => work.step = Work::Body(number, secret),
                Work::Count(number, secret) => {
                    work.step = Work::CountAsked(number, secret);
                    let Some(entry) = self.entry(client, number) else { continue };
                    let (count, proxy) = (entry.count + 1, entry.challenge.is_proxy());
                    let challenge = entry.challenge.text().to_vec();
                    self.ask(Token::Send(tx), Ask::NonceCount { subject, challenge, proxy, count });
                    return Ok(false);
                }
                Work::Body(number, secret) => {
                    let integrity = self.entry(client, number).is_some_and(|e| e.challenge.qop() == Some(auth::Qop::AuthInt));
                    if !(self.interest.body_hash && integrity) {
                        work.step = Work::Begin(number, None, secret);
                        continue;
                    }
                    work.step = Work::BodyAsked(number, secret);
                    if let Some(msg) = send.msg.take() {
                        self.ask(Token::Send(tx), Ask::BodyHash { subject, msg });
                    }
                    return Ok(false);
                }
                Work::Begin(number, body_hash, secret) => {
                    let Some(msg) = send.msg.as_mut() else { return Ok(false) };
                    let method = msg.method().to_vec();
                    let uri = msg.request_uri_text();
                    let Some(entry) = self.entry(client, number) else { continue };
                    entry.count += 1;
                    let body = match &body_hash {
                        Some(hash) => Body::Hash(hash),
                        None => Body::Bytes(msg.body()),
                    };
                    let by_password = secret.as_ref().map(|(user, password)| Secret::Password { user, password });
                    let known = entry.user.as_ref().map(|(user, ha1)| Secret::Known { user, ha1: *ha1 });
                    let Some(proof) = by_password.or(known) else { continue };
                    let count = entry.count;
                    let begun = Computation::new(&entry.challenge, proof, &method, &uri, body, count, &entry.cnonce);
                    if let Some((user, _)) = &secret {
                        entry.user = Some((user.as_slice().into(), auth::Hex::EMPTY));
                    }
                    let Some(begun) = begun else { continue };
                    work.step = Work::Hash(number, Box::new(begun));
                }
                Work::Hash(number, mut computation) => {
                    let own = self.interest.md5 && is_md5(computation.challenge());
                    if own && let Step::Hash(input) = computation.step() {
                        let input = input.to_vec();
                        work.step = Work::Hash(number, computation);
                        self.ask(Token::Send(tx), Ask::Md5 { subject, input });
                        return Ok(false);
                    }
                    computation.run();
                    let value = computation.header_value();
                    let proxy = computation.challenge().is_proxy();
                    if let Some(entry) = self.entry(client, number)
                        && let Some((_, ha1)) = entry.user.as_mut()
                    {
                        *ha1 = computation.ha1();
                    }
                    if self.interest.authorization_ready {
                        work.step = Work::Ready { proxy };
                        self.ask(Token::Send(tx), Ask::AuthorizationReady { subject, value, proxy });
                        return Ok(false);
                    }
                    add_credentials(send, proxy, &value);
                }
                // These wait for an answer; nothing can be done before it is here.
                waiting => {
                    work.step = waiting;
                    return Ok(false);
                }
            }
        }
    }

    /// The application's answer to a question of this file.
    pub(crate) fn credentials_answer(&mut self, tx: TransactionId, send: &mut Send, answer: Answer) {
        let Some(client) = self.client_of(tx) else { return };
        let Some(work) = send.credentials.as_mut() else { return };
        match (std::mem::replace(&mut work.step, Work::Next), answer) {
            (Work::Secret(number), Answer::Secret(Some((user, password)))) if !user.is_empty() => {
                work.step = Work::Count(number, Some((user, password)));
            }
            (Work::Secret(number), _) => {
                let realm = self.entry(client, number).map(|e| String::from_utf8_lossy(&e.challenge.realm()).into_owned());
                let realm = realm.unwrap_or_default();
                self.log(Source::Authenticator, Level::Error, || {
                    format!("the shared-secret callback gave no user for realm \"{realm}\": the REGISTER is not sent")
                });
                work.step = Work::NoUser;
            }
            (Work::CountAsked(number, secret), Answer::Count(count)) => {
                if let Some(e) = self.entry(client, number) {
                    e.count = count.saturating_sub(1);
                }
                work.step = Work::Body(number, secret);
            }
            (Work::CountAsked(number, secret), _) => work.step = Work::Body(number, secret),
            (Work::BodyAsked(number, secret), Answer::Hash(hex, msg)) => {
                send.msg = msg.or(send.msg.take());
                work.step = Work::Begin(number, (!hex.is_empty()).then_some(hex), secret);
            }
            // Without an answer of the application the library hashes itself.
            (Work::BodyAsked(number, secret), Answer::Message(msg)) => {
                send.msg = Some(msg);
                work.step = Work::Begin(number, None, secret);
            }
            (Work::Hash(number, mut computation), Answer::Hash(hex, _)) => {
                computation.give(&hex);
                work.step = Work::Hash(number, computation);
            }
            (Work::Ready { proxy }, Answer::Value(value)) => add_credentials(send, proxy, &value),
            (Work::Unsupported, Answer::Message(msg)) => send.msg = Some(msg),
            (step, _) => work.step = step,
        }
    }

    /// Numbers of the challenges a client keeps, in the order they came.
    pub fn client_challenges(&self, id: ClientId) -> Result<Vec<u32>, Error> {
        Ok(self.client(id)?.extra().map(|e| e.entries.iter().map(|e| e.number).collect()).unwrap_or_default())
    }

    pub fn client_forget_challenge(&mut self, id: ClientId, number: u32) -> Result<(), Error> {
        let c = self.client_mut(id)?;
        let extra = c.extra.as_mut().ok_or(Error::NotFound)?;
        let at = extra.entries.iter().position(|e| e.number == number).ok_or(Error::NotFound)?;
        extra.entries.remove(at);
        Ok(())
    }
}

fn add_credentials(send: &mut Send, proxy: bool, value: &[u8]) {
    let name = if proxy { Name::ProxyAuthorization } else { Name::Authorization };
    if let Some(msg) = send.msg.as_mut() {
        msg.push(name, value);
    }
}
