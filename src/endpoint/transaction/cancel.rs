//! CANCEL, sent and received (RFC 3261 section 9).

use super::invite::{copy_all, copy_key};
use super::matching::key_but_method;
use super::{Detail, Kind, Owner, Reason, State, Transaction};
use crate::endpoint::Endpoint;
use crate::endpoint::arrival::{Arrival, Next};
use crate::endpoint::callleg::Role;
use crate::endpoint::output::{Ask, Error, Event, Flow, Token, TransactionId};
use crate::endpoint::sending::{Follows, Send};
use crate::message::{Message, Name, Via};

impl Endpoint {
    // ---- sent ----

    /// Cancels a request of ours that has had a provisional response: its CANCEL is a transaction of its own, which goes the same way
    /// (section 9.1).
    pub(crate) fn cancel(&mut self, id: TransactionId) -> Result<(), Error> {
        let tx = self.tx(id)?;
        let cancelling = match tx.state {
            State::ClientInviteProceeding | State::ClientInviteProceedingTimeout => State::ClientInviteCancelling,
            State::ClientProceeding => State::ClientCancelling,
            _ => return Err(Error::IllegalAction),
        };
        // One that goes to another server now has not been answered by that one yet.
        let under_way = tx.sending.is_some() || tx.final_shown;
        let (Owner::App(_) | Owner::CallLeg(_), Some(flow), false) = (tx.owner, tx.flow, under_way) else {
            return Err(Error::IllegalAction);
        };
        let timers = self.timers_of(tx);
        let (msg, branch) = self.build_cancel(id)?;
        let new = match self.open_cancel(id, flow, branch) {
            Ok(new) => new,
            Err(e) => {
                self.pool.put_message(msg);
                return Err(e);
            }
        };
        let time = if cancelling == State::ClientCancelling { timers.cancel_general } else { timers.cancel_invite };
        let deadline = self.now.plus(time.into());
        if let Ok(tx) = self.tx_mut(id) {
            tx.deadline = deadline;
            if let Some(d) = tx.detail.as_mut() {
                d.cancel = Some(new);
            }
        }
        self.enter(id, cancelling, Reason::Undefined, None);
        self.resume_waiting(id);
        if !self.asks_about_cancel(id) {
            self.send_cancel(new, msg);
            return Ok(());
        }
        let arrival = Arrival { transaction: new, msg: Some(msg), next: Next::Internal, flow };
        if let Some(token) = self.arrivals.insert(arrival) {
            self.ask(Token::Arrival(token), Ask::InternalCreated { transaction: new });
        }
        Ok(())
    }

    /// The CANCEL of a request as it went out, and their branch.
    fn build_cancel(&mut self, id: TransactionId) -> Result<(Box<Message>, Box<[u8]>), Error> {
        let mut request = self.request_as_sent(id)?;
        let mut msg = self.pool.message();
        let made = msg.set_request(b"CANCEL", &request.request_uri_text()).is_ok();
        let branch = request.top_via().map(|via| request.text(via.branch).into());
        if let Some(via) = request.find(Name::Via, 0) {
            msg.copy_header(&request, via);
        }
        msg.push(Name::MaxForwards, b"70");
        copy_all(&mut msg, &request, &[Name::To]);
        copy_key(&mut msg, &request, b"CANCEL");
        copy_all(&mut msg, &request, &[Name::Route]);
        self.pool.put_message(request);
        match branch.filter(|_| made) {
            Some(branch) => Ok((msg, branch)),
            None => Err(Error::IllegalAction),
        }
    }

    fn open_cancel(&mut self, id: TransactionId, flow: Flow, branch: Box<[u8]>) -> Result<TransactionId, Error> {
        let tx = self.tx(id)?;
        let d = tx.detail.as_ref().ok_or(Error::IllegalAction)?;
        // Who is asked about it may end it before he has said whose it is.
        let asked = self.asks_about_cancel(id);
        let leg = match tx.owner {
            Owner::CallLeg(leg) => Some(leg),
            _ => None,
        };
        let mut new = Transaction::new(if asked { Owner::Nobody } else { Owner::App(0) }, false);
        new.uncounted = leg.is_some();
        (new.kind, new.flow, new.target, new.sent_by) = (Kind::Cancel, Some(flow), tx.target.clone(), tx.sent_by);
        new.detail = Some(Box::new(Detail {
            method: b"CANCEL".to_vec(),
            cancels: Some(id),
            cancel_branch: Some(branch.clone()),
            undecided: asked,
            ..d.of_same_request()
        }));
        let new = self.new_transaction(new)?;
        if let Some(leg) = leg {
            self.join(leg, new, Role::Cancel);
        }
        self.cancels.insert(branch, new);
        if let Flow::Conn(conn) = flow {
            self.use_connection(conn, new);
        }
        Ok(new)
    }

    /// Is the application asked whose the CANCEL of a transaction is? That of a call-leg's is its own.
    fn asks_about_cancel(&self, id: TransactionId) -> bool {
        self.interest.internal_created && self.tx(id).is_ok_and(|tx| matches!(tx.owner, Owner::App(_)))
    }

    /// Sends a CANCEL whose owner is known.
    pub(crate) fn send_cancel(&mut self, id: TransactionId, msg: Box<Message>) {
        if !self.tx(id).is_ok_and(|tx| tx.state == State::Idle) {
            // The application has ended it.
            return self.pool.put_message(msg);
        }
        let target = self.tx(id).ok().and_then(|tx| tx.detail.as_ref()?.cancels);
        if !target.is_some_and(|t| self.tx(t).is_ok_and(|tx| tx.state.awaits_final())) {
            // The final response was quicker (section 9.1).
            self.pool.put_message(msg);
            return self.end_transaction(id, Reason::Undefined);
        }
        let mut send = Send::new(msg, false);
        send.follows = Some(Follows::Way);
        self.start_request(id, Kind::Cancel, send);
    }

    // ---- received ----

    /// A CANCEL that is new: 481 where there is nothing to cancel (section 9.2), else it has a transaction.
    pub(crate) fn cancel_arrived(&mut self, flow: Flow, msg: Box<Message>, via: &Via, key: Box<[u8]>) {
        let found = key_but_method(&key, b"CANCEL").and_then(|stem| self.cancellable.get(stem).copied());
        let Some((target, tag)) = found.and_then(|id| Some((id, self.tx(id).ok()?.detail.as_ref().map(|d| d.to_tag.clone())?)))
        else {
            // A proxy without state passes it on.
            if let Some(msg) = self.tell_out_of_context(msg, false) {
                self.answer_statelessly(flow, msg, 481, &[]);
            }
            return;
        };
        match self.open_server(Some(flow), &msg, via, key, None) {
            Ok(id) => {
                if let Some(d) = self.tx_mut(id).ok().and_then(|tx| tx.detail.as_mut()) {
                    (d.to_tag, d.cancels) = (tag, Some(target));
                }
                // That of a call-leg's request is answered here.
                match self.tx(target).map(|tx| tx.owner) {
                    Ok(Owner::CallLeg(_)) => self.process_cancel(id, msg),
                    _ => self.ask_created(id, flow, msg),
                }
            }
            // There is no room for it, which is no reason not to do what it asks for.
            Err(_) => {
                self.tell_cancelled(target, None);
                self.answer_with_tag(flow, msg, 200, &tag);
                self.answer_cancelled(target);
            }
        }
    }

    /// A CANCEL whose owner is known: it is answered with 200, unless a proxy does that itself.
    pub(crate) fn process_cancel(&mut self, id: TransactionId, msg: Box<Message>) {
        let proxy = self.cfg.proxy;
        let Ok(tx) = self.tx_mut(id) else { return self.pool.put_message(msg) };
        let target = tx.detail.as_ref().and_then(|d| d.cancels);
        if proxy && matches!(tx.owner, Owner::App(_)) {
            self.enter(id, State::ServerCancelRequestReceived, Reason::Undefined, Some(msg));
            if let Some(target) = target {
                self.tell_cancelled(target, Some(id));
            }
            return;
        }
        tx.state = State::ServerCancelRequestReceived;
        self.pool.put_message(msg);
        if let Some(target) = target {
            self.tell_cancelled(target, Some(id));
        }
        if self.respond(id, 200, b"", None).is_err() {
            self.end_transaction(id, Reason::Undefined);
        }
        if let Some(target) = target {
            self.answer_cancelled(target);
        }
    }

    /// Tells the owner of a request that it is cancelled: once, and not after its final response, when a CANCEL has no effect.
    fn tell_cancelled(&mut self, target: TransactionId, cancel: Option<TransactionId>) {
        let Ok(tx) = self.tx_mut(target) else { return };
        let early = tx.state == State::Idle;
        if !(early || tx.state.owes_final()) || tx.status >= 200 {
            return;
        }
        let Some(d) = tx.detail.as_mut().filter(|d| !d.cancelled) else { return };
        (d.cancelled, d.cancel) = (true, cancel);
        // Whose owner is not known yet hears of it when he has heard of the request.
        if !early {
            self.tell_owner_of_cancel(target);
        }
    }

    fn tell_owner_of_cancel(&mut self, target: TransactionId) {
        match self.tx(target).map(|tx| tx.owner) {
            Ok(Owner::App(owner)) => {
                let cancel = self.cancel_of(target).ok();
                self.event(Event::Cancelled { id: target, owner, cancel });
            }
            Ok(Owner::CallLeg(leg)) => self.leg_cancelled(leg, target),
            _ => {}
        }
    }

    /// The application has heard of a request: it may be cancelled already.
    pub(crate) fn catch_up_with_cancel(&mut self, target: TransactionId) {
        if self.tx(target).is_ok_and(|tx| tx.detail.as_ref().is_some_and(|d| d.cancelled)) {
            self.tell_owner_of_cancel(target);
            self.answer_cancelled(target);
        }
    }

    /// Answers an INVITE that is cancelled with 487, unless the application does so: a proxy has it from further on.
    fn answer_cancelled(&mut self, target: TransactionId) {
        let due = |tx: &Transaction| {
            tx.kind == Kind::Invite && tx.state.owes_final() && tx.detail.as_ref().is_some_and(|d| d.cancelled)
        };
        let owner = self.tx(target).map(|tx| tx.owner);
        // No proxy is behind that of a call-leg.
        let proxy = self.cfg.proxy && !matches!(owner, Ok(Owner::CallLeg(_)));
        if self.cfg.manual_behavior || proxy || !self.tx(target).is_ok_and(due) {
            return;
        }
        // It fails where a final response is on its way already.
        if self.respond(target, 487, b"", None).is_ok()
            && let Ok(Owner::CallLeg(leg)) = owner
        {
            self.leg_answered_by_itself(leg, target, 487);
        }
    }

    // ---- both ----

    /// The CANCEL of a transaction.
    pub fn cancel_of(&self, id: TransactionId) -> Result<TransactionId, Error> {
        let cancel = self.tx(id)?.detail.as_ref().and_then(|d| d.cancel);
        cancel.filter(|id| self.is_known(*id)).ok_or(Error::NotFound)
    }

    /// What a CANCEL means.
    pub fn cancelled_by(&self, id: TransactionId) -> Result<TransactionId, Error> {
        let target = self.tx(id)?.detail.as_ref().and_then(|d| d.cancels);
        target.filter(|id| self.is_known(*id)).ok_or(Error::NotFound)
    }

    /// Does the application know a transaction, and will it hear of its end?
    fn is_known(&self, id: TransactionId) -> bool {
        let undecided = |tx: &Transaction| tx.detail.as_ref().is_some_and(|d| d.undecided);
        self.tx(id).is_ok_and(|tx| matches!(tx.owner, Owner::App(_)) || undecided(tx))
    }
}
