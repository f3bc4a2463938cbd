//! Messages built, changed and written by the exported functions, as the octets choose.
#![no_main]

#[path = "../build_checks.rs"]
mod build_checks;

libfuzzer_sys::fuzz_target!(|octets: &[u8]| {
    // the library catches a panic of its own; here it is the find
    rvsip::capi::boundary::on_panic(|name, text| {
        eprintln!("{name}: {text}");
        std::process::abort();
    });
    build_checks::sequence(octets);
});
