//! What the application is asked about subscriptions, and answers late (RFC 6665); credentials of both ends.

mod support;

use rvsip::endpoint::subscription::{State, SubscriptionAction as Action, Substate};
use rvsip::endpoint::*;
use std::cell::RefCell;
use std::rc::Rc;
use support::calls::{answer, count, receive, sent, wait};
use support::subscriptions::*;
use support::*;

fn looking() -> Interest {
    Interest {
        subscription_msg_to_send: true,
        subscription_msg_received: true,
        subscription_final_dest: true,
        ..subscriptions_only()
    }
}

/// Writes down which messages are shown, as `to send SUBSCRIBE`, with `of a notification` for those of one.
fn shown(net: &mut Net) -> Rc<RefCell<Vec<String>>> {
    net.client.set_interest(looking());
    let all = Rc::new(RefCell::new(Vec::new()));
    let list = all.clone();
    net.on_ask = Some(Box::new(move |_, token, ask| {
        let (what, subject, msg) = match &ask {
            Ask::MsgToSend { subject, msg, .. } => ("to send", subject, msg),
            Ask::MsgReceived { subject, msg } => ("received", subject, msg),
            _ => return Some((token, ask)),
        };
        let name = if msg.is_request() { String::from_utf8_lossy(msg.method()).into_owned() } else { msg.status().to_string() };
        let of = match subject {
            Subject::Subscription(_, _, Some(_)) => " of a notification",
            Subject::Subscription(..) => "",
            _ => " of something else",
        };
        list.borrow_mut().push(format!("{what} {name}{of}"));
        Some((token, ask))
    }));
    all
}

#[test]
fn every_message_of_a_subscriber_is_shown() {
    let mut net = subscription_net(config());
    let all = shown(&mut net);
    let id = new_subscription(&mut net);
    act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    notified(&mut net, id, 1, "active");
    accept_notify(&mut net, id).unwrap();
    let expected = ["to send SUBSCRIBE", "received 200", "received NOTIFY of a notification", "to send 200 of a notification"];
    assert_eq!(*all.borrow(), expected);
    act(&mut net, id, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn every_message_of_a_notifier_is_shown() {
    let mut net = subscription_net(config());
    let all = shown(&mut net);
    receive(&mut net, subscribe_text("SUBSCRIBE", EVENT).as_bytes());
    let id = last_subscription(&net);
    grant(&mut net, id);
    notify(&mut net, id, Substate::Active, "active");
    answer(&mut net, "NOTIFY", "200 OK", "");
    let expected = ["received SUBSCRIBE", "to send 200", "to send NOTIFY of a notification", "received 200 of a notification"];
    assert_eq!(*all.borrow(), expected);
    act(&mut net, id, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

/// Keeps the first question that is like this until [`give_back`].
fn keep(net: &mut Net, like: fn(&Ask) -> bool) -> Held {
    net.client.set_interest(looking());
    let held = Held::default();
    let kept = held.clone();
    net.on_ask = Some(Box::new(move |_, token, ask| {
        if kept.borrow().is_empty() && like(&ask) {
            kept.borrow_mut().push((token, ask));
            return None;
        }
        Some((token, ask))
    }));
    held
}

fn give_back(net: &mut Net, held: &Held) {
    net.on_ask = None;
    let now = net.time();
    let (token, ask) = held.borrow_mut().pop().expect("no question was asked");
    let answer = match ask {
        Ask::MsgToSend { msg, .. } | Ask::MsgReceived { msg, .. } | Ask::FinalDest { msg, .. } => Answer::Message(msg),
        Ask::Secret { .. } => Answer::Secret(Some((b"alice".to_vec(), b"secret".to_vec()))),
        _ => Answer::Created { owner: 9, take: true },
    };
    net.client.answer(now, token, answer);
    net.settle();
}

#[test]
fn a_subscriber_may_be_terminated_while_the_application_looks_at_a_message() {
    type Like = fn(&Ask) -> bool;
    let all: [(Like, &str); 5] = [
        (|ask| matches!(ask, Ask::MsgToSend { .. }), "to send"),
        (|ask| matches!(ask, Ask::FinalDest { .. }), "its destination"),
        (|ask| matches!(ask, Ask::MsgReceived { msg, .. } if msg.is_response()), "the response"),
        (|ask| matches!(ask, Ask::MsgReceived { msg, .. } if msg.is_request()), "the NOTIFY"),
        (|ask| matches!(ask, Ask::MsgToSend { msg, .. } if msg.is_response()), "the answer to the NOTIFY"),
    ];
    for (like, name) in all {
        let mut net = subscription_net(config());
        let held = keep(&mut net, like);
        let id = new_subscription(&mut net);
        act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
        if held.borrow().is_empty() {
            answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
        }
        if held.borrow().is_empty() {
            notified(&mut net, id, 1, "active");
            if held.borrow().is_empty() {
                accept_notify(&mut net, id).unwrap();
            }
        }
        act(&mut net, id, Action::Terminate).unwrap();
        let heard = net.subscription_heard(id).len();
        assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated LocalTerminated"), "{name}");
        give_back(&mut net, &held);
        assert_eq!(net.subscription_heard(id).len(), heard, "{name}: told after its end");
        nothing_left(&mut net);
    }
}

#[test]
fn a_notifier_may_be_terminated_while_the_application_looks_at_a_message() {
    type Like = fn(&Ask) -> bool;
    let all: [(Like, &str); 4] = [
        (|ask| matches!(ask, Ask::MsgReceived { msg, .. } if msg.is_request()), "the SUBSCRIBE"),
        (|ask| matches!(ask, Ask::MsgToSend { msg, .. } if msg.is_response()), "the answer"),
        (|ask| matches!(ask, Ask::MsgToSend { msg, .. } if msg.is_request()), "the NOTIFY"),
        (|ask| matches!(ask, Ask::MsgReceived { msg, .. } if msg.is_response()), "the answer to the NOTIFY"),
    ];
    for (like, name) in all {
        let mut net = subscription_net(config());
        let held = keep(&mut net, like);
        let created = Rc::new(RefCell::new(None));
        let mut inner = net.on_ask.take().unwrap();
        let list = created.clone();
        net.on_ask = Some(Box::new(move |net, token, ask| {
            if let Ask::SubscriptionCreated { id } = &ask {
                *list.borrow_mut() = Some(*id);
            }
            inner(net, token, ask)
        }));
        receive(&mut net, subscribe_text("SUBSCRIBE", EVENT).as_bytes());
        let id = created.borrow().unwrap();
        if held.borrow().is_empty() {
            grant(&mut net, id);
        }
        if held.borrow().is_empty() {
            notify(&mut net, id, Substate::Active, "active");
            if held.borrow().is_empty() {
                answer(&mut net, "NOTIFY", "200 OK", "");
            }
        }
        act(&mut net, id, Action::Terminate).unwrap();
        let heard = net.subscription_heard(id).len();
        give_back(&mut net, &held);
        assert_eq!(net.subscription_heard(id).len(), heard, "{name}: told after its end");
        nothing_left(&mut net);
    }
}

#[test]
fn an_answer_that_the_application_looks_at_goes_out_though_the_subscription_has_ended() {
    let mut net = subscription_net(config());
    receive(&mut net, subscribe_text("SUBSCRIBE", EVENT).as_bytes());
    let id = last_subscription(&net);
    let held = keep(&mut net, |ask| matches!(ask, Ask::MsgToSend { .. }));
    act(&mut net, id, Action::Reject { code: 403, reason: Vec::new(), outbound: None }).unwrap();
    assert_eq!(net.subscription_heard(id).last(), Some(&"Terminated Rejected"));
    assert_eq!(count(&net, "SIP/2.0 403"), 0);
    give_back(&mut net, &held);
    assert_eq!(count(&net, "SIP/2.0 403"), 1);
    nothing_left(&mut net);
}

/// The application drops the first request that it is shown.
fn drop_first(net: &mut Net, interest: Interest) {
    net.client.set_interest(interest);
    let mut first = true;
    net.on_ask = Some(Box::new(move |net, token, ask| match ask {
        Ask::MsgReceived { msg, .. } if std::mem::take(&mut first) => {
            let now = net.time();
            net.client.answer(now, token, Answer::Refuse(msg));
            None
        }
        other => Some((token, other)),
    }));
}

#[test]
fn a_notify_that_the_application_drops_counts_when_it_is_repeated() {
    for early in [false, true] {
        let (mut net, id) = if early { subscribing(config()) } else { active(config()) };
        drop_first(&mut net, looking());
        let before = count(&net, "SIP/2.0");
        let text = notify_text(&net, id, 7, "pending");
        receive(&mut net, text.as_bytes());
        assert_eq!(net.subscription_heard(id).last(), Some(&"notify Terminated Undefined"));
        assert_eq!(count(&net, "SIP/2.0"), before, "nothing is answered");
        receive(&mut net, text.as_bytes());
        assert_eq!(net.subscription_heard(id).last(), Some(&"notify Received Undefined"));
        accept_notify(&mut net, id).unwrap();
        assert_eq!((count(&net, "SIP/2.0 200"), count(&net, "SIP/2.0 500")), (before + 1, 0));
        act(&mut net, id, Action::Terminate).unwrap();
        nothing_left(&mut net);
    }
}

#[test]
fn a_dropped_notify_that_comes_after_a_newer_one_is_out_of_order() {
    let (mut net, id) = active(config());
    let (old, new) = (notify_text(&net, id, 7, "active"), notify_text(&net, id, 8, "active"));
    drop_first(&mut net, looking());
    receive(&mut net, old.as_bytes());
    receive(&mut net, new.as_bytes());
    accept_notify(&mut net, id).unwrap();
    receive(&mut net, old.as_bytes());
    assert_eq!(count(&net, "SIP/2.0 500"), 1);
}

#[test]
fn a_refresh_that_the_application_drops_counts_when_it_is_repeated() {
    let (mut net, id) = subscribed(config());
    grant(&mut net, id);
    drop_first(&mut net, looking());
    for expected in [State::Active, State::RefreshReceived] {
        again(&mut net, id, 11, 300);
        assert_eq!(state(&net, id), expected);
    }
    grant(&mut net, id);
    assert_eq!(count(&net, "SIP/2.0 500"), 0);
    act(&mut net, id, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn a_message_that_the_application_stops_is_the_end_of_the_request_only() {
    let stop = |net: &mut Net| {
        net.client.set_interest(looking());
        net.on_ask = Some(Box::new(|net, token, ask| match ask {
            Ask::MsgToSend { msg, .. } => {
                let now = net.time();
                net.client.answer(now, token, Answer::Refuse(msg));
                None
            }
            other => Some((token, other)),
        }));
    };
    let (mut net, id) = active(config());
    stop(&mut net);
    let before = count(&net, "SUBSCRIBE");
    act(&mut net, id, Action::Refresh { seconds: None, outbound: None }).unwrap();
    assert_eq!((count(&net, "SUBSCRIBE"), state(&net, id)), (before, State::Active));
    act(&mut net, id, Action::Unsubscribe { outbound: None }).unwrap();
    assert_eq!((count(&net, "SUBSCRIBE"), state(&net, id)), (before, State::Active));
    act(&mut net, id, Action::Terminate).unwrap();
    nothing_left(&mut net);
    let mut net = subscription_net(config());
    stop(&mut net);
    let id = new_subscription(&mut net);
    act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
    assert!(net.subscription_heard(id).last().unwrap().starts_with("Terminated "));
    nothing_left(&mut net);
}

const CHALLENGE: &str = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n";

#[test]
fn credentials_go_along_with_every_request_and_are_counted() {
    for (status, asks, says) in [
        ("401 Unauthorized", "WWW-Authenticate", "Authorization"),
        ("407 Proxy Authentication Required", "Proxy-Authenticate", "Proxy-Authorization"),
    ] {
        let (mut net, id) = subscribing(config());
        net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
        answer(&mut net, "SUBSCRIBE", status, &format!("{asks}: {CHALLENGE}"));
        act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
        let counted = |net: &Net, n: u32| {
            let text = sent(net, "SUBSCRIBE");
            let value = header(&text, says).unwrap_or_else(|| panic!("no {says} in {text}")).to_string();
            assert!(value.contains(&format!("nc=0000000{n}")) && value.contains("uri=\"sip:bob@192.0.2.2"), "{value}");
        };
        counted(&net, 1);
        answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
        notified(&mut net, id, 1, "active");
        accept_notify(&mut net, id).unwrap();
        act(&mut net, id, Action::Refresh { seconds: None, outbound: None }).unwrap();
        counted(&net, 2);
        answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
        act(&mut net, id, Action::Unsubscribe { outbound: None }).unwrap();
        counted(&net, 3);
    }
}

#[test]
fn a_challenged_unsubscribe_goes_again_by_itself_once() {
    let (mut net, id) = active(config());
    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    act(&mut net, id, Action::Unsubscribe { outbound: None }).unwrap();
    answer(&mut net, "SUBSCRIBE", "401 Unauthorized", &format!("WWW-Authenticate: {CHALLENGE}"));
    let text = sent(&net, "SUBSCRIBE");
    assert!(text.contains("Authorization: ") && header(&text, "Expires") == Some("0"), "{text}");
    answer(&mut net, "SUBSCRIBE", "401 Unauthorized", &format!("WWW-Authenticate: {CHALLENGE}").replace("\"n\"", "\"m\""));
    assert_eq!(net.subscription_heard(id).last(), Some(&"Active Unauthenticated"));
}

#[test]
fn without_a_user_a_challenged_refresh_leads_back() {
    let (mut net, id) = active(config());
    act(&mut net, id, Action::Refresh { seconds: None, outbound: None }).unwrap();
    answer(&mut net, "SUBSCRIBE", "401 Unauthorized", &format!("WWW-Authenticate: {CHALLENGE}"));
    assert_eq!(state(&net, id), State::Active);
    act(&mut net, id, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn a_challenged_notify_is_followed_by_one_with_credentials() {
    let (mut net, id) = subscribed(config());
    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    grant(&mut net, id);
    notify(&mut net, id, Substate::Active, "active");
    answer(&mut net, "NOTIFY", "407 Proxy Authentication Required", &format!("Proxy-Authenticate: {CHALLENGE}"));
    assert_eq!(state(&net, id), State::Active);
    notify(&mut net, id, Substate::Active, "active");
    let text = sent(&net, "NOTIFY");
    assert!(text.contains("CSeq: 2 NOTIFY") && text.contains("Proxy-Authorization: Digest username=\"alice\""), "{text}");
}

#[test]
fn a_secret_may_come_when_the_subscription_has_ended() {
    let (mut net, id) = subscribing(config());
    answer(&mut net, "SUBSCRIBE", "401 Unauthorized", &format!("WWW-Authenticate: {CHALLENGE}"));
    let held = keep(&mut net, |ask| matches!(ask, Ask::Secret { .. }));
    act(&mut net, id, Action::Subscribe { outbound: None }).unwrap();
    act(&mut net, id, Action::Terminate).unwrap();
    let before = net.sent_by_us().len();
    give_back(&mut net, &held);
    wait(&mut net, 1_000);
    assert_eq!(net.sent_by_us().len(), before);
    nothing_left(&mut net);
}
