//! The program's part in automatic refreshes.

use super::abi::*;
use super::app::{App, Object, object_handle, pointer, tell_state};
use super::enums;
use super::handle::Tag;
use crate::endpoint::{Answer, Endpoint, Event, Interest, RefreshId, Source, refresh};
use crate::message::Message;
use crate::stack::Stack;

pub fn refresh_handle(stack: &Stack, id: RefreshId) -> RvSipRefreshHandle {
    object_handle(stack, Tag::Refresh, id.0)
}

/// The number of the state of a refresh.
pub fn refresh_state(state: refresh::State) -> RvSipRefreshState {
    use enums::RvSipRefreshState as S;
    use refresh::State;
    (match state {
        State::Constructing => S::RVSIP_REFRESH_STATE_CONSTRUCTING,
        State::Inactive => S::RVSIP_REFRESH_STATE_INACTIVE,
        State::Active => S::RVSIP_REFRESH_STATE_ACTIVE,
        State::Terminated => S::RVSIP_REFRESH_STATE_TERMINATED,
    }) as RvSipRefreshState
}

fn refresh_reason(reason: refresh::Reason) -> RvSipRefreshReason {
    use enums::RvSipRefreshReason as R;
    use refresh::Reason;
    (match reason {
        Reason::Undefined => R::RVSIP_REFRESH_REASON_UNDEFINED,
        Reason::Accepted => R::RVSIP_REFRESH_REASON_2XX_RCVD,
        Reason::Rejected => R::RVSIP_REFRESH_REASON_REJECTED,
        Reason::TimeOut => R::RVSIP_REFRESH_REASON_TIMEOUT,
        Reason::NetworkError => R::RVSIP_REFRESH_REASON_NETWORK_ERROR,
        Reason::LocalTerminate => R::RVSIP_REFRESH_REASON_LOCAL_TERMINATE,
        Reason::OwnerTerminated => R::RVSIP_REFRESH_REASON_OWNER_TERMINATED,
    }) as RvSipRefreshReason
}

impl App {
    pub fn set_refresh_handlers(&self, stack: &Stack, handlers: RvSipRefreshEvHandlers) {
        *self.refreshes.write() = handlers;
        self.tell_interest(stack);
    }

    /// What the program wants to hear of refreshes.
    pub(super) fn refresh_interest(&self, i: &mut Interest) {
        let r = *self.refreshes.read();
        i.refresh_msg_to_send = r.pfnMsgToSendEvHandler.is_some();
        i.refresh_response = r.pfnResponseRcvdEvHandler.is_some();
    }

    /// Tells an event of a refresh; the message of it comes back.
    pub(super) fn refresh_event(&self, stack: &Stack, event: Event) -> Option<Box<Message>> {
        let r = *self.refreshes.read();
        match event {
            Event::Refresh { id, app, state, reason } => {
                let h = refresh_handle(stack, id);
                tell_state(stack, Source::RegClient, || format!("refresh {h:p}: {state:?}, {reason:?}"));
                if let Some(call) = r.pfnStateChangedEvHandler {
                    // SAFETY (here and below): the program gave these functions for these events.
                    unsafe { call(h, pointer(app), refresh_state(state), refresh_reason(reason)) };
                }
                if state == refresh::State::Terminated {
                    self.forget(Object::Refresh(id.0));
                }
                None
            }
            Event::RefreshResponse { id, app, msg } => {
                let shown = self.show(msg, |m| {
                    if let Some(call) = r.pfnResponseRcvdEvHandler {
                        unsafe { call(refresh_handle(stack, id), pointer(app), m) };
                    }
                    RV_OK
                });
                match shown {
                    Answer::Message(msg) | Answer::Refuse(msg) => Some(msg),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// A request is about to be sent: the refresh it belongs to is told, if there is one.
    pub(super) fn refresh_to_send(
        &self,
        stack: &Stack,
        of: impl FnOnce(&Endpoint) -> Option<RefreshId>,
        m: RvSipMsgHandle,
    ) -> RvStatus {
        let Some(call) = self.refreshes.read().pfnMsgToSendEvHandler else { return RV_OK };
        let found = stack.with(|core, _| of(core).and_then(|id| Some((id, core.refresh_owner(id).ok()?))));
        // SAFETY: as above.
        found.map_or(RV_OK, |(id, app)| unsafe { call(refresh_handle(stack, id), pointer(app), m) })
    }
}
