//! REFER: several in a dialog, what is made for one, and how that fares (RFC 3515).

mod support;

use rvsip::endpoint::callleg::Action as CallAction;
use rvsip::endpoint::subscription::{Kind, Referred, State, SubscriptionAction as Action, Substate};
use rvsip::endpoint::*;
use support::calls::{answer, connected, count, inside, receive, sent, wait};
use support::subscriptions::*;
use support::*;

const TO_CAROL: &str = "Refer-To: <sip:carol@192.0.2.2>\r\n";

fn with_calls() -> Interest {
    Interest { callleg: true, ..subscriptions_only() }
}

fn called() -> (Net, CallLegId) {
    let (mut net, call) = connected(config());
    net.client.set_interest(with_calls());
    (net, call)
}

/// A REFER of bob's in a call, which is accepted.
fn referred(net: &mut Net, call: CallLegId, cseq: u32) -> SubscriptionId {
    let text = inside(net, call, "REFER", cseq, TO_CAROL);
    receive(net, text.as_bytes());
    let id = last_subscription(net);
    grant(net, id);
    id
}

/// A REFER of ours in a call, which is accepted.
fn referring(net: &mut Net, call: CallLegId) -> SubscriptionId {
    let id = net.client.create_subscription(Some(call), 0).unwrap();
    net.client.subscription_set_refer(id, b"<sip:carol@192.0.2.3>", b"").unwrap();
    act(net, id, Action::Refer { outbound: None }).unwrap();
    answer(net, "REFER", "202 Accepted", "");
    id
}

fn notified_as(net: &mut Net, id: SubscriptionId, cseq: u32, event: &str, state: &str) {
    let text = notify_text(net, id, cseq, state).replace("Event: refer", &format!("Event: {event}"));
    receive(net, text.as_bytes());
}

/// A REFER that asks for a SUBSCRIBE, and the subscription made for it.
fn asked_for_a_subscription() -> (Net, SubscriptionId, SubscriptionId) {
    let mut net = subscription_net(config());
    receive(&mut net, subscribe_text("REFER", "Refer-To: <sip:carol@192.0.2.2;method=SUBSCRIBE>\r\n").as_bytes());
    let id = last_subscription(&net);
    let now = net.time();
    let made = net.client.accept_refer(now, id, Kind::Subscription, 4, None).unwrap();
    net.settle();
    let Referred::Subscription(new) = made else { panic!("{made:?}") };
    net.client.subscription_init(new, b"", b"", Some(b"presence"), Some(600)).unwrap();
    act(&mut net, new, Action::Subscribe { outbound: None }).unwrap();
    (net, id, new)
}

fn last_of(net: &Net, id: SubscriptionId) -> String {
    net.subscription_heard(id).last().unwrap().to_string()
}

#[test]
fn the_notifies_of_the_second_refer_in_a_dialog_name_it() {
    let (mut net, call) = called();
    let first = referred(&mut net, call, 20);
    let second = referred(&mut net, call, 21);
    for (id, event) in [(first, "refer"), (second, "refer;id=21")] {
        notify(&mut net, id, Substate::Active, "active;expires=60");
        assert_eq!(header(&sent(&net, "NOTIFY"), "Event"), Some(event));
        answer(&mut net, "NOTIFY", "200 OK", "");
    }
    for (cseq, event, of) in [(22, "refer;id=21", second), (23, "refer;id=20", first)] {
        let more = format!("Contact: <sip:bob@192.0.2.2:5060>\r\nEvent: {event}\r\nExpires: 0\r\n");
        let text = inside(&net, call, "SUBSCRIBE", cseq, &more);
        receive(&mut net, text.as_bytes());
        assert_eq!(state(&net, of), State::UnsubscribeReceived, "{event}");
        grant(&mut net, of);
    }
    // Its first one is gone: the next is the third all the same.
    act(&mut net, first, Action::Terminate).unwrap();
    act(&mut net, second, Action::Terminate).unwrap();
    let third = referred(&mut net, call, 24);
    assert_eq!(net.client.subscription_event(third).unwrap(), b"refer;id=24");
}

#[test]
fn two_refers_of_ours_in_a_dialog_hear_each_its_own_notifies() {
    let (mut net, call) = called();
    let (first, second) = (referring(&mut net, call), referring(&mut net, call));
    notified_as(&mut net, second, 20, "refer;id=3", "active;expires=60");
    accept_notify(&mut net, second).unwrap();
    assert_eq!((state(&net, first), state(&net, second)), (State::Received2xx, State::Active));
    notified_as(&mut net, first, 21, "refer", "active;expires=60");
    accept_notify(&mut net, first).unwrap();
    assert_eq!(state(&net, first), State::Active);
    act(&mut net, second, Action::Unsubscribe { outbound: None }).unwrap();
    assert_eq!(header(&sent(&net, "SUBSCRIBE"), "Event"), Some("refer;id=3"));
    notified_as(&mut net, second, 22, "refer;id=3", "terminated;reason=timeout");
    accept_notify(&mut net, second).unwrap();
    assert_eq!((state(&net, first), last_of(&net, second)), (State::Active, "Terminated NotifyTerminated".to_string()));
}

#[test]
fn a_refer_that_goes_again_with_a_new_nonce_is_known_by_its_new_number() {
    let mut net = subscription_net(config());
    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    let id = net.client.create_subscription(None, 5).unwrap();
    net.client.subscription_init(id, b"<sip:alice@192.0.2.1>", b"<sip:bob@192.0.2.2>", None, None).unwrap();
    net.client.subscription_set_refer(id, b"<sip:carol@192.0.2.3>", b"").unwrap();
    act(&mut net, id, Action::Refer { outbound: None }).unwrap();
    let challenge = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n";
    answer(&mut net, "REFER", "401 Unauthorized", challenge);
    act(&mut net, id, Action::Refer { outbound: None }).unwrap();
    answer(&mut net, "REFER", "401 Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"m\", stale=true\r\n");
    let refer = sent(&net, "REFER");
    assert!(refer.contains("CSeq: 3 REFER") && refer.contains("nonce=\"m\""), "{refer}");
    answer(&mut net, "REFER", "202 Accepted", "");
    notified_as(&mut net, id, 20, "refer;id=3", "active;expires=60");
    accept_notify(&mut net, id).unwrap();
    assert_eq!(state(&net, id), State::Active);
}

#[test]
fn a_subscription_of_a_refer_is_refreshed_by_both_ends() {
    let (mut net, call) = called();
    let id = referring(&mut net, call);
    notified_as(&mut net, id, 20, "refer", "active;expires=60");
    accept_notify(&mut net, id).unwrap();
    assert_eq!(net.client.subscription_expires(id), Ok(60));
    act(&mut net, id, Action::Refresh { seconds: Some(300), outbound: None }).unwrap();
    let text = sent(&net, "SUBSCRIBE");
    assert_eq!((header(&text, "Event"), header(&text, "Expires")), (Some("refer;id=2"), Some("300")));
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(200));
    assert_eq!((state(&net, id), net.client.subscription_expires(id)), (State::Active, Ok(200)));

    let theirs = referred(&mut net, call, 30);
    assert_eq!(net.client.subscription_expires(theirs), Err(Error::NotFound));
    let more = "Contact: <sip:bob@192.0.2.2:5060>\r\nEvent: refer;id=30\r\nExpires: 90\r\n";
    let text = inside(&net, call, "SUBSCRIBE", 31, more);
    receive(&mut net, text.as_bytes());
    grant(&mut net, theirs);
    assert_eq!(header(&net.sent_by_us().pop().unwrap(), "Expires"), Some("90"));
    assert_eq!(net.client.subscription_expires(theirs), Ok(90));
}

#[test]
fn one_of_a_refer_is_not_refreshed_by_itself_but_alerted() {
    let (mut net, call) = connected(Config { subs_auto_refresh: true, ..config() });
    net.client.set_interest(with_calls());
    let id = referring(&mut net, call);
    notified_as(&mut net, id, 20, "refer", "active;expires=60");
    accept_notify(&mut net, id).unwrap();
    wait(&mut net, 56_000);
    assert_eq!((last_of(&net, id), count(&net, "SUBSCRIBE")), ("alert".to_string(), 0));
}

#[test]
fn who_accepts_a_refer_says_how_long_it_lasts() {
    let mut net = subscription_net(config());
    receive(&mut net, subscribe_text("REFER", TO_CAROL).as_bytes());
    let id = last_subscription(&net);
    act(&mut net, id, Action::Accept { pending: false, seconds: Some(7200), outbound: None }).unwrap();
    let ok = net.sent_by_us().pop().unwrap();
    assert!(ok.starts_with("SIP/2.0 200") && header(&ok, "Expires").is_none(), "{ok}");
    assert_eq!(net.client.subscription_expires(id), Ok(7200));
}

#[test]
fn how_a_subscribe_fares_that_a_refer_asked_for_is_told() {
    for (status, told) in [
        ("200 OK", "refer Final 200"),
        ("202 Accepted", "refer Final 202"),
        ("403 Forbidden", "refer Final 403"),
        ("481 Gone", "refer Final 481"),
    ] {
        let (mut net, id, new) = asked_for_a_subscription();
        assert_eq!(net.subscription_heard(id)[1..], ["Active Undefined", "refer Accepted 100"]);
        answer(&mut net, "SUBSCRIBE", "100 Trying", "");
        assert_eq!(last_of(&net, id), "refer Provisional 100");
        answer(&mut net, "SUBSCRIBE", status, &granted(600));
        assert_eq!(last_of(&net, id), told);
        // Nothing that comes later is news.
        let heard = net.subscription_heard(id).len();
        let _ = act(&mut net, new, Action::Terminate);
        assert_eq!(net.subscription_heard(id).len(), heard);
        act(&mut net, id, Action::Terminate).unwrap();
        nothing_left(&mut net);
    }
}

#[test]
fn a_subscription_of_a_refer_that_ends_early_is_told_as_ended() {
    let terminate = |net: &mut Net, new| act(net, new, Action::Terminate).unwrap();
    let (mut net, id, new) = asked_for_a_subscription();
    terminate(&mut net, new);
    assert_eq!(last_of(&net, id), "refer Ended 487");
    let (mut net, id, _) = asked_for_a_subscription();
    wait(&mut net, 33_000);
    assert_eq!(last_of(&net, id), "refer TimeOut 408");
    // It is challenged: the application goes on, or not.
    let (mut net, id, new) = asked_for_a_subscription();
    answer(&mut net, "SUBSCRIBE", "401 Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n");
    assert_eq!(last_of(&net, id), "refer Accepted 100");
    terminate(&mut net, new);
    assert_eq!(last_of(&net, id), "refer Ended 487");
    // A NOTIFY that is the last one says that it was accepted.
    let (mut net, id, new) = asked_for_a_subscription();
    notified(&mut net, new, 1, "terminated;reason=timeout");
    accept_notify(&mut net, new).unwrap();
    assert_eq!(last_of(&net, id), "refer Final 200");
}

#[test]
fn how_it_fares_is_told_while_a_subscribe_waits_for_its_answer() {
    let (mut net, id, _) = asked_for_a_subscription();
    let leg = net.client.subscription_leg(id).unwrap();
    let more = "Contact: <sip:bob@192.0.2.2:5060>\r\nEvent: refer\r\nExpires: 90\r\n";
    let text = inside(&net, leg, "SUBSCRIBE", 11, more);
    receive(&mut net, text.as_bytes());
    assert_eq!(state(&net, id), State::RefreshReceived);
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    assert_eq!(last_of(&net, id), "refer Final 200");
}

#[test]
fn a_call_of_a_refer_is_told_of_to_nobody_when_its_refer_has_ended() {
    let mut net = subscription_net(config());
    net.client.set_interest(with_calls());
    receive(&mut net, subscribe_text("REFER", TO_CAROL).as_bytes());
    let id = last_subscription(&net);
    let now = net.time();
    let Ok(Referred::CallLeg(new)) = net.client.accept_refer(now, id, Kind::CallLeg, 4, None) else { panic!() };
    net.settle();
    act(&mut net, id, Action::Terminate).unwrap();
    let heard = net.subscription_heard(id).len();
    support::calls::act(&mut net, new, CallAction::Connect { outbound: None }).unwrap();
    answer(&mut net, "INVITE", "486 Busy Here", "");
    assert_eq!(net.subscription_heard(id).len(), heard);
    nothing_left(&mut net);
}

#[test]
fn a_refer_is_accepted_once_and_a_refused_one_is_over() {
    let mut net = subscription_net(config());
    receive(&mut net, subscribe_text("REFER", "r: <sip:carol@192.0.2.2>\r\nb: <sip:bob@example.com>\r\n").as_bytes());
    let id = last_subscription(&net);
    assert_eq!(net.client.subscription_refer_to(id).unwrap(), b"<sip:carol@192.0.2.2>");
    assert_eq!(net.client.subscription_referred_by(id).unwrap(), b"<sip:bob@example.com>");
    let now = net.time();
    let made = net.client.accept_refer(now, id, Kind::Transaction, 4, None).unwrap();
    net.settle();
    let again = net.client.accept_refer(now, id, Kind::Transaction, 4, None);
    assert_eq!(again, Err(Error::IllegalAction));
    let Referred::Transaction(tx) = made else { panic!("{made:?}") };
    net.command(Command::TerminateTransaction { id: tx }).unwrap();
    act(&mut net, id, Action::Terminate).unwrap();
    nothing_left(&mut net);
    let mut net = subscription_net(config());
    receive(&mut net, subscribe_text("REFER", TO_CAROL).as_bytes());
    let id = last_subscription(&net);
    act(&mut net, id, Action::Reject { code: 603, reason: Vec::new(), outbound: None }).unwrap();
    assert_eq!(net.client.accept_refer(now, id, Kind::CallLeg, 4, None), Err(Error::InvalidHandle));
    nothing_left(&mut net);
}

#[test]
fn a_refer_has_no_other_event() {
    let mut net = subscription_net(config());
    let id = net.client.create_subscription(None, 5).unwrap();
    net.client.subscription_set_refer(id, b"<sip:carol@192.0.2.3>", b"").unwrap();
    let (from, to) = (b"<sip:alice@192.0.2.1>", b"<sip:bob@192.0.2.2>");
    assert_eq!(net.client.subscription_init(id, from, to, Some(b"presence"), None), Err(Error::IllegalAction));
    assert_eq!(net.client.subscription_set_event(id, b"presence"), Err(Error::IllegalAction));
    let leg = net.client.subscription_leg(id).unwrap();
    assert_eq!(net.client.leg_to(leg), Err(Error::NotFound), "nothing was set");
    net.client.subscription_init(id, from, to, Some(b"refer"), None).unwrap();
    act(&mut net, id, Action::Refer { outbound: None }).unwrap();
    answer(&mut net, "REFER", "202 Accepted", "");
    notified_as(&mut net, id, 20, "refer", "active;expires=60");
    accept_notify(&mut net, id).unwrap();
    assert_eq!(state(&net, id), State::Active);
}
