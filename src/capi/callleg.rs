//! RvSipCallLeg.h - Call-legs.
//!
//! This release makes no call-legs, so no handle names one: every call returns RV_ERROR_INVALID_HANDLE, or RV_ERROR_NULLPTR for
//! NULL. The functions are here so that programs that name them link.

use super::abi::*;
use super::boundary::status;
use super::handle::{Tag, object};
use super::status::Error;
use std::ffi::c_void;

/// No call-leg lives, whatever the handle.
fn none<T>(handle: *mut T) -> Result<(), Error> {
    object(handle, Tag::CallLeg)?;
    Err(Error::InvalidHandle)
}

/// Sends the INVITE of a call-leg again with credentials. This release has no call-legs.
///
/// Returns RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegAuthenticate(hCallLeg: RvSipCallLegHandle) -> RvStatus {
    status("RvSipCallLegAuthenticate", || none(hCallLeg))
}

/// Begins to look through the credentials of a request of a call-leg. This release has no call-legs.
///
/// Returns RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegAuthBegin(hCallLeg: RvSipCallLegHandle, hTransc: RvSipTranscHandle) -> RvStatus {
    let _ = hTransc;
    status("RvSipCallLegAuthBegin", || none(hCallLeg))
}

/// Says what to do with the credentials found in a request of a call-leg. This release has no call-legs.
///
/// Returns RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegAuthProceed(
    hCallLeg: RvSipCallLegHandle,
    hTransc: RvSipTranscHandle,
    eAction: RvSipTransactionAuthAction,
    hAuthorization: RvSipAuthorizationHeaderHandle,
    strPassword: *mut RvChar,
) -> RvStatus {
    let _ = (hTransc, eAction, hAuthorization, strPassword);
    status("RvSipCallLegAuthProceed", || none(hCallLeg))
}

/// Answers a request of a call-leg with 401 or 407 and a ready challenge. This release has no call-legs.
///
/// Returns RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegRespondUnauthenticated(
    hCallLeg: RvSipCallLegHandle,
    hTransc: RvSipTranscHandle,
    responseCode: RvUint16,
    strReasonPhrase: *mut RvChar,
    eHeaderType: RvSipHeaderType,
    hHeader: *mut c_void,
) -> RvStatus {
    let _ = (hTransc, responseCode, strReasonPhrase, eHeaderType, hHeader);
    status("RvSipCallLegRespondUnauthenticated", || none(hCallLeg))
}

/// Answers a request of a call-leg with 401 or 407 and a Digest challenge made of the arguments. This release has no call-legs.
///
/// Returns RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipCallLegRespondUnauthenticatedDigest(
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
    let _ = (
        hTransc,
        responseCode,
        strReasonPhrase,
        strRealm,
        strDomain,
        strNonce,
        strOpaque,
        bStale,
        eAlgorithm,
        strAlgorithm,
        eQop,
        strQop,
    );
    status("RvSipCallLegRespondUnauthenticatedDigest", || none(hCallLeg))
}
