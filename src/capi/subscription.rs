//! RvSipSubscription.h - Subscriptions.
//!
//! This release makes no subscriptions, so no handle names one: every call returns RV_ERROR_INVALID_HANDLE, or RV_ERROR_NULLPTR for
//! NULL. The functions are here so that programs that name them link.

use super::abi::*;
use super::boundary::status;
use super::handle::{Tag, object};
use super::status::Error;
use std::ffi::c_void;

/// No subscription lives, whatever the handle.
fn none<T>(handle: *mut T) -> Result<(), Error> {
    object(handle, Tag::Subs)?;
    Err(Error::InvalidHandle)
}

/// Begins to look through the credentials of a request of a subscription. This release has no subscriptions.
///
/// Returns RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsAuthBegin(hSubs: RvSipSubsHandle, hTransc: RvSipTranscHandle) -> RvStatus {
    let _ = hTransc;
    status("RvSipSubsAuthBegin", || none(hSubs))
}

/// Says what to do with the credentials found in a request of a subscription. This release has no subscriptions.
///
/// Returns RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsAuthProceed(
    hSubs: RvSipSubsHandle,
    hTransc: RvSipTranscHandle,
    eAction: RvSipTransactionAuthAction,
    hAuthorization: RvSipAuthorizationHeaderHandle,
    strPassword: *mut RvChar,
) -> RvStatus {
    let _ = (hTransc, eAction, hAuthorization, strPassword);
    status("RvSipSubsAuthProceed", || none(hSubs))
}

/// Answers a request of a subscription with 401 or 407 and a ready challenge. This release has no subscriptions.
///
/// Returns RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsRespondUnauthenticated(
    hSubs: RvSipSubsHandle,
    hTransc: RvSipTranscHandle,
    responseCode: RvUint16,
    strReasonPhrase: *mut RvChar,
    eHeaderType: RvSipHeaderType,
    hHeader: *mut c_void,
) -> RvStatus {
    let _ = (hTransc, responseCode, strReasonPhrase, eHeaderType, hHeader);
    status("RvSipSubsRespondUnauthenticated", || none(hSubs))
}

/// Answers a request of a subscription with 401 or 407 and a Digest challenge made of the arguments. This release has no subscriptions.
///
/// Returns RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipSubsRespondUnauthenticatedDigest(
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
    let _ = (hTransc, responseCode, strReasonPhrase, strRealm, strDomain, strNonce, strOpaque, bStale, eAlgorithm, eQop);
    status("RvSipSubsRespondUnauthenticatedDigest", || none(hSubs))
}
