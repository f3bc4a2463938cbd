//! The resolver against a name server of ours on loopback that does what name servers should not.

use rvsip::message::Problem;
use rvsip::net::*;
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const A: u16 = 1;
const CNAME: u16 = 5;
const SOA: u16 = 6;
const AAAA: u16 = 28;
const SRV: u16 = 33;
const NAPTR: u16 = 35;

// ---- the server ----

/// A name as the wire has it.
fn wire_name(name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for label in name.split('.').filter(|l| !l.is_empty()) {
        out.push(label.len() as u8);
        out.extend_from_slice(label.as_bytes());
    }
    out.push(0);
    out
}

fn record(name: &str, kind: u16, ttl: u32, data: &[u8]) -> Vec<u8> {
    let mut out = wire_name(name);
    out.extend_from_slice(&kind.to_be_bytes());
    out.extend_from_slice(&1u16.to_be_bytes());
    out.extend_from_slice(&ttl.to_be_bytes());
    out.extend_from_slice(&(data.len() as u16).to_be_bytes());
    out.extend_from_slice(data);
    out
}

fn srv_data(priority: u16, port: u16, target: &str) -> Vec<u8> {
    [&priority.to_be_bytes()[..], &7u16.to_be_bytes(), &port.to_be_bytes(), &wire_name(target)].concat()
}

fn soa(zone: &str, minimum: u32) -> Vec<u8> {
    let mut data = [wire_name("ns.test"), wire_name("admin.test")].concat();
    for n in [1u32, 3600, 600, 86_400, minimum] {
        data.extend_from_slice(&n.to_be_bytes());
    }
    record(zone, SOA, minimum, &data)
}

/// The question of a query: name in lower case, kind, and its bytes.
struct Query {
    id: [u8; 2],
    name: String,
    kind: u16,
    question: Vec<u8>,
}

fn parse(query: &[u8]) -> Option<Query> {
    let mut at = 12;
    let mut labels = Vec::new();
    loop {
        let length = *query.get(at)? as usize;
        at += 1;
        if length == 0 {
            break;
        }
        labels.push(String::from_utf8_lossy(query.get(at..at + length)?).to_lowercase());
        at += length;
    }
    let kind = u16::from_be_bytes([*query.get(at)?, *query.get(at + 1)?]);
    let question = query.get(12..at + 4)?.to_vec();
    Some(Query { id: [query[0], query[1]], name: labels.join("."), kind, question })
}

/// A response with these answers and authorities.
fn response(q: &Query, rcode: u8, truncated: bool, answers: &[Vec<u8>], authorities: &[Vec<u8>]) -> Vec<u8> {
    let mut out = q.id.to_vec();
    out.push(0x84 | u8::from(truncated) << 1 | 1);
    out.push(0x80 | rcode);
    for count in [1, answers.len(), authorities.len(), 0] {
        out.extend_from_slice(&(count as u16).to_be_bytes());
    }
    out.extend_from_slice(&q.question);
    answers.iter().chain(authorities).for_each(|r| out.extend_from_slice(r));
    out
}

fn a(name: &str, ttl: u32, last: u8) -> Vec<u8> {
    record(name, A, ttl, &[192, 0, 2, last])
}

struct Server {
    addr: SocketAddr,
    /// How often each question came, over UDP and TCP: `A name`, `TCP A name`.
    asked: Arc<Mutex<HashMap<String, usize>>>,
    over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Server {
    fn start() -> Server {
        // A port that is free for both.
        let (udp, tcp) = (0..100)
            .find_map(|_| {
                let udp = UdpSocket::bind("127.0.0.1:0").ok()?;
                let tcp = TcpListener::bind(udp.local_addr().ok()?).ok()?;
                Some((udp, tcp))
            })
            .expect("a port");
        let addr = udp.local_addr().unwrap();
        let asked: Arc<Mutex<HashMap<String, usize>>> = Arc::default();
        let over = Arc::new(AtomicBool::new(false));
        udp.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        tcp.set_nonblocking(true).unwrap();
        let (seen, stop) = (asked.clone(), over.clone());
        let datagrams = std::thread::spawn(move || {
            let liar = UdpSocket::bind("127.0.0.1:0").unwrap();
            let mut buffer = [0; 4096];
            let mut late: Vec<(Instant, Vec<u8>, SocketAddr)> = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                late.retain(|(at, bytes, to)| {
                    let due = *at <= Instant::now();
                    if due {
                        let _ = udp.send_to(bytes, to);
                    }
                    !due
                });
                let Ok((length, from)) = udp.recv_from(&mut buffer) else { continue };
                let Some(q) = parse(&buffer[..length]) else { continue };
                *seen.lock().unwrap().entry(format!("{} {}", kind(q.kind), q.name)).or_default() += 1;
                let lie = |q: &Query| response(q, 0, false, &[a(&q.name, 60, 66)], &[]);
                match q.name.split('.').next().unwrap_or("") {
                    "silent" => {}
                    "late" => late.push((Instant::now() + Duration::from_millis(700), answer(&q), from)),
                    "spoofed" => {
                        liar.send_to(&lie(&q), from).unwrap();
                        late.push((Instant::now() + Duration::from_millis(100), answer(&q), from));
                    }
                    "wrongid" => {
                        let other = Query {
                            id: [q.id[0] ^ 0x55, q.id[1]],
                            name: q.name.clone(),
                            kind: q.kind,
                            question: q.question.clone(),
                        };
                        udp.send_to(&lie(&other), from).unwrap();
                        late.push((Instant::now() + Duration::from_millis(100), answer(&q), from));
                    }
                    "otherquestion" => {
                        let mut other = response(&q, 0, false, &[a("victim.test", 60, 66)], &[]);
                        other[13] ^= 1;
                        udp.send_to(&other, from).unwrap();
                        late.push((Instant::now() + Duration::from_millis(100), answer(&q), from));
                    }
                    "cut" | "large" => {
                        udp.send_to(&response(&q, 0, true, &[], &[]), from).unwrap();
                    }
                    "garbage" => {
                        let mut bytes = q.id.to_vec();
                        bytes.extend((0..200u32).map(|n| (n * 37 % 251) as u8));
                        udp.send_to(&bytes, from).unwrap();
                    }
                    "short" => {
                        udp.send_to(&q.id[..1], from).unwrap();
                        udp.send_to(&[], from).unwrap();
                        late.push((Instant::now() + Duration::from_millis(100), answer(&q), from));
                    }
                    _ => {
                        udp.send_to(&answer(&q), from).unwrap();
                    }
                }
            }
        });
        let (seen, stop) = (asked.clone(), over.clone());
        let streams = std::thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                let Ok((mut stream, _)) = tcp.accept() else {
                    std::thread::sleep(Duration::from_millis(10));
                    continue;
                };
                stream.set_nonblocking(false).unwrap();
                stream.set_nodelay(true).unwrap();
                stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
                let mut head = [0; 2];
                while stream.read_exact(&mut head).is_ok() {
                    let mut query = vec![0; u16::from_be_bytes(head) as usize];
                    if stream.read_exact(&mut query).is_err() {
                        break;
                    }
                    let Some(q) = parse(&query) else { break };
                    *seen.lock().unwrap().entry(format!("TCP {} {}", kind(q.kind), q.name)).or_default() += 1;
                    let bytes = answer(&q);
                    // Octet by octet at first: a stream has no borders.
                    let framed = [&(bytes.len() as u16).to_be_bytes()[..], &bytes].concat();
                    let (first, rest) = framed.split_at(5);
                    let sent = first.iter().all(|b| stream.write_all(&[*b]).is_ok()) && stream.write_all(rest).is_ok();
                    if !sent {
                        break;
                    }
                }
            }
        });
        Server { addr, asked, over, threads: vec![datagrams, streams] }
    }

    fn count(&self, what: &str) -> usize {
        self.asked.lock().unwrap().get(what).copied().unwrap_or(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn kind(kind: u16) -> &'static str {
    match kind {
        A => "A",
        AAAA => "AAAA",
        SRV => "SRV",
        NAPTR => "NAPTR",
        _ => "?",
    }
}

/// What an honest server would say.
fn answer(q: &Query) -> Vec<u8> {
    let first = q.name.split('.').next().unwrap_or("");
    let code = match first {
        "formerr" => 1,
        "servfail" => 2,
        "nx" | "nxplain" => 3,
        "notimp" => 4,
        "refused" => 5,
        "reserved" => 13,
        _ => 0,
    };
    if code != 0 {
        let soa = if first == "nxplain" {
            Vec::new()
        } else {
            vec![soa("test", if q.name.starts_with("nx.short") { 1 } else { 60 })]
        };
        return response(q, code, false, &[], &soa);
    }
    match (first, q.kind) {
        ("empty", _) => response(q, 0, false, &[], &[]),
        ("loop", _) => response(q, 0, false, &[record("loop.test", CNAME, 60, &wire_name("loop.test"))], &[]),
        (name, _) if name.starts_with("chain") => {
            let n: u32 = name[5..].parse().unwrap();
            let last = n == 0;
            let next = format!("chain{}.test", n.saturating_sub(1));
            let data = if last { a(&q.name, 60, 1) } else { record(&q.name, CNAME, 60, &wire_name(&next)) };
            response(q, 0, false, &[data], &[])
        }
        ("alias", A) => {
            response(q, 0, false, &[record("alias.test", CNAME, 60, &wire_name("real.test")), a("real.test", 60, 5)], &[])
        }
        ("large", SRV) | ("cut", SRV) => {
            let count = if first == "large" { 1_200 } else { 3 };
            let record =
                |n: u16| record(&q.name, SRV, 60, &srv_data(n, 5060, &format!("a-rather-long-name-{n:05}.large.test")));
            let records: Vec<Vec<u8>> = (0..count).map(record).collect();
            let mut bytes = response(q, 0, false, &[], &[]);
            let room = (65_535 - bytes.len()) / records[0].len();
            bytes[6..8].copy_from_slice(&(room.min(records.len()) as u16).to_be_bytes());
            records.iter().take(room).for_each(|r| bytes.extend_from_slice(r));
            response_of(bytes)
        }
        ("naptr", NAPTR) => {
            let text = |t: &str| [&[t.len() as u8], t.as_bytes()].concat();
            let data = [
                &10u16.to_be_bytes()[..],
                &20u16.to_be_bytes(),
                &text("s"),
                &text("SIP+D2U"),
                &text(""),
                &wire_name("_sip._udp.test"),
            ]
            .concat();
            response(q, 0, false, &[record(&q.name, NAPTR, 60, &data)], &[])
        }
        ("brief", A) => response(q, 0, false, &[a(&q.name, 1, 9)], &[]),
        (_, A) => response(q, 0, false, &[a(&q.name, 60, 9)], &[]),
        _ => response(q, 0, false, &[], &[soa("test", 60)]),
    }
}

fn response_of(bytes: Vec<u8>) -> Vec<u8> {
    assert!(bytes.len() <= 65_535);
    bytes
}

// ---- the net that asks ----

#[derive(Default)]
struct World {
    answers: HashMap<u64, Result<Records, LookupError>>,
}

impl Sink for World {
    fn datagram(&mut self, _: LocalId, _: SocketAddr, _: &[u8]) {}
    fn stream_message(&mut self, _: ConnId, _: &[u8]) {}
    fn stream_broken(&mut self, _: ConnId, _: Problem, _: &[u8]) {}
    fn accepted(&mut self, _: LocalId, _: SocketAddr, _: SocketAddr) -> Option<ConnId> {
        None
    }
    fn connected(&mut self, _: ConnId, _: SocketAddr) {}
    fn closed(&mut self, _: ConnId, _: CloseReason) {}
    fn send_failed(&mut self, _: u64, _: std::io::Error) {}
    fn answered(&mut self, query: u64, answer: Result<Records, LookupError>) {
        assert!(self.answers.insert(query, answer).is_none(), "answered once");
    }
    fn log(&mut self, _: Level, _: &str) {}
}

struct Bench {
    server: Server,
    net: Net,
    world: World,
    next: u64,
}

impl Bench {
    fn new() -> Bench {
        let server = Server::start();
        let mut net = Net::new().unwrap();
        net.set_dns(DnsConfig { servers: Some(vec![server.addr]), domains: Some(Vec::new()), timeout_ms: 500 });
        Bench { server, net, world: World::default(), next: 0 }
    }

    fn turn(&mut self) {
        self.net.poll(Some(Duration::from_millis(20))).unwrap();
        self.net.dispatch(0, &mut self.world);
    }

    fn start(&mut self, question: Question) -> u64 {
        self.next += 1;
        self.net.ask(self.next, question);
        self.next
    }

    fn wait(&mut self, query: u64) -> Result<Records, LookupError> {
        let end = Instant::now() + Duration::from_secs(20);
        while !self.world.answers.contains_key(&query) {
            assert!(Instant::now() < end, "no answer");
            self.turn();
        }
        self.world.answers.remove(&query).unwrap()
    }

    fn ask(&mut self, question: Question) -> Result<Records, LookupError> {
        let query = self.start(question);
        self.wait(query)
    }

    fn a(&mut self, host: &str) -> Result<Records, LookupError> {
        self.ask(Question::Addresses(host.into(), Family::V4))
    }
}

fn ips(last: &[u8]) -> Result<Records, LookupError> {
    Ok(Records::Addresses(last.iter().map(|n| IpAddr::from([192, 0, 2, *n])).collect()))
}

#[test]
fn an_answer_is_kept_as_long_as_it_says_and_no_longer() {
    let mut bench = Bench::new();
    for _ in 0..3 {
        assert_eq!(bench.a("good.test"), ips(&[9]));
    }
    assert_eq!(bench.server.count("A good.test"), 1);
    assert_eq!(bench.a("brief.test"), ips(&[9]));
    std::thread::sleep(Duration::from_millis(1_100));
    assert_eq!(bench.a("brief.test"), ips(&[9]));
    assert_eq!(bench.server.count("A brief.test"), 2);
}

#[test]
fn a_name_that_does_not_exist_is_remembered_as_long_as_its_soa_says() {
    let mut bench = Bench::new();
    for _ in 0..3 {
        assert_eq!(bench.a("nx.test"), Err(LookupError::NoRecords));
    }
    assert_eq!(bench.server.count("A nx.test"), 1);
    assert_eq!(bench.a("nx.short.test"), Err(LookupError::NoRecords));
    std::thread::sleep(Duration::from_millis(1_100));
    assert_eq!(bench.a("nx.short.test"), Err(LookupError::NoRecords));
    assert_eq!(bench.server.count("A nx.short.test"), 2);
    // Without an SOA there is nothing to remember.
    assert_eq!(bench.a("nxplain.test"), Err(LookupError::NoRecords));
    // Another kind of record is another question.
    assert_eq!(bench.ask(Question::Addresses("good.test".into(), Family::V6)), Err(LookupError::NoRecords));
    assert_eq!(bench.ask(Question::Addresses("good.test".into(), Family::Any)), ips(&[9]));
}

#[test]
fn records_come_with_all_their_fields() {
    let mut bench = Bench::new();
    let Ok(Records::Naptr(naptr)) = bench.ask(Question::Naptr("naptr.test".into())) else { panic!() };
    let wanted = Naptr {
        order: 10,
        preference: 20,
        flags: b"s".to_vec(),
        services: b"SIP+D2U".to_vec(),
        regexp: Vec::new(),
        replacement: "_sip._udp.test.".into(),
    };
    assert_eq!(naptr, [wanted]);
    assert_eq!(bench.a("alias.test"), ips(&[5]), "without the CNAME on the way");
}

#[test]
fn an_answer_that_is_cut_off_comes_whole_over_tcp_and_records_are_bounded() {
    let mut bench = Bench::new();
    let few = bench.ask(Question::Srv("cut.test".into()));
    let Ok(Records::Srv(few)) = few else { panic!("{few:?}") };
    let first = Srv { priority: 0, weight: 7, port: 5060, target: "a-rather-long-name-00000.large.test.".into() };
    assert_eq!((few.len(), &few[0]), (3, &first));
    let large = bench.ask(Question::Srv("large.test".into()));
    let Ok(Records::Srv(many)) = large else { panic!("64 KB: {large:?}") };
    assert_eq!(many.len(), 256, "of a thousand");
    assert_eq!((bench.server.count("TCP SRV cut.test"), bench.server.count("TCP SRV large.test")), (1, 1));
}

#[test]
fn only_the_server_that_was_asked_is_believed_and_only_with_the_right_id_and_question() {
    let mut bench = Bench::new();
    for name in ["spoofed.test", "wrongid.test", "otherquestion.test", "short.test"] {
        assert_eq!(bench.a(name), ips(&[9]), "{name}");
    }
}

#[test]
fn aliases_that_lead_in_a_circle_or_too_far_come_to_an_end() {
    let mut bench = Bench::new();
    let begin = Instant::now();
    assert!(bench.a("loop.test").is_err());
    assert!(bench.a("chain60.test").is_err());
    assert!(begin.elapsed() < Duration::from_secs(8));
    assert_eq!(bench.a("chain3.test"), ips(&[1]));
    let asked: usize = bench.server.asked.lock().unwrap().values().sum();
    assert!(asked < 60, "{asked} questions");
}

#[test]
fn every_refusal_of_a_server_is_told_in_words_and_the_next_question_is_answered() {
    let mut bench = Bench::new();
    for name in ["formerr", "servfail", "notimp", "refused", "reserved", "garbage"] {
        let answer = bench.a(&format!("{name}.test"));
        assert!(matches!(answer, Err(LookupError::Failed(_) | LookupError::Silent)), "{name}: {answer:?}");
        println!("{name}: {answer:?}");
        assert_eq!(bench.a(&format!("good.after.{name}.test")), ips(&[9]));
    }
    assert_eq!(bench.a("empty.test"), Err(LookupError::NoRecords));
    for name in ["", ".", "..", "a..b", &"x".repeat(64), &"x.".repeat(200), "spa ce.test", "\u{fc}.test"] {
        let answer = bench.a(name);
        assert!(answer.is_err() || name.contains(['\u{fc}', ' ']), "{name}: {answer:?}");
    }
}

#[test]
fn a_silent_server_is_waited_for_in_bounds_and_a_late_answer_helps_nobody() {
    let mut bench = Bench::new();
    let begin = Instant::now();
    assert_eq!(bench.a("silent.test"), Err(LookupError::Silent));
    assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
    assert!(bench.server.count("A silent.test") >= 2, "asked again once");
    let _ = bench.a("late.test");
    assert_eq!(bench.a("good.test"), ips(&[9]));
}

#[test]
fn nobody_waits_for_another_ones_answer() {
    let mut bench = Bench::new();
    let slow = bench.start(Question::Addresses("silent.test".into(), Family::V4));
    let begin = Instant::now();
    assert_eq!(bench.a("good.test"), ips(&[9]));
    assert!(begin.elapsed() < Duration::from_millis(450), "{:?}", begin.elapsed());
    assert!(bench.wait(slow).is_err());
}

#[test]
fn the_same_question_is_asked_once_however_many_want_to_know_and_different_ones_are_bounded() {
    let mut bench = Bench::new();
    let queries: Vec<u64> = (0..5_000).map(|_| bench.start(Question::Addresses("good.test".into(), Family::V4))).collect();
    for query in queries {
        assert_eq!(bench.wait(query), ips(&[9]));
    }
    assert_eq!(bench.server.count("A good.test"), 1);
    let queries: Vec<u64> =
        (0..1_200).map(|n| bench.start(Question::Addresses(format!("silent.{n}.test"), Family::V4))).collect();
    bench.turn();
    let busy = queries.iter().filter(|q| bench.world.answers.get(q) == Some(&Err(LookupError::Busy))).count();
    assert!((176..200).contains(&busy), "{busy} refused at once");
}

#[test]
fn dropping_the_net_while_servers_are_silent_takes_no_time() {
    let mut bench = Bench::new();
    for n in 0..500 {
        bench.start(Question::Addresses(format!("silent.{n}.test"), Family::Any));
    }
    for _ in 0..5 {
        bench.turn();
    }
    let Bench { net, server, .. } = bench;
    let begin = Instant::now();
    drop(net);
    assert!(begin.elapsed() < Duration::from_millis(500), "{:?}", begin.elapsed());
    drop(server);
}

#[test]
fn servers_and_domains_can_be_replaced_while_questions_are_under_way() {
    let mut bench = Bench::new();
    let other = Server::start();
    let slow = bench.start(Question::Addresses("silent.test".into(), Family::V4));
    bench.turn();
    bench.net.set_dns(DnsConfig {
        servers: Some(vec![other.addr]),
        domains: Some(vec!["nx".into(), "example.test".into()]),
        timeout_ms: 500,
    });
    assert_eq!(bench.a("good.test"), ips(&[9]));
    assert_eq!((bench.server.count("A good.test"), other.count("A good.test")), (0, 1));
    assert!(bench.wait(slow).is_err());
    // A short name is tried behind each domain, in order; one with a dot, or one that ends with one, is not.
    assert_eq!(bench.a("host"), ips(&[9]));
    assert_eq!(other.count("A host.nx"), 1);
    assert_eq!(bench.ask(Question::Srv("_sip._udp.host".into())), Err(LookupError::NoRecords));
    assert_eq!((other.count("SRV _sip._udp.host.nx"), other.count("SRV _sip._udp.host.example.test")), (1, 1));
    assert_eq!(bench.a("absolute."), ips(&[9]));
    assert_eq!((other.count("A absolute."), other.count("A absolute.nx")), (0, 0));
    assert_eq!(bench.a("two.labels"), ips(&[9]));
    assert_eq!(other.count("A two.labels.nx"), 0);
    // Nobody to ask.
    bench.net.set_dns(DnsConfig { servers: Some(Vec::new()), domains: Some(Vec::new()), timeout_ms: 500 });
    assert!(matches!(bench.a("good.test"), Err(LookupError::Failed(_))));
    assert_eq!(bench.a("localhost"), Ok(Records::Addresses(vec![[127, 0, 0, 1].into()])), "the hosts file needs no server");
    for name in ["localhost", "LOCALHOST.", "sub.localhost"] {
        assert_eq!(bench.ask(Question::Naptr(name.into())), Err(LookupError::NoRecords), "nor do other records of its names");
        assert_eq!(bench.ask(Question::Srv(format!("_sip._udp.{name}"))), Err(LookupError::NoRecords));
    }
}

#[test]
fn a_second_server_is_asked_when_the_first_keeps_silent_or_refuses() {
    let mut bench = Bench::new();
    let dead = UdpSocket::bind("127.0.0.1:0").unwrap();
    let servers = Some(vec![dead.local_addr().unwrap(), bench.server.addr]);
    bench.net.set_dns(DnsConfig { servers, domains: Some(Vec::new()), timeout_ms: 500 });
    assert_eq!(bench.a("good.test"), ips(&[9]));
    // One that refuses what another knows.
    let refusing = UdpSocket::bind("127.0.0.1:0").unwrap();
    let addr = refusing.local_addr().unwrap();
    std::thread::spawn(move || {
        refusing.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut buffer = [0; 4096];
        while let Ok((length, from)) = refusing.recv_from(&mut buffer) {
            let q = parse(&buffer[..length]).unwrap();
            refusing.send_to(&response(&q, 2, false, &[], &[]), from).unwrap();
        }
    });
    bench.net.set_dns(DnsConfig { servers: Some(vec![addr, bench.server.addr]), domains: Some(Vec::new()), timeout_ms: 500 });
    for n in 0..5 {
        assert_eq!(bench.a(&format!("good{n}.test")), ips(&[9]));
    }
}
