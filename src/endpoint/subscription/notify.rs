//! NOTIFY, received by a subscriber and sent by a notifier (RFC 6665 sections 4.1.3 and 4.2.2).

use super::fields::EXPIRES_LIMIT;
use super::subscriber::reason_of;
use super::{NotifyReason, NotifyStatus, Reason, State, Substate, refer};
use crate::endpoint::Endpoint;
use crate::endpoint::arrival::{Arrival, Next};
use crate::endpoint::callleg::Role;
use crate::endpoint::connections::Keeper;
use crate::endpoint::output::{Ask, CallLegId, Error, Event, Flow, NotifyId, SubscriptionId, Token, TransactionId};
use crate::endpoint::transaction::{self, State as TxState, add_outbound};
use crate::message::{Message, Name, Value};

/// One NOTIFY.
pub(crate) struct Notify {
    subscription: SubscriptionId,
    owner: usize,
    status: NotifyStatus,
    ours: bool,
    transaction: Option<TransactionId>,
    failed: Option<TransactionId>,
    substate: Option<Substate>,
    /// Value of Subscription-State.
    state: Vec<u8>,
    /// Seconds that it says the subscription lasts.
    expires: Option<u32>,
    /// Status code in the body of one about a REFER.
    code: Option<u16>,
    detached: bool,
}

/// The substate a NOTIFY tells, and the seconds.
fn state_of(msg: &mut Message) -> Option<(Substate, Option<u32>)> {
    let at = msg.find(Name::SubscriptionState, 0)?;
    let Some(Value::SubscriptionState(state)) = msg.legal(at) else { return None };
    let text = msg.text(state.substate);
    let substate = match () {
        () if text.eq_ignore_ascii_case(b"active") => Substate::Active,
        () if text.eq_ignore_ascii_case(b"pending") => Substate::Pending,
        () if text.eq_ignore_ascii_case(b"terminated") => Substate::Terminated,
        () => Substate::Other,
    };
    Some((substate, seconds_in(state.expires)))
}

/// A number of seconds that is there, as far as there may be so many.
fn seconds_in(number: i64) -> Option<u32> {
    u32::try_from(number).ok().map(|n| n.min(EXPIRES_LIMIT - 1))
}

fn notify_reason(why: transaction::Reason) -> NotifyReason {
    match why {
        transaction::Reason::TimeOut => NotifyReason::TimeOut,
        transaction::Reason::ServiceUnavailable => NotifyReason::ServiceUnavailable,
        transaction::Reason::NetworkError => NotifyReason::NetworkError,
        transaction::Reason::Undefined => NotifyReason::Undefined,
    }
}

impl Endpoint {
    fn notify(&self, id: SubscriptionId, notify: NotifyId) -> Result<&Notify, Error> {
        self.notifies.get(notify.0).filter(|n| n.subscription == id).ok_or(Error::InvalidHandle)
    }

    /// The subscription of a notification.
    pub fn subscription_of(&self, notify: NotifyId) -> Result<SubscriptionId, Error> {
        self.notifies.get(notify.0).map(|n| n.subscription).ok_or(Error::InvalidHandle)
    }

    /// The notification a transaction carries, and the application's value for it.
    pub(crate) fn notify_owner(&self, notify: NotifyId) -> usize {
        self.notifies.get(notify.0).map_or(0, |n| n.owner)
    }

    fn notify_enter(&mut self, notify: NotifyId, status: NotifyStatus, reason: NotifyReason, msg: Option<Box<Message>>) {
        let Some(n) = self.notifies.get_mut(notify.0) else { return self.drop_message(msg) };
        if n.status == NotifyStatus::Terminated {
            return self.drop_message(msg);
        }
        n.status = status;
        let (id, owner, detached) = (n.subscription, n.owner, n.detached);
        let app = self.subscription(id).map_or(0, |s| s.app);
        let told = !detached && !self.subscription(id).is_ok_and(|s| s.detached);
        if !told && status != NotifyStatus::Terminated {
            return self.drop_message(msg);
        }
        self.event(Event::Notify { id, app, notify, owner: told.then_some(owner), status, reason, msg });
    }

    /// It is over: its name dies when the application has heard of it.
    pub(super) fn end_notify(&mut self, notify: NotifyId, reason: NotifyReason) {
        let Some(n) = self.notifies.get_mut(notify.0) else { return };
        if n.status == NotifyStatus::Terminated {
            return;
        }
        let id = n.subscription;
        let transactions = [n.transaction.take(), n.failed.take()];
        if let Ok(s) = self.subscription_mut(id) {
            s.notifies.retain(|other| *other != notify);
        }
        if let Ok(leg) = self.subscription(id).map(|s| s.leg) {
            for tx in transactions.into_iter().flatten() {
                self.give_up_transaction(leg, tx);
            }
        }
        self.notify_enter(notify, NotifyStatus::Terminated, reason, None);
    }

    pub(crate) fn release_notify(&mut self, notify: NotifyId) {
        self.notifies.remove(notify.0);
    }

    pub(super) fn terminate_notify(&mut self, id: SubscriptionId, notify: NotifyId) -> Result<(), Error> {
        if self.notify(id, notify)?.status == NotifyStatus::Terminated {
            return Err(Error::IllegalAction);
        }
        self.end_notify(notify, NotifyReason::Undefined);
        Ok(())
    }

    fn new_notify(&mut self, id: SubscriptionId, owner: usize, ours: bool) -> Result<NotifyId, Error> {
        let notify = Notify {
            subscription: id,
            owner,
            status: NotifyStatus::Idle,
            ours,
            transaction: None,
            failed: None,
            substate: None,
            state: Vec::new(),
            expires: None,
            code: None,
            detached: false,
        };
        let new = self.notifies.insert(notify).map(NotifyId).ok_or(Error::OutOfResources)?;
        self.subscription_mut(id)?.notifies.push(new);
        Ok(new)
    }

    // ---- sent ----

    /// A notification to be filled and sent.
    pub fn create_notify(&mut self, id: SubscriptionId, owner: usize) -> Result<NotifyId, Error> {
        let s = self.subscription(id)?;
        if !s.may_notify() {
            return Err(Error::IllegalAction);
        }
        // What an application makes and never sends is bounded as all transactions are.
        if s.notifies.len() >= self.cfg.max_transactions {
            return Err(Error::OutOfResources);
        }
        self.new_notify(id, owner, true)
    }

    fn unsent_notify(&mut self, notify: NotifyId) -> Result<&mut Notify, Error> {
        let n = self.notifies.get_mut(notify.0).ok_or(Error::InvalidHandle)?;
        if n.ours && n.status == NotifyStatus::Idle { Ok(n) } else { Err(Error::IllegalAction) }
    }

    /// The Subscription-State of a NOTIFY; `value` is its text, of which the substate is a part.
    pub fn notify_set_state(&mut self, notify: NotifyId, substate: Substate, value: &[u8]) -> Result<(), Error> {
        transaction::one_line(value)?;
        let n = self.unsent_notify(notify)?;
        (n.substate, n.state) = (Some(substate), value.to_vec());
        Ok(())
    }

    /// Makes the body that tells how the request referred to fares (RFC 3515 section 2.4.5).
    pub fn notify_set_refer_code(&mut self, notify: NotifyId, code: u16) -> Result<(), Error> {
        if !(100..=699).contains(&code) {
            return Err(Error::BadParam);
        }
        self.unsent_notify(notify)?.code = Some(code);
        Ok(())
    }

    pub(super) fn send_notify(
        &mut self,
        id: SubscriptionId,
        notify: NotifyId,
        outbound: Option<&Message>,
    ) -> Result<(), Error> {
        let n = self.notify(id, notify)?;
        if !n.ours || n.status != NotifyStatus::Idle {
            return Err(Error::IllegalAction);
        }
        let own = outbound.is_some_and(|m| m.find(Name::SubscriptionState, 0).is_some());
        if n.state.is_empty() && !own {
            // Every NOTIFY has one (section 4.2.2).
            return Err(Error::IllegalAction);
        }
        let s = self.subscription(id)?;
        if !s.may_notify() {
            // It was made before a SUBSCRIBE came, which is answered first.
            return Err(Error::IllegalAction);
        }
        let (leg, event) = (s.leg, s.event.clone());
        let tx = self.leg_transaction(leg, Role::Notify(notify))?;
        let mut msg = match self.leg_request(leg, b"NOTIFY", outbound) {
            Ok(msg) => msg,
            Err(e) => {
                self.end_quietly(tx);
                return Err(e);
            }
        };
        msg.remove_all(Name::Event);
        msg.push(Name::Event, &event);
        let n = self.notify(id, notify)?;
        if !own {
            msg.push(Name::SubscriptionState, &n.state);
        }
        if let Some(code) = n.code.filter(|_| msg.body().is_empty()) {
            msg.remove_all(Name::ContentType);
            msg.push(Name::ContentType, b"message/sipfrag;version=2.0");
            msg.set_body(&refer::fragment(code));
        }
        let substate = n.substate.or_else(|| state_of(&mut msg).map(|(substate, _)| substate)).unwrap_or(Substate::Other);
        if let Some(n) = self.notifies.get_mut(notify.0) {
            (n.transaction, n.substate) = (Some(tx), Some(substate));
        }
        self.notify_enter(notify, NotifyStatus::Sent, NotifyReason::Undefined, None);
        self.notify_goes_out(id, substate);
        self.leg_send(leg, tx, msg);
        Ok(())
    }

    // ---- received ----

    /// A NOTIFY of a subscription.
    pub(crate) fn open_notify(&mut self, id: SubscriptionId, tx: TransactionId, flow: Flow, mut msg: Box<Message>) {
        let Ok(leg) = self.subscription(id).map(|s| s.leg) else { return self.pool.put_message(msg) };
        let Some((substate, expires)) = state_of(&mut msg) else {
            // It says nothing of the subscription (section 8.2.3).
            self.leave_to_itself(leg, tx);
            return self.refuse_offer(tx, 400, &[], msg);
        };
        self.learn_from_notify(id, &mut msg);
        let Ok(notify) = self.new_notify(id, 0, false) else {
            self.leave_to_itself(leg, tx);
            return self.refuse_offer(tx, 503, &[], msg);
        };
        let code = refer::code_of(msg.body());
        if let Some(n) = self.notifies.get_mut(notify.0) {
            (n.transaction, n.substate, n.expires, n.code) = (Some(tx), Some(substate), expires, code);
        }
        self.set_role(tx, Role::Notify(notify));
        if !self.interest.notify_created {
            return self.show_request(tx, flow, msg);
        }
        let app = self.subscription(id).map_or(0, |s| s.app);
        let arrival = Arrival { transaction: tx, msg: Some(msg), next: Next::Notify(notify), flow };
        if let Some(token) = self.arrivals.insert(arrival) {
            self.ask(Token::Arrival(token), Ask::NotifyCreated { id, app, notify });
        }
    }

    /// The application has said what a notification is to it.
    pub(crate) fn notify_created(&mut self, notify: NotifyId, owner: usize, tx: TransactionId, flow: Flow, msg: Box<Message>) {
        let Some(n) = self.notifies.get_mut(notify.0) else { return self.pool.put_message(msg) };
        n.owner = owner;
        if n.status == NotifyStatus::Terminated || self.tx(tx).is_err() {
            return self.pool.put_message(msg);
        }
        self.show_request(tx, flow, msg);
    }

    pub(super) fn answer_notify(
        &mut self,
        id: SubscriptionId,
        notify: NotifyId,
        code: u16,
        reason: &[u8],
        outbound: Option<Box<Message>>,
    ) -> Result<(), Error> {
        let waiting = self.notify(id, notify).map(|n| (n.transaction, n.status));
        match waiting {
            Ok((Some(tx), NotifyStatus::Received)) => self.respond(tx, code, reason, outbound),
            Ok(_) => {
                self.drop_message(outbound);
                Err(Error::IllegalAction)
            }
            Err(e) => {
                self.drop_message(outbound);
                Err(e)
            }
        }
    }

    // ---- both ----

    /// The transaction of a NOTIFY has a new state.
    pub(crate) fn notify_hears(
        &mut self,
        leg: CallLegId,
        notify: NotifyId,
        tx: TransactionId,
        state: TxState,
        reason: transaction::Reason,
        msg: Option<Box<Message>>,
    ) {
        match (state, msg) {
            (TxState::ServerRequestReceived, Some(msg)) => {
                self.notify_enter(notify, NotifyStatus::Received, NotifyReason::Undefined, Some(msg));
                if !self.interest.notify
                    && let Ok(tx) = self.notifies.get(notify.0).and_then(|n| n.transaction).ok_or(())
                {
                    // Nobody is there to answer it.
                    let _ = self.respond(tx, 200, b"", None);
                }
            }
            (TxState::ServerFinalSent, msg) => {
                self.drop_message(msg);
                self.notify_response_out(notify, tx);
            }
            (TxState::ClientFinalReceived, Some(msg)) => self.notify_final(leg, notify, tx, msg),
            (TxState::ClientSendFailure, msg) => {
                if let Some(n) = self.notifies.get_mut(notify.0) {
                    (n.failed, n.transaction) = (Some(tx), None);
                }
                self.notify_enter(notify, NotifyStatus::SendFailure, notify_reason(reason), msg);
            }
            (_, msg) => self.drop_message(msg),
        }
    }

    fn notify_response_out(&mut self, notify: NotifyId, tx: TransactionId) {
        let Some(n) = self.notifies.get_mut(notify.0) else { return };
        n.transaction = None;
        let (id, substate, expires) = (n.subscription, n.substate, n.expires);
        let code = self.tx(tx).map_or(0, |t| t.status);
        if let (200..=299, Ok(leg)) = (code, self.subscription(id).map(|s| s.leg)) {
            let first = self.makes_its_dialog(id);
            self.learn_from_accepted(leg, tx, first);
        }
        self.notify_enter(notify, NotifyStatus::ResponseSent, NotifyReason::Undefined, None);
        self.end_notify(notify, NotifyReason::Undefined);
        if let Ok(leg) = self.subscription(id).map(|s| s.leg) {
            self.leave_to_itself(leg, tx);
        }
        // Only one that was accepted counts.
        if let (200..=299, Some(substate)) = (code, substate) {
            self.notify_accepted(id, substate, expires);
        }
    }

    /// Is the NOTIFY that is accepted the first one of a subscription that made its dialog?
    fn makes_its_dialog(&self, id: SubscriptionId) -> bool {
        let Ok(s) = self.subscription(id) else { return false };
        let first = s.state == State::Received2xx || s.state == State::Pending && s.silence.is_some();
        first && !s.guest && self.leg(s.leg).is_ok_and(|leg| leg.is_alone(id))
    }

    fn notify_final(&mut self, leg: CallLegId, notify: NotifyId, tx: TransactionId, mut msg: Box<Message>) {
        let Some(n) = self.notifies.get_mut(notify.0) else { return self.pool.put_message(msg) };
        n.transaction = None;
        let (id, substate) = (n.subscription, n.substate.unwrap_or(Substate::Other));
        self.set_role(tx, Role::Ack);
        let code = msg.status();
        let status = match code {
            200..=299 => {
                self.credentials_accepted(Keeper::CallLeg(leg), &mut msg);
                self.keep_leg_connection(leg, tx);
                self.refresh_target(leg, &mut msg);
                NotifyStatus::Accepted
            }
            300..=399 => NotifyStatus::Redirected,
            401 | 407 => {
                self.challenged(Keeper::CallLeg(leg), &mut msg);
                NotifyStatus::Unauthenticated
            }
            _ => NotifyStatus::Rejected,
        };
        self.notify_enter(notify, status, NotifyReason::Undefined, Some(msg));
        self.end_notify(notify, NotifyReason::Undefined);
        self.notify_was_answered(id, code, substate);
    }

    /// The transaction of a NOTIFY ended without an answer.
    pub(crate) fn notify_ended(&mut self, notify: NotifyId, tx: TransactionId, why: transaction::Reason) {
        let Some(n) = self.notifies.get_mut(notify.0).filter(|n| n.transaction == Some(tx)) else { return };
        n.transaction = None;
        let (id, ours) = (n.subscription, n.ours);
        self.end_notify(notify, notify_reason(why));
        // Nobody is there to be notified (section 4.2.2).
        if ours && why != transaction::Reason::Undefined {
            self.end_subscription(id, reason_of(why), None);
        }
    }

    // ---- failover by the application ----

    fn failed_of(&self, id: SubscriptionId, notify: Option<NotifyId>) -> Result<TransactionId, Error> {
        let failed = match notify {
            Some(notify) => self.notify(id, notify)?.failed,
            None => self.subscription(id)?.failed,
        };
        failed.ok_or(Error::IllegalAction)
    }

    /// The transaction whose DNS list the application reads and edits.
    pub fn subscription_failed_transaction(
        &self,
        id: SubscriptionId,
        notify: Option<NotifyId>,
    ) -> Result<TransactionId, Error> {
        self.failed_of(id, notify)
    }

    pub(super) fn subscription_dns_continue(&mut self, id: SubscriptionId, notify: Option<NotifyId>) -> Result<(), Error> {
        let failed = self.failed_of(id, notify)?;
        let leg = self.subscription(id)?.leg;
        let role = notify.map_or(Role::Subscribe(id), Role::Notify);
        let new = self.transaction_dns_continue_for(self.now, failed, |core, new| {
            core.set_role(failed, Role::Ack);
            core.join(leg, new, role);
        })?;
        match notify.map(|n| self.notifies.get_mut(n.0)) {
            Some(Some(n)) => n.failed = Some(new),
            _ => self.subscription_mut(id)?.failed = Some(new),
        }
        Ok(())
    }

    pub(super) fn subscription_dns_resend(
        &mut self,
        id: SubscriptionId,
        notify: Option<NotifyId>,
        outbound: Option<&Message>,
    ) -> Result<(), Error> {
        let held = self.failed_of(id, notify)?;
        let msg = self.tx_mut(held)?.detail.as_mut().and_then(|d| d.held.as_mut()).ok_or(Error::IllegalAction)?;
        let unsubscribes = msg.seconds_of(Name::Expires) == Some(0);
        if let Some(extra) = outbound {
            add_outbound(msg, extra);
        }
        match notify {
            Some(notify) => {
                if let Some(n) = self.notifies.get_mut(notify.0) {
                    (n.failed, n.transaction) = (None, Some(held));
                }
                self.notify_enter(notify, NotifyStatus::Sent, NotifyReason::Undefined, None);
            }
            None => {
                let s = self.subscription_mut(id)?;
                (s.failed, s.transaction) = (None, Some(held));
                let state = match s.outlook {
                    first @ (State::Sent | State::NotifyBefore2xx) => first,
                    _ if unsubscribes => State::Unsubscribing,
                    _ => State::Refreshing,
                };
                self.subscription_enter(id, state, Reason::Undefined, None);
            }
        }
        self.send_held(held)
    }

    pub(super) fn subscription_dns_give_up(&mut self, id: SubscriptionId, notify: Option<NotifyId>) -> Result<(), Error> {
        let failed = self.failed_of(id, notify)?;
        if let Some(notify) = notify {
            self.end_notify(notify, NotifyReason::GiveUp);
            return Ok(());
        }
        let s = self.subscription_mut(id)?;
        s.failed = None;
        let back = match s.outlook {
            State::Sent | State::NotifyBefore2xx => None,
            State::Refreshing => Some(State::Active),
            other => Some(other),
        };
        self.end_quietly(failed);
        match back {
            None => self.end_subscription(id, Reason::GiveUp, None),
            Some(state) => self.subscription_enter(id, state, Reason::GiveUp, None),
        }
        Ok(())
    }

    // ---- for the application ----

    pub fn notify_status(&self, notify: NotifyId) -> Result<NotifyStatus, Error> {
        self.notifies.get(notify.0).map(|n| n.status).ok_or(Error::InvalidHandle)
    }
    /// The transaction of a NOTIFY that is under way.
    pub fn notify_transaction(&self, notify: NotifyId) -> Result<TransactionId, Error> {
        let n = self.notifies.get(notify.0).ok_or(Error::InvalidHandle)?;
        n.transaction.or(n.failed).ok_or(Error::NotFound)
    }
    pub fn notify_substate(&self, notify: NotifyId) -> Result<Substate, Error> {
        self.notifies.get(notify.0).ok_or(Error::InvalidHandle)?.substate.ok_or(Error::NotFound)
    }
    /// Status code in the body of a NOTIFY about a REFER.
    pub fn notify_refer_code(&self, notify: NotifyId) -> Result<u16, Error> {
        self.notifies.get(notify.0).ok_or(Error::InvalidHandle)?.code.ok_or(Error::NotFound)
    }
    /// May the outbound message be filled now?
    pub fn notify_takes_outbound(&self, notify: NotifyId) -> Result<(), Error> {
        match self.notify_status(notify)? {
            NotifyStatus::Idle | NotifyStatus::Received | NotifyStatus::SendFailure => Ok(()),
            _ => Err(Error::IllegalAction),
        }
    }
    pub fn detach_notify(&mut self, notify: NotifyId) -> Result<(), Error> {
        self.notifies.get_mut(notify.0).ok_or(Error::InvalidHandle)?.detached = true;
        Ok(())
    }
}
