//! What API calls ask the core to do. Setting and reading fields goes through methods of [`Endpoint`] beside these.

use super::Endpoint;
use super::callleg;
use super::output::{CallLegId, ClientId, ConnId, Error, Handshake, Source, SubscriptionId, TransactionId};
use super::owners::ConnSetup;
use super::subscription::SubscriptionAction;
use super::transaction::{AuthAction, Owner};
use crate::message::Message;

/// One action on one object.
#[derive(Debug)]
pub enum Command {
    /// Send a REGISTER; `outbound` holds headers and body to add to this one.
    Register {
        id: ClientId,
        outbound: Option<Box<Message>>,
    },
    /// Send the refused REGISTER again with credentials.
    Authenticate {
        id: ClientId,
        outbound: Option<Box<Message>>,
    },
    /// Prepare the next address of the list (failover is manual).
    DnsContinue {
        id: ClientId,
    },
    /// Send to it.
    DnsResend {
        id: ClientId,
        outbound: Option<Box<Message>>,
    },
    DnsGiveUp {
        id: ClientId,
    },
    TerminateClient {
        id: ClientId,
    },
    CallLeg {
        id: CallLegId,
        action: callleg::Action,
    },
    Subscription {
        id: SubscriptionId,
        action: SubscriptionAction,
    },
    /// Send a request of this method to this URI.
    Request {
        id: TransactionId,
        method: Vec<u8>,
        uri: Vec<u8>,
        outbound: Option<Box<Message>>,
    },
    /// Send a request that is complete but for its Via.
    RequestMessage {
        id: TransactionId,
        msg: Box<Message>,
    },
    /// Answer a server transaction; an empty reason takes the standard phrase.
    Respond {
        id: TransactionId,
        code: u16,
        reason: Vec<u8>,
        outbound: Option<Box<Message>>,
    },
    /// Send a response that is complete.
    RespondMessage {
        id: TransactionId,
        msg: Box<Message>,
    },
    /// Answer an INVITE provisionally, again and again until that is acknowledged (RFC 3262).
    RespondReliable {
        id: TransactionId,
        code: u16,
        reason: Vec<u8>,
        outbound: Option<Box<Message>>,
    },
    /// Cancel a request of ours.
    Cancel {
        id: TransactionId,
    },
    /// Acknowledge the final response to an INVITE.
    Acknowledge {
        id: TransactionId,
    },
    TerminateTransaction {
        id: TransactionId,
    },
    /// Send a message outside of transactions; without one the message that was kept.
    SendMessage {
        id: TransactionId,
        msg: Option<Box<Message>>,
    },
    /// Send octets as they are.
    SendBuffer {
        id: TransactionId,
        bytes: Vec<u8>,
    },
    HoldSending {
        id: TransactionId,
    },
    ResumeSending {
        id: TransactionId,
    },
    TerminateTransmitter {
        id: TransactionId,
    },
    /// Look through the credentials of the request.
    AuthBegin {
        id: TransactionId,
    },
    AuthProceed {
        id: TransactionId,
        action: AuthAction,
    },
    /// Say where a connection leads.
    InitConnection {
        id: ConnId,
        setup: ConnSetup,
    },
    Connect {
        id: ConnId,
    },
    ShakeHands {
        id: ConnId,
        handshake: Handshake,
    },
    TerminateConnection {
        id: ConnId,
    },
    AttachOwner {
        id: ConnId,
        owner: usize,
        hooks: u32,
    },
    DetachOwner {
        id: ConnId,
        owner: usize,
    },
    /// Let others find it, or not.
    EnableConnection {
        id: ConnId,
        on: bool,
    },
    EnableByAlias {
        id: ConnId,
    },
    SetConnectionTos {
        id: ConnId,
        tos: u8,
    },
}

impl Command {
    /// Where it belongs and what it is called, for the log. Arguments stay out: there are passwords among them.
    pub(crate) fn name(&self) -> (Source, &'static str) {
        match self {
            Command::Register { .. } => (Source::RegClient, "Register"),
            Command::Authenticate { .. } => (Source::RegClient, "Authenticate"),
            Command::DnsContinue { .. } => (Source::RegClient, "DNSContinue"),
            Command::DnsResend { .. } => (Source::RegClient, "DNSReSendRequest"),
            Command::DnsGiveUp { .. } => (Source::RegClient, "DNSGiveUp"),
            Command::TerminateClient { .. } => (Source::RegClient, "Terminate"),
            Command::CallLeg { action, .. } => (Source::CallLeg, action.name()),
            Command::Subscription { action, .. } => (Source::Subscription, action.name()),
            Command::Request { .. } => (Source::Transaction, "Request"),
            Command::RequestMessage { .. } => (Source::Transaction, "RequestMsg"),
            Command::Respond { .. } => (Source::Transaction, "Respond"),
            Command::RespondMessage { .. } => (Source::Transaction, "RespondMsg"),
            Command::RespondReliable { .. } => (Source::Transaction, "RespondReliable"),
            Command::Cancel { .. } => (Source::Transaction, "Cancel"),
            Command::Acknowledge { .. } => (Source::Transaction, "Ack"),
            Command::TerminateTransaction { .. } => (Source::Transaction, "Terminate"),
            Command::SendMessage { .. } => (Source::Transmitter, "SendMessage"),
            Command::SendBuffer { .. } => (Source::Transmitter, "SendBuffer"),
            Command::HoldSending { .. } => (Source::Transmitter, "HoldSending"),
            Command::ResumeSending { .. } => (Source::Transmitter, "ResumeSending"),
            Command::TerminateTransmitter { .. } => (Source::Transmitter, "Terminate"),
            Command::AuthBegin { .. } => (Source::Transaction, "AuthBegin"),
            Command::AuthProceed { .. } => (Source::Transaction, "AuthProceed"),
            Command::InitConnection { .. } => (Source::Transport, "ConnectionInit"),
            Command::Connect { .. } => (Source::Transport, "ConnectionConnect"),
            Command::ShakeHands { .. } => (Source::Transport, "ConnectionTlsHandshake"),
            Command::TerminateConnection { .. } => (Source::Transport, "ConnectionTerminate"),
            Command::AttachOwner { .. } => (Source::Transport, "ConnectionAttachOwner"),
            Command::DetachOwner { .. } => (Source::Transport, "ConnectionDetachOwner"),
            Command::EnableConnection { .. } => (Source::Transport, "ConnectionEnable"),
            Command::EnableByAlias { .. } => (Source::Transport, "ConnectionEnableConnByAlias"),
            Command::SetConnectionTos { .. } => (Source::Transport, "ConnectionSetIpTosSockOption"),
        }
    }
}

impl Command {
    /// The transaction that the application drives by itself with this.
    fn drives(&self) -> Option<TransactionId> {
        match self {
            Command::Request { id, .. }
            | Command::RequestMessage { id, .. }
            | Command::Respond { id, .. }
            | Command::RespondMessage { id, .. }
            | Command::RespondReliable { id, .. }
            | Command::Cancel { id }
            | Command::Acknowledge { id }
            | Command::AuthBegin { id }
            | Command::AuthProceed { id, .. } => Some(*id),
            _ => None,
        }
    }
}

impl Endpoint {
    pub(crate) fn run_command(&mut self, command: Command) -> Result<(), Error> {
        // Those of a call-leg are shown to the application and driven by the call-leg.
        if command.drives().is_some_and(|id| self.tx(id).is_ok_and(|tx| matches!(tx.owner, Owner::CallLeg(_)))) {
            return Err(Error::IllegalAction);
        }
        match command {
            Command::Register { id, outbound } => self.register(id, outbound),
            Command::Authenticate { id, outbound } => self.authenticate(id, outbound),
            Command::DnsContinue { id } => self.dns_continue(id),
            Command::DnsResend { id, outbound } => self.dns_resend(id, outbound),
            Command::DnsGiveUp { id } => self.dns_give_up(id),
            Command::TerminateClient { id } => self.terminate_client(id),
            Command::CallLeg { id, action } => self.run_action(id, action),
            Command::Subscription { id, action } => self.run_subscription_action(id, action),
            Command::Request { id, method, uri, outbound } => self.request(id, &method, &uri, outbound),
            Command::RequestMessage { id, msg } => self.request_message(id, msg),
            Command::Respond { id, code, reason, outbound } => self.respond(id, code, &reason, outbound),
            Command::RespondMessage { id, msg } => self.respond_message(id, msg),
            Command::RespondReliable { id, code, reason, outbound } => self.respond_reliable(id, code, &reason, outbound),
            Command::Cancel { id } => self.cancel(id),
            Command::Acknowledge { id } => self.acknowledge(id),
            Command::TerminateTransaction { id } => self.terminate_transaction(id),
            Command::SendMessage { id, msg } => self.transmitter_send(id, msg),
            Command::SendBuffer { id, bytes } => self.transmitter_send_buffer(id, &bytes),
            Command::HoldSending { id } => self.hold_sending(id),
            Command::ResumeSending { id } => self.resume_sending(id),
            Command::TerminateTransmitter { id } => self.terminate_transmitter(id),
            Command::AuthBegin { id } => self.auth_begin(id),
            Command::AuthProceed { id, action } => self.auth_proceed(id, action),
            Command::InitConnection { id, setup } => self.init_connection(id, setup),
            Command::Connect { id } => self.connect_connection(id),
            Command::ShakeHands { id, handshake } => self.shake_hands(id, handshake),
            Command::TerminateConnection { id } => self.terminate_connection(id),
            Command::AttachOwner { id, owner, hooks } => self.attach_owner(id, owner, hooks),
            Command::DetachOwner { id, owner } => self.detach_owner(id, owner),
            Command::EnableConnection { id, on } => self.enable_connection(id, on),
            Command::EnableByAlias { id } => self.enable_by_alias(id),
            Command::SetConnectionTos { id, tos } => self.set_connection_tos(id, tos),
        }
    }
}
