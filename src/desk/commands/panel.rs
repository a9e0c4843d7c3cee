//! `panel`: a message from which people open tickets with a click.

use sportello_chat::{Body, Content, NewMessage};

use super::{Act, Answer, DeskError, Heard};
use crate::desk::answering::in_place;
use crate::desk::{Refused, direct};
use crate::notify::buttons;
use crate::text::Args;

/// Posts the panel where the command was given.
pub async fn run(act: &Act<'_>, heard: &Heard<'_>) -> Result<Answer, DeskError> {
    if !act.desk.is_admin(heard.actor) {
        return Err(Refused::AdminsOnly.into());
    }
    let queues = direct::offered(act);
    let interactive = act.is_interactive(act.platform.as_str());
    let args = Args::new()
        .text("desk", act.config.desk.name.as_str())
        .text("prefix", act.config.desk.command_prefix.as_str());
    let key = if interactive { "customer-panel" } else { "customer-panel-typed" };
    let buttons = if interactive { buttons::queues(queues) } else { Vec::new() };
    let body = Body::markdown(act.say(key, &args));
    let content = Content::Message(NewMessage { buttons, ..NewMessage::notice(body) });
    act.owe_at(in_place(&heard.inbound.place), heard.audience(act), content, None).await?;
    let said = act.desk.texts().say(heard.actor.language, "operator-panel-posted", &Args::new());
    Ok(Answer::markdown(said))
}
