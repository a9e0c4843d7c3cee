//! The desk of the walk: several queues with levels, on two platforms.

use std::time::Duration;

use sportello::answers::{ReadyText, Template, Version};
use sportello::config::{Assignment, AutoClose, FollowUp, Worded};
use sportello::text::Language;
use sportello::ticket::{Target, Warn};
use sportello_tests::Options;

/// Everybody who ever says something: by name, with the locale their platform reports.
pub const CUSTOMERS: &[(&str, &str)] =
    &[("mia", "en"), ("leo", "en"), ("gina", "it"), ("nora", "en"), ("ugo", "it")];
/// The operators; rita is an admin.
pub const OPERATORS: &[&str] = &["ada", "otto", "zoe", "rita"];
/// Queues as people name them.
pub const QUEUES: &[&str] =
    &["helpdesk", "Network", "helpdesk::printers", "library", "Loans", "accounts", "nowhere"];
/// Rooms in which customers write.
pub const HELP: &[&str] = &["help", "help", "library-help", "accounts"];

/// Changes the tests' usual desk.
pub fn make(options: &mut Options) {
    options.seed = super::asked("WALK_SEED").unwrap_or(1);
    options.on_beta_too();
    let mut library = options.queue("helpdesk").clone();
    library.name = "library".to_owned();
    library.title = "Library".to_owned();
    library.operators = vec!["zoe".to_owned(), "otto".to_owned()];
    library.responsible = Some("zoe".to_owned());
    library.reopen_within = Duration::from_secs(3 * 86_400);
    for channel in library.channels.iter_mut().chain(&mut library.operator_channels) {
        channel.name = format!("library-{}", channel.name);
    }
    let mut printers = options.queue("helpdesk::network").clone();
    printers.name = "helpdesk::printers".to_owned();
    printers.title = "Printers".to_owned();
    let mut loans = options.queue("helpdesk::network").clone();
    loans.name = "library::loans".to_owned();
    loans.title = "Loans".to_owned();
    loans.operators = vec!["zoe".to_owned()];
    options.config.queues.extend([library, printers, loans]);
    let hours = |n: u64| Duration::from_secs(n * 3600);
    let target = |within| Some(Target { within: hours(within), warn: Some(Warn::Percent(80)) });
    let helpdesk = options.queue("helpdesk");
    helpdesk.siblings = true;
    helpdesk.suggest = true;
    helpdesk.targets.first_response = target(4);
    helpdesk.targets.update = target(8);
    helpdesk.targets.solution = target(48);
    helpdesk.release_after = target(72);
    let library = options.queue("library");
    library.questions = ["Which book?", "Which shelf?"].map(Worded::from).to_vec();
    library.assignment = Assignment::RoundRobin;
    library.auto_close = Some(AutoClose { after: hours(96), warn_before: hours(24), successful: false });
    let accounts = options.queue("accounts");
    accounts.follow_up = FollowUp::NewTicket;
    accounts.assignment = Assignment::LeastLoaded;
    options.config.answers = vec![ReadyText {
        name: "reconnect".to_owned(),
        queues: vec!["helpdesk".to_owned()],
        suggest: true,
        main: Version {
            language: Language::En,
            title: Some("VPN is down".to_owned()),
            text: Template::parse("Dear {customer}, please connect the VPN of {queue} again (#{ticket}).")
                .expect("a template"),
        },
        others: vec![],
    }];
}
