//! After the morning: the same desk, at a prompt.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sportello_chat::Outlet;
use sportello_console::{ConsoleAdapter, ConsoleSettings, Face, MailEcho};

use crate::clock::Clock;
use crate::config::Config;
use crate::program::run::{self, Chat};
use crate::program::steering::Wheel;
use crate::program::wiring;

/// A clock that goes on from a moment at the pace of real time.
struct Onwards {
    from: DateTime<Utc>,
    since: Instant,
}

impl Clock for Onwards {
    fn now(&self) -> DateTime<Utc> {
        self.from + self.since.elapsed()
    }

    fn wait_until(&self, until: DateTime<Utc>) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let left = (until - self.now()).to_std().unwrap_or(Duration::ZERO);
        Box::pin(tokio::time::sleep(left))
    }
}

/// Opens the desk once more, its clock going on from `from`, until the person at the terminal leaves.
/// Without a terminal nothing happens.
///
/// # Errors
/// When the database can't be used.
pub async fn prompt(config: Config, from: DateTime<Utc>) -> anyhow::Result<()> {
    let clock: Arc<dyn Clock> = Arc::new(Onwards { from, since: Instant::now() });
    let wheel = Wheel::new(Arc::clone(&clock), None);
    let settings = ConsoleSettings {
        face: Face::Prompt,
        channels: wiring::console_channels(&config),
        people: wiring::console_people(&config),
        exit_at_end: true,
    };
    let Ok(console) = ConsoleAdapter::on_terminal(settings, Arc::clone(&wheel) as _) else { return Ok(()) };
    println!(
        "\nNow it is your turn: you are mia in help. Say something, then become an operator with `:as ada`"
    );
    println!(
        "and `:in ops`, and `!take` it. `:help` lists what the prompt knows, `!help` what the desk does."
    );
    println!("Ctrl-D leaves, and leaves nothing behind.\n");
    let printer = console.printer();
    let mail = wiring::mail(&config)?.map(|mail| Arc::new(MailEcho::new(mail, printer)) as Arc<dyn Outlet>);
    let chats = vec![Chat { adapter: Arc::new(console), ends_desk: true }];
    let reread = run::never_changed(&config);
    let desk = run::open(config, reread, clock, &chats, mail).await?;
    wheel.take_desk(&desk);
    run::serve(desk, chats).await
}
