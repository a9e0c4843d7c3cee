//! Messages that wait for their author to say where they belong. Until then they are changed, deleted and read at last
//! as articles are.

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use sportello_chat::{Kind, Markup, Message};

use super::articles::Said;
use super::messages::Heard;
use super::who::Actor;
use super::{Act, DeskError, Refused, bytes, schedule};
use crate::command::{Typed, parse};
use crate::store::articles::StoredFile;
use crate::store::entity::{held_message, question};
use crate::store::{Db, deadlines, messages, questions};

/// A message that waits, as the database keeps it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Held {
    text: String,
    markup: Markup,
    /// Whether it was said where words are encrypted.
    pub encrypted: bool,
    #[serde(default)]
    undecryptable: bool,
    seen: i64,
    /// The direct chat.
    pub room: String,
    /// Its author's account.
    pub account: String,
}

impl Held {
    /// What a row keeps, if that can be read.
    pub fn of(row: &held_message::Model) -> Option<Self> {
        serde_json::from_str(&row.inbound).ok()
    }

    /// The same, on its way to become an article.
    pub fn said<'a>(&'a self, files: &'a [StoredFile]) -> Said<'a> {
        Said {
            text: &self.text,
            markup: self.markup,
            files,
            undecryptable: self.undecryptable,
            encrypted: self.encrypted,
            origin: None,
            seen: Some(self.seen),
            reply_to: None,
            title: None,
        }
    }
}

/// The files of a message that waits.
pub fn files_of(row: &held_message::Model) -> Vec<StoredFile> {
    row.files.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// Keeps a message with a question, `text` being what it says of its matter.
pub async fn hold(
    act: &Act<'_>,
    heard: &Heard<'_>,
    question: &question::Model,
    text: &str,
) -> Result<(), DeskError> {
    let held = Held {
        text: text.to_owned(),
        markup: heard.message.markup,
        encrypted: heard.inbound.place.encrypted,
        undecryptable: heard.message.kind == Kind::Undecryptable,
        seen: messages::kept_as(act.tx, heard.seen).await?,
        room: heard.inbound.place.room.clone(),
        account: heard.actor.account.clone(),
    };
    let files = as_json(act, heard.files)?;
    Ok(questions::hold(act.tx, question.id, &heard.inbound.id, act.json(&held)?, files).await?)
}

fn as_json(act: &Act<'_>, files: &[StoredFile]) -> Result<Option<String>, DeskError> {
    if files.is_empty() { Ok(None) } else { Ok(Some(act.json(&files)?)) }
}

/// Its author has changed it.
pub async fn edited(act: &Act<'_>, event: &str, message: &Message, actor: &Actor) -> Result<(), DeskError> {
    let Some((row, held)) = find(act, event).await? else { return Ok(()) };
    if held.account != actor.account {
        return Ok(());
    }
    if !matches!(parse(&message.text, &act.config.desk.command_prefix, false), Typed::Words { .. }) {
        return Err(Refused::EditedCommand.into());
    }
    let held = Held { text: message.text.clone(), markup: message.markup, ..held };
    Ok(questions::change(act.tx, row.id, act.json(&held)?, row.files).await?)
}

/// Its key has come.
pub async fn decrypted(
    act: &Act<'_>,
    event: &str,
    message: &Message,
    files: &[StoredFile],
) -> Result<(), DeskError> {
    let Some((row, held)) = find(act, event).await? else { return Ok(()) };
    if !held.undecryptable {
        return Ok(());
    }
    let (text, markup) = (message.text.clone(), message.markup);
    let held = Held { text, markup, undecryptable: false, ..held };
    Ok(questions::change(act.tx, row.id, act.json(&held)?, as_json(act, files)?).await?)
}

/// It was deleted: it goes nowhere. With the last of its question nothing is asked any more.
pub async fn deleted(act: &Act<'_>, event: &str) -> Result<(), DeskError> {
    let Some((row, _)) = find(act, event).await? else { return Ok(()) };
    let mut names = files_of(&row).into_iter().filter_map(|file| file.sha256).collect();
    if questions::let_go(act.tx, &row).await? == 0 {
        deadlines::clear(act.tx, schedule::QUESTION, row.question_id).await?;
        questions::end(act.tx, row.question_id).await?;
    }
    bytes::release(act, &mut names).await?;
    Ok(())
}

async fn find(act: &Act<'_>, event: &str) -> Result<Option<(held_message::Model, Held)>, DeskError> {
    let row = questions::held(act.tx, act.platform.as_str(), event).await?;
    Ok(row.and_then(|row| Held::of(&row).map(|held| (row, held))))
}

/// The messages of a platform that wait for their keys too: room and event.
pub async fn undecryptable(db: &impl Db, platform: &str) -> Result<Vec<(String, String)>, DbErr> {
    let waiting = questions::all_held(db, platform).await?.into_iter();
    let unread =
        waiting.filter_map(|row| Held::of(&row).filter(|h| h.undecryptable).map(|h| (h.room, row.event)));
    Ok(unread.collect())
}
