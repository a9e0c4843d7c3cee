//! Has the linker make the program's file smaller, where it is known to be able to: Rust's own, which it takes by
//! itself on this target.

use std::env::var;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=CARGO_ENCODED_RUSTFLAGS");
    let is = |name: &str, value: &str| var(name).is_ok_and(|v| v == value);
    let chosen = var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| flags.contains("link"));
    let target = is("TARGET", "x86_64-unknown-linux-gnu");
    if !target || chosen || is("OPT_LEVEL", "0") {
        return;
    }
    // Functions that came out the same are kept once; addresses that the loader sets are kept as bits.
    println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
    println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
}
