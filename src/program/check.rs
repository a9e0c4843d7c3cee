//! `sportello check`: what works and what is missing, before going live.

use std::io::IsTerminal;
use std::process::ExitCode;

use sportello_chat::{Finding, Verdict};

use super::wiring;
use crate::config::{Config, Database};
use crate::store::Store;

/// Checks everything bot.toml names and prints what it finds; fails if something is missing.
pub async fn run(config: Config) -> ExitCode {
    let mut findings = vec![Finding::fine("bot.toml", "It is valid.")];
    findings.extend(folder(&config));
    findings.extend(database(&config).await);
    findings.extend(queues(&config));
    #[cfg(feature = "matrix")]
    if let Some(matrix) = wiring::matrix(&config) {
        findings.extend(matrix.check().await);
    }
    #[cfg(feature = "discord")]
    match wiring::discord(&config) {
        Ok(Some(discord)) => findings.extend(discord.check().await),
        Ok(None) => {}
        Err(error) => {
            findings.push(Finding::missing("discord", format!("{error:#}."), "Mend [discord] in bot.toml."))
        }
    }
    match wiring::mail(&config) {
        Ok(Some(mail)) => findings.extend(mail.check().await),
        Ok(None) => findings.push(Finding::hint(
            "mail",
            "Nobody is mailed: there is no [mail] section.",
            "Add [mail] to bot.toml to mirror what happens by mail.",
        )),
        Err(error) => {
            findings.push(Finding::missing("mail", format!("{error:#}."), "Mend [mail] in bot.toml."))
        }
    }
    print(&findings);
    let missing = findings.iter().filter(|f| f.verdict == Verdict::Missing).count();
    match missing {
        0 => {
            println!("\nReady: `sportello` opens the desk.");
            ExitCode::SUCCESS
        }
        1 => {
            println!("\nOne thing is missing.");
            ExitCode::from(super::FAILED)
        }
        n => {
            println!("\n{n} things are missing.");
            ExitCode::from(super::FAILED)
        }
    }
}

/// Whether others on this machine can look into the data folder.
fn folder(config: &Config) -> Option<Finding> {
    let folder = &config.desk.data_dir;
    let is_open = crate::store::is_open_to_others(folder);
    is_open.then(|| {
        Finding::hint(
            "data folder",
            format!("{} can be read by others on this machine.", folder.display()),
            format!("chmod 700 {}", folder.display()),
        )
    })
}

/// Opens the database without making or changing one.
async fn database(config: &Config) -> Vec<Finding> {
    if let Database::Sqlite(path) = &config.desk.database
        && !path.exists()
    {
        let folder = path.ancestors().skip(1).find(|p| p.exists()).unwrap_or(path);
        let read_only = folder.metadata().is_ok_and(|m| m.permissions().readonly());
        return vec![if read_only {
            Finding::missing(
                "database",
                format!("{} can't be made: its folder is read-only.", path.display()),
                "Make the folder writable for the user that runs Sportello.",
            )
        } else {
            Finding::fine("database", format!("{} will be made at the first start.", path.display()))
        }];
    }
    let store = match Store::open(&config.desk.database).await {
        Ok(store) => store,
        Err(error) => {
            return vec![Finding::missing(
                "database",
                format!("{error}."),
                "Check `database` in bot.toml, and that the server runs or the file can be read and written.",
            )];
        }
    };
    let mut gone = Vec::new();
    let finding = match store.pending_migrations().await {
        Ok(pending) if pending.is_empty() => {
            gone = queues_gone(&store, config).await;
            Finding::fine("database", format!("{} is up to date.", store.name()))
        }
        Ok(pending) => Finding::fine(
            "database",
            format!("{} needs {} migrations, which `run` makes by itself.", store.name(), pending.len()),
        ),
        Err(error) => Finding::missing(
            "database",
            format!("{error}."),
            "Start the version that the database belongs to.",
        ),
    };
    store.close().await;
    let mut findings = vec![finding];
    findings.append(&mut gone);
    findings
}

/// Queues with open tickets that bot.toml has no more.
async fn queues_gone(store: &Store, config: &Config) -> Vec<Finding> {
    match crate::desk::gone::with_open_tickets(store.reader(), &config.queues).await {
        Ok(mistakes) => mistakes
            .into_iter()
            .map(|m| Finding::missing("queues", format!("{}.", m.problem), format!("{}.", m.help)))
            .collect(),
        Err(error) => vec![Finding::missing("database", format!("{error}."), "Check the database.")],
    }
}

fn queues(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    for queue in config.queues.iter().filter(|q| q.parent().is_none()) {
        if queue.operator_channels.is_empty() {
            findings.push(Finding::hint(
                format!("queue {}", queue.name),
                "It has no operators' channel: its operators hear of tickets by mail only.",
                "Give it operator_channels in bot.toml.",
            ));
        }
    }
    findings
}

fn print(findings: &[Finding]) {
    let colours = std::io::stdout().is_terminal();
    for finding in findings {
        let (mark, colour) = match finding.verdict {
            Verdict::Fine => ("ok     ", "\x1b[32m"),
            Verdict::Hint => ("hint   ", "\x1b[33m"),
            Verdict::Missing => ("MISSING", "\x1b[31m"),
        };
        if colours {
            println!("{colour}{mark}\x1b[0m  {}: {}", finding.subject, finding.found);
        } else {
            println!("{mark}  {}: {}", finding.subject, finding.found);
        }
        if !finding.fix.is_empty() {
            println!("         → {}", finding.fix);
        }
    }
}
