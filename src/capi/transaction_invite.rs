//! RvSipTransaction.h - What INVITE has beside other requests: ACK, CANCEL, reliable provisional responses.

use super::abi::*;
use super::app::transaction_handle;
use super::boundary::status;
use super::status::Error;
use super::strings::{filled_text, out};
use super::transaction::{outbound, transaction};
use crate::endpoint::{Command, Endpoint, TransactionId};

/// Acknowledges the final response to an INVITE, unless that was a 2xx. Legal in CLIENT_INVITE_FINAL_RESPONSE_RCVD; the transaction
/// moves to CLIENT_INVITE_ACK_SENT and answers copies of the response by itself.
///
/// The ACK on a 2xx is a message of its own, which a transmitter sends; with bOldInviteHandling this function sends it.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionAck(hTransc: RvSipTranscHandle) -> RvStatus {
    status("RvSipTransactionAck", || {
        let (stack, id) = transaction(hTransc)?;
        Ok(stack.with(|core, now| core.command(now, Command::Acknowledge { id }))?)
    })
}

/// Cancels a request that has had a provisional response, by a CANCEL transaction of its own which is told by
/// RvSipTransactionInternalClientCreatedEv. Legal in CLIENT_INVITE_PROCEEDING, CLIENT_INVITE_PROCEEDING_TIMEOUT and
/// CLIENT_GEN_PROCEEDING; the transaction moves to CLIENT_INVITE_CANCELLING or CLIENT_GEN_CANCELLING and still ends with a final
/// response, of an INVITE mostly 487.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_OUTOFRESOURCES when maxTransactions are there already;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionCancel(hTransc: RvSipTranscHandle) -> RvStatus {
    status("RvSipTransactionCancel", || {
        let (stack, id) = transaction(hTransc)?;
        Ok(stack.with(|core, now| core.command(now, Command::Cancel { id }))?)
    })
}

/// Answers an INVITE provisionally, again and again until the other end says by a PRACK that it has the answer (RFC 3262). Legal in
/// SERVER_INVITE_REQUEST_RCVD and SERVER_INVITE_PRACK_COMPLETED, for an INVITE whose sender knows 100rel. The transaction moves to
/// SERVER_INVITE_REL_PROV_RESPONSE_SENT, and to SERVER_INVITE_PRACK_COMPLETED once the PRACK, a transaction of its own, was answered
/// with 2xx: by the program if it takes it, else by the library. Without a PRACK the library refuses the INVITE with 500.
///
/// - `responseCode`: 101 to 199.
/// - `strReasonPhrase`: NULL for the standard one.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION in another state, and when 100rel is not in
/// supportedExtensionList or the sender does not know it; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionRespondReliable(
    hTransc: RvSipTranscHandle,
    responseCode: RvUint16,
    strReasonPhrase: *mut RvChar,
) -> RvStatus {
    status("RvSipTransactionRespondReliable", || {
        // SAFETY: the program passes a terminated string, or NULL.
        let reason = unsafe { filled_text(strReasonPhrase)? }.unwrap_or(&[]).to_vec();
        let (stack, id) = transaction(hTransc)?;
        let outbound = outbound(&stack, id)?;
        Ok(stack.with(|core, now| core.command(now, Command::RespondReliable { id, code: responseCode, reason, outbound }))?)
    })
}

unsafe fn give_other(
    handle: RvSipTranscHandle,
    place: *mut RvSipTranscHandle,
    other: fn(&Endpoint, TransactionId) -> Result<TransactionId, crate::endpoint::Error>,
) -> Result<(), Error> {
    // SAFETY: the caller of the exported function promises a place, or NULL.
    let place = unsafe { out(place)? };
    let (stack, id) = transaction(handle)?;
    let found = stack.with(|core, _| other(core, id))?;
    place.set(transaction_handle(&stack, found));
    Ok(())
}

/// Gives the transaction of the CANCEL that cancels a request, be it one that was sent or one that came.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when it is not cancelled or its CANCEL has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetCancelTransaction(
    hTransc: RvSipTranscHandle,
    phCancelTransc: *mut RvSipTranscHandle,
) -> RvStatus {
    // SAFETY: passed on from the program.
    status("RvSipTransactionGetCancelTransaction", || unsafe { give_other(hTransc, phCancelTransc, Endpoint::cancel_of) })
}

/// Gives the transaction of the request that a CANCEL cancels.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when this is no CANCEL or the request has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetCancelledTransaction(
    hTransc: RvSipTranscHandle,
    phCancelledTransc: *mut RvSipTranscHandle,
) -> RvStatus {
    // SAFETY: as above.
    status("RvSipTransactionGetCancelledTransaction", || unsafe {
        give_other(hTransc, phCancelledTransc, Endpoint::cancelled_by)
    })
}
