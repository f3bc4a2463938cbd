//! RvSipCallLegTypes.h - States and reasons of call-legs.

/// State of a call-leg.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipCallLegState {
    RVSIP_CALL_LEG_STATE_UNDEFINED = -1,
    /// New; nothing sent or answered yet.
    RVSIP_CALL_LEG_STATE_IDLE = 0,
    /// The INVITE is out and has no response yet.
    RVSIP_CALL_LEG_STATE_INVITING = 1,
    /// A provisional response to the INVITE came; RvSipCallLegCancel is allowed from here on.
    RVSIP_CALL_LEG_STATE_PROCEEDING = 2,
    /// A CANCEL is out; with reason REMOTE_DISCONNECTED it goes out by itself, for the other side sent BYE before it answered. Should
    /// the call be answered all the same, the library acknowledges the 2xx and sends BYE.
    RVSIP_CALL_LEG_STATE_CANCELLING = 3,
    /// A CANCEL came for the INVITE that was offered. The library answers both, the INVITE with 487 unless manualBehavior.
    RVSIP_CALL_LEG_STATE_CANCELLED = 4,
    /// 3xx; the remote contact is now its first Contact. RvSipCallLegConnect again or terminate.
    RVSIP_CALL_LEG_STATE_REDIRECTED = 5,
    /// 401 or 407; RvSipCallLegAuthenticate or terminate.
    RVSIP_CALL_LEG_STATE_UNAUTHENTICATED = 6,
    /// An INVITE came; RvSipCallLegAccept or Reject answers it.
    RVSIP_CALL_LEG_STATE_OFFERING = 7,
    /// A 2xx was sent; its ACK is awaited.
    RVSIP_CALL_LEG_STATE_ACCEPTED = 8,
    /// The session stands, until either side disconnects.
    RVSIP_CALL_LEG_STATE_CONNECTED = 9,
    /// A BYE is out; its response is awaited.
    RVSIP_CALL_LEG_STATE_DISCONNECTING = 10,
    /// The session has ended, or never began; the reason tells. The library ends what is left, TERMINATED follows.
    RVSIP_CALL_LEG_STATE_DISCONNECTED = 11,
    /// The end; the handle dies when the callback returns.
    RVSIP_CALL_LEG_STATE_TERMINATED = 12,
    /// provisionalTimer has ended, with enableInviteProceedingTimeoutState; RvSipCallLegCancel or Terminate.
    RVSIP_CALL_LEG_STATE_PROCEEDING_TIMEOUT = 13,
    /// 2xx, with manualAckOn2xx; RvSipCallLegAck acknowledges it.
    RVSIP_CALL_LEG_STATE_REMOTE_ACCEPTED = 14,
    /// An address did not work and the program decides, see RVSIP_DNS_FAILOVER_MANUAL.
    RVSIP_CALL_LEG_STATE_MSG_SEND_FAILURE = 15,
}

/// Which side began a call-leg.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipCallLegDirection {
    RVSIP_CALL_LEG_DIRECTION_UNDEFINED = -1,
    /// An INVITE came.
    RVSIP_CALL_LEG_DIRECTION_INCOMING = 0,
    /// The program made it.
    RVSIP_CALL_LEG_DIRECTION_OUTGOING = 1,
}

/// Why a call-leg, a re-INVITE or a PRACK exchange changed its state.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipCallLegStateChangeReason {
    RVSIP_CALL_LEG_REASON_UNDEFINED = -1,
    /// An INVITE was sent.
    RVSIP_CALL_LEG_REASON_LOCAL_INVITING = 0,
    /// An INVITE came.
    RVSIP_CALL_LEG_REASON_REMOTE_INVITING = 1,
    /// An INVITE with a Replaces header came.
    RVSIP_CALL_LEG_REASON_REMOTE_INVITING_REPLACES = 2,
    /// The program accepted: 2xx sent.
    RVSIP_CALL_LEG_REASON_LOCAL_ACCEPTED = 3,
    /// The other side accepted: 2xx received.
    RVSIP_CALL_LEG_REASON_REMOTE_ACCEPTED = 4,
    /// The ACK came.
    RVSIP_CALL_LEG_REASON_REMOTE_ACK = 5,
    /// A provisional response came.
    RVSIP_CALL_LEG_REASON_REMOTE_PROVISIONAL_RESP = 6,
    /// 3xx.
    RVSIP_CALL_LEG_REASON_REDIRECTED = 7,
    /// 401 or 407.
    RVSIP_CALL_LEG_REASON_AUTH_NEEDED = 8,
    /// The INVITE was refused on this side, be it with 487 because it was cancelled.
    RVSIP_CALL_LEG_REASON_LOCAL_REJECT = 9,
    /// A CANCEL was sent.
    RVSIP_CALL_LEG_REASON_LOCAL_CANCELLING = 10,
    /// A CANCEL came.
    RVSIP_CALL_LEG_REASON_REMOTE_CANCELLING = 11,
    /// A BYE was sent.
    RVSIP_CALL_LEG_REASON_LOCAL_DISCONNECTING = 12,
    /// The BYE that was sent is answered.
    RVSIP_CALL_LEG_REASON_DISCONNECTED = 13,
    /// A BYE came.
    RVSIP_CALL_LEG_REASON_REMOTE_DISCONNECTED = 14,
    /// A BYE came while one of this side was out.
    RVSIP_CALL_LEG_REASON_LOCAL_DISCONNECTED = 15,
    /// No answer in time.
    RVSIP_CALL_LEG_REASON_LOCAL_TIME_OUT = 16,
    /// The message could not be sent.
    RVSIP_CALL_LEG_REASON_NETWORK_ERROR = 17,
    /// 503 from one of several addresses.
    RVSIP_CALL_LEG_REASON_503_RECEIVED = 18,
    /// 4xx other than 401 and 407.
    RVSIP_CALL_LEG_REASON_REQUEST_FAILURE = 19,
    /// 5xx.
    RVSIP_CALL_LEG_REASON_SERVER_FAILURE = 20,
    /// 6xx.
    RVSIP_CALL_LEG_REASON_GLOBAL_FAILURE = 21,
}

/// State of a re-INVITE.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipCallLegModifyState {
    RVSIP_CALL_LEG_MODIFY_STATE_UNDEFINED = -1,
    /// New; nothing sent or received yet.
    RVSIP_CALL_LEG_MODIFY_STATE_IDLE = 0,
    /// A re-INVITE came; RvSipCallLegAccept or Reject answers it.
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_RCVD = 1,
    /// Answered; its ACK is awaited.
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_RESPONSE_SENT = 2,
    /// The re-INVITE is out.
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_SENT = 3,
    /// Its final response came; the library acknowledges it, ACK_SENT follows.
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_RESPONSE_RCVD = 4,
    /// 2xx, with manualAckOn2xx; RvSipCallLegReInviteAck acknowledges it.
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_REMOTE_ACCEPTED = 5,
    /// A CANCEL is out; the final response is awaited.
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_CANCELLING = 6,
    /// The first provisional response came; RvSipCallLegCancel is allowed from here on.
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_PROCEEDING = 7,
    /// A CANCEL came. The library answers both, the re-INVITE with 487 unless manualBehavior.
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_CANCELLED = 8,
    /// provisionalTimer has ended, with enableInviteProceedingTimeoutState; RvSipCallLegCancel or Terminate.
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_PROCEEDING_TIMEOUT = 9,
    /// An address did not work and the program decides, see RVSIP_DNS_FAILOVER_MANUAL.
    RVSIP_CALL_LEG_MODIFY_STATE_MSG_SEND_FAILURE = 10,
    /// The ACK came.
    RVSIP_CALL_LEG_MODIFY_STATE_ACK_RCVD = 11,
    /// The ACK is out. With AUTH_NEEDED another re-INVITE is made and sent; the call-leg adds the credentials.
    RVSIP_CALL_LEG_MODIFY_STATE_ACK_SENT = 12,
    /// The end; the handle of the re-INVITE dies when the callback returns.
    RVSIP_CALL_LEG_MODIFY_STATE_TERMINATED = 13,
}

/// State of the exchange that makes a provisional response reliable (RFC 3262).
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipCallLegPrackState {
    /// There is none.
    RVSIP_CALL_LEG_PRACK_STATE_UNDEFINED = -1,
    /// A provisional response that wants a PRACK came; with manualPrack, RvSipCallLegSendPrack.
    RVSIP_CALL_LEG_PRACK_STATE_REL_PROV_RESPONSE_RCVD = 0,
    /// The PRACK is out.
    RVSIP_CALL_LEG_PRACK_STATE_PRACK_SENT = 1,
    /// It is answered.
    RVSIP_CALL_LEG_PRACK_STATE_PRACK_FINAL_RESPONSE_RCVD = 2,
    /// A PRACK came; with manualPrack, RvSipCallLegSendPrackResponse.
    RVSIP_CALL_LEG_PRACK_STATE_PRACK_RCVD = 3,
    /// It was answered.
    RVSIP_CALL_LEG_PRACK_STATE_PRACK_FINAL_RESPONSE_SENT = 4,
}

/// State of a transaction inside a call-leg that is no INVITE, BYE or PRACK.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipCallLegTranscState {
    RVSIP_CALL_LEG_TRANSC_STATE_UNDEFINED = -1,
    /// New; nothing sent or received yet.
    RVSIP_CALL_LEG_TRANSC_STATE_IDLE = 0,
    /// A request waits for RvSipCallLegTranscResponse.
    RVSIP_CALL_LEG_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD = 1,
    /// Answered; copies of the request are answered until generalLingerTimer ends.
    RVSIP_CALL_LEG_TRANSC_STATE_SERVER_GEN_FINAL_RESPONSE_SENT = 2,
    /// The request is out.
    RVSIP_CALL_LEG_TRANSC_STATE_CLIENT_GEN_REQUEST_SENT = 3,
    /// A provisional response to it came.
    RVSIP_CALL_LEG_TRANSC_STATE_CLIENT_GEN_PROCEEDING = 4,
    /// The final response came; over UDP copies of it are absorbed for T4.
    RVSIP_CALL_LEG_TRANSC_STATE_CLIENT_GEN_FINAL_RESPONSE_RCVD = 5,
    /// An address did not work and the program decides, see RVSIP_DNS_FAILOVER_MANUAL.
    RVSIP_CALL_LEG_TRANSC_STATE_CLIENT_MSG_SEND_FAILURE = 6,
    /// The end; the handle of the transaction dies when the callback returns.
    RVSIP_CALL_LEG_TRANSC_STATE_TERMINATED = 7,
}

/// State of a BYE that the program took (RvSipCallLegByeCreatedEv).
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipCallLegByeState {
    RVSIP_CALL_LEG_BYE_STATE_UNDEFINED = -1,
    /// New; not told yet.
    RVSIP_CALL_LEG_BYE_STATE_IDLE = 0,
    /// It waits for RvSipCallLegByeAccept or ByeReject.
    RVSIP_CALL_LEG_BYE_STATE_REQUEST_RCVD = 1,
    /// Answered.
    RVSIP_CALL_LEG_BYE_STATE_RESPONSE_SENT = 2,
    /// The end; the handle of the transaction dies when the callback returns.
    RVSIP_CALL_LEG_BYE_STATE_TERMINATED = 3,
    /// Its call-leg has ended; the transaction goes on by itself.
    RVSIP_CALL_LEG_BYE_STATE_DETACHED = 4,
}

/// Which side the program wants to refresh the session.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipCallLegSessionTimerRefresherPreference {
    /// Either.
    RVSIP_CALL_LEG_SESSION_TIMER_REFRESHER_NONE = 0,
    /// This side.
    RVSIP_CALL_LEG_SESSION_TIMER_REFRESHER_LOCAL = 1,
    /// The other side.
    RVSIP_CALL_LEG_SESSION_TIMER_REFRESHER_REMOTE = 2,
}

/// What a program is told of a session timer (RFC 4028).
/// RVSIP_CALL_LEG_SESSION_TIMER_NOTIFY_REASON_SESSION_EXPIRES is another name of RVSIP_CALL_LEG_SESSION_TIMER_SESSION_EXPIRES.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipCallLegSessionTimerNotificationReason {
    RVSIP_CALL_LEG_SESSION_TIMER_NOTIFY_REASON_UNDEFINED = -1,
    /// The session is about to expire; the program decides whether to disconnect.
    RVSIP_CALL_LEG_SESSION_TIMER_SESSION_EXPIRES = 0,
    /// 422: the interval was too small for somebody on the way. This call-leg ends; another one with the same To, From and
    /// Call-ID and the next CSeq may follow it.
    RVSIP_CALL_LEG_SESSION_TIMER_NOTIFY_REASON_422_RECEIVED = 1,
}

/// What did not come out as wished for when a session timer was negotiated.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipCallLegSessionTimerNegotiationReason {
    /// 2xx from a side that does not know session timers; this side would refresh.
    RVSIP_CALLLEG_SESSION_TIMER_DEST_NOT_SUPPORTED = 0,
    /// Another side refreshes than the program preferred.
    RVSIP_CALLLEG_SESSION_TIMER_APP_REFRESH_REQUEST_REJECT = 1,
}

/// State of a REFER in older programs; REFER belongs to subscriptions, so no call-leg has one.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipCallLegReferState {
    /// A REFER came.
    RVSIP_CALL_LEG_REFER_STATE_REFER_RCVD = 0,
}
