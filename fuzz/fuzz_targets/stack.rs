//! The protocol core with all its inputs chosen by the fuzzer, time included.
#![no_main]

#[path = "../stack_checks.rs"]
mod stack_checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    stack_checks::drive(bytes);
});
