//! The INVITE of ours that makes a call-leg: its responses, ACK, CANCEL (RFC 3261 sections 13.2 and 9.1).

use super::{Accepted, CallLeg, Direction, ModifyState, Notice, Reason, Role, State};
use crate::endpoint::connections::Keeper;
use crate::endpoint::dialog;
use crate::endpoint::output::{CallLegId, Error, Event, Level, Source, TransactionId};
use crate::endpoint::sending::Send;
use crate::endpoint::transaction::{self, add_outbound};
use crate::endpoint::{Endpoint, transaction::State as TxState};
use crate::message::{Message, Name};

impl CallLeg {
    /// The INVITE of ours waits for its final response.
    pub(super) fn is_calling(&self) -> bool {
        matches!(self.state, State::Inviting | State::Proceeding | State::ProceedingTimeout | State::Cancelling)
    }
}

impl Endpoint {
    /// Sends the INVITE, or sends it to where it was redirected.
    pub(super) fn connect_leg(&mut self, id: CallLegId, outbound: Option<&Message>) -> Result<(), Error> {
        let leg = self.leg(id)?;
        if leg.direction == Direction::Incoming || !matches!(leg.state, State::Idle | State::Redirected) {
            return Err(Error::IllegalAction);
        }
        let missing = [(&leg.dialog.remote, "To"), (&leg.dialog.local, "From")].into_iter().find(|(text, _)| text.is_empty());
        if let Some((_, what)) = missing {
            self.log(Source::CallLeg, Level::Error, || format!("Connect needs the {what} to be set before"));
            return Err(Error::IllegalAction);
        }
        self.invite(id, outbound)
    }

    pub(super) fn authenticate_leg(&mut self, id: CallLegId, outbound: Option<&Message>) -> Result<(), Error> {
        if self.leg(id)?.state != State::Unauthenticated {
            return Err(Error::IllegalAction);
        }
        self.may_authenticate(Keeper::CallLeg(id))?;
        self.leg_mut(id)?.challenges.repeated = false;
        self.invite(id, outbound)
    }

    /// Builds and sends the first INVITE.
    fn invite(&mut self, id: CallLegId, outbound: Option<&Message>) -> Result<(), Error> {
        let (tx, msg) = self.prepare_invite(id, outbound)?;
        self.leg_mut(id)?.invite = Some(tx);
        self.leg_enter(id, State::Inviting, Reason::LocalInviting, None);
        self.leg_send(id, tx, msg);
        Ok(())
    }

    fn prepare_invite(&mut self, id: CallLegId, outbound: Option<&Message>) -> Result<(TransactionId, Box<Message>), Error> {
        let tx = self.leg_transaction(id, Role::Invite)?;
        let built = self.build_invite(id, outbound);
        if built.is_err() {
            self.set_role(tx, Role::Ack);
            self.end_transaction(tx, transaction::Reason::Undefined);
        }
        Ok((tx, built?))
    }

    fn build_invite(&mut self, id: CallLegId, outbound: Option<&Message>) -> Result<Box<Message>, Error> {
        let Endpoint { legs, random, .. } = self;
        let leg = legs.get_mut(id.0).ok_or(Error::InvalidHandle)?;
        leg.dialog.complete(random);
        if leg.dialog.target.is_empty() {
            leg.dialog.target = dialog::uri_of(&leg.dialog.remote).ok_or(Error::BadParam)?;
        }
        let replaces = leg.replaces.clone();
        let mut msg = self.leg_request(id, b"INVITE", outbound)?;
        if !replaces.is_empty() {
            msg.remove_all(Name::Replaces);
            msg.push(Name::Replaces, &replaces);
        }
        let by = self.leg(id)?.referred_by.clone();
        if !by.is_empty() && msg.find(Name::ReferredBy, 0).is_none() {
            msg.push(Name::ReferredBy, &by);
        }
        self.ask_for_session(id, &mut msg, true);
        Ok(msg)
    }

    /// Sends the first INVITE once more as it was, with the next number and new credentials: only a nonce had grown old.
    fn invite_again(&mut self, id: CallLegId, mut msg: Box<Message>) -> bool {
        let Ok(tx) = self.leg_transaction(id, Role::Invite) else {
            self.pool.put_message(msg);
            return false;
        };
        let Ok(leg) = self.leg_mut(id) else { return false };
        let number = crate::endpoint::regclient::next_cseq(&mut leg.dialog.local_seq);
        leg.invite = Some(tx);
        again_as(&mut msg, number);
        self.leg_send(id, tx, msg);
        true
    }

    // ---- responses ----

    /// The transaction of the first INVITE, sent or received, has a new state.
    pub(super) fn invite_hears(
        &mut self,
        id: CallLegId,
        tx: TransactionId,
        state: TxState,
        reason: transaction::Reason,
        msg: Option<Box<Message>>,
    ) {
        match (state, msg) {
            (TxState::ClientInviteProceeding, Some(msg)) => self.invite_provisional_came(id, tx, msg),
            (TxState::ClientInviteProceedingTimeout, msg) => {
                self.drop_message(msg);
                if self.leg(id).is_ok_and(|leg| leg.state == State::Proceeding) {
                    self.leg_enter(id, State::ProceedingTimeout, Reason::LocalTimeOut, None);
                }
            }
            (TxState::ClientInviteFinalReceived, Some(msg)) => self.invite_refused(id, tx, msg),
            (TxState::ClientInviteProxy2xxReceived, Some(msg)) => self.invite_accepted(id, tx, msg),
            (TxState::ClientSendFailure, msg) => self.leg_send_failed(id, tx, reason, msg),
            (TxState::ServerInviteRequestReceived, Some(msg)) => self.leg_offered(id, msg),
            (_, msg) => self.drop_message(msg),
        }
    }

    fn invite_provisional_came(&mut self, id: CallLegId, tx: TransactionId, mut msg: Box<Message>) {
        let Ok(leg) = self.leg(id) else { return self.pool.put_message(msg) };
        if leg.cancel_due {
            // The CANCEL had to wait for it.
            self.pool.put_message(msg);
            if self.tx(tx).is_ok_and(|t| t.final_shown) {
                // The final response is with the application already, and decides.
                return;
            }
            if let Ok(leg) = self.leg_mut(id) {
                leg.cancel_due = false;
            }
            if self.cancel(tx).is_err() {
                self.leg_over(id, Reason::LocalCancelling);
            }
            return;
        }
        // A 100 comes from the next hop and knows of no dialog (section 12.1).
        let tag = if msg.status() > 100 { dialog::to_tag(&mut msg) } else { None };
        match self.fork_of(id, tag.as_deref()) {
            // The application is asked about it: a copy will come.
            Some(fork) if self.is_creating(fork) => self.pool.put_message(msg),
            Some(fork) if fork != id => self.provisional_for(fork, msg),
            Some(_) => {
                if tag.is_some() {
                    if let Ok(leg) = self.leg_mut(id) {
                        leg.dialog.learn(&mut msg);
                    }
                    self.enroll(id);
                }
                self.provisional_for(id, msg);
            }
            None => self.forked(id, tx, msg),
        }
    }

    /// A provisional response for one of the call-legs of an INVITE.
    pub(super) fn provisional_for(&mut self, id: CallLegId, msg: Box<Message>) {
        let msg = match self.reliable_came(id, msg) {
            Some(msg) => msg,
            // It is a copy, or one before it is missing (RFC 3262 section 4).
            None => return,
        };
        let Ok(leg) = self.leg(id) else { return self.pool.put_message(msg) };
        let (app, state) = (leg.app, leg.state);
        self.tell_referrer(id, msg.status());
        if self.interest.callleg_provisional {
            let mut copy = self.pool.message();
            (*copy).clone_from(&msg);
            self.event(Event::CallLegProvisional { id, app, msg: copy });
        }
        if matches!(state, State::Inviting | State::Idle) {
            self.leg_enter(id, State::Proceeding, Reason::RemoteProvisional, Some(msg));
        } else {
            self.pool.put_message(msg);
        }
    }

    /// Any final response but 2xx: it ends all that was early, whatever its To tag.
    fn invite_refused(&mut self, id: CallLegId, tx: TransactionId, mut msg: Box<Message>) {
        let code = msg.status();
        let challenge = matches!(code, 401 | 407);
        // As it went out, for after the ACK there is nothing left of it.
        let sent = if challenge { self.request_as_sent(tx).ok() } else { None };
        // Over a stream the transaction ends with its ACK (timer D is 0), which is not the end of the call-leg.
        self.set_role(tx, Role::Ack);
        // It fails where there is no way any more; then nobody hears the response again either.
        let _ = self.acknowledge(tx);
        let Ok(leg) = self.leg_mut(id) else {
            self.drop_message(sent);
            return self.pool.put_message(msg);
        };
        (leg.invite, leg.cancel_due) = (None, false);
        let (cancelling, calling) = (leg.state == State::Cancelling, leg.is_calling());
        self.forget_early(id, tx);
        if cancelling || !calling {
            self.drop_message(sent);
            return match cancelling {
                true => self.leg_disconnected(id, Reason::of_status(code), Some(msg)),
                false => self.pool.put_message(msg),
            };
        }
        if !challenge && !(300..=399).contains(&code) {
            self.tell_referrer(id, code);
        }
        if challenge {
            let only_old = self.challenged(Keeper::CallLeg(id), &mut msg);
            if only_old && sent.is_some_and(|sent| self.invite_again(id, sent)) {
                return self.pool.put_message(msg);
            }
            return self.leg_enter(id, State::Unauthenticated, Reason::AuthNeeded, Some(msg));
        }
        match code {
            300..=399 => {
                self.redirect_leg(id, &mut msg);
                self.leg_enter(id, State::Redirected, Reason::Redirected, Some(msg));
            }
            422 => {
                self.session_too_small(id, &mut msg);
                let app = self.leg(id).map_or(0, |leg| leg.app);
                self.event(Event::SessionNotice { id, app, notice: Notice::TooSmall });
                self.leg_disconnected(id, Reason::RequestFailure, Some(msg));
            }
            _ => self.leg_disconnected(id, Reason::of_status(code), Some(msg)),
        }
    }

    /// An INVITE has come to nothing at one server: so has what its provisional responses said, and another one goes where it went.
    fn forget_early(&mut self, id: CallLegId, tx: TransactionId) {
        let uri = self.tx(tx).ok().and_then(|t| t.detail.as_ref()).map(|d| d.request_uri.clone());
        let Ok(leg) = self.leg_mut(id) else { return };
        leg.prack = None;
        leg.dialog.remote_tag.clear();
        leg.dialog.route.clear();
        if let Some(uri) = uri.filter(|uri| !uri.is_empty()) {
            leg.dialog.target = uri;
        }
        self.strike_off(id);
    }

    /// The first INVITE goes to another server, whose To tag is the call-leg's own again.
    pub(crate) fn leg_goes_elsewhere(&mut self, tx: TransactionId) {
        if let Some((id, _)) = self.part(tx).filter(|(_, part)| part.role == Role::Invite) {
            self.forget_early(id, tx);
        }
    }

    /// The remote contact becomes the first Contact of the response with a SIP URI, if there is one.
    pub(crate) fn redirect_leg(&mut self, id: CallLegId, msg: &mut Message) {
        if let Some(uri) = dialog::redirection_of(msg) {
            self.set_target(id, uri);
        }
    }

    /// The first 2xx.
    fn invite_accepted(&mut self, id: CallLegId, tx: TransactionId, mut msg: Box<Message>) {
        let tag = dialog::to_tag(&mut msg);
        let number = msg.cseq().map_or(0, |c| c.step as u32);
        let known = |leg: &CallLeg| leg.accepted.as_ref().is_some_and(|a| a.number == number);
        match self.fork_of(id, tag.as_deref()) {
            Some(to) if self.is_creating(to) => self.pool.put_message(msg),
            // One call-leg of the INVITE has its 2xx, others may wait for theirs.
            Some(to) if self.leg(to).is_ok_and(known) => self.accepted_again(id, tx, msg),
            Some(to) => self.accepted_for(to, tx, msg),
            None => self.forked(id, tx, msg),
        }
    }

    fn is_creating(&self, id: CallLegId) -> bool {
        self.leg(id).is_ok_and(|leg| leg.creating)
    }

    /// A 2xx for one of the call-legs of an INVITE.
    pub(super) fn accepted_for(&mut self, id: CallLegId, tx: TransactionId, mut msg: Box<Message>) {
        let own = self.leg(id).is_ok_and(|leg| leg.invite == Some(tx));
        if own {
            self.set_role(tx, Role::Answered);
        }
        let credentials = self.credentials_of(tx);
        let number = msg.cseq().map_or(0, |c| c.step as u32);
        let Ok(leg) = self.leg_mut(id) else { return self.pool.put_message(msg) };
        leg.dialog.learn(&mut msg);
        if own {
            leg.invite = None;
        }
        let cancelled = leg.state == State::Cancelling;
        (leg.cancel_due, leg.prack) = (false, None);
        leg.accepted = Some(Accepted { number, credentials, ack: None, additions: None });
        if let Some(timer) = leg.forked_timer.take() {
            self.wheel.cancel(timer);
        }
        self.enroll(id);
        self.tell_referrer(id, msg.status());
        self.credentials_accepted(Keeper::CallLeg(id), &mut msg);
        self.keep_leg_connection(id, tx);
        if cancelled {
            // The CANCEL was too late (section 9.1): what came about ends again.
            self.pool.put_message(msg);
            let _ = self.ack_accepted(id, None);
            if self.send_bye(id, Reason::LocalDisconnecting, None).is_err() {
                self.leg_over(id, Reason::LocalCancelling);
            }
            return;
        }
        self.session_answered(id, &mut msg, true);
        if self.cfg.manual_ack {
            return self.leg_enter(id, State::RemoteAccepted, Reason::RemoteAccepted, Some(msg));
        }
        if self.leg(id).is_ok_and(|leg| leg.original.is_some()) {
            let mut copy = self.pool.message();
            (*copy).clone_from(&msg);
            self.leg_enter(id, State::RemoteAccepted, Reason::RemoteAccepted, Some(copy));
        }
        let _ = self.ack_accepted(id, None);
        self.leg_enter(id, State::Connected, Reason::RemoteAccepted, Some(msg));
    }

    /// A 2xx after the first: the ACK goes again, or it comes from somebody else.
    pub(super) fn accepted_again(&mut self, id: CallLegId, tx: TransactionId, mut msg: Box<Message>) {
        let known = self.leg_of(&mut msg);
        let number = msg.cseq().map_or(0, |c| c.step as u32);
        match known.and_then(|leg| Some((leg, self.leg(leg).ok()?))) {
            Some((of, leg)) if leg.accepted.as_ref().is_some_and(|a| a.number == number) => {
                let ack = leg.accepted.as_ref().and_then(|a| a.ack);
                self.pool.put_message(msg);
                self.counters.retransmissions_absorbed += 1;
                let Some(ack) = ack else { return };
                match self.tx(ack).map(|t| t.sending.is_none()) {
                    Ok(true) => self.send_again(ack),
                    Ok(false) => {}
                    // Its connection broke; one is due with each copy all the same (section 13.2.2.4).
                    Err(_) => {
                        let additions = self.leg_mut(of).ok().and_then(|leg| leg.accepted.as_mut()?.additions.take());
                        let _ = self.ack_accepted(of, additions.as_deref());
                    }
                }
            }
            // An early one that its own INVITE made.
            Some((fork, leg)) if leg.original == Some(id) && leg.state == State::Proceeding => self.accepted_for(fork, tx, msg),
            Some(_) => self.pool.put_message(msg),
            None => self.forked(id, tx, msg),
        }
    }

    /// A 2xx to an INVITE whose own call-leg has ended: a forked one may wait for it, or for the ACK to go again.
    pub(crate) fn accepted_without_original(&mut self, tx: TransactionId, mut msg: Box<Message>) {
        let early = |leg: &CallLeg| leg.original.is_some() && leg.state == State::Proceeding;
        match self.leg_of(&mut msg) {
            Some(fork) if self.leg(fork).is_ok_and(early) => self.accepted_for(fork, tx, msg),
            Some(fork) => self.accepted_again(fork, tx, msg),
            None => self.pool.put_message(msg),
        }
    }

    /// The credentials of an INVITE as it went out.
    pub(super) fn credentials_of(&mut self, tx: TransactionId) -> Vec<(Name, Vec<u8>)> {
        if !self.tx(tx).is_ok_and(|tx| may_have_credentials(&tx.wire)) {
            return Vec::new();
        }
        let Ok(sent) = self.request_as_sent(tx) else { return Vec::new() };
        let all = (0..sent.headers.len()).filter_map(|at| Some((sent.headers.get(at)?.name, at)));
        let ours = all.filter(|(name, _)| matches!(name, Name::Authorization | Name::ProxyAuthorization));
        let found = ours.map(|(name, at)| (name, sent.raw(at).to_vec())).collect();
        self.pool.put_message(sent);
        found
    }

    /// The transaction of the first INVITE ended without a final response.
    pub(super) fn invite_ended(&mut self, id: CallLegId, tx: TransactionId, reason: Reason) {
        let Ok(leg) = self.leg_mut(id) else { return };
        if leg.invite != Some(tx) {
            return;
        }
        leg.invite = None;
        let (calling, offered) = (leg.is_calling(), matches!(leg.state, State::Offering | State::Cancelled | State::Idle));
        match leg.state {
            State::Accepted | State::Disconnecting if leg.direction == Direction::Incoming => {
                self.ack_missing(id, reason);
            }
            _ if calling => self.leg_disconnected(id, reason, None),
            _ if offered => self.leg_disconnected(id, Reason::NetworkError, None),
            _ => {}
        }
    }

    // ---- ACK ----

    pub(super) fn ack_by_hand(&mut self, id: CallLegId, outbound: Option<&Message>) -> Result<(), Error> {
        if self.leg(id)?.state != State::RemoteAccepted {
            return Err(Error::IllegalAction);
        }
        self.ack_accepted(id, outbound)?;
        self.leg_enter(id, State::Connected, Reason::RemoteAccepted, None);
        Ok(())
    }

    /// Sends the ACK on the last 2xx: a transaction of its own, which goes where the dialog leads (section 13.2.2.4). It waits for copies
    /// of the 2xx as long as these may come.
    pub(super) fn ack_accepted(&mut self, id: CallLegId, outbound: Option<&Message>) -> Result<(), Error> {
        let accepted = self.leg_mut(id)?.accepted.as_mut().ok_or(Error::IllegalAction)?;
        let (number, credentials) = (accepted.number, accepted.credentials.clone());
        accepted.additions = outbound.map(|extra| Box::new(extra.clone()));
        let mut ack = self.pool.message();
        if self.leg(id)?.dialog.request(&mut ack, b"ACK", number).is_none() {
            self.pool.put_message(ack);
            return Err(Error::BadParam);
        }
        for (name, value) in credentials {
            ack.push(name, &value);
        }
        if let Some(extra) = outbound {
            add_outbound(&mut ack, extra);
        }
        let tx = match self.leg_transaction(id, Role::Ack) {
            Ok(tx) => tx,
            Err(e) => {
                self.pool.put_message(ack);
                return Err(e);
            }
        };
        if let Ok(t) = self.tx_mut(tx) {
            (t.state, t.kind, t.status) = (TxState::ClientInviteAckSent, transaction::Kind::Invite, 200);
        }
        if let Some(accepted) = self.leg_mut(id)?.accepted.as_mut() {
            accepted.ack = Some(tx);
        }
        self.start_sending(tx, Send::new(ack, false));
        Ok(())
    }

    // ---- CANCEL ----

    /// Cancels the INVITE or the re-INVITE of ours.
    pub(super) fn cancel_leg(&mut self, id: CallLegId) -> Result<(), Error> {
        let leg = self.leg(id)?;
        if leg.reinvite.is_some() && leg.is_established() {
            return self.cancel_reinvite(id);
        }
        let state = matches!(leg.state, State::Proceeding | State::ProceedingTimeout);
        let (Some(invite), true) = (leg.invite, state) else { return Err(Error::IllegalAction) };
        if let Err(e) = self.cancel(invite) {
            if !self.tx(invite).is_ok_and(|t| t.state.awaits_final()) {
                return Err(e);
            }
            // Another server has it now and has not said anything yet, or the application looks at the final response, which decides.
            self.leg_mut(id)?.cancel_due = true;
        }
        self.leg_enter(id, State::Cancelling, Reason::LocalCancelling, None);
        Ok(())
    }

    /// A final response that a CANCEL waited for counts no more: it goes out.
    pub(crate) fn cancel_overdue(&mut self, tx: TransactionId) {
        let Some((id, _)) = self.part(tx).filter(|_| self.is_hung_up(tx)) else { return };
        if self.cancel(tx).is_ok()
            && let Ok(leg) = self.leg_mut(id)
        {
            leg.cancel_due = false;
        }
    }

    /// Is it the INVITE of a call that was hung up before the CANCEL could be sent?
    pub(crate) fn is_hung_up(&self, tx: TransactionId) -> bool {
        let invite = self.part(tx).filter(|(_, part)| part.role == Role::Invite);
        invite.is_some_and(|(id, _)| self.leg(id).is_ok_and(|leg| leg.cancel_due))
    }

    // ---- failure to send ----

    /// The application decides where the request goes next (failover is manual).
    pub(super) fn leg_send_failed(
        &mut self,
        id: CallLegId,
        tx: TransactionId,
        why: transaction::Reason,
        msg: Option<Box<Message>>,
    ) {
        let reason = match why {
            transaction::Reason::TimeOut => Reason::LocalTimeOut,
            transaction::Reason::ServiceUnavailable => Reason::ServiceUnavailable,
            _ => Reason::NetworkError,
        };
        if let Ok(leg) = self.leg_mut(id) {
            leg.failed = Some(tx);
        }
        self.leg_goes_elsewhere(tx);
        self.leg_enter(id, State::SendFailure, reason, msg);
    }

    /// Takes the next address for the request that failed: a new transaction carries it on, which [`super::Action::DnsResend`] sends.
    pub fn leg_dns_continue(
        &mut self,
        now: crate::endpoint::Time,
        id: CallLegId,
        tx: Option<TransactionId>,
    ) -> Result<TransactionId, Error> {
        let failed = self.failed_request(id, tx)?;
        let (_, part) = self.part(failed).ok_or(Error::IllegalAction)?;
        let new = self.transaction_dns_continue_for(now, failed, |core, new| {
            core.set_role(failed, if part.told { part.role } else { Role::Ack });
            core.join(id, new, part.role);
            if let Some(p) = core.tx_mut(new).ok().and_then(|t| t.detail.as_mut()).and_then(|d| d.part.as_mut()) {
                *p = part;
            }
        })?;
        match part.role {
            Role::Invite => self.leg_mut(id)?.invite = Some(new),
            Role::Bye => self.leg_mut(id)?.bye = Some(new),
            Role::ReInvite(reinvite) => self.reinvite_moves(reinvite, new),
            _ => {}
        }
        if tx.is_none() {
            self.leg_mut(id)?.failed = Some(new);
        }
        Ok(new)
    }

    /// The transaction of a call-leg, or of its own request, that could not be sent.
    pub(super) fn failed_request(&self, id: CallLegId, tx: Option<TransactionId>) -> Result<TransactionId, Error> {
        let Some(tx) = tx else { return self.leg(id)?.failed.ok_or(Error::IllegalAction) };
        self.leg_has_transaction(id, tx).map(|()| tx)
    }

    /// The transaction whose DNS list the application reads and edits.
    pub fn leg_failed_transaction(&self, id: CallLegId, tx: Option<TransactionId>) -> Result<TransactionId, Error> {
        self.failed_request(id, tx)
    }

    pub(super) fn resend_leg(
        &mut self,
        id: CallLegId,
        tx: Option<TransactionId>,
        outbound: Option<&Message>,
    ) -> Result<(), Error> {
        let held = self.failed_request(id, tx)?;
        let (_, part) = self.part(held).ok_or(Error::IllegalAction)?;
        let detail = self.tx_mut(held)?.detail.as_mut().ok_or(Error::IllegalAction)?;
        let msg = detail.held.as_mut().ok_or(Error::IllegalAction)?;
        if let Some(extra) = outbound {
            add_outbound(msg, extra);
        }
        match part.role {
            Role::Invite => self.leg_enter(id, State::Inviting, Reason::LocalInviting, None),
            Role::Bye => self.leg_enter(id, State::Disconnecting, Reason::LocalDisconnecting, None),
            Role::ReInvite(r) => self.reinvite_enter(id, r, ModifyState::Sent, Reason::LocalInviting, None),
            _ => {}
        }
        if tx.is_none() {
            self.leg_mut(id)?.failed = None;
        }
        self.send_held(held)
    }

    pub(super) fn give_up_leg(&mut self, id: CallLegId, tx: Option<TransactionId>) -> Result<(), Error> {
        let failed = self.failed_request(id, tx)?;
        let (_, part) = self.part(failed).ok_or(Error::IllegalAction)?;
        let waits = |t: &transaction::Transaction| {
            t.state == TxState::ClientSendFailure || t.detail.as_ref().is_some_and(|d| d.held.is_some())
        };
        if !self.tx(failed).is_ok_and(waits) {
            return Err(Error::IllegalAction);
        }
        if tx.is_none() {
            self.leg_mut(id)?.failed = None;
        }
        match part.role {
            Role::Invite => self.leg_over(id, Reason::Undefined),
            Role::Bye => {
                let leg = self.leg_mut(id)?;
                leg.bye = None;
                // No ACK and no answer to a CANCEL is awaited any more.
                let passing = matches!(leg.before, State::Accepted | State::Cancelling) && leg.invite.is_none();
                let before = if passing { State::Connected } else { leg.before };
                self.end_transaction(failed, transaction::Reason::Undefined);
                self.leg_enter(id, before, Reason::Undefined, None);
            }
            _ => self.end_transaction(failed, transaction::Reason::Undefined),
        }
        Ok(())
    }
}

/// Makes a request that was sent ready to go again: no Via, no credentials, another number.
pub(super) fn again_as(msg: &mut Message, number: u32) {
    let method = String::from_utf8_lossy(msg.method()).into_owned();
    if let Some(top) = msg.find(Name::Via, 0) {
        msg.remove(top);
    }
    msg.remove_all(Name::Authorization);
    msg.remove_all(Name::ProxyAuthorization);
    msg.set(Name::CSeq, format!("{number} {method}").as_bytes());
}

/// Whether Authorization or Proxy-Authorization stands somewhere in a message: most have none and need not be parsed to tell.
fn may_have_credentials(wire: &[u8]) -> bool {
    let before = |z: usize| wire.get(..z).and_then(|text| text.last_chunk::<7>());
    memchr::memchr2_iter(b'z', b'Z', wire).any(|z| before(z).is_some_and(|text| text.eq_ignore_ascii_case(b"authori")))
}
