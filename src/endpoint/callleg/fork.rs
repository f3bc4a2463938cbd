//! Call-legs that further To tags in the responses to one INVITE make (RFC 3261 sections 12.1 and 13.2.2.4).

use super::{CallLeg, Direction, Reason, State};
use crate::endpoint::arrival::{Arrival, Next};
use crate::endpoint::dialog;
use crate::endpoint::output::{Ask, CallLegId, Error, Token, TransactionId};
use crate::endpoint::sending::Send;
use crate::endpoint::transaction::{self, Detail, Kind, Owner, State as TxState, Transaction};
use crate::endpoint::{Endpoint, TimerKey, regclient::next_cseq};
use crate::message::Message;

/// Forks of one INVITE that are ended by themselves; those beyond are let alone.
const MOST_UNWANTED: usize = 16;

impl Endpoint {
    /// The call-leg a response with this To tag is for; `None` where it is for none yet.
    pub(super) fn fork_of(&self, id: CallLegId, tag: Option<&[u8]>) -> Option<CallLegId> {
        let Some(tag) = tag else { return Some(id) };
        let leg = self.leg(id).ok()?;
        let d = &leg.dialog;
        if let Some(known) = self.dialogs.get(&dialog::key(&d.call_id, &d.local_tag, tag)) {
            return Some(*known);
        }
        // The first tag is its own; without forking so is every further one until there is a 2xx.
        let first = d.remote_tag.is_empty();
        let overwritten = !self.cfg.forking && leg.accepted.is_none();
        (first || overwritten).then_some(id)
    }

    /// A response with a To tag that no call-leg has.
    pub(super) fn forked(&mut self, id: CallLegId, tx: TransactionId, mut msg: Box<Message>) {
        let accepted = msg.status() >= 200;
        let Ok(leg) = self.leg(id) else { return self.pool.put_message(msg) };
        let made = if self.cfg.forking && leg.forking && leg.state != State::Cancelling {
            let mut fork = CallLeg::new(0, Direction::Outgoing);
            fork.dialog = leg.dialog.clone();
            fork.dialog.learn(&mut msg);
            fork.contact = leg.contact.clone();
            fork.way = super::Way { locals: leg.way.locals.clone(), outbound: leg.way.outbound.clone(), ..leg.way };
            (fork.original, fork.creating) = (Some(id), true);
            self.new_leg(fork).ok()
        } else {
            None
        };
        let Some(fork) = made else {
            if accepted {
                self.refuse_fork(id, tx, &mut msg);
            }
            return self.pool.put_message(msg);
        };
        self.enroll(fork);
        let flow = self.tx(tx).ok().and_then(|t| t.flow);
        let arrival = flow.map(|flow| Arrival { transaction: tx, msg: Some(msg), next: Next::Forked(fork), flow });
        let Some(token) = arrival.and_then(|a| self.arrivals.insert(a)) else { return self.leg_over(fork, Reason::Undefined) };
        if self.interest.callleg_forked {
            self.ask(Token::Arrival(token), Ask::CallLegForked { id: fork });
        } else {
            self.arrival_answer(token, crate::endpoint::Answer::Created { owner: 0, take: true });
        }
    }

    /// The application has said what the new call-leg is to it, and whether it wants it.
    pub(crate) fn fork_created(
        &mut self,
        fork: CallLegId,
        tx: TransactionId,
        (app, take): (usize, bool),
        mut msg: Box<Message>,
    ) {
        let Ok(leg) = self.leg_mut(fork) else { return self.pool.put_message(msg) };
        (leg.app, leg.creating) = (app, false);
        let original = leg.original;
        if leg.state == State::Terminated {
            return self.pool.put_message(msg);
        }
        if !take {
            self.forget_leg(fork);
            if let (true, Some(original)) = (msg.status() >= 200, original) {
                self.refuse_fork(original, tx, &mut msg);
            }
            return self.pool.put_message(msg);
        }
        if msg.status() >= 200 {
            return self.accepted_for(fork, tx, msg);
        }
        let timeout = self.leg(fork).ok().and_then(|leg| leg.forked_timeout).unwrap_or(self.cfg.forked_timeout);
        if timeout > 0 {
            let timer = self.wheel.set(self.now.plus(timeout.into()), TimerKey::ForkedLeg(fork));
            if let Ok(leg) = self.leg_mut(fork) {
                leg.forked_timer = Some(timer);
            }
        }
        self.provisional_for(fork, msg);
    }

    /// No 2xx came for it in time.
    pub(super) fn fork_unanswered(&mut self, id: CallLegId) {
        let Ok(leg) = self.leg_mut(id) else { return };
        leg.forked_timer = None;
        if leg.state == State::Proceeding {
            self.leg_over(id, Reason::LocalTimeOut);
        }
    }

    /// Nobody wants the call that a 2xx of another fork has made: it is acknowledged and ended at once, as every 2xx has to be (section
    /// 13.2.2.4).
    fn refuse_fork(&mut self, id: CallLegId, tx: TransactionId, msg: &mut Message) {
        let tag = dialog::to_tag(msg).unwrap_or_default();
        let Ok(leg) = self.leg(id) else { return };
        if let Some((_, ack)) = leg.unwanted.iter().find(|(unwanted, _)| *unwanted == tag) {
            // A copy: its BYE is out already.
            return self.send_again(*ack);
        }
        if leg.unwanted.len() >= MOST_UNWANTED {
            return;
        }
        let credentials = self.credentials_of(tx);
        let number = msg.cseq().map_or(0, |c| c.step as u32);
        let Ok(leg) = self.leg(id) else { return };
        let mut dialog = leg.dialog.clone();
        dialog.learn(msg);
        dialog.local_seq = number;
        let next = next_cseq(&mut dialog.local_seq);
        let way = Detail {
            outbound: leg.way.outbound.clone(),
            force_outbound: leg.way.force_outbound,
            strict: dialog.is_strict(),
            timers: leg.way.timers,
            locals: leg.way.locals.clone(),
            persistent: leg.way.persistent,
            ..Detail::default()
        };
        self.note_leg(|| "a 2xx of another fork is acknowledged and answered with BYE".to_string());
        for (method, number) in [(&b"ACK"[..], number), (b"BYE", next)] {
            let mut request = self.pool.message();
            if dialog.request(&mut request, method, number).is_none() {
                return self.pool.put_message(request);
            }
            for (name, value) in &credentials {
                request.push(*name, value);
            }
            // Counted, for the other end could make any number of forks; without room for it the 2xx comes again.
            let mut t = Transaction::new(Owner::Nobody, false);
            let mut detail = way.of_same_way();
            (detail.method, detail.call_id, detail.cseq) = (method.to_vec(), dialog.call_id.clone(), Some(number));
            t.detail = Some(Box::new(detail));
            let Ok(new) = self.new_transaction(t) else { return self.pool.put_message(request) };
            if method == b"BYE" {
                self.start_request(new, Kind::General, Send::new(request, false));
            } else {
                if let Ok(t) = self.tx_mut(new) {
                    (t.state, t.kind, t.status) = (TxState::ClientInviteAckSent, transaction::Kind::Invite, 200);
                }
                if let Ok(leg) = self.leg_mut(id) {
                    leg.unwanted.push((tag.clone(), new));
                }
                self.start_sending(new, Send::new(request, false));
            }
        }
    }

    // ---- for the application ----

    /// The call-leg whose INVITE made this one; itself for one that was not forked.
    pub fn leg_original(&self, id: CallLegId) -> Result<CallLegId, Error> {
        let original = self.leg(id)?.original.unwrap_or(id);
        self.leg(original).map(|_| original).map_err(|_| Error::NotFound)
    }
    pub fn leg_set_forking(&mut self, id: CallLegId, on: bool) -> Result<(), Error> {
        self.leg_mut(id)?.forking = on;
        Ok(())
    }
    pub fn leg_forking(&self, id: CallLegId) -> Result<bool, Error> {
        Ok(self.leg(id)?.forking)
    }
    /// Milliseconds a forked call-leg waits for its 2xx, 0 for ever. A time that runs begins anew.
    pub fn leg_set_forked_timeout(&mut self, now: crate::endpoint::Time, id: CallLegId, timeout: u32) -> Result<(), Error> {
        self.now = now.max(self.now);
        let leg = self.leg_mut(id)?;
        leg.forked_timeout = Some(timeout);
        let Some(old) = leg.forked_timer.take() else { return Ok(()) };
        self.wheel.cancel(old);
        if timeout > 0 {
            let timer = self.wheel.set(self.now.plus(timeout.into()), TimerKey::ForkedLeg(id));
            self.leg_mut(id)?.forked_timer = Some(timer);
        }
        Ok(())
    }
}
