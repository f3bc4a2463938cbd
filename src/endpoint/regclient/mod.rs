//! Register-clients: one To, From, registrar and any number of contacts each (RFC 3261 section 10.2).
//!
//! A client knows nothing of sockets or threads. It sends REGISTER through a transaction, hears the answer, and waits in
//! its state for the application. It has no timer: nothing leaves [`State::Registered`] by itself, unless a
//! [`refresh`](super::refresh) is attached to it.

mod answer;
mod block;
mod fields;
mod request;

use super::Endpoint;
use super::config::{Failover, Timers, Transport};
use super::connections::Keeper;
use super::credentials::Challenges;
use super::locate::{IpElement, Locator};
use super::output::{ClientId, ConnId, Error, Event, Level, RefreshId, Source, Target, TransactionId};
use super::random::Random;
use crate::message::Message;
use block::{Block, Key};

/// State of a register-client, with the names the C interface gives them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Idle,
    /// A REGISTER is out.
    Registering,
    /// 3xx: the registrar is already the first Contact of the response.
    Redirected,
    /// 401 or 407: Authenticate or Terminate.
    Unauthenticated,
    Registered,
    Failed,
    Terminated,
    /// Time-out, network error or 503 while failover is manual.
    SendFailure,
}

/// Why a register-client changed its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    Undefined,
    UserRequest,
    Successful,
    Redirection,
    Unauthenticated,
    RequestFailure,
    ServerFailure,
    GlobalFailure,
    TransactionTimeout,
    NetworkError,
    ServiceUnavailable,
    OutOfResources,
    DnsContinue,
    DnsGiveUp,
}

/// What all clients that are not detached share (RFC 3261 section 10.2: one Call-ID per boot, CSeq rising by one).
pub(crate) struct Manager {
    pub call_id: Vec<u8>,
    pub cseq: u32,
}

impl Manager {
    pub fn new(random: &mut Random) -> Manager {
        Manager { call_id: random.token(32), cseq: 0 }
    }
}

/// CSeq numbers stay below 2^31 (section 8.1.1.5).
pub(crate) fn next_cseq(cseq: &mut u32) -> u32 {
    *cseq = if *cseq >= i32::MAX as u32 { 1 } else { *cseq + 1 };
    *cseq
}

pub(crate) struct Client {
    pub app: usize,
    pub state: State,
    /// Own Call-ID and CSeq.
    detached: bool,
    /// A 2xx has come: giving up a refresh leaves the client registered.
    was_registered: bool,
    /// Own answer to how connections are kept.
    pub persistent: Option<bool>,
    /// Step of the last REGISTER.
    cseq: u32,
    /// Expires header of every REGISTER.
    expires: Option<u32>,
    block: Block,
    pub transaction: Option<TransactionId>,
    pub conn: Option<ConnId>,
    pub refresh: Option<RefreshId>,
    extra: Option<Box<Extra>>,
}

/// What few clients have.
#[derive(Default)]
pub(crate) struct Extra {
    timers: Option<Timers>,
    locals: Vec<u16>,
    outbound: Option<(String, u16)>,
    pub challenges: Challenges,
    /// A request held back for the next address.
    held: Option<(Box<Message>, Option<Box<Locator>>)>,
    /// DNSContinue was called.
    continued: bool,
    initial_authorization_used: bool,
}

impl Client {
    fn new(app: usize) -> Client {
        Client {
            app,
            state: State::Idle,
            detached: false,
            was_registered: false,
            persistent: None,
            cseq: 0,
            expires: None,
            block: Block::default(),
            transaction: None,
            conn: None,
            refresh: None,
            extra: None,
        }
    }
    pub fn timers(&self) -> Option<Timers> {
        self.extra.as_ref().and_then(|e| e.timers)
    }
    pub fn locals(&self) -> &[u16] {
        self.extra.as_ref().map(|e| e.locals.as_slice()).unwrap_or(&[])
    }
    pub fn forget_local(&mut self, number: u16) {
        if let Some(e) = self.extra.as_mut() {
            e.locals.retain(|n| *n != number);
        }
    }
    pub fn outbound_address(&self) -> Option<(&str, u16)> {
        self.extra.as_ref().and_then(|e| e.outbound.as_ref()).map(|(h, p)| (h.as_str(), *p))
    }
    /// Own Call-ID of a detached client.
    pub fn call_id(&self) -> Option<&[u8]> {
        if self.detached { self.block.get(Key::CallId) } else { None }
    }
    /// The server that answered a request to the next hop `key`.
    pub fn remember(&mut self, key: u64, server: &Target) {
        if self
            .remembered(key)
            .is_some_and(|e| e.transport == server.transport && (e.ip, e.port) == (server.addr.ip(), server.addr.port()))
        {
            return;
        }
        let mut text = key.to_le_bytes().to_vec();
        text.extend_from_slice(&server.addr.port().to_le_bytes());
        text.push(server.transport as u8);
        match server.addr.ip() {
            std::net::IpAddr::V4(ip) => text.extend_from_slice(&ip.octets()),
            std::net::IpAddr::V6(ip) => text.extend_from_slice(&ip.octets()),
        }
        self.block.set(Key::Server, Some(&text));
    }
    /// The server remembered for that next hop.
    pub fn remembered(&self, key: u64) -> Option<IpElement> {
        let (of, rest) = self.block.get(Key::Server)?.split_first_chunk::<8>()?;
        let (port, rest) = rest.split_first_chunk::<2>()?;
        let (transport, ip) = rest.split_first()?;
        let ip = match ip.len() {
            4 => std::net::IpAddr::from(<[u8; 4]>::try_from(ip).ok()?),
            _ => std::net::IpAddr::from(<[u8; 16]>::try_from(ip).ok()?),
        };
        let transport = Transport::ALL.into_iter().find(|t| *t as u8 == *transport)?;
        (u64::from_le_bytes(*of) == key).then_some(IpElement { ip, port: u16::from_le_bytes(*port), transport })
    }
    pub fn extra_mut(&mut self) -> &mut Extra {
        self.extra.get_or_insert_with(Box::default)
    }
    pub fn challenges(&mut self) -> Option<&mut Challenges> {
        self.extra.as_mut().map(|e| &mut e.challenges)
    }
    pub fn extra(&self) -> Option<&Extra> {
        self.extra.as_deref()
    }
}

impl Endpoint {
    pub(crate) fn client(&self, id: ClientId) -> Result<&Client, Error> {
        self.clients.get(id.0).ok_or(Error::InvalidHandle)
    }
    pub(crate) fn client_mut(&mut self, id: ClientId) -> Result<&mut Client, Error> {
        self.clients.get_mut(id.0).ok_or(Error::InvalidHandle)
    }

    /// A new register-client in Idle; `app` is the application's own value for it.
    pub fn create_client(&mut self, app: usize) -> Result<ClientId, Error> {
        if self.clients.len() >= self.cfg.max_clients {
            let most = self.cfg.max_clients;
            self.log(Source::RegClient, Level::Error, || {
                format!("all {most} register-clients are in use: raise maxRegClients in RvSipStackCfg")
            });
            return Err(Error::OutOfResources);
        }
        self.clients.insert(Client::new(app)).map(ClientId).ok_or(Error::OutOfResources)
    }

    /// Moves a client to a state and tells the application.
    pub(crate) fn client_enter(&mut self, id: ClientId, state: State, reason: Reason, msg: Option<Box<Message>>) {
        let Some(c) = self.clients.get_mut(id.0) else {
            if let Some(m) = msg {
                self.pool.put_message(m);
            }
            return;
        };
        c.state = state;
        let app = c.app;
        self.event(Event::Client { id, app, state, reason, msg });
        self.refresh_follows(id, state, reason);
    }

    pub(crate) fn terminate_client(&mut self, id: ClientId) -> Result<(), Error> {
        let c = self.client_mut(id)?;
        if c.state == State::Terminated {
            return Err(Error::IllegalAction);
        }
        c.state = State::Terminated;
        let transaction = c.transaction.take();
        let held = c.extra.take().and_then(|e| e.held);
        c.block = Block::default();
        self.keep_connection(Keeper::Client(id), None);
        if let Some((msg, _)) = held {
            self.pool.put_message(msg);
        }
        if let Some(tx) = transaction {
            self.end_transaction(tx, super::transaction::Reason::Undefined);
        }
        self.client_enter(id, State::Terminated, Reason::UserRequest, None);
        Ok(())
    }

    /// The TERMINATED event was delivered.
    pub(crate) fn release_client(&mut self, id: ClientId) {
        self.clients.remove(id.0);
    }

    pub(crate) fn manual_failover(&self) -> bool {
        self.cfg.failover == Failover::Manual
    }
}
