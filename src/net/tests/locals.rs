//! Sockets with a local address: bound, marked, closed.

use super::*;

#[test]
fn a_closed_socket_or_listener_takes_nothing_and_leaves_connections_alone() {
    let (mut bench, addr) = Bench::listening();
    let (udp, udp_addr) = bench.net.bind_udp(any(), None, None).unwrap();
    let mut peer = StdStream::connect(addr).unwrap();
    bench.until("accepted", |world| world.accepted.len() == 1);
    StdUdp::bind(any()).unwrap().send_to(b"received ahead", udp_addr).unwrap();
    bench.net.poll(Some(Duration::from_secs(5))).unwrap();
    bench.net.unbind(udp);
    bench.net.unbind(LocalId(0));
    bench.net.unbind(LocalId(9));
    assert!(StdStream::connect(addr).is_err());
    peer.write_all(&message("")).unwrap();
    bench.until("message", |world| world.messages.len() == 1);
    assert_eq!(bench.world.datagrams.len(), 0);
}

#[test]
fn both_families_live_side_by_side() {
    // The same port for IPv6: an IPv6 socket takes no IPv4. One that is free for UDP may be taken for TCP: then another.
    let (mut bench, v4, addr4, v6, addr6) = loop {
        let mut bench = Bench::new();
        let (v4, addr4) = bench.net.bind_udp("0.0.0.0:0".parse().unwrap(), None, None).unwrap();
        let Ok((v6, addr6)) = bench.net.bind_udp(SocketAddr::new("::".parse().unwrap(), addr4.port()), None, None) else {
            return println!("skipped: no IPv6 here");
        };
        if bench.net.listen_tcp(addr6).is_ok() && bench.net.listen_tcp(addr4).is_ok() {
            break (bench, v4, addr4, v6, addr6);
        }
    };
    bench.net.send_udp(v4, format!("127.0.0.1:{}", addr4.port()).parse().unwrap(), b"4", 1);
    bench.net.send_udp(v6, format!("[::1]:{}", addr6.port()).parse().unwrap(), b"6", 2);
    bench.net.connect(ConnId(1), Some("[::1]:0".parse().unwrap()), plain(format!("[::1]:{}", addr6.port()).parse().unwrap()));
    bench.until("both", |world| world.datagrams.len() == 2 && world.connected.len() == 1 && world.accepted.len() == 1);
    assert_eq!(bench.world.failed, []);
    for (local, from, bytes) in &bench.world.datagrams {
        assert_eq!((*local == v6, from.is_ipv6()), (bytes == b"6", bytes == b"6"));
    }
}

#[test]
fn an_address_in_use_cannot_be_bound() {
    let mut bench = Bench::new();
    let (_, udp) = bench.net.bind_udp(any(), None, None).unwrap();
    let (_, tcp) = bench.net.listen_tcp(any()).unwrap();
    assert_eq!(bench.net.bind_udp(udp, None, None).unwrap_err().kind(), io::ErrorKind::AddrInUse);
    assert_eq!(bench.net.listen_tcp(tcp).unwrap_err().kind(), io::ErrorKind::AddrInUse);
    assert!(bench.net.bind_udp("192.0.2.1:0".parse().unwrap(), None, None).is_err());
}

#[test]
fn the_type_of_service_reaches_the_sockets() {
    let tos_of = |socket: &dyn Fn() -> io::Result<u32>| socket().unwrap();
    let mut bench = Bench::new();
    let (udp, _) = bench.net.bind_udp(any(), None, None).unwrap();
    let (tcp, addr) = bench.net.listen_tcp(any()).unwrap();
    bench.net.set_local_tos(udp, 0xB8);
    bench.net.set_local_tos(tcp, 0x28);
    for (local, tos) in [(udp, 0xB8), (tcp, 0x28)] {
        let found = match bench.net.locals[local.0 as usize].as_ref().unwrap() {
            Local::Udp(udp) => tos_of(&|| socket2::SockRef::from(&udp.socket).tos_v4()),
            Local::Tcp(listener) => tos_of(&|| socket2::SockRef::from(&listener.socket).tos_v4()),
        };
        assert_eq!(found, tos);
    }
    let _peer = StdStream::connect(addr).unwrap();
    bench.until("accepted", |world| world.accepted.len() == 1);
    bench.net.set_conn_tos(ConnId(1_000), 0x68);
    // A name that is gone, and an IPv6 socket.
    bench.net.set_conn_tos(ConnId(77), 0x68);
    bench.net.set_local_tos(LocalId(77), 0x68);
    if let Ok((six, _)) = bench.net.bind_udp("[::1]:0".parse().unwrap(), None, None) {
        bench.net.set_local_tos(six, 0x68);
    }
    bench.settle();
    assert_eq!(bench.net.streams.tos(ConnId(1_000)), Some(0x68));
    assert!(bench.world.lines.is_empty(), "{:?}", bench.world.lines);
}

#[test]
fn a_socket_may_be_bound_elsewhere_and_taken_over_later() {
    let mut bench = Bench::new();
    let bound = std::thread::spawn(|| Bound::udp("127.0.0.1:0".parse().unwrap(), None, None).unwrap()).join().unwrap();
    let to = bound.addr();
    assert!(Bound::udp(to, None, None).is_err(), "its address is taken from then on");
    let peer = StdUdp::bind(any()).unwrap();
    peer.send_to(b"early", to).unwrap();
    let local = bench.net.adopt(bound).unwrap();
    bench.until("what came before", |world| world.datagrams.len() == 1);
    assert_eq!(bench.world.datagrams[0].0, local);
}
