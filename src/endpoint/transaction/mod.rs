//! Transactions, client and server (RFC 3261 section 17, as amended by RFC 4320 and RFC 6026).
//!
//! `client` and `server` have what all methods share, `invite` and `accept` what INVITE has beside that on either side, `cancel` the
//! CANCEL of both.

mod accept;
mod authorize;
mod cancel;
mod client;
mod fields;
mod invite;
mod matching;
mod respond;
mod server;
mod state;

pub(crate) use accept::{lists, tokens};
pub(crate) use authorize::Checking;
pub use client::add_outbound;
pub(crate) use fields::{call_id, checked_uri, one_line, party};
use matching::key_but_method;
pub(crate) use matching::{branch_of, own_branch, sent_by_hash, shown};
pub(crate) use state::Kind;
pub use state::{Reason, State};

use super::Endpoint;
use super::callleg::Part;
use super::config::{Timers, Transport};
use super::locate::Locator;
use super::output::{CallLegId, ClientId, ConnId, Error, Flow, RefreshId, Subject, Target, TransactionId};
use super::sending::Send;
use super::timer::{Time, TimerId};
use super::transmitter::Transmitter;
use crate::message::Message;
use std::net::SocketAddr;

/// What to do with credentials found by AuthBegin.
#[derive(Debug)]
pub enum AuthAction {
    /// Check them against this password.
    UsePassword(Vec<u8>),
    /// Look at the next ones.
    Skip,
    /// The application has checked them itself: they are right.
    Success,
    /// Stop: they are wrong.
    Failure,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Owner {
    /// The application, with its own value.
    App(usize),
    Client(ClientId),
    /// A call-leg; its detail says what for.
    CallLeg(CallLegId),
    /// A refresh: its request once more.
    Refresh(RefreshId),
    /// None: it is a transmitter of the application, with its own value.
    Transmitter(usize),
    /// Nobody took it.
    Nobody,
}

pub(crate) struct Transaction {
    pub owner: Owner,
    pub state: State,
    pub kind: Kind,
    pub is_server: bool,
    /// Not one of maxTransactions: the number of register-clients and call-legs bounds what they send.
    pub uncounted: bool,
    /// The one timer: next retransmission or end, whichever comes first.
    pub timer: Option<TimerId>,
    /// Milliseconds to the next retransmission.
    pub interval: u32,
    pub resends_left: i32,
    /// Timer B, F, H or J, or the end of what was told last.
    pub deadline: Time,
    /// Last message sent, for retransmission.
    pub wire: Vec<u8>,
    /// Where it goes: the destination of a request; for a server transaction where responses go.
    pub flow: Option<Flow>,
    pub target: Option<Target>,
    /// The DNS list: where the request may go if this target fails.
    pub locator: Option<Box<Locator>>,
    /// Random part of the branch.
    pub secret: u64,
    /// Hash of the sent-by that was sent.
    pub sent_by: u32,
    pub cseq: u32,
    /// Last status code received or sent.
    pub status: u16,
    /// A message on its way out.
    pub sending: Option<Box<Send>>,
    /// The application looks at a final response before it is processed.
    pub final_shown: bool,
    /// What only transactions of the application have.
    pub detail: Option<Box<Detail>>,
}

/// Fields an application may set and read.
#[derive(Default)]
pub(crate) struct Detail {
    pub to: Vec<u8>,
    pub from: Vec<u8>,
    /// From has its tag.
    pub from_tagged: bool,
    pub call_id: Vec<u8>,
    pub cseq: Option<u32>,
    pub method: Vec<u8>,
    pub request_uri: Vec<u8>,
    pub branch: Option<Vec<u8>>,
    pub outbound: Option<(String, u16)>,
    pub force_outbound: bool,
    pub ignore_proxy: bool,
    /// The first Route is the next hop even if it is a strict router.
    pub first_route: bool,
    pub timers: Option<Timers>,
    pub locals: Vec<u16>,
    pub persistent: Option<bool>,
    pub offered_conn: Option<ConnId>,
    /// Source of the last message received.
    pub received_from: Option<(Transport, SocketAddr)>,
    /// The request (server side).
    pub request: Option<Box<Message>>,
    /// The CSeq number its dialog had from the other end before.
    pub seq_before: Option<u32>,
    /// To tag of our responses.
    pub to_tag: Vec<u8>,
    pub key: Option<Box<[u8]>>,
    pub merge_key: Option<Box<[u8]>>,
    pub checking: Option<Box<Checking>>,
    /// A request held back after a failure to send (failover is manual).
    pub held: Option<Box<Message>>,
    /// A response that waits until the provisional one before it is out.
    pub next_response: Option<Box<Message>>,
    /// The request came with Via values of others: so will its responses.
    pub forwarded: bool,
    /// It is not known how the request came: responses go where its top Via says.
    pub answered_by_via: bool,
    /// The application is asked whether it takes the transaction (server side), and why it ended meanwhile.
    pub undecided: bool,
    pub ended: Option<Reason>,
    /// A CANCEL came.
    pub cancelled: bool,
    /// The CANCEL of this transaction, made here or received, and of a CANCEL the transaction it means.
    pub cancel: Option<TransactionId>,
    pub cancels: Option<TransactionId>,
    /// The branch of a CANCEL of ours, which is that of another transaction.
    pub cancel_branch: Option<Box<[u8]>>,
    /// The final response to an INVITE of ours, until it is acknowledged.
    pub answer: Option<Box<Message>>,
    /// What an INVITE that was answered with 2xx is found by when the ACK comes.
    pub accepted_key: Option<Box<[u8]>>,
    /// The response came from elsewhere (RespondMessage).
    pub relayed: bool,
    /// Reliable provisional responses of an INVITE, and of a PRACK that is not answered the INVITE and the number it is for.
    pub reliable: Option<Box<accept::Reliable>>,
    pub pracks: Option<(TransactionId, u32)>,
    /// What repeats the request of the application's transaction, until its final response.
    pub refresh: Option<RefreshId>,
    /// Its part in its call-leg.
    pub part: Option<Part>,
    /// The next hop is a strict router, which stands in the Request-URI.
    pub strict: bool,
    /// It is a transmitter of the application and nothing else.
    pub transmitter: Option<Box<Transmitter>>,
}

impl Detail {
    /// What another transaction with the same request, or for it, begins with.
    fn of_same_request(&self) -> Detail {
        Detail {
            to: self.to.clone(),
            from: self.from.clone(),
            from_tagged: self.from_tagged,
            call_id: self.call_id.clone(),
            cseq: self.cseq,
            method: self.method.clone(),
            request_uri: self.request_uri.clone(),
            timers: self.timers,
            locals: self.locals.clone(),
            persistent: self.persistent,
            ..Detail::default()
        }
    }
    /// What the same request, sent later the same way, begins with.
    pub(crate) fn of_same_request_and_way(&self) -> Detail {
        Detail {
            from_tagged: true,
            outbound: self.outbound.clone(),
            force_outbound: self.force_outbound,
            ignore_proxy: self.ignore_proxy,
            first_route: self.first_route,
            ..self.of_same_request()
        }
    }
    /// The same way for another request.
    pub(crate) fn of_same_way(&self) -> Detail {
        Detail {
            outbound: self.outbound.clone(),
            force_outbound: self.force_outbound,
            strict: self.strict,
            timers: self.timers,
            locals: self.locals.clone(),
            persistent: self.persistent,
            ..Detail::default()
        }
    }
}

impl Transaction {
    pub fn new(owner: Owner, is_server: bool) -> Transaction {
        Transaction {
            owner,
            state: State::Idle,
            kind: Kind::General,
            is_server,
            uncounted: matches!(owner, Owner::Client(_) | Owner::Refresh(_)),
            timer: None,
            interval: 0,
            resends_left: -1,
            deadline: Time(0),
            wire: Vec::new(),
            flow: None,
            target: None,
            locator: None,
            secret: 0,
            sent_by: 0,
            cseq: 0,
            status: 0,
            sending: None,
            final_shown: false,
            detail: None,
        }
    }
    /// Does it run over a transport that loses nothing?
    pub fn reliable(&self) -> bool {
        match self.flow {
            Some(Flow::Conn(_)) => true,
            Some(Flow::Udp { .. }) => false,
            None => self.target.as_ref().is_some_and(|t| t.transport.is_reliable()),
        }
    }
    pub fn conn(&self) -> Option<ConnId> {
        match self.flow {
            Some(Flow::Conn(c)) => Some(c),
            _ => None,
        }
    }
}

impl Endpoint {
    pub(crate) fn tx(&self, id: TransactionId) -> Result<&Transaction, Error> {
        self.transactions.get(id.0).ok_or(Error::InvalidHandle)
    }
    pub(crate) fn tx_mut(&mut self, id: TransactionId) -> Result<&mut Transaction, Error> {
        self.transactions.get_mut(id.0).ok_or(Error::InvalidHandle)
    }

    /// Timers of a transaction: its own, its client's or the configured ones.
    pub(crate) fn timers_of(&self, tx: &Transaction) -> Timers {
        let own = match tx.owner {
            Owner::Client(c) => self.clients.get(c.0).and_then(|c| c.timers()),
            _ => tx.detail.as_ref().and_then(|d| d.timers),
        };
        own.unwrap_or(self.cfg.timers)
    }

    /// How the application knows the object a transaction serves.
    pub(crate) fn subject(&self, id: TransactionId) -> Option<Subject> {
        let tx = self.transactions.get(id.0)?;
        match tx.owner {
            Owner::App(owner) => Some(Subject::Transaction(id, owner)),
            Owner::Nobody => Some(Subject::Transaction(id, 0)),
            Owner::Transmitter(_) => None,
            Owner::Client(c) => self.clients.get(c.0).map(|client| Subject::Client(c, client.app)),
            Owner::CallLeg(leg) => self.subject_in_leg(leg, tx),
            Owner::Refresh(refresh) => self.refresh_owner(refresh).ok().map(|app| Subject::Refresh(refresh, id, app)),
        }
    }

    /// Sets the one timer of a transaction.
    pub(crate) fn arm(&mut self, id: TransactionId, at: Time) {
        let new = self.wheel.set(at, super::TimerKey::Transaction(id));
        match self.transactions.get_mut(id.0) {
            Some(tx) if tx.state != State::Terminated => {
                if let Some(old) = tx.timer.replace(new) {
                    self.wheel.cancel(old);
                }
            }
            // Its owner has ended it while it heard of it.
            _ => {
                self.wheel.cancel(new);
            }
        }
    }

    pub(crate) fn disarm(&mut self, id: TransactionId) {
        if let Some(t) = self.transactions.get_mut(id.0).and_then(|tx| tx.timer.take()) {
            self.wheel.cancel(t);
        }
    }

    /// The timer of a transaction went off.
    pub(crate) fn transaction_timer(&mut self, id: TransactionId) {
        let Ok(tx) = self.tx_mut(id) else { return };
        tx.timer = None;
        if matches!(tx.owner, Owner::Transmitter(_)) {
            return self.transmitter_sent(id);
        }
        match tx.state {
            state if state.awaits_final() => self.client_timer(id),
            state if state.is_over() => self.end_transaction(id, Reason::Undefined),
            // The application may still be thinking about whom the request belongs to.
            State::Idle if tx.is_server => self.server_timer(id),
            State::ServerRequestReceived | State::ServerInviteRequestReceived | State::ServerCancelRequestReceived => {
                self.server_timer(id)
            }
            State::ServerInviteReliableSent => self.reliable_timer(id),
            State::ServerInviteFinalSent => self.invite_answered_timer(id),
            _ => {}
        }
    }

    /// Takes everything a transaction holds apart from its name.
    pub(crate) fn strip(&mut self, id: TransactionId) {
        self.disarm(id);
        let Some(tx) = self.transactions.get_mut(id.0) else { return };
        let wire = std::mem::take(&mut tx.wire);
        let sending = tx.sending.take();
        let conn = tx.conn();
        let prack_for = tx.detail.as_mut().and_then(|d| d.pracks.take());
        let (key, method, merge_key, branch, kept) = match tx.detail.as_mut() {
            Some(d) => {
                let kept = [d.held.take(), d.next_response.take(), d.answer.take()];
                d.checking = None;
                let found_by = [
                    (&mut self.awaiting_ack, d.accepted_key.take()),
                    (&mut self.cancels, d.cancel_branch.take()),
                    (&mut self.awaiting_prack, d.reliable.take().and_then(|r| r.key)),
                ];
                for (table, key) in found_by {
                    if let Some(key) = key.filter(|k| table.get(k) == Some(&id)) {
                        table.remove(&key);
                    }
                }
                (d.key.take(), d.method.clone(), d.merge_key.take(), d.branch.take(), kept)
            }
            None => Default::default(),
        };
        self.pool.put_buffer(wire);
        for msg in kept.into_iter().flatten() {
            self.pool.put_message(msg);
        }
        if let Some(send) = sending {
            self.drop_sending(send);
        }
        if let Some(k) = key {
            let stem = key_but_method(&k, &method);
            if let Some(stem) = stem.filter(|s| self.cancellable.get(*s) == Some(&id)) {
                self.cancellable.remove(stem);
            }
            self.servers.remove(&k);
        }
        if let Some(k) = merge_key
            && self.merged.get(&k) == Some(&id)
        {
            self.merged.remove(&k);
        }
        if let Some(b) = branch
            && self.branches.get(b.as_slice()) == Some(&id)
        {
            self.branches.remove(b.as_slice());
        }
        if let Some(c) = conn {
            self.leave_connection(c, id);
        }
        if let Some(invite) = prack_for {
            self.prack_answered(invite, 0);
        }
    }

    /// The end of a transaction: the application is told of its own ones, then the name is dead.
    pub(crate) fn end_transaction(&mut self, id: TransactionId, reason: Reason) {
        let Some(tx) = self.transactions.get_mut(id.0) else { return };
        if tx.state == State::Terminated {
            return;
        }
        tx.state = State::Terminated;
        let owner = tx.owner;
        self.strip(id);
        let refresh = self.refresh_of_transaction(id);
        match owner {
            Owner::App(owner) => {
                self.event(super::Event::Transaction { id, owner, state: State::Terminated, reason, msg: None });
            }
            Owner::CallLeg(leg) if self.leg_transaction_ended(leg, id, reason) => {}
            _ => match self.transactions.get_mut(id.0).and_then(|tx| tx.detail.as_mut()).filter(|d| d.undecided) {
                // Its name lives until the application has heard of the end, should it take it.
                Some(d) => d.ended = Some(reason),
                None => self.release_transaction(id),
            },
        }
        if let Some(refresh) = refresh {
            self.refresh_unanswered(refresh, id, reason);
        }
    }

    /// The TERMINATED event was delivered: the request, which the application could read until now, goes too.
    pub(crate) fn release_transaction(&mut self, id: TransactionId) {
        let Some(tx) = self.transactions.remove(id.0) else { return };
        self.uncounted_transactions -= usize::from(tx.uncounted);
        self.transmitters -= usize::from(matches!(tx.owner, Owner::Transmitter(_)));
        if let Some(m) = tx.detail.and_then(|d| d.request) {
            self.pool.put_message(m);
        }
    }

    pub(crate) fn terminate_transaction(&mut self, id: TransactionId) -> Result<(), Error> {
        let tx = self.tx(id)?;
        // That of a register-client or call-leg is shown to the application, but ends with that only.
        if tx.state == State::Terminated
            || matches!(tx.owner, Owner::Client(_) | Owner::CallLeg(_) | Owner::Refresh(_) | Owner::Transmitter(_))
        {
            return Err(Error::IllegalAction);
        }
        self.end_transaction(id, Reason::Undefined);
        Ok(())
    }

    /// Changes the state of a transaction and tells the application if it is its own.
    pub(crate) fn enter(&mut self, id: TransactionId, state: State, reason: Reason, msg: Option<Box<Message>>) {
        let Some(tx) = self.transactions.get_mut(id.0) else {
            if let Some(m) = msg {
                self.pool.put_message(m);
            }
            return;
        };
        tx.state = state;
        let owner = tx.owner;
        match owner {
            Owner::App(owner) => self.event(super::Event::Transaction { id, owner, state, reason, msg }),
            Owner::CallLeg(leg) => self.leg_hears(leg, id, state, reason, msg),
            _ => {
                if let Some(m) = msg {
                    self.pool.put_message(m);
                }
            }
        }
    }
}
