//! Connections that others open: how many, how long, which not.

use super::*;

#[test]
fn a_connection_without_a_whole_message_ends_in_ten_seconds() {
    let (mut bench, addr) = Bench::listening();
    let mut silent = StdStream::connect(addr).unwrap();
    let mut speaking = StdStream::connect(addr).unwrap();
    bench.until("both", |world| world.accepted.len() == 2);
    silent.write_all(b"REGISTER sip:never ends").unwrap();
    speaking.write_all(&message("")).unwrap();
    bench.until("message", |world| world.messages.len() == 1);
    bench.now += 9_999;
    bench.settle();
    assert_eq!(bench.world.closed, []);
    bench.now += 1;
    bench.settle();
    let silent_id = bench.world.accepted.iter().find(|(_, peer)| *peer == silent.local_addr().unwrap()).unwrap().0;
    assert_eq!(bench.world.closed, [(silent_id, CloseReason::NeverSpoke)]);
    assert_eq!(silent.read(&mut [0; 8]).unwrap_or(0), 0);
    // The one that spoke may stay for ever.
    bench.now += 1_000_000_000;
    bench.settle();
    assert_eq!((bench.world.closed.len(), bench.net.next_deadline()), (1, None));
}

#[test]
fn an_idle_accepted_connection_ends_when_it_is_said_to() {
    let (mut bench, addr) = Bench::listening();
    bench.net.set_limits(Limits { idle_ms: 60_000, ..Limits::default() });
    let mut peer = StdStream::connect(addr).unwrap();
    peer.write_all(&message("")).unwrap();
    bench.until("message", |world| world.messages.len() == 1);
    bench.now += 59_000;
    peer.write_all(&message("")).unwrap();
    bench.until("another", |world| world.messages.len() == 2);
    bench.now += 59_999;
    bench.settle();
    assert_eq!(bench.world.closed, []);
    assert_eq!(bench.net.next_deadline(), Some(bench.now + 1));
    bench.now += 1;
    bench.settle();
    assert_eq!(bench.world.closed, [(ConnId(1_000), CloseReason::Idle)]);
}

#[test]
fn the_oldest_half_open_connection_makes_room_for_a_new_one() {
    let (mut bench, addr) = Bench::listening();
    bench.net.set_limits(Limits { half_open: 2, accepted: 4, ..Limits::default() });
    let mut all: Vec<StdStream> = Vec::new();
    for n in 0..4 {
        all.push(StdStream::connect(addr).unwrap());
        bench.until("accepted", |world| world.accepted.len() == n + 1);
    }
    assert_eq!(bench.world.closed, [(ConnId(1_000), CloseReason::NeverSpoke), (ConnId(1_001), CloseReason::NeverSpoke)]);
    all[2].write_all(&message("")).unwrap();
    all[3].write_all(&message("")).unwrap();
    bench.until("messages", |world| world.messages.len() == 2);
    for n in 4..6 {
        all.push(StdStream::connect(addr).unwrap());
        bench.until("accepted", |world| world.accepted.len() == n + 1);
    }
    assert_eq!(bench.world.closed.len(), 2);
    // Four are as many as allowed: the next is refused, said once.
    let mut refused = StdStream::connect(addr).unwrap();
    let _another = StdStream::connect(addr).unwrap();
    bench.until("line", |world| world.lines.len() == 1);
    bench.settle();
    assert_eq!(refused.read(&mut [0; 1]).unwrap_or(0), 0);
    assert_eq!((bench.world.accepted.len(), bench.world.lines.len(), bench.net.connections()), (6, 1, 4));
}

#[test]
fn a_connection_the_owner_does_not_want_is_closed_at_once() {
    let (mut bench, addr) = Bench::listening();
    bench.world.refuse = true;
    let mut peer = StdStream::connect(addr).unwrap();
    bench.until("refused", |world| world.accepted.len() == 1);
    assert_eq!(peer.read(&mut [0; 1]).unwrap_or(0), 0);
    assert_eq!((bench.net.connections(), bench.world.closed.len()), (0, 0));
}
