//! What every header object can do: be made, copied, written, parsed, marked as bad syntax and as compact.

use super::abi::*;
use super::docs::{self, Doc, Kind};
use super::handle::{Tag, any_element, element};
use super::headers::{clean, clean_text};
use super::headers_parts::*;
use super::status::Error;
use super::strings::{out, put_text, text};
use super::{msg, rpool};
use crate::message::*;
use std::sync::Once;

/// Puts text on a new page of an application's pool and tells page and length.
pub(super) fn to_page(
    pool: HRPOOL,
    page: *mut HPAGE,
    length: *mut RvUint32,
    write: impl FnOnce(&mut Vec<u8>) -> Result<(), Error>,
) -> Result<(), Error> {
    // SAFETY: the caller of the exported function promises places for both, or NULL.
    let (page, length) = unsafe { (out(page)?, out(length)?) };
    let (handle, size) = rpool::write_page(pool, write)?;
    page.set(handle);
    length.set(RvUint32::try_from(size).unwrap_or(RvUint32::MAX));
    Ok(())
}

/// A new document with one value in it.
pub fn single(tag: Tag, name: Name, value: Value) -> Result<docs::DocId, Error> {
    let id = docs::create(Kind::Single(tag))?;
    docs::with(id, |doc| {
        doc.root = doc.msg.els.add(name, value, Elem::NONE);
        Ok(())
    })?;
    Ok(id)
}

/// A stand-alone header of the library's own making, for objects that give out "new element" handles. It lives until
/// [`docs::destroy`] of the returned document.
pub fn new_header(name: Name) -> Result<(docs::DocId, *mut std::ffi::c_void), Error> {
    let tag = kind_of(name).1;
    let id = single(tag, name, blank_of(name))?;
    Ok((id, docs::name(id, tag, 0).pointer()))
}

/// As [`new_header`], filled with value text.
pub fn new_header_from(name: Name, text: &[u8]) -> Result<(docs::DocId, *mut std::ffi::c_void), Error> {
    let (id, handle) = new_header(name)?;
    let parsed = docs::with(id, |doc| {
        let root = doc.root;
        into(doc, root, name, text)
    });
    match parsed {
        Ok(()) => Ok((id, handle)),
        Err(error) => {
            docs::destroy(id);
            Err(error)
        }
    }
}

/// As [`new_header_from`] for what a peer sent: text that does not parse makes a header with a bad-syntax string.
pub fn received_header(name: Name, text: &[u8]) -> Result<(docs::DocId, *mut std::ffi::c_void), Error> {
    new_header_from(name, text).or_else(|_| {
        let (id, handle) = new_header(name)?;
        docs::with(id, |doc| {
            let (root, els) = (doc.root, &mut doc.msg.els);
            let bad = els.text.push(text);
            els.item_mut(root).ok_or(Error::Unknown)?.bad = bad;
            els.touch(root);
            Ok(())
        })?;
        Ok((id, handle))
    })
}

/// Name and value text of the header a handle of any header kind names.
pub fn header_text<H>(handle: *mut H) -> Result<(Name, Vec<u8>), Error> {
    let h = any_element(handle)?;
    docs::with(h.key(), |doc| {
        let item = doc.msg.els.item(Elem(h.elem)).ok_or(Error::InvalidHandle)?;
        if tag_of(item) != h.tag && h.tag != Tag::OtherHeader || matches!(item.value, Value::Uri(_)) {
            return Err(Error::InvalidHandle);
        }
        let mut out = Vec::new();
        encode_value(&doc.msg.els, Elem(h.elem), &mut out);
        Ok((item.name, out))
    })
}

/// The tag of the handles that name an item.
pub fn tag_of(item: &Item) -> Tag {
    match item.value {
        Value::Uri(_) => Tag::Address,
        Value::Party(_) => Tag::PartyHeader,
        Value::Contact(_) => Tag::ContactHeader,
        Value::Via(_) => Tag::ViaHeader,
        Value::CSeq(_) => Tag::CSeqHeader,
        Value::Expires(_) if item.name == Name::Expires => Tag::ExpiresHeader,
        Value::Challenge(_) => Tag::AuthenticationHeader,
        Value::Credentials(_) => Tag::AuthorizationHeader,
        Value::Date(_) => Tag::DateHeader,
        Value::RouteHop(_) => Tag::RouteHopHeader,
        Value::RetryAfter(_) => Tag::RetryAfterHeader,
        Value::ContentType(_) => Tag::ContentTypeHeader,
        Value::ContentDisposition(_) => Tag::ContentDispositionHeader,
        Value::Allow(_) => Tag::AllowHeader,
        Value::Event(_) => Tag::EventHeader,
        Value::AllowEvents(_) => Tag::AllowEventsHeader,
        Value::MinSe(_) => Tag::MinSeHeader,
        Value::SessionExpires(_) => Tag::SessionExpiresHeader,
        Value::RSeq(_) => Tag::RSeqHeader,
        Value::RAck(_) => Tag::RAckHeader,
        Value::ReferTo(_) => Tag::ReferToHeader,
        Value::ReferredBy(_) => Tag::ReferredByHeader,
        Value::Replaces(_) => Tag::ReplacesHeader,
        Value::SubscriptionState(_) => Tag::SubscriptionStateHeader,
        Value::Expires(_) | Value::Other(_) => Tag::OtherHeader,
    }
}

fn page_freed(doc: u64) {
    if let Some(h) = super::handle::ElemHandle::unpack(doc) {
        docs::destroy_if(h.key(), |d| matches!(d.kind, Kind::Single(_)));
    }
}

pub(super) unsafe fn construct<P: Part, H>(
    manager: RvSipMsgMgrHandle,
    pool: HRPOOL,
    page: HPAGE,
    header: *mut *mut H,
) -> Result<(), Error> {
    static HOOK: Once = Once::new();
    msg::check_manager(manager)?;
    // SAFETY: the caller of the exported function promises a place for the handle, or NULL.
    let header = unsafe { out(header) }?;
    HOOK.call_once(|| rpool::on_page_freed(page_freed));
    let id = single(P::TAG, P::NAME, P::blank())?;
    let name = docs::name(id, P::TAG, 0);
    if let Err(error) = rpool::attach(pool, page, name.pack()) {
        docs::destroy(id);
        return Err(error);
    }
    header.set(name.pointer());
    Ok(())
}

/// Puts an empty header into the list before index `at`.
pub fn insert_blank(doc: &mut Doc, at: usize, name: Name, value: Value) -> Result<(u16, Elem), Error> {
    room_for_header(&doc.msg)?;
    let elem = doc.msg.els.add(name, value, Elem::NONE);
    if !elem.is_some() {
        return Err(Error::OutOfResources);
    }
    let at = doc.msg.insert(at, name, b"");
    if let Some(next) = doc.msg.headers.change().get_mut(at + 1) {
        next.joined = false;
    }
    let header = doc.msg.headers.change().get_mut(at).ok_or(Error::Unknown)?;
    (header.elem, header.joined) = (elem, false);
    let id = header.id;
    doc.msg.els.touch(elem);
    Ok((id, elem))
}

pub(super) unsafe fn construct_in_msg<P: Part, H>(msg: RvSipMsgHandle, head: RvBool, header: *mut *mut H) -> Result<(), Error> {
    let id = docs::msg_id(msg)?;
    // SAFETY: as in `construct`.
    let header = unsafe { out(header) }?;
    let elem = docs::with_msg(msg, |doc| {
        let at = if head != RV_FALSE { 0 } else { doc.msg.headers.len() };
        insert_blank(doc, at, P::NAME, P::blank()).map(|(_, elem)| elem)
    })?;
    header.set(docs::name(id, P::TAG, elem.0).pointer());
    Ok(())
}

pub(super) unsafe fn construct_apart<P: Part, H>(msg: RvSipMsgHandle, header: *mut *mut H) -> Result<(), Error> {
    // SAFETY: as in `construct`.
    unsafe { construct_named::<H>(msg, P::NAME, P::TAG, P::blank(), header) }
}

/// Puts an empty header that a message holds once in place of the one that is there.
pub(super) unsafe fn construct_named<H>(
    msg: RvSipMsgHandle,
    name: Name,
    tag: Tag,
    value: Value,
    header: *mut *mut H,
) -> Result<(), Error> {
    let id = docs::msg_id(msg)?;
    // SAFETY: as in `construct`.
    let header = unsafe { out(header) }?;
    let elem = docs::with_msg(msg, |doc| replace_blank(doc, name, value))?;
    header.set(docs::name(id, tag, elem.0).pointer());
    Ok(())
}

/// An empty header of that name in place of the one the message has, or at the end.
pub fn replace_blank(doc: &mut Doc, name: Name, value: Value) -> Result<Elem, Error> {
    let at = doc.msg.find(name, 0).unwrap_or(doc.msg.headers.len());
    doc.msg.remove_all(name);
    insert_blank(doc, at, name, value).map(|(_, elem)| elem)
}

pub(super) fn copy<P: Part, H>(destination: *mut H, source: *mut H) -> Result<(), Error> {
    element(destination, P::TAG)?;
    let clip = Clip::of::<P, H>(source)?;
    with_part::<P, H, ()>(destination, |doc, elem| {
        tidy(doc);
        let new = clip.item()?;
        let old = doc.msg.els.item(elem).ok_or(Error::InvalidHandle)?;
        if std::mem::discriminant(&new.value) != std::mem::discriminant(&old.value) {
            return Err(Error::IllegalAction);
        }
        let name = name_said(&new.value, old.name);
        clip.assign(&mut doc.msg.els, elem)?;
        retitle(doc, elem, name);
        set_header_compact(doc, elem);
        rename_other(doc, elem);
        Ok(())
    })
}

/// Makes the header of an Other value show the name the value has.
pub(super) fn rename_other(doc: &mut Doc, elem: Elem) {
    let Some(Item { value: Value::Other(other), .. }) = doc.msg.els.item(elem) else { return };
    if other.name.is_none() {
        return;
    }
    let span = other.name;
    let (known, compact) = Name::from_bytes(doc.msg.els.text.get(span));
    // a typed header under the name of its own type would be looked for as one
    let name = if matches!(kind_of(known).1, Tag::OtherHeader) && known != Name::MinExpires { known } else { Name::Other };
    retitle(doc, elem, name);
    if let Some(h) = header_mut(doc, elem) {
        (h.name_text, h.compact, h.neat) = (span, compact, false);
    }
    if let Some(item) = doc.msg.els.item_mut(elem) {
        item.compact = compact;
    }
}

fn set_header_compact(doc: &mut Doc, elem: Elem) {
    if let Some(compact) = doc.msg.els.item(elem).map(|i| i.compact)
        && let Some(h) = header_mut(doc, elem)
    {
        h.compact = compact;
    }
}

/// The header, in the message or in a part, that has the value `elem`.
pub(super) fn header_mut(doc: &mut Doc, elem: Elem) -> Option<&mut Header> {
    doc.msg.header_place(elem).and_then(|(headers, at)| headers.get_mut(at))
}

/// The header name to write before a value.
pub fn write_name(doc: &Doc, item: &Item, name: Name, out: &mut Vec<u8>) {
    if let Value::Other(Other { name, .. }) = item.value
        && name.is_some()
    {
        out.extend_from_slice(doc.msg.els.text.get(name));
        return;
    }
    match name.compact().filter(|_| item.compact) {
        Some(short) => out.extend_from_slice(short.as_bytes()),
        None => out.extend_from_slice(name.as_str().as_bytes()),
    }
}

pub(super) fn encode<P: Part, H>(header: *mut H, pool: HRPOOL, page: *mut HPAGE, length: *mut RvUint32) -> Result<(), Error> {
    encode_as::<P, H>(header, None, pool, page, length)
}

/// Writes a header under its own name or another one.
pub(super) fn encode_as<P: Part, H>(
    header: *mut H,
    name: Option<Name>,
    pool: HRPOOL,
    page: *mut HPAGE,
    length: *mut RvUint32,
) -> Result<(), Error> {
    element(header, P::TAG)?;
    to_page(pool, page, length, |text| {
        with_part::<P, H, ()>(header, |doc, elem| {
            let item = doc.msg.els.item(elem).ok_or(Error::InvalidHandle)?;
            match doc.msg.header_of(elem).filter(|h| h.name == Name::Other && h.name_text.is_some()) {
                Some(h) => text.extend_from_slice(doc.msg.els.text.get(h.name_text)),
                None => write_name(doc, item, name.unwrap_or(item.name), text),
            }
            text.extend_from_slice(b": ");
            encode_value(&doc.msg.els, elem, text);
            Ok(())
        })
    })
}

/// Parses value text into a value that is there already; on failure nothing changed.
pub fn into(doc: &mut Doc, elem: Elem, name: Name, value: &[u8]) -> Result<(), Error> {
    tidy(doc);
    let clip = Clip::parsed(name, clean(value)?)?;
    let compact = doc.msg.els.item(elem).ok_or(Error::InvalidHandle)?.compact;
    clip.assign(&mut doc.msg.els, elem)?;
    if let Some(item) = doc.msg.els.item_mut(elem) {
        set_side(&mut item.value, name);
        item.compact = compact;
    }
    retitle(doc, elem, name);
    Ok(())
}

/// Whether a header of kind and name `have` may be called `given`.
fn name_fits(have: Name, given: Name) -> bool {
    have == given || (kind_of(have) == kind_of(given) && kind_of(given).1 != Tag::OtherHeader)
}

/// Value text and header name of a text that may begin with the header's name.
pub fn value_of(text: &[u8], have: Name) -> Result<Line<'_>, Error> {
    match split_line(text) {
        Some((name, written, value)) if name != Name::Other && name_fits(have, name) => {
            Ok(Line { name, compact: Some(written.len() == 1), value })
        }
        Some((name, _, _)) if name != Name::Other => Err(Error::IllegalSyntax),
        _ => Ok(Line { name: have, compact: None, value: text }),
    }
}

/// A header text of a program.
pub struct Line<'a> {
    pub name: Name,
    /// Whether the name was given in its short form, if it was given.
    pub compact: Option<bool>,
    pub value: &'a [u8],
}

impl Line<'_> {
    /// Puts it into a header that is there already.
    pub fn put(&self, doc: &mut Doc, elem: Elem) -> Result<(), Error> {
        into(doc, elem, self.name, self.value)?;
        if let Some(item) = doc.msg.els.item_mut(elem) {
            item.compact = self.compact.unwrap_or(item.compact);
        }
        set_header_compact(doc, elem);
        Ok(())
    }
}

pub(super) unsafe fn parse_named<P: Part, H>(header: *mut H, line: *const RvChar) -> Result<(), Error> {
    element(header, P::TAG)?;
    // SAFETY: the caller of the exported function promises a C string or NULL.
    let line = unsafe { text(line) }?;
    with_part::<P, H, ()>(header, |doc, elem| {
        let item = doc.msg.els.item(elem).ok_or(Error::InvalidHandle)?;
        if matches!(item.value, Value::Other(_)) {
            let known = item.name;
            let (name, value) = match split_line(line) {
                // A colon may stand in the value of a header whose name is known, as in a Call-ID.
                Some((named, _, _)) if known != Name::Other && named != known => (None, line),
                Some((_, name, value)) => (Some(name), value),
                None => (None, line),
            };
            return other(doc, elem, name, value);
        }
        value_of(line, item.name)?.put(doc, elem)
    })
}

/// Sets name and value of an Other header; a value that has a grammar has to follow it.
fn other(doc: &mut Doc, elem: Elem, name: Option<&[u8]>, value: &[u8]) -> Result<(), Error> {
    let known = doc.msg.els.item(elem).map_or(Name::Other, |i| i.name);
    if known != Name::Other {
        Clip::parsed(known, value.trim_ascii())?;
    }
    tidy(doc);
    room(&doc.msg.els)?;
    let (name, value) = (name.map(clean).transpose()?, clean(value)?);
    let els = &mut doc.msg.els;
    let name = name.map(|n| els.text.push(n));
    let value = els.text.push(value);
    let item = els.item_mut(elem).ok_or(Error::InvalidHandle)?;
    item.bad = Span::NONE;
    if let Value::Other(o) = &mut item.value {
        (o.name, o.value) = (name.unwrap_or(o.name), value);
    }
    els.touch(elem);
    rename_other(doc, elem);
    Ok(())
}

pub(super) unsafe fn parse_bare<P: Part, H>(header: *mut H, value: *const RvChar) -> Result<(), Error> {
    element(header, P::TAG)?;
    // SAFETY: as in `parse_named`.
    let value = unsafe { text(value) }?;
    with_part::<P, H, ()>(header, |doc, elem| {
        let item = doc.msg.els.item(elem).ok_or(Error::InvalidHandle)?;
        if matches!(item.value, Value::Other(_)) {
            return other(doc, elem, None, value);
        }
        into(doc, elem, item.name, value)
    })
}

/// Bytes for a text and its NUL; 0 when it is not set.
pub fn size_of_text(text: Option<&[u8]>) -> RvUint {
    text.and_then(|t| RvUint::try_from(t.len() + 1).ok()).unwrap_or(0)
}

pub(super) fn string_length<P: Part, H>(
    header: *mut H,
    bad: bool,
    pick: impl FnOnce(&P::Fields) -> Option<Span>,
) -> Result<RvUint, Error> {
    with_part::<P, H, _>(header, |doc, elem| {
        let item = doc.msg.els.item(elem).ok_or(Error::InvalidHandle)?;
        let span = if bad { Some(item.bad) } else { P::of(&item.value).and_then(pick) };
        Ok(size_of_text(span.and_then(|s| doc.msg.els.text.opt(s))))
    })
}

pub(super) unsafe fn get_bad<P: Part, H>(
    header: *mut H,
    buffer: *mut RvChar,
    size: RvUint,
    actual: *mut RvUint,
) -> Result<(), Error> {
    with_part::<P, H, _>(header, |doc, elem| {
        let item = doc.msg.els.item(elem).ok_or(Error::InvalidHandle)?;
        // SAFETY: the caller of the exported function promises buffer and length.
        unsafe { put_text(buffer, size, actual, doc.msg.els.text.opt(item.bad)) }
    })
}

pub(super) unsafe fn set_bad<P: Part, H>(header: *mut H, bad: *const RvChar) -> Result<(), Error> {
    element(header, P::TAG)?;
    // SAFETY: the caller of the exported function promises a C string or NULL.
    let bad = unsafe { clean_text(bad) }?;
    with_part::<P, H, ()>(header, |doc, elem| {
        tidy(doc);
        let els = &mut doc.msg.els;
        room(els)?;
        let item = els.item(elem).ok_or(Error::InvalidHandle)?;
        let mut blank = blank_of(item.name);
        if std::mem::discriminant(&blank) != std::mem::discriminant(&item.value) {
            blank = P::blank();
        }
        if let (Value::Other(new), Value::Other(old)) = (&mut blank, &item.value) {
            new.name = old.name;
        }
        kill_inner(els, elem);
        let span = bad.map_or(Span::NONE, |b| els.text.push(b));
        let item = els.item_mut(elem).ok_or(Error::InvalidHandle)?;
        (item.value, item.bad) = (blank, span);
        els.touch(elem);
        Ok(())
    })
}

pub(super) fn set_compact<P: Part, H>(header: *mut H, compact: RvBool) -> Result<(), Error> {
    with_part::<P, H, ()>(header, |doc, elem| {
        if let Some(item) = doc.msg.els.item_mut(elem) {
            item.compact = compact != RV_FALSE;
        }
        set_header_compact(doc, elem);
        Ok(())
    })
}

pub(super) unsafe fn get_compact<P: Part, H>(header: *mut H, compact: *mut RvBool) -> Result<(), Error> {
    element(header, P::TAG)?;
    // SAFETY: the caller of the exported function promises a place for the flag, or NULL.
    let compact = unsafe { out(compact) }?;
    let is = with_part::<P, H, _>(header, |doc, elem| Ok(doc.msg.els.item(elem).is_some_and(|i| i.compact)))?;
    compact.set(if is { RV_TRUE } else { RV_FALSE });
    Ok(())
}
