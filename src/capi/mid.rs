//! RvSipMid.h - The helper layer: memory, timers, and driving the library from a program's own loop.
//!
//! Timers are kept here and fired by whoever turns the loop: a stack's thread, RvSipStackProcessEvents, RvSipMidMainLoop or
//! RvSipMidSelectEventsHandling. The stacks of the process are reached through a [`Driver`], set by the stack layer.

use super::abi::*;
use super::boundary::{boundary, silent, status, value};
use super::handle::{GENERATION_BITS, ObjectHandle, Tag, process_object};
use super::status::Error;
use super::strings::{out, read_struct, write_struct};
use super::table::{Key, Table};
use parking_lot::{Condvar, Mutex, RwLock};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::ffi::c_void;
use std::os::fd::RawFd;
use std::time::{Duration, Instant};

/// How the helper layer reaches the stacks of the process.
#[derive(Clone, Copy)]
pub struct Driver {
    /// Serves what is ready in stacks without a thread of their own, and waits at most so long when nothing is; only waits when
    /// all stacks have threads.
    pub turn: fn(Duration),
    /// Tells each descriptor that is to be waited on for reading, and returns the time to the next timer of the stacks.
    pub interest: fn(&mut dyn FnMut(RawFd)) -> Option<Duration>,
    /// Makes every loop look at its timers again: an earlier one was set.
    pub wake: fn(),
    /// Whether there is any stack, with or without a thread.
    pub running: fn() -> bool,
}

static DRIVER: RwLock<Option<Driver>> = RwLock::new(None);

/// Joins the stacks of the process to the helper layer.
pub fn set_driver(driver: Driver) {
    *DRIVER.write() = Some(driver);
}

fn driver() -> Option<Driver> {
    *DRIVER.read()
}

type Callback = unsafe extern "C" fn(*mut c_void);

struct Timer {
    callback: Callback,
    context: usize,
    key: Key,
}

#[derive(Default)]
struct State {
    inits: u32,
    manager: Option<Manager>,
    generation: u32,
    /// By expiry, and in the order they were set where that is the same.
    timers: BTreeMap<(Instant, u64), Timer>,
    serial: u64,
    max_descriptors: Option<u32>,
}

struct Manager {
    generation: u32,
    draining: bool,
    max_timers: usize,
}

static STATE: Mutex<State> =
    Mutex::new(State { inits: 0, manager: None, generation: 0, timers: BTreeMap::new(), serial: 0, max_descriptors: None });
static CHANGED: Condvar = Condvar::new();
/// Held while timers fire, so that they fire one at a time.
static FIRING: Mutex<()> = Mutex::new(());
static TIMERS: Table<(), { 1 << 14 }> = Table::new(GENERATION_BITS, u32::MAX);

thread_local! {
    static IN_TIMER: Cell<bool> = const { Cell::new(false) };
}

/// When the next timer is due; while somebody fires timers that is theirs to know.
pub fn next_deadline() -> Option<Instant> {
    if FIRING.is_locked() {
        return None;
    }
    STATE.lock().timers.keys().next().map(|(at, _)| *at)
}

/// Fires what is due. While another thread does so, or from inside a timer, this returns at once.
pub fn run_due(now: Instant) {
    let Some(firing) = FIRING.try_lock() else { return };
    let mut fired = false;
    loop {
        let due = {
            let mut state = STATE.lock();
            match state.timers.first_entry() {
                Some(first) if first.key().0 <= now => first.remove(),
                _ => break,
            }
        };
        fired = true;
        TIMERS.remove(due.key);
        IN_TIMER.set(true);
        // SAFETY: the program gave this function and its context to RvSipMidTimerSet for this call.
        unsafe { (due.callback)(std::ptr::with_exposed_provenance_mut(due.context)) };
        IN_TIMER.set(false);
    }
    drop(firing);
    if fired {
        // Loops that fell asleep meanwhile know of no timer.
        wake();
    }
}

impl State {
    fn manager(&mut self, handle: RvSipMidMgrHandle) -> Result<&mut Manager, Error> {
        let handle = process_object(handle, Tag::MidMgr)?;
        self.manager.as_mut().filter(|m| m.generation == handle.generation && handle.index == 0).ok_or(Error::InvalidHandle)
    }
}

/// Starts the helper layer. Each call needs its RvSipMidEnd.
///
/// Returns RV_OK.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipMidInit() -> RvStatus {
    status("RvSipMidInit", || {
        STATE.lock().inits += 1;
        Ok(())
    })
}

/// Ends the helper layer; the last call.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION without RvSipMidInit or before RvSipMidDestruct.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipMidEnd() -> RvStatus {
    status("RvSipMidEnd", || {
        let mut state = STATE.lock();
        if state.inits == 0 || (state.inits == 1 && state.manager.is_some()) {
            return Err(Error::IllegalAction);
        }
        state.inits -= 1;
        Ok(())
    })
}

/// Makes the manager of the helper layer, before or after the stack.
///
/// - `midCfgSize`, `pMidCfg`: the configuration and its size; the values really used are written back.
/// - `phMidMgr`: the manager.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION without RvSipMidInit; RV_ERROR_OBJECT_ALREADY_EXISTS when there is one;
/// RV_ERROR_BADPARAM for a size of 0 or less; RV_ERROR_NULLPTR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMidConstruct(
    midCfgSize: RvInt32,
    pMidCfg: *mut RvSipMidCfg,
    phMidMgr: *mut RvSipMidMgrHandle,
) -> RvStatus {
    status("RvSipMidConstruct", || {
        // SAFETY: the program passes NULL or a place for a handle, and a structure of the size it says.
        let handle = unsafe { out(phMidMgr) }?;
        // SAFETY: as above.
        let mut cfg = unsafe { read_struct(pMidCfg, midCfgSize) }?;
        if cfg.maxUserTimers <= 0 {
            cfg.maxUserTimers = 1000;
        }
        let mut state = STATE.lock();
        if state.inits == 0 {
            return Err(Error::IllegalAction);
        }
        if state.manager.is_some() {
            return Err(Error::ObjectAlreadyExists);
        }
        state.generation = state.generation % ((1 << GENERATION_BITS) - 1) + 1;
        let generation = state.generation;
        state.manager = Some(Manager { generation, draining: false, max_timers: cfg.maxUserTimers as usize });
        // SAFETY: as above.
        unsafe { write_struct(pMidCfg, midCfgSize, &cfg) }?;
        handle.set(ObjectHandle { tag: Tag::MidMgr, slot: 0, generation, index: 0 }.pointer());
        Ok(())
    })
}

/// Refuses new timers from now on and ends RvSipMidMainLoop, so that a program can let its threads settle. Optional.
///
/// Returns RV_OK; RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipMidPrepareDestruct(hMidMgr: RvSipMidMgrHandle) -> RvStatus {
    status("RvSipMidPrepareDestruct", || {
        STATE.lock().manager(hMidMgr)?.draining = true;
        wake();
        Ok(())
    })
}

/// Ends the manager. Timers that are still set never fire.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION from inside a timer callback; RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipMidDestruct(hMidMgr: RvSipMidMgrHandle) -> RvStatus {
    status("RvSipMidDestruct", || {
        if IN_TIMER.get() {
            return Err(Error::IllegalAction);
        }
        let timers = {
            let mut state = STATE.lock();
            state.manager(hMidMgr)?;
            state.manager = None;
            std::mem::take(&mut state.timers)
        };
        for timer in timers.into_values() {
            TIMERS.remove(timer.key);
        }
        wake();
        // A callback that runs at this moment has returned when this call returns.
        drop(FIRING.lock());
        Ok(())
    })
}

fn wake() {
    CHANGED.notify_all();
    if let Some(driver) = driver() {
        (driver.wake)();
    }
}

/// Sets a timer that fires once.
///
/// It fires on the thread of a stack, or inside RvSipStackProcessEvents, RvSipMidMainLoop or RvSipMidSelectEventsHandling; never
/// inside this call.
/// - `timeout`: milliseconds from now.
/// - `cb`: called when the timer fires.
/// - `pContext`: passed to it.
/// - `phTimer`: the timer.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES beyond maxUserTimers; RV_ERROR_ILLEGAL_ACTION after RvSipMidPrepareDestruct;
/// RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMidTimerSet(
    hMidMgr: RvSipMidMgrHandle,
    timeout: RvUint32,
    cb: Option<unsafe extern "C" fn(pContext: *mut c_void)>,
    pContext: *mut c_void,
    phTimer: *mut RvSipMidTimerHandle,
) -> RvStatus {
    status("RvSipMidTimerSet", || {
        // SAFETY: the program passes NULL or a place for a handle.
        let handle = unsafe { out(phTimer) }?;
        let callback = cb.ok_or(Error::NullPtr)?;
        let at = Instant::now() + Duration::from_millis(timeout as u64);
        let earliest = {
            let mut state = STATE.lock();
            let manager = state.manager(hMidMgr)?;
            let (draining, limit) = (manager.draining, manager.max_timers);
            if draining {
                return Err(Error::IllegalAction);
            }
            if state.timers.len() >= limit {
                return Err(Error::OutOfResources);
            }
            let key = TIMERS.insert(()).ok_or(Error::OutOfResources)?;
            let earliest = state.timers.keys().next().is_none_or(|(first, _)| at < *first);
            state.serial += 1;
            let serial = state.serial;
            state.timers.insert((at, serial), Timer { callback, context: pContext.expose_provenance(), key });
            handle.set(ObjectHandle { tag: Tag::MidTimer, slot: 0, generation: key.generation, index: key.index }.pointer());
            earliest
        };
        if earliest {
            wake();
        }
        Ok(())
    })
}

/// Drives the stacks that have no thread of their own, and the timers, until RvSipMidPrepareDestruct or RvSipMidDestruct is called
/// from a callback or another thread.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION from inside a timer callback; RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipMidMainLoop(hMidMgr: RvSipMidMgrHandle) -> RvStatus {
    status("RvSipMidMainLoop", || {
        if IN_TIMER.get() {
            return Err(Error::IllegalAction);
        }
        STATE.lock().manager(hMidMgr)?;
        while STATE.lock().manager(hMidMgr).is_ok_and(|m| !m.draining) {
            turn(Duration::from_millis(500));
        }
        Ok(())
    })
}

/// One round: stacks without a thread of their own are served, due timers fire; waits at most `limit`.
pub fn turn(limit: Duration) {
    let wait = next_deadline().map_or(limit, |at| at.saturating_duration_since(Instant::now()).min(limit));
    match driver().filter(|d| (d.running)()) {
        Some(driver) => (driver.turn)(wait),
        None => {
            let mut state = STATE.lock();
            let still = state.timers.keys().next().is_none_or(|(at, _)| *at > Instant::now());
            if still && state.manager.as_ref().is_none_or(|m| !m.draining) {
                CHANGED.wait_for(&mut state, wait);
            }
        }
    }
    run_due(Instant::now());
}

unsafe fn set_bit(set: *mut libc::fd_set, fd: RawFd) {
    if !set.is_null() {
        // SAFETY: the caller checked that `fd` is below FD_SETSIZE, and the program's set is a whole one.
        unsafe { libc::FD_SET(fd, set) };
    }
}

/// Adds what the stacks without a thread of their own wait for to the sets of a program's select().
///
/// - `pReadSet`: gets a bit for each descriptor; bits that are set already stay.
/// - `pWriteSet`, `pExceptSet`: not used; may be NULL.
/// - `pNumFds`: highest of these descriptors plus 1, 0 for none.
/// - `pTimeOut`: milliseconds until RvSipMidSelectEventsHandling must be called at the latest; 0xFFFFFFFF for no limit.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when a descriptor does not fit an fd_set; RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMidSelectGetEventsRegistration(
    hMidMgr: RvSipMidMgrHandle,
    pReadSet: *mut libc::fd_set,
    pWriteSet: *mut libc::fd_set,
    pExceptSet: *mut libc::fd_set,
    pNumFds: *mut RvInt32,
    pTimeOut: *mut RvUint32,
) -> RvStatus {
    status("RvSipMidSelectGetEventsRegistration", || {
        let _ = (pWriteSet, pExceptSet);
        // SAFETY: the program passes NULL or places for numbers.
        let (num_fds, time_out) = unsafe { (out(pNumFds)?, out(pTimeOut)?) };
        if pReadSet.is_null() {
            return Err(Error::NullPtr);
        }
        STATE.lock().manager(hMidMgr)?;
        let mut descriptors = Vec::new();
        let stacks = driver().and_then(|d| (d.interest)(&mut |fd| descriptors.push(fd)));
        if descriptors.iter().any(|fd| *fd < 0 || *fd as usize >= libc::FD_SETSIZE) {
            return Err(Error::OutOfResources);
        }
        for fd in &descriptors {
            // SAFETY: within FD_SETSIZE, checked above; the set is the program's.
            unsafe { set_bit(pReadSet, *fd) };
        }
        let timers = next_deadline().map(|at| at.saturating_duration_since(Instant::now()));
        let next = stacks.into_iter().chain(timers).min();
        num_fds.set(descriptors.iter().max().map_or(0, |fd| fd + 1));
        // Rounded up: a wait that ends a little early finds nothing due and would spin.
        let millis = |d: Duration| d.as_micros().div_ceil(1000).min(RvUint32::MAX as u128 - 1) as RvUint32;
        time_out.set(next.map_or(RvUint32::MAX, millis));
        Ok(())
    })
}

/// Serves the stacks without a thread of their own after a program's select() has returned, and fires due timers. Callbacks come
/// inside this call.
///
/// - `pReadSet`, `pWriteSet`, `pExceptSet`, `numFds`: as select() left them; each may be NULL.
/// - `numEvents`: what select() returned.
///
/// Returns RV_OK; RV_ERROR_BADPARAM when `numEvents` is negative; RV_ERROR_ILLEGAL_ACTION from inside a timer callback;
/// RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMidSelectEventsHandling(
    hMidMgr: RvSipMidMgrHandle,
    pReadSet: *mut libc::fd_set,
    pWriteSet: *mut libc::fd_set,
    pExceptSet: *mut libc::fd_set,
    numFds: RvInt32,
    numEvents: RvInt32,
) -> RvStatus {
    status("RvSipMidSelectEventsHandling", || {
        let _ = (pReadSet, pWriteSet, pExceptSet, numFds);
        if IN_TIMER.get() {
            return Err(Error::IllegalAction);
        }
        STATE.lock().manager(hMidMgr)?;
        if numEvents < 0 {
            return Err(Error::BadParam);
        }
        turn(Duration::ZERO);
        Ok(())
    })
}

/// Raises the number of descriptors this process may have open. Call it before the first stack is constructed.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when a stack is there; RV_ERROR_BADPARAM for 0; RV_ERROR_OUTOFRESOURCES beyond what the
/// system allows.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipMidSelectSetMaxDescs(maxDescs: RvUint32) -> RvStatus {
    status("RvSipMidSelectSetMaxDescs", || {
        if maxDescs == 0 {
            return Err(Error::BadParam);
        }
        if driver().is_some_and(|d| (d.running)()) {
            return Err(Error::IllegalAction);
        }
        let mut limit = descriptor_limit().ok_or(Error::Unknown)?;
        let wanted = maxDescs as libc::rlim_t;
        if wanted > limit.rlim_max {
            return Err(Error::OutOfResources);
        }
        if wanted > limit.rlim_cur {
            limit.rlim_cur = wanted;
            // SAFETY: a plain call with a structure of ours.
            if unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) } != 0 {
                return Err(Error::OutOfResources);
            }
        }
        STATE.lock().max_descriptors = Some(maxDescs);
        Ok(())
    })
}

fn descriptor_limit() -> Option<libc::rlimit> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: a plain call with a structure of ours.
    (unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) } == 0).then_some(limit)
}

/// Number of descriptors this process may have open: what RvSipMidSelectSetMaxDescs set, otherwise the limit of the system.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipMidSelectGetMaxDesc() -> RvUint32 {
    boundary("RvSipMidSelectGetMaxDesc", || {
        let set = STATE.lock().max_descriptors;
        set.unwrap_or_else(|| descriptor_limit().map_or(0, |l| l.rlim_cur.min(RvUint32::MAX as libc::rlim_t) as RvUint32))
    })
}

/// Takes `size` bytes from the heap; free them with RvSipMidMemFree.
///
/// Returns NULL when there is no memory or `size` is 0 or less.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipMidMemAlloc(size: RvInt32) -> *mut c_void {
    value("RvSipMidMemAlloc", || match usize::try_from(size) {
        // SAFETY: a plain call; the program frees the memory with RvSipMidMemFree.
        Ok(size) if size > 0 => Ok(unsafe { libc::malloc(size) }),
        _ => Err(Error::BadParam),
    })
}

/// Gives back what RvSipMidMemAlloc took; NULL is ignored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMidMemFree(memptr: *mut c_void) {
    silent("RvSipMidMemFree", || {
        // SAFETY: the program passes what RvSipMidMemAlloc gave it, or NULL.
        unsafe { libc::free(memptr) };
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ptr::null_mut;
    use std::sync::Mutex as StdMutex;

    static FIRED: StdMutex<Vec<usize>> = StdMutex::new(Vec::new());

    unsafe extern "C" fn fire(context: *mut c_void) {
        FIRED.lock().unwrap().push(context.addr());
    }

    unsafe extern "C" fn destruct_inside(context: *mut c_void) {
        assert_eq!(RvSipMidDestruct(context.cast()), RV_ERROR_ILLEGAL_ACTION);
        assert_eq!(RvSipMidPrepareDestruct(context.cast()), RV_OK);
    }

    /// The layer is one for the process, so its life is told in one test.
    #[test]
    fn the_helper_layer_lives_from_init_to_end_and_fires_timers_in_order() {
        let mut cfg = RvSipMidCfg { maxUserTimers: 3, reserved: 0 };
        let size = size_of::<RvSipMidCfg>() as RvInt32;
        let (mut mgr, mut timer): (RvSipMidMgrHandle, RvSipMidTimerHandle) = (null_mut(), null_mut());
        unsafe {
            assert_eq!(RvSipMidEnd(), RV_ERROR_ILLEGAL_ACTION);
            assert_eq!(RvSipMidConstruct(size, &mut cfg, &mut mgr), RV_ERROR_ILLEGAL_ACTION);
            assert_eq!(RvSipMidInit(), RV_OK);
            assert_eq!(RvSipMidConstruct(size, &mut cfg, null_mut()), RV_ERROR_NULLPTR);
            assert_eq!(RvSipMidConstruct(0, &mut cfg, &mut mgr), RV_ERROR_BADPARAM);
            assert_eq!(RvSipMidConstruct(size, &mut cfg, &mut mgr), RV_OK);
            assert_eq!(RvSipMidConstruct(size, &mut cfg, &mut mgr), RV_ERROR_OBJECT_ALREADY_EXISTS);
            assert_eq!(RvSipMidEnd(), RV_ERROR_ILLEGAL_ACTION);

            let context = |n: usize| std::ptr::without_provenance_mut::<c_void>(n);
            assert_eq!(RvSipMidTimerSet(mgr, 50, None, null_mut(), &mut timer), RV_ERROR_NULLPTR);
            assert_eq!(RvSipMidTimerSet(mgr, 50, Some(fire), context(2), &mut timer), RV_OK);
            assert_eq!(RvSipMidTimerSet(mgr, 20, Some(fire), context(1), &mut timer), RV_OK);
            assert_eq!(RvSipMidTimerSet(mgr, 90_000, Some(fire), context(3), &mut timer), RV_OK);
            assert_eq!(RvSipMidTimerSet(mgr, 1, Some(fire), context(4), &mut timer), RV_ERROR_OUTOFRESOURCES);
            let set = Instant::now();
            run_due(set);
            assert!(FIRED.lock().unwrap().is_empty());
            assert!(next_deadline().unwrap() <= set + Duration::from_millis(20));
            run_due(set + Duration::from_secs(1));
            assert_eq!(*FIRED.lock().unwrap(), [1, 2]);

            let (mut fds, mut wait) = (0, 0);
            let mut set: libc::fd_set = std::mem::zeroed();
            let registration = RvSipMidSelectGetEventsRegistration;
            assert_eq!(registration(mgr, &mut set, null_mut(), null_mut(), &mut fds, &mut wait), RV_OK);
            assert!(wait > 80_000 && wait <= 90_000, "{wait}");
            assert_eq!(RvSipMidSelectEventsHandling(mgr, &mut set, null_mut(), null_mut(), fds, -1), RV_ERROR_BADPARAM);

            assert_eq!(RvSipMidTimerSet(mgr, 0, Some(destruct_inside), mgr.cast(), &mut timer), RV_OK);
            assert_eq!(RvSipMidMainLoop(mgr), RV_OK);
            assert_eq!(RvSipMidTimerSet(mgr, 1, Some(fire), context(5), &mut timer), RV_ERROR_ILLEGAL_ACTION);
            assert_eq!(RvSipMidDestruct(mgr), RV_OK);
            assert_eq!(next_deadline(), None);
            assert!(TIMERS.keys().is_empty());
            assert_eq!(RvSipMidDestruct(mgr), RV_ERROR_INVALID_HANDLE);
            assert_eq!(RvSipMidMainLoop(mgr), RV_ERROR_INVALID_HANDLE);
            assert_eq!(RvSipMidMainLoop(null_mut()), RV_ERROR_NULLPTR);
            assert_eq!(RvSipMidEnd(), RV_OK);
        }
    }

    #[test]
    fn memory_for_programs_comes_from_the_heap() {
        unsafe {
            assert!(RvSipMidMemAlloc(0).is_null());
            assert!(RvSipMidMemAlloc(-1).is_null());
            let memory = RvSipMidMemAlloc(100);
            memory.write_bytes(0xff, 100);
            RvSipMidMemFree(memory);
            RvSipMidMemFree(null_mut());
        }
        assert!(RvSipMidSelectGetMaxDesc() > 0);
    }
}
