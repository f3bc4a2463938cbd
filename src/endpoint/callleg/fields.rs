//! What an application may set and read of a call-leg.

use super::{CallLeg, Direction, ModifyState, PrackState, State};
use crate::endpoint::Endpoint;
use crate::endpoint::config::{Persistency, Timers, Transport};
use crate::endpoint::connections::Keeper;
use crate::endpoint::dialog::{checked_target, key, split_tag};
use crate::endpoint::output::{CallLegId, ConnId, Error, ReInviteId, SubscriptionId};
use crate::endpoint::subscription;
use crate::endpoint::transaction::{call_id, one_line};
use crate::message::{Message, Name, Value, parse_value};

impl Endpoint {
    /// A call-leg whose first INVITE has not been sent; the dialog of subscriptions of which none has sent anything.
    pub(super) fn unsent_leg(&mut self, id: CallLegId) -> Result<&mut CallLeg, Error> {
        let leg = self.leg(id)?;
        let idle = |s: &SubscriptionId| self.subscription(*s).is_ok_and(|s| s.state == subscription::State::Idle);
        let unused = !leg.hidden || leg.key.is_none() && leg.subscriptions.iter().all(idle);
        let unsent = leg.state == State::Idle && leg.direction == Direction::Outgoing && leg.original.is_none() && unused;
        if unsent { self.leg_mut(id) } else { Err(Error::IllegalAction) }
    }

    /// The same, and a call: the ends of the dialog of a subscription are set by that.
    fn unsent_call(&mut self, id: CallLegId) -> Result<&mut CallLeg, Error> {
        if self.leg(id)?.hidden { Err(Error::IllegalAction) } else { self.unsent_leg(id) }
    }

    /// A To or From without its tag, and the tag.
    pub(super) fn party_of(&mut self, name: Name, text: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
        let els = &mut self.scratch;
        els.clear();
        let span = els.text.push(text);
        let e = parse_value(els, name, span, &self.cfg.limits);
        split_tag(els, e).ok_or(Error::Syntax)
    }

    pub fn leg_set_to(&mut self, id: CallLegId, text: &[u8]) -> Result<(), Error> {
        let (text, _) = self.party_of(Name::To, text)?;
        self.unsent_call(id)?.dialog.remote = text;
        Ok(())
    }
    /// A tag in the text is kept; without one there will be one of ours.
    pub fn leg_set_from(&mut self, id: CallLegId, text: &[u8]) -> Result<(), Error> {
        let (text, tag) = self.party_of(Name::From, text)?;
        let leg = self.unsent_call(id)?;
        (leg.dialog.local, leg.dialog.local_tag) = (text, tag);
        Ok(())
    }
    pub fn leg_set_call_id(&mut self, id: CallLegId, text: &[u8]) -> Result<(), Error> {
        call_id(text)?;
        self.unsent_leg(id)?.dialog.call_id = text.to_vec();
        Ok(())
    }
    /// The number of the next request.
    pub fn leg_set_cseq(&mut self, id: CallLegId, number: u32) -> Result<(), Error> {
        if !(1..=i32::MAX as u32).contains(&number) {
            return Err(Error::BadParam);
        }
        self.unsent_leg(id)?.dialog.local_seq = number - 1;
        Ok(())
    }
    pub fn leg_set_remote_contact(&mut self, id: CallLegId, uri: &[u8]) -> Result<(), Error> {
        let target = checked_target(uri).ok_or(Error::BadParam)?;
        let leg = self.unsent_leg(id)?;
        (leg.dialog.target, leg.target_chosen) = (target, true);
        Ok(())
    }
    pub fn leg_set_local_contact(&mut self, id: CallLegId, uri: &[u8]) -> Result<(), Error> {
        let els = &mut self.scratch;
        els.clear();
        let span = els.text.push(uri);
        crate::message::parse_uri(els, span, crate::message::Elem::NONE).map_err(|_| Error::Syntax)?;
        one_line(uri)?;
        self.leg_mut(id)?.contact = uri.to_vec();
        Ok(())
    }
    pub fn leg_set_outbound(&mut self, id: CallLegId, host: &str, port: u16) -> Result<(), Error> {
        self.leg_mut(id)?.way.outbound = (!host.is_empty()).then(|| (host.to_string(), port));
        Ok(())
    }
    pub fn leg_set_force_outbound(&mut self, id: CallLegId, force: bool) -> Result<(), Error> {
        self.leg_mut(id)?.way.force_outbound = force;
        Ok(())
    }
    /// The first Route of the first INVITE decides where it goes, even if it is a strict router.
    pub fn leg_use_first_route(&mut self, id: CallLegId) -> Result<(), Error> {
        self.unsent_leg(id)?.way.first_route = true;
        Ok(())
    }
    pub fn leg_set_local(&mut self, id: CallLegId, local: u16) -> Result<(), Error> {
        let same = self.local_kind(local).ok_or(Error::NotFound)?;
        let kept = &self.leg(id)?.way.locals;
        let mut locals: Vec<u16> = kept.iter().copied().filter(|n| self.local_kind(*n) != Some(same)).collect();
        locals.push(local);
        self.leg_mut(id)?.way.locals = locals;
        Ok(())
    }
    pub fn leg_local(&self, id: CallLegId, transport: Transport, ipv4: bool) -> Result<u16, Error> {
        let chosen = &self.leg(id)?.way.locals;
        chosen.iter().copied().find(|n| self.local_kind(*n) == Some((transport, ipv4))).ok_or(Error::NotFound)
    }
    /// Timers of its requests from now on; `None` restores the configured ones.
    pub fn leg_set_timers(&mut self, id: CallLegId, timers: Option<Timers>) -> Result<(), Error> {
        self.leg_mut(id)?.way.timers = timers;
        Ok(())
    }
    pub fn leg_set_persistent(&mut self, id: CallLegId, on: bool) -> Result<(), Error> {
        self.leg_mut(id)?.way.persistent = Some(on);
        if !on {
            self.keep_connection(Keeper::CallLeg(id), None);
        }
        Ok(())
    }
    pub fn leg_persistent(&self, id: CallLegId) -> Result<bool, Error> {
        Ok(self.leg(id)?.way.persistent.unwrap_or(self.cfg.persistency == Persistency::TransactionUser))
    }
    pub fn leg_set_connection(&mut self, id: CallLegId, conn: Option<ConnId>) -> Result<(), Error> {
        if !self.leg_persistent(id)? || self.leg(id)?.state == State::Terminated {
            return Err(Error::IllegalAction);
        }
        if let Some(conn) = conn {
            self.connection(conn).ok_or(Error::InvalidHandle)?;
        }
        self.keep_connection(Keeper::CallLeg(id), conn);
        Ok(())
    }
    /// The connection it keeps, or the one its INVITE is out on; none where it keeps none.
    pub fn leg_connection(&self, id: CallLegId) -> Result<Option<ConnId>, Error> {
        if !self.leg_persistent(id)? {
            return Ok(None);
        }
        let leg = self.leg(id)?;
        let under_way = leg.invite.and_then(|tx| self.tx(tx).ok()).and_then(|t| t.conn());
        Ok(leg.conn.or(under_way))
    }
    pub fn leg_set_app(&mut self, id: CallLegId, app: usize) -> Result<(), Error> {
        self.leg_mut(id)?.app = app;
        Ok(())
    }
    /// The Replaces header of the first INVITE (RFC 3891); empty for none.
    pub fn leg_set_replaces(&mut self, id: CallLegId, value: &[u8]) -> Result<(), Error> {
        if !value.is_empty() {
            one_line(value)?;
        }
        self.unsent_call(id)?.replaces = value.to_vec();
        Ok(())
    }
    /// The application has something to add to ACKs: it is asked when one is made.
    pub fn leg_expects_ack(&mut self, id: CallLegId) -> Result<(), Error> {
        self.leg_mut(id)?.asks_ack = true;
        Ok(())
    }

    pub fn leg_state(&self, id: CallLegId) -> Result<State, Error> {
        Ok(self.leg(id)?.state)
    }
    pub fn leg_direction(&self, id: CallLegId) -> Result<Direction, Error> {
        Ok(self.leg(id)?.direction)
    }
    pub fn leg_app(&self, id: CallLegId) -> Result<usize, Error> {
        Ok(self.leg(id)?.app)
    }
    fn set_text(text: Vec<u8>) -> Result<Vec<u8>, Error> {
        if text.is_empty() { Err(Error::NotFound) } else { Ok(text) }
    }
    fn end(&self, id: CallLegId, theirs: bool) -> Result<Vec<u8>, Error> {
        let d = &self.leg(id)?.dialog;
        Self::set_text(if theirs { d.remote_party() } else { d.local_party() })
    }
    /// To of the first INVITE, with its tag once there is one.
    pub fn leg_to(&self, id: CallLegId) -> Result<Vec<u8>, Error> {
        self.end(id, self.leg(id)?.direction == Direction::Outgoing)
    }
    pub fn leg_from(&self, id: CallLegId) -> Result<Vec<u8>, Error> {
        self.end(id, self.leg(id)?.direction == Direction::Incoming)
    }
    pub fn leg_call_id(&self, id: CallLegId) -> Result<Vec<u8>, Error> {
        Self::set_text(self.leg(id)?.dialog.call_id.clone())
    }
    /// The number of our last request.
    pub fn leg_cseq(&self, id: CallLegId) -> Result<u32, Error> {
        match self.leg(id)?.dialog.local_seq {
            0 => Err(Error::NotFound),
            n => Ok(n),
        }
    }
    pub fn leg_remote_contact(&self, id: CallLegId) -> Result<Vec<u8>, Error> {
        Self::set_text(self.leg(id)?.dialog.target.clone())
    }
    pub fn leg_local_contact(&self, id: CallLegId) -> Result<Vec<u8>, Error> {
        self.leg(id)?;
        Self::set_text(self.leg_contact(id))
    }
    pub fn leg_outbound(&self, id: CallLegId) -> Result<(String, u16), Error> {
        self.leg(id)?.way.outbound.clone().ok_or(Error::NotFound)
    }
    pub fn leg_replaces(&self, id: CallLegId) -> Result<Vec<u8>, Error> {
        Self::set_text(self.leg(id)?.replaces.clone())
    }
    pub fn leg_prack_state(&self, id: CallLegId) -> Result<Option<PrackState>, Error> {
        self.leg(id)?;
        Ok(self.prack_state_of(id))
    }
    pub fn reinvite_state(&self, id: CallLegId, reinvite: ReInviteId) -> Result<ModifyState, Error> {
        Ok(self.reinvite(id, reinvite)?.state())
    }

    /// The call-leg that the Replaces header of an offered INVITE names (RFC 3891 section 3).
    pub fn leg_replaced(&self, id: CallLegId) -> Result<CallLegId, Error> {
        let leg = self.leg(id)?;
        let request = leg.invite.and_then(|tx| self.tx(tx).ok()).and_then(|t| t.detail.as_ref()?.request.as_deref());
        let mut request: Message = request.ok_or(Error::IllegalAction)?.clone();
        let at = request.find(Name::Replaces, 0).ok_or(Error::NotFound)?;
        let Some(Value::Replaces(replaces)) = request.legal(at) else { return Err(Error::Syntax) };
        let text = |span| request.text(span);
        let wanted = key(text(replaces.call_id), text(replaces.to_tag), text(replaces.from_tag));
        let found = self.dialogs.get(&wanted).copied().ok_or(Error::NotFound)?;
        let state = self.leg(found)?.state;
        let early = matches!(state, State::Proceeding | State::ProceedingTimeout);
        let confirmed = matches!(state, State::Accepted | State::Connected | State::RemoteAccepted);
        // Early dialogs may be replaced at the end that called only (section 3).
        if early || confirmed && !replaces.early_only { Ok(found) } else { Err(Error::NotFound) }
    }
}
