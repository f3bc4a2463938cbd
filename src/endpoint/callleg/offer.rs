//! The INVITE that came and makes a call-leg: offered, answered, cancelled, acknowledged (RFC 3261 sections 13.3 and 9.2).

use super::{CallLeg, Direction, ModifyState, Reason, Role, State};
use crate::endpoint::Endpoint;
use crate::endpoint::arrival::{Arrival, Next};
use crate::endpoint::dialog::{self, Dialog};
use crate::endpoint::output::{Ask, CallLegId, Error, Flow, Level, Source, Token, TransactionId};
use crate::endpoint::transaction::{self, lists, tokens};
use crate::message::{Message, Name};

/// What an offer is answered with that the application hangs up on.
const NOT_AVAILABLE: u16 = 480;

impl Endpoint {
    /// Does a new request outside of dialogs make a call-leg, if the application does not say otherwise?
    pub(crate) fn makes_call_leg(&self, msg: &mut Message) -> bool {
        self.interest.callleg && msg.method() == b"INVITE" && msg.to().is_some_and(|to| to.tag.is_none())
    }

    /// Is it asked first?
    pub(crate) fn asks_for_call_leg(&self) -> bool {
        self.interest.open_callleg
    }

    /// The extensions a request wants that nobody here has (section 8.2.2.3); `None` when there are none.
    pub(crate) fn unsupported(&self, msg: &Message) -> Option<Vec<u8>> {
        if !self.cfg.reject_unsupported {
            return None;
        }
        let known = |tag: &[u8]| self.cfg.extensions.split(|b| *b == b',').any(|t| t.trim_ascii().eq_ignore_ascii_case(tag));
        let missing: Vec<&[u8]> = tokens(msg, Name::Require).filter(|tag| !known(tag)).collect();
        (!missing.is_empty()).then(|| missing.join(&b", "[..]))
    }

    /// A call-leg for the INVITE of a server transaction.
    pub(crate) fn open_call_leg(&mut self, tx: TransactionId, flow: Flow, mut msg: Box<Message>) {
        if let Some(missing) = self.unsupported(&msg) {
            return self.refuse_offer(tx, 420, &[(Name::Unsupported, &missing)], msg);
        }
        if let Some(least) = self.session_interval_too_small(&mut msg) {
            return self.refuse_offer(tx, 422, &[(Name::MinSE, least.to_string().as_bytes())], msg);
        }
        let to_tag = self.tx(tx).ok().and_then(|t| t.detail.as_ref()).map(|d| d.to_tag.clone()).unwrap_or_default();
        let made = Dialog::of_request(&mut msg, &to_tag).and_then(|dialog| {
            let mut leg = CallLeg::new(0, Direction::Incoming);
            leg.dialog = dialog;
            // A peer that does not say where it is gets requests at its address-of-record.
            if leg.dialog.target.is_empty() {
                leg.dialog.target = dialog::uri_of(&leg.dialog.remote)?;
            }
            leg.contact = dialog::checked_target(&msg.request_uri_text()).unwrap_or_default();
            (leg.invite, leg.creating) = (Some(tx), true);
            self.new_leg(leg).ok()
        });
        let Some(id) = made else {
            self.counters.refused += 1;
            return self.refuse_offer(tx, 503, &[(Name::RetryAfter, b"5")], msg);
        };
        self.join(id, tx, Role::Invite);
        self.enroll(id);
        let arrival = Arrival { transaction: tx, msg: Some(msg), next: Next::CallLeg(id), flow };
        let Some(token) = self.arrivals.insert(arrival) else { return self.leg_over(id, Reason::Undefined) };
        if self.interest.callleg_created {
            self.ask(Token::Arrival(token), Ask::CallLegCreated { id });
        } else {
            self.arrival_answer(token, crate::endpoint::Answer::Created { owner: 0, take: true });
        }
    }

    /// Refuses an INVITE that makes no call-leg.
    pub(crate) fn refuse_offer(&mut self, tx: TransactionId, code: u16, more: &[(Name, &[u8])], msg: Box<Message>) {
        self.pool.put_message(msg);
        let mut extra = self.pool.message();
        for (name, value) in more {
            extra.push(*name, value);
        }
        if let Ok(t) = self.tx_mut(tx) {
            t.state = t.kind.request_received();
        }
        if self.respond(tx, code, b"", Some(extra)).is_err() {
            self.end_transaction(tx, transaction::Reason::Undefined);
        }
    }

    /// The application has said what a new call-leg is to it.
    pub(crate) fn call_leg_created(&mut self, id: CallLegId, app: usize, tx: TransactionId, flow: Flow, msg: Box<Message>) {
        let Ok(leg) = self.leg_mut(id) else { return self.pool.put_message(msg) };
        (leg.app, leg.creating) = (app, false);
        if leg.state == State::Terminated {
            return self.pool.put_message(msg);
        }
        let Some(code) = leg.refusal else { return self.show_request(tx, flow, msg) };
        // It is as if there had never been one.
        leg.transactions.retain(|t| *t != tx);
        self.forget_leg(id);
        if let Ok(t) = self.tx_mut(tx) {
            t.owner = transaction::Owner::Nobody;
        }
        self.refuse_offer(tx, code, &[], msg);
    }

    /// Refuses a call-leg while the application is told that it was created.
    pub fn leg_refuse_on_creation(&mut self, id: CallLegId, code: u16) -> Result<(), Error> {
        if !(300..=699).contains(&code) {
            return Err(Error::BadParam);
        }
        let leg = self.leg_mut(id)?;
        // One that forking makes is not offered.
        if !leg.creating || leg.direction == Direction::Outgoing {
            return Err(Error::IllegalAction);
        }
        leg.refusal = Some(code);
        Ok(())
    }

    /// Was it refused that way? Then nothing more is told of it.
    pub fn leg_is_refused(&self, id: CallLegId) -> bool {
        self.leg(id).is_ok_and(|leg| leg.refusal.is_some())
    }

    /// The INVITE was shown: now it is offered.
    pub(super) fn leg_offered(&mut self, id: CallLegId, msg: Box<Message>) {
        let replaces = msg.find(Name::Replaces, 0).is_some();
        let reason = if replaces { Reason::RemoteInvitingReplaces } else { Reason::RemoteInviting };
        self.leg_enter(id, State::Offering, reason, Some(msg));
    }

    // ---- answers ----

    /// The INVITE or re-INVITE that waits for an answer, and the re-INVITE's object.
    pub(super) fn offered(&self, id: CallLegId) -> Result<TransactionId, Error> {
        let leg = self.leg(id)?;
        let tx = match leg.state {
            State::Offering | State::Cancelled => leg.invite,
            _ => leg.reinvite.and_then(|r| self.reinvite_offered(r)),
        };
        tx.ok_or(Error::IllegalAction)
    }

    /// What a response that makes or keeps a dialog has beside the application's additions: the way back and our Contact (section
    /// 12.1.1).
    pub(super) fn dialog_headers(
        &mut self,
        id: CallLegId,
        tx: TransactionId,
        code: u16,
        outbound: Option<Box<Message>>,
    ) -> Option<Box<Message>> {
        if !(101..=299).contains(&code) {
            return outbound;
        }
        let mut extra = outbound.unwrap_or_else(|| self.pool.message());
        if extra.find(Name::Contact, 0).is_none() {
            let uri = self.leg_contact(id);
            extra.push(Name::Contact, &[b"<", uri.as_slice(), b">"].concat());
        }
        let first = self.part(tx).is_some_and(|(_, part)| part.role == Role::Invite);
        if first {
            let route = self.leg(id).map(|leg| leg.dialog.route.clone()).unwrap_or_default();
            for hop in &route {
                extra.push(Name::RecordRoute, hop);
            }
        }
        Some(extra)
    }

    /// A 2xx.
    pub(super) fn answer_invite(
        &mut self,
        id: CallLegId,
        code: u16,
        reliable: bool,
        outbound: Option<Box<Message>>,
    ) -> Result<(), Error> {
        let tx = match self.offered(id) {
            Ok(tx) => tx,
            Err(e) => {
                self.drop_message(outbound);
                return Err(e);
            }
        };
        if code >= 200
            && let Err(e) = self.may_respond(tx, code)
        {
            // What is refused changes no session timer.
            self.drop_message(outbound);
            return Err(e);
        }
        let mut extra = self.dialog_headers(id, tx, code, outbound);
        if code >= 200
            && let Some(extra) = extra.as_mut()
        {
            self.grant_session(id, tx, extra);
        }
        if reliable {
            return self.respond_reliable(tx, code, b"", extra);
        }
        self.respond(tx, code, b"", extra)?;
        if code < 200 {
            return Ok(());
        }
        let Some((_, part)) = self.part(tx) else { return Ok(()) };
        match part.role {
            Role::Invite => self.leg_enter(id, State::Accepted, Reason::LocalAccepted, None),
            Role::ReInvite(reinvite) => self.reinvite_answered(id, reinvite, code),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn provisional_answer(
        &mut self,
        id: CallLegId,
        code: u16,
        reliable: bool,
        outbound: Option<Box<Message>>,
    ) -> Result<(), Error> {
        let allowed = if self.leg(id)?.state == State::Cancelled { Err(Error::IllegalAction) } else { Ok(()) };
        let known = if (100..=199).contains(&code) { allowed } else { Err(Error::BadParam) };
        if let Err(e) = known {
            self.drop_message(outbound);
            return Err(e);
        }
        self.answer_invite(id, code, reliable, outbound)
    }

    pub(super) fn reject_invite(
        &mut self,
        id: CallLegId,
        code: u16,
        reason: &[u8],
        outbound: Option<Box<Message>>,
    ) -> Result<(), Error> {
        let allowed = match self.offered(id) {
            Ok(_) if !(300..=699).contains(&code) => Err(Error::BadParam),
            Ok(_) if self.leg(id)?.state == State::Cancelled && !self.cfg.manual_behavior => Err(Error::IllegalAction),
            other => other,
        };
        let tx = match allowed {
            Ok(tx) => tx,
            Err(e) => {
                self.drop_message(outbound);
                return Err(e);
            }
        };
        self.respond(tx, code, reason, outbound)?;
        let Some((_, part)) = self.part(tx) else { return Ok(()) };
        match part.role {
            Role::ReInvite(reinvite) => self.reinvite_answered(id, reinvite, code),
            _ => self.leg_disconnected(id, Reason::LocalReject, None),
        }
        Ok(())
    }

    /// The application hangs up on an offer.
    pub(super) fn decline(&mut self, id: CallLegId, outbound: Option<Box<Message>>) -> Result<(), Error> {
        let code = if self.leg(id)?.state == State::Cancelled { 487 } else { NOT_AVAILABLE };
        self.reject_invite(id, code, b"", outbound)
    }

    // ---- CANCEL ----

    /// A CANCEL came for an INVITE or another request.
    pub(crate) fn leg_cancelled(&mut self, id: CallLegId, tx: TransactionId) {
        match self.part(tx).map(|(_, part)| part.role) {
            Some(Role::Invite) if self.leg(id).is_ok_and(|leg| leg.state == State::Offering) => {
                self.leg_enter(id, State::Cancelled, Reason::RemoteCancelling, None);
            }
            Some(Role::ReInvite(reinvite)) => {
                self.reinvite_enter(id, reinvite, ModifyState::Cancelled, Reason::RemoteCancelling, None);
            }
            _ => {}
        }
    }

    /// An INVITE was refused without the application: 487 after a CANCEL, 500 without a PRACK.
    pub(crate) fn leg_answered_by_itself(&mut self, id: CallLegId, tx: TransactionId, code: u16) {
        let reason = if code == 487 { Reason::LocalReject } else { Reason::LocalTimeOut };
        match self.part(tx).map(|(_, part)| part.role) {
            Some(Role::Invite) => self.leg_disconnected(id, reason, None),
            Some(Role::ReInvite(reinvite)) => self.reinvite_answered(id, reinvite, code),
            _ => {}
        }
    }

    // ---- ACK ----

    /// The ACK on a 2xx of a call-leg: shown to an application that looks at messages first.
    pub(crate) fn leg_ack_arrived(&mut self, id: CallLegId, tx: TransactionId, msg: Box<Message>) {
        let awaited = self.part(tx).is_some_and(|(_, part)| matches!(part.role, Role::Invite | Role::ReInvite(_)));
        let (true, Some(subject), true) = (self.interest.callleg_msg_received, self.subject(tx), awaited) else {
            return self.leg_acked(id, tx, msg);
        };
        let Some(flow) = self.tx(tx).ok().and_then(|t| t.flow) else { return self.leg_acked(id, tx, msg) };
        let arrival = Arrival { transaction: tx, msg: None, next: Next::Ack(id), flow };
        if let Some(token) = self.arrivals.insert(arrival) {
            self.ask(Token::Arrival(token), Ask::MsgReceived { subject, msg });
        }
    }

    /// Our 2xx is acknowledged.
    pub(crate) fn leg_acked(&mut self, id: CallLegId, tx: TransactionId, msg: Box<Message>) {
        let Some((_, part)) = self.part(tx) else { return self.pool.put_message(msg) };
        match part.role {
            Role::Invite => {}
            Role::ReInvite(reinvite) => {
                self.set_role(tx, Role::Ack);
                self.reinvite_acked(id, reinvite, msg);
                return;
            }
            _ => return self.pool.put_message(msg),
        }
        self.set_role(tx, Role::Ack);
        let Ok(leg) = self.leg_mut(id) else { return self.pool.put_message(msg) };
        leg.invite = None;
        match leg.state {
            State::Accepted => self.leg_enter(id, State::Connected, Reason::RemoteAck, Some(msg)),
            State::Disconnecting => {
                self.pool.put_message(msg);
                self.bye_that_waited(id);
            }
            _ => self.pool.put_message(msg),
        }
    }

    /// No ACK came, or the 2xx could not be sent. The call ends with a BYE where there may be somebody to hear it (section 13.3.1.4).
    pub(super) fn ack_missing(&mut self, id: CallLegId, reason: Reason) {
        let Ok(leg) = self.leg(id) else { return };
        let waiting = leg.state == State::Disconnecting;
        if reason == Reason::NetworkError {
            return self.leg_disconnected(id, reason, None);
        }
        if waiting {
            return self.bye_that_waited(id);
        }
        if reason != Reason::LocalTimeOut {
            // It is acknowledged; the application looks at the ACK for longer than anything waits for it.
            return self.leg_enter(id, State::Connected, Reason::RemoteAck, None);
        }
        if self.send_bye(id, Reason::LocalTimeOut, None).is_err() {
            self.leg_disconnected(id, Reason::LocalTimeOut, None);
        }
    }

    /// Does an ACK without transaction belong to a call-leg, where it can only be a copy?
    pub(crate) fn is_known_ack(&self, msg: &mut Message) -> bool {
        self.leg_of(msg).is_some()
    }

    /// Says the request that extensions are for names 100rel?
    pub(super) fn wants_reliable(&self, msg: &Message) -> bool {
        lists(msg, Name::Require, b"100rel")
    }

    pub(super) fn note_leg(&mut self, text: impl FnOnce() -> String) {
        self.log(Source::CallLeg, Level::Warn, text);
    }
}
