//! Where a request goes: its next hop, the targets of that hop one after the other, and what is remembered of them.

use super::Endpoint;
use super::config::{Failover, Persistency, Transport};
use super::hop::{self, Hop, Host};
use super::locate::{Asker, IpElement, List, Locator, Next, QueryId, telephone};
use super::output::{Answer, Ask, ClientId, Error, Level, Source, Target, Token, TransactionId};
use super::sending::{Follows, Send, Stage};
use super::transaction::{Owner, Reason, State};
use crate::dns::{Answer as DnsAnswer, Question, Records};
use crate::message::{Elem, Elements, Message, Name, parse_uri};
use std::net::SocketAddr;

/// Larger requests go over a transport with congestion control where there is one (RFC 3261 section 18.1.1).
const LARGEST_DATAGRAM: usize = 1300;
/// What is still missing of a request before its Via is written, at the most.
const LARGEST_VIA: usize = 100;
/// Seconds that a Retry-After counts at the most.
const LONGEST_PAUSE: u64 = 86_400;

impl Endpoint {
    /// Works out the next hop. Route comes first unless the outbound address is forced (decided in that order: forced
    /// outbound address, Route, outbound address of the object, configured proxy, Request-URI).
    pub(crate) fn stage_hop(&mut self, id: TransactionId, send: &mut Send) -> Result<bool, Error> {
        let transmitter = self.transmitter(id).ok();
        if let Some(target) = transmitter.and_then(|t| t.dest.clone()) {
            send.target = Some(target);
            send.stage = Stage::Destination;
            return Ok(true);
        }
        let detail = self.tx(id)?.detail.as_ref();
        if send.follows == Some(Follows::Way) {
            send.stage = Stage::Destination;
            return Ok(true);
        }
        if send.is_response {
            let by_via = transmitter.is_some() || detail.is_some_and(|d| d.answered_by_via);
            return self.response_way(id, send, by_via);
        }
        // A register-client's Route is where its registrar is reached, whatever it says.
        let any_route = transmitter.map(|t| t.first_route).or(detail.map(|d| d.first_route)).unwrap_or(true);
        let Some(msg) = send.msg.as_mut() else { return Ok(false) };
        let options = self.hop_options(id)?;
        let outbound = options.outbound.as_ref().and_then(|(host, port)| Hop::from_text(host, Some(*port)));
        let forced = outbound.is_some() && options.force;
        let strict = self.tx(id)?.detail.as_ref().is_some_and(|d| d.strict);
        let route = if forced || strict { None } else { hop::route(msg, any_route).transpose()? };
        let proxy = match (&self.cfg.outbound_proxy, options.ignore_proxy) {
            (Some((host, port)), false) if outbound.is_none() => {
                let hop = Hop::from_text(host, *port).ok_or(Error::BadParam)?;
                Some(Hop { transport: self.cfg.outbound_transport, ..hop })
            }
            _ => None,
        };
        let uri = hop::request_uri(msg);
        let hop = match (route, outbound.or(proxy), uri) {
            // A sips Request-URI wants TLS on every way (RFC 3261 section 8.1.2).
            (Some(route), _, uri) => route.secured(uri.is_ok_and(|u| u.secure)),
            // The Request-URI may ask for a transport that an address given as text cannot name.
            (None, Some(text), Ok(uri)) => Hop { transport: text.transport.or(uri.transport), ..text }.secured(uri.secure),
            (None, Some(text), Err(_)) => text,
            (None, None, Ok(uri)) => uri,
            (None, None, Err(e)) => {
                return match self.look_up_number(id, send) {
                    Some(goes_on) => Ok(goes_on),
                    None if self.ask_other_uri(id, send) => Ok(false),
                    None => Err(e),
                };
            }
        };
        self.head_for(id, send, hop)?;
        Ok(true)
    }

    /// The way of a response: that of its request for a server transaction, what its top Via says where that is not known, as for a
    /// transmitter.
    fn response_way(&mut self, id: TransactionId, send: &mut Send, by_via: bool) -> Result<bool, Error> {
        send.stage = Stage::Destination;
        let (true, Some(msg)) = (by_via, send.msg.as_mut()) else { return Ok(true) };
        let hop = self.response_hop(msg)?;
        let transport = hop.transport();
        if let (Host::Ip(ip), Some(port), true) = (&hop.host, hop.port, transport.is_reliable())
            && let Some(conn) = self.accepted_from(transport, SocketAddr::new(*ip, port))
        {
            send.target = self.connection(conn).map(|c| c.peer);
            send.by_alias = Some(conn);
            return Ok(true);
        }
        self.head_for(id, send, hop)?;
        Ok(true)
    }

    /// The next hop is known: what is numeric is its own target, a name goes through the DNS.
    pub(crate) fn head_for(&mut self, id: TransactionId, send: &mut Send, hop: Hop) -> Result<(), Error> {
        use super::locate::Surroundings;
        if (hop.transport.is_some() || hop.secure) && !self.here().usable(hop.transport()) {
            return Err(self.transport_missing(hop.transport()));
        }
        if !hop.secure && hop.transport.is_none() && ![Transport::Udp, Transport::Tcp].iter().any(|t| self.here().usable(*t)) {
            self.log(Source::Transport, Level::Error, || "there is no local address to send from: add one".to_string());
            return Err(Error::Network);
        }
        let port = hop.port.unwrap_or(hop.transport().default_port());
        if self.hop_options(id)?.persistency != Persistency::None
            && let Some((conn, target)) = self.connection_by_alias(hop.transport(), &hop.host, port)
        {
            // its peer goes by this name: no look-up (RFC 5923 section 4)
            (send.by_alias, send.target) = (Some(conn), Some(target));
            send.stage = Stage::Destination;
            return Ok(());
        }
        let streams_first = self.streams_first(send, &hop);
        if let (Host::Ip(ip), false) = (&hop.host, streams_first)
            && self.here().usable(hop.transport())
        {
            send.target = Some(hop.target(hop.transport(), *ip));
            send.stage = Stage::Destination;
            return Ok(());
        }
        let mut locator = Box::new(Locator::new(hop));
        if streams_first {
            locator.streams_first();
        }
        if let Owner::Client(client) = self.tx(id)?.owner
            && let Some(server) = self.remembered_server(client, locator.hop())
            && (!streams_first || server.transport.is_reliable())
        {
            locator.prefer(server);
        }
        self.tx_mut(id)?.locator = Some(locator);
        send.stage = Stage::Locate;
        Ok(())
    }

    fn transport_missing(&mut self, transport: Transport) -> Error {
        let token = transport.token();
        let what = match transport {
            Transport::Udp => "configure a local UDP address in RvSipStackCfg",
            _ => "set tcpEnabled in RvSipStackCfg, and have a local TCP address",
        };
        self.log(Source::Transport, Level::Error, || format!("a request asks for {token}, which is off: {what}"));
        if transport == Transport::Tcp { Error::Network } else { Error::NotSupported }
    }

    /// Is it up to us how the request goes, and is it too large for a datagram?
    fn streams_first(&mut self, send: &mut Send, hop: &Hop) -> bool {
        use super::locate::Surroundings;
        let free = hop.transport.is_none() && !hop.secure;
        free && self.here().usable(Transport::Tcp) && self.too_large(send)
    }

    /// Would the request be too large for a datagram?
    fn too_large(&mut self, send: &mut Send) -> bool {
        let Some(msg) = send.msg.as_mut() else { return false };
        if msg.els.text.len() + 2 * LARGEST_VIA <= LARGEST_DATAGRAM {
            return false;
        }
        let mut size = self.pool.buffer();
        msg.encode(&mut size);
        let large = size.len() + LARGEST_VIA > LARGEST_DATAGRAM;
        self.pool.put_buffer(size);
        large
    }

    /// Takes the next target, or asks the question that leads to it.
    pub(crate) fn stage_locate(&mut self, id: TransactionId, send: &mut Send) -> Result<bool, Error> {
        let mut locator = self.tx_mut(id)?.locator.take().ok_or(Error::Network)?;
        let next = locator.next(&self.here());
        let problem = match next {
            Next::End => Some((locator.hop().name.clone(), std::mem::take(&mut locator.problem))),
            _ => None,
        };
        self.tx_mut(id)?.locator = Some(locator);
        match next {
            Next::Target(target) => {
                if send.failure.take().is_some() {
                    let to = target.addr;
                    self.log(Source::Transaction, Level::Info, || format!("the next target is {to}"));
                }
                send.target = Some(target);
                send.stage = Stage::Destination;
                Ok(true)
            }
            Next::Ask(question) => {
                send.query = Some(self.ask_dns(Asker::Transaction(id), question).ok_or(Error::OutOfResources)?);
                send.stage = Stage::Resolving;
                Ok(false)
            }
            Next::Apply { .. } | Next::End => {
                if send.failure.is_none()
                    && let Some((host, why)) = problem
                {
                    let why = if why.is_empty() { "it has no address".to_string() } else { why };
                    self.log(Source::Transport, Level::Error, || format!("host {host} cannot be used: {why}"));
                }
                Err(Error::Network)
            }
        }
    }

    /// The DNS answered a question of a transaction.
    pub(crate) fn destination_answered(&mut self, id: TransactionId, query: QueryId, answer: DnsAnswer) {
        let Some(mut send) = self.tx_mut(id).ok().and_then(|tx| tx.sending.take()) else { return };
        if send.query == Some(query) {
            send.query = None;
            if send.number.is_some() {
                self.number_answered(id, &mut send, answer);
            } else if let Some(mut locator) = self.tx_mut(id).ok().and_then(|tx| tx.locator.take()) {
                self.take_answer(&mut locator, answer);
                if let Ok(tx) = self.tx_mut(id) {
                    tx.locator = Some(locator);
                }
                send.stage = Stage::Locate;
            }
        }
        self.park(id, send);
        self.advance(id);
    }

    // ---- telephone numbers (RFC 6116) ----

    /// Asks for the NAPTR records of the number in the Request-URI, if there is one and tel URIs are to be resolved.
    fn look_up_number(&mut self, id: TransactionId, send: &mut Send) -> Option<bool> {
        let suffix = self.cfg.enum_suffix.as_deref()?;
        if !self.interest.enum_expression {
            return None;
        }
        let uri = String::from_utf8(send.msg.as_ref()?.request_uri_text()).ok()?;
        let domain = telephone::domain(&uri, suffix)?;
        send.number = Some(telephone::unique(&uri)?);
        let hop = Hop::from_text(&domain, None)?;
        let mut locator = Locator::empty(hop);
        locator.look_up_number(&domain);
        self.tx_mut(id).ok()?.locator = Some(Box::new(locator));
        send.query = Some(self.ask_dns(Asker::Transaction(id), Question::Naptr(domain))?);
        send.stage = Stage::Resolving;
        Some(false)
    }

    fn number_answered(&mut self, id: TransactionId, send: &mut Send, answer: DnsAnswer) {
        let found = match answer {
            Ok(Records::Naptr(records)) => records,
            _ => Vec::new(),
        };
        if let Some(locator) = self.tx_mut(id).ok().and_then(|tx| tx.locator.as_mut()) {
            locator.number_answered(found);
        }
        self.apply_next(id, send);
    }

    /// Has the application apply the next expression to the number, or asks on where a rule leads. Without one the request goes
    /// nowhere, as any request to a URI that is not sip.
    fn apply_next(&mut self, id: TransactionId, send: &mut Send) {
        let mut next = self.tx_mut(id).ok().and_then(|tx| tx.locator.as_mut()).map(|l| l.next_rule());
        if let Some(Next::Ask(question)) = next.take_if(|n| matches!(n, Next::Ask(_))) {
            send.query = self.ask_dns(Asker::Transaction(id), question);
            if send.query.is_some() {
                send.stage = Stage::Resolving;
                return;
            }
        }
        match (next, &send.number) {
            (Some(Next::Apply { expression }), Some(number)) => {
                let number = number.clone();
                send.stage = Stage::Number;
                let subject = self.subject(id);
                self.ask(Token::Send(id), Ask::Expression { subject, resolver: None, number, expression });
            }
            _ => {
                send.number = None;
                if let Ok(tx) = self.tx_mut(id) {
                    tx.locator = None;
                }
                if self.ask_other_uri(id, send) {
                    return;
                }
                self.log(Source::Transport, Level::Error, || "the number in the Request-URI leads to no SIP URI".to_string());
                send.stage = Stage::Locate;
            }
        }
    }

    /// The application made a URI of the number, or an empty text.
    pub(crate) fn number_answer(&mut self, id: TransactionId, send: &mut Send, answer: Answer) {
        let hop = match &answer {
            Answer::Value(text) => sip_hop(text).map(|hop| (hop, String::from_utf8_lossy(text).into_owned())),
            _ => None,
        };
        let Some((hop, uri)) = hop else { return self.apply_next(id, send) };
        send.number = None;
        send.stage = Stage::Locate;
        let streams_first = self.streams_first(send, &hop);
        if let Some(locator) = self.tx_mut(id).ok().and_then(|tx| tx.locator.as_mut()) {
            locator.redirect(hop, uri);
            if streams_first {
                locator.streams_first();
            }
        }
    }

    // ---- the next target ----

    /// May the request of a transaction be sent to somebody else yet?
    pub(crate) fn has_more_targets(&self, id: TransactionId) -> bool {
        self.tx(id).is_ok_and(|tx| tx.locator.as_ref().is_some_and(|l| l.may_have_more()))
    }

    /// Sends the request of a transaction to the next target, with a new branch. False when there is none left or the
    /// application wants to decide; `msg` is kept otherwise, to be told should the DNS know of no other.
    pub(crate) fn next_target(&mut self, id: TransactionId, reason: Reason, msg: &mut Option<Box<Message>>) -> bool {
        if self.cfg.failover == Failover::Manual || !self.has_more_targets(id) {
            return false;
        }
        let Some((again, locator)) = self.request_again(id) else { return false };
        if let Ok(tx) = self.tx_mut(id) {
            tx.locator = locator;
        }
        self.leg_goes_elsewhere(id);
        let mut send = Send::new(again, false);
        send.failure = Some((reason, msg.take()));
        send.stage = Stage::Locate;
        self.start_sending(id, send);
        true
    }

    /// The request of a transaction without its top Via, and its DNS list.
    pub(crate) fn request_again(&mut self, id: TransactionId) -> Option<(Box<Message>, Option<Box<Locator>>)> {
        let limits = self.cfg.limits;
        let secret = self.random.u64();
        let mut msg = self.pool.message();
        let tx = self.transactions.get_mut(id.0)?;
        if tx.wire.is_empty() || msg.parse(&tx.wire, &limits).is_err() {
            self.pool.put_message(msg);
            return None;
        }
        if let Some(at) = msg.find(Name::Via, 0) {
            msg.remove(at);
        }
        let locator = tx.locator.take();
        let wire = std::mem::take(&mut tx.wire);
        let conn = tx.conn();
        // What that server still says is no answer any more.
        tx.secret = secret;
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
        Some((msg, locator))
    }

    // ---- what is remembered ----

    /// A target did not answer: later requests go to others for a while.
    pub(crate) fn target_failed(&mut self, id: TransactionId) {
        let now = self.now;
        let until = now.plus(self.cfg.down_time.into());
        if let Some(target) = self.transactions.get(id.0).and_then(|tx| tx.target.as_ref()) {
            self.down.mark(target, now, until);
        }
    }

    /// A target answered: it is there. A 503 with Retry-After asks to be left alone for so long (RFC 3261 section 21.5.4);
    /// without one it is like a 500.
    pub(crate) fn target_answered(&mut self, id: TransactionId, msg: &Message) {
        let now = self.now;
        let Some(target) = self.transactions.get(id.0).and_then(|tx| tx.target.as_ref()) else { return };
        if msg.status() != 503 {
            return self.down.clear(target);
        }
        let text = msg.raw_of(Name::RetryAfter).unwrap_or(&[]);
        let digits = text.iter().take_while(|c| c.is_ascii_digit());
        let seconds = digits.fold(0u64, |n, c| n.saturating_mul(10).saturating_add(u64::from(c - b'0')));
        if seconds > 0 {
            self.down.mark(target, now, now.plus(seconds.min(LONGEST_PAUSE) * 1000));
        }
    }

    /// The server that answered a client keeps its requests while it answers.
    pub(crate) fn remember_server(&mut self, client: ClientId, id: TransactionId, status: u16) {
        if !matches!(status, 200..=299 | 400..=499) {
            return;
        }
        let Some(tx) = self.transactions.get(id.0) else { return };
        if let (Some(target), Some(locator)) = (&tx.target, &tx.locator)
            && let Some(c) = self.clients.get_mut(client.0)
        {
            c.remember(key_of(locator.hop()), target);
        }
    }

    fn remembered_server(&self, client: ClientId, hop: &Hop) -> Option<IpElement> {
        self.clients.get(client.0)?.remembered(key_of(hop))
    }

    /// Targets marked down just now, or not long ago.
    pub fn targets_down(&self) -> usize {
        self.down.len()
    }

    // ---- the list of a transaction, for the application ----

    /// The DNS list of a client transaction: what was not used yet.
    pub fn transaction_list(&mut self, id: TransactionId) -> Result<&mut List, Error> {
        let tx = self.tx_mut(id)?;
        if tx.is_server || tx.state == State::Terminated {
            return Err(Error::IllegalAction);
        }
        let target = tx.target.clone();
        let locator = tx.locator.get_or_insert_with(|| Box::new(Locator::empty(hop_of(target))));
        Ok(&mut locator.list)
    }
}

/// Names a next hop in few octets: two that differ give different keys but for one pair in 2^64.
fn key_of(hop: &Hop) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    match &hop.host {
        Host::Ip(ip) => ip.hash(&mut hasher),
        Host::Name(name) => name.to_ascii_lowercase().hash(&mut hasher),
    }
    (hop.port, hop.transport, hop.secure, &hop.name).hash(&mut hasher);
    hasher.finish()
}

fn hop_of(target: Option<Target>) -> Hop {
    let (ip, name) = match target {
        Some(t) => (t.addr.ip(), t.name),
        None => (std::net::Ipv4Addr::UNSPECIFIED.into(), None),
    };
    let name = name.unwrap_or_else(|| ip.to_string().into());
    Hop { host: Host::Ip(ip), port: None, transport: None, secure: false, name }
}

/// The hop of a text that is a SIP URI.
pub(crate) fn sip_hop(text: &[u8]) -> Option<Hop> {
    let mut els = Elements::default();
    let span = els.text.push(text.trim_ascii());
    let uri = parse_uri(&mut els, span, Elem::NONE).ok()?;
    Hop::from_uri(&els, uri).ok()
}
