//! What RFC 3261 section 10.2 and programs of this interface expect of a registration, one test each. The answers come from a
//! registrar model that keeps bindings by the rules of section 10.3.

mod support;

use rvsip::endpoint::regclient::State;
use rvsip::endpoint::*;
use rvsip::message::{Elem, Elements, Name, Value, parse_uri, uri_equal};
use std::collections::BTreeMap;
use support::*;

/// Address-of-record to contact to seconds and q.
#[derive(Default)]
struct Registrar {
    bindings: BTreeMap<String, BTreeMap<String, (u32, Option<String>)>>,
    min_expires: u32,
}

impl Registrar {
    fn answer(&mut self, request: &[u8]) -> Vec<u8> {
        let mut m = parse(request);
        let to = m.to().unwrap();
        let mut aor = Vec::new();
        rvsip::message::encode_uri(&m.els, to.uri, &mut aor);
        let all = self.bindings.entry(String::from_utf8(aor).unwrap()).or_default();
        let default = m.seconds_of(Name::Expires).unwrap_or(3600);
        let mut from = 0;
        let mut changes = Vec::new();
        while let Some(at) = m.find(Name::Contact, from) {
            from = at + 1;
            let c = m.contact(at).unwrap();
            if c.star {
                assert_eq!(default, 0);
                all.clear();
                continue;
            }
            let mut uri = Vec::new();
            rvsip::message::encode_uri(&m.els, c.uri, &mut uri);
            let seconds = match m.els.item(c.expires).map(|i| i.value) {
                Some(Value::Expires(e)) => e.seconds.unwrap_or(default),
                _ => default,
            };
            if seconds > 0 && seconds < self.min_expires {
                return response(request, "423 Interval Too Brief", &format!("Min-Expires: {}\r\n", self.min_expires));
            }
            let q = m.els.text.opt(c.q).map(|q| String::from_utf8(q.to_vec()).unwrap());
            changes.push((String::from_utf8(uri).unwrap(), seconds, q));
        }
        for (uri, seconds, q) in changes {
            if seconds == 0 {
                all.remove(&uri);
            } else {
                all.insert(uri, (seconds, q));
            }
        }
        let mut more = String::from("Date: Sat, 21 Nov 2026 07:00:00 GMT\r\n");
        for (uri, (seconds, q)) in all.iter() {
            let q = q.as_ref().map(|q| format!(";q={q}")).unwrap_or_default();
            more += &format!("Contact: <{uri}>{q};expires={seconds}\r\n");
        }
        response(request, "200 OK", &more)
    }
}

struct World {
    net: Net,
    registrar: Registrar,
}

impl World {
    fn new() -> World {
        World { net: Net::new(config(), 3), registrar: Registrar::default() }
    }
    fn register(&mut self, id: ClientId) -> State {
        self.net.register(id);
        let end = self.net.now + 1000;
        let registrar = &mut self.registrar;
        self.net.run(end, &mut |n, me, from, b| {
            let a = registrar.answer(b);
            n.post(me, from, &a);
        });
        self.net.state(id)
    }
    fn contacts(&self, id: ClientId) -> Vec<String> {
        contacts(&self.net.seen.last[&id])
    }
    fn last_request(&self) -> String {
        self.net.requests_sent().pop().unwrap()
    }
}

fn lines<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    text.lines().filter_map(|l| l.strip_prefix(name).and_then(|r| r.strip_prefix(": "))).collect()
}

#[test]
fn a_registered_client_stays_registered_for_days_without_sending_anything() {
    let mut w = World::new();
    let id = w.net.add_client("alice", Some("<sip:alice@192.0.2.1>"), Some(60));
    assert_eq!(w.register(id), State::Registered);
    let sent = w.net.sent.len();
    w.net.run(1_000_000_000, &mut |_, _, _, _| panic!("nobody sends"));
    assert_eq!((w.net.state(id), w.net.sent.len()), (State::Registered, sent));
}

#[test]
fn lifetime_and_contacts_may_change_on_a_refresh_and_earlier_bindings_stay() {
    let mut w = World::new();
    let id = w.net.add_client("alice", Some("<sip:alice@192.0.2.1>"), Some(60));
    w.register(id);
    w.net.client.client_set_expires(id, Some(7200)).unwrap();
    w.net.client.client_add_contact(id, b"<sip:alice@192.0.2.77>").unwrap();
    w.register(id);
    let r = w.last_request();
    assert_eq!(lines(&r, "Contact"), ["<sip:alice@192.0.2.1>", "<sip:alice@192.0.2.77>"]);
    assert_eq!(header(&r, "Expires"), Some("7200"));
    assert_eq!(w.contacts(id), ["<sip:alice@192.0.2.1>;expires=7200", "<sip:alice@192.0.2.77>;expires=7200"]);
}

#[test]
fn a_client_moves_to_another_registrar_when_it_is_told_to() {
    let mut w = World::new();
    let id = w.net.add_client("alice", None, None);
    w.register(id);
    w.net.client.client_set_registrar(id, b"sip:192.0.2.50:5090").unwrap();
    w.register(id);
    assert!(w.last_request().starts_with("REGISTER sip:192.0.2.50:5090 SIP/2.0"));
}

#[test]
fn terminating_a_registered_client_sends_nothing_and_leaves_its_binding() {
    let mut w = World::new();
    let id = w.net.add_client("alice", Some("<sip:alice@192.0.2.1>"), None);
    w.register(id);
    let sent = w.net.sent.len();
    w.net.client.command(Time(w.net.now), Command::TerminateClient { id }).unwrap();
    w.net.run(100_000, &mut |_, _, _, _| {});
    assert_eq!(w.net.sent.len(), sent);
    assert_eq!(w.registrar.bindings["sip:alice@example.com"].len(), 1);
}

#[test]
fn contacts_may_be_uris_of_any_scheme_and_come_back_as_they_were() {
    let mut w = World::new();
    let id = w.net.add_client("alice", None, None);
    let all: [&str; 5] = [
        "\"Alice at home\" <sip:alice@192.0.2.1:5070;transport=tcp>",
        "<sips:alice@192.0.2.2>",
        "<tel:+49-89-1234>",
        "<mailto:alice@example.com>",
        "<https://example.com/alice?x=1>",
    ];
    for c in all {
        w.net.client.client_add_contact(id, c.as_bytes()).unwrap();
    }
    assert_eq!(w.register(id), State::Registered);
    assert_eq!(lines(&w.last_request(), "Contact"), all);
    assert_eq!(w.registrar.bindings["sip:alice@example.com"].len(), 5);
    for bad in ["<sip:>", "\"open <sip:a@b>", "", "<sip:a@b", "sip:a@b?x=y"] {
        assert_eq!(w.net.client.client_add_contact(id, bad.as_bytes()), Err(Error::Syntax), "{bad}");
    }
}

#[test]
fn a_contact_may_have_its_own_lifetime_and_preference() {
    let mut w = World::new();
    let id = w.net.add_client("alice", Some("<sip:a@192.0.2.1>;expires=100;q=0.7"), Some(3600));
    w.net.client.client_add_contact(id, b"<sip:b@192.0.2.1>;q=1.0").unwrap();
    w.register(id);
    assert_eq!(w.contacts(id), ["<sip:a@192.0.2.1>;q=0.7;expires=100", "<sip:b@192.0.2.1>;q=1.0;expires=3600"]);
}

#[test]
fn the_registrar_decides_the_lifetime_and_the_wish_stays_as_it_was_set() {
    let mut net = Net::new(config(), 3);
    let id = net.add_client("alice", Some("<sip:a@192.0.2.1>"), Some(3600));
    net.register(id);
    net.run(1000, &mut always("200 OK", "Contact: <sip:a@192.0.2.1>;expires=17\r\n"));
    assert_eq!(contacts(&net.seen.last[&id]), ["<sip:a@192.0.2.1>;expires=17"]);
    assert_eq!(net.client.client_expires(id), Ok(3600));
}

#[test]
fn one_binding_is_removed_by_expires_0_and_all_by_a_star() {
    let mut w = World::new();
    let id = w.net.add_client("alice", Some("<sip:a@192.0.2.1>"), Some(3600));
    w.net.client.client_add_contact(id, b"<sip:b@192.0.2.1>").unwrap();
    w.register(id);
    w.net.client.client_remove_contact(id, b"<sip:b@192.0.2.1>").unwrap();
    w.net.client.client_remove_contact(id, b"sip:a@192.0.2.1").unwrap();
    w.net.client.client_add_contact(id, b"<sip:a@192.0.2.1>;expires=0").unwrap();
    w.register(id);
    assert_eq!(w.contacts(id), ["<sip:b@192.0.2.1>;expires=3600"]);
    w.net.client.client_remove_contact(id, b"<sip:a@192.0.2.1>").unwrap();
    w.net.client.client_add_contact(id, b"*").unwrap();
    w.net.client.client_set_expires(id, Some(0)).unwrap();
    assert_eq!(w.register(id), State::Registered);
    assert!(w.contacts(id).is_empty());
}

#[test]
fn a_register_without_contact_fetches_the_bindings_and_changes_nothing() {
    let mut w = World::new();
    let id = w.net.add_client("alice", Some("<sip:a@192.0.2.1>"), None);
    w.register(id);
    let reader = w.net.add_client("alice", None, None);
    assert_eq!(w.register(reader), State::Registered);
    assert!(lines(&w.last_request(), "Contact").is_empty());
    assert_eq!(w.contacts(reader), ["<sip:a@192.0.2.1>;expires=3600"]);
}

#[test]
fn own_bindings_are_told_from_others_by_uri_comparison() {
    let mut els = Elements::default();
    let mut uri = |t: &str| {
        let span = els.text.push(t.as_bytes());
        parse_uri(&mut els, span, Elem::NONE).unwrap()
    };
    let (a, b, c) =
        (uri("sip:Alice@EXAMPLE.com;transport=TCP"), uri("sip:Alice@example.com;Transport=tcp"), uri("sip:alice@example.com"));
    assert!(uri_equal(&els, a, &els, b));
    assert!(!uri_equal(&els, a, &els, c));
}

#[test]
fn the_date_of_an_answer_can_be_read() {
    let mut w = World::new();
    let id = w.net.add_client("alice", None, None);
    w.register(id);
    let m = w.net.seen.last.get_mut(&id).unwrap();
    let at = m.find(Name::Date, 0).unwrap();
    let Some(Value::Date(d)) = m.legal(at) else { panic!() };
    assert_eq!((d.year, d.month, d.day, d.hour, d.week_day), (2026, 10, 21, 7, 5));
}

#[test]
fn the_registrar_may_be_the_domain_of_the_aor_found_by_look_up() {
    let mut w = World::new();
    let id = w.net.add_client("alice", None, None);
    w.net.client.client_set_registrar(id, b"sip:example.com").unwrap();
    w.net.names.insert("example.com".into(), vec!["192.0.2.2".parse().unwrap()]);
    assert_eq!(w.register(id), State::Registered);
    assert!(w.last_request().starts_with("REGISTER sip:example.com SIP/2.0"));
}

#[test]
fn a_423_fails_with_min_expires_readable_and_a_longer_time_succeeds_with_the_same_call_id() {
    let mut w = World::new();
    w.registrar.min_expires = 300;
    let id = w.net.add_client("alice", Some("<sip:a@192.0.2.1>"), Some(60));
    assert_eq!(w.register(id), State::Failed);
    let seconds = w.net.seen.last.get_mut(&id).unwrap().seconds_of(Name::MinExpires).unwrap();
    w.net.client.client_set_expires(id, Some(seconds)).unwrap();
    assert_eq!(w.register(id), State::Registered);
    let r = w.net.requests_sent();
    assert_eq!(header(&r[0], "Call-ID"), header(&r[1], "Call-ID"));
    assert_eq!((header(&r[0], "CSeq"), header(&r[1], "CSeq")), (Some("1 REGISTER"), Some("2 REGISTER")));
}

#[test]
fn a_third_party_registers_with_a_from_of_its_own() {
    let mut w = World::new();
    let id = w.net.client.create_client(0).unwrap();
    w.net.client.client_set_to(id, b"\"Boss\" <sip:boss@example.com>;tag=old").unwrap();
    w.net.client.client_set_from(id, b"<sip:secretary@example.com>;tag=mine").unwrap();
    w.net.client.client_set_registrar(id, b"sip:192.0.2.2").unwrap();
    w.register(id);
    let r = w.last_request();
    assert_eq!(header(&r, "To"), Some("\"Boss\" <sip:boss@example.com>"));
    assert_eq!(header(&r, "From"), Some("<sip:secretary@example.com>;tag=mine"));
}

#[test]
fn two_clients_of_one_manager_may_have_requests_out_at_the_same_time() {
    let mut w = World::new();
    let a = w.net.add_client("a", Some("<sip:a@192.0.2.1>"), None);
    let b = w.net.add_client("b", Some("<sip:b@192.0.2.1>"), None);
    w.net.register(a);
    assert_eq!(w.register(b), State::Registered);
    assert_eq!(w.net.state(a), State::Registered);
}

#[test]
fn headers_of_the_outbound_message_go_into_one_register_only() {
    let mut w = World::new();
    let id = w.net.add_client("alice", None, Some(60));
    let mut extra = rvsip::message::Message::new();
    extra.push(Name::Supported, b"path");
    extra.push_other(b"X-Trace", b"7");
    extra.push(Name::To, b"<sip:mallory@example.com>");
    extra.push(Name::CallId, b"forged");
    extra.set_body(b"hello");
    extra.push(Name::ContentType, b"text/plain");
    w.net.client.command(Time(0), Command::Register { id, outbound: Some(Box::new(extra)) }).unwrap();
    let registrar = &mut w.registrar;
    w.net.run(1000, &mut |n, me, from, b| {
        let a = registrar.answer(b);
        n.post(me, from, &a);
    });
    let r = w.last_request();
    assert_eq!((header(&r, "Supported"), header(&r, "X-Trace")), (Some("path"), Some("7")));
    assert_eq!(header(&r, "To"), Some("<sip:alice@example.com>"));
    assert_ne!(header(&r, "Call-ID"), Some("forged"));
    assert_eq!((header(&r, "Content-Length"), r.ends_with("\r\n\r\nhello")), (Some("5"), true));
    w.register(id);
    assert_eq!(header(&w.last_request(), "X-Trace"), None);
}

#[test]
fn a_route_in_the_outbound_message_decides_the_next_hop() {
    let mut w = World::new();
    let id = w.net.add_client("alice", None, None);
    w.net.client.client_set_outbound(id, "192.0.2.60", 5060).unwrap();
    let mut extra = rvsip::message::Message::new();
    extra.push(Name::Route, b"<sip:192.0.2.61:5070;lr>");
    w.net.client.command(Time(0), Command::Register { id, outbound: Some(Box::new(extra)) }).unwrap();
    let mut hops = Vec::new();
    w.net.run(100, &mut |n, me, from, b| {
        hops.push(me);
        let a = response(b, "200 OK", "");
        n.post(me, from, &a);
    });
    w.net.register(id);
    w.net.run(200, &mut |n, me, from, b| {
        hops.push(me);
        let a = response(b, "200 OK", "");
        n.post(me, from, &a);
    });
    assert_eq!(hops, [addr("192.0.2.61:5070"), addr("192.0.2.60:5060")]);
}

#[test]
fn limits_of_clients_and_transactions_are_told_as_out_of_resources() {
    let mut net = Net::new(Config { max_clients: 2, max_transactions: 1, ..config() }, 1);
    let a = net.client.create_client(1).unwrap();
    net.client.create_client(2).unwrap();
    assert_eq!(net.client.create_client(3), Err(Error::OutOfResources));
    net.client.command(Time(0), Command::TerminateClient { id: a }).unwrap();
    net.settle();
    net.client.create_client(4).unwrap();
    net.client.create_transaction(1).unwrap();
    assert_eq!(net.client.create_transaction(2), Err(Error::OutOfResources));
    assert!(net.log.iter().any(|l| l.contains("maxRegClients")));
    net.settle();
    assert!(net.log.iter().any(|l| l.contains("maxTransactions")));
}
