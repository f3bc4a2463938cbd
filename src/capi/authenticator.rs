//! RvSipAuthenticator.h - Digest authentication.
//!
//! MD5, SHA-256 and SHA-512-256 are built in (RFC 7616, RFC 8760); of several challenges of one realm the strongest is answered.

use super::abi::*;
use super::app::{self, ProxyInfo};
use super::boundary::status;
use super::docs;
use super::handle::{Tag, element};
use super::headers_family::header_text;
use super::stack::{handlers, stack_of};
use super::status::Error;
use super::strings::text;
use crate::auth::{Body, Challenge, Computation, Secret};
use crate::message::Name;

/// Sets the callbacks of the authenticator. All are optional but the shared secret, which RvSipRegClientAuthenticate needs.
///
/// - `structSize`: sizeof(RvSipAuthenticatorEvHandlers) of the calling program.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAuthenticatorSetEvHandlers(
    hAuthenticator: RvSipAuthenticatorHandle,
    pEvHandlers: *mut RvSipAuthenticatorEvHandlers,
    structSize: RvInt32,
) -> RvStatus {
    status("RvSipAuthenticatorSetEvHandlers", || {
        let stack = stack_of(hAuthenticator, Tag::Authenticator)?;
        // SAFETY: the program says how large its structure is.
        let given = unsafe { handlers(pEvHandlers, structSize)? };
        app::of(&stack)?.set_auth_handlers(&stack, given);
        Ok(())
    })
}

/// Stores a proxy's challenge, with user and password for it, for credentials that go out before a 407 asks for them.
///
/// Returns RV_OK; RV_ERROR_NOTSUPPORTED for a challenge that cannot be answered; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAuthenticatorSetProxyAuthInfo(
    hAuthenticator: RvSipAuthenticatorHandle,
    hProxyAuthenticate: RvSipAuthenticationHeaderHandle,
    strUserName: *mut RvChar,
    strPassword: *mut RvChar,
) -> RvStatus {
    status("RvSipAuthenticatorSetProxyAuthInfo", || {
        // SAFETY: the program passes terminated strings, or NULL.
        let (user, password) = unsafe { (text(strUserName)?, text(strPassword)?) };
        let stack = stack_of(hAuthenticator, Tag::Authenticator)?;
        element(hProxyAuthenticate, Tag::AuthenticationHeader)?;
        let (_, value) = header_text(hProxyAuthenticate)?;
        let challenge = Challenge::parse(true, &value).ok_or(Error::IllegalSyntax)?;
        if !challenge.is_answerable() {
            return Err(Error::NotSupported);
        }
        *app::of(&stack)?.proxy.lock() =
            Some(ProxyInfo { challenge, user: user.to_vec(), password: password.to_vec(), count: 1 });
        Ok(())
    })
}

/// Sets the nonce count that the next credentials for the stored challenge carry; it grows by one with each.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for less than 1; RV_ERROR_ILLEGAL_ACTION before RvSipAuthenticatorSetProxyAuthInfo;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipAuthenticatorSetNonceCount(hAuthenticator: RvSipAuthenticatorHandle, nonceCount: RvInt32) -> RvStatus {
    status("RvSipAuthenticatorSetNonceCount", || {
        let stack = stack_of(hAuthenticator, Tag::Authenticator)?;
        let count = u32::try_from(nonceCount).ok().filter(|n| *n > 0).ok_or(Error::BadParam)?;
        app::of(&stack)?.proxy.lock().as_mut().ok_or(Error::IllegalAction)?.count = count;
        Ok(())
    })
}

/// Puts a Proxy-Authorization header for the stored challenge into a request, which needs its request line and body before.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION before RvSipAuthenticatorSetProxyAuthInfo, and for a body with parts that RvSipBodyEncode
/// refuses; RV_ERROR_BADPARAM for a message that is no request; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn RvSipAuthenticatorAddProxyAuthorizationToMsg(
    hAuthenticator: RvSipAuthenticatorHandle,
    hMsg: RvSipMsgHandle,
) -> RvStatus {
    status("RvSipAuthenticatorAddProxyAuthorizationToMsg", || {
        let stack = stack_of(hAuthenticator, Tag::Authenticator)?;
        let mut proxy = app::of(&stack)?.proxy.lock();
        let info = proxy.as_mut().ok_or(Error::IllegalAction)?;
        let mut cnonce = [0u8; 8];
        getrandom::fill(&mut cnonce).map_err(|_| Error::Unknown)?;
        let cnonce: String = cnonce.iter().map(|b| format!("{b:02x}")).collect();
        docs::with_msg(hMsg, |doc| {
            if !doc.msg.is_request() {
                return Err(Error::BadParam);
            }
            let (method, uri) = (doc.msg.method().to_vec(), doc.msg.request_uri_text());
            let secret = Secret::Password { user: &info.user, password: &info.password };
            doc.msg.settle_parts(0)?;
            let written = doc.msg.body_as_written();
            let body = Body::Bytes(&written);
            let computed = Computation::new(&info.challenge, secret, &method, &uri, body, info.count, cnonce.as_bytes());
            let mut computed = computed.ok_or(Error::NotSupported)?;
            computed.run();
            info.count += 1;
            doc.msg.push(Name::ProxyAuthorization, &computed.header_value());
            Ok(())
        })
    })
}
