//! INVITE transactions of a server: provisional and final responses, ACK, what is sent again and for how long (RFC 3261 sections 17.2.1 and
//! 13.3.1.4, RFC 6026), and reliable provisional responses (RFC 3262).

mod support;

use rvsip::endpoint::transaction::{Reason, State};
use rvsip::endpoint::*;
use rvsip::message::{Limits, Message};
use std::net::SocketAddr;
use support::*;

fn nobody(_: &mut Net, _: SocketAddr, _: SocketAddr, _: &[u8]) {}

fn server(cfg: Config) -> Net {
    let mut net = Net::new(cfg, 1);
    net.client.set_interest(Interest { transaction_created: true, out_of_context: true, ..Interest::default() });
    net
}

fn give(net: &mut Net, text: &str) {
    let now = net.time();
    net.client.receive(now, Flow::Udp { local: 0, peer: addr(REGISTRAR) }, text.as_bytes());
    net.settle();
}

/// A server with one INVITE in it.
fn invited(cfg: Config) -> (Net, TransactionId) {
    let mut net = server(cfg);
    give(&mut net, &request("INVITE", "x1", 1, "Supported: 100rel\r\n"));
    let id = net.seen.transactions[0].0;
    (net, id)
}

fn respond(net: &mut Net, id: TransactionId, code: u16) -> Result<(), Error> {
    let outcome = net.command(Command::Respond { id, code, reason: Vec::new(), outbound: None });
    net.settle();
    outcome
}

fn states_of(net: &Net, id: TransactionId) -> Vec<State> {
    net.seen.transactions.iter().filter(|t| t.0 == id).map(|t| t.1).collect()
}

fn end_of(net: &Net, id: TransactionId) -> (State, Reason) {
    net.seen.transactions.iter().rfind(|t| t.0 == id).map(|t| (t.1, t.2)).unwrap()
}

fn times(net: &Net, code: u16) -> Vec<u64> {
    let ours = addr(CLIENT).ip();
    let head = format!("SIP/2.0 {code} ");
    net.sent.iter().filter(|(_, from, b)| from.ip() == ours && b.starts_with(head.as_bytes())).map(|s| s.0).collect()
}

/// A request of the other end within the dialog that the last response began.
fn in_dialog(net: &Net, method: &str, branch: &str, cseq: u32, more: &str) -> String {
    let to = header(net.sent_by_us().last().unwrap(), "To").unwrap().to_string();
    request(method, branch, cseq, more).replace("To: <sip:bob@example.com>", &format!("To: {to}"))
}

#[test]
fn a_hundred_goes_out_by_itself_after_200_ms_and_no_timer_runs_then() {
    let (mut net, id) = invited(config());
    net.run(199, &mut nobody);
    assert!(net.sent_by_us().is_empty());
    net.run(200, &mut nobody);
    assert_eq!(times(&net, 100), [200]);
    assert_eq!(net.client.tables().timers, 0, "a telephone may ring for ever");
    respond(&mut net, id, 180).unwrap();
    give(&mut net, &request("INVITE", "x1", 1, "Supported: 100rel\r\n"));
    assert_eq!(times(&net, 180).len(), 2, "a copy of the INVITE gets the last response again");
    assert_eq!(states_of(&net, id), [State::ServerInviteRequestReceived]);
}

#[test]
fn who_answers_at_once_sends_no_hundred() {
    let (mut net, id) = invited(config());
    respond(&mut net, id, 183).unwrap();
    net.run(10_000, &mut nobody);
    assert!(times(&net, 100).is_empty());
    assert_eq!(times(&net, 183), [0], "provisional responses are not repeated by themselves");
}

#[test]
fn a_refusal_is_repeated_until_its_ack_comes_which_timer_i_absorbs() {
    let (mut net, id) = invited(config());
    respond(&mut net, id, 486).unwrap();
    assert_eq!(respond(&mut net, id, 200), Err(Error::IllegalAction), "once");
    net.run(15_000, &mut nobody);
    assert_eq!(times(&net, 486), [0, 500, 1_500, 3_500, 7_500, 11_500], "T1 doubled up to T2");
    give(&mut net, &request("ACK", "x1", 1, ""));
    let told = [State::ServerInviteRequestReceived, State::ServerInviteFinalSent, State::ServerInviteAckReceived];
    assert_eq!(states_of(&net, id), told);
    assert!(net.seen.out_of_context.is_empty());
    give(&mut net, &request("ACK", "x1", 1, ""));
    assert!(net.seen.out_of_context.is_empty(), "a copy is nobody's");
    give(&mut net, &request("INVITE", "x1", 1, ""));
    net.run(19_999, &mut nobody);
    assert_eq!((states_of(&net, id).len(), net.seen.transactions.len()), (3, 3), "no other transaction");
    net.run(20_000, &mut nobody);
    assert_eq!(end_of(&net, id), (State::Terminated, Reason::Undefined));
    net.assert_empty();
}

#[test]
fn without_an_ack_a_refusal_is_given_up_after_timer_h() {
    let (mut net, id) = invited(config());
    respond(&mut net, id, 603).unwrap();
    net.run(32_000, &mut nobody);
    assert_eq!(end_of(&net, id), (State::Terminated, Reason::TimeOut));
    assert!(net.log.iter().any(|l| l.contains("no ACK came for the 603")), "{:?}", net.log);
    net.assert_empty();
}

#[test]
fn over_a_stream_a_refusal_is_sent_once_and_its_ack_ends_the_transaction() {
    let mut net = server(config());
    let conn = net.connect_in(addr("192.0.2.2:3333")).unwrap();
    let over = |net: &mut Net, text: String| {
        let now = net.time();
        net.client.receive(now, Flow::Conn(conn), text.replace("/UDP", "/TCP").as_bytes());
        net.settle();
    };
    over(&mut net, request("INVITE", "x1", 1, ""));
    let id = net.seen.transactions[0].0;
    respond(&mut net, id, 404).unwrap();
    net.run(31_999, &mut nobody);
    assert_eq!(times(&net, 404), [0]);
    over(&mut net, request("ACK", "x1", 1, ""));
    assert_eq!(end_of(&net, id), (State::Terminated, Reason::Undefined));
    assert_eq!(net.client.tables().transactions, 0);
}

#[test]
fn a_2xx_is_repeated_until_its_ack_comes_which_is_told_as_a_message_of_no_transaction() {
    let (mut net, id) = invited(config());
    respond(&mut net, id, 200).unwrap();
    net.run(4_000, &mut nobody);
    assert_eq!(times(&net, 200), [0, 500, 1_500, 3_500]);
    let ack = in_dialog(&net, "ACK", "other", 1, "");
    give(&mut net, &ack);
    assert_eq!(net.seen.out_of_context.len(), 1);
    net.run(31_999, &mut nobody);
    assert_eq!(times(&net, 200).len(), 4);
    give(&mut net, &request("INVITE", "x1", 1, ""));
    assert_eq!(times(&net, 200).len(), 4, "a copy of the INVITE is absorbed (RFC 6026 section 7.1)");
    net.run(32_000, &mut nobody);
    assert_eq!(end_of(&net, id), (State::Terminated, Reason::Undefined));
    net.assert_empty();
}

#[test]
fn an_ack_of_another_dialog_or_request_does_not_stop_a_2xx() {
    let (mut net, id) = invited(config());
    respond(&mut net, id, 200).unwrap();
    give(&mut net, &request("ACK", "o1", 1, ""));
    let ack = in_dialog(&net, "ACK", "o2", 2, "");
    give(&mut net, &ack);
    let ack = in_dialog(&net, "ACK", "o3", 1, "").replace("call-1", "call-2");
    give(&mut net, &ack);
    net.run(32_000, &mut nobody);
    assert_eq!(times(&net, 200).len(), 11);
    assert_eq!(end_of(&net, id), (State::Terminated, Reason::TimeOut), "no ACK came");
    net.assert_empty();
}

#[test]
fn with_old_invite_handling_the_ack_on_a_2xx_belongs_to_the_transaction() {
    let (mut net, id) = invited(Config { old_invite: true, ..config() });
    respond(&mut net, id, 200).unwrap();
    let ack = in_dialog(&net, "ACK", "other", 1, "");
    give(&mut net, &ack);
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteAckReceived));
    assert!(net.seen.out_of_context.is_empty());
    net.run_for(5_000, &mut nobody);
    net.assert_empty();
}

#[test]
fn a_proxy_passes_a_2xx_on_once_and_may_pass_on_more() {
    let (mut net, id) = invited(Config { proxy: true, proxy_2xx_sent: 10_000, ..config() });
    let pass_on = |net: &mut Net, status: &str| {
        let text = response(request("INVITE", "x1", 1, "").as_bytes(), status, "");
        let outcome = net.command(Command::RespondMessage { id, msg: Box::new(parse(&text)) });
        net.settle();
        outcome
    };
    pass_on(&mut net, "180 Ringing").unwrap();
    pass_on(&mut net, "200 OK").unwrap();
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteProxy2xxSent));
    net.run(5_000, &mut nobody);
    assert_eq!(times(&net, 200), [0]);
    give(&mut net, &request("INVITE", "x1", 1, ""));
    assert_eq!(times(&net, 200), [0], "RFC 6026 section 7.1");
    pass_on(&mut net, "200 OK").unwrap();
    assert_eq!(times(&net, 200), [0, 5_000]);
    assert_eq!(pass_on(&mut net, "486 Busy Here"), Err(Error::IllegalAction));
    assert_eq!(states_of(&net, id).len(), 2);
    net.run(10_000, &mut nobody);
    net.assert_empty();
    // As the configuration has it the transaction is over at once.
    let (mut net, id) = invited(Config { proxy: true, ..config() });
    let text = response(request("INVITE", "x1", 1, "").as_bytes(), "200 OK", "");
    net.command(Command::RespondMessage { id, msg: Box::new(parse(&text)) }).unwrap();
    net.settle();
    net.assert_empty();
}

#[test]
fn the_application_sees_the_ack_and_may_drop_it() {
    let (mut net, id) = invited(config());
    net.client.set_interest(Interest { transaction_created: true, transaction_msg_received: true, ..Interest::default() });
    respond(&mut net, id, 486).unwrap();
    let mut first = true;
    net.on_ask = Some(Box::new(move |net, token, ask| match ask {
        Ask::MsgReceived { msg, .. } if std::mem::take(&mut first) => {
            let now = net.time();
            net.client.answer(now, token, Answer::Refuse(msg));
            None
        }
        ask => Some((token, ask)),
    }));
    give(&mut net, &request("ACK", "x1", 1, ""));
    net.run(600, &mut nobody);
    assert_eq!(times(&net, 486), [0, 500], "as if it had not come");
    give(&mut net, &request("ACK", "x1", 1, ""));
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteAckReceived));
}

#[test]
fn an_ack_by_the_rules_of_rfc_2543_has_to_have_our_to_tag() {
    let mut net = server(config());
    let old = |text: String| text.replace(";branch=z9hG4bKx1", "");
    give(&mut net, &old(request("INVITE", "x1", 1, "")));
    let id = net.seen.transactions[0].0;
    respond(&mut net, id, 486).unwrap();
    give(&mut net, &old(request("ACK", "x1", 1, "").replace("bob@example.com>", "bob@example.com>;tag=other")));
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteFinalSent));
    let ack = old(in_dialog(&net, "ACK", "x1", 1, ""));
    give(&mut net, &ack);
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteAckReceived));
}

#[test]
fn an_invite_nobody_takes_is_refused_and_its_ack_awaited() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { transaction_created: true, ..Interest::default() });
    net.on_ask = Some(Box::new(|net, token, ask| match ask {
        Ask::Created { .. } => {
            let now = net.time();
            net.client.answer(now, token, Answer::Created { owner: 0, take: false });
            None
        }
        ask => Some((token, ask)),
    }));
    give(&mut net, &request("INVITE", "x1", 1, ""));
    net.run(1_000, &mut nobody);
    assert_eq!(times(&net, 405), [0, 500]);
    give(&mut net, &request("ACK", "x1", 1, ""));
    net.run_for(5_000, &mut nobody);
    net.assert_empty();
    // Where nobody listens at all it needs no transaction.
    let mut net = Net::new(config(), 1);
    give(&mut net, &request("INVITE", "x1", 1, ""));
    assert_eq!(times(&net, 405), [0]);
    net.assert_empty();
}

#[test]
fn a_second_invite_of_a_call_over_another_way_is_merged() {
    let (mut net, _) = invited(config());
    give(&mut net, &request("INVITE", "x2", 1, ""));
    assert_eq!(times(&net, 482), [0]);
}

// ---- RFC 3262 ----

fn reliable() -> (Net, TransactionId) {
    invited(Config { reliable_provisional: true, ..config() })
}

fn respond_reliably(net: &mut Net, id: TransactionId, code: u16, body: &str) -> Result<(), Error> {
    let mut outbound = Message::new();
    let text = format!("OPTIONS sip:a@b SIP/2.0\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    outbound.parse(text.as_bytes(), &Limits::default()).unwrap();
    let outbound = (!body.is_empty()).then(|| Box::new(outbound));
    let outcome = net.command(Command::RespondReliable { id, code, reason: Vec::new(), outbound });
    net.settle();
    outcome
}

fn prack(net: &Net, branch: &str, number: u32) -> String {
    in_dialog(net, "PRACK", branch, 2, &format!("RAck: {number} 1 INVITE\r\n"))
}

fn rseq(net: &Net) -> u32 {
    header(net.sent_by_us().last().unwrap(), "RSeq").unwrap().parse().unwrap()
}

#[test]
fn a_reliable_provisional_response_is_repeated_until_its_prack_is_answered() {
    let (mut net, id) = reliable();
    respond_reliably(&mut net, id, 183, "").unwrap();
    let sent = net.sent_by_us();
    assert_eq!(header(&sent[0], "Require"), Some("100rel"));
    assert!((1..1 << 31).contains(&rseq(&net)));
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteReliableSent));
    net.run(4_000, &mut nobody);
    assert_eq!(times(&net, 183), [0, 500, 1_500, 3_500]);
    let number = rseq(&net);
    let text = prack(&net, "p1", number);
    give(&mut net, &text);
    let second = net.seen.transactions.last().unwrap().0;
    assert_eq!(states_of(&net, second), [State::ServerRequestReceived], "the PRACK is a transaction of its own");
    net.run(30_000, &mut nobody);
    assert_eq!(times(&net, 183).len(), 4, "it came, so nothing is repeated");
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteReliableSent));
    respond(&mut net, second, 200).unwrap();
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInvitePrackCompleted));
    // The next one has the next number.
    respond_reliably(&mut net, id, 180, "").unwrap();
    assert_eq!(rseq(&net), number + 1);
    let text = prack(&net, "p2", number + 1);
    give(&mut net, &text);
    let third = net.seen.transactions.last().unwrap().0;
    respond(&mut net, third, 200).unwrap();
    respond(&mut net, id, 200).unwrap();
    let ack = in_dialog(&net, "ACK", "other", 1, "");
    give(&mut net, &ack);
    net.run_for(40_000, &mut nobody);
    net.assert_empty();
}

#[test]
fn without_a_prack_the_invite_is_refused_with_500() {
    let (mut net, id) = reliable();
    respond_reliably(&mut net, id, 180, "").unwrap();
    net.run(32_000, &mut nobody);
    assert_eq!(times(&net, 500), [32_000]);
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteFinalSent));
}

#[test]
fn a_prack_nobody_takes_is_answered_by_the_stack_and_one_for_nothing_is_refused() {
    let (mut net, id) = reliable();
    respond_reliably(&mut net, id, 180, "").unwrap();
    net.client.set_interest(Interest::default());
    let number = rseq(&net);
    let wrong = prack(&net, "p0", number + 5);
    let right = prack(&net, "p1", number);
    give(&mut net, &wrong);
    assert_eq!(times(&net, 200), []);
    assert_eq!(times(&net, 481).len(), 1, "RFC 3262 section 3");
    give(&mut net, &right);
    assert_eq!(times(&net, 200).len(), 1);
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInvitePrackCompleted));
}

#[test]
fn while_a_provisional_response_with_a_body_waits_no_2xx_may_follow_but_a_refusal_may() {
    let (mut net, id) = reliable();
    respond_reliably(&mut net, id, 183, "v=0").unwrap();
    for code in [100, 180, 200] {
        assert_eq!(respond(&mut net, id, code), Err(Error::IllegalAction), "{code}");
    }
    assert_eq!(respond_reliably(&mut net, id, 180, ""), Err(Error::IllegalAction), "one at a time");
    respond(&mut net, id, 486).unwrap();
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteFinalSent));
    let (mut net, id) = reliable();
    respond_reliably(&mut net, id, 180, "").unwrap();
    respond(&mut net, id, 200).unwrap();
}

#[test]
fn a_prack_the_application_refuses_does_not_acknowledge() {
    let (mut net, id) = reliable();
    respond_reliably(&mut net, id, 180, "").unwrap();
    let text = prack(&net, "p1", rseq(&net));
    give(&mut net, &text);
    let second = net.seen.transactions.last().unwrap().0;
    respond(&mut net, second, 488).unwrap();
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteReliableSent));
    net.run_for(1_000, &mut nobody);
    assert!(times(&net, 180).len() > 1, "it is repeated again");
}

#[test]
fn both_ends_have_to_know_100rel() {
    let (mut net, id) = invited(config());
    assert_eq!(respond_reliably(&mut net, id, 180, ""), Err(Error::IllegalAction));
    assert!(net.log.iter().any(|l| l.contains("supportedExtensionList")), "{:?}", net.log);
    let mut net = server(Config { reliable_provisional: true, ..config() });
    give(&mut net, &request("INVITE", "x1", 1, ""));
    let id = net.seen.transactions[0].0;
    assert_eq!(respond_reliably(&mut net, id, 180, ""), Err(Error::IllegalAction));
    let (mut net, id) = reliable();
    for code in [100, 200] {
        assert_eq!(respond_reliably(&mut net, id, code, ""), Err(Error::BadParam), "{code}");
    }
}

#[test]
fn a_plain_provisional_response_is_no_reliable_one_although_one_was_kept_back_before() {
    let (mut net, id) = reliable();
    net.client.set_interest(Interest { transaction_created: true, transaction_msg_to_send: true, ..Interest::default() });
    let mut first = true;
    net.on_ask = Some(Box::new(move |net, token, ask| match ask {
        Ask::MsgToSend { msg, .. } if std::mem::take(&mut first) => {
            let now = net.time();
            net.client.answer(now, token, Answer::Refuse(msg));
            None
        }
        ask => Some((token, ask)),
    }));
    respond_reliably(&mut net, id, 183, "").unwrap();
    assert!(net.sent_by_us().is_empty());
    respond(&mut net, id, 180).unwrap();
    net.run(5_000, &mut nobody);
    assert_eq!(times(&net, 180), [0]);
    assert_eq!(states_of(&net, id), [State::ServerInviteRequestReceived]);
    respond_reliably(&mut net, id, 183, "").unwrap();
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteReliableSent));
}

// ---- while the application thinks ----

fn held_back(mut net: Net) -> (Net, Held) {
    net.client.set_interest(Interest {
        transaction_created: true,
        transaction_msg_to_send: true,
        out_of_context: true,
        ..Interest::default()
    });
    let held = net.hold(|ask| matches!(ask, Ask::MsgToSend { .. }));
    (net, held)
}

#[test]
fn provisional_responses_go_out_one_after_the_other() {
    let (net, id) = invited(config());
    let (mut net, held) = held_back(net);
    for code in [100, 180] {
        respond(&mut net, id, code).unwrap();
    }
    net.let_go(&held);
    net.let_go(&held);
    assert_eq!((times(&net, 100).len(), times(&net, 180).len()), (1, 1));
    // The final one waits for those before it, too.
    for code in [183, 486] {
        respond(&mut net, id, code).unwrap();
    }
    net.let_go(&held);
    net.let_go(&held);
    assert_eq!((times(&net, 183).len(), times(&net, 486).len()), (1, 1));
}

#[test]
fn no_2xx_overtakes_a_reliable_response_with_a_body_that_is_still_with_the_application() {
    let (net, id) = reliable();
    let (mut net, held) = held_back(net);
    respond_reliably(&mut net, id, 183, "v=0").unwrap();
    assert_eq!(respond(&mut net, id, 200), Err(Error::IllegalAction));
    assert_eq!(respond(&mut net, id, 180), Err(Error::IllegalAction));
    net.let_go(&held);
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteReliableSent));
}

#[test]
fn a_proxy_may_pass_on_two_2xx_while_the_application_thinks_about_the_first() {
    let (net, id) = invited(Config { proxy: true, proxy_2xx_sent: 10_000, ..config() });
    let (mut net, held) = held_back(net);
    let text = response(request("INVITE", "x1", 1, "").as_bytes(), "200 OK", "");
    net.command(Command::RespondMessage { id, msg: Box::new(parse(&text)) }).unwrap();
    net.settle();
    net.let_go(&held);
    for _ in 0..2 {
        net.command(Command::RespondMessage { id, msg: Box::new(parse(&text)) }).unwrap();
        net.settle();
    }
    net.let_go(&held);
    net.let_go(&held);
    assert_eq!(times(&net, 200).len(), 3);
    net.run_for(10_000, &mut nobody);
    net.assert_empty();
}

#[test]
fn copies_of_an_ack_are_absorbed_while_the_application_looks_at_the_first() {
    let (mut net, id) = invited(config());
    net.client.set_interest(Interest { transaction_created: true, transaction_msg_received: true, ..Interest::default() });
    respond(&mut net, id, 486).unwrap();
    let held = net.hold(|ask| matches!(ask, Ask::MsgReceived { .. }));
    for _ in 0..5 {
        give(&mut net, &request("ACK", "x1", 1, ""));
    }
    assert_eq!(held.borrow().len(), 1);
    net.let_go(&held);
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteAckReceived));
}

// ---- what goes wrong ----

#[test]
fn a_prack_that_is_not_answered_leaves_the_response_waiting_and_the_invite_ends_in_time() {
    let (mut net, id) = reliable();
    respond_reliably(&mut net, id, 183, "v=0").unwrap();
    let text = prack(&net, "p1", rseq(&net));
    give(&mut net, &text);
    let second = net.seen.transactions.last().unwrap().0;
    net.command(Command::TerminateTransaction { id: second }).unwrap();
    net.run(5_000, &mut nobody);
    assert!(times(&net, 183).len() > 1, "it is sent again");
    net.run(32_000, &mut nobody);
    assert_eq!(times(&net, 500).len(), 1);
    // So it is while a PRACK waits for its answer.
    let (mut net, id) = reliable();
    respond_reliably(&mut net, id, 180, "").unwrap();
    let text = prack(&net, "p1", rseq(&net));
    give(&mut net, &text);
    net.run(32_000, &mut nobody);
    assert_eq!((times(&net, 180).len(), times(&net, 500).len()), (1, 1));
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteFinalSent));
}

#[test]
fn a_second_prack_for_an_old_response_does_not_acknowledge_a_new_one() {
    let (mut net, id) = reliable();
    respond_reliably(&mut net, id, 183, "").unwrap();
    let mut pracks = Vec::new();
    for branch in ["p1", "p2"] {
        let text = prack(&net, branch, rseq(&net));
        give(&mut net, &text);
        pracks.push(net.seen.transactions.last().unwrap().0);
    }
    respond(&mut net, pracks[0], 200).unwrap();
    respond_reliably(&mut net, id, 180, "").unwrap();
    respond(&mut net, pracks[1], 200).unwrap();
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteReliableSent));
    assert_eq!(net.client.tables().awaiting_prack, 1);
}

#[test]
fn a_number_that_never_went_out_is_that_of_the_next_reliable_response() {
    let (mut net, id) = reliable();
    respond_reliably(&mut net, id, 183, "").unwrap();
    let number = rseq(&net);
    let text = prack(&net, "p1", number);
    give(&mut net, &text);
    let second = net.seen.transactions.last().unwrap().0;
    respond(&mut net, second, 200).unwrap();
    let (mut net, held) = held_back(net);
    respond_reliably(&mut net, id, 180, "").unwrap();
    let (token, ask) = held.borrow_mut().remove(0);
    let Ask::MsgToSend { msg, .. } = ask else { panic!() };
    let now = net.time();
    net.client.answer(now, token, Answer::Refuse(msg));
    net.settle();
    respond_reliably(&mut net, id, 180, "").unwrap();
    net.let_go(&held);
    assert_eq!(rseq(&net), number + 1, "RFC 3262 section 4 has the other end wait for it");
}

#[test]
fn a_2xx_goes_over_a_new_stream_when_that_of_its_invite_broke() {
    let mut net = server(config());
    let conn = net.connect_in(addr("192.0.2.2:3333")).unwrap();
    let now = net.time();
    net.client.receive(now, Flow::Conn(conn), request("INVITE", "x1", 1, "").replace("/UDP", "/TCP").as_bytes());
    net.settle();
    let id = net.seen.transactions[0].0;
    respond(&mut net, id, 200).unwrap();
    net.hang_up(conn);
    net.run_for(600, &mut nobody);
    assert_eq!(net.opened.iter().map(|o| o.1).collect::<Vec<_>>(), [addr(REGISTRAR)], "RFC 3261 section 18.2.2");
    assert_eq!(times(&net, 200).len(), 2);
    assert_eq!(net.lost, 0);
}

#[test]
fn the_ack_of_a_refusal_without_transaction_is_nobodys() {
    let (mut net, _) = invited(config());
    give(&mut net, &request("INVITE", "x2", 1, ""));
    let refused = net.sent_by_us().into_iter().find(|s| s.starts_with("SIP/2.0 482")).unwrap();
    let to = header(&refused, "To").unwrap();
    give(&mut net, &request("ACK", "x2", 1, "").replace("To: <sip:bob@example.com>", &format!("To: {to}")));
    assert!(net.seen.out_of_context.is_empty());
}

#[test]
fn an_ack_by_the_rules_of_rfc_2543_within_a_dialog_has_the_tag_that_was_there() {
    let mut net = server(config());
    let old = |text: String| {
        text.replace(";branch=z9hG4bKx1", "").replace("To: <sip:bob@example.com>", "To: <sip:bob@example.com>;tag=ours")
    };
    give(&mut net, &old(request("INVITE", "x1", 5, "")));
    let id = net.seen.transactions[0].0;
    respond(&mut net, id, 488).unwrap();
    give(&mut net, &old(request("ACK", "x1", 5, "")));
    assert_eq!(states_of(&net, id).last(), Some(&State::ServerInviteAckReceived));
}
