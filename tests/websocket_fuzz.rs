//! A bounded run of the fuzz checks of WebSocket streams: good ones, spoiled ones, random octets, and the seeds of the fuzz target. The
//! seed is fixed; RVSIP_FUZZ_FACTOR=100 runs a hundred times as long.

mod fuzzing;
#[path = "../fuzz/websocket_checks.rs"]
mod websocket_checks;

use fuzzing::{Random, rounds};
use rvsip::net::ws::{Channel, End, Http};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use websocket_checks::{CLIENT, GREETED, HELLO, WITH_ORIGINS, WITH_PATH, drive};

thread_local! {
    /// Octets that this thread has, and the most it ever had.
    static HELD: Cell<(isize, isize)> = const { Cell::new((0, 0)) };
}

fn count(octets: isize) {
    let _ = HELD.try_with(|h| {
        let (now, most) = h.get();
        h.set((now + octets, most.max(now + octets)));
    });
}

struct Counting;

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// A frame with this first octet; `mask` as clients send it.
fn frame(first: u8, mask: Option<[u8; 4]>, payload: &[u8]) -> Vec<u8> {
    let masked = if mask.is_some() { 0x80 } else { 0 };
    let mut out = match payload.len() {
        n @ 0..=125 => vec![first, masked | n as u8],
        n => vec![first, masked | 126, (n >> 8) as u8, n as u8],
    };
    out.extend(mask.unwrap_or_default().iter().take(if mask.is_some() { 4 } else { 0 }));
    out.extend(payload.iter().zip(mask.unwrap_or_default().iter().cycle()).map(|(b, m)| b ^ m));
    out
}

/// Frames of a peer that keeps the rules for the most part, spoiled in `faults` places.
fn frames(r: &mut Random, client: bool, faults: usize) -> Vec<u8> {
    const FIRST: [u8; 12] = [0x81, 0x81, 0x81, 0x82, 0x82, 0x89, 0x8a, 0x01, 0x00, 0x80, 0x02, 0x88];
    let mut stream = Vec::new();
    for _ in 0..r.below(8) {
        let first = FIRST[r.below(FIRST.len())];
        let most = if first & 8 != 0 { 126 } else { 400 };
        let payload = match r.below(6) {
            0 => b"\r\n\r\n".to_vec(),
            1 => b"\r\n".to_vec(),
            _ => vec![b'x'; r.below(most)],
        };
        let mask = [r.next() as u8, r.next() as u8, r.next() as u8, r.next() as u8];
        stream.extend(frame(first, (!client).then_some(mask), &payload));
    }
    for _ in 0..faults {
        let at = r.below(stream.len() + 1);
        match r.below(3) {
            0 => stream.truncate(at),
            1 => stream.insert(at, r.next() as u8),
            _ if at < stream.len() => stream[at] = r.next() as u8,
            _ => {}
        }
    }
    stream
}

#[test]
fn spoiled_frames_after_a_good_handshake_keep_every_promise() {
    let mut r = Random(0x5eed_0051);
    let (mut messages, mut pings, mut pongs, mut good, mut closed, mut wrong) = (0, 0, 0, 0, 0, 0);
    for round in 0..rounds(6000) {
        let kind = GREETED | if r.below(3) == 0 { CLIENT } else { 0 } | if r.below(2) == 0 { WITH_PATH } else { 0 };
        let input = [vec![kind, r.next() as u8, r.next() as u8], frames(&mut r, kind & CLIENT != 0, round % 4)].concat();
        let story = drive(&input);
        assert!(story.opened);
        messages += story.messages.len();
        pings += story.pings;
        pongs += story.pongs;
        match story.end {
            None => good += 1,
            Some(End::ByPeer) => closed += 1,
            Some(End::Wrong(_)) => wrong += 1,
        }
    }
    // It is no test of the first line of defence alone.
    for reached in [messages, pings, pongs, good, closed, wrong] {
        assert!(reached > 300, "{:?}", (messages, pings, pongs, good, closed, wrong));
    }
}

#[test]
fn spoiled_handshakes_keep_every_promise() {
    let mut r = Random(0x5eed_0052);
    let (mut opened, mut refused, mut waiting) = (0, 0, 0);
    const PARTS: [&[u8]; 13] = [
        b"\r\n",
        b"\r\n\r\n",
        b":",
        b" ",
        b"\0",
        b"\xff",
        b"HTTP/1.1",
        b"GET ",
        b"/",
        b",",
        b"Host: x\r\n",
        b"Upgrade: websocket\r\n",
        b"Origin: null\r\n",
    ];
    for _ in 0..rounds(6000) {
        let mut stream = HELLO.as_bytes().to_vec();
        if r.below(4) != 0 {
            stream = fuzzing::mutated(&mut r, &[HELLO.as_bytes()], &PARTS, true);
        }
        stream.extend(frames(&mut r, false, 0));
        let kind = [CLIENT, WITH_ORIGINS, WITH_PATH, WITH_PATH | WITH_ORIGINS, 0, 0, 0, 0][r.below(8)];
        let story = drive(&[vec![kind, r.next() as u8, r.next() as u8], stream].concat());
        match (story.opened, story.end) {
            (true, _) => opened += 1,
            (false, Some(_)) => refused += 1,
            (false, None) => waiting += 1,
        }
    }
    assert!(opened > 300 && refused > 300 && waiting > 30, "{:?}", (opened, refused, waiting));
}

#[test]
fn random_octets_keep_every_promise() {
    let mut r = Random(0x5eed_0053);
    for _ in 0..rounds(6000) {
        let length = r.below(600);
        drive(&r.bytes(length));
    }
}

#[test]
fn a_good_stream_cut_at_any_octet_does_no_harm() {
    let stream =
        [frame(0x01, Some([1, 2, 3, 4]), b"hel"), frame(0x89, Some([0; 4]), b"?"), frame(0x80, Some([9; 4]), b"lo")].concat();
    let whole = [HELLO.as_bytes(), &stream].concat();
    for end in 0..=whole.len() {
        for cut in [0, 1] {
            let story = drive(&[&[0, 100, cut][..], &whole[..end]].concat());
            assert_eq!((story.opened, story.end), (end >= HELLO.len(), None));
            assert_eq!(story.messages.len(), usize::from(end == whole.len()));
        }
    }
}

/// The seeds are what they are called: a fuzzer that starts from them starts behind the handshake.
#[test]
fn the_seeds_of_the_fuzz_target_get_where_their_names_say() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/websocket");
    let seed = |name: &str| drive(&std::fs::read(dir.join(name)).unwrap());
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 5, "a seed that no check names");
    let said = b"OPTIONS sip:x SIP/2.0\r\n\r\n".to_vec();
    let story = seed("server_handshake_and_message");
    assert_eq!((story.messages, story.end), (vec![said.clone()], None));
    let story = seed("server_fragments_ping_and_close");
    assert_eq!((story.messages, story.pings, story.end), (vec![said.clone()], 1, Some(End::ByPeer)));
    let story = seed("client_two_messages_and_a_keepalive");
    assert_eq!((story.messages, story.pings, story.end), (vec![said.clone(), said], 1, None));
    let story = seed("server_handshake_that_is_refused");
    assert!(!story.opened && story.queued.starts_with(b"HTTP/1.1 426 "));
    let story = seed("client_handshake_that_is_refused");
    assert!(!story.opened && story.messages.is_empty() && matches!(story.end, Some(End::Wrong(_))));
}

/// Megabytes from a peer that reads nothing: heads that never end, messages that never end, frames that are announced and floods of
/// pings. What is kept stays within a few times the longest message.
#[test]
fn whatever_a_peer_sends_memory_is_bounded() {
    const MOST: usize = 65_535;
    let mask = Some([1, 2, 3, 4]);
    let floods: [(&str, bool, Vec<u8>); 7] = [
        ("a head of one line", false, vec![b'x'; 1_000]),
        ("a head of many headers", false, b"A: b\r\n".repeat(100)),
        ("fragments", true, frame(0x00, mask, &[b'x'; 1_000])),
        ("empty fragments", true, frame(0x00, mask, &[])),
        ("pings", true, frame(0x89, mask, &[b'x'; 125])),
        ("keepalives", true, frame(0x81, mask, b"\r\n\r\n")),
        ("a long frame", true, vec![b'x'; 1_000]),
    ];
    for (name, greeted, piece) in floods {
        let mut channel = Channel::server(&Http::default(), MOST);
        let mut out = Vec::with_capacity(64 << 10);
        let begin: Vec<u8> = match name {
            "a head of one line" => b"GET /".to_vec(),
            "a head of many headers" => b"GET / HTTP/1.1\r\n".to_vec(),
            "a long frame" => [HELLO.as_bytes(), &[0x82, 0x80 | 126, 0xff, 0xff, 0, 0, 0, 0]].concat(),
            "fragments" | "empty fragments" => [HELLO.as_bytes(), &frame(0x01, mask, b"x")].concat(),
            _ => HELLO.as_bytes().to_vec(),
        };
        let (before, _) = HELD.get();
        HELD.set((before, before));
        let mut ended = channel.take_in(&begin, &mut out, &mut |_| {}).is_err();
        assert_eq!(channel.is_open(), greeted, "{name}");
        for _ in 0..4_000 {
            ended |= channel.take_in(&piece, &mut out, &mut |_| {}).is_err();
        }
        let most = HELD.get().1 - before;
        assert!(most < 6 * MOST as isize, "{name}: {most} octets");
        assert!(out.len() < 32 << 10, "{name}: {} octets wait", out.len());
        assert_eq!(ended, !matches!(name, "empty fragments" | "pings" | "keepalives"), "{name}");
    }
}
