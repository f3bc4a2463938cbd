//! What tests of subscriptions share.

use super::calls::{answer, inside, receive, wait};
use super::*;
use rvsip::endpoint::subscription::{State, SubscriptionAction, Substate};

pub fn subscriptions_only() -> Interest {
    Interest {
        secret: true,
        subscription: true,
        subscription_created: true,
        notify_created: true,
        notify: true,
        ..Interest::default()
    }
}

pub fn subscription_net(cfg: Config) -> Net {
    let mut net = Net::new(cfg, 1);
    net.client.set_interest(subscriptions_only());
    net
}

pub fn act(net: &mut Net, id: SubscriptionId, action: SubscriptionAction) -> Result<(), Error> {
    let outcome = net.command(Command::Subscription { id, action });
    net.settle();
    outcome
}

/// A subscription to bob's presence that is not sent yet.
pub fn new_subscription(net: &mut Net) -> SubscriptionId {
    let id = net.client.create_subscription(None, 5).unwrap();
    let (from, to) = (b"<sip:alice@192.0.2.1>", b"<sip:bob@192.0.2.2>");
    net.client.subscription_init(id, from, to, Some(b"presence"), Some(600)).unwrap();
    id
}

/// One whose SUBSCRIBE is out.
pub fn subscribing(cfg: Config) -> (Net, SubscriptionId) {
    let mut net = subscription_net(cfg);
    let id = new_subscription(&mut net);
    act(&mut net, id, SubscriptionAction::Subscribe { outbound: None }).unwrap();
    (net, id)
}

pub fn granted(seconds: u32) -> String {
    format!("Contact: <sip:bob@192.0.2.2:5060>\r\nExpires: {seconds}\r\n")
}

/// A NOTIFY of bob's with this Subscription-State.
pub fn notified(net: &mut Net, id: SubscriptionId, cseq: u32, state: &str) {
    let text = notify_text(net, id, cseq, state);
    receive(net, text.as_bytes());
}

pub fn notify_text(net: &Net, id: SubscriptionId, cseq: u32, state: &str) -> String {
    let leg = net.client.subscription_leg(id).unwrap();
    let text = |t: Result<Vec<u8>, Error>| String::from_utf8(t.unwrap()).unwrap();
    let (to, mut from) = (text(net.client.leg_from(leg)), text(net.client.leg_to(leg)));
    if !from.contains(";tag=") {
        from += ";tag=srv";
    }
    let (call, event) = (text(net.client.leg_call_id(leg)), text(net.client.subscription_event(id)));
    format!(
        "NOTIFY sip:alice@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKn{cseq}\r\nMax-Forwards: 70\r\n\
         From: {from}\r\nTo: {to}\r\nCall-ID: {call}\r\nCSeq: {cseq} NOTIFY\r\nContact: <sip:bob@192.0.2.2:5060>\r\n\
         Event: {event}\r\nSubscription-State: {state}\r\nContent-Length: 0\r\n\r\n"
    )
}

pub fn last_notify(net: &Net) -> NotifyId {
    *net.seen.notifies.last().expect("no notification was told of")
}

/// The subscription that was told of last.
pub fn last_subscription(net: &Net) -> SubscriptionId {
    net.seen.subscriptions.last().expect("no subscription was told of").0
}

/// A SUBSCRIBE of bob's, outside of dialogs.
pub fn subscribe_text(method: &str, more: &str) -> String {
    format!(
        "{method} sip:alice@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKs1\r\nMax-Forwards: 70\r\n\
         From: Bob <sip:bob@example.com>;tag=bt\r\nTo: <sip:alice@example.com>\r\nCall-ID: s-1@192.0.2.2\r\n\
         CSeq: 10 {method}\r\nContact: <sip:bob@192.0.2.2:5060>\r\n{more}Content-Length: 0\r\n\r\n"
    )
}

/// Lets all timers run out: then no table holds anything.
pub fn nothing_left(net: &mut Net) {
    wait(net, 200_000);
    let left = net.client.tables();
    assert_eq!(left, Tables::default(), "something is left when all has ended");
}

/// The application answers the last NOTIFY.
pub fn answer_notify(net: &mut Net, id: SubscriptionId, code: u16) -> Result<(), Error> {
    let notify = last_notify(net);
    act(net, id, SubscriptionAction::AnswerNotify { notify, code, outbound: None })
}

pub fn accept_notify(net: &mut Net, id: SubscriptionId) -> Result<(), Error> {
    answer_notify(net, id, 200)
}

/// From now on nothing can be sent.
pub fn remove_all_locals(net: &mut Net) {
    while let Some(local) = net.client.next_local(0, None) {
        net.client.remove_local(net.time(), local).unwrap();
    }
}

pub fn state(net: &Net, id: SubscriptionId) -> State {
    net.client.subscription_state(id).unwrap()
}

/// A subscription of ours that is Active.
pub fn active(cfg: Config) -> (Net, SubscriptionId) {
    let (mut net, id) = subscribing(cfg);
    answer(&mut net, "SUBSCRIBE", "200 OK", &granted(600));
    notified(&mut net, id, 1, "active");
    accept_notify(&mut net, id).unwrap();
    assert_eq!(net.client.subscription_state(id), Ok(State::Active));
    (net, id)
}

// ---- the other end subscribes ----

pub const EVENT: &str = "Event: presence\r\nExpires: 600\r\n";

pub fn subscribed(cfg: Config) -> (Net, SubscriptionId) {
    let mut net = subscription_net(cfg);
    receive(&mut net, subscribe_text("SUBSCRIBE", EVENT).as_bytes());
    let id = last_subscription(&net);
    (net, id)
}

pub fn grant(net: &mut Net, id: SubscriptionId) {
    act(net, id, SubscriptionAction::Accept { pending: false, seconds: None, outbound: None }).unwrap();
}

pub fn notify(net: &mut Net, id: SubscriptionId, substate: Substate, text: &str) -> NotifyId {
    let notify = net.client.create_notify(id, 3).unwrap();
    net.client.notify_set_state(notify, substate, text.as_bytes()).unwrap();
    act(net, id, SubscriptionAction::SendNotify { notify, outbound: None }).unwrap();
    notify
}

/// Another SUBSCRIBE in the dialog.
pub fn again(net: &mut Net, id: SubscriptionId, cseq: u32, expires: u32) {
    let leg = net.client.subscription_leg(id).unwrap();
    let more = format!("Contact: <sip:bob@192.0.2.2:5060>\r\nEvent: presence\r\nExpires: {expires}\r\n");
    let text = inside(net, leg, "SUBSCRIBE", cseq, &more);
    receive(net, text.as_bytes());
}
