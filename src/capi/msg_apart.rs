//! RvSipMsg.h - Headers kept apart from the list: To, From, CSeq, Call-ID, Content-Type and Content-Length.

use super::abi::*;
use super::boundary::{status, value};
use super::docs::{self, Doc};
use super::headers::clean_text;
use super::headers_family::value_of;
use super::headers_parts::*;
use super::msg_headers::insert_clip;
use super::status::Error;
use super::strings::{out, put_text};
use crate::message::*;
use std::borrow::Cow;

/// Value text of the first header of that name.
pub fn text_of(msg: &Message, name: Name) -> Option<Cow<'_, [u8]>> {
    let index = msg.find(name, 0)?;
    let changed = msg.headers.get(index).and_then(|h| msg.els.item(h.elem)).is_some_and(|i| i.dirty);
    Some(if changed { Cow::Owned(msg.value_text(index)) } else { Cow::Borrowed(msg.raw(index)) })
}

/// The handle of the value of a header whose values nearly always are of kind `P`; others show as text.
#[inline(always)]
pub(super) fn handle_of<P: Part, H>(doc: &Doc, id: docs::DocId, elem: Elem) -> Result<*mut H, Error> {
    let item = doc.msg.els.item(elem).ok_or(Error::OutOfResources)?;
    let tag = if P::of(&item.value).is_some() { P::TAG } else { Other::TAG };
    Ok(docs::name(id, tag, elem.0).pointer())
}

#[inline(always)]
fn get_apart<P: Part, H>(msg: RvSipMsgHandle, name: Name) -> Result<*mut H, Error> {
    let id = docs::msg_id(msg)?;
    docs::with_msg(msg, |doc| {
        let index = doc.msg.find(name, 0).ok_or(Error::NotFound)?;
        let elem = doc.msg.typed_like(P::NAME, index);
        handle_of::<P, H>(doc, id, elem)
    })
}

fn set_apart<P: Part, H>(msg: RvSipMsgHandle, name: Name, header: *mut H) -> Result<(), Error> {
    docs::msg_id(msg)?;
    let clip = if header.is_null() { None } else { Some(Clip::of::<P, H>(header)?) };
    docs::with_msg(msg, |doc| put_apart(doc, name, clip.as_ref()))
}

/// Sets the one header of a name to a copied value, or takes it out.
pub fn put_apart(doc: &mut Doc, name: Name, clip: Option<&Clip>) -> Result<(), Error> {
    let Some(clip) = clip else {
        doc.msg.remove_all(name);
        return Ok(());
    };
    match doc.msg.find(name, 0) {
        Some(index) => {
            let elem = doc.msg.typed(index);
            clip.assign(&mut doc.msg.els, elem)?;
            let compact = clip.item()?.compact;
            if let Some(h) = doc.msg.headers.change().get_mut(index) {
                h.compact = compact;
            }
            Ok(())
        }
        None => {
            let at = doc.msg.headers.len();
            insert_clip(doc, at, name, clip).map(drop)
        }
    }
}

/// Gives the To header of a message: the object in it, no copy.
///
/// Returns NULL when there is none or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetToHeader(hSipMsg: RvSipMsgHandle) -> RvSipPartyHeaderHandle {
    value("RvSipMsgGetToHeader", || get_apart::<Party, _>(hSipMsg, Name::To))
}

/// Sets the To header of a message to a copy of a header. NULL takes it out.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetToHeader(hSipMsg: RvSipMsgHandle, hHeader: RvSipPartyHeaderHandle) -> RvStatus {
    status("RvSipMsgSetToHeader", || set_apart::<Party, _>(hSipMsg, Name::To, hHeader))
}

/// Gives the From header of a message: the object in it, no copy.
///
/// Returns NULL when there is none or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetFromHeader(hSipMsg: RvSipMsgHandle) -> RvSipPartyHeaderHandle {
    value("RvSipMsgGetFromHeader", || get_apart::<Party, _>(hSipMsg, Name::From))
}

/// Sets the From header of a message to a copy of a header. NULL takes it out.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetFromHeader(hSipMsg: RvSipMsgHandle, hHeader: RvSipPartyHeaderHandle) -> RvStatus {
    status("RvSipMsgSetFromHeader", || set_apart::<Party, _>(hSipMsg, Name::From, hHeader))
}

/// Gives the CSeq header of a message: the object in it, no copy.
///
/// Returns NULL when there is none or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetCSeqHeader(hSipMsg: RvSipMsgHandle) -> RvSipCSeqHeaderHandle {
    value("RvSipMsgGetCSeqHeader", || get_apart::<CSeq, _>(hSipMsg, Name::CSeq))
}

/// Sets the CSeq header of a message to a copy of a header. NULL takes it out.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetCSeqHeader(hSipMsg: RvSipMsgHandle, hHeader: RvSipCSeqHeaderHandle) -> RvStatus {
    status("RvSipMsgSetCSeqHeader", || set_apart::<CSeq, _>(hSipMsg, Name::CSeq, hHeader))
}

unsafe fn get_text(
    msg: RvSipMsgHandle,
    name: Name,
    buffer: *mut RvChar,
    size: RvUint,
    actual: *mut RvUint,
) -> Result<(), Error> {
    docs::with_msg(msg, |doc| {
        // SAFETY: the caller of the exported function promises buffer and length.
        unsafe { put_text(buffer, size, actual, text_of(&doc.msg, name).as_deref()) }
    })
}

/// Copies the Call-ID.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when there is none; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetCallIdHeader(
    hSipMsg: RvSipMsgHandle,
    strBuffer: *mut RvChar,
    bufferLen: RvUint,
    actualLen: *mut RvUint,
) -> RvStatus {
    // SAFETY: the program passes buffer and length.
    status("RvSipMsgGetCallIdHeader", || unsafe { get_text(hSipMsg, Name::CallId, strBuffer, bufferLen, actualLen) })
}

unsafe fn set_text(msg: RvSipMsgHandle, name: Name, text: *const RvChar) -> Result<(), Error> {
    docs::msg_id(msg)?;
    // SAFETY: the caller of the exported function promises a C string or NULL.
    let text = unsafe { clean_text(text) }?.filter(|t| !t.is_empty());
    let value = text.map(|t| value_of(t, name)).transpose()?.map(|line| line.value);
    if let Some(value) = value {
        Clip::parsed(name, value)?;
    }
    docs::with_msg(msg, |doc| {
        room_for_header(&doc.msg)?;
        let compact = doc.msg.find(name, 0).and_then(|i| doc.msg.headers.get(i)).is_some_and(|h| h.compact);
        match value {
            Some(value) => doc.msg.set(name, value),
            None => doc.msg.remove_all(name),
        }
        if let Some(h) = doc.msg.find(name, 0).and_then(|i| doc.msg.headers.change().get_mut(i)) {
            h.compact = compact;
        }
        Ok(())
    })
}

/// Sets the Call-ID. NULL or an empty text takes it out.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetCallIdHeader(hSipMsg: RvSipMsgHandle, strCallId: *mut RvChar) -> RvStatus {
    // SAFETY: the program passes a string or NULL.
    status("RvSipMsgSetCallIdHeader", || unsafe { set_text(hSipMsg, Name::CallId, strCallId) })
}

/// Copies the value of Content-Type as text.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when there is none; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetContentTypeHeader(
    hSipMsg: RvSipMsgHandle,
    strBuffer: *mut RvChar,
    bufferLen: RvUint,
    actualLen: *mut RvUint,
) -> RvStatus {
    // SAFETY: the program passes buffer and length.
    status("RvSipMsgGetContentTypeHeader", || unsafe { get_text(hSipMsg, Name::ContentType, strBuffer, bufferLen, actualLen) })
}

/// Sets Content-Type from text, such as `application/sdp`. NULL or an empty text takes it out.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetContentTypeHeader(hSipMsg: RvSipMsgHandle, strContentType: *mut RvChar) -> RvStatus {
    // SAFETY: the program passes a string or NULL.
    status("RvSipMsgSetContentTypeHeader", || unsafe { set_text(hSipMsg, Name::ContentType, strContentType) })
}

/// Tells the Content-Length that a message came with or that was set.
///
/// Returns -1 (UNDEFINED) when there is none or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetContentLengthHeader(hSipMsg: RvSipMsgHandle) -> RvInt32 {
    value("RvSipMsgGetContentLengthHeader", || {
        docs::with_msg(hSipMsg, |doc| {
            let text = text_of(&doc.msg, Name::ContentLength).ok_or(Error::NotFound)?;
            let digits = text.iter().all(u8::is_ascii_digit);
            std::str::from_utf8(&text).ok().filter(|_| digits).and_then(|t| t.parse().ok()).ok_or(Error::IllegalSyntax)
        })
    })
}

/// Sets Content-Length; -1 takes it out. A message is always sent with the length its body has.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another negative number; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetContentLengthHeader(hSipMsg: RvSipMsgHandle, contentLen: RvInt32) -> RvStatus {
    status("RvSipMsgSetContentLengthHeader", || {
        docs::msg_id(hSipMsg)?;
        if contentLen < -1 {
            return Err(Error::BadParam);
        }
        docs::with_msg(hSipMsg, |doc| {
            room_for_header(&doc.msg)?;
            match contentLen {
                -1 => doc.msg.remove_all(Name::ContentLength),
                n => doc.msg.set(Name::ContentLength, n.to_string().as_bytes()),
            }
            Ok(())
        })
    })
}

fn set_compact_of(msg: RvSipMsgHandle, name: Name, compact: RvBool) -> Result<(), Error> {
    docs::with_msg(msg, |doc| {
        if name == Name::ContentLength && doc.msg.find(name, 0).is_none() {
            doc.msg.set(name, b"0");
        }
        let index = doc.msg.find(name, 0).ok_or(Error::NotFound)?;
        let msg = &mut *doc.msg;
        if let Some(h) = msg.headers.change().get_mut(index) {
            h.compact = compact != RV_FALSE;
            if let Some(item) = msg.els.item_mut(h.elem) {
                item.compact = h.compact;
            }
        }
        Ok(())
    })
}

unsafe fn get_compact_of(msg: RvSipMsgHandle, name: Name, compact: *mut RvBool) -> Result<(), Error> {
    docs::msg_id(msg)?;
    // SAFETY: the caller of the exported function promises a place for the flag, or NULL.
    let compact = unsafe { out(compact) }?;
    let is = docs::with_msg(msg, |doc| {
        let index = doc.msg.find(name, 0).ok_or(Error::NotFound)?;
        Ok(doc.msg.headers.get(index).is_some_and(|h| h.compact))
    })?;
    compact.set(if is { RV_TRUE } else { RV_FALSE });
    Ok(())
}

/// Chooses between the short (RV_TRUE) and the long form of the name of Call-ID.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when the message has no Call-ID; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetCallIdCompactForm(hSipMsg: RvSipMsgHandle, bIsCompact: RvBool) -> RvStatus {
    status("RvSipMsgSetCallIdCompactForm", || set_compact_of(hSipMsg, Name::CallId, bIsCompact))
}

/// Tells whether Call-ID came, or will be written, with the short form of its name.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when the message has no Call-ID; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetCallIdCompactForm(hSipMsg: RvSipMsgHandle, pbIsCompact: *mut RvBool) -> RvStatus {
    // SAFETY: the program passes a place for the flag, or NULL.
    status("RvSipMsgGetCallIdCompactForm", || unsafe { get_compact_of(hSipMsg, Name::CallId, pbIsCompact) })
}

/// Chooses between the short (RV_TRUE) and the long form of the name of Content-Length.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetContentLengthCompactForm(hSipMsg: RvSipMsgHandle, bIsCompact: RvBool) -> RvStatus {
    status("RvSipMsgSetContentLengthCompactForm", || set_compact_of(hSipMsg, Name::ContentLength, bIsCompact))
}

/// Tells whether Content-Length came, or will be written, with the short form of its name.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when the message has no Content-Length; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetContentLengthCompactForm(hSipMsg: RvSipMsgHandle, pbIsCompact: *mut RvBool) -> RvStatus {
    // SAFETY: the program passes a place for the flag, or NULL.
    status("RvSipMsgGetContentLengthCompactForm", || unsafe { get_compact_of(hSipMsg, Name::ContentLength, pbIsCompact) })
}
