//! REFER: what is referred to, and how that fares (RFC 3515).

use super::{Progress, Reason, Side, State};
use crate::endpoint::Endpoint;
use crate::endpoint::hop::as_request_uri;
use crate::endpoint::output::{CallLegId, Error, Event, SubscriptionId, TransactionId};
use crate::message::{Elem, Elements, Message, Name, Value, headers_in, parse_uri, reason_phrase, replaces_in};

/// What a REFER says, sent or received.
pub(crate) struct Refer {
    /// Values of Refer-To and Referred-By.
    pub to: Vec<u8>,
    pub by: Vec<u8>,
    /// CSeq number of the REFER, which NOTIFYs may have as id (section 2.4.6).
    pub number: u32,
}

impl Refer {
    pub fn of_request(msg: &mut Message) -> Option<Refer> {
        let to = msg.find(Name::ReferTo, 0).map(|at| msg.value_text(at))?;
        let by = msg.find(Name::ReferredBy, 0).map(|at| msg.value_text(at)).unwrap_or_default();
        Some(Refer { to, by, number: msg.cseq().map_or(0, |c| c.step as u32) })
    }
    /// Is this the id of its subscription, or none?
    pub fn is_named(&self, id: &[u8]) -> bool {
        id.is_empty() || std::str::from_utf8(id).ok().and_then(|id| id.parse().ok()) == Some(self.number)
    }
}

/// What was made for the request that a REFER asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Referred {
    CallLeg(CallLegId),
    Subscription(SubscriptionId),
    Transaction(TransactionId),
}

/// A status line as the body of a NOTIFY (section 2.4.5).
pub(super) fn fragment(code: u16) -> Vec<u8> {
    let phrase = reason_phrase(code);
    format!("SIP/2.0 {code} {phrase}\r\n").into_bytes()
}

/// The status code that a body begins with.
pub(super) fn code_of(body: &[u8]) -> Option<u16> {
    let digits = body.strip_prefix(b"SIP/2.0 ")?.get(..3)?;
    std::str::from_utf8(digits).ok()?.parse().ok().filter(|code| (100..=699).contains(code))
}

/// The URI referred to: as a request line may have it, its method, the Replaces among its headers and all of them.
struct Wanted {
    uri: Vec<u8>,
    method: Vec<u8>,
    replaces: Vec<u8>,
    headers: Vec<(Vec<u8>, Vec<u8>)>,
}

fn wanted(refer_to: &[u8]) -> Option<Wanted> {
    let mut els = Elements::default();
    let span = els.text.push(refer_to);
    let e = crate::message::parse_value(&mut els, Name::ReferTo, span, &Default::default());
    let Value::ReferTo(to) = els.item(e).filter(|i| !i.bad.is_some())?.value else { return None };
    let uri = els.uri(to.uri)?;
    let method = els.text.opt(uri.method).unwrap_or(&[]).to_vec();
    let headers = els.text.get(uri.headers);
    let (replaces, headers) = (replaces_in(headers).unwrap_or_default(), headers_in(headers));
    let uri = match as_request_uri(&els, to.uri) {
        Some(uri) => uri,
        // One that is not sip goes as it is.
        None => {
            let mut text = Vec::new();
            crate::message::encode_uri(&els, to.uri, &mut text);
            let span = els.text.push(&text);
            parse_uri(&mut els, span, Elem::NONE).ok()?;
            text
        }
    };
    Some(Wanted { uri, method, replaces, headers })
}

impl Endpoint {
    /// Sets what a REFER says; the dialog has To and From already, or gets them.
    pub fn subscription_set_refer(&mut self, id: SubscriptionId, to: &[u8], by: &[u8]) -> Result<(), Error> {
        crate::endpoint::transaction::one_line(to)?;
        if !by.is_empty() {
            crate::endpoint::transaction::one_line(by)?;
        }
        wanted(to).ok_or(Error::Syntax)?;
        let s = self.subscription_mut(id)?;
        if s.state != State::Idle || s.side != Side::Subscriber || s.out_of_band {
            return Err(Error::IllegalAction);
        }
        s.refer = Some(Box::new(Refer { to: to.to_vec(), by: by.to_vec(), number: 0 }));
        s.event = b"refer".to_vec();
        Ok(())
    }

    /// Values of Refer-To and Referred-By.
    pub fn subscription_refer_to(&self, id: SubscriptionId) -> Result<Vec<u8>, Error> {
        self.subscription(id)?.refer.as_ref().map(|r| r.to.clone()).ok_or(Error::NotFound)
    }
    pub fn subscription_referred_by(&self, id: SubscriptionId) -> Result<Vec<u8>, Error> {
        self.subscription(id)?.refer.as_ref().map(|r| r.by.clone()).filter(|by| !by.is_empty()).ok_or(Error::NotFound)
    }

    /// What a REFER that came asks for, by its method: a call-leg, a subscription or a transaction.
    pub fn referred_method(&self, id: SubscriptionId) -> Result<Vec<u8>, Error> {
        let to = self.subscription_refer_to(id)?;
        Ok(wanted(&to).ok_or(Error::Syntax)?.method)
    }

    /// The Request-URI of the request that is asked for.
    pub fn referred_uri(&self, id: SubscriptionId) -> Result<Vec<u8>, Error> {
        let to = self.subscription_refer_to(id)?;
        Ok(wanted(&to).ok_or(Error::Syntax)?.uri)
    }

    /// Name and value of the headers that the request shall have.
    pub fn referred_headers(&self, id: SubscriptionId) -> Result<Vec<(Vec<u8>, Vec<u8>)>, Error> {
        let to = self.subscription_refer_to(id)?;
        Ok(wanted(&to).ok_or(Error::Syntax)?.headers)
    }

    /// 202 to a REFER, and an object for what it asks for: To, From and Replaces are set, the application sends the request.
    pub fn accept_refer(
        &mut self,
        now: crate::endpoint::Time,
        id: SubscriptionId,
        kind: Kind,
        app: usize,
        outbound: Option<Box<Message>>,
    ) -> Result<Referred, Error> {
        self.now = now.max(self.now);
        let made = self.make_referred(id, kind, app);
        let (tx, object) = match made {
            Ok(made) => made,
            Err(e) => {
                self.drop_message(outbound);
                return Err(e);
            }
        };
        if let Err(e) = self.answer_subscribe(id, tx, 202, None, outbound) {
            self.drop_referred(object);
            return Err(e);
        }
        if !matches!(object, Referred::Transaction(_)) {
            self.refer_progress(id, Progress::Accepted, 100);
        }
        Ok(object)
    }

    fn make_referred(&mut self, id: SubscriptionId, kind: Kind, app: usize) -> Result<(TransactionId, Referred), Error> {
        let s = self.subscription(id)?;
        let (Some(tx), State::Received, Some(refer)) = (s.transaction, s.state, s.refer.as_ref()) else {
            return Err(Error::IllegalAction);
        };
        let wanted = wanted(&refer.to).ok_or(Error::Syntax)?;
        let (by, from) = (refer.by.clone(), self.leg(s.leg)?.local_end());
        let to = [b"<", wanted.uri.as_slice(), b">"].concat();
        let object = match kind {
            Kind::CallLeg => Referred::CallLeg(self.create_call_leg(app)?),
            Kind::Subscription => Referred::Subscription(self.create_subscription(None, app)?),
            Kind::Transaction => Referred::Transaction(self.create_transaction(app)?),
        };
        let set = match object {
            Referred::CallLeg(leg) => {
                self.leg_is_referred(leg, id, &by);
                let ends = self.leg_set_to(leg, &to).and_then(|()| self.leg_set_from(leg, &from));
                ends.and_then(|()| self.leg_set_replaces(leg, &wanted.replaces))
            }
            Referred::Subscription(new) => {
                self.subscription_mut(new)?.referrer = Some(id);
                self.subscription_init(new, &from, &to, None, None)
            }
            Referred::Transaction(new) => {
                self.transaction_set_to(new, &to).and_then(|()| self.transaction_set_from(new, &from))
            }
        };
        if let Err(e) = set {
            self.drop_referred(object);
            return Err(e);
        }
        Ok((tx, object))
    }

    fn drop_referred(&mut self, object: Referred) {
        match object {
            Referred::CallLeg(leg) => self.forget_leg(leg),
            Referred::Subscription(id) => self.forget_subscription(id),
            Referred::Transaction(tx) => {
                if let Ok(t) = self.tx_mut(tx) {
                    t.owner = crate::endpoint::transaction::Owner::Nobody;
                }
                self.end_transaction(tx, crate::endpoint::transaction::Reason::Undefined);
            }
        }
    }

    /// The request that a REFER asked for has come so far: a NOTIFY is due.
    pub(crate) fn refer_progress(&mut self, id: SubscriptionId, progress: Progress, code: u16) {
        let Ok(s) = self.subscription(id) else { return };
        // A SUBSCRIBE that waits for its answer is no reason to keep silent: it is not told a second time.
        let over = matches!(s.state, State::Terminating | State::Terminated);
        if !over && !s.detached {
            let app = s.app;
            self.event(Event::ReferNotify { id, app, progress, code });
        }
    }

    /// How the first request of a subscription fares that a REFER asked for.
    pub(super) fn subscription_tells_referrer(&mut self, id: SubscriptionId, progress: Progress, code: u16) {
        let Ok(s) = self.subscription_mut(id) else { return };
        let referrer = if progress == Progress::Provisional { s.referrer } else { s.referrer.take() };
        if let Some(referrer) = referrer {
            self.refer_progress(referrer, progress, code);
        }
    }

    /// It ended before there was a final response.
    pub(super) fn subscription_ends_for_referrer(&mut self, id: SubscriptionId, reason: Reason) {
        let (progress, code) = match reason {
            // A NOTIFY was quicker than the 2xx, and the last one.
            Reason::NotifyTerminated => (Progress::Final, 200),
            Reason::TimeOut => (Progress::TimeOut, 408),
            _ => (Progress::Ended, 487),
        };
        self.subscription_tells_referrer(id, progress, code);
    }
}

/// What is made for a REFER.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    CallLeg,
    Subscription,
    Transaction,
}
