//! RvSipTransmitter.h - Transmitters: one message outside of transactions, or the way out of a transaction's.
//!
//! What may be set and read of a transmitter.

use super::abi::*;
use super::app_transport::address_struct;
use super::boundary::status;
use super::numbers::{address_type, transport_of};
use super::regclient_fields::{connection_handle, connection_of};
use super::status::Error;
use super::strings::{filled_text, out, read_struct, text};
use super::transaction_fields::{local_address, put_address, set_local_address};
use super::transmitter::transmitter;
use super::transport::address_of;
use crate::endpoint::{Endpoint, Target, TransactionId};

/// Fixes the destination: the message goes there without any resolving. Legal in IDLE, in FINAL_DEST_RESOLVED inside the callback,
/// and in ON_HOLD; the latter two for the transmitter of a transaction too.
///
/// - `pDestAddress`: IP, port (0 for the default one) and transport. NULL takes the destination away; the DNS list is used again.
/// - `sizeofDestAddress`: sizeof(RvSipTransportAddr) of the calling program.
/// - `pOptions`, `sizeofOptions`: further options; NULL for none.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for an address that is none; RV_ERROR_NOTSUPPORTED for a transport that this stack does not speak;
/// RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransmitterSetDestAddress(
    hTransmitter: RvSipTransmitterHandle,
    pDestAddress: *mut RvSipTransportAddr,
    sizeofDestAddress: RvInt32,
    pOptions: *mut RvSipTransmitterExtOptions,
    sizeofOptions: RvInt32,
) -> RvStatus {
    status("RvSipTransmitterSetDestAddress", || {
        let (stack, id) = transmitter(hTransmitter)?;
        stack.with(|core, _| core.transmitter_state(id))?;
        if pDestAddress.is_null() {
            return Ok(stack.with(|core, _| core.transmitter_set_dest(id, None))?);
        }
        // SAFETY: the program says how large its structures are, and that the name is a string or NULL.
        let (given, name) = unsafe {
            let name = match pOptions.is_null() {
                true => None,
                false => filled_text(read_struct(pOptions, sizeofOptions)?.strHostName)?,
            };
            (read_struct(pDestAddress, sizeofDestAddress)?, name)
        };
        let transport = transport_of(given.eTransportType)?;
        let mut addr = address_of(&given)?.filter(|a| !a.ip().is_unspecified()).ok_or(Error::BadParam)?;
        if addr.port() == 0 {
            addr.set_port(transport.default_port());
        }
        let name = name.map(|n| std::str::from_utf8(n).map(Into::into)).transpose().map_err(|_| Error::BadParam)?;
        let target = Target { transport, addr, name: name.filter(|_| transport.is_named()) };
        Ok(stack.with(|core, _| core.transmitter_set_dest(id, Some(target)))?)
    })
}

/// Tells the destination: the one that was set, or from FINAL_DEST_RESOLVED on the one that was found.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while there is none; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransmitterGetDestAddress(
    hTransmitter: RvSipTransmitterHandle,
    pDestAddress: *mut RvSipTransportAddr,
) -> RvStatus {
    status("RvSipTransmitterGetDestAddress", || {
        // SAFETY: the program passes a place, or NULL; likewise below.
        let place = unsafe { out(pDestAddress)? };
        let (stack, id) = transmitter(hTransmitter)?;
        let found = stack.with(|core, _| core.transmitter_dest(id))?;
        place.set(address_struct(found.transport, found.addr));
        Ok(())
    })
}

type Setter = fn(&mut Endpoint, TransactionId, bool) -> Result<(), crate::endpoint::Error>;

fn set_flag(handle: RvSipTransmitterHandle, on: RvBool, set: Setter) -> Result<(), Error> {
    let (stack, id) = transmitter(handle)?;
    Ok(stack.with(|core, _| set(core, id, on != RV_FALSE))?)
}

/// Has the library write host and port of the top Via from the local address it chooses. RV_FALSE, as it begins: they stay as the
/// program wrote them; transport, rport and a missing branch are put right in any case. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransmitterSetFixViaFlag(hTransmitter: RvSipTransmitterHandle, bFixVia: RvBool) -> RvStatus {
    status("RvSipTransmitterSetFixViaFlag", || set_flag(hTransmitter, bFixVia, Endpoint::transmitter_set_fix_via))
}

/// Makes the transmitter disregard the configured outbound proxy and its own outbound address. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransmitterSetIgnoreOutboundProxyFlag(
    hTransmitter: RvSipTransmitterHandle,
    bIgnoreOutboundProxy: RvBool,
) -> RvStatus {
    status("RvSipTransmitterSetIgnoreOutboundProxyFlag", || {
        set_flag(hTransmitter, bIgnoreOutboundProxy, Endpoint::transmitter_set_ignore_proxy)
    })
}

/// Sends a request to its first Route whatever that says. RV_FALSE, as it begins: only if the Route has lr; one without is a strict
/// router, whose place is in the Request-URI (RFC 3261 section 8.1.2). Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransmitterSetUseFirstRouteFlag(
    hTransmitter: RvSipTransmitterHandle,
    bSendToFirstRoute: RvBool,
) -> RvStatus {
    status("RvSipTransmitterSetUseFirstRouteFlag", || {
        set_flag(hTransmitter, bSendToFirstRoute, Endpoint::transmitter_set_first_route)
    })
}

/// Keeps the message until the transmitter ends, so that RvSipTransmitterSendMessage may send it again with NULL. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransmitterSetKeepMsgFlag(hTransmitter: RvSipTransmitterHandle, bKeepMsg: RvBool) -> RvStatus {
    status("RvSipTransmitterSetKeepMsgFlag", || set_flag(hTransmitter, bKeepMsg, Endpoint::transmitter_set_keep))
}

/// Lets the message take a connection that is there, and leaves the one it opens to others. It begins as ePersistencyLevel says.
/// Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransmitterSetPersistency(hTransmitter: RvSipTransmitterHandle, bIsPersistent: RvBool) -> RvStatus {
    status("RvSipTransmitterSetPersistency", || set_flag(hTransmitter, bIsPersistent, Endpoint::transmitter_set_persistent))
}

/// Tells whether the transmitter uses connections that are there.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransmitterGetPersistency(
    hTransmitter: RvSipTransmitterHandle,
    pbIsPersistent: *mut RvBool,
) -> RvStatus {
    status("RvSipTransmitterGetPersistency", || {
        let place = unsafe { out(pbIsPersistent)? };
        let (stack, id) = transmitter(hTransmitter)?;
        place.set(RvBool::from(stack.with(|core, _| core.transmitter_persistent(id))?));
        Ok(())
    })
}

/// Offers a connection to a persistent transmitter. It is used if it leads to the destination. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state or for a transmitter that is not persistent; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransmitterSetConnection(
    hTransmitter: RvSipTransmitterHandle,
    hConn: RvSipTransportConnectionHandle,
) -> RvStatus {
    status("RvSipTransmitterSetConnection", || {
        let (stack, id) = transmitter(hTransmitter)?;
        let conn = connection_of(&stack, hConn)?;
        Ok(stack.with(|core, _| core.transmitter_offer_connection(id, conn))?)
    })
}

/// Gives the connection in use, NULL when there is none or the transmitter is not persistent.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransmitterGetConnection(
    hTransmitter: RvSipTransmitterHandle,
    phConn: *mut RvSipTransportConnectionHandle,
) -> RvStatus {
    status("RvSipTransmitterGetConnection", || {
        let place = unsafe { out(phConn)? };
        let (stack, id) = transmitter(hTransmitter)?;
        place.set(connection_handle(&stack, stack.with(|core, _| core.transmitter_connection(id))?));
        Ok(())
    })
}

/// Chooses the local address the message leaves from, one for each transport and IP version. Legal in IDLE.
///
/// - `strLocalIPAddress`: exactly as it was configured.
/// - `localPort`: the configured port, or the one the system chose; 0 for any.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when no such address was configured; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransmitterSetLocalAddress(
    hTransmitter: RvSipTransmitterHandle,
    eTransportType: RvSipTransport,
    eAddressType: RvSipTransportAddressType,
    strLocalIPAddress: *mut RvChar,
    localPort: RvUint16,
) -> RvStatus {
    status("RvSipTransmitterSetLocalAddress", || {
        // SAFETY: the program passes a terminated string, or NULL.
        let address = std::str::from_utf8(unsafe { text(strLocalIPAddress)? }).map_err(|_| Error::BadParam)?;
        let kind = (transport_of(eTransportType)?, address_type(eAddressType)?);
        let (stack, id) = transmitter(hTransmitter)?;
        set_local_address(&stack, id, kind, address, localPort)
    })
}

/// Tells the local address chosen for a transport and IP version.
///
/// - `strLocalIPAddress`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when none was chosen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransmitterGetLocalAddress(
    hTransmitter: RvSipTransmitterHandle,
    eTransportType: RvSipTransport,
    eAddressType: RvSipTransportAddressType,
    strLocalIPAddress: *mut RvChar,
    pLocalPort: *mut RvUint16,
) -> RvStatus {
    status("RvSipTransmitterGetLocalAddress", || {
        let (stack, id) = transmitter(hTransmitter)?;
        let kind = (transport_of(eTransportType)?, address_type(eAddressType)?);
        // SAFETY: the buffer has the documented size; the place is one or NULL.
        unsafe { local_address(&stack, id, kind, strLocalIPAddress, pLocalPort) }
    })
}

/// Tells the local address in use.
///
/// - `strIP`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND before the destination is known; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransmitterGetCurrentLocalAddress(
    hTransmitter: RvSipTransmitterHandle,
    peTransportType: *mut RvSipTransport,
    peAddressType: *mut RvSipTransportAddressType,
    strIP: *mut RvChar,
    pPort: *mut RvUint16,
) -> RvStatus {
    status("RvSipTransmitterGetCurrentLocalAddress", || {
        let (stack, id) = transmitter(hTransmitter)?;
        let found = stack.with(|core, _| core.transaction_current_local(id))?;
        // SAFETY: as above.
        unsafe { put_address(found, peTransportType, peAddressType, strIP, pPort) }
    })
}

/// Sends a request to this address instead of the Request-URI, unless its first Route counts. Empty or NULL: none. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransmitterSetOutboundAddress(
    hTransmitter: RvSipTransmitterHandle,
    strIP: *mut RvChar,
    port: RvUint16,
) -> RvStatus {
    status("RvSipTransmitterSetOutboundAddress", || {
        // SAFETY: the program passes a terminated string, or NULL; likewise below.
        let address = std::str::from_utf8(unsafe { filled_text(strIP)? }.unwrap_or(&[])).map_err(|_| Error::BadParam)?;
        let (stack, id) = transmitter(hTransmitter)?;
        Ok(stack.with(|core, _| core.transmitter_set_outbound(id, address, port))?)
    })
}

/// Sets the branch of the top Via of a request, which takes the place of one that the message has. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a text that is no token; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransmitterSetViaBranch(
    hTransmitter: RvSipTransmitterHandle,
    strBranch: *mut RvChar,
) -> RvStatus {
    status("RvSipTransmitterSetViaBranch", || {
        let branch = unsafe { text(strBranch)? };
        let (stack, id) = transmitter(hTransmitter)?;
        Ok(stack.with(|core, _| core.transmitter_set_branch(id, branch))?)
    })
}
