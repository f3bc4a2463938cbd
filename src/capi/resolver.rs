//! RvSipResolver.h - Look-ups of the program's own, and whom the DNS is asked of.
//!
//! Unless a function says otherwise it may be called from any thread and from inside any callback, and returns
//! RV_ERROR_NULLPTR for a NULL handle or place, RV_ERROR_INVALID_HANDLE for a handle that names no living object.

use super::abi::*;
use super::app::{self, resolver_handle};
use super::boundary::status;
use super::config::{dns_domains, dns_servers};
use super::dns_list::{list_handle, list_owner};
use super::enums;
use super::handle::Tag;
use super::stack::{handlers, owner_of, stack_of};
use super::status::Error;
use super::strings::{out, text};
use crate::endpoint::{Id, ListOwner, Mode, ResolverId};
use crate::stack::Stack;
use std::sync::Arc;

/// The mode of a number.
fn mode_of(number: RvSipResolverMode) -> Result<Mode, Error> {
    use enums::RvSipResolverMode as M;
    [
        (M::RVSIP_RESOLVER_MODE_FIND_URI_BY_NAPTR, Mode::UriByNaptr),
        (M::RVSIP_RESOLVER_MODE_FIND_TRANSPORT_BY_NAPTR, Mode::TransportByNaptr),
        (M::RVSIP_RESOLVER_MODE_FIND_HOSTPORT_BY_SRV, Mode::HostPortBySrv),
        (M::RVSIP_RESOLVER_MODE_FIND_IP_BY_HOST, Mode::IpByHost),
    ]
    .into_iter()
    .find(|(m, _)| *m as RvSipResolverMode == number)
    .map(|(_, mode)| mode)
    .ok_or(Error::BadParam)
}

/// The number of a mode.
pub fn number_of_mode(mode: Mode) -> RvSipResolverMode {
    use enums::RvSipResolverMode as M;
    (match mode {
        Mode::UriByNaptr => M::RVSIP_RESOLVER_MODE_FIND_URI_BY_NAPTR,
        Mode::TransportByNaptr => M::RVSIP_RESOLVER_MODE_FIND_TRANSPORT_BY_NAPTR,
        Mode::HostPortBySrv => M::RVSIP_RESOLVER_MODE_FIND_HOSTPORT_BY_SRV,
        Mode::IpByHost => M::RVSIP_RESOLVER_MODE_FIND_IP_BY_HOST,
    }) as RvSipResolverMode
}

fn resolver(handle: RvSipResolverHandle) -> Result<(Arc<Stack>, ResolverId), Error> {
    let (stack, h) = owner_of(handle, Tag::Resolver)?;
    Ok((stack, ResolverId(Id { index: h.index, generation: h.generation })))
}

/// Sets the callbacks of the resolver manager.
///
/// - `structSize`: sizeof(RvSipResolverMgrEvHandlers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipResolverMgrSetEvHandlers(
    hResolverMgr: RvSipResolverMgrHandle,
    pEvHandlers: *mut RvSipResolverMgrEvHandlers,
    structSize: RvInt32,
) -> RvStatus {
    status("RvSipResolverMgrSetEvHandlers", || {
        let stack = stack_of(hResolverMgr, Tag::ResolverMgr)?;
        // SAFETY: the program says how large its structure is.
        let given = unsafe { handlers(pEvHandlers, structSize)? };
        app::of(&stack)?.set_resolver_handlers(&stack, given);
        Ok(())
    })
}

/// Replaces the name servers. Look-ups under way end with the old ones; what was learned from them is forgotten.
///
/// - `pDnsServers`: strIP and port of each; port 0 stands for 53. NULL with 0 servers: those of the operating system.
/// - `numOfDnsServers`: at most maxDnsServers of the configuration.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for an address that is none or too many of them; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipResolverMgrSetDnsServers(
    hResolverMgr: RvSipResolverMgrHandle,
    pDnsServers: *mut RvSipTransportAddr,
    numOfDnsServers: RvInt32,
) -> RvStatus {
    status("RvSipResolverMgrSetDnsServers", || {
        let stack = stack_of(hResolverMgr, Tag::ResolverMgr)?;
        // SAFETY: the program says how many there are.
        let servers = unsafe { dns_servers(pDnsServers, numOfDnsServers)? };
        if servers.len() > stack.most_dns_servers {
            return Err(Error::BadParam);
        }
        stack.change_dns(|config| config.servers = (!servers.is_empty()).then_some(servers));
        Ok(())
    })
}

/// Replaces the domains that are tried behind a short name, in the order of the list.
///
/// - `pDnsDomains`: the domains. NULL with 0 domains: none; short names are then looked up as they are.
/// - `numOfDnsDomains`: at most maxDnsDomains of the configuration. -1: those of the operating system.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a name that is none or too many of them; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipResolverMgrSetDnsDomains(
    hResolverMgr: RvSipResolverMgrHandle,
    pDnsDomains: *mut *mut RvChar,
    numOfDnsDomains: RvInt32,
) -> RvStatus {
    status("RvSipResolverMgrSetDnsDomains", || {
        let stack = stack_of(hResolverMgr, Tag::ResolverMgr)?;
        if numOfDnsDomains == -1 {
            stack.change_dns(|config| config.domains = None);
            return Ok(());
        }
        // SAFETY: the program says how many there are.
        let domains = unsafe { dns_domains(pDnsDomains, numOfDnsDomains)? };
        if domains.len() > stack.most_dns_domains {
            return Err(Error::BadParam);
        }
        stack.change_dns(|config| config.domains = Some(domains));
        Ok(())
    })
}

/// Makes a resolver, which looks up one thing at a time.
///
/// - `hAppResolver`: the program's own value, handed back in the callback; may be NULL.
/// - `phResolver`: place for the handle. It lives until RvSipResolverTerminate.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are 1024 of them; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipResolverMgrCreateResolver(
    hResolverMgr: RvSipResolverMgrHandle,
    hAppResolver: RvSipAppResolverHandle,
    phResolver: *mut RvSipResolverHandle,
) -> RvStatus {
    status("RvSipResolverMgrCreateResolver", || {
        // SAFETY: the program passes a place for the handle, or NULL.
        let place = unsafe { out(phResolver)? };
        let stack = stack_of(hResolverMgr, Tag::ResolverMgr)?;
        let id = stack.with(|core, _| core.create_resolver(hAppResolver as usize))?;
        place.set(resolver_handle(&stack, id));
        Ok(())
    })
}

/// Starts one look-up and returns at once. `pfnDataResolved` tells its end, from where callbacks come; the answers are in the DNS
/// list then and take the place of what was in that part of it.
///
/// - `eMode`: what to look for, and which part of the list is filled.
/// - `strQuery`: where to start from; see RvSipResolverMode.
/// - `hDnsList`: where the answers go, a list of the same stack. NULL: the resolver's own, see RvSipResolverGetDNSList.
/// - `pfnDataResolved`: the callback; NULL for none.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another mode or a query that makes no sense; RV_ERROR_ILLEGAL_ACTION while a look-up is under
/// way; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipResolverResolve(
    hResolver: RvSipResolverHandle,
    eMode: RvSipResolverMode,
    strQuery: *mut RvChar,
    hDnsList: RvSipTransportDNSListHandle,
    pfnDataResolved: RvSipResolverDataResolvedEv,
) -> RvStatus {
    status("RvSipResolverResolve", || {
        // SAFETY: the program passes a terminated string, or NULL.
        let query = std::str::from_utf8(unsafe { text(strQuery)? }).map_err(|_| Error::BadParam)?;
        let mode = mode_of(eMode)?;
        let (stack, id) = resolver(hResolver)?;
        let into = if hDnsList.is_null() {
            ListOwner::Resolver(id)
        } else {
            let (other, owner) = list_owner(hDnsList)?;
            if !Arc::ptr_eq(&stack, &other) {
                return Err(Error::InvalidHandle);
            }
            owner
        };
        let app = app::of(&stack)?;
        stack.with(|core, now| {
            core.resolve(now, id, mode, query, into)?;
            app.expect_resolved(id, pfnDataResolved);
            Ok(())
        })
    })
}

/// Gives the DNS list of a resolver. It lives as long as the resolver.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipResolverGetDNSList(
    hResolver: RvSipResolverHandle,
    phDnsList: *mut RvSipTransportDNSListHandle,
) -> RvStatus {
    status("RvSipResolverGetDNSList", || {
        // SAFETY: the program passes a place for the handle, or NULL.
        let place = unsafe { out(phDnsList)? };
        let (stack, id) = resolver(hResolver)?;
        let owner = ListOwner::Resolver(id);
        place.set(list_handle(&stack, owner)?);
        Ok(())
    })
}

/// Ends a resolver, and with it its DNS list. A look-up under way is forgotten and its callback does not come any more, unless it
/// is being called just now.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipResolverTerminate(hResolver: RvSipResolverHandle) -> RvStatus {
    status("RvSipResolverTerminate", || {
        let (stack, id) = resolver(hResolver)?;
        stack.with(|core, _| core.terminate_resolver(id))?;
        app::of(&stack)?.forget_resolver(id);
        Ok(())
    })
}
