//! A bounded run of the fuzz checks of multipart bodies: mutated samples, samples cut short, random octets. The seed is fixed;
//! RVSIP_FUZZ_FACTOR=100 runs a hundred times as long.

mod fuzzing;
#[path = "../fuzz/multipart_checks.rs"]
#[allow(dead_code)]
mod multipart_checks;

use fuzzing::{Random, mutated, rounds};
use multipart_checks::{multipart, octets};

const SAMPLES: [&[u8]; 3] = [
    b"preamble\r\n--b\r\nContent-Type: application/SDP\r\nContent-Length: 5\r\n\r\nv=0\r\n\r\n--b \r\n\r\nplain\r\n--b--\r\nepilogue\r\n",
    b"--b\r\nContent-Type: multipart/mixed;boundary=bb\r\nContent-Disposition: session;\r\n handling=optional\r\n\r\n--bb\r\nTo: <sip:a@b>\r\n\r\n\
      one\r\n--bb\r\nc: multipart/related;boundary=\"x y\"\r\n\r\n--x y\r\n\r\n\0\xff\r\n--x y--\r\n--bb--\r\n\r\n--b\r\nm: <sip:a>, <sip:c>\r\nl: 1\r\n\r\n\r\n--b--",
    b"--b\nA: b\nno header\n\none\n--b\n--b\n\n\n--b--\n--b\n",
];

const PARTS: [&[u8]; 16] = [
    b"\r\n",
    b"\r\n ",
    b"\n",
    b"\r",
    b"--b\r\n",
    b"\r\n--b--",
    b"--bb\r\n",
    b"--",
    b" ",
    b"\t\r\n",
    b":",
    b"\r\n\r\n",
    b"Content-Type: multipart/mixed;boundary=b\r\n",
    b"\r\nrvsip-boundary-00000000",
    b"\0",
    b"\"",
];

#[test]
fn mutated_bodies_keep_every_promise() {
    let mut r = Random(0x5eed_0011);
    for _ in 0..rounds(4000) {
        multipart(b"b", &mutated(&mut r, &SAMPLES, &PARTS, false));
    }
}

#[test]
fn a_body_cut_at_any_octet_does_no_harm() {
    for sample in SAMPLES {
        for end in 0..=sample.len() {
            multipart(b"b", &sample[..end]);
        }
    }
}

#[test]
fn random_octets_do_no_harm() {
    let mut r = Random(0x5eed_0012);
    for _ in 0..rounds(2000) {
        let bytes: Vec<u8> = (0..r.below(100)).map(|_| b"-b\r\n: \tA;\0"[r.below(10)]).collect();
        octets(&bytes);
        let bytes: Vec<u8> = (0..r.below(100)).map(|_| r.next() as u8).collect();
        octets(&bytes);
    }
}
