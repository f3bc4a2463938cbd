//! Streams: connections opened, shared, kept, lost; requests over TCP.

mod support;

use rvsip::endpoint::regclient::{Reason, State};
use rvsip::endpoint::transaction;
use rvsip::endpoint::*;
use rvsip::message::{Message, Problem};
use std::net::SocketAddr;
use support::*;

const OVER_TCP: &[u8] = b"sip:192.0.2.2;transport=tcp";

fn net_with(persistency: Persistency) -> (Net, ClientId) {
    let mut net = Net::new(Config { persistency, ..config() }, 1);
    let id = client(&mut net, "alice");
    (net, id)
}

fn client(net: &mut Net, user: &str) -> ClientId {
    let id = net.add_client(user, Some("<sip:alice@192.0.2.1;transport=tcp>"), None);
    net.client.client_set_registrar(id, OVER_TCP).unwrap();
    id
}

fn ok(net: &mut Net, me: SocketAddr, from: SocketAddr, bytes: &[u8]) {
    let a = response(bytes, "200 OK", "");
    net.post(me, from, &a);
}

fn quiet(_: &mut Net, _: SocketAddr, _: SocketAddr, _: &[u8]) {}

fn last(net: &Net) -> (State, Reason) {
    net.seen.states.last().map(|(_, s, r)| (*s, *r)).unwrap()
}

/// A request that came over a stream.
fn over_tcp(method: &str, branch: &str, cseq: u32) -> String {
    request(method, branch, cseq, "").replace("/UDP", "/TCP")
}

#[test]
fn a_request_over_tcp_is_sent_once_and_fails_after_timer_f() {
    let (mut net, id) = net_with(Persistency::None);
    net.register(id);
    net.run(31_999, &mut quiet);
    assert_eq!(net.requests_sent().len(), 1, "a stream loses nothing");
    assert_eq!(net.state(id), State::Registering);
    let r = net.requests_sent().remove(0);
    assert!(r.starts_with("REGISTER sip:192.0.2.2;transport=tcp SIP/2.0\r\n"), "{r}");
    let via = header(&r, "Via").unwrap();
    assert!(via.starts_with("SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bK") && !via.contains("rport"), "{via}");
    net.run(32_000, &mut quiet);
    assert_eq!(last(&net), (State::Failed, Reason::TransactionTimeout));
    assert_eq!(net.closed, [net.opened[0].0], "its connection is closed");
    net.command(Command::TerminateClient { id }).unwrap();
    net.settle();
    net.assert_empty();
}

#[test]
fn without_persistency_every_request_has_a_connection_of_its_own() {
    let (mut net, id) = net_with(Persistency::None);
    let other = client(&mut net, "bob");
    net.register(id);
    net.register(other);
    net.run_for(1_000, &mut ok);
    net.register(id);
    net.run_for(1_000, &mut ok);
    assert_eq!((net.state(id), net.state(other)), (State::Registered, State::Registered));
    assert_eq!((net.opened.len(), net.closed.len()), (3, 3));
    assert_eq!(net.client.client_connection(id), Ok(None));
    assert_eq!(net.client.tables().transactions, 0, "timer K is 0 over a stream");
    assert_eq!(net.client.tables().timers, 0);
}

#[test]
fn with_level_transaction_requests_under_way_share_a_connection_that_closes_after_the_last() {
    let (mut net, id) = net_with(Persistency::Transaction);
    let other = client(&mut net, "bob");
    net.register(id);
    net.register(other);
    net.settle();
    assert_eq!(net.opened.len(), 1);
    assert_eq!(net.client.connection(net.opened[0].0).unwrap().owners, 2);
    let mut held = Vec::new();
    net.run_for(100, &mut |_, me, from, b| held.push((me, from, response(b, "200 OK", ""))));
    let (me, from, first) = held.remove(0);
    net.post(me, from, &first);
    net.run_for(100, &mut quiet);
    assert!(net.closed.is_empty(), "one still waits");
    let (me, from, second) = held.remove(0);
    net.post(me, from, &second);
    net.run_for(100, &mut quiet);
    assert_eq!(net.closed.len(), 1);
    net.register(id);
    net.run_for(100, &mut ok);
    assert_eq!(net.opened.len(), 2);
    assert_eq!(net.client.tables().shared_connections, 0);
}

#[test]
fn with_level_transaction_user_a_client_keeps_its_connection_between_requests() {
    let (mut net, id) = net_with(Persistency::TransactionUser);
    let other = client(&mut net, "bob");
    for _ in 0..3 {
        for c in [id, other] {
            net.register(c);
            net.run_for(10_000, &mut ok);
        }
    }
    assert_eq!((net.opened.len(), net.closed.len()), (1, 0));
    let conn = net.opened[0].0;
    assert_eq!(net.client.client_connection(id), Ok(Some(conn)));
    assert_eq!(net.client.connection(conn).unwrap().owners, 2);
    net.command(Command::TerminateClient { id }).unwrap();
    net.settle();
    assert!(net.closed.is_empty());
    net.command(Command::TerminateClient { id: other }).unwrap();
    net.settle();
    assert_eq!(net.closed, [conn]);
    net.assert_empty();
}

#[test]
fn one_client_may_differ_from_the_configured_level() {
    let (mut net, id) = net_with(Persistency::None);
    assert_eq!(net.client.client_persistent(id), Ok(false));
    assert_eq!(net.client.client_set_connection(id, None), Err(Error::IllegalAction));
    net.client.client_set_persistent(id, true).unwrap();
    for _ in 0..2 {
        net.register(id);
        net.run_for(1_000, &mut ok);
    }
    assert_eq!(net.opened.len(), 1);
    net.client.client_set_persistent(id, false).unwrap();
    net.settle();
    assert_eq!(net.closed.len(), 1);
    net.register(id);
    net.run_for(1_000, &mut ok);
    assert_eq!((net.opened.len(), net.closed.len()), (2, 2));
}

#[test]
fn a_connection_kept_is_let_go_when_the_registrar_moves() {
    let (mut net, id) = net_with(Persistency::TransactionUser);
    net.register(id);
    net.run_for(1_000, &mut ok);
    net.client.client_set_registrar(id, b"sip:192.0.2.9;transport=tcp").unwrap();
    net.register(id);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.opened.iter().map(|o| o.1).collect::<Vec<_>>(), [addr("192.0.2.2:5060"), addr("192.0.2.9:5060")]);
    assert_eq!(net.closed, [net.opened[0].0]);
    assert_eq!(net.client.client_connection(id), Ok(Some(net.opened[1].0)));
}

#[test]
fn a_connection_may_be_offered_and_is_used_if_it_leads_there() {
    let (mut net, id) = net_with(Persistency::TransactionUser);
    net.register(id);
    net.run_for(1_000, &mut ok);
    let conn = net.opened[0].0;
    let other = client(&mut net, "bob");
    net.client.client_set_connection(other, Some(conn)).unwrap();
    assert_eq!(net.client.connection(conn).unwrap().owners, 2);
    net.client.client_set_registrar(other, b"sip:192.0.2.9;transport=tcp").unwrap();
    net.register(other);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.opened.len(), 2, "it does not fit: another is used");
    assert_eq!(net.client.connection(conn).unwrap().owners, 1, "and this one let go of");
    let gone = ConnId(Id { index: 77, generation: 0 });
    assert_eq!(net.client.client_set_connection(other, Some(gone)), Err(Error::InvalidHandle));
}

#[test]
fn a_kept_connection_that_is_lost_while_idle_is_replaced_without_a_word() {
    let (mut net, id) = net_with(Persistency::TransactionUser);
    net.register(id);
    net.run_for(1_000, &mut ok);
    net.hang_up(net.opened[0].0);
    net.settle();
    assert_eq!(net.state(id), State::Registered);
    assert_eq!(net.client.client_connection(id), Ok(None));
    net.register(id);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.state(id), State::Registered);
    assert_eq!(net.opened.len(), 2);
}

#[test]
fn a_connection_lost_while_a_request_is_out_is_a_network_error() {
    for persistency in [Persistency::None, Persistency::Transaction, Persistency::TransactionUser] {
        let (mut net, id) = net_with(persistency);
        net.register(id);
        net.run_for(1_000, &mut quiet);
        net.hang_up(net.opened[0].0);
        net.settle();
        assert_eq!(last(&net), (State::Failed, Reason::NetworkError));
        assert!(net.log.iter().any(|l| l.contains("192.0.2.2:5060") && l.contains("closed by peer")), "{:?}", net.log);
        net.register(id);
        net.run_for(1_000, &mut ok);
        assert_eq!(net.state(id), State::Registered);
        net.command(Command::TerminateClient { id }).unwrap();
        net.settle();
        net.assert_empty();
    }
}

#[test]
fn a_server_that_answers_and_closes_at_once_has_answered() {
    for looked_at in [false, true] {
        let (mut net, id) = net_with(Persistency::TransactionUser);
        net.client.set_interest(Interest { client_msg_received: looked_at, ..Interest::default() });
        net.register(id);
        let mut request = Vec::new();
        net.run_for(100, &mut |_, _, _, b| request = b.to_vec());
        let (now, conn) = (net.time(), net.opened[0].0);
        net.client.receive(now, Flow::Conn(conn), &response(&request, "200 OK", ""));
        net.hang_up(conn);
        net.settle();
        assert_eq!(last(&net), (State::Registered, Reason::Successful));
        assert_eq!(net.client.client_connection(id), Ok(None));
        net.register(id);
        net.run_for(1_000, &mut ok);
        assert_eq!(net.state(id), State::Registered);
    }
}

#[test]
fn what_follows_the_final_response_in_the_same_read_does_not_keep_the_connection_open() {
    for connection_capacity in [0, 50] {
        let mut net = Net::new(Config { connection_capacity, persistency: Persistency::Transaction, ..config() }, 1);
        let id = client(&mut net, "alice");
        net.client.set_interest(Interest { msg_received: true, ..Interest::default() });
        net.register(id);
        net.settle();
        let conn = net.opened[0].0;
        let answer = response(net.requests_sent()[0].as_bytes(), "200 OK", "");
        let now = net.time();
        net.client.receive(now, Flow::Conn(conn), &answer);
        net.client.receive(now, Flow::Conn(conn), &answer);
        net.run_for(1_000, &mut quiet);
        assert_eq!(net.state(id), State::Registered);
        if connection_capacity == 0 {
            assert_eq!(net.closed, [conn], "nobody uses it");
        } else {
            assert!(net.closed.is_empty(), "there is room to keep it");
            // Shown a message of it again and again, it stands in the line of unused ones once only.
            net.client.receive(now, Flow::Conn(conn), &answer);
            net.run_for(1_000, &mut quiet);
            net.register(id);
            net.settle();
            assert_eq!((net.opened.len(), net.client.tables().connections), (1, 1), "it is taken again");
            net.run_for(1_000, &mut ok);
            net.command(Command::TerminateConnection { id: conn }).unwrap();
        }
        net.command(Command::TerminateClient { id }).unwrap();
        net.settle();
        net.assert_empty();
    }
}

#[test]
fn a_refused_connection_fails_the_request_or_leads_to_the_next_address() {
    let (mut net, id) = net_with(Persistency::Transaction);
    net.refuse = vec![addr(REGISTRAR)];
    net.register(id);
    net.settle();
    assert_eq!(last(&net), (State::Failed, Reason::NetworkError));
    net.names.insert("two.example.com".into(), vec![addr(REGISTRAR).ip(), addr("192.0.2.9:5060").ip()]);
    net.client.client_set_registrar(id, b"sip:two.example.com;transport=tcp").unwrap();
    net.register(id);
    net.run_for(1_000, &mut ok);
    assert_eq!(last(&net), (State::Registered, Reason::Successful));
}

#[test]
fn a_connection_refused_while_the_application_looks_at_the_message_leads_to_the_next_address_too() {
    let (mut net, id) = net_with(Persistency::None);
    net.client.set_interest(Interest { client_final_dest: true, ..Interest::default() });
    net.refuse = vec![addr(REGISTRAR)];
    net.names.insert("two.example.com".into(), vec![addr(REGISTRAR).ip(), addr("192.0.2.9:5060").ip()]);
    net.client.client_set_registrar(id, b"sip:two.example.com;transport=tcp").unwrap();
    net.register(id);
    net.run_for(1_000, &mut ok);
    assert_eq!(last(&net), (State::Registered, Reason::Successful));
    assert_eq!(net.seen.asked, ["FinalDest", "FinalDest"]);
}

#[test]
fn the_limit_of_connections_holds_both_ways() {
    let mut net = Net::new(Config { max_connections: 2, ..config() }, 1);
    let clients: Vec<ClientId> = (0..3).map(|n| client(&mut net, &format!("u{n}"))).collect();
    for id in &clients {
        net.register(*id);
    }
    net.settle();
    assert_eq!(net.state(clients[2]), State::Failed);
    assert_eq!(last(&net), (State::Failed, Reason::NetworkError));
    assert_eq!(net.connect_in(addr("192.0.2.7:4444")), None);
    net.settle();
    assert!(net.log.iter().any(|l| l.contains("maxConnections")));
    assert_eq!(net.client.counters().refused, 2);
    net.run_for(1_000, &mut ok);
    assert_eq!((net.state(clients[0]), net.state(clients[1])), (State::Registered, State::Registered));
    assert!(net.connect_in(addr("192.0.2.7:4444")).is_some());
    net.register(clients[2]);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.state(clients[2]), State::Registered);
}

#[test]
fn a_request_too_large_for_a_datagram_goes_over_tcp_and_over_udp_where_that_is_refused() {
    let large = |net: &mut Net, id| {
        let mut m = Box::new(Message::new());
        m.push_other(b"X-Large", "x".repeat(1_200).as_bytes());
        net.command(Command::Register { id, outbound: Some(m) }).unwrap();
    };
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", None, None);
    large(&mut net, id);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.state(id), State::Registered);
    assert_eq!(net.opened.len(), 1);
    assert!(header(&net.requests_sent()[0], "Via").unwrap().starts_with("SIP/2.0/TCP "));
    net.refuse = vec![addr(REGISTRAR)];
    large(&mut net, id);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.state(id), State::Registered);
    assert!(header(&net.requests_sent()[1], "Via").unwrap().starts_with("SIP/2.0/UDP "), "RFC 3261 section 18.1.1");
    // A small one, one whose URI names UDP, and one without TCP stay where they are.
    net.register(id);
    net.run_for(1_000, &mut ok);
    net.client.client_set_registrar(id, b"sip:192.0.2.2;transport=udp").unwrap();
    large(&mut net, id);
    net.run_for(1_000, &mut ok);
    let mut alone = Net::new(Config { tcp: false, ..config() }, 1);
    let only = alone.add_client("alice", None, None);
    large(&mut alone, only);
    alone.run_for(1_000, &mut ok);
    assert_eq!((net.opened.len(), alone.opened.len()), (2, 0));
    assert_eq!((net.state(id), alone.state(only)), (State::Registered, State::Registered));
}

// ---- the side of the server ----

fn server(timeout: Option<u32>) -> (Net, ConnId) {
    let mut net = Net::new(Config { server_connection_timeout: timeout, ..config() }, 1);
    net.client.set_interest(Interest { transaction_created: true, ..Interest::default() });
    let conn = net.connect_in(addr("192.0.2.7:4444")).unwrap();
    (net, conn)
}

fn give(net: &mut Net, conn: ConnId, text: &str) {
    let now = net.time();
    net.client.receive(now, Flow::Conn(conn), text.as_bytes());
    net.settle();
}

fn respond(net: &mut Net, nth: usize, code: u16) {
    let id = net.seen.transactions.iter().filter(|t| t.1 == transaction::State::ServerRequestReceived).nth(nth).unwrap().0;
    net.command(Command::Respond { id, code, reason: Vec::new(), outbound: None }).unwrap();
    net.settle();
}

#[test]
fn an_accepted_connection_carries_the_answer_and_is_closed_when_it_has_been_idle_long_enough() {
    let (mut net, conn) = server(Some(10_000));
    give(&mut net, conn, &over_tcp("OPTIONS", "a", 1));
    give(&mut net, conn, &over_tcp("OPTIONS", "b", 2));
    net.run_for(2_000, &mut quiet);
    respond(&mut net, 0, 200);
    net.run_for(15_000, &mut quiet);
    assert!(net.closed.is_empty(), "one is not answered yet");
    respond(&mut net, 1, 200);
    net.run_for(9_999, &mut quiet);
    assert!(net.closed.is_empty());
    net.run_for(1, &mut quiet);
    assert_eq!(net.closed, [conn]);
    net.assert_empty();
    // What still arrives from it finds nobody.
    give(&mut net, conn, &over_tcp("OPTIONS", "c", 3));
    assert_eq!(net.client.tables(), Tables::default());
}

#[test]
fn what_is_refused_without_a_transaction_leaves_the_connection_idle_too() {
    let (mut net, conn) = server(Some(10_000));
    give(&mut net, conn, &over_tcp("CANCEL", "a", 1));
    give(&mut net, conn, &over_tcp("OPTIONS", "b", 1).replace("Call-ID", "X"));
    assert_eq!(net.sent_by_us().len(), 2);
    net.run_for(10_000, &mut quiet);
    assert_eq!(net.closed, [conn]);
    let (mut net, conn) = server(None);
    give(&mut net, conn, &over_tcp("CANCEL", "a", 1));
    net.run_for(100_000_000, &mut quiet);
    assert!(net.closed.is_empty(), "no time-out, no end");
}

#[test]
fn an_answer_whose_connection_is_gone_goes_over_a_new_one_to_the_port_of_the_sent_by() {
    let (mut net, conn) = server(None);
    give(&mut net, conn, &over_tcp("OPTIONS", "a", 1));
    net.hang_up(conn);
    respond(&mut net, 0, 200);
    assert_eq!(net.opened.iter().map(|o| o.1).collect::<Vec<_>>(), [addr("192.0.2.7:5060")]);
    assert!(net.sent_by_us()[0].starts_with("SIP/2.0 200 OK"));
    assert!(net.closed.is_empty(), "it may still be opening");
    net.run_for(32_000, &mut quiet);
    assert_eq!(net.closed.len(), 1);
    net.assert_empty();
    // Nobody listens there: the answer is lost and nothing stays.
    let (mut net, conn) = server(None);
    net.refuse = vec![addr("192.0.2.7:5060")];
    give(&mut net, conn, &over_tcp("OPTIONS", "a", 1));
    net.hang_up(conn);
    respond(&mut net, 0, 200);
    net.run_for(40_000, &mut quiet);
    net.assert_empty();
}

#[test]
fn an_answer_to_a_copy_of_a_request_takes_the_stream_of_its_peer_or_a_new_one() {
    let reject = |net: &mut Net, text: &str| {
        let now = net.time();
        let id = net.client.create_server_transaction(now, 7, Box::new(parse(text.as_bytes()))).unwrap();
        net.command(Command::Respond { id, code: 403, reason: Vec::new(), outbound: None }).unwrap();
        net.settle();
    };
    let (mut net, conn) = server(None);
    let came = over_tcp("OPTIONS", "a", 1);
    reject(&mut net, &came.replace(";branch", ";received=192.0.2.7;rport=4444;branch"));
    assert!(net.opened.is_empty() && net.closed.is_empty());
    assert!(net.sent_by_us()[0].starts_with("SIP/2.0 403 Forbidden"));
    net.hang_up(conn);
    reject(&mut net, &came.replace("z9hG4bKa", "z9hG4bKb"));
    assert_eq!(net.opened.iter().map(|o| o.1).collect::<Vec<_>>(), [addr("192.0.2.2:5060")]);
    assert!(net.sent_by_us()[1].starts_with("SIP/2.0 403 Forbidden"));
    assert!(net.closed.is_empty(), "it may still be opening");
    net.run_for(32_000, &mut quiet);
    assert_eq!(net.closed.len(), 1);
    net.assert_empty();
}

#[test]
fn requests_of_both_sides_share_an_accepted_connection_that_was_offered() {
    let (mut net, conn) = server(Some(5_000));
    give(&mut net, conn, &over_tcp("OPTIONS", "a", 1));
    respond(&mut net, 0, 200);
    let id = net.client.create_transaction(0).unwrap();
    net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:alice@example.com>").unwrap();
    assert_eq!(net.client.transaction_offer_connection(id, conn), Err(Error::IllegalAction));
    net.client.transaction_set_persistent(id, true).unwrap();
    net.client.transaction_offer_connection(id, conn).unwrap();
    let uri = b"sip:bob@192.0.2.7:4444;transport=tcp".to_vec();
    net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri, outbound: None }).unwrap();
    net.run_for(4_000, &mut quiet);
    assert!(net.opened.is_empty());
    assert_eq!(net.client.transaction_connection(id), Ok(Some(conn)));
    net.run_for(20_000, &mut quiet);
    assert!(net.closed.is_empty(), "in use");
    net.run_for(60_000, &mut quiet);
    assert_eq!(net.closed, [conn]);
    net.assert_empty();
}

#[test]
fn requests_waiting_on_a_stream_that_cannot_be_framed_fail_at_once() {
    let (mut net, id) = net_with(Persistency::None);
    net.register(id);
    net.run_for(100, &mut quiet);
    let (now, conn) = (net.time(), net.opened[0].0);
    net.client.stream_broken(
        now,
        conn,
        Problem { code: 400, text: "bad Content-Length" },
        b"SIP/2.0 200 OK\r\nContent-Length: x\r\n\r\n",
    );
    net.settle();
    assert_eq!(last(&net), (State::Failed, Reason::NetworkError));
    assert_eq!(net.closed, [conn]);
    assert_eq!(net.requests_sent().len(), 1, "a response is not answered");
    assert_eq!(net.sent.len(), 1);
    net.client.stream_broken(now, conn, Problem { code: 400, text: "x" }, b"");
    net.settle();
    assert_eq!(net.client.counters().malformed, 1, "it is gone already");
}

#[test]
fn a_stream_that_cannot_be_framed_is_refused_with_the_code_of_the_problem_and_closed() {
    let mut net = Net::new(config(), 1);
    let conn = net.client.accepted(1, addr("192.0.2.7:4444"), addr(CLIENT)).unwrap();
    let head = b"REGISTER sip:192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.7;branch=z9hG4bKa\r\nFrom: <sip:a@b>;tag=1\r\n\
        To: <sip:a@b>\r\nCall-ID: c\r\nCSeq: 1 REGISTER\r\nContent-Length: 2000000000\r\n\r\nfirst octets";
    net.client.stream_broken(Time(0), conn, Problem { code: 413, text: "message too large" }, head);
    let mut answer = Vec::new();
    let mut closed = false;
    while let Some(o) = net.client.poll() {
        match o {
            Output::Transmit(t) => {
                assert!(!closed && t.flow == Flow::Conn(conn));
                answer = net.client.bytes(&t).to_vec();
            }
            Output::Close(c) => closed = c == conn,
            _ => {}
        }
    }
    assert!(closed);
    assert!(answer.starts_with(b"SIP/2.0 413 "), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(net.client.connection_usage().used, 0);
    assert_eq!(net.client.counters().malformed, 1);
}

#[test]
fn a_large_register_goes_over_tcp_though_the_server_that_answered_last_is_known_by_udp() {
    let mut net = Net::new(config(), 1);
    net.names.insert("sip.example.com".into(), vec![addr(REGISTRAR).ip()]);
    let id = net.add_client("alice", None, None);
    net.client.client_set_registrar(id, b"sip:sip.example.com").unwrap();
    net.register(id);
    net.run_for(1_000, &mut ok);
    assert!(header(&net.requests_sent()[0], "Via").unwrap().starts_with("SIP/2.0/UDP "));
    let mut large = Box::new(Message::new());
    large.push_other(b"X-Large", "x".repeat(1_200).as_bytes());
    net.command(Command::Register { id, outbound: Some(large) }).unwrap();
    net.run_for(1_000, &mut ok);
    assert_eq!(net.state(id), State::Registered);
    let via = header(&net.requests_sent()[1], "Via").unwrap().to_string();
    assert!(via.starts_with("SIP/2.0/TCP "), "RFC 3261 section 18.1.1: {via}");
}
