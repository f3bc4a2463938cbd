//! Two ends and a network in memory, with a clock that jumps: what endpoint tests run on.

#![allow(dead_code)]

pub mod calls;
pub mod registrar;
pub mod subscriptions;
pub mod talker;

use rvsip::auth::Algorithm;
use rvsip::endpoint::regclient::{Reason, State};
use rvsip::endpoint::*;
use rvsip::message::{Limits, Message, Name};
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::net::SocketAddr;

/// A link's vices, in percent and milliseconds.
#[derive(Clone, Copy, Default)]
pub struct Link {
    pub loss: u32,
    pub double: u32,
    /// Latency is drawn between these.
    pub latency: (u64, u64),
}

/// Small repeatable random numbers for the tests themselves.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    pub fn below(&mut self, n: u64) -> u64 {
        if n == 0 { 0 } else { self.next() % n }
    }
    pub fn percent(&mut self, p: u32) -> bool {
        self.below(100) < p as u64
    }
}

/// Bytes under way; ordered by arrival time, then by number.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Packet {
    at: std::cmp::Reverse<u64>,
    number: std::cmp::Reverse<u64>,
    to: SocketAddr,
    from: SocketAddr,
    bytes: Vec<u8>,
}

pub const CLIENT: &str = "192.0.2.1:5060";
pub const REGISTRAR: &str = "192.0.2.2:5060";

pub fn addr(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// What the application of the client side saw.
#[derive(Default)]
pub struct Seen {
    pub states: Vec<(ClientId, State, Reason)>,
    /// The last message a client was told of.
    pub last: HashMap<ClientId, Message>,
    pub transactions: Vec<(TransactionId, transaction::State, transaction::Reason)>,
    pub last_of_transaction: HashMap<TransactionId, Message>,
    /// Credentials found by AuthBegin: value, proxy, supported.
    pub found: Vec<(TransactionId, String, bool, bool)>,
    /// Verdicts of AuthBegin.
    pub completed: Vec<(TransactionId, bool)>,
    pub cancelled: Vec<TransactionId>,
    /// The CANCELs of these.
    pub cancels: Vec<Option<TransactionId>>,
    /// Look-ups of the application's own that came to their end, and whether by an error.
    pub resolved: Vec<(ResolverId, Mode, bool)>,
    /// States of connections, with the owner that was told; none for the application as a whole.
    pub connections: Vec<(ConnId, Option<usize>, ConnState, ConnReason)>,
    /// Owners that were told of an error.
    pub broken: Vec<(ConnId, usize)>,
    /// Connections that peers offered for requests to them.
    pub offered: Vec<ConnId>,
    pub new_connections: Vec<(Subject, ConnId, bool)>,
    /// States of transmitters.
    pub transmitters: Vec<transmitter::Change>,
    /// What was told of call-legs, in order: one line each, as `Connected RemoteAck`, `prack PrackSent Undefined`.
    pub legs: Vec<(CallLegId, String)>,
    /// The last message each was told of.
    pub last_of_leg: HashMap<CallLegId, Message>,
    /// Transactions and re-INVITEs of call-legs, in the order they were told of first.
    pub of_legs: Vec<TransactionId>,
    pub reinvites: Vec<ReInviteId>,
    /// The same of subscriptions and their notifications, as `Active Undefined`, `notify Received Undefined`.
    pub subscriptions: Vec<(SubscriptionId, String)>,
    pub last_of_subscription: HashMap<SubscriptionId, Message>,
    pub notifies: Vec<NotifyId>,
    /// What was told of refreshes, in order: one line each, as `Active Accepted` or `response 200`.
    pub refreshes: Vec<(RefreshId, String)>,
    /// Messages that belonged to no transaction.
    pub out_of_context: Vec<Message>,
    /// Names of the questions asked, in order.
    pub asked: Vec<&'static str>,
}

/// Questions that the application has not answered yet.
pub type Held = std::rc::Rc<std::cell::RefCell<Vec<(Token, Ask)>>>;

/// The application: takes a question, or gives it back to be answered the usual way.
pub type AskHook = Box<dyn FnMut(&mut Net, Token, Ask) -> Option<(Token, Ask)>>;
/// Is told of a state.
pub type StateHook = Box<dyn FnMut(&mut Net, ClientId, State, Reason)>;
/// Sees every message at the moment it is sent: time, sender, bytes.
pub type WireHook = Box<dyn FnMut(u64, SocketAddr, &[u8])>;
/// Is told of a transaction.
pub type TransactionHook = Box<dyn FnMut(&mut Net, TransactionId, transaction::State, transaction::Reason)>;

/// Is told of a transmitter, with the message where there is one.
pub type TransmitterHook = Box<dyn FnMut(&mut Net, transmitter::Change, Option<&mut Message>)>;
/// Is told that a call-leg has something new in [`Seen::legs`].
pub type LegHook = Box<dyn FnMut(&mut Net, CallLegId)>;
/// Is told of a connection, as an owner or as the application.
pub type ConnectionHook = Box<dyn FnMut(&mut Net, ConnId, Option<usize>, ConnState)>;

/// A client endpoint, a scripted server and the network between them.
pub struct Net {
    pub now: u64,
    pub link: Link,
    pub dice: Dice,
    pub client: Endpoint,
    pub seen: Seen,
    /// Every message sent, in order: time, sender, bytes.
    pub sent: Vec<(u64, SocketAddr, Vec<u8>)>,
    pub keep_sent: bool,
    pub log: Vec<String>,
    pub secret: Option<(Vec<u8>, Vec<u8>)>,
    /// Answers of the name service.
    pub names: HashMap<String, Vec<std::net::IpAddr>>,
    /// Answers to single questions; NAPTR and SRV that are not here have no records.
    pub dns: HashMap<Question, DnsAnswer>,
    /// Every question to the DNS, in order.
    pub questions: Vec<Question>,
    /// Host names whose addresses are asked for and not answered yet.
    pub lookups: Vec<(QueryId, String)>,
    /// Streams: our address and the one of the other end.
    pub conns: BTreeMap<ConnId, (SocketAddr, SocketAddr)>,
    /// Connections that were asked for and those that were closed, in order.
    pub opened: Vec<(ConnId, SocketAddr)>,
    pub closed: Vec<ConnId>,
    /// Keepalives sent, with their times.
    pub pings: Vec<(u64, ConnId)>,
    pub tos: Vec<(ConnId, u8)>,
    /// Local addresses whose socket was closed.
    pub unbound: Vec<u16>,
    pub refuse: Vec<SocketAddr>,
    /// Datagrams to these vanish.
    pub dead: Vec<SocketAddr>,
    /// Messages that were to go to connections that are gone.
    pub lost: usize,
    pub on_ask: Option<AskHook>,
    pub on_state: Option<StateHook>,
    pub on_transaction: Option<TransactionHook>,
    pub on_connection: Option<ConnectionHook>,
    pub on_transmitter: Option<TransmitterHook>,
    pub on_wire: Option<WireHook>,
    pub on_leg: Option<LegHook>,
    packets: BinaryHeap<Packet>,
    number: u64,
    next_port: u16,
}

pub fn config() -> Config {
    Config {
        max_clients: 100_000,
        max_transactions: 300_000,
        max_call_legs: 1000,
        max_subscriptions: 1000,
        max_connections: 1000,
        tcp: true,
        seed: [7; 32],
        ..Config::default()
    }
}

impl Net {
    pub fn new(cfg: Config, seed: u64) -> Net {
        let mut client = Endpoint::new(cfg);
        for transport in [Transport::Udp, Transport::Tcp] {
            client.add_local(Local {
                transport,
                addr: addr(CLIENT),
                text: "192.0.2.1".into(),
                configured_port: 5060,
                enabled: true,
            });
        }
        client.set_interest(Interest { secret: true, ..Interest::default() });
        Net {
            now: 0,
            link: Link { latency: (5, 5), ..Link::default() },
            dice: Dice::new(seed),
            client,
            seen: Seen::default(),
            sent: Vec::new(),
            keep_sent: true,
            log: Vec::new(),
            secret: None,
            names: HashMap::new(),
            dns: HashMap::new(),
            questions: Vec::new(),
            lookups: Vec::new(),
            conns: BTreeMap::new(),
            opened: Vec::new(),
            closed: Vec::new(),
            pings: Vec::new(),
            tos: Vec::new(),
            unbound: Vec::new(),
            refuse: Vec::new(),
            dead: Vec::new(),
            lost: 0,
            on_ask: None,
            on_state: None,
            on_transaction: None,
            on_connection: None,
            on_transmitter: None,
            on_wire: None,
            on_leg: None,
            packets: BinaryHeap::new(),
            number: 0,
            next_port: 40_000,
        }
    }

    pub fn time(&self) -> Time {
        Time(self.now)
    }

    /// A client ready to register `user` at example.com.
    pub fn add_client(&mut self, user: &str, contact: Option<&str>, expires: Option<u32>) -> ClientId {
        let id = self.client.create_client(0).unwrap();
        let aor = format!("<sip:{user}@example.com>");
        self.client.client_set_to(id, aor.as_bytes()).unwrap();
        self.client.client_set_from(id, aor.as_bytes()).unwrap();
        self.client.client_set_registrar(id, format!("sip:{}", addr(REGISTRAR)).as_bytes()).unwrap();
        if let Some(c) = contact {
            self.client.client_add_contact(id, c.as_bytes()).unwrap();
        }
        self.client.client_set_expires(id, expires).unwrap();
        id
    }

    pub fn register(&mut self, id: ClientId) {
        let now = self.time();
        self.client.command(now, Command::Register { id, outbound: None }).unwrap();
    }

    pub fn state(&self, id: ClientId) -> State {
        self.client.client_state(id).unwrap()
    }

    pub fn command(&mut self, command: Command) -> Result<(), Error> {
        let now = self.time();
        self.client.command(now, command)
    }

    /// Is a stream open between these two?
    pub fn stream_between(&self, ours: SocketAddr, theirs: SocketAddr) -> Option<ConnId> {
        self.conns.iter().find(|(_, ends)| **ends == (ours, theirs)).map(|(c, _)| *c)
    }

    /// A peer connects to us.
    pub fn connect_in(&mut self, peer: SocketAddr) -> Option<ConnId> {
        let conn = self.client.accepted(1, peer, addr(CLIENT))?;
        self.conns.insert(conn, (addr(CLIENT), peer));
        Some(conn)
    }

    /// The other end of a connection closes it.
    pub fn hang_up(&mut self, conn: ConnId) {
        self.conns.remove(&conn);
        let now = self.time();
        self.client.closed(now, conn, "closed by peer");
    }

    pub fn post(&mut self, from: SocketAddr, to: SocketAddr, bytes: &[u8]) {
        if self.keep_sent {
            self.sent.push((self.now, from, bytes.to_vec()));
        }
        if let Some(f) = self.on_wire.as_mut() {
            f(self.now, from, bytes);
        }
        if self.dead.contains(&to) {
            return;
        }
        let stream = !self.conns.is_empty() && self.stream_between(from, to).or(self.stream_between(to, from)).is_some();
        let link = if stream { Link { latency: (self.link.latency.0, 0), ..Link::default() } } else { self.link };
        let copies = if self.dice.percent(link.loss) { 0 } else { 1 + self.dice.percent(link.double) as u32 };
        for _ in 0..copies {
            let (low, high) = link.latency;
            let at = self.now + low + self.dice.below(high.saturating_sub(low) + 1);
            self.number += 1;
            self.packets.push(Packet {
                at: std::cmp::Reverse(at),
                number: std::cmp::Reverse(self.number),
                to,
                from,
                bytes: bytes.to_vec(),
            });
        }
    }

    /// Carries out what the client side asks for.
    pub fn settle(&mut self) {
        while let Some(output) = self.client.poll() {
            match output {
                Output::Transmit(t) => {
                    let bytes = self.client.bytes(&t).to_vec();
                    let (from, to) = match t.flow {
                        Flow::Udp { peer, .. } => (addr(CLIENT), peer),
                        Flow::Conn(c) => match self.conns.get(&c) {
                            Some(ends) => *ends,
                            None => {
                                self.lost += 1;
                                continue;
                            }
                        },
                    };
                    self.post(from, to, &bytes);
                }
                Output::Connect { conn, to: Target { addr: to, .. }, .. } => {
                    self.opened.push((conn, to));
                    if self.refuse.contains(&to) {
                        self.client.closed(Time(self.now), conn, "connection refused");
                    } else {
                        let ours = SocketAddr::new(addr(CLIENT).ip(), self.next_port);
                        self.next_port += 1;
                        self.conns.insert(conn, (ours, to));
                        self.client.connected(conn, ours);
                    }
                }
                Output::Close(conn) => {
                    self.conns.remove(&conn);
                    self.closed.push(conn);
                    self.client.closed(Time(self.now), conn, "closed");
                }
                Output::Lookup { query, question } => {
                    self.questions.push(question.clone());
                    let answer = match (self.dns.get(&question), question) {
                        (Some(answer), _) => answer.clone(),
                        (None, Question::Addresses(host, _)) => match self.names.get(&host) {
                            Some(ips) => Ok(Records::Addresses(ips.clone())),
                            None => {
                                self.lookups.push((query, host));
                                continue;
                            }
                        },
                        _ => Err(LookupError::NoRecords),
                    };
                    self.client.answered(Time(self.now), query, answer);
                }
                Output::Ping(conn) => self.pings.push((self.now, conn)),
                Output::ConnTos { conn, tos } => self.tos.push((conn, tos)),
                Output::LocalTos { .. } | Output::Handshake(_) => {}
                Output::Unbind(local) => self.unbound.push(local.index as u16),
                Output::Log(_, _, text) => self.log.push(text),
                Output::Event(event) => self.take_event(event),
                Output::Ask(token, ask) => self.put_question(token, ask),
            }
        }
    }

    fn take_event(&mut self, event: Event) {
        match event {
            Event::Client { id, state, reason, msg, .. } => {
                self.seen.states.push((id, state, reason));
                if let Some(m) = msg {
                    self.seen.last.insert(id, (*m).clone());
                    self.client.recycle(m);
                }
                if let Some(mut f) = self.on_state.take() {
                    f(self, id, state, reason);
                    self.on_state.get_or_insert(f);
                }
            }
            Event::Transaction { id, state, reason, msg, .. } => {
                self.seen.transactions.push((id, state, reason));
                if let Some(m) = msg {
                    self.seen.last_of_transaction.insert(id, (*m).clone());
                    self.client.recycle(m);
                }
                if let Some(mut f) = self.on_transaction.take() {
                    f(self, id, state, reason);
                    self.on_transaction.get_or_insert(f);
                }
            }
            Event::CallLeg { id, state, reason, msg, .. } => self.leg_told(id, format!("{state:?} {reason:?}"), msg),
            Event::CallLegProvisional { id, msg, .. } => {
                self.leg_told(id, format!("provisional {}", msg.status()), Some(msg));
            }
            Event::ReInvite { id, reinvite, state, reason, msg, .. } => {
                if let Some((reinvite, _)) = reinvite.filter(|(r, _)| !self.seen.reinvites.contains(r)) {
                    self.seen.reinvites.push(reinvite);
                }
                self.leg_told(id, format!("re-INVITE {state:?} {reason:?}"), msg);
            }
            Event::Prack { id, state, reason, code, msg, .. } => {
                let code = code.map_or(String::new(), |c| format!(" {c}"));
                self.leg_told(id, format!("prack {state:?} {reason:?}{code}"), msg);
            }
            Event::Bye { id, transaction, state, reason, msg, .. } => {
                self.of_leg(transaction);
                self.leg_told(id, format!("bye {state:?} {reason:?}"), msg);
            }
            Event::CallLegTransaction { id, transaction, state, reason, msg, .. } => {
                self.of_leg(transaction);
                self.leg_told(id, format!("transaction {state:?} {reason:?}"), msg);
            }
            Event::Refresh { id, state, reason, .. } => self.seen.refreshes.push((id, format!("{state:?} {reason:?}"))),
            Event::RefreshResponse { id, msg, .. } => {
                self.seen.refreshes.push((id, format!("response {}", msg.status())));
                self.client.recycle(msg);
            }
            Event::Subscription { id, state, reason, msg, .. } => {
                self.subscription_told(id, format!("{state:?} {reason:?}"), msg);
            }
            Event::Notify { id, notify, status, reason, msg, .. } => {
                if !self.seen.notifies.contains(&notify) {
                    self.seen.notifies.push(notify);
                }
                self.subscription_told(id, format!("notify {status:?} {reason:?}"), msg);
            }
            Event::SubscriptionAlert { id, .. } => self.subscription_told(id, "alert".into(), None),
            Event::SubscriptionExpired { id, .. } => self.subscription_told(id, "expired".into(), None),
            Event::ReferNotify { id, progress, code, .. } => {
                self.subscription_told(id, format!("refer {progress:?} {code}"), None);
            }
            Event::SessionAlert { id, .. } => self.leg_told(id, "session alert".into(), None),
            Event::SessionNotice { id, notice, .. } => self.leg_told(id, format!("session {notice:?}"), None),
            Event::CredentialsFound { id, value, proxy, supported, .. } => {
                self.seen.found.push((id, String::from_utf8(value).unwrap(), proxy, supported));
            }
            Event::AuthCompleted { id, success, .. } => self.seen.completed.push((id, success)),
            Event::Cancelled { id, cancel, .. } => {
                self.seen.cancelled.push(id);
                self.seen.cancels.push(cancel);
            }
            Event::Resolved { id, mode, error, .. } => self.seen.resolved.push((id, mode, error)),
            Event::Connection { id, to, state, reason, .. } => {
                let owner = match to {
                    Recipient::Owner { owner, .. } => Some(owner),
                    Recipient::Manager => None,
                };
                self.seen.connections.push((id, owner, state, reason));
                if let Some(mut f) = self.on_connection.take() {
                    f(self, id, owner, state);
                    self.on_connection.get_or_insert(f);
                }
            }
            Event::ConnectionError { id, to } => {
                let Recipient::Owner { owner, .. } = to else { panic!("only owners hear of errors") };
                self.seen.broken.push((id, owner));
            }
            Event::Transmitter(change) => self.transmitter_changed(change, None),
            Event::OutOfContext { msg } => {
                self.seen.out_of_context.push((*msg).clone());
                self.client.recycle(msg);
            }
            Event::ServerReuse { conn } => self.seen.offered.push(conn),
            Event::NewConnection { subject, conn, created } => self.seen.new_connections.push((subject, conn, created)),
        }
    }

    fn leg_told(&mut self, id: CallLegId, what: String, msg: Option<Box<Message>>) {
        self.seen.legs.push((id, what));
        if let Some(m) = msg {
            self.seen.last_of_leg.insert(id, (*m).clone());
            self.client.recycle(m);
        }
        if let Some(mut f) = self.on_leg.take() {
            f(self, id);
            self.on_leg.get_or_insert(f);
        }
    }

    fn subscription_told(&mut self, id: SubscriptionId, what: String, msg: Option<Box<Message>>) {
        self.seen.subscriptions.push((id, what));
        if let Some(m) = msg {
            self.seen.last_of_subscription.insert(id, (*m).clone());
            self.client.recycle(m);
        }
    }

    /// What was told of a refresh, in order.
    pub fn refresh_heard(&self, id: RefreshId) -> Vec<&str> {
        self.seen.refreshes.iter().filter(|(of, _)| *of == id).map(|(_, what)| what.as_str()).collect()
    }

    /// What a subscription was told, in order.
    pub fn subscription_heard(&self, id: SubscriptionId) -> Vec<&str> {
        self.seen.subscriptions.iter().filter(|(s, _)| *s == id).map(|(_, what)| what.as_str()).collect()
    }

    fn of_leg(&mut self, transaction: TransactionId) {
        if !self.seen.of_legs.contains(&transaction) {
            self.seen.of_legs.push(transaction);
        }
    }

    /// What a call-leg was told, in order.
    pub fn told(&self, id: CallLegId) -> Vec<&str> {
        self.seen.legs.iter().filter(|(leg, _)| *leg == id).map(|(_, what)| what.as_str()).collect()
    }

    fn transmitter_changed(&mut self, change: transmitter::Change, msg: Option<&mut Message>) {
        self.seen.transmitters.push(change);
        if let Some(mut f) = self.on_transmitter.take() {
            f(self, change, msg);
            self.on_transmitter.get_or_insert(f);
        }
    }

    fn put_question(&mut self, token: Token, ask: Ask) {
        self.seen.asked.push(question(&ask));
        let mut ask = ask;
        if let Ask::Transmitter(change, msg) = &mut ask {
            self.transmitter_changed(*change, Some(msg));
        }
        let mut question = Some((token, ask));
        if let Some(mut f) = self.on_ask.take() {
            if let Some((token, ask)) = question.take() {
                question = f(self, token, ask);
            }
            self.on_ask.get_or_insert(f);
        }
        if let Some((token, ask)) = question {
            let answer = self.usual_answer(ask);
            self.client.answer(Time(self.now), token, answer);
        }
    }

    /// What an application says that minds nothing.
    pub fn usual_answer(&self, ask: Ask) -> Answer {
        match ask {
            Ask::MsgToSend { msg, .. }
            | Ask::MsgReceived { msg, .. }
            | Ask::FinalDest { msg, .. }
            | Ask::Transmitter(_, msg)
            | Ask::UnsupportedChallenge { msg, .. } => Answer::Message(msg),
            Ask::OtherUri { msg, .. } => Answer::Uri(Vec::new(), msg),
            Ask::Expression { .. } => Answer::Value(Vec::new()),
            Ask::Secret { .. } => Answer::Secret(self.secret.clone()),
            Ask::Md5 { input, .. } => Answer::Hash(md5(&input), None),
            Ask::BodyHash { msg, .. } => Answer::Hash(md5(msg.body()), Some(msg)),
            Ask::NonceCount { count, .. } => Answer::Count(count),
            Ask::AuthorizationReady { value, .. } => Answer::Value(value),
            Ask::Created { .. } => Answer::Created { owner: 7, take: true },
            Ask::InternalCreated { .. } => Answer::Created { owner: 8, take: true },
            Ask::NewRequest { msg } => Answer::NewRequest { msg, open: true },
            Ask::ConnectionCreated { .. } | Ask::OpenCallLeg { .. } | Ask::SessionFault { .. } => Answer::Keep(true),
            Ask::CallLegCreated { .. }
            | Ask::CallLegForked { .. }
            | Ask::CallLegTransaction { .. }
            | Ask::SubscriptionCreated { .. }
            | Ask::SubscriptionForked { .. }
            | Ask::NotifyCreated { .. } => Answer::Created { owner: 9, take: true },
            Ask::ReInviteCreated { .. } => Answer::ReInvite { owner: 10, code: 0 },
            Ask::NestedInvite { msg, .. } => Answer::NewRequest { msg, open: true },
            Ask::Look { msg, .. } => Answer::Looked { msg, action: Action::Continue },
        }
    }

    /// Has the application think about some questions until [`Net::let_go`].
    pub fn hold(&mut self, wanted: fn(&Ask) -> bool) -> Held {
        let held = Held::default();
        let keep = held.clone();
        self.on_ask = Some(Box::new(move |_, token, ask| {
            if !wanted(&ask) {
                return Some((token, ask));
            }
            keep.borrow_mut().push((token, ask));
            None
        }));
        held
    }

    /// The first of the questions that were held is answered as usual.
    pub fn let_go(&mut self, held: &Held) {
        let (token, ask) = held.borrow_mut().remove(0);
        let (now, answer) = (self.time(), self.usual_answer(ask));
        self.client.answer(now, token, answer);
        self.settle();
    }

    /// Runs until `deadline` or until nothing is left to happen; `serve` is everything at other addresses than the client.
    pub fn run(&mut self, deadline: u64, serve: &mut dyn FnMut(&mut Net, SocketAddr, SocketAddr, &[u8])) {
        loop {
            self.settle();
            let packet = self.packets.peek().map(|p| p.at.0);
            let timer = self.client.next_timeout().map(|t| t.0);
            let Some(next) = packet.into_iter().chain(timer).min().filter(|t| *t <= deadline) else {
                self.now = self.now.max(deadline);
                let now = self.time();
                self.client.handle_timeout(now);
                self.settle();
                return;
            };
            self.now = self.now.max(next);
            while self.packets.peek().is_some_and(|p| p.at.0 <= self.now) {
                let p = self.packets.pop().unwrap();
                if p.to.ip() == addr(CLIENT).ip() {
                    let flow = match self.stream_between(p.to, p.from) {
                        Some(c) => Flow::Conn(c),
                        // The stream is gone and with it what was under way on it.
                        None if p.to != addr(CLIENT) => continue,
                        None => Flow::Udp { local: 0, peer: p.from },
                    };
                    self.client.receive(Time(self.now), flow, &p.bytes);
                } else {
                    serve(self, p.to, p.from, &p.bytes);
                }
                self.settle();
            }
            let now = self.time();
            self.client.handle_timeout(now);
        }
    }

    /// Runs `ms` milliseconds more.
    pub fn run_for(&mut self, ms: u64, serve: &mut dyn FnMut(&mut Net, SocketAddr, SocketAddr, &[u8])) {
        self.run(self.now + ms, serve);
    }

    /// Nothing may be left behind by what is over: objects, timers, tables.
    pub fn assert_empty(&self) {
        let t = self.client.tables();
        assert_eq!(t, Tables::default(), "left behind");
    }

    /// What a peer got from us: everything sent from our addresses.
    pub fn sent_by_us(&self) -> Vec<String> {
        let ours = addr(CLIENT).ip();
        self.sent.iter().filter(|(_, f, _)| f.ip() == ours).map(|(_, _, b)| String::from_utf8_lossy(b).into_owned()).collect()
    }

    pub fn requests_sent(&self) -> Vec<String> {
        self.sent
            .iter()
            .filter(|(_, from, b)| from.ip() == addr(CLIENT).ip() && b.starts_with(b"REGISTER"))
            .map(|(_, _, b)| String::from_utf8_lossy(b).into_owned())
            .collect()
    }
}

pub fn question(ask: &Ask) -> &'static str {
    match ask {
        Ask::MsgToSend { .. } => "MsgToSend",
        Ask::MsgReceived { .. } => "MsgReceived",
        Ask::FinalDest { .. } => "FinalDest",
        Ask::Transmitter(..) => "Transmitter",
        Ask::OtherUri { .. } => "OtherUri",
        Ask::Expression { .. } => "Expression",
        Ask::Secret { .. } => "Secret",
        Ask::Md5 { .. } => "Md5",
        Ask::BodyHash { .. } => "BodyHash",
        Ask::NonceCount { .. } => "NonceCount",
        Ask::UnsupportedChallenge { .. } => "UnsupportedChallenge",
        Ask::AuthorizationReady { .. } => "AuthorizationReady",
        Ask::Created { .. } => "Created",
        Ask::InternalCreated { .. } => "InternalCreated",
        Ask::NewRequest { .. } => "NewRequest",
        Ask::ConnectionCreated { .. } => "ConnectionCreated",
        Ask::OpenCallLeg { .. } => "OpenCallLeg",
        Ask::CallLegCreated { .. } => "CallLegCreated",
        Ask::CallLegForked { .. } => "CallLegForked",
        Ask::SubscriptionCreated { .. } => "SubscriptionCreated",
        Ask::SubscriptionForked { .. } => "SubscriptionForked",
        Ask::NotifyCreated { .. } => "NotifyCreated",
        Ask::CallLegTransaction { bye: true, .. } => "ByeCreated",
        Ask::CallLegTransaction { .. } => "TransactionCreated",
        Ask::ReInviteCreated { .. } => "ReInviteCreated",
        Ask::NestedInvite { .. } => "NestedInvite",
        Ask::SessionFault { .. } => "SessionFault",
        Ask::Look { look: Look::Parsed { .. }, .. } => "Parsed",
        Ask::Look { look: Look::BadStartLine, .. } => "BadStartLine",
        Ask::Look { look: Look::BadHeaders, .. } => "BadHeaders",
        Ask::Look { look: Look::Received, .. } => "Received",
    }
}

pub fn md5(input: &[u8]) -> Vec<u8> {
    Algorithm::Md5.hash(&[input]).as_bytes().to_vec()
}

/// A request of a peer: `more` are further header lines.
pub fn request(method: &str, branch: &str, cseq: u32, more: &str) -> String {
    format!(
        "{method} sip:bob@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK{branch}\r\nMax-Forwards: 70\r\n\
         From: <sip:alice@example.com>;tag=a1\r\nTo: <sip:bob@example.com>\r\nCall-ID: call-1@192.0.2.2\r\n\
         CSeq: {cseq} {method}\r\n{more}Content-Length: 0\r\n\r\n"
    )
}

pub fn parse(bytes: &[u8]) -> Message {
    let mut m = Message::new();
    m.parse(bytes, &Limits::default()).unwrap();
    m
}

/// The value of a header in a message text.
pub fn header<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|l| l.strip_prefix(name).and_then(|r| r.strip_prefix(": ")))
}

/// A response to `request`: status line, the headers it must repeat, and `more` lines.
pub fn response(request: &[u8], status: &str, more: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(request);
    let mut out = format!("SIP/2.0 {status}\r\n");
    for line in text.lines().take_while(|l| !l.is_empty()) {
        let name = line.split(':').next().unwrap_or("");
        match name {
            "Via" | "From" | "Call-ID" | "CSeq" => out += &format!("{line}\r\n"),
            "To" => {
                out += line;
                if !line.contains(";tag=") {
                    out += ";tag=srv";
                }
                out += "\r\n";
            }
            _ => {}
        }
    }
    out += more;
    out += "Content-Length: 0\r\n\r\n";
    out.into_bytes()
}

/// What a lenient registrar says: 200 with the contacts of the request.
pub fn accept(request: &[u8], expires: u32) -> Vec<u8> {
    let text = String::from_utf8_lossy(request);
    let mut more = String::new();
    for line in text.lines().filter(|l| l.starts_with("Contact:")) {
        more += &format!("{line};expires={expires}\r\n");
    }
    response(request, "200 OK", &more)
}

/// A server that answers every request the same way.
pub fn always(status: &'static str, more: &'static str) -> impl FnMut(&mut Net, SocketAddr, SocketAddr, &[u8]) {
    move |net, me, from, bytes| {
        let answer = response(bytes, status, more);
        net.post(me, from, &answer);
    }
}

/// Contact values of a message.
pub fn contacts(msg: &Message) -> Vec<String> {
    (0..msg.headers.len())
        .filter(|i| msg.headers[*i].name == Name::Contact)
        .map(|i| String::from_utf8_lossy(&msg.value_text(i)).into_owned())
        .collect()
}
