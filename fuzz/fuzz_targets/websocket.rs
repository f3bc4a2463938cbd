//! Any octets of a WebSocket peer, before, in and after the handshake, in any pieces.
#![no_main]

#[path = "../websocket_checks.rs"]
mod websocket_checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    websocket_checks::drive(bytes);
});
