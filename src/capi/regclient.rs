//! RvSipRegClient.h - Register-clients.
//!
//! Unless a function says otherwise it may be called from any thread and from inside any callback, and returns
//! RV_ERROR_NULLPTR for a NULL handle or place, RV_ERROR_INVALID_HANDLE for a handle that names no living object.

use super::abi::*;
use super::app::{self, Object, client_handle, manager_handle};
use super::boundary::status;
use super::dns_list::list_handle;
use super::enums;
use super::handle::{ObjectHandle, Tag, object};
use super::stack::{handlers, owner_of, stack_of};
use super::status::Error;
use super::strings::{filled_text, out, text};
use crate::endpoint::{ClientId, Command, Id, ListOwner};
use crate::message::{Name, split_line};
use crate::stack::Stack;
use std::ffi::c_void;
use std::sync::Arc;

/// The client a handle names.
pub fn client(handle: RvSipRegClientHandle) -> Result<(Arc<Stack>, ClientId), Error> {
    let (stack, h) = owner_of(handle, Tag::RegClient)?;
    Ok((stack, ClientId(Id { index: h.index, generation: h.generation })))
}

/// The client a handle names, if it lives.
pub fn living(handle: RvSipRegClientHandle) -> Result<(Arc<Stack>, ClientId), Error> {
    let (stack, id) = client(handle)?;
    stack.with(|core, _| core.client_state(id))?;
    Ok((stack, id))
}

/// Runs an action that may take the outbound message along. It is used up even by an action that is refused later.
fn act(
    handle: RvSipRegClientHandle,
    command: impl FnOnce(ClientId, Option<Box<crate::message::Message>>) -> Command,
) -> Result<(), Error> {
    let (stack, id) = client(handle)?;
    let outbound = app::of(&stack)?.take_outbound(Object::Client(id.0));
    Ok(stack.with(|core, now| core.command(now, command(id, outbound)))?)
}

/// The value part of a header text that may come with its name.
pub fn header_value(text: &[u8], name: Name) -> Result<&[u8], Error> {
    match split_line(text) {
        Some((n, _, value)) if n == name => Ok(value),
        // `sip:a@b` looks like a header named sip: taken as a value.
        _ => Ok(text),
    }
}

/// Sets the callbacks of all register-clients of this stack; normally right after RvSipStackConstruct.
///
/// - `structSize`: sizeof(RvSipRegClientEvHandlers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientMgrSetEvHandlers(
    hRegClientMgr: RvSipRegClientMgrHandle,
    pEvHandlers: *mut RvSipRegClientEvHandlers,
    structSize: RvInt32,
) -> RvStatus {
    status("RvSipRegClientMgrSetEvHandlers", || {
        let stack = stack_of(hRegClientMgr, Tag::RegClientMgr)?;
        // SAFETY: the program says how large its structure is.
        let given = unsafe { handlers(pEvHandlers, structSize)? };
        app::of(&stack)?.set_client_handlers(&stack, given);
        Ok(())
    })
}

/// Makes a register-client in IDLE.
///
/// - `hAppRegClient`: the program's own value, handed back in every callback; may be NULL.
/// - `phRegClient`: place for the handle. It lives until the callback of TERMINATED has returned.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when maxRegClients are there already; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientMgrCreateRegClient(
    hRegClientMgr: RvSipRegClientMgrHandle,
    hAppRegClient: RvSipAppRegClientHandle,
    phRegClient: *mut RvSipRegClientHandle,
) -> RvStatus {
    status("RvSipRegClientMgrCreateRegClient", || {
        // SAFETY: the program passes a place for the handle, or NULL.
        let place = unsafe { out(phRegClient)? };
        let stack = stack_of(hRegClientMgr, Tag::RegClientMgr)?;
        let id = stack.with(|core, _| core.create_client(hAppRegClient as usize))?;
        place.set(client_handle(&stack, id));
        Ok(())
    })
}

/// Gives the stack a manager belongs to, as an RvSipStackHandle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientMgrGetStackInstance(
    hRegClientMgr: RvSipRegClientMgrHandle,
    phStackInstance: *mut *mut c_void,
) -> RvStatus {
    status("RvSipRegClientMgrGetStackInstance", || {
        // SAFETY: the program passes a place, or NULL.
        let place = unsafe { out(phStackInstance)? };
        let stack = stack_of(hRegClientMgr, Tag::RegClientMgr)?;
        place.set(manager_handle(&stack, Tag::Stack));
        Ok(())
    })
}

/// Sets From, To, registrar and one contact from text and sends the REGISTER. Legal in IDLE; the client moves to REGISTERING.
///
/// - `strFrom`, `strTo`: with or without the header name, `From: <sip:a@b>` or `<sip:a@b>`.
/// - `strRegistrar`: a SIP URI, `sip:example.com`, with or without angle brackets.
/// - `strContact`: with or without the header name; NULL or empty for none (the bindings are then only fetched).
///
/// An Expires header is set before, with RvSipRegClientSetExpiresHeader. When an argument cannot be used nothing is sent.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a text that does not parse; RV_ERROR_ILLEGAL_ACTION in another state;
/// RV_ERROR_BADPARAM for a registrar that is no sip URI; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientMake(
    hRegClient: RvSipRegClientHandle,
    strFrom: *mut RvChar,
    strTo: *mut RvChar,
    strRegistrar: *mut RvChar,
    strContact: *mut RvChar,
) -> RvStatus {
    status("RvSipRegClientMake", || {
        // SAFETY: the program passes terminated strings, or NULL.
        let (from, to, registrar, contact) =
            unsafe { (text(strFrom)?, text(strTo)?, text(strRegistrar)?, filled_text(strContact)?) };
        let (stack, id) = client(hRegClient)?;
        let from = header_value(from, Name::From)?;
        let to = header_value(to, Name::To)?;
        let registrar = registrar.trim_ascii();
        let registrar = registrar.strip_prefix(b"<").and_then(|r| r.strip_suffix(b">")).unwrap_or(registrar);
        let contact = contact.map(|c| header_value(c, Name::Contact)).transpose()?;
        let outbound = app::of(&stack)?.take_outbound(Object::Client(id.0));
        stack.with(|core, now| {
            core.client_set_all(id, from, to, registrar, contact)?;
            core.command(now, Command::Register { id, outbound })
        })?;
        Ok(())
    })
}

/// Sends a REGISTER with the stored To, From, Expires and Contact headers and the outbound message's additions.
///
/// Legal in IDLE, REDIRECTED, REGISTERED (a refresh) and FAILED; the client moves to REGISTERING. The outcome comes through
/// RvSipRegClientStateChangedEv. Without a contact the bindings are only fetched (RFC 3261 section 10.2.3).
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state, or without To, From or registrar; RV_ERROR_BADPARAM for a contact
/// `*` that is not alone with Expires 0, or a registrar that is neither sip nor sips; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientRegister(hRegClient: RvSipRegClientHandle) -> RvStatus {
    status("RvSipRegClientRegister", || act(hRegClient, |id, outbound| Command::Register { id, outbound }))
}

/// Sends the REGISTER again with credentials for the challenges of the 401 or 407. Legal in UNAUTHENTICATED; the client moves to
/// REGISTERING, and the shared-secret callback is asked for user and password of each realm that is new.
///
/// When that callback gives no user the client moves to FAILED.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND without a shared-secret callback; RV_ERROR_NOTSUPPORTED when no challenge can be answered;
/// RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientAuthenticate(hRegClient: RvSipRegClientHandle) -> RvStatus {
    status("RvSipRegClientAuthenticate", || act(hRegClient, |id, outbound| Command::Authenticate { id, outbound }))
}

/// Ends a register-client in any state. It moves to TERMINATED; nothing is sent, and its bindings stay at the registrar.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it was called before; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientTerminate(hRegClient: RvSipRegClientHandle) -> RvStatus {
    status("RvSipRegClientTerminate", || {
        let (stack, id) = client(hRegClient)?;
        Ok(stack.with(|core, now| core.command(now, Command::TerminateClient { id }))?)
    })
}

/// Makes a client stand alone, with a Call-ID and a CSeq of its own. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientDetachFromMgr(hRegClient: RvSipRegClientHandle) -> RvStatus {
    status("RvSipRegClientDetachFromMgr", || {
        let (stack, id) = client(hRegClient)?;
        Ok(stack.with(|core, _| core.client_detach(id))?)
    })
}

/// Gives the DNS list of a client: in MSG_SEND_FAILURE what was not used yet, in REGISTERING that of the request under way. Read and
/// edit it with the RvSipTransportDNSList functions.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientDNSGetList(
    hRegClient: RvSipRegClientHandle,
    phDnsList: *mut RvSipTransportDNSListHandle,
) -> RvStatus {
    status("RvSipRegClientDNSGetList", || {
        let place = unsafe { out(phDnsList)? };
        let (stack, id) = client(hRegClient)?;
        place.set(list_handle(&stack, ListOwner::Client(id))?);
        Ok(())
    })
}

/// Prepares the REGISTER for the next address, with a new branch; nothing is sent yet. Legal in MSG_SEND_FAILURE.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when no address is left; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientDNSContinue(hRegClient: RvSipRegClientHandle) -> RvStatus {
    status("RvSipRegClientDNSContinue", || {
        let (stack, id) = client(hRegClient)?;
        Ok(stack.with(|core, now| core.command(now, Command::DnsContinue { id }))?)
    })
}

/// Sends the prepared REGISTER to the next address. Legal after RvSipRegClientDNSContinue; the client moves to REGISTERING.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientDNSReSendRequest(hRegClient: RvSipRegClientHandle) -> RvStatus {
    status("RvSipRegClientDNSReSendRequest", || act(hRegClient, |id, outbound| Command::DnsResend { id, outbound }))
}

/// Stops trying addresses. A client that was never registered moves to TERMINATED, one that was to REGISTERED. Legal in
/// MSG_SEND_FAILURE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientDNSGiveUp(hRegClient: RvSipRegClientHandle) -> RvStatus {
    status("RvSipRegClientDNSGiveUp", || {
        let (stack, id) = client(hRegClient)?;
        Ok(stack.with(|core, now| core.command(now, Command::DnsGiveUp { id }))?)
    })
}

fn challenge_handle(stack: &Stack, id: ClientId, number: u32) -> RvSipAuthObjHandle {
    ObjectHandle { tag: Tag::AuthObj, slot: stack.slot(), generation: number, index: id.0.index }.pointer()
}

fn challenge_number(stack: &Stack, id: ClientId, handle: RvSipAuthObjHandle) -> Result<u32, Error> {
    let h = object(handle, Tag::AuthObj)?;
    if h.slot == stack.slot() && h.index == id.0.index { Ok(h.generation) } else { Err(Error::InvalidHandle) }
}

/// Walks the challenges a client keeps and answers ahead of time.
///
/// - `eLocation`: first, next, previous or last.
/// - `hRelative`: where next and previous start from.
/// - `phAuthObj`: place for the handle; NULL is written past the end.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another location; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRegClientAuthObjGet(
    hRegClient: RvSipRegClientHandle,
    eLocation: RvSipElementsLocation,
    hRelative: RvSipAuthObjHandle,
    phAuthObj: *mut RvSipAuthObjHandle,
) -> RvStatus {
    use enums::RvSipElementsLocation as L;
    status("RvSipRegClientAuthObjGet", || {
        let place = unsafe { out(phAuthObj)? };
        let (stack, id) = client(hRegClient)?;
        let all = stack.with(|core, _| core.client_challenges(id))?;
        let at = || -> Result<usize, Error> {
            let number = challenge_number(&stack, id, hRelative)?;
            all.iter().position(|n| *n == number).ok_or(Error::InvalidHandle)
        };
        let is = |l: L| eLocation == l as RvSipElementsLocation;
        let found = if is(L::RVSIP_FIRST_ELEMENT) {
            all.first()
        } else if is(L::RVSIP_LAST_ELEMENT) {
            all.last()
        } else if is(L::RVSIP_NEXT_ELEMENT) {
            all.get(at()? + 1)
        } else if is(L::RVSIP_PREV_ELEMENT) {
            at()?.checked_sub(1).and_then(|n| all.get(n))
        } else {
            return Err(Error::BadParam);
        };
        place.set(found.map_or(std::ptr::null_mut(), |n| challenge_handle(&stack, id, *n)));
        Ok(())
    })
}

/// Forgets one challenge: later requests carry no credentials for it.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRegClientAuthObjRemove(hRegClient: RvSipRegClientHandle, hAuthObj: RvSipAuthObjHandle) -> RvStatus {
    status("RvSipRegClientAuthObjRemove", || {
        let (stack, id) = client(hRegClient)?;
        let number = challenge_number(&stack, id, hAuthObj)?;
        Ok(stack.with(|core, _| core.client_forget_challenge(id, number))?)
    })
}
