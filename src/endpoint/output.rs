//! What goes into the core and what comes out of it.

use super::callleg;
use super::config::Transport;
use super::locate::QueryId;
use super::refresh;
use super::regclient;
use super::resolver::{Mode, ResolverId};
use super::slab::Id;
use super::subscription;
use super::transaction;
use super::transmitter;
use crate::dns::Question;
use crate::message::Message;
use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;

/// A register-client.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ClientId(pub Id);
/// The automatic refresh of a registration.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct RefreshId(pub Id);
/// A transaction, client or server.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct TransactionId(pub Id);
/// What a transaction that nobody hears of ends with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holder {
    Client(ClientId),
    CallLeg(CallLegId),
    Refresh(RefreshId),
}
/// A stream connection.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ConnId(pub Id);

/// A call-leg.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct CallLegId(pub Id);
/// A re-INVITE of a call-leg.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ReInviteId(pub Id);

/// A subscription.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct SubscriptionId(pub Id);
/// A notification of a subscription.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct NotifyId(pub Id);

/// State of a connection, with the names the C interface gives them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConnState {
    /// Made by the application, leading nowhere yet; or accepted, and the application has not said yet that it may stay.
    Idle,
    /// It is known where it leads.
    Ready,
    Connecting,
    Connected,
    /// We close it; what waits goes out first.
    Closing,
    /// It is closed.
    Closed,
    Terminated,
}

/// Why a connection changed its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConnReason {
    Undefined,
    Error,
}

/// Who is told of a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Recipient {
    /// An owner and the application's own value for the handlers it gave; `number` is that of its entry in the list of owners.
    Owner { number: u64, owner: usize, hooks: u32 },
    /// The application as a whole, for accepted connections.
    Manager,
}

/// What is asked about a received message before it is processed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// It was parsed, and follows the grammar or does not.
    Parsed { legal: bool },
    /// The start line does not follow the grammar.
    BadStartLine,
    /// A header does not follow the grammar.
    BadHeaders,
    /// It is about to be processed.
    Received,
}

/// What becomes of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    Discard,
    /// A request is answered with 400, anything else dropped.
    Reject,
    Continue,
}

/// Where a message came from, or through what a message leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    /// Datagram: number of the local address and the peer.
    Udp { local: u16, peer: SocketAddr },
    /// Stream.
    Conn(ConnId),
}

/// An address a request may be sent to.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Target {
    pub transport: Transport,
    pub addr: SocketAddr,
    /// The host or domain of the URI that led here. With TLS it is what the peer has to prove (RFC 5922 section 4), never a name
    /// that DNS gave, with WebSocket what HTTP calls the peer; part of what tells connections apart. Unset for UDP and TCP.
    pub name: Option<Arc<str>>,
}

impl Target {
    /// An address whose owner has nothing to prove.
    pub fn plain(transport: Transport, addr: SocketAddr) -> Target {
        Target { transport, addr, name: None }
    }
}

/// How the application wants the TLS handshake of one connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Handshake {
    /// Its number of an engine; none for the newest.
    pub engine: Option<u32>,
    /// The application's own value for the function that looks at certificates.
    pub hook: Option<u32>,
}

/// Why an API call cannot be done. The C interface turns each into one status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Error {
    /// No such object, or not any more.
    InvalidHandle,
    /// Not in this state.
    IllegalAction,
    /// A limit of the configuration is reached.
    OutOfResources,
    /// An argument cannot be used.
    BadParam,
    /// What was asked for is not set.
    NotFound,
    NotSupported,
    /// No local address or no route for it.
    Network,
    /// A text does not parse.
    Syntax,
}

impl Error {
    /// For the log.
    pub fn text(self) -> &'static str {
        match self {
            Error::InvalidHandle => "the object is gone",
            Error::IllegalAction => "not legal in the present state of the object",
            Error::OutOfResources => "a limit of the configuration is reached",
            Error::BadParam => "an argument cannot be used",
            Error::NotFound => "what is needed is not set",
            Error::NotSupported => "not part of this version",
            Error::Network => "no local address or no route for it",
            Error::Syntax => "a text does not follow the grammar of SIP",
        }
    }
}

/// Which kinds of question the application wants to be asked; others are answered by the core itself.
#[derive(Clone, Copy, Default, Debug)]
pub struct Interest {
    pub client_msg_to_send: bool,
    pub client_msg_received: bool,
    pub client_final_dest: bool,
    /// REGISTERs of clients whose registration is kept, and the responses to them.
    pub refresh_msg_to_send: bool,
    pub refresh_response: bool,
    pub transaction_created: bool,
    /// Transactions that the stack makes.
    pub internal_created: bool,
    pub transaction_msg_to_send: bool,
    pub transaction_msg_received: bool,
    pub transaction_final_dest: bool,
    pub transaction_new_conn: bool,
    pub client_new_conn: bool,
    pub new_request: bool,
    pub secret: bool,
    pub md5: bool,
    pub body_hash: bool,
    pub nonce_count: bool,
    pub unsupported_challenge: bool,
    /// Transactions want to make SIP URIs of others.
    pub other_uri: bool,
    /// Messages that belong to no transaction.
    pub out_of_context: bool,
    pub authorization_ready: bool,
    pub enum_expression: bool,
    pub connection_created: bool,
    /// States of accepted connections.
    pub connection_state: bool,
    pub server_reuse: bool,
    /// What was made of each message of a connection.
    pub parser_result: bool,
    pub bad_start_line: bool,
    pub bad_headers: bool,
    pub msg_received: bool,
    /// INVITEs outside of dialogs make call-legs.
    pub callleg: bool,
    /// It is asked first whether one of these does.
    pub open_callleg: bool,
    pub callleg_created: bool,
    pub callleg_msg_to_send: bool,
    pub callleg_msg_received: bool,
    pub callleg_final_dest: bool,
    /// Every provisional response.
    pub callleg_provisional: bool,
    pub callleg_transaction_created: bool,
    pub callleg_bye_created: bool,
    pub callleg_reinvite_created: bool,
    /// There is somebody to answer a re-INVITE.
    pub callleg_reinvite: bool,
    /// INVITEs whose fork of another way has a call-leg.
    pub callleg_nested: bool,
    pub callleg_forked: bool,
    pub callleg_session_fault: bool,
    /// SUBSCRIBE and REFER make subscriptions.
    pub subscription: bool,
    pub subscription_created: bool,
    pub subscription_msg_to_send: bool,
    pub subscription_msg_received: bool,
    pub subscription_final_dest: bool,
    pub subscription_forked: bool,
    pub notify_created: bool,
    /// There is somebody to answer a NOTIFY.
    pub notify: bool,
}

/// Names the parked object an answer is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Token {
    Send(TransactionId),
    Arrival(Id),
    Check(TransactionId),
    Resolver(ResolverId),
    Connection(ConnId),
    /// A received message that belongs to nothing yet.
    Look(Id),
    /// The session timer of a call-leg.
    CallLeg(CallLegId),
}

/// Whom a question or an event is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// A register-client and the application's own value for it.
    Client(ClientId, usize),
    /// A transaction and its owner's value.
    Transaction(TransactionId, usize),
    /// A call-leg and the application's own value for it.
    CallLeg(CallLegId, usize),
    /// A subscription, and the notification of it that the message is, each with the application's own value.
    Subscription(SubscriptionId, usize, Option<(NotifyId, usize)>),
    /// A refresh that repeats a request by itself, the transaction, and the application's own value for the refresh.
    Refresh(RefreshId, TransactionId, usize),
}

/// A question: the core goes on with everything else and with this object when [`super::Endpoint::answer`] comes.
#[derive(Debug)]
pub enum Ask {
    /// A message is about to be sent and may be changed.
    MsgToSend { subject: Subject, msg: Box<Message> },
    /// A message arrived and was not processed yet.
    MsgReceived { subject: Subject, msg: Box<Message> },
    /// The destination is known; only the sent-by of the top Via may still be changed.
    FinalDest { subject: Subject, transaction: TransactionId, msg: Box<Message> },
    /// User and password for a realm.
    Secret { subject: Subject, realm: Vec<u8> },
    /// The application's MD5 of `input`.
    Md5 { subject: Subject, input: Vec<u8> },
    /// Hash of the body of `msg` for qop auth-int.
    BodyHash { subject: Subject, msg: Box<Message> },
    /// The nonce count about to be used with the challenge.
    NonceCount { subject: Subject, challenge: Vec<u8>, proxy: bool, count: u32 },
    /// A challenge the library cannot answer; the application may put credentials into `msg`.
    UnsupportedChallenge { subject: Subject, challenge: Vec<u8>, proxy: bool, msg: Box<Message> },
    /// Credentials are complete and may be extended.
    AuthorizationReady { subject: Subject, value: Vec<u8>, proxy: bool },
    /// The URI that a regular expression of ENUM makes of a number; an empty value where it makes none. The subject is unset
    /// for a look-up of the application's own.
    Expression { subject: Option<Subject>, resolver: Option<ResolverId>, number: String, expression: String },
    /// A transmitter of the application has a new state; its message may be looked at, and changed while the destination is shown
    /// or held.
    Transmitter(transmitter::Change, Box<Message>),
    /// The SIP URI that the Request-URI, which is none, stands for on its way. `hooks` is set for a transmitter of the application.
    OtherUri { id: TransactionId, owner: usize, hooks: Option<u32>, uri: Vec<u8>, msg: Box<Message> },
    /// A new server transaction: who owns it?
    Created { transaction: TransactionId },
    /// The stack made a client transaction of its own, such as a CANCEL: who owns it?
    InternalCreated { transaction: TransactionId },
    /// An INVITE outside of a dialog: does it make a call-leg?
    OpenCallLeg { transaction: TransactionId },
    /// A new call-leg, made by an INVITE that came: the application's value for it.
    CallLegCreated { id: CallLegId },
    /// A new call-leg, made by a response with a To tag of its own to the INVITE of another.
    CallLegForked { id: CallLegId },
    /// A request inside a call-leg: does the application answer it?
    CallLegTransaction { id: CallLegId, app: usize, transaction: TransactionId, bye: bool },
    /// A re-INVITE came: the application's value for it.
    ReInviteCreated { id: CallLegId, app: usize, reinvite: ReInviteId },
    /// An INVITE that another call-leg was made by came again over another way: does it make one more?
    NestedInvite { id: CallLegId, app: usize, msg: Box<Message> },
    /// A new subscription, made by a SUBSCRIBE or REFER that came: the application's value for it.
    SubscriptionCreated { id: SubscriptionId },
    /// A new subscription, made by a NOTIFY of another notifier: the application's value, and whether it wants it.
    SubscriptionForked { id: SubscriptionId },
    /// A NOTIFY came: the application's value for it.
    NotifyCreated { id: SubscriptionId, app: usize, notify: NotifyId },
    /// A session timer was not negotiated as wished for: is it run all the same?
    SessionFault { id: CallLegId, app: usize, fault: callleg::Fault },
    /// A new request: open a transaction for it?
    NewRequest { msg: Box<Message> },
    /// Somebody connected: may the connection stay?
    ConnectionCreated { conn: ConnId },
    /// A message arrived, over this connection or as a datagram.
    Look { look: Look, conn: Option<ConnId>, msg: Box<Message> },
}

/// What the application said to an [`Ask`]. Messages come back so that they can go on.
#[derive(Debug)]
pub enum Answer {
    Message(Box<Message>),
    /// The message must not go on: it is not sent, or not processed.
    Refuse(Box<Message>),
    /// User and password; `None`: there is none for this realm.
    Secret(Option<(Vec<u8>, Vec<u8>)>),
    /// Hex digits of a hash; the message comes back where the question had one.
    Hash(Vec<u8>, Option<Box<Message>>),
    Count(u32),
    Value(Vec<u8>),
    /// A SIP URI, empty for none, and the message of the question.
    Uri(Vec<u8>, Box<Message>),
    /// Owner's value, and whether the application takes the transaction.
    Created {
        owner: usize,
        take: bool,
    },
    NewRequest {
        msg: Box<Message>,
        open: bool,
    },
    /// Whether a connection may stay, or a session timer is run.
    Keep(bool),
    /// The application's value for a re-INVITE, and the code it is to be refused with at once; 0 for none.
    ReInvite {
        owner: usize,
        code: u16,
    },
    Looked {
        msg: Box<Message>,
        action: Action,
    },
}

/// Something happened. Nothing waits for it.
#[derive(Debug)]
pub enum Event {
    Client {
        id: ClientId,
        app: usize,
        state: regclient::State,
        reason: regclient::Reason,
        /// The response that caused it.
        msg: Option<Box<Message>>,
    },
    Transaction {
        id: TransactionId,
        owner: usize,
        state: transaction::State,
        reason: transaction::Reason,
        msg: Option<Box<Message>>,
    },
    /// Credentials number `index` of the request were found by AuthBegin.
    CredentialsFound {
        subject: Subject,
        id: TransactionId,
        value: Vec<u8>,
        proxy: bool,
        supported: bool,
    },
    /// AuthBegin has come to an end.
    AuthCompleted {
        subject: Subject,
        id: TransactionId,
        success: bool,
    },
    /// A transmitter of the application has a new state, and no message to show with it.
    Transmitter(transmitter::Change),
    /// A message that belongs to no transaction; it was not answered.
    OutOfContext {
        msg: Box<Message>,
    },
    /// A look-up of the application's own has come to its end.
    Resolved {
        id: ResolverId,
        app: usize,
        mode: Mode,
        error: bool,
    },
    /// A CANCEL arrived for this transaction; it has a transaction itself, unless there was no room.
    Cancelled {
        id: TransactionId,
        owner: usize,
        cancel: Option<TransactionId>,
    },
    /// A connection changed its state; `last` with the last one that is told.
    Connection {
        id: ConnId,
        to: Recipient,
        state: ConnState,
        reason: ConnReason,
        last: bool,
    },
    /// A connection broke; its end is told next.
    ConnectionError {
        id: ConnId,
        to: Recipient,
    },
    /// A request on an accepted connection named an alias (RFC 5923); the application may let others use the connection.
    ServerReuse {
        conn: ConnId,
    },
    CallLeg {
        id: CallLegId,
        app: usize,
        state: callleg::State,
        reason: callleg::Reason,
        /// What caused it.
        msg: Option<Box<Message>>,
    },
    /// A provisional response to the INVITE of a call-leg.
    CallLegProvisional {
        id: CallLegId,
        app: usize,
        msg: Box<Message>,
    },
    ReInvite {
        id: CallLegId,
        app: usize,
        /// The re-INVITE and the application's value for it; unset for a refresh of the session that has none.
        reinvite: Option<(ReInviteId, usize)>,
        state: callleg::ModifyState,
        reason: callleg::Reason,
        msg: Option<Box<Message>>,
    },
    Prack {
        id: CallLegId,
        app: usize,
        state: callleg::PrackState,
        reason: callleg::Reason,
        /// Code of the answer to the PRACK, in the two final states.
        code: Option<u16>,
        msg: Option<Box<Message>>,
    },
    Bye {
        id: CallLegId,
        app: usize,
        transaction: TransactionId,
        owner: usize,
        state: callleg::ByeState,
        reason: transaction::Reason,
        msg: Option<Box<Message>>,
    },
    CallLegTransaction {
        id: CallLegId,
        app: usize,
        transaction: TransactionId,
        owner: usize,
        state: callleg::GeneralState,
        reason: transaction::Reason,
        msg: Option<Box<Message>>,
    },
    Subscription {
        id: SubscriptionId,
        /// Unset where the application hears no more of it.
        app: Option<usize>,
        state: subscription::State,
        reason: subscription::Reason,
        msg: Option<Box<Message>>,
    },
    Notify {
        id: SubscriptionId,
        app: usize,
        notify: NotifyId,
        /// Unset where the application hears no more of it.
        owner: Option<usize>,
        status: subscription::NotifyStatus,
        reason: subscription::NotifyReason,
        msg: Option<Box<Message>>,
    },
    /// The refresh of a registration changed its state.
    Refresh {
        id: RefreshId,
        app: usize,
        state: refresh::State,
        reason: refresh::Reason,
    },
    /// A response to a REGISTER whose registration is kept.
    RefreshResponse {
        id: RefreshId,
        app: usize,
        msg: Box<Message>,
    },
    /// A subscription is about to expire; it has expired.
    SubscriptionAlert {
        id: SubscriptionId,
        app: usize,
    },
    SubscriptionExpired {
        id: SubscriptionId,
        app: usize,
    },
    /// What a REFER asked for has come so far: a NOTIFY is due with this code.
    ReferNotify {
        id: SubscriptionId,
        app: usize,
        progress: subscription::Progress,
        code: u16,
    },
    /// It is time to refresh the session.
    SessionAlert {
        id: CallLegId,
        app: usize,
    },
    SessionNotice {
        id: CallLegId,
        app: usize,
        notice: callleg::Notice,
    },
    /// A connection that is new to the object is used, one opened for it or one found.
    NewConnection {
        subject: Subject,
        conn: ConnId,
        created: bool,
    },
}

/// Bytes to send: taken from [`super::Endpoint::bytes`] before the next call to `poll`.
#[derive(Debug)]
pub struct Transmit {
    pub flow: Flow,
    /// Comes back in [`super::Endpoint::send_failed`].
    pub transaction: Option<TransactionId>,
    pub range: Range<usize>,
}

#[derive(Debug)]
pub enum Output {
    Transmit(Transmit),
    /// Open a connection, from this local IP (and IPv6 scope) if there is one.
    Connect {
        conn: ConnId,
        from: Option<SocketAddr>,
        to: Target,
    },
    /// The TLS handshake of one that was accepted is to go as the application chose.
    Handshake(ConnId),
    /// Close it once everything queued is out.
    Close(ConnId),
    /// Send a keepalive ping (RFC 5626 section 3.5.1).
    Ping(ConnId),
    /// Set the type-of-service octet of a connection.
    ConnTos {
        conn: ConnId,
        tos: u8,
    },
    /// Set it for a local address.
    LocalTos {
        local: Id,
        tos: u8,
    },
    /// Close the socket of a local address; connections stay.
    Unbind(Id),
    /// Ask the DNS; the answer goes to [`super::Endpoint::answered`].
    Lookup {
        query: QueryId,
        question: Question,
    },
    Event(Event),
    Ask(Token, Ask),
    /// For the log.
    Log(Source, Level, String),
}

/// Part of the library a log line comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    Transaction,
    Transmitter,
    RegClient,
    CallLeg,
    Subscription,
    Authenticator,
    Transport,
    Parser,
    Message,
    Stack,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    Debug,
    Info,
    Warn,
    Error,
    Excep,
}
