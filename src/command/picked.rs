//! A command that was picked from a menu, its options filled in, as the [`Command`] it is.

use super::arguments::{articles, mail};
use super::grammar::{OUTCOMES, spec};
use super::parse::{Mistake, MistakeKind};
use super::values::{
    address, format, identity_code, link_kind, list_filter, operator, outage, period, priority, stars,
    stats_view, tags, undelivered_action,
};
use super::words::{Rest, clip, ticket_number};
use super::{Command, Filters, IdentityArg, MailArg, TicketArg, Undelivered, filters};

/// The options as they were filled in.
struct Options<'a>(&'a [(String, String)]);

impl Options<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim()).filter(|v| !v.is_empty())
    }

    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    fn needed(&self, name: &'static str) -> Result<String, MistakeKind> {
        self.get(name).map(str::to_owned).ok_or(MistakeKind::MissingArgument { name })
    }

    fn ticket(&self) -> Result<TicketArg, MistakeKind> {
        let Some(typed) = self.get("ticket") else { return Ok(None) };
        match ticket_number(typed) {
            Some(number) => Ok(Some(number.to_owned())),
            None => Err(MistakeKind::BadTicket { found: clip(typed) }),
        }
    }

    fn other(&self) -> Result<String, MistakeKind> {
        let typed = self.needed("other")?;
        ticket_number(&typed).map(str::to_owned).ok_or_else(|| MistakeKind::BadTicket { found: clip(&typed) })
    }

    fn flag(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }
}

/// The command called `name` with these options; none if there is no such command.
///
/// # Errors
/// What is wrong with an option.
pub fn command(name: &str, options: &[(String, String)]) -> Option<Result<Command, Mistake>> {
    let spec = spec(name)?;
    Some(read(spec.name, &Options(options)).map_err(|kind| Mistake::new(spec.name, kind)))
}

fn read(name: &'static str, given: &Options<'_>) -> Result<Command, MistakeKind> {
    let queue = given.get("queue").map(str::to_owned);
    let ticket = given.ticket()?;
    Ok(match name {
        "new" => Command::New {
            caller: given.get("for").map(operator),
            queue,
            subject: given.get("subject").map(str::to_owned),
            text: given.needed("text")?,
        },
        "mine" => Command::Mine,
        "status" => Command::Status { ticket },
        "next" => Command::Next { queue },
        "take" => Command::Take { ticket, from: given.flag("from") },
        "release" => Command::Release { ticket },
        "assign" => Command::Assign { ticket, operator: operator(&given.needed("operator")?) },
        "reply" => Command::Reply { ticket, text: given.needed("text")? },
        "answer" => {
            Command::Answer { ticket, name: given.get("name").map(str::to_owned), send: given.flag("send") }
        }
        "note" => Command::Note { ticket, text: given.needed("text")? },
        "undo" => Command::Undo { ticket },
        "close" => Command::Close { ticket, successful: outcome(given)?, text: given.text("text") },
        "reopen" => Command::Reopen { ticket },
        "rate" => {
            Command::Rate { ticket, stars: stars(&given.needed("stars")?)?, comment: given.text("comment") }
        }
        "private" => Command::Private { ticket },
        "join" => Command::Join { ticket },
        "title" => Command::Title { ticket, text: given.needed("text")? },
        "priority" => Command::Priority { ticket, priority: priority(&given.needed("priority")?)? },
        "tag" => {
            let (add, remove) = tags(&given.needed("tags")?)?;
            Command::Tag { ticket, add, remove }
        }
        "responsible" => Command::Responsible { ticket, operator: operator(&given.needed("operator")?) },
        "move" => Command::Move { ticket, queue: given.needed("queue")? },
        "watch" => Command::Watch { ticket, off: given.flag("off") },
        "link" => {
            let other = given.other()?;
            let kind = given.get("kind").map(link_kind).transpose()?.unwrap_or_default();
            Command::Link { ticket, other, kind }
        }
        "split" => {
            let typed = given.get("articles").unwrap_or_default();
            let (articles, rest) = articles(Rest::new(typed))?;
            rest.end()?;
            Command::Split { ticket, articles }
        }
        "pending" => super::pending::picked(ticket, given.get("then"), given.text("when"))?,
        "merge" => Command::Merge { ticket, other: given.other()? },
        "forward" => {
            let (articles, rest) = articles(Rest::new(given.get("articles").unwrap_or_default()))?;
            rest.end()?;
            let address = address(&given.needed("address")?);
            Command::Forward { ticket, address, articles, text: given.text("text") }
        }
        "outage" => Command::Outage { queue, what: outage(&given.text("text")) },
        "customer" => Command::Customer { ticket, person: operator(&given.needed("person")?) },
        "away" => Command::Away { until: given.get("until").map(str::to_owned), back: given.flag("back") },
        "block" => Command::Block {
            person: given.get("person").map(operator),
            until: given.get("until").map(str::to_owned),
            reason: given.text("reason"),
        },
        "unblock" => Command::Unblock { person: operator(&given.needed("person")?) },
        "panel" => Command::Panel,
        "reload" => Command::Reload,
        "search" => Command::Search { words: given.needed("words")?, filters: filters(given)? },
        "list" => Command::List {
            filter: given.get("filter").and_then(list_filter).unwrap_or_default(),
            filters: filters(given)?,
        },
        "queues" => Command::Queues,
        "export" => Command::Export { rows_only: given.flag("rows-only") },
        "import" => Command::Import { file: given.needed("file")? },
        "erase" => Command::Erase { person: operator(&given.needed("person")?), yes: given.flag("yes") },
        "undelivered" => Command::Undelivered(match given.get("action") {
            Some(action) => undelivered_action(action, given.get("delivery"), &given.text("reason"))?,
            None => Undelivered::List { after: 0 },
        }),
        "show" => Command::Show { ticket, here: given.flag("here") },
        "transcript" => {
            let chosen = given.get("format").map(format).transpose()?.unwrap_or_default();
            Command::Transcript { ticket, format: chosen }
        }
        "history" => Command::History { ticket },
        "stats" => Command::Stats {
            view: given.get("view").and_then(stats_view).unwrap_or_default(),
            period: given.get("period").map(period).transpose()?.unwrap_or_default(),
            queue,
            operator: given.get("operator").map(operator),
        },
        "mail" => match given.get("setting") {
            Some(setting) => Command::Mail(mail(Rest::new(setting))?),
            None => Command::Mail(MailArg::Show),
        },
        "identity" => Command::Identity(match (given.get("code"), given.get("leave")) {
            (Some(code), _) => IdentityArg::Code(identity_code(code)?),
            (None, Some(account)) => IdentityArg::Leave(operator(account)),
            (None, None) if given.flag("mail") => IdentityArg::Mail,
            (None, None) => IdentityArg::Show,
        }),
        "language" => Command::Language { language: given.get("language").map(str::to_owned) },
        // `help`, and a test sees to it that no other name comes here.
        _ => Command::Help { command: given.get("command").map(str::to_owned) },
    })
}

fn filters(given: &Options<'_>) -> Result<Filters, MistakeKind> {
    Ok(Filters {
        queue: given.get("queue").map(str::to_owned),
        state: given.get("state").map(filters::state).transpose()?,
        owner: given.get("owner").map(filters::owner),
        tag: given.get("tag").map(filters::tag).transpose()?,
        since: given
            .get("since")
            .map(|typed| filters::since(typed, "").map(|(since, _)| since))
            .transpose()?,
        page: given.get("page").map(filters::page).transpose()?.unwrap_or_default(),
    })
}

fn outcome(given: &Options<'_>) -> Result<Option<bool>, MistakeKind> {
    let Some(typed) = given.get("outcome") else { return Ok(None) };
    match typed.to_lowercase().as_str() {
        "successful" | "con successo" => Ok(Some(true)),
        "unsuccessful" | "senza successo" => Ok(Some(false)),
        _ => Err(MistakeKind::BadChoice {
            found: clip(typed),
            nearest: super::nearest(typed, OUTCOMES.iter().copied()),
            allowed: OUTCOMES.to_vec(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{self, SPECS};
    use super::*;

    fn options(given: &[(&str, &str)]) -> Vec<(String, String)> {
        given.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn every_command_can_be_picked() {
        let all = options(&[
            ("text", "x"),
            ("operator", "otto"),
            ("stars", "3"),
            ("ticket", "#1001"),
            ("priority", "4"),
            ("tags", "vpn"),
            ("queue", "network"),
            ("other", "1002"),
            ("when", "until friday"),
            ("person", "leo"),
            ("file", "old.jsonl"),
            ("words", "vpn"),
            ("address", "bob@vendor.example"),
        ]);
        for spec in SPECS {
            let command = command(spec.name, &all).expect("a command").expect("well formed");
            assert_eq!(grammar::name(&command), spec.name);
        }
    }

    #[test]
    fn options_end_in_the_same_command_as_typed_words() {
        let picked = command(
            "close",
            &options(&[("ticket", "#1001"), ("outcome", "unsuccessful"), ("text", "no licence")]),
        );
        let typed = super::super::parse("!close #1001 unsuccessful no licence", "!", false);
        assert_eq!(Some(typed), picked.and_then(Result::ok).map(super::super::Typed::Command));
    }

    #[test]
    fn a_bad_option_is_named() {
        let mistake = command("take", &options(&[("ticket", "the blue one")])).expect("a command");
        assert_eq!(
            mistake,
            Err(Mistake::new("take", MistakeKind::BadTicket { found: "the blue one".into() }))
        );
        assert!(command("fly", &[]).is_none());
    }
}
