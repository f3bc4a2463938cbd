//! Re-INVITEs, sent and received (RFC 3261 section 14).

use super::{Accepted, ModifyState, Reason, Role, State};
use crate::endpoint::Endpoint;
use crate::endpoint::arrival::{Arrival, Next};
use crate::endpoint::connections::Keeper;
use crate::endpoint::output::{Ask, CallLegId, Error, Event, Flow, ReInviteId, Token, TransactionId};
use crate::endpoint::transaction::{self, State as TxState};
use crate::message::Message;

/// One re-INVITE, from its creation to the ACK.
pub(crate) struct ReInvite {
    leg: CallLegId,
    /// The application's own value for it; unset for a refresh of the session that has no object.
    owner: Option<usize>,
    state: ModifyState,
    ours: bool,
    transaction: Option<TransactionId>,
}

impl ReInvite {
    /// It is ours and has been sent.
    pub(super) fn is_ours(&self) -> bool {
        self.ours
    }
    pub(super) fn state(&self) -> ModifyState {
        self.state
    }
}

impl Endpoint {
    pub(super) fn reinvite(&self, id: CallLegId, reinvite: ReInviteId) -> Result<&ReInvite, Error> {
        self.reinvites.get(reinvite.0).filter(|r| r.leg == id).ok_or(Error::InvalidHandle)
    }

    /// The call-leg of a re-INVITE.
    pub fn leg_of_reinvite(&self, reinvite: ReInviteId) -> Result<CallLegId, Error> {
        self.reinvites.get(reinvite.0).map(|r| r.leg).ok_or(Error::InvalidHandle)
    }

    pub fn reinvite_set_owner(&mut self, id: CallLegId, reinvite: ReInviteId, owner: usize) -> Result<(), Error> {
        self.reinvite(id, reinvite)?;
        if let Some(r) = self.reinvites.get_mut(reinvite.0) {
            r.owner = Some(owner);
        }
        Ok(())
    }

    /// A re-INVITE in Idle, to be sent; there may be one at a time.
    pub fn create_reinvite(&mut self, id: CallLegId, owner: Option<usize>) -> Result<ReInviteId, Error> {
        let leg = self.leg(id)?;
        if !leg.is_established() || leg.reinvite.is_some() || leg.prepared.is_some() || leg.hidden {
            return Err(Error::IllegalAction);
        }
        let new = self.new_reinvite(ReInvite { leg: id, owner, state: ModifyState::Idle, ours: true, transaction: None })?;
        self.leg_mut(id)?.prepared = Some(new);
        Ok(new)
    }

    fn new_reinvite(&mut self, reinvite: ReInvite) -> Result<ReInviteId, Error> {
        self.reinvites.insert(reinvite).map(ReInviteId).ok_or(Error::OutOfResources)
    }

    pub(super) fn reinvite_enter(
        &mut self,
        id: CallLegId,
        reinvite: ReInviteId,
        state: ModifyState,
        reason: Reason,
        msg: Option<Box<Message>>,
    ) {
        let app = self.leg(id).map_or(0, |leg| leg.app);
        let Some(r) = self.reinvites.get_mut(reinvite.0).filter(|r| r.state != ModifyState::Terminated) else {
            return self.drop_message(msg);
        };
        r.state = state;
        let reinvite = r.owner.map(|owner| (reinvite, owner));
        self.event(Event::ReInvite { id, app, reinvite, state, reason, msg });
    }

    /// It is over: its name dies when the application has heard of it.
    pub(super) fn end_reinvite(&mut self, id: CallLegId, reinvite: ReInviteId, reason: Reason) {
        let hidden = self.reinvites.get(reinvite.0).is_none_or(|r| r.owner.is_none());
        self.reinvite_enter(id, reinvite, ModifyState::Terminated, reason, None);
        if let Some(leg) = self.legs.get_mut(id.0) {
            leg.reinvite = leg.reinvite.filter(|r| *r != reinvite);
            leg.prepared = leg.prepared.filter(|r| *r != reinvite);
        }
        if hidden {
            self.release_reinvite(reinvite);
        }
    }

    // ---- sent ----

    /// Sends a re-INVITE. Unless it refreshes the session the session timer ends with it.
    pub(super) fn send_reinvite(
        &mut self,
        id: CallLegId,
        reinvite: ReInviteId,
        refresh: bool,
        outbound: Option<&Message>,
    ) -> Result<(), Error> {
        let r = self.reinvite(id, reinvite)?;
        let leg = self.leg(id)?;
        if !r.ours || r.state != ModifyState::Idle || !leg.is_established() || leg.reinvite.is_some() {
            return Err(Error::IllegalAction);
        }
        let tx = self.leg_transaction(id, Role::ReInvite(reinvite))?;
        let mut msg = match self.leg_request(id, b"INVITE", outbound) {
            Ok(msg) => msg,
            Err(e) => {
                self.end_quietly(tx);
                return Err(e);
            }
        };
        if refresh {
            self.ask_for_session(id, &mut msg, false);
        } else {
            self.stop_session(id);
        }
        if let Some(r) = self.reinvites.get_mut(reinvite.0) {
            r.transaction = Some(tx);
        }
        let leg = self.leg_mut(id)?;
        (leg.reinvite, leg.prepared) = (Some(reinvite), None);
        self.reinvite_enter(id, reinvite, ModifyState::Sent, Reason::LocalInviting, None);
        self.leg_send(id, tx, msg);
        Ok(())
    }

    pub(super) fn cancel_reinvite(&mut self, id: CallLegId) -> Result<(), Error> {
        let reinvite = self.leg(id)?.reinvite.ok_or(Error::IllegalAction)?;
        let r = self.reinvite(id, reinvite)?;
        let (Some(tx), true) =
            (r.transaction, r.ours && matches!(r.state, ModifyState::Proceeding | ModifyState::ProceedingTimeout))
        else {
            return Err(Error::IllegalAction);
        };
        self.cancel(tx)?;
        self.reinvite_enter(id, reinvite, ModifyState::Cancelling, Reason::LocalCancelling, None);
        Ok(())
    }

    /// Another transaction carries the request on.
    pub(super) fn reinvite_moves(&mut self, reinvite: ReInviteId, tx: TransactionId) {
        if let Some(r) = self.reinvites.get_mut(reinvite.0) {
            r.transaction = Some(tx);
        }
    }

    /// The transaction of a re-INVITE has a new state.
    pub(super) fn reinvite_hears(
        &mut self,
        id: CallLegId,
        reinvite: ReInviteId,
        tx: TransactionId,
        state: TxState,
        why: transaction::Reason,
        msg: Option<Box<Message>>,
    ) {
        match (state, msg) {
            (TxState::ClientInviteProceeding, Some(msg)) => {
                let first = self.reinvite(id, reinvite).is_ok_and(|r| r.state == ModifyState::Sent);
                match self.reliable_came(id, msg) {
                    Some(msg) if first => {
                        self.reinvite_enter(id, reinvite, ModifyState::Proceeding, Reason::RemoteProvisional, Some(msg));
                    }
                    msg => self.drop_message(msg),
                }
            }
            (TxState::ClientInviteProceedingTimeout, msg) => {
                self.drop_message(msg);
                self.reinvite_enter(id, reinvite, ModifyState::ProceedingTimeout, Reason::LocalTimeOut, None);
            }
            (TxState::ClientInviteFinalReceived, Some(msg)) => self.reinvite_refused(id, reinvite, tx, msg),
            (TxState::ClientInviteProxy2xxReceived, Some(msg)) => self.reinvite_accepted(id, reinvite, tx, msg),
            (TxState::ClientSendFailure, msg) => {
                let reason = match why {
                    transaction::Reason::TimeOut => Reason::LocalTimeOut,
                    transaction::Reason::ServiceUnavailable => Reason::ServiceUnavailable,
                    _ => Reason::NetworkError,
                };
                if let Ok(leg) = self.leg_mut(id) {
                    leg.failed = Some(tx);
                }
                self.reinvite_enter(id, reinvite, ModifyState::SendFailure, reason, msg);
            }
            (TxState::ServerInviteRequestReceived, Some(msg)) => {
                self.reinvite_enter(id, reinvite, ModifyState::Received, Reason::RemoteInviting, Some(msg));
            }
            (TxState::ServerInviteFinalSent, msg) => {
                self.drop_message(msg);
                self.refresh_target_by_request(id, tx);
            }
            (TxState::ServerInviteAckReceived, Some(msg)) => {
                self.set_role(tx, Role::Ack);
                self.reinvite_acked(id, reinvite, msg);
            }
            (_, msg) => self.drop_message(msg),
        }
    }

    fn reinvite_refused(&mut self, id: CallLegId, reinvite: ReInviteId, tx: TransactionId, mut msg: Box<Message>) {
        // Over a stream the transaction ends with its ACK (timer D is 0), which is not how the re-INVITE ends.
        self.set_role(tx, Role::Ack);
        let _ = self.acknowledge(tx);
        let code = msg.status();
        let reason = match code {
            401 | 407 => {
                self.challenged(Keeper::CallLeg(id), &mut msg);
                Reason::AuthNeeded
            }
            _ => Reason::of_status(code),
        };
        if code == 422 {
            self.session_too_small(id, &mut msg);
        }
        self.reinvite_enter(id, reinvite, ModifyState::ResponseReceived, reason, Some(msg));
        self.reinvite_enter(id, reinvite, ModifyState::AckSent, reason, None);
        self.end_reinvite(id, reinvite, reason);
        // The other end knows of no such dialog, or is not there: nor are we any more (section 12.2.1.2).
        if matches!(code, 408 | 481) && self.leg(id).is_ok_and(|leg| leg.is_established()) {
            let _ = self.send_bye(id, reason, None);
        }
    }

    fn reinvite_accepted(&mut self, id: CallLegId, reinvite: ReInviteId, tx: TransactionId, mut msg: Box<Message>) {
        self.set_role(tx, Role::Answered);
        let number = msg.cseq().map_or(0, |c| c.step as u32);
        let credentials = self.credentials_of(tx);
        self.refresh_target(id, &mut msg);
        self.credentials_accepted(Keeper::CallLeg(id), &mut msg);
        self.keep_leg_connection(id, tx);
        if let Ok(leg) = self.leg_mut(id) {
            leg.accepted = Some(Accepted { number, credentials, ack: None, additions: None });
        }
        self.session_answered(id, &mut msg, true);
        if self.cfg.manual_ack {
            return self.reinvite_enter(id, reinvite, ModifyState::RemoteAccepted, Reason::RemoteAccepted, Some(msg));
        }
        self.reinvite_enter(id, reinvite, ModifyState::ResponseReceived, Reason::RemoteAccepted, Some(msg));
        self.finish_reinvite(id, reinvite, None);
    }

    fn finish_reinvite(&mut self, id: CallLegId, reinvite: ReInviteId, outbound: Option<&Message>) {
        let _ = self.ack_accepted(id, outbound);
        self.reinvite_enter(id, reinvite, ModifyState::AckSent, Reason::RemoteAccepted, None);
        self.end_reinvite(id, reinvite, Reason::RemoteAccepted);
    }

    pub(super) fn ack_reinvite_by_hand(
        &mut self,
        id: CallLegId,
        reinvite: ReInviteId,
        outbound: Option<&Message>,
    ) -> Result<(), Error> {
        if self.reinvite(id, reinvite)?.state != ModifyState::RemoteAccepted {
            return Err(Error::IllegalAction);
        }
        self.finish_reinvite(id, reinvite, outbound);
        Ok(())
    }

    /// Its transaction ended without the application having had all states.
    pub(super) fn reinvite_ended(&mut self, id: CallLegId, reinvite: ReInviteId, tx: TransactionId, reason: Reason) {
        let Some(r) = self.reinvites.get(reinvite.0).filter(|r| r.transaction == Some(tx)) else { return };
        let (ours, answered) = (r.ours, r.state == ModifyState::ResponseSent);
        if answered && reason == Reason::Undefined {
            // It is acknowledged; the application looks at the ACK for longer than anything waits for it.
            self.reinvite_enter(id, reinvite, ModifyState::AckReceived, Reason::RemoteAck, None);
        }
        self.end_reinvite(id, reinvite, reason);
        // Without a response, or an ACK on a 2xx, the dialog ends (sections 12.2.1.2 and 14.2). What was refused has changed nothing.
        let accepted = answered && self.tx(tx).is_ok_and(|t| t.status < 300);
        let timed_out = reason == Reason::LocalTimeOut && (ours || accepted);
        if timed_out && self.leg(id).is_ok_and(|leg| leg.is_established()) {
            let _ = self.send_bye(id, Reason::LocalTimeOut, None);
        }
    }

    pub(super) fn terminate_reinvite(&mut self, id: CallLegId, reinvite: ReInviteId) -> Result<(), Error> {
        let r = self.reinvite(id, reinvite)?;
        if r.state == ModifyState::Terminated {
            return Err(Error::IllegalAction);
        }
        let tx = r.transaction;
        if let Some(r) = self.reinvites.get_mut(reinvite.0) {
            r.transaction = None;
        }
        self.end_reinvite(id, reinvite, Reason::Undefined);
        if let Some(tx) = tx {
            self.end_quietly(tx);
        }
        Ok(())
    }

    // ---- received ----

    /// A re-INVITE of the other end.
    pub(super) fn open_reinvite(&mut self, id: CallLegId, tx: TransactionId, flow: Flow, msg: Box<Message>) {
        let new = ReInvite { leg: id, owner: Some(0), state: ModifyState::Idle, ours: false, transaction: Some(tx) };
        let Ok(reinvite) = self.new_reinvite(new) else {
            self.end_quietly(tx);
            return self.pool.put_message(msg);
        };
        if let Ok(leg) = self.leg_mut(id) {
            leg.reinvite = Some(reinvite);
        }
        self.set_role(tx, Role::ReInvite(reinvite));
        if !self.interest.callleg_reinvite_created {
            return self.reinvite_created(id, reinvite, tx, (0, 0), flow, msg);
        }
        let app = self.leg(id).map_or(0, |leg| leg.app);
        let arrival = Arrival { transaction: tx, msg: Some(msg), next: Next::ReInvite(id, reinvite), flow };
        if let Some(token) = self.arrivals.insert(arrival) {
            self.ask(Token::Arrival(token), Ask::ReInviteCreated { id, app, reinvite });
        }
    }

    /// The application has said what it is to it, and may have refused it.
    pub(crate) fn reinvite_created(
        &mut self,
        id: CallLegId,
        reinvite: ReInviteId,
        tx: TransactionId,
        (owner, code): (usize, u16),
        flow: Flow,
        msg: Box<Message>,
    ) {
        let Some(r) = self.reinvites.get_mut(reinvite.0) else { return self.pool.put_message(msg) };
        r.owner = Some(owner);
        if r.state == ModifyState::Terminated || self.tx(tx).is_err() {
            return self.pool.put_message(msg);
        }
        // Nobody would answer it.
        let code = if code == 0 && !self.interest.callleg_reinvite { 488 } else { code };
        if code == 0 {
            return self.show_request(tx, flow, msg);
        }
        if let Some(r) = self.reinvites.get_mut(reinvite.0) {
            r.transaction = None;
        }
        self.end_reinvite(id, reinvite, Reason::LocalReject);
        self.set_role(tx, Role::Ack);
        let code = if (300..=699).contains(&code) { code } else { 488 };
        self.leave_leg(id, tx);
        if let Ok(t) = self.tx_mut(tx) {
            t.owner = transaction::Owner::Nobody;
        }
        self.refuse_offer(tx, code, &[], msg);
    }

    /// The transaction of a re-INVITE that waits for the application's answer.
    pub(super) fn reinvite_offered(&self, reinvite: ReInviteId) -> Option<TransactionId> {
        let r = self.reinvites.get(reinvite.0)?;
        let waits = !r.ours && matches!(r.state, ModifyState::Received | ModifyState::Cancelled);
        r.transaction.filter(|_| waits)
    }

    pub(super) fn reinvite_answered(&mut self, id: CallLegId, reinvite: ReInviteId, code: u16) {
        let reason = if code < 300 { Reason::LocalAccepted } else { Reason::LocalReject };
        self.reinvite_enter(id, reinvite, ModifyState::ResponseSent, reason, None);
    }

    pub(super) fn reinvite_acked(&mut self, id: CallLegId, reinvite: ReInviteId, msg: Box<Message>) {
        self.reinvite_enter(id, reinvite, ModifyState::AckReceived, Reason::RemoteAck, Some(msg));
        self.end_reinvite(id, reinvite, Reason::RemoteAck);
    }

    /// Refreshes the session by a re-INVITE, with an object of the application's or without.
    pub(super) fn refresh_session(
        &mut self,
        id: CallLegId,
        reinvite: Option<ReInviteId>,
        outbound: Option<&Message>,
    ) -> Result<(), Error> {
        if self.leg(id)?.state != State::Connected {
            return Err(Error::IllegalAction);
        }
        if let Some(reinvite) = reinvite {
            return self.send_reinvite(id, reinvite, true, outbound);
        }
        let reinvite = self.create_reinvite(id, None)?;
        let sent = self.send_reinvite(id, reinvite, true, outbound);
        if sent.is_err() {
            self.end_reinvite(id, reinvite, Reason::Undefined);
        }
        sent
    }
}
