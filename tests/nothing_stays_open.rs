//! What a stack that could not start, and one that ended, leave open: nothing. Descriptors are counted for the whole process, so
//! this test has one of its own.

mod running;

use running::*;
use rvsip::capi::abi::*;
use rvsip::capi::{regclient_fields::*, stack::*};
use std::net::UdpSocket;
use std::ptr::null_mut;

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

#[test]
fn an_address_that_cannot_be_bound_is_told_and_nothing_stays_open() {
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let size = size_of::<RvSipStackCfg>() as RvInt32;
    let before = descriptors();
    for (udp, tcp, part) in [
        (taken.local_addr().unwrap().port(), RVSIP_TRANSPORT_ANY_PORT, "UDP address 127.0.0.1 port"),
        (RVSIP_TRANSPORT_ANY_PORT, listener.local_addr().unwrap().port(), "TCP address 127.0.0.1 port"),
    ] {
        let mut cfg = configuration();
        (cfg.localUdpPort, cfg.localTcpPort) = (udp, tcp);
        let untouched = cfg.maxTransmitters;
        let mut stack = 7 as RvSipStackHandle;
        assert_eq!(unsafe { RvSipStackConstruct(size, &mut cfg, &mut stack) }, RV_ERROR_NETWORK_PROBLEM);
        assert_eq!((stack as usize, cfg.maxTransmitters), (7, untouched));
        let log = lines(cfg.pfnPrintLogEntryContext as usize);
        let port = if udp == RVSIP_TRANSPORT_ANY_PORT { tcp } else { udp }.to_string();
        let told = log.iter().any(|(level, l)| *level == 8 && l.contains(part) && l.contains(&port) && l.contains("in use"));
        assert!(told, "{log:?}");
        assert_eq!(descriptors(), before);
    }
    let mut cfg = configuration();
    set_array(&mut cfg.localUdpAddress, "no address");
    let mut stack: RvSipStackHandle = null_mut();
    assert_eq!(unsafe { RvSipStackConstruct(size, &mut cfg, &mut stack) }, RV_ERROR_BADPARAM);
    assert_eq!(descriptors(), before);
    // And a stack that ran leaves nothing open, connections included.
    let somebody = Responder::start(accept);
    let before = descriptors();
    let running = Running::start(|_| RV_OK);
    let client = running.client();
    assert_eq!(RvSipRegClientSetPersistency(client, RV_TRUE), RV_OK);
    assert_eq!(register(client, &somebody.tcp_uri()), RV_OK);
    running.wait_client(client, client::REGISTERED);
    running.end();
    // The other end notices when its thread runs.
    until("all is closed", || descriptors() <= before);
}
