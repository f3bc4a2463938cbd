//! The numbers the C interface gives to states and reasons of subscriptions and their notifications.

use super::abi::*;
use super::enums;
use super::status::Error;
use crate::endpoint::subscription;

/// The number of a subscription's state.
pub fn subs_state(state: subscription::State) -> RvSipSubsState {
    use enums::RvSipSubsState as S;
    use subscription::State;
    (match state {
        State::Idle => S::RVSIP_SUBS_STATE_IDLE,
        State::Sent => S::RVSIP_SUBS_STATE_SUBS_SENT,
        State::Redirected => S::RVSIP_SUBS_STATE_REDIRECTED,
        State::Unauthenticated => S::RVSIP_SUBS_STATE_UNAUTHENTICATED,
        State::NotifyBefore2xx => S::RVSIP_SUBS_STATE_NOTIFY_BEFORE_2XX_RCVD,
        State::Received2xx => S::RVSIP_SUBS_STATE_2XX_RCVD,
        State::Refreshing => S::RVSIP_SUBS_STATE_REFRESHING,
        State::Unsubscribing => S::RVSIP_SUBS_STATE_UNSUBSCRIBING,
        State::Unsubscribe2xx => S::RVSIP_SUBS_STATE_UNSUBSCRIBE_2XX_RCVD,
        State::Received => S::RVSIP_SUBS_STATE_SUBS_RCVD,
        State::Activated => S::RVSIP_SUBS_STATE_ACTIVATED,
        State::RefreshReceived => S::RVSIP_SUBS_STATE_REFRESH_RCVD,
        State::UnsubscribeReceived => S::RVSIP_SUBS_STATE_UNSUBSCRIBE_RCVD,
        State::Terminating => S::RVSIP_SUBS_STATE_TERMINATING,
        State::Pending => S::RVSIP_SUBS_STATE_PENDING,
        State::Active => S::RVSIP_SUBS_STATE_ACTIVE,
        State::SendFailure => S::RVSIP_SUBS_STATE_MSG_SEND_FAILURE,
        State::Terminated => S::RVSIP_SUBS_STATE_TERMINATED,
    }) as RvSipSubsState
}

/// The number of the reason of a subscription's state.
pub fn subs_reason(reason: subscription::Reason) -> RvSipSubsStateChangeReason {
    use enums::RvSipSubsStateChangeReason as R;
    use subscription::Reason;
    (match reason {
        Reason::Undefined => R::RVSIP_SUBS_REASON_UNDEFINED,
        Reason::LocalTerminated => R::RVSIP_SUBS_REASON_LOCAL_TERMINATED,
        Reason::TimeOut => R::RVSIP_SUBS_REASON_TRANSC_TIMEOUT,
        Reason::NetworkError => R::RVSIP_SUBS_REASON_NETWORK_ERROR,
        Reason::ServiceUnavailable => R::RVSIP_SUBS_REASON_503_RCVD,
        Reason::Redirected => R::RVSIP_SUBS_REASON_RESPONSE_REDIRECTED,
        Reason::Unauthenticated => R::RVSIP_SUBS_REASON_RESPONSE_UNAUTHENTICATED,
        Reason::Rejected => R::RVSIP_SUBS_REASON_RESPONSE_REJECTED,
        Reason::Unknown => R::RVSIP_SUBS_REASON_481_RCVD,
        Reason::NoNotify => R::RVSIP_SUBS_REASON_NO_NOTIFY_TIMER_EXPIRED,
        Reason::NotifyTerminated => R::RVSIP_SUBS_REASON_NOTIFY_TERMINATED_RCVD,
        Reason::NotifyTerminatedSent => R::RVSIP_SUBS_REASON_NOTIFY_TERMINATED_SENT,
        Reason::UnsubscribeReceived => R::RVSIP_SUBS_REASON_UNSUBSCRIBE_RCVD,
        Reason::ReferReceived => R::RVSIP_SUBS_REASON_REFER_RCVD,
        Reason::GiveUp => R::RVSIP_SUBS_REASON_GIVE_UP_DNS,
    }) as RvSipSubsStateChangeReason
}

/// The number of a notification's status.
pub fn notify_status(status: subscription::NotifyStatus) -> RvSipSubsNotifyStatus {
    use enums::RvSipSubsNotifyStatus as S;
    use subscription::NotifyStatus as Status;
    (match status {
        Status::Idle => S::RVSIP_SUBS_NOTIFY_STATUS_IDLE,
        Status::Received => S::RVSIP_SUBS_NOTIFY_STATUS_REQUEST_RCVD,
        Status::ResponseSent => S::RVSIP_SUBS_NOTIFY_STATUS_FINAL_RESPONSE_SENT,
        Status::Sent => S::RVSIP_SUBS_NOTIFY_STATUS_REQUEST_SENT,
        Status::Accepted => S::RVSIP_SUBS_NOTIFY_STATUS_2XX_RCVD,
        Status::Redirected => S::RVSIP_SUBS_NOTIFY_STATUS_REDIRECTED,
        Status::Unauthenticated => S::RVSIP_SUBS_NOTIFY_STATUS_UNAUTHENTICATED,
        Status::Rejected => S::RVSIP_SUBS_NOTIFY_STATUS_REJECT_RCVD,
        Status::SendFailure => S::RVSIP_SUBS_NOTIFY_STATUS_MSG_SEND_FAILURE,
        Status::Terminated => S::RVSIP_SUBS_NOTIFY_STATUS_TERMINATED,
    }) as RvSipSubsNotifyStatus
}

/// The number of the reason of a notification's status.
pub fn notify_reason(reason: subscription::NotifyReason) -> RvSipSubsNotifyReason {
    use enums::RvSipSubsNotifyReason as R;
    use subscription::NotifyReason as Reason;
    (match reason {
        Reason::Undefined => R::RVSIP_SUBS_NOTIFY_REASON_UNDEFINED,
        Reason::TimeOut => R::RVSIP_SUBS_NOTIFY_REASON_TRANSC_TIMEOUT,
        Reason::NetworkError => R::RVSIP_SUBS_NOTIFY_REASON_NETWORK_ERROR,
        Reason::ServiceUnavailable => R::RVSIP_SUBS_NOTIFY_REASON_503_RCVD,
        Reason::SubscriptionTerminated => R::RVSIP_SUBS_NOTIFY_REASON_SUBS_TERMINATED,
        Reason::GiveUp => R::RVSIP_SUBS_NOTIFY_REASON_GIVE_UP_DNS,
    }) as RvSipSubsNotifyReason
}

/// The number of what a NOTIFY about a REFER is due for.
pub fn refer_ready_reason(progress: subscription::Progress) -> RvSipSubsReferNotifyReadyReason {
    use enums::RvSipSubsReferNotifyReadyReason as R;
    use subscription::Progress;
    (match progress {
        Progress::Accepted => R::RVSIP_SUBS_REFER_NOTIFY_READY_REASON_INITIAL_NOTIFY,
        Progress::Provisional => R::RVSIP_SUBS_REFER_NOTIFY_READY_REASON_1XX_RESPONSE_MSG_RCVD,
        Progress::Final => R::RVSIP_SUBS_REFER_NOTIFY_READY_REASON_FINAL_RESPONSE_MSG_RCVD,
        Progress::Ended => R::RVSIP_SUBS_REFER_NOTIFY_READY_REASON_ERROR_TERMINATION,
        Progress::TimeOut => R::RVSIP_SUBS_REFER_NOTIFY_READY_REASON_TIMEOUT,
    }) as RvSipSubsReferNotifyReadyReason
}

/// The number of the end of a subscription.
pub fn subs_type(side: subscription::Side) -> RvSipSubscriptionType {
    use enums::RvSipSubscriptionType as T;
    use subscription::Side;
    (match side {
        Side::Subscriber => T::RVSIP_SUBS_TYPE_SUBSCRIBER,
        Side::Notifier => T::RVSIP_SUBS_TYPE_NOTIFIER,
    }) as RvSipSubscriptionType
}

/// The end of a subscription, by its number.
pub fn side(number: RvSipSubscriptionType) -> Result<subscription::Side, Error> {
    use subscription::Side;
    let all = [Side::Subscriber, Side::Notifier];
    all.into_iter().find(|side| subs_type(*side) == number).ok_or(Error::BadParam)
}

/// The number of the state a NOTIFY tells.
pub fn substate_number(substate: subscription::Substate) -> RvSipSubscriptionSubstate {
    use enums::RvSipSubscriptionSubstate as S;
    use subscription::Substate;
    (match substate {
        Substate::Active => S::RVSIP_SUBSCRIPTION_SUBSTATE_ACTIVE,
        Substate::Pending => S::RVSIP_SUBSCRIPTION_SUBSTATE_PENDING,
        Substate::Terminated => S::RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED,
        Substate::Other => S::RVSIP_SUBSCRIPTION_SUBSTATE_OTHER,
    }) as RvSipSubscriptionSubstate
}

/// The state a NOTIFY tells, by its number.
pub fn substate(number: RvSipSubscriptionSubstate) -> Result<subscription::Substate, Error> {
    use subscription::Substate;
    let all = [Substate::Active, Substate::Pending, Substate::Terminated, Substate::Other];
    all.into_iter().find(|substate| substate_number(*substate) == number).ok_or(Error::BadParam)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_one_of_two_numbers() {
        use subscription::Side;
        assert_eq!(side(0), Ok(Side::Subscriber));
        assert_eq!(side(1), Ok(Side::Notifier));
        for number in [-1, 2, i32::MIN, i32::MAX] {
            assert_eq!(side(number), Err(Error::BadParam));
        }
    }

    #[test]
    fn a_substate_is_one_of_four_numbers() {
        use subscription::Substate;
        let all = [Substate::Active, Substate::Pending, Substate::Terminated, Substate::Other];
        for (number, is) in (0..).zip(all) {
            assert_eq!((substate(number), substate_number(is)), (Ok(is), number));
        }
        for number in [-1, 4, i32::MIN, i32::MAX] {
            assert_eq!(substate(number), Err(Error::BadParam));
        }
    }
}
