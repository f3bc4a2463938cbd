//! RvSipPartyHeader.h - To and From: the functions that are told which of the two is meant.

use super::abi::*;
use super::boundary::status;
use super::handle::{Tag, element};
use super::headers_family::{construct_named, encode_as, into, value_of};
use super::headers_parts::{Part, with_part};
use super::status::Error;
use super::strings::text;
use crate::message::{Name, Party};

fn name_of(is_to: RvBool) -> Name {
    if is_to != RV_FALSE { Name::To } else { Name::From }
}

/// Makes an empty To (RV_TRUE) or From header in a message, in place of the one it may have.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipPartyHeaderConstructInMsg(
    hSipMsg: RvSipMsgHandle,
    bIsTo: RvBool,
    hHeader: *mut RvSipPartyHeaderHandle,
) -> RvStatus {
    status("RvSipPartyHeaderConstructInMsg", || {
        // SAFETY: the program passes a place for the handle, or NULL.
        unsafe { construct_named(hSipMsg, name_of(bIsTo), Tag::PartyHeader, Party::blank(), hHeader) }
    })
}

/// Writes the header, name and value, as text on a new page of the pool, which the caller frees.
///
/// - `bIsTo`: RV_TRUE writes it as To, RV_FALSE as From.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipPartyHeaderEncode(
    hHeader: RvSipPartyHeaderHandle,
    hPool: HRPOOL,
    bIsTo: RvBool,
    hPage: *mut HPAGE,
    length: *mut RvUint32,
) -> RvStatus {
    status("RvSipPartyHeaderEncode", || encode_as::<Party, _>(hHeader, Some(name_of(bIsTo)), hPool, hPage, length))
}

unsafe fn parse(header: RvSipPartyHeaderHandle, is_to: RvBool, line: *const RvChar, named: bool) -> Result<(), Error> {
    element(header, Tag::PartyHeader)?;
    // SAFETY: the caller of the exported function promises a C string or NULL.
    let line = unsafe { text(line) }?;
    let name = name_of(is_to);
    with_part::<Party, _, ()>(header, |doc, elem| {
        // a header in a message is To or From by its place
        if doc.msg.headers.iter().any(|h| h.elem == elem && h.name != name) {
            return Err(Error::BadParam);
        }
        if named { value_of(line, name)?.put(doc, elem) } else { into(doc, elem, name, line) }
    })
}

/// Takes over a text, with or without the header's name before it.
///
/// - `bIsTo`: RV_TRUE makes it a To header, RV_FALSE a From header; a name in the text must agree.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed; RV_ERROR_BADPARAM when
/// the header is the other one of a message; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipPartyHeaderParse(
    hHeader: RvSipPartyHeaderHandle,
    bIsTo: RvBool,
    strBuffer: *mut RvChar,
) -> RvStatus {
    // SAFETY: the program passes a string or NULL.
    status("RvSipPartyHeaderParse", || unsafe { parse(hHeader, bIsTo, strBuffer, true) })
}

/// Takes over a text that holds the value without the header's name.
///
/// - `bIsTo`: RV_TRUE makes it a To header, RV_FALSE a From header.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed; RV_ERROR_BADPARAM when
/// the header is the other one of a message; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipPartyHeaderParseValue(
    hHeader: RvSipPartyHeaderHandle,
    bIsTo: RvBool,
    strBuffer: *mut RvChar,
) -> RvStatus {
    // SAFETY: the program passes a string or NULL.
    status("RvSipPartyHeaderParseValue", || unsafe { parse(hHeader, bIsTo, strBuffer, false) })
}

/// Puts a good text in place of a bad one. A text that is bad again leaves the header as it was.
///
/// - `bIsTo`: as for RvSipPartyHeaderParse.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed; RV_ERROR_BADPARAM when
/// the header is the other one of a message; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipPartyHeaderFix(
    hHeader: RvSipPartyHeaderHandle,
    bIsTo: RvBool,
    strFixedBuffer: *mut RvChar,
) -> RvStatus {
    // SAFETY: the program passes a string or NULL.
    status("RvSipPartyHeaderFix", || unsafe { parse(hHeader, bIsTo, strFixedBuffer, true) })
}
