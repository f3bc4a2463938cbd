//! Many datagrams, or many descriptors, with one system call: recvmmsg, sendmmsg, poll; and a socket option that nobody else
//! wraps. The only unsafe code of the module.
#![allow(unsafe_code)]

use super::address::RawAddr;
use std::io;
use std::mem::zeroed;
use std::net::SocketAddr;
use std::os::fd::RawFd;
use std::time::Duration;

/// Datagrams one call takes.
pub(super) const BATCH: usize = 64;
/// Octets of the largest datagram.
const LARGEST: usize = 65_535;

/// Waits until one of these descriptors is readable, at most so long. A signal ends it too.
pub fn wait_readable(descriptors: &[RawFd], most: Duration) {
    let wanted = |fd: &RawFd| libc::pollfd { fd: *fd, events: libc::POLLIN, revents: 0 };
    let mut polled: Vec<libc::pollfd> = descriptors.iter().map(wanted).collect();
    // Rounded up: a wait that ends a little early finds nothing due and would spin.
    let millis = most.as_micros().div_ceil(1000).min(libc::c_int::MAX as u128) as libc::c_int;
    // SAFETY: the pointer and the number are those of the vector.
    unsafe { libc::poll(polled.as_mut_ptr(), polled.len() as libc::nfds_t, millis) };
}

/// Sets the traffic class of an IPv6 socket.
pub(super) fn set_traffic_class(socket: RawFd, class: u8) -> io::Result<()> {
    let value = libc::c_int::from(class);
    // SAFETY: the pointer and the size are those of `value`, which outlives the call.
    let set = unsafe {
        libc::setsockopt(
            socket,
            libc::IPPROTO_IPV6,
            libc::IPV6_TCLASS,
            (&raw const value).cast(),
            size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    if set == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Room for one batch that arrives. Memory is asked for at the first use, and the system gives pages as they are touched.
pub(super) struct Arrivals {
    buffer: Box<[u8]>,
    addrs: Box<[RawAddr]>,
    lens: [usize; BATCH],
    count: usize,
}

impl Arrivals {
    pub fn new() -> Arrivals {
        Arrivals { buffer: Box::default(), addrs: Box::default(), lens: [0; BATCH], count: 0 }
    }

    /// Receives what waits at a socket, at most [`BATCH`] datagrams, without blocking. Replaces the batch before.
    pub fn receive(&mut self, socket: RawFd) -> io::Result<usize> {
        self.count = 0;
        if self.buffer.is_empty() {
            self.buffer = vec![0; BATCH * LARGEST].into_boxed_slice();
            self.addrs = vec![RawAddr::EMPTY; BATCH].into_boxed_slice();
        }
        // SAFETY: both are plain C structures for which all zero octets are a value.
        let (mut parts, mut headers): ([libc::iovec; BATCH], [libc::mmsghdr; BATCH]) = unsafe { (zeroed(), zeroed()) };
        let rooms = self.buffer.chunks_exact_mut(LARGEST).zip(self.addrs.iter_mut());
        for ((part, header), (room, addr)) in parts.iter_mut().zip(&mut headers).zip(rooms) {
            part.iov_base = room.as_mut_ptr().cast();
            part.iov_len = room.len();
            header.msg_hdr.msg_iov = part;
            header.msg_hdr.msg_iovlen = 1;
            header.msg_hdr.msg_name = (addr as *mut RawAddr).cast();
            header.msg_hdr.msg_namelen = size_of::<RawAddr>() as u32;
        }
        let count = retry(|| {
            // SAFETY: every header points to one part and one address, every part to a room of its own of LARGEST octets; all of
            // them outlive the call and nothing else refers to them meanwhile.
            unsafe { libc::recvmmsg(socket, headers.as_mut_ptr(), BATCH as u32, libc::MSG_DONTWAIT, std::ptr::null_mut()) }
        })?;
        self.count = count.min(BATCH);
        for (len, header) in self.lens.iter_mut().zip(&headers).take(self.count) {
            *len = header.msg_len as usize;
        }
        Ok(self.count)
    }

    /// Datagrams of the last batch.
    pub fn len(&self) -> usize {
        self.count
    }

    /// The datagrams of the last batch with their senders.
    pub fn iter(&self) -> impl Iterator<Item = (SocketAddr, &[u8])> {
        let rooms = self.buffer.chunks_exact(LARGEST);
        let all = rooms.zip(self.addrs.iter()).zip(self.lens);
        all.take(self.count).filter_map(|((room, addr), len)| Some((addr.get()?, room.get(..len)?)))
    }
}

/// One datagram that leaves: its place in the arena and where it goes.
pub(super) struct Parcel {
    pub to: RawAddr,
    pub from: usize,
    pub len: usize,
    pub token: u64,
}

/// Sends parcels in order, at most [`BATCH`], without blocking. Returns how many went; the error is that of the first one.
pub(super) fn send(socket: RawFd, arena: &[u8], parcels: &[Parcel]) -> io::Result<usize> {
    // SAFETY: both are plain C structures for which all zero octets are a value.
    let (mut parts, mut headers): ([libc::iovec; BATCH], [libc::mmsghdr; BATCH]) = unsafe { (zeroed(), zeroed()) };
    let mut count = 0;
    for ((part, header), parcel) in parts.iter_mut().zip(&mut headers).zip(parcels) {
        let bytes = arena.get(parcel.from..parcel.from + parcel.len).unwrap_or(&[]);
        part.iov_base = bytes.as_ptr().cast_mut().cast();
        part.iov_len = bytes.len();
        header.msg_hdr.msg_iov = part;
        header.msg_hdr.msg_iovlen = 1;
        header.msg_hdr.msg_name = (&raw const parcel.to).cast_mut().cast();
        header.msg_hdr.msg_namelen = parcel.to.len();
        count += 1;
    }
    if count == 0 {
        return Ok(0);
    }
    retry(|| {
        // SAFETY: the first `count` headers point to parts, addresses and octets that outlive the call; sendmmsg writes nothing
        // but the msg_len of the headers.
        unsafe { libc::sendmmsg(socket, headers.as_mut_ptr(), count, libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL) }
    })
}

/// Asks for the ICMP errors that datagrams of a socket meet; without, the system keeps them from an unconnected one.
pub(super) fn want_refusals(socket: RawFd, ipv4: bool) -> io::Result<()> {
    let on: libc::c_int = 1;
    let (level, name) = if ipv4 { (libc::IPPROTO_IP, libc::IP_RECVERR) } else { (libc::IPPROTO_IPV6, libc::IPV6_RECVERR) };
    // SAFETY: the option is a number, and `on` is one of that size.
    let set = unsafe { libc::setsockopt(socket, level, name, (&raw const on).cast(), size_of_val(&on) as libc::socklen_t) };
    if set == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// A datagram that somebody on its way, or its receiver, refused.
pub(super) struct Refusal {
    pub to: SocketAddr,
    pub error: io::Error,
    /// Octets of its beginning, in the room that was given.
    pub len: usize,
}

/// Takes the next error out of a socket's error queue. The outer None: there is none; the inner: one that says nothing of whether the
/// receiver is there, such as a path that is too narrow or too long (RFC 3261 section 18.4).
pub(super) fn next_refusal(socket: RawFd, room: &mut [u8]) -> Option<Option<Refusal>> {
    let mut to = RawAddr::EMPTY;
    // Aligned for the headers in it.
    let mut control = [0u64; 64];
    let mut part = libc::iovec { iov_base: room.as_mut_ptr().cast(), iov_len: room.len() };
    // SAFETY: a plain C structure for which all zero octets are a value.
    let mut header: libc::msghdr = unsafe { zeroed() };
    header.msg_name = (&raw mut to).cast();
    header.msg_namelen = size_of::<RawAddr>() as u32;
    header.msg_iov = &mut part;
    header.msg_iovlen = 1;
    header.msg_control = control.as_mut_ptr().cast();
    header.msg_controllen = size_of_val(&control);
    // SAFETY: the header points to one address, one part and one control buffer, all of which outlive the call.
    let len =
        retry(|| unsafe { libc::recvmsg(socket, &mut header, libc::MSG_ERRQUEUE | libc::MSG_DONTWAIT) as libc::c_int }).ok()?;
    // SAFETY: the header is as recvmsg left it, and the control buffer still lies where it points to.
    let mut at = unsafe { libc::CMSG_FIRSTHDR(&header) };
    while !at.is_null() {
        // SAFETY: FIRSTHDR and NXTHDR give headers that lie whole within the control buffer; the data is read only where its
        // length, which the system wrote, has room for it.
        let (level, kind, size, data) =
            unsafe { ((*at).cmsg_level, (*at).cmsg_type, (*at).cmsg_len as usize, libc::CMSG_DATA(at)) };
        let is_error = matches!((level, kind), (libc::IPPROTO_IP, libc::IP_RECVERR) | (libc::IPPROTO_IPV6, libc::IPV6_RECVERR));
        // SAFETY: CMSG_LEN only computes.
        let needed = unsafe { libc::CMSG_LEN(size_of::<libc::sock_extended_err>() as u32) } as usize;
        if is_error && size >= needed {
            // SAFETY: as above; the structure may lie unaligned.
            let e = unsafe { data.cast::<libc::sock_extended_err>().read_unaligned() };
            // Destination unreachable, but for "fragmentation needed".
            let gone = match (e.ee_origin, e.ee_type, e.ee_code) {
                (libc::SO_EE_ORIGIN_ICMP, 3, code) => code != 4,
                (libc::SO_EE_ORIGIN_ICMP6, 1, _) => true,
                _ => false,
            };
            let error = io::Error::from_raw_os_error(e.ee_errno as i32);
            let refusal = to.get().filter(|_| gone).map(|to| Refusal { to, error, len: len.min(room.len()) });
            return Some(refusal);
        }
        // SAFETY: as for FIRSTHDR.
        at = unsafe { libc::CMSG_NXTHDR(&header, at) };
    }
    Some(None)
}

fn retry(mut call: impl FnMut() -> libc::c_int) -> io::Result<usize> {
    loop {
        if let Ok(count) = usize::try_from(call()) {
            return Ok(count);
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}
