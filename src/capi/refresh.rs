//! RvSipRefresh.h - Automatic refresh: a registration is made anew before it ends, for as long as its register-client is there.
//!
//! An extension of the mirrored interface, after its conventions. Create a refresh, attach it to a register-client in IDLE, call
//! RvSipRefreshStart or RvSipRegClientRegister: from the first 2xx on the library sends a REGISTER whenever one is due, answers
//! challenges by way of the shared-secret callback, and asks for more seconds where the registrar wants that (423). It ends with
//! the register-client, with the removal of the registration, and when a REGISTER fails for good.
//!
//! Functions may be called from any thread and from inside any callback, and return RV_ERROR_NULLPTR for a NULL handle or place,
//! RV_ERROR_INVALID_HANDLE for a handle that names no living object.

use super::abi::*;
use super::app;
use super::app_refresh::{refresh_handle, refresh_state};
use super::boundary::status;
use super::handle::Tag;
use super::regclient;
use super::stack::{handlers, owner_of, stack_of};
use super::status::Error;
use super::strings::{out, read_struct_over};
use crate::endpoint::refresh::{State, Times};
use crate::endpoint::{Command, Id, RefreshId};
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
/// same stack in IDLE, REDIRECTED, UNAUTHENTICATED or FAILED that has no refresh.
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

/// Sends the first REGISTER, as RvSipRegClientRegister does. Legal in INACTIVE.
///
/// Returns RV_OK; what RvSipRegClientRegister returns; RV_ERROR_ILLEGAL_ACTION in another state.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipRefreshStart(hRefresh: RvSipRefreshHandle) -> RvStatus {
    status("RvSipRefreshStart", || {
        let (stack, id) = living(hRefresh)?;
        let client = stack.with(|core, _| match core.refresh_state(id)? {
            State::Inactive => core.refresh_client(id),
            _ => Err(crate::endpoint::Error::IllegalAction),
        })?;
        let outbound = app::of(&stack)?.take_outbound(app::Object::Client(client.0));
        Ok(stack.with(|core, now| core.command(now, Command::Register { id: client, outbound }))?)
    })
}

/// Ends a refresh in any state; TERMINATED is told with LOCAL_TERMINATE. Nothing is sent, the register-client stays as it is, and
/// its registration ends when its time is over. To remove a registration, remove its contacts (RvSipRegClientSetExpiresHeader with
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
