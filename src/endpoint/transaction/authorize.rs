//! The server side of digest authentication: a walk through the credentials of a request, led by the application.

use super::{AuthAction, State};
use crate::auth::{self, Algorithm, Body, Check, Secret, Step};
use crate::endpoint::Endpoint;
use crate::endpoint::output::{Answer, Ask, Error, Event, Level, Source, Token, TransactionId};
use crate::message::Name;

/// A walk under way.
pub(crate) struct Checking {
    /// Values of Authorization and Proxy-Authorization headers; the flag tells the latter.
    found: Vec<(Vec<u8>, bool)>,
    at: usize,
    /// The check of a password that waits for a hash by the application.
    check: Option<Box<Check>>,
    /// Its algorithm is built on MD5.
    md5: bool,
}

impl Endpoint {
    pub(crate) fn auth_begin(&mut self, id: TransactionId) -> Result<(), Error> {
        if !self.cfg.server_auth {
            self.log(Source::Authenticator, Level::Error, || {
                "AuthBegin needs enableServerAuth = RV_TRUE in RvSipStackCfg".to_string()
            });
            return Err(Error::IllegalAction);
        }
        let tx = self.tx_mut(id)?;
        if !tx.is_server || !matches!(tx.state, State::ServerRequestReceived | State::ServerInviteRequestReceived) {
            return Err(Error::IllegalAction);
        }
        let detail = tx.detail.as_mut().ok_or(Error::IllegalAction)?;
        if detail.checking.as_ref().is_some_and(|c| c.check.is_some()) {
            // The application owes a hash to the walk under way.
            return Err(Error::IllegalAction);
        }
        let request = detail.request.as_ref().ok_or(Error::IllegalAction)?;
        let mut found = Vec::new();
        for (at, h) in request.headers.iter().enumerate() {
            if matches!(h.name, Name::Authorization | Name::ProxyAuthorization) {
                found.push((request.value_text(at), h.name == Name::ProxyAuthorization));
            }
        }
        detail.checking = Some(Box::new(Checking { found, at: 0, check: None, md5: false }));
        self.next_credentials(id);
        Ok(())
    }

    /// Tells the application of the next credentials, or that there are none left.
    fn next_credentials(&mut self, id: TransactionId) {
        let Some(subject) = self.subject(id) else { return };
        let Ok(tx) = self.tx_mut(id) else { return };
        let Some(detail) = tx.detail.as_mut() else { return };
        let Some(checking) = detail.checking.as_mut() else { return };
        match checking.found.get(checking.at) {
            Some((value, proxy)) => {
                let supported = auth::Credentials::parse(value).is_some_and(|c| c.is_checkable());
                let (value, proxy) = (value.clone(), *proxy);
                self.event(Event::CredentialsFound { subject, id, value, proxy, supported });
            }
            None => self.auth_completed(id, false),
        }
    }

    fn auth_completed(&mut self, id: TransactionId, success: bool) {
        let Ok(tx) = self.tx_mut(id) else { return };
        if let Some(d) = tx.detail.as_mut() {
            d.checking = None;
        }
        if let Some(subject) = self.subject(id) {
            self.event(Event::AuthCompleted { subject, id, success });
        }
    }

    pub(crate) fn auth_proceed(&mut self, id: TransactionId, action: AuthAction) -> Result<(), Error> {
        let tx = self.tx_mut(id)?;
        let detail = tx.detail.as_mut().ok_or(Error::IllegalAction)?;
        let checking = detail.checking.as_mut().ok_or(Error::IllegalAction)?;
        if checking.check.is_some() {
            return Err(Error::IllegalAction);
        }
        match action {
            AuthAction::Success => self.auth_completed(id, true),
            AuthAction::Failure => self.auth_completed(id, false),
            AuthAction::Skip => {
                checking.at += 1;
                self.next_credentials(id);
            }
            AuthAction::UsePassword(password) => {
                let request = detail.request.as_ref().ok_or(Error::IllegalAction)?;
                let credentials = checking.found.get(checking.at).and_then(|(v, _)| auth::Credentials::parse(v));
                let check = credentials.as_ref().and_then(|c| {
                    let secret = Secret::Password { user: &c.username(), password: &password };
                    Check::new(c, secret, request.method(), Body::Bytes(request.body()))
                });
                let algorithm = credentials.and_then(|c| c.algorithm());
                checking.md5 = matches!(algorithm, Some(Algorithm::Md5 | Algorithm::Md5Sess));
                match check {
                    Some(check) => {
                        checking.check = Some(Box::new(check));
                        self.go_on_checking(id);
                    }
                    None => {
                        checking.at += 1;
                        self.next_credentials(id);
                    }
                }
            }
        }
        Ok(())
    }

    /// Computes until the end or until the application has to hash something.
    fn go_on_checking(&mut self, id: TransactionId) {
        let ask_md5 = self.interest.md5;
        let subject = self.subject(id);
        let Ok(tx) = self.tx_mut(id) else { return };
        let Some(checking) = tx.detail.as_mut().and_then(|d| d.checking.as_mut()) else { return };
        let Some(check) = checking.check.as_mut() else { return };
        if ask_md5 && checking.md5 {
            if let (Step::Hash(input), Some(subject)) = (check.step(), subject) {
                let input = input.to_vec();
                self.ask(Token::Check(id), Ask::Md5 { subject, input });
                return;
            }
        } else {
            check.run();
        }
        let matches = check.matches();
        checking.check = None;
        if matches {
            self.auth_completed(id, true);
        } else {
            checking.at += 1;
            self.next_credentials(id);
        }
    }

    pub(crate) fn check_answer(&mut self, id: TransactionId, answer: Answer) {
        if let Answer::Hash(hex, _) = answer
            && let Ok(tx) = self.tx_mut(id)
            && let Some(checking) = tx.detail.as_mut().and_then(|d| d.checking.as_mut())
            && let Some(check) = checking.check.as_mut()
        {
            check.give(&hex);
            self.go_on_checking(id);
        }
    }
}
