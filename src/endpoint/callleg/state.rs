//! States of call-legs and of what goes on inside of them, with the names the C interface gives them.

/// State of a call-leg.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Idle,
    /// The INVITE is out and has no response yet.
    Inviting,
    /// A provisional response came.
    Proceeding,
    /// Our CANCEL is out.
    Cancelling,
    /// A CANCEL came while the INVITE was offered.
    Cancelled,
    /// 3xx: the remote contact is the first Contact of the response already.
    Redirected,
    /// 401 or 407: Authenticate or Terminate.
    Unauthenticated,
    /// An INVITE came: the application accepts or rejects it.
    Offering,
    /// 2xx sent, its ACK awaited.
    Accepted,
    Connected,
    /// BYE sent.
    Disconnecting,
    Disconnected,
    Terminated,
    /// The time for a final response is over; the application cancels or terminates.
    ProceedingTimeout,
    /// 2xx received, and the application acknowledges it.
    RemoteAccepted,
    /// Waiting for the application after a failure to send (failover is manual).
    SendFailure,
}

/// Who made the INVITE of a call-leg.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    Incoming,
    Outgoing,
}

/// Why a call-leg, a re-INVITE or a PRACK exchange changed its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    Undefined,
    LocalInviting,
    RemoteInviting,
    RemoteInvitingReplaces,
    LocalAccepted,
    RemoteAccepted,
    RemoteAck,
    RemoteProvisional,
    Redirected,
    AuthNeeded,
    LocalReject,
    LocalCancelling,
    RemoteCancelling,
    LocalDisconnecting,
    Disconnected,
    RemoteDisconnected,
    LocalDisconnected,
    LocalTimeOut,
    NetworkError,
    ServiceUnavailable,
    RequestFailure,
    ServerFailure,
    GlobalFailure,
}

impl Reason {
    /// Why a final response that is not 2xx ended something.
    pub(crate) fn of_status(code: u16) -> Reason {
        match code {
            300..=399 => Reason::Redirected,
            400..=499 => Reason::RequestFailure,
            500..=599 => Reason::ServerFailure,
            _ => Reason::GlobalFailure,
        }
    }
}

/// State of a re-INVITE.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ModifyState {
    Idle,
    Received,
    ResponseSent,
    Sent,
    ResponseReceived,
    /// 2xx received, and the application acknowledges it.
    RemoteAccepted,
    Cancelling,
    Proceeding,
    Cancelled,
    ProceedingTimeout,
    SendFailure,
    AckReceived,
    AckSent,
    Terminated,
}

/// State of the exchange that makes a provisional response reliable (RFC 3262).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PrackState {
    /// A provisional response that wants a PRACK came.
    ReliableReceived,
    PrackSent,
    FinalReceived,
    PrackReceived,
    FinalSent,
}

/// State of a BYE that the application answers itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ByeState {
    Idle,
    Received,
    ResponseSent,
    Terminated,
    /// Its call-leg has ended; the transaction goes on by itself.
    Detached,
}

/// State of any other transaction inside a call-leg.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GeneralState {
    Idle,
    Received,
    ResponseSent,
    Sent,
    Proceeding,
    FinalReceived,
    SendFailure,
    Terminated,
}

/// Who refreshes the session (RFC 4028).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refresher {
    Uac,
    Uas,
}

/// Who the application wants to refresh the session.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Preference {
    #[default]
    None,
    Local,
    Remote,
}

/// What the application is told of a session timer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Notice {
    /// The session is about to expire.
    Expires,
    /// The interval was too small for somebody on the way.
    TooSmall,
}

/// What is not as it was wished for when a session timer was negotiated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The other end does not know session timers.
    NotSupported,
    /// Somebody else refreshes than the application preferred.
    OtherRefresher,
}
