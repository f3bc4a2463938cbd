//! TLS and WebSocket in the core: what a request says of itself, who shares a connection, how answers find their way.

mod support;

use rvsip::endpoint::*;
use support::*;

/// What the core asks for, until it has nothing more.
#[derive(Default)]
struct Asked {
    connects: Vec<(ConnId, Target)>,
    messages: Vec<String>,
    handshakes: Vec<ConnId>,
    closed: Vec<ConnId>,
    created: Vec<TransactionId>,
}

fn drain(core: &mut Endpoint) -> Asked {
    let mut asked = Asked::default();
    while let Some(output) = core.poll() {
        match output {
            Output::Connect { conn, to, .. } => asked.connects.push((conn, to)),
            Output::Transmit(t) => asked.messages.push(String::from_utf8(core.bytes(&t).to_vec()).unwrap()),
            Output::Handshake(conn) => asked.handshakes.push(conn),
            Output::Close(conn) => asked.closed.push(conn),
            Output::Ask(token, Ask::Created { transaction }) => {
                asked.created.push(transaction);
                core.answer(Time(0), token, Answer::Created { owner: 1, take: true });
            }
            _ => {}
        }
    }
    asked
}

fn core(locals: &[(Transport, &str)], persistency: Persistency) -> Endpoint {
    let mut core = Endpoint::new(Config { tcp: true, persistency, ..config() });
    for (transport, text) in locals {
        let addr = addr(text);
        core.add_local(Local {
            transport: *transport,
            addr,
            text: addr.ip().to_string(),
            configured_port: addr.port(),
            enabled: true,
        });
    }
    core
}

const PHONE: [(Transport, &str); 2] = [(Transport::Udp, "192.0.2.1:5060"), (Transport::Tcp, "192.0.2.1:5060")];

fn send(core: &mut Endpoint, uri: &str) -> Result<(), Error> {
    let id = core.create_transaction(0)?;
    core.transaction_set_to(id, b"<sip:bob@example.com>")?;
    core.transaction_set_from(id, b"<sip:alice@example.com>")?;
    core.command(Time(0), Command::Request { id, method: b"OPTIONS".to_vec(), uri: uri.into(), outbound: None })
}

#[test]
fn a_request_says_how_it_travels_and_names_a_port_that_fits() {
    let all = [
        &PHONE[..],
        &[(Transport::Tls, "192.0.2.1:5071"), (Transport::Ws, "192.0.2.1:8080"), (Transport::Wss, "192.0.2.1:8443")],
    ]
    .concat();
    for (uri, via, listening, to, name) in [
        ("sips:192.0.2.2", "TLS 192.0.2.1:5061", "TLS 192.0.2.1:5071", "192.0.2.2:5061", "192.0.2.2"),
        ("sip:192.0.2.2;transport=tls", "TLS 192.0.2.1:5061", "TLS 192.0.2.1:5071", "192.0.2.2:5061", "192.0.2.2"),
        ("sips:192.0.2.2:6000;transport=tcp", "TLS 192.0.2.1:5061", "TLS 192.0.2.1:5071", "192.0.2.2:6000", "192.0.2.2"),
        ("sip:192.0.2.2;transport=ws", "WS 192.0.2.1:80", "WS 192.0.2.1:8080", "192.0.2.2:80", "192.0.2.2"),
        ("sips:192.0.2.2;transport=ws", "WSS 192.0.2.1:443", "WSS 192.0.2.1:8443", "192.0.2.2:443", "192.0.2.2"),
        ("sips:example.com;maddr=192.0.2.3", "TLS 192.0.2.1:5061", "TLS 192.0.2.1:5071", "192.0.2.3:5061", "example.com"),
    ] {
        for (locals, via) in [(&PHONE[..], via), (&all[..], listening)] {
            let mut core = core(locals, Persistency::None);
            send(&mut core, uri).unwrap();
            let asked = drain(&mut core);
            assert_eq!(asked.connects[0].1.addr, addr(to), "{uri}");
            assert_eq!(asked.connects[0].1.name.as_deref(), Some(name), "{uri}");
            let line = header(&asked.messages[0], "Via").unwrap().to_string();
            assert!(line.starts_with(&format!("SIP/2.0/{via};branch=")), "{uri}: {line}");
        }
    }
}

#[test]
fn connections_are_shared_by_transport_address_and_name() {
    let mut core = core(&PHONE, Persistency::Transaction);
    let mut count = 0;
    for (uri, new) in [
        ("sips:a.example;maddr=192.0.2.2", true),
        ("sips:a.example;maddr=192.0.2.2", false),
        ("sip:a.example;maddr=192.0.2.2;transport=tls", false),
        ("sips:b.example;maddr=192.0.2.2", true),
        ("sip:a.example;maddr=192.0.2.2;transport=tcp", true),
        ("sip:a.example;maddr=192.0.2.2;transport=ws", true),
        ("sip:b.example;maddr=192.0.2.2;transport=ws", true),
        ("sip:a.example;maddr=192.0.2.2;transport=tcp", false),
    ] {
        send(&mut core, uri).unwrap();
        count += usize::from(new);
        assert_eq!(drain(&mut core).connects.len(), usize::from(new), "{uri}");
        assert_eq!(core.connection_usage().used, count);
    }
}

#[test]
fn sips_never_goes_over_a_transport_without_tls() {
    for uri in ["sips:192.0.2.2;transport=udp", "sips:192.0.2.2;transport=sctp"] {
        let mut core = core(&PHONE, Persistency::None);
        let _ = send(&mut core, uri);
        let asked = drain(&mut core);
        assert!(asked.connects.is_empty() && asked.messages.is_empty(), "{uri}");
    }
}

/// An OPTIONS that came on a connection whose peer hung up before it was answered; where the answer is to go.
fn answered_late(transport: Transport) -> Option<Target> {
    let local = (transport, "192.0.2.1:5061");
    let mut core = core(&[local, (Transport::Tcp, "192.0.2.1:5060")], Persistency::None);
    core.set_interest(Interest { transaction_created: true, ..Interest::default() });
    let conn = core.accepted(0, addr("192.0.2.7:4444"), addr("192.0.2.1:5061")).unwrap();
    let request = request("OPTIONS", "a", 1, "").replace("/UDP", &format!("/{}", transport.token()));
    let via = header(&request, "Via").unwrap();
    let request = request.replace(via, &format!("SIP/2.0/{} phone.example;branch=z9hG4bKa", transport.token()));
    core.receive(Time(0), Flow::Conn(conn), request.as_bytes());
    let created = drain(&mut core).created[0];
    core.closed(Time(0), conn, "closed by the peer");
    drain(&mut core);
    let answer = Command::Respond { id: created, code: 200, reason: vec![], outbound: None };
    let _ = core.command(Time(0), answer);
    drain(&mut core).connects.pop().map(|(_, to)| to)
}

#[test]
fn an_answer_whose_tls_connection_is_gone_goes_to_one_who_proves_its_sent_by_and_to_no_websocket() {
    let to = answered_late(Transport::Tls).unwrap();
    assert_eq!((to.transport, to.addr, to.name.as_deref()), (Transport::Tls, addr("192.0.2.7:5061"), Some("phone.example")));
    assert_eq!(answered_late(Transport::Tcp).unwrap().name, None);
    assert_eq!(answered_late(Transport::Ws), None);
    assert_eq!(answered_late(Transport::Wss), None);
}

#[test]
fn the_handshake_is_chosen_before_it_begins_and_only_with_tls() {
    let mut core = core(&[&PHONE[..], &[(Transport::Tls, "192.0.2.1:5061")]].concat(), Persistency::None);
    let handshake = Handshake { engine: Some(3), hook: Some(4) };
    let shake = |core: &mut Endpoint, id| core.command(Time(0), Command::ShakeHands { id, handshake });
    let made = |core: &mut Endpoint, transport| {
        let id = core.create_connection(7, 0).unwrap();
        assert_eq!(shake(core, id), Err(Error::IllegalAction), "it leads nowhere yet");
        let peer = Target { transport, addr: addr("192.0.2.2:5061"), name: Some("example.com".into()) };
        core.command(Time(0), Command::InitConnection { id, setup: ConnSetup { peer, from: None } }).unwrap();
        id
    };
    let tls = made(&mut core, Transport::Tls);
    assert_eq!(shake(&mut core, tls), Ok(()));
    assert_eq!(core.handshake_of(tls), (handshake, 7));
    let asked = drain(&mut core);
    assert_eq!(asked.connects.len(), 1, "it is opened");
    assert!(asked.handshakes.is_empty());
    assert_eq!(shake(&mut core, tls), Err(Error::IllegalAction), "once");
    let tcp = made(&mut core, Transport::Tcp);
    assert_eq!(shake(&mut core, tcp), Err(Error::IllegalAction));
    // one that a peer opened: while the application is asked whether it may stay
    core.set_interest(Interest { connection_created: true, ..Interest::default() });
    let theirs = core.accepted(2, addr("192.0.2.7:4444"), addr("192.0.2.1:5061")).unwrap();
    assert_eq!(shake(&mut core, theirs), Ok(()));
    assert_eq!(drain(&mut core).handshakes, [theirs]);
    core.answer(Time(0), Token::Connection(theirs), Answer::Keep(true));
    assert_eq!(shake(&mut core, theirs), Err(Error::IllegalAction));
}
