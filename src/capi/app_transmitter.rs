//! The part of the application that hears of transmitters, and that makes SIP URIs of others.

use super::abi::*;
use super::address;
use super::app::{App, pointer, tell_state, transaction_handle, transmitter_handle};
use super::docs;
use super::handler_sets::Handlers;
use super::numbers::{transmitter_reason, transmitter_state};
use super::regclient_fields::connection_handle;
use crate::endpoint::transmitter::{Change, State};
use crate::endpoint::{Answer, Source, TransactionId};
use crate::message::{Message, Scheme};
use crate::stack::Stack;
use std::ffi::c_void;

impl Handlers for RvSipTransmitterEvHandlers {
    fn functions(&self) -> [usize; 2] {
        [
            self.pfnStateChangedEvHandler.map_or(0, |f| f as usize),
            self.pfnOtherURLAddressFoundEvHandler.map_or(0, |f| f as usize),
        ]
    }
}

impl App {
    /// Tells a new state.
    pub(super) fn transmitter_changed(&self, stack: &Stack, change: &Change, msg: RvSipMsgHandle) {
        let handle = transmitter_handle(stack, change.id);
        tell_state(stack, Source::Transmitter, || format!("transmitter {handle:p}: {:?}, {:?}", change.state, change.reason));
        let Some(call) = self.transmitters.get(change.hooks).and_then(|h| h.pfnStateChangedEvHandler) else { return };
        let mut info = RvSipTransmitterNewConnInUseStateInfo { hConn: connection_handle(stack, change.conn) };
        let extra: *mut c_void = match change.state {
            State::NewConnection => (&raw mut info).cast(),
            _ => std::ptr::null_mut(),
        };
        // SAFETY: the program gave this function for this event; what is passed by address lives until it returns.
        unsafe {
            call(handle, pointer(change.app), transmitter_state(change.state), transmitter_reason(change.reason), msg, extra);
        }
    }

    /// Has the program make a SIP URI of another one.
    pub(super) fn ask_other_uri(
        &self,
        stack: &Stack,
        id: TransactionId,
        owner: usize,
        hooks: Option<u32>,
        uri: &[u8],
        msg: Box<Message>,
    ) -> Answer {
        let mut found = Vec::new();
        let answer = self.show(msg, |msg| {
            found = self.other_uri(stack, id, owner, hooks, uri, msg).unwrap_or_default();
            RV_OK
        });
        match answer {
            Answer::Message(msg) | Answer::Refuse(msg) => Answer::Uri(found, msg),
            other => other,
        }
    }

    fn other_uri(
        &self,
        stack: &Stack,
        id: TransactionId,
        owner: usize,
        hooks: Option<u32>,
        uri: &[u8],
        msg: RvSipMsgHandle,
    ) -> Option<Vec<u8>> {
        let (given_doc, given) = address::new_address_from(uri).ok()?;
        let made = address::new_address(Scheme::Sip);
        let mut resolved = RV_FALSE;
        let called = made.as_ref().ok().and_then(|(_, sip)| {
            // SAFETY: the program gave these functions for this event; the place lives until they return.
            unsafe {
                match hooks {
                    Some(hooks) => {
                        let call = self.transmitters.get(hooks)?.pfnOtherURLAddressFoundEvHandler?;
                        Some(call(transmitter_handle(stack, id), pointer(owner), msg, given, *sip, &mut resolved))
                    }
                    None => {
                        let call = self.transaction_handlers().pfnEvOtherURLAddressFound?;
                        Some(call(transaction_handle(stack, id), pointer(owner), msg, given, *sip, &mut resolved))
                    }
                }
            }
        });
        let wanted = called.is_some_and(|status| status >= 0) && resolved != RV_FALSE;
        let text = made.as_ref().ok().filter(|_| wanted).and_then(|(_, sip)| address::address_text(*sip).ok());
        docs::destroy(given_doc);
        if let Ok((doc, _)) = made {
            docs::destroy(doc);
        }
        text
    }
}
