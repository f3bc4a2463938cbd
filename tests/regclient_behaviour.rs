//! What a register-client must do by RFC 3261 section 10.2, row by row; states and answers are in registration.rs.

mod support;

use rvsip::endpoint::regclient::{Reason, State};
use rvsip::endpoint::*;
use rvsip::message::{Message, Name, Value};
use support::registrar::Registrar;
use support::*;

const AOR: &str = "sip:alice@example.com";

fn net() -> (Net, ClientId, Registrar) {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", Some("<sip:alice@192.0.2.1>"), Some(3600));
    (net, id, Registrar::default())
}

fn register(net: &mut Net, id: ClientId, registrar: &mut Registrar) -> State {
    net.register(id);
    net.run_for(1_000, &mut |n, me, from, b| registrar.serve(n, me, from, b));
    net.state(id)
}

fn bound(registrar: &Registrar) -> Vec<String> {
    registrar.bindings[AOR].iter().map(|b| b.contact.clone()).collect()
}

fn last_contacts(net: &Net) -> Vec<String> {
    let r = net.requests_sent().pop().unwrap();
    r.lines().filter_map(|l| l.strip_prefix("Contact: ")).map(str::to_string).collect()
}

#[test]
fn a_registered_client_stays_registered_and_sends_nothing_by_itself() {
    let (mut net, id, mut registrar) = net();
    assert_eq!(register(&mut net, id, &mut registrar), State::Registered);
    net.run_for(100 * 3_600_000, &mut |_, _, _, _| {});
    assert_eq!(net.state(id), State::Registered);
    assert_eq!(net.requests_sent().len(), 1);
    assert_eq!(net.client.next_timeout(), None, "it has no timer");
}

#[test]
fn lifetime_and_contacts_may_change_at_a_refresh_and_earlier_bindings_stay() {
    let (mut net, id, mut registrar) = net();
    register(&mut net, id, &mut registrar);
    net.client.client_set_expires(id, Some(600)).unwrap();
    net.client.client_add_contact(id, b"<sip:alice@192.0.2.50>;expires=120").unwrap();
    assert_eq!(register(&mut net, id, &mut registrar), State::Registered);
    let r = net.requests_sent().pop().unwrap();
    assert_eq!(header(&r, "Expires"), Some("600"));
    assert_eq!(last_contacts(&net), ["<sip:alice@192.0.2.1>", "<sip:alice@192.0.2.50>;expires=120"]);
    assert_eq!(bound(&registrar).len(), 2);
    // The expires parameter beats the header; the registrar decides.
    let told = contacts(&net.seen.last[&id]);
    assert_eq!(told, ["<sip:alice@192.0.2.1>;expires=600", "<sip:alice@192.0.2.50>;expires=120"]);
    assert_eq!(net.client.client_expires(id), Ok(600), "the stored wish stays");
}

#[test]
fn a_client_can_move_to_another_registrar() {
    let (mut net, id, mut registrar) = net();
    register(&mut net, id, &mut registrar);
    net.client.client_set_registrar(id, b"sip:192.0.2.77").unwrap();
    net.register(id);
    let mut asked = Vec::new();
    net.run_for(1_000, &mut |n, me, from, b| {
        asked.push(me);
        let a = response(b, "200 OK", "");
        n.post(me, from, &a);
    });
    assert_eq!(asked, [addr("192.0.2.77:5060")]);
    let r = net.requests_sent().pop().unwrap();
    assert!(r.starts_with("REGISTER sip:192.0.2.77 SIP/2.0") && header(&r, "CSeq") == Some("2 REGISTER"));
}

#[test]
fn terminating_right_after_registered_leaves_the_binding_where_it_is() {
    let (mut net, id, mut registrar) = net();
    net.on_state = Some(Box::new(|net, id, state, _| {
        if state == State::Registered {
            net.command(Command::TerminateClient { id }).unwrap();
        }
    }));
    net.register(id);
    net.run_for(60_000, &mut |n, me, from, b| registrar.serve(n, me, from, b));
    assert_eq!(registrar.alive(AOR, net.now), 1);
    assert_eq!(net.requests_sent().len(), 1, "terminating sends nothing");
    net.assert_empty();
}

#[test]
fn contacts_may_have_any_uri_and_keep_q_expires_and_their_own_parameters() {
    let (mut net, id, _) = net();
    let more = [
        "\"Desk\" <sips:alice@desk.example.com:5071;transport=tcp>;q=0.7",
        "<tel:+15551234;phone-context=example.com>;q=0.1;expires=60",
        "<mailto:alice@example.com>",
        "<urn:example:animal:ferret:nose>;+sip.instance=\"<urn:uuid:1>\"",
        "sip:bare@192.0.2.1;q=0.3",
    ];
    for contact in more {
        net.client.client_add_contact(id, contact.as_bytes()).unwrap();
    }
    for bad in ["", "<sip:", "<sip:a@b", "a b c", "<sip:a@b>;q=7\r\nX: y"] {
        assert!(net.client.client_add_contact(id, bad.as_bytes()).is_err(), "{bad:?}");
    }
    net.register(id);
    net.settle();
    let sent = last_contacts(&net);
    assert_eq!(sent[0], "<sip:alice@192.0.2.1>");
    assert_eq!(sent[1..], more);
}

#[test]
fn one_contact_is_removed_by_expires_0_and_taken_from_the_list_by_the_rules_of_uri_comparison() {
    let (mut net, id, mut registrar) = net();
    net.client.client_add_contact(id, b"<sip:alice@192.0.2.50>").unwrap();
    register(&mut net, id, &mut registrar);
    assert_eq!(registrar.alive(AOR, net.now), 2);
    assert_eq!(net.client.client_remove_contact(id, b"<sip:nobody@192.0.2.1>"), Err(Error::NotFound));
    net.client.client_remove_contact(id, b"\"Other name\" <SIP:alice@192.0.2.50>;q=1").unwrap();
    net.client.client_add_contact(id, b"<sip:alice@192.0.2.50>;expires=0").unwrap();
    register(&mut net, id, &mut registrar);
    assert_eq!(bound(&registrar), ["sip:alice@192.0.2.1"]);
    net.client.client_remove_contact(id, b"<sip:alice@192.0.2.50>").unwrap();
    register(&mut net, id, &mut registrar);
    assert_eq!(last_contacts(&net), ["<sip:alice@192.0.2.1>"]);
}

#[test]
fn all_bindings_are_removed_by_a_star() {
    let (mut net, id, mut registrar) = net();
    register(&mut net, id, &mut registrar);
    net.client.client_remove_contact(id, b"<sip:alice@192.0.2.1>").unwrap();
    net.client.client_add_contact(id, b"*").unwrap();
    net.client.client_set_expires(id, Some(0)).unwrap();
    assert_eq!(register(&mut net, id, &mut registrar), State::Registered);
    assert_eq!(registrar.alive(AOR, net.now), 0);
}

#[test]
fn a_client_without_contacts_fetches_what_is_bound_and_changes_nothing() {
    let (mut net, id, mut registrar) = net();
    register(&mut net, id, &mut registrar);
    let fetch = net.add_client("alice", None, None);
    assert_eq!(register(&mut net, fetch, &mut registrar), State::Registered);
    let r = net.requests_sent().pop().unwrap();
    assert!(header(&r, "Contact").is_none() && header(&r, "Expires").is_none(), "{r}");
    assert_eq!(contacts(&net.seen.last[&fetch]), ["<sip:alice@192.0.2.1>;expires=3599"]);
    assert_eq!(registrar.alive(AOR, net.now), 1);
}

#[test]
fn the_date_of_an_answer_can_be_read() {
    let (mut net, id, _) = net();
    net.register(id);
    net.run_for(100, &mut always("200 OK", "Date: Sat, 13 Nov 2010 23:29:00 GMT\r\n"));
    let msg = net.seen.last.get_mut(&id).unwrap();
    let at = msg.find(Name::Date, 0).unwrap();
    let Some(Value::Date(d)) = msg.legal(at) else { panic!("no date") };
    assert_eq!((d.year, d.month, d.day, d.hour, d.minute, d.second, d.week_day), (2010, 10, 13, 23, 29, 0, 5));
}

#[test]
fn the_registrar_decides_the_lifetime_and_the_wish_stays_as_it_was_set() {
    let (mut net, id, _) = net();
    net.register(id);
    net.run_for(1_000, &mut always("200 OK", "Contact: <sip:alice@192.0.2.1>;expires=17\r\n"));
    assert_eq!(contacts(&net.seen.last[&id]), ["<sip:alice@192.0.2.1>;expires=17"]);
    assert_eq!(net.client.client_expires(id), Ok(3600));
}

#[test]
fn the_registrar_may_be_the_domain_of_the_aor_found_by_look_up() {
    let (mut net, id, mut registrar) = net();
    net.client.client_set_registrar(id, b"sip:example.com").unwrap();
    net.names.insert("example.com".into(), vec!["192.0.2.2".parse().unwrap()]);
    assert_eq!(register(&mut net, id, &mut registrar), State::Registered);
    assert!(net.requests_sent().pop().unwrap().starts_with("REGISTER sip:example.com SIP/2.0"));
}

#[test]
fn two_clients_of_one_manager_may_have_requests_out_at_the_same_time() {
    let (mut net, id, mut registrar) = net();
    let other = net.add_client("bob", Some("<sip:bob@192.0.2.1>"), None);
    net.register(id);
    assert_eq!(register(&mut net, other, &mut registrar), State::Registered);
    assert_eq!(net.state(id), State::Registered);
}

#[test]
fn headers_of_the_outbound_message_go_into_one_register_only() {
    let (mut net, id, mut registrar) = net();
    let mut extra = Box::new(Message::new());
    extra.push(Name::Supported, b"path");
    extra.push_other(b"X-Trace", b"7");
    extra.push(Name::To, b"<sip:mallory@example.com>");
    extra.push(Name::CallId, b"forged");
    extra.set_body(b"hello");
    extra.push(Name::ContentType, b"text/plain");
    net.command(Command::Register { id, outbound: Some(extra) }).unwrap();
    net.run_for(1_000, &mut |n, me, from, b| registrar.serve(n, me, from, b));
    let r = net.requests_sent().pop().unwrap();
    assert_eq!((header(&r, "Supported"), header(&r, "X-Trace")), (Some("path"), Some("7")));
    assert_eq!(header(&r, "To"), Some("<sip:alice@example.com>"));
    assert_ne!(header(&r, "Call-ID"), Some("forged"));
    assert_eq!((header(&r, "Content-Length"), r.ends_with("\r\n\r\nhello")), (Some("5"), true));
    register(&mut net, id, &mut registrar);
    assert_eq!(header(&net.requests_sent().pop().unwrap(), "X-Trace"), None);
}

#[test]
fn a_423_is_failed_with_min_expires_readable_and_register_with_longer_times_goes_through() {
    let (mut net, id, mut registrar) = net();
    registrar.least = 1_800;
    net.client.client_set_expires(id, Some(60)).unwrap();
    assert_eq!(register(&mut net, id, &mut registrar), State::Failed);
    assert_eq!(net.seen.states.last().unwrap().2, Reason::RequestFailure);
    let least = net.seen.last.get_mut(&id).unwrap().seconds_of(Name::MinExpires).unwrap();
    net.client.client_set_expires(id, Some(least)).unwrap();
    assert_eq!(register(&mut net, id, &mut registrar), State::Registered);
    let r = net.requests_sent();
    assert_eq!(header(&r[0], "Call-ID"), header(&r[1], "Call-ID"));
    assert_eq!(header(&r[1], "CSeq"), Some("2 REGISTER"));
}

#[test]
fn somebody_may_register_for_somebody_else() {
    let (mut net, id, _) = net();
    net.client.client_set_from(id, b"\"Boss\" <sip:boss@example.com>").unwrap();
    net.register(id);
    net.settle();
    let r = net.requests_sent().pop().unwrap();
    assert_eq!(header(&r, "To"), Some("<sip:alice@example.com>"));
    assert!(header(&r, "From").unwrap().starts_with("\"Boss\" <sip:boss@example.com>;tag="));
}

#[test]
fn tags_are_generated_kept_and_dropped_as_they_must() {
    let (mut net, id, mut registrar) = net();
    net.client.client_set_to(id, b"<sip:alice@example.com>;tag=old").unwrap();
    net.client.client_set_from(id, b"<sip:alice@example.com>;tag=mine").unwrap();
    register(&mut net, id, &mut registrar);
    register(&mut net, id, &mut registrar);
    for r in net.requests_sent() {
        assert_eq!(header(&r, "From"), Some("<sip:alice@example.com>;tag=mine"));
        assert_eq!(header(&r, "To"), Some("<sip:alice@example.com>"), "no To tag in a REGISTER");
    }
}

#[test]
fn a_route_of_the_outbound_message_steers_one_register_and_wins_against_the_outbound_address() {
    let (mut net, id, _) = net();
    net.client.client_set_outbound(id, "192.0.2.60", 5066).unwrap();
    let mut route = Box::new(Message::new());
    route.push(Name::Route, b"<sip:192.0.2.61:5067;lr>");
    net.command(Command::Register { id, outbound: Some(route) }).unwrap();
    let mut asked = Vec::new();
    let mut serve = |n: &mut Net, me, from, b: &[u8]| {
        asked.push(me);
        let a = response(b, "200 OK", "");
        n.post(me, from, &a);
    };
    net.run_for(100, &mut serve);
    net.register(id);
    net.run_for(100, &mut serve);
    net.client.client_set_outbound(id, "", 0).unwrap();
    net.register(id);
    net.run_for(100, &mut serve);
    assert_eq!(asked, [addr("192.0.2.61:5067"), addr("192.0.2.60:5066"), addr(REGISTRAR)]);
    assert_eq!(header(&net.requests_sent()[1], "Route"), None);
}

#[test]
fn parameters_may_change_in_the_documented_states_only() {
    let (mut net, id, mut registrar) = net();
    net.register(id);
    let e = &mut net.client;
    for refused in [
        e.client_set_to(id, b"<sip:x@y>"),
        e.client_set_from(id, b"<sip:x@y>"),
        e.client_set_registrar(id, b"sip:x"),
        e.client_add_contact(id, b"<sip:x@y>"),
        e.client_remove_contact(id, b"<sip:alice@192.0.2.1>"),
        e.client_set_expires(id, None),
        e.client_set_outbound(id, "x", 1),
        e.client_detach(id),
        e.client_takes_outbound(id),
    ] {
        assert_eq!(refused, Err(Error::IllegalAction), "while a REGISTER is out");
    }
    net.run_for(1_000, &mut |n, me, from, b| registrar.serve(n, me, from, b));
    let e = &mut net.client;
    assert_eq!(e.client_set_to(id, b"<sip:x@y>"), Err(Error::IllegalAction), "fixed once it has gone out");
    assert_eq!(e.client_detach(id), Err(Error::IllegalAction));
    e.client_set_registrar(id, b"sip:192.0.2.2").unwrap();
    e.client_set_expires(id, None).unwrap();
    e.client_takes_outbound(id).unwrap();
    assert_eq!(register(&mut net, id, &mut registrar), State::Registered);
}

#[test]
fn limits_of_clients_and_contacts_hold() {
    let mut net = Net::new(Config { max_clients: 2, ..config() }, 1);
    let a = net.add_client("a", None, None);
    net.add_client("b", None, None);
    assert_eq!(net.client.create_client(0), Err(Error::OutOfResources));
    for n in 0..net.client.config().limits.contacts {
        net.client.client_add_contact(a, format!("<sip:c{n}@192.0.2.1>").as_bytes()).unwrap();
    }
    assert_eq!(net.client.client_add_contact(a, b"<sip:more@192.0.2.1>"), Err(Error::OutOfResources));
    net.command(Command::TerminateClient { id: a }).unwrap();
    net.settle();
    assert_eq!(net.client.client_usage(), Usage { used: 1, allocated: 2, most: 2 });
    net.client.create_client(0).unwrap();
}

#[test]
fn the_log_names_the_limit_that_was_reached() {
    let mut net = Net::new(Config { max_clients: 1, max_transactions: 1, ..config() }, 1);
    net.client.create_client(1).unwrap();
    assert_eq!(net.client.create_client(2), Err(Error::OutOfResources));
    net.client.create_transaction(1).unwrap();
    assert_eq!(net.client.create_transaction(2), Err(Error::OutOfResources));
    net.settle();
    for limit in ["maxRegClients", "maxTransactions"] {
        assert!(net.log.iter().any(|l| l.contains(limit)), "{limit}");
    }
}

#[test]
fn the_local_address_is_chosen_by_configured_text_and_fits_transport_and_family() {
    let mut net = Net::new(config(), 1);
    let second = net.client.add_local(Local {
        transport: Transport::Udp,
        addr: addr("192.0.2.100:5099"),
        text: "192.0.2.100".into(),
        configured_port: 5099,
        enabled: true,
    });
    assert_eq!(net.client.local_by_text(Transport::Udp, "192.0.2.100", 5099), Some(second));
    assert_eq!(net.client.local_by_text(Transport::Tcp, "192.0.2.100", 5099), None);
    assert_eq!(net.client.local_by_text(Transport::Udp, "192.0.2.1000", 5099), None);
    let id = net.add_client("alice", None, None);
    assert_eq!(net.client.client_set_local(id, 99), Err(Error::NotFound));
    assert_eq!(net.client.client_local(id, Transport::Udp, true), Err(Error::NotFound));
    net.client.client_set_local(id, second).unwrap();
    assert_eq!(net.client.client_local(id, Transport::Udp, true), Ok(second));
    net.register(id);
    net.settle();
    assert!(header(&net.requests_sent()[0], "Via").unwrap().starts_with("SIP/2.0/UDP 192.0.2.100:5099;"));
}
