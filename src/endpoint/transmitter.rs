//! Transmitters: what sends one message.
//!
//! Every transaction has one, which is the part of it that [`super::sending`] works on. One of the application's own is an entry in
//! the same table that has nothing but this part: it sends a message or raw octets outside of any transaction, and waits for no
//! answer.

use super::config::Persistency;
use super::output::{Answer, Ask, ConnId, ConnState, Error, Event, Flow, Level, Source, Target, Token, TransactionId};
use super::sending::{Send, Stage};
use super::transaction::{Detail, Owner, State as TransactionState, Transaction};
use super::{Endpoint, Usage};
use crate::message::Message;

/// State of a transmitter, with the names the C interface gives them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Idle,
    /// The next hop and its addresses are looked for.
    Resolving,
    /// It is known where the message goes; Via and destination may still be changed.
    DestResolved,
    OnHold,
    /// Nothing may be changed any more.
    Ready,
    /// A connection is used that is new to the transmitter.
    NewConnection,
    Sent,
    SendFailure,
    Terminated,
}

/// Why a transmitter changed its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    Undefined,
    NetworkError,
    ConnectionError,
    OutOfResources,
    /// The connection was opened for it.
    ConnCreated,
    /// The connection was there.
    ConnFound,
}

impl From<Error> for Reason {
    fn from(error: Error) -> Reason {
        match error {
            Error::Network => Reason::NetworkError,
            Error::OutOfResources => Reason::OutOfResources,
            _ => Reason::Undefined,
        }
    }
}

/// A new state, as it is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    pub id: TransactionId,
    /// The application's own values for the transmitter and for the handlers it gave.
    pub app: usize,
    pub hooks: u32,
    pub state: State,
    pub reason: Reason,
    /// Of [`State::NewConnection`].
    pub conn: Option<ConnId>,
}

/// How the application wants a transmitter of its own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setup {
    pub app: usize,
    /// The application's own value for the handlers it gave.
    pub hooks: u32,
    /// It has a handler that makes SIP URIs of others.
    pub other_uri: bool,
}

/// What a transmitter of the application has beside the fields of every transaction.
pub(crate) struct Transmitter {
    setup: Setup,
    state: State,
    /// The top Via gets the sent-by of the local address that is chosen.
    pub fix_via: bool,
    /// The first Route is the next hop even if it does not route loosely.
    pub first_route: bool,
    keep: bool,
    /// The message as it was given, to be sent again.
    kept: Option<Box<Message>>,
    /// Where to send to without looking.
    pub dest: Option<Target>,
    /// What was given to be sent is under way.
    under_way: bool,
    /// That it was sent has been told: what fails afterwards is no failure to send.
    told: bool,
}

impl Endpoint {
    /// A transmitter of the application, in Idle.
    pub fn create_transmitter(&mut self, setup: Setup) -> Result<TransactionId, Error> {
        if self.transmitters >= self.cfg.max_transmitters {
            let most = self.cfg.max_transmitters;
            self.log(Source::Transmitter, Level::Error, || {
                format!("all {most} transmitters are in use: raise maxTransmitters in RvSipStackCfg, or terminate those that have sent")
            });
            return Err(Error::OutOfResources);
        }
        let mut tx = Transaction::new(Owner::Transmitter(setup.app), false);
        let transmitter = Transmitter {
            setup,
            state: State::Idle,
            fix_via: false,
            first_route: false,
            keep: false,
            kept: None,
            dest: None,
            under_way: false,
            told: false,
        };
        tx.detail = Some(Box::new(Detail { transmitter: Some(Box::new(transmitter)), ..Detail::default() }));
        let id = self.transactions.insert(tx).map(TransactionId).ok_or(Error::OutOfResources)?;
        self.transmitters += 1;
        self.most_transmitters = self.most_transmitters.max(self.transmitters);
        Ok(id)
    }

    /// A transmitter of the application; `IllegalAction` for that of a transaction.
    pub(crate) fn transmitter(&self, id: TransactionId) -> Result<&Transmitter, Error> {
        let tx = self.tx(id)?;
        tx.detail.as_ref().and_then(|d| d.transmitter.as_deref()).ok_or(Error::IllegalAction)
    }
    /// Is it one of the application's own?
    pub fn is_transmitter(&self, id: TransactionId) -> bool {
        self.transmitter(id).is_ok()
    }
    fn transmitter_mut(&mut self, id: TransactionId) -> Result<&mut Transmitter, Error> {
        let tx = self.tx_mut(id)?;
        tx.detail.as_mut().and_then(|d| d.transmitter.as_deref_mut()).ok_or(Error::IllegalAction)
    }
    /// One that has not been given anything to send.
    fn idle_transmitter(&mut self, id: TransactionId) -> Result<&mut Transmitter, Error> {
        self.transmitter_mut(id).and_then(|t| if t.state == State::Idle { Ok(t) } else { Err(Error::IllegalAction) })
    }
    pub fn transmitter_usage(&self) -> Usage {
        Usage { used: self.transmitters, allocated: self.transmitters, most: self.most_transmitters }
    }

    // ---- fields ----

    /// The state of a transmitter, be it the application's or a transaction's.
    pub fn transmitter_state(&self, id: TransactionId) -> Result<State, Error> {
        let tx = self.tx(id)?;
        if let Some(t) = tx.detail.as_ref().and_then(|d| d.transmitter.as_ref()) {
            return Ok(t.state);
        }
        Ok(match tx.sending.as_ref().map(|s| s.stage) {
            Some(Stage::Credentials | Stage::ToSend) => State::Idle,
            Some(Stage::Hop | Stage::Number | Stage::OtherUri | Stage::Locate | Stage::Resolving) => State::Resolving,
            Some(Stage::Destination | Stage::Shown) => State::DestResolved,
            Some(Stage::Held) => State::OnHold,
            Some(Stage::Ready | Stage::Connect | Stage::Wire) => State::Ready,
            None if tx.wire.is_empty() && (tx.target.is_none() || tx.state == TransactionState::Idle) => State::Idle,
            None => State::Sent,
        })
    }
    pub fn transmitter_set_fix_via(&mut self, id: TransactionId, on: bool) -> Result<(), Error> {
        self.idle_transmitter(id)?.fix_via = on;
        Ok(())
    }
    pub fn transmitter_set_first_route(&mut self, id: TransactionId, on: bool) -> Result<(), Error> {
        self.idle_transmitter(id)?.first_route = on;
        Ok(())
    }
    pub fn transmitter_set_keep(&mut self, id: TransactionId, on: bool) -> Result<(), Error> {
        self.idle_transmitter(id)?.keep = on;
        Ok(())
    }
    /// Disregards the outbound proxy and the outbound address.
    pub fn transmitter_set_ignore_proxy(&mut self, id: TransactionId, on: bool) -> Result<(), Error> {
        self.idle_transmitter(id)?;
        if let Some(d) = self.tx_mut(id)?.detail.as_mut() {
            d.ignore_proxy = on;
        }
        Ok(())
    }
    pub fn transmitter_set_persistent(&mut self, id: TransactionId, on: bool) -> Result<(), Error> {
        self.idle_transmitter(id)?;
        self.transaction_set_persistent(id, on)
    }
    /// Of the application's or a transaction's, be that a register-client's.
    pub fn transmitter_persistent(&self, id: TransactionId) -> Result<bool, Error> {
        Ok(self.hop_options(id)?.persistency != Persistency::None)
    }
    pub fn transmitter_offer_connection(&mut self, id: TransactionId, conn: ConnId) -> Result<(), Error> {
        self.idle_transmitter(id)?;
        self.transaction_offer_connection(id, conn)
    }
    /// The connection in use; none for what is not persistent.
    pub fn transmitter_connection(&self, id: TransactionId) -> Result<Option<ConnId>, Error> {
        let conn = self.tx(id)?.conn();
        Ok(if self.transmitter_persistent(id)? { conn } else { None })
    }
    pub fn transmitter_set_outbound(&mut self, id: TransactionId, host: &str, port: u16) -> Result<(), Error> {
        self.idle_transmitter(id)?;
        self.transaction_set_outbound(id, host, port)
    }
    pub fn transmitter_set_branch(&mut self, id: TransactionId, branch: &[u8]) -> Result<(), Error> {
        self.idle_transmitter(id)?;
        self.transaction_set_branch(id, branch)
    }

    /// Chooses where the message goes, or takes the choice and what was found away. Legal before the message is given and while the
    /// destination is shown or held, the latter for the transmitter of a transaction too.
    pub fn transmitter_set_dest(&mut self, id: TransactionId, target: Option<Target>) -> Result<(), Error> {
        if let Ok(t) = self.idle_transmitter(id) {
            t.dest = target;
            return Ok(());
        }
        let send = self.shown_message(id)?;
        let name = send.target.take().and_then(|t| t.name);
        send.by_alias = None;
        send.target = target.map(|t| match (t.name.is_some(), t.transport.is_named()) {
            (false, true) => Target { name, ..t },
            _ => t,
        });
        send.moved = true;
        Ok(())
    }

    /// Where the message goes or went.
    pub fn transmitter_dest(&self, id: TransactionId) -> Result<Target, Error> {
        let tx = self.tx(id)?;
        if let Some(send) = tx.sending.as_ref().filter(|s| s.moved) {
            return send.target.clone().ok_or(Error::NotFound);
        }
        match self.transmitter(id) {
            Ok(t) if t.state == State::Idle => t.dest.clone().ok_or(Error::NotFound),
            _ => self.destination(id),
        }
    }

    /// A message whose destination the application is shown or holds.
    fn shown_message(&mut self, id: TransactionId) -> Result<&mut Send, Error> {
        let send = self.tx_mut(id)?.sending.as_deref_mut().ok_or(Error::IllegalAction)?;
        match send.stage {
            Stage::Shown if send.msg.is_none() => Ok(send),
            Stage::Held => Ok(send),
            _ => Err(Error::IllegalAction),
        }
    }

    // ---- commands ----

    /// Sends a message; without one the message that was kept, after a failure to the next address of the list.
    pub(crate) fn transmitter_send(&mut self, id: TransactionId, msg: Option<Box<Message>>) -> Result<(), Error> {
        let t = self.transmitter_mut(id)?;
        let given = msg.is_some();
        let mut msg = msg.or_else(|| t.kept.clone()).ok_or(Error::NotFound)?;
        let again = match t.state {
            State::Idle => false,
            State::SendFailure => true,
            _ => return Err(Error::IllegalAction),
        };
        let complete = msg.is_request() || (msg.is_response() && msg.top_via().is_some());
        if !complete {
            self.pool.put_message(msg);
            return Err(Error::BadParam);
        }
        if given && t.keep {
            t.kept = Some(msg.clone());
        }
        (t.under_way, t.told) = (false, false);
        let mut send = Send::new(msg, false);
        send.is_response = send.msg.as_ref().is_some_and(|m| m.is_response());
        send.again = again && t.dest.is_none();
        self.start_sending(id, send);
        Ok(())
    }

    /// Sends octets as they are to the destination that was set.
    pub(crate) fn transmitter_send_buffer(&mut self, id: TransactionId, bytes: &[u8]) -> Result<(), Error> {
        let target = self.idle_transmitter(id)?.dest.clone().ok_or(Error::IllegalAction)?;
        if bytes.is_empty() || bytes.len() > self.cfg.limits.message_size {
            return Err(Error::BadParam);
        }
        let local = self.local_towards(id, &target)?;
        self.tx_mut(id)?.target = Some(target.clone());
        if target.transport.is_reliable() {
            let (conn, created) = self.take_connection(id, target, None)?;
            if self.is_new_to(id, conn) {
                let change = self.transmitter_enter(id, State::NewConnection, Some((conn, created)))?;
                self.event(Event::Transmitter(change));
            }
        } else {
            self.tx_mut(id)?.flow = Some(Flow::Udp { local, peer: target.addr });
        }
        // A second buffer, or a message, would not be told apart from this one.
        let t = self.transmitter_mut(id)?;
        if t.state == State::Idle {
            t.state = State::Ready;
        }
        self.transmitter_out(id, bytes);
        Ok(())
    }

    /// Keeps a message whose destination is being shown from going on.
    pub(crate) fn hold_sending(&mut self, id: TransactionId) -> Result<(), Error> {
        let send = self.shown_message(id)?;
        if send.hold || send.stage == Stage::Held {
            return Err(Error::IllegalAction);
        }
        send.hold = true;
        Ok(())
    }

    /// Lets a message go on that is held.
    pub(crate) fn resume_sending(&mut self, id: TransactionId) -> Result<(), Error> {
        let send = self.shown_message(id)?;
        if !send.hold {
            return Err(Error::IllegalAction);
        }
        send.hold = false;
        self.advance(id);
        Ok(())
    }

    pub(crate) fn terminate_transmitter(&mut self, id: TransactionId) -> Result<(), Error> {
        if self.transmitter(id)?.state == State::Terminated {
            return Err(Error::IllegalAction);
        }
        self.tx_mut(id)?.state = TransactionState::Terminated;
        self.strip(id);
        let change = self.transmitter_enter(id, State::Terminated, None)?;
        self.event(Event::Transmitter(change));
        Ok(())
    }

    // ---- states ----

    fn transmitter_enter(&mut self, id: TransactionId, state: State, conn: Option<(ConnId, bool)>) -> Result<Change, Error> {
        let t = self.transmitter_mut(id)?;
        t.state = state;
        let reason = match conn {
            Some((_, true)) => Reason::ConnCreated,
            Some((_, false)) => Reason::ConnFound,
            None => Reason::Undefined,
        };
        let Setup { app, hooks, .. } = t.setup;
        Ok(Change { id, app, hooks, state, reason, conn: conn.map(|c| c.0) })
    }

    /// Tells a new state together with the message, which waits for the answer.
    pub(crate) fn tell_transmitter(&mut self, id: TransactionId, send: &mut Send, state: State, conn: Option<(ConnId, bool)>) {
        let Ok(change) = self.transmitter_enter(id, state, conn) else { return };
        if let Some(msg) = send.msg.take() {
            self.ask(Token::Send(id), Ask::Transmitter(change, msg));
        }
    }

    /// The message is encoded, or octets were given: out they go, over a connection as soon as it is there.
    pub(crate) fn transmitter_out(&mut self, id: TransactionId, bytes: &[u8]) {
        let Ok(tx) = self.tx(id) else { return };
        let flow = tx.flow.filter(|flow| match flow {
            Flow::Conn(c) => self.carries_messages(*c),
            Flow::Udp { .. } => true,
        });
        let Some(flow) = flow else {
            let lost = matches!(tx.flow, Some(Flow::Conn(_)));
            if lost {
                self.target_failed(id);
            }
            return self.transmitter_failed(id, if lost { Reason::ConnectionError } else { Reason::NetworkError });
        };
        self.transmit(flow, Some(id), bytes);
        if let Ok(t) = self.transmitter_mut(id) {
            t.under_way = true;
        }
        let open = match flow {
            Flow::Conn(c) => self.connection(c).is_some_and(|c| c.state == ConnState::Connected),
            Flow::Udp { .. } => true,
        };
        if open {
            self.confirm_later(id);
        }
    }

    /// Whether the socket takes the octets is known when the loop comes round again: only then they are told to be sent.
    fn confirm_later(&mut self, id: TransactionId) {
        let now = self.now;
        self.arm(id, now);
    }

    /// A connection was opened: what waited for it is on its way.
    pub(crate) fn transmitters_go(&mut self, users: impl Iterator<Item = TransactionId>) {
        for id in users {
            if self.transmitter(id).is_ok_and(|t| t.under_way && t.state != State::Sent) {
                self.confirm_later(id);
            }
        }
    }

    /// The loop came round, and nothing spoke against it.
    pub(crate) fn transmitter_sent(&mut self, id: TransactionId) {
        if self.transmitter(id).is_ok_and(|t| t.under_way)
            && let Ok(change) = self.transmitter_enter(id, State::Sent, None)
        {
            self.event(Event::Transmitter(change));
        }
    }

    /// May this change still be told? It is not true any more if sending failed in between.
    pub(crate) fn transmitter_tells(&mut self, change: &Change) -> bool {
        let Ok(t) = self.transmitter_mut(change.id) else { return false };
        if change.state == State::Sent {
            t.told = t.state == State::Sent;
            return t.told;
        }
        true
    }

    /// The transport could not deliver what a transmitter sent; `far` when that is not our own doing.
    pub(crate) fn transmitter_broken(&mut self, id: TransactionId, far: bool) {
        let Ok(t) = self.transmitter(id) else { return };
        // What is not out yet finds out when it goes out.
        if !t.under_way || t.told || matches!(t.state, State::SendFailure | State::Terminated) {
            return;
        }
        let over_conn = self.tx(id).is_ok_and(|tx| tx.conn().is_some());
        if far {
            self.target_failed(id);
        }
        self.transmitter_failed(id, if over_conn { Reason::ConnectionError } else { Reason::NetworkError });
    }

    /// A message could not be sent; the application may send it to the next address.
    pub(crate) fn transmitter_failed(&mut self, id: TransactionId, reason: Reason) {
        self.disarm(id);
        let Ok(tx) = self.tx_mut(id) else { return };
        let conn = tx.conn();
        (tx.flow, tx.target) = (None, None);
        if let Some(conn) = conn {
            self.leave_connection(conn, id);
        }
        self.log(Source::Transmitter, Level::Warn, || format!("a message could not be sent: {reason:?}"));
        if let Ok(t) = self.transmitter_mut(id) {
            t.under_way = false;
        }
        if let Ok(change) = self.transmitter_enter(id, State::SendFailure, None) {
            self.event(Event::Transmitter(Change { reason, ..change }));
        }
    }

    // ---- URIs that are not sip ----

    /// Has the application make a SIP URI of the Request-URI, for the way only. False when nobody does that.
    pub(crate) fn ask_other_uri(&mut self, id: TransactionId, send: &mut Send) -> bool {
        let asked = match self.transmitter(id) {
            Ok(t) => t.setup.other_uri,
            Err(_) => self.interest.other_uri && self.tx(id).is_ok_and(|tx| matches!(tx.owner, Owner::App(_))),
        };
        if !asked || send.is_response {
            return false;
        }
        let hooks = self.transmitter(id).map(|t| t.setup.hooks).ok();
        let owner = match self.tx(id).map(|tx| tx.owner) {
            Ok(Owner::App(owner) | Owner::Transmitter(owner)) => owner,
            _ => return false,
        };
        let Some(msg) = send.msg.take() else { return false };
        send.stage = Stage::OtherUri;
        let uri = msg.request_uri_text();
        self.ask(Token::Send(id), Ask::OtherUri { id, owner, hooks, uri, msg });
        true
    }

    /// The application made a SIP URI, or an empty text.
    pub(crate) fn uri_answer(&mut self, id: TransactionId, send: &mut Send, answer: Answer) {
        let Answer::Uri(text, msg) = answer else { return };
        send.msg = Some(msg);
        send.stage = Stage::Locate;
        let outcome = match super::destination::sip_hop(&text) {
            Some(hop) => self.head_for(id, send, hop),
            None => Err(Error::Network),
        };
        if outcome.is_err() {
            // Without a list there is nothing to be found.
            if let Ok(tx) = self.tx_mut(id) {
                tx.locator = None;
            }
            self.log(Source::Transport, Level::Error, || "the Request-URI leads to no SIP URI".to_string());
        }
    }
}
