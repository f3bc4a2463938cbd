//! RvSipCallLeg.h - Call-legs: dialogs that an INVITE makes.
//!
//! Session timers (RFC 4028), which need `timer` in supportedExtensionList, and calls that are stored.

use super::abi::*;
use super::app::transaction_handle;
use super::boundary::status;
use super::callleg::{callleg, living, outbound, run, transaction_of};
use super::callleg_inside::{act_on_reinvite, request_by_new};
use super::enums;
use super::headers_enums::UNDEFINED;
use super::numbers_callleg::{preference, refresher};
use super::status::Error;
use super::strings::{bytes, out, text};
use crate::endpoint::CallLegId;
use crate::endpoint::callleg::{Action, Negotiation, Wish};
use crate::stack::Stack;
use std::ffi::c_void;

/// Wishes of a program: seconds of the session, Min-SE or UNDEFINED, who refreshes.
fn wish(seconds: RvInt32, least: RvInt32, who: RvSipCallLegSessionTimerRefresherPreference) -> Result<Wish, Error> {
    let number = |n: RvInt32| u32::try_from(n).map_err(|_| Error::BadParam);
    let least = if least == UNDEFINED { None } else { Some(number(least)?) };
    Ok(Wish { seconds: number(seconds)?, least, refresher: preference(who)? })
}

/// Sets what to ask for in the next INVITE or re-INVITE that negotiates a session timer, or to answer in the next 2xx. It counts once.
/// Legal in any state.
///
/// - `sessionExpires`: seconds; 0 for no session timer, which also ends one that runs. Less than Min-SE, or than 90, is raised to that.
/// - `minSE`: seconds; UNDEFINED for 90, and no Min-SE header.
/// - `eRefresher`: who shall refresh: LOCAL, REMOTE or NONE for either.
///
/// Returns RV_OK; RV_ERROR_NOTSUPPORTED without `timer` in supportedExtensionList; RV_ERROR_BADPARAM for negative seconds or another
/// preference; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSessionTimerSetPreferenceParams(
    hCallLeg: RvSipCallLegHandle,
    sessionExpires: RvInt32,
    minSE: RvInt32,
    eRefresher: RvSipCallLegSessionTimerRefresherPreference,
) -> RvStatus {
    status("RvSipCallLegSessionTimerSetPreferenceParams", || {
        let (stack, id) = living(hCallLeg)?;
        let wish = wish(sessionExpires, minSE, eRefresher)?;
        run(&stack, id, Action::WishSession { transaction: None, wish })
    })
}

/// Sets what an UPDATE shall ask for of the session timer, before it is sent, or what it shall be answered. It counts once.
///
/// - `hTransc`: a transaction of this call-leg, made by RvSipCallLegTranscCreate or told by RvSipCallLegTranscCreatedEv.
/// - `sessionExpires`, `minSE`, `eRefresher`: as for RvSipCallLegSessionTimerSetPreferenceParams.
///
/// Returns RV_OK; RV_ERROR_NOTSUPPORTED without `timer` in supportedExtensionList; RV_ERROR_BADPARAM for negative seconds or another
/// preference; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a transaction of another call-leg, and for one of INVITE, BYE or PRACK.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegTranscSessionTimerSetPreferenceParams(
    hCallLeg: RvSipCallLegHandle,
    hTransc: RvSipTranscHandle,
    sessionExpires: RvInt32,
    minSE: RvInt32,
    eRefresher: RvSipCallLegSessionTimerRefresherPreference,
) -> RvStatus {
    status("RvSipCallLegTranscSessionTimerSetPreferenceParams", || {
        let (stack, id) = living(hCallLeg)?;
        let transaction = Some(transaction_of(&stack, id, hTransc)?);
        let wish = wish(sessionExpires, minSE, eRefresher)?;
        run(&stack, id, Action::WishSession { transaction, wish })
    })
}

/// Writes what is on the table: unset parts as UNDEFINED.
unsafe fn put_negotiation(
    found: impl FnOnce() -> Result<Negotiation, Error>,
    seconds: *mut RvInt32,
    least: *mut RvInt32,
    who: *mut RvSipSessionExpiresRefresherType,
) -> Result<(), Error> {
    use enums::RvSipSessionExpiresRefresherType as R;
    // SAFETY: the program passes places, or NULL.
    let (seconds, least, who) = unsafe { (out(seconds)?, out(least)?, out(who)?) };
    let found = found()?;
    seconds.set(found.seconds as RvInt32);
    least.set(found.least.map_or(UNDEFINED, |n| n as RvInt32));
    who.set(
        found.refresher.map_or(R::RVSIP_SESSION_EXPIRES_REFRESHER_UNDEFINED as RvSipSessionExpiresRefresherType, refresher),
    );
    Ok(())
}

/// Tells what is on the table: what the last request asked for, or what was agreed on. It may differ from what comes out of it.
///
/// - `sessionExpires`: seconds of the session.
/// - `minSE`: seconds of Min-SE; UNDEFINED when nobody named any.
/// - `eRefresherType`: who is to refresh; RVSIP_SESSION_EXPIRES_REFRESHER_UNDEFINED when nobody was named.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when nothing is negotiated; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegSessionTimerGetNegotiationParams(
    hCallLeg: RvSipCallLegHandle,
    sessionExpires: *mut RvInt32,
    minSE: *mut RvInt32,
    eRefresherType: *mut RvSipSessionExpiresRefresherType,
) -> RvStatus {
    status("RvSipCallLegSessionTimerGetNegotiationParams", || {
        let found = || {
            let (stack, id) = callleg(hCallLeg)?;
            Ok(stack.with(|core, _| core.leg_negotiation(id))?)
        };
        // SAFETY: passed on from the program; likewise below.
        unsafe { put_negotiation(found, sessionExpires, minSE, eRefresherType) }
    })
}

/// Tells what is on the table in an UPDATE.
///
/// - `hTransc`: a transaction of this call-leg.
/// - `sessionExpires`, `minSE`, `eRefresherType`: as for RvSipCallLegSessionTimerGetNegotiationParams.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when nothing is negotiated; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a transaction of
/// another call-leg, and for one of INVITE, BYE or PRACK.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegTranscSessionTimerGetNegotiationParams(
    hCallLeg: RvSipCallLegHandle,
    hTransc: RvSipTranscHandle,
    sessionExpires: *mut RvInt32,
    minSE: *mut RvInt32,
    eRefresherType: *mut RvSipSessionExpiresRefresherType,
) -> RvStatus {
    status("RvSipCallLegTranscSessionTimerGetNegotiationParams", || {
        let found = || {
            let (stack, id) = living(hCallLeg)?;
            let tx = transaction_of(&stack, id, hTransc)?;
            Ok(stack.with(|core, _| core.leg_transaction_negotiation(id, tx))?)
        };
        unsafe { put_negotiation(found, sessionExpires, minSE, eRefresherType) }
    })
}

unsafe fn put<T>(
    hCallLeg: RvSipCallLegHandle,
    place: *mut T,
    read: impl FnOnce(&Stack, CallLegId) -> Result<T, Error>,
) -> Result<(), Error> {
    // SAFETY: the program passes a place, or NULL.
    let place = unsafe { out(place)? };
    let (stack, id) = callleg(hCallLeg)?;
    place.set(read(&stack, id)?);
    Ok(())
}

fn agreed(stack: &Stack, id: CallLegId) -> Result<Negotiation, Error> {
    Ok(stack.with(|core, _| core.leg_session(id))?)
}

/// Tells the seconds of the session that were agreed on.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when no session timer runs; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegSessionTimerGetSessionExpiresValue(
    hCallLeg: RvSipCallLegHandle,
    sessionExpires: *mut RvInt32,
) -> RvStatus {
    status("RvSipCallLegSessionTimerGetSessionExpiresValue", || unsafe {
        put(hCallLeg, sessionExpires, |stack, id| Ok(agreed(stack, id)?.seconds as RvInt32))
    })
}

/// Tells the smallest session in seconds that somebody on the way takes: of a 422, else of the last request, else as configured, else
/// 90.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegSessionTimerGetMinSEValue(hCallLeg: RvSipCallLegHandle, minSE: *mut RvInt32) -> RvStatus {
    status("RvSipCallLegSessionTimerGetMinSEValue", || unsafe {
        put(hCallLeg, minSE, |stack, id| Ok(stack.with(|core, _| core.leg_least_interval(id))? as RvInt32))
    })
}

/// Tells who refreshes, as it was agreed on: the end that sent the last request of the negotiation (UAC), or the one that answered
/// it (UAS).
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when no session timer runs; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegSessionTimerGetRefresherType(
    hCallLeg: RvSipCallLegHandle,
    eRefresherType: *mut RvSipSessionExpiresRefresherType,
) -> RvStatus {
    status("RvSipCallLegSessionTimerGetRefresherType", || unsafe {
        put(hCallLeg, eRefresherType, |stack, id| agreed(stack, id)?.refresher.map(refresher).ok_or(Error::NotFound))
    })
}

/// Sets how long after a refresh RvSipCallLegSessionTimerRefreshAlertEv says that the next one is due, where that is this end's
/// part. It counts from the next negotiation on; without this call it is half of the session.
///
/// - `alertTime`: seconds, 1 or more.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another number; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSessionTimerSetAlertTime(hCallLeg: RvSipCallLegHandle, alertTime: RvInt32) -> RvStatus {
    status("RvSipCallLegSessionTimerSetAlertTime", || {
        let (stack, id) = living(hCallLeg)?;
        let seconds = u32::try_from(alertTime).ok().filter(|n| *n > 0).ok_or(Error::BadParam)?;
        Ok(stack.with(|core, _| core.leg_set_alert_time(id, seconds))?)
    })
}

/// Tells how many seconds after a refresh the alert comes.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when none was set and no session timer runs; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegSessionTimerGetAlertTime(
    hCallLeg: RvSipCallLegHandle,
    alertTime: *mut RvInt32,
) -> RvStatus {
    status("RvSipCallLegSessionTimerGetAlertTime", || unsafe {
        put(hCallLeg, alertTime, |stack, id| Ok(stack.with(|core, _| core.leg_alert_time(id))? as RvInt32))
    })
}

/// Refreshes the session by a re-INVITE of the library's, with the outbound message's additions. Legal in CONNECTED without another
/// re-INVITE. RvSipCallLegModifyStateChangedEv tells of it.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSessionTimerRefresh(hCallLeg: RvSipCallLegHandle) -> RvStatus {
    status("RvSipCallLegSessionTimerRefresh", || {
        let (stack, id) = living(hCallLeg)?;
        let outbound = outbound(&stack, id)?;
        run(&stack, id, Action::Refresh { reinvite: None, outbound })
    })
}

/// Sends a re-INVITE that refreshes the session, with the outbound message's additions. Legal in CONNECTED, and in IDLE of the
/// re-INVITE, which moves to REINVITE_SENT.
///
/// - `hReInvite`: what RvSipCallLegReInviteCreate gave for this call-leg.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a
/// re-INVITE of another call-leg.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSessionTimerInviteRefresh(
    hCallLeg: RvSipCallLegHandle,
    hReInvite: RvSipCallLegInviteHandle,
) -> RvStatus {
    status("RvSipCallLegSessionTimerInviteRefresh", || {
        act_on_reinvite(hCallLeg, hReInvite, |reinvite, outbound| Action::Refresh { reinvite: Some(reinvite), outbound })
    })
}

/// Refreshes the session by an UPDATE (RFC 3311), in a transaction that the library makes. The additions of the call-leg's outbound
/// message go along. Legal where RvSipCallLegTranscRequest is; RvSipCallLegTranscStateChangedEv tells of it.
///
/// - `strMethod`: `UPDATE`.
/// - `hTransc`: place for the transaction, written before its first callback.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another method; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegTranscSessionTimerGeneralRefresh(
    hCallLeg: RvSipCallLegHandle,
    strMethod: *mut RvChar,
    hTransc: *mut RvSipTranscHandle,
) -> RvStatus {
    status("RvSipCallLegTranscSessionTimerGeneralRefresh", || {
        // SAFETY: the program passes a terminated string and a place, or NULL.
        let (method, place) = unsafe { (text(strMethod)?, out(hTransc)?) };
        let (stack, id) = living(hCallLeg)?;
        if method != b"UPDATE" {
            return Err(Error::BadParam);
        }
        let outbound = outbound(&stack, id)?;
        request_by_new(&stack, id, (method, true), outbound, |tx| place.set(transaction_handle(&stack, tx)))
    })
}

// ---- stored calls ----

/// Tells how many octets RvSipCallLegStoreConnectedCall needs. Legal in CONNECTED.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetConnectedCallStorageSize(
    hCallLeg: RvSipCallLegHandle,
    pStorageSize: *mut RvInt32,
) -> RvStatus {
    status("RvSipCallLegGetConnectedCallStorageSize", || unsafe {
        put(hCallLeg, pStorageSize, |stack, id| {
            let stored = stack.with(|core, _| core.store_leg(id))?;
            RvInt32::try_from(stored.len()).map_err(|_| Error::OutOfResources)
        })
    })
}

/// Writes a call to memory, from where RvSipCallLegRestoreConnectedCall takes it up again, in this program or another. Its
/// transactions, session timer and connection are no part of it. Legal in CONNECTED.
///
/// - `memBuff`: room for what RvSipCallLegGetConnectedCallStorageSize told.
/// - `buffSize`: its size in octets.
///
/// Returns RV_OK; RV_ERROR_INSUFFICIENT_BUFFER when it is too small; RV_ERROR_BADPARAM for a negative size; RV_ERROR_ILLEGAL_ACTION
/// in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegStoreConnectedCall(
    hCallLeg: RvSipCallLegHandle,
    memBuff: *mut c_void,
    buffSize: RvInt32,
) -> RvStatus {
    status("RvSipCallLegStoreConnectedCall", || {
        if memBuff.is_null() {
            return Err(Error::NullPtr);
        }
        let (stack, id) = living(hCallLeg)?;
        let room = usize::try_from(buffSize).map_err(|_| Error::BadParam)?;
        let stored = stack.with(|core, _| core.store_leg(id))?;
        if stored.len() > room {
            return Err(Error::InsufficientBuffer);
        }
        // SAFETY: the program says how much room there is.
        unsafe { std::ptr::copy_nonoverlapping(stored.as_ptr(), memBuff.cast(), stored.len()) };
        Ok(())
    })
}

/// Makes a call-leg of RvSipCallLegMgrCreateCallLeg the call that was stored. Legal in IDLE; it moves to CONNECTED.
///
/// - `memBuff`: what RvSipCallLegStoreConnectedCall wrote.
/// - `buffSize`: its size in octets, or more.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for octets that are no stored call, and for one that this stack has already;
/// RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegRestoreConnectedCall(
    hCallLeg: RvSipCallLegHandle,
    memBuff: *mut c_void,
    buffSize: RvInt32,
) -> RvStatus {
    status("RvSipCallLegRestoreConnectedCall", || {
        if memBuff.is_null() {
            return Err(Error::NullPtr);
        }
        let (stack, id) = living(hCallLeg)?;
        // SAFETY: the program says how many octets there are.
        let stored = unsafe { bytes(memBuff, buffSize.into())? };
        Ok(stack.with(|core, _| core.restore_leg(id, stored))?)
    })
}

/// Does nothing: calls that another library stored cannot be taken up.
///
/// Returns RV_ERROR_NOTSUPPORTED; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegRestoreOldVersionConnectedCall(
    hCallLeg: RvSipCallLegHandle,
    memBuff: *mut c_void,
    buffSize: RvInt32,
) -> RvStatus {
    let _ = buffSize;
    status("RvSipCallLegRestoreOldVersionConnectedCall", || {
        living(hCallLeg)?;
        Err(if memBuff.is_null() { Error::NullPtr } else { Error::NotSupported })
    })
}
