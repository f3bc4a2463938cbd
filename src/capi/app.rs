//! The application behind a stack: its callbacks, and the documents that belong to its objects.
//!
//! Called by the loop without any lock of the stack held. What is kept here has small locks of its own, let go before a
//! callback is called.

use super::abi::*;
use super::app_transport::TransportHandlers;
use super::docs::{self, DocId};
use super::handle::{ObjectHandle, Tag};
use super::handler_sets::HandlerSets;
use super::numbers::{client_reason, client_state, transaction_reason, transaction_state};
use super::regclient_fields::connection_handle;
use super::resolver::number_of_mode;
use super::status::Error;
use super::tls_cert::Certificates;
use super::{headers_family, mid};
use crate::endpoint::{
    Answer, Ask, ClientId, ConnId, Event, Id, Interest, Level, ResolverId, Source, Subject, TransactionId, regclient,
    transaction,
};
use crate::message::{Message, Name};
use crate::stack::{Application, Shown, Stack, Way};
use parking_lot::{Mutex, RwLock};
use std::any::Any;
use std::collections::HashMap;
use std::ffi::c_void;
use std::sync::Arc;

/// Elements handed out for one object at one time; with one more the oldest is gone.
const ELEMENTS: usize = 64;

/// Names an object of the core for the tables here.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Object {
    Client(Id),
    Transaction(Id),
    CallLeg(Id),
    /// The ACK of a call-leg.
    Ack(Id),
    Subscription(Id),
    Notify(Id),
    Refresh(Id),
}

/// Documents that belong to an object and end with it.
#[derive(Default)]
struct Belongings {
    /// The message for the next request or response.
    outbound: Option<DocId>,
    /// Headers and addresses handed out.
    elements: Vec<DocId>,
    /// Which contact GetNextContactHeader gives next.
    cursor: usize,
}

/// The message of the event that is being told, and the objects it may be asked of.
enum Current {
    /// Nobody asked for it yet.
    Kept([Object; 2], Box<Message>),
    Shown([Object; 2], DocId),
}

#[derive(Clone, Copy)]
struct TransactionHandlers {
    events: RvSipTransactionEvHandlers,
    context: *mut c_void,
}

#[derive(Clone, Copy)]
pub(super) struct AuthHandlers {
    pub events: RvSipAuthenticatorEvHandlers,
}

pub struct App {
    client: RwLock<RvSipRegClientEvHandlers>,
    transaction: RwLock<TransactionHandlers>,
    manager: RwLock<RvSipTransactionMgrEvHandlers>,
    pub(super) calllegs: RwLock<RvSipCallLegEvHandlers>,
    pub(super) subscriptions: RwLock<RvSipSubsEvHandlers>,
    pub(super) refreshes: RwLock<RvSipRefreshEvHandlers>,
    pub(super) auth: RwLock<AuthHandlers>,
    pub(super) resolver: RwLock<RvSipResolverMgrEvHandlers>,
    /// Whom the end of a look-up is told.
    resolved: Mutex<HashMap<ResolverId, RvSipResolverDataResolvedEv>>,
    pub(super) transport: TransportHandlers,
    pub(super) transmitters: HandlerSets<RvSipTransmitterEvHandlers>,
    pub(super) certificates: Certificates,
    current: Mutex<Option<Current>>,
    belongings: Mutex<HashMap<Object, Belongings>>,
    /// Challenge that AddProxyAuthorizationToMsg answers.
    pub proxy: Mutex<Option<ProxyInfo>>,
}

/// What RvSipAuthenticatorSetProxyAuthInfo stored.
pub struct ProxyInfo {
    pub challenge: crate::auth::Challenge,
    pub user: Vec<u8>,
    pub password: Vec<u8>,
    pub count: u32,
}

// SAFETY: the raw pointers inside are the application's contexts and functions. They are handed back to it, never used
// by us; the contract of the C interface allows its callbacks to come from the loop thread.
unsafe impl Send for App {}
// SAFETY: as above; all mutable state is behind locks.
unsafe impl Sync for App {}

impl Default for App {
    fn default() -> App {
        // SAFETY: these structures are nullable function pointers only.
        unsafe {
            App {
                client: RwLock::new(std::mem::zeroed()),
                transaction: RwLock::new(std::mem::zeroed()),
                manager: RwLock::new(std::mem::zeroed()),
                calllegs: RwLock::new(std::mem::zeroed()),
                subscriptions: RwLock::new(std::mem::zeroed()),
                refreshes: RwLock::new(std::mem::zeroed()),
                auth: RwLock::new(std::mem::zeroed()),
                resolver: RwLock::new(std::mem::zeroed()),
                resolved: Mutex::new(HashMap::new()),
                transport: TransportHandlers::default(),
                transmitters: HandlerSets::default(),
                certificates: Certificates::default(),
                current: Mutex::new(None),
                belongings: Mutex::new(HashMap::new()),
                proxy: Mutex::new(None),
            }
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        for (_, b) in self.belongings.get_mut().drain() {
            b.elements.into_iter().chain(b.outbound).for_each(|d| {
                docs::destroy(d);
            });
        }
    }
}

/// The application of a stack.
pub fn of(stack: &Stack) -> Result<&App, Error> {
    stack.application().as_any().downcast_ref::<App>().ok_or(Error::Unknown)
}

impl App {
    pub fn set_client_handlers(&self, stack: &Stack, handlers: RvSipRegClientEvHandlers) {
        *self.client.write() = handlers;
        self.tell_interest(stack);
    }
    pub fn set_transaction_handlers(&self, stack: &Stack, events: RvSipTransactionEvHandlers, context: *mut c_void) {
        *self.transaction.write() = TransactionHandlers { events, context };
        self.tell_interest(stack);
    }
    pub(super) fn transaction_handlers(&self) -> RvSipTransactionEvHandlers {
        self.transaction.read().events
    }
    pub fn set_manager_handlers(&self, stack: &Stack, handlers: RvSipTransactionMgrEvHandlers) {
        *self.manager.write() = handlers;
        self.tell_interest(stack);
    }
    pub fn set_auth_handlers(&self, stack: &Stack, events: RvSipAuthenticatorEvHandlers) {
        *self.auth.write() = AuthHandlers { events };
        self.tell_interest(stack);
    }

    pub fn set_resolver_handlers(&self, stack: &Stack, handlers: RvSipResolverMgrEvHandlers) {
        *self.resolver.write() = handlers;
        self.tell_interest(stack);
    }
    /// Remembers whom the end of a look-up is told.
    pub fn expect_resolved(&self, id: ResolverId, call: RvSipResolverDataResolvedEv) {
        self.resolved.lock().insert(id, call);
    }
    pub fn forget_resolver(&self, id: ResolverId) {
        self.resolved.lock().remove(&id);
    }

    /// Tells the core which questions have somebody to answer them.
    pub(super) fn tell_interest(&self, stack: &Stack) {
        // Read under the lock of the core, so that of two calls at once the later word holds.
        stack.with(|core, _| core.set_interest(self.interest()));
    }

    fn interest(&self) -> Interest {
        let c = *self.client.read();
        let t = *self.transaction.read();
        let a = *self.auth.read();
        let m = self.transport.manager();
        let mut interest = Interest {
            client_msg_to_send: c.pfnMsgToSendEvHandler.is_some(),
            client_msg_received: c.pfnMsgReceivedEvHandler.is_some(),
            client_final_dest: c.pfnFinalDestResolvedEvHandler.is_some(),
            transaction_created: t.events.pfnEvTransactionCreated.is_some(),
            internal_created: t.events.pfnEvInternalClientCreated.is_some(),
            transaction_msg_to_send: t.events.pfnEvMsgToSend.is_some(),
            transaction_msg_received: t.events.pfnEvMsgReceived.is_some(),
            transaction_final_dest: t.events.pfnEvFinalDestResolved.is_some(),
            new_request: self.manager.read().pfnNewRequestRcvdEvHandler.is_some(),
            secret: a.events.pfnGetSharedSecretAuthenticationHandler.is_some(),
            md5: a.events.pfnMD5AuthenticationExHandler.is_some() || a.events.pfnMD5AuthenticationHandler.is_some(),
            body_hash: a.events.pfnMD5EntityBodyAuthenticationHandler.is_some(),
            nonce_count: a.events.pfnNonceCountUsageAuthenticationHandler.is_some(),
            unsupported_challenge: a.events.pfnUnsupportedChallengeAuthenticationHandler.is_some(),
            authorization_ready: a.events.pfnAuthorizationReadyAuthenticationHandler.is_some(),
            enum_expression: self.resolver.read().pfnApplyRegExpEvHandler.is_some(),
            other_uri: t.events.pfnEvOtherURLAddressFound.is_some(),
            out_of_context: self.manager.read().pfnOutOfContextMsgRcvdEvHandler.is_some(),
            transaction_new_conn: t.events.pfnEvNewConnInUse.is_some(),
            client_new_conn: c.pfnNewConnInUseEvHandler.is_some(),
            connection_created: m.pfnConnectionCreatedEvHandler.is_some(),
            connection_state: m.pfnConnectionStateChangedEvHandler.is_some(),
            server_reuse: m.pfnConnectionServerReuseEvHandler.is_some(),
            parser_result: m.pfnConnectionParserResultEvHandler.is_some(),
            bad_start_line: m.pfnBadSyntaxStartLineMsgEvHandler.is_some(),
            bad_headers: m.pfnBadSyntaxMsgEvHandler.or(m.pfnEvBadSyntaxMsg).is_some(),
            msg_received: m.pfnMsgReceivedExtEvHandler.is_some(),
            open_callleg: t.events.pfnEvOpenCallLeg.is_some(),
            ..Interest::default()
        };
        self.callleg_interest(&mut interest);
        self.subscription_interest(&mut interest);
        self.refresh_interest(&mut interest);
        interest
    }

    // ---- documents of objects ----

    /// Remembers a header or address handed out for an object, so that it ends with it.
    pub fn keep_element(&self, object: Object, doc: DocId) {
        let mut all = self.belongings.lock();
        let b = all.entry(object).or_default();
        b.elements.push(doc);
        let oldest = (b.elements.len() > ELEMENTS).then(|| b.elements.remove(0));
        drop(all);
        if let Some(doc) = oldest {
            docs::destroy(doc);
        }
    }

    /// The outbound message of an object, made when it is first asked for.
    pub fn outbound(&self, object: Object) -> Result<RvSipMsgHandle, Error> {
        let mut all = self.belongings.lock();
        let b = all.entry(object).or_default();
        if let Some(doc) = b.outbound {
            return Ok(docs::msg_handle(doc));
        }
        let doc = docs::create(docs::Kind::Lent)?;
        b.outbound = Some(doc);
        Ok(docs::msg_handle(doc))
    }

    /// Puts a message in place of the outbound message.
    pub fn give_outbound(&self, object: Object, msg: Box<Message>) -> Result<(), Error> {
        let doc = docs::put(msg).map_err(|(error, _)| error)?;
        let old = self.belongings.lock().entry(object).or_default().outbound.replace(doc);
        if let Some(old) = old {
            docs::destroy(old);
        }
        Ok(())
    }

    /// Takes the outbound message away for sending, or to forget it.
    pub fn take_outbound(&self, object: Object) -> Option<Box<Message>> {
        let doc = self.belongings.lock().get_mut(&object).and_then(|b| b.outbound.take())?;
        docs::take(doc)
    }

    pub fn cursor(&self, object: Object, change: impl FnOnce(usize) -> usize) -> usize {
        let mut all = self.belongings.lock();
        let b = all.entry(object).or_default();
        b.cursor = change(b.cursor);
        b.cursor
    }

    /// An object is gone: so are its documents.
    pub(super) fn forget(&self, object: Object) {
        let gone = self.belongings.lock().remove(&object);
        if let Some(b) = gone {
            b.elements.into_iter().chain(b.outbound).for_each(|d| {
                docs::destroy(d);
            });
        }
    }

    // ---- the message of the event being told ----

    pub(super) fn begin(&self, objects: [Object; 2], msg: Option<Box<Message>>) {
        if let Some(m) = msg {
            *self.current.lock() = Some(Current::Kept(objects, m));
        }
    }

    pub(super) fn end(&self) -> Option<Box<Message>> {
        match self.current.lock().take()? {
            Current::Kept(_, msg) => Some(msg),
            Current::Shown(_, doc) => docs::take(doc),
        }
    }

    /// The message behind the state that is being told to the program.
    pub fn received(&self, stack: &Stack, object: Object) -> Result<RvSipMsgHandle, Error> {
        // Another thread could not know how long the message lives.
        if !stack.in_callback() {
            return Err(Error::IllegalAction);
        }
        let mut current = self.current.lock();
        match current.take() {
            Some(Current::Kept(o, msg)) if o.contains(&object) => match docs::put(msg) {
                Ok(doc) => {
                    *current = Some(Current::Shown(o, doc));
                    Ok(docs::msg_handle(doc))
                }
                Err((error, msg)) => {
                    *current = Some(Current::Kept(o, msg));
                    Err(error)
                }
            },
            Some(Current::Shown(o, doc)) => {
                *current = Some(Current::Shown(o, doc));
                if o.contains(&object) { Ok(docs::msg_handle(doc)) } else { Err(Error::IllegalAction) }
            }
            other => {
                *current = other;
                Err(Error::IllegalAction)
            }
        }
    }

    /// Shows a message to a callback and takes it back. A callback that returns an error keeps the message from going on.
    pub(super) fn show(&self, msg: Box<Message>, call: impl FnOnce(RvSipMsgHandle) -> RvStatus) -> Answer {
        match docs::put(msg) {
            Ok(doc) => {
                let status = call(docs::msg_handle(doc));
                match docs::take(doc) {
                    Some(m) if status >= 0 => Answer::Message(m),
                    Some(m) => Answer::Refuse(m),
                    None => Answer::Refuse(Box::default()),
                }
            }
            // No document is free: the message goes on unseen.
            Err((_, msg)) => Answer::Message(msg),
        }
    }
}

/// The owner's value of a transaction that is no call-leg's.
fn owner_of_subject(subject: Subject) -> usize {
    match subject {
        Subject::Transaction(_, owner) => owner,
        Subject::Client(..) | Subject::CallLeg(..) | Subject::Subscription(..) | Subject::Refresh(..) => 0,
    }
}

pub(super) fn object_handle<T>(stack: &Stack, tag: Tag, id: Id) -> *mut T {
    ObjectHandle { tag, slot: stack.slot(), generation: id.generation, index: id.index }.pointer()
}

pub fn client_handle(stack: &Stack, id: ClientId) -> RvSipRegClientHandle {
    object_handle(stack, Tag::RegClient, id.0)
}
pub fn transaction_handle(stack: &Stack, id: TransactionId) -> RvSipTranscHandle {
    object_handle(stack, Tag::Transc, id.0)
}

pub fn transmitter_handle(stack: &Stack, id: TransactionId) -> RvSipTransmitterHandle {
    object_handle(stack, Tag::Transmitter, id.0)
}
pub fn resolver_handle(stack: &Stack, id: ResolverId) -> RvSipResolverHandle {
    object_handle(stack, Tag::Resolver, id.0)
}

/// A manager or the stack itself: one of each a stack.
pub fn manager_handle<T>(stack: &Stack, tag: Tag) -> *mut T {
    ObjectHandle { tag, slot: stack.slot(), generation: stack.generation(), index: 1 }.pointer()
}

pub(super) fn tell_state(stack: &Stack, source: Source, text: impl FnOnce() -> String) {
    if stack.log.filters.wants(source, Level::Info) {
        stack.log.write(source, Level::Info, &text());
    }
}

impl Application for App {
    fn judge(
        &self,
        stack: &Arc<Stack>,
        conn: ConnId,
        hook: Option<u32>,
        owner: usize,
        shown: &Shown,
    ) -> Result<(), &'static str> {
        self.judge_peer(stack, conn, hook, owner, shown)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn next_tick(&self) -> Option<std::time::Instant> {
        mid::next_deadline()
    }

    fn tick(&self) {
        mid::run_due(std::time::Instant::now());
    }

    fn event(&self, stack: &Arc<Stack>, event: Event) -> Option<Box<Message>> {
        match event {
            Event::Client { id, app, state, reason, msg } => {
                let call = self.client.read().pfnStateChangedEvHandler;
                let object = Object::Client(id.0);
                tell_state(stack, Source::RegClient, || {
                    format!("register-client {:p}: {state:?}, {reason:?}", client_handle(stack, id))
                });
                self.begin([object; 2], msg);
                if let Some(call) = call {
                    // SAFETY: the program gave this function for this event.
                    unsafe { call(client_handle(stack, id), pointer(app), client_state(state), client_reason(reason)) };
                }
                if state == regclient::State::Terminated {
                    self.forget(object);
                }
                self.end()
            }
            Event::Transaction { id, owner, state, reason, msg } => {
                let call = self.transaction.read().events.pfnEvStateChanged;
                let object = Object::Transaction(id.0);
                let code = msg.as_ref().map(|m| m.status()).unwrap_or(0);
                tell_state(stack, Source::Transaction, || {
                    format!("transaction {:p}: {state:?}, {reason:?}", transaction_handle(stack, id))
                });
                self.begin([object; 2], msg);
                if let Some(call) = call {
                    let reason = transaction_reason(state, reason, code);
                    // SAFETY: as above.
                    unsafe { call(transaction_handle(stack, id), pointer(owner), transaction_state(state), reason) };
                }
                if state == transaction::State::Terminated {
                    self.forget(object);
                }
                self.end()
            }
            Event::CredentialsFound { subject: Subject::CallLeg(leg, app), id, value, proxy, supported } => {
                self.callleg_credentials(stack, (leg, app), id, (&value, proxy, supported));
                None
            }
            Event::AuthCompleted { subject: Subject::CallLeg(leg, app), id, success } => {
                self.callleg_auth_completed(stack, (leg, app), id, success);
                None
            }
            Event::CredentialsFound { subject: Subject::Subscription(subs, app, _), id, value, proxy, supported } => {
                self.subscription_credentials(stack, (subs, app), id, (&value, proxy, supported));
                None
            }
            Event::AuthCompleted { subject: Subject::Subscription(subs, app, _), id, success } => {
                self.subscription_auth_completed(stack, (subs, app), id, success);
                None
            }
            Event::CredentialsFound { subject, id, value, proxy, supported } => {
                let owner = owner_of_subject(subject);
                let call = self.transaction.read().events.pfnEvAuthCredentialsFound;
                let name = if proxy { Name::ProxyAuthorization } else { Name::Authorization };
                let made = headers_family::received_header(name, &value);
                // Told without a header rather than not at all: the request waits for the program's word.
                let header = made.as_ref().map_or(std::ptr::null_mut(), |(_, h)| *h);
                if let Some(call) = call {
                    // SAFETY: as above.
                    unsafe {
                        call(transaction_handle(stack, id), pointer(owner), header.cast(), RvBool::from(supported));
                    }
                }
                if let Ok((doc, _)) = made {
                    docs::destroy(doc);
                }
                None
            }
            Event::AuthCompleted { subject, id, success } => {
                let owner = owner_of_subject(subject);
                if let Some(call) = self.transaction.read().events.pfnEvAuthCompleted {
                    // SAFETY: as above.
                    unsafe { call(transaction_handle(stack, id), pointer(owner), RvBool::from(success)) };
                }
                None
            }
            Event::Resolved { id, app, mode, error } => {
                let call = self.resolved.lock().remove(&id).flatten();
                if let Some(call) = call {
                    // SAFETY: as above.
                    unsafe { call(resolver_handle(stack, id), pointer(app), RvBool::from(error), number_of_mode(mode)) };
                }
                None
            }
            Event::Connection { .. } | Event::ConnectionError { .. } | Event::ServerReuse { .. } => {
                self.transport.event(stack, &event);
                None
            }
            Event::NewConnection { subject, conn, created } => {
                let conn = connection_handle(stack, Some(conn));
                let created = RvBool::from(created);
                match subject {
                    Subject::Client(id, app) => {
                        if let Some(call) = self.client.read().pfnNewConnInUseEvHandler {
                            // SAFETY: as above.
                            unsafe { call(client_handle(stack, id), pointer(app), conn, created) };
                        }
                    }
                    Subject::CallLeg(..) | Subject::Subscription(..) | Subject::Refresh(..) => {}
                    Subject::Transaction(id, owner) => {
                        if let Some(call) = self.transaction.read().events.pfnEvNewConnInUse {
                            // SAFETY: as above.
                            unsafe { call(transaction_handle(stack, id), pointer(owner), conn, created) };
                        }
                    }
                }
                None
            }
            Event::Transmitter(change) => {
                self.transmitter_changed(stack, &change, std::ptr::null_mut());
                None
            }
            Event::OutOfContext { msg } => {
                let call = self.manager.read().pfnOutOfContextMsgRcvdEvHandler;
                let shown = self.show(msg, |h| {
                    if let Some(call) = call {
                        // SAFETY: as above.
                        unsafe { call(manager_handle(stack, Tag::TranscMgr), h) };
                    }
                    RV_OK
                });
                match shown {
                    Answer::Message(msg) | Answer::Refuse(msg) => Some(msg),
                    _ => None,
                }
            }
            Event::Refresh { .. } | Event::RefreshResponse { .. } => self.refresh_event(stack, event),
            Event::Subscription { .. }
            | Event::Notify { .. }
            | Event::SubscriptionAlert { .. }
            | Event::SubscriptionExpired { .. }
            | Event::ReferNotify { .. } => self.subscription_event(stack, event),
            Event::CallLeg { .. }
            | Event::CallLegProvisional { .. }
            | Event::ReInvite { .. }
            | Event::Prack { .. }
            | Event::Bye { .. }
            | Event::CallLegTransaction { .. }
            | Event::SessionAlert { .. }
            | Event::SessionNotice { .. } => self.callleg_event(stack, event),
            Event::Cancelled { id, owner, cancel } => {
                if let Some(call) = self.transaction.read().events.pfnEvTranscCancelled {
                    let cancel = cancel.map_or(std::ptr::null_mut(), |id| transaction_handle(stack, id));
                    // SAFETY: as above.
                    unsafe { call(transaction_handle(stack, id), pointer(owner), cancel) };
                }
                None
            }
        }
    }

    fn buffer_to_send(&self, stack: &Arc<Stack>, way: &Way, bytes: &[u8]) -> bool {
        self.transport.buffer_to_send(stack, way, bytes)
    }
    fn buffer_received(&self, stack: &Arc<Stack>, way: &Way, bytes: &[u8]) -> bool {
        self.transport.buffer_received(stack, way, bytes)
    }
    fn data_received(&self, stack: &Arc<Stack>, conn: ConnId, bytes: &[u8]) -> bool {
        self.transport.data_received(stack, conn, bytes)
    }

    fn ask(&self, stack: &Arc<Stack>, ask: Ask) -> Answer {
        let client = *self.client.read();
        let transaction = *self.transaction.read();
        match ask {
            Ask::MsgToSend { subject: Subject::CallLeg(id, app), msg } => self.callleg_to_send(stack, id, app, msg),
            Ask::SubscriptionCreated { .. } | Ask::SubscriptionForked { .. } | Ask::NotifyCreated { .. } => {
                self.subscription_ask(stack, ask)
            }
            Ask::OpenCallLeg { .. }
            | Ask::CallLegCreated { .. }
            | Ask::CallLegForked { .. }
            | Ask::CallLegTransaction { .. }
            | Ask::ReInviteCreated { .. }
            | Ask::NestedInvite { .. }
            | Ask::SessionFault { .. } => self.callleg_ask(stack, ask),
            Ask::MsgToSend { subject, msg } => self.show(msg, |h| match subject {
                // It is told above.
                Subject::CallLeg(..) => RV_OK,
                Subject::Subscription(id, app, notify) => self.subscription_to_send(stack, (id, app, notify), h),
                // SAFETY (here and below): the program gave these functions for these events.
                Subject::Client(id, app) => {
                    let told = client
                        .pfnMsgToSendEvHandler
                        .map_or(RV_OK, |call| unsafe { call(client_handle(stack, id), pointer(app), h) });
                    if told < 0 { told } else { self.refresh_to_send(stack, |core| core.refresh_of(id).ok(), h) }
                }
                Subject::Transaction(id, owner) => {
                    let told = transaction
                        .events
                        .pfnEvMsgToSend
                        .map_or(RV_OK, |call| unsafe { call(transaction_handle(stack, id), pointer(owner), h) });
                    if told < 0 { told } else { self.refresh_to_send(stack, |core| core.refresh_of_transaction(id), h) }
                }
                Subject::Refresh(id, ..) => self.refresh_to_send(stack, |_| Some(id), h),
            }),
            Ask::MsgReceived { subject, msg } => self.show(msg, |h| match subject {
                Subject::CallLeg(id, app) => self.callleg_received(stack, id, app, h),
                Subject::Subscription(id, app, notify) => self.subscription_received(stack, (id, app, notify), h),
                Subject::Client(id, app) => client
                    .pfnMsgReceivedEvHandler
                    .map_or(RV_OK, |call| unsafe { call(client_handle(stack, id), pointer(app), h) }),
                Subject::Transaction(id, owner) => transaction
                    .events
                    .pfnEvMsgReceived
                    .map_or(RV_OK, |call| unsafe { call(transaction_handle(stack, id), pointer(owner), h) }),
                // Nobody asks for these.
                Subject::Refresh(..) => RV_OK,
            }),
            Ask::FinalDest { subject, transaction: tx, msg } => self.show(msg, |h| match subject {
                Subject::Subscription(id, app, notify) => self.subscription_final_dest(stack, (id, app, notify), tx, h),
                Subject::CallLeg(id, app) => {
                    let owner = stack.with(|core, _| core.owner(tx)).unwrap_or(0);
                    self.callleg_final_dest(stack, (id, app), (tx, owner), h)
                }
                Subject::Client(id, app) => client.pfnFinalDestResolvedEvHandler.map_or(RV_OK, |call| unsafe {
                    call(client_handle(stack, id), pointer(app), transaction_handle(stack, tx), h)
                }),
                Subject::Transaction(id, owner) => transaction
                    .events
                    .pfnEvFinalDestResolved
                    .map_or(RV_OK, |call| unsafe { call(transaction_handle(stack, id), pointer(owner), h) }),
                Subject::Refresh(..) => RV_OK,
            }),
            Ask::Transmitter(change, msg) => self.show(msg, |h| {
                self.transmitter_changed(stack, &change, h);
                RV_OK
            }),
            Ask::OtherUri { id, owner, hooks, uri, msg } => self.ask_other_uri(stack, id, owner, hooks, &uri, msg),
            Ask::Created { transaction: id } => {
                let mut owner: RvSipTranscOwnerHandle = std::ptr::null_mut();
                let mut take = RV_FALSE;
                if let Some(call) = transaction.events.pfnEvTransactionCreated {
                    // SAFETY: as above; both places live until the call returns.
                    unsafe { call(transaction_handle(stack, id), transaction.context, &mut owner, &mut take) };
                }
                if take == RV_FALSE {
                    // Nothing more is told of it: what was made of its fields ends here.
                    self.forget(Object::Transaction(id.0));
                }
                Answer::Created { owner: owner as usize, take: take != RV_FALSE }
            }
            Ask::InternalCreated { transaction: id } => {
                let mut owner: RvSipTranscOwnerHandle = std::ptr::null_mut();
                if let Some(call) = transaction.events.pfnEvInternalClientCreated {
                    // SAFETY: as above; the place lives until the call returns.
                    unsafe { call(transaction_handle(stack, id), &mut owner) };
                }
                Answer::Created { owner: owner as usize, take: true }
            }
            Ask::NewRequest { msg } => {
                let call = self.manager.read().pfnNewRequestRcvdEvHandler;
                let mut open = RV_TRUE;
                let shown = self.show(msg, |h| {
                    if let Some(call) = call {
                        // SAFETY: as above.
                        unsafe { call(manager_handle(stack, Tag::TranscMgr), h, &mut open) };
                    }
                    RV_OK
                });
                match shown {
                    Answer::Message(msg) | Answer::Refuse(msg) => Answer::NewRequest { msg, open: open != RV_FALSE },
                    other => other,
                }
            }
            Ask::Expression { resolver, number, expression, .. } => {
                Answer::Value(self.ask_expression(stack, resolver, &number, &expression).unwrap_or_default())
            }
            Ask::ConnectionCreated { conn } => Answer::Keep(self.transport.may_stay(stack, conn)),
            Ask::Look { look, conn, msg } => self.look(stack, look, conn, msg),
            Ask::Secret { subject, realm } => Answer::Secret(self.ask_secret(stack, subject, &realm)),
            Ask::Md5 { input, .. } => Answer::Hash(self.ask_md5(stack, &input), None),
            Ask::BodyHash { subject, msg } => self.ask_body_hash(stack, subject, msg),
            Ask::NonceCount { subject, challenge, proxy, count } => {
                Answer::Count(self.ask_count(stack, subject, &challenge, proxy, count))
            }
            Ask::UnsupportedChallenge { subject, challenge, proxy, msg } => {
                self.ask_unsupported(stack, subject, &challenge, proxy, msg)
            }
            Ask::AuthorizationReady { subject, value, proxy } => Answer::Value(self.ask_ready(stack, subject, value, proxy)),
        }
    }
}

pub(super) fn pointer<T>(value: usize) -> *mut T {
    value as *mut T
}
