//! WebSocket on loopback sockets, against a peer made of octets by hand.

use super::tests::{Bench, any, message};
use super::*;
use std::io::{Read, Write};
use std::net::{TcpListener as StdListener, TcpStream as StdStream};
use std::time::Duration;

const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
const HELLO: &str = "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                     Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: sip\r\n\r\n";

/// A masked frame as clients send it. The first octet: 0x80 for the last of a message, and the kind.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [1u8, 2, 3, 4];
    let mut out = head(first, payload.len(), 0x80);
    out.extend_from_slice(&mask);
    out.extend(payload.iter().zip(mask.iter().cycle()).map(|(b, m)| b ^ m));
    out
}

fn head(first: u8, length: usize, masked: u8) -> Vec<u8> {
    match length {
        0..=125 => vec![first, masked | length as u8],
        126..=65_535 => vec![first, masked | 126, (length >> 8) as u8, length as u8],
        _ => [&[first, masked | 127][..], &(length as u64).to_be_bytes()].concat(),
    }
}

/// A frame as servers send it.
fn bare(first: u8, payload: &[u8]) -> Vec<u8> {
    [head(first, payload.len(), 0), payload.to_vec()].concat()
}

fn listening() -> (Bench, SocketAddr) {
    let mut bench = Bench::new();
    let (_, addr) = bench.net.listen(any(), Kind::WS).unwrap();
    (bench, addr)
}

/// What a peer got until it is `done` or the connection ends.
fn receive(bench: &mut Bench, peer: &mut StdStream, done: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    peer.set_nonblocking(true).unwrap();
    let (mut got, mut buffer) = (Vec::new(), [0; 65_536]);
    let end = Instant::now() + Duration::from_secs(20);
    while !done(&got) {
        assert!(Instant::now() < end, "waited in vain; got {:?}", String::from_utf8_lossy(&got));
        bench.turn(2);
        match peer.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => got.extend_from_slice(&buffer[..n]),
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => break,
        }
    }
    peer.set_nonblocking(false).unwrap();
    got
}

/// A server and a client whose handshake is done.
fn greeted() -> (Bench, StdStream) {
    let (mut bench, addr) = listening();
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(HELLO.as_bytes()).unwrap();
    let answer = receive(&mut bench, &mut peer, |got| got.ends_with(b"\r\n\r\n"));
    assert!(answer.starts_with(b"HTTP/1.1 101 "));
    (bench, peer)
}

fn closed_because(bench: &mut Bench, why: &str) {
    bench.until("closed", |w| !w.closed.is_empty());
    let told = bench.world.closed[0].1.to_string();
    assert!(told.contains(why), "{told}");
}

#[test]
fn two_of_us_talk_over_websocket_and_over_websocket_on_tls() {
    for kind in [Kind::WS, Kind::WSS] {
        let own = rcgen::generate_simple_self_signed(["example.com".to_string()]).unwrap();
        let (cert, key) = (own.cert.pem(), own.signing_key.serialize_pem());
        let (mut server, mut client) = (Bench::new(), Bench::new());
        let material = tls::Material {
            chain: Some(cert.as_bytes()),
            key: Some(key.as_bytes()),
            trusted: Some(cert.as_bytes()),
            ..tls::Material::default()
        };
        let engine = tls::Engine::new(&material).unwrap();
        server.net.engines().write().add(engine.clone());
        client.net.engines().write().add(engine);
        for net in [&mut server.net, &mut client.net] {
            net.set_http(ws::Http { path: Some("/sip".into()), ..Default::default() });
        }
        let (_, addr) = server.net.listen(any(), kind).unwrap();
        client.net.connect(ConnId(1), None, Peer { addr, kind, name: "example.com", tls: Default::default() });
        // what is said before the handshake is done waits for it
        let large = message(&"x".repeat(40_000));
        client.net.send_stream(ConnId(1), &message("one"));
        client.net.send_stream(ConnId(1), &large);
        let end = Instant::now() + Duration::from_secs(20);
        while server.world.messages.len() < 2 {
            assert!(Instant::now() < end, "{:?} {:?}", client.world.closed, server.world.closed);
            server.turn(2);
            client.turn(2);
        }
        assert_eq!(client.world.connected, [ConnId(1)]);
        assert_eq!(server.world.messages[1].1, large);
        let theirs = server.world.accepted[0].0;
        let odd = b"OPTIONS sip:x SIP/2.0\r\nSubject: \xff\r\n\r\n";
        server.net.send_stream(theirs, odd);
        client.net.ping(ConnId(1));
        while client.world.messages.is_empty() || server.world.pings == 0 {
            assert!(Instant::now() < end);
            server.turn(2);
            client.turn(2);
        }
        assert_eq!(client.world.messages[0].1, odd, "no text: a binary message");
        client.net.close(ConnId(1));
        while server.world.closed.is_empty() {
            assert!(Instant::now() < end);
            server.turn(2);
            client.turn(2);
        }
        assert_eq!(server.world.closed, [(theirs, CloseReason::ByPeer)]);
        assert_eq!(client.world.closed, [(ConnId(1), CloseReason::Asked)]);
    }
}

#[test]
fn a_message_may_come_in_fragments_and_octet_by_octet() {
    let (mut bench, mut peer) = greeted();
    let whole = message("body");
    let (one, rest) = whole.split_at(10);
    let (two, three) = rest.split_at(5);
    // a ping may stand between fragments
    let stream = [frame(0x01, one), frame(0x89, b"now"), frame(0x00, two), frame(0x80, three)].concat();
    for b in stream {
        peer.write_all(&[b]).unwrap();
        bench.turn(0);
    }
    bench.until("the message", |w| w.messages.len() == 1);
    assert_eq!(bench.world.messages[0].1, whole);
    assert_eq!(receive(&mut bench, &mut peer, |got| got.len() >= 5), bare(0x8a, b"now"));
    // a binary message, and one without Content-Length: it ends where the frame ends (RFC 7118 section 5.3)
    peer.write_all(&[frame(0x82, b"OPTIONS sip:x SIP/2.0\r\n\r\n"), frame(0x82, &whole)].concat()).unwrap();
    bench.until("two more", |w| w.messages.len() == 3);
    assert_eq!(bench.world.messages[1].1, b"OPTIONS sip:x SIP/2.0\r\n\r\n");
}

#[test]
fn what_we_say_to_a_client_is_one_bare_frame_a_message() {
    let (mut bench, mut peer) = greeted();
    let id = bench.world.accepted[0].0;
    let (short, long) = (message(""), message(&"y".repeat(200)));
    bench.net.send_stream(id, &short);
    bench.net.send_stream(id, &long);
    let expected = [bare(0x81, &short), bare(0x81, &long)].concat();
    assert_eq!(receive(&mut bench, &mut peer, |got| got.len() >= expected.len()), expected);
}

#[test]
fn keepalives_of_rfc_5626_are_answered_as_messages() {
    let (mut bench, mut peer) = greeted();
    peer.write_all(&frame(0x81, b"\r\n\r\n")).unwrap();
    assert_eq!(receive(&mut bench, &mut peer, |got| got.len() >= 4), bare(0x81, b"\r\n"));
    assert_eq!(bench.world.pings, 1);
    assert!(bench.world.messages.is_empty() && bench.world.broken.is_empty());
}

#[test]
fn frames_that_break_the_rules_end_the_connection_with_the_code_that_says_so() {
    let large = vec![b'x'; crate::message::Limits::default().message_size + 1];
    let half = &large[..large.len() / 2 + 1];
    for (stream, code, why) in [
        (bare(0x81, b"hello"), 1002, "does not mask"),
        (frame(0xc1, b"hello"), 1002, "rules of WebSocket"),
        (frame(0x83, b"hello"), 1002, "rules of WebSocket"),
        (frame(0x80, b"hello"), 1002, "rules of WebSocket"),
        ([frame(0x01, b"a"), frame(0x81, b"b")].concat(), 1002, "rules of WebSocket"),
        (frame(0x09, b"part of a ping"), 1002, "rules of WebSocket"),
        (frame(0x89, &[0; 126]), 1002, "rules of WebSocket"),
        (frame(0x81, b"\xff\xfe"), 1007, "no UTF-8"),
        (frame(0x82, &large), 1009, "maxMessageSize"),
        ([frame(0x02, half), frame(0x80, half)].concat(), 1009, "maxMessageSize"),
        ([head(0x82, usize::MAX >> 1, 0x80), vec![0; 4]].concat(), 1009, "maxMessageSize"),
    ] {
        let (mut bench, mut peer) = greeted();
        // the connection may be gone before all of it is written
        let _ = peer.write_all(&stream);
        closed_because(&mut bench, why);
        let got = receive(&mut bench, &mut peer, |got| got.len() >= 4);
        if stream.len() < 1_000 {
            assert_eq!(got, [0x88, 2, (code >> 8) as u8, code as u8], "{why}");
        }
        assert!(bench.world.messages.is_empty());
    }
}

#[test]
fn a_flood_of_pings_takes_no_memory_and_leaves_others_their_turn() {
    let (mut bench, addr) = listening();
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(HELLO.as_bytes()).unwrap();
    bench.until("accepted", |w| w.accepted.len() == 1);
    peer.set_nonblocking(true).unwrap();
    let pings = frame(0x89, &[7; 100]).repeat(1_000);
    // the flood never reads its pongs
    let mut sent = 0;
    for _ in 0..200 {
        while let Ok(n) = peer.write(&pings) {
            sent += n;
        }
        bench.turn(0);
    }
    assert!(sent > 4 << 20, "{sent}");
    let mut other = StdStream::connect(addr).unwrap();
    other.write_all(&[HELLO.as_bytes(), &frame(0x81, &message("fine"))].concat()).unwrap();
    bench.until("the other", |w| w.messages.len() == 1);
    assert!(bench.net.waiting(bench.world.accepted[0].0) < 64 << 10, "{}", bench.net.waiting(bench.world.accepted[0].0));
}

#[test]
fn a_close_is_answered_and_one_of_ours_says_goodbye() {
    let (mut bench, mut peer) = greeted();
    peer.write_all(&frame(0x88, &1000u16.to_be_bytes())).unwrap();
    assert_eq!(receive(&mut bench, &mut peer, |_| false), [0x88, 2, 3, 0xe8]);
    assert_eq!(bench.world.closed[0].1, CloseReason::ByPeer);

    let (mut bench, mut peer) = greeted();
    let id = bench.world.accepted[0].0;
    bench.net.send_stream(id, &message(""));
    bench.net.close(id);
    let expected = [bare(0x81, &message("")), vec![0x88, 2, 3, 0xe8]].concat();
    assert_eq!(receive(&mut bench, &mut peer, |_| false), expected);
    assert_eq!(bench.world.closed, [(id, CloseReason::Asked)]);
}

#[test]
fn what_is_no_websocket_handshake_gets_an_http_answer() {
    for (said, code, why) in [
        ("GET / HTTP/1.1\r\nHost: h\r\n\r\n".to_string(), "426", "no WebSocket"),
        (HELLO.replace("sip", "chat"), "400", "subprotocol sip"),
        (HELLO.replace(KEY, "?"), "400", "key"),
        (HELLO.replace("GET /", "GET /else"), "404", "strWsPath"),
        (String::from_utf8(message("")).unwrap(), "400", "plain SIP"),
        ("\u{1}\u{2}\r\n\r\n".to_string(), "400", "no HTTP"),
    ] {
        let (mut bench, addr) = listening();
        bench.net.set_http(ws::Http { path: Some("/".into()), ..Default::default() });
        let mut peer = StdStream::connect(addr).unwrap();
        peer.write_all(said.as_bytes()).unwrap();
        closed_because(&mut bench, why);
        let mut got = String::new();
        peer.read_to_string(&mut got).unwrap();
        assert!(got.starts_with(&format!("HTTP/1.1 {code} ")), "{got}");
        assert!(bench.world.messages.is_empty());
    }
}

#[test]
fn one_who_does_not_finish_the_handshake_is_half_open_and_given_up() {
    let (mut bench, addr) = listening();
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(&HELLO.as_bytes()[..30]).unwrap();
    bench.until("accepted", |w| w.accepted.len() == 1);
    bench.settle();
    bench.now += Limits::default().half_open_ms + 1;
    bench.until("given up", |w| w.closed.len() == 1);
    assert_eq!(bench.world.closed[0].1, CloseReason::NeverSpoke);
    // and a server that keeps silent
    let listener = StdListener::bind(any()).unwrap();
    let peer = Peer { addr: listener.local_addr().unwrap(), kind: Kind::WS, name: "", tls: Default::default() };
    bench.net.connect(ConnId(1), None, peer);
    let silent = listener.accept().unwrap();
    bench.settle();
    bench.now += Limits::default().connect_ms + 1;
    bench.until("given up", |w| w.closed.len() == 2);
    assert!(bench.world.closed[1].1.to_string().contains("does not answer the handshake"));
    drop(silent);
}

#[test]
fn a_server_that_takes_no_websocket_is_told_with_its_reason() {
    for (answer, why) in [
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "strWsPath"),
        ("HTTP/1.1 500 Oops\r\n\r\n", "refuses the WebSocket handshake"),
        (
            "HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
            "does not fit our key",
        ),
        ("SIP/2.0 400 Bad\r\n\r\n", "plain SIP"),
        ("", "closed by the peer"),
    ] {
        let listener = StdListener::bind(any()).unwrap();
        let addr = listener.local_addr().unwrap();
        let mut bench = Bench::new();
        bench.net.connect(ConnId(1), None, Peer { addr, kind: Kind::WS, name: "sip.example.com", tls: Default::default() });
        bench.net.send_stream(ConnId(1), &message("never sent"));
        let (mut peer, _) = listener.accept().unwrap();
        let asked = receive(&mut bench, &mut peer, |got| got.ends_with(b"\r\n\r\n"));
        let asked = String::from_utf8(asked).unwrap();
        assert!(asked.starts_with("GET / HTTP/1.1\r\n") && asked.contains("Sec-WebSocket-Protocol: sip\r\n"), "{asked}");
        assert!(asked.contains(&format!("Host: sip.example.com:{}\r\n", addr.port())), "{asked}");
        peer.write_all(answer.as_bytes()).unwrap();
        drop(peer);
        closed_because(&mut bench, why);
        assert!(bench.world.connected.is_empty());
    }
}
