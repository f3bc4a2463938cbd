//! What an API call asks of a subscription or a notification.

use crate::endpoint::Endpoint;
use crate::endpoint::callleg::Role;
use crate::endpoint::output::{Error, NotifyId, SubscriptionId, TransactionId};
use crate::endpoint::transaction::AuthAction;
use crate::message::Message;

/// Headers and body to add to the next message.
type Outbound = Option<Box<Message>>;

#[derive(Debug)]
pub enum SubscriptionAction {
    /// Send the first SUBSCRIBE, or send it again elsewhere or with credentials.
    Subscribe {
        outbound: Outbound,
    },
    /// Send the REFER.
    Refer {
        outbound: Outbound,
    },
    /// Unset seconds: as before.
    Refresh {
        seconds: Option<u32>,
        outbound: Outbound,
    },
    Unsubscribe {
        outbound: Outbound,
    },
    /// 200, or 202 for `pending`; unset seconds: what was asked for.
    Accept {
        pending: bool,
        seconds: Option<u32>,
        outbound: Outbound,
    },
    Reject {
        code: u16,
        reason: Vec<u8>,
        outbound: Outbound,
    },
    Terminate,
    SendNotify {
        notify: NotifyId,
        outbound: Outbound,
    },
    AnswerNotify {
        notify: NotifyId,
        code: u16,
        outbound: Outbound,
    },
    TerminateNotify {
        notify: NotifyId,
    },
    /// Send what failed to the next address, or give it up.
    DnsContinue {
        notify: Option<NotifyId>,
    },
    DnsResend {
        notify: Option<NotifyId>,
        outbound: Outbound,
    },
    DnsGiveUp {
        notify: Option<NotifyId>,
    },
    /// Look through the credentials of a request that came: of this one, or of the SUBSCRIBE or REFER that waits for its answer.
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
}

impl SubscriptionAction {
    /// What it is called, for the log.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            SubscriptionAction::Subscribe { .. } => "Subscribe",
            SubscriptionAction::Refer { .. } => "Refer",
            SubscriptionAction::Refresh { .. } => "Refresh",
            SubscriptionAction::Unsubscribe { .. } => "Unsubscribe",
            SubscriptionAction::Accept { .. } => "RespondAccept or RespondPending",
            SubscriptionAction::Reject { .. } => "RespondReject",
            SubscriptionAction::Terminate => "Terminate",
            SubscriptionAction::SendNotify { .. } => "NotifySend",
            SubscriptionAction::AnswerNotify { .. } => "NotifyAccept or NotifyReject",
            SubscriptionAction::TerminateNotify { .. } => "NotifyTerminate",
            SubscriptionAction::DnsContinue { .. } => "DNSContinue",
            SubscriptionAction::DnsResend { .. } => "DNSReSendRequest",
            SubscriptionAction::DnsGiveUp { .. } => "DNSGiveUp",
            SubscriptionAction::AuthBegin { .. } => "AuthBegin",
            SubscriptionAction::AuthProceed { .. } => "AuthProceed",
            SubscriptionAction::RespondUnauthenticated { .. } => "RespondUnauthenticated",
        }
    }
}

impl Endpoint {
    pub(crate) fn run_subscription_action(&mut self, id: SubscriptionId, action: SubscriptionAction) -> Result<(), Error> {
        self.subscription(id)?;
        match action {
            SubscriptionAction::Subscribe { outbound } => {
                self.with_outbound(outbound, |core, extra| core.subscribe(id, false, extra))
            }
            SubscriptionAction::Refer { outbound } => {
                self.with_outbound(outbound, |core, extra| core.subscribe(id, true, extra))
            }
            SubscriptionAction::Refresh { seconds, outbound } => {
                self.with_outbound(outbound, |core, extra| core.refresh_subscription(id, seconds, extra))
            }
            SubscriptionAction::Unsubscribe { outbound } => {
                self.with_outbound(outbound, |core, extra| core.unsubscribe(id, extra))
            }
            SubscriptionAction::Accept { pending, seconds, outbound } => {
                self.accept_subscription(id, pending, seconds, outbound)
            }
            SubscriptionAction::Reject { code, reason, outbound } => self.reject_subscription(id, code, &reason, outbound),
            SubscriptionAction::Terminate => self.terminate_subscription(id),
            SubscriptionAction::SendNotify { notify, outbound } => {
                self.with_outbound(outbound, |core, extra| core.send_notify(id, notify, extra))
            }
            SubscriptionAction::AnswerNotify { notify, code, outbound } => self.answer_notify(id, notify, code, b"", outbound),
            SubscriptionAction::TerminateNotify { notify } => self.terminate_notify(id, notify),
            SubscriptionAction::DnsContinue { notify } => self.subscription_dns_continue(id, notify),
            SubscriptionAction::DnsResend { notify, outbound } => {
                self.with_outbound(outbound, |core, extra| core.subscription_dns_resend(id, notify, extra))
            }
            SubscriptionAction::DnsGiveUp { notify } => self.subscription_dns_give_up(id, notify),
            SubscriptionAction::AuthBegin { transaction } => {
                self.subscription_request(id, transaction).and_then(|(tx, _)| self.auth_begin(tx))
            }
            SubscriptionAction::AuthProceed { transaction, verdict } => {
                self.subscription_request(id, transaction).and_then(|(tx, _)| self.auth_proceed(tx, verdict))
            }
            SubscriptionAction::RespondUnauthenticated { transaction, code, reason, outbound } => {
                match self.subscription_request(id, transaction) {
                    Ok((_, Some(notify))) => self.answer_notify(id, notify, code, &reason, outbound),
                    Ok((tx, None)) if self.subscription_transaction(id) == Ok(tx) => {
                        self.reject_subscription(id, code, &reason, outbound)
                    }
                    other => {
                        self.drop_message(outbound);
                        Err(other.err().unwrap_or(Error::IllegalAction))
                    }
                }
            }
        }
    }

    /// A request of the other end, the one named or that which waits for its answer; and the notification if it is a NOTIFY.
    pub fn subscription_request(
        &self,
        id: SubscriptionId,
        tx: Option<TransactionId>,
    ) -> Result<(TransactionId, Option<NotifyId>), Error> {
        let Some(tx) = tx else { return self.subscription_transaction(id).map(|tx| (tx, None)) };
        match self.part(tx).map(|(_, part)| part.role) {
            Some(Role::Subscribe(of)) if of == id => Ok((tx, None)),
            Some(Role::Notify(notify)) if self.subscription_of(notify) == Ok(id) => Ok((tx, Some(notify))),
            _ => Err(Error::InvalidHandle),
        }
    }
}
