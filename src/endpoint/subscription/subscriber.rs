//! The end that subscribes or refers (RFC 6665 section 4.1, RFC 3515 section 2.4.1).

use super::{Progress, Reason, Side, State, Substate, USUAL_EXPIRES};
use crate::endpoint::Endpoint;
use crate::endpoint::callleg::Role;
use crate::endpoint::connections::Keeper;
use crate::endpoint::dialog;
use crate::endpoint::output::{CallLegId, Error, Level, Source, SubscriptionId, TransactionId};
use crate::endpoint::transaction::{self, State as TxState};
use crate::message::{Message, Name};

pub(super) fn reason_of(why: transaction::Reason) -> Reason {
    match why {
        transaction::Reason::TimeOut => Reason::TimeOut,
        transaction::Reason::ServiceUnavailable => Reason::ServiceUnavailable,
        transaction::Reason::NetworkError => Reason::NetworkError,
        transaction::Reason::Undefined => Reason::Undefined,
    }
}

impl Endpoint {
    /// Sends the first SUBSCRIBE, or the REFER.
    pub(super) fn subscribe(&mut self, id: SubscriptionId, refer: bool, outbound: Option<&Message>) -> Result<(), Error> {
        let s = self.subscription(id)?;
        let state = matches!(s.state, State::Idle | State::Redirected | State::Unauthenticated);
        if s.side != Side::Subscriber || s.out_of_band || !state || s.refer.is_some() != refer {
            return Err(Error::IllegalAction);
        }
        let (leg, again) = (s.leg, s.state == State::Unauthenticated);
        if s.event.is_empty() {
            self.log(Source::Subscription, Level::Error, || "Subscribe needs an Event: call Init before".to_string());
            return Err(Error::IllegalAction);
        }
        if again {
            self.may_authenticate(Keeper::CallLeg(leg))?;
        }
        self.prepare_dialog(leg)?;
        let seconds = self.subscription(id)?.expires;
        let built = self.build_subscribe(id, seconds, outbound)?;
        if !self.leg(leg)?.is_named() {
            self.await_notify(id);
        }
        self.subscription_mut(id)?.repeated = false;
        self.launch_subscribe(id, State::Sent, built)
    }

    pub(super) fn refresh_subscription(
        &mut self,
        id: SubscriptionId,
        seconds: Option<u32>,
        outbound: Option<&Message>,
    ) -> Result<(), Error> {
        let s = self.subscription(id)?;
        if s.side != Side::Subscriber || s.state != State::Active || s.out_of_band {
            return Err(Error::IllegalAction);
        }
        let seconds = seconds.or(s.expires);
        self.subscription_mut(id)?.repeated = false;
        self.change_subscription(id, State::Refreshing, seconds, outbound)
    }

    pub(super) fn unsubscribe(&mut self, id: SubscriptionId, outbound: Option<&Message>) -> Result<(), Error> {
        let s = self.subscription(id)?;
        let state = matches!(s.state, State::Active | State::Pending | State::Received2xx);
        if s.side != Side::Subscriber || !state || s.out_of_band {
            return Err(Error::IllegalAction);
        }
        let before = s.state;
        let s = self.subscription_mut(id)?;
        (s.outlook, s.repeated) = (before, false);
        self.change_subscription(id, State::Unsubscribing, Some(0), outbound)
    }

    fn change_subscription(
        &mut self,
        id: SubscriptionId,
        state: State,
        seconds: Option<u32>,
        outbound: Option<&Message>,
    ) -> Result<(), Error> {
        let built = self.build_subscribe(id, seconds, outbound)?;
        self.launch_subscribe(id, state, built)
    }

    fn launch_subscribe(
        &mut self,
        id: SubscriptionId,
        state: State,
        (tx, msg): (TransactionId, Box<Message>),
    ) -> Result<(), Error> {
        let s = self.subscription_mut(id)?;
        s.transaction = Some(tx);
        let leg = s.leg;
        self.subscription_enter(id, state, Reason::Undefined, None);
        self.leg_send(leg, tx, msg);
        Ok(())
    }

    fn build_subscribe(
        &mut self,
        id: SubscriptionId,
        seconds: Option<u32>,
        outbound: Option<&Message>,
    ) -> Result<(TransactionId, Box<Message>), Error> {
        let s = self.subscription(id)?;
        let leg = s.leg;
        let tx = self.leg_transaction(leg, Role::Subscribe(id))?;
        // A REFER is sent once; what follows in its dialog is a SUBSCRIBE.
        let first = s_is_first(self.subscription(id)?.state);
        let method: &[u8] = if first && self.subscription(id)?.refer.is_some() { b"REFER" } else { b"SUBSCRIBE" };
        let elsewhere = std::mem::take(&mut self.subscription_mut(id)?.elsewhere);
        let mut msg = match self.leg_request_to(leg, method, elsewhere, outbound) {
            Ok(msg) => msg,
            Err(e) => {
                self.end_quietly(tx);
                return Err(e);
            }
        };
        let number = msg.cseq().map_or(0, |c| c.step as u32);
        let s = self.subscription_mut(id)?;
        if method == b"REFER"
            && let Some(refer) = s.refer.as_mut()
        {
            refer.number = number;
            msg.remove_all(Name::ReferTo);
            msg.push(Name::ReferTo, &refer.to);
            if !refer.by.is_empty() {
                msg.remove_all(Name::ReferredBy);
                msg.push(Name::ReferredBy, &refer.by);
            }
        } else {
            msg.remove_all(Name::Event);
            match &s.refer {
                // Which REFER is meant (RFC 3515 section 2.4.6).
                Some(refer) => msg.push(Name::Event, format!("refer;id={}", refer.number).as_bytes()),
                None => msg.push(Name::Event, &s.event),
            };
            if let Some(seconds) = seconds {
                msg.remove_all(Name::Expires);
                msg.push(Name::Expires, seconds.to_string().as_bytes());
            }
            s.requested = seconds;
        }
        Ok((tx, msg))
    }

    /// The transaction of a SUBSCRIBE or REFER, sent or received, has a new state.
    pub(crate) fn subscription_hears(
        &mut self,
        id: SubscriptionId,
        tx: TransactionId,
        state: TxState,
        reason: transaction::Reason,
        msg: Option<Box<Message>>,
    ) {
        match (state, msg) {
            (TxState::ClientFinalReceived, Some(msg)) => self.subscribe_answered(id, tx, msg),
            (TxState::ClientProceeding, Some(msg)) => {
                if self.subscription(id).is_ok_and(|s| s.transaction == Some(tx)) {
                    self.subscription_tells_referrer(id, Progress::Provisional, msg.status());
                }
                self.pool.put_message(msg);
            }
            (TxState::ClientSendFailure, msg) => {
                if let Ok(s) = self.subscription_mut(id) {
                    if s.state != State::Unsubscribing {
                        s.outlook = s.state;
                    }
                    s.failed = Some(tx);
                    s.transaction = None;
                }
                self.subscription_enter(id, State::SendFailure, reason_of(reason), msg);
            }
            (TxState::ServerRequestReceived, Some(msg)) => self.subscribe_received(id, msg),
            (_, msg) => self.drop_message(msg),
        }
    }

    fn subscribe_answered(&mut self, id: SubscriptionId, tx: TransactionId, mut msg: Box<Message>) {
        let Ok(s) = self.subscription_mut(id) else { return self.pool.put_message(msg) };
        if s.transaction != Some(tx) {
            return self.pool.put_message(msg);
        }
        s.transaction = None;
        let (leg, state, code) = (s.leg, s.state, msg.status());
        let first = matches!(state, State::Sent | State::NotifyBefore2xx);
        if first && !matches!(code, 300..=399 | 401 | 407) {
            self.subscription_tells_referrer(id, Progress::Final, code);
        }
        match code {
            200..=299 => {
                self.credentials_accepted(Keeper::CallLeg(leg), &mut msg);
                self.keep_leg_connection(leg, tx);
                self.subscribe_accepted(id, msg);
            }
            401 | 407 => {
                let only_old = self.challenged(Keeper::CallLeg(leg), &mut msg);
                let repeated = self.subscription(id).is_ok_and(|s| s.repeated);
                // A refresh goes again with credentials by itself, once; the first request only where a nonce had grown old.
                if (only_old || !first && !repeated) && self.subscribe_again(id, tx) {
                    return self.pool.put_message(msg);
                }
                if first {
                    return self.subscription_enter(id, State::Unauthenticated, Reason::Unauthenticated, Some(msg));
                }
                self.subscribe_refused(id, Reason::Unauthenticated, msg);
            }
            300..=399 if first => {
                self.redirect_subscription(id, leg, &mut msg);
                self.subscription_enter(id, State::Redirected, Reason::Redirected, Some(msg));
            }
            481 => self.end_subscription(id, Reason::Unknown, Some(msg)),
            _ if first => self.end_subscription(id, Reason::Rejected, Some(msg)),
            _ => self.subscribe_refused(id, Reason::Rejected, msg),
        }
    }

    /// Redirects the first request. A dialog that is there stays where it is.
    fn redirect_subscription(&mut self, id: SubscriptionId, leg: CallLegId, msg: &mut Message) {
        if !self.leg(leg).is_ok_and(|leg| leg.is_named()) {
            return self.redirect_leg(leg, msg);
        }
        if let (Some(uri), Ok(s)) = (dialog::redirection_of(msg), self.subscription_mut(id)) {
            s.elsewhere = uri;
        }
    }

    fn subscribe_again(&mut self, id: SubscriptionId, sent: TransactionId) -> bool {
        let Ok(leg) = self.subscription(id).map(|s| s.leg) else { return false };
        if self.may_authenticate(Keeper::CallLeg(leg)).is_err() {
            return false;
        }
        let Some((tx, mut msg)) = self.leg_request_again(leg, sent, Role::Subscribe(id)) else { return false };
        let number = msg.cseq().map_or(0, |c| c.step as u32);
        if let Ok(s) = self.subscription_mut(id) {
            (s.transaction, s.repeated) = (Some(tx), true);
            if let Some(refer) = s.refer.as_mut().filter(|_| msg.method() == b"REFER") {
                refer.number = number;
            }
        }
        self.leg_send(leg, tx, msg);
        true
    }

    fn subscribe_accepted(&mut self, id: SubscriptionId, mut msg: Box<Message>) {
        let code = msg.status();
        let granted = msg.seconds_of(Name::Expires);
        let Ok(s) = self.subscription(id) else { return self.pool.put_message(msg) };
        let (leg, state, refer) = (s.leg, s.state, s.refer.is_some());
        let asked = s.requested.unwrap_or(USUAL_EXPIRES);
        let seconds = granted.unwrap_or(asked).min(asked);
        // A NOTIFY that was quicker may have shortened it.
        let counts = state != State::NotifyBefore2xx || s.is_shortened_by(self.now, seconds);
        // A REFER is no request that refreshes the target.
        let refers = refer && matches!(state, State::Sent | State::NotifyBefore2xx);
        self.learn_peer(leg, &mut msg, !refers);
        if !refers && counts {
            self.agree_on(id, seconds);
        }
        match state {
            State::Sent => {
                self.await_first_notify(id);
                let pending = code == 202 && !refer;
                let next = if pending { State::Pending } else { State::Received2xx };
                self.subscription_enter(id, next, Reason::Undefined, Some(msg));
            }
            State::NotifyBefore2xx => {
                let pending = code == 202 && !refer;
                let next = if pending { State::Pending } else { State::Active };
                self.subscription_enter(id, next, Reason::Undefined, Some(msg));
            }
            State::Refreshing => self.subscription_enter(id, State::Active, Reason::Undefined, Some(msg)),
            State::Unsubscribing => {
                self.cancel_timers(id);
                self.await_first_notify(id);
                self.subscription_enter(id, State::Unsubscribe2xx, Reason::Undefined, Some(msg));
            }
            _ => self.pool.put_message(msg),
        }
    }

    /// A refresh or an UNSUBSCRIBE was refused: the subscription goes on as it was.
    fn subscribe_refused(&mut self, id: SubscriptionId, reason: Reason, msg: Box<Message>) {
        let Ok(s) = self.subscription(id) else { return self.pool.put_message(msg) };
        match s.state {
            State::Refreshing => self.subscription_enter(id, State::Active, reason, Some(msg)),
            State::Unsubscribing => {
                let back = s.outlook;
                self.subscription_enter(id, back, reason, Some(msg));
            }
            _ => self.pool.put_message(msg),
        }
    }

    /// The transaction of a SUBSCRIBE or REFER ended without an answer.
    pub(crate) fn subscribe_ended(&mut self, id: SubscriptionId, tx: TransactionId, why: transaction::Reason) {
        // Over a stream it ends with its answer: nothing is left to be absorbed.
        let answered = self.tx(tx).is_ok_and(|t| t.is_server && t.status >= 200) && why == transaction::Reason::Undefined;
        let Ok(s) = self.subscription_mut(id) else { return };
        if s.transaction != Some(tx) || answered {
            return;
        }
        s.transaction = None;
        let (state, back) = (s.state, s.outlook);
        let reason = reason_of(why);
        match state {
            State::Sent | State::NotifyBefore2xx | State::Received | State::Idle => self.end_subscription(id, reason, None),
            State::Refreshing => self.subscription_enter(id, State::Active, reason, None),
            State::Unsubscribing => self.subscription_enter(id, back, reason, None),
            // Its sender has given up.
            State::RefreshReceived | State::UnsubscribeReceived => self.subscription_enter(id, back, reason, None),
            _ => {}
        }
    }

    /// The application accepted a NOTIFY.
    pub(super) fn notify_accepted(&mut self, id: SubscriptionId, substate: Substate, seconds: Option<u32>) {
        let Ok(s) = self.subscription(id) else { return };
        let state = s.state;
        if substate == Substate::Terminated {
            return self.end_subscription(id, Reason::NotifyTerminated, None);
        }
        let now = self.now;
        if let Some(seconds) = seconds.filter(|n| s.is_shortened_by(now, *n)) {
            self.agree_on(id, seconds);
        }
        let told = match substate {
            Substate::Active => State::Active,
            Substate::Pending => State::Pending,
            Substate::Terminated => return,
            // It says nothing that is known here; but it came.
            Substate::Other if state == State::Received2xx => return self.first_notify_came(id),
            Substate::Other => return,
        };
        match state {
            State::Sent => {
                if let Ok(s) = self.subscription_mut(id) {
                    s.outlook = told;
                }
                self.subscription_enter(id, State::NotifyBefore2xx, Reason::Undefined, None);
            }
            State::Received2xx | State::Pending => {
                self.first_notify_came(id);
                if told != state {
                    self.subscription_enter(id, told, Reason::Undefined, None);
                }
            }
            State::Unsubscribing | State::SendFailure => {
                self.first_notify_came(id);
                if let Ok(s) = self.subscription_mut(id) {
                    s.outlook = outlook_after(s.outlook, told);
                }
            }
            _ => {}
        }
    }

    /// The first NOTIFY names the other end before a response has.
    pub(crate) fn learn_from_notify(&mut self, id: SubscriptionId, msg: &mut Message) {
        let Ok(leg) = self.subscription(id).map(|s| s.leg) else { return };
        let Some(tag) = dialog::end_of(msg, Name::From).map(|(_, tag)| tag) else { return };
        self.learn_peer_from_request(leg, tag, msg);
    }
}

/// Where a request leads back to that may fail, or has failed, when a NOTIFY was accepted meanwhile.
fn outlook_after(outlook: State, told: State) -> State {
    match outlook {
        State::Received2xx | State::Pending => told,
        State::Sent => State::NotifyBefore2xx,
        other => other,
    }
}

fn s_is_first(state: State) -> bool {
    matches!(state, State::Idle | State::Redirected | State::Unauthenticated)
}
