//! RvSipBody.h - Bodies as text: the body of a message, and stand-alone ones.

use super::abi::*;
use super::boundary::{silent, status, value};
use super::docs::{self, Doc, DocId, Kind};
use super::handle::{Tag, element};
use super::headers_family::{replace_blank, to_page};
use super::headers_parts::{Clip, Part, room};
use super::msg::check_manager;
use super::msg_apart::put_apart;
use super::rpool;
use super::status::Error;
use super::strings::{bytes, out, put_bytes};
use crate::message::{ContentType, Name, Span};

/// Runs `work` on the document whose body a handle names.
fn with_body<R>(body: RvSipBodyHandle, work: impl FnOnce(&mut Doc, DocId) -> Result<R, Error>) -> Result<R, Error> {
    let h = element(body, Tag::Body)?;
    docs::with(h.key(), |doc| {
        let fits = h.elem == 0 && (doc.has_body || !doc.msg.body().is_empty());
        match doc.kind {
            Kind::Message | Kind::Lent | Kind::Single(Tag::Body) if fits => work(doc, h.key()),
            _ => Err(Error::InvalidHandle),
        }
    })
}

fn handle(id: DocId) -> RvSipBodyHandle {
    docs::name(id, Tag::Body, 0).pointer()
}

/// A body and its Content-Type, on the way to another document.
struct Content {
    bytes: Vec<u8>,
    kind: Option<Clip>,
}

impl Content {
    fn take(body: RvSipBodyHandle) -> Result<Content, Error> {
        with_body(body, |doc, _| {
            let kind = match doc.msg.find(Name::ContentType, 0) {
                Some(index) => {
                    let elem = doc.msg.typed(index);
                    Some(Clip::take(&doc.msg.els, elem)?)
                }
                None => None,
            };
            Ok(Content { bytes: doc.msg.body().to_vec(), kind })
        })
    }
    fn put(&self, doc: &mut Doc) -> Result<(), Error> {
        room(&doc.msg.els)?;
        put_apart(doc, Name::ContentType, self.kind.as_ref())?;
        doc.msg.set_body(&self.bytes);
        doc.has_body = true;
        Ok(())
    }
}

/// Makes an empty body of the program's own. It lives until RvSipBodyDestruct.
///
/// - `hMsgMgr`, `hPool`: the message manager, and a pool of the program.
/// - `hBody`: the body.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyConstruct(
    hMsgMgr: RvSipMsgMgrHandle,
    hPool: HRPOOL,
    hBody: *mut RvSipBodyHandle,
) -> RvStatus {
    status("RvSipBodyConstruct", || {
        check_manager(hMsgMgr)?;
        rpool::check(hPool)?;
        // SAFETY: the program passes a place for the handle, or NULL.
        let body = unsafe { out(hBody) }?;
        let id = docs::create(Kind::Single(Tag::Body))?;
        docs::with(id, |doc| {
            doc.has_body = true;
            Ok(())
        })?;
        body.set(handle(id));
        Ok(())
    })
}

/// Ends a body made with RvSipBodyConstruct. The body of a message is left alone: it ends with the message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyDestruct(hBody: RvSipBodyHandle) {
    silent("RvSipBodyDestruct", || {
        docs::destroy_if(element(hBody, Tag::Body)?.key(), |d| d.kind == Kind::Single(Tag::Body));
        Ok(())
    })
}

/// Makes an empty body in a message, in place of the one it may have.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyConstructInMsg(hSipMsg: RvSipMsgHandle, hBody: *mut RvSipBodyHandle) -> RvStatus {
    status("RvSipBodyConstructInMsg", || {
        let id = docs::msg_id(hSipMsg)?;
        // SAFETY: the program passes a place for the handle, or NULL.
        let body = unsafe { out(hBody) }?;
        docs::with_msg(hSipMsg, |doc| {
            doc.msg.body.bytes = Span::NONE;
            doc.has_body = true;
            Ok(())
        })?;
        body.set(handle(id));
        Ok(())
    })
}

/// Copies a body with its Content-Type to another one.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyCopy(hDestination: RvSipBodyHandle, hSource: RvSipBodyHandle) -> RvStatus {
    status("RvSipBodyCopy", || {
        element(hDestination, Tag::Body)?;
        let content = Content::take(hSource)?;
        with_body(hDestination, |doc, _| content.put(doc))
    })
}

/// Gives the body object of a message: the object in it, no copy.
///
/// Returns NULL when the message has no body or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetBodyObject(hSipMsg: RvSipMsgHandle) -> RvSipBodyHandle {
    value("RvSipMsgGetBodyObject", || {
        let id = docs::msg_id(hSipMsg)?;
        docs::with_msg(
            hSipMsg,
            |doc| {
                if doc.has_body || !doc.msg.body().is_empty() { Ok(handle(id)) } else { Err(Error::NotFound) }
            },
        )
    })
}

/// Sets body and Content-Type of a message to copies of those of a body object. NULL takes both out.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetBodyObject(hSipMsg: RvSipMsgHandle, hBodyObj: RvSipBodyHandle) -> RvStatus {
    status("RvSipMsgSetBodyObject", || {
        docs::msg_id(hSipMsg)?;
        let content = if hBodyObj.is_null() { None } else { Some(Content::take(hBodyObj)?) };
        docs::with_msg(hSipMsg, |doc| match content {
            Some(content) => content.put(doc),
            None => {
                doc.msg.remove_all(Name::ContentType);
                doc.msg.body.bytes = Span::NONE;
                doc.has_body = false;
                Ok(())
            }
        })
    })
}

/// Writes a body on a new page of the pool, which the caller frees.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyEncode(
    hBody: RvSipBodyHandle,
    hPool: HRPOOL,
    hPage: *mut HPAGE,
    length: *mut RvUint,
) -> RvStatus {
    status("RvSipBodyEncode", || {
        element(hBody, Tag::Body)?;
        to_page(hPool, hPage, length, |text| {
            with_body(hBody, |doc, _| {
                text.extend_from_slice(doc.msg.body());
                Ok(())
            })
        })
    })
}

/// Tells the bytes of a body.
///
/// Returns 0 for an empty one and when the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyGetBodyStrLength(hBody: RvSipBodyHandle) -> RvUint {
    value("RvSipBodyGetBodyStrLength", || {
        with_body(hBody, |doc, _| Ok(RvUint::try_from(doc.msg.body().len()).unwrap_or(RvUint::MAX)))
    })
}

/// Copies a body, which may be binary: no NUL is added, and a buffer of RvSipBodyGetBodyStrLength bytes suffices.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when it is empty; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *length;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyGetBodyStr(
    hBody: RvSipBodyHandle,
    bodyBuffer: *mut RvChar,
    bufferLen: RvUint,
    length: *mut RvUint,
) -> RvStatus {
    status("RvSipBodyGetBodyStr", || {
        with_body(hBody, |doc, _| {
            let body = Some(doc.msg.body()).filter(|b| !b.is_empty());
            // SAFETY: the program passes buffer and length.
            unsafe { put_bytes(bodyBuffer, bufferLen, length, body) }
        })
    })
}

/// Sets a body from bytes, text or binary.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodySetBodyStr(hBody: RvSipBodyHandle, bodyString: *mut RvChar, length: RvUint) -> RvStatus {
    status("RvSipBodySetBodyStr", || {
        element(hBody, Tag::Body)?;
        // SAFETY: the program passes as many readable bytes.
        let content = unsafe { bytes(bodyString.cast(), length.into()) }?;
        with_body(hBody, |doc, _| {
            room(&doc.msg.els)?;
            doc.msg.set_body(content);
            doc.has_body = true;
            Ok(())
        })
    })
}

/// Gives the Content-Type of a body: the object in it, no copy.
///
/// Returns NULL when there is none or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyGetContentType(hBody: RvSipBodyHandle) -> RvSipContentTypeHeaderHandle {
    value("RvSipBodyGetContentType", || {
        with_body(hBody, |doc, id| {
            let index = doc.msg.find(Name::ContentType, 0).ok_or(Error::NotFound)?;
            let elem = doc.msg.typed(index);
            Ok(docs::name(id, Tag::ContentTypeHeader, elem.0).pointer())
        })
    })
}

/// Sets the Content-Type of a body to a copy of a header. NULL takes it out.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodySetContentType(
    hBody: RvSipBodyHandle,
    hContentType: RvSipContentTypeHeaderHandle,
) -> RvStatus {
    status("RvSipBodySetContentType", || {
        element(hBody, Tag::Body)?;
        let clip = if hContentType.is_null() { None } else { Some(Clip::of::<ContentType, _>(hContentType)?) };
        with_body(hBody, |doc, _| put_apart(doc, Name::ContentType, clip.as_ref()))
    })
}

/// Makes an empty Content-Type in a body, in place of the one it may have.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipContentTypeHeaderConstructInBody(
    hBody: RvSipBodyHandle,
    hHeader: *mut RvSipContentTypeHeaderHandle,
) -> RvStatus {
    status("RvSipContentTypeHeaderConstructInBody", || {
        element(hBody, Tag::Body)?;
        // SAFETY: the program passes a place for the handle, or NULL.
        let header = unsafe { out(hHeader) }?;
        let name = with_body(hBody, |doc, id| {
            let elem = replace_blank(doc, Name::ContentType, ContentType::blank())?;
            Ok(docs::name(id, Tag::ContentTypeHeader, elem.0))
        })?;
        header.set(name.pointer());
        Ok(())
    })
}
