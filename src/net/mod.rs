//! The world outside: UDP and TCP sockets, TLS, WebSocket, name look-up, and the wait for all of them. Used by the one thread that turns the
//! loop; knows nothing of transactions and reads no clock for anything a peer sees.
//!
//! A turn of the loop is [`Net::poll`], which blocks and needs no lock of the caller's, then [`Net::dispatch`], which tells a
//! [`Sink`] what came, then sends, then [`Net::flush`]. Work of one dispatch is bounded; what is left keeps the next poll from
//! blocking. [`Limits`] bounds what peers can make us hold.

mod address;
mod batch;
mod conn;
mod resolver;
mod streams;
mod tcp;
pub mod tls;
mod udp;
pub mod ws;

pub use crate::dns::{Family, LookupError, Naptr, Question, Records, Srv};
pub use batch::wait_readable;
pub use conn::{CloseReason, ConnId, Kind, Peer};
pub use resolver::DnsConfig;

use crate::message::{KeepAlive, Problem};
use batch::{Arrivals, BATCH};
use mio::{Events, Interest, Poll, Registry, Token, Waker};
use parking_lot::RwLock;
use resolver::Resolver;
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsRawFd, RawFd};
use std::sync::Arc;
use std::time::{Duration, Instant};
use streams::{Listener, Streams};
use udp::{Flushed, Udp};

/// Names a bound UDP socket or a TCP listener; not used again after [`Net::unbind`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LocalId(pub u32);

/// How much a log line matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    Debug,
    Info,
    Warning,
    Error,
}

/// Bounds on what peers can make us hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Of a message; its size bounds what is kept of an unfinished one.
    pub message: crate::message::Limits,
    /// Accepted connections.
    pub accepted: usize,
    /// Connections with TLS, accepted and opened.
    pub tls_sessions: usize,
    /// Accepted connections without a whole message yet; the oldest makes room for a new one.
    pub half_open: usize,
    /// Milliseconds a connection may stay half-open.
    pub half_open_ms: u64,
    /// Milliseconds an accepted connection may be idle; -1 for ever.
    pub idle_ms: i64,
    /// Milliseconds a connection may take to come about.
    pub connect_ms: u64,
    /// Milliseconds a peer may take nothing while something waits for it.
    pub stall_ms: u64,
    /// Octets that may wait for one connection.
    pub write_queue: usize,
    /// Octets of datagrams that may wait for one socket.
    pub udp_queue: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            message: crate::message::Limits::default(),
            accepted: 10_000,
            tls_sessions: 10_000,
            half_open: 256,
            half_open_ms: 10_000,
            idle_ms: -1,
            connect_ms: 32_000,
            stall_ms: 32_000,
            write_queue: 1 << 20,
            udp_queue: 16 << 20,
        }
    }
}

/// What the world tells.
pub trait Sink {
    /// A datagram arrived.
    fn datagram(&mut self, local: LocalId, from: SocketAddr, bytes: &[u8]);
    /// A whole message arrived on a connection.
    fn stream_message(&mut self, conn: ConnId, bytes: &[u8]);
    /// What arrived is no message; `head` is the beginning of it. Nothing more is read; the owner may send an answer and is to
    /// close the connection.
    fn stream_broken(&mut self, conn: ConnId, problem: Problem, head: &[u8]);
    /// Octets arrived on a connection; false throws them away.
    fn stream_data(&mut self, _conn: ConnId, _bytes: &[u8]) -> bool {
        true
    }
    /// A keepalive of RFC 5626 arrived; a ping is answered already.
    fn keepalive(&mut self, _conn: ConnId, _kind: KeepAlive) {}
    /// Somebody connected. None refuses.
    fn accepted(&mut self, local: LocalId, peer: SocketAddr, local_addr: SocketAddr) -> Option<ConnId>;
    /// A connection asked for is there.
    fn connected(&mut self, conn: ConnId, local_addr: SocketAddr);
    /// A peer has shown certificates, and the last word on them is not ours. The error tells the log why it is refused.
    fn judge(&mut self, _conn: ConnId, shown: tls::Shown) -> Result<(), &'static str> {
        shown.verdict()
    }
    /// A connection is no more; its name is free.
    fn closed(&mut self, conn: ConnId, reason: CloseReason);
    /// A datagram could not be sent; `token` as given to [`Net::send_udp`].
    fn send_failed(&mut self, token: u64, error: io::Error);
    /// A datagram did not get to its receiver, as somebody on its way or the receiver's system says; `head` is its beginning. Who sends
    /// such a message may be anybody who saw the datagram.
    fn refused(&mut self, _local: LocalId, _to: SocketAddr, _head: &[u8], _error: io::Error) {}
    /// A question to the DNS is answered.
    fn answered(&mut self, query: u64, answer: Result<Records, LookupError>);
    /// Something worth a line in the log.
    fn log(&mut self, level: Level, text: &str);
}

/// What could not be told when it happened, because no sink was at hand.
enum Late {
    SendFailed(u64, io::Error),
    Closed(ConnId, CloseReason),
    Log(Level, String),
}

enum Local {
    Udp(Udp),
    Tcp(Listener),
}

/// A socket that is bound already and waits for [`Net::adopt`], so that it may be bound on any thread.
pub struct Bound(Local);

impl Bound {
    /// A UDP socket; port 0 lets the system choose. The sizes are those of the kernel's buffers in octets.
    pub fn udp(addr: SocketAddr, receive: Option<usize>, send: Option<usize>) -> io::Result<Bound> {
        Udp::bind(addr, receive, send).map(|udp| Bound(Local::Udp(udp)))
    }
    /// A listener for connections; port 0 lets the system choose.
    pub fn tcp(addr: SocketAddr, kind: Kind) -> io::Result<Bound> {
        Listener::bind(addr, kind).map(|listener| Bound(Local::Tcp(listener)))
    }
    /// The address it got.
    pub fn addr(&self) -> SocketAddr {
        match &self.0 {
            Local::Udp(udp) => udp.addr,
            Local::Tcp(listener) => listener.addr,
        }
    }
}

const WAKER: Token = Token(0);
/// Batches taken from one UDP socket in one dispatch; then others get their turn.
const BATCHES: usize = 4;
/// Octets of a refused datagram that are looked at.
const REFUSED: usize = 1024;
/// Milliseconds until something that the system was short of is tried again.
const RETRY: u64 = 100;

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

    /// Binds a UDP socket; port 0 lets the system choose. Returns the address it got. The sizes are those of the kernel's
    /// buffers in octets.
    pub fn bind_udp(
        &mut self,
        addr: SocketAddr,
        receive: Option<usize>,
        send: Option<usize>,
    ) -> io::Result<(LocalId, SocketAddr)> {
        let bound = Bound::udp(addr, receive, send)?;
        let addr = bound.addr();
        Ok((self.adopt(bound)?, addr))
    }

    /// Listens for TCP connections; port 0 lets the system choose. Returns the address it got.
    pub fn listen_tcp(&mut self, addr: SocketAddr) -> io::Result<(LocalId, SocketAddr)> {
        self.listen(addr, Kind::TCP)
    }

    /// The same for connections with more on them. With TLS the engine that is newest when somebody connects is the one they meet.
    pub fn listen(&mut self, addr: SocketAddr, kind: Kind) -> io::Result<(LocalId, SocketAddr)> {
        let bound = Bound::tcp(addr, kind)?;
        let addr = bound.addr();
        Ok((self.adopt(bound)?, addr))
    }

    /// Takes a bound socket among its own.
    pub fn adopt(&mut self, mut bound: Bound) -> io::Result<LocalId> {
        let index = self.locals.len();
        let registry = self.poll.registry();
        match &mut bound.0 {
            Local::Udp(udp) => registry.register(&mut udp.socket, local_token(index), Interest::READABLE)?,
            Local::Tcp(listener) => registry.register(&mut listener.socket, local_token(index), Interest::READABLE)?,
        }
        self.locals.push(Some(bound.0));
        Ok(LocalId(index as u32))
    }

    /// Sets the type-of-service octet of a UDP socket or of the connections a listener takes.
    pub fn set_local_tos(&mut self, local: LocalId, tos: u8) {
        let set = match self.locals.get(local.0 as usize) {
            Some(Some(Local::Udp(udp))) => address::set_tos(&udp.socket, udp.addr.is_ipv4(), tos),
            Some(Some(Local::Tcp(listener))) => address::set_tos(&listener.socket, listener.addr.is_ipv4(), tos),
            _ => Ok(()),
        };
        self.tell_tos(set);
    }

    /// Sets the type-of-service octet of a connection.
    pub fn set_conn_tos(&mut self, conn: ConnId, tos: u8) {
        let set = self.streams.set_tos(conn, tos);
        self.tell_tos(set);
    }

    fn tell_tos(&mut self, set: io::Result<()>) {
        if let Err(e) = set {
            self.late.push_back(Late::Log(Level::Error, format!("the type of service could not be set: {e}")));
        }
    }

    /// Closes a UDP socket or a listener. Connections that came through it stay.
    pub fn unbind(&mut self, local: LocalId) {
        if let Some(place) = self.locals.get_mut(local.0 as usize) {
            *place = None;
        }
        if self.arrived == Some(local.0 as usize) {
            self.arrived = None;
        }
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

    /// Secures somebody who connected in another way. Nothing happens once the handshake has begun.
    pub fn choose_tls(&mut self, conn: ConnId, choice: tls::Choice) {
        self.streams.choose_tls(conn, choice);
    }

    /// The path that WebSockets are found at: the one that is asked for, and the only one that is answered if there is one.
    pub fn set_path(&mut self, path: ws::Path) {
        self.streams.path = path;
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

    /// When, on the clock of [`Net::dispatch`], something is due that no socket tells. [`Net::poll`] minds it by itself.
    pub fn next_deadline(&self) -> Option<u64> {
        [self.retry_at, self.streams.next_deadline()].into_iter().flatten().min()
    }

    /// True when [`Net::poll`] would not block.
    pub fn has_work(&self) -> bool {
        !self.ready.is_empty() || !self.late.is_empty() || self.woken
    }

    /// Waits until there is something to dispatch, somebody wakes, or the time is over. One batch of datagrams is received on
    /// the way, so that the system call runs while the caller holds no lock.
    pub fn poll(&mut self, timeout: Option<Duration>) -> io::Result<()> {
        let timeout = if self.has_work() {
            Some(Duration::ZERO)
        } else {
            let due = self.next_deadline().map(|at| {
                let left = Duration::from_millis(at.saturating_sub(self.now));
                // A whole millisecond later, so that the caller's clock has passed the deadline.
                (left + Duration::from_millis(1)).saturating_sub(self.now_at.elapsed())
            });
            [timeout, due].into_iter().flatten().min()
        };
        match self.poll.poll(&mut self.events, timeout) {
            Err(e) if e.kind() != io::ErrorKind::Interrupted => return Err(e),
            Err(_) => return Ok(()),
            Ok(()) => {}
        }
        for event in &self.events {
            let token = event.token();
            let readable = event.is_readable() || event.is_read_closed() || event.is_error();
            let writable = event.is_writable() || event.is_write_closed() || event.is_error();
            match token.0 {
                0 => self.woken = true,
                odd if odd % 2 == 1 => match self.locals.get_mut(odd / 2) {
                    Some(Some(Local::Udp(udp))) => {
                        udp.refused |= event.is_error();
                        udp.writable |= writable && udp.wants_write;
                        if std::mem::replace(&mut udp.readable, true) {
                            udp.more = true;
                        } else {
                            self.ready.push_back(token);
                        }
                    }
                    Some(Some(Local::Tcp(listener))) => {
                        let waits_already = std::mem::replace(&mut listener.readable, true);
                        if !waits_already {
                            self.ready.push_back(token);
                        }
                    }
                    _ => {}
                },
                even => {
                    if self.streams.mark(even / 2 - 1, readable, writable) {
                        self.ready.push_back(token);
                    }
                }
            }
        }
        self.receive_ahead();
        Ok(())
    }

    /// Receives the batch of the first UDP socket in turn.
    fn receive_ahead(&mut self) {
        if self.arrived.is_some() {
            return;
        }
        let first = self.ready.iter().find_map(|token| match self.locals.get(token.0 / 2) {
            Some(Some(Local::Udp(udp))) if token.0 % 2 == 1 => Some((token.0 / 2, udp.fd())),
            _ => None,
        });
        if let Some((index, fd)) = first
            && self.arrivals.receive(fd).is_ok()
        {
            self.arrived = Some(index);
        }
    }

    /// Tells the sink what came. `now_ms` is the caller's clock; it must not go back.
    pub fn dispatch(&mut self, now_ms: u64, sink: &mut dyn Sink) {
        self.now = now_ms;
        self.now_at = Instant::now();
        self.tell_late(sink);
        for _ in 0..self.ready.len() {
            let Some(token) = self.ready.pop_front() else { break };
            let again = match token.0 {
                odd if odd % 2 == 1 => match self.locals.get_mut(odd / 2) {
                    Some(Some(Local::Udp(_))) => self.serve_udp(odd / 2, sink),
                    Some(Some(Local::Tcp(listener))) => {
                        let local = LocalId((odd / 2) as u32);
                        let registry = self.poll.registry();
                        let served =
                            self.streams.accept(registry, local, listener, now_ms, &self.limits, sink, &mut self.ready);
                        if served == streams::Accepted::NoDescriptors {
                            self.retry_at = Some(now_ms + RETRY);
                        }
                        served == streams::Accepted::More
                    }
                    _ => false,
                },
                even => self.streams.serve((even / 2).wrapping_sub(1), now_ms, sink),
            };
            if again {
                self.ready.push_back(token);
            }
        }
        if std::mem::take(&mut self.woken) {
            for (query, answer) in self.resolver.answers() {
                sink.answered(query, answer);
            }
        }
        if self.retry_at.is_some_and(|at| at <= now_ms) {
            self.retry();
        }
        self.streams.sweep(now_ms, &self.limits, sink);
        self.tell_late(sink);
    }

    fn tell_late(&mut self, sink: &mut dyn Sink) {
        for late in self.late.drain(..) {
            match late {
                Late::SendFailed(token, error) => sink.send_failed(token, error),
                Late::Closed(conn, reason) => sink.closed(conn, reason),
                Late::Log(level, text) => sink.log(level, &text),
            }
        }
    }

    /// Reads a few batches; true when there may be more.
    fn serve_udp(&mut self, index: usize, sink: &mut dyn Sink) -> bool {
        if let Some(Some(Local::Udp(udp))) = self.locals.get_mut(index)
            && std::mem::take(&mut udp.writable)
        {
            self.flush_udp(index);
        }
        self.tell_refusals(index, sink);
        for _ in 0..BATCHES {
            let Some(Some(Local::Udp(udp))) = self.locals.get_mut(index) else { return false };
            let count = if self.arrived.take_if(|arrived| *arrived == index).is_some() {
                Ok(self.arrivals.len())
            } else if self.arrived.is_some() {
                // The batch of another socket lies there until its turn, which is in this dispatch or the next.
                return true;
            } else {
                self.arrivals.receive(udp.fd())
            };
            let drained = match count {
                Ok(count) => count < BATCH && !std::mem::take(&mut udp.more),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => true,
                // A refusal that an earlier datagram met: it says nothing about those that wait.
                Err(e) => {
                    udp.refused = true;
                    let addr = udp.addr;
                    if self.tell_refusals(index, sink) > 0 || e.kind() == io::ErrorKind::ConnectionRefused {
                        continue;
                    }
                    self.retry_at = Some(self.now + RETRY);
                    self.late.push_back(Late::Log(Level::Warning, format!("cannot receive on {addr}: {e}")));
                    true
                }
            };
            if let Some(Some(Local::Udp(udp))) = self.locals.get_mut(index) {
                udp.readable = !drained;
            }
            for (from, bytes) in self.arrivals.iter() {
                sink.datagram(LocalId(index as u32), from, bytes);
            }
            if drained {
                return false;
            }
        }
        true
    }

    /// Tells which datagrams of a socket were refused; how many errors there were.
    fn tell_refusals(&mut self, index: usize, sink: &mut dyn Sink) -> usize {
        let Some(Some(Local::Udp(udp))) = self.locals.get_mut(index) else { return 0 };
        if !std::mem::take(&mut udp.refused) {
            return 0;
        }
        let mut room = [0; REFUSED];
        for count in 0..BATCH {
            match batch::next_refusal(udp.fd(), &mut room) {
                None => return count,
                Some(Some(r)) => sink.refused(LocalId(index as u32), r.to, room.get(..r.len).unwrap_or(&[]), r.error),
                Some(None) => {}
            }
        }
        // There may be more: at the next dispatch.
        udp.refused = true;
        self.retry_at = Some(self.now);
        BATCH
    }

    fn flush_udp(&mut self, index: usize) {
        let Some(Some(Local::Udp(udp))) = self.locals.get_mut(index) else { return };
        let late = &mut self.late;
        let flushed = udp.flush(|token, error| late.push_back(Late::SendFailed(token, error)));
        if flushed == Flushed::NoBuffers {
            self.retry_at = Some(self.now + RETRY);
        }
        let wants_write = flushed == Flushed::Full;
        if wants_write != udp.wants_write {
            let interest = if wants_write { Interest::READABLE | Interest::WRITABLE } else { Interest::READABLE };
            match self.poll.registry().reregister(&mut udp.socket, local_token(index), interest) {
                Ok(()) => udp.wants_write = wants_write,
                Err(_) => self.retry_at = Some(self.now + RETRY),
            }
        }
    }

    /// Gives everything that the system was short of another try.
    fn retry(&mut self) {
        self.retry_at = None;
        for index in 0..self.locals.len() {
            let readable = match self.locals.get_mut(index) {
                Some(Some(Local::Udp(udp))) => &mut udp.readable,
                Some(Some(Local::Tcp(listener))) => &mut listener.readable,
                _ => continue,
            };
            if !std::mem::replace(readable, true) {
                self.ready.push_back(local_token(index));
            }
            self.flush_udp(index);
        }
    }

    /// Sends what waits. What fails is told at the next dispatch or flush, so that this needs no lock of the caller's.
    pub fn write_out(&mut self) {
        for index in 0..self.locals.len() {
            if let Some(Some(Local::Udp(udp))) = self.locals.get(index)
                && udp.waiting() > 0
                && !udp.wants_write
            {
                self.flush_udp(index);
            }
        }
        self.streams.write_out(&mut self.late);
    }

    /// Sends what waits and tells what failed.
    pub fn flush(&mut self, sink: &mut dyn Sink) {
        self.write_out();
        self.tell_late(sink);
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
