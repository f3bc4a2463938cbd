//! RvSipAddress.h - Addresses: URIs of any scheme. Fields that need no more than a getter and a setter come from the table of
//! `build/header_table.rs`.

use super::abi::*;
use super::boundary::{silent, status, truth, value};
use super::docs::{self, Kind};
use super::enums::RvSipAddressStringName as Name_;
use super::handle::{ElemHandle, Tag, element};
use super::headers::{change, clean, get_token, read, token_text};
use super::headers_enums::{METHODS, Tokens, URL_TRANSPORTS, USER_PARAMS};
use super::headers_family::{single, size_of_text, to_page};
use super::headers_parts::*;
use super::msg::check_manager;
use super::rpool;
use super::status::Error;
use super::strings::{out, text};
use crate::message::*;

/// Makes an empty address of the program's own. It lives until RvSipAddrDestruct.
///
/// - `hMsgMgr`, `hPool`: the message manager, and a pool of the program.
/// - `eAddrType`: its kind.
/// - `hSipAddr`: the address.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a wrong kind; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrConstruct(
    hMsgMgr: RvSipMsgMgrHandle,
    hPool: HRPOOL,
    eAddrType: RvSipAddressType,
    hSipAddr: *mut RvSipAddressHandle,
) -> RvStatus {
    status("RvSipAddrConstruct", || {
        check_manager(hMsgMgr)?;
        rpool::check(hPool)?;
        // SAFETY: the program passes a place for the handle, or NULL.
        let address = unsafe { out(hSipAddr) }?;
        let scheme = scheme_of_type(eAddrType).ok_or(Error::BadParam)?;
        address.set(new_address(scheme)?.1);
        Ok(())
    })
}

/// A stand-alone address that lives until [`docs::destroy`] or RvSipAddrDestruct, for objects that give out new addresses.
pub fn new_address(scheme: Scheme) -> Result<(docs::DocId, RvSipAddressHandle), Error> {
    let id = single(Tag::Address, Name::Other, Value::Uri(blank_uri(scheme)))?;
    Ok((id, docs::name(id, Tag::Address, 0).pointer()))
}

/// As [`new_address`], filled from text.
pub fn new_address_from(uri: &[u8]) -> Result<(docs::DocId, RvSipAddressHandle), Error> {
    let (id, handle) = new_address(Scheme::Sip)?;
    parse(handle, uri).map(|()| (id, handle)).inspect_err(|_| {
        docs::destroy(id);
    })
}

/// The text of the address a handle names.
pub fn address_text(address: RvSipAddressHandle) -> Result<Vec<u8>, Error> {
    with_part::<AnyAddress, _, _>(address, |doc, elem| {
        let mut text = Vec::new();
        encode_uri(&doc.msg.els, elem, &mut text);
        Ok(text)
    })
}

/// Ends an address made with RvSipAddrConstruct. One inside a header or message is left alone: it ends with its owner.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrDestruct(hSipAddr: RvSipAddressHandle) {
    silent("RvSipAddrDestruct", || {
        let h = element(hSipAddr, Tag::Address)?;
        docs::destroy_if(h.key(), |d| d.kind == Kind::Single(Tag::Address) && d.root == Elem(h.elem));
        Ok(())
    })
}

fn construct_in<P: Part, H>(
    header: *mut H,
    address_type: RvSipAddressType,
    address: *mut RvSipAddressHandle,
    pick: impl Fn(&mut P::Fields) -> &mut Elem,
) -> Result<(), Error> {
    let outer = element(header, P::TAG)?;
    // SAFETY: the caller of the exported function promises a place for the handle, or NULL.
    let address = unsafe { out(address) }?;
    let scheme = scheme_of_type(address_type).ok_or(Error::BadParam)?;
    let elem = with_part::<P, H, _>(header, |doc, elem| {
        let els = &mut doc.msg.els;
        room(els)?;
        let new = els.add(Name::Other, Value::Uri(blank_uri(scheme)), elem);
        if !new.is_some() {
            return Err(Error::OutOfResources);
        }
        let fields = els.item_mut(elem).and_then(|i| P::of_mut(&mut i.value)).ok_or(Error::InvalidHandle)?;
        let old = std::mem::replace(pick(fields), new);
        els.kill(old);
        els.touch(elem);
        Ok(new)
    })?;
    address.set(ElemHandle { tag: Tag::Address, elem: elem.0, ..outer }.pointer());
    Ok(())
}

/// Makes an empty address in a Contact header, in place of the one it may have. It ends with the header.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a wrong kind; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrConstructInContactHeader(
    hHeader: RvSipContactHeaderHandle,
    eAddrType: RvSipAddressType,
    hSipAddr: *mut RvSipAddressHandle,
) -> RvStatus {
    status("RvSipAddrConstructInContactHeader", || construct_in::<Contact, _>(hHeader, eAddrType, hSipAddr, |v| &mut v.uri))
}

/// Makes an empty address in a Route, Record-Route, Service-Route or Path header, in place of the one it may have. It ends with
/// the header.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for a wrong kind; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrConstructInRouteHopHeader(
    hHeader: RvSipRouteHopHeaderHandle,
    eAddrType: RvSipAddressType,
    hSipAddr: *mut RvSipAddressHandle,
) -> RvStatus {
    status("RvSipAddrConstructInRouteHopHeader", || construct_in::<RouteHop, _>(hHeader, eAddrType, hSipAddr, |v| &mut v.uri))
}

/// Copies an address to another one, which takes over its kind too.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrCopy(hDestination: RvSipAddressHandle, hSource: RvSipAddressHandle) -> RvStatus {
    status("RvSipAddrCopy", || {
        element(hDestination, Tag::Address)?;
        let clip = Clip::of::<AnyAddress, _>(hSource)?;
        with_part::<AnyAddress, _, _>(hDestination, |doc, elem| {
            tidy(doc);
            clip.assign(&mut doc.msg.els, elem)
        })
    })
}

fn parse(address: RvSipAddressHandle, uri: &[u8]) -> Result<(), Error> {
    with_part::<AnyAddress, _, _>(address, |doc, elem| {
        tidy(doc);
        Clip::parsed_uri(clean(uri)?)?.assign(&mut doc.msg.els, elem)
    })
}

/// Fills an address from the text of a URI, parameters included. Its kind becomes that of the scheme.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is no URI, and then nothing changed; RV_ERROR_NULLPTR;
/// RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrParse(hSipAddr: RvSipAddressHandle, buffer: *mut RvChar) -> RvStatus {
    status("RvSipAddrParse", || {
        element(hSipAddr, Tag::Address)?;
        // SAFETY: the program passes a string or NULL.
        parse(hSipAddr, unsafe { text(buffer) }?)
    })
}

/// Writes an address as text on a new page of the pool, which the caller frees.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrEncode(
    hSipAddr: RvSipAddressHandle,
    hPool: HRPOOL,
    hPage: *mut HPAGE,
    length: *mut RvUint32,
) -> RvStatus {
    status("RvSipAddrEncode", || {
        element(hSipAddr, Tag::Address)?;
        to_page(hPool, hPage, length, |text| {
            with_part::<AnyAddress, _, _>(hSipAddr, |doc, elem| {
                encode_uri(&doc.msg.els, elem, text);
                Ok(())
            })
        })
    })
}

/// Compares two addresses by the rules of RFC 3261 section 19.1.4.
///
/// Returns RV_TRUE when they are equal; RV_FALSE otherwise and when a handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrIsEqual(hAddress: RvSipAddressHandle, hOtherAddress: RvSipAddressHandle) -> RvBool {
    truth("RvSipAddrIsEqual", || {
        let clip = Clip::of::<AnyAddress, _>(hAddress)?;
        with_part::<AnyAddress, _, _>(hOtherAddress, |doc, elem| Ok(clip.is_same_uri(&doc.msg.els, elem)))
    })
}

/// Tells the kind of an address.
///
/// Returns RVSIP_ADDRTYPE_UNDEFINED when the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrGetAddrType(hSipAddr: RvSipAddressHandle) -> RvSipAddressType {
    value("RvSipAddrGetAddrType", || read::<AnyAddress, _, _>(hSipAddr, |_, u| Ok(type_of_scheme(u.scheme))))
}

/// Tells the bytes needed for a string of the address, its NUL included.
///
/// Returns 0 when the string is not set or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrGetStringLength(hSipAddr: RvSipAddressHandle, eStringName: RvSipAddressStringName) -> RvUint {
    value("RvSipAddrGetStringLength", || {
        read::<AnyAddress, _, _>(hSipAddr, |doc, u| {
            let is = |name: Name_| name as RvSipAddressStringName == eStringName;
            let span = match () {
                () if is(Name_::RVSIP_ADDRESS_USER) => u.user,
                () if is(Name_::RVSIP_ADDRESS_HOST) => u.host,
                () if is(Name_::RVSIP_ADDRESS_URL_OTHER_PARAMS) => u.other_params,
                () if is(Name_::RVSIP_ADDRESS_MADDR_PARAM) => u.maddr,
                () if is(Name_::RVSIP_ADDRESS_METHOD) => u.method,
                () if is(Name_::RVSIP_ADDRESS_HEADERS) => u.headers,
                () => Span::NONE,
            };
            Ok(size_of_text(doc.msg.els.text.opt(span)))
        })
    })
}

/// Tells whether an address has the sips scheme.
///
/// Returns RV_FALSE when it has not or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrUrlGetSecure(hSipAddr: RvSipAddressHandle) -> RvBool {
    truth("RvSipAddrUrlGetSecure", || read::<Url, _, _>(hSipAddr, |_, u| Ok(u.scheme == Scheme::Sips)))
}

/// Chooses between the sips (RV_TRUE) and the sip scheme.
///
/// Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrUrlSetSecure(hSipAddr: RvSipAddressHandle, value: RvBool) -> RvStatus {
    status("RvSipAddrUrlSetSecure", || {
        change::<Url, _>(hSipAddr, |_, u| {
            if !matches!(u.scheme, Scheme::Sip | Scheme::Sips) {
                return Err(Error::IllegalAction);
            }
            u.scheme = if value != RV_FALSE { Scheme::Sips } else { Scheme::Sip };
            u.scheme_text = Span::NONE;
            Ok(())
        })
    })
}

fn set_param(
    address: RvSipAddressHandle,
    list: &Tokens,
    member: RvInt,
    pick: impl FnOnce(&mut Uri) -> &mut Span,
) -> Result<(), Error> {
    element(address, Tag::Address)?;
    // SAFETY: there is no text beside the member.
    let new = unsafe { token_text(list, member, std::ptr::null()) }?;
    change::<Url, _>(address, |text, u| {
        *pick(u) = new.map_or(Span::NONE, |t| text.push(t));
        Ok(())
    })
}

/// Tells the transport parameter.
///
/// Returns RVSIP_TRANSPORT_UNDEFINED when it is not there or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrUrlGetTransport(hSipAddr: RvSipAddressHandle) -> RvSipTransport {
    value("RvSipAddrUrlGetTransport", || get_token::<Url, _>(hSipAddr, &URL_TRANSPORTS, |u| u.transport))
}

/// Sets the transport parameter; UNDEFINED takes it out.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for OTHER and numbers that are no transport; RV_ERROR_ILLEGAL_ACTION for an address of another
/// kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrUrlSetTransport(hSipAddr: RvSipAddressHandle, value: RvSipTransport) -> RvStatus {
    status("RvSipAddrUrlSetTransport", || set_param(hSipAddr, &URL_TRANSPORTS, value, |u| &mut u.transport))
}

/// Tells the method parameter.
///
/// Returns RVSIP_METHOD_UNDEFINED when it is not there or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrUrlGetMethod(hSipAddr: RvSipAddressHandle) -> RvSipMethodType {
    value("RvSipAddrUrlGetMethod", || get_token::<Url, _>(hSipAddr, &METHODS, |u| u.method))
}

/// Sets the method parameter; UNDEFINED takes it out.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for OTHER and numbers that are no method; RV_ERROR_ILLEGAL_ACTION for an address of another
/// kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrUrlSetMethod(hSipAddr: RvSipAddressHandle, value: RvSipMethodType) -> RvStatus {
    status("RvSipAddrUrlSetMethod", || set_param(hSipAddr, &METHODS, value, |u| &mut u.method))
}

/// Tells the user parameter.
///
/// Returns the UNDEFINED member when it is not there or the handle does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrUrlGetUserParam(hSipAddr: RvSipAddressHandle) -> RvSipUserParam {
    value("RvSipAddrUrlGetUserParam", || get_token::<Url, _>(hSipAddr, &USER_PARAMS, |u| u.user_param))
}

/// Sets the user parameter; UNDEFINED takes it out.
///
/// Returns RV_OK; RV_ERROR_BADPARAM for OTHER and numbers that are no member; RV_ERROR_ILLEGAL_ACTION for an address of another
/// kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RvSipAddrUrlSetUserParam(hSipAddr: RvSipAddressHandle, value: RvSipUserParam) -> RvStatus {
    status("RvSipAddrUrlSetUserParam", || set_param(hSipAddr, &USER_PARAMS, value, |u| &mut u.user_param))
}
