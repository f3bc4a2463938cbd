//! BYE, sent and received (RFC 3261 section 15).

use super::call::again_as;
use super::{ByeState, Reason, Role, State};
use crate::endpoint::connections::Keeper;
use crate::endpoint::output::{CallLegId, Error, Event, TransactionId};
use crate::endpoint::transaction::{self, State as TxState};
use crate::endpoint::{Endpoint, regclient::next_cseq};
use crate::message::Message;

impl Endpoint {
    /// Whatever ends the call in its present state.
    pub(super) fn disconnect_leg(&mut self, id: CallLegId, outbound: Option<Box<Message>>) -> Result<(), Error> {
        let leg = self.leg_mut(id)?;
        let forked = leg.original.is_some();
        // There is a 2xx and its ACK came or comes no more, and the BYE that followed was given up.
        let given_up = matches!(leg.state, State::Accepted | State::Cancelling) && leg.invite.is_none();
        match leg.state {
            State::Offering | State::Cancelled => return self.decline(id, outbound),
            state if given_up || matches!(state, State::Connected | State::RemoteAccepted) => {
                if leg.state == State::RemoteAccepted {
                    // There is no BYE before the ACK of a 2xx.
                    let _ = self.ack_accepted(id, None);
                }
                let sent = self.send_bye(id, Reason::LocalDisconnecting, outbound.as_deref());
                self.drop_message(outbound);
                return sent;
            }
            _ => {}
        }
        self.drop_message(outbound);
        // The INVITE of this one has been accepted by somebody else: there is nothing to cancel any more.
        let waits = self.leg(id)?.invite.is_some_and(|tx| self.tx(tx).is_ok_and(|t| t.state.awaits_final()));
        let leg = self.leg_mut(id)?;
        match leg.state {
            State::Inviting => {
                // A CANCEL has to wait for a provisional response (section 9.1); one may have come for a fork.
                let invite = leg.invite;
                let sent = invite.is_some_and(|tx| self.cancel(tx).is_ok());
                self.leg_mut(id)?.cancel_due = !sent;
                self.leg_enter(id, State::Cancelling, Reason::LocalCancelling, None);
                Ok(())
            }
            State::Proceeding | State::ProceedingTimeout if !forked && waits => self.cancel_leg(id),
            State::Accepted => {
                // Nor may the end that was called send BYE before it has the ACK (section 15).
                leg.bye_due = true;
                (leg.before, leg.bye_repeated) = (State::Accepted, false);
                self.leg_enter(id, State::Disconnecting, Reason::LocalDisconnecting, None);
                Ok(())
            }
            State::Idle
            | State::Proceeding
            | State::ProceedingTimeout
            | State::Redirected
            | State::Unauthenticated
            | State::SendFailure => {
                self.leg_over(id, Reason::Undefined);
                Ok(())
            }
            _ => Err(Error::IllegalAction),
        }
    }

    pub(super) fn send_bye(&mut self, id: CallLegId, reason: Reason, outbound: Option<&Message>) -> Result<(), Error> {
        let tx = self.leg_transaction(id, Role::Bye)?;
        let msg = match self.leg_request(id, b"BYE", outbound) {
            Ok(msg) => msg,
            Err(e) => {
                self.set_role(tx, Role::Ack);
                self.end_transaction(tx, transaction::Reason::Undefined);
                return Err(e);
            }
        };
        self.stop_session(id);
        let leg = self.leg_mut(id)?;
        (leg.bye, leg.bye_due) = (Some(tx), false);
        if leg.state != State::Disconnecting {
            (leg.before, leg.bye_repeated) = (leg.state, false);
            self.leg_enter(id, State::Disconnecting, reason, None);
        }
        self.leg_send(id, tx, msg);
        Ok(())
    }

    /// The ACK is here, or comes no more.
    pub(super) fn bye_that_waited(&mut self, id: CallLegId) {
        if self.leg(id).is_ok_and(|leg| leg.bye_due) && self.send_bye(id, Reason::LocalDisconnecting, None).is_err() {
            self.leg_disconnected(id, Reason::NetworkError, None);
        }
    }

    pub(super) fn bye_hears(
        &mut self,
        id: CallLegId,
        tx: TransactionId,
        state: TxState,
        reason: transaction::Reason,
        msg: Option<Box<Message>>,
    ) {
        match (state, msg) {
            (TxState::ClientFinalReceived, Some(msg)) => self.bye_answered(id, tx, msg),
            (TxState::ClientSendFailure, msg) => self.leg_send_failed(id, tx, reason, msg),
            (TxState::ServerRequestReceived, Some(msg)) => self.bye_received(id, tx, msg),
            (TxState::ServerFinalSent, msg) => {
                self.drop_message(msg);
                self.tell_bye(id, tx, ByeState::ResponseSent, None);
            }
            (_, msg) => self.drop_message(msg),
        }
    }

    fn bye_answered(&mut self, id: CallLegId, tx: TransactionId, mut msg: Box<Message>) {
        self.set_role(tx, Role::Ack);
        let Ok(leg) = self.leg_mut(id) else { return self.pool.put_message(msg) };
        if leg.bye.take() != Some(tx) {
            return self.pool.put_message(msg);
        }
        if matches!(msg.status(), 401 | 407) && self.bye_again(id, tx, &mut msg) {
            return self.pool.put_message(msg);
        }
        self.leg_disconnected(id, Reason::Disconnected, Some(msg));
    }

    /// A BYE is repeated with credentials by itself, once, and where only a nonce had grown old.
    fn bye_again(&mut self, id: CallLegId, sent: TransactionId, msg: &mut Message) -> bool {
        let keeper = Keeper::CallLeg(id);
        let only_old = self.challenged(keeper, msg);
        let repeated = self.leg(id).is_ok_and(|leg| leg.bye_repeated);
        if repeated && !only_old || self.may_authenticate(keeper).is_err() {
            return false;
        }
        let Ok(mut again) = self.request_as_sent(sent) else { return false };
        let Ok(tx) = self.leg_transaction(id, Role::Bye) else {
            self.pool.put_message(again);
            return false;
        };
        let Ok(leg) = self.leg_mut(id) else { return false };
        (leg.bye, leg.bye_repeated) = (Some(tx), true);
        again_as(&mut again, next_cseq(&mut leg.dialog.local_seq));
        self.leg_send(id, tx, again);
        true
    }

    pub(super) fn bye_ended(&mut self, id: CallLegId, tx: TransactionId, reason: Reason) {
        let Ok(leg) = self.leg_mut(id) else { return };
        if leg.bye == Some(tx) {
            leg.bye = None;
            self.leg_disconnected(id, reason, None);
        }
    }

    // ---- received ----

    fn tell_bye(&mut self, id: CallLegId, transaction: TransactionId, state: ByeState, msg: Option<Box<Message>>) -> bool {
        let Some((_, part)) = self.part(transaction).filter(|(_, part)| part.told) else {
            self.drop_message(msg);
            return false;
        };
        let (app, owner, reason) = (self.leg(id).map_or(0, |leg| leg.app), part.owner, transaction::Reason::Undefined);
        self.event(Event::Bye { id, app, transaction, owner, state, reason, msg });
        true
    }

    fn bye_received(&mut self, id: CallLegId, tx: TransactionId, msg: Box<Message>) {
        if self.part(tx).is_some_and(|(_, part)| part.told) {
            self.tell_bye(id, tx, ByeState::Received, Some(msg));
            return;
        }
        if self.respond(tx, 200, b"", None).is_err() {
            self.end_transaction(tx, transaction::Reason::Undefined);
        }
        self.disconnected_by_peer(id, Some(msg));
    }

    /// The other end has hung up.
    pub(super) fn disconnected_by_peer(&mut self, id: CallLegId, msg: Option<Box<Message>>) {
        let Ok(leg) = self.leg(id) else { return self.drop_message(msg) };
        let reason = match leg.state {
            State::Disconnecting => Reason::LocalDisconnected,
            State::Disconnected | State::Terminated => return self.drop_message(msg),
            _ => Reason::RemoteDisconnected,
        };
        // What it has asked of the call meanwhile gets its answer (section 15.1.2), another BYE too.
        for tx in leg.transactions.clone() {
            let pending = |t: &transaction::Transaction| t.is_server && t.state.owes_final() && t.status < 200;
            let bye = self.part(tx).is_some_and(|(_, part)| part.role == Role::Bye);
            if self.tx(tx).is_ok_and(pending) && !self.is_of_subscription(tx) {
                let _ = self.respond(tx, if bye { 200 } else { 487 }, b"", None);
            }
        }
        let Ok(leg) = self.leg_mut(id) else { return self.drop_message(msg) };
        (leg.bye, leg.bye_due) = (None, false);
        let invite = leg.invite.filter(|_| leg.is_calling());
        match invite.filter(|tx| self.tx(*tx).is_ok_and(|t| t.state.awaits_final())) {
            Some(invite) => self.hung_up_early(id, invite, msg),
            None => self.leg_disconnected(id, reason, msg),
        }
    }

    /// Nobody may hang up who was called and has not answered (section 15); who does so all the same wants no call: the INVITE is
    /// cancelled, and the call ends with it.
    fn hung_up_early(&mut self, id: CallLegId, invite: TransactionId, msg: Option<Box<Message>>) {
        if self.leg(id).is_ok_and(|leg| leg.state == State::Cancelling) {
            return self.drop_message(msg);
        }
        let sent = self.cancel(invite).is_ok();
        if let Ok(leg) = self.leg_mut(id) {
            (leg.cancel_due, leg.end) = (!sent, Reason::RemoteDisconnected);
        }
        self.leg_enter(id, State::Cancelling, Reason::RemoteDisconnected, msg);
    }

    /// The application answers a BYE that it took.
    pub(super) fn answer_bye(
        &mut self,
        id: CallLegId,
        tx: TransactionId,
        code: u16,
        reason: &[u8],
        outbound: Option<Box<Message>>,
    ) -> Result<(), Error> {
        let ours = self.part(tx).is_some_and(|(leg, part)| leg == id && part.role == Role::Bye && part.told);
        if !ours {
            self.drop_message(outbound);
            return Err(Error::InvalidHandle);
        }
        self.respond(tx, code, reason, outbound)?;
        if (200..300).contains(&code) {
            self.disconnected_by_peer(id, None);
        }
        Ok(())
    }
}
