//! RvSipSubscriptionTypes.h - States and reasons of subscriptions and notifications.

/// State of a subscription.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipSubsState {
    /// New; nothing sent or answered yet.
    RVSIP_SUBS_STATE_IDLE = 0,
    /// Subscriber: the first SUBSCRIBE or the REFER is out and has no final response yet.
    RVSIP_SUBS_STATE_SUBS_SENT = 1,
    /// Subscriber: 3xx. Send the request again with RvSipSubsSubscribe or RvSipSubsRefer, or terminate.
    RVSIP_SUBS_STATE_REDIRECTED = 2,
    /// Subscriber: 401 or 407. Send the request again with RvSipSubsSubscribe or RvSipSubsRefer, or terminate.
    RVSIP_SUBS_STATE_UNAUTHENTICATED = 3,
    /// Subscriber: a NOTIFY was quicker than the 2xx, which is still awaited.
    RVSIP_SUBS_STATE_NOTIFY_BEFORE_2XX_RCVD = 4,
    /// Subscriber: 2xx. The first NOTIFY is awaited, for subsNoNotifyTimer at most.
    RVSIP_SUBS_STATE_2XX_RCVD = 5,
    /// Subscriber: a SUBSCRIBE that refreshes is out. Any response but 481 leads back to ACTIVE.
    RVSIP_SUBS_STATE_REFRESHING = 6,
    /// Subscriber: a SUBSCRIBE with Expires 0 is out. Refused with anything but 481, the state before it comes back.
    RVSIP_SUBS_STATE_UNSUBSCRIBING = 7,
    /// Subscriber: 2xx to that. The last NOTIFY is awaited, for subsNoNotifyTimer at most.
    RVSIP_SUBS_STATE_UNSUBSCRIBE_2XX_RCVD = 8,
    /// Notifier: a first SUBSCRIBE or a REFER came; RvSipSubsRespondAccept, RespondPending or RespondReject, or
    /// RvSipSubsReferAccept, answers it. After an accepting one a NOTIFY is due at once.
    RVSIP_SUBS_STATE_SUBS_RCVD = 9,
    /// Notifier: the NOTIFY that turned PENDING to active is out; its 2xx is awaited.
    RVSIP_SUBS_STATE_ACTIVATED = 10,
    /// Notifier: a SUBSCRIBE that refreshes came; RvSipSubsRespondAccept or RespondReject answers it.
    RVSIP_SUBS_STATE_REFRESH_RCVD = 11,
    /// Notifier: a SUBSCRIBE with Expires 0 came. RvSipSubsRespondAccept, and at once a NOTIFY with the state terminated; or
    /// RvSipSubsRespondReject.
    RVSIP_SUBS_STATE_UNSUBSCRIBE_RCVD = 12,
    /// Notifier: a NOTIFY with the state terminated is out; its 2xx is awaited. Refused, another one may be sent.
    RVSIP_SUBS_STATE_TERMINATING = 13,
    /// Understood, and not authorised yet.
    RVSIP_SUBS_STATE_PENDING = 14,
    /// The subscription stands, until either side ends it.
    RVSIP_SUBS_STATE_ACTIVE = 15,
    /// An address did not work and the program decides, see RVSIP_DNS_FAILOVER_MANUAL.
    RVSIP_SUBS_STATE_MSG_SEND_FAILURE = 16,
    /// The end; the handle dies when the callback returns.
    RVSIP_SUBS_STATE_TERMINATED = 17,
}

/// Why a subscription changed its state.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipSubsStateChangeReason {
    /// The state says it all.
    RVSIP_SUBS_REASON_UNDEFINED = -1,
    /// The program terminated it.
    RVSIP_SUBS_REASON_LOCAL_TERMINATED = 0,
    /// No response to a SUBSCRIBE, REFER or NOTIFY in time.
    RVSIP_SUBS_REASON_TRANSC_TIMEOUT = 1,
    /// The message could not be sent.
    RVSIP_SUBS_REASON_NETWORK_ERROR = 2,
    /// 503 from one of several addresses.
    RVSIP_SUBS_REASON_503_RCVD = 3,
    /// 3xx.
    RVSIP_SUBS_REASON_RESPONSE_REDIRECTED = 4,
    /// 401 or 407.
    RVSIP_SUBS_REASON_RESPONSE_UNAUTHENTICATED = 5,
    /// Any other refusal but 481.
    RVSIP_SUBS_REASON_RESPONSE_REJECTED = 6,
    /// 481: the other side does not know the subscription.
    RVSIP_SUBS_REASON_481_RCVD = 7,
    /// The awaited NOTIFY did not come in time, see subsNoNotifyTimer.
    RVSIP_SUBS_REASON_NO_NOTIFY_TIMER_EXPIRED = 8,
    /// A NOTIFY with the state terminated was accepted.
    RVSIP_SUBS_REASON_NOTIFY_TERMINATED_RCVD = 9,
    /// The other side accepted a NOTIFY with the state terminated.
    RVSIP_SUBS_REASON_NOTIFY_TERMINATED_SENT = 10,
    /// A SUBSCRIBE with Expires 0 came.
    RVSIP_SUBS_REASON_UNSUBSCRIBE_RCVD = 11,
    /// A REFER came and made the subscription.
    RVSIP_SUBS_REASON_REFER_RCVD = 12,
    /// The program gave up after a failure to send.
    RVSIP_SUBS_REASON_GIVE_UP_DNS = 13,
    /// A table was full.
    RVSIP_SUBS_REASON_OUT_OF_RESOURCES = 14,
}

/// Status of a notification: of one NOTIFY and its response.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipSubsNotifyStatus {
    /// New; nothing sent or told yet.
    RVSIP_SUBS_NOTIFY_STATUS_IDLE = 0,
    /// Subscriber: a NOTIFY came; RvSipNotifyAccept or Reject answers it.
    RVSIP_SUBS_NOTIFY_STATUS_REQUEST_RCVD = 1,
    /// Subscriber: answered; TERMINATED follows.
    RVSIP_SUBS_NOTIFY_STATUS_FINAL_RESPONSE_SENT = 2,
    /// Notifier: the NOTIFY is out; its response is awaited.
    RVSIP_SUBS_NOTIFY_STATUS_REQUEST_SENT = 3,
    /// Notifier: 2xx; TERMINATED follows.
    RVSIP_SUBS_NOTIFY_STATUS_2XX_RCVD = 4,
    /// Notifier: 3xx; TERMINATED follows. Another try takes another notification.
    RVSIP_SUBS_NOTIFY_STATUS_REDIRECTED = 5,
    /// Notifier: 401 or 407; TERMINATED follows. Another try takes another notification.
    RVSIP_SUBS_NOTIFY_STATUS_UNAUTHENTICATED = 6,
    /// Notifier: any other refusal; TERMINATED follows.
    RVSIP_SUBS_NOTIFY_STATUS_REJECT_RCVD = 7,
    /// Notifier: an address did not work and the program decides, see RVSIP_DNS_FAILOVER_MANUAL.
    RVSIP_SUBS_NOTIFY_STATUS_MSG_SEND_FAILURE = 8,
    /// The end; the handle of the notification dies when the callback returns.
    RVSIP_SUBS_NOTIFY_STATUS_TERMINATED = 9,
}

/// Why a notification changed its status.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipSubsNotifyReason {
    /// The status says it all.
    RVSIP_SUBS_NOTIFY_REASON_UNDEFINED = -1,
    /// No response to the NOTIFY in time.
    RVSIP_SUBS_NOTIFY_REASON_TRANSC_TIMEOUT = 0,
    /// The message could not be sent.
    RVSIP_SUBS_NOTIFY_REASON_NETWORK_ERROR = 1,
    /// 503 from one of several addresses.
    RVSIP_SUBS_NOTIFY_REASON_503_RCVD = 2,
    /// Its subscription has ended.
    RVSIP_SUBS_NOTIFY_REASON_SUBS_TERMINATED = 3,
    /// The program gave up after a failure to send.
    RVSIP_SUBS_NOTIFY_REASON_GIVE_UP_DNS = 4,
}

/// What a NOTIFY about a REFER is due for (RFC 3515 section 2.4.4).
/// RVSIP_SUBS_REFER_NOTIFY_READY_REASON_PROVISIONAL_RESPONSE_RCVD is another name of
/// RVSIP_SUBS_REFER_NOTIFY_READY_REASON_1XX_RESPONSE_MSG_RCVD, and RVSIP_SUBS_REFER_NOTIFY_READY_REASON_FINAL_RESPONSE_RCVD of
/// RVSIP_SUBS_REFER_NOTIFY_READY_REASON_FINAL_RESPONSE_MSG_RCVD.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipSubsReferNotifyReadyReason {
    /// Never told.
    RVSIP_SUBS_REFER_NOTIFY_READY_REASON_UNDEFINED = -1,
    /// The REFER was accepted: NOTIFY with the state active.
    RVSIP_SUBS_REFER_NOTIFY_READY_REASON_INITIAL_NOTIFY = 0,
    /// A provisional response of the one referred to: NOTIFY with the state active.
    RVSIP_SUBS_REFER_NOTIFY_READY_REASON_1XX_RESPONSE_MSG_RCVD = 1,
    /// Its final response: NOTIFY with the state terminated.
    RVSIP_SUBS_REFER_NOTIFY_READY_REASON_FINAL_RESPONSE_MSG_RCVD = 2,
    /// What was made for the REFER ended before a final response: NOTIFY with the state terminated.
    RVSIP_SUBS_REFER_NOTIFY_READY_REASON_ERROR_TERMINATION = 3,
    /// The one referred to did not answer in time: NOTIFY with the state terminated.
    RVSIP_SUBS_REFER_NOTIFY_READY_REASON_TIMEOUT = 4,
}

/// Which end of a subscription this is.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipSubscriptionType {
    /// No subscription has this one.
    RVSIP_SUBS_TYPE_UNDEFINED = -1,
    /// It subscribes and gets the NOTIFYs.
    RVSIP_SUBS_TYPE_SUBSCRIBER = 0,
    /// It is subscribed to and sends the NOTIFYs.
    RVSIP_SUBS_TYPE_NOTIFIER = 1,
}

/// Event package of a subscription, as far as the library tells them apart.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipSubsEventPackageType {
    /// No Event is set yet.
    RVSIP_SUBS_EVENT_PACKAGE_TYPE_UNDEFINED = -1,
    /// The package `refer`: a REFER makes the subscription (RFC 3515).
    RVSIP_SUBS_EVENT_PACKAGE_TYPE_REFER = 0,
    /// Any other package.
    RVSIP_SUBS_EVENT_PACKAGE_TYPE_OTHER = 1,
}
