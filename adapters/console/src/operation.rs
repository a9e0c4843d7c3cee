//! What an operation of the desk is on the console: one line of the output, or nothing to show.

use sportello_chat::{Attempt, Mention, Operation, Outbound, Place, Sent, Target, ThreadRef, Threads};

use crate::{Attached, Said};

/// The room of the direct chat with `person`.
pub(crate) fn direct_room(person: &str) -> String {
    format!("@{person}")
}

/// The person in whose direct chat `room` is, if it is one.
fn person_of(room: &str) -> Option<&str> {
    room.strip_prefix('@')
}

/// The place a target names; none for a mailbox.
pub(crate) fn place_of(target: &Target) -> Option<Place> {
    let (room, thread) = match target {
        Target::Room { room } => (room.clone(), None),
        Target::Thread { room, thread } => (room.clone(), Some(ThreadRef::Id(thread.clone()))),
        Target::Direct { person, .. } => (direct_room(person), None),
        Target::Mailbox { .. } | Target::Answer { .. } => return None,
    };
    let direct = person_of(&room).is_some();
    Some(Place { room, thread, direct, encrypted: false, realm: None })
}

/// The id of what an attempt prints, the same at every try.
fn id_of(attempt: &Attempt) -> String {
    format!("b{}", attempt.serial)
}

/// The operations of `outbound`. The room of a direct chat follows from the person's name, so
/// nothing has to be opened first, and no text is too long for a pipe.
pub(crate) fn plan(outbound: &Outbound) -> Vec<Operation> {
    match &outbound.target {
        Target::Direct { person, room: None } => {
            let target = Target::Direct { person: person.clone(), room: Some(direct_room(person)) };
            Outbound { target, ..outbound.clone() }.operations(usize::MAX, Threads::Implicit)
        }
        _ => outbound.operations(usize::MAX, Threads::Implicit),
    }
}

/// The line that `operation` prints and what it has become; `None` where there is nothing to print.
///
/// # Errors
/// The sentence says why it can't be done here.
pub(crate) fn carry_out(operation: &Operation, attempt: &Attempt) -> Result<(Option<Said>, Sent), String> {
    match operation {
        Operation::OpenDirect { person } => {
            Ok((None, Sent { room: Some(direct_room(person)), ..Sent::default() }))
        }
        Operation::StartThread { start, .. } => {
            let root = start.on.as_deref().or(attempt.sent_message());
            Ok((None, Sent { thread: root.map(str::to_owned), ..Sent::default() }))
        }
        Operation::Invite { .. } | Operation::Archive { .. } => Ok((None, Sent::default())),
        Operation::Mail(_) => Err("the console sends no mail".to_owned()),
        _ => {
            let said = said(operation, attempt)?;
            let mut sent = Sent::message(said.id.clone());
            if let Operation::Send { target, opens_thread, .. } = operation {
                sent.thread = opens_thread.then(|| said.id.clone());
                if let Target::Direct { person, .. } = target {
                    sent.room = Some(direct_room(person));
                }
            }
            Ok((Some(said), sent))
        }
    }
}

fn said(operation: &Operation, attempt: &Attempt) -> Result<Said, String> {
    match operation {
        Operation::Send { target, body, mentions, only_for, .. } => {
            let mut said = line_at(target, attempt)?;
            said.text = with_mentions(mentions, &body.as_text());
            said.to = only_for.clone().or(said.to);
            Ok(said)
        }
        Operation::SendFile { target, file, only_for, .. } => {
            let line = line_at(target, attempt)?;
            let to = only_for.clone().or_else(|| line.to.clone());
            Ok(Said { attach: vec![Attached::from(file)], to, ..line })
        }
        Operation::Edit { target, message, body, .. } => {
            Ok(Said { edits: Some(message.clone()), text: body.as_text(), ..line_at(target, attempt)? })
        }
        Operation::Delete { target, message } => {
            Ok(Said { deletes: Some(message.clone()), ..line_at(target, attempt)? })
        }
        Operation::React { target, message, emoji } => {
            Ok(Said { react: Some(message.clone()), with: Some(emoji.clone()), ..line_at(target, attempt)? })
        }
        Operation::Pin { target } => {
            let first = attempt.earlier.first().and_then(|s| s.id.clone());
            let message = first.ok_or("there is no message to be pinned")?;
            Ok(Said { pin: Some(message), ..line_at(target, attempt)? })
        }
        Operation::OpenDirect { .. }
        | Operation::StartThread { .. }
        | Operation::Invite { .. }
        | Operation::Archive { .. }
        | Operation::Mail(_) => Err("this operation prints nothing".to_owned()),
    }
}

/// A line without content in the place of `target`.
fn line_at(target: &Target, attempt: &Attempt) -> Result<Said, String> {
    let place = place_of(target).ok_or("the console has no mailboxes")?;
    let to = person_of(&place.room).map(str::to_owned);
    let thread = match place.thread {
        Some(ThreadRef::Id(root)) => Some(root),
        _ => None,
    };
    Ok(Said {
        id: id_of(attempt),
        room: (!place.direct).then_some(place.room),
        thread,
        audience: attempt.outbound.audience,
        to,
        ticket: attempt.outbound.ticket.clone(),
        answers: attempt.outbound.answers.clone(),
        text: String::new(),
        edits: None,
        deletes: None,
        react: None,
        with: None,
        pin: None,
        attach: Vec::new(),
    })
}

fn with_mentions(mentions: &[Mention], text: &str) -> String {
    let mut out = String::new();
    for mention in mentions {
        out.push('@');
        out.push_str(&mention.name);
        out.push(' ');
    }
    out.push_str(text);
    out
}
