//! RvSipCallLeg.h - Call-legs: dialogs that an INVITE makes.
//!
//! Authentication: of the INVITE to be sent, and of what the other end sends.

use super::abi::*;
use super::app::{self, Object};
use super::boundary::status;
use super::callleg::{callleg, living, optional_transaction_of, outbound, run};
use super::challenge::{auth_action, digest_challenge, given_challenge};
use super::status::Error;
use super::strings::filled_text;
use crate::endpoint::callleg::Action;
use crate::message::Name;
use std::ffi::c_void;

/// Sends the INVITE again with credentials for the challenges of the 401 or 407. Legal in UNAUTHENTICATED; the call-leg moves to INVITING,
/// and the shared-secret callback is asked for user and password of each realm that is new. When that callback gives no user the
/// call-leg moves to DISCONNECTED. A BYE and a PRACK are repeated with credentials by the library, once; after a challenged re-INVITE or
/// general request send another one.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND without a shared-secret callback; RV_ERROR_NOTSUPPORTED when no challenge can be answered;
/// RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegAuthenticate(hCallLeg: RvSipCallLegHandle) -> RvStatus {
    status("RvSipCallLegAuthenticate", || {
        let (stack, id) = living(hCallLeg)?;
        let outbound = outbound(&stack, id)?;
        run(&stack, id, Action::Authenticate { outbound })
    })
}

/// Begins to look through the credentials of a request. Each is told by RvSipCallLegAuthCredentialsFoundEv and answered with
/// RvSipCallLegAuthProceed; the end is told by RvSipCallLegAuthCompletedEv. Legal in OFFERING, in REINVITE_RCVD of a re-INVITE, and for a
/// request or BYE that the program took and has not answered; needs enableServerAuth.
///
/// - `hTransc`: the transaction of the request; NULL for the INVITE or re-INVITE that waits for its answer.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere or without enableServerAuth; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a
/// transaction of another call-leg.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegAuthBegin(hCallLeg: RvSipCallLegHandle, hTransc: RvSipTranscHandle) -> RvStatus {
    status("RvSipCallLegAuthBegin", || {
        let (stack, id) = living(hCallLeg)?;
        let transaction = optional_transaction_of(&stack, id, hTransc)?;
        run(&stack, id, Action::AuthBegin { transaction })
    })
}

/// Says what to do with the credentials that were told last; from inside the callback or later.
///
/// - `hTransc`: the transaction of the request, as it was told; NULL for the INVITE or re-INVITE that waits for its answer.
/// - `eAction`: USE_PASSWORD checks them against `strPassword`; SKIP looks at the next; SUCCESS and FAILURE end the search with
///   that verdict.
/// - `hAuthorization`: the header of the callback; the library remembers it, NULL will do.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when no credentials wait; RV_ERROR_BADPARAM for another action; RV_ERROR_NULLPTR, also
/// for USE_PASSWORD without a password; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegAuthProceed(
    hCallLeg: RvSipCallLegHandle,
    hTransc: RvSipTranscHandle,
    eAction: RvSipTransactionAuthAction,
    hAuthorization: RvSipAuthorizationHeaderHandle,
    strPassword: *mut RvChar,
) -> RvStatus {
    let _ = hAuthorization;
    status("RvSipCallLegAuthProceed", || {
        let (stack, id) = living(hCallLeg)?;
        let transaction = optional_transaction_of(&stack, id, hTransc)?;
        // SAFETY: the program passes a terminated string, or NULL.
        let verdict = unsafe { auth_action(eAction, strPassword)? };
        run(&stack, id, Action::AuthProceed { transaction, verdict })
    })
}

/// Answers a request of a call-leg with a challenge. What was put into the outbound message goes along: that of the call-leg for an
/// INVITE, that of the transaction for anything else.
fn challenge(
    hCallLeg: RvSipCallLegHandle,
    hTransc: RvSipTranscHandle,
    (code, reason): (u16, Vec<u8>),
    made: impl FnOnce() -> Result<(Name, Vec<u8>), Error>,
) -> Result<(), Error> {
    let (stack, id) = living(hCallLeg)?;
    let (name, value) = made()?;
    let transaction = optional_transaction_of(&stack, id, hTransc)?;
    let method = transaction.map(|tx| stack.with(|core, _| core.transaction_method(tx)));
    let object = match (transaction, method) {
        (Some(tx), Some(Ok(method))) if method != b"INVITE" => Object::Transaction(tx.0),
        _ => Object::CallLeg(id.0),
    };
    let mut extra = app::of(&stack)?.take_outbound(object).unwrap_or_default();
    extra.push(name, &value);
    run(&stack, id, Action::RespondUnauthenticated { transaction, code, reason, outbound: Some(extra) })
}

/// Answers a request with 401 or 407 and a ready challenge. An INVITE ends in DISCONNECTED with it. Legal where RvSipCallLegAuthBegin is.
///
/// - `hTransc`: as for RvSipCallLegAuthBegin.
/// - `responseCode`: 401 or 407.
/// - `strReasonPhrase`: NULL for the standard one.
/// - `eHeaderType`: RVSIP_HEADERTYPE_AUTHENTICATION or RVSIP_HEADERTYPE_OTHER.
/// - `hHeader`: a header of that type; it is copied.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code or type; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegRespondUnauthenticated(
    hCallLeg: RvSipCallLegHandle,
    hTransc: RvSipTranscHandle,
    responseCode: RvUint16,
    strReasonPhrase: *mut RvChar,
    eHeaderType: RvSipHeaderType,
    hHeader: *mut c_void,
) -> RvStatus {
    status("RvSipCallLegRespondUnauthenticated", || {
        callleg(hCallLeg)?;
        // SAFETY: the program passes a terminated string, or NULL; likewise below.
        let reason = unsafe { filled_text(strReasonPhrase)? }.unwrap_or(&[]).to_vec();
        challenge(hCallLeg, hTransc, (responseCode, reason), || given_challenge(responseCode, eHeaderType, hHeader))
    })
}

/// Answers a request with 401 or 407 and a Digest challenge made of the arguments. An INVITE ends in DISCONNECTED with it. Legal where
/// RvSipCallLegAuthBegin is.
///
/// - `hTransc`: as for RvSipCallLegAuthBegin.
/// - `responseCode`: 401 or 407.
/// - `strReasonPhrase`: NULL for the standard one.
/// - `strRealm`: the realm; texts may come with or without quotes.
/// - `strDomain`, `strOpaque`: NULL to leave out.
/// - `strNonce`: NULL for one the library makes.
/// - `bStale`: RV_TRUE when only the nonce of the refused credentials was too old.
/// - `eAlgorithm`: UNDEFINED leaves the parameter out, which means MD5; `strAlgorithm` counts only with OTHER.
/// - `eQop`: UNDEFINED leaves the parameter out; `strQop` counts only with OTHER.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code, a text with line ends or an algorithm or qop that does not exist;
/// RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR, also for no realm; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipCallLegRespondUnauthenticatedDigest(
    hCallLeg: RvSipCallLegHandle,
    hTransc: RvSipTranscHandle,
    responseCode: RvUint16,
    strReasonPhrase: *mut RvChar,
    strRealm: *mut RvChar,
    strDomain: *mut RvChar,
    strNonce: *mut RvChar,
    strOpaque: *mut RvChar,
    bStale: RvBool,
    eAlgorithm: RvSipAuthAlgorithm,
    strAlgorithm: *mut RvChar,
    eQop: RvSipAuthQopOption,
    strQop: *mut RvChar,
) -> RvStatus {
    status("RvSipCallLegRespondUnauthenticatedDigest", || {
        callleg(hCallLeg)?;
        let reason = unsafe { filled_text(strReasonPhrase)? }.unwrap_or(&[]).to_vec();
        let texts = [strRealm, strDomain, strNonce, strOpaque, strAlgorithm, strQop];
        let made = || unsafe { digest_challenge(responseCode, texts, bStale != RV_FALSE, eAlgorithm, eQop) };
        challenge(hCallLeg, hTransc, (responseCode, reason), made)
    })
}
