//! SUBSCRIBE and NOTIFY to a name with several addresses, one of which fails.

mod support;

use rvsip::endpoint::subscription::{NotifyStatus, State, SubscriptionAction as Action, Substate};
use rvsip::endpoint::*;
use support::calls::{answer, count, receive, sent};
use support::subscriptions::*;
use support::*;

const NAMED: &str = "Contact: <sip:bob@sip.example.com>\r\n";

fn named(failover: Failover) -> Net {
    let mut net = subscription_net(Config { failover, ..config() });
    net.names.insert("sip.example.com".into(), ["192.0.2.11", "192.0.2.12"].map(|ip| ip.parse().unwrap()).to_vec());
    net
}

/// Ours, whose SUBSCRIBE is out.
fn subscribing_to_name(failover: Failover) -> (Net, SubscriptionId) {
    let mut net = named(failover);
    let id = net.client.create_subscription(None, 5).unwrap();
    let (from, to) = (b"<sip:alice@192.0.2.1>", b"<sip:bob@sip.example.com>");
    net.client.subscription_init(id, from, to, Some(b"presence"), Some(600)).unwrap();
    act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
    (net, id)
}

fn active_at_name(failover: Failover) -> (Net, SubscriptionId) {
    let (mut net, id) = subscribing_to_name(failover);
    answer(&mut net, "SUBSCRIBE", "200 OK", &format!("{NAMED}Expires: 600\r\n"));
    let text = notify_text(&net, id, 1, "active").replace("Contact: <sip:bob@192.0.2.2:5060>\r\n", NAMED);
    receive(&mut net, text.as_bytes());
    accept_notify(&mut net, id).unwrap();
    (net, id)
}

/// Theirs, accepted.
fn granted_to_name(failover: Failover, pending: bool) -> (Net, SubscriptionId) {
    let mut net = named(failover);
    let text = subscribe_text("SUBSCRIBE", EVENT).replace("Contact: <sip:bob@192.0.2.2:5060>\r\n", NAMED);
    receive(&mut net, text.as_bytes());
    let id = last_subscription(&net);
    act(&mut net, id, Action::Accept { pending, seconds: None, outbound: None }).unwrap();
    (net, id)
}

fn go_on(net: &mut Net, id: SubscriptionId, notify: Option<NotifyId>) {
    act(net, id, Action::DnsContinue { notify }).unwrap();
    act(net, id, Action::DnsResend { notify, outbound: None }).unwrap();
}

/// Branch and CSeq of a request.
fn names(text: &str) -> (String, String) {
    let of = |name| header(text, name).unwrap().to_string();
    (of("Via"), of("CSeq"))
}

#[test]
fn the_next_address_is_asked_by_itself() {
    let (mut net, id) = subscribing_to_name(Failover::Automatic);
    let first = names(&sent(&net, "SUBSCRIBE"));
    answer(&mut net, "SUBSCRIBE", "503 Busy", "");
    let second = names(&sent(&net, "SUBSCRIBE"));
    assert!(first.0 != second.0 && first.1 == second.1, "{first:?} {second:?}");
    assert_eq!(net.subscription_heard(id), ["Sent Undefined"]);
    answer(&mut net, "SUBSCRIBE", "503 Busy", "");
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated Rejected"));
    nothing_left(&mut net);
    let (mut net, id) = granted_to_name(Failover::Automatic, false);
    notify(&mut net, id, Substate::Active, "active");
    answer(&mut net, "NOTIFY", "503 Busy", "");
    assert_eq!(count(&net, "NOTIFY"), 2);
    answer(&mut net, "NOTIFY", "200 OK", "");
    assert_eq!(net.subscription_heard(id).last(), Some(&"notify Terminated Undefined"));
    assert_eq!(state(&net, id), State::Active);
}

#[test]
fn the_application_sends_the_first_subscribe_to_the_next_address() {
    let (mut net, id) = subscribing_to_name(Failover::Manual);
    let first = names(&sent(&net, "SUBSCRIBE"));
    answer(&mut net, "SUBSCRIBE", "503 Busy", "");
    assert_eq!(net.subscription_heard(id).last(), Some(&"SendFailure ServiceUnavailable"));
    assert_eq!(act(&mut net, id, Action::Subscribe { outbound: None }), Err(Error::IllegalAction));
    let unprepared = act(&mut net, id, Action::DnsResend { notify: None, outbound: None });
    assert_eq!(unprepared, Err(Error::IllegalAction));
    assert_eq!(state(&net, id), State::SendFailure);
    go_on(&mut net, id, None);
    let second = names(&sent(&net, "SUBSCRIBE"));
    assert!(first.0 != second.0 && first.1 == second.1, "{first:?} {second:?}");
    assert_eq!(state(&net, id), State::Sent);
    answer(&mut net, "SUBSCRIBE", "503 Busy", "");
    assert_eq!(act(&mut net, id, Action::DnsContinue { notify: None }), Err(Error::NotFound), "no address is left");
    act(&mut net, id, Action::DnsGiveUp { notify: None }).unwrap();
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated GiveUp"));
    nothing_left(&mut net);
}

#[test]
fn a_first_subscribe_that_was_notified_before_it_failed_is_where_it_was() {
    let (mut net, id) = subscribing_to_name(Failover::Manual);
    notified(&mut net, id, 1, "active");
    accept_notify(&mut net, id).unwrap();
    answer(&mut net, "SUBSCRIBE", "503 Busy", "");
    go_on(&mut net, id, None);
    assert_eq!(state(&net, id), State::NotifyBefore2xx);
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    assert_eq!(state(&net, id), State::Active);
}

#[test]
fn the_application_sends_refresh_and_unsubscribe_to_the_next_address() {
    for (action, sending, done) in [
        (Action::Refresh { seconds: None, outbound: None }, State::Refreshing, State::Active),
        (Action::Unsubscribe { outbound: None }, State::Unsubscribing, State::Unsubscribe2xx),
    ] {
        let (mut net, id) = active_at_name(Failover::Manual);
        act(&mut net, id, action).unwrap();
        answer(&mut net, "SUBSCRIBE", "503 Busy", "");
        assert_eq!(state(&net, id), State::SendFailure);
        go_on(&mut net, id, None);
        assert_eq!(state(&net, id), sending);
        answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
        assert_eq!(state(&net, id), done);
    }
    for action in [Action::Refresh { seconds: None, outbound: None }, Action::Unsubscribe { outbound: None }] {
        let (mut net, id) = active_at_name(Failover::Manual);
        act(&mut net, id, action).unwrap();
        answer(&mut net, "SUBSCRIBE", "503 Busy", "");
        act(&mut net, id, Action::DnsGiveUp { notify: None }).unwrap();
        assert_eq!(net.subscription_heard(id).last(), Some(&"Active GiveUp"));
        act(&mut net, id, Action::Refresh { seconds: None, outbound: None }).unwrap();
        act(&mut net, id, Action::Terminate).unwrap();
        nothing_left(&mut net);
    }
}

#[test]
fn the_application_sends_a_notify_to_the_next_address() {
    for (substate, text, last) in [
        (Substate::Active, "active", "Active Undefined"),
        (Substate::Terminated, "terminated;reason=timeout", "Terminated NotifyTerminatedSent"),
    ] {
        let (mut net, id) = granted_to_name(Failover::Manual, true);
        let n = notify(&mut net, id, substate, text);
        answer(&mut net, "NOTIFY", "503 Busy", "");
        assert_eq!(net.client.notify_status(n), Ok(NotifyStatus::SendFailure));
        go_on(&mut net, id, Some(n));
        assert_eq!(net.client.notify_status(n), Ok(NotifyStatus::Sent));
        answer(&mut net, "NOTIFY", "200 OK", "");
        assert_eq!(net.subscription_heard(id).last(), Some(&last));
        let _ = act(&mut net, id, Action::Terminate);
        nothing_left(&mut net);
    }
}

#[test]
fn what_failed_may_be_terminated_before_and_after_it_is_prepared() {
    for prepared in [false, true] {
        let (mut net, id) = subscribing_to_name(Failover::Manual);
        answer(&mut net, "SUBSCRIBE", "503 Busy", "");
        if prepared {
            act(&mut net, id, Action::DnsContinue { notify: None }).unwrap();
        }
        act(&mut net, id, Action::Terminate).unwrap();
        nothing_left(&mut net);
        let (mut net, id) = granted_to_name(Failover::Manual, false);
        let n = notify(&mut net, id, Substate::Active, "active");
        answer(&mut net, "NOTIFY", "503 Busy", "");
        if prepared {
            act(&mut net, id, Action::DnsContinue { notify: Some(n) }).unwrap();
        }
        act(&mut net, id, Action::Terminate).unwrap();
        nothing_left(&mut net);
    }
}
