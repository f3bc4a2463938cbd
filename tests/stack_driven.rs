//! Stacks that the program drives, its own select() and timers, configurations, connections, and what an idle or a failed stack
//! costs. What holds for the whole process is looked at here, so these tests run one after the other.

mod running;

use running::*;
use rvsip::capi::abi::*;
use rvsip::capi::enums;
use rvsip::capi::{mid::*, regclient::*, regclient_fields::*, stack::*};
use std::ffi::c_void;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(|e| e.into_inner())
}

fn driven(cfg: RvSipStackCfg) -> Running {
    Running::with(RvSipStackCfg { numberOfProcessingThreads: 0, ..cfg }, ALL_CALLBACKS, |_| RV_OK)
}

/// Drives with `turn` until something holds.
fn drive(what: &str, mut turn: impl FnMut(), mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "waited in vain: {what}");
        turn();
    }
}

fn is_registered(client: usize) -> bool {
    client_state_of(client as _) == Ok(client::REGISTERED)
}

/// Processor time of this process so far.
fn processor_time() -> Duration {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    assert_eq!(unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut t) }, 0);
    Duration::new(t.tv_sec as u64, t.tv_nsec as u32)
}

#[test]
fn one_thread_drives_two_stacks() {
    let _alone = alone();
    let somebody = Responder::start(accept);
    let (one, two) = (driven(configuration()), driven(configuration()));
    let (first, second) = (one.client() as usize, two.client() as usize);
    assert_eq!(register(first as _, &somebody.uri()), RV_OK);
    assert_eq!(register(second as _, &somebody.tcp_uri()), RV_OK);
    // No callback without somebody who drives.
    assert!(one.told.lock().unwrap().try_recv().is_err());
    drive(
        "both are registered",
        || assert_eq!(RvSipStackProcessEvents(), RV_OK),
        || is_registered(first) && is_registered(second),
    );
    one.end();
    assert_eq!(RvSipRegClientRegister(second as _), RV_OK);
    drive("again", || assert_eq!(RvSipStackSelectUntil(100), RV_OK), || is_registered(second));
    two.end();
}

#[test]
fn callbacks_come_inside_the_driving_calls_and_on_their_thread() {
    let _alone = alone();
    static WRONG: AtomicUsize = AtomicUsize::new(0);
    let here = std::thread::current().id();
    let somebody = Responder::start(accept);
    let cfg = RvSipStackCfg { numberOfProcessingThreads: 0, ..configuration() };
    let running = Running::with(cfg, ALL_CALLBACKS, move |_| {
        WRONG.fetch_add(usize::from(std::thread::current().id() != here), Ordering::SeqCst);
        // Driving from inside does nothing and does not block.
        let begun = Instant::now();
        assert_eq!(RvSipStackProcessEvents(), RV_OK);
        assert!(begun.elapsed() < Duration::from_millis(400), "{:?}", begun.elapsed());
        RV_OK
    });
    let client = running.client() as usize;
    assert_eq!(register(client as _, &somebody.uri()), RV_OK);
    drive("registered", || assert_eq!(RvSipStackSelect(), RV_OK), || is_registered(client));
    assert_eq!(WRONG.load(Ordering::SeqCst), 0);
    running.end();
}

#[test]
fn a_call_from_another_thread_wakes_the_one_that_drives() {
    let _alone = alone();
    let somebody = Responder::start(accept);
    let stacks = [driven(configuration()), driven(configuration())];
    // One stack first, then two: they wait in different ways.
    for count in [1, 2] {
        let client = stacks[0].client() as usize;
        let uri = somebody.uri();
        let before = somebody.count();
        let called = Mutex::new(None);
        if count == 1 {
            assert_eq!(RvSipStackSelectUntil(0), RV_OK);
        }
        std::thread::scope(|s| {
            s.spawn(|| {
                std::thread::sleep(Duration::from_millis(50));
                *called.lock().unwrap() = Some(Instant::now());
                assert_eq!(register(client as _, &uri), RV_OK);
            });
            drive("registered", || assert_eq!(RvSipStackSelectUntil(5000), RV_OK), || is_registered(client));
        });
        let delay = somebody.requests.lock().unwrap()[before].0 - called.lock().unwrap().unwrap();
        assert!(delay < Duration::from_millis(250), "{delay:?}");
    }
    stacks.iter().for_each(Running::end);
}

unsafe extern "C" fn count(context: *mut c_void) {
    let counter = unsafe { &*(context as *const AtomicUsize) };
    counter.fetch_add(1, Ordering::SeqCst);
}

fn helper_layer() -> RvSipMidMgrHandle {
    unsafe {
        let mut cfg: RvSipMidCfg = std::mem::zeroed();
        let mut mid = null_mut();
        assert_eq!(RvSipMidInit(), RV_OK);
        assert_eq!(RvSipMidConstruct(size_of::<RvSipMidCfg>() as RvInt32, &mut cfg, &mut mid), RV_OK);
        mid
    }
}

fn set_timer(mid: RvSipMidMgrHandle, after: u32, counter: &'static AtomicUsize) {
    let mut timer = null_mut();
    let context = (counter as *const AtomicUsize).cast_mut().cast();
    assert_eq!(unsafe { RvSipMidTimerSet(mid, after, Some(count), context, &mut timer) }, RV_OK);
}

#[test]
fn a_program_with_a_select_of_its_own_serves_its_stacks() {
    let _alone = alone();
    static FIRED: AtomicUsize = AtomicUsize::new(0);
    let somebody = Responder::start(accept);
    let mid = helper_layer();
    let (one, two) = (driven(configuration()), driven(configuration()));
    let (first, second) = (one.client() as usize, two.client() as usize);
    set_timer(mid, 20, &FIRED);
    let mut longest = Duration::ZERO;
    let mut rounds = 0;
    let mut turn = || unsafe {
        let (mut read, mut write, mut except): (libc::fd_set, libc::fd_set, libc::fd_set) = std::mem::zeroed();
        let (mut highest, mut wait) = (0, 0);
        let status = RvSipMidSelectGetEventsRegistration(mid, &mut read, &mut write, &mut except, &mut highest, &mut wait);
        assert_eq!(status, RV_OK);
        let wait = Duration::from_millis(wait as u64).min(Duration::from_secs(5));
        let mut timeout = libc::timeval { tv_sec: wait.as_secs() as i64, tv_usec: wait.subsec_micros() as i64 };
        let begun = Instant::now();
        let events = libc::select(highest, &mut read, &mut write, &mut except, &mut timeout);
        longest = longest.max(begun.elapsed());
        assert!(events >= 0);
        assert_eq!(RvSipMidSelectEventsHandling(mid, &mut read, &mut write, &mut except, highest, events), RV_OK);
        rounds += 1;
    };
    std::thread::scope(|s| {
        // From another thread, while select() waits.
        s.spawn(|| {
            std::thread::sleep(Duration::from_millis(60));
            assert_eq!(register(first as _, &somebody.uri()), RV_OK);
            assert_eq!(register(second as _, &somebody.tcp_uri()), RV_OK);
        });
        drive("registered", &mut turn, || is_registered(first) && is_registered(second));
    });
    assert_eq!(FIRED.load(Ordering::SeqCst), 1);
    assert!(longest < Duration::from_secs(2), "a call did not end select(): {longest:?}");
    assert!(rounds < 500, "{rounds} rounds: it spins");
    one.end();
    two.end();
    assert_eq!(RvSipMidDestruct(mid), RV_OK);
    assert_eq!(RvSipMidEnd(), RV_OK);
}

#[test]
fn timers_fire_on_the_loop_of_a_stack() {
    let _alone = alone();
    static FIRED: AtomicUsize = AtomicUsize::new(0);
    let mid = helper_layer();
    let running = Running::start(|_| RV_OK);
    // The loop is asleep when the earlier one is set.
    set_timer(mid, 10_000, &FIRED);
    std::thread::sleep(Duration::from_millis(20));
    let begun = Instant::now();
    set_timer(mid, 30, &FIRED);
    until("the timer fires", || FIRED.load(Ordering::SeqCst) == 1);
    let took = begun.elapsed();
    assert!(took >= Duration::from_millis(29) && took < Duration::from_secs(2), "{took:?}");
    running.end();
    assert_eq!(RvSipMidDestruct(mid), RV_OK);
    assert_eq!(RvSipMidEnd(), RV_OK);
    assert_eq!(FIRED.load(Ordering::SeqCst), 1);
}

#[test]
fn an_idle_stack_costs_no_processor_time() {
    let _alone = alone();
    let somebody = Responder::start(accept);
    let running = Running::start(|_| RV_OK);
    let client = running.client();
    assert_eq!(register(client, &somebody.tcp_uri()), RV_OK);
    running.wait_client(client, client::REGISTERED);
    std::thread::sleep(Duration::from_millis(50));
    let before = processor_time();
    std::thread::sleep(Duration::from_millis(300));
    let used = processor_time() - before;
    assert!(used < Duration::from_millis(20), "{used:?}");
    running.end();

    // And two that are driven, while nothing happens.
    let two = [driven(configuration()), driven(configuration())];
    RvSipStackSelectUntil(0);
    let before = processor_time();
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(300) {
        assert_eq!(RvSipStackSelectUntil(100), RV_OK);
    }
    let used = processor_time() - before;
    assert!(used < Duration::from_millis(20), "{used:?}");
    two.iter().for_each(Running::end);
}

#[test]
fn a_configuration_of_an_older_or_a_newer_header_is_taken() {
    let _alone = alone();
    let whole = size_of::<RvSipStackCfg>();
    // Older: it ends in the middle. What lies behind it is not touched.
    let part = std::mem::offset_of!(RvSipStackCfg, retransmissionT1);
    let mut room = vec![0xA5u8; whole + 64];
    let cfg = room.as_mut_ptr().cast::<RvSipStackCfg>();
    unsafe {
        assert_eq!(RvSipStackInitCfg(part as RvInt32, cfg), RV_OK);
        assert!(room[part..].iter().all(|b| *b == 0xA5));
        let model = configuration();
        std::ptr::copy_nonoverlapping((&raw const model).cast::<u8>(), room.as_mut_ptr(), part);
        let mut stack: RvSipStackHandle = null_mut();
        let status = RvSipStackConstruct(part as RvInt32, room.as_mut_ptr().cast(), &mut stack);
        // The ports lie before the cut.
        assert_eq!(status, RV_OK);
        assert!(room[part..].iter().all(|b| *b == 0xA5));
        assert_eq!(RvSipStackDestruct(stack), RV_OK);
        // Newer: larger than ours. Nothing behind ours is written.
        let mut room = vec![0xA5u8; whole + 64];
        let cfg = room.as_mut_ptr().cast::<RvSipStackCfg>();
        assert_eq!(RvSipStackInitCfg((whole + 64) as RvInt32, cfg), RV_OK);
        cfg.write_unaligned(configuration());
        assert_eq!(RvSipStackConstruct((whole + 64) as RvInt32, cfg, &mut stack), RV_OK);
        let back = cfg.read_unaligned();
        assert!(room[whole..].iter().all(|b| *b == 0xA5));
        assert_eq!(RvSipStackDestruct(stack), RV_OK);
        // What was really used is written back.
        assert!(back.localUdpPort != 0 && back.localUdpPort != RVSIP_TRANSPORT_ANY_PORT);
        assert!(back.localTcpPort != 0 && back.localTcpPort != RVSIP_TRANSPORT_ANY_PORT);
        assert!(back.maxTransmitters > 0 && back.generalLingerTimer == 64 * back.retransmissionT1);
        for size in [0, -1, RvInt32::MIN] {
            assert_eq!(RvSipStackInitCfg(size, cfg), RV_ERROR_BADPARAM);
            assert_eq!(RvSipStackConstruct(size, cfg, &mut stack), RV_ERROR_BADPARAM);
        }
    }
}

fn connection(client: RvSipRegClientHandle) -> usize {
    let mut conn: RvSipTransportConnectionHandle = null_mut();
    assert_eq!(unsafe { RvSipRegClientGetConnection(client, &mut conn) }, RV_OK);
    conn as usize
}

fn twice(running: &Running, client: RvSipRegClientHandle, uri: &str) -> (usize, usize) {
    assert_eq!(register(client, uri), RV_OK);
    running.wait_client(client, client::REGISTERED);
    let first = connection(client);
    assert_eq!(RvSipRegClientRegister(client), RV_OK);
    running.wait_client(client, client::REGISTERED);
    (first, connection(client))
}

#[test]
fn a_connection_is_kept_as_far_as_the_persistency_says() {
    let _alone = alone();
    for (level, own, kept) in [
        (enums::RvSipTransportPersistencyLevel::RVSIP_TRANSPORT_PERSISTENCY_LEVEL_UNDEFINED, None, false),
        (enums::RvSipTransportPersistencyLevel::RVSIP_TRANSPORT_PERSISTENCY_LEVEL_UNDEFINED, Some(RV_TRUE), true),
        (enums::RvSipTransportPersistencyLevel::RVSIP_TRANSPORT_PERSISTENCY_LEVEL_TRANSC_USER, None, true),
        (enums::RvSipTransportPersistencyLevel::RVSIP_TRANSPORT_PERSISTENCY_LEVEL_TRANSC_USER, Some(RV_FALSE), false),
    ] {
        let somebody = Responder::start(accept);
        let cfg = RvSipStackCfg { ePersistencyLevel: level as i32, ..configuration() };
        let running = Running::with(cfg, ALL_CALLBACKS, |_| RV_OK);
        let client = running.client();
        if let Some(own) = own {
            assert_eq!(RvSipRegClientSetPersistency(client, own), RV_OK);
        }
        let mut says = -1;
        assert_eq!(unsafe { RvSipRegClientGetPersistency(client, &mut says) }, RV_OK);
        assert_eq!(says, RvBool::from(kept));
        let (first, second) = twice(&running, client, &somebody.tcp_uri());
        assert_eq!(somebody.connections.load(Ordering::SeqCst), if kept { 1 } else { 2 });
        if kept {
            assert!(first != 0 && first == second);
        } else {
            assert_eq!((first, second), (0, 0));
        }
        running.end();
    }
}

#[test]
fn a_client_takes_a_connection_it_is_offered() {
    let _alone = alone();
    let somebody = Responder::start(accept);
    let running = Running::start(|_| RV_OK);
    let (first, second) = (running.client(), running.client());
    assert_eq!(RvSipRegClientSetPersistency(first, RV_TRUE), RV_OK);
    assert_eq!(RvSipRegClientSetPersistency(second, RV_TRUE), RV_OK);
    assert_eq!(register(first, &somebody.tcp_uri()), RV_OK);
    running.wait_client(first, client::REGISTERED);
    let conn = connection(first);
    assert_eq!(RvSipRegClientSetConnection(second, conn as _), RV_OK);
    assert_eq!(register(second, &somebody.tcp_uri()), RV_OK);
    running.wait_client(second, client::REGISTERED);
    assert_eq!(connection(second), conn);
    assert_eq!(somebody.connections.load(Ordering::SeqCst), 1);
    for c in [first, second] {
        assert_eq!(RvSipRegClientTerminate(c), RV_OK);
        running.wait_client(c, client::TERMINATED);
    }
    // Nobody uses it any more.
    until("the connection is closed", || running.connections_in_use() == 0);
    let third = running.client();
    assert_eq!(RvSipRegClientSetPersistency(third, RV_TRUE), RV_OK);
    assert_eq!(RvSipRegClientSetConnection(third, conn as _), RV_ERROR_INVALID_HANDLE);
    running.end();
}
