//! Call-legs: dialogs that an INVITE makes, and all that goes on inside of them (RFC 3261 sections 12 to 15).
//!
//! A call-leg sends through transactions and hears of them at once; each of these knows its [`Role`]. `call` has the INVITE of ours,
//! `offer` the one that came, `inside` what arrives in the dialog, `bye`, `reinvite`, `prack`, `general` and `session` one matter each,
//! `authorize` the credentials of the other end, `fork` the call-legs that further To tags make.

mod action;
mod authorize;
mod bye;
mod call;
mod fields;
mod fork;
mod general;
mod host;
mod inside;
mod offer;
mod prack;
mod reinvite;
mod session;
mod state;
mod store;

pub use action::Action;
pub use session::{Negotiation, Wish};
pub use state::*;

use super::config::{Persistency, Timers};
use super::connections::Keeper;
use super::credentials::Challenges;
use super::dialog::Dialog;
use super::output::{CallLegId, ConnId, Error, Event, Level, NotifyId, ReInviteId, Source, SubscriptionId, TransactionId};
use super::regclient::next_cseq;
use super::sending::{Send, Stage};
use super::timer::TimerId;
use super::transaction::{self, Detail, Kind, Owner, Transaction, add_outbound};
use super::{Endpoint, TimerKey, dialog};
use crate::message::{Message, Name};
use prack::Prack;
pub(crate) use reinvite::ReInvite;
use session::Session;

/// What a transaction is for in its call-leg.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// The INVITE that makes the call-leg.
    Invite,
    ReInvite(ReInviteId),
    /// An INVITE of ours that has its final response: the ACK goes again when that comes again.
    Answered,
    /// The ACK on a 2xx, or what nobody waits for any more.
    Ack,
    Cancel,
    Bye,
    Prack,
    /// SUBSCRIBE or REFER, and NOTIFY, of a subscription in the dialog.
    Subscribe(SubscriptionId),
    Notify(NotifyId),
    /// Any other request.
    General,
}

/// A transaction's part in its call-leg.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Part {
    pub role: Role,
    /// The application's own value for the transaction.
    pub owner: usize,
    /// The application knows the transaction and hears of its end.
    pub told: bool,
    /// Its request went out before, and was challenged.
    pub repeats: bool,
}

/// What the application chose for the requests of a call-leg.
#[derive(Default)]
struct Way {
    outbound: Option<(String, u16)>,
    force_outbound: bool,
    /// The first Route of the first INVITE is the next hop, whatever it is.
    first_route: bool,
    timers: Option<Timers>,
    locals: Vec<u16>,
    persistent: Option<bool>,
}

/// The 2xx to an INVITE of ours, as far as its ACK needs it.
struct Accepted {
    /// CSeq number of the INVITE.
    number: u32,
    /// Credentials of the INVITE, which its ACK repeats (section 13.2.2.4).
    credentials: Vec<(Name, Vec<u8>)>,
    /// The ACK, once it was sent, and what the application added to it.
    ack: Option<TransactionId>,
    additions: Option<Box<Message>>,
}

pub(crate) struct CallLeg {
    pub app: usize,
    pub state: State,
    direction: Direction,
    dialog: Dialog,
    /// What the dialog is found by, once both ends have a tag.
    key: Option<Box<[u8]>>,
    /// URI of our Contact, where the application chose one.
    contact: Vec<u8>,
    /// The application chose where the first INVITE goes.
    target_chosen: bool,
    pub challenges: Challenges,
    /// The connection it keeps between requests.
    pub conn: Option<ConnId>,
    way: Way,
    /// Those that are part of it.
    transactions: Vec<TransactionId>,
    /// The first INVITE, until its ACK is sent or received.
    invite: Option<TransactionId>,
    reinvite: Option<ReInviteId>,
    /// A re-INVITE of ours that was not sent yet, which is in nobody's way.
    prepared: Option<ReInviteId>,
    bye: Option<TransactionId>,
    /// The last INVITE of ours that was accepted.
    accepted: Option<Accepted>,
    prack: Option<Prack>,
    /// The application refuses it while it hears of it.
    creating: bool,
    refusal: Option<u16>,
    /// Number of the last request that was refused without a transaction, and the code.
    refused: Option<(u32, u16)>,
    /// A CANCEL is sent when the first provisional response comes, a BYE when the ACK does.
    cancel_due: bool,
    bye_due: bool,
    /// BYE was repeated with credentials.
    bye_repeated: bool,
    /// Why it was disconnected.
    end: Reason,
    /// The state before MSG_SEND_FAILURE or DISCONNECTING, to which the application may go back.
    before: State,
    /// The request that failed is to be sent by DNSReSendRequest.
    failed: Option<TransactionId>,
    /// The call-leg whose INVITE made it (forking), and whether others may be made of its own.
    original: Option<CallLegId>,
    forking: bool,
    forked_timeout: Option<u32>,
    forked_timer: Option<TimerId>,
    /// To tags of forks that nobody wanted, with the ACKs on their 2xx.
    unwanted: Vec<(Vec<u8>, TransactionId)>,
    /// The application has something for the ACK: it is asked.
    asks_ack: bool,
    session: Session,
    /// Value of the Replaces header of the first INVITE, and of Referred-By.
    replaces: Vec<u8>,
    referred_by: Vec<u8>,
    /// The subscription of the REFER that asked for the call.
    referrer: Option<SubscriptionId>,
    /// It is no call, and the application hears nothing of it.
    hidden: bool,
    /// Subscriptions in its dialog.
    pub subscriptions: Vec<SubscriptionId>,
}

impl CallLeg {
    fn new(app: usize, direction: Direction) -> CallLeg {
        CallLeg {
            app,
            state: State::Idle,
            direction,
            dialog: Dialog::default(),
            key: None,
            contact: Vec::new(),
            target_chosen: false,
            challenges: Challenges::default(),
            conn: None,
            way: Way::default(),
            transactions: Vec::new(),
            invite: None,
            reinvite: None,
            prepared: None,
            bye: None,
            accepted: None,
            prack: None,
            creating: false,
            refusal: None,
            refused: None,
            cancel_due: false,
            bye_due: false,
            bye_repeated: false,
            end: Reason::Undefined,
            before: State::Idle,
            failed: None,
            original: None,
            forking: true,
            forked_timeout: None,
            forked_timer: None,
            unwanted: Vec::new(),
            asks_ack: false,
            session: Session::default(),
            replaces: Vec::new(),
            referred_by: Vec::new(),
            referrer: None,
            hidden: false,
            subscriptions: Vec::new(),
        }
    }
    pub fn asks_ack(&self) -> bool {
        self.asks_ack
    }
    pub fn forget_local(&mut self, number: u16) {
        self.way.locals.retain(|n| *n != number);
    }
    /// A 2xx went one way or the other.
    fn is_established(&self) -> bool {
        matches!(self.state, State::Accepted | State::Connected | State::RemoteAccepted)
    }
}

impl Endpoint {
    pub(crate) fn leg(&self, id: CallLegId) -> Result<&CallLeg, Error> {
        self.legs.get(id.0).ok_or(Error::InvalidHandle)
    }
    pub(crate) fn leg_mut(&mut self, id: CallLegId) -> Result<&mut CallLeg, Error> {
        self.legs.get_mut(id.0).ok_or(Error::InvalidHandle)
    }

    /// A new call-leg in Idle, to be connected or restored; `app` is the application's own value for it.
    pub fn create_call_leg(&mut self, app: usize) -> Result<CallLegId, Error> {
        self.new_leg(CallLeg::new(app, Direction::Outgoing))
    }

    fn new_leg(&mut self, leg: CallLeg) -> Result<CallLegId, Error> {
        if self.legs.len() - self.hidden_legs >= self.cfg.max_call_legs {
            let most = self.cfg.max_call_legs;
            self.log(Source::CallLeg, Level::Error, || {
                format!("all {most} call-legs are in use: raise maxCallLegs in RvSipStackCfg")
            });
            return Err(Error::OutOfResources);
        }
        let id = self.legs.insert(leg).map(CallLegId).ok_or(Error::OutOfResources)?;
        self.most_call_legs = self.most_call_legs.max(self.legs.len() - self.hidden_legs);
        Ok(id)
    }

    /// Moves a call-leg to a state and tells the application.
    fn leg_enter(&mut self, id: CallLegId, state: State, reason: Reason, msg: Option<Box<Message>>) {
        let Some(leg) = self.legs.get_mut(id.0) else { return self.drop_message(msg) };
        leg.state = state;
        let (app, hidden) = (leg.app, leg.hidden);
        if hidden {
            return self.drop_message(msg);
        }
        self.event(Event::CallLeg { id, app, state, reason, msg });
    }

    pub(crate) fn drop_message(&mut self, msg: Option<Box<Message>>) {
        if let Some(m) = msg {
            self.pool.put_message(m);
        }
    }

    /// Enters the dialog under its present tags.
    pub(crate) fn enroll(&mut self, id: CallLegId) {
        let Some(leg) = self.legs.get_mut(id.0) else { return };
        let key = leg.dialog.key();
        if leg.key.as_ref() == Some(&key) {
            return;
        }
        if let Some(old) = leg.key.replace(key.clone())
            && self.dialogs.get(&old) == Some(&id)
        {
            self.dialogs.remove(&old);
        }
        self.dialogs.insert(key, id);
    }

    fn strike_off(&mut self, id: CallLegId) {
        let Some(key) = self.legs.get_mut(id.0).and_then(|leg| leg.key.take()) else { return };
        if self.dialogs.get(&key) == Some(&id) {
            self.dialogs.remove(&key);
        }
    }

    /// The call-leg a message of the other end belongs to.
    pub(crate) fn leg_of(&self, msg: &mut Message) -> Option<CallLegId> {
        if self.dialogs.is_empty() {
            return None;
        }
        self.dialogs.get(&dialog::key_of(msg)?).copied()
    }

    // ---- transactions of a call-leg ----

    pub(crate) fn part(&self, tx: TransactionId) -> Option<(CallLegId, Part)> {
        let tx = self.tx(tx).ok()?;
        match tx.owner {
            Owner::CallLeg(leg) => Some((leg, tx.detail.as_ref()?.part?)),
            _ => None,
        }
    }

    /// Is this a transaction of that call-leg, and not of a subscription in its dialog?
    pub fn leg_has_transaction(&self, id: CallLegId, tx: TransactionId) -> Result<(), Error> {
        self.leg(id)?;
        let of_call = |(leg, part): (CallLegId, Part)| leg == id && !Endpoint::is_role_of_subscription(part.role);
        if self.part(tx).is_some_and(of_call) { Ok(()) } else { Err(Error::InvalidHandle) }
    }

    pub(crate) fn set_role(&mut self, tx: TransactionId, role: Role) {
        if let Some(part) = self.tx_mut(tx).ok().and_then(|t| t.detail.as_mut()).and_then(|d| d.part.as_mut()) {
            part.role = role;
        }
    }

    /// Makes a transaction part of a call-leg.
    pub(crate) fn join(&mut self, id: CallLegId, tx: TransactionId, role: Role) {
        if let Some(leg) = self.legs.get_mut(id.0) {
            leg.transactions.push(tx);
        }
        if let Ok(t) = self.tx_mut(tx) {
            t.owner = Owner::CallLeg(id);
            if let Some(d) = t.detail.as_mut() {
                d.part = Some(Part { role, owner: 0, told: false, repeats: false });
            }
        }
    }

    /// A client transaction of a call-leg. What has to go out whatever else is going on is not counted: BYE, ACK, CANCEL, and one
    /// PRACK at a time, for the other end could ask for any number of them.
    pub(crate) fn leg_transaction(&mut self, id: CallLegId, role: Role) -> Result<TransactionId, Error> {
        let leg = self.leg(id)?;
        let way = &leg.way;
        let mut tx = Transaction::new(Owner::CallLeg(id), false);
        let acknowledges = |tx: &TransactionId| self.part(*tx).is_some_and(|(_, part)| part.role == Role::Prack);
        tx.uncounted = match role {
            Role::Bye | Role::Ack => true,
            Role::Prack => !leg.transactions.iter().any(acknowledges),
            _ => false,
        };
        tx.detail = Some(Box::new(Detail {
            outbound: way.outbound.clone(),
            force_outbound: way.force_outbound,
            first_route: way.first_route && role == Role::Invite,
            strict: leg.dialog.is_strict(),
            timers: way.timers,
            locals: way.locals.clone(),
            persistent: way.persistent,
            offered_conn: leg.conn,
            ..Detail::default()
        }));
        let tx = self.new_transaction(tx)?;
        self.join(id, tx, role);
        Ok(tx)
    }

    /// A request of the dialog with the next number. The outbound message may bring a Contact of its own.
    pub(crate) fn leg_request(
        &mut self,
        id: CallLegId,
        method: &[u8],
        outbound: Option<&Message>,
    ) -> Result<Box<Message>, Error> {
        let number = next_cseq(&mut self.leg_mut(id)?.dialog.local_seq);
        self.numbered_request(id, method, number, outbound)
    }

    fn numbered_request(
        &mut self,
        id: CallLegId,
        method: &[u8],
        number: u32,
        outbound: Option<&Message>,
    ) -> Result<Box<Message>, Error> {
        let mut msg = self.pool.message();
        let leg = self.legs.get(id.0).ok_or(Error::InvalidHandle)?;
        if leg.dialog.request(&mut msg, method, number).is_none() {
            self.pool.put_message(msg);
            return Err(Error::BadParam);
        }
        let own = outbound.is_some_and(|m| m.find(Name::Contact, 0).is_some());
        if !own && method != b"BYE" {
            let uri = self.leg_contact(id);
            msg.push(Name::Contact, &[b"<", uri.as_slice(), b">"].concat());
        }
        if !self.cfg.supported.is_empty() {
            msg.push(Name::Supported, &self.cfg.supported);
        }
        if let Some(extra) = outbound {
            add_outbound(&mut msg, extra);
        }
        Ok(msg)
    }

    /// The URI of our Contact: chosen, or that of our From or To.
    fn leg_contact(&self, id: CallLegId) -> Vec<u8> {
        let Some(leg) = self.legs.get(id.0) else { return Vec::new() };
        if leg.contact.is_empty() { dialog::uri_of(&leg.dialog.local).unwrap_or_default() } else { leg.contact.clone() }
    }

    /// Sends a request of a call-leg, with credentials for the challenges known.
    pub(crate) fn leg_send(&mut self, id: CallLegId, tx: TransactionId, mut msg: Box<Message>) {
        let Ok(leg) = self.leg(id) else { return self.pool.put_message(msg) };
        let d = &leg.dialog;
        let (to, from, call_id) = (d.remote_party(), d.local_party(), d.call_id.clone());
        let (method, uri) = (msg.method().to_vec(), msg.request_uri_text());
        let number = msg.cseq().map(|c| c.step as u32);
        let kind = Kind::of(&method);
        if let Some(d) = self.tx_mut(tx).ok().and_then(|t| t.detail.as_mut()) {
            (d.to, d.from, d.call_id, d.method, d.request_uri, d.cseq) = (to, from, call_id, method, uri, number);
            d.from_tagged = true;
        }
        let mut send = Send::new(msg, false);
        if let Some(work) = self.credentials_to_add(Keeper::CallLeg(id)) {
            send.credentials = Some(work);
            send.stage = Stage::Credentials;
        }
        self.start_request(tx, kind, send);
    }

    /// A transaction of a call-leg has a new state.
    pub(crate) fn leg_hears(
        &mut self,
        id: CallLegId,
        tx: TransactionId,
        state: transaction::State,
        reason: transaction::Reason,
        msg: Option<Box<Message>>,
    ) {
        let Some((_, part)) = self.part(tx) else { return self.drop_message(msg) };
        match part.role {
            Role::Invite => self.invite_hears(id, tx, state, reason, msg),
            Role::ReInvite(reinvite) => self.reinvite_hears(id, reinvite, tx, state, reason, msg),
            Role::Answered => match msg {
                Some(msg) if state == transaction::State::ClientInviteProxy2xxReceived => self.accepted_again(id, tx, msg),
                msg => self.drop_message(msg),
            },
            Role::Bye => self.bye_hears(id, tx, state, reason, msg),
            Role::Prack => self.prack_hears(id, tx, state, msg),
            Role::General => self.general_hears(id, tx, state, reason, msg),
            Role::Subscribe(subscription) => self.subscription_hears(subscription, tx, state, reason, msg),
            Role::Notify(notify) => self.notify_hears(id, notify, tx, state, reason, msg),
            Role::Ack | Role::Cancel => self.drop_message(msg),
        }
        match (part.role, state) {
            // The application has no call that would go on with an ACK.
            (Role::Answered | Role::Ack | Role::Cancel, transaction::State::ClientSendFailure) => {
                self.end_transaction(tx, reason);
            }
            (_, transaction::State::ServerFinalSent | transaction::State::ServerInviteFinalSent) => self.leg_answered_all(id),
            _ => {}
        }
    }

    /// A transaction of a call-leg has ended. True where the application hears of it, and its name lives until then.
    pub(crate) fn leg_transaction_ended(&mut self, id: CallLegId, tx: TransactionId, why: transaction::Reason) -> bool {
        let Some((_, part)) = self.part(tx) else { return false };
        if let Some(leg) = self.legs.get_mut(id.0) {
            leg.transactions.retain(|t| *t != tx);
        }
        let reason = match why {
            transaction::Reason::TimeOut => Reason::LocalTimeOut,
            transaction::Reason::Undefined => Reason::Undefined,
            _ => Reason::NetworkError,
        };
        match part.role {
            Role::Invite => self.invite_ended(id, tx, reason),
            Role::ReInvite(reinvite) => self.reinvite_ended(id, reinvite, tx, reason),
            Role::Bye => self.bye_ended(id, tx, reason),
            Role::Prack => self.prack_ended(id, tx),
            Role::Subscribe(subscription) => self.subscribe_ended(subscription, tx, why),
            Role::Notify(notify) => self.notify_ended(notify, tx, why),
            Role::General | Role::Answered | Role::Ack | Role::Cancel => {}
        }
        if !part.told {
            self.leg_answered_all(id);
            return false;
        }
        let (app, transaction, owner) = (self.leg(id).map_or(0, |leg| leg.app), tx, part.owner);
        self.event(match part.role {
            Role::Bye => Event::Bye { id, app, transaction, owner, state: ByeState::Terminated, reason: why, msg: None },
            _ => {
                let state = GeneralState::Terminated;
                Event::CallLegTransaction { id, app, transaction, owner, state, reason: why, msg: None }
            }
        });
        self.leg_answered_all(id);
        true
    }

    /// The application has no user for a realm: a request of the call-leg cannot go out.
    pub(crate) fn leg_without_credentials(&mut self, id: CallLegId, tx: TransactionId) {
        let role = self.part(tx).map(|(_, part)| part.role);
        match role {
            Some(Role::Invite) => self.leg_disconnected(id, Reason::AuthNeeded, None),
            Some(Role::Bye) => self.leg_disconnected(id, Reason::AuthNeeded, None),
            Some(Role::Prack) => {
                self.prack_without_credentials(id, tx);
                self.end_transaction(tx, transaction::Reason::Undefined);
            }
            _ => self.end_transaction(tx, transaction::Reason::Undefined),
        }
    }

    // ---- the end ----

    /// There is no call any more. Its end follows at once, unless a response of its own still has to go out.
    fn leg_disconnected(&mut self, id: CallLegId, reason: Reason, msg: Option<Box<Message>>) {
        let Ok(leg) = self.leg_mut(id) else { return self.drop_message(msg) };
        // What ended the call while its INVITE had no final response yet is why.
        let reason = if leg.end == Reason::Undefined { reason } else { leg.end };
        leg.end = reason;
        self.leg_enter(id, State::Disconnected, reason, msg);
        self.leg_answered_all(id);
    }

    /// A response of a call-leg is out, or will not go: that may be what its end waited for.
    fn leg_answered_all(&mut self, id: CallLegId) {
        let Some(leg) = self.legs.get(id.0).filter(|leg| leg.state == State::Disconnected) else { return };
        // A provisional response is no reason to wait: nothing would follow it.
        let answering = |tx: &TransactionId| self.tx(*tx).is_ok_and(|t| t.is_server && t.sending.is_some() && t.status >= 200);
        if !leg.transactions.iter().any(answering) {
            let end = leg.end;
            self.leg_over(id, end);
        }
    }

    /// Ends a call-leg. Its transactions end with it, but for those whose work is done and that only wait for copies.
    fn leg_over(&mut self, id: CallLegId, reason: Reason) {
        let Ok(leg) = self.leg_mut(id) else { return };
        if leg.state == State::Terminated {
            return;
        }
        leg.state = State::Terminated;
        self.tell_referrer_of_end(id, reason);
        self.subscriptions_move_out(id);
        let Ok(leg) = self.leg_mut(id) else { return };
        let transactions = std::mem::take(&mut leg.transactions);
        let reinvites = [leg.reinvite.take(), leg.prepared.take()];
        // What it waits for ends with it, and is no news any more.
        (leg.invite, leg.bye, leg.prack) = (None, None, None);
        let timer = leg.forked_timer.take();
        if let Some(timer) = timer {
            self.wheel.cancel(timer);
        }
        self.stop_session(id);
        self.strike_off(id);
        for reinvite in reinvites.into_iter().flatten() {
            self.end_reinvite(id, reinvite, reason);
        }
        for tx in transactions {
            self.let_go(id, tx);
        }
        self.keep_connection(Keeper::CallLeg(id), None);
        self.leg_enter(id, State::Terminated, reason, None);
        if self.leg_is_hidden(id) {
            self.release_leg(id);
        }
    }

    /// A transaction without its call-leg: it goes on where that is only to absorb copies or to be sent.
    fn let_go(&mut self, id: CallLegId, tx: TransactionId) {
        use transaction::State;
        let Some((_, part)) = self.part(tx) else { return };
        let Ok(t) = self.tx_mut(tx) else { return };
        let over = t.state.is_over() || t.state == State::ServerInviteFinalSent && t.status >= 300;
        if part.role == Role::General || !over {
            return self.end_transaction(tx, transaction::Reason::Undefined);
        }
        t.owner = Owner::Nobody;
        if part.told && part.role == Role::Bye {
            let (app, owner, reason) = (self.leg(id).map_or(0, |leg| leg.app), part.owner, transaction::Reason::Undefined);
            self.event(Event::Bye { id, app, transaction: tx, owner, state: ByeState::Detached, reason, msg: None });
        }
    }

    /// Ends a call-leg that the application does not want. Nothing is told of it, unless the application has heard of something that
    /// went on in it meanwhile.
    pub(crate) fn forget_leg(&mut self, id: CallLegId) {
        if self.leg(id).is_ok_and(|leg| !leg.transactions.is_empty() || leg.reinvite.or(leg.prepared).is_some()) {
            return self.leg_over(id, Reason::Undefined);
        }
        self.keep_connection(Keeper::CallLeg(id), None);
        self.strike_off(id);
        self.release_leg(id);
    }

    /// The TERMINATED event was delivered.
    pub(crate) fn release_leg(&mut self, id: CallLegId) {
        if let Some(leg) = self.legs.remove(id.0) {
            self.hidden_legs -= usize::from(leg.hidden);
        }
    }
    pub(crate) fn release_reinvite(&mut self, id: ReInviteId) {
        self.reinvites.remove(id.0);
    }

    fn terminate_leg(&mut self, id: CallLegId) -> Result<(), Error> {
        if self.leg(id)?.state == State::Terminated {
            return Err(Error::IllegalAction);
        }
        self.leg_over(id, Reason::Undefined);
        Ok(())
    }

    /// Keeps the connection a response came over, where the call-leg is to keep one.
    pub(crate) fn keep_leg_connection(&mut self, id: CallLegId, tx: TransactionId) {
        let conn = self.tx(tx).ok().and_then(|t| t.conn());
        let own = self.leg(id).ok().and_then(|leg| leg.way.persistent);
        if conn.is_some() && own.unwrap_or(self.cfg.persistency == Persistency::TransactionUser) {
            self.keep_connection(Keeper::CallLeg(id), conn);
        }
    }

    /// A timer of a call-leg went off.
    pub(crate) fn leg_timer(&mut self, key: TimerKey) {
        match key {
            TimerKey::ForkedLeg(id) => self.fork_unanswered(id),
            TimerKey::SessionAlert(id) => self.session_alert(id),
            TimerKey::SessionEnd(id) => self.session_expires(id),
            _ => {}
        }
    }
}
