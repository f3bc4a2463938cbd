//! The REGISTER request (RFC 3261 section 10.2): built from the client's fields, sent through a transaction.

use super::block::Key;
use super::{Client, Reason, State, next_cseq};
use crate::endpoint::Endpoint;
use crate::endpoint::connections::Keeper;
use crate::endpoint::output::{ClientId, Error, Level, Source, TransactionId};
use crate::endpoint::random::push_decimal;
use crate::endpoint::sending::{Send, Stage};
use crate::endpoint::transaction::{self, Owner, Transaction, add_outbound};
use crate::message::{Message, Name};

impl Endpoint {
    pub(crate) fn register(&mut self, id: ClientId, outbound: Option<Box<Message>>) -> Result<(), Error> {
        let outcome = self.may_register(id).and_then(|()| {
            if let Some(extra) = self.clients.get_mut(id.0).and_then(|c| c.extra.as_mut()) {
                extra.challenges.repeated = false;
            }
            self.send_register(id, outbound.as_deref(), Reason::UserRequest)
        });
        if let Some(m) = outbound {
            self.pool.put_message(m);
        }
        outcome
    }

    /// Sends the REGISTER again after 401 or 407, on the application's demand.
    pub(crate) fn authenticate(&mut self, id: ClientId, outbound: Option<Box<Message>>) -> Result<(), Error> {
        let state = self.client(id).map(|c| c.state);
        let outcome = match state {
            Ok(State::Unauthenticated) => self.may_authenticate(Keeper::Client(id)),
            Ok(_) => Err(Error::IllegalAction),
            Err(e) => Err(e),
        };
        let outcome = outcome.and_then(|()| {
            if let Some(kept) = self.challenges(Keeper::Client(id)) {
                kept.repeated = false;
            }
            self.send_register(id, outbound.as_deref(), Reason::UserRequest)
        });
        if let Some(m) = outbound {
            self.pool.put_message(m);
        }
        outcome
    }

    pub(crate) fn may_register(&mut self, id: ClientId) -> Result<(), Error> {
        let c = self.client(id)?;
        match c.state {
            State::Idle | State::Redirected | State::Registered | State::Failed => {}
            _ => return Err(Error::IllegalAction),
        }
        let missing = [(Key::To, "To"), (Key::From, "From"), (Key::Registrar, "registrar")]
            .into_iter()
            .find(|(k, _)| c.block.get(*k).is_none());
        if let Some((_, what)) = missing {
            self.log(Source::RegClient, Level::Error, || format!("Register needs the {what} to be set before"));
            return Err(Error::IllegalAction);
        }
        let stars = c.block.all(Key::Contact).filter(|t| t.trim_ascii() == b"*").count();
        if stars > 0 && (c.block.all(Key::Contact).count() != 1 || c.expires != Some(0)) {
            self.log(Source::RegClient, Level::Error, || {
                "Contact \"*\" must be the only contact and needs Expires 0 (RFC 3261 section 10.2.2)".to_string()
            });
            return Err(Error::BadParam);
        }
        // It was parsed when it was set; only the scheme is of interest here.
        let scheme = c.block.get(Key::Registrar).and_then(|r| r.split(|b| *b == b':').next()).unwrap_or(&[]);
        match scheme {
            s if s.eq_ignore_ascii_case(b"sip") || s.eq_ignore_ascii_case(b"sips") => Ok(()),
            _ => {
                self.log(Source::RegClient, Level::Error, || "the registrar must be a sip or sips URI".to_string());
                Err(Error::BadParam)
            }
        }
    }

    /// Builds and sends a REGISTER, with credentials for the challenges known.
    pub(crate) fn send_register(&mut self, id: ClientId, outbound: Option<&Message>, reason: Reason) -> Result<(), Error> {
        let tx = self.new_transaction(Transaction::new(Owner::Client(id), false))?;
        let Some(msg) = self.build_register(id, outbound) else {
            self.end_transaction(tx, transaction::Reason::Undefined);
            return Err(Error::BadParam);
        };
        self.client_enter(id, State::Registering, reason, None);
        self.launch(id, tx, msg);
        Ok(())
    }

    /// Sends the request `sent` again in REGISTERING: next CSeq, new credentials, everything else as it was.
    pub(crate) fn repeat_register(&mut self, id: ClientId, sent: &[u8]) -> Result<(), Error> {
        let tx = self.new_transaction(Transaction::new(Owner::Client(id), false))?;
        // One that went by itself is all of the client's making: what the application adds on the way it will add anew.
        let again = if self.refresh_sent(id) { self.build_register(id, None) } else { self.sent_again(id, sent) };
        let Some(msg) = again else {
            self.forget_owner(tx);
            self.end_transaction(tx, transaction::Reason::Undefined);
            return Err(Error::Syntax);
        };
        self.launch(id, tx, msg);
        Ok(())
    }

    fn sent_again(&mut self, id: ClientId, sent: &[u8]) -> Option<Box<Message>> {
        let mut msg = self.pool.message();
        let parsed = msg.parse(sent, &self.cfg.limits);
        let Some(c) = self.clients.get_mut(id.0).filter(|_| parsed.is_ok()) else {
            self.pool.put_message(msg);
            return None;
        };
        let cseq = if c.detached { next_cseq(&mut c.cseq) } else { next_cseq(&mut self.manager.cseq) };
        c.cseq = cseq;
        if let Some(top) = msg.find(Name::Via, 0) {
            msg.remove(top);
        }
        msg.remove_all(Name::Authorization);
        msg.remove_all(Name::ProxyAuthorization);
        msg.set(Name::CSeq, format!("{cseq} REGISTER").as_bytes());
        Some(msg)
    }

    /// Puts a REGISTER on its way.
    fn launch(&mut self, id: ClientId, tx: TransactionId, mut msg: Box<Message>) {
        self.raise_to_least(id, &mut msg);
        let mut send = Send::new(msg, false);
        if let Some(work) = self.credentials_to_add(Keeper::Client(id)) {
            send.credentials = Some(work);
            send.stage = Stage::Credentials;
        }
        if let Ok(t) = self.tx_mut(tx) {
            t.state = transaction::State::ClientRequestSent;
        }
        if let Ok(c) = self.client_mut(id) {
            c.transaction = Some(tx);
        }
        self.start_sending(tx, send);
    }

    fn build_register(&mut self, id: ClientId, outbound: Option<&Message>) -> Option<Box<Message>> {
        let mut msg = self.pool.message();
        let c = self.clients.get_mut(id.0)?;
        let cseq = if c.detached { next_cseq(&mut c.cseq) } else { next_cseq(&mut self.manager.cseq) };
        c.cseq = cseq;
        if msg.set_request(b"REGISTER", c.block.get(Key::Registrar)?).is_err() {
            self.pool.put_message(msg);
            return None;
        }
        let mut scratch = self.pool.buffer();
        msg.push(Name::MaxForwards, b"70");
        msg.push(Name::To, c.block.get(Key::To)?);
        scratch.extend_from_slice(c.block.get(Key::From)?);
        if let Some(tag) = c.block.get(Key::FromTag) {
            scratch.extend_from_slice(b";tag=");
            scratch.extend_from_slice(tag);
        }
        msg.push(Name::From, &scratch);
        msg.push(Name::CallId, c.call_id().unwrap_or(&self.manager.call_id));
        scratch.clear();
        push_decimal(cseq as u64, &mut scratch);
        scratch.extend_from_slice(b" REGISTER");
        msg.push(Name::CSeq, &scratch);
        for contact in c.block.all(Key::Contact) {
            msg.push(Name::Contact, contact);
        }
        if let Some(seconds) = c.expires {
            scratch.clear();
            push_decimal(seconds as u64, &mut scratch);
            msg.push(Name::Expires, &scratch);
        }
        if !self.cfg.supported.is_empty() {
            msg.push(Name::Supported, &self.cfg.supported);
        }
        if initial_authorization_due(c)
            && let Some(value) = c.block.get(Key::InitialAuthorization)
        {
            msg.push(Name::Authorization, value);
            c.extra_mut().initial_authorization_used = true;
        }
        if let Some(extra) = outbound {
            add_outbound(&mut msg, extra);
        }
        self.pool.put_buffer(scratch);
        Some(msg)
    }
}

fn initial_authorization_due(c: &Client) -> bool {
    c.extra().is_some_and(|e| !e.initial_authorization_used && e.challenges.entries.is_empty())
}
