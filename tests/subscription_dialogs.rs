//! Dialogs that subscriptions live in: their ends, their routes, several in one (RFC 6665 sections 4.4 and 4.5, RFC 5057).

mod support;

use rvsip::endpoint::callleg::Action as CallAction;
use rvsip::endpoint::subscription::{Side, State, SubscriptionAction as Action, Substate};
use rvsip::endpoint::*;
use support::calls::{answer, connected, count, inside, receive, sent, wait};
use support::subscriptions::*;
use support::*;

const MOVED: &str = "Contact: <sip:bob@192.0.2.2:5099>\r\n";
const AT_HOME: &str = "Contact: <sip:bob@192.0.2.2:5060>\r\n";

fn refresh(net: &mut Net, id: SubscriptionId) {
    act(net, id, Action::Refresh { seconds: None, outbound: None }).unwrap();
}

fn accepted(net: &mut Net, id: SubscriptionId, cseq: u32, state: &str) {
    notified(net, id, cseq, state);
    accept_notify(net, id).unwrap();
}

fn with_calls() -> Interest {
    Interest { callleg: true, ..subscriptions_only() }
}

/// A subscription to a conference in the dialog of a call, whose SUBSCRIBE is out.
fn subscribing_in_call() -> (Net, CallLegId, SubscriptionId) {
    let (mut net, call) = connected(config());
    net.client.set_interest(with_calls());
    let id = net.client.create_subscription(Some(call), 0).unwrap();
    net.client.subscription_init(id, b"", b"", Some(b"conference"), Some(600)).unwrap();
    act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
    (net, call, id)
}

/// The other end's message over a stream.
fn over(net: &mut Net, conn: ConnId, text: &str) {
    let text = text.replace("SIP/2.0/UDP 192.0.2.2:5060", "SIP/2.0/TCP 192.0.2.2:5060");
    let now = net.time();
    net.client.receive(now, Flow::Conn(conn), text.as_bytes());
    net.settle();
}

#[test]
fn a_notify_that_is_accepted_moves_the_other_end_and_a_refused_one_does_not() {
    let (mut net, id) = active(config());
    for (cseq, code, uri) in [(2, 500, "sip:bob@192.0.2.2:5060"), (3, 200, "sip:bob@192.0.2.2:5099")] {
        let text = notify_text(&net, id, cseq, "active").replace(AT_HOME, MOVED);
        receive(&mut net, text.as_bytes());
        answer_notify(&mut net, id, code).unwrap();
        refresh(&mut net, id);
        assert!(sent(&net, "SUBSCRIBE").starts_with(&format!("SUBSCRIBE {uri} SIP/2.0\r\n")), "{}", sent(&net, "SUBSCRIBE"));
        answer(&mut net, "SUBSCRIBE", "500 Oops", "");
    }
}

#[test]
fn a_refresh_that_is_accepted_moves_the_other_end_and_a_refused_one_does_not() {
    let (mut net, id) = subscribed(config());
    grant(&mut net, id);
    let leg = net.client.subscription_leg(id).unwrap();
    for (cseq, take, uri) in [(11, false, "sip:bob@192.0.2.2:5060"), (12, true, "sip:bob@192.0.2.2:5099")] {
        let text = inside(&net, leg, "SUBSCRIBE", cseq, &format!("{MOVED}Event: presence\r\nExpires: 60\r\n"));
        receive(&mut net, text.as_bytes());
        if take {
            grant(&mut net, id);
        } else {
            act(&mut net, id, Action::Reject { code: 403, reason: Vec::new(), outbound: None }).unwrap();
        }
        notify(&mut net, id, Substate::Active, "active");
        assert!(sent(&net, "NOTIFY").starts_with(&format!("NOTIFY {uri} SIP/2.0\r\n")), "{}", sent(&net, "NOTIFY"));
    }
}

#[test]
fn a_2xx_to_a_notify_moves_the_other_end() {
    let (mut net, id) = subscribed(config());
    grant(&mut net, id);
    notify(&mut net, id, Substate::Active, "active");
    answer(&mut net, "NOTIFY", "200 OK", MOVED);
    notify(&mut net, id, Substate::Active, "active");
    assert!(sent(&net, "NOTIFY").starts_with("NOTIFY sip:bob@192.0.2.2:5099 SIP/2.0\r\n"));
}

#[test]
fn a_redirected_subscribe_in_a_call_goes_elsewhere_and_the_call_does_not() {
    let (mut net, call, id) = subscribing_in_call();
    answer(&mut net, "SUBSCRIBE", "302 Moved", "Contact: <sip:bob@192.0.2.2:5077>\r\n");
    assert_eq!(state(&net, id), State::Redirected);
    act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
    assert!(sent(&net, "SUBSCRIBE").starts_with("SUBSCRIBE sip:bob@192.0.2.2:5077 SIP/2.0\r\n"));
    support::calls::act(&mut net, call, CallAction::Disconnect { outbound: None }).unwrap();
    assert!(sent(&net, "BYE").starts_with("BYE sip:bob@192.0.2.2:5060 SIP/2.0\r\n"), "{}", sent(&net, "BYE"));
}

#[test]
fn a_refer_is_no_request_that_moves_the_other_end() {
    let (mut net, call) = connected(config());
    net.client.set_interest(with_calls());
    let id = net.client.create_subscription(Some(call), 0).unwrap();
    net.client.subscription_set_refer(id, b"<sip:carol@192.0.2.3>", b"").unwrap();
    act(&mut net, id, Action::Refer { outbound: None }).unwrap();
    answer(&mut net, "REFER", "202 Accepted", MOVED);
    support::calls::act(&mut net, call, CallAction::Disconnect { outbound: None }).unwrap();
    assert!(sent(&net, "BYE").starts_with("BYE sip:bob@192.0.2.2:5060 SIP/2.0\r\n"), "{}", sent(&net, "BYE"));
}

#[test]
fn only_the_first_of_two_in_a_dialog_of_their_own_names_its_ends() {
    let mut net = subscription_net(config());
    let first = new_subscription(&mut net);
    let leg = net.client.subscription_leg(first).unwrap();
    let second = net.client.create_subscription(Some(leg), 6).unwrap();
    let (from, to) = (b"<sip:mallory@192.0.2.1>", b"<sip:carol@192.0.2.2>");
    let event = || Some(&b"dialog"[..]);
    assert_eq!(net.client.subscription_init(second, from, to, event(), Some(60)), Err(Error::IllegalAction));
    assert_eq!(net.client.subscription_init_dialog(second, (from, to), (b"", b"")), Err(Error::IllegalAction));
    assert_eq!(net.client.leg_to(leg).unwrap(), b"<sip:bob@192.0.2.2>");
    net.client.subscription_init(second, b"", b"", event(), Some(60)).unwrap();
    act(&mut net, first, Action::Subscribe { outbound: None }).unwrap();
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    accepted(&mut net, first, 1, "active");
    act(&mut net, second, Action::Subscribe { outbound: None }).unwrap();
    let text = sent(&net, "SUBSCRIBE");
    assert!(text.contains("CSeq: 2 SUBSCRIBE") && header(&text, "To").unwrap().ends_with(";tag=srv"), "{text}");
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(60));
    accepted(&mut net, second, 2, "active");
    accepted(&mut net, first, 3, "terminated");
    assert_eq!(net.subscription_heard(first).last(), Some(&"Terminated NotifyTerminated"));
    refresh(&mut net, second);
    assert!(sent(&net, "SUBSCRIBE").contains("CSeq: 3 SUBSCRIBE"), "the dialog lives on with the other");
    accepted(&mut net, second, 4, "terminated");
    nothing_left(&mut net);
}

#[test]
fn two_of_one_package_in_a_dialog_are_told_apart_by_their_id_byte_by_byte() {
    let (mut net, first) = active(config());
    let leg = net.client.subscription_leg(first).unwrap();
    let second = net.client.create_subscription(Some(leg), 6).unwrap();
    net.client.subscription_init(second, b"", b"", Some(b"presence;id=a1"), Some(60)).unwrap();
    act(&mut net, second, Action::Subscribe { outbound: None }).unwrap();
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(60));
    for (cseq, event, of) in [
        (10, "presence;id=a1", Some(second)),
        (11, "presence;x=y;id=a1", Some(second)),
        (12, "presence;x=y", Some(first)),
        (13, "presence;id=A1", None),
        (14, "Presence", None),
        (15, "presence.winfo", None),
    ] {
        let refused = count(&net, "SIP/2.0 481");
        let text = notify_text(&net, first, cseq, "active").replace("Event: presence", &format!("Event: {event}"));
        receive(&mut net, text.as_bytes());
        match of {
            Some(id) => {
                assert_eq!(net.client.subscription_of(last_notify(&net)), Ok(id), "{event}");
                accept_notify(&mut net, id).unwrap();
            }
            None => assert_eq!(count(&net, "SIP/2.0 481"), refused + 1, "{event}"),
        }
    }
}

#[test]
fn the_route_of_a_notifier_is_that_of_the_subscribe_in_its_order() {
    let mut net = subscription_net(config());
    let more = format!("Record-Route: <sip:192.0.2.2;lr;n=2>\r\nRecord-Route: <sip:192.0.2.2;lr;n=1>\r\n{EVENT}");
    receive(&mut net, subscribe_text("SUBSCRIBE", &more).as_bytes());
    let id = last_subscription(&net);
    grant(&mut net, id);
    let ok = net.sent_by_us().pop().unwrap();
    let route = |name: &str| format!("{name}: <sip:192.0.2.2;lr;n=2>\r\n{name}: <sip:192.0.2.2;lr;n=1>\r\n");
    assert!(ok.contains(&route("Record-Route")), "{ok}");
    notify(&mut net, id, Substate::Active, "active");
    assert!(sent(&net, "NOTIFY").contains(&route("Route")), "{}", sent(&net, "NOTIFY"));
}

#[test]
fn the_route_of_a_subscriber_is_that_of_the_first_notify() {
    let by_notify = "Record-Route: <sip:192.0.2.2;lr;n=7>\r\nRecord-Route: <sip:192.0.2.2;lr;n=8>\r\n";
    let by_response = "Record-Route: <sip:192.0.2.2;lr;n=2>\r\nRecord-Route: <sip:192.0.2.2;lr;n=1>\r\n";
    for (early, recorded) in [(true, by_notify), (false, by_notify), (false, "")] {
        let (mut net, id) = subscribing(config());
        let text = notify_text(&net, id, 1, "active");
        let response = format!("{by_response}{}", granted(600));
        if !early {
            answer(&mut net, "SUBSCRIBE", "200 OK", &response);
        }
        receive(&mut net, text.replace("Event:", &format!("{recorded}Event:")).as_bytes());
        accept_notify(&mut net, id).unwrap();
        if early {
            answer(&mut net, "SUBSCRIBE", "200 OK", &response);
        }
        // A later one changes no route.
        let later = notify_text(&net, id, 2, "active").replace("Event:", "Record-Route: <sip:192.0.2.2;lr;n=9>\r\nEvent:");
        receive(&mut net, later.as_bytes());
        accept_notify(&mut net, id).unwrap();
        refresh(&mut net, id);
        let text = sent(&net, "SUBSCRIBE");
        let route = match recorded {
            "" => "Route: <sip:192.0.2.2;lr;n=1>\r\nRoute: <sip:192.0.2.2;lr;n=2>\r\n",
            _ => "Route: <sip:192.0.2.2;lr;n=7>\r\nRoute: <sip:192.0.2.2;lr;n=8>\r\n",
        };
        assert!(text.contains(route), "{text}");
    }
}

#[test]
fn a_call_that_ends_leaves_its_subscriptions_both_ways_and_requests_under_way() {
    let (mut net, call, id) = subscribing_in_call();
    let more = format!("{AT_HOME}Event: dialog\r\nExpires: 600\r\n");
    let text = inside(&net, call, "SUBSCRIBE", 30, &more);
    receive(&mut net, text.as_bytes());
    let theirs = last_subscription(&net);
    assert_ne!(theirs, id);
    let bye = inside(&net, call, "BYE", 31, "");
    receive(&mut net, bye.as_bytes());
    assert_eq!(net.told(call).last(), Some(&"Terminated RemoteDisconnected"));
    grant(&mut net, theirs);
    notify(&mut net, theirs, Substate::Active, "active");
    answer(&mut net, "NOTIFY", "200 OK", "");
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    assert_eq!((state(&net, id), state(&net, theirs)), (State::Received2xx, State::Active));
    accepted(&mut net, id, 40, "terminated");
    notify(&mut net, theirs, Substate::Terminated, "terminated");
    answer(&mut net, "NOTIFY", "200 OK", "");
    nothing_left(&mut net);
}

#[test]
fn an_idle_one_outlives_a_call_that_was_never_made() {
    let mut net = subscription_net(config());
    net.client.set_interest(with_calls());
    let call = support::calls::new_call(&mut net);
    let ids = [0, 1].map(|app| net.client.create_subscription(Some(call), app).unwrap());
    support::calls::act(&mut net, call, CallAction::Terminate).unwrap();
    for id in ids {
        assert_eq!(state(&net, id), State::Idle);
        act(&mut net, id, Action::Terminate).unwrap();
    }
    nothing_left(&mut net);
}

#[test]
fn a_stranger_in_the_dialog_of_a_subscription_is_refused() {
    let (mut net, id) = active(config());
    let leg = net.client.subscription_leg(id).unwrap();
    for (cseq, method) in [(20, "BYE"), (21, "INVITE"), (22, "OPTIONS"), (23, "PRACK"), (24, "UPDATE")] {
        let text = inside(&net, leg, method, cseq, AT_HOME);
        receive(&mut net, text.as_bytes());
        let last = net.sent_by_us().pop().unwrap();
        assert!(last.starts_with("SIP/2.0 4") || last.starts_with("SIP/2.0 5"), "{method}: {last}");
        if method == "INVITE" {
            let ack = text.replace("INVITE", "ACK");
            receive(&mut net, ack.as_bytes());
        }
    }
    assert_eq!(state(&net, id), State::Active);
    act(&mut net, id, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn notifiers_without_end_make_no_more_subscriptions_than_there_may_be() {
    let (mut net, id) = active(Config { subs_forking: true, max_subscriptions: 3, ..config() });
    for n in 0..6 {
        let other = notify_text(&net, id, 1, "active").replace(";tag=srv", &format!(";tag=f{n}"));
        receive(&mut net, other.replace("z9hG4bKn1", &format!("z9hG4bKf{n}")).as_bytes());
    }
    assert_eq!((net.client.tables().subscriptions, count(&net, "SIP/2.0 481")), (3, 4));
    act(&mut net, id, Action::Terminate).unwrap();
    wait(&mut net, 40_000);
    assert_eq!(net.client.tables().subscriptions, 0, "those that were never answered have ended");
    nothing_left(&mut net);
}

#[test]
fn a_notify_of_another_notifier_is_refused_when_the_first_has_ended() {
    let (mut net, id) = active(Config { subs_forking: true, ..config() });
    let other = notify_text(&net, id, 1, "active").replace(";tag=srv", ";tag=two").replace("z9hG4bKn1", "z9hG4bKf1");
    act(&mut net, id, Action::Terminate).unwrap();
    receive(&mut net, other.as_bytes());
    assert_eq!(count(&net, "SIP/2.0 481"), 1);
    nothing_left(&mut net);
}

#[test]
fn one_of_two_that_wait_for_a_first_notify_may_end_without_the_other() {
    let mut net = subscription_net(config());
    let first = new_subscription(&mut net);
    let leg = net.client.subscription_leg(first).unwrap();
    let second = net.client.create_subscription(Some(leg), 6).unwrap();
    net.client.subscription_init(second, b"", b"", Some(b"dialog"), Some(60)).unwrap();
    for id in [first, second] {
        act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
    }
    answer(&mut net, "SUBSCRIBE", "489 Bad Event", "");
    assert_eq!(net.subscription_heard(second).last(), Some(&"Terminated Rejected"));
    accepted(&mut net, first, 1, "active");
    assert_eq!(state(&net, first), State::NotifyBefore2xx);
    act(&mut net, first, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn a_notifier_agreed_on_by_other_means_notifies_and_ends() {
    let mut net = subscription_net(config());
    let id = net.client.create_out_of_band(None, 0, Side::Notifier).unwrap();
    let leg = net.client.subscription_leg(id).unwrap();
    let (from, to) = (b"<sip:alice@192.0.2.1>;tag=mine", b"<sip:bob@192.0.2.2>;tag=srv");
    let no_call_id = net.client.subscription_init(id, from, to, Some(b"presence"), None);
    assert_eq!(no_call_id, Err(Error::IllegalAction));
    net.client.leg_set_call_id(leg, b"agreed").unwrap();
    net.client.subscription_init(id, from, to, Some(b"presence"), None).unwrap();
    net.settle();
    notify(&mut net, id, Substate::Active, "active");
    let text = sent(&net, "NOTIFY");
    assert_eq!((header(&text, "From"), header(&text, "Call-ID")), (Some("<sip:alice@192.0.2.1>;tag=mine"), Some("agreed")));
    answer(&mut net, "NOTIFY", "200 OK", "");
    wait(&mut net, 4_000_000);
    assert_eq!(state(&net, id), State::Active, "it never expires");
    notify(&mut net, id, Substate::Terminated, "terminated");
    assert_eq!(state(&net, id), State::Terminating);
    answer(&mut net, "NOTIFY", "200 OK", "");
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated NotifyTerminatedSent"));
    nothing_left(&mut net);
}

#[test]
fn subscriptions_go_on_while_the_end_of_their_call_is_still_being_told() {
    let (mut net, call, id) = subscribing_in_call();
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    let text = inside(&net, call, "SUBSCRIBE", 30, &format!("{AT_HOME}Event: dialog\r\nExpires: 600\r\n"));
    receive(&mut net, text.as_bytes());
    let theirs = last_subscription(&net);
    grant(&mut net, theirs);
    let refresh = inside(&net, call, "SUBSCRIBE", 33, &format!("{AT_HOME}Event: dialog\r\nExpires: 600\r\n"));
    let held = Held::default();
    let keep = held.clone();
    net.client.set_interest(Interest { callleg_msg_to_send: true, ..with_calls() });
    net.on_ask = Some(Box::new(move |_, token, ask| match ask {
        Ask::MsgToSend { .. } => {
            keep.borrow_mut().push((token, ask));
            None
        }
        other => Some((token, other)),
    }));
    let bye = inside(&net, call, "BYE", 31, "");
    receive(&mut net, bye.as_bytes());
    assert_eq!(net.told(call).last(), Some(&"Disconnected RemoteDisconnected"));
    accepted(&mut net, id, 32, "active");
    receive(&mut net, refresh.as_bytes());
    assert_eq!((state(&net, id), state(&net, theirs)), (State::Active, State::RefreshReceived));
    let (token, ask) = held.borrow_mut().pop().unwrap();
    let Ask::MsgToSend { msg, .. } = ask else { panic!("another question") };
    let now = net.time();
    net.client.answer(now, token, Answer::Message(msg));
    net.settle();
    assert_eq!(net.told(call).last(), Some(&"Terminated RemoteDisconnected"));
    grant(&mut net, theirs);
    assert_eq!(state(&net, theirs), State::Active);
    for s in [id, theirs] {
        act(&mut net, s, Action::Terminate).unwrap();
    }
    nothing_left(&mut net);
}

#[test]
fn over_a_stream_an_answer_is_not_the_end() {
    let mut net = subscription_net(config());
    let conn = net.connect_in(addr("192.0.2.2:40000")).unwrap();
    over(&mut net, conn, &subscribe_text("SUBSCRIBE", EVENT));
    let id = last_subscription(&net);
    grant(&mut net, id);
    assert_eq!(net.subscription_heard(id), ["Received Undefined", "Active Undefined"]);
    let leg = net.client.subscription_leg(id).unwrap();
    for (cseq, expires, take, expected) in
        [(11, 300, true, Ok(300)), (12, 200, false, Ok(300)), (13, 100, true, Ok(100)), (14, 0, true, Ok(100))]
    {
        let more = format!("{AT_HOME}Event: presence\r\nExpires: {expires}\r\n");
        let text = inside(&net, leg, "SUBSCRIBE", cseq, &more);
        over(&mut net, conn, &text);
        match take {
            true => grant(&mut net, id),
            false => act(&mut net, id, Action::Reject { code: 403, reason: Vec::new(), outbound: None }).unwrap(),
        }
        let wanted = if expires == 0 { State::UnsubscribeReceived } else { State::Active };
        assert_eq!((state(&net, id), net.client.subscription_expires(id)), (wanted, expected));
    }
    act(&mut net, id, Action::Terminate).unwrap();
}

#[test]
fn over_a_stream_a_notify_is_answered_and_counts() {
    let (mut net, id) = subscribing(config());
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    let conn = net.connect_in(addr("192.0.2.2:40000")).unwrap();
    for (cseq, told, wanted) in [(1, "pending", State::Pending), (2, "active", State::Active)] {
        let text = notify_text(&net, id, cseq, told).replace(AT_HOME, MOVED);
        over(&mut net, conn, &text);
        accept_notify(&mut net, id).unwrap();
        assert_eq!(state(&net, id), wanted);
    }
    refresh(&mut net, id);
    assert!(sent(&net, "SUBSCRIBE").starts_with("SUBSCRIBE sip:bob@192.0.2.2:5099 "), "{}", sent(&net, "SUBSCRIBE"));
}

#[test]
fn a_2xx_of_another_notifier_does_not_say_where_the_first_one_is() {
    let (mut net, id) = subscribing(config());
    accepted(&mut net, id, 1, "active");
    support::calls::answer_as(&mut net, "SUBSCRIBE", "two", "200 OK", "Contact: <sip:bob@192.0.2.2:5077>\r\nExpires: 600\r\n");
    refresh(&mut net, id);
    let text = sent(&net, "SUBSCRIBE");
    assert!(text.starts_with("SUBSCRIBE sip:bob@192.0.2.2:5060 SIP/2.0\r\n") && text.contains(";tag=srv\r\n"), "{text}");
}

#[test]
fn in_the_dialog_of_a_call_there_is_one_notifier_only() {
    let (mut net, call) = connected(Config { subs_forking: true, ..config() });
    net.client.set_interest(with_calls());
    let id = net.client.create_subscription(Some(call), 0).unwrap();
    net.client.subscription_init(id, b"", b"", Some(b"conference"), Some(600)).unwrap();
    act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
    let other = notify_text(&net, id, 20, "active").replace(";tag=srv", ";tag=two");
    receive(&mut net, other.as_bytes());
    assert_eq!((count(&net, "SIP/2.0 481"), net.client.tables().subscriptions), (1, 1));
}

#[test]
fn a_secret_that_comes_after_the_end_of_the_call_serves_its_subscription() {
    let (mut net, call, id) = subscribing_in_call();
    answer(&mut net, "SUBSCRIBE", "401 Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n");
    let held = Held::default();
    let keep = held.clone();
    net.on_ask = Some(Box::new(move |_, token, ask| match ask {
        Ask::Secret { .. } => {
            keep.borrow_mut().push((token, ask));
            None
        }
        other => Some((token, other)),
    }));
    act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
    let bye = inside(&net, call, "BYE", 21, "");
    receive(&mut net, bye.as_bytes());
    assert_eq!(net.told(call).last(), Some(&"Terminated RemoteDisconnected"));
    let (token, _) = held.borrow_mut().pop().unwrap();
    let now = net.time();
    net.client.answer(now, token, Answer::Secret(Some((b"alice".to_vec(), b"secret".to_vec()))));
    net.settle();
    let text = sent(&net, "SUBSCRIBE");
    assert!(text.contains("Authorization: Digest username=\"alice\"") && text.contains("CSeq: 3 SUBSCRIBE"), "{text}");
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    accepted(&mut net, id, 22, "active");
    assert_eq!(state(&net, id), State::Active);
    act(&mut net, id, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn without_a_contact_the_other_end_is_where_it_says_it_comes_from() {
    let mut net = subscription_net(config());
    let text = subscribe_text("SUBSCRIBE", EVENT).replace(AT_HOME, "").replace("sip:bob@example.com", "sip:bob@192.0.2.2");
    receive(&mut net, text.as_bytes());
    let id = last_subscription(&net);
    grant(&mut net, id);
    notify(&mut net, id, Substate::Active, "active");
    assert!(sent(&net, "NOTIFY").starts_with("NOTIFY sip:bob@192.0.2.2 SIP/2.0\r\n"));
}

#[test]
fn a_notify_that_cannot_be_taken_does_not_name_the_other_end() {
    for (wrong, code) in [("Subscription-State: active\r\n", "400"), ("Max-Forwards: 70\r\n", "420")] {
        let (mut net, id) = subscribing(Config { reject_unsupported: true, ..config() });
        let right = notify_text(&net, id, 9, "active");
        let put = if code == "400" { "" } else { "Require: nonsense\r\n" };
        let broken = right.replace(";tag=srv", ";tag=two").replace("z9hG4bKn9", "z9hG4bKx9").replace(wrong, put);
        receive(&mut net, broken.as_bytes());
        receive(&mut net, broken.as_bytes());
        assert_eq!(count(&net, &format!("SIP/2.0 {code}")), 2, "it is refused, and its copy too");
        receive(&mut net, right.replace("CSeq: 9", "CSeq: 3").as_bytes());
        accept_notify(&mut net, id).unwrap();
        answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
        assert_eq!(state(&net, id), State::Active);
        refresh(&mut net, id);
        assert!(sent(&net, "SUBSCRIBE").contains(";tag=srv\r\n"), "{}", sent(&net, "SUBSCRIBE"));
    }
}
