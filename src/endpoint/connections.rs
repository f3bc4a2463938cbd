//! Stream connections: who shares one, who keeps one, and who hears when it dies.
//!
//! A connection lives while somebody uses it: transactions, register-clients that keep it, owners of the application
//! ([`super::owners`]). One that we opened is closed with its last user, unless there is room to keep it for the next one.

use super::config::{Persistency, Transport};
use super::hop::Host;
use super::keepalive::KeepAlive;
use super::output::{
    Ask, CallLegId, ClientId, ConnId, ConnReason, ConnState, Error, Event, Handshake, Level, Output, Recipient, RefreshId,
    Source, Subject, Target, Token, TransactionId,
};
use super::owners::Attached;
use super::timer::TimerId;
use super::{Endpoint, TimerKey};
use std::collections::BTreeSet;
use std::net::SocketAddr;

/// Messages that wait for the application to say whether a new connection may stay.
const HELD: usize = 16;

/// What peers call themselves in a Via with alias (RFC 5923 section 4).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Alias {
    pub transport: Transport,
    /// Names in small letters.
    pub host: Host,
    pub port: u16,
}

/// Who keeps something from one request to the next: a connection, challenges.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub(crate) enum Keeper {
    Client(ClientId),
    CallLeg(CallLegId),
    /// It keeps challenges only.
    Refresh(RefreshId),
}

pub(crate) struct Conn {
    pub peer: Target,
    /// What it was, or is to be, opened from, unless any address will do.
    pub from: Option<SocketAddr>,
    /// Known once it is open.
    local: Option<SocketAddr>,
    /// Number of the listening address for accepted ones, of the address sent from otherwise.
    pub local_index: u16,
    /// We opened it.
    pub client: bool,
    pub state: ConnState,
    /// The application has not said yet whether it may stay; what came meanwhile.
    held: Option<Vec<Vec<u8>>>,
    /// Entered in the table of connections to be shared.
    pub shared: bool,
    /// The alias that a request on it named, and whether it is entered under it.
    pub alias: Option<Box<(Alias, bool)>>,
    /// Transactions that wait for something on it, or owe an answer to it.
    users: BTreeSet<TransactionId>,
    /// Who keeps it between requests.
    keepers: BTreeSet<Keeper>,
    /// Owners of the application, those that attached first first.
    pub attached: Vec<Attached>,
    /// We opened it to answer: nobody tells when the answer is out, so it stays a while.
    for_answer: bool,
    idle: Option<TimerId>,
    /// Its place in the line of those that stay open unused.
    unused: Option<u64>,
    pub keepalive: KeepAlive,
    pub tos: Option<u8>,
    pub handshake: Handshake,
    /// Messages of it that the application looks at.
    pub looked_at: u32,
}

impl Conn {
    pub fn new(peer: Target, client: bool, state: ConnState) -> Conn {
        Conn {
            peer,
            from: None,
            local: None,
            local_index: 0,
            client,
            state,
            held: None,
            shared: false,
            alias: None,
            users: BTreeSet::new(),
            keepers: BTreeSet::new(),
            attached: Vec::new(),
            for_answer: false,
            idle: None,
            unused: None,
            keepalive: KeepAlive::default(),
            tos: None,
            handshake: Handshake::default(),
            looked_at: 0,
        }
    }
    fn owners(&self) -> usize {
        self.users.len() + self.keepers.len() + self.attached.len()
    }
    /// May carry messages now or soon.
    fn usable(&self) -> bool {
        matches!(self.state, ConnState::Ready | ConnState::Connecting | ConnState::Connected)
    }
    pub fn is_kept(&self) -> bool {
        !self.keepers.is_empty()
    }
}

/// What may be known of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnInfo {
    pub peer: Target,
    pub local: Option<SocketAddr>,
    pub client: bool,
    pub open: bool,
    pub state: ConnState,
    pub owners: usize,
    /// Others find it when they look for a way to its peer.
    pub enabled: bool,
    pub tos: Option<u8>,
}

impl Endpoint {
    /// Does a connection carry messages, or may it?
    pub(crate) fn carries_messages(&self, id: ConnId) -> bool {
        let over = |c: &Conn| matches!(c.state, ConnState::Closing | ConnState::Closed | ConnState::Terminated);
        self.conns.get(id.0).is_some_and(|c| !over(c))
    }

    /// A connection with the name, as long as it carries messages or may do so.
    pub fn connection(&self, id: ConnId) -> Option<ConnInfo> {
        self.any_connection(id).filter(|_| self.carries_messages(id))
    }

    /// A connection with the name, up to the end of its last callback.
    pub fn any_connection(&self, id: ConnId) -> Option<ConnInfo> {
        self.conns.get(id.0).map(|c| ConnInfo {
            peer: c.peer.clone(),
            local: c.local.or(c.from),
            client: c.client,
            open: c.state == ConnState::Connected,
            state: c.state,
            owners: c.owners(),
            enabled: c.shared || c.alias.as_ref().is_some_and(|a| a.1),
            tos: c.tos,
        })
    }

    /// A peer connected to local address `local`. `None` when no more connections are allowed: refuse it.
    pub fn accepted(&mut self, local: u16, peer: SocketAddr, local_addr: SocketAddr) -> Option<ConnId> {
        self.make_room();
        if self.conns.len() >= self.cfg.max_connections {
            self.counters.refused += 1;
            let most = self.cfg.max_connections;
            self.log(Source::Transport, Level::Warn, || {
                format!("connection from {peer} refused: maxConnections ({most}) are open; raise it in RvSipStackCfg")
            });
            return None;
        }
        let transport = self.locals.get(local as usize).map_or(Transport::Tcp, |l| l.transport);
        let mut conn = Conn::new(Target::plain(transport, peer), false, ConnState::Idle);
        conn.local = Some(local_addr);
        conn.local_index = local;
        conn.tos = self.local_tos(local);
        let tos = conn.tos;
        let undecided = self.interest.connection_created;
        conn.held = undecided.then(Vec::new);
        let id = ConnId(self.conns.insert(conn)?);
        self.accepted_conns.insert(peer, id);
        if let Some(tos) = tos {
            self.out.push_back(Output::ConnTos { conn: id, tos });
        }
        if undecided {
            self.ask(Token::Connection(id), Ask::ConnectionCreated { conn: id });
        } else {
            self.conn_enter(id, ConnState::Connected, ConnReason::Undefined);
        }
        Some(id)
    }

    /// May an accepted connection stay?
    pub(crate) fn connection_answer(&mut self, id: ConnId, keep: bool) {
        let Some(held) = self.conns.get_mut(id.0).and_then(|c| c.held.take()) else { return };
        if !keep {
            self.out.push_back(Output::Close(id));
            self.finish_connection(id, ConnReason::Undefined);
            return;
        }
        self.conn_enter(id, ConnState::Connected, ConnReason::Undefined);
        for bytes in held {
            self.receive(self.now, super::Flow::Conn(id), &bytes);
        }
    }

    /// Keeps a message back while it is not decided whether its connection may stay. False when it is decided.
    pub(crate) fn hold_back(&mut self, id: ConnId, bytes: &[u8]) -> bool {
        let Some(held) = self.conns.get_mut(id.0).and_then(|c| c.held.as_mut()) else { return false };
        if held.len() < HELD {
            held.push(bytes.to_vec());
        } else {
            self.lose_connection(id, "too much came before the application took it", true, true);
        }
        true
    }

    /// A connection we asked for is there.
    pub fn connected(&mut self, id: ConnId, local: SocketAddr) {
        if let Some(c) = self.conns.get_mut(id.0)
            && c.state == ConnState::Connecting
        {
            c.local = Some(local);
            if let Some(tos) = c.tos {
                self.out.push_back(Output::ConnTos { conn: id, tos });
            }
            let users = if self.transmitters > 0 { c.users.clone() } else { BTreeSet::new() };
            self.conn_enter(id, ConnState::Connected, ConnReason::Undefined);
            self.start_keepalive(id);
            self.transmitters_go(users.into_iter());
        }
    }

    /// A connection was closed, by the peer or as we asked; or one that we asked for never came about.
    pub fn closed(&mut self, now: super::Time, id: ConnId, why: &str) {
        self.now = now.max(self.now);
        let failed = self.conns.get(id.0).is_some_and(|c| c.state == ConnState::Connecting);
        self.lose_connection(id, why, false, failed);
    }

    /// A connection broke.
    pub fn failed(&mut self, now: super::Time, id: ConnId, why: &str) {
        self.now = now.max(self.now);
        self.lose_connection(id, why, false, true);
    }

    /// A new state, told to all who want to hear of it.
    pub(crate) fn conn_enter(&mut self, id: ConnId, state: ConnState, reason: ConnReason) {
        let manager = self.interest.connection_state;
        let Some(c) = self.conns.get_mut(id.0) else { return };
        c.state = state;
        let mut told: Vec<Recipient> = c.attached.iter().map(Attached::recipient).collect();
        if manager && !c.client {
            told.push(Recipient::Manager);
        }
        let count = told.len();
        for (n, to) in told.into_iter().enumerate() {
            self.event(Event::Connection { id, to, state, reason, last: n + 1 == count });
        }
        if state == ConnState::Terminated && count == 0 {
            self.conns.remove(id.0);
        }
    }

    /// The end of a connection: its name is dead once the last one has heard of it.
    pub(crate) fn finish_connection(&mut self, id: ConnId, reason: ConnReason) {
        self.unlink(id);
        self.conn_enter(id, ConnState::Terminated, reason);
    }

    /// Forgets a connection and tells those who use it; `close` when it is still there to be closed.
    pub(crate) fn lose_connection(&mut self, id: ConnId, why: &str, close: bool, failed: bool) {
        let Some(conn) = self.conns.get_mut(id.0) else { return };
        if conn.state == ConnState::Terminated {
            return;
        }
        conn.held = None;
        let users = std::mem::take(&mut conn.users);
        let keepers = std::mem::take(&mut conn.keepers);
        let (before, peer) = (conn.state, conn.peer.addr);
        let reason = if failed { ConnReason::Error } else { ConnReason::Undefined };
        let open = before == ConnState::Connected;
        if close {
            self.out.push_back(Output::Close(id));
        }
        self.forget_keepers(id, keepers);
        if !users.is_empty() || failed {
            let text = format!("connection to {peer}: {why}");
            self.log(Source::Transport, Level::Warn, || text);
        }
        if failed && open {
            self.tell_status_error(id);
        }
        if matches!(before, ConnState::Connected | ConnState::Closing) {
            self.conn_enter(id, ConnState::Closed, reason);
        }
        self.finish_connection(id, reason);
        for tx in users {
            self.transaction_network_error(tx);
        }
    }

    fn forget_keepers(&mut self, id: ConnId, keepers: BTreeSet<Keeper>) {
        for keeper in keepers {
            if let Some(conn) = self.kept_by(keeper).filter(|conn| **conn == Some(id)) {
                *conn = None;
            }
        }
    }

    /// The connection somebody keeps.
    fn kept_by(&mut self, keeper: Keeper) -> Option<&mut Option<ConnId>> {
        match keeper {
            Keeper::Client(id) => self.clients.get_mut(id.0).map(|c| &mut c.conn),
            Keeper::CallLeg(id) => self.legs.get_mut(id.0).map(|leg| &mut leg.conn),
            Keeper::Refresh(_) => None,
        }
    }

    /// Closes a connection. Those who listen hear of it when it is done; where nobody does its name is dead at once.
    pub(crate) fn close_connection(&mut self, id: ConnId, reason: ConnReason) {
        let manager = self.interest.connection_state;
        let Some(c) = self.conns.get_mut(id.0) else { return };
        let told = !c.attached.is_empty() || (manager && !c.client);
        c.held = None;
        let users = std::mem::take(&mut c.users);
        let keepers = std::mem::take(&mut c.keepers);
        match c.state {
            ConnState::Closing | ConnState::Closed | ConnState::Terminated => return,
            ConnState::Connected if told => {
                self.unlink(id);
                self.conn_enter(id, ConnState::Closing, reason);
                self.out.push_back(Output::Close(id));
            }
            ConnState::Connected | ConnState::Connecting => {
                self.out.push_back(Output::Close(id));
                self.finish_connection(id, reason);
            }
            // An accepted one that the application is still asked about.
            ConnState::Idle if !c.client => {
                self.out.push_back(Output::Close(id));
                self.finish_connection(id, reason);
            }
            ConnState::Idle | ConnState::Ready => self.finish_connection(id, reason),
        }
        self.forget_keepers(id, keepers);
        for tx in users {
            self.transaction_cut_off(tx);
        }
    }

    /// Takes a connection out of every table that leads to it, and stops its timers.
    fn unlink(&mut self, id: ConnId) {
        self.unshare(id);
        self.forget_alias(id);
        self.take_from_unused(id);
        self.stop_keepalive(id);
        if let Some(peer) = self.conns.get(id.0).map(|c| c.peer.addr)
            && self.accepted_conns.get(&peer) == Some(&id)
        {
            self.accepted_conns.remove(&peer);
        }
        if let Some(t) = self.conns.get_mut(id.0).and_then(|c| c.idle.take()) {
            self.wheel.cancel(t);
        }
    }

    // ---- the table of connections to be shared ----

    pub(crate) fn share(&mut self, id: ConnId) {
        if let Some(c) = self.conns.get_mut(id.0)
            && !c.shared
        {
            c.shared = true;
            let peer = c.peer.clone();
            self.shared_conns.entry(peer).or_default().push(id);
        }
    }

    pub(crate) fn unshare(&mut self, id: ConnId) {
        if let Some(c) = self.conns.get_mut(id.0)
            && std::mem::take(&mut c.shared)
            && let Some(list) = self.shared_conns.get_mut(&c.peer)
        {
            list.retain(|other| *other != id);
            if list.is_empty() {
                self.shared_conns.remove(&c.peer);
            }
        }
    }

    fn shared_for(&self, target: &Target, from: Option<SocketAddr>) -> Option<ConnId> {
        let fits = |id: &&ConnId| {
            self.conns.get(id.0).is_some_and(|c| c.usable() && (c.from.is_none() || from.is_none() || c.from == from))
        };
        self.shared_conns.get(target)?.iter().find(fits).copied()
    }

    /// The connection a request to `target` takes: the one offered if it leads there, a shared one, or a new one. The flag
    /// tells a new one.
    pub(crate) fn connection_for(
        &mut self,
        target: Target,
        local_index: u16,
        from: Option<SocketAddr>,
        offered: Option<ConnId>,
        persistency: Persistency,
        user: TransactionId,
    ) -> Result<(ConnId, bool), Error> {
        let leads_there = |id: &ConnId| self.conns.get(id.0).is_some_and(|c| c.peer == target && c.usable());
        let found = match offered.filter(leads_there) {
            Some(id) => Some(id),
            None if persistency == Persistency::None => None,
            None => self.shared_for(&target, from),
        };
        if let Some(id) = found {
            self.use_connection(id, user);
            if self.conns.get(id.0).is_some_and(|c| c.state == ConnState::Ready) {
                self.connect(id);
            }
            return Ok((id, false));
        }
        self.make_room();
        if self.conns.len() >= self.cfg.max_connections {
            self.counters.refused += 1;
            return Err(Error::OutOfResources);
        }
        let mut conn = Conn::new(target, true, ConnState::Ready);
        (conn.from, conn.local_index) = (from, local_index);
        conn.users.insert(user);
        let id = ConnId(self.conns.insert(conn).ok_or(Error::OutOfResources)?);
        if persistency != Persistency::None {
            self.share(id);
        }
        self.connect(id);
        Ok((id, true))
    }

    /// Opens a connection that is ready for it.
    pub(crate) fn connect(&mut self, id: ConnId) {
        let Some(c) = self.conns.get_mut(id.0) else { return };
        let (from, to) = (c.from, c.peer.clone());
        self.out.push_back(Output::Connect { conn: id, from, to });
        self.conn_enter(id, ConnState::Connecting, ConnReason::Undefined);
    }

    /// Is it not the connection that the application offered?
    pub(crate) fn is_new_to(&self, id: TransactionId, conn: ConnId) -> bool {
        self.tx(id).ok().and_then(|tx| tx.detail.as_ref()).and_then(|d| d.offered_conn) != Some(conn)
    }

    /// Tells the owner of a transaction of a connection that is new to it.
    pub(crate) fn tell_new_connection(&mut self, id: TransactionId, conn: ConnId, created: bool) {
        let Some(subject) = self.subject(id) else { return };
        let new = match subject {
            Subject::Transaction(..) => self.interest.transaction_new_conn && self.is_new_to(id, conn),
            // No event of these tells it.
            Subject::CallLeg(..) | Subject::Subscription(..) | Subject::Refresh(..) => false,
            Subject::Client(c, _) => {
                self.interest.client_new_conn && self.clients.get(c.0).is_some_and(|c| c.conn != Some(conn))
            }
        };
        if new {
            self.event(Event::NewConnection { subject, conn, created });
        }
    }

    // ---- users ----

    /// A transaction needs the connection no longer. Those that nobody keeps are closed.
    pub(crate) fn leave_connection(&mut self, id: ConnId, user: TransactionId) {
        if let Some(c) = self.conns.get_mut(id.0) {
            c.users.remove(&user);
        }
        self.close_if_unused(id);
    }

    /// A register-client keeps the connection its transaction used, and lets go of another one it kept.
    pub(crate) fn keep_connection(&mut self, keeper: Keeper, conn: Option<ConnId>) {
        let conn = conn.filter(|id| self.carries_messages(*id));
        let Some(kept) = self.kept_by(keeper) else { return };
        let before = std::mem::replace(kept, conn);
        if before == conn {
            return;
        }
        if let Some(id) = conn {
            if let Some(c) = self.conns.get_mut(id.0) {
                c.keepers.insert(keeper);
            }
            self.in_use(id);
            self.start_keepalive(id);
        }
        if let Some(id) = before {
            if let Some(c) = self.conns.get_mut(id.0) {
                c.keepers.remove(&keeper);
                if !c.is_kept() {
                    self.stop_keepalive(id);
                }
            }
            self.close_if_unused(id);
        }
    }

    pub(crate) fn close_if_unused(&mut self, id: ConnId) {
        let timeout = self.cfg.server_connection_timeout;
        let answering = self.cfg.timers.request_timeout;
        let keeps = self.capacity().is_some();
        let Some(c) = self.conns.get_mut(id.0) else { return };
        if c.owners() > 0 || c.looked_at > 0 || c.held.is_some() || !(c.usable() || c.state == ConnState::Idle) {
            return;
        }
        if c.client && !c.for_answer {
            if keeps && c.shared && c.state != ConnState::Ready {
                self.line_up_unused(id);
            } else {
                self.close_connection(id, ConnReason::Undefined);
            }
        } else if let Some(ms) = if c.for_answer { Some(answering) } else { timeout } {
            let at = self.now.plus(ms as u64);
            if let Some(t) = c.idle.replace(self.wheel.set(at, TimerKey::ConnIdle(id))) {
                self.wheel.cancel(t);
            }
        }
    }

    /// An answer goes out over a connection, which may still be opening when its transaction has ended.
    pub(crate) fn connection_for_answer(&mut self, id: ConnId) {
        if let Some(c) = self.conns.get_mut(id.0) {
            c.for_answer |= c.client && c.state == ConnState::Connecting;
        }
    }

    /// A transaction waits for something on a connection, or owes an answer to it.
    pub(crate) fn use_connection(&mut self, id: ConnId, user: TransactionId) {
        if let Some(c) = self.conns.get_mut(id.0) {
            c.users.insert(user);
        }
        self.in_use(id);
    }

    /// A connection is not idle any more.
    pub(crate) fn in_use(&mut self, id: ConnId) {
        if let Some(t) = self.conns.get_mut(id.0).and_then(|c| c.idle.take()) {
            self.wheel.cancel(t);
        }
        self.take_from_unused(id);
    }

    /// Something arrived on a connection: an accepted one that nobody uses is idle from now on.
    pub(crate) fn connection_heard(&mut self, id: ConnId) {
        if self.conns.get(id.0).is_some_and(|c| !c.client) {
            self.close_if_unused(id);
        }
    }

    pub(crate) fn conn_idle(&mut self, id: ConnId) {
        if let Some(c) = self.conns.get_mut(id.0) {
            c.idle = None;
            if c.owners() == 0 && c.looked_at == 0 {
                self.close_connection(id, ConnReason::Undefined);
            }
        }
    }

    // ---- connections that stay open unused (connectionCapacityPercent) ----

    /// How many connections may be open before those that nobody uses are closed; none when they are closed at once.
    fn capacity(&self) -> Option<usize> {
        let percent = usize::from(self.cfg.connection_capacity.min(100));
        (percent > 0).then(|| (self.cfg.max_connections.saturating_mul(percent) / 100).max(1))
    }

    fn line_up_unused(&mut self, id: ConnId) {
        self.take_from_unused(id);
        let place = self.next_unused;
        self.next_unused += 1;
        if let Some(c) = self.conns.get_mut(id.0) {
            c.unused = Some(place);
            self.unused_conns.insert(place, id);
        }
        self.close_unused_beyond(self.capacity().unwrap_or(0));
    }

    fn take_from_unused(&mut self, id: ConnId) {
        if let Some(place) = self.conns.get_mut(id.0).and_then(|c| c.unused.take()) {
            self.unused_conns.remove(&place);
        }
    }

    /// Closes those that were unused longest until a further connection fits.
    pub(crate) fn make_room(&mut self) {
        if let Some(most) = self.capacity() {
            self.close_unused_beyond(most.saturating_sub(1));
        }
    }

    fn close_unused_beyond(&mut self, most: usize) {
        while self.conns.len() > most
            && let Some((_, id)) = self.unused_conns.pop_first()
        {
            if let Some(c) = self.conns.get_mut(id.0) {
                c.unused = None;
            }
            self.close_connection(id, ConnReason::Undefined);
        }
    }

    // ---- what others ask ----

    /// How a connection travels.
    pub(crate) fn conn_transport(&self, id: ConnId) -> Transport {
        self.conns.get(id.0).map_or(Transport::Tcp, |c| c.peer.transport)
    }

    /// Local index, local address and peer of a connection.
    pub(crate) fn conn_addresses(&self, id: ConnId) -> Option<(u16, Option<SocketAddr>, SocketAddr)> {
        self.conns.get(id.0).map(|c| (c.local_index, c.local, c.peer.addr))
    }
}
