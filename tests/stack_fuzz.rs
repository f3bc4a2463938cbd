//! Bad input to a running stack and to the protocol core: seeded, bounded. RVSIP_FUZZ_FACTOR=100 runs a hundred times as long.

#[path = "../fuzz/stack_checks.rs"]
mod stack_checks;

fn rounds(n: usize) -> usize {
    n * std::env::var("RVSIP_FUZZ_FACTOR").ok().and_then(|f| f.parse().ok()).unwrap_or(1)
}

/// xorshift64*
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
    fn below(&mut self, n: usize) -> usize {
        (self.next() >> 16) as usize % n.max(1)
    }
    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| (self.next() >> 24) as u8).collect()
    }
}

#[test]
fn the_core_keeps_its_promises_whatever_comes_in_which_order() {
    let mut reached = std::collections::HashSet::new();
    for seed in 1..=rounds(400) as u64 {
        let mut r = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let length = 200 + r.below(3000);
        let bytes = r.bytes(length);
        match std::panic::catch_unwind(|| stack_checks::drive(&bytes)) {
            Ok(states) => reached.extend(states),
            Err(panic) => {
                eprintln!("with seed {seed}");
                std::panic::resume_unwind(panic);
            }
        }
    }
    // It is no test of the first line of defence alone.
    let deep = [
        "client Registered",
        "client Redirected",
        "client Unauthenticated",
        "client Failed",
        "client SendFailure",
        "transaction ClientProceeding",
        "transaction ClientFinalReceived",
        "transaction ClientSendFailure",
        "transaction ServerFinalSent",
        "credentials true",
        "check completed",
        "cancelled",
        "MsgToSend",
        "MsgReceived",
        "FinalDest",
        "Secret",
        "NonceCount",
        "UnsupportedChallenge",
        "AuthorizationReady",
        "Created",
        "NewRequest",
    ];
    let missed: Vec<_> = deep.into_iter().filter(|d| !reached.contains(*d)).collect();
    assert!(missed.is_empty(), "never reached: {missed:?}");
}
