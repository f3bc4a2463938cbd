//! The way of a message out: credentials, the application's look at it, the destination, Via, the wire.
//!
//! A message waits in its transaction or transmitter between the stages; an answer or a look-up takes it one stage on.

use super::Endpoint;
use super::config::{Persistency, Transport};
use super::credentials::Credentialing;
use super::locate::QueryId;
use super::output::{Answer, Ask, ConnId, Error, Flow, Level, Source, Subject, Target, Token, TransactionId};
use super::transaction::{Owner, Reason, State, sent_by_hash};
use super::transmitter;
use crate::message::{Message, Name};
use std::net::{IpAddr, SocketAddr};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stage {
    /// Credentials are being computed.
    Credentials,
    /// The application may change the message.
    ToSend,
    /// The next hop is worked out.
    Hop,
    /// The application makes a URI of a telephone number.
    Number,
    /// The application makes a SIP URI of another one.
    OtherUri,
    /// The next target is taken from the DNS list.
    Locate,
    /// A question to the DNS is under way.
    Resolving,
    /// Destination known: Via is written, the application is shown.
    Destination,
    /// The application has looked, or is looking: it may have changed the destination, or wants it held.
    Shown,
    /// The application holds it.
    Held,
    /// Nothing is changed any more.
    Ready,
    /// The connection it takes is chosen.
    Connect,
    /// Out it goes.
    Wire,
}

/// What a request takes from one that went before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Follows {
    /// Its branch.
    Branch,
    /// Its Via, which is there already, and the way it went.
    Way,
}

pub(crate) struct Send {
    /// Away while the application has it.
    pub msg: Option<Box<Message>>,
    /// The application has seen it with its Via.
    shown: bool,
    /// Where it waits, or goes on with the answer to what is asked about it.
    pub stage: Stage,
    pub is_response: bool,
    /// It belongs to a request that went before, as ACK and CANCEL do.
    pub follows: Option<Follows>,
    pub credentials: Option<Box<Credentialing>>,
    /// Where it goes, once that is known.
    pub target: Option<Target>,
    /// The question to the DNS it waits for.
    pub query: Option<QueryId>,
    /// The telephone number that is looked up by ENUM.
    pub number: Option<String>,
    /// What became of the target before, told to the application if there is no other.
    pub failure: Option<(Reason, Option<Box<Message>>)>,
    /// A connection that leads to the target though it was not opened for it (RFC 5923).
    pub by_alias: Option<ConnId>,
    /// Its Via is written.
    via: bool,
    /// It goes to the next target of the list rather than to the first of its next hop.
    pub again: bool,
    /// The application wants it held.
    pub hold: bool,
    /// The application chose another target, or took the chosen one away.
    pub moved: bool,
}

impl Send {
    pub fn new(msg: Box<Message>, is_response: bool) -> Send {
        Send {
            msg: Some(msg),
            shown: false,
            stage: Stage::ToSend,
            is_response,
            follows: None,
            credentials: None,
            target: None,
            query: None,
            number: None,
            failure: None,
            by_alias: None,
            via: false,
            again: false,
            hold: false,
            moved: false,
        }
    }
}

impl Endpoint {
    /// Puts a message on its way.
    pub(crate) fn start_sending(&mut self, id: TransactionId, send: Send) {
        if let Ok(tx) = self.tx_mut(id) {
            tx.sending = Some(Box::new(send));
        }
        self.advance(id);
    }

    /// Gives up a message on its way.
    #[allow(clippy::boxed_local)] // it comes out of its transaction as it is
    pub(crate) fn drop_sending(&mut self, send: Box<Send>) {
        let failed = send.failure.and_then(|(_, msg)| msg);
        for msg in send.msg.into_iter().chain(failed) {
            self.pool.put_message(msg);
        }
        if let Some(query) = send.query {
            self.forget_query(query);
        }
    }

    /// Takes a message as far as it goes without help.
    pub(crate) fn advance(&mut self, id: TransactionId) {
        loop {
            let Some(mut send) = self.tx_mut(id).ok().and_then(|tx| tx.sending.take()) else { return };
            if send.msg.is_none() {
                // Still with the application.
                self.park(id, send);
                return;
            }
            let goes_on = match send.stage {
                Stage::Credentials => self.stage_credentials(id, &mut send),
                Stage::ToSend => Ok(self.stage_to_send(id, &mut send)),
                Stage::Hop => self.stage_hop(id, &mut send),
                Stage::Locate => self.stage_locate(id, &mut send),
                Stage::Number | Stage::OtherUri | Stage::Resolving => Ok(false),
                Stage::Destination => self.stage_destination(id, &mut send),
                Stage::Shown => self.stage_shown(id, &mut send),
                Stage::Held if send.hold => Ok(false),
                Stage::Held => {
                    send.stage = Stage::Shown;
                    Ok(true)
                }
                Stage::Ready => Ok(self.stage_ready(id, &mut send)),
                Stage::Connect => self.stage_connect(id, &mut send),
                Stage::Wire => {
                    self.stage_wire(id, send);
                    return;
                }
            };
            match goes_on {
                Ok(true) => self.park(id, send),
                Ok(false) => {
                    self.park(id, send);
                    return;
                }
                Err(e) => {
                    let failure = send.failure.take();
                    self.drop_sending(send);
                    match failure {
                        Some((reason, msg)) => self.client_gave_out(id, reason, msg),
                        None => self.sending_failed(id, e),
                    }
                    return;
                }
            }
        }
    }

    /// Puts the message back into its transaction, unless that has ended meanwhile.
    pub(crate) fn park(&mut self, id: TransactionId, send: Box<Send>) {
        match self.tx_mut(id) {
            Ok(tx) if tx.state != State::Terminated => tx.sending = Some(send),
            _ => self.drop_sending(send),
        }
    }

    /// The reply to a question about a message on its way.
    pub(crate) fn send_answer(&mut self, id: TransactionId, answer: Answer) {
        let Some(mut send) = self.tx_mut(id).ok().and_then(|tx| tx.sending.take()) else {
            match answer {
                Answer::Message(m) | Answer::Refuse(m) | Answer::Hash(_, Some(m)) | Answer::Uri(_, m) => {
                    self.pool.put_message(m)
                }
                _ => {}
            }
            return;
        };
        if let Answer::Refuse(m) = answer {
            let provisional = send.is_response && m.status() < 200;
            let more = self.tx(id).is_ok_and(|tx| tx.state == State::ServerInviteProxy2xxSent);
            self.response_refused(id, &m);
            self.pool.put_message(m);
            self.drop_sending(send);
            self.log(Source::Transaction, Level::Error, || "a callback returned an error: the message is not sent".to_string());
            if (provisional || more) && self.tx(id).is_ok_and(|tx| tx.is_server) {
                self.next_response(id);
            } else {
                self.sending_failed(id, Error::IllegalAction);
            }
            return;
        }
        if send.stage == Stage::Credentials {
            self.credentials_answer(id, &mut send, answer);
        } else if send.stage == Stage::Number {
            self.number_answer(id, &mut send, answer);
        } else if send.stage == Stage::OtherUri {
            self.uri_answer(id, &mut send, answer);
        } else if let Answer::Message(m) = answer {
            send.msg = Some(m);
        }
        self.park(id, send);
        self.advance(id);
    }

    fn stage_to_send(&mut self, id: TransactionId, send: &mut Send) -> bool {
        send.stage = if send.again { Stage::Locate } else { Stage::Hop };
        let wanted = match self.tx(id).map(|tx| tx.owner) {
            Ok(Owner::App(_)) => {
                let refreshed = self.refresh_of_transaction(id).is_some();
                self.interest.transaction_msg_to_send || self.interest.refresh_msg_to_send && refreshed
            }
            Ok(Owner::Refresh(_)) => self.interest.refresh_msg_to_send,
            Ok(Owner::Client(c)) => {
                self.interest.client_msg_to_send || self.interest.refresh_msg_to_send && self.refresh_of(c).is_ok()
            }
            Ok(Owner::CallLeg(_)) if matches!(self.subject(id), Some(Subject::Subscription(..))) => {
                self.interest.subscription_msg_to_send
            }
            Ok(Owner::CallLeg(leg)) => {
                let ack = send.msg.as_ref().is_some_and(|m| m.method() == b"ACK");
                self.interest.callleg_msg_to_send || ack && self.leg(leg).is_ok_and(|leg| leg.asks_ack())
            }
            Ok(Owner::Transmitter(_)) => {
                self.tell_transmitter(id, send, transmitter::State::Resolving, None);
                return false;
            }
            _ => false,
        };
        let (true, Some(subject)) = (wanted, self.subject(id)) else { return true };
        if let Some(msg) = send.msg.take() {
            self.ask(Token::Send(id), Ask::MsgToSend { subject, msg });
        }
        false
    }

    /// The local address a transaction sends from towards `peer`: the one its object chose, or the first that fits.
    pub(crate) fn local_for(&self, id: TransactionId, transport: Transport, peer: IpAddr) -> Option<u16> {
        self.local_of(id, transport, peer).or_else(|| self.local_of(id, transport.stand_in(), peer))
    }

    fn local_of(&self, id: TransactionId, transport: Transport, peer: IpAddr) -> Option<u16> {
        let fits = |n: u16| {
            self.locals
                .get(n as usize)
                .is_some_and(|l| l.enabled && l.transport == transport && l.addr.is_ipv4() == peer.is_ipv4())
        };
        let tx = self.transactions.get(id.0)?;
        let chosen: &[u16] = match tx.owner {
            Owner::Client(c) => self.clients.get(c.0).map(|c| c.locals()).unwrap_or(&[]),
            _ => tx.detail.as_ref().map(|d| d.locals.as_slice()).unwrap_or(&[]),
        };
        chosen.iter().copied().find(|n| fits(*n)).or_else(|| (0..self.locals.len() as u16).find(|n| fits(*n)))
    }

    /// The IP and scope a local address is bound to, unless it is unspecified; the port is left open.
    pub(crate) fn bound_addr(&self, local: u16) -> Option<SocketAddr> {
        let mut addr = self.locals.get(local as usize).map(|l| l.addr).filter(|a| !a.ip().is_unspecified())?;
        addr.set_port(0);
        Some(addr)
    }

    /// Writes the top Via for the target and shows the message to an application that wants to see it.
    fn stage_destination(&mut self, id: TransactionId, send: &mut Send) -> Result<bool, Error> {
        self.prepare(id, send)?;
        send.stage = Stage::Shown;
        let wanted = match self.tx(id)?.owner {
            Owner::App(_) => self.interest.transaction_final_dest,
            Owner::Client(_) => self.interest.client_final_dest,
            Owner::CallLeg(_) => match self.subject(id) {
                Some(Subject::Subscription(..)) => self.interest.subscription_final_dest,
                _ => self.interest.callleg_final_dest,
            },
            Owner::Transmitter(_) => {
                self.tell_transmitter(id, send, transmitter::State::DestResolved, None);
                return Ok(false);
            }
            Owner::Refresh(_) | Owner::Nobody => false,
        };
        if let (true, Some(subject)) = (wanted, self.subject(id)) {
            send.shown = true;
            if let Some(msg) = send.msg.take() {
                self.ask(Token::Send(id), Ask::FinalDest { subject, transaction: id, msg });
            }
            return Ok(false);
        }
        Ok(true)
    }

    /// Does what the application decided while it looked at a message whose destination is known.
    fn stage_shown(&mut self, id: TransactionId, send: &mut Send) -> Result<bool, Error> {
        if send.hold {
            send.stage = Stage::Held;
            if self.is_transmitter(id) {
                self.tell_transmitter(id, send, transmitter::State::OnHold, None);
            }
            return Ok(false);
        }
        if std::mem::take(&mut send.moved) {
            if send.target.is_none() && !self.tx(id)?.is_server && send.follows != Some(Follows::Way) {
                send.again = true;
                send.stage = if self.is_transmitter(id) { Stage::ToSend } else { Stage::Locate };
                return Ok(true);
            }
            self.prepare(id, send)?;
        }
        send.stage = Stage::Ready;
        Ok(true)
    }

    fn stage_ready(&mut self, id: TransactionId, send: &mut Send) -> bool {
        send.stage = Stage::Connect;
        if self.is_transmitter(id) {
            self.tell_transmitter(id, send, transmitter::State::Ready, None);
            return false;
        }
        true
    }

    /// Chooses the local address for the target and has the message say so. The answer to a request of a server transaction has
    /// no target unless the application gave it one: it goes back the way its request came.
    fn prepare(&mut self, id: TransactionId, send: &mut Send) -> Result<(), Error> {
        let (Some(target), Some(msg)) = (send.target.clone(), send.msg.as_mut()) else { return Ok(()) };
        let local = self.local_towards(id, &target)?;
        let again = std::mem::replace(&mut send.via, true);
        let secret = self.random.u64();
        // The connection of a stream is chosen when it goes out.
        let udp = (target.transport == Transport::Udp).then_some(Flow::Udp { local, peer: target.addr });
        self.set_flow(id, udp);
        let tx = self.tx_mut(id)?;
        if !again && send.follows.is_none() {
            tx.secret = secret;
        }
        tx.target = Some(target.clone());
        if send.is_response || send.follows == Some(Follows::Way) {
            return Ok(());
        }
        let sent_by = self.sent_by_for(local, &target)?;
        match self.transmitter(id).map(|t| t.fix_via) {
            Ok(fix) => self.fit_via(id, msg, &target, sent_by, fix),
            Err(_) => self.write_via(id, msg, &target, sent_by, again),
        }
    }

    /// The local address a message leaves from to a target.
    pub(crate) fn local_towards(&mut self, id: TransactionId, target: &Target) -> Result<u16, Error> {
        let local = self.local_for(id, target.transport, target.addr.ip());
        local.ok_or_else(|| {
            let (to, token) = (target.addr, target.transport.token());
            self.log(Source::Transport, Level::Error, || {
                format!("no local {token} address fits destination {to}: configure one in RvSipStackCfg")
            });
            Error::Network
        })
    }

    /// Takes the connection to the target where there is to be one, and tells of one that is new.
    fn stage_connect(&mut self, id: TransactionId, send: &mut Send) -> Result<bool, Error> {
        send.stage = Stage::Wire;
        let Some(target) = send.target.take().filter(|t| t.transport.is_reliable()) else { return Ok(true) };
        let (conn, created) = self.take_connection(id, target, send.by_alias.take())?;
        if !self.is_transmitter(id) {
            self.tell_new_connection(id, conn, created);
        } else if self.is_new_to(id, conn) {
            self.tell_transmitter(id, send, transmitter::State::NewConnection, Some((conn, created)));
            return Ok(false);
        }
        Ok(true)
    }

    /// The connection that leads to a target, and whether it was opened for it.
    pub(crate) fn take_connection(
        &mut self,
        id: TransactionId,
        target: Target,
        found: Option<ConnId>,
    ) -> Result<(ConnId, bool), Error> {
        let local = self.local_towards(id, &target)?;
        let options = self.hop_options(id)?;
        let from = self.bound_addr(local);
        let taken = self.connection_for(target, local, from, found.or(options.offered), options.persistency, id)?;
        self.set_flow(id, Some(Flow::Conn(taken.0)));
        Ok(taken)
    }

    /// Changes the way a transaction goes; the connection it used before is left.
    fn set_flow(&mut self, id: TransactionId, flow: Option<Flow>) {
        let Ok(tx) = self.tx_mut(id) else { return };
        let before = tx.conn().filter(|c| Some(Flow::Conn(*c)) != flow);
        tx.flow = flow;
        if let Some(conn) = before {
            self.leave_connection(conn, id);
        }
    }

    #[allow(clippy::boxed_local)] // as above
    fn stage_wire(&mut self, id: TransactionId, mut send: Box<Send>) {
        let Some(mut msg) = send.msg.take() else { return };
        let mut wire = self.pool.buffer();
        msg.encode(&mut wire);
        if self.is_transmitter(id) {
            self.pool.put_message(msg);
            self.transmitter_out(id, &wire);
            self.pool.put_buffer(wire);
            return;
        }
        if send.is_response {
            let code = msg.status();
            self.note_response(id, &mut msg);
            self.pool.put_message(msg);
            self.response_out(id, wire, code);
            return;
        }
        if self.tx(id).is_ok_and(|tx| tx.state == State::ClientInviteAckSent) {
            self.pool.put_message(msg);
            return self.ack_out(id, wire);
        }
        // What the answer will be held against. The application may have changed the sent-by.
        let sent_by = match send.shown {
            true => msg.top_via().map(|v| sent_by_hash(msg.text(v.host), v.port)),
            false => None,
        };
        let digits = msg.raw_of(Name::CSeq).unwrap_or(&[]).iter().take_while(|c| c.is_ascii_digit());
        let cseq = digits.fold(0u32, |n, c| n.wrapping_mul(10).wrapping_add(u32::from(c - b'0')));
        self.pool.put_message(msg);
        let Ok(tx) = self.tx_mut(id) else { return };
        tx.sent_by = sent_by.unwrap_or(tx.sent_by);
        tx.cseq = cseq;
        tx.wire = wire;
        let (conn, no_way) = (tx.conn(), tx.flow.is_none());
        if no_way {
            // The local address went while the application looked at the message.
            self.transaction_cut_off(id);
        } else if conn.is_some_and(|c| !self.carries_messages(c)) {
            self.transaction_network_error(id);
        } else {
            self.request_out(id);
        }
    }

    /// What the object behind a transaction says about the next hop.
    pub(crate) fn hop_options(&self, id: TransactionId) -> Result<HopOptions, Error> {
        let tx = self.tx(id)?;
        let configured = self.cfg.persistency;
        let keeps = |own: Option<bool>, configured: Persistency| match own {
            Some(true) => Persistency::TransactionUser,
            Some(false) => Persistency::None,
            None => configured,
        };
        Ok(match (tx.owner, tx.detail.as_ref()) {
            (Owner::Client(c), _) => {
                let client = self.clients.get(c.0).ok_or(Error::InvalidHandle)?;
                HopOptions {
                    outbound: client.outbound_address().map(|(h, p)| (h.to_string(), p)),
                    force: false,
                    ignore_proxy: false,
                    persistency: keeps(client.persistent, configured),
                    offered: client.conn,
                }
            }
            (_, Some(d)) => HopOptions {
                outbound: d.outbound.clone(),
                force: d.force_outbound,
                ignore_proxy: d.ignore_proxy,
                persistency: keeps(d.persistent, configured),
                offered: d.offered_conn,
            },
            _ => HopOptions { outbound: None, force: false, ignore_proxy: false, persistency: configured, offered: None },
        })
    }

    /// A message did not get to the wire.
    fn sending_failed(&mut self, id: TransactionId, error: Error) {
        let is_server = match self.tx(id) {
            Ok(tx) => tx.is_server,
            Err(_) => return,
        };
        if self.is_transmitter(id) {
            self.transmitter_failed(id, error.into());
        } else if is_server {
            self.end_transaction(id, Reason::NetworkError);
        } else if error == Error::NotFound {
            self.credentials_missing(id);
        } else {
            self.log(Source::Transaction, Level::Error, || format!("a request could not be sent: {error:?}"));
            self.transaction_cut_off(id);
        }
    }
}

pub(crate) struct HopOptions {
    pub outbound: Option<(String, u16)>,
    pub force: bool,
    pub ignore_proxy: bool,
    pub persistency: Persistency,
    pub offered: Option<ConnId>,
}
