//! Any octets as a datagram, as a stream, and as the value of each header.
#![no_main]

#[path = "../message_checks.rs"]
mod message_checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    message_checks::datagram(bytes);
    message_checks::stream(bytes);
    message_checks::values(bytes);
});
