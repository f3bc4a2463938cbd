//! The client side of digest authentication, against a registrar that checks every response.

mod support;

use rvsip::auth::{Algorithm, Credentials};
use rvsip::endpoint::regclient::{Reason, State};
use rvsip::endpoint::*;
use rvsip::message::Message;
use std::cell::RefCell;
use std::rc::Rc;
use support::registrar::{Guard, PASSWORD, Registrar};
use support::*;

/// A client whose application knows the password and authenticates whenever it is told to.
fn net() -> (Net, ClientId) {
    let mut net = Net::new(config(), 1);
    net.secret = Some((b"alice".to_vec(), PASSWORD.as_bytes().to_vec()));
    let id = net.add_client("alice", Some("<sip:alice@192.0.2.1>"), Some(3600));
    (net, id)
}

fn authenticating() -> StateHook {
    Box::new(|net, id, state, _| {
        if state == State::Unauthenticated {
            net.command(Command::Authenticate { id, outbound: None }).unwrap();
        }
    })
}

fn run(net: &mut Net, registrar: &mut Registrar) {
    net.run_for(2_000, &mut |n, me, from, b| registrar.serve(n, me, from, b));
}

fn register(net: &mut Net, id: ClientId, registrar: &mut Registrar) {
    net.register(id);
    run(net, registrar);
}

fn lines(text: &str, name: &str) -> Vec<String> {
    text.lines().filter_map(|l| l.strip_prefix(name).and_then(|r| r.strip_prefix(": "))).map(str::to_string).collect()
}

#[test]
fn every_algorithm_gets_in_at_the_second_attempt_and_ahead_of_the_challenge_from_then_on() {
    use Algorithm::*;
    for algorithm in [Md5, Md5Sess, Sha256, Sha256Sess, Sha512_256, Sha512_256Sess] {
        for qop in [Some("auth"), Some("auth,auth-int"), Some("auth-int"), None] {
            if qop.is_none() && algorithm.is_session() {
                continue;
            }
            let (mut net, id) = net();
            net.on_state = Some(authenticating());
            let mut guard = Guard::new("example.com", &[algorithm]);
            guard.qop = qop;
            guard.opaque = Some("kept as it is".to_string());
            let mut registrar = Registrar::with(vec![guard]);
            for _ in 0..3 {
                register(&mut net, id, &mut registrar);
                assert_eq!(net.state(id), State::Registered, "{algorithm:?} {qop:?}");
            }
            let guard = &registrar.guards[0];
            assert_eq!(registrar.served, 4, "one challenge, three that got in");
            assert_eq!(guard.accepted.len(), 3);
            assert!(guard.accepted.iter().all(|(a, _, _)| *a == algorithm));
            let counts: Vec<Option<u32>> = guard.accepted.iter().map(|(_, c, _)| *c).collect();
            match qop {
                Some(_) => assert_eq!(counts, [Some(1), Some(2), Some(3)]),
                None => assert_eq!(counts, [None, None, None]),
            }
            assert_eq!(net.seen.asked, ["Secret"], "asked once per realm and challenge");
            let cseq: Vec<_> = net.requests_sent().iter().map(|r| header(r, "CSeq").unwrap().to_string()).collect();
            assert_eq!(cseq, ["1 REGISTER", "2 REGISTER", "3 REGISTER", "4 REGISTER"]);
        }
    }
}

#[test]
fn the_authenticated_repeat_is_the_same_registration_with_a_new_branch_and_the_next_cseq() {
    let (mut net, id) = net();
    net.on_state = Some(authenticating());
    let mut registrar = Registrar::with(vec![Guard::new("example.com", &[Algorithm::Md5])]);
    register(&mut net, id, &mut registrar);
    let r = net.requests_sent();
    for name in ["From", "To", "Call-ID", "Contact", "Expires"] {
        assert_eq!(header(&r[0], name), header(&r[1], name), "{name}");
    }
    assert_ne!(header(&r[0], "Via"), header(&r[1], "Via"));
    let states: Vec<State> = net.seen.states.iter().map(|(_, s, _)| *s).collect();
    assert_eq!(states, [State::Registering, State::Unauthenticated, State::Registering, State::Registered]);
    assert_eq!(registrar.alive("sip:alice@example.com", net.now), 1);
}

#[test]
fn the_strongest_algorithm_of_a_realm_is_answered_and_only_that() {
    use Algorithm::*;
    let (mut net, id) = net();
    net.on_state = Some(authenticating());
    let mut registrar = Registrar::with(vec![Guard::new("example.com", &[Md5, Sha512_256, Sha256, Md5Sess])]);
    register(&mut net, id, &mut registrar);
    assert_eq!(net.state(id), State::Registered);
    assert_eq!(registrar.guards[0].accepted[0].0, Sha512_256);
    assert_eq!(lines(&net.requests_sent()[1], "Authorization").len(), 1);
}

#[test]
fn challenges_of_proxy_and_registrar_and_of_several_realms_are_all_answered() {
    let (mut net, id) = net();
    net.on_state = Some(authenticating());
    let mut proxy = Guard::new("proxy.example.com", &[Algorithm::Md5]);
    proxy.proxy = true;
    let guards = vec![Guard::new("a.example.com", &[Algorithm::Sha256]), proxy, Guard::new("b.example.com", &[Algorithm::Md5])];
    let mut registrar = Registrar::with(guards);
    for _ in 0..2 {
        register(&mut net, id, &mut registrar);
        assert_eq!(net.state(id), State::Registered);
    }
    assert_eq!(registrar.served, 3);
    let r = &net.requests_sent()[1];
    assert_eq!((lines(r, "Authorization").len(), lines(r, "Proxy-Authorization").len()), (2, 1), "{r}");
    assert_eq!(net.seen.asked, ["Secret", "Secret", "Secret"]);
    for guard in &registrar.guards {
        assert_eq!(guard.accepted.iter().map(|a| a.1).collect::<Vec<_>>(), [Some(1), Some(2)]);
    }
}

#[test]
fn a_proxy_that_challenges_after_the_registrar_did_is_answered_beside_it() {
    let (mut net, id) = net();
    net.on_state = Some(authenticating());
    let mut proxy = Guard::new("proxy", &[Algorithm::Md5]);
    proxy.proxy = true;
    let mut registrar = Registrar::with(vec![proxy]);
    register(&mut net, id, &mut registrar);
    registrar.guards.push(Guard::new("home", &[Algorithm::Md5]));
    register(&mut net, id, &mut registrar);
    assert_eq!(net.state(id), State::Registered);
    let r = net.requests_sent().pop().unwrap();
    assert_eq!((lines(&r, "Authorization").len(), lines(&r, "Proxy-Authorization").len()), (1, 1), "{r}");
    assert_eq!(net.seen.asked.len(), 2);
}

#[test]
fn a_nonce_that_has_grown_old_is_replaced_without_the_application() {
    for says_stale in [true, false] {
        let (mut net, id) = net();
        net.on_state = Some(authenticating());
        let mut guard = Guard::new("example.com", &[Algorithm::Sha256]);
        guard.nonce_life = Some(60_000);
        guard.says_stale = says_stale;
        let mut registrar = Registrar::with(vec![guard]);
        register(&mut net, id, &mut registrar);
        net.run_for(100_000, &mut |_, _, _, _| {});
        net.seen.states.clear();
        register(&mut net, id, &mut registrar);
        let states: Vec<_> = net.seen.states.iter().map(|(_, s, r)| (*s, *r)).collect();
        let expected = [(State::Registering, Reason::UserRequest), (State::Registered, Reason::Successful)];
        assert_eq!(states, expected, "stale={says_stale}");
        assert_eq!(registrar.served, 4);
        assert_eq!(net.seen.asked, ["Secret"], "the same secret serves");
        assert_eq!(registrar.guards[0].accepted.last().unwrap().1, Some(1), "nc starts again with a new nonce");
        let r = net.requests_sent();
        let cseq: Vec<_> = r.iter().map(|r| header(r, "CSeq").unwrap()).collect();
        assert_eq!(cseq, ["1 REGISTER", "2 REGISTER", "3 REGISTER", "4 REGISTER"]);
        assert_eq!(header(&r[3], "Contact"), header(&r[2], "Contact"));
    }
}

#[test]
fn a_second_refusal_of_a_fresh_nonce_is_for_the_application() {
    let (mut net, id) = net();
    net.on_state = Some(authenticating());
    let mut guard = Guard::new("example.com", &[Algorithm::Md5]);
    guard.nonce_life = Some(60_000);
    let mut registrar = Registrar::with(vec![guard]);
    register(&mut net, id, &mut registrar);
    // From now on no nonce is good, and the server says stale=true each time.
    registrar.guards[0].nonce_life = Some(0);
    net.on_state = None;
    let served = registrar.served;
    register(&mut net, id, &mut registrar);
    assert_eq!(net.state(id), State::Unauthenticated);
    assert_eq!(registrar.served - served, 2, "repeated once by itself, then it is the application's turn");
    // It may try; each attempt is one request more, or two where the library answers a stale nonce.
    net.command(Command::Authenticate { id, outbound: None }).unwrap();
    run(&mut net, &mut registrar);
    assert_eq!(net.state(id), State::Unauthenticated);
    assert!(registrar.served - served <= 4);
    registrar.guards[0].nonce_life = None;
    net.command(Command::Authenticate { id, outbound: None }).unwrap();
    run(&mut net, &mut registrar);
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn a_stale_nonce_is_answered_again_at_every_refresh_that_finds_one() {
    let (mut net, id) = net();
    net.on_state = Some(authenticating());
    let mut guard = Guard::new("example.com", &[Algorithm::Md5]);
    guard.nonce_life = Some(60_000);
    let mut registrar = Registrar::with(vec![guard]);
    register(&mut net, id, &mut registrar);
    for _ in 0..5 {
        net.run_for(100_000, &mut |_, _, _, _| {});
        register(&mut net, id, &mut registrar);
        assert_eq!(net.state(id), State::Registered);
    }
    assert_eq!(registrar.served, 12);
    assert_eq!(net.seen.states.iter().filter(|(_, s, _)| *s == State::Unauthenticated).count(), 1);
}

#[test]
fn nextnonce_is_used_for_the_next_request_from_count_1() {
    let (mut net, id) = net();
    net.on_state = Some(authenticating());
    let mut guard = Guard::new("example.com", &[Algorithm::Sha256]);
    guard.nextnonce = true;
    let mut proxy = Guard::new("proxy", &[Algorithm::Md5]);
    proxy.nextnonce = true;
    proxy.proxy = true;
    let mut registrar = Registrar::with(vec![guard, proxy]);
    for _ in 0..4 {
        register(&mut net, id, &mut registrar);
        assert_eq!(net.state(id), State::Registered);
    }
    assert_eq!(registrar.served, 5, "no challenge after the first");
    for guard in &registrar.guards {
        assert!(guard.accepted.iter().all(|(_, nc, _)| *nc == Some(1)));
        let nonces: Vec<Vec<u8>> =
            guard.accepted.iter().map(|a| Credentials::parse(a.2.as_bytes()).unwrap().nonce().to_vec()).collect();
        assert!(nonces.windows(2).all(|w| w[0] != w[1]), "another nonce each time");
    }
}

#[test]
fn a_wrong_password_is_the_applications_to_end_and_asked_for_anew() {
    let (mut net, id) = net();
    net.secret = Some((b"alice".to_vec(), b"wrong".to_vec()));
    let mut registrar = Registrar::with(vec![Guard::new("example.com", &[Algorithm::Md5])]);
    register(&mut net, id, &mut registrar);
    for round in 1..=3 {
        assert_eq!(net.seen.states.last().map(|s| (s.1, s.2)), Some((State::Unauthenticated, Reason::Unauthenticated)));
        assert_eq!(registrar.served, round, "the library does not go on by itself");
        net.command(Command::Authenticate { id, outbound: None }).unwrap();
        run(&mut net, &mut registrar);
    }
    assert_eq!(net.seen.asked, ["Secret", "Secret", "Secret"], "a refused secret is asked for again");
    net.secret = Some((b"alice".to_vec(), PASSWORD.as_bytes().to_vec()));
    net.command(Command::Authenticate { id, outbound: None }).unwrap();
    run(&mut net, &mut registrar);
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn without_a_secret_handler_authenticate_says_not_found_and_nothing_changes() {
    let (mut net, id) = net();
    net.client.set_interest(Interest::default());
    let mut registrar = Registrar::with(vec![Guard::new("example.com", &[Algorithm::Md5])]);
    register(&mut net, id, &mut registrar);
    assert_eq!(net.command(Command::Authenticate { id, outbound: None }), Err(Error::NotFound));
    assert_eq!(net.state(id), State::Unauthenticated);
    net.settle();
    assert!(net.log.iter().any(|l| l.contains("pfnGetSharedSecretAuthenticationHandler")));
    assert_eq!(net.requests_sent().len(), 1);
    net.client.set_interest(Interest { secret: true, ..Interest::default() });
    net.command(Command::Authenticate { id, outbound: None }).unwrap();
    run(&mut net, &mut registrar);
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn an_empty_user_or_none_ends_in_failed_with_a_line_in_the_log() {
    for secret in [None, Some((Vec::new(), b"x".to_vec()))] {
        let (mut net, id) = net();
        net.secret = secret;
        net.on_state = Some(authenticating());
        let mut registrar = Registrar::with(vec![Guard::new("realm-9", &[Algorithm::Md5])]);
        register(&mut net, id, &mut registrar);
        assert_eq!(net.seen.states.last().map(|s| (s.1, s.2)), Some((State::Failed, Reason::Unauthenticated)));
        assert!(net.log.iter().any(|l| l.contains("realm-9")), "{:?}", net.log);
        assert_eq!(net.requests_sent().len(), 1, "nothing goes out");
        net.run_for(40_000, &mut |_, _, _, _| {});
        net.command(Command::TerminateClient { id }).unwrap();
        net.settle();
        net.assert_empty();
    }
}

#[test]
fn challenges_that_cannot_be_answered_leave_the_client_unauthenticated_and_authenticate_says_so() {
    for value in [
        "Digest realm=\"x\", nonce=\"y\", algorithm=AKAv1-MD5",
        "Basic realm=\"x\"",
        "Digest realm=\"x\", nonce=\"y\", qop=\"auth-conf\"",
        "Digest",
        "",
    ] {
        let (mut net, id) = net();
        net.register(id);
        let line = format!("WWW-Authenticate: {value}\r\n");
        net.run_for(1000, &mut |n, me, from, b| {
            let a = response(b, "401 Unauthorized", &line);
            n.post(me, from, &a);
        });
        assert_eq!(net.state(id), State::Unauthenticated, "{value}");
        assert_eq!(net.command(Command::Authenticate { id, outbound: None }), Err(Error::NotSupported));
        assert_eq!(net.state(id), State::Unauthenticated);
    }
    let (mut net, id) = net();
    net.register(id);
    net.run_for(1000, &mut always("401 Unauthorized", ""));
    assert_eq!(net.state(id), State::Unauthenticated, "a 401 without any challenge");
    assert_eq!(net.command(Command::Authenticate { id, outbound: None }), Err(Error::NotSupported));
}

#[test]
fn an_answerable_challenge_among_others_is_enough() {
    let (mut net, id) = net();
    net.on_state = Some(authenticating());
    net.register(id);
    net.run_for(1000, &mut |n, me, from, b| {
        let lines = "WWW-Authenticate: Negotiate\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=AKAv2-MD5\r\n\
            WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n";
        let authorized = String::from_utf8_lossy(b).contains("Authorization: Digest username=\"alice\", realm=\"r\"");
        let a = if authorized { response(b, "200 OK", "") } else { response(b, "401 Unauthorized", lines) };
        n.post(me, from, &a);
    });
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn the_applications_md5_gives_the_same_response_as_the_built_in_one() {
    for (algorithm, hashes) in [(Algorithm::Md5, 3), (Algorithm::Md5Sess, 4), (Algorithm::Sha256, 0)] {
        let sent = |md5: bool| {
            let (mut net, id) = net();
            net.client.set_interest(Interest { secret: true, md5, ..Interest::default() });
            net.on_state = Some(authenticating());
            let mut registrar = Registrar::with(vec![Guard::new("example.com", &[algorithm])]);
            for _ in 0..2 {
                register(&mut net, id, &mut registrar);
                assert_eq!(net.state(id), State::Registered);
            }
            let asked = net.seen.asked.iter().filter(|a| **a == "Md5").count();
            (net.requests_sent(), asked)
        };
        let (own, none) = sent(false);
        let (theirs, asked) = sent(true);
        assert_eq!(own, theirs, "{algorithm:?}: octet for octet");
        // The hash of user, realm and password is kept for the second.
        let again = if hashes > 0 { hashes - 1 } else { 0 };
        assert_eq!((none, asked), (0, hashes + again), "{algorithm:?}");
    }
}

#[test]
fn the_application_sees_count_credentials_and_body_hash_in_the_documented_order() {
    let (mut net, id) = net();
    net.client.set_interest(Interest {
        secret: true,
        md5: true,
        body_hash: true,
        nonce_count: true,
        authorization_ready: true,
        unsupported_challenge: true,
        client_msg_to_send: true,
        client_final_dest: true,
        client_msg_received: true,
        ..Interest::default()
    });
    net.on_state = Some(authenticating());
    let mut guard = Guard::new("example.com", &[Algorithm::Md5]);
    guard.qop = Some("auth-int");
    let mut registrar = Registrar::with(vec![guard]);
    register(&mut net, id, &mut registrar);
    assert_eq!(net.state(id), State::Registered);
    let first = ["MsgToSend", "FinalDest", "MsgReceived"];
    let second = ["Secret", "NonceCount", "BodyHash", "Md5", "Md5", "Md5", "AuthorizationReady", "MsgToSend", "FinalDest"];
    assert_eq!(net.seen.asked[..3], first);
    assert_eq!(net.seen.asked[3..12], second);
    assert_eq!(net.seen.asked[12..], ["MsgReceived"]);
}

#[test]
fn the_application_may_replace_the_nonce_count_and_the_credentials() {
    let (mut net, id) = net();
    net.client.set_interest(Interest { secret: true, nonce_count: true, authorization_ready: true, ..Interest::default() });
    let counts = Rc::new(RefCell::new(Vec::new()));
    let seen = counts.clone();
    net.on_ask = Some(Box::new(move |net, token, ask| {
        let now = net.time();
        match ask {
            Ask::NonceCount { count, challenge, proxy, .. } => {
                assert!(!proxy && challenge.starts_with(b"Digest realm="));
                seen.borrow_mut().push(count);
                net.client.answer(now, token, Answer::Count(count + 10));
                None
            }
            Ask::AuthorizationReady { mut value, .. } => {
                value.extend_from_slice(b", extra=\"1\"");
                net.client.answer(now, token, Answer::Value(value));
                None
            }
            other => Some((token, other)),
        }
    }));
    net.on_state = Some(authenticating());
    let mut registrar = Registrar::with(vec![Guard::new("example.com", &[Algorithm::Md5])]);
    register(&mut net, id, &mut registrar);
    register(&mut net, id, &mut registrar);
    assert_eq!(net.state(id), State::Registered);
    assert_eq!(*counts.borrow(), [1, 12], "it goes on from what was used");
    let accepted = &registrar.guards[0].accepted;
    assert_eq!((accepted[0].1, accepted[1].1), (Some(11), Some(22)));
    assert!(accepted[0].2.ends_with(", extra=\"1\""));
}

#[test]
fn the_application_may_answer_an_unsupported_challenge_itself() {
    let (mut net, id) = net();
    net.client.set_interest(Interest { secret: true, unsupported_challenge: true, ..Interest::default() });
    net.on_ask = Some(Box::new(|net, token, ask| match ask {
        Ask::UnsupportedChallenge { challenge, proxy, mut msg, .. } => {
            assert!(challenge.starts_with(b"Negotiate") && !proxy);
            msg.push(rvsip::message::Name::Authorization, b"Negotiate mine");
            let now = net.time();
            net.client.answer(now, token, Answer::Message(msg));
            None
        }
        other => Some((token, other)),
    }));
    net.on_state = Some(authenticating());
    net.register(id);
    net.run_for(1000, &mut |n, me, from, b| {
        let text = String::from_utf8_lossy(b);
        let a = match header(&text, "Authorization") {
            Some("Negotiate mine") => response(b, "200 OK", ""),
            _ => response(b, "401 Unauthorized", "WWW-Authenticate: Negotiate yours\r\n"),
        };
        n.post(me, from, &a);
    });
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn the_initial_authorization_goes_into_the_first_register_only() {
    let (mut net, id) = net();
    net.client.client_set_initial_authorization(id, b"Digest username=\"x\", realm=\"\", nonce=\"\"").unwrap();
    assert_eq!(net.client.client_set_initial_authorization(id, b"a\r\nEvil: 1"), Err(Error::BadParam));
    net.register(id);
    net.run_for(100, &mut always("200 OK", ""));
    net.register(id);
    net.run_for(100, &mut always("200 OK", ""));
    let r = net.requests_sent();
    assert_eq!(header(&r[0], "Authorization"), Some("Digest username=\"x\", realm=\"\", nonce=\"\""));
    assert_eq!(header(&r[1], "Authorization"), None);
}

#[test]
fn outbound_headers_go_with_the_request_they_were_given_for_and_with_its_silent_repeat() {
    let (mut net, id) = net();
    let mut guard = Guard::new("example.com", &[Algorithm::Md5]);
    guard.nonce_life = Some(60_000);
    let mut registrar = Registrar::with(vec![guard]);
    let extra = |text: &str| {
        let mut m = Box::new(Message::new());
        m.push_other(b"X-Extra", text.as_bytes());
        Some(m)
    };
    net.command(Command::Register { id, outbound: extra("one") }).unwrap();
    run(&mut net, &mut registrar);
    net.command(Command::Authenticate { id, outbound: extra("two") }).unwrap();
    run(&mut net, &mut registrar);
    net.run_for(100_000, &mut |_, _, _, _| {});
    net.command(Command::Register { id, outbound: extra("three") }).unwrap();
    run(&mut net, &mut registrar);
    let seen: Vec<_> = net.requests_sent().iter().map(|r| header(r, "X-Extra").unwrap_or("").to_string()).collect();
    assert_eq!(seen, ["one", "two", "three", "three"]);
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn the_user_may_be_sent_as_a_hash() {
    let (mut net, id) = net();
    net.on_state = Some(authenticating());
    net.register(id);
    net.run_for(1000, &mut |n, me, from, b| {
        let text = String::from_utf8_lossy(b).into_owned();
        let line = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\", userhash=true\r\n";
        let a = match header(&text, "Authorization") {
            Some(value) => {
                let c = Credentials::parse(value.as_bytes()).unwrap();
                assert!(c.userhash() && c.is_user(b"alice") && !value.contains("alice"));
                response(b, "200 OK", "")
            }
            None => response(b, "401 Unauthorized", line),
        };
        n.post(me, from, &a);
    });
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn a_challenge_can_be_forgotten() {
    let (mut net, id) = net();
    net.on_state = Some(authenticating());
    let mut registrar = Registrar::with(vec![Guard::new("example.com", &[Algorithm::Md5])]);
    register(&mut net, id, &mut registrar);
    let kept = net.client.client_challenges(id).unwrap();
    assert_eq!(kept.len(), 1);
    net.client.client_forget_challenge(id, kept[0]).unwrap();
    assert_eq!(net.client.client_forget_challenge(id, kept[0]), Err(Error::NotFound));
    register(&mut net, id, &mut registrar);
    assert_eq!(header(&net.requests_sent()[2], "Authorization"), None);
    assert_eq!(net.state(id), State::Registered);
    assert_eq!(net.seen.asked.len(), 2);
}

#[test]
fn a_server_that_names_a_new_realm_each_time_does_not_make_the_client_grow() {
    let (mut net, id) = net();
    net.on_state = Some(Box::new(|net, id, state, _| {
        if state == State::Unauthenticated && net.requests_sent().len() < 200 {
            net.command(Command::Authenticate { id, outbound: None }).unwrap();
        }
    }));
    net.register(id);
    let mut n = 0;
    net.run_for(10_000, &mut |net, me, from, b| {
        n += 1;
        let line = format!("WWW-Authenticate: Digest realm=\"r{n}\", nonce=\"n\"\r\n");
        let a = response(b, "401 Unauthorized", &line);
        net.post(me, from, &a);
    });
    assert_eq!(net.requests_sent().len(), 200);
    assert!(net.client.client_challenges(id).unwrap().len() <= net.client.config().limits.challenges);
    let last = net.requests_sent().pop().unwrap();
    assert!(last.contains("realm=\"r199\""), "the newest challenge is answered: {last}");
}
