//! What tests of call-legs share: calls made and received, and the other end's messages.

use super::*;
use rvsip::endpoint::callleg::Action;

/// The application listens to call-legs, and to nothing else.
pub fn calls_only() -> Interest {
    Interest { secret: true, callleg: true, callleg_created: true, callleg_reinvite: true, ..Interest::default() }
}

pub fn call_net(cfg: Config) -> Net {
    let mut net = Net::new(cfg, 1);
    net.client.set_interest(calls_only());
    net
}

/// A call to bob that is not sent yet.
pub fn new_call(net: &mut Net) -> CallLegId {
    let call = net.client.create_call_leg(9).unwrap();
    net.client.leg_set_from(call, b"Alice <sip:alice@192.0.2.1>").unwrap();
    net.client.leg_set_to(call, b"<sip:bob@192.0.2.2>").unwrap();
    call
}

pub fn act(net: &mut Net, id: CallLegId, action: Action) -> Result<(), Error> {
    let outcome = net.command(Command::CallLeg { id, action });
    net.settle();
    outcome
}

/// A call whose INVITE is out.
pub fn inviting(cfg: Config) -> (Net, CallLegId) {
    let mut net = call_net(cfg);
    let call = new_call(&mut net);
    act(&mut net, call, Action::Connect { outbound: None }).unwrap();
    (net, call)
}

pub const CONTACT: &str = "Contact: <sip:bob@192.0.2.2:5060>\r\n";

/// A call that bob has answered.
pub fn connected(cfg: Config) -> (Net, CallLegId) {
    let (mut net, call) = inviting(cfg);
    answer(&mut net, "INVITE", "180 Ringing", CONTACT);
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    (net, call)
}

/// The last request of this method that we have sent.
pub fn sent(net: &Net, method: &str) -> String {
    let all = net.sent_by_us();
    all.into_iter().rev().find(|s| s.starts_with(method)).unwrap_or_else(|| panic!("no {method} was sent"))
}

/// How often a request of this method, or a response that begins like this, was sent.
pub fn count(net: &Net, start: &str) -> usize {
    net.sent_by_us().iter().filter(|s| s.starts_with(start)).count()
}

/// The last request of this method is answered.
pub fn answer(net: &mut Net, method: &str, status: &str, more: &str) {
    let request = sent(net, method);
    receive(net, &response(request.as_bytes(), status, more));
}

/// The same, with this To tag.
pub fn answer_as(net: &mut Net, method: &str, tag: &str, status: &str, more: &str) {
    let request = sent(net, method);
    let text = String::from_utf8(response(request.as_bytes(), status, more)).unwrap();
    receive(net, text.replace(";tag=srv", &format!(";tag={tag}")).as_bytes());
}

pub fn receive(net: &mut Net, bytes: &[u8]) {
    let now = net.time();
    net.client.receive(now, Flow::Udp { local: 0, peer: addr(REGISTRAR) }, bytes);
    net.settle();
}

/// An INVITE of bob's, outside of dialogs.
pub fn offer(net: &mut Net, more: &str) -> String {
    let text = format!(
        "INVITE sip:alice@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKin1\r\nMax-Forwards: 70\r\n\
         From: Bob <sip:bob@example.com>;tag=bt\r\nTo: <sip:alice@example.com>\r\nCall-ID: in-1@192.0.2.2\r\n\
         CSeq: 10 INVITE\r\n{CONTACT}{more}Content-Length: 0\r\n\r\n"
    );
    receive(net, text.as_bytes());
    text
}

/// The call-leg that was told of last.
pub fn last_leg(net: &Net) -> CallLegId {
    net.seen.legs.last().expect("no call-leg was told of").0
}

/// A call of bob's that waits for its answer.
pub fn offered(cfg: Config) -> (Net, CallLegId) {
    let mut net = call_net(cfg);
    offer(&mut net, "");
    let call = last_leg(&net);
    (net, call)
}

/// A call of bob's that is answered and acknowledged.
pub fn taken(cfg: Config) -> (Net, CallLegId) {
    let (mut net, call) = offered(cfg);
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    let ack = inside(&net, call, "ACK", 10, "");
    receive(&mut net, ack.as_bytes());
    (net, call)
}

/// A request of the other end within a call; the branch tells number and method.
pub fn inside(net: &Net, call: CallLegId, method: &str, cseq: u32, more: &str) -> String {
    let text = |t: Result<Vec<u8>, Error>| String::from_utf8(t.unwrap()).unwrap();
    let incoming = net.client.leg_direction(call) == Ok(callleg::Direction::Incoming);
    let (to, from) = (text(net.client.leg_to(call)), text(net.client.leg_from(call)));
    let (from, to) = if incoming { (from, to) } else { (to, from) };
    let id = text(net.client.leg_call_id(call));
    format!(
        "{method} sip:alice@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK{method}{cseq}\r\n\
         Max-Forwards: 70\r\nFrom: {from}\r\nTo: {to}\r\nCall-ID: {id}\r\nCSeq: {cseq} {method}\r\n{more}Content-Length: 0\r\n\r\n"
    )
}

/// Time goes by, and nobody answers anything.
pub fn wait(net: &mut Net, ms: u64) {
    net.run_for(ms, &mut |_, _, _, _| {});
}

/// Lets all timers run out: then no table holds anything.
pub fn nothing_left(net: &mut Net) {
    wait(net, 200_000);
    let left = net.client.tables();
    assert_eq!(left, Tables::default(), "something is left when all has ended");
}
