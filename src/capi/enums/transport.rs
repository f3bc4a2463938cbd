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
    /// Named by a text.
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
