//! The request that a refresh repeats outside of any dialog: PUBLISH (RFC 3903), REGISTER, OPTIONS, one of the application's own.
//!
//! The first one is a transaction of the application. All others are the refresh's own: the same request with the next CSeq, of
//! which the application hears through its refresh only.

use super::registration::{each_contact_time, lifetime, raise};
use super::{Grant, Reason, Refresh, State};
use crate::endpoint::connections::Keeper;
use crate::endpoint::credentials::Challenges;
use crate::endpoint::output::{Error, Event, Level, RefreshId, Source, TransactionId};
use crate::endpoint::sending::{Send, Stage};
use crate::endpoint::timer::Time;
use crate::endpoint::transaction::{self, Detail, Owner, Transaction};
use crate::endpoint::{Endpoint, regclient};
use crate::message::{Message, Name};

const ETAG: &[u8] = b"SIP-ETag";
const IF_MATCH: &[u8] = b"SIP-If-Match";
/// Requests of these methods make dialogs, which have refreshes of their own.
const IN_DIALOGS: [&[u8]; 3] = [b"INVITE", b"SUBSCRIBE", b"REFER"];

/// What a refresh keeps of such a request.
#[derive(Default)]
pub(crate) struct Alone {
    /// The transaction that is out.
    pub transaction: Option<TransactionId>,
    /// The request without its top Via, as the application made it or the last update has, whole. What MsgToSend adds is not in it.
    request: Vec<u8>,
    /// What makes it up and the way it takes.
    way: Detail,
    cseq: u32,
    pub challenges: Challenges,
    /// What the server calls the state it keeps (RFC 3903 section 8.3.1).
    etag: Option<Vec<u8>>,
    /// The request that is out goes without the body, which the server keeps.
    bare: bool,
    ending: Ending,
}

#[derive(Default)]
enum Ending {
    #[default]
    No,
    /// Once the request that is out is answered.
    Wanted { bare: bool },
    /// The last request is out.
    Sent,
}

/// What follows from an answer.
pub(crate) enum Outcome {
    /// 2xx, and for how long where that was said.
    Granted(Option<Grant>),
    Again,
    Refused,
}

impl Refresh {
    fn alone(&mut self) -> Option<&mut Alone> {
        self.alone.as_deref_mut()
    }
}

impl Endpoint {
    fn alone(&mut self, id: RefreshId) -> Option<&mut Alone> {
        self.refreshes.get_mut(id.0)?.alone()
    }

    pub(crate) fn refresh_challenges(&mut self, id: RefreshId) -> Option<&mut Challenges> {
        self.alone(id).map(|alone| &mut alone.challenges)
    }

    /// Repeats the request of a client transaction of the application that was not sent yet.
    pub fn attach_refresh_to_transaction(&mut self, id: RefreshId, transaction: TransactionId) -> Result<(), Error> {
        let tx = self.tx(transaction)?;
        let unsent = matches!(tx.owner, Owner::App(_)) && !tx.is_server && tx.state == transaction::State::Idle;
        let other = tx.detail.as_ref().is_none_or(|d| d.refresh.is_some());
        if self.refresh(id)?.state != State::Constructing || !unsent || other {
            self.log(Source::Transaction, Level::Error, || {
                "a refresh is attached once, to a client transaction before Request that has no other".to_string()
            });
            return Err(Error::IllegalAction);
        }
        if let Some(d) = self.tx_mut(transaction)?.detail.as_mut() {
            d.refresh = Some(id);
        }
        let alone = Alone { transaction: Some(transaction), ..Alone::default() };
        self.refresh_mut(id)?.alone = Some(Box::new(alone));
        self.refresh_enter(id, State::Inactive, Reason::Undefined);
        Ok(())
    }

    /// May a transaction send this method? One with a refresh must not begin a dialog.
    pub(crate) fn may_be_refreshed(&mut self, transaction: TransactionId, method: &[u8]) -> Result<(), Error> {
        let refreshed = self.tx(transaction)?.detail.as_ref().is_some_and(|d| d.refresh.is_some());
        if refreshed && IN_DIALOGS.contains(&method) {
            self.log(Source::Transaction, Level::Error, || {
                "a refresh repeats requests outside of dialogs: INVITE, SUBSCRIBE and REFER make one".to_string()
            });
            return Err(Error::IllegalAction);
        }
        Ok(())
    }

    /// The application's transaction sends its request, which will be repeated.
    pub(crate) fn refresh_keeps(&mut self, transaction: TransactionId, msg: Option<&Message>) {
        let Some(id) = self.refresh_of_transaction(transaction) else { return };
        let mut request = Vec::new();
        if let Some(msg) = msg {
            msg.encode(&mut request);
        }
        if let Some(alone) = self.alone(id) {
            alone.request = request;
        }
    }

    /// Another transaction takes the request over, for the next address.
    pub(crate) fn refresh_moves(&mut self, from: TransactionId, to: TransactionId) {
        let detail = |tx: &mut Transaction| tx.detail.as_mut().and_then(|d| d.refresh.take());
        let Some(id) = self.tx_mut(from).ok().and_then(detail) else { return };
        if let Some(d) = self.tx_mut(to).ok().and_then(|tx| tx.detail.as_mut()) {
            d.refresh = Some(id);
        }
        if let Some(alone) = self.alone(id) {
            alone.transaction = Some(to);
        }
    }

    /// The refresh of a transaction: of the application's until its final response, or one of the refresh's own.
    pub fn refresh_of_transaction(&self, transaction: TransactionId) -> Option<RefreshId> {
        let tx = self.tx(transaction).ok()?;
        match tx.owner {
            Owner::Refresh(id) => Some(id),
            _ => tx.detail.as_ref().and_then(|d| d.refresh),
        }
    }

    /// The transaction that is out, of the register-client too.
    pub fn refresh_transaction(&self, id: RefreshId) -> Result<TransactionId, Error> {
        let refresh = self.refresh(id)?;
        let of_client = || self.client(refresh.client?).ok()?.transaction;
        refresh.alone.as_ref().map_or_else(of_client, |alone| alone.transaction).ok_or(Error::NotFound)
    }

    /// Whether it repeats a request outside of any registration of a register-client.
    pub fn refresh_is_alone(&self, id: RefreshId) -> Result<bool, Error> {
        let refresh = self.refresh(id)?;
        if refresh.alone.is_none() && refresh.client.is_none() {
            return Err(Error::NotFound);
        }
        Ok(refresh.alone.is_some())
    }

    /// Lets go of the transaction that is out.
    pub(super) fn leave_transaction(&mut self, id: RefreshId) {
        let Some(transaction) = self.alone(id).and_then(|alone| alone.transaction.take()) else { return };
        if let Some(d) = self.tx_mut(transaction).ok().and_then(|tx| tx.detail.as_mut()) {
            d.refresh = None;
        }
        if self.tx(transaction).is_ok_and(|tx| tx.owner == Owner::Refresh(id)) {
            self.forget_owner(transaction);
            self.end_transaction(transaction, transaction::Reason::Undefined);
        }
    }

    // ---- answers ----

    /// A final response came to a transaction with a refresh: what follows from it, for [`Endpoint::refresh_goes_on`].
    pub(crate) fn refresh_weighs(&mut self, transaction: TransactionId, msg: &mut Message) -> Option<(RefreshId, Outcome)> {
        let id = self.refresh_of_transaction(transaction)?;
        self.refresh_tells(id, msg);
        let tx = self.tx_mut(transaction).ok()?;
        let own = tx.owner == Owner::Refresh(id);
        if own {
            tx.owner = Owner::Nobody;
        }
        if let Some(d) = tx.detail.as_mut() {
            d.refresh = None;
        }
        let (cseq, way) = (tx.cseq, tx.detail.as_ref().map(|d| d.of_same_request_and_way()));
        let alone = self.alone(id)?;
        alone.transaction = None;
        if !own {
            (alone.cseq, alone.way) = (cseq, way.unwrap_or_default());
        }
        let known = alone.etag.take();
        let outcome = match msg.status() {
            200..=299 => {
                alone.etag = msg.find_named(ETAG, 0).map(|at| msg.raw(at).to_vec());
                self.credentials_accepted(Keeper::Refresh(id), msg);
                Outcome::Granted(self.granted(id, msg))
            }
            // The server has lost what it kept: it gets all of it anew (RFC 3903 section 4.4).
            412 if known.is_some() => Outcome::Again,
            code => {
                alone.etag = known;
                let again = match code {
                    401 | 407 => self.may_repeat_alone(id, msg),
                    423 => self.asks_for_more(id, msg),
                    _ => false,
                };
                if again { Outcome::Again } else { Outcome::Refused }
            }
        };
        Some((id, outcome))
    }

    /// May a challenged request go once more?
    fn may_repeat_alone(&mut self, id: RefreshId, msg: &mut Message) -> bool {
        let only_old = self.challenged(Keeper::Refresh(id), msg);
        let may = only_old || self.may_authenticate(Keeper::Refresh(id)).is_ok();
        may && self.refresh_mut(id).is_ok_and(|r| only_old || !std::mem::replace(&mut r.repeated, true))
    }

    /// What a 2xx says about how long it lasts.
    fn granted(&mut self, id: RefreshId, msg: &mut Message) -> Option<Grant> {
        let refresh = self.refreshes.get(id.0)?;
        let mut request = self.pool.message();
        let parsed = request.parse(&refresh.alone.as_deref()?.request, &self.cfg.limits).is_ok();
        if refresh.least > 0 {
            raise(&mut request, refresh.least);
        }
        let grant = if parsed && request.method() == b"REGISTER" {
            lifetime(&mut request, msg)
        } else {
            let asked = request.seconds_of(Name::Expires);
            match (asked, msg.seconds_of(Name::Expires).or(asked)) {
                (Some(0), Some(_)) => Some(Grant::Removed),
                (_, Some(0)) => Some(Grant::Refused),
                (_, seconds) => seconds.map(Grant::For),
            }
        };
        self.pool.put_message(request);
        grant
    }

    pub(crate) fn refresh_goes_on(&mut self, id: RefreshId, outcome: Outcome) {
        let Ok(refresh) = self.refresh_mut(id) else { return };
        let state = refresh.state;
        let Some(alone) = refresh.alone() else { return };
        let again = matches!(outcome, Outcome::Again);
        match std::mem::take(&mut alone.ending) {
            Ending::No => {}
            Ending::Wanted { bare } if !matches!(outcome, Outcome::Refused) => return self.end_alone(id, bare),
            Ending::Sent if again => {
                alone.ending = Ending::Sent;
                return self.repeat_alone(id, true);
            }
            _ => return self.end_refresh(id, Reason::LocalTerminate),
        }
        match outcome {
            Outcome::Again => self.repeat_alone(id, false),
            Outcome::Refused => self.end_refresh(id, Reason::Rejected),
            Outcome::Granted(Some(Grant::Removed)) => self.end_refresh(id, Reason::LocalTerminate),
            Outcome::Granted(Some(Grant::Refused)) => self.end_refresh(id, Reason::Rejected),
            Outcome::Granted(Some(Grant::For(seconds))) => {
                self.arm_refresh(id, seconds);
                if state == State::Inactive {
                    self.refresh_enter(id, State::Active, Reason::Accepted);
                }
            }
            // Without a time there is nothing to be repeated.
            Outcome::Granted(None) if state == State::Inactive => self.end_refresh(id, Reason::Accepted),
            Outcome::Granted(None) => {
                let seconds = self.refresh(id).map_or(0, |r| r.interval);
                self.arm_refresh(id, seconds);
            }
        }
    }

    /// A transaction with a refresh ended without an answer.
    pub(crate) fn refresh_unanswered(&mut self, id: RefreshId, transaction: TransactionId, reason: transaction::Reason) {
        let Some(alone) = self.alone(id).filter(|alone| alone.transaction == Some(transaction)) else { return };
        alone.transaction = None;
        let ending = std::mem::take(&mut alone.ending);
        let first = self.tx(transaction).is_ok_and(|tx| matches!(tx.owner, Owner::App(_)));
        let why = match reason {
            _ if !matches!(ending, Ending::No) => Reason::LocalTerminate,
            transaction::Reason::TimeOut => Reason::TimeOut,
            transaction::Reason::Undefined if first => Reason::OwnerTerminated,
            // There is no user for a realm.
            transaction::Reason::Undefined => Reason::Rejected,
            _ => Reason::NetworkError,
        };
        self.end_refresh(id, why);
    }

    // ---- requests ----

    /// It is time.
    pub(super) fn refresh_alone(&mut self, id: RefreshId) {
        if self.alone(id).is_some_and(|alone| alone.transaction.is_some()) {
            return;
        }
        self.begin_again(id, true);
        if let Err(error) = self.send_alone(id, false) {
            self.log(Source::Transaction, Level::Error, || format!("a request could not be refreshed: {}", error.text()));
            self.refresh_later(id, Reason::NetworkError);
        }
    }

    /// The next answers are those to a new request.
    fn begin_again(&mut self, id: RefreshId, bare: bool) {
        if let Ok(refresh) = self.refresh_mut(id) {
            (refresh.repeated, refresh.raised) = (false, false);
            if let Some(alone) = refresh.alone() {
                (alone.challenges.repeated, alone.bare) = (false, bare);
            }
        }
    }

    fn repeat_alone(&mut self, id: RefreshId, last: bool) {
        if self.send_alone(id, last).is_err() {
            let reason = if last { Reason::LocalTerminate } else { Reason::NetworkError };
            self.end_refresh(id, reason);
        }
    }

    /// Sends it now, with the headers and the body of `extra` in place of its own from now on.
    pub fn refresh_update(&mut self, now: Time, id: RefreshId, extra: Option<&Message>) -> Result<(), Error> {
        self.now = now.max(self.now);
        self.may_be_changed(id)?;
        if self.alone(id).is_some_and(|alone| alone.transaction.is_some()) {
            self.log(Source::Transaction, Level::Error, || {
                "a request of the refresh is out: update it when that is answered".to_string()
            });
            return Err(Error::IllegalAction);
        }
        let bare = self.change_alone(id, extra)?;
        self.begin_again(id, bare);
        self.send_alone(id, false)
    }

    /// Sends it a last time, with 0 seconds where it names some; the refresh ends with the answer.
    pub fn refresh_terminate(&mut self, now: Time, id: RefreshId, extra: Option<&Message>) -> Result<(), Error> {
        self.now = now.max(self.now);
        self.may_be_changed(id)?;
        let alone = self.alone(id).filter(|alone| matches!(alone.ending, Ending::No)).ok_or(Error::IllegalAction)?;
        let out = alone.transaction.is_some();
        let bare = self.change_alone(id, extra)?;
        match self.alone(id) {
            // One request at a time: the server must not see them in another order.
            Some(alone) if out => alone.ending = Ending::Wanted { bare },
            _ => self.end_alone(id, bare),
        }
        Ok(())
    }

    /// Legal in Active, for a request that stands alone.
    fn may_be_changed(&mut self, id: RefreshId) -> Result<(), Error> {
        let alone = self.refresh_is_alone(id)?;
        if !alone || self.refresh(id)?.state != State::Active {
            self.log(Source::Transaction, Level::Error, || match alone {
                true => "only an active refresh can be updated or terminated".to_string(),
                false => "a registration is updated and removed by its register-client, not by its refresh".to_string(),
            });
            return Err(Error::IllegalAction);
        }
        Ok(())
    }

    fn end_alone(&mut self, id: RefreshId, bare: bool) {
        self.disarm_refresh(id);
        self.begin_again(id, bare);
        if let Some(alone) = self.alone(id) {
            alone.ending = Ending::Sent;
        }
        if self.send_alone(id, true).is_err() {
            self.end_refresh(id, Reason::LocalTerminate);
        }
    }

    /// Puts headers and body in place of those of the request; true where its body stays. What would be no good request is refused.
    fn change_alone(&mut self, id: RefreshId, extra: Option<&Message>) -> Result<bool, Error> {
        let Some(extra) = extra else { return Ok(true) };
        let mut msg = self.pool.message();
        let mut text = Vec::new();
        let limits = &self.cfg.limits;
        let alone = self.refreshes.get_mut(id.0).and_then(Refresh::alone).ok_or(Error::NotFound)?;
        let good = msg.parse(&alone.request, limits).and_then(|()| {
            replace(&mut msg, extra);
            msg.encode(&mut text);
            msg.parse(&text, limits)?;
            // It gets one on its way.
            msg.push(Name::Via, b"SIP/2.0/UDP 0.0.0.0");
            msg.check()
        });
        self.pool.put_message(msg);
        if let Err(problem) = good {
            self.log(Source::Transaction, Level::Error, || {
                format!("the request would not be right any more: {}", problem.text)
            });
            return Err(Error::Syntax);
        }
        alone.request = text;
        Ok(extra.body().is_empty())
    }

    /// The request once more: next CSeq, new credentials. `last`: for no time.
    fn send_alone(&mut self, id: RefreshId, last: bool) -> Result<(), Error> {
        let refresh = self.refreshes.get(id.0).ok_or(Error::InvalidHandle)?;
        let least = refresh.least;
        let alone = refresh.alone.as_deref().ok_or(Error::NotFound)?;
        let mut tx = Transaction::new(Owner::Refresh(id), false);
        tx.detail = Some(Box::new(alone.way.of_same_request_and_way()));
        tx.state = transaction::State::ClientRequestSent;
        let (etag, bare, mut cseq) = (alone.etag.clone(), alone.bare, alone.cseq);
        let mut msg = self.pool.message();
        if msg.parse(&alone.request, &self.cfg.limits).is_err() {
            self.pool.put_message(msg);
            return Err(Error::Syntax);
        }
        regclient::next_cseq(&mut cseq);
        if let Some(d) = tx.detail.as_mut() {
            d.cseq = Some(cseq);
        }
        let transaction = match self.new_transaction(tx) {
            Ok(transaction) => transaction,
            Err(error) => {
                self.pool.put_message(msg);
                return Err(error);
            }
        };
        msg.remove_all(Name::Authorization);
        msg.remove_all(Name::ProxyAuthorization);
        let number = [cseq.to_string().as_bytes(), b" ", msg.method()].concat();
        msg.set(Name::CSeq, &number);
        if let Some(etag) = &etag {
            remove_named(&mut msg, IF_MATCH);
            msg.push_other(IF_MATCH, etag);
            if bare {
                // It asks for more time only (RFC 3903 section 4.1).
                msg.remove_body(0);
            }
        }
        if last {
            for_no_time(&mut msg);
        } else if least > 0 {
            raise(&mut msg, least);
        }
        let mut send = Send::new(msg, false);
        if let Some(work) = self.credentials_to_add(Keeper::Refresh(id)) {
            send.credentials = Some(work);
            send.stage = Stage::Credentials;
        }
        if let Some(alone) = self.alone(id) {
            (alone.transaction, alone.cseq) = (Some(transaction), cseq);
        }
        self.start_sending(transaction, send);
        Ok(())
    }

    /// A final response to a request of a refresh is shown to those who want to see it.
    pub(super) fn refresh_tells(&mut self, id: RefreshId, msg: &Message) {
        if !self.interest.refresh_response {
            return;
        }
        let Ok(app) = self.refresh_owner(id) else { return };
        let mut copy = self.pool.message();
        (*copy).clone_from(msg);
        self.event(Event::RefreshResponse { id, app, msg: copy });
    }
}

fn remove_named(msg: &mut Message, name: &[u8]) {
    while let Some(at) = msg.find_named(name, 0) {
        msg.remove(at);
    }
}

/// Headers and body of `extra` take the place of those of the same names. What makes up the transaction stays.
fn replace(msg: &mut Message, extra: &Message) {
    let fits = |name| !matches!(name, Name::To | Name::From | Name::CallId | Name::CSeq | Name::Via | Name::ContentLength);
    let given = || extra.headers.iter().enumerate().filter(|(_, h)| fits(h.name));
    for (_, h) in given() {
        match h.name {
            Name::Other => remove_named(msg, extra.text(h.name_text)),
            name => msg.remove_all(name),
        }
    }
    for (at, _) in given() {
        msg.copy_header(extra, at);
    }
    if !extra.body().is_empty() {
        msg.set_body(extra.body());
    }
}

/// Asks for no time at all, where a request names any or has to.
fn for_no_time(msg: &mut Message) {
    let named = msg.find(Name::Expires, 0).is_some();
    if named || matches!(msg.method(), b"REGISTER" | b"PUBLISH") {
        msg.set(Name::Expires, b"0");
    }
    each_contact_time(msg, |_| Some(0));
}
