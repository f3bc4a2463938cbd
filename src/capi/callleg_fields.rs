//! RvSipCallLeg.h - Call-legs: dialogs that an INVITE makes.
//!
//! What may be set and read of a call-leg.

use super::abi::*;
use super::address::{address_text, new_address, new_address_from};
use super::app::{self, Object};
use super::boundary::status;
use super::callleg::{callleg, living};
use super::handle::Tag;
use super::headers_family::new_header_from;
use super::headers_parts::scheme_of_type;
use super::numbers::{address_type, transport_of};
use super::numbers_callleg::{callleg_direction, callleg_state};
use super::regclient_fields::{connection_handle, connection_of, given, new_element};
use super::status::Error;
use super::strings::{filled_text, out, put_fixed, put_text, text};
use super::transaction::timers_of;
use super::transaction_fields::{local_named, local_text};
use crate::endpoint::CallLegId;
use crate::endpoint::callleg::State;
use crate::message::Name;
use crate::stack::Stack;
use std::ffi::c_void;

/// Hands out a header made of stored text; it lives with the call-leg.
///
/// # Safety
/// `place` is NULL or a place for the handle.
pub unsafe fn hand_out<T>(stack: &Stack, id: CallLegId, name: Name, value: &[u8], place: *mut *mut T) -> Result<(), Error> {
    // SAFETY: as promised by the caller.
    let place = unsafe { out(place)? };
    let (doc, handle) = new_header_from(name, value)?;
    app::of(stack)?.keep_element(Object::CallLeg(id.0), doc);
    place.set(handle.cast());
    Ok(())
}

/// The same for an address.
unsafe fn hand_out_address(stack: &Stack, id: CallLegId, uri: &[u8], place: *mut RvSipAddressHandle) -> Result<(), Error> {
    // SAFETY: as above.
    let place = unsafe { out(place)? };
    let (doc, handle) = new_address_from(uri)?;
    app::of(stack)?.keep_element(Object::CallLeg(id.0), doc);
    place.set(handle);
    Ok(())
}

/// Sets From: who calls. The header is copied. A tag in it is kept, without one the library makes it. Legal in IDLE, for a call-leg
/// that the program made.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_ILLEGAL_ACTION in another state;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSetFromHeader(hCallLeg: RvSipCallLegHandle, hFrom: RvSipPartyHeaderHandle) -> RvStatus {
    status("RvSipCallLegSetFromHeader", || {
        let (stack, id) = living(hCallLeg)?;
        let text = given(hFrom, Tag::PartyHeader)?;
        Ok(stack.with(|core, _| core.leg_set_from(id, &text))?)
    })
}

/// Gives a copy of From of the first INVITE, with its tag once there is one. Changing the copy changes nothing; set it back for
/// that. It lives with the call-leg.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetFromHeader(
    hCallLeg: RvSipCallLegHandle,
    phFrom: *mut RvSipPartyHeaderHandle,
) -> RvStatus {
    status("RvSipCallLegGetFromHeader", || {
        let (stack, id) = callleg(hCallLeg)?;
        let value = stack.with(|core, _| core.leg_from(id))?;
        // SAFETY: as `hand_out` says; likewise below.
        unsafe { hand_out(&stack, id, Name::From, &value, phFrom) }
    })
}

/// Sets To: who is called, and by default where the INVITE goes. The header is copied; a tag in it is left out. Legal in IDLE, for a
/// call-leg that the program made.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_ILLEGAL_ACTION in another state;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSetToHeader(hCallLeg: RvSipCallLegHandle, hTo: RvSipPartyHeaderHandle) -> RvStatus {
    status("RvSipCallLegSetToHeader", || {
        let (stack, id) = living(hCallLeg)?;
        let text = given(hTo, Tag::PartyHeader)?;
        Ok(stack.with(|core, _| core.leg_set_to(id, &text))?)
    })
}

/// Gives a copy of To of the first INVITE, with its tag once there is one. It lives with the call-leg.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetToHeader(hCallLeg: RvSipCallLegHandle, phTo: *mut RvSipPartyHeaderHandle) -> RvStatus {
    status("RvSipCallLegGetToHeader", || {
        let (stack, id) = callleg(hCallLeg)?;
        let value = stack.with(|core, _| core.leg_to(id))?;
        unsafe { hand_out(&stack, id, Name::To, &value, phTo) }
    })
}

/// Sets the Call-ID; one is made when none was set. Legal in IDLE, for a call-leg that the program made. A call that repeats one after
/// a 422 keeps its Call-ID.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a text that is no Call-ID (RFC 3261 section 25.1); RV_ERROR_ILLEGAL_ACTION in another state;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegSetCallId(hCallLeg: RvSipCallLegHandle, strCallId: *mut RvChar) -> RvStatus {
    status("RvSipCallLegSetCallId", || {
        // SAFETY: the program passes a terminated string, or NULL; likewise below.
        let call_id = unsafe { text(strCallId)? };
        let (stack, id) = living(hCallLeg)?;
        Ok(stack.with(|core, _| core.leg_set_call_id(id, call_id))?)
    })
}

/// Copies the Call-ID.
///
/// - `bufferLen`: size of the buffer; the NUL counts.
/// - `actualLen`: place for the size of the text with its NUL; may be NULL.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in `actualLen`;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetCallId(
    hCallLeg: RvSipCallLegHandle,
    strBuffer: *mut RvChar,
    bufferLen: RvUint,
    actualLen: *mut RvUint,
) -> RvStatus {
    status("RvSipCallLegGetCallId", || {
        let (stack, id) = callleg(hCallLeg)?;
        let call_id = stack.with(|core, _| core.leg_call_id(id))?;
        // SAFETY: the program says how much room there is.
        unsafe { put_text(strBuffer, bufferLen, actualLen, Some(&call_id)) }
    })
}

/// Sets the CSeq number of the first INVITE; 1 when none was set. Every further request has the next one. Legal in IDLE, for a
/// call-leg that the program made.
///
/// - `cseq`: 1 to 2147483647.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another number; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSetCSeq(hCallLeg: RvSipCallLegHandle, cseq: RvInt32) -> RvStatus {
    status("RvSipCallLegSetCSeq", || {
        let (stack, id) = living(hCallLeg)?;
        let number = u32::try_from(cseq).map_err(|_| Error::BadParam)?;
        Ok(stack.with(|core, _| core.leg_set_cseq(id, number))?)
    })
}

/// Tells the CSeq number of the last request sent.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND before the first; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetCSeq(hCallLeg: RvSipCallLegHandle, pCseq: *mut RvInt32) -> RvStatus {
    status("RvSipCallLegGetCSeq", || {
        // SAFETY: the program passes a place, or NULL; likewise below.
        let place = unsafe { out(pCseq)? };
        let (stack, id) = callleg(hCallLeg)?;
        place.set(stack.with(|core, _| core.leg_cseq(id))? as RvInt32);
        Ok(())
    })
}

/// Sets where the first INVITE goes: its Request-URI, and with a transport parameter its transport. The address is copied. Legal in
/// IDLE, for a call-leg that the program made; without this call it is the address of To.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for an address that cannot stand in a request line; RV_ERROR_ILLEGAL_ACTION in another state;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSetRemoteContactAddress(
    hCallLeg: RvSipCallLegHandle,
    hContactAddress: RvSipAddressHandle,
) -> RvStatus {
    status("RvSipCallLegSetRemoteContactAddress", || {
        let (stack, id) = living(hCallLeg)?;
        let uri = address_text(hContactAddress)?;
        Ok(stack.with(|core, _| core.leg_set_remote_contact(id, &uri))?)
    })
}

/// Gives a copy of the address that requests go to: what was set, then the Contact of the other end, or of a 3xx. It lives with the
/// call-leg.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetRemoteContactAddress(
    hCallLeg: RvSipCallLegHandle,
    phContactAddress: *mut RvSipAddressHandle,
) -> RvStatus {
    status("RvSipCallLegGetRemoteContactAddress", || {
        let (stack, id) = callleg(hCallLeg)?;
        let uri = stack.with(|core, _| core.leg_remote_contact(id))?;
        // SAFETY: as `hand_out_address` says.
        unsafe { hand_out_address(&stack, id, &uri, phContactAddress) }
    })
}

/// Sets the address of the Contact in the messages of this end. It is copied. Legal in any state. Without this call it is the address
/// of From, or for a call-leg that came the Request-URI of its INVITE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX or RV_ERROR_BADPARAM for an address that does not parse; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSetLocalContactAddress(
    hCallLeg: RvSipCallLegHandle,
    hContactAddress: RvSipAddressHandle,
) -> RvStatus {
    status("RvSipCallLegSetLocalContactAddress", || {
        let (stack, id) = living(hCallLeg)?;
        let uri = address_text(hContactAddress)?;
        Ok(stack.with(|core, _| core.leg_set_local_contact(id, &uri))?)
    })
}

/// Gives a copy of the address of this end's Contact. It lives with the call-leg.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while neither it nor From is set; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetLocalContactAddress(
    hCallLeg: RvSipCallLegHandle,
    phContactAddress: *mut RvSipAddressHandle,
) -> RvStatus {
    status("RvSipCallLegGetLocalContactAddress", || {
        let (stack, id) = callleg(hCallLeg)?;
        let uri = stack.with(|core, _| core.leg_local_contact(id))?;
        // SAFETY: as `hand_out_address` says.
        unsafe { hand_out_address(&stack, id, &uri, phContactAddress) }
    })
}

/// Sends the requests of this call-leg to this address instead of where they say, unless they have a Route. Empty or NULL: no such
/// address.
///
/// - `strOutboundAddr`: IP address or host name.
/// - `outboundPort`: 0 for 5060.
///
/// Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegSetOutboundAddress(
    hCallLeg: RvSipCallLegHandle,
    strOutboundAddr: *mut RvChar,
    outboundPort: RvUint16,
) -> RvStatus {
    status("RvSipCallLegSetOutboundAddress", || {
        let address = unsafe { filled_text(strOutboundAddr)? }.unwrap_or(&[]);
        let address = std::str::from_utf8(address).map_err(|_| Error::BadParam)?;
        let (stack, id) = callleg(hCallLeg)?;
        Ok(stack.with(|core, _| core.leg_set_outbound(id, address, outboundPort))?)
    })
}

/// Tells the outbound address.
///
/// - `strOutboundAddr`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_INSUFFICIENT_BUFFER for a longer host name; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetOutboundAddress(
    hCallLeg: RvSipCallLegHandle,
    strOutboundAddr: *mut RvChar,
    pOutboundPort: *mut RvUint16,
) -> RvStatus {
    status("RvSipCallLegGetOutboundAddress", || {
        let place = unsafe { out(pOutboundPort)? };
        let (stack, id) = callleg(hCallLeg)?;
        let (host, port) = stack.with(|core, _| core.leg_outbound(id))?;
        // SAFETY: the buffer has the documented size.
        unsafe { put_fixed(strOutboundAddr, RVSIP_TRANSPORT_LEN_STRING_IP, host.as_bytes())? };
        place.set(port);
        Ok(())
    })
}

/// RV_TRUE: every request goes to the outbound address, whatever Route or Request-URI say. Legal in any state.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSetForceOutboundAddrFlag(hCallLeg: RvSipCallLegHandle, bForceOutboundAddr: RvBool) -> RvStatus {
    status("RvSipCallLegSetForceOutboundAddrFlag", || {
        let (stack, id) = callleg(hCallLeg)?;
        Ok(stack.with(|core, _| core.leg_set_force_outbound(id, bForceOutboundAddr != RV_FALSE))?)
    })
}

/// Chooses the local address requests of this call-leg leave from, one for each transport and IP version. Responses go back the way
/// the request came.
///
/// - `strLocalAddress`: exactly as it was configured, `0.0.0.0` included.
/// - `localPort`: the configured port, or the one the system chose; 0 for any.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when no such address was configured; RV_ERROR_NOTSUPPORTED for a transport that the
/// library does not speak; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegSetLocalAddress(
    hCallLeg: RvSipCallLegHandle,
    eTransportType: RvSipTransport,
    eAddressType: RvSipTransportAddressType,
    strLocalAddress: *mut RvChar,
    localPort: RvUint16,
) -> RvStatus {
    status("RvSipCallLegSetLocalAddress", || {
        let address = std::str::from_utf8(unsafe { text(strLocalAddress)? }).map_err(|_| Error::BadParam)?;
        let kind = (transport_of(eTransportType)?, address_type(eAddressType)?);
        let (stack, id) = living(hCallLeg)?;
        stack.with(|core, _| core.leg_set_local(id, local_named(core, kind, address, localPort)?))?;
        Ok(())
    })
}

/// Tells the local address chosen for a transport and IP version.
///
/// - `strLocalAddress`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when none was chosen; RV_ERROR_NOTSUPPORTED; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetLocalAddress(
    hCallLeg: RvSipCallLegHandle,
    eTransportType: RvSipTransport,
    eAddressType: RvSipTransportAddressType,
    strLocalAddress: *mut RvChar,
    pLocalPort: *mut RvUint16,
) -> RvStatus {
    status("RvSipCallLegGetLocalAddress", || {
        let place = unsafe { out(pLocalPort)? };
        let (transport, ipv4) = (transport_of(eTransportType)?, address_type(eAddressType)?);
        let (stack, id) = callleg(hCallLeg)?;
        let (address, port) = stack.with(|core, _| local_text(core, core.leg_local(id, transport, ipv4)?))?;
        // SAFETY: the buffer has the documented size.
        unsafe { put_fixed(strLocalAddress, RVSIP_TRANSPORT_LEN_STRING_IP, address.as_bytes())? };
        place.set(port);
        Ok(())
    })
}

/// Tells the state.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetCurrentState(
    hCallLeg: RvSipCallLegHandle,
    peState: *mut RvSipCallLegState,
) -> RvStatus {
    status("RvSipCallLegGetCurrentState", || {
        let place = unsafe { out(peState)? };
        let (stack, id) = callleg(hCallLeg)?;
        place.set(callleg_state(stack.with(|core, _| core.leg_state(id))?));
        Ok(())
    })
}

/// Tells which end made the call.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetDirection(
    hCallLeg: RvSipCallLegHandle,
    peDirection: *mut RvSipCallLegDirection,
) -> RvStatus {
    status("RvSipCallLegGetDirection", || {
        let place = unsafe { out(peDirection)? };
        let (stack, id) = callleg(hCallLeg)?;
        place.set(callleg_direction(stack.with(|core, _| core.leg_direction(id))?));
        Ok(())
    })
}

/// The call-leg a handle names, if it may still send something.
fn sending(handle: RvSipCallLegHandle) -> Result<(std::sync::Arc<Stack>, CallLegId), Error> {
    let (stack, id) = callleg(handle)?;
    match stack.with(|core, _| core.leg_state(id))? {
        // Messages in the dialog of a subscription are the subscription's.
        _ if stack.with(|core, _| core.leg_is_hidden(id)) => Err(Error::IllegalAction),
        State::Disconnected | State::Terminated => Err(Error::IllegalAction),
        _ => Ok((stack, id)),
    }
}

/// Gives the message whose headers and body go into the next request or response of this call-leg, and only that one. It is empty
/// when it is given; To, From, Call-ID, CSeq and Via in it are not used. Legal in any state but DISCONNECTED and TERMINATED. General
/// transactions and a BYE that the program took have messages of their own, and so has the ACK (RvSipCallLegGetOutboundAckMsg).
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetOutboundMsg(hCallLeg: RvSipCallLegHandle, phMsg: *mut RvSipMsgHandle) -> RvStatus {
    status("RvSipCallLegGetOutboundMsg", || {
        let place = unsafe { out(phMsg)? };
        let (stack, id) = sending(hCallLeg)?;
        place.set(app::of(&stack)?.outbound(Object::CallLeg(id.0))?);
        Ok(())
    })
}

/// Gives the message whose headers and body go into the next ACK of this call-leg, whoever sends that, and only that one. Legal in
/// any state but DISCONNECTED and TERMINATED.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetOutboundAckMsg(hCallLeg: RvSipCallLegHandle, phMsg: *mut RvSipMsgHandle) -> RvStatus {
    status("RvSipCallLegGetOutboundAckMsg", || {
        let place = unsafe { out(phMsg)? };
        let (stack, id) = sending(hCallLeg)?;
        let msg = app::of(&stack)?.outbound(Object::Ack(id.0))?;
        stack.with(|core, _| core.leg_expects_ack(id))?;
        place.set(msg);
        Ok(())
    })
}

/// Gives the message behind the event that is being told. Legal only inside a callback that tells a state of the call-leg, or of
/// something in it, which a message caused; the handle is dead when the callback has returned.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetReceivedMsg(hCallLeg: RvSipCallLegHandle, phMsg: *mut RvSipMsgHandle) -> RvStatus {
    status("RvSipCallLegGetReceivedMsg", || {
        let place = unsafe { out(phMsg)? };
        let (stack, id) = living(hCallLeg)?;
        place.set(app::of(&stack)?.received(&stack, Object::CallLeg(id.0))?);
        Ok(())
    })
}

/// Sets timers and retransmissions for the requests this call-leg sends from now on.
///
/// - `pTimers`: fields of -1 keep the configured value; NULL restores all configured values.
/// - `sizeOfTimersStruct`: sizeof(RvSipTimers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegSetTranscTimers(
    hCallLeg: RvSipCallLegHandle,
    pTimers: *mut RvSipTimers,
    sizeOfTimersStruct: RvInt32,
) -> RvStatus {
    status("RvSipCallLegSetTranscTimers", || {
        let (stack, id) = living(hCallLeg)?;
        // SAFETY: the program says how large its structure is.
        let timers = unsafe { timers_of(&stack, pTimers, sizeOfTimersStruct)? };
        Ok(stack.with(|core, _| core.leg_set_timers(id, timers))?)
    })
}

/// Gives an empty header or address to be filled and set. It lives with the call-leg; of more than 64 the oldest end.
///
/// - `eHeaderType`: the header's type with `eAddrType` RVSIP_ADDRTYPE_UNDEFINED; RVSIP_HEADERTYPE_UNDEFINED for an address.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for types that do not exist; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetNewMsgElementHandle(
    hCallLeg: RvSipCallLegHandle,
    eHeaderType: RvSipHeaderType,
    eAddrType: RvSipAddressType,
    phHeader: *mut *mut c_void,
) -> RvStatus {
    status("RvSipCallLegGetNewMsgElementHandle", || {
        let place = unsafe { out(phHeader)? };
        let (stack, id) = living(hCallLeg)?;
        let (doc, handle) = new_element(eHeaderType, eAddrType)?;
        app::of(&stack)?.keep_element(Object::CallLeg(id.0), doc);
        place.set(handle);
        Ok(())
    })
}

/// Gives an empty address to be filled and set. It lives with the call-leg; of more than 64 elements the oldest end.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a type that does not exist; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetNewAddressHandle(
    hCallLeg: RvSipCallLegHandle,
    eAddrType: RvSipAddressType,
    phAddr: *mut RvSipAddressHandle,
) -> RvStatus {
    status("RvSipCallLegGetNewAddressHandle", || {
        let place = unsafe { out(phAddr)? };
        let (stack, id) = living(hCallLeg)?;
        let (doc, handle) = new_address(scheme_of_type(eAddrType).ok_or(Error::BadParam)?)?;
        app::of(&stack)?.keep_element(Object::CallLeg(id.0), doc);
        place.set(handle);
        Ok(())
    })
}

/// Changes the program's own value that comes back in callbacks.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSetAppHandle(hCallLeg: RvSipCallLegHandle, hAppCallLeg: RvSipAppCallLegHandle) -> RvStatus {
    status("RvSipCallLegSetAppHandle", || {
        let (stack, id) = callleg(hCallLeg)?;
        Ok(stack.with(|core, _| core.leg_set_app(id, hAppCallLeg as usize))?)
    })
}

/// Tells the program's own value.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetAppHandle(
    hCallLeg: RvSipCallLegHandle,
    phAppCallLeg: *mut RvSipAppCallLegHandle,
) -> RvStatus {
    status("RvSipCallLegGetAppHandle", || {
        let place = unsafe { out(phAppCallLeg)? };
        let (stack, id) = callleg(hCallLeg)?;
        place.set(stack.with(|core, _| core.leg_app(id))? as RvSipAppCallLegHandle);
        Ok(())
    })
}

/// RV_TRUE: the call-leg keeps one connection for its requests. Without this call ePersistencyLevel decides.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSetPersistency(hCallLeg: RvSipCallLegHandle, bIsPersistent: RvBool) -> RvStatus {
    status("RvSipCallLegSetPersistency", || {
        let (stack, id) = callleg(hCallLeg)?;
        Ok(stack.with(|core, _| core.leg_set_persistent(id, bIsPersistent != RV_FALSE))?)
    })
}

/// Tells whether the call-leg keeps its connection.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetPersistency(hCallLeg: RvSipCallLegHandle, pbIsPersistent: *mut RvBool) -> RvStatus {
    status("RvSipCallLegGetPersistency", || {
        let place = unsafe { out(pbIsPersistent)? };
        let (stack, id) = callleg(hCallLeg)?;
        place.set(RvBool::from(stack.with(|core, _| core.leg_persistent(id))?));
        Ok(())
    })
}

/// Offers a connection to a persistent call-leg: it is used when it leads to the destination, else let go of. NULL: let go of the one
/// in use.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for a call-leg that is not persistent; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSetConnection(hCallLeg: RvSipCallLegHandle, hConn: RvSipTransportConnectionHandle) -> RvStatus {
    status("RvSipCallLegSetConnection", || {
        let (stack, id) = living(hCallLeg)?;
        let conn = if hConn.is_null() { None } else { Some(connection_of(&stack, hConn)?) };
        Ok(stack.with(|core, _| core.leg_set_connection(id, conn))?)
    })
}

/// Gives the connection in use, NULL when there is none or the call-leg is not persistent.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetConnection(
    hCallLeg: RvSipCallLegHandle,
    phConn: *mut RvSipTransportConnectionHandle,
) -> RvStatus {
    status("RvSipCallLegGetConnection", || {
        let place = unsafe { out(phConn)? };
        let (stack, id) = callleg(hCallLeg)?;
        let conn = stack.with(|core, _| core.leg_connection(id))?;
        place.set(connection_handle(&stack, conn));
        Ok(())
    })
}
