//! RvSipTransport.h - DNS lists.
//!
//! A DNS list belongs to a transaction, a register-client or a resolver and lives as long. It has three lists in order of use: SRV
//! names, hosts, addresses. The library takes the first address; without one it looks up the first host, without one the first
//! SRV name. What was taken is no longer in its list.
//!
//! Unless a function says otherwise it may be called from any thread and from inside any callback, and returns
//! RV_ERROR_NULLPTR for a NULL handle or place, RV_ERROR_INVALID_HANDLE for a handle that names no living object, and
//! RV_ERROR_ILLEGAL_ACTION for the list of an object that has none in its present state.

use super::abi::*;
use super::boundary::status;
use super::enums;
use super::handle::{ObjectHandle, Tag};
use super::numbers::{number_of, transport_of};
use super::stack::owner_of;
use super::status::Error;
use super::strings::{array_text, out, put_text, read, set_array_text};
use crate::endpoint::{
    ClientId, HostElement, Id, IpElement, List, ListOwner, ResolverId, SrvElement, TransactionId, Transport,
};
use crate::stack::Stack;
use std::net::IpAddr;
use std::sync::Arc;

/// The upper bits of an index tell whose list it is; no two codes differ in one bit only.
const KIND: u32 = 25;
const CLIENT: u32 = 0b011;
const TRANSACTION: u32 = 0b101;
const RESOLVER: u32 = 0b110;
/// Entries of one sublist.
const MOST: usize = 64;

/// The handle of an object's list, if it has one.
pub fn list_handle(stack: &Stack, owner: ListOwner) -> Result<RvSipTransportDNSListHandle, Error> {
    stack.with(|core, _| core.dns_list(owner).map(|_| ()))?;
    let (kind, id) = match owner {
        ListOwner::Client(c) => (CLIENT, c.0),
        ListOwner::Transaction(t) => (TRANSACTION, t.0),
        ListOwner::Resolver(r) => (RESOLVER, r.0),
    };
    if id.index >> KIND != 0 {
        return Err(Error::OutOfResources);
    }
    let index = kind << KIND | id.index;
    Ok(ObjectHandle { tag: Tag::DnsList, slot: stack.slot(), generation: id.generation, index }.pointer())
}

/// The stack and the object behind the handle of a list.
pub fn list_owner(handle: RvSipTransportDNSListHandle) -> Result<(Arc<Stack>, ListOwner), Error> {
    let (stack, h) = owner_of(handle, Tag::DnsList)?;
    let id = Id { index: h.index & ((1 << KIND) - 1), generation: h.generation };
    let owner = match h.index >> KIND {
        CLIENT => ListOwner::Client(ClientId(id)),
        TRANSACTION => ListOwner::Transaction(TransactionId(id)),
        RESOLVER => ListOwner::Resolver(ResolverId(id)),
        _ => return Err(Error::InvalidHandle),
    };
    Ok((stack, owner))
}

/// As [`list_owner`], if there is such a list.
fn living(handle: RvSipTransportDNSListHandle) -> Result<(Arc<Stack>, ListOwner), Error> {
    let (stack, owner) = list_owner(handle)?;
    stack.with(|core, _| core.dns_list(owner).map(|_| ()))?;
    Ok((stack, owner))
}

fn with<R>(handle: RvSipTransportDNSListHandle, f: impl FnOnce(&mut List) -> Result<R, Error>) -> Result<R, Error> {
    let (stack, owner) = list_owner(handle)?;
    stack.with(|core, _| f(core.dns_list(owner)?))
}

// ---- elements as C sees them ----

fn set_name(array: &mut [RvChar; RVSIP_TRANSPORT_LEN_DNS_NAME], name: &str) -> Result<(), Error> {
    let bare = if name.len() > 1 { name.trim_end_matches('.') } else { name };
    set_array_text(array, bare.as_bytes()).map_err(|_| Error::OutOfResources)
}

fn name_of(array: &[RvChar]) -> Result<String, Error> {
    let text = std::str::from_utf8(array_text(array)).map_err(|_| Error::BadParam)?;
    if text.is_empty() || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(Error::BadParam);
    }
    Ok(text.to_string())
}

fn srv_out(e: &SrvElement) -> Result<RvSipTransportDNSSRVElement, Error> {
    let mut out = RvSipTransportDNSSRVElement {
        strName: [0; RVSIP_TRANSPORT_LEN_DNS_NAME],
        eTransport: number_of(e.transport),
        order: e.order,
        preference: e.preference,
    };
    set_name(&mut out.strName, &e.name)?;
    Ok(out)
}

fn srv_in(e: &RvSipTransportDNSSRVElement) -> Result<SrvElement, Error> {
    let (name, transport) = (name_of(&e.strName)?, transport_of(e.eTransport)?);
    Ok(SrvElement { name, transport, order: e.order, preference: e.preference })
}

fn host_out(e: &HostElement) -> Result<RvSipTransportDNSHostElement, Error> {
    let mut out = RvSipTransportDNSHostElement {
        strName: [0; RVSIP_TRANSPORT_LEN_DNS_NAME],
        eTransport: transport_out(e.transport, e.port),
        port: e.port,
        priority: e.priority,
        weight: e.weight,
    };
    set_name(&mut out.strName, &e.name)?;
    Ok(out)
}

fn host_in(e: &RvSipTransportDNSHostElement) -> Result<HostElement, Error> {
    let (name, transport) = (name_of(&e.strName)?, transport_of(e.eTransport)?);
    let port = if e.port == 0 { transport.default_port() } else { e.port };
    Ok(HostElement { name, port, transport, priority: e.priority, weight: e.weight })
}

/// A look-up of the program's own may not know the port; it does not know the transport either then.
fn transport_out(transport: Transport, port: u16) -> RvSipTransport {
    match port {
        0 => enums::RvSipTransport::RVSIP_TRANSPORT_UNDEFINED as RvSipTransport,
        _ => number_of(transport),
    }
}

fn ip_out(e: &IpElement) -> Result<RvSipTransportDNSIPElement, Error> {
    use enums::RvSipTransportAddressType as T;
    let kind = if e.ip.is_ipv4() { T::RVSIP_TRANSPORT_ADDRESS_TYPE_IP } else { T::RVSIP_TRANSPORT_ADDRESS_TYPE_IP6 };
    let mut addr = RvSipTransportAddr {
        strIP: [0; RVSIP_TRANSPORT_LEN_STRING_IP],
        Ipv6Scope: 0,
        eAddrType: kind as RvSipTransportAddressType,
        port: e.port,
        eTransportType: transport_out(e.transport, e.port),
    };
    set_array_text(&mut addr.strIP, e.ip.to_string().as_bytes())?;
    Ok(RvSipTransportDNSIPElement { addr })
}

fn ip_in(e: &RvSipTransportDNSIPElement) -> Result<IpElement, Error> {
    let ip = std::str::from_utf8(array_text(&e.addr.strIP)).ok().and_then(|t| t.parse::<IpAddr>().ok());
    let transport = transport_of(e.addr.eTransportType)?;
    Ok(IpElement { ip: ip.ok_or(Error::BadParam)?, port: e.addr.port, transport })
}

// ---- functions ----

/// Tells how many entries each of the three lists has.
///
/// - `pNumOfSRVElements`, `pNumOfHostElements`, `pNumOfIPElements`: places for the numbers.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListGetNumberOfEntries(
    hDnsList: RvSipTransportDNSListHandle,
    pNumOfSRVElements: *mut RvUint32,
    pNumOfHostElements: *mut RvUint32,
    pNumOfIPElements: *mut RvUint32,
) -> RvStatus {
    status("RvSipTransportDNSListGetNumberOfEntries", || {
        // SAFETY: the program passes places, or NULL; likewise below.
        let places = unsafe { (out(pNumOfSRVElements)?, out(pNumOfHostElements)?, out(pNumOfIPElements)?) };
        let counts = with(hDnsList, |list| Ok((list.srv.len(), list.hosts.len(), list.ips.len())))?;
        places.0.set(counts.0 as RvUint32);
        places.1.set(counts.1 as RvUint32);
        places.2.set(counts.2 as RvUint32);
        Ok(())
    })
}

/// Gives the SRV name that the host list came from.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when no SRV record was used; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListGetUsedSRVElement(
    hDnsList: RvSipTransportDNSListHandle,
    pSrvElement: *mut RvSipTransportDNSSRVElement,
) -> RvStatus {
    status("RvSipTransportDNSListGetUsedSRVElement", || {
        let place = unsafe { out(pSrvElement)? };
        place.set(with(hDnsList, |list| srv_out(list.used_srv.as_ref().ok_or(Error::NotFound)?))?);
        Ok(())
    })
}

/// Gives the host that the IP list came from.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when no host was looked up; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListGetUsedHostElement(
    hDnsList: RvSipTransportDNSListHandle,
    pHostElement: *mut RvSipTransportDNSHostElement,
) -> RvStatus {
    status("RvSipTransportDNSListGetUsedHostElement", || {
        let place = unsafe { out(pHostElement)? };
        place.set(with(hDnsList, |list| host_out(list.used_host.as_ref().ok_or(Error::NotFound)?))?);
        Ok(())
    })
}

/// Gives the URI that ENUM made of a telephone number.
///
/// - `bufferLen`: bytes of `strBuffer`.
/// - `actualLen`: place for the bytes needed, NUL included; may be NULL.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when there is none; RV_ERROR_INSUFFICIENT_BUFFER; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListGetENUMElement(
    hDnsList: RvSipTransportDNSListHandle,
    strBuffer: *mut RvChar,
    bufferLen: RvUint,
    actualLen: *mut RvUint,
) -> RvStatus {
    status("RvSipTransportDNSListGetENUMElement", || {
        let uri = with(hDnsList, |list| Ok(list.enum_result.clone()))?;
        unsafe { put_text(strBuffer, bufferLen, actualLen, uri.as_deref().map(str::as_bytes)) }
    })
}

/// Gives an entry of the SRV list and leaves it there.
///
/// - `index`: place in the list, from 0.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND past the end; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListGetSRVElement(
    hDnsList: RvSipTransportDNSListHandle,
    index: RvUint32,
    pSrvElement: *mut RvSipTransportDNSSRVElement,
) -> RvStatus {
    status("RvSipTransportDNSListGetSRVElement", || {
        let place = unsafe { out(pSrvElement)? };
        place.set(with(hDnsList, |list| srv_out(list.srv.get(index as usize).ok_or(Error::NotFound)?))?);
        Ok(())
    })
}

/// Gives an entry of the host list and leaves it there.
///
/// - `index`: place in the list, from 0.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND past the end; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListGetHostElement(
    hDnsList: RvSipTransportDNSListHandle,
    index: RvUint32,
    pHostElement: *mut RvSipTransportDNSHostElement,
) -> RvStatus {
    status("RvSipTransportDNSListGetHostElement", || {
        let place = unsafe { out(pHostElement)? };
        place.set(with(hDnsList, |list| host_out(list.hosts.get(index as usize).ok_or(Error::NotFound)?))?);
        Ok(())
    })
}

/// Gives an entry of the IP list and leaves it there.
///
/// - `index`: place in the list, from 0.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND past the end; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListGetIPElement(
    hDnsList: RvSipTransportDNSListHandle,
    index: RvUint32,
    pIpElement: *mut RvSipTransportDNSIPElement,
) -> RvStatus {
    status("RvSipTransportDNSListGetIPElement", || {
        let place = unsafe { out(pIpElement)? };
        place.set(with(hDnsList, |list| ip_out(list.ips.get(index as usize).ok_or(Error::NotFound)?))?);
        Ok(())
    })
}

/// Takes the first entry out of the SRV list.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when the list is empty; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListPopSRVElement(
    hDnsList: RvSipTransportDNSListHandle,
    pSrvElement: *mut RvSipTransportDNSSRVElement,
) -> RvStatus {
    status("RvSipTransportDNSListPopSRVElement", || {
        let place = unsafe { out(pSrvElement)? };
        let element = with(hDnsList, |list| {
            let element = srv_out(list.srv.front().ok_or(Error::NotFound)?)?;
            list.srv.pop_front();
            Ok(element)
        })?;
        place.set(element);
        Ok(())
    })
}

/// Takes the first entry out of the host list.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when the list is empty; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListPopHostElement(
    hDnsList: RvSipTransportDNSListHandle,
    pHostElement: *mut RvSipTransportDNSHostElement,
) -> RvStatus {
    status("RvSipTransportDNSListPopHostElement", || {
        let place = unsafe { out(pHostElement)? };
        let element = with(hDnsList, |list| {
            let element = host_out(list.hosts.front().ok_or(Error::NotFound)?)?;
            list.hosts.pop_front();
            Ok(element)
        })?;
        place.set(element);
        Ok(())
    })
}

/// Takes the first entry out of the IP list.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when the list is empty; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListPopIPElement(
    hDnsList: RvSipTransportDNSListHandle,
    pIpElement: *mut RvSipTransportDNSIPElement,
) -> RvStatus {
    status("RvSipTransportDNSListPopIPElement", || {
        let place = unsafe { out(pIpElement)? };
        let element = with(hDnsList, |list| {
            let element = ip_out(list.ips.front().ok_or(Error::NotFound)?)?;
            list.ips.pop_front();
            Ok(element)
        })?;
        place.set(element);
        Ok(())
    })
}

/// Puts an entry in front of the SRV list: it is the next to be used.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a name or transport that is none; RV_ERROR_OUTOFRESOURCES when the list has 64 entries;
/// RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListPushSRVElement(
    hDnsList: RvSipTransportDNSListHandle,
    pSrvElement: *mut RvSipTransportDNSSRVElement,
) -> RvStatus {
    status("RvSipTransportDNSListPushSRVElement", || {
        let (stack, owner) = living(hDnsList)?;
        let element = srv_in(&unsafe { read(pSrvElement)? })?;
        stack.with(|core, _| {
            let list = core.dns_list(owner)?;
            if list.srv.len() >= MOST {
                return Err(Error::OutOfResources);
            }
            list.srv.push_front(element);
            Ok(())
        })
    })
}

/// Puts an entry in front of the host list: it is the next to be used. Port 0 stands for the default port of the transport.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a name or transport that is none; RV_ERROR_OUTOFRESOURCES when the list has 64 entries;
/// RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListPushHostElement(
    hDnsList: RvSipTransportDNSListHandle,
    pHostElement: *mut RvSipTransportDNSHostElement,
) -> RvStatus {
    status("RvSipTransportDNSListPushHostElement", || {
        let (stack, owner) = living(hDnsList)?;
        let element = host_in(&unsafe { read(pHostElement)? })?;
        stack.with(|core, _| {
            let list = core.dns_list(owner)?;
            if list.hosts.len() >= MOST {
                return Err(Error::OutOfResources);
            }
            list.hosts.push_front(element);
            Ok(())
        })
    })
}

/// Puts an entry in front of the IP list: it is the next to be used, even if it was before. Port 0 stands for the default port of
/// the transport.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for an address or transport that is none; RV_ERROR_OUTOFRESOURCES when the list has 64 entries;
/// RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListPushIPElement(
    hDnsList: RvSipTransportDNSListHandle,
    pIpElement: *mut RvSipTransportDNSIPElement,
) -> RvStatus {
    status("RvSipTransportDNSListPushIPElement", || {
        let (stack, owner) = living(hDnsList)?;
        let element = ip_in(&unsafe { read(pIpElement)? })?;
        Ok(stack.with(|core, _| core.dns_list_push_ip(owner, element))?)
    })
}
