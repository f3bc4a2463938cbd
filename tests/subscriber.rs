//! Subscriptions of ours (RFC 6665 section 4.1).

mod support;

use rvsip::endpoint::callleg::Action as CallAction;
use rvsip::endpoint::subscription::{Side, State, SubscriptionAction as Action};
use rvsip::endpoint::*;
use support::calls::{act as act_call, answer, answer_as, count, receive, sent, wait};
use support::subscriptions::*;
use support::*;

#[test]
fn a_subscription_is_granted_notified_refreshed_and_ended() {
    let (mut net, id) = subscribing(config());
    let subscribe = sent(&net, "SUBSCRIBE");
    assert!(subscribe.starts_with("SUBSCRIBE sip:bob@192.0.2.2 SIP/2.0\r\n"), "{subscribe}");
    assert_eq!((header(&subscribe, "Event"), header(&subscribe, "Expires")), (Some("presence"), Some("600")));
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    notified(&mut net, id, 1, "active;expires=600");
    accept_notify(&mut net, id).unwrap();
    assert_eq!(
        net.subscription_heard(id),
        [
            "Sent Undefined",
            "Received2xx Undefined",
            "notify Received Undefined",
            "notify ResponseSent Undefined",
            "notify Terminated Undefined",
            "Active Undefined"
        ]
    );
    act(&mut net, id, Action::Refresh { seconds: None, outbound: None }).unwrap();
    let refresh = sent(&net, "SUBSCRIBE");
    assert!(header(&refresh, "To").unwrap().ends_with(";tag=srv") && refresh.contains("CSeq: 2 SUBSCRIBE"), "{refresh}");
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    act(&mut net, id, Action::Unsubscribe { outbound: None }).unwrap();
    assert_eq!(header(&sent(&net, "SUBSCRIBE"), "Expires"), Some("0"));
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(0));
    notified(&mut net, id, 2, "terminated;reason=timeout");
    accept_notify(&mut net, id).unwrap();
    let told = net.subscription_heard(id);
    assert_eq!(told.last(), Some(&"Terminated NotifyTerminated"), "{told:?}");
    assert_eq!(net.client.subscription_state(id), Err(Error::InvalidHandle));
    nothing_left(&mut net);
}

#[test]
fn an_event_and_both_ends_have_to_be_there() {
    let mut net = subscription_net(config());
    let id = net.client.create_subscription(None, 0).unwrap();
    assert_eq!(act(&mut net, id, Action::Subscribe { outbound: None }), Err(Error::IllegalAction));
    net.client.subscription_set_event(id, b"presence").unwrap();
    assert_eq!(act(&mut net, id, Action::Subscribe { outbound: None }), Err(Error::IllegalAction));
    assert_eq!(net.client.subscription_set_event(id, b";id=1"), Err(Error::Syntax));
    assert_eq!(net.client.subscription_set_expires(id, Some(4_000_000)), Err(Error::BadParam));
    assert_eq!(act(&mut net, id, Action::Refer { outbound: None }), Err(Error::IllegalAction));
    assert_eq!(act(&mut net, id, Action::Unsubscribe { outbound: None }), Err(Error::IllegalAction));
    act(&mut net, id, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn more_subscriptions_than_configured_are_refused() {
    let mut net = subscription_net(Config { max_subscriptions: 1, ..config() });
    let id = net.client.create_subscription(None, 0).unwrap();
    assert_eq!(net.client.create_subscription(None, 0), Err(Error::OutOfResources));
    act(&mut net, id, Action::Terminate).unwrap();
    net.client.create_subscription(None, 0).unwrap();
}

#[test]
fn a_notify_that_is_quicker_than_the_2xx_makes_the_dialog() {
    let (mut net, id) = subscribing(config());
    notified(&mut net, id, 1, "active");
    accept_notify(&mut net, id).unwrap();
    assert_eq!(state(&net, id), State::NotifyBefore2xx);
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    assert_eq!(state(&net, id), State::Active);
    wait(&mut net, 40_000);
    assert_eq!(state(&net, id), State::Active, "the first NOTIFY is not waited for");
}

#[test]
fn a_202_is_pending_until_a_notify_says_active() {
    let (mut net, id) = subscribing(config());
    answer(&mut net, "SUBSCRIBE", "202 Accepted", &granted(600));
    assert_eq!(state(&net, id), State::Pending);
    notified(&mut net, id, 1, "pending");
    accept_notify(&mut net, id).unwrap();
    assert_eq!(state(&net, id), State::Pending);
    notified(&mut net, id, 2, "active");
    accept_notify(&mut net, id).unwrap();
    assert_eq!(state(&net, id), State::Active);
}

#[test]
fn a_notify_that_is_refused_changes_nothing() {
    let (mut net, id) = subscribing(config());
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    notified(&mut net, id, 1, "terminated");
    answer_notify(&mut net, id, 500).unwrap();
    assert_eq!(state(&net, id), State::Received2xx);
    assert_eq!(count(&net, "SIP/2.0 500"), 1);
}

#[test]
fn without_a_first_notify_it_ends() {
    let (mut net, id) = subscribing(config());
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    wait(&mut net, 33_000);
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated NoNotify"));
    nothing_left(&mut net);
    let (mut net, id) = subscribing(config());
    net.client.subscription_set_no_notify(id, 0).unwrap();
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    wait(&mut net, 60_000);
    assert_eq!(state(&net, id), State::Received2xx);
}

#[test]
fn it_is_refused_redirected_and_challenged() {
    for (status, told) in [
        ("489 Bad Event", "Terminated Rejected"),
        ("481 Gone", "Terminated Unknown"),
        ("302 Moved", "Redirected Redirected"),
        ("401 Unauthorized", "Unauthenticated Unauthenticated"),
    ] {
        let (mut net, id) = subscribing(config());
        net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
        let more = "Contact: <sip:bob@192.0.2.9>\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n";
        answer(&mut net, "SUBSCRIBE", status, more);
        assert_eq!(net.subscription_heard(id).last(), Some(&told));
        if told.starts_with("Terminated") {
            nothing_left(&mut net);
            continue;
        }
        act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
        let again = sent(&net, "SUBSCRIBE");
        assert!(again.contains("CSeq: 2 SUBSCRIBE") && !header(&again, "To").unwrap().contains("tag="), "{again}");
        assert_eq!(again.contains("Authorization: Digest username=\"alice\""), status.starts_with("401"));
        assert_eq!(again.starts_with("SUBSCRIBE sip:bob@192.0.2.9"), status.starts_with("302"));
        answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
        notified(&mut net, id, 1, "active");
        accept_notify(&mut net, id).unwrap();
        assert_eq!(state(&net, id), State::Active);
    }
}

#[test]
fn a_time_out_ends_it() {
    let (mut net, id) = subscribing(config());
    wait(&mut net, 33_000);
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated TimeOut"));
    nothing_left(&mut net);
}

#[test]
fn a_refresh_that_is_refused_leaves_it_active_but_481_ends_it() {
    let (mut net, id) = active(config());
    act(&mut net, id, Action::Refresh { seconds: Some(300), outbound: None }).unwrap();
    assert_eq!(header(&sent(&net, "SUBSCRIBE"), "Expires"), Some("300"));
    answer(&mut net, "SUBSCRIBE", "500 Oops", "");
    assert_eq!(net.subscription_heard(id).last(), Some(&"Active Rejected"));
    act(&mut net, id, Action::Refresh { seconds: None, outbound: None }).unwrap();
    answer(&mut net, "SUBSCRIBE", "481 Gone", "");
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated Unknown"));
    nothing_left(&mut net);
}

#[test]
fn a_refresh_that_is_challenged_goes_again_by_itself_once() {
    let (mut net, id) = active(config());
    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    act(&mut net, id, Action::Refresh { seconds: None, outbound: None }).unwrap();
    let challenge = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n";
    answer(&mut net, "SUBSCRIBE", "401 Unauthorized", challenge);
    assert!(sent(&net, "SUBSCRIBE").contains("Authorization: Digest username=\"alice\""));
    answer(&mut net, "SUBSCRIBE", "401 Unauthorized", &challenge.replace("\"n\"", "\"m\""));
    assert_eq!(net.subscription_heard(id).last(), Some(&"Active Unauthenticated"));
}

#[test]
fn an_unsubscribe_that_is_refused_leads_back_to_where_it_was_or_where_notifies_have_led() {
    for (notify, back) in [(None, State::Received2xx), (Some("pending"), State::Pending), (Some("active"), State::Active)] {
        let (mut net, id) = subscribing(config());
        answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
        act(&mut net, id, Action::Unsubscribe { outbound: None }).unwrap();
        if let Some(substate) = notify {
            notified(&mut net, id, 1, substate);
            accept_notify(&mut net, id).unwrap();
        }
        answer(&mut net, "SUBSCRIBE", "500 Oops", "");
        assert_eq!(state(&net, id), back);
    }
}

#[test]
fn the_application_is_alerted_and_told_of_the_end() {
    let (mut net, id) = active(config());
    wait(&mut net, 596_000);
    assert_eq!(net.subscription_heard(id).last(), Some(&"alert"));
    wait(&mut net, 5_000);
    assert_eq!(net.subscription_heard(id).last(), Some(&"expired"));
    assert_eq!(state(&net, id), State::Active, "it is the application's to end");
}

#[test]
fn it_is_refreshed_by_itself_where_that_is_wanted() {
    let (mut net, id) = active(Config { subs_auto_refresh: true, ..config() });
    wait(&mut net, 596_000);
    assert_eq!(state(&net, id), State::Refreshing);
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    wait(&mut net, 594_000);
    assert!(!net.subscription_heard(id).contains(&"alert"));
    assert_eq!(state(&net, id), State::Active);
}

#[test]
fn the_other_end_may_shorten_it_and_never_lengthen_it() {
    let (mut net, id) = subscribing(config());
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(9_999));
    assert_eq!(net.client.subscription_expires(id), Ok(600));
    notified(&mut net, id, 1, "active;expires=60");
    accept_notify(&mut net, id).unwrap();
    assert_eq!(net.client.subscription_expires(id), Ok(60));
    let now = net.time();
    assert!(net.client.subscription_remaining(now, id).unwrap() <= 60);
}

#[test]
fn a_notify_of_another_subscription_or_of_none_is_refused() {
    let (mut net, id) = active(config());
    let notify = notify_text(&net, id, 5, "active");
    receive(&mut net, notify.replace("Event: presence", "Event: dialog").as_bytes());
    assert_eq!(count(&net, "SIP/2.0 481"), 1);
    let nameless = notify_text(&net, id, 6, "active").replace("Subscription-State: active\r\n", "");
    receive(&mut net, nameless.as_bytes());
    assert_eq!(count(&net, "SIP/2.0 400"), 1);
    assert_eq!(state(&net, id), State::Active);
}

#[test]
fn a_notify_of_another_notifier_makes_a_subscription_of_its_own() {
    let (mut net, id) = active(Config { subs_forking: true, ..config() });
    let other = notify_text(&net, id, 1, "active").replace(";tag=srv", ";tag=two").replace("z9hG4bKn1", "z9hG4bKf1");
    receive(&mut net, other.as_bytes());
    let fork = last_subscription(&net);
    assert_ne!(fork, id);
    assert_eq!(net.client.subscription_original(fork), Ok(Some(id)));
    accept_notify(&mut net, fork).unwrap();
    assert_eq!(state(&net, fork), State::Active);
    act(&mut net, fork, Action::Refresh { seconds: None, outbound: None }).unwrap();
    assert!(sent(&net, "SUBSCRIBE").contains(";tag=two\r\n"));
    for s in [id, fork] {
        act(&mut net, s, Action::Terminate).unwrap();
    }
    nothing_left(&mut net);
}

#[test]
fn one_that_the_application_does_not_want_or_that_is_off_is_refused() {
    let (mut net, id) = active(Config { subs_forking: true, ..config() });
    net.client.set_interest(Interest { subscription_forked: true, ..subscriptions_only() });
    net.on_ask = Some(Box::new(|net, token, ask| {
        assert!(matches!(ask, Ask::SubscriptionForked { .. }));
        let now = net.time();
        net.client.answer(now, token, Answer::Created { owner: 0, take: false });
        None
    }));
    let other = notify_text(&net, id, 1, "active").replace(";tag=srv", ";tag=two").replace("z9hG4bKn1", "z9hG4bKf1");
    receive(&mut net, other.as_bytes());
    assert_eq!(count(&net, "SIP/2.0 481"), 1);
    net.client.subscription_set_forking(id, false).unwrap();
    receive(&mut net, other.replace("z9hG4bKf1", "z9hG4bKf2").as_bytes());
    assert_eq!(count(&net, "SIP/2.0 481"), 2);
    assert_eq!(net.client.tables().subscriptions, 1);
}

#[test]
fn without_anybody_to_answer_a_notify_it_is_accepted() {
    let (mut net, id) = subscribing(config());
    net.client.set_interest(Interest { notify: false, notify_created: false, ..subscriptions_only() });
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    notified(&mut net, id, 1, "active");
    assert_eq!((count(&net, "SIP/2.0 200"), state(&net, id)), (1, State::Active));
}

#[test]
fn terminate_says_nothing_and_ends_the_notifications_first() {
    let (mut net, id) = active(config());
    notified(&mut net, id, 2, "active");
    let before = net.sent_by_us().len();
    act(&mut net, id, Action::Terminate).unwrap();
    assert_eq!(net.sent_by_us().len(), before);
    let told = net.subscription_heard(id);
    assert_eq!(told[told.len() - 2..], ["notify Terminated SubscriptionTerminated", "Terminated LocalTerminated"]);
    nothing_left(&mut net);
}

#[test]
fn who_detaches_hears_nothing_more() {
    let (mut net, id) = active(config());
    net.client.detach_subscription(id).unwrap();
    let before = net.subscription_heard(id).len();
    notified(&mut net, id, 2, "active");
    let notify = net.client.tables().notifies;
    assert_eq!((net.subscription_heard(id).len(), notify), (before, 1));
    act(&mut net, id, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn one_inside_of_a_call_uses_its_dialog_and_outlives_it() {
    let (mut net, call) = support::calls::connected(config());
    net.client.set_interest(Interest { callleg: true, ..subscriptions_only() });
    let id = net.client.create_subscription(Some(call), 0).unwrap();
    net.client.subscription_init(id, b"", b"", Some(b"conference"), Some(600)).unwrap();
    act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
    let subscribe = sent(&net, "SUBSCRIBE");
    assert!(subscribe.contains("CSeq: 2 SUBSCRIBE") && header(&subscribe, "To").unwrap().ends_with(";tag=srv"), "{subscribe}");
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    notified(&mut net, id, 20, "active");
    accept_notify(&mut net, id).unwrap();
    let bye = support::calls::inside(&net, call, "BYE", 21, "");
    receive(&mut net, bye.as_bytes());
    assert_eq!(net.told(call).last(), Some(&"Terminated RemoteDisconnected"));
    assert_eq!(state(&net, id), State::Active);
    notified(&mut net, id, 22, "terminated");
    accept_notify(&mut net, id).unwrap();
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated NotifyTerminated"));
    nothing_left(&mut net);
}

#[test]
fn one_agreed_on_by_other_means_is_active_at_once() {
    let mut net = subscription_net(config());
    let id = net.client.create_out_of_band(None, 0, Side::Subscriber).unwrap();
    let leg = net.client.subscription_leg(id).unwrap();
    net.client.leg_set_call_id(leg, b"agreed").unwrap();
    let (from, to) = (b"<sip:alice@192.0.2.1>;tag=mine", b"<sip:bob@192.0.2.2>;tag=srv");
    net.client.subscription_init(id, from, to, Some(b"presence"), None).unwrap();
    net.settle();
    assert_eq!(state(&net, id), State::Active);
    notified(&mut net, id, 1, "active");
    accept_notify(&mut net, id).unwrap();
    assert_eq!(act(&mut net, id, Action::Refresh { seconds: None, outbound: None }), Err(Error::IllegalAction));
    notified(&mut net, id, 2, "terminated");
    accept_notify(&mut net, id).unwrap();
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated NotifyTerminated"));
    nothing_left(&mut net);
}

#[test]
fn a_forged_2xx_with_another_tag_after_a_notify_does_not_move_the_dialog() {
    let (mut net, id) = subscribing(config());
    notified(&mut net, id, 1, "active");
    accept_notify(&mut net, id).unwrap();
    answer_as(&mut net, "SUBSCRIBE", "two", "200 OK", &granted(600));
    act(&mut net, id, Action::Refresh { seconds: None, outbound: None }).unwrap();
    assert!(sent(&net, "SUBSCRIBE").contains(";tag=srv\r\n"));
}

#[test]
fn the_application_takes_the_next_address() {
    let (mut net, id) = subscribing(Config { failover: Failover::Manual, ..config() });
    wait(&mut net, 33_000);
    assert_eq!(net.subscription_heard(id).last(), Some(&"SendFailure TimeOut"));
    act(&mut net, id, Action::DnsGiveUp { notify: None }).unwrap();
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated GiveUp"));
    nothing_left(&mut net);
}

#[test]
fn a_subscribe_without_a_way_ends_the_subscription_and_awaits_no_notify() {
    let (mut net, call) = support::calls::connected(config());
    net.client.set_interest(Interest { callleg: true, ..subscriptions_only() });
    let id = net.client.create_subscription(Some(call), 0).unwrap();
    net.client.subscription_init(id, b"", b"", Some(b"presence"), None).unwrap();
    remove_all_locals(&mut net);
    act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
    assert_eq!(net.subscription_heard(id), ["Sent Undefined", "Terminated NetworkError"]);
    assert_eq!(net.client.tables().subscribing, 0);
    act_call(&mut net, call, CallAction::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn a_refresh_repeated_with_credentials_without_a_way_leaves_the_subscription_active() {
    let (mut net, id) = active(config());
    act(&mut net, id, Action::Refresh { seconds: None, outbound: None }).unwrap();
    remove_all_locals(&mut net);
    answer(&mut net, "SUBSCRIBE", "401 Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n");
    assert_eq!(state(&net, id), State::Active);
}
