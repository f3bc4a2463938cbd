//! Connections, hooks and local addresses of running stacks, through the exported functions, with real sockets on loopback.
#![allow(non_snake_case)]

mod running;

use running::*;
use rvsip::capi::abi::*;
use rvsip::capi::enums::RvSipTransportBsAction::*;
use rvsip::capi::enums::RvSipTransportConnectionState::*;
use rvsip::capi::{msg::*, regclient::*, regclient_fields::*, stack::*, transaction::*, transport::*, transport_local::*};
use std::collections::HashMap;
use std::ffi::{CStr, c_void};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const IDLE: i32 = RVSIP_TRANSPORT_CONN_STATE_IDLE as i32;
const READY: i32 = RVSIP_TRANSPORT_CONN_STATE_READY as i32;
const CONNECTING: i32 = RVSIP_TRANSPORT_CONN_STATE_CONNECTING as i32;
const CONNECTED: i32 = RVSIP_TRANSPORT_CONN_STATE_TCP_CONNECTED as i32;
const CLOSING: i32 = RVSIP_TRANSPORT_CONN_STATE_CLOSING as i32;
const CLOSED: i32 = RVSIP_TRANSPORT_CONN_STATE_CLOSED as i32;
const TERMINATED: i32 = RVSIP_TRANSPORT_CONN_STATE_TERMINATED as i32;

/// One event of the transport. Handles are numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    Created(usize),
    /// Connection, owner, state, reason.
    State(usize, usize, i32, i32),
    Status(usize, usize),
    Reuse(usize),
    ToSend(usize, String),
    Received(usize, String),
    Data(usize, String),
    Parsed(usize, bool),
    Ext(usize, usize),
    BadStart(usize),
    BadHeaders(usize),
}

/// The flag or action a callback gives back; none leaves it.
type Judge = Arc<dyn Fn(&Event) -> Option<i32> + Send + Sync>;

struct Watched {
    events: Mutex<Vec<Event>>,
    judge: Judge,
}

/// By the place of the stack that handles carry.
static WATCHED: Mutex<Option<HashMap<usize, Arc<Watched>>>> = Mutex::new(None);

fn slot(handle: usize) -> usize {
    handle >> 48 & 0x3ff
}

fn tell(handle: usize, event: Event) -> Option<i32> {
    let watched = WATCHED.lock().unwrap().as_ref().and_then(|all| all.get(&slot(handle)).cloned())?;
    let answer = (watched.judge)(&event);
    watched.events.lock().unwrap().push(event);
    answer
}

fn put(place: *mut i32, answer: Option<i32>) {
    if let Some(answer) = answer {
        unsafe { *place = answer };
    }
}

fn octets(buffer: *mut RvChar, size: RvInt32) -> String {
    String::from_utf8_lossy(unsafe { std::slice::from_raw_parts(buffer.cast::<u8>(), size as usize) }).into_owned()
}

unsafe extern "C" fn on_state(
    conn: RvSipTransportConnectionHandle,
    owner: RvSipTransportConnectionOwnerHandle,
    state: i32,
    reason: i32,
) -> RvStatus {
    let mut known = -99;
    // The handle is good inside every callback, the last one included.
    assert_eq!(unsafe { RvSipTransportConnectionGetCurrentState(conn, &mut known) }, RV_OK);
    tell(conn as usize, Event::State(conn as usize, owner as usize, state, reason));
    RV_OK
}
unsafe extern "C" fn on_status(
    conn: RvSipTransportConnectionHandle,
    owner: RvSipTransportConnectionOwnerHandle,
    _: i32,
    info: *mut c_void,
) {
    assert!(info.is_null());
    tell(conn as usize, Event::Status(conn as usize, owner as usize));
}
unsafe extern "C" fn on_created(
    mgr: RvSipTransportMgrHandle,
    conn: RvSipTransportConnectionHandle,
    drop: *mut RvBool,
) -> RvStatus {
    put(drop, tell(mgr as usize, Event::Created(conn as usize)));
    RV_OK
}
unsafe extern "C" fn on_reuse(mgr: RvSipTransportMgrHandle, conn: RvSipTransportConnectionHandle) {
    tell(mgr as usize, Event::Reuse(conn as usize));
}
unsafe extern "C" fn on_to_send(
    mgr: RvSipTransportMgrHandle,
    local: *mut RvSipTransportAddr,
    remote: *mut RvSipTransportAddr,
    conn: RvSipTransportConnectionHandle,
    buffer: *mut RvChar,
    size: RvInt32,
    discard: *mut RvBool,
) {
    unsafe { assert!((*local).port != 0 && (*remote).port != 0) };
    let text = octets(buffer, size);
    unsafe { std::ptr::write_bytes(buffer, b'x', size as usize) };
    put(discard, tell(mgr as usize, Event::ToSend(conn as usize, text)));
}
unsafe extern "C" fn on_received(
    mgr: RvSipTransportMgrHandle,
    local: *mut RvSipTransportAddr,
    remote: *mut RvSipTransportAddr,
    conn: RvSipTransportConnectionHandle,
    buffer: *mut RvChar,
    size: RvInt32,
    discard: *mut RvBool,
) {
    unsafe {
        assert_eq!(CStr::from_ptr((*local).strIP.as_ptr()), c"127.0.0.1");
        assert_eq!(CStr::from_ptr((*remote).strIP.as_ptr()), c"127.0.0.1");
    }
    let text = octets(buffer, size);
    unsafe { std::ptr::write_bytes(buffer, b'x', size as usize) };
    put(discard, tell(mgr as usize, Event::Received(conn as usize, text)));
}
unsafe extern "C" fn on_data(
    mgr: RvSipTransportMgrHandle,
    conn: RvSipTransportConnectionHandle,
    buffer: *mut RvChar,
    size: RvInt32,
    discard: *mut RvBool,
) {
    put(discard, tell(mgr as usize, Event::Data(conn as usize, octets(buffer, size))));
}
unsafe extern "C" fn on_parsed(
    mgr: RvSipTransportMgrHandle,
    msg: RvSipMsgHandle,
    conn: RvSipTransportConnectionHandle,
    legal: RvBool,
) {
    assert_ne!(unsafe { RvSipMsgGetMsgType(msg) }, -99);
    tell(mgr as usize, Event::Parsed(conn as usize, legal != RV_FALSE));
}
unsafe extern "C" fn on_ext(
    mgr: RvSipTransportMgrHandle,
    msg: RvSipMsgHandle,
    conn: RvSipTransportConnectionHandle,
    process: *mut RvBool,
) {
    assert_eq!(unsafe { *process }, RV_TRUE);
    put(process, tell(mgr as usize, Event::Ext(msg as usize, conn as usize)));
}
unsafe extern "C" fn on_bad_start(mgr: RvSipTransportMgrHandle, msg: RvSipMsgHandle, action: *mut i32) -> RvStatus {
    assert_eq!(unsafe { *action }, RVSIP_TRANSPORT_BS_ACTION_DISCARD_MSG as i32);
    put(action, tell(mgr as usize, Event::BadStart(msg as usize)));
    RV_OK
}
unsafe extern "C" fn on_bad_headers(mgr: RvSipTransportMgrHandle, msg: RvSipMsgHandle, action: *mut i32) -> RvStatus {
    put(action, tell(mgr as usize, Event::BadHeaders(msg as usize)));
    RV_OK
}

/// A running stack whose transport tells what happens.
struct Stage {
    running: Running,
    mgr: RvSipTransportMgrHandle,
    watched: Arc<Watched>,
}

const SIZE: RvInt32 = size_of::<RvSipTransportConnectionEvHandlers>() as RvInt32;

fn owner_handlers() -> RvSipTransportConnectionEvHandlers {
    RvSipTransportConnectionEvHandlers { pfnStateChangedEvHandler: Some(on_state), pfnStatusEvHandler: Some(on_status) }
}

impl Stage {
    fn new(
        cfg: RvSipStackCfg,
        set: impl FnOnce(&mut RvSipTransportMgrEvHandlers),
        judge: impl Fn(&Event) -> Option<i32> + Send + Sync + 'static,
    ) -> Stage {
        let running = Running::with(cfg, false, |told| {
            if let Told::State(h, s, _) = told
                && s == transc::REQUEST_RCVD
            {
                assert_eq!(unsafe { RvSipTransactionRespond(h as _, 200, null_mut()) }, RV_OK);
            }
            RV_OK
        });
        let watched = Arc::new(Watched { events: Mutex::default(), judge: Arc::new(judge) });
        let mut mgr: RvSipTransportMgrHandle = null_mut();
        unsafe {
            assert_eq!(RvSipStackGetTransportMgrHandle(running.stack as _, &mut mgr), RV_OK);
            WATCHED.lock().unwrap().get_or_insert_default().insert(slot(mgr as usize), watched.clone());
            let mut handlers: RvSipTransportMgrEvHandlers = std::mem::zeroed();
            set(&mut handlers);
            let size = size_of_val(&handlers) as RvInt32;
            assert_eq!(RvSipTransportMgrSetEvHandlers(mgr, null_mut(), &mut handlers, size), RV_OK);
        }
        Stage { running, mgr, watched }
    }

    fn events(&self) -> Vec<Event> {
        self.watched.events.lock().unwrap().clone()
    }

    fn wait(&self, what: &str, fits: impl Fn(&Event) -> bool) -> Event {
        until(what, || self.events().iter().any(&fits));
        self.events().into_iter().find(|e| fits(e)).unwrap()
    }

    fn states(&self, conn: usize, owner: usize) -> Vec<i32> {
        let state = |e: &Event| match e {
            Event::State(c, o, s, _) if *c == conn && *o == owner => Some(*s),
            _ => None,
        };
        self.events().iter().filter_map(state).collect()
    }

    fn wait_state(&self, conn: usize, owner: usize, state: i32) {
        until(&format!("state {state} of {conn:x}"), || self.states(conn, owner).contains(&state));
    }

    fn create(&self, owner: usize) -> RvSipTransportConnectionHandle {
        let mut conn = null_mut();
        let mut handlers = owner_handlers();
        let status = unsafe { RvSipTransportMgrCreateConnection(self.mgr, owner as _, &mut handlers, SIZE, &mut conn) };
        assert_eq!(status, RV_OK);
        conn
    }

    fn connect(&self, owner: usize, to: std::net::SocketAddr) -> RvSipTransportConnectionHandle {
        let conn = self.create(owner);
        assert_eq!(init(conn, "", to), RV_OK);
        assert_eq!(RvSipTransportConnectionConnect(conn), RV_OK);
        conn
    }
}

fn address(ip: &str, port: u16, transport: i32) -> RvSipTransportAddr {
    let mut made = RvSipTransportAddr { strIP: [0; 64], Ipv6Scope: 0, eAddrType: 1, port, eTransportType: transport };
    set_array(&mut made.strIP, ip);
    made
}

fn init(conn: RvSipTransportConnectionHandle, from: &str, to: std::net::SocketAddr) -> RvStatus {
    let mut cfg = RvSipTransportConnectionCfg {
        eTransportType: 1,
        localAddress: address(from, 0, 1),
        destAddress: address(&to.ip().to_string(), to.port(), 1),
        strHostName: null_mut(),
    };
    unsafe { RvSipTransportConnectionInit(conn, &mut cfg, size_of_val(&cfg) as RvInt32) }
}

fn state_of(conn: RvSipTransportConnectionHandle) -> Result<i32, RvStatus> {
    let mut state = -99;
    match unsafe { RvSipTransportConnectionGetCurrentState(conn, &mut state) } {
        RV_OK => Ok(state),
        error => Err(error),
    }
}

fn owners_of(conn: RvSipTransportConnectionHandle) -> i32 {
    let mut count = -1;
    assert_eq!(unsafe { RvSipTransportConnectionGetNumOfOwners(conn, &mut count) }, RV_OK);
    count
}

fn options(number: usize, more: &str) -> String {
    request("OPTIONS", "127.0.0.1:5099".parse().unwrap(), number, more).replace("/UDP", "/TCP")
}

fn read_response(stream: &mut TcpStream) -> String {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let (mut text, mut buffer) = (String::new(), [0; 2048]);
    while !text.contains("\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(length @ 1..) => text.push_str(&String::from_utf8_lossy(&buffer[..length])),
            _ => break,
        }
    }
    text
}

#[test]
fn a_connection_of_the_program_tells_its_whole_life_and_its_handle_dies_with_it() {
    let stage = Stage::new(configuration(), |_| {}, |_| None);
    let peer = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = peer.local_addr().unwrap();
    let conn = stage.create(11);
    assert_eq!(state_of(conn), Ok(IDLE));
    assert_eq!(RvSipTransportConnectionConnect(conn), RV_ERROR_ILLEGAL_ACTION);
    let (mut ip, mut port, mut kind) = ([0; 64], 0u16, -1);
    let remote = |ip: &mut [RvChar; 64], port: &mut u16, kind: &mut i32| unsafe {
        RvSipTransportConnectionGetRemoteAddress(conn, ip.as_mut_ptr(), port, kind)
    };
    assert_eq!(remote(&mut ip, &mut port, &mut kind), RV_ERROR_NOT_FOUND);
    assert_eq!(init(conn, "192.0.2.77", to), RV_ERROR_NETWORK_PROBLEM, "the stack does not listen there");
    assert_eq!(init(conn, "127.0.0.1", to), RV_OK);
    assert_eq!(state_of(conn), Ok(READY));
    assert_eq!(RvSipTransportConnectionConnect(conn), RV_OK);
    stage.wait_state(conn as usize, 11, CONNECTED);
    assert_eq!(remote(&mut ip, &mut port, &mut kind), RV_OK);
    assert_eq!((unsafe { CStr::from_ptr(ip.as_ptr()) }, port, kind), (c"127.0.0.1", to.port(), 1));
    let (accepted, from) = peer.accept().unwrap();
    assert_eq!(unsafe { RvSipTransportConnectionGetLocalAddress(conn, ip.as_mut_ptr(), &mut port, &mut kind) }, RV_OK);
    assert_eq!(port, from.port());
    let (mut transport, mut client, mut enabled) = (-1, -1, -1);
    unsafe {
        assert_eq!(RvSipTransportConnectionGetTransportType(conn, &mut transport), RV_OK);
        assert_eq!(RvSipTransportConnectionIsClient(conn, &mut client), RV_OK);
        assert_eq!(RvSipTransportConnectionIsEnabled(conn, &mut enabled), RV_OK);
    }
    assert_eq!((transport, client, enabled), (1, RV_TRUE, RV_TRUE));
    assert_eq!(RvSipTransportConnectionDisable(conn), RV_OK);
    assert_eq!(unsafe { RvSipTransportConnectionIsEnabled(conn, &mut enabled) }, RV_OK);
    assert_eq!(enabled, RV_FALSE);
    assert_eq!(RvSipTransportConnectionEnable(conn), RV_OK);
    let mut handlers = owner_handlers();
    assert_eq!(unsafe { RvSipTransportConnectionAttachOwner(conn, 12 as _, &mut handlers, SIZE) }, RV_OK);
    assert_eq!(owners_of(conn), 2);
    drop(accepted);
    stage.wait_state(conn as usize, 12, TERMINATED);
    until("the handle is dead", || state_of(conn) == Err(RV_ERROR_INVALID_HANDLE));
    assert_eq!(stage.states(conn as usize, 11), [READY, CONNECTING, CONNECTED, CLOSED, TERMINATED]);
    assert_eq!(stage.states(conn as usize, 12), [CLOSED, TERMINATED]);
    stage.running.end();
}

#[test]
fn the_last_detach_closes_and_terminate_closes_for_all() {
    let stage = Stage::new(configuration(), |_| {}, |_| None);
    let peer = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = peer.local_addr().unwrap();
    let conn = stage.connect(1, to);
    stage.wait_state(conn as usize, 1, CONNECTED);
    let (mut accepted, _) = peer.accept().unwrap();
    assert_eq!(RvSipTransportConnectionDetachOwner(conn, 2 as _), RV_ERROR_NOT_FOUND);
    assert_eq!(RvSipTransportConnectionDetachOwner(conn, 1 as _), RV_OK);
    assert_eq!(state_of(conn), Err(RV_ERROR_INVALID_HANDLE));
    accepted.set_read_timeout(Some(PATIENCE)).unwrap();
    assert_eq!(accepted.read(&mut [0; 8]).unwrap(), 0, "the peer sees the end");
    assert_eq!(stage.states(conn as usize, 1), [READY, CONNECTING, CONNECTED]);
    let conn = stage.connect(1, to);
    stage.wait_state(conn as usize, 1, CONNECTED);
    assert_eq!(RvSipTransportConnectionTerminate(conn), RV_OK);
    stage.wait_state(conn as usize, 1, TERMINATED);
    assert_eq!(stage.states(conn as usize, 1), [READY, CONNECTING, CONNECTED, CLOSING, CLOSED, TERMINATED]);
    until("no connection is left", || stage.running.connections_in_use() == 0);
    stage.running.end();
}

#[test]
fn a_connection_that_cannot_be_opened_ends_with_an_error() {
    let stage = Stage::new(configuration(), |_| {}, |_| None);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let conn = stage.connect(1, closed);
    stage.wait_state(conn as usize, 1, TERMINATED);
    assert!(stage.events().contains(&Event::State(conn as usize, 1, TERMINATED, 0)), "{:?}", stage.events());
    stage.running.end();
}

#[test]
fn a_connection_may_be_ended_inside_each_of_its_callbacks() {
    for at in [READY, CONNECTING, CONNECTED, CLOSING, CLOSED, TERMINATED] {
        let stage = Stage::new(
            configuration(),
            |_| {},
            move |event| {
                if let Event::State(conn, 1, state, _) = event
                    && *state == at
                {
                    assert_eq!(RvSipTransportConnectionTerminate(*conn as _), RV_OK);
                    assert_eq!(RvSipTransportConnectionDetachOwner(*conn as _, 2 as _), RV_ERROR_NOT_FOUND);
                }
                None
            },
        );
        let peer = TcpListener::bind("127.0.0.1:0").unwrap();
        let conn = stage.create(1);
        assert_eq!(init(conn, "", peer.local_addr().unwrap()), RV_OK);
        let _ = RvSipTransportConnectionConnect(conn);
        if at >= CLOSING {
            stage.wait_state(conn as usize, 1, CONNECTED);
            assert_eq!(RvSipTransportConnectionTerminate(conn), RV_OK);
        }
        stage.wait_state(conn as usize, 1, TERMINATED);
        until("the handle is dead", || state_of(conn) == Err(RV_ERROR_INVALID_HANDLE));
        stage.running.end();
    }
}

#[test]
fn a_connection_that_a_peer_opens_is_shown_and_may_be_dropped() {
    let count = AtomicUsize::new(0);
    let stage = Stage::new(
        configuration(),
        |h| {
            h.pfnConnectionCreatedEvHandler = Some(on_created);
            h.pfnConnectionStateChangedEvHandler = Some(on_state);
        },
        move |event| {
            let Event::Created(conn) = event else { return None };
            let (mut ip, mut port, mut kind) = ([0; 64], 0u16, -1);
            let status = unsafe { RvSipTransportConnectionGetRemoteAddress(*conn as _, ip.as_mut_ptr(), &mut port, &mut kind) };
            assert_eq!((status, state_of(*conn as _)), (RV_OK, Ok(IDLE)));
            assert_ne!(port, 0);
            Some(RvBool::from(count.fetch_add(1, Ordering::SeqCst) % 2 == 1))
        },
    );
    for number in 0..10 {
        let mut stream = TcpStream::connect(stage.running.tcp).unwrap();
        let _ = stream.write_all(options(number, "").as_bytes());
        let answer = read_response(&mut stream);
        assert_eq!(answer.starts_with("SIP/2.0 200"), number % 2 == 0, "{number}: {answer}");
    }
    let ends = || stage.events().iter().filter(|e| matches!(e, Event::State(_, 0, TERMINATED, _))).count();
    until("all ends are told", || ends() == 10);
    stage.running.end();
}

fn all_hooks(h: &mut RvSipTransportMgrEvHandlers) {
    h.pfnConnectionCreatedEvHandler = Some(on_created);
    h.pfnConnectionStateChangedEvHandler = Some(on_state);
    h.pfnConnectionServerReuseEvHandler = Some(on_reuse);
    h.pfnBufferToSendEvHandler = Some(on_to_send);
    h.pfnBufferReceivedEvHandler = Some(on_received);
    h.pfnMsgReceivedExtEvHandler = Some(on_ext);
    h.pfnConnectionDataReceivedEvHandler = Some(on_data);
    h.pfnConnectionParserResultEvHandler = Some(on_parsed);
    h.pfnBadSyntaxMsgEvHandler = Some(on_bad_headers);
    h.pfnBadSyntaxStartLineMsgEvHandler = Some(on_bad_start);
}

#[test]
fn every_hook_sees_a_message_on_its_way_in_and_its_answer_on_its_way_out() {
    let stage = Stage::new(configuration(), all_hooks, |_| None);
    let mut stream = TcpStream::connect(stage.running.tcp).unwrap();
    let text = options(1, "");
    let (first, second) = text.split_at(50);
    stream.write_all(first.as_bytes()).unwrap();
    stage.wait("the first part", |e| matches!(e, Event::Data(_, part) if part.starts_with("OPTIONS")));
    stream.write_all(second.as_bytes()).unwrap();
    assert!(read_response(&mut stream).starts_with("SIP/2.0 200"), "what hooks write into their copies is not sent");
    let events = stage.events();
    let Event::Created(conn) = events[0] else { panic!("{events:?}") };
    assert_eq!(events[1], Event::State(conn, 0, CONNECTED, -1));
    let data: String =
        events.iter().filter_map(|e| if let Event::Data(_, part) = e { Some(part.as_str()) } else { None }).collect();
    assert_eq!(data, text);
    let rest: Vec<&Event> = events[2..].iter().filter(|e| !matches!(e, Event::Data(..))).collect();
    assert_eq!(*rest[0], Event::Received(conn, text.clone()));
    assert_eq!(*rest[1], Event::Parsed(conn, true));
    assert!(matches!(rest[2], Event::Ext(_, c) if *c == conn), "{rest:?}");
    assert!(matches!(rest[3], Event::ToSend(c, out) if *c == conn && out.starts_with("SIP/2.0 200")), "{rest:?}");
    // Over UDP there is no connection.
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    peer.send_to(request("OPTIONS", peer.local_addr().unwrap(), 2, "").as_bytes(), stage.running.udp).unwrap();
    assert!(await_response(&peer, 2).starts_with("SIP/2.0 200"));
    let events = stage.events();
    assert!(
        events.iter().any(|e| matches!(e, Event::Received(0, _))) && events.iter().any(|e| matches!(e, Event::ToSend(0, _)))
    );
    // The handle of a message is dead after its callback.
    let Some(Event::Ext(msg, _)) = events.iter().find(|e| matches!(e, Event::Ext(..))) else { panic!() };
    assert_eq!(unsafe { RvSipMsgGetMsgType(*msg as _) }, -1);
    stage.running.end();
}

#[test]
fn what_a_hook_discards_goes_no_further() {
    let marked = |text: &str| text.contains("X-Drop");
    for (kind, after) in [("data", 1), ("received", 2), ("ext", 4), ("to send", 5)] {
        let stage = Stage::new(configuration(), all_hooks, move |event| match event {
            Event::Data(_, text) if kind == "data" => marked(text).then_some(RV_TRUE),
            Event::Received(_, text) if kind == "received" => marked(text).then_some(RV_TRUE),
            Event::Ext(..) if kind == "ext" => Some(RV_FALSE),
            Event::ToSend(..) if kind == "to send" => Some(RV_TRUE),
            _ => None,
        });
        let mut stream = TcpStream::connect(stage.running.tcp).unwrap();
        stream.write_all(options(1, "X-Drop: yes\r\n").as_bytes()).unwrap();
        until(kind, || stage.events().len() >= 2 + after);
        stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        assert!(stream.read(&mut [0; 100]).is_err(), "{kind}: nothing comes back");
        assert_eq!(stage.events().len(), 2 + after, "{kind}: {:?}", stage.events());
        stage.running.end();
    }
}

#[test]
fn a_connection_may_be_ended_inside_each_hook() {
    for kind in 0..6 {
        let ended = Arc::new(AtomicUsize::new(0));
        let count = ended.clone();
        let stage = Stage::new(configuration(), all_hooks, move |event| {
            let conn = match event {
                Event::Created(c) if kind == 0 => *c,
                Event::Data(c, _) if kind == 1 => *c,
                Event::Received(c, _) if kind == 2 => *c,
                Event::Parsed(c, _) if kind == 3 => *c,
                Event::Ext(_, c) if kind == 4 => *c,
                Event::ToSend(c, _) if kind == 5 => *c,
                _ => return None,
            };
            assert_eq!(RvSipTransportConnectionTerminate(conn as _), RV_OK);
            count.fetch_add(1, Ordering::SeqCst);
            None
        });
        let mut stream = TcpStream::connect(stage.running.tcp).unwrap();
        let _ = stream.write_all(options(1, "").as_bytes());
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        stage.wait("the end is told", |e| matches!(e, Event::State(_, 0, TERMINATED, _)));
        assert_eq!(ended.load(Ordering::SeqCst), 1, "{kind}");
        until("no connection is left", || stage.running.connections_in_use() == 0);
        stage.running.end();
    }
}

#[test]
fn bad_syntax_may_be_fixed_inside_the_callbacks() {
    let stage = Stage::new(
        configuration(),
        |h| {
            h.pfnBadSyntaxStartLineMsgEvHandler = Some(on_bad_start);
            h.pfnEvBadSyntaxMsg = Some(on_bad_headers);
        },
        |event| {
            match event {
                Event::BadStart(msg) => {
                    let fixed = c"OPTIONS sip:test@127.0.0.1 SIP/2.0".as_ptr().cast_mut();
                    assert_eq!(unsafe { RvSipMsgStartLineFix(*msg as _, fixed) }, RV_OK);
                }
                Event::BadHeaders(msg) => {
                    let cseq = unsafe { rvsip::capi::msg_apart::RvSipMsgGetCSeqHeader(*msg as _) };
                    assert!(!cseq.is_null());
                    let fixed = c"2 OPTIONS".as_ptr().cast_mut();
                    assert_eq!(unsafe { rvsip::capi::headers::RvSipCSeqHeaderFix(cseq, fixed) }, RV_OK);
                }
                _ => return None,
            }
            Some(RVSIP_TRANSPORT_BS_ACTION_CONTINUE_PROCESS as i32)
        },
    );
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    let text = request("OPTIONS", peer.local_addr().unwrap(), 2, "");
    let text = text
        .replace("OPTIONS sip:test@127.0.0.1 SIP/2.0", "OPTIONS sip:test@127.0.0.1")
        .replace("CSeq: 2 OPTIONS", "CSeq: two OPTIONS");
    peer.send_to(text.as_bytes(), stage.running.udp).unwrap();
    assert!(await_response(&peer, 2).starts_with("SIP/2.0 200"));
    assert!(matches!(stage.events()[..], [Event::BadStart(_), Event::BadHeaders(_)]));
    stage.running.end();
}

#[test]
fn rejecting_bad_syntax_tells_the_peer_what_is_wrong() {
    let stage = Stage::new(
        configuration(),
        |h| h.pfnBadSyntaxMsgEvHandler = Some(on_bad_headers),
        |_| Some(RVSIP_TRANSPORT_BS_ACTION_REJECT_MSG as i32),
    );
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    let text = request("OPTIONS", peer.local_addr().unwrap(), 3, "Contact: <sip:a<b>\r\n");
    peer.send_to(text.as_bytes(), stage.running.udp).unwrap();
    assert!(await_response(&peer, 3).starts_with("SIP/2.0 400 bad Contact\r\n"));
    stage.running.end();
}

#[test]
fn a_peer_behind_its_own_connection_is_reached_over_it_once_the_program_agrees() {
    let mut cfg = configuration();
    cfg.ePersistencyLevel = 1;
    let stage = Stage::new(
        cfg,
        |h| h.pfnConnectionServerReuseEvHandler = Some(on_reuse),
        |event| {
            if let Event::Reuse(conn) = event {
                assert_eq!(RvSipTransportConnectionEnableConnByAlias(*conn as _), RV_OK);
            }
            None
        },
    );
    let mut stream = TcpStream::connect(stage.running.tcp).unwrap();
    let text = options(1, "").replace("127.0.0.1:5099;", "nowhere.invalid:5099;alias;");
    stream.write_all(text.as_bytes()).unwrap();
    assert!(read_response(&mut stream).starts_with("SIP/2.0 200"));
    let client = stage.running.client();
    assert_eq!(register(client, "sip:nowhere.invalid:5099;transport=tcp"), RV_OK);
    let asked = read_response(&mut stream);
    assert!(asked.starts_with("REGISTER sip:nowhere.invalid:5099;transport=tcp"), "{asked}");
    stream.write_all(response(&asked, "200 OK", "").as_bytes()).unwrap();
    stage.running.wait_client(client, running::client::REGISTERED);
    let mut conn = null_mut();
    assert_eq!(unsafe { RvSipRegClientGetConnection(client, &mut conn) }, RV_OK);
    assert!(stage.events().contains(&Event::Reuse(conn as usize)));
    stage.running.end();
}

#[test]
fn keepalives_are_sent_on_the_connection_of_a_client_and_answered_on_those_of_peers() {
    let mut cfg = configuration();
    cfg.ePersistencyLevel = 1;
    cfg.keepAliveInterval = 1;
    let stage = Stage::new(cfg, |_| {}, |_| None);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = stage.running.client();
    assert_eq!(register(client, &format!("sip:{};transport=tcp", listener.local_addr().unwrap())), RV_OK);
    let (mut stream, _) = listener.accept().unwrap();
    let asked = read_response(&mut stream);
    stream.write_all(response(&asked, "200 OK", "").as_bytes()).unwrap();
    stage.running.wait_client(client, running::client::REGISTERED);
    for _ in 0..2 {
        let mut ping = [0; 4];
        stream.read_exact(&mut ping).unwrap();
        assert_eq!(&ping, b"\r\n\r\n");
        stream.write_all(b"\r\n").unwrap();
    }
    // The program hears of the end of the flow as an owner of it, and the client stays registered.
    let mut conn = null_mut();
    assert_eq!(unsafe { RvSipRegClientGetConnection(client, &mut conn) }, RV_OK);
    let mut handlers = owner_handlers();
    assert_eq!(unsafe { RvSipTransportConnectionAttachOwner(conn, 3 as _, &mut handlers, SIZE) }, RV_OK);
    drop(stream);
    stage.wait_state(conn as usize, 3, TERMINATED);
    assert_eq!(client_state_of(client), Ok(running::client::REGISTERED));
    assert_eq!(RvSipRegClientRegister(client), RV_OK);
    let (mut stream, _) = listener.accept().unwrap();
    let asked = read_response(&mut stream);
    stream.write_all(response(&asked, "200 OK", "").as_bytes()).unwrap();
    stage.running.wait_client(client, running::client::REGISTERED);
    // The other way round.
    let mut peer = TcpStream::connect(stage.running.tcp).unwrap();
    peer.set_read_timeout(Some(PATIENCE)).unwrap();
    peer.write_all(b"\r\n\r\n").unwrap();
    let mut pong = [0; 2];
    peer.read_exact(&mut pong).unwrap();
    assert_eq!(&pong, b"\r\n");
    stage.running.end();
}

fn local_of(stage: &Stage, transport: i32) -> RvSipTransportLocalAddressHandle {
    let mut local = null_mut();
    assert_eq!(unsafe { RvSipTransportMgrLocalAddressGetFirst(stage.mgr, transport, &mut local) }, RV_OK);
    local
}

fn add(stage: &Stage, ip: &str, port: u16, transport: i32) -> Result<RvSipTransportLocalAddressHandle, RvStatus> {
    let (mut local, mut wanted) = (null_mut(), address(ip, port, transport));
    let size = size_of_val(&wanted) as RvInt32;
    match unsafe { RvSipTransportMgrLocalAddressAdd(stage.mgr, &mut wanted, size, &mut local) } {
        RV_OK => Ok(local),
        error => Err(error),
    }
}

fn details(stage: &Stage, local: RvSipTransportLocalAddressHandle) -> RvSipTransportAddr {
    let mut found = address("", 0, -1);
    let size = size_of_val(&found) as RvInt32;
    assert_eq!(unsafe { RvSipTransportMgrLocalAddressGetDetails(stage.mgr, local, size, &mut found) }, RV_OK);
    found
}

#[test]
fn local_addresses_come_and_go_while_the_stack_runs() {
    let stage = Stage::new(configuration(), |_| {}, |_| None);
    let answered = |number, to| {
        let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
        peer.send_to(request("OPTIONS", peer.local_addr().unwrap(), number, "").as_bytes(), to).unwrap();
        await_response(&peer, number)
    };
    let local = add(&stage, "127.0.0.2", RVSIP_TRANSPORT_ANY_PORT, 0).unwrap();
    let found = details(&stage, local);
    assert_eq!(unsafe { CStr::from_ptr(found.strIP.as_ptr()) }, c"127.0.0.2");
    assert!(answered(1, std::net::SocketAddr::from(([127, 0, 0, 2], found.port))).starts_with("SIP/2.0 200"));
    // The same again cannot be bound; what is no address is told so.
    assert_eq!(add(&stage, "127.0.0.2", found.port, 0), Err(RV_ERROR_NETWORK_PROBLEM));
    assert!(lines(stage.running.log).iter().any(|l| l.1.contains("127.0.0.2") && l.1.contains("cannot be bound")));
    for bad in ["", "host", "127.0.0.1.2", "[::1]"] {
        assert_eq!(add(&stage, bad, 0, 0), Err(RV_ERROR_BADPARAM), "{bad}");
    }
    assert_eq!(add(&stage, "127.0.0.1", 0, 3), Err(RV_ERROR_NOTSUPPORTED));
    // IPv6, with and without TCP.
    let six = add(&stage, "::1", RVSIP_TRANSPORT_ANY_PORT, 1).unwrap();
    let mut stream = TcpStream::connect(format!("[::1]:{}", details(&stage, six).port)).unwrap();
    stream.write_all(options(2, "").as_bytes()).unwrap();
    assert!(read_response(&mut stream).starts_with("SIP/2.0 200"));
    // All of them in order.
    let mut listed = vec![local_of(&stage, -1)];
    let mut next = null_mut();
    while unsafe { RvSipTransportMgrLocalAddressGetNext(stage.mgr, *listed.last().unwrap(), -1, &mut next) } == RV_OK {
        listed.push(next);
    }
    assert_eq!(listed.len(), 4);
    assert_eq!((listed[2], listed[3]), (local, six));
    // Removal closes the socket and leaves the connection.
    for gone in [local, six] {
        assert_eq!(RvSipTransportMgrLocalAddressRemove(stage.mgr, gone), RV_OK);
        assert_eq!(RvSipTransportMgrLocalAddressRemove(stage.mgr, gone), RV_ERROR_INVALID_HANDLE);
    }
    until("the port is free again", || UdpSocket::bind(("127.0.0.2", found.port)).is_ok());
    stream.write_all(options(3, "").as_bytes()).unwrap();
    assert!(read_response(&mut stream).starts_with("SIP/2.0 200"));
    assert!(answered(4, stage.running.udp).starts_with("SIP/2.0 200"));
    stage.running.end();
}

#[test]
fn a_request_that_waits_on_a_removed_address_fails_at_once() {
    let stage = Stage::new(configuration(), |_| {}, |_| None);
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let client = stage.running.client();
    assert_eq!(register(client, &format!("sip:{}", silent.local_addr().unwrap())), RV_OK);
    silent.set_read_timeout(Some(PATIENCE)).unwrap();
    silent.recv(&mut [0; 2000]).unwrap();
    assert_eq!(RvSipTransportMgrLocalAddressRemove(stage.mgr, local_of(&stage, 0)), RV_OK);
    stage.running.wait_client(client, running::client::FAILED);
    stage.running.end();
}

#[test]
fn addresses_added_and_removed_in_quick_succession_serve_as_the_last_word_says() {
    let stage = Stage::new(configuration(), |_| {}, |_| None);
    for round in 0..50 {
        let local = add(&stage, "127.0.0.3", RVSIP_TRANSPORT_ANY_PORT, round % 2).unwrap();
        assert_eq!(RvSipTransportMgrLocalAddressRemove(stage.mgr, local), RV_OK);
    }
    let local = add(&stage, "127.0.0.3", RVSIP_TRANSPORT_ANY_PORT, 0).unwrap();
    let port = details(&stage, local).port;
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    peer.send_to(request("OPTIONS", peer.local_addr().unwrap(), 1, "").as_bytes(), ("127.0.0.3", port)).unwrap();
    assert!(await_response(&peer, 1).starts_with("SIP/2.0 200"));
    stage.running.end();
}

#[test]
fn the_type_of_service_is_kept_and_refused_beyond_an_octet() {
    let stage = Stage::new(configuration(), |_| {}, |_| None);
    let mut tos = -1;
    for transport in [0, 1] {
        let local = local_of(&stage, transport);
        let get = |tos: &mut i32| unsafe { RvSipTransportMgrLocalAddressGetIpTosSockOption(stage.mgr, local, tos) };
        assert_eq!(get(&mut tos), RV_ERROR_NOT_FOUND);
        for bad in [-1, 256] {
            assert_eq!(RvSipTransportMgrLocalAddressSetIpTosSockOption(stage.mgr, local, bad), RV_ERROR_BADPARAM);
        }
        assert_eq!(RvSipTransportMgrLocalAddressSetIpTosSockOption(stage.mgr, local, 0xB8), RV_OK);
        assert_eq!((get(&mut tos), tos), (RV_OK, 0xB8));
    }
    let conn = stage.create(1);
    assert_eq!(unsafe { RvSipTransportConnectionGetIpTosSockOption(conn, &mut tos) }, RV_ERROR_NOT_FOUND);
    assert_eq!(RvSipTransportConnectionSetIpTosSockOption(conn, 300), RV_ERROR_BADPARAM);
    assert_eq!(RvSipTransportConnectionSetIpTosSockOption(conn, 16), RV_OK);
    assert_eq!(unsafe { RvSipTransportConnectionGetIpTosSockOption(conn, &mut tos) }, RV_OK);
    assert_eq!(tos, 16);
    stage.running.end();
}
