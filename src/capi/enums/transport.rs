//! RvSipTransportTypes.h - Transports, address types and connections.

/// Transport protocol.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransport {
    /// Not known or not set.
    RVSIP_TRANSPORT_UNDEFINED = -1,
    RVSIP_TRANSPORT_UDP = 0,
    RVSIP_TRANSPORT_TCP = 1,
    /// TLS over TCP.
    RVSIP_TRANSPORT_TLS = 2,
    /// Read and written in messages; the library opens no SCTP socket.
    RVSIP_TRANSPORT_SCTP = 3,
    /// Named by a text. Connections over WebSocket tell this too.
    RVSIP_TRANSPORT_OTHER = 4,
}

/// Version of an IP address.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransportAddressType {
    RVSIP_TRANSPORT_ADDRESS_TYPE_UNDEFINED = -1,
    /// IPv6.
    RVSIP_TRANSPORT_ADDRESS_TYPE_IP6 = 0,
    /// IPv4.
    RVSIP_TRANSPORT_ADDRESS_TYPE_IP = 1,
}

/// How far connections are kept and used again.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransportPersistencyLevel {
    /// Every request opens its own connection.
    RVSIP_TRANSPORT_PERSISTENCY_LEVEL_UNDEFINED = -1,
    /// A transaction uses an open connection to the same destination when there is one.
    RVSIP_TRANSPORT_PERSISTENCY_LEVEL_TRANSC = 0,
    /// As TRANSC, and a register-client keeps its connection from request to request.
    RVSIP_TRANSPORT_PERSISTENCY_LEVEL_TRANSC_USER = 1,
}

/// What to do with a received message that has a syntax error.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransportBsAction {
    /// Drop it without an answer.
    RVSIP_TRANSPORT_BS_ACTION_DISCARD_MSG = 0,
    /// Answer a request with 400; drop a response.
    RVSIP_TRANSPORT_BS_ACTION_REJECT_MSG = 1,
    /// Go on as far as the error allows.
    RVSIP_TRANSPORT_BS_ACTION_CONTINUE_PROCESS = 2,
}

/// State of a connection.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransportConnectionState {
    RVSIP_TRANSPORT_CONN_STATE_UNDEFINED = -1,
    /// Made, leading nowhere yet.
    RVSIP_TRANSPORT_CONN_STATE_IDLE = 0,
    /// Initialised and found by those who look for a way to its peer; not connected.
    RVSIP_TRANSPORT_CONN_STATE_READY = 1,
    /// On its way to the peer.
    RVSIP_TRANSPORT_CONN_STATE_CONNECTING = 2,
    /// Messages travel on it.
    RVSIP_TRANSPORT_CONN_STATE_TCP_CONNECTED = 3,
    /// The library closes it; what waits to be sent goes out first.
    RVSIP_TRANSPORT_CONN_STATE_CLOSING = 4,
    /// It is closed.
    RVSIP_TRANSPORT_CONN_STATE_CLOSED = 5,
    /// The end: the handle is dead when the callbacks that tell of it have returned.
    RVSIP_TRANSPORT_CONN_STATE_TERMINATED = 6,
}

/// Why a connection changed its state.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransportConnectionStateChangeReason {
    /// Its ordinary life.
    RVSIP_TRANSPORT_CONN_REASON_UNDEFINED = -1,
    /// It could not be opened, or it broke.
    RVSIP_TRANSPORT_CONN_REASON_ERROR = 0,
}

/// What happened to a connection without changing its state.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransportConnectionStatus {
    RVSIP_TRANSPORT_CONN_STATUS_UNDEFINED = -1,
    /// It broke; its end is told next, with reason ERROR.
    RVSIP_TRANSPORT_CONN_STATUS_ERROR = 0,
}

/// Versions of TLS that an engine speaks.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransportTlsMethod {
    /// TLS 1.2 and 1.3.
    RVSIP_TRANSPORT_TLS_METHOD_UNDEFINED = -1,
    /// What old programs ask for; it means what is safe of it, as UNDEFINED does.
    RVSIP_TRANSPORT_TLS_METHOD_TLS_V1 = 0,
    /// TLS 1.2 only.
    RVSIP_TRANSPORT_TLS_METHOD_TLS_V1_2 = 1,
    /// TLS 1.3 only.
    RVSIP_TRANSPORT_TLS_METHOD_TLS_V1_3 = 2,
}

/// Kind of a private key. The key itself tells it; the number is not looked at.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransportPrivateKeyType {
    RVSIP_TRANSPORT_PRIVATE_KEY_TYPE_UNDEFINED = -1,
    RVSIP_TRANSPORT_PRIVATE_KEY_TYPE_RSA_KEY = 0,
    RVSIP_TRANSPORT_PRIVATE_KEY_TYPE_EC_KEY = 1,
}

/// Whether peers that connect have to show a certificate.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransportTlsClientAuth {
    /// It is not asked for.
    RVSIP_TRANSPORT_TLS_CLIENT_AUTH_NONE = 0,
    /// It is asked for, and has to be good when it comes.
    RVSIP_TRANSPORT_TLS_CLIENT_AUTH_OPTIONAL = 1,
    /// Without a good one there is no connection.
    RVSIP_TRANSPORT_TLS_CLIENT_AUTH_REQUIRED = 2,
}
