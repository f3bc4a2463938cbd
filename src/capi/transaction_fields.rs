//! RvSipTransaction.h - Transactions for requests outside of dialogs, client and server.
//!
//! What may be set and read of a transaction.

use super::abi::*;
use super::address::new_address_from;
use super::app::{self, Object};
use super::boundary::status;
use super::handle::{Tag, element};
use super::headers_family::{header_text, new_header, new_header_from};
use super::numbers::{address_type, number_of, transaction_state, transport_of};
use super::regclient_fields::{connection_handle, connection_of};
use super::status::Error;
use super::strings::{filled_text, out, put_fixed, put_text, text};
use super::transaction::{timers_of, transaction};
use super::transport::put_end;
use crate::endpoint::{Endpoint, Holder, TransactionId, Transport};
use crate::message::Name;
use crate::stack::Stack;
use std::net::SocketAddr;

/// Gives the message behind the state that is being told. Legal only inside RvSipTransactionStateChangedEv, in the states that a
/// message caused; the handle is dead when the callback has returned.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetReceivedMsg(hTransc: RvSipTranscHandle, phMsg: *mut RvSipMsgHandle) -> RvStatus {
    status("RvSipTransactionGetReceivedMsg", || {
        // SAFETY: the program passes a place, or NULL; likewise below.
        let place = unsafe { out(phMsg)? };
        let (stack, id) = transaction(hTransc)?;
        stack.with(|core, _| core.transaction_state(id))?;
        place.set(app::of(&stack)?.received(&stack, Object::Transaction(id.0))?);
        Ok(())
    })
}

/// What a transaction's documents end with: one that only its register-client, call-leg or refresh sends lends those of that.
fn holder(stack: &Stack, id: TransactionId) -> Result<Object, Error> {
    Ok(match stack.with(|core, _| core.transaction_holder(id))? {
        Some(Holder::Client(client)) => Object::Client(client.0),
        Some(Holder::CallLeg(leg)) => Object::CallLeg(leg.0),
        Some(Holder::Refresh(refresh)) => Object::Refresh(refresh.0),
        None => Object::Transaction(id.0),
    })
}

/// Gives the message whose headers and body go into the next request or response, and only that one. It is empty when it is
/// given; To, From, Call-ID, CSeq and Via in it are not used.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetOutboundMsg(hTransc: RvSipTranscHandle, phMsg: *mut RvSipMsgHandle) -> RvStatus {
    status("RvSipTransactionGetOutboundMsg", || {
        let place = unsafe { out(phMsg)? };
        let (stack, id) = transaction(hTransc)?;
        let object = holder(&stack, id)?;
        place.set(app::of(&stack)?.outbound(object)?);
        Ok(())
    })
}

fn given_party(handle: RvSipPartyHeaderHandle) -> Result<Vec<u8>, Error> {
    element(handle, Tag::PartyHeader)?;
    Ok(header_text(handle)?.1)
}

/// Hands out a To or From made of stored text; it lives with the transaction.
unsafe fn hand_out(
    stack: &Stack,
    id: TransactionId,
    name: Name,
    value: &[u8],
    place: *mut RvSipPartyHeaderHandle,
) -> Result<(), Error> {
    let place = unsafe { out(place)? };
    let holder = holder(stack, id)?;
    let (doc, handle) = new_header_from(name, value)?;
    app::of(stack)?.keep_element(holder, doc);
    place.set(handle.cast());
    Ok(())
}

/// Sets the To header of a client transaction. The header is copied. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionSetToHeader(hTransc: RvSipTranscHandle, hTo: RvSipPartyHeaderHandle) -> RvStatus {
    status("RvSipTransactionSetToHeader", || {
        let (stack, id) = transaction(hTransc)?;
        let value = given_party(hTo)?;
        Ok(stack.with(|core, _| core.transaction_set_to(id, &value))?)
    })
}

/// Gives a copy of the To header; of the request's on the server side.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetToHeader(
    hTransc: RvSipTranscHandle,
    phTo: *mut RvSipPartyHeaderHandle,
) -> RvStatus {
    status("RvSipTransactionGetToHeader", || {
        let (stack, id) = transaction(hTransc)?;
        let value = stack.with(|core, _| core.transaction_to(id))?;
        unsafe { hand_out(&stack, id, Name::To, &value, phTo) }
    })
}

/// Sets the From header of a client transaction. The header is copied; a tag is made where it has none. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionSetFromHeader(hTransc: RvSipTranscHandle, hFrom: RvSipPartyHeaderHandle) -> RvStatus {
    status("RvSipTransactionSetFromHeader", || {
        let (stack, id) = transaction(hTransc)?;
        let value = given_party(hFrom)?;
        Ok(stack.with(|core, _| core.transaction_set_from(id, &value))?)
    })
}

/// Gives a copy of the From header; of the request's on the server side.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetFromHeader(
    hTransc: RvSipTranscHandle,
    phFrom: *mut RvSipPartyHeaderHandle,
) -> RvStatus {
    status("RvSipTransactionGetFromHeader", || {
        let (stack, id) = transaction(hTransc)?;
        let value = stack.with(|core, _| core.transaction_from(id))?;
        unsafe { hand_out(&stack, id, Name::From, &value, phFrom) }
    })
}

/// Gives an empty To or From header to be filled and set. It lives with the transaction.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetNewPartyHeaderHandle(
    hTransc: RvSipTranscHandle,
    phParty: *mut RvSipPartyHeaderHandle,
) -> RvStatus {
    status("RvSipTransactionGetNewPartyHeaderHandle", || {
        let place = unsafe { out(phParty)? };
        let (stack, id) = transaction(hTransc)?;
        let holder = holder(&stack, id)?;
        let (doc, handle) = new_header(Name::To)?;
        app::of(&stack)?.keep_element(holder, doc);
        place.set(handle.cast());
        Ok(())
    })
}

/// Sets the Call-ID of a client transaction; one is made when none was set. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionSetCallId(hTransc: RvSipTranscHandle, strCallId: *mut RvChar) -> RvStatus {
    status("RvSipTransactionSetCallId", || {
        let call_id = unsafe { text(strCallId)? };
        let (stack, id) = transaction(hTransc)?;
        Ok(stack.with(|core, _| core.transaction_set_call_id(id, call_id))?)
    })
}

/// Copies the Call-ID.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in `pActualLen`;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetCallId(
    hTransc: RvSipTranscHandle,
    strBuffer: *mut RvChar,
    bufferLen: RvUint,
    pActualLen: *mut RvUint,
) -> RvStatus {
    status("RvSipTransactionGetCallId", || {
        let (stack, id) = transaction(hTransc)?;
        let value = stack.with(|core, _| core.transaction_call_id(id))?;
        // SAFETY: the program says how much room there is.
        unsafe { put_text(strBuffer, bufferLen, pActualLen, Some(&value)) }
    })
}

/// Sets the CSeq number of a client transaction, 0 to 2147483647; 1 when none was set. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionSetCSeqStep(hTransc: RvSipTranscHandle, cseqStep: RvInt32) -> RvStatus {
    status("RvSipTransactionSetCSeqStep", || {
        let (stack, id) = transaction(hTransc)?;
        let step = u32::try_from(cseqStep).map_err(|_| Error::BadParam)?;
        Ok(stack.with(|core, _| core.transaction_set_cseq(id, step))?)
    })
}

/// Tells the CSeq number.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetCSeqStep(hTransc: RvSipTranscHandle, pCSeqStep: *mut RvInt32) -> RvStatus {
    status("RvSipTransactionGetCSeqStep", || {
        let place = unsafe { out(pCSeqStep)? };
        let (stack, id) = transaction(hTransc)?;
        place.set(stack.with(|core, _| core.transaction_cseq(id))? as RvInt32);
        Ok(())
    })
}

/// Copies the method.
///
/// - `bufferLen`: size of the buffer; the NUL counts.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND before the request; RV_ERROR_INSUFFICIENT_BUFFER; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetMethodStr(
    hTransc: RvSipTranscHandle,
    bufferLen: RvUint32,
    strBuffer: *mut RvChar,
) -> RvStatus {
    status("RvSipTransactionGetMethodStr", || {
        let (stack, id) = transaction(hTransc)?;
        let value = stack.with(|core, _| core.transaction_method(id))?;
        // SAFETY: the program says how much room there is.
        unsafe { put_text(strBuffer, bufferLen, std::ptr::null_mut(), Some(&value)) }
    })
}

/// Tells the code of the last response; 408 after a time-out.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND before any; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetResponseCode(hTransc: RvSipTranscHandle, pResponseCode: *mut RvUint16) -> RvStatus {
    status("RvSipTransactionGetResponseCode", || {
        let place = unsafe { out(pResponseCode)? };
        let (stack, id) = transaction(hTransc)?;
        place.set(stack.with(|core, _| core.transaction_status(id))?);
        Ok(())
    })
}

/// Tells the state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetCurrentState(
    hTransc: RvSipTranscHandle,
    peState: *mut RvSipTransactionState,
) -> RvStatus {
    status("RvSipTransactionGetCurrentState", || {
        let place = unsafe { out(peState)? };
        let (stack, id) = transaction(hTransc)?;
        place.set(transaction_state(stack.with(|core, _| core.transaction_state(id))?));
        Ok(())
    })
}

/// Gives a copy of the Request-URI. It lives with the transaction.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND before the request; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetRequestUri(
    hTransc: RvSipTranscHandle,
    phRequestUri: *mut RvSipAddressHandle,
) -> RvStatus {
    status("RvSipTransactionGetRequestUri", || {
        let place = unsafe { out(phRequestUri)? };
        let (stack, id) = transaction(hTransc)?;
        let uri = stack.with(|core, _| core.transaction_request_uri(id))?;
        let holder = holder(&stack, id)?;
        let (doc, handle) = new_address_from(&uri)?;
        app::of(&stack)?.keep_element(holder, doc);
        place.set(handle);
        Ok(())
    })
}

/// Sets the branch of the top Via of the next request. Legal in IDLE. It must be unique (RFC 3261 section 8.1.1.7).
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a text that is no token or is in use; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionSetViaBranch(hTransc: RvSipTranscHandle, strViaBranch: *mut RvChar) -> RvStatus {
    status("RvSipTransactionSetViaBranch", || {
        let branch = unsafe { text(strViaBranch)? };
        let (stack, id) = transaction(hTransc)?;
        Ok(stack.with(|core, _| core.transaction_set_branch(id, branch))?)
    })
}

/// Makes the transaction disregard the configured outbound proxy and its own outbound address. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionIgnoreOutboundProxy(hTransc: RvSipTranscHandle) -> RvStatus {
    status("RvSipTransactionIgnoreOutboundProxy", || {
        let (stack, id) = transaction(hTransc)?;
        Ok(stack.with(|core, _| core.transaction_ignore_proxy(id))?)
    })
}

/// Sends to the first Route of the request whatever that says. Without this call only a Route with lr is the next hop; one without
/// is a strict router, whose place is in the Request-URI (RFC 3261 section 8.1.2). Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionSendToFirstRoute(hTransc: RvSipTranscHandle) -> RvStatus {
    status("RvSipTransactionSendToFirstRoute", || {
        let (stack, id) = transaction(hTransc)?;
        Ok(stack.with(|core, _| core.transaction_send_to_first_route(id))?)
    })
}

/// Sends to the outbound address even when the message has a Route header. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionSetForceOutboundAddrFlag(hTransc: RvSipTranscHandle, bForceOutboundAddr: RvBool) -> RvStatus {
    status("RvSipTransactionSetForceOutboundAddrFlag", || {
        let (stack, id) = transaction(hTransc)?;
        Ok(stack.with(|core, _| core.transaction_set_force_outbound(id, bForceOutboundAddr != RV_FALSE))?)
    })
}

/// Sends the request to this address instead of the Request-URI, unless it has a Route header. Empty or NULL: none. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionSetOutboundAddress(
    hTransc: RvSipTranscHandle,
    strIP: *mut RvChar,
    port: RvUint16,
) -> RvStatus {
    status("RvSipTransactionSetOutboundAddress", || {
        let address = std::str::from_utf8(unsafe { filled_text(strIP)? }.unwrap_or(&[])).map_err(|_| Error::BadParam)?;
        let (stack, id) = transaction(hTransc)?;
        Ok(stack.with(|core, _| core.transaction_set_outbound(id, address, port))?)
    })
}

/// Sets timers and retransmissions of this transaction, before the request or inside RvSipTransactionCreatedEv.
///
/// - `pTimers`: fields of -1 keep the configured value; NULL restores all configured values.
/// - `sizeofTimers`: sizeof(RvSipTimers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionSetTimers(
    hTransc: RvSipTranscHandle,
    pTimers: *mut RvSipTimers,
    sizeofTimers: RvInt32,
) -> RvStatus {
    status("RvSipTransactionSetTimers", || {
        let (stack, id) = transaction(hTransc)?;
        // SAFETY: the program says how large its structure is.
        let timers = unsafe { timers_of(&stack, pTimers, sizeofTimers)? };
        Ok(stack.with(|core, _| core.transaction_set_timers(id, timers))?)
    })
}

/// Chooses the local address the request leaves from, one for each transport and IP version. Legal in IDLE.
///
/// - `strLocalIPAddress`: exactly as it was configured.
/// - `localPort`: the configured port, or the one the system chose; 0 for any.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when no such address was configured; RV_ERROR_NOTSUPPORTED for a transport that the
/// library does not speak; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionSetLocalAddress(
    hTransc: RvSipTranscHandle,
    eTransportType: RvSipTransport,
    eAddressType: RvSipTransportAddressType,
    strLocalIPAddress: *mut RvChar,
    localPort: RvUint16,
) -> RvStatus {
    status("RvSipTransactionSetLocalAddress", || {
        let address = std::str::from_utf8(unsafe { text(strLocalIPAddress)? }).map_err(|_| Error::BadParam)?;
        let (transport, ipv4) = (transport_of(eTransportType)?, address_type(eAddressType)?);
        let (stack, id) = transaction(hTransc)?;
        set_local_address(&stack, id, (transport, ipv4), address, localPort)
    })
}

/// Chooses the local address of a transport and IP version that was configured with this text and port.
pub fn set_local_address(
    stack: &Stack,
    id: TransactionId,
    (transport, ipv4): (Transport, bool),
    address: &str,
    port: u16,
) -> Result<(), Error> {
    stack.with(|core, _| {
        core.transaction_state(id)?;
        let local = local_named(core, (transport, ipv4), address, port)?;
        core.transaction_set_local(id, local)
    })?;
    Ok(())
}

/// The local address of a transport and IP version that was configured with this text and port.
pub fn local_named(
    core: &Endpoint,
    (transport, ipv4): (Transport, bool),
    address: &str,
    port: u16,
) -> Result<u16, crate::endpoint::Error> {
    let local = core.local_by_text(transport, address, port);
    let fits = |n: &u16| core.locals().get(*n as usize).is_some_and(|l| l.addr.is_ipv4() == ipv4);
    local.filter(fits).ok_or(crate::endpoint::Error::NotFound)
}

/// Text and port of a local address.
pub fn local_text(core: &Endpoint, local: u16) -> Result<(String, u16), crate::endpoint::Error> {
    let l = core.locals().get(local as usize).ok_or(crate::endpoint::Error::NotFound)?;
    Ok((l.text.clone(), l.addr.port()))
}

/// Tells the local address chosen for a transport and IP version.
///
/// - `strLocalIPAddress`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when none was chosen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetLocalAddress(
    hTransc: RvSipTranscHandle,
    eTransportType: RvSipTransport,
    eAddressType: RvSipTransportAddressType,
    strLocalIPAddress: *mut RvChar,
    pLocalPort: *mut RvUint16,
) -> RvStatus {
    status("RvSipTransactionGetLocalAddress", || {
        let (stack, id) = transaction(hTransc)?;
        let kind = (transport_of(eTransportType)?, address_type(eAddressType)?);
        // SAFETY: the buffer has the documented size.
        unsafe { local_address(&stack, id, kind, strLocalIPAddress, pLocalPort) }
    })
}

/// Writes the local address that was chosen for a transport and IP version to the program.
///
/// # Safety
/// `ip` has room for RVSIP_TRANSPORT_LEN_STRING_IP characters; `port` is NULL or a place.
pub unsafe fn local_address(
    stack: &Stack,
    id: TransactionId,
    (transport, ipv4): (Transport, bool),
    ip: *mut RvChar,
    port: *mut RvUint16,
) -> Result<(), Error> {
    let place = unsafe { out(port)? };
    let (address, port) = stack.with(|core, _| {
        let local = core.transaction_local(id, transport, ipv4)?;
        local_text(core, local)
    })?;
    // SAFETY: as promised by the caller.
    unsafe { put_fixed(ip, RVSIP_TRANSPORT_LEN_STRING_IP, address.as_bytes())? };
    place.set(port);
    Ok(())
}

/// Writes transport, IP version, IP and port to the program.
///
/// # Safety
/// `ip` has room for RVSIP_TRANSPORT_LEN_STRING_IP characters; the others are NULL or places.
pub unsafe fn put_address(
    found: (Transport, SocketAddr),
    transport: *mut RvSipTransport,
    kind: *mut RvSipTransportAddressType,
    ip: *mut RvChar,
    port: *mut RvUint16,
) -> Result<(), Error> {
    // SAFETY: as promised by the caller; nothing is written before all are known to be there.
    unsafe {
        let place = out(transport)?;
        put_end(found.1, ip, port, kind)?;
        place.set(number_of(found.0));
    }
    Ok(())
}

/// Tells the local address in use: where the request arrived, or what it is sent from.
///
/// - `strIP`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND before it is known; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetCurrentLocalAddress(
    hTransc: RvSipTranscHandle,
    peTransportType: *mut RvSipTransport,
    peAddressType: *mut RvSipTransportAddressType,
    strIP: *mut RvChar,
    pPort: *mut RvUint16,
) -> RvStatus {
    status("RvSipTransactionGetCurrentLocalAddress", || {
        let (stack, id) = transaction(hTransc)?;
        let found = stack.with(|core, _| core.transaction_current_local(id))?;
        unsafe { put_address(found, peTransportType, peAddressType, strIP, pPort) }
    })
}

/// Tells where the message goes. Legal once the destination is known, as in RvSipTransactionFinalDestResolvedEv.
///
/// - `strIP`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND before; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetCurrentDestAddress(
    hTransc: RvSipTranscHandle,
    peTransportType: *mut RvSipTransport,
    peAddressType: *mut RvSipTransportAddressType,
    strIP: *mut RvChar,
    pPort: *mut RvUint16,
) -> RvStatus {
    status("RvSipTransactionGetCurrentDestAddress", || {
        let (stack, id) = transaction(hTransc)?;
        let found = stack.with(|core, _| core.destination(id))?;
        unsafe { put_address((found.transport, found.addr), peTransportType, peAddressType, strIP, pPort) }
    })
}

/// Tells where the last message came from.
///
/// - `strIP`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND before any; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetReceivedFromAddress(
    hTransc: RvSipTranscHandle,
    peTransportType: *mut RvSipTransport,
    peAddressType: *mut RvSipTransportAddressType,
    strIP: *mut RvChar,
    pPort: *mut RvUint16,
) -> RvStatus {
    status("RvSipTransactionGetReceivedFromAddress", || {
        let (stack, id) = transaction(hTransc)?;
        let found = stack.with(|core, _| core.transaction_received_from(id))?;
        unsafe { put_address(found, peTransportType, peAddressType, strIP, pPort) }
    })
}

/// RV_TRUE: the transaction shares connections. Without this call ePersistencyLevel decides.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionSetPersistency(hTransc: RvSipTranscHandle, bIsPersistent: RvBool) -> RvStatus {
    status("RvSipTransactionSetPersistency", || {
        let (stack, id) = transaction(hTransc)?;
        Ok(stack.with(|core, _| core.transaction_set_persistent(id, bIsPersistent != RV_FALSE))?)
    })
}

/// Tells whether the transaction shares connections.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetPersistency(hTransc: RvSipTranscHandle, pbIsPersistent: *mut RvBool) -> RvStatus {
    status("RvSipTransactionGetPersistency", || {
        let place = unsafe { out(pbIsPersistent)? };
        let (stack, id) = transaction(hTransc)?;
        place.set(RvBool::from(stack.with(|core, _| core.transaction_persistent(id))?));
        Ok(())
    })
}

/// Offers a connection to a persistent client transaction in IDLE: it is used when it leads to the destination.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for one that is not persistent or not in IDLE; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionSetConnection(hTransc: RvSipTranscHandle, hConn: RvSipTransportConnectionHandle) -> RvStatus {
    status("RvSipTransactionSetConnection", || {
        let (stack, id) = transaction(hTransc)?;
        let conn = connection_of(&stack, hConn)?;
        Ok(stack.with(|core, _| core.transaction_offer_connection(id, conn))?)
    })
}

/// Gives the connection in use, NULL for server transactions and those that are not persistent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetConnection(
    hTransc: RvSipTranscHandle,
    phConn: *mut RvSipTransportConnectionHandle,
) -> RvStatus {
    status("RvSipTransactionGetConnection", || {
        let place = unsafe { out(phConn)? };
        let (stack, id) = transaction(hTransc)?;
        let conn = stack.with(|core, _| core.transaction_connection(id))?;
        place.set(connection_handle(&stack, conn));
        Ok(())
    })
}

/// Tells whether it is a client transaction.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionIsUAC(hTransc: RvSipTranscHandle, pbIsUac: *mut RvBool) -> RvStatus {
    status("RvSipTransactionIsUAC", || {
        let place = unsafe { out(pbIsUac)? };
        let (stack, id) = transaction(hTransc)?;
        place.set(RvBool::from(stack.with(|core, _| core.transaction_is_client(id))?));
        Ok(())
    })
}
