//! Transmitters: single messages outside of transactions, and what the application may do with the way of a transaction's message.

mod support;

use rvsip::endpoint::transmitter::{Change, Reason, Setup, State};
use rvsip::endpoint::*;
use rvsip::message::{Limits, Message, Name};
use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use support::*;

fn parsed(text: &str) -> Box<Message> {
    let mut msg = Message::new();
    msg.parse(text.as_bytes(), &Limits::default()).unwrap();
    Box::new(msg)
}

/// An ACK for a 2xx, with these lines in it.
fn ack(uri: &str, lines: &str) -> Box<Message> {
    parsed(&format!(
        "ACK {uri} SIP/2.0\r\n{lines}Max-Forwards: 70\r\nTo: <sip:bob@example.com>;tag=b\r\nFrom: <sip:alice@example.com>;tag=a\r\n\
         Call-ID: call-1\r\nCSeq: 7 ACK\r\nContent-Length: 0\r\n\r\n"
    ))
}

fn fresh(net: &mut Net) -> TransactionId {
    net.client.create_transmitter(Setup { app: 9, hooks: 4, other_uri: false }).unwrap()
}

fn net() -> (Net, TransactionId) {
    let mut net = Net::new(config(), 1);
    let id = fresh(&mut net);
    (net, id)
}

fn send(net: &mut Net, id: TransactionId, msg: Box<Message>) {
    net.command(Command::SendMessage { id, msg: Some(msg) }).unwrap();
}

fn quiet(_: &mut Net, _: SocketAddr, _: SocketAddr, _: &[u8]) {}

fn states(net: &Net) -> Vec<State> {
    net.seen.transmitters.iter().map(|c| c.state).collect()
}

fn last(net: &Net) -> (State, Reason) {
    net.seen.transmitters.last().map(|c| (c.state, c.reason)).unwrap()
}

fn end(net: &mut Net, id: TransactionId) {
    net.command(Command::TerminateTransmitter { id }).unwrap();
    net.run_for(10, &mut quiet);
    assert_eq!(last(net), (State::Terminated, Reason::Undefined));
    assert_eq!(net.client.transmitter_state(id), Err(Error::InvalidHandle));
}

/// Does `f` whenever a transmitter is told to be in `state`.
fn when(net: &mut Net, state: State, mut f: impl FnMut(&mut Net, Change, Option<&mut Message>) + 'static) {
    net.on_transmitter = Some(Box::new(move |net, change, msg| {
        if change.state == state {
            f(net, change, msg);
        }
    }));
}

const SENT: [State; 4] = [State::Resolving, State::DestResolved, State::Ready, State::Sent];

#[test]
fn an_ack_goes_out_once_and_its_transmitter_lives_until_it_is_terminated() {
    let (mut net, id) = net();
    assert_eq!(net.client.transmitter_state(id), Ok(State::Idle));
    net.client.transmitter_set_fix_via(id, true).unwrap();
    send(&mut net, id, ack("sip:bob@192.0.2.2", ""));
    net.run(100_000, &mut quiet);
    assert_eq!(states(&net), SENT);
    assert!(net.seen.transmitters.iter().all(|c| (c.id, c.app, c.hooks) == (id, 9, 4)));
    let sent = net.sent_by_us();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(
        sent[0].starts_with("ACK sip:bob@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK"),
        "{}",
        sent[0]
    );
    assert!(header(&sent[0], "Via").unwrap().ends_with(";rport"));
    assert_eq!(net.client.transmitter_state(id), Ok(State::Sent));
    end(&mut net, id);
    net.assert_empty();
}

#[test]
fn a_message_is_told_to_be_sent_only_when_the_loop_has_come_round() {
    let (mut net, id) = net();
    send(&mut net, id, ack("sip:bob@192.0.2.2", ""));
    net.settle();
    assert_eq!(states(&net), SENT[..3]);
    assert_eq!(net.client.transmitter_state(id), Ok(State::Ready));
    let now = net.time();
    net.client.send_failed(now, id, "network is unreachable");
    net.run_for(10, &mut quiet);
    assert_eq!(last(&net), (State::SendFailure, Reason::NetworkError));
    assert!(!states(&net).contains(&State::Sent));
    // Even if the loop had come round and the word was on its way.
    let id = fresh(&mut net);
    net.seen.transmitters.clear();
    net.client.command(net.time(), Command::SendMessage { id, msg: Some(ack("sip:bob@192.0.2.2", "")) }).unwrap();
    net.settle();
    net.client.handle_timeout(net.time());
    net.client.send_failed(net.time(), id, "network is unreachable");
    net.settle();
    assert_eq!(states(&net).last(), Some(&State::SendFailure));
    assert!(!states(&net).contains(&State::Sent));
    // What fails after it was told is no failure to send.
    let id = fresh(&mut net);
    send(&mut net, id, ack("sip:bob@192.0.2.3", ""));
    net.run_for(10, &mut quiet);
    net.client.send_failed(net.time(), id, "port unreachable");
    net.run_for(10, &mut quiet);
    assert_eq!(last(&net), (State::Sent, Reason::Undefined));
}

#[test]
fn without_the_flag_the_sent_by_stays_and_transport_rport_and_a_missing_branch_are_put_right() {
    let (mut net, id) = net();
    send(&mut net, id, ack("sip:bob@192.0.2.2", "Via: SIP/2.0/TCP proxy.example.com:5070;x=y\r\n"));
    net.run(10, &mut quiet);
    let sent = net.sent_by_us().remove(0);
    let via = header(&sent, "Via").unwrap();
    assert!(via.starts_with("SIP/2.0/UDP proxy.example.com:5070;"), "{via}");
    for part in [";branch=z9hG4bK", ";rport", ";x=y"] {
        assert!(via.contains(part), "{via}");
    }
    // The branch that the message has stays, unless the transmitter has one.
    for (chosen, expected) in [(None, "z9hG4bKtheirs"), (Some("z9hG4bKmine"), "z9hG4bKmine")] {
        let id = fresh(&mut net);
        if let Some(b) = chosen {
            net.client.transmitter_set_branch(id, b.as_bytes()).unwrap();
        }
        send(&mut net, id, ack("sip:bob@192.0.2.2", "Via: SIP/2.0/UDP proxy.example.com;branch=z9hG4bKtheirs\r\n"));
        net.run_for(10, &mut quiet);
        let sent = net.sent_by_us().pop().unwrap();
        assert!(header(&sent, "Via").unwrap().contains(&format!("branch={expected};rport")), "{sent}");
        assert_eq!(sent.matches("Via:").count(), 1);
    }
    assert_eq!(net.client.transmitter_set_branch(id, b"late"), Err(Error::IllegalAction));
}

#[test]
fn the_next_hop_is_the_first_loose_route_or_what_the_flags_say() {
    let strict = "Route: <sip:192.0.2.7>\r\n";
    let loose = "Route: <sip:192.0.2.7;lr>\r\n";
    let proxied = || Config { outbound_proxy: Some(("192.0.2.9".into(), None)), ..config() };
    let plain = |_: &mut Net, _: TransactionId| {};
    let first = |net: &mut Net, id: TransactionId| net.client.transmitter_set_first_route(id, true).unwrap();
    let own = |net: &mut Net, id: TransactionId| net.client.transmitter_set_outbound(id, "192.0.2.8", 5062).unwrap();
    let ignore = |net: &mut Net, id: TransactionId| net.client.transmitter_set_ignore_proxy(id, true).unwrap();
    type Case = (Config, &'static str, fn(&mut Net, TransactionId), &'static str);
    let cases: [Case; 9] = [
        (config(), "", plain, "192.0.2.2:5060"),
        (config(), loose, plain, "192.0.2.7:5060"),
        (config(), strict, plain, "192.0.2.2:5060"),
        (config(), strict, first, "192.0.2.7:5060"),
        (config(), "", own, "192.0.2.8:5062"),
        (config(), loose, own, "192.0.2.7:5060"),
        (proxied(), "", plain, "192.0.2.9:5060"),
        (proxied(), "", ignore, "192.0.2.2:5060"),
        (proxied(), "", own, "192.0.2.8:5062"),
    ];
    for (n, (cfg, route, set, expected)) in cases.into_iter().enumerate() {
        let mut net = Net::new(cfg, 1);
        let id = fresh(&mut net);
        set(&mut net, id);
        send(&mut net, id, ack("sip:bob@192.0.2.2", route));
        net.run(10, &mut quiet);
        assert_eq!(net.client.transmitter_dest(id).map(|t| t.addr), Ok(addr(expected)), "case {n}");
        assert_eq!(last(&net).0, State::Sent, "case {n}");
    }
}

#[test]
fn a_destination_that_is_set_is_asked_nothing_of_the_dns() {
    let (mut net, id) = net();
    let target = Target::plain(Transport::Udp, addr("192.0.2.77:5099"));
    net.client.transmitter_set_dest(id, Some(target.clone())).unwrap();
    assert_eq!(net.client.transmitter_dest(id), Ok(target));
    send(&mut net, id, ack("sip:bob@unknown.example", "Route: <sip:192.0.2.7;lr>\r\n"));
    let seen = Rc::new(RefCell::new(Vec::new()));
    let tell = seen.clone();
    net.run(10, &mut move |_, to, _, _| tell.borrow_mut().push(to));
    assert_eq!(*seen.borrow(), [addr("192.0.2.77:5099")]);
    assert!(net.questions.is_empty());
}

#[test]
fn a_held_message_waits_and_goes_on_to_where_the_application_says() {
    let (mut net, id) = net();
    net.client.transmitter_set_fix_via(id, true).unwrap();
    assert_eq!(net.command(Command::HoldSending { id }), Err(Error::IllegalAction));
    when(&mut net, State::DestResolved, |net, change, _| {
        net.command(Command::HoldSending { id: change.id }).unwrap();
        assert_eq!(net.command(Command::HoldSending { id: change.id }), Err(Error::IllegalAction));
    });
    send(&mut net, id, ack("sip:bob@192.0.2.2", ""));
    net.run(60_000, &mut quiet);
    assert_eq!(states(&net), [State::Resolving, State::DestResolved, State::OnHold]);
    assert!(net.sent_by_us().is_empty());
    assert_eq!(net.client.transmitter_state(id), Ok(State::OnHold));
    assert_eq!(net.client.transmitter_dest(id).map(|t| t.addr), Ok(addr("192.0.2.2:5060")));
    net.client.transmitter_set_dest(id, Some(Target::plain(Transport::Tcp, addr("192.0.2.5:5070")))).unwrap();
    assert_eq!(net.client.transmitter_dest(id).map(|t| t.addr), Ok(addr("192.0.2.5:5070")));
    net.command(Command::ResumeSending { id }).unwrap();
    assert_eq!(net.command(Command::ResumeSending { id }), Err(Error::IllegalAction));
    net.run_for(10, &mut quiet);
    assert_eq!(states(&net)[3..], [State::Ready, State::NewConnection, State::Sent]);
    let sent = net.sent_by_us().remove(0);
    assert!(header(&sent, "Via").unwrap().starts_with("SIP/2.0/TCP 192.0.2.1:5060;branch="), "{sent}");
    assert_eq!(net.opened.iter().map(|o| o.1).collect::<Vec<_>>(), [addr("192.0.2.5:5070")]);
    end(&mut net, id);
    net.assert_empty();
}

#[test]
fn a_destination_taken_away_while_held_gives_way_to_the_next_of_the_list() {
    let (mut net, id) = net();
    net.names.insert("host.example".into(), vec!["192.0.2.31".parse().unwrap(), "192.0.2.32".parse().unwrap()]);
    let held = Rc::new(RefCell::new(0));
    let count = held.clone();
    when(&mut net, State::DestResolved, move |net, change, _| {
        *count.borrow_mut() += 1;
        if *count.borrow() == 1 {
            net.command(Command::HoldSending { id: change.id }).unwrap();
        }
    });
    send(&mut net, id, ack("sip:bob@host.example;transport=udp", ""));
    net.run(100, &mut quiet);
    assert_eq!(net.client.transmitter_dest(id).map(|t| t.addr.ip().to_string()), Ok("192.0.2.31".into()));
    net.client.transmitter_set_dest(id, None).unwrap();
    assert_eq!(net.client.transmitter_dest(id), Err(Error::NotFound));
    net.command(Command::ResumeSending { id }).unwrap();
    net.run_for(100, &mut quiet);
    assert_eq!(states(&net)[3..], SENT);
    assert_eq!(net.client.transmitter_dest(id).map(|t| t.addr.ip().to_string()), Ok("192.0.2.32".into()));
    assert_eq!(net.sent_by_us().len(), 1);
    assert_eq!(*held.borrow(), 2);
}

#[test]
fn hold_and_resume_inside_one_callback_cancel_out() {
    let (mut net, id) = net();
    when(&mut net, State::DestResolved, |net, change, _| {
        net.command(Command::HoldSending { id: change.id }).unwrap();
        net.command(Command::ResumeSending { id: change.id }).unwrap();
    });
    send(&mut net, id, ack("sip:bob@192.0.2.2", ""));
    net.run(100, &mut quiet);
    assert_eq!(states(&net), SENT);
}

#[test]
fn the_via_may_be_edited_while_the_destination_is_shown() {
    let (mut net, id) = net();
    when(&mut net, State::DestResolved, |_, _, msg| {
        let msg = msg.unwrap();
        let at = msg.find(Name::Via, 0).unwrap();
        msg.remove(at);
        msg.insert(0, Name::Via, b"SIP/2.0/UDP edited.example;branch=z9hG4bKedited");
    });
    send(&mut net, id, ack("sip:bob@192.0.2.2", ""));
    net.run(100, &mut quiet);
    assert_eq!(header(&net.sent_by_us()[0], "Via"), Some("SIP/2.0/UDP edited.example;branch=z9hG4bKedited"));
}

#[test]
fn after_a_failure_the_message_goes_to_the_next_address_with_a_new_branch() {
    let (mut net, id) = net();
    net.names.insert("host.example".into(), vec!["192.0.2.31".parse().unwrap(), "192.0.2.32".parse().unwrap()]);
    net.refuse = vec![addr("192.0.2.31:5060")];
    net.client.transmitter_set_keep(id, true).unwrap();
    send(&mut net, id, ack("sip:bob@host.example;transport=tcp", ""));
    net.run(100, &mut quiet);
    assert_eq!(last(&net), (State::SendFailure, Reason::ConnectionError));
    assert_eq!(net.client.targets_down(), 1);
    net.command(Command::SendMessage { id, msg: None }).unwrap();
    net.run_for(100, &mut quiet);
    assert_eq!(last(&net).0, State::Sent);
    assert_eq!(net.opened.iter().map(|o| o.1.ip().to_string()).collect::<Vec<_>>(), ["192.0.2.31", "192.0.2.32"]);
    let sent = net.sent_by_us();
    assert_eq!(sent.len(), 1);
    assert_eq!(net.command(Command::SendMessage { id, msg: None }), Err(Error::IllegalAction));
    end(&mut net, id);
    net.assert_empty();
}

#[test]
fn when_no_address_is_left_sending_again_fails_again() {
    let (mut net, id) = net();
    net.names.insert("host.example".into(), vec!["192.0.2.31".parse().unwrap()]);
    net.refuse = vec![addr("192.0.2.31:5060")];
    send(&mut net, id, ack("sip:bob@host.example;transport=tcp", ""));
    net.run(100, &mut quiet);
    assert_eq!(last(&net), (State::SendFailure, Reason::ConnectionError));
    // Nothing was kept.
    assert_eq!(net.command(Command::SendMessage { id, msg: None }), Err(Error::NotFound));
    send(&mut net, id, ack("sip:bob@host.example;transport=tcp", ""));
    net.run_for(100, &mut quiet);
    assert_eq!(last(&net), (State::SendFailure, Reason::NetworkError));
    assert_eq!(net.opened.len(), 1);
    end(&mut net, id);
    net.assert_empty();
}

#[test]
fn a_name_without_address_and_a_uri_that_is_not_sip_are_failures_told_later() {
    for uri in ["sip:bob@nowhere.example", "tel:+12125551212", "sip:bob@192.0.2.2;transport=sctp"] {
        let (mut net, id) = net();
        net.dns.insert(Question::Addresses("nowhere.example".into(), Family::Any), Err(LookupError::NoRecords));
        net.dns.insert(Question::Addresses("nowhere.example".into(), Family::V4), Err(LookupError::NoRecords));
        send(&mut net, id, ack(uri, ""));
        net.run(100, &mut quiet);
        assert_eq!(states(&net), [State::Resolving, State::SendFailure], "{uri}");
        assert!(net.sent_by_us().is_empty());
        end(&mut net, id);
        net.assert_empty();
    }
}

#[test]
fn another_uri_is_made_a_sip_uri_by_the_application_for_the_way_only() {
    let mut net = Net::new(config(), 1);
    net.on_ask = Some(Box::new(|_, token, ask| {
        let Ask::OtherUri { id, owner, hooks, uri, msg } = ask else { return Some((token, ask)) };
        assert_eq!((owner, hooks, uri.as_slice()), (9, Some(4), b"tel:+12125551212".as_slice()));
        Some((token, Ask::OtherUri { id, owner, hooks, uri, msg }))
    }));
    // The application knows none.
    let id = net.client.create_transmitter(Setup { app: 9, hooks: 4, other_uri: true }).unwrap();
    send(&mut net, id, ack("tel:+12125551212", ""));
    net.run(100, &mut quiet);
    assert_eq!(last(&net).0, State::SendFailure);
    assert!(net.seen.asked.contains(&"OtherUri"));
    // It knows one.
    net.on_ask = Some(Box::new(|net, token, ask| {
        let Ask::OtherUri { msg, .. } = ask else { return Some((token, ask)) };
        let now = net.time();
        net.client.answer(now, token, Answer::Uri(b"sip:192.0.2.44:5064".to_vec(), msg));
        None
    }));
    let id = net.client.create_transmitter(Setup { app: 9, hooks: 4, other_uri: true }).unwrap();
    send(&mut net, id, ack("tel:+12125551212", ""));
    net.run_for(100, &mut quiet);
    assert_eq!(last(&net).0, State::Sent);
    assert_eq!(net.client.transmitter_dest(id).map(|t| t.addr), Ok(addr("192.0.2.44:5064")));
    assert!(net.sent_by_us()[0].starts_with("ACK tel:+12125551212 SIP/2.0\r\n"));
}

#[test]
fn a_transaction_asks_for_a_sip_uri_too_when_somebody_answers() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { other_uri: true, ..Interest::default() });
    net.on_ask = Some(Box::new(|net, token, ask| {
        let Ask::OtherUri { msg, hooks: None, owner: 3, .. } = ask else { return Some((token, ask)) };
        let now = net.time();
        net.client.answer(now, token, Answer::Uri(b"sip:192.0.2.2".to_vec(), msg));
        None
    }));
    let id = net.client.create_transaction(3).unwrap();
    net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:alice@example.com>").unwrap();
    net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri: b"tel:+1".to_vec(), outbound: None }).unwrap();
    net.run(100, &mut always("200 OK", ""));
    assert!(net.sent_by_us()[0].starts_with("OPTIONS tel:+1 SIP/2.0\r\n"));
    assert_eq!(net.client.transaction_status(id), Ok(200));
}

const RESPONSE: &str = "To: <sip:bob@example.com>;tag=b\r\nFrom: <sip:alice@example.com>;tag=a\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n\
                        Content-Length: 0\r\n\r\n";

#[test]
fn a_response_goes_where_its_top_via_says() {
    for (via, expected) in [
        ("SIP/2.0/UDP 192.0.2.50:5071;branch=z9hG4bKx", "192.0.2.50:5071"),
        ("SIP/2.0/UDP 192.0.2.50;branch=z9hG4bKx", "192.0.2.50:5060"),
        ("SIP/2.0/UDP host.example:5071;branch=z9hG4bKx;received=192.0.2.51", "192.0.2.51:5071"),
        ("SIP/2.0/UDP host.example:5071;branch=z9hG4bKx;received=192.0.2.51;rport=1234", "192.0.2.51:1234"),
        ("SIP/2.0/UDP host.example:5071;branch=z9hG4bKx;received=192.0.2.51;maddr=192.0.2.52", "192.0.2.52:5071"),
        ("SIP/2.0/UDP host.example:5071;branch=z9hG4bKx", "192.0.2.53:5071"),
        ("SIP/2.0/TCP 192.0.2.54:5072;branch=z9hG4bKx", "192.0.2.54:5072"),
    ] {
        let (mut net, id) = net();
        net.names.insert("host.example".into(), vec!["192.0.2.53".parse().unwrap()]);
        let text = format!("SIP/2.0 180 Ringing\r\nVia: {via}\r\nRoute: <sip:192.0.2.7;lr>\r\n{RESPONSE}");
        net.client.transmitter_set_fix_via(id, true).unwrap();
        send(&mut net, id, parsed(&text));
        net.run(100, &mut quiet);
        assert_eq!(last(&net).0, State::Sent, "{via}");
        assert_eq!(net.client.transmitter_dest(id).map(|t| t.addr), Ok(addr(expected)), "{via}");
        // The Via of a response is its sender's.
        assert_eq!(header(&net.sent_by_us()[0], "Via"), Some(via));
    }
}

#[test]
fn a_response_takes_the_connection_its_request_came_on() {
    let (mut net, id) = net();
    let peer = addr("192.0.2.60:33333");
    let conn = net.connect_in(peer).unwrap();
    let via = "SIP/2.0/TCP host.example;branch=z9hG4bKx;received=192.0.2.60;rport=33333";
    net.client.transmitter_set_persistent(id, true).unwrap();
    send(&mut net, id, parsed(&format!("SIP/2.0 180 Ringing\r\nVia: {via}\r\n{RESPONSE}")));
    net.run(100, &mut quiet);
    assert_eq!(last(&net).0, State::Sent);
    let change = net.seen.transmitters.iter().find(|c| c.state == State::NewConnection).unwrap();
    assert_eq!((change.conn, change.reason), (Some(conn), Reason::ConnFound));
    assert_eq!(net.client.transmitter_connection(id), Ok(Some(conn)));
    assert!(net.opened.is_empty());
    // When it is gone, over a new one to the port of the sent-by.
    net.hang_up(conn);
    net.names.insert("host.example".into(), vec!["192.0.2.60".parse().unwrap()]);
    let id = fresh(&mut net);
    send(&mut net, id, parsed(&format!("SIP/2.0 180 Ringing\r\nVia: {via}\r\n{RESPONSE}")));
    net.run_for(100, &mut quiet);
    assert_eq!(net.opened.len(), 1);
}

#[test]
fn a_response_without_via_and_a_message_without_start_line_are_refused_at_once() {
    let (mut net, id) = net();
    for text in [format!("SIP/2.0 200 OK\r\n{RESPONSE}"), format!("SIP/2.0 200 OK\r\nVia: broken\r\n{RESPONSE}")] {
        let outcome = net.command(Command::SendMessage { id, msg: Some(parsed(&text)) });
        assert_eq!(outcome, Err(Error::BadParam));
    }
    assert_eq!(net.command(Command::SendMessage { id, msg: Some(Box::new(Message::new())) }), Err(Error::BadParam));
    assert_eq!(net.client.transmitter_state(id), Ok(State::Idle));
}

#[test]
fn a_buffer_goes_out_as_it_is_and_needs_a_destination() {
    let (mut net, id) = net();
    let bytes = b"\r\n\r\n".to_vec();
    assert_eq!(net.command(Command::SendBuffer { id, bytes: bytes.clone() }), Err(Error::IllegalAction));
    net.client.transmitter_set_dest(id, Some(Target::plain(Transport::Udp, addr("192.0.2.2:5060")))).unwrap();
    assert_eq!(net.command(Command::SendBuffer { id, bytes: Vec::new() }), Err(Error::BadParam));
    net.command(Command::SendBuffer { id, bytes: bytes.clone() }).unwrap();
    assert_eq!(net.command(Command::SendBuffer { id, bytes: bytes.clone() }), Err(Error::IllegalAction));
    net.run(100, &mut quiet);
    assert_eq!(states(&net), [State::Sent]);
    assert_eq!(net.sent.iter().map(|s| s.2.as_slice()).collect::<Vec<_>>(), [b"\r\n\r\n"]);
    let id = fresh(&mut net);
    net.seen.transmitters.clear();
    net.client.transmitter_set_dest(id, Some(Target::plain(Transport::Tcp, addr("192.0.2.2:5060")))).unwrap();
    net.command(Command::SendBuffer { id, bytes }).unwrap();
    net.run_for(100, &mut quiet);
    assert_eq!(states(&net), [State::NewConnection, State::Sent]);
    assert_eq!(net.seen.transmitters[0].reason, Reason::ConnCreated);
    end(&mut net, id);
}

#[test]
fn over_a_stream_a_message_is_sent_when_the_connection_is_there_and_fails_with_it() {
    let mut core = Endpoint::new(config());
    for transport in [Transport::Udp, Transport::Tcp] {
        let (addr, text) = (addr(CLIENT), "192.0.2.1".into());
        core.add_local(Local { transport, addr, text, configured_port: 5060, enabled: true });
    }
    for works in [true, false] {
        let id = core.create_transmitter(Setup::default()).unwrap();
        core.command(Time(0), Command::SendMessage { id, msg: Some(ack("sip:192.0.2.2;transport=tcp", "")) }).unwrap();
        let mut told = Vec::new();
        let mut conn = None;
        for round in 0..3 {
            while let Some(output) = core.poll() {
                match output {
                    Output::Ask(token, Ask::Transmitter(change, msg)) => {
                        told.push(change.state);
                        core.answer(Time(0), token, Answer::Message(msg));
                    }
                    Output::Event(Event::Transmitter(change)) => told.push(change.state),
                    Output::Connect { conn: c, .. } => conn = Some(c),
                    _ => {}
                }
            }
            core.handle_timeout(Time(0));
            if round == 0 {
                assert_eq!(told, [State::Resolving, State::DestResolved, State::Ready, State::NewConnection]);
                match works {
                    true => core.connected(conn.unwrap(), addr(CLIENT)),
                    false => core.failed(Time(0), conn.unwrap(), "connection refused"),
                }
                core.handle_timeout(Time(0));
            }
        }
        assert_eq!(told[4..], [if works { State::Sent } else { State::SendFailure }]);
    }
}

#[test]
fn transmitters_are_limited_by_themselves() {
    let mut net = Net::new(Config { max_transmitters: 2, max_transactions: 1, ..config() }, 1);
    let ids = [fresh(&mut net), fresh(&mut net)];
    assert_eq!(net.client.create_transmitter(Setup::default()), Err(Error::OutOfResources));
    assert!(net.client.create_transaction(1).is_ok());
    assert_eq!(net.client.create_transaction(1), Err(Error::OutOfResources));
    assert_eq!((net.client.transmitter_usage().used, net.client.transaction_usage().used), (2, 1));
    end(&mut net, ids[0]);
    assert!(net.client.create_transmitter(Setup::default()).is_ok());
}

#[test]
fn a_transmitter_ends_in_every_state_and_inside_its_own_callbacks() {
    let all = [State::Resolving, State::DestResolved, State::OnHold, State::Ready, State::NewConnection, State::Sent];
    for state in all {
        let (mut net, id) = net();
        net.on_transmitter = Some(Box::new(move |net, change, _| {
            if change.state == State::DestResolved && state == State::OnHold {
                net.command(Command::HoldSending { id: change.id }).unwrap();
            }
            if change.state == state {
                net.command(Command::TerminateTransmitter { id: change.id }).unwrap();
                assert_eq!(net.command(Command::TerminateTransmitter { id: change.id }), Err(Error::IllegalAction));
                assert_eq!(net.client.transmitter_state(change.id), Ok(State::Terminated));
            }
        }));
        send(&mut net, id, ack("sip:bob@192.0.2.2;transport=tcp", ""));
        net.run(100, &mut quiet);
        assert_eq!(states(&net).last(), Some(&State::Terminated), "{state:?}");
        assert_eq!(states(&net).iter().filter(|s| **s == State::Terminated).count(), 1);
        net.assert_empty();
    }
    // And while a name is looked up.
    let (mut net, id) = net();
    send(&mut net, id, ack("sip:bob@slow.example;transport=tcp", ""));
    net.run(100, &mut quiet);
    assert_eq!((states(&net), net.lookups.len()), (vec![State::Resolving], 1));
    end(&mut net, id);
    net.assert_empty();
}

#[test]
fn a_transactions_transmitter_holds_its_request_and_sends_it_elsewhere() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { transaction_final_dest: true, ..Interest::default() });
    let id = net.client.create_transaction(3).unwrap();
    net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:alice@example.com>").unwrap();
    assert_eq!(net.client.transmitter_state(id), Ok(State::Idle));
    net.on_ask = Some(Box::new(|net, token, ask| {
        if let Ask::FinalDest { transaction: id, .. } = &ask {
            assert_eq!(net.client.transmitter_state(*id), Ok(State::DestResolved));
            net.command(Command::HoldSending { id: *id }).unwrap();
        }
        Some((token, ask))
    }));
    net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri: b"sip:bob@192.0.2.2".to_vec(), outbound: None })
        .unwrap();
    net.run(60_000, &mut quiet);
    assert_eq!(net.client.transmitter_state(id), Ok(State::OnHold));
    assert!(net.sent_by_us().is_empty(), "no timer runs while a request is held");
    net.client.transmitter_set_dest(id, Some(Target::plain(Transport::Udp, addr("192.0.2.2:5066")))).unwrap();
    net.command(Command::ResumeSending { id }).unwrap();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let tell = seen.clone();
    let mut answer = always("200 OK", "");
    net.run_for(100, &mut move |net, to, from, bytes| {
        tell.borrow_mut().push(to);
        answer(net, to, from, bytes);
    });
    assert_eq!(*seen.borrow(), [addr("192.0.2.2:5066")]);
    assert_eq!(net.client.transaction_status(id), Ok(200));
    assert_eq!(net.client.transmitter_state(id), Ok(State::Sent));
    for command in [
        Command::TerminateTransmitter { id },
        Command::SendBuffer { id, bytes: b"x".to_vec() },
        Command::SendMessage { id, msg: Some(ack("sip:x", "")) },
    ] {
        assert_eq!(net.command(command), Err(Error::IllegalAction));
    }
    net.run_for(40_000, &mut quiet);
    net.assert_empty();
}

#[test]
fn a_sent_by_chosen_for_a_transaction_outlives_a_change_of_its_destination() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { transaction_final_dest: true, ..Interest::default() });
    net.on_ask = Some(Box::new(|net, token, ask| {
        let Ask::FinalDest { subject, transaction, mut msg } = ask else { return Some((token, ask)) };
        let branch = msg.top_via().map(|v| String::from_utf8_lossy(msg.text(v.branch)).into_owned()).unwrap();
        let at = msg.find(Name::Via, 0).unwrap();
        msg.remove(at);
        msg.insert(0, Name::Via, format!("SIP/2.0/UDP nat.example:6000;branch={branch}").as_bytes());
        net.client.transmitter_set_dest(transaction, Some(Target::plain(Transport::Tcp, addr("192.0.2.2:5066")))).unwrap();
        Some((token, Ask::FinalDest { subject, transaction, msg }))
    }));
    let id = net.client.create_transaction(3).unwrap();
    net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:alice@example.com>").unwrap();
    net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri: b"sip:bob@192.0.2.2".to_vec(), outbound: None })
        .unwrap();
    net.run(100, &mut always("200 OK", ""));
    let sent = net.sent_by_us().remove(0);
    assert!(header(&sent, "Via").unwrap().starts_with("SIP/2.0/TCP nat.example:6000;branch=z9hG4bKr"), "{sent}");
    assert_eq!(net.seen.last_of_transaction[&id].status(), 200, "the answer is known by the sent-by that went out");
}

#[test]
fn a_response_to_what_a_transmitter_sent_belongs_to_no_transaction() {
    let mut net = Net::new(Config { proxy: true, ..config() }, 1);
    net.client.set_interest(Interest { out_of_context: true, ..Interest::default() });
    let id = fresh(&mut net);
    net.client.transmitter_set_fix_via(id, true).unwrap();
    let request = parsed(
        "MESSAGE sip:bob@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.70;branch=z9hG4bKup\r\nMax-Forwards: 69\r\n\
         To: <sip:bob@example.com>\r\nFrom: <sip:alice@example.com>;tag=a\r\nCall-ID: c\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n",
    );
    let mut forwarded = request.clone();
    forwarded.insert(0, Name::Via, b"SIP/2.0/UDP 0.0.0.0");
    send(&mut net, id, forwarded);
    net.run(100, &mut always("200 OK", ""));
    assert_eq!(net.seen.out_of_context.len(), 1);
    assert_eq!(net.client.counters().stray_responses, 0);
    // Without state, it goes back by the Via below ours.
    let mut response = Box::new(net.seen.out_of_context[0].clone());
    let at = response.find(Name::Via, 0).unwrap();
    response.remove(at);
    let back = fresh(&mut net);
    send(&mut net, back, response);
    net.run_for(100, &mut quiet);
    assert_eq!(net.client.transmitter_dest(back).map(|t| t.addr), Ok(addr("192.0.2.70:5060")));
}

#[test]
fn a_user_agent_hears_only_of_acks_and_of_good_answers_to_invite() {
    for (proxy, expected) in [(false, vec!["ACK", "180"]), (true, vec!["ACK", "180", "404", "CANCEL", "200"])] {
        let mut net = Net::new(Config { proxy, ..config() }, 1);
        net.client.set_interest(Interest { out_of_context: true, ..Interest::default() });
        let via = "Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKnobody\r\n";
        let rest = |method: &str| {
            format!(
                "{via}To: <sip:b@a>;tag=1\r\nFrom: <sip:c@a>;tag=2\r\nCall-ID: x\r\nCSeq: 1 {method}\r\nContent-Length: 0\r\n\r\n"
            )
        };
        let flow = Flow::Udp { local: 0, peer: addr("192.0.2.2:5060") };
        for (line, method) in [
            ("ACK sip:a@192.0.2.1 SIP/2.0", "ACK"),
            ("SIP/2.0 180 Ringing", "INVITE"),
            ("SIP/2.0 404 Not Found", "INVITE"),
            ("CANCEL sip:a@192.0.2.1 SIP/2.0", "CANCEL"),
            ("SIP/2.0 200 OK", "OPTIONS"),
        ] {
            net.client.receive(net.time(), flow, format!("{line}\r\n{}", rest(method)).as_bytes());
            net.settle();
        }
        let told: Vec<String> = net
            .seen
            .out_of_context
            .iter()
            .map(|m| match m.is_request() {
                true => String::from_utf8_lossy(m.method()).into_owned(),
                false => m.status().to_string(),
            })
            .collect();
        assert_eq!(told, expected);
        // The CANCEL that a user agent does not hear of is answered.
        assert_eq!(net.sent_by_us().len(), usize::from(!proxy));
    }
}

#[test]
fn a_local_address_that_goes_takes_the_way_of_a_message_with_it() {
    let (mut net, id) = net();
    when(&mut net, State::DestResolved, |net, _, _| {
        let local = net.client.local_id(0).unwrap();
        let now = net.time();
        net.client.remove_local(now, local).unwrap();
    });
    send(&mut net, id, ack("sip:bob@192.0.2.2", ""));
    net.run(100, &mut quiet);
    assert_eq!(last(&net), (State::SendFailure, Reason::NetworkError));
    assert!(net.sent_by_us().is_empty());
    end(&mut net, id);
    net.assert_empty();
}
