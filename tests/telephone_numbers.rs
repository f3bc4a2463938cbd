//! Telephone numbers in the DNS (RFC 6116): where rules lead that are not terminal, for requests and for look-ups of the program's own.
//! The DNS is scripted, the clock jumps.

mod support;

use rvsip::endpoint::*;
use support::*;

const NUMBER: &str = "tel:+44-116-496-0348";
const DOMAIN: &str = "8.4.3.0.6.9.4.6.1.1.4.4.numbers.test";

fn rule(order: u16, flags: &str, services: &str, regexp: &str, replacement: &str) -> Naptr {
    let octets = |text: &str| text.as_bytes().to_vec();
    let (flags, services, regexp) = (octets(flags), octets(services), octets(regexp));
    Naptr { order, preference: 1, flags, services, regexp, replacement: replacement.into() }
}

fn terminal(order: u16, regexp: &str) -> Naptr {
    rule(order, "u", "E2U+sip", regexp, ".")
}

fn leads_to(order: u16, domain: &str) -> Naptr {
    rule(order, "", "", "", domain)
}

/// A network whose DNS has these rules, and an application that makes a URI of the expression `sip:...` and none of others.
fn net(rules: &[(&str, Vec<Naptr>)]) -> Net {
    let mut net = Net::new(Config { enum_suffix: Some("numbers.test".into()), ..config() }, 1);
    net.client.set_interest(Interest { enum_expression: true, ..Interest::default() });
    for (domain, records) in rules {
        net.dns.insert(Question::Naptr(domain.to_string()), Ok(Records::Naptr(records.clone())));
    }
    net.on_ask = Some(Box::new(|net, token, ask| match ask {
        Ask::Expression { number, expression, .. } => {
            assert_eq!(number, "+441164960348");
            let uri = if expression.starts_with("sip:") { expression } else { String::new() };
            net.client.answer(Time(net.now), token, Answer::Value(uri.into_bytes()));
            None
        }
        _ => Some((token, ask)),
    }));
    net
}

fn domains(net: &Net) -> Vec<String> {
    let name = |q: &Question| match q {
        Question::Naptr(name) => Some(name.clone()),
        _ => None,
    };
    net.questions.iter().filter_map(name).collect()
}

/// Sends a request to the number; where it got to.
fn request_to_the_number(net: &mut Net) -> Vec<String> {
    let id = net.client.create_transaction(3).unwrap();
    net.client.transaction_set_to(id, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:alice@example.com>").unwrap();
    let uri = NUMBER.as_bytes().to_vec();
    net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri, outbound: None }).unwrap();
    let mut places = Vec::new();
    net.run_for(60_000, &mut |n, me, from, b| {
        assert!(b.starts_with(format!("OPTIONS {NUMBER} SIP/2.0\r\n").as_bytes()));
        places.push(me.to_string());
        let answer = response(b, "200 OK", "");
        n.post(me, from, &answer);
    });
    net.assert_empty();
    places
}

/// Looks the number up as a program does; what came of it.
fn look_up(net: &mut Net) -> Option<String> {
    let id = net.client.create_resolver(5).unwrap();
    let before = net.seen.resolved.len();
    net.client.resolve(Time(net.now), id, Mode::UriByNaptr, NUMBER, ListOwner::Resolver(id)).unwrap();
    net.settle();
    assert_eq!(net.seen.resolved.len(), before + 1, "the end is told once");
    let error = net.seen.resolved[before].2;
    let found = net.client.dns_list(ListOwner::Resolver(id)).unwrap().enum_result.clone();
    assert_eq!(error, found.is_none());
    net.client.terminate_resolver(id).unwrap();
    found
}

#[test]
fn a_rule_that_is_not_terminal_leads_to_the_rules_of_another_domain() {
    let rules = [
        (DOMAIN, vec![leads_to(10, "carrier.test"), terminal(20, "sip:192.0.2.77")]),
        ("carrier.test", vec![leads_to(5, "office.carrier.test"), terminal(9, "sip:192.0.2.78")]),
        ("office.carrier.test", vec![rule(1, "u", "E2U+mailto", "mailto:a@b", "."), terminal(90, "sip:192.0.2.9:5070")]),
    ];
    let asked = [DOMAIN, "carrier.test", "office.carrier.test"];
    let mut one = net(&rules);
    assert_eq!(request_to_the_number(&mut one), ["192.0.2.9:5070"]);
    assert_eq!(domains(&one), asked);
    let mut two = net(&rules);
    assert_eq!(look_up(&mut two).as_deref(), Some("sip:192.0.2.9:5070"));
    assert_eq!(domains(&two), asked);
    // without an application that applies expressions the expression is the answer
    let mut three = net(&rules);
    three.client.set_interest(Interest::default());
    assert_eq!(look_up(&mut three).as_deref(), Some("sip:192.0.2.9:5070"));
    assert_eq!(three.seen.asked, [""; 0]);
}

#[test]
fn what_goes_wrong_in_a_domain_ends_with_the_next_rule_of_the_one_that_led_there() {
    for (there, asked) in [
        // no such domain; no rule of use; an expression that the application makes nothing of
        (None, 2),
        (Some(vec![rule(1, "u", "E2U+mailto", "mailto:a@b", "."), rule(2, "x", "E2U+sip", "sip:192.0.2.78", ".")]), 2),
        (Some(vec![terminal(1, "nothing")]), 2),
        (Some(vec![leads_to(1, "nowhere.test"), leads_to(2, ".")]), 3),
    ] {
        let mut rules = vec![(DOMAIN, vec![leads_to(10, "carrier.test"), terminal(20, "sip:192.0.2.9")])];
        rules.extend(there.map(|records| ("carrier.test", records)));
        let mut one = net(&rules);
        assert_eq!(request_to_the_number(&mut one), ["192.0.2.9:5060"]);
        assert_eq!(domains(&one).len(), asked);
        let mut two = net(&rules);
        assert_eq!(look_up(&mut two).as_deref(), Some("sip:192.0.2.9"));
        assert_eq!(domains(&two).len(), asked);
    }
}

#[test]
fn a_loop_is_left_without_asking_twice() {
    let looped = |way_out: &[Naptr]| {
        [
            (DOMAIN, [&[leads_to(10, "a.test")], way_out].concat()),
            ("a.test", vec![leads_to(1, "b.test")]),
            ("b.test", vec![leads_to(1, "A.test."), leads_to(2, "b.test"), leads_to(3, DOMAIN)]),
        ]
    };
    let asked = [DOMAIN, "a.test", "b.test"];
    let out = [terminal(20, "sip:192.0.2.9")];
    let mut one = net(&looped(&out));
    assert_eq!(request_to_the_number(&mut one), ["192.0.2.9:5060"]);
    assert_eq!(domains(&one), asked);
    // with no way out it ends, and says so
    let mut two = net(&looped(&[]));
    assert_eq!(request_to_the_number(&mut two), [""; 0]);
    assert_eq!(domains(&two), asked);
    assert!(two.log.iter().any(|l| l.contains("leads to no SIP URI")), "{:?}", two.log);
    let mut three = net(&looped(&[]));
    assert_eq!(look_up(&mut three), None);
    assert_eq!(domains(&three), asked);
}

#[test]
fn a_chain_longer_than_five_is_taken_for_a_loop() {
    let names: Vec<String> = (0..20).map(|n| format!("{n}.chain.test")).collect();
    let mut rules: Vec<(&str, Vec<Naptr>)> = vec![(DOMAIN, vec![leads_to(1, &names[0]), terminal(2, "sip:192.0.2.9")])];
    for pair in names.windows(2) {
        rules.push((&pair[0], vec![leads_to(1, &pair[1])]));
    }
    let mut one = net(&rules);
    assert_eq!(request_to_the_number(&mut one), ["192.0.2.9:5060"]);
    assert_eq!(domains(&one).len(), 6);
    let mut two = net(&rules);
    assert_eq!(look_up(&mut two).as_deref(), Some("sip:192.0.2.9"));
    assert_eq!(domains(&two).len(), 6);
}

#[test]
fn a_look_up_may_end_while_the_domain_that_a_rule_led_to_is_asked_for() {
    let mut net = net(&[]);
    let id = net.client.create_resolver(5).unwrap();
    net.client.resolve(Time(0), id, Mode::UriByNaptr, NUMBER, ListOwner::Resolver(id)).unwrap();
    let asked = |net: &mut Net| match net.client.poll() {
        Some(Output::Lookup { query, question: Question::Naptr(name) }) => (query, name),
        other => panic!("{other:?}"),
    };
    let (query, _) = asked(&mut net);
    net.client.answered(Time(0), query, Ok(Records::Naptr(vec![leads_to(1, "a.test")])));
    let (query, name) = asked(&mut net);
    assert_eq!(name, "a.test");
    assert_eq!(net.client.resolve(Time(0), id, Mode::UriByNaptr, NUMBER, ListOwner::Resolver(id)), Err(Error::IllegalAction));
    net.client.terminate_resolver(id).unwrap();
    net.client.answered(Time(0), query, Ok(Records::Naptr(vec![terminal(1, "sip:a@b")])));
    assert!(net.client.poll().is_none());
    net.assert_empty();
}
