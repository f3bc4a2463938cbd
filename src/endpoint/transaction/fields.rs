//! What an application may set and read of a transaction.

use super::{Detail, Owner, State, Transaction};
use crate::endpoint::Endpoint;
use crate::endpoint::config::{Timers, Transport};
use crate::endpoint::output::{ConnId, Error, Flow, Holder, TransactionId};
use crate::endpoint::transmitter;
use crate::message::{Elem, Elements, Limits, Message, Name, Span, Value, encode_value, parse_uri, parse_value};
use std::borrow::Cow;
use std::net::SocketAddr;

/// A To or From value as it will be sent, and whether it has a tag. `drop_tag` takes a tag out.
pub(crate) fn party<'t>(
    els: &mut Elements,
    name: Name,
    text: &'t [u8],
    drop_tag: bool,
    limits: &Limits,
) -> Result<(Cow<'t, [u8]>, bool), Error> {
    els.clear();
    let span = els.text.push(text);
    let e = parse_value(els, name, span, limits);
    let item = els.item_mut(e).ok_or(Error::Syntax)?;
    if item.bad.is_some() {
        return Err(Error::Syntax);
    }
    let Value::Party(p) = &mut item.value else { return Err(Error::Syntax) };
    let tagged = p.tag.is_some();
    if !(tagged && drop_tag) {
        return Ok((text.into(), tagged));
    }
    p.tag = Span::NONE;
    els.touch(e);
    let mut out = Vec::with_capacity(text.len());
    encode_value(els, e, &mut out);
    Ok((out.into(), false))
}

/// Does the text parse as a URI?
pub(crate) fn checked_uri(els: &mut Elements, text: &[u8]) -> Result<(), Error> {
    els.clear();
    let span = els.text.push(text);
    parse_uri(els, span, Elem::NONE).map(|_| ()).map_err(|_| Error::Syntax)
}

/// Text that goes into a header as it is must not end the line.
pub(crate) fn one_line(text: &[u8]) -> Result<(), Error> {
    if text.is_empty() || text.iter().any(|c| matches!(c, b'\r' | b'\n' | 0)) { Err(Error::BadParam) } else { Ok(()) }
}

/// A Call-ID as RFC 3261 section 25.1 writes it: a word, or two with `@` between.
pub(crate) fn call_id(text: &[u8]) -> Result<(), Error> {
    let word =
        |w: &[u8]| !w.is_empty() && w.iter().all(|c| c.is_ascii_alphanumeric() || b"-.!%*_+`'~()<>:\\\"/[]?{}".contains(c));
    let mut words = text.splitn(2, |c| *c == b'@');
    if words.all(word) { Ok(()) } else { Err(Error::BadParam) }
}

impl Endpoint {
    fn detail(&self, id: TransactionId) -> Result<&Detail, Error> {
        self.tx(id)?.detail.as_deref().ok_or(Error::IllegalAction)
    }

    /// The fields of a client transaction that has not been sent yet.
    fn unsent(&mut self, id: TransactionId) -> Result<&mut Detail, Error> {
        let given = self.transmitter(id).is_ok() && self.transmitter_state(id)? != transmitter::State::Idle;
        let tx = self.tx_mut(id)?;
        if given || tx.is_server || tx.state != State::Idle {
            return Err(Error::IllegalAction);
        }
        tx.detail.as_deref_mut().ok_or(Error::IllegalAction)
    }

    /// The same for what says which request it is; that of a call-leg's is the dialog's.
    fn unsent_key(&mut self, id: TransactionId) -> Result<&mut Detail, Error> {
        if matches!(self.tx(id)?.owner, Owner::CallLeg(_)) {
            return Err(Error::IllegalAction);
        }
        self.unsent(id)
    }

    pub fn transaction_set_to(&mut self, id: TransactionId, text: &[u8]) -> Result<(), Error> {
        let limits = self.cfg.limits;
        let to = party(&mut self.scratch, Name::To, text, false, &limits)?.0;
        self.unsent_key(id)?.to = to.into_owned();
        Ok(())
    }
    pub fn transaction_set_from(&mut self, id: TransactionId, text: &[u8]) -> Result<(), Error> {
        let limits = self.cfg.limits;
        let (from, tagged) = party(&mut self.scratch, Name::From, text, false, &limits)?;
        let d = self.unsent_key(id)?;
        (d.from, d.from_tagged) = (from.into_owned(), tagged);
        Ok(())
    }
    pub fn transaction_set_call_id(&mut self, id: TransactionId, text: &[u8]) -> Result<(), Error> {
        call_id(text)?;
        self.unsent_key(id)?.call_id = text.to_vec();
        Ok(())
    }
    pub fn transaction_set_cseq(&mut self, id: TransactionId, step: u32) -> Result<(), Error> {
        if step > i32::MAX as u32 {
            return Err(Error::BadParam);
        }
        self.unsent_key(id)?.cseq = Some(step);
        Ok(())
    }
    pub fn transaction_set_branch(&mut self, id: TransactionId, branch: &[u8]) -> Result<(), Error> {
        let token = |c: &u8| c.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(c);
        // What a transmitter sends may belong to a transaction, as the ACK of a response that was not 2xx does.
        let taken = self.branches.contains_key(branch) && self.transmitter(id).is_err();
        if branch.is_empty() || branch.len() > 255 || !branch.iter().all(token) || taken {
            return Err(Error::BadParam);
        }
        self.unsent(id)?.branch = Some(branch.to_vec());
        Ok(())
    }
    pub fn transaction_set_outbound(&mut self, id: TransactionId, host: &str, port: u16) -> Result<(), Error> {
        self.unsent(id)?.outbound = (!host.is_empty()).then(|| (host.to_string(), port));
        Ok(())
    }
    pub fn transaction_set_force_outbound(&mut self, id: TransactionId, force: bool) -> Result<(), Error> {
        self.unsent(id)?.force_outbound = force;
        Ok(())
    }
    pub fn transaction_ignore_proxy(&mut self, id: TransactionId) -> Result<(), Error> {
        let d = self.unsent(id)?;
        d.ignore_proxy = true;
        d.outbound = None;
        Ok(())
    }
    /// Sends to the first Route even if that is a strict router, whose place is in the Request-URI.
    pub fn transaction_send_to_first_route(&mut self, id: TransactionId) -> Result<(), Error> {
        self.unsent(id)?.first_route = true;
        Ok(())
    }
    /// Timers of this transaction; `None` restores the configured ones.
    pub fn transaction_set_timers(&mut self, id: TransactionId, timers: Option<Timers>) -> Result<(), Error> {
        let tx = self.tx_mut(id)?;
        tx.detail.as_deref_mut().ok_or(Error::IllegalAction)?.timers = timers;
        Ok(())
    }
    pub fn transaction_timers(&self, id: TransactionId) -> Result<Timers, Error> {
        Ok(self.timers_of(self.tx(id)?))
    }
    pub fn transaction_set_local(&mut self, id: TransactionId, local: u16) -> Result<(), Error> {
        let same = self.locals.get(local as usize).map(|l| (l.transport, l.addr.is_ipv4())).ok_or(Error::NotFound)?;
        let others: Vec<u16> = self.detail(id)?.locals.iter().copied().filter(|n| self.local_kind(*n) != Some(same)).collect();
        let d = self.unsent(id)?;
        d.locals = others;
        d.locals.push(local);
        Ok(())
    }
    pub(crate) fn local_kind(&self, local: u16) -> Option<(Transport, bool)> {
        self.locals.get(local as usize).map(|l| (l.transport, l.addr.is_ipv4()))
    }
    pub fn transaction_local(&self, id: TransactionId, transport: Transport, ipv4: bool) -> Result<u16, Error> {
        self.detail(id)?.locals.iter().copied().find(|n| self.local_kind(*n) == Some((transport, ipv4))).ok_or(Error::NotFound)
    }
    /// The local address with this configured text and port.
    pub fn local_by_text(&self, transport: Transport, text: &str, port: u16) -> Option<u16> {
        self.locals
            .iter()
            .position(|l| {
                l.transport == transport
                    && l.enabled
                    && l.text == text
                    && (port == 0 || l.configured_port == port || l.addr.port() == port)
            })
            .map(|n| n as u16)
    }
    pub fn transaction_set_persistent(&mut self, id: TransactionId, on: bool) -> Result<(), Error> {
        self.tx_mut(id)?.detail.as_deref_mut().ok_or(Error::IllegalAction)?.persistent = Some(on);
        Ok(())
    }
    pub fn transaction_persistent(&self, id: TransactionId) -> Result<bool, Error> {
        let configured = self.cfg.persistency != super::super::Persistency::None;
        Ok(self.detail(id)?.persistent.unwrap_or(configured))
    }
    pub fn transaction_offer_connection(&mut self, id: TransactionId, conn: ConnId) -> Result<(), Error> {
        self.connection(conn).ok_or(Error::InvalidHandle)?;
        if !self.transaction_persistent(id)? {
            return Err(Error::IllegalAction);
        }
        self.unsent(id)?.offered_conn = Some(conn);
        Ok(())
    }
    /// The connection in use; none for server transactions and those that are not persistent.
    pub fn transaction_connection(&self, id: TransactionId) -> Result<Option<ConnId>, Error> {
        let tx = self.tx(id)?;
        Ok(if tx.is_server || !self.transaction_persistent(id)? { None } else { tx.conn() })
    }
    pub fn transaction_set_owner(&mut self, id: TransactionId, owner: usize) -> Result<(), Error> {
        let tx = self.tx_mut(id)?;
        if let Owner::App(o) = &mut tx.owner {
            *o = owner;
        }
        Ok(())
    }
    /// To, From, Call-ID and CSeq step of `msg` for a fresh client transaction.
    pub fn transaction_set_key(&mut self, id: TransactionId, msg: &mut Message) -> Result<(), Error> {
        let cseq = msg.cseq().map(|c| c.step as u32);
        let to = msg.find(Name::To, 0).map(|i| msg.value_text(i)).ok_or(Error::NotFound)?;
        let from = msg.find(Name::From, 0).map(|i| msg.value_text(i)).ok_or(Error::NotFound)?;
        let tagged = msg.from().is_some_and(|p| p.tag.is_some());
        let call_id = msg.call_id().ok_or(Error::NotFound)?.to_vec();
        let d = self.unsent_key(id)?;
        (d.to, d.from, d.from_tagged, d.call_id, d.cseq) = (to, from, tagged, call_id, cseq);
        Ok(())
    }

    /// What a transaction ends with, where the application does not hear of its own end.
    pub fn transaction_holder(&self, id: TransactionId) -> Result<Option<Holder>, Error> {
        let tx = self.tx(id)?;
        let heard = tx.detail.as_ref().is_some_and(|d| d.undecided || d.part.is_some_and(|part| part.told));
        Ok(match tx.owner {
            Owner::Client(client) => Some(Holder::Client(client)),
            Owner::CallLeg(leg) if !heard => Some(Holder::CallLeg(leg)),
            Owner::Refresh(refresh) => Some(Holder::Refresh(refresh)),
            _ => None,
        })
    }
    pub fn transaction_state(&self, id: TransactionId) -> Result<State, Error> {
        Ok(self.tx(id)?.state)
    }
    pub fn transaction_is_client(&self, id: TransactionId) -> Result<bool, Error> {
        Ok(!self.tx(id)?.is_server)
    }
    /// Status of the last response, 408 after a time-out.
    pub fn transaction_status(&self, id: TransactionId) -> Result<u16, Error> {
        match self.tx(id)?.status {
            0 => Err(Error::NotFound),
            code => Ok(code),
        }
    }
    pub fn transaction_method(&self, id: TransactionId) -> Result<Vec<u8>, Error> {
        let tx = self.tx(id)?;
        match (&tx.detail, tx.owner) {
            (Some(d), _) if !d.method.is_empty() => Ok(d.method.clone()),
            (None, Owner::Client(_)) => Ok(b"REGISTER".to_vec()),
            _ => Err(Error::NotFound),
        }
    }
    fn text_of_request(&self, id: TransactionId, name: Name, own: &[u8]) -> Result<Vec<u8>, Error> {
        if let Some(r) = &self.detail(id)?.request {
            return r.find(name, 0).map(|i| r.value_text(i)).ok_or(Error::NotFound);
        }
        if own.is_empty() { Err(Error::NotFound) } else { Ok(own.to_vec()) }
    }
    pub fn transaction_to(&self, id: TransactionId) -> Result<Vec<u8>, Error> {
        self.text_of_request(id, Name::To, &self.detail(id)?.to)
    }
    pub fn transaction_from(&self, id: TransactionId) -> Result<Vec<u8>, Error> {
        self.text_of_request(id, Name::From, &self.detail(id)?.from)
    }
    pub fn transaction_call_id(&self, id: TransactionId) -> Result<Vec<u8>, Error> {
        self.text_of_request(id, Name::CallId, &self.detail(id)?.call_id)
    }
    pub fn transaction_cseq(&self, id: TransactionId) -> Result<u32, Error> {
        if let Some(r) = &self.detail(id)?.request {
            let text = r.raw_of(Name::CSeq).ok_or(Error::NotFound)?;
            let digits: Vec<u8> = text.iter().copied().take_while(u8::is_ascii_digit).collect();
            return std::str::from_utf8(&digits).ok().and_then(|d| d.parse().ok()).ok_or(Error::NotFound);
        }
        self.detail(id)?.cseq.ok_or(Error::NotFound)
    }
    pub fn transaction_request_uri(&self, id: TransactionId) -> Result<Vec<u8>, Error> {
        let d = self.detail(id)?;
        match &d.request {
            Some(r) => Ok(r.request_uri_text()),
            None if d.request_uri.is_empty() => Err(Error::NotFound),
            None => Ok(d.request_uri.clone()),
        }
    }
    /// The request a server transaction was opened by.
    pub fn transaction_request(&self, id: TransactionId) -> Result<&Message, Error> {
        self.detail(id)?.request.as_deref().ok_or(Error::NotFound)
    }
    /// Source of the last message received.
    pub fn transaction_received_from(&self, id: TransactionId) -> Result<(Transport, SocketAddr), Error> {
        self.detail(id)?.received_from.ok_or(Error::NotFound)
    }
    /// The local address in use: of arrival for server transactions, sent from for clients.
    pub fn transaction_current_local(&self, id: TransactionId) -> Result<(Transport, SocketAddr), Error> {
        let tx = self.tx(id)?;
        let local = |number: u16| self.locals.get(number as usize).map(|l| (l.transport, l.addr)).ok_or(Error::NotFound);
        let Some(flow) = tx.flow else {
            // The destination is known, its connection not chosen yet.
            let target = tx.target.as_ref().ok_or(Error::NotFound)?;
            let number = self.local_for(id, target.transport, target.addr.ip()).ok_or(Error::NotFound)?;
            return Ok((target.transport, local(number)?.1));
        };
        match flow {
            Flow::Udp { local: number, .. } => local(number),
            Flow::Conn(c) => {
                let (local, open, _) = self.conn_addresses(c).ok_or(Error::NotFound)?;
                let bound = self.locals.get(local as usize).map(|l| l.addr);
                open.or(bound).map(|a| (self.conn_transport(c), a)).ok_or(Error::NotFound)
            }
        }
    }

    /// Goes on after a failure to send (failover is manual): a new transaction with the addresses not yet tried takes the
    /// request over, the old one ends. The new one is sent by [`Endpoint::transaction_resend`].
    pub fn transaction_dns_continue(
        &mut self,
        now: super::Time,
        id: TransactionId,
        owner: usize,
    ) -> Result<TransactionId, Error> {
        if matches!(self.tx(id)?.owner, Owner::CallLeg(_)) {
            return Err(Error::IllegalAction);
        }
        self.transaction_dns_continue_for(now, id, |core, new| {
            if let Ok(tx) = core.tx_mut(new) {
                tx.owner = Owner::App(owner);
            }
        })
    }

    /// The same, whoever owns it: `own` gives the new one its owner.
    pub(crate) fn transaction_dns_continue_for(
        &mut self,
        now: super::Time,
        id: TransactionId,
        own: impl FnOnce(&mut Endpoint, TransactionId),
    ) -> Result<TransactionId, Error> {
        self.now = now.max(self.now);
        let tx = self.tx(id)?;
        if tx.state != State::ClientSendFailure {
            return Err(Error::IllegalAction);
        }
        // An ACK that did not get there is for nobody else.
        if !self.has_more_targets(id) || self.tx(id)?.wire.starts_with(b"ACK ") {
            return Err(Error::NotFound);
        }
        let mut fresh = Transaction::new(Owner::Nobody, false);
        let d = self.detail(id)?;
        fresh.detail = Some(Box::new(Detail { forwarded: d.forwarded, ..d.of_same_request() }));
        fresh.kind = tx.kind;
        let new = self.new_transaction(fresh)?;
        let Some((msg, mut locator)) = self.request_again(id) else {
            self.release_transaction(new);
            return Err(Error::IllegalAction);
        };
        if let Ok(tx) = self.tx_mut(new) {
            if let Some(locator) = locator.as_mut() {
                locator.list.enum_result = None;
            }
            tx.locator = locator;
            if let Some(d) = tx.detail.as_mut() {
                d.held = Some(msg);
            }
        }
        own(self, new);
        self.refresh_moves(id, new);
        self.end_transaction(id, super::Reason::Undefined);
        Ok(new)
    }

    /// Is a request held back for the next address?
    pub fn transaction_holds_request(&self, id: TransactionId) -> bool {
        self.detail(id).is_ok_and(|d| d.held.is_some())
    }

    /// Sends the request held back to the next address.
    pub fn transaction_resend(&mut self, now: super::Time, id: TransactionId) -> Result<(), Error> {
        self.now = now.max(self.now);
        if matches!(self.tx(id)?.owner, Owner::CallLeg(_)) {
            return Err(Error::IllegalAction);
        }
        self.send_held(id)
    }

    /// The same, whoever owns it.
    pub(crate) fn send_held(&mut self, id: TransactionId) -> Result<(), Error> {
        let tx = self.tx_mut(id)?;
        let held = tx.detail.as_mut().and_then(|d| d.held.take()).ok_or(Error::IllegalAction)?;
        let mut send = crate::endpoint::sending::Send::new(held, false);
        send.stage = crate::endpoint::sending::Stage::Locate;
        let kind = tx.kind;
        self.start_request(id, kind, send);
        Ok(())
    }
}
