//! What an API call asks of a call-leg.

use super::Wish;
use crate::endpoint::Endpoint;
use crate::endpoint::output::{CallLegId, Error, ReInviteId, TransactionId};
use crate::endpoint::transaction::AuthAction;
use crate::message::Message;

/// Headers and body to add to the next message.
type Outbound = Option<Box<Message>>;

#[derive(Debug)]
pub enum Action {
    /// Send the INVITE.
    Connect {
        outbound: Outbound,
    },
    /// Send it again with credentials.
    Authenticate {
        outbound: Outbound,
    },
    /// Acknowledge the 2xx (manual).
    Ack {
        outbound: Outbound,
    },
    Cancel,
    /// Answer the INVITE, or the re-INVITE, that came.
    Accept {
        outbound: Outbound,
    },
    Reject {
        code: u16,
        outbound: Outbound,
    },
    Provisional {
        code: u16,
        outbound: Outbound,
    },
    ProvisionalReliable {
        code: u16,
        outbound: Outbound,
    },
    /// Whatever ends the call in its present state.
    Disconnect {
        outbound: Outbound,
    },
    Terminate,
    /// Acknowledge a reliable provisional response, or answer its acknowledgement (manual).
    Prack {
        outbound: Outbound,
    },
    AnswerPrack {
        code: u16,
        outbound: Outbound,
    },
    /// Answer a BYE that the application took.
    AnswerBye {
        transaction: TransactionId,
        code: u16,
        outbound: Outbound,
    },
    ReInvite {
        reinvite: ReInviteId,
        outbound: Outbound,
    },
    AckReInvite {
        reinvite: ReInviteId,
        outbound: Outbound,
    },
    TerminateReInvite {
        reinvite: ReInviteId,
    },
    /// A re-INVITE that keeps the session timer, with an object of the application's or without.
    Refresh {
        reinvite: Option<ReInviteId>,
        outbound: Outbound,
    },
    /// A request of another method; `refresh` for an UPDATE that refreshes the session.
    Request {
        transaction: TransactionId,
        method: Vec<u8>,
        refresh: bool,
        outbound: Outbound,
    },
    Respond {
        transaction: TransactionId,
        code: u16,
        outbound: Outbound,
    },
    TerminateTransaction {
        transaction: TransactionId,
    },
    /// Send the request that failed to the next address, or give it up.
    DnsResend {
        transaction: Option<TransactionId>,
        outbound: Outbound,
    },
    DnsGiveUp {
        transaction: Option<TransactionId>,
    },
    /// Look through the credentials of a request that came: of this one, or of the INVITE or re-INVITE that waits for its answer.
    AuthBegin {
        transaction: Option<TransactionId>,
    },
    AuthProceed {
        transaction: Option<TransactionId>,
        verdict: AuthAction,
    },
    /// Answer it with 401 or 407; the challenge is in the outbound message. An empty reason takes the standard phrase.
    RespondUnauthenticated {
        transaction: Option<TransactionId>,
        code: u16,
        reason: Vec<u8>,
        outbound: Outbound,
    },
    /// What is wished for at the next negotiation of a session timer.
    WishSession {
        transaction: Option<TransactionId>,
        wish: Wish,
    },
}

impl Action {
    /// What it is called, for the log.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Action::Connect { .. } => "Connect",
            Action::Authenticate { .. } => "Authenticate",
            Action::Ack { .. } => "Ack",
            Action::Cancel => "Cancel",
            Action::Accept { .. } => "Accept",
            Action::Reject { .. } => "Reject",
            Action::Provisional { .. } => "ProvisionalResponse",
            Action::ProvisionalReliable { .. } => "ProvisionalResponseReliable",
            Action::Disconnect { .. } => "Disconnect",
            Action::Terminate => "Terminate",
            Action::Prack { .. } => "SendPrack",
            Action::AnswerPrack { .. } => "SendPrackResponse",
            Action::AnswerBye { .. } => "ByeAccept or ByeReject",
            Action::ReInvite { .. } => "ReInviteRequest",
            Action::AckReInvite { .. } => "ReInviteAck",
            Action::TerminateReInvite { .. } => "ReInviteTerminate",
            Action::Refresh { .. } => "SessionTimerRefresh",
            Action::Request { .. } => "TranscRequest",
            Action::Respond { .. } => "TranscResponse",
            Action::TerminateTransaction { .. } => "TranscTerminate",
            Action::DnsResend { .. } => "DNSReSendRequest",
            Action::DnsGiveUp { .. } => "DNSGiveUp",
            Action::AuthBegin { .. } => "AuthBegin",
            Action::AuthProceed { .. } => "AuthProceed",
            Action::RespondUnauthenticated { .. } => "RespondUnauthenticated",
            Action::WishSession { .. } => "SessionTimerSetPreferenceParams",
        }
    }
}

impl Endpoint {
    pub(crate) fn run_action(&mut self, id: CallLegId, action: Action) -> Result<(), Error> {
        if self.leg(id)?.hidden {
            // It is a dialog and no call.
            return Err(Error::IllegalAction);
        }
        match action {
            Action::Connect { outbound } => self.with_outbound(outbound, |core, extra| core.connect_leg(id, extra)),
            Action::Authenticate { outbound } => self.with_outbound(outbound, |core, extra| core.authenticate_leg(id, extra)),
            Action::Ack { outbound } => self.with_outbound(outbound, |core, extra| core.ack_by_hand(id, extra)),
            Action::Cancel => self.cancel_leg(id),
            Action::Accept { outbound } => self.answer_invite(id, 200, false, outbound),
            Action::Reject { code, outbound } => self.reject_invite(id, code, b"", outbound),
            Action::Provisional { code, outbound } => self.provisional_answer(id, code, false, outbound),
            Action::ProvisionalReliable { code, outbound } => self.provisional_answer(id, code, true, outbound),
            Action::Disconnect { outbound } => self.disconnect_leg(id, outbound),
            Action::Terminate => self.terminate_leg(id),
            Action::Prack { outbound } => self.with_outbound(outbound, |core, extra| core.prack_by_hand(id, extra)),
            Action::AnswerPrack { code, outbound } => self.answer_prack(id, code, outbound),
            Action::AnswerBye { transaction, code, outbound } => self.answer_bye(id, transaction, code, b"", outbound),
            Action::ReInvite { reinvite, outbound } => {
                self.with_outbound(outbound, |core, extra| core.send_reinvite(id, reinvite, false, extra))
            }
            Action::AckReInvite { reinvite, outbound } => {
                self.with_outbound(outbound, |core, extra| core.ack_reinvite_by_hand(id, reinvite, extra))
            }
            Action::TerminateReInvite { reinvite } => self.terminate_reinvite(id, reinvite),
            Action::Refresh { reinvite, outbound } => {
                self.with_outbound(outbound, |core, extra| core.refresh_session(id, reinvite, extra))
            }
            Action::Request { transaction, method, refresh, outbound } => {
                self.with_outbound(outbound, |core, extra| core.send_general(id, transaction, &method, refresh, extra))
            }
            Action::Respond { transaction, code, outbound } => self.answer_general(id, transaction, code, b"", outbound),
            Action::TerminateTransaction { transaction } => self.terminate_general(id, transaction),
            Action::DnsResend { transaction, outbound } => {
                self.with_outbound(outbound, |core, extra| core.resend_leg(id, transaction, extra))
            }
            Action::DnsGiveUp { transaction } => self.give_up_leg(id, transaction),
            Action::AuthBegin { transaction } => self.received_request(id, transaction).and_then(|tx| self.auth_begin(tx)),
            Action::AuthProceed { transaction, verdict } => {
                self.received_request(id, transaction).and_then(|tx| self.auth_proceed(tx, verdict))
            }
            Action::RespondUnauthenticated { transaction, code, reason, outbound } => {
                self.refuse_unauthenticated(id, transaction, code, &reason, outbound)
            }
            Action::WishSession { transaction, wish } => self.wish_session(id, transaction, wish),
        }
    }

    /// Lends the additions to a message and takes them back.
    pub(crate) fn with_outbound(
        &mut self,
        outbound: Outbound,
        call: impl FnOnce(&mut Endpoint, Option<&Message>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let outcome = call(self, outbound.as_deref());
        self.drop_message(outbound);
        outcome
    }
}
