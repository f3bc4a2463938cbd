//! RvSipTransport.h - The TLS handshake of one connection, and the certificates that a peer shows in it.

use super::abi::*;
use super::app::{self, App, pointer};
use super::boundary::status;
use super::handle::{INDEX_BITS, ObjectHandle, Tag};
use super::regclient_fields::connection_handle;
use super::stack::owner_of;
use super::status::Error;
use super::strings::out;
use super::tls::engine_of;
use crate::endpoint::{Command, ConnId, Handshake, Id};
use crate::stack::{Shown, Stack};
use parking_lot::Mutex;
use std::ffi::CString;
use std::sync::Arc;

/// Verify functions that a program may use with one stack.
const MOST_FUNCTIONS: usize = 4096;

/// A certificate that the program looks at.
struct Shows {
    handle: u64,
    der: Vec<u8>,
    /// Why the chain is not good.
    error: Option<CString>,
}

/// Functions that look at certificates, and what one of them looks at just now.
#[derive(Default)]
pub struct Certificates {
    functions: Mutex<Vec<unsafe extern "C" fn(RvInt32, RvSipTransportTlsCertHandle) -> RvInt32>>,
    shown: Mutex<Option<Shows>>,
    count: Mutex<u32>,
}

impl Certificates {
    fn number(&self, function: unsafe extern "C" fn(RvInt32, RvSipTransportTlsCertHandle) -> RvInt32) -> Result<u32, Error> {
        let mut known = self.functions.lock();
        if let Some(at) = known.iter().position(|f| *f as usize == function as usize) {
            return Ok(at as u32);
        }
        if known.len() >= MOST_FUNCTIONS {
            return Err(Error::OutOfResources);
        }
        known.push(function);
        Ok(known.len() as u32 - 1)
    }

    /// Shows each certificate of a chain to a function, the peer's own last. False when it refuses one.
    fn show(&self, stack: &Stack, hook: u32, shown: &Shown) -> bool {
        let Some(call) = self.functions.lock().get(hook as usize).copied() else { return false };
        for der in shown.chain.iter().rev() {
            let index = {
                let mut count = self.count.lock();
                *count = (*count + 1) & ((1 << INDEX_BITS) - 1);
                *count
            };
            let handle = ObjectHandle { tag: Tag::TlsCert, slot: stack.slot(), generation: stack.generation(), index };
            let error = shown.fault.and_then(|fault| CString::new(fault).ok());
            *self.shown.lock() = Some(Shows { handle: handle.pack(), der: der.clone(), error });
            // SAFETY: the program gave this function for this event.
            let verdict = unsafe { call(RvInt32::from(shown.fault.is_none()), handle.pointer()) };
            *self.shown.lock() = None;
            if verdict <= 0 {
                return false;
            }
        }
        true
    }

    /// Works on the certificate of a handle while it is shown.
    fn with<R>(&self, handle: ObjectHandle, work: impl FnOnce(&Shows) -> Result<R, Error>) -> Result<R, Error> {
        match &*self.shown.lock() {
            Some(shows) if shows.handle == handle.pack() => work(shows),
            _ => Err(Error::InvalidHandle),
        }
    }
}

impl App {
    pub(super) fn judge_peer(
        &self,
        stack: &Arc<Stack>,
        conn: ConnId,
        hook: Option<u32>,
        owner: usize,
        shown: &Shown,
    ) -> Result<(), &'static str> {
        match hook {
            Some(hook) if !self.certificates.show(stack, hook, shown) => {
                return Err(shown.fault.unwrap_or("the program refuses the certificate of the peer"));
            }
            Some(_) => {}
            None if shown.fault.is_some() => return shown.verdict(),
            None => {}
        }
        let named = Shown { fault: None, ..shown.clone() };
        let (false, Some(name), Some(call)) =
            (shown.named, &shown.name, self.transport.manager().pfnConnectionTlsPostConnectionAssertionEvHandler)
        else {
            return named.verdict();
        };
        let Ok(name) = CString::new(name.as_str()) else { return named.verdict() };
        let mut asserted = RV_FALSE;
        // SAFETY: the program gave this function for this event; name and place live until it returns.
        unsafe {
            let conn = connection_handle(stack, Some(conn));
            call(conn, pointer(owner), name.as_ptr().cast_mut(), std::ptr::null_mut(), &mut asserted);
        }
        if asserted != RV_FALSE { Ok(()) } else { named.verdict() }
    }
}

/// Begins the TLS handshake of a connection in a way of the program's own: with an engine, and with a function that has the last word on
/// the certificates of the peer. No program has to call it: without, connections are opened and accepted with the newest engine, and a
/// certificate that does not pass the checks ends the handshake.
///
/// Legal for a connection of the program in READY, which it opens as RvSipTransportConnectionConnect does, and for one that a peer opened
/// inside RvSipTransportConnectionCreatedEv.
///
/// - `hTlsEngine`: the engine; NULL for the newest (for accepted connections the newest with a certificate).
/// - `pfnVerifyCertEv`: is shown every certificate of the peer, good or not; NULL leaves it to the library. On a connection that a peer
///   opened it is called when the engine asks for certificates (eClientAuth) and the peer shows some. The name of a server is judged
///   apart, see RvSipTransportConnectionTlsPostConnectionAssertionEv. Sessions of such connections are not resumed.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state or without TLS; RV_ERROR_INVALID_HANDLE, also for an engine that is gone;
/// RV_ERROR_OUTOFRESOURCES beyond 4096 different functions; RV_ERROR_NULLPTR.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransportConnectionTlsHandshake(
    hConn: RvSipTransportConnectionHandle,
    hTlsEngine: RvSipTransportTlsEngineHandle,
    pfnVerifyCertEv: RvSipTransportVerifyCertificateEv,
) -> RvStatus {
    status("RvSipTransportConnectionTlsHandshake", || {
        let (stack, h) = owner_of(hConn, Tag::Connection)?;
        let id = ConnId(Id { index: h.index, generation: h.generation });
        let engine = if hTlsEngine.is_null() { None } else { Some(engine_of(&stack, hTlsEngine)?) };
        let hook = pfnVerifyCertEv.map(|f| app::of(&stack)?.certificates.number(f)).transpose()?;
        let handshake = Handshake { engine, hook };
        Ok(stack.with(|core, now| core.command(now, Command::ShakeHands { id, handshake }))?)
    })
}

fn shown<R>(hCert: RvSipTransportTlsCertHandle, work: impl FnOnce(&Shows) -> Result<R, Error>) -> Result<R, Error> {
    let (stack, handle) = owner_of(hCert, Tag::TlsCert)?;
    app::of(&stack)?.certificates.with(handle, work)
}

/// Tells why the chain of a certificate did not pass the checks. Only inside RvSipTransportVerifyCertificateEv.
///
/// - `pstrError`: place for a text of the library, valid until the callback returns.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when it passed; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportTlsGetCertVerificationError(
    hCert: RvSipTransportTlsCertHandle,
    pstrError: *mut *mut RvChar,
) -> RvStatus {
    status("RvSipTransportTlsGetCertVerificationError", || {
        // SAFETY: the program passes a place, or NULL.
        let place = unsafe { out(pstrError)? };
        let text = shown(hCert, |s| s.error.as_ref().map(|e| e.as_ptr().cast_mut()).ok_or(Error::NotFound))?;
        place.set(text);
        Ok(())
    })
}

/// Gives a certificate as it was shown, in DER. Only inside RvSipTransportVerifyCertificateEv.
///
/// - `pCertLen`: octets of `pCert`; becomes the length of the certificate.
///
/// Returns RV_OK; RV_ERROR_INSUFFICIENT_BUFFER with the length needed; RV_ERROR_BADPARAM for a negative length; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportTlsEncodeCert(
    hCert: RvSipTransportTlsCertHandle,
    pCertLen: *mut RvInt32,
    pCert: *mut RvChar,
) -> RvStatus {
    status("RvSipTransportTlsEncodeCert", || {
        // SAFETY: the program passes a place, or NULL.
        let length = unsafe { out(pCertLen)? };
        let der = shown(hCert, |s| Ok(s.der.clone()))?;
        // SAFETY: it is there.
        let room = usize::try_from(unsafe { *pCertLen }).map_err(|_| Error::BadParam)?;
        if pCert.is_null() && room > 0 {
            return Err(Error::NullPtr);
        }
        length.set(der.len() as RvInt32);
        if der.len() > room || pCert.is_null() {
            return Err(Error::InsufficientBuffer);
        }
        // SAFETY: the program says that there is room for `room` octets.
        unsafe { std::ptr::copy_nonoverlapping(der.as_ptr().cast(), pCert, der.len()) };
        Ok(())
    })
}
