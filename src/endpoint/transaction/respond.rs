//! Responses: built from the request, sent, kept for repeated requests.

use super::{Kind, Owner, Reason, State};
use crate::endpoint::Endpoint;
use crate::endpoint::config::Persistency;
use crate::endpoint::output::{Error, Flow, Level, Source, Target, TransactionId};
use crate::endpoint::random::push_hex;
use crate::endpoint::sending::Send;
use crate::endpoint::transaction::server::note_source;
use crate::message::{Message, Name, Via};
use std::hash::{Hash, Hasher};
use std::net::SocketAddr;

impl Endpoint {
    /// Answers a server transaction.
    pub(crate) fn respond(
        &mut self,
        id: TransactionId,
        code: u16,
        reason: &[u8],
        outbound: Option<Box<Message>>,
    ) -> Result<(), Error> {
        let allowed = self.may_respond(id, code);
        let msg = self.allowed_response(id, allowed, code, reason, outbound)?;
        if let Some(d) = self.tx_mut(id)?.detail.as_mut() {
            d.relayed = false;
        }
        self.send_response(id, msg)
    }

    /// A response from what the application gave, if it may be sent at all.
    pub(crate) fn allowed_response(
        &mut self,
        id: TransactionId,
        allowed: Result<(), Error>,
        code: u16,
        reason: &[u8],
        outbound: Option<Box<Message>>,
    ) -> Result<Box<Message>, Error> {
        let outcome = allowed.and_then(|()| self.build_response(id, code, reason, outbound.as_deref()));
        if let Some(m) = outbound {
            self.pool.put_message(m);
        }
        outcome
    }

    /// 100, which RFC 4320 has us send when the application is slow.
    pub(crate) fn respond_provisional(&mut self, id: TransactionId) -> Result<(), Error> {
        let msg = self.build_response(id, 100, b"", None)?;
        self.send_response(id, msg)
    }

    /// Sends a response made elsewhere.
    pub(crate) fn respond_message(&mut self, id: TransactionId, msg: Box<Message>) -> Result<(), Error> {
        // A proxy passes every 2xx on (RFC 6026 section 7.1).
        let more = self.tx(id)?.state == State::ServerInviteProxy2xxSent && (200..300).contains(&msg.status());
        let checked = if more { Ok(()) } else { self.may_respond(id, msg.status()) };
        match checked {
            Ok(()) if msg.is_response() => {
                if let Some(d) = self.tx_mut(id)?.detail.as_mut() {
                    d.relayed = true;
                }
                self.send_response(id, msg)
            }
            Ok(()) => {
                self.pool.put_message(msg);
                Err(Error::BadParam)
            }
            Err(e) => {
                self.pool.put_message(msg);
                Err(e)
            }
        }
    }

    /// May a server transaction be answered so now?
    pub(crate) fn may_respond(&mut self, id: TransactionId, code: u16) -> Result<(), Error> {
        let tx = self.tx(id)?;
        // A final response on its way cannot be followed by another.
        if !tx.is_server || !tx.state.owes_final() || tx.status >= 200 {
            return Err(Error::IllegalAction);
        }
        let unreliable = !tx.reliable();
        if tx.kind == Kind::Invite {
            return self.may_respond_to_invite(id, code);
        }
        match code {
            100 => {
                if unreliable && tx.status == 0 && tx.timer_left(self.now) {
                    self.log(Source::Transaction, Level::Warn, || {
                        "100 to a non-INVITE request over UDP is not allowed this early (RFC 4320 section 4.1); the stack sends it when due"
                            .to_string()
                    });
                    return Err(Error::IllegalAction);
                }
                Ok(())
            }
            101..=199 | 408 => {
                self.log(Source::Transaction, Level::Error, || {
                    format!("{code} is not allowed as an answer to a non-INVITE request (RFC 4320 sections 4.1 and 4.2)")
                });
                Err(Error::BadParam)
            }
            200..=699 => Ok(()),
            _ => Err(Error::BadParam),
        }
    }

    fn may_respond_to_invite(&self, id: TransactionId, code: u16) -> Result<(), Error> {
        let waits = self.awaits_prack(id);
        match code {
            // What waits for its PRACK is what is sent again.
            100..=199 if waits.is_some() => Err(Error::IllegalAction),
            200..=299 if waits == Some(true) => Err(Error::IllegalAction),
            100..=699 => Ok(()),
            _ => Err(Error::BadParam),
        }
    }

    fn build_response(
        &mut self,
        id: TransactionId,
        code: u16,
        reason: &[u8],
        outbound: Option<&Message>,
    ) -> Result<Box<Message>, Error> {
        let mut msg = self.pool.message();
        let supported: &[u8] = &self.cfg.supported;
        let tx = self.transactions.get(id.0).ok_or(Error::InvalidHandle)?;
        let detail = tx.detail.as_ref().ok_or(Error::IllegalAction)?;
        let request = detail.request.as_ref().ok_or(Error::IllegalAction)?;
        copy_from_request(&mut msg, request, code, reason, &detail.to_tag);
        if !supported.is_empty() {
            msg.push(Name::Supported, supported);
        }
        if let Some(extra) = outbound {
            super::client::add_outbound(&mut msg, extra);
        }
        Ok(msg)
    }

    pub(crate) fn send_response(&mut self, id: TransactionId, msg: Box<Message>) -> Result<(), Error> {
        let code = msg.status();
        let tx = self.tx_mut(id)?;
        if tx.sending.is_some() {
            if code < 200 && tx.kind != Kind::Invite {
                self.pool.put_message(msg);
                return Ok(());
            }
            // The one before is still with the application.
            let stays = code < 200 || tx.state == State::ServerInviteProxy2xxSent;
            tx.status = code;
            let old = tx.detail.as_mut().and_then(|d| d.next_response.replace(msg));
            old.into_iter().for_each(|m| self.pool.put_message(m));
            if !stays {
                self.disarm(id);
            }
            return Ok(());
        }
        tx.status = code;
        if code >= 200 && tx.state != State::ServerInviteProxy2xxSent {
            // From here on only the linger timer counts.
            self.disarm(id);
        }
        self.start_sending(id, Send::new(msg, true));
        Ok(())
    }

    /// A response is encoded: send it, and after a final one wait for repeated requests (timer J).
    pub(crate) fn response_out(&mut self, id: TransactionId, wire: Vec<u8>, code: u16) {
        let linger = self.tx(id).map(|tx| self.timers_of(tx).linger).unwrap_or(0);
        let Ok(tx) = self.tx(id) else {
            self.pool.put_buffer(wire);
            return;
        };
        let reliable = tx.reliable();
        let flow = tx.flow.and_then(|flow| self.flow_for_response(id, flow));
        if let Some(flow) = flow {
            if let Flow::Conn(conn) = flow {
                self.connection_for_answer(conn);
            }
            self.transmit(flow, Some(id), &wire);
        }
        if let Ok(tx) = self.tx_mut(id) {
            let old = std::mem::replace(&mut tx.wire, wire);
            self.pool.put_buffer(old);
        }
        if code < 200 {
            self.reliable_out(id);
            return self.next_response(id);
        }
        let Ok(tx) = self.tx_mut(id) else { return };
        let kind = tx.kind;
        let Some(d) = tx.detail.as_mut() else { return };
        d.checking = None;
        if kind == Kind::Invite {
            return self.invite_final_out(id, code);
        }
        let prack_for = d.pracks.take();
        self.enter(id, kind.final_sent(), Reason::Undefined, None);
        if let Some(invite) = prack_for {
            self.prack_answered(invite, code);
        }
        if reliable {
            self.end_transaction(id, Reason::Undefined);
        } else {
            let at = self.now.plus(linger as u64);
            self.arm(id, at);
        }
    }

    /// A provisional response is through with: the one that waited for it goes.
    pub(crate) fn next_response(&mut self, id: TransactionId) {
        let waiting = self.tx_mut(id).ok().and_then(|tx| tx.detail.as_mut()).and_then(|d| d.next_response.take());
        if let Some(msg) = waiting {
            self.start_sending(id, Send::new(msg, true));
        }
    }

    /// Where a response goes: when the stream of its request is gone, over a new one to where the request came from, at the
    /// port of its sent-by (RFC 3261 section 18.2.2). With TLS the peer proves the name of its sent-by; a WebSocket client cannot be
    /// connected to.
    pub(crate) fn flow_for_response(&mut self, id: TransactionId, flow: Flow) -> Option<Flow> {
        match flow {
            Flow::Conn(c) if !self.carries_messages(c) => {}
            _ => return Some(flow),
        }
        let detail = self.tx_mut(id).ok()?.detail.as_mut()?;
        let (transport, peer) = detail.received_from?;
        if transport.is_websocket() {
            return None;
        }
        let request = detail.request.as_mut()?;
        let via = request.top_via()?;
        let port = u16::try_from(via.port).unwrap_or(transport.default_port());
        let name = transport.is_named().then(|| String::from_utf8_lossy(request.text(via.host)).into());
        let target = Target { transport, addr: SocketAddr::new(peer.ip(), port), name };
        let local = self.local_for(id, transport, peer.ip())?;
        let (conn, _) = self.connection_for(target, local, self.bound_addr(local), None, Persistency::Transaction, id).ok()?;
        let flow = Flow::Conn(conn);
        self.tx_mut(id).ok()?.flow = Some(flow);
        Some(flow)
    }

    /// Answers a request without opening a transaction. A repeated request gets the same answer, To tag included (RFC 3261
    /// section 8.2.7).
    pub(crate) fn answer_statelessly(&mut self, flow: Flow, mut msg: Box<Message>, code: u16, more: &[(Name, &[u8])]) {
        self.answer_problem(flow, &mut msg, code, b"", more);
        self.pool.put_message(msg);
    }

    /// Answers a CANCEL with the To tag of the responses to the request it cancels (section 9.2).
    pub(crate) fn answer_with_tag(&mut self, flow: Flow, mut msg: Box<Message>, code: u16, tag: &[u8]) {
        self.answer_at_once(flow, &mut msg, code, b"", &[], Some(tag));
        self.pool.put_message(msg);
    }

    pub(crate) fn answer_problem(&mut self, flow: Flow, msg: &mut Message, code: u16, reason: &[u8], more: &[(Name, &[u8])]) {
        self.answer_at_once(flow, msg, code, reason, more, None);
    }

    fn answer_at_once(
        &mut self,
        flow: Flow,
        msg: &mut Message,
        code: u16,
        reason: &[u8],
        more: &[(Name, &[u8])],
        tag: Option<&[u8]>,
    ) {
        if msg.method() == b"ACK" {
            return;
        }
        let Some(via) = note_source(msg, self.peer_of(flow)) else { return };
        let reply = self.reply_flow(flow, msg, &via);
        let tag = tag.map_or_else(|| self.stateless_tag(msg, &via), <[u8]>::to_vec);
        let mut answer = self.pool.message();
        copy_from_request(&mut answer, msg, code, reason, &tag);
        for (name, value) in more {
            answer.push(*name, value);
        }
        let mut wire = self.pool.buffer();
        answer.encode(&mut wire);
        self.transmit(reply, None, &wire);
        self.pool.put_buffer(wire);
        self.pool.put_message(answer);
    }

    /// Has the To of an ACK the tag of an answer that was given without a transaction?
    pub(crate) fn answered_statelessly(&self, ack: &mut Message) -> bool {
        let (Some(via), Some(to)) = (ack.top_via(), ack.to()) else { return false };
        to.tag.is_some() && ack.text(to.tag) == self.stateless_tag(ack, &via)
    }

    /// A To tag that is the same for a repeated request.
    fn stateless_tag(&self, msg: &Message, via: &Via) -> Vec<u8> {
        let mut hasher = std::collections::hash_map::DefaultHasher::new();
        self.tag_key.hash(&mut hasher);
        msg.text(via.branch).hash(&mut hasher);
        msg.call_id().hash(&mut hasher);
        let mut tag = Vec::new();
        push_hex(hasher.finish(), 16, &mut tag);
        tag
    }

    /// The owner of a transaction, for callbacks.
    pub fn owner(&self, id: TransactionId) -> Result<usize, Error> {
        let tx = self.tx(id)?;
        match tx.owner {
            Owner::App(owner) => Ok(owner),
            Owner::CallLeg(_) => Ok(tx.detail.as_ref().and_then(|d| d.part).map_or(0, |part| part.owner)),
            _ => Ok(0),
        }
    }
}

impl super::Transaction {
    /// Is the time for an automatic 100 still to come?
    fn timer_left(&self, now: super::Time) -> bool {
        self.timer.is_some() && now < self.deadline
    }
}

/// Start line and the headers every response takes from its request (RFC 3261 section 8.2.6.2).
fn copy_from_request(msg: &mut Message, request: &Message, code: u16, reason: &[u8], to_tag: &[u8]) {
    msg.set_response(code, reason);
    for at in 0..request.headers.len() {
        let Some(h) = request.headers.get(at) else { break };
        match h.name {
            Name::Via | Name::From | Name::CallId | Name::CSeq => {
                msg.copy_header(request, at);
            }
            Name::To => {
                let copied = msg.copy_header(request, at);
                if code > 100 && !to_tag.is_empty() {
                    add_tag(msg, copied, to_tag);
                }
            }
            Name::Other if code == 100 && request.text(h.name_text).eq_ignore_ascii_case(b"Timestamp") => {
                msg.copy_header(request, at);
            }
            _ => {}
        }
    }
}

/// Gives a To without tag this one.
fn add_tag(msg: &mut Message, at: usize, tag: &[u8]) {
    let e = msg.typed(at);
    let has = match msg.els.item(e).map(|i| (i.value, i.bad.is_some())) {
        Some((crate::message::Value::Party(p), false)) => p.tag.is_some(),
        _ => true,
    };
    if has {
        return;
    }
    let span = msg.els.text.push(tag);
    if let Some(crate::message::Item { value: crate::message::Value::Party(p), .. }) = msg.els.item_mut(e) {
        p.tag = span;
    }
    msg.els.touch(e);
}
