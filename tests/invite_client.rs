//! INVITE transactions of a client: what is repeated and for how long, provisional and final responses, ACK (RFC 3261 section 17.1.1).

mod support;

use rvsip::endpoint::transaction::{Reason, State};
use rvsip::endpoint::*;
use rvsip::message::{Limits, Message};
use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use support::*;

fn nobody(_: &mut Net, _: SocketAddr, _: SocketAddr, _: &[u8]) {}

fn net() -> (Net, TransactionId) {
    net_with(config())
}

fn net_with(cfg: Config) -> (Net, TransactionId) {
    let mut net = Net::new(cfg, 1);
    let id = invite(&mut net);
    (net, id)
}

fn invite(net: &mut Net) -> TransactionId {
    invite_to(net, "sip:bob@192.0.2.2")
}

fn invite_to(net: &mut Net, uri: &str) -> TransactionId {
    let id = net.client.create_transaction(7).unwrap();
    net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:alice@example.com>;tag=a1").unwrap();
    let outbound = with_headers("Route: <sip:192.0.2.2;lr>\r\nAuthorization: Digest username=\"a\"\r\n");
    let command =
        Command::Request { id, method: b"INVITE".to_vec(), uri: uri.as_bytes().to_vec(), outbound: Some(Box::new(outbound)) };
    net.command(command).unwrap();
    net.settle();
    id
}

/// An INVITE with nothing but what it needs.
fn plain_invite(net: &mut Net, uri: &str) -> TransactionId {
    let id = net.client.create_transaction(7).unwrap();
    net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:alice@example.com>").unwrap();
    let uri = uri.as_bytes().to_vec();
    net.command(Command::Request { id, method: b"INVITE".to_vec(), uri, outbound: None }).unwrap();
    id
}

/// Two servers, of which the first has an address.
fn two_servers(net: &mut Net) {
    net.dns.insert(
        Question::Srv("_sip._udp.many.example.com".into()),
        Ok(Records::Srv(vec![
            Srv { priority: 1, weight: 1, port: 5060, target: "one.example.com".into() },
            Srv { priority: 2, weight: 1, port: 5060, target: "two.example.com".into() },
        ])),
    );
    net.names.insert("one.example.com".into(), vec![[192, 0, 2, 2].into()]);
}

fn with_headers(lines: &str) -> Message {
    let mut msg = Message::new();
    msg.parse(format!("OPTIONS sip:a@b SIP/2.0\r\n{lines}\r\n").as_bytes(), &Limits::default()).unwrap();
    msg
}

/// A response to the INVITE that was sent last reaches us.
fn answer(net: &mut Net, status: &str, more: &str) {
    let sent = net.sent_by_us();
    let invite = sent.iter().rev().find(|s| s.starts_with("INVITE")).unwrap();
    let bytes = response(invite.as_bytes(), status, more);
    let now = net.time();
    net.client.receive(now, Flow::Udp { local: 0, peer: addr(REGISTRAR) }, &bytes);
    net.settle();
}

fn states(net: &Net) -> Vec<(State, Reason)> {
    net.seen.transactions.iter().map(|(_, s, r)| (*s, *r)).collect()
}

fn last(net: &Net) -> State {
    net.seen.transactions.last().unwrap().1
}

fn times(net: &Net, method: &str) -> Vec<u64> {
    let ours = addr(CLIENT).ip();
    let sent = net.sent.iter().filter(|(_, from, b)| from.ip() == ours && b.starts_with(method.as_bytes()));
    sent.map(|(at, _, _)| *at).collect()
}

#[test]
fn an_invite_is_repeated_with_doubled_intervals_without_bound_and_ends_after_timer_b() {
    let (mut net, _) = net();
    net.run(31_999, &mut nobody);
    assert_eq!(times(&net, "INVITE"), [0, 500, 1_500, 3_500, 7_500, 15_500, 31_500]);
    assert_eq!(states(&net), [(State::ClientInviteCalling, Reason::Undefined)]);
    net.run(32_000, &mut nobody);
    assert_eq!(last(&net), State::Terminated);
    assert_eq!(net.seen.transactions.last().unwrap().2, Reason::TimeOut);
    net.assert_empty();
}

#[test]
fn the_number_of_copies_of_an_invite_can_be_bounded_apart_from_that_of_other_requests() {
    let timers = Timers { max_invite_resends: 2, max_resends: 0, ..Timers::default() };
    let (mut net, _) = net_with(Config { timers, ..config() });
    net.run(31_999, &mut nobody);
    assert_eq!(times(&net, "INVITE"), [0, 500, 1_500]);
}

#[test]
fn over_a_stream_an_invite_is_sent_once_and_timer_b_still_counts() {
    let mut net = Net::new(config(), 1);
    plain_invite(&mut net, "sip:bob@192.0.2.2;transport=tcp");
    net.run(32_000, &mut nobody);
    assert_eq!(times(&net, "INVITE").len(), 1);
    assert_eq!(last(&net), State::Terminated);
    net.assert_empty();
}

#[test]
fn a_provisional_response_stops_the_copies_and_starts_the_provisional_timer() {
    let (mut net, id) = net();
    net.run(400, &mut nobody);
    answer(&mut net, "180 Ringing", "");
    assert_eq!(net.client.transaction_status(id), Ok(180));
    net.run(180_399, &mut nobody);
    assert_eq!(times(&net, "INVITE"), [0]);
    assert_eq!(last(&net), State::ClientInviteProceeding);
    net.run(180_400, &mut nobody);
    assert_eq!(states(&net).last(), Some(&(State::Terminated, Reason::TimeOut)));
    net.assert_empty();
}

#[test]
fn another_provisional_response_is_told_and_gives_the_final_one_more_time() {
    let (mut net, _) = net();
    answer(&mut net, "100 Trying", "");
    net.run(100_000, &mut nobody);
    answer(&mut net, "183 Session Progress", "");
    net.run(279_999, &mut nobody);
    let told = states(&net).iter().filter(|s| s.0 == State::ClientInviteProceeding).count();
    assert_eq!((told, last(&net)), (2, State::ClientInviteProceeding));
    net.run(280_000, &mut nobody);
    assert_eq!(last(&net), State::Terminated);
}

#[test]
fn without_a_provisional_timer_an_invite_waits_for_ever() {
    let (mut net, id) = net_with(Config { timers: Timers { provisional: 0, ..Timers::default() }, ..config() });
    answer(&mut net, "180 Ringing", "");
    assert_eq!(net.client.tables().timers, 0);
    net.run(1_000_000_000, &mut nobody);
    assert_eq!(last(&net), State::ClientInviteProceeding);
    net.command(Command::TerminateTransaction { id }).unwrap();
    net.settle();
    net.assert_empty();
}

#[test]
fn the_proceeding_timeout_state_waits_for_the_application() {
    let (mut net, id) = net_with(Config { proceeding_timeout: true, ..config() });
    answer(&mut net, "180 Ringing", "");
    net.run(10_000_000, &mut nobody);
    assert_eq!(states(&net).last(), Some(&(State::ClientInviteProceedingTimeout, Reason::TimeOut)));
    // A provisional response changes nothing any more, a final one counts.
    answer(&mut net, "180 Ringing", "");
    assert_eq!(last(&net), State::ClientInviteProceedingTimeout);
    answer(&mut net, "486 Busy Here", "");
    assert_eq!(last(&net), State::ClientInviteFinalReceived);
    net.command(Command::Acknowledge { id }).unwrap();
    net.run_for(32_000, &mut nobody);
    net.assert_empty();
}

#[test]
fn a_refusal_is_acknowledged_by_the_application_and_its_copies_by_the_stack_until_timer_d() {
    let (mut net, id) = net();
    assert_eq!(net.command(Command::Acknowledge { id }), Err(Error::IllegalAction), "there is nothing to acknowledge");
    answer(&mut net, "486 Busy Here", "");
    assert_eq!(last(&net), State::ClientInviteFinalReceived);
    assert_eq!(net.seen.last_of_transaction[&id].status(), 486);
    net.run_for(100_000, &mut nobody);
    assert_eq!(last(&net), State::ClientInviteFinalReceived, "it waits for the application");
    answer(&mut net, "486 Busy Here", "");
    assert!(times(&net, "ACK").is_empty());
    net.command(Command::Acknowledge { id }).unwrap();
    net.settle();
    assert_eq!(last(&net), State::ClientInviteAckSent);
    assert_eq!(net.command(Command::Acknowledge { id }), Err(Error::IllegalAction), "once");
    let sent = net.sent_by_us();
    let (invite, ack) = (&sent[0], sent.last().unwrap());
    assert!(ack.starts_with("ACK sip:bob@192.0.2.2 SIP/2.0\r\n"), "{ack}");
    for name in ["Via", "From", "Call-ID", "Route", "Max-Forwards"] {
        assert_eq!(header(ack, name), header(invite, name), "{name} (section 17.1.1.3)");
    }
    assert_eq!(header(ack, "To"), Some("<sip:bob@example.com>;tag=srv"));
    assert_eq!(header(ack, "CSeq"), Some("1 ACK"));
    assert_eq!(header(ack, "Authorization"), header(invite, "Authorization"), "section 22.1");
    for _ in 0..3 {
        net.run_for(1_000, &mut nobody);
        answer(&mut net, "486 Busy Here", "");
    }
    assert_eq!(times(&net, "ACK").len(), 4, "each copy gets the ACK again");
    assert_eq!(net.sent_by_us().last(), Some(ack));
    net.run_for(29_000, &mut nobody);
    assert_eq!(states(&net).last(), Some(&(State::Terminated, Reason::Undefined)));
    net.assert_empty();
}

#[test]
fn timer_d_can_be_set_and_is_0_over_a_stream() {
    let (mut net, id) = net_with(Config { timers: Timers { invite_linger: 700, ..Timers::default() }, ..config() });
    answer(&mut net, "404 Not Found", "");
    net.command(Command::Acknowledge { id }).unwrap();
    net.run_for(699, &mut nobody);
    assert_eq!(last(&net), State::ClientInviteAckSent);
    net.run_for(1, &mut nobody);
    net.assert_empty();

    let mut net = Net::new(config(), 1);
    let id = plain_invite(&mut net, "sip:bob@192.0.2.2;transport=tcp");
    let mut serve = always("486 Busy Here", "");
    net.run_for(100, &mut |net, me, from, bytes| {
        if bytes.starts_with(b"INVITE") {
            serve(net, me, from, bytes);
        }
    });
    net.command(Command::Acknowledge { id }).unwrap();
    net.run_for(10, &mut nobody);
    assert_eq!(times(&net, "ACK").len(), 1);
    net.assert_empty();
}

#[test]
fn a_2xx_ends_the_transaction_and_its_copies_belong_to_none() {
    let (mut net, id) = net();
    net.client.set_interest(Interest { out_of_context: true, ..Interest::default() });
    answer(&mut net, "200 OK", "");
    let told = [
        (State::ClientInviteCalling, Reason::Undefined),
        (State::ClientInviteFinalReceived, Reason::Undefined),
        (State::Terminated, Reason::Undefined),
    ];
    assert_eq!(states(&net), told);
    assert_eq!(net.command(Command::Acknowledge { id }), Err(Error::InvalidHandle));
    answer(&mut net, "200 OK", "");
    assert_eq!(net.seen.out_of_context.len(), 1);
    assert!(times(&net, "ACK").is_empty(), "the ACK on a 2xx is the application's");
    net.assert_empty();
}

#[test]
fn a_proxy_hears_of_every_2xx_until_its_timer_ends() {
    let (mut net, id) = net_with(Config { proxy: true, proxy_2xx_received: 10_000, ..config() });
    answer(&mut net, "180 Ringing", "");
    answer(&mut net, "200 OK", "");
    assert_eq!(last(&net), State::ClientInviteProxy2xxReceived);
    net.run_for(9_000, &mut nobody);
    answer(&mut net, "202 Another", "");
    let told = states(&net).iter().filter(|s| s.0 == State::ClientInviteProxy2xxReceived).count();
    assert_eq!((told, net.seen.last_of_transaction[&id].status()), (2, 202));
    answer(&mut net, "486 Busy Here", "");
    assert_eq!(net.seen.last_of_transaction[&id].status(), 202, "a refusal behind a 2xx means nothing");
    net.run_for(1_000, &mut nobody);
    net.assert_empty();
}

#[test]
fn with_old_invite_handling_the_transaction_acknowledges_a_2xx_along_the_dialog() {
    let (mut net, id) = net_with(Config { old_invite: true, ..config() });
    let more = "Contact: <sip:bob@192.0.2.9:5070>\r\nRecord-Route: <sip:192.0.2.8;lr>\r\nRecord-Route: <sip:192.0.2.3;lr>\r\n";
    answer(&mut net, "200 OK", more);
    assert_eq!(last(&net), State::ClientInviteFinalReceived);
    net.command(Command::Acknowledge { id }).unwrap();
    let reached: Rc<RefCell<Vec<SocketAddr>>> = Rc::default();
    let seen = reached.clone();
    net.run_for(10, &mut move |_, me, _, bytes| {
        if bytes.starts_with(b"ACK") {
            seen.borrow_mut().push(me);
        }
    });
    assert_eq!(*reached.borrow(), [addr("192.0.2.3:5060")]);
    let sent = net.sent_by_us();
    let (invite, ack) = (&sent[0], sent.last().unwrap());
    assert!(ack.starts_with("ACK sip:bob@192.0.2.9:5070 SIP/2.0\r\n"), "{ack}");
    assert_eq!(header(ack, "Via"), header(invite, "Via"));
    assert_eq!(header(ack, "Authorization"), header(invite, "Authorization"), "section 13.2.2.4");
    let routes: Vec<&str> = ack.lines().filter(|l| l.starts_with("Route")).collect();
    assert_eq!(routes, ["Route: <sip:192.0.2.3;lr>", "Route: <sip:192.0.2.8;lr>"]);
    answer(&mut net, "200 OK", more);
    assert_eq!(times(&net, "ACK").len(), 2, "a copy gets the ACK again");
    net.run_for(32_000, &mut nobody);
    net.assert_empty();
}

#[test]
fn the_application_sees_the_ack_before_it_goes_and_responses_before_they_count() {
    let (mut net, id) = net();
    net.client.set_interest(Interest { transaction_msg_to_send: true, transaction_msg_received: true, ..Interest::default() });
    net.on_ask = Some(Box::new(|_, token, mut ask| {
        if let Ask::MsgToSend { msg, .. } = &mut ask {
            msg.push(rvsip::message::Name::Subject, b"seen");
        }
        Some((token, ask))
    }));
    answer(&mut net, "180 Ringing", "");
    answer(&mut net, "603 Decline", "");
    answer(&mut net, "603 Decline", "");
    net.command(Command::Acknowledge { id }).unwrap();
    net.settle();
    assert_eq!(net.seen.asked, ["MsgReceived", "MsgReceived", "MsgToSend"]);
    assert_eq!(header(net.sent_by_us().last().unwrap(), "Subject"), Some("seen"));
    answer(&mut net, "603 Decline", "");
    assert_eq!(times(&net, "ACK").len(), 2);
}

#[test]
fn a_503_is_acknowledged_by_the_stack_before_the_next_server_is_tried() {
    let mut net = Net::new(config(), 1);
    net.names.insert("many.example.com".into(), vec![[192, 0, 2, 2].into(), [192, 0, 2, 3].into()]);
    let id = plain_invite(&mut net, "sip:bob@many.example.com");
    net.run_for(100, &mut |net, me, from, bytes| {
        if bytes.starts_with(b"INVITE") {
            let status = if me.ip() == addr("192.0.2.2:1").ip() { "503 Service Unavailable" } else { "486 Busy Here" };
            let text = response(bytes, status, "");
            net.post(me, from, &text);
        }
    });
    let sent = net.sent_by_us();
    let methods: Vec<&str> = sent.iter().map(|s| s.split(' ').next().unwrap()).collect();
    assert_eq!(methods, ["INVITE", "ACK", "INVITE"]);
    assert_eq!(header(&sent[1], "Via"), header(&sent[0], "Via"));
    assert_ne!(header(&sent[2], "Via"), header(&sent[0], "Via"), "a new branch");
    let told = [(State::ClientInviteCalling, Reason::Undefined), (State::ClientInviteFinalReceived, Reason::Undefined)];
    assert_eq!(states(&net), told, "the application hears of the answer only");
    net.command(Command::Acknowledge { id }).unwrap();
    net.run_for(40_000, &mut nobody);
    net.assert_empty();
}

#[test]
fn a_message_made_elsewhere_may_be_an_invite_and_keeps_its_own_via_below() {
    let mut net = Net::new(Config { proxy: true, ..config() }, 1);
    let id = net.client.create_transaction(7).unwrap();
    let text = "INVITE sip:bob@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKup\r\nTo: <sip:b@example.com>\r\n\
                From: <sip:a@example.com>;tag=1\r\nCall-ID: up\r\nCSeq: 9 INVITE\r\nMax-Forwards: 69\r\nContent-Length: 0\r\n\r\n";
    net.command(Command::RequestMessage { id, msg: Box::new(parse(text.as_bytes())) }).unwrap();
    net.settle();
    assert_eq!(states(&net), [(State::ClientInviteCalling, Reason::Undefined)]);
    let invite = net.sent_by_us().pop().unwrap();
    let vias: Vec<&str> = invite.lines().filter(|l| l.starts_with("Via")).collect();
    assert!(vias.len() == 2 && vias[0].contains("192.0.2.1") && vias[1].contains("192.0.2.77"), "{vias:?}");
    answer(&mut net, "404 Not Found", "");
    net.command(Command::Acknowledge { id }).unwrap();
    net.settle();
    let ack = net.sent_by_us().pop().unwrap();
    assert_eq!(ack.lines().filter(|l| l.starts_with("Via")).count(), 1, "only its own (section 17.1.1.3): {ack}");
    assert_eq!(header(&ack, "CSeq"), Some("9 ACK"));
}

#[test]
fn a_connection_that_breaks_before_the_ack_is_out_ends_the_transaction_with_a_network_error() {
    let mut net = Net::new(config(), 1);
    let id = plain_invite(&mut net, "sip:bob@192.0.2.2;transport=tcp");
    net.run_for(100, &mut always("486 Busy Here", ""));
    assert_eq!(last(&net), State::ClientInviteFinalReceived);
    let conn = *net.conns.keys().next().unwrap();
    net.hang_up(conn);
    net.settle();
    assert_eq!(last(&net), State::ClientInviteFinalReceived);
    net.command(Command::Acknowledge { id }).unwrap();
    net.settle();
    assert_eq!(states(&net).last(), Some(&(State::Terminated, Reason::NetworkError)));
    net.assert_empty();
}

#[test]
fn a_503_after_which_no_other_server_is_found_is_told_and_needs_no_second_ack() {
    let mut net = Net::new(config(), 1);
    // The second has no address when it is asked for.
    two_servers(&mut net);
    net.names.insert("two.example.com".into(), Vec::new());
    let id = plain_invite(&mut net, "sip:bob@many.example.com");
    net.run_for(100, &mut |net, me, from, bytes| {
        if bytes.starts_with(b"INVITE") {
            let text = response(bytes, "503 Service Unavailable", "");
            net.post(me, from, &text);
        }
    });
    assert_eq!(last(&net), State::ClientInviteFinalReceived);
    assert_eq!(net.seen.last_of_transaction[&id].status(), 503);
    assert_eq!(times(&net, "ACK").len(), 1);
    net.command(Command::Acknowledge { id }).unwrap();
    net.settle();
    assert_eq!(times(&net, "ACK").len(), 1);
    assert_eq!(states(&net).last(), Some(&(State::Terminated, Reason::Undefined)));
    net.assert_empty();
}

#[test]
fn what_the_last_server_still_says_counts_no_more_while_the_next_is_looked_up() {
    let mut net = Net::new(config(), 1);
    two_servers(&mut net);
    plain_invite(&mut net, "sip:bob@many.example.com");
    net.settle();
    answer(&mut net, "503 Service Unavailable", "");
    assert_eq!(net.lookups.len(), 1, "the address of the second is asked for");
    answer(&mut net, "503 Service Unavailable", "");
    answer(&mut net, "486 Busy Here", "");
    assert_eq!(states(&net), [(State::ClientInviteCalling, Reason::Undefined)]);
    let (query, _) = net.lookups.pop().unwrap();
    let now = net.time();
    net.client.answered(now, query, Ok(Records::Addresses(vec![[192, 0, 2, 3].into()])));
    net.settle();
    assert_eq!(times(&net, "INVITE").len(), 2);
    answer(&mut net, "486 Busy Here", "");
    assert_eq!(last(&net), State::ClientInviteFinalReceived);
}

#[test]
fn an_invite_that_waited_beyond_its_time_begins_anew_at_the_next_server() {
    let mut net = Net::new(Config { proceeding_timeout: true, ..config() }, 1);
    net.names.insert("many.example.com".into(), vec![[192, 0, 2, 2].into(), [192, 0, 2, 3].into()]);
    plain_invite(&mut net, "sip:bob@many.example.com");
    net.settle();
    answer(&mut net, "180 Ringing", "");
    net.run_for(180_000, &mut nobody);
    assert_eq!(last(&net), State::ClientInviteProceedingTimeout);
    answer(&mut net, "503 Service Unavailable", "");
    answer(&mut net, "180 Ringing", "");
    assert_eq!(last(&net), State::ClientInviteProceeding);
    net.run_for(100_000, &mut nobody);
    assert_eq!(times(&net, "INVITE").len(), 2, "neither is repeated");
}

#[test]
fn the_ack_on_a_2xx_waits_for_a_stream_of_its_own_and_goes_again_with_each_copy() {
    let (mut net, id) = net_with(Config { old_invite: true, ..config() });
    let more = "Contact: <sip:bob@192.0.2.9;transport=tcp>\r\n";
    answer(&mut net, "200 OK", more);
    net.command(Command::Acknowledge { id }).unwrap();
    net.run_for(100, &mut nobody);
    assert_eq!(net.opened.len(), 1);
    assert_eq!(times(&net, "ACK").len(), 1);
    assert_eq!(net.lost, 0);
    answer(&mut net, "200 OK", more);
    assert_eq!(times(&net, "ACK").len(), 2);
    net.run_for(32_000, &mut nobody);
    net.assert_empty();
}

#[test]
fn a_2xx_behind_a_refusal_is_not_acknowledged() {
    let (mut net, id) = net();
    answer(&mut net, "486 Busy Here", "");
    net.command(Command::Acknowledge { id }).unwrap();
    net.settle();
    answer(&mut net, "200 OK", "");
    assert_eq!(times(&net, "ACK").len(), 1);
}
