//! Random work on random messages through the exported functions: no call panics, and what was written parses again.
//! RVSIP_RANDOM_ROUNDS says how often.

#[path = "../fuzz/build_checks.rs"]
mod build_checks;

use rvsip::capi::boundary;
use std::sync::Mutex;

static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[test]
fn random_work_on_random_messages_never_panics() {
    boundary::on_panic(|name, text| PANICS.lock().unwrap().push(format!("{name}: {text}")));
    let rounds = std::env::var("RVSIP_RANDOM_ROUNDS").ok().and_then(|r| r.parse().ok()).unwrap_or(3000);
    for round in 0..rounds {
        let mut state = 0x9E37_79B9_7F4A_7C15 ^ (round as u64 + 1).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let octets: Vec<u8> = (0..400)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 32) as u8
            })
            .collect();
        build_checks::sequence(&octets);
    }
    assert_eq!(*PANICS.lock().unwrap(), Vec::<String>::new());
}
