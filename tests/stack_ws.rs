//! Registrations over WebSocket and secure WebSocket from end to end, both sides ours.

mod running;

use running::*;
use rvsip::capi::abi::*;
use rvsip::capi::enums;
use rvsip::capi::{regclient::*, stack::*, tls::*, transaction::*};
use std::ffi::CString;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::ptr::null_mut;

fn engine(stack: &Running, cert: &str, key: Option<&str>) {
    let (mut manager, mut handle) = (null_mut(), null_mut());
    unsafe {
        assert_eq!(RvSipStackGetTransportMgrHandle(stack.stack as _, &mut manager), RV_OK);
        let mut cfg: RvSipTransportTlsEngineCfg = std::mem::zeroed();
        (cfg.pTrustedCa, cfg.trustedCaLen) = (cert.as_ptr().cast_mut().cast(), cert.len() as RvInt32);
        if let Some(key) = key {
            (cfg.pCertificate, cfg.certificateLen) = (cert.as_ptr().cast_mut().cast(), cert.len() as RvInt32);
            (cfg.pPrivateKey, cfg.privateKeyLen) = (key.as_ptr().cast_mut().cast(), key.len() as RvInt32);
        }
        let size = size_of_val(&cfg) as RvInt32;
        assert_eq!(RvSipTransportTlsEngineConstruct(manager, &mut cfg, size, &mut handle), RV_OK);
    }
}

/// A stack that answers every request with 200 and listens on WebSocket and on secure WebSocket. Its ports.
fn registrar() -> (Running, [u16; 2]) {
    let address = CString::new("127.0.0.1").unwrap();
    let (mut texts, mut ws, mut wss) = ([address.as_ptr().cast_mut()], [RVSIP_TRANSPORT_ANY_PORT], [RVSIP_TRANSPORT_ANY_PORT]);
    let path = CString::new("/sip").unwrap();
    let mut cfg = configuration();
    (cfg.numOfWsAddresses, cfg.localWsAddresses, cfg.localWsPorts) = (1, texts.as_mut_ptr(), ws.as_mut_ptr());
    (cfg.numOfWssAddresses, cfg.localWssAddresses, cfg.localWssPorts) = (1, texts.as_mut_ptr(), wss.as_mut_ptr());
    cfg.strWsPath = path.as_ptr().cast_mut();
    cfg.transportLogFilters = 1;
    let running = Running::with(cfg, true, |told| match told {
        Told::State(h, transc::REQUEST_RCVD, _) => unsafe { RvSipTransactionRespond(h as _, 200, null_mut()) },
        _ => RV_OK,
    });
    assert!(ws[0] != RVSIP_TRANSPORT_ANY_PORT && wss[0] != RVSIP_TRANSPORT_ANY_PORT);
    (running, [ws[0], wss[0]])
}

fn phone(path: &str) -> Running {
    let path = CString::new(path).unwrap();
    let mut cfg = configuration();
    cfg.strWsPath = path.as_ptr().cast_mut();
    Running::with(cfg, false, |_| RV_OK)
}

#[test]
fn a_client_registers_over_websocket_with_tls_and_without() {
    let own = rcgen::generate_simple_self_signed(["localhost".to_string()]).unwrap();
    let (server, [ws, wss]) = registrar();
    engine(&server, &own.cert.pem(), Some(&own.signing_key.serialize_pem()));
    let client = phone("/sip");
    engine(&client, &own.cert.pem(), None);
    for (uri, token, expected) in [
        (format!("sip:127.0.0.1:{ws};transport=ws"), "WS", 2),
        (format!("sips:localhost:{wss};transport=ws"), "WSS", 2),
        (format!("sip:localhost:{wss};transport=wss"), "WSS", 4),
    ] {
        let one = client.client();
        assert_eq!(register(one, &uri), RV_OK);
        client.wait_client(one, client::REGISTERED);
        assert_eq!(RvSipRegClientRegister(one), RV_OK, "a refresh");
        client.wait_client(one, client::REGISTERED);
        let via = format!("Via: SIP/2.0/{token} 127.0.0.1:");
        let seen = lines(server.log).iter().filter(|(_, l)| l.contains("received from") && l.contains(&via)).count();
        // two for each client that registered so
        assert_eq!(seen, expected, "{token}");
    }
    client.end();
    server.end();
}

#[test]
fn a_path_the_server_does_not_have_fails_the_request_and_the_log_says_what_to_set() {
    let (server, [ws, _]) = registrar();
    let client = phone("/elsewhere");
    let one = client.client();
    assert_eq!(register(one, &format!("sip:127.0.0.1:{ws};transport=ws")), RV_OK);
    let reason = client.wait_client(one, client::FAILED);
    assert_eq!(reason, enums::RvSipRegClientStateChangeReason::RVSIP_REG_CLIENT_REASON_NETWORK_ERROR as i32);
    assert!(lines(client.log).iter().any(|(_, l)| l.contains("set strWsPath")));
    client.end();
    server.end();
}

#[test]
fn a_browser_that_only_speaks_http_gets_an_answer_and_nothing_reaches_sip() {
    let (server, [ws, _]) = registrar();
    for (request, code) in [
        ("GET /sip HTTP/1.1\r\nHost: h\r\n\r\n", "426"),
        ("GET / HTTP/1.1\r\nHost: h\r\n\r\n", "404"),
        ("OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/WS x\r\n\r\n", "400"),
    ] {
        let mut stream = TcpStream::connect(("127.0.0.1", ws)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {code} ")), "{answer}");
    }
    assert_eq!(server.transactions_in_use(), 0);
    until("closed", || server.connections_in_use() == 0);
    server.end();
}

#[test]
fn a_page_of_a_web_site_that_is_not_listed_does_not_get_in() {
    let address = CString::new("127.0.0.1").unwrap();
    let (mut texts, mut ports) = ([address.as_ptr().cast_mut()], [RVSIP_TRANSPORT_ANY_PORT]);
    let origins = CString::new("https://phone.example.com, http://localhost:8080").unwrap();
    let mut cfg = configuration();
    (cfg.numOfWsAddresses, cfg.localWsAddresses, cfg.localWsPorts) = (1, texts.as_mut_ptr(), ports.as_mut_ptr());
    cfg.strWsOrigins = origins.as_ptr().cast_mut();
    let server = Running::with(cfg, true, |_| RV_OK);
    drop(origins); // the stack has its own
    let hello = "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
                 Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n";
    for (origin, code) in [
        ("Origin: https://evil.example\r\n", "403"),
        ("Origin: http://localhost:8080\r\n", "101"),
        ("Origin: https://phone.example.com\r\n", "101"),
        ("", "101"),
    ] {
        let mut stream = TcpStream::connect(("127.0.0.1", ports[0])).unwrap();
        stream.write_all(format!("{hello}{origin}\r\n").as_bytes()).unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(String::from_utf8_lossy(&answer), format!("HTTP/1.1 {code}"), "{origin}");
    }
    assert!(lines(server.log).iter().any(|(_, l)| l.contains("strWsOrigins")), "{:?}", lines(server.log));
    server.end();
}

#[test]
fn web_sites_that_are_none_are_refused() {
    let mut cfg = configuration();
    for origins in
        [",", "https://a.example,", "a.example", "https://a.example/", "https://", "://a", "https://a b", "https://ü"]
    {
        let text = CString::new(origins).unwrap();
        cfg.strWsOrigins = text.as_ptr().cast_mut();
        let mut stack = null_mut();
        let status = unsafe { RvSipStackConstruct(size_of_val(&cfg) as RvInt32, &mut cfg, &mut stack) };
        assert_eq!(status, RV_ERROR_BADPARAM, "{origins}");
    }
}

#[test]
fn a_path_that_is_none_is_refused() {
    let mut cfg = configuration();
    for path in ["sip", "/a b", "/a?b", "/ü"] {
        let path = CString::new(path).unwrap();
        cfg.strWsPath = path.as_ptr().cast_mut();
        let mut stack = null_mut();
        let status = unsafe { RvSipStackConstruct(size_of_val(&cfg) as RvInt32, &mut cfg, &mut stack) };
        assert_eq!(status, RV_ERROR_BADPARAM);
    }
}
