//! What happens on the platforms, taken in: each event once, in one transaction with all it causes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use sportello_chat::{
    Author, Checkpoint, Completing, Event, Fetched, FileOffer, Form, Host, Inbound, Interaction, Menu,
    Message, Pin, Place, Platform, SendError, SubmitError, Submitted, Suggestion, ThreadRef, Unreadable,
};

use super::apart::apart;
use super::database::{Trouble, panicked};
use super::guess::Guess;
use super::messages::Heard;
use super::setup::Next;
use super::storable::{Storable, storable};
use super::{
    Act, Desk, DeskError, bytes, edits, holding, interactions, limits, messages, places, reactions, who,
};
use crate::config::{Attachments, Config, FileRefusal, Operator};
use crate::crash::may_die;
use crate::search::ahead;
use crate::store::articles::StoredFile;
use crate::store::leases::Fenced;
use crate::store::{Alone, Kept, Tx, conversations, messages as seen, places as place_rows, tickets};
use crate::text::names;

/// How often a file is asked for before it counts as not to be had.
const FETCH_TRIES: u32 = 3;
/// The wait before the next try, of a file or of the database.
const WAIT: Duration = Duration::from_millis(500);
/// How often an event is tried again that met another transaction.
pub(super) const MOST_CONFLICTS: u32 = 10;
/// The longest wait for a database that is away.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

#[async_trait]
impl Host for Desk {
    async fn submit(&self, inbound: Inbound) -> Result<Submitted, SubmitError> {
        let (platform, began) = (inbound.platform.clone(), Instant::now());
        let done = self.take_in(inbound).await;
        let outcome = match done {
            Ok(Submitted::Stored) => "stored",
            Ok(Submitted::Seen) => "seen",
            Ok(Submitted::Ignored) => "ignored",
            Err(SubmitError::Closed) => "handed_over",
            Err(SubmitError::Store(_)) => "failed",
        };
        self.metrics().event(platform.as_str(), outcome, began.elapsed());
        done
    }

    async fn checkpoint(&self, platform: &Platform, room: &str) -> Result<Option<String>, SubmitError> {
        place_rows::checkpoint(self.store().reader(), platform.as_str(), room).await.map_err(store_error)
    }

    async fn pin(&self, platform: &Platform, name: &str, id: &str) -> Result<Pin, SubmitError> {
        let tx = self.store().begin().await.map_err(store_error)?;
        let place =
            place_rows::pin(&tx, platform.as_str(), name, id, self.now()).await.map_err(store_error)?;
        tx.commit().await.map_err(store_error)?;
        self.pins().pin(platform.as_str(), name, &place.room);
        self.tenures.news.notify_one();
        Ok(if place.room == id { Pin::Pinned } else { Pin::Kept { id: place.room } })
    }

    async fn pinned(&self, platform: &Platform, name: &str) -> Result<Option<String>, SubmitError> {
        let place =
            place_rows::by_name(self.store().reader(), platform.as_str(), name).await.map_err(store_error)?;
        Ok(place.map(|p| p.room))
    }

    fn menu(&self) -> Menu {
        crate::command::menu::menu(self.texts())
    }

    fn form(&self, place: &Place, author: &Author, interaction: &Interaction) -> Option<Form> {
        self.view().form_for(place, author, interaction)
    }

    async fn complete(&self, completing: Completing) -> Result<Vec<Suggestion>, SubmitError> {
        match self.view().suggestions(&completing).await {
            Ok(suggestions) => Ok(suggestions),
            Err(DeskError::Refused(_)) => Ok(Vec::new()),
            Err(DeskError::Database(error)) => Err(store_error(error)),
        }
    }

    fn is_signal(&self, emoji: &str) -> bool {
        reactions::is_signal(emoji)
    }

    async fn has_thread(&self, platform: &Platform, room: &str, thread: &str) -> Result<bool, SubmitError> {
        let found = conversations::by_thread(self.store().reader(), platform.as_str(), room, thread).await;
        Ok(found.map_err(store_error)?.is_some())
    }

    async fn has_sent(&self, platform: &Platform, message: &str) -> Result<bool, SubmitError> {
        let known = seen::by_id(self.store().reader(), platform.as_str(), message).await;
        Ok(known.map_err(store_error)?.is_some_and(|row| seen::is_ours(&row)))
    }

    async fn checkpoints(
        &self,
        platform: &Platform,
        prefix: &str,
        limit: u64,
    ) -> Result<Vec<Checkpoint>, SubmitError> {
        let rows = place_rows::checkpoints(self.store().reader(), platform.as_str(), prefix, limit).await;
        let rows = rows.map_err(store_error)?;
        Ok(rows.into_iter().map(|(place, event)| Checkpoint { place, event }).collect())
    }

    async fn known_articles(
        &self,
        platform: &Platform,
        place: &Place,
        from: &str,
    ) -> Result<Vec<String>, SubmitError> {
        let thread = super::answering::thread_id(place);
        seen::articles_since(self.store().reader(), platform.as_str(), &place.room, thread, from)
            .await
            .map_err(store_error)
    }

    async fn dispensable_threads(&self, platform: &Platform, limit: u64) -> Result<Vec<String>, SubmitError> {
        conversations::dispensable(self.store().reader(), platform.as_str(), limit).await.map_err(store_error)
    }

    async fn lost_places(&self, platform: &Platform) -> Result<Vec<String>, SubmitError> {
        place_rows::lost(self.store().reader(), platform.as_str()).await.map_err(store_error)
    }

    async fn unreadable(&self, platform: &Platform, limit: u64) -> Result<Vec<Unreadable>, SubmitError> {
        let (db, platform) = (self.store().reader(), platform.as_str());
        let mut rows = seen::undecryptable(db, platform, limit).await.map_err(store_error)?;
        rows.extend(holding::undecryptable(db, platform).await.map_err(store_error)?);
        Ok(rows.into_iter().map(|(room, event)| Unreadable { room, event }).collect())
    }

    fn connected(&self, platform: &Platform, connected: bool) {
        if !self.connections.note(platform.as_str(), connected, self.now()) {
            return;
        }
        tracing::info!(%platform, connected, "connection");
        if connected {
            self.wake();
        }
    }
}

impl Desk {
    /// Stores an event with all it causes, as often as the database has to be asked.
    async fn take_in(&self, mut inbound: Inbound) -> Result<Submitted, SubmitError> {
        may_die!(self, Received);
        let role = self.view().room_role(&inbound.platform, &inbound.place.room);
        let is_picked = matches!(inbound.event, Event::Interaction(_));
        if role.is_foreign() && !inbound.place.direct && !is_picked {
            return Ok(Submitted::Ignored);
        }
        let files = self.take_files(&inbound).await;
        inbound.author.name = shown_name(&self.config(), &inbound);
        inbound.make_storable();
        let _stems = text_of(&inbound.event).map(ahead::work_out);
        let guess = Guess::from(text_of(&inbound.event));
        if !self.spoken.has(&inbound.platform, &inbound.author) {
            guess.language();
        }
        let taken = Arc::new(Taken { inbound, files, guess });
        let event = taken.inbound.id.as_str();
        let mut wait = WAIT;
        let mut conflicts = 0;
        let waiting = self.event_to_store();
        let mut alone = Alone::Again;
        loop {
            let error = match self.store_with_others(&taken, alone).await {
                Ok(submitted) => {
                    self.wake();
                    return Ok(submitted);
                }
                Err(Fenced::NotOurs { account }) => {
                    tracing::debug!(account, event, "not stored: another instance serves it");
                    return Err(SubmitError::Closed);
                }
                Err(Fenced::Database(error)) => error,
            };
            // Whatever it was: in a commit of its own, an event fails or succeeds by itself.
            let shared = std::mem::replace(&mut alone, Alone::Yes) != Alone::Yes;
            match Trouble::of(&error) {
                Trouble::Away => {
                    waiting.waits(&error);
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(LONGEST_WAIT);
                }
                Trouble::Conflict if conflicts < MOST_CONFLICTS => {
                    conflicts += 1;
                    tracing::debug!(%error, event, conflicts, "two transactions met");
                }
                Trouble::Fault if shared => {
                    tracing::debug!(%error, event, "not stored with others");
                }
                Trouble::Conflict | Trouble::Fault => {
                    tracing::error!(%error, event, platform = %taken.inbound.platform, "an event could not be stored");
                    return Err(SubmitError::Store(error.to_string()));
                }
            }
        }
    }
}

fn store_error(error: DbErr) -> SubmitError {
    SubmitError::Store(error.to_string())
}

/// An event, with what could be had of it before its transaction begins.
struct Taken {
    inbound: Inbound,
    files: Vec<StoredFile>,
    guess: Guess,
}

/// So far its place is taken in.
async fn reached(tx: &Tx, inbound: &Inbound, now: DateTime<Utc>) -> Result<(), DbErr> {
    let Some(Checkpoint { place, event }) = &inbound.checkpoint else { return Ok(()) };
    place_rows::set_checkpoint(tx, inbound.platform.as_str(), place, event, now).await
}

/// What has come of an event.
struct Handled {
    submitted: Submitted,
    /// What was written.
    kept: Kept,
    /// The setup that is to be in force then.
    next: Option<Next>,
}

impl Handled {
    fn with(submitted: Submitted, kept: Kept) -> Self {
        Self { submitted, kept, next: None }
    }
}

impl Desk {
    /// Handles one event, in line with others, and returns once that is durable.
    async fn store_with_others(&self, taken: &Arc<Taken>, alone: Alone) -> Result<Submitted, Fenced> {
        let Some(desk) = self.me.upgrade() else { return Err(panicked().into()) };
        let inbound = &taken.inbound;
        let taken = Arc::clone(taken);
        // What has panicked was undone; whoever hands it over does so again.
        let handled = self.store.do_in_line(async move { desk.handle(&taken, alone).await }).await;
        let Handled { submitted, kept, next } = handled.ok_or_else(panicked)??;
        kept.wait().await?;
        may_die!(self, Committed);
        if let Some(next) = next {
            self.adopt(next).await;
        }
        if let Event::PlaceReplaced { by } = &inbound.event {
            self.room_was_replaced(inbound, by);
        }
        Ok(submitted)
    }

    /// Committed, it is known here, and the others hear of it.
    fn room_was_replaced(&self, inbound: &Inbound, by: &str) {
        self.pins().follow(inbound.platform.as_str(), &inbound.place.room, by);
        self.tenures.news.notify_one();
    }

    /// Handles one event in one transaction.
    async fn handle(&self, taken: &Taken, alone: Alone) -> Result<Handled, Fenced> {
        let Taken { inbound, files, guess } = taken;
        let platform = inbound.platform.as_str();
        let tx = self.begin_for(platform, alone).await?;
        let now = self.now();
        if inbound.author.bot && !is_about_place(&inbound.event) {
            reached(&tx, inbound, now).await?;
            let kept = self.commit_for(platform, tx).await?;
            return Ok(Handled::with(Submitted::Ignored, kept));
        }
        let view = self.view();
        let mut act = Act {
            now,
            platform: inbound.platform.clone(),
            event: Some(inbound.id.clone()),
            on_the_spot: matches!(inbound.event, Event::Interaction(_)),
            realm: inbound.place.realm.clone(),
            within: view.seen_from(&inbound.platform, &inbound.place),
            ..Act::of_desk(&view, &tx)
        };
        let in_its_thread = in_its_thread(&act, inbound).await?;
        let inbound = in_its_thread.as_ref().unwrap_or(inbound);
        let actor = match &inbound.event {
            event if is_about_place(event) => None,
            // Some platforms don't say who deleted a message.
            _ if inbound.author.id.is_empty() => None,
            _ => Some(apart(|| who::meet(&view, &tx, &inbound.platform, &inbound.author, guess, now)).await?),
        };
        act.actor = actor.as_ref().map(|a| a.person.id);
        let top_level = inbound.place.thread.is_none();
        let Some(seen) =
            seen::see(&tx, platform, &inbound.id, &inbound.place.room, act.actor, top_level).await?
        else {
            // Whoever has stored it may be in this group, and not be durable before it is.
            let kept = self.commit_for(platform, tx).await?;
            return Ok(Handled::with(Submitted::Seen, kept));
        };
        reached(&tx, inbound, now).await?;
        let done = match (&inbound.event, &actor) {
            (Event::Message(message), Some(actor)) => {
                match apart(|| messages::handle(&act, inbound, message, files, actor, seen)).await {
                    Ok(()) => apart(|| limits::name_refused(&act, inbound, actor, files)).await,
                    refused => refused,
                }
            }
            (Event::Edit { target, message }, Some(actor)) => {
                apart(|| edits::edited(&act, target, message, actor)).await
            }
            (Event::Decrypted { target, message }, Some(actor)) => {
                let heard = Heard { inbound, message, files, actor, seen };
                apart(|| edits::decrypted(&act, target, &heard)).await
            }
            (Event::Redaction { target }, _) => apart(|| edits::deleted(&act, target)).await,
            (Event::Reaction { target, emoji, on }, Some(actor)) => {
                apart(|| reactions::handle(&act, inbound, target, emoji, on.as_deref(), files, actor)).await
            }
            (Event::Interaction(interaction), Some(actor)) => {
                apart(|| interactions::handle(&act, inbound, interaction, files, actor, seen)).await
            }
            (Event::PlaceLost { reason }, _) => apart(|| places::lost(&act, &inbound.place, reason)).await,
            (Event::PlaceFound, _) => apart(|| places::found(&act, &inbound.place.room)).await,
            (Event::PlaceReplaced { by }, _) => {
                apart(|| places::replaced(&act, &inbound.place.room, by)).await
            }
            (Event::CaughtUp { messages, since }, _) => {
                apart(|| places::caught_up(&act, &inbound.place, *messages, *since)).await
            }
            (_, None) => Ok(()),
        };
        match (done, actor) {
            (Ok(()), _) => {}
            (Err(DeskError::Database(error)), _) => return Err(error.into()),
            (Err(DeskError::Refused(refused)), Some(actor)) => {
                tracing::debug!(event = inbound.id, ?refused, "refused");
                let words = match &inbound.event {
                    Event::Interaction(interaction) => interactions::words_of(interaction),
                    _ => None,
                };
                apart(|| act.refuse(&inbound.place, &actor.account, actor.language, &refused, words))
                    .await
                    .map_err(database)?;
            }
            (Err(DeskError::Refused(refused)), None) => {
                tracing::warn!(event = inbound.id, ?refused, "refused, with nobody to tell");
            }
        }
        // Not all that is sent becomes an article.
        let mut names = files.iter().filter_map(|file| file.sha256.clone()).collect();
        apart(|| bytes::release(&act, &mut names)).await.map_err(database)?;
        act.finish().await?;
        may_die!(self, BeforeCommit);
        let kept = self.commit_for(platform, tx).await?;
        Ok(Handled { submitted: Submitted::Stored, kept, next: view.next() })
    }

    /// Brings the files of an event into the file store. What can't be had is noted, not waited for.
    async fn take_files(&self, inbound: &Inbound) -> Vec<StoredFile> {
        let is_help = || self.view().room_role(&inbound.platform, &inbound.place.room).help.is_some();
        let message = match &inbound.event {
            Event::Message(message) | Event::Decrypted { message, .. } => message,
            // A ticket may be opened from somebody's message.
            Event::Reaction { emoji, on: Some(on), .. } if reactions::opens(emoji) && is_help() => &on.1,
            Event::Interaction(Interaction::OnMessage { on, .. }) if is_help() => &on.1,
            _ => return Vec::new(),
        };
        if message.files.is_empty() || inbound.author.bot {
            return Vec::new();
        }
        let limits = self.attachments_of(inbound).await;
        let mut files = Vec::with_capacity(message.files.len());
        for offer in &message.files {
            files.push(self.take_file(&inbound.platform, offer, &limits).await);
        }
        files
    }

    /// What holds for the files of this event: operators are exempt from all but `max_file_size`.
    async fn attachments_of(&self, inbound: &Inbound) -> Attachments {
        let view = self.view();
        let limits = view.config().limits.attachments.clone();
        if limits == Attachments::default() {
            return limits;
        }
        match who::behind(&view, &inbound.platform, &inbound.author).await {
            Ok(author) if view.is_operator(&author) => Attachments::default(),
            // While the database is away nobody is exempt.
            _ => limits,
        }
    }

    async fn take_file(&self, platform: &Platform, offer: &FileOffer, limits: &Attachments) -> StoredFile {
        let stored = |size: u64, sha256: Option<String>, trouble: Option<String>| StoredFile {
            name: names::of_file(&offer.name),
            mime: storable(&offer.mime),
            size,
            sha256,
            trouble: trouble.as_deref().map(storable),
            refused: None,
        };
        let missing = |why: String| stored(offer.size.unwrap_or_default(), None, Some(why));
        let refused =
            |refusal: FileRefusal| StoredFile { refused: Some(refusal), ..missing(refusal.to_string()) };
        if let Some(refusal) = limits.refuses(&offer.name, &offer.mime, offer.size) {
            return refused(refusal);
        }
        let limit = self.config().desk.max_file_size;
        let limit = limits.largest.map_or(limit, |largest| largest.min(limit));
        let Some(chat) = self.chat(platform.as_str()) else {
            return missing("the platform is not enabled".to_owned());
        };
        for attempt in 1..=FETCH_TRIES {
            match chat.fetch(offer, limit).await {
                Ok(Fetched::Bytes(bytes)) => {
                    let size = bytes.len() as u64;
                    return match self.files().put(bytes).await {
                        Ok(sha256) => stored(size, Some(sha256), None),
                        Err(error) => missing(error.to_string()),
                    };
                }
                Ok(Fetched::TooLarge) => {
                    return refused(FileRefusal::Larger(limit));
                }
                Err(SendError::Permanent { cause } | SendError::Unreachable { cause }) => {
                    return missing(cause);
                }
                Err(error) if attempt == FETCH_TRIES => return missing(error.to_string()),
                Err(_) => tokio::time::sleep(WAIT * attempt).await,
            }
        }
        missing("not fetched".to_owned())
    }
}

/// The name by which its author is shown. Whose account is not an operator's is told from one by their account
/// where the names can be mistaken for each other.
fn shown_name(config: &Config, inbound: &Inbound) -> Option<String> {
    let author = &inbound.author;
    let name = names::of_person(author.name.as_deref()?)?;
    let is_theirs = |operator: &Operator| {
        operator.accounts.iter().any(|a| a.platform == inbound.platform && a.id == author.id)
    };
    let is_mistaken = names::are_alike(&name, &config.desk.name)
        || config.operators.iter().any(|o| !is_theirs(o) && names::are_alike(&name, &o.name));
    let is_operator = config.operators.iter().any(is_theirs);
    if is_mistaken && !is_operator && name != author.id {
        return names::of_person(&format!("{name} ({})", author.id));
    }
    Some(name)
}

/// An event in a thread that was named by its ticket's number, in the thread's own id; `None` where it was not, or no
/// such thread is found.
async fn in_its_thread(act: &Act<'_>, inbound: &Inbound) -> Result<Option<Inbound>, DbErr> {
    let Some(ThreadRef::Ticket(number)) = &inbound.place.thread else { return Ok(None) };
    let Some(ticket) = tickets::by_number(act.tx, number).await? else { return Ok(None) };
    let (platform, room) = (act.platform.as_str(), &inbound.place.room);
    let found = conversations::of_ticket_in_room(act.tx, ticket.id, platform, room).await?;
    let Some(thread) = found.and_then(|c| c.thread) else { return Ok(None) };
    let mut inbound = inbound.clone();
    inbound.place.thread = Some(ThreadRef::Id(thread));
    Ok(Some(inbound))
}

/// Whether an event is about a place, and nobody's deed: the bot itself may be named as its author.
fn is_about_place(event: &Event) -> bool {
    matches!(
        event,
        Event::PlaceLost { .. } | Event::PlaceFound | Event::PlaceReplaced { .. } | Event::CaughtUp { .. }
    )
}

fn text_of(event: &Event) -> Option<&str> {
    match event {
        Event::Message(Message { text, .. }) => Some(text),
        _ => None,
    }
}

pub(super) fn database(error: DeskError) -> DbErr {
    match error {
        DeskError::Database(error) => error,
        DeskError::Refused(refused) => DbErr::Custom(format!("refused while refusing: {refused:?}")),
    }
}
