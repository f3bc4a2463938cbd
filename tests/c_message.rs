//! Messages, headers and addresses through the exported functions, as a C program calls them.

#![allow(unused_unsafe)] // the macro that calls a getter is used inside and outside of unsafe blocks
#[macro_use]
mod messages;

use messages::*;
use rvsip::capi::abi::*;
use rvsip::capi::address::*;
use rvsip::capi::body::*;
use rvsip::capi::enums;
use rvsip::capi::headers::*;
use rvsip::capi::headers_by_hand::*;
use rvsip::capi::msg::*;
use rvsip::capi::msg_apart::*;
use rvsip::capi::msg_headers::*;
use rvsip::capi::party::*;
use rvsip::capi::rpool;
use std::ffi::{c_int, c_void};
use std::ptr::null_mut;

const REGISTER: &str = concat!(
    "REGISTER sip:registrar.example.com SIP/2.0\r\n",
    "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKabc;rport, SIP/2.0/TCP [2001:db8::1];branch=z9hG4bKdef\r\n",
    "Max-Forwards: 70\r\n",
    "To: \"Alice A.\" <sip:alice@example.com>\r\n",
    "From: <sip:alice@example.com>;tag=3431;x=y\r\n",
    "Call-ID: abc@192.0.2.1\r\n",
    "CSeq: 17 REGISTER\r\n",
    "m: <sip:alice@192.0.2.1:5070;transport=tcp>;q=0.7;expires=1800;+sip.instance=\"<urn:1>\"\r\n",
    "Contact: <sip:alice@198.51.100.7>\r\n",
    "Expires: 3600\r\n",
    "Supported: path\r\n",
    "X-Odd: a, b\r\n",
    "Date: Sat, 13 Nov 2010 23:29:00 GMT\r\n",
    "Min-Expires: 60\r\n",
    "Content-Type: application/sdp;version=1\r\n",
    "Content-Length: 4\r\n",
    "\r\n",
    "v=0\n"
);

const NEXT: RvSipHeadersLocation = enums::RvSipHeadersLocation::RVSIP_NEXT_HEADER as c_int;
const LAST: RvSipHeadersLocation = enums::RvSipHeadersLocation::RVSIP_LAST_HEADER as c_int;
const PREV: RvSipHeadersLocation = enums::RvSipHeadersLocation::RVSIP_PREV_HEADER as c_int;
const ALL: RvSipHeadersOption = enums::RvSipHeadersOption::RVSIP_MSG_HEADERS_OPTION_ALL as c_int;

use enums::RvSipHeaderType::*;

#[test]
fn a_register_is_read_field_by_field() {
    let msg = parsed(REGISTER);
    unsafe {
        assert_eq!(RvSipMsgGetMsgType(msg), enums::RvSipMsgType::RVSIP_MSG_REQUEST as c_int);
        assert_eq!(RvSipMsgGetRequestMethod(msg), enums::RvSipMethodType::RVSIP_METHOD_REGISTER as c_int);
        assert_eq!(get!(RvSipMsgGetStrRequestMethod, msg), Ok("REGISTER".into()));
        assert_eq!(RvSipMsgGetStatusCode(msg), -1);
        let uri = RvSipMsgGetRequestUri(msg);
        assert_eq!(get!(RvSipAddrUrlGetHost, uri), Ok("registrar.example.com".into()));
        assert_eq!(get!(RvSipAddrUrlGetUser, uri), Err(RV_ERROR_NOT_FOUND));
        assert_eq!(RvSipAddrUrlGetPortNum(uri), -1);

        let to = RvSipMsgGetToHeader(msg);
        assert_eq!(get!(RvSipPartyHeaderGetDisplayName, to), Ok("\"Alice A.\"".into()));
        assert_eq!(get!(RvSipPartyHeaderGetTag, to), Err(RV_ERROR_NOT_FOUND));
        let from = RvSipMsgGetFromHeader(msg);
        assert_eq!(get!(RvSipPartyHeaderGetTag, from), Ok("3431".into()));
        assert_eq!(get!(RvSipPartyHeaderGetOtherParams, from), Ok("x=y".into()));
        assert_eq!(get!(RvSipAddrUrlGetUser, RvSipPartyHeaderGetAddrSpec(from)), Ok("alice".into()));
        let cseq = RvSipMsgGetCSeqHeader(msg);
        assert_eq!(RvSipCSeqHeaderGetStep(cseq), 17);
        assert_eq!(RvSipCSeqHeaderGetMethodType(cseq), enums::RvSipMethodType::RVSIP_METHOD_REGISTER as c_int);
        assert_eq!(get!(RvSipMsgGetCallIdHeader, msg), Ok("abc@192.0.2.1".into()));
        assert_eq!(RvSipMsgGetContentLengthHeader(msg), 4);
        assert_eq!(get!(RvSipMsgGetContentTypeHeader, msg), Ok("application/sdp;version=1".into()));
        assert_eq!(get!(RvSipMsgGetBody, msg), Ok("v=0\n".into()));
        assert_eq!(RvSipMsgGetStringLength(msg, enums::RvSipMessageStringName::RVSIP_MSG_BODY as c_int), 5);

        let mut at = null_mut();
        let via: RvSipViaHeaderHandle = by_type(msg, RVSIP_HEADERTYPE_VIA, FIRST, &mut at);
        assert_eq!(get!(RvSipViaHeaderGetBranchParam, via), Ok("z9hG4bKabc".into()));
        assert_eq!(RvSipViaHeaderGetPortNum(via), 5060);
        let (mut rport, mut there) = (7, 7);
        assert_eq!(RvSipViaHeaderGetRportParam(via, &mut rport, &mut there), RV_OK);
        assert_eq!((rport, there), (-1, RV_TRUE));
        let via: RvSipViaHeaderHandle = by_type(msg, RVSIP_HEADERTYPE_VIA, NEXT, &mut at);
        assert_eq!(get!(RvSipViaHeaderGetHost, via), Ok("[2001:db8::1]".into()));
        assert_eq!(RvSipViaHeaderGetTransport(via), enums::RvSipTransport::RVSIP_TRANSPORT_TCP as c_int);
        assert!(by_type::<c_void>(msg, RVSIP_HEADERTYPE_VIA, NEXT, &mut at).is_null());

        let contact: RvSipContactHeaderHandle = first(msg, RVSIP_HEADERTYPE_CONTACT);
        assert_eq!(get!(RvSipContactHeaderGetQVal, contact), Ok("0.7".into()));
        let expires = RvSipContactHeaderGetExpires(contact);
        let mut seconds = 0;
        assert_eq!(RvSipExpiresHeaderGetDeltaSeconds(expires, &mut seconds), RV_OK);
        assert_eq!(seconds, 1800);
        let uri = RvSipContactHeaderGetAddrSpec(contact);
        assert_eq!(RvSipAddrUrlGetTransport(uri), enums::RvSipTransport::RVSIP_TRANSPORT_TCP as c_int);
        let mut compact = 7;
        assert_eq!(RvSipContactHeaderGetCompactForm(contact, &mut compact), RV_OK);
        assert_eq!(compact, RV_TRUE);
        let date: RvSipDateHeaderHandle = first(msg, RVSIP_HEADERTYPE_DATE);
        assert_eq!((RvSipDateHeaderGetYear(date), RvSipDateHeaderGetDay(date), RvSipDateHeaderGetHour(date)), (2010, 13, 23));
        assert_eq!(RvSipDateHeaderGetMonth(date), enums::RvSipDateMonth::RVSIP_DATE_MONTH_NOV as c_int);
        RvSipMsgDestruct(msg);
    }
}

#[test]
fn the_list_walk_passes_over_the_headers_kept_apart() {
    let msg = parsed(REGISTER);
    let (mut at, mut kind, mut kinds) = (null_mut(), -1, Vec::new());
    let mut header = unsafe { RvSipMsgGetHeader(msg, FIRST, &mut at, &mut kind) };
    while !header.is_null() {
        kinds.push(kind);
        header = unsafe { RvSipMsgGetHeader(msg, NEXT, &mut at, &mut kind) };
    }
    let expected = [
        RVSIP_HEADERTYPE_VIA,
        RVSIP_HEADERTYPE_VIA,
        RVSIP_HEADERTYPE_OTHER,
        RVSIP_HEADERTYPE_CONTACT,
        RVSIP_HEADERTYPE_CONTACT,
        RVSIP_HEADERTYPE_EXPIRES,
        RVSIP_HEADERTYPE_OTHER,
        RVSIP_HEADERTYPE_OTHER,
        RVSIP_HEADERTYPE_DATE,
        RVSIP_HEADERTYPE_OTHER,
    ];
    assert_eq!(kinds, expected.map(|k| k as c_int));
    let mut back = Vec::new();
    let mut header = unsafe { RvSipMsgGetHeader(msg, LAST, &mut at, &mut kind) };
    while !header.is_null() {
        back.push(kind);
        header = unsafe { RvSipMsgGetHeader(msg, PREV, &mut at, &mut kind) };
    }
    back.reverse();
    assert_eq!(back, kinds);
    assert!(first::<c_void>(msg, RVSIP_HEADERTYPE_TO).is_null());
    unsafe { RvSipMsgDestruct(msg) };
}

#[test]
fn headers_are_found_by_name_as_name_and_value() {
    let msg = parsed(REGISTER);
    let find = |name: &str| unsafe { RvSipMsgGetHeaderByName(msg, text!(name), FIRST, &mut null_mut()) };
    unsafe {
        let odd = find("x-odd");
        assert_eq!(get!(RvSipOtherHeaderGetName, odd), Ok("X-Odd".into()));
        assert_eq!(get!(RvSipOtherHeaderGetValue, odd), Ok("a, b".into()));
        let value = enums::RvSipOtherHeaderStringName::RVSIP_OTHER_HEADER_VALUE as c_int;
        assert_eq!(RvSipOtherHeaderGetStringLength(odd, value), 5);
        let date = find("Date");
        assert_eq!(get!(RvSipOtherHeaderGetValue, date), Ok("Sat, 13 Nov 2010 23:29:00 GMT".into()));
        assert_eq!(get!(RvSipOtherHeaderGetName, date), Ok("Date".into()));
        assert_eq!(RvSipOtherHeaderSetName(date, text!("Other")), RV_ERROR_ILLEGAL_ACTION);
        assert_eq!(get!(RvSipOtherHeaderGetValue, find("min-expires")), Ok("60".into()));
        assert_eq!(get!(RvSipOtherHeaderGetValue, find("k")), Ok("path".into()));
        assert_eq!(get!(RvSipOtherHeaderGetValue, find("Supported")), Ok("path".into()));
        assert!(find("Call-ID").is_null());
        assert!(find("Nothing").is_null());
        RvSipMsgDestruct(msg);
    }
}

#[test]
fn a_request_is_built_and_parses_again() {
    let msg = message();
    unsafe {
        assert_eq!(RvSipMsgSetRequestMethod(msg, enums::RvSipMethodType::RVSIP_METHOD_OTHER as c_int, text!("OPTIONS")), RV_OK);
        let mut uri = null_mut();
        assert_eq!(
            RvSipAddrConstruct(manager(), pool(), enums::RvSipAddressType::RVSIP_ADDRTYPE_URL as c_int, &mut uri),
            RV_OK
        );
        assert_eq!(RvSipAddrUrlSetUser(uri, text!("bob")), RV_OK);
        assert_eq!(RvSipAddrUrlSetHost(uri, text!("example.net")), RV_OK);
        assert_eq!(RvSipAddrUrlSetPortNum(uri, 5080), RV_OK);
        assert_eq!(RvSipAddrUrlSetTransport(uri, enums::RvSipTransport::RVSIP_TRANSPORT_TCP as c_int), RV_OK);
        assert_eq!(RvSipMsgSetRequestUri(msg, uri), RV_OK);
        RvSipAddrDestruct(uri);
        assert_eq!(RvSipAddrUrlGetPortNum(uri), -1);
        let (mut via, mut to, mut from, mut cseq, mut contact) = (null_mut(), null_mut(), null_mut(), null_mut(), null_mut());
        assert_eq!(RvSipViaHeaderConstructInMsg(msg, RV_TRUE, &mut via), RV_OK);
        assert_eq!(RvSipViaHeaderParse(via, text!("SIP/2.0/TCP 192.0.2.9;branch=z9hG4bK1")), RV_OK);
        assert_eq!(RvSipViaHeaderSetPortNum(via, 5062), RV_OK);
        assert_eq!(RvSipViaHeaderSetRportParam(via, -1, RV_TRUE), RV_OK);
        assert_eq!(RvSipPartyHeaderConstructInMsg(msg, RV_TRUE, &mut to), RV_OK);
        assert_eq!(RvSipPartyHeaderParse(to, RV_TRUE, text!("To: <sip:bob@example.net>")), RV_OK);
        assert_eq!(RvSipPartyHeaderConstructInMsg(msg, RV_FALSE, &mut from), RV_OK);
        assert_eq!(RvSipPartyHeaderParse(from, RV_FALSE, text!("\"A\" <sip:alice@example.com>")), RV_OK);
        assert_eq!(RvSipPartyHeaderParse(from, RV_FALSE, text!("f: <sip:carol@example.com>")), RV_OK);
        let mut compact = 7;
        assert_eq!((RvSipPartyHeaderGetCompactForm(from, &mut compact), compact), (RV_OK, RV_TRUE));
        assert_eq!(RvSipPartyHeaderParse(from, RV_FALSE, text!("From: \"A\" <sip:alice@example.com>")), RV_OK);
        assert_eq!(RvSipPartyHeaderSetTag(from, text!("t1")), RV_OK);
        assert_eq!(RvSipCSeqHeaderConstructInMsg(msg, &mut cseq), RV_OK);
        assert_eq!(RvSipCSeqHeaderSetStep(cseq, 1), RV_OK);
        assert_eq!(
            RvSipCSeqHeaderSetMethodType(cseq, enums::RvSipMethodType::RVSIP_METHOD_OTHER as c_int, text!("OPTIONS")),
            RV_OK
        );
        assert_eq!(RvSipMsgSetCallIdHeader(msg, text!("id@host")), RV_OK);
        assert_eq!(RvSipContactHeaderConstructInMsg(msg, RV_FALSE, &mut contact), RV_OK);
        let mut address = null_mut();
        assert_eq!(
            RvSipAddrConstructInContactHeader(contact, enums::RvSipAddressType::RVSIP_ADDRTYPE_URL as c_int, &mut address),
            RV_OK
        );
        assert_eq!(RvSipAddrUrlSetHost(address, text!("192.0.2.9")), RV_OK);
        assert_eq!(RvSipAddrUrlSetLrParam(address, RV_TRUE), RV_OK);
        let mut other = null_mut();
        assert_eq!(RvSipOtherHeaderConstructInMsg(msg, RV_FALSE, &mut other), RV_OK);
        assert_eq!(RvSipOtherHeaderSetName(other, text!("X-Thing")), RV_OK);
        assert_eq!(RvSipOtherHeaderSetValue(other, text!("1; 2")), RV_OK);
        assert_eq!(RvSipMsgSetBody(msg, text!("hello")), RV_OK);
        assert_eq!(RvSipMsgSetContentTypeHeader(msg, text!("text/plain")), RV_OK);
    }
    assert_eq!(
        whole(msg),
        concat!(
            "OPTIONS sip:bob@example.net:5080;transport=tcp SIP/2.0\r\n",
            "Via: SIP/2.0/TCP 192.0.2.9:5062;branch=z9hG4bK1;rport\r\n",
            "To: <sip:bob@example.net>\r\n",
            "From: \"A\" <sip:alice@example.com>;tag=t1\r\n",
            "CSeq: 1 OPTIONS\r\n",
            "Call-ID: id@host\r\n",
            "Contact: <sip:192.0.2.9;lr>\r\n",
            "X-Thing: 1; 2\r\n",
            "Content-Type: text/plain\r\n",
            "Content-Length: 5\r\n",
            "\r\n",
            "hello"
        )
    );
    let again = parsed(&whole(msg));
    assert_eq!(whole(again), whole(msg));
    unsafe {
        assert_eq!(RvSipMsgSetStatusCode(again, 200, RV_TRUE), RV_OK);
        assert_eq!(get!(RvSipMsgGetReasonPhrase, again), Ok("OK".into()));
        assert_eq!(RvSipMsgSetStatusCode(again, 486, RV_FALSE), RV_OK);
        assert_eq!(get!(RvSipMsgGetReasonPhrase, again), Ok("OK".into()));
        assert_eq!(RvSipMsgGetStatusCode(again), 486);
        assert_eq!(RvSipMsgSetStatusCode(again, 42, RV_TRUE), RV_ERROR_BADPARAM);
        RvSipMsgDestruct(msg);
        RvSipMsgDestruct(again);
    }
}

#[test]
fn bad_syntax_is_kept_shown_and_fixed() {
    let text = REGISTER
        .replace("From: <sip:alice@example.com>;tag=3431;x=y", "From: <sip:<alice@example.com>")
        .replace("Expires: 3600", "Expires: soon")
        .replace("REGISTER sip:registrar.example.com SIP/2.0", "REGISTER  sip:registrar.example.com SIP/2.0");
    let msg = parsed(&text);
    unsafe {
        assert_eq!(RvSipMsgGetMsgType(msg), enums::RvSipMsgType::RVSIP_MSG_UNDEFINED as c_int);
        let line = get!(RvSipMsgGetStrBadSyntaxStartLine, msg).unwrap();
        assert!(line.starts_with("REGISTER  sip:"));
        assert_eq!(RvSipMsgStartLineFix(msg, text!("REGISTER nonsense")), RV_ERROR_ILLEGAL_SYNTAX);
        assert_eq!(get!(RvSipMsgGetStrBadSyntaxStartLine, msg), Ok(line));
        assert_eq!(RvSipMsgStartLineFix(msg, text!("REGISTER sip:registrar.example.com SIP/2.0")), RV_OK);
        assert_eq!(get!(RvSipMsgGetStrBadSyntaxStartLine, msg), Err(RV_ERROR_NOT_FOUND));
        assert_eq!(RvSipMsgGetRequestMethod(msg), enums::RvSipMethodType::RVSIP_METHOD_REGISTER as c_int);

        assert!(first::<c_void>(msg, RVSIP_HEADERTYPE_EXPIRES).is_null());
        let mut at = null_mut();
        let expires = RvSipMsgGetHeaderByTypeExt(msg, RVSIP_HEADERTYPE_EXPIRES as c_int, FIRST, ALL, &mut at);
        assert_eq!(RvSipHeaderIsBadSyntax(expires, RVSIP_HEADERTYPE_EXPIRES as c_int), RV_TRUE);
        let (mut kind, mut seen) = (-1, Vec::new());
        let mut bad = RvSipMsgGetBadSyntaxHeader(msg, FIRST, &mut at, &mut kind);
        while !bad.is_null() {
            seen.push((bad, kind));
            bad = RvSipMsgGetBadSyntaxHeader(msg, NEXT, &mut at, &mut kind);
        }
        assert_eq!(
            seen.iter().map(|(_, k)| *k).collect::<Vec<_>>(),
            [RVSIP_HEADERTYPE_FROM as c_int, RVSIP_HEADERTYPE_EXPIRES as c_int]
        );
        let from: RvSipPartyHeaderHandle = seen[0].0.cast();
        assert_eq!(from, RvSipMsgGetFromHeader(msg));
        assert_eq!(get!(RvSipPartyHeaderGetStrBadSyntax, from), Ok("<sip:<alice@example.com>".into()));
        assert!(RvSipPartyHeaderGetAddrSpec(from).is_null());
        assert_eq!(RvSipPartyHeaderSetTag(from, text!("x")), RV_OK);
        assert_eq!(get!(RvSipPartyHeaderGetStrBadSyntax, from), Ok("<sip:<alice@example.com>".into()));
        assert_eq!(RvSipPartyHeaderFix(from, RV_FALSE, text!("<sip:<<")), RV_ERROR_ILLEGAL_SYNTAX);
        assert_eq!(get!(RvSipPartyHeaderGetStrBadSyntax, from), Ok("<sip:<alice@example.com>".into()));
        assert_eq!(RvSipPartyHeaderFix(from, RV_TRUE, text!("<sip:alice@example.com>")), RV_ERROR_BADPARAM);
        assert_eq!(RvSipPartyHeaderFix(from, RV_FALSE, text!("<sip:alice@example.com>;tag=9")), RV_OK);
        assert_eq!(get!(RvSipPartyHeaderGetStrBadSyntax, from), Err(RV_ERROR_NOT_FOUND));
        assert_eq!(get!(RvSipPartyHeaderGetTag, from), Ok("9".into()));
        let expires: RvSipExpiresHeaderHandle = expires.cast();
        assert_eq!(RvSipExpiresHeaderFix(expires, text!("Expires: 60")), RV_OK);
        assert_eq!(RvSipExpiresHeaderSetStrBadSyntax(expires, text!("never")), RV_OK);
        assert!(whole(msg).contains("\r\nExpires: never\r\n"));
        assert!(whole(msg).contains("\r\nFrom: <sip:alice@example.com>;tag=9\r\n"));
        RvSipMsgDestruct(msg);
    }
}

#[test]
fn headers_are_pushed_and_removed_and_their_handles_die() {
    let msg = parsed(REGISTER);
    let (pool, mut page) = (pool(), null_mut());
    unsafe {
        assert_eq!(rpool::RPOOL_GetPage(pool, 0, &mut page), RV_OK);
        let mut hop: RvSipRouteHopHeaderHandle = null_mut();
        assert_eq!(RvSipRouteHopHeaderConstruct(manager(), pool, page, &mut hop), RV_OK);
        assert_eq!(RvSipRouteHopHeaderParse(hop, text!("Path: <sip:p1.example.com;lr>")), RV_OK);
        assert_eq!(RvSipRouteHopHeaderGetHeaderType(hop), enums::RvSipRouteHopHeaderType::RVSIP_ROUTE_HOP_TYPE_PATH as c_int);
        let (mut at, mut new) = (null_mut(), null_mut());
        assert!(!by_type::<c_void>(msg, RVSIP_HEADERTYPE_VIA, LAST, &mut at).is_null());
        let kind = RVSIP_HEADERTYPE_ROUTE_HOP as c_int;
        assert_eq!(
            RvSipMsgPushHeader(msg, NEXT, hop.cast(), RVSIP_HEADERTYPE_VIA as c_int, &mut at, &mut new),
            RV_ERROR_INVALID_HANDLE
        );
        assert_eq!(RvSipMsgPushHeader(msg, NEXT, hop.cast(), kind, &mut at, &mut new), RV_OK);
        assert_ne!(new, hop.cast());
        let hop2: RvSipRouteHopHeaderHandle = new.cast();
        assert_eq!(
            RvSipRouteHopHeaderSetHeaderType(hop2, enums::RvSipRouteHopHeaderType::RVSIP_ROUTE_HOP_TYPE_ROUTE as c_int),
            RV_OK
        );
        assert!(whole(msg).contains("branch=z9hG4bKdef\r\nRoute: <sip:p1.example.com;lr>\r\nMax-Forwards"), "{}", whole(msg));
        let address = RvSipRouteHopHeaderGetAddrSpec(hop2);
        assert_eq!(RvSipAddrUrlGetLrParam(address), RV_TRUE);
        assert_eq!(RvSipMsgRemoveHeaderAt(msg, at), RV_OK);
        assert_eq!(RvSipMsgRemoveHeaderAt(msg, at), RV_ERROR_INVALID_HANDLE);
        assert_eq!(get!(RvSipRouteHopHeaderGetDisplayName, hop2), Err(RV_ERROR_INVALID_HANDLE));
        assert_eq!(RvSipAddrUrlGetLrParam(address), RV_FALSE);
        assert_eq!(get!(RvSipAddrUrlGetHost, address), Err(RV_ERROR_INVALID_HANDLE));
        assert!(!whole(msg).contains("Route:"));
        // the pushed one lives on its page
        assert_eq!(get!(RvSipAddrUrlGetHost, RvSipRouteHopHeaderGetAddrSpec(hop)), Ok("p1.example.com".into()));
        rpool::RPOOL_FreePage(pool, page);
        assert_eq!(get!(RvSipRouteHopHeaderGetDisplayName, hop), Err(RV_ERROR_INVALID_HANDLE));
        while !by_type::<c_void>(msg, RVSIP_HEADERTYPE_VIA, FIRST, &mut at).is_null() {
            assert_eq!(RvSipMsgRemoveHeaderAt(msg, at), RV_OK);
        }
        assert!(whole(msg).starts_with("REGISTER sip:registrar.example.com SIP/2.0\r\nMax-Forwards"));
        RvSipMsgDestruct(msg);
    }
}

#[test]
fn headers_and_messages_are_copied() {
    let (msg, other) = (parsed(REGISTER), message());
    unsafe {
        let contact: RvSipContactHeaderHandle = first(msg, RVSIP_HEADERTYPE_CONTACT);
        let mut copy: RvSipContactHeaderHandle = null_mut();
        assert_eq!(RvSipContactHeaderConstructInMsg(other, RV_TRUE, &mut copy), RV_OK);
        assert_eq!(RvSipContactHeaderCopy(copy, contact), RV_OK);
        let text = encoded(|p, g, l| RvSipContactHeaderEncode(copy, p, g, l));
        assert_eq!(text, "m: <sip:alice@192.0.2.1:5070;transport=tcp>;q=0.7;expires=1800;+sip.instance=\"<urn:1>\"");
        assert_eq!(RvSipContactHeaderSetCompactForm(copy, RV_FALSE), RV_OK);
        assert!(encoded(|p, g, l| RvSipContactHeaderEncode(copy, p, g, l)).starts_with("Contact: <sip:"));
        // the copy has an address of its own
        assert_eq!(RvSipAddrUrlSetHost(RvSipContactHeaderGetAddrSpec(copy), text!("changed")), RV_OK);
        assert_eq!(get!(RvSipAddrUrlGetHost, RvSipContactHeaderGetAddrSpec(contact)), Ok("192.0.2.1".into()));
        assert!(whole(other).contains("Contact: <sip:alice@changed:5070;transport=tcp>;q=0.7"));
        // within one message too
        let mut last = null_mut();
        let second: RvSipContactHeaderHandle = by_type(msg, RVSIP_HEADERTYPE_CONTACT, LAST, &mut last);
        assert_eq!(RvSipContactHeaderCopy(second, contact), RV_OK);
        assert_eq!(get!(RvSipContactHeaderGetQVal, second), Ok("0.7".into()));
        assert_eq!(RvSipMsgSetToHeader(msg, RvSipMsgGetFromHeader(msg)), RV_OK);
        assert!(whole(msg).contains("\r\nTo: <sip:alice@example.com>;tag=3431;x=y\r\nFrom: "));
        assert_eq!(RvSipMsgCopy(other, msg), RV_OK);
        assert_eq!(whole(other), whole(msg));
        RvSipMsgDestruct(msg);
        assert!(whole(other).contains("X-Odd: a, b\r\n"));
        RvSipMsgDestruct(other);
    }
}

#[test]
fn compact_form_is_a_choice_of_each_header_or_of_the_message() {
    let msg = parsed(REGISTER);
    unsafe {
        let via: RvSipViaHeaderHandle = first(msg, RVSIP_HEADERTYPE_VIA);
        assert_eq!(RvSipViaHeaderSetCompactForm(via, RV_TRUE), RV_OK);
        assert_eq!(RvSipMsgSetCallIdCompactForm(msg, RV_TRUE), RV_OK);
        assert_eq!(RvSipMsgSetContentLengthCompactForm(msg, RV_TRUE), RV_OK);
        assert_eq!(RvSipPartyHeaderSetCompactForm(RvSipMsgGetToHeader(msg), RV_TRUE), RV_OK);
        let text = whole(msg);
        for line in ["\r\nv: SIP/2.0/UDP", "\r\ni: abc@", "\r\nl: 4\r\n", "\r\nt: \"Alice A.\"", "\r\nFrom: ", "\r\nm: <sip:"] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert_eq!(RvSipMsgForceCompactForm(msg, RV_TRUE), RV_OK);
        let text = whole(msg);
        for line in ["\r\nf: ", "\r\nm: <sip:alice@198", "\r\nc: application/sdp"] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert_eq!(RvSipMsgForceCompactForm(msg, RV_FALSE), RV_OK);
        assert!(whole(msg).contains("\r\nFrom: "));
        let mut compact = 7;
        assert_eq!(RvSipMsgGetCallIdCompactForm(msg, &mut compact), RV_OK);
        assert_eq!(compact, RV_TRUE);
        RvSipMsgDestruct(msg);
    }
}

#[test]
fn no_text_can_bring_in_a_line_end_and_quotes_are_added() {
    let msg = message();
    unsafe {
        let mut auth: RvSipAuthorizationHeaderHandle = null_mut();
        assert_eq!(RvSipAuthorizationHeaderConstructInMsg(msg, RV_FALSE, &mut auth), RV_OK);
        assert_eq!(RvSipAuthorizationHeaderSetRealm(auth, text!("a\r\nEvil: 1")), RV_ERROR_BADPARAM);
        assert_eq!(get!(RvSipAuthorizationHeaderGetRealm, auth), Err(RV_ERROR_NOT_FOUND));
        assert_eq!(
            RvSipAuthorizationHeaderSetAuthScheme(auth, enums::RvSipAuthScheme::RVSIP_AUTH_SCHEME_DIGEST as c_int, null_mut()),
            RV_OK
        );
        assert_eq!(RvSipAuthorizationHeaderSetUserName(auth, text!("bob")), RV_OK);
        assert_eq!(RvSipAuthorizationHeaderSetRealm(auth, text!("\"the \\\"realm\\\"\"")), RV_OK);
        assert_eq!(RvSipAuthorizationHeaderSetNonce(auth, text!("a\"b")), RV_OK);
        assert_eq!(
            RvSipAuthorizationHeaderSetAuthAlgorithm(
                auth,
                enums::RvSipAuthAlgorithm::RVSIP_AUTH_ALGORITHM_MD5 as c_int,
                null_mut()
            ),
            RV_OK
        );
        assert_eq!(
            RvSipAuthorizationHeaderSetQopOption(
                auth,
                enums::RvSipAuthQopOption::RVSIP_AUTH_QOP_OPTION_AUTH as c_int,
                null_mut()
            ),
            RV_OK
        );
        assert_eq!(RvSipAuthorizationHeaderSetQopOption(auth, 77, null_mut()), RV_ERROR_BADPARAM);
        assert_eq!(
            RvSipAuthorizationHeaderSetQopOption(
                auth,
                enums::RvSipAuthQopOption::RVSIP_AUTH_QOP_OPTION_OTHER as c_int,
                null_mut()
            ),
            RV_ERROR_BADPARAM
        );
        assert_eq!(RvSipAuthorizationHeaderSetNonceCount(auth, 1), RV_OK);
        assert_eq!(get!(RvSipAuthorizationHeaderGetUserName, auth), Ok("\"bob\"".into()));
        assert!(RvSipAuthorizationHeaderGetDigestUri(auth).is_null());
        assert_eq!(
            encoded(|p, g, l| RvSipAuthorizationHeaderEncode(auth, p, g, l)),
            "Authorization: Digest username=\"bob\", realm=\"the \\\"realm\\\"\", nonce=\"a\\\"b\", algorithm=MD5, qop=auth, nc=00000001"
        );
        assert_eq!(
            RvSipAuthorizationHeaderSetHeaderType(
                auth,
                enums::RvSipAuthHeaderType::RVSIP_AUTH_HEADERTYPE_PROXY_AUTHORIZATION as c_int
            ),
            RV_OK
        );
        assert_eq!(
            RvSipAuthorizationHeaderSetHeaderType(
                auth,
                enums::RvSipAuthHeaderType::RVSIP_AUTH_HEADERTYPE_WWW_AUTHENTICATE as c_int
            ),
            RV_ERROR_BADPARAM
        );
        assert!(whole(msg).contains("Proxy-Authorization: Digest username"));
        let (mut realm, mut user, mut nonce) = ([0 as RvChar; 32], [0 as RvChar; 32], [0 as RvChar; 3]);
        let (mut r, mut u, mut n) = (0, 0, 0);
        let got = RvSipAuthorizationHeaderGetCredentialIdentifier(
            auth,
            realm.as_mut_ptr(),
            32,
            user.as_mut_ptr(),
            32,
            nonce.as_mut_ptr(),
            3,
            &mut r,
            &mut u,
            &mut n,
        );
        assert_eq!((got, n, realm[0]), (RV_ERROR_INSUFFICIENT_BUFFER, 7, 0));
        assert_eq!(RvSipMsgSetCallIdHeader(msg, text!("a\nb")), RV_ERROR_BADPARAM);
        assert_eq!(RvSipMsgSetReasonPhrase(msg, text!("x")), RV_ERROR_ILLEGAL_ACTION);
        RvSipMsgDestruct(msg);
    }
}

#[test]
fn addresses_of_every_kind_have_their_own_fields() {
    let make = |uri: &str| unsafe {
        let mut address = null_mut();
        assert_eq!(RvSipAddrConstruct(manager(), pool(), 0, &mut address), RV_OK);
        assert_eq!(RvSipAddrParse(address, text!(uri)), RV_OK, "{uri}");
        address
    };
    unsafe {
        let url = make("sips:alice:secret@example.com;maddr=192.0.2.1;ttl=5;user=phone;method=INVITE;a=b;lr?Subject=x");
        assert_eq!(RvSipAddrUrlGetSecure(url), RV_TRUE);
        assert_eq!(get!(RvSipAddrUrlGetMaddrParam, url), Ok("192.0.2.1".into()));
        assert_eq!(RvSipAddrUrlGetTtlNum(url), 5);
        assert_eq!(get!(RvSipAddrUrlGetOtherParams, url), Ok("a=b".into()));
        assert_eq!(get!(RvSipAddrUrlGetHeaders, url), Ok("Subject=x".into()));
        assert_eq!(RvSipAddrUrlGetMethod(url), enums::RvSipMethodType::RVSIP_METHOD_INVITE as c_int);
        assert_eq!(get!(RvSipAddrTelGetPhoneNumber, url), Err(RV_ERROR_NOT_FOUND));
        assert_eq!(RvSipAddrTelSetPhoneNumber(url, text!("1")), RV_ERROR_ILLEGAL_ACTION);
        assert_eq!(RvSipAddrUrlSetSecure(url, RV_FALSE), RV_OK);
        assert!(encoded(|p, g, l| RvSipAddrEncode(url, p, g, l)).starts_with("sip:alice:secret@example.com;"));
        let tel = make("tel:+358-555-1234567;ext=22;phone-context=x.com");
        assert_eq!(RvSipAddrGetAddrType(tel), enums::RvSipAddressType::RVSIP_ADDRTYPE_TEL as c_int);
        assert_eq!(RvSipAddrTelGetGlobal(tel), RV_TRUE);
        assert_eq!(get!(RvSipAddrTelGetExtension, tel), Ok("22".into()));
        let abs = make("http://example.com/a?b");
        assert_eq!(get!(RvSipAddrAbsGetScheme, abs), Ok("http".into()));
        assert_eq!(get!(RvSipAddrAbsGetIdentifier, abs), Ok("//example.com/a?b".into()));
        assert_eq!(RvSipAddrParse(abs, text!("no uri")), RV_ERROR_ILLEGAL_SYNTAX);
        assert_eq!(get!(RvSipAddrAbsGetScheme, abs), Ok("http".into()));
        let (one, two) = (make("sip:alice@EXAMPLE.com;transport=tcp"), make("sip:alice@example.com;transport=TCP"));
        assert_eq!(RvSipAddrIsEqual(one, two), RV_TRUE);
        assert_eq!(RvSipAddrIsEqual(one, tel), RV_FALSE);
        assert_eq!(RvSipAddrCopy(one, tel), RV_OK);
        assert_eq!(RvSipAddrIsEqual(one, tel), RV_TRUE);
        for address in [url, tel, abs, one, two] {
            RvSipAddrDestruct(address);
        }
        assert_eq!(RvSipAddrGetAddrType(one), -1);
    }
}

#[test]
fn a_body_is_read_without_a_nul_and_goes_from_message_to_message() {
    let (msg, other) = (parsed(REGISTER), message());
    unsafe {
        let body = RvSipMsgGetBodyObject(msg);
        assert_eq!(RvSipBodyGetBodyStrLength(body), 4);
        let (mut buffer, mut length) = ([0x55 as RvChar; 5], 0);
        assert_eq!(RvSipBodyGetBodyStr(body, buffer.as_mut_ptr(), 3, &mut length), RV_ERROR_INSUFFICIENT_BUFFER);
        assert_eq!((length, buffer[0]), (4, 0x55));
        assert_eq!(RvSipBodyGetBodyStr(body, buffer.as_mut_ptr(), 4, &mut length), RV_OK);
        assert_eq!((buffer[3], buffer[4]), (b'\n' as RvChar, 0x55));
        let kind = RvSipBodyGetContentType(body);
        assert_eq!(RvSipContentTypeHeaderGetMediaSubType(kind), enums::RvSipMediaSubType::RVSIP_MEDIASUBTYPE_SDP as c_int);
        assert!(RvSipMsgGetBodyObject(other).is_null());
        assert_eq!(RvSipMsgSetBodyObject(other, body), RV_OK);
        assert_eq!(get!(RvSipMsgGetContentTypeHeader, other), Ok("application/sdp;version=1".into()));
        let copy = RvSipMsgGetBodyObject(other);
        assert_eq!(RvSipBodySetBodyStr(copy, b"a\0b".as_ptr().cast_mut().cast(), 3), RV_OK);
        assert_eq!(encoded(|p, g, l| RvSipBodyEncode(copy, p, g, l)), "a\0b");
        assert!(whole(other).ends_with("Content-Length: 3\r\n\r\na\0b"));
        let mut alone = null_mut();
        assert_eq!(RvSipBodyConstruct(manager(), pool(), &mut alone), RV_OK);
        assert_eq!(RvSipBodyCopy(alone, copy), RV_OK);
        assert_eq!(RvSipBodyGetBodyStrLength(alone), 3);
        RvSipBodyDestruct(alone);
        assert_eq!(RvSipBodyCopy(alone, copy), RV_ERROR_INVALID_HANDLE);
        RvSipBodyDestruct(copy);
        assert_eq!(RvSipBodyGetBodyStrLength(copy), 3);
        assert_eq!(RvSipMsgSetBody(other, null_mut()), RV_OK);
        assert!(RvSipMsgGetBodyObject(other).is_null());
        assert_eq!(RvSipBodyGetBodyStrLength(copy), 0);
        RvSipMsgDestruct(msg);
        RvSipMsgDestruct(other);
    }
}

#[test]
fn what_is_no_living_handle_is_refused_and_nothing_is_written() {
    let msg = parsed(REGISTER);
    let via: RvSipViaHeaderHandle = first(msg, RVSIP_HEADERTYPE_VIA);
    unsafe {
        let mut length = 77;
        let mut buffer = [0x55 as RvChar; 64];
        let mut get = |h: RvSipViaHeaderHandle| {
            let got = RvSipViaHeaderGetHost(h, buffer.as_mut_ptr(), 64, &mut length);
            (got, length, buffer[0] == 0x55)
        };
        assert_eq!(get(null_mut()), (RV_ERROR_NULLPTR, 77, true));
        assert_eq!(get(std::ptr::without_provenance_mut(0x7fff_0000_1234)), (RV_ERROR_INVALID_HANDLE, 77, true));
        assert_eq!(get(msg.cast()), (RV_ERROR_INVALID_HANDLE, 77, true));
        assert_eq!(get(RvSipMsgGetToHeader(msg).cast()), (RV_ERROR_INVALID_HANDLE, 77, true));
        assert_eq!(get(std::ptr::without_provenance_mut(via.addr() + 1000)), (RV_ERROR_INVALID_HANDLE, 77, true));
        assert_eq!(RvSipMsgGetRequestMethod(via.cast()), -1);
        assert_eq!(RvSipMsgParse(msg, null_mut(), 5), RV_ERROR_NULLPTR);
        assert_eq!(RvSipMsgParse(msg, text!("abc"), -1), RV_ERROR_BADPARAM);
        assert_eq!(RvSipMsgConstruct(null_mut(), pool(), &mut null_mut()), RV_ERROR_NULLPTR);
        assert_eq!(RvSipMsgConstruct(manager(), null_mut(), &mut null_mut()), RV_ERROR_NULLPTR);
        assert_eq!(RvSipMsgConstruct(manager(), pool(), null_mut()), RV_ERROR_NULLPTR);
        let foreign = parsed(REGISTER);
        let mut at = null_mut();
        assert!(!by_type::<c_void>(foreign, RVSIP_HEADERTYPE_VIA, FIRST, &mut at).is_null());
        assert_eq!(RvSipMsgRemoveHeaderAt(msg, at), RV_ERROR_INVALID_HANDLE);
        RvSipMsgDestruct(foreign);
        RvSipMsgDestruct(msg);
        assert_eq!(get(via), (RV_ERROR_INVALID_HANDLE, 77, true));
        RvSipMsgDestruct(msg);
        let mut at = 0x77 as *mut _;
        assert!(RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_VIA as c_int, FIRST, &mut at).is_null());
        assert_eq!(at, 0x77 as *mut _);
    }
}

#[test]
fn two_threads_copy_between_two_messages_without_waiting_for_each_other() {
    let (one, two) = (parsed(REGISTER).addr(), parsed(REGISTER).addr());
    let run = |from: usize, to: usize| {
        move || {
            let (from, to): (RvSipMsgHandle, RvSipMsgHandle) =
                (std::ptr::without_provenance_mut(from), std::ptr::without_provenance_mut(to));
            for _ in 0..2000 {
                unsafe {
                    assert_eq!(RvSipMsgSetToHeader(to, RvSipMsgGetToHeader(from)), RV_OK);
                    assert_eq!(RvSipMsgSetRequestUri(to, RvSipMsgGetRequestUri(from)), RV_OK);
                }
            }
        }
    };
    std::thread::scope(|s| {
        s.spawn(run(one, two));
        s.spawn(run(two, one));
    });
}

#[test]
fn an_object_that_is_set_again_and_again_does_not_grow_or_fill_up() {
    let (pool, mut page) = (pool(), null_mut());
    unsafe {
        assert_eq!(rpool::RPOOL_GetPage(pool, 0, &mut page), RV_OK);
        let mut contact: RvSipContactHeaderHandle = null_mut();
        assert_eq!(RvSipContactHeaderConstruct(manager(), pool, page, &mut contact), RV_OK);
        assert_eq!(RvSipContactHeaderParse(contact, text!("<sip:a@b>;expires=1")), RV_OK);
        let address = RvSipContactHeaderGetAddrSpec(contact);
        for i in 0..70_000 {
            let q = c(&format!("0.{}", i % 1000));
            assert_eq!(RvSipContactHeaderSetQVal(contact, q.as_ptr().cast_mut()), RV_OK);
            assert_eq!(RvSipContactHeaderParse(contact, text!("\"n\" <sip:user@example.com:5070;x=y>;expires=60;z")), RV_OK);
            assert_eq!(RvSipAddrParse(address, text!("sip:user@192.0.2.1")), RV_OK);
            assert_eq!(RvSipContactHeaderSetDisplayName(contact, q.as_ptr().cast_mut()), RV_OK);
        }
        assert_eq!(
            encoded(|p, g, l| RvSipContactHeaderEncode(contact, p, g, l)),
            "Contact: 0.999 <sip:user@192.0.2.1>;expires=60;z"
        );
        rpool::destruct(pool).unwrap();
    }
}
