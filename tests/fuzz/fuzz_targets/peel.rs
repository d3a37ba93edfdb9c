#![no_main]

#[path = "../properties/mod.rs"]
#[expect(dead_code, reason = "each target is a program of its own and uses one property")]
mod properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::peel(data));
