//! One UDP socket: the datagrams that wait to leave.

use super::address::{self, RawAddr};
use super::batch::{self, BATCH, Parcel};
use mio::net::UdpSocket;
use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsRawFd, RawFd};

/// An arena larger than this is given back once it is empty.
const KEPT_ARENA: usize = 1 << 20;

/// What became of a flush.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Flushed {
    /// Nothing waits.
    All,
    /// The socket takes no more; it will become writable.
    Full,
    /// The system is short of memory; nothing will tell when it is not.
    NoBuffers,
}

pub(super) struct Udp {
    pub socket: UdpSocket,
    pub addr: SocketAddr,
    arena: Vec<u8>,
    parcels: Vec<Parcel>,
    /// Parcels of the front that are out already.
    sent: usize,
    /// Registered for writability.
    pub wants_write: bool,
    /// Something may wait to be read or written: it is among the ready ones.
    pub readable: bool,
    /// An event came while it was among them: a batch received before that was not the last.
    pub more: bool,
    /// What waits may leave.
    pub writable: bool,
    /// Datagrams were refused on their way.
    pub refused: bool,
}

impl Udp {
    pub fn bind(addr: SocketAddr, receive: Option<usize>, send: Option<usize>) -> io::Result<Udp> {
        let (socket, addr) = address::udp(addr, receive, send)?;
        // Without it a peer that is not there shows by its silence only.
        let _ = batch::want_refusals(socket.as_raw_fd(), addr.is_ipv4());
        let socket = UdpSocket::from_std(socket.into());
        Ok(Udp {
            socket,
            addr,
            arena: Vec::new(),
            parcels: Vec::new(),
            sent: 0,
            wants_write: false,
            readable: false,
            more: false,
            writable: false,
            refused: false,
        })
    }

    pub fn fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }

    /// Datagrams that wait.
    pub fn waiting(&self) -> usize {
        self.parcels.len() - self.sent
    }

    /// Appends a datagram; false when more than `most` octets would wait.
    pub fn push(&mut self, to: SocketAddr, bytes: &[u8], token: u64, most: usize) -> bool {
        if self.arena.len() + bytes.len() > most {
            self.forget_sent();
            if self.arena.len() + bytes.len() > most {
                return false;
            }
        }
        self.parcels.push(Parcel { to: RawAddr::new(to), from: self.arena.len(), len: bytes.len(), token });
        self.arena.extend_from_slice(bytes);
        true
    }

    /// Sends what waits. What fails is told to `failed` and does not hold up the rest.
    pub fn flush(&mut self, mut failed: impl FnMut(u64, io::Error)) -> Flushed {
        let socket = self.fd();
        let mut again = true;
        while let Some(waiting) = self.parcels.get(self.sent..).filter(|waiting| !waiting.is_empty()) {
            match batch::send(socket, &self.arena, waiting) {
                Ok(count) => {
                    self.sent += count.clamp(1, BATCH);
                    again = true;
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Flushed::Full,
                Err(e) if matches!(e.raw_os_error(), Some(libc::ENOBUFS | libc::ENOMEM)) => return Flushed::NoBuffers,
                // It may be the refusal that an earlier datagram met, told once to whoever comes next.
                Err(_) if std::mem::take(&mut again) => {}
                Err(e) => {
                    again = true;
                    if let Some(parcel) = waiting.first() {
                        failed(parcel.token, e);
                    }
                    self.sent += 1;
                }
            }
        }
        self.parcels.clear();
        self.sent = 0;
        self.arena.clear();
        if self.arena.capacity() > KEPT_ARENA {
            self.arena = Vec::new();
            self.parcels = Vec::new();
        }
        Flushed::All
    }

    /// Moves what waits to the front of the arena.
    fn forget_sent(&mut self) {
        let from = self.parcels.get(self.sent).map_or(self.arena.len(), |first| first.from);
        self.arena.drain(..from);
        self.parcels.drain(..self.sent);
        self.parcels.iter_mut().for_each(|parcel| parcel.from -= from);
        self.sent = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_refused_and_what_fits_leaves_in_order() {
        let mut udp = Udp::bind("127.0.0.1:0".parse().unwrap(), None, None).unwrap();
        let peer = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let to = peer.local_addr().unwrap();
        for n in 0..100u8 {
            assert!(udp.push(to, &[n; 10], 0, 1_000));
        }
        assert!(!udp.push(to, &[0; 10], 0, 1_000));
        assert_eq!(udp.waiting(), 100);
        assert_eq!(udp.flush(|_, e| panic!("{e}")), Flushed::All);
        assert_eq!(udp.waiting(), 0);
        let mut buffer = [0; 100];
        for n in 0..100u8 {
            assert_eq!(peer.recv(&mut buffer).unwrap(), 10);
            assert_eq!(buffer[9], n);
        }
        assert!(udp.push(to, &[0; 10], 0, 1_000));
    }

    #[test]
    fn a_datagram_that_cannot_leave_does_not_hold_up_the_rest() {
        let mut udp = Udp::bind("127.0.0.1:0".parse().unwrap(), None, None).unwrap();
        let peer = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let to = peer.local_addr().unwrap();
        let huge = vec![0; 70_000];
        udp.push(to, b"one", 1, 1 << 20);
        udp.push(to, &huge, 2, 1 << 20);
        udp.push("[::1]:9".parse().unwrap(), b"three", 3, 1 << 20);
        udp.push(to, b"four", 4, 1 << 20);
        let mut failed = Vec::new();
        assert_eq!(udp.flush(|token, e| failed.push((token, e.raw_os_error()))), Flushed::All);
        assert_eq!(failed, [(2, Some(libc::EMSGSIZE)), (3, Some(libc::EAFNOSUPPORT))]);
        let mut buffer = [0; 100];
        assert_eq!(peer.recv(&mut buffer).unwrap(), 3);
        assert_eq!(peer.recv(&mut buffer).unwrap(), 4);
    }

    #[test]
    fn what_left_makes_room_before_the_rest_is_out() {
        let mut udp = Udp::bind("127.0.0.1:0".parse().unwrap(), None, None).unwrap();
        for n in 0..10u8 {
            assert!(udp.push(udp.addr, &[n; 10], n.into(), 100));
        }
        udp.sent = 4;
        assert!(udp.push(udp.addr, &[10; 10], 10, 100));
        assert_eq!(udp.waiting(), 7);
        let parcel = &udp.parcels[0];
        assert_eq!(udp.arena[parcel.from..parcel.from + parcel.len], [4; 10]);
    }
}
