//! Reliable provisional responses inside of call-legs (RFC 3262).

mod support;

use rvsip::endpoint::callleg::Action;
use rvsip::endpoint::*;
use support::calls::*;
use support::*;

fn cfg() -> Config {
    Config { reliable_provisional: true, supported: b"100rel".to_vec(), extensions: b"100rel".to_vec(), ..config() }
}

fn ringing(rseq: u32) -> String {
    format!("{CONTACT}Require: 100rel\r\nRSeq: {rseq}\r\n")
}

fn pracks(net: &Net, call: CallLegId) -> Vec<String> {
    net.told(call).iter().filter_map(|t| t.strip_prefix("prack ")).map(str::to_string).collect()
}

// ---- received ----

#[test]
fn a_reliable_response_is_acknowledged_by_itself() {
    let (mut net, call) = inviting(cfg());
    answer(&mut net, "INVITE", "183 Session Progress", &ringing(7));
    let prack = sent(&net, "PRACK");
    assert!(prack.starts_with("PRACK sip:bob@192.0.2.2:5060 SIP/2.0\r\n"), "{prack}");
    assert_eq!(header(&prack, "RAck"), Some("7 1 INVITE"));
    assert_eq!(header(&prack, "CSeq"), Some("2 PRACK"));
    assert!(header(&prack, "To").unwrap().ends_with(";tag=srv"));
    answer(&mut net, "PRACK", "200 OK", "");
    assert_eq!(
        pracks(&net, call),
        ["ReliableReceived RemoteProvisional", "PrackSent Undefined", "FinalReceived Undefined 200"]
    );
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    assert_eq!(header(&sent(&net, "ACK"), "CSeq"), Some("1 ACK"), "the ACK has the number of its INVITE");
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn copies_and_responses_before_their_time_are_not_acknowledged() {
    let (mut net, call) = inviting(cfg());
    answer(&mut net, "INVITE", "183 Session Progress", &ringing(7));
    answer(&mut net, "INVITE", "183 Session Progress", &ringing(7));
    answer(&mut net, "INVITE", "180 Ringing", &ringing(9));
    assert_eq!(count(&net, "PRACK"), 1);
    answer(&mut net, "INVITE", "180 Ringing", &ringing(8));
    assert_eq!(header(&sent(&net, "PRACK"), "RAck"), Some("8 1 INVITE"));
    assert_eq!(count(&net, "PRACK"), 2);
    assert_eq!(net.told(call).iter().filter(|t| t.starts_with("Proceeding")).count(), 1);
}

#[test]
fn the_application_acknowledges_by_itself_where_that_is_configured() {
    let (mut net, call) = inviting(Config { manual_prack: true, ..cfg() });
    assert_eq!(act(&mut net, call, Action::Prack { outbound: None }), Err(Error::IllegalAction));
    answer(&mut net, "INVITE", "183 Session Progress", &ringing(7));
    assert_eq!((pracks(&net, call).len(), count(&net, "PRACK")), (1, 0));
    let mut outbound = rvsip::message::Message::new();
    outbound.set_body(b"v=0\r\n");
    act(&mut net, call, Action::Prack { outbound: Some(Box::new(outbound)) }).unwrap();
    let prack = sent(&net, "PRACK");
    assert!(prack.ends_with("\r\n\r\nv=0\r\n") && prack.contains("RAck: 7 1 INVITE\r\n"), "{prack}");
    assert_eq!(act(&mut net, call, Action::Prack { outbound: None }), Err(Error::IllegalAction));
}

#[test]
fn the_responses_of_each_server_have_numbers_of_their_own() {
    for forking in [false, true] {
        let (mut net, _) = inviting(Config { forking, ..cfg() });
        for (tag, rseq) in [("111", 7), ("222", 500), ("222", 501)] {
            answer_as(&mut net, "INVITE", tag, "183 Session Progress", &ringing(rseq));
            let prack = sent(&net, "PRACK");
            assert_eq!(header(&prack, "RAck"), Some(format!("{rseq} 1 INVITE").as_str()));
            assert!(header(&prack, "To").unwrap().ends_with(&format!(";tag={tag}")));
        }
        answer_as(&mut net, "INVITE", "222", "183 Session Progress", &ringing(501));
        assert_eq!(count(&net, "PRACK"), 3);
    }
}

#[test]
fn without_the_extension_a_response_is_like_any_other() {
    let (mut net, call) = inviting(config());
    answer(&mut net, "INVITE", "183 Session Progress", &ringing(7));
    assert_eq!((pracks(&net, call).len(), count(&net, "PRACK")), (0, 0));
}

#[test]
fn a_prack_without_answer_is_told_of() {
    let (mut net, call) = inviting(cfg());
    answer(&mut net, "INVITE", "183 Session Progress", &ringing(7));
    wait(&mut net, 33_000);
    assert_eq!(pracks(&net, call).last().unwrap(), "FinalReceived LocalTimeOut 408");
}

const CHALLENGE: &str = "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n1\", qop=\"auth\"\r\n";

#[test]
fn a_prack_that_is_challenged_is_repeated_with_credentials_once() {
    for accepted in [true, false] {
        let (mut net, call) = inviting(cfg());
        net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
        answer(&mut net, "INVITE", "183 Session Progress", &ringing(7));
        answer(&mut net, "PRACK", "407 Proxy Authentication Required", CHALLENGE);
        let prack = sent(&net, "PRACK");
        assert!(prack.contains("Proxy-Authorization: Digest username=\"alice\"") && prack.contains("CSeq: 3 PRACK"), "{prack}");
        assert_eq!((header(&prack, "RAck"), count(&net, "PRACK")), (Some("7 1 INVITE"), 2));
        let mut heard = vec!["ReliableReceived RemoteProvisional", "PrackSent Undefined"];
        assert_eq!(pracks(&net, call), heard);
        if accepted {
            answer(&mut net, "PRACK", "200 OK", "");
            heard.push("FinalReceived Undefined 200");
        } else {
            answer(&mut net, "PRACK", "407 Proxy Authentication Required", &CHALLENGE.replace("n1", "n2"));
            heard.push("FinalReceived RequestFailure 407");
        }
        assert_eq!((pracks(&net, call), count(&net, "PRACK")), (heard.iter().map(|h| h.to_string()).collect(), 2));
        act(&mut net, call, Action::Terminate).unwrap();
        nothing_left(&mut net);
    }
}

#[test]
fn a_prack_of_which_only_the_nonce_had_grown_old_is_repeated_each_time() {
    let (mut net, call) = inviting(cfg());
    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    answer(&mut net, "INVITE", "183 Session Progress", &ringing(7));
    answer(&mut net, "PRACK", "407 Proxy Authentication Required", CHALLENGE);
    answer(&mut net, "PRACK", "407 Proxy Authentication Required", &CHALLENGE.replace("\"n1\"", "\"n2\", stale=true"));
    assert!(header(&sent(&net, "PRACK"), "Proxy-Authorization").unwrap().contains("nonce=\"n2\""));
    answer(&mut net, "PRACK", "200 OK", "");
    assert_eq!((pracks(&net, call).last().unwrap().as_str(), count(&net, "PRACK")), ("FinalReceived Undefined 200", 3));
    // The next one has the credentials with it.
    answer(&mut net, "INVITE", "180 Ringing", &ringing(8));
    assert!(header(&sent(&net, "PRACK"), "Proxy-Authorization").unwrap().contains("nc=00000002"));
}

#[test]
fn a_prack_that_is_challenged_stays_so_where_the_application_has_no_secrets() {
    let (mut net, call) = inviting(cfg());
    net.client.set_interest(Interest { secret: false, ..calls_only() });
    answer(&mut net, "INVITE", "183 Session Progress", &ringing(7));
    answer(&mut net, "PRACK", "407 Proxy Authentication Required", CHALLENGE);
    assert_eq!((pracks(&net, call).last().unwrap().as_str(), count(&net, "PRACK")), ("FinalReceived RequestFailure 407", 1));

    // It has some, and none for this realm.
    let (mut net, call) = inviting(cfg());
    answer(&mut net, "INVITE", "183 Session Progress", &ringing(7));
    answer(&mut net, "PRACK", "407 Proxy Authentication Required", CHALLENGE);
    assert_eq!((pracks(&net, call).last().unwrap().as_str(), count(&net, "PRACK")), ("FinalReceived AuthNeeded", 1));
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn a_challenge_of_a_prack_that_comes_after_the_final_response_has_no_effect() {
    let (mut net, call) = inviting(cfg());
    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    answer(&mut net, "INVITE", "183 Session Progress", &ringing(7));
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    answer(&mut net, "PRACK", "407 Proxy Authentication Required", CHALLENGE);
    assert_eq!((net.client.leg_state(call), count(&net, "PRACK")), (Ok(callleg::State::Connected), 1));
}

#[test]
fn a_peer_that_challenges_every_prack_gets_no_more_than_there_is_room_for() {
    let (mut net, call) = inviting(Config { max_transactions: 10, ..cfg() });
    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    for rseq in 1..=100 {
        answer(&mut net, "INVITE", "183 Session Progress", &ringing(rseq));
        answer(&mut net, "PRACK", "407 Proxy Authentication Required", CHALLENGE);
    }
    let t = net.client.tables();
    assert!(t.transactions <= 12, "{t:?}");
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn one_of_a_reinvite_is_acknowledged_too() {
    let (mut net, call) = connected(cfg());
    let reinvite = net.client.create_reinvite(call, Some(3)).unwrap();
    act(&mut net, call, Action::ReInvite { reinvite, outbound: None }).unwrap();
    answer(&mut net, "INVITE", "183 Session Progress", &ringing(1));
    assert_eq!(header(&sent(&net, "PRACK"), "RAck"), Some("1 2 INVITE"));
}

// ---- sent ----

fn offered_reliably(cfg: Config) -> (Net, CallLegId) {
    let mut net = call_net(cfg);
    offer(&mut net, "Supported: 100rel\r\n");
    let call = last_leg(&net);
    act(&mut net, call, Action::ProvisionalReliable { code: 183, outbound: None }).unwrap();
    (net, call)
}

fn rseq(net: &Net) -> u32 {
    let all = net.sent_by_us();
    let last = all.iter().rev().find(|s| s.starts_with("SIP/2.0 183")).unwrap();
    header(last, "RSeq").unwrap().parse().unwrap()
}

#[test]
fn a_prack_is_answered_by_itself() {
    let (mut net, call) = offered_reliably(cfg());
    let prack = inside(&net, call, "PRACK", 11, &format!("RAck: {} 10 INVITE\r\n", rseq(&net)));
    receive(&mut net, prack.as_bytes());
    assert_eq!(pracks(&net, call), ["PrackReceived Undefined", "FinalSent Undefined 200"]);
    assert_eq!(count(&net, "SIP/2.0 200"), 1);
    wait(&mut net, 5_000);
    assert_eq!(count(&net, "SIP/2.0 183"), 1, "it is not repeated any more");
    act(&mut net, call, Action::ProvisionalReliable { code: 180, outbound: None }).unwrap();
    assert_eq!(act(&mut net, call, Action::ProvisionalReliable { code: 180, outbound: None }), Err(Error::IllegalAction));
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    act(&mut net, call, Action::Terminate).unwrap();
    nothing_left(&mut net);
}

#[test]
fn the_application_answers_a_prack_where_that_is_configured() {
    let (mut net, call) = offered_reliably(Config { manual_prack: true, ..cfg() });
    assert_eq!(act(&mut net, call, Action::AnswerPrack { code: 200, outbound: None }), Err(Error::IllegalAction));
    let prack = inside(&net, call, "PRACK", 11, &format!("RAck: {} 10 INVITE\r\n", rseq(&net)));
    receive(&mut net, prack.as_bytes());
    assert_eq!((pracks(&net, call).len(), count(&net, "SIP/2.0 200")), (1, 0));
    act(&mut net, call, Action::AnswerPrack { code: 200, outbound: None }).unwrap();
    assert_eq!(pracks(&net, call)[1..], ["FinalSent Undefined 200"]);
}

#[test]
fn a_prack_that_fits_nothing_is_refused() {
    let (mut net, call) = offered_reliably(cfg());
    let prack = inside(&net, call, "PRACK", 11, &format!("RAck: {} 10 INVITE\r\n", rseq(&net) + 1));
    receive(&mut net, prack.as_bytes());
    assert_eq!(count(&net, "SIP/2.0 481"), 1);
    assert_eq!(pracks(&net, call).len(), 0);
}

#[test]
fn without_a_prack_the_invite_is_refused_in_the_end() {
    let (mut net, call) = offered_reliably(cfg());
    wait(&mut net, 33_000);
    assert!(count(&net, "SIP/2.0 183") > 3);
    assert!(count(&net, "SIP/2.0 500") >= 1);
    assert_eq!(net.told(call).last(), Some(&"Terminated LocalTimeOut"));
    nothing_left(&mut net);
}
