//! RvSipTransportTypes.h - Addresses and transport events.

use crate::capi::abi::*;

/// Size of a text buffer for an IP address, NUL included.
pub const RVSIP_TRANSPORT_LEN_STRING_IP: usize = 64;
/// Port number in a configuration that lets the system choose; the transport manager tells which it became.
pub const RVSIP_TRANSPORT_ANY_PORT: u16 = 0xFFFF;

/// A transport address.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipTransportAddr {
    /// The IP address as text: `192.0.2.1`, or `2001:db8::1` without brackets and scope.
    pub strIP: [RvChar; RVSIP_TRANSPORT_LEN_STRING_IP],
    /// Scope of a link-local IPv6 address, otherwise 0.
    pub Ipv6Scope: RvInt32,
    /// IPv4 or IPv6.
    pub eAddrType: RvSipTransportAddressType,
    /// Port, host byte order.
    pub port: RvUint16,
    /// Transport protocol.
    pub eTransportType: RvSipTransport,
}

/// A header of a received message has a syntax error. The program may correct it and says in `*peAction` how to go on.
pub type RvSipTransportBadSyntaxMsgEv = Option<
    unsafe extern "C" fn(
        hTransportMgr: RvSipTransportMgrHandle,
        hMsg: RvSipMsgHandle,
        peAction: *mut RvSipTransportBsAction,
    ) -> RvStatus,
>;

/// The start line of a received message has a syntax error. Told before RvSipTransportBadSyntaxMsgEv.
pub type RvSipTransportBadSyntaxStartLineMsgEv = Option<
    unsafe extern "C" fn(
        hTransportMgr: RvSipTransportMgrHandle,
        hMsg: RvSipMsgHandle,
        peAction: *mut RvSipTransportBsAction,
    ) -> RvStatus,
>;
