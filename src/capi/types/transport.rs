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

/// Size of a text buffer for a name of the DNS, NUL included.
pub const RVSIP_TRANSPORT_LEN_DNS_NAME: usize = 256;

/// An entry of the SRV list of a DNS list: a name to ask SRV records for.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipTransportDNSSRVElement {
    /// `_sip._udp.example.com`.
    pub strName: [RvChar; RVSIP_TRANSPORT_LEN_DNS_NAME],
    /// Transport of the service.
    pub eTransport: RvSipTransport,
    /// Of the NAPTR record; 0 where the name was built from the domain.
    pub order: RvUint16,
    /// Of the NAPTR record; 0 where the name was built from the domain.
    pub preference: RvUint16,
}

/// An entry of the host list of a DNS list: a host to ask addresses for.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipTransportDNSHostElement {
    /// `server1.example.com`.
    pub strName: [RvChar; RVSIP_TRANSPORT_LEN_DNS_NAME],
    /// Transport to the host.
    pub eTransport: RvSipTransport,
    /// Port, host byte order.
    pub port: RvUint16,
    /// Of the SRV record, lower is tried first; 0 where there was none.
    pub priority: RvUint16,
    /// Of the SRV record; 0 where there was none.
    pub weight: RvUint16,
}

/// An entry of the IP list of a DNS list: an address to send to.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipTransportDNSIPElement {
    /// Address, port and transport.
    pub addr: RvSipTransportAddr,
}
