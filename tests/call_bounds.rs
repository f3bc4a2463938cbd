//! What the other end of a call may ask for is bounded, whatever it sends.

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
