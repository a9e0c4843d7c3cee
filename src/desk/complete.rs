//! What could stand in the option that somebody is filling in: never of what they may not see.

use sportello_chat::{Completing, Suggestion};

use super::who::{self, Actor};
use super::{DeskError, View};
use crate::command::grammar::{ArgKind, SPECS, spec};
use crate::command::{OWNERS, Role, SINCE};
use crate::store::{conversations, listing, people, tags, tickets};
use crate::ticket::State;

impl View<'_> {
    /// Suggestions, best first.
    ///
    /// # Errors
    /// As the database says.
    pub(super) async fn suggestions(&self, asked: &Completing) -> Result<Vec<Suggestion>, DeskError> {
        let Some(spec) = spec(&asked.command) else { return Ok(Vec::new()) };
        let Some(arg) = spec.args.iter().find(|a| a.name == asked.option) else { return Ok(Vec::new()) };
        let actor = who::behind(self, &asked.platform, &asked.author).await?;
        match arg.kind {
            ArgKind::Ticket => self.tickets_for(&actor, spec.role, spec.name, asked).await,
            ArgKind::Queue if spec.name == "move" => Ok(self.queues_to_move_to(&actor, asked)),
            // Whoever searches as an operator does so in the queues they serve.
            ArgKind::Queue => {
                let serving = spec.role > Role::Everyone || spec.name == "search" && self.is_operator(&actor);
                Ok(self.queues_for(Some(&actor).filter(|_| serving), asked))
            }
            ArgKind::Tags | ArgKind::Tag => self.tags_for(&actor, asked).await,
            ArgKind::Ready => self.ready_texts_for(&actor, asked).await,
            ArgKind::Owner => Ok(self.owners_for(&actor, asked)),
            ArgKind::Since => Ok(narrowed(SINCE.iter().map(|since| same(since)).collect(), asked)),
            ArgKind::Operator => Ok(self.operators_for(&actor, asked)),
            ArgKind::Person => self.people_for(&actor, asked).await,
            ArgKind::Command => Ok(self.commands_for(&actor, asked)),
            _ => Ok(Vec::new()),
        }
    }

    /// For operators' commands the tickets of their queues, for everybody's their own as well; those
    /// that the command is of use for.
    async fn tickets_for(
        &self,
        actor: &Actor,
        role: Role,
        command: &str,
        asked: &Completing,
    ) -> Result<Vec<Suggestion>, DeskError> {
        let states = match command {
            "reopen" | "rate" => State::CLOSED.to_vec(),
            "status" | "show" | "history" | "transcript" | "note" | "link" | "tag" => State::WHOLE.to_vec(),
            "merge" if asked.option == "other" => State::WHOLE.to_vec(),
            _ => State::ACTIVE.to_vec(),
        };
        let served = if self.is_operator(actor) { self.queues_of(actor) } else { Vec::new() };
        let mut found = Vec::new();
        let filter = listing::Filter {
            states,
            newest_first: true,
            realm: self.seen_from(&asked.platform, &asked.place),
            ..listing::Filter::default()
        };
        let typed = asked.typed.trim().trim_start_matches('#').to_lowercase();
        let limit = asked.limit as u64;
        if !served.is_empty() {
            let filter = listing::Filter { queues: Some(self.queue_ids(&served)), ..filter.clone() };
            found.extend(listing::matching(self.store().reader(), &filter, &typed, limit).await?);
        }
        if role == Role::Everyone {
            let filter = listing::Filter { customer: Some(actor.person.id), ..filter };
            for own in listing::matching(self.store().reader(), &filter, &typed, limit).await? {
                if !found.iter().any(|t| t.id == own.id) {
                    found.push(own);
                }
            }
        }
        found.truncate(asked.limit);
        Ok(found
            .into_iter()
            .map(|t| Suggestion { label: format!("#{} · {}", t.number, t.title), value: t.number })
            .collect())
    }

    /// The queues an operator serves; without one, those that users see.
    fn queues_for(&self, operator: Option<&Actor>, asked: &Completing) -> Vec<Suggestion> {
        let config = self.config();
        let served = operator.map(|o| self.queues_of(o));
        let queues = config.queues.iter().filter(|q| match &served {
            Some(served) => served.contains(&q.name),
            None => q.parent().is_none(),
        });
        let suggestions =
            queues.map(|q| Suggestion { label: q.title.clone(), value: q.name.clone() }).collect();
        narrowed(suggestions, asked)
    }

    /// An operator may move a ticket to queues they don't serve themselves.
    fn queues_to_move_to(&self, actor: &Actor, asked: &Completing) -> Vec<Suggestion> {
        if !self.is_operator(actor) {
            return Vec::new();
        }
        let config = self.config();
        let all = config.queues.iter().map(|q| Suggestion { label: q.name.clone(), value: q.name.clone() });
        narrowed(all.collect(), asked)
    }

    /// The tags that tickets of the operator's queues have, as far as they can be seen from where it is asked.
    async fn tags_for(&self, actor: &Actor, asked: &Completing) -> Result<Vec<Suggestion>, DeskError> {
        /// More than anybody chooses from.
        const MOST: u64 = 500;
        if !self.is_operator(actor) {
            return Ok(Vec::new());
        }
        let queues = self.queue_ids(&self.queues_of(actor));
        let realm = self.seen_from(&asked.platform, &asked.place);
        let names = tags::in_queues(self.store().reader(), &queues, realm.as_deref(), MOST).await?;
        let all = names.into_iter().map(|name| Suggestion { label: name.clone(), value: name });
        Ok(narrowed(all.collect(), asked))
    }

    fn operators_for(&self, actor: &Actor, asked: &Completing) -> Vec<Suggestion> {
        if !self.is_operator(actor) {
            return Vec::new();
        }
        narrowed(self.config().operators.iter().map(|o| same(&o.name)).collect(), asked)
    }

    /// The ready texts for the queue of the ticket in whose thread somebody is; elsewhere those for any queue
    /// they serve.
    async fn ready_texts_for(&self, actor: &Actor, asked: &Completing) -> Result<Vec<Suggestion>, DeskError> {
        let mut queues = self.queues_of(actor);
        if let Some(thread) = super::answering::thread_id(&asked.place) {
            let reader = self.store().reader();
            let platform = asked.platform.as_str();
            let here = conversations::by_thread(reader, platform, &asked.place.room, thread).await?;
            let ticket = match here {
                Some(conversation) => tickets::by_id(reader, conversation.ticket_id).await?,
                None => None,
            };
            if let Some(queue) = ticket.and_then(|t| self.queue_by_id(t.queue_id)) {
                queues.retain(|name| *name == queue.name);
            }
        }
        let config = self.config();
        let usable = config.answers.iter().filter(|text| queues.iter().any(|queue| text.is_for(queue)));
        let all = usable.map(|text| {
            let title = text.version(actor.language).title.as_deref();
            let label = title.map_or(text.name.clone(), |title| format!("{} · {title}", text.name));
            Suggestion { label, value: text.name.clone() }
        });
        Ok(narrowed(all.collect(), asked))
    }

    /// Whose tickets an operator may want to see.
    fn owners_for(&self, actor: &Actor, asked: &Completing) -> Vec<Suggestion> {
        if !self.is_operator(actor) {
            return Vec::new();
        }
        let config = self.config();
        let names = config.operators.iter().map(|o| o.name.as_str());
        narrowed(OWNERS.iter().copied().chain(names).map(same).collect(), asked)
    }

    /// Those whom the desk has met last, and whose tickets can be seen from where it is asked.
    async fn people_for(&self, actor: &Actor, asked: &Completing) -> Result<Vec<Suggestion>, DeskError> {
        /// More than anybody chooses from.
        const MOST: u64 = 500;
        if !self.is_operator(actor) {
            return Ok(Vec::new());
        }
        let realm = self.seen_from(&asked.platform, &asked.place);
        let accounts = people::newest_accounts(self.store().reader(), realm.as_deref(), MOST).await?;
        let all = accounts.into_iter().map(|account| {
            let name = account.name.as_deref().unwrap_or(&account.external_id);
            Suggestion { label: format!("{name} · {}", account.platform), value: account.external_id }
        });
        Ok(narrowed(all.collect(), asked))
    }

    fn commands_for(&self, actor: &Actor, asked: &Completing) -> Vec<Suggestion> {
        let role = if self.is_admin(actor) {
            Role::Admin
        } else if self.is_operator(actor) {
            Role::Operator
        } else {
            Role::Everyone
        };
        let names = SPECS.iter().filter(|s| s.role <= role).map(|s| s.name.to_owned());
        narrowed(names.map(|name| Suggestion { label: name.clone(), value: name }).collect(), asked)
    }
}

/// A value that is shown as it is.
fn same(value: &str) -> Suggestion {
    Suggestion { label: value.to_owned(), value: value.to_owned() }
}

/// Those that begin with what was typed, then those that contain it.
fn narrowed(all: Vec<Suggestion>, asked: &Completing) -> Vec<Suggestion> {
    let typed = asked.typed.trim().to_lowercase();
    let words = |s: &Suggestion| (s.label.to_lowercase(), s.value.to_lowercase());
    let rank = |s: &Suggestion| {
        let (label, value) = words(s);
        if label.starts_with(&typed) || value.starts_with(&typed) {
            Some(0)
        } else {
            (label.contains(&typed) || value.contains(&typed)).then_some(1)
        }
    };
    let mut ranked: Vec<(i32, Suggestion)> = all.into_iter().filter_map(|s| Some((rank(&s)?, s))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, s)| s).take(asked.limit).collect()
}
