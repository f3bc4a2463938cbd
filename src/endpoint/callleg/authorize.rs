//! Credentials in what the other end sent: the walk through them is that of the transaction, the refusal that of the call-leg.

use super::Role;
use crate::endpoint::Endpoint;
use crate::endpoint::output::{CallLegId, Error, TransactionId};
use crate::message::Message;

impl Endpoint {
    /// A request of the other end: the one named, or the INVITE or re-INVITE that waits for its answer.
    pub(super) fn received_request(&self, id: CallLegId, tx: Option<TransactionId>) -> Result<TransactionId, Error> {
        let Some(tx) = tx else { return self.offered(id) };
        self.leg_has_transaction(id, tx).map(|()| tx)
    }

    /// Answers it with 401 or 407, as the call-leg answers such a request.
    pub(super) fn refuse_unauthenticated(
        &mut self,
        id: CallLegId,
        tx: Option<TransactionId>,
        code: u16,
        reason: &[u8],
        outbound: Option<Box<Message>>,
    ) -> Result<(), Error> {
        let found = self.received_request(id, tx).map(|tx| (tx, self.part(tx).map(|(_, part)| part.role)));
        match found {
            Ok((tx, Some(Role::Invite | Role::ReInvite(_)))) if self.offered(id) == Ok(tx) => {
                self.reject_invite(id, code, reason, outbound)
            }
            Ok((tx, Some(Role::General))) => self.answer_general(id, tx, code, reason, outbound),
            Ok((tx, Some(Role::Bye))) => self.answer_bye(id, tx, code, reason, outbound),
            other => {
                self.drop_message(outbound);
                Err(other.err().unwrap_or(Error::IllegalAction))
            }
        }
    }
}
