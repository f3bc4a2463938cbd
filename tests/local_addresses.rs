//! Local addresses that come and go while the stack runs.

mod support;

use rvsip::endpoint::regclient::{Reason, State};
use rvsip::endpoint::*;
use std::net::SocketAddr;
use support::*;

fn quiet(_: &mut Net, _: SocketAddr, _: SocketAddr, _: &[u8]) {}

fn local(transport: Transport, text: &str) -> Local {
    let addr: SocketAddr = text.parse().unwrap();
    Local { transport, addr, text: addr.ip().to_string(), configured_port: addr.port(), enabled: true }
}

fn id_of(net: &Net, number: u16) -> Id {
    net.client.local_id(number).unwrap()
}

#[test]
fn requests_that_wait_on_a_removed_address_fail_and_later_ones_leave_from_another() {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", None, None);
    net.register(id);
    net.run_for(1_000, &mut quiet);
    let second = net.client.add_local(local(Transport::Udp, "192.0.2.200:5080"));
    let (now, first) = (net.time(), id_of(&net, 0));
    net.client.remove_local(now, first).unwrap();
    net.settle();
    assert_eq!(net.unbound, [0]);
    assert_eq!(net.seen.states.last().unwrap().1, State::Failed);
    assert_eq!(net.seen.states.last().unwrap().2, Reason::NetworkError);
    assert_eq!(net.client.remove_local(now, first), Err(Error::InvalidHandle));
    net.register(id);
    net.settle();
    let via = net.requests_sent().last().and_then(|r| header(r, "Via").map(str::to_string)).unwrap();
    assert!(via.starts_with("SIP/2.0/UDP 192.0.2.200:5080;"), "{via}");
    let now = net.time();
    net.client.remove_local(now, id_of(&net, second)).unwrap();
    // the one for TCP too, which would do for a request that names no transport
    net.client.remove_local(now, id_of(&net, 1)).unwrap();
    net.register(id);
    net.settle();
    assert_eq!(net.state(id), State::Failed, "no address is left");
}

#[test]
fn server_transactions_of_a_removed_address_end_with_a_network_error() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { transaction_created: true, ..Interest::default() });
    let now = net.time();
    let flow = Flow::Udp { local: 0, peer: addr("192.0.2.2:5060") };
    net.client.receive(now, flow, request("OPTIONS", "a", 1, "").as_bytes());
    net.settle();
    net.client.remove_local(now, id_of(&net, 0)).unwrap();
    net.settle();
    let last = net.seen.transactions.last().unwrap();
    assert_eq!((last.1, last.2), (transaction::State::Terminated, transaction::Reason::NetworkError));
    net.assert_empty();
}

#[test]
fn a_message_the_application_looks_at_while_its_address_goes_is_not_sent_from_another() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { client_final_dest: true, ..Interest::default() });
    net.on_ask = Some(Box::new(|net, token, ask| {
        let now = net.time();
        if let Some(first) = net.client.local_id(0) {
            net.client.remove_local(now, first).unwrap();
            assert_eq!(net.client.add_local(local(Transport::Udp, "192.0.2.200:5080")), 0, "its number is free again");
        }
        Some((token, ask))
    }));
    let id = net.add_client("alice", None, None);
    net.register(id);
    net.settle();
    assert!(net.requests_sent().is_empty());
    assert_eq!(net.seen.states.last().map(|s| (s.1, s.2)), Some((State::Failed, Reason::NetworkError)));
}

#[test]
fn connections_outlive_the_listener_they_came_through() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { transaction_created: true, ..Interest::default() });
    let conn = net.connect_in(addr("192.0.2.7:4444")).unwrap();
    let now = net.time();
    net.client.remove_local(now, id_of(&net, 1)).unwrap();
    net.client.receive(now, Flow::Conn(conn), request("OPTIONS", "a", 1, "").replace("/UDP", "/TCP").as_bytes());
    net.settle();
    let id = net.seen.transactions.last().unwrap().0;
    net.command(Command::Respond { id, code: 200, reason: Vec::new(), outbound: None }).unwrap();
    net.settle();
    assert!(net.sent_by_us()[0].starts_with("SIP/2.0 200"));
    // Its number goes to nobody else as long as the connection refers to it.
    assert_eq!(net.client.add_local(local(Transport::Tcp, "192.0.2.200:5080")), 2);
    net.hang_up(conn);
    assert_eq!(net.client.add_local(local(Transport::Tcp, "192.0.2.200:5081")), 1);
}

#[test]
fn an_object_that_chose_a_removed_address_does_not_get_the_one_that_takes_its_number() {
    let mut net = Net::new(config(), 1);
    let id = net.add_client("alice", None, None);
    let chosen = net.client.add_local(local(Transport::Udp, "192.0.2.200:5080"));
    net.client.client_set_local(id, chosen).unwrap();
    let (now, old) = (net.time(), id_of(&net, chosen));
    net.client.remove_local(now, old).unwrap();
    assert_eq!(net.client.local_by_text(Transport::Udp, "192.0.2.200", 5080), None);
    assert_eq!(net.client.add_local(local(Transport::Udp, "192.0.2.201:5080")), chosen);
    assert_eq!(net.client.local_number(old), Err(Error::InvalidHandle), "the old name is dead");
    net.register(id);
    net.settle();
    let via = header(&net.requests_sent()[0], "Via").unwrap().to_string();
    assert!(via.contains("192.0.2.1:5060"), "{via}");
}

#[test]
fn addresses_are_listed_in_their_order_by_transport_without_those_that_are_gone() {
    let mut net = Net::new(config(), 1);
    let third = net.client.add_local(local(Transport::Udp, "[fe80::1%2]:5060"));
    let list = |net: &Net, transport| {
        let mut found: Vec<u16> = Vec::new();
        while let Some(id) = net.client.next_local(found.last().map_or(0, |n| usize::from(*n) + 1), transport) {
            found.push(net.client.local_number(id).unwrap());
        }
        found
    };
    assert_eq!(list(&net, None), [0, 1, third]);
    assert_eq!(list(&net, Some(Transport::Udp)), [0, third]);
    let now = net.time();
    net.client.remove_local(now, id_of(&net, 0)).unwrap();
    assert_eq!(list(&net, Some(Transport::Udp)), [third]);
    assert_eq!(list(&net, Some(Transport::Tcp)), [1]);
}

#[test]
fn a_link_local_address_sends_with_its_scope_and_shows_none() {
    let mut net = Net::new(config(), 1);
    net.client.add_local(local(Transport::Tcp, "[fe80::1%2]:5060"));
    let id = net.add_client("alice", None, None);
    net.client.client_set_registrar(id, b"sip:[fe80::2];transport=tcp").unwrap();
    net.register(id);
    let mut from = None;
    while let Some(output) = net.client.poll() {
        match output {
            Output::Connect { from: f, .. } => from = f,
            Output::Transmit(t) => {
                let text = String::from_utf8_lossy(net.client.bytes(&t)).into_owned();
                assert!(header(&text, "Via").unwrap().starts_with("SIP/2.0/TCP [fe80::1]:5060;"), "{text}");
            }
            _ => {}
        }
    }
    assert_eq!(from, Some("[fe80::1%2]:0".parse().unwrap()));
}

#[test]
fn the_number_of_a_free_address_is_taken_though_one_before_it_is_still_referred_to() {
    let mut net = Net::new(config(), 1);
    net.connect_in(addr("192.0.2.7:4444")).unwrap();
    let third = net.client.add_local(local(Transport::Udp, "192.0.2.200:5080"));
    let now = net.time();
    for number in [1, third] {
        net.client.remove_local(now, id_of(&net, number)).unwrap();
    }
    assert_eq!(net.client.add_local(local(Transport::Udp, "192.0.2.201:5080")), third, "the connection holds number 1");
}

#[test]
fn there_is_no_room_while_every_number_is_taken_or_referred_to() {
    let mut net = Net::new(config(), 1);
    let conn = net.connect_in(addr("192.0.2.7:4444")).unwrap();
    let mut last = 1;
    while net.client.room_for_local() {
        last = net.client.add_local(local(Transport::Udp, "192.0.2.200:5080"));
    }
    assert_eq!(last, u16::MAX - 1);
    let now = net.time();
    net.client.remove_local(now, id_of(&net, 1)).unwrap();
    assert!(!net.client.room_for_local(), "the connection still refers to the one that is gone");
    net.hang_up(conn);
    assert!(net.client.room_for_local());
    assert_eq!(net.client.add_local(local(Transport::Udp, "192.0.2.201:5080")), 1);
}
