//! The end that notifies (RFC 6665 section 4.2).

use super::fields::EXPIRES_LIMIT;
use super::refer::Refer;
use super::{Reason, Side, State, Subscription, USUAL_EXPIRES, event_of};
use crate::endpoint::Endpoint;
use crate::endpoint::arrival::{Arrival, Next};
use crate::endpoint::callleg::{Direction, Role};
use crate::endpoint::dialog::{self, Dialog};
use crate::endpoint::output::{Ask, CallLegId, Error, Flow, SubscriptionId, Token, TransactionId};
use crate::message::{Message, Name};

/// The seconds that a SUBSCRIBE asks for, as far as there may be so many.
fn asked_for(msg: &mut Message) -> u32 {
    msg.seconds_of(Name::Expires).unwrap_or(USUAL_EXPIRES).min(EXPIRES_LIMIT - 1)
}

impl Endpoint {
    /// Does a request make a subscription, or change one?
    pub(crate) fn makes_subscription(&self, msg: &Message) -> bool {
        self.interest.subscription && matches!(msg.method(), b"SUBSCRIBE" | b"REFER")
    }

    /// A SUBSCRIBE or REFER outside of dialogs.
    pub(crate) fn open_subscription(&mut self, tx: TransactionId, flow: Flow, mut msg: Box<Message>) {
        if let Some(missing) = self.unsupported(&msg) {
            return self.refuse_offer(tx, 420, &[(Name::Unsupported, &missing)], msg);
        }
        if let Some((code, more)) = self.why_not_subscribed(&mut msg) {
            return self.refuse_offer(tx, code, more, msg);
        }
        let to_tag = self.tx(tx).ok().and_then(|t| t.detail.as_ref()).map(|d| d.to_tag.clone()).unwrap_or_default();
        let made = Dialog::of_request(&mut msg, &to_tag).and_then(|mut dialog| {
            if dialog.target.is_empty() {
                dialog.target = dialog::uri_of(&dialog.remote)?;
            }
            let leg = self.hidden_leg(dialog, Direction::Incoming).ok()?;
            self.leg_answers_at(leg, &msg.request_uri_text());
            Some(leg)
        });
        let Some(leg) = made else { return self.refuse_offer(tx, 503, &[(Name::RetryAfter, b"5")], msg) };
        self.enroll(leg);
        self.new_notifier(leg, tx, flow, msg);
    }

    /// How a request is refused that can make no subscription.
    fn why_not_subscribed(&mut self, msg: &mut Message) -> Option<(u16, &'static [(Name, &'static [u8])])> {
        if msg.method() == b"REFER" {
            // Exactly one Refer-To (RFC 3515 section 2.4.2).
            let at = msg.find(Name::ReferTo, 0);
            let fits = at.is_some_and(|at| msg.legal(at).is_some() && msg.find(Name::ReferTo, at + 1).is_none());
            if !fits {
                return Some((400, &[]));
            }
        } else if event_of(msg).is_none() {
            // RFC 6665 section 8.3.2
            return Some((489, &[]));
        }
        if self.room_for_subscription().is_err() {
            self.counters.refused += 1;
            return Some((503, &[(Name::RetryAfter, b"5")]));
        }
        None
    }

    /// A SUBSCRIBE or REFER inside of a dialog that changes no subscription of it: it makes another one.
    pub(crate) fn subscribe_inside(&mut self, leg: CallLegId, tx: TransactionId, flow: Flow, mut msg: Box<Message>) {
        match self.why_not_subscribed(&mut msg) {
            Some((code, more)) => {
                self.leave_to_itself(leg, tx);
                self.refuse_offer(tx, code, more, msg);
            }
            None => self.new_notifier(leg, tx, flow, msg),
        }
    }

    fn new_notifier(&mut self, leg: CallLegId, tx: TransactionId, flow: Flow, mut msg: Box<Message>) {
        let mut s = Subscription::new(0, Side::Notifier, leg);
        (s.creating, s.transaction) = (true, Some(tx));
        if msg.method() == b"REFER" {
            let refer = Refer::of_request(&mut msg);
            s.event = match &refer {
                Some(refer) if self.leg_was_referred(leg) => format!("refer;id={}", refer.number).into_bytes(),
                _ => b"refer".to_vec(),
            };
            s.refer = refer.map(Box::new);
        } else {
            s.event = msg.find(Name::Event, 0).map(|at| msg.value_text(at)).unwrap_or_default();
            s.requested = Some(asked_for(&mut msg));
        }
        let Ok(id) = self.new_subscription(s) else {
            self.leave_to_itself(leg, tx);
            return self.refuse_offer(tx, 503, &[(Name::RetryAfter, b"5")], msg);
        };
        self.join(leg, tx, Role::Subscribe(id));
        let arrival = Arrival { transaction: tx, msg: Some(msg), next: Next::Subscription(id), flow };
        let Some(token) = self.arrivals.insert(arrival) else { return self.end_subscription(id, Reason::Undefined, None) };
        if self.interest.subscription_created {
            self.ask(Token::Arrival(token), Ask::SubscriptionCreated { id });
        } else {
            self.arrival_answer(token, crate::endpoint::Answer::Created { owner: 0, take: true });
        }
    }

    /// The application has said what a new subscription is to it.
    pub(crate) fn subscription_created(
        &mut self,
        id: SubscriptionId,
        app: usize,
        tx: TransactionId,
        flow: Flow,
        msg: Box<Message>,
    ) {
        let Ok(s) = self.subscription_mut(id) else { return self.pool.put_message(msg) };
        (s.app, s.creating) = (app, false);
        if s.state == State::Terminated {
            return self.pool.put_message(msg);
        }
        let (leg, refusal) = (s.leg, s.refusal);
        let Some(code) = refusal else { return self.show_request(tx, flow, msg) };
        // It is as if there had never been one: nothing more is told of it.
        s.transaction = None;
        self.leave_to_itself(leg, tx);
        self.release_subscription(id);
        self.leg_loses_subscription(leg, id);
        self.refuse_offer(tx, code, &[], msg);
    }

    /// Refuses a subscription while the application is told that it was created.
    pub fn subscription_refuse_on_creation(&mut self, id: SubscriptionId, code: u16) -> Result<(), Error> {
        if !(300..=699).contains(&code) {
            return Err(Error::BadParam);
        }
        let s = self.subscription_mut(id)?;
        if !s.creating {
            return Err(Error::IllegalAction);
        }
        s.refusal = Some(code);
        Ok(())
    }

    /// The application has refused it while it was told of it.
    pub fn subscription_is_refused(&self, id: SubscriptionId) -> bool {
        self.subscription(id).is_ok_and(|s| s.refusal.is_some())
    }

    /// A SUBSCRIBE for a subscription that there is: a refresh, or its end.
    pub(crate) fn subscribe_refreshes(
        &mut self,
        id: SubscriptionId,
        leg: CallLegId,
        tx: TransactionId,
        flow: Flow,
        mut msg: Box<Message>,
    ) {
        let seconds = asked_for(&mut msg);
        let Ok(s) = self.subscription_mut(id) else { return self.pool.put_message(msg) };
        let takes = match s.state {
            State::Active | State::Pending | State::Activated => true,
            State::RefreshReceived => seconds == 0,
            _ => false,
        };
        if s.state == State::Terminating {
            // The NOTIFY that ends it is out already (section 4.4.1).
            self.leave_to_itself(leg, tx);
            return self.refuse_offer(tx, 481, &[], msg);
        }
        if !takes || s.out_of_band || s.side != Side::Notifier {
            self.leave_to_itself(leg, tx);
            // Another one waits for its answer.
            return self.refuse_offer(tx, 500, &[(Name::RetryAfter, b"1")], msg);
        }
        let waiting = s.transaction.replace(tx);
        if let Some(waiting) = waiting {
            // The refresh that waits is answered with 400 where its end comes.
            self.set_role(waiting, Role::Ack);
            let _ = self.respond(waiting, 400, b"", None);
            self.leave_to_itself(leg, waiting);
        }
        if let Ok(s) = self.subscription_mut(id) {
            s.requested = Some(seconds);
            if s.state != State::RefreshReceived {
                s.outlook = s.state;
            }
        }
        self.set_role(tx, Role::Subscribe(id));
        self.show_request(tx, flow, msg);
    }

    /// The request was shown: now the application answers it.
    pub(super) fn subscribe_received(&mut self, id: SubscriptionId, msg: Box<Message>) {
        let Ok(s) = self.subscription(id) else { return self.pool.put_message(msg) };
        let refer = s.refer.is_some() && s.state == State::Idle;
        let (state, reason) = match (s.state, s.requested) {
            (State::Idle, _) if refer => (State::Received, Reason::ReferReceived),
            (State::Idle, _) => (State::Received, Reason::Undefined),
            (_, Some(0)) => (State::UnsubscribeReceived, Reason::UnsubscribeReceived),
            _ => (State::RefreshReceived, Reason::Undefined),
        };
        self.subscription_enter(id, state, reason, Some(msg));
    }

    /// 200 or 202. Nothing is notified by it.
    pub(super) fn accept_subscription(
        &mut self,
        id: SubscriptionId,
        pending: bool,
        seconds: Option<u32>,
        outbound: Option<Box<Message>>,
    ) -> Result<(), Error> {
        match self.may_answer(id, pending, seconds) {
            Ok((tx, seconds)) => {
                let code = if pending { 202 } else { 200 };
                self.answer_subscribe(id, tx, code, seconds, outbound)
            }
            Err(e) => {
                self.drop_message(outbound);
                Err(e)
            }
        }
    }

    fn may_answer(
        &self,
        id: SubscriptionId,
        pending: bool,
        seconds: Option<u32>,
    ) -> Result<(TransactionId, Option<u32>), Error> {
        let s = self.subscription(id)?;
        let state = match s.state {
            State::Received => s.refer.is_none() || !pending,
            State::RefreshReceived | State::UnsubscribeReceived => !pending,
            _ => false,
        };
        let (Some(tx), true) = (s.transaction, state) else { return Err(Error::IllegalAction) };
        // It may be shortened, never lengthened (section 4.2.1.1). A REFER asks for no time.
        match (seconds, s.requested) {
            (Some(n), Some(asked)) if n > asked => Err(Error::BadParam),
            (seconds, asked) => Ok((tx, seconds.or(asked))),
        }
    }

    /// Sends the 2xx with all that belongs to it.
    pub(super) fn answer_subscribe(
        &mut self,
        id: SubscriptionId,
        tx: TransactionId,
        code: u16,
        seconds: Option<u32>,
        outbound: Option<Box<Message>>,
    ) -> Result<(), Error> {
        let s = self.subscription(id)?;
        let (leg, state, back, refer) = (s.leg, s.state, s.outlook, s.refer.is_some());
        let first = state == State::Received;
        let refer = refer && first;
        let mut extra = outbound.unwrap_or_else(|| self.pool.message());
        self.add_dialog_headers(leg, first, &mut extra);
        if let Some(seconds) = seconds.filter(|_| !refer) {
            extra.remove_all(Name::Expires);
            extra.push(Name::Expires, seconds.to_string().as_bytes());
        }
        let target = self.target_in_request(tx);
        self.respond(tx, code, b"", Some(extra))?;
        if let Some(target) = target {
            self.set_target(leg, target);
        }
        if !self.is_answered(id, leg, tx) {
            return Ok(());
        }
        if let Some(seconds) = seconds.filter(|_| state != State::UnsubscribeReceived) {
            self.agree_on(id, seconds);
        }
        match state {
            State::Received if code == 202 && !refer => {
                self.subscription_enter(id, State::Pending, Reason::Undefined, None);
            }
            State::Received => self.subscription_enter(id, State::Active, Reason::Undefined, None),
            State::RefreshReceived => self.subscription_enter(id, back, Reason::Undefined, None),
            // The NOTIFY that ends it is the application's to send.
            _ => {}
        }
        Ok(())
    }

    /// Its request has its answer, and the subscription does not need the transaction any more. False where the answer could not be sent:
    /// then the end of the transaction has had its effect already.
    fn is_answered(&mut self, id: SubscriptionId, leg: CallLegId, tx: TransactionId) -> bool {
        let Ok(s) = self.subscription_mut(id) else { return false };
        let kept = s.transaction.take_if(|t| *t == tx).is_some();
        if kept {
            self.leave_to_itself(leg, tx);
        }
        kept
    }

    pub(super) fn reject_subscription(
        &mut self,
        id: SubscriptionId,
        code: u16,
        reason: &[u8],
        outbound: Option<Box<Message>>,
    ) -> Result<(), Error> {
        let s = self.subscription(id)?;
        let waits = matches!(s.state, State::Received | State::RefreshReceived | State::UnsubscribeReceived);
        let allowed = match (s.transaction, waits) {
            (Some(_), true) if !(300..=699).contains(&code) => Err(Error::BadParam),
            (Some(tx), true) => Ok((tx, s.leg, s.state, s.outlook)),
            _ => Err(Error::IllegalAction),
        };
        let (tx, leg, state, back) = match allowed {
            Ok(found) => found,
            Err(e) => {
                self.drop_message(outbound);
                return Err(e);
            }
        };
        self.respond(tx, code, reason, outbound)?;
        if !self.is_answered(id, leg, tx) {
            return Ok(());
        }
        match state {
            State::Received => self.end_subscription(id, Reason::Rejected, None),
            _ => self.subscription_enter(id, back, Reason::Rejected, None),
        }
        Ok(())
    }

    /// A NOTIFY with this state goes out.
    pub(super) fn notify_goes_out(&mut self, id: SubscriptionId, substate: super::Substate) {
        let Ok(s) = self.subscription(id) else { return };
        match (s.state, substate) {
            (State::Pending, super::Substate::Active) => {
                self.subscription_enter(id, State::Activated, Reason::Undefined, None);
            }
            (State::Pending | State::Activated | State::Active | State::UnsubscribeReceived, super::Substate::Terminated) => {
                self.subscription_enter(id, State::Terminating, Reason::Undefined, None);
            }
            _ => {}
        }
    }

    /// A NOTIFY of ours was answered.
    pub(super) fn notify_was_answered(&mut self, id: SubscriptionId, code: u16, substate: super::Substate) {
        let Ok(s) = self.subscription_mut(id) else { return };
        match (s.state, code) {
            // The other end knows of no such subscription (section 4.2.2).
            (_, 481) => self.end_subscription(id, Reason::Unknown, None),
            (State::Activated, 200..=299) if substate == super::Substate::Active => {
                self.subscription_enter(id, State::Active, Reason::Undefined, None);
            }
            (State::UnsubscribeReceived | State::RefreshReceived, 200..=299)
                if s.outlook == State::Activated && substate == super::Substate::Active =>
            {
                s.outlook = State::Active;
            }
            (State::Terminating, 200..=299) if substate == super::Substate::Terminated => {
                self.end_subscription(id, Reason::NotifyTerminatedSent, None);
            }
            _ => {}
        }
    }
}
