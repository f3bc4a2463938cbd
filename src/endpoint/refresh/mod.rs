//! Automatic refresh: a registration is made anew before it ends, for as long as its register-client is there
//! (RFC 3261 section 10.2.4).
//!
//! A refresh belongs to one register-client and watches its answers: the first 2xx makes it Active, each one says when the next
//! REGISTER is due. What the application hears of its client stays as it is. Or it belongs to a transaction of the application, and
//! repeats its request.

mod alone;
mod registration;

use super::Endpoint;
use super::output::{ClientId, Error, Event, Level, RefreshId, Source};
use super::timer::{Time, TimerId};
use super::{TimerKey, regclient};
use alone::Alone;

/// State of a refresh.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It belongs to nothing yet.
    Constructing,
    /// The first request has no 2xx yet.
    Inactive,
    Active,
    Terminated,
}

/// Why a refresh changed its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    Undefined,
    /// 2xx.
    Accepted,
    Rejected,
    TimeOut,
    NetworkError,
    /// Destroyed, or the binding was removed.
    LocalTerminate,
    OwnerTerminated,
}

/// When a refresh is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Times {
    /// Seconds before the end; 0 for half of the time in any case.
    pub lead: u32,
    /// Of what lasts so many seconds or less, half has passed.
    pub half_below: u32,
}

impl Default for Times {
    fn default() -> Times {
        // what 3GPP TS 24.229 has phones do
        Times { lead: 600, half_below: 1200 }
    }
}

impl Times {
    /// Milliseconds until something that lasts so many seconds is to be refreshed.
    fn wait(&self, seconds: u32) -> u64 {
        let length = u64::from(seconds) * 1000;
        let lead = u64::from(self.lead) * 1000;
        if seconds <= self.half_below || lead == 0 || lead >= length { length / 2 } else { length - lead }
    }
}

/// What a 2xx grants.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Grant {
    /// Seconds.
    For(u32),
    /// Nothing was asked for any more.
    Removed,
    /// 0 seconds where there were to be some.
    Refused,
}

pub(crate) struct Refresh {
    app: usize,
    state: State,
    client: Option<ClientId>,
    alone: Option<Box<Alone>>,
    /// Seconds that were granted last.
    interval: u32,
    /// When they are over.
    end: Time,
    timer: Option<TimerId>,
    /// Fewer seconds the registrar does not grant (423).
    least: u32,
    /// What the 2xx to the REGISTER that was out has granted.
    granted: Option<Grant>,
    /// The REGISTER that is out was sent by itself,
    own: bool,
    /// and once more with credentials,
    repeated: bool,
    /// and once more for more seconds.
    raised: bool,
}

impl Endpoint {
    fn refresh(&self, id: RefreshId) -> Result<&Refresh, Error> {
        self.refreshes.get(id.0).ok_or(Error::InvalidHandle)
    }
    fn refresh_mut(&mut self, id: RefreshId) -> Result<&mut Refresh, Error> {
        self.refreshes.get_mut(id.0).ok_or(Error::InvalidHandle)
    }

    /// A refresh that belongs to nothing yet; `app` is the application's own value for it.
    pub fn create_refresh(&mut self, app: usize) -> Result<RefreshId, Error> {
        let most = self.cfg.max_clients;
        // Those whose end is still to be told have had their turn; of them there may be as many again.
        if self.refreshes.len() - self.ended_refreshes >= most || self.refreshes.len() >= most.saturating_mul(2) {
            self.log(Source::RegClient, Level::Error, || {
                format!("all {most} refreshes are in use, one for each register-client: raise maxRegClients in RvSipStackCfg")
            });
            return Err(Error::OutOfResources);
        }
        let refresh = Refresh {
            app,
            state: State::Constructing,
            client: None,
            alone: None,
            interval: 0,
            end: Time(0),
            timer: None,
            least: 0,
            granted: None,
            own: false,
            repeated: false,
            raised: false,
        };
        self.refreshes.insert(refresh).map(RefreshId).ok_or(Error::OutOfResources)
    }

    /// Keeps the registration of a client that is not registered yet.
    pub fn attach_refresh(&mut self, id: RefreshId, client: ClientId) -> Result<(), Error> {
        use regclient::State as Client;
        let c = self.client(client)?;
        let before = matches!(c.state, Client::Idle | Client::Redirected | Client::Unauthenticated | Client::Failed);
        if self.refresh(id)?.state != State::Constructing || !before || c.refresh.is_some() {
            self.log(Source::RegClient, Level::Error, || {
                "a refresh is attached once, to a register-client before Register that has no other".to_string()
            });
            return Err(Error::IllegalAction);
        }
        self.client_mut(client)?.refresh = Some(id);
        self.refresh_mut(id)?.client = Some(client);
        self.refresh_enter(id, State::Inactive, Reason::Undefined);
        Ok(())
    }

    /// Ends a refresh. Nothing is sent, and the client is as it was.
    pub fn destroy_refresh(&mut self, id: RefreshId) -> Result<(), Error> {
        if self.refresh(id)?.state == State::Terminated {
            return Err(Error::IllegalAction);
        }
        self.end_refresh(id, Reason::LocalTerminate);
        Ok(())
    }

    pub fn refresh_state(&self, id: RefreshId) -> Result<State, Error> {
        Ok(self.refresh(id)?.state)
    }
    /// The client it belongs to.
    pub fn refresh_client(&self, id: RefreshId) -> Result<ClientId, Error> {
        self.refresh(id)?.client.ok_or(Error::NotFound)
    }
    /// The refresh of a client.
    pub fn refresh_of(&self, client: ClientId) -> Result<RefreshId, Error> {
        self.client(client)?.refresh.ok_or(Error::NotFound)
    }
    pub fn refresh_owner(&self, id: RefreshId) -> Result<usize, Error> {
        Ok(self.refresh(id)?.app)
    }
    /// Seconds from one 2xx to the end of what it granted.
    pub fn refresh_interval(&self, id: RefreshId) -> Result<u32, Error> {
        let refresh = self.refresh(id)?;
        if refresh.state == State::Active { Ok(refresh.interval) } else { Err(Error::IllegalAction) }
    }
    /// It lasts so many seconds from now on, as was learnt in another way.
    pub fn refresh_set_interval(&mut self, now: Time, id: RefreshId, seconds: u32) -> Result<(), Error> {
        self.now = now.max(self.now);
        if seconds == 0 {
            return Err(Error::BadParam);
        }
        if self.refresh(id)?.state != State::Active {
            return Err(Error::IllegalAction);
        }
        self.arm_refresh(id, seconds);
        Ok(())
    }
    pub fn set_refresh_times(&mut self, times: Times) {
        self.refresh_times = times;
    }
    pub fn refresh_times(&self) -> Times {
        self.refresh_times
    }

    fn refresh_enter(&mut self, id: RefreshId, state: State, reason: Reason) {
        let Ok(refresh) = self.refresh_mut(id) else { return };
        refresh.state = state;
        let app = refresh.app;
        self.event(Event::Refresh { id, app, state, reason });
    }

    /// It ends once, whatever comes after the reason that came first.
    fn end_refresh(&mut self, id: RefreshId, reason: Reason) {
        if self.refresh_state(id).is_ok_and(|state| state == State::Terminated) {
            return;
        }
        self.disarm_refresh(id);
        self.leave_transaction(id);
        let Ok(refresh) = self.refresh_mut(id) else { return };
        let client = refresh.client.take();
        if let Some(client) = client
            && let Ok(c) = self.client_mut(client)
        {
            c.refresh = None;
        }
        self.ended_refreshes += 1;
        self.refresh_enter(id, State::Terminated, reason);
    }

    /// The TERMINATED event was delivered.
    pub(crate) fn release_refresh(&mut self, id: RefreshId) {
        self.ended_refreshes -= usize::from(self.refreshes.remove(id.0).is_some());
    }

    // ---- time ----

    fn disarm_refresh(&mut self, id: RefreshId) {
        if let Some(timer) = self.refresh_mut(id).ok().and_then(|r| r.timer.take()) {
            self.wheel.cancel(timer);
        }
    }

    fn arm_refresh(&mut self, id: RefreshId, seconds: u32) {
        let wait = self.refresh_times.wait(seconds);
        let end = self.now.plus(u64::from(seconds) * 1000);
        if let Ok(refresh) = self.refresh_mut(id) {
            (refresh.interval, refresh.end) = (seconds, end);
        }
        self.refresh_in(id, wait);
    }

    fn refresh_in(&mut self, id: RefreshId, wait: u64) {
        self.disarm_refresh(id);
        let timer = self.wheel.set(self.now.plus(wait), TimerKey::Refresh(id));
        if let Ok(refresh) = self.refresh_mut(id) {
            refresh.timer = Some(timer);
        }
    }
}
