//! The registration that a refresh keeps.

use super::{Grant, Reason, Refresh, State};
use crate::endpoint::Endpoint;
use crate::endpoint::connections::Keeper;
use crate::endpoint::output::{ClientId, Level, RefreshId, Source};
use crate::endpoint::regclient::{self, State as ClientState};
use crate::message::{Elem, Expires, Message, Name, Value, uri_equal};

/// Seconds of a binding of which nobody has said any (RFC 3261 section 10.2.1.1: the registrar's choice).
const USUAL: u32 = 3600;
/// Milliseconds in which a program puts its contacts back that it took out to ask which bindings there are.
const SHORT: u64 = 1_000;

impl Endpoint {
    fn refresh_of_client(&mut self, client: ClientId) -> Option<&mut Refresh> {
        let id = self.refresh_of(client).ok()?;
        self.refresh_mut(id).ok()
    }

    /// It is time.
    pub(crate) fn refresh_timer(&mut self, id: RefreshId) {
        let Ok(refresh) = self.refresh_mut(id) else { return };
        refresh.timer = None;
        let Some(client) = refresh.client else { return self.refresh_alone(id) };
        match self.client(client).map(|c| c.state) {
            Ok(ClientState::Registered) => self.register_again(id, client),
            // The application's own REGISTER is out, or waits for its decision about where to.
            Ok(ClientState::Registering | ClientState::SendFailure) => {}
            // It has not gone on yet after a challenge or a redirection.
            _ => self.refresh_later(id, Reason::Rejected),
        }
    }

    fn register_again(&mut self, id: RefreshId, client: ClientId) {
        if let Ok(refresh) = self.refresh_mut(id) {
            (refresh.own, refresh.repeated, refresh.raised) = (true, false, false);
        }
        if let Some(kept) = self.challenges(Keeper::Client(client)) {
            kept.repeated = false;
        }
        // The program may be about to change what is registered.
        let sent = self.may_register(client).and_then(|()| self.send_register(client, None, regclient::Reason::Undefined));
        let Err(error) = sent else { return };
        if let Ok(refresh) = self.refresh_mut(id) {
            refresh.own = false;
        }
        self.log(Source::RegClient, Level::Error, || format!("a registration could not be refreshed: {}", error.text()));
        self.refresh_later(id, Reason::NetworkError);
    }

    /// It could not be done: it is tried again when half of what is left has passed, until next to nothing is left.
    pub(super) fn refresh_later(&mut self, id: RefreshId, reason: Reason) {
        let left = self.refresh(id).map_or(0, |r| r.end.since(self.now));
        if left > SHORT { self.refresh_in(id, left / 2) } else { self.end_refresh(id, reason) }
    }

    /// A client whose registration is kept has got a response.
    pub(crate) fn refresh_hears(&mut self, client: ClientId, msg: &Message) {
        if let Ok(id) = self.refresh_of(client) {
            self.refresh_tells(id, msg);
        }
    }

    /// A 2xx came to the REGISTER `sent`.
    pub(crate) fn refresh_granted(&mut self, client: ClientId, sent: &[u8], msg: &mut Message) {
        if self.refresh_of(client).is_err() {
            return;
        }
        let mut request = self.pool.message();
        let seconds = request.parse(sent, &self.cfg.limits).ok().and_then(|()| lifetime(&mut request, msg));
        self.pool.put_message(request);
        if let Some(refresh) = self.refresh_of_client(client) {
            refresh.granted = seconds;
        }
    }

    /// Was the REGISTER that is out sent by itself?
    pub(crate) fn refresh_sent(&mut self, client: ClientId) -> bool {
        self.refresh_of_client(client).is_some_and(|r| r.own)
    }

    /// Was that REGISTER sent by itself, and may it go once more with credentials?
    pub(crate) fn refresh_authenticates(&mut self, client: ClientId) -> bool {
        let asks = self.refresh_of_client(client).is_some_and(|r| r.own && !r.repeated);
        if !asks || self.may_authenticate(Keeper::Client(client)).is_err() {
            return false;
        }
        self.refresh_of_client(client).is_some_and(|r| !std::mem::replace(&mut r.repeated, true))
    }

    /// 423 to a REGISTER of its own: from now on it asks for as many seconds as there have to be (section 10.2.8), and may go again.
    pub(crate) fn refresh_asks_for_more(&mut self, client: ClientId, msg: &mut Message) -> bool {
        let own = self.refresh_of_client(client).is_some_and(|r| r.own);
        own && self.refresh_of(client).is_ok_and(|id| self.asks_for_more(id, msg))
    }

    /// 423, once: what the server grants at the least is asked for from now on.
    pub(super) fn asks_for_more(&mut self, id: RefreshId, msg: &mut Message) -> bool {
        let Some(least) = msg.seconds_of(Name::MinExpires).filter(|n| *n > 0) else { return false };
        let Some(refresh) = self.refresh_mut(id).ok().filter(|r| !r.raised) else { return false };
        (refresh.raised, refresh.least) = (true, refresh.least.max(least));
        true
    }

    /// Raises what a REGISTER of its own asks for to what the registrar grants at the least.
    pub(crate) fn raise_to_least(&mut self, client: ClientId, msg: &mut Message) {
        if let Some(refresh) = self.refresh_of_client(client).filter(|r| r.own && r.least > 0) {
            raise(msg, refresh.least);
        }
    }

    /// A client has a new state: what becomes of its refresh.
    pub(crate) fn refresh_follows(&mut self, client: ClientId, state: ClientState, reason: regclient::Reason) {
        use regclient::Reason as Why;
        let Ok(id) = self.refresh_of(client) else { return };
        let Ok(refresh) = self.refresh_mut(id) else { return };
        // It is out, or held for another server.
        let under_way = matches!(state, ClientState::Registering | ClientState::SendFailure);
        let own = !under_way && std::mem::take(&mut refresh.own);
        let missed = refresh.state == State::Active && refresh.timer.is_none();
        match (state, reason) {
            (ClientState::Registered, Why::DnsGiveUp) => self.end_refresh(id, Reason::NetworkError),
            (ClientState::Registered, _) => self.refresh_accepted(id, own),
            (ClientState::Redirected | ClientState::Unauthenticated, _) if own => self.end_refresh(id, Reason::Rejected),
            (ClientState::Redirected | ClientState::Unauthenticated, _) if missed => self.refresh_later(id, Reason::Rejected),
            (ClientState::Failed, Why::TransactionTimeout) => self.end_refresh(id, Reason::TimeOut),
            (ClientState::Failed, Why::NetworkError) => self.end_refresh(id, Reason::NetworkError),
            (ClientState::Failed, _) => self.end_refresh(id, Reason::Rejected),
            (ClientState::Terminated, _) => self.end_refresh(id, Reason::OwnerTerminated),
            _ => {}
        }
    }

    fn refresh_accepted(&mut self, id: RefreshId, own: bool) {
        let Ok(refresh) = self.refresh_mut(id) else { return };
        let first = refresh.state == State::Inactive;
        let missed = !first && refresh.timer.is_none();
        match refresh.granted.take() {
            Some(Grant::Removed) => self.end_refresh(id, Reason::LocalTerminate),
            Some(Grant::Refused) => self.end_refresh(id, Reason::Rejected),
            Some(Grant::For(seconds)) => {
                self.arm_refresh(id, seconds);
                if first {
                    self.refresh_enter(id, State::Active, Reason::Accepted);
                }
            }
            // It only asked which bindings there are, as there are no contacts now,
            None if own => self.refresh_later(id, Reason::LocalTerminate),
            // or for the program, while it was due.
            None if missed => self.refresh_in(id, SHORT),
            None => {}
        }
    }
}

/// Raises the times that a request asks for to what its server grants at the least; one that names none is given that.
pub(super) fn raise(msg: &mut Message, least: u32) {
    let short = |n: u32| n > 0 && n < least;
    let named = msg.seconds_of(Name::Expires);
    let unsaid = each_contact_time(msg, |seconds| short(seconds).then_some(least)) || msg.method() != b"REGISTER";
    if named.is_some_and(short) || unsaid && msg.find(Name::Expires, 0).is_none() {
        msg.set(Name::Expires, least.to_string().as_bytes());
    }
}

/// Puts another time in place of those that contacts name, where there is to be one; true when a contact names none.
pub(super) fn each_contact_time(msg: &mut Message, other: impl Fn(u32) -> Option<u32>) -> bool {
    let (mut from, mut unsaid) = (0, false);
    while let Some(at) = msg.find(Name::Contact, from) {
        from = at + 1;
        let Some(expires) = msg.contact(at).map(|c| c.expires) else { continue };
        let seconds = seconds_in(msg, expires);
        unsaid |= seconds.is_none();
        let Some(seconds) = seconds.and_then(&other) else { continue };
        if let Some(item) = msg.els.item_mut(expires) {
            item.value = Value::Expires(Expires { seconds: Some(seconds) });
            msg.els.touch(expires);
        }
    }
    unsaid
}

fn seconds_in(msg: &Message, expires: Elem) -> Option<u32> {
    match msg.els.item(expires)?.value {
        Value::Expires(e) => e.seconds,
        _ => None,
    }
}

/// How long the bindings last that a REGISTER asked for, by its 2xx (RFC 3261 section 10.2.4): the shortest that there is counts.
/// None where it asked for no binding.
pub(super) fn lifetime(request: &mut Message, response: &mut Message) -> Option<Grant> {
    let (asked_of_all, granted_to_all) = (request.seconds_of(Name::Expires), response.seconds_of(Name::Expires));
    let (mut from, mut outcome) = (0, None);
    while let Some(at) = request.find(Name::Contact, from) {
        from = at + 1;
        let Some(contact) = request.contact(at) else { continue };
        let asked = seconds_in(request, contact.expires).or(asked_of_all);
        if contact.star || asked == Some(0) {
            outcome = outcome.or(Some(Grant::Removed));
            continue;
        }
        let granted = granted_to(request, contact.uri, response).or(granted_to_all).or(asked).unwrap_or(USUAL);
        outcome = match outcome {
            Some(Grant::For(least)) if granted == 0 || least < granted => outcome,
            _ if granted == 0 => Some(Grant::Refused),
            _ => Some(Grant::For(granted)),
        };
    }
    outcome
}

/// The seconds that a response names with this contact.
fn granted_to(request: &Message, uri: Elem, response: &mut Message) -> Option<u32> {
    let mut from = 0;
    while let Some(at) = response.find(Name::Contact, from) {
        from = at + 1;
        if let Some(contact) = response.contact(at)
            && uri_equal(&request.els, uri, &response.els, contact.uri)
        {
            return seconds_in(response, contact.expires);
        }
    }
    None
}
