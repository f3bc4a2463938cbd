//! Links that swallow everything: a host that is not there, and a link that goes down under an open connection.

mod network;
mod running;

use running::*;
use rvsip::capi::abi::*;
use rvsip::capi::{enums, regclient::*, regclient_fields::*};
use std::process::Command;
use std::time::{Duration, Instant};

const TIMEOUT: i32 = enums::RvSipRegClientStateChangeReason::RVSIP_REG_CLIENT_REASON_TRANSACTION_TIMEOUT as i32;
const NETWORK_ERROR: i32 = enums::RvSipRegClientStateChangeReason::RVSIP_REG_CLIENT_REASON_NETWORK_ERROR as i32;

/// A wire at whose other end nobody takes what is sent to 10.9.0.2.
const SILENCE: &str = "ip link add rv0 type veth peer name rv1 && ip addr add 10.9.0.1/24 dev rv0 && ip link set rv0 up && \
    ip link set rv1 up && ip neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev rv0";

fn impatient() -> RvSipStackCfg {
    let mut cfg = configuration();
    set_array(&mut cfg.localUdpAddress, "0.0.0.0");
    set_array(&mut cfg.localTcpAddress, "0.0.0.0");
    RvSipStackCfg { connectTimeout: 400, generalRequestTimeoutTimer: 900, retransmissionT1: 100, ..cfg }
}

#[test]
fn a_host_that_swallows_everything_fails_a_registration_in_the_time_that_was_set() {
    if !network::inside("a_host_that_swallows_everything_fails_a_registration_in_the_time_that_was_set", SILENCE) {
        return;
    }
    let running = Running::with(impatient(), false, |_| RV_OK);
    for (uri, reason, time) in [
        ("sip:10.9.0.2;transport=tcp", NETWORK_ERROR, 400),
        ("sips:10.9.0.2", NETWORK_ERROR, 400),
        ("sip:10.9.0.2", TIMEOUT, 900),
    ] {
        let client = running.client();
        let begun = Instant::now();
        assert_eq!(register(client, uri), RV_OK);
        assert_eq!(running.wait_client(client, client::FAILED), reason, "{uri}");
        let took = begun.elapsed();
        // The clock of a stack counts whole milliseconds: the one it began in may have been nearly over.
        let expected = Duration::from_millis(time - 1)..Duration::from_millis(time + 2_000);
        assert!(expected.contains(&took), "{uri}: {took:?}");
    }
    running.end();
}

#[test]
fn a_link_that_goes_down_under_a_connection_fails_the_refresh_and_one_that_comes_back_is_used_again() {
    let this = "a_link_that_goes_down_under_a_connection_fails_the_refresh_and_one_that_comes_back_is_used_again";
    if !network::inside(this, "true") {
        return;
    }
    let link = |state: &str| {
        assert!(Command::new("ip").args(["link", "set", "lo", state]).status().unwrap().success());
    };
    let registrar = Responder::start(accept);
    let running = Running::with(impatient(), false, |_| RV_OK);
    let client = running.client();
    assert_eq!(RvSipRegClientSetPersistency(client, RV_TRUE), RV_OK);
    assert_eq!(register(client, &registrar.tcp_uri()), RV_OK);
    running.wait_client(client, client::REGISTERED);
    link("down");
    assert_eq!(RvSipRegClientRegister(client), RV_OK);
    let reason = running.wait_client(client, client::FAILED);
    assert!(reason == TIMEOUT || reason == NETWORK_ERROR, "{reason}");
    link("up");
    // FAILED is no dead end.
    until("it registers again", || {
        assert_eq!(RvSipRegClientRegister(client), RV_OK);
        let told = running.wait(|t| matches!(t, Told::ClientState(_, client::REGISTERED | client::FAILED, _)));
        matches!(told, Told::ClientState(_, client::REGISTERED, _))
    });
    running.end();
}
