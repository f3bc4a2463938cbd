//! RvSipMsg.h - Messages: making, parsing and writing them, their start line and body text.

use super::abi::*;
use super::boundary::{silent, status, value};
use super::docs::{self, Kind};
use super::enums::{RvSipMessageStringName as Name_, RvSipMsgType as Type_};
use super::handle::{ObjectHandle, Tag, object};
use super::headers::{clean_text, token_text};
use super::headers_enums::{METHODS, UNDEFINED};
use super::headers_family::{size_of_text, to_page};
use super::headers_parts::{AnyAddress, Clip, room};
use super::msg_apart::text_of;
use super::rpool;
use super::status::Error;
use super::strings::{bytes, out, put_text, text};
use crate::message::*;
use std::sync::OnceLock;

static MANAGERS: OnceLock<fn(ObjectHandle) -> bool> = OnceLock::new();

/// Sets, once for the process, who knows which message managers live. Until then any name of one is taken.
pub fn on_manager_check(lives: fn(ObjectHandle) -> bool) {
    let _ = MANAGERS.set(lives);
}

/// Refuses what is not the message manager of a living stack.
pub fn check_manager(manager: RvSipMsgMgrHandle) -> Result<(), Error> {
    let name = object(manager, Tag::MsgMgr)?;
    if MANAGERS.get().is_none_or(|lives| lives(name)) { Ok(()) } else { Err(Error::InvalidHandle) }
}

/// Makes an empty message of the program's own. It lives until RvSipMsgDestruct.
///
/// - `hMsgMgr`: the message manager, from RvSipStackGetMsgMgrHandle.
/// - `hPool`: a pool of the program.
/// - `hSipMsg`: the message.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgConstruct(
    hMsgMgr: RvSipMsgMgrHandle,
    hPool: HRPOOL,
    hSipMsg: *mut RvSipMsgHandle,
) -> RvStatus {
    status("RvSipMsgConstruct", || {
        check_manager(hMsgMgr)?;
        rpool::check(hPool)?;
        // SAFETY: the program passes a place for the handle, or NULL.
        let msg = unsafe { out(hSipMsg) }?;
        msg.set(docs::msg_handle(docs::create(Kind::Message)?));
        Ok(())
    })
}

/// Ends a message made with RvSipMsgConstruct and everything in it; handles into it are dead from then on.
///
/// A message that the stack shows or lends is left alone: the stack ends it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgDestruct(hSipMsg: RvSipMsgHandle) {
    silent("RvSipMsgDestruct", || {
        docs::destroy_if(docs::msg_id(hSipMsg)?, |d| d.kind == Kind::Message);
        Ok(())
    })
}

/// Copies a whole message. Handles to headers that the destination had before must not be used any more.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgCopy(hDestination: RvSipMsgHandle, hSource: RvSipMsgHandle) -> RvStatus {
    status("RvSipMsgCopy", || {
        docs::msg_id(hDestination)?;
        let (source, has_body) = docs::with_msg(hSource, |doc| Ok((doc.msg.clone(), doc.has_body)))?;
        docs::with_msg(hDestination, |doc| {
            (doc.msg, doc.has_body) = (source, has_body);
            Ok(())
        })
    })
}

/// Fills a message from text. Handles to headers that it had before must not be used any more.
///
/// A start line or header that does not follow the grammar is no failure: it is kept as text and shown as bad syntax.
/// - `buffer`, `bufferLen`: the text; no NUL is needed.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for what is no message at all or beyond a limit, and then the message is empty;
/// RV_ERROR_BADPARAM for a negative length; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgParse(hSipMsg: RvSipMsgHandle, buffer: *mut RvChar, bufferLen: RvInt32) -> RvStatus {
    status("RvSipMsgParse", || {
        // SAFETY: the program passes as many readable bytes.
        let bytes = unsafe { bytes(buffer.cast(), bufferLen.into()) }?;
        docs::with_msg(hSipMsg, |doc| {
            doc.has_body = false;
            doc.msg.parse(bytes, &Limits::DEFAULT).map_err(|_| {
                doc.msg.clear();
                Error::IllegalSyntax
            })
        })
    })
}

/// Writes a message as text on a new page of the pool, which the caller frees.
///
/// Content-Length is written as the length of the body, whatever was set. A body with parts is written from them, and its
/// Content-Type completed first, as RvSipBodyEncode does.
/// - `hPage`, `length`: the page, and the bytes on it; no NUL is added.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when a body has parts and a Content-Type that is not multipart;
/// RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgEncode(
    hSipMsg: RvSipMsgHandle,
    hPool: HRPOOL,
    hPage: *mut HPAGE,
    length: *mut RvUint32,
) -> RvStatus {
    status("RvSipMsgEncode", || {
        docs::msg_id(hSipMsg)?;
        to_page(hPool, hPage, length, |text| {
            docs::with_msg(hSipMsg, |doc| {
                doc.msg.settle_parts(0)?;
                doc.msg.encode(text);
                Ok(())
            })
        })
    })
}

/// Lets the whole message be written with short header names where there are any. Each header keeps its own choice.
///
/// Other headers, headers inside addresses and headers of body parts are not affected.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgForceCompactForm(hSipMsg: RvSipMsgHandle, bForceCompactForm: RvBool) -> RvStatus {
    status("RvSipMsgForceCompactForm", || {
        docs::with_msg(hSipMsg, |doc| {
            doc.msg.force_compact = bForceCompactForm != RV_FALSE;
            Ok(())
        })
    })
}

/// Tells whether a message is a request or a response.
///
/// Returns RVSIP_MSG_UNDEFINED while the start line is not set or bad, or when the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetMsgType(hSipMsg: RvSipMsgHandle) -> RvSipMsgType {
    value("RvSipMsgGetMsgType", || {
        docs::with_msg(hSipMsg, |doc| {
            Ok(match doc.msg.start {
                StartLine::Request { .. } => Type_::RVSIP_MSG_REQUEST,
                StartLine::Response { .. } => Type_::RVSIP_MSG_RESPONSE,
                StartLine::Empty | StartLine::Bad { .. } => Type_::RVSIP_MSG_UNDEFINED,
            } as RvSipMsgType)
        })
    })
}

fn method_span(msg: &Message) -> Span {
    if let StartLine::Request { method, .. } = msg.start { method } else { Span::NONE }
}

fn reason_span(msg: &Message) -> Span {
    if let StartLine::Response { reason, .. } = msg.start { reason } else { Span::NONE }
}

/// Tells the method of a request; RVSIP_METHOD_OTHER has its text in RvSipMsgGetStrRequestMethod.
///
/// Returns RVSIP_METHOD_UNDEFINED when the message is no request or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetRequestMethod(hSipMsg: RvSipMsgHandle) -> RvSipMethodType {
    value("RvSipMsgGetRequestMethod", || docs::with_msg(hSipMsg, |doc| Ok(METHODS.member(doc.msg.text(method_span(&doc.msg))))))
}

/// Copies the method of a request as text.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when the message is no request; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in
/// *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetStrRequestMethod(
    hSipMsg: RvSipMsgHandle,
    strBuffer: *mut RvChar,
    bufferLen: RvUint,
    actualLen: *mut RvUint,
) -> RvStatus {
    status("RvSipMsgGetStrRequestMethod", || {
        docs::with_msg(hSipMsg, |doc| {
            // SAFETY: the program passes buffer and length.
            unsafe { put_text(strBuffer, bufferLen, actualLen, doc.msg.els.text.opt(method_span(&doc.msg))) }
        })
    })
}

/// Sets the method and makes the message a request.
///
/// - `strMethod`: counts with RVSIP_METHOD_OTHER only.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for UNDEFINED, another number, or OTHER without a text that is a method;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetRequestMethod(
    hSipMsg: RvSipMsgHandle,
    eMethod: RvSipMethodType,
    strMethod: *mut RvChar,
) -> RvStatus {
    status("RvSipMsgSetRequestMethod", || {
        docs::msg_id(hSipMsg)?;
        // SAFETY: the program passes a string or NULL.
        let method = unsafe { token_text(&METHODS, eMethod, strMethod) }?.ok_or(Error::BadParam)?;
        docs::with_msg(hSipMsg, |doc| {
            room(&doc.msg.els)?;
            let uri = if let StartLine::Request { uri, .. } = doc.msg.start { uri } else { Elem::NONE };
            let method = doc.msg.els.text.push(method);
            doc.msg.start = StartLine::Request { method, uri };
            Ok(())
        })
    })
}

/// Gives the address of the request line: the object in the message, no copy.
///
/// Returns NULL when it is not set, the message is no request or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetRequestUri(hSipMsg: RvSipMsgHandle) -> RvSipAddressHandle {
    value("RvSipMsgGetRequestUri", || {
        let id = docs::msg_id(hSipMsg)?;
        docs::with_msg(hSipMsg, |doc| match doc.msg.start {
            StartLine::Request { uri, .. } if doc.msg.els.uri(uri).is_some() => {
                Ok(docs::name(id, Tag::Address, uri.0).pointer())
            }
            _ => Err(Error::NotFound),
        })
    })
}

/// Sets the address of the request line to a copy of an address, and makes the message a request. NULL clears it.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetRequestUri(hSipMsg: RvSipMsgHandle, hReqUri: RvSipAddressHandle) -> RvStatus {
    status("RvSipMsgSetRequestUri", || {
        docs::msg_id(hSipMsg)?;
        let clip = if hReqUri.is_null() { None } else { Some(Clip::of::<AnyAddress, _>(hReqUri)?) };
        docs::with_msg(hSipMsg, |doc| {
            let msg = &mut *doc.msg;
            let (method, old) = match msg.start {
                StartLine::Request { method, uri } => (method, uri),
                _ => (Span::NONE, Elem::NONE),
            };
            let uri = match clip {
                Some(clip) if msg.els.item(old).is_some() => {
                    clip.assign(&mut msg.els, old)?;
                    old
                }
                Some(clip) => clip.add(&mut msg.els, Elem::NONE)?,
                None => {
                    msg.els.kill(old);
                    Elem::NONE
                }
            };
            msg.start = StartLine::Request { method, uri };
            Ok(())
        })
    })
}

/// Tells the status code of a response.
///
/// Returns -1 (UNDEFINED) when the message is no response or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetStatusCode(hSipMsg: RvSipMsgHandle) -> RvInt16 {
    value("RvSipMsgGetStatusCode", || {
        docs::with_msg(hSipMsg, |doc| match doc.msg.start {
            StartLine::Response { code, .. } => Ok(RvInt16::try_from(code).unwrap_or(RvInt16::MAX)),
            _ => Err(Error::NotFound),
        })
    })
}

/// Sets the status code and makes the message a response.
///
/// - `code`: 100 to 699.
/// - `bInsertReasonPhrase`: RV_TRUE puts the usual phrase of the code; RV_FALSE leaves the phrase as it is.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetStatusCode(
    hSipMsg: RvSipMsgHandle,
    code: RvInt16,
    bInsertReasonPhrase: RvBool,
) -> RvStatus {
    status("RvSipMsgSetStatusCode", || {
        docs::msg_id(hSipMsg)?;
        let code = u16::try_from(code).ok().filter(|c| (100..700).contains(c)).ok_or(Error::BadParam)?;
        docs::with_msg(hSipMsg, |doc| {
            room(&doc.msg.els)?;
            let reason = reason_span(&doc.msg);
            doc.msg.set_response(code, b"");
            if bInsertReasonPhrase == RV_FALSE {
                let reason = if reason.is_some() { reason } else { doc.msg.els.text.push(b"") };
                doc.msg.start = StartLine::Response { code, reason };
            }
            Ok(())
        })
    })
}

/// Copies the reason phrase of a response.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when the message is no response; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in
/// *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetReasonPhrase(
    hSipMsg: RvSipMsgHandle,
    strBuffer: *mut RvChar,
    bufferLen: RvUint,
    actualLen: *mut RvUint,
) -> RvStatus {
    status("RvSipMsgGetReasonPhrase", || {
        docs::with_msg(hSipMsg, |doc| {
            // SAFETY: the program passes buffer and length.
            unsafe { put_text(strBuffer, bufferLen, actualLen, doc.msg.els.text.opt(reason_span(&doc.msg))) }
        })
    })
}

/// Sets the reason phrase of a response. NULL makes it empty.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when the message is no response (set its status code first); RV_ERROR_BADPARAM for a
/// text with a line end in it; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetReasonPhrase(hSipMsg: RvSipMsgHandle, strReasonPhrase: *mut RvChar) -> RvStatus {
    status("RvSipMsgSetReasonPhrase", || {
        docs::msg_id(hSipMsg)?;
        // SAFETY: the program passes a string or NULL.
        let phrase = unsafe { clean_text(strReasonPhrase) }?.unwrap_or_default();
        docs::with_msg(hSipMsg, |doc| {
            room(&doc.msg.els)?;
            let StartLine::Response { code, .. } = doc.msg.start else { return Err(Error::IllegalAction) };
            let reason = doc.msg.els.text.push(phrase);
            doc.msg.start = StartLine::Response { code, reason };
            Ok(())
        })
    })
}

/// Copies the text of a start line that does not follow the grammar.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when the start line is good or not set; RV_ERROR_INSUFFICIENT_BUFFER with the needed size
/// in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetStrBadSyntaxStartLine(
    hSipMsg: RvSipMsgHandle,
    strBuffer: *mut RvChar,
    bufferLen: RvUint,
    actualLen: *mut RvUint,
) -> RvStatus {
    status("RvSipMsgGetStrBadSyntaxStartLine", || {
        docs::with_msg(hSipMsg, |doc| {
            let line = if let StartLine::Bad { line, .. } = doc.msg.start { line } else { Span::NONE };
            // SAFETY: the program passes buffer and length.
            unsafe { put_text(strBuffer, bufferLen, actualLen, doc.msg.els.text.opt(line)) }
        })
    })
}

/// Puts a good start line in place of a bad one.
///
/// - `strFixedStartLine`: the whole line, without its line end.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the line is bad again, and then nothing changed; RV_ERROR_BADPARAM for a text
/// with a line end in it; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgStartLineFix(hSipMsg: RvSipMsgHandle, strFixedStartLine: *mut RvChar) -> RvStatus {
    status("RvSipMsgStartLineFix", || {
        docs::msg_id(hSipMsg)?;
        // SAFETY: the program passes a string or NULL.
        let line = unsafe { clean_text(strFixedStartLine) }?.ok_or(Error::NullPtr)?;
        docs::with_msg(hSipMsg, |doc| {
            room(&doc.msg.els)?;
            doc.msg.set_start_line(line).map_err(|_| Error::IllegalSyntax)
        })
    })
}

/// Copies the body as text, with a NUL behind it. See RvSipBodyGetBodyStr for bodies that may be binary.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when there is no body, or one that was split into parts; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetBody(
    hSipMsg: RvSipMsgHandle,
    strBuffer: *mut RvChar,
    bufferLen: RvUint,
    actualLen: *mut RvUint,
) -> RvStatus {
    status("RvSipMsgGetBody", || {
        docs::with_msg(hSipMsg, |doc| {
            let body = Some(doc.msg.body()).filter(|b| !b.is_empty());
            // SAFETY: the program passes buffer and length.
            unsafe { put_text(strBuffer, bufferLen, actualLen, body) }
        })
    })
}

/// Sets the body from a text, in place of text or parts it has. NULL takes it out. Content-Type is set on its own, with RvSipMsgSetContentTypeHeader.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a text that is too long; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetBody(hSipMsg: RvSipMsgHandle, strBody: *mut RvChar) -> RvStatus {
    status("RvSipMsgSetBody", || {
        docs::msg_id(hSipMsg)?;
        // SAFETY: the program passes a string or NULL.
        let body = if strBody.is_null() { None } else { Some(unsafe { text(strBody) }?) };
        docs::with_msg(hSipMsg, |doc| {
            room(&doc.msg.els)?;
            doc.has_body = body.is_some();
            match body {
                Some(body) => doc.msg.set_body(body),
                None => doc.msg.clear_body(0),
            }
            Ok(())
        })
    })
}

/// Tells the bytes needed for a string of the message, its NUL included.
///
/// Returns 0 when the string is not set or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetStringLength(hSipMsg: RvSipMsgHandle, eStringName: RvSipMessageStringName) -> RvUint {
    value("RvSipMsgGetStringLength", || {
        docs::with_msg(hSipMsg, |doc| {
            let is = |name: Name_| name as RvSipMessageStringName == eStringName;
            let msg = &doc.msg;
            if is(Name_::RVSIP_MSG_CALL_ID) {
                return Ok(size_of_text(text_of(msg, Name::CallId).as_deref()));
            }
            if is(Name_::RVSIP_MSG_CONTENT_TYPE) {
                return Ok(size_of_text(text_of(msg, Name::ContentType).as_deref()));
            }
            let span = match () {
                () if is(Name_::RVSIP_MSG_BODY) => Some(msg.body.bytes).filter(|b| !b.is_empty()).unwrap_or(Span::NONE),
                () if is(Name_::RVSIP_MSG_REQUEST_METHOD) => method_span(msg),
                () if is(Name_::RVSIP_MSG_RESPONSE_PHRASE) => reason_span(msg),
                () => Span::NONE,
            };
            Ok(size_of_text(msg.els.text.opt(span)))
        })
    })
}

const _: () = assert!(UNDEFINED == Type_::RVSIP_MSG_UNDEFINED as RvSipMsgType);
