//! The dialog of a call-leg as the place of subscriptions: that of a call, or one that the application does not hear of.

use super::{CallLeg, Direction, Reason, Role, State};
use crate::endpoint::Endpoint;
use crate::endpoint::dialog::{self, Dialog};
use crate::endpoint::output::{CallLegId, Error, NotifyId, Subject, SubscriptionId, TransactionId};
use crate::endpoint::regclient::next_cseq;
use crate::endpoint::subscription::Progress;
use crate::endpoint::transaction::{Owner, Transaction};
use crate::message::{Message, Name};

impl CallLeg {
    pub fn half_key(&self) -> Box<[u8]> {
        dialog::key(&self.dialog.call_id, &self.dialog.local_tag, b"")
    }
    /// The other end is known.
    pub fn is_named(&self) -> bool {
        !self.dialog.remote_tag.is_empty()
    }
    /// No call, and no other subscription lives in it.
    pub fn is_alone(&self, subscription: SubscriptionId) -> bool {
        self.hidden && self.subscriptions.iter().all(|s| *s == subscription)
    }
    pub fn local_end(&self) -> Vec<u8> {
        self.dialog.local.clone()
    }
}

impl Endpoint {
    /// A dialog that is no call.
    pub(crate) fn hidden_leg(&mut self, dialog: Dialog, direction: Direction) -> Result<CallLegId, Error> {
        let mut leg = CallLeg::new(0, direction);
        (leg.dialog, leg.hidden) = (dialog, true);
        let id = self.legs.insert(leg).map(CallLegId).ok_or(Error::OutOfResources)?;
        self.hidden_legs += 1;
        Ok(id)
    }

    pub(crate) fn leg_is_hidden(&self, id: CallLegId) -> bool {
        self.leg(id).is_ok_and(|leg| leg.hidden)
    }

    /// A call-leg that subscriptions may live in.
    pub(crate) fn alive_leg(&self, id: CallLegId) -> Result<(), Error> {
        if matches!(self.leg(id)?.state, State::Terminated | State::Disconnected) { Err(Error::IllegalAction) } else { Ok(()) }
    }

    /// From and To of a dialog that is no call; with their tags where there was no first request.
    pub(crate) fn hidden_leg_ends(&mut self, id: CallLegId, from: &[u8], to: &[u8], tagged: bool) -> Result<(), Error> {
        let (local, local_tag) = self.party_of(Name::From, from)?;
        let (remote, remote_tag) = self.party_of(Name::To, to)?;
        if tagged && (local_tag.is_empty() || remote_tag.is_empty() || self.leg(id)?.dialog.call_id.is_empty()) {
            return Err(Error::IllegalAction);
        }
        let target = if tagged { Some(dialog::uri_of(&remote).ok_or(Error::BadParam)?) } else { None };
        let d = &mut self.unsent_leg(id)?.dialog;
        (d.local, d.local_tag, d.remote) = (local, local_tag, remote);
        if let Some(target) = target {
            d.remote_tag = remote_tag;
            if d.target.is_empty() {
                d.target = target;
            }
        }
        Ok(())
    }

    /// The same with the addresses of both ends; nothing is set where one of it cannot be.
    pub(crate) fn hidden_leg_init(
        &mut self,
        id: CallLegId,
        (from, to): (&[u8], &[u8]),
        (local, remote): (&[u8], &[u8]),
        tagged: bool,
    ) -> Result<(), Error> {
        let leg = self.leg(id)?;
        if !leg.hidden {
            return Err(Error::IllegalAction);
        }
        let before = (leg.dialog.clone(), leg.contact.clone(), leg.target_chosen);
        let set = |call: fn(&mut Endpoint, CallLegId, &[u8]) -> Result<(), Error>, core: &mut Endpoint, uri: &[u8]| {
            if uri.is_empty() { Ok(()) } else { call(core, id, uri) }
        };
        let outcome = self.hidden_leg_ends(id, from, to, tagged);
        let outcome = outcome.and_then(|()| set(Endpoint::leg_set_local_contact, self, local));
        let outcome = outcome.and_then(|()| set(Endpoint::leg_set_remote_contact, self, remote));
        if outcome.is_err()
            && let Ok(leg) = self.leg_mut(id)
        {
            (leg.dialog, leg.contact, leg.target_chosen) = before;
        }
        outcome
    }

    /// Has a dialog both tags, and is it the only one of its name?
    pub(crate) fn may_enroll(&self, id: CallLegId) -> bool {
        let Ok(leg) = self.leg(id) else { return false };
        let named = !leg.dialog.local_tag.is_empty() && leg.is_named();
        named && self.dialogs.get(&leg.dialog.key()).is_none_or(|other| *other == id)
    }

    /// The dialog has all that its first request needs.
    pub(crate) fn prepare_dialog(&mut self, id: CallLegId) -> Result<(), Error> {
        let Endpoint { legs, random, .. } = self;
        let leg = legs.get_mut(id.0).ok_or(Error::InvalidHandle)?;
        if leg.dialog.remote.is_empty() || leg.dialog.local.is_empty() {
            return Err(Error::IllegalAction);
        }
        leg.dialog.complete(random);
        if leg.dialog.target.is_empty() {
            leg.dialog.target = dialog::uri_of(&leg.dialog.remote).ok_or(Error::BadParam)?;
        }
        Ok(())
    }

    /// A request of the dialog that goes elsewhere, if that is not empty.
    pub(crate) fn leg_request_to(
        &mut self,
        id: CallLegId,
        method: &[u8],
        elsewhere: Vec<u8>,
        outbound: Option<&Message>,
    ) -> Result<Box<Message>, Error> {
        if elsewhere.is_empty() {
            return self.leg_request(id, method, outbound);
        }
        let home = std::mem::replace(&mut self.leg_mut(id)?.dialog.target, elsewhere);
        let made = self.leg_request(id, method, outbound);
        self.set_target(id, home);
        made
    }

    /// Our Contact is where the request came to.
    pub(crate) fn leg_answers_at(&mut self, id: CallLegId, uri: &[u8]) {
        if let Ok(leg) = self.leg_mut(id) {
            leg.contact = dialog::checked_target(uri).unwrap_or_default();
        }
    }

    /// Contact, and Record-Route for the response that makes the dialog (RFC 3261 section 12.1.1).
    pub(crate) fn add_dialog_headers(&mut self, id: CallLegId, first: bool, extra: &mut Message) {
        if extra.find(Name::Contact, 0).is_none() {
            let uri = self.leg_contact(id);
            extra.push(Name::Contact, &[b"<", uri.as_slice(), b">"].concat());
        }
        if first && self.leg_is_hidden(id) {
            let route = self.leg(id).map(|leg| leg.dialog.route.clone()).unwrap_or_default();
            for hop in &route {
                extra.push(Name::RecordRoute, hop);
            }
        }
    }

    /// A NOTIFY was accepted: it tells where the other end is; the first one of a subscription that made its dialog also the way to it,
    /// whatever the 2xx said (RFC 6665 section 4.4.1). One that no proxy has recorded leaves the way as it is.
    pub(crate) fn learn_from_accepted(&mut self, id: CallLegId, tx: TransactionId, first: bool) {
        self.refresh_target_by_request(id, tx);
        let request = self.tx(tx).ok().and_then(|t| t.detail.as_ref()).and_then(|d| d.request.as_ref());
        let route = request.map(|request| dialog::record_route(request)).unwrap_or_default();
        if let Ok(leg) = self.leg_mut(id)
            && first
            && !route.is_empty()
        {
            leg.dialog.route = route;
        }
    }

    /// A 2xx to the request that makes a dialog, or to one that refreshes its target if it is there.
    pub(crate) fn learn_peer(&mut self, id: CallLegId, msg: &mut Message, refreshes: bool) {
        let tag = dialog::to_tag(msg);
        let Ok(leg) = self.leg_mut(id) else { return };
        // The one to a SUBSCRIBE that was forked may be of another notifier than the NOTIFY that named the other end.
        let of_peer = tag.is_none_or(|tag| tag == leg.dialog.remote_tag);
        if leg.dialog.remote_tag.is_empty() {
            leg.dialog.learn(msg);
            self.enroll(id);
        } else if refreshes && of_peer {
            self.refresh_target(id, msg);
        }
    }

    /// The first request of the other end tells what a response would have.
    pub(crate) fn learn_peer_from_request(&mut self, id: CallLegId, tag: Vec<u8>, msg: &mut Message) {
        let route = dialog::record_route(msg);
        let target = dialog::contact_of(msg);
        let Ok(leg) = self.leg_mut(id) else { return };
        if !leg.dialog.remote_tag.is_empty() {
            return;
        }
        (leg.dialog.remote_tag, leg.dialog.route) = (tag, route);
        if let Some(target) = target {
            leg.dialog.target = target;
        }
        self.enroll(id);
    }

    /// As long as the other end has no name, what was refused says nothing of the numbers to come.
    pub(crate) fn nobody_named(&mut self, id: CallLegId) {
        if let Ok(leg) = self.leg_mut(id) {
            leg.dialog.remote_seq = None;
        }
    }

    /// The number of a request of the other end.
    pub(crate) fn note_number(&mut self, id: CallLegId, msg: &mut Message) {
        let number = msg.cseq().map(|c| c.step as u32);
        if let Ok(leg) = self.leg_mut(id) {
            leg.dialog.remote_seq = number;
        }
    }

    /// A dialog like this one with another peer (forking).
    pub(crate) fn forked_dialog(&mut self, id: CallLegId, tag: Vec<u8>, msg: &mut Message) -> Result<CallLegId, Error> {
        let leg = self.leg(id)?;
        let mut dialog = leg.dialog.clone();
        dialog.remote_tag.clear();
        dialog.remote_seq = None;
        let contact = leg.contact.clone();
        let (locals, outbound) = (leg.way.locals.clone(), leg.way.outbound.clone());
        let new = self.hidden_leg(dialog, Direction::Outgoing)?;
        let leg = self.leg_mut(new)?;
        (leg.contact, leg.way.locals, leg.way.outbound) = (contact, locals, outbound);
        self.learn_peer_from_request(new, tag, msg);
        Ok(new)
    }

    /// A REFER came in the dialog. Was there one before?
    pub(crate) fn leg_was_referred(&mut self, id: CallLegId) -> bool {
        self.leg_mut(id).is_ok_and(|leg| std::mem::replace(&mut leg.dialog.referred, true))
    }

    /// A request once more with the next number, to be sent with new credentials.
    pub(crate) fn leg_request_again(
        &mut self,
        id: CallLegId,
        sent: TransactionId,
        role: Role,
    ) -> Option<(TransactionId, Box<Message>)> {
        let mut again = self.request_as_sent(sent).ok()?;
        let Ok(tx) = self.leg_transaction(id, role) else {
            self.pool.put_message(again);
            return None;
        };
        let leg = self.leg_mut(id).ok()?;
        super::call::again_as(&mut again, next_cseq(&mut leg.dialog.local_seq));
        Some((tx, again))
    }

    /// A transaction that nobody waits for any more goes on by itself.
    pub(crate) fn leave_to_itself(&mut self, id: CallLegId, tx: TransactionId) {
        self.leave_leg(id, tx);
        if let Ok(t) = self.tx_mut(tx) {
            t.owner = Owner::Nobody;
        }
    }

    pub(crate) fn leg_gets_subscription(&mut self, id: CallLegId, subscription: SubscriptionId) {
        if let Ok(leg) = self.leg_mut(id) {
            leg.subscriptions.push(subscription);
        }
    }

    /// A dialog that is no call ends with the last subscription in it.
    pub(crate) fn leg_loses_subscription(&mut self, id: CallLegId, subscription: SubscriptionId) {
        let Ok(leg) = self.leg_mut(id) else { return };
        leg.subscriptions.retain(|s| *s != subscription);
        if leg.hidden && leg.subscriptions.is_empty() {
            self.leg_over(id, super::Reason::Undefined);
        }
    }

    /// A call ends while there are subscriptions in its dialog, which outlives it (RFC 5057 section 4).
    pub(super) fn subscriptions_move_out(&mut self, id: CallLegId) {
        let Ok(leg) = self.leg_mut(id) else { return };
        if leg.subscriptions.is_empty() || leg.hidden {
            return;
        }
        let subscriptions = std::mem::take(&mut leg.subscriptions);
        let (dialog, contact, way) = (leg.dialog.clone(), leg.contact.clone(), std::mem::take(&mut leg.way));
        let challenges = std::mem::take(&mut leg.challenges);
        let (mine, others): (Vec<TransactionId>, Vec<TransactionId>) =
            std::mem::take(&mut leg.transactions).into_iter().partition(|tx| self.is_of_subscription(*tx));
        let direction = self.leg(id).map_or(Direction::Outgoing, |leg| leg.direction);
        if let Ok(leg) = self.leg_mut(id) {
            leg.transactions = others;
        }
        self.strike_off(id);
        let Ok(new) = self.hidden_leg(dialog, direction) else { return };
        if let Ok(leg) = self.leg_mut(new) {
            (leg.contact, leg.way, leg.challenges) = (contact, way, challenges);
            (leg.transactions, leg.subscriptions) = (mine.clone(), subscriptions.clone());
        }
        for tx in mine {
            if let Ok(t) = self.tx_mut(tx) {
                t.owner = Owner::CallLeg(new);
            }
        }
        for subscription in subscriptions {
            self.subscription_moves(subscription, new);
        }
        self.enroll(new);
    }

    /// How the application knows what a transaction of a call-leg serves.
    pub(crate) fn subject_in_leg(&self, id: CallLegId, tx: &Transaction) -> Option<Subject> {
        let part = tx.detail.as_ref().and_then(|d| d.part);
        let leg = self.leg(id).ok()?;
        let subscription = |id: SubscriptionId, notify: Option<NotifyId>| {
            let s = self.subscription(id).ok()?;
            Some(Subject::Subscription(id, s.app, notify.map(|n| (n, self.notify_owner(n)))))
        };
        match part.map(|part| part.role) {
            Some(Role::Subscribe(id)) => subscription(id, None),
            Some(Role::Notify(notify)) => subscription(self.subscription_of(notify).ok()?, Some(notify)),
            _ if leg.hidden => None,
            _ => Some(Subject::CallLeg(id, leg.app)),
        }
    }

    pub(super) fn is_of_subscription(&self, tx: TransactionId) -> bool {
        self.part(tx).is_some_and(|(_, part)| Endpoint::is_role_of_subscription(part.role))
    }

    // ---- a call that a REFER asked for ----

    pub(crate) fn leg_is_referred(&mut self, id: CallLegId, by: SubscriptionId, referred_by: &[u8]) {
        if let Ok(leg) = self.leg_mut(id) {
            (leg.referrer, leg.referred_by) = (Some(by), referred_by.to_vec());
        }
    }

    /// How the INVITE fares that a REFER asked for.
    pub(super) fn tell_referrer(&mut self, id: CallLegId, code: u16) {
        let Ok(leg) = self.leg_mut(id) else { return };
        let over = code >= 200;
        let referrer = if over { leg.referrer.take() } else { leg.referrer };
        if let Some(referrer) = referrer {
            let progress = if over { Progress::Final } else { Progress::Provisional };
            self.refer_progress(referrer, progress, code);
        }
    }

    /// The call ended before its INVITE had a final response.
    pub(super) fn tell_referrer_of_end(&mut self, id: CallLegId, reason: Reason) {
        let Some(referrer) = self.leg_mut(id).ok().and_then(|leg| leg.referrer.take()) else { return };
        let (progress, code) = match reason {
            Reason::LocalTimeOut => (Progress::TimeOut, 408),
            // RFC 3261 section 8.1.3.1
            Reason::NetworkError => (Progress::Ended, 503),
            _ => (Progress::Ended, 487),
        };
        self.refer_progress(referrer, progress, code);
    }
}
