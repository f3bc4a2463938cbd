//! Connections in the hands of the application: states, owners, sharing, room for unused ones, aliases (RFC 5923).

mod support;

use rvsip::endpoint::regclient::State;
use rvsip::endpoint::*;
use std::net::SocketAddr;
use support::*;

fn net_with(config: Config) -> Net {
    Net::new(config, 1)
}

fn persistent() -> Config {
    Config { persistency: Persistency::TransactionUser, keepalive: 0, ..config() }
}

fn client(net: &mut Net, user: &str, registrar: &str) -> ClientId {
    let id = net.add_client(user, Some("<sip:alice@192.0.2.1;transport=tcp>"), None);
    net.client.client_set_registrar(id, registrar.as_bytes()).unwrap();
    id
}

const OVER_TCP: &str = "sip:192.0.2.2;transport=tcp";

fn ok(net: &mut Net, me: SocketAddr, from: SocketAddr, bytes: &[u8]) {
    if bytes.starts_with(b"SIP/2.0") {
        return;
    }
    let a = response(bytes, "200 OK", "");
    net.post(me, from, &a);
}

fn quiet(_: &mut Net, _: SocketAddr, _: SocketAddr, _: &[u8]) {}

fn setup(to: &str) -> ConnSetup {
    ConnSetup { peer: Target::plain(Transport::Tcp, addr(to)), from: None }
}

/// A connection to the registrar that the application owns as number 1, connected.
fn owned(net: &mut Net) -> ConnId {
    let id = net.client.create_connection(1, 0).unwrap();
    net.command(Command::InitConnection { id, setup: setup(REGISTRAR) }).unwrap();
    net.command(Command::Connect { id }).unwrap();
    net.settle();
    id
}

fn states(net: &Net, of: ConnId, owner: Option<usize>) -> Vec<ConnState> {
    net.seen.connections.iter().filter(|c| c.0 == of && c.1 == owner).map(|c| c.2).collect()
}

fn state(net: &Net, id: ConnId) -> Option<ConnState> {
    net.client.any_connection(id).map(|c| c.state)
}

use ConnState::*;

#[test]
fn a_connection_of_the_application_goes_through_its_states_and_ends_with_its_last_owner() {
    let mut net = net_with(config());
    let id = net.client.create_connection(1, 0).unwrap();
    assert_eq!(state(&net, id), Some(Idle));
    assert_eq!(net.command(Command::Connect { id }), Err(Error::IllegalAction), "it leads nowhere");
    assert_eq!(net.command(Command::AttachOwner { id, owner: 2, hooks: 0 }), Err(Error::IllegalAction));
    net.command(Command::InitConnection { id, setup: setup(REGISTRAR) }).unwrap();
    assert_eq!(net.command(Command::InitConnection { id, setup: setup(REGISTRAR) }), Err(Error::IllegalAction));
    net.settle();
    assert!(net.opened.is_empty(), "nothing is sent before Connect");
    assert!(net.client.any_connection(id).unwrap().enabled);
    net.command(Command::Connect { id }).unwrap();
    net.command(Command::AttachOwner { id, owner: 2, hooks: 0 }).unwrap();
    net.settle();
    net.command(Command::AttachOwner { id, owner: 2, hooks: 0 }).unwrap();
    assert_eq!(net.client.any_connection(id).unwrap().owners, 3, "an owner may be there more than once");
    net.command(Command::DetachOwner { id, owner: 2 }).unwrap();
    net.command(Command::DetachOwner { id, owner: 1 }).unwrap();
    assert_eq!(net.command(Command::DetachOwner { id, owner: 1 }), Err(Error::NotFound));
    net.settle();
    assert!(net.closed.is_empty());
    assert_eq!(states(&net, id, Some(1)), [Ready, Connecting, Connected]);
    assert_eq!(states(&net, id, Some(2)), [Connected]);
    net.command(Command::DetachOwner { id, owner: 2 }).unwrap();
    net.settle();
    assert_eq!(net.closed, [id]);
    assert_eq!(state(&net, id), None);
    assert_eq!(states(&net, id, Some(2)), [Connected], "who left hears nothing");
    net.assert_empty();
}

#[test]
fn terminate_closes_an_open_connection_in_order_and_every_owner_is_told() {
    let mut net = net_with(config());
    let id = owned(&mut net);
    for owner in [2, 2] {
        net.command(Command::AttachOwner { id, owner, hooks: 0 }).unwrap();
    }
    net.command(Command::TerminateConnection { id }).unwrap();
    assert_eq!(state(&net, id), Some(Closing));
    assert_eq!(net.command(Command::AttachOwner { id, owner: 3, hooks: 0 }), Err(Error::IllegalAction));
    assert_eq!(net.command(Command::TerminateConnection { id }), Ok(()), "once more does no harm");
    net.settle();
    assert_eq!(states(&net, id, Some(1)), [Ready, Connecting, Connected, Closing, Closed, Terminated]);
    assert_eq!(states(&net, id, Some(2)), [Closing, Closing, Closed, Closed, Terminated, Terminated]);
    assert!(net.seen.connections.iter().all(|c| c.3 == ConnReason::Undefined));
    assert_eq!(net.command(Command::TerminateConnection { id }), Err(Error::InvalidHandle));
    net.settle();
    net.assert_empty();
}

#[test]
fn before_it_is_open_terminate_ends_a_connection_at_once() {
    for steps in 0..3 {
        let mut net = net_with(config());
        let id = net.client.create_connection(1, 0).unwrap();
        if steps > 0 {
            net.command(Command::InitConnection { id, setup: setup(REGISTRAR) }).unwrap();
        }
        if steps > 1 {
            net.command(Command::Connect { id }).unwrap();
        }
        net.command(Command::TerminateConnection { id }).unwrap();
        net.settle();
        assert_eq!(states(&net, id, Some(1)).last(), Some(&Terminated));
        assert!(!states(&net, id, Some(1)).contains(&Closing));
        net.assert_empty();
    }
}

#[test]
fn the_name_of_a_connection_lives_until_the_last_owner_has_heard_of_its_end() {
    let mut net = net_with(config());
    let id = owned(&mut net);
    net.command(Command::AttachOwner { id, owner: 2, hooks: 0 }).unwrap();
    net.on_connection = Some(Box::new(|net, id, owner, _| {
        assert!(net.client.any_connection(id).is_some(), "{owner:?}");
    }));
    net.hang_up(id);
    net.settle();
    assert_eq!(states(&net, id, Some(2)), [Closed, Terminated]);
    assert_eq!(net.client.any_connection(id), None);
    net.assert_empty();
}

#[test]
fn an_owner_may_leave_or_end_the_connection_inside_each_event() {
    for at in [Ready, Connecting, Connected, Closing, Closed, Terminated] {
        for leave in [false, true] {
            let mut net = net_with(config());
            net.on_connection = Some(Box::new(move |net, id, owner, state| {
                if state == at && owner == Some(1) {
                    let command = match leave {
                        true => Command::DetachOwner { id, owner: 1 },
                        false => Command::TerminateConnection { id },
                    };
                    net.command(command).unwrap();
                }
            }));
            let id = net.client.create_connection(1, 0).unwrap();
            net.command(Command::InitConnection { id, setup: setup(REGISTRAR) }).unwrap();
            let _ = net.command(Command::Connect { id });
            net.settle();
            let _ = net.command(Command::TerminateConnection { id });
            net.settle();
            assert_eq!(net.client.any_connection(id), None, "{at:?} {leave}");
            net.assert_empty();
        }
    }
}

#[test]
fn a_refused_connection_is_terminated_with_an_error_and_a_broken_one_tells_its_status_first() {
    let mut net = net_with(config());
    net.refuse = vec![addr(REGISTRAR)];
    let id = owned(&mut net);
    let last = net.seen.connections.last().unwrap();
    assert_eq!((last.0, last.2, last.3), (id, Terminated, ConnReason::Error));
    assert!(net.seen.broken.is_empty());
    net.refuse.clear();
    let id = owned(&mut net);
    let now = net.time();
    net.client.failed(now, id, "reset by peer");
    net.settle();
    assert_eq!(net.seen.broken, [(id, 1)]);
    assert_eq!(states(&net, id, Some(1))[3..], [Closed, Terminated]);
    assert_eq!(net.seen.connections.last().unwrap().3, ConnReason::Error);
    net.assert_empty();
}

#[test]
fn persistent_objects_find_a_connection_that_is_ready_and_open_it() {
    let mut net = net_with(persistent());
    let id = net.client.create_connection(1, 0).unwrap();
    net.command(Command::InitConnection { id, setup: setup(REGISTRAR) }).unwrap();
    let alice = client(&mut net, "alice", OVER_TCP);
    net.register(alice);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.state(alice), State::Registered);
    assert_eq!(net.opened.len(), 1);
    assert_eq!(net.client.client_connection(alice), Ok(Some(id)));
    assert_eq!(net.client.any_connection(id).unwrap().owners, 2);
    net.command(Command::DetachOwner { id, owner: 1 }).unwrap();
    net.settle();
    assert!(net.closed.is_empty(), "the client keeps it");
    net.command(Command::TerminateClient { id: alice }).unwrap();
    net.settle();
    assert_eq!(net.closed, [id]);
    net.assert_empty();
}

#[test]
fn a_disabled_connection_is_not_found_and_goes_on_for_those_who_use_it() {
    let mut net = net_with(persistent());
    let id = owned(&mut net);
    net.command(Command::EnableConnection { id, on: false }).unwrap();
    let alice = client(&mut net, "alice", OVER_TCP);
    net.register(alice);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.opened.len(), 2);
    net.command(Command::EnableConnection { id, on: true }).unwrap();
    assert!(net.client.any_connection(id).unwrap().enabled);
    // Two lead there now; the one that was there first is taken, the other stays in the table.
    let other = net.client.client_connection(alice).unwrap().unwrap();
    net.command(Command::TerminateConnection { id: other }).unwrap();
    net.settle();
    net.register(alice);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.client.client_connection(alice), Ok(Some(id)));
}

#[test]
fn a_connection_from_another_local_address_is_not_shared() {
    let mut net = net_with(persistent());
    let id = net.client.create_connection(1, 0).unwrap();
    // The stack listens on 192.0.2.1 alone.
    let elsewhere = ConnSetup { from: Some(addr("192.0.2.77:0")), ..setup(REGISTRAR) };
    assert_eq!(net.command(Command::InitConnection { id, setup: elsewhere }), Err(Error::Network));
    let here = ConnSetup { from: Some(addr("192.0.2.1:0")), ..setup(REGISTRAR) };
    net.command(Command::InitConnection { id, setup: here }).unwrap();
    let alice = client(&mut net, "alice", OVER_TCP);
    net.register(alice);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.client.client_connection(alice), Ok(Some(id)));
    // Who sends from another address has a connection of his own, and shares that with those who do the same.
    let (text, addr) = ("192.0.2.101".to_string(), addr("192.0.2.101:5060"));
    let other = net.client.add_local(Local { transport: Transport::Tcp, addr, text, configured_port: 5060, enabled: true });
    let [bob, carol] = ["bob", "carol"].map(|user| {
        let id = client(&mut net, user, OVER_TCP);
        net.client.client_set_local(id, other).unwrap();
        net.register(id);
        net.run_for(1_000, &mut ok);
        net.client.client_connection(id).unwrap().unwrap()
    });
    assert_ne!(bob, id);
    assert_eq!((bob, net.opened.len()), (carol, 2));
}

#[test]
fn requests_that_are_out_fail_when_their_connection_is_terminated() {
    let mut net = net_with(persistent());
    let alice = client(&mut net, "alice", OVER_TCP);
    net.register(alice);
    net.run_for(1_000, &mut quiet);
    let id = net.client.client_connection(alice).unwrap().unwrap();
    net.command(Command::TerminateConnection { id }).unwrap();
    net.settle();
    assert_eq!(net.state(alice), State::Failed);
    net.command(Command::TerminateClient { id: alice }).unwrap();
    net.settle();
    net.assert_empty();
}

#[test]
fn a_connection_that_is_new_to_an_object_is_told_with_whether_it_was_made_for_it() {
    let mut net = net_with(persistent());
    net.client.set_interest(Interest { client_new_conn: true, transaction_new_conn: true, ..Interest::default() });
    let (alice, bob) = (client(&mut net, "alice", OVER_TCP), client(&mut net, "bob", OVER_TCP));
    for id in [alice, bob, alice] {
        net.register(id);
        net.run_for(1_000, &mut ok);
    }
    let conn = net.opened[0].0;
    let told: Vec<(ConnId, bool)> = net.seen.new_connections.iter().map(|n| (n.1, n.2)).collect();
    assert_eq!(told, [(conn, true), (conn, false)], "the third request stays on the connection of the first");
    assert!(matches!(net.seen.new_connections[0].0, Subject::Client(c, _) if c == alice));
    let id = net.client.create_transaction(5).unwrap();
    net.client.transaction_set_to(id, b"<sip:b@example.com>").unwrap();
    net.client.transaction_set_from(id, b"<sip:a@example.com>").unwrap();
    let uri = OVER_TCP.as_bytes().to_vec();
    net.command(Command::Request { id, method: b"OPTIONS".to_vec(), uri, outbound: None }).unwrap();
    net.run_for(1_000, &mut ok);
    assert!(matches!(net.seen.new_connections[2], (Subject::Transaction(t, 5), c, false) if t == id && c == conn));
}

// ---- connectionCapacityPercent ----

#[test]
fn unused_connections_stay_open_as_far_as_the_capacity_allows_and_the_oldest_makes_room() {
    let mut net = net_with(Config {
        persistency: Persistency::Transaction,
        max_connections: 4,
        connection_capacity: 50,
        max_clients: 8,
        ..config()
    });
    let registrars = ["sip:192.0.2.11;transport=tcp", "sip:192.0.2.12;transport=tcp", "sip:192.0.2.13;transport=tcp"];
    let clients: Vec<ClientId> = registrars.iter().map(|r| client(&mut net, "u", r)).collect();
    for id in &clients[..2] {
        net.register(*id);
        net.run_for(1_000, &mut ok);
    }
    assert!(net.closed.is_empty(), "two of four may be open");
    net.register(clients[0]);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.opened.len(), 2, "the one that stayed open is found");
    net.register(clients[2]);
    net.run_for(1_000, &mut ok);
    // The second was unused longest: the first was in use meanwhile.
    assert_eq!(net.closed, [net.opened[1].0]);
    // All in use: the share is exceeded rather than refused.
    for id in &clients {
        net.register(*id);
    }
    net.settle();
    assert_eq!(net.client.tables().connections, 3);
    net.run_for(1_000, &mut ok);
    assert!(clients.iter().all(|id| net.state(*id) == State::Registered));
    assert_eq!(net.client.tables().connections, 2, "afterwards it holds again");
}

#[test]
fn without_a_capacity_and_for_a_disabled_connection_the_last_owner_closes() {
    for capacity in [0, 100] {
        let mut net = net_with(Config { connection_capacity: capacity, ..persistent() });
        let id = owned(&mut net);
        if capacity > 0 {
            net.command(Command::EnableConnection { id, on: false }).unwrap();
        }
        net.command(Command::DetachOwner { id, owner: 1 }).unwrap();
        net.settle();
        assert_eq!(net.closed, [id], "{capacity}");
        net.assert_empty();
    }
}

#[test]
fn an_unused_connection_that_dies_leaves_nothing_and_an_accepted_one_takes_its_room() {
    let mut net = net_with(Config { connection_capacity: 100, max_connections: 1, ..persistent() });
    let id = owned(&mut net);
    net.command(Command::DetachOwner { id, owner: 1 }).unwrap();
    net.settle();
    assert_eq!(state(&net, id), Some(Connected));
    let conn = net.connect_in(addr("192.0.2.7:4444"));
    assert!(conn.is_some());
    net.settle();
    assert_eq!(net.closed, [id]);
    net.hang_up(conn.unwrap());
    net.settle();
    let id = owned(&mut net);
    net.command(Command::DetachOwner { id, owner: 1 }).unwrap();
    net.hang_up(id);
    net.settle();
    net.assert_empty();
}

// ---- connections that peers open ----

fn server(interest: Interest) -> (Net, ConnId) {
    let mut net = net_with(persistent());
    net.client.set_interest(Interest { transaction_created: true, ..interest });
    let conn = net.connect_in(addr("192.0.2.7:4444")).unwrap();
    net.settle();
    (net, conn)
}

fn give(net: &mut Net, conn: ConnId, text: &str) {
    let now = net.time();
    net.client.receive(now, Flow::Conn(conn), text.as_bytes());
    net.settle();
}

fn over_tcp(branch: &str, more: &str) -> String {
    request("OPTIONS", branch, 1, "").replace("/UDP 192.0.2.2:5060", &format!("/TCP peer.example:5070{more}"))
}

fn watching() -> Interest {
    Interest { connection_state: true, connection_created: true, server_reuse: true, ..Interest::default() }
}

#[test]
fn a_connection_that_a_peer_opens_is_shown_and_its_states_are_told_to_the_application() {
    let (mut net, conn) = server(watching());
    assert_eq!(net.seen.asked, ["ConnectionCreated"]);
    assert_eq!(states(&net, conn, None), [Connected]);
    let info = net.client.any_connection(conn).unwrap();
    assert!(!info.client && !info.enabled && info.owners == 0);
    assert_eq!(net.command(Command::EnableConnection { id: conn, on: true }), Err(Error::IllegalAction));
    net.command(Command::AttachOwner { id: conn, owner: 9, hooks: 0 }).unwrap();
    net.hang_up(conn);
    net.settle();
    assert_eq!(states(&net, conn, None), [Connected, Closed, Terminated]);
    assert_eq!(states(&net, conn, Some(9)), [Closed, Terminated]);
    net.assert_empty();
}

#[test]
fn a_dropped_connection_is_closed_and_what_came_on_it_is_not_looked_at() {
    let mut net = net_with(persistent());
    net.client.set_interest(Interest { transaction_created: true, ..watching() });
    net.on_ask = Some(Box::new(|net, token, ask| match ask {
        Ask::ConnectionCreated { .. } => {
            let now = net.time();
            net.client.answer(now, token, Answer::Keep(false));
            None
        }
        ask => Some((token, ask)),
    }));
    let conn = net.connect_in(addr("192.0.2.7:4444")).unwrap();
    let now = net.time();
    net.client.receive(now, Flow::Conn(conn), over_tcp("a", "").as_bytes());
    net.settle();
    assert_eq!(net.closed, [conn]);
    assert_eq!(states(&net, conn, None), [Terminated]);
    assert_eq!(net.seen.asked, ["ConnectionCreated"]);
    assert!(net.sent_by_us().is_empty());
    net.assert_empty();
}

#[test]
fn what_comes_while_the_application_thinks_about_a_connection_waits_and_does_not_pile_up() {
    let mut net = net_with(persistent());
    net.client.set_interest(Interest { transaction_created: true, ..watching() });
    let conn = net.connect_in(addr("192.0.2.7:4444")).unwrap();
    let now = net.time();
    for n in 0..3 {
        net.client.receive(
            now,
            Flow::Conn(conn),
            over_tcp(&format!("b{n}"), "").replace("call-1", &format!("c{n}")).as_bytes(),
        );
    }
    net.settle();
    assert_eq!(net.seen.asked, ["ConnectionCreated", "Created", "Created", "Created"]);
    let other = net.connect_in(addr("192.0.2.8:4444")).unwrap();
    for _ in 0..100 {
        net.client.receive(now, Flow::Conn(other), over_tcp("x", "").as_bytes());
    }
    net.settle();
    assert_eq!(net.closed, [other], "more than that is no way to begin");
    assert_eq!(net.client.any_connection(other), None);
}

#[test]
fn a_peer_that_offers_its_connection_is_reached_over_it_without_a_look_up_once_the_application_agrees() {
    let (mut net, conn) = server(watching());
    assert_eq!(net.command(Command::EnableByAlias { id: conn }), Err(Error::IllegalAction), "nothing was offered");
    give(&mut net, conn, &over_tcp("a", ""));
    assert!(net.seen.offered.is_empty());
    give(&mut net, conn, &over_tcp("b", ";alias").replace("call-1", "call-2"));
    give(&mut net, conn, &over_tcp("c", ";alias").replace("call-1", "call-3"));
    assert_eq!(net.seen.offered, [conn], "asked once");
    let alice = client(&mut net, "alice", "sip:PEER.example:5070;transport=tcp");
    net.names.insert("PEER.example".into(), vec![addr("192.0.2.50:1").ip()]);
    net.register(alice);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.opened.len(), 1, "not without the application's word");
    net.command(Command::TerminateConnection { id: net.opened[0].0 }).unwrap();
    net.command(Command::EnableByAlias { id: conn }).unwrap();
    assert!(net.client.any_connection(conn).unwrap().enabled);
    net.names.clear();
    net.register(alice);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.state(alice), State::Registered);
    assert_eq!((net.opened.len(), net.lookups.len()), (1, 0));
    assert_eq!(net.client.client_connection(alice), Ok(Some(conn)));
    // Another port is another peer.
    let bob = client(&mut net, "bob", "sip:peer.example:5071;transport=tcp");
    net.register(bob);
    net.settle();
    assert_eq!(net.lookups.len(), 1);
    net.hang_up(conn);
    net.settle();
    assert_eq!(net.client.tables().aliases, 0);
}

#[test]
fn the_newest_connection_of_a_peer_takes_the_alias_over() {
    let (mut net, first) = server(watching());
    let second = net.connect_in(addr("192.0.2.7:4445")).unwrap();
    net.settle();
    for (n, conn) in [first, second].into_iter().enumerate() {
        give(&mut net, conn, &over_tcp(&format!("a{n}"), ";alias").replace("call-1", &format!("call-{n}")));
        net.command(Command::EnableByAlias { id: conn }).unwrap();
    }
    assert!(!net.client.any_connection(first).unwrap().enabled && net.client.any_connection(second).unwrap().enabled);
    net.hang_up(first);
    net.settle();
    let alice = client(&mut net, "alice", "sip:peer.example:5070;transport=tcp");
    net.register(alice);
    net.run_for(1_000, &mut ok);
    assert_eq!(net.client.client_connection(alice), Ok(Some(second)));
    // An object that is not persistent looks its destination up.
    net.client.client_set_persistent(alice, false).unwrap();
    net.register(alice);
    net.settle();
    assert_eq!(net.lookups.len(), 1);
    net.command(Command::EnableConnection { id: second, on: false }).unwrap();
    assert_eq!(net.client.tables().aliases, 0);
}

#[test]
fn accepted_connections_inherit_the_type_of_service_of_their_address() {
    let mut net = net_with(persistent());
    let tcp = net.client.next_local(0, Some(Transport::Tcp)).unwrap();
    assert_eq!(net.client.tos_of_local(tcp), Ok(None));
    let before = net.connect_in(addr("192.0.2.7:4444")).unwrap();
    net.client.set_tos_of_local(tcp, 0x68).unwrap();
    let after = net.connect_in(addr("192.0.2.7:4445")).unwrap();
    net.settle();
    assert_eq!(net.tos, [(after, 0x68)]);
    assert_eq!(net.client.any_connection(before).unwrap().tos, None);
    net.command(Command::SetConnectionTos { id: before, tos: 8 }).unwrap();
    let ours = net.client.create_connection(1, 0).unwrap();
    net.command(Command::SetConnectionTos { id: ours, tos: 16 }).unwrap();
    net.command(Command::InitConnection { id: ours, setup: setup(REGISTRAR) }).unwrap();
    net.settle();
    assert_eq!(net.tos, [(after, 0x68), (before, 8)], "not before it is open");
    net.command(Command::Connect { id: ours }).unwrap();
    net.settle();
    assert_eq!(net.tos.last(), Some(&(ours, 16)));
}

#[test]
fn a_secure_connection_of_the_application_is_found_by_requests_to_the_name_its_peer_proves() {
    let mut net = net_with(persistent());
    let id = net.client.create_connection(1, 0).unwrap();
    let peer = Target { transport: Transport::Tls, addr: addr("192.0.2.2:5061"), name: Some("sip.example.com".into()) };
    net.command(Command::InitConnection { id, setup: ConnSetup { peer, from: None } }).unwrap();
    let datagrams = net.client.create_connection(1, 0).unwrap();
    let peer = Target::plain(Transport::Udp, addr("192.0.2.2:80"));
    let setup = ConnSetup { peer, from: None };
    assert_eq!(net.command(Command::InitConnection { id: datagrams, setup }), Err(Error::NotSupported));
    net.names.insert("sip.example.com".into(), vec![addr(REGISTRAR).ip()]);
    net.names.insert("other.example.com".into(), vec![addr(REGISTRAR).ip()]);
    for (registrar, found) in [("sip:sip.example.com;transport=tls", true), ("sip:other.example.com;transport=tls", false)] {
        let user = client(&mut net, "alice", registrar);
        net.register(user);
        net.run_for(1_000, &mut ok);
        assert_eq!(net.client.client_connection(user) == Ok(Some(id)), found, "{registrar}");
    }
}

#[test]
fn a_connection_of_ours_whose_last_message_was_looked_at_after_its_user_left_is_closed() {
    for capacity in [0, 50] {
        let mut net = net_with(Config { persistency: Persistency::Transaction, connection_capacity: capacity, ..config() });
        net.client.set_interest(Interest { msg_received: true, ..Interest::default() });
        let alice = client(&mut net, "alice", OVER_TCP);
        net.register(alice);
        net.settle();
        let conn = net.opened[0].0;
        let answer = response(net.requests_sent()[0].as_bytes(), "200 OK", "");
        let now = net.time();
        for _ in 0..2 {
            // Both come in one read: the second is looked at while the first one is processed.
            net.client.receive(now, Flow::Conn(conn), &answer);
        }
        net.settle();
        assert_eq!(net.state(alice), State::Registered);
        net.command(Command::TerminateClient { id: alice }).unwrap();
        net.settle();
        if capacity > 0 {
            assert!(net.closed.is_empty(), "there is room to keep it for the next one");
            assert_eq!(net.client.tables().connections, 1);
            net.command(Command::TerminateConnection { id: conn }).unwrap();
            net.settle();
        }
        net.assert_empty();
    }
}
