//! Any octets as a multipart body.
#![no_main]

#[path = "../multipart_checks.rs"]
mod multipart_checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    multipart_checks::octets(bytes);
});
