//! Reading messages through the exported functions takes no memory once the first ones have been read.

use rvsip::capi::abi::*;
use rvsip::capi::enums::RvSipHeaderType;
use rvsip::capi::handle::{ObjectHandle, Tag};
use rvsip::capi::headers::*;
use rvsip::capi::msg::*;
use rvsip::capi::msg_apart::*;
use rvsip::capi::msg_headers::*;
use rvsip::capi::rpool;
use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicU64, Ordering};

struct Counting;
static TAKEN: AtomicU64 = AtomicU64::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        TAKEN.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        unsafe { System.dealloc(place, layout) }
    }
    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        TAKEN.fetch_add(1, Ordering::Relaxed);
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const REGISTER: &[u8] = b"REGISTER sip:example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa;rport\r\n\
    To: Alice <sip:alice@example.com>\r\nFrom: Alice <sip:alice@example.com>;tag=1\r\nCall-ID: a@b\r\nCSeq: 1 REGISTER\r\n\
    Contact: <sip:alice@192.0.2.1>;expires=3600;q=0.7\r\nAllow: INVITE, ACK, BYE\r\nContent-Length: 0\r\n\r\n";

unsafe fn read_one(manager: RvSipMsgMgrHandle, pool: HRPOOL) {
    let (mut msg, mut at, mut buffer, mut length) = (null_mut(), null_mut(), [0 as RvChar; 64], 0);
    let (b, n, l) = (buffer.as_mut_ptr(), 64, &mut length);
    unsafe {
        assert_eq!(RvSipMsgConstruct(manager, pool, &mut msg), RV_OK);
        assert_eq!(RvSipMsgParse(msg, REGISTER.as_ptr().cast_mut().cast(), REGISTER.len() as RvInt32), RV_OK);
        assert_eq!(RvSipAddrUrlGetUser(RvSipPartyHeaderGetAddrSpec(RvSipMsgGetToHeader(msg)), b, n, l), RV_OK);
        assert_eq!(RvSipPartyHeaderGetTag(RvSipMsgGetFromHeader(msg), b, n, l), RV_OK);
        assert_eq!(RvSipCSeqHeaderGetStep(RvSipMsgGetCSeqHeader(msg)), 1);
        let via = RvSipMsgGetHeaderByType(msg, RvSipHeaderType::RVSIP_HEADERTYPE_VIA as RvInt, 0, &mut at);
        assert_eq!(RvSipViaHeaderGetBranchParam(via.cast(), b, n, l), RV_OK);
        let contact = RvSipMsgGetHeaderByType(msg, RvSipHeaderType::RVSIP_HEADERTYPE_CONTACT as RvInt, 0, &mut at);
        assert_eq!(RvSipAddrUrlGetHost(RvSipContactHeaderGetAddrSpec(contact.cast()), b, n, l), RV_OK);
        RvSipMsgDestruct(msg);
    }
}

#[test]
fn reading_a_message_takes_no_memory_after_the_first_ones() {
    let manager: RvSipMsgMgrHandle = ObjectHandle { tag: Tag::MsgMgr, slot: 0, generation: 1, index: 0 }.pointer();
    let pool = rpool::construct(1024, 10).unwrap();
    for _ in 0..200 {
        unsafe { read_one(manager, pool) };
    }
    let before = TAKEN.load(Ordering::Relaxed);
    for _ in 0..1000 {
        unsafe { read_one(manager, pool) };
    }
    let taken = TAKEN.load(Ordering::Relaxed) - before;
    // the test's own thread may be given a few bytes by its runner
    assert!(taken < 10, "{taken} blocks for 1000 messages");
}
