//! What the program changes in a message is what everybody sees afterwards; what is no SIP is refused.

#[macro_use]
#[allow(unused_macros)]
mod messages;

use messages::*;
use rvsip::capi::abi::*;
use rvsip::capi::address::*;
use rvsip::capi::enums::RvSipMethodType::RVSIP_METHOD_OTHER;
use rvsip::capi::headers::*;
use rvsip::capi::msg::*;
use rvsip::capi::msg_apart::*;
use rvsip::capi::msg_headers::*;
use std::ptr::null_mut;

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
