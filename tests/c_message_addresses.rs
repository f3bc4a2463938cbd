//! When two addresses are the same: the examples of RFC 3261 section 19.1.4, RFC 3966 section 4 and RFC 5954 section 4.2.

#![allow(unused_unsafe)] // the macro that calls a getter is used inside and outside of unsafe blocks
#[macro_use]
mod messages;

use messages::*;
use rvsip::capi::abi::*;
use rvsip::capi::address::*;
use rvsip::capi::headers::*;
use rvsip::capi::msg::RvSipMsgDestruct;
use std::ptr::null_mut;

fn address(uri: &str) -> RvSipAddressHandle {
    let mut address = null_mut();
    unsafe {
        assert_eq!(RvSipAddrConstruct(manager(), pool(), 0, &mut address), RV_OK);
        assert_eq!(RvSipAddrParse(address, text!(uri)), RV_OK, "{uri}");
    }
    address
}

fn equal(a: &str, b: &str) -> bool {
    let (one, two) = (address(a), address(b));
    unsafe {
        let there = RvSipAddrIsEqual(one, two);
        assert_eq!(there, RvSipAddrIsEqual(two, one), "{a} and {b}: not the same both ways");
        assert_eq!((RvSipAddrIsEqual(one, one), RvSipAddrIsEqual(two, two)), (RV_TRUE, RV_TRUE));
        RvSipAddrDestruct(one);
        RvSipAddrDestruct(two);
        there == RV_TRUE
    }
}

/// Every one of a set is the same as every other.
fn all_equal(set: &[&str]) {
    for a in set {
        for b in set {
            assert!(equal(a, b), "{a} {b}");
        }
    }
}

#[test]
fn sip_uris_within_each_set_of_rfc_3261_are_equivalent() {
    all_equal(&["sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"]);
    all_equal(&["sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on"]);
    all_equal(&[
        "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
        "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
    ]);
    all_equal(&[
        "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
        "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
    ]);
}

#[test]
fn sip_uris_within_each_set_of_rfc_3261_are_not_equivalent() {
    for (a, b, why) in [
        ("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP", "usernames"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", "can resolve to different ports"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", "can resolve to different transports"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp", "port and transport"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting", "header component"),
        ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4", "even though that is what it resolves to"),
        // equality is not transitive
        ("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off", "a parameter of both"),
        // the rules without an example of their own
        ("sip:a@b", "sips:a@b", "scheme"),
        ("sip:a@b", "sip:b", "user"),
        ("sip:a@b", "sip:a:p@b", "password"),
        ("sip:a:p@b", "sip:a:P@b", "password, to the letter"),
        ("sip:a@b;user=phone", "sip:a@b", "user parameter"),
        ("sip:a@b;ttl=1", "sip:a@b", "ttl parameter"),
        ("sip:a@b;method=INVITE", "sip:a@b", "method parameter, though it is the default"),
        ("sip:a@b;maddr=192.0.2.1", "sip:a@b", "maddr parameter"),
        ("sip:a%40c@b", "sip:a%41c@b", "escapes of reserved characters stand for themselves"),
        ("sip:a@b?x=1", "sip:a@b?x=2", "header value"),
    ] {
        assert!(!equal(a, b), "{a} {b}: {why}");
    }
    assert!(equal("sip:carol@chicago.com", "sip:carol@chicago.com;security=off"), "one alone is ignored");
}

#[test]
fn tel_uris_are_compared_by_rfc_3966() {
    all_equal(&["tel:+1-201-555-0123", "tel:+12015550123", "TEL:+1(201)555.0123"]);
    all_equal(&["tel:7042;phone-context=example.com", "tel:70-42;Phone-Context=EXAMPLE.com"]);
    all_equal(&["tel:863-1234;phone-context=+1-914-555", "tel:8631234;phone-context=+1914555"]);
    all_equal(&["tel:+358-555-1234567;postd=pp22;ext=1-2", "tel:+3585551234567;EXT=12;postd=PP22"]);
    all_equal(&["tel:+1;isub=aB", "tel:+1;isub=Ab"]);
    for (a, b) in [
        ("tel:+12015550123", "tel:12015550123;phone-context=+1"),
        ("tel:+12015550123", "tel:+12015550124"),
        ("tel:7042;phone-context=example.com", "tel:7042;phone-context=example.net"),
        ("tel:7042;phone-context=+1", "tel:7042;phone-context=+2"),
        ("tel:+1;ext=22", "tel:+1"),
        ("tel:+1;isub=1", "tel:+1;isub=2"),
        ("tel:+1;a=b", "tel:+1"),
        ("tel:+1;a=b", "tel:+1;a=c"),
        ("tel:+12125551212", "sip:+12125551212@example.com;user=phone"),
    ] {
        assert!(!equal(a, b), "{a} {b}");
    }
}

#[test]
fn ipv6_references_are_compared_as_the_addresses_they_are() {
    all_equal(&["sip:bob@[::ffff:192.0.2.128]", "sip:bob@[::ffff:c000:280]"]);
    all_equal(&["sip:bob@[2001:db8::9:1]", "sip:bob@[2001:db8::9:01]", "sip:bob@[2001:DB8:0:0:0:0:9:1]"]);
    all_equal(&["sip:bob@[0:0:0:0:0:FFFF:129.144.52.38]", "sip:bob@[::FFFF:129.144.52.38]"]);
    all_equal(&["sip:a@b;maddr=[2001:db8::1]", "sip:a@b;maddr=[2001:DB8::0001]"]);
    assert!(!equal("sip:bob@[2001:db8::9:1]", "sip:bob@[2001:db8::9:10]"));
    assert!(!equal("sip:bob@[2001:db8::9:1]", "sip:bob@[2001:db8::9:1]:5060"));
}

#[test]
fn ipv6_references_follow_rfc_5954_and_get_the_brackets_they_lack() {
    let mut one = null_mut();
    unsafe {
        assert_eq!(RvSipAddrConstruct(manager(), pool(), 0, &mut one), RV_OK);
        // section 3.1: three colons before an IPv4 part came of the older grammar
        for bad in [
            "sip:a@[2001:db8:::192.0.2.1]",
            "sip:a@[::1",
            "sip:a@[]",
            "sip:a@::1",
            "sip:a@[1::2::3]",
            "sip:a@[::12345]",
            "sip:a@[::1%25eth0]",
        ] {
            assert_eq!(RvSipAddrParse(one, text!(bad)), RV_ERROR_ILLEGAL_SYNTAX, "{bad}");
        }
        assert_eq!(RvSipAddrParse(one, text!("sip:a@[2001:db8::192.0.2.1]:5070")), RV_OK);
        assert_eq!(get!(RvSipAddrUrlGetHost, one), Ok("[2001:db8::192.0.2.1]".into()));
        assert_eq!(RvSipAddrUrlGetPortNum(one), 5070);
        assert_eq!(RvSipAddrUrlSetHost(one, text!("2001:db8::1")), RV_OK);
        assert_eq!(encoded(|p, g, l| RvSipAddrEncode(one, p, g, l)), "sip:a@[2001:db8::1]:5070");
        RvSipAddrDestruct(one);
    }
}

#[test]
fn an_address_is_made_inside_the_headers_that_can_make_one() {
    unsafe {
        let (msg, mut contact, mut hop) = (message(), null_mut(), null_mut());
        assert_eq!(RvSipContactHeaderConstructInMsg(msg, RV_FALSE, &mut contact), RV_OK);
        assert_eq!(RvSipRouteHopHeaderConstructInMsg(msg, RV_FALSE, &mut hop), RV_OK);
        let (mut one, mut two) = (null_mut(), null_mut());
        assert_eq!(RvSipAddrConstructInContactHeader(contact, 7, &mut one), RV_ERROR_BADPARAM);
        for (kind, uri) in [(4, "tel:+1-201"), (1, "http://a/b"), (2, "im:a@b"), (3, "pres:a@b"), (0, "sip:a@[::1]:9;lr")] {
            assert_eq!(RvSipAddrConstructInContactHeader(contact, kind, &mut one), RV_OK);
            assert_eq!(RvSipAddrConstructInRouteHopHeader(hop, kind, &mut two), RV_OK);
            assert_eq!((RvSipAddrGetAddrType(one), RvSipAddrGetAddrType(two)), (kind, kind));
            assert_eq!((RvSipContactHeaderGetAddrSpec(contact), RvSipRouteHopHeaderGetAddrSpec(hop)), (one, two));
            assert_eq!(RvSipAddrParse(one, text!(uri)), RV_OK);
            assert_eq!(RvSipAddrCopy(two, one), RV_OK);
            assert_eq!(encoded(|p, g, l| RvSipContactHeaderEncode(contact, p, g, l)), format!("Contact: <{uri}>"));
            assert_eq!(encoded(|p, g, l| RvSipRouteHopHeaderEncode(hop, p, g, l)), format!("Route: <{uri}>"));
        }
        RvSipMsgDestruct(msg);
        assert_eq!(RvSipAddrGetAddrType(one), -1);
    }
}
