//! RvSipCallLegTypes.h - Events of call-legs.

use crate::capi::abi::*;

/// An INVITE came that belongs to no dialog, and a call-leg in IDLE was made for it; OFFERING follows. Set `*phAppCallLeg` to what
/// shall come back in its events. The call-leg must not be terminated here; RvSipCallLegSetRejectStatusCodeOnCreation refuses it.
/// Unset, the program's value is NULL.
pub type RvSipCallLegCreatedEv =
    Option<unsafe extern "C" fn(hCallLeg: RvSipCallLegHandle, phAppCallLeg: *mut RvSipAppCallLegHandle)>;

/// A call-leg changed its state; `eReason` tells how it came to that. Unset, nobody answers the INVITEs that come.
pub type RvSipCallLegStateChangedEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        eState: RvSipCallLegState,
        eReason: RvSipCallLegStateChangeReason,
    ),
>;

/// A message of a call-leg is about to be sent and may be changed; its destination is looked for afterwards. The call-leg must not be
/// terminated here. A return other than RV_OK stops the sending. Unset, the message goes out as it is.
pub type RvSipCallLegMsgToSendEv = Option<
    unsafe extern "C" fn(hCallLeg: RvSipCallLegHandle, hAppCallLeg: RvSipAppCallLegHandle, hMsg: RvSipMsgHandle) -> RvStatus,
>;

/// A message for a call-leg came and is not worked on yet. `hMsg` is valid until the callback returns. The call-leg must not be
/// terminated here. A return other than RV_OK drops the message, which is as if it had not come: a copy of it is shown again. Unset, it
/// is worked on.
pub type RvSipCallLegMsgReceivedEv = Option<
    unsafe extern "C" fn(hCallLeg: RvSipCallLegHandle, hAppCallLeg: RvSipAppCallLegHandle, hMsg: RvSipMsgHandle) -> RvStatus,
>;

/// The destination is known and the message complete. Only the sent-by of the top Via may still be changed, never its branch.
/// `hTransc` is the transaction that sends it, `hAppTransc` what the program keeps with that; both may be NULL. Unset, the message
/// goes out as it is.
pub type RvSipCallLegFinalDestResolvedEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        hTransc: RvSipTranscHandle,
        hAppTransc: RvSipAppTranscHandle,
        hMsgToSend: RvSipMsgHandle,
    ) -> RvStatus,
>;

/// The exchange that makes a provisional response reliable goes on. `prackResponseCode` is the response to the PRACK once there is
/// one, 0 before. Without manualPrack the library sends and answers PRACK by itself, whether this is set or not.
pub type RvSipCallLegPrackStateChangedEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        eState: RvSipCallLegPrackState,
        eReason: RvSipCallLegStateChangeReason,
        prackResponseCode: RvInt16,
    ),
>;

/// A provisional response to an INVITE came; called for each of them, those that change no state included. `hRcvdMsg` is valid until
/// the callback returns. Unset, only the first is told, by its state.
pub type RvSipCallLegProvisionalResponseRcvdEv =
    Option<unsafe extern "C" fn(hCallLeg: RvSipCallLegHandle, hAppCallLeg: RvSipAppCallLegHandle, hRcvdMsg: RvSipMsgHandle)>;

/// A BYE came. Set `*bAppHandleTransc` to RV_TRUE to take it and answer it with RvSipCallLegByeAccept or ByeReject, and `*hAppTransc`
/// to what shall come back in its events. Left at RV_FALSE, or unset, the library answers with 200 and the call-leg disconnects.
pub type RvSipCallLegByeCreatedEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        hTransc: RvSipTranscHandle,
        hAppTransc: *mut RvSipAppTranscHandle,
        bAppHandleTransc: *mut RvBool,
    ),
>;

/// A BYE that the program took changed its state; it is `hTransc`, and `hAppTransc` what the program keeps with it. Unset, nobody
/// answers the BYEs that were taken.
pub type RvSipCallLegByeStateChangedEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        hTransc: RvSipTranscHandle,
        hAppTransc: RvSipAppTranscHandle,
        eByeState: RvSipCallLegByeState,
        eReason: RvSipTransactionStateChangeReason,
    ),
>;

/// A request other than INVITE, ACK, CANCEL, BYE and PRACK came for a call-leg. Set `*bAppHandleTransc` to RV_TRUE to take it and answer it
/// with RvSipCallLegTranscResponse, and `*hAppTransc` to what shall come back in its events. Left at RV_FALSE, or unset, the library
/// answers: as its method asks for where it knows that, with 501 where it does not.
pub type RvSipCallLegTranscCreatedEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        hTransc: RvSipTranscHandle,
        hAppTransc: *mut RvSipAppTranscHandle,
        bAppHandleTransc: *mut RvBool,
    ),
>;

/// A transaction inside a call-leg, sent by RvSipCallLegTranscRequest or taken in RvSipCallLegTranscCreatedEv, changed its state.
/// `hAppTransc` is what the program keeps with it. Unset, nobody answers the requests that were taken.
pub type RvSipCallLegTranscStateChangedEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        hTransc: RvSipTranscHandle,
        hAppTransc: RvSipAppTranscHandle,
        eTranscState: RvSipCallLegTranscState,
        eReason: RvSipTransactionStateChangeReason,
    ),
>;

/// A re-INVITE came and `hReInvite` was made for it; REINVITE_RCVD follows. Set `*phAppReInvite` to what shall come back in its events.
/// `*pResponseCode` is 0: it goes on; set to a final response, the library refuses with that. Unset, the program's value is NULL.
pub type RvSipCallLegReInviteCreatedEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        hReInvite: RvSipCallLegInviteHandle,
        phAppReInvite: *mut RvSipAppCallLegInviteHandle,
        pResponseCode: *mut RvUint16,
    ),
>;

/// A re-INVITE changed its state; `eReason` tells how it came to that. Unset, nobody answers the re-INVITEs that come.
pub type RvSipCallLegReInviteStateChangedEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        hReInvite: RvSipCallLegInviteHandle,
        hAppReInvite: RvSipAppCallLegInviteHandle,
        eModifyState: RvSipCallLegModifyState,
        eReason: RvSipCallLegStateChangeReason,
    ),
>;

/// Older form of RvSipCallLegReInviteStateChangedEv, which does not say which re-INVITE it is. It tells what becomes of
/// RvSipCallLegSessionTimerRefresh, which has no object. Unset, nothing is told.
pub type RvSipCallLegModifyStateChangedEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        eModifyState: RvSipCallLegModifyState,
        eReason: RvSipCallLegStateChangeReason,
    ),
>;

/// Older form of RvSipCallLegTranscCreatedEv: a request came as `hTransc`. New programs set that one. Unset, nothing is told.
pub type RvSipCallLegTranscRequestRcvdEv =
    Option<unsafe extern "C" fn(hCallLeg: RvSipCallLegHandle, hAppCallLeg: RvSipAppCallLegHandle, hTransc: RvSipTranscHandle)>;

/// A REFER changed its state, in older programs. Never called: REFER belongs to subscriptions.
pub type RvSipCallLegReferStateChangedEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        eState: RvSipCallLegReferState,
        eReason: RvSipCallLegStateChangeReason,
    ),
>;

/// With bEnableForking, another callee answered an INVITE with a 1xx or 2xx, and `hNewCallLeg` was made for it. Set `*phNewAppCallLeg` to
/// what shall come back in its events, or `*pbTerminated` to RV_TRUE to have it end at once. Unset, the call-leg stays and the
/// program's value is NULL.
pub type RvSipCallLegCreatedDueToForkingEv = Option<
    unsafe extern "C" fn(
        hNewCallLeg: RvSipCallLegHandle,
        phNewAppCallLeg: *mut RvSipAppCallLegHandle,
        pbTerminated: *mut RvBool,
    ),
>;

/// With bDisableMerging, an INVITE came that is like that of `hExistCallLeg` but for its branch. Set `*pbCreateCallLeg` to RV_TRUE for a
/// call-leg of its own. Left at RV_FALSE, or unset, it is answered with 400. `hRcvdMsg` is valid until the callback returns.
pub type RvSipCallLegNestedInitialReqRcvdEv = Option<
    unsafe extern "C" fn(
        hExistCallLeg: RvSipCallLegHandle,
        hExistAppCallLeg: RvSipAppCallLegHandle,
        hRcvdMsg: RvSipMsgHandle,
        pbCreateCallLeg: *mut RvBool,
    ),
>;

/// It is time to refresh the session, and this side does it: RvSipCallLegSessionTimerInviteRefresh, RvSipCallLegSessionTimerRefresh
/// or, by UPDATE, RvSipCallLegTranscSessionTimerGeneralRefresh. The return value is not used. Unset, nobody refreshes.
pub type RvSipCallLegSessionTimerRefreshAlertEv =
    Option<unsafe extern "C" fn(hCallLeg: RvSipCallLegHandle, hAppCallLeg: RvSipAppCallLegHandle) -> RvStatus>;

/// The session is about to expire, or a 422 came; `eReason` tells which. The return value is not used. Unset, nothing is told.
pub type RvSipCallLegSessionTimerNotificationEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        eReason: RvSipCallLegSessionTimerNotificationReason,
    ) -> RvStatus,
>;

/// A session timer was not negotiated as wished for; `eReason` tells how. `*pbHandleSessionTimer` is RV_TRUE: the timer runs all the
/// same; RV_FALSE leaves it off. The return value is not used. Unset, the timer runs.
pub type RvSipCallLegSessionTimerNegotiationFaultEv = Option<
    unsafe extern "C" fn(
        hCallLeg: RvSipCallLegHandle,
        hAppCallLeg: RvSipAppCallLegHandle,
        eReason: RvSipCallLegSessionTimerNegotiationReason,
        pbHandleSessionTimer: *mut RvBool,
    ) -> RvStatus,
>;

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

/// Events of call-legs. Zero it, set what is wanted, pass it to RvSipCallLegMgrSetEvHandlers with its size, best right after
/// RvSipStackConstruct.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipCallLegEvHandlers {
    /// An INVITE came.
    pub pfnCallLegCreatedEvHandler: RvSipCallLegCreatedEv,
    /// State changed.
    pub pfnStateChangedEvHandler: RvSipCallLegStateChangedEv,
    /// A message is about to be sent.
    pub pfnMsgToSendEvHandler: RvSipCallLegMsgToSendEv,
    /// A message came.
    pub pfnMsgReceivedEvHandler: RvSipCallLegMsgReceivedEv,
    /// A PRACK exchange goes on.
    pub pfnPrackStateChangedEvEvHandler: RvSipCallLegPrackStateChangedEv,
    /// A BYE came: does the program take it?
    pub pfnByeCreatedEvHandler: RvSipCallLegByeCreatedEv,
    /// State of a BYE that was taken changed.
    pub pfnByeStateChangedEvHandler: RvSipCallLegByeStateChangedEv,
    /// Another request came: does the program take it?
    pub pfnTranscCreatedEvHandler: RvSipCallLegTranscCreatedEv,
    /// State of a transaction inside a call-leg changed.
    pub pfnTranscStateChangedEvHandler: RvSipCallLegTranscStateChangedEv,
    /// A re-INVITE came.
    pub pfnReInviteCreatedEvHandler: RvSipCallLegReInviteCreatedEv,
    /// State of a re-INVITE changed.
    pub pfnReInviteStateChangedEvHandler: RvSipCallLegReInviteStateChangedEv,
    /// The session wants to be refreshed.
    pub pfnSessionTimerRefreshAlertEvHandler: RvSipCallLegSessionTimerRefreshAlertEv,
    /// The session is about to expire, or 422.
    pub pfnSessionTimerNotificationEvHandler: RvSipCallLegSessionTimerNotificationEv,
    /// State of a re-INVITE changed; older form.
    pub pfnModifyStateChangedEvHandler: RvSipCallLegModifyStateChangedEv,
    /// Another request came; older form.
    pub pfnTranscRequestRcvdEvHandler: RvSipCallLegTranscRequestRcvdEv,
    /// Never called.
    pub pfnReferStateChangedEvHandler: RvSipCallLegReferStateChangedEv,
    /// The destination is known.
    pub pfnFinalDestResolvedEvHandler: RvSipCallLegFinalDestResolvedEv,
    /// A provisional response came.
    pub pfnProvisionalResponseRcvdEvHandler: RvSipCallLegProvisionalResponseRcvdEv,
    /// Another callee answered.
    pub pfnCallLegCreatedDueToForkingEvHandler: RvSipCallLegCreatedDueToForkingEv,
    /// A like INVITE came: does it get a call-leg?
    pub pfnNestedInitialReqRcvdEvHandler: RvSipCallLegNestedInitialReqRcvdEv,
    /// Credentials were found.
    pub pfnAuthCredentialsFoundEvHandler: RvSipCallLegAuthCredentialsFoundEv,
    /// The check of credentials ended.
    pub pfnAuthCompletedEvHandler: RvSipCallLegAuthCompletedEv,
    /// A session timer was not negotiated as wished for.
    pub pfnSessionTimerNegotiationFaultEvHandler: RvSipCallLegSessionTimerNegotiationFaultEv,
}

/// What RvSipStackGetResources fills for RVSIP_CALL.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct RvSipCallLegResources {
    /// Call-legs, forked ones included.
    pub calls: RvSipResourceCounters,
}
