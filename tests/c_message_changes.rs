//! What the program changes in a message is what everybody sees afterwards; what is no SIP is refused.

#[macro_use]
#[allow(unused_macros)]
mod messages;

use messages::*;
use rvsip::capi::abi::*;
use rvsip::capi::address::*;
use rvsip::capi::enums::RvSipHeaderType::*;
use rvsip::capi::enums::RvSipMethodType::RVSIP_METHOD_OTHER;
use rvsip::capi::headers::*;
use rvsip::capi::msg::*;
use rvsip::capi::msg_apart::*;
use rvsip::capi::msg_headers::*;
use std::ptr::null_mut;

const NEXT: RvSipHeadersLocation = rvsip::capi::enums::RvSipHeadersLocation::RVSIP_NEXT_HEADER as i32;

const MESSAGE: &str = "OPTIONS sip:a@192.0.2.1 SIP/2.0\r\nTo: <sip:a@b>\r\nFrom: <sip:c@d>;tag=1\r\nCall-ID: a b\r\nCSeq: 1 OPTIONS\r\n\
                       Subject: Re: lunch\r\n\r\n";

fn call_id(msg: RvSipMsgHandle) -> RvSipOtherHeaderHandle {
    let (mut place, mut kind) = (null_mut(), 0);
    let first = rvsip::capi::enums::RvSipHeadersLocation::RVSIP_FIRST_HEADER as i32;
    unsafe { RvSipMsgGetBadSyntaxHeader(msg, first, &mut place, &mut kind) }.cast()
}

#[test]
fn a_bad_call_id_is_fixed_by_a_good_one_only_and_stays_a_call_id() {
    let msg = parsed(MESSAGE);
    let header = call_id(msg);
    assert!(!header.is_null());
    unsafe {
        assert_eq!(RvSipOtherHeaderFix(header, text!("still bad")), RV_ERROR_ILLEGAL_SYNTAX);
        assert!(whole(msg).contains("\r\nCall-ID: a b\r\n"));
        assert_eq!(RvSipOtherHeaderFix(header, text!("1234:5678@host")), RV_OK);
    }
    assert!(whole(msg).contains("\r\nCall-ID: 1234:5678@host\r\n"), "{}", whole(msg));
    unsafe { RvSipMsgDestruct(msg) };
}

#[test]
fn a_method_is_a_token() {
    let msg = parsed(MESSAGE);
    unsafe {
        for bad in ["IN/VITE", "<A>", "A:B", "A B"] {
            assert_eq!(RvSipMsgSetRequestMethod(msg, RVSIP_METHOD_OTHER as i32, text!(bad)), RV_ERROR_BADPARAM, "{bad}");
            let cseq = RvSipMsgGetCSeqHeader(msg);
            assert_eq!(RvSipCSeqHeaderSetMethodType(cseq, RVSIP_METHOD_OTHER as i32, text!(bad)), RV_ERROR_BADPARAM, "{bad}");
        }
        assert_eq!(RvSipMsgSetRequestMethod(msg, RVSIP_METHOD_OTHER as i32, text!("BR-EW")), RV_OK);
        RvSipMsgDestruct(msg);
    }
}

#[test]
fn an_address_with_a_bare_ipv6_host_equals_itself_written_and_read() {
    unsafe {
        let (mut a, mut b) = (null_mut(), null_mut());
        let kind = rvsip::capi::enums::RvSipAddressType::RVSIP_ADDRTYPE_URL as i32;
        assert_eq!(RvSipAddrConstruct(manager(), pool(), kind, &mut a), RV_OK);
        assert_eq!(RvSipAddrConstruct(manager(), pool(), kind, &mut b), RV_OK);
        assert_eq!(RvSipAddrUrlSetHost(a, text!("2001:db8::1")), RV_OK);
        assert_eq!(RvSipAddrParse(b, text!("sip:[2001:DB8:0::1]")), RV_OK);
        assert_eq!(RvSipAddrIsEqual(a, b), RV_TRUE);
        assert_eq!(RvSipAddrUrlSetHost(a, text!("2001:db8::2")), RV_OK);
        assert_eq!(RvSipAddrIsEqual(a, b), RV_FALSE);
    }
}

#[test]
fn header_numbers_that_run_out_are_told_and_none_stands_for_two() {
    let msg = parsed(MESSAGE);
    let mut refused = 0;
    for _ in 0..66_000 {
        match unsafe { RvSipMsgSetContentLengthHeader(msg, 0) } {
            RV_OK => {}
            RV_ERROR_OUTOFRESOURCES => refused += 1,
            other => panic!("{other}"),
        }
    }
    assert!(refused > 0);
    let mut place = null_mut();
    let mut kind = 0;
    let mut seen = 0;
    unsafe {
        let mut next = RvSipMsgGetHeader(msg, 0, &mut place, &mut kind);
        while !next.is_null() {
            seen += 1;
            assert!(seen < 100, "a walk that never ends");
            next = RvSipMsgGetHeader(msg, 1, &mut place, &mut kind);
        }
        RvSipMsgDestruct(msg);
    }
}

#[test]
fn a_header_with_one_parameter_replaced_keeps_all_else_as_it_came() {
    const MESSAGE: &str = "OPTIONS sip:a@192.0.2.1 SIP/2.0\r\n\
        Via: SIP/2.0/UDP a.example;rport;x=y;branch=z9hG4bKold ;received=192.0.2.7, SIP/2.0/TCP b.example;ttl=1;branch=z9hG4bKb\r\n\
        v: SIP/2.0/TCP c.example;maddr=192.0.2.9;branch=z9hG4bKc\r\n\
        To: <sip:a@b>;x=1;tag=2\r\nFrom:  <sip:c@d>;x=1;tag=1\r\nCall-ID: a\r\nCSeq: 1 OPTIONS\r\n\
        Contact: <sip:c@d>;x=1;q=0.5\r\nContent-Length: 0\r\n\r\n";
    let msg = parsed(MESSAGE);
    let (via_type, contact_type) = (RVSIP_HEADERTYPE_VIA, RVSIP_HEADERTYPE_CONTACT);
    let branch_of = |via| get!(RvSipViaHeaderGetBranchParam, via);
    let received_of = |via| get!(RvSipViaHeaderGetReceivedParam, via);
    let tag_of = |party| get!(RvSipPartyHeaderGetTag, party);
    let q_of = |contact| get!(RvSipContactHeaderGetQVal, contact);
    let user_of = |address| get!(RvSipAddrUrlGetUser, address);
    unsafe {
        let mut place = null_mut();
        let via: RvSipViaHeaderHandle = by_type(msg, via_type, FIRST, &mut place);
        let second: RvSipViaHeaderHandle = by_type(msg, via_type, NEXT, &mut place);
        let third: RvSipViaHeaderHandle = by_type(msg, via_type, NEXT, &mut place);
        let came = MESSAGE.replace("From:  ", "From: ");
        assert_eq!(whole(msg), came);
        for branch in ["z9hG4bKone", "z9hG4bK2"] {
            assert_eq!(RvSipViaHeaderSetBranchParam(via, text!(branch)), RV_OK);
            assert_eq!(whole(msg), came.replace("z9hG4bKold", branch));
        }
        let now = came.replace("z9hG4bKold", "z9hG4bK2").replace("z9hG4bKb", "z9hG4bKtwo");
        assert_eq!(RvSipViaHeaderSetBranchParam(second, text!("z9hG4bKtwo")), RV_OK);
        assert_eq!(whole(msg), now);
        // short names stay
        assert_eq!(RvSipViaHeaderSetBranchParam(third, text!("z9hG4bK3")), RV_OK);
        assert!(whole(msg).contains("\r\nv: SIP/2.0/TCP c.example;"), "{}", whole(msg));
        assert_eq!(branch_of(third), Ok("z9hG4bK3".into()));
        let to = RvSipMsgGetToHeader(msg);
        assert_eq!(RvSipPartyHeaderSetTag(to, text!("to")), RV_OK);
        let from = RvSipMsgGetFromHeader(msg);
        assert_eq!(RvSipPartyHeaderSetTag(from, text!("from")), RV_OK);
        let contact: RvSipContactHeaderHandle = first(msg, contact_type);
        assert_eq!(RvSipContactHeaderSetQVal(contact, text!("0.7")), RV_OK);
        let text = whole(msg);
        for line in ["\r\nTo: <sip:a@b>;x=1;tag=to\r\n", "\r\nContact: <sip:c@d>;x=1;q=0.7\r\n"] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert_eq!(tag_of(RvSipMsgGetFromHeader(parsed(&text))), Ok("from".into()));
        // a copy says the same, in whatever order
        let other = message();
        assert_eq!(RvSipMsgCopy(other, msg), RV_OK);
        assert_eq!(whole(other), text);
        let copy: RvSipViaHeaderHandle = first(other, via_type);
        assert_eq!(branch_of(copy), Ok("z9hG4bK2".into()));
        // every further change is written too
        assert_eq!(RvSipViaHeaderSetReceivedParam(via, text!("192.0.2.8")), RV_OK);
        assert_eq!(RvSipViaHeaderSetBranchParam(via, text!("z9hG4bKlast")), RV_OK);
        assert_eq!(RvSipPartyHeaderSetTag(to, null_mut()), RV_OK);
        let address = RvSipContactHeaderGetAddrSpec(contact);
        assert_eq!(RvSipAddrUrlSetUser(address, text!("new")), RV_OK);
        let read = parsed(&whole(msg));
        let (via, contact): (RvSipViaHeaderHandle, RvSipContactHeaderHandle) =
            (first(read, via_type), first(read, contact_type));
        assert_eq!(branch_of(via), Ok("z9hG4bKlast".into()));
        assert_eq!(received_of(via), Ok("192.0.2.8".into()));
        assert_eq!(tag_of(RvSipMsgGetToHeader(read)), Err(RV_ERROR_NOT_FOUND));
        assert_eq!(q_of(contact), Ok("0.7".into()));
        assert_eq!(user_of(RvSipContactHeaderGetAddrSpec(contact)), Ok("new".into()));
        for msg in [msg, other, read] {
            RvSipMsgDestruct(msg);
        }
    }
}

#[test]
fn parameters_that_stood_apart_are_replaced_together_whatever_the_body_ends_with() {
    const MESSAGE: &str = "OPTIONS sip:a@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP a.example;x=1;branch=z9hG4bKb;y=2\r\n\
        To: <sip:a@b>\r\nFrom: <sip:c@d>;tag=1\r\nCall-ID: a\r\nCSeq: 1 OPTIONS\r\nContent-Length: 4\r\n\r\nYQ==";
    let msg = parsed(MESSAGE);
    let via: RvSipViaHeaderHandle = first(msg, RVSIP_HEADERTYPE_VIA);
    assert_eq!(get!(RvSipViaHeaderGetOtherParams, via), Ok("x=1;y=2".into()));
    unsafe {
        assert_eq!(RvSipViaHeaderSetOtherParams(via, text!("z=3")), RV_OK);
        let now = whole(msg);
        assert_eq!(now, MESSAGE.replace("a.example;x=1;branch=z9hG4bKb;y=2", "a.example;branch=z9hG4bKb;z=3"));
        RvSipMsgDestruct(msg);
    }
}
