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

/// The client uses a connection that is new to it: opened for it, or found (`bNewConnCreated` RV_FALSE). A program that wants to
/// hear of the end of the connection, be it that its keepalives are not answered any more, attaches itself as an owner here
/// (RvSipTransportConnectionAttachOwner). The client stays REGISTERED when its connection ends; RvSipRegClientRegister then opens
/// another one (RFC 5626 section 4.4 asks for that). The return value is not used.
pub type RvSipRegClientNewConnInUseEv = Option<
    unsafe extern "C" fn(
        hRegClient: RvSipRegClientHandle,
        hAppRegClient: RvSipAppRegClientHandle,
        hConn: RvSipTransportConnectionHandle,
        bNewConnCreated: RvBool,
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
    /// A connection is used for the first time.
    pub pfnNewConnInUseEvHandler: RvSipRegClientNewConnInUseEv,
}

/// What RvSipStackGetResources fills for RVSIP_REGCLIENT.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct RvSipRegClientResources {
    /// Register-clients.
    pub regClients: RvSipResourceCounters,
}
