//! RvSipTransactionTypes.h - Transaction timers and events.

use crate::capi::abi::*;
use std::ffi::c_void;

/// Timers of one object, in milliseconds. -1 means the value of RvSipStackCfg; set all fields to -1 before changing some.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipTimers {
    /// T1 of RFC 3261: first retransmission interval.
    pub T1: RvInt32,
    /// T2 of RFC 3261: longest retransmission interval.
    pub T2: RvInt32,
    /// T4 of RFC 3261: longest life of a message in the network.
    pub T4: RvInt32,
    /// How long an answered server transaction answers copies of its request (timer J).
    pub generalLingerTimer: RvInt32,
    /// How long a finished INVITE client transaction acknowledges copies of the final response (timer D), and how long a server sends a
    /// 2xx to an INVITE that is not acknowledged.
    pub inviteLingerTimer: RvInt32,
    /// How long an INVITE waits for the final response after a provisional one; 0 for ever.
    pub provisionalTimer: RvInt32,
    /// How long a cancelled request other than INVITE waits for its final response.
    pub cancelGeneralNoResponseTimer: RvInt32,
    /// How long a cancelled INVITE waits for its final response.
    pub cancelInviteNoResponseTimer: RvInt32,
    /// How long a request other than INVITE waits for its final response (timer F).
    pub generalRequestTimeoutTimer: RvInt32,
    /// Most retransmissions of a request other than INVITE; -1 for as many as the time allows.
    pub maxGeneralRetransmissions: RvInt32,
    /// Most retransmissions of an INVITE; -1 for as many as the time allows.
    pub maxInviteRetransmissions: RvInt32,
}

/// A transaction changed its state. `hTranscOwner` is what the program gave at creation.
pub type RvSipTransactionStateChangedEv = Option<
    unsafe extern "C" fn(
        hTransc: RvSipTranscHandle,
        hTranscOwner: RvSipTranscOwnerHandle,
        eState: RvSipTransactionState,
        eReason: RvSipTransactionStateChangeReason,
    ),
>;

/// A request, which may be a CANCEL, came and a server transaction in IDLE was made for it. Set `*pbHandleTransc` to RV_TRUE to take it, and
/// `*phTranscOwner` to what shall come back in its events; left at RV_FALSE the library answers by itself.
pub type RvSipTransactionCreatedEv = Option<
    unsafe extern "C" fn(
        hTransc: RvSipTranscHandle,
        context: *mut c_void,
        phTranscOwner: *mut RvSipTranscOwnerHandle,
        pbHandleTransc: *mut RvBool,
    ),
>;

/// A message is about to be sent and may be changed. Not called for retransmissions. A return other than RV_OK stops the sending.
pub type RvSipTransactionMsgToSendEv = Option<
    unsafe extern "C" fn(hTransc: RvSipTranscHandle, hTranscOwner: RvSipTranscOwnerHandle, hMsg: RvSipMsgHandle) -> RvStatus,
>;

/// A message came and is not worked on yet. Not called for retransmissions. A return other than RV_OK drops the message.
pub type RvSipTransactionMsgReceivedEv = Option<
    unsafe extern "C" fn(hTransc: RvSipTranscHandle, hTranscOwner: RvSipTranscOwnerHandle, hMsg: RvSipMsgHandle) -> RvStatus,
>;

/// The library made a client transaction of its own, that of a CANCEL; it is in IDLE and sent when the callback returns.
/// `*phTranscOwner` may be set.
pub type RvSipTransactionInternalClientCreatedEv =
    Option<unsafe extern "C" fn(hTransc: RvSipTranscHandle, phTranscOwner: *mut RvSipTranscOwnerHandle)>;

/// A CANCEL came for this server transaction; `hCancelTransc` is the transaction of the CANCEL, NULL when the program did not take it or
/// there was no room for one. The library answers the CANCEL, unless isProxy and the program took it, and an INVITE that is cancelled
/// with 487, unless isProxy or manualBehavior.
pub type RvSipTransactionCancelledEv = Option<
    unsafe extern "C" fn(
        hTransc: RvSipTranscHandle,
        hTranscOwner: RvSipTranscOwnerHandle,
        hCancelTransc: RvSipTranscHandle,
    ) -> RvStatus,
>;

/// Asks whether a request that can start a dialog shall open a call-leg.
pub type RvSipTransactionOpenCallLegEv =
    Option<unsafe extern "C" fn(hTransc: RvSipTranscHandle, hTranscOwner: RvSipTranscOwnerHandle, pbOpenCallLeg: *mut RvBool)>;

/// The destination is known and the message complete. Only the sent-by of the top Via may still be changed.
pub type RvSipTransactionFinalDestResolvedEv = Option<
    unsafe extern "C" fn(hTransc: RvSipTranscHandle, hTranscOwner: RvSipTranscOwnerHandle, hMsg: RvSipMsgHandle) -> RvStatus,
>;

/// The destination is no sip or sips URI. The program fills `hSipURLAddress` with one and sets `*pbAddressResolved`.
pub type RvSipTransactionOtherURLAddressFoundEv = Option<
    unsafe extern "C" fn(
        hTransc: RvSipTranscHandle,
        hTranscOwner: RvSipTranscOwnerHandle,
        hMsg: RvSipMsgHandle,
        hAddress: RvSipAddressHandle,
        hSipURLAddress: RvSipAddressHandle,
        pbAddressResolved: *mut RvBool,
    ) -> RvStatus,
>;

/// The transaction uses a connection that is new to it.
pub type RvSipTransactionNewConnInUseEv = Option<
    unsafe extern "C" fn(
        hTransc: RvSipTranscHandle,
        hTranscOwner: RvSipTranscOwnerHandle,
        hConn: RvSipTransportConnectionHandle,
        bNewConnCreated: RvBool,
    ) -> RvStatus,
>;

/// Credentials were found in the request; answer with RvSipTransactionAuthProceed. `bCredentialsSupported` tells whether the
/// library can check them.
pub type RvSipTransactionAuthCredentialsFoundEv = Option<
    unsafe extern "C" fn(
        hTransc: RvSipTranscHandle,
        hTranscOwner: RvSipTranscOwnerHandle,
        hAuthorization: RvSipAuthorizationHeaderHandle,
        bCredentialsSupported: RvBool,
    ),
>;

/// The check that RvSipTransactionAuthBegin started has ended.
pub type RvSipTransactionAuthCompletedEv =
    Option<unsafe extern "C" fn(hTransc: RvSipTranscHandle, hTranscOwner: RvSipTranscOwnerHandle, bAuthSucceed: RvBool)>;

/// A message that belongs to no transaction: an ACK, most often that of a 2xx; a provisional or 2xx response to an INVITE whose
/// transaction has ended. With isProxy any other too.
pub type RvSipTranscMgrOutOfContextMsgRcvdEv =
    Option<unsafe extern "C" fn(hTranscMgr: RvSipTranscMgrHandle, hMsg: RvSipMsgHandle)>;

/// A new request, neither a copy nor an ACK. `*pbCreateTransc` says whether a transaction is made for it.
pub type RvSipTranscMgrNewRequestRcvdEv =
    Option<unsafe extern "C" fn(hTranscMgr: RvSipTranscMgrHandle, hMsg: RvSipMsgHandle, pbCreateTransc: *mut RvBool)>;

/// As RvSipTransactionOtherURLAddressFoundEv, for requests that a proxy sends through the manager.
pub type RvSipTranscMgrOtherURLAddressFoundEv = Option<
    unsafe extern "C" fn(
        hTranscMgr: RvSipTranscMgrHandle,
        hMsg: RvSipMsgHandle,
        hAddress: RvSipAddressHandle,
        hSipURLAddress: RvSipAddressHandle,
        pbAddressResolved: *mut RvBool,
    ) -> RvStatus,
>;

/// Events of transactions. Zero it, set what is wanted, pass it to RvSipTransactionMgrSetEvHandlers with its size.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipTransactionEvHandlers {
    /// State changed.
    pub pfnEvStateChanged: RvSipTransactionStateChangedEv,
    /// A request came.
    pub pfnEvTransactionCreated: RvSipTransactionCreatedEv,
    /// A message is about to be sent.
    pub pfnEvMsgToSend: RvSipTransactionMsgToSendEv,
    /// A message came.
    pub pfnEvMsgReceived: RvSipTransactionMsgReceivedEv,
    /// The library made a transaction.
    pub pfnEvInternalClientCreated: RvSipTransactionInternalClientCreatedEv,
    /// A CANCEL came.
    pub pfnEvTranscCancelled: RvSipTransactionCancelledEv,
    /// Shall a call-leg be opened?
    pub pfnEvOpenCallLeg: RvSipTransactionOpenCallLegEv,
    /// The destination is known.
    pub pfnEvFinalDestResolved: RvSipTransactionFinalDestResolvedEv,
    /// The destination is no SIP URI.
    pub pfnEvOtherURLAddressFound: RvSipTransactionOtherURLAddressFoundEv,
    /// A connection is used for the first time.
    pub pfnEvNewConnInUse: RvSipTransactionNewConnInUseEv,
    /// Credentials were found.
    pub pfnEvAuthCredentialsFound: RvSipTransactionAuthCredentialsFoundEv,
    /// The check of credentials ended.
    pub pfnEvAuthCompleted: RvSipTransactionAuthCompletedEv,
}

/// Events of the transaction manager. Zero it, set what is wanted, pass it to RvSipTransactionMgrSetMgrEvHandlers with its size.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipTransactionMgrEvHandlers {
    /// A message without transaction.
    pub pfnOutOfContextMsgRcvdEvHandler: RvSipTranscMgrOutOfContextMsgRcvdEv,
    /// A new request.
    pub pfnNewRequestRcvdEvHandler: RvSipTranscMgrNewRequestRcvdEv,
    /// A destination that is no SIP URI.
    pub pfnOtherURLAddressFoundEvHandler: RvSipTranscMgrOtherURLAddressFoundEv,
}
