//! TLS on loopback sockets, with certificates made for the test.

use super::tests::{Bench, World, any, message};
use super::tls::{Choice, ClientAuth, Engine, Material, Versions};
use super::*;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, IsCa, KeyIdMethod, KeyPair,
    KeyUsagePurpose, RevocationReason, RevokedCertParams, SanType, SerialNumber, date_time_ymd,
};
use std::io::{Read, Write};
use std::net::{TcpListener as StdListener, TcpStream as StdStream};
use std::time::Duration;

struct Ca(CertifiedIssuer<'static, KeyPair>);

impl Ca {
    fn new() -> Ca {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
        let name = format!("CA {}", COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        let mut params = CertificateParams::new([]).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Ca(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }
    fn pem(&self) -> String {
        self.0.pem()
    }
    /// Certificate and key, as PEM, after a last touch.
    fn issue(&self, names: Vec<SanType>, touch: impl FnOnce(&mut CertificateParams)) -> (String, String) {
        let mut params = CertificateParams::new([]).unwrap();
        params.subject_alt_names = names;
        params.serial_number = Some(SerialNumber::from(4711u64));
        touch(&mut params);
        let key = KeyPair::generate().unwrap();
        let cert = params.signed_by(&key, &*self.0).unwrap();
        (cert.pem(), key.serialize_pem())
    }
    fn server(&self, name: &str) -> Engine {
        let (cert, key) = self.issue(vec![dns(name)], |_| {});
        shown(&cert, &key)
    }
    fn client(&self) -> Engine {
        trusting(&self.pem())
    }
}

fn secure(addr: SocketAddr, name: &str) -> Peer<'_> {
    Peer { addr, kind: Kind::TLS, name, tls: Default::default() }
}

fn dns(name: &str) -> SanType {
    SanType::DnsName(name.try_into().unwrap())
}

fn shown(cert: &str, key: &str) -> Engine {
    let trusted = Some(cert.as_bytes());
    Engine::new(&Material { chain: Some(cert.as_bytes()), key: Some(key.as_bytes()), trusted, ..Material::default() }).unwrap()
}

fn trusting(ca: &str) -> Engine {
    Engine::new(&Material { trusted: Some(ca.as_bytes()), ..Material::default() }).unwrap()
}

/// A server with one engine and a client with another, each with a net of its own.
struct Pair {
    server: Bench,
    client: Bench,
    addr: SocketAddr,
}

impl Pair {
    fn new(server: Engine, client: Engine) -> Pair {
        let (mut s, c) = (Bench::new(), Bench::new());
        s.net.engines().write().add(server);
        c.net.engines().write().add(client);
        let (_, addr) = s.net.listen(any(), Kind::TLS).unwrap();
        Pair { server: s, client: c, addr }
    }
    fn until(&mut self, what: &str, mut done: impl FnMut(&mut World, &mut World) -> bool) {
        let end = Instant::now() + Duration::from_secs(20);
        while !done(&mut self.server.world, &mut self.client.world) {
            let (s, c) = (&self.server.world, &self.client.world);
            assert!(Instant::now() < end, "waited in vain: {what}: {:?} {:?} {:?}", s.closed, c.closed, s.lines);
            self.server.turn(5);
            self.client.turn(5);
        }
    }
    /// How a connection to `name` comes out: nothing, or why the client closed it.
    fn connect(&mut self, id: u64, name: &str) -> Option<String> {
        self.client.net.connect(ConnId(id), None, secure(self.addr, name));
        self.until("an outcome", |_, c| c.connected.contains(&ConnId(id)) || c.closed.iter().any(|(n, _)| n.0 == id));
        self.client.world.closed.iter().find(|(n, _)| n.0 == id).map(|(_, reason)| reason.to_string())
    }
}

fn outcome(server: Engine, client: Engine, name: &str) -> Option<String> {
    Pair::new(server, client).connect(1, name)
}

#[test]
fn messages_go_both_ways_over_tls_and_the_end_is_told() {
    let ca = Ca::new();
    let mut pair = Pair::new(ca.server("example.com"), ca.client());
    // queued before the connection is there
    pair.client.net.connect(ConnId(1), None, secure(pair.addr, "example.com"));
    let large = message(&"x".repeat(40_000));
    pair.client.net.send_stream(ConnId(1), &message("one"));
    pair.client.net.send_stream(ConnId(1), &large);
    pair.until("messages", |s, _| s.messages.len() == 2);
    assert_eq!(pair.server.world.messages[1].1, large);
    assert_eq!(pair.client.world.connected, [ConnId(1)]);
    let theirs = pair.server.world.accepted[0].0;
    for _ in 0..20 {
        pair.server.net.send_stream(theirs, &large);
    }
    pair.until("answers", |_, c| c.messages.len() == 20);
    pair.client.net.send_stream(ConnId(1), b"\r\n\r\n");
    pair.until("ping", |s, _| s.pings == 1);
    pair.client.net.close(ConnId(1));
    pair.until("the end", |s, c| !s.closed.is_empty() && !c.closed.is_empty());
    assert_eq!(pair.client.world.closed, [(ConnId(1), CloseReason::Asked)]);
    assert_eq!(pair.server.world.closed, [(theirs, CloseReason::ByPeer)]);
}

#[test]
fn the_certificate_has_to_have_the_name_of_the_domain_and_no_wildcard_matches() {
    let ca = Ca::new();
    let wrong = "does not have the name of the SIP domain";
    let uri = |text: &str| SanType::URI(text.try_into().unwrap());
    let ip = |text: &str| SanType::IpAddress(text.parse().unwrap());
    for (names, asked, good) in [
        (vec![dns("example.com")], "EXAMPLE.com", true),
        (vec![dns("example.com")], "a.example.com", false),
        (vec![dns("*.example.com")], "a.example.com", false),
        (vec![dns("other.org"), dns("example.com")], "example.com", true),
        (vec![uri("sip:example.com"), dns("sip1.example.com")], "example.com", true),
        (vec![uri("sip:example.com"), dns("sip1.example.com")], "sip1.example.com", false),
        (vec![uri("sip:alice@example.com"), dns("sip1.example.com")], "sip1.example.com", true),
        (vec![uri("sip:alice@example.com")], "example.com", false),
        (vec![ip("127.0.0.1")], "127.0.0.1", true),
        (vec![ip("127.0.0.1")], "127.0.0.2", false),
        (vec![dns("localhost")], "127.0.0.1", false),
        (vec![ip("::1")], "[::1]", true),
    ] {
        let (cert, key) = ca.issue(names.clone(), |p| p.distinguished_name.push(rcgen::DnType::CommonName, asked));
        let out = outcome(shown(&cert, &key), ca.client(), asked);
        match good {
            true => assert_eq!(out, None, "{names:?} {asked}"),
            false => assert!(out.as_ref().is_some_and(|o| o.contains(wrong)), "{names:?} {asked}: {out:?}"),
        }
    }
}

#[test]
fn the_common_name_counts_only_where_there_is_no_subject_alt_name() {
    let ca = Ca::new();
    let named = |names: Vec<SanType>, common: &str| {
        let (cert, key) = ca.issue(names, |p| p.distinguished_name.push(rcgen::DnType::CommonName, common));
        outcome(shown(&cert, &key), ca.client(), "example.com")
    };
    assert_eq!(named(vec![], "Example.com"), None);
    for (names, common) in [
        (vec![], "other.org"),
        (vec![], "*.com"),
        (vec![], "example.com\0.evil.org"),
        (vec![dns("other.org")], "example.com"),
        (vec![SanType::Rfc822Name("a@example.com".try_into().unwrap())], "example.com"),
    ] {
        assert!(named(names.clone(), common).is_some_and(|o| o.contains("does not have the name")), "{names:?} {common}");
    }
}

#[test]
fn a_name_with_a_nul_in_it_is_not_the_name_before_it() {
    let ca = Ca::new();
    for name in [dns("example.com\0.evil.org"), SanType::URI("sip:example.com\0.evil.org".try_into().unwrap())] {
        let (cert, key) = ca.issue(vec![name], |_| {});
        assert!(outcome(shown(&cert, &key), ca.client(), "example.com").is_some());
    }
}

#[test]
fn a_session_is_resumed_without_the_certificates_and_not_under_another_name() {
    for versions in [Versions::Only12, Versions::Only13] {
        let ca = Ca::new();
        let (cert, key) = ca.issue(vec![dns("example.com"), dns("example.org")], |_| {});
        let trusted = Some(cert.as_bytes());
        let material = Material { chain: trusted, key: Some(key.as_bytes()), trusted, versions, ..Material::default() };
        let mut pair = Pair::new(Engine::new(&material).unwrap(), ca.client());
        let resumed = |pair: &mut Pair, id: u64, name: &str| {
            assert_eq!(pair.connect(id, name), None);
            pair.client.net.send_stream(ConnId(id), &message(""));
            let before = pair.server.world.messages.len();
            pair.until("a message", |s, _| s.messages.len() > before);
            // the ticket of TLS 1.3 comes after the handshake
            pair.client.settle();
            pair.client.net.is_resumed(ConnId(id))
        };
        assert!(!resumed(&mut pair, 1, "example.com"));
        assert!(resumed(&mut pair, 2, "example.com"));
        assert!(!resumed(&mut pair, 3, "example.org"));
        assert!(resumed(&mut pair, 4, "example.org"));
        // a new engine of the server does not know the tickets of the old one, and all goes on
        pair.server.net.engines().write().add(Engine::new(&material).unwrap());
        assert!(!resumed(&mut pair, 5, "example.com"));
        assert!(resumed(&mut pair, 6, "example.com"));
    }
}

#[test]
fn more_certificates_than_the_depth_allows_are_refused() {
    let ca = Ca::new();
    let (cert, key) = ca.issue(vec![dns("example.com")], |_| {});
    let chain = format!("{cert}{}", ca.pem());
    let pem = ca.pem();
    let client = |depth| Engine::new(&Material { trusted: Some(pem.as_bytes()), depth, ..Material::default() }).unwrap();
    assert_eq!(outcome(shown(&chain, &key), client(Some(1)), "example.com"), None);
    assert_eq!(outcome(shown(&cert, &key), client(Some(0)), "example.com"), None);
    let out = outcome(shown(&chain, &key), client(Some(0)), "example.com");
    assert!(out.is_some_and(|o| o.contains("certificateDepth")));
}

#[test]
fn the_last_word_on_certificates_and_names_may_be_left_to_others() {
    let (ca, stranger) = (Ca::new(), Ca::new());
    let judged = |server: &Ca, name: &str, choice: Choice, verdict: Option<Result<(), &'static str>>| {
        let mut pair = Pair::new(server.server(name), ca.client());
        pair.client.world.verdict = verdict;
        let peer = Peer { tls: choice, ..secure(pair.addr, "example.com") };
        pair.client.net.connect(ConnId(1), None, peer);
        pair.client.net.send_stream(ConnId(1), &message(""));
        pair.until("an outcome", |s, c| !s.messages.is_empty() || !c.closed.is_empty());
        pair.server.settle();
        let why = pair.client.world.closed.first().map(|(_, why)| why.to_string());
        assert_eq!(why.is_none(), pair.server.world.messages.len() == 1, "{why:?}");
        (pair.client.world.shown.pop(), why)
    };
    let chain = Choice { left_chain: true, ..Choice::default() };
    let name = Choice { left_name: true, ..Choice::default() };
    // good ones are shown too
    let (shown, why) = judged(&ca, "example.com", chain, None);
    let shown = shown.unwrap();
    assert_eq!((shown.fault, shown.name.as_deref(), shown.named, shown.chain.len()), (None, Some("example.com"), true, 1));
    assert_eq!(why, None);
    // a chain that is not good
    let (shown, why) = judged(&stranger, "example.com", chain, None);
    assert!(shown.unwrap().fault.unwrap().contains("nobody we trust") && why.unwrap().contains("nobody we trust"));
    assert_eq!(judged(&stranger, "example.com", chain, Some(Ok(()))).1, None);
    assert!(judged(&ca, "example.com", chain, Some(Err("not today"))).1.unwrap().contains("not today"));
    // a name that is not there
    let (shown, why) = judged(&ca, "other.org", name, None);
    assert!(!shown.unwrap().named && why.unwrap().contains("does not have the name"));
    assert_eq!(judged(&ca, "other.org", name, Some(Ok(()))).1, None);
    // what is not left to others is refused before they are asked
    assert_eq!(judged(&stranger, "example.com", name, Some(Ok(()))).0, None);
    // those who judge certificates are shown one with a wrong name too, but the name is not theirs to judge
    for verdict in [None, Some(Ok(()))] {
        let (shown, why) = judged(&ca, "other.org", chain, verdict);
        let shown = shown.unwrap();
        assert_eq!((shown.fault, shown.named), (None, false));
        assert!(why.unwrap().contains("does not have the name"));
    }
}

#[test]
fn the_certificates_of_a_client_may_be_judged_by_others_and_an_engine_be_chosen_before_the_handshake() {
    let ca = Ca::new();
    let (cert, key) = ca.issue(vec![dns("example.com")], |_| {});
    let pem = ca.pem();
    let client_auth = ClientAuth::Required;
    let (chain, key) = (Some(cert.as_bytes()), Some(key.as_bytes()));
    let server =
        Engine::new(&Material { chain, key, trusted: Some(pem.as_bytes()), client_auth, ..Material::default() }).unwrap();
    let stranger = Ca::new();
    let (cert, key) = stranger.issue(vec![dns("phone.example.com")], |_| {});
    let (chain, key) = (Some(cert.as_bytes()), Some(key.as_bytes()));
    let client = Engine::new(&Material { chain, key, trusted: Some(pem.as_bytes()), ..Material::default() }).unwrap();
    for (verdict, good) in [(Ok(()), true), (Err("no stranger"), false)] {
        let mut pair = Pair::new(server.clone(), client.clone());
        let number = Some(1);
        // the newest has another name and asks nobody
        pair.server.net.engines().write().add(ca.server("other.org"));
        pair.server.world.verdict = Some(verdict);
        pair.client.net.connect(ConnId(1), None, secure(pair.addr, "example.com"));
        pair.client.net.send_stream(ConnId(1), &message(""));
        pair.until("accepted", |s, _| !s.accepted.is_empty());
        let id = pair.server.world.accepted[0].0;
        pair.server.net.choose_tls(id, Choice { engine: number, left_chain: true, left_name: false });
        pair.until("an outcome", |s, _| !s.messages.is_empty() || !s.closed.is_empty());
        assert_eq!(pair.server.world.messages.len(), usize::from(good));
        assert_eq!(pair.server.world.shown.len(), 1);
        assert!(pair.server.world.shown[0].fault.unwrap().contains("nobody we trust"));
    }
}

#[test]
fn a_certificate_that_is_out_of_its_time_or_of_nobody_we_trust_is_refused_with_the_reason() {
    let ca = Ca::new();
    let refused = |server: Engine, client: Engine, why: &str| {
        let out = outcome(server, client, "example.com");
        assert!(out.as_ref().is_some_and(|o| o.contains(why)), "{why}: {out:?}");
    };
    let (cert, key) = ca.issue(vec![dns("example.com")], |p| p.not_after = date_time_ymd(2020, 1, 1));
    refused(shown(&cert, &key), ca.client(), "has expired");
    let (cert, key) = ca.issue(vec![dns("example.com")], |p| p.not_before = date_time_ymd(3000, 1, 1));
    refused(shown(&cert, &key), ca.client(), "not valid yet");
    refused(Ca::new().server("example.com"), ca.client(), "nobody we trust has signed");
    let own = rcgen::generate_simple_self_signed(["example.com".to_string()]).unwrap();
    refused(shown(&own.cert.pem(), &own.signing_key.serialize_pem()), ca.client(), "nobody we trust has signed");
    // revoked
    let (cert, key) = ca.issue(vec![dns("example.com")], |_| {});
    let list = CertificateRevocationListParams {
        this_update: date_time_ymd(2024, 1, 1),
        next_update: date_time_ymd(3000, 1, 1),
        crl_number: SerialNumber::from(1u64),
        issuing_distribution_point: None,
        revoked_certs: vec![RevokedCertParams {
            serial_number: SerialNumber::from(4711u64),
            revocation_time: date_time_ymd(2024, 1, 1),
            reason_code: Some(RevocationReason::KeyCompromise),
            invalidity_date: None,
        }],
        key_identifier_method: KeyIdMethod::Sha256,
    };
    let list = list.signed_by(&*ca.0).unwrap().pem().unwrap();
    let pem = ca.pem();
    let material = Material { trusted: Some(pem.as_bytes()), revoked: Some(list.as_bytes()), ..Material::default() };
    refused(shown(&cert, &key), Engine::new(&material).unwrap(), "is revoked");
}

#[test]
fn versions_without_an_overlap_are_told() {
    let ca = Ca::new();
    let (cert, key) = ca.issue(vec![dns("example.com")], |_| {});
    let pem = ca.pem();
    let server = |versions| {
        let (chain, key) = (Some(cert.as_bytes()), Some(key.as_bytes()));
        Engine::new(&Material { chain, key, trusted: Some(pem.as_bytes()), versions, ..Material::default() }).unwrap()
    };
    let client = |versions| Engine::new(&Material { trusted: Some(pem.as_bytes()), versions, ..Material::default() }).unwrap();
    assert_eq!(outcome(server(Versions::Only12), client(Versions::Both), "example.com"), None);
    assert_eq!(outcome(server(Versions::Only13), client(Versions::Both), "example.com"), None);
    let out = outcome(server(Versions::Only13), client(Versions::Only12), "example.com");
    assert!(out.is_some_and(|o| o.contains("version")));
}

#[test]
fn a_server_may_ask_for_a_certificate_and_insist_on_one() {
    let ca = Ca::new();
    let (cert, key) = ca.issue(vec![dns("example.com")], |_| {});
    let pem = ca.pem();
    let server = |client_auth| {
        let (chain, key) = (Some(cert.as_bytes()), Some(key.as_bytes()));
        Engine::new(&Material { chain, key, trusted: Some(pem.as_bytes()), client_auth, ..Material::default() }).unwrap()
    };
    let with = |ca: &Ca| {
        let (cert, key) = ca.issue(vec![dns("phone.example.com")], |_| {});
        let (chain, key) = (Some(cert.as_bytes()), Some(key.as_bytes()));
        Engine::new(&Material { chain, key, trusted: Some(pem.as_bytes()), ..Material::default() }).unwrap()
    };
    // with TLS 1.3 a client learns of the refusal only after its own end of the handshake
    let reaches = |auth, client: Engine| {
        let mut pair = Pair::new(server(auth), client);
        pair.client.net.connect(ConnId(1), None, secure(pair.addr, "example.com"));
        pair.client.net.send_stream(ConnId(1), &message(""));
        pair.until("an outcome", |s, c| !s.messages.is_empty() || !c.closed.is_empty());
        (!pair.server.world.messages.is_empty(), pair.client.world.closed.first().map(|(_, why)| why.to_string()))
    };
    assert!(reaches(ClientAuth::Optional, ca.client()).0);
    assert!(reaches(ClientAuth::Optional, with(&ca)).0);
    assert!(reaches(ClientAuth::Required, with(&ca)).0);
    let (reached, why) = reaches(ClientAuth::Required, ca.client());
    assert!(!reached && why.is_some_and(|w| w.contains("wants a certificate of ours")));
    let (reached, why) = reaches(ClientAuth::Required, with(&Ca::new()));
    assert!(!reached && why.is_some_and(|w| w.contains("does not trust our certificate")));
}

#[test]
fn a_new_engine_takes_over_without_a_restart() {
    let ca = Ca::new();
    let mut pair = Pair::new(ca.server("old.example.com"), ca.client());
    assert_eq!(pair.connect(1, "old.example.com"), None);
    let number = pair.server.net.engines().write().add(ca.server("new.example.com"));
    assert_eq!(pair.connect(2, "new.example.com"), None);
    assert!(pair.connect(3, "old.example.com").is_some());
    pair.client.net.send_stream(ConnId(1), &message(""));
    pair.until("the old connection", |s, _| s.messages.len() == 1);
    assert!(pair.server.net.engines().write().remove(number));
    assert!(!pair.server.net.engines().write().remove(number));
    assert_eq!(pair.connect(4, "old.example.com"), None);
}

#[test]
fn a_server_without_a_certificate_refuses_and_says_what_to_do() {
    let ca = Ca::new();
    let mut pair = Pair::new(ca.client(), ca.client());
    assert!(pair.connect(1, "example.com").is_some());
    assert!(pair.server.world.accepted.is_empty());
    assert!(pair.server.world.lines[0].contains("construct a TLS engine with a certificate"), "{:?}", pair.server.world.lines);
}

#[test]
fn no_more_sessions_than_allowed_are_held() {
    let ca = Ca::new();
    let mut pair = Pair::new(ca.server("example.com"), ca.client());
    pair.client.net.set_limits(Limits { tls_sessions: 2, ..Limits::default() });
    assert_eq!((pair.connect(1, "example.com"), pair.connect(2, "example.com")), (None, None));
    assert!(pair.connect(3, "example.com").is_some_and(|why| why.contains("maxTlsSessions")));
    pair.client.net.close(ConnId(1));
    pair.until("closed", |_, c| c.closed.iter().any(|(id, _)| *id == ConnId(1)));
    assert_eq!(pair.connect(4, "example.com"), None);
    pair.client.net.close(ConnId(2));
    pair.until("closed", |_, c| c.closed.iter().any(|(id, _)| *id == ConnId(2)));
    pair.server.net.set_limits(Limits { tls_sessions: 0, ..Limits::default() });
    assert!(pair.connect(5, "example.com").is_some());
    assert!(pair.server.world.lines.iter().any(|l| l.contains("maxTlsSessions")));
}

#[test]
fn plain_sip_on_a_tls_port_and_tls_on_a_plain_one_are_told() {
    let ca = Ca::new();
    let mut pair = Pair::new(ca.server("example.com"), ca.client());
    let mut plain = StdStream::connect(pair.addr).unwrap();
    plain.write_all(&message("")).unwrap();
    pair.until("closed", |s, _| !s.closed.is_empty());
    let why = pair.server.world.closed[0].1.to_string();
    assert!(why.contains("does the peer speak plain SIP"), "{why}");
    assert!(pair.server.world.messages.is_empty());

    let listener = StdListener::bind(any()).unwrap();
    pair.addr = listener.local_addr().unwrap();
    let sip = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 64]);
        stream.write_all(b"SIP/2.0 400 What is this\r\nContent-Length: 0\r\n\r\n").unwrap();
    });
    let why = pair.connect(1, "example.com");
    assert!(why.as_ref().is_some_and(|w| w.contains("does the peer speak plain SIP")), "{why:?}");
    sip.join().unwrap();
}

#[test]
fn a_peer_that_stops_in_the_handshake_is_given_up() {
    let ca = Ca::new();
    let mut pair = Pair::new(ca.server("example.com"), ca.client());
    // one who connects and says nothing, and one who says half a record
    let silent = StdStream::connect(pair.addr).unwrap();
    let mut half = StdStream::connect(pair.addr).unwrap();
    half.write_all(&[22, 3, 1, 2, 0, 1]).unwrap();
    pair.until("accepted", |s, _| s.accepted.len() == 2);
    pair.server.settle();
    pair.server.now += Limits::default().half_open_ms + 1;
    pair.until("given up", |s, _| s.closed.len() == 2);
    assert!(pair.server.world.closed.iter().all(|(_, why)| *why == CloseReason::NeverSpoke));
    drop((silent, half));

    let listener = StdListener::bind(any()).unwrap();
    let mut client = Bench::new();
    client.net.engines().write().add(ca.client());
    client.net.connect(ConnId(9), None, secure(listener.local_addr().unwrap(), "example.com"));
    let peer = listener.accept().unwrap();
    client.settle();
    assert!(client.world.closed.is_empty() && client.world.connected.is_empty());
    client.now += Limits::default().connect_ms + 1;
    client.until("given up", |w| !w.closed.is_empty());
    assert!(client.world.closed[0].1.to_string().contains("does not go on with the handshake"));
    drop(peer);
    // and one who closes
    client.net.connect(ConnId(10), None, secure(listener.local_addr().unwrap(), "example.com"));
    drop(listener.accept().unwrap());
    client.until("closed", |w| w.closed.len() == 2);
    let why = client.world.closed[1].1.to_string();
    assert!(why.contains("TLS") || why.contains("reset"), "{why}");
}

#[test]
fn garbage_after_the_handshake_ends_that_connection_only() {
    let ca = Ca::new();
    let mut pair = Pair::new(ca.server("example.com"), ca.client());
    assert_eq!(pair.connect(1, "example.com"), None);
    // a relay in the middle that spoils what the client says once the handshake is over
    let listener = StdListener::bind(any()).unwrap();
    let (front, back) = (listener.local_addr().unwrap(), pair.addr);
    let relay = std::thread::spawn(move || {
        let (client, _) = listener.accept().unwrap();
        let server = StdStream::connect(back).unwrap();
        let (mut from_server, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
        let down = std::thread::spawn(move || std::io::copy(&mut from_server, &mut to_client));
        let (mut client, mut server) = (client, server);
        let mut buffer = [0; 4096];
        let mut turns = 0;
        while let Ok(n @ 1..) = client.read(&mut buffer) {
            turns += 1;
            // hello, then the end of the handshake, then data
            if turns > 2 {
                buffer[..n].iter_mut().for_each(|b| *b ^= 0x55);
            }
            if server.write_all(&buffer[..n]).is_err() {
                break;
            }
        }
        let _ = server.shutdown(std::net::Shutdown::Both);
        let _ = down.join();
    });
    pair.client.net.connect(ConnId(2), None, secure(front, "example.com"));
    pair.until("connected", |_, c| c.connected.contains(&ConnId(2)));
    for _ in 0..4 {
        pair.client.net.send_stream(ConnId(2), &message("spoiled"));
        pair.client.settle();
        pair.server.settle();
    }
    pair.until("closed", |s, c| !s.closed.is_empty() && !c.closed.is_empty());
    assert!(matches!(pair.server.world.closed[0].1, CloseReason::Tls(_)), "{:?}", pair.server.world.closed);
    pair.client.net.send_stream(ConnId(1), &message("fine"));
    let first = pair.server.world.accepted[0].0;
    pair.until("the other goes on", |s, _| s.messages.iter().any(|(id, _)| *id == first));
    relay.join().unwrap();
}

#[test]
fn records_that_come_octet_by_octet_are_put_together() {
    let ca = Ca::new();
    let mut pair = Pair::new(ca.server("example.com"), ca.client());
    let listener = StdListener::bind(any()).unwrap();
    let (front, back) = (listener.local_addr().unwrap(), pair.addr);
    let relay = std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut server = StdStream::connect(back).unwrap();
        server.set_nodelay(true).unwrap();
        let (mut from_server, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
        let down = std::thread::spawn(move || std::io::copy(&mut from_server, &mut to_client));
        let mut buffer = [0; 4096];
        while let Ok(n @ 1..) = client.read(&mut buffer) {
            for b in &buffer[..n] {
                server.write_all(&[*b]).unwrap();
            }
        }
        let _ = server.shutdown(std::net::Shutdown::Both);
        let _ = down.join();
    });
    pair.client.net.connect(ConnId(1), None, secure(front, "example.com"));
    pair.client.net.send_stream(ConnId(1), &message("slowly"));
    pair.until("a message", |s, _| s.messages.len() == 1);
    pair.client.net.close(ConnId(1));
    pair.until("the end", |s, _| !s.closed.is_empty());
    relay.join().unwrap();
}

#[test]
fn material_that_cannot_be_used_says_which() {
    let ca = Ca::new();
    let (cert, key) = ca.issue(vec![dns("example.com")], |_| {});
    let (other, _) = ca.issue(vec![dns("example.com")], |_| {});
    let bad = |material: Material| Engine::new(&material).unwrap_err();
    let (c, k, o) = (Some(cert.as_bytes()), Some(key.as_bytes()), Some(other.as_bytes()));
    assert!(bad(Material { chain: c, ..Material::default() }).contains("belong together"));
    assert!(bad(Material { chain: o, key: k, ..Material::default() }).contains("certificate and private key"));
    assert!(bad(Material { chain: k, key: k, ..Material::default() }).contains("no certificate"));
    assert!(bad(Material { chain: c, key: c, ..Material::default() }).contains("private key"));
    assert!(bad(Material { trusted: Some(b"nonsense"), ..Material::default() }).contains("trusted certificate"));
    assert!(bad(Material { revoked: Some(b"nonsense"), trusted: c, ..Material::default() }).contains("revocation"));
}

#[test]
fn an_engine_that_cannot_be_chosen_any_more_ends_the_connection() {
    let ca = Ca::new();
    let choice = |engine| Choice { engine, left_chain: true, left_name: false };
    // one that is gone
    let mut pair = Pair::new(ca.server("example.com"), ca.client());
    pair.client.net.connect(ConnId(1), None, secure(pair.addr, "example.com"));
    pair.until("accepted", |s, _| !s.accepted.is_empty());
    let id = pair.server.world.accepted[0].0;
    pair.server.net.choose_tls(id, choice(Some(99)));
    pair.until("the end", |s, c| !s.closed.is_empty() && !c.closed.is_empty());
    assert_eq!(pair.server.world.closed, [(id, CloseReason::Tls("the engine that was chosen is gone or has no certificate"))]);
    assert!(pair.client.world.connected.is_empty());
    // one that comes too late
    let mut pair = Pair::new(ca.server("example.com"), ca.client());
    pair.client.net.connect(ConnId(1), None, secure(pair.addr, "example.com"));
    pair.client.net.send_stream(ConnId(1), &message(""));
    pair.until("a message", |s, _| !s.messages.is_empty());
    let id = pair.server.world.accepted[0].0;
    pair.server.net.choose_tls(id, choice(None));
    pair.until("the end", |s, _| !s.closed.is_empty());
    assert_eq!(pair.server.world.closed, [(id, CloseReason::Tls("the engine was chosen after the handshake had begun"))]);
}

#[test]
fn a_peer_that_took_all_in_the_end_is_not_one_that_takes_nothing() {
    let ca = Ca::new();
    let mut pair = Pair::new(ca.server("example.com"), ca.client());
    pair.server.net.set_limits(Limits { write_queue: 64 << 20, ..Limits::default() });
    pair.client.net.connect(ConnId(1), None, secure(pair.addr, "example.com"));
    pair.client.net.send_stream(ConnId(1), &message(""));
    pair.until("a message", |s, _| !s.messages.is_empty());
    let id = pair.server.world.accepted[0].0;
    // As much as the system takes: then the last records wait in TLS while our own queue is empty.
    let mut sent = 0;
    while !pair.server.net.streams.has_output_of(id) {
        pair.server.net.send_stream(id, &message(&"x".repeat(20_000)));
        pair.server.turn(0);
        sent += 1;
    }
    assert_eq!(pair.server.net.waiting(id), 0);
    pair.server.settle();
    pair.until("all", |_, c| c.messages.len() == sent);
    pair.server.settle();
    pair.server.now += 32_001;
    pair.server.settle();
    assert_eq!(pair.server.world.closed, []);
}
