//! `mail`: where the person is mailed; a new address is confirmed by a code.

use std::time::Duration;

use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};
use sha2::{Digest, Sha256};

use super::{Act, Actor, Answer, DeskError, identity};
use crate::command::MailArg;
use crate::config::address;
use crate::desk::Refused;
use crate::notify::mail;
use crate::store::{people, spells};
use crate::text::Args;

/// How long a code holds.
const CODE_LIFE: Duration = Duration::from_secs(24 * 3600);
/// Wrong codes before the right one is void: with six digits, guessing is hopeless.
const TRIES: i32 = 5;
/// Codes that a person may ask for, and that an address is sent in a day, whoever asks: a stranger's mailbox is
/// not to be filled, nor its code guessed by asking for another again and again.
const CODES: u64 = 5;
/// So long without asking, and a person may ask again.
const WAIT: Duration = Duration::from_secs(24 * 3600);

/// Does what was asked.
pub async fn run(act: &Act<'_>, actor: &Actor, arg: MailArg) -> Result<Answer, DeskError> {
    if act.config.mail.is_none() {
        return Err(Refused::NoMail.into());
    }
    match arg {
        MailArg::Show => show(act, actor).await,
        MailArg::Wanted(wanted) => want(act, actor, wanted).await,
        MailArg::Address(address) => ask_code(act, actor, &address).await,
        MailArg::Code(code) => confirm(act, actor, &code).await,
    }
}

fn say(act: &Act<'_>, actor: &Actor, key: &str, args: &Args) -> Answer {
    Answer::markdown(act.desk.texts().say(actor.language, key, args))
}

async fn show(act: &Act<'_>, actor: &Actor) -> Result<Answer, DeskError> {
    let prefix = act.prefix();
    let address = mail::address(act, &actor.person).await?;
    let key = match (&address, actor.person.mail_wanted) {
        (Some(_), _) => "mail-set",
        (None, true) => "mail-unset",
        (None, false) => "mail-off",
    };
    Ok(say(act, actor, key, &Args::new().text("address", address.unwrap_or_default()).text("prefix", prefix)))
}

async fn want(act: &Act<'_>, actor: &Actor, wanted: bool) -> Result<Answer, DeskError> {
    let mut row = actor.person.clone().into_active_model();
    row.mail_wanted = Set(wanted);
    row.update(act.tx).await?;
    let prefix = act.prefix();
    Ok(say(act, actor, if wanted { "mail-on" } else { "mail-off" }, &Args::new().text("prefix", prefix)))
}

async fn ask_code(act: &Act<'_>, actor: &Actor, address: &str) -> Result<Answer, DeskError> {
    if !is_address(address) {
        return Err(Refused::BadAddress { found: address.to_owned() }.into());
    }
    let asked = spells::note(act.tx, actor.person.id, "mail-code", WAIT, act.now).await?;
    let mailbox = digest(&address.to_lowercase());
    if asked.unsigned_abs() > CODES
        || !people::note_code(act.tx, &mailbox, CODES, act.now - WAIT, act.now).await?
    {
        return Err(Refused::TooManyCodes.into());
    }
    let code = act.desk.random_code();
    people::await_confirmation(act.tx, actor.person.id, address, &digest(&code), act.now + CODE_LIFE).await?;
    mail::owe_code(act, address, &code, actor.language).await?;
    let prefix = act.prefix();
    Ok(say(act, actor, "mail-code-sent", &Args::new().text("address", address).text("prefix", prefix)))
}

async fn confirm(act: &Act<'_>, actor: &Actor, code: &str) -> Result<Answer, DeskError> {
    let Some(waiting) = people::confirmation(act.tx, actor.person.id).await? else {
        return Err(Refused::NoCode.into());
    };
    if waiting.expires_at < act.now || waiting.attempts >= TRIES {
        people::forget_confirmation(act.tx, actor.person.id).await?;
        return Err(Refused::NoCode.into());
    }
    if waiting.code != digest(code) {
        let attempts = waiting.attempts + 1;
        let mut row = waiting.into_active_model();
        row.attempts = Set(attempts);
        row.update(act.tx).await?;
        return Err(Refused::WrongCode.into());
    }
    people::forget_confirmation(act.tx, actor.person.id).await?;
    let mut row = actor.person.clone().into_active_model();
    row.mail = Set(Some(waiting.address.clone()));
    row.mail_wanted = Set(true);
    row.update(act.tx).await?;
    let args = Args::new().text("address", waiting.address);
    let mut text = act.desk.texts().say(actor.language, "mail-confirmed", &args);
    if let Some(offer) = identity::offer(act, actor).await? {
        text = format!("{text}\n{offer}");
    }
    Ok(Answer::markdown(text))
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// Whether this can be an address somewhere else; the code proves the rest.
pub fn is_address(text: &str) -> bool {
    address::is_address(text) && text.rsplit_once('@').is_some_and(|(_, domain)| domain.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_are_told_from_other_words() {
        for good in ["mia@example.org", "m.i+a@sub.example.org"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "mia",
            "@example.org",
            "mia@",
            "mia@host",
            "mia..b@example.org",
            "m@@example.org",
            "mia@10.0.0.1",
            "mia@exam ple.org",
            "a\r\nBcc:b@c.de",
            "mia@example.org>,<x@y.z",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
