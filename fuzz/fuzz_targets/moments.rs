//! cargo +nightly fuzz run moments

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sportello::fuzzing::moments(data));
