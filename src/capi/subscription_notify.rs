//! RvSipSubscription.h - Subscriptions (RFC 6665) and REFER, which makes one (RFC 3515).
//!
//! Notifications: one NOTIFY each, to be sent or received.

use super::abi::*;
use super::app::{self, Object, manager_handle};
use super::app_subscription::notify_handle;
use super::boundary::status;
use super::handle::Tag;
use super::headers_enums::{SUBSCRIPTION_REASONS, SUBSTATES, UNDEFINED};
use super::numbers_subscription::{substate, substate_number};
use super::stack::owner_of;
use super::status::Error;
use super::strings::out;
use super::subscription::{living, outbound, run, seconds};
use crate::endpoint::subscription::{SubscriptionAction as Action, Substate};
use crate::endpoint::{Id, NotifyId, SubscriptionId};
use crate::message::Message;
use crate::stack::Stack;
use std::ffi::c_void;
use std::sync::Arc;

/// The notification a handle names, if it lives, and its subscription.
fn notification(handle: RvSipNotifyHandle) -> Result<(Arc<Stack>, SubscriptionId, NotifyId), Error> {
    let (stack, h) = owner_of(handle, Tag::Notify)?;
    let notify = NotifyId(Id { index: h.index, generation: h.generation });
    let id = stack.with(|core, _| core.subscription_of(notify))?;
    Ok((stack, id, notify))
}

/// Runs an action that takes the outbound message along.
fn act(handle: RvSipNotifyHandle, action: impl FnOnce(NotifyId, Option<Box<Message>>) -> Action) -> Result<(), Error> {
    let (stack, id, notify) = notification(handle)?;
    let outbound = outbound(&stack, id, Some(notify))?;
    run(&stack, id, action(notify, outbound))
}

/// Makes a notification in IDLE, for a NOTIFY to be sent. Legal for a notifier in ACTIVE, PENDING, ACTIVATED, TERMINATING, and in
/// UNSUBSCRIBE_RCVD once the SUBSCRIBE is answered.
///
/// - `hAppNotify`: the program's own value, handed back in its callbacks; may be NULL.
/// - `phNotify`: place for the handle. It lives until the callback of its TERMINATED has returned.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_OUTOFRESOURCES when maxTransactions of them are there already;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsCreateNotify(
    hSubs: RvSipSubsHandle,
    hAppNotify: RvSipAppNotifyHandle,
    phNotify: *mut RvSipNotifyHandle,
) -> RvStatus {
    status("RvSipSubsCreateNotify", || {
        // SAFETY: the program passes a place, or NULL; likewise below.
        let place = unsafe { out(phNotify)? };
        let (stack, id) = living(hSubs)?;
        let notify = stack.with(|core, _| core.create_notify(id, hAppNotify as usize))?;
        place.set(notify_handle(&stack, notify));
        Ok(())
    })
}

/// Sends the NOTIFY with its Subscription-State and the outbound message's additions. Legal in IDLE of a notification of this end, which
/// moves to REQUEST_SENT; the subscription moves to ACTIVATED when the state turns from pending to active, to TERMINATING with terminated.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another status, with Subscription-State neither set nor in the outbound message, and while
/// the subscription is in a state in which RvSipSubsCreateNotify is not legal; RV_ERROR_OUTOFRESOURCES when maxTransactions are there
/// already; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipNotifySend(hNotify: RvSipNotifyHandle) -> RvStatus {
    status("RvSipNotifySend", || act(hNotify, |notify, outbound| Action::SendNotify { notify, outbound }))
}

/// Answers a NOTIFY with 200, with the outbound message's additions. Legal in REQUEST_RCVD; the notification moves to
/// FINAL_RESPONSE_SENT and TERMINATED, and the subscription to the state that the NOTIFY told.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another status; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipNotifyAccept(hNotify: RvSipNotifyHandle) -> RvStatus {
    status("RvSipNotifyAccept", || act(hNotify, |notify, outbound| Action::AnswerNotify { notify, code: 200, outbound }))
}

/// Refuses a NOTIFY, with the outbound message's additions. Legal in REQUEST_RCVD; the notification moves to FINAL_RESPONSE_SENT and
/// TERMINATED, the subscription stays as it is.
///
/// - `statusCode`: 300 to 699 without 408.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION in another status; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipNotifyReject(hNotify: RvSipNotifyHandle, statusCode: RvUint16) -> RvStatus {
    status("RvSipNotifyReject", || {
        notification(hNotify)?;
        if !(300..=699).contains(&statusCode) {
            return Err(Error::BadParam);
        }
        act(hNotify, |notify, outbound| Action::AnswerNotify { notify, code: statusCode, outbound })
    })
}

/// Ends a notification in any status; it moves to TERMINATED. Nothing is sent, so that a NOTIFY that came stays without an answer.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipNotifyTerminate(hNotify: RvSipNotifyHandle) -> RvStatus {
    status("RvSipNotifyTerminate", || {
        let (stack, id, notify) = notification(hNotify)?;
        run(&stack, id, Action::TerminateNotify { notify })
    })
}

/// The program hears no more of a notification, which goes on. Legal in any status.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipNotifyDetachOwner(hNotify: RvSipNotifyHandle) -> RvStatus {
    status("RvSipNotifyDetachOwner", || {
        let (stack, _, notify) = notification(hNotify)?;
        Ok(stack.with(|core, _| core.detach_notify(notify))?)
    })
}

/// Gives the message whose headers and body go into the NOTIFY, or into the response to it. It is empty when it is given; To, From, Call-ID,
/// CSeq, Via and Event in it are not used. Legal in IDLE, REQUEST_RCVD and MSG_SEND_FAILURE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipNotifyGetOutboundMsg(hNotify: RvSipNotifyHandle, phMsg: *mut RvSipMsgHandle) -> RvStatus {
    status("RvSipNotifyGetOutboundMsg", || {
        let place = unsafe { out(phMsg)? };
        let (stack, _, notify) = notification(hNotify)?;
        stack.with(|core, _| core.notify_takes_outbound(notify))?;
        place.set(app::of(&stack)?.outbound(Object::Notify(notify.0))?);
        Ok(())
    })
}

/// Sets the Subscription-State of a NOTIFY to be sent. Legal in IDLE of a notification of this end. For another state or reason put the header
/// into the outbound message; that wins.
///
/// - `eSubsState`: ACTIVE, PENDING or TERMINATED.
/// - `eReason`: why it is terminated; UNDEFINED for none.
/// - `expiresParamVal`: seconds that the subscription lasts, less than RVSIP_SUBS_EXPIRES_VAL_LIMIT; UNDEFINED for none.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another state, reason or time; RV_ERROR_ILLEGAL_ACTION in another status; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipNotifySetSubscriptionStateParams(
    hNotify: RvSipNotifyHandle,
    eSubsState: RvSipSubscriptionSubstate,
    eReason: RvSipSubscriptionReason,
    expiresParamVal: RvInt32,
) -> RvStatus {
    status("RvSipNotifySetSubscriptionStateParams", || {
        let (stack, _, notify) = notification(hNotify)?;
        let state = substate(eSubsState)?;
        let mut text = SUBSTATES.text(eSubsState).ok_or(Error::BadParam)?.to_string();
        if eReason != UNDEFINED {
            text += ";reason=";
            text += SUBSCRIPTION_REASONS.text(eReason).ok_or(Error::BadParam)?;
        }
        if let Some(seconds) = seconds(expiresParamVal)? {
            text += &format!(";expires={seconds}");
        }
        Ok(stack.with(|core, _| core.notify_set_state(notify, state, text.as_bytes()))?)
    })
}

/// Tells the state in the Subscription-State of a NOTIFY: of one that came, or as it was set.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipNotifyGetSubsState(
    hNotify: RvSipNotifyHandle,
    peSubsState: *mut RvSipSubscriptionSubstate,
) -> RvStatus {
    status("RvSipNotifyGetSubsState", || {
        let place = unsafe { out(peSubsState)? };
        let (stack, _, notify) = notification(hNotify)?;
        let state: Substate = stack.with(|core, _| core.notify_substate(notify))?;
        place.set(substate_number(state));
        Ok(())
    })
}

/// Gives the stack a notification belongs to, as an RvSipStackHandle.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipNotifyGetStackInstance(
    hNotify: RvSipNotifyHandle,
    phStackInstance: *mut *mut c_void,
) -> RvStatus {
    status("RvSipNotifyGetStackInstance", || {
        let place = unsafe { out(phStackInstance)? };
        let (stack, ..) = notification(hNotify)?;
        place.set(manager_handle(&stack, Tag::Stack));
        Ok(())
    })
}

/// Makes the body of a NOTIFY about a REFER: a status line, such as `SIP/2.0 100 Trying`, as message/sipfrag. Legal in IDLE of a
/// notification of this end. A body in the outbound message wins.
///
/// - `statusCode`: 100 to 699; what RvSipSubsReferNotifyReadyEv gave.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION in another status; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipNotifySetReferNotifyBody(hNotify: RvSipNotifyHandle, statusCode: RvInt16) -> RvStatus {
    status("RvSipNotifySetReferNotifyBody", || {
        let (stack, _, notify) = notification(hNotify)?;
        let code = u16::try_from(statusCode).map_err(|_| Error::BadParam)?;
        Ok(stack.with(|core, _| core.notify_set_refer_code(notify, code))?)
    })
}
