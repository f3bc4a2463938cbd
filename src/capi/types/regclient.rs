//! RvSipRegClientTypes.h - Events and figures of register-clients.

use super::stack::RvSipResourceCounters;
use crate::capi::abi::*;

/// A register-client changed its state.
pub type RvSipRegClientStateChangedEv = Option<
    unsafe extern "C" fn(
        hRegClient: RvSipRegClientHandle,
        hAppRegClient: RvSipAppRegClientHandle,
        eState: RvSipRegClientState,
        eReason: RvSipRegClientStateChangeReason,
    ),
>;

/// A REGISTER is about to be sent and may be changed; its destination is looked for afterwards. A return other than RV_OK stops
/// the sending.
pub type RvSipRegClientMsgToSendEv = Option<
    unsafe extern "C" fn(
        hRegClient: RvSipRegClientHandle,
        hAppRegClient: RvSipAppRegClientHandle,
        hMsg: RvSipMsgHandle,
    ) -> RvStatus,
>;

/// A response came and is not worked on yet. `hMsg` is valid until the callback returns. A return other than RV_OK drops the
/// message.
pub type RvSipRegClientMsgReceivedEv = Option<
    unsafe extern "C" fn(
        hRegClient: RvSipRegClientHandle,
        hAppRegClient: RvSipAppRegClientHandle,
        hMsg: RvSipMsgHandle,
    ) -> RvStatus,
>;

/// The destination is known and the message complete. Only the sent-by of the top Via may still be changed.
pub type RvSipRegClientFinalDestResolvedEv = Option<
    unsafe extern "C" fn(
        hRegClient: RvSipRegClientHandle,
        hAppRegClient: RvSipAppRegClientHandle,
        hTransc: RvSipTranscHandle,
        hMsgToSend: RvSipMsgHandle,
    ) -> RvStatus,
>;

/// Events of register-clients. Zero it, set what is wanted, pass it to RvSipRegClientMgrSetEvHandlers with its size.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipRegClientEvHandlers {
    /// State changed.
    pub pfnStateChangedEvHandler: RvSipRegClientStateChangedEv,
    /// A REGISTER is about to be sent.
    pub pfnMsgToSendEvHandler: RvSipRegClientMsgToSendEv,
    /// A response came.
    pub pfnMsgReceivedEvHandler: RvSipRegClientMsgReceivedEv,
    /// The destination is known.
    pub pfnFinalDestResolvedEvHandler: RvSipRegClientFinalDestResolvedEv,
}

/// What RvSipStackGetResources fills for RVSIP_REGCLIENT.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct RvSipRegClientResources {
    /// Register-clients.
    pub regClients: RvSipResourceCounters,
}
