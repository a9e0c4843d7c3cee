//! What the bot says by an interaction's token after its first answer.

use super::body;
use super::call::Call;
use super::interactions::answers;
use super::messages::shown;
use super::routes::Reply;
use crate::act::send::is_ephemeral;
use crate::id::MessageId;
use crate::refusal::{EMPTY_MESSAGE, INVALID_WEBHOOK_TOKEN, Outcome, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK};
use crate::world::World;
use crate::world::interaction::{Interaction, State};

/// The interaction whose token this is.
fn interaction(world: &World, call: &Call) -> Outcome<Interaction> {
    if call.id("webhook_id")? != world.bot {
        return Err(UNKNOWN_WEBHOOK);
    }
    let token = call.param("webhook_token");
    let known = world.interactions.values().find(|i| i.token == token).ok_or(INVALID_WEBHOOK_TOKEN)?;
    let life = i64::try_from(world.settings.token_life.as_millis()).unwrap_or(i64::MAX);
    if known.expired || world.now() - known.began > life {
        return Err(INVALID_WEBHOOK_TOKEN);
    }
    // Before the first answer there is nothing to follow up.
    if known.state == State::Waiting { Err(UNKNOWN_WEBHOOK) } else { Ok(known.clone()) }
}

/// The message that a call names: `@original`, or one said before by the same token.
fn message(world: &World, call: &Call) -> Outcome<MessageId> {
    let interaction = interaction(world, call)?;
    let id = match call.params.contains_key("message_id") {
        false => interaction.original.ok_or(UNKNOWN_MESSAGE)?,
        true => {
            let id = call.id("message_id")?;
            let said = interaction.follow_ups.iter().chain(&interaction.original);
            said.copied().find(|m| m.id == id).ok_or(UNKNOWN_MESSAGE)?
        }
    };
    world.message(id).map(|m| m.id)
}

pub fn follow_up(world: &mut World, call: &Call) -> Outcome<Reply> {
    let interaction = interaction(world, call)?;
    // The first follow-up to "is thinking" takes its place, with its visibility.
    if interaction.state == State::Thinking {
        return edit_message(world, call, &interaction, interaction.original.ok_or(UNKNOWN_MESSAGE)?);
    }
    let mut draft = body::draft(world, &call.body, &call.files)?;
    if draft.is_empty() {
        return Err(EMPTY_MESSAGE);
    }
    draft.only_for = is_ephemeral(draft.flags).then_some(interaction.user);
    draft.answers = Some(answers(world, &interaction));
    draft.reply_to = interaction.original.filter(|m| m.channel == interaction.channel).map(|m| m.id);
    draft.reply_to_nothing = true;
    let id = world.put(world.bot, interaction.channel, draft)?;
    world.interactions.entry(interaction.id).and_modify(|i| i.follow_ups.push(id));
    Ok(Reply::Json(shown(world, id)))
}

pub fn one(world: &mut World, call: &Call) -> Outcome<Reply> {
    let id = message(world, call)?;
    Ok(Reply::Json(shown(world, id)))
}

pub fn edit(world: &mut World, call: &Call) -> Outcome<Reply> {
    let (interaction, id) = (interaction(world, call)?, message(world, call)?);
    edit_message(world, call, &interaction, id)
}

fn edit_message(world: &mut World, call: &Call, interaction: &Interaction, id: MessageId) -> Outcome<Reply> {
    let edit = body::edit(world, &call.body, &call.files)?;
    world.change(id, edit)?;
    if interaction.original == Some(id) && interaction.state == State::Thinking {
        world.interactions.entry(interaction.id).and_modify(|i| i.state = State::Answered);
    }
    Ok(Reply::Json(shown(world, id)))
}

pub fn delete(world: &mut World, call: &Call) -> Outcome<Reply> {
    let id = message(world, call)?;
    world.remove(id)?;
    Ok(Reply::Nothing)
}
