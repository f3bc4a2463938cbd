//! RvSipTransport.h - Connections, local addresses, and messages before they belong to anything.

use super::abi::*;
use super::app;
use super::boundary::status;
use super::handle::Tag;
use super::numbers::{conn_state, number_of, transport_of, version_of};
use super::regclient_fields::connection_handle;
use super::stack::{handlers, owner_of, stack_of};
use super::status::Error;
use super::strings::{array_text, filled_text, out, put_fixed, read_struct};
use crate::endpoint::{Command, ConnId, ConnInfo, ConnSetup, Id, Target};
use crate::stack::Stack;
use std::net::{IpAddr, SocketAddr, SocketAddrV6};
use std::sync::Arc;

/// Sets the program's functions for events of the transport manager: connections that peers open, messages before they are parsed
/// or processed, bad syntax, raw octets. Any thread may call it at any time; NULL slots are not called.
///
/// - `hAppTransportMgr`: kept for existing programs; no event passes it back.
/// - `sizeofEvHandlers`: sizeof(RvSipTransportMgrEvHandlers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportMgrSetEvHandlers(
    hTransportMgr: RvSipTransportMgrHandle,
    hAppTransportMgr: RvSipAppTransportMgrHandle,
    pEvHandlers: *mut RvSipTransportMgrEvHandlers,
    sizeofEvHandlers: RvInt32,
) -> RvStatus {
    status("RvSipTransportMgrSetEvHandlers", || {
        let _ = hAppTransportMgr;
        let stack = stack_of(hTransportMgr, Tag::TransportMgr)?;
        // SAFETY: the program says how large its structure is.
        let events = unsafe { handlers(pEvHandlers, sizeofEvHandlers)? };
        app::of(&stack)?.set_transport_handlers(&stack, events);
        Ok(())
    })
}

/// The connection a handle names; whether it lives is for the core to tell.
fn connection(handle: RvSipTransportConnectionHandle) -> Result<(Arc<Stack>, ConnId), Error> {
    let (stack, h) = owner_of(handle, Tag::Connection)?;
    Ok((stack, ConnId(Id { index: h.index, generation: h.generation })))
}

fn known(handle: RvSipTransportConnectionHandle) -> Result<ConnInfo, Error> {
    let (stack, id) = connection(handle)?;
    stack.with(|core, _| core.any_connection(id)).ok_or(Error::InvalidHandle)
}

fn act(handle: RvSipTransportConnectionHandle, command: impl FnOnce(ConnId) -> Command) -> Result<(), Error> {
    let (stack, id) = connection(handle)?;
    Ok(stack.with(|core, now| core.command(now, command(id)))?)
}

/// Makes a connection that leads nowhere yet, in IDLE, with its first owner. RvSipTransportConnectionInit says where it leads. The
/// owner hears of its states through `pEvHandlers`.
///
/// - `hOwner`: the program's own value; it comes back in the events and names the owner in RvSipTransportConnectionDetachOwner.
/// - `sizeofEvHandlers`: sizeof(RvSipTransportConnectionEvHandlers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_NOTSUPPORTED without tcpEnabled; RV_ERROR_OUTOFRESOURCES beyond maxConnections; RV_ERROR_BADPARAM for a
/// size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportMgrCreateConnection(
    hTransportMgr: RvSipTransportMgrHandle,
    hOwner: RvSipTransportConnectionOwnerHandle,
    pEvHandlers: *mut RvSipTransportConnectionEvHandlers,
    sizeofEvHandlers: RvInt32,
    phConn: *mut RvSipTransportConnectionHandle,
) -> RvStatus {
    status("RvSipTransportMgrCreateConnection", || {
        // SAFETY: the program passes a place for the handle, or NULL, and says how large its structure is.
        let (place, events) = unsafe { (out(phConn)?, handlers(pEvHandlers, sizeofEvHandlers)?) };
        let stack = stack_of(hTransportMgr, Tag::TransportMgr)?;
        let hooks = app::of(&stack)?.transport.owners.number(events)?;
        let id = stack.with(|core, _| core.create_connection(hOwner as usize, hooks))?;
        place.set(connection_handle(&stack, Some(id)));
        Ok(())
    })
}

/// The IP, scope and port of an address structure; none for an empty IP.
pub fn address_of(address: &RvSipTransportAddr) -> Result<Option<SocketAddr>, Error> {
    let text = array_text(&address.strIP);
    if text.is_empty() {
        return Ok(None);
    }
    let ip = std::str::from_utf8(text).ok().and_then(|t| t.parse::<IpAddr>().ok()).ok_or(Error::BadParam)?;
    let scope = u32::try_from(address.Ipv6Scope).map_err(|_| Error::BadParam)?;
    Ok(Some(match ip {
        IpAddr::V4(_) => SocketAddr::new(ip, address.port),
        IpAddr::V6(ip) => SocketAddrV6::new(ip, address.port, 0, scope).into(),
    }))
}

/// Says where a connection in IDLE leads: it becomes READY, and requests of persistent objects to that destination find it. Nothing
/// is sent yet.
///
/// - `pCfg`: transport, local and remote address.
/// - `sizeofCfg`: sizeof(RvSipTransportConnectionCfg) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for an address that is none or a destination without port; RV_ERROR_NOTSUPPORTED for a transport
/// without connections or one that this stack does not speak; RV_ERROR_NETWORK_PROBLEM when the stack listens on no address that
/// fits; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportConnectionInit(
    hConn: RvSipTransportConnectionHandle,
    pCfg: *mut RvSipTransportConnectionCfg,
    sizeofCfg: RvInt32,
) -> RvStatus {
    status("RvSipTransportConnectionInit", || {
        let (stack, id) = connection(hConn)?;
        known(hConn)?;
        // SAFETY: the program says how large its structure is, and that the name in it is a string or NULL.
        let (cfg, name) = unsafe {
            let cfg = read_struct(pCfg, sizeofCfg)?;
            (cfg, filled_text(cfg.strHostName)?)
        };
        let transport = transport_of(cfg.eTransportType)?;
        let addr = address_of(&cfg.destAddress)?.ok_or(Error::BadParam)?;
        let from = address_of(&cfg.localAddress)?.filter(|a| !a.ip().is_unspecified()).map(|mut a| {
            a.set_port(0);
            a
        });
        let name = match name {
            Some(name) => String::from_utf8(name.to_vec()).map_err(|_| Error::BadParam)?,
            None => addr.ip().to_string(),
        };
        let peer = Target { transport, addr, name: transport.is_named().then(|| name.into()) };
        Ok(stack.with(|core, now| core.command(now, Command::InitConnection { id, setup: ConnSetup { peer, from } }))?)
    })
}

/// Opens a connection in READY: CONNECTING, then TCP_CONNECTED or TERMINATED with reason ERROR. A request that is sent on it does
/// the same.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransportConnectionConnect(hConn: RvSipTransportConnectionHandle) -> RvStatus {
    status("RvSipTransportConnectionConnect", || act(hConn, |id| Command::Connect { id }))
}

/// Closes a connection, whoever uses it: requests that are out on it fail with a network error. From TCP_CONNECTED it goes through
/// CLOSING and CLOSED, what waits to be sent goes out first; from every other state it is TERMINATED at once. Legal in every state;
/// prefer RvSipTransportConnectionDetachOwner, and leave connections that peers opened to them.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransportConnectionTerminate(hConn: RvSipTransportConnectionHandle) -> RvStatus {
    status("RvSipTransportConnectionTerminate", || act(hConn, |id| Command::TerminateConnection { id }))
}

/// Adds an owner, who hears of the connection's states and keeps it open. One owner may be added several times and is then told
/// several times. Legal in CONNECTING and TCP_CONNECTED.
///
/// - `sizeofEvHandlers`: sizeof(RvSipTransportConnectionEvHandlers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportConnectionAttachOwner(
    hConn: RvSipTransportConnectionHandle,
    hOwner: RvSipTransportConnectionOwnerHandle,
    pEvHandlers: *mut RvSipTransportConnectionEvHandlers,
    sizeofEvHandlers: RvInt32,
) -> RvStatus {
    status("RvSipTransportConnectionAttachOwner", || {
        let (stack, id) = connection(hConn)?;
        known(hConn)?;
        // SAFETY: the program says how large its structure is.
        let events = unsafe { handlers(pEvHandlers, sizeofEvHandlers)? };
        let hooks = app::of(&stack)?.transport.owners.number(events)?;
        Ok(stack.with(|core, now| core.command(now, Command::AttachOwner { id, owner: hOwner as usize, hooks }))?)
    })
}

/// Takes an owner out of the list, the first entry of it that was made. No event reaches that entry any more, and the program lets
/// go of the handle. A connection that we opened closes with its last owner, transactions and register-clients counted, unless
/// connectionCapacityPercent keeps it; one that a peer opened stays for serverConnectionTimeout.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when it is no owner; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransportConnectionDetachOwner(
    hConn: RvSipTransportConnectionHandle,
    hOwner: RvSipTransportConnectionOwnerHandle,
) -> RvStatus {
    status("RvSipTransportConnectionDetachOwner", || act(hConn, |id| Command::DetachOwner { id, owner: hOwner as usize }))
}

/// Lets requests of persistent objects find a connection that we opened. RvSipTransportConnectionInit did so already.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in IDLE, when it is being closed, and for one that a peer opened (see
/// RvSipTransportConnectionEnableConnByAlias); RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransportConnectionEnable(hConn: RvSipTransportConnectionHandle) -> RvStatus {
    status("RvSipTransportConnectionEnable", || act(hConn, |id| Command::EnableConnection { id, on: true }))
}

/// Hides a connection from requests that look for a way to its peer; those who use it go on.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransportConnectionDisable(hConn: RvSipTransportConnectionHandle) -> RvStatus {
    status("RvSipTransportConnectionDisable", || act(hConn, |id| Command::EnableConnection { id, on: false }))
}

/// Lets requests of persistent objects to the address that the peer named in its Via use the connection it opened, without a name
/// look-up (RFC 5923 section 4). Call it when RvSipTransportConnectionServerReuseEv told of the offer and the peer is known to be
/// who it says: over TCP anybody can name any address.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when no request on the connection named an alias, or it is not open; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransportConnectionEnableConnByAlias(hConn: RvSipTransportConnectionHandle) -> RvStatus {
    status("RvSipTransportConnectionEnableConnByAlias", || act(hConn, |id| Command::EnableByAlias { id }))
}

/// Writes IP, port and IP version of an address to the program.
///
/// # Safety
/// `ip` has room for RVSIP_TRANSPORT_LEN_STRING_IP characters; the others are places; each may be NULL.
pub unsafe fn put_end(
    addr: SocketAddr,
    ip: *mut RvChar,
    port: *mut RvUint16,
    kind: *mut RvSipTransportAddressType,
) -> Result<(), Error> {
    // SAFETY: as promised by the caller; nothing is written before all are known to be there.
    unsafe {
        let (port, kind) = (out(port)?, out(kind)?);
        put_fixed(ip, RVSIP_TRANSPORT_LEN_STRING_IP, addr.ip().to_string().as_bytes())?;
        port.set(addr.port());
        kind.set(version_of(addr));
    }
    Ok(())
}

/// Tells the address of the peer.
///
/// - `strAddress`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND in IDLE of a connection that the program made; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportConnectionGetRemoteAddress(
    hConn: RvSipTransportConnectionHandle,
    strAddress: *mut RvChar,
    pPort: *mut RvUint16,
    peAddressType: *mut RvSipTransportAddressType,
) -> RvStatus {
    status("RvSipTransportConnectionGetRemoteAddress", || {
        let peer = known(hConn)?.peer.addr;
        let peer = Some(peer).filter(|p| p.port() != 0).ok_or(Error::NotFound)?;
        // SAFETY: the program passes what the text says, or NULL; likewise below.
        unsafe { put_end(peer, strAddress, pPort, peAddressType) }
    })
}

/// Tells our address of the connection. Before it is open only the IP that was asked for is known.
///
/// - `strAddress`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while it is not known; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportConnectionGetLocalAddress(
    hConn: RvSipTransportConnectionHandle,
    strAddress: *mut RvChar,
    pPort: *mut RvUint16,
    peAddressType: *mut RvSipTransportAddressType,
) -> RvStatus {
    status("RvSipTransportConnectionGetLocalAddress", || {
        let local = known(hConn)?.local.ok_or(Error::NotFound)?;
        unsafe { put_end(local, strAddress, pPort, peAddressType) }
    })
}

macro_rules! getter {
    ($(#[$doc:meta])* $name:ident, $place:ident : $kind:ty, |$info:ident| $value:expr) => {
        $(#[$doc])*
        unsafe fn $name(handle: RvSipTransportConnectionHandle, $place: *mut $kind) -> Result<(), Error> {
            // SAFETY: the program passes a place, or NULL.
            let place = unsafe { out($place)? };
            let $info = known(handle)?;
            place.set($value);
            Ok(())
        }
    };
}

getter!(transport_type, place: RvSipTransport, |info| number_of(info.peer.transport));
getter!(num_of_owners, place: RvInt32, |info| info.owners as RvInt32);
getter!(current_state, place: RvSipTransportConnectionState, |info| conn_state(info.state));
getter!(is_client, place: RvBool, |info| RvBool::from(info.client));
getter!(is_enabled, place: RvBool, |info| RvBool::from(info.enabled));

/// Tells the transport.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportConnectionGetTransportType(
    hConn: RvSipTransportConnectionHandle,
    peTransportType: *mut RvSipTransport,
) -> RvStatus {
    // SAFETY: as the getter says; likewise below.
    status("RvSipTransportConnectionGetTransportType", || unsafe { transport_type(hConn, peTransportType) })
}

/// Tells how many owners there are: the program's, each as often as it was attached, and transactions and register-clients.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportConnectionGetNumOfOwners(
    hConn: RvSipTransportConnectionHandle,
    pNumOfOwners: *mut RvInt32,
) -> RvStatus {
    status("RvSipTransportConnectionGetNumOfOwners", || unsafe { num_of_owners(hConn, pNumOfOwners) })
}

/// Tells the state.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportConnectionGetCurrentState(
    hConn: RvSipTransportConnectionHandle,
    peState: *mut RvSipTransportConnectionState,
) -> RvStatus {
    status("RvSipTransportConnectionGetCurrentState", || unsafe { current_state(hConn, peState) })
}

/// Tells whether we opened it, or are to.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportConnectionIsClient(
    hConn: RvSipTransportConnectionHandle,
    pbIsClient: *mut RvBool,
) -> RvStatus {
    status("RvSipTransportConnectionIsClient", || unsafe { is_client(hConn, pbIsClient) })
}

/// Tells whether requests that look for a way to its peer, or to its alias, find it.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportConnectionIsEnabled(
    hConn: RvSipTransportConnectionHandle,
    pbIsEnabled: *mut RvBool,
) -> RvStatus {
    status("RvSipTransportConnectionIsEnabled", || unsafe { is_enabled(hConn, pbIsEnabled) })
}

/// Sets the type-of-service octet of what is sent on a connection; for one that is not open yet it is set when it is. What the
/// values mean is the system's affair. A system that refuses is told of in the log.
///
/// - `typeOfService`: 0 to 255.
///
/// Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransportConnectionSetIpTosSockOption(
    hConn: RvSipTransportConnectionHandle,
    typeOfService: RvInt32,
) -> RvStatus {
    status("RvSipTransportConnectionSetIpTosSockOption", || {
        let (stack, id) = connection(hConn)?;
        known(hConn)?;
        let tos = u8::try_from(typeOfService).map_err(|_| Error::BadParam)?;
        Ok(stack.with(|core, now| core.command(now, Command::SetConnectionTos { id, tos }))?)
    })
}

/// Tells the type-of-service octet that was set for a connection, or that it has from the address it was accepted at.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when none was set; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportConnectionGetIpTosSockOption(
    hConn: RvSipTransportConnectionHandle,
    pTypeOfService: *mut RvInt32,
) -> RvStatus {
    status("RvSipTransportConnectionGetIpTosSockOption", || {
        // SAFETY: the program passes a place, or NULL.
        let place = unsafe { out(pTypeOfService)? };
        place.set(RvInt32::from(known(hConn)?.tos.ok_or(Error::NotFound)?));
        Ok(())
    })
}
