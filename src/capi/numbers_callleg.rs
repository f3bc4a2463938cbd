//! The numbers the C interface gives to states and reasons of call-legs and of what goes on inside of them.

use super::abi::*;
use super::enums;
use super::status::Error;
use crate::endpoint::{callleg, transaction};

/// The number of a call-leg's state.
pub fn callleg_state(state: callleg::State) -> RvSipCallLegState {
    use callleg::State;
    use enums::RvSipCallLegState as S;
    (match state {
        State::Idle => S::RVSIP_CALL_LEG_STATE_IDLE,
        State::Inviting => S::RVSIP_CALL_LEG_STATE_INVITING,
        State::Proceeding => S::RVSIP_CALL_LEG_STATE_PROCEEDING,
        State::Cancelling => S::RVSIP_CALL_LEG_STATE_CANCELLING,
        State::Cancelled => S::RVSIP_CALL_LEG_STATE_CANCELLED,
        State::Redirected => S::RVSIP_CALL_LEG_STATE_REDIRECTED,
        State::Unauthenticated => S::RVSIP_CALL_LEG_STATE_UNAUTHENTICATED,
        State::Offering => S::RVSIP_CALL_LEG_STATE_OFFERING,
        State::Accepted => S::RVSIP_CALL_LEG_STATE_ACCEPTED,
        State::Connected => S::RVSIP_CALL_LEG_STATE_CONNECTED,
        State::Disconnecting => S::RVSIP_CALL_LEG_STATE_DISCONNECTING,
        State::Disconnected => S::RVSIP_CALL_LEG_STATE_DISCONNECTED,
        State::Terminated => S::RVSIP_CALL_LEG_STATE_TERMINATED,
        State::ProceedingTimeout => S::RVSIP_CALL_LEG_STATE_PROCEEDING_TIMEOUT,
        State::RemoteAccepted => S::RVSIP_CALL_LEG_STATE_REMOTE_ACCEPTED,
        State::SendFailure => S::RVSIP_CALL_LEG_STATE_MSG_SEND_FAILURE,
    }) as RvSipCallLegState
}

/// The number of a call-leg's direction.
pub fn callleg_direction(direction: callleg::Direction) -> RvSipCallLegDirection {
    use callleg::Direction;
    use enums::RvSipCallLegDirection as D;
    (match direction {
        Direction::Incoming => D::RVSIP_CALL_LEG_DIRECTION_INCOMING,
        Direction::Outgoing => D::RVSIP_CALL_LEG_DIRECTION_OUTGOING,
    }) as RvSipCallLegDirection
}

/// The number of the reason of a state of a call-leg, a re-INVITE or a PRACK exchange.
pub fn callleg_reason(reason: callleg::Reason) -> RvSipCallLegStateChangeReason {
    use callleg::Reason;
    use enums::RvSipCallLegStateChangeReason as R;
    (match reason {
        Reason::Undefined => R::RVSIP_CALL_LEG_REASON_UNDEFINED,
        Reason::LocalInviting => R::RVSIP_CALL_LEG_REASON_LOCAL_INVITING,
        Reason::RemoteInviting => R::RVSIP_CALL_LEG_REASON_REMOTE_INVITING,
        Reason::RemoteInvitingReplaces => R::RVSIP_CALL_LEG_REASON_REMOTE_INVITING_REPLACES,
        Reason::LocalAccepted => R::RVSIP_CALL_LEG_REASON_LOCAL_ACCEPTED,
        Reason::RemoteAccepted => R::RVSIP_CALL_LEG_REASON_REMOTE_ACCEPTED,
        Reason::RemoteAck => R::RVSIP_CALL_LEG_REASON_REMOTE_ACK,
        Reason::RemoteProvisional => R::RVSIP_CALL_LEG_REASON_REMOTE_PROVISIONAL_RESP,
        Reason::Redirected => R::RVSIP_CALL_LEG_REASON_REDIRECTED,
        Reason::AuthNeeded => R::RVSIP_CALL_LEG_REASON_AUTH_NEEDED,
        Reason::LocalReject => R::RVSIP_CALL_LEG_REASON_LOCAL_REJECT,
        Reason::LocalCancelling => R::RVSIP_CALL_LEG_REASON_LOCAL_CANCELLING,
        Reason::RemoteCancelling => R::RVSIP_CALL_LEG_REASON_REMOTE_CANCELLING,
        Reason::LocalDisconnecting => R::RVSIP_CALL_LEG_REASON_LOCAL_DISCONNECTING,
        Reason::Disconnected => R::RVSIP_CALL_LEG_REASON_DISCONNECTED,
        Reason::RemoteDisconnected => R::RVSIP_CALL_LEG_REASON_REMOTE_DISCONNECTED,
        Reason::LocalDisconnected => R::RVSIP_CALL_LEG_REASON_LOCAL_DISCONNECTED,
        Reason::LocalTimeOut => R::RVSIP_CALL_LEG_REASON_LOCAL_TIME_OUT,
        Reason::NetworkError => R::RVSIP_CALL_LEG_REASON_NETWORK_ERROR,
        Reason::ServiceUnavailable => R::RVSIP_CALL_LEG_REASON_503_RECEIVED,
        Reason::RequestFailure => R::RVSIP_CALL_LEG_REASON_REQUEST_FAILURE,
        Reason::ServerFailure => R::RVSIP_CALL_LEG_REASON_SERVER_FAILURE,
        Reason::GlobalFailure => R::RVSIP_CALL_LEG_REASON_GLOBAL_FAILURE,
    }) as RvSipCallLegStateChangeReason
}

/// The number of a re-INVITE's state.
pub fn modify_state(state: callleg::ModifyState) -> RvSipCallLegModifyState {
    use callleg::ModifyState as State;
    use enums::RvSipCallLegModifyState as S;
    (match state {
        State::Idle => S::RVSIP_CALL_LEG_MODIFY_STATE_IDLE,
        State::Received => S::RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_RCVD,
        State::ResponseSent => S::RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_RESPONSE_SENT,
        State::Sent => S::RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_SENT,
        State::ResponseReceived => S::RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_RESPONSE_RCVD,
        State::RemoteAccepted => S::RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_REMOTE_ACCEPTED,
        State::Cancelling => S::RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_CANCELLING,
        State::Proceeding => S::RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_PROCEEDING,
        State::Cancelled => S::RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_CANCELLED,
        State::ProceedingTimeout => S::RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_PROCEEDING_TIMEOUT,
        State::SendFailure => S::RVSIP_CALL_LEG_MODIFY_STATE_MSG_SEND_FAILURE,
        State::AckReceived => S::RVSIP_CALL_LEG_MODIFY_STATE_ACK_RCVD,
        State::AckSent => S::RVSIP_CALL_LEG_MODIFY_STATE_ACK_SENT,
        State::Terminated => S::RVSIP_CALL_LEG_MODIFY_STATE_TERMINATED,
    }) as RvSipCallLegModifyState
}

/// The number of a PRACK exchange's state.
pub fn prack_state(state: callleg::PrackState) -> RvSipCallLegPrackState {
    use callleg::PrackState as State;
    use enums::RvSipCallLegPrackState as S;
    (match state {
        State::ReliableReceived => S::RVSIP_CALL_LEG_PRACK_STATE_REL_PROV_RESPONSE_RCVD,
        State::PrackSent => S::RVSIP_CALL_LEG_PRACK_STATE_PRACK_SENT,
        State::FinalReceived => S::RVSIP_CALL_LEG_PRACK_STATE_PRACK_FINAL_RESPONSE_RCVD,
        State::PrackReceived => S::RVSIP_CALL_LEG_PRACK_STATE_PRACK_RCVD,
        State::FinalSent => S::RVSIP_CALL_LEG_PRACK_STATE_PRACK_FINAL_RESPONSE_SENT,
    }) as RvSipCallLegPrackState
}

/// The number of the state of a BYE that the program took.
pub fn bye_state(state: callleg::ByeState) -> RvSipCallLegByeState {
    use callleg::ByeState as State;
    use enums::RvSipCallLegByeState as S;
    (match state {
        State::Idle => S::RVSIP_CALL_LEG_BYE_STATE_IDLE,
        State::Received => S::RVSIP_CALL_LEG_BYE_STATE_REQUEST_RCVD,
        State::ResponseSent => S::RVSIP_CALL_LEG_BYE_STATE_RESPONSE_SENT,
        State::Terminated => S::RVSIP_CALL_LEG_BYE_STATE_TERMINATED,
        State::Detached => S::RVSIP_CALL_LEG_BYE_STATE_DETACHED,
    }) as RvSipCallLegByeState
}

/// The number of the state of any other transaction inside a call-leg.
pub fn callleg_transc_state(state: callleg::GeneralState) -> RvSipCallLegTranscState {
    use callleg::GeneralState as State;
    use enums::RvSipCallLegTranscState as S;
    (match state {
        State::Idle => S::RVSIP_CALL_LEG_TRANSC_STATE_IDLE,
        State::Received => S::RVSIP_CALL_LEG_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD,
        State::ResponseSent => S::RVSIP_CALL_LEG_TRANSC_STATE_SERVER_GEN_FINAL_RESPONSE_SENT,
        State::Sent => S::RVSIP_CALL_LEG_TRANSC_STATE_CLIENT_GEN_REQUEST_SENT,
        State::Proceeding => S::RVSIP_CALL_LEG_TRANSC_STATE_CLIENT_GEN_PROCEEDING,
        State::FinalReceived => S::RVSIP_CALL_LEG_TRANSC_STATE_CLIENT_GEN_FINAL_RESPONSE_RCVD,
        State::SendFailure => S::RVSIP_CALL_LEG_TRANSC_STATE_CLIENT_MSG_SEND_FAILURE,
        State::Terminated => S::RVSIP_CALL_LEG_TRANSC_STATE_TERMINATED,
    }) as RvSipCallLegTranscState
}

/// The number of the side that refreshes a session.
pub fn refresher(refresher: callleg::Refresher) -> RvSipSessionExpiresRefresherType {
    use callleg::Refresher;
    use enums::RvSipSessionExpiresRefresherType as R;
    (match refresher {
        Refresher::Uac => R::RVSIP_SESSION_EXPIRES_REFRESHER_UAC,
        Refresher::Uas => R::RVSIP_SESSION_EXPIRES_REFRESHER_UAS,
    }) as RvSipSessionExpiresRefresherType
}

/// The side that the program wants to refresh, by its number.
pub fn preference(number: RvSipCallLegSessionTimerRefresherPreference) -> Result<callleg::Preference, Error> {
    use callleg::Preference;
    use enums::RvSipCallLegSessionTimerRefresherPreference as P;
    if number == P::RVSIP_CALL_LEG_SESSION_TIMER_REFRESHER_NONE as RvSipCallLegSessionTimerRefresherPreference {
        Ok(Preference::None)
    } else if number == P::RVSIP_CALL_LEG_SESSION_TIMER_REFRESHER_LOCAL as RvSipCallLegSessionTimerRefresherPreference {
        Ok(Preference::Local)
    } else if number == P::RVSIP_CALL_LEG_SESSION_TIMER_REFRESHER_REMOTE as RvSipCallLegSessionTimerRefresherPreference {
        Ok(Preference::Remote)
    } else {
        Err(Error::BadParam)
    }
}

/// The number of what the program is told of a session timer.
pub fn notice(notice: callleg::Notice) -> RvSipCallLegSessionTimerNotificationReason {
    use callleg::Notice;
    use enums::RvSipCallLegSessionTimerNotificationReason as R;
    (match notice {
        Notice::Expires => R::RVSIP_CALL_LEG_SESSION_TIMER_SESSION_EXPIRES,
        Notice::TooSmall => R::RVSIP_CALL_LEG_SESSION_TIMER_NOTIFY_REASON_422_RECEIVED,
    }) as RvSipCallLegSessionTimerNotificationReason
}

/// The number of what did not come out as wished for when a session timer was negotiated.
pub fn fault(fault: callleg::Fault) -> RvSipCallLegSessionTimerNegotiationReason {
    use callleg::Fault;
    use enums::RvSipCallLegSessionTimerNegotiationReason as R;
    (match fault {
        Fault::NotSupported => R::RVSIP_CALLLEG_SESSION_TIMER_DEST_NOT_SUPPORTED,
        Fault::OtherRefresher => R::RVSIP_CALLLEG_SESSION_TIMER_APP_REFRESH_REQUEST_REJECT,
    }) as RvSipCallLegSessionTimerNegotiationReason
}

/// The state of a transaction behind one of a call-leg, which tells the reason.
pub fn general_transaction(state: callleg::GeneralState) -> transaction::State {
    use callleg::GeneralState as G;
    use transaction::State;
    match state {
        G::Idle => State::Idle,
        G::Received => State::ServerRequestReceived,
        G::ResponseSent => State::ServerFinalSent,
        G::Sent => State::ClientRequestSent,
        G::Proceeding => State::ClientProceeding,
        G::FinalReceived => State::ClientFinalReceived,
        G::SendFailure => State::ClientSendFailure,
        G::Terminated => State::Terminated,
    }
}

/// The same for a BYE.
pub fn bye_transaction(state: callleg::ByeState) -> transaction::State {
    use callleg::ByeState;
    use transaction::State;
    match state {
        ByeState::Idle => State::Idle,
        ByeState::Received => State::ServerRequestReceived,
        ByeState::ResponseSent => State::ServerFinalSent,
        ByeState::Terminated | ByeState::Detached => State::Terminated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preference_is_one_of_three_numbers() {
        use callleg::Preference;
        assert_eq!(preference(0), Ok(Preference::None));
        assert_eq!(preference(1), Ok(Preference::Local));
        assert_eq!(preference(2), Ok(Preference::Remote));
        for number in [-1, 3, i32::MIN, i32::MAX] {
            assert_eq!(preference(number), Err(Error::BadParam));
        }
    }
}
