//! Locating SIP servers (RFC 3263): which questions are asked, and where requests go in which order. The DNS is scripted, the
//! clock jumps. Each test names the section it proves.

mod support;

use rvsip::endpoint::*;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use support::*;

fn naptr(order: u16, preference: u16, services: &str, replacement: &str) -> Naptr {
    Naptr {
        order,
        preference,
        flags: b"s".to_vec(),
        services: services.as_bytes().to_vec(),
        regexp: Vec::new(),
        replacement: replacement.into(),
    }
}

fn srv(priority: u16, weight: u16, port: u16, target: &str) -> Srv {
    Srv { priority, weight, port, target: target.into() }
}

/// Writes the zone of a test.
struct Zone<'a>(&'a mut Net);

impl Zone<'_> {
    fn naptr(&mut self, domain: &str, records: Vec<Naptr>) -> &mut Self {
        self.0.dns.insert(Question::Naptr(domain.into()), Ok(Records::Naptr(records)));
        self
    }
    fn srv(&mut self, name: &str, records: Vec<Srv>) -> &mut Self {
        self.0.dns.insert(Question::Srv(name.into()), Ok(Records::Srv(records)));
        self
    }
    fn a(&mut self, host: &str, ips: &[&str]) -> &mut Self {
        self.0.names.insert(host.into(), ips.iter().map(|ip| ip.parse().unwrap()).collect());
        self
    }
}

fn with_transports(more: &[Transport]) -> Net {
    let mut net = Net::new(config(), 1);
    for transport in more {
        let (addr, text) = (addr(CLIENT), "192.0.2.1".to_string());
        net.client.add_local(Local { transport: *transport, addr, text, configured_port: 5060, enabled: true });
    }
    net
}

fn request_to(net: &mut Net, uri: &str) -> TransactionId {
    let id = net.client.create_transaction(3).unwrap();
    net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:alice@example.com>").unwrap();
    let uri = uri.as_bytes().to_vec();
    net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri, outbound: None }).unwrap();
    id
}

/// Sends a request whose every target answers 503, and tells the questions and the targets in order: `UDP 192.0.2.11:5060`.
fn all_targets(net: &mut Net, uri: &str) -> (Vec<String>, Vec<String>) {
    request_to(net, uri);
    let mut targets = Vec::new();
    net.run_for(2_000, &mut |n, me, from, b| {
        let text = String::from_utf8_lossy(b);
        let transport = header(&text, "Via").unwrap().split(['/', ' ']).nth(2).unwrap().to_string();
        targets.push(format!("{transport} {me}"));
        let answer = response(b, "503 Busy", "");
        n.post(me, from, &answer);
    });
    (std::mem::take(&mut net.questions).iter().map(shown).collect(), targets)
}

fn shown(question: &Question) -> String {
    match question {
        Question::Naptr(name) => format!("NAPTR {name}"),
        Question::Srv(name) => format!("SRV {name}"),
        Question::Addresses(name, Family::V4) => format!("A {name}"),
        Question::Addresses(name, Family::V6) => format!("AAAA {name}"),
        Question::Addresses(name, Family::Any) => format!("A+AAAA {name}"),
    }
}

/// The example of section 4.1.
fn example(net: &mut Net) {
    Zone(net)
        .naptr(
            "example.com",
            vec![
                naptr(100, 50, "SIP+D2U", "_sip._udp.example.com."),
                naptr(50, 50, "SIPS+D2T", "_sips._tcp.example.com."),
                naptr(90, 50, "SIP+D2T", "_sip._tcp.example.com."),
            ],
        )
        .srv("_sip._tcp.example.com.", vec![srv(1, 0, 5062, "server2.example.com."), srv(0, 0, 5060, "server1.example.com.")])
        .srv("_sip._udp.example.com.", vec![srv(0, 0, 5064, "server3.example.com.")])
        .srv("_sips._tcp.example.com.", vec![srv(0, 0, 5063, "server4.example.com.")])
        .a("server1.example.com.", &["192.0.2.11"])
        .a("server2.example.com.", &["192.0.2.12", "192.0.2.22"])
        .a("server3.example.com.", &["192.0.2.13"])
        .a("server4.example.com.", &["192.0.2.14"]);
}

// ---- section 4.1: the transport ----

#[test]
fn the_most_preferred_naptr_record_of_a_transport_we_have_decides_and_sublists_are_filled_as_they_are_needed() {
    let mut net = with_transports(&[]);
    example(&mut net);
    let (questions, targets) = all_targets(&mut net, "sip:bob@example.com");
    // who may open TCP connections may open TLS ones
    let tls = "TLS 192.0.2.14:5063";
    assert_eq!(targets, [tls, "TCP 192.0.2.11:5060", "TCP 192.0.2.12:5062", "TCP 192.0.2.22:5062", "UDP 192.0.2.13:5064"]);
    assert_eq!(
        questions,
        [
            "NAPTR example.com",
            "SRV _sips._tcp.example.com.",
            "A server4.example.com.",
            "SRV _sip._tcp.example.com.",
            "A server1.example.com.",
            "A server2.example.com.",
            "SRV _sip._udp.example.com.",
            "A server3.example.com.",
        ]
    );
    // With one that answers, nothing more is asked than leads to it.
    request_to(&mut net, "sip:bob@example.com");
    net.run_for(1_000, &mut always("200 OK", ""));
    assert_eq!(net.questions.len(), 3);
}

#[test]
fn a_sip_uri_goes_over_tls_where_the_domain_prefers_it_and_we_have_it() {
    let mut net = with_transports(&[Transport::Tls]);
    example(&mut net);
    let (_, targets) = all_targets(&mut net, "sip:bob@example.com");
    assert_eq!(targets[..2], ["TLS 192.0.2.14:5063", "TCP 192.0.2.11:5060"]);
}

#[test]
fn a_sips_uri_uses_sips_records_only() {
    let mut net = with_transports(&[Transport::Tls, Transport::Wss]);
    example(&mut net);
    let (_, targets) = all_targets(&mut net, "sips:bob@example.com");
    assert_eq!(targets, ["TLS 192.0.2.14:5063"]);
    // No SIPS among the NAPTR records is as if there were none; and nothing less secure is tried in the end.
    Zone(&mut net)
        .naptr("example.com", vec![naptr(1, 1, "SIP+D2T", "_sip._tcp.example.com.")])
        .a("example.com", &["192.0.2.9"]);
    let (questions, targets) = all_targets(&mut net, "sips:bob@example.com");
    assert_eq!(targets, ["TLS 192.0.2.9:5061"]);
    assert_eq!(questions, ["NAPTR example.com", "SRV _sips._tcp.example.com", "SRV _sips._ws.example.com", "A example.com"]);
}

#[test]
fn what_a_secure_peer_has_to_prove_is_the_domain_of_the_uri_and_never_a_name_of_the_dns() {
    let mut net = with_transports(&[Transport::Tls]);
    example(&mut net);
    let id = request_to(&mut net, "sips:bob@example.com;maddr=other.example.net");
    Zone(&mut net).naptr("other.example.net", vec![naptr(1, 1, "SIPS+D2T", "_sips._tcp.example.com.")]);
    net.settle();
    let target = net.client.destination(id).unwrap();
    assert_eq!((target.addr, target.name.as_deref()), (addr("192.0.2.14:5063"), Some("example.com")));
}

#[test]
fn websocket_services_count_where_we_have_websocket() {
    let records = vec![naptr(1, 1, "SIPS+D2W", "_sips._ws.example.com."), naptr(2, 1, "sip+d2w", "_sip._ws.example.com.")];
    let zone = |net: &mut Net| {
        Zone(net)
            .naptr("example.com", records.clone())
            .srv("_sips._ws.example.com.", vec![srv(0, 0, 4443, "ws.example.com.")])
            .srv("_sip._ws.example.com.", vec![srv(0, 0, 8080, "ws.example.com.")])
            .a("ws.example.com.", &["192.0.2.15"])
            .a("example.com", &["192.0.2.9"]);
    };
    let mut net = with_transports(&[Transport::Ws, Transport::Wss]);
    zone(&mut net);
    assert_eq!(all_targets(&mut net, "sip:bob@example.com").1, ["WSS 192.0.2.15:4443", "WS 192.0.2.15:8080"]);
    let mut net = with_transports(&[]);
    zone(&mut net);
    assert_eq!(all_targets(&mut net, "sip:bob@example.com").1, ["UDP 192.0.2.9:5060"]);
}

#[test]
fn naptr_records_of_other_services_flags_and_forms_are_left_out_and_order_comes_before_preference() {
    let mut net = with_transports(&[]);
    let mut with_flag = naptr(1, 1, "SIP+D2U", "_sip._udp.a.example.");
    with_flag.flags = b"a".to_vec();
    let mut with_expression = naptr(1, 1, "SIP+D2U", "_sip._udp.b.example.");
    with_expression.regexp = b"!.*!sip:x@y!".to_vec();
    let mut upper = naptr(20, 5, "sip+d2t", "_sip._tcp.good.example.");
    upper.flags = b"S".to_vec();
    Zone(&mut net)
        .naptr(
            "example.com",
            vec![
                with_flag,
                with_expression,
                naptr(1, 1, "SIPS+D2S", "_sips._sctp.c.example."),
                naptr(1, 1, "SIP+D2S", "_sip._sctp.d.example."),
                naptr(1, 1, "E2U+sip", "_sip._udp.e.example."),
                naptr(1, 1, "SIPS+D2U", "_sips._udp.f.example."),
                naptr(1, 1, "SIP+D2U", "."),
                naptr(30, 1, "SIP+D2U", "_sip._udp.last.example."),
                naptr(20, 9, "SIP+D2U", "_sip._udp.good.example."),
                upper,
            ],
        )
        .a("example.com", &["192.0.2.9"]);
    let (questions, targets) = all_targets(&mut net, "sip:bob@example.com");
    assert_eq!(questions[1..4], ["SRV _sip._tcp.good.example.", "SRV _sip._udp.good.example.", "SRV _sip._udp.last.example."]);
    // None has an SRV record: the addresses of the domain, with the transport that NAPTR wanted most (section 4.2).
    assert_eq!(targets, ["TCP 192.0.2.9:5060"]);
}

#[test]
fn without_naptr_each_transport_we_have_is_asked_for_by_srv_until_one_is_there() {
    let mut net = with_transports(&[Transport::Tls]);
    Zone(&mut net).srv("_sip._tcp.example.com", vec![srv(0, 0, 5070, "s.example.com.")]).a("s.example.com.", &["192.0.2.11"]);
    let (questions, targets) = all_targets(&mut net, "sip:bob@example.com");
    assert_eq!(targets, ["TCP 192.0.2.11:5070"]);
    let asked = ["NAPTR example.com", "SRV _sip._udp.example.com", "SRV _sip._tcp.example.com", "A s.example.com."];
    assert_eq!(questions, asked);
}

#[test]
fn without_naptr_and_srv_a_sip_uri_goes_over_udp_to_the_address_of_the_domain_and_a_sips_uri_over_tls() {
    let mut net = with_transports(&[Transport::Tls]);
    Zone(&mut net).a("example.com", &["192.0.2.11", "192.0.2.12"]);
    let (_, targets) = all_targets(&mut net, "sip:bob@example.com");
    assert_eq!(targets, ["UDP 192.0.2.11:5060", "UDP 192.0.2.12:5060"]);
    let (_, targets) = all_targets(&mut net, "sips:bob@example.com");
    assert_eq!(targets, ["TLS 192.0.2.11:5061", "TLS 192.0.2.12:5061"]);
}

// ---- section 4.2: port and address ----

#[test]
fn a_numeric_host_is_asked_nobody_and_takes_port_and_transport_from_the_uri_or_the_defaults() {
    let mut net = with_transports(&[Transport::Tls, Transport::Ws, Transport::Wss]);
    for (uri, target) in [
        ("sip:192.0.2.11", "UDP 192.0.2.11:5060"),
        ("sip:192.0.2.11:5070", "UDP 192.0.2.11:5070"),
        ("sip:192.0.2.11;transport=tcp", "TCP 192.0.2.11:5060"),
        ("sip:192.0.2.11:7000;transport=TCP", "TCP 192.0.2.11:7000"),
        ("sip:192.0.2.11;transport=tls", "TLS 192.0.2.11:5061"),
        ("sip:192.0.2.11;transport=ws", "WS 192.0.2.11:80"),
        ("sips:192.0.2.11", "TLS 192.0.2.11:5061"),
        ("sips:192.0.2.11:5065;transport=tcp", "TLS 192.0.2.11:5065"),
        ("sips:192.0.2.11;transport=ws", "WSS 192.0.2.11:443"),
        ("sip:bob@example.com;maddr=192.0.2.12", "UDP 192.0.2.12:5060"),
        ("sip:bob@example.com:5066;maddr=192.0.2.12", "UDP 192.0.2.12:5066"),
    ] {
        let (questions, targets) = all_targets(&mut net, uri);
        assert_eq!((questions.len(), targets), (0, vec![target.to_string()]), "{uri}");
    }
}

#[test]
fn a_port_in_the_uri_goes_straight_to_addresses_and_a_transport_straight_to_its_srv_records() {
    let mut net = with_transports(&[Transport::Tls]);
    example(&mut net);
    Zone(&mut net)
        .a("example.com", &["192.0.2.11", "192.0.2.12"])
        .srv("_sip._tcp.example.com", vec![srv(0, 0, 5071, "server1.example.com.")]);
    for (uri, asked, targets) in [
        ("sip:bob@example.com:5060", vec!["A example.com"], vec!["UDP 192.0.2.11:5060", "UDP 192.0.2.12:5060"]),
        ("sip:bob@example.com:5080;transport=tcp", vec!["A example.com"], vec!["TCP 192.0.2.11:5080", "TCP 192.0.2.12:5080"]),
        ("sips:bob@example.com:5080", vec!["A example.com"], vec!["TLS 192.0.2.11:5080", "TLS 192.0.2.12:5080"]),
        (
            "sip:bob@example.com;transport=tcp",
            vec!["SRV _sip._tcp.example.com", "A server1.example.com."],
            vec!["TCP 192.0.2.11:5071"],
        ),
        (
            "sip:bob@example.com;transport=udp",
            vec!["SRV _sip._udp.example.com", "A example.com"],
            vec!["UDP 192.0.2.11:5060", "UDP 192.0.2.12:5060"],
        ),
        (
            "sip:bob@example.com;transport=tls",
            vec!["SRV _sips._tcp.example.com", "A example.com"],
            vec!["TLS 192.0.2.11:5061", "TLS 192.0.2.12:5061"],
        ),
        (
            "sip:bob@a.example;maddr=example.com;transport=tcp",
            vec!["SRV _sip._tcp.example.com", "A server1.example.com."],
            vec!["TCP 192.0.2.11:5071"],
        ),
    ] {
        let (questions, went) = all_targets(&mut net, uri);
        assert_eq!(questions, asked, "{uri}");
        assert_eq!(went, targets, "{uri}");
    }
}

#[test]
fn a_target_of_a_single_dot_says_that_the_service_is_not_there() {
    let mut net = with_transports(&[]);
    Zone(&mut net)
        .a("example.com", &["192.0.2.9"])
        .srv("_sip._udp.example.com", vec![srv(0, 0, 0, ".")])
        .srv("_sip._tcp.example.com", vec![srv(0, 0, 0, ".")]);
    let (questions, targets) = all_targets(&mut net, "sip:bob@example.com");
    assert_eq!(targets, Vec::<String>::new(), "the addresses of the domain do not count");
    assert_eq!(questions.len(), 3);
    assert_eq!(net.seen.transactions.last().unwrap().1, transaction::State::Terminated);
    assert!(net.log.iter().any(|l| l.contains("example.com")), "{:?}", net.log);
}

#[test]
fn both_families_are_asked_for_where_we_have_both_and_ipv6_comes_first() {
    let mut net = with_transports(&[]);
    let v6 = Local {
        transport: Transport::Udp,
        addr: addr("[2001:db8::1]:5060"),
        text: "[2001:db8::1]".into(),
        configured_port: 5060,
        enabled: true,
    };
    net.client.add_local(v6);
    Zone(&mut net).a("example.com", &["192.0.2.11", "2001:db8::11", "fd00::1", "192.0.2.12"]);
    let (questions, targets) = all_targets(&mut net, "sip:bob@example.com:5060");
    assert_eq!(questions, ["A+AAAA example.com"]);
    let udp = ["UDP [2001:db8::11]:5060", "UDP 192.0.2.11:5060", "UDP 192.0.2.12:5060", "UDP [fd00::1]:5060"];
    assert_eq!(targets, udp);
    // TCP has no IPv6 address here.
    let (questions, targets) = all_targets(&mut net, "sip:bob@example.com:5060;transport=tcp");
    assert_eq!(questions, ["A example.com"]);
    assert_eq!(targets, ["TCP 192.0.2.11:5060", "TCP 192.0.2.12:5060"]);
}

#[test]
fn an_address_in_place_of_a_host_is_taken_as_it_is_and_an_address_is_tried_once() {
    let mut net = with_transports(&[]);
    Zone(&mut net)
        .srv(
            "_sip._udp.example.com",
            vec![srv(0, 0, 5060, "192.0.2.11."), srv(1, 0, 5060, "192.0.2.12"), srv(2, 0, 5060, "h.")],
        )
        .a("192.0.2.11.", &["192.0.2.11"])
        .a("h.", &["192.0.2.12", "192.0.2.13", "192.0.2.13"]);
    let (_, targets) = all_targets(&mut net, "sip:bob@example.com");
    assert_eq!(targets, ["UDP 192.0.2.11:5060", "UDP 192.0.2.12:5060", "UDP 192.0.2.13:5060"]);
}

#[test]
fn a_transport_we_do_not_have_is_refused_where_it_is_asked_for() {
    let mut net = Net::new(Config { tcp: false, ..config() }, 1);
    for uri in ["sips:bob@example.com", "sip:bob@192.0.2.9;transport=tls", "sip:bob@example.com;transport=ws"] {
        let (questions, targets) = all_targets(&mut net, uri);
        assert!(questions.is_empty() && targets.is_empty(), "{uri}");
        assert_eq!(net.seen.transactions.last().unwrap().1, transaction::State::Terminated);
    }
}

// ---- section 4.3: the order of SRV records (RFC 2782) ----

#[test]
fn weights_share_the_first_place_as_they_say_and_priorities_are_kept() {
    let mut net = with_transports(&[]);
    Zone(&mut net).srv(
        "_sip._udp.example.com",
        vec![
            srv(2, 65_535, 5060, "192.0.2.14"),
            srv(1, 60, 5060, "192.0.2.11"),
            srv(1, 30, 5060, "192.0.2.12"),
            srv(1, 10, 5060, "192.0.2.13"),
            srv(1, 0, 5060, "192.0.2.15"),
        ],
    );
    net.keep_sent = false;
    let draws = 10_000;
    let mut first: HashMap<SocketAddr, u32> = HashMap::new();
    for _ in 0..draws {
        request_to(&mut net, "sip:bob@example.com");
        net.settle();
        let mut seen = None;
        net.run_for(20, &mut |n, me, from, b| {
            seen.get_or_insert(me);
            let answer = response(b, "200 OK", "");
            n.post(me, from, &answer);
        });
        *first.entry(seen.unwrap()).or_default() += 1;
        net.run_for(5_100, &mut |_, _, _, _| {});
    }
    let share = |ip: &str| f64::from(first.get(&addr(ip)).copied().unwrap_or(0)) / f64::from(draws);
    // Five standard deviations of the largest.
    let near = |share: f64, wanted: f64| (share - wanted).abs() < 0.025;
    assert!(near(share("192.0.2.11:5060"), 0.594), "{first:?}");
    assert!(near(share("192.0.2.12:5060"), 0.297), "{first:?}");
    assert!(near(share("192.0.2.13:5060"), 0.099), "{first:?}");
    assert!(near(share("192.0.2.15:5060"), 0.010) && share("192.0.2.15:5060") > 0.0, "a small chance: {first:?}");
    assert_eq!(share("192.0.2.14:5060"), 0.0, "a higher number is for later");
}

#[test]
fn all_records_of_a_priority_are_tried_before_the_next_priority_and_the_same_seed_draws_the_same() {
    let orders: Vec<Vec<String>> = (0..2)
        .map(|_| {
            let mut net = with_transports(&[]);
            Zone(&mut net)
                .srv("_sip._udp.example.com", (0..6).map(|n| srv(n / 3, 5, 5060, &format!("192.0.2.{}", 10 + n))).collect());
            all_targets(&mut net, "sip:bob@example.com").1
        })
        .collect();
    let mut halves = [orders[0][..3].to_vec(), orders[0][3..].to_vec()];
    halves.iter_mut().for_each(|h| h.sort());
    assert_eq!(halves[0], ["UDP 192.0.2.10:5060", "UDP 192.0.2.11:5060", "UDP 192.0.2.12:5060"]);
    assert_eq!(halves[1], ["UDP 192.0.2.13:5060", "UDP 192.0.2.14:5060", "UDP 192.0.2.15:5060"]);
    assert_eq!(orders[0], orders[1]);
}

// ---- large requests (RFC 3261 section 18.1.1) ----

fn large_request(net: &mut Net, uri: &str) {
    let id = net.client.create_transaction(3).unwrap();
    net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:alice@example.com>").unwrap();
    let mut extra = Box::new(rvsip::message::Message::new());
    extra.push_other(b"X-Large", &[b'x'; 1300]);
    let (method, uri) = (b"OPTIONS".to_vec(), uri.as_bytes().to_vec());
    net.command(Command::Request { id, method, uri, outbound: Some(extra) }).unwrap();
}

#[test]
fn a_large_request_takes_tcp_first_on_every_way() {
    for (uri, expected) in [
        ("sip:192.0.2.9", vec!["TCP 192.0.2.9:5060", "UDP 192.0.2.9:5060"]),
        ("sip:host.example.com:5070", vec!["TCP 192.0.2.9:5070", "UDP 192.0.2.9:5070"]),
        ("sip:host.example.com", vec!["TCP 192.0.2.9:5060", "UDP 192.0.2.9:5060"]),
        ("sip:srv.example.com", vec!["TCP 192.0.2.9:5082", "UDP 192.0.2.9:5081"]),
        ("sip:naptr.example.com", vec!["TCP 192.0.2.9:5082", "UDP 192.0.2.9:5081"]),
        ("sip:192.0.2.9;transport=udp", vec!["UDP 192.0.2.9:5060"]),
        ("sip:224.0.1.75", vec!["UDP 224.0.1.75:5060"]),
    ] {
        let mut net = with_transports(&[]);
        let names = ["_sip._udp.srv.example.com", "_sip._tcp.srv.example.com"];
        let records = vec![naptr(1, 1, "SIP+D2U", names[0]), naptr(2, 1, "SIP+D2T", names[1])];
        Zone(&mut net)
            .a("host.example.com", &["192.0.2.9"])
            .srv(names[0], vec![srv(0, 0, 5081, "host.example.com")])
            .srv(names[1], vec![srv(0, 0, 5082, "host.example.com")])
            .naptr("naptr.example.com", records);
        large_request(&mut net, uri);
        let mut targets = Vec::new();
        net.run_for(1_000, &mut |n, me, from, b| {
            let text = String::from_utf8_lossy(b);
            targets.push(format!("{} {me}", header(&text, "Via").unwrap().split(['/', ' ']).nth(2).unwrap()));
            let answer = response(b, "503 Busy", "");
            n.post(me, from, &answer);
        });
        assert_eq!(targets, expected, "{uri}");
    }
}

// ---- what the DNS may do to us ----

#[test]
fn a_zone_full_of_hosts_without_addresses_comes_to_an_end() {
    let mut net = with_transports(&[]);
    let many = |n: u16| (0..200).map(|h| srv(0, 1, 5060, &format!("h{h}.{n}.example."))).collect::<Vec<_>>();
    let zone = &mut Zone(&mut net);
    zone.naptr("example.com", (0..200).map(|n| naptr(n, 1, "SIP+D2U", &format!("_sip._udp.{n}.example."))).collect());
    for n in 0..200 {
        zone.srv(&format!("_sip._udp.{n}.example."), many(n));
        for h in 0..200 {
            zone.0.dns.insert(Question::Addresses(format!("h{h}.{n}.example."), Family::V4), Err(LookupError::NoRecords));
        }
    }
    let (questions, targets) = all_targets(&mut net, "sip:bob@example.com");
    assert_eq!((questions.len(), targets.len()), (64, 0));
    assert_eq!(net.seen.transactions.last().unwrap().1, transaction::State::Terminated);
    net.run_for(40_000, &mut |_, _, _, _| {});
    net.assert_empty();
}

#[test]
fn a_name_server_that_fails_for_naptr_and_srv_does_not_keep_addresses_from_being_used() {
    for error in [LookupError::Failed("the name server says: refused".into()), LookupError::Silent, LookupError::NoRecords] {
        let mut net = with_transports(&[]);
        net.dns.insert(Question::Naptr("example.com".into()), Err(error.clone()));
        for name in ["_sip._udp.example.com", "_sip._tcp.example.com"] {
            net.dns.insert(Question::Srv(name.into()), Err(error.clone()));
        }
        Zone(&mut net).a("example.com", &["192.0.2.11"]);
        let (questions, targets) = all_targets(&mut net, "sip:bob@example.com");
        assert_eq!(targets, ["UDP 192.0.2.11:5060"]);
        // One that keeps silent is not asked for what it will not say either.
        assert_eq!(questions.len(), if error == LookupError::Silent { 3 } else { 4 });
    }
}

#[test]
fn answers_of_the_wrong_kind_count_as_none_and_late_ones_as_nothing() {
    let mut net = with_transports(&[]);
    let ip: IpAddr = [192, 0, 2, 66].into();
    net.dns.insert(Question::Naptr("example.com".into()), Ok(Records::Addresses(vec![ip])));
    net.dns.insert(Question::Srv("_sip._udp.example.com".into()), Ok(Records::Naptr(Vec::new())));
    net.dns.insert(Question::Srv("_sip._tcp.example.com".into()), Ok(Records::Srv(Vec::new())));
    let id = request_to(&mut net, "sip:bob@example.com");
    net.settle();
    let (query, host) = net.lookups.pop().unwrap();
    assert_eq!(host, "example.com");
    let now = net.time();
    net.client.answered(now, query, Ok(Records::Srv(vec![srv(0, 0, 5060, "192.0.2.66")])));
    net.settle();
    assert!(net.sent_by_us().is_empty());
    assert_eq!(net.client.transaction_state(id), Err(Error::InvalidHandle), "no address, no request");
    net.client.answered(now, query, Ok(Records::Addresses(vec![ip])));
    net.settle();
    assert!(net.sent_by_us().is_empty());
    net.assert_empty();
}

// ---- telephone numbers (RFC 6116) ----

fn enum_net() -> Net {
    let mut net = Net::new(Config { enum_suffix: Some("e164.arpa".into()), ..config() }, 1);
    net.client.set_interest(Interest { enum_expression: true, ..Interest::default() });
    let record = |preference, services: &str, regexp: &str| Naptr {
        flags: b"u".to_vec(),
        regexp: regexp.as_bytes().to_vec(),
        ..naptr(100, preference, services, ".")
    };
    Zone(&mut net)
        .naptr(
            "8.4.3.0.6.9.4.6.1.1.4.4.e164.arpa",
            vec![
                record(30, "E2U+sip", "!^.*$!sip:info@example.com!"),
                record(20, "E2U+sip", "!^(.*)$!mailto:\\1@example.com!"),
                record(10, "E2U+h323", "!^.*$!h323:info@example.com!"),
            ],
        )
        .a("example.com", &["192.0.2.11"]);
    net
}

#[test]
fn a_telephone_number_becomes_a_uri_by_the_application_and_is_resolved_onward() {
    let mut net = enum_net();
    let applied = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let noted = applied.clone();
    net.on_ask = Some(Box::new(move |net, token, ask| match ask {
        Ask::Expression { number, expression, subject, .. } => {
            assert!(subject.is_some());
            let uri = expression.split('!').nth(2).unwrap().replace("\\1", &number);
            noted.borrow_mut().push(uri.clone());
            let now = net.time();
            net.client.answer(now, token, Answer::Value(uri.into_bytes()));
            None
        }
        other => Some((token, other)),
    }));
    let (questions, targets) = all_targets(&mut net, "tel:+44-116-496-0348");
    assert_eq!(*applied.borrow(), ["mailto:+441164960348@example.com", "sip:info@example.com"]);
    assert_eq!(questions[..2], ["NAPTR 8.4.3.0.6.9.4.6.1.1.4.4.e164.arpa", "NAPTR example.com"]);
    assert_eq!(targets, ["UDP 192.0.2.11:5060"]);
    assert!(net.sent_by_us()[0].starts_with("OPTIONS tel:+44-116-496-0348 SIP/2.0\r\n"), "the request is as it was made");
    net.run_for(40_000, &mut |_, _, _, _| {});
    net.assert_empty();
}

#[test]
fn a_large_request_to_a_telephone_number_takes_tcp_first_too() {
    let mut net = enum_net();
    net.on_ask = Some(Box::new(|net, token, ask| match ask {
        Ask::Expression { .. } => {
            let now = net.time();
            net.client.answer(now, token, Answer::Value(b"sip:info@example.com".to_vec()));
            None
        }
        other => Some((token, other)),
    }));
    large_request(&mut net, "tel:+44-116-496-0348");
    let mut transports = Vec::new();
    net.run_for(1_000, &mut |n, me, from, b| {
        transports.push(header(&String::from_utf8_lossy(b), "Via").unwrap()[8..11].to_string());
        let answer = response(b, "503 Busy", "");
        n.post(me, from, &answer);
    });
    assert_eq!(transports, ["TCP", "UDP"]);
}

#[test]
fn a_number_that_leads_nowhere_fails_like_any_uri_that_is_not_sip() {
    for uri in ["tel:+44-116-496-0348", "tel:+999", "tel:7042;phone-context=example.com", "mailto:bob@example.com"] {
        let mut net = enum_net();
        let (_, targets) = all_targets(&mut net, uri);
        assert!(targets.is_empty(), "{uri}");
        assert_eq!(net.seen.transactions.last().unwrap().1, transaction::State::Terminated, "{uri}");
        net.assert_empty();
    }
    // Without the configuration nothing is asked.
    let mut net = with_transports(&[]);
    assert!(all_targets(&mut net, "tel:+44-116-496-0348").0.is_empty());
}

// ---- which URI is located ----

#[test]
fn a_route_is_located_by_what_its_own_uri_says_and_a_sips_request_uri_wants_tls_on_every_way() {
    let route = |net: &mut Net, uri: &str, route: &str| {
        let id = net.client.create_transaction(3).unwrap();
        net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
        net.client.transaction_set_from(id, b"<sip:alice@example.com>").unwrap();
        let mut extra = Box::new(rvsip::message::Message::new());
        extra.push(rvsip::message::Name::Route, route.as_bytes());
        let (method, uri) = (b"OPTIONS".to_vec(), uri.as_bytes().to_vec());
        net.command(Command::Request { id, method, uri, outbound: Some(extra) }).unwrap();
        net.settle();
        let target = net.client.destination(id).unwrap();
        format!("{} {}", target.transport.token(), target.addr)
    };
    let mut net = with_transports(&[Transport::Tls]);
    example(&mut net);
    assert_eq!(route(&mut net, "sip:bob@192.0.2.9;transport=tcp", "<sip:192.0.2.30;lr>"), "UDP 192.0.2.30:5060");
    assert_eq!(route(&mut net, "sip:bob@192.0.2.9", "<sip:192.0.2.30;lr;transport=tcp>"), "TCP 192.0.2.30:5060");
    assert_eq!(route(&mut net, "sips:bob@192.0.2.9", "<sip:192.0.2.30;lr>"), "TLS 192.0.2.30:5061");
    assert_eq!(route(&mut net, "sips:bob@192.0.2.9", "<sip:192.0.2.30:5070;lr;transport=tcp>"), "TLS 192.0.2.30:5070");
    assert_eq!(route(&mut net, "sip:bob@192.0.2.9;transport=udp", "<sips:example.com;lr>"), "TLS 192.0.2.14:5063");
}

#[test]
fn an_outbound_proxy_is_located_like_a_uri_of_its_name_and_may_have_a_transport_of_its_own() {
    for (transport, uri, asked, target) in [
        (None, "sip:bob@elsewhere.example", "NAPTR example.com", "UDP 192.0.2.13:5064"),
        (Some(Transport::Tcp), "sip:bob@elsewhere.example;transport=udp", "SRV _sip._tcp.example.com", "TCP 192.0.2.15:5070"),
        (None, "sip:bob@elsewhere.example;transport=tcp", "SRV _sip._tcp.example.com", "TCP 192.0.2.15:5070"),
    ] {
        let outbound_proxy = Some(("example.com".to_string(), None));
        let mut net = Net::new(Config { outbound_proxy, outbound_transport: transport, ..config() }, 1);
        Zone(&mut net)
            .naptr("example.com", vec![naptr(1, 1, "SIP+D2U", "_sip._udp.example.com.")])
            .srv("_sip._udp.example.com.", vec![srv(0, 0, 5064, "192.0.2.13")])
            .srv("_sip._tcp.example.com", vec![srv(0, 0, 5070, "192.0.2.15")]);
        let (questions, targets) = all_targets(&mut net, uri);
        assert_eq!((questions[0].as_str(), targets[0].as_str()), (asked, target), "{transport:?} {uri}");
    }
}
