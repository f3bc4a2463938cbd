//! Questions to the application: terminating objects inside each of them, answers that come late, twice, or to nobody.

mod support;

use rvsip::auth::Algorithm;
use rvsip::endpoint::regclient::State;
use rvsip::endpoint::transaction;
use rvsip::endpoint::*;
use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use support::registrar::{Guard, PASSWORD, Registrar};
use support::*;

fn quiet(_: &mut Net, _: SocketAddr, _: SocketAddr, _: &[u8]) {}

fn everything() -> Interest {
    Interest {
        client_msg_to_send: true,
        client_msg_received: true,
        client_final_dest: true,
        transaction_created: true,
        transaction_msg_to_send: true,
        transaction_msg_received: true,
        transaction_final_dest: true,
        new_request: true,
        secret: true,
        md5: true,
        body_hash: true,
        nonce_count: true,
        unsupported_challenge: true,
        authorization_ready: true,
        transaction_new_conn: true,
        client_new_conn: true,
        connection_created: true,
        connection_state: true,
        server_reuse: true,
        parser_result: true,
        bad_start_line: true,
        bad_headers: true,
        msg_received: true,
        ..Interest::default()
    }
}

/// A client whose registration asks every question there is for a client.
fn curious() -> (Net, ClientId, Registrar) {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(everything());
    net.secret = Some((b"alice".to_vec(), PASSWORD.into()));
    net.on_state = Some(Box::new(|net, id, state, _| {
        if state == State::Unauthenticated {
            // It may have been ended before this event was delivered.
            let _ = net.command(Command::Authenticate { id, outbound: None });
        }
    }));
    let id = net.add_client("alice", Some("<sip:alice@192.0.2.1>"), None);
    let mut guard = Guard::new("example.com", &[Algorithm::Md5]);
    guard.qop = Some("auth-int");
    (net, id, Registrar::with(vec![guard]))
}

fn negotiate(answer: Vec<u8>) -> Vec<u8> {
    let text = String::from_utf8(answer).unwrap();
    text.replacen("WWW-Authenticate", "WWW-Authenticate: Negotiate\r\nWWW-Authenticate", 1).into_bytes()
}

#[test]
fn terminating_a_client_inside_any_question_ends_it_cleanly() {
    // How many questions there are, and each of them once as the place to terminate; answered before or after.
    let (mut net, id, mut registrar) = curious();
    net.register(id);
    net.run(5_000, &mut |n, me, from, b| {
        let a = negotiate(registrar.answer(n.now, b));
        n.post(me, from, &a);
    });
    assert_eq!(net.state(id), State::Registered);
    let kinds = net.seen.asked.clone();
    for wanted in ["MsgToSend", "FinalDest", "MsgReceived", "Secret", "NonceCount", "BodyHash", "Md5", "AuthorizationReady"] {
        assert!(kinds.contains(&wanted), "{wanted}");
    }
    assert!(kinds.contains(&"UnsupportedChallenge"));
    for (at, kind) in kinds.iter().enumerate() {
        for answer_first in [false, true] {
            for answer_twice in [false, true] {
                let (mut net, id, mut registrar) = curious();
                let mut seen = 0;
                net.on_ask = Some(Box::new(move |net, token, ask| {
                    seen += 1;
                    if seen != at + 1 {
                        return Some((token, ask));
                    }
                    let now = net.time();
                    if !answer_first {
                        net.command(Command::TerminateClient { id }).unwrap();
                    }
                    let answer = net.usual_answer(ask);
                    net.client.answer(now, token, answer);
                    if answer_twice {
                        net.client.answer(now, token, Answer::Count(1));
                    }
                    if answer_first {
                        net.command(Command::TerminateClient { id }).unwrap();
                    }
                    None
                }));
                net.register(id);
                net.run(60_000, &mut |n, me, from, b| {
                    let a = negotiate(registrar.answer(n.now, b));
                    n.post(me, from, &a);
                });
                assert_eq!(net.seen.states.last().unwrap().1, State::Terminated, "{kind} first={answer_first}");
                net.assert_empty();
            }
        }
    }
}

#[test]
fn terminating_a_client_inside_any_event_ends_it_cleanly() {
    for wanted in 0..4 {
        let (mut net, id, mut registrar) = curious();
        let mut seen = 0;
        net.on_state = Some(Box::new(move |net, id, state, _| {
            seen += 1;
            if seen == wanted + 1 {
                net.command(Command::TerminateClient { id }).unwrap();
                assert_eq!(net.command(Command::TerminateClient { id }), Err(Error::IllegalAction));
                assert_eq!(net.command(Command::Register { id, outbound: None }), Err(Error::IllegalAction));
                assert_eq!(net.command(Command::Authenticate { id, outbound: None }), Err(Error::IllegalAction));
                assert_eq!(net.client.client_set_connection(id, None), Err(Error::IllegalAction));
            } else if state == State::Unauthenticated {
                net.command(Command::Authenticate { id, outbound: None }).unwrap();
            }
        }));
        net.register(id);
        net.run(60_000, &mut |n, me, from, b| registrar.serve(n, me, from, b));
        assert_eq!(net.seen.states.last().unwrap().1, State::Terminated);
        assert_eq!(net.client.client_state(id), Err(Error::InvalidHandle));
        net.assert_empty();
    }
}

#[test]
fn a_client_is_alive_inside_its_terminated_event_and_gone_after_it() {
    let (mut net, id, _) = curious();
    net.on_state = Some(Box::new(|net, id, state, _| {
        assert_eq!(state, State::Terminated);
        assert_eq!(net.client.client_state(id), Ok(State::Terminated));
        assert_eq!(net.client.client_usage().used, 1);
    }));
    net.command(Command::TerminateClient { id }).unwrap();
    net.settle();
    assert_eq!(net.client.client_state(id), Err(Error::InvalidHandle));
    net.assert_empty();
}

#[test]
fn terminating_a_server_transaction_inside_any_question_or_event_ends_it_cleanly() {
    for at in 1..=5 {
        for terminate_first in [false, true] {
            let mut net = Net::new(Config { server_auth: true, ..config() }, 1);
            net.client.set_interest(everything());
            let current: Rc<RefCell<Option<TransactionId>>> = Rc::default();
            let known = current.clone();
            let mut seen = 0;
            net.on_ask = Some(Box::new(move |net, token, ask| {
                seen += 1;
                if let Ask::Created { transaction } = &ask {
                    *known.borrow_mut() = Some(*transaction);
                }
                let (now, id) = (net.time(), *known.borrow());
                if let (true, Some(id)) = (seen == at && terminate_first, id) {
                    let _ = net.command(Command::TerminateTransaction { id });
                }
                let answer = net.usual_answer(ask);
                net.client.answer(now, token, answer);
                if let (true, Some(id)) = (seen == at && !terminate_first, id) {
                    let _ = net.command(Command::TerminateTransaction { id });
                }
                None
            }));
            net.on_transaction = Some(Box::new(|net, id, state, _| {
                if state == transaction::State::ServerRequestReceived {
                    let _ = net.command(Command::Respond { id, code: 200, reason: Vec::new(), outbound: None });
                }
            }));
            let text = request("REGISTER", "x", 1, "");
            net.client.receive(Time(0), Flow::Udp { local: 0, peer: addr(REGISTRAR) }, text.as_bytes());
            net.run(100_000, &mut quiet);
            net.assert_empty();
        }
    }
    for wanted in [transaction::State::ServerRequestReceived, transaction::State::ServerFinalSent] {
        let mut net = Net::new(config(), 1);
        net.client.set_interest(Interest { transaction_created: true, ..Interest::default() });
        net.on_transaction = Some(Box::new(move |net, id, state, _| {
            if state == wanted {
                net.command(Command::TerminateTransaction { id }).unwrap();
            } else if state == transaction::State::ServerRequestReceived {
                net.command(Command::Respond { id, code: 200, reason: Vec::new(), outbound: None }).unwrap();
            }
        }));
        let text = request("REGISTER", "x", 1, "");
        net.client.receive(Time(0), Flow::Udp { local: 0, peer: addr(REGISTRAR) }, text.as_bytes());
        net.run(10, &mut quiet);
        net.assert_empty();
    }
}

#[test]
fn terminating_a_client_transaction_inside_any_question_or_event_ends_it_cleanly() {
    for at in 1..=3 {
        for on_event in [false, true] {
            let mut net = Net::new(config(), 1);
            net.client.set_interest(everything());
            let id = net.client.create_transaction(0).unwrap();
            net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
            net.client.transaction_set_from(id, b"<sip:alice@example.com>").unwrap();
            let mut seen = 0;
            if on_event {
                net.on_transaction = Some(Box::new(move |net, id, _, _| {
                    seen += 1;
                    if seen == at {
                        let _ = net.command(Command::TerminateTransaction { id });
                    }
                }));
            } else {
                net.on_ask = Some(Box::new(move |net, token, ask| {
                    seen += 1;
                    if seen == at {
                        net.command(Command::TerminateTransaction { id }).unwrap();
                    }
                    Some((token, ask))
                }));
            }
            let uri = b"sip:bob@192.0.2.2".to_vec();
            net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri, outbound: None }).unwrap();
            net.run(60_000, &mut always("200 OK", ""));
            assert_eq!(net.seen.transactions.last().unwrap().1, transaction::State::Terminated);
            net.assert_empty();
        }
    }
}

#[test]
fn an_answer_the_application_looks_at_for_long_is_no_time_out() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { client_msg_received: true, ..Interest::default() });
    let held = Rc::new(RefCell::new(None));
    let keep = held.clone();
    net.on_ask = Some(Box::new(move |_, token, ask| {
        *keep.borrow_mut() = Some((token, ask));
        None
    }));
    let id = net.add_client("alice", None, None);
    net.register(id);
    net.run(40_000, &mut always("200 OK", ""));
    assert_eq!(net.state(id), State::Registering);
    assert_eq!(net.requests_sent().len(), 1, "it is answered: nothing is sent again");
    let (token, ask) = held.borrow_mut().take().unwrap();
    let answer = net.usual_answer(ask);
    let now = net.time();
    net.client.answer(now, token, answer);
    net.settle();
    assert_eq!(net.state(id), State::Registered);
    net.command(Command::TerminateClient { id }).unwrap();
    net.run_for(10_000, &mut quiet);
    net.assert_empty();
}

#[test]
fn a_message_kept_by_the_application_goes_out_when_it_comes_back_and_its_timers_start_then() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { client_msg_to_send: true, ..Interest::default() });
    let held = Rc::new(RefCell::new(None));
    let keep = held.clone();
    net.on_ask = Some(Box::new(move |_, token, ask| {
        *keep.borrow_mut() = Some((token, ask));
        None
    }));
    let id = net.add_client("alice", None, None);
    net.register(id);
    net.run(50_000, &mut quiet);
    assert_eq!((net.state(id), net.sent.len()), (State::Registering, 0));
    let (token, ask) = held.borrow_mut().take().unwrap();
    let answer = net.usual_answer(ask);
    let now = net.time();
    net.client.answer(now, token, answer);
    net.run(50_600, &mut quiet);
    assert_eq!(net.requests_sent().len(), 2, "sent, and once more after T1");
    net.run(51_700, &mut always("200 OK", ""));
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn answers_nobody_asked_for_are_dropped() {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", None, None);
    net.register(id);
    net.settle();
    let tx = TransactionId(Id { index: 0, generation: 0 });
    for token in [Token::Send(tx), Token::Check(tx), Token::Arrival(tx.0), Token::Arrival(Id { index: 9, generation: 9 })] {
        let msg = || Box::new(rvsip::message::Message::new());
        for answer in [
            Answer::Message(msg()),
            Answer::Secret(None),
            Answer::Hash(Vec::new(), Some(msg())),
            Answer::Count(3),
            Answer::Value(Vec::new()),
            Answer::Created { owner: 1, take: true },
            Answer::NewRequest { msg: msg(), open: true },
        ] {
            net.client.answer(Time(0), token, answer);
        }
    }
    net.run(100, &mut always("200 OK", ""));
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn a_question_waits_on_when_an_answer_of_another_kind_comes() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(everything());
    let held = Rc::new(RefCell::new(Vec::new()));
    let keep = held.clone();
    net.on_ask = Some(Box::new(move |_, token, ask| {
        let Token::Arrival(_) = token else { return Some((token, ask)) };
        keep.borrow_mut().push((token, ask));
        None
    }));
    let now = net.time();
    let flow = Flow::Udp { local: 0, peer: addr("192.0.2.2:5060") };
    net.client.receive(now, flow, request("OPTIONS", "x1", 1, "").as_bytes());
    for name in ["NewRequest", "Created", "MsgReceived"] {
        net.settle();
        let (token, ask) = held.borrow_mut().pop().unwrap();
        assert!(format!("{ask:?}").starts_with(name), "{ask:?}");
        for wrong in [Answer::Secret(None), Answer::Count(1), Answer::Keep(false)] {
            net.client.answer(now, token, wrong);
        }
        let answer = net.usual_answer(ask);
        net.client.answer(now, token, answer);
    }
    net.settle();
    assert_eq!(net.seen.transactions.last().map(|(_, state, _)| *state), Some(transaction::State::ServerRequestReceived));
}
