//! PRACK inside of a call-leg (RFC 3262): sent for the reliable provisional responses that come, answered for those that were sent.

use super::{PrackState, Reason, Role};
use crate::endpoint::Endpoint;
use crate::endpoint::connections::Keeper;
use crate::endpoint::output::{CallLegId, Error, Event, TransactionId};
use crate::endpoint::transaction::{self, State as TxState};
use crate::message::{Message, Name, Value};

/// How far the acknowledging of provisional responses is.
pub(crate) struct Prack {
    state: PrackState,
    /// CSeq number of the INVITE, and RSeq of the last response.
    invite: u32,
    number: u32,
    /// Who sent that: each server has numbers of its own, also where their responses are taken as those of one.
    tag: Vec<u8>,
    /// The PRACK that was sent last, or that waits for the application's answer.
    transaction: Option<TransactionId>,
}

/// The number of a reliable response.
fn number_of(msg: &mut Message) -> Option<u32> {
    let at = msg.find(Name::RSeq, 0)?;
    match msg.legal(at)? {
        Value::RSeq(rseq) => rseq.response,
        _ => None,
    }
}

impl Endpoint {
    fn tell_prack(&mut self, id: CallLegId, state: PrackState, reason: Reason, code: Option<u16>, msg: Option<Box<Message>>) {
        let Ok(leg) = self.leg_mut(id) else { return self.drop_message(msg) };
        if let Some(prack) = leg.prack.as_mut() {
            prack.state = state;
        }
        let app = leg.app;
        self.event(Event::Prack { id, app, state, reason, code, msg });
    }

    // ---- ours ----

    /// Acknowledges a provisional response that wants it. `None` for a copy, and for one that came before its time: they are as if they
    /// had not come (section 4).
    pub(super) fn reliable_came(&mut self, id: CallLegId, mut msg: Box<Message>) -> Option<Box<Message>> {
        if !self.cfg.reliable_provisional || msg.status() <= 100 || !self.wants_reliable(&msg) {
            return Some(msg);
        }
        let (Some(number), Some(invite)) = (number_of(&mut msg), msg.cseq().map(|c| c.step as u32)) else { return Some(msg) };
        let leg = self.leg_mut(id).ok()?;
        if leg.dialog.remote_tag.is_empty() {
            return Some(msg);
        }
        let tag = leg.dialog.remote_tag.clone();
        let same = |last: &&Prack| last.invite == invite && last.tag == tag && number != last.number.wrapping_add(1);
        if let Some(last) = leg.prack.as_ref().filter(same) {
            // There may be room for the PRACK now.
            let due = last.number == number && last.state == PrackState::ReliableReceived && !self.cfg.manual_prack;
            self.counters.retransmissions_absorbed += 1;
            self.pool.put_message(msg);
            if due {
                let _ = self.send_prack(id, None);
            }
            return None;
        }
        leg.prack = Some(Prack { state: PrackState::ReliableReceived, invite, number, tag, transaction: None });
        let mut copy = self.pool.message();
        (*copy).clone_from(&msg);
        self.tell_prack(id, PrackState::ReliableReceived, Reason::RemoteProvisional, None, Some(copy));
        if !self.cfg.manual_prack {
            // Without room for it the response comes again.
            let _ = self.send_prack(id, None);
        }
        Some(msg)
    }

    pub(super) fn prack_by_hand(&mut self, id: CallLegId, outbound: Option<&Message>) -> Result<(), Error> {
        let waits = self.leg(id)?.prack.as_ref().is_some_and(|p| p.state == PrackState::ReliableReceived);
        if waits { self.send_prack(id, outbound) } else { Err(Error::IllegalAction) }
    }

    fn send_prack(&mut self, id: CallLegId, outbound: Option<&Message>) -> Result<(), Error> {
        let Some(prack) = &self.leg(id)?.prack else { return Err(Error::IllegalAction) };
        let value = format!("{} {} INVITE", prack.number, prack.invite);
        let tx = self.leg_transaction(id, Role::Prack)?;
        let mut msg = match self.leg_request(id, b"PRACK", outbound) {
            Ok(msg) => msg,
            Err(e) => {
                self.end_quietly(tx);
                return Err(e);
            }
        };
        msg.remove_all(Name::RAck);
        msg.push(Name::RAck, value.as_bytes());
        if let Some(prack) = self.leg_mut(id)?.prack.as_mut() {
            prack.transaction = Some(tx);
        }
        self.tell_prack(id, PrackState::PrackSent, Reason::Undefined, None, None);
        self.leg_send(id, tx, msg);
        Ok(())
    }

    // ---- theirs ----

    pub(super) fn prack_hears(&mut self, id: CallLegId, tx: TransactionId, state: TxState, msg: Option<Box<Message>>) {
        match (state, msg) {
            (TxState::ClientFinalReceived, Some(mut msg)) => {
                let code = msg.status();
                match code {
                    200..=299 => self.credentials_accepted(Keeper::CallLeg(id), &mut msg),
                    401 | 407 if self.prack_again(id, tx, &mut msg) => return self.pool.put_message(msg),
                    _ => {}
                }
                let reason = if code < 300 { Reason::Undefined } else { Reason::of_status(code) };
                self.prack_over(id, tx, PrackState::FinalReceived, reason, Some(code), Some(msg));
            }
            (TxState::ClientSendFailure, msg) => {
                // The application has no call that would go on with it.
                self.drop_message(msg);
                self.end_transaction(tx, transaction::Reason::NetworkError);
            }
            (TxState::ServerRequestReceived, Some(msg)) => {
                let Ok(leg) = self.leg_mut(id) else { return self.pool.put_message(msg) };
                let (state, tag) = (PrackState::PrackReceived, Vec::new());
                leg.prack = Some(Prack { state, invite: 0, number: 0, tag, transaction: Some(tx) });
                self.tell_prack(id, PrackState::PrackReceived, Reason::Undefined, None, Some(msg));
                if !self.cfg.manual_prack && self.respond(tx, 200, b"", None).is_err() {
                    self.end_transaction(tx, transaction::Reason::Undefined);
                }
            }
            (TxState::ServerFinalSent, msg) => {
                self.drop_message(msg);
                let code = self.tx(tx).map_or(0, |t| t.status);
                self.prack_over(id, tx, PrackState::FinalSent, Reason::Undefined, Some(code), None);
            }
            (_, msg) => self.drop_message(msg),
        }
    }

    /// A PRACK is repeated with credentials by itself, once, and where only a nonce had grown old: the response it acknowledges is
    /// acknowledged by nothing else.
    fn prack_again(&mut self, id: CallLegId, sent: TransactionId, msg: &mut Message) -> bool {
        // The INVITE has its final response: nobody waits for the PRACK any more.
        if self.leg(id).is_ok_and(|leg| leg.prack.is_none()) {
            return false;
        }
        let keeper = Keeper::CallLeg(id);
        let only_old = self.challenged(keeper, msg);
        let repeats = self.part(sent).is_some_and(|(_, part)| part.repeats);
        if repeats && !only_old || self.may_authenticate(keeper).is_err() {
            return false;
        }
        let Some((tx, again)) = self.leg_request_again(id, sent, Role::Prack) else { return false };
        if let Some(part) = self.tx_mut(tx).ok().and_then(|t| t.detail.as_mut()).and_then(|d| d.part.as_mut()) {
            part.repeats = true;
        }
        if let Some(prack) = self.leg_mut(id).ok().and_then(|leg| leg.prack.as_mut()).filter(|p| p.transaction == Some(sent)) {
            prack.transaction = Some(tx);
        }
        self.leg_send(id, tx, again);
        true
    }

    /// The application has no user for the realm of a challenge.
    pub(super) fn prack_without_credentials(&mut self, id: CallLegId, tx: TransactionId) {
        self.prack_over(id, tx, PrackState::FinalReceived, Reason::AuthNeeded, None, None);
    }

    /// The application answers a PRACK.
    pub(super) fn answer_prack(&mut self, id: CallLegId, code: u16, outbound: Option<Box<Message>>) -> Result<(), Error> {
        let waiting = self.leg(id)?.prack.as_ref().filter(|p| p.state == PrackState::PrackReceived).and_then(|p| p.transaction);
        match waiting {
            Some(tx) => self.respond(tx, code, b"", outbound),
            None => {
                self.drop_message(outbound);
                Err(Error::IllegalAction)
            }
        }
    }

    fn prack_over(
        &mut self,
        id: CallLegId,
        tx: TransactionId,
        state: PrackState,
        reason: Reason,
        code: Option<u16>,
        msg: Option<Box<Message>>,
    ) {
        let current = self.leg(id).is_ok_and(|leg| leg.prack.as_ref().is_some_and(|p| p.transaction == Some(tx)));
        if !current {
            return self.drop_message(msg);
        }
        self.tell_prack(id, state, reason, code, msg);
    }

    /// The PRACK got no answer.
    pub(super) fn prack_ended(&mut self, id: CallLegId, tx: TransactionId) {
        let sent = |p: &Prack| p.transaction == Some(tx) && p.state == PrackState::PrackSent;
        if self.leg(id).is_ok_and(|leg| leg.prack.as_ref().is_some_and(sent)) {
            self.tell_prack(id, PrackState::FinalReceived, Reason::LocalTimeOut, Some(408), None);
        }
    }

    pub(super) fn prack_state_of(&self, id: CallLegId) -> Option<PrackState> {
        self.leg(id).ok()?.prack.as_ref().map(|p| p.state)
    }
}
