//! Random work on bodies and parts through the exported functions: no call panics, the limits hold, and what was written can be
//! split again.

use rvsip::capi::abi::*;
use rvsip::capi::body::*;
use rvsip::capi::body_part::*;
use rvsip::capi::handle::{ObjectHandle, Tag};
use rvsip::capi::headers::*;
use rvsip::capi::headers_by_hand::*;
use rvsip::capi::msg::*;
use rvsip::capi::msg_apart::*;
use rvsip::capi::{boundary, rpool};
use std::ffi::c_void;
use std::ptr::null_mut;
use std::sync::Mutex;

const TEXTS: [&str; 7] = [
    "--b\r\nContent-Type: multipart/mixed;boundary=c\r\nContent-Length: 3\r\n\r\n--c\r\nTo: <sip:a@b>\r\n\r\nx\r\n--c--\r\n--b\r\nm: <sip:a>, <sip:b>\r\n\r\ny\r\n--b--",
    "--c\r\n\r\none\r\n--c\r\nContent-Type: multipart/mixed;boundary=b\r\nContent-Disposition: session\r\n\r\n--b\r\n\r\n--b--\r\n--c--",
    "Content-Type: multipart/mixed;boundary=b\r\nX: y\r\n\r\n--b\r\n\r\nz\r\n--b--",
    "Content-Type: text/plain\r\nl: 9\r\n\r\ntext",
    "\r\n--b\r\n",
    "--rvsip-boundary-00000000\r\n\r\n--rvsip-boundary-00000000--",
    "",
];

static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 8) % n.max(1) as u64) as usize
    }
    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// Handles of every kind that were seen, dead ones among them.
struct Seen {
    bodies: Vec<RvSipBodyHandle>,
    parts: Vec<RvSipBodyPartHandle>,
    headers: Vec<*mut c_void>,
    cursor: RvSipHeaderListElemHandle,
}

unsafe fn poke(s: &mut Seen, dice: &mut Dice, pool: HRPOOL) -> RvStatus {
    let (body, other) = (dice.of(&s.bodies), dice.of(&s.bodies));
    let (part, relative) = (dice.of(&s.parts), dice.of(&s.parts));
    let (header, place) = (dice.of(&s.headers), dice.below(5) as RvInt);
    let text = dice.of(&TEXTS);
    let (data, size) = (text.as_ptr().cast_mut().cast::<RvChar>(), text.len() as RvUint);
    let (mut new_body, mut new_part, mut kind, mut new) = (null_mut(), null_mut(), null_mut(), null_mut());
    let (mut page, mut length) = (null_mut(), 0);
    let status = unsafe {
        match dice.below(24) {
            0..=2 => RvSipBodyMultipartParse(body, data, size),
            3 => RvSipBodySetBodyStr(body, data, size),
            4 => RvSipBodyCopy(body, other),
            5 => RvSipBodyPushBodyPart(body, place, part, relative, &mut new_part),
            6 => RvSipBodyRemoveBodyPart(body, part),
            7 | 8 => RvSipBodyGetBodyPart(body, place, relative, &mut new_part),
            9 => RvSipBodyConstructInBodyPart(part, &mut new_body),
            10 | 11 => RvSipBodyPartConstructInBody(body, place, &mut new_part),
            12 | 13 => RvSipBodyPartParse(part, data, size),
            14 => RvSipBodyPartCopy(part, relative),
            15 => RvSipBodyPartSetBodyObject(part, if place == 4 { null_mut() } else { other }),
            16 => RvSipBodyPartPushHeader(part, place, header, dice.below(26) as RvInt, &mut s.cursor, &mut new),
            17 => {
                new = RvSipBodyPartGetHeader(part, place, &mut s.cursor, &mut 0);
                RV_OK
            }
            18 => RvSipBodyPartRemoveHeader(part, s.cursor),
            19 => RvSipBodyPartSetContentDisposition(part, RvSipBodyPartGetContentDisposition(relative)),
            20 => RvSipContentTypeHeaderConstructInBody(body, &mut kind),
            21 => RvSipContentTypeHeaderSetBoundary(RvSipBodyGetContentType(body), c"b c".as_ptr().cast_mut()),
            22 => RvSipOtherHeaderSetName(header.cast(), c"X-Name".as_ptr().cast_mut()),
            _ => RvSipBodyEncode(body, pool, &mut page, &mut length),
        }
    };
    if !page.is_null() {
        rpool::RPOOL_FreePage(pool, page);
    }
    if !kind.is_null() {
        let (value, at) = ([c"multipart/mixed;boundary=b", c"multipart/x", c"text/plain"], dice.below(3));
        unsafe { RvSipContentTypeHeaderParse(kind, value[at].as_ptr().cast_mut()) };
    }
    s.bodies.extend((!new_body.is_null()).then_some(new_body));
    s.headers.extend((!new.is_null()).then_some(new));
    if !new_part.is_null() {
        s.parts.push(new_part);
        s.bodies.push(unsafe { RvSipBodyPartGetBodyObject(new_part) });
    }
    status
}

#[test]
fn random_work_on_bodies_never_panics_and_what_is_written_can_be_split() {
    boundary::on_panic(|name, text| PANICS.lock().unwrap().push(format!("{name}: {text}")));
    let rounds = std::env::var("RVSIP_RANDOM_ROUNDS").ok().and_then(|r| r.parse().ok()).unwrap_or(1500);
    let manager: RvSipMsgMgrHandle = ObjectHandle { tag: Tag::MsgMgr, slot: 0, generation: 1, index: 0 }.pointer();
    let pool = rpool::construct(4096, 10_000).unwrap();
    let (mut written, mut done) = (0, 0);
    for round in 0..rounds {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ (round as u64 + 1).wrapping_mul(0xBF58_476D_1CE4_E5B9));
        let (mut msg, mut body, mut alone, mut part) = (null_mut(), null_mut(), null_mut(), null_mut());
        unsafe {
            assert_eq!(RvSipMsgConstruct(manager, pool, &mut msg), RV_OK);
            assert_eq!(RvSipMsgSetStatusCode(msg, 200, RV_TRUE), RV_OK);
            assert_eq!(RvSipBodyConstructInMsg(msg, &mut body), RV_OK);
            assert_eq!(RvSipMsgSetContentTypeHeader(msg, c"multipart/mixed;boundary=c".as_ptr().cast_mut()), RV_OK);
            assert_eq!(RvSipBodyConstruct(manager, pool, &mut alone), RV_OK);
            assert_eq!(RvSipBodyPartConstruct(manager, pool, &mut part), RV_OK);
            let mut seen = Seen { bodies: vec![body, alone], parts: vec![part], headers: vec![null_mut()], cursor: null_mut() };
            for _ in 0..40 {
                let status = poke(&mut seen, &mut dice, pool);
                assert_ne!(status, RV_ERROR_UNKNOWN);
                done += usize::from(status == RV_OK);
            }
            let mut first = null_mut();
            assert_eq!(RvSipBodyGetBodyPart(body, 0, null_mut(), &mut first), RV_OK);
            let (mut page, mut length) = (null_mut(), 0);
            if RvSipMsgEncode(msg, pool, &mut page, &mut length) == RV_OK {
                let text = rpool::read(pool, page, 0, length as usize).unwrap();
                rpool::RPOOL_FreePage(pool, page);
                assert_eq!(RvSipMsgParse(msg, text.as_ptr().cast_mut().cast(), text.len() as RvInt32), RV_OK);
                if !first.is_null() {
                    let whole = RvSipMsgGetBodyObject(msg);
                    let size = RvSipBodyGetBodyStrLength(whole);
                    let mut text = vec![0u8; size as usize];
                    assert_eq!(RvSipBodyGetBodyStr(whole, text.as_mut_ptr().cast(), size, &mut 0), RV_OK);
                    assert_eq!(RvSipBodyMultipartParse(whole, text.as_mut_ptr().cast(), size), RV_OK);
                    written += 1;
                }
            }
            RvSipMsgDestruct(msg);
            RvSipBodyDestruct(alone);
            RvSipBodyPartDestruct(part);
        }
    }
    assert_eq!(*PANICS.lock().unwrap(), Vec::<String>::new());
    assert_eq!(rpool::pages_used(pool), Ok(0));
    assert!(written * 4 > rounds && done > 10 * rounds, "{written} bodies written, {done} calls done");
}
