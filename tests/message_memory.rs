//! A message that is used again needs no memory of its own.

use rvsip::message::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    let _ = ALLOCATIONS.try_with(|a| a.set(a.get() + 1));
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        unsafe { System.dealloc(ptr, layout) }
    }
    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(ptr, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const MESSAGE: &[u8] = b"REGISTER sip:registrar.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1;a=b;rport;c\r\n\
    To: \"A\" <sip:a@b;x;lr;y>;u;tag=1;v\r\nFrom: <sip:a@b>;tag=1\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\nMax-Forwards: 70\r\n\
    Contact: <sip:a@b>,\r\n <sip:c@d>;expires=5\r\nAllow: A, B\r\nAuthorization: Digest a=b, realm=\"c\", d=e\r\nContent-Length: 0\r\n\r\n";

#[test]
fn a_message_used_again_allocates_nothing() {
    let limits = Limits::default();
    let mut m = Message::new();
    let mut out = Vec::new();
    let mut round = || {
        m.parse(MESSAGE, &limits).unwrap();
        m.check().unwrap();
        m.check_transaction().unwrap();
        for i in 0..m.headers.len() {
            assert!(m.legal(i).is_some());
        }
        out.clear();
        m.encode(&mut out);
    };
    round();
    let before = ALLOCATIONS.with(Cell::get);
    for _ in 0..10 {
        round();
    }
    assert_eq!(ALLOCATIONS.with(Cell::get), before);
}

#[test]
fn an_idle_framer_holds_nothing() {
    let mut framer = Framer::new(&Limits::default());
    for _ in 0..3 {
        framer.push(MESSAGE);
        assert!(matches!(framer.next(), Frame::Message(_)));
        assert_eq!(framer.next(), Frame::NeedMore);
        assert_eq!(framer.held(), 0);
    }
}
