//! Subscriptions (RFC 6665) and REFER, which makes one (RFC 3515).
//!
//! A subscription lives in a dialog: that of a call, or a call-leg of its own which the application does not hear of. It sends and
//! hears through transactions of that call-leg. `subscriber` and `notifier` are its two ends, `notify` the NOTIFYs of both, `refer`
//! what a REFER has beside.

mod action;
mod fields;
mod notifier;
mod notify;
mod refer;
mod state;
mod subscriber;

pub use action::SubscriptionAction;
pub(crate) use notify::Notify;
pub use refer::{Kind, Referred};
pub use state::*;

use super::arrival::{Arrival, Next};
use super::callleg::Role;
use super::dialog::key;
use super::output::{Ask, CallLegId, Error, Event, Flow, Level, NotifyId, Source, SubscriptionId, Token, TransactionId};
use super::timer::{Time, TimerId};
use super::transaction;
use super::{Endpoint, TimerKey};
use crate::message::{Message, Name, Value, Via};
use refer::Refer;

/// Seconds of a subscription whose SUBSCRIBE names none.
const USUAL_EXPIRES: u32 = 3600;

pub(crate) struct Subscription {
    pub app: usize,
    pub state: State,
    side: Side,
    leg: CallLegId,
    /// The dialog was there before it, with its ends.
    guest: bool,
    /// Where the next SUBSCRIBE goes instead of the other end of its dialog, which a redirection does not move.
    elsewhere: Vec<u8>,
    /// Value of the Event header.
    event: Vec<u8>,
    /// Seconds the application wants, those the other end asked for, those agreed on.
    expires: Option<u32>,
    requested: Option<u32>,
    agreed: Option<u32>,
    /// When it expires.
    end: Option<Time>,
    /// Milliseconds, and whether it is refreshed by itself, where the application chose them.
    alert_before: Option<u32>,
    no_notify: Option<u32>,
    auto_refresh: Option<bool>,
    alert: Option<TimerId>,
    expiry: Option<TimerId>,
    silence: Option<TimerId>,
    /// The SUBSCRIBE or REFER that waits for its answer.
    transaction: Option<TransactionId>,
    /// The one that failed, for the application to go on with.
    failed: Option<TransactionId>,
    /// Where a refused UNSUBSCRIBE leads back to.
    outlook: State,
    notifies: Vec<NotifyId>,
    refer: Option<Box<Refer>>,
    /// The subscription of the REFER that asked for this one, until it has heard how that fares.
    referrer: Option<SubscriptionId>,
    /// Agreed on by other means: no SUBSCRIBE, no expiry.
    out_of_band: bool,
    /// The application hears no more of it.
    detached: bool,
    /// The application is told that it was created, and may refuse it.
    creating: bool,
    refusal: Option<u16>,
    /// A request was repeated with credentials.
    repeated: bool,
    /// The subscription whose SUBSCRIBE made it (forking), and whether others may be made of its own.
    original: Option<SubscriptionId>,
    forking: bool,
    /// It is found by this before the other end has a tag.
    half: Option<Box<[u8]>>,
}

impl Subscription {
    fn new(app: usize, side: Side, leg: CallLegId) -> Subscription {
        Subscription {
            app,
            state: State::Idle,
            side,
            leg,
            guest: false,
            elsewhere: Vec::new(),
            event: Vec::new(),
            expires: None,
            requested: None,
            agreed: None,
            end: None,
            alert_before: None,
            no_notify: None,
            auto_refresh: None,
            alert: None,
            expiry: None,
            silence: None,
            transaction: None,
            failed: None,
            outlook: State::Active,
            notifies: Vec::new(),
            refer: None,
            referrer: None,
            out_of_band: false,
            detached: false,
            creating: false,
            refusal: None,
            repeated: false,
            original: None,
            forking: true,
            half: None,
        }
    }
    /// Would it end sooner than it does now if it lasted so many seconds?
    fn is_shortened_by(&self, now: Time, seconds: u32) -> bool {
        match self.end {
            Some(end) => now.plus(u64::from(seconds) * 1000) < end,
            None => self.agreed.is_none_or(|agreed| seconds < agreed),
        }
    }
    /// May a NOTIFY go out? A SUBSCRIBE that ends it is answered before.
    fn may_notify(&self) -> bool {
        let state = match self.state {
            State::Active | State::Pending | State::Activated | State::Terminating => true,
            State::UnsubscribeReceived => self.transaction.is_none(),
            _ => false,
        };
        state && self.side == Side::Notifier
    }
    /// The other end may know of it: a NOTIFY may come.
    fn is_known_to_peer(&self) -> bool {
        !matches!(self.state, State::Idle | State::Redirected | State::Unauthenticated)
    }
}

/// What an Event header names: package with its template, and id. Both are compared byte by byte (RFC 6665 section 8.2.1).
fn event_of(msg: &mut Message) -> Option<(Vec<u8>, Vec<u8>)> {
    let at = msg.find(Name::Event, 0)?;
    let Some(Value::Event(event)) = msg.legal(at) else { return None };
    let mut package = msg.text(event.package).to_vec();
    if event.template.is_some() {
        package.push(b'.');
        package.extend_from_slice(msg.text(event.template));
    }
    Some((package, msg.text(event.id).to_vec()))
}

/// The same of a value.
fn event_named(value: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut msg = Message::new();
    msg.push(Name::Event, value);
    event_of(&mut msg).unwrap_or_default()
}

impl Endpoint {
    pub(crate) fn subscription(&self, id: SubscriptionId) -> Result<&Subscription, Error> {
        self.subscriptions.get(id.0).ok_or(Error::InvalidHandle)
    }
    pub(crate) fn subscription_mut(&mut self, id: SubscriptionId) -> Result<&mut Subscription, Error> {
        self.subscriptions.get_mut(id.0).ok_or(Error::InvalidHandle)
    }

    /// A subscription in Idle in the dialog of a call, or in one of its own.
    pub fn create_subscription(&mut self, leg: Option<CallLegId>, app: usize) -> Result<SubscriptionId, Error> {
        self.room_for_subscription()?;
        let guest = leg.is_some();
        let leg = match leg {
            Some(leg) => {
                self.alive_leg(leg)?;
                leg
            }
            None => self.hidden_leg(Default::default(), super::callleg::Direction::Outgoing)?,
        };
        self.new_subscription(Subscription { guest, ..Subscription::new(app, Side::Subscriber, leg) })
    }

    /// One that both ends have agreed on by other means.
    pub fn create_out_of_band(&mut self, leg: Option<CallLegId>, app: usize, side: Side) -> Result<SubscriptionId, Error> {
        let id = self.create_subscription(leg, app)?;
        let s = self.subscription_mut(id)?;
        (s.side, s.out_of_band) = (side, true);
        Ok(id)
    }

    fn room_for_subscription(&mut self) -> Result<(), Error> {
        if self.subscriptions.len() < self.cfg.max_subscriptions {
            return Ok(());
        }
        let most = self.cfg.max_subscriptions;
        self.log(Source::Subscription, Level::Error, || {
            format!("all {most} subscriptions are in use: raise maxSubscriptions in RvSipStackCfg")
        });
        Err(Error::OutOfResources)
    }

    fn new_subscription(&mut self, s: Subscription) -> Result<SubscriptionId, Error> {
        let leg = s.leg;
        let id = self.subscriptions.insert(s).map(SubscriptionId).ok_or(Error::OutOfResources)?;
        self.leg_gets_subscription(leg, id);
        Ok(id)
    }

    /// Moves a subscription to a state and tells the application.
    fn subscription_enter(&mut self, id: SubscriptionId, state: State, reason: Reason, msg: Option<Box<Message>>) {
        let Some(s) = self.subscriptions.get_mut(id.0) else { return self.drop_message(msg) };
        s.state = state;
        let (app, detached) = (s.app, s.detached);
        if detached && state != State::Terminated {
            return self.drop_message(msg);
        }
        self.event(Event::Subscription { id, app: (!detached).then_some(app), state, reason, msg });
    }

    /// The subscription of a dialog that a request is about.
    pub(crate) fn subscription_for(&self, leg: CallLegId, msg: &mut Message, side: Side) -> Option<SubscriptionId> {
        let (package, event_id) = event_of(msg)?;
        let all = &self.leg(leg).ok()?.subscriptions;
        all.iter().copied().find(|id| {
            self.subscription(*id).is_ok_and(|s| {
                let (own, own_id) = event_named(&s.event);
                let same = own_id == event_id || s.refer.as_ref().is_some_and(|r| r.is_named(&event_id));
                let alive = s.state != State::Terminated && (side == Side::Notifier || s.is_known_to_peer());
                s.side == side && alive && own == package && same
            })
        })
    }

    // ---- the first NOTIFY finds a dialog of which only our end is known ----

    fn await_notify(&mut self, id: SubscriptionId) {
        let Ok(s) = self.subscription(id) else { return };
        let Ok(leg) = self.leg(s.leg) else { return };
        let half = leg.half_key();
        self.expect_no_notify(id);
        if let Ok(s) = self.subscription_mut(id) {
            s.half = Some(half.clone());
        }
        self.subscribing.insert(half, id);
    }

    fn expect_no_notify(&mut self, id: SubscriptionId) {
        let half = self.subscription_mut(id).ok().and_then(|s| s.half.take());
        let Some(half) = half.filter(|half| self.subscribing.get(half) == Some(&id)) else { return };
        // Another one in the dialog may wait for the same.
        let waits = |other: &SubscriptionId| self.subscription(*other).is_ok_and(|s| s.half.as_ref() == Some(&half));
        let leg = self.subscription(id).and_then(|s| self.leg(s.leg));
        match leg.ok().and_then(|leg| leg.subscriptions.iter().copied().find(waits)) {
            Some(other) => _ = self.subscribing.insert(half, other),
            None => _ = self.subscribing.remove(&half),
        }
    }

    /// The subscription whose dialog a NOTIFY makes (RFC 6665 section 4.4.1).
    pub(crate) fn subscription_awaiting(&self, msg: &mut Message) -> Option<SubscriptionId> {
        if self.subscribing.is_empty() || msg.method() != b"NOTIFY" {
            return None;
        }
        let to = msg.to()?.tag;
        let half = key(msg.call_id().unwrap_or(&[]), msg.els.text.opt(to)?, b"");
        let id = self.subscribing.get(&half).copied()?;
        let leg = self.subscription(id).ok()?.leg;
        self.subscription_for(leg, msg, Side::Subscriber)
    }

    /// The dialog that a NOTIFY makes: the first one that can be taken names the other end.
    pub(crate) fn leg_notified(&mut self, msg: &mut Message) -> Option<CallLegId> {
        let id = self.subscription_awaiting(msg)?;
        let leg = self.subscription(id).ok()?.leg;
        if self.leg(leg).ok()?.is_named() {
            return None;
        }
        self.nobody_named(leg);
        Some(leg)
    }

    /// A NOTIFY of a notifier that is not the one of the subscription (forking, RFC 6665 section 4.1.2.4): one more.
    pub(crate) fn notify_of_another(
        &mut self,
        original: SubscriptionId,
        flow: Flow,
        mut msg: Box<Message>,
        via: &Via,
        key: Box<[u8]>,
    ) {
        let made = self.fork_subscription(original, &mut msg);
        let Some(id) = made else { return self.answer_statelessly(flow, msg, 481, &[]) };
        let opened = self.open_server(Some(flow), &msg, via, key, None);
        let (Ok(tx), Ok(leg)) = (opened, self.subscription(id).map(|s| s.leg)) else {
            self.counters.refused += 1;
            self.forget_subscription(id);
            return self.answer_statelessly(flow, msg, 503, &[(Name::RetryAfter, b"5")]);
        };
        self.note_number(leg, &mut msg);
        self.join(leg, tx, Role::Ack);
        let arrival = Arrival { transaction: tx, msg: Some(msg), next: Next::SubscriptionFork(id), flow };
        let Some(token) = self.arrivals.insert(arrival) else { return self.forget_subscription(id) };
        if self.interest.subscription_forked {
            self.ask(Token::Arrival(token), Ask::SubscriptionForked { id });
        } else {
            self.arrival_answer(token, super::Answer::Created { owner: 0, take: true });
        }
    }

    fn fork_subscription(&mut self, original: SubscriptionId, msg: &mut Message) -> Option<SubscriptionId> {
        let s = self.subscription(original).ok()?;
        if !s.forking || s.state == State::Terminated || self.subscriptions.len() >= self.cfg.max_subscriptions {
            return None;
        }
        let (leg, event, expires, requested) = (s.leg, s.event.clone(), s.expires, s.requested);
        let tag = super::dialog::end_of(msg, Name::From)?.1;
        let leg = self.forked_dialog(leg, tag, msg).ok()?;
        let mut fork = Subscription::new(0, Side::Subscriber, leg);
        (fork.event, fork.expires, fork.requested) = (event, expires, requested);
        (fork.state, fork.original, fork.creating) = (State::Received2xx, Some(original), true);
        self.new_subscription(fork).ok()
    }

    /// The application has said what a forked subscription is to it, and whether it wants it.
    pub(crate) fn subscription_fork_created(
        &mut self,
        id: SubscriptionId,
        (app, take): (usize, bool),
        tx: TransactionId,
        flow: Flow,
        msg: Box<Message>,
    ) {
        let Ok(s) = self.subscription_mut(id) else { return self.pool.put_message(msg) };
        (s.app, s.creating) = (app, false);
        let (leg, seconds, ended) = (s.leg, s.requested, s.state == State::Terminated);
        if ended {
            return self.pool.put_message(msg);
        }
        if !take {
            self.leave_to_itself(leg, tx);
            self.forget_subscription(id);
            return self.refuse_offer(tx, 481, &[], msg);
        }
        self.agree_on(id, seconds.unwrap_or(USUAL_EXPIRES));
        self.await_first_notify(id);
        self.open_notify(id, tx, flow, msg);
    }

    /// A subscription that the application has not heard of goes without a word.
    fn forget_subscription(&mut self, id: SubscriptionId) {
        let Ok(leg) = self.subscription(id).map(|s| s.leg) else { return };
        self.cancel_timers(id);
        self.release_subscription(id);
        self.leg_loses_subscription(leg, id);
    }

    /// Its dialog goes on in another call-leg.
    pub(crate) fn subscription_moves(&mut self, id: SubscriptionId, leg: CallLegId) {
        if let Ok(s) = self.subscription_mut(id) {
            s.leg = leg;
        }
    }

    // ---- the end ----

    fn cancel_timers(&mut self, id: SubscriptionId) {
        let Ok(s) = self.subscription_mut(id) else { return };
        s.end = None;
        let timers = [s.alert.take(), s.expiry.take(), s.silence.take()];
        for timer in timers.into_iter().flatten() {
            self.wheel.cancel(timer);
        }
    }

    /// Ends a subscription and its notifications; a dialog of its own ends with the last subscription in it.
    pub(crate) fn end_subscription(&mut self, id: SubscriptionId, reason: Reason, msg: Option<Box<Message>>) {
        let Ok(s) = self.subscription_mut(id) else { return self.drop_message(msg) };
        if s.state == State::Terminated {
            return self.drop_message(msg);
        }
        let unanswered = s.side == Side::Notifier && matches!(s.state, State::Idle | State::Received);
        s.state = State::Terminated;
        let leg = s.leg;
        let transactions = [s.transaction.take(), s.failed.take()];
        let notifies = std::mem::take(&mut s.notifies);
        self.cancel_timers(id);
        self.expect_no_notify(id);
        for notify in notifies {
            self.end_notify(notify, NotifyReason::SubscriptionTerminated);
        }
        for tx in transactions.into_iter().flatten() {
            if unanswered { self.never_answer(leg, tx) } else { self.give_up_transaction(leg, tx) }
        }
        self.subscription_ends_for_referrer(id, reason);
        self.subscription_enter(id, State::Terminated, reason, msg);
        // What ended with it may have ended the call, and its dialog goes on elsewhere.
        let leg = self.subscription(id).map_or(leg, |s| s.leg);
        self.leg_loses_subscription(leg, id);
    }

    /// A transaction that its subscription does not need any more: an answer of ours still goes out, and copies are absorbed.
    fn give_up_transaction(&mut self, leg: CallLegId, tx: TransactionId) {
        let answered = |t: &transaction::Transaction| t.state.is_over() || t.is_server && t.status >= 200;
        if self.tx(tx).is_ok_and(answered) {
            self.leave_to_itself(leg, tx);
        } else {
            self.end_quietly(tx);
        }
    }

    /// The request that made a subscription is not answered any more. Its sender, who does not know, repeats it for a while: a copy is no
    /// other request, which would make another subscription.
    fn never_answer(&mut self, leg: CallLegId, tx: TransactionId) {
        let waits = |t: &transaction::Transaction| t.is_server && !t.reliable() && !t.state.is_over() && t.status < 200;
        if !self.tx(tx).is_ok_and(waits) {
            return self.give_up_transaction(leg, tx);
        }
        self.leave_to_itself(leg, tx);
        self.absorb_copies(tx);
    }

    pub(crate) fn release_subscription(&mut self, id: SubscriptionId) {
        self.subscriptions.remove(id.0);
    }

    fn terminate_subscription(&mut self, id: SubscriptionId) -> Result<(), Error> {
        if self.subscription(id)?.state == State::Terminated {
            return Err(Error::IllegalAction);
        }
        self.end_subscription(id, Reason::LocalTerminated, None);
        Ok(())
    }

    // ---- time ----

    /// The subscription lasts so many seconds from now on. Both ends may only shorten what was asked for (RFC 6665 section 4.2.1.1).
    fn agree_on(&mut self, id: SubscriptionId, seconds: u32) {
        let now = self.now;
        let configured = self.cfg.subs_alert;
        let Ok(s) = self.subscription_mut(id) else { return };
        if s.out_of_band {
            return;
        }
        s.agreed = Some(seconds);
        let length = u64::from(seconds) * 1000;
        let before = u64::from(s.alert_before.unwrap_or(configured));
        // One that is shorter than that is refreshed in the middle.
        let before = if length > before { before } else { length / 2 };
        let alerts = s.side == Side::Subscriber && length > 0;
        let old = [s.alert.take(), s.expiry.take()];
        for timer in old.into_iter().flatten() {
            self.wheel.cancel(timer);
        }
        let end = now.plus(length);
        let expiry = self.wheel.set(end, TimerKey::SubscriptionEnd(id));
        let alert = alerts.then(|| self.wheel.set(now.plus(length - before), TimerKey::SubscriptionAlert(id)));
        if let Ok(s) = self.subscription_mut(id) {
            (s.end, s.expiry, s.alert) = (Some(end), Some(expiry), alert);
        }
    }

    fn await_first_notify(&mut self, id: SubscriptionId) {
        let configured = self.cfg.subs_no_notify;
        let Ok(s) = self.subscription_mut(id) else { return };
        let time = s.no_notify.unwrap_or(configured);
        let old = s.silence.take();
        if let Some(timer) = old {
            self.wheel.cancel(timer);
        }
        if time > 0 {
            let timer = self.wheel.set(self.now.plus(time.into()), TimerKey::SubscriptionSilent(id));
            if let Ok(s) = self.subscription_mut(id) {
                s.silence = Some(timer);
            }
        }
    }

    fn first_notify_came(&mut self, id: SubscriptionId) {
        if let Some(timer) = self.subscription_mut(id).ok().and_then(|s| s.silence.take()) {
            self.wheel.cancel(timer);
        }
    }

    /// A timer of a subscription went off.
    pub(crate) fn subscription_timer(&mut self, key: TimerKey) {
        match key {
            TimerKey::SubscriptionAlert(id) => {
                let by_itself = self.cfg.subs_auto_refresh;
                let Ok(s) = self.subscription_mut(id) else { return };
                s.alert = None;
                let (app, told) = (s.app, !s.detached);
                // Not every end that accepts a REFER knows a SUBSCRIBE for it.
                let refreshes = s.auto_refresh.unwrap_or(by_itself) && s.state == State::Active && s.refer.is_none();
                if refreshes {
                    let _ = self.refresh_subscription(id, None, None);
                } else if told {
                    self.event(Event::SubscriptionAlert { id, app });
                }
            }
            TimerKey::SubscriptionEnd(id) => {
                let Ok(s) = self.subscription_mut(id) else { return };
                (s.expiry, s.end) = (None, None);
                let (app, told) = (s.app, !s.detached);
                if told {
                    self.event(Event::SubscriptionExpired { id, app });
                }
            }
            TimerKey::SubscriptionSilent(id) => {
                if let Ok(s) = self.subscription_mut(id) {
                    s.silence = None;
                }
                self.end_subscription(id, Reason::NoNotify, None);
            }
            _ => {}
        }
    }

    pub(crate) fn is_role_of_subscription(role: Role) -> bool {
        matches!(role, Role::Subscribe(_) | Role::Notify(_))
    }
}
