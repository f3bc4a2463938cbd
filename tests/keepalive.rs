//! Keepalives on the connections of register-clients (RFC 5626 sections 3.5.1 and 4.4.1).

mod support;

use rvsip::endpoint::regclient::State;
use rvsip::endpoint::*;
use std::net::SocketAddr;
use support::*;

fn quiet(_: &mut Net, _: SocketAddr, _: SocketAddr, _: &[u8]) {}

/// A registered client on a connection it keeps; `more` are header lines of the response.
fn registered(config: Config, more: &'static str) -> (Net, ClientId, ConnId) {
    let mut net = Net::new(Config { persistency: Persistency::TransactionUser, ..config }, 1);
    let id = net.add_client("alice", Some("<sip:alice@192.0.2.1;transport=tcp>"), None);
    net.client.client_set_registrar(id, b"sip:192.0.2.2;transport=tcp").unwrap();
    net.register(id);
    net.run_for(1_000, &mut |net, me, from, bytes| {
        let answer = response(bytes, "200 OK", more);
        net.post(me, from, &answer);
    });
    assert_eq!(net.state(id), State::Registered);
    let conn = net.client.client_connection(id).unwrap().unwrap();
    net.command(Command::AttachOwner { id: conn, owner: 5, hooks: 0 }).unwrap();
    (net, id, conn)
}

/// Runs for so long and answers every ping after `delay`.
fn answering(net: &mut Net, ms: u64, delay: u64) {
    let end = net.now + ms;
    let mut answered = net.pings.len();
    while net.now < end {
        net.run_for(100, &mut quiet);
        while answered < net.pings.len() && net.now >= net.pings[answered].0 + delay {
            let conn = net.pings[answered].1;
            let now = net.time();
            net.client.pong(now, conn);
            answered += 1;
        }
    }
}

fn gaps(net: &Net) -> Vec<u64> {
    net.pings.windows(2).map(|w| w[1].0 - w[0].0).collect()
}

#[test]
fn a_ping_goes_out_every_95_to_120_seconds_at_random() {
    let (mut net, _, _) = registered(config(), "");
    answering(&mut net, 3_600_000, 50);
    let gaps = gaps(&net);
    assert!(gaps.len() >= 29, "{gaps:?}");
    assert!(gaps.iter().all(|g| (95_000..=120_000).contains(g)), "{gaps:?}");
    assert!(
        gaps.iter().any(|g| *g < 105_000) && gaps.iter().any(|g| *g > 110_000),
        "the number is another each time: {gaps:?}"
    );
    assert!(net.closed.is_empty());
}

#[test]
fn a_pong_that_stays_away_ends_a_flow_that_was_alive_and_its_owners_hear_of_it() {
    let (mut net, id, conn) = registered(config(), "");
    answering(&mut net, 130_000, 9_000);
    assert_eq!(net.pings.len(), 1);
    assert!(net.closed.is_empty());
    net.run_for(120_000, &mut quiet);
    assert_eq!(net.pings.len(), 2);
    let dead_at = net.pings[1].0 + 10_000;
    assert_eq!(net.closed, [conn]);
    assert_eq!(net.seen.broken, [(conn, 5)]);
    let told: Vec<(ConnState, ConnReason)> = net.seen.connections.iter().map(|c| (c.2, c.3)).collect();
    assert_eq!(told, [(ConnState::Closed, ConnReason::Error), (ConnState::Terminated, ConnReason::Error)]);
    assert!(net.log.iter().any(|l| l.contains("no pong within 10 s")), "{:?}", net.log);
    assert!(dead_at < net.now);
    // The client is registered as before and opens another flow with its next request.
    assert_eq!((net.state(id), net.client.client_connection(id)), (State::Registered, Ok(None)));
    net.register(id);
    net.run_for(1_000, &mut always("200 OK", ""));
    assert_eq!((net.state(id), net.opened.len()), (State::Registered, 2));
    net.command(Command::TerminateClient { id }).unwrap();
    net.settle();
    net.assert_empty();
}

#[test]
fn a_pong_in_time_is_exactly_one_within_ten_seconds() {
    for (delay, dies) in [(9_900, false), (10_100, true)] {
        let (mut net, _, _) = registered(Config { pong_expected: true, ..config() }, "");
        answering(&mut net, 130_000, delay);
        assert_eq!(!net.closed.is_empty(), dies, "{delay}");
    }
}

#[test]
fn a_peer_that_never_answered_and_promised_nothing_is_not_taken_for_dead() {
    let (mut net, _, _) = registered(config(), "");
    net.run_for(3_600_000, &mut quiet);
    assert!(net.closed.is_empty(), "RFC 5626 section 4.4: it cannot be expected to answer");
    assert!(net.pings.len() >= 29, "the way is kept open all the same");
    assert!(gaps(&net).iter().all(|g| (95_000..=120_000).contains(g)), "{:?}", gaps(&net));
}

#[test]
fn a_registrar_that_announces_outbound_or_a_flow_timer_has_to_answer() {
    for more in ["Require: outbound\r\n", "Flow-Timer: 120\r\n", "Require: path, Outbound\r\n"] {
        let (mut net, _, conn) = registered(config(), more);
        net.run_for(131_000, &mut quiet);
        assert_eq!(net.closed, [conn], "{more}");
    }
}

#[test]
fn the_flow_timer_of_the_registrar_sets_the_pace_within_reason() {
    for (more, range) in [
        ("Flow-Timer: 60\r\n", 48_000..=60_000),
        ("Flow-Timer: 1\r\n", 4_000..=5_000),
        ("Flow-Timer: 4294967295\r\n", 69_120_000..=86_400_000),
        ("Flow-Timer: 0\r\n", 95_000..=120_000),
        ("Flow-Timer: soon\r\n", 95_000..=120_000),
    ] {
        let (mut net, _, _) = registered(config(), more);
        let (wait, step) = if *range.end() > 1_000_000 { (260_000_000, 5_000_000) } else { (1_000_000, 500) };
        let end = net.now + wait;
        let mut answered = 0;
        while net.now < end {
            let due = net.client.next_timeout().map_or(end, |t| t.0).min(net.now + step);
            net.run(due, &mut quiet);
            while answered < net.pings.len() {
                let (now, conn) = (net.time(), net.pings[answered].1);
                net.client.pong(now, conn);
                answered += 1;
            }
        }
        let gaps = gaps(&net);
        assert!(gaps.len() >= 2 && gaps.iter().all(|g| range.contains(g)), "{more} {gaps:?}");
    }
}

#[test]
fn connections_that_no_register_client_keeps_are_not_pinged() {
    // An owner of the application alone.
    let mut net = Net::new(config(), 1);
    let id = net.client.create_connection(1, 0).unwrap();
    let setup = ConnSetup { peer: Target::plain(Transport::Tcp, addr(REGISTRAR)), from: None };
    net.command(Command::InitConnection { id, setup }).unwrap();
    net.command(Command::Connect { id }).unwrap();
    net.run_for(1_000_000, &mut quiet);
    // One that was opened by the peer.
    net.connect_in(addr("192.0.2.7:4444")).unwrap();
    net.run_for(1_000_000, &mut quiet);
    assert!(net.pings.is_empty());
    // None at all when switched off, and none after the client has gone.
    let (mut net, _, _) = registered(Config { keepalive: 0, ..config() }, "");
    net.run_for(1_000_000, &mut quiet);
    assert!(net.pings.is_empty());
    let (mut net, id, conn) = registered(config(), "");
    net.command(Command::TerminateClient { id }).unwrap();
    net.run_for(1_000_000, &mut quiet);
    assert!(net.pings.is_empty() && net.client.connection(conn).is_some());
    assert_eq!(net.client.timers_running(), 0);
}

#[test]
fn a_pong_nobody_asked_for_changes_nothing() {
    let (mut net, _, conn) = registered(config(), "");
    let before = net.client.next_timeout();
    for _ in 0..3 {
        let now = net.time();
        net.client.pong(now, conn);
    }
    assert_eq!(net.client.next_timeout(), before);
    net.run_for(140_000, &mut quiet);
    assert!(net.closed.is_empty(), "an unasked pong is no proof that pings are answered");
}

#[test]
fn a_pong_has_ten_seconds_even_where_pings_are_closer_together() {
    let (mut net, _, _) = registered(config(), "Flow-Timer: 5\r\n");
    answering(&mut net, 60_000, 9_000);
    assert!(net.closed.is_empty() && net.pings.len() >= 10, "{:?}", net.pings);
    assert!(gaps(&net).iter().all(|g| (4_000..=5_000).contains(g)), "{:?}", gaps(&net));
    let (mut net, _, conn) = registered(config(), "Flow-Timer: 5\r\n");
    net.run_for(5_000, &mut quiet);
    let end = net.pings[0].0 + 10_000;
    net.run(end - 1, &mut quiet);
    assert!(net.closed.is_empty() && net.pings.len() >= 2, "the next ping gives no more time and no less");
    net.run(end, &mut quiet);
    assert_eq!(net.closed, [conn]);
}
