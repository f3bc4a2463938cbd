//! The program's part in call-legs: events, and the questions it answers.

use super::abi::*;
use super::app::{App, Object, object_handle, pointer, tell_state, transaction_handle};
use super::handle::Tag;
use super::numbers::transaction_reason;
use super::numbers_callleg::*;
use super::{docs, headers_family};
use crate::endpoint::{Answer, Ask, CallLegId, Event, Interest, ReInviteId, Source, TransactionId, add_to_message, callleg};
use crate::message::{Message, Name};
use crate::stack::Stack;

/// A call-leg in hand, as the program knows it.
type Leg = (RvSipCallLegHandle, RvSipAppCallLegHandle);

pub fn callleg_handle(stack: &Stack, id: CallLegId) -> RvSipCallLegHandle {
    object_handle(stack, Tag::CallLeg, id.0)
}
pub fn reinvite_handle(stack: &Stack, id: ReInviteId) -> RvSipCallLegInviteHandle {
    object_handle(stack, Tag::Invite, id.0)
}

fn leg(stack: &Stack, id: CallLegId, app: usize) -> Leg {
    (callleg_handle(stack, id), pointer(app))
}

impl App {
    pub fn set_callleg_handlers(&self, stack: &Stack, handlers: RvSipCallLegEvHandlers) {
        *self.calllegs.write() = handlers;
        self.tell_interest(stack);
    }

    /// What the program wants to hear of call-legs.
    pub(super) fn callleg_interest(&self, i: &mut Interest) {
        let c = *self.calllegs.read();
        i.callleg = c.pfnCallLegCreatedEvHandler.is_some() || c.pfnStateChangedEvHandler.is_some();
        i.callleg_created = c.pfnCallLegCreatedEvHandler.is_some();
        i.callleg_msg_to_send = c.pfnMsgToSendEvHandler.is_some();
        i.callleg_msg_received = c.pfnMsgReceivedEvHandler.is_some();
        i.callleg_final_dest = c.pfnFinalDestResolvedEvHandler.is_some();
        i.callleg_provisional = c.pfnProvisionalResponseRcvdEvHandler.is_some();
        i.callleg_transaction_created = c.pfnTranscCreatedEvHandler.is_some() || c.pfnTranscRequestRcvdEvHandler.is_some();
        i.callleg_bye_created = c.pfnByeCreatedEvHandler.is_some();
        i.callleg_reinvite_created = c.pfnReInviteCreatedEvHandler.is_some();
        i.callleg_reinvite = c.pfnReInviteStateChangedEvHandler.is_some() || c.pfnModifyStateChangedEvHandler.is_some();
        i.callleg_nested = c.pfnNestedInitialReqRcvdEvHandler.is_some();
        i.callleg_forked = c.pfnCallLegCreatedDueToForkingEvHandler.is_some();
        i.callleg_session_fault = c.pfnSessionTimerNegotiationFaultEvHandler.is_some();
    }

    /// Tells an event of a call-leg; the message of it comes back.
    pub(super) fn callleg_event(&self, stack: &Stack, event: Event) -> Option<Box<Message>> {
        let c = *self.calllegs.read();
        match event {
            Event::CallLeg { id, app, state, reason, msg } => {
                let (h, app) = leg(stack, id, app);
                tell_state(stack, Source::CallLeg, || format!("call-leg {h:p}: {state:?}, {reason:?}"));
                self.begin([Object::CallLeg(id.0); 2], msg);
                if let Some(call) = c.pfnStateChangedEvHandler {
                    // SAFETY (here and below): the program gave these functions for these events.
                    unsafe { call(h, app, callleg_state(state), callleg_reason(reason)) };
                }
                if state == callleg::State::Terminated {
                    self.forget(Object::CallLeg(id.0));
                    self.forget(Object::Ack(id.0));
                }
                self.end()
            }
            Event::CallLegProvisional { id, app, msg } => {
                let (h, app) = leg(stack, id, app);
                let shown = self.show(msg, |m| {
                    if let Some(call) = c.pfnProvisionalResponseRcvdEvHandler {
                        unsafe { call(h, app, m) };
                    }
                    RV_OK
                });
                match shown {
                    Answer::Message(msg) | Answer::Refuse(msg) => Some(msg),
                    _ => None,
                }
            }
            Event::ReInvite { id, app, reinvite, state, reason, msg } => {
                let (h, app) = leg(stack, id, app);
                tell_state(stack, Source::CallLeg, || format!("call-leg {h:p}: re-INVITE {state:?}, {reason:?}"));
                self.begin([Object::CallLeg(id.0); 2], msg);
                let (state, reason) = (modify_state(state), callleg_reason(reason));
                match (reinvite, c.pfnReInviteStateChangedEvHandler, c.pfnModifyStateChangedEvHandler) {
                    (Some((r, owner)), Some(call), _) => unsafe {
                        call(h, app, reinvite_handle(stack, r), pointer(owner), state, reason);
                    },
                    (_, _, Some(call)) => unsafe { call(h, app, state, reason) },
                    _ => {}
                }
                self.end()
            }
            Event::Prack { id, app, state, reason, code, msg } => {
                let (h, app) = leg(stack, id, app);
                self.begin([Object::CallLeg(id.0); 2], msg);
                if let Some(call) = c.pfnPrackStateChangedEvEvHandler {
                    let code = code.map_or(0, |code| code as RvInt16);
                    unsafe { call(h, app, prack_state(state), callleg_reason(reason), code) };
                }
                self.end()
            }
            Event::Bye { id, app, transaction, owner, state, reason, msg } => {
                use callleg::ByeState;
                let (h, app) = leg(stack, id, app);
                let object = Object::Transaction(transaction.0);
                self.begin([Object::CallLeg(id.0), object], msg);
                if let Some(call) = c.pfnByeStateChangedEvHandler {
                    let reason = transaction_reason(bye_transaction(state), reason, 0);
                    unsafe { call(h, app, transaction_handle(stack, transaction), pointer(owner), bye_state(state), reason) };
                }
                if matches!(state, ByeState::Terminated | ByeState::Detached) {
                    self.forget(object);
                }
                self.end()
            }
            Event::CallLegTransaction { id, app, transaction, owner, state, reason, msg } => {
                use callleg::GeneralState;
                let (h, app) = leg(stack, id, app);
                let object = Object::Transaction(transaction.0);
                let code = msg.as_ref().map_or(0, |m| m.status());
                self.begin([Object::CallLeg(id.0), object], msg);
                let t = transaction_handle(stack, transaction);
                if let Some(call) = c.pfnTranscStateChangedEvHandler {
                    let reason = transaction_reason(general_transaction(state), reason, code);
                    unsafe { call(h, app, t, pointer(owner), callleg_transc_state(state), reason) };
                }
                if let (GeneralState::Received, None, Some(call)) =
                    (state, c.pfnTranscCreatedEvHandler, c.pfnTranscRequestRcvdEvHandler)
                {
                    unsafe { call(h, app, t) };
                }
                if state == GeneralState::Terminated {
                    self.forget(object);
                }
                self.end()
            }
            Event::SessionAlert { id, app } => {
                let (h, app) = leg(stack, id, app);
                if let Some(call) = c.pfnSessionTimerRefreshAlertEvHandler {
                    unsafe { call(h, app) };
                }
                None
            }
            Event::SessionNotice { id, app, notice: what } => {
                let (h, app) = leg(stack, id, app);
                if let Some(call) = c.pfnSessionTimerNotificationEvHandler {
                    unsafe { call(h, app, notice(what)) };
                }
                None
            }
            _ => None,
        }
    }

    /// Answers a question about a call-leg.
    pub(super) fn callleg_ask(&self, stack: &Stack, ask: Ask) -> Answer {
        let c = *self.calllegs.read();
        match ask {
            Ask::OpenCallLeg { transaction } => {
                let mut open = RV_TRUE;
                if let Some(call) = self.transaction_handlers().pfnEvOpenCallLeg {
                    // SAFETY (here and below): as above; the places live until the call returns.
                    unsafe { call(transaction_handle(stack, transaction), std::ptr::null_mut(), &mut open) };
                }
                Answer::Keep(open != RV_FALSE)
            }
            Ask::CallLegCreated { id } => {
                let mut app: RvSipAppCallLegHandle = std::ptr::null_mut();
                if let Some(call) = c.pfnCallLegCreatedEvHandler {
                    unsafe { call(callleg_handle(stack, id), &mut app) };
                }
                if stack.with(|core, _| core.leg_is_refused(id)) {
                    self.forget(Object::CallLeg(id.0));
                    self.forget(Object::Ack(id.0));
                }
                Answer::Created { owner: app as usize, take: true }
            }
            Ask::CallLegForked { id } => {
                let mut app: RvSipAppCallLegHandle = std::ptr::null_mut();
                let mut terminated = RV_FALSE;
                if let Some(call) = c.pfnCallLegCreatedDueToForkingEvHandler {
                    unsafe { call(callleg_handle(stack, id), &mut app, &mut terminated) };
                }
                if terminated != RV_FALSE {
                    self.forget(Object::CallLeg(id.0));
                    self.forget(Object::Ack(id.0));
                }
                Answer::Created { owner: app as usize, take: terminated == RV_FALSE }
            }
            Ask::CallLegTransaction { id, app, transaction, bye } => {
                let (h, app) = leg(stack, id, app);
                let t = transaction_handle(stack, transaction);
                let mut owner: RvSipAppTranscHandle = std::ptr::null_mut();
                let mut take = RV_FALSE;
                match (bye, c.pfnByeCreatedEvHandler, c.pfnTranscCreatedEvHandler) {
                    (true, Some(call), _) | (false, _, Some(call)) => unsafe { call(h, app, t, &mut owner, &mut take) },
                    (false, _, None) if c.pfnTranscRequestRcvdEvHandler.is_some() => take = RV_TRUE,
                    _ => {}
                }
                if take == RV_FALSE {
                    self.forget(Object::Transaction(transaction.0));
                }
                Answer::Created { owner: owner as usize, take: take != RV_FALSE }
            }
            Ask::ReInviteCreated { id, app, reinvite } => {
                let (h, app) = leg(stack, id, app);
                let mut owner: RvSipAppCallLegInviteHandle = std::ptr::null_mut();
                let mut code: RvUint16 = 0;
                if let Some(call) = c.pfnReInviteCreatedEvHandler {
                    unsafe { call(h, app, reinvite_handle(stack, reinvite), &mut owner, &mut code) };
                }
                Answer::ReInvite { owner: owner as usize, code }
            }
            Ask::NestedInvite { id, app, msg } => {
                let (h, app) = leg(stack, id, app);
                let mut open = RV_FALSE;
                let shown = self.show(msg, |m| {
                    if let Some(call) = c.pfnNestedInitialReqRcvdEvHandler {
                        unsafe { call(h, app, m, &mut open) };
                    }
                    RV_OK
                });
                match shown {
                    Answer::Message(msg) | Answer::Refuse(msg) => Answer::NewRequest { msg, open: open != RV_FALSE },
                    other => other,
                }
            }
            Ask::SessionFault { id, app, fault: what } => {
                let (h, app) = leg(stack, id, app);
                let mut run = RV_TRUE;
                if let Some(call) = c.pfnSessionTimerNegotiationFaultEvHandler {
                    unsafe { call(h, app, fault(what), &mut run) };
                }
                Answer::Keep(run != RV_FALSE)
            }
            _ => Answer::Keep(true),
        }
    }

    /// A message of a call-leg is about to be sent: an ACK takes what was put into its outbound message first.
    pub(super) fn callleg_to_send(&self, stack: &Stack, id: CallLegId, app: usize, mut msg: Box<Message>) -> Answer {
        if msg.method() == b"ACK"
            && let Some(extra) = self.take_outbound(Object::Ack(id.0))
        {
            add_to_message(&mut msg, &extra);
            docs::recycle(extra);
        }
        let (h, app) = leg(stack, id, app);
        match self.calllegs.read().pfnMsgToSendEvHandler {
            Some(call) => self.show(msg, |m| unsafe { call(h, app, m) }),
            None => Answer::Message(msg),
        }
    }

    pub(super) fn callleg_received(&self, stack: &Stack, id: CallLegId, app: usize, m: RvSipMsgHandle) -> RvStatus {
        let (h, app) = leg(stack, id, app);
        // SAFETY: as above.
        self.calllegs.read().pfnMsgReceivedEvHandler.map_or(RV_OK, |call| unsafe { call(h, app, m) })
    }

    pub(super) fn callleg_final_dest(
        &self,
        stack: &Stack,
        (id, app): (CallLegId, usize),
        (transaction, owner): (TransactionId, usize),
        m: RvSipMsgHandle,
    ) -> RvStatus {
        let (h, app) = leg(stack, id, app);
        let t = transaction_handle(stack, transaction);
        let call = self.calllegs.read().pfnFinalDestResolvedEvHandler;
        // SAFETY: as above.
        call.map_or(RV_OK, |call| unsafe { call(h, app, t, pointer(owner), m) })
    }

    /// Credentials were found in a request of a call-leg.
    pub(super) fn callleg_credentials(
        &self,
        stack: &Stack,
        (id, app): (CallLegId, usize),
        transaction: TransactionId,
        (value, proxy, supported): (&[u8], bool, bool),
    ) {
        let Some(call) = self.calllegs.read().pfnAuthCredentialsFoundEvHandler else { return };
        let (h, app) = leg(stack, id, app);
        let name = if proxy { Name::ProxyAuthorization } else { Name::Authorization };
        let made = headers_family::received_header(name, value);
        // Told without a header rather than not at all: the request waits for the program's word.
        let header = made.as_ref().map_or(std::ptr::null_mut(), |(_, h)| *h);
        // SAFETY: as above.
        unsafe { call(h, app, transaction_handle(stack, transaction), header.cast(), RvBool::from(supported)) };
        if let Ok((doc, _)) = made {
            docs::destroy(doc);
        }
    }

    pub(super) fn callleg_auth_completed(
        &self,
        stack: &Stack,
        (id, app): (CallLegId, usize),
        transaction: TransactionId,
        success: bool,
    ) {
        let (h, app) = leg(stack, id, app);
        if let Some(call) = self.calllegs.read().pfnAuthCompletedEvHandler {
            // SAFETY: as above.
            unsafe { call(h, app, transaction_handle(stack, transaction), RvBool::from(success)) };
        }
    }
}
