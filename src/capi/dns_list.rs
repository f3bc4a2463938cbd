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
use std::collections::VecDeque;
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

/// A look-up of the program's own may not know the port; it does not know the transport either then.
fn transport_out(transport: Transport, port: u16) -> RvSipTransport {
    match port {
        0 => enums::RvSipTransport::RVSIP_TRANSPORT_UNDEFINED as RvSipTransport,
        _ => number_of(transport),
    }
}

/// An entry of one of the three lists.
trait Element: Sized {
    /// What programs know it as.
    type C: Copy;
    fn list(list: &mut List) -> &mut VecDeque<Self>;
    fn to_c(&self) -> Result<Self::C, Error>;
    fn from_c(e: &Self::C) -> Result<Self, Error>;
}

impl Element for SrvElement {
    type C = RvSipTransportDNSSRVElement;
    fn list(list: &mut List) -> &mut VecDeque<SrvElement> {
        &mut list.srv
    }
    fn to_c(&self) -> Result<RvSipTransportDNSSRVElement, Error> {
        let mut out = RvSipTransportDNSSRVElement {
            strName: [0; RVSIP_TRANSPORT_LEN_DNS_NAME],
            eTransport: number_of(self.transport),
            order: self.order,
            preference: self.preference,
        };
        set_name(&mut out.strName, &self.name)?;
        Ok(out)
    }
    fn from_c(e: &RvSipTransportDNSSRVElement) -> Result<SrvElement, Error> {
        let (name, transport) = (name_of(&e.strName)?, transport_of(e.eTransport)?);
        Ok(SrvElement { name, transport, order: e.order, preference: e.preference })
    }
}

impl Element for HostElement {
    type C = RvSipTransportDNSHostElement;
    fn list(list: &mut List) -> &mut VecDeque<HostElement> {
        &mut list.hosts
    }
    fn to_c(&self) -> Result<RvSipTransportDNSHostElement, Error> {
        let mut out = RvSipTransportDNSHostElement {
            strName: [0; RVSIP_TRANSPORT_LEN_DNS_NAME],
            eTransport: transport_out(self.transport, self.port),
            port: self.port,
            priority: self.priority,
            weight: self.weight,
        };
        set_name(&mut out.strName, &self.name)?;
        Ok(out)
    }
    fn from_c(e: &RvSipTransportDNSHostElement) -> Result<HostElement, Error> {
        let (name, transport) = (name_of(&e.strName)?, transport_of(e.eTransport)?);
        let port = if e.port == 0 { transport.default_port() } else { e.port };
        Ok(HostElement { name, port, transport, priority: e.priority, weight: e.weight })
    }
}

impl Element for IpElement {
    type C = RvSipTransportDNSIPElement;
    fn list(list: &mut List) -> &mut VecDeque<IpElement> {
        &mut list.ips
    }
    fn to_c(&self) -> Result<RvSipTransportDNSIPElement, Error> {
        use enums::RvSipTransportAddressType as T;
        let kind = if self.ip.is_ipv4() { T::RVSIP_TRANSPORT_ADDRESS_TYPE_IP } else { T::RVSIP_TRANSPORT_ADDRESS_TYPE_IP6 };
        let mut addr = RvSipTransportAddr {
            strIP: [0; RVSIP_TRANSPORT_LEN_STRING_IP],
            Ipv6Scope: 0,
            eAddrType: kind as RvSipTransportAddressType,
            port: self.port,
            eTransportType: transport_out(self.transport, self.port),
        };
        set_array_text(&mut addr.strIP, self.ip.to_string().as_bytes())?;
        Ok(RvSipTransportDNSIPElement { addr })
    }
    fn from_c(e: &RvSipTransportDNSIPElement) -> Result<IpElement, Error> {
        let ip = std::str::from_utf8(array_text(&e.addr.strIP)).ok().and_then(|t| t.parse::<IpAddr>().ok());
        let transport = transport_of(e.addr.eTransportType)?;
        Ok(IpElement { ip: ip.ok_or(Error::BadParam)?, port: e.addr.port, transport })
    }
}

/// The entry at a place of a list.
unsafe fn get<E: Element>(handle: RvSipTransportDNSListHandle, index: RvUint32, to: *mut E::C) -> Result<(), Error> {
    // SAFETY: the caller of the exported function promises a place, or NULL.
    let to = unsafe { out(to) }?;
    to.set(with(handle, |list| E::list(list).get(index as usize).ok_or(Error::NotFound)?.to_c())?);
    Ok(())
}

/// The first entry of a list, which goes.
unsafe fn pop<E: Element>(handle: RvSipTransportDNSListHandle, to: *mut E::C) -> Result<(), Error> {
    // SAFETY: as for `get`.
    let to = unsafe { out(to) }?;
    to.set(with(handle, |list| {
        let element = E::list(list).front().ok_or(Error::NotFound)?.to_c()?;
        E::list(list).pop_front();
        Ok(element)
    })?);
    Ok(())
}

/// A new first entry of a list.
unsafe fn push<E: Element>(handle: RvSipTransportDNSListHandle, from: *const E::C) -> Result<(), Error> {
    living(handle)?;
    // SAFETY: the caller of the exported function promises a structure, or NULL.
    let element = E::from_c(&unsafe { read(from) }?)?;
    with(handle, |list| {
        let list = E::list(list);
        if list.len() >= MOST {
            return Err(Error::OutOfResources);
        }
        list.push_front(element);
        Ok(())
    })
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
        place.set(with(hDnsList, |list| list.used_srv.as_ref().ok_or(Error::NotFound)?.to_c())?);
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
        place.set(with(hDnsList, |list| list.used_host.as_ref().ok_or(Error::NotFound)?.to_c())?);
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
    // SAFETY: the program passes a place, or NULL.
    status("RvSipTransportDNSListGetSRVElement", || unsafe { get::<SrvElement>(hDnsList, index, pSrvElement) })
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
    // SAFETY: the program passes a place, or NULL.
    status("RvSipTransportDNSListGetHostElement", || unsafe { get::<HostElement>(hDnsList, index, pHostElement) })
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
    // SAFETY: the program passes a place, or NULL.
    status("RvSipTransportDNSListGetIPElement", || unsafe { get::<IpElement>(hDnsList, index, pIpElement) })
}

/// Takes the first entry out of the SRV list.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when the list is empty; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListPopSRVElement(
    hDnsList: RvSipTransportDNSListHandle,
    pSrvElement: *mut RvSipTransportDNSSRVElement,
) -> RvStatus {
    // SAFETY: the program passes a place, or NULL.
    status("RvSipTransportDNSListPopSRVElement", || unsafe { pop::<SrvElement>(hDnsList, pSrvElement) })
}

/// Takes the first entry out of the host list.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when the list is empty; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListPopHostElement(
    hDnsList: RvSipTransportDNSListHandle,
    pHostElement: *mut RvSipTransportDNSHostElement,
) -> RvStatus {
    // SAFETY: the program passes a place, or NULL.
    status("RvSipTransportDNSListPopHostElement", || unsafe { pop::<HostElement>(hDnsList, pHostElement) })
}

/// Takes the first entry out of the IP list.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when the list is empty; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportDNSListPopIPElement(
    hDnsList: RvSipTransportDNSListHandle,
    pIpElement: *mut RvSipTransportDNSIPElement,
) -> RvStatus {
    // SAFETY: the program passes a place, or NULL.
    status("RvSipTransportDNSListPopIPElement", || unsafe { pop::<IpElement>(hDnsList, pIpElement) })
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
    // SAFETY: the program passes a place, or NULL.
    status("RvSipTransportDNSListPushSRVElement", || unsafe { push::<SrvElement>(hDnsList, pSrvElement) })
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
    // SAFETY: the program passes a place, or NULL.
    status("RvSipTransportDNSListPushHostElement", || unsafe { push::<HostElement>(hDnsList, pHostElement) })
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
        let element = IpElement::from_c(&unsafe { read(pIpElement)? })?;
        Ok(stack.with(|core, _| core.dns_list_push_ip(owner, element))?)
    })
}
