//! RvSipSubscription.h - Subscriptions (RFC 6665) and REFER, which makes one (RFC 3515).
//!
//! Authentication of what the other end sends.

use super::abi::*;
use super::boundary::status;
use super::challenge::{auth_action, digest_challenge, given_challenge};
use super::handle::{Tag, object};
use super::headers_enums::{AUTH_ALGORITHMS, QOPS};
use super::status::Error;
use super::strings::filled_text;
use super::subscription::{living, outbound, run, subscription};
use crate::endpoint::subscription::SubscriptionAction as Action;
use crate::endpoint::{Id, NotifyId, SubscriptionId, TransactionId};
use crate::message::Name;
use crate::stack::Stack;
use std::ffi::c_void;

/// A transaction of this subscription, and the notification if it is a NOTIFY; NULL stands for the request that waits for its answer.
fn transaction_of(
    stack: &Stack,
    id: SubscriptionId,
    handle: RvSipTranscHandle,
) -> Result<(Option<TransactionId>, Option<NotifyId>), Error> {
    if handle.is_null() {
        return Ok((None, None));
    }
    let h = object(handle, Tag::Transc)?;
    if h.slot != stack.slot() {
        return Err(Error::InvalidHandle);
    }
    let tx = TransactionId(Id { index: h.index, generation: h.generation });
    let (tx, notify) = stack.with(|core, _| core.subscription_request(id, Some(tx)))?;
    Ok((Some(tx), notify))
}

/// Begins to look through the credentials of a request. Each is told by RvSipSubsAuthCredentialsFoundEv and answered with
/// RvSipSubsAuthProceed; the end is told by RvSipSubsAuthCompletedEv. Legal in SUBS_RCVD, REFRESH_RCVD and UNSUBSCRIBE_RCVD, and for a
/// notification in REQUEST_RCVD; needs enableServerAuth.
///
/// - `hTransc`: the transaction of the request; NULL for the SUBSCRIBE or REFER that waits for its answer.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere or without enableServerAuth; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a
/// transaction that is not of this subscription.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsAuthBegin(hSubs: RvSipSubsHandle, hTransc: RvSipTranscHandle) -> RvStatus {
    status("RvSipSubsAuthBegin", || {
        let (stack, id) = living(hSubs)?;
        let (transaction, _) = transaction_of(&stack, id, hTransc)?;
        run(&stack, id, Action::AuthBegin { transaction })
    })
}

/// Says what to do with the credentials that were told last; from inside the callback or later.
///
/// - `hTransc`: the transaction of the request, as it was told; NULL for the SUBSCRIBE or REFER that waits for its answer.
/// - `eAction`: USE_PASSWORD checks them against `strPassword`; SKIP looks at the next; SUCCESS and FAILURE end the search with
///   that verdict.
/// - `hAuthorization`: the header of the callback; the library remembers it, NULL will do.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when no credentials wait; RV_ERROR_BADPARAM for another action; RV_ERROR_NULLPTR, also
/// for USE_PASSWORD without a password; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsAuthProceed(
    hSubs: RvSipSubsHandle,
    hTransc: RvSipTranscHandle,
    eAction: RvSipTransactionAuthAction,
    hAuthorization: RvSipAuthorizationHeaderHandle,
    strPassword: *mut RvChar,
) -> RvStatus {
    let _ = hAuthorization;
    status("RvSipSubsAuthProceed", || {
        let (stack, id) = living(hSubs)?;
        let (transaction, _) = transaction_of(&stack, id, hTransc)?;
        // SAFETY: the program passes a terminated string, or NULL.
        let verdict = unsafe { auth_action(eAction, strPassword)? };
        run(&stack, id, Action::AuthProceed { transaction, verdict })
    })
}

/// Answers a request of a subscription with a challenge. What was put into the outbound message goes along: that of the notification for a
/// NOTIFY, that of the subscription for anything else.
fn challenge(
    hSubs: RvSipSubsHandle,
    hTransc: RvSipTranscHandle,
    (code, reason): (u16, Vec<u8>),
    made: impl FnOnce() -> Result<(Name, Vec<u8>), Error>,
) -> Result<(), Error> {
    let (stack, id) = living(hSubs)?;
    let (name, value) = made()?;
    let (transaction, notify) = transaction_of(&stack, id, hTransc)?;
    let mut extra = outbound(&stack, id, notify)?.unwrap_or_default();
    extra.push(name, &value);
    run(&stack, id, Action::RespondUnauthenticated { transaction, code, reason, outbound: Some(extra) })
}

/// Answers a request with 401 or 407 and a ready challenge. The state changes as with RvSipSubsRespondReject, or RvSipNotifyReject for a
/// NOTIFY. Legal where RvSipSubsAuthBegin is.
///
/// - `hTransc`: as for RvSipSubsAuthBegin.
/// - `responseCode`: 401 or 407.
/// - `strReasonPhrase`: NULL for the standard one.
/// - `eHeaderType`: RVSIP_HEADERTYPE_AUTHENTICATION or RVSIP_HEADERTYPE_OTHER.
/// - `hHeader`: a header of that type; it is copied.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code or type; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsRespondUnauthenticated(
    hSubs: RvSipSubsHandle,
    hTransc: RvSipTranscHandle,
    responseCode: RvUint16,
    strReasonPhrase: *mut RvChar,
    eHeaderType: RvSipHeaderType,
    hHeader: *mut c_void,
) -> RvStatus {
    status("RvSipSubsRespondUnauthenticated", || {
        subscription(hSubs)?;
        // SAFETY: the program passes a terminated string, or NULL; likewise below.
        let reason = unsafe { filled_text(strReasonPhrase)? }.unwrap_or(&[]).to_vec();
        challenge(hSubs, hTransc, (responseCode, reason), || given_challenge(responseCode, eHeaderType, hHeader))
    })
}

/// Answers a request with 401 or 407 and a Digest challenge made of the arguments. The state changes as with RvSipSubsRespondReject, or
/// RvSipNotifyReject for a NOTIFY. Legal where RvSipSubsAuthBegin is.
///
/// - `hTransc`: as for RvSipSubsAuthBegin.
/// - `responseCode`: 401 or 407.
/// - `strReasonPhrase`: NULL for the standard one.
/// - `strRealm`: the realm; texts may come with or without quotes.
/// - `strDomain`, `strOpaque`: NULL to leave out.
/// - `strNonce`: NULL for one the library makes.
/// - `bStale`: RV_TRUE when only the nonce of the refused credentials was too old.
/// - `eAlgorithm`: UNDEFINED leaves the parameter out, which means MD5; not OTHER.
/// - `eQop`: UNDEFINED leaves the parameter out; not OTHER.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code, a text with line ends or an algorithm or qop that does not exist;
/// RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR, also for no realm; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipSubsRespondUnauthenticatedDigest(
    hSubs: RvSipSubsHandle,
    hTransc: RvSipTranscHandle,
    responseCode: RvUint16,
    strReasonPhrase: *mut RvChar,
    strRealm: *mut RvChar,
    strDomain: *mut RvChar,
    strNonce: *mut RvChar,
    strOpaque: *mut RvChar,
    bStale: RvBool,
    eAlgorithm: RvSipAuthAlgorithm,
    eQop: RvSipAuthQopOption,
) -> RvStatus {
    status("RvSipSubsRespondUnauthenticatedDigest", || {
        let (stack, id) = living(hSubs)?;
        transaction_of(&stack, id, hTransc)?;
        let reason = unsafe { filled_text(strReasonPhrase)? }.unwrap_or(&[]).to_vec();
        let none = std::ptr::null_mut();
        let texts = [strRealm, strDomain, strNonce, strOpaque, none, none];
        let made = || {
            if AUTH_ALGORITHMS.is_other(eAlgorithm) || QOPS.is_other(eQop) {
                // There is no place for its token.
                return Err(Error::BadParam);
            }
            unsafe { digest_challenge(responseCode, texts, bStale != RV_FALSE, eAlgorithm, eQop) }
        };
        challenge(hSubs, hTransc, (responseCode, reason), made)
    })
}
