//! RvSipSubscription.h - Subscriptions (RFC 6665) and REFER, which makes one (RFC 3515).
//!
//! REFER: sent and accepted.

use super::abi::*;
use super::app::{self, Object, transaction_handle};
use super::app_callleg::callleg_handle;
use super::app_subscription::subs_handle;
use super::boundary::status;
use super::callleg_inside::{checked, refer_to};
use super::enums::RvSipCommonStackObjectType as T;
use super::handle::{Tag, object};
use super::regclient_fields::given;
use super::status::Error;
use super::strings::{filled_text, out, text};
use super::subscription::{act, living, optional_given, optional_notify_of, outbound, subscription};
use super::subscription_fields::hand_out;
use crate::endpoint::subscription::{Kind, Referred, State, SubscriptionAction as Action};
use crate::endpoint::{Endpoint, Error as CoreError, SubscriptionId};
use crate::message::{Message, Name, is_token};
use std::ffi::c_void;

/// Makes a subscription one of a REFER to be sent. Headers are copied. Legal in IDLE; in a dialog of its own RvSipSubsDialogInit or
/// RvSipSubsInit sets From and To.
///
/// - `hReferTo`: whom the other end shall ask.
/// - `hReferredBy`: who refers it (RFC 3892); NULL for none.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_ILLEGAL_ACTION in another state, and for one made out
/// of band; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsReferInit(
    hSubs: RvSipSubsHandle,
    hReferTo: RvSipReferToHeaderHandle,
    hReferredBy: RvSipReferredByHeaderHandle,
) -> RvStatus {
    status("RvSipSubsReferInit", || {
        let (stack, id) = living(hSubs)?;
        let to = given(hReferTo, Tag::ReferToHeader)?;
        let by = optional_given(hReferredBy, Tag::ReferredByHeader)?.unwrap_or_default();
        Ok(stack.with(|core, _| core.subscription_set_refer(id, &to, &by))?)
    })
}

/// As RvSipSubsReferInit, with texts.
///
/// - `strReferTo`: value of Refer-To, with or without the header name.
/// - `strReferredBy`: value of Referred-By, likewise; NULL or empty for none.
/// - `strReplaces`: value of Replaces, likewise: the call that the new one shall replace (RFC 3891). It goes into the address of
///   Refer-To. NULL or empty for none.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a text that does not parse; RV_ERROR_ILLEGAL_ACTION in another state, and for one made out
/// of band; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsReferInitStr(
    hSubs: RvSipSubsHandle,
    strReferTo: *mut RvChar,
    strReferredBy: *mut RvChar,
    strReplaces: *mut RvChar,
) -> RvStatus {
    status("RvSipSubsReferInitStr", || {
        // SAFETY: the program passes terminated strings, or NULL.
        let (to, by, replaces) = unsafe { (text(strReferTo)?, filled_text(strReferredBy)?, filled_text(strReplaces)?) };
        let (stack, id) = living(hSubs)?;
        let to = refer_to(to, replaces)?;
        let by = by.map(|text| checked(Name::ReferredBy, text)).transpose()?.unwrap_or_default();
        Ok(stack.with(|core, _| core.subscription_set_refer(id, &to, &by))?)
    })
}

/// Sends the REFER, with the outbound message's additions. Legal after RvSipSubsReferInit in IDLE with From and To; in REDIRECTED, where it
/// goes to the first Contact of the response; and in UNAUTHENTICATED, with credentials for its challenges. The subscription moves to
/// SUBS_SENT.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state, without From or To, without RvSipSubsReferInit, and for a notifier;
/// RV_ERROR_BADPARAM for a To whose URI cannot be asked; RV_ERROR_NOT_FOUND without a shared-secret callback and RV_ERROR_NOTSUPPORTED
/// when no challenge can be answered, both in UNAUTHENTICATED; RV_ERROR_OUTOFRESOURCES when maxTransactions are there already;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsRefer(hSubs: RvSipSubsHandle) -> RvStatus {
    status("RvSipSubsRefer", || act(hSubs, |outbound| Action::Refer { outbound }))
}

/// What a program wants to be made for a REFER; none where its method decides.
fn forced(kind: RvSipCommonStackObjectType) -> Result<Option<Kind>, Error> {
    let is = |t: T| kind == t as RvSipCommonStackObjectType;
    match () {
        () if is(T::RVSIP_COMMON_STACK_OBJECT_TYPE_UNDEFINED) => Ok(None),
        () if is(T::RVSIP_COMMON_STACK_OBJECT_TYPE_CALL_LEG) => Ok(Some(Kind::CallLeg)),
        () if is(T::RVSIP_COMMON_STACK_OBJECT_TYPE_SUBSCRIPTION) => Ok(Some(Kind::Subscription)),
        () if is(T::RVSIP_COMMON_STACK_OBJECT_TYPE_TRANSACTION) => Ok(Some(Kind::Transaction)),
        () => Err(Error::BadParam),
    }
}

fn by_method(method: &[u8]) -> Kind {
    match method {
        b"" | b"INVITE" => Kind::CallLeg,
        b"SUBSCRIBE" | b"REFER" => Kind::Subscription,
        _ => Kind::Transaction,
    }
}

/// May a stranger choose this header of a request of ours (RFC 3261 section 19.1.5)? Replaces is the call-leg's own to set, and headers
/// of a body come with the body.
fn may_be_chosen(name: Name) -> bool {
    !matches!(
        name,
        Name::Via
            | Name::From
            | Name::To
            | Name::CallId
            | Name::CSeq
            | Name::Route
            | Name::RecordRoute
            | Name::Contact
            | Name::MaxForwards
            | Name::Authorization
            | Name::ProxyAuthorization
            | Name::Replaces
            | Name::ReferredBy
            | Name::ContentType
            | Name::ContentLength
    )
}

/// Headers for the request that a REFER asks for, as those in the address of its Refer-To say.
fn wished(core: &Endpoint, id: SubscriptionId, kind: Kind) -> Result<Message, CoreError> {
    let mut msg = Message::new();
    for (name, value) in core.referred_headers(id)? {
        let (known, _) = Name::from_bytes(&name);
        let one_line = !value.iter().any(|b| matches!(b, b'\r' | b'\n' | 0));
        let pseudo = name.eq_ignore_ascii_case(b"method") || name.eq_ignore_ascii_case(b"body");
        if is_token(&name) && one_line && !pseudo && may_be_chosen(known) {
            msg.push_other(&name, &value);
        }
    }
    // A call-leg has it of its own.
    if kind != Kind::CallLeg
        && let Ok(by) = core.subscription_referred_by(id)
    {
        msg.push(Name::ReferredBy, &by);
    }
    Ok(msg)
}

/// What the headers say of a subscription is set as if the program had.
fn set_subscription(core: &mut Endpoint, new: SubscriptionId, msg: &mut Message) {
    let text = |msg: &Message, name: Name| msg.find(name, 0).map(|at| msg.value_text(at));
    if let Some(to) = text(msg, Name::ReferTo)
        && core.subscription_set_refer(new, &to, &text(msg, Name::ReferredBy).unwrap_or_default()).is_ok()
    {
        msg.remove_all(Name::ReferTo);
        msg.remove_all(Name::ReferredBy);
    } else if let Some(event) = text(msg, Name::Event) {
        let _ = core.subscription_set_event(new, &event);
        msg.remove_all(Name::Event);
        let seconds = text(msg, Name::Expires).and_then(|t| std::str::from_utf8(&t).ok()?.trim().parse().ok());
        let _ = core.subscription_set_expires(new, seconds);
        msg.remove_all(Name::Expires);
    }
}

/// Answers a REFER with 202, with the outbound message's additions, and makes an object for the request that it asks for, with To, From and
/// Replaces set. Other headers in the address of Refer-To are in the outbound message of that object, but for those that a stranger must
/// not choose. Legal in SUBS_RCVD of a subscription that a REFER made; it moves to ACTIVE. The program sends the request:
/// RvSipCallLegConnect, RvSipSubsSubscribe, RvSipSubsRefer or RvSipTransactionRequest. With a call-leg
/// or a subscription RvSipSubsReferNotifyReadyEv tells when NOTIFYs are due.
///
/// - `hAppNewObj`: the program's own value for the new object; may be NULL.
/// - `eForceObjType`: CALL_LEG, SUBSCRIPTION or TRANSACTION; UNDEFINED for what the method in the address of Refer-To needs: a call-leg for
///   none or INVITE, a subscription for SUBSCRIBE or REFER, a transaction for any other.
/// - `peNewObjType`: place for what was made.
/// - `phNewObj`: place for its handle, an RvSipCallLegHandle, RvSipSubsHandle or RvSipTranscHandle.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another type; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_ILLEGAL_SYNTAX for headers of the address
/// that do not parse; RV_ERROR_OUTOFRESOURCES when maxCallLegs, maxSubscriptions or maxTransactions are there already; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsReferAccept(
    hSubs: RvSipSubsHandle,
    hAppNewObj: *mut c_void,
    eForceObjType: RvSipCommonStackObjectType,
    peNewObjType: *mut RvSipCommonStackObjectType,
    phNewObj: *mut *mut c_void,
) -> RvStatus {
    status("RvSipSubsReferAccept", || {
        // SAFETY: the program passes places, or NULL; likewise below.
        let (kind_place, place) = unsafe { (out(peNewObjType)?, out(phNewObj)?) };
        let (stack, id) = living(hSubs)?;
        let forced = forced(eForceObjType)?;
        let app = app::of(&stack)?;
        let kind = stack.with(|core, _| {
            if !core.subscription_is_refer(id)? || core.subscription_state(id)? != State::Received {
                return Err(CoreError::IllegalAction);
            }
            Ok(match forced {
                Some(kind) => kind,
                None => by_method(&core.referred_method(id)?),
            })
        })?;
        let outbound = outbound(&stack, id, None)?;
        // The program has its handle before anything is told of the new object.
        let (object, msg) = stack.with(|core, now| {
            let mut msg = wished(core, id, kind)?;
            let made = core.accept_refer(now, id, kind, hAppNewObj as usize, outbound)?;
            let (number, handle, object): (T, *mut c_void, Object) = match made {
                Referred::CallLeg(leg) => {
                    (T::RVSIP_COMMON_STACK_OBJECT_TYPE_CALL_LEG, callleg_handle(&stack, leg).cast(), Object::CallLeg(leg.0))
                }
                Referred::Subscription(new) => {
                    set_subscription(core, new, &mut msg);
                    let handle = subs_handle(&stack, new).cast();
                    (T::RVSIP_COMMON_STACK_OBJECT_TYPE_SUBSCRIPTION, handle, Object::Subscription(new.0))
                }
                Referred::Transaction(tx) => {
                    let handle = transaction_handle(&stack, tx).cast();
                    (T::RVSIP_COMMON_STACK_OBJECT_TYPE_TRANSACTION, handle, Object::Transaction(tx.0))
                }
            };
            kind_place.set(number as RvSipCommonStackObjectType);
            place.set(handle);
            Ok::<_, CoreError>((object, msg))
        })?;
        if msg.headers.is_empty() { Ok(()) } else { app.give_outbound(object, Box::new(msg)) }
    })
}

// ---- what is said ----

/// Tells the status code in the body of a NOTIFY about a REFER that came.
///
/// - `hNotify`: a notification of the subscription.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when its body is no status line; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetReferNotifyStatus(
    hSubs: RvSipSubsHandle,
    hNotify: RvSipNotifyHandle,
    pStatusCode: *mut RvInt32,
) -> RvStatus {
    status("RvSipSubsGetReferNotifyStatus", || {
        let place = unsafe { out(pStatusCode)? };
        let (stack, id) = living(hSubs)?;
        object(hNotify, Tag::Notify)?;
        let notify = optional_notify_of(&stack, id, hNotify)?.ok_or(Error::NullPtr)?;
        place.set(RvInt32::from(stack.with(|core, _| core.notify_refer_code(notify))?));
        Ok(())
    })
}

/// Gives a copy of the Refer-To of the REFER, sent or received. It lives with the subscription.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND for a subscription of no REFER; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetReferToHeader(
    hSubs: RvSipSubsHandle,
    phReferTo: *mut RvSipReferToHeaderHandle,
) -> RvStatus {
    status("RvSipSubsGetReferToHeader", || {
        let (stack, id) = subscription(hSubs)?;
        let value = stack.with(|core, _| core.subscription_refer_to(id))?;
        // SAFETY: as `hand_out` says; likewise below.
        unsafe { hand_out(&stack, id, Name::ReferTo, &value, phReferTo) }
    })
}

/// Gives a copy of the Referred-By of the REFER, sent or received. It lives with the subscription.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when it has none; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsGetReferredByHeader(
    hSubs: RvSipSubsHandle,
    phReferredBy: *mut RvSipReferredByHeaderHandle,
) -> RvStatus {
    status("RvSipSubsGetReferredByHeader", || {
        let (stack, id) = subscription(hSubs)?;
        let value = stack.with(|core, _| core.subscription_referred_by(id))?;
        unsafe { hand_out(&stack, id, Name::ReferredBy, &value, phReferredBy) }
    })
}
