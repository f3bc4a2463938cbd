//! What arrives inside of a dialog: which call-leg it belongs to, whether it is in order, who answers it (RFC 3261 sections 12.2.2 and
//! 14.2).

use super::{GeneralState, ReInvite, Role, State};
use crate::endpoint::Endpoint;
use crate::endpoint::arrival::{Arrival, Next};
use crate::endpoint::output::{Ask, CallLegId, Flow, ReInviteId, Token, TransactionId};
use crate::endpoint::subscription::Side;
use crate::endpoint::transaction::{self, Owner, Reason as TxReason};
use crate::message::{Message, Name, Via};

/// Seconds after which somebody whose re-INVITE came while another was not answered yet may try again, at the most (section 14.2).
const LONGEST_RETRY: u64 = 10;

impl Endpoint {
    /// A request of the other end that is new.
    pub(crate) fn request_inside(&mut self, id: CallLegId, flow: Flow, mut msg: Box<Message>, via: &Via, key: Box<[u8]>) {
        let number = msg.cseq().map_or(0, |c| c.step as u32);
        let Ok(leg) = self.leg(id) else { return self.pool.put_message(msg) };
        // A copy of one that was refused without a transaction is refused again, whatever has changed since.
        let copy = leg.dialog.remote_seq == Some(number);
        let refused = leg.refused.filter(|(last, _)| copy && *last == number).map(|(_, code)| code);
        if refused.is_none() && leg.dialog.remote_seq.is_some_and(|last| number <= last) {
            return self.answer_statelessly(flow, msg, 500, &[]);
        }
        let (state, creating, hidden) = (leg.state, leg.creating, leg.hidden);
        let asks = self.interest.callleg_transaction_created && !hidden;
        let role = match msg.method() {
            b"BYE" => Role::Bye,
            b"PRACK" => Role::Prack,
            b"NOTIFY" => match self.subscription_for(id, &mut msg, Side::Subscriber) {
                Some(subscription) => Role::Subscribe(subscription),
                None => Role::General,
            },
            b"INVITE" => Role::ReInvite(ReInviteId(crate::endpoint::Id { index: 0, generation: 0 })),
            _ => Role::General,
        };
        let of_subscription = matches!(role, Role::Subscribe(_))
            || msg.method() == b"SUBSCRIBE" && self.subscription_for(id, &mut msg, Side::Notifier).is_some();
        if matches!(state, State::Disconnected | State::Terminated) && !of_subscription {
            return self.answer_statelessly(flow, msg, 481, &[]);
        }
        if hidden && matches!(msg.method(), b"INVITE" | b"BYE" | b"PRACK" | b"UPDATE") {
            // There is no call in this dialog.
            return self.refuse_inside(id, number, flow, msg, 481, &[]);
        }
        if creating && role != Role::Bye {
            // The application has not said yet whether it wants the call-leg, and hears of nothing in it until it has.
            return self.answer_statelessly(flow, msg, 500, &[(Name::RetryAfter, b"1")]);
        }
        if let Some(missing) = self.unsupported(&msg).filter(|_| role != Role::Bye) {
            return self.refuse_inside(id, number, flow, msg, 420, &[(Name::Unsupported, &missing)]);
        }
        if let Role::ReInvite(_) = role
            && let Some((code, retry)) = self.reinvite_in_the_way(id)
        {
            let after = (retry.then(|| self.random.u64() % (LONGEST_RETRY + 1))).map(|n| n.to_string().into_bytes());
            let more: Vec<(Name, &[u8])> = after.iter().map(|n| (Name::RetryAfter, n.as_slice())).collect();
            return self.refuse_inside(id, number, flow, msg, code, &more);
        }
        if matches!(msg.method(), b"INVITE" | b"UPDATE")
            && let Some(least) = self.session_interval_too_small(&mut msg)
        {
            return self.refuse_inside(id, number, flow, msg, 422, &[(Name::MinSE, least.to_string().as_bytes())]);
        }
        if let Some(code) = refused {
            return self.answer_statelessly(flow, msg, code, &[]);
        }
        let prack_for = if role == Role::Prack { self.invite_of_prack(&mut msg) } else { None };
        if role == Role::Prack && prack_for.is_none() {
            // It acknowledges nothing that waits (RFC 3262 section 3).
            return self.answer_statelessly(flow, msg, 481, &[]);
        }
        let notifies = matches!(role, Role::Subscribe(_));
        let subscribes = self.makes_subscription(&msg);
        if msg.method() == b"NOTIFY" && !notifies && self.interest.subscription && !asks {
            // No subscription of this dialog (RFC 6665 section 4.1.3).
            return self.answer_statelessly(flow, msg, 481, &[]);
        }
        let Ok(leg) = self.leg_mut(id) else { return self.pool.put_message(msg) };
        let seq_before = leg.dialog.remote_seq.replace(number);
        let opened = self.open_server(Some(flow), &msg, via, key, None);
        let Ok(tx) = opened else {
            self.counters.refused += 1;
            if role == Role::Bye {
                // There is no room for its transaction, which is no reason to go on with the call.
                let mut copy = self.pool.message();
                (*copy).clone_from(&msg);
                self.answer_statelessly(flow, copy, 200, &[]);
                return self.disconnected_by_peer(id, Some(msg));
            }
            if let Some(invite) = prack_for {
                self.prack_answered(invite, 503);
            }
            return self.answer_statelessly(flow, msg, 503, &[(Name::RetryAfter, b"5")]);
        };
        self.join(id, tx, role);
        if let Some(d) = self.tx_mut(tx).ok().and_then(|t| t.detail.as_mut()) {
            (d.pracks, d.seq_before) = (prack_for, seq_before);
        }
        match role {
            Role::Subscribe(subscription) => self.open_notify(subscription, tx, flow, msg),
            Role::General if subscribes => match self.subscription_for(id, &mut msg, Side::Notifier) {
                Some(known) if msg.method() == b"SUBSCRIBE" => self.subscribe_refreshes(known, id, tx, flow, msg),
                _ => self.subscribe_inside(id, tx, flow, msg),
            },
            Role::ReInvite(_) => self.open_reinvite(id, tx, flow, msg),
            Role::Bye if self.interest.callleg_bye_created && !creating => self.ask_inside(id, tx, flow, msg, true),
            Role::General if asks => self.ask_inside(id, tx, flow, msg, false),
            _ => self.show_request(tx, flow, msg),
        }
    }

    /// The application drops a request that it was shown, which is as if it had never come: should it come again its number is in order.
    pub(crate) fn forget_number(&mut self, tx: TransactionId) {
        let Some((id, _)) = self.part(tx) else { return };
        let Some(d) = self.tx_mut(tx).ok().filter(|t| t.state == transaction::State::Idle).and_then(|t| t.detail.as_mut())
        else {
            return;
        };
        let (number, before) = (d.request.as_mut().and_then(|request| request.cseq()).map(|c| c.step as u32), d.seq_before);
        if let Ok(leg) = self.leg_mut(id)
            && leg.dialog.remote_seq == number
        {
            leg.dialog.remote_seq = before;
        }
    }

    /// Refuses a request in order without a transaction.
    fn refuse_inside(&mut self, id: CallLegId, number: u32, flow: Flow, msg: Box<Message>, code: u16, more: &[(Name, &[u8])]) {
        if let Ok(leg) = self.leg_mut(id) {
            (leg.dialog.remote_seq, leg.refused) = (Some(number), Some((number, code)));
        }
        self.answer_statelessly(flow, msg, code, more);
    }

    /// Why a re-INVITE cannot be taken now, and whether it may be tried again soon.
    fn reinvite_in_the_way(&self, id: CallLegId) -> Option<(u16, bool)> {
        let leg = self.leg(id).ok()?;
        let of_ours = leg.reinvite.and_then(|r| self.reinvites.get(r.0)).map(ReInvite::is_ours);
        match (leg.state, of_ours) {
            _ if leg.is_calling() => Some((491, false)),
            (State::Offering | State::Cancelled, _) => Some((500, true)),
            (State::Disconnecting | State::SendFailure, _) => Some((481, false)),
            (_, Some(true)) => Some((491, false)),
            (_, Some(false)) => Some((500, true)),
            _ => None,
        }
    }

    /// Does the application answer a request itself?
    fn ask_inside(&mut self, id: CallLegId, tx: TransactionId, flow: Flow, msg: Box<Message>, bye: bool) {
        let app = self.leg(id).map_or(0, |leg| leg.app);
        let arrival = Arrival { transaction: tx, msg: Some(msg), next: Next::Inside(id), flow };
        if let Some(token) = self.arrivals.insert(arrival) {
            if let Some(d) = self.tx_mut(tx).ok().and_then(|t| t.detail.as_mut()) {
                d.undecided = true;
            }
            self.ask(Token::Arrival(token), Ask::CallLegTransaction { id, app, transaction: tx, bye });
        }
    }

    /// The application has said whether it does.
    pub(crate) fn inside_decided(
        &mut self,
        id: CallLegId,
        tx: TransactionId,
        flow: Flow,
        msg: Box<Message>,
        (owner, take): (usize, bool),
    ) {
        let Some(d) = self.tx_mut(tx).ok().and_then(|t| t.detail.as_mut()) else { return self.pool.put_message(msg) };
        d.undecided = false;
        let (ended, part) = (d.ended, d.part.as_mut());
        let Some(part) = part else { return self.pool.put_message(msg) };
        (part.owner, part.told) = (owner, take);
        let bye = part.role == Role::Bye;
        let Some(reason) = ended else { return self.show_request(tx, flow, msg) };
        self.pool.put_message(msg);
        if !take {
            return self.release_transaction(tx);
        }
        let (app, transaction) = (self.leg(id).map_or(0, |leg| leg.app), tx);
        self.event(match bye {
            true => crate::endpoint::Event::Bye {
                id,
                app,
                transaction,
                owner,
                state: super::ByeState::Terminated,
                reason,
                msg: None,
            },
            false => crate::endpoint::Event::CallLegTransaction {
                id,
                app,
                transaction,
                owner,
                state: GeneralState::Terminated,
                reason,
                msg: None,
            },
        });
    }

    /// A request of the dialog that nobody takes is refused as one outside of it.
    pub(super) fn nobody_took_inside(&mut self, tx: TransactionId, msg: Box<Message>) {
        if let Ok(t) = self.tx_mut(tx) {
            t.owner = Owner::Nobody;
        }
        self.nobody_took(tx, msg);
    }

    /// A request arrived that names a dialog nobody knows and that no transaction of the application takes (section 12.2.2).
    pub(crate) fn is_for_unknown_dialog(&self, msg: &mut Message) -> bool {
        (self.interest.callleg || self.interest.subscription) && msg.to().is_some_and(|to| to.tag.is_some())
    }

    pub(crate) fn leave_leg(&mut self, id: CallLegId, tx: TransactionId) {
        if let Some(leg) = self.legs.get_mut(id.0) {
            leg.transactions.retain(|t| *t != tx);
        }
    }

    pub(crate) fn end_quietly(&mut self, tx: TransactionId) {
        self.set_role(tx, Role::Ack);
        self.end_transaction(tx, TxReason::Undefined);
    }

    /// The other end may have moved: requests that refresh the target say where to (section 12.2).
    pub(crate) fn refresh_target(&mut self, id: CallLegId, msg: &mut Message) {
        if let Some(target) = crate::endpoint::dialog::contact_of(msg) {
            self.set_target(id, target);
        }
    }

    /// A request that we have accepted with 2xx may have moved the other end.
    pub(super) fn refresh_target_by_request(&mut self, id: CallLegId, tx: TransactionId) {
        let accepted = self.tx(tx).is_ok_and(|t| (200..300).contains(&t.status));
        if let Some(target) = self.target_in_request(tx).filter(|_| accepted) {
            self.set_target(id, target);
        }
    }

    /// Where a request that came says the other end is, if it is one that refreshes the target (RFC 6665 sections 3.1 and 3.2 add two).
    pub(crate) fn target_in_request(&mut self, tx: TransactionId) -> Option<Vec<u8>> {
        let request = self.tx_mut(tx).ok()?.detail.as_mut()?.request.as_mut()?;
        let refreshes = matches!(request.method(), b"INVITE" | b"UPDATE" | b"SUBSCRIBE" | b"NOTIFY");
        if refreshes { crate::endpoint::dialog::contact_of(request) } else { None }
    }

    pub(crate) fn set_target(&mut self, id: CallLegId, target: Vec<u8>) {
        if let Ok(leg) = self.leg_mut(id) {
            leg.dialog.target = target;
        }
    }

    /// What the state of a transaction is called for one of a call-leg.
    pub(super) fn general_state(state: transaction::State) -> Option<GeneralState> {
        use transaction::State as S;
        Some(match state {
            S::ServerRequestReceived => GeneralState::Received,
            S::ServerFinalSent => GeneralState::ResponseSent,
            S::ClientRequestSent => GeneralState::Sent,
            S::ClientProceeding => GeneralState::Proceeding,
            S::ClientFinalReceived => GeneralState::FinalReceived,
            S::ClientSendFailure => GeneralState::SendFailure,
            _ => return None,
        })
    }
}
