//! Stream connections: who shares one, who keeps one, and who hears when it dies.

use super::config::{Persistency, Transport};
use super::output::{ClientId, ConnId, Error, Level, Output, Source, Target, TransactionId};
use super::timer::TimerId;
use super::{Endpoint, TimerKey};
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

pub(crate) struct Conn {
    peer: Target,
    /// Known once it is open.
    local: Option<SocketAddr>,
    /// Number of the listening address for accepted ones, of the address sent from otherwise.
    local_index: u16,
    /// We opened it.
    client: bool,
    open: bool,
    /// Entered in the table of connections to be shared.
    shared: bool,
    /// Transactions that wait for something on it, or owe an answer to it.
    users: BTreeSet<TransactionId>,
    /// Register-clients that keep it between requests.
    keepers: BTreeSet<ClientId>,
    /// We opened it to answer: nobody tells when the answer is out, so it stays a while.
    for_answer: bool,
    idle: Option<TimerId>,
}

/// What may be known of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnInfo {
    pub peer: Target,
    pub local: Option<SocketAddr>,
    pub client: bool,
    pub open: bool,
    pub owners: usize,
}

impl Endpoint {
    pub fn connection(&self, id: ConnId) -> Option<ConnInfo> {
        self.conns.get(id.0).map(|c| ConnInfo {
            peer: c.peer.clone(),
            local: c.local,
            client: c.client,
            open: c.open,
            owners: c.users.len() + c.keepers.len(),
        })
    }

    /// A peer connected to local address `local`. `None` when no more connections are allowed: refuse it.
    pub fn accepted(&mut self, local: u16, peer: SocketAddr, local_addr: SocketAddr) -> Option<ConnId> {
        if self.conns.len() >= self.cfg.max_connections {
            self.counters.refused += 1;
            let most = self.cfg.max_connections;
            self.log(Source::Transport, Level::Warn, || {
                format!("connection from {peer} refused: maxConnections ({most}) are open; raise it in RvSipStackCfg")
            });
            return None;
        }
        let transport = self.locals.get(local as usize).map_or(Transport::Tcp, |l| l.transport);
        let conn = Conn {
            peer: Target::plain(transport, peer),
            local: Some(local_addr),
            local_index: local,
            client: false,
            open: true,
            shared: false,
            users: BTreeSet::new(),
            keepers: BTreeSet::new(),
            for_answer: false,
            idle: None,
        };
        self.conns.insert(conn).map(ConnId)
    }

    /// A connection we asked for is there.
    pub fn connected(&mut self, id: ConnId, local: SocketAddr) {
        if let Some(c) = self.conns.get_mut(id.0) {
            c.open = true;
            c.local = Some(local);
        }
    }

    /// A connection ended or never came about.
    pub fn closed(&mut self, now: super::Time, id: ConnId, why: &str) {
        self.now = now.max(self.now);
        self.lose_connection(id, why, false);
    }

    /// Forgets a connection and tells those who use it; `close` when it is still there to be closed.
    pub(crate) fn lose_connection(&mut self, id: ConnId, why: &str, close: bool) {
        let Some(conn) = self.conns.remove(id.0) else { return };
        if close {
            self.out.push_back(Output::Close(id));
        }
        if let Some(t) = conn.idle {
            self.wheel.cancel(t);
        }
        if conn.shared && self.shared_conns.get(&conn.peer) == Some(&id) {
            self.shared_conns.remove(&conn.peer);
        }
        for client in conn.keepers {
            if let Some(c) = self.clients.get_mut(client.0)
                && c.conn == Some(id)
            {
                c.conn = None;
            }
        }
        if !conn.users.is_empty() {
            let peer = conn.peer.addr;
            let text = format!("connection to {peer}: {why}");
            self.log(Source::Transport, Level::Warn, || text);
        }
        for tx in conn.users {
            self.transaction_network_error(tx);
        }
    }

    /// The connection a request to `target` takes: the one offered if it leads there, a shared one, or a new one.
    pub(crate) fn connection_for(
        &mut self,
        target: Target,
        local_index: u16,
        from: Option<IpAddr>,
        offered: Option<ConnId>,
        persistency: Persistency,
        user: TransactionId,
    ) -> Result<ConnId, Error> {
        if let Some(id) = offered
            && let Some(c) = self.conns.get_mut(id.0)
            && c.peer == target
        {
            c.users.insert(user);
            return Ok(id);
        }
        if persistency != Persistency::None
            && let Some(&id) = self.shared_conns.get(&target)
            && let Some(c) = self.conns.get_mut(id.0)
        {
            c.users.insert(user);
            return Ok(id);
        }
        if self.conns.len() >= self.cfg.max_connections {
            self.counters.refused += 1;
            return Err(Error::OutOfResources);
        }
        let shared = persistency != Persistency::None;
        let conn = Conn {
            peer: target.clone(),
            local: None,
            local_index,
            client: true,
            open: false,
            shared,
            users: BTreeSet::from([user]),
            keepers: BTreeSet::new(),
            for_answer: false,
            idle: None,
        };
        let id = ConnId(self.conns.insert(conn).ok_or(Error::OutOfResources)?);
        if shared {
            self.shared_conns.insert(target.clone(), id);
        }
        self.out.push_back(Output::Connect { conn: id, from, to: target });
        Ok(id)
    }

    /// A transaction needs the connection no longer. Those that nobody keeps are closed.
    pub(crate) fn leave_connection(&mut self, id: ConnId, user: TransactionId) {
        if let Some(c) = self.conns.get_mut(id.0) {
            c.users.remove(&user);
        }
        self.close_if_unused(id);
    }

    /// A register-client keeps the connection its transaction used, and lets go of another one it kept.
    pub(crate) fn keep_connection(&mut self, client: ClientId, conn: Option<ConnId>) {
        let conn = conn.filter(|id| self.conns.get(id.0).is_some());
        let Some(c) = self.clients.get_mut(client.0) else { return };
        let before = std::mem::replace(&mut c.conn, conn);
        if before == conn {
            return;
        }
        if let Some(id) = conn
            && let Some(c) = self.conns.get_mut(id.0)
        {
            c.keepers.insert(client);
        }
        if let Some(id) = before {
            if let Some(c) = self.conns.get_mut(id.0) {
                c.keepers.remove(&client);
            }
            self.close_if_unused(id);
        }
    }

    fn close_if_unused(&mut self, id: ConnId) {
        let timeout = self.cfg.server_connection_timeout;
        let answering = self.cfg.timers.request_timeout;
        let Some(c) = self.conns.get_mut(id.0) else { return };
        if !c.users.is_empty() || !c.keepers.is_empty() {
            return;
        }
        let lasts = if c.for_answer { Some(answering) } else { timeout };
        if c.client && !c.for_answer {
            self.drop_connection(id);
        } else if let Some(ms) = lasts {
            let at = self.now.plus(ms as u64);
            if let Some(t) = c.idle.replace(self.wheel.set(at, TimerKey::ConnIdle(id))) {
                self.wheel.cancel(t);
            }
        }
    }

    /// A connection was opened for an answer whose own stream is gone.
    pub(crate) fn connection_for_answer(&mut self, id: ConnId) {
        if let Some(c) = self.conns.get_mut(id.0) {
            c.for_answer = c.client && !c.open;
        }
    }

    /// A server transaction owes an answer to a connection.
    pub(crate) fn use_connection(&mut self, id: ConnId, user: TransactionId) {
        if let Some(c) = self.conns.get_mut(id.0) {
            c.users.insert(user);
            if let Some(t) = c.idle.take() {
                self.wheel.cancel(t);
            }
        }
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
            if c.users.is_empty() && c.keepers.is_empty() {
                self.drop_connection(id);
            }
        }
    }

    /// Forgets a connection and has it closed.
    pub(crate) fn drop_connection(&mut self, id: ConnId) {
        let Some(c) = self.conns.remove(id.0) else { return };
        if let Some(t) = c.idle {
            self.wheel.cancel(t);
        }
        if c.shared && self.shared_conns.get(&c.peer) == Some(&id) {
            self.shared_conns.remove(&c.peer);
        }
        self.out.push_back(Output::Close(id));
    }

    /// How a connection travels.
    pub(crate) fn conn_transport(&self, id: ConnId) -> Transport {
        self.conns.get(id.0).map_or(Transport::Tcp, |c| c.peer.transport)
    }

    /// Local index, local address and peer of a connection.
    pub(crate) fn conn_addresses(&self, id: ConnId) -> Option<(u16, Option<SocketAddr>, SocketAddr)> {
        self.conns.get(id.0).map(|c| (c.local_index, c.local, c.peer.addr))
    }
}
