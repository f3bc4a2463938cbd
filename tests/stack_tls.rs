//! Registrations over TLS from end to end: the exported functions, a registrar behind TLS, certificates made for the test.

mod knot;
mod running;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use running::*;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use rvsip::capi::abi::*;
use rvsip::capi::enums;
use rvsip::capi::{regclient::*, stack::*, tls::*, tls_cert::*, transaction::*, transaction_fields::*, transport::*};
use std::ffi::{CStr, CString};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex};

struct Ca(CertifiedIssuer<'static, KeyPair>);

impl Ca {
    fn new(name: &str) -> Ca {
        let mut params = CertificateParams::new([]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Ca(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }
    fn issue(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let cert = CertificateParams::new([name.to_string()]).unwrap().signed_by(&key, &*self.0).unwrap();
        (cert.pem(), key.serialize_pem())
    }
}

/// Takes TLS off and passes on what is said; one exchange after the other.
fn front(back: SocketAddr, (cert, key): &(String, String)) -> u16 {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(cert.as_bytes()).map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            let config = config.clone();
            std::thread::spawn(move || {
                let mut tls = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
                let mut plain = TcpStream::connect(back).unwrap();
                let mut buffer = [0; 8192];
                while let Ok(n @ 1..) = tls.read(&mut buffer) {
                    plain.write_all(&buffer[..n]).unwrap();
                    let Ok(n @ 1..) = plain.read(&mut buffer) else { return };
                    if tls.write_all(&buffer[..n]).is_err() {
                        return;
                    }
                }
            });
        }
    });
    port
}

fn engine(stack: &Running, identity: Option<&(String, String)>, trusted: Option<&str>) -> RvSipTransportTlsEngineHandle {
    let (mut manager, mut handle) = (null_mut(), null_mut());
    unsafe {
        assert_eq!(RvSipStackGetTransportMgrHandle(stack.stack as _, &mut manager), RV_OK);
        let mut cfg: RvSipTransportTlsEngineCfg = std::mem::zeroed();
        if let Some((cert, key)) = identity {
            (cfg.pCertificate, cfg.certificateLen) = (cert.as_ptr().cast_mut().cast(), cert.len() as RvInt32);
            (cfg.pPrivateKey, cfg.privateKeyLen) = (key.as_ptr().cast_mut().cast(), key.len() as RvInt32);
        }
        if let Some(ca) = trusted {
            (cfg.pTrustedCa, cfg.trustedCaLen) = (ca.as_ptr().cast_mut().cast(), ca.len() as RvInt32);
        }
        let size = size_of_val(&cfg) as RvInt32;
        assert_eq!(RvSipTransportTlsEngineConstruct(manager, &mut cfg, size, &mut handle), RV_OK);
    }
    handle
}

#[test]
fn a_client_registers_over_tls_by_transport_parameter_and_by_sips() {
    let ca = Ca::new("CA");
    let somebody = Responder::start(accept);
    let port = front(somebody.tcp, &ca.issue("localhost"));
    let running = Running::start(|_| RV_OK);
    engine(&running, None, Some(&ca.0.pem()));
    for uri in [format!("sip:localhost:{port};transport=tls"), format!("sips:localhost:{port}")] {
        let client = running.client();
        assert_eq!(register(client, &uri), RV_OK);
        running.wait_client(client, client::REGISTERED);
        let request = somebody.requests.lock().unwrap().last().unwrap().1.clone();
        assert!(header(&request, "Via").starts_with("SIP/2.0/TLS 127.0.0.1:5061;branch="), "{request}");
        assert_eq!(RvSipRegClientRegister(client), RV_OK, "a refresh");
        running.wait_client(client, client::REGISTERED);
    }
    running.end();
}

#[test]
fn a_registrar_that_does_not_prove_its_name_gets_no_request_and_the_log_says_why() {
    let ca = Ca::new("CA");
    let somebody = Responder::start(accept);
    let wrong_name = front(somebody.tcp, &ca.issue("other.example"));
    let wrong_ca = front(somebody.tcp, &Ca::new("nobody").issue("localhost"));
    let running = Running::start(|_| RV_OK);
    engine(&running, None, Some(&ca.0.pem()));
    for (port, why) in [(wrong_name, "does not have the name of the SIP domain"), (wrong_ca, "nobody we trust has signed")] {
        let client = running.client();
        assert_eq!(register(client, &format!("sip:localhost:{port};transport=tls")), RV_OK);
        let reason = running.wait_client(client, client::FAILED);
        assert_eq!(reason, enums::RvSipRegClientStateChangeReason::RVSIP_REG_CLIENT_REASON_NETWORK_ERROR as i32);
        let log = lines(running.log);
        assert!(log.iter().any(|(_, l)| l.contains(why)), "{why}: {log:?}");
    }
    assert_eq!(somebody.count(), 0);
    running.end();
}

#[test]
fn a_stack_listens_for_tls_and_tells_its_port() {
    let ca = Ca::new("CA");
    let address = CString::new("127.0.0.1").unwrap();
    let (mut texts, mut ports) = ([address.as_ptr().cast_mut()], [RVSIP_TRANSPORT_ANY_PORT]);
    let mut cfg = configuration();
    (cfg.numOfTlsAddresses, cfg.localTlsAddresses, cfg.localTlsPorts) = (1, texts.as_mut_ptr(), ports.as_mut_ptr());
    let server = Running::with(cfg, false, |_| RV_OK);
    assert!(![0, 5061, RVSIP_TRANSPORT_ANY_PORT].contains(&ports[0]));
    let client = Running::start(|_| RV_OK);
    engine(&client, None, Some(&ca.0.pem()));
    let registrar = format!("sips:localhost:{}", ports[0]);
    // without a certificate nobody gets through
    let one = client.client();
    assert_eq!(register(one, &registrar), RV_OK);
    client.wait_client(one, client::FAILED);
    assert!(lines(server.log).iter().any(|(_, l)| l.contains("construct a TLS engine with a certificate")));
    let identity = ca.issue("localhost");
    let first = engine(&server, Some(&identity), None);
    let two = client.client();
    assert_eq!(register(two, &registrar), RV_OK);
    let created = server.wait(|t| matches!(t, Told::Created(_)));
    let Told::Created(transaction) = created else { unreachable!() };
    let (mut transport, mut kind, mut ip, mut port) = (-1, -1, [0; RVSIP_TRANSPORT_LEN_STRING_IP], 0);
    unsafe {
        let status =
            RvSipTransactionGetReceivedFromAddress(transaction as _, &mut transport, &mut kind, ip.as_mut_ptr(), &mut port);
        assert_eq!(status, RV_OK);
    }
    assert_eq!(transport, enums::RvSipTransport::RVSIP_TRANSPORT_TLS as i32);
    // an engine that is gone is gone, and belongs to its stack
    let mut manager = null_mut();
    unsafe { assert_eq!(RvSipStackGetTransportMgrHandle(client.stack as _, &mut manager), RV_OK) };
    assert_eq!(RvSipTransportTlsEngineDestruct(manager, first), RV_ERROR_INVALID_HANDLE);
    unsafe { assert_eq!(RvSipStackGetTransportMgrHandle(server.stack as _, &mut manager), RV_OK) };
    assert_eq!(RvSipTransportTlsEngineDestruct(manager, first), RV_OK);
    assert_eq!(RvSipTransportTlsEngineDestruct(manager, first), RV_ERROR_INVALID_HANDLE);
    server.end();
    client.end();
}

#[test]
fn material_that_cannot_be_used_is_refused_with_a_line_that_says_what() {
    let running = Running::start(|_| RV_OK);
    let (mut manager, mut handle) = (null_mut(), 7 as RvSipTransportTlsEngineHandle);
    unsafe {
        assert_eq!(RvSipStackGetTransportMgrHandle(running.stack as _, &mut manager), RV_OK);
        let mut cfg: RvSipTransportTlsEngineCfg = std::mem::zeroed();
        let size = size_of_val(&cfg) as RvInt32;
        let nowhere = CString::new("/nowhere/cert.pem").unwrap();
        cfg.strCertificate = nowhere.as_ptr().cast_mut();
        assert_eq!(RvSipTransportTlsEngineConstruct(manager, &mut cfg, size, &mut handle), RV_ERROR_BADPARAM);
        assert!(lines(running.log).iter().any(|(_, l)| l.contains("certificate /nowhere/cert.pem: ")));
        cfg.strCertificate = null_mut();
        cfg.eTlsMethod = 9;
        assert_eq!(RvSipTransportTlsEngineConstruct(manager, &mut cfg, size, &mut handle), RV_ERROR_BADPARAM);
        assert_eq!(RvSipTransportTlsEngineConstruct(manager, null_mut(), size, &mut handle), RV_ERROR_NULLPTR);
        assert_eq!(RvSipTransportTlsEngineConstruct(manager, &mut cfg, size, null_mut()), RV_ERROR_NULLPTR);
        assert_eq!(handle as usize, 7);
    }
    running.end();
}

/// Four servers behind one domain: one refuses, one never shakes hands, one proves the name that the DNS gave it and not the domain.
#[test]
fn of_several_servers_the_one_that_proves_the_domain_gets_the_request_whatever_the_dns_calls_it() {
    let ca = Ca::new("CA");
    let (stranger, somebody) = (Responder::start(accept), Responder::start(accept));
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let ports = [
        closed,
        silent.local_addr().unwrap().port(),
        front(stranger.tcp, &ca.issue("server2.example.test")),
        front(somebody.tcp, &ca.issue("example.test")),
    ];
    let mut zone = "@ NAPTR 10 50 \"s\" \"SIPS+D2T\" \"\" _sips._tcp\n".to_string();
    for (n, port) in ports.iter().enumerate() {
        zone += &format!("_sips._tcp SRV {n} 10 {port} server{n}\nserver{n} A 127.0.0.1\n");
    }
    let Some(knot) = knot::Knot::start(&[("example.test", zone)]) else { return };
    let running = Running::with(knot.configuration(), false, |_| RV_OK);
    engine(&running, None, Some(&ca.0.pem()));
    let client = running.client();
    let begin = std::time::Instant::now();
    assert_eq!(register(client, "sips:example.test"), RV_OK);
    running.wait_client(client, client::REGISTERED);
    let took = begin.elapsed().as_millis();
    assert!((1_000..4_000).contains(&took), "the connect timeout of one of them: {took} ms");
    assert_eq!((stranger.count(), somebody.count()), (0, 1));
    running.end();
}

// ---- the application has the last word ----

/// What verify functions of these tests answer (2: as the library says), and what they were shown.
static VERDICT: AtomicI32 = AtomicI32::new(2);
static SHOWN: Mutex<Vec<(i32, String, Vec<u8>)>> = Mutex::new(Vec::new());
/// The stack handles of the verify test run one after the other.
static ALONE: Mutex<()> = Mutex::new(());

unsafe extern "C" fn look(previous: RvInt32, cert: RvSipTransportTlsCertHandle) -> RvInt32 {
    unsafe {
        let mut text = null_mut();
        let why = match RvSipTransportTlsGetCertVerificationError(cert, &mut text) {
            RV_OK => CStr::from_ptr(text).to_str().unwrap().to_string(),
            status => format!("{status}"),
        };
        let (mut short, mut length, mut der) = (1, 4096, vec![0u8; 4096]);
        assert_eq!(RvSipTransportTlsEncodeCert(cert, &mut short, der.as_mut_ptr().cast()), RV_ERROR_INSUFFICIENT_BUFFER);
        assert_eq!(RvSipTransportTlsEncodeCert(cert, &mut length, der.as_mut_ptr().cast()), RV_OK);
        assert_eq!(short, length);
        der.truncate(length as usize);
        SHOWN.lock().unwrap().push((previous, why, der));
        KEPT.store(cert as usize as u64, Ordering::SeqCst);
    }
    match VERDICT.load(Ordering::SeqCst) {
        2 => previous,
        verdict => verdict,
    }
}
static KEPT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

unsafe extern "C" fn assert_name(
    conn: RvSipTransportConnectionHandle,
    _: RvSipTransportConnectionOwnerHandle,
    name: *mut RvChar,
    msg: RvSipMsgHandle,
    asserted: *mut RvBool,
) {
    unsafe {
        let name = CStr::from_ptr(name).to_str().unwrap();
        assert!(!conn.is_null() && msg.is_null() && *asserted == RV_FALSE);
        *asserted = RvBool::from(name == "localhost");
    }
}

fn transport_of(stack: &Running) -> RvSipTransportMgrHandle {
    let mut manager = null_mut();
    assert_eq!(unsafe { RvSipStackGetTransportMgrHandle(stack.stack as _, &mut manager) }, RV_OK);
    manager
}

/// A connection of the program to `name` at a port of loopback, in READY.
fn ready(stack: &Running, port: u16, name: &CStr) -> RvSipTransportConnectionHandle {
    let mut conn = null_mut();
    unsafe {
        let mut events: RvSipTransportConnectionEvHandlers = std::mem::zeroed();
        let size = size_of_val(&events) as RvInt32;
        let manager = transport_of(stack);
        assert_eq!(RvSipTransportMgrCreateConnection(manager, 1 as _, &mut events, size, &mut conn), RV_OK);
        let mut cfg: RvSipTransportConnectionCfg = std::mem::zeroed();
        cfg.eTransportType = enums::RvSipTransport::RVSIP_TRANSPORT_TLS as i32;
        set_array(&mut cfg.destAddress.strIP, "127.0.0.1");
        cfg.destAddress.port = port;
        cfg.strHostName = name.as_ptr().cast_mut();
        assert_eq!(RvSipTransportConnectionTlsHandshake(conn, null_mut(), None), RV_ERROR_ILLEGAL_ACTION, "in IDLE");
        assert_eq!(RvSipTransportConnectionInit(conn, &mut cfg, size_of_val(&cfg) as RvInt32), RV_OK);
    }
    conn
}

fn state_of(conn: RvSipTransportConnectionHandle) -> Option<i32> {
    let mut state = -1;
    (unsafe { RvSipTransportConnectionGetCurrentState(conn, &mut state) } == RV_OK).then_some(state)
}

const CONNECTED: i32 = enums::RvSipTransportConnectionState::RVSIP_TRANSPORT_CONN_STATE_TCP_CONNECTED as i32;

#[test]
fn a_verify_function_is_shown_every_certificate_and_has_the_last_word() {
    let _alone = ALONE.lock().unwrap();
    let (ca, stranger) = (Ca::new("CA"), Ca::new("stranger"));
    let somebody = Responder::start(accept);
    let good = front(somebody.tcp, &ca.issue("localhost"));
    let bad = front(somebody.tcp, &stranger.issue("localhost"));
    let running = Running::start(|_| RV_OK);
    let trusting = engine(&running, None, Some(&ca.0.pem()));
    // the newest trusts others: the engine that is named counts
    engine(&running, None, Some(&Ca::new("another").0.pem()));
    for (port, verdict, passes, open) in [(good, 2, 1, true), (bad, 2, 0, false), (bad, 1, 0, true), (good, -1, 1, false)] {
        VERDICT.store(verdict, Ordering::SeqCst);
        SHOWN.lock().unwrap().clear();
        let conn = ready(&running, port, c"localhost");
        assert_eq!(RvSipTransportConnectionTlsHandshake(conn, trusting, Some(look)), RV_OK);
        match open {
            true => {
                until("open", || state_of(conn) == Some(CONNECTED));
                assert_eq!(RvSipTransportConnectionTlsHandshake(conn, trusting, Some(look)), RV_ERROR_ILLEGAL_ACTION, "once");
            }
            false => until("refused", || state_of(conn).is_none()),
        }
        let shown = SHOWN.lock().unwrap().clone();
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0].0, passes);
        assert_eq!(shown[0].1.contains("nobody we trust"), passes == 0, "{}", shown[0].1);
        assert_eq!(shown[0].2[0], 0x30, "DER");
        // the certificate is gone with the callback
        let (mut length, mut text) = (0, null_mut());
        let kept = KEPT.load(Ordering::SeqCst) as usize as RvSipTransportTlsCertHandle;
        unsafe {
            assert_eq!(RvSipTransportTlsEncodeCert(kept, &mut length, null_mut()), RV_ERROR_INVALID_HANDLE);
            assert_eq!(RvSipTransportTlsGetCertVerificationError(kept, &mut text), RV_ERROR_INVALID_HANDLE);
        }
    }
    // without a function it is as ever
    let conn = ready(&running, bad, c"localhost");
    assert_eq!(RvSipTransportConnectionTlsHandshake(conn, trusting, None), RV_OK);
    until("refused", || state_of(conn).is_none());
    assert!(lines(running.log).iter().any(|(_, l)| l.contains("nobody we trust has signed")));
    running.end();
}

#[test]
fn a_name_that_the_certificate_does_not_have_may_be_asserted_by_the_program() {
    let ca = Ca::new("CA");
    let somebody = Responder::start(accept);
    let port = front(somebody.tcp, &ca.issue("other.example"));
    let running = Running::start(|_| RV_OK);
    engine(&running, None, Some(&ca.0.pem()));
    let one = running.client();
    assert_eq!(register(one, &format!("sips:localhost:{port}")), RV_OK);
    running.wait_client(one, client::FAILED);
    unsafe {
        let mut events: RvSipTransportMgrEvHandlers = std::mem::zeroed();
        events.pfnConnectionTlsPostConnectionAssertionEvHandler = Some(assert_name);
        let size = size_of_val(&events) as RvInt32;
        assert_eq!(RvSipTransportMgrSetEvHandlers(transport_of(&running), null_mut(), &mut events, size), RV_OK);
    }
    let two = running.client();
    assert_eq!(register(two, &format!("sips:localhost:{port}")), RV_OK);
    running.wait_client(two, client::REGISTERED);
    // the program does not know this one
    let three = running.client();
    assert_eq!(register(three, &format!("sips:127.0.0.1:{port}")), RV_OK);
    running.wait_client(three, client::FAILED);
    assert!(lines(running.log).iter().any(|(_, l)| l.contains("does not have the name")));
    running.end();
}

#[test]
fn persistent_clients_share_a_connection_for_one_name_and_not_for_another() {
    let ca = Ca::new("CA");
    let somebody = Responder::start(accept);
    let key = KeyPair::generate().unwrap();
    let names = vec!["localhost".to_string(), "127.0.0.1".to_string()];
    let cert = CertificateParams::new(names).unwrap().signed_by(&key, &*ca.0).unwrap();
    let port = front(somebody.tcp, &(cert.pem(), key.serialize_pem()));
    let mut cfg = configuration();
    cfg.ePersistencyLevel = enums::RvSipTransportPersistencyLevel::RVSIP_TRANSPORT_PERSISTENCY_LEVEL_TRANSC_USER as i32;
    let running = Running::with(cfg, false, |_| RV_OK);
    engine(&running, None, Some(&ca.0.pem()));
    for (host, connections) in [("localhost", 1), ("localhost", 1), ("127.0.0.1", 2), ("127.0.0.1", 2)] {
        let client = running.client();
        assert_eq!(register(client, &format!("sips:{host}:{port}")), RV_OK);
        running.wait_client(client, client::REGISTERED);
        assert_eq!(running.connections_in_use(), connections, "{host}");
    }
    running.end();
}

#[test]
fn a_connection_that_is_reset_while_a_request_is_out_fails_it_with_a_network_error() {
    let ca = Ca::new("CA");
    // says nothing, and the front closes when nothing comes back
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let back = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let _ = stream.read(&mut [0; 10]);
        }
    });
    let port = front(back, &ca.issue("localhost"));
    let running = Running::start(|_| RV_OK);
    engine(&running, None, Some(&ca.0.pem()));
    let transaction = running.transaction();
    let uri = CString::new(format!("sips:localhost:{port}")).unwrap();
    unsafe {
        let (from, to) = (c"<sips:a@example.com>".as_ptr().cast_mut(), c"<sips:b@example.com>".as_ptr().cast_mut());
        let method = c"OPTIONS".as_ptr().cast_mut();
        let status = RvSipTransactionMake(transaction, from, to, uri.as_ptr().cast_mut(), 1, method);
        assert_eq!(status, RV_OK);
    }
    let reason = running.wait_transaction(transaction, transc::TERMINATED);
    assert_eq!(reason, enums::RvSipTransactionStateChangeReason::RVSIP_TRANSC_REASON_NETWORK_ERROR as i32);
    running.end();
}

/// The engine that the next test wants those who connect to meet.
static FOR_CLIENTS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

unsafe extern "C" fn created(_: RvSipTransportMgrHandle, conn: RvSipTransportConnectionHandle, _: *mut RvBool) -> RvStatus {
    let engine = FOR_CLIENTS.load(Ordering::SeqCst) as RvSipTransportTlsEngineHandle;
    let status = RvSipTransportConnectionTlsHandshake(conn, engine, Some(look));
    assert_eq!(status, RV_OK);
    RV_OK
}

#[test]
fn a_server_may_have_the_last_word_on_the_certificates_of_its_clients() {
    let _alone = ALONE.lock().unwrap();
    let (ca, stranger) = (Ca::new("CA"), Ca::new("stranger"));
    let address = CString::new("127.0.0.1").unwrap();
    let (mut texts, mut ports) = ([address.as_ptr().cast_mut()], [RVSIP_TRANSPORT_ANY_PORT]);
    let mut cfg = configuration();
    (cfg.numOfTlsAddresses, cfg.localTlsAddresses, cfg.localTlsPorts) = (1, texts.as_mut_ptr(), ports.as_mut_ptr());
    let server = Running::with(cfg, false, |told| match told {
        Told::State(h, transc::REQUEST_RCVD, _) => unsafe { RvSipTransactionRespond(h as _, 200, null_mut()) },
        _ => RV_OK,
    });
    let (cert, key) = ca.issue("localhost");
    let ca_pem = ca.0.pem();
    let insisting = unsafe {
        let mut cfg: RvSipTransportTlsEngineCfg = std::mem::zeroed();
        (cfg.pCertificate, cfg.certificateLen) = (cert.as_ptr().cast_mut().cast(), cert.len() as RvInt32);
        (cfg.pPrivateKey, cfg.privateKeyLen) = (key.as_ptr().cast_mut().cast(), key.len() as RvInt32);
        (cfg.pTrustedCa, cfg.trustedCaLen) = (ca_pem.as_ptr().cast_mut().cast(), ca_pem.len() as RvInt32);
        cfg.eClientAuth = enums::RvSipTransportTlsClientAuth::RVSIP_TRANSPORT_TLS_CLIENT_AUTH_REQUIRED as i32;
        let (size, mut handle) = (size_of_val(&cfg) as RvInt32, null_mut());
        assert_eq!(RvSipTransportTlsEngineConstruct(transport_of(&server), &mut cfg, size, &mut handle), RV_OK);
        handle
    };
    FOR_CLIENTS.store(insisting as usize, Ordering::SeqCst);
    unsafe {
        let mut events: RvSipTransportMgrEvHandlers = std::mem::zeroed();
        events.pfnConnectionCreatedEvHandler = Some(created);
        let size = size_of_val(&events) as RvInt32;
        assert_eq!(RvSipTransportMgrSetEvHandlers(transport_of(&server), null_mut(), &mut events, size), RV_OK);
    }
    let client = Running::start(|_| RV_OK);
    engine(&client, Some(&stranger.issue("phone.example")), Some(&ca_pem));
    for (verdict, state) in [(2, client::FAILED), (1, client::REGISTERED)] {
        VERDICT.store(verdict, Ordering::SeqCst);
        SHOWN.lock().unwrap().clear();
        let phone = client.client();
        assert_eq!(register(phone, &format!("sips:localhost:{}", ports[0])), RV_OK);
        client.wait_client(phone, state);
        let shown = SHOWN.lock().unwrap().clone();
        assert_eq!((shown.len(), shown[0].0), (1, 0), "{shown:?}");
    }
    client.end();
    server.end();
}
