//! The pure parts of a message's way, by the clock: `cargo bench -p sportello-benches --bench rules`.

use criterion::Criterion;
use sportello_benches::hot::PARTS;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("The pure parts of a message's way");
    for (name, part) in PARTS {
        group.bench_function(*name, |b| b.iter(part));
    }
    group.finish();
    criterion.final_summary();
}
