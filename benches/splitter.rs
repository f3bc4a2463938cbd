//! How long the message layer takes for a REGISTER: the line splitter against httparse, and a parse with the reads a
//! registrar makes. Prints medians; run with `cargo bench --bench splitter`.

use rvsip::message::splitter::{lines_by_httparse, lines_by_memchr};
use rvsip::message::{Limits, Message, Name, Span};
use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

struct Counting;
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        unsafe { System.dealloc(ptr, layout) }
    }
    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.realloc(ptr, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const REGISTER: &[u8] = b"REGISTER sip:registrar.munich.example SIP/2.0\r
Via: SIP/2.0/UDP 200.201.202.203:5060;branch=z9hG4bKus19;rport\r
Max-Forwards: 70\r
To: Werner Heisenberg <sip:werner.heisenberg@munich.example>\r
From: Werner Heisenberg <sip:werner.heisenberg@munich.example>;tag=3431\r
Call-ID: 23@200.201.202.203\r
CSeq: 1 REGISTER\r
Contact: <sip:werner.heisenberg@200.201.202.203>;expires=3600;q=0.7\r
Contact: \"desk\" <sip:werner@198.51.100.7:5070;transport=tcp>;expires=1800\r
Expires: 3600\r
User-Agent: bench/1.0\r
Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY\r
Authorization: Digest username=\"werner\", realm=\"munich.example\", nonce=\"84a4cc6f3082121f32b42a2187831a9e\", uri=\"sip:registrar.munich.example\", response=\"7587245234b3434cc3412213e5f113a5\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"0a4f113b\"\r
Content-Length: 0\r
\r
";

/// Median over rounds of the time of one call, in nanoseconds, and allocations of one call.
fn measure(what: &str, mut f: impl FnMut()) {
    // `cargo bench --bench splitter -- WORD` measures only what has WORD in its name
    if std::env::args().skip(1).any(|a| !a.starts_with('-') && !what.contains(&a)) {
        f();
        return;
    }
    const ROUNDS: usize = 101;
    const CALLS: u32 = 2000;
    for _ in 0..CALLS {
        f();
    }
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    f();
    let allocations = ALLOCATIONS.load(Ordering::Relaxed) - before;
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..CALLS {
                f();
            }
            start.elapsed().as_nanos() as f64 / f64::from(CALLS)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{what:<52} {:>8.1} ns {allocations:>4} allocations", times[ROUNDS / 2]);
}

fn main() {
    let section = &REGISTER[memchr::memchr(b'\n', REGISTER).unwrap() + 1..];
    let mut lines: Vec<(Span, Span)> = Vec::new();
    measure("header lines by memchr", || {
        lines.clear();
        assert!(lines_by_memchr(black_box(section), &mut lines));
        black_box(lines.len());
    });
    measure("header lines by httparse", || {
        lines.clear();
        assert!(lines_by_httparse(black_box(section), &mut lines));
        black_box(lines.len());
    });
    let limits = Limits::default();
    let mut m = Message::new();
    measure("parse alone", || {
        m.parse(black_box(REGISTER), &limits).unwrap();
        black_box(m.headers.len());
    });
    measure("parse and read To, From, CSeq, Via, first Contact", || {
        m.parse(black_box(REGISTER), &limits).unwrap();
        black_box((m.to().unwrap(), m.from().unwrap(), m.cseq().unwrap(), m.top_via().unwrap()));
        let contact = m.find(Name::Contact, 0).unwrap();
        black_box(m.contact(contact).unwrap());
    });
    measure("parse and check", || {
        m.parse(black_box(REGISTER), &limits).unwrap();
        m.check().unwrap();
    });
    let mut out = Vec::new();
    measure("encode", || {
        out.clear();
        black_box(&m).encode(&mut out);
        black_box(out.len());
    });
}
