//! What must not stand in the log.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use sportello_chat::Target;
use tracing_subscriber::fmt::MakeWriter;

use crate::bot::{Desk, plain};
use crate::menus::menu;

/// A log that is kept.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Even a log of everything has no tokens in it, and no words of people: serenity would write both.
#[tokio::test]
async fn tokens_and_words_stay_out_of_the_log() {
    let log = Kept::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let _ = tracing_subscriber::util::SubscriberInitExt::try_init(subscriber);
    let desk = Desk::new().await;
    desk.host.offers(menu());
    let mia = desk.guild.member("mia");
    let bot = desk.bot().await;
    desk.discord
        .until(|w| w.record.requests.iter().any(|r| r.method == "PUT" && r.status == Some(200)))
        .await;
    mia.says(&desk.help, "my secret is xyzzy");
    desk.host.hear("my secret is xyzzy").await;
    let pending = mia.slash(&desk.help, "ticket status", &[]);
    let picked = desk.host.picked(pending.id()).await;
    desk.discord.refuse("POST /interactions/", 1, 500);
    desk.discord.lose_answer("POST /interactions/", 1);
    let target = Target::Answer {
        event: picked.id.clone(),
        room: picked.place.room.clone(),
        thread: None,
        direct: false,
        person: picked.author.id.clone(),
    };
    for _ in 0..3 {
        let content = sportello_chat::Content::Message(plain("the answer is plugh"));
        let _ = bot.act(target.clone(), content).await;
    }
    bot.stop().await;
    let log = log.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let log = String::from_utf8_lossy(&log);
    assert!(log.contains("discord"), "something was logged");
    for secret in [pending.token().as_str(), desk.discord.token(), "xyzzy", "plugh"] {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{line:?}");
    }
}
