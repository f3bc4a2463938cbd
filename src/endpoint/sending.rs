//! The way of a message out: credentials, the application's look at it, the destination, Via, the wire.
//!
//! A message waits in its transaction between the stages; an answer or a look-up takes it one stage on.

use super::config::{Failover, Persistency, Transport};
use super::hop::{self, Hop, Host};
use super::output::{Answer, Ask, ConnId, Error, Flow, Level, Output, Source, Target, Token, TransactionId};
use super::random::push_decimal;
use super::regclient::Credentialing;
use super::transaction::{Owner, Reason, State, branch_of, sent_by_hash};
use super::{Endpoint, Time};
use crate::message::{Message, Name};
use std::net::{IpAddr, SocketAddr};

/// Larger requests go over a transport with congestion control where there is one (RFC 3261 section 18.1.1).
const LARGEST_DATAGRAM: usize = 1300;
/// Addresses of one name that are tried at the most.
const MOST_TARGETS: usize = 16;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stage {
    /// Credentials are being computed.
    Credentials,
    /// The application may change the message.
    ToSend,
    /// The next hop is worked out.
    Hop,
    /// Its name is being looked up.
    Resolving,
    /// Destination known: Via is written, the application may look.
    Destination,
    /// Out it goes.
    Wire,
}

pub(crate) struct Send {
    /// Away while the application has it.
    pub msg: Option<Box<Message>>,
    /// The application has seen it with its Via.
    shown: bool,
    pub stage: Stage,
    pub is_response: bool,
    pub credentials: Option<Box<Credentialing>>,
    /// The address to go to before those of `targets`.
    first: Option<Target>,
    pub targets: Vec<Target>,
    /// A connection that leads to the first address though it was not opened for it (RFC 5923).
    by_alias: Option<ConnId>,
    /// The URI named no transport: a large message may take another.
    free_transport: bool,
    /// Look-ups wait with this port and transport.
    hop: Option<Hop>,
}

impl Send {
    pub fn new(msg: Box<Message>, is_response: bool) -> Send {
        Send {
            msg: Some(msg),
            shown: false,
            stage: Stage::ToSend,
            is_response,
            credentials: None,
            first: None,
            targets: Vec::new(),
            by_alias: None,
            free_transport: false,
            hop: None,
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
        if let Some(m) = send.msg {
            self.pool.put_message(m);
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
                Stage::Resolving => Ok(false),
                Stage::Destination => self.stage_destination(id, &mut send),
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
                    self.drop_sending(send);
                    self.sending_failed(id, e);
                    return;
                }
            }
        }
    }

    /// Puts the message back into its transaction, unless that has ended meanwhile.
    fn park(&mut self, id: TransactionId, send: Box<Send>) {
        match self.tx_mut(id) {
            Ok(tx) if tx.state != State::Terminated => tx.sending = Some(send),
            _ => self.drop_sending(send),
        }
    }

    /// The reply to a question about a message on its way.
    pub(crate) fn send_answer(&mut self, id: TransactionId, answer: Answer) {
        let Some(mut send) = self.tx_mut(id).ok().and_then(|tx| tx.sending.take()) else {
            match answer {
                Answer::Message(m) | Answer::Refuse(m) | Answer::Hash(_, Some(m)) => self.pool.put_message(m),
                _ => {}
            }
            return;
        };
        if let Answer::Refuse(m) = answer {
            self.pool.put_message(m);
            self.drop_sending(send);
            self.log(Source::Transaction, Level::Error, || "a callback returned an error: the message is not sent".to_string());
            self.sending_failed(id, Error::IllegalAction);
            return;
        }
        if send.stage == Stage::Credentials {
            self.credentials_answer(id, &mut send, answer);
        } else if let Answer::Message(m) = answer {
            send.msg = Some(m);
            send.stage = match send.stage {
                Stage::ToSend => Stage::Hop,
                _ => Stage::Wire,
            };
        }
        self.park(id, send);
        self.advance(id);
    }

    fn stage_to_send(&mut self, id: TransactionId, send: &mut Send) -> bool {
        let wanted = match self.tx(id).map(|tx| tx.owner) {
            Ok(Owner::App(_)) => self.interest.transaction_msg_to_send,
            Ok(Owner::Client(_)) => self.interest.client_msg_to_send,
            _ => false,
        };
        if let (true, Some(subject)) = (wanted, self.subject(id)) {
            if let Some(msg) = send.msg.take() {
                self.ask(Token::Send(id), Ask::MsgToSend { subject, msg });
            }
            return false;
        }
        send.stage = Stage::Hop;
        true
    }

    /// Works out the next hop. Route comes first unless the outbound address is forced (decided in that order: forced
    /// outbound address, Route, outbound address of the object, configured proxy, Request-URI).
    fn stage_hop(&mut self, id: TransactionId, send: &mut Send) -> Result<bool, Error> {
        if send.is_response {
            send.stage = Stage::Destination;
            return Ok(true);
        }
        let Some(msg) = send.msg.as_mut() else { return Ok(false) };
        let options = self.hop_options(id)?;
        let outbound = options.outbound.as_ref().and_then(|(host, port)| Hop::from_text(host, Some(*port)));
        let own = match (outbound, options.force) {
            (Some(hop), true) => Some(hop),
            (hop, _) => match hop::route(msg) {
                Some(route) => Some(route?),
                None => hop,
            },
        };
        let proxy = match (&self.cfg.outbound_proxy, options.ignore_proxy) {
            (Some((host, port)), false) => Some((host, port)),
            _ => None,
        };
        let by_text = match (own, proxy) {
            (None, Some((host, port))) => Some(Hop::from_text(host, *port).ok_or(Error::BadParam)?),
            (own, _) => own,
        };
        let hop = match by_text {
            None => hop::request_uri(msg)?,
            Some(hop) if hop.transport.is_some() => hop,
            // The Request-URI may ask for a transport that an address given as text cannot name.
            Some(hop) => match hop::request_uri(msg) {
                Ok(uri) => Hop { transport: uri.transport, secure: hop.secure || uri.secure, ..hop },
                Err(_) => hop,
            },
        };
        if !matches!(hop.transport(), Transport::Udp | Transport::Tcp) {
            return Err(Error::NotSupported);
        }
        if hop.transport() == Transport::Tcp && !self.cfg.tcp {
            self.log(Source::Transport, Level::Error, || {
                "a request asks for TCP, which is off: set tcpEnabled in RvSipStackCfg".to_string()
            });
            return Err(Error::Network);
        }
        if options.persistency != Persistency::None
            && let Some((conn, target)) =
                self.connection_by_alias(hop.transport(), &hop.host, hop.port.unwrap_or(hop.transport().default_port()))
        {
            // Its peer goes by this name: no look-up (RFC 5923 section 4).
            (send.by_alias, send.first) = (Some(conn), Some(target));
            send.stage = Stage::Destination;
            return Ok(true);
        }
        match &hop.host {
            Host::Ip(ip) => {
                self.set_targets(send, &hop, &[*ip]);
                Ok(true)
            }
            Host::Name(host) => {
                self.out.push_back(Output::Resolve { transaction: id, host: host.clone() });
                send.hop = Some(hop);
                send.stage = Stage::Resolving;
                Ok(false)
            }
        }
    }

    fn set_targets(&mut self, send: &mut Send, hop: &Hop, ips: &[IpAddr]) {
        let mut targets = ips.iter().take(MOST_TARGETS).map(|ip| hop.target(hop.transport(), *ip));
        send.first = targets.next();
        send.targets = targets.collect();
        send.free_transport = hop.transport.is_none() && !hop.secure && self.cfg.tcp;
        send.stage = Stage::Destination;
    }

    /// A name was looked up; the addresses come in order of preference.
    pub fn resolved(&mut self, now: Time, id: TransactionId, result: Result<Vec<IpAddr>, String>) {
        self.now = now.max(self.now);
        let Some(mut send) = self.tx_mut(id).ok().and_then(|tx| tx.sending.take()) else { return };
        let (Stage::Resolving, Some(hop)) = (send.stage, send.hop.take()) else {
            self.park(id, send);
            return;
        };
        // Addresses that no local address can reach are no use.
        let usable: Vec<IpAddr> = match &result {
            Ok(ips) => ips.iter().copied().filter(|ip| self.local_for(id, hop.transport(), *ip).is_some()).collect(),
            Err(_) => Vec::new(),
        };
        if usable.is_empty() {
            let why = match result {
                Ok(ips) if ips.is_empty() => "it has no address".to_string(),
                Ok(_) => "no local address fits its addresses".to_string(),
                Err(e) => e,
            };
            let host = match &hop.host {
                Host::Name(h) => h.clone(),
                Host::Ip(ip) => ip.to_string(),
            };
            self.log(Source::Transport, Level::Error, || format!("host {host} cannot be used: {why}"));
            self.drop_sending(send);
            self.sending_failed(id, Error::Network);
            return;
        }
        self.set_targets(&mut send, &hop, &usable);
        self.park(id, send);
        self.advance(id);
    }

    /// The local address a transaction sends from towards `peer`: the one its object chose, or the first that fits.
    pub(crate) fn local_for(&self, id: TransactionId, transport: Transport, peer: IpAddr) -> Option<u16> {
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

    /// Chooses the first target, writes the top Via and shows the message to an application that wants to see it.
    fn stage_destination(&mut self, id: TransactionId, send: &mut Send) -> Result<bool, Error> {
        if !send.is_response {
            self.prepare_request(id, send)?;
        }
        send.stage = Stage::Wire;
        let wanted = match self.tx(id)?.owner {
            Owner::App(_) => self.interest.transaction_final_dest,
            Owner::Client(_) => self.interest.client_final_dest,
            Owner::Nobody => false,
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

    fn prepare_request(&mut self, id: TransactionId, send: &mut Send) -> Result<(), Error> {
        let Some(msg) = send.msg.as_mut() else { return Ok(()) };
        if std::mem::take(&mut send.free_transport) && msg.els.text.len() > LARGEST_DATAGRAM - 200 {
            let mut size = self.pool.buffer();
            msg.encode(&mut size);
            // Via is still to come: 100 octets are enough for every form of ours.
            if size.len() + 100 > LARGEST_DATAGRAM {
                send.targets.splice(0..0, send.first.take());
                let over_tcp: Vec<Target> = send
                    .targets
                    .iter()
                    .filter(|t| t.transport == Transport::Udp && !t.addr.ip().is_multicast())
                    .map(|t| Target { transport: Transport::Tcp, ..t.clone() })
                    .collect();
                send.targets.splice(0..0, over_tcp);
            }
            self.pool.put_buffer(size);
        }
        let (target, local) = loop {
            let target = match send.first.take() {
                Some(target) => target,
                None if send.targets.is_empty() => return Err(Error::Network),
                None => send.targets.remove(0),
            };
            if let Some(local) = self.local_for(id, target.transport, target.addr.ip()) {
                break (target, local);
            }
            let to = target.addr;
            self.log(Source::Transport, Level::Error, || {
                format!("no local {} address fits destination {to}: configure one in RvSipStackCfg", target.transport.token())
            });
        };
        let sent_by = self.advertised(local, target.addr).ok_or(Error::Network)?;
        let secret = self.random.u64();
        let from = self.bound_addr(local);
        let options = self.hop_options(id)?;
        let flow = match target.transport {
            Transport::Udp => Flow::Udp { local, peer: target.addr },
            _ => {
                let offered = send.by_alias.take().or(options.offered);
                let (conn, created) = self.connection_for(target.clone(), local, from, offered, options.persistency, id)?;
                self.tell_new_connection(id, conn, created);
                Flow::Conn(conn)
            }
        };
        let remaining = std::mem::take(&mut send.targets);
        let tx = self.tx_mut(id)?;
        tx.secret = secret;
        tx.flow = Some(flow);
        tx.target = Some(target.clone());
        tx.remaining = remaining;
        let branch = tx.detail.as_ref().and_then(|d| d.branch.clone());
        let mut via = self.pool.buffer();
        via.extend_from_slice(b"SIP/2.0/");
        via.extend_from_slice(target.transport.token().as_bytes());
        via.push(b' ');
        let host_from = via.len();
        hop::push_host(sent_by.ip(), &mut via);
        let sent_by_hash = sent_by_hash(via.get(host_from..).unwrap_or(&[]), sent_by.port() as i32);
        via.push(b':');
        push_decimal(sent_by.port() as u64, &mut via);
        via.extend_from_slice(b";branch=");
        match branch {
            Some(b) => via.extend_from_slice(&b),
            None => branch_of(id, secret, &mut via),
        }
        if target.transport == Transport::Udp {
            if target.addr.ip().is_multicast() {
                via.extend_from_slice(b";maddr=");
                hop::push_host(target.addr.ip(), &mut via);
                if target.addr.is_ipv4() {
                    via.extend_from_slice(b";ttl=1");
                }
            }
            via.extend_from_slice(b";rport");
        }
        if let Some(msg) = send.msg.as_mut() {
            msg.insert(0, Name::Via, &via);
        }
        if let Ok(tx) = self.tx_mut(id) {
            tx.sent_by = sent_by_hash;
        }
        self.pool.put_buffer(via);
        Ok(())
    }

    #[allow(clippy::boxed_local)] // as above
    fn stage_wire(&mut self, id: TransactionId, mut send: Box<Send>) {
        let Some(mut msg) = send.msg.take() else { return };
        let mut wire = self.pool.buffer();
        msg.encode(&mut wire);
        if send.is_response {
            let code = msg.status();
            self.pool.put_message(msg);
            self.response_out(id, wire, code);
            return;
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
        if no_way || conn.is_some_and(|c| self.connection(c).is_none()) {
            // The connection failed, or the local address went, while the application looked at the message.
            self.transaction_network_error(id);
        } else {
            self.request_out(id);
        }
    }

    /// What the object behind a transaction says about the next hop.
    fn hop_options(&self, id: TransactionId) -> Result<HopOptions, Error> {
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
        if is_server {
            self.end_transaction(id, Reason::NetworkError);
        } else if error == Error::NotFound {
            self.credentials_missing(id);
        } else {
            self.log(Source::Transaction, Level::Error, || format!("a request could not be sent: {error:?}"));
            self.transaction_network_error(id);
        }
    }

    /// Sends the request of a transaction to the next address of its list, with a new branch. False when there is none left
    /// or the application wants to decide.
    pub(crate) fn next_target(&mut self, id: TransactionId) -> bool {
        if self.cfg.failover == Failover::Manual {
            return false;
        }
        self.resend_elsewhere(id)
    }

    /// Takes the request back from the wire form and sends it to the next address.
    pub(crate) fn resend_elsewhere(&mut self, id: TransactionId) -> bool {
        let Some((msg, remaining)) = self.request_again(id) else { return false };
        if remaining.is_empty() {
            self.pool.put_message(msg);
            return false;
        }
        let mut send = Send::new(msg, false);
        send.targets = remaining;
        send.stage = Stage::Destination;
        self.start_sending(id, send);
        true
    }

    /// The request of a transaction without its top Via, and the addresses not yet tried.
    pub(crate) fn request_again(&mut self, id: TransactionId) -> Option<(Box<Message>, Vec<Target>)> {
        let limits = self.cfg.limits;
        let mut msg = self.pool.message();
        let tx = self.transactions.get_mut(id.0)?;
        if tx.wire.is_empty() || msg.parse(&tx.wire, &limits).is_err() {
            self.pool.put_message(msg);
            return None;
        }
        if let Some(at) = msg.find(Name::Via, 0) {
            msg.remove(at);
        }
        let remaining = std::mem::take(&mut tx.remaining);
        let wire = std::mem::take(&mut tx.wire);
        let conn = tx.conn();
        tx.flow = None;
        tx.final_shown = false;
        // A branch the application chose is good for one request: the next address gets one of ours (RFC 3263 section 4.3).
        let branch = tx.detail.as_mut().and_then(|d| d.branch.take());
        if let Some(b) = branch
            && self.branches.get(b.as_slice()) == Some(&id)
        {
            self.branches.remove(b.as_slice());
        }
        self.pool.put_buffer(wire);
        self.disarm(id);
        if let Some(c) = conn {
            self.leave_connection(c, id);
        }
        Some((msg, remaining))
    }
}

struct HopOptions {
    outbound: Option<(String, u16)>,
    force: bool,
    ignore_proxy: bool,
    persistency: Persistency,
    offered: Option<ConnId>,
}
