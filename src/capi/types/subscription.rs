//! RvSipSubscriptionTypes.h - Events of subscriptions.

use crate::capi::abi::*;

/// Every expiration, be it of a SUBSCRIBE, a refresh or a NOTIFY, is less than this many seconds.
pub const RVSIP_SUBS_EXPIRES_VAL_LIMIT: RvInt32 = 4000000;

/// A SUBSCRIBE or REFER came that belongs to no subscription, and one in IDLE was made for it; SUBS_RCVD follows. Set `*phAppSubs`
/// to what shall come back in its events. The subscription must not be terminated here; RvSipSubsSetRejectStatusCodeOnCreation
/// refuses it. Unset, the program's value is NULL.
pub type RvSipSubsCreatedEv = Option<unsafe extern "C" fn(hSubs: RvSipSubsHandle, phAppSubs: *mut RvSipAppSubsHandle)>;

/// A subscription changed its state; `eReason` tells how it came to that. Unset, nobody answers the SUBSCRIBEs and REFERs that
/// come.
pub type RvSipSubsStateChangedEv = Option<
    unsafe extern "C" fn(
        hSubs: RvSipSubsHandle,
        hAppSubs: RvSipAppSubsHandle,
        eState: RvSipSubsState,
        eReason: RvSipSubsStateChangeReason,
    ),
>;

/// The time of a subscription is over; its state stays. A notifier sends a NOTIFY with the state terminated; a subscriber tries
/// RvSipSubsRefresh or waits for that NOTIFY. Never called for subscriptions made out of band. Unset, nothing is told.
pub type RvSipSubsSubscriptionExpiredEv = Option<unsafe extern "C" fn(hSubs: RvSipSubsHandle, hAppSubs: RvSipAppSubsHandle)>;

/// The time of a subscription is over soon, see subsAlertTimer; a subscriber calls RvSipSubsRefresh. Not called where the library
/// refreshes by itself, nor for subscriptions made out of band. Unset, nobody refreshes.
pub type RvSipSubsExpirationAlertEv = Option<unsafe extern "C" fn(hSubs: RvSipSubsHandle, hAppSubs: RvSipAppSubsHandle)>;

/// A NOTIFY came and `hNotify` was made for it; RvSipSubsNotifyEv with REQUEST_RCVD follows. Set `*phAppNotify` to what shall come
/// back in its events. Unset, the program's value is NULL.
pub type RvSipSubsNotifyCreatedEv = Option<
    unsafe extern "C" fn(
        hSubs: RvSipSubsHandle,
        hAppSubs: RvSipAppSubsHandle,
        hNotify: RvSipNotifyHandle,
        phAppNotify: *mut RvSipAppNotifyHandle,
    ),
>;

/// A notification changed its status; `eNotifyReason` tells how it came to that. `hNotifyMsg` is the NOTIFY that came or the
/// response to one, NULL where no message came, and valid until the callback returns. With REQUEST_RCVD, RvSipNotifyAccept or
/// Reject answers. Unset, the library accepts the NOTIFYs that come.
pub type RvSipSubsNotifyEv = Option<
    unsafe extern "C" fn(
        hSubs: RvSipSubsHandle,
        hAppSubs: RvSipAppSubsHandle,
        hNotify: RvSipNotifyHandle,
        hAppNotify: RvSipAppNotifyHandle,
        eNotifyStatus: RvSipSubsNotifyStatus,
        eNotifyReason: RvSipSubsNotifyReason,
        hNotifyMsg: RvSipMsgHandle,
    ),
>;

/// A message for a subscription came and is not worked on yet. `hNotify` is the notification if it is a NOTIFY or the response to
/// one, and `hAppNotify` what the program keeps with that; both are NULL otherwise. `hMsg` is valid until the callback returns. The
/// subscription must not be terminated here. A return other than RV_OK drops the message, which is as if it had not come: a copy of
/// it is shown again. Unset, it is worked on.
pub type RvSipSubsMsgReceivedEv = Option<
    unsafe extern "C" fn(
        hSubs: RvSipSubsHandle,
        hAppSubs: RvSipAppSubsHandle,
        hNotify: RvSipNotifyHandle,
        hAppNotify: RvSipAppNotifyHandle,
        hMsg: RvSipMsgHandle,
    ) -> RvStatus,
>;

/// A message of a subscription is about to be sent and may be changed; its destination is looked for afterwards. `hNotify` is the
/// notification if it is a NOTIFY or the response to one, and `hAppNotify` what the program keeps with that; both are NULL
/// otherwise. The subscription must not be terminated here. A return other than RV_OK stops the sending. Unset, the message goes
/// out as it is.
pub type RvSipSubsMsgToSendEv = Option<
    unsafe extern "C" fn(
        hSubs: RvSipSubsHandle,
        hAppSubs: RvSipAppSubsHandle,
        hNotify: RvSipNotifyHandle,
        hAppNotify: RvSipAppNotifyHandle,
        hMsg: RvSipMsgHandle,
    ) -> RvStatus,
>;

/// A NOTIFY about an accepted REFER is due; `eReason` tells what for, `responseCode` which status its body tells: 100 at first,
/// then that of the response of the one referred to. Make one with RvSipSubsCreateNotify, give it its state by
/// RvSipNotifySetSubscriptionStateParams and its body by RvSipNotifySetReferNotifyBody with `responseCode`, and send it. Not called
/// where the REFER led to a transaction: the program knows its responses. Unset, nobody tells the one who sent the REFER.
pub type RvSipSubsReferNotifyReadyEv = Option<
    unsafe extern "C" fn(
        hSubs: RvSipSubsHandle,
        hAppSubs: RvSipAppSubsHandle,
        eReason: RvSipSubsReferNotifyReadyReason,
        responseCode: RvInt16,
    ),
>;

/// The destination is known and the message complete. Only the sent-by of the top Via may still be changed, never its branch.
/// `hNotify` and `hAppNotify` are as in RvSipSubsMsgToSendEv; `hTransc` is the transaction that sends it. Unset, the message goes
/// out as it is.
pub type RvSipSubsFinalDestResolvedEv = Option<
    unsafe extern "C" fn(
        hSubs: RvSipSubsHandle,
        hAppSubs: RvSipAppSubsHandle,
        hNotify: RvSipNotifyHandle,
        hAppNotify: RvSipAppNotifyHandle,
        hTransc: RvSipTranscHandle,
        hMsgToSend: RvSipMsgHandle,
    ) -> RvStatus,
>;

/// With bEnableSubsForking, another notifier sent a NOTIFY for a SUBSCRIBE, and `hSubs` in 2XX_RCVD was made for it. Set
/// `*phAppSubs` to what shall come back in its events, or `*pbReject` to RV_TRUE to have it end at once, with no further event.
/// Unset, the subscription stays and the program's value is NULL.
pub type RvSipSubsCreatedDueToForkingEv =
    Option<unsafe extern "C" fn(hSubs: RvSipSubsHandle, phAppSubs: *mut RvSipAppSubsHandle, pbReject: *mut RvBool)>;

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

/// Events of subscriptions. Zero it, set what is wanted, pass it to RvSipSubsMgrSetEvHandlers with its size, best right after
/// RvSipStackConstruct.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipSubsEvHandlers {
    /// A SUBSCRIBE or REFER came.
    pub pfnSubsCreatedEvHandler: RvSipSubsCreatedEv,
    /// State changed.
    pub pfnStateChangedEvHandler: RvSipSubsStateChangedEv,
    /// The time is over.
    pub pfnSubsExpiredEvHandler: RvSipSubsSubscriptionExpiredEv,
    /// The time is over soon.
    pub pfnExpirationAlertEvHandler: RvSipSubsExpirationAlertEv,
    /// A NOTIFY came.
    pub pfnNotifyCreatedEvHandler: RvSipSubsNotifyCreatedEv,
    /// Status of a notification changed.
    pub pfnNotifyEvHandler: RvSipSubsNotifyEv,
    /// A message came.
    pub pfnMsgReceivedEvHandler: RvSipSubsMsgReceivedEv,
    /// A message is about to be sent.
    pub pfnMsgToSendEvHandler: RvSipSubsMsgToSendEv,
    /// A NOTIFY about a REFER is due.
    pub pfnReferNotifyReadyEvHandler: RvSipSubsReferNotifyReadyEv,
    /// The destination is known.
    pub pfnFinalDestResolvedEvHandler: RvSipSubsFinalDestResolvedEv,
    /// Another notifier sent a NOTIFY.
    pub pfnSubsCreatedDueToForkingEvHandler: RvSipSubsCreatedDueToForkingEv,
    /// Credentials found.
    pub pfnAuthCredentialsFoundEvHandler: RvSipSubsAuthCredentialsFoundEv,
    /// Credentials checked.
    pub pfnAuthCompletedEvHandler: RvSipSubsAuthCompletedEv,
}

/// What RvSipStackGetResources fills for RVSIP_SUBSCRIPTION.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct RvSipSubsResources {
    /// Subscriptions, forked ones included.
    pub subscriptions: RvSipResourceCounters,
}
