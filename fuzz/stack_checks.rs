//! The protocol core driven by bytes: messages, answers, commands and time in any order. Whatever comes, its promises hold.
//! Shared by the fuzz target `stack` and by tests/stack_fuzz.rs.

#[path = "stack_calls.rs"]
mod stack_calls;
#[path = "stack_refreshes.rs"]
mod stack_refreshes;
#[path = "stack_subscriptions.rs"]
mod stack_subscriptions;

use rvsip::endpoint::regclient::State as ClientState;
use rvsip::endpoint::transaction::{AuthAction, State as TransactionState};
use rvsip::endpoint::*;
use rvsip::message::{Limits, Message};
use stack_calls::{Dialog, MAX_CALL_LEGS};
use stack_refreshes::Refreshed;
use stack_subscriptions::{MAX_SUBSCRIPTIONS, Subscribed};
use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};

const MAX_CLIENTS: usize = 6;
const MAX_TRANSACTIONS: usize = 12;
const MAX_TRANSMITTERS: usize = 5;
const MAX_CONNECTIONS: usize = 6;
/// Messages that went out and may still be answered.
const REMEMBERED: usize = 32;
/// Outputs that one input may cause.
const OUTPUTS: usize = 5_000;

const STATUSES: [&str; 21] = [
    "200 OK",
    "200 OK",
    "401 Unauthorized",
    "401 Unauthorized",
    "407 Proxy Authentication Required",
    "401 Unauthorized",
    "407 Proxy Authentication Required",
    "100 Trying",
    "183 Session Progress",
    "302 Moved Temporarily",
    "404 Not Found",
    "408 Request Timeout",
    "423 Interval Too Brief",
    "412 Conditional Request Failed",
    "500 Server Internal Error",
    "503 Service Unavailable",
    "603 Decline",
    "299 ",
    "699 \u{fc}",
    "099 Low",
    "200",
];

const LINES: [&str; 22] = [
    "Supported: 100rel\r\n",
    "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\", qop=\"auth,auth-int\", algorithm=SHA-256\r\n",
    "WWW-Authenticate: Digest realm=\"a\", nonce=\"c\", stale=true\r\n",
    "WWW-Authenticate: Digest realm=\"x\", nonce=\"c\", algorithm=SHA-512-256-sess, qop=auth\r\n",
    "WWW-Authenticate: Basic realm=\"a\"\r\n",
    "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n\", algorithm=MD5-sess, qop=\"auth\"\r\n",
    "WWW-Authenticate: Digest\r\n",
    "Authorization: Digest username=\"u\", realm=\"a\", nonce=\"b\", uri=\"sip:a\", response=\"0123\"\r\n",
    "Authorization: Digest username=\"u\", realm=\"a\", nonce=\"b\", uri=\"sip:a\", qop=auth-int, nc=1, cnonce=\"c\", response=\"0\"\r\n",
    "Proxy-Authorization: Basic dTpw\r\n",
    "Contact: <sip:elsewhere@192.0.2.7;transport=tcp>;expires=60;q=0.5, <sip:b@no.example>\r\n",
    "Contact: *\r\n",
    "Contact: <sip:a@192.0.2.1>;expires=99999999999\r\n",
    "Authentication-Info: nextnonce=\"next\", qop=auth, rspauth=\"0\", cnonce=\"c\", nc=00000001\r\n",
    "Min-Expires: 3600\r\n",
    "SIP-ETag: tag\r\n",
    "Retry-After: 5\r\n",
    "Via: SIP/2.0/UDP 192.0.2.99;branch=z9hG4bKother\r\n",
    "Record-Route: <sip:r;lr>\r\nService-Route: <sip:s;lr>\r\n",
    "Require: never-heard-of\r\n",
    "CSeq: 4294967296 REGISTER\r\n",
    "Broken header without a colon\r\n",
];

const METHODS: [&str; 12] =
    ["OPTIONS", "REGISTER", "MESSAGE", "CANCEL", "ACK", "INVITE", "INVITE", "PRACK", "SUBSCRIBE", "NOTIFY", "BREW", "options"];

const URIS: [&str; 10] = [
    "sip:192.0.2.2",
    "sip:192.0.2.2",
    "sip:192.0.2.2:5070",
    "sip:192.0.2.2:5070;transport=tcp",
    "sip:no.example",
    "sip:host.example;transport=tcp",
    "sips:192.0.2.2",
    "tel:+1201",
    "sip:[2001:db8::1]:5061;transport=udp",
    "sip:224.0.1.75",
];

struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn byte(&mut self) -> usize {
        match self.0 {
            [first, rest @ ..] => {
                self.0 = rest;
                *first as usize
            }
            [] => 0,
        }
    }
    fn pick<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        if of.is_empty() { None } else { Some(of[self.byte() % of.len()]) }
    }
    fn bytes(&mut self, most: usize) -> Vec<u8> {
        let length = (self.byte() << 4 | self.byte()).min(most).min(self.0.len());
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken.to_vec()
    }
}

struct World {
    core: Endpoint,
    now: u64,
    clients: Vec<ClientId>,
    transactions: Vec<TransactionId>,
    transmitters: Vec<TransactionId>,
    connections: Vec<ConnId>,
    lookups: Vec<QueryId>,
    parked: Vec<(Token, Ask)>,
    requests: Vec<(Flow, Vec<u8>)>,
    /// What it answered.
    answers: Vec<(Flow, Vec<u8>)>,
    ended: HashSet<Id>,
    ended_transmitters: HashSet<Id>,
    peer: SocketAddr,
    reached: HashSet<String>,
    /// INVITEs make call-legs.
    calls: bool,
    /// At the end it is seen where everything stays.
    rests: bool,
    /// Call-legs, their re-INVITEs and transactions: those that are gone too.
    legs: Vec<CallLegId>,
    reinvites: Vec<(CallLegId, ReInviteId)>,
    of_legs: Vec<(CallLegId, TransactionId)>,
    /// A connected call as bytes.
    stored: Option<Vec<u8>>,
    /// What the other end remembers: dialogs, the last one it heard of last, and its last INVITE.
    dialogs: Vec<Dialog>,
    last_invite: Option<(Flow, String)>,
    branch: u32,
    ended_legs: HashSet<Id>,
    ended_reinvites: HashSet<Id>,
    told_transactions: HashSet<Id>,
    /// BYEs that the application answers.
    byes: HashSet<Id>,
    ended_transactions: HashSet<Id>,
    subscribed: Subscribed,
    refreshed: Refreshed,
}

/// Drives a core with these bytes and checks what it promises. Tells which states and questions it came to.
pub fn drive(bytes: &[u8]) -> HashSet<String> {
    let mut input = Input(bytes);
    let mut w = World::new(&mut input);
    while !input.0.is_empty() {
        w.step(&mut input);
        w.carry_out(&mut input);
        w.check();
    }
    w.wind_up();
    w.reached
}

impl World {
    fn new(input: &mut Input) -> World {
        let kind = input.byte();
        let calling = input.byte() << 8 | input.byte();
        let calls = calling.is_multiple_of(2);
        let called = |bit: usize| calls && calling >> bit & 1 == 1;
        let config = Config {
            max_clients: MAX_CLIENTS,
            max_transactions: MAX_TRANSACTIONS,
            max_transmitters: MAX_TRANSMITTERS,
            max_connections: MAX_CONNECTIONS,
            tcp: true,
            persistency: [Persistency::None, Persistency::Transaction, Persistency::TransactionUser][kind % 3],
            failover: if kind & 4 == 0 { Failover::Automatic } else { Failover::Manual },
            server_connection_timeout: (kind & 8 != 0).then_some(1000),
            server_auth: true,
            reliable_provisional: true,
            proxy: kind & 7 == 6,
            proxy_2xx_sent: if kind & 8 == 0 { 0 } else { 32_000 },
            manual_behavior: kind & 3 == 1,
            old_invite: kind & 14 == 10,
            proceeding_timeout: kind & 32 != 0,
            timers: Timers { provisional: 5_000, ..Timers::default() },
            disable_merging: kind & 16 != 0,
            connection_capacity: if kind & 64 != 0 { 50 } else { 0 },
            supported: b"path".to_vec(),
            max_call_legs: MAX_CALL_LEGS,
            max_subscriptions: MAX_SUBSCRIPTIONS,
            subs_auto_refresh: called(1),
            subs_forking: called(2),
            forking: called(1),
            forked_timeout: if called(2) { 3_000 } else { 0 },
            manual_ack: called(3) && (called(4) || called(9)),
            manual_prack: called(5),
            reject_unsupported: called(6),
            extensions: if called(7) || called(8) { b"100rel,timer, replaces".to_vec() } else { b"100rel".to_vec() },
            session_expires: if called(8) { 100 } else { 0 },
            min_se: (called(9) && called(10)).then_some(95),
            outbound_proxy: (kind & 32 != 0).then(|| ("192.0.2.9".to_string(), None)),
            ..Config::default()
        };
        let mut core = Endpoint::new(config);
        for transport in [Transport::Udp, Transport::Tcp] {
            core.add_local(Local {
                transport,
                addr: ([192, 0, 2, 1], 5060).into(),
                text: "192.0.2.1".into(),
                configured_port: 5060,
                enabled: true,
            });
        }
        let on = |bit: usize| kind & bit != 0;
        core.set_interest(Interest {
            client_msg_to_send: on(1),
            client_msg_received: on(2),
            client_final_dest: on(4),
            refresh_msg_to_send: on(12),
            refresh_response: on(18),
            transaction_created: kind & 7 != 7,
            internal_created: on(17),
            transaction_msg_to_send: on(8),
            transaction_msg_received: on(16),
            transaction_final_dest: on(32),
            new_request: on(64),
            secret: true,
            md5: on(3),
            body_hash: on(5),
            nonce_count: on(6),
            unsupported_challenge: on(9),
            authorization_ready: on(10),
            enum_expression: on(11),
            transaction_new_conn: on(12),
            client_new_conn: on(20),
            connection_created: on(24),
            connection_state: on(36),
            server_reuse: true,
            parser_result: on(40),
            bad_start_line: on(48),
            bad_headers: on(72),
            msg_received: on(80),
            other_uri: on(33),
            out_of_context: on(65),
            subscription: called(5),
            subscription_created: !called(6),
            subscription_msg_to_send: called(13),
            subscription_msg_received: called(14),
            subscription_final_dest: called(10),
            subscription_forked: called(7),
            notify_created: called(8),
            notify: !called(15),
            callleg: calls,
            open_callleg: called(4) && called(11),
            callleg_created: !called(12),
            callleg_msg_to_send: called(13),
            callleg_msg_received: called(14),
            callleg_final_dest: called(15),
            callleg_provisional: called(2),
            callleg_transaction_created: !called(9) || !called(11),
            callleg_bye_created: called(10) || called(2),
            callleg_reinvite_created: !called(13) || called(3),
            callleg_reinvite: !called(5) || !called(12),
            callleg_nested: called(1),
            callleg_forked: called(6) || called(14),
            callleg_session_fault: called(15) || called(7),
        });
        core.set_log_debug(on(128));
        World {
            core,
            now: 0,
            clients: Vec::new(),
            transactions: Vec::new(),
            transmitters: Vec::new(),
            connections: Vec::new(),
            lookups: Vec::new(),
            parked: Vec::new(),
            requests: Vec::new(),
            answers: Vec::new(),
            ended: HashSet::new(),
            ended_transmitters: HashSet::new(),
            peer: ([192, 0, 2, 2], 5060).into(),
            reached: HashSet::new(),
            calls,
            rests: called(9),
            legs: Vec::new(),
            reinvites: Vec::new(),
            of_legs: Vec::new(),
            stored: None,
            dialogs: Vec::new(),
            last_invite: None,
            branch: 0,
            ended_legs: HashSet::new(),
            ended_reinvites: HashSet::new(),
            told_transactions: HashSet::new(),
            byes: HashSet::new(),
            ended_transactions: HashSet::new(),
            subscribed: Subscribed::default(),
            refreshed: Refreshed::default(),
        }
    }

    fn time(&self) -> Time {
        Time(self.now)
    }

    fn flow(&self, input: &mut Input) -> Flow {
        let conn = if input.byte().is_multiple_of(3) { input.pick(&self.connections) } else { None };
        conn.map_or(Flow::Udp { local: 0, peer: self.peer }, Flow::Conn)
    }

    fn step(&mut self, input: &mut Input) {
        let now = self.time();
        let choice = input.byte();
        if self.calls && choice >= 88 {
            return if choice >= 216 { self.subscription_step(input) } else { self.call_step(input) };
        }
        match choice % 44 {
            0 => {
                let (flow, bytes) = (self.flow(input), input.bytes(2000));
                self.core.receive(now, flow, &bytes);
            }
            1..=4 => self.answer_a_request(input),
            5..=7 => {
                let (flow, text) = (self.flow(input), request(input));
                self.core.receive(now, flow, &mutated(text.into_bytes(), input));
            }
            8..=9 => self.pass_time(input),
            10..=11 => self.use_client(input),
            12 => {
                let challenged = |id: &&ClientId| self.core.client_state(**id) == Ok(ClientState::Unauthenticated);
                let urgent = self.clients.iter().find(challenged).copied();
                if let Some(id) = urgent.or_else(|| input.pick(&self.clients)) {
                    let command = match input.byte() % 8 {
                        0 | 1 => Command::Authenticate { id, outbound: None },
                        2 => Command::TerminateClient { id },
                        3 => Command::DnsContinue { id },
                        4 => Command::DnsResend { id, outbound: None },
                        5 => Command::DnsGiveUp { id },
                        _ => Command::Register { id, outbound: None },
                    };
                    let _ = self.core.command(now, command);
                }
            }
            13..=14 => self.use_transaction(input),
            15 => {
                let (peer, local) = (SocketAddr::new(self.peer.ip(), input.byte() as u16 + 1), ([192, 0, 2, 1], 5060).into());
                self.connections.extend(self.core.accepted(1, peer, local));
            }
            16 => {
                if let Some(conn) = input.pick(&self.connections) {
                    match input.byte() % 5 {
                        3 => self.core.failed(now, conn, "reset"),
                        4 => self.core.pong(now, conn),
                        0 => self.core.connected(conn, ([192, 0, 2, 1], 40_000).into()),
                        1 => self.core.closed(now, conn, "closed"),
                        _ => {
                            let head = input.bytes(300);
                            if let Err(problem) = Message::new().parse(b"broken", &Limits::default()) {
                                self.core.stream_broken(now, conn, problem, &head);
                            }
                        }
                    }
                }
            }
            17 => {
                if let Some(id) = self.lookups.pop() {
                    let ips: [IpAddr; 3] = [[192, 0, 2, 2].into(), [192, 0, 2, 3].into(), std::net::Ipv6Addr::LOCALHOST.into()];
                    let kind = input.byte();
                    let count = input.byte() % 4;
                    let port = 5060 + kind as u16;
                    let answer = match kind % 5 {
                        0 | 1 => Ok(Records::Addresses(ips[..count].to_vec())),
                        2 => Ok(Records::Srv(
                            ["a.example.com", ".", "192.0.2.9"][..count]
                                .iter()
                                .map(|t| Srv { priority: 1, weight: port, port, target: t.to_string() })
                                .collect(),
                        )),
                        3 => Ok(Records::Naptr(
                            ["SIP+D2U", "SIPS+D2T", "E2U+sip"][..count]
                                .iter()
                                .map(|s| Naptr {
                                    order: 1,
                                    preference: port,
                                    flags: if s.starts_with('E') { b"u".to_vec() } else { b"s".to_vec() },
                                    services: s.as_bytes().to_vec(),
                                    regexp: if s.starts_with('E') { b"!^.*$!sip:x@example.com!".to_vec() } else { Vec::new() },
                                    replacement: "_sip._udp.example.com".into(),
                                })
                                .collect(),
                        )),
                        _ => Err(if count == 0 { LookupError::NoRecords } else { LookupError::Silent }),
                    };
                    self.core.answered(now, id, answer);
                }
            }
            18 => {
                if let Some(id) = input.pick(&self.transactions) {
                    self.core.send_failed(now, id, "refused");
                }
            }
            19..=20 => self.answer_late(input),
            21 => self.serve(input),
            22..=29 => self.answer_a_request(input),
            32 | 33 => self.use_connection(input),
            34..=37 => self.use_transmitter(input),
            38..=39 => self.acknowledge_an_answer(input),
            40..=43 => self.go_on_with_invite(input),
            30 => {
                // An answer that nobody asked for.
                let id = Id { index: input.byte() as u32, generation: input.byte() as u32 };
                let token = [
                    Token::Arrival(id),
                    Token::Send(TransactionId(id)),
                    Token::Check(TransactionId(id)),
                    Token::Connection(ConnId(id)),
                    Token::Look(id),
                ][input.byte() % 5];
                self.core.answer(now, token, Answer::Secret(None));
            }
            _ if input.byte().is_multiple_of(2) => self.acknowledge_an_answer(input),
            _ => {
                if let Some((flow, bytes)) = self.requests.last().cloned() {
                    // What was sent comes back.
                    self.core.receive(now, flow, &bytes);
                }
            }
        }
    }

    fn pass_time(&mut self, input: &mut Input) {
        self.now += 1 << (input.byte() % 18);
        self.core.handle_timeout(self.time());
        assert!(self.core.next_timeout().is_none_or(|at| at.0 > self.now), "a timer that is due was left");
    }

    /// The application answers what it has thought about.
    fn answer_late(&mut self, input: &mut Input) {
        if !self.parked.is_empty() {
            let at = input.byte() % self.parked.len();
            let (token, ask) = self.parked.swap_remove(at);
            self.answer(token, ask, input);
        }
    }

    /// The application goes on with a request of its own, or answers one.
    fn go_on_with_invite(&mut self, input: &mut Input) {
        use TransactionState::*;
        let choice = input.byte();
        // One that something can be done with, or any.
        let waits = |id: &&TransactionId| match self.core.transaction_state(**id) {
            Ok(ClientInviteFinalReceived) => choice.is_multiple_of(2),
            Ok(ClientInviteProceeding | ClientProceeding) => !choice.is_multiple_of(3),
            Ok(ServerInviteRequestReceived) => !choice.is_multiple_of(4),
            Ok(ServerRequestReceived) => choice.is_multiple_of(5),
            _ => false,
        };
        let urgent = self.transactions.iter().find(waits).copied();
        let Some(id) = urgent.or_else(|| input.pick(&self.transactions)) else { return };
        let code = [180, 183, 199, 100, 200][input.byte() % 5];
        let command = match self.core.transaction_state(id) {
            Ok(ClientInviteFinalReceived) => Command::Acknowledge { id },
            Ok(ServerInviteRequestReceived) if choice.is_multiple_of(3) => {
                Command::Respond { id, code: [200, 486, 180][choice % 3], reason: Vec::new(), outbound: None }
            }
            Ok(ServerRequestReceived) => Command::Respond { id, code: 200, reason: Vec::new(), outbound: None },
            Ok(ServerInviteRequestReceived) => Command::RespondReliable { id, code, reason: Vec::new(), outbound: None },
            _ => Command::Cancel { id },
        };
        let _ = self.core.command(self.time(), command);
        for other in [self.core.cancel_of(id), self.core.cancelled_by(id)].into_iter().flatten() {
            assert!(self.core.transaction_state(other).is_ok(), "a transaction that is gone was given out");
        }
    }

    /// ACK, PRACK or CANCEL for something the core answered.
    fn acknowledge_an_answer(&mut self, input: &mut Input) {
        let to_invite = |a: &&(Flow, Vec<u8>)| String::from_utf8_lossy(&a.1).contains(" INVITE\r\n");
        let Some((flow, answer)) = self.answers.iter().rev().find(to_invite).cloned() else { return };
        let text = String::from_utf8_lossy(&answer).into_owned();
        let usual = if text.contains("RSeq") { "PRACK" } else { "ACK" };
        let method = ["ACK", usual, usual, "CANCEL"][input.byte() % 4];
        let mut out = format!("{method} sip:192.0.2.1 SIP/2.0\r\nMax-Forwards: 70\r\n");
        let own_branch = input.byte().is_multiple_of(2);
        let (mut cseq, mut rseq) = (0, String::new());
        for line in text.lines().skip(1).take_while(|l| !l.is_empty()) {
            let (name, value) = line.split_once(": ").unwrap_or(("", ""));
            match name {
                "Via" if own_branch => out += "Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKacknowledges\r\n",
                "Via" | "To" | "From" | "Call-ID" => out += &format!("{line}\r\n"),
                "CSeq" => cseq = value.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0u64),
                "RSeq" => rseq = value.to_string(),
                _ => {}
            }
        }
        out += &format!("CSeq: {} {method}\r\n", if method == "PRACK" { cseq + 1 } else { cseq });
        if method == "PRACK" {
            out += &format!("RAck: {rseq} {cseq} INVITE\r\n");
        }
        out += "Content-Length: 0\r\n\r\n";
        let bytes = mutated(out.into_bytes(), input);
        self.core.receive(self.time(), flow, &bytes);
    }

    fn use_client(&mut self, input: &mut Input) {
        let Ok(id) = self.core.create_client(input.byte()) else { return };
        self.clients.push(id);
        assert_eq!(self.core.client_set_to(id, b"<sip:a@example.com>"), Ok(()));
        assert_eq!(self.core.client_set_from(id, b"\"A\" <sip:a@example.com>"), Ok(()));
        let _ = self.core.client_set_registrar(id, input.pick(&URIS).unwrap_or("").as_bytes());
        let _ = self.core.client_add_contact(id, b"<sip:a@192.0.2.1>;expires=60");
        match input.byte() % 6 {
            0 => drop(self.core.client_set_to(id, &input.bytes(80))),
            1 => drop(self.core.client_add_contact(id, &input.bytes(80))),
            2 => drop(self.core.client_set_outbound(id, "proxy.example", 0)),
            3 => drop(self.core.client_detach(id)),
            4 => drop(self.core.client_set_persistent(id, true)),
            _ => drop(self.core.client_set_expires(id, Some(input.byte() as u32))),
        }
        self.use_refresh(id, input);
        let outbound = (input.byte().is_multiple_of(4)).then(|| {
            let mut m = Message::new();
            let _ = m.parse(b"OPTIONS sip:a SIP/2.0\r\nRoute: <sip:192.0.2.8;lr>\r\nX: y\r\n\r\nbody", &Limits::default());
            Box::new(m)
        });
        let _ = self.core.command(self.time(), Command::Register { id, outbound });
    }

    fn use_transaction(&mut self, input: &mut Input) {
        if input.byte().is_multiple_of(8) {
            let mut msg = Box::new(Message::new());
            let text = mutated(request(input).into_bytes(), input);
            if msg.parse(&text, &Limits::default()).is_ok() {
                self.own_request(msg);
            }
            return;
        }
        let Ok(id) = self.core.create_transaction(input.byte()) else { return };
        self.transactions.push(id);
        let _ = self.core.transaction_set_to(id, b"<sip:b@example.com>");
        let _ = self.core.transaction_set_from(id, b"<sip:a@example.com>");
        match input.byte() % 5 {
            0 => drop(self.core.transaction_set_branch(id, b"z9hG4bKmine")),
            1 => drop(self.core.transaction_set_call_id(id, &input.bytes(30))),
            2 => drop(self.core.transaction_set_cseq(id, u32::MAX >> (input.byte() % 32))),
            3 => drop(self.core.transaction_set_persistent(id, true)),
            _ => drop(self.core.transaction_send_to_first_route(id)),
        }
        self.use_refresh_alone(id, input);
        let method = input.pick(&METHODS).unwrap_or("").as_bytes().to_vec();
        let uri = input.pick(&URIS).unwrap_or("").as_bytes().to_vec();
        let outbound = (input.byte().is_multiple_of(2)).then(|| {
            let mut m = Message::new();
            let _ = m.parse(b"X sip:a SIP/2.0\r\nExpires: 60\r\nContent-Length: 4\r\n\r\nbody", &Limits::default());
            Box::new(m)
        });
        let _ = self.core.command(self.time(), Command::Request { id, method, uri, outbound });
    }

    /// Makes a server transaction from a request, as a proxy without state does.
    fn own_request(&mut self, msg: Box<Message>) {
        if let Ok(id) = self.core.create_server_transaction(self.time(), 1, msg) {
            self.reached.insert("transaction from a message".into());
            self.transactions.push(id);
        }
    }

    /// Makes a transmitter, or uses one: that of a transaction too.
    fn use_transmitter(&mut self, input: &mut Input) {
        let choice = input.byte();
        if choice.is_multiple_of(3) {
            let setup = transmitter::Setup { app: choice, hooks: 0, other_uri: choice.is_multiple_of(2) };
            let Ok(id) = self.core.create_transmitter(setup) else { return };
            self.transmitters.push(id);
            let _ = self.core.transmitter_set_fix_via(id, input.byte().is_multiple_of(2));
            let _ = self.core.transmitter_set_keep(id, input.byte().is_multiple_of(2));
            let _ = self.core.transmitter_set_persistent(id, input.byte().is_multiple_of(2));
            if input.byte().is_multiple_of(4) {
                let _ = self.core.transmitter_set_branch(id, b"z9hG4bKmine");
            }
        }
        let own = !input.byte().is_multiple_of(4);
        let Some(id) = input.pick(if own { &self.transmitters } else { &self.transactions }) else { return };
        let target = Target::plain([Transport::Udp, Transport::Tcp][input.byte() % 2], self.peer);
        let command = match input.byte() % 10 {
            0..=3 => {
                let mut msg = Message::new();
                let (_, given) =
                    self.requests.last().cloned().unwrap_or_else(|| (self.flow(input), request(input).into_bytes()));
                let parsed = msg.parse(&given, &Limits::default()).is_ok() && msg.check().is_ok();
                Command::SendMessage { id, msg: parsed.then(|| Box::new(msg)) }
            }
            4 => Command::SendMessage { id, msg: None },
            5 => Command::SendBuffer { id, bytes: b"\r\n\r\n".to_vec() },
            6 => Command::HoldSending { id },
            7 => Command::ResumeSending { id },
            8 => Command::TerminateTransmitter { id },
            _ => {
                let _ = self.core.transmitter_set_dest(id, (!choice.is_multiple_of(4)).then_some(target));
                return;
            }
        };
        let _ = self.core.command(self.time(), command);
        let _ = (self.core.transmitter_state(id), self.core.transmitter_dest(id), self.core.transmitter_connection(id));
    }

    /// The application's side of a connection.
    fn use_connection(&mut self, input: &mut Input) {
        let choice = input.byte();
        if choice.is_multiple_of(4) {
            self.connections.extend(self.core.create_connection(choice, 1));
        }
        let Some(id) = input.pick(&self.connections) else { return };
        let peer = Target::plain(Transport::Tcp, self.peer);
        let command = match input.byte() % 12 {
            0 | 1 => Command::InitConnection { id, setup: ConnSetup { peer, from: None } },
            2 | 3 => Command::Connect { id },
            4 => Command::TerminateConnection { id },
            5 => Command::AttachOwner { id, owner: choice, hooks: 0 },
            6 => Command::DetachOwner { id, owner: choice },
            7 => Command::EnableConnection { id, on: true },
            8 => Command::EnableConnection { id, on: false },
            9 => Command::EnableByAlias { id },
            10 => Command::SetConnectionTos { id, tos: 8 },
            _ => Command::DetachOwner { id, owner: 0 },
        };
        let _ = self.core.command(self.time(), command);
    }

    /// The application's side of a server transaction.
    fn serve(&mut self, input: &mut Input) {
        let Some(id) = input.pick(&self.transactions) else { return };
        let code = [200, 401, 100, 183, 408, 600, 99, 700][input.byte() % 8];
        let command = match input.byte() % 8 {
            0 => Command::TerminateTransaction { id },
            1 => Command::AuthBegin { id },
            2 => Command::AuthProceed { id, action: AuthAction::UsePassword(b"p".to_vec()) },
            3 => Command::AuthProceed { id, action: AuthAction::Skip },
            4 => Command::AuthProceed { id, action: AuthAction::Success },
            _ => Command::Respond { id, code, reason: Vec::new(), outbound: None },
        };
        let _ = self.core.command(self.time(), command);
        if input.byte().is_multiple_of(2) {
            let _ = self.core.command(self.time(), Command::AuthBegin { id });
        }
        let _ = self.core.transaction_dns_continue(self.time(), id, 1).map(|new| self.transactions.push(new));
    }

    fn answer_a_request(&mut self, input: &mut Input) {
        let count = self.requests.len();
        if count == 0 {
            return;
        }
        // Mostly one of the latest: the older ones have their answers.
        let back = input.byte();
        let back = if back < 192 { back % 3 } else { back };
        let (flow, request) = self.requests[count - 1 - back % count].clone();
        let request = String::from_utf8_lossy(&request);
        let choice = input.byte();
        let ringing = choice.is_multiple_of(3) && (request.starts_with("INVITE") || request.starts_with("CANCEL"));
        let mut text = format!("SIP/2.0 {}\r\n", if ringing { "180 Ringing" } else { STATUSES[choice % STATUSES.len()] });
        for line in request.lines().skip(1).take_while(|l| !l.is_empty()) {
            let name = line.split(':').next().unwrap_or("");
            if matches!(name, "Via" | "To" | "From" | "Call-ID" | "CSeq") {
                text.push_str(line);
                text.push_str("\r\n");
            }
        }
        if text.starts_with("SIP/2.0 40") {
            text.push_str(LINES[1 + input.byte() % 6]);
        }
        for _ in 0..input.byte() % 4 {
            text.push_str(LINES[input.byte() % LINES.len()]);
        }
        text.push_str("Content-Length: 0\r\n\r\n");
        let bytes = mutated(text.into_bytes(), input);
        self.core.receive(self.time(), flow, &bytes);
    }

    fn answer(&mut self, token: Token, ask: Ask, input: &mut Input) {
        let choice = input.byte();
        self.call_back(input);
        let answer = match ask {
            Ask::MsgToSend { msg, subject } | Ask::MsgReceived { msg, subject } | Ask::FinalDest { msg, subject, .. } => {
                // A call is many messages.
                let one_in = if matches!(subject, Subject::CallLeg(..)) { 20 } else { 5 };
                if choice.is_multiple_of(one_in) { Answer::Refuse(msg) } else { Answer::Message(msg) }
            }
            Ask::UnsupportedChallenge { msg, .. } => Answer::Message(msg),
            Ask::Transmitter(change, msg) => {
                let id = change.id;
                let target = Target::plain([Transport::Udp, Transport::Tcp][choice % 2], self.peer);
                let _ = match choice % 12 {
                    0 | 1 => self.core.command(self.time(), Command::HoldSending { id }),
                    2 => self.core.transmitter_set_dest(id, None),
                    3 => self.core.transmitter_set_dest(id, Some(target)),
                    4 => self.core.command(self.time(), Command::ResumeSending { id }),
                    5 => self.core.command(self.time(), Command::TerminateTransmitter { id }),
                    _ => Ok(()),
                };
                Answer::Message(msg)
            }
            Ask::OtherUri { msg, .. } => {
                Answer::Uri([&b""[..], b"sip:192.0.2.2", b"sip:x.example", b"tel:1"][choice % 4].to_vec(), msg)
            }
            Ask::Expression { .. } => Answer::Value(match choice % 3 {
                0 => b"sip:x@example.com".to_vec(),
                1 => b"tel:+1".to_vec(),
                _ => Vec::new(),
            }),
            Ask::Secret { .. } => Answer::Secret((!choice.is_multiple_of(4)).then(|| (b"u".to_vec(), b"p".to_vec()))),
            Ask::Md5 { .. } => Answer::Hash(b"0123456789abcdef0123456789abcdef".to_vec(), None),
            Ask::BodyHash { msg, .. } => Answer::Hash(b"0123456789abcdef0123456789abcdef".to_vec(), Some(msg)),
            Ask::NonceCount { count, .. } => Answer::Count(count),
            Ask::AuthorizationReady { value, .. } => Answer::Value(value),
            Ask::Created { transaction } => {
                self.transactions.push(transaction);
                Answer::Created { owner: 1, take: !choice.is_multiple_of(5) }
            }
            Ask::InternalCreated { transaction } => {
                self.transactions.push(transaction);
                if choice.is_multiple_of(5) {
                    let _ = self.core.command(self.time(), Command::TerminateTransaction { id: transaction });
                }
                Answer::Created { owner: 2, take: true }
            }
            Ask::ConnectionCreated { .. } | Ask::SessionFault { .. } | Ask::OpenCallLeg { .. } => {
                Answer::Keep(!choice.is_multiple_of(4))
            }
            Ask::CallLegCreated { id } => {
                self.know_leg(id);
                let _ = match choice % 16 {
                    0 | 1 => self.core.leg_refuse_on_creation(id, [486, 603, 200, 0][input.byte() % 4]),
                    2 => self.core.create_general(id, 0).map(|_| ()),
                    _ => Ok(()),
                };
                Answer::Created { owner: 3, take: !choice.is_multiple_of(5) }
            }
            Ask::CallLegForked { id } => {
                self.know_leg(id);
                Answer::Created { owner: 3, take: !choice.is_multiple_of(5) }
            }
            Ask::SubscriptionCreated { id } | Ask::SubscriptionForked { id } => {
                self.know_subscription(id);
                Answer::Created { owner: 5, take: !choice.is_multiple_of(5) }
            }
            Ask::NotifyCreated { id, notify, .. } => {
                self.know_notify(id, notify);
                Answer::Created { owner: 6, take: true }
            }
            Ask::CallLegTransaction { id, transaction, .. } => {
                self.of_legs.push((id, transaction));
                Answer::Created { owner: 3, take: !choice.is_multiple_of(5) }
            }
            Ask::ReInviteCreated { id, reinvite, .. } => {
                self.reinvites.push((id, reinvite));
                Answer::ReInvite { owner: 4, code: [0, 0, 0, 0, 488, 7][choice % 6] }
            }
            Ask::NestedInvite { msg, .. } => {
                if choice.is_multiple_of(5) {
                    self.own_request(msg.clone());
                }
                Answer::NewRequest { msg, open: !choice.is_multiple_of(3) }
            }
            Ask::Look { msg, .. } => {
                let action = [Action::Continue, Action::Continue, Action::Reject, Action::Discard][choice % 4];
                Answer::Looked { msg, action }
            }
            Ask::NewRequest { msg } => {
                if choice.is_multiple_of(3) {
                    self.own_request(msg.clone());
                }
                Answer::NewRequest { msg, open: !choice.is_multiple_of(7) }
            }
        };
        self.core.answer(self.time(), token, answer);
    }

    /// Takes what comes out.
    fn carry_out(&mut self, input: &mut Input) {
        for count in 0.. {
            assert!(count < OUTPUTS, "one input never stops causing outputs");
            let Some(output) = self.core.poll() else { break };
            match output {
                Output::Transmit(t) => {
                    let bytes = self.core.bytes(&t).to_vec();
                    let mut sent = Message::new();
                    let parsed = sent.parse(&bytes, &Limits::default());
                    if bytes == b"\r\n\r\n" {
                        continue;
                    }
                    if self.calls {
                        self.listen(t.flow, &bytes);
                        self.listen_for_subscriptions(t.flow, &bytes);
                    }
                    assert!(parsed.is_ok(), "what it sends does not parse: {:?}", String::from_utf8_lossy(&bytes));
                    if sent.is_request() {
                        assert!(sent.check().is_ok(), "what it sends is refused: {:?}", String::from_utf8_lossy(&bytes));
                        if self.requests.len() == REMEMBERED {
                            self.requests.remove(0);
                        }
                        self.requests.push((t.flow, bytes));
                    } else {
                        if self.answers.len() == REMEMBERED {
                            self.answers.remove(0);
                        }
                        self.answers.push((t.flow, bytes));
                    }
                }
                Output::Connect { conn, .. } => self.connections.push(conn),
                Output::Close(conn) => self.core.closed(self.time(), conn, "closed"),
                Output::Lookup { query, .. } => self.lookups.push(query),
                Output::Event(event) => {
                    self.told_of_call(&event);
                    self.told_of_subscription(&event);
                    self.told_of_refresh(&event);
                    self.told(event);
                    self.call_back(input);
                }
                Output::Ask(token, ask) => {
                    let name = name_of(&ask);
                    self.reached.insert(name.clone());
                    match &ask {
                        Ask::Transmitter(change, _) => self.transmitter_told(change),
                        Ask::MsgToSend { subject: Subject::CallLeg(id, _), .. }
                        | Ask::MsgReceived { subject: Subject::CallLeg(id, _), .. }
                        | Ask::FinalDest { subject: Subject::CallLeg(id, _), .. }
                        | Ask::Secret { subject: Subject::CallLeg(id, _), .. }
                        | Ask::CallLegCreated { id }
                        | Ask::CallLegForked { id }
                        | Ask::CallLegTransaction { id, .. }
                        | Ask::ReInviteCreated { id, .. }
                        | Ask::NestedInvite { id, .. }
                        | Ask::SessionFault { id, .. } => self.heard_of_leg(*id, &name),
                        _ => {}
                    }
                    if input.byte().is_multiple_of(8) {
                        self.parked.push((token, ask));
                    } else {
                        self.answer(token, ask, input);
                    }
                }
                Output::Log(..)
                | Output::Ping(_)
                | Output::Handshake(_)
                | Output::ConnTos { .. }
                | Output::LocalTos { .. }
                | Output::Unbind(_) => {}
            }
        }
    }

    fn transmitter_told(&mut self, change: &transmitter::Change) {
        self.reached.insert(format!("transmitter {:?}", change.state));
        assert!(!self.ended_transmitters.contains(&change.id.0), "a transmitter is heard of after its end");
        if change.state == transmitter::State::Terminated {
            self.ended_transmitters.insert(change.id.0);
            self.transmitters.retain(|t| *t != change.id);
        }
    }

    fn told(&mut self, event: Event) {
        match event {
            Event::Client { id, state, msg, .. } => {
                self.reached.insert(format!("client {state:?}"));
                assert!(!self.ended.contains(&id.0), "a client is heard of after its end");
                if state == ClientState::Terminated {
                    self.ended.insert(id.0);
                    self.clients.retain(|c| *c != id);
                }
                msg.into_iter().for_each(|m| self.core.recycle(m));
            }
            Event::Refresh { .. } => {}
            Event::RefreshResponse { msg, .. } => self.core.recycle(msg),
            Event::Transaction { id, state, msg, .. } => {
                self.reached.insert(format!("transaction {state:?}"));
                assert!(!self.ended_transactions.contains(&id.0), "{id:?} is heard of after its end: {state:?}");
                if state == TransactionState::Terminated {
                    self.ended_transactions.insert(id.0);
                    self.transactions.retain(|t| *t != id);
                } else if !self.transactions.contains(&id) {
                    self.transactions.push(id);
                }
                msg.into_iter().for_each(|m| self.core.recycle(m));
            }
            Event::CallLeg { msg, .. }
            | Event::ReInvite { msg, .. }
            | Event::Prack { msg, .. }
            | Event::Bye { msg, .. }
            | Event::CallLegTransaction { msg, .. } => msg.into_iter().for_each(|m| self.core.recycle(m)),
            Event::CallLegProvisional { msg, .. } => self.core.recycle(msg),
            Event::Subscription { msg, .. } | Event::Notify { msg, .. } => {
                msg.into_iter().for_each(|m| self.core.recycle(m));
            }
            Event::SubscriptionAlert { .. } | Event::SubscriptionExpired { .. } | Event::ReferNotify { .. } => {}
            Event::SessionAlert { .. } | Event::SessionNotice { .. } => {}
            Event::Transmitter(change) => self.transmitter_told(&change),
            Event::OutOfContext { msg } => {
                self.reached.insert("out of context".into());
                self.core.recycle(msg);
            }
            Event::CredentialsFound { supported, .. } => drop(self.reached.insert(format!("credentials {supported}"))),
            Event::AuthCompleted { .. } => drop(self.reached.insert("check completed".into())),
            Event::Cancelled { .. } => drop(self.reached.insert("cancelled".into())),
            Event::Resolved { .. } => drop(self.reached.insert("resolved".into())),
            Event::Connection { id, to, state, reason, .. } => {
                self.reached.insert(format!("connection {state:?} {reason:?}"));
                assert!(self.core.any_connection(id).is_some(), "{to:?} hears of {state:?} after the end");
            }
            Event::ConnectionError { .. } => drop(self.reached.insert("connection error".into())),
            Event::ServerReuse { conn } => {
                self.reached.insert("connection offered".into());
                let _ = self.core.command(self.time(), Command::EnableByAlias { id: conn });
            }
            Event::NewConnection { created, .. } => drop(self.reached.insert(format!("new connection {created}"))),
        }
    }

    fn check(&self) {
        let t = self.core.tables();
        assert!(t.transmitters <= MAX_TRANSMITTERS && t.accepted <= t.connections, "{t:?}");
        assert!(
            t.clients <= MAX_CLIENTS
                && t.refreshes <= MAX_CLIENTS
                && t.connections <= MAX_CONNECTIONS + MAX_CLIENTS + MAX_TRANSACTIONS,
            "{t:?}"
        );
        assert!(t.call_legs <= MAX_CALL_LEGS + t.subscriptions && t.dialogs <= t.call_legs, "{t:?}");
        assert!(t.reinvites <= 2 * t.call_legs && t.subscriptions <= MAX_SUBSCRIPTIONS, "{t:?}");
        assert!(t.subscribing <= t.subscriptions, "{t:?}");
        assert!(
            t.timers <= t.transactions + t.transmitters + t.refreshes + 2 * t.connections + 3 * (t.call_legs + t.subscriptions),
            "{t:?}"
        );
        // Every message that waits for the application is in its hands.
        assert!(t.arrivals <= self.parked.len(), "{t:?}");
        assert!(t.aliases <= t.connections && t.shared_connections <= t.connections, "{t:?}");
        assert!(t.server_keys <= t.transactions && t.merge_keys <= t.transactions && t.branches <= t.transactions, "{t:?}");
        assert!(t.cancels <= t.transactions && t.awaiting_ack <= t.transactions && t.awaiting_prack <= t.transactions, "{t:?}");
        assert_eq!(t.outputs, 0);
    }

    /// The application answers what it was asked, and nobody does anything else.
    fn come_to_rest(&mut self) {
        let mut input = Input(&[]);
        if !self.rests {
            return;
        }
        for _ in 0..2_000 {
            while let Some((token, ask)) = self.parked.pop() {
                self.answer(token, ask, &mut input);
            }
            while let Some(id) = self.lookups.pop() {
                self.core.answered(self.time(), id, Err(LookupError::Silent));
            }
            for conn in std::mem::take(&mut self.connections) {
                self.core.closed(self.time(), conn, "closed");
            }
            self.carry_out(&mut input);
            if !self.parked.is_empty() || !self.lookups.is_empty() || !self.connections.is_empty() {
                continue;
            }
            let Some(next) = self.core.next_timeout() else { return self.check_rest() };
            self.now = next.0.max(self.now);
            self.core.handle_timeout(self.time());
            self.carry_out(&mut input);
        }
        panic!("it never comes to rest: {:?}", self.core.tables());
    }

    /// Ends everything: then nothing is left anywhere.
    fn wind_up(&mut self) {
        let mut input = Input(&[]);
        self.come_to_rest();
        for round in 0..200 {
            while let Some((token, ask)) = self.parked.pop() {
                self.answer(token, ask, &mut input);
            }
            for id in self.clients.clone() {
                let _ = self.core.command(self.time(), Command::TerminateClient { id });
            }
            for id in self.transactions.clone() {
                let _ = self.core.command(self.time(), Command::TerminateTransaction { id });
            }
            for id in self.legs.clone() {
                let _ = self.core.command(self.time(), Command::CallLeg { id, action: callleg::Action::Terminate });
            }
            self.end_subscriptions();
            self.end_refreshes();
            for id in self.transmitters.clone() {
                let _ = self.core.command(self.time(), Command::TerminateTransmitter { id });
            }
            for conn in std::mem::take(&mut self.connections) {
                self.core.closed(self.time(), conn, "closed");
            }
            // An ACK may still be looking for its way.
            while let Some(id) = self.lookups.pop() {
                self.core.answered(self.time(), id, Err(LookupError::Silent));
            }
            self.carry_out(&mut input);
            let Some(next) = self.core.next_timeout() else {
                if self.parked.is_empty() && self.lookups.is_empty() && round > 1 {
                    break;
                }
                continue;
            };
            self.now = next.0.max(self.now);
            self.core.handle_timeout(self.time());
            self.carry_out(&mut input);
        }
        let left = self.core.tables();
        let nothing = Tables { outputs: left.outputs, ..Tables::default() };
        assert_eq!(left, nothing, "something is left when all has ended");
    }
}

/// The name of a question, without the message in it.
fn name_of(ask: &Ask) -> String {
    struct Head(String);
    impl std::fmt::Write for Head {
        fn write_str(&mut self, part: &str) -> std::fmt::Result {
            let name = part.split([' ', '{', '(']).next().unwrap_or("");
            self.0.push_str(name);
            if name.len() == part.len() { Ok(()) } else { Err(std::fmt::Error) }
        }
    }
    let mut head = Head(String::new());
    // It fails where the name ends.
    let _ = std::fmt::Write::write_fmt(&mut head, format_args!("{ask:?}"));
    head.0
}

fn request(input: &mut Input) -> String {
    let method = METHODS[input.byte() % METHODS.len()];
    let uri = URIS[input.byte() % URIS.len()];
    let (branch, call, tag) = (input.byte() % 8, input.byte() % 4, input.byte() % 4);
    let mut text = format!(
        "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK{branch}{}\r\nTo: <sip:a@example.com>\r\n\
         From: <sip:b@example.com>;tag={tag}\r\nCall-ID: {call}\r\nCSeq: {} {method}\r\nMax-Forwards: 70\r\n",
        [";rport", "", ";alias", ";rport;alias"][input.byte() % 4],
        input.byte()
    );
    if method == "INVITE" && tag != 0 {
        text.push_str(LINES[0]);
    }
    for _ in 0..input.byte() % 4 {
        text.push_str(LINES[input.byte() % LINES.len()]);
    }
    text + "Content-Length: 0\r\n\r\n"
}

fn mutated(mut text: Vec<u8>, input: &mut Input) -> Vec<u8> {
    match input.byte() % 8 {
        0 => {
            let at = (input.byte() << 8 | input.byte()) % text.len().max(1);
            text.truncate(at);
        }
        1 => {
            let at = (input.byte() << 8 | input.byte()) % text.len().max(1);
            if let Some(b) = text.get_mut(at) {
                *b = input.byte() as u8;
            }
        }
        2 => {
            let at = (input.byte() << 8 | input.byte()) % text.len().max(1);
            let more = input.bytes(40);
            text.splice(at..at, more);
        }
        _ => {}
    }
    text
}
