//! RvSipCallLegTypes.h - Events of call-legs.

use crate::capi::abi::*;

/// As RvSipTransactionAuthCredentialsFoundEv, for a request inside a call-leg.
pub type RvSipCallLegAuthCredentialsFoundEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        hTransc: RvSipTranscHandle,
        hAuthorization: RvSipAuthorizationHeaderHandle,
        bCredentialsSupported: RvBool,
    ),
>;

/// As RvSipTransactionAuthCompletedEv, for a request inside a call-leg.
pub type RvSipCallLegAuthCompletedEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        hTransc: RvSipTranscHandle,
        bAuthSucceed: RvBool,
    ),
>;
