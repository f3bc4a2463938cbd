//! RvSipBody.h - Bodies: text or a list of parts, with a Content-Type; of a message, of a body part, or stand-alone.

use super::abi::*;
use super::bodies::*;
use super::boundary::{silent, status, value};
use super::docs::{self, Kind};
use super::handle::{Tag, element};
use super::headers_family::{replace_blank, to_page};
use super::headers_parts::{Clip, Part, room};
use super::msg::check_manager;
use super::msg_apart::put_apart;
use super::rpool;
use super::status::Error;
use super::strings::{bytes, out, put_bytes};
use crate::message::{ContentType, Elem, Name};

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
            (doc.has_body, doc.root) = (true, Elem(0));
            Ok(())
        })?;
        body.set(body_handle(id, 0));
        Ok(())
    })
}

/// Ends a body made with RvSipBodyConstruct, with its parts. The body of a message or of a part is left alone: it ends with that.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyDestruct(hBody: RvSipBodyHandle) {
    silent("RvSipBodyDestruct", || {
        let h = element(hBody, Tag::Body)?;
        docs::destroy_if(h.key(), |d| d.kind == Kind::Single(Tag::Body) && h.elem == 0);
        Ok(())
    })
}

/// Makes an empty body in a message, in place of text or parts it may have. Its Content-Type stays.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyConstructInMsg(hSipMsg: RvSipMsgHandle, hBody: *mut RvSipBodyHandle) -> RvStatus {
    status("RvSipBodyConstructInMsg", || {
        let id = docs::msg_id(hSipMsg)?;
        // SAFETY: the program passes a place for the handle, or NULL.
        let body = unsafe { out(hBody) }?;
        docs::with_msg(hSipMsg, |doc| {
            doc.msg.clear_body(0);
            doc.has_body = true;
            Ok(())
        })?;
        body.set(body_handle(id, 0));
        Ok(())
    })
}

/// Makes an empty body in a body part, in place of text or parts it may have. Its Content-Type stays.
///
/// - `hBodyPart`: the part.
/// - `hBody`: its body.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyConstructInBodyPart(hBodyPart: RvSipBodyPartHandle, hBody: *mut RvSipBodyHandle) -> RvStatus {
    status("RvSipBodyConstructInBodyPart", || {
        element(hBodyPart, Tag::BodyPart)?;
        // SAFETY: the program passes a place for the handle, or NULL.
        let body = unsafe { out(hBody) }?;
        body.set(with_body_part(hBodyPart, |doc, id, number| {
            doc.msg.clear_body(number);
            Ok(body_handle(id, number))
        })?);
        Ok(())
    })
}

/// Copies a body, text or parts, with its Content-Type to another one. Parts that the destination had are dead.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES, also when the parts would be nested too deep; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyCopy(hDestination: RvSipBodyHandle, hSource: RvSipBodyHandle) -> RvStatus {
    status("RvSipBodyCopy", || {
        element(hDestination, Tag::Body)?;
        let content = Content::take(hSource)?;
        with_body(hDestination, |doc, _, number| content.put(doc, number))
    })
}

/// Gives the body object of a message: the object in it, no copy.
///
/// Returns NULL when the message has no body or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetBodyObject(hSipMsg: RvSipMsgHandle) -> RvSipBodyHandle {
    value("RvSipMsgGetBodyObject", || {
        let id = docs::msg_id(hSipMsg)?;
        docs::with_msg(hSipMsg, |doc| if has_body(doc, 0) { Ok(body_handle(id, 0)) } else { Err(Error::NotFound) })
    })
}

/// Sets body, text or parts, and Content-Type of a message to copies of those of a body object. NULL takes both out.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgSetBodyObject(hSipMsg: RvSipMsgHandle, hBodyObj: RvSipBodyHandle) -> RvStatus {
    status("RvSipMsgSetBodyObject", || {
        docs::msg_id(hSipMsg)?;
        let content = if hBodyObj.is_null() { None } else { Some(Content::take(hBodyObj)?) };
        docs::with_msg(hSipMsg, |doc| match content {
            Some(content) => content.put(doc, 0),
            None => {
                doc.msg.remove_body(0);
                doc.has_body = false;
                Ok(())
            }
        })
    })
}

/// Writes a body on a new page of the pool, which the caller frees. Parts are written between delimiter lines, without a preamble.
///
/// A body with parts needs a Content-Type that is multipart, with a boundary: without a Content-Type it gets multipart/mixed, without
/// a boundary one that stands in none of the parts. A boundary that begins a line of a part would cut it, and is replaced too.
/// The Content-Type shows what was written; the same holds for bodies inside the parts.
/// - `hPage`, `length`: the page, and the bytes on it; no NUL is added.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when a body has parts and a Content-Type that is not multipart;
/// RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
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
            with_body(hBody, |doc, _, number| {
                doc.msg.settle_parts(number)?;
                doc.msg.encode_body(number, text);
                Ok(())
            })
        })
    })
}

/// Tells the bytes of a body that is text.
///
/// Returns 0 for an empty one, for one with parts, and when the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyGetBodyStrLength(hBody: RvSipBodyHandle) -> RvUint {
    value("RvSipBodyGetBodyStrLength", || {
        with_body(hBody, |doc, _, n| Ok(RvUint::try_from(doc.msg.body_text(n).len()).unwrap_or(RvUint::MAX)))
    })
}

/// Copies a body, which may be binary: no NUL is added, and a buffer of RvSipBodyGetBodyStrLength bytes suffices.
///
/// Returns RV_OK; RV_ERROR_NOT_FOUND when it is empty or has parts; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *length;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyGetBodyStr(
    hBody: RvSipBodyHandle,
    bodyBuffer: *mut RvChar,
    bufferLen: RvUint,
    length: *mut RvUint,
) -> RvStatus {
    status("RvSipBodyGetBodyStr", || {
        with_body(hBody, |doc, _, number| {
            let body = Some(doc.msg.body_text(number)).filter(|b| !b.is_empty());
            // SAFETY: the program passes buffer and length.
            unsafe { put_bytes(bodyBuffer, bufferLen, length, body) }
        })
    })
}

/// Sets a body from bytes, text or binary, in place of what it has. Parts it had are dead.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodySetBodyStr(hBody: RvSipBodyHandle, bodyString: *mut RvChar, length: RvUint) -> RvStatus {
    status("RvSipBodySetBodyStr", || {
        element(hBody, Tag::Body)?;
        // SAFETY: the program passes as many readable bytes.
        let content = unsafe { bytes(bodyString.cast(), length.into()) }?;
        with_body(hBody, |doc, _, number| {
            fill(doc, number, |msg, _| {
                msg.set_body_text(number, content);
                Ok(())
            })
        })
    })
}

/// Gives the Content-Type of a body: the object in it, no copy.
///
/// Returns NULL when there is none or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyGetContentType(hBody: RvSipBodyHandle) -> RvSipContentTypeHeaderHandle {
    value("RvSipBodyGetContentType", || {
        with_body(hBody, |doc, id, number| {
            let mut doc = Within::new(doc, number);
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
        with_body(hBody, |doc, _, number| {
            doc.msg.parts_changed();
            put_apart(&mut Within::new(doc, number), Name::ContentType, clip.as_ref())
        })
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
        let name = with_body(hBody, |doc, id, number| {
            doc.msg.parts_changed();
            let elem = replace_blank(&mut Within::new(doc, number), Name::ContentType, ContentType::blank())?;
            Ok(docs::name(id, Tag::ContentTypeHeader, elem.0))
        })?;
        header.set(name.pointer());
        Ok(())
    })
}

/// Splits text into the parts of a body, by the boundary of the Content-Type that the body has.
///
/// The parts take the place of the body's text, which is gone for good, and of parts it had, which are dead. Bodies of the parts are
/// text again, and may be split in turn. A delimiter line may have blanks at its end and end with a bare line feed; text before the
/// first and behind the last one is left out; a missing last one is forgiven. A part may have no headers, and no body.
/// - `buffer`, `bufferLength`: the text, as a rule what RvSipBodyGetBodyStr gave; it may be binary.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when the body has no Content-Type or one that is not multipart; RV_ERROR_ILLEGAL_SYNTAX
/// when that has no boundary or no delimiter line is in the text; RV_ERROR_OUTOFRESOURCES beyond maxBodyParts, maxBodyDepth or
/// another limit of the stack, for bodies of the program beyond their defaults; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
/// When it fails, nothing has changed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyMultipartParse(
    hBody: RvSipBodyHandle,
    buffer: *mut RvChar,
    bufferLength: RvUint,
) -> RvStatus {
    status("RvSipBodyMultipartParse", || {
        element(hBody, Tag::Body)?;
        // SAFETY: the program passes as many readable bytes.
        let text = unsafe { bytes(buffer.cast(), bufferLength.into()) }?;
        with_body(hBody, |doc, _, number| fill(doc, number, |msg, limits| msg.split_body(number, text, limits)))
    })
}

/// Walks the parts of a body.
///
/// - `location`: first, last, or the one after (next) or before (previous) `hRelativeBodyPart`.
/// - `hRelativeBodyPart`: a part of this body; not looked at for first and last.
/// - `hBodyPart`: the part, NULL when there is none at that place.
///
/// Returns RV_OK, also at the end of the list and for a body without parts; RV_ERROR_BADPARAM for another location;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a part that was taken out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyGetBodyPart(
    hBody: RvSipBodyHandle,
    location: RvSipElementsLocation,
    hRelativeBodyPart: RvSipBodyPartHandle,
    hBodyPart: *mut RvSipBodyPartHandle,
) -> RvStatus {
    status("RvSipBodyGetBodyPart", || {
        element(hBody, Tag::Body)?;
        // SAFETY: the program passes a place for the handle, or NULL.
        let part = unsafe { out(hBodyPart) }?;
        part.set(with_body(hBody, |doc, id, number| {
            let place = Place::of(doc, id, number, location, hRelativeBodyPart)?;
            Ok(place.part(doc, number).map_or(std::ptr::null_mut(), |p| part_handle(id, p.number)))
        })?);
        Ok(())
    })
}

/// Puts a copy of a part into a body, whose text, if it has any, is gone. Go on with `*phNewBodyPart`; the part passed in stays
/// what it was.
///
/// - `location`: first, last, or after (next) or before (previous) `hRelativeBodyPart`.
/// - `hBodyPart`: the part to copy, of any body or stand-alone.
/// - `hRelativeBodyPart`: a part of this body; not looked at for first and last.
/// - `phNewBodyPart`: the new part.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for another location; RV_ERROR_OUTOFRESOURCES beyond a limit (see RvSipBodyMultipartParse);
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyPushBodyPart(
    hBody: RvSipBodyHandle,
    location: RvSipElementsLocation,
    hBodyPart: RvSipBodyPartHandle,
    hRelativeBodyPart: RvSipBodyPartHandle,
    phNewBodyPart: *mut RvSipBodyPartHandle,
) -> RvStatus {
    status("RvSipBodyPushBodyPart", || {
        element(hBody, Tag::Body)?;
        // SAFETY: the program passes a place for the handle, or NULL.
        let new = unsafe { out(phNewBodyPart) }?;
        let (copy, source) = part_copy(hBodyPart)?;
        new.set(with_body(hBody, |doc, id, number| {
            let at = Place::of(doc, id, number, location, hRelativeBodyPart)?.index(doc, number);
            room(&doc.msg.els)?;
            let part = doc.msg.copy_part(number, at, &copy, source, &limits(doc))?;
            Ok(part_handle(id, part))
        })?);
        Ok(())
    })
}

/// Takes a part out of a body. The part, its headers and all that is in it are dead from then on.
///
/// To go on walking, ask for the next part before taking one out. A body whose last part goes is empty.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a part of another body.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyRemoveBodyPart(hBody: RvSipBodyHandle, hBodyPart: RvSipBodyPartHandle) -> RvStatus {
    status("RvSipBodyRemoveBodyPart", || {
        element(hBody, Tag::Body)?;
        let part = element(hBodyPart, Tag::BodyPart)?;
        with_body(hBody, |doc, id, number| {
            let there = part.key() == id && doc.msg.part(part.elem).is_some_and(|p| p.parent == number);
            if !there {
                return Err(Error::InvalidHandle);
            }
            doc.msg.remove_part(part.elem);
            if number == 0 {
                doc.has_body = true;
            }
            Ok(())
        })
    })
}
