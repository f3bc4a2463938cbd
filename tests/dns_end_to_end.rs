//! A running stack and a real name server (knot) with zones of ours: four servers behind one domain, one of them dead in one way or
//! another; look-ups of the program's own; telephone numbers. Where knot is not installed the tests are skipped.

mod knot;
mod library;
mod running;

use knot::{Knot, transport_addr};
use running::*;
use rvsip::capi::abi::*;
use rvsip::capi::enums::RvSipResolverMode::*;
use rvsip::capi::{dns_list::*, regclient::*, resolver::*, stack::*, transaction::*};
use std::ffi::{CStr, CString, c_char};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::process::Command;
use std::ptr::null_mut;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The zone example.test with these servers in order of priority, over UDP or TCP.
fn zone(transport: &str, ports: &[u16]) -> (&'static str, String) {
    let service = if transport == "tcp" { "SIP+D2T" } else { "SIP+D2U" };
    let mut text = format!("@ NAPTR 10 50 \"s\" \"{service}\" \"\" _sip._{transport}\n");
    text += "@ NAPTR 5 50 \"s\" \"SIP+D2S\" \"\" _sip._sctp\n";
    for (n, port) in ports.iter().enumerate() {
        text += &format!("_sip._{transport} SRV {n} 10 {port} server{n}\nserver{n} A 127.0.0.1\n");
    }
    ("example.test", text)
}

fn registered_after(running: &Running, client: RvSipRegClientHandle, uri: &str) -> Duration {
    let begin = Instant::now();
    assert_eq!(register(client, uri), RV_OK);
    running.wait_client(client, client::REGISTERED);
    begin.elapsed()
}

#[test]
fn over_udp_a_dead_server_costs_the_time_of_one_target_once() {
    // Bound, so that no one else has the port, and never read.
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let alive: Vec<Responder> = (0..3).map(|_| Responder::start(accept)).collect();
    let mut ports = vec![silent.local_addr().unwrap().port()];
    ports.extend(alive.iter().map(|r| r.udp.port()));
    let Some(knot) = Knot::start(&[zone("udp", &ports)]) else { return };
    let running = Running::with(knot.configuration(), false, |_| RV_OK);
    let first = running.client();
    let took = registered_after(&running, first, "sip:example.test");
    // The clock of a stack counts whole milliseconds.
    assert!(took >= Duration::from_millis(999) && took < Duration::from_millis(4_000), "{took:?}");
    assert_eq!((alive[0].count(), alive[1].count(), alive[2].count()), (1, 0, 0));
    // The next one does not wait for it.
    let second = running.client();
    let took = registered_after(&running, second, "sip:example.test");
    assert!(took < Duration::from_millis(900), "{took:?}");
    // A refresh goes where the first went, without the name server.
    drop(knot);
    assert_eq!(RvSipRegClientRegister(first), RV_OK);
    running.wait_client(first, client::REGISTERED);
    assert_eq!((alive[0].count(), alive[1].count(), alive[2].count()), (3, 0, 0));
    running.end();
}

#[test]
fn over_udp_a_host_without_a_server_costs_nothing() {
    let closed = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let alive = Responder::start(accept);
    let Some(knot) = Knot::start(&[zone("udp", &[closed, alive.udp.port()])]) else { return };
    let mut cfg = knot.configuration();
    cfg.dnsTargetTimeout = 0;
    let running = Running::with(cfg, false, |_| RV_OK);
    let took = registered_after(&running, running.client(), "sip:example.test");
    assert!(took < Duration::from_millis(900), "{took:?}");
    running.end();
}

#[test]
fn over_tcp_a_refusing_server_costs_nothing() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let alive = Responder::start(accept);
    let Some(knot) = Knot::start(&[zone("tcp", &[closed, alive.tcp.port()])]) else { return };
    let running = Running::with(knot.configuration(), false, |_| RV_OK);
    let took = registered_after(&running, running.client(), "sip:example.test");
    assert!(took < Duration::from_millis(900), "{took:?}");
    assert_eq!(alive.count(), 1);
    running.end();
}

#[test]
fn over_tcp_a_silent_server_costs_the_connect_timeout() {
    // Its queue is full: who knocks now is not heard.
    let listener = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    listener.listen(0).unwrap();
    let full = listener.local_addr().unwrap().as_socket().unwrap();
    let mut knocking = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&full, Duration::from_millis(300)) {
        knocking.push(stream);
        assert!(knocking.len() < 100, "the queue never fills");
    }
    let alive = Responder::start(accept);
    let Some(knot) = Knot::start(&[zone("tcp", &[full.port(), alive.tcp.port()])]) else { return };
    let mut cfg = knot.configuration();
    cfg.dnsTargetTimeout = 0;
    let running = Running::with(cfg, false, |_| RV_OK);
    let took = registered_after(&running, running.client(), "sip:example.test");
    // The clock of a stack counts whole milliseconds.
    assert!(took >= Duration::from_millis(999) && took < Duration::from_millis(4_000), "{took:?}");
    running.end();
}

#[test]
fn a_silent_name_server_is_replaced_while_the_stack_runs_and_keeps_nobody_from_ending_it() {
    let alive = Responder::start(accept);
    let Some(knot) = Knot::start(&[zone("udp", &[alive.udp.port()])]) else { return };
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let mut cfg = knot.configuration();
    cfg.maxDnsServers = 2;
    cfg.pDnsServers = Box::leak(Box::new([transport_addr(silent.local_addr().unwrap())])).as_mut_ptr();
    let running = Running::with(cfg, false, |_| RV_OK);
    let client = running.client();
    assert_eq!(register(client, "sip:example.test"), RV_OK);
    running.wait_client(client, client::FAILED);
    let mut resolvers = null_mut();
    unsafe {
        assert_eq!(RvSipStackGetResolverMgrHandle(running.stack as _, &mut resolvers), RV_OK);
        let mut three = [transport_addr(knot.addr); 3];
        assert_eq!(RvSipResolverMgrSetDnsServers(resolvers, three.as_mut_ptr(), 3), RV_ERROR_BADPARAM);
        assert_eq!(RvSipResolverMgrSetDnsServers(resolvers, null_mut(), 1), RV_ERROR_NULLPTR);
        assert_eq!(RvSipResolverMgrSetDnsServers(resolvers, three.as_mut_ptr(), -1), RV_ERROR_BADPARAM);
        assert_eq!(RvSipResolverMgrSetDnsServers(resolvers, three.as_mut_ptr(), 1), RV_OK);
    }
    assert_eq!(RvSipRegClientRegister(client), RV_OK);
    running.wait_client(client, client::REGISTERED);
    // A short name is tried behind the domains.
    let short = running.client();
    let mut domains = [c"nowhere.test".as_ptr().cast_mut(), c"test".as_ptr().cast_mut()];
    assert_eq!(unsafe { RvSipResolverMgrSetDnsDomains(resolvers, domains.as_mut_ptr(), 2) }, RV_OK);
    registered_after(&running, short, "sip:example");
    // Back to silence, and out.
    let mut again = [transport_addr(silent.local_addr().unwrap())];
    assert_eq!(unsafe { RvSipResolverMgrSetDnsServers(resolvers, again.as_mut_ptr(), 1) }, RV_OK);
    let last = running.client();
    assert_eq!(register(last, "sip:other.test"), RV_OK);
    running.wait_client(last, client::REGISTERING);
    let begin = Instant::now();
    running.end();
    assert!(begin.elapsed() < Duration::from_millis(400), "{:?}", begin.elapsed());
}

#[test]
fn with_manual_failover_the_program_reads_the_list_skips_a_server_and_goes_on() {
    use rvsip::capi::enums::RvSipRegClientState::RVSIP_REG_CLIENT_STATE_MSG_SEND_FAILURE as FAILURE;
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let alive: Vec<Responder> = (0..2).map(|_| Responder::start(accept)).collect();
    let ports = [closed, alive[0].tcp.port(), alive[1].tcp.port()];
    let Some(knot) = Knot::start(&[zone("tcp", &ports)]) else { return };
    let mut cfg = knot.configuration();
    cfg.eDnsFailover = 1;
    let running = Running::with(cfg, false, |_| RV_OK);
    let client = running.client();
    assert_eq!(register(client, "sip:example.test"), RV_OK);
    running.wait_client(client, FAILURE as i32);
    let mut list = null_mut();
    let (mut srv, mut hosts, mut ips) = (9, 9, 9);
    let mut host: RvSipTransportDNSHostElement = unsafe { std::mem::zeroed() };
    unsafe {
        assert_eq!(RvSipRegClientDNSGetList(client, &mut list), RV_OK);
        assert_eq!(RvSipTransportDNSListGetNumberOfEntries(list, &mut srv, &mut hosts, &mut ips), RV_OK);
        assert_eq!((srv, hosts, ips), (0, 2, 0));
        assert_eq!(RvSipTransportDNSListGetUsedHostElement(list, &mut host), RV_OK);
        assert_eq!((name(&host.strName).as_str(), host.port), ("server0.example.test", closed));
        assert_eq!(RvSipTransportDNSListPopHostElement(list, &mut host), RV_OK);
        assert_eq!((name(&host.strName).as_str(), host.port, host.eTransport), ("server1.example.test", ports[1], 1));
    }
    assert_eq!(RvSipRegClientDNSReSendRequest(client), RV_ERROR_ILLEGAL_ACTION);
    assert_eq!(RvSipRegClientDNSContinue(client), RV_OK);
    assert_eq!(RvSipRegClientDNSReSendRequest(client), RV_OK);
    running.wait_client(client, client::REGISTERED);
    assert_eq!((alive[0].count(), alive[1].count()), (0, 1));
    assert_eq!(unsafe { RvSipRegClientDNSGetList(client, &mut list) }, RV_ERROR_ILLEGAL_ACTION);
    running.end();
}

// ---- look-ups of the program's own ----

static ENDS: Mutex<Vec<(usize, usize, bool, i32)>> = Mutex::new(Vec::new());

unsafe extern "C" fn resolved(
    resolver: RvSipResolverHandle,
    app: RvSipAppResolverHandle,
    error: RvBool,
    mode: RvSipResolverMode,
) -> RvStatus {
    ENDS.lock().unwrap().push((resolver as usize, app as usize, error != RV_FALSE, mode));
    RV_OK
}

/// Applies the one kind of expression that these tests use: `!^.*$!URI!`.
unsafe extern "C" fn apply(
    _: RvSipResolverMgrHandle,
    _: RvSipResolverHandle,
    number: *mut RvChar,
    expression: *mut RvChar,
    uri: *mut RvChar,
    size: RvInt32,
) -> RvStatus {
    let (number, text) = unsafe { (CStr::from_ptr(number), CStr::from_ptr(expression)) };
    assert_eq!(number.to_str().unwrap(), "+441164960348");
    let made = text.to_str().unwrap().split('!').nth(2).unwrap().as_bytes();
    assert!(made.len() < size as usize);
    unsafe { std::ptr::copy_nonoverlapping(made.as_ptr().cast(), uri, made.len()) };
    RV_OK
}

fn name(array: &[c_char]) -> String {
    unsafe { CStr::from_ptr(array.as_ptr()) }.to_str().unwrap().to_string()
}

/// Runs one look-up to its end; true when something was found.
fn look_up(resolver: RvSipResolverHandle, mode: rvsip::capi::enums::RvSipResolverMode, query: &str) -> bool {
    let query = CString::new(query).unwrap();
    let before = ENDS.lock().unwrap().iter().filter(|e| e.0 == resolver as usize).count();
    let status = unsafe { RvSipResolverResolve(resolver, mode as i32, query.as_ptr().cast_mut(), null_mut(), Some(resolved)) };
    assert_eq!(status, RV_OK);
    let mine = || ENDS.lock().unwrap().iter().filter(|e| e.0 == resolver as usize).copied().collect::<Vec<_>>();
    until("the look-up ends", || mine().len() > before);
    let end = *mine().last().unwrap();
    assert_eq!((end.1, end.3), (77, mode as i32));
    !end.2
}

fn number_zone(uri: &str) -> (&'static str, String) {
    let text = format!(
        "8.4.3.0.6.9.4.6.1.1.4.4 NAPTR 100 20 \"u\" \"E2U+sip\" \"!^.*$!{uri}!\" .\n\
         8.4.3.0.6.9.4.6.1.1.4.4 NAPTR 100 10 \"u\" \"E2U+pstn\" \"!^.*$!tel:+1!\" .\n"
    );
    ("numbers.test", text)
}

#[test]
fn a_program_looks_up_each_part_by_itself_and_reads_the_list() {
    let (domain, mut text) = zone("udp", &[5071, 5072]);
    text += "server0 AAAA 2001:db8::1\n";
    let Some(knot) = Knot::start(&[(domain, text), number_zone("sip:info@example.test")]) else { return };
    let mut cfg = knot.configuration();
    cfg.bResolveTelUrls = RV_TRUE;
    cfg.strEnumSuffix = c"numbers.test".as_ptr().cast_mut();
    let running = Running::with(cfg, false, |_| RV_OK);
    let (mut manager, mut resolver, mut list) = (null_mut(), null_mut(), null_mut());
    unsafe {
        assert_eq!(RvSipStackGetResolverMgrHandle(running.stack as _, &mut manager), RV_OK);
        assert_eq!(RvSipResolverMgrCreateResolver(manager, 77 as _, &mut resolver), RV_OK);
        assert_eq!(RvSipResolverGetDNSList(resolver, &mut list), RV_OK);
    }
    let counts = || {
        let (mut srv, mut hosts, mut ips) = (9, 9, 9);
        assert_eq!(unsafe { RvSipTransportDNSListGetNumberOfEntries(list, &mut srv, &mut hosts, &mut ips) }, RV_OK);
        (srv, hosts, ips)
    };
    assert_eq!(counts(), (0, 0, 0));
    assert!(look_up(resolver, RVSIP_RESOLVER_MODE_FIND_TRANSPORT_BY_NAPTR, "example.test"));
    assert_eq!(counts(), (1, 0, 0), "what is not SIP over a transport of ours is left out");
    let mut srv: RvSipTransportDNSSRVElement = unsafe { std::mem::zeroed() };
    assert_eq!(unsafe { RvSipTransportDNSListPopSRVElement(list, &mut srv) }, RV_OK);
    assert_eq!((name(&srv.strName).as_str(), srv.order, srv.preference, srv.eTransport), ("_sip._udp.example.test", 10, 50, 0));
    assert_eq!(unsafe { RvSipTransportDNSListPopSRVElement(list, &mut srv) }, RV_ERROR_NOT_FOUND);

    assert!(look_up(resolver, RVSIP_RESOLVER_MODE_FIND_HOSTPORT_BY_SRV, &name(&srv.strName)));
    assert_eq!(counts(), (0, 2, 0));
    let mut host: RvSipTransportDNSHostElement = unsafe { std::mem::zeroed() };
    assert_eq!(unsafe { RvSipTransportDNSListGetHostElement(list, 1, &mut host) }, RV_OK);
    assert_eq!((name(&host.strName).as_str(), host.port, host.priority, host.weight), ("server1.example.test", 5072, 1, 10));
    assert_eq!(unsafe { RvSipTransportDNSListGetHostElement(list, 2, &mut host) }, RV_ERROR_NOT_FOUND);
    assert_eq!(unsafe { RvSipTransportDNSListGetUsedSRVElement(list, &mut srv) }, RV_OK);
    assert_eq!(unsafe { RvSipTransportDNSListGetUsedHostElement(list, &mut host) }, RV_ERROR_NOT_FOUND);

    assert!(look_up(resolver, RVSIP_RESOLVER_MODE_FIND_IP_BY_HOST, "server0.example.test"));
    let mut ip: RvSipTransportDNSIPElement = unsafe { std::mem::zeroed() };
    assert_eq!(unsafe { RvSipTransportDNSListGetIPElement(list, 0, &mut ip) }, RV_OK);
    assert_eq!((name(&ip.addr.strIP).as_str(), ip.addr.eAddrType), ("2001:db8::1", 0));
    assert_eq!(unsafe { RvSipTransportDNSListGetIPElement(list, 1, &mut ip) }, RV_OK);
    assert_eq!((name(&ip.addr.strIP).as_str(), ip.addr.eAddrType), ("127.0.0.1", 1));
    assert!(!look_up(resolver, RVSIP_RESOLVER_MODE_FIND_IP_BY_HOST, "nobody.example.test"));

    // What was taken out can be put back, in front.
    set_array(&mut ip.addr.strIP, "192.0.2.9");
    ip.addr.eTransportType = 1;
    ip.addr.port = 0;
    assert_eq!(unsafe { RvSipTransportDNSListPushIPElement(list, &mut ip) }, RV_OK);
    assert_eq!(unsafe { RvSipTransportDNSListPopIPElement(list, &mut ip) }, RV_OK);
    assert_eq!((name(&ip.addr.strIP).as_str(), ip.addr.port, ip.addr.eTransportType), ("192.0.2.9", 5060, 1));
    set_array(&mut ip.addr.strIP, "no address");
    assert_eq!(unsafe { RvSipTransportDNSListPushIPElement(list, &mut ip) }, RV_ERROR_BADPARAM);
    set_array(&mut host.strName, "own.example.test");
    host.port = 5099;
    assert_eq!(unsafe { RvSipTransportDNSListPushHostElement(list, &mut host) }, RV_OK);
    assert_eq!(unsafe { RvSipTransportDNSListPopHostElement(list, &mut host) }, RV_OK);
    assert_eq!((name(&host.strName).as_str(), host.port), ("own.example.test", 5099));
    assert_eq!(unsafe { RvSipTransportDNSListPushSRVElement(list, &mut srv) }, RV_OK);
    assert_eq!(unsafe { RvSipTransportDNSListGetSRVElement(list, 0, &mut srv) }, RV_OK);

    // ENUM: the expression itself without a callback, its result with one.
    let uri = || {
        let mut text = [0 as c_char; 128];
        let status = unsafe { RvSipTransportDNSListGetENUMElement(list, text.as_mut_ptr(), 128, null_mut()) };
        (status, name(&text))
    };
    assert_eq!(uri().0, RV_ERROR_NOT_FOUND);
    assert!(look_up(resolver, RVSIP_RESOLVER_MODE_FIND_URI_BY_NAPTR, "tel:+44-116-496-0348"));
    assert_eq!(uri(), (RV_OK, "!^.*$!sip:info@example.test!".to_string()));
    let mut events = RvSipResolverMgrEvHandlers { pfnApplyRegExpEvHandler: Some(apply) };
    let size = size_of_val(&events) as RvInt32;
    assert_eq!(unsafe { RvSipResolverMgrSetEvHandlers(manager, &mut events, size) }, RV_OK);
    assert!(!look_up(resolver, RVSIP_RESOLVER_MODE_FIND_URI_BY_NAPTR, "+44"));
    assert!(look_up(resolver, RVSIP_RESOLVER_MODE_FIND_URI_BY_NAPTR, "tel:+44-116-496-0348"));
    assert_eq!(uri(), (RV_OK, "sip:info@example.test".to_string()));

    // Its end.
    assert_eq!(RvSipResolverTerminate(resolver), RV_OK);
    assert_eq!(RvSipResolverTerminate(resolver), RV_ERROR_INVALID_HANDLE);
    assert_eq!(uri().0, RV_ERROR_INVALID_HANDLE);
    running.end();
}

#[test]
fn a_request_to_a_telephone_number_gets_where_the_number_leads() {
    let alive = Responder::start(accept);
    let zones = [zone("udp", &[alive.udp.port()]), number_zone("sip:info@example.test")];
    let Some(knot) = Knot::start(&zones) else { return };
    let mut cfg = knot.configuration();
    cfg.bResolveTelUrls = RV_TRUE;
    cfg.strEnumSuffix = c"numbers.test".as_ptr().cast_mut();
    let running = Running::with(cfg, false, |_| RV_OK);
    let mut manager = null_mut();
    let mut events = RvSipResolverMgrEvHandlers { pfnApplyRegExpEvHandler: Some(apply) };
    unsafe {
        assert_eq!(RvSipStackGetResolverMgrHandle(running.stack as _, &mut manager), RV_OK);
        assert_eq!(RvSipResolverMgrSetEvHandlers(manager, &mut events, size_of_val(&events) as RvInt32), RV_OK);
    }
    let make = |uri: &CStr| {
        let transaction = running.transaction();
        let (party, method) = (c"<sip:alice@example.test>".as_ptr().cast_mut(), c"OPTIONS".as_ptr().cast_mut());
        let status = unsafe { RvSipTransactionMake(transaction, party, party, uri.as_ptr().cast_mut(), 1, method) };
        assert_eq!(status, RV_OK);
        transaction
    };
    running.wait_transaction(make(c"tel:+44-116-496-0348"), transc::FINAL_RCVD);
    assert!(alive.requests.lock().unwrap()[0].1.starts_with("OPTIONS tel:+44-116-496-0348 SIP/2.0\r\n"));
    running.wait_transaction(make(c"tel:+44-999"), transc::TERMINATED);
    assert_eq!(alive.count(), 1);
    running.end();
}

#[test]
fn the_example_asks_the_name_server_it_is_given() {
    let alive = Responder::start(accept);
    let Some(knot) = Knot::start(&[zone("udp", &[alive.udp.port()])]) else { return };
    let scratch = library::scratch("dns_example");
    let program = scratch.join("register");
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut cc = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
    cc.args(["-std=gnu11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I"]).arg(root.join("include"));
    cc.arg(root.join("c_examples/register.c")).arg("-L").arg(&scratch).arg(format!("-Wl,-rpath,{}", scratch.display()));
    let made = cc.args(["-lrvsip", "-lpthread", "-o"]).arg(&program).output().expect("a C compiler is installed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let server = knot.addr.to_string();
    let arguments = ["--registrar", "sip:example.test", "--dns-server", &server, "sip:alice@example.test"];
    let ran = Command::new(&program).args(arguments).output().expect("the program starts");
    let text = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && text.contains("registered and removed"), "{text}{}", String::from_utf8_lossy(&ran.stderr));
    assert!(alive.count() >= 2);
}
