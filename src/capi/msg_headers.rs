//! RvSipMsg.h - Headers of a message: the list, and those with bad syntax.

use super::abi::*;
use super::boundary::{status, truth, value};
use super::docs::{self, Doc, DocId};
use super::enums::{RvSipHeaderType as Kind_, RvSipHeadersLocation as At, RvSipHeadersOption as Option_};
use super::handle::{ElemHandle, Tag, any_element, element};
use super::headers::clean_text;
use super::headers_family::{insert_blank, rename_other, replace_blank, tag_of};
use super::headers_parts::*;
use super::msg_apart::handle_of;
use super::status::Error;
use super::strings::{out, read};
use crate::message::*;
use std::ffi::{c_int, c_void};

/// Which headers a walk looks for.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    Any,
    Type(RvSipHeaderType),
    /// The one name of a type in the list.
    Only(Name),
    Name(Name, &'a [u8]),
}

#[derive(Clone, Copy, PartialEq)]
enum Which {
    All,
    Legal,
    /// Illegal ones, those kept apart included.
    Bad,
}

impl Which {
    fn of(option: RvSipHeadersOption) -> Result<Which, Error> {
        match option {
            o if o == Option_::RVSIP_MSG_HEADERS_OPTION_ALL as c_int => Ok(Which::All),
            o if o == Option_::RVSIP_MSG_HEADERS_OPTION_LEGAL as c_int => Ok(Which::Legal),
            _ => Err(Error::BadParam),
        }
    }
}

impl Wanted<'_> {
    /// Headers of a type; the commonest types have one name, which is quicker to compare.
    fn of_type(t: RvSipHeaderType) -> Self {
        match t {
            _ if t == Kind_::RVSIP_HEADERTYPE_VIA as c_int => Wanted::Only(Name::Via),
            _ if t == Kind_::RVSIP_HEADERTYPE_CONTACT as c_int => Wanted::Only(Name::Contact),
            _ if t == Kind_::RVSIP_HEADERTYPE_EXPIRES as c_int => Wanted::Only(Name::Expires),
            _ => Wanted::Type(t),
        }
    }
    #[inline]
    fn fits(self, msg: &Message, h: &Header) -> bool {
        match self {
            Wanted::Any => true,
            Wanted::Type(t) => kind_of(h.name).0 == t,
            Wanted::Only(name) => h.name == name,
            Wanted::Name(Name::Other, text) => h.name == Name::Other && shown_name(msg, h).eq_ignore_ascii_case(text),
            Wanted::Name(name, _) => h.name == name,
        }
    }
}

/// The name of a header without a name of its own.
fn shown_name<'a>(msg: &'a Message, h: &Header) -> &'a [u8] {
    match msg.els.item(h.elem).map(|i| i.value) {
        Some(Value::Other(Other { name, .. })) if name.is_some() => msg.text(name),
        _ => msg.text(h.name_text),
    }
}

/// Where a cursor stands in the list.
pub(super) fn index_of(doc: &Doc, id: DocId, cursor: RvSipHeaderListElemHandle) -> Result<usize, Error> {
    let h = element(cursor, Tag::HeaderElem)?;
    if h.key() != id {
        return Err(Error::InvalidHandle);
    }
    doc.msg.headers.iter().position(|x| x.id == h.elem).ok_or(Error::InvalidHandle)
}

pub(super) struct Found {
    pub(super) cursor: RvSipHeaderListElemHandle,
    pub(super) kind: RvSipHeaderType,
    pub(super) header: *mut c_void,
}

/// How the typed value of header `index` appears.
#[inline]
fn shown(doc: &Doc, id: DocId, index: usize, elem: Elem, as_other: bool) -> Result<Found, Error> {
    let header = doc.msg.headers.get(index).ok_or(Error::NotFound)?;
    let item = doc.msg.els.item(elem).ok_or(Error::OutOfResources)?;
    let (mut kind, mut tag) = kind_of(header.name);
    if tag != tag_of(item) {
        (kind, tag) = kind_of(Name::Other);
    }
    if as_other {
        tag = Tag::OtherHeader;
    }
    let cursor = docs::name(id, Tag::HeaderElem, header.id).pointer();
    Ok(Found { cursor, kind, header: docs::name(id, tag, elem.0).pointer() })
}

/// The first header from `at` on, or back from it, that is wanted, legal or not.
#[inline(always)]
fn candidate(
    msg: &Message,
    at: usize,
    forward: bool,
    wanted: Wanted,
    which: Which,
    apart: impl Fn(Name) -> bool,
) -> Option<usize> {
    let headers = &msg.headers;
    if let (true, Wanted::Only(name)) = (forward, wanted) {
        return headers.get(at..)?.iter().position(|h| h.name == name).map(|p| p + at);
    }
    let fits = |h: &Header| wanted.fits(msg, h) && (which == Which::Bad || !apart(h.name));
    match forward {
        true => headers.get(at..)?.iter().position(fits).map(|p| p + at),
        false => headers.get(..=at)?.iter().rposition(fits),
    }
}

/// The header at a place of the list a document shows, or `NotFound` at its end. Headers that are kept `apart` are passed over.
#[inline(always)]
fn step(
    doc: &mut Doc,
    id: DocId,
    location: RvSipHeadersLocation,
    from: Option<RvSipHeaderListElemHandle>,
    wanted: Wanted,
    which: Which,
    apart: impl Fn(Name) -> bool,
) -> Result<Found, Error> {
    let from = from.map(|f| index_of(doc, id, f)).transpose()?;
    let length = doc.msg.headers.len();
    let (mut at, forward) = match (location, from) {
        (l, _) if l == At::RVSIP_FIRST_HEADER as c_int => (Some(0), true),
        (l, _) if l == At::RVSIP_LAST_HEADER as c_int => (length.checked_sub(1), false),
        (l, Some(i)) if l == At::RVSIP_NEXT_HEADER as c_int => (Some(i + 1), true),
        (_, Some(i)) => (i.checked_sub(1), false),
        _ => return Err(Error::BadParam),
    };
    while let Some(index) = at.and_then(|at| candidate(&doc.msg, at, forward, wanted, which, &apart)) {
        let elem = doc.msg.typed(index);
        let bad = doc.msg.els.item(elem).is_some_and(|i| i.bad.is_some());
        if which == Which::All || bad == (which == Which::Bad) {
            return shown(doc, id, index, elem, matches!(wanted, Wanted::Name(..)));
        }
        at = if forward { Some(index + 1) } else { index.checked_sub(1) };
    }
    Err(Error::NotFound)
}

/// The legal header at a place of the list of a body part.
pub(super) fn step_in_part(
    doc: &mut Doc,
    id: DocId,
    location: RvSipHeadersLocation,
    from: Option<RvSipHeaderListElemHandle>,
) -> Result<Found, Error> {
    step(doc, id, location, from, Wanted::Any, Which::Legal, is_apart_in_part)
}

/// Headers of a part that are not in its list.
pub(super) fn is_apart_in_part(name: Name) -> bool {
    matches!(name, Name::ContentType | Name::ContentDisposition)
}

/// Whether a location goes from a position.
pub(super) fn is_relative(location: RvSipHeadersLocation) -> bool {
    location == At::RVSIP_NEXT_HEADER as c_int || location == At::RVSIP_PREV_HEADER as c_int
}

/// The next header that is wanted, or `NotFound` at the end of the list.
unsafe fn walk(
    msg: RvSipMsgHandle,
    location: RvSipHeadersLocation,
    cursor: *mut RvSipHeaderListElemHandle,
    wanted: Wanted,
    which: Which,
    kind: Option<*mut RvSipHeaderType>,
) -> Result<*mut c_void, Error> {
    let id = docs::msg_id(msg)?;
    // SAFETY: the caller of the exported function promises places for both, or NULL.
    let (place, kind) = unsafe { (out(cursor)?, kind.map(|k| out(k)).transpose()?) };
    // SAFETY: a cursor that goes in holds a handle.
    let from = if is_relative(location) { Some(unsafe { read(cursor) }?) } else { None };
    let found = docs::with_msg(msg, |doc| step(doc, id, location, from, wanted, which, Name::is_apart))?;
    place.set(found.cursor);
    if let Some(kind) = kind {
        kind.set(found.kind);
    }
    Ok(found.header)
}

/// As [`walk`] for the first legal header of a name, which is what programs ask for most.
unsafe fn first<P: Part>(
    msg: RvSipMsgHandle,
    name: Name,
    cursor: *mut RvSipHeaderListElemHandle,
) -> Result<*mut c_void, Error> {
    let id = docs::msg_id(msg)?;
    // SAFETY: the caller of the exported function promises a place, or NULL.
    let place = unsafe { out(cursor) }?;
    let (number, header) = docs::with_msg(msg, |doc| {
        let mut from = 0;
        while let Some(index) = doc.msg.find(name, from) {
            let elem = doc.msg.typed_like(P::NAME, index);
            if doc.msg.els.item(elem).is_some_and(|i| i.bad.is_none()) {
                let number = doc.msg.headers.get(index).ok_or(Error::NotFound)?.id;
                return Ok((number, handle_of::<P, _>(doc, id, elem)?));
            }
            from = index + 1;
        }
        Err(Error::NotFound)
    })?;
    place.set(docs::name(id, Tag::HeaderElem, number).pointer());
    Ok(header)
}

/// Walks the header list: gives the header at a place, whatever its type.
///
/// Headers with bad syntax are passed over, and so are To, From, CSeq, Call-ID, Content-Type and Content-Length, which are not in
/// the list.
/// - `location`: first, last, next or previous.
/// - `hListElem`: the position found; for next and previous also where to go from.
/// - `pHeaderType`: the type of the header, which tells the handle to cast to.
///
/// Returns the header, or NULL at the end of the list or when an argument does not fit; then nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetHeader(
    hSipMsg: RvSipMsgHandle,
    location: RvSipHeadersLocation,
    hListElem: *mut RvSipHeaderListElemHandle,
    pHeaderType: *mut RvSipHeaderType,
) -> *mut c_void {
    value("RvSipMsgGetHeader", || {
        // SAFETY: the program's pointers, as documented.
        unsafe { walk(hSipMsg, location, hListElem, Wanted::Any, Which::Legal, Some(pHeaderType)) }
    })
}

/// As RvSipMsgGetHeader, with a choice whether headers with bad syntax are shown too.
///
/// Returns the header, or NULL at the end of the list or when an argument does not fit; then nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetHeaderExt(
    hSipMsg: RvSipMsgHandle,
    location: RvSipHeadersLocation,
    option: RvSipHeadersOption,
    hListElem: *mut RvSipHeaderListElemHandle,
    pHeaderType: *mut RvSipHeaderType,
) -> *mut c_void {
    value("RvSipMsgGetHeaderExt", || {
        // SAFETY: the program's pointers, as documented.
        unsafe { walk(hSipMsg, location, hListElem, Wanted::Any, Which::of(option)?, Some(pHeaderType)) }
    })
}

/// As RvSipMsgGetHeader for headers of one type. The result is a handle of that type.
///
/// Returns the header, or NULL at the end of the list or when an argument does not fit; then nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetHeaderByType(
    hSipMsg: RvSipMsgHandle,
    eHeaderType: RvSipHeaderType,
    location: RvSipHeadersLocation,
    hListElem: *mut RvSipHeaderListElemHandle,
) -> *mut c_void {
    value("RvSipMsgGetHeaderByType", || {
        // SAFETY: the program's pointers, as documented.
        unsafe {
            match eHeaderType {
                t if location != At::RVSIP_FIRST_HEADER as c_int => {
                    walk(hSipMsg, location, hListElem, Wanted::of_type(t), Which::Legal, None)
                }
                t if t == Kind_::RVSIP_HEADERTYPE_VIA as c_int => first::<Via>(hSipMsg, Name::Via, hListElem),
                t if t == Kind_::RVSIP_HEADERTYPE_CONTACT as c_int => first::<Contact>(hSipMsg, Name::Contact, hListElem),
                t => walk(hSipMsg, location, hListElem, Wanted::of_type(t), Which::Legal, None),
            }
        }
    })
}

/// As RvSipMsgGetHeaderByType, with a choice whether headers with bad syntax are shown too.
///
/// Returns the header, or NULL at the end of the list or when an argument does not fit; then nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetHeaderByTypeExt(
    hSipMsg: RvSipMsgHandle,
    eHeaderType: RvSipHeaderType,
    location: RvSipHeadersLocation,
    option: RvSipHeadersOption,
    hListElem: *mut RvSipHeaderListElemHandle,
) -> *mut c_void {
    value("RvSipMsgGetHeaderByTypeExt", || {
        // SAFETY: the program's pointers, as documented.
        unsafe { walk(hSipMsg, location, hListElem, Wanted::of_type(eHeaderType), Which::of(option)?, None) }
    })
}

unsafe fn walk_by_name(
    msg: RvSipMsgHandle,
    name: *const RvChar,
    location: RvSipHeadersLocation,
    which: Which,
    cursor: *mut RvSipHeaderListElemHandle,
) -> Result<RvSipOtherHeaderHandle, Error> {
    // SAFETY: the caller of the exported function promises a C string or NULL.
    let text = unsafe { clean_text(name) }?.ok_or(Error::NullPtr)?;
    // SAFETY: as for `walk`.
    unsafe { walk(msg, location, cursor, Wanted::Name(Name::from_bytes(text).0, text), which, None) }.map(|h| h.cast())
}

/// As RvSipMsgGetHeader for headers of one name, long or short, letters of either case.
///
/// A header that has a type of its own is shown as an Other header too: its name and the text of its value.
///
/// Returns the header, or NULL at the end of the list or when an argument does not fit; then nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetHeaderByName(
    hSipMsg: RvSipMsgHandle,
    strName: *mut RvChar,
    location: RvSipHeadersLocation,
    hListElem: *mut RvSipHeaderListElemHandle,
) -> RvSipOtherHeaderHandle {
    value("RvSipMsgGetHeaderByName", || {
        // SAFETY: the program's pointers, as documented.
        unsafe { walk_by_name(hSipMsg, strName, location, Which::Legal, hListElem) }
    })
}

/// As RvSipMsgGetHeaderByName, with a choice whether headers with bad syntax are shown too.
///
/// Returns the header, or NULL at the end of the list or when an argument does not fit; then nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetHeaderByNameExt(
    hSipMsg: RvSipMsgHandle,
    strName: *mut RvChar,
    location: RvSipHeadersLocation,
    option: RvSipHeadersOption,
    hListElem: *mut RvSipHeaderListElemHandle,
) -> RvSipOtherHeaderHandle {
    value("RvSipMsgGetHeaderByNameExt", || {
        // SAFETY: the program's pointers, as documented.
        unsafe { walk_by_name(hSipMsg, strName, location, Which::of(option)?, hListElem) }
    })
}

/// Walks the headers with bad syntax, those of the list and those kept apart, as one list.
///
/// Returns the header, or NULL at the end or when an argument does not fit; then nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgGetBadSyntaxHeader(
    hSipMsg: RvSipMsgHandle,
    location: RvSipHeadersLocation,
    hListElem: *mut RvSipHeaderListElemHandle,
    pHeaderType: *mut RvSipHeaderType,
) -> *mut c_void {
    value("RvSipMsgGetBadSyntaxHeader", || {
        // SAFETY: the program's pointers, as documented.
        unsafe { walk(hSipMsg, location, hListElem, Wanted::Any, Which::Bad, Some(pHeaderType)) }
    })
}

/// Tells whether a header carries a bad-syntax string.
///
/// - `hHeader`: a header of any type, and `eHeaderType` its type.
///
/// Returns RV_FALSE for a legal header and when the arguments do not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipHeaderIsBadSyntax(hHeader: *mut c_void, eHeaderType: RvSipHeaderType) -> RvBool {
    truth("RvSipHeaderIsBadSyntax", || {
        let h = header_of_type(hHeader, eHeaderType)?;
        docs::with(h.key(), |doc| {
            let item = doc.msg.els.item(Elem(h.elem)).ok_or(Error::InvalidHandle)?;
            Ok(item.bad.is_some())
        })
    })
}

/// A header passed as `void *` together with its type.
fn header_of_type(header: *mut c_void, header_type: RvSipHeaderType) -> Result<ElemHandle, Error> {
    let h = any_element(header)?;
    let name = name_of_type(header_type).ok_or(Error::BadParam)?;
    if kind_of(name).1 == h.tag { Ok(h) } else { Err(Error::InvalidHandle) }
}

/// A copy of a header passed as `void *` together with its type, the tag of its handles and its name.
pub(super) fn header_clip(header: *mut c_void, header_type: RvSipHeaderType) -> Result<(Tag, Name, Clip), Error> {
    let h = header_of_type(header, header_type)?;
    let (name, clip) = docs::with(h.key(), |doc| {
        let item = doc.msg.els.item(Elem(h.elem)).ok_or(Error::InvalidHandle)?;
        if tag_of(item) != h.tag && h.tag != Tag::OtherHeader || matches!(item.value, Value::Uri(_)) {
            return Err(Error::InvalidHandle);
        }
        Ok((item.name, Clip::take(&doc.msg.els, Elem(h.elem))?))
    })?;
    Ok((h.tag, name, clip))
}

/// Where a new header goes.
pub(super) fn place_of(
    doc: &Doc,
    id: DocId,
    location: RvSipHeadersLocation,
    cursor: RvSipHeaderListElemHandle,
) -> Result<usize, Error> {
    match location {
        l if l == At::RVSIP_FIRST_HEADER as c_int => Ok(0),
        l if l == At::RVSIP_LAST_HEADER as c_int => Ok(doc.msg.headers.len()),
        l if l == At::RVSIP_NEXT_HEADER as c_int => Ok(index_of(doc, id, cursor)? + 1),
        l if l == At::RVSIP_PREV_HEADER as c_int => index_of(doc, id, cursor),
        _ => Err(Error::BadParam),
    }
}

/// Puts a copied value into the list before index `at`.
pub(super) fn insert_clip(doc: &mut Doc, at: usize, name: Name, clip: &Clip) -> Result<(u16, Elem), Error> {
    let new = clip.item()?;
    let (id, elem) = insert_blank(doc, at, name, blank_of(name))?;
    let compact = new.compact;
    clip.assign(&mut doc.msg.els, elem)?;
    rename_other(doc, elem);
    if let Some(h) = doc.msg.headers.change().iter_mut().find(|h| h.elem == elem) {
        h.compact = compact;
    }
    Ok((id, elem))
}

/// Puts a copy of a header into the list. Go on with `*pNewHeader`; the header passed in stays the caller's.
///
/// Not for To, From, CSeq and Content-Type, which are not in the list.
/// - `location`: first, last, or before (previous) or after (next) the position in `hListElem`.
/// - `pHeader`, `eHeaderType`: the header and its type.
/// - `hListElem`: in: where to go from, for next and previous; out: the position of the new header.
/// - `pNewHeader`: the new header.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a type that is not in the list or a wrong location; RV_ERROR_OUTOFRESOURCES;
/// RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgPushHeader(
    hSipMsg: RvSipMsgHandle,
    location: RvSipHeadersLocation,
    pHeader: *mut c_void,
    eHeaderType: RvSipHeaderType,
    hListElem: *mut RvSipHeaderListElemHandle,
    pNewHeader: *mut *mut c_void,
) -> RvStatus {
    status("RvSipMsgPushHeader", || {
        let id = docs::msg_id(hSipMsg)?;
        // SAFETY: the program's pointers, as documented.
        let (cursor, new) = unsafe { (out(hListElem)?, out(pNewHeader)?) };
        // SAFETY: a cursor that goes in holds a handle.
        let from = if is_relative(location) { unsafe { read(hListElem) }? } else { std::ptr::null_mut() };
        let (tag, name, clip) = header_clip(pHeader, eHeaderType)?;
        if name.is_apart() {
            return Err(Error::BadParam);
        }
        let (header, elem) = docs::with_msg(hSipMsg, |doc| {
            let at = place_of(doc, id, location, from)?;
            insert_clip(doc, at, name, &clip)
        })?;
        cursor.set(docs::name(id, Tag::HeaderElem, header).pointer());
        new.set(docs::name(id, tag, elem.0).pointer());
        Ok(())
    })
}

/// Makes an empty header of a type chosen at run time in a message.
///
/// - `pushHeaderAtHead`: RV_TRUE puts it at the head of the list, RV_FALSE at the tail. To, From, CSeq and Content-Type take the
///   place of the one the message has.
/// - `pHeader`: the header; cast it to the handle of its type.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a type that no header has; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgConstructHeaderInMsgByType(
    hSipMsg: RvSipMsgHandle,
    eHeaderType: RvSipHeaderType,
    pushHeaderAtHead: RvBool,
    pHeader: *mut *mut c_void,
) -> RvStatus {
    status("RvSipMsgConstructHeaderInMsgByType", || {
        let id = docs::msg_id(hSipMsg)?;
        // SAFETY: the program passes a place for the handle, or NULL.
        let header = unsafe { out(pHeader) }?;
        let name = name_of_type(eHeaderType).ok_or(Error::BadParam)?;
        let elem = docs::with_msg(hSipMsg, |doc| match name.is_apart() {
            true => replace_blank(doc, name, blank_of(name)),
            false => {
                let at = if pushHeaderAtHead != RV_FALSE { 0 } else { doc.msg.headers.len() };
                insert_blank(doc, at, name, blank_of(name)).map(|(_, elem)| elem)
            }
        })?;
        header.set(docs::name(id, kind_of(name).1, elem.0).pointer());
        Ok(())
    })
}

/// Takes the header at a position out of its message; its handle and the position are dead from then on.
///
/// Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipMsgRemoveHeaderAt(hSipMsg: RvSipMsgHandle, hListElem: RvSipHeaderListElemHandle) -> RvStatus {
    status("RvSipMsgRemoveHeaderAt", || {
        let id = docs::msg_id(hSipMsg)?;
        docs::with_msg(hSipMsg, |doc| {
            let index = index_of(doc, id, hListElem)?;
            doc.msg.remove(index);
            Ok(())
        })
    })
}
