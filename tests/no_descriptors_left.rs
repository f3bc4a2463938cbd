//! A process without free file descriptors keeps serving what it has and takes new connections once there are some again.
//! A test binary of its own: the limit holds for the whole process.

use rvsip::message::Problem;
use rvsip::net::{CloseReason, ConnId, Family, Kind, Level, LocalId, LookupError, Net, Peer, Question, Records, Sink};
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

#[derive(Default)]
struct World {
    messages: usize,
    accepted: u64,
    closed: Vec<(ConnId, CloseReason)>,
    failed: usize,
    lines: Vec<String>,
    answered: usize,
}

impl Sink for World {
    fn datagram(&mut self, _: LocalId, _: SocketAddr, _: &[u8]) {
        self.messages += 1;
    }
    fn stream_message(&mut self, _: ConnId, _: &[u8]) {
        self.messages += 1;
    }
    fn stream_broken(&mut self, _: ConnId, _: Problem, _: &[u8]) {}
    fn accepted(&mut self, _: LocalId, _: SocketAddr, _: SocketAddr) -> Option<ConnId> {
        self.accepted += 1;
        Some(ConnId(self.accepted))
    }
    fn connected(&mut self, _: ConnId, _: SocketAddr) {}
    fn closed(&mut self, conn: ConnId, reason: CloseReason) {
        self.closed.push((conn, reason));
    }
    fn send_failed(&mut self, _: u64, _: std::io::Error) {
        self.failed += 1;
    }
    fn answered(&mut self, _: u64, _: Result<Records, LookupError>) {
        self.answered += 1;
    }
    fn log(&mut self, _: Level, text: &str) {
        self.lines.push(text.to_string());
    }
}

#[test]
fn a_process_without_descriptors_goes_on_and_does_not_spin() {
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let mut net = Net::new().unwrap();
    let mut world = World::default();
    let start = Instant::now();
    let (_, tcp) = net.listen_tcp(any).unwrap();
    let (udp, udp_addr) = net.bind_udp(any, None, None).unwrap();
    let mut first = TcpStream::connect(tcp).unwrap();
    let turn = |net: &mut Net, world: &mut World, wait: u64| {
        net.poll(Some(Duration::from_millis(wait))).unwrap();
        net.dispatch(start.elapsed().as_millis() as u64, world);
        net.flush(world);
        assert!(start.elapsed() < Duration::from_secs(30), "waited in vain: {:?}", world.lines);
    };
    while world.accepted == 0 {
        turn(&mut net, &mut world, 50);
    }

    // The client's end of one more connection takes the last descriptor.
    let second = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let spare: Vec<std::fs::File> = std::iter::from_fn(|| std::fs::File::open("/dev/null").ok()).take(16).collect();
    let highest = spare.iter().map(std::os::fd::AsRawFd::as_raw_fd).max().unwrap();
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: both calls read or write the one structure they are given.
    unsafe {
        assert_eq!(libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit), 0);
        limit.rlim_cur = highest as u64 + 1;
        assert_eq!(libc::setrlimit(libc::RLIMIT_NOFILE, &limit), 0);
    }
    let fill: Vec<std::fs::File> = std::iter::from_fn(|| std::fs::File::open("/dev/null").ok()).collect();
    assert!(std::fs::File::open("/dev/null").is_err());
    second.connect(&tcp.into()).unwrap();

    // The one who waits is told of once, and what is open is served.
    while world.lines.is_empty() {
        turn(&mut net, &mut world, 50);
    }
    first.write_all(b"OPTIONS sip:x SIP/2.0\r\nContent-Length: 0\r\n\r\n").unwrap();
    net.send_udp(udp, udp_addr, b"datagram", 1);
    net.connect(ConnId(77), None, Peer { addr: tcp, kind: Kind::TCP, name: "", tls: Default::default() });
    net.ask(1, Question::Addresses("localhost".into(), Family::Any));
    assert!(net.bind_udp(any, None, None).is_err());
    assert!(Net::new().is_err());
    let (mut turns, until) = (0, start.elapsed() + Duration::from_millis(500));
    while start.elapsed() < until || world.messages < 2 || world.answered < 1 {
        turn(&mut net, &mut world, 50);
        turns += 1;
    }
    assert!(turns < 100, "it spins: {turns} turns in half a second");
    assert_eq!((world.accepted, world.lines.len(), world.messages, world.failed), (1, 1, 2, 0));
    assert!(matches!(world.closed[..], [(ConnId(77), CloseReason::ConnectFailed(_))]));

    drop((fill, spare));
    while world.accepted < 2 {
        turn(&mut net, &mut world, 50);
    }
    assert_eq!(world.lines.len(), 1);
}
