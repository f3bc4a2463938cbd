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
