//! A running stack as a program meets it: what callbacks may do, how long handles live, what happens across threads.

mod running;

use running::*;
use rvsip::capi::abi::*;
use rvsip::capi::enums;
use rvsip::capi::{regclient::*, regclient_fields::*, stack::*, transaction::*};
use std::net::UdpSocket;
use std::ptr::null_mut;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const DIGEST: &str = "WWW-Authenticate: Digest realm=\"test\", nonce=\"abc\", qop=\"auth\", algorithm=MD5\r\n";

/// Answers a REGISTER by the user part of its contact's host: here by what the registrar's URI says.
fn registrar(request: &str) -> Vec<String> {
    let uri = request.split(' ').nth(1).unwrap_or("");
    let answer = |status: &str, more: &str| vec![response(request, status, more)];
    match uri {
        u if u.contains("method=fail") => answer("500 Server Internal Error", ""),
        u if u.contains("method=redirect") => answer("302 Moved Temporarily", "Contact: <sip:127.0.0.2:9>\r\n"),
        u if u.contains("method=silent") => Vec::new(),
        u if u.contains("method=challenge") && !request.contains("\r\nAuthorization:") => answer("401 Unauthorized", DIGEST),
        _ => accept(request),
    }
}

fn is_client(told: Told, state: RvSipRegClientState) -> Option<RvSipRegClientHandle> {
    match told {
        Told::ClientState(h, s, _) if s == state => Some(h as RvSipRegClientHandle),
        _ => None,
    }
}

/// Runs a registration whose client is terminated in the callback that `when` picks.
fn terminated_when(kind: &str, when: impl Fn(Told) -> Option<RvSipRegClientHandle> + Send + Sync + 'static) {
    let somebody = Responder::start(registrar);
    let running = Running::start(move |told| {
        if is_client(told, client::UNAUTHENTICATED).is_some_and(|h| when(told) != Some(h)) {
            let h = is_client(told, client::UNAUTHENTICATED).unwrap();
            assert_eq!(RvSipRegClientAuthenticate(h), RV_OK);
        }
        if let Some(h) = when(told) {
            assert_eq!(RvSipRegClientTerminate(h), RV_OK);
            // It lives on until its end was told.
            assert_eq!(client_state_of(h), Ok(client::TERMINATED));
            assert_eq!(RvSipRegClientTerminate(h), RV_ERROR_ILLEGAL_ACTION);
            assert_eq!(RvSipRegClientRegister(h), RV_ERROR_ILLEGAL_ACTION);
        }
        RV_OK
    });
    let client = running.client();
    assert_eq!(register(client, &format!("{};method={kind}", somebody.uri())), RV_OK);
    let reason = running.wait_client(client, client::TERMINATED);
    assert_eq!(reason, enums::RvSipRegClientStateChangeReason::RVSIP_REG_CLIENT_REASON_USER_REQUEST as i32);
    until("the handle is dead", || client_state_of(client) == Err(RV_ERROR_INVALID_HANDLE));
    assert_eq!(running.clients_in_use(), 0);
    // Nothing comes after the end, and the stack serves others.
    let next = running.client();
    assert_eq!(RvSipRegClientTerminate(next), RV_OK);
    let more = running.wait(|t| matches!(t, Told::ClientState(..) | Told::ClientToSend(..) | Told::ClientReceived(..)));
    let is_end = matches!(more, Told::ClientState(h, s, _) if h == next as usize && s == client::TERMINATED);
    assert!(is_end, "{more:?}");
    running.end();
}

#[test]
fn a_register_client_may_be_terminated_inside_each_callback() {
    terminated_when("plain", |t| is_client(t, client::REGISTERING));
    terminated_when("plain", |t| is_client(t, client::REGISTERED));
    terminated_when("fail", |t| is_client(t, client::FAILED));
    terminated_when("redirect", |t| is_client(t, client::REDIRECTED));
    terminated_when("challenge", |t| is_client(t, client::UNAUTHENTICATED));
    let first = |wanted: fn(Told) -> Option<usize>| {
        let done = AtomicBool::new(false);
        move |t| wanted(t).filter(|_| !done.swap(true, Ordering::SeqCst)).map(|h| h as RvSipRegClientHandle)
    };
    terminated_when("plain", first(|t| if let Told::ClientToSend(h, _) = t { Some(h) } else { None }));
    terminated_when("plain", first(|t| if let Told::ClientDest(h, ..) = t { Some(h) } else { None }));
    terminated_when("plain", first(|t| if let Told::ClientReceived(h, _) = t { Some(h) } else { None }));
    terminated_when("challenge", first(|t| if let Told::Secret(h) = t { Some(h) } else { None }));
}

/// Sends the stack a request, which is terminated in the callback that `when` picks.
fn served_and_terminated(number: usize, more: &str, when: fn(Told) -> Option<usize>) {
    let running = Running::start(move |told| {
        if let Told::State(h, s, _) = told
            && s == transc::REQUEST_RCVD
            && when(told).is_none()
        {
            let h = h as RvSipTranscHandle;
            assert_eq!(RvSipTransactionAuthBegin(h), RV_OK);
        }
        if let Told::Credentials(h, header) = told
            && when(told).is_none()
        {
            let (action, password) =
                (enums::RvSipTransactionAuthAction::RVSIP_TRANSC_AUTH_ACTION_USE_PASSWORD as i32, c"secret");
            let status = unsafe { RvSipTransactionAuthProceed(h as _, action, header as _, password.as_ptr().cast_mut()) };
            assert_eq!(status, RV_OK);
        }
        if let Told::AuthCompleted(h, _) = told
            && when(told).is_none()
        {
            assert_eq!(unsafe { RvSipTransactionRespond(h as _, 200, null_mut()) }, RV_OK);
        }
        if let Some(h) = when(told) {
            let h = h as RvSipTranscHandle;
            assert_eq!(RvSipTransactionTerminate(h), RV_OK);
            assert_ne!(unsafe { RvSipTransactionRespond(h, 200, null_mut()) }, RV_OK);
            assert_ne!(RvSipTransactionTerminate(h), RV_OK);
        }
        RV_OK
    });
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    peer.send_to(request("OPTIONS", peer.local_addr().unwrap(), number, more).as_bytes(), running.udp).unwrap();
    running.wait(|t| matches!(t, Told::State(_, s, _) if s == transc::TERMINATED));
    until("the transaction is gone", || running.transactions_in_use() == 0);
    running.end();
}

#[test]
fn a_server_transaction_may_be_terminated_inside_each_callback() {
    const AUTHORIZATION: &str = "Authorization: Digest username=\"alice\", realm=\"test\", nonce=\"abc\", uri=\"sip:test@127.0.0.1\", \
                                 response=\"00000000000000000000000000000000\"\r\n";
    served_and_terminated(1, "", |t| if let Told::Created(h) = t { Some(h) } else { None });
    served_and_terminated(2, "", |t| if let Told::Received(h, _) = t { Some(h) } else { None });
    served_and_terminated(3, "", |t| match t {
        Told::State(h, s, _) if s == transc::REQUEST_RCVD => Some(h),
        _ => None,
    });
    served_and_terminated(4, "", |t| if let Told::ToSend(h, _) = t { Some(h) } else { None });
    served_and_terminated(5, "", |t| match t {
        Told::State(h, s, _) if s == transc::FINAL_SENT => Some(h),
        _ => None,
    });
    served_and_terminated(6, AUTHORIZATION, |t| if let Told::Credentials(h, _) = t { Some(h) } else { None });
    served_and_terminated(7, AUTHORIZATION, |t| if let Told::AuthCompleted(h, _) = t { Some(h) } else { None });
}

/// Sends a request that is terminated in the callback that `when` picks.
fn sent_and_terminated(when: fn(Told) -> Option<usize>) {
    let somebody = Responder::start(|r| vec![response(r, "100 Trying", ""), response(r, "200 OK", "")]);
    let done = AtomicBool::new(false);
    let running = Running::start(move |told| {
        // What was on its way is told before the end: a second message, say.
        if let Some(h) = when(told).filter(|_| !done.swap(true, Ordering::SeqCst)) {
            assert_eq!(RvSipTransactionTerminate(h as RvSipTranscHandle), RV_OK);
        }
        RV_OK
    });
    let transaction = running.transaction();
    assert_eq!(send_options(transaction, &somebody.uri()), RV_OK);
    running.wait_transaction(transaction, transc::TERMINATED);
    until("the transaction is gone", || running.transactions_in_use() == 0);
    assert_eq!(RvSipTransactionTerminate(transaction), RV_ERROR_INVALID_HANDLE);
    running.end();
}

fn send_options(transaction: RvSipTranscHandle, uri: &str) -> RvStatus {
    let (aor, uri) = (c"<sip:alice@example.com>".as_ptr().cast_mut(), std::ffi::CString::new(uri).unwrap());
    unsafe { RvSipTransactionMake(transaction, aor, aor, uri.as_ptr().cast_mut(), -1, c"OPTIONS".as_ptr().cast_mut()) }
}

#[test]
fn a_client_transaction_may_be_terminated_inside_each_callback() {
    sent_and_terminated(|t| match t {
        Told::State(h, s, _) if s == transc::REQUEST_SENT => Some(h),
        _ => None,
    });
    sent_and_terminated(|t| match t {
        Told::State(h, s, _) if s == transc::PROCEEDING => Some(h),
        _ => None,
    });
    sent_and_terminated(|t| match t {
        Told::State(h, s, _) if s == transc::FINAL_RCVD => Some(h),
        _ => None,
    });
    sent_and_terminated(|t| if let Told::ToSend(h, _) = t { Some(h) } else { None });
    sent_and_terminated(|t| if let Told::Dest(h, _) = t { Some(h) } else { None });
    sent_and_terminated(|t| if let Told::Received(h, _) = t { Some(h) } else { None });
}

#[test]
fn an_error_from_msg_to_send_fails_the_registration_and_nothing_is_sent() {
    let somebody = Responder::start(registrar);
    let running = Running::start(|t| if matches!(t, Told::ClientToSend(..)) { RV_ERROR_UNKNOWN } else { RV_OK });
    let client = running.client();
    assert_eq!(register(client, &somebody.uri()), RV_OK);
    running.wait_client(client, client::FAILED);
    // What was sent before would arrive before.
    let probe = UdpSocket::bind("127.0.0.1:0").unwrap();
    probe.send_to(request("OPTIONS", probe.local_addr().unwrap(), 1, "").as_bytes(), somebody.udp).unwrap();
    await_response(&probe, 1);
    assert_eq!(somebody.count(), 1);
    running.end();
}

#[test]
fn an_error_from_msg_received_drops_the_message() {
    let somebody = Responder::start(registrar);
    let dropped = AtomicUsize::new(0);
    let running = Running::start(move |t| match t {
        Told::ClientReceived(..) if dropped.fetch_add(1, Ordering::SeqCst) < 1 => RV_ERROR_UNKNOWN,
        _ => RV_OK,
    });
    let client = running.client();
    assert_eq!(register(client, &somebody.uri()), RV_OK);
    // The answer was lost for the stack: the request goes out again, and the second answer counts.
    running.wait_client(client, client::REGISTERED);
    assert!(somebody.count() >= 2);
    running.end();
}

#[test]
fn destruct_is_refused_inside_a_callback() {
    static STACK: AtomicUsize = AtomicUsize::new(0);
    static REFUSED: AtomicUsize = AtomicUsize::new(0);
    let somebody = Responder::start(registrar);
    let running = Running::start(|_| {
        let stack = STACK.load(Ordering::SeqCst) as RvSipStackHandle;
        assert_eq!(RvSipStackDestruct(stack), RV_ERROR_ILLEGAL_ACTION);
        REFUSED.fetch_add(1, Ordering::SeqCst);
        // Neither this nor a select call deadlocks there.
        assert_eq!(RvSipStackProcessEvents_within_a_moment(), RV_OK);
        RV_OK
    });
    STACK.store(running.stack, Ordering::SeqCst);
    let client = running.client();
    assert_eq!(register(client, &format!("{};method=challenge", somebody.uri())), RV_OK);
    running.wait_client(client, client::UNAUTHENTICATED);
    assert!(REFUSED.load(Ordering::SeqCst) >= 4);
    running.end();
    assert_eq!(RvSipStackDestruct(running.stack as _), RV_ERROR_INVALID_HANDLE);
}

#[allow(non_snake_case)]
fn RvSipStackProcessEvents_within_a_moment() -> RvStatus {
    RvSipStackSelectUntil(1)
}

#[test]
fn destruct_returns_while_requests_are_out_and_no_callback_comes_after_it() {
    let somebody = Responder::start(|_| Vec::new());
    static LAST: AtomicBool = AtomicBool::new(false);
    static LATE: AtomicUsize = AtomicUsize::new(0);
    let running = Running::start(|_| {
        if LAST.load(Ordering::SeqCst) {
            LATE.fetch_add(1, Ordering::SeqCst);
        }
        RV_OK
    });
    let clients: Vec<_> = (0..50).map(|_| running.client() as usize).collect();
    for (n, client) in clients.iter().enumerate() {
        let registrar = if n % 3 == 0 { somebody.tcp_uri() } else { somebody.uri() };
        let registrar = if n % 7 == 0 { "sip:no-such-host.invalid".to_string() } else { registrar };
        assert_eq!(register(*client as _, &registrar), RV_OK);
    }
    until("requests are out", || somebody.count() >= 40);
    let transaction = running.transaction();
    let begun = Instant::now();
    running.end();
    LAST.store(true, Ordering::SeqCst);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    let handles = clients.iter().map(|c| client_state_of(*c as _)).filter(|s| *s != Err(RV_ERROR_INVALID_HANDLE)).count();
    assert_eq!(handles, 0);
    assert_eq!(RvSipTransactionTerminate(transaction), RV_ERROR_INVALID_HANDLE);
    let mut mgr: RvSipRegClientMgrHandle = null_mut();
    assert_eq!(unsafe { RvSipStackGetRegClientMgrHandle(running.stack as _, &mut mgr) }, RV_ERROR_INVALID_HANDLE);
    // Longer than the first retransmission and a look-up that finds nothing take.
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(LATE.load(Ordering::SeqCst), 0);
}

#[test]
fn two_threads_that_destruct_one_stack_both_return_and_one_is_told_so() {
    for _ in 0..20 {
        let running = Running::start(|_| RV_OK);
        let stack = running.stack;
        let results: Vec<RvStatus> = std::thread::scope(|s| {
            let threads: Vec<_> = (0..2).map(|_| s.spawn(move || RvSipStackDestruct(stack as _))).collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        let done = results.iter().filter(|r| **r == RV_OK).count();
        assert!(done == 1 && results.contains(&RV_ERROR_INVALID_HANDLE), "{results:?}");
    }
}

#[test]
fn four_threads_call_on_the_same_objects_while_two_hundred_clients_register() {
    let somebody = Responder::start(registrar);
    let running = Running::start(|told| {
        if let Some(h) = is_client(told, client::UNAUTHENTICATED) {
            // Another thread may have got there first, or ended the client.
            RvSipRegClientAuthenticate(h);
        }
        RV_OK
    });
    let clients: Vec<usize> = (0..200).map(|_| running.client() as usize).collect();
    let kept = &clients[..100];
    std::thread::scope(|s| {
        for thread in 0..4 {
            let (clients, uri) = (&clients, somebody.uri());
            s.spawn(move || {
                for (n, c) in clients.iter().enumerate() {
                    let client = *c as RvSipRegClientHandle;
                    let kind = if n % 2 == 0 { "plain" } else { "challenge" };
                    let outcome = register(client, &format!("{uri};method={kind}"));
                    assert!(matches!(outcome, RV_OK | RV_ERROR_ILLEGAL_ACTION | RV_ERROR_INVALID_HANDLE), "{outcome}");
                    let mut party: RvSipPartyHeaderHandle = null_mut();
                    unsafe { RvSipRegClientGetToHeader(client, &mut party) };
                    RvSipRegClientSetAppHandle(client, app_of(client));
                    let _ = client_state_of(client);
                    let mut msg: RvSipMsgHandle = null_mut();
                    assert_ne!(unsafe { RvSipRegClientGetReceivedMsg(client, &mut msg) }, RV_OK);
                    if n >= 100 && thread == n % 4 {
                        assert!(matches!(RvSipRegClientTerminate(client), RV_OK | RV_ERROR_ILLEGAL_ACTION));
                    }
                }
            });
        }
    });
    until("all that were kept are registered and the others gone", || {
        let registered = kept.iter().filter(|c| client_state_of(**c as _) == Ok(client::REGISTERED)).count();
        registered == 100 && running.clients_in_use() == 100
    });
    let told = running.told.lock().unwrap();
    // For each client the order holds: REGISTERING comes first.
    let mut first = std::collections::HashMap::new();
    while let Ok(t) = told.try_recv() {
        if let Told::ClientState(h, s, _) = t {
            first.entry(h).or_insert(s);
        }
    }
    let registering = first.values().filter(|s| **s == client::REGISTERING).count();
    let terminated = first.values().filter(|s| **s == client::TERMINATED).count();
    assert_eq!(registering + terminated, first.len());
    drop(told);
    running.end();
}

fn app_of(client: RvSipRegClientHandle) -> RvSipAppRegClientHandle {
    let mut app: RvSipAppRegClientHandle = null_mut();
    unsafe { RvSipRegClientGetAppHandle(client, &mut app) };
    app
}

#[test]
fn two_stacks_in_one_process_do_not_disturb_each_other() {
    let somebody = Responder::start(registrar);
    let (one, two) = (Running::start(|_| RV_OK), Running::start(|_| RV_OK));
    let (first, second) = (one.client(), two.client());
    assert_ne!(first, second);
    assert_eq!(register(first, &somebody.uri()), RV_OK);
    assert_eq!(register(second, &somebody.uri()), RV_OK);
    one.wait_client(first, client::REGISTERED);
    two.wait_client(second, client::REGISTERED);
    one.end();
    assert_eq!(client_state_of(first), Err(RV_ERROR_INVALID_HANDLE));
    assert_eq!(client_state_of(second), Ok(client::REGISTERED));
    // The ports of one are free again, and a new stack has nothing of the old.
    let mut cfg = configuration();
    cfg.localUdpPort = one.udp.port();
    let three = Running::with(cfg, ALL_CALLBACKS, |_| RV_OK);
    assert_eq!(client_state_of(first), Err(RV_ERROR_INVALID_HANDLE));
    assert_eq!(RvSipRegClientRegister(second), RV_OK);
    two.wait_client(second, client::REGISTERED);
    two.end();
    three.end();
}

#[test]
fn a_register_from_another_thread_leaves_an_idle_stack_at_once() {
    let somebody = Responder::start(registrar);
    let running = Running::start(|_| RV_OK);
    let mut delays = Vec::new();
    for _ in 0..10 {
        // Long enough for the loop to be asleep.
        std::thread::sleep(Duration::from_millis(30));
        let client = running.client();
        let (begun, before) = (Instant::now(), somebody.count());
        assert_eq!(register(client, &somebody.uri()), RV_OK);
        running.wait_client(client, client::REGISTERED);
        delays.push(somebody.requests.lock().unwrap()[before].0.duration_since(begun));
    }
    delays.sort();
    // One that the machine held up does not count; a wake-up that is lost would cost half a second each time.
    assert!(delays[5] < Duration::from_millis(50), "{delays:?}");
    running.end();
}

#[test]
fn message_handles_are_dead_after_their_callback() {
    static SEEN: Mutex<Vec<usize>> = Mutex::new(Vec::new());
    let somebody = Responder::start(registrar);
    let running = Running::start(|told| {
        if let Told::ClientToSend(_, m) | Told::ClientReceived(_, m) | Told::ClientDest(_, _, m) = told {
            assert!(is_request_or_response(m));
            SEEN.lock().unwrap().push(m);
        }
        if let Told::ClientState(h, s, _) = told {
            let mut msg: RvSipMsgHandle = null_mut();
            let status = unsafe { RvSipRegClientGetReceivedMsg(h as _, &mut msg) };
            if s == client::REGISTERED {
                assert_eq!(status, RV_OK);
                assert!(is_request_or_response(msg as usize));
                SEEN.lock().unwrap().push(msg as usize);
            } else {
                assert_eq!(status, RV_ERROR_ILLEGAL_ACTION);
            }
        }
        RV_OK
    });
    let client = running.client();
    assert_eq!(register(client, &somebody.uri()), RV_OK);
    running.wait_client(client, client::REGISTERED);
    let seen = SEEN.lock().unwrap().clone();
    assert_eq!(seen.len(), 4);
    until("they are dead", || seen.iter().all(|m| !is_request_or_response(*m)));
    let mut msg: RvSipMsgHandle = null_mut();
    assert_eq!(unsafe { RvSipRegClientGetReceivedMsg(client, &mut msg) }, RV_ERROR_ILLEGAL_ACTION);
    assert!(msg.is_null());
    running.end();
}

fn is_request_or_response(msg: usize) -> bool {
    unsafe { rvsip::capi::msg::RvSipMsgGetMsgType(msg as RvSipMsgHandle) >= 0 }
}

#[test]
fn the_server_side_answers_and_its_transactions_end() {
    let running = Running::start(|told| {
        if let Told::State(h, s, _) = told
            && s == transc::REQUEST_RCVD
        {
            assert_eq!(unsafe { RvSipTransactionRespond(h as _, 200, null_mut()) }, RV_OK);
        }
        RV_OK
    });
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    for number in 1..=100 {
        peer.send_to(request("OPTIONS", peer.local_addr().unwrap(), number, "").as_bytes(), running.udp).unwrap();
        assert!(await_response(&peer, number).starts_with("SIP/2.0 200 OK"));
    }
    assert_eq!(running.transactions_in_use(), 100);
    running.end();
}

#[test]
fn a_cseq_changed_before_sending_is_the_one_that_answers_are_held_against() {
    let server = Running::with(configuration(), false, |told| match told {
        Told::State(h, transc::REQUEST_RCVD, _) => unsafe { RvSipTransactionRespond(h as _, 200, null_mut()) },
        _ => RV_OK,
    });
    let running = Running::start(|told| {
        if let Told::ToSend(_, msg) = told {
            let cseq = unsafe { rvsip::capi::msg_apart::RvSipMsgGetCSeqHeader(msg as _) };
            assert_eq!(unsafe { rvsip::capi::headers::RvSipCSeqHeaderSetStep(cseq, 4711) }, RV_OK);
        }
        RV_OK
    });
    let transaction = running.transaction();
    let uri = std::ffi::CString::new(format!("sip:test@{}", server.udp)).unwrap();
    let party = c"<sip:a@example.com>";
    unsafe {
        let (uri, party) = (uri.as_ptr().cast_mut(), party.as_ptr().cast_mut());
        assert_eq!(RvSipTransactionMake(transaction, party, party, uri, 1, c"OPTIONS".as_ptr().cast_mut()), RV_OK);
    }
    let mut code = 0;
    running.wait(|t| matches!(t, Told::State(h, transc::FINAL_RCVD, _) if h == transaction as usize));
    assert_eq!(unsafe { rvsip::capi::transaction_fields::RvSipTransactionGetResponseCode(transaction, &mut code) }, RV_OK);
    assert_eq!(code, 200);
    running.end();
    server.end();
}
