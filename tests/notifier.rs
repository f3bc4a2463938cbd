//! Subscriptions of others (RFC 6665 section 4.2) and REFER (RFC 3515).

mod support;

use rvsip::endpoint::callleg::Action as CallAction;
use rvsip::endpoint::subscription::{Kind, Referred, State, SubscriptionAction as Action, Substate};
use rvsip::endpoint::*;
use support::calls::{answer, count, receive, sent, wait};
use support::subscriptions::*;
use support::*;

#[test]
fn a_subscription_is_accepted_notified_and_ended() {
    let (mut net, id) = subscribed(config());
    assert_eq!(net.seen.asked, ["SubscriptionCreated"]);
    assert_eq!(net.subscription_heard(id), ["Received Undefined"]);
    assert_eq!(net.client.subscription_requested(id), Ok(600));
    act(&mut net, id, Action::Accept { pending: false, seconds: Some(300), outbound: None }).unwrap();
    let ok = net.sent_by_us().pop().unwrap();
    assert!(
        ok.starts_with("SIP/2.0 200") && ok.contains("Expires: 300\r\n") && ok.contains("Contact: <sip:alice@192.0.2.1>"),
        "{ok}"
    );
    notify(&mut net, id, Substate::Active, "active;expires=300");
    let sent_notify = sent(&net, "NOTIFY");
    assert!(sent_notify.starts_with("NOTIFY sip:bob@192.0.2.2:5060 SIP/2.0\r\n"), "{sent_notify}");
    assert_eq!(header(&sent_notify, "Event"), Some("presence"));
    assert_eq!(header(&sent_notify, "Subscription-State"), Some("active;expires=300"));
    answer(&mut net, "NOTIFY", "200 OK", "");
    again(&mut net, id, 11, 600);
    assert_eq!(net.subscription_heard(id).last(), Some(&"RefreshReceived Undefined"));
    grant(&mut net, id);
    again(&mut net, id, 12, 0);
    assert_eq!(net.subscription_heard(id).last(), Some(&"UnsubscribeReceived UnsubscribeReceived"));
    grant(&mut net, id);
    assert_eq!(state(&net, id), State::UnsubscribeReceived);
    notify(&mut net, id, Substate::Terminated, "terminated;reason=timeout");
    assert_eq!(state(&net, id), State::Terminating);
    answer(&mut net, "NOTIFY", "200 OK", "");
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated NotifyTerminatedSent"));
    nothing_left(&mut net);
}

#[test]
fn a_pending_one_is_activated() {
    let (mut net, id) = subscribed(config());
    act(&mut net, id, Action::Accept { pending: true, seconds: None, outbound: None }).unwrap();
    assert!(net.sent_by_us().pop().unwrap().starts_with("SIP/2.0 202"));
    assert_eq!(state(&net, id), State::Pending);
    notify(&mut net, id, Substate::Pending, "pending");
    answer(&mut net, "NOTIFY", "200 OK", "");
    assert_eq!(state(&net, id), State::Pending);
    notify(&mut net, id, Substate::Active, "active");
    assert_eq!(state(&net, id), State::Activated);
    answer(&mut net, "NOTIFY", "500 Oops", "");
    assert_eq!(state(&net, id), State::Activated);
    notify(&mut net, id, Substate::Active, "active");
    answer(&mut net, "NOTIFY", "200 OK", "");
    assert_eq!(state(&net, id), State::Active);
}

#[test]
fn one_that_is_refused_ends() {
    let (mut net, id) = subscribed(config());
    let refuse = |code| Action::Reject { code, reason: b"Not now".to_vec(), outbound: None };
    assert_eq!(act(&mut net, id, refuse(200)), Err(Error::BadParam));
    act(&mut net, id, refuse(403)).unwrap();
    assert!(net.sent_by_us().pop().unwrap().starts_with("SIP/2.0 403 Not now\r\n"));
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated Rejected"));
    nothing_left(&mut net);
}

#[test]
fn it_cannot_be_lengthened() {
    let (mut net, id) = subscribed(config());
    let longer = act(&mut net, id, Action::Accept { pending: false, seconds: Some(601), outbound: None });
    assert_eq!(longer, Err(Error::BadParam));
    grant(&mut net, id);
    assert_eq!(act(&mut net, id, Action::Accept { pending: false, seconds: None, outbound: None }), Err(Error::IllegalAction));
}

#[test]
fn refused_refreshes_and_unsubscribes_lead_back() {
    let (mut net, id) = subscribed(config());
    grant(&mut net, id);
    let refuse = || Action::Reject { code: 403, reason: Vec::new(), outbound: None };
    again(&mut net, id, 11, 600);
    act(&mut net, id, refuse()).unwrap();
    assert_eq!(state(&net, id), State::Active);
    again(&mut net, id, 12, 600);
    again(&mut net, id, 13, 0);
    assert_eq!(count(&net, "SIP/2.0 400"), 1, "the refresh that waited");
    act(&mut net, id, refuse()).unwrap();
    assert_eq!(state(&net, id), State::Active);
}

#[test]
fn a_481_or_no_answer_to_a_notify_ends_it() {
    let (mut net, id) = subscribed(config());
    grant(&mut net, id);
    notify(&mut net, id, Substate::Active, "active");
    answer(&mut net, "NOTIFY", "481 Gone", "");
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated Unknown"));
    nothing_left(&mut net);
    let (mut net, id) = subscribed(config());
    grant(&mut net, id);
    notify(&mut net, id, Substate::Active, "active");
    wait(&mut net, 33_000);
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated TimeOut"));
    nothing_left(&mut net);
}

#[test]
fn statuses_of_notifications_are_told() {
    for (status, told) in [
        ("200 OK", "notify Accepted Undefined"),
        ("302 Moved", "notify Redirected Undefined"),
        ("401 Unauthorized", "notify Unauthenticated Undefined"),
        ("488 No", "notify Rejected Undefined"),
    ] {
        let (mut net, id) = subscribed(config());
        grant(&mut net, id);
        let n = notify(&mut net, id, Substate::Active, "active");
        answer(&mut net, "NOTIFY", status, "");
        let heard = net.subscription_heard(id);
        assert_eq!(heard[heard.len() - 3..], ["notify Sent Undefined", told, "notify Terminated Undefined"]);
        assert_eq!(net.client.notify_status(n), Err(Error::InvalidHandle));
    }
}

#[test]
fn the_end_of_its_time_is_told() {
    let (mut net, id) = subscribed(config());
    grant(&mut net, id);
    wait(&mut net, 601_000);
    assert_eq!(net.subscription_heard(id).last(), Some(&"expired"));
    notify(&mut net, id, Substate::Terminated, "terminated;reason=timeout");
    answer(&mut net, "NOTIFY", "200 OK", "");
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated NotifyTerminatedSent"));
}

#[test]
fn requests_that_make_no_subscription_are_refused() {
    for (method, more, code) in [
        ("SUBSCRIBE", "", "489"),
        ("REFER", "", "400"),
        ("REFER", "Refer-To: <sip:c@192.0.2.3>\r\nRefer-To: <sip:d@192.0.2.3>\r\n", "400"),
    ] {
        let mut net = subscription_net(config());
        receive(&mut net, subscribe_text(method, more).as_bytes());
        assert_eq!(count(&net, &format!("SIP/2.0 {code}")), 1, "{method} {more}");
        nothing_left(&mut net);
    }
    let (mut net, id) = subscribed(Config { max_subscriptions: 1, ..config() });
    let another = subscribe_text("SUBSCRIBE", EVENT).replace("s-1@", "s-2@").replace("z9hG4bKs1", "z9hG4bKs2");
    receive(&mut net, another.as_bytes());
    assert_eq!(count(&net, "SIP/2.0 503"), 1);
    act(&mut net, id, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn it_is_refused_while_the_application_is_told_of_it() {
    let mut net = subscription_net(config());
    net.on_ask = Some(Box::new(|net, token, ask| {
        if let Ask::SubscriptionCreated { id } = &ask {
            net.client.subscription_refuse_on_creation(*id, 486).unwrap();
        }
        Some((token, ask))
    }));
    receive(&mut net, subscribe_text("SUBSCRIBE", EVENT).as_bytes());
    assert_eq!((count(&net, "SIP/2.0 486"), net.seen.subscriptions.len()), (1, 0));
    nothing_left(&mut net);
}

#[test]
fn what_nobody_answers_in_time_ends() {
    let (mut net, id) = subscribed(config());
    wait(&mut net, 33_000);
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated TimeOut"));
    nothing_left(&mut net);
}

#[test]
fn without_listeners_to_subscriptions_they_are_transactions_of_the_application() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { transaction_created: true, ..Interest::default() });
    receive(&mut net, subscribe_text("SUBSCRIBE", EVENT).as_bytes());
    assert_eq!(net.seen.asked, ["Created"]);
}

// ---- REFER ----

const REFER_TO: &str =
    "Refer-To: <sip:carol@192.0.2.2?Replaces=c1%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\nReferred-By: <sip:bob@example.com>\r\n";

#[test]
fn a_refer_inside_of_a_call_makes_another_call_and_its_progress_is_told() {
    let (mut net, call) = support::calls::connected(config());
    net.client.set_interest(Interest { callleg: true, ..subscriptions_only() });
    let refer = support::calls::inside(&net, call, "REFER", 20, REFER_TO);
    receive(&mut net, refer.as_bytes());
    let id = last_subscription(&net);
    assert_eq!(net.subscription_heard(id), ["Received ReferReceived"]);
    let now = net.time();
    let made = net.client.accept_refer(now, id, Kind::CallLeg, 4, None).unwrap();
    net.settle();
    let Referred::CallLeg(new) = made else { panic!("{made:?}") };
    assert!(net.sent_by_us().iter().any(|s| s.starts_with("SIP/2.0 202") && s.contains("REFER")));
    assert_eq!(net.subscription_heard(id)[1..], ["Active Undefined", "refer Accepted 100"]);
    support::calls::act(&mut net, new, CallAction::Connect { outbound: None }).unwrap();
    let invite = sent(&net, "INVITE");
    assert!(invite.starts_with("INVITE sip:carol@192.0.2.2 SIP/2.0\r\n"), "{invite}");
    assert_eq!(header(&invite, "Replaces"), Some("c1;to-tag=1;from-tag=2"));
    assert_eq!(header(&invite, "Referred-By"), Some("<sip:bob@example.com>"));
    answer(&mut net, "INVITE", "180 Ringing", support::calls::CONTACT);
    answer(&mut net, "INVITE", "200 OK", support::calls::CONTACT);
    assert_eq!(net.subscription_heard(id)[3..], ["refer Provisional 180", "refer Final 200"]);
    let n = net.client.create_notify(id, 0).unwrap();
    net.client.notify_set_state(n, Substate::Terminated, b"terminated;reason=noresource").unwrap();
    net.client.notify_set_refer_code(n, 200).unwrap();
    act(&mut net, id, Action::SendNotify { notify: n, outbound: None }).unwrap();
    let text = sent(&net, "NOTIFY");
    assert!(text.ends_with("\r\n\r\nSIP/2.0 200 OK\r\n") && text.contains("Content-Type: message/sipfrag"), "{text}");
    assert_eq!(header(&text, "Event"), Some("refer"));
    answer(&mut net, "NOTIFY", "200 OK", "");
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated NotifyTerminatedSent"));
    for leg in [call, new] {
        support::calls::act(&mut net, leg, CallAction::Terminate).unwrap();
    }
    nothing_left(&mut net);
}

#[test]
fn a_call_of_a_refer_that_ends_early_is_told_as_ended() {
    for (status, told) in [(Some("486 Busy Here"), "refer Final 486"), (None, "refer TimeOut 408")] {
        let mut net = subscription_net(config());
        net.client.set_interest(Interest { callleg: true, ..subscriptions_only() });
        receive(&mut net, subscribe_text("REFER", REFER_TO).as_bytes());
        let id = last_subscription(&net);
        let now = net.time();
        let Ok(Referred::CallLeg(new)) = net.client.accept_refer(now, id, Kind::CallLeg, 4, None) else { panic!() };
        net.settle();
        support::calls::act(&mut net, new, CallAction::Connect { outbound: None }).unwrap();
        match status {
            Some(status) => answer(&mut net, "INVITE", status, ""),
            None => wait(&mut net, 33_000),
        }
        assert_eq!(net.subscription_heard(id).last(), Some(&told));
        act(&mut net, id, Action::Terminate).unwrap();
        nothing_left(&mut net);
    }
}

/// A failure to send is a 503 (RFC 3261 section 8.1.3.1, RFC 3515 section 2.4.5); a call that the application gave up was not.
#[test]
fn a_call_of_a_refer_that_reaches_nobody_is_told_as_503() {
    for (gives_up, told) in [(false, "refer Ended 503"), (true, "refer Ended 487")] {
        let mut net = subscription_net(config());
        net.client.set_interest(Interest { callleg: true, ..subscriptions_only() });
        receive(&mut net, subscribe_text("REFER", "Refer-To: <sip:carol@nowhere.example>\r\n").as_bytes());
        let id = last_subscription(&net);
        let now = net.time();
        let Ok(Referred::CallLeg(new)) = net.client.accept_refer(now, id, Kind::CallLeg, 4, None) else { panic!() };
        net.settle();
        support::calls::act(&mut net, new, CallAction::Connect { outbound: None }).unwrap();
        if gives_up {
            support::calls::act(&mut net, new, CallAction::Terminate).unwrap();
        } else {
            let query = net.lookups.pop().unwrap().0;
            let now = net.time();
            net.client.answered(now, query, Err(LookupError::NoRecords));
        }
        net.settle();
        wait(&mut net, 100);
        assert_eq!(net.subscription_heard(id).last(), Some(&told));
        act(&mut net, id, Action::Terminate).unwrap();
        nothing_left(&mut net);
    }
}

#[test]
fn a_refer_of_ours_is_accepted_and_its_notifies_tell_how_it_fares() {
    let mut net = subscription_net(config());
    let id = net.client.create_subscription(None, 5).unwrap();
    net.client.subscription_init(id, b"<sip:alice@192.0.2.1>", b"<sip:bob@192.0.2.2>", None, None).unwrap();
    assert_eq!(net.client.subscription_set_refer(id, b"nonsense", b""), Err(Error::Syntax));
    net.client.subscription_set_refer(id, b"<sip:carol@192.0.2.3>", b"<sip:alice@192.0.2.1>").unwrap();
    act(&mut net, id, Action::Refer { outbound: None }).unwrap();
    let refer = sent(&net, "REFER");
    assert_eq!(header(&refer, "Refer-To"), Some("<sip:carol@192.0.2.3>"));
    assert_eq!(header(&refer, "Referred-By"), Some("<sip:alice@192.0.2.1>"));
    answer(&mut net, "REFER", "202 Accepted", "Contact: <sip:bob@192.0.2.2:5060>\r\n");
    assert_eq!(state(&net, id), State::Received2xx);
    let text = notify_text(&net, id, 1, "active").replace("Event: refer", "Event: refer;id=1");
    let body = "SIP/2.0 100 Trying\r\n";
    let text = text.replace(
        "Content-Length: 0\r\n\r\n",
        &format!("Content-Type: message/sipfrag\r\nContent-Length: {}\r\n\r\n{body}", body.len()),
    );
    receive(&mut net, text.as_bytes());
    assert_eq!(net.client.notify_refer_code(last_notify(&net)), Ok(100));
    accept_notify(&mut net, id).unwrap();
    assert_eq!(state(&net, id), State::Active);
    notified(&mut net, id, 2, "terminated;reason=noresource");
    accept_notify(&mut net, id).unwrap();
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated NotifyTerminated"));
    nothing_left(&mut net);
}

#[test]
fn a_subscription_and_a_transaction_are_made_for_other_methods() {
    for kind in [Kind::Subscription, Kind::Transaction] {
        let mut net = subscription_net(config());
        receive(&mut net, subscribe_text("REFER", "Refer-To: <sip:carol@192.0.2.3;method=SUBSCRIBE>\r\n").as_bytes());
        let id = last_subscription(&net);
        assert_eq!(net.client.referred_method(id).unwrap(), b"SUBSCRIBE");
        assert_eq!(net.client.referred_uri(id).unwrap(), b"sip:carol@192.0.2.3");
        let now = net.time();
        let made = net.client.accept_refer(now, id, kind, 4, None).unwrap();
        net.settle();
        match made {
            Referred::Subscription(new) => act(&mut net, new, Action::Terminate).unwrap(),
            Referred::Transaction(id) => net.command(Command::TerminateTransaction { id }).unwrap(),
            Referred::CallLeg(_) => panic!("no call was asked for"),
        }
        act(&mut net, id, Action::Terminate).unwrap();
        nothing_left(&mut net);
    }
}

#[test]
fn a_stack_without_room_for_subscriptions_takes_their_requests_as_transactions() {
    let mut net = subscription_net(Config { max_subscriptions: 0, ..config() });
    net.client.set_interest(Interest { transaction_created: true, ..subscriptions_only() });
    receive(&mut net, subscribe_text("SUBSCRIBE", EVENT).as_bytes());
    assert_eq!(net.seen.asked, ["Created"]);
}
