//! cargo +nightly fuzz run bot_toml

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sportello::fuzzing::bot_toml(data));
