//! A keepalive costs no memory.

mod support;

use rvsip::endpoint::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use support::*;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATIONS.try_with(|n| n.set(n.get() + 1));
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

#[test]
fn a_hundred_pings_and_pongs_allocate_nothing() {
    let mut net = Net::new(Config { persistency: Persistency::TransactionUser, ..config() }, 1);
    let id = net.add_client("alice", None, None);
    net.client.client_set_registrar(id, b"sip:192.0.2.2;transport=tcp").unwrap();
    net.register(id);
    net.run_for(1_000, &mut always("200 OK", ""));
    let core = &mut net.client;
    let mut pings = 0;
    let mut before = 0;
    while pings < 110 {
        if pings == 10 {
            before = ALLOCATIONS.get();
        }
        let now = core.next_timeout().unwrap();
        core.handle_timeout(now);
        while let Some(output) = core.poll() {
            let Output::Ping(conn) = output else { panic!("{output:?}") };
            pings += 1;
            core.pong(now.plus(20), conn);
        }
    }
    assert_eq!(ALLOCATIONS.get() - before, 0);
}
