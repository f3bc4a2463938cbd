//! What a server INVITE has beside other requests: final responses that are sent until they are acknowledged (RFC 3261 sections 17.2.1 and
//! 13.3.1.4, RFC 6026 section 7.1), and provisional ones that are (RFC 3262).

use super::{Kind, Owner, Reason, State};
use crate::endpoint::Endpoint;
use crate::endpoint::output::{Error, Flow, Level, Source, TransactionId};
use crate::message::{Message, Name, Value};

/// The reliable provisional responses of an INVITE.
pub(crate) struct Reliable {
    /// Number of the last one.
    rseq: u32,
    /// What its PRACK finds it by, once it is out.
    pub key: Option<Box<[u8]>>,
    /// It has been sent.
    out: bool,
    /// It was not acknowledged, or is on its way out: no other provisional response before that is.
    waits: bool,
    /// It has a body: nor is there a 2xx before (RFC 3262 section 3).
    body: bool,
}

/// The first number of a series (RFC 3262 section 3).
const LARGEST_FIRST_RSEQ: u64 = (1 << 31) - 1;

impl Endpoint {
    // ---- final responses ----

    /// A final response to an INVITE is out. It is sent again until its ACK comes; a 2xx over any transport, for the ACK comes from
    /// the other end of the way (section 13.3.1.4).
    pub(crate) fn invite_final_out(&mut self, id: TransactionId, code: u16) {
        let now = self.now;
        let Ok(tx) = self.tx(id) else { return };
        let timers = self.timers_of(tx);
        let success = code < 300;
        if success && self.cfg.proxy && tx.detail.as_ref().is_some_and(|d| d.relayed) {
            return self.passed_on(id);
        }
        let resends = success || !tx.reliable();
        let Ok(tx) = self.tx_mut(id) else { return };
        tx.interval = timers.t1;
        tx.deadline = now.plus(if success { timers.invite_linger.into() } else { timers.invite_timeout() });
        let deadline = tx.deadline;
        self.enter(id, State::ServerInviteFinalSent, Reason::Undefined, None);
        self.arm(id, if resends { now.plus(timers.t1.into()).min(deadline) } else { deadline });
    }

    /// A proxy has passed a 2xx on: whoever sent it sends it again, not we.
    fn passed_on(&mut self, id: TransactionId) {
        if self.tx(id).is_ok_and(|tx| tx.state != State::ServerInviteProxy2xxSent) {
            self.enter(id, State::ServerInviteProxy2xxSent, Reason::Undefined, None);
            match self.cfg.proxy_2xx_sent {
                0 => return self.end_transaction(id, Reason::Undefined),
                time => self.arm(id, self.now.plus(time.into())),
            }
        }
        self.next_response(id);
    }

    /// Timer G or H, or what takes their place for a 2xx.
    pub(crate) fn invite_answered_timer(&mut self, id: TransactionId) {
        let now = self.now;
        let Ok(tx) = self.tx(id) else { return };
        let acknowledged = tx.interval == 0;
        if now >= tx.deadline {
            if !acknowledged {
                let code = tx.status;
                self.log(Source::Transaction, Level::Warn, || format!("no ACK came for the {code} to an INVITE"));
            }
            let reason = if acknowledged { Reason::Undefined } else { Reason::TimeOut };
            return self.end_transaction(id, reason);
        }
        let t2 = self.timers_of(tx).t2;
        let Ok(tx) = self.tx_mut(id) else { return };
        tx.interval = tx.interval.saturating_mul(2).min(t2);
        let at = now.plus(tx.interval.into()).min(tx.deadline);
        self.send_again(id);
        self.arm(id, at);
    }

    // ---- ACK ----

    /// An ACK with the branch of its INVITE.
    pub(crate) fn ack_arrived(&mut self, id: TransactionId, flow: Flow, mut msg: Box<Message>) {
        let Ok(tx) = self.tx(id) else { return self.pool.put_message(msg) };
        if tx.state == State::ServerInviteProxy2xxSent {
            // One by RFC 2543, whose ACK on a 2xx has no branch of its own: a proxy passes it on.
            if let Some(msg) = self.tell_out_of_context(msg, true) {
                self.pool.put_message(msg);
            }
            return;
        }
        let awaited = tx.state == State::ServerInviteFinalSent && tx.interval != 0 && !tx.final_shown;
        if !awaited || !self.names_us(id, &mut msg) {
            self.counters.retransmissions_absorbed += 1;
            return self.pool.put_message(msg);
        }
        if self.tx(id).is_ok_and(|tx| tx.status < 300) {
            return self.ack_on_2xx(id, msg);
        }
        let (asked, of_legs) = (self.interest.transaction_msg_received, self.interest.callleg_msg_received);
        match self.tx_mut(id) {
            Ok(tx) if matches!(tx.owner, Owner::App(_)) => {
                tx.final_shown = asked;
                self.show_request(id, flow, msg);
            }
            Ok(tx) if matches!(tx.owner, Owner::CallLeg(_)) => {
                tx.final_shown = of_legs;
                self.show_request(id, flow, msg);
            }
            _ => self.acknowledged(id, msg),
        }
    }

    /// Has the ACK the To tag of our response? By the rules of RFC 2543 nothing else tells (section 17.2.3).
    fn names_us(&mut self, id: TransactionId, msg: &mut Message) -> bool {
        let Some(d) = self.tx_mut(id).ok().and_then(|tx| tx.detail.as_mut()) else { return false };
        if d.relayed || d.key.as_ref().is_some_and(|k| k.starts_with(b"3261\0")) {
            return true;
        }
        // A request within a dialog has it already.
        let theirs = d.request.as_mut().and_then(|r| Some((r.to()?.tag, r))).filter(|(tag, _)| tag.is_some());
        let ours = theirs.map_or(d.to_tag.as_slice(), |(tag, request)| request.text(tag));
        msg.to().is_some_and(|to| to.tag.is_some() && msg.text(to.tag) == ours)
    }

    /// The final response was acknowledged: only copies of the ACK may come (timer I).
    pub(crate) fn acknowledged(&mut self, id: TransactionId, msg: Box<Message>) {
        let Some(tx) = self.tx(id).ok().filter(|tx| tx.state == State::ServerInviteFinalSent) else {
            return self.pool.put_message(msg);
        };
        let (reliable, t4) = (tx.reliable(), self.timers_of(tx).t4);
        self.disarm(id);
        self.enter(id, State::ServerInviteAckReceived, Reason::Undefined, Some(msg));
        if reliable {
            self.end_transaction(id, Reason::Undefined);
        } else {
            self.arm(id, self.now.plus(t4.into()));
        }
    }

    /// An ACK with a branch of its own: that of a 2xx, which is found by the dialog and told as a message of no transaction.
    pub(crate) fn ack_without_transaction(&mut self, mut msg: Box<Message>) {
        let found = dialog_key(&mut msg).and_then(|key| self.awaiting_ack.get(&key).copied());
        match found {
            Some(id) => self.ack_on_2xx(id, msg),
            // That of a refusal which had no transaction.
            None if self.answered_statelessly(&mut msg) || self.is_known_ack(&mut msg) => self.pool.put_message(msg),
            None => {
                if let Some(msg) = self.tell_out_of_context(msg, true) {
                    self.pool.put_message(msg);
                }
            }
        }
    }

    /// The 2xx is not sent any more. Its transaction stays to absorb copies of the INVITE.
    fn ack_on_2xx(&mut self, id: TransactionId, msg: Box<Message>) {
        let leg = match self.tx(id).map(|tx| tx.owner) {
            Ok(Owner::CallLeg(leg)) => Some(leg),
            _ => None,
        };
        if self.cfg.old_invite && leg.is_none() {
            return self.acknowledged(id, msg);
        }
        if let Ok(tx) = self.tx_mut(id) {
            let (deadline, reliable) = (tx.deadline, tx.reliable());
            tx.interval = 0;
            match reliable {
                // That of a call-leg may be looked at before it counts.
                true if leg.is_none() => self.end_transaction(id, Reason::Undefined),
                _ => self.arm(id, deadline),
            }
        }
        if let Some(leg) = leg {
            return self.leg_ack_arrived(leg, id, msg);
        }
        if let Some(msg) = self.tell_out_of_context(msg, true) {
            self.pool.put_message(msg);
        }
    }

    /// The application kept the ACK on a 2xx from counting: that goes on being sent.
    pub(crate) fn resume_accepting(&mut self, id: TransactionId) {
        let now = self.now;
        let Ok(tx) = self.tx(id) else { return };
        let t1 = self.timers_of(tx).t1;
        let Ok(tx) = self.tx_mut(id) else { return };
        if tx.state == State::ServerInviteFinalSent {
            tx.interval = t1;
            let at = now.plus(t1.into()).min(tx.deadline);
            self.arm(id, at);
        }
    }

    /// A response to an INVITE as it goes out: what an ACK or a PRACK will say of it is noted.
    pub(crate) fn note_response(&mut self, id: TransactionId, msg: &mut Message) {
        let Some(tx) = self.transactions.get_mut(id.0).filter(|tx| tx.kind == Kind::Invite && tx.is_server) else { return };
        let Some(d) = tx.detail.as_mut() else { return };
        match msg.status() {
            200..=299 if !(self.cfg.proxy && d.relayed) => {
                if let Some(key) = dialog_key(msg) {
                    d.accepted_key = Some(key.clone());
                    self.awaiting_ack.insert(key, id);
                }
            }
            101..=199 if msg.find(Name::RSeq, 0).is_some() => {
                let Some(reliable) = d.reliable.as_mut().filter(|r| r.waits && !r.out) else { return };
                let Some(key) = dialog_key(msg).map(|key| with_number(key, reliable.rseq)) else { return };
                if let Some(old) = reliable.key.replace(key.clone()) {
                    self.awaiting_prack.remove(&old);
                }
                reliable.out = true;
                reliable.body |= !msg.body().is_empty();
                self.awaiting_prack.insert(key, id);
            }
            _ => {}
        }
    }

    // ---- reliable provisional responses (RFC 3262) ----

    /// Sends a provisional response that is sent again until its PRACK comes.
    pub(crate) fn respond_reliable(
        &mut self,
        id: TransactionId,
        code: u16,
        reason: &[u8],
        outbound: Option<Box<Message>>,
    ) -> Result<(), Error> {
        let allowed = self.may_respond_reliably(id, code);
        let mut msg = self.allowed_response(id, allowed, code, reason, outbound)?;
        let first = 1 + self.random.u64() % LARGEST_FIRST_RSEQ;
        let detail = self.tx_mut(id)?.detail.as_mut().ok_or(Error::IllegalAction)?;
        // A number that never went out is the next one's (section 4 has the other end wait for it).
        let rseq = detail.reliable.as_ref().map_or(first as u32, |r| r.rseq.wrapping_add(u32::from(r.out)));
        let body = !msg.body().is_empty();
        detail.reliable = Some(Box::new(Reliable { rseq, key: None, out: false, waits: true, body }));
        if !lists(&msg, Name::Require, b"100rel") {
            msg.push(Name::Require, b"100rel");
        }
        msg.remove_all(Name::RSeq);
        msg.push(Name::RSeq, rseq.to_string().as_bytes());
        self.send_response(id, msg)
    }

    fn may_respond_reliably(&mut self, id: TransactionId, code: u16) -> Result<(), Error> {
        let tx = self.tx(id)?;
        let state = matches!(tx.state, State::ServerInviteRequestReceived | State::ServerInvitePrackCompleted);
        if !tx.is_server || !state || tx.status >= 200 || self.awaits_prack(id).is_some() {
            return Err(Error::IllegalAction);
        }
        if !(101..=199).contains(&code) {
            return Err(Error::BadParam);
        }
        let request = tx.detail.as_ref().and_then(|d| d.request.as_deref()).ok_or(Error::IllegalAction)?;
        let theirs = lists(request, Name::Supported, b"100rel") || lists(request, Name::Require, b"100rel");
        let why = match (self.cfg.reliable_provisional, theirs) {
            (true, true) => return Ok(()),
            (false, _) => "100rel is not in supportedExtensionList",
            (true, false) => "the INVITE does not say that its sender knows 100rel",
        };
        self.log(Source::Transaction, Level::Error, || {
            format!("a provisional response cannot be sent reliably: {why} (RFC 3262)")
        });
        Err(Error::IllegalAction)
    }

    /// A provisional response is out: a reliable one waits for its PRACK.
    pub(crate) fn reliable_out(&mut self, id: TransactionId) {
        let now = self.now;
        let Ok(tx) = self.tx(id) else { return };
        let timers = self.timers_of(tx);
        let Ok(tx) = self.tx_mut(id) else { return };
        let before = matches!(tx.state, State::ServerInviteRequestReceived | State::ServerInvitePrackCompleted);
        let reliable = tx.detail.as_ref().and_then(|d| d.reliable.as_ref());
        if !before || !reliable.is_some_and(|r| r.waits && r.out) {
            return;
        }
        tx.interval = timers.t1;
        tx.deadline = now.plus(timers.invite_timeout());
        self.enter(id, State::ServerInviteReliableSent, Reason::Undefined, None);
        self.arm(id, now.plus(timers.t1.into()));
    }

    /// The reliable provisional response goes again, or its PRACK comes no more: the INVITE is refused (RFC 3262 section 3).
    pub(crate) fn reliable_timer(&mut self, id: TransactionId) {
        let now = self.now;
        let Ok(tx) = self.tx_mut(id) else { return };
        if now >= tx.deadline {
            self.log(Source::Transaction, Level::Warn, || {
                "no PRACK came for a provisional response: its INVITE is refused".to_string()
            });
            let owner = self.tx(id).map(|tx| tx.owner);
            if self.respond(id, 500, b"", None).is_err() {
                self.end_transaction(id, Reason::TimeOut);
            } else if let Ok(Owner::CallLeg(leg)) = owner {
                self.leg_answered_by_itself(leg, id, 500);
            }
            return;
        }
        tx.interval = tx.interval.saturating_mul(2);
        let at = now.plus(tx.interval.into()).min(tx.deadline);
        if tx.sending.is_none() {
            self.send_again(id);
        }
        self.arm(id, at);
    }

    /// The INVITE whose provisional response a PRACK acknowledges, and the number of that. It is not sent again while the PRACK waits for
    /// its answer.
    pub(crate) fn invite_of_prack(&mut self, msg: &mut Message) -> Option<(TransactionId, u32)> {
        if self.awaiting_prack.is_empty() || msg.method() != b"PRACK" {
            return None;
        }
        let key = prack_key(msg)?;
        let id = self.awaiting_prack.get(&key).copied()?;
        let tx = self.tx(id).ok()?;
        let (state, deadline) = (tx.state, tx.deadline);
        let rseq = tx.detail.as_ref()?.reliable.as_ref()?.rseq;
        if state == State::ServerInviteReliableSent {
            self.arm(id, deadline);
        }
        Some((id, rseq))
    }

    /// The PRACK for a provisional response of an INVITE was answered, or ended without: then the response still waits.
    pub(crate) fn prack_answered(&mut self, (invite, rseq): (TransactionId, u32), code: u16) {
        let now = self.now;
        let Ok(tx) = self.tx(invite) else { return };
        let t1 = self.timers_of(tx).t1;
        let Ok(tx) = self.tx_mut(invite) else { return };
        let waiting = tx.state == State::ServerInviteReliableSent;
        let Some(reliable) = tx.detail.as_mut().and_then(|d| d.reliable.as_mut()) else { return };
        if reliable.rseq != rseq || !reliable.waits {
            return;
        }
        if (200..300).contains(&code) {
            (reliable.waits, reliable.body) = (false, false);
            if let Some(key) = reliable.key.take() {
                self.awaiting_prack.remove(&key);
            }
            if waiting {
                self.disarm(invite);
                self.enter(invite, State::ServerInvitePrackCompleted, Reason::Undefined, None);
            }
        } else if waiting {
            tx.interval = t1;
            let at = now.plus(t1.into()).min(tx.deadline);
            self.arm(invite, at);
        }
    }

    /// The application kept a provisional response from going.
    pub(crate) fn response_refused(&mut self, id: TransactionId, msg: &Message) {
        if msg.find(Name::RSeq, 0).is_none() {
            return;
        }
        if let Some(r) = self.tx_mut(id).ok().and_then(|tx| tx.detail.as_mut()).and_then(|d| d.reliable.as_mut()) {
            r.waits = r.out && r.waits;
        }
    }

    /// Does a provisional response wait for its PRACK, or to be sent so that it can? If so, has it a body?
    pub(crate) fn awaits_prack(&self, id: TransactionId) -> Option<bool> {
        let reliable = self.tx(id).ok()?.detail.as_ref()?.reliable.as_ref()?;
        reliable.waits.then_some(reliable.body)
    }
}

/// Is a token in one of the lists of a name?
pub(crate) fn lists(msg: &Message, name: Name, token: &[u8]) -> bool {
    tokens(msg, name).any(|t| t.eq_ignore_ascii_case(token))
}

/// The tokens of all lists of a name.
pub(crate) fn tokens(msg: &Message, name: Name) -> impl Iterator<Item = &[u8]> {
    (0..msg.headers.len())
        .filter(move |at| msg.headers.get(*at).is_some_and(|h| h.name == name))
        .flat_map(|at| msg.raw(at).split(|b| *b == b','))
        .map(|t| t.trim_ascii())
        .filter(|t| !t.is_empty())
}

/// What both ends say of a dialog and of one request in it: tags, Call-ID, CSeq number.
fn dialog_key(msg: &mut Message) -> Option<Box<[u8]>> {
    let step = msg.cseq()?.step;
    key_of(msg, step)
}

fn key_of(msg: &mut Message, step: i64) -> Option<Box<[u8]>> {
    let (from, to) = (msg.from()?.tag, msg.to()?.tag);
    if to.is_none() {
        return None;
    }
    let mut key = Vec::with_capacity(96);
    for part in [msg.text(from), msg.text(to), msg.call_id()?] {
        key.extend_from_slice(part);
        key.push(0);
    }
    key.extend_from_slice(&step.to_le_bytes());
    Some(key.into_boxed_slice())
}

fn with_number(key: Box<[u8]>, rseq: u32) -> Box<[u8]> {
    let mut key = key.into_vec();
    key.extend_from_slice(&rseq.to_le_bytes());
    key.into_boxed_slice()
}

/// What a PRACK says of the response it is for.
fn prack_key(msg: &mut Message) -> Option<Box<[u8]>> {
    let at = msg.find(Name::RAck, 0)?;
    let e = msg.typed(at);
    let Value::RAck(rack) = msg.els.item(e).filter(|i| i.bad.is_none())?.value else { return None };
    let Value::CSeq(cseq) = msg.els.item(rack.cseq)?.value else { return None };
    if msg.text(cseq.method) != b"INVITE" {
        return None;
    }
    key_of(msg, cseq.step).map(|key| with_number(key, rack.response.unwrap_or(0)))
}
