//! The pure parts of a message's way, by the clock: `cargo bench -p sportello-benches --bench rules`.

use criterion::Criterion;
use sportello_benches::hot::PARTS;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for (name, part) in PARTS {
        criterion.bench_function(name, |b| b.iter(part));
    }
    criterion.final_summary();
}
