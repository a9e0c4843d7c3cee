//! An interaction from its arrival to its first answer.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Value, json};
use sportello_chat::{Author, Event, Inbound, Interaction, Message};
use tokio::sync::{Semaphore, mpsc};

use super::asker::Asked;
use super::complete::complete;
use super::live::{Live, State};
use super::parse::{interaction, kind, target};
use super::words::Words;
use super::{modal, respond};
use crate::api::ApiError;
use crate::commands::Shown;
use crate::hear::{Session, author_of, author_with, message};
use crate::members::Member;
use crate::{PLATFORM, ids, json};

/// Interactions that are handled at the same time; who picks one more sees that it failed.
const AT_ONCE: usize = 512;
/// So many of them are handed over, or ask for suggestions, at the same time.
const TURNS: usize = 64;
/// Discord gives up after three seconds; what has no answer by now is deferred.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long after it was stored an answer may take until the person is told that it will come.
const ANSWER_DUE: Duration = Duration::from_secs(10);

/// Handles interactions until the desk shuts down.
pub(crate) async fn answer_all(session: Session, mut asked: mpsc::Receiver<Value>) {
    let (places, turns) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(Semaphore::new(TURNS)));
    let shown = Arc::new(Shown::of(&session.host.menu()));
    loop {
        let value = tokio::select! {
            () = session.stop.cancelled() => return,
            value = asked.recv() => value,
        };
        let Some(value) = value else { return };
        // Nothing waits here: what nobody acknowledges in time has failed for whoever picked it.
        let Ok(place) = places.clone().try_acquire_owned() else {
            tracing::warn!("more is picked than can be handled; an interaction was passed over");
            continue;
        };
        let (handler, shown, turns) = (session.clone(), shown.clone(), turns.clone());
        session.tasks.spawn(async move {
            handler.interaction(&value, &shown, &turns).await;
            drop(place);
        });
    }
}

impl Session {
    async fn interaction(&self, value: &Value, shown: &Shown, turns: &Semaphore) {
        let shared = &self.shared;
        let token = json::text(value, "token").map(|t| SecretString::from(t.to_owned()));
        let (Some(asked), Some(token)) = (Asked::of(value, shared), token) else {
            tracing::warn!("an interaction of an unknown shape was passed over");
            return;
        };
        shared.clock(asked.id);
        let application = json::id(value, "application_id").unwrap_or(shared.world.me().application);
        if application == 0 {
            return;
        }
        let live = Arc::new(Live::new(asked.id, application, token));
        if asked.spot.guild.is_some_and(|guild| !shared.serves(guild)) {
            self.apologise(&live, &asked, Words::NotServed).await;
            return;
        }
        match value["type"].as_u64() {
            Some(kind::COMPLETION) => {
                let answer = complete(self, &asked, value, shown, turns).await;
                if let Err(error) = respond::first(&shared.api, &live, &answer).await {
                    tracing::debug!(%error, "suggestions were not taken");
                }
            }
            Some(kind::COMMAND | kind::COMPONENT | kind::FORM) => {
                self.picked(value, shown, asked, live, turns).await;
            }
            _ => {}
        }
    }

    async fn picked(&self, value: &Value, shown: &Shown, asked: Asked, live: Arc<Live>, turns: &Semaphore) {
        // No question stands before a form: it opens at once, or not at all.
        let Some(glance) = interaction(value, shown, self.on_at_once(value)) else {
            self.apologise(&live, &asked, Words::Failed).await;
            return;
        };
        if let Some(form) = self.host.form(&asked.spot.place(), &asked.at_once(&self.shared), &glance) {
            self.open(&live, &asked, &form).await;
            return;
        }
        self.shared.live.add(live.clone());
        let deferring = self.defer_later(&live);
        let done = match turns.acquire().await {
            Ok(_turn) if !live.is_given_up() => self.store(value, &asked, glance).await,
            _ => Err("Discord has told the person that it failed".to_owned()),
        };
        match done {
            Ok(()) => {
                if tokio::time::timeout(ANSWER_DUE, live.answered()).await.is_err() {
                    tracing::warn!(interaction = asked.id, "nothing was answered in time");
                    self.apologise(&live, &asked, Words::Stored).await;
                }
            }
            Err(cause) => {
                tracing::warn!(interaction = asked.id, cause, "an interaction was not stored");
                self.apologise(&live, &asked, Words::Failed).await;
            }
        }
        deferring.abort();
    }

    async fn open(&self, live: &Arc<Live>, asked: &Asked, form: &sportello_chat::Form) {
        if let Err(error) = respond::first(&self.shared.api, live, &modal::modal(form)).await {
            tracing::warn!(%error, "a form could not be opened");
            if !respond::is_over(&error) {
                self.apologise(live, asked, Words::Failed).await;
            }
        }
    }

    /// Tells Discord in time that an answer will come, should there be none yet.
    fn defer_later(&self, live: &Arc<Live>) -> tokio::task::JoinHandle<()> {
        let (shared, live) = (self.shared.clone(), live.clone());
        self.tasks.spawn(async move {
            tokio::time::sleep(PATIENCE).await;
            let claim = live.claim().await;
            if claim.before != State::Waiting {
                return;
            }
            match respond::defer(&shared.api, &live).await {
                Ok(_) => claim.settle(State::Deferred),
                Err(error) => {
                    tracing::debug!(%error, "a deferral was not taken");
                    if respond::is_over(&error) {
                        claim.settle(State::Dead);
                    }
                }
            }
        })
    }

    /// Has the interaction stored, with all it causes. Not tried again: whoever picked it is there,
    /// and sees that it failed.
    async fn store(&self, value: &Value, asked: &Asked, mut picked: Interaction) -> Result<(), String> {
        let author = asked.author(&self.shared).await.map_err(|e| e.to_string())?;
        if let Interaction::OnMessage { on, .. } = &mut picked
            && let Some((_, message)) = target(value)
        {
            on.0 = self.author_on(message, asked).await.map_err(|e| e.to_string())?;
        }
        let inbound = Inbound {
            platform: PLATFORM,
            id: asked.id.to_string(),
            at: ids::time(asked.id),
            author,
            place: asked.spot.place(),
            event: Event::Interaction(picked),
            checkpoint: None,
        };
        self.host.submit(inbound).await.map(|_| ()).map_err(|e| e.to_string())
    }

    /// The message of a message's menu, its author as the event has them.
    fn on_at_once(&self, value: &Value) -> Option<Box<(Author, Message)>> {
        let (_, on) = target(value)?;
        let author = author_with(&self.shared, &on["author"], &[], json::id(on, "webhook_id").is_some());
        Some(Box::new((author, message::message(on, &self.shared.world))))
    }

    async fn author_on(&self, on: &Value, asked: &Asked) -> Result<Author, ApiError> {
        let webhook = json::id(on, "webhook_id").is_some();
        let member = Member::of(&on["member"]);
        author_of(&self.shared, asked.spot.guild, &on["author"], member, webhook).await
    }

    /// Says in the person's language what became of it, if Discord still takes an answer.
    async fn apologise(&self, live: &Arc<Live>, asked: &Asked, words: Words) {
        let text = words.say(asked.language(&self.shared));
        let message =
            json!({ "content": text, "flags": respond::EPHEMERAL, "allowed_mentions": { "parse": [] } });
        let api = &self.shared.api;
        let claim = live.claim().await;
        let told = match claim.before {
            State::Waiting => respond::first_message(api, live, &message, None).await,
            State::Deferred => respond::instead(api, live, &json!({ "content": text }), None).await,
            State::Answered | State::Dead | State::Busy => return,
        };
        match told {
            Ok(_) => claim.settle(State::Answered),
            Err(error) => tracing::debug!(%error, "an apology was not taken"),
        }
    }
}
