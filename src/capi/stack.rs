//! RvSipStack.h - Construction, managers, event loop and figures of a stack.

use super::abi::*;
use super::app::{App, manager_handle};
use super::boundary::{on_panic, status};
use super::handle::{ObjectHandle, Tag, object};
use super::status::Error;
use super::strings::{out, write_struct};
use super::{config, docs, enums, mid, msg};
use crate::endpoint::{Level, Source, Usage};
use crate::stack::{Log, LogSink, Stack, driven, lives, process_events, stack_in};
use std::ffi::{CString, c_void};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Once};
use std::time::Duration;

/// The stack a handle of one of its parts names: the stack itself or a manager.
pub fn stack_of<T>(handle: *mut T, tag: Tag) -> Result<Arc<Stack>, Error> {
    let h = object(handle, tag)?;
    let stack = stack_in(h.slot).ok_or(Error::InvalidHandle)?;
    if h.generation == stack.generation() && h.index == 1 { Ok(stack) } else { Err(Error::InvalidHandle) }
}

/// The stack an object's handle belongs to; whether the object lives is for the core to tell.
pub fn owner_of<T>(handle: *mut T, tag: Tag) -> Result<(Arc<Stack>, ObjectHandle), Error> {
    let h = object(handle, tag)?;
    Ok((stack_in(h.slot).ok_or(Error::InvalidHandle)?, h))
}

/// Joins the parts of the C interface to the stacks, once.
fn join_parts() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        on_panic(|function, what| {
            for slot in 0..1024 {
                if let Some(stack) = stack_in(slot) {
                    let line = format!("{function}: a defect of the library was caught, please report it: {what}");
                    stack.log.write(Source::Stack, Level::Excep, &line);
                }
            }
        });
        msg::on_manager_check(|h| lives(h.slot, h.generation) && h.index == 1);
        mid::set_driver(mid::Driver {
            turn: |most| process_events(Some(most)),
            interest: |each| {
                let mut soonest = None;
                for stack in driven() {
                    each(stack.raw_fd());
                    let hint = stack.wait_hint().map(Duration::from_millis);
                    soonest = match (soonest, hint) {
                        (Some(a), Some(b)) => Some(std::cmp::min(a, b)),
                        (a, b) => a.or(b),
                    };
                }
                soonest
            },
            wake: || {
                for slot in 0..1024 {
                    if let Some(stack) = stack_in(slot) {
                        stack.wake();
                    }
                }
            },
            running: || (0..1024).any(|slot| stack_in(slot).is_some()),
        });
    });
}

/// Fills a configuration with defaults: group A its values, group B -1 for "to be computed". Call it before RvSipStackConstruct.
///
/// - `cfgStructSize`: sizeof(RvSipStackCfg) of the calling program; nothing is written beyond it.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_BADPARAM for a size that is not positive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipStackInitCfg(cfgStructSize: RvInt32, pStackCfg: *mut RvSipStackCfg) -> RvStatus {
    // SAFETY: the program says how much it has room for.
    status("RvSipStackInitCfg", || unsafe { write_struct(pStackCfg, cfgStructSize, &config::initial()) })
}

/// Starts a stack: opens its sockets and, unless numberOfProcessingThreads is 0, its loop thread. The values really used are
/// written back to `pStackCfg`; with RVSIP_TRANSPORT_ANY_PORT these tell the ports the system chose. Any thread may call it.
///
/// - `cfgStructSize`: sizeof(RvSipStackCfg) of the calling program; fields beyond it take their defaults.
/// - `hStack`: place for the handle.
///
/// Returns RV_OK; RV_ERROR_NETWORK_PROBLEM when an address cannot be bound (a log line says which and why, and nothing stays
/// open); RV_ERROR_BADPARAM for an address that is none; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipStackConstruct(
    cfgStructSize: RvInt32,
    pStackCfg: *mut RvSipStackCfg,
    hStack: *mut RvSipStackHandle,
) -> RvStatus {
    status("RvSipStackConstruct", || {
        join_parts();
        // SAFETY: the program passes a place for the handle, or NULL.
        let place = unsafe { out(hStack)? };
        if pStackCfg.is_null() {
            return Err(Error::NullPtr);
        }
        let size = usize::try_from(cfgStructSize).ok().filter(|s| *s > 0).ok_or(Error::BadParam)?;
        let mut cfg = config::initial();
        // SAFETY: the program says that its structure has `size` bytes; no more than ours are written.
        unsafe {
            let count = size.min(std::mem::size_of::<RvSipStackCfg>());
            std::ptr::copy_nonoverlapping(pStackCfg.cast::<u8>(), (&raw mut cfg).cast::<u8>(), count);
        }
        config::complete(&mut cfg);
        let log = log_of(&cfg);
        static COUNT: AtomicU32 = AtomicU32::new(1);
        // Spread, so that objects of stacks that follow each other in a slot have generations far apart.
        let epoch = COUNT.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x3_1D63);
        // SAFETY: the program promises that the pointers of the configuration are what their fields say.
        let settings = match unsafe { config::settings(&cfg, epoch) } {
            Ok(s) => s,
            Err(e) => {
                log.write(
                    Source::Stack,
                    Level::Error,
                    "RvSipStackConstruct: an address, proxy or extension list cannot be read",
                );
                return Err(e);
            }
        };
        let stack = match Stack::start(settings, log, Box::new(App::default())) {
            Ok(stack) => stack,
            Err(refused) => {
                let (failure, log) = *refused;
                log.write(Source::Stack, Level::Error, &format!("RvSipStackConstruct: {failure}"));
                return Err(match failure {
                    crate::stack::StartError::Bind { .. } => Error::NetworkProblem,
                    _ => Error::OutOfResources,
                });
            }
        };
        write_back_ports(&stack, &mut cfg);
        // SAFETY: as above.
        unsafe { write_struct(pStackCfg, cfgStructSize, &cfg)? };
        place.set(manager_handle(&stack, Tag::Stack));
        Ok(())
    })
}

/// The ports the system chose, in place of RVSIP_TRANSPORT_ANY_PORT.
fn write_back_ports(stack: &Stack, cfg: &mut RvSipStackCfg) {
    use crate::endpoint::Transport;
    let ports = stack.with(|core, _| {
        let first = |t: Transport| core.locals().iter().find(|l| l.transport == t).map(|l| l.addr.port());
        (first(Transport::Udp), first(Transport::Tcp))
    });
    if let (Some(udp), _) = ports {
        cfg.localUdpPort = udp;
    }
    if let (_, Some(tcp)) = ports {
        cfg.localTcpPort = tcp;
    }
    if cfg.tcpEnabled == RV_FALSE {
        return;
    }
    for (transport, place, count) in [
        (Transport::Tls, cfg.localTlsPorts, cfg.numOfTlsAddresses),
        (Transport::Ws, cfg.localWsPorts, cfg.numOfWsAddresses),
        (Transport::Wss, cfg.localWssPorts, cfg.numOfWssAddresses),
    ] {
        if place.is_null() {
            continue;
        }
        let ports: Vec<u16> =
            stack.with(|core, _| core.locals().iter().filter(|l| l.transport == transport).map(|l| l.addr.port()).collect());
        for (n, port) in ports.into_iter().take(usize::try_from(count).unwrap_or(0)).enumerate() {
            // SAFETY: the program says that there are `count` entries.
            unsafe { place.add(n).write(port) };
        }
    }
}

/// A log context that may go to the loop thread.
struct Context(*mut c_void);
// SAFETY: it is the program's own value, handed back to its function and never used by us.
unsafe impl Send for Context {}
// SAFETY: as above.
unsafe impl Sync for Context {}

fn log_of(cfg: &RvSipStackCfg) -> Log {
    let context = Context(cfg.pfnPrintLogEntryContext);
    let sink = cfg.pfnPrintLogEntryEvHandler.map(|call| -> LogSink {
        Box::new(move |filter, line| {
            let context = &context;
            if let Ok(text) = CString::new(line.replace('\0', " ")) {
                // SAFETY: the program gave this function for log lines; the text lives until it returns.
                unsafe { call(context.0, filter, text.as_ptr()) };
            }
        })
    });
    Log::new(config::filters(cfg), sink)
}

/// Ends a stack: closes its sockets, ends its loop thread, and all its handles. No callback comes once it has returned. Not from
/// a callback of this stack.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION from inside a callback; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipStackDestruct(hStack: RvSipStackHandle) -> RvStatus {
    status("RvSipStackDestruct", || {
        let stack = stack_of(hStack, Tag::Stack)?;
        if stack.in_callback() {
            return Err(Error::IllegalAction);
        }
        if stack.shut_down() { Ok(()) } else { Err(Error::InvalidHandle) }
    })
}

/// Drives every stack of the process that has no thread of its own: waits at most 500 ms, serves what is due, calls back. Call
/// it in a loop. Where no stack needs driving it waits and does no harm; from inside a callback it returns at once.
///
/// Returns RV_OK.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipStackProcessEvents() -> RvStatus {
    status("RvSipStackProcessEvents", || {
        mid::turn(Duration::from_millis(500));
        Ok(())
    })
}

/// One round of RvSipStackProcessEvents.
///
/// Returns RV_OK.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipStackSelect() -> RvStatus {
    status("RvSipStackSelect", || {
        mid::turn(Duration::from_millis(500));
        Ok(())
    })
}

/// One round of RvSipStackProcessEvents that waits at most `timeout` milliseconds.
///
/// Returns RV_OK.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipStackSelectUntil(timeout: RvUint32) -> RvStatus {
    status("RvSipStackSelectUntil", || {
        mid::turn(Duration::from_millis(timeout as u64));
        Ok(())
    })
}

/// Changes the log filters of one source while the stack runs.
///
/// - `eModule`: the source; RVSIP_STACK, RVSIP_TRANSACTION, RVSIP_TRANSPORT, RVSIP_PARSER, RVSIP_MESSAGE, RVSIP_AUTHENTICATOR and
///   RVSIP_REGCLIENT have lines of their own, RVSIP_CORE stands for all of them, the others have none.
/// - `filters`: RVSIP_LOG bits combined with `|`, 0 for none.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a number that is no source; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipStackSetNewLogFilters(
    hStack: RvSipStackHandle,
    eModule: RvSipStackModule,
    filters: RvInt32,
) -> RvStatus {
    use enums::RvSipStackModule as M;
    status("RvSipStackSetNewLogFilters", || {
        let stack = stack_of(hStack, Tag::Stack)?;
        if filters < 0 || !(M::RVSIP_CALL as i32..=M::RVSIP_REGCLIENT as i32).contains(&eModule) {
            return Err(Error::BadParam);
        }
        for (module, source) in [
            (M::RVSIP_CALL, Source::CallLeg),
            (M::RVSIP_STACK, Source::Stack),
            (M::RVSIP_TRANSACTION, Source::Transaction),
            (M::RVSIP_TRANSMITTER, Source::Transmitter),
            (M::RVSIP_TRANSPORT, Source::Transport),
            (M::RVSIP_PARSER, Source::Parser),
            (M::RVSIP_MESSAGE, Source::Message),
            (M::RVSIP_AUTHENTICATOR, Source::Authenticator),
            (M::RVSIP_REGCLIENT, Source::RegClient),
        ] {
            if eModule == module as i32 || eModule == M::RVSIP_CORE as i32 {
                stack.log.filters.set(source, filters);
            }
        }
        stack.apply_log_filters();
        Ok(())
    })
}

macro_rules! manager {
    ($(#[$doc:meta])* $name:ident, $handle:ident, $tag:ident) => {
        $(#[$doc])*
        pub unsafe fn $name(hStack: RvSipStackHandle, place: *mut $handle) -> Result<(), Error> {
            // SAFETY: the program passes a place for the handle, or NULL.
            let place = unsafe { out(place)? };
            let stack = stack_of(hStack, Tag::Stack)?;
            place.set(manager_handle(&stack, Tag::$tag));
            Ok(())
        }
    };
}

manager!(callleg_mgr, RvSipCallLegMgrHandle, CallLegMgr);
manager!(msg_mgr, RvSipMsgMgrHandle, MsgMgr);
manager!(transmitter_mgr, RvSipTransmitterMgrHandle, TransmitterMgr);
manager!(transport_mgr, RvSipTransportMgrHandle, TransportMgr);
manager!(transaction_mgr, RvSipTranscMgrHandle, TranscMgr);
manager!(subs_mgr, RvSipSubsMgrHandle, SubsMgr);
manager!(resolver_mgr, RvSipResolverMgrHandle, ResolverMgr);
manager!(reg_client_mgr, RvSipRegClientMgrHandle, RegClientMgr);
manager!(refresh_mgr, RvSipRefreshMgrHandle, RefreshMgr);
manager!(authenticator, RvSipAuthenticatorHandle, Authenticator);
manager!(log_handle, RV_LOG_Handle, Log);

/// Gives the message manager, which stand-alone messages, headers and addresses are made with.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipStackGetMsgMgrHandle(hStack: RvSipStackHandle, phMsgMgr: *mut RvSipMsgMgrHandle) -> RvStatus {
    // SAFETY: as `manager` says; likewise below.
    status("RvSipStackGetMsgMgrHandle", || unsafe { msg_mgr(hStack, phMsgMgr) })
}

/// Gives the manager of automatic refreshes. An extension: classic programs know of no such manager.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipStackGetRefreshMgrHandle(
    hStack: RvSipStackHandle,
    phRefreshMgr: *mut RvSipRefreshMgrHandle,
) -> RvStatus {
    status("RvSipStackGetRefreshMgrHandle", || unsafe { refresh_mgr(hStack, phRefreshMgr) })
}

/// Gives the transmitter manager.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipStackGetTransmitterMgrHandle(
    hStack: RvSipStackHandle,
    phTransmitterMgr: *mut RvSipTransmitterMgrHandle,
) -> RvStatus {
    status("RvSipStackGetTransmitterMgrHandle", || unsafe { transmitter_mgr(hStack, phTransmitterMgr) })
}

/// Gives the transport manager.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipStackGetTransportMgrHandle(
    hStack: RvSipStackHandle,
    phTransportMgr: *mut RvSipTransportMgrHandle,
) -> RvStatus {
    status("RvSipStackGetTransportMgrHandle", || unsafe { transport_mgr(hStack, phTransportMgr) })
}

/// Gives the transaction manager.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipStackGetTransactionMgrHandle(
    hStack: RvSipStackHandle,
    phTranscMgr: *mut RvSipTranscMgrHandle,
) -> RvStatus {
    status("RvSipStackGetTransactionMgrHandle", || unsafe { transaction_mgr(hStack, phTranscMgr) })
}

/// Gives the manager of call-legs.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipStackGetCallLegMgrHandle(
    hStack: RvSipStackHandle,
    phCallLegMgr: *mut RvSipCallLegMgrHandle,
) -> RvStatus {
    status("RvSipStackGetCallLegMgrHandle", || unsafe { callleg_mgr(hStack, phCallLegMgr) })
}

/// Gives the subscription manager.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipStackGetSubsMgrHandle(hStack: RvSipStackHandle, phSubsMgr: *mut RvSipSubsMgrHandle) -> RvStatus {
    status("RvSipStackGetSubsMgrHandle", || unsafe { subs_mgr(hStack, phSubsMgr) })
}

/// Gives the resolver manager.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipStackGetResolverMgrHandle(
    hStack: RvSipStackHandle,
    phResolverMgr: *mut RvSipResolverMgrHandle,
) -> RvStatus {
    status("RvSipStackGetResolverMgrHandle", || unsafe { resolver_mgr(hStack, phResolverMgr) })
}

/// Gives the manager of register-clients.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipStackGetRegClientMgrHandle(
    hStack: RvSipStackHandle,
    phRegClientMgr: *mut RvSipRegClientMgrHandle,
) -> RvStatus {
    status("RvSipStackGetRegClientMgrHandle", || unsafe { reg_client_mgr(hStack, phRegClientMgr) })
}

/// Gives the authenticator.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipStackGetAuthenticatorHandle(
    hStack: RvSipStackHandle,
    phAuthenticator: *mut RvSipAuthenticatorHandle,
) -> RvStatus {
    status("RvSipStackGetAuthenticatorHandle", || unsafe { authenticator(hStack, phAuthenticator) })
}

/// Gives the log handle, for RPOOL_Construct.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipStackGetLogHandle(hStack: RvSipStackHandle, phLog: *mut RV_LOG_Handle) -> RvStatus {
    status("RvSipStackGetLogHandle", || unsafe { log_handle(hStack, phLog) })
}

fn counters(usage: Usage, limit: usize) -> RvSipResourceCounters {
    RvSipResourceCounters {
        numOfAllocatedElements: limit.min(u32::MAX as usize) as u32,
        currNumOfUsedElements: usage.used as u32,
        maxUsageOfElements: usage.most as u32,
    }
}

/// Tells how much of one kind of resource is in use.
///
/// - `module`: RVSIP_REGCLIENT with a place for RvSipRegClientResources, RVSIP_CALL with RvSipCallLegResources, RVSIP_SUBSCRIPTION
///   with RvSipSubsResources, RVSIP_TRANSACTION with RvSipTransactionResources, RVSIP_TRANSMITTER with RvSipTransmitterResources,
///   RVSIP_TRANSPORT with RvSipTransportResources, RVSIP_MESSAGE with RvSipMsgResources, RVSIP_STACK with RvSipStackResources.
///
/// Returns RV_OK; RV_ERROR_NOTSUPPORTED for other sources; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipStackGetResources(
    hStack: RvSipStackHandle,
    module: RvSipStackModule,
    pResources: *mut c_void,
) -> RvStatus {
    use enums::RvSipStackModule as M;
    status("RvSipStackGetResources", || {
        if pResources.is_null() {
            return Err(Error::NullPtr);
        }
        let stack = stack_of(hStack, Tag::Stack)?;
        let is = |m: M| module == m as RvSipStackModule;
        let (clients, calls, subscriptions, transactions, transmitters, connections, count, limits, waiting, timers, lookups) =
            stack.with(|core, _| {
                let c = core.config();
                (
                    core.client_usage(),
                    counters(core.call_leg_usage(), c.max_call_legs),
                    counters(core.subscription_usage(), c.max_subscriptions),
                    core.transaction_usage(),
                    counters(core.transmitter_usage(), c.max_transmitters),
                    core.connection_usage(),
                    core.counters(),
                    (c.max_clients, c.max_transactions, c.max_connections),
                    core.outputs_waiting(),
                    core.timers_running(),
                    core.lookup_usage(),
                )
            });
        // SAFETY: the program passes a structure of the kind that belongs to the module.
        unsafe {
            if is(M::RVSIP_REGCLIENT) {
                pResources
                    .cast::<RvSipRegClientResources>()
                    .write(RvSipRegClientResources { regClients: counters(clients, limits.0) });
            } else if is(M::RVSIP_CALL) {
                pResources.cast::<RvSipCallLegResources>().write(RvSipCallLegResources { calls });
            } else if is(M::RVSIP_SUBSCRIPTION) {
                pResources.cast::<RvSipSubsResources>().write(RvSipSubsResources { subscriptions });
            } else if is(M::RVSIP_TRANSACTION) {
                let transactions = counters(transactions, limits.1);
                pResources.cast::<RvSipTransactionResources>().write(RvSipTransactionResources { transactions });
            } else if is(M::RVSIP_TRANSMITTER) {
                pResources.cast::<RvSipTransmitterResources>().write(RvSipTransmitterResources { transmitters });
            } else if is(M::RVSIP_TRANSPORT) {
                pResources.cast::<RvSipTransportResources>().write(RvSipTransportResources {
                    connections: counters(connections, limits.2),
                    messagesSent: count.messages_sent,
                    messagesReceived: count.datagrams_received + count.stream_messages_received,
                    badMessages: count.malformed,
                    limitReached: count.refused,
                });
            } else if is(M::RVSIP_MESSAGE) {
                let live = docs::live();
                let usage = Usage { used: live, allocated: live, most: live };
                pResources.cast::<RvSipMsgResources>().write(RvSipMsgResources { documents: counters(usage, docs::limit()) });
            } else if is(M::RVSIP_STACK) {
                let plain = |n: usize| counters(Usage { used: n, allocated: n, most: n }, usize::MAX);
                pResources.cast::<RvSipStackResources>().write(RvSipStackResources {
                    processingQueue: plain(waiting),
                    timers: plain(timers),
                    lookups: counters(lookups, usize::MAX),
                });
            } else {
                return Err(Error::NotSupported);
            }
        }
        Ok(())
    })
}

/// Reads a structure of handlers that a program filled.
///
/// # Safety
/// `handlers` is NULL or has `size` readable bytes.
pub unsafe fn handlers<T: Copy>(handlers: *const T, size: RvInt32) -> Result<T, Error> {
    // SAFETY: passed on from the caller.
    unsafe { super::strings::read_struct(handlers, size) }
}
