//! Requests inside of call-legs: BYE, and all methods that have no calls of their own (RFC 3261 sections 12.2 and 15.1).

mod support;

use rvsip::endpoint::callleg::{Action, GeneralState, State};
use rvsip::endpoint::*;
use rvsip::message::Message;
use support::calls::*;
use support::*;

// ---- BYE ----

#[test]
fn a_bye_is_answered_and_ends_the_call() {
    for incoming in [false, true] {
        let (mut net, call) = if incoming { taken(config()) } else { connected(config()) };
        let bye = inside(&net, call, "BYE", 20, "");
        receive(&mut net, bye.as_bytes());
        assert_eq!(net.told(call)[3..], ["Disconnected RemoteDisconnected", "Terminated RemoteDisconnected"]);
        receive(&mut net, bye.as_bytes());
        let answers = net.sent_by_us();
        let byes = answers.iter().filter(|s| s.starts_with("SIP/2.0 200") && s.contains("CSeq: 20 BYE"));
        assert_eq!(byes.count(), 2, "a copy is answered even now");
        nothing_left(&mut net);
    }
}

#[test]
fn the_application_answers_a_bye_that_it_takes() {
    for code in [200, 403] {
        let (mut net, call) = connected(config());
        net.client.set_interest(Interest { callleg_bye_created: true, ..calls_only() });
        let bye = inside(&net, call, "BYE", 20, "");
        receive(&mut net, bye.as_bytes());
        assert_eq!(net.told(call)[3..], ["bye Received Undefined"]);
        assert_eq!(net.client.leg_state(call), Ok(State::Connected));
        let transaction = net.seen.of_legs[0];
        act(&mut net, call, Action::AnswerBye { transaction, code, outbound: None }).unwrap();
        assert_eq!(count(&net, &format!("SIP/2.0 {code}")), 1);
        if code == 200 {
            let end = [
                "Disconnected RemoteDisconnected",
                "bye ResponseSent Undefined",
                "bye Detached Undefined",
                "Terminated RemoteDisconnected",
            ];
            let told = net.told(call)[4..].to_vec();
            assert!(end.iter().all(|e| told.contains(e)) && told.last() == end.last(), "{told:?}");
        } else {
            assert_eq!(net.told(call)[4..], ["bye ResponseSent Undefined"]);
            assert_eq!(net.client.leg_state(call), Ok(State::Connected));
            act(&mut net, call, Action::Terminate).unwrap();
        }
        nothing_left(&mut net);
    }
}

#[test]
fn a_bye_that_is_declined_is_answered_all_the_same() {
    let (mut net, call) = connected(config());
    net.client.set_interest(Interest { callleg_bye_created: true, ..calls_only() });
    net.on_ask = Some(Box::new(|net, token, _| {
        let now = net.time();
        net.client.answer(now, token, Answer::Created { owner: 0, take: false });
        None
    }));
    let bye = inside(&net, call, "BYE", 20, "");
    receive(&mut net, bye.as_bytes());
    assert_eq!(net.told(call).last(), Some(&"Terminated RemoteDisconnected"));
    nothing_left(&mut net);
}

#[test]
fn a_second_bye_is_answered_with_the_first() {
    let (mut net, call) = connected(config());
    net.client.set_interest(Interest { callleg_bye_created: true, ..calls_only() });
    for number in [20, 21] {
        let bye = inside(&net, call, "BYE", number, "");
        receive(&mut net, bye.as_bytes());
    }
    let transaction = net.seen.of_legs[0];
    act(&mut net, call, Action::AnswerBye { transaction, code: 200, outbound: None }).unwrap();
    assert_eq!(count(&net, "SIP/2.0 200"), 2);
    assert_eq!(net.told(call).last(), Some(&"Terminated RemoteDisconnected"));
    nothing_left(&mut net);
}

#[test]
fn a_bye_for_which_there_is_no_room_ends_the_call() {
    let (mut net, call) = inviting(Config { max_transactions: 1, ..config() });
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    let bye = inside(&net, call, "BYE", 20, "");
    receive(&mut net, bye.as_bytes());
    assert_eq!(net.told(call).last(), Some(&"Terminated RemoteDisconnected"));
    assert_eq!(count(&net, "SIP/2.0 200"), 1);
    nothing_left(&mut net);
}

/// A call that rings at the other end, which hangs up instead of answering.
fn hung_up_early(interest: Interest) -> (Net, CallLegId) {
    let (mut net, call) = inviting(config());
    answer(&mut net, "INVITE", "180 Ringing", CONTACT);
    net.client.set_interest(interest);
    let bye = inside(&net, call, "BYE", 20, "");
    receive(&mut net, bye.as_bytes());
    (net, call)
}

#[test]
fn a_bye_of_the_callee_before_its_answer_has_the_invite_cancelled() {
    let (mut net, call) = hung_up_early(calls_only());
    assert_eq!(net.told(call)[2..], ["Cancelling RemoteDisconnected"]);
    assert_eq!((count(&net, "SIP/2.0 200"), count(&net, "CANCEL")), (1, 1));
    let bye = inside(&net, call, "BYE", 21, "");
    receive(&mut net, bye.as_bytes());
    assert_eq!((count(&net, "SIP/2.0 200"), net.told(call).len()), (2, 3), "another one is answered, and no news");
    answer(&mut net, "CANCEL", "200 OK", "");
    answer(&mut net, "INVITE", "487 Request Terminated", "");
    assert_eq!(count(&net, "ACK"), 1);
    assert_eq!(net.told(call)[3..], ["Disconnected RemoteDisconnected", "Terminated RemoteDisconnected"]);
    nothing_left(&mut net);
}

#[test]
fn a_2xx_after_the_bye_of_the_callee_is_acknowledged_and_ended() {
    let (mut net, call) = hung_up_early(calls_only());
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    assert_eq!((count(&net, "ACK"), count(&net, "BYE")), (2, 1));
    answer(&mut net, "BYE", "481 Call/Transaction Does Not Exist", "");
    let end = ["Disconnecting LocalDisconnecting", "Disconnected RemoteDisconnected", "Terminated RemoteDisconnected"];
    assert_eq!(net.told(call)[3..], end);
    nothing_left(&mut net);
}

#[test]
fn an_invite_that_stays_without_an_answer_after_the_bye_of_the_callee_ends_by_itself() {
    let (mut net, call) = hung_up_early(calls_only());
    wait(&mut net, 33_000);
    assert_eq!(net.told(call)[3..], ["Disconnected RemoteDisconnected", "Terminated RemoteDisconnected"]);
    nothing_left(&mut net);
}

#[test]
fn a_bye_of_the_callee_that_crosses_the_cancel_leaves_the_end_to_the_invite() {
    let (mut net, call) = inviting(config());
    answer(&mut net, "INVITE", "180 Ringing", CONTACT);
    act(&mut net, call, Action::Cancel).unwrap();
    let bye = inside(&net, call, "BYE", 20, "");
    receive(&mut net, bye.as_bytes());
    assert_eq!((net.told(call)[2..].to_vec(), count(&net, "CANCEL")), (vec!["Cancelling LocalCancelling"], 1));
    answer(&mut net, "INVITE", "487 Request Terminated", "");
    assert_eq!((net.told(call).last(), count(&net, "ACK")), (Some(&"Terminated RequestFailure"), 1));
    nothing_left(&mut net);
}

#[test]
fn the_application_may_take_a_bye_of_the_callee_before_its_answer() {
    let (mut net, call) = hung_up_early(Interest { callleg_bye_created: true, ..calls_only() });
    assert_eq!((net.client.leg_state(call), count(&net, "CANCEL")), (Ok(State::Proceeding), 0));
    let transaction = net.seen.of_legs[0];
    act(&mut net, call, Action::AnswerBye { transaction, code: 200, outbound: None }).unwrap();
    assert_eq!((net.client.leg_state(call), count(&net, "CANCEL")), (Ok(State::Cancelling), 1));
    answer(&mut net, "INVITE", "487 Request Terminated", "");
    assert_eq!(net.told(call).last(), Some(&"Terminated RemoteDisconnected"));
    nothing_left(&mut net);
}

#[test]
fn a_bye_of_one_of_several_callees_ends_its_own_call_and_cancels_nothing() {
    let (mut net, call) = inviting(Config { forking: true, ..config() });
    answer_as(&mut net, "INVITE", "111", "180 Ringing", CONTACT);
    answer_as(&mut net, "INVITE", "222", "180 Ringing", CONTACT);
    let fork = last_leg(&net);
    let bye = inside(&net, fork, "BYE", 20, "");
    receive(&mut net, bye.as_bytes());
    assert_eq!((net.told(fork).last(), count(&net, "CANCEL")), (Some(&"Terminated RemoteDisconnected"), 0));
    answer_as(&mut net, "INVITE", "111", "200 OK", CONTACT);
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
}

#[test]
fn the_final_response_that_the_application_looks_at_decides_when_the_callee_sends_bye() {
    for (status, end) in [("200 OK", (1, 1)), ("603 Decline", (1, 0))] {
        let (mut net, call) = inviting(config());
        answer(&mut net, "INVITE", "180 Ringing", CONTACT);
        net.client.set_interest(Interest { callleg_msg_received: true, ..calls_only() });
        let held = net.hold(|ask| matches!(ask, Ask::MsgReceived { .. }));
        answer(&mut net, "INVITE", status, CONTACT);
        net.client.set_interest(calls_only());
        let bye = inside(&net, call, "BYE", 20, "");
        receive(&mut net, bye.as_bytes());
        net.let_go(&held);
        assert_eq!((count(&net, "ACK"), count(&net, "BYE")), end, "{:?}", net.told(call));
        assert_eq!(count(&net, "CANCEL"), 0);
        wait(&mut net, 33_000);
        assert_eq!(net.told(call).last(), Some(&"Terminated RemoteDisconnected"));
        nothing_left(&mut net);
    }
}

#[test]
fn a_request_that_the_application_drops_counts_when_it_is_repeated() {
    for method in ["BYE", "INVITE"] {
        let (mut net, call) = connected(config());
        net.client.set_interest(Interest { callleg_msg_received: true, ..calls_only() });
        let mut first = true;
        net.on_ask = Some(Box::new(move |net, token, ask| match ask {
            Ask::MsgReceived { msg, .. } if std::mem::take(&mut first) => {
                let now = net.time();
                net.client.answer(now, token, Answer::Refuse(msg));
                None
            }
            other => Some((token, other)),
        }));
        let text = inside(&net, call, method, 20, CONTACT);
        receive(&mut net, text.as_bytes());
        assert_eq!((net.client.leg_state(call), count(&net, "SIP/2.0")), (Ok(State::Connected), 0), "{method}");
        receive(&mut net, text.as_bytes());
        assert_eq!(count(&net, "SIP/2.0 500"), 0, "{method}");
        if method == "INVITE" {
            assert_eq!(net.told(call).last(), Some(&"re-INVITE Received RemoteInviting"));
            act(&mut net, call, Action::Accept { outbound: None }).unwrap();
            act(&mut net, call, Action::Terminate).unwrap();
        } else {
            assert_eq!(net.told(call).last(), Some(&"Terminated RemoteDisconnected"));
        }
        nothing_left(&mut net);
    }
}

#[test]
fn who_hangs_up_needs_no_room_for_it() {
    let (mut net, call) = inviting(Config { max_transactions: 1, ..config() });
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    answer(&mut net, "BYE", "200 OK", "");
    assert_eq!(net.told(call).last(), Some(&"Terminated Disconnected"));
    nothing_left(&mut net);
}

#[test]
fn a_forged_request_of_another_dialog_does_no_harm() {
    let (mut net, call) = connected(config());
    let bye = inside(&net, call, "BYE", 20, "");
    let text = |t: Result<Vec<u8>, Error>| String::from_utf8(t.unwrap()).unwrap();
    let tag = text(net.client.leg_from(call)).split(";tag=").nth(1).unwrap().to_string();
    for forged in [
        bye.replace(&tag, "guessed"),
        bye.replace(";tag=srv", ";tag=other"),
        bye.replace(&text(net.client.leg_call_id(call)), "another-call"),
    ] {
        receive(&mut net, forged.as_bytes());
    }
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
    assert_eq!(count(&net, "SIP/2.0 481"), 3);
}

#[test]
fn a_request_out_of_order_is_refused() {
    let (mut net, call) = connected(config());
    net.client.set_interest(Interest { callleg_transaction_created: true, ..calls_only() });
    for (n, (number, code)) in [(20, None), (20, Some("500")), (19, Some("500")), (21, None)].into_iter().enumerate() {
        let before = count(&net, "SIP/2.0 500");
        let info = inside(&net, call, "INFO", number, "").replace("z9hG4bK", &format!("z9hG4bK{n}"));
        receive(&mut net, info.as_bytes());
        assert_eq!(count(&net, "SIP/2.0 500") - before, usize::from(code.is_some()), "{number}");
    }
}

// ---- requests of the other end ----

fn info_taken() -> (Net, CallLegId, TransactionId) {
    let (mut net, call) = connected(config());
    net.client.set_interest(Interest { callleg_transaction_created: true, ..calls_only() });
    let info = inside(&net, call, "INFO", 20, "X-A: 1\r\n");
    receive(&mut net, info.as_bytes());
    let transaction = net.seen.of_legs[0];
    (net, call, transaction)
}

#[test]
fn the_application_answers_a_request_that_it_takes() {
    let (mut net, call, transaction) = info_taken();
    assert_eq!(net.seen.asked.last(), Some(&"TransactionCreated"));
    assert_eq!(net.told(call)[3..], ["transaction Received Undefined"]);
    assert_eq!(net.seen.last_of_leg[&call].method(), b"INFO");
    act(&mut net, call, Action::Respond { transaction, code: 200, outbound: None }).unwrap();
    assert_eq!(net.told(call)[4..], ["transaction ResponseSent Undefined"]);
    assert_eq!(act(&mut net, call, Action::Respond { transaction, code: 200, outbound: None }), Err(Error::IllegalAction));
    wait(&mut net, 33_000);
    assert_eq!(net.told(call)[5..], ["transaction Terminated Undefined"]);
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
    assert_eq!(act(&mut net, call, Action::Respond { transaction, code: 200, outbound: None }), Err(Error::InvalidHandle));
}

#[test]
fn a_request_that_nobody_takes_is_refused_by_its_method() {
    let (mut net, call) = connected(config());
    for (number, method, code) in [(20, "DANCE", "501"), (21, "OPTIONS", "405")] {
        let text = inside(&net, call, method, number, "");
        receive(&mut net, text.as_bytes());
        assert_eq!(count(&net, &format!("SIP/2.0 {code}")), 1, "{method}");
    }
    assert_eq!(net.told(call).len(), 3);
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn requests_that_wait_are_answered_when_the_other_end_hangs_up() {
    let (mut net, call, _) = info_taken();
    let bye = inside(&net, call, "BYE", 21, "");
    receive(&mut net, bye.as_bytes());
    assert_eq!(count(&net, "SIP/2.0 487"), 1);
    let told = net.told(call);
    assert!(told.iter().any(|t| t.starts_with("transaction Terminated")), "{told:?}");
    assert_eq!(told.last(), Some(&"Terminated RemoteDisconnected"));
    nothing_left(&mut net);
}

#[test]
fn an_update_moves_the_other_end_when_it_is_accepted() {
    for (code, moves) in [(200, true), (488, false)] {
        let (mut net, call) = connected(config());
        net.client.set_interest(Interest { callleg_transaction_created: true, ..calls_only() });
        let update = inside(&net, call, "UPDATE", 20, "Contact: <sip:bob@192.0.2.50>\r\n");
        receive(&mut net, update.as_bytes());
        let transaction = net.seen.of_legs[0];
        act(&mut net, call, Action::Respond { transaction, code, outbound: None }).unwrap();
        let target = net.client.leg_remote_contact(call).unwrap();
        assert_eq!(target == b"sip:bob@192.0.2.50", moves, "{code}");
        let answer = net.sent_by_us().pop().unwrap();
        assert_eq!(answer.contains("Contact: <sip:alice@192.0.2.1>"), moves);
    }
}

#[test]
fn what_ends_while_the_application_thinks_about_it_is_told_to_who_takes_it() {
    for take in [true, false] {
        let (mut net, call) = connected(config());
        net.client.set_interest(Interest { callleg_transaction_created: true, ..calls_only() });
        let held = net.hold(|ask| matches!(ask, Ask::CallLegTransaction { .. }));
        let info = inside(&net, call, "INFO", 20, "");
        receive(&mut net, info.as_bytes());
        act(&mut net, call, Action::Terminate).unwrap();
        let (token, _) = held.borrow_mut().pop().unwrap();
        let now = net.time();
        net.client.answer(now, token, Answer::Created { owner: 1, take });
        net.settle();
        let ended = net.told(call).iter().filter(|t| t.starts_with("transaction Terminated")).count();
        assert_eq!(ended, usize::from(take));
        nothing_left(&mut net);
    }
}

// ---- requests of ours ----

fn send(net: &mut Net, call: CallLegId, method: &str) -> TransactionId {
    let transaction = net.client.create_general(call, 5).unwrap();
    let method = method.as_bytes().to_vec();
    act(net, call, Action::Request { transaction, method, refresh: false, outbound: None }).unwrap();
    transaction
}

#[test]
fn a_request_has_the_dialogs_next_number_and_its_states_are_told() {
    let (mut net, call) = connected(config());
    let transaction = send(&mut net, call, "INFO");
    let info = sent(&net, "INFO");
    assert!(info.starts_with("INFO sip:bob@192.0.2.2:5060 SIP/2.0\r\n"), "{info}");
    assert_eq!(header(&info, "CSeq"), Some("2 INFO"));
    assert!(header(&info, "To").unwrap().ends_with(";tag=srv"));
    assert_eq!(net.client.general_transaction_state(transaction), Ok(GeneralState::Sent));
    answer(&mut net, "INFO", "100 Trying", "");
    answer(&mut net, "INFO", "200 OK", "");
    wait(&mut net, 6_000);
    assert_eq!(
        net.told(call)[3..],
        [
            "transaction Sent Undefined",
            "transaction Proceeding Undefined",
            "transaction FinalReceived Undefined",
            "transaction Terminated Undefined"
        ]
    );
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
}

#[test]
fn methods_with_calls_of_their_own_are_refused() {
    let (mut net, call) = connected(config());
    let transaction = net.client.create_general(call, 0).unwrap();
    for method in ["INVITE", "ACK", "BYE", "CANCEL", "PRACK"] {
        let method = method.as_bytes().to_vec();
        let action = Action::Request { transaction, method, refresh: false, outbound: None };
        assert_eq!(act(&mut net, call, action), Err(Error::NotSupported));
    }
    let action = Action::Request { transaction, method: b"NO GOOD".to_vec(), refresh: false, outbound: None };
    assert_eq!(act(&mut net, call, action), Err(Error::BadParam));
    act(&mut net, call, Action::TerminateTransaction { transaction }).unwrap();
    assert_eq!(net.told(call)[3..], ["transaction Terminated Undefined"]);
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn a_transaction_of_another_call_is_refused() {
    let (mut net, call) = connected(config());
    let other = new_call(&mut net);
    let transaction = net.client.create_general(call, 0).unwrap();
    let request = |transaction| Action::Request { transaction, method: b"INFO".to_vec(), refresh: false, outbound: None };
    assert_eq!(act(&mut net, other, request(transaction)), Err(Error::InvalidHandle));
    assert_eq!(act(&mut net, other, Action::TerminateTransaction { transaction }), Err(Error::InvalidHandle));
}

#[test]
fn a_challenge_is_kept_for_the_next_request() {
    let (mut net, call) = connected(config());
    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    send(&mut net, call, "INFO");
    answer(&mut net, "INFO", "401 Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\"\r\n");
    send(&mut net, call, "INFO");
    let info = sent(&net, "INFO");
    assert!(info.contains("Authorization: Digest username=\"alice\"") && info.contains("CSeq: 3 INFO"), "{info}");
}

#[test]
fn an_accepted_update_moves_the_other_end() {
    let (mut net, call) = connected(config());
    send(&mut net, call, "UPDATE");
    assert!(sent(&net, "UPDATE").contains("Contact: <sip:alice@192.0.2.1>"));
    answer(&mut net, "UPDATE", "200 OK", "Contact: <sip:bob@192.0.2.60>\r\n");
    assert_eq!(net.client.leg_remote_contact(call).unwrap(), b"sip:bob@192.0.2.60");
}

#[test]
fn a_request_before_any_invite_makes_up_its_own_dialog() {
    let mut net = call_net(config());
    let call = new_call(&mut net);
    send(&mut net, call, "OPTIONS");
    let options = sent(&net, "OPTIONS");
    assert_eq!(header(&options, "To"), Some("<sip:bob@192.0.2.2>"));
    assert!(header(&options, "From").unwrap().contains(";tag="));
    answer(&mut net, "OPTIONS", "200 OK", "");
    assert_eq!(net.client.leg_state(call), Ok(State::Idle));
}

#[test]
fn a_request_that_nobody_answers_ends_alone() {
    let (mut net, call) = connected(config());
    send(&mut net, call, "INFO");
    wait(&mut net, 33_000);
    assert_eq!(net.told(call).last(), Some(&"transaction Terminated TimeOut"));
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
}

#[test]
fn the_next_address_is_for_the_application_to_take() {
    let (mut net, call) = connected(Config { failover: Failover::Manual, ..config() });
    let transaction = send(&mut net, call, "INFO");
    wait(&mut net, 33_000);
    assert_eq!(net.told(call).last(), Some(&"transaction SendFailure TimeOut"));
    act(&mut net, call, Action::DnsGiveUp { transaction: Some(transaction) }).unwrap();
    assert_eq!(net.told(call).last(), Some(&"transaction Terminated Undefined"));
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn a_request_that_fails_takes_no_decision_about_a_reinvite() {
    let (mut net, call) = connected(Config { failover: Failover::Manual, ..config() });
    let reinvite = net.client.create_reinvite(call, Some(1)).unwrap();
    act(&mut net, call, Action::ReInvite { reinvite, outbound: None }).unwrap();
    let transaction = send(&mut net, call, "INFO");
    wait(&mut net, 33_000);
    act(&mut net, call, Action::DnsGiveUp { transaction: Some(transaction) }).unwrap();
    act(&mut net, call, Action::DnsGiveUp { transaction: None }).unwrap();
    assert_eq!(net.told(call).last(), Some(&"re-INVITE Terminated Undefined"));
}

#[test]
fn outbound_messages_are_part_of_requests() {
    let (mut net, call) = connected(config());
    let transaction = net.client.create_general(call, 0).unwrap();
    let mut outbound = Message::new();
    outbound.push(rvsip::message::Name::ContentType, b"text/plain");
    outbound.set_body(b"hello");
    let action = Action::Request { transaction, method: b"INFO".to_vec(), refresh: false, outbound: Some(Box::new(outbound)) };
    act(&mut net, call, action).unwrap();
    let info = sent(&net, "INFO");
    assert!(info.contains("Content-Type: text/plain\r\n") && info.ends_with("\r\n\r\nhello"), "{info}");
}

// ---- a call that another process carries on ----

#[test]
fn a_stored_call_is_carried_on_by_another_stack() {
    for incoming in [false, true] {
        let (mut net, call) = if incoming { taken(config()) } else { connected(config()) };
        let stored = net.client.store_leg(call).unwrap();
        let mut other = call_net(Config { seed: [8; 32], ..config() });
        let again = other.client.create_call_leg(1).unwrap();
        // The buffer may be larger than what is in it.
        other.client.restore_leg(again, &[stored.as_slice(), b"rest"].concat()).unwrap();
        other.settle();
        assert_eq!(other.told(again), ["Connected Undefined"]);
        for (a, b) in [
            (net.client.leg_to(call), other.client.leg_to(again)),
            (net.client.leg_from(call), other.client.leg_from(again)),
            (net.client.leg_call_id(call), other.client.leg_call_id(again)),
            (net.client.leg_remote_contact(call), other.client.leg_remote_contact(again)),
            (net.client.leg_local_contact(call), other.client.leg_local_contact(again)),
        ] {
            assert_eq!(a, b);
        }
        act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
        act(&mut other, again, Action::Disconnect { outbound: None }).unwrap();
        let without_via = |bye: String| bye.lines().filter(|l| !l.starts_with("Via")).collect::<Vec<_>>().join("\n");
        assert_eq!(without_via(sent(&net, "BYE")), without_via(sent(&other, "BYE")));
        answer(&mut other, "BYE", "200 OK", "");
        nothing_left(&mut other);
    }
}

#[test]
fn a_stored_call_that_is_damaged_is_refused() {
    let (net, call) = connected(config());
    let stored = net.client.store_leg(call).unwrap();
    let mut other = call_net(config());
    let again = other.client.create_call_leg(1).unwrap();
    for at in 0..stored.len() {
        assert_eq!(other.client.restore_leg(again, &stored[..at]), Err(Error::BadParam), "cut at {at}");
        let mut changed = stored.clone();
        changed[at] ^= 1;
        assert_eq!(other.client.restore_leg(again, &changed), Err(Error::BadParam), "changed at {at}");
    }
    other.client.restore_leg(again, &stored).unwrap();
    assert_eq!(other.client.restore_leg(again, &stored), Err(Error::IllegalAction));
    let third = other.client.create_call_leg(1).unwrap();
    assert_eq!(other.client.restore_leg(third, &stored), Err(Error::BadParam), "it is there already");
}

#[test]
fn only_a_connected_call_is_stored() {
    let (net, call) = inviting(config());
    assert_eq!(net.client.store_leg(call), Err(Error::IllegalAction));
}
