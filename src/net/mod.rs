//! The world outside: UDP and TCP sockets, TLS, WebSocket, name look-up, and the wait for all of them. Used by the one thread that turns the
//! loop; knows nothing of transactions and reads no clock for anything a peer sees.
//!
//! A turn of the loop is [`Net::poll`], which blocks and needs no lock of the caller's, then [`Net::dispatch`], which tells a
//! [`Sink`] what came, then sends, then [`Net::flush`]. Work of one dispatch is bounded; what is left keeps the next poll from
//! blocking. [`Limits`] bounds what peers can make us hold.

mod address;
mod batch;
mod bound;
mod conn;
mod limits;
mod resolver;
mod sink;
mod streams;
mod tcp;
pub mod tls;
mod turn;
mod udp;
pub mod ws;

pub use crate::dns::{Family, LookupError, Naptr, Question, Records, Srv};
pub use batch::wait_readable;
pub use bound::Bound;
pub use conn::{CloseReason, ConnId, Kind, Peer};
pub use limits::Limits;
pub use resolver::DnsConfig;
pub use sink::{Level, Sink};

use batch::{Arrivals, BATCH};
use bound::Local;
use mio::{Events, Interest, Poll, Registry, Token, Waker};
use parking_lot::RwLock;
use resolver::Resolver;
use sink::Late;
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsRawFd, RawFd};
use std::sync::Arc;
use std::time::Instant;
use streams::Streams;

/// Names a bound UDP socket or a TCP listener; not used again after [`Net::unbind`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LocalId(pub u32);
const WAKER: Token = Token(0);

fn local_token(index: usize) -> Token {
    Token(2 * index + 1)
}
fn conn_token(slot: usize) -> Token {
    Token(2 * slot + 2)
}

/// All sockets of one stack.
pub struct Net {
    poll: Poll,
    events: Events,
    waker: Arc<Waker>,
    limits: Limits,
    locals: Vec<Option<Local>>,
    streams: Streams,
    resolver: Resolver,
    arrivals: Arrivals,
    /// The socket whose batch lies received in `arrivals`.
    arrived: Option<usize>,
    /// Those that may have something, in turn.
    ready: VecDeque<Token>,
    late: VecDeque<Late>,
    woken: bool,
    /// Milliseconds, and the moment, of the last dispatch.
    now: u64,
    now_at: Instant,
    retry_at: Option<u64>,
}

impl Net {
    pub fn new() -> io::Result<Net> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKER)?);
        Ok(Net {
            poll,
            events: Events::with_capacity(1024),
            resolver: Resolver::new(waker.clone()),
            waker,
            limits: Limits::default(),
            locals: Vec::new(),
            streams: Streams::default(),
            arrivals: Arrivals::new(),
            arrived: None,
            ready: VecDeque::new(),
            late: VecDeque::new(),
            woken: false,
            now: 0,
            now_at: Instant::now(),
            retry_at: None,
        })
    }

    /// Sets the bounds; those of messages hold for connections opened later.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Ends a [`Net::poll`] from any thread.
    pub fn waker(&self) -> Arc<Waker> {
        self.waker.clone()
    }

    /// The epoll descriptor: readable when a poll would not block for sockets.
    pub fn raw_fd(&self) -> RawFd {
        self.poll.as_raw_fd()
    }
    /// Queues a datagram; [`Net::flush`] sends it, or the call itself when a batch is full. Failure is told by `token`.
    pub fn send_udp(&mut self, local: LocalId, to: SocketAddr, bytes: &[u8], token: u64) {
        let index = local.0 as usize;
        let Some(Some(Local::Udp(udp))) = self.locals.get_mut(index) else {
            return self.late.push_back(Late::SendFailed(token, io::ErrorKind::NotConnected.into()));
        };
        if !udp.push(to, bytes, token, self.limits.udp_queue) {
            return self.late.push_back(Late::SendFailed(token, io::Error::from_raw_os_error(libc::ENOBUFS)));
        }
        if udp.waiting() >= BATCH && !udp.wants_write {
            self.flush_udp(index);
        }
    }

    /// Opens a connection, from the given local address if there is one. `connected` or `closed` tells how it went; what is
    /// sent meanwhile waits.
    pub fn connect(&mut self, conn: ConnId, bind: Option<SocketAddr>, peer: Peer) {
        if let Err(reason) = self.streams.connect(self.poll.registry(), conn, bind, peer, self.now, &self.limits) {
            self.late.push_back(Late::Closed(conn, reason));
        }
    }

    /// Secures somebody who connected in another way; once the handshake has begun it ends the connection.
    pub fn choose_tls(&mut self, conn: ConnId, choice: tls::Choice) {
        if let Err(reason) = self.streams.choose_tls(conn, choice) {
            self.late.push_back(Late::Closed(conn, reason));
        }
    }

    /// How WebSocket handshakes are made; for connections that come later.
    pub fn set_http(&mut self, http: ws::Http) {
        self.streams.http = http;
    }

    /// The TLS engines, which may be changed at any time from any thread.
    pub fn engines(&self) -> Arc<RwLock<tls::Engines>> {
        self.streams.engines.clone()
    }

    /// Queues a message for a connection; [`Net::flush`] writes it. A connection that is gone already takes nothing; one whose
    /// queue would overflow is closed.
    pub fn send_stream(&mut self, conn: ConnId, bytes: &[u8]) {
        self.streams.send(conn, bytes, self.now, &self.limits, &mut self.late);
    }

    /// Sends a keepalive that asks for an answer (RFC 5626 section 3.5.1; a ping frame on WebSocket).
    pub fn ping(&mut self, conn: ConnId) {
        self.streams.ping(conn, self.now, &self.limits, &mut self.late);
    }

    /// Closes a connection once what waits is out.
    pub fn close(&mut self, conn: ConnId) {
        self.streams.close(conn, &mut self.late);
    }

    /// Connections, accepted and opened.
    pub fn connections(&self) -> usize {
        self.streams.len()
    }

    /// Is the TLS session of a connection one that was resumed?
    #[cfg(test)]
    fn is_resumed(&self, conn: ConnId) -> bool {
        self.streams.is_resumed(conn)
    }

    /// Octets that wait for a connection.
    #[cfg(test)]
    fn waiting(&self, conn: ConnId) -> usize {
        self.streams.waiting(conn)
    }

    /// Asks the DNS; `answered` tells what came of it, never before this returns.
    pub fn ask(&mut self, query: u64, question: Question) {
        self.resolver.ask(query, question);
    }

    /// Whom to ask from now on.
    pub fn set_dns(&mut self, config: DnsConfig) {
        self.resolver.configure(config);
    }
}

fn register(registry: &Registry, stream: &mut mio::net::TcpStream, slot: usize) -> io::Result<()> {
    registry.register(stream, conn_token(slot), Interest::READABLE | Interest::WRITABLE)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tls_tests;
#[cfg(test)]
mod ws_tests;
