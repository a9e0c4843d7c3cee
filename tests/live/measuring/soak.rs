//! Whether memory grows while the program works at a steady rate: every second a request comes in, is answered and
//! closed some time later, and more is said in others. `SOAK_MINUTES` says for how long.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use sportello_discord_server::{MessageId, Person};
use sportello_test_servers::synapse;
use tokio::time::MissedTickBehavior;

use super::figures::{self, Goal};
use super::setting;
use crate::bot::{self, Bot, Folder, Memory};
use crate::both::bot_toml;
use crate::discord::Scene as Discord;

/// How long, if nobody says.
const MINUTES: u64 = 60;
/// Before this share of the time caches fill; it is not counted.
const WARM_UP: f64 = 0.25;
/// So many people ask in turns.
const PEOPLE: usize = 100;
/// So many requests are open at a time.
const OPEN: usize = 30;
/// How much said in other threads comes with each request.
const WORDS: usize = 4;
/// A message on Matrix comes with each so-many-th request.
const ON_MATRIX: u64 = 4;
/// The first ticket's number.
const FIRST: u64 = 1001;
/// How much it may grow in an hour: what a look at the same moment of two runs differs by.
const GROWTH: f64 = 5.0;

/// A request, and whose it is.
struct Open {
    person: usize,
    message: MessageId,
}

/// What was seen, when.
struct Look {
    at: f64,
    memory: Memory,
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement that takes an hour, for an optimised build"]
async fn at_a_steady_rate() {
    let minutes = setting("SOAK_MINUTES", MINUTES);
    let server = synapse::own().await;
    let matrix = bot::Scene::set(&server).await;
    let discord = Discord::set().await;
    discord.discord.configure(|s| s.max_active_threads = 1_000_000);
    let people: Vec<Person> = (0..PEOPLE).map(|i| discord.guild.member(&format!("guest{i}"))).collect();
    let toml = bot_toml(&matrix, &discord, &server.url);
    let secrets =
        vec![("BOT_PASSWORD", matrix.password.clone()), ("BOT_TOKEN", discord.discord.token().to_owned())];
    let bot = Bot::launch(Folder::new(&toml, secrets), "\"connected\":true").await;
    discord.ready().await;
    matrix.bot_is_in_help().await;

    let (begun, seconds) = (Instant::now(), minutes * 60);
    let mut ticks = tokio::time::interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut looks: Vec<Look> = Vec::new();
    let mut open: VecDeque<Open> = VecDeque::new();
    for second in 0..seconds {
        ticks.tick().await;
        let person = usize::try_from(second).expect("a small number") % PEOPLE;
        let message = people[person].says(&discord.help, &format!("Request {second}: the printer hums"));
        open.push_back(Open { person, message });
        for request in open.iter().rev().skip(2).step_by(5).take(WORDS) {
            // Its thread is there as soon as it was acknowledged.
            if discord.discord.read(|w| w.channels.contains_key(&request.message.id)) {
                people[request.person].says(request.message.id, &format!("It still hums in second {second}"));
            }
        }
        if open.len() > OPEN {
            open.pop_front();
            let number = FIRST + second - OPEN as u64;
            discord.ada.says(&discord.ops, &format!("!reply #{number} Please switch it off and on again."));
            discord.ada.says(&discord.ops, &format!("!close #{number}"));
        }
        if second % ON_MATRIX == 0 {
            matrix.mia.send_text(&matrix.help, &format!("It is dark in second {second}")).await;
        }
        looks.push(Look { at: begun.elapsed().as_secs_f64(), memory: bot.memory() });
        if second % 60 == 59 {
            let Memory { resident, own } = bot.memory();
            eprintln!("minute {}: {resident:.1} MiB resident, {own:.1} MiB its own", second / 60 + 1);
        }
    }
    told(minutes, &looks);
    bot.stop().await;
}

fn told(minutes: u64, looks: &[Look]) {
    let part = &format!("Memory, over {minutes} minutes at a steady rate");
    let last = looks.last().map_or(0.0, |look| look.at);
    let counted: Vec<&Look> = looks.iter().filter(|look| look.at >= last * WARM_UP).collect();
    let third = counted.len() / 3;
    let middle =
        |looks: &[&Look]| figures::median(&looks.iter().map(|look| look.memory.resident).collect::<Vec<_>>());
    let most = looks.iter().map(|look| look.memory.resident).fold(0.0, f64::max);
    figures::note(part, "the first of three parts, resident", middle(&counted[..third]), "MiB");
    figures::note(part, "the second", middle(&counted[third..2 * third]), "MiB");
    figures::note(part, "the third", middle(&counted[2 * third..]), "MiB");
    figures::hold(part, "at the most", most, "MiB", Goal::AtMost(150.0));
    figures::hold(
        part,
        "growth by the straight line through all",
        growth(&counted),
        "MiB an hour",
        Goal::AtMost(GROWTH),
    );
}

/// The slope of the straight line nearest to all looks, in MiB an hour.
fn growth(looks: &[&Look]) -> f64 {
    let many = looks.len() as f64;
    let at = looks.iter().map(|look| look.at).sum::<f64>() / many;
    let memory = looks.iter().map(|look| look.memory.resident).sum::<f64>() / many;
    let both: f64 = looks.iter().map(|look| (look.at - at) * (look.memory.resident - memory)).sum();
    let times: f64 = looks.iter().map(|look| (look.at - at).powi(2)).sum();
    both / times * 3600.0
}
