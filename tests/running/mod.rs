//! Running stacks for tests: the exported functions, callbacks that tell a channel what came, and somebody on the other side.
#![allow(dead_code, non_snake_case)]

use rvsip::capi::abi::*;
use rvsip::capi::enums;
use rvsip::capi::{authenticator::*, regclient::*, regclient_fields::*, rpool, stack::*, transaction::*};
use std::ffi::{CStr, CString, c_char, c_void};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

pub use rvsip::capi::types::stack::RvSipStackCfg;

/// States as plain numbers.
pub mod client {
    use rvsip::capi::enums::RvSipRegClientState::*;
    pub const REGISTERING: i32 = RVSIP_REG_CLIENT_STATE_REGISTERING as i32;
    pub const REDIRECTED: i32 = RVSIP_REG_CLIENT_STATE_REDIRECTED as i32;
    pub const UNAUTHENTICATED: i32 = RVSIP_REG_CLIENT_STATE_UNAUTHENTICATED as i32;
    pub const REGISTERED: i32 = RVSIP_REG_CLIENT_STATE_REGISTERED as i32;
    pub const FAILED: i32 = RVSIP_REG_CLIENT_STATE_FAILED as i32;
    pub const TERMINATED: i32 = RVSIP_REG_CLIENT_STATE_TERMINATED as i32;
}

pub mod transc {
    use rvsip::capi::enums::RvSipTransactionState::*;
    pub const TERMINATED: i32 = RVSIP_TRANSC_STATE_TERMINATED as i32;
    pub const REQUEST_SENT: i32 = RVSIP_TRANSC_STATE_CLIENT_GEN_REQUEST_SENT as i32;
    pub const PROCEEDING: i32 = RVSIP_TRANSC_STATE_CLIENT_GEN_PROCEEDING as i32;
    pub const FINAL_RCVD: i32 = RVSIP_TRANSC_STATE_CLIENT_GEN_FINAL_RESPONSE_RCVD as i32;
    pub const REQUEST_RCVD: i32 = RVSIP_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD as i32;
    pub const INVITE_RCVD: i32 = RVSIP_TRANSC_STATE_SERVER_INVITE_REQUEST_RCVD as i32;
    pub const FINAL_SENT: i32 = RVSIP_TRANSC_STATE_SERVER_GEN_FINAL_RESPONSE_SENT as i32;
}

/// How long a test waits for what must come.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// One callback. Handles are numbers here, so that they may go to other threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    ClientState(usize, RvSipRegClientState, RvSipRegClientStateChangeReason),
    ClientToSend(usize, usize),
    ClientReceived(usize, usize),
    ClientDest(usize, usize, usize),
    Created(usize),
    State(usize, RvSipTransactionState, RvSipTransactionStateChangeReason),
    ToSend(usize, usize),
    Received(usize, usize),
    Dest(usize, usize),
    Credentials(usize, usize),
    AuthCompleted(usize, bool),
    Secret(usize),
}

pub type Act = Box<dyn Fn(Told) -> RvStatus + Send + Sync>;

/// What the callbacks do: ask `act`, and tell the channel when it has returned.
pub struct Hooks {
    act: Act,
    told: Sender<Told>,
    /// How many callbacks run now, and whether two ever did.
    inside: AtomicUsize,
    pub overlapped: AtomicBool,
    failed: AtomicBool,
}

impl Hooks {
    fn call(&self, told: Told) -> RvStatus {
        if self.inside.fetch_add(1, Ordering::SeqCst) != 0 {
            self.overlapped.store(true, Ordering::SeqCst);
        }
        // A check that fails in here must not tear down the process: the test hears of it.
        let status = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (self.act)(told))).unwrap_or_else(|_| {
            self.failed.store(true, Ordering::SeqCst);
            RV_OK
        });
        self.inside.fetch_sub(1, Ordering::SeqCst);
        let _ = self.told.send(told);
        status
    }
}

fn client_hooks<'a>(app: RvSipAppRegClientHandle) -> &'a Hooks {
    unsafe { &*(app as *const Hooks) }
}

fn hooks<'a>(owner: RvSipTranscOwnerHandle) -> &'a Hooks {
    unsafe { &*(owner as *const Hooks) }
}

unsafe extern "C" fn client_state(
    h: RvSipRegClientHandle,
    app: RvSipAppRegClientHandle,
    state: RvSipRegClientState,
    reason: RvSipRegClientStateChangeReason,
) {
    client_hooks(app).call(Told::ClientState(h as usize, state, reason));
}
unsafe extern "C" fn client_to_send(h: RvSipRegClientHandle, app: RvSipAppRegClientHandle, msg: RvSipMsgHandle) -> RvStatus {
    client_hooks(app).call(Told::ClientToSend(h as usize, msg as usize))
}
unsafe extern "C" fn client_received(h: RvSipRegClientHandle, app: RvSipAppRegClientHandle, msg: RvSipMsgHandle) -> RvStatus {
    client_hooks(app).call(Told::ClientReceived(h as usize, msg as usize))
}
unsafe extern "C" fn client_dest(
    h: RvSipRegClientHandle,
    app: RvSipAppRegClientHandle,
    transc: RvSipTranscHandle,
    msg: RvSipMsgHandle,
) -> RvStatus {
    client_hooks(app).call(Told::ClientDest(h as usize, transc as usize, msg as usize))
}
unsafe extern "C" fn created(
    h: RvSipTranscHandle,
    context: *mut c_void,
    owner: *mut RvSipTranscOwnerHandle,
    take: *mut RvBool,
) {
    unsafe {
        *owner = context as RvSipTranscOwnerHandle;
        *take = RvBool::from((*(context as *const Hooks)).call(Told::Created(h as usize)) == RV_OK);
    }
}
unsafe extern "C" fn state(
    h: RvSipTranscHandle,
    owner: RvSipTranscOwnerHandle,
    state: RvSipTransactionState,
    reason: RvSipTransactionStateChangeReason,
) {
    hooks(owner).call(Told::State(h as usize, state, reason));
}
unsafe extern "C" fn to_send(h: RvSipTranscHandle, owner: RvSipTranscOwnerHandle, msg: RvSipMsgHandle) -> RvStatus {
    // Transactions that nobody took have no owner.
    if owner.is_null() { RV_OK } else { hooks(owner).call(Told::ToSend(h as usize, msg as usize)) }
}
unsafe extern "C" fn received(h: RvSipTranscHandle, owner: RvSipTranscOwnerHandle, msg: RvSipMsgHandle) -> RvStatus {
    if owner.is_null() { RV_OK } else { hooks(owner).call(Told::Received(h as usize, msg as usize)) }
}
unsafe extern "C" fn dest(h: RvSipTranscHandle, owner: RvSipTranscOwnerHandle, msg: RvSipMsgHandle) -> RvStatus {
    if owner.is_null() { RV_OK } else { hooks(owner).call(Told::Dest(h as usize, msg as usize)) }
}
unsafe extern "C" fn credentials(
    h: RvSipTranscHandle,
    owner: RvSipTranscOwnerHandle,
    header: RvSipAuthorizationHeaderHandle,
    _: RvBool,
) {
    hooks(owner).call(Told::Credentials(h as usize, header as usize));
}
unsafe extern "C" fn completed(h: RvSipTranscHandle, owner: RvSipTranscOwnerHandle, success: RvBool) {
    hooks(owner).call(Told::AuthCompleted(h as usize, success != RV_FALSE));
}

unsafe fn append(place: *mut RPOOL_Ptr, text: &CStr) {
    unsafe {
        let bytes = text.to_bytes_with_nul();
        let at = &mut *place;
        let status = rpool::RPOOL_AppendFromExternalToPage(
            at.hPool,
            at.hPage,
            bytes.as_ptr().cast(),
            bytes.len() as RvInt32,
            &mut at.offset,
        );
        assert_eq!(status, RV_OK);
    }
}

unsafe extern "C" fn secret(
    _: RvSipAuthenticatorHandle,
    _: RvSipAppAuthenticatorHandle,
    object: *mut c_void,
    _: *mut c_void,
    _: *mut RPOOL_Ptr,
    user: *mut RPOOL_Ptr,
    password: *mut RPOOL_Ptr,
) {
    unsafe {
        let mut app: RvSipAppRegClientHandle = null_mut();
        // A client that has ended meanwhile has no value any more.
        if RvSipRegClientGetAppHandle(object.cast(), &mut app) == RV_OK && !app.is_null() {
            client_hooks(app).call(Told::Secret(object as usize));
        }
        append(user, c"alice");
        append(password, c"secret");
    }
}

static LINES: Mutex<Vec<(usize, i32, String)>> = Mutex::new(Vec::new());

unsafe extern "C" fn line(context: *mut c_void, filter: RvInt32, text: *const RvChar) {
    let text = unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned();
    let mut lines = LINES.lock().unwrap();
    // Warnings of a long run are not all kept.
    if filter > 4 || lines.len() < 1000 {
        lines.push((context as usize, filter, text));
    }
}

/// Lines that stacks with this log context wrote.
pub fn lines(context: usize) -> Vec<(i32, String)> {
    LINES.lock().unwrap().iter().filter(|l| l.0 == context).map(|l| (l.1, l.2.clone())).collect()
}

/// A fresh number for the log of one stack.
pub fn log_context() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    NEXT.fetch_add(1, Ordering::SeqCst)
}

pub fn set_array(array: &mut [c_char], text: &str) {
    array.fill(0);
    array.iter_mut().zip(text.bytes()).for_each(|(a, b)| *a = b as c_char);
}

/// A configuration on loopback with ports that the system chooses.
pub fn configuration() -> RvSipStackCfg {
    unsafe {
        let mut cfg: RvSipStackCfg = std::mem::zeroed();
        assert_eq!(RvSipStackInitCfg(size_of::<RvSipStackCfg>() as RvInt32, &mut cfg), RV_OK);
        set_array(&mut cfg.localUdpAddress, "127.0.0.1");
        set_array(&mut cfg.localTcpAddress, "127.0.0.1");
        cfg.localUdpPort = RVSIP_TRANSPORT_ANY_PORT;
        cfg.localTcpPort = RVSIP_TRANSPORT_ANY_PORT;
        cfg.tcpEnabled = RV_TRUE;
        cfg.maxRegClients = 1000;
        cfg.maxTransactions = 1000;
        cfg.maxConnections = 200;
        cfg.enableServerAuth = RV_TRUE;
        cfg.pfnPrintLogEntryEvHandler = Some(line);
        cfg.pfnPrintLogEntryContext = log_context() as *mut c_void;
        cfg
    }
}

/// A stack, its managers and its ports.
pub struct Running {
    pub stack: usize,
    pub clients: usize,
    pub transactions: usize,
    pub messages: usize,
    pub authenticator: usize,
    pub udp: SocketAddr,
    pub tcp: SocketAddr,
    pub log: usize,
    pub hooks: &'static Hooks,
    pub told: Mutex<Receiver<Told>>,
    over: AtomicBool,
}

pub const ALL_CALLBACKS: bool = true;

impl Running {
    /// A stack with every callback, each of which asks `act`.
    pub fn start(act: impl Fn(Told) -> RvStatus + Send + Sync + 'static) -> Running {
        Running::with(configuration(), ALL_CALLBACKS, act)
    }

    /// A stack with all callbacks, or those alone that tell states.
    pub fn with(mut cfg: RvSipStackCfg, all: bool, act: impl Fn(Told) -> RvStatus + Send + Sync + 'static) -> Running {
        let (sender, told) = channel();
        // The library may call as long as the stack lives; tests end soon after.
        let hooks: &'static Hooks = Box::leak(Box::new(Hooks {
            act: Box::new(act),
            told: sender,
            inside: AtomicUsize::new(0),
            overlapped: AtomicBool::new(false),
            failed: AtomicBool::new(false),
        }));
        unsafe {
            let mut stack: RvSipStackHandle = null_mut();
            assert_eq!(RvSipStackConstruct(size_of::<RvSipStackCfg>() as RvInt32, &mut cfg, &mut stack), RV_OK);
            let (mut clients, mut transactions): (RvSipRegClientMgrHandle, RvSipTranscMgrHandle) = (null_mut(), null_mut());
            let (mut messages, mut auth): (RvSipMsgMgrHandle, RvSipAuthenticatorHandle) = (null_mut(), null_mut());
            assert_eq!(RvSipStackGetRegClientMgrHandle(stack, &mut clients), RV_OK);
            assert_eq!(RvSipStackGetTransactionMgrHandle(stack, &mut transactions), RV_OK);
            assert_eq!(RvSipStackGetMsgMgrHandle(stack, &mut messages), RV_OK);
            assert_eq!(RvSipStackGetAuthenticatorHandle(stack, &mut auth), RV_OK);
            let mut c: RvSipRegClientEvHandlers = std::mem::zeroed();
            let mut t: RvSipTransactionEvHandlers = std::mem::zeroed();
            let mut a: RvSipAuthenticatorEvHandlers = std::mem::zeroed();
            c.pfnStateChangedEvHandler = Some(client_state);
            t.pfnEvStateChanged = Some(state);
            t.pfnEvTransactionCreated = Some(created);
            t.pfnEvAuthCredentialsFound = Some(credentials);
            t.pfnEvAuthCompleted = Some(completed);
            a.pfnGetSharedSecretAuthenticationHandler = Some(secret);
            if all {
                c.pfnMsgToSendEvHandler = Some(client_to_send);
                c.pfnMsgReceivedEvHandler = Some(client_received);
                c.pfnFinalDestResolvedEvHandler = Some(client_dest);
                t.pfnEvMsgToSend = Some(to_send);
                t.pfnEvMsgReceived = Some(received);
                t.pfnEvFinalDestResolved = Some(dest);
            }
            let context = (hooks as *const Hooks).cast_mut();
            assert_eq!(RvSipRegClientMgrSetEvHandlers(clients, &mut c, size_of_val(&c) as RvInt32), RV_OK);
            assert_eq!(
                RvSipTransactionMgrSetEvHandlers(transactions, context.cast(), &mut t, size_of_val(&t) as RvInt32),
                RV_OK
            );
            assert_eq!(RvSipAuthenticatorSetEvHandlers(auth, &mut a, size_of_val(&a) as RvInt32), RV_OK);
            Running {
                stack: stack as usize,
                clients: clients as usize,
                transactions: transactions as usize,
                messages: messages as usize,
                authenticator: auth as usize,
                udp: SocketAddr::from(([127, 0, 0, 1], cfg.localUdpPort)),
                tcp: SocketAddr::from(([127, 0, 0, 1], cfg.localTcpPort)),
                log: cfg.pfnPrintLogEntryContext as usize,
                hooks,
                told: Mutex::new(told),
                over: AtomicBool::new(false),
            }
        }
    }

    pub fn client(&self) -> RvSipRegClientHandle {
        let mut client = null_mut();
        let app = (self.hooks as *const Hooks).cast_mut();
        let status = unsafe { RvSipRegClientMgrCreateRegClient(self.clients as _, app.cast(), &mut client) };
        assert_eq!(status, RV_OK);
        client
    }

    pub fn transaction(&self) -> RvSipTranscHandle {
        let mut transaction = null_mut();
        let owner = (self.hooks as *const Hooks).cast_mut();
        let status = unsafe { RvSipTranscMgrCreateTransaction(self.transactions as _, owner.cast(), &mut transaction) };
        assert_eq!(status, RV_OK);
        transaction
    }

    /// The first callback that fits, within [`PATIENCE`]; others are passed over.
    pub fn wait(&self, mut fits: impl FnMut(Told) -> bool) -> Told {
        let told = self.told.lock().unwrap();
        let until = Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        loop {
            match told.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(t) if fits(t) => return t,
                Ok(t) => seen.push(t),
                Err(_) => panic!("waited in vain; told was {seen:?}; the log says {:?}", lines(self.log)),
            }
        }
    }

    pub fn wait_client(&self, client: RvSipRegClientHandle, state: i32) -> RvSipRegClientStateChangeReason {
        match self.wait(|t| matches!(t, Told::ClientState(h, s, _) if h == client as usize && s == state)) {
            Told::ClientState(_, _, reason) => reason,
            _ => unreachable!(),
        }
    }

    pub fn wait_transaction(&self, transaction: RvSipTranscHandle, state: i32) -> RvSipTransactionStateChangeReason {
        match self.wait(|t| matches!(t, Told::State(h, s, _) if h == transaction as usize && s == state)) {
            Told::State(_, _, reason) => reason,
            _ => unreachable!(),
        }
    }

    pub fn clients_in_use(&self) -> u32 {
        let mut r = RvSipRegClientResources::default();
        let module = enums::RvSipStackModule::RVSIP_REGCLIENT as i32;
        assert_eq!(unsafe { RvSipStackGetResources(self.stack as _, module, (&raw mut r).cast()) }, RV_OK);
        r.regClients.currNumOfUsedElements
    }

    pub fn transactions_in_use(&self) -> u32 {
        let mut r = RvSipTransactionResources::default();
        let module = enums::RvSipStackModule::RVSIP_TRANSACTION as i32;
        assert_eq!(unsafe { RvSipStackGetResources(self.stack as _, module, (&raw mut r).cast()) }, RV_OK);
        r.transactions.currNumOfUsedElements
    }

    pub fn connections_in_use(&self) -> u32 {
        let mut r = RvSipTransportResources::default();
        let module = enums::RvSipStackModule::RVSIP_TRANSPORT as i32;
        assert_eq!(unsafe { RvSipStackGetResources(self.stack as _, module, (&raw mut r).cast()) }, RV_OK);
        r.connections.currNumOfUsedElements
    }

    /// Ends the stack and checks that callbacks never overlapped and that no defect was caught.
    pub fn end(&self) {
        if !self.over.swap(true, Ordering::SeqCst) {
            assert_eq!(RvSipStackDestruct(self.stack as _), RV_OK);
        }
        assert!(!self.hooks.overlapped.load(Ordering::SeqCst), "two callbacks at once");
        assert!(!self.hooks.failed.load(Ordering::SeqCst), "a check inside a callback failed");
        let defects: Vec<_> = lines(self.log).into_iter().filter(|l| l.0 == 0x10).collect();
        assert!(defects.is_empty(), "{defects:?}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.over.swap(true, Ordering::SeqCst) {
            RvSipStackDestruct(self.stack as _);
        }
    }
}

/// Waits until something holds.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "waited in vain: {what}");
        std::thread::yield_now();
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Sets From, To, registrar and contact and sends the REGISTER.
pub fn register(client: RvSipRegClientHandle, registrar: &str) -> RvStatus {
    let (aor, contact) = (c"<sip:alice@example.com>".as_ptr().cast_mut(), c"<sip:alice@127.0.0.1:5060>".as_ptr().cast_mut());
    let registrar = CString::new(registrar).unwrap();
    unsafe { RvSipRegClientMake(client, aor, aor, registrar.as_ptr().cast_mut(), contact) }
}

pub fn client_state_of(client: RvSipRegClientHandle) -> Result<i32, RvStatus> {
    let mut state = -99;
    match unsafe { RvSipRegClientGetCurrentState(client, &mut state) } {
        RV_OK => Ok(state),
        error => Err(error),
    }
}

// ---- the other side ----

/// The value of the first header of a name in a message.
pub fn header<'a>(message: &'a str, name: &str) -> &'a str {
    let line = message
        .lines()
        .find(|l| l.len() > name.len() && l[..name.len()].eq_ignore_ascii_case(name) && l[name.len()..].starts_with(':'));
    line.map_or("", |l| l[name.len() + 1..].trim())
}

/// A response to a request as it was received.
pub fn response(request: &str, status: &str, more: &str) -> String {
    let vias: String = request.lines().filter(|l| l.starts_with("Via:")).map(|l| format!("{l}\r\n")).collect();
    let to = header(request, "To");
    let tag = if to.contains(";tag=") { "" } else { ";tag=registrar" };
    format!(
        "SIP/2.0 {status}\r\n{vias}To: {to}{tag}\r\nFrom: {}\r\nCall-ID: {}\r\nCSeq: {}\r\n{more}Content-Length: 0\r\n\r\n",
        header(request, "From"),
        header(request, "Call-ID"),
        header(request, "CSeq"),
    )
}

/// 200 with the contact that was registered.
pub fn accept(request: &str) -> Vec<String> {
    let contact = header(request, "Contact");
    let contact = if contact.is_empty() { String::new() } else { format!("Contact: {contact};expires=3600\r\n") };
    vec![response(request, "200 OK", &contact)]
}

type Answering = Arc<dyn Fn(&str) -> Vec<String> + Send + Sync>;

/// Somebody who answers, over UDP and TCP.
pub struct Responder {
    pub udp: SocketAddr,
    pub tcp: SocketAddr,
    /// Every request with the moment it arrived.
    pub requests: Arc<Mutex<Vec<(Instant, String)>>>,
    pub connections: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Responder {
    pub fn start(answer: impl Fn(&str) -> Vec<String> + Send + Sync + 'static) -> Responder {
        let answer: Answering = Arc::new(answer);
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let made = Responder {
            udp: socket.local_addr().unwrap(),
            tcp: listener.local_addr().unwrap(),
            requests: Arc::default(),
            connections: Arc::default(),
            over: Arc::default(),
        };
        let (over, requests, answering) = (made.over.clone(), made.requests.clone(), answer.clone());
        socket.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_535];
            while !over.load(Ordering::SeqCst) {
                let Ok((length, from)) = socket.recv_from(&mut buffer) else { continue };
                let request = String::from_utf8_lossy(&buffer[..length]).into_owned();
                requests.lock().unwrap().push((Instant::now(), request.clone()));
                for response in answering(&request) {
                    let _ = socket.send_to(response.as_bytes(), from);
                }
            }
        });
        let (over, requests, connections) = (made.over.clone(), made.requests.clone(), made.connections.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                connections.fetch_add(1, Ordering::SeqCst);
                let (requests, answer) = (requests.clone(), answer.clone());
                std::thread::spawn(move || serve(stream, &requests, &answer));
            }
        });
        made
    }

    pub fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }

    pub fn uri(&self) -> String {
        format!("sip:{}", self.udp)
    }

    pub fn tcp_uri(&self) -> String {
        format!("sip:{};transport=tcp", self.tcp)
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.tcp);
    }
}

fn serve(mut stream: TcpStream, requests: &Mutex<Vec<(Instant, String)>>, answer: &Answering) {
    use std::io::{Read, Write};
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    while let Ok(length @ 1..) = stream.read(&mut buffer) {
        text.push_str(&String::from_utf8_lossy(&buffer[..length]));
        while let Some(end) = text.find("\r\n\r\n") {
            let request: String = text.drain(..end + 4).collect();
            requests.lock().unwrap().push((Instant::now(), request.clone()));
            for response in answer(&request) {
                let _ = stream.write_all(response.as_bytes());
            }
        }
    }
}

/// A request somebody sends to the stack.
pub fn request(method: &str, from: SocketAddr, number: usize, more: &str) -> String {
    format!(
        "{method} sip:test@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP {from};branch=z9hG4bKtest{number};rport\r\n\
         To: <sip:test@127.0.0.1>\r\nFrom: <sip:bob@example.com>;tag=from{number}\r\nCall-ID: call{number}@test\r\n\
         CSeq: {number} {method}\r\nMax-Forwards: 70\r\n{more}Content-Length: 0\r\n\r\n"
    )
}

/// The next response at a socket whose CSeq number is `number`.
pub fn await_response(socket: &UdpSocket, number: usize) -> String {
    let until = Instant::now() + PATIENCE;
    let mut buffer = vec![0; 65_535];
    socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    loop {
        assert!(Instant::now() < until, "no response to request {number}");
        let Ok((length, _)) = socket.recv_from(&mut buffer) else { continue };
        let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
        if text.starts_with("SIP/2.0") && header(&text, "CSeq").split(' ').next() == Some(&number.to_string()) {
            return text;
        }
    }
}
