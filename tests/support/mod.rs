//! Two ends and a network in memory, with a clock that jumps: what endpoint tests run on.

#![allow(dead_code)]

use rvsip::endpoint::regclient::{Reason, State};
use rvsip::endpoint::*;
use rvsip::message::{Limits, Message, Name};
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::net::SocketAddr;

/// A link's vices, in percent and milliseconds.
#[derive(Clone, Copy, Default)]
pub struct Link {
    pub loss: u32,
    pub double: u32,
    /// Latency is drawn between these.
    pub latency: (u64, u64),
}

/// Small repeatable random numbers for the tests themselves.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    pub fn below(&mut self, n: u64) -> u64 {
        if n == 0 { 0 } else { self.next() % n }
    }
    pub fn percent(&mut self, p: u32) -> bool {
        self.below(100) < p as u64
    }
}

/// Bytes under way; ordered by arrival time, then by number.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Packet {
    at: std::cmp::Reverse<u64>,
    number: std::cmp::Reverse<u64>,
    to: SocketAddr,
    from: SocketAddr,
    bytes: Vec<u8>,
}

pub const CLIENT: &str = "192.0.2.1:5060";
pub const REGISTRAR: &str = "192.0.2.2:5060";

pub fn addr(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// What the application of the client side saw.
#[derive(Default)]
pub struct Seen {
    pub states: Vec<(ClientId, State, Reason)>,
    pub last: HashMap<ClientId, Message>,
}

/// A client endpoint, a scripted server and the network between them.
pub struct Net {
    pub now: u64,
    pub link: Link,
    pub dice: Dice,
    pub client: Endpoint,
    pub seen: Seen,
    /// Every message sent, in order: time, sender, bytes.
    pub sent: Vec<(u64, SocketAddr, Vec<u8>)>,
    pub keep_sent: bool,
    pub log: Vec<String>,
    pub secret: Option<(Vec<u8>, Vec<u8>)>,
    /// Answers of the name service.
    pub names: HashMap<String, Vec<std::net::IpAddr>>,
    /// Streams: who is at the other end of a connection, and whether it accepts.
    pub conns: BTreeMap<ConnId, SocketAddr>,
    pub refuse: Vec<SocketAddr>,
    /// UDP to these vanishes.
    pub dead: Vec<SocketAddr>,
    /// What the application does when it is told of a state.
    pub on_state: Option<fn(&mut Net, ClientId, State, Reason)>,
    packets: BinaryHeap<Packet>,
    number: u64,
}

pub fn config() -> Config {
    Config {
        max_clients: 100_000,
        max_transactions: 300_000,
        max_connections: 1000,
        tcp: true,
        seed: [7; 32],
        ..Config::default()
    }
}

impl Net {
    pub fn new(cfg: Config, seed: u64) -> Net {
        let mut client = Endpoint::new(cfg);
        for transport in [Transport::Udp, Transport::Tcp] {
            client.add_local(Local {
                transport,
                addr: addr(CLIENT),
                text: "192.0.2.1".into(),
                configured_port: 5060,
                enabled: true,
            });
        }
        client.set_interest(Interest { secret: true, ..Interest::default() });
        Net {
            now: 0,
            link: Link { latency: (5, 5), ..Link::default() },
            dice: Dice::new(seed),
            client,
            seen: Seen::default(),
            sent: Vec::new(),
            keep_sent: true,
            log: Vec::new(),
            secret: None,
            names: HashMap::new(),
            conns: BTreeMap::new(),
            refuse: Vec::new(),
            dead: Vec::new(),
            on_state: None,
            packets: BinaryHeap::new(),
            number: 0,
        }
    }

    pub fn time(&self) -> Time {
        Time(self.now)
    }

    /// A client ready to register `user` at example.com.
    pub fn add_client(&mut self, user: &str, contact: Option<&str>, expires: Option<u32>) -> ClientId {
        let id = self.client.create_client(0).unwrap();
        let aor = format!("<sip:{user}@example.com>");
        self.client.client_set_to(id, aor.as_bytes()).unwrap();
        self.client.client_set_from(id, aor.as_bytes()).unwrap();
        self.client.client_set_registrar(id, format!("sip:{}", addr(REGISTRAR)).as_bytes()).unwrap();
        if let Some(c) = contact {
            self.client.client_add_contact(id, c.as_bytes()).unwrap();
        }
        self.client.client_set_expires(id, expires).unwrap();
        id
    }

    pub fn register(&mut self, id: ClientId) {
        let now = self.time();
        self.client.command(now, Command::Register { id, outbound: None }).unwrap();
    }

    pub fn state(&self, id: ClientId) -> State {
        self.client.client_state(id).unwrap()
    }

    pub fn post(&mut self, from: SocketAddr, to: SocketAddr, bytes: &[u8]) {
        if self.keep_sent {
            self.sent.push((self.now, from, bytes.to_vec()));
        }
        if self.dead.contains(&to) {
            return;
        }
        let copies = if self.dice.percent(self.link.loss) { 0 } else { 1 + self.dice.percent(self.link.double) as u32 };
        for _ in 0..copies {
            let (low, high) = self.link.latency;
            let at = self.now + low + self.dice.below(high.saturating_sub(low) + 1);
            self.number += 1;
            self.packets.push(Packet {
                at: std::cmp::Reverse(at),
                number: std::cmp::Reverse(self.number),
                to,
                from,
                bytes: bytes.to_vec(),
            });
        }
    }

    /// Carries out what the client side asks for.
    pub fn settle(&mut self) {
        while let Some(output) = self.client.poll() {
            match output {
                Output::Transmit(t) => {
                    let bytes = self.client.bytes(&t).to_vec();
                    let to = match t.flow {
                        Flow::Udp { peer, .. } => peer,
                        Flow::Conn(c) => match self.conns.get(&c) {
                            Some(peer) => *peer,
                            None => continue,
                        },
                    };
                    self.post(addr(CLIENT), to, &bytes);
                }
                Output::Connect { conn, to, .. } => {
                    if self.refuse.contains(&to) {
                        self.client.closed(Time(self.now), conn, "connection refused");
                    } else {
                        self.conns.insert(conn, to);
                        self.client.connected(conn, addr("192.0.2.1:40000"));
                    }
                }
                Output::Close(conn) => {
                    self.conns.remove(&conn);
                }
                Output::Resolve { transaction, host } => {
                    let answer = self.names.get(&host).cloned().ok_or_else(|| "no such host".to_string());
                    self.client.resolved(Time(self.now), transaction, answer);
                }
                Output::Log(_, _, text) => self.log.push(text),
                Output::Event(Event::Client { id, state, reason, msg, .. }) => {
                    self.seen.states.push((id, state, reason));
                    if let Some(m) = msg {
                        self.seen.last.insert(id, (*m).clone());
                        self.client.recycle(m);
                    }
                    if let Some(f) = self.on_state {
                        f(self, id, state, reason);
                    }
                }
                Output::Event(_) => {}
                Output::Ask(token, ask) => {
                    let answer = match ask {
                        Ask::MsgToSend { msg, .. } | Ask::MsgReceived { msg, .. } | Ask::FinalDest { msg, .. } => {
                            Answer::Message(msg)
                        }
                        Ask::Secret { .. } => Answer::Secret(self.secret.clone()),
                        _ => panic!("unexpected question"),
                    };
                    self.client.answer(Time(self.now), token, answer);
                }
            }
        }
    }

    /// Runs until `deadline` or until nothing is left to happen; `serve` is everything at other addresses than the client.
    pub fn run(&mut self, deadline: u64, serve: &mut dyn FnMut(&mut Net, SocketAddr, SocketAddr, &[u8])) {
        loop {
            self.settle();
            let packet = self.packets.peek().map(|p| p.at.0);
            let timer = self.client.next_timeout().map(|t| t.0);
            let Some(next) = packet.into_iter().chain(timer).min().filter(|t| *t <= deadline) else {
                self.now = self.now.max(deadline);
                let now = self.time();
                self.client.handle_timeout(now);
                self.settle();
                return;
            };
            self.now = self.now.max(next);
            while self.packets.peek().is_some_and(|p| p.at.0 <= self.now) {
                let p = self.packets.pop().unwrap();
                if p.to == addr(CLIENT) {
                    let conn = self.conns.iter().find(|(_, peer)| **peer == p.from).map(|(c, _)| *c);
                    let flow = match conn {
                        Some(c) => Flow::Conn(c),
                        None => Flow::Udp { local: 0, peer: p.from },
                    };
                    self.client.receive(Time(self.now), flow, &p.bytes);
                } else {
                    serve(self, p.to, p.from, &p.bytes);
                }
                self.settle();
            }
            let now = self.time();
            self.client.handle_timeout(now);
        }
    }

    pub fn requests_sent(&self) -> Vec<String> {
        self.sent
            .iter()
            .filter(|(_, from, b)| *from == addr(CLIENT) && b.starts_with(b"REGISTER"))
            .map(|(_, _, b)| String::from_utf8_lossy(b).into_owned())
            .collect()
    }
}

pub fn parse(bytes: &[u8]) -> Message {
    let mut m = Message::new();
    m.parse(bytes, &Limits::default()).unwrap();
    m
}

/// The value of a header in a message text.
pub fn header<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|l| l.strip_prefix(name).and_then(|r| r.strip_prefix(": ")))
}

/// A response to `request`: status line, the headers it must repeat, and `more` lines.
pub fn response(request: &[u8], status: &str, more: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(request);
    let mut out = format!("SIP/2.0 {status}\r\n");
    for line in text.lines().take_while(|l| !l.is_empty()) {
        let name = line.split(':').next().unwrap_or("");
        match name {
            "Via" | "From" | "Call-ID" | "CSeq" => out += &format!("{line}\r\n"),
            "To" => {
                out += line;
                if !line.contains(";tag=") {
                    out += ";tag=srv";
                }
                out += "\r\n";
            }
            _ => {}
        }
    }
    out += more;
    out += "Content-Length: 0\r\n\r\n";
    out.into_bytes()
}

/// What a lenient registrar says: 200 with the contacts of the request.
pub fn accept(request: &[u8], expires: u32) -> Vec<u8> {
    let text = String::from_utf8_lossy(request);
    let mut more = String::new();
    for line in text.lines().filter(|l| l.starts_with("Contact:")) {
        more += &format!("{line};expires={expires}\r\n");
    }
    response(request, "200 OK", &more)
}

/// A server that answers every request the same way.
pub fn always(status: &'static str, more: &'static str) -> impl FnMut(&mut Net, SocketAddr, SocketAddr, &[u8]) {
    move |net, me, from, bytes| {
        let answer = response(bytes, status, more);
        net.post(me, from, &answer);
    }
}

/// Contact values of a message.
pub fn contacts(msg: &Message) -> Vec<String> {
    (0..msg.headers.len())
        .filter(|i| msg.headers[*i].name == Name::Contact)
        .map(|i| String::from_utf8_lossy(&msg.value_text(i)).into_owned())
        .collect()
}
