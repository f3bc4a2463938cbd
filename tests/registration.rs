//! One registration: states, retransmission, answers of every class.

mod support;

use rvsip::endpoint::regclient::{Reason, State};
use rvsip::endpoint::*;
use support::*;

fn registered() -> (Net, ClientId) {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", Some("<sip:alice@192.0.2.1>"), Some(3600));
    net.register(id);
    let end = net.now + 1000;
    net.run(end, &mut |n, me, from, b| {
        let a = accept(b, 3600);
        n.post(me, from, &a);
    });
    assert_eq!(net.state(id), State::Registered);
    (net, id)
}

#[test]
fn a_register_goes_out_with_all_it_needs_and_a_200_makes_the_client_registered() {
    let (net, id) = registered();
    let r = &net.requests_sent()[0];
    assert!(r.starts_with("REGISTER sip:192.0.2.2:5060 SIP/2.0\r\n"), "{r}");
    let via = header(r, "Via").unwrap();
    assert!(via.starts_with("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK") && via.ends_with(";rport"), "{via}");
    assert_eq!(header(r, "Max-Forwards"), Some("70"));
    assert_eq!(header(r, "To"), Some("<sip:alice@example.com>"));
    assert!(header(r, "From").unwrap().starts_with("<sip:alice@example.com>;tag="));
    assert_eq!(header(r, "CSeq"), Some("1 REGISTER"));
    assert_eq!(header(r, "Expires"), Some("3600"));
    assert_eq!(header(r, "Content-Length"), Some("0"));
    let states: Vec<_> = net.seen.states.iter().map(|(_, s, r)| (*s, *r)).collect();
    assert_eq!(states, [(State::Registering, Reason::UserRequest), (State::Registered, Reason::Successful)]);
    assert_eq!(contacts(&net.seen.last[&id]), ["<sip:alice@192.0.2.1>;expires=3600"]);
}

#[test]
fn an_unanswered_register_is_sent_again_by_the_rules_of_timer_e_and_fails_after_timer_f() {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", None, None);
    net.register(id);
    net.run(40_000, &mut |_, _, _, _| {});
    let times: Vec<u64> = net.sent.iter().map(|(t, _, _)| *t).collect();
    assert_eq!(times, [0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500]);
    assert_eq!(net.seen.states.last().map(|(_, s, r)| (*s, *r)), Some((State::Failed, Reason::TransactionTimeout)));
    assert_eq!(net.state(id), State::Failed);
    net.run(400_000, &mut |_, _, _, _| {});
    assert_eq!(net.sent.len(), 11, "no retry after a timeout");
}

#[test]
fn a_provisional_answer_slows_retransmission_to_t2() {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", None, None);
    net.register(id);
    net.run(40_000, &mut always("100 Trying", ""));
    let times: Vec<u64> = net.sent.iter().filter(|(_, f, _)| *f == addr(CLIENT)).map(|(t, _, _)| *t).collect();
    assert_eq!(times, [0, 500, 4500, 8500, 12500, 16500, 20500, 24500, 28500]);
    assert_eq!(net.state(id), State::Failed);
}

#[test]
fn a_refresh_has_the_same_call_id_and_the_next_cseq() {
    let (mut net, id) = registered();
    net.register(id);
    let end = net.now + 1000;
    net.run(end, &mut always("200 OK", ""));
    let r = net.requests_sent();
    assert_eq!(header(&r[0], "Call-ID"), header(&r[1], "Call-ID"));
    assert_eq!(header(&r[0], "From"), header(&r[1], "From"));
    assert_eq!(header(&r[1], "CSeq"), Some("2 REGISTER"));
    assert_ne!(header(&r[0], "Via"), header(&r[1], "Via"));
    assert_eq!(header(&r[1], "To"), Some("<sip:alice@example.com>"), "the To tag of the answer is not used again");
}

#[test]
fn every_class_of_answer_leads_to_its_state() {
    for (status, state, reason) in [
        ("200 OK", State::Registered, Reason::Successful),
        ("299 Fine", State::Registered, Reason::Successful),
        ("302 Moved", State::Redirected, Reason::Redirection),
        ("401 Unauthorized", State::Unauthenticated, Reason::Unauthenticated),
        ("407 Proxy", State::Unauthenticated, Reason::Unauthenticated),
        ("423 Interval Too Brief", State::Failed, Reason::RequestFailure),
        ("404 Not Found", State::Failed, Reason::RequestFailure),
        ("500 Server Error", State::Failed, Reason::ServerFailure),
        ("503 Busy", State::Failed, Reason::ServerFailure),
        ("603 Decline", State::Failed, Reason::GlobalFailure),
    ] {
        let mut net = Net::new(config(), 1);
        let id = net.add_client("alice", None, None);
        net.register(id);
        net.run(1000, &mut always(status, ""));
        assert_eq!(net.seen.states.last().map(|(_, s, r)| (*s, *r)), Some((state, reason)), "{status}");
        assert_eq!(net.state(id), state);
    }
}

#[test]
fn a_redirection_makes_the_first_contact_the_registrar_and_register_goes_there() {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", None, None);
    net.register(id);
    net.run(1000, &mut |n, me, from, b| {
        let a = if me == addr(REGISTRAR) {
            response(b, "302 Moved", "Contact: <sip:192.0.2.9:5080?x=y>;q=0.5, <sip:192.0.2.10>\r\n")
        } else {
            response(b, "200 OK", "")
        };
        n.post(me, from, &a);
    });
    assert_eq!(net.state(id), State::Redirected);
    assert_eq!(net.client.client_registrar(id).unwrap(), b"sip:192.0.2.9:5080");
    net.register(id);
    net.run(2000, &mut always("200 OK", ""));
    assert_eq!(net.state(id), State::Registered);
    assert!(net.requests_sent()[1].starts_with("REGISTER sip:192.0.2.9:5080 SIP/2.0"));
    assert_eq!(header(&net.requests_sent()[1], "CSeq"), Some("2 REGISTER"));
}

#[test]
fn register_needs_to_from_and_registrar_and_is_refused_while_one_is_out() {
    let mut net = Net::new(config(), 1);
    let id = net.client.create_client(0).unwrap();
    assert_eq!(net.client.command(Time(0), Command::Register { id, outbound: None }), Err(Error::IllegalAction));
    assert_eq!(net.state(id), State::Idle);
    let id = net.add_client("alice", None, None);
    net.register(id);
    assert_eq!(net.client.command(Time(0), Command::Register { id, outbound: None }), Err(Error::IllegalAction));
    assert_eq!(net.client.client_set_to(id, b"<sip:b@c>"), Err(Error::IllegalAction));
    assert_eq!(net.client.command(Time(0), Command::Authenticate { id, outbound: None }), Err(Error::IllegalAction));
}

#[test]
fn a_star_contact_must_stand_alone_with_expires_0() {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", Some("*"), Some(3600));
    assert_eq!(net.client.command(Time(0), Command::Register { id, outbound: None }), Err(Error::BadParam));
    net.client.client_set_expires(id, Some(0)).unwrap();
    net.client.client_add_contact(id, b"<sip:a@192.0.2.1>").unwrap();
    assert_eq!(net.client.command(Time(0), Command::Register { id, outbound: None }), Err(Error::BadParam));
    net.client.client_remove_contact(id, b"<sip:a@192.0.2.1>").unwrap();
    net.register(id);
    net.run(1000, &mut always("200 OK", ""));
    assert_eq!(net.state(id), State::Registered);
    assert_eq!(header(&net.requests_sent()[0], "Contact"), Some("*"));
}

#[test]
fn answers_that_do_not_fit_the_request_are_ignored() {
    for (from, to) in [
        ("CSeq: 1 REGISTER", "CSeq: 2 REGISTER"),
        ("CSeq: 1 REGISTER", "CSeq: 1 OPTIONS"),
        ("Call-ID: ", "Call-ID: x"),
        ("branch=z9hG4bKr", "branch=z9hG4bKr0"),
        ("192.0.2.1:5060", "192.0.2.7:5060"),
        ("Via:", "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKz\r\nVia:"),
    ] {
        let mut net = Net::new(config(), 1);
        let id = net.add_client("alice", None, None);
        net.register(id);
        net.run(400, &mut |n, me, peer, b| {
            let a = String::from_utf8(response(b, "200 OK", "")).unwrap().replacen(from, to, 1);
            n.post(me, peer, a.as_bytes());
        });
        assert_eq!(net.state(id), State::Registering, "{from} -> {to}");
        assert!(net.client.counters().stray_responses > 0 || net.client.counters().malformed > 0);
        net.run(2000, &mut always("200 OK", ""));
        assert_eq!(net.state(id), State::Registered, "nothing lost elsewhere");
    }
}

#[test]
fn a_final_answer_that_comes_twice_is_told_once_and_one_after_the_timeout_not_at_all() {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", None, None);
    net.register(id);
    net.run(1000, &mut |n, me, from, b| {
        let a = response(b, "200 OK", "");
        n.post(me, from, &a);
        n.post(me, from, &a);
    });
    assert_eq!(net.seen.states.len(), 2);
    let mut late = Vec::new();
    net.register(id);
    net.run(60_000, &mut |_, me, from, b| late = vec![(me, from, response(b, "200 OK", ""))]);
    assert_eq!(net.state(id), State::Failed);
    let (me, from, bytes) = late.pop().unwrap();
    net.post(me, from, &bytes);
    net.run(70_000, &mut |_, _, _, _| {});
    assert_eq!(net.state(id), State::Failed);
    assert_eq!(net.client.transaction_usage().used, 0, "nothing is left behind");
}

#[test]
fn detached_clients_have_a_call_id_and_cseq_of_their_own_and_managed_ones_share_them() {
    let mut net = Net::new(config(), 1);
    let a = net.add_client("a", None, None);
    let b = net.add_client("b", None, None);
    let c = net.add_client("c", None, None);
    net.client.client_detach(c).unwrap();
    net.client.client_set_call_id(c, b"mine@example.com").unwrap();
    assert_eq!(net.client.client_set_call_id(a, b"x"), Err(Error::IllegalAction));
    for id in [a, b, c, a] {
        net.register(id);
        let end = net.now + 100;
        net.run(end, &mut always("200 OK", ""));
    }
    let r = net.requests_sent();
    let cseq: Vec<_> = r.iter().map(|r| header(r, "CSeq").unwrap()).collect();
    assert_eq!(cseq, ["1 REGISTER", "2 REGISTER", "1 REGISTER", "3 REGISTER"]);
    assert_eq!(header(&r[0], "Call-ID"), header(&r[1], "Call-ID"));
    assert_eq!(header(&r[2], "Call-ID"), Some("mine@example.com"));
}

#[test]
fn a_terminated_client_sends_nothing_more_and_its_name_is_dead() {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", None, None);
    net.register(id);
    net.settle();
    net.client.command(Time(0), Command::TerminateClient { id }).unwrap();
    net.run(60_000, &mut always("200 OK", ""));
    assert_eq!(net.requests_sent().len(), 1);
    assert_eq!(net.seen.states.last().map(|(_, s, r)| (*s, *r)), Some((State::Terminated, Reason::UserRequest)));
    assert_eq!(net.client.client_state(id), Err(Error::InvalidHandle));
    assert_eq!((net.client.client_usage().used, net.client.transaction_usage().used), (0, 0));
}

#[test]
fn a_multicast_registration_has_maddr_and_ttl_1_in_its_via() {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", None, None);
    net.client.client_set_registrar(id, b"sip:example.com").unwrap();
    net.client.client_set_outbound(id, "224.0.1.75", 5060).unwrap();
    net.register(id);
    net.run(100, &mut |n, me, from, b| {
        assert_eq!(me, addr("224.0.1.75:5060"));
        let a = response(b, "200 OK", "");
        n.post(addr(REGISTRAR), from, &a);
    });
    let via = net.requests_sent()[0].lines().nth(1).unwrap().to_string();
    assert!(via.contains(";maddr=224.0.1.75;ttl=1"), "{via}");
    assert_eq!(net.state(id), State::Registered);
}
