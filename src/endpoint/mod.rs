//! The protocol core. Time and bytes come in, work goes out; no socket is opened and no clock is read here.
//!
//! [`Endpoint::receive`], [`Endpoint::command`], [`Endpoint::handle_timeout`] and [`Endpoint::answer`] take input;
//! [`Endpoint::poll`] gives [`Output`] until there is none. What needs the application's decision leaves as an [`Ask`];
//! only the object it is about waits for the answer.

// Whatever a peer sends is answered or dropped; none of it may end the program.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod arrival;
pub mod callleg;
mod command;
mod config;
mod connections;
mod credentials;
mod destination;
mod dialog;
mod hop;
mod inspect;
mod keepalive;
mod locals;
mod locate;
mod output;
mod owners;
mod pool;
mod random;
pub mod refresh;
pub mod regclient;
mod resolver;
mod sending;
mod slab;
pub mod subscription;
pub mod timer;
mod top_via;
pub mod transaction;
pub mod transmitter;

pub use crate::dns::{Answer as DnsAnswer, Family, LookupError, Naptr, Question, Records, Srv};
pub use command::Command;
pub use config::{Config, Failover, Local, Persistency, Timers, Transport};
pub use connections::ConnInfo;
pub use locate::{HostElement, IpElement, List, QueryId, SrvElement};
pub use output::*;
pub use owners::ConnSetup;
pub use resolver::{ListOwner, Mode, ResolverId};
pub use slab::{GENERATION_MASK, Id};
pub use timer::Time;
pub use transaction::add_outbound as add_to_message;

use crate::message::{Elements, Message};
use arrival::Arrival;
use callleg::CallLeg;
use connections::{Alias, Conn};
use inspect::Inspection;
use locals::LocalState;
use pool::Pool;
use random::Random;
use regclient::Client;
use slab::Slab;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;
use timer::Wheel;
use transaction::Transaction;

/// What a timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimerKey {
    /// Retransmission, time-out or end of lingering of a transaction; its fields tell which.
    Transaction(TransactionId),
    /// An accepted connection that nobody uses any more.
    ConnIdle(ConnId),
    /// The next keepalive of a connection, or the end of the wait for its answer.
    ConnKeepalive(ConnId),
    /// A forked call-leg waits for its 2xx.
    ForkedLeg(CallLegId),
    /// The session of a call-leg is to be refreshed, or is about to expire.
    SessionAlert(CallLegId),
    SessionEnd(CallLegId),
    /// A subscription is about to expire, has expired, has heard nothing.
    SubscriptionAlert(SubscriptionId),
    SubscriptionEnd(SubscriptionId),
    SubscriptionSilent(SubscriptionId),
    /// A registration is to be refreshed.
    Refresh(RefreshId),
}

/// An object whose TERMINATED event was handed out; it is gone when the next output is asked for.
enum Ended {
    Client(ClientId),
    Transaction(TransactionId),
    Connection(ConnId),
    CallLeg(CallLegId),
    ReInvite(ReInviteId),
    Subscription(SubscriptionId),
    Notify(NotifyId),
    Refresh(RefreshId),
}

/// How often things happened since the start.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Counters {
    pub datagrams_received: u64,
    pub stream_messages_received: u64,
    pub messages_sent: u64,
    pub retransmissions_sent: u64,
    pub retransmissions_absorbed: u64,
    /// Messages that did not parse or broke a limit.
    pub malformed: u64,
    /// Responses that fit no transaction.
    pub stray_responses: u64,
    /// Requests refused because a table was full.
    pub refused: u64,
}

/// Use of one kind of object: now, room made for, and the most there ever were.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Usage {
    pub used: usize,
    pub allocated: usize,
    pub most: usize,
}

/// What the tables hold just now; all of it is 0 when nothing is going on.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Tables {
    pub clients: usize,
    pub refreshes: usize,
    pub transactions: usize,
    pub connections: usize,
    pub timers: usize,
    /// Messages the application looks at before they are processed.
    pub arrivals: usize,
    /// Keys of server transactions, by branch and for merged requests.
    pub server_keys: usize,
    pub merge_keys: usize,
    /// Keys a CANCEL finds them by.
    pub cancellable: usize,
    /// Branches the application chose.
    pub branches: usize,
    /// CANCELs of ours.
    pub cancels: usize,
    /// INVITEs that wait for an ACK on 2xx, and those that wait for a PRACK.
    pub awaiting_ack: usize,
    pub awaiting_prack: usize,
    pub call_legs: usize,
    pub reinvites: usize,
    pub subscriptions: usize,
    pub notifies: usize,
    /// Subscriptions whose first NOTIFY may come before a response.
    pub subscribing: usize,
    /// Dialogs that requests are looked up in.
    pub dialogs: usize,
    pub shared_connections: usize,
    /// Questions to the DNS.
    pub lookups: usize,
    pub resolvers: usize,
    /// Names of peers that led to connections (RFC 5923).
    pub aliases: usize,
    /// Addresses of peers that connected.
    pub accepted: usize,
    pub transmitters: usize,
    /// Outputs waiting to be fetched.
    pub outputs: usize,
}

/// Bytes of messages that were sent which are kept until there is nothing to do, at the most.
const SENT_BYTES_KEPT: usize = 1 << 20;

pub struct Endpoint {
    cfg: Config,
    interest: Interest,
    now: Time,
    wheel: Wheel<TimerKey>,
    random: Random,
    transactions: Slab<Transaction>,
    /// How many of them do not count.
    uncounted_transactions: usize,
    /// How many are transmitters of the application, now and at the most.
    transmitters: usize,
    most_transmitters: usize,
    most_transactions: usize,
    most_call_legs: usize,
    /// Server transactions by the key of RFC 3261 section 17.2.3.
    servers: HashMap<Box<[u8]>, TransactionId>,
    /// Server transactions by that key without its method, for CANCEL.
    cancellable: HashMap<Box<[u8]>, TransactionId>,
    /// Server transactions by From tag, Call-ID and CSeq (section 8.2.2.2).
    merged: HashMap<Box<[u8]>, TransactionId>,
    /// Client transactions whose branch the application chose.
    branches: HashMap<Box<[u8]>, TransactionId>,
    /// CANCELs of ours by the branch they share with what they cancel.
    cancels: HashMap<Box<[u8]>, TransactionId>,
    /// INVITEs that were answered with 2xx, by what their ACK says of the dialog.
    awaiting_ack: HashMap<Box<[u8]>, TransactionId>,
    /// INVITEs whose reliable provisional response waits for its PRACK, by what that says of both.
    awaiting_prack: HashMap<Box<[u8]>, TransactionId>,
    legs: Slab<CallLeg>,
    /// How many of them are no calls.
    hidden_legs: usize,
    subscriptions: Slab<subscription::Subscription>,
    notifies: Slab<subscription::Notify>,
    /// Subscriptions by what their NOTIFYs say of our end.
    subscribing: HashMap<Box<[u8]>, SubscriptionId>,
    reinvites: Slab<callleg::ReInvite>,
    /// Call-legs by Call-ID and tags.
    dialogs: HashMap<Box<[u8]>, CallLegId>,
    clients: Slab<Client>,
    refreshes: Slab<refresh::Refresh>,
    ended_refreshes: usize,
    refresh_times: refresh::Times,
    manager: regclient::Manager,
    conns: Slab<Conn>,
    /// Connections open to sharing, by where they lead.
    shared_conns: HashMap<Target, Vec<ConnId>>,
    /// Accepted connections by the name of their peers, and by their address.
    aliases: HashMap<Alias, ConnId>,
    accepted_conns: HashMap<SocketAddr, ConnId>,
    /// Connections that nobody uses, in the order in which that began.
    unused_conns: BTreeMap<u64, ConnId>,
    next_unused: u64,
    next_attached: u64,
    arrivals: Slab<Arrival>,
    /// Questions to the DNS under way, and who waits for the answer.
    lookups: Slab<locate::Asker>,
    down: locate::Down,
    resolvers: Slab<resolver::Resolver>,
    /// Messages the application looks at before they belong to anything.
    inspections: Slab<Inspection>,
    locals: Vec<Local>,
    local_states: Vec<LocalState>,
    out: VecDeque<Output>,
    /// Bytes of the [`Transmit`]s in `out`, and how many went before them.
    arena: Vec<u8>,
    arena_gone: usize,
    pool: Pool,
    /// Where texts of the application are checked.
    scratch: Elements,
    ended: Option<Ended>,
    /// An answer about a received message is being worked on.
    answering: bool,
    log_debug: bool,
    log_warnings: bool,
    counters: Counters,
    /// Makes To tags of stateless answers the same for a repeated request.
    tag_key: u64,
}

impl Endpoint {
    pub fn new(cfg: Config) -> Endpoint {
        let mut random = Random::new(cfg.seed);
        let tag_key = random.u64();
        let manager = regclient::Manager::new(&mut random);
        Endpoint {
            interest: Interest::default(),
            now: Time(0),
            wheel: Wheel::new(Time(0)),
            random,
            transactions: Slab::new(cfg.epoch),
            uncounted_transactions: 0,
            transmitters: 0,
            most_transmitters: 0,
            most_transactions: 0,
            most_call_legs: 0,
            servers: HashMap::new(),
            cancellable: HashMap::new(),
            merged: HashMap::new(),
            branches: HashMap::new(),
            cancels: HashMap::new(),
            awaiting_ack: HashMap::new(),
            awaiting_prack: HashMap::new(),
            legs: Slab::new(cfg.epoch),
            hidden_legs: 0,
            subscriptions: Slab::new(cfg.epoch),
            notifies: Slab::new(cfg.epoch),
            subscribing: HashMap::new(),
            reinvites: Slab::new(cfg.epoch),
            dialogs: HashMap::new(),
            clients: Slab::new(cfg.epoch),
            refreshes: Slab::new(cfg.epoch),
            ended_refreshes: 0,
            refresh_times: refresh::Times::default(),
            manager,
            conns: Slab::new(cfg.epoch),
            shared_conns: HashMap::new(),
            aliases: HashMap::new(),
            accepted_conns: HashMap::new(),
            unused_conns: BTreeMap::new(),
            next_unused: 0,
            next_attached: 0,
            arrivals: Slab::new(0),
            lookups: Slab::new(0),
            down: locate::Down::default(),
            resolvers: Slab::new(cfg.epoch),
            inspections: Slab::new(0),
            locals: Vec::new(),
            local_states: Vec::new(),
            out: VecDeque::new(),
            arena: Vec::new(),
            arena_gone: 0,
            pool: Pool::default(),
            scratch: Elements::default(),
            ended: None,
            answering: false,
            log_debug: false,
            log_warnings: true,
            counters: Counters::default(),
            tag_key,
            cfg,
        }
    }

    /// Which questions the application wants to be asked.
    pub fn set_interest(&mut self, interest: Interest) {
        // without room for subscriptions their requests are like any other
        let subscription = interest.subscription && self.cfg.max_subscriptions > 0;
        self.interest = Interest { subscription, ..interest };
    }
    pub fn interest(&self) -> Interest {
        self.interest
    }
    /// Lines of level Debug and Info are only made while somebody reads them.
    pub fn set_log_debug(&mut self, on: bool) {
        self.log_debug = on;
    }
    /// Nor are those of level Warn and Error while nobody reads any.
    pub fn set_log_warnings(&mut self, on: bool) {
        self.log_warnings = on;
    }
    /// Somebody was turned away before there was a connection.
    pub fn turned_away(&mut self) {
        self.counters.refused += 1;
    }
    pub fn config(&self) -> &Config {
        &self.cfg
    }
    pub fn counters(&self) -> Counters {
        self.counters
    }
    /// What the tables hold just now.
    pub fn tables(&self) -> Tables {
        Tables {
            clients: self.clients.len(),
            refreshes: self.refreshes.len(),
            transactions: self.transactions.len() - self.transmitters,
            connections: self.conns.len(),
            timers: self.wheel.len(),
            arrivals: self.arrivals.len() + self.inspections.len(),
            server_keys: self.servers.len(),
            cancellable: self.cancellable.len(),
            merge_keys: self.merged.len(),
            branches: self.branches.len(),
            cancels: self.cancels.len(),
            awaiting_ack: self.awaiting_ack.len(),
            awaiting_prack: self.awaiting_prack.len(),
            call_legs: self.legs.len(),
            reinvites: self.reinvites.len(),
            subscriptions: self.subscriptions.len(),
            notifies: self.notifies.len(),
            subscribing: self.subscribing.len(),
            dialogs: self.dialogs.len(),
            shared_connections: self.shared_conns.len(),
            lookups: self.lookups.len(),
            resolvers: self.resolvers.len(),
            aliases: self.aliases.len(),
            accepted: self.accepted_conns.len(),
            transmitters: self.transmitters,
            outputs: self.out.len(),
        }
    }
    pub fn client_usage(&self) -> Usage {
        Usage { used: self.clients.len(), allocated: self.clients.allocated(), most: self.clients.most_used() }
    }
    pub fn subscription_usage(&self) -> Usage {
        let s = &self.subscriptions;
        Usage { used: s.len(), allocated: s.allocated(), most: s.most_used() }
    }
    pub fn call_leg_usage(&self) -> Usage {
        let used = self.legs.len() - self.hidden_legs;
        Usage { used, allocated: self.legs.allocated(), most: self.most_call_legs }
    }
    pub fn transaction_usage(&self) -> Usage {
        let used = self.transactions.len() - self.transmitters;
        Usage { used, allocated: self.transactions.allocated(), most: self.most_transactions }
    }
    pub fn lookup_usage(&self) -> Usage {
        Usage { used: self.lookups.len(), allocated: self.lookups.allocated(), most: self.lookups.most_used() }
    }
    pub fn connection_usage(&self) -> Usage {
        Usage { used: self.conns.len(), allocated: self.conns.allocated(), most: self.conns.most_used() }
    }

    /// A datagram or one framed message arrived.
    pub fn receive(&mut self, now: Time, flow: Flow, bytes: &[u8]) {
        self.now = now.max(self.now);
        match flow {
            Flow::Udp { .. } => self.counters.datagrams_received += 1,
            Flow::Conn(c) => {
                if !self.carries_messages(c) || self.hold_back(c, bytes) {
                    return;
                }
                self.counters.stream_messages_received += 1;
            }
        }
        self.arrived(flow, bytes);
        if let Flow::Conn(c) = flow {
            self.connection_heard(c);
        }
    }

    /// What an API call asked for; checked and answered at once, carried out through [`Output`].
    pub fn command(&mut self, now: Time, command: Command) -> Result<(), Error> {
        self.now = now.max(self.now);
        let (source, name) = command.name();
        let outcome = self.run_command(command);
        if let Err(error) = outcome {
            self.log(source, Level::Error, || format!("{name} refused: {}", error.text()));
        }
        outcome
    }

    /// The earliest time at which [`Endpoint::handle_timeout`] has something to do.
    pub fn next_timeout(&self) -> Option<Time> {
        self.wheel.next()
    }

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: Time) {
        self.now = now.max(self.now);
        while let Some(key) = self.wheel.pop(self.now) {
            match key {
                TimerKey::Transaction(id) => self.transaction_timer(id),
                TimerKey::ConnIdle(conn) => self.conn_idle(conn),
                TimerKey::ConnKeepalive(conn) => self.keepalive_timer(conn),
                TimerKey::ForkedLeg(_) | TimerKey::SessionAlert(_) | TimerKey::SessionEnd(_) => self.leg_timer(key),
                TimerKey::SubscriptionAlert(_) | TimerKey::SubscriptionEnd(_) | TimerKey::SubscriptionSilent(_) => {
                    self.subscription_timer(key);
                }
                TimerKey::Refresh(id) => self.refresh_timer(id),
            }
        }
    }

    /// The application's reply to an [`Ask`]. An answer to an object that is gone is dropped.
    pub fn answer(&mut self, now: Time, token: Token, answer: Answer) {
        self.now = now.max(self.now);
        match token {
            Token::Send(id) => self.send_answer(id, answer),
            Token::Arrival(id) => self.arrival_answer(id, answer),
            Token::Check(id) => self.check_answer(id, answer),
            Token::Resolver(id) => self.resolver_answer(id, answer),
            Token::Connection(id) => self.connection_answer(id, !matches!(answer, Answer::Keep(false))),
            Token::Look(id) => self.look_answer(id, answer),
            Token::CallLeg(id) => self.session_fault_answered(id, !matches!(answer, Answer::Keep(false))),
        }
    }

    /// The next piece of work. Asking for it also says that the one before is done: an object whose TERMINATED event was
    /// handed out before is gone from now on.
    pub fn poll(&mut self) -> Option<Output> {
        if let Some(ended) = self.ended.take() {
            match ended {
                Ended::Client(id) => self.release_client(id),
                Ended::Transaction(id) => self.release_transaction(id),
                Ended::CallLeg(id) => self.release_leg(id),
                Ended::ReInvite(id) => self.release_reinvite(id),
                Ended::Subscription(id) => self.release_subscription(id),
                Ended::Notify(id) => self.release_notify(id),
                Ended::Refresh(id) => self.release_refresh(id),
                Ended::Connection(id) => {
                    self.conns.remove(id.0);
                }
            }
        }
        let output = self.next_output();
        match &output {
            Some(Output::Event(Event::Client { id, state: regclient::State::Terminated, .. })) => {
                self.ended = Some(Ended::Client(*id));
            }
            Some(Output::Event(Event::Refresh { id, state: refresh::State::Terminated, .. })) => {
                self.ended = Some(Ended::Refresh(*id));
            }
            Some(Output::Event(Event::Transaction { id, state: transaction::State::Terminated, .. })) => {
                self.ended = Some(Ended::Transaction(*id));
            }
            Some(Output::Event(Event::CallLeg { id, state: callleg::State::Terminated, .. })) => {
                self.ended = Some(Ended::CallLeg(*id));
            }
            Some(Output::Event(Event::ReInvite {
                reinvite: Some((id, _)), state: callleg::ModifyState::Terminated, ..
            })) => self.ended = Some(Ended::ReInvite(*id)),
            Some(Output::Event(Event::Subscription { id, state: subscription::State::Terminated, .. })) => {
                self.ended = Some(Ended::Subscription(*id));
            }
            Some(Output::Event(Event::Notify { notify, status: subscription::NotifyStatus::Terminated, .. })) => {
                self.ended = Some(Ended::Notify(*notify));
            }
            Some(Output::Event(
                Event::Bye { transaction, state: callleg::ByeState::Terminated, .. }
                | Event::CallLegTransaction { transaction, state: callleg::GeneralState::Terminated, .. },
            )) => self.ended = Some(Ended::Transaction(*transaction)),
            Some(Output::Event(Event::Transmitter(change))) if change.state == transmitter::State::Terminated => {
                self.ended = Some(Ended::Transaction(change.id));
            }
            Some(Output::Event(Event::Connection { id, state: ConnState::Terminated, last: true, .. })) => {
                self.ended = Some(Ended::Connection(*id));
            }
            Some(Output::Transmit(t)) => {
                // There may never come a moment without outputs.
                let sent = t.range.start.saturating_sub(self.arena_gone);
                if sent > SENT_BYTES_KEPT && sent > self.arena.len() / 2 {
                    self.arena.drain(..sent);
                    self.arena_gone += sent;
                }
            }
            None => {
                self.arena.clear();
                self.arena.shrink_to(SENT_BYTES_KEPT);
                self.arena_gone = 0;
            }
            _ => {}
        }
        output
    }

    /// Passes over what was to be told to an owner that has left its connection since, and over messages of connections that
    /// have ended since.
    fn next_output(&mut self) -> Option<Output> {
        loop {
            let output = self.out.pop_front()?;
            match output {
                Output::Event(Event::Connection { id, to: Recipient::Owner { number, .. }, state, last, .. })
                    if !self.is_attached(id, number) =>
                {
                    if last && state == ConnState::Terminated {
                        self.conns.remove(id.0);
                    }
                }
                Output::Event(Event::ConnectionError { id, to: Recipient::Owner { number, .. } })
                    if !self.is_attached(id, number) => {}
                Output::Ask(Token::Look(token), Ask::Look { conn: Some(id), msg, .. }) if !self.carries_messages(id) => {
                    self.inspections.remove(token);
                    self.pool.put_message(msg);
                }
                Output::Event(Event::Transmitter(change)) if !self.transmitter_tells(&change) => {}
                Output::Ask(_, Ask::ConnectionCreated { conn }) if self.any_connection(conn).is_none() => {}
                output => return Some(output),
            }
        }
    }

    /// Is there work to fetch?
    pub fn has_output(&self) -> bool {
        !self.out.is_empty() || self.ended.is_some()
    }

    /// A line for the log from outside of the core, so that all lines keep their order.
    pub fn note(&mut self, source: Source, level: Level, text: &str) {
        self.log(source, level, || text.to_string());
    }
    /// Outputs not yet fetched.
    pub fn outputs_waiting(&self) -> usize {
        self.out.len()
    }
    pub fn timers_running(&self) -> usize {
        self.wheel.len()
    }

    /// The bytes of a [`Transmit`].
    pub fn bytes(&self, transmit: &Transmit) -> &[u8] {
        let at = |n: usize| n.wrapping_sub(self.arena_gone);
        self.arena.get(at(transmit.range.start)..at(transmit.range.end)).unwrap_or(&[])
    }

    /// Gives back a message that came with an event.
    pub fn recycle(&mut self, msg: Box<Message>) {
        self.pool.put_message(msg);
    }

    fn event(&mut self, event: Event) {
        self.out.push_back(Output::Event(event));
    }

    fn ask(&mut self, token: Token, ask: Ask) {
        self.out.push_back(Output::Ask(token, ask));
    }

    fn transmit(&mut self, flow: Flow, transaction: Option<TransactionId>, bytes: &[u8]) {
        let from = self.arena_gone + self.arena.len();
        self.arena.extend_from_slice(bytes);
        self.counters.messages_sent += 1;
        self.out.push_back(Output::Transmit(Transmit { flow, transaction, range: from..from + bytes.len() }));
    }

    fn log(&mut self, source: Source, level: Level, text: impl FnOnce() -> String) {
        let everyday = matches!(level, Level::Debug | Level::Info);
        if self.log_debug || (self.log_warnings && !everyday) {
            self.out.push_back(Output::Log(source, level, text()));
        }
    }

    /// The address peers reach a local under when they are at `peer`: the bound one, or the one packets leave from.
    fn advertised(&self, local: u16, peer: SocketAddr) -> Option<SocketAddr> {
        let l = self.locals.get(local as usize)?;
        if !l.addr.ip().is_unspecified() {
            return Some(l.addr);
        }
        Some(SocketAddr::new((self.cfg.source)(peer.ip())?, l.addr.port()))
    }
}
