//! RvSipRegClientTypes.h - States and reasons of register-clients.

/// State of a register-client.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipRegClientState {
    RVSIP_REG_CLIENT_STATE_UNDEFINED = -1,
    /// New; RvSipRegClientRegister or Make starts it.
    RVSIP_REG_CLIENT_STATE_IDLE = 0,
    /// A REGISTER is out; the final response is awaited.
    RVSIP_REG_CLIENT_STATE_REGISTERING = 1,
    /// 3xx; the registrar is now its first Contact. Register again or terminate.
    RVSIP_REG_CLIENT_STATE_REDIRECTED = 2,
    /// 401 or 407; RvSipRegClientAuthenticate or terminate.
    RVSIP_REG_CLIENT_STATE_UNAUTHENTICATED = 3,
    /// 2xx; the bindings stand until they expire. Register refreshes them.
    RVSIP_REG_CLIENT_STATE_REGISTERED = 4,
    /// Refused, or no answer; the reason tells. Register again or terminate.
    RVSIP_REG_CLIENT_STATE_FAILED = 5,
    /// The end; the handle dies when the callback returns.
    RVSIP_REG_CLIENT_STATE_TERMINATED = 6,
    /// An address did not work and the program decides, see RVSIP_DNS_FAILOVER_MANUAL.
    RVSIP_REG_CLIENT_STATE_MSG_SEND_FAILURE = 7,
}

/// Why a register-client changed its state.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipRegClientStateChangeReason {
    RVSIP_REG_CLIENT_REASON_UNDEFINED = -1,
    /// A call of the program did it.
    RVSIP_REG_CLIENT_REASON_USER_REQUEST = 0,
    /// 2xx.
    RVSIP_REG_CLIENT_REASON_RESPONSE_SUCCESSFUL_RCVD = 1,
    /// 3xx.
    RVSIP_REG_CLIENT_REASON_RESPONSE_REDIRECTION_RCVD = 2,
    /// 401 or 407.
    RVSIP_REG_CLIENT_REASON_RESPONSE_UNAUTHENTICATED_RCVD = 3,
    /// Other 4xx.
    RVSIP_REG_CLIENT_REASON_RESPONSE_REQUEST_FAILURE_RCVD = 4,
    /// 5xx.
    RVSIP_REG_CLIENT_REASON_RESPONSE_SERVER_FAILURE_RCVD = 5,
    /// 6xx.
    RVSIP_REG_CLIENT_REASON_RESPONSE_GLOBAL_FAILURE_RCVD = 6,
    /// No final response in time.
    RVSIP_REG_CLIENT_REASON_TRANSACTION_TIMEOUT = 7,
    /// The request could not be sent.
    RVSIP_REG_CLIENT_REASON_NETWORK_ERROR = 8,
    /// 503 from one of several addresses.
    RVSIP_REG_CLIENT_REASON_503_RECEIVED = 9,
    RVSIP_REG_CLIENT_REASON_OUT_OF_RESOURCES = 10,
    /// The request goes to the next address.
    RVSIP_REG_CLIENT_REASON_DNS_CONTINUE = 11,
    /// The program gave up the remaining addresses.
    RVSIP_REG_CLIENT_REASON_DNS_GIVE_UP = 12,
}
