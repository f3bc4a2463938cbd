//! Subscriptions of others: what happens to each state when something comes that is not the next step (RFC 6665 section 4.2).

mod support;

use rvsip::endpoint::subscription::{NotifyStatus, State, SubscriptionAction as Action, Substate};
use rvsip::endpoint::*;
use support::calls::{answer, count, inside, receive, sent, wait};
use support::subscriptions::*;
use support::*;

fn pending(cfg: Config) -> (Net, SubscriptionId) {
    let (mut net, id) = subscribed(cfg);
    act(&mut net, id, Action::Accept { pending: true, seconds: None, outbound: None }).unwrap();
    (net, id)
}

fn granted_one(cfg: Config) -> (Net, SubscriptionId) {
    let (mut net, id) = subscribed(cfg);
    grant(&mut net, id);
    (net, id)
}

fn activated(cfg: Config) -> (Net, SubscriptionId) {
    let (mut net, id) = pending(cfg);
    notify(&mut net, id, Substate::Active, "active");
    assert_eq!(state(&net, id), State::Activated);
    (net, id)
}

fn refuse(net: &mut Net, id: SubscriptionId) {
    act(net, id, Action::Reject { code: 403, reason: Vec::new(), outbound: None }).unwrap();
}

#[test]
fn a_pending_one_is_refreshed_and_stays_pending() {
    let (mut net, id) = pending(config());
    again(&mut net, id, 11, 500);
    assert_eq!(state(&net, id), State::RefreshReceived);
    grant(&mut net, id);
    assert_eq!((state(&net, id), net.client.subscription_expires(id)), (State::Pending, Ok(500)));
    again(&mut net, id, 12, 400);
    refuse(&mut net, id);
    assert_eq!((state(&net, id), net.client.subscription_expires(id)), (State::Pending, Ok(500)));
    again(&mut net, id, 13, 400);
    wait(&mut net, 33_000);
    assert_eq!(net.subscription_heard(id).last(), Some(&"Pending TimeOut"));
}

#[test]
fn one_whose_activation_is_under_way_is_refreshed_and_not_forgotten() {
    let (mut net, id) = activated(config());
    again(&mut net, id, 11, 500);
    grant(&mut net, id);
    assert_eq!(state(&net, id), State::Activated);
    again(&mut net, id, 12, 500);
    answer(&mut net, "NOTIFY", "200 OK", "");
    assert_eq!(state(&net, id), State::RefreshReceived);
    grant(&mut net, id);
    assert_eq!(state(&net, id), State::Active);
}

#[test]
fn a_refused_unsubscribe_leads_back_to_where_it_came() {
    let refreshed = |cfg: Config| {
        let (mut net, id) = granted_one(cfg);
        again(&mut net, id, 11, 600);
        (net, id)
    };
    type Made = (Net, SubscriptionId);
    let all: [(fn(Config) -> Made, State); 4] =
        [(granted_one, State::Active), (pending, State::Pending), (activated, State::Activated), (refreshed, State::Active)];
    for (make, back) in all {
        let (mut net, id) = make(config());
        again(&mut net, id, 20, 0);
        assert_eq!(state(&net, id), State::UnsubscribeReceived);
        refuse(&mut net, id);
        assert_eq!(state(&net, id), back);
        again(&mut net, id, 21, 0);
        wait(&mut net, 33_000);
        // The NOTIFY that was to activate it got no answer either.
        let ended = if back == State::Activated { "Terminated TimeOut" } else { "TimeOut" };
        assert!(net.subscription_heard(id).last().unwrap().ends_with(ended), "{:?}", net.subscription_heard(id));
    }
}

#[test]
fn an_unsubscribe_that_was_refused_leads_to_active_if_the_activation_was_answered_meanwhile() {
    let (mut net, id) = activated(config());
    again(&mut net, id, 11, 0);
    answer(&mut net, "NOTIFY", "200 OK", "");
    refuse(&mut net, id);
    assert_eq!(state(&net, id), State::Active);
}

#[test]
fn what_has_ended_is_not_refreshed_any_more() {
    let (mut net, id) = granted_one(config());
    notify(&mut net, id, Substate::Terminated, "terminated;reason=timeout");
    again(&mut net, id, 11, 600);
    assert_eq!((count(&net, "SIP/2.0 481"), state(&net, id)), (1, State::Terminating));
}

#[test]
fn the_last_notify_waits_until_the_unsubscribe_is_answered() {
    let (mut net, id) = granted_one(config());
    again(&mut net, id, 11, 0);
    assert_eq!(net.client.create_notify(id, 0), Err(Error::IllegalAction));
    grant(&mut net, id);
    notify(&mut net, id, Substate::Terminated, "terminated;reason=timeout");
    assert_eq!((state(&net, id), count(&net, "SIP/2.0 200")), (State::Terminating, 2));
}

#[test]
fn a_notify_made_before_goes_out_only_where_one_may() {
    let (mut net, id) = granted_one(config());
    let n = net.client.create_notify(id, 0).unwrap();
    net.client.notify_set_state(n, Substate::Terminated, b"terminated").unwrap();
    again(&mut net, id, 11, 600);
    let send = || Action::SendNotify { notify: n, outbound: None };
    assert_eq!(act(&mut net, id, send()), Err(Error::IllegalAction));
    assert_eq!(net.client.notify_status(n), Ok(NotifyStatus::Idle));
    grant(&mut net, id);
    act(&mut net, id, send()).unwrap();
    assert_eq!(state(&net, id), State::Terminating);
    answer(&mut net, "NOTIFY", "200 OK", "");
    nothing_left(&mut net);
}

#[test]
fn a_last_notify_that_is_refused_may_go_again() {
    let (mut net, id) = granted_one(config());
    notify(&mut net, id, Substate::Terminated, "terminated");
    answer(&mut net, "NOTIFY", "500 Oops", "");
    assert_eq!(state(&net, id), State::Terminating);
    notify(&mut net, id, Substate::Terminated, "terminated");
    wait(&mut net, 33_000);
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated TimeOut"));
    nothing_left(&mut net);
}

#[test]
fn what_is_fetched_once_is_notified_once() {
    let mut net = subscription_net(config());
    receive(&mut net, subscribe_text("SUBSCRIBE", "Event: presence\r\nExpires: 0\r\n").as_bytes());
    let id = last_subscription(&net);
    assert_eq!(net.subscription_heard(id), ["Received Undefined"]);
    grant(&mut net, id);
    assert_eq!(header(&net.sent_by_us().pop().unwrap(), "Expires"), Some("0"));
    notify(&mut net, id, Substate::Terminated, "terminated;reason=timeout");
    answer(&mut net, "NOTIFY", "200 OK", "");
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated NotifyTerminatedSent"));
    nothing_left(&mut net);
}

#[test]
fn a_repeated_subscribe_is_absorbed_and_one_over_another_way_is_merged() {
    let (mut net, id) = subscribed(config());
    let text = subscribe_text("SUBSCRIBE", EVENT);
    receive(&mut net, text.as_bytes());
    assert_eq!(net.client.tables().subscriptions, 1);
    receive(&mut net, text.replace("z9hG4bKs1", "z9hG4bKs2").as_bytes());
    assert_eq!((count(&net, "SIP/2.0 482"), net.client.tables().subscriptions), (1, 1));
    grant(&mut net, id);
    receive(&mut net, text.as_bytes());
    assert_eq!(count(&net, "SIP/2.0 200"), 2, "the answer goes again");
    wait(&mut net, 25_000);
    receive(&mut net, text.as_bytes());
    assert_eq!((count(&net, "SIP/2.0 200"), net.client.tables().subscriptions), (3, 1));
}

#[test]
fn a_subscribe_of_an_unknown_dialog_makes_no_subscription() {
    let mut net = subscription_net(config());
    let text =
        subscribe_text("SUBSCRIBE", EVENT).replace("To: <sip:alice@example.com>", "To: <sip:alice@example.com>;tag=gone");
    receive(&mut net, text.as_bytes());
    assert_eq!((count(&net, "SIP/2.0 481"), net.client.tables().subscriptions), (1, 0));
    nothing_left(&mut net);
}

#[test]
fn headers_may_be_broken_missing_or_short() {
    for (more, seconds) in [
        ("Event: presence\r\nExpires: soon\r\n", 3600),
        ("Event: presence\r\n", 3600),
        ("o: presence;id=7\r\nu: presence\r\nExpires: 60\r\n", 60),
    ] {
        let mut net = subscription_net(config());
        receive(&mut net, subscribe_text("SUBSCRIBE", more).as_bytes());
        let id = last_subscription(&net);
        assert_eq!(net.client.subscription_requested(id), Ok(seconds), "{more}");
        grant(&mut net, id);
        notify(&mut net, id, Substate::Active, "active");
        let event = if more.starts_with('o') { "presence;id=7" } else { "presence" };
        assert_eq!(header(&sent(&net, "NOTIFY"), "Event"), Some(event));
    }
    let mut net = subscription_net(config());
    receive(&mut net, subscribe_text("SUBSCRIBE", "Event: ;id=1\r\nExpires: 60\r\n").as_bytes());
    assert_eq!(count(&net, "SIP/2.0 489"), 1);
    nothing_left(&mut net);
}

#[test]
fn more_time_than_there_may_be_is_cut() {
    let mut net = subscription_net(config());
    receive(&mut net, subscribe_text("SUBSCRIBE", "Event: presence\r\nExpires: 4294967295\r\n").as_bytes());
    let id = last_subscription(&net);
    assert_eq!(net.client.subscription_requested(id), Ok(3_999_999));
    grant(&mut net, id);
    assert_eq!(header(&net.sent_by_us().pop().unwrap(), "Expires"), Some("3999999"));
    again(&mut net, id, 11, u32::MAX);
    grant(&mut net, id);
    assert_eq!(net.client.subscription_expires(id), Ok(3_999_999));
}

#[test]
fn two_of_one_package_are_told_apart_by_their_id() {
    let (mut net, first) = granted_one(config());
    let leg = net.client.subscription_leg(first).unwrap();
    let subscribe = |net: &mut Net, cseq: u32, event: &str| {
        let more = format!("Contact: <sip:bob@192.0.2.2:5060>\r\nEvent: {event}\r\nExpires: 100\r\n");
        let text = inside(net, leg, "SUBSCRIBE", cseq, &more);
        receive(net, text.as_bytes());
    };
    subscribe(&mut net, 11, "presence;id=2");
    let second = last_subscription(&net);
    assert_ne!(first, second);
    grant(&mut net, second);
    subscribe(&mut net, 12, "presence;id=2;x=y");
    assert_eq!((state(&net, first), state(&net, second)), (State::Active, State::RefreshReceived));
    grant(&mut net, second);
    subscribe(&mut net, 13, "presence");
    assert_eq!((state(&net, first), state(&net, second)), (State::RefreshReceived, State::Active));
    grant(&mut net, first);
    notify(&mut net, second, Substate::Terminated, "terminated");
    assert_eq!(header(&sent(&net, "NOTIFY"), "Event"), Some("presence;id=2"));
    answer(&mut net, "NOTIFY", "200 OK", "");
    assert_eq!(state(&net, first), State::Active, "the dialog lives on with it");
    notify(&mut net, first, Substate::Terminated, "terminated");
    answer(&mut net, "NOTIFY", "200 OK", "");
    nothing_left(&mut net);
}

#[test]
fn terminate_leaves_nothing_in_any_state() {
    let unsubscribed = |cfg: Config| {
        let (mut net, id) = granted_one(cfg);
        again(&mut net, id, 11, 0);
        (net, id)
    };
    let refreshed = |cfg: Config| {
        let (mut net, id) = granted_one(cfg);
        again(&mut net, id, 11, 600);
        (net, id)
    };
    let with_notifies = |cfg: Config| {
        let (mut net, id) = granted_one(cfg);
        net.client.create_notify(id, 0).unwrap();
        notify(&mut net, id, Substate::Terminated, "terminated");
        (net, id)
    };
    type Made = (Net, SubscriptionId);
    let all: [fn(Config) -> Made; 7] = [subscribed, granted_one, pending, activated, unsubscribed, refreshed, with_notifies];
    for make in all {
        let (mut net, id) = make(config());
        act(&mut net, id, Action::Terminate).unwrap();
        assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated LocalTerminated"));
        nothing_left(&mut net);
    }
}

#[test]
fn a_copy_of_the_request_of_a_terminated_one_is_absorbed_and_makes_no_other() {
    for (method, more) in [("SUBSCRIBE", EVENT), ("REFER", "Refer-To: <sip:c@192.0.2.3>\r\n")] {
        for after in [0, 6_000] {
            let mut net = subscription_net(config());
            let text = subscribe_text(method, more);
            receive(&mut net, text.as_bytes());
            let id = last_subscription(&net);
            wait(&mut net, after);
            let before = count(&net, "SIP/2.0");
            assert_eq!(before, usize::from(after > 0), "a 100 that was due");
            act(&mut net, id, Action::Terminate).unwrap();
            for _ in 0..5 {
                receive(&mut net, text.as_bytes());
                wait(&mut net, 4_000);
            }
            assert_eq!((count(&net, "SIP/2.0"), net.client.tables().subscriptions), (before, 0), "{method}");
            assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated LocalTerminated"));
            // Its sender begins anew.
            receive(&mut net, text.replace("CSeq: 10", "CSeq: 11").replace("z9hG4bKs1", "z9hG4bKs2").as_bytes());
            let other = last_subscription(&net);
            assert_eq!((other != id, state(&net, other)), (true, State::Received));
            act(&mut net, other, Action::Terminate).unwrap();
            nothing_left(&mut net);
        }
    }
}

#[test]
fn a_copy_of_the_request_of_a_terminated_one_in_a_call_is_absorbed() {
    let (mut net, call) = support::calls::connected(config());
    net.client.set_interest(Interest { callleg: true, ..subscriptions_only() });
    let text = inside(&net, call, "SUBSCRIBE", 20, EVENT);
    receive(&mut net, text.as_bytes());
    let id = last_subscription(&net);
    act(&mut net, id, Action::Terminate).unwrap();
    receive(&mut net, text.as_bytes());
    assert_eq!((count(&net, "SIP/2.0"), net.client.tables().subscriptions), (0, 0));
    support::calls::act(&mut net, call, callleg::Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn what_the_application_was_asked_of_a_terminated_one_has_no_effect_when_it_is_answered() {
    let mut net = subscription_net(config());
    net.client.set_interest(Interest { subscription_msg_received: true, ..subscriptions_only() });
    let held = net.hold(|ask| matches!(ask, Ask::MsgReceived { .. }));
    receive(&mut net, subscribe_text("SUBSCRIBE", EVENT).as_bytes());
    let Ask::MsgReceived { subject: Subject::Subscription(id, ..), .. } = held.borrow()[0].1 else {
        panic!("another question")
    };
    act(&mut net, id, Action::Terminate).unwrap();
    net.let_go(&held);
    receive(&mut net, subscribe_text("SUBSCRIBE", EVENT).as_bytes());
    assert_eq!((net.subscription_heard(id), count(&net, "SIP/2.0")), (vec!["Terminated LocalTerminated"], 0));
    nothing_left(&mut net);
}

#[test]
fn an_answer_to_the_question_who_it_is_may_come_when_it_is_too_late() {
    for terminated in [false, true] {
        let mut net = subscription_net(config());
        let held = Held::default();
        let keep = held.clone();
        net.on_ask = Some(Box::new(move |_, token, ask| {
            keep.borrow_mut().push((token, ask));
            None
        }));
        receive(&mut net, subscribe_text("SUBSCRIBE", EVENT).as_bytes());
        let (token, ask) = held.borrow_mut().pop().unwrap();
        let Ask::SubscriptionCreated { id } = ask else { panic!("another question") };
        if terminated {
            act(&mut net, id, Action::Terminate).unwrap();
        } else {
            wait(&mut net, 33_000);
        }
        assert!(net.subscription_heard(id).last().unwrap().starts_with("Terminated "));
        let now = net.time();
        net.client.answer(now, token, Answer::Created { owner: 4, take: true });
        net.settle();
        net.on_ask = None;
        nothing_left(&mut net);
    }
}

#[test]
fn when_the_other_end_is_out_of_reach_the_first_notify_ends_it() {
    let (mut net, id) = granted_one(Config { failover: Failover::Manual, ..config() });
    let n = notify(&mut net, id, Substate::Active, "active");
    answer(&mut net, "NOTIFY", "503 Busy", "");
    assert_eq!(net.client.notify_status(n), Ok(NotifyStatus::SendFailure));
    assert_eq!(state(&net, id), State::Active);
    act(&mut net, id, Action::DnsGiveUp { notify: Some(n) }).unwrap();
    assert_eq!(net.subscription_heard(id).last(), Some(&"notify Terminated GiveUp"));
    assert_eq!(state(&net, id), State::Active);
    act(&mut net, id, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn a_refused_one_leaves_its_call_as_it_was() {
    for (room, code) in [(true, "486"), (false, "503")] {
        let (mut net, call) = support::calls::connected(Config { max_subscriptions: 1, ..config() });
        let other = (!room).then(|| net.client.create_subscription(None, 0).unwrap());
        net.client.set_interest(Interest { callleg: true, ..subscriptions_only() });
        net.on_ask = Some(Box::new(|net, token, ask| {
            if let Ask::SubscriptionCreated { id } = &ask {
                net.client.subscription_refuse_on_creation(*id, 486).unwrap();
            }
            Some((token, ask))
        }));
        for (cseq, method, more) in [(20, "SUBSCRIBE", EVENT), (21, "REFER", "Refer-To: <sip:c@192.0.2.3>\r\n")] {
            let text = inside(&net, call, method, cseq, more);
            receive(&mut net, text.as_bytes());
            receive(&mut net, text.as_bytes());
        }
        assert_eq!(count(&net, &format!("SIP/2.0 {code}")), 4, "each is refused, and its copy too");
        assert_eq!((net.seen.subscriptions.len(), net.told(call).last()), (0, Some(&"Connected RemoteAccepted")));
        support::calls::act(&mut net, call, callleg::Action::Terminate).unwrap();
        if let Some(other) = other {
            act(&mut net, other, Action::Terminate).unwrap();
        }
        nothing_left(&mut net);
    }
}

#[test]
fn a_copy_of_a_refused_subscribe_is_refused_again_without_a_subscription() {
    let (mut net, id) = subscribed(config());
    refuse(&mut net, id);
    receive(&mut net, subscribe_text("SUBSCRIBE", EVENT).as_bytes());
    assert_eq!((count(&net, "SIP/2.0 403"), net.client.tables().subscriptions), (2, 0));
    nothing_left(&mut net);
}

#[test]
fn a_notify_without_room_for_a_transaction_stays_to_be_sent() {
    let (mut net, id) = granted_one(Config { max_transactions: 2, ..config() });
    let n = net.client.create_notify(id, 0).unwrap();
    net.client.notify_set_state(n, Substate::Terminated, b"terminated").unwrap();
    let tx = net.client.create_transaction(0).unwrap();
    let send = || Action::SendNotify { notify: n, outbound: None };
    assert_eq!(act(&mut net, id, send()), Err(Error::OutOfResources));
    assert_eq!((state(&net, id), net.client.notify_status(n)), (State::Active, Ok(NotifyStatus::Idle)));
    net.command(Command::TerminateTransaction { id: tx }).unwrap();
    net.settle();
    act(&mut net, id, send()).unwrap();
    assert!(sent(&net, "NOTIFY").contains("CSeq: 1 NOTIFY"));
    answer(&mut net, "NOTIFY", "200 OK", "");
    nothing_left(&mut net);
}
