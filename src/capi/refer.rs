//! RvSipReferToHeader.h - Address and Replaces of a Refer-To header, which belong together: the Replaces is one of the headers
//! of the address (RFC 3891 section 4).

use super::abi::*;
use super::boundary::{status, value};
use super::docs::Doc;
use super::handle::{ElemHandle, Tag, element};
use super::headers::{get_part, set_part};
use super::headers_parts::{AnyAddress, Part, room, tidy, with_part};
use super::status::Error;
use crate::message::*;

/// Gives the address of a Refer-To header: the object in the header, no copy.
///
/// Returns NULL when it is not set or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipReferToHeaderGetAddrSpec(hHeader: RvSipReferToHeaderHandle) -> RvSipAddressHandle {
    value("RvSipReferToHeaderGetAddrSpec", || get_part::<ReferTo, AnyAddress, _, _>(hHeader, |v| v.uri))
}

/// Sets the address of a Refer-To header to a copy of an address. NULL clears it.
///
/// A Replaces that was set before goes into the new address, unless that has one of its own.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipReferToHeaderSetAddrSpec(
    hHeader: RvSipReferToHeaderHandle,
    hAddrSpec: RvSipAddressHandle,
) -> RvStatus {
    status("RvSipReferToHeaderSetAddrSpec", || {
        set_part::<ReferTo, AnyAddress, _, _>(hHeader, hAddrSpec, |v| &mut v.uri)?;
        with_part::<ReferTo, _, _>(hHeader, |doc, elem| {
            let fields = fields(doc, elem)?;
            if replaces_text(doc, &fields).is_some() {
                doc.msg.els.kill(fields.replaces);
                return set_replaces(doc, elem, Elem::NONE);
            }
            if doc.msg.els.item(fields.replaces).is_some() { write_replaces(doc, &fields) } else { Ok(()) }
        })
    })
}

/// Gives the Replaces header among the headers of the address of a Refer-To header. What is changed in it is written with the
/// Refer-To header.
///
/// Returns NULL when there is none, when it does not follow the grammar, or when the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipReferToHeaderGetReplaces(hHeader: RvSipReferToHeaderHandle) -> RvSipReplacesHeaderHandle {
    value("RvSipReferToHeaderGetReplaces", || {
        let outer = element(hHeader, Tag::ReferToHeader)?;
        with_part::<ReferTo, _, _>(hHeader, |doc, elem| {
            let mut fields = fields(doc, elem)?;
            if doc.msg.els.item(fields.replaces).is_none() {
                let text = replaces_text(doc, &fields).ok_or(Error::NotFound)?;
                room(&doc.msg.els)?;
                let els = &mut doc.msg.els;
                let span = els.text.push(&text);
                fields.replaces = parse_value(els, Name::Replaces, span, &Limits::default());
                let item = els.item_mut(fields.replaces).ok_or(Error::OutOfResources)?;
                if item.bad.is_some() {
                    els.kill(fields.replaces);
                    return Err(Error::NotFound);
                }
                item.parent = elem;
                set_replaces(doc, elem, fields.replaces)?;
            }
            Ok(ElemHandle { tag: Tag::ReplacesHeader, elem: fields.replaces.0, ..outer }.pointer())
        })
    })
}

/// Puts a copy of a Replaces header among the headers of the address of a Refer-To header. NULL takes it out.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipReferToHeaderSetReplaces(
    hHeader: RvSipReferToHeaderHandle,
    hReplaces: RvSipReplacesHeaderHandle,
) -> RvStatus {
    status("RvSipReferToHeaderSetReplaces", || put_replaces(hHeader, hReplaces))
}

/// Puts a copy of a Replaces header into the address of a Refer-To header.
pub(super) fn put_replaces(header: RvSipReferToHeaderHandle, replaces: RvSipReplacesHeaderHandle) -> Result<(), Error> {
    set_part::<ReferTo, Replaces, _, _>(header, replaces, |v| &mut v.replaces)?;
    with_part::<ReferTo, _, _>(header, |doc, elem| {
        tidy(doc);
        let fields = fields(doc, elem)?;
        write_replaces(doc, &fields)
    })
}

fn fields(doc: &Doc, elem: Elem) -> Result<ReferTo, Error> {
    doc.msg.els.item(elem).and_then(|i| ReferTo::of(&i.value)).copied().ok_or(Error::InvalidHandle)
}

fn set_replaces(doc: &mut Doc, elem: Elem, replaces: Elem) -> Result<(), Error> {
    let item = doc.msg.els.item_mut(elem).ok_or(Error::InvalidHandle)?;
    ReferTo::of_mut(&mut item.value).ok_or(Error::InvalidHandle)?.replaces = replaces;
    Ok(())
}

/// The Replaces that stands in the address.
fn replaces_text(doc: &Doc, fields: &ReferTo) -> Option<Vec<u8>> {
    let uri = doc.msg.els.uri(fields.uri)?;
    replaces_in(doc.msg.els.text.get(uri.headers))
}

/// Makes the headers of the address hold the Replaces object, or none when there is no such object.
fn write_replaces(doc: &mut Doc, fields: &ReferTo) -> Result<(), Error> {
    let els = &mut doc.msg.els;
    let Some(uri) = els.uri(fields.uri).copied() else { return Ok(()) };
    let mut text = Vec::new();
    encode_value(els, fields.replaces, &mut text);
    let replaces = els.item(fields.replaces).map(|_| text.as_slice());
    let headers = with_replaces(els.text.get(uri.headers), replaces);
    room(els)?;
    let headers = if headers.is_empty() { Span::NONE } else { els.text.push(&headers) };
    if let Some(Item { value: Value::Uri(uri), .. }) = els.item_mut(fields.uri) {
        (uri.headers, uri.whole) = (headers, Span::NONE);
    }
    els.touch(fields.uri);
    Ok(())
}
