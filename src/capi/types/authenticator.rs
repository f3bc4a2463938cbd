//! RvSipAuthenticatorTypes.h - Events of the authenticator.

use crate::capi::abi::*;
use std::ffi::c_void;

/// Asks for the MD5 hash of `length` bytes at `pRpoolMD5Input`. Append the 32 hexadecimal digits and a NUL to the page of
/// `pRpoolMD5Output` and set its offset. Without this callback the library computes the hash itself.
pub type RvSipAuthenticatorMD5ExEv = Option<
    unsafe extern "C" fn(
        hAuthenticator: RvSipAuthenticatorHandle,
        hAppAuthenticator: RvSipAppAuthenticatorHandle,
        pRpoolMD5Input: *mut RPOOL_Ptr,
        length: RvUint32,
        pRpoolMD5Output: *mut RPOOL_Ptr,
    ),
>;

/// As RvSipAuthenticatorMD5ExEv without the handles; used when that one is not set.
pub type RvSipAuthenticatorMD5Ev =
    Option<unsafe extern "C" fn(pRpoolMD5Input: *mut RPOOL_Ptr, length: RvUint32, pRpoolMD5Output: *mut RPOOL_Ptr)>;

/// Asks for user name and password of a realm, once for each realm and challenge. Append each with its NUL to the page that the
/// argument names and set its offset. An empty user name means that there is none.
///
/// `hObject` is the object that was challenged, `peObjectType` points to its RvSipCommonStackObjectType.
pub type RvSipAuthenticatorGetSharedSecretEv = Option<
    unsafe extern "C" fn(
        hAuthenticator: RvSipAuthenticatorHandle,
        hAppAuthenticator: RvSipAppAuthenticatorHandle,
        hObject: *mut c_void,
        peObjectType: *mut c_void,
        pRpoolRealm: *mut RPOOL_Ptr,
        pRpoolUserName: *mut RPOOL_Ptr,
        pRpoolPassword: *mut RPOOL_Ptr,
    ),
>;

/// Asks for the MD5 hash of the body, for qop auth-int. Without this callback the library computes it itself.
pub type RvSipAuthenticatorMD5EntityBodyEv = Option<
    unsafe extern "C" fn(
        hAuthenticator: RvSipAuthenticatorHandle,
        hAppAuthenticator: RvSipAppAuthenticatorHandle,
        hObject: *mut c_void,
        peObjectType: *mut c_void,
        hMsg: RvSipMsgHandle,
        pRpoolMD5Output: *mut RPOOL_Ptr,
        pLength: *mut RvUint32,
    ),
>;

/// A challenge that the library cannot answer. The program may put an Authorization header into `hMsg` itself.
pub type RvSipAuthenticatorUnsupportedChallengeEv = Option<
    unsafe extern "C" fn(
        hAuthenticator: RvSipAuthenticatorHandle,
        hAppAuthenticator: RvSipAppAuthenticatorHandle,
        hObject: *mut c_void,
        peObjectType: *mut c_void,
        hChallenge: RvSipAuthenticationHeaderHandle,
        hMsg: RvSipMsgHandle,
    ),
>;

/// The nonce count that is about to be used; the program may change it.
pub type RvSipAuthenticatorNonceCountUsageEv = Option<
    unsafe extern "C" fn(
        hAuthenticator: RvSipAuthenticatorHandle,
        hAppAuthenticator: RvSipAppAuthenticatorHandle,
        hObject: *mut c_void,
        peObjectType: *mut c_void,
        hChallenge: RvSipAuthenticationHeaderHandle,
        pNonceCount: *mut RvInt32,
    ),
>;

/// Credentials are ready to be sent; the program may add parameters.
pub type RvSipAuthenticatorAuthorizationReadyEv = Option<
    unsafe extern "C" fn(
        hAuthenticator: RvSipAuthenticatorHandle,
        hAppAuthenticator: RvSipAppAuthenticatorHandle,
        hObject: *mut c_void,
        peObjectType: *mut c_void,
        hAuthorization: RvSipAuthorizationHeaderHandle,
    ),
>;

/// Events of the authenticator. Zero it, set what is wanted, pass it to RvSipAuthenticatorSetEvHandlers with its size.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipAuthenticatorEvHandlers {
    /// Hash wanted.
    pub pfnMD5AuthenticationHandler: RvSipAuthenticatorMD5Ev,
    /// Hash wanted; goes before pfnMD5AuthenticationHandler.
    pub pfnMD5AuthenticationExHandler: RvSipAuthenticatorMD5ExEv,
    /// User and password wanted.
    pub pfnGetSharedSecretAuthenticationHandler: RvSipAuthenticatorGetSharedSecretEv,
    /// Hash of the body wanted.
    pub pfnMD5EntityBodyAuthenticationHandler: RvSipAuthenticatorMD5EntityBodyEv,
    /// A challenge the library cannot answer.
    pub pfnUnsupportedChallengeAuthenticationHandler: RvSipAuthenticatorUnsupportedChallengeEv,
    /// Nonce count about to be used.
    pub pfnNonceCountUsageAuthenticationHandler: RvSipAuthenticatorNonceCountUsageEv,
    /// Credentials ready.
    pub pfnAuthorizationReadyAuthenticationHandler: RvSipAuthenticatorAuthorizationReadyEv,
}
