//! Requests inside of a call-leg that are not INVITE, BYE, PRACK: INFO, UPDATE, REFER and whatever a program agrees on.

use super::{GeneralState, Role, State};
use crate::endpoint::Endpoint;
use crate::endpoint::connections::Keeper;
use crate::endpoint::output::{CallLegId, Error, Event, TransactionId};
use crate::endpoint::transaction::{self, State as TxState};
use crate::message::{Message, Name, is_token};

impl Endpoint {
    pub(super) fn general(&self, id: CallLegId, tx: TransactionId) -> Result<(), Error> {
        match self.part(tx) {
            Some((leg, part)) if leg == id && part.role == Role::General => Ok(()),
            _ => Err(Error::InvalidHandle),
        }
    }

    /// A transaction for a request to come.
    pub fn create_general(&mut self, id: CallLegId, owner: usize) -> Result<TransactionId, Error> {
        if self.leg(id)?.state == State::Terminated || self.leg_is_hidden(id) {
            return Err(Error::IllegalAction);
        }
        let tx = self.leg_transaction(id, Role::General)?;
        if let Some(part) = self.tx_mut(tx).ok().and_then(|t| t.detail.as_mut()).and_then(|d| d.part.as_mut()) {
            (part.owner, part.told) = (owner, true);
        }
        Ok(tx)
    }

    pub(super) fn send_general(
        &mut self,
        id: CallLegId,
        tx: TransactionId,
        method: &[u8],
        refresh: bool,
        outbound: Option<&Message>,
    ) -> Result<(), Error> {
        self.general(id, tx)?;
        if self.tx(tx)?.state != TxState::Idle || self.tx(tx)?.is_server || self.leg(id)?.state == State::Terminated {
            return Err(Error::IllegalAction);
        }
        if matches!(method, b"INVITE" | b"ACK" | b"BYE" | b"CANCEL" | b"PRACK") {
            // They have calls of their own.
            return Err(Error::NotSupported);
        }
        if !is_token(method) {
            return Err(Error::BadParam);
        }
        let Endpoint { legs, random, .. } = self;
        let leg = legs.get_mut(id.0).ok_or(Error::InvalidHandle)?;
        if leg.dialog.remote.is_empty() || leg.dialog.local.is_empty() {
            return Err(Error::IllegalAction);
        }
        leg.dialog.complete(random);
        if leg.dialog.target.is_empty() {
            leg.dialog.target = crate::endpoint::dialog::uri_of(&leg.dialog.remote).ok_or(Error::BadParam)?;
        }
        let mut msg = self.leg_request(id, method, outbound)?;
        if refresh {
            self.ask_for_session(id, &mut msg, false);
        }
        self.leg_send(id, tx, msg);
        Ok(())
    }

    pub(super) fn general_hears(
        &mut self,
        id: CallLegId,
        tx: TransactionId,
        state: TxState,
        reason: transaction::Reason,
        mut msg: Option<Box<Message>>,
    ) {
        let Some((_, part)) = self.part(tx) else { return self.drop_message(msg) };
        if let (TxState::ServerRequestReceived, false) = (state, part.told) {
            if let Some(msg) = msg {
                self.leave_leg(id, tx);
                self.nobody_took_inside(tx, msg);
            }
            return;
        }
        if let (TxState::ClientFinalReceived, Some(msg)) = (state, msg.as_mut()) {
            self.general_answered(id, tx, msg);
        }
        if state == TxState::ServerFinalSent {
            self.refresh_target_by_request(id, tx);
        }
        let (Some(state), Ok(leg)) = (Self::general_state(state), self.leg(id)) else { return self.drop_message(msg) };
        let (app, owner) = (leg.app, part.owner);
        self.event(Event::CallLegTransaction { id, app, transaction: tx, owner, state, reason, msg });
    }

    fn general_answered(&mut self, id: CallLegId, tx: TransactionId, msg: &mut Message) {
        let update = self.tx(tx).is_ok_and(|t| t.detail.as_ref().is_some_and(|d| d.method == b"UPDATE"));
        match msg.status() {
            200..=299 => {
                self.credentials_accepted(Keeper::CallLeg(id), msg);
                self.keep_leg_connection(id, tx);
                if update {
                    self.refresh_target(id, msg);
                    // One that asked for nothing, and got nothing, leaves the timer as it is.
                    if self.asked_for_session(tx) || msg.find(Name::SessionExpires, 0).is_some() {
                        self.session_answered(id, msg, false);
                    }
                }
            }
            401 | 407 => {
                self.challenged(Keeper::CallLeg(id), msg);
            }
            422 => self.session_too_small(id, msg),
            _ => {}
        }
    }

    /// The application answers a request that it took.
    pub(super) fn answer_general(
        &mut self,
        id: CallLegId,
        tx: TransactionId,
        code: u16,
        reason: &[u8],
        outbound: Option<Box<Message>>,
    ) -> Result<(), Error> {
        if let Err(e) = self.general(id, tx) {
            self.drop_message(outbound);
            return Err(e);
        }
        let update = self.tx(tx)?.detail.as_ref().is_some_and(|d| d.method == b"UPDATE");
        let mut outbound = outbound;
        // What is refused changes no session timer.
        if let Err(e) = self.may_respond(tx, code) {
            self.drop_message(outbound);
            return Err(e);
        }
        if update && (200..300).contains(&code) {
            let mut extra = self.dialog_headers(id, tx, code, outbound).unwrap_or_else(|| self.pool.message());
            self.grant_session(id, tx, &mut extra);
            outbound = Some(extra);
        }
        self.respond(tx, code, reason, outbound)
    }

    /// Ends a transaction of which the application does not know: its request could not be sent.
    pub fn discard_general(&mut self, id: CallLegId, tx: TransactionId) {
        if self.general(id, tx).is_err() {
            return;
        }
        if let Some(part) = self.tx_mut(tx).ok().and_then(|t| t.detail.as_mut()).and_then(|d| d.part.as_mut()) {
            part.told = false;
        }
        self.end_transaction(tx, transaction::Reason::Undefined);
    }

    pub(super) fn terminate_general(&mut self, id: CallLegId, tx: TransactionId) -> Result<(), Error> {
        self.general(id, tx)?;
        if self.tx(tx)?.state == TxState::Terminated {
            return Err(Error::IllegalAction);
        }
        self.end_transaction(tx, transaction::Reason::Undefined);
        Ok(())
    }

    /// The state of a transaction of a call-leg, as it is told.
    pub fn general_transaction_state(&self, tx: TransactionId) -> Result<GeneralState, Error> {
        let state = self.tx(tx)?.state;
        Ok(match state {
            TxState::Idle => GeneralState::Idle,
            TxState::Terminated => GeneralState::Terminated,
            other => Self::general_state(other).ok_or(Error::NotFound)?,
        })
    }
}
