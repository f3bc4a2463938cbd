//! RvSipTransportTypes.h - Addresses and transport events.

use crate::capi::abi::*;
use std::ffi::c_void;

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

/// A header of a received message breaks the grammar. The program may walk the faulty headers (RvSipMsgGetBadSyntaxHeader),
/// correct them with their Fix functions or take them out, and says in `*peAction` how to go on; it is
/// RVSIP_TRANSPORT_BS_ACTION_DISCARD_MSG when the callback is called. After CONTINUE_PROCESS a message whose To, From, Call-ID,
/// CSeq or top Via is still bad is refused all the same (a request with 400, a response is dropped); other faulty headers stay
/// as they are and are shown so; RvSipTransactionAuthBegin tells of faulty credentials as such that it cannot check. A return
/// other than RV_OK discards the message.
///
/// While this slot is empty a request with a syntax error in a header that the library needs is refused with 400, whose reason
/// phrase says what is wrong, and such a response is dropped; errors in other headers do no harm. `hMsg` is valid until the
/// callback returns.
pub type RvSipTransportBadSyntaxMsgEv = Option<
    unsafe extern "C" fn(
        hTransportMgr: RvSipTransportMgrHandle,
        hMsg: RvSipMsgHandle,
        peAction: *mut RvSipTransportBsAction,
    ) -> RvStatus,
>;

/// The start line of a received message breaks the grammar. The program may correct it (RvSipMsgStartLineFix) and says in
/// `*peAction` how to go on, as in RvSipTransportBadSyntaxMsgEv, which comes after this one if a header is bad too and this one
/// was answered with CONTINUE_PROCESS. A message whose start line is still bad is dropped then. While this slot is empty, what is
/// not meant as a response is refused with 400 if its top Via can be read.
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

/// Where a connection leads: what RvSipTransportConnectionInit takes. Zero it, fill it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipTransportConnectionCfg {
    /// RVSIP_TRANSPORT_TCP or RVSIP_TRANSPORT_TLS.
    pub eTransportType: RvSipTransport,
    /// The local address to connect from: one the stack listens on. An empty strIP leaves the choice to the system. The port is
    /// not used, a connection leaves from one of the system's choice.
    pub localAddress: RvSipTransportAddr,
    /// The peer; the port must be there.
    pub destAddress: RvSipTransportAddr,
    /// The name the peer has to prove with TLS. NULL: its IP address.
    pub strHostName: *mut RvChar,
}

/// A connection changed its state. Told to every owner through the handlers it gave; for connections that peers opened also through
/// the handler of the transport manager, with hOwner NULL. The return value is not used.
pub type RvSipTransportConnectionStateChangedEv = Option<
    unsafe extern "C" fn(
        hConn: RvSipTransportConnectionHandle,
        hOwner: RvSipTransportConnectionOwnerHandle,
        eState: RvSipTransportConnectionState,
        eReason: RvSipTransportConnectionStateChangeReason,
    ) -> RvStatus,
>;

/// Something happened to a connection without changing its state: RVSIP_TRANSPORT_CONN_STATUS_ERROR, it broke, and its end is told
/// next. `pInfo` is NULL.
pub type RvSipTransportConnectionStatusEv = Option<
    unsafe extern "C" fn(
        hConn: RvSipTransportConnectionHandle,
        hOwner: RvSipTransportConnectionOwnerHandle,
        eStatus: RvSipTransportConnectionStatus,
        pInfo: *mut c_void,
    ),
>;

/// A peer connected. Set `*pbDrop` to RV_TRUE to have the connection closed; so does a return other than RV_OK. Nothing that arrives
/// on the connection is processed before this has returned.
pub type RvSipTransportConnectionCreatedEv = Option<
    unsafe extern "C" fn(
        hTransportMgr: RvSipTransportMgrHandle,
        hConn: RvSipTransportConnectionHandle,
        pbDrop: *mut RvBool,
    ) -> RvStatus,
>;

/// A request on a connection that a peer opened has `alias` in its top Via: the peer offers the connection for requests to the
/// address in that Via (RFC 5923). A program that has made sure who the peer is calls RvSipTransportConnectionEnableConnByAlias.
/// Told once for each connection and address.
pub type RvSipTransportConnectionServerReuseEv =
    Option<unsafe extern "C" fn(hTransportMgr: RvSipTransportMgrHandle, hConn: RvSipTransportConnectionHandle)>;

/// The TLS handshake of a connection that we opened is done, and the certificate of the peer does not have the name of the destination
/// (RFC 5922 section 7). Set `*pbAsserted` to RV_TRUE to go on all the same; otherwise, and while this slot is empty, the connection is
/// closed. Nothing but the handshake has travelled yet. While the slot is filled TLS sessions are not resumed.
///
/// - `hOwner`: the first owner of the connection, or NULL.
/// - `strHostName`: what was to be proved; until the callback returns.
/// - `hMsg`: NULL.
pub type RvSipTransportConnectionTlsPostConnectionAssertionEv = Option<
    unsafe extern "C" fn(
        hConn: RvSipTransportConnectionHandle,
        hOwner: RvSipTransportConnectionOwnerHandle,
        strHostName: *mut RvChar,
        hMsg: RvSipMsgHandle,
        pbAsserted: *mut RvBool,
    ),
>;

/// One encoded message is about to be sent. `hConn` is NULL for UDP. Set `*pbDiscardBuffer` to RV_TRUE to keep it from the wire; its
/// transaction goes on as if it had been lost. What the program writes into the buffer is not sent.
pub type RvSipTransportBufferToSendEv = Option<
    unsafe extern "C" fn(
        hTransportMgr: RvSipTransportMgrHandle,
        pLocalAddr: *mut RvSipTransportAddr,
        pRemoteAddr: *mut RvSipTransportAddr,
        hConn: RvSipTransportConnectionHandle,
        pBuffer: *mut RvChar,
        bufferSize: RvInt32,
        pbDiscardBuffer: *mut RvBool,
    ),
>;

/// One whole message arrived and is not parsed yet. `hConn` is NULL for UDP. Set `*pbDiscardBuffer` to RV_TRUE to drop it. What the
/// program writes into the buffer is not used.
pub type RvSipTransportBufferReceivedEv = Option<
    unsafe extern "C" fn(
        hTransportMgr: RvSipTransportMgrHandle,
        pLocalAddr: *mut RvSipTransportAddr,
        pRemoteAddr: *mut RvSipTransportAddr,
        hConn: RvSipTransportConnectionHandle,
        pBuffer: *mut RvChar,
        bufferSize: RvInt32,
        pbDiscardBuffer: *mut RvBool,
    ),
>;

/// A message was parsed and is not processed yet; its grammar has passed or was let pass. `*pbProcessMsg` is RV_TRUE; set it to
/// RV_FALSE to drop the message. `hConn` is NULL for UDP; `hMsg` is valid until the callback returns.
pub type RvSipTransportMsgReceivedExtEv = Option<
    unsafe extern "C" fn(
        hTransportMgr: RvSipTransportMgrHandle,
        hMsg: RvSipMsgHandle,
        hConn: RvSipTransportConnectionHandle,
        pbProcessMsg: *mut RvBool,
    ),
>;

/// Octets arrived on a connection: a part of a message, several messages, a keepalive. Set `*pbDiscardBuffer` to RV_TRUE to throw
/// them away. With TLS they are what the peer wrote, not what travelled.
pub type RvSipTransportConnectionDataReceivedEv = Option<
    unsafe extern "C" fn(
        hTransportMgr: RvSipTransportMgrHandle,
        hConn: RvSipTransportConnectionHandle,
        pBuffer: *mut RvChar,
        bufferSize: RvInt32,
        pbDiscardBuffer: *mut RvBool,
    ),
>;

/// A message of a connection was parsed. `bLegalSyntax` is RV_FALSE when its start line or a header breaks the grammar or a limit;
/// the program may end the connection of a peer that sends such things, and the message goes with it. `hMsg` is valid until the
/// callback returns.
pub type RvSipTransportConnectionParserResultEv = Option<
    unsafe extern "C" fn(
        hTransportMgr: RvSipTransportMgrHandle,
        hMsg: RvSipMsgHandle,
        hConn: RvSipTransportConnectionHandle,
        bLegalSyntax: RvBool,
    ),
>;

/// Events of one owner of a connection. Zero it, set what is wanted, pass it with its size.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipTransportConnectionEvHandlers {
    /// State changed.
    pub pfnStateChangedEvHandler: RvSipTransportConnectionStateChangedEv,
    /// Something happened without a change of state.
    pub pfnStatusEvHandler: RvSipTransportConnectionStatusEv,
}

/// Events of the transport manager. Zero it, set what is wanted, pass it to RvSipTransportMgrSetEvHandlers with its size. What is not
/// set costs nothing.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipTransportMgrEvHandlers {
    /// A connection that a peer opened changed its state.
    pub pfnConnectionStateChangedEvHandler: RvSipTransportConnectionStateChangedEv,
    /// A peer connected.
    pub pfnConnectionCreatedEvHandler: RvSipTransportConnectionCreatedEv,
    /// A peer offers its connection for requests to it.
    pub pfnConnectionServerReuseEvHandler: RvSipTransportConnectionServerReuseEv,
    /// The certificate of a peer does not prove the name of the destination.
    pub pfnConnectionTlsPostConnectionAssertionEvHandler: RvSipTransportConnectionTlsPostConnectionAssertionEv,
    /// A message is about to be sent.
    pub pfnBufferToSendEvHandler: RvSipTransportBufferToSendEv,
    /// A message arrived.
    pub pfnBufferReceivedEvHandler: RvSipTransportBufferReceivedEv,
    /// A message was parsed.
    pub pfnMsgReceivedExtEvHandler: RvSipTransportMsgReceivedExtEv,
    /// Octets arrived on a connection.
    pub pfnConnectionDataReceivedEvHandler: RvSipTransportConnectionDataReceivedEv,
    /// A message of a connection was parsed, well or ill.
    pub pfnConnectionParserResultEvHandler: RvSipTransportConnectionParserResultEv,
    /// A header breaks the grammar.
    pub pfnBadSyntaxMsgEvHandler: RvSipTransportBadSyntaxMsgEv,
    /// A start line breaks the grammar.
    pub pfnBadSyntaxStartLineMsgEvHandler: RvSipTransportBadSyntaxStartLineMsgEv,
    /// Other name of pfnBadSyntaxMsgEvHandler; used when that is NULL.
    pub pfnEvBadSyntaxMsg: RvSipTransportBadSyntaxMsgEv,
}
