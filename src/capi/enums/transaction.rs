//! RvSipTransactionTypes.h - States and reasons of transactions.

/// State of a transaction (RFC 3261 section 17).
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransactionState {
    RVSIP_TRANSC_STATE_UNDEFINED = -1,
    /// New; nothing sent or answered yet.
    RVSIP_TRANSC_STATE_IDLE = 0,
    /// The end; the handle dies when the callback returns.
    RVSIP_TRANSC_STATE_TERMINATED = 1,
    /// A request other than INVITE is out; timers E and F run.
    RVSIP_TRANSC_STATE_CLIENT_GEN_REQUEST_SENT = 2,
    /// A provisional response to it came.
    RVSIP_TRANSC_STATE_CLIENT_GEN_PROCEEDING = 3,
    /// The final response came; timer K absorbs copies of it.
    RVSIP_TRANSC_STATE_CLIENT_GEN_FINAL_RESPONSE_RCVD = 4,
    /// Cancelled; waiting for the final response.
    RVSIP_TRANSC_STATE_CLIENT_GEN_CANCELLING = 5,
    /// A request other than INVITE waits for RvSipTransactionRespond.
    RVSIP_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD = 6,
    /// Answered; timer J answers copies of the request.
    RVSIP_TRANSC_STATE_SERVER_GEN_FINAL_RESPONSE_SENT = 7,
    /// An INVITE is out; timers A and B run.
    RVSIP_TRANSC_STATE_CLIENT_INVITE_CALLING = 8,
    /// A provisional response to it came; provisionalTimer runs.
    RVSIP_TRANSC_STATE_CLIENT_INVITE_PROCEEDING = 9,
    /// provisionalTimer has ended, with enableInviteProceedingTimeoutState; RvSipTransactionCancel or Terminate.
    RVSIP_TRANSC_STATE_CLIENT_INVITE_PROCEEDING_TIMEOUT = 10,
    /// The final response came. A 2xx ends the transaction, unless bOldInviteHandling; anything else waits for RvSipTransactionAck. With
    /// isProxy a 2xx is told as PROXY_2XX_RESPONSE_RCVD instead.
    RVSIP_TRANSC_STATE_CLIENT_INVITE_FINAL_RESPONSE_RCVD = 11,
    /// Acknowledged; inviteLingerTimer answers copies of the response with the ACK (timer D).
    RVSIP_TRANSC_STATE_CLIENT_INVITE_ACK_SENT = 12,
    /// Cancelled; waiting for the final response.
    RVSIP_TRANSC_STATE_CLIENT_INVITE_CANCELLING = 13,
    /// A proxy received a 2xx; told again for each further one while proxy2xxRcvdTimer runs.
    RVSIP_TRANSC_STATE_CLIENT_INVITE_PROXY_2XX_RESPONSE_RCVD = 14,
    /// An INVITE waits for RvSipTransactionRespond; no timer ends it.
    RVSIP_TRANSC_STATE_SERVER_INVITE_REQUEST_RCVD = 15,
    /// Answered; the response is sent again until the ACK comes.
    RVSIP_TRANSC_STATE_SERVER_INVITE_FINAL_RESPONSE_SENT = 16,
    /// The ACK of a refusal came, with bOldInviteHandling that of a 2xx too; copies of it are absorbed (timer I).
    RVSIP_TRANSC_STATE_SERVER_INVITE_ACK_RCVD = 17,
    /// A reliable provisional response waits for its PRACK.
    RVSIP_TRANSC_STATE_SERVER_INVITE_REL_PROV_RESPONSE_SENT = 18,
    /// The PRACK came and was answered; more provisional responses or the final one are next.
    RVSIP_TRANSC_STATE_SERVER_INVITE_PRACK_COMPLETED = 19,
    /// A proxy passed a 2xx on with RvSipTransactionRespondMsg; it may pass on more while proxy2xxSentTimer runs.
    RVSIP_TRANSC_STATE_SERVER_INVITE_PROXY_2XX_RESPONSE_SENT = 20,
    /// A CANCEL is out; timers E and F run.
    RVSIP_TRANSC_STATE_CLIENT_CANCEL_SENT = 21,
    /// A provisional response to it came.
    RVSIP_TRANSC_STATE_CLIENT_CANCEL_PROCEEDING = 22,
    /// The final response to it came; timer K absorbs copies.
    RVSIP_TRANSC_STATE_CLIENT_CANCEL_FINAL_RESPONSE_RCVD = 23,
    /// A CANCEL waits for RvSipTransactionRespond; with isProxy only.
    RVSIP_TRANSC_STATE_SERVER_CANCEL_REQUEST_RCVD = 24,
    /// The CANCEL was answered, by the library unless the program is a proxy; timer J answers copies of it.
    RVSIP_TRANSC_STATE_SERVER_CANCEL_FINAL_RESPONSE_SENT = 25,
    /// An address did not work; RvSipTransactionDNSContinue or Terminate.
    RVSIP_TRANSC_STATE_CLIENT_MSG_SEND_FAILURE = 26,
}

/// Why a transaction changed its state.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransactionStateChangeReason {
    RVSIP_TRANSC_REASON_UNDEFINED = -1,
    /// No response in time.
    RVSIP_TRANSC_REASON_TIME_OUT = 0,
    /// The message could not be sent.
    RVSIP_TRANSC_REASON_NETWORK_ERROR = 1,
    /// 503 came.
    RVSIP_TRANSC_REASON_503_RECEIVED = 2,
    /// A call of the program did it.
    RVSIP_TRANSC_REASON_USER_COMMAND = 3,
    /// The last timer of a finished transaction ended.
    RVSIP_TRANSC_REASON_NORMAL_TERMINATION = 4,
    RVSIP_TRANSC_REASON_REQUEST_RECEIVED = 5,
    RVSIP_TRANSC_REASON_PROVISIONAL_RESPONSE_RECEIVED = 6,
    /// 2xx.
    RVSIP_TRANSC_REASON_RESPONSE_SUCCESSFUL_RECEIVED = 7,
    /// 3xx.
    RVSIP_TRANSC_REASON_RESPONSE_REDIRECTION_RECEIVED = 8,
    /// 401 or 407.
    RVSIP_TRANSC_REASON_RESPONSE_UNAUTHENTICATED_RECEIVED = 9,
    /// Other 4xx.
    RVSIP_TRANSC_REASON_RESPONSE_REQUEST_FAILURE_RECEIVED = 10,
    /// 5xx.
    RVSIP_TRANSC_REASON_RESPONSE_SERVER_FAILURE_RECEIVED = 11,
    /// 6xx.
    RVSIP_TRANSC_REASON_RESPONSE_GLOBAL_FAILURE_RECEIVED = 12,
    /// The next address is tried.
    RVSIP_TRANSC_REASON_DNS_CONTINUE = 13,
    RVSIP_TRANSC_REASON_OUT_OF_RESOURCES = 14,
}

/// What to do with credentials that were found in a request.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransactionAuthAction {
    /// End the check: the program is satisfied.
    RVSIP_TRANSC_AUTH_ACTION_SUCCESS = 0,
    /// End the check: the program refuses.
    RVSIP_TRANSC_AUTH_ACTION_FAILURE = 1,
    /// Compute the digest with the password passed along and compare.
    RVSIP_TRANSC_AUTH_ACTION_USE_PASSWORD = 2,
    /// Not these; look for the next ones.
    RVSIP_TRANSC_AUTH_ACTION_SKIP = 3,
}
