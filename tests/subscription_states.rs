//! Subscriptions of ours: what happens to each state when something comes that is not the next step (RFC 6665 section 4.1).

mod support;

use rvsip::endpoint::subscription::{State, SubscriptionAction as Action};
use rvsip::endpoint::*;
use support::calls::{answer, count, receive, sent, wait};
use support::subscriptions::*;
use support::*;

fn refresh(net: &mut Net, id: SubscriptionId) {
    act(net, id, Action::Refresh { seconds: None, outbound: None }).unwrap();
}

fn unsubscribe(net: &mut Net, id: SubscriptionId) {
    act(net, id, Action::Unsubscribe { outbound: None }).unwrap();
}

fn accepted(net: &mut Net, id: SubscriptionId, cseq: u32, state: &str) {
    notified(net, id, cseq, state);
    accept_notify(net, id).unwrap();
}

fn remaining(net: &Net, id: SubscriptionId) -> u32 {
    net.client.subscription_remaining(net.time(), id).unwrap()
}

#[test]
fn a_notify_that_came_while_unsubscribing_is_the_first_one_after_all() {
    let (mut net, id) = subscribing(config());
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    unsubscribe(&mut net, id);
    accepted(&mut net, id, 1, "active");
    answer(&mut net, "SUBSCRIBE", "500 Oops", "");
    assert_eq!(state(&net, id), State::Active);
    wait(&mut net, 40_000);
    assert_eq!(state(&net, id), State::Active, "it had its first NOTIFY");
}

#[test]
fn an_active_one_is_active_again_after_a_refused_unsubscribe_whatever_notifies_said() {
    let (mut net, id) = active(config());
    unsubscribe(&mut net, id);
    accepted(&mut net, id, 2, "pending");
    answer(&mut net, "SUBSCRIBE", "500 Oops", "");
    assert_eq!(state(&net, id), State::Active);
}

#[test]
fn a_notify_that_came_after_a_failure_to_send_is_remembered_when_it_is_given_up() {
    let (mut net, id) = subscribing(Config { failover: Failover::Manual, ..config() });
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    unsubscribe(&mut net, id);
    answer(&mut net, "SUBSCRIBE", "503 Busy", "");
    assert_eq!(state(&net, id), State::SendFailure);
    accepted(&mut net, id, 1, "active");
    act(&mut net, id, Action::DnsGiveUp { notify: None }).unwrap();
    assert_eq!(state(&net, id), State::Active);
    wait(&mut net, 40_000);
    assert_eq!(state(&net, id), State::Active, "it had its first NOTIFY");
}

#[test]
fn a_notify_cannot_lengthen_what_is_left_of_it() {
    let (mut net, id) = active(config());
    wait(&mut net, 300_000);
    accepted(&mut net, id, 2, "active;expires=500");
    let left = remaining(&net, id);
    assert!((299..=300).contains(&left), "{left} seconds are left");
    accepted(&mut net, id, 3, "active;expires=100");
    assert_eq!(remaining(&net, id), 100);
}

#[test]
fn a_2xx_that_comes_late_does_not_lengthen_what_a_notify_shortened() {
    let (mut net, id) = subscribing(config());
    accepted(&mut net, id, 1, "active;expires=60");
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    assert_eq!((state(&net, id), remaining(&net, id)), (State::Active, 60));
}

#[test]
fn a_notify_is_refused_as_long_as_nothing_was_subscribed_to() {
    for status in ["401 Unauthorized", "302 Moved"] {
        let (mut net, id) = subscribing(config());
        let more = "Contact: <sip:bob@192.0.2.9>\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n";
        answer(&mut net, "SUBSCRIBE", status, more);
        let before = state(&net, id);
        notified(&mut net, id, 1, "active");
        assert_eq!((count(&net, "SIP/2.0 481"), state(&net, id)), (1, before));
        net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
        act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
        let again = sent(&net, "SUBSCRIBE");
        assert!(!header(&again, "To").unwrap().contains("tag="), "a stranger has named the other end: {again}");
    }
    let (mut net, call) = support::calls::connected(config());
    net.client.set_interest(Interest { callleg: true, ..subscriptions_only() });
    let id = net.client.create_subscription(Some(call), 0).unwrap();
    net.client.subscription_init(id, b"", b"", Some(b"conference"), None).unwrap();
    notified(&mut net, id, 20, "terminated");
    assert_eq!((count(&net, "SIP/2.0 481"), state(&net, id)), (1, State::Idle));
}

#[test]
fn one_shorter_than_the_alert_is_refreshed_by_itself_in_time() {
    let (mut net, id) = subscribing(Config { subs_auto_refresh: true, ..config() });
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(4));
    accepted(&mut net, id, 1, "active");
    wait(&mut net, 3_900);
    assert_eq!(state(&net, id), State::Refreshing);
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(4));
    assert!(!net.subscription_heard(id).contains(&"expired"));
}

#[test]
fn one_of_no_length_is_told_as_expired_and_not_refreshed() {
    let (mut net, id) = active(Config { subs_auto_refresh: true, ..config() });
    refresh(&mut net, id);
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(0));
    wait(&mut net, 60_000);
    assert_eq!((net.subscription_heard(id).last(), count(&net, "SUBSCRIBE")), (Some(&"expired"), 2));
}

#[test]
fn a_refresh_asks_for_what_the_application_wanted_and_not_for_what_was_left() {
    let (mut net, id) = active(config());
    accepted(&mut net, id, 2, "active;expires=7");
    refresh(&mut net, id);
    assert_eq!(header(&sent(&net, "SUBSCRIBE"), "Expires"), Some("600"));
    let mut net = subscription_net(config());
    let id = net.client.create_subscription(None, 5).unwrap();
    let (from, to) = (b"<sip:alice@192.0.2.1>", b"<sip:bob@192.0.2.2>");
    net.client.subscription_init(id, from, to, Some(b"presence"), None).unwrap();
    act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
    assert_eq!(header(&sent(&net, "SUBSCRIBE"), "Expires"), None);
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(900));
    accepted(&mut net, id, 1, "active;expires=7");
    refresh(&mut net, id);
    let asked = header(&sent(&net, "SUBSCRIBE"), "Expires").map(str::to_owned);
    assert_ne!(asked.as_deref(), Some("7"), "it would grow shorter each time");
}

#[test]
fn a_refusal_or_a_failure_ends_the_first_and_leads_later_ones_back() {
    for status in ["403 Forbidden", "408 Timeout", "423 Too Brief", "489 Bad Event", "503 Busy", "603 Decline"] {
        let (mut net, id) = subscribing(config());
        answer(&mut net, "SUBSCRIBE", status, "Min-Expires: 900\r\n");
        assert!(net.subscription_heard(id).last().unwrap().starts_with("Terminated "), "{status}");
        nothing_left(&mut net);
        let (mut net, id) = active(config());
        refresh(&mut net, id);
        answer(&mut net, "SUBSCRIBE", status, "Min-Expires: 900\r\n");
        assert_eq!(state(&net, id), State::Active, "{status}");
        unsubscribe(&mut net, id);
        answer(&mut net, "SUBSCRIBE", status, "");
        assert_eq!(state(&net, id), State::Active, "{status}");
        assert!(remaining(&net, id) >= 599, "its time goes on as it was");
    }
}

#[test]
fn a_redirected_refresh_is_a_refused_one() {
    let (mut net, id) = active(config());
    refresh(&mut net, id);
    answer(&mut net, "SUBSCRIBE", "302 Moved", "Contact: <sip:bob@192.0.2.9>\r\n");
    assert_eq!(state(&net, id), State::Active);
    refresh(&mut net, id);
    assert!(sent(&net, "SUBSCRIBE").starts_with("SUBSCRIBE sip:bob@192.0.2.2:5060 SIP/2.0\r\n"));
}

#[test]
fn no_answer_to_a_refresh_or_an_unsubscribe_leads_back() {
    for ends in [false, true] {
        let (mut net, id) = active(config());
        if ends {
            unsubscribe(&mut net, id)
        } else {
            refresh(&mut net, id)
        }
        wait(&mut net, 33_000);
        assert_eq!(net.subscription_heard(id).last(), Some(&"Active TimeOut"));
    }
}

#[test]
fn a_481_to_an_unsubscribe_ends_it() {
    let (mut net, id) = active(config());
    unsubscribe(&mut net, id);
    answer(&mut net, "SUBSCRIBE", "481 Gone", "");
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated Unknown"));
    nothing_left(&mut net);
}

#[test]
fn a_last_notify_ends_it_in_every_state_and_the_late_answer_is_nobodys() {
    type Step = fn(&mut Net, SubscriptionId);
    let steps: [(&str, Step); 3] = [("Active", |_, _| {}), ("Refreshing", refresh), ("Unsubscribing", unsubscribe)];
    for (name, step) in steps {
        let (mut net, id) = active(config());
        step(&mut net, id);
        accepted(&mut net, id, 2, "terminated;reason=deactivated;retry-after=5");
        assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated NotifyTerminated"), "{name}");
        answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
        nothing_left(&mut net);
    }
    let (mut net, id) = subscribing(config());
    accepted(&mut net, id, 1, "terminated;reason=rejected");
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated NotifyTerminated"));
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    nothing_left(&mut net);
}

#[test]
fn without_a_last_notify_an_unsubscribed_one_ends_by_itself() {
    let (mut net, id) = active(config());
    unsubscribe(&mut net, id);
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(0));
    accepted(&mut net, id, 2, "active;expires=600");
    assert_eq!(state(&net, id), State::Unsubscribe2xx);
    wait(&mut net, 33_000);
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated NoNotify"));
    assert!(!net.subscription_heard(id).contains(&"alert"));
    nothing_left(&mut net);
}

#[test]
fn what_is_fetched_once_comes_with_the_last_notify() {
    let mut net = subscription_net(config());
    let id = new_subscription(&mut net);
    net.client.subscription_set_expires(id, Some(0)).unwrap();
    act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
    assert_eq!(header(&sent(&net, "SUBSCRIBE"), "Expires"), Some("0"));
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(0));
    wait(&mut net, 100);
    assert_eq!(state(&net, id), State::Received2xx);
    accepted(&mut net, id, 1, "terminated;reason=timeout");
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated NotifyTerminated"));
    nothing_left(&mut net);
}

#[test]
fn terminate_leaves_nothing_in_any_state() {
    type Step = fn(&mut Net, SubscriptionId);
    let refused: Step = |net, _| {
        let more = "Contact: <sip:bob@192.0.2.9>\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n";
        answer(net, "SUBSCRIBE", "401 Unauthorized", more);
    };
    let early: Step = |net, id| accepted(net, id, 1, "active");
    let granted_it: Step = |net, _| answer(net, "SUBSCRIBE", "200 OK", &granted(600));
    let unanswered: Step = |net, id| notified(net, id, 1, "active");
    let steps: [(State, &[Step]); 8] = [
        (State::Sent, &[]),
        (State::Sent, &[unanswered]),
        (State::Unauthenticated, &[refused]),
        (State::NotifyBefore2xx, &[early]),
        (State::Received2xx, &[granted_it]),
        (State::Active, &[granted_it, early]),
        (State::Refreshing, &[granted_it, early, refresh]),
        (State::Unsubscribing, &[granted_it, unsubscribe]),
    ];
    for (wanted, steps) in steps {
        let (mut net, id) = subscribing(config());
        steps.iter().for_each(|step| step(&mut net, id));
        assert_eq!(state(&net, id), wanted);
        let before = net.sent_by_us().len();
        act(&mut net, id, Action::Terminate).unwrap();
        assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated LocalTerminated"));
        assert_eq!(net.sent_by_us().len(), before, "{wanted:?} says something");
        assert_eq!(act(&mut net, id, Action::Terminate), Err(Error::InvalidHandle));
        nothing_left(&mut net);
    }
}

#[test]
fn a_notify_in_order_is_taken_and_one_out_of_order_is_refused() {
    let (mut net, id) = active(config());
    accepted(&mut net, id, 5, "active");
    notified(&mut net, id, 4, "terminated");
    assert_eq!((count(&net, "SIP/2.0 500"), state(&net, id)), (1, State::Active));
    let answered = count(&net, "SIP/2.0 200");
    let copy = notify_text(&net, id, 5, "active");
    receive(&mut net, copy.as_bytes());
    assert_eq!(count(&net, "SIP/2.0 200"), answered + 1, "a copy is answered as before");
}

#[test]
fn a_subscription_that_cannot_be_sent_leaves_nothing() {
    let mut net = subscription_net(config());
    let id = net.client.create_subscription(None, 5).unwrap();
    let (from, to) = (b"<sip:alice@192.0.2.1>", b"<sip:bob@[2001:db8::2]>");
    net.client.subscription_init(id, from, to, Some(b"presence"), Some(600)).unwrap();
    let _ = act(&mut net, id, Action::Subscribe { outbound: None });
    let _ = act(&mut net, id, Action::Terminate);
    nothing_left(&mut net);
}

#[test]
fn an_answer_to_a_question_about_a_notify_may_come_after_the_end() {
    let (mut net, id) = active(config());
    let held = Held::default();
    let keep = held.clone();
    net.on_ask = Some(Box::new(move |_, token, ask| {
        keep.borrow_mut().push((token, ask));
        None
    }));
    notified(&mut net, id, 2, "active");
    act(&mut net, id, Action::Terminate).unwrap();
    let now = net.time();
    for (token, _) in held.borrow_mut().drain(..) {
        net.client.answer(now, token, Answer::Created { owner: 4, take: true });
    }
    net.settle();
    net.on_ask = None;
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated LocalTerminated"));
    nothing_left(&mut net);
}

#[test]
fn a_notify_with_an_unknown_state_is_a_first_one_too() {
    let (mut net, id) = subscribing(config());
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    accepted(&mut net, id, 1, "waiting;expires=500");
    assert_eq!((state(&net, id), remaining(&net, id)), (State::Received2xx, 500));
    wait(&mut net, 40_000);
    assert_eq!(state(&net, id), State::Received2xx);
    accepted(&mut net, id, 2, "active");
    assert_eq!(state(&net, id), State::Active);
}

#[test]
fn the_longest_time_there_may_be_runs_out_when_it_should() {
    let mut net = subscription_net(config());
    let id = new_subscription(&mut net);
    net.client.subscription_set_expires(id, Some(3_999_999)).unwrap();
    act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(3_999_999));
    accepted(&mut net, id, 1, "active;expires=4294967295");
    assert!(remaining(&net, id) > 3_999_990);
    wait(&mut net, 3_999_990_000);
    assert_eq!(net.subscription_heard(id).last(), Some(&"Active Undefined"));
    wait(&mut net, 5_000);
    assert_eq!(net.subscription_heard(id).last(), Some(&"alert"));
    wait(&mut net, 5_000);
    assert_eq!(net.subscription_heard(id).last(), Some(&"expired"));
}

#[test]
fn a_copy_of_the_last_notify_is_answered_when_the_subscription_is_gone() {
    let (mut net, id) = active(config());
    let last = notify_text(&net, id, 2, "terminated;reason=noresource");
    receive(&mut net, last.as_bytes());
    accept_notify(&mut net, id).unwrap();
    assert_eq!(net.client.subscription_state(id), Err(Error::InvalidHandle));
    let answered = count(&net, "SIP/2.0 200");
    wait(&mut net, 20_000);
    receive(&mut net, last.as_bytes());
    assert_eq!((count(&net, "SIP/2.0 200"), count(&net, "SIP/2.0 481")), (answered + 1, 0));
    receive(&mut net, last.replace("z9hG4bKn2", "z9hG4bKn3").replace("CSeq: 2", "CSeq: 3").as_bytes());
    assert_eq!(count(&net, "SIP/2.0 481"), 1, "another one is of no subscription");
    nothing_left(&mut net);
}

#[test]
fn without_room_for_a_transaction_everything_stays_as_it_is() {
    let mut net = subscription_net(Config { max_transactions: 1, ..config() });
    let taken = |net: &mut Net| net.client.create_transaction(0).unwrap();
    let give_back = |net: &mut Net, id| {
        net.command(Command::TerminateTransaction { id }).unwrap();
        net.settle();
    };
    let id = new_subscription(&mut net);
    let tx = taken(&mut net);
    let subscribe = || Action::Subscribe { outbound: None };
    assert_eq!(act(&mut net, id, subscribe()), Err(Error::OutOfResources));
    assert_eq!((state(&net, id), net.client.tables().subscribing), (State::Idle, 0));
    give_back(&mut net, tx);
    act(&mut net, id, subscribe()).unwrap();
    assert!(sent(&net, "SUBSCRIBE").contains("CSeq: 1 SUBSCRIBE"));
    notified(&mut net, id, 1, "active");
    assert_eq!(count(&net, "SIP/2.0 503"), 1, "the SUBSCRIBE takes all the room there is");
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    wait(&mut net, 6_000);
    accepted(&mut net, id, 2, "active");
    assert_eq!(act(&mut net, id, Action::Refresh { seconds: None, outbound: None }), Err(Error::OutOfResources));
    assert_eq!(act(&mut net, id, Action::Unsubscribe { outbound: None }), Err(Error::OutOfResources));
    assert_eq!(state(&net, id), State::Active);
    wait(&mut net, 33_000);
    refresh(&mut net, id);
    answer(&mut net, "SUBSCRIBE", "500 Oops", "");
    assert_eq!(state(&net, id), State::Active);
    act(&mut net, id, Action::Terminate).unwrap();
    nothing_left(&mut net);
}
