//! RvSipSubscription.h - Subscriptions (RFC 6665) and REFER, which makes one (RFC 3515).
//!
//! Functions may be called from any thread and from inside any callback, unless they say otherwise, and return RV_ERROR_NULLPTR for a
//! NULL handle or place, RV_ERROR_INVALID_HANDLE for a handle that names no living object, or a notification of another subscription.
//! Returning RV_OK does not mean that anything was sent; the states tell.

use super::abi::*;
use super::address::address_text;
use super::app::{self, Object};
use super::app_subscription::subs_handle;
use super::boundary::status;
use super::callleg;
use super::dns_list::list_handle;
use super::handle::{Tag, object};
use super::numbers_subscription::side;
use super::regclient::header_value;
use super::regclient_fields::given;
use super::stack::{handlers, owner_of, stack_of};
use super::status::Error;
use super::strings::{filled_text, out};
use crate::endpoint::subscription::SubscriptionAction as Action;
use crate::endpoint::{CallLegId, Command, Id, ListOwner, NotifyId, SubscriptionId};
use crate::message::{Message, Name};
use crate::stack::Stack;
use std::sync::Arc;

/// The subscription a handle names.
pub fn subscription(handle: RvSipSubsHandle) -> Result<(Arc<Stack>, SubscriptionId), Error> {
    let (stack, h) = owner_of(handle, Tag::Subs)?;
    Ok((stack, SubscriptionId(Id { index: h.index, generation: h.generation })))
}

/// The subscription a handle names, if it lives.
pub fn living(handle: RvSipSubsHandle) -> Result<(Arc<Stack>, SubscriptionId), Error> {
    let (stack, id) = subscription(handle)?;
    stack.with(|core, _| core.subscription_state(id))?;
    Ok((stack, id))
}

/// A notification of this subscription; none for NULL.
pub fn optional_notify_of(stack: &Stack, id: SubscriptionId, handle: RvSipNotifyHandle) -> Result<Option<NotifyId>, Error> {
    if handle.is_null() {
        return Ok(None);
    }
    let h = object(handle, Tag::Notify)?;
    let notify = NotifyId(Id { index: h.index, generation: h.generation });
    if h.slot != stack.slot() || stack.with(|core, _| core.subscription_of(notify))? != id {
        return Err(Error::InvalidHandle);
    }
    Ok(Some(notify))
}

pub fn run(stack: &Stack, id: SubscriptionId, action: Action) -> Result<(), Error> {
    Ok(stack.with(|core, now| core.command(now, Command::Subscription { id, action }))?)
}

/// What was put into the outbound message of a subscription or a notification. It is used up even by an action that is refused later.
pub fn outbound(stack: &Stack, id: SubscriptionId, notify: Option<NotifyId>) -> Result<Option<Box<Message>>, Error> {
    let object = notify.map_or(Object::Subscription(id.0), |notify| Object::Notify(notify.0));
    Ok(app::of(stack)?.take_outbound(object))
}

/// Runs an action that takes the outbound message along.
pub fn act(handle: RvSipSubsHandle, action: impl FnOnce(Option<Box<Message>>) -> Action) -> Result<(), Error> {
    let (stack, id) = living(handle)?;
    let outbound = outbound(&stack, id, None)?;
    run(&stack, id, action(outbound))
}

/// Seconds that a program gives; none for UNDEFINED.
pub fn seconds(number: RvInt32) -> Result<Option<u32>, Error> {
    match number {
        -1 => Ok(None),
        0..RVSIP_SUBS_EXPIRES_VAL_LIMIT => Ok(Some(number as u32)),
        _ => Err(Error::BadParam),
    }
}

/// Text of a header that a program may leave out.
pub fn optional_given<T>(handle: *mut T, tag: Tag) -> Result<Option<Vec<u8>>, Error> {
    if handle.is_null() { Ok(None) } else { given(handle, tag).map(Some) }
}

/// Sets the callbacks of all subscriptions of this stack; normally right after RvSipStackConstruct. Without a
/// pfnSubsCreatedEvHandler and a pfnStateChangedEvHandler, and while maxSubscriptions is 0, SUBSCRIBEs and REFERs that come make no
/// subscriptions: they are transactions like others.
///
/// - `structSize`: sizeof(RvSipSubsEvHandlers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsMgrSetEvHandlers(
    hSubsMgr: RvSipSubsMgrHandle,
    pEvHandlers: *mut RvSipSubsEvHandlers,
    structSize: RvInt32,
) -> RvStatus {
    status("RvSipSubsMgrSetEvHandlers", || {
        let stack = stack_of(hSubsMgr, Tag::SubsMgr)?;
        // SAFETY: the program says how large its structure is.
        let given = unsafe { handlers(pEvHandlers, structSize)? };
        app::of(&stack)?.set_subscription_handlers(&stack, given);
        Ok(())
    })
}

/// The call-leg whose dialog a subscription shall live in; none for NULL.
fn dialog_of(stack: &Stack, handle: RvSipCallLegHandle) -> Result<Option<CallLegId>, Error> {
    if handle.is_null() {
        return Ok(None);
    }
    let (owner, leg) = callleg::living(handle)?;
    if owner.slot() == stack.slot() { Ok(Some(leg)) } else { Err(Error::InvalidHandle) }
}

/// Makes a subscription in IDLE, for a SUBSCRIBE or a REFER to be sent.
///
/// - `hCallLeg`: the call-leg whose dialog it shall live in, not in DISCONNECTED or TERMINATED; NULL for a dialog of its own.
/// - `hAppSubs`: the program's own value, handed back in every callback; may be NULL.
/// - `phSubs`: place for the handle. It lives until the callback of TERMINATED has returned.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when maxSubscriptions are there already; RV_ERROR_ILLEGAL_ACTION for a call-leg that has
/// ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a call-leg of another stack.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsMgrCreateSubscription(
    hSubsMgr: RvSipSubsMgrHandle,
    hCallLeg: RvSipCallLegHandle,
    hAppSubs: RvSipAppSubsHandle,
    phSubs: *mut RvSipSubsHandle,
) -> RvStatus {
    status("RvSipSubsMgrCreateSubscription", || {
        // SAFETY: the program passes a place for the handle, or NULL; likewise below.
        let place = unsafe { out(phSubs)? };
        let stack = stack_of(hSubsMgr, Tag::SubsMgr)?;
        let leg = dialog_of(&stack, hCallLeg)?;
        let id = stack.with(|core, _| core.create_subscription(leg, hAppSubs as usize))?;
        place.set(subs_handle(&stack, id));
        Ok(())
    })
}

/// Makes a subscription in IDLE that both ends have agreed on by other means than SUBSCRIBE. It moves to ACTIVE when its Event is set, by
/// RvSipSubsInit, RvSipSubsInitStr or RvSipSubsSetEventHeader, and never expires. In a dialog of its own set the Call-ID first
/// (RvSipSubsGetDialogObj, RvSipCallLegSetCallId), then From and To, both with tags.
///
/// - `hCallLeg`, `hAppSubs`, `phSubs`: as for RvSipSubsMgrCreateSubscription.
/// - `eType`: which end this is.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a type that does not exist; RV_ERROR_OUTOFRESOURCES when maxSubscriptions are there already;
/// RV_ERROR_ILLEGAL_ACTION for a call-leg that has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsMgrCreateOutOfBandSubscription(
    hSubsMgr: RvSipSubsMgrHandle,
    hCallLeg: RvSipCallLegHandle,
    hAppSubs: RvSipAppSubsHandle,
    eType: RvSipSubscriptionType,
    phSubs: *mut RvSipSubsHandle,
) -> RvStatus {
    status("RvSipSubsMgrCreateOutOfBandSubscription", || {
        let place = unsafe { out(phSubs)? };
        let stack = stack_of(hSubsMgr, Tag::SubsMgr)?;
        let side = side(eType)?;
        let leg = dialog_of(&stack, hCallLeg)?;
        let id = stack.with(|core, _| core.create_out_of_band(leg, hAppSubs as usize, side))?;
        place.set(subs_handle(&stack, id));
        Ok(())
    })
}

/// Both ends or none; a dialog of its own needs both.
fn ends<'a>(
    stack: &Stack,
    id: SubscriptionId,
    from: Option<&'a [u8]>,
    to: Option<&'a [u8]>,
) -> Result<(&'a [u8], &'a [u8]), Error> {
    let own = || stack.with(|core, _| Ok::<_, Error>(core.leg_is_hidden(core.subscription_leg(id)?)));
    if from.is_some() != to.is_some() && own()? {
        return Err(Error::NullPtr);
    }
    Ok((from.unwrap_or(&[]), to.unwrap_or(&[])))
}

/// Sets From, To, Event and the wished time of a subscription; what is NULL or UNDEFINED stays as it is. Headers are copied. Legal in IDLE.
/// When one of them cannot be used nothing is set.
///
/// - `hFrom`, `hTo`: both or neither; NULL in a dialog that was there before, which has its own. A From tag is made where there is none; a
///   To tag is left out, but for subscriptions made out of band.
/// - `hEvent`: what is subscribed to; after RvSipSubsReferInit nothing but `refer`.
/// - `expiresVal`: seconds, less than RVSIP_SUBS_EXPIRES_VAL_LIMIT; UNDEFINED for none in the SUBSCRIBE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_BADPARAM for another time;
/// RV_ERROR_ILLEGAL_ACTION in another state, for From or To in a dialog that was there before, and made out of band without Call-ID or
/// tags or in a dialog that is there already; RV_ERROR_NULLPTR, also for one of From and To; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsInit(
    hSubs: RvSipSubsHandle,
    hFrom: RvSipPartyHeaderHandle,
    hTo: RvSipPartyHeaderHandle,
    hEvent: RvSipEventHeaderHandle,
    expiresVal: RvInt32,
) -> RvStatus {
    status("RvSipSubsInit", || {
        let (stack, id) = living(hSubs)?;
        let (from, to) = (optional_given(hFrom, Tag::PartyHeader)?, optional_given(hTo, Tag::PartyHeader)?);
        let event = optional_given(hEvent, Tag::EventHeader)?;
        let seconds = seconds(expiresVal)?;
        let (from, to) = ends(&stack, id, from.as_deref(), to.as_deref())?;
        Ok(stack.with(|core, _| core.subscription_init(id, from, to, event.as_deref(), seconds))?)
    })
}

/// As RvSipSubsInit, with texts.
///
/// - `strFrom`, `strTo`, `strEvent`: with or without the header name, `Event: presence` or `presence`; NULL and empty are the same.
/// - `expiresVal`: as for RvSipSubsInit.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a text that does not parse; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE; all as for RvSipSubsInit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsInitStr(
    hSubs: RvSipSubsHandle,
    strFrom: *mut RvChar,
    strTo: *mut RvChar,
    expiresVal: RvInt32,
    strEvent: *mut RvChar,
) -> RvStatus {
    status("RvSipSubsInitStr", || {
        // SAFETY: the program passes terminated strings, or NULL; likewise below.
        let (from, to, event) = unsafe { (filled_text(strFrom)?, filled_text(strTo)?, filled_text(strEvent)?) };
        let (from, to, event) = (value(from, Name::From)?, value(to, Name::To)?, value(event, Name::Event)?);
        let (stack, id) = living(hSubs)?;
        let seconds = seconds(expiresVal)?;
        let (from, to) = ends(&stack, id, from, to)?;
        Ok(stack.with(|core, _| core.subscription_init(id, from, to, event, seconds))?)
    })
}

/// The value of a header's text.
fn value(text: Option<&[u8]>, name: Name) -> Result<Option<&[u8]>, Error> {
    text.map(|text| header_value(text, name)).transpose()
}

/// Sets the ends of the dialog of a subscription that has one of its own. Headers and addresses are copied. Legal in IDLE. When one
/// of them cannot be used nothing is set.
///
/// - `hFrom`, `hTo`: as for RvSipSubsInit.
/// - `hLocalContact`: address of the Contact in this end's messages; NULL for that of From.
/// - `hRemoteContact`: where the first request goes; NULL for the address of To.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_BADPARAM for an address that cannot stand where it
/// should; RV_ERROR_ILLEGAL_ACTION in another state, in a dialog that was there before, and made out of band without Call-ID or tags;
/// RV_ERROR_NULLPTR, also for no From or To; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsDialogInit(
    hSubs: RvSipSubsHandle,
    hFrom: RvSipPartyHeaderHandle,
    hTo: RvSipPartyHeaderHandle,
    hLocalContact: RvSipAddressHandle,
    hRemoteContact: RvSipAddressHandle,
) -> RvStatus {
    status("RvSipSubsDialogInit", || {
        let (stack, id) = living(hSubs)?;
        let (from, to) = (given(hFrom, Tag::PartyHeader)?, given(hTo, Tag::PartyHeader)?);
        let address = |handle: RvSipAddressHandle| if handle.is_null() { Ok(Vec::new()) } else { address_text(handle) };
        let (local, remote) = (address(hLocalContact)?, address(hRemoteContact)?);
        Ok(stack.with(|core, _| core.subscription_init_dialog(id, (&from, &to), (&local, &remote)))?)
    })
}

/// As RvSipSubsDialogInit, with texts.
///
/// - `strFrom`, `strTo`: with or without the header name.
/// - `strLocalContact`, `strRemoteContact`: addresses, `sip:a@b`, in angle brackets or without, and with or without `Contact:`; NULL or empty
///   as NULL for RvSipSubsDialogInit.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a text that does not parse; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE; all as for RvSipSubsDialogInit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsDialogInitStr(
    hSubs: RvSipSubsHandle,
    strFrom: *mut RvChar,
    strTo: *mut RvChar,
    strLocalContact: *mut RvChar,
    strRemoteContact: *mut RvChar,
) -> RvStatus {
    status("RvSipSubsDialogInitStr", || {
        let (from, to) = unsafe { (filled_text(strFrom)?, filled_text(strTo)?) };
        let (local, remote) = unsafe { (filled_text(strLocalContact)?, filled_text(strRemoteContact)?) };
        let (from, to) = (value(from, Name::From)?, value(to, Name::To)?);
        let (local, remote) = (contact(local)?, contact(remote)?);
        let (stack, id) = living(hSubs)?;
        let (Some(from), Some(to)) = (from, to) else { return Err(Error::NullPtr) };
        Ok(stack.with(|core, _| core.subscription_init_dialog(id, (from, to), (local, remote)))?)
    })
}

/// The address in a text.
fn contact(text: Option<&[u8]>) -> Result<&[u8], Error> {
    let text = value(text, Name::Contact)?.unwrap_or(&[]).trim_ascii();
    Ok(text.strip_prefix(b"<").and_then(|t| t.strip_suffix(b">")).unwrap_or(text))
}

/// Sends the SUBSCRIBE, with the outbound message's additions. Legal in IDLE with Event, From and To; in REDIRECTED, where it goes to the
/// first Contact of the response; and in UNAUTHENTICATED, with credentials for its challenges. The subscription moves to SUBS_SENT.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state, without Event, From or To, for one that RvSipSubsReferInit was called for, and
/// for a notifier; RV_ERROR_BADPARAM for a To whose URI cannot be asked; RV_ERROR_NOT_FOUND without a shared-secret callback and
/// RV_ERROR_NOTSUPPORTED when no challenge can be answered, both in UNAUTHENTICATED; RV_ERROR_OUTOFRESOURCES when maxTransactions are there
/// already; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsSubscribe(hSubs: RvSipSubsHandle) -> RvStatus {
    status("RvSipSubsSubscribe", || act(hSubs, |outbound| Action::Subscribe { outbound }))
}

/// Sends a SUBSCRIBE that makes the subscription last on, with the outbound message's additions. Legal in ACTIVE; it moves to REFRESHING.
///
/// - `refreshExpiresVal`: seconds, 1 to less than RVSIP_SUBS_EXPIRES_VAL_LIMIT; UNDEFINED for what was wished for at first.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another time; RV_ERROR_ILLEGAL_ACTION in another state, for a notifier, and for one that was made
/// out of band; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsRefresh(hSubs: RvSipSubsHandle, refreshExpiresVal: RvInt32) -> RvStatus {
    status("RvSipSubsRefresh", || {
        living(hSubs)?;
        let seconds = seconds(refreshExpiresVal)?;
        if seconds == Some(0) {
            return Err(Error::BadParam);
        }
        act(hSubs, |outbound| Action::Refresh { seconds, outbound })
    })
}

/// Sends a SUBSCRIBE that ends the subscription, with the outbound message's additions. Legal in ACTIVE, PENDING and 2XX_RCVD; it moves to
/// UNSUBSCRIBING, and to TERMINATED with the NOTIFY that follows.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state, for a notifier, and for one made out of band; RV_ERROR_OUTOFRESOURCES;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsUnsubscribe(hSubs: RvSipSubsHandle) -> RvStatus {
    status("RvSipSubsUnsubscribe", || act(hSubs, |outbound| Action::Unsubscribe { outbound }))
}

/// Answers with 200 the SUBSCRIBE or REFER that waits, with the outbound message's additions. Legal in SUBS_RCVD, which moves to ACTIVE; in
/// REFRESH_RCVD, which moves to the state before it: ACTIVE, PENDING or ACTIVATED; and in UNSUBSCRIBE_RCVD. A NOTIFY is due at once, with
/// the state terminated in UNSUBSCRIBE_RCVD; the program sends it. RvSipSubsReferAccept makes what a REFER asks for, this function does not.
///
/// - `expiresVal`: seconds that the subscription lasts, not more than were asked for; UNDEFINED for those. A REFER asks for none and is not
///   told of them: they go into the first NOTIFY.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another time; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsRespondAccept(hSubs: RvSipSubsHandle, expiresVal: RvInt32) -> RvStatus {
    status("RvSipSubsRespondAccept", || accept(hSubs, expiresVal, false))
}

/// Answers the first SUBSCRIBE with 202: it is not authorised yet. The outbound message's additions go along. Legal in SUBS_RCVD, which
/// moves to PENDING. A NOTIFY with the state pending is due at once; the program sends it.
///
/// - `expiresVal`: as for RvSipSubsRespondAccept.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another time; RV_ERROR_ILLEGAL_ACTION in another state, and for a REFER; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsRespondPending(hSubs: RvSipSubsHandle, expiresVal: RvInt32) -> RvStatus {
    status("RvSipSubsRespondPending", || accept(hSubs, expiresVal, true))
}

fn accept(hSubs: RvSipSubsHandle, expires: RvInt32, pending: bool) -> Result<(), Error> {
    living(hSubs)?;
    let seconds = seconds(expires)?;
    act(hSubs, |outbound| Action::Accept { pending, seconds, outbound })
}

/// Refuses the SUBSCRIBE or REFER that waits, with the outbound message's additions. Legal in SUBS_RCVD, which moves to TERMINATED; in
/// REFRESH_RCVD and in UNSUBSCRIBE_RCVD, which move to the state before them.
///
/// - `statusCode`: 300 to 699 without 408.
/// - `strReasonPhrase`: NULL for the standard one.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code or a phrase with line ends; RV_ERROR_ILLEGAL_ACTION in another state;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsRespondReject(
    hSubs: RvSipSubsHandle,
    statusCode: RvUint16,
    strReasonPhrase: *mut RvChar,
) -> RvStatus {
    status("RvSipSubsRespondReject", || {
        let reason = unsafe { filled_text(strReasonPhrase)? }.unwrap_or(&[]).to_vec();
        act(hSubs, |outbound| Action::Reject { code: statusCode, reason, outbound })
    })
}

/// Ends a subscription in any state, with its notifications. It moves to TERMINATED; nothing is sent. In SUBS_RCVD the SUBSCRIBE or REFER
/// gets no answer, and copies of it are absorbed without a word until its sender has given up; RvSipSubsRespondReject tells him. Not for
/// the callbacks of messages and of creation.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsTerminate(hSubs: RvSipSubsHandle) -> RvStatus {
    status("RvSipSubsTerminate", || {
        let (stack, id) = subscription(hSubs)?;
        run(&stack, id, Action::Terminate)
    })
}

/// The program hears no more of a subscription, its notifications included; it goes on, and nobody answers what comes. Legal in any state.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsDetachOwner(hSubs: RvSipSubsHandle) -> RvStatus {
    status("RvSipSubsDetachOwner", || {
        let (stack, id) = subscription(hSubs)?;
        Ok(stack.with(|core, _| core.detach_subscription(id))?)
    })
}

/// Refuses the SUBSCRIBE or REFER of a subscription that is being told. Legal inside RvSipSubsCreatedEv only. The subscription is gone when
/// that callback has returned; nothing more is told of it, TERMINATED included, and the response has nothing of the outbound message.
///
/// - `statusCode`: 300 to 699.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsSetRejectStatusCodeOnCreation(hSubs: RvSipSubsHandle, statusCode: RvUint16) -> RvStatus {
    status("RvSipSubsSetRejectStatusCodeOnCreation", || {
        let (stack, id) = living(hSubs)?;
        Ok(stack.with(|core, _| core.subscription_refuse_on_creation(id, statusCode))?)
    })
}

// ---- failure to send ----

/// Gives the DNS list of a request that could not be sent: where it may still go. Read and edit it with the RvSipTransportDNSList
/// functions. Legal in MSG_SEND_FAILURE of the subscription or of the notification.
///
/// - `hNotify`: a notification of the subscription; NULL for its SUBSCRIBE or REFER.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsDNSGetList(
    hSubs: RvSipSubsHandle,
    hNotify: RvSipNotifyHandle,
    phDnsList: *mut RvSipTransportDNSListHandle,
) -> RvStatus {
    status("RvSipSubsDNSGetList", || {
        let place = unsafe { out(phDnsList)? };
        let (stack, id) = living(hSubs)?;
        let notify = optional_notify_of(&stack, id, hNotify)?;
        let failed = stack.with(|core, _| core.subscription_failed_transaction(id, notify))?;
        place.set(list_handle(&stack, ListOwner::Transaction(failed))?);
        Ok(())
    })
}

/// Prepares a request that could not be sent for the next address: another transaction, with a new branch, carries it on, and the old one
/// ends. Nothing is sent yet. Legal in MSG_SEND_FAILURE.
///
/// - `hNotify`: as for RvSipSubsDNSGetList.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when no address is left; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_OUTOFRESOURCES;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsDNSContinue(hSubs: RvSipSubsHandle, hNotify: RvSipNotifyHandle) -> RvStatus {
    status("RvSipSubsDNSContinue", || {
        let (stack, id) = living(hSubs)?;
        let notify = optional_notify_of(&stack, id, hNotify)?;
        run(&stack, id, Action::DnsContinue { notify })
    })
}

/// Sends the prepared request to the next address. Legal after RvSipSubsDNSContinue; the subscription moves to SUBS_SENT, REFRESHING or
/// UNSUBSCRIBING, a notification to REQUEST_SENT.
///
/// - `hNotify`: as for RvSipSubsDNSGetList; the outbound message of the notification, or of the subscription, goes along.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsDNSReSendRequest(hSubs: RvSipSubsHandle, hNotify: RvSipNotifyHandle) -> RvStatus {
    status("RvSipSubsDNSReSendRequest", || {
        let (stack, id) = living(hSubs)?;
        let notify = optional_notify_of(&stack, id, hNotify)?;
        let outbound = outbound(&stack, id, notify)?;
        run(&stack, id, Action::DnsResend { notify, outbound })
    })
}

/// Stops trying addresses. A subscription whose first request could not be sent moves to TERMINATED, one that was to be refreshed or ended to
/// the state before; a notification ends. Legal in MSG_SEND_FAILURE and after RvSipSubsDNSContinue.
///
/// - `hNotify`: as for RvSipSubsDNSGetList.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsDNSGiveUp(hSubs: RvSipSubsHandle, hNotify: RvSipNotifyHandle) -> RvStatus {
    status("RvSipSubsDNSGiveUp", || {
        let (stack, id) = living(hSubs)?;
        let notify = optional_notify_of(&stack, id, hNotify)?;
        run(&stack, id, Action::DnsGiveUp { notify })
    })
}
