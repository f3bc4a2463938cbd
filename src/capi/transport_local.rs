//! RvSipTransport.h - Connections, local addresses, and messages before they belong to anything.
//!
//! The addresses a stack listens on.

use super::abi::*;
use super::app_transport::address_struct;
use super::boundary::status;
use super::enums;
use super::handle::{ObjectHandle, Tag, object};
use super::numbers::transport_of;
use super::stack::stack_of;
use super::status::Error;
use super::strings::{array_text, out, read_struct, write_struct};
use super::transport::address_of;
use crate::endpoint::{Id, Level, Source, Transport};
use crate::stack::{Listen, Stack, StartError};
use std::net::SocketAddr;
use std::sync::Arc;

fn handle(stack: &Stack, id: Id) -> RvSipTransportLocalAddressHandle {
    ObjectHandle { tag: Tag::LocalAddress, slot: stack.slot(), generation: id.generation, index: id.index }.pointer()
}

/// The stack of a manager, and the address of it that a handle names.
fn local(manager: RvSipTransportMgrHandle, address: RvSipTransportLocalAddressHandle) -> Result<(Arc<Stack>, Id), Error> {
    let stack = stack_of(manager, Tag::TransportMgr)?;
    let h = object(address, Tag::LocalAddress)?;
    if h.slot != stack.slot() {
        return Err(Error::InvalidHandle);
    }
    let id = Id { index: h.index, generation: h.generation };
    stack.with(|core, _| core.local_number(id))?;
    Ok((stack, id))
}

/// Listens on a further address while the stack runs. Objects name it in their SetLocalAddress functions by the text of
/// `pAddress->strIP`; an IPv6 address stands in brackets there, its scope behind a percent sign: `[fe80::1]%2`.
///
/// - `pAddress`: IP, IPv6 scope, transport (UDP; TCP and TLS with tcpEnabled) and port; 0 is 5060 (5061 for TLS), RVSIP_TRANSPORT_ANY_PORT lets the
///   system choose (RvSipTransportMgrLocalAddressGetDetails tells which it became).
/// - `sizeofAddress`: sizeof(RvSipTransportAddr) of the calling program.
///
/// Returns RV_OK; RV_ERROR_NETWORK_PROBLEM when it cannot be bound (a log line says why); RV_ERROR_BADPARAM for an address that is
/// none; RV_ERROR_NOTSUPPORTED for a transport that the stack does not listen on; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportMgrLocalAddressAdd(
    hTransportMgr: RvSipTransportMgrHandle,
    pAddress: *mut RvSipTransportAddr,
    sizeofAddress: RvInt32,
    phLocalAddr: *mut RvSipTransportLocalAddressHandle,
) -> RvStatus {
    status("RvSipTransportMgrLocalAddressAdd", || {
        // SAFETY: the program passes a place, or NULL, and says how large its structure is.
        let (place, given) = unsafe { (out(phLocalAddr)?, read_struct(pAddress, sizeofAddress)?) };
        let stack = stack_of(hTransportMgr, Tag::TransportMgr)?;
        let transport = transport_of(given.eTransportType)?;
        let mut addr = address_of(&given)?.ok_or(Error::BadParam)?;
        match given.port {
            0 => addr.set_port(transport.default_port()),
            RVSIP_TRANSPORT_ANY_PORT => addr.set_port(0),
            _ => {}
        }
        if transport != Transport::Udp && !stack.with(|core, _| core.config().tcp) {
            return Err(Error::NotSupported);
        }
        let ip = String::from_utf8_lossy(array_text(&given.strIP)).into_owned();
        let text = match addr {
            SocketAddr::V4(_) => ip,
            SocketAddr::V6(v6) if v6.scope_id() != 0 => format!("[{ip}]%{}", v6.scope_id()),
            SocketAddr::V6(_) => format!("[{ip}]"),
        };
        match stack.add_local(&Listen { transport, addr, text, port: addr.port() }) {
            Ok(id) => {
                place.set(handle(&stack, id));
                Ok(())
            }
            Err(failure) => {
                stack.log.write(Source::Transport, Level::Error, &format!("RvSipTransportMgrLocalAddressAdd: {failure}"));
                Err(match failure {
                    StartError::Bind { .. } => Error::NetworkProblem,
                    _ => Error::OutOfResources,
                })
            }
        }
    })
}

/// Stops listening on an address, one that was configured or one that was added, and closes its socket. Requests that wait for an
/// answer there fail with a network error; connections that were opened through it stay. The handle is dead at once.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransportMgrLocalAddressRemove(
    hTransportMgr: RvSipTransportMgrHandle,
    hLocalAddr: RvSipTransportLocalAddressHandle,
) -> RvStatus {
    status("RvSipTransportMgrLocalAddressRemove", || {
        let (stack, id) = local(hTransportMgr, hLocalAddr)?;
        Ok(stack.with(|core, now| core.remove_local(now, id))?)
    })
}

/// Gives the first address the stack listens on, in the order of the configuration; added ones come behind.
///
/// - `eTransport`: of this transport; RVSIP_TRANSPORT_UNDEFINED for any.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when there is none; RV_ERROR_NOTSUPPORTED; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportMgrLocalAddressGetFirst(
    hTransportMgr: RvSipTransportMgrHandle,
    eTransport: RvSipTransport,
    phLocalAddr: *mut RvSipTransportLocalAddressHandle,
) -> RvStatus {
    status("RvSipTransportMgrLocalAddressGetFirst", || {
        // SAFETY: the program passes a place, or NULL; likewise below.
        let place = unsafe { out(phLocalAddr)? };
        let stack = stack_of(hTransportMgr, Tag::TransportMgr)?;
        let any = enums::RvSipTransport::RVSIP_TRANSPORT_UNDEFINED as RvSipTransport;
        let transport = if eTransport == any { None } else { Some(transport_of(eTransport)?) };
        let id = stack.with(|core, _| core.next_local(0, transport)).ok_or(Error::NotFound)?;
        place.set(handle(&stack, id));
        Ok(())
    })
}

/// Gives the address after `hLocalAddr`, of the same transport or of any.
///
/// - `eTransport`: of this transport; RVSIP_TRANSPORT_UNDEFINED for any.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND at the end; RV_ERROR_NOTSUPPORTED; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportMgrLocalAddressGetNext(
    hTransportMgr: RvSipTransportMgrHandle,
    hLocalAddr: RvSipTransportLocalAddressHandle,
    eTransport: RvSipTransport,
    phLocalAddr: *mut RvSipTransportLocalAddressHandle,
) -> RvStatus {
    status("RvSipTransportMgrLocalAddressGetNext", || {
        let place = unsafe { out(phLocalAddr)? };
        let (stack, id) = local(hTransportMgr, hLocalAddr)?;
        let any = enums::RvSipTransport::RVSIP_TRANSPORT_UNDEFINED as RvSipTransport;
        let transport = if eTransport == any { None } else { Some(transport_of(eTransport)?) };
        let id = stack.with(|core, _| core.next_local(id.index as usize + 1, transport)).ok_or(Error::NotFound)?;
        place.set(handle(&stack, id));
        Ok(())
    })
}

/// Tells IP, IPv6 scope, port and transport of an address the stack listens on.
///
/// - `sizeofAddress`: sizeof(RvSipTransportAddr) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportMgrLocalAddressGetDetails(
    hTransportMgr: RvSipTransportMgrHandle,
    hLocalAddr: RvSipTransportLocalAddressHandle,
    sizeofAddress: RvInt32,
    pAddress: *mut RvSipTransportAddr,
) -> RvStatus {
    status("RvSipTransportMgrLocalAddressGetDetails", || {
        let (stack, id) = local(hTransportMgr, hLocalAddr)?;
        let (transport, addr) = stack
            .with(|core, _| {
                let number = core.local_number(id).ok()?;
                core.locals().get(number as usize).map(|l| (l.transport, l.addr))
            })
            .ok_or(Error::InvalidHandle)?;
        // SAFETY: the program says how much it has room for.
        unsafe { write_struct(pAddress, sizeofAddress, &address_struct(transport, addr)) }
    })
}

/// Sets the type-of-service octet of what leaves from a UDP address, or of the connections that peers open to a TCP address from now
/// on. What the values mean is the system's affair. A system that refuses is told of in the log.
///
/// - `typeOfService`: 0 to 255.
///
/// Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransportMgrLocalAddressSetIpTosSockOption(
    hTransportMgr: RvSipTransportMgrHandle,
    hLocalAddr: RvSipTransportLocalAddressHandle,
    typeOfService: RvInt32,
) -> RvStatus {
    status("RvSipTransportMgrLocalAddressSetIpTosSockOption", || {
        let (stack, id) = local(hTransportMgr, hLocalAddr)?;
        let tos = u8::try_from(typeOfService).map_err(|_| Error::BadParam)?;
        Ok(stack.with(|core, _| core.set_tos_of_local(id, tos))?)
    })
}

/// Tells the type-of-service octet that was set for an address.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when none was set; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportMgrLocalAddressGetIpTosSockOption(
    hTransportMgr: RvSipTransportMgrHandle,
    hLocalAddr: RvSipTransportLocalAddressHandle,
    pTypeOfService: *mut RvInt32,
) -> RvStatus {
    status("RvSipTransportMgrLocalAddressGetIpTosSockOption", || {
        let place = unsafe { out(pTypeOfService)? };
        let (stack, id) = local(hTransportMgr, hLocalAddr)?;
        place.set(RvInt32::from(stack.with(|core, _| core.tos_of_local(id))?.ok_or(Error::NotFound)?));
        Ok(())
    })
}
