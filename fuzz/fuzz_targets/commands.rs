//! cargo +nightly fuzz run commands

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sportello::fuzzing::command(data));
