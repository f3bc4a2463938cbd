//! The server side of every transaction (RFC 3261 section 17.2, RFC 4320): requests come in, become transactions, and are absorbed when
//! repeated.

use super::matching::{key_but_method, merge_key, server_key};
use super::{Detail, Kind, Owner, Reason, State, Transaction};
use crate::endpoint::arrival::{Arrival, Next};
use crate::endpoint::config::Transport;
use crate::endpoint::output::{Ask, CallLegId, Error, Flow, Level, Source, Token, TransactionId};
use crate::endpoint::{Endpoint, Time, hop};
use crate::message::{Message, Method, Name, Via};
use std::net::SocketAddr;

/// How a request is refused that nobody handles: a method that is known here, or not known.
fn refusal(msg: &Message) -> (u16, &'static [(Name, &'static [u8])]) {
    match msg.method_kind() {
        // RFC 3262 section 3
        _ if msg.method() == b"PRACK" => (481, &[]),
        Method::Other => (501, &[]),
        _ => (405, &[(Name::Allow, b"")]),
    }
}

/// Milliseconds after which an INVITE that was not answered gets a 100 (RFC 3261 section 17.2.1).
const INVITE_PROVISIONAL_AFTER: u64 = 200;

/// How long another request may stay unanswered before 100 is due: until timer E of the client has grown to T2 (RFC 4320
/// section 4.1).
fn provisional_after(t1: u32, t2: u32) -> u64 {
    let (mut sum, mut interval) = (0u64, t1.max(1));
    while interval < t2 {
        sum += interval as u64;
        interval = interval.saturating_mul(2);
    }
    sum
}

impl Endpoint {
    /// A well-formed request.
    pub(crate) fn request_arrived(&mut self, flow: Flow, mut msg: Box<Message>) {
        let Some(via) = note_source(&mut msg, self.peer_of(flow)) else {
            self.pool.put_message(msg);
            return;
        };
        if let Flow::Conn(conn) = flow {
            self.note_alias(conn, &msg, &via);
        }
        let key = server_key(&mut msg, &via);
        if let Some(&id) = self.servers.get(&key) {
            match msg.method() {
                b"ACK" => self.ack_arrived(id, flow, msg),
                _ => self.repeated_request(id, msg),
            }
            return;
        }
        match msg.method() {
            b"ACK" => return self.ack_without_transaction(msg),
            b"CANCEL" => return self.cancel_arrived(flow, msg, &via, key),
            _ => {}
        }
        if let Some(leg) = self.leg_of(&mut msg).or_else(|| self.leg_notified(&mut msg)) {
            return self.request_inside(leg, flow, msg, &via, key);
        }
        if let Some(original) = self.subscription_awaiting(&mut msg).filter(|_| self.cfg.subs_forking) {
            return self.notify_of_another(original, flow, msg, &via, key);
        }
        let prack_for = self.invite_of_prack(&mut msg);
        let taken = self.interest.transaction_created
            || self.interest.new_request
            || self.makes_call_leg(&mut msg)
            || self.makes_subscription(&msg);
        if prack_for.is_none() && !taken {
            // Nobody here takes requests: the refusal needs no transaction, and so none that others need (section 8.2.7).
            let (code, more) = if self.is_for_unknown_dialog(&mut msg) { (481, &[][..]) } else { refusal(&msg) };
            self.answer_statelessly(flow, msg, code, more);
            return;
        }
        let merge = merge_key(&mut msg);
        let other = merge.as_ref().and_then(|k| self.merged.get(k).copied());
        if other.is_some() && !self.cfg.disable_merging {
            self.answer_statelessly(flow, msg, 482, &[]);
            return;
        }
        let nested = other.and_then(|tx| self.part(tx)).map(|(leg, _)| leg);
        match self.open_server(Some(flow), &msg, &via, key, merge) {
            Ok(id) => {
                if let Some(d) = self.tx_mut(id).ok().and_then(|tx| tx.detail.as_mut()) {
                    d.pracks = prack_for;
                }
                if let Some(leg) = nested {
                    self.nested_invite(leg, id, flow, msg);
                } else if self.interest.new_request {
                    self.ask_about_arrival(id, flow, msg);
                } else {
                    self.offer(id, flow, msg);
                }
            }
            Err(_) => {
                self.counters.refused += 1;
                if let Some(invite) = prack_for {
                    self.prack_answered(invite, 503);
                }
                self.answer_statelessly(flow, msg, 503, &[(Name::RetryAfter, b"5")]);
            }
        }
    }

    /// A server transaction for a request that has none, such as one that a proxy without state forwards and now wants to reject. It
    /// has received its request, and the application owns it. While the application is asked whether a new request is to have
    /// a transaction, this is the one it gets.
    pub fn create_server_transaction(
        &mut self,
        now: Time,
        owner: usize,
        mut msg: Box<Message>,
    ) -> Result<TransactionId, Error> {
        self.now = now.max(self.now);
        if !msg.is_request() || matches!(msg.method(), b"ACK" | b"CANCEL") || msg.check_needed().is_err() {
            return Err(Error::BadParam);
        }
        let via = msg.top_via().ok_or(Error::BadParam)?;
        let key = server_key(&mut msg, &via);
        let id = match self.servers.get(&key).copied() {
            Some(id) => {
                let tx = self.tx(id)?;
                let asked = tx.detail.as_ref().is_some_and(|d| !d.undecided);
                if tx.owner != Owner::Nobody || tx.state != State::Idle || !asked {
                    return Err(Error::IllegalAction);
                }
                id
            }
            None => self.open_server(None, &msg, &via, key, None)?,
        };
        let tx = self.tx_mut(id)?;
        (tx.owner, tx.state) = (Owner::App(owner), tx.kind.request_received());
        self.catch_up_with_cancel(id);
        self.pool.put_message(msg);
        Ok(id)
    }

    /// Opens a transaction for a request that came over `flow`. Without one its responses go where its top Via says.
    pub(crate) fn open_server(
        &mut self,
        flow: Option<Flow>,
        msg: &Message,
        via: &Via,
        key: Box<[u8]>,
        merge: Option<Box<[u8]>>,
    ) -> Result<TransactionId, Error> {
        let mut tx = Transaction::new(Owner::Nobody, true);
        tx.kind = Kind::of(msg.method());
        tx.flow = flow.map(|flow| self.reply_flow(flow, msg, via));
        let mut detail = Detail {
            method: msg.method().to_vec(),
            to_tag: self.random.token(16),
            received_from: flow.and_then(|flow| Some((self.transport_of(flow), self.peer_of(flow)?))),
            answered_by_via: flow.is_none(),
            key: Some(key.clone()),
            merge_key: merge.clone(),
            ..Detail::default()
        };
        let timers = self.cfg.timers;
        let kind = tx.kind;
        let (time, hundred) = match kind {
            // An INVITE may wait for somebody to answer it.
            Kind::Invite => (u64::MAX, INVITE_PROVISIONAL_AFTER),
            Kind::General => (timers.request_timeout.into(), provisional_after(timers.t1, timers.t2)),
            Kind::Cancel => (timers.request_timeout.into(), u64::MAX),
        };
        tx.deadline = self.now.plus(time);
        let first = self.now.plus(hundred).min(tx.deadline);
        let id = self.new_transaction(tx)?;
        let mut request = self.pool.message();
        (*request).clone_from(msg);
        detail.request = Some(request);
        if let Ok(tx) = self.tx_mut(id) {
            tx.detail = Some(Box::new(detail));
        }
        if kind != Kind::Cancel
            && let Some(stem) = key_but_method(&key, msg.method())
        {
            self.cancellable.entry(stem.into()).or_insert(id);
        }
        self.servers.insert(key, id);
        if let Some(Flow::Conn(c)) = flow {
            self.use_connection(c, id);
        }
        if let Some(k) = merge {
            self.merged.entry(k).or_insert(id);
        }
        self.arm(id, first);
        Ok(id)
    }

    fn ask_about_arrival(&mut self, id: TransactionId, flow: Flow, msg: Box<Message>) {
        let arrival = Arrival { transaction: id, msg: None, next: Next::Open, flow };
        let Some(token) = self.arrivals.insert(arrival) else {
            self.pool.put_message(msg);
            return;
        };
        self.ask(Token::Arrival(token), Ask::NewRequest { msg });
    }

    /// A new request outside of dialogs goes to a call-leg or to the application.
    pub(crate) fn offer(&mut self, id: TransactionId, flow: Flow, mut msg: Box<Message>) {
        let subscribes = self.makes_subscription(&msg) && msg.to().is_some_and(|to| to.tag.is_none());
        if self.tx(id).is_err() || !(subscribes || self.makes_call_leg(&mut msg)) {
            return self.ask_created(id, flow, msg);
        }
        if !self.asks_for_call_leg() {
            // A proxy has none that it does not want.
            return if self.cfg.proxy { self.ask_created(id, flow, msg) } else { self.open_dialog(id, flow, msg) };
        }
        let arrival = Arrival { transaction: id, msg: Some(msg), next: Next::OpenCallLeg, flow };
        if let Some(token) = self.arrivals.insert(arrival) {
            self.ask(Token::Arrival(token), Ask::OpenCallLeg { transaction: id });
        }
    }

    /// A call-leg or a subscription for a request that makes one.
    pub(crate) fn open_dialog(&mut self, id: TransactionId, flow: Flow, msg: Box<Message>) {
        match msg.method() {
            b"INVITE" => self.open_call_leg(id, flow, msg),
            _ => self.open_subscription(id, flow, msg),
        }
    }

    /// The INVITE of a call-leg came once more over another way, and merging is off: the application may have one more of it.
    fn nested_invite(&mut self, leg: CallLegId, id: TransactionId, flow: Flow, msg: Box<Message>) {
        if !self.interest.callleg_nested {
            return self.refuse_offer(id, 400, &[], msg);
        }
        let app = self.leg(leg).map_or(0, |leg| leg.app);
        let arrival = Arrival { transaction: id, msg: None, next: Next::Nested, flow };
        match self.arrivals.insert(arrival) {
            Some(token) => self.ask(Token::Arrival(token), Ask::NestedInvite { id: leg, app, msg }),
            None => self.pool.put_message(msg),
        }
    }

    /// Who owns the new transaction?
    pub(crate) fn ask_created(&mut self, id: TransactionId, flow: Flow, msg: Box<Message>) {
        if self.tx(id).is_err() {
            // It ended while the application was asked.
            self.pool.put_message(msg);
            return;
        }
        if !self.interest.transaction_created {
            self.nobody_took(id, msg);
            return;
        }
        let arrival = Arrival { transaction: id, msg: Some(msg), next: Next::Created, flow };
        if let Some(token) = self.arrivals.insert(arrival) {
            if let Some(d) = self.tx_mut(id).ok().and_then(|tx| tx.detail.as_mut()) {
                d.undecided = true;
            }
            self.ask(Token::Arrival(token), Ask::Created { transaction: id });
        }
    }

    /// The application does not handle the request: it is answered for it (RFC 3261 section 8.2.1).
    pub(crate) fn nobody_took(&mut self, id: TransactionId, mut msg: Box<Message>) {
        let Ok(tx) = self.tx(id) else { return self.pool.put_message(msg) };
        if tx.kind == Kind::Cancel {
            return self.process_cancel(id, msg);
        }
        let prack = tx.detail.as_ref().is_some_and(|d| d.pracks.is_some());
        let lost = tx.detail.as_ref().is_none_or(|d| d.part.is_none()) && self.is_for_unknown_dialog(&mut msg);
        let (code, more) = match (prack, lost) {
            (true, _) => (200, &[][..]),
            (_, true) => (481, &[][..]),
            _ => refusal(&msg),
        };
        let mut extra = self.pool.message();
        for (name, value) in more {
            extra.push(*name, value);
        }
        self.pool.put_message(msg);
        if let Ok(tx) = self.tx_mut(id) {
            tx.state = tx.kind.request_received();
        }
        if self.respond(id, code, b"", Some(extra)).is_err() {
            self.end_transaction(id, Reason::Undefined);
        }
    }

    /// A request that was received before.
    fn repeated_request(&mut self, id: TransactionId, msg: Box<Message>) {
        self.pool.put_message(msg);
        self.counters.retransmissions_absorbed += 1;
        let Ok(tx) = self.tx_mut(id) else { return };
        // A 2xx to an INVITE goes out when it is due, not when the INVITE comes again (RFC 6026 section 7.1).
        let accepted = tx.kind == Kind::Invite && (200..300).contains(&tx.status);
        if tx.wire.is_empty() || tx.sending.is_some() || accepted {
            return;
        }
        self.send_again(id);
    }

    /// A request that nobody answers: copies are absorbed until its sender has given up, and nothing is sent, not even what was before.
    pub(crate) fn absorb_copies(&mut self, id: TransactionId) {
        let Ok(tx) = self.tx_mut(id) else { return };
        tx.state = State::ServerFinalSent;
        let (wire, sending, deadline) = (std::mem::take(&mut tx.wire), tx.sending.take(), tx.deadline);
        if let Some(d) = tx.detail.as_mut() {
            d.checking = None;
        }
        self.pool.put_buffer(wire);
        if let Some(send) = sending {
            self.drop_sending(send);
        }
        self.arm(id, deadline);
    }

    /// 100 is due, or it is too late for any answer (RFC 4320 section 4.2).
    pub(crate) fn server_timer(&mut self, id: TransactionId) {
        let now = self.now;
        let Ok(tx) = self.tx(id) else { return };
        if now >= tx.deadline {
            let method = tx.detail.as_ref().map(|d| String::from_utf8_lossy(&d.method).into_owned()).unwrap_or_default();
            self.log(Source::Transaction, Level::Warn, || {
                format!("a {method} was not answered in time; its sender has given up (RFC 4320): answer sooner")
            });
            self.end_transaction(id, Reason::TimeOut);
            return;
        }
        let answered = tx.status != 0;
        let deadline = tx.deadline;
        if deadline != Time::NEVER {
            self.arm(id, deadline);
        }
        if !answered {
            // Failing to send it is no reason to give up the transaction.
            let _ = self.respond_provisional(id);
        }
    }

    pub(crate) fn peer_of(&self, flow: Flow) -> Option<SocketAddr> {
        match flow {
            Flow::Udp { peer, .. } => Some(peer),
            Flow::Conn(c) => self.conn_addresses(c).map(|(_, _, peer)| peer),
        }
    }

    pub(crate) fn transport_of(&self, flow: Flow) -> Transport {
        match flow {
            Flow::Udp { .. } => Transport::Udp,
            Flow::Conn(c) => self.conn_transport(c),
        }
    }

    /// Where responses to a request go (RFC 3261 section 18.2.2, RFC 3581 section 4): over the stream it came on; by UDP to
    /// maddr, to the source port where rport was asked for, else to the port of the sent-by.
    pub(crate) fn reply_flow(&self, flow: Flow, msg: &Message, via: &Via) -> Flow {
        let Flow::Udp { local, peer } = flow else { return flow };
        let port = u16::try_from(via.port).unwrap_or(hop::SIP_PORT);
        if let Some(maddr) = msg.els.text.opt(via.maddr)
            && let Some(hop::Host::Ip(ip)) = hop::Host::parse(maddr)
        {
            return Flow::Udp { local, peer: SocketAddr::new(ip, port) };
        }
        if via.use_rport { flow } else { Flow::Udp { local, peer: SocketAddr::new(peer.ip(), port) } }
    }
}

/// Writes where the request really came from into its top Via: `received` when the sent-by differs or rport was asked for,
/// and the port into rport (RFC 3261 section 18.2.1, RFC 3581 section 4). Returns that Via as it is then.
pub(crate) fn note_source(msg: &mut Message, peer: Option<SocketAddr>) -> Option<Via> {
    let via = msg.top_via()?;
    let Some(peer) = peer else { return Some(via) };
    let same_host = matches!(hop::Host::parse(msg.text(via.host)), Some(hop::Host::Ip(ip)) if ip == peer.ip());
    if same_host && !via.use_rport {
        return Some(via);
    }
    let at = msg.find(Name::Via, 0)?;
    let (v, text) = hop::via_mut(msg, at)?;
    v.received = text.push(peer.ip().to_string().as_bytes());
    if v.use_rport {
        v.rport = peer.port() as i32;
    }
    Some(*v)
}

#[cfg(test)]
mod tests {
    use super::provisional_after;

    #[test]
    fn a_hundred_is_due_when_timer_e_has_grown_to_t2() {
        assert_eq!(provisional_after(500, 4000), 3500);
        assert_eq!(provisional_after(4000, 4000), 0);
        assert_eq!(provisional_after(1, u32::MAX), (1u64 << 32) - 1);
    }
}
