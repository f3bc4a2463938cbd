//! Socket addresses as the kernel reads them, and sockets with the options that SIP needs.

use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::AsRawFd;

const FAMILY_V4: u16 = libc::AF_INET as u16;
const FAMILY_V6: u16 = libc::AF_INET6 as u16;

/// A `struct sockaddr_in` or `struct sockaddr_in6` octet by octet, so that it needs no unsafe code to read or write.
#[derive(Clone, Copy)]
#[repr(C, align(8))]
pub(super) struct RawAddr {
    bytes: [u8; 28],
}

impl RawAddr {
    pub const EMPTY: RawAddr = RawAddr { bytes: [0; 28] };

    pub fn new(addr: SocketAddr) -> RawAddr {
        let mut raw = RawAddr::EMPTY;
        let mut put = |at: usize, bytes: &[u8]| {
            raw.bytes.iter_mut().skip(at).zip(bytes).for_each(|(to, from)| *to = *from);
        };
        put(2, &addr.port().to_be_bytes());
        match addr {
            SocketAddr::V4(v4) => {
                put(0, &FAMILY_V4.to_ne_bytes());
                put(4, &v4.ip().octets());
            }
            SocketAddr::V6(v6) => {
                put(0, &FAMILY_V6.to_ne_bytes());
                put(4, &v6.flowinfo().to_ne_bytes());
                put(8, &v6.ip().octets());
                put(24, &v6.scope_id().to_ne_bytes());
            }
        }
        raw
    }

    /// The length that goes with the address in a system call.
    pub fn len(&self) -> u32 {
        if self.family() == FAMILY_V4 { 16 } else { 28 }
    }

    fn family(&self) -> u16 {
        u16::from_ne_bytes(self.take(0))
    }

    fn take<const N: usize>(&self, at: usize) -> [u8; N] {
        let mut out = [0; N];
        out.iter_mut().zip(self.bytes.iter().skip(at)).for_each(|(to, from)| *to = *from);
        out
    }

    pub fn get(&self) -> Option<SocketAddr> {
        let port = u16::from_be_bytes(self.take(2));
        match self.family() {
            FAMILY_V4 => Some(SocketAddrV4::new(Ipv4Addr::from(self.take::<4>(4)), port).into()),
            FAMILY_V6 => {
                let ip = Ipv6Addr::from(self.take::<16>(8));
                let (flow, scope) = (u32::from_ne_bytes(self.take(4)), u32::from_ne_bytes(self.take(24)));
                Some(SocketAddrV6::new(ip, port, flow, scope).into())
            }
            _ => None,
        }
    }
}

fn socket(addr: SocketAddr, kind: Type, protocol: Protocol) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(addr), kind, Some(protocol))?;
    socket.set_nonblocking(true)?;
    if addr.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    Ok(socket)
}

/// Datagrams that wait in the kernel: asked for, the kernel may give less.
const UDP_BUFFER: usize = 4 << 20;

/// A UDP socket. Multicast leaves by the interface of the address, with TTL 1 (RFC 3261 section 18.1.1).
pub(super) fn udp(addr: SocketAddr, receive: Option<usize>, send: Option<usize>) -> io::Result<(Socket, SocketAddr)> {
    let socket = socket(addr, Type::DGRAM, Protocol::UDP)?;
    // Sizes the kernel refuses are no reason to go without a socket.
    let _ = socket.set_recv_buffer_size(receive.unwrap_or(UDP_BUFFER));
    let _ = socket.set_send_buffer_size(send.unwrap_or(UDP_BUFFER));
    match addr.ip() {
        IpAddr::V4(ip) => {
            socket.set_multicast_ttl_v4(1)?;
            if !ip.is_unspecified() && !ip.is_multicast() {
                let _ = socket.set_multicast_if_v4(&ip);
            }
        }
        IpAddr::V6(_) => socket.set_multicast_hops_v6(1)?,
    }
    socket.bind(&SockAddr::from(addr))?;
    let local = local_addr(&socket, addr);
    Ok((socket, local))
}

/// A listening TCP socket; an address left in TIME_WAIT by an earlier run can be used.
pub(super) fn listener(addr: SocketAddr) -> io::Result<(Socket, SocketAddr)> {
    let socket = socket(addr, Type::STREAM, Protocol::TCP)?;
    socket.set_reuse_address(true)?;
    socket.bind(&SockAddr::from(addr))?;
    socket.listen(1024)?;
    let local = local_addr(&socket, addr);
    Ok((socket, local))
}

/// A TCP socket that connects; whether it got there shows later.
pub(super) fn connecting(bind: Option<SocketAddr>, to: SocketAddr) -> io::Result<Socket> {
    let socket = socket(to, Type::STREAM, Protocol::TCP)?;
    if let Some(mut from) = bind.filter(|from| from.is_ipv4() == to.is_ipv4()) {
        from.set_port(0);
        socket.bind(&SockAddr::from(from))?;
    }
    let _ = socket.set_tcp_nodelay(true);
    match socket.connect(&SockAddr::from(to)) {
        Ok(()) => Ok(socket),
        Err(e) if e.raw_os_error() == Some(libc::EINPROGRESS) => Ok(socket),
        Err(e) if matches!(e.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => Ok(socket),
        Err(e) => Err(e),
    }
}

/// Sets the type-of-service octet of what leaves from a socket; in IPv6 it is called traffic class.
pub(super) fn set_tos<S: std::os::fd::AsFd>(socket: &S, ipv4: bool, tos: u8) -> io::Result<()> {
    let socket = socket2::SockRef::from(socket);
    if ipv4 { socket.set_tos_v4(u32::from(tos)) } else { super::batch::set_traffic_class(socket.as_raw_fd(), tos) }
}

fn local_addr(socket: &Socket, asked: SocketAddr) -> SocketAddr {
    socket.local_addr().ok().and_then(|addr| addr.as_socket()).unwrap_or(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_back_as_they_went_in() {
        for text in ["127.0.0.1:5060", "0.0.0.0:0", "255.1.2.3:65535", "[::1]:5060", "[fe80::1%3]:1", "[2001:db8::ff]:5061"] {
            let addr: SocketAddr = text.parse().unwrap();
            assert_eq!(RawAddr::new(addr).get(), Some(addr));
            assert_eq!(RawAddr::new(addr).len(), if addr.is_ipv4() { 16 } else { 28 });
            // What we lay out by hand is what the system's own conversion lays out.
            let system = SockAddr::from(addr);
            assert_eq!(system.len(), RawAddr::new(addr).len());
        }
        assert_eq!(RawAddr::EMPTY.get(), None);
    }
}
