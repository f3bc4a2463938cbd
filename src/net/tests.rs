//! The whole of it on loopback sockets. Real time passes only as long as the kernel takes; limits run on the time passed in.

use super::*;
use std::io::{Read, Write};
use std::net::{TcpListener as StdListener, TcpStream as StdStream, UdpSocket as StdUdp};

#[derive(Default)]
pub(super) struct World {
    pub datagrams: Vec<(LocalId, SocketAddr, Vec<u8>)>,
    pub messages: Vec<(ConnId, Vec<u8>)>,
    pub broken: Vec<(ConnId, Problem, Vec<u8>)>,
    pub pings: usize,
    pub accepted: Vec<(ConnId, SocketAddr)>,
    pub connected: Vec<ConnId>,
    pub closed: Vec<(ConnId, CloseReason)>,
    pub failed: Vec<(u64, Option<i32>)>,
    pub refused: Vec<(LocalId, SocketAddr, Vec<u8>)>,
    pub answered: Vec<(u64, Result<Records, LookupError>)>,
    pub lines: Vec<String>,
    pub refuse: bool,
    pub pongs: usize,
    pub octets: usize,
    /// Throws away what arrives on connections.
    pub deaf: bool,
    /// What peers have shown that others judge, and what those say.
    pub shown: Vec<tls::Shown>,
    pub verdict: Option<Result<(), &'static str>>,
}

impl Sink for World {
    fn datagram(&mut self, local: LocalId, from: SocketAddr, bytes: &[u8]) {
        self.datagrams.push((local, from, bytes.to_vec()));
    }
    fn stream_message(&mut self, conn: ConnId, bytes: &[u8]) {
        self.messages.push((conn, bytes.to_vec()));
    }
    fn stream_broken(&mut self, conn: ConnId, problem: Problem, head: &[u8]) {
        self.broken.push((conn, problem, head.to_vec()));
    }
    fn stream_data(&mut self, _: ConnId, bytes: &[u8]) -> bool {
        self.octets += bytes.len();
        !self.deaf
    }
    fn keepalive(&mut self, _: ConnId, kind: KeepAlive) {
        self.pings += usize::from(kind == KeepAlive::Ping);
        self.pongs += usize::from(kind == KeepAlive::Pong);
    }
    fn accepted(&mut self, _: LocalId, peer: SocketAddr, _: SocketAddr) -> Option<ConnId> {
        let id = ConnId(1_000 + self.accepted.len() as u64);
        self.accepted.push((id, peer));
        (!self.refuse).then_some(id)
    }
    fn judge(&mut self, _: ConnId, shown: tls::Shown) -> Result<(), &'static str> {
        self.shown.push(shown.clone());
        self.verdict.unwrap_or_else(|| shown.verdict())
    }
    fn connected(&mut self, conn: ConnId, _: SocketAddr) {
        self.connected.push(conn);
    }
    fn closed(&mut self, conn: ConnId, reason: CloseReason) {
        self.closed.push((conn, reason));
    }
    fn send_failed(&mut self, token: u64, error: io::Error) {
        self.failed.push((token, error.raw_os_error()));
    }
    fn refused(&mut self, local: LocalId, to: SocketAddr, head: &[u8], error: io::Error) {
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
        self.refused.push((local, to, head.to_vec()));
    }
    fn answered(&mut self, query: u64, answer: Result<Records, LookupError>) {
        self.answered.push((query, answer));
    }
    fn log(&mut self, _: Level, text: &str) {
        self.lines.push(text.to_string());
    }
}

pub(super) struct Bench {
    pub net: Net,
    pub world: World,
    pub now: u64,
}

pub(super) fn plain(addr: SocketAddr) -> Peer<'static> {
    Peer { addr, kind: Kind::TCP, name: "", tls: Default::default() }
}

pub(super) fn any() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

impl Bench {
    pub fn new() -> Bench {
        Bench { net: Net::new().unwrap(), world: World::default(), now: 1_000 }
    }

    fn listening() -> (Bench, SocketAddr) {
        let mut bench = Bench::new();
        let (_, addr) = bench.net.listen_tcp(any()).unwrap();
        (bench, addr)
    }

    /// A connection of ours to a peer of the test.
    fn connected() -> (Bench, StdStream) {
        let mut bench = Bench::new();
        let listener = StdListener::bind(any()).unwrap();
        bench.net.connect(ConnId(1), None, plain(listener.local_addr().unwrap()));
        bench.until("connected", |world| world.connected == [ConnId(1)]);
        (bench, listener.accept().unwrap().0)
    }

    pub fn turn(&mut self, wait: u64) {
        self.net.poll(Some(Duration::from_millis(wait))).unwrap();
        self.net.dispatch(self.now, &mut self.world);
        self.net.flush(&mut self.world);
    }

    pub fn until(&mut self, what: &str, mut done: impl FnMut(&mut World) -> bool) {
        let end = Instant::now() + Duration::from_secs(20);
        while !done(&mut self.world) {
            assert!(Instant::now() < end, "waited in vain: {what}; log {:?}; closed {:?}", self.world.lines, self.world.closed);
            self.turn(20);
        }
    }

    /// Serves until nothing comes any more.
    pub fn settle(&mut self) {
        for _ in 0..5 {
            self.turn(2);
        }
    }
}

pub(super) fn message(body: &str) -> Vec<u8> {
    format!("OPTIONS sip:x SIP/2.0\r\nCall-ID: 1\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

#[test]
fn datagrams_arrive_in_order_with_their_sender_however_many_wait() {
    let mut bench = Bench::new();
    let (local, addr) = bench.net.bind_udp(any(), None, None).unwrap();
    let peer = StdUdp::bind(any()).unwrap();
    for n in 0..150u8 {
        peer.send_to(&[n; 20], addr).unwrap();
    }
    peer.send_to(&[], addr).unwrap();
    bench.until("datagrams", |world| world.datagrams.len() == 151);
    for (n, (to, from, bytes)) in bench.world.datagrams.iter().take(150).enumerate() {
        assert_eq!((*to, *from, &bytes[..]), (local, peer.local_addr().unwrap(), &[n as u8; 20][..]));
    }
    assert_eq!(bench.world.datagrams[150].2, b"");
}

#[test]
fn the_largest_datagram_arrives_whole() {
    let mut bench = Bench::new();
    let (local, addr) = bench.net.bind_udp(any(), None, None).unwrap();
    let bytes: Vec<u8> = (0..65_507u32).map(|n| n as u8).collect();
    bench.net.send_udp(local, addr, &bytes, 1);
    bench.turn(0);
    bench.until("datagram", |world| world.datagrams.len() == 1);
    assert_eq!(bench.world.datagrams[0].2, bytes);
}

#[test]
fn two_sockets_with_much_to_read_both_get_their_turn() {
    let mut bench = Bench::new();
    let (a, a_addr) = bench.net.bind_udp(any(), None, None).unwrap();
    let (b, b_addr) = bench.net.bind_udp(any(), None, None).unwrap();
    let peer = StdUdp::bind(any()).unwrap();
    // The kernel's buffer of a socket bounds how many can wait.
    for _ in 0..100 {
        peer.send_to(b"a", a_addr).unwrap();
        peer.send_to(b"b", b_addr).unwrap();
    }
    bench.until("all", |world| world.datagrams.len() == 200);
    for (id, text) in [(a, b"a"), (b, b"b")] {
        assert_eq!(bench.world.datagrams.iter().filter(|(to, _, bytes)| *to == id && bytes == text).count(), 100);
    }
}

#[test]
fn a_poll_too_many_before_the_dispatch_loses_nothing() {
    let mut bench = Bench::new();
    let (_, addr) = bench.net.bind_udp(any(), None, None).unwrap();
    let peer = StdUdp::bind(any()).unwrap();
    peer.send_to(b"1", addr).unwrap();
    bench.net.poll(Some(Duration::from_secs(5))).unwrap();
    peer.send_to(b"2", addr).unwrap();
    bench.net.poll(Some(Duration::from_secs(5))).unwrap();
    bench.until("both", |world| world.datagrams.len() == 2);
}

#[test]
fn what_cannot_be_sent_is_told_by_its_token() {
    let mut bench = Bench::new();
    let (local, _) = bench.net.bind_udp(any(), None, None).unwrap();
    bench.net.send_udp(local, "[::1]:5060".parse().unwrap(), b"x", 7);
    bench.net.send_udp(local, any(), &vec![0; 70_000], 8);
    bench.net.send_udp(LocalId(99), any(), b"x", 9);
    bench.net.flush(&mut bench.world);
    let mut tokens: Vec<u64> = bench.world.failed.iter().map(|(token, _)| *token).collect();
    tokens.sort_unstable();
    assert_eq!(tokens, [7, 8, 9]);
    bench.net.unbind(local);
    bench.net.send_udp(local, any(), b"x", 10);
    bench.net.flush(&mut bench.world);
    assert_eq!(bench.world.failed.last().map(|(token, _)| *token), Some(10));
}

#[test]
fn the_queue_of_a_socket_is_bounded() {
    let mut bench = Bench::new();
    bench.net.set_limits(Limits { udp_queue: 100, ..Limits::default() });
    let (local, addr) = bench.net.bind_udp(any(), None, None).unwrap();
    for token in 0..12 {
        bench.net.send_udp(local, addr, &[0; 10], token);
    }
    bench.net.flush(&mut bench.world);
    assert_eq!(bench.world.failed, [(10, Some(libc::ENOBUFS)), (11, Some(libc::ENOBUFS))]);
    bench.until("the rest", |world| world.datagrams.len() == 10);
}

#[test]
fn what_waits_for_a_full_socket_leaves_once_it_is_writable() {
    let mut bench = Bench::new();
    let (_, addr) = bench.net.bind_udp(any(), None, None).unwrap();
    // Loopback sockets never fill: the state that a full one is left in.
    let Some(Some(Local::Udp(udp))) = bench.net.locals.get_mut(0) else { unreachable!() };
    udp.push(addr, b"waits", 1, 100);
    udp.wants_write = true;
    let both = Interest::READABLE | Interest::WRITABLE;
    bench.net.poll.registry().reregister(&mut udp.socket, local_token(0), both).unwrap();
    bench.net.write_out();
    assert_eq!(bench.world.datagrams.len(), 0);
    bench.until("datagram", |world| world.datagrams.len() == 1);
    let Some(Some(Local::Udp(udp))) = bench.net.locals.first() else { unreachable!() };
    assert_eq!((udp.waiting(), udp.wants_write), (0, false));
}

#[test]
fn a_closed_socket_or_listener_takes_nothing_and_leaves_connections_alone() {
    let (mut bench, addr) = Bench::listening();
    let (udp, udp_addr) = bench.net.bind_udp(any(), None, None).unwrap();
    let mut peer = StdStream::connect(addr).unwrap();
    bench.until("accepted", |world| world.accepted.len() == 1);
    StdUdp::bind(any()).unwrap().send_to(b"received ahead", udp_addr).unwrap();
    bench.net.poll(Some(Duration::from_secs(5))).unwrap();
    bench.net.unbind(udp);
    bench.net.unbind(LocalId(0));
    bench.net.unbind(LocalId(9));
    assert!(StdStream::connect(addr).is_err());
    peer.write_all(&message("")).unwrap();
    bench.until("message", |world| world.messages.len() == 1);
    assert_eq!(bench.world.datagrams.len(), 0);
}

#[test]
fn a_refused_datagram_disturbs_no_other() {
    let mut bench = Bench::new();
    let (local, addr) = bench.net.bind_udp(any(), None, None).unwrap();
    let dead = StdUdp::bind(any()).unwrap().local_addr().unwrap();
    for n in 0..10 {
        bench.net.send_udp(local, dead, b"nobody", n);
        bench.net.send_udp(local, addr, b"self", n);
        bench.turn(1);
    }
    bench.until("own", |world| world.datagrams.len() == 10);
    assert_eq!(bench.world.failed, []);
}

#[test]
fn who_refuses_a_datagram_is_told_with_its_beginning_and_sends_in_between_do_not_suffer() {
    for any in [any(), "[::1]:0".parse().unwrap()] {
        let mut bench = Bench::new();
        let Ok((local, addr)) = bench.net.bind_udp(any, None, None) else {
            println!("skipped: no IPv6 here");
            continue;
        };
        let dead = StdUdp::bind(any).unwrap().local_addr().unwrap();
        let text = [b'x'; 3_000];
        for n in 0..100u8 {
            bench.net.send_udp(local, dead, &[&[n], &text[..usize::from(n) * 20]].concat(), 1);
            bench.net.flush(&mut bench.world);
            bench.net.send_udp(local, addr, &[n], 2);
            bench.net.flush(&mut bench.world);
        }
        bench.until("own", |world| world.datagrams.len() == 100);
        bench.settle();
        assert_eq!(bench.world.failed, []);
        // The system sends so many a second and no more.
        assert!(!bench.world.refused.is_empty());
        for (at, to, head) in &bench.world.refused {
            assert_eq!((*at, *to), (local, dead));
            assert!(head.len() == 1 + usize::from(head[0]) * 20 || head.len() > 400, "{} octets of {}", head.len(), head[0]);
        }
        assert!(bench.world.lines.is_empty(), "{:?}", bench.world.lines);
    }
}

#[test]
fn both_families_live_side_by_side() {
    // The same port for IPv6: an IPv6 socket takes no IPv4. One that is free for UDP may be taken for TCP: then another.
    let (mut bench, v4, addr4, v6, addr6) = loop {
        let mut bench = Bench::new();
        let (v4, addr4) = bench.net.bind_udp("0.0.0.0:0".parse().unwrap(), None, None).unwrap();
        let Ok((v6, addr6)) = bench.net.bind_udp(SocketAddr::new("::".parse().unwrap(), addr4.port()), None, None) else {
            return println!("skipped: no IPv6 here");
        };
        if bench.net.listen_tcp(addr6).is_ok() && bench.net.listen_tcp(addr4).is_ok() {
            break (bench, v4, addr4, v6, addr6);
        }
    };
    bench.net.send_udp(v4, format!("127.0.0.1:{}", addr4.port()).parse().unwrap(), b"4", 1);
    bench.net.send_udp(v6, format!("[::1]:{}", addr6.port()).parse().unwrap(), b"6", 2);
    bench.net.connect(ConnId(1), Some("[::1]:0".parse().unwrap()), plain(format!("[::1]:{}", addr6.port()).parse().unwrap()));
    bench.until("both", |world| world.datagrams.len() == 2 && world.connected.len() == 1 && world.accepted.len() == 1);
    assert_eq!(bench.world.failed, []);
    for (local, from, bytes) in &bench.world.datagrams {
        assert_eq!((*local == v6, from.is_ipv6()), (bytes == b"6", bytes == b"6"));
    }
}

#[test]
fn an_address_in_use_cannot_be_bound() {
    let mut bench = Bench::new();
    let (_, udp) = bench.net.bind_udp(any(), None, None).unwrap();
    let (_, tcp) = bench.net.listen_tcp(any()).unwrap();
    assert_eq!(bench.net.bind_udp(udp, None, None).unwrap_err().kind(), io::ErrorKind::AddrInUse);
    assert_eq!(bench.net.listen_tcp(tcp).unwrap_err().kind(), io::ErrorKind::AddrInUse);
    assert!(bench.net.bind_udp("192.0.2.1:0".parse().unwrap(), None, None).is_err());
}

#[test]
fn several_messages_in_one_write_and_one_over_many_writes() {
    let (mut bench, addr) = Bench::listening();
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(&[message(""), message("two"), message("three")].concat()).unwrap();
    bench.until("three", |world| world.messages.len() == 3);
    assert_eq!(bench.world.messages[1].1, message("two"));
    peer.set_nodelay(true).unwrap();
    for byte in message("one byte a time") {
        peer.write_all(&[byte]).unwrap();
        bench.turn(0);
    }
    bench.until("the fourth", |world| world.messages.len() == 4);
    assert_eq!(bench.world.messages[3].1, message("one byte a time"));
    assert_eq!(bench.world.accepted.len(), 1);
    assert_eq!(bench.world.messages[3].0, bench.world.accepted[0].0);
}

#[test]
fn a_large_message_arrives_whole_and_answers_go_back() {
    let (mut bench, addr) = Bench::listening();
    let mut peer = StdStream::connect(addr).unwrap();
    let body = "x".repeat(60_000);
    peer.write_all(&message(&body)).unwrap();
    bench.until("message", |world| world.messages.len() == 1);
    let (conn, bytes) = bench.world.messages.remove(0);
    assert_eq!(bytes, message(&body));
    bench.net.send_stream(conn, &bytes);
    bench.net.close(conn);
    bench.net.send_stream(conn, b"nothing after the close");
    bench.until("closed", |world| world.closed == [(conn, CloseReason::Asked)]);
    let mut back = Vec::new();
    peer.read_to_end(&mut back).unwrap();
    assert_eq!(back, bytes);
    drop(peer);
    bench.settle();
    assert_eq!(bench.net.connections(), 0);
}

#[test]
fn a_peer_that_closes_in_the_middle_of_a_message_is_told_as_closed() {
    let (mut bench, addr) = Bench::listening();
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(&message("whole")).unwrap();
    peer.write_all(&message("never whole")[..40]).unwrap();
    drop(peer);
    bench.until("closed", |world| world.closed.len() == 1);
    assert_eq!(bench.world.messages.len(), 1);
    assert_eq!(bench.world.closed[0], (ConnId(1_000), CloseReason::ByPeer));
}

#[test]
fn two_gigabytes_of_content_break_the_stream_and_no_more_is_taken() {
    let (mut bench, addr) = Bench::listening();
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(b"INVITE sip:x SIP/2.0\r\nContent-Length: 2147483648\r\n\r\n").unwrap();
    bench.until("broken", |world| world.broken.len() == 1);
    let (conn, problem, head) = bench.world.broken[0].clone();
    assert_eq!(problem.code, 413);
    assert!(head.starts_with(b"INVITE sip:x"));
    peer.write_all(&[b'x'; 100_000]).unwrap();
    bench.net.send_stream(conn, b"SIP/2.0 413 Too Large\r\n\r\n");
    bench.net.close(conn);
    bench.until("closed", |world| world.closed == [(conn, CloseReason::Asked)]);
    peer.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut answer = Vec::new();
    peer.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"SIP/2.0 413"));
    assert_eq!((bench.world.messages.len(), bench.world.broken.len()), (0, 1));
    // It lingers for what the peer still sends, and not for ever.
    bench.turn(0);
    bench.now += 10_000;
    bench.settle();
    assert_eq!(bench.world.closed.len(), 1);
    assert_eq!(peer.read(&mut [0; 1]).unwrap_or(0), 0);
}

#[test]
fn a_broken_stream_that_nobody_closes_is_closed_in_time() {
    let (mut bench, addr) = Bench::listening();
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(b"INVITE sip:x SIP/2.0\r\nContent-Length: nonsense\r\n\r\n").unwrap();
    bench.until("broken", |world| world.broken.len() == 1);
    bench.now += 10_001;
    bench.until("closed", |world| world.closed == [(ConnId(1_000), CloseReason::Broken)]);
}

#[test]
fn a_connection_without_a_whole_message_ends_in_ten_seconds() {
    let (mut bench, addr) = Bench::listening();
    let mut silent = StdStream::connect(addr).unwrap();
    let mut speaking = StdStream::connect(addr).unwrap();
    bench.until("both", |world| world.accepted.len() == 2);
    silent.write_all(b"REGISTER sip:never ends").unwrap();
    speaking.write_all(&message("")).unwrap();
    bench.until("message", |world| world.messages.len() == 1);
    bench.now += 9_999;
    bench.settle();
    assert_eq!(bench.world.closed, []);
    bench.now += 1;
    bench.settle();
    let silent_id = bench.world.accepted.iter().find(|(_, peer)| *peer == silent.local_addr().unwrap()).unwrap().0;
    assert_eq!(bench.world.closed, [(silent_id, CloseReason::NeverSpoke)]);
    assert_eq!(silent.read(&mut [0; 8]).unwrap_or(0), 0);
    // The one that spoke may stay for ever.
    bench.now += 1_000_000_000;
    bench.settle();
    assert_eq!((bench.world.closed.len(), bench.net.next_deadline()), (1, None));
}

#[test]
fn an_idle_accepted_connection_ends_when_it_is_said_to() {
    let (mut bench, addr) = Bench::listening();
    bench.net.set_limits(Limits { idle_ms: 60_000, ..Limits::default() });
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(&message("")).unwrap();
    bench.until("message", |world| world.messages.len() == 1);
    bench.now += 59_000;
    peer.write_all(&message("")).unwrap();
    bench.until("another", |world| world.messages.len() == 2);
    bench.now += 59_999;
    bench.settle();
    assert_eq!(bench.world.closed, []);
    assert_eq!(bench.net.next_deadline(), Some(bench.now + 1));
    bench.now += 1;
    bench.settle();
    assert_eq!(bench.world.closed, [(ConnId(1_000), CloseReason::Idle)]);
}

#[test]
fn the_oldest_half_open_connection_makes_room_for_a_new_one() {
    let (mut bench, addr) = Bench::listening();
    bench.net.set_limits(Limits { half_open: 2, accepted: 4, ..Limits::default() });
    let mut all: Vec<StdStream> = Vec::new();
    for n in 0..4 {
        all.push(StdStream::connect(addr).unwrap());
        bench.until("accepted", |world| world.accepted.len() == n + 1);
    }
    assert_eq!(bench.world.closed, [(ConnId(1_000), CloseReason::NeverSpoke), (ConnId(1_001), CloseReason::NeverSpoke)]);
    all[2].write_all(&message("")).unwrap();
    all[3].write_all(&message("")).unwrap();
    bench.until("messages", |world| world.messages.len() == 2);
    for n in 4..6 {
        all.push(StdStream::connect(addr).unwrap());
        bench.until("accepted", |world| world.accepted.len() == n + 1);
    }
    assert_eq!(bench.world.closed.len(), 2);
    // Four are as many as allowed: the next is refused, said once.
    let mut refused = StdStream::connect(addr).unwrap();
    let _another = StdStream::connect(addr).unwrap();
    bench.until("line", |world| world.lines.len() == 1);
    bench.settle();
    assert_eq!(refused.read(&mut [0; 1]).unwrap_or(0), 0);
    assert_eq!((bench.world.accepted.len(), bench.world.lines.len(), bench.net.connections()), (6, 1, 4));
}

#[test]
fn a_connection_the_owner_does_not_want_is_closed_at_once() {
    let (mut bench, addr) = Bench::listening();
    bench.world.refuse = true;
    let mut peer = StdStream::connect(addr).unwrap();
    bench.until("refused", |world| world.accepted.len() == 1);
    assert_eq!(peer.read(&mut [0; 1]).unwrap_or(0), 0);
    assert_eq!((bench.net.connections(), bench.world.closed.len()), (0, 0));
}

#[test]
fn a_ping_is_answered_and_counts_for_no_message() {
    let (mut bench, addr) = Bench::listening();
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(b"\r\n\r\n").unwrap();
    bench.until("ping", |world| world.pings == 1);
    bench.settle();
    let mut pong = [0; 2];
    peer.read_exact(&mut pong).unwrap();
    assert_eq!(&pong, b"\r\n");
    bench.now += 10_001;
    bench.until("closed", |world| world.closed == [(ConnId(1_000), CloseReason::NeverSpoke)]);
}

#[test]
fn what_is_sent_while_connecting_arrives_in_order() {
    let mut bench = Bench::new();
    let listener = StdListener::bind(any()).unwrap();
    bench.net.connect(ConnId(5), Some("127.0.0.1:0".parse().unwrap()), plain(listener.local_addr().unwrap()));
    bench.net.send_stream(ConnId(5), b"one ");
    bench.net.send_stream(ConnId(5), b"two");
    bench.net.flush(&mut bench.world);
    bench.until("connected", |world| world.connected == [ConnId(5)]);
    bench.net.close(ConnId(5));
    bench.until("closed", |world| world.closed == [(ConnId(5), CloseReason::Asked)]);
    let mut all = Vec::new();
    listener.accept().unwrap().0.read_to_end(&mut all).unwrap();
    assert_eq!(all, b"one two");
}

#[test]
fn a_refused_connection_and_one_to_nowhere_are_told() {
    let mut bench = Bench::new();
    let dead = StdListener::bind(any()).unwrap().local_addr().unwrap();
    bench.net.connect(ConnId(1), None, plain(dead));
    bench.net.connect(ConnId(2), None, plain("255.255.255.255:5060".parse().unwrap()));
    bench.net.send_stream(ConnId(1), b"x");
    bench.until("both", |world| world.closed.len() == 2);
    bench.world.closed.sort_by_key(|(id, _)| id.0);
    assert_eq!(bench.world.closed[0], (ConnId(1), CloseReason::ConnectFailed(io::ErrorKind::ConnectionRefused)));
    assert!(matches!(bench.world.closed[1], (ConnId(2), CloseReason::ConnectFailed(_))));
    // Names are free again, and strange names do nothing.
    bench.net.send_stream(ConnId(1), b"x");
    bench.net.close(ConnId(7));
    bench.settle();
    assert_eq!((bench.world.closed.len(), bench.net.connections()), (2, 0));
}

#[test]
fn a_connection_that_never_comes_about_ends_in_time() {
    let mut bench = Bench::new();
    // A listener whose queue is full answers no further connection.
    let listener = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    listener.bind(&any().into()).unwrap();
    listener.listen(0).unwrap();
    let addr = listener.local_addr().unwrap().as_socket().unwrap();
    for n in 0..8 {
        bench.net.connect(ConnId(n), None, plain(addr));
    }
    bench.settle();
    let there = bench.world.connected.len();
    assert!(there < 8);
    bench.now += 32_001;
    bench.until("the others", |world| world.closed.len() == 8 - there);
    assert!(bench.world.closed.iter().all(|(_, reason)| *reason == CloseReason::ConnectFailed(io::ErrorKind::TimedOut)));
}

#[test]
fn a_peer_that_does_not_read_fills_a_bounded_queue_and_loses_its_connection() {
    let (mut bench, _peer) = Bench::connected();
    let chunk = vec![b'x'; 60_000];
    let mut sent = 0;
    while bench.world.closed.is_empty() {
        bench.net.send_stream(ConnId(1), &chunk);
        bench.turn(0);
        sent += chunk.len();
        assert!(sent < 100 << 20);
    }
    assert_eq!(bench.world.closed, [(ConnId(1), CloseReason::QueueFull)]);
}

#[test]
fn a_peer_that_takes_nothing_for_too_long_loses_its_connection() {
    let (mut bench, mut peer) = Bench::connected();
    let chunk = vec![b'x'; 4 << 20];
    bench.net.set_limits(Limits { write_queue: 64 << 20, ..Limits::default() });
    for _ in 0..4 {
        bench.net.send_stream(ConnId(1), &chunk);
    }
    bench.settle();
    bench.now += 30_000;
    // It takes some: the time begins anew.
    peer.set_nonblocking(true).unwrap();
    let (mut some, mut taken) = (vec![0; 100_000], 0);
    bench.until("some taken", |_| {
        taken += peer.read(&mut some).unwrap_or(0);
        taken > 6 << 20
    });
    bench.settle();
    bench.now += 30_000;
    bench.settle();
    assert_eq!(bench.world.closed, []);
    bench.now += 2_001;
    bench.settle();
    assert_eq!(bench.world.closed, [(ConnId(1), CloseReason::Stalled)]);
}

#[test]
fn a_slow_reader_gets_every_octet() {
    let (mut bench, mut peer) = Bench::connected();
    bench.net.set_limits(Limits { write_queue: 64 << 20, ..Limits::default() });
    let all: Vec<u8> = (0..8_000_000u32).map(|n| (n >> 3) as u8).collect();
    for part in all.chunks(50_000) {
        bench.net.send_stream(ConnId(1), part);
    }
    bench.net.close(ConnId(1));
    let reader = std::thread::spawn(move || {
        let mut got = Vec::new();
        peer.read_to_end(&mut got).unwrap();
        got
    });
    bench.until("closed", |world| world.closed == [(ConnId(1), CloseReason::Asked)]);
    assert!(reader.join().unwrap() == all);
}

#[test]
fn look_ups_come_through_the_dispatch() {
    let mut bench = Bench::new();
    bench.net.ask(1, Question::Addresses("localhost".into(), Family::V4));
    bench.net.ask(2, Question::Addresses("192.0.2.1".into(), Family::Any));
    bench.until("both", |world| world.answered.len() == 2);
    bench.world.answered.sort_by_key(|(query, _)| *query);
    assert_eq!(bench.world.answered[0], (1, Ok(Records::Addresses(vec!["127.0.0.1".parse().unwrap()]))));
    assert_eq!(bench.world.answered[1], (2, Ok(Records::Addresses(vec!["192.0.2.1".parse().unwrap()]))));
}

#[test]
fn anybody_may_wake_the_poll_and_it_may_move_to_another_thread() {
    let mut net = Net::new().unwrap();
    let waker = net.waker();
    let thread = std::thread::spawn(move || net.poll(None).is_ok());
    waker.wake().unwrap();
    assert!(thread.join().unwrap());
}

#[test]
fn an_idle_connection_is_small() {
    assert!(size_of::<tcp::Conn>() <= 320, "{}", size_of::<tcp::Conn>());
}

#[test]
fn a_ping_of_ours_leaves_between_messages_and_its_pong_is_told() {
    let (mut bench, mut peer) = Bench::connected();
    bench.net.send_stream(ConnId(1), &message("one"));
    bench.net.ping(ConnId(1));
    bench.net.send_stream(ConnId(1), &message("two"));
    bench.settle();
    let wanted = [message("one"), b"\r\n\r\n".to_vec(), message("two")].concat();
    let mut got = vec![0; wanted.len()];
    peer.read_exact(&mut got).unwrap();
    assert_eq!(got, wanted);
    // Alone, in front of a message, and in two pieces of one.
    peer.write_all(b"\r\n").unwrap();
    bench.until("one pong", |world| world.pongs == 1);
    peer.write_all(&[b"\r\n", message("three").as_slice()].concat()).unwrap();
    bench.until("a message", |world| world.messages.len() == 1 && world.pongs == 2);
    assert!(bench.world.closed.is_empty());
}

#[test]
fn what_the_sink_does_not_want_never_reaches_the_framing() {
    let (mut bench, mut peer) = Bench::connected();
    bench.world.deaf = true;
    peer.write_all(b"INVITE rubbish \0 that never ends").unwrap();
    bench.until("it came", |world| world.octets == 32);
    bench.world.deaf = false;
    peer.write_all(&message("good")).unwrap();
    bench.until("the message", |world| world.messages.len() == 1);
    assert!(bench.world.broken.is_empty());
}

#[test]
fn the_type_of_service_reaches_the_sockets() {
    let tos_of = |socket: &dyn Fn() -> io::Result<u32>| socket().unwrap();
    let mut bench = Bench::new();
    let (udp, _) = bench.net.bind_udp(any(), None, None).unwrap();
    let (tcp, addr) = bench.net.listen_tcp(any()).unwrap();
    bench.net.set_local_tos(udp, 0xB8);
    bench.net.set_local_tos(tcp, 0x28);
    for (local, tos) in [(udp, 0xB8), (tcp, 0x28)] {
        let found = match bench.net.locals[local.0 as usize].as_ref().unwrap() {
            Local::Udp(udp) => tos_of(&|| socket2::SockRef::from(&udp.socket).tos_v4()),
            Local::Tcp(listener) => tos_of(&|| socket2::SockRef::from(&listener.socket).tos_v4()),
        };
        assert_eq!(found, tos);
    }
    let _peer = StdStream::connect(addr).unwrap();
    bench.until("accepted", |world| world.accepted.len() == 1);
    bench.net.set_conn_tos(ConnId(1_000), 0x68);
    // A name that is gone, and an IPv6 socket.
    bench.net.set_conn_tos(ConnId(77), 0x68);
    bench.net.set_local_tos(LocalId(77), 0x68);
    if let Ok((six, _)) = bench.net.bind_udp("[::1]:0".parse().unwrap(), None, None) {
        bench.net.set_local_tos(six, 0x68);
    }
    bench.settle();
    assert_eq!(bench.net.streams.tos(ConnId(1_000)), Some(0x68));
    assert!(bench.world.lines.is_empty(), "{:?}", bench.world.lines);
}

#[test]
fn a_socket_may_be_bound_elsewhere_and_taken_over_later() {
    let mut bench = Bench::new();
    let bound = std::thread::spawn(|| Bound::udp("127.0.0.1:0".parse().unwrap(), None, None).unwrap()).join().unwrap();
    let to = bound.addr();
    assert!(Bound::udp(to, None, None).is_err(), "its address is taken from then on");
    let peer = StdUdp::bind(any()).unwrap();
    peer.send_to(b"early", to).unwrap();
    let local = bench.net.adopt(bound).unwrap();
    bench.until("what came before", |world| world.datagrams.len() == 1);
    assert_eq!(bench.world.datagrams[0].0, local);
}
