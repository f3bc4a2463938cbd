//! CANCEL, sent and received (RFC 3261 section 9).

mod support;

use rvsip::endpoint::transaction::{Reason, State};
use rvsip::endpoint::*;
use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use support::*;

fn nobody(_: &mut Net, _: SocketAddr, _: SocketAddr, _: &[u8]) {}

fn start(net: &mut Net, method: &str, uri: &str) -> TransactionId {
    let id = net.client.create_transaction(7).unwrap();
    net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:alice@example.com>;tag=a1").unwrap();
    let (method, uri) = (method.as_bytes().to_vec(), uri.as_bytes().to_vec());
    net.command(Command::Request { id, method, uri, outbound: None }).unwrap();
    net.settle();
    id
}

/// A response to the last request of this method that was sent reaches us.
fn answer(net: &mut Net, method: &str, status: &str) {
    let sent = net.sent_by_us();
    let request = sent.iter().rev().find(|s| s.starts_with(method)).unwrap();
    let bytes = response(request.as_bytes(), status, "");
    let now = net.time();
    net.client.receive(now, Flow::Udp { local: 0, peer: addr(REGISTRAR) }, &bytes);
    net.settle();
}

fn states_of(net: &Net, id: TransactionId) -> Vec<State> {
    net.seen.transactions.iter().filter(|t| t.0 == id).map(|t| t.1).collect()
}

fn cancel(net: &mut Net, id: TransactionId) -> Result<(), Error> {
    let outcome = net.command(Command::Cancel { id });
    net.settle();
    outcome
}

#[test]
fn an_invite_is_cancelled_once_it_has_a_provisional_response_and_not_before() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { internal_created: true, ..Interest::default() });
    let id = start(&mut net, "INVITE", "sip:bob@192.0.2.2");
    assert_eq!(cancel(&mut net, id), Err(Error::IllegalAction), "section 9.1");
    answer(&mut net, "INVITE", "180 Ringing");
    cancel(&mut net, id).unwrap();
    assert_eq!(cancel(&mut net, id), Err(Error::IllegalAction), "once");
    assert_eq!(net.seen.asked, ["InternalCreated"]);
    let other = net.client.cancel_of(id).unwrap();
    assert_eq!(net.client.cancelled_by(other), Ok(id));
    assert_eq!(net.client.owner(other), Ok(8), "what the application said when it was told of it");
    let sent = net.sent_by_us();
    let (invite, cancelling) = (&sent[0], sent.last().unwrap());
    assert!(cancelling.starts_with("CANCEL sip:bob@192.0.2.2 SIP/2.0\r\n"), "{cancelling}");
    for name in ["Via", "To", "From", "Call-ID"] {
        assert_eq!(header(cancelling, name), header(invite, name), "{name} (section 9.1)");
    }
    assert_eq!(header(cancelling, "CSeq"), Some("1 CANCEL"));
    // Both have the same branch, and their responses still find them.
    answer(&mut net, "CANCEL", "100 Trying");
    answer(&mut net, "CANCEL", "200 OK");
    answer(&mut net, "INVITE", "183 Session Progress");
    answer(&mut net, "INVITE", "487 Request Terminated");
    assert_eq!(
        states_of(&net, other),
        [State::ClientCancelSent, State::ClientCancelProceeding, State::ClientCancelFinalReceived]
    );
    let told = [
        State::ClientInviteCalling,
        State::ClientInviteProceeding,
        State::ClientInviteCancelling,
        State::ClientInviteFinalReceived,
    ];
    assert_eq!(states_of(&net, id), told);
    net.command(Command::Acknowledge { id }).unwrap();
    net.run_for(5_000, &mut nobody);
    assert_eq!(states_of(&net, other).last(), Some(&State::Terminated), "timer K");
    assert_eq!(net.client.cancel_of(id), Err(Error::NotFound));
    net.run_for(27_000, &mut nobody);
    net.assert_empty();
}

#[test]
fn a_cancel_is_repeated_and_given_up_like_any_request() {
    let mut net = Net::new(config(), 1);
    let id = start(&mut net, "INVITE", "sip:bob@192.0.2.2");
    answer(&mut net, "INVITE", "180 Ringing");
    cancel(&mut net, id).unwrap();
    let other = net.client.cancel_of(id).unwrap();
    net.run(31_999, &mut nobody);
    let copies = net.sent_by_us().iter().filter(|s| s.starts_with("CANCEL")).count();
    assert_eq!(copies, 11);
    net.run(32_000, &mut nobody);
    // Nobody said anything: both end.
    for id in [id, other] {
        assert_eq!(
            net.seen.transactions.iter().rfind(|t| t.0 == id).map(|t| (t.1, t.2)),
            Some((State::Terminated, Reason::TimeOut))
        );
    }
    net.assert_empty();
}

#[test]
fn the_time_a_cancelled_request_waits_can_be_set_for_invite_and_for_others() {
    let timers = Timers { cancel_invite: 1_000, cancel_general: 2_000, ..Timers::default() };
    for (method, time, waiting) in
        [("INVITE", 1_000, State::ClientInviteCancelling), ("OPTIONS", 2_000, State::ClientCancelling)]
    {
        let mut net = Net::new(Config { timers, ..config() }, 1);
        let id = start(&mut net, method, "sip:bob@192.0.2.2");
        answer(&mut net, method, "100 Trying");
        cancel(&mut net, id).unwrap();
        answer(&mut net, "CANCEL", "200 OK");
        net.run(time - 1, &mut nobody);
        assert_eq!(states_of(&net, id).last(), Some(&waiting));
        net.run(time, &mut nobody);
        assert_eq!(states_of(&net, id).last(), Some(&State::Terminated));
        net.run_for(5_000, &mut nobody);
        net.assert_empty();
    }
}

#[test]
fn another_request_is_cancelled_too_and_its_final_response_ends_it() {
    let mut net = Net::new(config(), 1);
    let id = start(&mut net, "MESSAGE", "sip:bob@192.0.2.2");
    answer(&mut net, "MESSAGE", "100 Trying");
    cancel(&mut net, id).unwrap();
    answer(&mut net, "MESSAGE", "100 Trying");
    answer(&mut net, "MESSAGE", "200 OK");
    let told = [State::ClientRequestSent, State::ClientProceeding, State::ClientCancelling, State::ClientFinalReceived];
    assert_eq!(states_of(&net, id), told);
    net.run_for(5_000, &mut nobody);
    assert_eq!(states_of(&net, id).last(), Some(&State::Terminated));
}

#[test]
fn a_cancel_goes_over_the_connection_of_its_invite() {
    let mut net = Net::new(config(), 1);
    let id = start(&mut net, "INVITE", "sip:bob@192.0.2.2;transport=tcp");
    let mut serve = always("180 Ringing", "");
    net.run_for(100, &mut |net, me, from, bytes| {
        if bytes.starts_with(b"INVITE") {
            serve(net, me, from, bytes);
        }
    });
    cancel(&mut net, id).unwrap();
    net.run_for(100, &mut |net, me, from, bytes| {
        if bytes.starts_with(b"CANCEL") {
            let answer = response(bytes, "200 OK", "");
            net.post(me, from, &answer);
        }
    });
    assert_eq!(net.opened.len(), 1);
    assert_eq!(net.client.cancel_of(id), Err(Error::NotFound), "over a stream it ends at once");
    net.command(Command::TerminateTransaction { id }).unwrap();
    net.settle();
    net.assert_empty();
}

#[test]
fn what_is_cancelled_is_not_sent_to_the_next_server() {
    let mut net = Net::new(config(), 1);
    net.names.insert("many.example.com".into(), vec![[192, 0, 2, 2].into(), [192, 0, 2, 3].into()]);
    let id = start(&mut net, "INVITE", "sip:bob@many.example.com");
    answer(&mut net, "INVITE", "100 Trying");
    cancel(&mut net, id).unwrap();
    answer(&mut net, "INVITE", "503 Service Unavailable");
    assert_eq!(states_of(&net, id).last(), Some(&State::ClientInviteFinalReceived));
    assert_eq!(net.sent_by_us().iter().filter(|s| s.starts_with("INVITE")).count(), 1);
}

#[test]
fn a_cancel_the_application_ends_before_it_is_sent_is_not_sent() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { internal_created: true, ..Interest::default() });
    let id = start(&mut net, "INVITE", "sip:bob@192.0.2.2");
    answer(&mut net, "INVITE", "180 Ringing");
    net.on_ask = Some(Box::new(|net, token, ask| {
        if let Ask::InternalCreated { transaction: id } = ask {
            net.command(Command::TerminateTransaction { id }).unwrap();
        }
        Some((token, ask))
    }));
    let owners: Rc<RefCell<Vec<usize>>> = Rc::default();
    let told = owners.clone();
    net.on_transaction = Some(Box::new(move |net, id, state, _| {
        if state == State::Terminated {
            told.borrow_mut().push(net.client.owner(id).unwrap());
        }
    }));
    cancel(&mut net, id).unwrap();
    assert_eq!(*owners.borrow(), [8], "the owner that was given hears of the end");
    assert!(!net.sent_by_us().iter().any(|s| s.starts_with("CANCEL")));
    net.command(Command::TerminateTransaction { id }).unwrap();
    net.settle();
    net.assert_empty();
}

#[test]
fn without_room_for_a_cancel_nothing_changes() {
    let mut net = Net::new(Config { max_transactions: 1, ..config() }, 1);
    let id = start(&mut net, "INVITE", "sip:bob@192.0.2.2");
    answer(&mut net, "INVITE", "180 Ringing");
    assert_eq!(cancel(&mut net, id), Err(Error::OutOfResources));
    assert_eq!(net.client.transaction_state(id), Ok(State::ClientInviteProceeding));
}

// ---- received ----

fn server(cfg: Config) -> Net {
    let mut net = Net::new(cfg, 1);
    net.client.set_interest(Interest { transaction_created: true, ..Interest::default() });
    net
}

fn give(net: &mut Net, text: &str) {
    let now = net.time();
    net.client.receive(now, Flow::Udp { local: 0, peer: addr(REGISTRAR) }, text.as_bytes());
    net.settle();
}

fn codes(net: &Net) -> Vec<String> {
    let line = |s: &String| {
        let code = s.split(' ').nth(1).unwrap_or("").to_string();
        format!("{code} {}", header(s, "CSeq").unwrap_or("").split(' ').nth(1).unwrap_or(""))
    };
    net.sent_by_us().iter().map(line).collect()
}

#[test]
fn a_received_cancel_is_answered_told_and_followed_by_487_to_the_invite() {
    let mut net = server(config());
    give(&mut net, &request("INVITE", "x1", 1, ""));
    let invite = net.seen.transactions[0].0;
    give(&mut net, &request("CANCEL", "x1", 1, ""));
    assert_eq!(codes(&net), ["200 CANCEL", "487 INVITE"]);
    let sent = net.sent_by_us();
    assert_eq!(header(&sent[0], "To"), header(&sent[1], "To"), "section 9.2: the same To tag");
    let cancel = net.seen.cancels[0].unwrap();
    assert_eq!(net.seen.cancelled, [invite]);
    assert_eq!(net.client.cancel_of(invite), Ok(cancel));
    assert_eq!(net.client.cancelled_by(cancel), Ok(invite));
    assert_eq!(states_of(&net, cancel), [State::ServerCancelFinalSent]);
    assert_eq!(states_of(&net, invite), [State::ServerInviteRequestReceived, State::ServerInviteFinalSent]);
    // A copy gets the same answer.
    give(&mut net, &request("CANCEL", "x1", 1, ""));
    assert_eq!(codes(&net).last().map(String::as_str), Some("200 CANCEL"));
    assert_eq!(net.seen.cancelled.len(), 1);
    give(&mut net, &request("ACK", "x1", 1, ""));
    net.run_for(32_000, &mut nobody);
    net.assert_empty();
}

#[test]
fn under_manual_behavior_the_application_answers_the_cancelled_invite() {
    let mut net = server(Config { manual_behavior: true, ..config() });
    give(&mut net, &request("INVITE", "x1", 1, ""));
    let id = net.seen.transactions[0].0;
    give(&mut net, &request("CANCEL", "x1", 1, ""));
    assert_eq!(codes(&net), ["200 CANCEL"]);
    net.command(Command::Respond { id, code: 487, reason: Vec::new(), outbound: None }).unwrap();
    net.settle();
    assert_eq!(codes(&net), ["200 CANCEL", "487 INVITE"]);
}

#[test]
fn a_proxy_answers_a_cancel_itself_and_the_invite_when_it_knows() {
    let mut net = server(Config { proxy: true, ..config() });
    give(&mut net, &request("INVITE", "x1", 1, ""));
    give(&mut net, &request("CANCEL", "x1", 1, ""));
    assert!(codes(&net).is_empty());
    let cancel = net.seen.cancels[0].unwrap();
    assert_eq!(states_of(&net, cancel), [State::ServerCancelRequestReceived]);
    net.command(Command::Respond { id: cancel, code: 200, reason: Vec::new(), outbound: None }).unwrap();
    net.settle();
    assert_eq!(codes(&net), ["200 CANCEL"]);
    assert_eq!(states_of(&net, cancel).last(), Some(&State::ServerCancelFinalSent));
    let id = net.seen.cancelled[0];
    net.command(Command::Respond { id, code: 487, reason: Vec::new(), outbound: None }).unwrap();
    net.settle();
    assert_eq!(codes(&net), ["200 CANCEL", "487 INVITE"]);
}

#[test]
fn a_cancel_after_the_final_response_changes_nothing() {
    let mut net = server(config());
    give(&mut net, &request("INVITE", "x1", 1, ""));
    let id = net.seen.transactions[0].0;
    net.command(Command::Respond { id, code: 200, reason: Vec::new(), outbound: None }).unwrap();
    net.settle();
    give(&mut net, &request("CANCEL", "x1", 1, ""));
    assert_eq!(codes(&net), ["200 INVITE", "200 CANCEL"]);
    assert!(net.seen.cancelled.is_empty());
}

#[test]
fn a_cancel_nobody_takes_or_without_room_does_its_work_all_the_same() {
    let mut net = server(config());
    net.on_ask = Some(Box::new(|net, token, ask| match ask {
        Ask::Created { .. } if net.seen.asked.len() > 1 => {
            let now = net.time();
            net.client.answer(now, token, Answer::Created { owner: 0, take: false });
            None
        }
        ask => Some((token, ask)),
    }));
    give(&mut net, &request("INVITE", "x1", 1, ""));
    give(&mut net, &request("CANCEL", "x1", 1, ""));
    assert_eq!(codes(&net), ["200 CANCEL", "487 INVITE"]);
    assert_eq!(net.seen.cancels, [None], "nobody hears of the end of one that was not taken");
    assert_eq!(net.client.cancel_of(net.seen.cancelled[0]), Err(Error::NotFound));

    let mut net = server(Config { max_transactions: 1, ..config() });
    give(&mut net, &request("INVITE", "x1", 1, ""));
    give(&mut net, &request("CANCEL", "x1", 1, ""));
    assert_eq!(codes(&net), ["200 CANCEL", "487 INVITE"]);
    assert_eq!(net.seen.cancels, [None]);
}

#[test]
fn a_cancel_for_nothing_gets_481() {
    let mut net = server(config());
    give(&mut net, &request("CANCEL", "x1", 1, ""));
    assert_eq!(codes(&net), ["481 CANCEL"]);
    net.assert_empty();
}

#[test]
fn a_cancel_that_comes_before_the_application_has_heard_of_the_invite_counts_when_it_has() {
    let mut net = server(config());
    net.client.set_interest(Interest { transaction_created: true, transaction_msg_received: true, ..Interest::default() });
    let held = net.hold(|ask| matches!(ask, Ask::MsgReceived { msg, .. } if msg.method() == b"INVITE"));
    give(&mut net, &request("INVITE", "x1", 1, ""));
    give(&mut net, &request("CANCEL", "x1", 1, ""));
    assert_eq!(codes(&net), ["200 CANCEL"]);
    assert!(net.seen.cancelled.is_empty());
    net.let_go(&held);
    assert_eq!(codes(&net), ["200 CANCEL", "487 INVITE"]);
    assert_eq!((net.seen.cancelled.len(), net.seen.cancels[0].is_some()), (1, true));
}

#[test]
fn a_proxy_without_state_that_takes_a_cancelled_invite_after_all_hears_of_the_cancel() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { new_request: true, ..Interest::default() });
    let held = net.hold(|ask| matches!(ask, Ask::NewRequest { .. }));
    give(&mut net, &request("INVITE", "x1", 1, ""));
    give(&mut net, &request("CANCEL", "x1", 1, ""));
    let (now, msg) = (net.time(), Box::new(parse(request("INVITE", "x1", 1, "").as_bytes())));
    let id = net.client.create_server_transaction(now, 9, msg).unwrap();
    net.let_go(&held);
    assert_eq!(net.seen.cancelled, [id]);
    assert_eq!(codes(&net), ["200 CANCEL", "487 INVITE"]);
}

#[test]
fn no_cancel_goes_out_once_the_final_response_is_there() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { internal_created: true, ..Interest::default() });
    let id = start(&mut net, "INVITE", "sip:bob@192.0.2.2");
    answer(&mut net, "INVITE", "180 Ringing");
    let held = net.hold(|ask| matches!(ask, Ask::InternalCreated { .. }));
    cancel(&mut net, id).unwrap();
    answer(&mut net, "INVITE", "486 Busy Here");
    net.let_go(&held);
    assert!(!net.sent_by_us().iter().any(|s| s.starts_with("CANCEL")), "section 9.1");
    assert_eq!(net.client.tables().cancels, 0);
    assert_eq!(states_of(&net, id).last(), Some(&State::ClientInviteFinalReceived));
}
