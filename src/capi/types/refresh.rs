//! RvSipRefreshTypes.h - Events and settings of automatic refreshes.

use crate::capi::abi::*;

/// A refresh changed its state; `eReason` tells why. What follows from a refreshed registration is told by
/// RvSipRegClientStateChangedEv as ever: REGISTERING and REGISTERED for each REGISTER.
pub type RvSipRefreshStateChangedEv = Option<
    unsafe extern "C" fn(
        hRefresh: RvSipRefreshHandle,
        hApp: RvSipAppRefreshHandle,
        eState: RvSipRefreshState,
        eReason: RvSipRefreshReason,
    ),
>;

/// A final response came to a request with a refresh. `hMsg` is valid until the callback returns.
pub type RvSipRefreshResponseRcvdEv =
    Option<unsafe extern "C" fn(hRefresh: RvSipRefreshHandle, hApp: RvSipAppRefreshHandle, hMsg: RvSipMsgHandle)>;

/// A request with a refresh is about to be sent and may be changed; it comes after RvSipRegClientMsgToSendEv or
/// RvSipTransactionMsgToSendEv. A return other than RV_OK stops the sending.
pub type RvSipRefreshMsgToSendEv =
    Option<unsafe extern "C" fn(hRefresh: RvSipRefreshHandle, hApp: RvSipAppRefreshHandle, hMsg: RvSipMsgHandle) -> RvStatus>;

/// Events of refreshes. Zero it, set what is wanted, pass it to RvSipRefreshMgrSetEvHandlers with its size.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipRefreshEvHandlers {
    /// State changed.
    pub pfnStateChangedEvHandler: RvSipRefreshStateChangedEv,
    /// A response came.
    pub pfnResponseRcvdEvHandler: RvSipRefreshResponseRcvdEv,
    /// A request is about to be sent.
    pub pfnMsgToSendEvHandler: RvSipRefreshMsgToSendEv,
}

/// When refreshes are due. RvSipRefreshMgrSetCfg takes it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipRefreshCfg {
    /// Seconds before the end of a registration at which it is refreshed. 600 unless set; 0 for half of the time in any case.
    pub leadSeconds: RvUint32,
    /// A registration of so many seconds or less is refreshed when half of them have passed. 1200 unless set.
    pub halfBelowSeconds: RvUint32,
}
