//! RvSipCallLeg.h - Call-legs: dialogs that an INVITE makes.
//!
//! What goes on inside of a call-leg: re-INVITEs, other requests, BYE, REFER and Replaces.

use super::abi::*;
use super::app::{self, Object, transaction_handle};
use super::app_callleg::{callleg_handle, reinvite_handle};
use super::boundary::status;
use super::callleg::{callleg, living, outbound, reinvite_of, run, transaction_of};
use super::callleg_fields::hand_out;
use super::docs;
use super::handle::Tag;
use super::headers_family::{header_text, new_header_from};
use super::refer::put_replaces;
use super::regclient::header_value;
use super::regclient_fields::given;
use super::status::Error;
use super::strings::{filled_text, out, read, text};
use crate::endpoint::callleg::Action;
use crate::endpoint::{CallLegId, Command, ReInviteId, TransactionId};
use crate::message::{Message, Name};
use crate::stack::Stack;

// ---- re-INVITE ----

/// Makes a re-INVITE in IDLE. Legal in CONNECTED, REMOTE_ACCEPTED and ACCEPTED, while there is no other one.
///
/// - `hAppReInvite`: the program's own value, handed back in its callbacks; may be NULL.
/// - `phReInvite`: place for the handle. It lives until the callback of its TERMINATED has returned.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegReInviteCreate(
    hCallLeg: RvSipCallLegHandle,
    hAppReInvite: RvSipAppCallLegInviteHandle,
    phReInvite: *mut RvSipCallLegInviteHandle,
) -> RvStatus {
    status("RvSipCallLegReInviteCreate", || {
        // SAFETY: the program passes a place, or NULL; likewise below.
        let place = unsafe { out(phReInvite)? };
        let (stack, id) = callleg(hCallLeg)?;
        let reinvite = stack.with(|core, _| core.create_reinvite(id, Some(hAppReInvite as usize)))?;
        place.set(reinvite_handle(&stack, reinvite));
        Ok(())
    })
}

/// Runs an action on a re-INVITE, which takes the outbound message of the call-leg along.
pub fn act_on_reinvite(
    hCallLeg: RvSipCallLegHandle,
    hReInvite: RvSipCallLegInviteHandle,
    action: impl FnOnce(ReInviteId, Option<Box<Message>>) -> Action,
) -> Result<(), Error> {
    let (stack, id) = living(hCallLeg)?;
    let reinvite = reinvite_of(&stack, hReInvite)?;
    stack.with(|core, _| core.reinvite_state(id, reinvite))?;
    let outbound = outbound(&stack, id)?;
    run(&stack, id, action(reinvite, outbound))
}

/// Sends a re-INVITE with the outbound message's additions. Legal in IDLE of the re-INVITE, which moves to REINVITE_SENT. A session timer
/// that runs ends with it; RvSipCallLegSessionTimerInviteRefresh keeps it.
///
/// - `hReInvite`: what RvSipCallLegReInviteCreate gave for this call-leg.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state of either; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE, also for a re-INVITE of another call-leg.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegReInviteRequest(hCallLeg: RvSipCallLegHandle, hReInvite: RvSipCallLegInviteHandle) -> RvStatus {
    status("RvSipCallLegReInviteRequest", || {
        act_on_reinvite(hCallLeg, hReInvite, |reinvite, outbound| Action::ReInvite { reinvite, outbound })
    })
}

/// Acknowledges the 2xx to a re-INVITE, where manualAckOn2xx leaves that to the program. Legal in REINVITE_REMOTE_ACCEPTED; the
/// re-INVITE moves to ACK_SENT and TERMINATED.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a re-INVITE of another
/// call-leg.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegReInviteAck(hCallLeg: RvSipCallLegHandle, hReInvite: RvSipCallLegInviteHandle) -> RvStatus {
    status("RvSipCallLegReInviteAck", || {
        act_on_reinvite(hCallLeg, hReInvite, |reinvite, outbound| Action::AckReInvite { reinvite, outbound })
    })
}

/// Ends a re-INVITE in any state; it moves to TERMINATED, and nothing is sent.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a re-INVITE of another
/// call-leg.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegReInviteTerminate(hCallLeg: RvSipCallLegHandle, hReInvite: RvSipCallLegInviteHandle) -> RvStatus {
    status("RvSipCallLegReInviteTerminate", || {
        let (stack, id) = living(hCallLeg)?;
        let reinvite = reinvite_of(&stack, hReInvite)?;
        run(&stack, id, Action::TerminateReInvite { reinvite })
    })
}

/// Changes the program's own value that comes back in the callbacks of a re-INVITE.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a re-INVITE of another call-leg.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegReInviteSetAppHandle(
    hCallLeg: RvSipCallLegHandle,
    hReInvite: RvSipCallLegInviteHandle,
    hAppReInvite: RvSipAppCallLegInviteHandle,
) -> RvStatus {
    status("RvSipCallLegReInviteSetAppHandle", || {
        let (stack, id) = living(hCallLeg)?;
        let reinvite = reinvite_of(&stack, hReInvite)?;
        Ok(stack.with(|core, _| core.reinvite_set_owner(id, reinvite, hAppReInvite as usize))?)
    })
}

// ---- other requests ----

/// Makes a transaction in IDLE for a request inside of a call-leg. RvSipTransactionGetOutboundMsg gives the message whose headers and
/// body go into it; of the other functions of transactions those that only read serve it, and those that choose addresses and timers. Legal
/// in any state but TERMINATED.
///
/// - `hAppTransc`: the program's own value, handed back in its callbacks; may be NULL.
/// - `phTransc`: place for the handle. It lives until the callback of its TERMINATED has returned.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES when maxTransactions are there already; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegTranscCreate(
    hCallLeg: RvSipCallLegHandle,
    hAppTransc: RvSipAppTranscHandle,
    phTransc: *mut RvSipTranscHandle,
) -> RvStatus {
    status("RvSipCallLegTranscCreate", || {
        let place = unsafe { out(phTransc)? };
        let (stack, id) = callleg(hCallLeg)?;
        let tx = stack.with(|core, _| core.create_general(id, hAppTransc as usize))?;
        place.set(transaction_handle(&stack, tx));
        Ok(())
    })
}

/// Sends a request by a transaction that the library makes. `tell` gets it before anything can be told of it.
pub fn request_by_new(
    stack: &Stack,
    id: CallLegId,
    (method, refresh): (&[u8], bool),
    outbound: Option<Box<Message>>,
    tell: impl FnOnce(TransactionId),
) -> Result<(), Error> {
    stack.with(|core, now| {
        let transaction = core.create_general(id, 0)?;
        let action = Action::Request { transaction, method: method.to_vec(), refresh, outbound };
        let sent = core.command(now, Command::CallLeg { id, action });
        match sent {
            Ok(()) => tell(transaction),
            Err(_) => core.discard_general(id, transaction),
        }
        sent
    })?;
    Ok(())
}

/// Sends a request inside of a call-leg, with the dialog's To, From, Call-ID, next CSeq and Route, and with credentials for the challenges
/// known. Legal in any state of a call-leg with To and From but TERMINATED, and in IDLE of the transaction, which moves to
/// CLIENT_GEN_REQUEST_SENT; RvSipCallLegTranscStateChangedEv tells of it. The state of the call-leg does not change.
///
/// - `strMethod`: any method but INVITE, ACK, BYE, CANCEL and PRACK, which have functions of their own.
/// - `hTransc`: in: what RvSipCallLegTranscCreate gave for this call-leg, whose outbound message goes along; NULL for one that the
///   library makes. Out: the transaction, written before its first callback.
///
/// Returns RV_OK; RV_ERROR_NOTSUPPORTED for a method with functions of its own; RV_ERROR_BADPARAM for one that is no token, or a To
/// whose URI cannot be called; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES when maxTransactions are there already;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a transaction of another call-leg. When it fails the program's transaction stays,
/// for another try or RvSipCallLegTranscTerminate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegTranscRequest(
    hCallLeg: RvSipCallLegHandle,
    strMethod: *mut RvChar,
    hTransc: *mut RvSipTranscHandle,
) -> RvStatus {
    status("RvSipCallLegTranscRequest", || {
        // SAFETY: the program passes a place with a handle and a terminated string, or NULL.
        let (given, place, method) = unsafe { (read(hTransc)?, out(hTransc)?, text(strMethod)?) };
        let (stack, id) = living(hCallLeg)?;
        if given.is_null() {
            return request_by_new(&stack, id, (method, false), None, |tx| place.set(transaction_handle(&stack, tx)));
        }
        let transaction = transaction_of(&stack, id, given)?;
        let outbound = app::of(&stack)?.take_outbound(Object::Transaction(transaction.0));
        run(&stack, id, Action::Request { transaction, method: method.to_vec(), refresh: false, outbound })
    })
}

/// Runs an action on a transaction of a call-leg, which takes the transaction's outbound message along.
fn act_on_transaction(
    hCallLeg: RvSipCallLegHandle,
    hTransc: RvSipTranscHandle,
    action: impl FnOnce(TransactionId, Option<Box<Message>>) -> Action,
) -> Result<(), Error> {
    let (stack, id) = living(hCallLeg)?;
    let transaction = transaction_of(&stack, id, hTransc)?;
    let outbound = app::of(&stack)?.take_outbound(Object::Transaction(transaction.0));
    run(&stack, id, action(transaction, outbound))
}

/// Answers a request that the program took in RvSipCallLegTranscCreatedEv, with the additions of the transaction's outbound message.
/// Legal in SERVER_GEN_REQUEST_RCVD; with a final answer the transaction moves to SERVER_GEN_FINAL_RESPONSE_SENT.
///
/// - `hTransc`: the transaction that was told.
/// - `status`: 100 or 200 to 699, without 408 (RFC 4320); 100 over UDP is the library's.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE, also for a transaction of another call-leg, and for one of INVITE, BYE or PRACK.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegTranscResponse(
    hCallLeg: RvSipCallLegHandle,
    hTransc: RvSipTranscHandle,
    status: RvUint16,
) -> RvStatus {
    self::status("RvSipCallLegTranscResponse", || {
        act_on_transaction(hCallLeg, hTransc, |transaction, outbound| Action::Respond { transaction, code: status, outbound })
    })
}

/// Ends a transaction inside of a call-leg at once in any state; it moves to TERMINATED.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a transaction of another
/// call-leg, and for one of INVITE, BYE or PRACK.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegTranscTerminate(hCallLeg: RvSipCallLegHandle, hTransc: RvSipTranscHandle) -> RvStatus {
    status("RvSipCallLegTranscTerminate", || {
        let (stack, id) = living(hCallLeg)?;
        let transaction = transaction_of(&stack, id, hTransc)?;
        run(&stack, id, Action::TerminateTransaction { transaction })
    })
}

// ---- BYE ----

/// Answers with 200 a BYE that the program took in RvSipCallLegByeCreatedEv. Legal in REQUEST_RCVD of the BYE, which moves to
/// RESPONSE_SENT; the call-leg moves to DISCONNECTED.
///
/// - `hTransc`: the transaction that was told; its outbound message goes along.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a transaction that is no
/// such BYE of this call-leg.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegByeAccept(hCallLeg: RvSipCallLegHandle, hTransc: RvSipTranscHandle) -> RvStatus {
    status("RvSipCallLegByeAccept", || {
        act_on_transaction(hCallLeg, hTransc, |transaction, outbound| Action::AnswerBye { transaction, code: 200, outbound })
    })
}

/// Refuses a BYE that the program took in RvSipCallLegByeCreatedEv; the call goes on. Legal in REQUEST_RCVD of the BYE, which moves to
/// RESPONSE_SENT.
///
/// - `hTransc`: the transaction that was told; its outbound message goes along.
/// - `status`: 300 to 699 without 408.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE, also for a transaction that is no such BYE of this call-leg.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegByeReject(
    hCallLeg: RvSipCallLegHandle,
    hTransc: RvSipTranscHandle,
    status: RvUint16,
) -> RvStatus {
    self::status("RvSipCallLegByeReject", || {
        let (stack, id) = living(hCallLeg)?;
        transaction_of(&stack, id, hTransc)?;
        if status < 300 {
            return Err(Error::BadParam);
        }
        act_on_transaction(hCallLeg, hTransc, |transaction, outbound| Action::AnswerBye { transaction, code: status, outbound })
    })
}

// ---- REFER and Replaces ----

/// The value of a Refer-To, with Replaces among the headers of its address.
pub fn refer_to(text: &[u8], replaces: Option<&[u8]>) -> Result<Vec<u8>, Error> {
    let (doc, header) = new_header_from(Name::ReferTo, header_value(text, Name::ReferTo)?)?;
    let put = |text: &[u8]| {
        let (inner, value) = new_header_from(Name::Replaces, header_value(text, Name::Replaces)?)?;
        let put = put_replaces(header.cast(), value.cast());
        docs::destroy(inner);
        put
    };
    let value = replaces.map_or(Ok(()), put).and_then(|()| header_text(header));
    docs::destroy(doc);
    Ok(value?.1)
}

/// A header's value, if it parses.
pub fn checked(name: Name, text: &[u8]) -> Result<Vec<u8>, Error> {
    let (doc, header) = new_header_from(name, header_value(text, name)?)?;
    let value = header_text(header);
    docs::destroy(doc);
    Ok(value?.1)
}

/// Sends a REFER (RFC 3515), by a transaction that the library makes; RvSipCallLegTranscStateChangedEv tells of it. The additions of the
/// call-leg's outbound message go along. Legal where RvSipCallLegTranscRequest is.
///
/// - `strReferTo`: value of Refer-To, with or without the header name: whom the other end shall call.
/// - `strReferredBy`: value of Referred-By (RFC 3892), likewise; NULL or empty for none.
/// - `strReplaces`: value of Replaces, likewise: the call that the new one shall replace. It goes into the address of Refer-To. NULL or
///   empty for none.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a text that does not parse; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegReferStr(
    hCallLeg: RvSipCallLegHandle,
    strReferTo: *mut RvChar,
    strReferredBy: *mut RvChar,
    strReplaces: *mut RvChar,
) -> RvStatus {
    status("RvSipCallLegReferStr", || {
        // SAFETY: the program passes terminated strings, or NULL.
        let (to, by, replaces) = unsafe { (text(strReferTo)?, filled_text(strReferredBy)?, filled_text(strReplaces)?) };
        let (stack, id) = living(hCallLeg)?;
        let to = refer_to(to, replaces)?;
        let by = by.map(|text| checked(Name::ReferredBy, text)).transpose()?;
        let mut extra = outbound(&stack, id)?.unwrap_or_default();
        for (name, value) in [(Name::ReferTo, Some(to)), (Name::ReferredBy, by)] {
            if let Some(value) = value {
                extra.remove_all(name);
                extra.push(name, &value);
            }
        }
        request_by_new(&stack, id, (b"REFER", false), Some(extra), |_| {})
    })
}

/// Sets the Replaces header of the first INVITE, which asks the other end to put this call in place of another (RFC 3891). The header
/// is copied; NULL takes it out. Legal in IDLE, for a call-leg that the program made.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for an empty header; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegSetReplacesHeader(
    hCallLeg: RvSipCallLegHandle,
    hReplacesHeader: RvSipReplacesHeaderHandle,
) -> RvStatus {
    status("RvSipCallLegSetReplacesHeader", || {
        let (stack, id) = living(hCallLeg)?;
        let value = if hReplacesHeader.is_null() { Vec::new() } else { given(hReplacesHeader, Tag::ReplacesHeader)? };
        if value.is_empty() && !hReplacesHeader.is_null() {
            return Err(Error::BadParam);
        }
        Ok(stack.with(|core, _| core.leg_set_replaces(id, &value))?)
    })
}

/// Gives a copy of the Replaces header that was set. It lives with the call-leg.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegGetReplacesHeader(
    hCallLeg: RvSipCallLegHandle,
    phReplacesHeader: *mut RvSipReplacesHeaderHandle,
) -> RvStatus {
    status("RvSipCallLegGetReplacesHeader", || {
        let (stack, id) = callleg(hCallLeg)?;
        let value = stack.with(|core, _| core.leg_replaces(id))?;
        // SAFETY: as `hand_out` says.
        unsafe { hand_out(&stack, id, Name::Replaces, &value, phReplacesHeader) }
    })
}

/// Finds the call-leg that the Replaces header of an INVITE names (RFC 3891 section 3). Legal while the INVITE waits for its answer, as
/// in OFFERING with the reason REMOTE_INVITING_REPLACES. If one is found, disconnect it and accept this; else reject this.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND without Replaces, and when it names no call that may be replaced; RV_ERROR_ILLEGAL_SYNTAX for a
/// header that does not parse; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegReplacesGetMatchedCallExt(
    hCallLeg: RvSipCallLegHandle,
    phMatchedCallLeg: *mut RvSipCallLegHandle,
) -> RvStatus {
    status("RvSipCallLegReplacesGetMatchedCallExt", || {
        // SAFETY: the program passes a place, or NULL.
        let place = unsafe { out(phMatchedCallLeg)? };
        let (stack, id) = callleg(hCallLeg)?;
        let found = stack.with(|core, _| core.leg_replaced(id))?;
        place.set(callleg_handle(&stack, found));
        Ok(())
    })
}
