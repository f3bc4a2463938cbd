//! What an application may set and read of a register-client.

use super::block::{Key, LONGEST};
use super::{Client, State};
use crate::endpoint::Endpoint;
use crate::endpoint::config::{Persistency, Timers, Transport};
use crate::endpoint::connections::Keeper;
use crate::endpoint::output::{ClientId, ConnId, Error};
use crate::endpoint::transaction::{call_id, checked_uri, one_line, party};
use crate::message::{Elem, Elements, Limits, Name, Value, parse_value, uri_equal};

/// Reads a contact: its URI, and whether it is `*`.
fn contact(els: &mut Elements, text: &[u8], limits: &Limits) -> Result<(Elem, bool), Error> {
    els.clear();
    let span = els.text.push(text);
    let e = parse_value(els, Name::Contact, span, limits);
    match els.item(e).map(|i| (i.bad.is_some(), i.value)) {
        Some((false, Value::Contact(c))) => Ok((c.uri, c.star)),
        _ => Err(Error::Syntax),
    }
}

impl Endpoint {
    fn idle_client(&mut self, id: ClientId) -> Result<&mut Client, Error> {
        let c = self.client_mut(id)?;
        if c.state != State::Idle { Err(Error::IllegalAction) } else { Ok(c) }
    }

    /// A client whose parameters may change between two requests.
    fn changeable_client(&mut self, id: ClientId) -> Result<&mut Client, Error> {
        let c = self.client_mut(id)?;
        match c.state {
            // FAILED is here because Register is allowed there: a 423 wants longer times.
            State::Idle | State::Redirected | State::Unauthenticated | State::Registered | State::Failed => Ok(c),
            _ => Err(Error::IllegalAction),
        }
    }

    fn keep(ok: bool) -> Result<(), Error> {
        if ok { Ok(()) } else { Err(Error::BadParam) }
    }

    pub fn client_set_to(&mut self, id: ClientId, text: &[u8]) -> Result<(), Error> {
        let limits = self.cfg.limits;
        let (text, _) = party(&mut self.scratch, Name::To, text, true, &limits)?;
        let c = self.idle_client(id)?;
        Self::keep(c.block.set(Key::To, Some(&text)))
    }
    pub fn client_set_from(&mut self, id: ClientId, text: &[u8]) -> Result<(), Error> {
        let limits = self.cfg.limits;
        let tag = self.random.token(16);
        let (text, tagged) = party(&mut self.scratch, Name::From, text, false, &limits)?;
        let c = self.idle_client(id)?;
        let kept = c.block.set(Key::From, Some(&text)) && c.block.set(Key::FromTag, (!tagged).then_some(tag.as_slice()));
        Self::keep(kept)
    }
    /// From, To, registrar and a contact in one step, for a client that has none of them.
    pub fn client_set_all(
        &mut self,
        id: ClientId,
        from: &[u8],
        to: &[u8],
        registrar: &[u8],
        contact_text: Option<&[u8]>,
    ) -> Result<(), Error> {
        let limits = self.cfg.limits;
        let (to_text, to_tagged) = party(&mut self.scratch, Name::To, to, true, &limits)?;
        // Who registers for himself has the same text in both.
        let tagged = if from == to && !to_tagged && *to_text == *from {
            false
        } else {
            party(&mut self.scratch, Name::From, from, false, &limits)?.1
        };
        checked_uri(&mut self.scratch, registrar)?;
        if let Some(text) = contact_text {
            contact(&mut self.scratch, text, &limits)?;
        }
        let tag = self.random.token(16);
        let c = self.idle_client(id)?;
        if contact_text.is_some() && c.block.all(Key::Contact).count() >= limits.contacts {
            return Err(Error::OutOfResources);
        }
        let mut entries = vec![(Key::To, to_text.as_ref()), (Key::From, from), (Key::Registrar, registrar)];
        if !tagged {
            entries.push((Key::FromTag, &tag));
        }
        entries.extend(c.block.get(Key::CallId).map(|t| (Key::CallId, t)));
        entries.extend(c.block.get(Key::InitialAuthorization).map(|t| (Key::InitialAuthorization, t)));
        entries.extend(c.block.all(Key::Contact).map(|t| (Key::Contact, t)));
        entries.extend(contact_text.map(|t| (Key::Contact, t)));
        c.block = super::block::Block::of(&entries).ok_or(Error::BadParam)?;
        Ok(())
    }
    pub fn client_set_registrar(&mut self, id: ClientId, uri: &[u8]) -> Result<(), Error> {
        checked_uri(&mut self.scratch, uri)?;
        let c = self.changeable_client(id)?;
        Self::keep(c.block.set(Key::Registrar, Some(uri)))
    }
    pub fn client_add_contact(&mut self, id: ClientId, text: &[u8]) -> Result<(), Error> {
        let limits = self.cfg.limits;
        contact(&mut self.scratch, text, &limits)?;
        let c = self.changeable_client(id)?;
        if c.block.all(Key::Contact).count() >= limits.contacts {
            return Err(Error::OutOfResources);
        }
        Self::keep(c.block.add(Key::Contact, text))
    }
    /// Takes out the first contact whose URI equals that of `text` (RFC 3261 section 19.1.4).
    pub fn client_remove_contact(&mut self, id: ClientId, text: &[u8]) -> Result<(), Error> {
        let limits = self.cfg.limits;
        let c = self.changeable_client(id)?;
        let (mut wanted, mut each) = (Elements::default(), Elements::default());
        let (uri, star) = contact(&mut wanted, text, &limits)?;
        let nth = c.block.all(Key::Contact).position(|t| match contact(&mut each, t, &limits) {
            Ok((_, true)) => star,
            Ok((e, false)) => !star && uri_equal(&each, e, &wanted, uri),
            Err(_) => false,
        });
        c.block.remove(Key::Contact, nth.ok_or(Error::NotFound)?);
        Ok(())
    }
    pub fn client_set_expires(&mut self, id: ClientId, seconds: Option<u32>) -> Result<(), Error> {
        self.changeable_client(id)?.expires = seconds;
        Ok(())
    }
    pub fn client_detach(&mut self, id: ClientId) -> Result<(), Error> {
        let call_id = self.random.token(32);
        let c = self.idle_client(id)?;
        if !c.detached {
            c.detached = true;
            c.block.set(Key::CallId, Some(&call_id));
        }
        Ok(())
    }
    /// Only detached clients have a Call-ID of their own.
    pub fn client_set_call_id(&mut self, id: ClientId, text: &[u8]) -> Result<(), Error> {
        call_id(text)?;
        let c = self.idle_client(id)?;
        if !c.detached {
            return Err(Error::IllegalAction);
        }
        Self::keep(c.block.set(Key::CallId, Some(text)))
    }
    pub fn client_set_outbound(&mut self, id: ClientId, host: &str, port: u16) -> Result<(), Error> {
        let c = self.changeable_client(id)?;
        c.extra_mut().outbound = (!host.is_empty()).then(|| (host.to_string(), port));
        Ok(())
    }
    pub fn client_set_local(&mut self, id: ClientId, local: u16) -> Result<(), Error> {
        let same = self.local_kind(local).ok_or(Error::NotFound)?;
        let others: Vec<u16> =
            self.client(id)?.locals().iter().copied().filter(|n| self.local_kind(*n) != Some(same)).collect();
        let c = self.changeable_client(id)?;
        let extra = c.extra_mut();
        extra.locals = others;
        extra.locals.push(local);
        Ok(())
    }
    pub fn client_local(&self, id: ClientId, transport: Transport, ipv4: bool) -> Result<u16, Error> {
        let c = self.client(id)?;
        c.locals().iter().copied().find(|n| self.local_kind(*n) == Some((transport, ipv4))).ok_or(Error::NotFound)
    }
    /// Timers of this client's requests; `None` restores the configured ones.
    pub fn client_set_timers(&mut self, id: ClientId, timers: Option<Timers>) -> Result<(), Error> {
        let c = self.client_mut(id)?;
        if timers.is_some() || c.extra.is_some() {
            c.extra_mut().timers = timers;
        }
        Ok(())
    }
    pub fn client_set_persistent(&mut self, id: ClientId, on: bool) -> Result<(), Error> {
        self.client_mut(id)?.persistent = Some(on);
        if !on {
            self.keep_connection(Keeper::Client(id), None);
        }
        Ok(())
    }
    pub fn client_persistent(&self, id: ClientId) -> Result<bool, Error> {
        Ok(self.client(id)?.persistent.unwrap_or(self.cfg.persistency == Persistency::TransactionUser))
    }
    pub fn client_set_connection(&mut self, id: ClientId, conn: Option<ConnId>) -> Result<(), Error> {
        if !self.client_persistent(id)? || self.client(id)?.state == State::Terminated {
            return Err(Error::IllegalAction);
        }
        if let Some(conn) = conn {
            self.connection(conn).ok_or(Error::InvalidHandle)?;
        }
        self.keep_connection(Keeper::Client(id), conn);
        Ok(())
    }
    /// The connection the client keeps, or the one its request is out on.
    pub fn client_connection(&self, id: ClientId) -> Result<Option<ConnId>, Error> {
        if !self.client_persistent(id)? {
            return Ok(None);
        }
        let c = self.client(id)?;
        let under_way = c.transaction.and_then(|t| self.transactions.get(t.0)).and_then(|t| t.conn());
        Ok(c.conn.or(under_way))
    }
    pub fn client_set_app(&mut self, id: ClientId, app: usize) -> Result<(), Error> {
        self.client_mut(id)?.app = app;
        Ok(())
    }
    /// An Authorization header for the first REGISTER, before any challenge.
    pub fn client_set_initial_authorization(&mut self, id: ClientId, value: &[u8]) -> Result<(), Error> {
        one_line(value)?;
        let c = self.changeable_client(id)?;
        let kept = value.len() <= LONGEST && c.block.set(Key::InitialAuthorization, Some(value));
        c.extra_mut().initial_authorization_used = false;
        Self::keep(kept)
    }

    fn client_text(&self, id: ClientId, key: Key) -> Result<Vec<u8>, Error> {
        self.client(id)?.block.get(key).map(<[u8]>::to_vec).ok_or(Error::NotFound)
    }
    pub fn client_to(&self, id: ClientId) -> Result<Vec<u8>, Error> {
        self.client_text(id, Key::To)
    }
    pub fn client_from(&self, id: ClientId) -> Result<Vec<u8>, Error> {
        self.client_text(id, Key::From)
    }
    pub fn client_registrar(&self, id: ClientId) -> Result<Vec<u8>, Error> {
        self.client_text(id, Key::Registrar)
    }
    pub fn client_contact(&self, id: ClientId, nth: usize) -> Result<Vec<u8>, Error> {
        self.client(id)?.block.all(Key::Contact).nth(nth).map(<[u8]>::to_vec).ok_or(Error::NotFound)
    }
    pub fn client_expires(&self, id: ClientId) -> Result<u32, Error> {
        self.client(id)?.expires.ok_or(Error::NotFound)
    }
    pub fn client_call_id(&self, id: ClientId) -> Result<Vec<u8>, Error> {
        let c = self.client(id)?;
        Ok(if c.detached { c.block.get(Key::CallId).unwrap_or(&[]) } else { &self.manager.call_id }.to_vec())
    }
    /// Step of the last REGISTER; none before the first.
    pub fn client_cseq(&self, id: ClientId) -> Result<u32, Error> {
        match self.client(id)?.cseq {
            0 => Err(Error::NotFound),
            n => Ok(n),
        }
    }
    pub fn client_state(&self, id: ClientId) -> Result<State, Error> {
        Ok(self.client(id)?.state)
    }
    pub fn client_app(&self, id: ClientId) -> Result<usize, Error> {
        Ok(self.client(id)?.app)
    }
    pub fn client_outbound(&self, id: ClientId) -> Result<(String, u16), Error> {
        self.client(id)?.outbound_address().map(|(h, p)| (h.to_string(), p)).ok_or(Error::NotFound)
    }
    pub fn client_timers(&self, id: ClientId) -> Result<Timers, Error> {
        Ok(self.client(id)?.timers().unwrap_or(self.cfg.timers))
    }
    /// May the outbound message be filled now?
    pub fn client_takes_outbound(&self, id: ClientId) -> Result<(), Error> {
        let c = self.client(id)?;
        match c.state {
            State::Idle | State::Redirected | State::Unauthenticated | State::Registered | State::Failed => Ok(()),
            State::SendFailure if c.extra().is_some_and(|e| e.continued) => Ok(()),
            _ => Err(Error::IllegalAction),
        }
    }

    /// Numbers of the challenges a client keeps, in the order they came.
    pub fn client_challenges(&self, id: ClientId) -> Result<Vec<u32>, Error> {
        Ok(self.client(id)?.extra().map(|e| e.challenges.entries.iter().map(|e| e.number).collect()).unwrap_or_default())
    }

    pub fn client_forget_challenge(&mut self, id: ClientId, number: u32) -> Result<(), Error> {
        let c = self.client_mut(id)?;
        let kept = &mut c.extra.as_mut().ok_or(Error::NotFound)?.challenges;
        let at = kept.entries.iter().position(|e| e.number == number).ok_or(Error::NotFound)?;
        kept.entries.remove(at);
        Ok(())
    }
}
