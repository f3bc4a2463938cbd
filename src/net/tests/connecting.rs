//! Connections that we open.

use super::*;

#[test]
fn what_is_sent_while_connecting_arrives_in_order() {
    let mut bench = Bench::new();
    let listener = StdListener::bind(any()).unwrap();
    bench.net.connect(ConnId(5), Some("127.0.0.1:0".parse().unwrap()), plain(listener.local_addr().unwrap()));
    bench.net.send_stream(ConnId(5), b"one ");
    bench.net.send_stream(ConnId(5), b"two");
    bench.net.flush(&mut bench.world);
    bench.until("connected", |world| world.connected == [ConnId(5)]);
    bench.net.close(ConnId(5));
    bench.until("closed", |world| world.closed == [(ConnId(5), CloseReason::Asked)]);
    let mut all = Vec::new();
    listener.accept().unwrap().0.read_to_end(&mut all).unwrap();
    assert_eq!(all, b"one two");
}

#[test]
fn a_refused_connection_and_one_to_nowhere_are_told() {
    let mut bench = Bench::new();
    let dead = StdListener::bind(any()).unwrap().local_addr().unwrap();
    bench.net.connect(ConnId(1), None, plain(dead));
    bench.net.connect(ConnId(2), None, plain("255.255.255.255:5060".parse().unwrap()));
    bench.net.send_stream(ConnId(1), b"x");
    bench.until("both", |world| world.closed.len() == 2);
    bench.world.closed.sort_by_key(|(id, _)| id.0);
    assert_eq!(bench.world.closed[0], (ConnId(1), CloseReason::ConnectFailed(io::ErrorKind::ConnectionRefused)));
    assert!(matches!(bench.world.closed[1], (ConnId(2), CloseReason::ConnectFailed(_))));
    // Names are free again, and strange names do nothing.
    bench.net.send_stream(ConnId(1), b"x");
    bench.net.close(ConnId(7));
    bench.settle();
    assert_eq!((bench.world.closed.len(), bench.net.connections()), (2, 0));
}

#[test]
fn a_connection_that_never_comes_about_ends_in_time() {
    let mut bench = Bench::new();
    // A listener whose queue is full answers no further connection.
    let listener = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    listener.bind(&any().into()).unwrap();
    listener.listen(0).unwrap();
    let addr = listener.local_addr().unwrap().as_socket().unwrap();
    for n in 0..8 {
        bench.net.connect(ConnId(n), None, plain(addr));
    }
    bench.settle();
    let there = bench.world.connected.len();
    assert!(there < 8);
    bench.now += 32_001;
    bench.until("the others", |world| world.closed.len() == 8 - there);
    assert!(bench.world.closed.iter().all(|(_, reason)| *reason == CloseReason::ConnectFailed(io::ErrorKind::TimedOut)));
}
