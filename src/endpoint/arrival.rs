//! The way of a message in: parsed, checked, matched, shown to the application, acted on.

use super::Endpoint;
use super::output::{
    Answer, Ask, CallLegId, ConnId, Flow, Level, NotifyId, ReInviteId, Source, Subject, SubscriptionId, Token, TransactionId,
};
use super::slab::Id;
use super::transaction::{Kind, Owner, Reason, State, Transaction, own_branch, sent_by_hash, shown};
use crate::message::{Message, Name, Problem, StartLine};

/// A message that waits for the application.
pub(crate) struct Arrival {
    pub transaction: TransactionId,
    /// Away while the application has it.
    pub msg: Option<Box<Message>>,
    pub next: Next,
    pub flow: Flow,
}

/// What happens when the answer comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Next {
    /// Ask who owns the new transaction.
    Open,
    /// Take the owner.
    Created,
    /// Process it.
    Process,
    /// Take the owner of a request that the stack makes, and send it.
    Internal,
    /// Ask whether the INVITE makes a call-leg.
    OpenCallLeg,
    /// Ask whether it makes one beside that which came over another way.
    Nested,
    /// Take the application's value for the call-leg it makes, for the re-INVITE it is, for the call-leg a response makes.
    CallLeg(CallLegId),
    ReInvite(CallLegId, ReInviteId),
    Forked(CallLegId),
    /// Take the application's value for the subscription it makes, for that a NOTIFY of another notifier makes, for a NOTIFY.
    Subscription(SubscriptionId),
    SubscriptionFork(SubscriptionId),
    Notify(NotifyId),
    /// A request in a call-leg: take whether the application answers it.
    Inside(CallLegId),
    /// The ACK on a 2xx of a call-leg.
    Ack(CallLegId),
}

impl Endpoint {
    /// The transaction that waits for a final response which is beyond our limits: the server would only say it again, so
    /// there is nothing to wait for.
    pub(crate) fn answered_beyond_limits(&mut self, msg: &mut Message) -> Option<TransactionId> {
        let via = msg.top_via()?;
        let id = self.asked_by(msg, msg.text(via.branch))?;
        let tx = self.tx(id).ok()?;
        let waiting = tx.state.awaits_final() && !tx.final_shown;
        let ours = tx.sent_by == sent_by_hash(msg.text(via.host), via.port);
        if !waiting || !ours || msg.status() < 200 {
            return None;
        }
        if tx.kind == Kind::Invite && msg.status() >= 300 {
            self.acknowledge_at_once(id, msg);
        }
        Some(id)
    }

    /// The client transaction that a response with this branch answers. A CANCEL has the branch of what it means.
    fn asked_by(&self, msg: &Message, branch: &[u8]) -> Option<TransactionId> {
        let cseq = msg.raw_of(Name::CSeq).unwrap_or(&[]);
        match cseq.split(u8::is_ascii_whitespace).any(|word| word == b"CANCEL") {
            true => self.cancels.get(branch).copied(),
            false => self.transaction_with_branch(branch),
        }
    }

    /// The client transaction a branch names.
    fn transaction_with_branch(&self, branch: &[u8]) -> Option<TransactionId> {
        match own_branch(branch) {
            Some((id, secret)) => {
                let ours = |tx: &&Transaction| {
                    !tx.is_server && shown(tx.secret) == secret && !matches!(tx.owner, Owner::Transmitter(_))
                };
                self.tx(id).ok().filter(ours).map(|_| id)
            }
            None => self.branches.get(branch).copied(),
        }
    }

    /// A datagram to `peer` that began with `head` did not get there. Believed of a request that waits for its answer, whose branch
    /// nobody knows but who saw the datagram (RFC 3261 section 18.4).
    pub fn refused(&mut self, now: super::Time, peer: std::net::SocketAddr, head: &[u8], why: &str) {
        self.now = now.max(self.now);
        let name = b";branch=";
        let Some(from) = head.windows(name.len()).position(|w| w.eq_ignore_ascii_case(name)).map(|at| at + name.len()) else {
            return;
        };
        let rest = head.get(from..).unwrap_or(&[]);
        // Cut off: it may be another's.
        let Some(end) = rest.iter().position(|b| matches!(b, b';' | b'\r' | b'\n' | b',' | b' ')) else { return };
        let Some(id) = self.transaction_with_branch(rest.get(..end).unwrap_or(&[])) else { return };
        let to = self.tx(id).ok().and_then(|tx| tx.flow);
        if matches!(to, Some(Flow::Udp { peer: at, .. }) if at == peer) {
            self.send_failed(now, id, why);
        }
    }

    /// A message that breaks the rules: a request is told so where it can be, a response is dropped (RFC 3261 section 8.1.3).
    pub(crate) fn malformed(&mut self, flow: Flow, msg: Box<Message>, problem: Problem) {
        let reason = if problem.code == 400 { problem.text.as_bytes() } else { b"" };
        let from = self.peer_of(flow).map(|p| p.to_string()).unwrap_or_default();
        self.log(Source::Parser, Level::Warn, || format!("message from {from} not accepted: {}", problem.text));
        self.refuse_malformed(flow, msg, problem.code, reason);
    }

    pub(crate) fn refuse_malformed(&mut self, flow: Flow, mut msg: Box<Message>, code: u16, reason: &[u8]) {
        self.counters.malformed += 1;
        let answerable = match msg.start {
            StartLine::Request { .. } => true,
            // A request line that does not parse can be answered if the Via does.
            StartLine::Bad { line, .. } => !msg.text(line).starts_with(b"SIP/"),
            _ => false,
        };
        if answerable && msg.top_via().is_some() && msg.cseq().is_none_or(|c| msg.text(c.method) != b"ACK") {
            self.answer_problem(flow, &mut msg, code, reason, &[]);
        }
        self.pool.put_message(msg);
    }

    /// The framing of a stream gave up: where the next message begins cannot be told. `head` is what it holds; a request whose
    /// start line and Via can be read is refused with the code of `problem`. Then the connection is closed and whoever waits
    /// on it hears of it.
    pub fn stream_broken(&mut self, now: super::Time, conn: ConnId, problem: Problem, head: &[u8]) {
        self.now = now.max(self.now);
        if !self.carries_messages(conn) {
            return;
        }
        let limits = self.cfg.limits;
        let mut msg = self.pool.message();
        // Whatever could be read is enough: the refusal is due for `problem`.
        let _ = msg.parse(head.get(..limits.message_size).unwrap_or(head), &limits);
        self.malformed(Flow::Conn(conn), msg, problem);
        self.lose_connection(conn, problem.text, true, true);
    }

    /// Tells the application of a message that belongs to no transaction: a proxy of every one, others of those that matter to a
    /// user agent. The message comes back where it does not want to hear of it.
    pub(crate) fn tell_out_of_context(&mut self, msg: Box<Message>, matters: bool) -> Option<Box<Message>> {
        if !self.interest.out_of_context || !(matters || self.cfg.proxy) {
            return Some(msg);
        }
        self.event(super::Event::OutOfContext { msg });
        None
    }

    fn stray(&mut self, msg: Box<Message>, why: &str) {
        self.counters.stray_responses += 1;
        let code = msg.status();
        self.log(Source::Transaction, Level::Info, || format!("response {code} ignored: {why}"));
        self.pool.put_message(msg);
    }

    pub(crate) fn response_arrived(&mut self, flow: Flow, mut msg: Box<Message>) {
        let Some(via) = msg.top_via() else {
            self.stray(msg, "its top Via does not parse");
            return;
        };
        let Some(id) = self.asked_by(&msg, msg.text(via.branch)) else {
            let cseq = msg.cseq();
            let invite = cseq.is_some_and(|c| msg.text(c.method) == b"INVITE") && msg.status() < 300;
            if let Some(msg) = self.tell_out_of_context(msg, invite) {
                self.stray(msg, "no transaction of ours has its branch");
            }
            return;
        };
        if let Err(why) = self.response_fits(id, &mut msg) {
            self.stray(msg, why);
            return;
        }
        let from = self.peer_of(flow).map(|peer| (self.transport_of(flow), peer));
        let Some(tx) = self.transactions.get_mut(id.0) else { return };
        if tx.final_shown {
            // The final response is with the application already.
            self.counters.retransmissions_absorbed += 1;
            self.pool.put_message(msg);
            return;
        }
        if let Some(d) = tx.detail.as_mut() {
            d.received_from = from;
        }
        let pending = tx.state.awaits_final();
        let owned = !matches!(tx.owner, Owner::Nobody | Owner::Transmitter(_));
        let interested = match self.subject(id).filter(|_| owned) {
            Some(Subject::Transaction(..)) => self.interest.transaction_msg_received,
            Some(Subject::Client(..)) => self.interest.client_msg_received,
            Some(Subject::CallLeg(..)) => self.interest.callleg_msg_received,
            Some(Subject::Subscription(..)) => self.interest.subscription_msg_received,
            Some(Subject::Refresh(..)) | None => false,
        };
        let Some(tx) = self.transactions.get_mut(id.0) else { return self.pool.put_message(msg) };
        tx.final_shown = interested && pending && msg.status() >= 200;
        match (interested && pending, self.subject(id)) {
            (true, Some(subject)) => {
                if msg.status() >= 200 {
                    // It is answered: no retransmission and no time-out, however long the application looks at it.
                    self.disarm(id);
                }
                let arrival = Arrival { transaction: id, msg: None, next: Next::Process, flow };
                if let Some(token) = self.arrivals.insert(arrival) {
                    self.ask(Token::Arrival(token), Ask::MsgReceived { subject, msg });
                }
            }
            _ => self.client_response(id, msg),
        }
    }

    pub(crate) fn arrival_answer(&mut self, token: Id, answer: Answer) {
        let fits = self.arrivals.get(token).is_some_and(|arrival| {
            matches!(
                (arrival.next, &answer),
                (Next::Open, Answer::NewRequest { .. })
                    | (Next::Created | Next::Internal | Next::CallLeg(_) | Next::Forked(_), Answer::Created { .. })
                    | (Next::Inside(_) | Next::Subscription(_), Answer::Created { .. })
                    | (Next::SubscriptionFork(_) | Next::Notify(_), Answer::Created { .. })
                    | (Next::ReInvite(..), Answer::ReInvite { .. })
                    | (Next::OpenCallLeg, Answer::Keep(_))
                    | (Next::Nested, Answer::NewRequest { .. })
                    | (Next::Process | Next::Ack(_), Answer::Message(_) | Answer::Refuse(_))
            )
        });
        // Nobody asked for another one, and who did ask goes on waiting.
        let Some(arrival) = fits.then(|| self.arrivals.remove(token)).flatten() else {
            if let Answer::Message(m) | Answer::Refuse(m) | Answer::NewRequest { msg: m, .. } = answer {
                self.pool.put_message(m);
            }
            return;
        };
        let id = arrival.transaction;
        match (arrival.next, answer) {
            (Next::Open, Answer::NewRequest { msg, open }) => {
                if self.tx(id).is_ok_and(|tx| matches!(tx.owner, Owner::App(_))) {
                    // The application made the transaction its own while it was asked.
                    self.pool.put_message(msg);
                } else if open {
                    self.offer(id, arrival.flow, msg);
                } else {
                    self.pool.put_message(msg);
                    self.end_transaction(id, Reason::Undefined);
                }
            }
            (Next::Created, Answer::Created { owner, take }) => {
                let Some(msg) = arrival.msg else { return };
                let Some(d) = self.tx_mut(id).ok().and_then(|tx| tx.detail.as_mut()) else {
                    self.pool.put_message(msg);
                    return;
                };
                d.undecided = false;
                if let Some(reason) = d.ended {
                    self.pool.put_message(msg);
                    return if take { self.ended_meanwhile(id, owner, reason) } else { self.release_transaction(id) };
                }
                if !take {
                    self.nobody_took(id, msg);
                    return;
                }
                if let Ok(tx) = self.tx_mut(id) {
                    tx.owner = Owner::App(owner);
                }
                self.show_request(id, arrival.flow, msg);
            }
            (Next::Internal, Answer::Created { owner, .. }) => {
                let Some(msg) = arrival.msg else { return };
                let Some(d) = self.tx_mut(id).ok().and_then(|tx| tx.detail.as_mut()) else {
                    return self.pool.put_message(msg);
                };
                d.undecided = false;
                if let Some(reason) = d.ended {
                    self.pool.put_message(msg);
                    return self.ended_meanwhile(id, owner, reason);
                }
                if let Ok(tx) = self.tx_mut(id) {
                    tx.owner = Owner::App(owner);
                }
                self.send_cancel(id, msg);
            }
            (Next::OpenCallLeg, Answer::Keep(open)) => {
                let Some(msg) = arrival.msg else { return };
                if !self.is_anybodys(id) {
                    self.pool.put_message(msg);
                } else if open {
                    self.open_dialog(id, arrival.flow, msg);
                } else {
                    self.ask_created(id, arrival.flow, msg);
                }
            }
            (Next::Nested, Answer::NewRequest { msg, open }) => match (self.is_anybodys(id), open) {
                (true, true) => self.open_call_leg(id, arrival.flow, msg),
                (true, false) => self.refuse_offer(id, 400, &[], msg),
                (false, _) => self.pool.put_message(msg),
            },
            (next, Answer::Created { owner, take }) => {
                let Some(msg) = arrival.msg else { return };
                match next {
                    Next::CallLeg(leg) => self.call_leg_created(leg, owner, id, arrival.flow, msg),
                    Next::Subscription(s) => self.subscription_created(s, owner, id, arrival.flow, msg),
                    Next::SubscriptionFork(s) => self.subscription_fork_created(s, (owner, take), id, arrival.flow, msg),
                    Next::Notify(n) => self.notify_created(n, owner, id, arrival.flow, msg),
                    Next::Forked(leg) => self.fork_created(leg, id, (owner, take), msg),
                    Next::Inside(leg) => self.inside_decided(leg, id, arrival.flow, msg, (owner, take)),
                    _ => self.pool.put_message(msg),
                }
            }
            (Next::ReInvite(leg, reinvite), Answer::ReInvite { owner, code }) => {
                let Some(msg) = arrival.msg else { return };
                self.reinvite_created(leg, reinvite, id, (owner, code), arrival.flow, msg);
            }
            (Next::Ack(leg), Answer::Message(msg)) => self.leg_acked(leg, id, msg),
            (Next::Ack(_), Answer::Refuse(msg)) => {
                // As if it had never come: the 2xx goes on being sent until a copy does.
                self.pool.put_message(msg);
                self.resume_accepting(id);
            }
            (Next::Process, Answer::Message(msg)) => {
                if self.tx(id).is_ok_and(|tx| tx.is_server) {
                    self.process_request(id, msg);
                } else {
                    self.client_response(id, msg);
                }
            }
            (Next::Process, Answer::Refuse(m)) => {
                self.pool.put_message(m);
                self.log(Source::Transaction, Level::Warn, || {
                    "a callback returned an error: the message is dropped".to_string()
                });
                if let Ok(tx) = self.tx_mut(id) {
                    // As if it had never come: a copy of it counts.
                    tx.final_shown = false;
                }
                match self.tx(id) {
                    // The response goes on being sent.
                    Ok(tx) if matches!(tx.state, State::ServerInviteFinalSent | State::ServerInviteAckReceived) => {}
                    Ok(tx) if tx.is_server => {
                        self.forget_number(id);
                        self.end_transaction(id, Reason::Undefined);
                    }
                    Ok(_) => {
                        self.resume_waiting(id);
                        self.cancel_overdue(id);
                    }
                    Err(_) => {}
                }
            }
            _ => {}
        }
    }

    /// A request that nobody has taken yet: the application may have made its transaction its own while it was asked.
    fn is_anybodys(&self, id: TransactionId) -> bool {
        self.tx(id).is_ok_and(|tx| tx.owner == Owner::Nobody && tx.state == State::Idle)
    }

    /// A transaction ended while the application thought about its owner, who hears of that.
    fn ended_meanwhile(&mut self, id: TransactionId, owner: usize, reason: Reason) {
        if let Ok(tx) = self.tx_mut(id) {
            tx.owner = Owner::App(owner);
        }
        self.event(super::Event::Transaction { id, owner, state: State::Terminated, reason, msg: None });
    }

    /// Shows a request to an application that looks at messages before they are processed.
    pub(crate) fn show_request(&mut self, id: TransactionId, flow: Flow, msg: Box<Message>) {
        let subject = self.subject(id);
        let wanted = match subject {
            Some(Subject::CallLeg(..)) => self.interest.callleg_msg_received,
            Some(Subject::Subscription(..)) => self.interest.subscription_msg_received,
            _ => self.interest.transaction_msg_received,
        };
        match (wanted, subject) {
            (true, Some(subject)) => {
                let arrival = Arrival { transaction: id, msg: None, next: Next::Process, flow };
                if let Some(token) = self.arrivals.insert(arrival) {
                    self.ask(Token::Arrival(token), Ask::MsgReceived { subject, msg });
                }
            }
            _ => self.process_request(id, msg),
        }
    }

    fn process_request(&mut self, id: TransactionId, msg: Box<Message>) {
        match self.tx(id) {
            Ok(tx) if tx.state == State::Idle && tx.kind == Kind::Cancel => self.process_cancel(id, msg),
            Ok(tx) if tx.state == State::Idle => {
                let state = tx.kind.request_received();
                self.enter(id, state, Reason::Undefined, Some(msg));
                self.catch_up_with_cancel(id);
            }
            // The ACK of its final response.
            Ok(tx) if tx.state == State::ServerInviteFinalSent => self.acknowledged(id, msg),
            _ => self.pool.put_message(msg),
        }
    }
}
