//! RvSipTransmitter.h - Transmitters: one message outside of transactions, or the way out of a transaction's.
//!
//! A transmitter of the program sends one message, request or response, or raw octets, and waits for no answer: an ACK for a 2xx, a
//! message that a proxy without state forwards, a keepalive. RvSipTransactionGetTransmitter gives the transmitter of a transaction;
//! with that one only the destination, its DNS list and holding are the program's, everything else returns
//! RV_ERROR_ILLEGAL_ACTION.
//!
//! Functions may be called from any thread and inside callbacks, and return RV_ERROR_NULLPTR for a NULL handle or place,
//! RV_ERROR_INVALID_HANDLE for a handle that names no living object.

use super::abi::*;
use super::app::{self, transmitter_handle};
use super::boundary::status;
use super::dns_list::list_handle;
use super::handle::Tag;
use super::stack::{handlers, owner_of, stack_of};
use super::status::Error;
use super::strings::out;
use super::{docs, numbers};
use crate::endpoint::transmitter::Setup;
use crate::endpoint::{Command, Id, ListOwner, TransactionId};
use crate::stack::Stack;
use std::sync::Arc;

/// The transmitter a handle names.
pub fn transmitter(handle: RvSipTransmitterHandle) -> Result<(Arc<Stack>, TransactionId), Error> {
    let (stack, h) = owner_of(handle, Tag::Transmitter)?;
    Ok((stack, TransactionId(Id { index: h.index, generation: h.generation })))
}

fn act(handle: RvSipTransmitterHandle, command: impl FnOnce(TransactionId) -> Command) -> Result<(), Error> {
    let (stack, id) = transmitter(handle)?;
    Ok(stack.with(|core, now| core.command(now, command(id)))?)
}

/// Makes a transmitter in IDLE. It lives until RvSipTransmitterTerminate; the library never ends one that a program made.
///
/// - `hAppTransmitter`: the program's own value, handed back in every callback; may be NULL.
/// - `pEvHandlers`: its events; other transmitters may have others.
/// - `sizeofEvHandlers`: sizeof(RvSipTransmitterEvHandlers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when maxTransmitters are there already; RV_ERROR_BADPARAM for a size that is not positive;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransmitterMgrCreateTransmitter(
    hTransmitterMgr: RvSipTransmitterMgrHandle,
    hAppTransmitter: RvSipAppTransmitterHandle,
    pEvHandlers: *mut RvSipTransmitterEvHandlers,
    sizeofEvHandlers: RvInt32,
    phTransmitter: *mut RvSipTransmitterHandle,
) -> RvStatus {
    status("RvSipTransmitterMgrCreateTransmitter", || {
        // SAFETY: the program passes a place for the handle, or NULL, and says how large its structure is.
        let (place, events) = unsafe { (out(phTransmitter)?, handlers(pEvHandlers, sizeofEvHandlers)?) };
        let stack = stack_of(hTransmitterMgr, Tag::TransmitterMgr)?;
        let hooks = app::of(&stack)?.transmitters.number(events)?;
        let other_uri = events.pfnOtherURLAddressFoundEvHandler.is_some();
        let setup = Setup { app: hAppTransmitter as usize, hooks, other_uri };
        let id = stack.with(|core, _| core.create_transmitter(setup))?;
        place.set(transmitter_handle(&stack, id));
        Ok(())
    })
}

/// Sends a copy of a message: a request to its next hop, a response to where its top Via says (RFC 3261 sections 8.1.2 and 18.2.2).
/// Returning RV_OK does not mean that anything was sent; the states tell. Legal in IDLE, and in MSG_SEND_FAILURE, where the message
/// goes to the next address of the DNS list.
///
/// The next hop of a request: the destination that was set; else the first Route if it has lr or if
/// RvSipTransmitterSetUseFirstRouteFlag says so; else the outbound address; else the configured outbound proxy; else the
/// Request-URI. The transport of the top Via is put right, rport added for UDP, and a branch made where there is none.
///
/// - `hMsg`: stays the program's. NULL: the message that was kept, see RvSipTransmitterSetKeepMsgFlag.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a message without start line, or a response without Via; RV_ERROR_ILLEGAL_ACTION in another
/// state; RV_ERROR_NULLPTR, also for NULL when no message was kept; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransmitterSendMessage(hTransmitter: RvSipTransmitterHandle, hMsg: RvSipMsgHandle) -> RvStatus {
    status("RvSipTransmitterSendMessage", || {
        let (stack, id) = transmitter(hTransmitter)?;
        let msg = if hMsg.is_null() { None } else { Some(Box::new(docs::clone_msg(hMsg)?)) };
        stack.with(|core, now| core.command(now, Command::SendMessage { id, msg })).map_err(|e| match e {
            crate::endpoint::Error::NotFound => Error::NullPtr,
            e => e.into(),
        })
    })
}

/// Sends octets as they are, a keepalive for instance. Legal in IDLE with a destination set. There is no resolving: the states are
/// NEW_CONN_IN_USE where a connection is new, then MSG_SENT or MSG_SEND_FAILURE.
///
/// - `bufferSize`: octets, at most maxMessageSize.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive or too large; RV_ERROR_NETWORK_PROBLEM when no local address fits
/// the destination; RV_ERROR_OUTOFRESOURCES beyond maxConnections; RV_ERROR_ILLEGAL_ACTION in another state or without destination;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransmitterSendBuffer(
    hTransmitter: RvSipTransmitterHandle,
    strBuffer: *mut RvChar,
    bufferSize: RvInt32,
) -> RvStatus {
    status("RvSipTransmitterSendBuffer", || {
        if strBuffer.is_null() {
            return Err(Error::NullPtr);
        }
        let size = usize::try_from(bufferSize).ok().filter(|n| *n > 0).ok_or(Error::BadParam)?;
        // SAFETY: the program says how many octets there are.
        let bytes = unsafe { std::slice::from_raw_parts(strBuffer.cast::<u8>(), size) }.to_vec();
        act(hTransmitter, |id| Command::SendBuffer { id, bytes })
    })
}

/// Holds a message whose destination is known. Legal inside the callback of FINAL_DEST_RESOLVED, and for the transmitter of a
/// transaction inside its FinalDestResolvedEv; the state is ON_HOLD when the callback has returned.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransmitterHoldSending(hTransmitter: RvSipTransmitterHandle) -> RvStatus {
    status("RvSipTransmitterHoldSending", || act(hTransmitter, |id| Command::HoldSending { id }))
}

/// Lets a held message go on: to its destination, or if that was taken away to the next address of the DNS list, which is told as
/// another RESOLVING_ADDR and FINAL_DEST_RESOLVED. Legal in ON_HOLD, from any thread.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransmitterResumeSending(hTransmitter: RvSipTransmitterHandle) -> RvStatus {
    status("RvSipTransmitterResumeSending", || act(hTransmitter, |id| Command::ResumeSending { id }))
}

/// Ends a transmitter of the program in any state; TERMINATED is told, and the handle is dead after that callback. What waits on an
/// open connection still goes out.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended, and for that of a transaction, which ends with it; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransmitterTerminate(hTransmitter: RvSipTransmitterHandle) -> RvStatus {
    status("RvSipTransmitterTerminate", || act(hTransmitter, |id| Command::TerminateTransmitter { id }))
}

/// Tells the state.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransmitterGetCurrentState(
    hTransmitter: RvSipTransmitterHandle,
    peState: *mut RvSipTransmitterState,
) -> RvStatus {
    status("RvSipTransmitterGetCurrentState", || {
        // SAFETY: the program passes a place, or NULL.
        let place = unsafe { out(peState)? };
        let (stack, id) = transmitter(hTransmitter)?;
        place.set(numbers::transmitter_state(stack.with(|core, _| core.transmitter_state(id))?));
        Ok(())
    })
}

/// Gives the DNS list: the addresses the message may still go to. Read and edit it with the RvSipTransportDNSList functions, in
/// FINAL_DEST_RESOLVED, ON_HOLD or MSG_SEND_FAILURE. It lives as long as the transmitter.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for the transmitter of a server transaction; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransmitterDNSGetList(
    hTransmitter: RvSipTransmitterHandle,
    phDnsList: *mut RvSipTransportDNSListHandle,
) -> RvStatus {
    status("RvSipTransmitterDNSGetList", || {
        // SAFETY: the program passes a place, or NULL.
        let place = unsafe { out(phDnsList)? };
        let (stack, id) = transmitter(hTransmitter)?;
        let owner = ListOwner::Transaction(id);
        place.set(list_handle(&stack, owner)?);
        Ok(())
    })
}
