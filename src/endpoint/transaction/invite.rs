//! What a client INVITE has beside other requests: how long it waits once there was a provisional response, its final response, and the
//! ACK (RFC 3261 section 17.1.1, RFC 6026 section 7.2).

use super::{Owner, Reason, State};
use crate::endpoint::dialog::contact_of;
use crate::endpoint::output::{Error, Flow, TransactionId};
use crate::endpoint::sending::{Follows, Send};
use crate::endpoint::{Endpoint, Time};
use crate::message::{Message, Name};

impl Endpoint {
    /// No copies are sent any more, and the final response has a time of its own.
    pub(crate) fn invite_provisional(&mut self, id: TransactionId, msg: Box<Message>) {
        let now = self.now;
        let waiting = |state| matches!(state, State::ClientInviteCalling | State::ClientInviteProceeding);
        let Some(tx) = self.tx(id).ok().filter(|tx| waiting(tx.state)) else {
            // Its time is over, or it is cancelled: only the final response counts.
            return self.pool.put_message(msg);
        };
        let deadline = match self.timers_of(tx).provisional {
            0 => Time::NEVER,
            time => now.plus(time.into()),
        };
        self.disarm(id);
        if let Ok(tx) = self.tx_mut(id) {
            tx.deadline = deadline;
        }
        if deadline != Time::NEVER {
            self.arm(id, deadline);
        }
        self.enter(id, State::ClientInviteProceeding, Reason::Undefined, Some(msg));
    }

    /// There was no response in time, or no final one.
    pub(crate) fn invite_timeout(&mut self, id: TransactionId) {
        let stays = self.cfg.proceeding_timeout;
        let Ok(tx) = self.tx_mut(id) else { return };
        match tx.state {
            State::ClientInviteProceeding if stays => {
                tx.deadline = Time::NEVER;
                self.enter(id, State::ClientInviteProceedingTimeout, Reason::TimeOut, None);
            }
            // Its server has the request: nobody else gets it.
            State::ClientInviteProceeding | State::ClientInviteCancelling => {
                tx.status = 408;
                self.end_transaction(id, Reason::TimeOut);
            }
            _ => self.client_timeout(id),
        }
    }

    /// The final response. Anything but a 2xx waits for the application to acknowledge it; a 2xx ends the transaction, for its ACK is
    /// one of its own (section 13.2.2.4), but with a proxy, which passes on all of them.
    pub(crate) fn invite_final(&mut self, id: TransactionId, msg: Box<Message>) {
        let success = msg.status() < 300;
        self.disarm(id);
        let Ok(tx) = self.tx(id) else { return };
        let leg = matches!(tx.owner, Owner::CallLeg(_));
        let old = self.cfg.old_invite && !leg;
        // A call-leg hears of every 2xx, as long as one may come (RFC 6026 section 7.2).
        let more = match (leg, self.cfg.proxy && !old) {
            (true, _) => Some(self.timers_of(tx).invite_timeout()),
            (false, true) => Some(self.cfg.proxy_2xx_received.into()),
            (false, false) => None,
        };
        let Ok(tx) = self.tx_mut(id) else { return };
        (tx.final_shown, tx.locator) = (false, None);
        let sending = tx.sending.take();
        if let Some(d) = tx.detail.as_mut().filter(|_| old || !success) {
            d.answer = Some(msg.clone());
        }
        if let Some(send) = sending {
            self.drop_sending(send);
        }
        if let (true, Some(time)) = (success, more) {
            self.arm(id, self.now.plus(time));
            return self.enter(id, State::ClientInviteProxy2xxReceived, Reason::Undefined, Some(msg));
        }
        self.enter(id, State::ClientInviteFinalReceived, Reason::Undefined, Some(msg));
        if success && !old {
            self.end_transaction(id, Reason::Undefined);
        }
    }

    /// A final response to an INVITE that has had one: the ACK goes again to who did not get it.
    pub(crate) fn invite_answered_again(&mut self, id: TransactionId, msg: Box<Message>) {
        let code = msg.status();
        let Ok(tx) = self.tx(id) else { return };
        if tx.state == State::ClientInviteProxy2xxReceived && (200..300).contains(&code) {
            if tx.owner == Owner::Nobody {
                return self.accepted_without_original(id, msg);
            }
            return self.enter(id, State::ClientInviteProxy2xxReceived, Reason::Undefined, Some(msg));
        }
        self.pool.put_message(msg);
        self.counters.retransmissions_absorbed += 1;
        let repeats = |tx: &super::Transaction| {
            // The ACK of a refusal is no ACK on a 2xx.
            let same = (tx.status < 300) == (code < 300);
            tx.state == State::ClientInviteAckSent && tx.sending.is_none() && code >= 200 && same
        };
        if self.tx(id).is_ok_and(repeats) {
            self.send_again(id);
        }
    }

    /// Sends what a transaction sent last once more.
    pub(crate) fn send_again(&mut self, id: TransactionId) {
        let Ok(tx) = self.tx(id) else { return };
        let (server, Some(flow)) = (tx.is_server, tx.flow) else { return };
        let flow = if server { self.flow_for_response(id, flow) } else { Some(flow) };
        let Some(flow) = flow else { return };
        if let (true, Flow::Conn(conn)) = (server, flow) {
            self.connection_for_answer(conn);
        }
        self.transmit_wire(id, flow);
        self.counters.retransmissions_sent += 1;
    }

    /// Acknowledges the final response.
    pub(crate) fn acknowledge(&mut self, id: TransactionId) -> Result<(), Error> {
        let tx = self.tx_mut(id)?;
        if tx.is_server || tx.state != State::ClientInviteFinalReceived {
            return Err(Error::IllegalAction);
        }
        let mut answer = tx.detail.as_mut().and_then(|d| d.answer.take()).ok_or(Error::IllegalAction)?;
        if tx.wire.is_empty() {
            // That was done before another server was looked for, of which there was none.
            self.pool.put_message(answer);
            self.enter(id, State::ClientInviteAckSent, Reason::Undefined, None);
            self.end_transaction(id, Reason::Undefined);
            return Ok(());
        }
        let success = answer.status() < 300;
        let ack = match self.build_ack(id, &mut answer) {
            Ok(ack) => ack,
            Err(e) => {
                if let Some(d) = self.tx_mut(id)?.detail.as_mut() {
                    d.answer = Some(answer);
                }
                return Err(e);
            }
        };
        self.pool.put_message(answer);
        let mut send = Send::new(ack, false);
        send.follows = Some(if success { Follows::Branch } else { Follows::Way });
        self.enter(id, State::ClientInviteAckSent, Reason::Undefined, None);
        self.start_sending(id, send);
        Ok(())
    }

    /// Acknowledges a response that the application does not hear of, for its INVITE goes to somebody else.
    pub(crate) fn acknowledge_at_once(&mut self, id: TransactionId, answer: &mut Message) {
        let Ok(ack) = self.build_ack(id, answer) else { return };
        let mut wire = self.pool.buffer();
        ack.encode(&mut wire);
        self.pool.put_message(ack);
        if let Some(flow) = self.tx(id).ok().and_then(|tx| tx.flow) {
            self.transmit(flow, Some(id), &wire);
        }
        self.pool.put_buffer(wire);
    }

    /// The ACK of a final response: in all that makes up the transaction like the INVITE, with the To of the response (section
    /// 17.1.1.3). That of a 2xx goes where the dialog leads (sections 13.2.2.4 and 12.2.1.1).
    fn build_ack(&mut self, id: TransactionId, answer: &mut Message) -> Result<Box<Message>, Error> {
        let invite = self.request_as_sent(id)?;
        let success = answer.status() < 300;
        let mut ack = self.pool.message();
        let uri = contact_of(answer).filter(|_| success).unwrap_or_else(|| invite.request_uri_text());
        let made = ack.set_request(b"ACK", &uri).is_ok();
        if let (false, Some(via)) = (success, invite.find(Name::Via, 0)) {
            ack.copy_header(&invite, via);
        }
        ack.push(Name::MaxForwards, b"70");
        if let Some(to) = answer.find(Name::To, 0) {
            ack.copy_header(answer, to);
        }
        copy_key(&mut ack, &invite, b"ACK");
        if success {
            for at in (0..answer.headers.len()).rev() {
                if answer.headers.get(at).is_some_and(|h| h.name == Name::RecordRoute) {
                    ack.push(Name::Route, answer.raw(at));
                }
            }
        } else {
            copy_all(&mut ack, &invite, &[Name::Route]);
        }
        // Whatever it acknowledges, an ACK repeats them (section 22.1).
        copy_all(&mut ack, &invite, &[Name::Authorization, Name::ProxyAuthorization]);
        self.pool.put_message(invite);
        if made { Ok(ack) } else { Err(Error::BadParam) }
    }

    /// The request of a client transaction, as it went out.
    pub(crate) fn request_as_sent(&mut self, id: TransactionId) -> Result<Box<Message>, Error> {
        let limits = self.cfg.limits;
        let mut msg = self.pool.message();
        let wire = &self.transactions.get(id.0).ok_or(Error::InvalidHandle)?.wire;
        if wire.is_empty() || msg.parse(wire, &limits).is_err() {
            self.pool.put_message(msg);
            return Err(Error::IllegalAction);
        }
        Ok(msg)
    }

    /// The ACK is encoded: out it goes, to be repeated while timer D runs, which is 0 over a stream.
    pub(crate) fn ack_out(&mut self, id: TransactionId, wire: Vec<u8>) {
        let Ok(tx) = self.tx_mut(id) else { return self.pool.put_buffer(wire) };
        // That of a 2xx may take another way than the responses, and has to come again with each of them.
        let (flow, once) = (tx.flow, tx.reliable() && tx.status >= 300);
        let old = std::mem::replace(&mut tx.wire, wire);
        self.pool.put_buffer(old);
        match flow {
            None => return self.transaction_cut_off(id),
            Some(Flow::Conn(c)) if !self.carries_messages(c) => return self.transaction_network_error(id),
            Some(flow) => self.transmit_wire(id, flow),
        }
        let Ok(tx) = self.tx(id) else { return };
        let linger = self.timers_of(tx).invite_linger;
        if once {
            self.end_transaction(id, Reason::Undefined);
        } else {
            self.arm(id, self.now.plus(linger.into()));
        }
    }

    /// Sends what was made for a transaction.
    pub(crate) fn transmit_wire(&mut self, id: TransactionId, flow: Flow) {
        let Ok(tx) = self.tx_mut(id) else { return };
        let wire = std::mem::take(&mut tx.wire);
        self.transmit(flow, Some(id), &wire);
        if let Ok(tx) = self.tx_mut(id) {
            tx.wire = wire;
        }
    }
}

/// From, Call-ID and CSeq number of a request, for one of another method that belongs to it.
pub(crate) fn copy_key(msg: &mut Message, request: &Message, method: &[u8]) {
    copy_all(msg, request, &[Name::From, Name::CallId]);
    let step = request.raw_of(Name::CSeq).unwrap_or(&[]).iter().take_while(|c| c.is_ascii_digit());
    let mut cseq: Vec<u8> = step.copied().collect();
    cseq.push(b' ');
    cseq.extend_from_slice(method);
    msg.push(Name::CSeq, &cseq);
}

/// All headers of these names, in their order.
pub(crate) fn copy_all(msg: &mut Message, from: &Message, names: &[Name]) {
    for at in 0..from.headers.len() {
        if from.headers.get(at).is_some_and(|h| names.contains(&h.name)) {
            msg.copy_header(from, at);
        }
    }
}
