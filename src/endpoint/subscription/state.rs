//! States of subscriptions and of their notifications, with the names the C interface gives them.

/// State of a subscription.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Idle,
    /// The first SUBSCRIBE or the REFER is out.
    Sent,
    /// 3xx: the remote contact is the first Contact of the response already.
    Redirected,
    /// 401 or 407: Subscribe again or Terminate.
    Unauthenticated,
    /// A NOTIFY was quicker than the 2xx.
    NotifyBefore2xx,
    /// No NOTIFY was accepted yet.
    Received2xx,
    Refreshing,
    Unsubscribing,
    /// The last NOTIFY is awaited.
    Unsubscribe2xx,
    /// A first SUBSCRIBE or a REFER came: the application accepts or rejects it.
    Received,
    /// NOTIFY with the state active is out, after pending.
    Activated,
    RefreshReceived,
    UnsubscribeReceived,
    /// NOTIFY with the state terminated is out.
    Terminating,
    Pending,
    Active,
    /// Waiting for the application after a failure to send (failover is manual).
    SendFailure,
    Terminated,
}

/// Why a subscription changed its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    Undefined,
    LocalTerminated,
    TimeOut,
    NetworkError,
    ServiceUnavailable,
    Redirected,
    Unauthenticated,
    Rejected,
    /// 481.
    Unknown,
    /// No NOTIFY came in time.
    NoNotify,
    /// A NOTIFY with the state terminated was accepted.
    NotifyTerminated,
    /// That of ours was accepted.
    NotifyTerminatedSent,
    UnsubscribeReceived,
    ReferReceived,
    GiveUp,
}

/// Which end of a subscription.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Subscriber,
    Notifier,
}

/// Status of a notification.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotifyStatus {
    Idle,
    /// It came: the application accepts or rejects it.
    Received,
    ResponseSent,
    Sent,
    Accepted,
    Redirected,
    Unauthenticated,
    Rejected,
    SendFailure,
    Terminated,
}

/// Why a notification changed its status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotifyReason {
    Undefined,
    TimeOut,
    NetworkError,
    ServiceUnavailable,
    SubscriptionTerminated,
    GiveUp,
}

/// Substate of a NOTIFY (RFC 6665 section 4.1.3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Substate {
    Active,
    Pending,
    Terminated,
    Other,
}

/// What a NOTIFY about a REFER is due for (RFC 3515 section 2.4.4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// The REFER was accepted.
    Accepted,
    /// A provisional response of the one referred to.
    Provisional,
    Final,
    /// What was made for it ended before a final response.
    Ended,
    /// It got none in time.
    TimeOut,
}
