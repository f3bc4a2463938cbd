//! All TCP connections: their names, their limits, and the listeners they come from.

use super::tcp::{Conn, Layers, Phase, Turn, UNSTAMPED};
use super::tls::{Choice, Engines, Session};
use super::ws::{Channel, Http};
use super::{CloseReason, ConnId, Kind, Late, Level, Limits, LocalId, Peer, Sink, address, conn_token, register};
use mio::net::{TcpListener, TcpStream};
use mio::{Registry, Token};
use parking_lot::RwLock;
use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

/// Octets read at once.
const SCRATCH: usize = 64 << 10;
/// Connections taken from one listener in one turn.
const ACCEPTS: usize = 64;

pub(super) struct Listener {
    pub socket: TcpListener,
    pub addr: SocketAddr,
    /// What those who connect speak.
    kind: Kind,
    /// Somebody may wait.
    pub readable: bool,
    /// The shortage was told; it is told again only after it was over.
    told: bool,
}

impl Listener {
    pub fn bind(addr: SocketAddr, kind: Kind) -> io::Result<Listener> {
        let (socket, addr) = address::listener(addr)?;
        Ok(Listener { socket: TcpListener::from_std(socket.into()), addr, kind, readable: false, told: false })
    }

    fn tell(&mut self, sink: &mut dyn Sink, level: Level, text: &str) {
        if !std::mem::replace(&mut self.told, true) {
            sink.log(level, &format!("{}: {text}", self.addr));
        }
    }
}

/// What a turn of a listener came to.
#[derive(PartialEq, Eq)]
pub(super) enum Accepted {
    None,
    More,
    /// The process or the system has no descriptors left: to be tried again later.
    NoDescriptors,
}

#[derive(Default)]
pub(super) struct Streams {
    conns: Vec<Option<Conn>>,
    free: Vec<usize>,
    slots: HashMap<ConnId, usize>,
    /// Those with something to write.
    dirty: Vec<usize>,
    /// Where TLS takes its certificates from.
    pub engines: Arc<RwLock<Engines>>,
    /// How WebSocket handshakes are made.
    pub http: Http,
    /// Those with TLS.
    secure: usize,
    /// Accepted ones.
    accepted: usize,
    half_open: usize,
    /// Half-open ones by age; those that are half-open no more are passed over.
    waiting_room: VecDeque<(usize, ConnId)>,
    /// No deadline is before this; 0 when some time is to be told first.
    next_sweep: Option<u64>,
    scratch: Vec<u8>,
}

impl Streams {
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    fn get(&mut self, slot: usize) -> Option<&mut Conn> {
        self.conns.get_mut(slot)?.as_mut()
    }

    fn place(&mut self) -> usize {
        self.free.pop().unwrap_or_else(|| {
            self.conns.push(None);
            self.conns.len() - 1
        })
    }

    fn put(&mut self, slot: usize, conn: Conn) {
        self.slots.insert(conn.id, slot);
        self.accepted += usize::from(conn.accepted);
        self.secure += usize::from(conn.is_secure());
        self.half_open += usize::from(conn.is_half_open());
        if let Some(place) = self.conns.get_mut(slot) {
            *place = Some(conn);
        }
    }

    /// The owner is told, or was told, that the connection is no more: its name is free. It may linger.
    fn forget(&mut self, slot: usize, was_half_open: bool) {
        let Some(Some(conn)) = self.conns.get(slot) else { return };
        if self.slots.get(&conn.id) == Some(&slot) {
            self.slots.remove(&conn.id);
            self.accepted -= usize::from(conn.accepted);
            self.secure -= usize::from(conn.is_secure());
            self.half_open -= usize::from(was_half_open);
        }
    }

    fn remove(&mut self, slot: usize) {
        if let Some(Some(conn)) = self.conns.get(slot) {
            let half_open = conn.is_half_open();
            self.forget(slot, half_open);
            if let Some(place) = self.conns.get_mut(slot) {
                *place = None;
            }
            self.free.push(slot);
        }
    }

    fn due(&mut self, at: u64) {
        self.next_sweep = Some(self.next_sweep.map_or(at, |next| next.min(at)));
    }

    pub fn next_deadline(&self) -> Option<u64> {
        self.next_sweep
    }

    /// An event came. True when it is to be put among the ready ones.
    pub fn mark(&mut self, slot: usize, readable: bool, writable: bool) -> bool {
        let Some(conn) = self.get(slot) else { return false };
        let was = conn.readable || conn.writable;
        conn.readable |= readable;
        conn.writable |= writable;
        !was
    }

    pub fn connect(
        &mut self,
        registry: &Registry,
        id: ConnId,
        bind: Option<SocketAddr>,
        peer: Peer,
        now: u64,
        limits: &Limits,
    ) -> Result<(), CloseReason> {
        let to = peer.addr;
        let tls = match peer.kind.tls {
            false => None,
            true if self.secure >= limits.tls_sessions => {
                return Err(CloseReason::Tls("as many TLS sessions as allowed: raise maxTlsSessions in RvSipStackCfg"));
            }
            true => {
                let none = CloseReason::Tls("nobody is trusted: the system has no certificates, and there is no TLS engine");
                let chosen = peer.tls.engine.and_then(|number| self.engines.read().get(number).cloned());
                let engine = match (chosen, peer.tls.engine) {
                    (Some(engine), _) => engine,
                    (None, Some(_)) => return Err(CloseReason::Tls("the TLS engine of the connection was destructed")),
                    (None, None) => self.engines.write().for_client().map_err(|_| none)?,
                };
                Some(Box::new(Session::client(&engine, peer.name, peer.tls).map_err(CloseReason::Tls)?))
            }
        };
        let ws = peer.kind.ws.then(|| Box::new(Channel::client(&peer.host(), &self.http, limits.message.message_size)));
        let layers = Layers { tls, ws };
        let failed = |e: io::Error| CloseReason::ConnectFailed(e.kind());
        let mut stream = TcpStream::from_std(address::connecting(bind, to).map_err(failed)?.into());
        let slot = self.place();
        if let Err(e) = register(registry, &mut stream, slot) {
            self.free.push(slot);
            return Err(failed(e));
        }
        self.put(slot, Conn::new(id, stream, layers, false, now, limits));
        self.due(0);
        Ok(())
    }

    pub fn send(&mut self, id: ConnId, bytes: &[u8], now: u64, limits: &Limits, late: &mut VecDeque<Late>) {
        let Some(&slot) = self.slots.get(&id) else { return };
        let Some(conn) = self.get(slot) else { return };
        if conn.push(bytes, now, limits.write_queue) {
            self.has_output(slot);
        } else {
            self.remove(slot);
            late.push_back(Late::Closed(id, CloseReason::QueueFull));
        }
    }

    pub fn ping(&mut self, id: ConnId, now: u64, limits: &Limits, late: &mut VecDeque<Late>) {
        let Some(&slot) = self.slots.get(&id) else { return };
        let Some(conn) = self.get(slot) else { return };
        if conn.ping(now, limits.write_queue) {
            self.has_output(slot);
        } else {
            self.remove(slot);
            late.push_back(Late::Closed(id, CloseReason::QueueFull));
        }
    }

    #[cfg(test)]
    pub fn is_resumed(&self, id: ConnId) -> bool {
        self.slots.get(&id).and_then(|slot| self.conns.get(*slot)?.as_ref()).is_some_and(Conn::is_resumed)
    }

    #[cfg(test)]
    pub fn waiting(&self, id: ConnId) -> usize {
        let conn = self.slots.get(&id).and_then(|slot| self.conns.get(*slot)?.as_ref());
        conn.map_or(0, Conn::waiting)
    }

    #[cfg(test)]
    pub fn has_output_of(&self, id: ConnId) -> bool {
        self.slots.get(&id).and_then(|slot| self.conns.get(*slot)?.as_ref()).is_some_and(Conn::has_output)
    }

    pub fn set_tos(&mut self, id: ConnId, tos: u8) -> io::Result<()> {
        let Some(&slot) = self.slots.get(&id) else { return Ok(()) };
        let Some(conn) = self.get(slot) else { return Ok(()) };
        address::set_tos(&conn.stream, conn.stream.local_addr()?.is_ipv4(), tos)
    }

    #[cfg(test)]
    pub fn tos(&self, id: ConnId) -> Option<u32> {
        let conn = self.conns.get(*self.slots.get(&id)?)?.as_ref()?;
        socket2::SockRef::from(&conn.stream).tos_v4().ok()
    }

    fn has_output(&mut self, slot: usize) {
        let Some(conn) = self.get(slot) else { return };
        if !std::mem::replace(&mut conn.dirty, true) {
            self.dirty.push(slot);
        }
    }

    pub fn close(&mut self, id: ConnId, late: &mut VecDeque<Late>) {
        let Some(&slot) = self.slots.get(&id) else { return };
        let Some(conn) = self.get(slot) else { return };
        match conn.phase {
            // Nobody waits for what was not sent yet.
            Phase::Connecting | Phase::Shaking | Phase::Greeting => {
                self.remove(slot);
                late.push_back(Late::Closed(id, CloseReason::Asked));
            }
            Phase::Open => {
                self.half_open -= usize::from(conn.is_half_open());
                if let Some(conn) = self.get(slot) {
                    conn.finish();
                }
                self.has_output(slot);
            }
            Phase::Closing | Phase::Lingering => {}
        }
    }

    pub fn write_out(&mut self, late: &mut VecDeque<Late>) {
        for slot in std::mem::take(&mut self.dirty) {
            self.write(slot, &mut |id, reason| late.push_back(Late::Closed(id, reason)));
        }
    }

    fn write(&mut self, slot: usize, closed: &mut dyn FnMut(ConnId, CloseReason)) {
        let Some(conn) = self.get(slot) else { return };
        conn.dirty = false;
        let turn = conn.write();
        let (id, stamp) = (conn.id, conn.needs_stamp());
        if stamp {
            self.due(0);
        }
        match turn {
            Turn::Ended(CloseReason::Asked) => {
                self.forget(slot, false);
                closed(id, CloseReason::Asked);
            }
            Turn::Ended(reason) => {
                self.remove(slot);
                closed(id, reason);
            }
            Turn::Again => self.has_output(slot),
            Turn::Waits | Turn::Gone => {}
        }
    }

    /// Serves one ready connection; true when there may be more to read.
    pub fn serve(&mut self, slot: usize, now: u64, sink: &mut dyn Sink) -> bool {
        let Some(conn) = self.conns.get_mut(slot).and_then(Option::as_mut) else { return false };
        let id = conn.id;
        if conn.phase == Phase::Connecting {
            let (writable, readable) = (std::mem::take(&mut conn.writable), std::mem::take(&mut conn.readable));
            match conn.finish_connect() {
                Ok(Some(local_addr)) => {
                    (conn.writable, conn.readable) = (writable, readable);
                    match conn.phase {
                        Phase::Open => sink.connected(id, local_addr),
                        _ => conn.writable = true,
                    }
                }
                Ok(None) => return false,
                Err(e) => {
                    self.remove(slot);
                    sink.closed(id, CloseReason::ConnectFailed(e.kind()));
                    return false;
                }
            }
        }
        let Some(conn) = self.conns.get_mut(slot).and_then(Option::as_mut) else { return false };
        if conn.phase == Phase::Shaking {
            (conn.writable, conn.readable) = (false, false);
            match conn.shake() {
                Ok(true) => {
                    if let Some((shown, stands)) = conn.take_shown()
                        && let Err(why) = sink.judge(id, shown).and(stands)
                    {
                        conn.part();
                        self.remove(slot);
                        sink.closed(id, CloseReason::Tls(why));
                        return false;
                    }
                    conn.writable = true;
                    if !conn.accepted && conn.phase == Phase::Open {
                        let local = conn.stream.local_addr();
                        sink.connected(id, local.unwrap_or_else(|_| SocketAddr::from(([0, 0, 0, 0], 0))));
                    }
                }
                Ok(false) => return false,
                Err(reason) => {
                    self.remove(slot);
                    sink.closed(id, reason);
                    return false;
                }
            }
        }
        let Some(conn) = self.conns.get_mut(slot).and_then(Option::as_mut) else { return false };
        let mut again = false;
        if conn.readable {
            let was_half_open = conn.is_half_open();
            self.scratch.resize(SCRATCH, 0);
            let was_broken = conn.is_broken();
            let turn = conn.read(&mut self.scratch, now, sink);
            conn.readable = turn == Turn::Again;
            again = conn.readable;
            let (half_open, waiting) = (conn.is_half_open(), conn.has_output());
            self.half_open -= usize::from(was_half_open && !half_open);
            match turn {
                Turn::Gone => {
                    self.remove(slot);
                    return false;
                }
                Turn::Ended(reason) => {
                    self.remove(slot);
                    sink.closed(id, reason);
                    return false;
                }
                Turn::Waits | Turn::Again => {
                    if waiting {
                        self.has_output(slot);
                    }
                }
            }
            if let Some(Some(conn)) = self.conns.get(slot)
                && conn.is_broken()
                && !was_broken
            {
                self.due(0);
            }
        }
        if let Some(conn) = self.get(slot)
            && std::mem::take(&mut conn.writable)
        {
            self.write(slot, &mut |id, reason| sink.closed(id, reason));
        }
        again
    }

    /// Takes who waits at a listener.
    #[allow(clippy::too_many_arguments)]
    pub fn accept(
        &mut self,
        registry: &Registry,
        local: LocalId,
        listener: &mut Listener,
        now: u64,
        limits: &Limits,
        sink: &mut dyn Sink,
        ready: &mut VecDeque<Token>,
    ) -> Accepted {
        for _ in 0..ACCEPTS {
            let (mut stream, peer) = match listener.socket.accept() {
                Ok(found) => found,
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                    listener.readable = false;
                    return Accepted::None;
                }
                Err(e) if matches!(e.raw_os_error(), Some(libc::EMFILE | libc::ENFILE | libc::ENOBUFS | libc::ENOMEM)) => {
                    listener.tell(sink, Level::Error, &format!("connections have to wait: {e}"));
                    listener.readable = false;
                    return Accepted::NoDescriptors;
                }
                // The one who waited is gone, or the call was interrupted.
                Err(_) => continue,
            };
            if self.accepted >= limits.accepted {
                sink.turned_away();
                listener.tell(sink, Level::Warning, "as many connections as allowed: raise maxConnections in RvSipStackCfg");
                continue;
            }
            let tls = match listener.kind.tls {
                false => None,
                true => match self.session_for(listener, limits, sink) {
                    Some(session) => Some(Box::new(session)),
                    None => continue,
                },
            };
            let ws = listener.kind.ws.then(|| Box::new(Channel::server(&self.http, limits.message.message_size)));
            let layers = Layers { tls, ws };
            listener.told = false;
            if self.half_open >= limits.half_open {
                self.make_room(sink);
            }
            let _ = stream.set_nodelay(true);
            let local_addr = stream.local_addr().unwrap_or(listener.addr);
            let slot = self.place();
            if register(registry, &mut stream, slot).is_err() {
                self.free.push(slot);
                continue;
            }
            match sink.accepted(local, peer, local_addr) {
                Some(id) => {
                    let mut conn = Conn::new(id, stream, layers, true, now, limits);
                    // What came with the connection is read in the next turn without waiting for its event.
                    conn.readable = true;
                    self.put(slot, conn);
                    self.waiting_room.push_back((slot, id));
                    self.due(now.saturating_add(limits.half_open_ms));
                    if limits.idle_ms >= 0 {
                        self.due(now.saturating_add(limits.idle_ms as u64));
                    }
                    ready.push_back(conn_token(slot));
                }
                None => self.free.push(slot),
            }
        }
        Accepted::More
    }

    /// The TLS session of somebody who connected.
    fn session_for(&mut self, listener: &mut Listener, limits: &Limits, sink: &mut dyn Sink) -> Option<Session> {
        if self.secure >= limits.tls_sessions {
            sink.turned_away();
            listener.tell(sink, Level::Warning, "as many TLS sessions as allowed: raise maxTlsSessions in RvSipStackCfg");
            return None;
        }
        let Some(engine) = self.engines.read().for_server() else {
            listener.tell(sink, Level::Error, "connections are refused: construct a TLS engine with a certificate");
            return None;
        };
        Session::server(&engine, Choice::default()).ok()
    }

    /// Secures somebody who connected in another way, as long as nothing was said. Where that cannot be done any more the connection
    /// ends: it must not go on with less than was asked for.
    pub fn choose_tls(&mut self, id: ConnId, choice: Choice) -> Result<(), CloseReason> {
        let engine = match choice.engine {
            Some(number) => self.engines.read().get(number).cloned(),
            None => self.engines.read().for_server(),
        };
        let Some(&slot) = self.slots.get(&id) else { return Ok(()) };
        let Some(conn) = self.get(slot).filter(|conn| conn.accepted) else { return Ok(()) };
        let session = engine.and_then(|engine| Session::server(&engine, choice).ok());
        let why = match session.map(|session| conn.replace_session(session)) {
            Some(true) => return Ok(()),
            Some(false) => "the engine was chosen after the handshake had begun",
            None => "the engine that was chosen is gone or has no certificate",
        };
        self.remove(slot);
        Err(CloseReason::Tls(why))
    }

    /// Closes the oldest half-open connection.
    fn make_room(&mut self, sink: &mut dyn Sink) {
        while let Some((slot, id)) = self.waiting_room.pop_front() {
            if self.slots.get(&id) == Some(&slot) && self.get(slot).is_some_and(|conn| conn.is_half_open()) {
                self.remove(slot);
                sink.turned_away();
                return sink.closed(id, CloseReason::NeverSpoke);
            }
        }
    }

    /// Closes what is overdue.
    pub fn sweep(&mut self, now: u64, limits: &Limits, sink: &mut dyn Sink) {
        if self.next_sweep.is_none_or(|at| at > now) {
            return;
        }
        self.next_sweep = None;
        for slot in 0..self.conns.len() {
            let Some(conn) = self.get(slot) else { continue };
            conn.stamp(now);
            let (id, lingers) = (conn.id, conn.phase == Phase::Lingering);
            match conn.deadline(limits) {
                Some((at, reason)) if at <= now => {
                    self.remove(slot);
                    if !lingers {
                        sink.closed(id, reason);
                    }
                }
                Some((at, _)) if at != UNSTAMPED => self.due(at),
                _ => {}
            }
        }
        let (slots, conns) = (&self.slots, &self.conns);
        self.waiting_room.retain(|(slot, id)| {
            slots.get(id) == Some(slot) && matches!(conns.get(*slot), Some(Some(conn)) if conn.is_half_open())
        });
        if self.slots.is_empty() {
            self.scratch = Vec::new();
        }
    }
}
