//! RvSipBodyPart.h - Parts of multipart bodies: headers, Content-Disposition and a body each.

use super::abi::*;
use super::bodies::*;
use super::boundary::{silent, status, value};
use super::docs::{self, Kind};
use super::handle::{Tag, element};
use super::headers_family::to_page;
use super::headers_parts::{Clip, room};
use super::msg::check_manager;
use super::msg_apart::{handle_of, put_apart};
use super::msg_headers::*;
use super::rpool;
use super::status::Error;
use super::strings::{bytes, out, read};
use crate::message::{ContentDisposition, Elem, Limits, Name};
use std::ffi::c_void;

/// Makes an empty part in a body, whose text, if it has any, is gone.
///
/// - `pushBodyPartAtHead`: RV_TRUE puts it before the parts that are there, RV_FALSE behind them.
/// - `hBodyPart`: the part.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES beyond a limit (see RvSipBodyMultipartParse); RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyPartConstructInBody(
    hBody: RvSipBodyHandle,
    pushBodyPartAtHead: RvBool,
    hBodyPart: *mut RvSipBodyPartHandle,
) -> RvStatus {
    status("RvSipBodyPartConstructInBody", || {
        element(hBody, Tag::Body)?;
        // SAFETY: the program passes a place for the handle, or NULL.
        let part = unsafe { out(hBodyPart) }?;
        part.set(with_body(hBody, |doc, id, number| {
            let at = if pushBodyPartAtHead != RV_FALSE { 0 } else { usize::MAX };
            let limits = limits(doc);
            Ok(part_handle(id, doc.msg.add_part(number, at, &limits)?))
        })?);
        Ok(())
    })
}

/// Makes an empty part of the program's own. It lives until RvSipBodyPartDestruct.
///
/// - `hMsgMgr`, `hPool`: the message manager, and a pool of the program.
/// - `hBodyPart`: the part.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyPartConstruct(
    hMsgMgr: RvSipMsgMgrHandle,
    hPool: HRPOOL,
    hBodyPart: *mut RvSipBodyPartHandle,
) -> RvStatus {
    status("RvSipBodyPartConstruct", || {
        check_manager(hMsgMgr)?;
        rpool::check(hPool)?;
        // SAFETY: the program passes a place for the handle, or NULL.
        let part = unsafe { out(hBodyPart) }?;
        let id = docs::create(Kind::Single(Tag::BodyPart))?;
        let number = docs::with(id, |doc| {
            let number = doc.msg.add_part(0, 0, &Limits::default())?;
            doc.root = Elem(number);
            Ok(number)
        })?;
        part.set(part_handle(id, number));
        Ok(())
    })
}

/// Ends a part made with RvSipBodyPartConstruct and everything in it. A part of a body is left alone: it ends with the body, or
/// with RvSipBodyRemoveBodyPart.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyPartDestruct(hBodyPart: RvSipBodyPartHandle) {
    silent("RvSipBodyPartDestruct", || {
        let h = element(hBodyPart, Tag::BodyPart)?;
        docs::destroy_if(h.key(), |d| d.kind == Kind::Single(Tag::BodyPart) && d.root.0 == h.elem);
        Ok(())
    })
}

/// Makes a part a copy of another one: headers, Content-Disposition and body with all that is in it. What the destination had is
/// dead.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES beyond a limit (see RvSipBodyMultipartParse); RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyPartCopy(hDestination: RvSipBodyPartHandle, hSource: RvSipBodyPartHandle) -> RvStatus {
    status("RvSipBodyPartCopy", || {
        with_body_part(hDestination, |_, _, _| Ok(()))?;
        let (copy, source) = part_copy(hSource)?;
        with_body_part(hDestination, |doc, _, number| {
            fill(doc, number, |msg, limits| msg.copy_part_into(number, &copy, source, limits))
        })
    })
}

/// Fills a part from text: its headers, a blank line and its body, which is text then even if it is multipart. What the part had is
/// dead.
///
/// A text that begins with the blank line has no headers. A value that does not follow the grammar of its header is kept as bad
/// syntax. A Content-Length is one of the headers and does not count.
/// - `buffer`, `bufferLen`: the text, which may be binary; no NUL is needed.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when a line before the blank one is no header; RV_ERROR_OUTOFRESOURCES for too many
/// headers; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE. When it fails, nothing has changed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyPartParse(
    hBodyPart: RvSipBodyPartHandle,
    buffer: *mut RvChar,
    bufferLen: RvUint,
) -> RvStatus {
    status("RvSipBodyPartParse", || {
        element(hBodyPart, Tag::BodyPart)?;
        // SAFETY: the program passes as many readable bytes.
        let text = unsafe { bytes(buffer.cast(), bufferLen.into()) }?;
        with_body_part(hBodyPart, |doc, _, number| fill(doc, number, |msg, limits| msg.parse_part(number, text, limits)))
    })
}

/// Writes a part on a new page of the pool, which the caller frees: its headers, a blank line and its body.
///
/// Header names are written in the form each header has, short forms are never forced. A Content-Length that the text came with is
/// written as it was; once the body has changed it is written right. For a body with parts see RvSipBodyEncode.
/// - `hPage`, `length`: the page, and the bytes on it; no NUL is added.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when a body has parts and a Content-Type that is not multipart;
/// RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyPartEncode(
    hBodyPart: RvSipBodyPartHandle,
    hPool: HRPOOL,
    hPage: *mut HPAGE,
    length: *mut RvUint,
) -> RvStatus {
    status("RvSipBodyPartEncode", || {
        element(hBodyPart, Tag::BodyPart)?;
        to_page(hPool, hPage, length, |text| {
            with_body_part(hBodyPart, |doc, _, number| {
                doc.msg.settle_parts(number)?;
                doc.msg.encode_part(number, text);
                Ok(())
            })
        })
    })
}

/// Gives the body object of a part: the object in it, no copy.
///
/// Returns NULL when the part has no body (it was made and not yet filled) or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyPartGetBodyObject(hBodyPart: RvSipBodyPartHandle) -> RvSipBodyHandle {
    value("RvSipBodyPartGetBodyObject", || {
        with_body_part(
            hBodyPart,
            |doc, id, number| {
                if has_body(doc, number) { Ok(body_handle(id, number)) } else { Err(Error::NotFound) }
            },
        )
    })
}

/// Sets body, text or parts, and Content-Type of a part to copies of those of a body object. NULL takes both out.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES beyond a limit (see RvSipBodyMultipartParse); RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyPartSetBodyObject(hBodyPart: RvSipBodyPartHandle, hBodyObj: RvSipBodyHandle) -> RvStatus {
    status("RvSipBodyPartSetBodyObject", || {
        element(hBodyPart, Tag::BodyPart)?;
        let content = if hBodyObj.is_null() { None } else { Some(Content::take(hBodyObj)?) };
        with_body_part(hBodyPart, |doc, _, number| match content {
            Some(content) => content.put(doc, number),
            None => {
                doc.msg.remove_body(number);
                Ok(())
            }
        })
    })
}

/// Gives the Content-Disposition of a part: the object in it, no copy.
///
/// Returns NULL when there is none or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyPartGetContentDisposition(
    hBodyPart: RvSipBodyPartHandle,
) -> RvSipContentDispositionHeaderHandle {
    value("RvSipBodyPartGetContentDisposition", || {
        with_body_part(hBodyPart, |doc, id, number| {
            let mut doc = Within::new(doc, number);
            let index = doc.msg.find(Name::ContentDisposition, 0).ok_or(Error::NotFound)?;
            let elem = doc.msg.typed(index);
            handle_of::<ContentDisposition, _>(&doc, id, elem)
        })
    })
}

/// Sets the Content-Disposition of a part to a copy of a header. NULL takes it out.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyPartSetContentDisposition(
    hBodyPart: RvSipBodyPartHandle,
    hHeader: RvSipContentDispositionHeaderHandle,
) -> RvStatus {
    status("RvSipBodyPartSetContentDisposition", || {
        element(hBodyPart, Tag::BodyPart)?;
        let clip = if hHeader.is_null() { None } else { Some(Clip::of::<ContentDisposition, _>(hHeader)?) };
        with_body_part(hBodyPart, |doc, _, number| {
            doc.msg.parts_changed();
            put_apart(&mut Within::new(doc, number), Name::ContentDisposition, clip.as_ref())
        })
    })
}

/// Puts a copy of a header into the list of a part. Go on with `*pNewHeader`; the header passed in stays the caller's.
///
/// Not for Content-Type and Content-Disposition, which are not in the list.
/// - `location`: first, last, or before (previous) or after (next) the position in `hListElem`.
/// - `pHeader`, `eHeaderType`: the header and its type.
/// - `hListElem`: in: where to go from, for next and previous; out: the position of the new header.
/// - `pNewHeader`: the new header.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a type that is not in the list or a wrong location; RV_ERROR_OUTOFRESOURCES;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyPartPushHeader(
    hBodyPart: RvSipBodyPartHandle,
    location: RvSipHeadersLocation,
    pHeader: *mut c_void,
    eHeaderType: RvSipHeaderType,
    hListElem: *mut RvSipHeaderListElemHandle,
    pNewHeader: *mut *mut c_void,
) -> RvStatus {
    status("RvSipBodyPartPushHeader", || {
        element(hBodyPart, Tag::BodyPart)?;
        // SAFETY: the program's pointers, as documented.
        let (cursor, new) = unsafe { (out(hListElem)?, out(pNewHeader)?) };
        // SAFETY: a cursor that goes in holds a handle.
        let from = if is_relative(location) { unsafe { read(hListElem) }? } else { std::ptr::null_mut() };
        let (tag, name, clip) = header_clip(pHeader, eHeaderType)?;
        if is_apart_in_part(name) {
            return Err(Error::BadParam);
        }
        let (id, header, elem) = with_body_part(hBodyPart, |doc, id, number| {
            room(&doc.msg.els)?;
            let mut doc = Within::new(doc, number);
            let at = place_of(&doc, id, location, from)?;
            let (header, elem) = insert_clip(&mut doc, at, name, &clip)?;
            doc.msg.parts_changed();
            Ok((id, header, elem))
        })?;
        cursor.set(docs::name(id, Tag::HeaderElem, header).pointer());
        new.set(docs::name(id, tag, elem.0).pointer());
        Ok(())
    })
}

/// Walks the header list of a part. Headers with bad syntax are passed over, and so are Content-Type and Content-Disposition, which
/// are not in the list.
///
/// - `location`: first, last, next or previous.
/// - `hListElem`: the position found; for next and previous also where to go from.
/// - `pHeaderType`: the type of the header, which tells the handle to cast to.
///
/// Returns the header, or NULL at the end of the list or when an argument does not fit; then nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyPartGetHeader(
    hBodyPart: RvSipBodyPartHandle,
    location: RvSipHeadersLocation,
    hListElem: *mut RvSipHeaderListElemHandle,
    pHeaderType: *mut RvSipHeaderType,
) -> *mut c_void {
    value("RvSipBodyPartGetHeader", || {
        element(hBodyPart, Tag::BodyPart)?;
        // SAFETY: the program's pointers, as documented.
        let (cursor, kind) = unsafe { (out(hListElem)?, out(pHeaderType)?) };
        // SAFETY: a cursor that goes in holds a handle.
        let from = if is_relative(location) { Some(unsafe { read(hListElem) }?) } else { None };
        let found =
            with_body_part(hBodyPart, |doc, id, number| step_in_part(&mut Within::new(doc, number), id, location, from))?;
        cursor.set(found.cursor);
        kind.set(found.kind);
        Ok(found.header)
    })
}

/// Takes the header at a position out of its part; its handle and the position are dead from then on.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipBodyPartRemoveHeader(
    hBodyPart: RvSipBodyPartHandle,
    hListElem: RvSipHeaderListElemHandle,
) -> RvStatus {
    status("RvSipBodyPartRemoveHeader", || {
        with_body_part(hBodyPart, |doc, id, number| {
            let mut doc = Within::new(doc, number);
            let index = index_of(&doc, id, hListElem)?;
            doc.msg.remove(index);
            doc.msg.parts_changed();
            Ok(())
        })
    })
}
