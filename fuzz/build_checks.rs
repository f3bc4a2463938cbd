//! Sequences of calls on messages, chosen by octets: nothing panics, what is written can be read again, and nothing is left behind.
//! Shared by the fuzz target and the bounded run in the tests.

use rvsip::capi::abi::*;
use rvsip::capi::address::*;
use rvsip::capi::body::*;
use rvsip::capi::handle::{ObjectHandle, Tag};
use rvsip::capi::headers::*;
use rvsip::capi::headers_by_hand::*;
use rvsip::capi::msg::*;
use rvsip::capi::msg_apart::*;
use rvsip::capi::msg_headers::*;
use rvsip::capi::party::*;
use rvsip::capi::rpool;
use std::ffi::{CString, c_void};
use std::ptr::null_mut;

const SEEDS: [&str; 2] = [
    concat!(
        "INVITE sip:bob@example.com;transport=tcp?Subject=x SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa;rport=1, ",
        "SIP/2.0/TCP [::1]:5060;ttl=3;maddr=1.2.3.4\r\nt: \"A \\\" B\" <sip:a@b>;tag=1;x\r\nFrom: sip:c@d;tag=2\r\n",
        "CSeq: 1 INVITE\r\nCall-ID: x@y\r\nContact: <tel:+1-2;ext=3>;q=0.5;expires=7, *\r\nRoute: <sip:r;lr>, <sips:s>;a=b\r\n",
        "Authorization: Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:b\", response=\"00\", qop=auth, nc=00000001\r\n",
        "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth,auth-int\", stale=TRUE, algorithm=MD5, x=y\r\n",
        "Date: Sat, 13 Nov 2010 23:29:00 GMT\r\nRetry-After: 18 (a (b) c);duration=9;z\r\nAllow: INVITE, ACK\r\n",
        "Content-Type: multipart/mixed;boundary=\"b\"\r\nContent-Disposition: session;handling=optional\r\nX: y\r\n z\r\n",
        "Expires: 5\r\nMin-Expires: 6\r\nSupported: a, b\r\nContent-Length: 3\r\n\r\nabc"
    ),
    "SIP/2.0 401 Unauthorized\r\nv: SIP/2.0/UDP h\r\nm: <urn:x:y>\r\nf: <im:a@b>\r\nl: 0\r\n\r\n",
];

type Int = std::ffi::c_int;

/// Choices out of octets; zeros once they are used up.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn next(&mut self) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first)
    }
    fn below(&mut self, n: usize) -> usize {
        let wide = if n > 256 { self.next() << 8 | self.next() } else { self.next() };
        wide % n.max(1)
    }
    fn mutate(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..self.below(6) {
            let at = self.below(bytes.len());
            match self.below(4) {
                0 => bytes[at] = b"\r\n\"<>;,:= @\\\0\xff%[](9"[self.below(19)],
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, b"\"<>;,:=@[ \r\n"[self.below(12)]),
                _ => bytes.truncate(at.max(1)),
            }
            if bytes.is_empty() {
                bytes.push(b'x');
            }
        }
        bytes
    }
    fn text(&mut self) -> CString {
        let seed = [
            "<sip:a@b>;tag=x",
            "\"n\" <sip:a@[::1]:99;lr>",
            "5",
            "Digest realm=\"x\"",
            "SIP/2.0/UDP h;branch=1",
            "a/b;c=d",
            "*",
        ];
        let which = self.below(seed.len());
        let mut bytes = self.mutate(seed[which]);
        bytes.retain(|b| *b != 0);
        CString::new(bytes).unwrap()
    }
}

fn encode(call: impl Fn(HRPOOL, *mut HPAGE, *mut RvUint32) -> RvStatus, pool: HRPOOL) -> Option<Vec<u8>> {
    let (mut page, mut length) = (null_mut(), 0);
    let status = call(pool, &mut page, &mut length);
    assert_ne!(status, RV_ERROR_UNKNOWN);
    if status != RV_OK {
        return None;
    }
    let text = rpool::read(pool, page, 0, length as usize).unwrap();
    rpool::RPOOL_FreePage(pool, page);
    Some(text)
}

/// Calls functions of every kind on a handle that may or may not be of their type.
unsafe fn poke(h: *mut c_void, other: *mut c_void, choices: &mut Choices, pool: HRPOOL) {
    let (mut buffer, mut length) = ([0 as RvChar; 40], 0 as RvUint);
    let (b, n, l) = (buffer.as_mut_ptr(), choices.below(41) as RvUint, &mut length as *mut RvUint);
    let text = choices.text();
    let t = text.as_ptr().cast_mut();
    unsafe {
        match choices.below(40) {
            0 => RvSipPartyHeaderParse(h.cast(), choices.below(2) as RvBool, t),
            1 => RvSipPartyHeaderSetTag(h.cast(), t),
            2 => RvSipContactHeaderParse(h.cast(), t),
            3 => RvSipContactHeaderCopy(h.cast(), other.cast()),
            4 => RvSipContactHeaderSetAddrSpec(h.cast(), RvSipContactHeaderGetAddrSpec(other.cast())),
            5 => RvSipContactHeaderSetExpires(h.cast(), RvSipContactHeaderGetExpires(other.cast())),
            6 => RvSipContactHeaderSetDisplayName(h.cast(), t),
            7 => RvSipAddrUrlSetHost(RvSipContactHeaderGetAddrSpec(h.cast()), t),
            8 => RvSipAddrParse(RvSipPartyHeaderGetAddrSpec(h.cast()), t),
            9 => RvSipViaHeaderParse(h.cast(), t),
            10 => RvSipViaHeaderSetHost(h.cast(), t),
            11 => RvSipViaHeaderSetTransport(h.cast(), choices.below(6) as Int - 1, t),
            12 => RvSipViaHeaderGetStrTransport(h.cast(), b, n, l),
            13 => RvSipViaHeaderSetStrBadSyntax(h.cast(), t),
            14 => RvSipRouteHopHeaderSetHeaderType(h.cast(), choices.below(6) as Int - 1),
            15 => RvSipRouteHopHeaderParse(h.cast(), t),
            16 => RvSipAuthorizationHeaderSetRealm(h.cast(), t),
            17 => RvSipAuthorizationHeaderSetHeaderType(h.cast(), choices.below(6) as Int - 1),
            18 => RvSipAuthorizationHeaderParse(h.cast(), t),
            19 => RvSipAuthenticationHeaderSetQopOption(h.cast(), choices.below(6) as Int - 1, t),
            20 => RvSipAuthenticationHeaderFix(h.cast(), t),
            21 => RvSipOtherHeaderSetName(h.cast(), t),
            22 => RvSipOtherHeaderSetValue(h.cast(), t),
            23 => RvSipOtherHeaderParse(h.cast(), t),
            24 => RvSipOtherHeaderGetValue(h.cast(), b, n, l),
            25 => RvSipOtherHeaderCopy(h.cast(), other.cast()),
            26 => RvSipDateHeaderSetDay(h.cast(), choices.below(33) as RvInt32),
            27 => RvSipDateHeaderParse(h.cast(), t),
            28 => RvSipExpiresHeaderSetDeltaSeconds(h.cast(), 9),
            29 => RvSipExpiresHeaderParse(h.cast(), t),
            30 => RvSipCSeqHeaderParse(h.cast(), t),
            31 => RvSipCSeqHeaderSetMethodType(h.cast(), choices.below(12) as Int - 1, t),
            32 => RvSipContentTypeHeaderParse(h.cast(), t),
            33 => RvSipContentTypeHeaderSetMediaType(h.cast(), choices.below(9) as Int - 1, t),
            34 => RvSipRetryAfterHeaderSetComment(h.cast(), t),
            35 => RvSipAllowHeaderParse(h.cast(), t),
            36 => RvSipContentDispositionHeaderParse(h.cast(), t),
            37 => RvSipPartyHeaderCopy(h.cast(), other.cast()),
            38 => RvSipPartyHeaderGetDisplayName(h.cast(), b, n, l),
            _ => RvSipViaHeaderSetCompactForm(h.cast(), choices.below(2) as RvBool),
        };
        encode(|p, g, l| RvSipOtherHeaderEncode(h.cast(), p, g, l), pool);
        encode(|p, g, l| RvSipContactHeaderEncode(h.cast(), p, g, l), pool);
    }
}

/// One message, made by parsing a mutated sample, worked on and written, as the octets choose.
pub fn sequence(octets: &[u8]) {
    let mut choices = Choices(octets);
    let manager: RvSipMsgMgrHandle = ObjectHandle { tag: Tag::MsgMgr, slot: 0, generation: 1, index: 0 }.pointer();
    let pool = rpool::construct(4096, 1000).unwrap();
    let (mut msg, mut handles) = (null_mut(), Vec::<*mut c_void>::new());
    unsafe {
        assert_eq!(RvSipMsgConstruct(manager, pool, &mut msg), RV_OK);
        let which = choices.below(2);
        let bytes = choices.mutate(SEEDS[which]);
        if RvSipMsgParse(msg, bytes.as_ptr().cast_mut().cast(), bytes.len() as RvInt32) != RV_OK {
            RvSipMsgDestruct(msg);
            return;
        }
        let (mut at, mut kind) = (null_mut(), -1);
        let mut header = RvSipMsgGetHeaderExt(msg, 0, 0, &mut at, &mut kind);
        while !header.is_null() {
            handles.push(header);
            header = RvSipMsgGetHeaderExt(msg, 1, 0, &mut at, &mut kind);
        }
        handles.extend([
            RvSipMsgGetToHeader(msg).cast::<c_void>(),
            RvSipMsgGetFromHeader(msg).cast(),
            RvSipMsgGetCSeqHeader(msg).cast(),
            RvSipBodyGetContentType(RvSipMsgGetBodyObject(msg)).cast(),
            null_mut(),
        ]);
        for _ in 0..12 {
            let (one, two) = (handles[choices.below(handles.len())], handles[choices.below(handles.len())]);
            poke(one, two, &mut choices, pool);
            let text = choices.text();
            let mut new = null_mut();
            match choices.below(8) {
                0 => {
                    RvSipMsgGetHeaderByType(msg, choices.below(27) as Int - 1, 0, &mut at);
                    RvSipMsgRemoveHeaderAt(msg, at);
                }
                1 => {
                    let place = choices.below(5) as Int;
                    if RvSipMsgPushHeader(msg, place, one, choices.below(26) as Int, &mut at, &mut new) == RV_OK {
                        handles.push(new);
                    }
                }
                2 => {
                    if RvSipMsgConstructHeaderInMsgByType(msg, choices.below(28) as Int - 1, 1, &mut new) == RV_OK {
                        handles.push(new);
                    }
                }
                3 => drop(RvSipMsgStartLineFix(msg, text.as_ptr().cast_mut())),
                4 => drop(RvSipMsgSetContentTypeHeader(msg, text.as_ptr().cast_mut())),
                5 => drop(RvSipMsgSetToHeader(msg, two.cast())),
                6 => drop(RvSipMsgForceCompactForm(msg, choices.below(2) as RvBool)),
                _ => drop(RvSipMsgGetHeaderByName(msg, text.as_ptr().cast_mut(), 0, &mut at)),
            }
        }
        let written = encode(|p, g, l| RvSipMsgEncode(msg, p, g, l), pool).unwrap();
        assert_ne!(RvSipMsgParse(msg, written.as_ptr().cast_mut().cast(), written.len() as RvInt32), RV_ERROR_UNKNOWN);
        RvSipMsgDestruct(msg);
    }
    assert_eq!(rpool::pages_used(pool), Ok(0));
    rpool::destruct(pool).unwrap();
}
