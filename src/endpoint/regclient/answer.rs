//! What a register-client makes of the end of its transaction.

use super::block::Key;
use super::{Reason, State};
use crate::endpoint::Endpoint;
use crate::endpoint::connections::Keeper;
use crate::endpoint::hop::as_request_uri;
use crate::endpoint::locate::{List, Locator};
use crate::endpoint::output::{ClientId, ConnId, Error, TransactionId};
use crate::endpoint::sending::{Send, Stage};
use crate::endpoint::transaction::{self, Owner, Transaction, add_outbound};
use crate::message::{Message, Name};

impl Endpoint {
    /// A final response came over `conn` (streams) to the request `sent`.
    pub(crate) fn client_answered(&mut self, id: ClientId, conn: Option<ConnId>, sent: &[u8], mut msg: Box<Message>) {
        let Ok(c) = self.client_mut(id) else {
            self.pool.put_message(msg);
            return;
        };
        if c.state != State::Registering {
            self.pool.put_message(msg);
            return;
        }
        c.transaction = None;
        if conn.is_some() && self.client_persistent(id).unwrap_or(false) {
            self.keep_connection(Keeper::Client(id), conn);
        }
        self.refresh_hears(id, &msg);
        let code = msg.status();
        if conn.is_some() && code < 300 {
            self.keepalive_allowed(id, &msg);
        }
        let (state, reason) = match code {
            200..=299 => {
                self.credentials_accepted(Keeper::Client(id), &mut msg);
                if let Ok(c) = self.client_mut(id) {
                    c.was_registered = true;
                }
                self.refresh_granted(id, sent, &mut msg);
                (State::Registered, Reason::Successful)
            }
            300..=399 => {
                self.redirect(id, &mut msg);
                (State::Redirected, Reason::Redirection)
            }
            401 | 407 => {
                // Where only the nonce was old the request is repeated with the new one. Should there be no room for that,
                // the application may go on itself.
                let only_old = self.challenged(Keeper::Client(id), &mut msg);
                if (only_old || self.refresh_authenticates(id)) && self.repeat_register(id, sent).is_ok() {
                    self.pool.put_message(msg);
                    return;
                }
                (State::Unauthenticated, Reason::Unauthenticated)
            }
            423 if self.refresh_asks_for_more(id, &mut msg) && self.repeat_register(id, sent).is_ok() => {
                return self.pool.put_message(msg);
            }
            400..=499 => (State::Failed, Reason::RequestFailure),
            500..=599 => (State::Failed, Reason::ServerFailure),
            _ => (State::Failed, Reason::GlobalFailure),
        };
        self.client_enter(id, state, reason, Some(msg));
    }

    /// The registrar becomes the first Contact of the response, if there is one with a sip URI.
    fn redirect(&mut self, id: ClientId, msg: &mut Message) {
        let mut from = 0;
        while let Some(at) = msg.find(Name::Contact, from) {
            if let Some(contact) = msg.contact(at)
                && !contact.star
                && let Some(uri) = as_request_uri(&msg.els, contact.uri)
            {
                if let Ok(c) = self.client_mut(id) {
                    c.block.set(Key::Registrar, Some(&uri));
                }
                return;
            }
            from = at + 1;
        }
    }

    /// Time-out, network error or 503 with no further address that the library may try by itself.
    pub(crate) fn client_unanswered(
        &mut self,
        id: ClientId,
        tx: TransactionId,
        why: transaction::Reason,
        msg: Option<Box<Message>>,
    ) {
        if let Some(msg) = &msg {
            self.refresh_hears(id, msg);
        }
        // A server that said something provisional took the request: there is nobody else to ask.
        let taken = self.tx(tx).is_ok_and(|t| t.state == transaction::State::ClientProceeding);
        let reason = match why {
            transaction::Reason::TimeOut => Reason::TransactionTimeout,
            transaction::Reason::ServiceUnavailable => Reason::ServiceUnavailable,
            _ => Reason::NetworkError,
        };
        if self.manual_failover() && !(why == transaction::Reason::TimeOut && taken) {
            // There is a list even for one who had one address only: the application may put others in.
            let _ = self.transaction_list(tx);
            let held = self.request_again(tx);
            if let Ok(c) = self.client_mut(id) {
                c.transaction = None;
                let extra = c.extra_mut();
                extra.held = held;
                extra.continued = false;
            }
            self.forget_owner(tx);
            self.end_transaction(tx, transaction::Reason::Undefined);
            self.client_enter(id, State::SendFailure, reason, msg);
            return;
        }
        if let Ok(c) = self.client_mut(id) {
            c.transaction = None;
        }
        self.forget_owner(tx);
        self.end_transaction(tx, transaction::Reason::Undefined);
        // A 503 of the last server is an answer like any other 5xx.
        let reason = if reason == Reason::ServiceUnavailable { Reason::ServerFailure } else { reason };
        self.client_enter(id, State::Failed, reason, msg);
    }

    pub(crate) fn forget_owner(&mut self, tx: TransactionId) {
        if let Ok(t) = self.tx_mut(tx) {
            t.owner = Owner::Nobody;
        }
    }

    /// The addresses not yet tried, in MSG_SEND_FAILURE.
    pub fn client_remaining(&self, id: ClientId) -> Result<Vec<crate::endpoint::Target>, Error> {
        let c = self.client(id)?;
        if c.state != State::SendFailure {
            return Err(Error::IllegalAction);
        }
        let locator = c.extra().and_then(|e| e.held.as_ref()).and_then(|(_, l)| l.as_ref());
        Ok(locator.map(|l| l.known()).unwrap_or_default())
    }

    /// The DNS list of a client: in MSG_SEND_FAILURE what was not used yet, while a request is out that of its transaction.
    pub fn client_list(&mut self, id: ClientId) -> Result<&mut List, Error> {
        let c = self.client_mut(id)?;
        if c.state == State::SendFailure {
            return self.client_locator(id).map(|l| &mut l.list).ok_or(Error::NotFound);
        }
        let tx = c.transaction.ok_or(Error::IllegalAction)?;
        self.transaction_list(tx)
    }

    /// What fills that list.
    pub(crate) fn client_locator(&mut self, id: ClientId) -> Option<&mut Locator> {
        let c = self.clients.get_mut(id.0)?;
        if c.state == State::SendFailure {
            return c.extra.as_mut()?.held.as_mut()?.1.as_deref_mut();
        }
        let tx = c.transaction?;
        self.transactions.get_mut(tx.0)?.locator.as_deref_mut()
    }

    pub(crate) fn dns_continue(&mut self, id: ClientId) -> Result<(), Error> {
        let c = self.client_mut(id)?;
        if c.state != State::SendFailure {
            return Err(Error::IllegalAction);
        }
        let extra = c.extra_mut();
        match &extra.held {
            Some((_, Some(locator))) if locator.may_have_more() => {
                extra.continued = true;
                Ok(())
            }
            _ => Err(Error::NotFound),
        }
    }

    pub(crate) fn dns_resend(&mut self, id: ClientId, outbound: Option<Box<Message>>) -> Result<(), Error> {
        let outcome = self.resend_register(id, outbound.as_deref());
        if let Some(m) = outbound {
            self.pool.put_message(m);
        }
        outcome
    }

    fn resend_register(&mut self, id: ClientId, outbound: Option<&Message>) -> Result<(), Error> {
        let c = self.client_mut(id)?;
        if c.state != State::SendFailure || !c.extra().is_some_and(|e| e.continued) {
            return Err(Error::IllegalAction);
        }
        let tx = self.new_transaction(Transaction::new(Owner::Client(id), false))?;
        let c = self.client_mut(id)?;
        let extra = c.extra_mut();
        extra.continued = false;
        let Some((mut msg, locator)) = extra.held.take() else {
            self.end_transaction(tx, transaction::Reason::Undefined);
            return Err(Error::IllegalAction);
        };
        c.transaction = Some(tx);
        if let Some(m) = outbound {
            add_outbound(&mut msg, m);
        }
        let mut send = Send::new(msg, false);
        send.stage = Stage::Locate;
        if let Ok(t) = self.tx_mut(tx) {
            t.locator = locator;
            t.state = transaction::State::ClientRequestSent;
        }
        self.client_enter(id, State::Registering, Reason::DnsContinue, None);
        self.start_sending(tx, send);
        Ok(())
    }

    /// First registration: the client ends. Refresh: it is registered as before.
    pub(crate) fn dns_give_up(&mut self, id: ClientId) -> Result<(), Error> {
        let c = self.client_mut(id)?;
        if c.state != State::SendFailure {
            return Err(Error::IllegalAction);
        }
        let was_registered = c.was_registered;
        let extra = c.extra_mut();
        extra.continued = false;
        if let Some((msg, _)) = extra.held.take() {
            self.pool.put_message(msg);
        }
        if was_registered {
            self.client_enter(id, State::Registered, Reason::DnsGiveUp, None);
        } else {
            self.keep_connection(Keeper::Client(id), None);
            self.client_enter(id, State::Terminated, Reason::DnsGiveUp, None);
        }
        Ok(())
    }

    /// The application has no user for a realm: the request cannot go out.
    pub(crate) fn client_without_credentials(&mut self, id: ClientId) {
        if let Ok(c) = self.client_mut(id) {
            c.transaction = None;
        }
        self.client_enter(id, State::Failed, Reason::Unauthenticated, None);
    }
}
