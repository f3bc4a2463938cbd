//! Re-INVITEs, sent and received (RFC 3261 section 14).

mod support;

use rvsip::endpoint::callleg::{Action, ModifyState, State};
use rvsip::endpoint::*;
use support::calls::*;
use support::*;

/// What was told of re-INVITEs.
fn modified(net: &Net, call: CallLegId) -> Vec<String> {
    net.told(call).iter().filter_map(|t| t.strip_prefix("re-INVITE ")).map(str::to_string).collect()
}

fn modifying(cfg: Config) -> (Net, CallLegId, ReInviteId) {
    let (mut net, call) = connected(cfg);
    let reinvite = net.client.create_reinvite(call, Some(3)).unwrap();
    act(&mut net, call, Action::ReInvite { reinvite, outbound: None }).unwrap();
    (net, call, reinvite)
}

#[test]
fn a_reinvite_is_answered_and_acknowledged_and_its_object_ends() {
    let (mut net, call, reinvite) = modifying(config());
    let invite = sent(&net, "INVITE");
    assert!(invite.starts_with("INVITE sip:bob@192.0.2.2:5060 SIP/2.0\r\n"), "{invite}");
    assert_eq!(header(&invite, "CSeq"), Some("2 INVITE"));
    answer(&mut net, "INVITE", "100 Trying", "");
    answer(&mut net, "INVITE", "180 Ringing", CONTACT);
    answer(&mut net, "INVITE", "200 OK", "Contact: <sip:bob@192.0.2.88>\r\n");
    assert_eq!(
        modified(&net, call),
        [
            "Sent LocalInviting",
            "Proceeding RemoteProvisional",
            "ResponseReceived RemoteAccepted",
            "AckSent RemoteAccepted",
            "Terminated RemoteAccepted"
        ]
    );
    let ack = sent(&net, "ACK");
    assert!(ack.starts_with("ACK sip:bob@192.0.2.88 SIP/2.0\r\n") && ack.contains("CSeq: 2 ACK\r\n"), "{ack}");
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    assert_eq!(net.sent_by_us().iter().filter(|s| s.contains("CSeq: 2 ACK")).count(), 2, "a copy is acknowledged too");
    assert_eq!(net.client.reinvite_state(call, reinvite), Err(Error::InvalidHandle));
    assert_eq!(net.client.leg_remote_contact(call).unwrap(), b"sip:bob@192.0.2.88");
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
    let next = net.client.create_reinvite(call, Some(0)).unwrap();
    act(&mut net, call, Action::TerminateReInvite { reinvite: next }).unwrap();
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn a_reinvite_that_is_refused_leaves_the_call_as_it_was() {
    let (mut net, call, _) = modifying(config());
    answer(&mut net, "INVITE", "488 Not Acceptable Here", "");
    assert_eq!(
        modified(&net, call)[1..],
        ["ResponseReceived RequestFailure", "AckSent RequestFailure", "Terminated RequestFailure"]
    );
    let (invite, ack) = (sent(&net, "INVITE"), sent(&net, "ACK"));
    assert_eq!(header(&invite, "Via"), header(&ack, "Via"));
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
}

#[test]
fn over_a_stream_its_states_are_the_same() {
    let mut net = call_net(config());
    let call = new_call(&mut net);
    net.client.leg_set_remote_contact(call, b"sip:bob@192.0.2.2;transport=tcp").unwrap();
    act(&mut net, call, Action::Connect { outbound: None }).unwrap();
    answer(&mut net, "INVITE", "200 OK", "Contact: <sip:bob@192.0.2.2;transport=tcp>\r\n");
    let reinvite = net.client.create_reinvite(call, Some(3)).unwrap();
    act(&mut net, call, Action::ReInvite { reinvite, outbound: None }).unwrap();
    answer(&mut net, "INVITE", "488 Not Acceptable Here", "");
    let states =
        ["Sent LocalInviting", "ResponseReceived RequestFailure", "AckSent RequestFailure", "Terminated RequestFailure"];
    assert_eq!(modified(&net, call), states);
}

#[test]
fn the_other_end_that_knows_no_such_dialog_any_more_gets_bye() {
    for status in ["481 Call/Transaction Does Not Exist", "408 Request Timeout"] {
        let (mut net, call, _) = modifying(config());
        answer(&mut net, "INVITE", status, "");
        assert_eq!(net.told(call).last(), Some(&"Disconnecting RequestFailure"));
        assert_eq!(count(&net, "BYE"), 1);
    }
    let (mut net, call, _) = modifying(config());
    wait(&mut net, 33_000);
    assert_eq!(modified(&net, call)[1..], ["Terminated LocalTimeOut"]);
    assert_eq!(net.told(call).last(), Some(&"Disconnecting LocalTimeOut"));
}

#[test]
fn a_challenge_is_answered_by_a_new_reinvite() {
    let (mut net, call, _) = modifying(config());
    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    answer(&mut net, "INVITE", "401 Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\"\r\n");
    assert_eq!(modified(&net, call)[1..], ["ResponseReceived AuthNeeded", "AckSent AuthNeeded", "Terminated AuthNeeded"]);
    assert_eq!(act(&mut net, call, Action::Authenticate { outbound: None }), Err(Error::IllegalAction));
    let reinvite = net.client.create_reinvite(call, Some(3)).unwrap();
    act(&mut net, call, Action::ReInvite { reinvite, outbound: None }).unwrap();
    let invite = sent(&net, "INVITE");
    assert!(invite.contains("Authorization: Digest username=\"alice\"") && invite.contains("CSeq: 3 INVITE"), "{invite}");
}

#[test]
fn there_is_one_at_a_time_and_none_before_a_2xx() {
    let (mut net, call, reinvite) = modifying(config());
    assert_eq!(net.client.create_reinvite(call, Some(0)), Err(Error::IllegalAction));
    assert_eq!(act(&mut net, call, Action::ReInvite { reinvite, outbound: None }), Err(Error::IllegalAction));
    let (mut net, call) = inviting(config());
    assert_eq!(net.client.create_reinvite(call, Some(0)), Err(Error::IllegalAction));
    let other = new_call(&mut net);
    assert_eq!(act(&mut net, other, Action::ReInvite { reinvite, outbound: None }), Err(Error::InvalidHandle));
}

#[test]
fn it_is_cancelled_while_it_rings() {
    let (mut net, call, _) = modifying(config());
    assert_eq!(act(&mut net, call, Action::Cancel), Err(Error::IllegalAction));
    answer(&mut net, "INVITE", "180 Ringing", CONTACT);
    act(&mut net, call, Action::Cancel).unwrap();
    assert_eq!(count(&net, "CANCEL"), 1);
    answer(&mut net, "INVITE", "487 Request Terminated", "");
    assert_eq!(
        modified(&net, call)[2..],
        [
            "Cancelling LocalCancelling",
            "ResponseReceived RequestFailure",
            "AckSent RequestFailure",
            "Terminated RequestFailure"
        ]
    );
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
}

#[test]
fn the_application_acknowledges_it_where_that_is_configured() {
    let (mut net, call) = connected(Config { manual_ack: true, ..config() });
    act(&mut net, call, Action::Ack { outbound: None }).unwrap();
    let reinvite = net.client.create_reinvite(call, Some(3)).unwrap();
    act(&mut net, call, Action::ReInvite { reinvite, outbound: None }).unwrap();
    assert_eq!(act(&mut net, call, Action::AckReInvite { reinvite, outbound: None }), Err(Error::IllegalAction));
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    assert_eq!((modified(&net, call).last().unwrap().as_str(), count(&net, "ACK")), ("RemoteAccepted RemoteAccepted", 1));
    act(&mut net, call, Action::AckReInvite { reinvite, outbound: None }).unwrap();
    assert_eq!((modified(&net, call).last().unwrap().as_str(), count(&net, "ACK")), ("Terminated RemoteAccepted", 2));
}

#[test]
fn a_reinvite_that_is_terminated_says_nothing() {
    let (mut net, call, reinvite) = modifying(config());
    act(&mut net, call, Action::TerminateReInvite { reinvite }).unwrap();
    assert_eq!(modified(&net, call)[1..], ["Terminated Undefined"]);
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn a_call_that_ends_ends_its_reinvite_first() {
    let (mut net, call, _) = modifying(config());
    act(&mut net, call, Action::Terminate).unwrap();
    let told = net.told(call);
    assert_eq!(told[told.len() - 2..], ["re-INVITE Terminated Undefined", "Terminated Undefined"]);
    nothing_left(&mut net);
}

// ---- received ----

fn modified_by_peer(cfg: Config) -> (Net, CallLegId, String) {
    let (mut net, call) = connected(cfg);
    let invite = inside(&net, call, "INVITE", 20, "Contact: <sip:bob@192.0.2.70>\r\n");
    receive(&mut net, invite.as_bytes());
    (net, call, invite)
}

#[test]
fn a_reinvite_of_the_other_end_is_accepted_with_the_calls_of_the_call_leg() {
    let (mut net, call, _) = modified_by_peer(config());
    assert_eq!(modified(&net, call), ["Received RemoteInviting"]);
    act(&mut net, call, Action::Provisional { code: 180, outbound: None }).unwrap();
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    let ok = net.sent_by_us().pop().unwrap();
    assert!(ok.starts_with("SIP/2.0 200") && ok.contains("Contact: <sip:alice@192.0.2.1>"), "{ok}");
    assert_eq!(net.client.leg_remote_contact(call).unwrap(), b"sip:bob@192.0.2.70");
    let ack = inside(&net, call, "ACK", 20, "");
    receive(&mut net, ack.as_bytes());
    assert_eq!(modified(&net, call)[1..], ["ResponseSent LocalAccepted", "AckReceived RemoteAck", "Terminated RemoteAck"]);
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
}

#[test]
fn one_that_is_rejected_changes_nothing() {
    let (mut net, call, invite) = modified_by_peer(config());
    act(&mut net, call, Action::Reject { code: 488, outbound: None }).unwrap();
    assert_eq!(net.client.leg_remote_contact(call).unwrap(), b"sip:bob@192.0.2.2:5060");
    let branch = invite.replace("INVITE sip", "ACK sip").replace("20 INVITE", "20 ACK");
    receive(&mut net, branch.as_bytes());
    assert_eq!(modified(&net, call)[1..], ["ResponseSent LocalReject", "AckReceived RemoteAck", "Terminated RemoteAck"]);
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn one_without_ack_ends_the_call_with_bye() {
    let (mut net, call, _) = modified_by_peer(config());
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    wait(&mut net, 33_000);
    assert_eq!(modified(&net, call).last().unwrap(), "Terminated LocalTimeOut");
    assert_eq!(net.told(call).last(), Some(&"Disconnecting LocalTimeOut"));
}

#[test]
fn one_that_was_refused_and_gets_no_ack_leaves_the_call_as_it_was() {
    let (mut net, call, _) = modified_by_peer(config());
    act(&mut net, call, Action::Reject { code: 488, outbound: None }).unwrap();
    wait(&mut net, 33_000);
    assert_eq!(modified(&net, call)[2..], ["Terminated LocalTimeOut"]);
    assert_eq!((net.client.leg_state(call), count(&net, "BYE")), (Ok(State::Connected), 0));
}

#[test]
fn one_that_is_cancelled_is_answered_by_the_stack() {
    let (mut net, call, invite) = modified_by_peer(config());
    receive(&mut net, invite.replace("INVITE sip", "CANCEL sip").replace("20 INVITE", "20 CANCEL").as_bytes());
    assert_eq!(modified(&net, call)[1..], ["Cancelled RemoteCancelling", "ResponseSent LocalReject"]);
    assert_eq!(count(&net, "SIP/2.0 487"), 1);
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
}

#[test]
fn one_that_comes_while_ours_is_out_is_refused_with_491() {
    let (mut net, call, _) = modifying(config());
    let invite = inside(&net, call, "INVITE", 20, CONTACT);
    receive(&mut net, invite.as_bytes());
    assert_eq!(count(&net, "SIP/2.0 491"), 1);
    assert_eq!(net.seen.reinvites.len(), 1);
    // Its ACK belongs to nothing, and is no news.
    let ack = inside(&net, call, "ACK", 20, "").replace("ACK20", "INVITE20");
    receive(&mut net, ack.as_bytes());
    assert!(net.seen.out_of_context.is_empty());
}

#[test]
fn a_late_copy_of_one_that_was_refused_is_refused_again() {
    let (mut net, call, _) = modifying(config());
    let theirs = inside(&net, call, "INVITE", 20, "");
    receive(&mut net, theirs.as_bytes());
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    let told = net.told(call).len();
    receive(&mut net, theirs.as_bytes());
    assert_eq!(count(&net, "SIP/2.0 491"), 2);
    assert_eq!(net.told(call).len(), told, "nobody would acknowledge a 2xx to it");
    let next = inside(&net, call, "INVITE", 21, "");
    receive(&mut net, next.as_bytes());
    assert_eq!(net.told(call).last(), Some(&"re-INVITE Received RemoteInviting"));
}

#[test]
fn one_that_comes_before_another_is_answered_is_refused_with_500_and_a_time() {
    let (mut net, call, _) = modified_by_peer(config());
    let second = inside(&net, call, "INVITE", 21, CONTACT);
    receive(&mut net, second.as_bytes());
    let refusal = net.sent_by_us().pop().unwrap();
    assert!(refusal.starts_with("SIP/2.0 500"), "{refusal}");
    assert!(header(&refusal, "Retry-After").unwrap().parse::<u32>().unwrap() <= 10);
    assert_eq!(modified(&net, call).len(), 1);
}

#[test]
fn the_application_refuses_one_when_it_is_told_of_it() {
    let (mut net, call) = connected(config());
    net.client.set_interest(Interest { callleg_reinvite_created: true, ..calls_only() });
    net.on_ask = Some(Box::new(|net, token, _| {
        let now = net.time();
        net.client.answer(now, token, Answer::ReInvite { owner: 1, code: 606 });
        None
    }));
    let invite = inside(&net, call, "INVITE", 20, CONTACT);
    receive(&mut net, invite.as_bytes());
    assert_eq!(net.seen.asked, ["ReInviteCreated"]);
    assert_eq!(count(&net, "SIP/2.0 606"), 1);
    assert_eq!(modified(&net, call), ["Terminated LocalReject"]);
    net.client.create_reinvite(call, Some(0)).unwrap();
}

#[test]
fn without_anybody_to_answer_one_it_is_refused() {
    let (mut net, call) = connected(config());
    net.client.set_interest(Interest { callleg_reinvite: false, ..calls_only() });
    let invite = inside(&net, call, "INVITE", 20, CONTACT);
    receive(&mut net, invite.as_bytes());
    assert_eq!(count(&net, "SIP/2.0 488"), 1);
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
}

#[test]
fn a_reinvite_may_be_made_before_the_ack_of_the_first_came() {
    let (mut net, call) = offered(config());
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    let reinvite = net.client.create_reinvite(call, Some(3)).unwrap();
    assert_eq!(net.client.reinvite_state(call, reinvite), Ok(ModifyState::Idle));
    act(&mut net, call, Action::ReInvite { reinvite, outbound: None }).unwrap();
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    assert_eq!(modified(&net, call).last().unwrap(), "Terminated RemoteAccepted");
}

#[test]
fn the_next_address_of_one_is_for_the_application_to_take() {
    let (mut net, call, _) = modifying(Config { failover: Failover::Manual, ..config() });
    answer(&mut net, "INVITE", "503 Service Unavailable", "");
    assert_eq!(modified(&net, call).last().unwrap(), "SendFailure ServiceUnavailable");
    act(&mut net, call, Action::DnsGiveUp { transaction: None }).unwrap();
    assert_eq!(modified(&net, call).last().unwrap(), "Terminated Undefined");
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn a_provisional_response_to_one_that_is_on_its_way_does_not_keep_the_call() {
    let (mut net, call, _) = modified_by_peer(config());
    net.client.set_interest(Interest { callleg_msg_to_send: true, ..calls_only() });
    let held = net.hold(|ask| matches!(ask, Ask::MsgToSend { msg, .. } if msg.is_response()));
    wait(&mut net, 300);
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    answer(&mut net, "BYE", "200 OK", "");
    net.let_go(&held);
    assert_eq!(net.told(call).last(), Some(&"Terminated Disconnected"));
    nothing_left(&mut net);
}

#[test]
fn one_of_ours_that_was_not_sent_yet_is_in_nobodys_way() {
    let (mut net, call) = connected(config());
    let prepared = net.client.create_reinvite(call, Some(3)).unwrap();
    let invite = inside(&net, call, "INVITE", 20, CONTACT);
    receive(&mut net, invite.as_bytes());
    assert_eq!(modified(&net, call), ["Received RemoteInviting"]);
    let early = act(&mut net, call, Action::ReInvite { reinvite: prepared, outbound: None });
    assert_eq!(early, Err(Error::IllegalAction), "theirs comes first");
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    let ack = inside(&net, call, "ACK", 20, "");
    receive(&mut net, ack.as_bytes());
    act(&mut net, call, Action::ReInvite { reinvite: prepared, outbound: None }).unwrap();
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    assert_eq!(modified(&net, call).last().unwrap(), "Terminated RemoteAccepted");
    let another = net.client.create_reinvite(call, Some(3)).unwrap();
    act(&mut net, call, Action::Terminate).unwrap();
    assert!(net.client.reinvite_state(call, another).is_err());
    nothing_left(&mut net);
}
