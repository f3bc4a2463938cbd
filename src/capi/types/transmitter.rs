//! RvSipTransmitterTypes.h - Events of transmitters.

use crate::capi::abi::*;
use std::ffi::c_void;

/// What pExtraInfo of RvSipTransmitterStateChangedEv points to in NEW_CONN_IN_USE; gone when the callback returns.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipTransmitterNewConnInUseStateInfo {
    /// The connection.
    pub hConn: RvSipTransportConnectionHandle,
}

/// A transmitter has a new state.
///
/// - `hMsg`: the message, from RESOLVING_ADDR to NEW_CONN_IN_USE; dead when the callback returns. NULL in other states and for
///   what RvSipTransmitterSendBuffer sent.
/// - `pExtraInfo`: in NEW_CONN_IN_USE a RvSipTransmitterNewConnInUseStateInfo; else NULL.
pub type RvSipTransmitterStateChangedEv = Option<
    unsafe extern "C" fn(
        hTransmitter: RvSipTransmitterHandle,
        hAppTransmitter: RvSipAppTransmitterHandle,
        eState: RvSipTransmitterState,
        eReason: RvSipTransmitterReason,
        hMsg: RvSipMsgHandle,
        pExtraInfo: *mut c_void,
    ),
>;

/// The Request-URI, `hAddress`, is neither sip nor sips, and ENUM made no SIP URI of it: the program may. It fills
/// `hSipURLAddress`, an empty SIP URI, and sets `*pbAddressResolved`; the result says where the request goes and does not change
/// the message. RV_FALSE, or a status that is an error: the request goes nowhere.
pub type RvSipTransmitterOtherURLAddressFoundEv = Option<
    unsafe extern "C" fn(
        hTransmitter: RvSipTransmitterHandle,
        hAppTransmitter: RvSipAppTransmitterHandle,
        hMsg: RvSipMsgHandle,
        hAddress: RvSipAddressHandle,
        hSipURLAddress: RvSipAddressHandle,
        pbAddressResolved: *mut RvBool,
    ) -> RvStatus,
>;

/// Events of one transmitter. Zero it, set what is wanted, pass it to RvSipTransmitterMgrCreateTransmitter with its size.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipTransmitterEvHandlers {
    /// The state changed.
    pub pfnStateChangedEvHandler: RvSipTransmitterStateChangedEv,
    /// The destination is no SIP URI.
    pub pfnOtherURLAddressFoundEvHandler: RvSipTransmitterOtherURLAddressFoundEv,
}

/// Further options of RvSipTransmitterSetDestAddress. Zero it before use; fields are added at the end.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipTransmitterExtOptions {
    /// The name that a TLS peer has to prove, and that a WebSocket server is called by. NULL: that of the next hop where one was
    /// found, else the IP address.
    pub strHostName: *mut RvChar,
}
