//! More of the contract of a running stack: messages changed on their way, calls across threads while a callback runs, log
//! callbacks that call back, and what many stacks one after the other leave behind.

mod running;

use running::*;
use rvsip::capi::abi::*;
use rvsip::capi::{enums, headers_by_hand::*, msg_headers::*, regclient::*, regclient_fields::*, stack::*, transaction::*};
use std::ffi::{CStr, CString, c_void};
use std::net::UdpSocket;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Puts a header of any name into a message.
fn add_header(msg: RvSipMsgHandle, name: &CStr, value: &CStr) -> RvStatus {
    let kind = enums::RvSipHeaderType::RVSIP_HEADERTYPE_OTHER as i32;
    let mut made: *mut c_void = null_mut();
    unsafe {
        match RvSipMsgConstructHeaderInMsgByType(msg, kind, RV_FALSE, &mut made) {
            RV_OK => {}
            error => return error,
        }
        assert_eq!(RvSipOtherHeaderSetName(made.cast(), name.as_ptr().cast_mut()), RV_OK);
        RvSipOtherHeaderSetValue(made.cast(), value.as_ptr().cast_mut())
    }
}

#[test]
fn what_a_program_puts_into_a_message_goes_out_with_it() {
    let somebody = Responder::start(accept);
    let running = Running::start(|told| {
        if let Told::ClientToSend(_, msg) = told {
            assert_eq!(add_header(msg as _, c"X-To-Send", c"yes"), RV_OK);
        }
        RV_OK
    });
    let client = running.client();
    let mut outbound: RvSipMsgHandle = null_mut();
    assert_eq!(unsafe { RvSipRegClientGetOutboundMsg(client, &mut outbound) }, RV_OK);
    assert_eq!(add_header(outbound, c"X-Outbound", c"once"), RV_OK);
    assert_eq!(register(client, &somebody.uri()), RV_OK);
    running.wait_client(client, client::REGISTERED);
    // Used up, and dead.
    assert_eq!(add_header(outbound, c"X-Late", c"no"), RV_ERROR_INVALID_HANDLE);
    assert_eq!(RvSipRegClientRegister(client), RV_OK);
    running.wait_client(client, client::REGISTERED);
    let requests = somebody.requests.lock().unwrap();
    let (first, second) = (&requests[0].1, &requests[1].1);
    assert_eq!((header(first, "X-To-Send"), header(first, "X-Outbound")), ("yes", "once"));
    assert_eq!((header(second, "X-To-Send"), header(second, "X-Outbound")), ("yes", ""));
    drop(requests);
    running.end();
}

#[test]
fn a_callback_may_wait_for_another_thread_that_calls_on_the_same_stack() {
    static MANAGER: AtomicUsize = AtomicUsize::new(0);
    static STACK: AtomicUsize = AtomicUsize::new(0);
    static FAILED: AtomicBool = AtomicBool::new(false);
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let somebody = Responder::start(accept);
    let uri = somebody.uri();
    let running = Running::start(move |told| {
        let (Told::ClientState(h, client::REGISTERED, _) | Told::ClientToSend(h, _) | Told::ClientReceived(h, _)) = told else {
            return RV_OK;
        };
        let uri = uri.clone();
        let other = std::thread::spawn(move || {
            let mut client: RvSipRegClientHandle = null_mut();
            let app = app_of(h as _);
            assert_eq!(
                unsafe { RvSipRegClientMgrCreateRegClient(MANAGER.load(Ordering::SeqCst) as _, app, &mut client) },
                RV_OK
            );
            assert!(client_state_of(h as _).is_ok());
            let mut resources = RvSipRegClientResources::default();
            let module = enums::RvSipStackModule::RVSIP_REGCLIENT as i32;
            let status =
                unsafe { RvSipStackGetResources(STACK.load(Ordering::SeqCst) as _, module, (&raw mut resources).cast()) };
            assert_eq!(status, RV_OK);
            assert!(resources.regClients.currNumOfUsedElements > 0);
            // Not for ever: each of them would make more.
            if MADE.fetch_add(1, Ordering::SeqCst) < 20 {
                assert_eq!(register(client, &uri), RV_OK);
            }
            assert_eq!(RvSipRegClientTerminate(client), RV_OK);
        });
        let begun = Instant::now();
        while !other.is_finished() {
            assert!(begun.elapsed() < PATIENCE, "the other thread waits for this callback");
            std::thread::yield_now();
        }
        if let Err(panic) = other.join() {
            eprintln!("{panic:?}");
            FAILED.store(true, Ordering::SeqCst);
        }
        RV_OK
    });
    MANAGER.store(running.clients, Ordering::SeqCst);
    STACK.store(running.stack, Ordering::SeqCst);
    let client = running.client();
    assert_eq!(register(client, &somebody.uri()), RV_OK);
    running.wait_client(client, client::REGISTERED);
    running.end();
    assert!(!FAILED.load(Ordering::SeqCst), "a call of the other thread went wrong");
}

fn app_of(client: RvSipRegClientHandle) -> RvSipAppRegClientHandle {
    let mut app: RvSipAppRegClientHandle = null_mut();
    unsafe { RvSipRegClientGetAppHandle(client, &mut app) };
    app
}

static LOGGED: AtomicUsize = AtomicUsize::new(0);
static LOGGING: AtomicUsize = AtomicUsize::new(0);
static CALLED: AtomicUsize = AtomicUsize::new(0);

/// A log callback that calls the library itself.
unsafe extern "C" fn curious(_: *mut c_void, _: RvInt32, text: *const RvChar) {
    assert!(!unsafe { CStr::from_ptr(text) }.is_empty());
    LOGGED.fetch_add(1, Ordering::SeqCst);
    // A line that makes another line would never end.
    if CALLED.load(Ordering::SeqCst) > 1 {
        return;
    }
    let stack = LOGGING.load(Ordering::SeqCst) as RvSipStackHandle;
    if !stack.is_null() {
        let mut manager: RvSipRegClientMgrHandle = null_mut();
        unsafe { RvSipStackGetRegClientMgrHandle(stack, &mut manager) };
        let mut client: RvSipRegClientHandle = null_mut();
        if unsafe { RvSipRegClientMgrCreateRegClient(manager, null_mut(), &mut client) } == RV_OK {
            let mut state = 0;
            assert_eq!(unsafe { RvSipRegClientGetCurrentState(client, &mut state) }, RV_OK);
        }
        assert_eq!(RvSipStackDestruct(stack), RV_ERROR_ILLEGAL_ACTION);
        CALLED.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_log_callback_may_call_the_library() {
    let cfg = RvSipStackCfg {
        maxRegClients: 3,
        defaultLogFilters: 0x1F,
        pfnPrintLogEntryEvHandler: Some(curious),
        pfnPrintLogEntryContext: null_mut(),
        ..configuration()
    };
    let somebody = Responder::start(accept);
    let running = Running::with(cfg, ALL_CALLBACKS, |_| RV_OK);
    let client = running.client();
    LOGGING.store(running.stack, Ordering::SeqCst);
    assert_eq!(register(client, &somebody.uri()), RV_OK);
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    peer.send_to(b"no message", running.udp).unwrap();
    running.wait_client(client, client::REGISTERED);
    until("lines come", || LOGGED.load(Ordering::SeqCst) > 0 && CALLED.load(Ordering::SeqCst) > 0);
    LOGGING.store(0, Ordering::SeqCst);
    // A line that is being told now ends first.
    running.end();
}

#[test]
fn a_thousand_stacks_one_after_the_other_leave_no_living_handle() {
    let mut handles = Vec::new();
    // More than there are slots for stacks.
    for n in 0..1100 {
        let cfg =
            RvSipStackCfg { numberOfProcessingThreads: RvInt32::from(n % 50 == 0), tcpEnabled: RV_FALSE, ..configuration() };
        let running = Running::with(cfg, false, |_| RV_OK);
        handles.push((running.stack, running.clients, running.client() as usize, running.transaction() as usize));
        running.end();
    }
    let running = Running::start(|_| RV_OK);
    let (client, transaction) = (running.client(), running.transaction());
    for (stack, clients, c, t) in handles {
        let mut manager: RvSipRegClientMgrHandle = null_mut();
        assert_eq!(unsafe { RvSipStackGetRegClientMgrHandle(stack as _, &mut manager) }, RV_ERROR_INVALID_HANDLE);
        let mut made: RvSipRegClientHandle = null_mut();
        let status = unsafe { RvSipRegClientMgrCreateRegClient(clients as _, null_mut(), &mut made) };
        assert_eq!(status, RV_ERROR_INVALID_HANDLE);
        assert_eq!(client_state_of(c as _), Err(RV_ERROR_INVALID_HANDLE));
        assert_eq!(RvSipTransactionTerminate(t as _), RV_ERROR_INVALID_HANDLE);
    }
    assert_eq!(client_state_of(client), Ok(0));
    assert_eq!(RvSipTransactionTerminate(transaction), RV_OK);
    running.end();
}

#[test]
fn stacks_come_and_go_on_several_threads_at_once() {
    let somebody = Responder::start(accept);
    let begun = Instant::now();
    std::thread::scope(|s| {
        for thread in 0..4 {
            let uri = if thread % 2 == 0 { somebody.uri() } else { somebody.tcp_uri() };
            s.spawn(move || {
                for _ in 0..15 {
                    let running = Running::start(|_| RV_OK);
                    let (client, other) = (running.client(), running.client());
                    assert_eq!(register(client, &uri), RV_OK);
                    running.wait_client(client, client::REGISTERED);
                    // One more is under way when the stack ends.
                    assert_eq!(register(other, &uri), RV_OK);
                    running.end();
                    assert_eq!(client_state_of(client), Err(RV_ERROR_INVALID_HANDLE));
                }
            });
        }
    });
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[test]
fn beyond_the_limit_of_clients_creation_is_refused_until_one_has_ended() {
    let cfg = RvSipStackCfg { maxRegClients: 3, ..configuration() };
    let running = Running::with(cfg, ALL_CALLBACKS, |_| RV_OK);
    let clients: Vec<_> = (0..3).map(|_| running.client()).collect();
    let mut more: RvSipRegClientHandle = null_mut();
    let create = |more: &mut RvSipRegClientHandle| unsafe {
        RvSipRegClientMgrCreateRegClient(running.clients as _, app_of(clients[0]), more)
    };
    assert_eq!(create(&mut more), RV_ERROR_OUTOFRESOURCES);
    assert!(more.is_null());
    until("the log tells", || lines(running.log).iter().any(|l| l.1.contains("maxRegClients")));
    assert_eq!(RvSipRegClientTerminate(clients[1]), RV_OK);
    running.wait_client(clients[1], client::TERMINATED);
    until("there is room again", || create(&mut more) == RV_OK);
    running.end();
}

#[test]
fn a_text_that_is_too_long_or_broken_is_refused_and_nothing_is_sent() {
    let somebody = Responder::start(accept);
    let running = Running::start(|_| RV_OK);
    let client = running.client();
    let good = c"<sip:a@example.com>".as_ptr().cast_mut();
    let registrar = CString::new(somebody.uri()).unwrap();
    let registrar = registrar.as_ptr().cast_mut();
    let long = CString::new(format!("<sip:{}@example.com>", "a".repeat(70_000))).unwrap();
    for bad in [c"", c"<sip:a@example.com", c"\r\nX: y", c"<sip:a@b>\r\nX: y", c"Contact: <sip:a@b>", long.as_c_str()] {
        let bad = bad.as_ptr().cast_mut();
        unsafe {
            assert!(RvSipRegClientMake(client, bad, good, registrar, good) < 0);
            assert!(RvSipRegClientMake(client, good, bad, registrar, good) < 0);
            assert!(RvSipRegClientMake(client, good, good, bad, good) < 0);
        }
        assert_eq!(client_state_of(client), Ok(0));
    }
    assert_eq!(register(client, &somebody.uri()), RV_OK);
    running.wait_client(client, client::REGISTERED);
    assert_eq!(somebody.count(), 1);
    running.end();
}

#[test]
fn the_log_shows_messages_and_states_to_those_who_want_them() {
    let somebody = Responder::start(accept);
    let cfg = RvSipStackCfg { defaultLogFilters: 0x1E, ..configuration() };
    let running = Running::with(cfg, ALL_CALLBACKS, |_| RV_OK);
    let client = running.client();
    assert_eq!(register(client, &somebody.tcp_uri()), RV_OK);
    running.wait_client(client, client::REGISTERED);
    let log = lines(running.log);
    let shows = |what: &str| log.iter().any(|(level, l)| *level == 2 && l.contains(what));
    assert!(shows(&format!("TRANSPORT - sent to {} over TCP: REGISTER sip:", somebody.tcp)), "{log:?}");
    assert!(shows(&format!("TRANSPORT - received from {} over TCP: SIP/2.0 200 OK", somebody.tcp)), "{log:?}");
    assert!(shows("REG_CLIENT - register-client") && shows("Registered, Successful"), "{log:?}");
    // And no more once they do not.
    let all = enums::RvSipStackModule::RVSIP_CORE as i32;
    assert_eq!(RvSipStackSetNewLogFilters(running.stack as _, all, 0), RV_OK);
    assert_eq!(RvSipRegClientRegister(client), RV_OK);
    running.wait_client(client, client::REGISTERED);
    assert_eq!(lines(running.log).len(), log.len());
    running.end();
}
