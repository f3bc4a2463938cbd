//! Several addresses for one name: the next one by itself, or when the application says so; look-ups that fail.

mod support;

use rvsip::endpoint::regclient::{Reason, State};
use rvsip::endpoint::transaction;
use rvsip::endpoint::*;
use std::net::{IpAddr, SocketAddr};
use support::*;

const FIRST: &str = "192.0.2.11:5060";
const SECOND: &str = "192.0.2.12:5060";
const THIRD: &str = "192.0.2.13:5060";

fn ips() -> Vec<IpAddr> {
    [FIRST, SECOND, THIRD].iter().map(|a| addr(a).ip()).collect()
}

/// A client of a registrar with three addresses.
fn net(failover: Failover) -> (Net, ClientId) {
    let mut net = Net::new(Config { failover, ..config() }, 1);
    net.names.insert("sip.example.com".to_string(), ips());
    let id = net.add_client("alice", Some("<sip:alice@192.0.2.1>"), None);
    net.client.client_set_registrar(id, b"sip:sip.example.com").unwrap();
    (net, id)
}

fn states(net: &Net) -> Vec<(State, Reason)> {
    net.seen.states.iter().map(|(_, s, r)| (*s, *r)).collect()
}

fn quiet(_: &mut Net, _: SocketAddr, _: SocketAddr, _: &[u8]) {}

/// Everybody answers 200.
fn ok(net: &mut Net, me: SocketAddr, from: SocketAddr, bytes: &[u8]) {
    let a = response(bytes, "200 OK", "");
    net.post(me, from, &a);
}

#[test]
fn a_name_is_looked_up_and_its_first_address_asked_first() {
    let (mut net, id) = net(Failover::Automatic);
    net.register(id);
    let mut served = Vec::new();
    net.run(1_000, &mut |n, me, from, b| {
        served.push(me);
        ok(n, me, from, b);
    });
    assert_eq!(served, [addr(FIRST)]);
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn an_address_that_does_not_answer_is_followed_by_the_next_with_a_new_branch_and_the_same_cseq() {
    let (mut net, id) = net(Failover::Automatic);
    net.dead = vec![addr(FIRST)];
    net.register(id);
    net.run(40_000, &mut ok);
    assert_eq!(states(&net), [(State::Registering, Reason::UserRequest), (State::Registered, Reason::Successful)]);
    let r = net.requests_sent();
    let (first, last) = (&r[0], r.last().unwrap());
    assert_eq!(r.iter().filter(|x| *x == first).count(), 11, "timer E and F for the first");
    assert_eq!(r.len(), 12);
    for name in ["CSeq", "Call-ID", "From", "To"] {
        assert_eq!(header(first, name), header(last, name), "{name}");
    }
    let branch = |text: &str| header(text, "Via").unwrap().split("branch=").nth(1).unwrap().to_string();
    assert_ne!(branch(first), branch(last));
    assert_eq!(last.matches("Via:").count(), 1);
}

#[test]
fn a_network_error_and_a_503_lead_to_the_next_address_and_any_other_answer_does_not() {
    let (mut net, id) = net(Failover::Automatic);
    net.register(id);
    let mut served = Vec::new();
    net.run(1_000, &mut |n, me, from, b| {
        served.push(me);
        let code = if me == addr(FIRST) { "503 Busy" } else { "500 Broken" };
        let a = response(b, code, "");
        n.post(me, from, &a);
    });
    assert_eq!(served, [addr(FIRST), addr(SECOND)]);
    assert_eq!(states(&net).last(), Some(&(State::Failed, Reason::ServerFailure)));
    // The kernel says that nobody is there.
    net.register(id);
    net.settle();
    let tx = TransactionId(Id { index: 0, generation: 0 });
    let out = (0..8).map(|index| TransactionId(Id { index, ..tx.0 })).filter(|t| net.client.transaction_status(*t).is_err());
    for t in out.collect::<Vec<_>>() {
        let now = net.time();
        net.client.send_failed(now, t, "connection refused");
    }
    let mut served = Vec::new();
    net.run_for(1_000, &mut |n, me, from, b| {
        served.push(me);
        if me == addr(SECOND) {
            ok(n, me, from, b);
        }
    });
    assert!(served.contains(&addr(SECOND)), "{served:?}");
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn failed_is_reported_once_when_no_address_is_left_and_nothing_is_tried_again() {
    let (mut net, id) = net(Failover::Automatic);
    net.dead = vec![addr(FIRST), addr(SECOND), addr(THIRD)];
    net.register(id);
    net.run(95_999, &mut quiet);
    assert_eq!(net.state(id), State::Registering);
    net.run(96_000, &mut quiet);
    assert_eq!(states(&net), [(State::Registering, Reason::UserRequest), (State::Failed, Reason::TransactionTimeout)]);
    let sent = net.requests_sent().len();
    assert_eq!(sent, 33);
    net.run(1_000_000, &mut quiet);
    assert_eq!(net.requests_sent().len(), sent);
    net.command(Command::TerminateClient { id }).unwrap();
    net.settle();
    net.assert_empty();
}

#[test]
fn a_503_of_the_last_address_is_an_answer() {
    let (mut net, id) = net(Failover::Automatic);
    net.register(id);
    net.run(1_000, &mut always("503 Busy", "Retry-After: 9\r\n"));
    assert_eq!(states(&net).last(), Some(&(State::Failed, Reason::ServerFailure)));
    assert_eq!(net.requests_sent().len(), 3);
    assert!(net.seen.last[&id].find(rvsip::message::Name::RetryAfter, 0).is_some());
}

#[test]
fn an_answer_of_the_first_address_that_comes_late_is_ignored() {
    let (mut net, id) = net(Failover::Automatic);
    net.register(id);
    let mut late = Vec::new();
    net.run(33_000, &mut |_, me, from, b| {
        if me == addr(FIRST) {
            late = response(b, "200 OK", "");
        }
        let _ = from;
    });
    net.post(addr(FIRST), addr(CLIENT), &late);
    net.run(34_000, &mut quiet);
    assert_eq!(net.state(id), State::Registering, "the second one has been asked");
    assert_eq!(net.client.counters().stray_responses, 1);
}

#[test]
fn a_failed_look_up_fails_the_registration_with_a_network_error_and_a_line_in_the_log() {
    let no_local = vec!["2001:db8::1".parse().unwrap()];
    let failed = LookupError::Failed("the name server says: refused".to_string());
    for answer in
        [Err(failed), Err(LookupError::NoRecords), Ok(Records::Addresses(Vec::new())), Ok(Records::Addresses(no_local))]
    {
        let (mut net, id) = net(Failover::Automatic);
        net.names.clear();
        net.register(id);
        net.run(1_000, &mut quiet);
        assert_eq!(net.state(id), State::Registering, "nothing goes out, nothing times out before the answer");
        let (tx, host) = net.lookups.pop().unwrap();
        assert_eq!(host, "sip.example.com");
        let now = net.time();
        net.client.answered(now, tx, answer);
        net.settle();
        assert_eq!(states(&net).last(), Some(&(State::Failed, Reason::NetworkError)));
        assert!(net.log.iter().any(|l| l.contains("sip.example.com")), "{:?}", net.log);
        assert!(net.requests_sent().is_empty());
        // The same look-up answered once more does no harm.
        net.client.answered(now, tx, Ok(Records::Addresses(ips())));
        net.register(id);
        net.settle();
        let (tx, _) = net.lookups.pop().unwrap();
        net.client.answered(now, tx, Ok(Records::Addresses(ips())));
        net.client.answered(now, tx, Ok(Records::Addresses(ips())));
        net.run(2_000, &mut ok);
        assert_eq!(net.state(id), State::Registered);
        assert_eq!(net.requests_sent().len(), 1);
    }
}

#[test]
fn a_client_terminated_while_its_name_is_looked_up_sends_nothing() {
    let (mut net, id) = net(Failover::Automatic);
    net.names.clear();
    net.register(id);
    net.settle();
    net.command(Command::TerminateClient { id }).unwrap();
    let (tx, _) = net.lookups.pop().unwrap();
    let now = net.time();
    net.client.answered(now, tx, Ok(Records::Addresses(ips())));
    net.settle();
    assert!(net.requests_sent().is_empty());
    net.assert_empty();
}

#[test]
fn at_most_sixteen_addresses_of_a_name_are_tried() {
    let (mut net, id) = net(Failover::Automatic);
    net.names.insert("sip.example.com".into(), (1..=200).map(|n| IpAddr::from([10, 0, 0, n])).collect());
    net.register(id);
    net.run(1_000, &mut always("503 Busy", ""));
    assert_eq!(net.state(id), State::Failed);
    assert_eq!(net.requests_sent().len(), 16);
}

#[test]
fn stale_credentials_are_renewed_at_the_address_that_answered() {
    use support::registrar::{Guard, PASSWORD, Registrar};
    let (mut net, id) = net(Failover::Automatic);
    net.dead = vec![addr(FIRST)];
    net.secret = Some((b"alice".to_vec(), PASSWORD.into()));
    net.on_state = Some(Box::new(|net, id, state, _| {
        if state == State::Unauthenticated {
            net.command(Command::Authenticate { id, outbound: None }).unwrap();
        }
    }));
    let mut guard = Guard::new("r", &[rvsip::auth::Algorithm::Sha256]);
    guard.nonce_life = Some(60_000);
    let mut registrar = Registrar::with(vec![guard]);
    for round in 0..3 {
        net.register(id);
        let mut served = Vec::new();
        net.run_for(100_000, &mut |n, me, from, b| {
            served.push(me);
            registrar.serve(n, me, from, b);
        });
        assert_eq!(net.state(id), State::Registered);
        assert_eq!(served, [addr(SECOND); 2], "round {round}: the challenge and what answers it");
    }
}

// ---- the application decides ----

#[test]
fn with_manual_failover_the_client_waits_in_send_failure_and_goes_on_when_told() {
    for (how, reason) in [("timeout", Reason::TransactionTimeout), ("503", Reason::ServiceUnavailable)] {
        let (mut net, id) = net(Failover::Manual);
        if how == "timeout" {
            net.dead = vec![addr(FIRST)];
        }
        net.register(id);
        let mut serve = |n: &mut Net, me: SocketAddr, from: SocketAddr, b: &[u8]| {
            let code = if me == addr(FIRST) { "503 Busy" } else { "200 OK" };
            let a = response(b, code, "");
            n.post(me, from, &a);
        };
        net.run(40_000, &mut serve);
        assert_eq!(states(&net).last(), Some(&(State::SendFailure, reason)), "{how}");
        let left: Vec<SocketAddr> = net.client.client_remaining(id).unwrap().iter().map(|t| t.addr).collect();
        assert_eq!(left, [addr(SECOND), addr(THIRD)]);
        assert_eq!(net.client.client_takes_outbound(id), Err(Error::IllegalAction));
        assert_eq!(net.command(Command::DnsResend { id, outbound: None }), Err(Error::IllegalAction), "DNSContinue first");
        assert_eq!(net.command(Command::Register { id, outbound: None }), Err(Error::IllegalAction));
        net.command(Command::DnsContinue { id }).unwrap();
        let before = net.requests_sent().len();
        net.run(50_000, &mut serve);
        assert_eq!(net.requests_sent().len(), before, "nothing is sent yet");
        net.client.client_takes_outbound(id).unwrap();
        let mut extra = Box::new(rvsip::message::Message::new());
        extra.push_other(b"X-Again", b"yes");
        net.command(Command::DnsResend { id, outbound: Some(extra) }).unwrap();
        net.run(60_000, &mut serve);
        let tail = [(State::Registering, Reason::DnsContinue), (State::Registered, Reason::Successful)];
        assert_eq!(states(&net)[2..], tail);
        let r = net.requests_sent();
        assert_eq!(header(&r[0], "CSeq"), header(r.last().unwrap(), "CSeq"));
        assert_ne!(header(&r[0], "Via"), header(r.last().unwrap(), "Via"));
        assert_eq!(header(r.last().unwrap(), "X-Again"), Some("yes"));
        net.command(Command::TerminateClient { id }).unwrap();
        net.run(100_000, &mut quiet);
        net.assert_empty();
    }
}

#[test]
fn manual_failover_comes_to_its_end_when_no_address_is_left() {
    let (mut net, id) = net(Failover::Manual);
    net.register(id);
    for left in [2, 1, 0] {
        net.run_for(1_000, &mut always("503 Busy", ""));
        assert_eq!(net.state(id), State::SendFailure);
        assert_eq!(net.client.client_remaining(id).unwrap().len(), left);
        let more = net.command(Command::DnsContinue { id });
        assert_eq!(more, if left > 0 { Ok(()) } else { Err(Error::NotFound) });
        if left > 0 {
            net.command(Command::DnsResend { id, outbound: None }).unwrap();
        }
    }
    assert_eq!(net.client.client_remaining(id).unwrap(), []);
    net.command(Command::TerminateClient { id }).unwrap();
    net.run_for(10_000, &mut quiet);
    net.assert_empty();
}

#[test]
fn giving_up_ends_a_first_registration_and_leaves_a_refreshed_one_registered() {
    let (mut net, id) = net(Failover::Manual);
    net.register(id);
    net.run(1_000, &mut always("503 Busy", ""));
    net.command(Command::DnsGiveUp { id }).unwrap();
    net.settle();
    assert_eq!(states(&net).last(), Some(&(State::Terminated, Reason::DnsGiveUp)));
    assert_eq!(net.client.client_state(id), Err(Error::InvalidHandle));
    net.run(10_000, &mut quiet);
    net.assert_empty();

    let (mut net, id) = net_registered();
    net.register(id);
    net.run_for(1_000, &mut always("503 Busy", ""));
    assert_eq!(net.state(id), State::SendFailure);
    net.command(Command::DnsContinue { id }).unwrap();
    net.command(Command::DnsGiveUp { id }).unwrap();
    net.settle();
    assert_eq!(states(&net).last(), Some(&(State::Registered, Reason::DnsGiveUp)));
    assert_eq!(net.command(Command::DnsGiveUp { id }), Err(Error::IllegalAction));
    assert_eq!(net.command(Command::DnsContinue { id }), Err(Error::IllegalAction));
    net.register(id);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.state(id), State::Registered);
}

fn net_registered() -> (Net, ClientId) {
    let (mut net, id) = net(Failover::Manual);
    net.register(id);
    net.run(1_000, &mut ok);
    (net, id)
}

#[test]
fn a_transaction_of_the_application_goes_on_in_a_new_one() {
    let (mut net, _) = net(Failover::Manual);
    let id = net.client.create_transaction(3).unwrap();
    net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:alice@example.com>").unwrap();
    net.client.transaction_set_branch(id, b"z9hG4bKmine").unwrap();
    let uri = b"sip:sip.example.com".to_vec();
    net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri, outbound: None }).unwrap();
    let mut serve = |n: &mut Net, me: SocketAddr, from: SocketAddr, b: &[u8]| {
        let code = if me == addr(FIRST) { "503 Busy" } else { "200 OK" };
        let a = response(b, code, "");
        n.post(me, from, &a);
    };
    net.run(1_000, &mut serve);
    let failure = (id, transaction::State::ClientSendFailure, transaction::Reason::ServiceUnavailable);
    assert_eq!(net.seen.transactions.last(), Some(&failure));
    let now = net.time();
    let next = net.client.transaction_dns_continue(now, id, 4).unwrap();
    assert_ne!(next, id);
    assert!(net.client.transaction_holds_request(next));
    assert_eq!(net.client.transaction_dns_continue(now, id, 4), Err(Error::IllegalAction));
    net.settle();
    assert_eq!(net.seen.transactions.last().unwrap().1, transaction::State::Terminated, "the old one is ended");
    assert_eq!(net.client.transaction_state(id), Err(Error::InvalidHandle));
    net.client.transaction_resend(now, next).unwrap();
    assert!(!net.client.transaction_holds_request(next));
    net.run(2_000, &mut serve);
    let done = (next, transaction::State::ClientFinalReceived, transaction::Reason::Undefined);
    assert_eq!(net.seen.transactions.last(), Some(&done));
    let sent = net.sent_by_us();
    assert_eq!(header(&sent[0], "CSeq"), header(&sent[1], "CSeq"));
    assert_eq!(header(&sent[0], "Call-ID"), header(&sent[1], "Call-ID"));
    assert!(sent[0].contains("branch=z9hG4bKmine") && !sent[1].contains("branch=z9hG4bKmine"));
    net.run(10_000, &mut quiet);
    assert_eq!(net.client.tables().transactions, 0);
    assert_eq!(net.client.tables().branches, 0);
}

#[test]
fn automatic_failover_gives_a_branch_of_its_own_to_each_address_even_where_the_application_chose_one() {
    let (mut net, _) = net(Failover::Automatic);
    let id = net.client.create_transaction(3).unwrap();
    net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:alice@example.com>").unwrap();
    net.client.transaction_set_branch(id, b"z9hG4bKmine").unwrap();
    let uri = b"sip:sip.example.com".to_vec();
    net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri, outbound: None }).unwrap();
    net.run(1_000, &mut always("503 Busy", ""));
    let sent = net.sent_by_us();
    assert_eq!(sent.len(), 3);
    let mut branches: Vec<String> = sent.iter().map(|s| header(s, "Via").unwrap().to_string()).collect();
    branches.sort();
    branches.dedup();
    assert_eq!(branches.len(), 3);
    let last = net.seen.transactions.last().unwrap();
    assert_eq!(last.1, transaction::State::ClientFinalReceived, "the 503 of the last one is an answer");
    net.run(10_000, &mut quiet);
    assert_eq!((net.client.tables().transactions, net.client.tables().branches), (0, 0));
}

// ---- servers of one domain ----

const FOURTH: &str = "192.0.2.14:5060";

/// A client whose registrar has four servers behind SRV records of rising priority.
fn net_of_four(cfg: Config) -> (Net, ClientId) {
    let mut net = Net::new(cfg, 1);
    let hosts = ["one", "two", "three", "four"];
    let srv =
        |(n, host): (usize, &&str)| Srv { priority: n as u16, weight: 1, port: 5060, target: format!("{host}.example.com.") };
    let records = hosts.iter().enumerate().map(srv).collect();
    net.dns.insert(Question::Srv("_sip._udp.example.com".into()), Ok(Records::Srv(records)));
    for (host, server) in hosts.iter().zip([FIRST, SECOND, THIRD, FOURTH]) {
        net.names.insert(format!("{host}.example.com."), vec![addr(server).ip()]);
    }
    let id = net.add_client("alice", Some("<sip:alice@192.0.2.1>"), None);
    net.client.client_set_registrar(id, b"sip:example.com").unwrap();
    (net, id)
}

#[test]
fn with_one_dead_server_of_four_the_registration_comes_about_within_the_time_of_one_target() {
    let (mut net, id) = net_of_four(Config { target_timeout: Some(3_000), ..config() });
    net.dead = vec![addr(FIRST)];
    net.register(id);
    net.run_for(2_999, &mut ok);
    assert_eq!(net.state(id), State::Registering);
    net.run_for(20, &mut ok);
    assert_eq!(net.state(id), State::Registered);
    let asked: Vec<String> = net.questions.iter().map(|q| format!("{q:?}")).collect();
    assert!(!asked.iter().any(|q| q.contains("three")), "servers that are not needed are not looked up: {asked:?}");
}

#[test]
fn the_last_target_has_the_whole_time_of_a_request() {
    let (mut net, id) = net_of_four(Config { target_timeout: Some(3_000), ..config() });
    net.dead = [FIRST, SECOND, THIRD, FOURTH].map(addr).to_vec();
    net.register(id);
    net.run(3 * 3_000 + 31_999, &mut quiet);
    assert_eq!(net.state(id), State::Registering);
    net.run_for(1, &mut quiet);
    assert_eq!(states(&net).last(), Some(&(State::Failed, Reason::TransactionTimeout)));
    // A request with less time of its own has no more for one target.
    let (mut net, id) = net_of_four(Config { target_timeout: Some(3_000), ..config() });
    net.client.client_set_timers(id, Some(Timers { request_timeout: 1_000, ..Timers::default() })).unwrap();
    net.dead = vec![addr(FIRST)];
    net.register(id);
    net.run(1_010, &mut ok);
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn a_target_that_failed_is_left_alone_by_later_requests_for_a_while() {
    let (mut net, id) = net_of_four(config());
    let other = net.add_client("bob", Some("<sip:bob@192.0.2.1>"), None);
    net.client.client_set_registrar(other, b"sip:example.com").unwrap();
    net.dead = vec![addr(FIRST)];
    net.register(id);
    net.run_for(33_000, &mut ok);
    assert_eq!((net.state(id), net.client.targets_down()), (State::Registered, 1));
    let sent = net.requests_sent().len();
    net.register(other);
    net.run_for(100, &mut ok);
    assert_eq!(net.state(other), State::Registered, "the dead one is not waited for");
    assert_eq!(net.requests_sent().len(), sent + 1);
    // After that it is tried again.
    let third = net.add_client("carol", Some("<sip:carol@192.0.2.1>"), None);
    net.client.client_set_registrar(third, b"sip:example.com").unwrap();
    net.dead.clear();
    net.run_for(32_000, &mut ok);
    net.register(third);
    let mut served = Vec::new();
    net.run_for(100, &mut |n, me, from, b| {
        served.push(me);
        ok(n, me, from, b);
    });
    assert_eq!(served, [addr(FIRST)]);
    assert_eq!(net.client.targets_down(), 0, "it answered");
}

#[test]
fn when_all_targets_are_down_they_are_tried_all_the_same() {
    let (mut net, id) = net_of_four(Config { target_timeout: Some(1_000), ..config() });
    net.dead = [FIRST, SECOND, THIRD, FOURTH].map(addr).to_vec();
    net.register(id);
    net.run_for(3_000 + 32_000, &mut quiet);
    assert_eq!(net.state(id), State::Failed);
    net.dead = [FIRST, SECOND, THIRD].map(addr).to_vec();
    net.register(id);
    net.run_for(100, &mut ok);
    assert_eq!(net.state(id), State::Registering, "the first ones had their time and are tried first");
    net.run_for(4_000, &mut ok);
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn retry_after_of_a_503_marks_its_server_for_that_time_and_a_503_without_one_marks_nobody() {
    for (more, down) in [("Retry-After: 120 (busy)\r\n", true), ("Retry-After: 0\r\n", false), ("", false)] {
        let (mut net, id) = net_of_four(config());
        let serve = move |n: &mut Net, me: SocketAddr, from: SocketAddr, b: &[u8]| {
            let a = if me == addr(FIRST) { response(b, "503 Busy", more) } else { response(b, "200 OK", "") };
            n.post(me, from, &a);
        };
        net.register(id);
        net.run_for(1_000, &mut { serve });
        assert_eq!((net.state(id), net.client.targets_down()), (State::Registered, usize::from(down)), "{more}");
        for (wait, asked) in [(0, if down { SECOND } else { FIRST }), (119_000, FIRST)] {
            net.run_for(wait, &mut quiet);
            let fresh = net.add_client("bob", None, None);
            net.client.client_set_registrar(fresh, b"sip:example.com").unwrap();
            net.register(fresh);
            let mut first = None;
            net.run_for(100, &mut |n, me, from, b| {
                first.get_or_insert(me);
                serve(n, me, from, b);
            });
            assert_eq!(first, Some(addr(asked)), "{more} {wait}");
        }
    }
}

#[test]
fn a_retry_after_of_years_counts_for_a_day() {
    let (mut net, id) = net_of_four(config());
    net.register(id);
    net.run_for(100, &mut |n, me, from, b| {
        let a =
            if me == addr(FIRST) { response(b, "503 Busy", "Retry-After: 4294967295\r\n") } else { response(b, "200 OK", "") };
        n.post(me, from, &a);
    });
    net.run_for(86_400_000, &mut quiet);
    let fresh = net.add_client("bob", None, None);
    net.client.client_set_registrar(fresh, b"sip:example.com").unwrap();
    net.register(fresh);
    let mut first = None;
    net.run_for(100, &mut |n, me, from, b| {
        first.get_or_insert(me);
        ok(n, me, from, b);
    });
    assert_eq!(first, Some(addr(FIRST)));
}

#[test]
fn a_server_that_said_trying_and_then_nothing_is_not_followed_by_another() {
    for failover in [Failover::Automatic, Failover::Manual] {
        let (mut net, id) = net_of_four(Config { failover, ..config() });
        net.register(id);
        let mut said = false;
        net.run_for(40_000, &mut |n, me, from, b| {
            if !std::mem::replace(&mut said, true) {
                let a = response(b, "100 Trying", "");
                n.post(me, from, &a);
            }
        });
        let last = states(&net).last().copied();
        assert_eq!(last, Some((State::Failed, Reason::TransactionTimeout)), "RFC 3263 section 4.3");
        assert_eq!(net.client.targets_down(), 0);
    }
}

#[test]
fn a_refresh_goes_to_the_server_that_answered_while_it_answers() {
    let (mut net, id) = net_of_four(Config { target_timeout: Some(1_000), ..config() });
    net.dead = vec![addr(FIRST), addr(SECOND)];
    let mut served = Vec::new();
    let mut serve = |n: &mut Net, me: SocketAddr, from: SocketAddr, b: &[u8]| {
        if !n.dead.contains(&me) {
            served.push(me);
            ok(n, me, from, b);
        }
    };
    net.register(id);
    net.run_for(3_000, &mut serve);
    assert_eq!(net.state(id), State::Registered);
    // Everybody is back, and a day has passed; no question is asked.
    net.dead.clear();
    net.run_for(86_400_000, &mut serve);
    net.questions.clear();
    net.register(id);
    net.run_for(100, &mut serve);
    assert!(net.questions.is_empty(), "{:?}", net.questions);
    // It does not answer any more: the DNS says who else there is.
    net.dead = vec![addr(THIRD)];
    net.register(id);
    net.run_for(1_100, &mut serve);
    assert_eq!(net.state(id), State::Registered);
    assert!(!net.questions.is_empty());
    net.dead.clear();
    net.register(id);
    net.run_for(100, &mut serve);
    // Another registrar has servers of its own.
    net.client.client_set_registrar(id, b"sip:192.0.2.99").unwrap();
    net.register(id);
    net.run_for(100, &mut serve);
    assert_eq!(served, [addr(THIRD), addr(THIRD), addr(FIRST), addr(FIRST), addr("192.0.2.99:5060")]);
}

/// A client that is registered where a name with one address leads.
fn registered_at_the_only_server(config: Config) -> (Net, ClientId) {
    let mut net = Net::new(config, 1);
    net.names.insert("sip.example.com".into(), vec![addr(FIRST).ip()]);
    let id = net.add_client("alice", None, None);
    net.client.client_set_registrar(id, b"sip:sip.example.com").unwrap();
    net.register(id);
    net.run_for(100, &mut ok);
    assert_eq!(net.state(id), State::Registered);
    (net, id)
}

#[test]
fn the_only_server_has_all_the_time_of_a_request_for_a_refresh_too() {
    let (mut net, id) = registered_at_the_only_server(Config { target_timeout: Some(1_000), ..config() });
    net.dead = vec![addr(FIRST)];
    net.register(id);
    net.run_for(20_000, &mut ok);
    assert_eq!(net.state(id), State::Registering);
    net.dead.clear();
    net.run_for(5_000, &mut ok);
    assert_eq!(net.state(id), State::Registered);
    // One that refuses is not asked twice.
    let sent = net.requests_sent().len();
    net.register(id);
    net.run_for(5_000, &mut always("503 Busy", ""));
    assert_eq!((net.state(id), net.requests_sent().len() - sent), (State::Failed, 1));
}

#[test]
fn credentials_go_to_the_server_that_asked_for_them() {
    use support::registrar::{Guard, PASSWORD, Registrar};
    let mut net = Net::new(config(), 1);
    let equal = |host: &str| Srv { priority: 1, weight: 1, port: 5060, target: host.into() };
    let records = [FIRST, SECOND, THIRD, FOURTH].map(|a| equal(&addr(a).ip().to_string()));
    net.dns.insert(Question::Srv("_sip._udp.example.com".into()), Ok(Records::Srv(records.to_vec())));
    net.secret = Some((b"alice".to_vec(), PASSWORD.into()));
    net.on_state = Some(Box::new(|net, id, state, _| {
        if state == State::Unauthenticated {
            net.command(Command::Authenticate { id, outbound: None }).unwrap();
        }
    }));
    // Servers that do not know each other's nonces.
    let mut registrars: std::collections::HashMap<SocketAddr, Registrar> = [FIRST, SECOND, THIRD, FOURTH]
        .iter()
        .map(|a| (addr(a), Registrar::with(vec![Guard::new("r", &[rvsip::auth::Algorithm::Sha256])])))
        .collect();
    for n in 0..20 {
        let id = net.add_client("alice", Some("<sip:alice@192.0.2.1>"), None);
        net.client.client_set_registrar(id, b"sip:example.com").unwrap();
        let before = net.requests_sent().len();
        net.register(id);
        net.run_for(1_000, &mut |n, me, from, b| registrars.get_mut(&me).unwrap().serve(n, me, from, b));
        assert_eq!((net.state(id), net.requests_sent().len() - before), (State::Registered, 2), "client {n}");
    }
}

#[test]
fn over_tcp_a_refused_connection_leads_to_the_next_target_at_once() {
    let (mut net, id) = net_of_four(config());
    let records = net.dns[&Question::Srv("_sip._udp.example.com".into())].clone();
    net.dns.insert(Question::Srv("_sip._tcp.example.com".into()), records);
    net.client.client_set_registrar(id, b"sip:example.com;transport=tcp").unwrap();
    net.refuse = vec![addr(FIRST), addr(SECOND)];
    net.register(id);
    net.run_for(50, &mut ok);
    assert_eq!(net.state(id), State::Registered);
    let opened: Vec<SocketAddr> = net.opened.iter().map(|(_, to)| *to).collect();
    assert_eq!(opened, [addr(FIRST), addr(SECOND), addr(THIRD)]);
    assert_eq!(net.client.targets_down(), 2);
}

#[test]
fn the_reason_of_the_last_target_is_told_when_the_dns_knows_of_no_other() {
    // Two hosts, the second without an address: whether there is another target shows only after the first has failed.
    let (mut net, id) = net_of_four(config());
    net.names.remove("two.example.com.");
    for host in ["two", "three", "four"] {
        net.dns.insert(Question::Addresses(format!("{host}.example.com."), Family::V4), Err(LookupError::NoRecords));
    }
    net.register(id);
    net.run_for(1_000, &mut always("503 Busy", "Retry-After: 9\r\n"));
    assert_eq!(states(&net).last(), Some(&(State::Failed, Reason::ServerFailure)));
    assert!(net.seen.last[&id].find(rvsip::message::Name::RetryAfter, 0).is_some(), "with the response");
    let id = net.client.create_transaction(3).unwrap();
    net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:alice@example.com>").unwrap();
    let uri = b"sip:example.com".to_vec();
    net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri, outbound: None }).unwrap();
    net.run_for(1_000, &mut always("503 Busy", ""));
    let done = (id, transaction::State::ClientFinalReceived, transaction::Reason::Undefined);
    assert_eq!(net.seen.transactions.last(), Some(&done));
    assert_eq!(net.seen.last_of_transaction[&id].status(), 503);
}

// ---- lists in the hands of the application ----

#[test]
fn with_manual_failover_the_list_can_be_read_and_changed() {
    let (mut net, id) = net_of_four(Config { failover: Failover::Manual, ..config() });
    net.register(id);
    net.run_for(1_000, &mut always("503 Busy", ""));
    assert_eq!(net.state(id), State::SendFailure);
    let owner = ListOwner::Client(id);
    let list = net.client.dns_list(owner).unwrap().clone();
    let hosts: Vec<&str> = list.hosts.iter().map(|h| h.name.as_str()).collect();
    assert_eq!(hosts, ["two.example.com.", "three.example.com.", "four.example.com."]);
    assert_eq!(list.used_srv.unwrap().name, "_sip._udp.example.com");
    assert_eq!(list.used_host.unwrap().name, "one.example.com.");
    assert_eq!((list.ips.len(), list.srv.len()), (0, 1), "SRV over TCP has not been asked for");
    // The application takes one out and puts an address in front.
    net.client.dns_list(owner).unwrap().hosts.pop_front();
    let own = IpElement { ip: [192, 0, 2, 77].into(), port: 0, transport: Transport::Udp };
    net.client.dns_list_push_ip(owner, own).unwrap();
    let mut served = Vec::new();
    for _ in 0..2 {
        net.command(Command::DnsContinue { id }).unwrap();
        net.command(Command::DnsResend { id, outbound: None }).unwrap();
        net.run_for(1_000, &mut |n, me, from, b| {
            served.push(me);
            let a = response(b, "503 Busy", "");
            n.post(me, from, &a);
        });
    }
    assert_eq!(served, [addr("192.0.2.77:5060"), addr(THIRD)]);
    // The first one, which failed, may be tried once more.
    let again = IpElement { ip: addr(FIRST).ip(), port: 5060, transport: Transport::Udp };
    net.client.dns_list_push_ip(owner, again).unwrap();
    net.command(Command::DnsContinue { id }).unwrap();
    net.command(Command::DnsResend { id, outbound: None }).unwrap();
    net.run_for(1_000, &mut |n, me, from, b| {
        assert_eq!(me, addr(FIRST));
        ok(n, me, from, b);
    });
    assert_eq!(net.state(id), State::Registered);
    assert_eq!(net.client.dns_list(owner).err(), Some(Error::IllegalAction));
}

#[test]
fn a_registrar_given_by_address_has_an_empty_list_that_can_be_filled() {
    let mut net = Net::new(Config { failover: Failover::Manual, ..config() }, 1);
    let id = net.add_client("alice", Some("<sip:alice@192.0.2.1>"), None);
    net.register(id);
    net.run_for(1_000, &mut always("503 Busy", ""));
    assert_eq!(net.command(Command::DnsContinue { id }), Err(Error::NotFound));
    let own = IpElement { ip: addr(SECOND).ip(), port: 5060, transport: Transport::Udp };
    net.client.dns_list_push_ip(ListOwner::Client(id), own).unwrap();
    net.command(Command::DnsContinue { id }).unwrap();
    net.command(Command::DnsResend { id, outbound: None }).unwrap();
    net.run_for(1_000, &mut ok);
    assert_eq!(net.state(id), State::Registered);
    for _ in 0..200 {
        if net.client.dns_list_push_ip(ListOwner::Client(id), own).is_err() {
            return;
        }
    }
    panic!("a list without a bound");
}

#[test]
fn before_the_first_send_the_list_can_be_changed_where_the_destination_is_told() {
    let (mut net, id) = net_of_four(config());
    net.client.set_interest(Interest { client_final_dest: true, ..Interest::default() });
    net.on_ask = Some(Box::new(|net, token, ask| {
        if let Ask::FinalDest { transaction, .. } = &ask {
            let list = net.client.dns_list(ListOwner::Transaction(*transaction)).unwrap();
            list.hosts.retain(|h| h.name.starts_with("four"));
        }
        Some((token, ask))
    }));
    net.register(id);
    let mut served = Vec::new();
    net.run_for(1_000, &mut |n, me, from, b| {
        served.push(me);
        let a = response(b, "503 Busy", "");
        n.post(me, from, &a);
    });
    assert_eq!(served, [addr(FIRST), addr(FOURTH)]);
}

#[test]
fn a_resolver_of_the_application_looks_up_one_thing_at_a_time() {
    let (mut net, _) = net_of_four(config());
    let naptr = |services: &str| Naptr {
        order: 1,
        preference: 1,
        flags: b"s".to_vec(),
        services: services.as_bytes().to_vec(),
        regexp: Vec::new(),
        replacement: "_sip._udp.example.com".into(),
    };
    net.dns.insert(Question::Naptr("example.com".into()), Ok(Records::Naptr(vec![naptr("SIP+D2U"), naptr("SIPS+D2T")])));
    net.dns.insert(
        Question::Addresses("one.example.com.".into(), Family::Any),
        Ok(Records::Addresses(vec![addr(FIRST).ip(), "2001:db8::1".parse().unwrap()])),
    );
    let id = net.client.create_resolver(9).unwrap();
    let own = ListOwner::Resolver(id);
    let now = net.time();
    net.client.resolve(now, id, Mode::TransportByNaptr, "example.com", own).unwrap();
    assert_eq!(net.client.resolve(now, id, Mode::IpByHost, "x", own), Err(Error::IllegalAction), "one at a time");
    net.settle();
    assert_eq!(net.client.dns_list(own).unwrap().srv.len(), 2, "transports we do not have are told too");
    net.client.resolve(now, id, Mode::HostPortBySrv, "_sip._udp.example.com", own).unwrap();
    net.settle();
    assert_eq!(net.client.dns_list(own).unwrap().hosts.len(), 4);
    net.client.resolve(now, id, Mode::IpByHost, "one.example.com.", own).unwrap();
    net.settle();
    let list = net.client.dns_list(own).unwrap().clone();
    assert_eq!(list.ips[0], IpElement { ip: "2001:db8::1".parse().unwrap(), port: 5060, transport: Transport::Udp });
    assert_eq!((list.ips.len(), list.hosts.len(), list.used_host.unwrap().name.as_str()), (2, 3, "one.example.com."));
    // What is not there is told as an error, and nothing else is changed.
    net.client.resolve(now, id, Mode::HostPortBySrv, "_sip._udp.other.example", own).unwrap();
    net.settle();
    let ends: Vec<bool> = net.seen.resolved.iter().map(|(_, _, error)| *error).collect();
    assert_eq!(ends, [false, false, false, true]);
    assert_eq!(net.client.dns_list(own).unwrap().hosts.len(), 3);
    for bad in ["", "  ", "tel:12"] {
        assert_eq!(net.client.resolve(now, id, Mode::UriByNaptr, bad, own), Err(Error::BadParam), "{bad}");
    }
    // One that ends while it waits is told of nothing.
    net.client.resolve(now, id, Mode::IpByHost, "slow.example", own).unwrap();
    net.settle();
    net.client.terminate_resolver(id).unwrap();
    let (query, _) = net.lookups.pop().unwrap();
    net.client.answered(now, query, Ok(Records::Addresses(vec![addr(FIRST).ip()])));
    net.settle();
    assert_eq!(net.seen.resolved.len(), 4);
    assert_eq!(net.client.terminate_resolver(id), Err(Error::InvalidHandle));
    assert_eq!(net.client.dns_list(own).err(), Some(Error::InvalidHandle));
}

#[test]
fn resolvers_are_bounded() {
    let mut net = Net::new(config(), 1);
    let made = (0..5_000).take_while(|_| net.client.create_resolver(0).is_ok()).count();
    assert_eq!(made, 1_024);
}

// ---- refused datagrams ----

#[test]
fn a_refused_request_goes_to_the_next_target_at_once_if_the_refusal_shows_its_branch() {
    let (mut net, id) = net_of_four(config());
    net.register(id);
    net.settle();
    let request = net.requests_sent().pop().unwrap();
    let now = net.time();
    let whole = request.as_bytes();
    let cut = &whole[..request.find("branch=").unwrap() + 20];
    let forged = request.replace("z9hG4bK", "z9hG4bKx");
    // From elsewhere, cut off, with another branch, and nonsense.
    net.client.refused(now, addr(SECOND), whole, "connection refused");
    net.client.refused(now, addr(FIRST), cut, "connection refused");
    net.client.refused(now, addr(FIRST), forged.as_bytes(), "connection refused");
    net.client.refused(now, addr(FIRST), b"", "connection refused");
    net.client.refused(now, addr(FIRST), &[0xff; 1024], "connection refused");
    net.client.refused(now, addr(FIRST), b";branch=\r\n", "connection refused");
    net.settle();
    assert_eq!(net.requests_sent().len(), 1);
    // As much of it as a router quotes.
    net.client.refused(now, addr(FIRST), &whole[..200.min(whole.len())], "connection refused");
    net.settle();
    assert_eq!(net.requests_sent().len(), 2);
    assert_eq!(net.client.targets_down(), 1);
    net.run_for(100, &mut ok);
    assert_eq!(net.state(id), State::Registered);
    // One that is answered already hears nothing.
    let last = net.requests_sent().pop().unwrap();
    let now = net.time();
    net.client.refused(now, addr(SECOND), last.as_bytes(), "connection refused");
    net.settle();
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn a_timeout_of_the_only_server_is_final_for_a_refresh_too() {
    let (mut net, id) = registered_at_the_only_server(config());
    net.dead = vec![addr(FIRST)];
    let sent = net.requests_sent().len();
    net.register(id);
    net.run_for(32_000, &mut quiet);
    assert_eq!(states(&net).last(), Some(&(State::Failed, Reason::TransactionTimeout)), "RFC 3261 section 10.2.7");
    assert_eq!(net.requests_sent().len() - sent, 11, "timer E and F once");
    net.run_for(100_000, &mut quiet);
    assert_eq!(net.requests_sent().len() - sent, 11);
}

#[test]
fn a_forwarded_request_that_goes_on_at_the_next_address_gets_its_answer() {
    let (mut net, _) = net(Failover::Manual);
    let id = net.client.create_transaction(3).unwrap();
    let msg = parse(request("OPTIONS", "theirs", 1, "").replace("sip:bob@192.0.2.1", "sip:sip.example.com").as_bytes());
    net.command(Command::RequestMessage { id, msg: Box::new(msg) }).unwrap();
    net.run_for(100, &mut always("503 Busy", ""));
    assert_eq!(net.client.transaction_state(id), Ok(transaction::State::ClientSendFailure));
    let now = net.time();
    let next = net.client.transaction_dns_continue(now, id, 4).unwrap();
    net.client.transaction_resend(now, next).unwrap();
    net.run_for(100, &mut ok);
    assert_eq!(net.sent_by_us().last().unwrap().matches("Via:").count(), 2, "the one of who forwards and theirs");
    let done = (next, transaction::State::ClientFinalReceived, transaction::Reason::Undefined);
    assert_eq!(net.seen.transactions.last(), Some(&done));
    assert_eq!(net.client.counters().stray_responses, 0);
}

#[test]
fn what_ends_a_request_on_our_side_marks_no_server_as_down() {
    let fresh = || net(Failover::Automatic);
    // The local address goes away.
    let (mut net, id) = fresh();
    net.register(id);
    net.settle();
    let (now, first) = (net.time(), net.client.local_id(0).unwrap());
    net.client.remove_local(now, first).unwrap();
    net.settle();
    assert_eq!(net.client.targets_down(), 0, "remove_local");
    // The application ends the connection, before and while it is shown the message.
    for shown in [false, true] {
        let mut net = Net::new(config(), 1);
        net.client.set_interest(Interest { client_final_dest: shown, ..Interest::default() });
        let id = net.add_client("alice", None, None);
        net.client.client_set_persistent(id, true).unwrap();
        net.client.client_set_registrar(id, b"sip:192.0.2.2;transport=tcp").unwrap();
        let conn = net.client.create_connection(1, 0).unwrap();
        let setup = ConnSetup { peer: Target::plain(Transport::Tcp, addr(REGISTRAR)), from: None };
        net.command(Command::InitConnection { id: conn, setup }).unwrap();
        net.command(Command::Connect { id: conn }).unwrap();
        net.settle();
        net.register(id);
        net.settle();
        net.command(Command::TerminateConnection { id: conn }).unwrap();
        net.settle();
        assert_eq!(states(&net).last(), Some(&(State::Failed, Reason::NetworkError)));
        assert_eq!(net.client.targets_down(), 0, "ConnectionTerminate");
    }
    // The application refuses the message.
    let (mut net, id) = fresh();
    net.client.set_interest(Interest { client_final_dest: true, ..Interest::default() });
    net.on_ask = Some(Box::new(|net, token, ask| {
        let Ask::FinalDest { msg, .. } = ask else { return Some((token, ask)) };
        let now = net.time();
        net.client.answer(now, token, Answer::Refuse(msg));
        None
    }));
    net.register(id);
    net.settle();
    assert_eq!(states(&net).last(), Some(&(State::Failed, Reason::NetworkError)));
    assert_eq!(net.client.targets_down(), 0, "FinalDest");
    // A server that refuses the connection is at fault.
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", None, None);
    net.client.client_set_registrar(id, b"sip:192.0.2.2;transport=tcp").unwrap();
    net.refuse = vec![addr(REGISTRAR)];
    net.register(id);
    net.settle();
    assert_eq!(net.client.targets_down(), 1);
}
