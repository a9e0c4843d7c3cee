//! The bot's first answer to an interaction.

use serde_json::{Value, json};
use twilight_model::application::interaction::callback::InteractionCallbackResponse;

use super::body;
use super::call::Call;
use super::messages::shown;
use super::routes::Reply;
use crate::act::send::is_ephemeral;
use crate::id::{Id, MessageId};
use crate::refusal::{ALREADY_ACKNOWLEDGED, Outcome, Refusal, UNKNOWN_INTERACTION};
use crate::rules;
use crate::world::World;
use crate::world::interaction::{Interaction, State, kind};
use crate::world::message::{AnswerTo, flags};

/// Discord's numbers for kinds of answers.
mod answer {
    pub const MESSAGE: u64 = 4;
    pub const THINKING: u64 = 5;
    pub const ACKNOWLEDGED: u64 = 6;
    pub const UPDATE: u64 = 7;
    pub const CHOICES: u64 = 8;
    pub const MODAL: u64 = 9;
}

pub fn answer(world: &mut World, call: &Call) -> Outcome<Reply> {
    let interaction = world.interactions.get(&call.id("interaction_id")?).ok_or(UNKNOWN_INTERACTION)?.clone();
    let within = i64::try_from(world.settings.answer_within.as_millis()).unwrap_or(i64::MAX);
    if interaction.token != call.param("interaction_token") {
        return Err(UNKNOWN_INTERACTION);
    }
    if interaction.state != State::Waiting {
        return Err(ALREADY_ACKNOWLEDGED);
    }
    if world.now() - interaction.began > within {
        return Err(UNKNOWN_INTERACTION);
    }
    let sort = call.body["type"].as_u64().unwrap_or_default();
    rules::answer::check_kind(interaction.kind, sort, interaction.message.is_some())?;
    let data = &call.body["data"];
    let state = match sort {
        answer::MESSAGE => {
            let message = first_message(world, &interaction, data, call)?;
            set_original(world, interaction.id, message);
            State::Answered
        }
        answer::THINKING => {
            let message = thinking(world, &interaction, data)?;
            set_original(world, interaction.id, message);
            State::Thinking
        }
        answer::ACKNOWLEDGED => {
            world.interactions.entry(interaction.id).and_modify(|i| i.original = i.message);
            State::Acknowledged
        }
        answer::UPDATE => {
            let message = interaction.message.ok_or(UNKNOWN_INTERACTION)?;
            let edit = body::edit(world, data, &call.files)?;
            world.change(message, edit)?;
            set_original(world, interaction.id, message);
            State::Updated
        }
        answer::CHOICES => {
            rules::answer::check_choices(data)?;
            State::Choices(body::list(&data["choices"]))
        }
        answer::MODAL => {
            rules::modal::check(data)?;
            State::Form(data.clone())
        }
        _ => return Err(Refusal::form("type", "BASE_TYPE_CHOICES", "Unknown kind of answer")),
    };
    if let Some(interaction) = world.interactions.get_mut(&interaction.id) {
        interaction.state = state;
    }
    if !call.query_flag("with_response") {
        return Ok(Reply::Nothing);
    }
    let json = with_response(world, interaction.id, sort);
    Ok(Reply::Json(world.checked::<InteractionCallbackResponse>(json)))
}

fn set_original(world: &mut World, interaction: Id, message: MessageId) {
    world.interactions.entry(interaction).and_modify(|i| i.original = Some(message));
}

/// What a message says of the interaction it answers.
pub(super) fn answers(world: &World, interaction: &Interaction) -> AnswerTo {
    let form_of = interaction.form_of.and_then(|id| world.interactions.get(&id));
    AnswerTo {
        interaction: interaction.id,
        kind: interaction.kind,
        user: interaction.user,
        clicked: interaction.message.filter(|_| interaction.kind == kind::COMPONENT),
        chosen: interaction.target,
        form_of: form_of.map(|form_of| Box::new(answers(world, form_of))),
    }
}

fn first_message(
    world: &mut World,
    interaction: &Interaction,
    data: &Value,
    call: &Call,
) -> Outcome<MessageId> {
    let mut draft = body::draft(world, data, &call.files)?;
    if draft.is_empty() {
        return Err(crate::refusal::EMPTY_MESSAGE);
    }
    draft.only_for = is_ephemeral(draft.flags).then_some(interaction.user);
    draft.answers = Some(answers(world, interaction));
    draft.kind = interaction.answer_kind;
    // An answer needs no permission to write: the person may use commands here, which is enough.
    world.put(world.bot, interaction.channel, draft)
}

fn thinking(world: &mut World, interaction: &Interaction, data: &Value) -> Outcome<MessageId> {
    let ephemeral = is_ephemeral(data["flags"].as_u64().unwrap_or_default());
    let mut draft = crate::act::send::Draft::text("");
    draft.flags = flags::LOADING | if ephemeral { flags::EPHEMERAL } else { 0 };
    draft.only_for = ephemeral.then_some(interaction.user);
    draft.answers = Some(answers(world, interaction));
    draft.kind = interaction.answer_kind;
    world.put(world.bot, interaction.channel, draft)
}

fn with_response(world: &mut World, id: Id, sort: u64) -> Value {
    let Some(interaction) = world.interactions.get(&id).cloned() else { return Value::Null };
    let mut json = json!({
        "interaction": { "id": id, "type": interaction.kind },
        "resource": { "type": sort },
    });
    if let Some(message) = interaction.original.filter(|_| interaction.kind != kind::AUTOCOMPLETE) {
        let loading = world.messages.get(&message).is_some_and(|m| m.has(flags::LOADING));
        let ephemeral = world.messages.get(&message).is_some_and(|m| m.only_for.is_some());
        json["interaction"]["response_message_id"] = json!(message.id);
        json["interaction"]["response_message_loading"] = loading.into();
        json["interaction"]["response_message_ephemeral"] = ephemeral.into();
        json["resource"]["message"] = shown(world, message);
    }
    json
}
