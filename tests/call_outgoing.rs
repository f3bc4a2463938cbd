//! Call-legs that we make: the INVITE and what answers it, ACK, CANCEL, BYE (RFC 3261 sections 13.2, 15 and 9.1).

mod support;

use rvsip::endpoint::callleg::{Action, State};
use rvsip::endpoint::*;
use support::calls::*;
use support::*;

#[test]
fn a_call_rings_is_answered_acknowledged_and_ended() {
    let (mut net, call) = connected(config());
    assert_eq!(net.told(call), ["Inviting LocalInviting", "Proceeding RemoteProvisional", "Connected RemoteAccepted"]);
    let ack = net.sent_by_us().pop().unwrap();
    assert!(ack.starts_with("ACK sip:bob@192.0.2.2:5060 SIP/2.0\r\n"), "{ack}");
    assert!(ack.contains(";tag=srv\r\n") && ack.contains("CSeq: 1 ACK\r\n"), "{ack}");
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    let bye = net.sent_by_us().pop().unwrap();
    assert!(bye.starts_with("BYE sip:bob@192.0.2.2:5060 SIP/2.0\r\n") && bye.contains("CSeq: 2 BYE\r\n"), "{bye}");
    assert_eq!(net.client.leg_state(call), Ok(State::Disconnecting));
    answer(&mut net, "BYE", "200 OK", "");
    assert_eq!(
        net.told(call)[3..],
        ["Disconnecting LocalDisconnecting", "Disconnected Disconnected", "Terminated Disconnected"]
    );
    assert_eq!(net.client.leg_state(call), Err(Error::InvalidHandle));
    nothing_left(&mut net);
}

// ---- the INVITE ----

#[test]
fn the_invite_has_a_tag_a_call_id_of_its_own_and_a_contact() {
    let (net, call) = inviting(config());
    let invite = sent(&net, "INVITE");
    assert!(invite.starts_with("INVITE sip:bob@192.0.2.2 SIP/2.0\r\n"), "{invite}");
    assert!(header(&invite, "From").unwrap().starts_with("Alice <sip:alice@192.0.2.1>;tag="), "{invite}");
    assert_eq!(header(&invite, "To"), Some("<sip:bob@192.0.2.2>"));
    assert_eq!(header(&invite, "CSeq"), Some("1 INVITE"));
    assert_eq!(header(&invite, "Contact"), Some("<sip:alice@192.0.2.1>"));
    assert_eq!(header(&invite, "Call-ID").unwrap().as_bytes(), net.client.leg_call_id(call).unwrap());
}

#[test]
fn to_and_from_have_to_be_there_and_another_connect_is_refused() {
    let mut net = call_net(config());
    let call = net.client.create_call_leg(0).unwrap();
    assert_eq!(act(&mut net, call, Action::Connect { outbound: None }), Err(Error::IllegalAction));
    net.client.leg_set_to(call, b"<sip:bob@192.0.2.2>").unwrap();
    assert_eq!(act(&mut net, call, Action::Connect { outbound: None }), Err(Error::IllegalAction));
    net.client.leg_set_from(call, b"<sip:alice@192.0.2.1>").unwrap();
    act(&mut net, call, Action::Connect { outbound: None }).unwrap();
    assert_eq!(act(&mut net, call, Action::Connect { outbound: None }), Err(Error::IllegalAction));
    assert_eq!(net.client.leg_set_to(call, b"<sip:carol@192.0.2.2>"), Err(Error::IllegalAction));
    for action in [Action::Accept { outbound: None }, Action::Cancel, Action::Ack { outbound: None }] {
        assert_eq!(act(&mut net, call, action), Err(Error::IllegalAction));
    }
}

#[test]
fn more_call_legs_than_configured_are_refused() {
    let mut net = call_net(Config { max_call_legs: 1, ..config() });
    let call = net.client.create_call_leg(0).unwrap();
    assert_eq!(net.client.create_call_leg(0), Err(Error::OutOfResources));
    act(&mut net, call, Action::Terminate).unwrap();
    net.client.create_call_leg(0).unwrap();
}

#[test]
fn what_the_application_chose_is_in_the_invite() {
    let mut net = call_net(config());
    let call = new_call(&mut net);
    net.client.leg_set_call_id(call, b"mine@here").unwrap();
    net.client.leg_set_cseq(call, 41).unwrap();
    net.client.leg_set_from(call, b"<sip:alice@192.0.2.1>;tag=fixed").unwrap();
    net.client.leg_set_remote_contact(call, b"sip:desk@192.0.2.2;transport=tcp").unwrap();
    net.client.leg_set_local_contact(call, b"sip:me@192.0.2.1;x=y").unwrap();
    net.client.leg_set_replaces(call, b"other@there;to-tag=1;from-tag=2").unwrap();
    let mut outbound = rvsip::message::Message::new();
    outbound.push_other(b"X-Mine", b"1");
    outbound.set_body(b"v=0\r\n");
    act(&mut net, call, Action::Connect { outbound: Some(Box::new(outbound)) }).unwrap();
    let invite = sent(&net, "INVITE");
    for line in [
        "INVITE sip:desk@192.0.2.2;transport=tcp SIP/2.0",
        "Call-ID: mine@here",
        "CSeq: 41 INVITE",
        "From: <sip:alice@192.0.2.1>;tag=fixed",
        "Contact: <sip:me@192.0.2.1;x=y>",
        "Replaces: other@there;to-tag=1;from-tag=2",
        "X-Mine: 1",
    ] {
        assert!(invite.lines().any(|l| l == line), "{line}\n{invite}");
    }
    assert!(invite.ends_with("\r\n\r\nv=0\r\n"));
    assert!(header(&invite, "Via").unwrap().starts_with("SIP/2.0/TCP"));
    assert_eq!(net.client.leg_cseq(call), Ok(41));
}

// ---- responses ----

#[test]
fn a_2xx_that_comes_again_gets_the_same_ack_again() {
    let (mut net, call) = connected(config());
    let ack = sent(&net, "ACK");
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    let acks: Vec<String> = net.sent_by_us().into_iter().filter(|s| s.starts_with("ACK")).collect();
    assert_eq!(acks, [ack.clone(), ack.clone(), ack]);
    assert_eq!(net.told(call).len(), 3, "it is told of once");
}

#[test]
fn the_ack_has_a_branch_of_its_own_and_goes_where_the_contact_and_the_routes_lead() {
    let (mut net, call) = inviting(config());
    let more = "Record-Route: <sip:192.0.2.3;lr>\r\nRecord-Route: <sip:192.0.2.2;lr>\r\nContact: <sip:bob@192.0.2.9>\r\n";
    answer(&mut net, "INVITE", "200 OK", more);
    let (invite, ack) = (sent(&net, "INVITE"), sent(&net, "ACK"));
    assert_ne!(header(&invite, "Via"), header(&ack, "Via"));
    assert!(ack.starts_with("ACK sip:bob@192.0.2.9 SIP/2.0\r\n"), "{ack}");
    assert!(ack.contains("Route: <sip:192.0.2.2;lr>\r\nRoute: <sip:192.0.2.3;lr>\r\n"), "{ack}");
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    let bye = sent(&net, "BYE");
    assert!(bye.contains("Route: <sip:192.0.2.2;lr>\r\nRoute: <sip:192.0.2.3;lr>\r\n"), "{bye}");
}

#[test]
fn of_a_contact_only_what_may_stand_in_a_request_line_does() {
    let (mut net, _) = inviting(config());
    answer(&mut net, "INVITE", "200 OK", "Contact: <sip:bob@192.0.2.2;method=INVITE;x=y?Subject=z>\r\n");
    let ack = sent(&net, "ACK");
    assert!(ack.starts_with("ACK sip:bob@192.0.2.2;x=y SIP/2.0\r\n"), "{ack}");
}

#[test]
fn a_strict_router_gets_the_request_in_its_own_name() {
    let (mut net, call) = inviting(config());
    // The first in the reversed list is the next hop.
    let more = "Record-Route: <sip:192.0.2.7;lr>\r\nRecord-Route: <sip:192.0.2.8>\r\nContact: <sip:bob@192.0.2.9>\r\n";
    answer(&mut net, "INVITE", "200 OK", more);
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    let bye = sent(&net, "BYE");
    assert!(bye.starts_with("BYE sip:192.0.2.8 SIP/2.0\r\n"), "{bye}");
    assert!(bye.contains("Route: <sip:192.0.2.7;lr>\r\nRoute: <sip:bob@192.0.2.9>\r\n"), "{bye}");
}

#[test]
fn a_strict_router_is_the_next_hop_itself() {
    let (mut net, call) = inviting(config());
    let more = "Record-Route: <sip:192.0.2.7;lr>\r\nRecord-Route: <sip:192.0.2.8>\r\nContact: <sip:bob@192.0.2.9>\r\n";
    let to = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    answer(&mut net, "INVITE", "200 OK", more);
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    let seen = to.clone();
    net.run_for(10, &mut |_, me, _, bytes| {
        if bytes.starts_with(b"BYE") {
            seen.borrow_mut().push(me);
        }
    });
    assert_eq!(*to.borrow(), [addr("192.0.2.8:5060")]);
}

#[test]
fn an_early_dialog_is_corrected_by_the_2xx() {
    let (mut net, call) = inviting(config());
    answer_as(&mut net, "INVITE", "one", "180 Ringing", "Contact: <sip:one@192.0.2.2>\r\n");
    assert!(net.client.leg_to(call).unwrap().ends_with(b";tag=one"));
    answer_as(&mut net, "INVITE", "two", "200 OK", "Contact: <sip:two@192.0.2.2>\r\n");
    assert!(net.client.leg_to(call).unwrap().ends_with(b";tag=two"));
    let ack = sent(&net, "ACK");
    assert!(ack.starts_with("ACK sip:two@192.0.2.2 SIP/2.0\r\n") && ack.contains(";tag=two\r\n"), "{ack}");
}

#[test]
fn a_redirection_leads_to_the_first_contact_when_the_application_connects_again() {
    let (mut net, call) = inviting(config());
    answer_as(&mut net, "INVITE", "old", "180 Ringing", CONTACT);
    answer_as(&mut net, "INVITE", "old", "302 Moved", "Contact: <mailto:bob@example.com>\r\nContact: <sip:bob@192.0.2.77>\r\n");
    assert_eq!(net.told(call).last(), Some(&"Redirected Redirected"));
    assert_eq!(count(&net, "ACK"), 1);
    assert_eq!(net.client.leg_remote_contact(call).unwrap(), b"sip:bob@192.0.2.77");
    act(&mut net, call, Action::Connect { outbound: None }).unwrap();
    let invite = sent(&net, "INVITE");
    assert!(invite.starts_with("INVITE sip:bob@192.0.2.77 SIP/2.0\r\n"), "{invite}");
    assert_eq!(header(&invite, "To"), Some("<sip:bob@192.0.2.2>"), "a new INVITE has no To tag");
    assert_eq!(header(&invite, "CSeq"), Some("2 INVITE"));
    assert_eq!(net.told(call).last(), Some(&"Inviting LocalInviting"));
}

#[test]
fn a_refusal_is_acknowledged_and_ends_the_call() {
    for (status, reason) in
        [("486 Busy Here", "RequestFailure"), ("500 Server Internal Error", "ServerFailure"), ("603 Decline", "GlobalFailure")]
    {
        let (mut net, call) = inviting(config());
        answer(&mut net, "INVITE", status, "");
        let end = [format!("Disconnected {reason}"), format!("Terminated {reason}")];
        assert_eq!(net.told(call)[1..], [end[0].as_str(), end[1].as_str()]);
        let (invite, ack) = (sent(&net, "INVITE"), sent(&net, "ACK"));
        assert_eq!(header(&invite, "Via"), header(&ack, "Via"));
        assert_eq!(net.seen.last_of_leg[&call].status(), status[..3].parse::<u16>().unwrap());
        answer(&mut net, "INVITE", status, "");
        assert_eq!(count(&net, "ACK"), 2, "a copy is acknowledged even now");
        nothing_left(&mut net);
    }
}

#[test]
fn an_invite_that_nobody_answers_times_out() {
    let (mut net, call) = inviting(config());
    wait(&mut net, 32_100);
    assert_eq!(net.told(call)[1..], ["Disconnected LocalTimeOut", "Terminated LocalTimeOut"]);
    assert_eq!(count(&net, "INVITE"), 7);
    nothing_left(&mut net);
}

#[test]
fn a_provisional_response_gives_a_time_of_its_own() {
    let (mut net, call) = inviting(config());
    answer(&mut net, "INVITE", "180 Ringing", CONTACT);
    wait(&mut net, 179_000);
    assert_eq!(net.client.leg_state(call), Ok(State::Proceeding));
    wait(&mut net, 2_000);
    assert_eq!(net.told(call)[2..], ["Disconnected LocalTimeOut", "Terminated LocalTimeOut"]);
}

#[test]
fn its_end_waits_for_the_application_where_that_is_configured() {
    let (mut net, call) = inviting(Config { proceeding_timeout: true, ..config() });
    answer(&mut net, "INVITE", "180 Ringing", CONTACT);
    wait(&mut net, 181_000);
    assert_eq!(net.told(call)[2..], ["ProceedingTimeout LocalTimeOut"]);
    act(&mut net, call, Action::Cancel).unwrap();
    assert_eq!(net.told(call).last(), Some(&"Cancelling LocalCancelling"));
    answer(&mut net, "INVITE", "487 Request Terminated", "");
    assert_eq!(net.told(call).last(), Some(&"Terminated RequestFailure"));
    nothing_left(&mut net);
}

#[test]
fn every_provisional_response_is_told_to_who_listens() {
    let (mut net, call) = inviting(config());
    net.client.set_interest(Interest { callleg_provisional: true, ..calls_only() });
    for status in ["100 Trying", "180 Ringing", "183 Session Progress"] {
        answer(&mut net, "INVITE", status, CONTACT);
    }
    assert_eq!(net.told(call)[1..], ["provisional 100", "Proceeding RemoteProvisional", "provisional 180", "provisional 183"]);
}

#[test]
fn a_100_makes_no_dialog() {
    let (mut net, call) = inviting(config());
    answer(&mut net, "INVITE", "100 Trying", "");
    assert_eq!(net.client.leg_state(call), Ok(State::Proceeding));
    assert_eq!(net.client.leg_to(call).unwrap(), b"<sip:bob@192.0.2.2>");
    assert_eq!(net.client.tables().dialogs, 0);
}

// ---- ACK by the application ----

#[test]
fn the_application_acknowledges_by_itself_where_that_is_configured() {
    let (mut net, call) = connected(Config { manual_ack: true, ..config() });
    assert_eq!(net.told(call)[2..], ["RemoteAccepted RemoteAccepted"]);
    assert_eq!(count(&net, "ACK"), 0);
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    assert_eq!(count(&net, "ACK"), 0, "nor does a copy cause it");
    let mut outbound = rvsip::message::Message::new();
    outbound.set_body(b"v=0\r\n");
    act(&mut net, call, Action::Ack { outbound: Some(Box::new(outbound)) }).unwrap();
    assert!(sent(&net, "ACK").ends_with("\r\n\r\nv=0\r\n"));
    assert_eq!(net.told(call)[3..], ["Connected RemoteAccepted"]);
    assert_eq!(act(&mut net, call, Action::Ack { outbound: None }), Err(Error::IllegalAction));
}

#[test]
fn hanging_up_before_the_ack_acknowledges_first() {
    let (mut net, call) = connected(Config { manual_ack: true, ..config() });
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    let requests: Vec<String> = net.sent_by_us().iter().map(|s| s[..3].to_string()).collect();
    assert_eq!(requests, ["INV", "ACK", "BYE"]);
    assert_eq!(net.told(call).last(), Some(&"Disconnecting LocalDisconnecting"));
}

// ---- CANCEL ----

#[test]
fn a_call_that_rings_is_cancelled() {
    for by_hanging_up in [false, true] {
        let (mut net, call) = inviting(config());
        answer(&mut net, "INVITE", "180 Ringing", CONTACT);
        let action = if by_hanging_up { Action::Disconnect { outbound: None } } else { Action::Cancel };
        act(&mut net, call, action).unwrap();
        let (invite, cancel) = (sent(&net, "INVITE"), sent(&net, "CANCEL"));
        assert_eq!(header(&invite, "Via"), header(&cancel, "Via"));
        answer(&mut net, "CANCEL", "200 OK", "");
        assert_eq!(net.client.leg_state(call), Ok(State::Cancelling));
        answer(&mut net, "INVITE", "487 Request Terminated", "");
        assert_eq!(
            net.told(call)[2..],
            ["Cancelling LocalCancelling", "Disconnected RequestFailure", "Terminated RequestFailure"]
        );
        nothing_left(&mut net);
    }
}

#[test]
fn a_cancel_that_is_too_late_ends_the_call_with_bye() {
    let (mut net, call) = inviting(config());
    answer(&mut net, "INVITE", "180 Ringing", CONTACT);
    act(&mut net, call, Action::Cancel).unwrap();
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    assert_eq!((count(&net, "ACK"), count(&net, "BYE")), (1, 1));
    assert_eq!(net.told(call)[2..], ["Cancelling LocalCancelling", "Disconnecting LocalDisconnecting"]);
    answer(&mut net, "BYE", "200 OK", "");
    assert_eq!(net.told(call).last(), Some(&"Terminated Disconnected"));
    nothing_left(&mut net);
}

#[test]
fn the_bye_of_a_cancel_that_was_too_late_can_be_sent_again() {
    let (mut net, call) = inviting(Config { failover: Failover::Manual, ..config() });
    answer(&mut net, "INVITE", "180 Ringing", CONTACT);
    act(&mut net, call, Action::Cancel).unwrap();
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    wait(&mut net, 33_000);
    act(&mut net, call, Action::DnsGiveUp { transaction: None }).unwrap();
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    answer(&mut net, "BYE", "200 OK", "");
    assert_eq!(net.told(call).last(), Some(&"Terminated Disconnected"));
}

#[test]
fn who_hangs_up_before_any_response_cancels_when_one_comes() {
    let (mut net, call) = inviting(config());
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    assert_eq!((net.told(call).last(), count(&net, "CANCEL")), (Some(&"Cancelling LocalCancelling"), 0));
    answer(&mut net, "INVITE", "100 Trying", "");
    assert_eq!(count(&net, "CANCEL"), 1);
    answer(&mut net, "INVITE", "487 Request Terminated", "");
    assert_eq!(net.told(call).last(), Some(&"Terminated RequestFailure"));
    nothing_left(&mut net);
}

#[test]
fn a_cancelled_invite_without_final_response_ends_by_itself() {
    let (mut net, call) = inviting(config());
    answer(&mut net, "INVITE", "180 Ringing", CONTACT);
    act(&mut net, call, Action::Cancel).unwrap();
    wait(&mut net, 33_000);
    assert_eq!(net.told(call)[3..], ["Disconnected LocalTimeOut", "Terminated LocalTimeOut"]);
    nothing_left(&mut net);
}

/// A call to a name that stands for two servers; the INVITE is with the first.
fn to_two_servers(failover: Failover) -> (Net, CallLegId) {
    let mut net = call_net(Config { failover, ..config() });
    net.names.insert("many.example.com".into(), vec![[192, 0, 2, 2].into(), [192, 0, 2, 3].into()]);
    let call = new_call(&mut net);
    net.client.leg_set_remote_contact(call, b"sip:bob@many.example.com").unwrap();
    act(&mut net, call, Action::Connect { outbound: None }).unwrap();
    (net, call)
}

#[test]
fn a_call_that_was_hung_up_before_any_response_goes_to_no_other_server() {
    for failover in [Failover::Automatic, Failover::Manual] {
        let (mut net, call) = to_two_servers(failover);
        act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
        answer(&mut net, "INVITE", "503 Service Unavailable", "");
        assert_eq!(net.told(call)[2..], ["Disconnected ServerFailure", "Terminated ServerFailure"]);
        assert_eq!(count(&net, "INVITE"), 1);

        let (mut net, call) = to_two_servers(failover);
        act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
        let via = header(&sent(&net, "INVITE"), "Via").unwrap().to_string();
        wait(&mut net, 33_000);
        assert_eq!(net.told(call)[2..], ["Disconnected LocalTimeOut", "Terminated LocalTimeOut"]);
        assert_eq!(header(&sent(&net, "INVITE"), "Via"), Some(via.as_str()), "copies only");
        nothing_left(&mut net);
    }
}

#[test]
fn a_call_that_went_to_another_server_is_cancelled_when_that_one_has_said_something() {
    let (mut net, call) = to_two_servers(Failover::Automatic);
    answer(&mut net, "INVITE", "100 Trying", "");
    answer(&mut net, "INVITE", "503 Service Unavailable", "");
    assert_eq!((count(&net, "INVITE"), net.client.leg_state(call)), (2, Ok(State::Proceeding)));
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    assert_eq!(count(&net, "CANCEL"), 0, "there is none before a response (section 9.1)");
    answer(&mut net, "INVITE", "100 Trying", "");
    assert_eq!(count(&net, "CANCEL"), 1);
    answer(&mut net, "INVITE", "487 Request Terminated", "");
    assert_eq!(net.told(call)[2..], ["Cancelling LocalCancelling", "Disconnected RequestFailure", "Terminated RequestFailure"]);
    nothing_left(&mut net);
}

#[test]
fn a_2xx_that_the_application_looks_at_when_it_hangs_up_is_acknowledged_and_ended() {
    for early in [true, false] {
        let (mut net, call) = inviting(config());
        if early {
            act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
        } else {
            answer(&mut net, "INVITE", "180 Ringing", CONTACT);
        }
        net.client.set_interest(Interest { callleg_msg_received: true, ..calls_only() });
        let held = net.hold(|ask| matches!(ask, Ask::MsgReceived { .. }));
        answer(&mut net, "INVITE", "180 Ringing", CONTACT);
        answer(&mut net, "INVITE", "200 OK", CONTACT);
        if !early {
            act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
        }
        net.let_go(&held);
        net.let_go(&held);
        assert_eq!((count(&net, "ACK"), count(&net, "BYE"), count(&net, "CANCEL")), (1, 1, 0), "{:?}", net.told(call));
        assert_eq!(net.told(call).last(), Some(&"Disconnecting LocalDisconnecting"));
    }
}

// ---- credentials ----

const CHALLENGE: &str = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", qop=\"auth\"\r\n";

#[test]
fn a_challenge_is_answered_when_the_application_says_so() {
    let (mut net, call) = inviting(config());
    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    answer(&mut net, "INVITE", "401 Unauthorized", CHALLENGE);
    assert_eq!(net.told(call).last(), Some(&"Unauthenticated AuthNeeded"));
    assert_eq!(count(&net, "ACK"), 1);
    act(&mut net, call, Action::Authenticate { outbound: None }).unwrap();
    let invite = sent(&net, "INVITE");
    assert!(header(&invite, "Authorization").unwrap().contains("username=\"alice\""), "{invite}");
    assert_eq!(header(&invite, "CSeq"), Some("2 INVITE"));
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    let ack = sent(&net, "ACK");
    assert_eq!(header(&ack, "Authorization"), header(&invite, "Authorization"), "the ACK repeats the credentials");
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    let bye = sent(&net, "BYE");
    assert!(header(&bye, "Authorization").unwrap().contains("nc=00000002"), "{bye}");
}

#[test]
fn an_invite_that_is_challenged_after_a_provisional_response_goes_again_to_where_it_went() {
    let (mut net, call) = inviting(config());
    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    answer_as(&mut net, "INVITE", "111", "183 Session Progress", "Contact: <sip:bob@192.0.2.50>\r\n");
    answer_as(&mut net, "INVITE", "222", "401 Unauthorized", CHALLENGE);
    act(&mut net, call, Action::Authenticate { outbound: None }).unwrap();
    let invite = sent(&net, "INVITE");
    assert!(invite.starts_with("INVITE sip:bob@192.0.2.2 SIP/2.0\r\n"), "{invite}");
}

#[test]
fn a_nonce_that_has_grown_old_is_replaced_without_asking() {
    let (mut net, call) = inviting(config());
    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    answer(&mut net, "INVITE", "401 Unauthorized", CHALLENGE);
    act(&mut net, call, Action::Authenticate { outbound: None }).unwrap();
    let stale = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n2\", qop=\"auth\", stale=true\r\n";
    answer(&mut net, "INVITE", "401 Unauthorized", stale);
    let invite = sent(&net, "INVITE");
    assert_eq!(header(&invite, "CSeq"), Some("3 INVITE"));
    assert!(header(&invite, "Authorization").unwrap().contains("nonce=\"n2\""), "{invite}");
    assert_eq!(net.told(call).last(), Some(&"Inviting LocalInviting"));
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    assert_eq!(net.told(call).last(), Some(&"Connected RemoteAccepted"));
}

#[test]
fn without_a_user_the_call_ends() {
    let (mut net, call) = inviting(config());
    answer(&mut net, "INVITE", "401 Unauthorized", CHALLENGE);
    act(&mut net, call, Action::Authenticate { outbound: None }).unwrap();
    assert_eq!(net.told(call)[2..], ["Inviting LocalInviting", "Disconnected AuthNeeded", "Terminated AuthNeeded"]);
    nothing_left(&mut net);
}

#[test]
fn a_bye_that_is_challenged_is_repeated_with_credentials_once() {
    let (mut net, call) = connected(config());
    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    answer(&mut net, "BYE", "407 Proxy Authentication Required", &CHALLENGE.replace("WWW", "Proxy"));
    let bye = sent(&net, "BYE");
    assert!(bye.contains("Proxy-Authorization: Digest username=\"alice\"") && bye.contains("CSeq: 3 BYE"), "{bye}");
    answer(&mut net, "BYE", "407 Proxy Authentication Required", &CHALLENGE.replace("WWW", "Proxy").replace("n1", "n2"));
    assert_eq!(net.told(call)[4..], ["Disconnected Disconnected", "Terminated Disconnected"]);
    nothing_left(&mut net);
}

// ---- the end ----

#[test]
fn a_bye_without_answer_ends_the_call_all_the_same() {
    let (mut net, call) = connected(config());
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    wait(&mut net, 33_000);
    assert_eq!(net.told(call)[4..], ["Disconnected LocalTimeOut", "Terminated LocalTimeOut"]);
    nothing_left(&mut net);
}

#[test]
fn byes_that_cross_end_the_call_once() {
    let (mut net, call) = connected(config());
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    let bye = inside(&net, call, "BYE", 1, "");
    receive(&mut net, bye.as_bytes());
    assert_eq!(net.told(call)[4..], ["Disconnected LocalDisconnected", "Terminated LocalDisconnected"]);
    answer(&mut net, "BYE", "481 Call/Transaction Does Not Exist", "");
    assert_eq!(count(&net, "SIP/2.0 200 OK"), 1);
    nothing_left(&mut net);
}

#[test]
fn terminate_says_nothing_to_anybody() {
    for ring in [false, true] {
        let (mut net, call) = inviting(config());
        if ring {
            answer(&mut net, "INVITE", "180 Ringing", CONTACT);
        }
        act(&mut net, call, Action::Terminate).unwrap();
        assert_eq!(net.told(call).last(), Some(&"Terminated Undefined"));
        assert_eq!((count(&net, "CANCEL"), count(&net, "BYE")), (0, 0));
        assert_eq!(act(&mut net, call, Action::Terminate), Err(Error::InvalidHandle));
        nothing_left(&mut net);
    }
}

#[test]
fn a_call_that_is_terminated_while_its_bye_is_out_ends_once() {
    let (mut net, call) = connected(config());
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    act(&mut net, call, Action::Terminate).unwrap();
    assert_eq!(net.told(call)[3..], ["Disconnecting LocalDisconnecting", "Terminated Undefined"]);
    nothing_left(&mut net);

    // Nor is it told twice when there is nobody to answer a challenge for.
    let (mut net, call) = connected(config());
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    answer(&mut net, "BYE", "401 Unauthorized", CHALLENGE);
    assert_eq!(net.told(call)[3..], ["Disconnecting LocalDisconnecting", "Disconnected AuthNeeded", "Terminated AuthNeeded"]);
    nothing_left(&mut net);
}

#[test]
fn an_idle_call_that_is_hung_up_just_ends() {
    let mut net = call_net(config());
    let call = new_call(&mut net);
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    assert_eq!(net.told(call), ["Terminated Undefined"]);
    nothing_left(&mut net);
}

#[test]
fn an_invite_that_cannot_be_sent_ends_the_call() {
    let mut net = call_net(config());
    let call = new_call(&mut net);
    net.client.leg_set_remote_contact(call, b"sip:bob@nowhere.example").unwrap();
    act(&mut net, call, Action::Connect { outbound: None }).unwrap();
    let query = net.lookups.pop().unwrap().0;
    let now = net.time();
    net.client.answered(now, query, Err(LookupError::NoRecords));
    net.settle();
    wait(&mut net, 100);
    assert_eq!(net.told(call).last(), Some(&"Terminated NetworkError"));
    nothing_left(&mut net);
}

// ---- failover by the application ----

#[test]
fn the_application_takes_the_next_address() {
    let mut net = call_net(Config { failover: Failover::Manual, ..config() });
    net.names.insert("many.example.com".into(), vec![[192, 0, 2, 2].into(), [192, 0, 2, 3].into()]);
    let call = new_call(&mut net);
    net.client.leg_set_remote_contact(call, b"sip:bob@many.example.com").unwrap();
    act(&mut net, call, Action::Connect { outbound: None }).unwrap();
    let first = sent(&net, "INVITE");
    answer(&mut net, "INVITE", "503 Service Unavailable", "");
    assert_eq!(net.told(call).last(), Some(&"SendFailure ServiceUnavailable"));
    assert_eq!(count(&net, "ACK"), 1, "a 503 is acknowledged");
    let now = net.time();
    assert_eq!(act(&mut net, call, Action::DnsResend { transaction: None, outbound: None }), Err(Error::IllegalAction));
    net.client.leg_dns_continue(now, call, None).unwrap();
    act(&mut net, call, Action::DnsResend { transaction: None, outbound: None }).unwrap();
    assert_eq!(net.told(call).last(), Some(&"Inviting LocalInviting"));
    let second = sent(&net, "INVITE");
    assert_ne!(header(&first, "Via"), header(&second, "Via"));
    assert_eq!(header(&first, "Call-ID"), header(&second, "Call-ID"));
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    assert_eq!(net.told(call).last(), Some(&"Connected RemoteAccepted"));
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn the_application_gives_up() {
    let (mut net, call) = inviting(Config { failover: Failover::Manual, ..config() });
    wait(&mut net, 33_000);
    assert_eq!(net.told(call).last(), Some(&"SendFailure LocalTimeOut"));
    act(&mut net, call, Action::DnsGiveUp { transaction: None }).unwrap();
    assert_eq!(net.told(call).last(), Some(&"Terminated Undefined"));
    nothing_left(&mut net);
}

#[test]
fn a_bye_that_is_given_up_leaves_the_call_as_it_was() {
    let (mut net, call) = connected(Config { failover: Failover::Manual, ..config() });
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    wait(&mut net, 33_000);
    assert_eq!(net.told(call).last(), Some(&"SendFailure LocalTimeOut"));
    act(&mut net, call, Action::DnsGiveUp { transaction: None }).unwrap();
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    answer(&mut net, "BYE", "200 OK", "");
    assert_eq!(net.told(call).last(), Some(&"Terminated Disconnected"));
    nothing_left(&mut net);
}

// ---- what the application looks at ----

#[test]
fn messages_are_shown_before_they_count() {
    let mut net = call_net(config());
    net.client.set_interest(Interest {
        callleg_msg_to_send: true,
        callleg_msg_received: true,
        callleg_final_dest: true,
        ..calls_only()
    });
    let call = new_call(&mut net);
    act(&mut net, call, Action::Connect { outbound: None }).unwrap();
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    assert_eq!(net.seen.asked, ["MsgToSend", "FinalDest", "MsgReceived", "MsgToSend", "FinalDest"]);
}

#[test]
fn an_ack_is_shown_where_the_application_has_something_for_it() {
    let (mut net, call) = inviting(config());
    net.client.leg_expects_ack(call).unwrap();
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    assert_eq!(net.seen.asked, ["MsgToSend"]);
    assert_eq!(count(&net, "ACK"), 1);
}

#[test]
fn an_invite_that_the_application_holds_back_ends_the_call() {
    let mut net = call_net(config());
    net.client.set_interest(Interest { callleg_msg_to_send: true, ..calls_only() });
    net.on_ask = Some(Box::new(|net, token, ask| {
        let Ask::MsgToSend { msg, .. } = ask else { return Some((token, ask)) };
        let now = net.time();
        net.client.answer(now, token, Answer::Refuse(msg));
        None
    }));
    let call = new_call(&mut net);
    act(&mut net, call, Action::Connect { outbound: None }).unwrap();
    assert_eq!(net.told(call), ["Inviting LocalInviting", "Disconnected NetworkError", "Terminated NetworkError"]);
    nothing_left(&mut net);
}

// ---- connections ----

#[test]
fn a_persistent_call_keeps_its_connection_and_a_plain_one_does_not() {
    for persistent in [true, false] {
        let mut net = call_net(config());
        let call = new_call(&mut net);
        net.client.leg_set_persistent(call, persistent).unwrap();
        net.client.leg_set_remote_contact(call, b"sip:bob@192.0.2.2;transport=tcp").unwrap();
        act(&mut net, call, Action::Connect { outbound: None }).unwrap();
        let conn = *net.conns.keys().next().unwrap();
        let request = sent(&net, "INVITE");
        let now = net.time();
        let contact = "Contact: <sip:bob@192.0.2.2;transport=tcp>\r\n";
        net.client.receive(now, Flow::Conn(conn), &response(request.as_bytes(), "200 OK", contact));
        net.settle();
        wait(&mut net, 100_000);
        assert_eq!(net.client.leg_connection(call), Ok(persistent.then_some(conn)));
        act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
        assert_eq!(net.opened.len(), if persistent { 1 } else { 3 }, "INVITE, ACK and BYE, each on one of its own");
    }
}

#[test]
fn over_a_stream_a_refusal_is_told_as_over_datagrams() {
    for (status, told) in [
        ("401 Unauthorized", "Unauthenticated AuthNeeded"),
        ("302 Moved Temporarily", "Redirected Redirected"),
        ("486 Busy Here", "Terminated RequestFailure"),
    ] {
        let mut net = call_net(config());
        let call = new_call(&mut net);
        net.client.leg_set_remote_contact(call, b"sip:bob@192.0.2.2;transport=tcp").unwrap();
        act(&mut net, call, Action::Connect { outbound: None }).unwrap();
        answer(&mut net, "INVITE", status, "");
        assert_eq!(net.told(call).last(), Some(&told));
        assert_eq!(count(&net, "ACK"), 1);
    }
}

#[test]
fn an_ack_whose_connection_broke_goes_again_with_the_next_copy_of_the_2xx() {
    let (mut net, call) = inviting(Config { manual_ack: true, ..config() });
    let contact = "Contact: <sip:bob@192.0.2.9;transport=tcp>\r\n";
    answer(&mut net, "INVITE", "200 OK", contact);
    net.refuse.push(addr("192.0.2.9:5060"));
    let mut outbound = rvsip::message::Message::new();
    outbound.set_body(b"v=0\r\n");
    act(&mut net, call, Action::Ack { outbound: Some(Box::new(outbound)) }).unwrap();
    assert_eq!(count(&net, "ACK"), 0);
    net.refuse.clear();
    for copies in 1..3 {
        answer(&mut net, "INVITE", "200 OK", contact);
        assert_eq!(count(&net, "ACK"), copies);
        assert!(sent(&net, "ACK").ends_with("\r\n\r\nv=0\r\n"));
    }
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}
