//! cargo +nightly fuzz run matrix_html

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sportello_matrix::fuzzing::html(data));
