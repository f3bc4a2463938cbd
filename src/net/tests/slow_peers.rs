//! Peers that do not take what is sent to them.

use super::*;

#[test]
fn a_peer_that_does_not_read_fills_a_bounded_queue_and_loses_its_connection() {
    let (mut bench, _peer) = Bench::connected();
    let chunk = vec![b'x'; 60_000];
    let mut sent = 0;
    while bench.world.closed.is_empty() {
        bench.net.send_stream(ConnId(1), &chunk);
        bench.turn(0);
        sent += chunk.len();
        assert!(sent < 100 << 20);
    }
    assert_eq!(bench.world.closed, [(ConnId(1), CloseReason::QueueFull)]);
}

#[test]
fn a_peer_that_takes_nothing_for_too_long_loses_its_connection() {
    let (mut bench, mut peer) = Bench::connected();
    let chunk = vec![b'x'; 4 << 20];
    bench.net.set_limits(Limits { write_queue: 64 << 20, ..Limits::default() });
    for _ in 0..4 {
        bench.net.send_stream(ConnId(1), &chunk);
    }
    bench.settle();
    bench.now += 30_000;
    // It takes some: the time begins anew.
    peer.set_nonblocking(true).unwrap();
    let (mut some, mut taken) = (vec![0; 100_000], 0);
    bench.until("some taken", |_| {
        taken += peer.read(&mut some).unwrap_or(0);
        taken > 6 << 20
    });
    bench.settle();
    bench.now += 30_000;
    bench.settle();
    assert_eq!(bench.world.closed, []);
    bench.now += 2_001;
    bench.settle();
    assert_eq!(bench.world.closed, [(ConnId(1), CloseReason::Stalled)]);
}

#[test]
fn a_slow_reader_gets_every_octet() {
    let (mut bench, mut peer) = Bench::connected();
    bench.net.set_limits(Limits { write_queue: 64 << 20, ..Limits::default() });
    let all: Vec<u8> = (0..8_000_000u32).map(|n| (n >> 3) as u8).collect();
    for part in all.chunks(50_000) {
        bench.net.send_stream(ConnId(1), part);
    }
    bench.net.close(ConnId(1));
    let reader = std::thread::spawn(move || {
        let mut got = Vec::new();
        peer.read_to_end(&mut got).unwrap();
        got
    });
    bench.until("closed", |world| world.closed == [(ConnId(1), CloseReason::Asked)]);
    assert!(reader.join().unwrap() == all);
}

#[test]
fn a_flood_of_pings_takes_no_memory() {
    let (mut bench, addr) = Bench::listening();
    let mut peer = StdStream::connect(addr).unwrap();
    bench.until("accepted", |world| world.accepted.len() == 1);
    peer.set_nonblocking(true).unwrap();
    // one whole message, so that it is no stranger any more; its pongs are never read
    peer.write_all(&message("")).unwrap();
    let pings = b"\r\n\r\n".repeat(10_000);
    let mut sent = 0;
    while sent < 40 << 20 {
        while let Ok(n) = peer.write(&pings) {
            sent += n;
        }
        bench.turn(0);
    }
    let id = bench.world.accepted[0].0;
    assert!(bench.net.waiting(id) < 64 << 10, "{}", bench.net.waiting(id));
    assert!(bench.world.pings > 1_000_000, "{}", bench.world.pings);
}
