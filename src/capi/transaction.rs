//! RvSipTransaction.h - Transactions for requests outside of dialogs, client and server.
//!
//! As for register-clients, functions may be called from any thread and inside callbacks, and return RV_ERROR_NULLPTR for a NULL
//! handle or place, RV_ERROR_INVALID_HANDLE for a handle that names no living object.

use super::abi::*;
use super::address::address_text;
use super::app::{self, Object, transaction_handle, transmitter_handle};
use super::boundary::status;
use super::challenge::{auth_action, digest_challenge, given_challenge};
use super::dns_list::list_handle;
use super::docs;
use super::handle::Tag;
use super::regclient::header_value;
use super::stack::{handlers, owner_of, stack_of};
use super::status::Error;
use super::strings::{filled_text, out, read_struct_over, text};
use crate::endpoint::{Command, Id, ListOwner, Timers, TransactionId};
use crate::message::{Message, Name};
use crate::stack::Stack;
use std::ffi::c_void;
use std::sync::Arc;

/// The transaction a handle names. The core keeps transmitters among them, which no such handle names.
pub fn transaction(handle: RvSipTranscHandle) -> Result<(Arc<Stack>, TransactionId), Error> {
    let (stack, h) = owner_of(handle, Tag::Transc)?;
    let id = TransactionId(Id { index: h.index, generation: h.generation });
    if stack.with(|core, _| core.is_transmitter(id)) {
        return Err(Error::InvalidHandle);
    }
    Ok((stack, id))
}

/// Timers of one object from a structure of the program: -1 keeps the configured value, NULL means none of its own.
///
/// # Safety
/// `timers` is NULL or has `size` readable bytes.
pub unsafe fn timers_of(stack: &Stack, timers: *const RvSipTimers, size: RvInt32) -> Result<Option<Timers>, Error> {
    if timers.is_null() {
        return Ok(None);
    }
    let unset = RvSipTimers {
        T1: -1,
        T2: -1,
        T4: -1,
        generalLingerTimer: -1,
        inviteLingerTimer: -1,
        provisionalTimer: -1,
        cancelGeneralNoResponseTimer: -1,
        cancelInviteNoResponseTimer: -1,
        generalRequestTimeoutTimer: -1,
        maxGeneralRetransmissions: -1,
        maxInviteRetransmissions: -1,
    };
    // Whole fields only.
    let size = size - size.max(0) % size_of::<RvInt32>() as RvInt32;
    // SAFETY: passed on from the caller.
    let given = unsafe { read_struct_over(unset, timers, size)? };
    let mut t = stack.with(|core, _| core.config().timers);
    for (field, value) in [
        (&mut t.t1, given.T1),
        (&mut t.t2, given.T2),
        (&mut t.t4, given.T4),
        (&mut t.linger, given.generalLingerTimer),
        (&mut t.request_timeout, given.generalRequestTimeoutTimer),
        (&mut t.invite_linger, given.inviteLingerTimer),
        (&mut t.cancel_general, given.cancelGeneralNoResponseTimer),
        (&mut t.cancel_invite, given.cancelInviteNoResponseTimer),
    ] {
        match value {
            -1 => {}
            1.. => *field = value as u32,
            _ => return Err(Error::BadParam),
        }
    }
    if given.provisionalTimer != -1 {
        t.provisional = u32::try_from(given.provisionalTimer).map_err(|_| Error::BadParam)?;
    }
    for (field, value) in
        [(&mut t.max_resends, given.maxGeneralRetransmissions), (&mut t.max_invite_resends, given.maxInviteRetransmissions)]
    {
        match value {
            -1 => {}
            0.. => *field = value,
            _ => return Err(Error::BadParam),
        }
    }
    Ok(Some(t))
}

/// Sets the callbacks of all transactions of this stack; normally right after RvSipStackConstruct. Without a
/// pfnEvTransactionCreated, requests are answered with 405 or 501.
///
/// - `context`: handed to RvSipTransactionCreatedEv.
/// - `structSize`: sizeof(RvSipTransactionEvHandlers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionMgrSetEvHandlers(
    hTranscMgr: RvSipTranscMgrHandle,
    context: *mut c_void,
    pEvHandlers: *mut RvSipTransactionEvHandlers,
    structSize: RvInt32,
) -> RvStatus {
    status("RvSipTransactionMgrSetEvHandlers", || {
        let stack = stack_of(hTranscMgr, Tag::TranscMgr)?;
        // SAFETY: the program says how large its structure is.
        let given = unsafe { handlers(pEvHandlers, structSize)? };
        app::of(&stack)?.set_transaction_handlers(&stack, given, context);
        Ok(())
    })
}

/// Sets the callbacks of the transaction manager.
///
/// - `structSize`: sizeof(RvSipTransactionMgrEvHandlers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionMgrSetMgrEvHandlers(
    hTranscMgr: RvSipTranscMgrHandle,
    pMgrEvHandlers: *mut RvSipTransactionMgrEvHandlers,
    structSize: RvInt32,
) -> RvStatus {
    status("RvSipTransactionMgrSetMgrEvHandlers", || {
        let stack = stack_of(hTranscMgr, Tag::TranscMgr)?;
        // SAFETY: as above.
        let given = unsafe { handlers(pMgrEvHandlers, structSize)? };
        app::of(&stack)?.set_manager_handlers(&stack, given);
        Ok(())
    })
}

/// Makes a client transaction in IDLE.
///
/// - `hTranscOwner`: the program's own value, handed back in every callback; may be NULL.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when maxTransactions are there already; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTranscMgrCreateTransaction(
    hTranscMgr: RvSipTranscMgrHandle,
    hTranscOwner: RvSipTranscOwnerHandle,
    phTransc: *mut RvSipTranscHandle,
) -> RvStatus {
    status("RvSipTranscMgrCreateTransaction", || {
        // SAFETY: the program passes a place for the handle, or NULL.
        let place = unsafe { out(phTransc)? };
        let stack = stack_of(hTranscMgr, Tag::TranscMgr)?;
        let id = stack.with(|core, _| core.create_transaction(hTranscOwner as usize))?;
        place.set(transaction_handle(&stack, id));
        Ok(())
    })
}

/// Makes a server transaction for a request that has none, for a proxy without state that has to reject one: in
/// RvSipTranscMgrNewRequestRcvdEv, before that answers no, or later for a copy of the request. The transaction is in
/// SERVER_GEN_REQUEST_RCVD or SERVER_INVITE_REQUEST_RCVD; no callback tells that state, and RvSipTransactionRespond is next. Where
/// nothing else is known of the request, its answers go where its top Via says.
///
/// - `hMsg`: the request, of which a copy is taken: any method but ACK and CANCEL.
/// - `hTranscOwner`: the program's own value, handed back in every callback; may be NULL.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a message that is no such request or lacks a header that every request has;
/// RV_ERROR_ILLEGAL_ACTION when the request has a transaction; RV_ERROR_OUTOFRESOURCES when
/// maxTransactions are there already; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTranscMgrCreateServerTransactionFromMsg(
    hTranscMgr: RvSipTranscMgrHandle,
    hMsg: RvSipMsgHandle,
    hTranscOwner: RvSipTranscOwnerHandle,
    phTransc: *mut RvSipTranscHandle,
) -> RvStatus {
    status("RvSipTranscMgrCreateServerTransactionFromMsg", || {
        // SAFETY: the program passes a place for the handle, or NULL.
        let place = unsafe { out(phTransc)? };
        let stack = stack_of(hTranscMgr, Tag::TranscMgr)?;
        let msg = Box::new(docs::clone_msg(hMsg)?);
        let id = stack.with(|core, now| core.create_server_transaction(now, hTranscOwner as usize, msg))?;
        place.set(transaction_handle(&stack, id));
        Ok(())
    })
}

pub(super) fn outbound(stack: &Stack, id: TransactionId) -> Result<Option<Box<Message>>, Error> {
    Ok(app::of(stack)?.take_outbound(Object::Transaction(id.0)))
}

/// Sets From, To and CSeq from text and sends the request. Legal in IDLE; the transaction moves to CLIENT_GEN_REQUEST_SENT, with INVITE
/// to CLIENT_INVITE_CALLING.
///
/// - `strFrom`, `strTo`: with or without the header name; a From tag is made where there is none.
/// - `strRequestURI`: a SIP URI.
/// - `cseqStep`: CSeq number; UNDEFINED for 1.
/// - `strMethod`: any method but ACK and CANCEL.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_BADPARAM; RV_ERROR_NOTSUPPORTED for ACK and CANCEL;
/// RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionMake(
    hTransc: RvSipTranscHandle,
    strFrom: *mut RvChar,
    strTo: *mut RvChar,
    strRequestURI: *mut RvChar,
    cseqStep: RvInt32,
    strMethod: *mut RvChar,
) -> RvStatus {
    status("RvSipTransactionMake", || {
        // SAFETY: the program passes terminated strings, or NULL; likewise below.
        let (from, to, uri, method) = unsafe { (text(strFrom)?, text(strTo)?, text(strRequestURI)?, text(strMethod)?) };
        let (stack, id) = transaction(hTransc)?;
        let outbound = outbound(&stack, id)?;
        stack.with(|core, now| {
            core.transaction_set_from(id, header_value(from, Name::From).unwrap_or(from))?;
            core.transaction_set_to(id, header_value(to, Name::To).unwrap_or(to))?;
            if let Ok(step) = u32::try_from(cseqStep) {
                core.transaction_set_cseq(id, step)?;
            }
            core.command(now, Command::Request { id, method: method.to_vec(), uri: uri.to_vec(), outbound })
        })?;
        Ok(())
    })
}

/// Sends a request with the To, From, Call-ID and CSeq that were set, and the outbound message's additions. Legal in IDLE, and on
/// the transaction that RvSipTransactionDNSContinue gave, where the arguments are not looked at.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state or without To or From; RV_ERROR_BADPARAM; RV_ERROR_NOTSUPPORTED for
/// ACK and CANCEL; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionRequest(
    hTransc: RvSipTranscHandle,
    strRequestMethod: *mut RvChar,
    hRequestURI: RvSipAddressHandle,
) -> RvStatus {
    status("RvSipTransactionRequest", || {
        let (stack, id) = transaction(hTransc)?;
        if stack.with(|core, _| core.transaction_holds_request(id)) {
            return Ok(stack.with(|core, now| core.transaction_resend(now, id))?);
        }
        let method = unsafe { text(strRequestMethod)? }.to_vec();
        let uri = address_text(hRequestURI)?;
        let outbound = outbound(&stack, id)?;
        Ok(stack.with(|core, now| core.command(now, Command::Request { id, method, uri, outbound }))?)
    })
}

/// Answers a request. Legal in SERVER_GEN_REQUEST_RCVD, SERVER_INVITE_REQUEST_RCVD, SERVER_INVITE_PRACK_COMPLETED and
/// SERVER_CANCEL_REQUEST_RCVD; in SERVER_INVITE_REL_PROV_RESPONSE_SENT with a final answer, which must not be 2xx if the provisional one
/// had a body. A final answer moves the transaction to the FINAL_RESPONSE_SENT state of its method. To an INVITE it is sent until the ACK
/// comes; that of a 2xx is told as a message of no transaction.
///
/// - `responseCode`: to INVITE 100 to 699. To other requests 100 or 200 to 699: provisional answers but 100 are not allowed, nor is 408
///   (RFC 4320), nor 100 over UDP before the library sends it itself.
/// - `strReasonPhrase`: NULL for the standard one.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionRespond(
    hTransc: RvSipTranscHandle,
    responseCode: RvUint16,
    strReasonPhrase: *mut RvChar,
) -> RvStatus {
    status("RvSipTransactionRespond", || {
        let reason = unsafe { filled_text(strReasonPhrase)? }.unwrap_or(&[]).to_vec();
        let (stack, id) = transaction(hTransc)?;
        let outbound = outbound(&stack, id)?;
        Ok(stack.with(|core, now| core.command(now, Command::Respond { id, code: responseCode, reason, outbound }))?)
    })
}

/// Ends a transaction at once in any state.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionTerminate(hTransc: RvSipTranscHandle) -> RvStatus {
    status("RvSipTransactionTerminate", || {
        let (stack, id) = transaction(hTransc)?;
        Ok(stack.with(|core, now| core.command(now, Command::TerminateTransaction { id }))?)
    })
}

/// Sends a copy of a request that is complete but for its top Via. Legal in IDLE.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a message that is no such request; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionRequestMsg(hTransc: RvSipTranscHandle, hMsg: RvSipMsgHandle) -> RvStatus {
    status("RvSipTransactionRequestMsg", || {
        let (stack, id) = transaction(hTransc)?;
        let msg = Box::new(docs::clone_msg(hMsg)?);
        Ok(stack.with(|core, now| core.command(now, Command::RequestMessage { id, msg }))?)
    })
}

/// Sends a copy of a response that is complete. Legal where RvSipTransactionRespond is; a proxy moves by a 2xx to an INVITE to
/// SERVER_INVITE_PROXY_2XX_RESPONSE_SENT, and may send further ones there.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a message that is no response; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionRespondMsg(hTransc: RvSipTranscHandle, hMsg: RvSipMsgHandle) -> RvStatus {
    status("RvSipTransactionRespondMsg", || {
        let (stack, id) = transaction(hTransc)?;
        let msg = Box::new(docs::clone_msg(hMsg)?);
        Ok(stack.with(|core, now| core.command(now, Command::RespondMessage { id, msg }))?)
    })
}

/// Copies To, From with their tags, Call-ID and CSeq number of a message into a fresh client transaction.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when one is missing; RV_ERROR_ILLEGAL_ACTION in another state than IDLE; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionSetKeyFromMsg(hTransc: RvSipTranscHandle, hMsg: RvSipMsgHandle) -> RvStatus {
    status("RvSipTransactionSetKeyFromMsg", || {
        let (stack, id) = transaction(hTransc)?;
        let mut msg = docs::clone_msg(hMsg)?;
        Ok(stack.with(|core, _| core.transaction_set_key(id, &mut msg))?)
    })
}

/// Gives the DNS list of a client transaction: where the request goes if the present address fails. Read and edit it with the
/// RvSipTransportDNSList functions, in CLIENT_MSG_SEND_FAILURE or inside RvSipTransactionFinalDestResolvedEv.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for a server transaction; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionDNSGetList(
    hTransc: RvSipTranscHandle,
    phDnsList: *mut RvSipTransportDNSListHandle,
) -> RvStatus {
    status("RvSipTransactionDNSGetList", || {
        // SAFETY: the program passes a place for the handle, or NULL.
        let place = unsafe { out(phDnsList)? };
        let (stack, id) = transaction(hTransc)?;
        place.set(list_handle(&stack, ListOwner::Transaction(id))?);
        Ok(())
    })
}

/// Gives the transmitter of a transaction, which dies with it: inside RvSipTransactionFinalDestResolvedEv (for the transaction of a
/// register-client, RvSipRegClientFinalDestResolvedEv) it may hold the message, change its destination or its DNS list.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionGetTransmitter(
    hTransc: RvSipTranscHandle,
    phTransmitter: *mut RvSipTransmitterHandle,
) -> RvStatus {
    status("RvSipTransactionGetTransmitter", || {
        // SAFETY: as above.
        let place = unsafe { out(phTransmitter)? };
        let (stack, id) = transaction(hTransc)?;
        stack.with(|core, _| core.transaction_state(id))?;
        place.set(transmitter_handle(&stack, id));
        Ok(())
    })
}

/// Goes on after a failure to send (eDnsFailover is manual): makes a new transaction that holds the request for the next address.
/// RvSipTransactionRequest on it sends; the old one ends. Legal in CLIENT_MSG_SEND_FAILURE.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when no address is left; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionDNSContinue(
    hTransc: RvSipTranscHandle,
    hTranscOwner: RvSipTranscOwnerHandle,
    phNewTransc: *mut RvSipTranscHandle,
) -> RvStatus {
    status("RvSipTransactionDNSContinue", || {
        // SAFETY: the program passes a place for the handle, or NULL.
        let place = unsafe { out(phNewTransc)? };
        let (stack, id) = transaction(hTransc)?;
        let new = stack.with(|core, now| core.transaction_dns_continue(now, id, hTranscOwner as usize))?;
        place.set(transaction_handle(&stack, new));
        Ok(())
    })
}

/// Begins to look through the credentials of a request. Each is told by RvSipTransactionAuthCredentialsFoundEv and answered with
/// RvSipTransactionAuthProceed; the end is told by RvSipTransactionAuthCompletedEv. Legal in SERVER_GEN_REQUEST_RCVD
/// and SERVER_INVITE_REQUEST_RCVD; needs enableServerAuth.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state or without enableServerAuth; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransactionAuthBegin(hTransc: RvSipTranscHandle) -> RvStatus {
    status("RvSipTransactionAuthBegin", || {
        let (stack, id) = transaction(hTransc)?;
        Ok(stack.with(|core, now| core.command(now, Command::AuthBegin { id }))?)
    })
}

/// Says what to do with the credentials that were told last; from inside the callback or later.
///
/// - `eAction`: USE_PASSWORD checks them against `strPassword`; SKIP looks at the next; SUCCESS and FAILURE end the search with
///   that verdict.
/// - `hAuthorization`: the header of the callback; the library remembers it, NULL will do.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when no credentials wait; RV_ERROR_BADPARAM for another action; RV_ERROR_NULLPTR, also
/// for USE_PASSWORD without a password; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionAuthProceed(
    hTransc: RvSipTranscHandle,
    eAction: RvSipTransactionAuthAction,
    hAuthorization: RvSipAuthorizationHeaderHandle,
    strPassword: *mut RvChar,
) -> RvStatus {
    let _ = hAuthorization;
    status("RvSipTransactionAuthProceed", || {
        let (stack, id) = transaction(hTransc)?;
        let action = unsafe { auth_action(eAction, strPassword)? };
        Ok(stack.with(|core, now| core.command(now, Command::AuthProceed { id, action }))?)
    })
}

fn respond_with(handle: RvSipTranscHandle, code: RvUint16, reason: Vec<u8>, name: Name, value: &[u8]) -> Result<(), Error> {
    let (stack, id) = transaction(handle)?;
    let mut extra = outbound(&stack, id)?.unwrap_or_default();
    extra.push(name, value);
    Ok(stack.with(|core, now| core.command(now, Command::Respond { id, code, reason, outbound: Some(extra) }))?)
}

/// Answers with 401 or 407 and a ready challenge.
///
/// - `responseCode`: 401 or 407.
/// - `strReasonPhrase`: NULL for the standard one.
/// - `eHeaderType`: RVSIP_HEADERTYPE_AUTHENTICATION or RVSIP_HEADERTYPE_OTHER.
/// - `hHeader`: a header of that type; it is copied.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code or type; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionRespondUnauthenticated(
    hTransc: RvSipTranscHandle,
    responseCode: RvUint16,
    strReasonPhrase: *mut RvChar,
    eHeaderType: RvSipHeaderType,
    hHeader: *mut c_void,
) -> RvStatus {
    status("RvSipTransactionRespondUnauthenticated", || {
        let reason = unsafe { filled_text(strReasonPhrase)? }.unwrap_or(&[]).to_vec();
        let (name, value) = given_challenge(responseCode, eHeaderType, hHeader)?;
        respond_with(hTransc, responseCode, reason, name, &value)
    })
}

/// Answers with 401 or 407 and a Digest challenge made of the arguments.
///
/// - `strRealm`: the realm; texts may come with or without quotes.
/// - `strDomain`, `strOpaque`: NULL to leave out.
/// - `strNonce`: NULL for one the library makes.
/// - `bStale`: RV_TRUE when only the nonce of the refused credentials was too old.
/// - `eAlgorithm`: UNDEFINED leaves the parameter out, which means MD5; `strAlgorithm` counts only with OTHER.
/// - `eQop`: UNDEFINED leaves the parameter out; `strQop` counts only with OTHER.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code, a text with line ends or an algorithm or qop that does not exist;
/// RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR, also for no realm; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransactionRespondUnauthenticatedDigest(
    hTransc: RvSipTranscHandle,
    responseCode: RvUint16,
    strReasonPhrase: *mut RvChar,
    strRealm: *mut RvChar,
    strDomain: *mut RvChar,
    strNonce: *mut RvChar,
    strOpaque: *mut RvChar,
    bStale: RvBool,
    eAlgorithm: RvSipAuthAlgorithm,
    strAlgorithm: *mut RvChar,
    eQop: RvSipAuthQopOption,
    strQop: *mut RvChar,
) -> RvStatus {
    status("RvSipTransactionRespondUnauthenticatedDigest", || {
        let reason = unsafe { filled_text(strReasonPhrase)? }.unwrap_or(&[]).to_vec();
        let texts = [strRealm, strDomain, strNonce, strOpaque, strAlgorithm, strQop];
        let (name, value) = unsafe { digest_challenge(responseCode, texts, bStale != RV_FALSE, eAlgorithm, eQop)? };
        respond_with(hTransc, responseCode, reason, name, &value)
    })
}
