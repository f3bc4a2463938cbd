//! UDP: what arrives, what leaves, what is refused.

use super::*;

#[test]
fn datagrams_arrive_in_order_with_their_sender_however_many_wait() {
    let mut bench = Bench::new();
    let (local, addr) = bench.net.bind_udp(any(), None, None).unwrap();
    let peer = StdUdp::bind(any()).unwrap();
    for n in 0..150u8 {
        peer.send_to(&[n; 20], addr).unwrap();
    }
    peer.send_to(&[], addr).unwrap();
    bench.until("datagrams", |world| world.datagrams.len() == 151);
    for (n, (to, from, bytes)) in bench.world.datagrams.iter().take(150).enumerate() {
        assert_eq!((*to, *from, &bytes[..]), (local, peer.local_addr().unwrap(), &[n as u8; 20][..]));
    }
    assert_eq!(bench.world.datagrams[150].2, b"");
}

#[test]
fn the_largest_datagram_arrives_whole() {
    let mut bench = Bench::new();
    let (local, addr) = bench.net.bind_udp(any(), None, None).unwrap();
    let bytes: Vec<u8> = (0..65_507u32).map(|n| n as u8).collect();
    bench.net.send_udp(local, addr, &bytes, 1);
    bench.turn(0);
    bench.until("datagram", |world| world.datagrams.len() == 1);
    assert_eq!(bench.world.datagrams[0].2, bytes);
}

#[test]
fn two_sockets_with_much_to_read_both_get_their_turn() {
    let mut bench = Bench::new();
    let (a, a_addr) = bench.net.bind_udp(any(), None, None).unwrap();
    let (b, b_addr) = bench.net.bind_udp(any(), None, None).unwrap();
    let peer = StdUdp::bind(any()).unwrap();
    // The kernel's buffer of a socket bounds how many can wait.
    for _ in 0..100 {
        peer.send_to(b"a", a_addr).unwrap();
        peer.send_to(b"b", b_addr).unwrap();
    }
    bench.until("all", |world| world.datagrams.len() == 200);
    for (id, text) in [(a, b"a"), (b, b"b")] {
        assert_eq!(bench.world.datagrams.iter().filter(|(to, _, bytes)| *to == id && bytes == text).count(), 100);
    }
}

#[test]
fn a_poll_too_many_before_the_dispatch_loses_nothing() {
    let mut bench = Bench::new();
    let (_, addr) = bench.net.bind_udp(any(), None, None).unwrap();
    let peer = StdUdp::bind(any()).unwrap();
    peer.send_to(b"1", addr).unwrap();
    bench.net.poll(Some(Duration::from_secs(5))).unwrap();
    peer.send_to(b"2", addr).unwrap();
    bench.net.poll(Some(Duration::from_secs(5))).unwrap();
    bench.until("both", |world| world.datagrams.len() == 2);
}

#[test]
fn what_cannot_be_sent_is_told_by_its_token() {
    let mut bench = Bench::new();
    let (local, _) = bench.net.bind_udp(any(), None, None).unwrap();
    bench.net.send_udp(local, "[::1]:5060".parse().unwrap(), b"x", 7);
    bench.net.send_udp(local, any(), &vec![0; 70_000], 8);
    bench.net.send_udp(LocalId(99), any(), b"x", 9);
    bench.net.flush(&mut bench.world);
    let mut tokens: Vec<u64> = bench.world.failed.iter().map(|(token, _)| *token).collect();
    tokens.sort_unstable();
    assert_eq!(tokens, [7, 8, 9]);
    bench.net.unbind(local);
    bench.net.send_udp(local, any(), b"x", 10);
    bench.net.flush(&mut bench.world);
    assert_eq!(bench.world.failed.last().map(|(token, _)| *token), Some(10));
}

#[test]
fn the_queue_of_a_socket_is_bounded() {
    let mut bench = Bench::new();
    bench.net.set_limits(Limits { udp_queue: 100, ..Limits::default() });
    let (local, addr) = bench.net.bind_udp(any(), None, None).unwrap();
    for token in 0..12 {
        bench.net.send_udp(local, addr, &[0; 10], token);
    }
    bench.net.flush(&mut bench.world);
    assert_eq!(bench.world.failed, [(10, Some(libc::ENOBUFS)), (11, Some(libc::ENOBUFS))]);
    bench.until("the rest", |world| world.datagrams.len() == 10);
}

#[test]
fn what_waits_for_a_full_socket_leaves_once_it_is_writable() {
    let mut bench = Bench::new();
    let (_, addr) = bench.net.bind_udp(any(), None, None).unwrap();
    // Loopback sockets never fill: the state that a full one is left in.
    let Some(Some(Local::Udp(udp))) = bench.net.locals.get_mut(0) else { unreachable!() };
    udp.push(addr, b"waits", 1, 100);
    udp.wants_write = true;
    let both = Interest::READABLE | Interest::WRITABLE;
    bench.net.poll.registry().reregister(&mut udp.socket, local_token(0), both).unwrap();
    bench.net.write_out();
    assert_eq!(bench.world.datagrams.len(), 0);
    bench.until("datagram", |world| world.datagrams.len() == 1);
    let Some(Some(Local::Udp(udp))) = bench.net.locals.first() else { unreachable!() };
    assert_eq!((udp.waiting(), udp.wants_write), (0, false));
}

#[test]
fn a_refused_datagram_disturbs_no_other() {
    let mut bench = Bench::new();
    let (local, addr) = bench.net.bind_udp(any(), None, None).unwrap();
    let dead = StdUdp::bind(any()).unwrap().local_addr().unwrap();
    for n in 0..10 {
        bench.net.send_udp(local, dead, b"nobody", n);
        bench.net.send_udp(local, addr, b"self", n);
        bench.turn(1);
    }
    bench.until("own", |world| world.datagrams.len() == 10);
    assert_eq!(bench.world.failed, []);
}

#[test]
fn who_refuses_a_datagram_is_told_with_its_beginning_and_sends_in_between_do_not_suffer() {
    for any in [any(), "[::1]:0".parse().unwrap()] {
        let mut bench = Bench::new();
        let Ok((local, addr)) = bench.net.bind_udp(any, None, None) else {
            println!("skipped: no IPv6 here");
            continue;
        };
        let dead = StdUdp::bind(any).unwrap().local_addr().unwrap();
        let text = [b'x'; 3_000];
        for n in 0..100u8 {
            bench.net.send_udp(local, dead, &[&[n], &text[..usize::from(n) * 20]].concat(), 1);
            bench.net.flush(&mut bench.world);
            bench.net.send_udp(local, addr, &[n], 2);
            bench.net.flush(&mut bench.world);
        }
        bench.until("own", |world| world.datagrams.len() == 100);
        bench.settle();
        assert_eq!(bench.world.failed, []);
        // The system sends so many a second and no more.
        assert!(!bench.world.refused.is_empty());
        for (at, to, head) in &bench.world.refused {
            assert_eq!((*at, *to), (local, dead));
            assert!(head.len() == 1 + usize::from(head[0]) * 20 || head.len() > 400, "{} octets of {}", head.len(), head[0]);
        }
        assert!(bench.world.lines.is_empty(), "{:?}", bench.world.lines);
    }
}
