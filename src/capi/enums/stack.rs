//! RvSipStackTypes.h - Modules and choices of the stack.

/// Source of log lines and of resource figures.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipStackModule {
    RVSIP_CALL = 0,
    RVSIP_TRANSACTION = 1,
    RVSIP_MESSAGE = 2,
    RVSIP_TRANSPORT = 3,
    RVSIP_PARSER = 4,
    RVSIP_STACK = 5,
    RVSIP_MSGBUILDER = 6,
    RVSIP_AUTHENTICATOR = 7,
    RVSIP_SUBSCRIPTION = 8,
    RVSIP_COMPARTMENT = 9,
    RVSIP_TRANSMITTER = 10,
    RVSIP_RESOLVER = 11,
    RVSIP_CORE = 12,
    RVSIP_ADS = 13,
    RVSIP_ADS_RLIST = 14,
    RVSIP_ADS_RA = 15,
    RVSIP_ADS_RPOOL = 16,
    RVSIP_ADS_HASH = 17,
    RVSIP_ADS_PQUEUE = 18,
    RVSIP_CORE_SEMAPHORE = 19,
    RVSIP_CORE_MUTEX = 20,
    RVSIP_CORE_LOCK = 21,
    RVSIP_CORE_MEMORY = 22,
    RVSIP_CORE_THREAD = 23,
    RVSIP_CORE_QUEUE = 24,
    RVSIP_CORE_TIMER = 25,
    RVSIP_CORE_TIMESTAMP = 26,
    RVSIP_CORE_CLOCK = 27,
    RVSIP_CORE_TM = 28,
    RVSIP_CORE_SOCKET = 29,
    RVSIP_CORE_PORTRANGE = 30,
    RVSIP_CORE_SELECT = 31,
    RVSIP_CORE_HOST = 32,
    RVSIP_CORE_TLS = 33,
    RVSIP_CORE_ARES = 34,
    RVSIP_CORE_RCACHE = 35,
    RVSIP_CORE_EHD = 36,
    RVSIP_CORE_IMSIPSEC = 37,
    RVSIP_REGCLIENT = 38,
}

/// What happens when one of several addresses of a name does not answer.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipDnsFailover {
    /// The library tries the next address itself and reports a failure only when none is left.
    RVSIP_DNS_FAILOVER_AUTOMATIC = 0,
    /// The object goes to its MSG_SEND_FAILURE state and the program decides with the DNS calls.
    RVSIP_DNS_FAILOVER_MANUAL = 1,
}
