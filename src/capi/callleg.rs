//! RvSipCallLeg.h - Call-legs: dialogs that an INVITE makes.
//!
//! Functions may be called from any thread and from inside any callback, unless they say otherwise, and return RV_ERROR_NULLPTR for a
//! NULL handle or place, RV_ERROR_INVALID_HANDLE for a handle that names no living object, or one of another call-leg. Returning
//! RV_OK does not mean that anything was sent; the states tell.

use super::abi::*;
use super::app::{self, Object};
use super::app_callleg::callleg_handle;
use super::boundary::status;
use super::dns_list::list_handle;
use super::handle::{Tag, object};
use super::regclient::header_value;
use super::stack::{handlers, owner_of, stack_of};
use super::status::Error;
use super::strings::{optional_out, out, text};
use crate::endpoint::callleg::Action;
use crate::endpoint::{CallLegId, Command, Id, ListOwner, ReInviteId, TransactionId};
use crate::message::{Message, Name};
use crate::stack::Stack;
use std::sync::Arc;

/// The call-leg a handle names.
pub fn callleg(handle: RvSipCallLegHandle) -> Result<(Arc<Stack>, CallLegId), Error> {
    let (stack, h) = owner_of(handle, Tag::CallLeg)?;
    Ok((stack, CallLegId(Id { index: h.index, generation: h.generation })))
}

/// The call-leg a handle names, if it lives.
pub fn living(handle: RvSipCallLegHandle) -> Result<(Arc<Stack>, CallLegId), Error> {
    let (stack, id) = callleg(handle)?;
    stack.with(|core, _| core.leg_state(id))?;
    Ok((stack, id))
}

/// A transaction of this call-leg.
pub fn transaction_of(stack: &Stack, id: CallLegId, handle: RvSipTranscHandle) -> Result<TransactionId, Error> {
    let h = object(handle, Tag::Transc)?;
    let tx = TransactionId(Id { index: h.index, generation: h.generation });
    if h.slot != stack.slot() {
        return Err(Error::InvalidHandle);
    }
    stack.with(|core, _| core.leg_has_transaction(id, tx))?;
    Ok(tx)
}

/// The same where NULL stands for the call-leg itself.
pub fn optional_transaction_of(
    stack: &Stack,
    id: CallLegId,
    handle: RvSipTranscHandle,
) -> Result<Option<TransactionId>, Error> {
    if handle.is_null() { Ok(None) } else { transaction_of(stack, id, handle).map(Some) }
}

/// The re-INVITE a handle names; whether it is one of a certain call-leg is for the core to tell.
pub fn reinvite_of(stack: &Stack, handle: RvSipCallLegInviteHandle) -> Result<ReInviteId, Error> {
    let h = object(handle, Tag::Invite)?;
    if h.slot != stack.slot() {
        return Err(Error::InvalidHandle);
    }
    Ok(ReInviteId(Id { index: h.index, generation: h.generation }))
}

pub fn run(stack: &Stack, id: CallLegId, action: Action) -> Result<(), Error> {
    Ok(stack.with(|core, now| core.command(now, Command::CallLeg { id, action }))?)
}

/// What was put into the outbound message of a call-leg. It is used up even by an action that is refused later.
pub fn outbound(stack: &Stack, id: CallLegId) -> Result<Option<Box<Message>>, Error> {
    Ok(app::of(stack)?.take_outbound(Object::CallLeg(id.0)))
}

/// Runs an action that takes the outbound message along.
fn act(handle: RvSipCallLegHandle, action: impl FnOnce(Option<Box<Message>>) -> Action) -> Result<(), Error> {
    let (stack, id) = living(handle)?;
    let outbound = outbound(&stack, id)?;
    run(&stack, id, action(outbound))
}

/// Sets the callbacks of all call-legs of this stack; normally right after RvSipStackConstruct. Without a
/// pfnCallLegCreatedEvHandler and a pfnStateChangedEvHandler, INVITEs that come make no call-legs.
///
/// - `evHandlersSize`: sizeof(RvSipCallLegEvHandlers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegMgrSetEvHandlers(
    hCallLegMgr: RvSipCallLegMgrHandle,
    evHandlers: *mut RvSipCallLegEvHandlers,
    evHandlersSize: RvInt32,
) -> RvStatus {
    status("RvSipCallLegMgrSetEvHandlers", || {
        let stack = stack_of(hCallLegMgr, Tag::CallLegMgr)?;
        // SAFETY: the program says how large its structure is.
        let given = unsafe { handlers(evHandlers, evHandlersSize)? };
        app::of(&stack)?.set_callleg_handlers(&stack, given);
        Ok(())
    })
}

/// Makes a call-leg in IDLE, for an INVITE to be sent or a stored call to be restored.
///
/// - `hAppCallLeg`: the program's own value, handed back in every callback; may be NULL.
/// - `phCallLeg`: place for the handle. It lives until the callback of TERMINATED has returned.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when maxCallLegs are there already; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegMgrCreateCallLeg(
    hCallLegMgr: RvSipCallLegMgrHandle,
    hAppCallLeg: RvSipAppCallLegHandle,
    phCallLeg: *mut RvSipCallLegHandle,
) -> RvStatus {
    status("RvSipCallLegMgrCreateCallLeg", || {
        // SAFETY: the program passes a place for the handle, or NULL.
        let place = unsafe { out(phCallLeg)? };
        let stack = stack_of(hCallLegMgr, Tag::CallLegMgr)?;
        let id = stack.with(|core, _| core.create_call_leg(hAppCallLeg as usize))?;
        place.set(callleg_handle(&stack, id));
        Ok(())
    })
}

/// Sets From and To from text and sends the INVITE, with the outbound message's additions. Legal in IDLE; the call-leg moves to
/// INVITING. When an argument cannot be used nothing is sent.
///
/// - `strFrom`, `strTo`: with or without the header name, `From: <sip:a@b>` or `<sip:a@b>`. A From tag is made where there is none.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a text that does not parse; RV_ERROR_ILLEGAL_ACTION in another state;
/// RV_ERROR_BADPARAM for a To whose URI cannot be called; RV_ERROR_OUTOFRESOURCES when maxTransactions are there already;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegMake(hCallLeg: RvSipCallLegHandle, strFrom: *mut RvChar, strTo: *mut RvChar) -> RvStatus {
    status("RvSipCallLegMake", || {
        // SAFETY: the program passes terminated strings, or NULL.
        let (from, to) = unsafe { (text(strFrom)?, text(strTo)?) };
        let (from, to) = (header_value(from, Name::From)?, header_value(to, Name::To)?);
        let (stack, id) = living(hCallLeg)?;
        let outbound = outbound(&stack, id)?;
        stack.with(|core, now| {
            core.leg_set_from(id, from)?;
            core.leg_set_to(id, to)?;
            core.command(now, Command::CallLeg { id, action: Action::Connect { outbound } })
        })?;
        Ok(())
    })
}

/// Sends the INVITE with the To, From and Replaces that were set and the outbound message's additions. It goes to the remote contact,
/// by default the address of To. Legal in IDLE, and in REDIRECTED, where it goes to the first Contact of the response; the call-leg
/// moves to INVITING.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state, without To or From, and for a call-leg that came;
/// RV_ERROR_BADPARAM for a To whose URI cannot be called; RV_ERROR_OUTOFRESOURCES when maxTransactions are there already;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegConnect(hCallLeg: RvSipCallLegHandle) -> RvStatus {
    status("RvSipCallLegConnect", || act(hCallLeg, |outbound| Action::Connect { outbound }))
}

/// Answers the INVITE or re-INVITE that waits with 200. Legal in OFFERING and CANCELLED, where the call-leg moves to ACCEPTED, and
/// with a re-INVITE in REINVITE_RCVD or REINVITE_CANCELLED, which moves to REINVITE_RESPONSE_SENT.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere, and while a reliable provisional response with a body waits for its PRACK;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegAccept(hCallLeg: RvSipCallLegHandle) -> RvStatus {
    status("RvSipCallLegAccept", || act(hCallLeg, |outbound| Action::Accept { outbound }))
}

/// Refuses the INVITE or re-INVITE that waits. Legal in OFFERING, with manualBehavior also in CANCELLED, where the call-leg moves to
/// DISCONNECTED, and with a re-INVITE in REINVITE_RCVD, which moves to REINVITE_RESPONSE_SENT.
///
/// - `status`: 300 to 699.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegReject(hCallLeg: RvSipCallLegHandle, status: RvUint16) -> RvStatus {
    self::status("RvSipCallLegReject", || act(hCallLeg, |outbound| Action::Reject { code: status, outbound }))
}

/// Answers the INVITE or re-INVITE that waits provisionally, and not reliably. Legal in OFFERING and with a re-INVITE in
/// REINVITE_RCVD; no state changes.
///
/// - `status`: 100 to 199.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION elsewhere, and while a reliable provisional response
/// waits for its PRACK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegProvisionalResponse(hCallLeg: RvSipCallLegHandle, status: RvUint16) -> RvStatus {
    self::status("RvSipCallLegProvisionalResponse", || act(hCallLeg, |outbound| Action::Provisional { code: status, outbound }))
}

/// Answers the INVITE or re-INVITE that waits provisionally, again and again until a PRACK says that the answer is there (RFC 3262).
/// Legal in OFFERING and with a re-INVITE in REINVITE_RCVD, for an INVITE whose sender knows 100rel; needs 100rel in
/// supportedExtensionList. RvSipCallLegPrackStateChangedEv tells of the PRACK.
///
/// - `status`: 101 to 199.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION elsewhere, when 100rel is missing on one side, and while
/// the one before waits for its PRACK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegProvisionalResponseReliable(hCallLeg: RvSipCallLegHandle, status: RvUint16) -> RvStatus {
    self::status("RvSipCallLegProvisionalResponseReliable", || {
        act(hCallLeg, |outbound| Action::ProvisionalReliable { code: status, outbound })
    })
}

/// Cancels the INVITE of a call-leg in PROCEEDING or PROCEEDING_TIMEOUT, which moves to CANCELLING, or its re-INVITE in
/// REINVITE_PROCEEDING or REINVITE_PROCEEDING_TIMEOUT, which moves to REINVITE_CANCELLING.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere, and for a call-leg that forking made, whose INVITE is the original's;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegCancel(hCallLeg: RvSipCallLegHandle) -> RvStatus {
    status("RvSipCallLegCancel", || {
        let (stack, id) = callleg(hCallLeg)?;
        run(&stack, id, Action::Cancel)
    })
}

/// Acknowledges the 2xx to the INVITE, where manualAckOn2xx leaves that to the program. Legal in REMOTE_ACCEPTED; the call-leg moves
/// to CONNECTED.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegAck(hCallLeg: RvSipCallLegHandle) -> RvStatus {
    status("RvSipCallLegAck", || act(hCallLeg, |outbound| Action::Ack { outbound }))
}

/// Ends the call in the way its state asks for. CONNECTED and REMOTE_ACCEPTED: BYE, DISCONNECTING. ACCEPTED: the same, once the ACK
/// has come or is overdue. INVITING, PROCEEDING, PROCEEDING_TIMEOUT: CANCEL, CANCELLING; in INVITING it waits for a provisional
/// response. OFFERING: refused with 480. CANCELLED: with 487. IDLE, REDIRECTED, UNAUTHENTICATED, MSG_SEND_FAILURE, and what forking
/// made before its 2xx: TERMINATED, and nothing is sent.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in CANCELLING, DISCONNECTING, DISCONNECTED and TERMINATED, and in CANCELLED without
/// manualBehavior; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegDisconnect(hCallLeg: RvSipCallLegHandle) -> RvStatus {
    status("RvSipCallLegDisconnect", || act(hCallLeg, |outbound| Action::Disconnect { outbound }))
}

/// Ends a call-leg in any state, with its transactions. It moves to TERMINATED; neither BYE nor CANCEL is sent. Not for the callbacks
/// of messages and of creation.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegTerminate(hCallLeg: RvSipCallLegHandle) -> RvStatus {
    status("RvSipCallLegTerminate", || {
        let (stack, id) = callleg(hCallLeg)?;
        run(&stack, id, Action::Terminate)
    })
}

/// Sends the PRACK for a reliable provisional response, where manualPrack leaves that to the program. Legal when the PRACK state is
/// REL_PROV_RESPONSE_RCVD; it moves to PRACK_SENT.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another PRACK state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSendPrack(hCallLeg: RvSipCallLegHandle) -> RvStatus {
    status("RvSipCallLegSendPrack", || act(hCallLeg, |outbound| Action::Prack { outbound }))
}

/// Answers a PRACK, where manualPrack leaves that to the program. Legal when the PRACK state is PRACK_RCVD; it moves to
/// PRACK_FINAL_RESPONSE_SENT.
///
/// - `status`: 200 to 699 without 408.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION in another PRACK state; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSendPrackResponse(hCallLeg: RvSipCallLegHandle, status: RvUint16) -> RvStatus {
    self::status("RvSipCallLegSendPrackResponse", || act(hCallLeg, |outbound| Action::AnswerPrack { code: status, outbound }))
}

/// Sends the first INVITE to the first Route of the outbound message, whatever that says. Without this call only a Route with lr is
/// the next hop. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state, and for a call-leg that came; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegUseFirstRouteForInitialRequest(hCallLeg: RvSipCallLegHandle) -> RvStatus {
    status("RvSipCallLegUseFirstRouteForInitialRequest", || {
        let (stack, id) = callleg(hCallLeg)?;
        Ok(stack.with(|core, _| core.leg_use_first_route(id))?)
    })
}

/// Refuses the INVITE of a call-leg that is being told. Legal inside RvSipCallLegCreatedEv only. The call-leg is gone when that
/// callback has returned; nothing more is told of it, TERMINATED included, and the response has nothing of the outbound message.
///
/// - `status`: 300 to 699.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSetRejectStatusCodeOnCreation(hCallLeg: RvSipCallLegHandle, status: RvUint16) -> RvStatus {
    self::status("RvSipCallLegSetRejectStatusCodeOnCreation", || {
        let (stack, id) = living(hCallLeg)?;
        Ok(stack.with(|core, _| core.leg_refuse_on_creation(id, status))?)
    })
}

// ---- forking ----

/// Gives the call-leg whose INVITE made this one by forking; for any other call-leg itself.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when that has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetOriginalCallLeg(
    hCallLeg: RvSipCallLegHandle,
    phOriginalCallLeg: *mut RvSipCallLegHandle,
) -> RvStatus {
    status("RvSipCallLegGetOriginalCallLeg", || {
        // SAFETY: the program passes a place, or NULL; likewise below.
        let place = unsafe { out(phOriginalCallLeg)? };
        let (stack, id) = callleg(hCallLeg)?;
        let original = stack.with(|core, _| core.leg_original(id))?;
        place.set(callleg_handle(&stack, original));
        Ok(())
    })
}

/// RV_FALSE: responses with further To tags make no call-legs; a 2xx among them is acknowledged and ended with BYE by the library.
/// RV_TRUE, as it is without this call, they do if bEnableForking is set. Legal in any state.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSetForkingEnabledFlag(hCallLeg: RvSipCallLegHandle, bForkingEnabled: RvBool) -> RvStatus {
    status("RvSipCallLegSetForkingEnabledFlag", || {
        let (stack, id) = callleg(hCallLeg)?;
        Ok(stack.with(|core, _| core.leg_set_forking(id, bForkingEnabled != RV_FALSE))?)
    })
}

/// Tells whether responses with further To tags may make call-legs.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetForkingEnabledFlag(
    hCallLeg: RvSipCallLegHandle,
    pbForkingEnabled: *mut RvBool,
) -> RvStatus {
    status("RvSipCallLegGetForkingEnabledFlag", || {
        let place = unsafe { out(pbForkingEnabled)? };
        let (stack, id) = callleg(hCallLeg)?;
        place.set(RvBool::from(stack.with(|core, _| core.leg_forking(id))?));
        Ok(())
    })
}

/// Sets how long a call-leg that forking made waits for its 2xx before it is terminated. A time that runs begins anew. Without this
/// call forked1xxTimerTimeout decides.
///
/// - `timeout`: milliseconds; 0 for no end.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a negative time; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSetForked1xxTimerTimeout(hCallLeg: RvSipCallLegHandle, timeout: RvInt32) -> RvStatus {
    status("RvSipCallLegSetForked1xxTimerTimeout", || {
        let (stack, id) = living(hCallLeg)?;
        let timeout = u32::try_from(timeout).map_err(|_| Error::BadParam)?;
        Ok(stack.with(|core, now| core.leg_set_forked_timeout(now, id, timeout))?)
    })
}

// ---- failure to send ----

/// Gives the DNS list of a request that could not be sent: where it may still go. Read and edit it with the RvSipTransportDNSList
/// functions. Legal in MSG_SEND_FAILURE.
///
/// - `hTransc`: a transaction of the call-leg in CLIENT_MSG_SEND_FAILURE; NULL for the call-leg's own INVITE, re-INVITE or BYE.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegDNSGetList(
    hCallLeg: RvSipCallLegHandle,
    hTransc: RvSipTranscHandle,
    phDnsList: *mut RvSipTransportDNSListHandle,
) -> RvStatus {
    status("RvSipCallLegDNSGetList", || {
        let place = unsafe { out(phDnsList)? };
        let (stack, id) = living(hCallLeg)?;
        let tx = optional_transaction_of(&stack, id, hTransc)?;
        let failed = stack.with(|core, _| core.leg_failed_transaction(id, tx))?;
        place.set(list_handle(&stack, ListOwner::Transaction(failed))?);
        Ok(())
    })
}

/// Prepares a request that could not be sent for the next address: another transaction, with a new branch, carries it on, and the
/// old one ends. Nothing is sent yet but the ACK of a 503. Legal in MSG_SEND_FAILURE.
///
/// - `hTransc`: as for RvSipCallLegDNSGetList.
/// - `phClonedTransc`: place for the new transaction; may be NULL.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when no address is left; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_OUTOFRESOURCES;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegDNSContinue(
    hCallLeg: RvSipCallLegHandle,
    hTransc: RvSipTranscHandle,
    phClonedTransc: *mut RvSipTranscHandle,
) -> RvStatus {
    status("RvSipCallLegDNSContinue", || {
        let place = unsafe { optional_out(phClonedTransc) };
        let (stack, id) = living(hCallLeg)?;
        let tx = optional_transaction_of(&stack, id, hTransc)?;
        let clone = stack.with(|core, now| core.leg_dns_continue(now, id, tx))?;
        if let Some(place) = place {
            place.set(app::transaction_handle(&stack, clone));
        }
        Ok(())
    })
}

/// Sends the prepared request to the next address. Legal after RvSipCallLegDNSContinue; the call-leg moves to INVITING or
/// DISCONNECTING, a re-INVITE to REINVITE_SENT, a transaction to CLIENT_GEN_REQUEST_SENT.
///
/// - `hTransc`: what RvSipCallLegDNSContinue gave, its outbound message going along; NULL for the call-leg's own request, with the
///   outbound message of the call-leg.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegDNSReSendRequest(hCallLeg: RvSipCallLegHandle, hTransc: RvSipTranscHandle) -> RvStatus {
    status("RvSipCallLegDNSReSendRequest", || {
        let (stack, id) = living(hCallLeg)?;
        let transaction = optional_transaction_of(&stack, id, hTransc)?;
        let object = transaction.map_or(Object::CallLeg(id.0), |tx| Object::Transaction(tx.0));
        let outbound = app::of(&stack)?.take_outbound(object);
        run(&stack, id, Action::DnsResend { transaction, outbound })
    })
}

/// Stops trying addresses. A call-leg whose INVITE could not be sent moves to TERMINATED, one whose BYE could not to the state it had
/// before DISCONNECTING; a re-INVITE and a transaction end. Legal in MSG_SEND_FAILURE and after RvSipCallLegDNSContinue.
///
/// - `hTransc`: as for RvSipCallLegDNSGetList.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegDNSGiveUp(hCallLeg: RvSipCallLegHandle, hTransc: RvSipTranscHandle) -> RvStatus {
    status("RvSipCallLegDNSGiveUp", || {
        let (stack, id) = living(hCallLeg)?;
        let transaction = optional_transaction_of(&stack, id, hTransc)?;
        run(&stack, id, Action::DnsGiveUp { transaction })
    })
}
