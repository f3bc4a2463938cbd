//! States of transactions, and which of the state machines a method runs.

/// State of a transaction, with the names the C interface gives them. Those without a method in their name are of requests other
/// than INVITE and CANCEL.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Idle,
    ClientRequestSent,
    ClientProceeding,
    ClientCancelling,
    ClientFinalReceived,
    /// Waiting for the application after a failure to send (failover is manual).
    ClientSendFailure,
    ServerRequestReceived,
    ServerFinalSent,
    ClientInviteCalling,
    ClientInviteProceeding,
    /// The time for a final response is over; the application cancels or terminates.
    ClientInviteProceedingTimeout,
    ClientInviteCancelling,
    /// Unless it was a 2xx, the application acknowledges it.
    ClientInviteFinalReceived,
    ClientInviteAckSent,
    /// A proxy waits for more 2xx (RFC 6026 section 7.2).
    ClientInviteProxy2xxReceived,
    ServerInviteRequestReceived,
    /// A provisional response waits for its PRACK (RFC 3262).
    ServerInviteReliableSent,
    ServerInvitePrackCompleted,
    ServerInviteFinalSent,
    ServerInviteAckReceived,
    /// A proxy passed a 2xx on (RFC 6026 section 7.1).
    ServerInviteProxy2xxSent,
    ClientCancelSent,
    ClientCancelProceeding,
    ClientCancelFinalReceived,
    ServerCancelRequestReceived,
    ServerCancelFinalSent,
    Terminated,
}

impl State {
    /// A request is out, or on its way out, and has no final response yet.
    pub(crate) fn awaits_final(self) -> bool {
        use State::*;
        matches!(
            self,
            ClientRequestSent
                | ClientProceeding
                | ClientCancelling
                | ClientInviteCalling
                | ClientInviteProceeding
                | ClientInviteProceedingTimeout
                | ClientInviteCancelling
                | ClientCancelSent
                | ClientCancelProceeding
        )
    }
    /// The server has said something provisional.
    pub(crate) fn is_taken(self) -> bool {
        use State::*;
        self.awaits_final() && !matches!(self, ClientRequestSent | ClientInviteCalling | ClientCancelSent)
    }
    /// A request waits for its final response from the application.
    pub(crate) fn owes_final(self) -> bool {
        use State::*;
        matches!(
            self,
            ServerRequestReceived
                | ServerInviteRequestReceived
                | ServerInviteReliableSent
                | ServerInvitePrackCompleted
                | ServerCancelRequestReceived
        )
    }
    /// All is said; what comes now are copies.
    pub(crate) fn is_over(self) -> bool {
        use State::*;
        matches!(
            self,
            ClientFinalReceived
                | ClientCancelFinalReceived
                | ClientInviteAckSent
                | ClientInviteProxy2xxReceived
                | ServerFinalSent
                | ServerCancelFinalSent
                | ServerInviteAckReceived
                | ServerInviteProxy2xxSent
        )
    }
}

/// Why a transaction changed its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    Undefined,
    TimeOut,
    NetworkError,
    ServiceUnavailable,
}

/// Which state machine a transaction runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Kind {
    /// RFC 3261 sections 17.1.2 and 17.2.2.
    #[default]
    General,
    /// Sections 17.1.1 and 17.2.1.
    Invite,
    /// As General, and tied to the transaction it cancels (section 9).
    Cancel,
}

impl Kind {
    pub fn of(method: &[u8]) -> Kind {
        match method {
            b"INVITE" => Kind::Invite,
            b"CANCEL" => Kind::Cancel,
            _ => Kind::General,
        }
    }
    pub fn sent(self) -> State {
        match self {
            Kind::General => State::ClientRequestSent,
            Kind::Invite => State::ClientInviteCalling,
            Kind::Cancel => State::ClientCancelSent,
        }
    }
    pub fn proceeding(self) -> State {
        match self {
            Kind::General => State::ClientProceeding,
            Kind::Invite => State::ClientInviteProceeding,
            Kind::Cancel => State::ClientCancelProceeding,
        }
    }
    pub fn final_received(self) -> State {
        match self {
            Kind::General => State::ClientFinalReceived,
            Kind::Invite => State::ClientInviteFinalReceived,
            Kind::Cancel => State::ClientCancelFinalReceived,
        }
    }
    pub fn request_received(self) -> State {
        match self {
            Kind::General => State::ServerRequestReceived,
            Kind::Invite => State::ServerInviteRequestReceived,
            Kind::Cancel => State::ServerCancelRequestReceived,
        }
    }
    pub fn final_sent(self) -> State {
        match self {
            Kind::General => State::ServerFinalSent,
            Kind::Invite => State::ServerInviteFinalSent,
            Kind::Cancel => State::ServerCancelFinalSent,
        }
    }
}
