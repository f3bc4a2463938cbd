//! A registrar that breaks every rule: the client says what is wrong, goes on, and does not grow.

mod support;

use rvsip::auth::Algorithm;
use rvsip::endpoint::regclient::{Reason, State};
use rvsip::endpoint::*;
use std::net::SocketAddr;
use support::registrar::{Guard, PASSWORD, Registrar};
use support::*;

fn quiet(_: &mut Net, _: SocketAddr, _: SocketAddr, _: &[u8]) {}

fn ok(net: &mut Net, me: SocketAddr, from: SocketAddr, bytes: &[u8]) {
    let a = response(bytes, "200 OK", "");
    net.post(me, from, &a);
}

fn last(net: &Net) -> (State, Reason) {
    net.seen.states.last().map(|(_, s, r)| (*s, *r)).unwrap()
}

/// Registers against a server that answers with `status` and `more`; says what came of it and that all goes on after it.
fn answered(status: &str, more: &str) -> (State, Reason, Vec<String>) {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", Some("<sip:alice@192.0.2.1>"), Some(60));
    let bystander = net.add_client("bob", None, None);
    net.register(bystander);
    net.register(id);
    net.run(1_000, &mut |n, me, from, b| {
        let a = match String::from_utf8_lossy(b).contains("sip:alice@example.com") {
            true => response(b, status, more),
            false => response(b, "200 OK", ""),
        };
        n.post(me, from, &a);
    });
    net.run(40_000, &mut quiet);
    assert_eq!(net.state(bystander), State::Registered, "nothing else is disturbed");
    let (_, state, reason) = *net.seen.states.iter().rfind(|s| s.0 == id).unwrap();
    let log = net.log.clone();
    for id in [id, bystander] {
        if net.state(id) != State::Unauthenticated {
            net.register(id);
            net.run_for(1_000, &mut ok);
            assert_eq!(net.state(id), State::Registered, "{status}: the next one goes through");
        }
        net.command(Command::TerminateClient { id }).unwrap();
    }
    net.run_for(10_000, &mut quiet);
    net.assert_empty();
    (state, reason, log)
}

#[test]
fn ten_thousand_contacts_are_beyond_the_limit_and_end_the_attempt_at_once() {
    let list = format!("Contact: {}\r\n", vec!["<a:b>"; 10_000].join(","));
    let (state, reason, log) = answered("200 OK", &list);
    assert_eq!((state, reason), (State::Failed, Reason::NetworkError));
    assert!(log.iter().any(|l| l.contains("too many Contact values")), "{log:?}");
}

#[test]
fn as_many_contacts_as_the_limit_allows_are_read() {
    let list = format!("Contact: {}\r\n", vec!["<a:b>"; 256].join(","));
    assert_eq!(answered("200 OK", &list).0, State::Registered);
    let list = format!("Contact: {}\r\n", vec!["<a:b>"; 257].join(","));
    assert_eq!(answered("200 OK", &list).0, State::Failed);
}

#[test]
fn five_hundred_service_routes_are_beyond_the_limit() {
    let list = "Service-Route: <sip:p.example.com;lr>\r\n".repeat(500);
    let (state, reason, log) = answered("200 OK", &list);
    assert_eq!((state, reason), (State::Failed, Reason::NetworkError));
    assert!(log.iter().any(|l| l.contains("too many Service-Route values")), "{log:?}");
}

#[test]
fn a_hundred_challenges_are_beyond_the_limit_and_sixteen_are_not() {
    let list = |n: u32| (0..n).map(|n| format!("WWW-Authenticate: Digest realm=\"r{n}\", nonce=\"n\"\r\n")).collect::<String>();
    let (state, reason, log) = answered("401 Unauthorized", &list(100));
    assert_eq!((state, reason), (State::Failed, Reason::NetworkError));
    assert!(log.iter().any(|l| l.contains("too many challenges")), "{log:?}");
    assert_eq!(answered("401 Unauthorized", &list(16)).0, State::Unauthenticated);
}

#[test]
fn giant_headers_do_no_harm() {
    let name = format!("{}: x\r\n", "N".repeat(30_000));
    let value = format!("X: {}\r\n", "v".repeat(60_000));
    let params = format!("Contact: <sip:a@b>{}\r\n", ";p=1".repeat(10_000));
    let uri = format!("Contact: <sip:{}@b>\r\n", "u".repeat(50_000));
    let challenge = format!("WWW-Authenticate: Digest realm=\"{}\", nonce=\"n\"\r\n", "r".repeat(50_000));
    assert_eq!(answered("200 OK", &name).0, State::Registered);
    assert_eq!(answered("200 OK", &value).0, State::Registered);
    assert_eq!(answered("200 OK", &params).0, State::Registered, "a Contact that does not parse hides nothing else");
    assert_eq!(answered("200 OK", &uri).0, State::Registered);
    assert_eq!(answered("302 Moved", &uri).0, State::Redirected);
    assert_eq!(answered("401 Unauthorized", &challenge).0, State::Unauthenticated);
    assert_eq!(answered("200 OK", &"X: y\r\n".repeat(600)).0, State::Failed, "too many headers");
}

#[test]
fn an_answer_over_its_size_limit_is_dropped_like_one_that_never_came() {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", None, None);
    net.register(id);
    let more = format!("X: {}\r\n", "v".repeat(70_000));
    net.run(10_000, &mut |n, me, from, b| {
        let a = response(b, "200 OK", &more);
        n.post(me, from, &a);
    });
    assert_eq!(net.state(id), State::Registering);
    assert!(net.client.counters().malformed > 0);
    net.run(31_900, &mut ok);
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn wrong_cseq_call_id_method_branch_and_via_are_ignored_and_a_right_answer_still_counts() {
    let edits: [(&str, &str); 8] = [
        ("CSeq: 1 REGISTER", "CSeq: 2 REGISTER"),
        ("CSeq: 1 REGISTER", "CSeq: 0 REGISTER"),
        ("CSeq: 1 REGISTER", "CSeq: 1 INVITE"),
        ("Call-ID: ", "Call-ID: other"),
        ("branch=z9hG4bK", "branch=z9hG4bL"),
        ("Via: SIP/2.0/UDP 192.0.2.1", "Via: SIP/2.0/UDP 192.0.2.3"),
        ("Via: ", "Via: SIP/2.0/UDP x.example.com;branch=z9hG4bKq, "),
        ("Via: ", "X-Via: "),
    ];
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", None, None);
    net.register(id);
    net.run(400, &mut |n, me, peer, b| {
        for (from, to) in edits {
            let a = String::from_utf8(response(b, "200 OK", "")).unwrap();
            assert!(a.contains(from));
            n.post(me, peer, a.replacen(from, to, 1).as_bytes());
        }
    });
    assert_eq!(net.state(id), State::Registering);
    let c = net.client.counters();
    assert_eq!(c.stray_responses + c.malformed, 8);
    net.run(2_000, &mut ok);
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn a_200_twice_and_a_200_after_the_timeout_change_nothing() {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", None, None);
    net.register(id);
    net.run(100, &mut |n, me, from, b| {
        ok(n, me, from, b);
        ok(n, me, from, b);
    });
    assert_eq!((net.seen.states.len(), net.client.counters().retransmissions_absorbed), (2, 1));
    net.register(id);
    let mut late = Vec::new();
    net.run_for(40_000, &mut |_, _, _, b| late = response(b, "200 OK", ""));
    assert_eq!(last(&net), (State::Failed, Reason::TransactionTimeout));
    for _ in 0..3 {
        net.post(addr(REGISTRAR), addr(CLIENT), &late);
        net.run_for(1_000, &mut quiet);
    }
    assert_eq!(net.state(id), State::Failed);
    net.command(Command::TerminateClient { id }).unwrap();
    net.settle();
    net.assert_empty();
}

#[test]
fn answers_to_other_clients_branches_reach_those_clients_only() {
    let mut net = Net::new(config(), 1);
    let ids: Vec<ClientId> = (0..50).map(|n| net.add_client(&format!("u{n}"), None, None)).collect();
    for id in &ids {
        net.register(*id);
    }
    let mut requests = Vec::new();
    net.run(400, &mut |_, _, _, b| requests.push(b.to_vec()));
    // Each answer has the Via of one request and the CSeq of another.
    for (n, request) in requests.iter().enumerate() {
        let a = String::from_utf8(response(request, "200 OK", "")).unwrap();
        let other = (n + 1) % requests.len() + 1;
        let a = a.replace(&format!("CSeq: {} REGISTER", n + 1), &format!("CSeq: {other} REGISTER"));
        net.post(addr(REGISTRAR), addr(CLIENT), a.as_bytes());
    }
    net.run(450, &mut quiet);
    assert!(ids.iter().all(|id| net.state(*id) == State::Registering));
    for request in requests.iter().take(25) {
        let a = response(request, "200 OK", "");
        net.post(addr(REGISTRAR), addr(CLIENT), &a);
    }
    net.run(480, &mut quiet);
    let registered: Vec<bool> = ids.iter().map(|id| net.state(*id) == State::Registered).collect();
    assert_eq!(registered.iter().filter(|r| **r).count(), 25);
    assert!(registered[..25].iter().all(|r| *r));
}

#[test]
fn redirections_are_the_applications_to_follow_one_register_each() {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", Some("<sip:alice@192.0.2.1>"), None);
    net.on_state = Some(Box::new(|net, id, state, _| {
        if state == State::Redirected && net.requests_sent().len() < 100 {
            net.register(id);
        }
    }));
    net.register(id);
    net.run(10_000, &mut |n, me, from, b| {
        // Two servers that name each other.
        let other = if me == addr(REGISTRAR) { "192.0.2.9" } else { "192.0.2.2" };
        let a = response(b, "302 Moved", &format!("Contact: <sip:{other}>\r\n"));
        n.post(me, from, &a);
    });
    assert_eq!(net.requests_sent().len(), 100, "one for each call of the application");
    assert_eq!(net.state(id), State::Redirected);
    net.run_for(100_000, &mut quiet);
    assert_eq!(net.requests_sent().len(), 100, "the library follows none by itself");
}

#[test]
fn redirections_to_what_is_no_sip_uri_keep_the_registrar() {
    for (contact, registrar) in [
        ("", "sip:192.0.2.2:5060"),
        ("Contact: *\r\n", "sip:192.0.2.2:5060"),
        ("Contact: <sip:\r\n", "sip:192.0.2.2:5060"),
        ("Contact: <sip:broken, <sip:192.0.2.5>\r\n", "sip:192.0.2.2:5060"),
        ("Contact: <sip:a@192.0.2.5;method=INVITE?Route=x>\r\n", "sip:a@192.0.2.5"),
    ] {
        let mut net = Net::new(config(), 1);
        let id = net.add_client("alice", None, None);
        net.register(id);
        net.run(100, &mut |n, me, from, b| {
            let a = response(b, "302 Moved", contact);
            n.post(me, from, &a);
        });
        assert_eq!(net.state(id), State::Redirected, "{contact}");
        let now = String::from_utf8(net.client.client_registrar(id).unwrap()).unwrap();
        assert_eq!(now, registrar, "{contact}");
    }
    for (contact, registrar) in [
        ("<mailto:a@b>", "sip:192.0.2.2:5060"),
        ("<tel:+1234>", "sip:192.0.2.2:5060"),
        ("<http://x>", "sip:192.0.2.2:5060"),
        ("<sips:192.0.2.5>", "sips:192.0.2.5"),
        ("<mailto:a@b>, <sip:192.0.2.9>", "sip:192.0.2.9"),
    ] {
        let mut net = Net::new(config(), 1);
        let id = net.add_client("alice", None, None);
        net.register(id);
        net.run(100, &mut |n, me, from, b| {
            let a = response(b, "302 Moved", &format!("Contact: {contact}\r\n"));
            n.post(me, from, &a);
        });
        assert_eq!(net.state(id), State::Redirected);
        assert_eq!(net.client.client_registrar(id).unwrap(), registrar.as_bytes(), "{contact}");
        assert_eq!(net.command(Command::Register { id, outbound: None }), Ok(()), "{contact}");
        net.run_for(100, &mut quiet);
        assert_eq!(net.state(id), State::Registering, "{contact}");
    }
}

#[test]
fn mutated_answers_never_break_the_client_and_a_true_one_still_gets_through() {
    let mut dice = Dice::new(2024);
    for round in 0..300 {
        let mut net = Net::new(config(), round);
        net.keep_sent = false;
        net.secret = Some((b"alice".to_vec(), PASSWORD.into()));
        net.on_state = Some(Box::new(|net, id, state, _| {
            if state == State::Unauthenticated {
                let _ = net.command(Command::Authenticate { id, outbound: None });
            }
        }));
        let id = net.add_client("alice", Some("<sip:alice@192.0.2.1>"), Some(600));
        let mut registrar = Registrar::with(vec![Guard::new("example.com", &[Algorithm::Md5])]);
        net.register(id);
        let mut first = true;
        net.run(40_000, &mut |n, me, from, b| {
            if first || dice.percent(30) {
                first = false;
                let good = response(b, ["200 OK", "401 No", "302 There", "503 Busy"][dice.below(4) as usize], MORE);
                for _ in 0..20 {
                    let bad = mutated(&good, &mut dice);
                    n.post(me, from, &bad);
                }
            }
            if parses(b) {
                registrar.serve(n, me, from, b);
            }
        });
        assert!(net.state(id) != State::Registering, "round {round}");
        net.command(Command::TerminateClient { id }).unwrap();
        net.run_for(60_000, &mut quiet);
        net.assert_empty();
    }
}

const MORE: &str = "Contact: <sip:alice@192.0.2.1>;expires=600\r\nExpires: 600\r\nDate: Sat, 13 Nov 2010 23:29:00 GMT\r\n\
    WWW-Authenticate: Digest realm=\"example.com\", nonce=\"abc\", qop=\"auth,auth-int\", algorithm=MD5\r\n\
    Authentication-Info: nextnonce=\"xyz\"\r\nService-Route: <sip:p;lr>\r\nMin-Expires: 60\r\n";

fn parses(bytes: &[u8]) -> bool {
    let mut m = rvsip::message::Message::new();
    m.parse(bytes, &rvsip::message::Limits::default()).is_ok() && m.check_transaction().is_ok() && m.method() == b"REGISTER"
}

/// A copy with octets changed, doubled, cut out or the end cut off.
fn mutated(text: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = text.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(out.len() as u64 + 1) as usize;
        let len = dice.below(20) as usize;
        match dice.below(6) {
            0 => out.truncate(at),
            1 => {
                let end = (at + len).min(out.len());
                out.drain(at..end);
            }
            2 => {
                let piece: Vec<u8> = out.iter().skip(at).take(len).copied().collect();
                out.splice(at..at, piece);
            }
            3 => out.splice(at..at, *b"\r\n").for_each(drop),
            _ => {
                if let Some(b) = out.get_mut(at) {
                    *b = match dice.below(4) {
                        0 => b",;:\"<>\r\n\0 =\\"[dice.below(12) as usize],
                        _ => dice.next() as u8,
                    };
                }
            }
        }
    }
    out
}

#[test]
fn noise_from_strangers_leaves_nothing_behind() {
    let mut dice = Dice::new(7);
    let mut net = Net::new(config(), 7);
    net.keep_sent = false;
    let good = request("REGISTER", "noise", 1, MORE);
    for n in 0..20_000u64 {
        let bytes = match dice.below(3) {
            0 => (0..dice.below(300)).map(|_| dice.next() as u8).collect(),
            1 => mutated(good.as_bytes(), &mut dice),
            _ => mutated(&response(good.as_bytes(), "200 OK", MORE), &mut dice),
        };
        let peer = SocketAddr::new([10, 0, 0, dice.below(200) as u8 + 1].into(), 5060);
        net.client.receive(Time(n), Flow::Udp { local: 0, peer }, &bytes);
        while let Some(o) = net.client.poll() {
            assert!(matches!(o, Output::Transmit(_) | Output::Log(..)), "{o:?}");
        }
    }
    net.assert_empty();
}

#[test]
fn requests_of_a_stranger_are_bounded_by_the_limit_of_transactions() {
    let mut net = Net::new(Config { max_transactions: 50, ..config() }, 7);
    net.client.set_interest(Interest { transaction_created: true, ..Interest::default() });
    net.keep_sent = false;
    for n in 0..5_000 {
        let text = request("OPTIONS", &format!("b{n}"), n, "");
        net.client.receive(Time(0), Flow::Udp { local: 0, peer: addr(REGISTRAR) }, text.as_bytes());
        net.settle();
    }
    let t = net.client.tables();
    assert_eq!((t.transactions, t.server_keys, t.merge_keys, t.timers), (50, 50, 50, 50));
    assert_eq!(net.client.counters().refused, 4_950);
    net.run(40_000, &mut quiet);
    net.assert_empty();
}

#[test]
fn a_registrar_that_challenges_for_ever_is_stopped_by_the_application_alone() {
    let mut net = Net::new(config(), 1);
    net.secret = Some((b"alice".to_vec(), b"wrong".to_vec()));
    let mut registrar = Registrar::with(vec![Guard::new("r", &[Algorithm::Md5])]);
    registrar.guards[0].nonce_life = Some(0);
    let id = net.add_client("alice", None, None);
    net.register(id);
    for round in 1..=50 {
        net.run_for(1_000, &mut |n, me, from, b| registrar.serve(n, me, from, b));
        assert_eq!(net.state(id), State::Unauthenticated);
        assert_eq!(registrar.served, round, "one request for each call");
        net.command(Command::Authenticate { id, outbound: None }).unwrap();
    }
    assert_eq!(net.client.client_challenges(id).unwrap().len(), 1);
}
