//! Call-legs that INVITEs of others make: offered, answered, cancelled, acknowledged (RFC 3261 sections 13.3 and 9.2).

mod support;

use rvsip::endpoint::callleg::{Action, Direction, State};
use rvsip::endpoint::*;
use rvsip::message::Message;
use support::calls::*;
use support::*;

#[test]
fn an_invite_is_offered_accepted_and_acknowledged() {
    let (mut net, call) = offered(config());
    assert_eq!(net.seen.asked, ["CallLegCreated"]);
    assert_eq!(net.client.leg_app(call), Ok(9));
    assert_eq!(net.client.leg_direction(call), Ok(Direction::Incoming));
    act(&mut net, call, Action::Provisional { code: 180, outbound: None }).unwrap();
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    let ok = net.sent_by_us().pop().unwrap();
    assert!(ok.starts_with("SIP/2.0 200 OK\r\n"), "{ok}");
    assert_eq!(header(&ok, "Contact"), Some("<sip:alice@192.0.2.1>"));
    let ack = inside(&net, call, "ACK", 10, "");
    receive(&mut net, ack.as_bytes());
    assert_eq!(net.told(call), ["Offering RemoteInviting", "Accepted LocalAccepted", "Connected RemoteAck"]);
    wait(&mut net, 60_000);
    assert_eq!(count(&net, "SIP/2.0 200 OK"), 1, "nothing is repeated after the ACK");
}

#[test]
fn requests_of_the_end_that_was_called_go_to_the_contact_of_the_invite_over_its_record_route() {
    let mut net = call_net(config());
    offer(&mut net, "Record-Route: <sip:192.0.2.2:5070;lr>, <sip:192.0.2.3;lr>\r\n");
    let call = last_leg(&net);
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    let ok = net.sent_by_us().pop().unwrap();
    assert!(ok.contains("Record-Route: <sip:192.0.2.2:5070;lr>\r\nRecord-Route: <sip:192.0.2.3;lr>\r\n"), "{ok}");
    let ack = inside(&net, call, "ACK", 10, "");
    receive(&mut net, ack.as_bytes());
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    let bye = sent(&net, "BYE");
    assert!(bye.starts_with("BYE sip:bob@192.0.2.2:5060 SIP/2.0\r\n"), "{bye}");
    assert!(bye.contains("Route: <sip:192.0.2.2:5070;lr>\r\nRoute: <sip:192.0.2.3;lr>\r\n"), "{bye}");
    assert_eq!(header(&bye, "To"), Some("Bob <sip:bob@example.com>;tag=bt"));
    assert!(header(&bye, "From").unwrap().starts_with("<sip:alice@example.com>;tag="), "{bye}");
    assert_eq!(header(&bye, "CSeq"), Some("1 BYE"));
}

#[test]
fn provisional_responses_to_one_invite_have_one_to_tag_and_a_contact() {
    let (mut net, call) = offered(config());
    for code in [180, 183] {
        act(&mut net, call, Action::Provisional { code, outbound: None }).unwrap();
    }
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    let tags: Vec<String> = net.sent_by_us().iter().map(|s| header(s, "To").unwrap().to_string()).collect();
    assert!(tags.iter().all(|t| *t == tags[0]) && tags[0].contains(";tag="), "{tags:?}");
    assert!(net.sent_by_us().iter().all(|s| s.contains("Contact: <sip:alice@192.0.2.1>")));
}

#[test]
fn additions_of_the_application_are_in_its_answer() {
    let (mut net, call) = offered(config());
    let mut outbound = Message::new();
    outbound.push(rvsip::message::Name::Contact, b"<sip:other@192.0.2.1>");
    outbound.set_body(b"v=0\r\n");
    act(&mut net, call, Action::Accept { outbound: Some(Box::new(outbound)) }).unwrap();
    let ok = net.sent_by_us().pop().unwrap();
    assert_eq!(ok.matches("Contact:").count(), 1);
    assert!(ok.contains("Contact: <sip:other@192.0.2.1>\r\n") && ok.ends_with("\r\n\r\nv=0\r\n"), "{ok}");
}

#[test]
fn an_offer_is_refused_and_the_call_ends() {
    for by_hanging_up in [false, true] {
        let (mut net, call) = offered(config());
        let (action, code) = match by_hanging_up {
            true => (Action::Disconnect { outbound: None }, "480"),
            false => (Action::Reject { code: 486, outbound: None }, "486"),
        };
        act(&mut net, call, action).unwrap();
        assert_eq!(net.told(call)[1..], ["Disconnected LocalReject", "Terminated LocalReject"]);
        let refusal = net.sent_by_us().pop().unwrap();
        assert!(refusal.starts_with(&format!("SIP/2.0 {code} ")), "{refusal}");
        wait(&mut net, 4_000);
        assert!(count(&net, "SIP/2.0 48") >= 3, "it goes on until it is acknowledged");
        nothing_left(&mut net);
    }
}

#[test]
fn codes_that_do_not_fit_are_refused() {
    let (mut net, call) = offered(config());
    for code in [0, 100, 200, 299, 700] {
        assert_eq!(act(&mut net, call, Action::Reject { code, outbound: None }), Err(Error::BadParam), "{code}");
    }
    for code in [0, 99, 200, 486] {
        assert_eq!(act(&mut net, call, Action::Provisional { code, outbound: None }), Err(Error::BadParam), "{code}");
    }
    assert_eq!(net.client.leg_state(call), Ok(State::Offering));
}

#[test]
fn a_cancel_is_answered_and_so_is_the_invite() {
    let (mut net, call) = offered(config());
    act(&mut net, call, Action::Provisional { code: 180, outbound: None }).unwrap();
    let invite = offer_text();
    receive(&mut net, invite.replace("INVITE", "CANCEL").as_bytes());
    assert_eq!(net.told(call)[1..], ["Cancelled RemoteCancelling", "Disconnected LocalReject", "Terminated LocalReject"]);
    let answers: Vec<String> = net.sent_by_us();
    assert!(answers.iter().any(|s| s.starts_with("SIP/2.0 200") && s.contains("CSeq: 10 CANCEL")));
    assert!(answers.iter().any(|s| s.starts_with("SIP/2.0 487") && s.contains("CSeq: 10 INVITE")));
    nothing_left(&mut net);
}

fn offer_text() -> String {
    let mut other = call_net(config());
    offer(&mut other, "")
}

#[test]
fn that_of_a_call_of_a_proxy_is_answered_too() {
    let mut net = call_net(Config { proxy: true, ..config() });
    net.client.set_interest(Interest { open_callleg: true, ..calls_only() });
    offer(&mut net, "");
    let call = last_leg(&net);
    let cancel = offer_text().replace("INVITE", "CANCEL");
    receive(&mut net, cancel.as_bytes());
    assert_eq!(net.told(call)[1..], ["Cancelled RemoteCancelling", "Disconnected LocalReject", "Terminated LocalReject"]);
    assert_eq!(count(&net, "SIP/2.0 487"), 1);
}

#[test]
fn the_application_answers_a_cancelled_invite_where_that_is_configured() {
    for accepts in [false, true] {
        let (mut net, call) = offered(Config { manual_behavior: true, ..config() });
        receive(&mut net, offer_text().replace("INVITE", "CANCEL").as_bytes());
        assert_eq!(net.told(call)[1..], ["Cancelled RemoteCancelling"]);
        assert_eq!(count(&net, "SIP/2.0 487"), 0);
        if accepts {
            act(&mut net, call, Action::Accept { outbound: None }).unwrap();
            assert_eq!(net.told(call).last(), Some(&"Accepted LocalAccepted"));
        } else {
            act(&mut net, call, Action::Reject { code: 487, outbound: None }).unwrap();
            assert_eq!(net.told(call)[2..], ["Disconnected LocalReject", "Terminated LocalReject"]);
            nothing_left(&mut net);
        }
    }
}

#[test]
fn a_2xx_without_ack_goes_again_and_then_the_call_ends_with_bye() {
    let (mut net, call) = offered(config());
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    wait(&mut net, 31_000);
    assert!(count(&net, "SIP/2.0 200 OK") > 5);
    wait(&mut net, 2_000);
    assert_eq!(net.told(call)[2..], ["Disconnecting LocalTimeOut"]);
    answer(&mut net, "BYE", "200 OK", "");
    assert_eq!(net.told(call)[3..], ["Disconnected Disconnected", "Terminated Disconnected"]);
    nothing_left(&mut net);
}

#[test]
fn who_hangs_up_before_the_ack_sends_bye_after_it() {
    let (mut net, call) = offered(config());
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    assert_eq!((net.told(call).last(), count(&net, "BYE")), (Some(&"Disconnecting LocalDisconnecting"), 0));
    let ack = inside(&net, call, "ACK", 10, "");
    receive(&mut net, ack.as_bytes());
    assert_eq!(count(&net, "BYE"), 1);
    answer(&mut net, "BYE", "200 OK", "");
    assert_eq!(net.told(call).last(), Some(&"Terminated Disconnected"));
    nothing_left(&mut net);
}

#[test]
fn a_bye_that_waits_for_an_ack_goes_when_that_comes_no_more() {
    let (mut net, call) = offered(config());
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    wait(&mut net, 33_000);
    assert!(count(&net, "BYE") >= 1);
    answer(&mut net, "BYE", "200 OK", "");
    assert_eq!(net.told(call).last(), Some(&"Terminated Disconnected"));
    nothing_left(&mut net);
}

#[test]
fn a_bye_that_waited_for_the_ack_and_was_given_up_can_be_sent_again() {
    for acknowledged in [true, false] {
        let (mut net, call) = offered(Config { failover: Failover::Manual, ..config() });
        act(&mut net, call, Action::Accept { outbound: None }).unwrap();
        act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
        if acknowledged {
            let ack = inside(&net, call, "ACK", 10, "");
            receive(&mut net, ack.as_bytes());
        }
        wait(&mut net, 66_000);
        assert_eq!(net.told(call).last(), Some(&"SendFailure LocalTimeOut"));
        act(&mut net, call, Action::DnsGiveUp { transaction: None }).unwrap();
        assert_eq!(net.told(call).last(), Some(&"Connected Undefined"));
        let before = count(&net, "BYE");
        act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
        assert_eq!(count(&net, "BYE"), before + 1);
        answer(&mut net, "BYE", "200 OK", "");
        assert_eq!(net.told(call).last(), Some(&"Terminated Disconnected"));
        nothing_left(&mut net);
    }
}

#[test]
fn an_ack_that_comes_twice_is_told_of_once() {
    let (mut net, call) = taken(config());
    let ack = inside(&net, call, "ACK", 10, "");
    receive(&mut net, ack.as_bytes());
    receive(&mut net, ack.replace("ACK10", "other").as_bytes());
    assert_eq!(net.told(call).len(), 3);
    wait(&mut net, 40_000);
    receive(&mut net, ack.as_bytes());
    assert_eq!(net.told(call).len(), 3);
    assert!(net.seen.out_of_context.is_empty());
}

#[test]
fn an_early_call_that_the_caller_ends_with_bye_is_over() {
    let (mut net, call) = offered(config());
    act(&mut net, call, Action::Provisional { code: 180, outbound: None }).unwrap();
    let bye = inside(&net, call, "BYE", 11, "");
    receive(&mut net, bye.as_bytes());
    assert_eq!(net.told(call)[1..], ["Disconnected RemoteDisconnected", "Terminated RemoteDisconnected"]);
    assert_eq!((count(&net, "SIP/2.0 487"), count(&net, "SIP/2.0 200")), (1, 1));
    nothing_left(&mut net);
}

#[test]
fn a_call_is_refused_while_the_application_is_told_of_it_and_nothing_more_is_heard() {
    let mut net = call_net(config());
    net.on_ask = Some(Box::new(|net, token, ask| {
        if let Ask::CallLegCreated { id } = &ask {
            assert_eq!(net.client.leg_state(*id), Ok(State::Idle));
            assert_eq!(net.client.leg_refuse_on_creation(*id, 200), Err(Error::BadParam));
            net.client.leg_refuse_on_creation(*id, 486).unwrap();
        }
        Some((token, ask))
    }));
    offer(&mut net, "");
    assert_eq!(net.seen.legs, []);
    assert_eq!(count(&net, "SIP/2.0 486"), 1);
    assert_eq!(net.client.tables().call_legs, 0);
    nothing_left(&mut net);
}

#[test]
fn that_can_be_done_at_no_other_time() {
    let (mut net, call) = offered(config());
    assert_eq!(net.client.leg_refuse_on_creation(call, 486), Err(Error::IllegalAction));
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn an_invite_beyond_the_limit_of_call_legs_is_refused() {
    let mut net = call_net(Config { max_call_legs: 0, ..config() });
    offer(&mut net, "");
    assert_eq!(net.seen.legs, []);
    let refusal = net.sent_by_us().pop().unwrap();
    assert!(refusal.starts_with("SIP/2.0 503") && refusal.contains("Retry-After: 5\r\n"), "{refusal}");
    nothing_left(&mut net);
}

#[test]
fn extensions_nobody_has_are_refused_where_that_is_configured() {
    let cfg = || Config { extensions: b"100rel, timer".to_vec(), ..config() };
    let mut net = call_net(Config { reject_unsupported: true, ..cfg() });
    offer(&mut net, "Require: 100rel, dance\r\nRequire: TIMER\r\n");
    let refusal = net.sent_by_us().pop().unwrap();
    assert!(refusal.starts_with("SIP/2.0 420") && refusal.contains("Unsupported: dance\r\n"), "{refusal}");
    assert_eq!(net.seen.legs, []);
    let mut net = call_net(cfg());
    offer(&mut net, "Require: dance\r\n");
    assert_eq!(net.told(last_leg(&net)), ["Offering RemoteInviting"]);
}

#[test]
fn a_replaces_header_is_told_and_leads_to_the_call_it_names() {
    let (mut net, old) = connected(config());
    let text = |t: Result<Vec<u8>, Error>| String::from_utf8(t.unwrap()).unwrap();
    let id = text(net.client.leg_call_id(old));
    let tag = |party: String| party.split(";tag=").nth(1).unwrap().to_string();
    let (ours, theirs) = (tag(text(net.client.leg_from(old))), tag(text(net.client.leg_to(old))));
    offer(&mut net, &format!("Require: replaces\r\nReplaces: {id};to-tag={ours};from-tag={theirs}\r\n"));
    let new = last_leg(&net);
    assert_eq!(net.told(new), ["Offering RemoteInvitingReplaces"]);
    assert_eq!(net.client.leg_replaced(new), Ok(old));
    act(&mut net, old, Action::Terminate).unwrap();
    assert_eq!(net.client.leg_replaced(new), Err(Error::NotFound));
}

#[test]
fn a_replaces_header_for_early_calls_only_passes_over_an_established_one() {
    let (mut net, old) = connected(config());
    let text = |t: Result<Vec<u8>, Error>| String::from_utf8(t.unwrap()).unwrap();
    let id = text(net.client.leg_call_id(old));
    let tag = |party: String| party.split(";tag=").nth(1).unwrap().to_string();
    let (ours, theirs) = (tag(text(net.client.leg_from(old))), tag(text(net.client.leg_to(old))));
    offer(&mut net, &format!("Replaces: {id};to-tag={ours};from-tag={theirs};early-only\r\n"));
    assert_eq!(net.client.leg_replaced(last_leg(&net)), Err(Error::NotFound));
}

// ---- whom an INVITE goes to ----

#[test]
fn without_listeners_to_call_legs_an_invite_is_a_transaction_of_the_application() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { transaction_created: true, ..Interest::default() });
    offer(&mut net, "");
    assert_eq!(net.seen.asked, ["Created"]);
    assert_eq!(net.client.tables().call_legs, 0);
}

#[test]
fn the_application_may_keep_an_invite_from_making_a_call_leg() {
    for open in [true, false] {
        let mut net = call_net(config());
        net.client.set_interest(Interest { open_callleg: true, transaction_created: true, ..calls_only() });
        net.on_ask = Some(Box::new(move |net, token, ask| {
            if !matches!(ask, Ask::OpenCallLeg { .. }) {
                return Some((token, ask));
            }
            let now = net.time();
            net.client.answer(now, token, Answer::Keep(open));
            None
        }));
        offer(&mut net, "");
        let asked = if open { ["OpenCallLeg", "CallLegCreated"] } else { ["OpenCallLeg", "Created"] };
        assert_eq!(net.seen.asked, asked);
        assert_eq!(net.client.tables().call_legs, usize::from(open));
    }
}

#[test]
fn other_requests_still_go_to_the_application() {
    let mut net = call_net(config());
    net.client.set_interest(Interest { transaction_created: true, ..calls_only() });
    receive(&mut net, request("MESSAGE", "m1", 1, "").as_bytes());
    assert_eq!(net.seen.asked, ["Created"]);
}

#[test]
fn a_request_of_a_dialog_that_nobody_knows_is_refused() {
    for (interest, asked) in [(false, 0), (true, 1)] {
        let mut net = call_net(config());
        net.client.set_interest(Interest { transaction_created: interest, ..calls_only() });
        net.on_ask = Some(Box::new(|net, token, _| {
            let now = net.time();
            net.client.answer(now, token, Answer::Created { owner: 0, take: false });
            None
        }));
        let bye = request("BYE", "b1", 1, "").replace("<sip:bob@example.com>", "<sip:bob@example.com>;tag=gone");
        receive(&mut net, bye.as_bytes());
        assert_eq!(net.seen.asked.len(), asked);
        assert_eq!(count(&net, "SIP/2.0 481"), 1);
    }
}

// ---- the same INVITE over two ways ----

#[test]
fn a_copy_over_another_way_is_refused_as_merged() {
    let (mut net, call) = offered(config());
    receive(&mut net, offer_text().replace("z9hG4bKin1", "z9hG4bKin2").as_bytes());
    assert_eq!(count(&net, "SIP/2.0 482"), 1);
    assert_eq!(net.told(call).len(), 1);
}

#[test]
fn with_merging_off_the_application_says_whether_it_makes_one_more_call() {
    let cfg = || Config { disable_merging: true, ..config() };
    let copy = offer_text().replace("z9hG4bKin1", "z9hG4bKin2");
    let (mut net, _) = offered(cfg());
    receive(&mut net, copy.as_bytes());
    assert_eq!(count(&net, "SIP/2.0 400"), 1, "nobody is there to ask");
    let mut net = call_net(cfg());
    net.client.set_interest(Interest { callleg_nested: true, ..calls_only() });
    offer(&mut net, "");
    let first = last_leg(&net);
    receive(&mut net, copy.as_bytes());
    let second = last_leg(&net);
    assert_ne!(first, second);
    assert_eq!(net.told(second), ["Offering RemoteInviting"]);
    act(&mut net, first, Action::Terminate).unwrap();
    act(&mut net, second, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

// ---- what the application looks at ----

#[test]
fn the_order_is_created_then_shown_then_offered_and_the_ack_is_shown_too() {
    let mut net = call_net(config());
    net.client.set_interest(Interest { callleg_msg_received: true, ..calls_only() });
    offer(&mut net, "");
    let call = last_leg(&net);
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    let ack = inside(&net, call, "ACK", 10, "");
    receive(&mut net, ack.as_bytes());
    assert_eq!(net.seen.asked, ["CallLegCreated", "MsgReceived", "MsgReceived"]);
    assert_eq!(net.told(call).last(), Some(&"Connected RemoteAck"));
}

#[test]
fn an_ack_that_the_application_drops_is_waited_for_again() {
    let mut net = call_net(config());
    net.client.set_interest(Interest { callleg_msg_received: true, ..calls_only() });
    offer(&mut net, "");
    let call = last_leg(&net);
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    let ack = inside(&net, call, "ACK", 10, "");
    let mut first = true;
    net.on_ask = Some(Box::new(move |net, token, ask| match ask {
        Ask::MsgReceived { msg, .. } if std::mem::take(&mut first) => {
            let now = net.time();
            net.client.answer(now, token, Answer::Refuse(msg));
            None
        }
        ask => Some((token, ask)),
    }));
    receive(&mut net, ack.as_bytes());
    assert_eq!(net.client.leg_state(call), Ok(State::Accepted));
    let before = count(&net, "SIP/2.0 200");
    wait(&mut net, 600);
    assert_eq!(count(&net, "SIP/2.0 200"), before + 1);
    receive(&mut net, ack.as_bytes());
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
}

#[test]
fn a_call_that_ends_while_the_application_looks_at_its_invite_leaves_nothing() {
    let mut net = call_net(config());
    net.client.set_interest(Interest { callleg_msg_received: true, ..calls_only() });
    let held = net.hold(|ask| matches!(ask, Ask::MsgReceived { .. } | Ask::CallLegCreated { .. }));
    offer(&mut net, "");
    let Some((token, Ask::CallLegCreated { id })) = held.borrow_mut().pop() else { panic!("not asked") };
    act(&mut net, id, Action::Terminate).unwrap();
    let now = net.time();
    net.client.answer(now, token, Answer::Created { owner: 1, take: true });
    net.settle();
    assert_eq!(net.told(id), ["Terminated Undefined"]);
    nothing_left(&mut net);
}

#[test]
fn over_a_stream_the_2xx_is_repeated_too_and_the_call_goes_on_when_the_stream_ends() {
    let mut net = call_net(config());
    let conn = net.connect_in(addr(REGISTRAR)).unwrap();
    let invite = offer_text().replace("SIP/2.0/UDP", "SIP/2.0/TCP");
    let now = net.time();
    net.client.receive(now, Flow::Conn(conn), invite.as_bytes());
    net.settle();
    let call = last_leg(&net);
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    wait(&mut net, 2_000);
    assert!(count(&net, "SIP/2.0 200") > 1);
    let ack = inside(&net, call, "ACK", 10, "");
    let now = net.time();
    net.client.receive(now, Flow::Conn(conn), ack.as_bytes());
    net.settle();
    net.hang_up(conn);
    net.settle();
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
}
