//! RvSipRefreshTypes.h - States and reasons of automatic refreshes.

/// State of a refresh.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipRefreshState {
    RVSIP_REFRESH_STATE_UNDEFINED = -1,
    /// New; it belongs to nothing yet. RvSipRefreshAttachRegClient, RvSipRefreshAttachTransaction.
    RVSIP_REFRESH_STATE_CONSTRUCTING = 0,
    /// The first 2xx has not come yet.
    RVSIP_REFRESH_STATE_INACTIVE = 1,
    /// The request was granted for a time, and is sent again before that is over.
    RVSIP_REFRESH_STATE_ACTIVE = 2,
    /// The end; the handle dies when the callback returns.
    RVSIP_REFRESH_STATE_TERMINATED = 3,
}

/// Why a refresh changed its state.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipRefreshReason {
    RVSIP_REFRESH_REASON_UNDEFINED = -1,
    /// 2xx. With TERMINATED: it says for no time, so there is nothing to repeat.
    RVSIP_REFRESH_REASON_2XX_RCVD = 0,
    /// Another final response, no user and password for a challenge, or 0 seconds in a 2xx.
    RVSIP_REFRESH_REASON_REJECTED = 1,
    /// No final response in time.
    RVSIP_REFRESH_REASON_TIMEOUT = 2,
    /// The request could not be sent.
    RVSIP_REFRESH_REASON_NETWORK_ERROR = 3,
    /// Not told by this release.
    RVSIP_REFRESH_REASON_CONNECTION_SUSPENDED = 4,
    /// Not told by this release.
    RVSIP_REFRESH_REASON_CONNECTION_LOST = 5,
    /// RvSipRefreshDestroy, RvSipRefreshTerminate, or the program removed the registration.
    RVSIP_REFRESH_REASON_LOCAL_TERMINATE = 6,
    /// The register-client has ended, or the transaction before its final response.
    RVSIP_REFRESH_REASON_OWNER_TERMINATED = 7,
}
