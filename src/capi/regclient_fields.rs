//! RvSipRegClient.h - Register-clients.
//!
//! What may be set and read of a register-client.

use super::abi::*;
use super::address::{address_text, new_address, new_address_from};
use super::app::{self, Object, manager_handle};
use super::boundary::status;
use super::handle::{ObjectHandle, Tag, object};
use super::headers_family::{header_text, new_header, new_header_from};
use super::headers_parts::{name_of_type, scheme_of_type};
use super::numbers::{address_type, client_state, transport_of};
use super::regclient::{client, living};
use super::status::Error;
use super::strings::{filled_text, out, put_fixed, put_text, text};
use super::transaction::timers_of;
use super::transaction_fields::{local_named, local_text};
use super::{docs, enums};
use crate::endpoint::{ClientId, ConnId, Id};
use crate::message::Name;
use crate::stack::Stack;
use std::ffi::c_void;

/// Text of a header a program hands in; the kind of its handle must fit.
pub fn given<T>(handle: *mut T, tag: Tag) -> Result<Vec<u8>, Error> {
    super::handle::element(handle, tag)?;
    Ok(header_text(handle)?.1)
}

/// Sets the To header, the address-of-record. The header is copied; a tag in it is left out. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_ILLEGAL_ACTION in another state;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientSetToHeader(hRegClient: RvSipRegClientHandle, hTo: RvSipPartyHeaderHandle) -> RvStatus {
    status("RvSipRegClientSetToHeader", || {
        let (stack, id) = client(hRegClient)?;
        let text = given(hTo, Tag::PartyHeader)?;
        Ok(stack.with(|core, _| core.client_set_to(id, &text))?)
    })
}

/// Hands out a header made of stored text; it lives with the client.
unsafe fn hand_out<T>(stack: &Stack, id: ClientId, name: Name, value: &[u8], place: *mut *mut T) -> Result<(), Error> {
    // SAFETY: the program passes a place for the handle, or NULL.
    let place = unsafe { out(place)? };
    let (doc, handle) = new_header_from(name, value)?;
    app::of(stack)?.keep_element(Object::Client(id.0), doc);
    place.set(handle.cast());
    Ok(())
}

/// Gives a copy of the To header. Changing the copy changes nothing; set it back for that.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetToHeader(
    hRegClient: RvSipRegClientHandle,
    phTo: *mut RvSipPartyHeaderHandle,
) -> RvStatus {
    status("RvSipRegClientGetToHeader", || {
        let (stack, id) = client(hRegClient)?;
        let value = stack.with(|core, _| core.client_to(id))?;
        // SAFETY: as `hand_out` says; likewise below.
        unsafe { hand_out(&stack, id, Name::To, &value, phTo) }
    })
}

/// Sets the From header: who registers; for a third-party registration not the same as To. The header is copied. A tag is made
/// where it has none. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_ILLEGAL_ACTION in another state;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientSetFromHeader(hRegClient: RvSipRegClientHandle, hFrom: RvSipPartyHeaderHandle) -> RvStatus {
    status("RvSipRegClientSetFromHeader", || {
        let (stack, id) = client(hRegClient)?;
        let text = given(hFrom, Tag::PartyHeader)?;
        Ok(stack.with(|core, _| core.client_set_from(id, &text))?)
    })
}

/// Gives a copy of the From header.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetFromHeader(
    hRegClient: RvSipRegClientHandle,
    phFrom: *mut RvSipPartyHeaderHandle,
) -> RvStatus {
    status("RvSipRegClientGetFromHeader", || {
        let (stack, id) = client(hRegClient)?;
        let value = stack.with(|core, _| core.client_from(id))?;
        unsafe { hand_out(&stack, id, Name::From, &value, phFrom) }
    })
}

/// Adds one Contact to the list that goes into every REGISTER. The header is copied; the same URI may be there twice. Not while
/// a REGISTER is out.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES
/// beyond maxContactHeaders; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientSetContactHeader(
    hRegClient: RvSipRegClientHandle,
    hContact: RvSipContactHeaderHandle,
) -> RvStatus {
    status("RvSipRegClientSetContactHeader", || {
        let (stack, id) = client(hRegClient)?;
        let text = given(hContact, Tag::ContactHeader)?;
        Ok(stack.with(|core, _| core.client_add_contact(id, &text))?)
    })
}

/// Takes the first Contact out of the list whose URI equals that of `hContact` (RFC 3261 section 19.1.4).
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_ILLEGAL_ACTION while a REGISTER is out;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientRemoveContactHeader(
    hRegClient: RvSipRegClientHandle,
    hContact: RvSipContactHeaderHandle,
) -> RvStatus {
    status("RvSipRegClientRemoveContactHeader", || {
        let (stack, id) = client(hRegClient)?;
        let text = given(hContact, Tag::ContactHeader)?;
        Ok(stack.with(|core, _| core.client_remove_contact(id, &text))?)
    })
}

unsafe fn contact_at(
    handle: RvSipRegClientHandle,
    place: *mut RvSipContactHeaderHandle,
    step: impl FnOnce(usize) -> usize,
) -> Result<(), Error> {
    let (stack, id) = living(handle)?;
    let nth = app::of(&stack)?.cursor(Object::Client(id.0), step);
    let value = stack.with(|core, _| core.client_contact(id, nth))?;
    unsafe { hand_out(&stack, id, Name::Contact, &value, place) }
}

/// Gives a copy of the first Contact of the list.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND for an empty list; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetFirstContactHeader(
    hRegClient: RvSipRegClientHandle,
    phContact: *mut RvSipContactHeaderHandle,
) -> RvStatus {
    status("RvSipRegClientGetFirstContactHeader", || unsafe { contact_at(hRegClient, phContact, |_| 0) })
}

/// Gives a copy of the Contact after the one given last.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND at the end; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetNextContactHeader(
    hRegClient: RvSipRegClientHandle,
    phContact: *mut RvSipContactHeaderHandle,
) -> RvStatus {
    status("RvSipRegClientGetNextContactHeader", || unsafe { contact_at(hRegClient, phContact, |n| n + 1) })
}

/// Sets the Expires header that goes into every REGISTER: the lifetime of all contacts without one of their own. NULL takes it
/// out. Not while a REGISTER is out.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a header without a number; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientSetExpiresHeader(
    hRegClient: RvSipRegClientHandle,
    hExpires: RvSipExpiresHeaderHandle,
) -> RvStatus {
    status("RvSipRegClientSetExpiresHeader", || {
        let (stack, id) = client(hRegClient)?;
        let seconds = if hExpires.is_null() {
            None
        } else {
            let digits = given(hExpires, Tag::ExpiresHeader)?;
            let number = std::str::from_utf8(&digits).ok().and_then(|d| d.trim().parse::<u64>().ok());
            Some(number.map(|n| n.min(u32::MAX as u64) as u32).ok_or(Error::IllegalSyntax)?)
        };
        Ok(stack.with(|core, _| core.client_set_expires(id, seconds))?)
    })
}

/// Gives a copy of the Expires header.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetExpiresHeader(
    hRegClient: RvSipRegClientHandle,
    phExpires: *mut RvSipExpiresHeaderHandle,
) -> RvStatus {
    status("RvSipRegClientGetExpiresHeader", || {
        let (stack, id) = client(hRegClient)?;
        let seconds = stack.with(|core, _| core.client_expires(id))?;
        unsafe { hand_out(&stack, id, Name::Expires, seconds.to_string().as_bytes(), phExpires) }
    })
}

/// Sets the registrar, which is the Request-URI of the REGISTER; the host is the domain of the registration, without a user
/// part (RFC 3261 section 10.2). The address is copied. Not while a REGISTER is out.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientSetRegistrar(hRegClient: RvSipRegClientHandle, hRegistrar: RvSipAddressHandle) -> RvStatus {
    status("RvSipRegClientSetRegistrar", || {
        let (stack, id) = client(hRegClient)?;
        let uri = address_text(hRegistrar)?;
        Ok(stack.with(|core, _| core.client_set_registrar(id, &uri))?)
    })
}

/// Gives a copy of the registrar's address; after REDIRECTED it is the first Contact of the response.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetRegistrar(
    hRegClient: RvSipRegClientHandle,
    phRegistrar: *mut RvSipAddressHandle,
) -> RvStatus {
    status("RvSipRegClientGetRegistrar", || {
        // SAFETY: the program passes a place for the handle, or NULL.
        let place = unsafe { out(phRegistrar)? };
        let (stack, id) = client(hRegClient)?;
        let uri = stack.with(|core, _| core.client_registrar(id))?;
        let (doc, handle) = new_address_from(&uri)?;
        app::of(&stack)?.keep_element(Object::Client(id.0), doc);
        place.set(handle);
        Ok(())
    })
}

/// Tells the state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetCurrentState(
    hRegClient: RvSipRegClientHandle,
    peState: *mut RvSipRegClientState,
) -> RvStatus {
    status("RvSipRegClientGetCurrentState", || {
        // SAFETY: the program passes a place, or NULL; likewise below.
        let place = unsafe { out(peState)? };
        let (stack, id) = client(hRegClient)?;
        place.set(client_state(stack.with(|core, _| core.client_state(id))?));
        Ok(())
    })
}

/// Tells the CSeq number of the last REGISTER, UNDEFINED before the first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetCSeqStep(hRegClient: RvSipRegClientHandle, pCSeqStep: *mut RvInt32) -> RvStatus {
    status("RvSipRegClientGetCSeqStep", || {
        let place = unsafe { out(pCSeqStep)? };
        let (stack, id) = living(hRegClient)?;
        place.set(stack.with(|core, _| core.client_cseq(id)).map(|n| n as RvInt32).unwrap_or(-1));
        Ok(())
    })
}

/// Sets the Call-ID of a client that was detached from the manager. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for a managed client or in another state; RV_ERROR_BADPARAM for a text that is no
/// Call-ID (RFC 3261 section 25.1); RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientSetCallId(hRegClient: RvSipRegClientHandle, strCallId: *mut RvChar) -> RvStatus {
    status("RvSipRegClientSetCallId", || {
        // SAFETY: the program passes a terminated string, or NULL; likewise below.
        let call_id = unsafe { text(strCallId)? };
        let (stack, id) = client(hRegClient)?;
        Ok(stack.with(|core, _| core.client_set_call_id(id, call_id))?)
    })
}

/// Copies the Call-ID: the manager's, or the client's own once it is detached.
///
/// Returns RV_OK; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in `pActualSize`; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetCallId(
    hRegClient: RvSipRegClientHandle,
    bufSize: RvInt32,
    pstrCallId: *mut RvChar,
    pActualSize: *mut RvInt32,
) -> RvStatus {
    status("RvSipRegClientGetCallId", || {
        let (stack, id) = client(hRegClient)?;
        let call_id = stack.with(|core, _| core.client_call_id(id))?;
        // SAFETY: the program says how much room there is.
        unsafe { put_text(pstrCallId, bufSize, pActualSize, Some(&call_id)) }
    })
}

/// Sends every request of this client to this address, whatever the Request-URI says; a Route header in the outbound message
/// goes before it. Empty or NULL: no such address.
///
/// - `strOutboundAddr`: IP address or host name.
/// - `outboundPort`: 0 for 5060.
///
/// Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION while a REGISTER is out; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientSetOutboundAddress(
    hRegClient: RvSipRegClientHandle,
    strOutboundAddr: *mut RvChar,
    outboundPort: RvUint16,
) -> RvStatus {
    status("RvSipRegClientSetOutboundAddress", || {
        let address = unsafe { filled_text(strOutboundAddr)? }.unwrap_or(&[]);
        let address = std::str::from_utf8(address).map_err(|_| Error::BadParam)?;
        let (stack, id) = client(hRegClient)?;
        Ok(stack.with(|core, _| core.client_set_outbound(id, address, outboundPort))?)
    })
}

/// Tells the outbound address.
///
/// - `strOutboundAddr`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_INSUFFICIENT_BUFFER for a longer host name; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetOutboundAddress(
    hRegClient: RvSipRegClientHandle,
    strOutboundAddr: *mut RvChar,
    pOutboundPort: *mut RvUint16,
) -> RvStatus {
    status("RvSipRegClientGetOutboundAddress", || {
        let place = unsafe { out(pOutboundPort)? };
        let (stack, id) = client(hRegClient)?;
        let (host, port) = stack.with(|core, _| core.client_outbound(id))?;
        // SAFETY: the buffer has the documented size.
        unsafe { put_fixed(strOutboundAddr, RVSIP_TRANSPORT_LEN_STRING_IP, host.as_bytes())? };
        place.set(port);
        Ok(())
    })
}

/// Chooses the local address requests of this client leave from, one for each transport and IP version.
///
/// - `strLocalAddr`: exactly as it was configured, `0.0.0.0` included.
/// - `localPort`: the configured port, or the one the system chose; 0 for any.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when no such address was configured; RV_ERROR_NOTSUPPORTED for a transport that the
/// library does not speak; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION while a REGISTER is out; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientSetLocalAddress(
    hRegClient: RvSipRegClientHandle,
    eTransport: RvSipTransport,
    eAddrType: RvSipTransportAddressType,
    strLocalAddr: *mut RvChar,
    localPort: RvUint16,
) -> RvStatus {
    status("RvSipRegClientSetLocalAddress", || {
        let address = std::str::from_utf8(unsafe { text(strLocalAddr)? }).map_err(|_| Error::BadParam)?;
        let transport = transport_of(eTransport)?;
        let ipv4 = address_type(eAddrType)?;
        let (stack, id) = client(hRegClient)?;
        stack.with(|core, _| {
            core.client_state(id)?;
            let local = local_named(core, (transport, ipv4), address, localPort)?;
            core.client_set_local(id, local)
        })?;
        Ok(())
    })
}

/// Tells the local address chosen for a transport and IP version.
///
/// - `strLocalAddr`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when none was chosen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetLocalAddress(
    hRegClient: RvSipRegClientHandle,
    eTransport: RvSipTransport,
    eAddrType: RvSipTransportAddressType,
    strLocalAddr: *mut RvChar,
    pLocalPort: *mut RvUint16,
) -> RvStatus {
    status("RvSipRegClientGetLocalAddress", || {
        let place = unsafe { out(pLocalPort)? };
        let transport = transport_of(eTransport)?;
        let ipv4 = address_type(eAddrType)?;
        let (stack, id) = client(hRegClient)?;
        let (address, port) = stack.with(|core, _| {
            let local = core.client_local(id, transport, ipv4)?;
            local_text(core, local)
        })?;
        // SAFETY: the buffer has the documented size.
        unsafe { put_fixed(strLocalAddr, RVSIP_TRANSPORT_LEN_STRING_IP, address.as_bytes())? };
        place.set(port);
        Ok(())
    })
}

/// Gives the message whose headers and body go into the next REGISTER, and only that one. It is empty when it is given; To, From,
/// Call-ID, CSeq and Via in it are not used. Not while a REGISTER is out.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetOutboundMsg(
    hRegClient: RvSipRegClientHandle,
    phMsg: *mut RvSipMsgHandle,
) -> RvStatus {
    status("RvSipRegClientGetOutboundMsg", || {
        let place = unsafe { out(phMsg)? };
        let (stack, id) = client(hRegClient)?;
        stack.with(|core, _| core.client_takes_outbound(id))?;
        place.set(app::of(&stack)?.outbound(Object::Client(id.0))?);
        Ok(())
    })
}

/// Drops what was put into the outbound message; its handle and those of its headers are dead.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientResetOutboundMsg(hRegClient: RvSipRegClientHandle) -> RvStatus {
    status("RvSipRegClientResetOutboundMsg", || {
        let (stack, id) = living(hRegClient)?;
        app::of(&stack)?.take_outbound(Object::Client(id.0)).into_iter().for_each(docs::recycle);
        Ok(())
    })
}

/// Gives an empty Expires header to be filled and set with RvSipRegClientSetExpiresHeader. It lives with the client.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetNewExpiresHeaderHandle(
    hRegClient: RvSipRegClientHandle,
    phExpires: *mut RvSipExpiresHeaderHandle,
) -> RvStatus {
    status("RvSipRegClientGetNewExpiresHeaderHandle", || {
        let place = unsafe { out(phExpires)? };
        let (stack, id) = living(hRegClient)?;
        let (doc, handle) = new_header(Name::Expires)?;
        app::of(&stack)?.keep_element(Object::Client(id.0), doc);
        place.set(handle.cast());
        Ok(())
    })
}

/// Sets an Authorization header for the first REGISTER, before any challenge (for AKA, say). The header is copied.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for an empty header; RV_ERROR_ILLEGAL_ACTION while a REGISTER is out; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientSetInitialAuthorization(
    hRegClient: RvSipRegClientHandle,
    hAuthorization: RvSipAuthorizationHeaderHandle,
) -> RvStatus {
    status("RvSipRegClientSetInitialAuthorization", || {
        let (stack, id) = client(hRegClient)?;
        let text = given(hAuthorization, Tag::AuthorizationHeader)?;
        Ok(stack.with(|core, _| core.client_set_initial_authorization(id, &text))?)
    })
}

/// Gives the response behind the state that is being told. Legal only inside RvSipRegClientStateChangedEv, in the states that a
/// response caused; the handle is dead when the callback has returned.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetReceivedMsg(
    hRegClient: RvSipRegClientHandle,
    phMsg: *mut RvSipMsgHandle,
) -> RvStatus {
    status("RvSipRegClientGetReceivedMsg", || {
        let place = unsafe { out(phMsg)? };
        let (stack, id) = living(hRegClient)?;
        place.set(app::of(&stack)?.received(&stack, Object::Client(id.0))?);
        Ok(())
    })
}

/// Sets timers and retransmissions for this client's requests.
///
/// - `pTimers`: fields of -1 keep the configured value; NULL restores all configured values.
/// - `sizeOfTimersStruct`: sizeof(RvSipTimers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientSetTranscTimers(
    hRegClient: RvSipRegClientHandle,
    pTimers: *mut RvSipTimers,
    sizeOfTimersStruct: RvInt32,
) -> RvStatus {
    status("RvSipRegClientSetTranscTimers", || {
        let (stack, id) = client(hRegClient)?;
        // SAFETY: the program says how large its structure is.
        let timers = unsafe { timers_of(&stack, pTimers, sizeOfTimersStruct)? };
        Ok(stack.with(|core, _| core.client_set_timers(id, timers))?)
    })
}

/// RV_TRUE: the client keeps its connection between requests, and the connection is kept alive (keepAliveInterval, RFC 5626
/// section 4.4.1). Without this call ePersistencyLevel decides.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientSetPersistency(hRegClient: RvSipRegClientHandle, bIsPersistent: RvBool) -> RvStatus {
    status("RvSipRegClientSetPersistency", || {
        let (stack, id) = client(hRegClient)?;
        Ok(stack.with(|core, _| core.client_set_persistent(id, bIsPersistent != RV_FALSE))?)
    })
}

/// Tells whether the client keeps its connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetPersistency(
    hRegClient: RvSipRegClientHandle,
    pbIsPersistent: *mut RvBool,
) -> RvStatus {
    status("RvSipRegClientGetPersistency", || {
        let place = unsafe { out(pbIsPersistent)? };
        let (stack, id) = client(hRegClient)?;
        place.set(RvBool::from(stack.with(|core, _| core.client_persistent(id))?));
        Ok(())
    })
}

/// Offers a connection to a persistent client: it is used when it leads to the destination, else let go of. NULL: let go of the
/// one in use.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for a client that is not persistent; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientSetConnection(
    hRegClient: RvSipRegClientHandle,
    hConn: RvSipTransportConnectionHandle,
) -> RvStatus {
    status("RvSipRegClientSetConnection", || {
        let (stack, id) = client(hRegClient)?;
        let conn = if hConn.is_null() { None } else { Some(connection_of(&stack, hConn)?) };
        Ok(stack.with(|core, _| core.client_set_connection(id, conn))?)
    })
}

/// The connection a handle names; it must be of the same stack.
pub fn connection_of(stack: &Stack, handle: RvSipTransportConnectionHandle) -> Result<ConnId, Error> {
    let h = object(handle, Tag::Connection)?;
    if h.slot != stack.slot() {
        return Err(Error::InvalidHandle);
    }
    Ok(ConnId(Id { index: h.index, generation: h.generation }))
}

/// The handle of a connection, NULL for none.
pub fn connection_handle(stack: &Stack, conn: Option<ConnId>) -> RvSipTransportConnectionHandle {
    match conn {
        Some(ConnId(id)) => {
            ObjectHandle { tag: Tag::Connection, slot: stack.slot(), generation: id.generation, index: id.index }.pointer()
        }
        None => std::ptr::null_mut(),
    }
}

/// Gives the connection in use, NULL when there is none or the client is not persistent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetConnection(
    hRegClient: RvSipRegClientHandle,
    phConn: *mut RvSipTransportConnectionHandle,
) -> RvStatus {
    status("RvSipRegClientGetConnection", || {
        let place = unsafe { out(phConn)? };
        let (stack, id) = client(hRegClient)?;
        let conn = stack.with(|core, _| core.client_connection(id))?;
        place.set(connection_handle(&stack, conn));
        Ok(())
    })
}

/// An empty header of a type, or where that is undefined an empty address.
pub fn new_element(header: RvSipHeaderType, address: RvSipAddressType) -> Result<(docs::DocId, *mut c_void), Error> {
    if header == enums::RvSipHeaderType::RVSIP_HEADERTYPE_UNDEFINED as RvSipHeaderType {
        let (doc, address) = new_address(scheme_of_type(address).ok_or(Error::BadParam)?)?;
        return Ok((doc, address.cast()));
    }
    new_header(name_of_type(header).ok_or(Error::BadParam)?)
}

/// Gives an empty header or address to be filled and set. It lives with the client; of more than 64 the oldest end.
///
/// - `eHeaderType`: the header's type with `eAddrType` RVSIP_ADDRTYPE_UNDEFINED; RVSIP_HEADERTYPE_UNDEFINED for an address.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for types that do not exist; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetNewMsgElementHandle(
    hRegClient: RvSipRegClientHandle,
    eHeaderType: RvSipHeaderType,
    eAddrType: RvSipAddressType,
    phHeader: *mut *mut c_void,
) -> RvStatus {
    status("RvSipRegClientGetNewMsgElementHandle", || {
        let place = unsafe { out(phHeader)? };
        let (stack, id) = living(hRegClient)?;
        let (doc, handle) = new_element(eHeaderType, eAddrType)?;
        app::of(&stack)?.keep_element(Object::Client(id.0), doc);
        place.set(handle);
        Ok(())
    })
}

/// Changes the program's own value that comes back in callbacks.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientSetAppHandle(
    hRegClient: RvSipRegClientHandle,
    hAppRegClient: RvSipAppRegClientHandle,
) -> RvStatus {
    status("RvSipRegClientSetAppHandle", || {
        let (stack, id) = client(hRegClient)?;
        Ok(stack.with(|core, _| core.client_set_app(id, hAppRegClient as usize))?)
    })
}

/// Tells the program's own value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetAppHandle(
    hRegClient: RvSipRegClientHandle,
    phAppRegClient: *mut RvSipAppRegClientHandle,
) -> RvStatus {
    status("RvSipRegClientGetAppHandle", || {
        let place = unsafe { out(phAppRegClient)? };
        let (stack, id) = client(hRegClient)?;
        place.set(stack.with(|core, _| core.client_app(id))? as RvSipAppRegClientHandle);
        Ok(())
    })
}

/// Gives the stack a client belongs to, as an RvSipStackHandle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientGetStackInstance(
    hRegClient: RvSipRegClientHandle,
    phStackInstance: *mut *mut c_void,
) -> RvStatus {
    status("RvSipRegClientGetStackInstance", || {
        let place = unsafe { out(phStackInstance)? };
        let (stack, _) = living(hRegClient)?;
        place.set(manager_handle(&stack, Tag::Stack));
        Ok(())
    })
}
