//! Server transactions: requests that come in, answers that go out, what is absorbed and what is refused.

mod support;

use rvsip::auth::{self, Algorithm, Qop};
use rvsip::endpoint::transaction::{AuthAction, Reason, State};
use rvsip::endpoint::*;
use rvsip::message::{Limits, Message, Name};
use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use support::*;

const PEER: &str = "192.0.2.2:5060";

/// An end whose application takes requests.
fn server() -> Net {
    server_with(config())
}

fn server_with(cfg: Config) -> Net {
    let mut net = Net::new(cfg, 1);
    net.client.set_interest(Interest { transaction_created: true, secret: true, ..Interest::default() });
    net
}

/// Answers every request with this code.
fn answering(code: u16) -> TransactionHook {
    Box::new(move |net, id, state, _| {
        if state == State::ServerRequestReceived {
            net.command(Command::Respond { id, code, reason: Vec::new(), outbound: None }).unwrap();
        }
    })
}

fn give(net: &mut Net, text: &str) {
    give_from(net, PEER, text);
}

fn give_from(net: &mut Net, peer: &str, text: &str) {
    let now = net.time();
    net.client.receive(now, Flow::Udp { local: 0, peer: addr(peer) }, text.as_bytes());
    net.settle();
}

fn nobody(_: &mut Net, _: SocketAddr, _: SocketAddr, _: &[u8]) {}

fn states(net: &Net) -> Vec<(State, Reason)> {
    net.seen.transactions.iter().map(|(_, s, r)| (*s, *r)).collect()
}

fn respond(net: &mut Net, code: u16) -> Result<(), Error> {
    let id = net.seen.transactions[0].0;
    net.command(Command::Respond { id, code, reason: Vec::new(), outbound: None })
}

#[test]
fn a_request_is_told_answered_and_its_transaction_ends_after_timer_j() {
    let mut net = server();
    net.on_transaction = Some(answering(200));
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    let answer = &net.sent_by_us()[0];
    assert!(answer.starts_with("SIP/2.0 200 OK\r\n"), "{answer}");
    assert_eq!(header(answer, "Via"), Some("SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKx1"));
    assert_eq!(header(answer, "From"), Some("<sip:alice@example.com>;tag=a1"));
    assert!(header(answer, "To").unwrap().starts_with("<sip:bob@example.com>;tag="));
    assert_eq!(header(answer, "Call-ID"), Some("call-1@192.0.2.2"));
    assert_eq!(header(answer, "CSeq"), Some("1 OPTIONS"));
    let before = [(State::ServerRequestReceived, Reason::Undefined), (State::ServerFinalSent, Reason::Undefined)];
    assert_eq!(states(&net), before);
    net.run(31_999, &mut nobody);
    assert_eq!(states(&net).len(), 2);
    net.run(32_000, &mut nobody);
    assert_eq!(states(&net).last(), Some(&(State::Terminated, Reason::Undefined)));
    net.assert_empty();
}

#[test]
fn a_repeated_request_is_absorbed_and_the_answer_sent_again_until_timer_j_has_run() {
    let mut net = server();
    let text = request("OPTIONS", "x1", 1, "");
    give(&mut net, &text);
    give(&mut net, &text);
    assert!(net.sent_by_us().is_empty(), "nothing to repeat yet");
    respond(&mut net, 200).unwrap();
    net.settle();
    for _ in 0..3 {
        net.run_for(5_000, &mut nobody);
        give(&mut net, &text);
    }
    let sent = net.sent_by_us();
    assert_eq!(sent.len(), 4);
    assert!(sent.iter().all(|s| *s == sent[0]), "the very same answer");
    assert_eq!(net.seen.transactions.len(), 2, "the application hears of it once");
    assert_eq!(net.seen.asked, ["Created"]);
    net.run_for(32_000, &mut nobody);
    give(&mut net, &text);
    assert_eq!(net.seen.asked, ["Created", "Created"], "after timer J it is a new request");
}

#[test]
fn timer_j_can_be_set_and_is_0_over_a_stream() {
    let mut net = server_with(Config { timers: Timers { linger: 1_000, ..Timers::default() }, ..config() });
    net.on_transaction = Some(answering(200));
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    net.run(1_000, &mut nobody);
    net.assert_empty();
    let peer = "192.0.2.2:3333";
    let conn = net.connect_in(addr(peer)).unwrap();
    let now = net.time();
    let text = request("OPTIONS", "x2", 2, "").replace("/UDP", "/TCP");
    net.client.receive(now, Flow::Conn(conn), text.as_bytes());
    net.settle();
    assert_eq!(net.client.tables().transactions, 0);
    assert_eq!(states(&net).last(), Some(&(State::Terminated, Reason::Undefined)));
    assert_eq!(net.sent_by_us().len(), 2);
}

#[test]
fn a_hundred_goes_out_by_itself_when_due_and_never_earlier_over_udp() {
    let mut net = server();
    give(&mut net, &request("OPTIONS", "x1", 1, "Timestamp: 54\r\n"));
    assert_eq!(respond(&mut net, 100), Err(Error::IllegalAction), "not this early (RFC 4320 section 4.1)");
    net.run(3_499, &mut nobody);
    assert!(net.sent_by_us().is_empty());
    net.run(3_500, &mut nobody);
    let sent = net.sent_by_us();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].starts_with("SIP/2.0 100 "), "{}", sent[0]);
    assert_eq!(header(&sent[0], "To"), Some("<sip:bob@example.com>"), "no tag in a 100");
    assert_eq!(header(&sent[0], "Timestamp"), Some("54"));
    // A repeated request gets the 100 again, and the final answer still goes out.
    give(&mut net, &request("OPTIONS", "x1", 1, "Timestamp: 54\r\n"));
    assert_eq!(net.sent_by_us().len(), 2);
    respond(&mut net, 200).unwrap();
    net.settle();
    assert!(net.sent_by_us()[2].starts_with("SIP/2.0 200 "));
}

#[test]
fn a_hundred_may_go_out_at_once_over_a_stream() {
    let mut net = server();
    let conn = net.connect_in(addr("192.0.2.2:3333")).unwrap();
    let now = net.time();
    net.client.receive(now, Flow::Conn(conn), request("OPTIONS", "x2", 2, "").as_bytes());
    net.settle();
    respond(&mut net, 100).unwrap();
    respond(&mut net, 200).unwrap();
    net.settle();
    let codes: Vec<String> = net.sent_by_us().iter().map(|s| s[8..11].to_string()).collect();
    assert_eq!(codes, ["100", "200"]);
}

#[test]
fn a_final_answer_overtakes_a_hundred_that_is_still_with_the_application() {
    let mut net = server();
    net.client.set_interest(Interest { transaction_created: true, transaction_msg_to_send: true, ..Interest::default() });
    let held = Rc::new(RefCell::new(None));
    let keep = held.clone();
    net.on_ask = Some(Box::new(move |_, token, ask| match ask {
        Ask::MsgToSend { msg, .. } if msg.status() == 100 => {
            *keep.borrow_mut() = Some((token, msg));
            None
        }
        other => Some((token, other)),
    }));
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    net.run(4_000, &mut nobody);
    respond(&mut net, 200).unwrap();
    assert_eq!(respond(&mut net, 200), Err(Error::IllegalAction), "one final answer");
    net.settle();
    assert!(net.sent_by_us().is_empty());
    let (token, msg) = held.borrow_mut().take().unwrap();
    let now = net.time();
    net.client.answer(now, token, Answer::Message(msg));
    net.settle();
    let codes: Vec<String> = net.sent_by_us().iter().map(|s| s[8..11].to_string()).collect();
    assert_eq!(codes, ["100", "200"]);
    net.run_for(60_000, &mut nobody);
    net.assert_empty();
}

#[test]
fn refusing_the_stacks_own_hundred_ends_nothing_and_a_final_answer_behind_it_goes_out() {
    for answered_meanwhile in [false, true] {
        for at in ["MsgToSend", "FinalDest"] {
            let mut net = server();
            net.client.set_interest(Interest {
                transaction_created: true,
                transaction_msg_to_send: at == "MsgToSend",
                transaction_final_dest: at == "FinalDest",
                ..Interest::default()
            });
            net.on_ask = Some(Box::new(move |net, token, ask| match ask {
                Ask::MsgToSend { msg, .. } | Ask::FinalDest { msg, .. } if msg.status() == 100 => {
                    if answered_meanwhile {
                        respond(net, 200).unwrap();
                    }
                    let now = net.time();
                    net.client.answer(now, token, Answer::Refuse(msg));
                    None
                }
                other => Some((token, other)),
            }));
            give(&mut net, &request("OPTIONS", "x1", 1, ""));
            net.run(4_000, &mut nobody);
            if !answered_meanwhile {
                assert_eq!(states(&net), [(State::ServerRequestReceived, Reason::Undefined)], "{at}");
                respond(&mut net, 200).unwrap();
                net.settle();
            }
            let sent = net.sent_by_us();
            assert!(sent.len() == 1 && sent[0].starts_with("SIP/2.0 200 "), "{at}: {sent:?}");
            assert_eq!(states(&net).last(), Some(&(State::ServerFinalSent, Reason::Undefined)));
            net.run_for(60_000, &mut nobody);
            net.assert_empty();
        }
    }
}

#[test]
fn provisional_answers_but_100_and_a_408_are_refused() {
    let mut net = server();
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    for code in [101, 180, 183, 199, 408, 0, 99, 700, 1000] {
        assert_eq!(respond(&mut net, code), Err(Error::BadParam), "{code}");
    }
    net.settle();
    assert!(net.sent_by_us().is_empty());
    assert!(net.log.iter().any(|l| l.contains("RFC 4320")), "{:?}", net.log);
    respond(&mut net, 480).unwrap();
    assert_eq!(respond(&mut net, 200), Err(Error::IllegalAction));
}

#[test]
fn a_transaction_that_is_not_answered_in_time_ends_without_an_answer() {
    let mut net = server();
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    net.run(32_000, &mut nobody);
    let sent = net.sent_by_us();
    assert!(sent.iter().all(|s| s.starts_with("SIP/2.0 100")), "no 408 (RFC 4320 section 4.2): {sent:?}");
    assert_eq!(states(&net).last(), Some(&(State::Terminated, Reason::TimeOut)));
    assert!(net.log.iter().any(|l| l.contains("not answered in time")));
    net.assert_empty();
}

#[test]
fn a_transaction_whose_owner_is_not_known_yet_ends_in_time_too() {
    let mut net = server();
    let held = Rc::new(RefCell::new(None));
    let keep = held.clone();
    net.on_ask = Some(Box::new(move |_, token, _| {
        *keep.borrow_mut() = Some(token);
        None
    }));
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    net.run(3_600, &mut nobody);
    assert!(net.sent_by_us()[0].starts_with("SIP/2.0 100"));
    net.run(40_000, &mut nobody);
    assert_eq!((net.client.tables().transactions, net.client.tables().server_keys), (1, 0), "only its name is left");
    let token = held.borrow_mut().take().unwrap();
    net.client.answer(Time(40_000), token, Answer::Created { owner: 7, take: true });
    net.settle();
    assert_eq!(states(&net), [(State::Terminated, Reason::TimeOut)], "who took it hears of its end");
    net.assert_empty();
}

#[test]
fn a_transaction_terminated_inside_its_created_question_lives_until_its_terminated_event_is_over() {
    for take in [true, false] {
        let mut net = server();
        net.on_ask = Some(Box::new(move |net, token, ask| {
            let Ask::Created { transaction: id } = ask else { panic!("{ask:?}") };
            net.command(Command::TerminateTransaction { id }).unwrap();
            assert_eq!(net.client.transaction_state(id), Ok(State::Terminated));
            assert_eq!(net.command(Command::TerminateTransaction { id }), Err(Error::IllegalAction));
            let now = net.time();
            net.client.answer(now, token, Answer::Created { owner: 7, take });
            None
        }));
        net.on_transaction = Some(Box::new(|net, id, state, reason| {
            assert_eq!((state, reason), (State::Terminated, Reason::Undefined), "no time-out");
            assert_eq!(net.client.owner(id), Ok(7));
            assert_eq!(net.client.transaction_call_id(id).unwrap(), b"call-1@192.0.2.2", "still readable");
        }));
        give(&mut net, &request("OPTIONS", "x1", 1, ""));
        assert_eq!(net.seen.transactions.len(), usize::from(take), "who did not take it hears nothing");
        assert!(net.sent_by_us().is_empty());
        net.assert_empty();
    }
}

#[test]
fn answers_go_where_via_and_rport_say() {
    let via = "Via: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKx1";
    for (line, from, to, noted) in [
        // The sent-by is where it came from: to its port.
        ("SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bKx1", "192.0.2.2:9999", "192.0.2.2:5070", ""),
        ("SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKx1", "192.0.2.2:9999", "192.0.2.2:5060", ""),
        // It is not: received.
        ("SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bKx1", "192.0.2.2:9999", "192.0.2.2:5070", ";received=192.0.2.2"),
        ("SIP/2.0/UDP pc.example.com;branch=z9hG4bKx1", "192.0.2.2:9999", "192.0.2.2:5060", ";received=192.0.2.2"),
        // rport: to the source port (RFC 3581 section 4).
        ("SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bKx1;rport", "192.0.2.2:9999", "192.0.2.2:9999", ";received=192.0.2.2"),
        ("SIP/2.0/UDP 192.0.2.2:5070;rport;branch=z9hG4bKx1", "192.0.2.2:9999", "192.0.2.2:9999", ";received=192.0.2.2"),
        // maddr (RFC 3261 section 18.2.2).
        ("SIP/2.0/UDP 192.0.2.2:5070;maddr=192.0.2.77;branch=z9hG4bKx1", "192.0.2.2:9999", "192.0.2.77:5070", ""),
    ] {
        let mut net = server();
        net.on_transaction = Some(answering(200));
        let text = request("OPTIONS", "x1", 1, "").replace(via, &format!("Via: {line}"));
        give_from(&mut net, from, &text);
        let mut got = Vec::new();
        net.run_for(10, &mut |_, me, _, b| got.push((me, String::from_utf8_lossy(b).into_owned())));
        assert_eq!(got.len(), 1, "{line}");
        assert_eq!(got[0].0, addr(to), "{line}");
        let sent = header(&got[0].1, "Via").unwrap();
        assert!(sent.contains(noted), "{line}: {sent}");
        assert_eq!(sent.contains("received="), !noted.is_empty(), "{sent}");
        if line.contains("rport") {
            assert!(sent.contains("rport=9999"), "{sent}");
        }
    }
}

#[test]
fn all_via_values_come_back_in_order() {
    let mut net = server();
    net.on_transaction = Some(answering(200));
    let text = request("OPTIONS", "x1", 1, "").replace(
        "Max-Forwards",
        "Via: SIP/2.0/UDP a.example.com;branch=z9hG4bKy, SIP/2.0/TCP b.example.com;branch=z9hG4bKz\r\nMax-Forwards",
    );
    give(&mut net, &text);
    let sent = net.sent_by_us().remove(0);
    let vias: String = sent.lines().filter_map(|l| l.strip_prefix("Via: ")).collect::<Vec<_>>().join(", ");
    assert_eq!(
        vias,
        "SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKx1, SIP/2.0/UDP a.example.com;branch=z9hG4bKy, \
         SIP/2.0/TCP b.example.com;branch=z9hG4bKz"
    );
}

#[test]
fn the_same_request_over_another_way_is_answered_482_unless_merging_is_off() {
    let mut net = server();
    net.on_transaction = Some(answering(200));
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    give(&mut net, &request("OPTIONS", "x2", 1, ""));
    assert!(net.sent_by_us()[1].starts_with("SIP/2.0 482 "), "{}", net.sent_by_us()[1]);
    // The next request of the same Call-ID, and one inside a dialog, are none of that.
    give(&mut net, &request("OPTIONS", "x3", 2, ""));
    give(&mut net, &request("OPTIONS", "x4", 1, "").replace("To: <sip:bob@example.com>", "To: <sip:bob@example.com>;tag=b"));
    assert!(net.sent_by_us()[2].starts_with("SIP/2.0 200 ") && net.sent_by_us()[3].starts_with("SIP/2.0 200 "));
    net.run_for(33_000, &mut nobody);
    net.assert_empty();
    let mut net = server_with(Config { disable_merging: true, ..config() });
    net.on_transaction = Some(answering(200));
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    give(&mut net, &request("OPTIONS", "x2", 1, ""));
    assert!(net.sent_by_us()[1].starts_with("SIP/2.0 200 "));
}

#[test]
fn a_request_without_the_cookie_is_matched_by_the_rules_of_rfc_2543() {
    let mut net = server();
    net.on_transaction = Some(answering(200));
    let old = request("OPTIONS", "", 1, "").replace(";branch=z9hG4bK", "");
    give(&mut net, &old);
    give(&mut net, &old);
    assert_eq!(net.seen.asked.len(), 1, "a repetition");
    assert_eq!(net.sent_by_us().len(), 2);
    give(&mut net, &old.replace("CSeq: 1", "CSeq: 2"));
    assert_eq!(net.seen.asked.len(), 2, "another CSeq is another request");
    give(&mut net, &old.replace("sip:bob@192.0.2.1", "sip:eve@192.0.2.1").replace("CSeq: 1", "CSeq: 3"));
    assert_eq!(net.seen.asked.len(), 3);
}

#[test]
fn requests_alike_but_for_branch_sent_by_or_method_are_different() {
    let mut net = server_with(Config { disable_merging: true, ..config() });
    net.on_transaction = Some(answering(200));
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    give(&mut net, &request("OPTIONS", "x1", 1, "").replace("192.0.2.2:5060;", "192.0.2.2:5061;"));
    give(&mut net, &request("OPTIONS", "x1", 1, "").replace("192.0.2.2:5060;", "192.0.2.3:5060;"));
    give(&mut net, &request("MESSAGE", "x1", 1, ""));
    give(&mut net, &request("OPTIONS", "x2", 1, ""));
    assert_eq!(net.seen.asked.len(), 5);
    // Branch and host are compared without regard to case.
    give(&mut net, &request("OPTIONS", "X1", 1, ""));
    assert_eq!(net.seen.asked.len(), 5);
}

#[test]
fn cancel_is_answered_by_the_stack_and_told_to_the_owner() {
    let mut net = server();
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    let id = net.seen.transactions[0].0;
    give(&mut net, &request("CANCEL", "x1", 1, ""));
    assert!(net.sent_by_us()[0].starts_with("SIP/2.0 200 "), "{}", net.sent_by_us()[0]);
    assert_eq!(net.seen.cancelled, [id]);
    give(&mut net, &request("CANCEL", "x9", 1, ""));
    assert!(net.sent_by_us()[1].starts_with("SIP/2.0 481 "));
    assert_eq!(net.seen.cancelled.len(), 1);
    net.command(Command::Respond { id, code: 487, reason: Vec::new(), outbound: None }).unwrap();
    net.run_for(33_000, &mut nobody);
    net.assert_empty();
}

#[test]
fn a_cancel_finds_a_pending_request_of_any_method_and_answers_with_its_to_tag() {
    for method in ["BYE", "UPDATE", "PRACK", "FOO", "REGISTER"] {
        let mut net = server();
        give(&mut net, &request(method, "x1", 1, ""));
        let id = net.seen.transactions[0].0;
        give(&mut net, &request("CANCEL", "x1", 1, ""));
        assert!(net.sent_by_us()[0].starts_with("SIP/2.0 200 "), "{method}: {}", net.sent_by_us()[0]);
        assert_eq!(net.seen.cancelled, [id], "{method}");
        net.command(Command::Respond { id, code: 487, reason: Vec::new(), outbound: None }).unwrap();
        net.settle();
        let sent = net.sent_by_us();
        assert_eq!(header(&sent[0], "To"), header(&sent[1], "To"), "RFC 3261 section 9.2");
        // Another host with the same branch means another transaction.
        give(&mut net, &request("CANCEL", "x1", 1, "").replace("192.0.2.2:5060;", "192.0.2.3:5060;"));
        give(&mut net, &request("CANCEL", "x", 1, ""));
        assert!(net.sent_by_us()[2..].iter().all(|s| s.starts_with("SIP/2.0 481 ")), "{method}");
    }
}

#[test]
fn a_cancel_is_told_once_and_not_after_the_final_answer() {
    let mut net = server();
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    for _ in 0..3 {
        give(&mut net, &request("CANCEL", "x1", 1, ""));
    }
    assert_eq!(net.seen.cancelled.len(), 1, "copies of it are no news");
    let sent = net.sent_by_us();
    assert!(sent.len() == 3 && sent.iter().all(|s| *s == sent[0] && s.starts_with("SIP/2.0 200 ")), "{sent:?}");
    give(&mut net, &request("OPTIONS", "x2", 2, ""));
    let id = net.seen.transactions.last().unwrap().0;
    net.command(Command::Respond { id, code: 200, reason: Vec::new(), outbound: None }).unwrap();
    net.settle();
    give(&mut net, &request("CANCEL", "x2", 2, ""));
    assert!(net.sent_by_us().last().unwrap().starts_with("SIP/2.0 200 "));
    assert_eq!(net.seen.cancelled.len(), 1, "it has no effect any more");
}

#[test]
fn requests_nobody_takes_are_refused_and_leave_nothing_behind() {
    let mut net = Net::new(config(), 1);
    for (method, code) in [("FOO", "501"), ("OPTIONS", "405"), ("REGISTER", "405"), ("INVITE", "405"), ("BYE", "405")] {
        give(&mut net, &request(method, method, 1, ""));
        let sent = net.sent_by_us().pop().unwrap();
        assert!(sent.starts_with(&format!("SIP/2.0 {code} ")), "{method}: {sent}");
        assert_eq!(sent.contains("Allow:"), code == "405", "{sent}");
        assert!(header(&sent, "To").unwrap().contains(";tag="));
        // The same request gets the same answer, tag included (RFC 3261 section 8.2.7).
        give(&mut net, &request(method, method, 1, ""));
        assert_eq!(net.sent_by_us().pop().unwrap(), sent);
        net.assert_empty();
    }
    give(&mut net, &request("ACK", "a", 1, ""));
    assert_eq!(net.sent_by_us().len(), 10, "an ACK is never answered");
    net.assert_empty();
}

#[test]
fn a_request_the_application_declines_is_refused_once_and_repeated_from_memory() {
    let mut net = server();
    net.on_ask = Some(Box::new(|net, token, ask| {
        assert!(matches!(ask, Ask::Created { .. }));
        let now = net.time();
        net.client.answer(now, token, Answer::Created { owner: 0, take: false });
        None
    }));
    give(&mut net, &request("FOO", "x", 1, ""));
    give(&mut net, &request("FOO", "x", 1, ""));
    let sent = net.sent_by_us();
    assert!(sent.len() == 2 && sent[0] == sent[1] && sent[0].starts_with("SIP/2.0 501 "));
    assert_eq!(net.seen.asked.len(), 1);
    assert!(net.seen.transactions.is_empty());
    net.run_for(33_000, &mut nobody);
    net.assert_empty();
}

#[test]
fn a_stateless_application_says_no_to_a_new_request_and_handles_it_itself() {
    for transaction_created in [false, true] {
        stateless(transaction_created);
    }
}

fn stateless(transaction_created: bool) {
    let mut net = server();
    net.client.set_interest(Interest { transaction_created, new_request: true, ..Interest::default() });
    net.on_ask = Some(Box::new(|net, token, ask| {
        let Ask::NewRequest { msg } = ask else { panic!("not opened, so not created") };
        let now = net.time();
        net.client.answer(now, token, Answer::NewRequest { msg, open: false });
        None
    }));
    give(&mut net, &request("OPTIONS", "x", 1, ""));
    assert!(net.sent_by_us().is_empty());
    net.assert_empty();
}

#[test]
fn beyond_the_limit_of_transactions_a_request_gets_503_and_nothing_else_is_disturbed() {
    let mut net = server_with(Config { max_transactions: 2, ..config() });
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    give(&mut net, &request("OPTIONS", "x2", 2, ""));
    give(&mut net, &request("OPTIONS", "x3", 3, ""));
    let sent = net.sent_by_us();
    assert!(sent.len() == 1 && sent[0].starts_with("SIP/2.0 503 "), "{sent:?}");
    assert!(header(&sent[0], "Retry-After").is_some());
    assert_eq!(net.client.counters().refused, 1);
    respond(&mut net, 200).unwrap();
    net.run_for(33_000, &mut nobody);
    give(&mut net, &request("OPTIONS", "x3", 3, ""));
    assert_eq!(states(&net).iter().filter(|(s, _)| *s == State::ServerRequestReceived).count(), 3);
}

#[test]
fn what_breaks_the_rules_is_refused_with_the_right_code_or_dropped() {
    let good = request("OPTIONS", "x1", 1, "");
    let limits = Limits { message_size: 4_000, ..Limits::default() };
    for (what, text, code) in [
        ("no Call-ID", good.replace("Call-ID: call-1@192.0.2.2\r\n", ""), "400"),
        ("CSeq of another method", good.replace("1 OPTIONS", "1 INFO"), "400"),
        ("To", good.replace("To: <sip:bob@example.com>", "To: <sip:bob@example.com"), "400"),
        ("version", good.replacen("SIP/2.0\r\n", "SIP/7.0\r\n", 1), "505"),
        ("blanks", good.replacen(" SIP/2.0\r\n", "   SIP/2.0\r\n", 1), "400"),
        ("two CSeq", good.replace("CSeq: 1 OPTIONS\r\n", "CSeq: 1 OPTIONS\r\nCSeq: 1 OPTIONS\r\n"), "400"),
        ("length", good.replace("Content-Length: 0", "Content-Length: 7"), "400"),
        ("size", good.replace("Content-Length: 0", &format!("X: {}\r\nContent-Length: 0", "x".repeat(4_000))), ""),
        ("no Via", good.replace("Via: ", "V1a: "), ""),
        ("ACK", request("ACK", "x1", 1, "").replace("Call-ID", "Coll-ID"), ""),
        ("response", "SIP/2.0 200 OK\r\nVia: x\r\n\r\n".to_string(), ""),
        ("rubbish", "hello\r\n\r\n".to_string(), ""),
    ] {
        let mut net = server_with(Config { limits, ..config() });
        give(&mut net, &text);
        let sent = net.sent_by_us();
        match code {
            "" => assert!(sent.is_empty(), "{what}: {sent:?}"),
            _ => assert!(sent.len() == 1 && sent[0].starts_with(&format!("SIP/2.0 {code} ")), "{what}: {sent:?}"),
        }
        assert!(net.seen.asked.is_empty(), "{what}");
        assert_eq!(net.client.counters().malformed, 1, "{what}");
        assert_eq!(net.log.len(), 1, "{what}: {:?}", net.log);
        net.assert_empty();
    }
}

#[test]
fn empty_lines_keep_a_path_open_and_are_no_messages() {
    let mut net = server();
    for text in ["", "\r\n", "\r\n\r\n", "\0\0\0\0"] {
        give(&mut net, text);
    }
    assert_eq!((net.client.counters().malformed, net.log.len(), net.sent.len()), (0, 0, 0));
}

#[test]
fn the_application_sees_a_request_before_it_is_processed_and_the_answer_before_it_goes() {
    let mut net = server();
    net.client.set_interest(Interest {
        transaction_created: true,
        new_request: true,
        transaction_msg_received: true,
        transaction_msg_to_send: true,
        transaction_final_dest: true,
        ..Interest::default()
    });
    net.on_ask = Some(Box::new(|_, token, mut ask| {
        if let Ask::MsgToSend { msg, .. } = &mut ask {
            msg.push_other(b"X-Late", b"yes");
        }
        Some((token, ask))
    }));
    net.on_transaction = Some(answering(200));
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    assert_eq!(net.seen.asked, ["NewRequest", "Created", "MsgReceived", "MsgToSend", "FinalDest"]);
    assert_eq!(header(&net.sent_by_us()[0], "X-Late"), Some("yes"));
    assert_eq!(net.sent_by_us().len(), 2, "a repetition raises no question");
}

#[test]
fn headers_and_body_of_the_outbound_message_go_into_the_answer_and_its_key_headers_do_not() {
    let mut net = server();
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    let mut out = Box::new(Message::new());
    out.push(Name::Contact, b"<sip:bob@192.0.2.1>");
    out.push(Name::To, b"<sip:evil@example.com>");
    out.push(Name::CSeq, b"9 BYE");
    out.push(Name::ContentType, b"text/plain");
    out.set_body(b"hello");
    let id = net.seen.transactions[0].0;
    net.command(Command::Respond { id, code: 200, reason: b"Fine".to_vec(), outbound: Some(out) }).unwrap();
    net.settle();
    let sent = net.sent_by_us().remove(0);
    assert!(sent.starts_with("SIP/2.0 200 Fine\r\n") && sent.ends_with("\r\n\r\nhello"), "{sent}");
    assert_eq!(header(&sent, "Contact"), Some("<sip:bob@192.0.2.1>"));
    assert_eq!(header(&sent, "Content-Length"), Some("5"));
    assert_eq!(header(&sent, "CSeq"), Some("1 OPTIONS"));
    assert_eq!(sent.matches("To:").count(), 1);
}

#[test]
fn a_response_made_elsewhere_goes_out_as_it_is() {
    let mut net = server();
    let text = request("OPTIONS", "x1", 1, "");
    give(&mut net, &text);
    let id = net.seen.transactions[0].0;
    let refused = Box::new(parse(text.as_bytes()));
    assert_eq!(net.command(Command::RespondMessage { id, msg: refused }), Err(Error::BadParam));
    let early = Box::new(parse(&response(text.as_bytes(), "180 Ringing", "")));
    assert_eq!(net.command(Command::RespondMessage { id, msg: early }), Err(Error::BadParam));
    let mine = response(text.as_bytes(), "299 As I Like", "X-Own: 1\r\n");
    net.command(Command::RespondMessage { id, msg: Box::new(parse(&mine)) }).unwrap();
    net.settle();
    assert_eq!(net.sent_by_us()[0].as_bytes(), mine);
    assert_eq!(net.client.transaction_status(id), Ok(299));
}

#[test]
fn a_terminated_server_transaction_answers_nothing_and_its_name_dies_after_the_event() {
    let mut net = server();
    give(&mut net, &request("OPTIONS", "x1", 1, ""));
    let id = net.seen.transactions[0].0;
    net.on_transaction = Some(Box::new(|net, id, state, _| {
        assert_eq!(state, State::Terminated);
        assert_eq!(net.client.transaction_call_id(id).unwrap(), b"call-1@192.0.2.2", "still readable");
        assert_eq!(net.command(Command::TerminateTransaction { id }), Err(Error::IllegalAction));
    }));
    net.command(Command::TerminateTransaction { id }).unwrap();
    net.settle();
    assert_eq!(net.client.transaction_state(id), Err(Error::InvalidHandle));
    assert!(net.sent_by_us().is_empty());
    net.assert_empty();
}

#[test]
fn what_may_be_known_of_a_server_transaction_can_be_read() {
    let mut net = server();
    give_from(&mut net, "192.0.2.2:9999", &request("OPTIONS", "x1", 41, ""));
    let id = net.seen.transactions[0].0;
    let e = &net.client;
    assert_eq!(e.owner(id), Ok(7));
    assert_eq!(e.transaction_is_client(id), Ok(false));
    assert_eq!(e.transaction_method(id).unwrap(), b"OPTIONS");
    assert_eq!(e.transaction_request_uri(id).unwrap(), b"sip:bob@192.0.2.1");
    assert_eq!(e.transaction_cseq(id), Ok(41));
    assert_eq!(e.transaction_from(id).unwrap(), b"<sip:alice@example.com>;tag=a1");
    assert_eq!(e.transaction_received_from(id), Ok((Transport::Udp, addr("192.0.2.2:9999"))));
    assert_eq!(e.transaction_current_local(id), Ok((Transport::Udp, addr(CLIENT))));
    assert_eq!(e.transaction_status(id), Err(Error::NotFound));
    let e = &mut net.client;
    assert_eq!(e.transaction_set_to(id, b"<sip:x@y>"), Err(Error::IllegalAction));
    assert_eq!(e.transaction_set_branch(id, b"z9hG4bKmine"), Err(Error::IllegalAction));
    assert_eq!(e.transaction_set_outbound(id, "192.0.2.9", 5060), Err(Error::IllegalAction));
    assert_eq!(e.transaction_resend(Time(0), id), Err(Error::IllegalAction));
    assert_eq!(
        net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri: b"sip:a@192.0.2.9".to_vec(), outbound: None }),
        Err(Error::IllegalAction)
    );
}

// ---- digest, server side ----

fn registrar() -> Net {
    server_with(Config { server_auth: true, ..config() })
}

/// The Authorization line that answers this challenge.
fn credentials(challenge: &[u8], proxy: bool, user: &str, password: &str) -> String {
    let challenge = auth::Challenge::parse(proxy, challenge).unwrap();
    let secret = auth::Secret::Password { user: user.as_bytes(), password: password.as_bytes() };
    let mut c = auth::Computation::new(
        &challenge,
        secret,
        b"REGISTER",
        b"sip:bob@192.0.2.1",
        auth::Body::Bytes(b""),
        1,
        b"0123456789abcdef",
    )
    .unwrap();
    c.run();
    let name = if proxy { "Proxy-Authorization" } else { "Authorization" };
    format!("{name}: {}\r\n", String::from_utf8(c.header_value()).unwrap())
}

fn challenge(realm: &str, algorithm: Algorithm) -> Vec<u8> {
    format!("Digest realm=\"{realm}\", nonce=\"n1\", qop=\"auth\", algorithm={}", algorithm.token()).into_bytes()
}

#[test]
fn credentials_are_found_one_after_another_and_checked_against_a_password() {
    for algorithm in [Algorithm::Md5, Algorithm::Md5Sess, Algorithm::Sha256, Algorithm::Sha256Sess, Algorithm::Sha512_256] {
        let mut net = registrar();
        let lines = credentials(&challenge("one", algorithm), false, "alice", "wrong")
            + &credentials(&challenge("two", algorithm), true, "alice", "right")
            + "Authorization: Negotiate abc\r\n"
            + &credentials(&challenge("three", algorithm), false, "alice", "secret");
        give(&mut net, &request("REGISTER", "x1", 1, &lines));
        let id = net.seen.transactions[0].0;
        net.command(Command::AuthBegin { id }).unwrap();
        net.settle();
        assert_eq!(net.seen.found.len(), 1);
        let proceed = |net: &mut Net, action| {
            net.command(Command::AuthProceed { id, action }).unwrap();
            net.settle();
        };
        proceed(&mut net, AuthAction::UsePassword(b"secret".to_vec()));
        assert_eq!(net.seen.found.len(), 2, "the first do not match: on to the next");
        assert!(net.seen.found[1].2, "Proxy-Authorization");
        proceed(&mut net, AuthAction::Skip);
        assert!(!net.seen.found[2].3, "not supported");
        proceed(&mut net, AuthAction::Skip);
        assert!(net.seen.found[3].3 && net.seen.found[3].1.contains("three"));
        assert!(net.seen.completed.is_empty());
        proceed(&mut net, AuthAction::UsePassword(b"secret".to_vec()));
        assert_eq!(net.seen.completed, [(id, true)], "{algorithm:?}");
        assert_eq!(
            net.command(Command::AuthProceed { id, action: AuthAction::Skip }),
            Err(Error::IllegalAction),
            "the walk is over"
        );
    }
}

#[test]
fn a_walk_ends_in_failure_when_nothing_is_left_or_the_application_says_so() {
    let mut net = registrar();
    give(&mut net, &request("REGISTER", "x1", 1, ""));
    let id = net.seen.transactions[0].0;
    net.command(Command::AuthBegin { id }).unwrap();
    net.settle();
    assert_eq!(net.seen.completed, [(id, false)], "no credentials at all");
    let mut net = registrar();
    let line = credentials(&challenge("one", Algorithm::Md5), false, "alice", "wrong");
    give(&mut net, &request("REGISTER", "x1", 1, &line));
    let id = net.seen.transactions[0].0;
    for (action, verdict) in [
        (AuthAction::UsePassword(b"secret".to_vec()), false),
        (AuthAction::Skip, false),
        (AuthAction::Failure, false),
        (AuthAction::Success, true),
    ] {
        net.command(Command::AuthBegin { id }).unwrap();
        net.command(Command::AuthProceed { id, action }).unwrap();
        net.settle();
        assert_eq!(net.seen.completed.pop(), Some((id, verdict)));
    }
    net.command(Command::Respond { id, code: 401, reason: Vec::new(), outbound: None }).unwrap();
    net.settle();
    assert_eq!(net.command(Command::AuthBegin { id }), Err(Error::IllegalAction), "answered already");
}

#[test]
fn server_digest_must_be_switched_on() {
    let mut net = server();
    give(&mut net, &request("REGISTER", "x1", 1, ""));
    let id = net.seen.transactions[0].0;
    assert_eq!(net.command(Command::AuthBegin { id }), Err(Error::IllegalAction));
    net.settle();
    assert!(net.log.iter().any(|l| l.contains("enableServerAuth")));
}

#[test]
fn the_applications_md5_serves_the_check_and_sha_stays_with_the_library() {
    for (algorithm, asked) in [(Algorithm::Md5, 3), (Algorithm::Md5Sess, 4), (Algorithm::Sha256, 0)] {
        let mut net = registrar();
        net.client.set_interest(Interest { transaction_created: true, md5: true, ..Interest::default() });
        let line = credentials(&challenge("one", algorithm), false, "alice", "secret");
        give(&mut net, &request("REGISTER", "x1", 1, &line));
        let id = net.seen.transactions[0].0;
        net.command(Command::AuthBegin { id }).unwrap();
        net.command(Command::AuthProceed { id, action: AuthAction::UsePassword(b"secret".to_vec()) }).unwrap();
        if asked > 0 {
            let again = AuthAction::UsePassword(b"other".to_vec());
            assert_eq!(net.command(Command::AuthProceed { id, action: again }), Err(Error::IllegalAction));
            assert_eq!(net.command(Command::AuthBegin { id }), Err(Error::IllegalAction));
        }
        net.settle();
        assert_eq!(net.seen.completed, [(id, true)], "{algorithm:?}");
        assert_eq!(net.seen.asked.iter().filter(|a| **a == "Md5").count(), asked, "{algorithm:?}");
    }
}

#[test]
fn a_transaction_that_ends_while_the_application_hashes_leaves_nothing_behind() {
    let mut net = registrar();
    net.client.set_interest(Interest { transaction_created: true, md5: true, ..Interest::default() });
    net.on_ask = Some(Box::new(|net, token, ask| {
        if let Ask::Md5 { subject: Subject::Transaction(id, _), input } = &ask {
            net.command(Command::TerminateTransaction { id: *id }).unwrap();
            let (now, hash) = (net.time(), md5(input));
            net.client.answer(now, token, Answer::Hash(hash, None));
            return None;
        }
        Some((token, ask))
    }));
    give(&mut net, &request("REGISTER", "x1", 1, &credentials(&challenge("one", Algorithm::Md5), false, "alice", "secret")));
    let id = net.seen.transactions[0].0;
    net.command(Command::AuthBegin { id }).unwrap();
    net.command(Command::AuthProceed { id, action: AuthAction::UsePassword(b"secret".to_vec()) }).unwrap();
    net.settle();
    assert!(net.seen.completed.is_empty());
    net.assert_empty();
}

#[test]
fn qop_auth_int_covers_the_body_of_the_request() {
    let mut net = registrar();
    let challenge = auth::Challenge::parse(false, b"Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"").unwrap();
    assert_eq!(challenge.qop(), Some(Qop::AuthInt));
    let secret = auth::Secret::Password { user: b"alice", password: b"secret" };
    let body = auth::Body::Bytes(b"hello");
    let mut c =
        auth::Computation::new(&challenge, secret, b"REGISTER", b"sip:bob@192.0.2.1", body, 1, b"0123456789abcdef").unwrap();
    c.run();
    let line = format!("Authorization: {}\r\n", String::from_utf8(c.header_value()).unwrap());
    for (branch, cseq, body, verdict) in [("x1", 1, "hello", true), ("x2", 2, "hullo", false)] {
        let text = request("REGISTER", branch, cseq, &line).replace("Content-Length: 0\r\n\r\n", "Content-Length: 5\r\n\r\n");
        give(&mut net, &(text + body));
        let id = net.seen.transactions.last().unwrap().0;
        net.command(Command::AuthBegin { id }).unwrap();
        net.command(Command::AuthProceed { id, action: AuthAction::UsePassword(b"secret".to_vec()) }).unwrap();
        net.settle();
        assert_eq!(net.seen.completed.pop(), Some((id, verdict)));
    }
}

#[test]
fn a_stateless_application_rejects_a_request_by_a_transaction_made_from_its_message() {
    for open in [false, true] {
        let mut net = server();
        net.client.set_interest(Interest { transaction_created: true, new_request: true, ..Interest::default() });
        net.on_ask = Some(Box::new(move |net, token, ask| {
            let Ask::NewRequest { msg } = ask else { panic!("it has an owner, so nobody is asked for one") };
            let now = net.time();
            let id = net.client.create_server_transaction(now, 7, msg.clone()).unwrap();
            assert_eq!(net.client.transaction_state(id), Ok(State::ServerRequestReceived));
            assert_eq!(net.client.create_server_transaction(now, 7, msg.clone()), Err(Error::IllegalAction));
            net.client.answer(now, token, Answer::NewRequest { msg, open });
            net.command(Command::Respond { id, code: 403, reason: Vec::new(), outbound: None }).unwrap();
            None
        }));
        give(&mut net, &request("OPTIONS", "x", 1, ""));
        assert!(net.sent_by_us()[0].starts_with("SIP/2.0 403 Forbidden\r\n"));
        give(&mut net, &request("OPTIONS", "x", 1, ""));
        assert_eq!(net.sent_by_us().len(), 2, "a repeated request gets the same answer");
        net.run(32_000, &mut nobody);
        let expected = [(State::ServerFinalSent, Reason::Undefined), (State::Terminated, Reason::Undefined)];
        assert_eq!(states(&net), expected);
        net.assert_empty();
    }
}

#[test]
fn a_transaction_made_from_a_copy_of_its_request_answers_where_the_top_via_says() {
    for (via, hop) in [
        ("192.0.2.2;branch=z9hG4bKx1", "192.0.2.2:5060"),
        ("192.0.2.2:5090;branch=z9hG4bKx1;received=192.0.2.77", "192.0.2.77:5090"),
        ("10.0.0.1;branch=z9hG4bKx1;received=192.0.2.77;rport=5099", "192.0.2.77:5099"),
    ] {
        let mut net = server();
        let text = request("OPTIONS", "x1", 1, "").replace("192.0.2.2:5060;branch=z9hG4bKx1", via);
        let now = net.time();
        let id = net.client.create_server_transaction(now, 7, Box::new(parse(text.as_bytes()))).unwrap();
        net.command(Command::Respond { id, code: 403, reason: Vec::new(), outbound: None }).unwrap();
        net.settle();
        assert_eq!(net.client.destination(id).unwrap().addr, addr(hop), "{via}");
        assert_eq!(header(&net.sent_by_us()[0], "Via"), Some(format!("SIP/2.0/UDP {via}").as_str()));
        net.run(32_000, &mut nobody);
        net.assert_empty();
    }
}

#[test]
fn no_server_transaction_is_made_from_what_is_no_whole_request() {
    let mut net = server();
    let now = net.time();
    let mut refused = |text: String, error: Error| {
        let mut msg = Box::new(Message::new());
        msg.parse(text.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(net.client.create_server_transaction(now, 7, msg), Err(error), "{text}");
    };
    refused(request("ACK", "x", 1, ""), Error::BadParam);
    refused(request("CANCEL", "x", 1, ""), Error::BadParam);
    refused(request("OPTIONS", "x", 1, "").replace("From:", "X-From:"), Error::BadParam);
    refused(request("OPTIONS", "x", 1, "").replace("Via:", "X-Via:"), Error::BadParam);
    refused(request("OPTIONS", "x", 1, "").replace("OPTIONS sip:bob@192.0.2.1 SIP/2.0", "SIP/2.0 200 OK"), Error::BadParam);
    net.assert_empty();
}
