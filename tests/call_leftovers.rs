//! Calls end once and leave nothing behind, and what their other end may ask for is bounded.

mod support;

use rvsip::endpoint::callleg::Action;
use rvsip::endpoint::*;
use support::calls::*;
use support::*;

fn small() -> Config {
    Config { max_transactions: 10, reliable_provisional: true, extensions: b"100rel".to_vec(), ..config() }
}

fn reliable(rseq: u32) -> String {
    format!("{CONTACT}Require: 100rel\r\nRSeq: {rseq}\r\n")
}

#[test]
fn a_peer_that_wants_any_number_of_pracks_gets_no_more_than_there_is_room_for() {
    let (mut net, call) = inviting(small());
    for rseq in 1..=300 {
        answer(&mut net, "INVITE", "183 Go on", &reliable(rseq));
    }
    let t = net.client.tables();
    assert!(t.transactions <= 11, "{t:?}");
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn a_provisional_response_that_found_no_room_for_its_prack_gets_it_when_it_comes_again() {
    let (mut net, call) = inviting(Config { max_transactions: 1, ..small() });
    answer(&mut net, "INVITE", "183 Go on", &reliable(1));
    answer(&mut net, "INVITE", "183 Go on", &reliable(2));
    assert_eq!(header(&sent(&net, "PRACK"), "RAck"), Some("1 1 INVITE"));
    answer(&mut net, "PRACK", "200 OK", "");
    wait(&mut net, 6_000);
    answer(&mut net, "INVITE", "183 Go on", &reliable(2));
    assert_eq!(header(&sent(&net, "PRACK"), "RAck"), Some("2 1 INVITE"));
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn a_peer_that_answers_with_any_number_of_tags_makes_no_more_transactions_than_there_may_be() {
    for forking in [false, true] {
        let (mut net, call) = inviting(Config { forking, max_call_legs: 4, ..small() });
        for tag in 0..300 {
            answer_as(&mut net, "INVITE", &format!("t{tag}"), "200 OK", CONTACT);
        }
        let t = net.client.tables();
        assert!(t.call_legs <= 4 && t.transactions <= 10 + 2 * 4, "{t:?}");
        for id in [call].into_iter().chain(net.seen.legs.iter().map(|(id, _)| *id).collect::<Vec<_>>()) {
            let _ = act(&mut net, id, Action::Terminate);
        }
        nothing_left(&mut net);
    }
}

#[test]
fn an_ack_that_could_not_be_sent_is_made_again_when_the_2xx_comes_again() {
    for failover in [Failover::Automatic, Failover::Manual] {
        let (mut net, call) = connected(Config { failover, ..small() });
        let ack = net.client.tables().transactions;
        assert_eq!(count(&net, "ACK"), 1);
        let tx = TransactionId(Id { index: 1, generation: 0 });
        let now = net.time();
        net.client.send_failed(now, tx, "refused");
        net.settle();
        assert_eq!(net.client.tables().transactions, ack - 1);
        answer(&mut net, "INVITE", "200 OK", CONTACT);
        assert_eq!(count(&net, "ACK"), 2);
        assert_eq!(net.client.leg_state(call), Ok(callleg::State::Connected));
        act(&mut net, call, Action::Terminate).unwrap();
        nothing_left(&mut net);
    }
}

#[test]
fn a_call_that_is_terminated_while_its_bye_is_out_ends_once() {
    let (mut net, call) = connected(small());
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    act(&mut net, call, Action::Terminate).unwrap();
    assert_eq!(net.told(call)[3..], ["Disconnecting LocalDisconnecting", "Terminated Undefined"]);
    nothing_left(&mut net);
}

#[test]
fn a_fork_that_the_application_thinks_about_hears_of_no_request_and_goes_without_a_word() {
    let (mut net, call) = inviting(Config { forking: true, ..small() });
    net.client.set_interest(Interest { callleg_forked: true, callleg_reinvite: true, ..calls_only() });
    let held = net.hold(|ask| matches!(ask, Ask::CallLegForked { .. }));
    answer_as(&mut net, "INVITE", "t1", "180 Ringing", CONTACT);
    answer_as(&mut net, "INVITE", "t2", "180 Ringing", CONTACT);
    let before = net.told(call).len();
    let update = inside(&net, call, "UPDATE", 5, "").replace(";tag=t1", ";tag=t2");
    receive(&mut net, update.as_bytes());
    assert_eq!(count(&net, "SIP/2.0 500"), 1);
    let (token, _) = held.borrow_mut().remove(0);
    let now = net.time();
    net.client.answer(now, token, Answer::Created { owner: 0, take: false });
    net.settle();
    assert_eq!((net.told(call).len(), net.seen.legs.len()), (before, before));
    assert_eq!(net.client.tables().call_legs, 1);
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn an_ack_counts_however_long_the_application_looks_at_it() {
    let (mut net, call) = offered(small());
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    net.client.set_interest(Interest { callleg_msg_received: true, ..calls_only() });
    let held = net.hold(|ask| matches!(ask, Ask::MsgReceived { .. }));
    let ack = inside(&net, call, "ACK", 10, "");
    receive(&mut net, ack.as_bytes());
    wait(&mut net, 60_000);
    assert_eq!(net.client.leg_state(call), Ok(callleg::State::Connected));
    net.let_go(&held);
    assert_eq!(net.client.leg_state(call), Ok(callleg::State::Connected));
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn a_bye_that_is_given_up_leaves_no_state_that_waits_for_nothing() {
    let (mut net, call) = inviting(Config { failover: Failover::Manual, ..small() });
    answer(&mut net, "INVITE", "180 Ringing", CONTACT);
    act(&mut net, call, Action::Cancel).unwrap();
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    wait(&mut net, 40_000);
    assert_eq!(net.client.leg_state(call), Ok(callleg::State::SendFailure));
    act(&mut net, call, Action::DnsGiveUp { transaction: None }).unwrap();
    assert_eq!(net.client.leg_state(call), Ok(callleg::State::Connected));
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}
