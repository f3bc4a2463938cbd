//! The client side of digest authentication: challenges kept by whoever sends requests, credentials computed for each request.
//!
//! Credentials go in ahead of a challenge once a challenge was answered. A hash or a secret that only the application has
//! is asked for, and the request waits.

use super::Endpoint;
use super::connections::Keeper;
use super::output::{Answer, Ask, Error, Level, Source, Token, TransactionId};
use super::sending::{Send, Stage};
use super::transaction::{self, Owner};
use crate::auth::{self, Algorithm, AuthInfo, Body, Computation, Secret, Step};
use crate::message::{Message, Name};

/// The challenges somebody has received, and what answers them.
#[derive(Default)]
pub(crate) struct Challenges {
    pub entries: Vec<Entry>,
    /// Number of the next entry.
    next_entry: u32,
    /// Challenges nobody here can answer; the flag tells Proxy-Authenticate.
    unsupported: Vec<(bool, Vec<u8>)>,
    /// The request was repeated with a new nonce without asking the application.
    pub repeated: bool,
}

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
    pub(crate) fn challenges(&mut self, keeper: Keeper) -> Option<&mut Challenges> {
        match keeper {
            Keeper::Client(id) => self.clients.get_mut(id.0)?.challenges(),
            Keeper::CallLeg(id) => self.legs.get_mut(id.0).map(|leg| &mut leg.challenges),
            Keeper::Refresh(id) => self.refresh_challenges(id),
        }
    }

    /// Can a challenge be answered, as far as that can be told now?
    pub(crate) fn may_authenticate(&mut self, keeper: Keeper) -> Result<(), Error> {
        let (own, asked) = (self.interest.unsupported_challenge, self.interest.secret);
        let Some(kept) = self.challenges(keeper) else { return Err(Error::NotSupported) };
        if kept.entries.is_empty() {
            if own && !kept.unsupported.is_empty() {
                return Ok(());
            }
            self.log(Source::Authenticator, Level::Error, || {
                "no challenge of the response can be answered: scheme or algorithm is not supported".to_string()
            });
            return Err(Error::NotSupported);
        }
        if !asked && kept.entries.iter().any(|e| e.user.is_none()) {
            self.log(Source::Authenticator, Level::Error, || {
                "no user and password: set pfnGetSharedSecretAuthenticationHandler with RvSipAuthenticatorSetEvHandlers"
                    .to_string()
            });
            return Err(Error::NotFound);
        }
        Ok(())
    }

    /// Takes the challenges of a 401 or 407. True when the request is to be repeated at once: only nonces had grown old.
    pub(crate) fn challenged(&mut self, keeper: Keeper, msg: &mut Message) -> bool {
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
        if let Keeper::Client(id) = keeper
            && let Ok(c) = self.client_mut(id)
        {
            c.extra_mut();
        }
        let Some(kept) = self.challenges(keeper) else { return false };
        let newest_before = kept.next_entry;
        kept.unsupported = unsupported;
        let mut only_old = !chosen.is_empty() && !kept.repeated;
        for (index, fresh) in chosen.into_iter().zip(cnonce_source) {
            let Some(challenge) = challenges.get(index) else { continue };
            let mut cnonce = [b'0'; 16];
            cnonce.iter_mut().zip(fresh).for_each(|(d, s)| *d = s);
            let known = kept.entries.iter_mut().find(|e| e.challenge.same_space(challenge));
            let Some(entry) = known else {
                only_old = false;
                if kept.entries.len() >= most {
                    // A server that names a new realm each time must not make the client grow: the oldest one goes.
                    let oldest = kept.entries.iter().position(|e| e.number <= newest_before);
                    match oldest {
                        Some(at) => kept.entries.remove(at),
                        None => continue,
                    };
                }
                kept.next_entry += 1;
                let number = kept.next_entry;
                let challenge = challenge.clone();
                kept.entries.push(Entry { number, challenge, user: None, cnonce, count: 0, proven: false });
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
        kept.repeated = only_old;
        only_old
    }

    /// A 2xx: the credentials were right, and there may be a nonce for the next request.
    pub(crate) fn credentials_accepted(&mut self, keeper: Keeper, msg: &mut Message) {
        let Some(kept) = self.challenges(keeper) else { return };
        kept.repeated = false;
        for entry in kept.entries.iter_mut().filter(|e| e.count > 0) {
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

    /// What has to be computed for the next request.
    pub(crate) fn credentials_to_add(&mut self, keeper: Keeper) -> Option<Box<Credentialing>> {
        let wanted = self.interest.unsupported_challenge;
        let secret = self.interest.secret;
        let kept = self.challenges(keeper)?;
        let todo: Vec<u32> = kept.entries.iter().rev().filter(|e| e.user.is_some() || secret).map(|e| e.number).collect();
        let unsupported = if wanted { std::mem::take(&mut kept.unsupported) } else { Vec::new() };
        if todo.is_empty() && unsupported.is_empty() {
            return None;
        }
        Some(Box::new(Credentialing { todo, unsupported, step: Work::Next }))
    }

    /// Who keeps the challenges of a transaction's requests.
    pub(crate) fn keeper_of(&self, tx: TransactionId) -> Option<Keeper> {
        match self.tx(tx).ok()?.owner {
            Owner::Client(id) => Some(Keeper::Client(id)),
            Owner::CallLeg(leg) => Some(Keeper::CallLeg(leg)),
            Owner::Refresh(id) => Some(Keeper::Refresh(id)),
            _ => None,
        }
    }

    fn entry(&mut self, keeper: Keeper, number: u32) -> Option<&mut Entry> {
        self.challenges(keeper)?.entries.iter_mut().find(|e| e.number == number)
    }

    /// Goes on computing credentials; false while the application is asked.
    pub(crate) fn stage_credentials(&mut self, tx: TransactionId, send: &mut Send) -> Result<bool, Error> {
        let Some(keeper) = self.keeper_of(tx) else { return Err(Error::InvalidHandle) };
        let Some(subject) = self.subject(tx) else { return Err(Error::InvalidHandle) };
        loop {
            let Some(work) = send.credentials.as_mut() else {
                send.stage = Stage::ToSend;
                return Ok(true);
            };
            match std::mem::replace(&mut work.step, Work::Next) {
                Work::Next => {
                    if let Some(number) = work.todo.pop() {
                        let Some(entry) = self.entry(keeper, number) else { continue };
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
                    let Some(entry) = self.entry(keeper, number) else { continue };
                    let (count, proxy) = (entry.count + 1, entry.challenge.is_proxy());
                    let challenge = entry.challenge.text().to_vec();
                    self.ask(Token::Send(tx), Ask::NonceCount { subject, challenge, proxy, count });
                    return Ok(false);
                }
                Work::Body(number, secret) => {
                    let integrity = self.entry(keeper, number).is_some_and(|e| e.challenge.qop() == Some(auth::Qop::AuthInt));
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
                    let Some(entry) = self.entry(keeper, number) else { continue };
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
                    if let Some(entry) = self.entry(keeper, number)
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
        let Some(keeper) = self.keeper_of(tx) else { return };
        let Some(work) = send.credentials.as_mut() else { return };
        match (std::mem::replace(&mut work.step, Work::Next), answer) {
            (Work::Secret(number), Answer::Secret(Some((user, password)))) if !user.is_empty() => {
                work.step = Work::Count(number, Some((user, password)));
            }
            (Work::Secret(number), _) => {
                let realm = self.entry(keeper, number).map(|e| String::from_utf8_lossy(&e.challenge.realm()).into_owned());
                let realm = realm.unwrap_or_default();
                self.log(Source::Authenticator, Level::Error, || {
                    format!("the shared-secret callback gave no user for realm \"{realm}\": the request is not sent")
                });
                work.step = Work::NoUser;
            }
            (Work::CountAsked(number, secret), Answer::Count(count)) => {
                if let Some(e) = self.entry(keeper, number) {
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
}

fn add_credentials(send: &mut Send, proxy: bool, value: &[u8]) {
    let name = if proxy { Name::ProxyAuthorization } else { Name::Authorization };
    if let Some(msg) = send.msg.as_mut() {
        msg.push(name, value);
    }
}

impl Endpoint {
    /// The application has no user for a realm: the request cannot go out.
    pub(crate) fn credentials_missing(&mut self, tx: TransactionId) {
        let Ok(t) = self.tx(tx) else { return };
        match t.owner {
            Owner::Client(id) => {
                self.forget_owner(tx);
                self.end_transaction(tx, transaction::Reason::Undefined);
                self.client_without_credentials(id);
            }
            Owner::CallLeg(id) => self.leg_without_credentials(id, tx),
            _ => self.end_transaction(tx, transaction::Reason::Undefined),
        }
    }
}
