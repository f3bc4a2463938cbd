//! Link-local IPv6 addresses: `[fe80::1]%2` in the configuration, Ipv6Scope in an address that is added, UDP and TCP.

mod network;
mod running;

use running::*;
use rvsip::capi::abi::*;
use rvsip::capi::{stack::*, transport_local::*};
use std::process::Command;
use std::ptr::null_mut;

/// Two interfaces that are the ends of one wire, with addresses that need no check for copies.
const NETWORK: &str = "ip link add rv0 type veth peer name rv1 && ip link set rv0 up && ip link set rv1 up && \
    ip addr add fe80::a/64 dev rv0 nodad && ip addr add fe80::b/64 dev rv1 nodad";

#[test]
fn link_local_addresses_with_their_scope_register_over_udp_and_tcp() {
    if network::inside("link_local_addresses_with_their_scope_register_over_udp_and_tcp", NETWORK) {
        registered_over_link_local_addresses();
    }
}

fn registered_over_link_local_addresses() {
    let shown = Command::new("ip").args(["-o", "link"]).output().unwrap();
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    let index = |name: &str| {
        let line = shown.lines().find(|l| l.split(": ").nth(1).is_some_and(|n| n.starts_with(name)));
        line.and_then(|l| l.split(':').next()?.trim().parse::<u32>().ok()).unwrap()
    };
    // The registrar is configured with its scope; the phone gets its addresses while it runs.
    let mut cfg = configuration();
    set_array(&mut cfg.localUdpAddress, &format!("[fe80::b]%{}", index("rv1")));
    set_array(&mut cfg.localTcpAddress, &format!("[fe80::b]%{}", index("rv1")));
    let registrar = Running::with(cfg, false, |told| {
        if let Told::State(h, s, _) = told
            && s == transc::REQUEST_RCVD
        {
            let status = unsafe { rvsip::capi::transaction::RvSipTransactionRespond(h as _, 200, null_mut()) };
            assert_eq!(status, RV_OK);
        }
        RV_OK
    });
    let phone = Running::with(configuration(), false, |_| RV_OK);
    for transport in [0, 1] {
        let (mut mgr, mut local): (RvSipTransportMgrHandle, RvSipTransportLocalAddressHandle) = (null_mut(), null_mut());
        let mut address = RvSipTransportAddr {
            strIP: [0; 64],
            Ipv6Scope: index("rv0") as RvInt32,
            eAddrType: 0,
            port: RVSIP_TRANSPORT_ANY_PORT,
            eTransportType: transport,
        };
        set_array(&mut address.strIP, "fe80::a");
        unsafe {
            assert_eq!(RvSipStackGetTransportMgrHandle(phone.stack as _, &mut mgr), RV_OK);
            let size = size_of_val(&address) as RvInt32;
            assert_eq!(RvSipTransportMgrLocalAddressAdd(mgr, &mut address, size, &mut local), RV_OK);
            assert_eq!(RvSipTransportMgrLocalAddressGetDetails(mgr, local, size, &mut address), RV_OK);
        }
        assert_eq!(address.Ipv6Scope as u32, index("rv0"));
        let (port, kind) = if transport == 0 { (registrar.udp.port(), "udp") } else { (registrar.tcp.port(), "tcp") };
        let client = phone.client();
        assert_eq!(register(client, &format!("sip:[fe80::b]:{port};transport={kind}")), RV_OK);
        phone.wait_client(client, client::REGISTERED);
    }
    phone.end();
    registrar.end();
}
