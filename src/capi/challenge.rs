//! Challenges and verdicts that a program gives: the server side of authentication, of transactions and of call-legs.

use super::abi::*;
use super::enums;
use super::handle::{Tag, element};
use super::headers_family::header_text;
use super::status::Error;
use super::strings::{filled_text, text};
use crate::auth;
use crate::endpoint::transaction::AuthAction;
use crate::message::Name;
use once_cell::sync::OnceCell;
use std::ffi::c_void;

/// What a program says to credentials that it was told.
///
/// # Safety
/// `password` is NULL or a terminated string.
pub unsafe fn auth_action(number: RvSipTransactionAuthAction, password: *mut RvChar) -> Result<AuthAction, Error> {
    use enums::RvSipTransactionAuthAction as A;
    let is = |a: A| number == a as RvSipTransactionAuthAction;
    if is(A::RVSIP_TRANSC_AUTH_ACTION_USE_PASSWORD) {
        Ok(AuthAction::UsePassword(unsafe { text(password)? }.to_vec()))
    } else if is(A::RVSIP_TRANSC_AUTH_ACTION_SKIP) {
        Ok(AuthAction::Skip)
    } else if is(A::RVSIP_TRANSC_AUTH_ACTION_SUCCESS) {
        Ok(AuthAction::Success)
    } else if is(A::RVSIP_TRANSC_AUTH_ACTION_FAILURE) {
        Ok(AuthAction::Failure)
    } else {
        Err(Error::BadParam)
    }
}

fn challenge_name(code: RvUint16) -> Result<Name, Error> {
    match code {
        401 => Ok(Name::WwwAuthenticate),
        407 => Ok(Name::ProxyAuthenticate),
        _ => Err(Error::BadParam),
    }
}

/// Name and value of the challenge that a program gives as a header.
pub fn given_challenge(code: RvUint16, kind: RvSipHeaderType, header: *mut c_void) -> Result<(Name, Vec<u8>), Error> {
    use enums::RvSipHeaderType as H;
    let name = challenge_name(code)?;
    let tag = if kind == H::RVSIP_HEADERTYPE_AUTHENTICATION as RvSipHeaderType {
        Tag::AuthenticationHeader
    } else if kind == H::RVSIP_HEADERTYPE_OTHER as RvSipHeaderType {
        Tag::OtherHeader
    } else {
        return Err(Error::BadParam);
    };
    element(header, tag)?;
    Ok((name, header_text(header)?.1))
}

/// Name and value of a Digest challenge made of realm, domain, nonce, opaque, and the tokens of another algorithm and qop.
///
/// # Safety
/// The texts are NULL or terminated strings.
pub unsafe fn digest_challenge(
    code: RvUint16,
    [realm, domain, nonce, opaque, other_algorithm, other_qop]: [*mut RvChar; 6],
    stale: bool,
    algorithm: RvSipAuthAlgorithm,
    qop: RvSipAuthQopOption,
) -> Result<(Name, Vec<u8>), Error> {
    let name = challenge_name(code)?;
    let (realm, domain, nonce, opaque) =
        unsafe { (text(realm)?, filled_text(domain)?, filled_text(nonce)?, filled_text(opaque)?) };
    let (other_algorithm, other_qop) = unsafe { (filled_text(other_algorithm)?, filled_text(other_qop)?) };
    let all = [Some(realm), domain, nonce, opaque, other_algorithm, other_qop];
    if all.into_iter().flatten().any(|t| t.iter().any(|c| matches!(c, b'\r' | b'\n'))) {
        return Err(Error::BadParam);
    }
    let algorithm = algorithm_token(algorithm, other_algorithm)?;
    let qop = qop_token(qop, other_qop)?;
    let made = if nonce.is_none() { Some(fresh_nonce()?) } else { None };
    let nonce = nonce.or(made.as_deref().map(str::as_bytes)).unwrap_or(&[]);
    Ok((name, auth::challenge_value(realm, domain, nonce, opaque, stale, algorithm, qop)))
}

fn algorithm_token(number: RvSipAuthAlgorithm, other: Option<&[u8]>) -> Result<Option<&[u8]>, Error> {
    use enums::RvSipAuthAlgorithm as A;
    const TOKENS: [(A, &[u8]); 6] = [
        (A::RVSIP_AUTH_ALGORITHM_MD5, b"MD5"),
        (A::RVSIP_AUTH_ALGORITHM_MD5_SESS, b"MD5-sess"),
        (A::RVSIP_AUTH_ALGORITHM_SHA_256, b"SHA-256"),
        (A::RVSIP_AUTH_ALGORITHM_SHA_256_SESS, b"SHA-256-sess"),
        (A::RVSIP_AUTH_ALGORITHM_SHA_512_256, b"SHA-512-256"),
        (A::RVSIP_AUTH_ALGORITHM_SHA_512_256_SESS, b"SHA-512-256-sess"),
    ];
    if number == A::RVSIP_AUTH_ALGORITHM_UNDEFINED as RvSipAuthAlgorithm {
        return Ok(None);
    }
    if number == A::RVSIP_AUTH_ALGORITHM_OTHER as RvSipAuthAlgorithm {
        return other.map(Some).ok_or(Error::NullPtr);
    }
    let found = TOKENS.iter().find(|(a, _)| number == *a as RvSipAuthAlgorithm).map(|(_, t)| *t);
    found.map(Some).ok_or(Error::BadParam)
}

fn qop_token(number: RvSipAuthQopOption, other: Option<&[u8]>) -> Result<Option<&[u8]>, Error> {
    use enums::RvSipAuthQopOption as Q;
    const TOKENS: [(Q, &[u8]); 3] = [
        (Q::RVSIP_AUTH_QOP_OPTION_AUTH, b"auth"),
        (Q::RVSIP_AUTH_QOP_OPTION_AUTH_INT, b"auth-int"),
        (Q::RVSIP_AUTH_QOP_OPTION_AUTH_AND_AUTH_INT, b"auth,auth-int"),
    ];
    if number == Q::RVSIP_AUTH_QOP_OPTION_UNDEFINED as RvSipAuthQopOption {
        return Ok(None);
    }
    if number == Q::RVSIP_AUTH_QOP_OPTION_OTHER as RvSipAuthQopOption {
        return other.map(Some).ok_or(Error::NullPtr);
    }
    let found = TOKENS.iter().find(|(q, _)| number == *q as RvSipAuthQopOption).map(|(_, t)| *t);
    found.map(Some).ok_or(Error::BadParam)
}

/// A nonce nobody can guess, sealed with a key of this process.
fn fresh_nonce() -> Result<String, Error> {
    static KEY: OnceCell<[u8; 16]> = OnceCell::new();
    let bytes = || -> Result<[u8; 16], Error> {
        let mut b = [0; 16];
        getrandom::fill(&mut b).map_err(|_| Error::Unknown)?;
        Ok(b)
    };
    let key = KEY.get_or_try_init(bytes)?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map(|d| d.as_millis() as u64).unwrap_or(0);
    Ok(auth::nonce(bytes()?, now, key))
}
