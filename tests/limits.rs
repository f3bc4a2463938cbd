//! Every limit of the table in README.md, set low in the configuration of a running stack: what keeps within it is served, what
//! goes beyond is refused, and nothing else is disturbed.

mod running;

use running::*;
use rvsip::capi::abi::*;
use rvsip::capi::enums::RvSipStackModule::{RVSIP_STACK, RVSIP_TRANSPORT};
use rvsip::capi::{regclient::*, stack::*, transaction::*};
use std::io::{Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::ptr::null_mut;
use std::time::{Duration, Instant};

fn serving(cfg: RvSipStackCfg) -> Running {
    Running::with(cfg, false, |told| {
        if let Told::State(h, s, _) = told
            && s == transc::REQUEST_RCVD
        {
            assert_eq!(unsafe { RvSipTransactionRespond(h as _, 200, null_mut()) }, RV_OK);
        }
        RV_OK
    })
}

fn counters(running: &Running) -> RvSipTransportResources {
    let mut r = RvSipTransportResources::default();
    assert_eq!(unsafe { RvSipStackGetResources(running.stack as _, RVSIP_TRANSPORT as i32, (&raw mut r).cast()) }, RV_OK);
    r
}

/// Sends a request with these lines and gives the status line of the answer.
fn asked(running: &Running, number: usize, more: &str) -> String {
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    peer.send_to(request("OPTIONS", peer.local_addr().unwrap(), number, more).as_bytes(), running.udp).unwrap();
    await_response(&peer, number).lines().next().unwrap_or_default().to_string()
}

/// `within` is served and `beyond` refused with `code`, then `within` is served again.
fn holds(set: impl FnOnce(&mut RvSipStackCfg), within: &str, beyond: &str, code: &str) {
    let mut cfg = configuration();
    set(&mut cfg);
    let running = serving(cfg);
    assert_eq!(asked(&running, 1, within), "SIP/2.0 200 OK");
    let refused = asked(&running, 2, beyond);
    assert!(refused.starts_with(&format!("SIP/2.0 {code}")), "{refused}");
    assert_eq!(counters(&running).badMessages, 1);
    assert_eq!(asked(&running, 3, within), "SIP/2.0 200 OK");
    running.end();
}

#[test]
fn the_size_of_a_message_is_bounded() {
    let running = serving(RvSipStackCfg { maxMessageSize: 1000, ..configuration() });
    let filler = |n: usize| format!("X: {}\r\n", "x".repeat(n));
    // Nothing of a datagram that is too large is looked at, so there is no Via to answer to.
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    peer.send_to(request("OPTIONS", peer.local_addr().unwrap(), 1, &filler(1000)).as_bytes(), running.udp).unwrap();
    assert_eq!(asked(&running, 2, &filler(500)), "SIP/2.0 200 OK");
    assert_eq!(counters(&running).badMessages, 1);
    // On a stream it has to be answered, for nothing can come after it.
    let mut stream = connected(&running, PATIENCE);
    let _ = stream.write_all(over_tcp(3, &filler(1000)).as_bytes());
    let (answer, ended) = said(&mut stream);
    assert!(ended && answer.starts_with("SIP/2.0 413"), "{answer}");
    running.end();
}

#[test]
fn the_number_of_header_values_is_bounded() {
    holds(|c| c.maxHeadersPerMessage = 12, "X: 1\r\n", &"X: 1\r\n".repeat(8), "400");
}

#[test]
fn the_number_of_via_route_and_contact_values_is_bounded() {
    let via = "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKx\r\n";
    holds(|c| c.maxViaHeaders = 3, &via.repeat(2), &via.repeat(3), "400");
    for name in ["Route", "Record-Route"] {
        let hop = format!("{name}: <sip:127.0.0.1;lr>\r\n");
        holds(|c| c.maxRouteHeaders = 2, &hop.repeat(2), &hop.repeat(3), "400");
    }
    let contact = "Contact: <sip:a@192.0.2.9>\r\n";
    holds(|c| c.maxContactHeaders = 2, &contact.repeat(2), &contact.repeat(3), "400");
    holds(|c| c.maxContactHeaders = 2, contact, "Contact: <sip:a@b>, <sip:a@c>, <sip:a@d>\r\n", "400");
}

/// These belong to values that are looked into on arrival.
#[test]
fn the_parameters_of_a_value_and_the_length_of_a_uri_are_bounded() {
    let running = serving(RvSipStackCfg { maxParams: 4, maxUriLength: 60, ..configuration() });
    let with = |number: usize, from: &str, to: &str| {
        let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
        let text = request("OPTIONS", peer.local_addr().unwrap(), number, "").replace(from, to);
        peer.send_to(text.as_bytes(), running.udp).unwrap();
        await_response(&peer, number).lines().next().unwrap_or_default().to_string()
    };
    let to = "To: <sip:test@127.0.0.1>";
    assert_eq!(with(1, to, "To: <sip:test@127.0.0.1>;a=1;b=2;c=3;d=4"), "SIP/2.0 200 OK");
    assert!(with(2, to, "To: <sip:test@127.0.0.1>;a=1;b=2;c=3;d=4;e=5").starts_with("SIP/2.0 400"));
    assert!(with(3, to, "To: <sip:test@127.0.0.1;a=1;b=2;c=3;d=4;e=5>").starts_with("SIP/2.0 400"));
    let long = |n: usize| format!("To: <sip:{}@127.0.0.1>", "u".repeat(n));
    assert_eq!(with(4, to, &long(40)), "SIP/2.0 200 OK");
    assert!(with(5, to, &long(60)).starts_with("SIP/2.0 400"));
    running.end();
}

#[test]
fn the_number_of_challenges_of_a_response_is_bounded() {
    for (count, state) in [(2, client::UNAUTHENTICATED), (3, client::FAILED)] {
        let running = Running::with(RvSipStackCfg { maxChallenges: 2, ..configuration() }, false, |_| RV_OK);
        let registrar = Responder::start(move |request| {
            let challenges: String =
                (0..count).map(|n| format!("WWW-Authenticate: Digest realm=\"r{n}\", nonce=\"n\"\r\n")).collect();
            vec![response(request, "401 Unauthorized", &challenges)]
        });
        let client = running.client();
        assert_eq!(register(client, &registrar.uri()), RV_OK);
        running.wait_client(client, state);
        running.end();
    }
}

#[test]
fn the_number_of_transactions_is_bounded_and_those_of_clients_do_not_count() {
    let running = Running::with(RvSipStackCfg { maxTransactions: 2, ..configuration() }, false, |_| RV_OK);
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    for number in 1..=3 {
        peer.send_to(request("OPTIONS", peer.local_addr().unwrap(), number, "").as_bytes(), running.udp).unwrap();
    }
    let refused = await_response(&peer, 3);
    assert!(refused.starts_with("SIP/2.0 503") && !header(&refused, "Retry-After").is_empty(), "{refused}");
    assert_eq!(counters(&running).limitReached, 1);
    let mut none = null_mut();
    let status = unsafe { RvSipTranscMgrCreateTransaction(running.transactions as _, null_mut(), &mut none) };
    assert_eq!(status, RV_ERROR_OUTOFRESOURCES);
    let registrar = Responder::start(accept);
    let client = running.client();
    assert_eq!(register(client, &registrar.uri()), RV_OK);
    running.wait_client(client, client::REGISTERED);
    running.end();
}

#[test]
fn the_number_of_register_clients_is_bounded() {
    let running = Running::with(RvSipStackCfg { maxRegClients: 1, ..configuration() }, false, |_| RV_OK);
    running.client();
    let mut none = null_mut();
    let status = unsafe { RvSipRegClientMgrCreateRegClient(running.clients as _, null_mut(), &mut none) };
    assert_eq!(status, RV_ERROR_OUTOFRESOURCES);
    running.end();
}

fn over_tcp(number: usize, more: &str) -> String {
    request("OPTIONS", "127.0.0.1:5099".parse().unwrap(), number, more).replace("/UDP", "/TCP")
}

/// What a connection says until it ends or nothing more comes.
fn said(stream: &mut TcpStream) -> (String, bool) {
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return (text, true),
            Ok(length) => text.push_str(&String::from_utf8_lossy(&buffer[..length])),
            Err(e) if e.kind() == std::io::ErrorKind::ConnectionReset => return (text, true),
            Err(_) => return (text, false),
        }
    }
}

fn connected(running: &Running, patience: Duration) -> TcpStream {
    let stream = TcpStream::connect(running.tcp).unwrap();
    stream.set_read_timeout(Some(patience)).unwrap();
    stream
}

const MOMENT: Duration = Duration::from_millis(200);

#[test]
fn the_number_of_connections_is_bounded_and_one_that_ends_makes_room() {
    let running = serving(RvSipStackCfg { maxConnections: 2, ..configuration() });
    let mut streams: Vec<TcpStream> = (0..2).map(|_| connected(&running, MOMENT)).collect();
    for (n, stream) in streams.iter_mut().enumerate() {
        stream.write_all(over_tcp(n, "").as_bytes()).unwrap();
        assert!(said(stream).0.starts_with("SIP/2.0 200"));
    }
    let mut third = connected(&running, PATIENCE);
    assert_eq!(said(&mut third), (String::new(), true));
    assert_eq!(counters(&running).limitReached, 1);
    streams.pop();
    until("there is room", || {
        let mut next = connected(&running, MOMENT);
        next.write_all(over_tcp(9, "").as_bytes()).is_ok() && said(&mut next).0.starts_with("SIP/2.0 200")
    });
    running.end();
}

#[test]
fn a_stream_holds_as_much_as_a_message_may_have() {
    let running = serving(RvSipStackCfg { maxMessageSize: 200_000, ..configuration() });
    let mut stream = connected(&running, PATIENCE);
    let long = format!("X-Long: {}\r\n", "x".repeat(150_000));
    stream.write_all(over_tcp(1, &long).as_bytes()).unwrap();
    let mut answer = [0; 11];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"SIP/2.0 200");
    running.end();
}

#[test]
fn a_flood_of_small_messages_makes_no_long_queue() {
    let running = serving(configuration());
    let mut peers: Vec<TcpStream> = (0..4).map(|_| connected(&running, MOMENT)).collect();
    let waiting = || {
        let mut r = RvSipStackResources::default();
        assert_eq!(unsafe { RvSipStackGetResources(running.stack as _, RVSIP_STACK as i32, (&raw mut r).cast()) }, RV_OK);
        r.processingQueue.currNumOfUsedElements
    };
    let flood = "A\r\nl:0\r\n\r\n".repeat(20_000);
    let mut most = 0;
    for peer in &mut peers {
        peer.set_nonblocking(true).unwrap();
    }
    let mut written = [0; 4];
    while written.iter().any(|w| *w < flood.len()) {
        for (peer, done) in peers.iter_mut().zip(&mut written) {
            match peer.write(&flood.as_bytes()[*done..]) {
                Ok(count) => *done += count,
                Err(e) if e.kind() == std::io::ErrorKind::WouldBlock => std::thread::yield_now(),
                Err(e) => panic!("{e}"),
            }
            most = most.max(waiting());
        }
    }
    until("all are looked at", || {
        most = most.max(waiting());
        counters(&running).badMessages == 4 * 20_000
    });
    assert!(most < 10_000, "{most}");
    running.end();
}

#[test]
fn connections_without_a_message_are_bounded_in_number_and_the_oldest_makes_room() {
    let running = serving(RvSipStackCfg { maxHalfOpenConnections: 2, ..configuration() });
    let mut oldest = connected(&running, PATIENCE);
    until("it is there", || running.connections_in_use() == 1);
    let mut others: Vec<TcpStream> = (0..2).map(|_| connected(&running, MOMENT)).collect();
    assert_eq!(said(&mut oldest), (String::new(), true));
    for (n, stream) in others.iter_mut().enumerate() {
        stream.write_all(over_tcp(n, "").as_bytes()).unwrap();
        assert!(said(stream).0.starts_with("SIP/2.0 200"), "the others are served");
    }
    running.end();
}

#[test]
fn a_connection_without_a_message_ends_in_time_and_a_slow_one_does_not_live_longer() {
    let running = serving(RvSipStackCfg { halfOpenTimeout: 300, ..configuration() });
    let begun = Instant::now();
    let mut silent = connected(&running, PATIENCE);
    let mut slow = connected(&running, PATIENCE);
    let mut good = connected(&running, MOMENT);
    good.write_all(over_tcp(1, "").as_bytes()).unwrap();
    let dripping = std::thread::spawn(move || {
        for byte in over_tcp(2, "").bytes() {
            if slow.write_all(&[byte]).is_err() {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        said(&mut slow)
    });
    assert_eq!(said(&mut silent), (String::new(), true));
    assert!(begun.elapsed() >= Duration::from_millis(290));
    assert_eq!(dripping.join().unwrap(), (String::new(), true));
    let (answer, ended) = said(&mut good);
    assert!(answer.starts_with("SIP/2.0 200") && !ended, "one that spoke stays");
    running.end();
}

#[test]
fn the_octets_of_an_unfinished_message_are_bounded() {
    let running = serving(RvSipStackCfg { maxStreamBuffer: 2000, ..configuration() });
    let mut stream = connected(&running, PATIENCE);
    stream.write_all(over_tcp(1, &format!("X: {}\r\n", "x".repeat(1000))).as_bytes()).unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"SIP/2.0 200 ");
    let _ = stream.write_all(over_tcp(2, &format!("X: {}\r\n", "x".repeat(5000))).as_bytes());
    let (answer, ended) = said(&mut stream);
    assert!(ended && answer.contains("SIP/2.0 413"), "{answer}");
    let mut next = connected(&running, MOMENT);
    next.write_all(over_tcp(3, "").as_bytes()).unwrap();
    assert!(said(&mut next).0.starts_with("SIP/2.0 200"));
    running.end();
}
