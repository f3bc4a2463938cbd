//! Connections: what peers write becomes messages, pings and errors.

use super::*;

#[test]
fn several_messages_in_one_write_and_one_over_many_writes() {
    let (mut bench, addr) = Bench::listening();
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(&[message(""), message("two"), message("three")].concat()).unwrap();
    bench.until("three", |world| world.messages.len() == 3);
    assert_eq!(bench.world.messages[1].1, message("two"));
    peer.set_nodelay(true).unwrap();
    for byte in message("one byte a time") {
        peer.write_all(&[byte]).unwrap();
        bench.turn(0);
    }
    bench.until("the fourth", |world| world.messages.len() == 4);
    assert_eq!(bench.world.messages[3].1, message("one byte a time"));
    assert_eq!(bench.world.accepted.len(), 1);
    assert_eq!(bench.world.messages[3].0, bench.world.accepted[0].0);
}

#[test]
fn a_large_message_arrives_whole_and_answers_go_back() {
    let (mut bench, addr) = Bench::listening();
    let mut peer = StdStream::connect(addr).unwrap();
    let body = "x".repeat(60_000);
    peer.write_all(&message(&body)).unwrap();
    bench.until("message", |world| world.messages.len() == 1);
    let (conn, bytes) = bench.world.messages.remove(0);
    assert_eq!(bytes, message(&body));
    bench.net.send_stream(conn, &bytes);
    bench.net.close(conn);
    bench.net.send_stream(conn, b"nothing after the close");
    bench.until("closed", |world| world.closed == [(conn, CloseReason::Asked)]);
    let mut back = Vec::new();
    peer.read_to_end(&mut back).unwrap();
    assert_eq!(back, bytes);
    drop(peer);
    bench.settle();
    assert_eq!(bench.net.connections(), 0);
}

#[test]
fn a_peer_that_closes_in_the_middle_of_a_message_is_told_as_closed() {
    let (mut bench, addr) = Bench::listening();
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(&message("whole")).unwrap();
    peer.write_all(&message("never whole")[..40]).unwrap();
    drop(peer);
    bench.until("closed", |world| world.closed.len() == 1);
    assert_eq!(bench.world.messages.len(), 1);
    assert_eq!(bench.world.closed[0], (ConnId(1_000), CloseReason::ByPeer));
}

#[test]
fn two_gigabytes_of_content_break_the_stream_and_no_more_is_taken() {
    let (mut bench, addr) = Bench::listening();
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(b"INVITE sip:x SIP/2.0\r\nContent-Length: 2147483648\r\n\r\n").unwrap();
    bench.until("broken", |world| world.broken.len() == 1);
    let (conn, problem, head) = bench.world.broken[0].clone();
    assert_eq!(problem.code, 413);
    assert!(head.starts_with(b"INVITE sip:x"));
    peer.write_all(&[b'x'; 100_000]).unwrap();
    bench.net.send_stream(conn, b"SIP/2.0 413 Too Large\r\n\r\n");
    bench.net.close(conn);
    bench.until("closed", |world| world.closed == [(conn, CloseReason::Asked)]);
    peer.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut answer = Vec::new();
    peer.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"SIP/2.0 413"));
    assert_eq!((bench.world.messages.len(), bench.world.broken.len()), (0, 1));
    // It lingers for what the peer still sends, and not for ever.
    bench.turn(0);
    bench.now += 10_000;
    bench.settle();
    assert_eq!(bench.world.closed.len(), 1);
    assert_eq!(peer.read(&mut [0; 1]).unwrap_or(0), 0);
}

#[test]
fn a_broken_stream_that_nobody_closes_is_closed_in_time() {
    let (mut bench, addr) = Bench::listening();
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(b"INVITE sip:x SIP/2.0\r\nContent-Length: nonsense\r\n\r\n").unwrap();
    bench.until("broken", |world| world.broken.len() == 1);
    bench.now += 10_001;
    bench.until("closed", |world| world.closed == [(ConnId(1_000), CloseReason::Broken)]);
}

#[test]
fn a_ping_is_answered_and_counts_for_no_message() {
    let (mut bench, addr) = Bench::listening();
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(b"\r\n\r\n").unwrap();
    bench.until("ping", |world| world.pings == 1);
    bench.settle();
    let mut pong = [0; 2];
    peer.read_exact(&mut pong).unwrap();
    assert_eq!(&pong, b"\r\n");
    bench.now += 10_001;
    bench.until("closed", |world| world.closed == [(ConnId(1_000), CloseReason::NeverSpoke)]);
}

#[test]
fn a_ping_of_ours_leaves_between_messages_and_its_pong_is_told() {
    let (mut bench, mut peer) = Bench::connected();
    bench.net.send_stream(ConnId(1), &message("one"));
    bench.net.ping(ConnId(1));
    bench.net.send_stream(ConnId(1), &message("two"));
    bench.settle();
    let wanted = [message("one"), b"\r\n\r\n".to_vec(), message("two")].concat();
    let mut got = vec![0; wanted.len()];
    peer.read_exact(&mut got).unwrap();
    assert_eq!(got, wanted);
    // Alone, in front of a message, and in two pieces of one.
    peer.write_all(b"\r\n").unwrap();
    bench.until("one pong", |world| world.pongs == 1);
    peer.write_all(&[b"\r\n", message("three").as_slice()].concat()).unwrap();
    bench.until("a message", |world| world.messages.len() == 1 && world.pongs == 2);
    assert!(bench.world.closed.is_empty());
}

#[test]
fn what_the_sink_does_not_want_never_reaches_the_framing() {
    let (mut bench, mut peer) = Bench::connected();
    bench.world.deaf = true;
    peer.write_all(b"INVITE rubbish \0 that never ends").unwrap();
    bench.until("it came", |world| world.octets == 32);
    bench.world.deaf = false;
    peer.write_all(&message("good")).unwrap();
    bench.until("the message", |world| world.messages.len() == 1);
    assert!(bench.world.broken.is_empty());
}

#[test]
fn a_sink_that_has_enough_is_told_the_rest_in_later_dispatches() {
    let (mut bench, addr) = Bench::listening();
    let mut peers: Vec<StdStream> = (0..3).map(|_| StdStream::connect(addr).unwrap()).collect();
    bench.until("accepted", |world| world.accepted.len() == 3);
    bench.world.enough = Some(4);
    let many = message("").repeat(10);
    for peer in &mut peers {
        peer.write_all(&many).unwrap();
    }
    bench.until("the first", |world| world.messages.len() == 4);
    bench.settle();
    assert_eq!(bench.world.messages.len(), 4);
    // The rest needs no further octet of the peers.
    bench.world.enough = Some(15);
    bench.until("more", |world| world.messages.len() == 15);
    bench.settle();
    assert_eq!(bench.world.messages.len(), 15);
    bench.world.enough = None;
    bench.until("all", |world| world.messages.len() == 30);
    let of = |id| bench.world.messages.iter().filter(|m| m.0 == id).count();
    assert!(bench.world.accepted.iter().all(|(id, _)| of(*id) == 10));
}
