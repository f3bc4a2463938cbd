//! What the net tells on its way into the core: shown to the application and to the log where they want it.

use super::{Core, MOST_LOGGED, OUTPUTS_PER_TURN, Shown, Stack, net_conn, unpack};
use crate::endpoint::{ConnId, Flow, Level, Source, Time, Transport};
use crate::message::{KeepAlive, Problem};
use crate::net::{self, CloseReason, LocalId};
use parking_lot::MutexGuard;
use std::net::SocketAddr;
use std::sync::Arc;

/// What the net tells, on its way into the core.
pub(super) struct Inbound<'a, 'c> {
    pub stack: &'a Arc<Stack>,
    pub core: &'a mut MutexGuard<'c, Core>,
    pub now: Time,
    /// How messages are told to the log.
    pub traffic: Option<Level>,
}

impl Inbound<'_, '_> {
    fn local(&self, id: LocalId) -> Option<u16> {
        self.core.locals.iter().position(|l| l.is_some_and(|(_, l)| l == id)).map(|n| n as u16)
    }

    /// Asks the application whether a message may come in.
    fn may_come(&mut self, flow: Flow, bytes: &[u8]) -> bool {
        let is_keepalive = || bytes.iter().all(|b| matches!(b, b'\r' | b'\n' | 0));
        if !self.core.raw.received || is_keepalive() {
            return true;
        }
        let Some(way) = self.core.way(flow) else { return true };
        let stack = self.stack;
        MutexGuard::unlocked(self.core, || stack.app.buffer_received(stack, &way, bytes))
    }

    fn note_received(&mut self, peer: SocketAddr, transport: Transport, bytes: &[u8]) {
        if let Some(level) = self.traffic {
            let line = traffic_line("received from", &peer.to_string(), transport, level, bytes);
            self.core.endpoint.note(Source::Transport, level, &line);
        }
    }
}

/// A message as the log tells it: whole at level Debug, its first line otherwise.
pub(super) fn traffic_line(what: &str, peer: &str, transport: Transport, level: Level, bytes: &[u8]) -> String {
    let shown = match level {
        Level::Debug => bytes,
        _ => bytes.split(|b| *b == b'\r' || *b == b'\n').next().unwrap_or(bytes),
    };
    let shown = shown.get(..MOST_LOGGED).unwrap_or(shown);
    format!("{what} {peer} over {}: {}", transport.token(), String::from_utf8_lossy(shown))
}

impl net::Sink for Inbound<'_, '_> {
    fn datagram(&mut self, local: LocalId, from: SocketAddr, bytes: &[u8]) {
        if let Some(local) = self.local(local) {
            self.note_received(from, Transport::Udp, bytes);
            let flow = Flow::Udp { local, peer: from };
            if self.may_come(flow, bytes) {
                self.core.endpoint.receive(self.now, flow, bytes);
            }
        }
    }
    fn stream_message(&mut self, conn: net::ConnId, bytes: &[u8]) {
        if self.traffic.is_some()
            && let Some(info) = self.core.endpoint.connection(ConnId(unpack(conn.0)))
        {
            self.note_received(info.peer.addr, info.peer.transport, bytes);
        }
        let flow = Flow::Conn(ConnId(unpack(conn.0)));
        if self.may_come(flow, bytes) {
            self.core.endpoint.receive(self.now, flow, bytes);
        }
    }
    fn stream_broken(&mut self, conn: net::ConnId, problem: Problem, head: &[u8]) {
        self.core.endpoint.stream_broken(self.now, ConnId(unpack(conn.0)), problem, head);
    }
    fn stream_data(&mut self, conn: net::ConnId, bytes: &[u8]) -> bool {
        let conn = ConnId(unpack(conn.0));
        if !self.core.raw.data || self.core.endpoint.connection(conn).is_none() {
            return true;
        }
        let stack = self.stack;
        MutexGuard::unlocked(self.core, || stack.app.data_received(stack, conn, bytes))
    }
    fn keepalive(&mut self, conn: net::ConnId, kind: KeepAlive) {
        if kind == KeepAlive::Pong {
            self.core.endpoint.pong(self.now, ConnId(unpack(conn.0)));
        }
    }
    fn accepted(&mut self, local: LocalId, peer: SocketAddr, local_addr: SocketAddr) -> Option<net::ConnId> {
        let local = self.local(local)?;
        self.core.endpoint.accepted(local, peer, local_addr).map(net_conn)
    }
    fn connected(&mut self, conn: net::ConnId, local_addr: SocketAddr) {
        self.core.endpoint.connected(ConnId(unpack(conn.0)), local_addr);
    }
    fn judge(&mut self, conn: net::ConnId, shown: Shown) -> Result<(), &'static str> {
        let conn = ConnId(unpack(conn.0));
        let (handshake, owner) = self.core.endpoint.handshake_of(conn);
        let stack = self.stack;
        MutexGuard::unlocked(self.core, || stack.app.judge(stack, conn, handshake.hook, owner, &shown))
    }
    fn closed(&mut self, conn: net::ConnId, reason: CloseReason) {
        let (conn, why) = (ConnId(unpack(conn.0)), reason.to_string());
        match reason {
            CloseReason::Asked | CloseReason::ByPeer | CloseReason::Idle | CloseReason::NeverSpoke => {
                self.core.endpoint.closed(self.now, conn, &why);
            }
            _ => self.core.endpoint.failed(self.now, conn, &why),
        }
    }
    fn send_failed(&mut self, token: u64, error: std::io::Error) {
        if token != u64::MAX {
            let id = crate::endpoint::TransactionId(unpack(token));
            self.core.endpoint.send_failed(self.now, id, &error.to_string());
        }
    }
    fn refused(&mut self, _: LocalId, to: SocketAddr, head: &[u8], error: std::io::Error) {
        self.core.endpoint.refused(self.now, to, head, &error.to_string());
    }
    fn answered(&mut self, query: u64, answer: Result<net::Records, net::LookupError>) {
        let query = crate::endpoint::QueryId(unpack(query));
        self.core.endpoint.answered(self.now, query, answer);
    }
    fn is_full(&self) -> bool {
        self.core.endpoint.outputs_waiting() >= OUTPUTS_PER_TURN
    }
    fn turned_away(&mut self) {
        self.core.endpoint.turned_away();
    }
    fn log(&mut self, level: net::Level, text: &str) {
        let level = match level {
            net::Level::Debug => Level::Debug,
            net::Level::Info => Level::Info,
            net::Level::Warning => Level::Warn,
            net::Level::Error => Level::Error,
        };
        self.core.endpoint.note(Source::Transport, level, text);
    }
}
