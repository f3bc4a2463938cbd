//! Headers without a type of their own are read and written by name without loss, whatever their name.

#![allow(unused_unsafe)] // the macro that calls a getter is used inside and outside of unsafe blocks
#[macro_use]
mod messages;

use messages::*;
use rvsip::capi::abi::*;
use rvsip::capi::enums::RvSipHeaderType::*;
use rvsip::capi::headers::*;
use rvsip::capi::headers_by_hand::*;
use rvsip::capi::msg::*;
use rvsip::capi::msg_headers::*;
use std::ffi::c_int;
use std::ptr::null_mut;

/// Name, a value as an RFC shows it, and another one.
const HEADERS: [(&str, &str, &str); 47] = [
    ("P-Asserted-Identity", "\"Cullen Jennings\" <sip:fluffy@cisco.com>, tel:+14085264000", "tel:+14085264000"),
    ("P-Preferred-Identity", "\"Cullen Jennings\" <sip:fluffy@cisco.com>", "<sip:fluffy@cisco.com;user=phone>"),
    ("P-Associated-URI", "<sip:+491234@example.com;user=phone>, <sip:user1@example.com>", "<tel:+1>"),
    ("P-Called-Party-ID", "sip:user1-business@example.com", "<sip:a@b;c>;d"),
    ("P-Access-Network-Info", "3GPP-UTRAN-TDD; utran-cell-id-3gpp=234151D0FCE11", "IEEE-802.11a"),
    ("P-Charging-Vector", "icid-value=1234bc9876e;icid-generated-at=192.0.6.8;orig-ioi=home1.net", "icid-value=\"a;b\""),
    ("P-Visited-Network-ID", "\"Visited network number 1\", other.net", "\"\""),
    ("Security-Client", "ipsec-ike;d-ver=\"x\", tls;q=0.2", "tls"),
    ("Security-Server", "ipsec-ike;q=0.1, tls;q=0.2", "digest;d-qop=auth;d-ver=\"0000000000000000000000000000b5bd\""),
    ("Security-Verify", "ipsec-ike;q=0.1, tls;q=0.2", "tls;q=0.2"),
    ("Reason", "SIP ;cause=200 ;text=\"Call completed elsewhere\", Q.850 ;cause=16", "Q.850;cause=16;text=\"Terminated\""),
    ("Reply-To", "Bob <sip:bob@biloxi.com>", "sip:a@b"),
    ("Accept", "application/sdp;level=1, application/x-private, text/html", "*/*;q=0.5"),
    ("Accept-Encoding", "gzip", "*;q=0"),
    ("Accept-Language", "da, en-gb;q=0.8, en;q=0.7", "*"),
    ("Accept-Contact", "*;audio;require, *;+x=\"<a,b>\"", "*"),
    ("Reject-Contact", "*;actor=\"msg-taker\";video", "*"),
    ("Request-Disposition", "proxy, recurse, parallel", "redirect"),
    ("Alert-Info", "<http://www.example.com/sounds/moo.wav>", "<urn:alert:tone:default>"),
    ("Authentication-Info", "nextnonce=\"47364c23432d2e131a5fb210812c\"", "qop=auth, nc=00000001"),
    (
        "Call-Info",
        "<http://wwww.example.com/alice/photo.jpg> ;purpose=icon, <http://www.example.com/alice/> ;purpose=info",
        "<http://a>",
    ),
    ("Content-Encoding", "gzip", "identity, gzip"),
    ("Content-ID", "<2UWQFN309shb3@ref.example>", "<a@b>"),
    ("Content-Language", "fr, en-gb", "fr"),
    ("Error-Info", "<sip:not-in-service-recording@atlanta.com>", "<http://a/?b,c>;d"),
    ("Feature-Caps", "*;+sip.x=\"<1>\"", "*"),
    ("Geolocation", "<cid:target123@atlanta.example.com>, <sips:1@b>", "<cid:1@2>"),
    ("History-Info", "<sip:bob@biloxi.example.com?Reason=SIP%3Bcause%3D302>;index=1.1;rc=1", "<sip:a@b>;index=1"),
    ("In-Reply-To", "70710@saturn.bell-tel.com, 17320@saturn.bell-tel.com", "1"),
    ("Info-Package", "foo;bar", "nil"),
    ("Join", "12345600@atlanta.example.com;from-tag=1234567;to-tag=23431", "1;from-tag=2;to-tag=3"),
    ("MIME-Version", "1.0", "1.0 (a (nested) comment)"),
    ("Organization", "Boxes by Bob", ""),
    ("Priority", "emergency", "non-urgent"),
    ("Privacy", "header;user;critical", "none"),
    ("Proxy-Require", "foo, bar", "sec-agree"),
    ("Require", "100rel", "timer, replaces"),
    ("Server", "HomeServer v2", "A/1 (b, c) d"),
    ("SIP-ETag", "dx200xyz", "12-4"),
    ("SIP-If-Match", "dx200xyz", "*"),
    ("Subject", "Need more boxes, \"please", "\u{e9}\u{4e16}"),
    ("Supported", "rec, 100rel", "path"),
    ("Target-Dialog", "fa77as7dad8-sd98ajzz@host.example.com;local-tag=kkaz-;remote-tag=6544", "1;local-tag=2"),
    ("Timestamp", "54 .1", "54.5 3"),
    ("Unsupported", "foo", "a, b"),
    ("User-Agent", "Softphone Beta1.5", "(<\\(>) x"),
    ("Warning", "307 isi.edu \"Session parameter 'foo' not understood\", 301 isi.edu \"a, b\"", "370 devnull \"\\\"x\\\"\""),
];

/// Names nobody knows.
const UNKNOWN: [(&str, &str, &str); 3] =
    [("X-Unknown", "a, \"b, c\" ;d <e", "\t1"), ("z", "", "6"), ("!%*_+`'~-.", ",,,;;;\"", "7")];

fn find(msg: RvSipMsgHandle, name: &str) -> RvSipOtherHeaderHandle {
    unsafe { RvSipMsgGetHeaderByName(msg, text!(name), FIRST, &mut null_mut()) }
}

#[test]
fn every_other_header_goes_through_parse_change_encode_and_parse_without_loss() {
    let all = || HEADERS.iter().chain(&UNKNOWN);
    let lines: String = all().map(|(name, value, _)| format!("{name}: {value}\r\n")).collect();
    let msg = parsed(&format!("OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a\r\n{lines}Content-Length: 0\r\n\r\n"));
    assert!(whole(msg).contains(&lines), "untouched they are written as they came: {}", whole(msg));
    unsafe {
        for (name, value, new) in all() {
            let h = find(msg, &name.to_uppercase());
            assert_eq!(get!(RvSipOtherHeaderGetName, h), Ok((*name).into()));
            assert_eq!(get!(RvSipOtherHeaderGetValue, h), Ok((*value).into()), "{name}");
            assert_eq!(encoded(|p, g, l| RvSipOtherHeaderEncode(h, p, g, l)), format!("{name}: {value}"));
            assert_eq!(RvSipHeaderIsBadSyntax(h.cast(), RVSIP_HEADERTYPE_OTHER as c_int), RV_FALSE, "{name}");
            assert_eq!(RvSipOtherHeaderSetValue(h, text!(new)), RV_OK, "{name}");
            assert_eq!(get!(RvSipOtherHeaderGetValue, h), Ok((*new).into()), "{name}");
        }
        let again = parsed(&whole(msg));
        for (name, _, new) in all() {
            let h = find(again, name);
            assert_eq!(get!(RvSipOtherHeaderGetName, h), Ok((*name).into()));
            assert_eq!(get!(RvSipOtherHeaderGetValue, h), Ok(new.trim().into()), "{name}");
        }
        assert_eq!(whole(again).lines().count(), whole(msg).lines().count());
        RvSipMsgDestruct(msg);
        RvSipMsgDestruct(again);
    }
}

#[test]
fn every_other_header_is_built_by_name() {
    let msg = message();
    unsafe {
        assert_eq!(RvSipMsgStartLineFix(msg, text!("OPTIONS sip:a@b SIP/2.0")), RV_OK);
        for (name, value, _) in HEADERS.iter().chain(&UNKNOWN) {
            let mut h = null_mut();
            assert_eq!(RvSipOtherHeaderConstructInMsg(msg, RV_FALSE, &mut h), RV_OK);
            assert_eq!(RvSipOtherHeaderSetName(h, text!(name)), RV_OK, "{name}");
            assert_eq!(RvSipOtherHeaderSetValue(h, text!(value)), RV_OK);
        }
        let again = parsed(&whole(msg));
        for (name, value, _) in HEADERS.iter().chain(&UNKNOWN) {
            let h = find(again, name);
            assert_eq!(get!(RvSipOtherHeaderGetName, h), Ok((*name).into()));
            assert_eq!(get!(RvSipOtherHeaderGetValue, h), Ok((*value).into()), "{name}");
        }
        RvSipMsgDestruct(msg);
        RvSipMsgDestruct(again);
    }
}

#[test]
fn a_header_with_a_type_is_read_and_changed_as_text_too() {
    let lines = [
        ("Event", "presence;id=1", "dialog"),
        ("Allow-Events", "presence", "a.b"),
        ("Subscription-State", "active;expires=5", "terminated;reason=timeout"),
        ("RSeq", "5", "6"),
        ("RAck", "5 1 INVITE", "6 2 INVITE"),
        ("Session-Expires", "90;refresher=uac", "91"),
        ("Min-SE", "90", "91;x"),
        ("Refer-To", "<sip:a@b?Replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3>", "<sip:a@b>"),
        ("Referred-By", "<sip:a@b>;cid=\"1@2\"", "<sip:c@d>"),
        ("Replaces", "1;to-tag=2;from-tag=3", "2;to-tag=2;from-tag=3;early-only"),
    ];
    let text: String = lines.iter().map(|(name, value, _)| format!("{name}: {value}\r\n")).collect();
    let msg = parsed(&format!("NOTIFY sip:a@b SIP/2.0\r\n{text}Content-Length: 0\r\n\r\n"));
    unsafe {
        for (name, value, new) in lines {
            let h = find(msg, name);
            assert_eq!(get!(RvSipOtherHeaderGetName, h), Ok(name.into()));
            assert_eq!(get!(RvSipOtherHeaderGetValue, h), Ok(value.into()));
            assert_eq!(RvSipOtherHeaderSetValue(h, text!("\"")), RV_ERROR_ILLEGAL_SYNTAX, "{name}");
            assert_eq!(RvSipOtherHeaderSetValue(h, text!(new)), RV_OK, "{name}");
            assert!(whole(msg).contains(&format!("\r\n{name}: {new}\r\n")), "{name}");
        }
        RvSipMsgDestruct(msg);
    }
}

#[test]
fn a_short_name_and_its_long_one_are_the_same_header() {
    let names = [
        ("Accept-Contact", "a"),
        ("Reject-Contact", "j"),
        ("Request-Disposition", "d"),
        ("Identity", "y"),
        ("Identity-Info", "n"),
        ("Subject", "s"),
        ("Supported", "k"),
        ("Content-Encoding", "e"),
        ("Allow-Events", "u"),
        ("Event", "o"),
        ("Refer-To", "r"),
        ("Referred-By", "b"),
        ("Session-Expires", "x"),
    ];
    let value = |long: &str| match long {
        "Refer-To" | "Referred-By" => "<sip:a@b>",
        _ => "5",
    };
    for (long, short) in names {
        for (written, asked) in [(long, short), (short, long), (short, short)] {
            let msg = parsed(&format!("NOTIFY sip:a@b SIP/2.0\r\n{written}: {}\r\nContent-Length: 0\r\n\r\n", value(long)));
            let h = find(msg, asked);
            assert_eq!(get!(RvSipOtherHeaderGetName, h), Ok(written.into()));
            assert_eq!(get!(RvSipOtherHeaderGetValue, h), Ok(value(long).into()));
            unsafe {
                assert_eq!(RvSipMsgForceCompactForm(msg, RV_TRUE), RV_OK);
                assert!(whole(msg).contains(&format!("\r\n{short}: {}\r\n", value(long))), "{}", whole(msg));
                RvSipMsgDestruct(msg);
            }
        }
    }
}

#[test]
fn a_name_that_the_program_gave_is_never_made_short() {
    let msg = message();
    unsafe {
        assert_eq!(RvSipMsgStartLineFix(msg, text!("OPTIONS sip:a@b SIP/2.0")), RV_OK);
        for name in ["Supported", "k", "Subject"] {
            let mut h = null_mut();
            assert_eq!(RvSipOtherHeaderConstructInMsg(msg, RV_FALSE, &mut h), RV_OK);
            assert_eq!(RvSipOtherHeaderSetName(h, text!(name)), RV_OK);
            assert_eq!(RvSipOtherHeaderSetValue(h, text!("x")), RV_OK);
        }
        for force in [RV_TRUE, RV_FALSE] {
            assert_eq!(RvSipMsgForceCompactForm(msg, force), RV_OK);
            assert!(whole(msg).contains("\r\nSupported: x\r\nk: x\r\nSubject: x\r\n"), "{}", whole(msg));
        }
        RvSipMsgDestruct(msg);
    }
}
