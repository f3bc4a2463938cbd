//! The client side of every transaction (RFC 3261 section 17.1).

use super::{Kind, Owner, Reason, State, Transaction};
use crate::endpoint::config::{Failover, Timers};
use crate::endpoint::output::{Error, Flow, Level, Source, TransactionId};
use crate::endpoint::sending::Send;
use crate::endpoint::{Endpoint, Time};
use crate::message::{Message, Name};

impl Endpoint {
    /// Makes room for a transaction; `OutOfResources` at the configured limit.
    pub(crate) fn new_transaction(&mut self, tx: Transaction) -> Result<TransactionId, Error> {
        // Those of register-clients are not counted: a client has one under way at most, the others linger only.
        let counted = self.transactions.len() - self.uncounted_transactions - self.transmitters;
        if !tx.uncounted && counted >= self.cfg.max_transactions {
            let most = self.cfg.max_transactions;
            self.log(Source::Transaction, Level::Error, || {
                format!("all {most} transactions are in use: raise maxTransactions in RvSipStackCfg")
            });
            return Err(Error::OutOfResources);
        }
        let uncounted = tx.uncounted;
        let id = self.transactions.insert(tx).map(TransactionId).ok_or(Error::OutOfResources)?;
        self.uncounted_transactions += usize::from(uncounted);
        self.most_transactions = self.most_transactions.max(self.transactions.len() - self.transmitters);
        Ok(id)
    }

    /// A transaction of the application, in Idle.
    pub fn create_transaction(&mut self, owner: usize) -> Result<TransactionId, Error> {
        let mut tx = Transaction::new(Owner::App(owner), false);
        tx.detail = Some(Box::default());
        self.new_transaction(tx)
    }

    /// Sends a request from the fields that were set.
    pub(crate) fn request(
        &mut self,
        id: TransactionId,
        method: &[u8],
        uri: &[u8],
        outbound: Option<Box<Message>>,
    ) -> Result<(), Error> {
        let outcome = self.build_request(id, method, uri, outbound.as_deref());
        if let Some(m) = outbound {
            self.pool.put_message(m);
        }
        let msg = outcome?;
        let tx = self.tx_mut(id)?;
        if let Some(d) = tx.detail.as_mut() {
            d.method = method.to_vec();
            d.request_uri = uri.to_vec();
        }
        self.start_request(id, Kind::of(method), Send::new(msg, false));
        Ok(())
    }

    /// The request of a transaction goes out.
    pub(crate) fn start_request(&mut self, id: TransactionId, kind: Kind, send: Send) {
        if let Ok(tx) = self.tx_mut(id) {
            tx.kind = kind;
        }
        self.refresh_keeps(id, send.msg.as_deref());
        self.enter(id, kind.sent(), Reason::Undefined, None);
        self.start_sending(id, send);
    }

    fn build_request(
        &mut self,
        id: TransactionId,
        method: &[u8],
        uri: &[u8],
        outbound: Option<&Message>,
    ) -> Result<Box<Message>, Error> {
        let tx = self.tx(id)?;
        if tx.state != State::Idle || tx.is_server {
            return Err(Error::IllegalAction);
        }
        if matches!(method, b"CANCEL" | b"ACK") {
            // They belong to another request, and have calls of their own.
            return Err(Error::NotSupported);
        }
        self.may_be_refreshed(id, method)?;
        let detail = self.tx(id)?.detail.as_ref().ok_or(Error::IllegalAction)?;
        if detail.to.is_empty() || detail.from.is_empty() {
            return Err(Error::IllegalAction);
        }
        let (to, from) = (detail.to.clone(), detail.from.clone());
        let has_tag = detail.from_tagged;
        let call_id = (!detail.call_id.is_empty()).then(|| detail.call_id.clone());
        let cseq = detail.cseq;
        let mut msg = self.pool.message();
        if msg.set_request(method, uri).is_err() {
            self.pool.put_message(msg);
            return Err(Error::BadParam);
        }
        msg.push(Name::MaxForwards, b"70");
        msg.push(Name::To, &to);
        let mut from = from;
        if !has_tag {
            from.extend_from_slice(b";tag=");
            self.random.hex(16, &mut from);
        }
        msg.push(Name::From, &from);
        let call_id = call_id.unwrap_or_else(|| self.random.token(32));
        msg.push(Name::CallId, &call_id);
        let cseq = cseq.unwrap_or(1);
        let mut value = cseq.to_string().into_bytes();
        value.push(b' ');
        value.extend_from_slice(method);
        msg.push(Name::CSeq, &value);
        if !self.cfg.supported.is_empty() {
            msg.push(Name::Supported, &self.cfg.supported);
        }
        if let Some(extra) = outbound {
            add_outbound(&mut msg, extra);
        }
        let tx = self.tx_mut(id)?;
        if let Some(d) = tx.detail.as_mut() {
            d.from = from;
            d.from_tagged = true;
            d.call_id = call_id;
            d.cseq = Some(cseq);
        }
        Ok(msg)
    }

    /// Sends a request made elsewhere; it needs everything but the top Via.
    pub(crate) fn request_message(&mut self, id: TransactionId, mut msg: Box<Message>) -> Result<(), Error> {
        let tx = self.tx(id)?;
        if tx.state != State::Idle || tx.is_server {
            return Err(Error::IllegalAction);
        }
        if !msg.is_request() || matches!(msg.method(), b"CANCEL" | b"ACK") {
            return Err(Error::BadParam);
        }
        let method = msg.method().to_vec();
        self.may_be_refreshed(id, &method)?;
        let kind = Kind::of(&method);
        let uri = msg.request_uri_text();
        let fields = (|| {
            let cseq = msg.cseq()?.step;
            let text = |name| msg.find(name, 0).map(|at| msg.value_text(at));
            Some((cseq, text(Name::To)?, text(Name::From)?, text(Name::CallId)?))
        })();
        let Some((cseq, to, from, call_id)) = fields else { return Err(Error::BadParam) };
        let tx = self.tx_mut(id)?;
        if let Some(d) = tx.detail.as_mut() {
            (d.method, d.request_uri, d.to, d.from, d.call_id) = (method, uri, to, from, call_id);
            d.cseq = Some(cseq as u32);
            d.forwarded = msg.find(Name::Via, 0).is_some();
        }
        self.start_request(id, kind, Send::new(msg, false));
        Ok(())
    }

    /// The request is encoded and its flow known: send it and start the timers.
    pub(crate) fn request_out(&mut self, id: TransactionId) {
        let Ok(tx) = self.tx(id) else { return };
        let timers = self.timers_of(tx);
        let reliable = tx.reliable();
        let Some(flow) = tx.flow else { return };
        let now = self.now;
        let more = self.tx(id).is_ok_and(|tx| tx.locator.as_ref().is_some_and(|l| l.expects_more()));
        let custom = tx.detail.as_ref().and_then(|d| d.branch.clone());
        if let Some(b) = custom {
            self.branches.insert(b.into_boxed_slice(), id);
        }
        let Ok(tx) = self.tx_mut(id) else { return };
        if tx.state.is_taken() {
            tx.state = tx.kind.sent();
        }
        tx.interval = timers.t1;
        tx.resends_left = if tx.kind == Kind::Invite { timers.max_invite_resends } else { timers.max_resends };
        let most = longest(tx.kind, &timers);
        // One target of several may have less time than a request as a whole.
        let time = if more { self.cfg.target_timeout.map_or(most, |t| most.min(t.into())) } else { most };
        let Ok(tx) = self.tx_mut(id) else { return };
        tx.deadline = now.plus(time);
        let deadline = tx.deadline;
        self.transmit_wire(id, flow);
        let first = if reliable { deadline } else { now.plus(timers.t1 as u64).min(deadline) };
        self.arm(id, first);
    }

    /// Timer A, B, E or F, or the end of what a provisional response or a CANCEL began.
    pub(crate) fn client_timer(&mut self, id: TransactionId) {
        let now = self.now;
        let Ok(tx) = self.tx(id) else { return };
        if now >= tx.deadline {
            match tx.kind {
                Kind::Invite => self.invite_timeout(id),
                Kind::General | Kind::Cancel => self.client_timeout(id),
            }
            return;
        }
        let timers = self.timers_of(tx);
        let Ok(tx) = self.tx_mut(id) else { return };
        tx.interval = match tx.kind {
            // Timer A has no bound (RFC 3261 section 17.1.1.2), E has.
            Kind::Invite => tx.interval.saturating_mul(2),
            _ if tx.state.is_taken() => timers.t2,
            _ => tx.interval.saturating_mul(2).min(timers.t2),
        };
        let at = now.plus(tx.interval as u64).min(tx.deadline);
        let resend = tx.resends_left != 0;
        if tx.resends_left > 0 {
            tx.resends_left -= 1;
        }
        if resend {
            self.send_again(id);
        }
        self.arm(id, at);
    }

    /// The response that stopped the timers counts no more: they run on.
    pub(crate) fn resume_waiting(&mut self, id: TransactionId) {
        let now = self.now;
        let Ok(tx) = self.tx(id) else { return };
        if !tx.state.awaits_final() || tx.deadline == Time::NEVER {
            return;
        }
        // An INVITE is not repeated once its server has said something.
        let only_waits = tx.reliable() || tx.kind == Kind::Invite && tx.state.is_taken();
        let next = if only_waits { tx.deadline } else { now.plus(tx.interval as u64).min(tx.deadline) };
        self.arm(id, next);
    }

    pub(crate) fn client_timeout(&mut self, id: TransactionId) {
        if let Ok(tx) = self.tx_mut(id) {
            tx.status = 408;
            let to = tx.target.as_ref().map(|t| t.addr.to_string()).unwrap_or_default();
            self.log(Source::Transaction, Level::Warn, || format!("no final response from {to} in time"));
        }
        self.client_failed(id, Reason::TimeOut, None);
    }

    /// The transport could not deliver.
    pub(crate) fn transaction_network_error(&mut self, id: TransactionId) {
        let Ok(tx) = self.tx(id) else { return };
        if matches!(tx.owner, Owner::Transmitter(_)) {
            return self.transmitter_broken(id, true);
        }
        if tx.is_server || tx.sending.is_some() || tx.final_shown {
            // What is not out yet finds out when it goes out; what is answered needs the transport no longer.
            return;
        }
        if tx.state.awaits_final() {
            self.target_failed(id);
            self.client_failed(id, Reason::NetworkError, None);
        } else if tx.state == State::ClientInviteAckSent {
            self.client_gave_out(id, Reason::NetworkError, None);
        }
    }

    /// It cannot go on for a reason on our side, of which its server knows nothing: a limit, a local address or a connection that
    /// the application took away.
    pub(crate) fn transaction_cut_off(&mut self, id: TransactionId) {
        let Ok(tx) = self.tx(id) else { return };
        if matches!(tx.owner, Owner::Transmitter(_)) {
            return self.transmitter_broken(id, false);
        }
        let waiting = tx.state.awaits_final() || tx.state == State::ClientInviteAckSent;
        if waiting && !tx.is_server && tx.sending.is_none() && !tx.final_shown {
            self.client_failed(id, Reason::NetworkError, None);
        }
    }

    /// A datagram of a transaction could not be sent.
    pub fn send_failed(&mut self, now: super::Time, id: TransactionId, why: &str) {
        self.now = now.max(self.now);
        let to = self.tx(id).ok().and_then(|tx| tx.target.as_ref()).map(|t| t.addr.to_string()).unwrap_or_default();
        self.log(Source::Transport, Level::Warn, || format!("sending to {to} failed: {why}"));
        self.transaction_network_error(id);
    }

    /// Time-out, network error or 503: the next address, the application's decision, or the end.
    pub(crate) fn client_failed(&mut self, id: TransactionId, reason: Reason, mut msg: Option<Box<Message>>) {
        let Ok(tx) = self.tx(id) else { return };
        // A server that said something provisional is there, and took the request (RFC 3263 section 4.3).
        let taken = reason == Reason::TimeOut && tx.state.is_taken();
        if tx.state == State::ClientInviteAckSent {
            return self.client_gave_out(id, reason, msg);
        }
        // One that had all the time there is is not asked again (RFC 3261 section 10.2.7); one of several may have had less.
        let had_all = self.cfg.target_timeout.is_none_or(|t| u64::from(t) >= longest(tx.kind, &self.timers_of(tx)));
        if (reason != Reason::TimeOut || had_all)
            && let Ok(tx) = self.tx_mut(id)
            && let (Some(locator), Some(target)) = (tx.locator.as_mut(), tx.target.as_ref())
        {
            locator.refused(target);
        }
        if reason == Reason::TimeOut && !taken {
            self.target_failed(id);
        }
        if taken || self.is_bound(id) || !self.next_target(id, reason, &mut msg) {
            self.client_gave_out(id, reason, msg);
        }
    }

    /// What was cancelled is not sent to anybody else, nor is a CANCEL, which goes the way of what it means.
    fn is_bound(&self, id: TransactionId) -> bool {
        let cancelled = |tx: &Transaction| tx.detail.as_ref().is_some_and(|d| d.cancel.is_some());
        self.tx(id).is_ok_and(|tx| tx.kind == Kind::Cancel || cancelled(tx)) || self.is_hung_up(id)
    }

    /// There is no other target, or the application decides.
    pub(crate) fn client_gave_out(&mut self, id: TransactionId, reason: Reason, msg: Option<Box<Message>>) {
        let owner = match self.tx(id) {
            Ok(tx) => tx.owner,
            Err(_) => return,
        };
        match owner {
            Owner::Client(client) => self.client_unanswered(client, id, reason, msg),
            Owner::App(_) | Owner::CallLeg(_) if self.cfg.failover == Failover::Manual && !self.is_bound(id) => {
                self.disarm(id);
                self.enter(id, State::ClientSendFailure, reason, msg);
            }
            // The 503 of the last server is an answer.
            _ => match msg {
                Some(msg) => self.client_final(id, msg),
                None => self.end_transaction(id, reason),
            },
        }
    }

    /// A response that belongs to client transaction `id`.
    pub(crate) fn client_response(&mut self, id: TransactionId, mut msg: Box<Message>) {
        let code = msg.status();
        let Ok(tx) = self.tx_mut(id) else {
            self.pool.put_message(msg);
            return;
        };
        if !tx.state.awaits_final() {
            // A repeated final response, or one after the time-out.
            return match tx.kind {
                Kind::Invite => self.invite_answered_again(id, msg),
                Kind::General | Kind::Cancel => {
                    self.counters.retransmissions_absorbed += 1;
                    self.pool.put_message(msg);
                }
            };
        }
        let (kind, state) = (tx.kind, tx.state);
        tx.status = code;
        self.target_answered(id, &msg);
        if code < 200 {
            match kind {
                Kind::Invite => self.invite_provisional(id, msg),
                // It is cancelled: only the final response counts.
                _ if state == State::ClientCancelling => self.pool.put_message(msg),
                _ => self.enter(id, kind.proceeding(), Reason::Undefined, Some(msg)),
            }
            return;
        }
        let elsewhere = self.has_more_targets(id) || self.cfg.failover == Failover::Manual;
        if code == 503 && elsewhere && !self.is_bound(id) {
            if kind == Kind::Invite {
                self.acknowledge_at_once(id, &mut msg);
            }
            self.client_failed(id, Reason::ServiceUnavailable, Some(msg));
            return;
        }
        self.client_final(id, msg);
    }

    fn client_final(&mut self, id: TransactionId, msg: Box<Message>) {
        let Ok(tx) = self.tx(id) else { return };
        if tx.kind == Kind::Invite {
            return self.invite_final(id, msg);
        }
        if let Owner::Client(client) = tx.owner {
            self.remember_server(client, id, msg.status());
        }
        let Ok(tx) = self.tx(id) else { return };
        let timers = self.timers_of(tx);
        let reliable = tx.reliable();
        let conn = tx.conn();
        let (owner, kind) = (tx.owner, tx.kind);
        let at = self.now.plus(timers.t4 as u64);
        let Ok(tx) = self.tx_mut(id) else { return };
        let sending = tx.sending.take();
        tx.locator = None;
        if matches!(owner, Owner::Client(_)) {
            tx.owner = Owner::Nobody;
        }
        if let Some(send) = sending {
            self.drop_sending(send);
        }
        self.disarm(id);
        if let Owner::Client(client) = owner {
            let mut wire = Vec::new();
            if let Ok(tx) = self.tx_mut(id) {
                tx.state = State::ClientFinalReceived;
                wire = std::mem::take(&mut tx.wire);
            }
            self.client_answered(client, conn, &wire, msg);
            self.pool.put_buffer(wire);
        } else {
            let mut msg = msg;
            let refreshed = self.refresh_weighs(id, &mut msg);
            // A call-leg may want to see the request once more.
            self.enter(id, kind.final_received(), Reason::Undefined, Some(msg));
            if let Some((refresh, outcome)) = refreshed {
                self.refresh_goes_on(refresh, outcome);
            }
            if let Ok(tx) = self.tx_mut(id) {
                let wire = std::mem::take(&mut tx.wire);
                self.pool.put_buffer(wire);
            }
        }
        if reliable {
            self.end_transaction(id, Reason::Undefined);
        } else {
            self.arm(id, at);
        }
    }

    /// Does a response fit the request it claims to answer? Call-ID and CSeq are compared besides branch and sent-by, so
    /// that a peer that mixes up its answers is not believed.
    pub(crate) fn response_fits(&self, id: TransactionId, msg: &mut Message) -> Result<(), &'static str> {
        let tx = self.tx(id).map_err(|_| "its transaction is gone")?;
        if tx.is_server {
            return Err("its branch names a server transaction");
        }
        let via = msg.top_via().ok_or("its top Via does not parse")?;
        // More than one Via means it was meant for somebody else (RFC 3261 section 8.1.3.3), unless the request had them.
        let top = msg.find(Name::Via, 0).unwrap_or(0);
        if !tx.detail.as_ref().is_some_and(|d| d.forwarded) && msg.find(Name::Via, top + 1).is_some() {
            return Err("it has more than one Via");
        }
        if super::sent_by_hash(msg.text(via.host), via.port) != tx.sent_by {
            return Err("the sent-by of its Via is not ours");
        }
        let cseq = msg.cseq().ok_or("its CSeq does not parse")?;
        if cseq.step != tx.cseq as i64 {
            return Err("its CSeq is not that of the request");
        }
        let method_fits = match tx.detail.as_ref() {
            Some(d) => msg.text(cseq.method) == d.method.as_slice(),
            None => msg.text(cseq.method) == b"REGISTER",
        };
        if !method_fits {
            return Err("the method of its CSeq is not that of the request");
        }
        let call_id = match tx.owner {
            Owner::Client(c) => self.clients.get(c.0).map(|c| c.call_id().unwrap_or(&self.manager.call_id)),
            Owner::App(_) | Owner::CallLeg(_) | Owner::Refresh(_) => tx.detail.as_ref().map(|d| d.call_id.as_slice()),
            Owner::Nobody | Owner::Transmitter(_) => None,
        };
        match call_id {
            Some(c) if msg.call_id() != Some(c) => Err("its Call-ID is not that of the request"),
            _ => Ok(()),
        }
    }

    /// Where the message of a transaction goes or went, for FinalDestResolvedEv.
    pub fn destination(&self, id: TransactionId) -> Result<super::super::Target, Error> {
        let tx = self.tx(id)?;
        match (&tx.target, tx.flow) {
            (Some(t), _) => Ok(t.clone()),
            (None, Some(Flow::Udp { peer, .. })) => Ok(super::super::Target::plain(super::Transport::Udp, peer)),
            (None, Some(Flow::Conn(c))) => Ok(self.connection(c).ok_or(Error::NotFound)?.peer),
            _ => Err(Error::NotFound),
        }
    }
}

/// How long a request waits for the first word of its server (timers B and F).
fn longest(kind: Kind, timers: &Timers) -> u64 {
    match kind {
        Kind::Invite => timers.invite_timeout(),
        Kind::General | Kind::Cancel => timers.request_timeout.into(),
    }
}

/// Adds headers and body of an outbound message. Those that make up the transaction stay the stack's own.
pub fn add_outbound(msg: &mut Message, extra: &Message) {
    for at in 0..extra.headers.len() {
        let Some(h) = extra.headers.get(at) else { break };
        match h.name {
            Name::To | Name::From | Name::CallId | Name::CSeq | Name::Via | Name::ContentLength => {}
            Name::MaxForwards | Name::Expires => {
                msg.remove_all(h.name);
                msg.copy_header(extra, at);
            }
            _ => {
                msg.copy_header(extra, at);
            }
        }
    }
    if !extra.body().is_empty() {
        msg.set_body(extra.body());
    }
}
