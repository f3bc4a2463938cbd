//! Responses of several servers to one INVITE (RFC 3261 sections 12.1 and 13.2.2.4).

mod support;

use rvsip::endpoint::callleg::{Action, State};
use rvsip::endpoint::*;
use support::calls::*;
use support::*;

fn cfg() -> Config {
    Config { forking: true, ..config() }
}

fn contact(name: &str) -> String {
    format!("Contact: <sip:{name}@192.0.2.2>\r\n")
}

/// Two servers ring: the call, and the call-leg of the second.
fn two_ring(cfg: Config) -> (Net, CallLegId, CallLegId) {
    let (mut net, call) = inviting(cfg);
    answer_as(&mut net, "INVITE", "111", "180 Ringing", &contact("one"));
    answer_as(&mut net, "INVITE", "222", "180 Ringing", &contact("two"));
    let fork = last_leg(&net);
    (net, call, fork)
}

#[test]
fn a_second_to_tag_makes_a_call_leg_of_its_own() {
    let (net, call, fork) = two_ring(cfg());
    assert_ne!(call, fork);
    assert_eq!(net.told(call), ["Inviting LocalInviting", "Proceeding RemoteProvisional"]);
    assert_eq!(net.told(fork), ["Proceeding RemoteProvisional"]);
    assert_eq!(net.client.leg_original(fork), Ok(call));
    assert_eq!(net.client.leg_original(call), Ok(call));
    assert!(net.client.leg_to(fork).unwrap().ends_with(b";tag=222"));
}

#[test]
fn each_2xx_connects_its_own_and_is_acknowledged_there() {
    let (mut net, call, fork) = two_ring(cfg());
    answer_as(&mut net, "INVITE", "222", "200 OK", &contact("two"));
    assert_eq!(net.told(fork)[1..], ["RemoteAccepted RemoteAccepted", "Connected RemoteAccepted"]);
    assert_eq!(net.client.leg_state(call), Ok(State::Proceeding));
    let ack = sent(&net, "ACK");
    assert!(ack.starts_with("ACK sip:two@192.0.2.2 SIP/2.0\r\n") && ack.contains(";tag=222\r\n"), "{ack}");
    answer_as(&mut net, "INVITE", "111", "200 OK", &contact("one"));
    assert_eq!(net.told(call)[2..], ["Connected RemoteAccepted"]);
    assert!(sent(&net, "ACK").starts_with("ACK sip:one@192.0.2.2 SIP/2.0\r\n"));
    for tag in ["111", "222"] {
        answer_as(&mut net, "INVITE", tag, "200 OK", &contact("x"));
    }
    assert_eq!(count(&net, "ACK"), 4, "copies are acknowledged, each as before");
    assert!(sent(&net, "ACK").contains(";tag=222\r\n"));
    for leg in [call, fork] {
        act(&mut net, leg, Action::Disconnect { outbound: None }).unwrap();
        answer(&mut net, "BYE", "200 OK", "");
        assert_eq!(net.told(leg).last(), Some(&"Terminated Disconnected"));
    }
    nothing_left(&mut net);
}

#[test]
fn a_2xx_of_a_third_makes_a_call_leg_that_is_connected_at_once() {
    let (mut net, _, _) = two_ring(cfg());
    answer_as(&mut net, "INVITE", "333", "200 OK", &contact("three"));
    let third = last_leg(&net);
    assert_eq!(net.told(third), ["RemoteAccepted RemoteAccepted", "Connected RemoteAccepted"]);
}

#[test]
fn a_refusal_goes_to_the_original_whoever_sent_it() {
    let (mut net, call, fork) = two_ring(cfg());
    answer_as(&mut net, "INVITE", "222", "486 Busy Here", "");
    assert_eq!(net.told(call).last(), Some(&"Terminated RequestFailure"));
    assert_eq!(net.client.leg_state(fork), Ok(State::Proceeding));
    assert_eq!(net.client.leg_original(fork), Err(Error::NotFound));
    wait(&mut net, 181_000);
    assert_eq!(net.told(fork)[1..], ["Terminated LocalTimeOut"]);
    nothing_left(&mut net);
}

#[test]
fn a_forked_call_that_is_not_answered_ends_in_its_time() {
    let (mut net, _, fork) = two_ring(Config { forked_timeout: 5_000, ..cfg() });
    wait(&mut net, 4_900);
    assert_eq!(net.client.leg_state(fork), Ok(State::Proceeding));
    wait(&mut net, 200);
    assert_eq!(net.told(fork)[1..], ["Terminated LocalTimeOut"]);
    let (mut net, _, fork) = two_ring(Config { forked_timeout: 5_000, ..cfg() });
    let now = net.time();
    net.client.leg_set_forked_timeout(now, fork, 0).unwrap();
    wait(&mut net, 20_000);
    assert_eq!(net.client.leg_state(fork), Ok(State::Proceeding));
}

#[test]
fn it_cannot_be_cancelled_alone() {
    let (mut net, _, fork) = two_ring(cfg());
    assert_eq!(act(&mut net, fork, Action::Cancel), Err(Error::IllegalAction));
    act(&mut net, fork, Action::Disconnect { outbound: None }).unwrap();
    assert_eq!(net.told(fork).last(), Some(&"Terminated Undefined"));
    assert_eq!(count(&net, "CANCEL"), 0);
}

#[test]
fn what_is_early_when_the_first_2xx_is_old_ends() {
    let (mut net, call, fork) = two_ring(cfg());
    answer_as(&mut net, "INVITE", "222", "200 OK", &contact("two"));
    wait(&mut net, 33_000);
    assert_eq!(net.told(call).last(), Some(&"Terminated Undefined"));
    assert_eq!(net.client.leg_state(fork), Ok(State::Connected));
}

#[test]
fn without_the_original_the_others_are_acknowledged_and_connected_all_the_same() {
    let (mut net, call, fork) = two_ring(cfg());
    answer_as(&mut net, "INVITE", "333", "200 OK", &contact("three"));
    act(&mut net, call, Action::Terminate).unwrap();
    answer_as(&mut net, "INVITE", "333", "200 OK", &contact("three"));
    assert_eq!(count(&net, "ACK"), 2, "a copy is acknowledged as before");
    answer_as(&mut net, "INVITE", "222", "200 OK", &contact("two"));
    assert_eq!(net.client.leg_state(fork), Ok(State::Connected));
    assert!(sent(&net, "ACK").starts_with("ACK sip:two@192.0.2.2 SIP/2.0\r\n"));
    answer_as(&mut net, "INVITE", "444", "200 OK", &contact("four"));
    assert_eq!(count(&net, "ACK"), 3, "nobody has anything of this one");
}

#[test]
fn the_original_just_ends_when_it_is_hung_up_after_the_2xx_of_another() {
    let (mut net, call, fork) = two_ring(cfg());
    answer_as(&mut net, "INVITE", "222", "200 OK", &contact("two"));
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    assert_eq!(net.told(call).last(), Some(&"Terminated Undefined"));
    assert_eq!((net.client.leg_state(fork), count(&net, "CANCEL")), (Ok(State::Connected), 0));
}

#[test]
fn the_next_server_of_the_same_name_is_no_fork() {
    for failover in [Failover::Automatic, Failover::Manual] {
        let mut net = call_net(Config { failover, ..cfg() });
        net.names.insert("many.example.com".into(), vec![[192, 0, 2, 2].into(), [192, 0, 2, 3].into()]);
        let call = new_call(&mut net);
        net.client.leg_set_remote_contact(call, b"sip:bob@many.example.com").unwrap();
        act(&mut net, call, Action::Connect { outbound: None }).unwrap();
        answer_as(&mut net, "INVITE", "111", "180 Ringing", &contact("one"));
        answer_as(&mut net, "INVITE", "111", "503 Service Unavailable", "");
        if failover == Failover::Manual {
            let now = net.time();
            net.client.leg_dns_continue(now, call, None).unwrap();
            act(&mut net, call, Action::DnsResend { transaction: None, outbound: None }).unwrap();
        }
        answer_as(&mut net, "INVITE", "222", "200 OK", &contact("two"));
        assert_eq!(net.client.leg_state(call), Ok(State::Connected));
        assert_eq!(last_leg(&net), call);
    }
}

#[test]
fn the_application_may_not_want_it() {
    for status in ["180 Ringing", "200 OK"] {
        let (mut net, call) = inviting(cfg());
        net.client.set_interest(Interest { callleg_forked: true, ..calls_only() });
        answer_as(&mut net, "INVITE", "111", "180 Ringing", &contact("one"));
        net.on_ask = Some(Box::new(|net, token, ask| {
            assert!(matches!(ask, Ask::CallLegForked { .. }));
            let now = net.time();
            net.client.answer(now, token, Answer::Created { owner: 0, take: false });
            None
        }));
        answer_as(&mut net, "INVITE", "222", status, &contact("two"));
        assert_eq!(last_leg(&net), call, "nothing is told of it");
        assert_eq!(net.client.tables().call_legs, 1);
        let unwanted = usize::from(status == "200 OK");
        assert_eq!((count(&net, "ACK"), count(&net, "BYE")), (unwanted, unwanted));
    }
}

#[test]
fn without_forking_the_first_2xx_takes_the_call_and_any_further_one_is_ended() {
    let (mut net, call) = inviting(config());
    answer_as(&mut net, "INVITE", "111", "180 Ringing", &contact("one"));
    answer_as(&mut net, "INVITE", "222", "180 Ringing", &contact("two"));
    assert!(net.client.leg_to(call).unwrap().ends_with(b";tag=222"));
    answer_as(&mut net, "INVITE", "111", "200 OK", &contact("one"));
    assert_eq!(net.told(call).last(), Some(&"Connected RemoteAccepted"));
    answer_as(&mut net, "INVITE", "222", "200 OK", &contact("two"));
    let (ack, bye) = (sent(&net, "ACK"), sent(&net, "BYE"));
    for request in [ack, bye] {
        assert!(request.contains(" sip:two@192.0.2.2 SIP/2.0\r\n") && request.contains(";tag=222\r\n"), "{request}");
    }
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
    assert_eq!(net.client.tables().call_legs, 1);
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn every_server_counts_its_requests_by_itself() {
    for forking in [true, false] {
        let (mut net, call) = inviting(Config { forking, ..config() });
        answer_as(&mut net, "INVITE", "111", "180 Ringing", &contact("one"));
        let info = inside(&net, call, "INFO", 500, "");
        receive(&mut net, info.as_bytes());
        answer_as(&mut net, "INVITE", "222", "200 OK", &contact("two"));
        let other = last_leg(&net);
        let bye = inside(&net, other, "BYE", 1, "");
        receive(&mut net, bye.as_bytes());
        assert_eq!(net.told(other).last(), Some(&"Terminated RemoteDisconnected"), "forking {forking}");
    }
}

#[test]
fn a_copy_of_a_2xx_that_nobody_wants_gets_its_ack_again_and_no_further_bye() {
    let (mut net, _) = inviting(config());
    answer_as(&mut net, "INVITE", "111", "200 OK", &contact("one"));
    for _ in 0..4 {
        answer_as(&mut net, "INVITE", "222", "200 OK", &contact("two"));
    }
    assert_eq!((count(&net, "ACK"), count(&net, "BYE")), (5, 1));
}

#[test]
fn many_forks_that_nobody_wants_do_not_add_up() {
    let (mut net, call) = inviting(config());
    answer_as(&mut net, "INVITE", "111", "200 OK", &contact("one"));
    for n in 0..200 {
        answer_as(&mut net, "INVITE", &format!("t{n}"), "200 OK", &contact("two"));
    }
    assert_eq!(count(&net, "BYE"), 16);
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
}

#[test]
fn with_the_flag_off_the_first_tag_stays() {
    let (mut net, call) = inviting(cfg());
    net.client.leg_set_forking(call, false).unwrap();
    answer_as(&mut net, "INVITE", "111", "180 Ringing", &contact("one"));
    answer_as(&mut net, "INVITE", "222", "180 Ringing", &contact("two"));
    assert!(net.client.leg_to(call).unwrap().ends_with(b";tag=111"));
    assert_eq!(net.client.tables().call_legs, 1);
}

#[test]
fn beyond_the_limit_of_call_legs_a_fork_is_ended() {
    let (mut net, call) = inviting(Config { max_call_legs: 1, ..cfg() });
    answer_as(&mut net, "INVITE", "111", "200 OK", &contact("one"));
    answer_as(&mut net, "INVITE", "222", "200 OK", &contact("two"));
    assert_eq!((count(&net, "ACK"), count(&net, "BYE")), (2, 1));
    assert_eq!(net.client.leg_state(call), Ok(State::Connected));
}

#[test]
fn a_response_that_comes_while_the_application_thinks_about_a_fork_waits_for_its_copy() {
    let (mut net, _) = inviting(cfg());
    net.client.set_interest(Interest { callleg_forked: true, ..calls_only() });
    answer_as(&mut net, "INVITE", "111", "180 Ringing", &contact("one"));
    let held = net.hold(|ask| matches!(ask, Ask::CallLegForked { .. }));
    answer_as(&mut net, "INVITE", "222", "180 Ringing", &contact("two"));
    answer_as(&mut net, "INVITE", "222", "200 OK", &contact("two"));
    let Some((token, Ask::CallLegForked { id })) = held.borrow_mut().pop() else { panic!("not asked") };
    let now = net.time();
    net.client.answer(now, token, Answer::Created { owner: 1, take: true });
    net.settle();
    answer_as(&mut net, "INVITE", "222", "200 OK", &contact("two"));
    assert_eq!(net.told(id).last(), Some(&"Connected RemoteAccepted"));
    assert_eq!(net.told(id).iter().filter(|t| t.starts_with("Connected")).count(), 1);
}
