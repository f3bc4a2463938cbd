//! The program's part in subscriptions: events, and the questions it answers.

use super::abi::*;
use super::app::{App, Object, object_handle, pointer, tell_state, transaction_handle};
use super::handle::Tag;
use super::numbers_subscription::*;
use super::{docs, headers_family};
use crate::endpoint::{Answer, Ask, Event, Interest, NotifyId, Source, SubscriptionId, TransactionId, subscription};
use crate::message::{Message, Name};
use crate::stack::Stack;

pub fn subs_handle(stack: &Stack, id: SubscriptionId) -> RvSipSubsHandle {
    object_handle(stack, Tag::Subs, id.0)
}
pub fn notify_handle(stack: &Stack, id: NotifyId) -> RvSipNotifyHandle {
    object_handle(stack, Tag::Notify, id.0)
}

/// A notification in hand, NULL for a message that is none.
fn notify_of(stack: &Stack, notify: Option<(NotifyId, usize)>) -> (RvSipNotifyHandle, RvSipAppNotifyHandle) {
    match notify {
        Some((id, app)) => (notify_handle(stack, id), pointer(app)),
        None => (std::ptr::null_mut(), std::ptr::null_mut()),
    }
}

/// A subscription and the notification of it that a message is, each with the program's value.
pub type Subject = (SubscriptionId, usize, Option<(NotifyId, usize)>);

impl App {
    pub fn set_subscription_handlers(&self, stack: &Stack, handlers: RvSipSubsEvHandlers) {
        *self.subscriptions.write() = handlers;
        self.tell_interest(stack);
    }

    /// What the program wants to hear of subscriptions.
    pub(super) fn subscription_interest(&self, i: &mut Interest) {
        let s = *self.subscriptions.read();
        i.subscription = s.pfnSubsCreatedEvHandler.is_some() || s.pfnStateChangedEvHandler.is_some();
        i.subscription_created = s.pfnSubsCreatedEvHandler.is_some();
        i.subscription_msg_to_send = s.pfnMsgToSendEvHandler.is_some();
        i.subscription_msg_received = s.pfnMsgReceivedEvHandler.is_some();
        i.subscription_final_dest = s.pfnFinalDestResolvedEvHandler.is_some();
        i.subscription_forked = s.pfnSubsCreatedDueToForkingEvHandler.is_some();
        i.notify_created = s.pfnNotifyCreatedEvHandler.is_some();
        i.notify = s.pfnNotifyEvHandler.is_some();
    }

    /// Tells an event of a subscription; the message of it comes back.
    pub(super) fn subscription_event(&self, stack: &Stack, event: Event) -> Option<Box<Message>> {
        let s = *self.subscriptions.read();
        match event {
            Event::Subscription { id, app, state, reason, msg } => {
                let h = subs_handle(stack, id);
                tell_state(stack, Source::Subscription, || format!("subscription {h:p}: {state:?}, {reason:?}"));
                self.begin([Object::Subscription(id.0); 2], msg);
                if let (Some(app), Some(call)) = (app, s.pfnStateChangedEvHandler) {
                    // SAFETY (here and below): the program gave these functions for these events.
                    unsafe { call(h, pointer(app), subs_state(state), subs_reason(reason)) };
                }
                if state == subscription::State::Terminated {
                    self.forget_subscription(stack, id);
                }
                self.end()
            }
            Event::Notify { id, app, notify, owner, status, reason, msg } => {
                let (h, n) = (subs_handle(stack, id), notify_handle(stack, notify));
                let call = owner.and_then(|owner| Some((owner, s.pfnNotifyEvHandler?)));
                let tell = |m: RvSipMsgHandle| {
                    if let Some((owner, call)) = call {
                        unsafe { call(h, pointer(app), n, pointer(owner), notify_status(status), notify_reason(reason), m) };
                    }
                    RV_OK
                };
                let back = match msg.map(|msg| self.show(msg, tell)) {
                    Some(Answer::Message(msg) | Answer::Refuse(msg)) => Some(msg),
                    Some(_) => None,
                    None => {
                        tell(std::ptr::null_mut());
                        None
                    }
                };
                if status == subscription::NotifyStatus::Terminated {
                    self.forget(Object::Notify(notify.0));
                }
                back
            }
            Event::SubscriptionAlert { id, app } => {
                if let Some(call) = s.pfnExpirationAlertEvHandler {
                    unsafe { call(subs_handle(stack, id), pointer(app)) };
                }
                None
            }
            Event::SubscriptionExpired { id, app } => {
                if let Some(call) = s.pfnSubsExpiredEvHandler {
                    unsafe { call(subs_handle(stack, id), pointer(app)) };
                }
                None
            }
            Event::ReferNotify { id, app, progress, code } => {
                if let Some(call) = s.pfnReferNotifyReadyEvHandler {
                    unsafe { call(subs_handle(stack, id), pointer(app), refer_ready_reason(progress), code as RvInt16) };
                }
                None
            }
            _ => None,
        }
    }

    /// Answers a question about a subscription.
    pub(super) fn subscription_ask(&self, stack: &Stack, ask: Ask) -> Answer {
        let s = *self.subscriptions.read();
        match ask {
            Ask::SubscriptionCreated { id } => {
                let mut app: RvSipAppSubsHandle = std::ptr::null_mut();
                if let Some(call) = s.pfnSubsCreatedEvHandler {
                    // SAFETY (here and below): as above; the places live until the call returns.
                    unsafe { call(subs_handle(stack, id), &mut app) };
                }
                if stack.with(|core, _| core.subscription_is_refused(id)) {
                    self.forget_subscription(stack, id);
                }
                Answer::Created { owner: app as usize, take: true }
            }
            Ask::SubscriptionForked { id } => {
                let mut app: RvSipAppSubsHandle = std::ptr::null_mut();
                let mut reject = RV_FALSE;
                if let Some(call) = s.pfnSubsCreatedDueToForkingEvHandler {
                    unsafe { call(subs_handle(stack, id), &mut app, &mut reject) };
                }
                if reject != RV_FALSE {
                    self.forget_subscription(stack, id);
                }
                Answer::Created { owner: app as usize, take: reject == RV_FALSE }
            }
            Ask::NotifyCreated { id, app, notify } => {
                let mut owner: RvSipAppNotifyHandle = std::ptr::null_mut();
                if let Some(call) = s.pfnNotifyCreatedEvHandler {
                    unsafe { call(subs_handle(stack, id), pointer(app), notify_handle(stack, notify), &mut owner) };
                }
                Answer::Created { owner: owner as usize, take: true }
            }
            _ => Answer::Keep(true),
        }
    }

    /// A subscription is gone, and with the last one the dialog that is no call's.
    fn forget_subscription(&self, stack: &Stack, id: SubscriptionId) {
        self.forget(Object::Subscription(id.0));
        if let Some(leg) = stack.with(|core, _| core.subscription_own_leg(id)) {
            self.forget(Object::CallLeg(leg.0));
        }
    }

    /// Credentials were found in a request of a subscription.
    pub(super) fn subscription_credentials(
        &self,
        stack: &Stack,
        (id, app): (SubscriptionId, usize),
        transaction: TransactionId,
        (value, proxy, supported): (&[u8], bool, bool),
    ) {
        let Some(call) = self.subscriptions.read().pfnAuthCredentialsFoundEvHandler else { return };
        let name = if proxy { Name::ProxyAuthorization } else { Name::Authorization };
        let made = headers_family::received_header(name, value);
        // Told without a header rather than not at all: the request waits for the program's word.
        let header = made.as_ref().map_or(std::ptr::null_mut(), |(_, h)| *h);
        let t = transaction_handle(stack, transaction);
        // SAFETY: as above.
        unsafe { call(subs_handle(stack, id), pointer(app), t, header.cast(), RvBool::from(supported)) };
        if let Ok((doc, _)) = made {
            docs::destroy(doc);
        }
    }

    pub(super) fn subscription_auth_completed(
        &self,
        stack: &Stack,
        (id, app): (SubscriptionId, usize),
        transaction: TransactionId,
        success: bool,
    ) {
        if let Some(call) = self.subscriptions.read().pfnAuthCompletedEvHandler {
            let t = transaction_handle(stack, transaction);
            // SAFETY: as above.
            unsafe { call(subs_handle(stack, id), pointer(app), t, RvBool::from(success)) };
        }
    }

    pub(super) fn subscription_to_send(&self, stack: &Stack, (id, app, notify): Subject, m: RvSipMsgHandle) -> RvStatus {
        let (n, owner) = notify_of(stack, notify);
        let call = self.subscriptions.read().pfnMsgToSendEvHandler;
        // SAFETY: as above.
        call.map_or(RV_OK, |call| unsafe { call(subs_handle(stack, id), pointer(app), n, owner, m) })
    }

    pub(super) fn subscription_received(&self, stack: &Stack, (id, app, notify): Subject, m: RvSipMsgHandle) -> RvStatus {
        let (n, owner) = notify_of(stack, notify);
        let call = self.subscriptions.read().pfnMsgReceivedEvHandler;
        // SAFETY: as above.
        call.map_or(RV_OK, |call| unsafe { call(subs_handle(stack, id), pointer(app), n, owner, m) })
    }

    pub(super) fn subscription_final_dest(
        &self,
        stack: &Stack,
        (id, app, notify): Subject,
        transaction: TransactionId,
        m: RvSipMsgHandle,
    ) -> RvStatus {
        let (n, owner) = notify_of(stack, notify);
        let call = self.subscriptions.read().pfnFinalDestResolvedEvHandler;
        let t = transaction_handle(stack, transaction);
        // SAFETY: as above.
        call.map_or(RV_OK, |call| unsafe { call(subs_handle(stack, id), pointer(app), n, owner, t, m) })
    }
}
