//! What an application may set and read of a subscription.

use super::{Side, State, Subscription, event_named};
use crate::endpoint::Endpoint;
use crate::endpoint::output::{CallLegId, Error, SubscriptionId};
use crate::endpoint::transaction::one_line;

/// Every Expires is below (RVSIP_SUBS_EXPIRES_VAL_LIMIT).
pub const EXPIRES_LIMIT: u32 = 4_000_000;

fn may_be_expires(seconds: Option<u32>) -> Result<(), Error> {
    if seconds.is_some_and(|n| n >= EXPIRES_LIMIT) { Err(Error::BadParam) } else { Ok(()) }
}

impl Endpoint {
    fn idle_subscription(&mut self, id: SubscriptionId) -> Result<&mut Subscription, Error> {
        let s = self.subscription_mut(id)?;
        if s.state == State::Idle && !s.creating { Ok(s) } else { Err(Error::IllegalAction) }
    }

    /// Is this an Event, and not another one than that of a REFER where it is one?
    fn may_have_event(&self, id: SubscriptionId, value: &[u8]) -> Result<(), Error> {
        one_line(value)?;
        let package = event_named(value).0;
        match &self.subscription(id)?.refer {
            _ if package.is_empty() => Err(Error::Syntax),
            Some(_) if package != b"refer" => Err(Error::IllegalAction),
            _ => Ok(()),
        }
    }

    /// From and To of a dialog of its own, Event and seconds; what is unset stays. One in the dialog of a call, or of another
    /// subscription, takes the ends of that.
    pub fn subscription_init(
        &mut self,
        id: SubscriptionId,
        from: &[u8],
        to: &[u8],
        event: Option<&[u8]>,
        seconds: Option<u32>,
    ) -> Result<(), Error> {
        let s = self.idle_subscription(id)?;
        let (leg, guest) = (s.leg, s.guest);
        // Nothing is set where anything cannot be.
        event.map_or(Ok(()), |event| self.may_have_event(id, event))?;
        may_be_expires(seconds)?;
        if !(from.is_empty() && to.is_empty()) {
            if guest {
                return Err(Error::IllegalAction);
            }
            self.hidden_leg_ends(leg, from, to, self.subscription(id)?.out_of_band)?;
        }
        if seconds.is_some() {
            self.subscription_set_expires(id, seconds)?;
        }
        // The last, for it makes one of out-of-band active.
        event.map_or(Ok(()), |event| self.subscription_set_event(id, event))
    }

    /// From and To of a dialog of its own, and where not empty the addresses of both ends. Nothing is set where one cannot be.
    pub fn subscription_init_dialog(
        &mut self,
        id: SubscriptionId,
        ends: (&[u8], &[u8]),
        contacts: (&[u8], &[u8]),
    ) -> Result<(), Error> {
        let s = self.idle_subscription(id)?;
        let (leg, out_of_band) = (s.leg, s.out_of_band);
        if s.guest {
            return Err(Error::IllegalAction);
        }
        self.hidden_leg_init(leg, ends, contacts, out_of_band)
    }

    pub fn subscription_set_event(&mut self, id: SubscriptionId, value: &[u8]) -> Result<(), Error> {
        self.may_have_event(id, value)?;
        let s = self.idle_subscription(id)?;
        let (leg, out_of_band) = (s.leg, s.out_of_band);
        if out_of_band && !self.may_enroll(leg) {
            // Both ends have agreed on a dialog: it has its tags, and there is no other one like it.
            return Err(Error::IllegalAction);
        }
        self.subscription_mut(id)?.event = value.to_vec();
        if out_of_band {
            self.enroll(leg);
            self.subscription_enter(id, State::Active, super::Reason::Undefined, None);
        }
        Ok(())
    }
    pub fn subscription_set_expires(&mut self, id: SubscriptionId, seconds: Option<u32>) -> Result<(), Error> {
        may_be_expires(seconds)?;
        self.idle_subscription(id)?.expires = seconds;
        Ok(())
    }
    pub fn subscription_set_auto_refresh(&mut self, id: SubscriptionId, on: bool) -> Result<(), Error> {
        self.subscription_mut(id)?.auto_refresh = Some(on);
        Ok(())
    }
    /// Milliseconds before the end at which the application is alerted. One that is set already keeps its time.
    pub fn subscription_set_alert(&mut self, id: SubscriptionId, milliseconds: u32) -> Result<(), Error> {
        self.subscription_mut(id)?.alert_before = Some(milliseconds);
        Ok(())
    }
    /// Milliseconds to wait for a NOTIFY after a 2xx; 0 for ever.
    pub fn subscription_set_no_notify(&mut self, id: SubscriptionId, milliseconds: u32) -> Result<(), Error> {
        self.subscription_mut(id)?.no_notify = Some(milliseconds);
        Ok(())
    }
    /// Lets the subscription expire in so many seconds.
    pub fn subscription_set_timer(
        &mut self,
        now: crate::endpoint::Time,
        id: SubscriptionId,
        seconds: u32,
    ) -> Result<(), Error> {
        self.now = now.max(self.now);
        if seconds >= EXPIRES_LIMIT {
            return Err(Error::BadParam);
        }
        let s = self.subscription(id)?;
        if matches!(s.state, State::Idle | State::Terminated) || s.out_of_band {
            return Err(Error::IllegalAction);
        }
        self.agree_on(id, seconds);
        Ok(())
    }
    pub fn subscription_set_app(&mut self, id: SubscriptionId, app: usize) -> Result<(), Error> {
        self.subscription_mut(id)?.app = app;
        Ok(())
    }
    /// The application hears no more of it.
    pub fn detach_subscription(&mut self, id: SubscriptionId) -> Result<(), Error> {
        self.subscription_mut(id)?.detached = true;
        Ok(())
    }
    pub fn subscription_set_forking(&mut self, id: SubscriptionId, on: bool) -> Result<(), Error> {
        self.subscription_mut(id)?.forking = on;
        Ok(())
    }

    pub fn subscription_forking(&self, id: SubscriptionId) -> Result<bool, Error> {
        Ok(self.subscription(id)?.forking)
    }
    /// The one whose SUBSCRIBE made this one by forking.
    pub fn subscription_original(&self, id: SubscriptionId) -> Result<Option<SubscriptionId>, Error> {
        Ok(self.subscription(id)?.original.filter(|o| self.subscription(*o).is_ok()))
    }
    pub fn subscription_state(&self, id: SubscriptionId) -> Result<State, Error> {
        Ok(self.subscription(id)?.state)
    }
    pub fn subscription_side(&self, id: SubscriptionId) -> Result<Side, Error> {
        Ok(self.subscription(id)?.side)
    }
    pub fn subscription_app(&self, id: SubscriptionId) -> Result<usize, Error> {
        Ok(self.subscription(id)?.app)
    }
    pub fn subscription_is_refer(&self, id: SubscriptionId) -> Result<bool, Error> {
        Ok(self.subscription(id)?.refer.is_some())
    }
    pub fn subscription_event(&self, id: SubscriptionId) -> Result<Vec<u8>, Error> {
        let event = &self.subscription(id)?.event;
        if event.is_empty() { Err(Error::NotFound) } else { Ok(event.clone()) }
    }
    /// The package of its Event, in small letters.
    pub fn subscription_package(&self, id: SubscriptionId) -> Result<Vec<u8>, Error> {
        Ok(event_named(&self.subscription_event(id)?).0.to_ascii_lowercase())
    }
    /// Seconds agreed on, or wanted before there is an agreement.
    pub fn subscription_expires(&self, id: SubscriptionId) -> Result<u32, Error> {
        let s = self.subscription(id)?;
        s.agreed.or(s.expires).ok_or(Error::NotFound)
    }
    /// Seconds that the subscriber asked for.
    pub fn subscription_requested(&self, id: SubscriptionId) -> Result<u32, Error> {
        self.subscription(id)?.requested.ok_or(Error::NotFound)
    }
    /// Seconds left.
    pub fn subscription_remaining(&self, now: crate::endpoint::Time, id: SubscriptionId) -> Result<u32, Error> {
        let end = self.subscription(id)?.end.ok_or(Error::NotFound)?;
        Ok((end.0.saturating_sub(now.0) / 1000) as u32)
    }
    pub fn subscription_leg(&self, id: SubscriptionId) -> Result<CallLegId, Error> {
        Ok(self.subscription(id)?.leg)
    }
    /// The dialog that ends with it, or has ended: one that is no call's and that no other one lives in.
    pub fn subscription_own_leg(&self, id: SubscriptionId) -> Option<CallLegId> {
        let leg = self.subscription(id).ok()?.leg;
        let own = |l: &crate::endpoint::callleg::CallLeg| l.is_alone(id);
        self.leg(leg).map_or(true, own).then_some(leg)
    }
    /// May the outbound message be filled now?
    pub fn subscription_takes_outbound(&self, id: SubscriptionId) -> Result<(), Error> {
        match self.subscription(id)?.state {
            State::Terminated => Err(Error::IllegalAction),
            _ => Ok(()),
        }
    }
    /// The server transaction whose credentials the application checks.
    pub fn subscription_transaction(&self, id: SubscriptionId) -> Result<crate::endpoint::TransactionId, Error> {
        self.subscription(id)?.transaction.ok_or(Error::IllegalAction)
    }
}
