//! The session timer (RFC 4028), refreshed by the application when it is told to.

use super::{Fault, Notice, Preference, Refresher, State};
use crate::endpoint::output::{Ask, CallLegId, Error, Event, Token, TransactionId};
use crate::endpoint::timer::TimerId;
use crate::endpoint::transaction::lists;
use crate::endpoint::{Endpoint, TimerKey};
use crate::message::{self, Message, Name, Value};

/// The smallest interval that nobody may refuse, in seconds (section 4).
const LEAST: u32 = 90;

/// What the application wishes for at the next negotiation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wish {
    /// Seconds of the session; 0 for no timer.
    pub seconds: u32,
    /// Min-SE in seconds; unset: 90, and no header.
    pub least: Option<u32>,
    pub refresher: Preference,
}

/// What is on the table, or agreed on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Negotiation {
    pub seconds: u32,
    pub least: Option<u32>,
    pub refresher: Option<Refresher>,
}

#[derive(Default)]
pub(crate) struct Session {
    wish: Option<Wish>,
    /// What the last request asked for.
    asked: Option<Negotiation>,
    preference: Preference,
    agreed: Option<Negotiation>,
    /// It is our part to refresh.
    ours: bool,
    /// The smallest interval somebody on the way takes.
    least: Option<u32>,
    /// Seconds from the agreement to the alert, where the application chose them.
    alert_after: Option<u32>,
    alert: Option<TimerId>,
    end: Option<TimerId>,
}

fn interval_of(msg: &mut Message) -> Option<(u32, message::Refresher)> {
    let at = msg.find(Name::SessionExpires, 0)?;
    match msg.legal(at)? {
        Value::SessionExpires(s) => Some((s.seconds?, s.refresher)),
        _ => None,
    }
}

fn least_of(msg: &mut Message) -> Option<u32> {
    let at = msg.find(Name::MinSE, 0)?;
    match msg.legal(at)? {
        Value::MinSe(m) => m.seconds,
        _ => None,
    }
}

fn push_interval(msg: &mut Message, seconds: u32, refresher: Option<Refresher>) {
    let who = match refresher {
        Some(Refresher::Uac) => ";refresher=uac",
        Some(Refresher::Uas) => ";refresher=uas",
        None => "",
    };
    msg.remove_all(Name::SessionExpires);
    msg.push(Name::SessionExpires, format!("{seconds}{who}").as_bytes());
    if !lists(msg, Name::Supported, b"timer") {
        msg.push(Name::Supported, b"timer");
    }
}

impl Endpoint {
    fn has_session_timers(&self) -> bool {
        self.cfg.extensions.split(|b| *b == b',').any(|tag| tag.trim_ascii().eq_ignore_ascii_case(b"timer"))
    }

    fn session(&mut self, id: CallLegId) -> Option<&mut Session> {
        self.legs.get_mut(id.0).map(|leg| &mut leg.session)
    }

    // ---- what the application says ----

    pub(super) fn wish_session(&mut self, id: CallLegId, tx: Option<TransactionId>, wish: Wish) -> Result<(), Error> {
        if let Some(tx) = tx {
            self.general(id, tx)?;
        }
        if !self.has_session_timers() {
            return Err(Error::NotSupported);
        }
        if wish.seconds == 0 {
            self.stop_session(id);
        }
        self.leg_mut(id)?.session.wish = Some(wish);
        Ok(())
    }

    /// Seconds from the last refresh to the alert. A timer that runs keeps its time until the next one.
    pub fn leg_set_alert_time(&mut self, id: CallLegId, seconds: u32) -> Result<(), Error> {
        self.leg_mut(id)?.session.alert_after = Some(seconds);
        Ok(())
    }
    pub fn leg_alert_time(&self, id: CallLegId) -> Result<u32, Error> {
        let session = &self.leg(id)?.session;
        let half = session.agreed.map(|agreed| agreed.seconds / 2);
        session.alert_after.or(half).ok_or(Error::NotFound)
    }
    /// What is on the table.
    pub fn leg_negotiation(&self, id: CallLegId) -> Result<Negotiation, Error> {
        let session = &self.leg(id)?.session;
        session.asked.or(session.agreed).ok_or(Error::NotFound)
    }
    /// The same, asked for one of its transactions.
    pub fn leg_transaction_negotiation(&self, id: CallLegId, tx: TransactionId) -> Result<Negotiation, Error> {
        self.leg(id)?;
        self.general(id, tx)?;
        self.leg_negotiation(id)
    }
    /// What was agreed on.
    pub fn leg_session(&self, id: CallLegId) -> Result<Negotiation, Error> {
        self.leg(id)?.session.agreed.ok_or(Error::NotFound)
    }
    pub fn leg_least_interval(&self, id: CallLegId) -> Result<u32, Error> {
        let session = &self.leg(id)?.session;
        Ok(session.least.or(session.asked.and_then(|a| a.least)).or(self.cfg.min_se).unwrap_or(LEAST))
    }

    // ---- the client of a request ----

    /// Asks for a session timer in an INVITE or UPDATE.
    pub(super) fn ask_for_session(&mut self, id: CallLegId, msg: &mut Message, first: bool) {
        if !self.has_session_timers() {
            return;
        }
        let (seconds, least) = (self.cfg.session_expires, self.cfg.min_se);
        let Some(session) = self.session(id) else { return };
        let agreed = session.agreed.filter(|_| !first);
        let wish = session.wish.take();
        let (mut seconds, own, preference) = match (wish, agreed) {
            (Some(w), _) => (w.seconds, w.least, w.refresher),
            (None, Some(a)) => (a.seconds, a.least, if session.ours { Preference::Local } else { Preference::Remote }),
            (None, None) => (seconds, None, Preference::None),
        };
        let least = [own, least, session.least].into_iter().flatten().max();
        if let Some(least) = least {
            msg.remove_all(Name::MinSE);
            msg.push(Name::MinSE, least.to_string().as_bytes());
        }
        (session.preference, session.asked) = (preference, None);
        if seconds == 0 {
            return;
        }
        seconds = seconds.max(least.unwrap_or(LEAST)).max(LEAST);
        let refresher = match preference {
            Preference::Local => Some(Refresher::Uac),
            Preference::Remote => Some(Refresher::Uas),
            Preference::None => None,
        };
        session.asked = Some(Negotiation { seconds, least, refresher });
        push_interval(msg, seconds, refresher);
    }

    /// Did a request as it went out ask for a session timer?
    pub(super) fn asked_for_session(&mut self, tx: TransactionId) -> bool {
        let Ok(sent) = self.request_as_sent(tx) else { return false };
        let asked = sent.find(Name::SessionExpires, 0).is_some();
        self.pool.put_message(sent);
        asked
    }

    /// A 2xx to a request of ours says what the session timer is.
    pub(super) fn session_answered(&mut self, id: CallLegId, msg: &mut Message, invite: bool) {
        if !self.has_session_timers() {
            return;
        }
        let Some(session) = self.session(id) else { return };
        let asked = session.asked;
        let preference = session.preference;
        // A session that expires at once is none.
        match (interval_of(msg).filter(|(seconds, _)| *seconds > 0), asked) {
            (Some((seconds, who)), _) => {
                let refresher = if who == message::Refresher::Uas { Refresher::Uas } else { Refresher::Uac };
                let ours = refresher == Refresher::Uac;
                self.agree(id, Negotiation { seconds, least: asked.and_then(|a| a.least), refresher: Some(refresher) }, ours);
                self.check_preference(id, preference, ours);
            }
            (None, Some(asked)) => {
                // The other end knows nothing of it: we may refresh all the same (section 7.2).
                self.agree(id, Negotiation { refresher: Some(Refresher::Uac), ..asked }, true);
                self.session_fault(id, Fault::NotSupported);
            }
            (None, None) if invite => self.stop_session(id),
            (None, None) => {}
        }
    }

    /// A 422 names the smallest interval.
    pub(super) fn session_too_small(&mut self, id: CallLegId, msg: &mut Message) {
        let least = least_of(msg);
        if let Some(session) = self.session(id) {
            session.least = session.least.max(least);
        }
    }

    // ---- the server of a request ----

    /// The smallest interval, if a request asks for less than that (section 9).
    pub(super) fn session_interval_too_small(&self, msg: &mut Message) -> Option<u32> {
        if !self.has_session_timers() || !lists(msg, Name::Supported, b"timer") {
            return None;
        }
        let least = self.cfg.min_se.unwrap_or(LEAST);
        interval_of(msg).filter(|(seconds, _)| *seconds < least).map(|_| least)
    }

    /// Says in the 2xx to a request what the session timer is (section 9).
    pub(super) fn grant_session(&mut self, id: CallLegId, tx: TransactionId, extra: &mut Message) {
        if !self.has_session_timers() {
            return;
        }
        let Some(mut request) = self.tx_mut(tx).ok().and_then(|t| t.detail.as_mut()).and_then(|d| d.request.take()) else {
            return;
        };
        let (interval, least) = (interval_of(&mut request), least_of(&mut request));
        let known = lists(&request, Name::Supported, b"timer");
        if let Some(d) = self.tx_mut(tx).ok().and_then(|t| t.detail.as_mut()) {
            d.request = Some(request);
        }
        let configured = self.cfg.session_expires;
        let Some(session) = self.session(id) else { return };
        let wish = session.wish.take();
        let ours = wish.map_or(configured, |w| w.seconds);
        let off = wish.is_some_and(|w| w.seconds == 0);
        let floor = least.unwrap_or(LEAST);
        let seconds = match interval {
            _ if off => 0,
            Some((theirs, _)) if ours > 0 => ours.min(theirs).max(floor.min(theirs)),
            Some((theirs, _)) => theirs,
            None if ours > 0 => ours.max(floor),
            None => 0,
        };
        if seconds == 0 {
            return self.stop_session(id);
        }
        let preference = wish.map_or(Preference::None, |w| w.refresher);
        let refresher = match (interval.map(|(_, who)| who), preference) {
            _ if !known => Refresher::Uas,
            (Some(message::Refresher::Uac), _) => Refresher::Uac,
            (Some(message::Refresher::Uas), _) => Refresher::Uas,
            (_, Preference::Local) => Refresher::Uas,
            _ => Refresher::Uac,
        };
        push_interval(extra, seconds, Some(refresher));
        if refresher == Refresher::Uac && !lists(extra, Name::Require, b"timer") {
            extra.push(Name::Require, b"timer");
        }
        let ours = refresher == Refresher::Uas;
        self.agree(id, Negotiation { seconds, least, refresher: Some(refresher) }, ours);
        self.check_preference(id, preference, ours);
    }

    // ---- both ----

    /// The session timer begins anew.
    fn agree(&mut self, id: CallLegId, agreed: Negotiation, ours: bool) {
        self.stop_session(id);
        let now = self.now;
        let Some(session) = self.session(id) else { return };
        (session.agreed, session.asked, session.ours) = (Some(agreed), Some(agreed), ours);
        let half = session.alert_after.unwrap_or(agreed.seconds / 2);
        // Section 10: BYE is due a little before the end.
        let last = agreed.seconds - (agreed.seconds / 3).min(32);
        let alert = ours.then(|| self.wheel.set(now.plus(u64::from(half) * 1000), TimerKey::SessionAlert(id)));
        let end = self.wheel.set(now.plus(u64::from(last) * 1000), TimerKey::SessionEnd(id));
        if let Some(session) = self.session(id) {
            (session.alert, session.end) = (alert, Some(end));
        }
    }

    /// No session timer runs any more.
    pub(super) fn stop_session(&mut self, id: CallLegId) {
        let Some(session) = self.session(id) else { return };
        (session.agreed, session.asked) = (None, None);
        let timers = [session.alert.take(), session.end.take()];
        for timer in timers.into_iter().flatten() {
            self.wheel.cancel(timer);
        }
    }

    fn check_preference(&mut self, id: CallLegId, preference: Preference, ours: bool) {
        let other = match preference {
            Preference::None => false,
            Preference::Local => !ours,
            Preference::Remote => ours,
        };
        if other {
            self.session_fault(id, Fault::OtherRefresher);
        }
    }

    /// The application is asked whether the timer runs all the same.
    fn session_fault(&mut self, id: CallLegId, fault: Fault) {
        if !self.interest.callleg_session_fault {
            return;
        }
        let app = self.leg(id).map_or(0, |leg| leg.app);
        self.ask(Token::CallLeg(id), Ask::SessionFault { id, app, fault });
    }

    pub(crate) fn session_fault_answered(&mut self, id: CallLegId, run: bool) {
        if !run {
            self.stop_session(id);
        }
    }

    pub(super) fn session_alert(&mut self, id: CallLegId) {
        let Some(session) = self.session(id) else { return };
        session.alert = None;
        let app = self.leg(id).map_or(0, |leg| leg.app);
        if self.leg(id).is_ok_and(|leg| leg.is_established()) {
            self.event(Event::SessionAlert { id, app });
        }
    }

    pub(super) fn session_expires(&mut self, id: CallLegId) {
        let Some(session) = self.session(id) else { return };
        session.end = None;
        let app = self.leg(id).map_or(0, |leg| leg.app);
        if self.leg(id).is_ok_and(|leg| leg.is_established() && leg.state != State::Disconnecting) {
            self.event(Event::SessionNotice { id, app, notice: Notice::Expires });
        }
    }
}
