//! Call-legs that we make: the INVITE and what answers it, ACK, CANCEL, BYE (RFC 3261 sections 13.2, 15 and 9.1).

mod support;

use rvsip::endpoint::callleg::{Action, State};
use rvsip::endpoint::*;
use support::calls::*;
use support::*;

#[test]
fn a_call_rings_is_answered_acknowledged_and_ended() {
    let (mut net, call) = connected(config());
    assert_eq!(
        net.told(call),
        ["Inviting LocalInviting", "Proceeding RemoteProvisional", "Connected RemoteAccepted"]
    );
    let ack = net.sent_by_us().pop().unwrap();
    assert!(ack.starts_with("ACK sip:bob@192.0.2.2:5060 SIP/2.0\r\n"), "{ack}");
    assert!(ack.contains(";tag=srv\r\n") && ack.contains("CSeq: 1 ACK\r\n"), "{ack}");
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    let bye = net.sent_by_us().pop().unwrap();
    assert!(bye.starts_with("BYE sip:bob@192.0.2.2:5060 SIP/2.0\r\n") && bye.contains("CSeq: 2 BYE\r\n"), "{bye}");
    assert_eq!(net.client.leg_state(call), Ok(State::Disconnecting));
    answer(&mut net, "BYE", "200 OK", "");
    assert_eq!(net.told(call)[3..], ["Disconnecting LocalDisconnecting", "Disconnected Disconnected", "Terminated Disconnected"]);
    assert_eq!(net.client.leg_state(call), Err(Error::InvalidHandle));
    nothing_left(&mut net);
}
