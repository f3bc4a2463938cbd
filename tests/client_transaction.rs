//! Client transactions of the application: requests of any method, their timers, what they accept as an answer.

mod support;

use rvsip::endpoint::transaction::{Reason, State};
use rvsip::endpoint::*;
use rvsip::message::{Message, Name};
use support::*;

fn net() -> (Net, TransactionId) {
    let mut net = Net::new(config(), 1);
    let id = fresh(&mut net);
    (net, id)
}

fn fresh(net: &mut Net) -> TransactionId {
    let id = net.client.create_transaction(3).unwrap();
    net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:alice@example.com>").unwrap();
    id
}

fn options(id: TransactionId) -> Command {
    Command::Request { id, method: b"OPTIONS".to_vec(), uri: b"sip:bob@192.0.2.2".to_vec(), outbound: None }
}

fn states(net: &Net) -> Vec<(State, Reason)> {
    net.seen.transactions.iter().map(|(_, s, r)| (*s, *r)).collect()
}

fn quiet(_: &mut Net, _: std::net::SocketAddr, _: std::net::SocketAddr, _: &[u8]) {}

#[test]
fn a_request_goes_out_is_answered_and_its_transaction_ends_after_t4() {
    let (mut net, id) = net();
    net.command(options(id)).unwrap();
    net.run(1_000, &mut always("200 OK", "X-Answer: 1\r\n"));
    let r = net.sent_by_us().remove(0);
    assert!(r.starts_with("OPTIONS sip:bob@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK"), "{r}");
    assert_eq!(header(&r, "Max-Forwards"), Some("70"));
    assert_eq!(header(&r, "CSeq"), Some("1 OPTIONS"));
    assert!(header(&r, "From").unwrap().starts_with("<sip:alice@example.com>;tag="));
    let none = Reason::Undefined;
    let expected = [(State::ClientRequestSent, none), (State::ClientFinalReceived, none)];
    assert_eq!(states(&net), expected);
    let answer = &net.seen.last_of_transaction[&id];
    assert!(answer.find_named(b"x-answer", 0).is_some());
    assert_eq!(net.client.transaction_status(id), Ok(200));
    net.run(5_009, &mut quiet);
    assert_eq!(states(&net).len(), 2);
    net.run(5_010, &mut quiet);
    assert_eq!(states(&net).last(), Some(&(State::Terminated, none)));
    net.assert_empty();
}

#[test]
fn it_is_sent_again_by_timer_e_and_ends_with_408_after_timer_f() {
    let (mut net, id) = net();
    net.command(options(id)).unwrap();
    net.run(31_999, &mut quiet);
    let times: Vec<u64> = net.sent.iter().map(|(t, _, _)| *t).collect();
    assert_eq!(times, [0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500]);
    assert_eq!(net.client.counters().retransmissions_sent, 10);
    net.run(32_000, &mut quiet);
    assert_eq!(states(&net).last(), Some(&(State::Terminated, Reason::TimeOut)));
    net.assert_empty();
}

#[test]
fn timers_can_be_set_for_one_transaction_and_for_all() {
    let timers = Timers { t1: 100, t2: 400, t4: 50, request_timeout: 1_000, linger: 0, max_resends: 3, ..Timers::default() };
    for own in [true, false] {
        let mut net = Net::new(if own { config() } else { Config { timers, ..config() } }, 1);
        let id = fresh(&mut net);
        if own {
            net.client.transaction_set_timers(id, Some(timers)).unwrap();
        }
        assert_eq!(net.client.transaction_timers(id), Ok(timers));
        net.command(options(id)).unwrap();
        net.run(5_000, &mut quiet);
        let times: Vec<u64> = net.sent.iter().map(|(t, _, _)| *t).collect();
        assert_eq!(times, [0, 100, 300, 700], "three retransmissions at the most");
        assert_eq!(states(&net).last(), Some(&(State::Terminated, Reason::TimeOut)));
        let id = fresh(&mut net);
        if own {
            net.client.transaction_set_timers(id, Some(timers)).unwrap();
        }
        net.command(options(id)).unwrap();
        net.run_for(10, &mut always("200 OK", ""));
        net.run_for(50, &mut quiet);
        net.assert_empty();
    }
}

#[test]
fn provisional_answers_are_told_and_slow_retransmission_to_t2() {
    let (mut net, id) = net();
    net.command(options(id)).unwrap();
    net.run(10_000, &mut |n, me, from, b| {
        if n.now < 100 {
            let a = response(b, "183 Wait", "");
            n.post(me, from, &a);
        }
    });
    let times: Vec<u64> = net.sent.iter().filter(|s| s.1 == addr(CLIENT)).map(|(t, _, _)| *t).collect();
    assert_eq!(times, [0, 500, 4500, 8500]);
    assert_eq!(states(&net), [(State::ClientRequestSent, Reason::Undefined), (State::ClientProceeding, Reason::Undefined)]);
    net.run(40_000, &mut quiet);
    assert_eq!(states(&net).last(), Some(&(State::Terminated, Reason::TimeOut)));
}

#[test]
fn all_final_answers_are_told_alike_and_repeated_ones_absorbed() {
    for status in ["202 Accepted", "302 Moved", "401 Unauthorized", "404 Not Found", "503 Busy", "603 Decline"] {
        let (mut net, id) = net();
        net.command(options(id)).unwrap();
        net.run(1_000, &mut |n, me, from, b| {
            for _ in 0..3 {
                let a = response(b, status, "");
                n.post(me, from, &a);
            }
        });
        assert_eq!(states(&net).len(), 2, "{status}");
        assert_eq!(states(&net)[1].0, State::ClientFinalReceived);
        assert_eq!(net.client.counters().retransmissions_absorbed, 2);
        assert_eq!(net.client.counters().stray_responses, 0);
    }
}

#[test]
fn call_id_cseq_branch_and_tag_may_be_the_applications_own() {
    let (mut net, id) = net();
    net.client.transaction_set_from(id, b"\"A\" <sip:alice@example.com>;tag=mine").unwrap();
    net.client.transaction_set_call_id(id, b"cid@here").unwrap();
    net.client.transaction_set_cseq(id, 77).unwrap();
    net.client.transaction_set_branch(id, b"z9hG4bKownbranch").unwrap();
    assert_eq!(net.client.transaction_set_cseq(id, 1 << 31), Err(Error::BadParam));
    assert_eq!(net.client.transaction_set_call_id(id, b"a\r\nb"), Err(Error::BadParam));
    assert_eq!(net.client.transaction_set_branch(id, b"a;b"), Err(Error::BadParam));
    net.command(options(id)).unwrap();
    let second = fresh(&mut net);
    net.settle();
    assert_eq!(net.client.transaction_set_branch(second, b"z9hG4bKownbranch"), Err(Error::BadParam), "in use");
    net.run(1_000, &mut always("200 OK", ""));
    let r = net.sent_by_us().remove(0);
    assert_eq!(header(&r, "From"), Some("\"A\" <sip:alice@example.com>;tag=mine"));
    assert_eq!((header(&r, "Call-ID"), header(&r, "CSeq")), (Some("cid@here"), Some("77 OPTIONS")));
    assert!(header(&r, "Via").unwrap().contains(";branch=z9hG4bKownbranch;"));
    assert_eq!(states(&net)[1].0, State::ClientFinalReceived, "found by that branch");
    net.run(10_000, &mut quiet);
    assert_eq!(net.client.tables().branches, 0);
    net.client.transaction_set_branch(second, b"z9hG4bKownbranch").unwrap();
}

#[test]
fn what_was_generated_can_be_read() {
    let (mut net, id) = net();
    assert_eq!(net.client.transaction_call_id(id), Err(Error::NotFound));
    net.command(options(id)).unwrap();
    net.settle();
    let r = net.sent_by_us().remove(0);
    let text = |v: Result<Vec<u8>, Error>| String::from_utf8(v.unwrap()).unwrap();
    assert_eq!(Some(&*text(net.client.transaction_call_id(id))), header(&r, "Call-ID"));
    assert_eq!(Some(&*text(net.client.transaction_from(id))), header(&r, "From"));
    assert_eq!(net.client.transaction_cseq(id), Ok(1));
    assert_eq!(text(net.client.transaction_method(id)), "OPTIONS");
    assert_eq!(text(net.client.transaction_request_uri(id)), "sip:bob@192.0.2.2");
    assert_eq!(net.client.transaction_is_client(id), Ok(true));
    assert_eq!(net.client.transaction_current_local(id), Ok((Transport::Udp, addr(CLIENT))));
    assert_eq!(net.client.destination(id).unwrap().addr, addr(REGISTRAR));
    net.run(1_000, &mut always("200 OK", ""));
    assert_eq!(net.client.transaction_received_from(id), Ok((Transport::Udp, addr(REGISTRAR))));
}

#[test]
fn requests_that_cannot_be_made_are_refused_and_change_nothing() {
    let (mut net, id) = net();
    let empty = net.client.create_transaction(0).unwrap();
    assert_eq!(net.command(options(empty)), Err(Error::IllegalAction), "To and From are needed");
    for method in [&b"CANCEL"[..], b"ACK"] {
        let c = Command::Request { id, method: method.to_vec(), uri: b"sip:a@192.0.2.2".to_vec(), outbound: None };
        assert_eq!(net.command(c), Err(Error::NotSupported));
    }
    for (method, uri) in [("OP TIONS", "sip:a@b"), ("", "sip:a@b"), ("OPTIONS", "not a uri"), ("OPTIONS", "sip:a@b\r\nX: y")] {
        let c = Command::Request { id, method: method.into(), uri: uri.into(), outbound: None };
        assert_eq!(net.command(c), Err(Error::BadParam), "{method} {uri}");
    }
    assert_eq!(net.client.transaction_state(id), Ok(State::Idle));
    net.command(options(id)).unwrap();
    assert_eq!(net.command(options(id)), Err(Error::IllegalAction), "once");
    assert_eq!(net.client.transaction_set_to(id, b"<sip:x@y>"), Err(Error::IllegalAction));
    assert_eq!(net.command(Command::Respond { id, code: 200, reason: vec![], outbound: None }), Err(Error::IllegalAction));
    assert_eq!(net.command(Command::AuthBegin { id }), Err(Error::IllegalAction));
    net.settle();
    assert_eq!(net.sent_by_us().len(), 1);
}

#[test]
fn a_destination_that_cannot_be_used_ends_the_transaction_with_a_network_error() {
    for uri in ["sip:a@[2001:db8::1]", "sips:a@192.0.2.2;transport=udp", "tel:+123", "sip:a@192.0.2.2;transport=sctp"] {
        let (mut net, id) = net();
        net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri: uri.into(), outbound: None }).unwrap();
        net.settle();
        assert_eq!(states(&net).last(), Some(&(State::Terminated, Reason::NetworkError)), "{uri}");
        assert!(!net.log.is_empty(), "{uri}");
        net.assert_empty();
    }
    for uri in
        ["sip:a@192.0.2.2;transport=tcp", "sip:a@192.0.2.2;transport=tls", "sips:a@192.0.2.2", "sip:a@192.0.2.2;transport=ws"]
    {
        let mut net = Net::new(Config { tcp: false, ..config() }, 1);
        let id = fresh(&mut net);
        net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri: uri.into(), outbound: None }).unwrap();
        net.settle();
        assert_eq!(states(&net).last(), Some(&(State::Terminated, Reason::NetworkError)));
        assert!(net.log.iter().any(|l| l.contains("tcpEnabled")), "{:?}", net.log);
    }
}

#[test]
fn the_next_hop_is_forced_address_route_outbound_address_proxy_or_request_uri_in_that_order() {
    let route = || {
        let mut m = Box::new(Message::new());
        m.push(Name::Route, b"<sip:192.0.2.30:5030;lr>");
        Some(m)
    };
    // outbound address, force, route, ignore proxy -> next hop
    for (outbound, force, routed, ignore, hop) in [
        (false, false, false, false, "192.0.2.50:5050"),
        (false, false, false, true, "192.0.2.2:5060"),
        (true, false, false, false, "192.0.2.40:5040"),
        (true, false, true, false, "192.0.2.30:5030"),
        (true, true, true, false, "192.0.2.40:5040"),
        (false, false, true, false, "192.0.2.30:5030"),
    ] {
        let mut net = Net::new(Config { outbound_proxy: Some(("192.0.2.50".into(), Some(5050))), ..config() }, 1);
        let id = fresh(&mut net);
        if ignore {
            net.client.transaction_ignore_proxy(id).unwrap();
        }
        if outbound {
            net.client.transaction_set_outbound(id, "192.0.2.40", 5040).unwrap();
        }
        net.client.transaction_set_force_outbound(id, force).unwrap();
        let outbound = if routed { route() } else { None };
        net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri: b"sip:bob@192.0.2.2".to_vec(), outbound })
            .unwrap();
        net.settle();
        assert_eq!(net.client.destination(id).unwrap().addr, addr(hop));
        assert!(net.sent_by_us()[0].starts_with("OPTIONS sip:bob@192.0.2.2 SIP/2.0"));
    }
}

#[test]
fn a_strict_route_is_the_next_hop_only_where_the_transaction_is_told_so() {
    // the place of a strict router is in the Request-URI (RFC 3261 section 8.1.2)
    for (told, hop) in [(false, "192.0.2.2:5060"), (true, "192.0.2.30:5060")] {
        let (mut net, id) = net();
        if told {
            net.client.transaction_send_to_first_route(id).unwrap();
        }
        let mut outbound = Box::new(Message::new());
        outbound.push(Name::Route, b"<sip:192.0.2.30>");
        let uri = b"sip:bob@192.0.2.2".to_vec();
        net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri, outbound: Some(outbound) }).unwrap();
        net.settle();
        assert_eq!(net.client.destination(id).unwrap().addr, addr(hop));
        assert_eq!(header(&net.sent_by_us()[0], "Route"), Some("<sip:192.0.2.30>"));
        assert_eq!(net.client.transaction_send_to_first_route(id), Err(Error::IllegalAction));
    }
}

#[test]
fn a_request_made_elsewhere_goes_out_below_a_via_of_ours_and_its_answers_keep_the_others() {
    let (mut net, id) = net();
    let text = request("MESSAGE", "up", 9, "");
    net.command(Command::RequestMessage { id, msg: Box::new(parse(text.as_bytes())) }).unwrap();
    net.run(1_000, &mut |n, me, from, b| {
        // As a proxy does: the answer comes with both Vias.
        let a = response(b, "200 OK", "");
        n.post(me, from, &a);
    });
    // To 192.0.2.1 itself, the Request-URI of the text.
    let sent = net.sent_by_us().remove(0);
    assert_eq!(sent.lines().filter(|l| l.starts_with("Via:")).count(), 2);
    assert_eq!(net.client.transaction_cseq(id), Ok(9));
    let bad = fresh(&mut net);
    let no_cseq = text.replace("CSeq", "X-CSeq");
    assert_eq!(
        net.command(Command::RequestMessage { id: bad, msg: Box::new(parse(no_cseq.as_bytes())) }),
        Err(Error::BadParam)
    );
    let answer = parse(&response(text.as_bytes(), "200 OK", ""));
    assert_eq!(net.command(Command::RequestMessage { id: bad, msg: Box::new(answer) }), Err(Error::BadParam));
}

#[test]
fn a_forwarded_request_gets_the_answer_that_has_its_vias() {
    let (mut net, id) = net();
    let text = request("MESSAGE", "up", 9, "").replace("bob@192.0.2.1", "bob@192.0.2.9");
    net.command(Command::RequestMessage { id, msg: Box::new(parse(text.as_bytes())) }).unwrap();
    net.run(1_000, &mut always("200 OK", ""));
    assert_eq!(states(&net).last().unwrap().0, State::ClientFinalReceived);
}

#[test]
fn key_fields_can_be_taken_from_a_message() {
    let (mut net, id) = net();
    let mut msg = parse(request("MESSAGE", "x", 12, "").as_bytes());
    net.client.transaction_set_key(id, &mut msg).unwrap();
    net.command(options(id)).unwrap();
    net.settle();
    let sent = net.sent_by_us().remove(0);
    assert_eq!(header(&sent, "From"), Some("<sip:alice@example.com>;tag=a1"));
    assert_eq!(header(&sent, "Call-ID"), Some("call-1@192.0.2.2"));
    assert_eq!(header(&sent, "CSeq"), Some("12 OPTIONS"));
}

#[test]
fn messages_may_be_looked_at_and_changed_on_their_way_and_answers_are_shown_once() {
    let (mut net, id) = net();
    net.client.set_interest(Interest {
        transaction_msg_to_send: true,
        transaction_msg_received: true,
        transaction_final_dest: true,
        ..Interest::default()
    });
    net.on_ask = Some(Box::new(|net, token, mut ask| {
        match &mut ask {
            Ask::MsgToSend { msg, .. } => {
                assert_eq!(msg.find(Name::Via, 0), None, "no Via yet");
                msg.push_other(b"X-Mine", b"1");
            }
            Ask::FinalDest { transaction, msg, .. } => {
                assert_eq!(net.client.destination(*transaction).unwrap().addr, addr(REGISTRAR));
                let via = String::from_utf8(msg.value_text(0)).unwrap().replace("192.0.2.1:5060", "public.example.com:5099");
                msg.remove(0);
                msg.insert(0, Name::Via, via.as_bytes());
            }
            _ => {}
        }
        Some((token, ask))
    }));
    net.command(options(id)).unwrap();
    net.run(1_000, &mut |n, me, from, b| {
        for status in ["100 Trying", "200 OK", "200 OK"] {
            let a = response(b, status, "");
            n.post(me, from, &a);
        }
    });
    assert_eq!(net.seen.asked, ["MsgToSend", "FinalDest", "MsgReceived", "MsgReceived"]);
    let sent = net.sent_by_us().remove(0);
    assert_eq!(header(&sent, "X-Mine"), Some("1"));
    assert!(header(&sent, "Via").unwrap().starts_with("SIP/2.0/UDP public.example.com:5099;branch="));
    assert_eq!(states(&net).last().unwrap().0, State::ClientFinalReceived, "the changed sent-by is the one expected");
}

#[test]
fn a_final_answer_shown_to_the_application_keeps_its_repetitions_back() {
    let (mut net, id) = net();
    net.client.set_interest(Interest { transaction_msg_received: true, ..Interest::default() });
    let held = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let keep = held.clone();
    net.on_ask = Some(Box::new(move |_, token, ask| {
        let Ask::MsgReceived { msg, .. } = ask else { panic!() };
        keep.borrow_mut().push((token, msg));
        None
    }));
    net.command(options(id)).unwrap();
    net.run(1_000, &mut |n, me, from, b| {
        for _ in 0..3 {
            let a = response(b, "200 OK", "");
            n.post(me, from, &a);
        }
    });
    assert_eq!(held.borrow().len(), 1);
    let (token, msg) = held.borrow_mut().pop().unwrap();
    let now = net.time();
    net.client.answer(now, token, Answer::Message(msg));
    net.settle();
    assert_eq!(states(&net).last().unwrap().0, State::ClientFinalReceived);
    net.run(10_000, &mut quiet);
    net.assert_empty();
}

#[test]
fn a_terminated_transaction_sends_nothing_more_and_answers_to_it_are_stray() {
    let (mut net, id) = net();
    net.command(options(id)).unwrap();
    net.settle();
    net.command(Command::TerminateTransaction { id }).unwrap();
    assert_eq!(net.command(Command::TerminateTransaction { id }), Err(Error::IllegalAction));
    net.run(60_000, &mut always("200 OK", ""));
    assert_eq!(net.sent_by_us().len(), 1);
    assert_eq!(net.client.counters().stray_responses, 1);
    assert_eq!(net.client.transaction_state(id), Err(Error::InvalidHandle));
    net.assert_empty();
}

#[test]
fn the_limit_of_transactions_holds() {
    let mut net = Net::new(Config { max_transactions: 2, ..config() }, 1);
    let a = fresh(&mut net);
    fresh(&mut net);
    assert_eq!(net.client.create_transaction(0), Err(Error::OutOfResources));
    assert_eq!(net.client.transaction_usage(), Usage { used: 2, allocated: 2, most: 2 });
    let id = net.add_client("alice", None, None);
    net.register(id);
    net.run(100, &mut always("200 OK", ""));
    assert_eq!(net.state(id), regclient::State::Registered, "register-clients have a limit of their own");
    assert_eq!(net.client.create_transaction(0), Err(Error::OutOfResources), "and do not make room for others");
    net.command(Command::TerminateTransaction { id: a }).unwrap();
    net.settle();
    fresh(&mut net);
    assert_eq!(net.client.create_transaction(0), Err(Error::OutOfResources));
}

#[test]
fn the_transaction_of_a_register_client_is_not_the_applications_to_end() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { client_final_dest: true, ..Interest::default() });
    let id = net.add_client("alice", None, None);
    net.on_ask = Some(Box::new(|net, token, ask| {
        let Ask::FinalDest { transaction, .. } = &ask else { panic!() };
        let id = *transaction;
        assert_eq!(net.command(Command::TerminateTransaction { id }), Err(Error::IllegalAction));
        assert_eq!(net.client.transaction_set_timers(id, None), Err(Error::IllegalAction));
        assert_eq!(net.client.transaction_resend(Time(0), id), Err(Error::IllegalAction));
        assert_eq!(net.client.transaction_method(id).unwrap(), b"REGISTER");
        Some((token, ask))
    }));
    net.register(id);
    net.run(100, &mut always("200 OK", ""));
    assert_eq!(net.state(id), regclient::State::Registered);
}
