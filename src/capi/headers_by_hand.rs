//! Header functions that fit no kind of the table: rport of Via, name and value of Other, the credential identifier.

use super::abi::*;
use super::boundary::status;
use super::enums::RvSipOtherHeaderStringName as Name_;
use super::handle::{Tag, element};
use super::headers::{change, clean_text, read};
use super::headers_family::{into, rename_other, size_of_text};
use super::headers_parts::{room, tidy, with_part};
use super::status::Error;
use super::strings::{out, put_text};
use crate::message::*;
use std::borrow::Cow;

/// Tells the rport parameter of a Via header (RFC 3581).
///
/// - `rportNum`: its number, -1 (UNDEFINED) while it stands bare or is not there.
/// - `bUseRport`: RV_TRUE when the parameter is there.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipViaHeaderGetRportParam(
    hHeader: RvSipViaHeaderHandle,
    rportNum: *mut RvInt32,
    bUseRport: *mut RvBool,
) -> RvStatus {
    status("RvSipViaHeaderGetRportParam", || {
        element(hHeader, Tag::ViaHeader)?;
        // SAFETY: the program passes places for both, or NULL.
        let (number, there) = unsafe { (out(rportNum)?, out(bUseRport)?) };
        let (rport, use_rport) = read::<Via, _, _>(hHeader, |_, v| Ok((v.rport, v.use_rport)))?;
        number.set(rport);
        there.set(if use_rport { RV_TRUE } else { RV_FALSE });
        Ok(())
    })
}

/// Sets the rport parameter of a Via header (RFC 3581).
///
/// - `rportNum`: 0 to 65535, or -1 (UNDEFINED) for the bare parameter of a request.
/// - `bUseRport`: RV_FALSE takes the parameter out.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a number out of range; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipViaHeaderSetRportParam(
    hHeader: RvSipViaHeaderHandle,
    rportNum: RvInt32,
    bUseRport: RvBool,
) -> RvStatus {
    status("RvSipViaHeaderSetRportParam", || {
        element(hHeader, Tag::ViaHeader)?;
        if !(-1..=65_535).contains(&rportNum) {
            return Err(Error::BadParam);
        }
        change::<Via, _>(hHeader, |_, v| {
            v.use_rport = bUseRport != RV_FALSE;
            v.rport = if v.use_rport { rportNum } else { -1 };
            Ok(())
        })
    })
}

/// Copies realm, user name and nonce of credentials at once.
///
/// Either all three are copied or none; each length tells the size its buffer needs.
/// - `str...Buffer`, `...BufferLen`: where each goes.
/// - `...ActualLen`: bytes of each, NUL included.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when one of them is not set; RV_ERROR_INSUFFICIENT_BUFFER with the needed sizes in the
/// lengths; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAuthorizationHeaderGetCredentialIdentifier(
    hHeader: RvSipAuthorizationHeaderHandle,
    strRealmBuffer: *mut RvChar,
    realmBufferLen: RvUint,
    strUsernameBuffer: *mut RvChar,
    usernameBufferLen: RvUint,
    strNonceBuffer: *mut RvChar,
    nonceBufferLen: RvUint,
    realmActualLen: *mut RvUint,
    usernameActualLen: *mut RvUint,
    nonceActualLen: *mut RvUint,
) -> RvStatus {
    status("RvSipAuthorizationHeaderGetCredentialIdentifier", || {
        element(hHeader, Tag::AuthorizationHeader)?;
        // SAFETY: the program passes places for the three lengths, or NULL.
        let lengths = unsafe { [out(realmActualLen)?, out(usernameActualLen)?, out(nonceActualLen)?] };
        let buffers =
            [(strRealmBuffer, realmBufferLen), (strUsernameBuffer, usernameBufferLen), (strNonceBuffer, nonceBufferLen)];
        if buffers.iter().any(|(buffer, size)| buffer.is_null() && *size != 0) {
            return Err(Error::NullPtr);
        }
        read::<Credentials, _, _>(hHeader, |doc, v| {
            let text = |s: Span| doc.msg.els.text.opt(s).ok_or(Error::NotFound);
            let texts = [text(v.realm)?, text(v.username)?, text(v.nonce)?];
            for (length, text) in lengths.iter().zip(texts) {
                length.set(size_of_text(Some(text)));
            }
            if buffers.iter().zip(texts).any(|((_, size), text)| size_of_text(Some(text)) > *size) {
                return Err(Error::InsufficientBuffer);
            }
            for ((buffer, size), text) in buffers.into_iter().zip(texts) {
                // SAFETY: the program promises each buffer to have its size.
                unsafe { put_text(buffer, size, std::ptr::null_mut(), Some(text)) }?;
            }
            Ok(())
        })
    })
}

/// Name and value as text, for an Other value and for any header that is shown as one.
struct Shown<'a> {
    name: Option<&'a [u8]>,
    value: Option<Cow<'a, [u8]>>,
    bad: Option<&'a [u8]>,
}

fn shown<R>(header: RvSipOtherHeaderHandle, use_it: impl FnOnce(Shown) -> Result<R, Error>) -> Result<R, Error> {
    with_part::<Other, _, R>(header, |doc, elem| {
        let els = &doc.msg.els;
        let item = els.item(elem).ok_or(Error::InvalidHandle)?;
        let written = doc.msg.header_of(elem).map(|h| h.name_text).unwrap_or_default();
        let known = Some(item.name.as_str().as_bytes()).filter(|n| !n.is_empty());
        let (name, value) = match item.value {
            Value::Other(o) => {
                (els.text.opt(o.name).or(els.text.opt(written)).or(known), els.text.opt(o.value).map(Cow::Borrowed))
            }
            _ if item.bad.is_some() => (els.text.opt(written).or(known), None),
            _ => {
                let mut text = Vec::new();
                encode_value(els, elem, &mut text);
                (els.text.opt(written).or(known), Some(Cow::Owned(text)))
            }
        };
        use_it(Shown { name, value, bad: els.text.opt(item.bad) })
    })
}

/// Bytes for one string of an Other header, its NUL included.
pub(super) fn other_string_length(header: RvSipOtherHeaderHandle, which: RvSipOtherHeaderStringName) -> Result<RvUint, Error> {
    shown(header, |s| {
        let is = |name: Name_| name as RvSipOtherHeaderStringName == which;
        Ok(size_of_text(match () {
            () if is(Name_::RVSIP_OTHER_HEADER_NAME) => s.name,
            () if is(Name_::RVSIP_OTHER_HEADER_VALUE) => s.value.as_deref(),
            () if is(Name_::RVSIP_OTHER_HEADER_BAD_SYNTAX) || is(Name_::RVSIP_OTHER_BAD_SYNTAX) => s.bad,
            () => None,
        }))
    })
}

/// Copies the name of an Other header, as it was written.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipOtherHeaderGetName(
    hHeader: RvSipOtherHeaderHandle,
    strBuffer: *mut RvChar,
    bufferLen: RvUint,
    actualLen: *mut RvUint,
) -> RvStatus {
    // SAFETY: the program passes buffer and length.
    status("RvSipOtherHeaderGetName", || shown(hHeader, |s| unsafe { put_text(strBuffer, bufferLen, actualLen, s.name) }))
}

/// Copies the value of an Other header: everything after the colon.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipOtherHeaderGetValue(
    hHeader: RvSipOtherHeaderHandle,
    strBuffer: *mut RvChar,
    bufferLen: RvUint,
    actualLen: *mut RvUint,
) -> RvStatus {
    status("RvSipOtherHeaderGetValue", || {
        // SAFETY: the program passes buffer and length.
        shown(hHeader, |s| unsafe { put_text(strBuffer, bufferLen, actualLen, s.value.as_deref()) })
    })
}

/// Sets the name of an Other header, without a colon. NULL clears it.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a text that is no header name; RV_ERROR_ILLEGAL_ACTION for a header that has a type of its
/// own; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipOtherHeaderSetName(hHeader: RvSipOtherHeaderHandle, strName: *mut RvChar) -> RvStatus {
    status("RvSipOtherHeaderSetName", || {
        element(hHeader, Tag::OtherHeader)?;
        // SAFETY: the program passes a string or NULL.
        let name = unsafe { clean_text(strName) }?.filter(|t| !t.is_empty());
        if name.is_some_and(|n| n.iter().any(|b| !b.is_ascii_graphic() || b",:;<>@\"()[]{}/\\?=".contains(b))) {
            return Err(Error::BadParam);
        }
        change::<Other, _>(hHeader, |text, v| {
            v.name = name.map_or(Span::NONE, |n| text.push(n));
            Ok(())
        })?;
        with_part::<Other, _, ()>(hHeader, |doc, elem| {
            rename_other(doc, elem);
            Ok(())
        })
    })
}

/// Sets the value of an Other header. NULL clears it.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_ILLEGAL_SYNTAX for a header that has a type of its
/// own and a text that does not fit it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipOtherHeaderSetValue(hHeader: RvSipOtherHeaderHandle, strValue: *mut RvChar) -> RvStatus {
    status("RvSipOtherHeaderSetValue", || {
        element(hHeader, Tag::OtherHeader)?;
        // SAFETY: the program passes a string or NULL.
        let value = unsafe { clean_text(strValue) }?;
        with_part::<Other, _, ()>(hHeader, |doc, elem| {
            tidy(doc);
            room(&doc.msg.els)?;
            let item = *doc.msg.els.item(elem).ok_or(Error::InvalidHandle)?;
            if !matches!(item.value, Value::Other(_)) {
                return into(doc, elem, item.name, value.ok_or(Error::NullPtr)?);
            }
            let els = &mut doc.msg.els;
            let span = value.map_or(Span::NONE, |v| els.text.push(v));
            if let Some(Item { value: Value::Other(o), .. }) = els.item_mut(elem) {
                o.value = span;
            }
            els.touch(elem);
            Ok(())
        })
    })
}
