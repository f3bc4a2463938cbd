//! The whole of it on loopback sockets. Real time passes only as long as the kernel takes; limits run on the time passed in.

mod accepting;
mod arrivals;
mod connecting;
mod datagrams;
mod locals;
mod slow_peers;

use super::*;
use crate::message::{KeepAlive, Problem};
use std::io::{Read, Write};
use std::net::{TcpListener as StdListener, TcpStream as StdStream, UdpSocket as StdUdp};
use std::time::Duration;

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
    /// Messages after which it has enough for one dispatch.
    pub enough: Option<usize>,
    pub turned_away: usize,
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
    fn is_full(&self) -> bool {
        self.enough.is_some_and(|enough| self.messages.len() >= enough)
    }
    fn turned_away(&mut self) {
        self.turned_away += 1;
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
