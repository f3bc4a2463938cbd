//! Sockets of ours that have a local address: bound, taken among the others, marked with a type of service, closed again.

use super::streams::Listener;
use super::udp::Udp;
use super::{ConnId, Kind, Late, Level, LocalId, Net, address, local_token};
use mio::Interest;
use std::io;
use std::net::SocketAddr;

pub(super) enum Local {
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

impl Net {
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
}
