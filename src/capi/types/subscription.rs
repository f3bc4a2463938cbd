//! RvSipSubscriptionTypes.h - Events of subscriptions.

use crate::capi::abi::*;

/// As RvSipTransactionAuthCredentialsFoundEv, for a request of a subscription.
pub type RvSipSubsAuthCredentialsFoundEv = Option<
    unsafe extern "C" fn(
        hSubs: RvSipSubsHandle,
        hAppSubs: RvSipAppSubsHandle,
        hTransc: RvSipTranscHandle,
        hAuthorization: RvSipAuthorizationHeaderHandle,
        bCredentialsSupported: RvBool,
    ),
>;

/// As RvSipTransactionAuthCompletedEv, for a request of a subscription.
pub type RvSipSubsAuthCompletedEv = Option<
    unsafe extern "C" fn(
        hSubs: RvSipSubsHandle,
        hAppSubs: RvSipAppSubsHandle,
        hTransc: RvSipTranscHandle,
        bAuthSucceed: RvBool,
    ),
>;
