//! One connection: TCP, TLS on it or not, WebSocket on that or not; messages in, messages out through a bounded queue.

use super::tls::{Session, Shown};
use super::ws::{self, Channel};
use super::{CloseReason, ConnId, Limits, Sink};
use crate::message::{Frame, Framer, KeepAlive};
use mio::net::TcpStream;
use std::io::{self, Read, Write};
use std::net::SocketAddr;

/// A time that is told at the next sweep, because what began it had no clock at hand.
pub(super) const UNSTAMPED: u64 = u64::MAX;
/// Milliseconds in which a peer may close after we did.
const LINGER: u64 = 2_000;
/// Reads of one turn; then others get theirs.
const READS: usize = 4;
/// A write queue larger than this is given back once it is empty.
const KEPT_QUEUE: usize = 4_096;
/// Octets that wait for a peer before its pings go unanswered.
const MOST_WAITING: usize = 16_384;
/// As much of a broken stream is shown.
const HEAD: usize = 1_024;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    Connecting,
    /// The TLS handshake is under way.
    Shaking,
    /// The WebSocket handshake is under way.
    Greeting,
    Open,
    /// Asked to close: what waits goes out first.
    Closing,
    /// All is out and our side is shut; the owner knows it no more. What the peer still sends is dropped.
    Lingering,
}

/// What a turn came to.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Turn {
    /// Nothing more until the next event.
    Waits,
    /// There may be more to read.
    Again,
    Ended(CloseReason),
    /// The peer ended a connection that only lingered.
    Gone,
}

/// What lies on TCP.
#[derive(Default)]
pub(super) struct Layers {
    pub tls: Option<Box<Session>>,
    pub ws: Option<Box<Channel>>,
}

pub(super) struct Conn {
    pub id: ConnId,
    pub phase: Phase,
    pub accepted: bool,
    /// A whole message has come.
    pub spoke: bool,
    broken: bool,
    /// The sink had enough before all was told that has come.
    untold: bool,
    pub readable: bool,
    pub writable: bool,
    /// Is in the list of those with something to write.
    pub dirty: bool,
    /// When the phase began, or an accepted one was accepted, or broke.
    since: u64,
    /// When bytes last moved.
    last: u64,
    /// Since when the peer takes nothing.
    stalled: Option<u64>,
    pub stream: TcpStream,
    tls: Option<Box<Session>>,
    ws: Option<Box<Channel>>,
    framer: Framer,
    queue: Vec<u8>,
    written: usize,
}

impl Conn {
    pub fn new(id: ConnId, stream: TcpStream, layers: Layers, accepted: bool, now: u64, limits: &Limits) -> Conn {
        let mut framer = Framer::new(&limits.message);
        framer.expect_pings(accepted);
        Conn {
            id,
            phase: match &layers {
                _ if !accepted => Phase::Connecting,
                Layers { tls: Some(_), .. } => Phase::Shaking,
                Layers { ws: Some(_), .. } => Phase::Greeting,
                _ => Phase::Open,
            },
            accepted,
            spoke: false,
            broken: false,
            untold: false,
            readable: false,
            writable: false,
            dirty: false,
            since: if accepted { now } else { UNSTAMPED },
            last: now,
            stalled: None,
            stream,
            tls: layers.tls,
            ws: layers.ws,
            framer,
            queue: Vec::new(),
            written: 0,
        }
    }

    /// Accepted, and not one whole message yet.
    pub fn is_half_open(&self) -> bool {
        self.accepted && !self.spoke && matches!(self.phase, Phase::Open | Phase::Shaking | Phase::Greeting)
    }

    pub fn is_secure(&self) -> bool {
        self.tls.is_some()
    }

    /// Octets that wait to leave.
    pub fn waiting(&self) -> usize {
        self.queue.len() - self.written
    }

    /// Something waits to leave: messages, or records of TLS.
    pub fn has_output(&self) -> bool {
        self.waiting() > 0 || self.tls.as_ref().is_some_and(|tls| tls.wants_write())
    }

    /// Queues a message; false when more than `most` octets would wait.
    pub fn push(&mut self, bytes: &[u8], now: u64, most: usize) -> bool {
        if !matches!(self.phase, Phase::Connecting | Phase::Shaking | Phase::Greeting | Phase::Open) {
            return true;
        }
        let held = self.ws.as_ref().map_or(0, |ws| ws.holds());
        if self.waiting() + held + bytes.len() > most {
            return false;
        }
        self.compact();
        self.last = now;
        match &mut self.ws {
            None => self.queue.extend_from_slice(bytes),
            Some(ws) => ws.send(bytes, &mut self.queue),
        }
        true
    }

    /// Queues a keepalive that asks for an answer.
    pub fn ping(&mut self, now: u64, most: usize) -> bool {
        match &mut self.ws {
            None => self.push(b"\r\n\r\n", now, most),
            Some(ws) => {
                ws.ping(&mut self.queue);
                self.waiting() <= most
            }
        }
    }

    /// Nothing more will be queued: what waits goes out, then our side is shut.
    pub fn finish(&mut self) {
        self.phase = Phase::Closing;
        if let Some(ws) = &mut self.ws {
            ws.close(1000, &mut self.queue);
        }
    }

    /// What came is no message.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// An event came for a connection under way. `Ok(None)`: not there yet.
    pub fn finish_connect(&mut self) -> io::Result<Option<SocketAddr>> {
        if let Some(error) = self.stream.take_error()? {
            return Err(error);
        }
        match self.stream.peer_addr() {
            Ok(_) => {
                match self.tls {
                    Some(_) => self.phase = Phase::Shaking,
                    None => self.secured(),
                }
                self.stream.local_addr().map(Some)
            }
            Err(e) if e.kind() == io::ErrorKind::NotConnected || e.raw_os_error() == Some(libc::EINPROGRESS) => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Everything below WebSocket is there.
    fn secured(&mut self) {
        match &mut self.ws {
            None => self.phase = Phase::Open,
            Some(ws) => {
                ws.greet(&mut self.queue);
                self.phase = Phase::Greeting;
            }
        }
    }

    /// Goes on with the TLS handshake. True when it is done: what came with its end can be read.
    pub fn shake(&mut self) -> Result<bool, CloseReason> {
        let Some(tls) = &mut self.tls else { return Ok(true) };
        match tls.shake(&mut self.stream) {
            Ok(true) => {
                self.secured();
                self.readable = true;
                Ok(true)
            }
            Ok(false) => Ok(false),
            Err(e) => Err(self.failed(&e)),
        }
    }

    /// What the peer has shown in the TLS handshake, for those who have the last word on it, and what stands whatever they say.
    pub fn take_shown(&mut self) -> Option<(Shown, Result<(), &'static str>)> {
        self.tls.as_mut()?.take_shown()
    }

    #[cfg(test)]
    pub fn is_resumed(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| tls.is_resumed())
    }

    /// Secures it otherwise, as long as nothing was said; false when it is too late for that.
    pub fn replace_session(&mut self, session: Session) -> bool {
        let early = self.phase == Phase::Shaking && self.tls.as_ref().is_some_and(|tls| tls.fresh);
        if early {
            self.tls = Some(Box::new(session));
        }
        early
    }

    /// Ends TLS as politely as it goes at once.
    pub fn part(&mut self) {
        if let Some(tls) = &mut self.tls {
            tls.close(&mut self.stream);
        }
    }

    /// Why the connection ends with this error.
    fn failed(&self, error: &io::Error) -> CloseReason {
        match self.tls.as_ref().and_then(|tls| tls.failure()) {
            Some(why) => CloseReason::Tls(why),
            None if self.phase == Phase::Shaking && error.kind() == io::ErrorKind::UnexpectedEof => {
                CloseReason::Tls("the peer closed the connection during the handshake")
            }
            None => CloseReason::Failed(error.kind()),
        }
    }

    fn send(stream: &mut TcpStream, tls: &mut Option<Box<Session>>, bytes: &[u8]) -> io::Result<usize> {
        match tls {
            None => stream.write(bytes),
            Some(tls) => tls.write(stream, bytes),
        }
    }

    /// Writes what waits. After the last octet of one that was asked to close, our side is shut: `Ended(Asked)`.
    pub fn write(&mut self) -> Turn {
        while let Some(rest) = self.queue.get(self.written..).filter(|rest| !rest.is_empty()) {
            if matches!(self.phase, Phase::Connecting | Phase::Shaking) {
                return Turn::Waits;
            }
            match Self::send(&mut self.stream, &mut self.tls, rest) {
                Ok(0) => return Turn::Ended(CloseReason::Failed(io::ErrorKind::WriteZero)),
                Ok(count) => {
                    self.written += count;
                    self.stalled = None;
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                    self.stalled = self.stalled.or(Some(UNSTAMPED));
                    return Turn::Waits;
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) if matches!(e.raw_os_error(), Some(libc::ENOBUFS | libc::ENOMEM)) => return Turn::Again,
                Err(e) => return Turn::Ended(self.failed(&e)),
            }
        }
        if let Some(tls) = &mut self.tls
            && let Err(e) = tls.flush(&mut self.stream)
        {
            if e.kind() == io::ErrorKind::WouldBlock {
                self.stalled = self.stalled.or(Some(UNSTAMPED));
                return Turn::Waits;
            }
            return Turn::Ended(self.failed(&e));
        }
        // Records of TLS that waited are out too.
        self.stalled = None;
        self.written = 0;
        self.queue.clear();
        if self.queue.capacity() > KEPT_QUEUE {
            self.queue = Vec::new();
        }
        if self.phase == Phase::Closing {
            self.phase = Phase::Lingering;
            self.since = UNSTAMPED;
            self.queue = Vec::new();
            self.framer = Framer::default();
            if let Some(tls) = &mut self.tls {
                tls.close(&mut self.stream);
            }
            let _ = self.stream.shutdown(std::net::Shutdown::Write);
            return Turn::Ended(CloseReason::Asked);
        }
        Turn::Waits
    }

    /// Reads for one turn and tells the sink what is whole. Answers to pings are put in the queue.
    pub fn read(&mut self, scratch: &mut [u8], now: u64, sink: &mut dyn Sink) -> Turn {
        for _ in 0..READS {
            if self.untold {
                self.tell(now, sink);
            }
            if sink.is_full() {
                return Turn::Again;
            }
            let read = match &mut self.tls {
                None => self.stream.read(scratch),
                Some(tls) => tls.read(&mut self.stream, scratch),
            };
            let count = match read {
                Ok(0) if self.phase == Phase::Lingering => return Turn::Gone,
                Ok(0) => return Turn::Ended(CloseReason::ByPeer),
                Ok(count) => count,
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Turn::Waits,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) if self.phase == Phase::Lingering => return Turn::Gone,
                Err(e) => return Turn::Ended(self.failed(&e)),
            };
            self.last = now;
            if self.broken || self.phase == Phase::Lingering {
                continue;
            }
            let came = scratch.get(..count).unwrap_or(&[]);
            if !sink.stream_data(self.id, came) {
                continue;
            }
            if let Some(ws) = &mut self.ws {
                let (id, spoke, phase) = (self.id, &mut self.spoke, &mut self.phase);
                let connected = if self.accepted { None } else { self.stream.local_addr().ok() };
                let heard = ws.take_in(came, &mut self.queue, &mut |heard| match heard {
                    ws::Heard::Open => {
                        *phase = Phase::Open;
                        if let Some(local) = connected {
                            sink.connected(id, local);
                        }
                    }
                    ws::Heard::Message(bytes) => {
                        *spoke = true;
                        sink.stream_message(id, bytes);
                    }
                    ws::Heard::Ping => sink.keepalive(id, KeepAlive::Ping),
                    ws::Heard::Pong => sink.keepalive(id, KeepAlive::Pong),
                });
                match heard {
                    Ok(()) => continue,
                    Err(end) => {
                        // What says so to the peer, as far as it takes it at once.
                        let _ = self.write();
                        let _ = self.stream.shutdown(std::net::Shutdown::Write);
                        return Turn::Ended(match end {
                            ws::End::ByPeer => CloseReason::ByPeer,
                            ws::End::Wrong(why) => CloseReason::WebSocket(why),
                        });
                    }
                }
            }
            // Keepalives come alone nearly always; these need no buffer.
            match came {
                b"\r\n" if !self.accepted && self.framer.rest().is_empty() => {
                    sink.keepalive(self.id, KeepAlive::Pong);
                    continue;
                }
                b"\r\n\r\n" if self.accepted && self.framer.rest().is_empty() => {
                    self.pong();
                    sink.keepalive(self.id, KeepAlive::Ping);
                    continue;
                }
                _ => {}
            }
            self.framer.push(came);
            self.tell(now, sink);
        }
        Turn::Again
    }

    /// Tells the sink of the messages that are whole, until it has enough.
    fn tell(&mut self, now: u64, sink: &mut dyn Sink) {
        self.untold = false;
        loop {
            if sink.is_full() {
                self.untold = true;
                return;
            }
            match self.framer.next() {
                Frame::NeedMore => return,
                Frame::Message(bytes) => {
                    self.spoke = true;
                    sink.stream_message(self.id, bytes);
                }
                Frame::KeepAlive(kind) => {
                    if kind == KeepAlive::Ping {
                        self.pong();
                    }
                    sink.keepalive(self.id, kind);
                }
                Frame::Broken(problem) => {
                    let rest = self.framer.rest();
                    sink.stream_broken(self.id, problem, rest.get(..HEAD).unwrap_or(rest));
                    self.broken = true;
                    self.since = now;
                    self.framer = Framer::default();
                    return;
                }
            }
        }
    }

    /// Answers a ping, unless the peer leaves lying what it was sent before.
    fn pong(&mut self) {
        if self.phase == Phase::Open && self.waiting() < MOST_WAITING {
            self.compact();
            self.queue.extend_from_slice(b"\r\n");
        }
    }

    /// Gives back the room of what has left.
    fn compact(&mut self) {
        if self.written > 0 && self.written >= self.queue.len() / 2 {
            self.queue.drain(..self.written);
            self.written = 0;
        }
    }

    /// Whether [`Conn::deadline`] counts from a time that is not told yet; then tells it.
    pub fn stamp(&mut self, now: u64) {
        if self.since == UNSTAMPED {
            self.since = now;
        }
        if self.stalled == Some(UNSTAMPED) {
            self.stalled = Some(now);
        }
    }

    pub fn needs_stamp(&self) -> bool {
        self.since == UNSTAMPED || self.stalled == Some(UNSTAMPED)
    }

    /// When it is to be closed unless something happens, and why.
    pub fn deadline(&self, limits: &Limits) -> Option<(u64, CloseReason)> {
        let idle = u64::try_from(limits.idle_ms).ok().filter(|_| self.accepted);
        let stalled = self.stalled.map(|since| (since.saturating_add(limits.stall_ms), CloseReason::Stalled));
        match self.phase {
            Phase::Shaking | Phase::Greeting if self.accepted => {
                Some((self.since.saturating_add(limits.half_open_ms), CloseReason::NeverSpoke))
            }
            Phase::Shaking => Some((
                self.since.saturating_add(limits.connect_ms),
                CloseReason::Tls("the peer does not go on with the handshake"),
            )),
            Phase::Greeting => Some((
                self.since.saturating_add(limits.connect_ms),
                CloseReason::WebSocket("the peer does not answer the handshake"),
            )),
            Phase::Connecting => {
                Some((self.since.saturating_add(limits.connect_ms), CloseReason::ConnectFailed(io::ErrorKind::TimedOut)))
            }
            Phase::Lingering => Some((self.since.saturating_add(LINGER), CloseReason::Asked)),
            Phase::Open if self.broken => Some((self.since.saturating_add(limits.half_open_ms), CloseReason::Broken)),
            Phase::Open | Phase::Closing => {
                let silent =
                    self.is_half_open().then(|| (self.since.saturating_add(limits.half_open_ms), CloseReason::NeverSpoke));
                let idle = idle.map(|ms| (self.last.saturating_add(ms), CloseReason::Idle));
                [silent, idle, stalled].into_iter().flatten().min_by_key(|(at, _)| *at)
            }
        }
    }
}
