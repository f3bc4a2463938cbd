//! RvSipRefresh.h - Automatic refresh: what lasts for a time is asked for anew before that is over.
//!
//! An extension of the mirrored interface, after its conventions. A refresh belongs to a register-client, whose registration it
//! keeps, or to a transaction, whose request it repeats outside of any dialog (PUBLISH, REGISTER, a method of the program's own).
//!
//! - A registration: create a refresh, attach it to a register-client in IDLE, call RvSipRefreshStart or RvSipRegClientRegister: from
//!   the first 2xx on the library sends a REGISTER whenever one is due, answers challenges by way of the shared-secret callback, and
//!   asks for more seconds where the registrar wants that (423). It ends with the register-client, with the removal of the
//!   registration, and when a REGISTER fails for good.
//! - A request that stands alone: create a refresh, attach it to a new client transaction, call RvSipTransactionRequest. The refresh
//!   goes on by itself from the final response on; the transaction may end. The same request goes out whenever it is due: same
//!   Call-ID, next CSeq, with credentials where it is challenged, the first one too. RvSipRefreshUpdate changes it, RvSipRefreshTerminate
//!   sends it a last time. Where a 2xx has a SIP-ETag, the next request has SIP-If-Match and no body, and all of it goes out again after
//!   a 412 (RFC 3903 section 4).
//!
//! Functions may be called from any thread and from inside any callback, and return RV_ERROR_NULLPTR for a NULL handle or place,
//! RV_ERROR_INVALID_HANDLE for a handle that names no living object.

use super::abi::*;
use super::app::{self, Object};
use super::app_refresh::{refresh_handle, refresh_state};
use super::boundary::status;
use super::docs;
use super::handle::Tag;
use super::regclient;
use super::stack::{handlers, owner_of, stack_of};
use super::status::Error;
use super::strings::{out, read_struct_over};
use super::transaction;
use crate::endpoint::refresh::{State, Times};
use crate::endpoint::{Command, Id, RefreshId};
use crate::message::Message;
use crate::stack::Stack;
use std::sync::Arc;

/// The refresh a handle names, if it lives.
fn living(handle: RvSipRefreshHandle) -> Result<(Arc<Stack>, RefreshId), Error> {
    let (stack, h) = owner_of(handle, Tag::Refresh)?;
    let id = RefreshId(Id { index: h.index, generation: h.generation });
    stack.with(|core, _| core.refresh_state(id))?;
    Ok((stack, id))
}

/// Sets the callbacks of all refreshes of this stack; normally right after RvSipStackConstruct.
///
/// - `structSize`: sizeof(RvSipRefreshEvHandlers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRefreshMgrSetEvHandlers(
    hMgr: RvSipRefreshMgrHandle,
    pEv: *mut RvSipRefreshEvHandlers,
    structSize: RvInt32,
) -> RvStatus {
    status("RvSipRefreshMgrSetEvHandlers", || {
        let stack = stack_of(hMgr, Tag::RefreshMgr)?;
        // SAFETY: the program says how large its structure is.
        let given = unsafe { handlers(pEv, structSize)? };
        app::of(&stack)?.set_refresh_handlers(&stack, given);
        Ok(())
    })
}

/// Sets when refreshes are due. It counts from the next 2xx on.
///
/// - `structSize`: sizeof(RvSipRefreshCfg) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRefreshMgrSetCfg(
    hMgr: RvSipRefreshMgrHandle,
    pCfg: *mut RvSipRefreshCfg,
    structSize: RvInt32,
) -> RvStatus {
    status("RvSipRefreshMgrSetCfg", || {
        let stack = stack_of(hMgr, Tag::RefreshMgr)?;
        let now = stack.with(|core, _| core.refresh_times());
        let known = RvSipRefreshCfg { leadSeconds: now.lead, halfBelowSeconds: now.half_below };
        // SAFETY: the program says how large its structure is.
        let given = unsafe { read_struct_over(known, pCfg, structSize)? };
        let times = Times { lead: given.leadSeconds, half_below: given.halfBelowSeconds };
        stack.with(|core, _| core.set_refresh_times(times));
        Ok(())
    })
}

/// Makes a refresh in CONSTRUCTING. There may be as many as register-clients (maxRegClients).
///
/// - `hApp`: comes back in its events.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRefreshMgrCreateRefresh(
    hMgr: RvSipRefreshMgrHandle,
    hApp: RvSipAppRefreshHandle,
    phRefresh: *mut RvSipRefreshHandle,
) -> RvStatus {
    status("RvSipRefreshMgrCreateRefresh", || {
        let stack = stack_of(hMgr, Tag::RefreshMgr)?;
        // SAFETY: the program gives a place for a handle.
        let place = unsafe { out(phRefresh)? };
        let id = stack.with(|core, _| core.create_refresh(hApp as usize))?;
        place.set(refresh_handle(&stack, id));
        Ok(())
    })
}

/// Keeps the registration of a register-client from now on; INACTIVE is told. Legal in CONSTRUCTING, with a register-client of the
/// same stack in IDLE, REDIRECTED, UNAUTHENTICATED or FAILED that has no refresh. Each REGISTER is made of the fields of the client; what
/// was put into its outbound message went into one only, and RvSipRefreshMsgToSendEv may add to all.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRefreshAttachRegClient(hRefresh: RvSipRefreshHandle, hRegClient: RvSipRegClientHandle) -> RvStatus {
    status("RvSipRefreshAttachRegClient", || {
        let (stack, id) = living(hRefresh)?;
        let (of, client) = regclient::client(hRegClient)?;
        if of.slot() != stack.slot() {
            return Err(Error::InvalidHandle);
        }
        Ok(stack.with(|core, _| core.attach_refresh(id, client))?)
    })
}

/// Repeats the request of a transaction from now on; INACTIVE is told. Legal in CONSTRUCTING, with a client transaction of the same
/// stack in IDLE that has no refresh. That one cannot send INVITE, SUBSCRIBE or REFER, which make dialogs.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRefreshAttachTransaction(hRefresh: RvSipRefreshHandle, hTransc: RvSipTranscHandle) -> RvStatus {
    status("RvSipRefreshAttachTransaction", || {
        let (stack, id) = living(hRefresh)?;
        let (of, transaction) = transaction::transaction(hTransc)?;
        if of.slot() != stack.slot() {
            return Err(Error::InvalidHandle);
        }
        Ok(stack.with(|core, _| core.attach_refresh_to_transaction(id, transaction))?)
    })
}

/// Sends the first request: that of a register-client as RvSipRegClientRegister does, that of a transaction as RvSipTransactionRequest
/// with the request line of its outbound message (RvSipTransactionGetOutboundMsg). Legal in INACTIVE.
///
/// Returns RV_OK; what those functions return; RV_ERROR_ILLEGAL_ACTION in another state, or without a request line.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRefreshStart(hRefresh: RvSipRefreshHandle) -> RvStatus {
    status("RvSipRefreshStart", || {
        let (stack, id) = living(hRefresh)?;
        if stack.with(|core, _| core.refresh_state(id))? != State::Inactive {
            return Err(Error::IllegalAction);
        }
        let app = app::of(&stack)?;
        let command = match stack.with(|core, _| core.refresh_client(id)) {
            Ok(client) => Command::Register { id: client, outbound: app.take_outbound(Object::Client(client.0)) },
            Err(_) => {
                let first = stack.with(|core, _| core.refresh_transaction(id))?;
                let object = Object::Transaction(first.0);
                let outbound = app.take_outbound(object).ok_or(Error::IllegalAction)?;
                if !outbound.is_request() {
                    app.give_outbound(object, outbound)?;
                    return Err(Error::IllegalAction);
                }
                let (method, uri) = (outbound.method().to_vec(), outbound.request_uri_text());
                Command::Request { id: first, method, uri, outbound: Some(outbound) }
            }
        };
        Ok(stack.with(|core, now| core.command(now, command))?)
    })
}

/// A copy of the message that goes into a request, if there is one.
fn extra_of(hExtra: RvSipMsgHandle) -> Result<Option<Message>, Error> {
    if hExtra.is_null() { Ok(None) } else { docs::clone_msg(hExtra).map(Some) }
}

/// Sends the request now. Headers and body of a message take the place of those of the request, from now on. Legal in ACTIVE, for a
/// refresh that stands alone while none of its requests is out.
///
/// - `hExtra`: the message; To, From, Call-ID, CSeq and Via in it are not used. It is copied. NULL for no change.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for headers that make no good request; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NOT_FOUND
/// when nothing is attached; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRefreshUpdate(hRefresh: RvSipRefreshHandle, hExtra: RvSipMsgHandle) -> RvStatus {
    status("RvSipRefreshUpdate", || {
        let (stack, id) = living(hRefresh)?;
        let extra = extra_of(hExtra)?;
        Ok(stack.with(|core, now| core.refresh_update(now, id, extra.as_ref()))?)
    })
}

/// Sends the request a last time: with 0 seconds where it names some, and always for REGISTER and PUBLISH. TERMINATED is told with
/// LOCAL_TERMINATE after the final response. While a request is out the last one follows it. Legal in ACTIVE, for a refresh that stands
/// alone.
///
/// - `hExtra`: as for RvSipRefreshUpdate.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX as RvSipRefreshUpdate; RV_ERROR_ILLEGAL_ACTION elsewhere, and when it was called before;
/// RV_ERROR_NOT_FOUND when nothing is attached; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRefreshTerminate(hRefresh: RvSipRefreshHandle, hExtra: RvSipMsgHandle) -> RvStatus {
    status("RvSipRefreshTerminate", || {
        let (stack, id) = living(hRefresh)?;
        let extra = extra_of(hExtra)?;
        Ok(stack.with(|core, now| core.refresh_terminate(now, id, extra.as_ref()))?)
    })
}

/// Tells whether a refresh repeats the request of a transaction (RV_TRUE) or keeps the registration of a register-client (RV_FALSE).
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when nothing is attached; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRefreshIsStandAlone(hRefresh: RvSipRefreshHandle, pbStandAlone: *mut RvBool) -> RvStatus {
    status("RvSipRefreshIsStandAlone", || {
        let (stack, id) = living(hRefresh)?;
        // SAFETY: the program gives a place for a flag.
        let place = unsafe { out(pbStandAlone)? };
        place.set(RvBool::from(stack.with(|core, _| core.refresh_is_alone(id))?));
        Ok(())
    })
}

/// Gives the transaction of the request that is out. One that the refresh has made is its own: it may be looked at until its final
/// response.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while none is out; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRefreshGetTransaction(
    hRefresh: RvSipRefreshHandle,
    phTransc: *mut RvSipTranscHandle,
) -> RvStatus {
    status("RvSipRefreshGetTransaction", || {
        let (stack, id) = living(hRefresh)?;
        // SAFETY: the program gives a place for a handle.
        let place = unsafe { out(phTransc)? };
        place.set(app::transaction_handle(&stack, stack.with(|core, _| core.refresh_transaction(id))?));
        Ok(())
    })
}

/// Ends a refresh in any state; TERMINATED is told with LOCAL_TERMINATE. Nothing is sent, the register-client or transaction stays as it
/// is, and what was asked for ends when its time is over. To remove a registration, remove its contacts (RvSipRegClientSetExpiresHeader with
/// 0, then RvSipRegClientRegister): the refresh ends with the 2xx.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended already; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRefreshDestroy(hRefresh: RvSipRefreshHandle) -> RvStatus {
    status("RvSipRefreshDestroy", || {
        let (stack, id) = living(hRefresh)?;
        Ok(stack.with(|core, _| core.destroy_refresh(id))?)
    })
}

/// Gives the state of a refresh.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRefreshGetState(hRefresh: RvSipRefreshHandle, peState: *mut RvSipRefreshState) -> RvStatus {
    status("RvSipRefreshGetState", || {
        let (stack, id) = living(hRefresh)?;
        // SAFETY: the program gives a place for a state.
        let place = unsafe { out(peState)? };
        place.set(refresh_state(stack.with(|core, _| core.refresh_state(id))?));
        Ok(())
    })
}

/// Gives the refresh of a register-client.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when it has none; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRefreshGetFromRegClient(
    hRegClient: RvSipRegClientHandle,
    phRefresh: *mut RvSipRefreshHandle,
) -> RvStatus {
    status("RvSipRefreshGetFromRegClient", || {
        let (stack, client) = regclient::client(hRegClient)?;
        // SAFETY: the program gives a place for a handle.
        let place = unsafe { out(phRefresh)? };
        let id = stack.with(|core, _| core.refresh_of(client))?;
        place.set(refresh_handle(&stack, id));
        Ok(())
    })
}

/// Gives the seconds that the last 2xx granted: the shortest of the client's own contacts in it, else its Expires header, else what
/// was asked for, else 3600. Legal in ACTIVE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipRefreshGetInterval(hRefresh: RvSipRefreshHandle, pSeconds: *mut RvUint32) -> RvStatus {
    status("RvSipRefreshGetInterval", || {
        let (stack, id) = living(hRefresh)?;
        // SAFETY: the program gives a place for a number.
        let place = unsafe { out(pSeconds)? };
        place.set(stack.with(|core, _| core.refresh_interval(id))?);
        Ok(())
    })
}

/// Says that the registration lasts so many seconds from now on, as the program has learnt in another way. It counts until the next
/// 2xx. Legal in ACTIVE.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for 0; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRefreshSetInterval(hRefresh: RvSipRefreshHandle, seconds: RvUint32) -> RvStatus {
    status("RvSipRefreshSetInterval", || {
        let (stack, id) = living(hRefresh)?;
        Ok(stack.with(|core, now| core.refresh_set_interval(now, id, seconds))?)
    })
}
