//! Does one thing so many times, for who counts instructions: `hot NAME TIMES`, under callgrind. Without a name it
//! lists what there is. Twice with different `TIMES`, the difference is what the thing itself costs.

use std::sync::Arc;

use sportello_benches::desk::Measured;
use sportello_benches::hot::PARTS;
use tempfile::TempDir;

/// The whole way of one message into SQLite.
const WHOLE: [&str; 6] = [
    "a message in a thread",
    "a message that opens a ticket",
    "messages of 128 clients",
    "whole tickets",
    "tickets opened by 128 clients",
    "whole tickets of 128 clients",
];
/// Clients at once.
const MANY: usize = 128;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let (Some(name), Some(times)) = (arguments.first(), arguments.get(1)) else {
        for name in PARTS.iter().map(|(name, _)| *name).chain(WHOLE) {
            println!("{name}");
        }
        return;
    };
    let times: usize = times.parse().expect("how many times");
    if let Some((_, part)) = PARTS.iter().find(|(part, _)| part == name) {
        let sum: usize = (0..times).map(|_| part()).sum();
        std::hint::black_box(sum);
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(whole(name, times));
}

async fn whole(name: &str, times: usize) {
    let folder = TempDir::new().expect("a folder");
    let desk: Arc<Measured> = Measured::open(folder.path(), None).await;
    let thread = desk.opens(0).await;
    desk.later();
    for at in 0..times {
        match WHOLE.iter().position(|whole| *whole == name) {
            Some(0) => {
                let text = "It still prints nothing but blank pages.";
                drop(desk.says("@customer-0:example.org", Some(&thread), text).await);
            }
            Some(1) => drop(desk.opens(at + 1).await),
            Some(2) if at == 0 => {
                let threads = desk.open_tickets(MANY, MANY).await;
                desk.later();
                desk.write_on(&threads, times / MANY).await;
            }
            Some(3) if at == 0 => desk.live(times, 1).await,
            Some(4) if at == 0 => drop(desk.open_tickets(times, MANY).await),
            Some(5) if at == 0 => desk.live(times, MANY).await,
            _ => {}
        };
    }
    desk.store().close().await;
}
