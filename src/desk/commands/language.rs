//! `language`: the language a person is spoken to in.

use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};

use super::{Act, Actor, Answer, DeskError};
use crate::desk::Refused;
use crate::text::{Args, Language};

/// Keeps the choice and answers in it.
pub async fn run(act: &Act<'_>, actor: &Actor, wanted: Option<&str>) -> Result<Answer, DeskError> {
    let prefix = act.prefix();
    let Some(wanted) = wanted else {
        let args = Args::new().text("language", actor.language.own_name()).text("prefix", prefix);
        return Ok(Answer::markdown(act.desk.texts().say(actor.language, "language-is", &args)));
    };
    let Some(language) = named(wanted) else {
        return Err(Refused::NoSuchLanguage { found: wanted.to_owned() }.into());
    };
    let mut row = actor.person.clone().into_active_model();
    row.language = Set(Some(language.code().to_owned()));
    row.update(act.tx).await?;
    let args = Args::new().text("language", language.own_name()).text("prefix", prefix);
    Ok(Answer::markdown(act.desk.texts().say(language, "language-set", &args)))
}

fn named(text: &str) -> Option<Language> {
    match text.trim().to_lowercase().as_str() {
        "english" | "inglese" => Some(Language::En),
        "italian" | "italiano" => Some(Language::It),
        tag => Language::parse(tag),
    }
}
