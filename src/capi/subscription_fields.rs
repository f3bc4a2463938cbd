//! RvSipSubscription.h - Subscriptions (RFC 6665) and REFER, which makes one (RFC 3515).
//!
//! What may be set and read of a subscription.

use super::abi::*;
use super::app::{self, Object, manager_handle, object_handle};
use super::app_subscription::subs_handle;
use super::boundary::status;
use super::enums;
use super::handle::Tag;
use super::headers_family::new_header_from;
use super::numbers_subscription::{subs_state, subs_type};
use super::regclient_fields::given;
use super::stack::stack_of;
use super::status::Error;
use super::strings::out;
use super::subscription::{living, optional_notify_of, seconds, subscription};
use super::transaction_fields::put_address;
use crate::endpoint::SubscriptionId;
use crate::message::Name;
use crate::stack::Stack;
use std::ffi::c_void;

/// Hands out a header made of stored text; it lives with the subscription.
///
/// # Safety
/// `place` is NULL or a place for the handle.
pub unsafe fn hand_out<T>(
    stack: &Stack,
    id: SubscriptionId,
    name: Name,
    value: &[u8],
    place: *mut *mut T,
) -> Result<(), Error> {
    // SAFETY: as promised by the caller.
    let place = unsafe { out(place)? };
    let (doc, handle) = new_header_from(name, value)?;
    app::of(stack)?.keep_element(Object::Subscription(id.0), doc);
    place.set(handle.cast());
    Ok(())
}

/// Gives the stack a manager belongs to, as an RvSipStackHandle.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsMgrGetStackInstance(
    hSubsMgr: RvSipSubsMgrHandle,
    phStackInstance: *mut *mut c_void,
) -> RvStatus {
    status("RvSipSubsMgrGetStackInstance", || {
        // SAFETY: the program passes a place, or NULL; likewise below.
        let place = unsafe { out(phStackInstance)? };
        let stack = stack_of(hSubsMgr, Tag::SubsMgr)?;
        place.set(manager_handle(&stack, Tag::Stack));
        Ok(())
    })
}

/// Gives the stack a subscription belongs to, as an RvSipStackHandle.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetStackInstance(hSubs: RvSipSubsHandle, phStackInstance: *mut *mut c_void) -> RvStatus {
    status("RvSipSubsGetStackInstance", || {
        let place = unsafe { out(phStackInstance)? };
        let (stack, _) = living(hSubs)?;
        place.set(manager_handle(&stack, Tag::Stack));
        Ok(())
    })
}

// ---- time ----

/// RV_TRUE: the library refreshes this subscription by itself, and RvSipSubsExpirationAlertEv is not called. One that a REFER made is not
/// refreshed by itself, nor one that is not ACTIVE when its time comes. Without this call subsAutoRefresh decides. Legal in any state.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsAutoRefresh(hSubs: RvSipSubsHandle, bAutoRefresh: RvBool) -> RvStatus {
    status("RvSipSubsAutoRefresh", || {
        let (stack, id) = subscription(hSubs)?;
        Ok(stack.with(|core, _| core.subscription_set_auto_refresh(id, bAutoRefresh != RV_FALSE))?)
    })
}

/// Sets how long before its end a subscription is refreshed or RvSipSubsExpirationAlertEv is called; it holds from the next SUBSCRIBE on.
/// Of one that does not last so long half the time is left then. Without this call subsAlertTimer decides. Legal in any state.
///
/// - `alertTimerVal`: milliseconds.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a negative time; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsSetAlertTimer(hSubs: RvSipSubsHandle, alertTimerVal: RvInt32) -> RvStatus {
    status("RvSipSubsSetAlertTimer", || {
        let (stack, id) = living(hSubs)?;
        let time = u32::try_from(alertTimerVal).map_err(|_| Error::BadParam)?;
        Ok(stack.with(|core, _| core.subscription_set_alert(id, time))?)
    })
}

/// Sets how long a NOTIFY is awaited after a 2xx before the subscription is terminated; it holds from the next 2xx on. Without this call
/// subsNoNotifyTimer decides. Legal in any state.
///
/// - `noNotifyTimerVal`: milliseconds; 0 for no end.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a negative time; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsSetNoNotifyTimer(hSubs: RvSipSubsHandle, noNotifyTimerVal: RvInt32) -> RvStatus {
    status("RvSipSubsSetNoNotifyTimer", || {
        let (stack, id) = living(hSubs)?;
        let time = u32::try_from(noNotifyTimerVal).map_err(|_| Error::BadParam)?;
        Ok(stack.with(|core, _| core.subscription_set_no_notify(id, time))?)
    })
}

/// Lets a subscription expire so many seconds from now, also when it has expired already. Nothing is sent. Legal in any state but IDLE and
/// TERMINATED.
///
/// - `expirationVal`: seconds, less than RVSIP_SUBS_EXPIRES_VAL_LIMIT.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another time; RV_ERROR_ILLEGAL_ACTION elsewhere, and for one made out of band; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsUpdateSubscriptionTimer(hSubs: RvSipSubsHandle, expirationVal: RvInt32) -> RvStatus {
    status("RvSipSubsUpdateSubscriptionTimer", || {
        let (stack, id) = living(hSubs)?;
        let seconds = u32::try_from(expirationVal).map_err(|_| Error::BadParam)?;
        Ok(stack.with(|core, now| core.subscription_set_timer(now, id, seconds))?)
    })
}

/// Sets the seconds that the SUBSCRIBE asks for. Legal in IDLE.
///
/// - `expiresVal`: seconds, less than RVSIP_SUBS_EXPIRES_VAL_LIMIT; UNDEFINED for none in the SUBSCRIBE.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another time; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsSetExpiresVal(hSubs: RvSipSubsHandle, expiresVal: RvInt32) -> RvStatus {
    status("RvSipSubsSetExpiresVal", || {
        let (stack, id) = living(hSubs)?;
        let seconds = seconds(expiresVal)?;
        Ok(stack.with(|core, _| core.subscription_set_expires(id, seconds))?)
    })
}

/// Hands out a number of seconds.
///
/// # Safety
/// `place` is NULL or a place for it.
unsafe fn tell_seconds(
    hSubs: RvSipSubsHandle,
    place: *mut RvInt32,
    of: impl FnOnce(&Stack, SubscriptionId) -> Result<u32, Error>,
) -> Result<(), Error> {
    let place = unsafe { out(place)? };
    let (stack, id) = subscription(hSubs)?;
    place.set(of(&stack, id)? as RvInt32);
    Ok(())
}

/// Tells the seconds that both ends have agreed on last; before that those the SUBSCRIBE is to ask for.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while there are none; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetExpiresVal(hSubs: RvSipSubsHandle, pExpires: *mut RvInt32) -> RvStatus {
    status("RvSipSubsGetExpiresVal", || unsafe {
        tell_seconds(hSubs, pExpires, |stack, id| Ok(stack.with(|core, _| core.subscription_expires(id))?))
    })
}

/// Tells the seconds that the last SUBSCRIBE asked for.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when it asked for none; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetRequestedExpiresVal(hSubs: RvSipSubsHandle, pExpires: *mut RvInt32) -> RvStatus {
    status("RvSipSubsGetRequestedExpiresVal", || unsafe {
        tell_seconds(hSubs, pExpires, |stack, id| Ok(stack.with(|core, _| core.subscription_requested(id))?))
    })
}

/// Tells how many seconds are left until a subscription expires.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when no time runs; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetRemainingTime(hSubs: RvSipSubsHandle, pSeconds: *mut RvInt32) -> RvStatus {
    status("RvSipSubsGetRemainingTime", || unsafe {
        tell_seconds(hSubs, pSeconds, |stack, id| Ok(stack.with(|core, now| core.subscription_remaining(now, id))?))
    })
}

// ---- what it is ----

/// Tells the state.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetState(hSubs: RvSipSubsHandle, peState: *mut RvSipSubsState) -> RvStatus {
    status("RvSipSubsGetState", || {
        let place = unsafe { out(peState)? };
        let (stack, id) = subscription(hSubs)?;
        place.set(subs_state(stack.with(|core, _| core.subscription_state(id))?));
        Ok(())
    })
}

/// Tells which end of the subscription this is.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetSubsType(hSubs: RvSipSubsHandle, peType: *mut RvSipSubscriptionType) -> RvStatus {
    status("RvSipSubsGetSubsType", || {
        let place = unsafe { out(peType)? };
        let (stack, id) = subscription(hSubs)?;
        place.set(subs_type(stack.with(|core, _| core.subscription_side(id))?));
        Ok(())
    })
}

/// Tells whether the event package is that of REFER or another one; UNDEFINED while no Event is set.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetEventPackageType(
    hSubs: RvSipSubsHandle,
    pePackage: *mut RvSipSubsEventPackageType,
) -> RvStatus {
    use crate::endpoint::Error as E;
    use enums::RvSipSubsEventPackageType as P;
    status("RvSipSubsGetEventPackageType", || {
        let place = unsafe { out(pePackage)? };
        let (stack, id) = subscription(hSubs)?;
        let package = match stack.with(|core, _| core.subscription_package(id)) {
            Ok(package) if package == b"refer" => P::RVSIP_SUBS_EVENT_PACKAGE_TYPE_REFER,
            Ok(_) => P::RVSIP_SUBS_EVENT_PACKAGE_TYPE_OTHER,
            Err(E::NotFound) => P::RVSIP_SUBS_EVENT_PACKAGE_TYPE_UNDEFINED,
            Err(e) => return Err(e.into()),
        };
        place.set(package as RvSipSubsEventPackageType);
        Ok(())
    })
}

/// Gives a copy of the Event header. It lives with the subscription. That of a REFER is `refer`, with
/// an id where it came and was not the first one in its dialog.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetEventHeader(hSubs: RvSipSubsHandle, phEvent: *mut RvSipEventHeaderHandle) -> RvStatus {
    status("RvSipSubsGetEventHeader", || {
        let (stack, id) = subscription(hSubs)?;
        let value = stack.with(|core, _| core.subscription_event(id))?;
        // SAFETY: as `hand_out` says.
        unsafe { hand_out(&stack, id, Name::Event, &value, phEvent) }
    })
}

/// Sets the Event header; it is copied. Legal in IDLE; a subscription made out of band moves to ACTIVE with it.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_ILLEGAL_ACTION in another state, for another one than
/// `refer` after RvSipSubsReferInit, and made out of band without Call-ID, From and To with tags, or in a dialog that is there already;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsSetEventHeader(hSubs: RvSipSubsHandle, hEvent: RvSipEventHeaderHandle) -> RvStatus {
    status("RvSipSubsSetEventHeader", || {
        let (stack, id) = living(hSubs)?;
        let event = given(hEvent, Tag::EventHeader)?;
        Ok(stack.with(|core, _| core.subscription_set_event(id, &event))?)
    })
}

/// Gives the dialog of a subscription as a call-leg: the one it was made in, or one of its own. Of the latter the RvSipCallLeg functions read
/// and set Call-ID, CSeq, contacts and addresses; those that send or end something return RV_ERROR_ILLEGAL_ACTION, and so do those that set
/// From and To. When the call ends before the subscription, the dialog has another handle from then on.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when it has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetDialogObj(hSubs: RvSipSubsHandle, phDialog: *mut RvSipCallLegHandle) -> RvStatus {
    use crate::endpoint::Error as E;
    status("RvSipSubsGetDialogObj", || {
        let place = unsafe { out(phDialog)? };
        let (stack, id) = subscription(hSubs)?;
        let leg = stack.with(|core, _| {
            let leg = core.subscription_leg(id)?;
            core.leg_state(leg).map(|_| leg).map_err(|_| E::NotFound)
        })?;
        place.set(object_handle(&stack, Tag::CallLeg, leg.0));
        Ok(())
    })
}

// ---- messages ----

/// Gives the SUBSCRIBE, REFER or response behind the state that is being told. Legal only inside RvSipSubsStateChangedEv with a state that a
/// message caused; the handle is dead when the callback has returned.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetReceivedMsg(hSubs: RvSipSubsHandle, phMsg: *mut RvSipMsgHandle) -> RvStatus {
    status("RvSipSubsGetReceivedMsg", || {
        let place = unsafe { out(phMsg)? };
        let (stack, id) = living(hSubs)?;
        place.set(app::of(&stack)?.received(&stack, Object::Subscription(id.0))?);
        Ok(())
    })
}

/// Gives the message whose headers and body go into the next SUBSCRIBE, REFER or response of this subscription, and only that one. It is
/// empty when it is given; To, From, Call-ID, CSeq, Via and Event in it are not used. Legal in any state but TERMINATED. Notifications have
/// messages of their own (RvSipNotifyGetOutboundMsg).
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetOutboundMsg(hSubs: RvSipSubsHandle, phMsg: *mut RvSipMsgHandle) -> RvStatus {
    status("RvSipSubsGetOutboundMsg", || {
        let place = unsafe { out(phMsg)? };
        let (stack, id) = living(hSubs)?;
        stack.with(|core, _| core.subscription_takes_outbound(id))?;
        place.set(app::of(&stack)?.outbound(Object::Subscription(id.0))?);
        Ok(())
    })
}

/// Tells the local address in use by a request that is under way: where it arrived, or what it is sent from.
///
/// - `hNotify`: a notification of the subscription; NULL for its SUBSCRIBE or REFER.
/// - `strAddress`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while there is no such request, and before the address is known; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetCurrentLocalAddress(
    hSubs: RvSipSubsHandle,
    hNotify: RvSipNotifyHandle,
    eTransport: *mut RvSipTransport,
    eAddressType: *mut RvSipTransportAddressType,
    strAddress: *mut RvChar,
    pPort: *mut RvUint16,
) -> RvStatus {
    use crate::endpoint::Error as E;
    status("RvSipSubsGetCurrentLocalAddress", || {
        let (stack, id) = living(hSubs)?;
        let notify = optional_notify_of(&stack, id, hNotify)?;
        let found = stack.with(|core, _| {
            let tx = match notify {
                Some(notify) => core.notify_transaction(notify)?,
                None => core.subscription_transaction(id).map_err(|_| E::NotFound)?,
            };
            core.transaction_current_local(tx)
        })?;
        // SAFETY: the program passes places, or NULL, and a buffer of the documented size.
        unsafe { put_address(found, eTransport, eAddressType, strAddress, pPort) }
    })
}

// ---- the program's own value, forking ----

/// Tells the program's own value.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetAppSubsHandle(hSubs: RvSipSubsHandle, phAppSubs: *mut RvSipAppSubsHandle) -> RvStatus {
    status("RvSipSubsGetAppSubsHandle", || {
        let place = unsafe { out(phAppSubs)? };
        let (stack, id) = subscription(hSubs)?;
        place.set(stack.with(|core, _| core.subscription_app(id))? as RvSipAppSubsHandle);
        Ok(())
    })
}

/// Changes the program's own value that comes back in callbacks.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsSetAppSubsHandle(hSubs: RvSipSubsHandle, hAppSubs: RvSipAppSubsHandle) -> RvStatus {
    status("RvSipSubsSetAppSubsHandle", || {
        let (stack, id) = subscription(hSubs)?;
        Ok(stack.with(|core, _| core.subscription_set_app(id, hAppSubs as usize))?)
    })
}

/// Gives the subscription whose SUBSCRIBE made this one by forking; NULL for any other subscription, and when that one has ended.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetOriginalSubs(hSubs: RvSipSubsHandle, phOriginalSubs: *mut RvSipSubsHandle) -> RvStatus {
    status("RvSipSubsGetOriginalSubs", || {
        let place = unsafe { out(phOriginalSubs)? };
        let (stack, id) = subscription(hSubs)?;
        let original = stack.with(|core, _| core.subscription_original(id))?;
        place.set(original.map_or(std::ptr::null_mut(), |original| subs_handle(&stack, original)));
        Ok(())
    })
}

/// RV_FALSE: NOTIFYs of further notifiers make no subscriptions and get 481. RV_TRUE, as it is without this call, they do if
/// bEnableSubsForking is set. Legal in any state.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsSetForkingEnabledFlag(hSubs: RvSipSubsHandle, bForkingEnabled: RvBool) -> RvStatus {
    status("RvSipSubsSetForkingEnabledFlag", || {
        let (stack, id) = subscription(hSubs)?;
        Ok(stack.with(|core, _| core.subscription_set_forking(id, bForkingEnabled != RV_FALSE))?)
    })
}

/// Tells whether NOTIFYs of further notifiers may make subscriptions.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetForkingEnabledFlag(hSubs: RvSipSubsHandle, pbForkingEnabled: *mut RvBool) -> RvStatus {
    status("RvSipSubsGetForkingEnabledFlag", || {
        let place = unsafe { out(pbForkingEnabled)? };
        let (stack, id) = subscription(hSubs)?;
        place.set(RvBool::from(stack.with(|core, _| core.subscription_forking(id))?));
        Ok(())
    })
}
