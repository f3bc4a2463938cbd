//! Headers of subscriptions, transfers, sessions and reliable responses through the exported functions, and every header without
//! a type of its own by its name.

#![allow(unused_unsafe)] // the macro that calls a getter is used inside and outside of unsafe blocks
#[macro_use]
mod messages;

use messages::*;
use rvsip::capi::abi::*;
use rvsip::capi::enums::{self, RvSipHeaderType::*};
use rvsip::capi::headers::*;
use rvsip::capi::headers_by_hand::*;
use rvsip::capi::msg_headers::*;
use rvsip::capi::refer::*;
use std::ffi::{c_int, c_void};
use std::ptr::null_mut;

/// A request with these header lines.
fn with(lines: &str) -> RvSipMsgHandle {
    parsed(&format!("NOTIFY sip:a@b SIP/2.0\r\n{lines}\r\nContent-Length: 0\r\n\r\n"))
}

/// The header of a type in a message with one line, and whether it is legal.
fn one<H>(line: &str, kind: enums::RvSipHeaderType) -> (*mut H, bool) {
    let msg = with(line);
    let (mut cursor, all) = (null_mut(), enums::RvSipHeadersOption::RVSIP_MSG_HEADERS_OPTION_ALL as c_int);
    let header = unsafe { RvSipMsgGetHeaderByTypeExt(msg, kind as c_int, FIRST, all, &mut cursor) };
    assert!(!header.is_null(), "{line}");
    let bad = unsafe { RvSipHeaderIsBadSyntax(header, kind as c_int) };
    (header.cast(), bad == RV_FALSE)
}

fn legal<H>(line: &str, kind: enums::RvSipHeaderType) -> *mut H {
    let (header, legal) = one(line, kind);
    assert!(legal, "{line}");
    header
}

/// A new header in a new message.
macro_rules! new {
    ($construct:ident) => {{
        let mut header = null_mut();
        assert_eq!($construct(message(), RV_FALSE, &mut header), RV_OK);
        header
    }};
}

fn seconds(get: impl Fn(*mut RvUint32) -> RvStatus) -> Result<u32, RvStatus> {
    let mut n = 4711;
    match get(&mut n) {
        RV_OK => Ok(n),
        error => {
            assert_eq!(n, 4711, "nothing is written on failure");
            Err(error)
        }
    }
}

#[test]
fn an_event_has_package_template_and_id() {
    let h = legal("Event: presence.winfo.x;id=7;foo=bar", RVSIP_HEADERTYPE_EVENT);
    assert_eq!(get!(RvSipEventHeaderGetEventPackage, h), Ok("presence".into()));
    assert_eq!(get!(RvSipEventHeaderGetEventTemplate, h), Ok("winfo.x".into()));
    assert_eq!(get!(RvSipEventHeaderGetEventId, h), Ok("7".into()));
    assert_eq!(get!(RvSipEventHeaderGetOtherParams, h), Ok("foo=bar".into()));
    let h = legal("o: reg", RVSIP_HEADERTYPE_EVENT);
    assert_eq!(get!(RvSipEventHeaderGetEventTemplate, h), Err(RV_ERROR_NOT_FOUND));
    let mut compact = RV_FALSE;
    unsafe {
        assert_eq!(RvSipEventHeaderGetCompactForm(h, &mut compact), RV_OK);
        assert_eq!(compact, RV_TRUE);
        assert_eq!(encoded(|p, g, l| RvSipEventHeaderEncode(h, p, g, l)), "o: reg");
        let h = new!(RvSipEventHeaderConstructInMsg);
        assert_eq!(RvSipEventHeaderSetEventPackage(h, text!("dialog")), RV_OK);
        assert_eq!(RvSipEventHeaderSetEventTemplate(h, text!("winfo")), RV_OK);
        assert_eq!(RvSipEventHeaderSetEventId(h, text!("x9")), RV_OK);
        assert_eq!(RvSipEventHeaderSetOtherParams(h, text!("call-id=1;to-tag=2")), RV_OK);
        let line = "Event: dialog.winfo;id=x9;call-id=1;to-tag=2";
        assert_eq!(encoded(|p, g, l| RvSipEventHeaderEncode(h, p, g, l)), line);
        assert_eq!(get!(RvSipEventHeaderGetEventId, legal(line, RVSIP_HEADERTYPE_EVENT)), Ok("x9".into()));
    }
}

#[test]
fn allow_events_is_one_header_an_event_type() {
    let msg = with("Allow-Events: presence, dialog.winfo\r\nu: reg");
    let (mut cursor, mut found) = (null_mut(), Vec::new());
    let mut h: RvSipAllowEventsHeaderHandle = by_type(msg, RVSIP_HEADERTYPE_ALLOW_EVENTS, FIRST, &mut cursor);
    while !h.is_null() {
        let template = get!(RvSipAllowEventsHeaderGetEventTemplate, h).unwrap_or_default();
        found.push((get!(RvSipAllowEventsHeaderGetEventPackage, h).unwrap(), template));
        h = by_type(msg, RVSIP_HEADERTYPE_ALLOW_EVENTS, enums::RvSipHeadersLocation::RVSIP_NEXT_HEADER as c_int, &mut cursor);
    }
    let expected = [("presence", ""), ("dialog", "winfo"), ("reg", "")].map(|(a, b)| (a.to_string(), b.to_string()));
    assert_eq!(found, expected);
    unsafe {
        let h = new!(RvSipAllowEventsHeaderConstructInMsg);
        assert_eq!(RvSipAllowEventsHeaderSetEventPackage(h, text!("reg")), RV_OK);
        assert_eq!(RvSipAllowEventsHeaderSetEventTemplate(h, text!("winfo")), RV_OK);
        assert_eq!(RvSipAllowEventsHeaderSetCompactForm(h, RV_TRUE), RV_OK);
        assert_eq!(encoded(|p, g, l| RvSipAllowEventsHeaderEncode(h, p, g, l)), "u: reg.winfo");
    }
}

#[test]
fn a_subscription_state_has_state_reason_and_times() {
    let h = legal("Subscription-State: terminated;reason=noresource;retry-after=30;x", RVSIP_HEADERTYPE_SUBSCRIPTION_STATE);
    unsafe {
        use enums::{RvSipSubscriptionReason as R, RvSipSubscriptionSubstate as S};
        assert_eq!(RvSipSubscriptionStateHeaderGetSubstate(h), S::RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED as c_int);
        assert_eq!(RvSipSubscriptionStateHeaderGetReason(h), R::RVSIP_SUBSCRIPTION_REASON_NORESOURCE as c_int);
        assert_eq!(RvSipSubscriptionStateHeaderGetExpiresParam(h), -1);
        assert_eq!(RvSipSubscriptionStateHeaderGetRetryAfter(h), 30);
        assert_eq!(get!(RvSipSubscriptionStateHeaderGetOtherParams, h), Ok("x".into()));
        let h = legal("Subscription-State: waiting;expires=5;reason=later", RVSIP_HEADERTYPE_SUBSCRIPTION_STATE);
        assert_eq!(RvSipSubscriptionStateHeaderGetSubstate(h), S::RVSIP_SUBSCRIPTION_SUBSTATE_OTHER as c_int);
        assert_eq!(get!(RvSipSubscriptionStateHeaderGetStrSubstate, h), Ok("waiting".into()));
        assert_eq!(get!(RvSipSubscriptionStateHeaderGetStrReason, h), Ok("later".into()));
        let h = new!(RvSipSubscriptionStateHeaderConstructInMsg);
        let active = S::RVSIP_SUBSCRIPTION_SUBSTATE_ACTIVE as c_int;
        assert_eq!(RvSipSubscriptionStateHeaderSetSubstate(h, active, null_mut()), RV_OK);
        assert_eq!(RvSipSubscriptionStateHeaderSetExpiresParam(h, 3600), RV_OK);
        let other = R::RVSIP_SUBSCRIPTION_REASON_OTHER as c_int;
        assert_eq!(RvSipSubscriptionStateHeaderSetReason(h, other, null_mut()), RV_ERROR_BADPARAM);
        assert_eq!(RvSipSubscriptionStateHeaderSetReason(h, other, text!("invariant")), RV_OK);
        assert_eq!(
            encoded(|p, g, l| RvSipSubscriptionStateHeaderEncode(h, p, g, l)),
            "Subscription-State: active;reason=invariant;expires=3600"
        );
    }
}

#[test]
fn session_timers_have_seconds_and_a_refresher() {
    unsafe {
        use enums::RvSipSessionExpiresRefresherType as R;
        let h = legal("x: 1800;refresher=UAS;a=b", RVSIP_HEADERTYPE_SESSION_EXPIRES);
        assert_eq!(seconds(|n| RvSipSessionExpiresHeaderGetDeltaSeconds(h, n)), Ok(1800));
        assert_eq!(RvSipSessionExpiresHeaderGetRefresherType(h), R::RVSIP_SESSION_EXPIRES_REFRESHER_UAS as c_int);
        let h = legal("Session-Expires: 90", RVSIP_HEADERTYPE_SESSION_EXPIRES);
        assert_eq!(RvSipSessionExpiresHeaderGetRefresherType(h), -1);
        let h = new!(RvSipSessionExpiresHeaderConstructInMsg);
        assert_eq!(seconds(|n| RvSipSessionExpiresHeaderGetDeltaSeconds(h, n)), Err(RV_ERROR_NOT_FOUND));
        assert_eq!(RvSipSessionExpiresHeaderSetDeltaSeconds(h, 4000), RV_OK);
        let uac = R::RVSIP_SESSION_EXPIRES_REFRESHER_UAC as c_int;
        assert_eq!(RvSipSessionExpiresHeaderSetRefresherType(h, 9), RV_ERROR_BADPARAM);
        assert_eq!(RvSipSessionExpiresHeaderSetRefresherType(h, uac), RV_OK);
        assert_eq!(encoded(|p, g, l| RvSipSessionExpiresHeaderEncode(h, p, g, l)), "Session-Expires: 4000;refresher=uac");
        let h = legal("Min-SE: 120;y", RVSIP_HEADERTYPE_MINSE);
        assert_eq!(seconds(|n| RvSipMinSEHeaderGetDeltaSeconds(h, n)), Ok(120));
        assert_eq!(RvSipMinSEHeaderSetDeltaSeconds(h, 0), RV_OK);
        assert_eq!(encoded(|p, g, l| RvSipMinSEHeaderEncode(h, p, g, l)), "Min-SE: 0;y");
    }
}

#[test]
fn rack_holds_the_number_and_the_cseq_of_the_response() {
    unsafe {
        let h: RvSipRAckHeaderHandle = legal("RAck: 776656 1 INVITE", RVSIP_HEADERTYPE_RACK);
        assert_eq!(seconds(|n| RvSipRAckHeaderGetResponseNum(h, n)), Ok(776_656));
        let cseq = RvSipRAckHeaderGetCSeqHandle(h);
        assert_eq!(RvSipCSeqHeaderGetStep(cseq), 1);
        assert_eq!(get!(RvSipCSeqHeaderGetStrMethodType, cseq), Ok("INVITE".into()));
        assert_eq!(RvSipCSeqHeaderSetStep(cseq, 5), RV_OK);
        assert_eq!(RvSipRAckHeaderSetResponseNum(h, 9), RV_OK);
        assert_eq!(encoded(|p, g, l| RvSipRAckHeaderEncode(h, p, g, l)), "RAck: 9 5 INVITE");
        let copy = new!(RvSipRAckHeaderConstructInMsg);
        assert_eq!(RvSipRAckHeaderCopy(copy, h), RV_OK);
        assert_eq!(encoded(|p, g, l| RvSipRAckHeaderEncode(copy, p, g, l)), "RAck: 9 5 INVITE");
        assert_eq!(RvSipRAckHeaderSetCSeqHandle(copy, null_mut()), RV_OK);
        assert!(RvSipRAckHeaderGetCSeqHandle(copy).is_null());
        assert_eq!(RvSipCSeqHeaderGetStep(cseq), 5, "the original is another object");
        let h = legal("RSeq: 988789", RVSIP_HEADERTYPE_RSEQ);
        assert_eq!(seconds(|n| RvSipRSeqHeaderGetResponseNum(h, n)), Ok(988_789));
        assert_eq!(RvSipRSeqHeaderSetResponseNum(h, 1), RV_OK);
        assert_eq!(encoded(|p, g, l| RvSipRSeqHeaderEncode(h, p, g, l)), "RSeq: 1");
    }
}

#[test]
fn referred_by_has_an_address_and_a_cid() {
    unsafe {
        let line = "Referred-By: \"R\" <sip:referrer@referrer.example>;cid=\"20398823.2UWQFN309shb3@referrer.example\"";
        let h = legal(line, RVSIP_HEADERTYPE_REFERRED_BY);
        assert_eq!(get!(RvSipReferredByHeaderGetDisplayName, h), Ok("\"R\"".into()));
        let uri = RvSipReferredByHeaderGetAddrSpec(h);
        assert_eq!(get!(RvSipAddrUrlGetUser, uri), Ok("referrer".into()));
        assert_eq!(get!(RvSipReferredByHeaderGetCidParam, h), Ok("\"20398823.2UWQFN309shb3@referrer.example\"".into()));
        let new = new!(RvSipReferredByHeaderConstructInMsg);
        assert_eq!(RvSipReferredByHeaderSetAddrSpec(new, uri), RV_OK);
        assert_eq!(RvSipReferredByHeaderSetCidParam(new, text!("a@b")), RV_OK);
        assert_eq!(RvSipReferredByHeaderSetCompactForm(new, RV_TRUE), RV_OK);
        assert_eq!(
            encoded(|p, g, l| RvSipReferredByHeaderEncode(new, p, g, l)),
            "b: <sip:referrer@referrer.example>;cid=\"a@b\""
        );
    }
}

const REPLACES: &str = "Replaces: 425928@bobster.example.org;to-tag=7743;from-tag=6472;early-only;x=y";

#[test]
fn replaces_names_a_dialog() {
    unsafe {
        let h = legal(REPLACES, RVSIP_HEADERTYPE_REPLACES);
        assert_eq!(get!(RvSipReplacesHeaderGetCallID, h), Ok("425928@bobster.example.org".into()));
        assert_eq!(get!(RvSipReplacesHeaderGetToTag, h), Ok("7743".into()));
        assert_eq!(get!(RvSipReplacesHeaderGetFromTag, h), Ok("6472".into()));
        assert_eq!(RvSipReplacesHeaderGetEarlyOnly(h), RV_TRUE);
        assert_eq!(get!(RvSipReplacesHeaderGetOtherParams, h), Ok("x=y".into()));
        assert_eq!(RvSipReplacesHeaderSetEarlyOnly(h, RV_FALSE), RV_OK);
        assert_eq!(RvSipReplacesHeaderSetToTag(h, text!("1")), RV_OK);
        assert_eq!(
            encoded(|p, g, l| RvSipReplacesHeaderEncode(h, p, g, l)),
            "Replaces: 425928@bobster.example.org;to-tag=1;from-tag=6472;x=y"
        );
    }
}

#[test]
fn the_replaces_of_a_refer_to_stands_in_its_address() {
    unsafe {
        let line = "r: \"Bob\" <sip:bob@b.example;method=INVITE?Subject=x&Replaces=90%40a%3Bto-tag%3D1%3Bfrom-tag%3D2>;p";
        let h: RvSipReferToHeaderHandle = legal(line, RVSIP_HEADERTYPE_REFER_TO);
        assert_eq!(encoded(|p, g, l| RvSipReferToHeaderEncode(h, p, g, l)), line, "untouched it is written as it came");
        let replaces = RvSipReferToHeaderGetReplaces(h);
        assert_eq!(RvSipReferToHeaderGetReplaces(h), replaces);
        assert_eq!(get!(RvSipReplacesHeaderGetCallID, replaces), Ok("90@a".into()));
        assert_eq!(get!(RvSipReplacesHeaderGetFromTag, replaces), Ok("2".into()));
        assert_eq!(encoded(|p, g, l| RvSipReferToHeaderEncode(h, p, g, l)), line, "looking changes nothing");
        assert_eq!(RvSipReplacesHeaderSetEarlyOnly(replaces, RV_TRUE), RV_OK);
        assert_eq!(
            encoded(|p, g, l| RvSipReferToHeaderEncode(h, p, g, l)),
            "r: \"Bob\" <sip:bob@b.example;method=INVITE?Subject=x&Replaces=90%40a%3Bto-tag%3D1%3Bfrom-tag%3D2%3Bearly-only>;p"
        );
        assert_eq!(RvSipReferToHeaderSetReplaces(h, null_mut()), RV_OK);
        assert!(RvSipReferToHeaderGetReplaces(h).is_null());
        assert_eq!(
            encoded(|p, g, l| RvSipReferToHeaderEncode(h, p, g, l)),
            "r: \"Bob\" <sip:bob@b.example;method=INVITE?Subject=x>;p"
        );
        // one from elsewhere; it stays when the address changes, unless that brings its own
        assert_eq!(RvSipReferToHeaderSetReplaces(h, legal(REPLACES, RVSIP_HEADERTYPE_REPLACES)), RV_OK);
        let uri = RvSipReferToHeaderGetAddrSpec(h);
        assert!(get!(RvSipAddrUrlGetHeaders, uri).unwrap().starts_with("Subject=x&Replaces=425928%40bobster.example.org%3B"));
        let other: RvSipReferToHeaderHandle = legal("Refer-To: sip:c@d", RVSIP_HEADERTYPE_REFER_TO);
        assert_eq!(RvSipReferToHeaderSetAddrSpec(h, RvSipReferToHeaderGetAddrSpec(other)), RV_OK);
        let uri = RvSipReferToHeaderGetAddrSpec(h);
        assert!(get!(RvSipAddrUrlGetHeaders, uri).unwrap().starts_with("Replaces=425928%40"));
        let third: RvSipReferToHeaderHandle = legal(line, RVSIP_HEADERTYPE_REFER_TO);
        assert_eq!(RvSipReferToHeaderSetAddrSpec(h, RvSipReferToHeaderGetAddrSpec(third)), RV_OK);
        assert_eq!(get!(RvSipReplacesHeaderGetCallID, RvSipReferToHeaderGetReplaces(h)), Ok("90@a".into()));
        // a broken one is no object, and stays in the address
        let broken: RvSipReferToHeaderHandle = legal("Refer-To: <sip:c@d?Replaces=1>", RVSIP_HEADERTYPE_REFER_TO);
        assert!(RvSipReferToHeaderGetReplaces(broken).is_null());
        assert_eq!(encoded(|p, g, l| RvSipReferToHeaderEncode(broken, p, g, l)), "Refer-To: <sip:c@d?Replaces=1>");
        let none: RvSipReferToHeaderHandle = legal("Refer-To: <tel:+1>", RVSIP_HEADERTYPE_REFER_TO);
        assert!(RvSipReferToHeaderGetReplaces(none).is_null());
        assert_eq!(RvSipReferToHeaderSetAddrSpec(none, null_mut()), RV_OK);
        assert!(RvSipReferToHeaderGetAddrSpec(none).is_null());
    }
}

#[test]
fn values_that_do_not_follow_the_grammar_are_kept_as_text_and_their_fields_are_unset() {
    let bad = [
        (RVSIP_HEADERTYPE_EVENT, "Event", &["", ".x", "a.", "a..b", "a b", "a;id=", "a;id=\"x\"", "a;id=1;id=2", "a;"][..]),
        (RVSIP_HEADERTYPE_ALLOW_EVENTS, "Allow-Events", &["a;b", "a b", ".", "\"a\""]),
        (
            RVSIP_HEADERTYPE_SUBSCRIPTION_STATE,
            "Subscription-State",
            &[
                "",
                "active;expires=x",
                "active;retry-after=",
                "active;reason=\"x\"",
                "active active",
                "active;expires=1;expires=2",
            ],
        ),
        (RVSIP_HEADERTYPE_SESSION_EXPIRES, "Session-Expires", &["", "x", "-1", "90;refresher=me", "90;refresher", "90 s"]),
        (RVSIP_HEADERTYPE_MINSE, "Min-SE", &["", "x", "90,90", "9;"]),
        (
            RVSIP_HEADERTYPE_RACK,
            "RAck",
            &["", "1", "1 1", "1 1 ", "x 1 INVITE", "1 x INVITE", "4294967296 1 INVITE", "1 1 A B"],
        ),
        (RVSIP_HEADERTYPE_RSEQ, "RSeq", &["", "x", "1 1", "4294967296", "-1"]),
        (RVSIP_HEADERTYPE_REFER_TO, "Refer-To", &["", "<sip:a", "<sip:a>,<sip:b>", "\"x\" sip:a", "<sip:a>;;"]),
        (RVSIP_HEADERTYPE_REFERRED_BY, "Referred-By", &["", "<>", "<sip:a>;cid", "<sip:a>;cid=\"x"]),
        (
            RVSIP_HEADERTYPE_REPLACES,
            "Replaces",
            &[
                "",
                "x",
                "x;to-tag=1",
                "x;from-tag=1",
                "x;to-tag=1;from-tag=",
                "x;to-tag=1;to-tag=2;from-tag=3",
                ";to-tag=1;from-tag=2",
            ],
        ),
    ];
    for (kind, name, values) in bad {
        for value in values {
            let (header, legal) = one::<c_void>(&format!("{name}: {value}"), kind);
            assert!(!legal, "{name}: {value}");
            let shown = match kind {
                RVSIP_HEADERTYPE_EVENT => get!(RvSipEventHeaderGetStrBadSyntax, header.cast()),
                RVSIP_HEADERTYPE_REPLACES => get!(RvSipReplacesHeaderGetStrBadSyntax, header.cast()),
                RVSIP_HEADERTYPE_RACK => get!(RvSipRAckHeaderGetStrBadSyntax, header.cast()),
                _ => Ok(value.trim().into()),
            };
            assert_eq!(shown, Ok(value.trim().into()), "{name}: {value}");
        }
    }
    unsafe {
        let (h, _) = one::<_>("Event: .x", RVSIP_HEADERTYPE_EVENT);
        assert_eq!(get!(RvSipEventHeaderGetEventPackage, h), Err(RV_ERROR_NOT_FOUND));
        assert_eq!(RvSipEventHeaderFix(h, text!("Event: still bad;")), RV_ERROR_ILLEGAL_SYNTAX);
        assert_eq!(get!(RvSipEventHeaderGetStrBadSyntax, h), Ok(".x".into()));
        assert_eq!(RvSipEventHeaderFix(h, text!("presence")), RV_OK);
        assert_eq!(get!(RvSipEventHeaderGetEventPackage, h), Ok("presence".into()));
    }
}

#[test]
fn every_header_without_a_type_is_read_changed_and_written_by_its_name() {
    const NAMES: [&str; 42] = [
        "P-Asserted-Identity",
        "P-Preferred-Identity",
        "P-Associated-URI",
        "P-Access-Network-Info",
        "P-Called-Party-ID",
        "P-Visited-Network-ID",
        "P-Charging-Vector",
        "Security-Client",
        "Security-Server",
        "Security-Verify",
        "Reason",
        "Reply-To",
        "Accept",
        "Accept-Encoding",
        "Accept-Language",
        "Alert-Info",
        "Call-Info",
        "Error-Info",
        "In-Reply-To",
        "Info-Package",
        "Recv-Info",
        "Join",
        "MIME-Version",
        "Organization",
        "Priority",
        "Privacy",
        "SIP-ETag",
        "SIP-If-Match",
        "Subject",
        "Target-Dialog",
        "Timestamp",
        "User-Agent",
        "Server",
        "Warning",
        "Supported",
        "Require",
        "Proxy-Require",
        "Unsupported",
        "Content-Encoding",
        "Content-Language",
        "Geolocation",
        "X-Anything",
    ];
    for name in NAMES {
        let value = "\"a, b\" <sip:x@y>;p=\"q;r\", token;z=%41 (comment), 1.5";
        let msg = with(&format!("{name}: {value}"));
        unsafe {
            let other = name.to_uppercase();
            let h = RvSipMsgGetHeaderByName(msg, text!(other.as_str()), FIRST, &mut null_mut());
            assert!(!h.is_null(), "{name}");
            assert_eq!(get!(RvSipOtherHeaderGetName, h), Ok(name.into()));
            assert_eq!(get!(RvSipOtherHeaderGetValue, h), Ok(value.into()), "{name}");
            assert!(whole(msg).contains(&format!("\r\n{name}: {value}\r\n")));
            assert_eq!(RvSipOtherHeaderSetValue(h, text!("changed;a=b, c")), RV_OK);
            let text = whole(msg);
            assert!(text.contains(&format!("\r\n{name}: changed;a=b, c\r\n")), "{text}");
            let again = parsed(&text);
            let h = RvSipMsgGetHeaderByName(again, text!(name), FIRST, &mut null_mut());
            assert_eq!(get!(RvSipOtherHeaderGetValue, h), Ok("changed;a=b, c".into()));
            let mut new = null_mut();
            assert_eq!(RvSipOtherHeaderConstructInMsg(again, RV_TRUE, &mut new), RV_OK);
            assert_eq!(RvSipOtherHeaderSetName(new, text!(name)), RV_OK);
            assert_eq!(RvSipOtherHeaderSetValue(new, text!("second")), RV_OK);
            let first = RvSipMsgGetHeaderByName(again, text!(name), FIRST, &mut null_mut());
            assert_eq!(get!(RvSipOtherHeaderGetValue, first), Ok("second".into()));
        }
    }
}
