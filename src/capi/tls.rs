//! RvSipTransport.h - TLS engines: what a stack shows to its peers, and whom it trusts.

use super::abi::*;
use super::boundary::status;
use super::enums::{RvSipTransportTlsClientAuth as Auth, RvSipTransportTlsMethod as Method};
use super::handle::{ObjectHandle, Tag};
use super::stack::{owner_of, stack_of};
use super::status::Error;
use super::strings::{bytes, filled_text, out, read_struct};
use crate::endpoint::{Level, Source};
use crate::net::tls::{ClientAuth, Engine, Material, Versions};
use crate::stack::Stack;

/// Makes a TLS engine. The newest engine of a stack serves its new connections: those it opens, and those that come in if the
/// engine has a certificate. So certificates are renewed by constructing an engine with the new ones and destructing the old one;
/// connections that are open keep what they have. A stack that only opens connections and trusts whom the system trusts needs none.
///
/// Peers prove the SIP domain that a request is for as RFC 5922 section 7 says: by a sip URI among the subjectAltNames, else by a DNS
/// name there, where there are none of any kind by the common name; compared whole, wildcards do not count.
/// - `pTlsEngineCfg`, `sizeofCfg`: what it is made of; files are read now and not again.
///
/// Returns RV_OK; RV_ERROR_BADPARAM when something cannot be read or used (a log line says what); RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipTransportTlsEngineConstruct(
    hTransportMgr: RvSipTransportMgrHandle,
    pTlsEngineCfg: *mut RvSipTransportTlsEngineCfg,
    sizeofCfg: RvInt32,
    phTlsEngine: *mut RvSipTransportTlsEngineHandle,
) -> RvStatus {
    status("RvSipTransportTlsEngineConstruct", || {
        let stack = stack_of(hTransportMgr, Tag::TransportMgr)?;
        // SAFETY: the program passes a place for the handle, or NULL, and a structure of the size it says.
        let (place, cfg) = unsafe { (out(phTlsEngine)?, read_struct(pTlsEngineCfg, sizeofCfg)?) };
        // SAFETY: the program promises that the pointers in it are what their fields say.
        let engine = unsafe { engine(&cfg) }.map_err(|why| {
            stack.log.write(Source::Transport, Level::Error, &format!("RvSipTransportTlsEngineConstruct: {why}"));
            Error::BadParam
        })?;
        let number = stack.engines.write().add(engine);
        place.set(ObjectHandle { index: number, ..name(&stack) }.pointer());
        Ok(())
    })
}

/// Ends a TLS engine. Connections that are open go on; new ones take the newest engine that is left.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for an engine of another stack.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipTransportTlsEngineDestruct(
    hTransportMgr: RvSipTransportMgrHandle,
    hTlsEngine: RvSipTransportTlsEngineHandle,
) -> RvStatus {
    status("RvSipTransportTlsEngineDestruct", || {
        let stack = stack_of(hTransportMgr, Tag::TransportMgr)?;
        let number = engine_of(&stack, hTlsEngine)?;
        if stack.engines.write().remove(number) { Ok(()) } else { Err(Error::InvalidHandle) }
    })
}

/// The name of an engine of a stack, but for its number.
fn name(stack: &Stack) -> ObjectHandle {
    ObjectHandle { tag: Tag::TlsEngine, slot: stack.slot(), generation: stack.generation(), index: 0 }
}

/// The number of an engine of a stack.
pub fn engine_of(stack: &Stack, handle: RvSipTransportTlsEngineHandle) -> Result<u32, Error> {
    let (_, engine) = owner_of(handle, Tag::TlsEngine)?;
    let mine = ObjectHandle { index: engine.index, ..name(stack) } == engine;
    if mine && stack.engines.read().get(engine.index).is_some() { Ok(engine.index) } else { Err(Error::InvalidHandle) }
}

/// # Safety
/// The pointers in `cfg` are NULL or what their fields say.
unsafe fn engine(cfg: &RvSipTransportTlsEngineCfg) -> Result<Engine, String> {
    // SAFETY: passed on from the caller.
    let texts = unsafe {
        [
            material("certificate", cfg.strCertificate, cfg.pCertificate, cfg.certificateLen)?,
            material("private key", cfg.strPrivateKey, cfg.pPrivateKey, cfg.privateKeyLen)?,
            material("trusted certificates", cfg.strTrustedCa, cfg.pTrustedCa, cfg.trustedCaLen)?,
            material("revocation list", cfg.strRevocationList, cfg.pRevocationList, cfg.revocationListLen)?,
        ]
    };
    let [chain, key, trusted, revoked] = texts.each_ref().map(|text| text.as_deref());
    let versions = match cfg.eTlsMethod {
        m if m == Method::RVSIP_TRANSPORT_TLS_METHOD_UNDEFINED as i32
            || m == Method::RVSIP_TRANSPORT_TLS_METHOD_TLS_V1 as i32 =>
        {
            Versions::Both
        }
        m if m == Method::RVSIP_TRANSPORT_TLS_METHOD_TLS_V1_2 as i32 => Versions::Only12,
        m if m == Method::RVSIP_TRANSPORT_TLS_METHOD_TLS_V1_3 as i32 => Versions::Only13,
        _ => return Err("eTlsMethod is no method".into()),
    };
    let client_auth = match cfg.eClientAuth {
        a if a == Auth::RVSIP_TRANSPORT_TLS_CLIENT_AUTH_NONE as i32 => ClientAuth::None,
        a if a == Auth::RVSIP_TRANSPORT_TLS_CLIENT_AUTH_OPTIONAL as i32 => ClientAuth::Optional,
        a if a == Auth::RVSIP_TRANSPORT_TLS_CLIENT_AUTH_REQUIRED as i32 => ClientAuth::Required,
        _ => return Err("eClientAuth is none of its values".into()),
    };
    Engine::new(&Material {
        chain,
        key,
        trusted,
        revoked,
        client_auth,
        versions,
        depth: usize::try_from(cfg.certificateDepth).ok().filter(|d| *d > 0),
    })
}

/// A text from a file, or from memory where no file is named.
///
/// # Safety
/// `file` is NULL or a C string; `memory` is NULL or has `length` octets.
unsafe fn material(what: &str, file: *const RvChar, memory: *const RvChar, length: RvInt32) -> Result<Option<Vec<u8>>, String> {
    // SAFETY: passed on from the caller.
    if let Some(path) = unsafe { filled_text(file) }.map_err(|_| format!("the file name of the {what} cannot be read"))? {
        let path = String::from_utf8_lossy(path).into_owned();
        return std::fs::read(&path).map(Some).map_err(|e| format!("{what} {path}: {e}"));
    }
    if memory.is_null() {
        return Ok(None);
    }
    // SAFETY: passed on from the caller.
    match unsafe { bytes(memory.cast(), length.into()) } {
        Ok(text) if !text.is_empty() => Ok(Some(text.to_vec())),
        _ => Err(format!("the length of the {what} is not positive")),
    }
}
