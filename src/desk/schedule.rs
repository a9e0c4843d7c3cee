//! What falls due: settling, mails that wait for more, questions without an answer.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use sportello_chat::Content;
use tokio_util::sync::CancellationToken;

use super::apart::apart;
use super::intake::MOST_CONFLICTS;
use super::{
    Act, Desk, DeskError, Trouble, Waiting, bytes, direct, erasing, form, presence, settle, stalled,
};
use crate::crash::may_die;
use crate::notify::mail::{self, About};
use crate::store::entity::{deadline, ticket};
use crate::store::{Tx, articles, conversations, deadlines, held, people, recount, search};
use crate::text::Args;
use crate::ticket::{ArticleKind, CustomerArticle, State};

/// A ticket is to settle.
pub const SETTLE: &str = "settle";
/// A ticket of only a greeting is to settle anyway.
pub const SETTLE_LATE: &str = "settle-late";
/// Answers are to be mailed to the customer.
pub const MAIL_ANSWERS: &str = "mail-answers";
/// The owner is to be mailed what the customer wrote.
pub const MAIL_FOLLOW_UP: &str = "mail-follow-up";
/// A question asked in a direct chat was not answered.
pub const QUESTION: &str = "question";

/// The time for which a ticket was put aside has come.
pub const PENDING: &str = "pending";
/// Operators are to be told of a clock.
pub const ESCALATION: &str = "escalation";
/// An owner is to be told that their ticket goes back.
pub const RELEASE_WARNING: &str = "release-warning";
/// A ticket goes back to its queue.
pub const RELEASE: &str = "release";
/// A customer is to be told that their ticket closes.
pub const AUTO_CLOSE_WARNING: &str = "auto-close-warning";
/// A ticket closes for want of its customer's word.
pub const AUTO_CLOSE: &str = "auto-close";
/// The times of a queue's tickets are to be set anew.
pub const CLOCKS: &str = "clocks";

/// Somebody is there again.
pub const AWAY_OVER: &str = "away-over";

/// An answer to one of a queue's questions has been waited for long enough.
pub const FORM: &str = "form";
/// The boards are to say what is not delivered.
pub const STALLED: &str = "stalled";
/// The threads of a closed ticket are to be put away.
pub const ARCHIVE: &str = "archive";

/// Tickets of a queue have been closed for as long as their words are kept.
pub const FORGET: &str = "forget";
/// What was being sent when a ticket lost its words is to be looked at.
pub const ERASE_REST: &str = "erase-rest";
/// Bytes that nothing names are to be deleted.
pub const BYTES: &str = "bytes";

/// Somebody waits for an export.
pub const EXPORT: &str = "export";

/// The parts of the running sums are to be brought together.
pub const SUMS: &str = "sums";
/// So often they are.
const SUMS_AFTER: Duration = Duration::from_secs(24 * 3600);

/// Articles that are older than the search index are to be indexed, from this one downwards.
pub const INDEX: &str = "index";

/// So many of them at once: a moment's work, between which everything else has its turn.
const INDEXED_AT_ONCE: u64 = 200;
/// Even without a sign the deadlines are looked at this often: another instance may have set one.
const POLL: Duration = Duration::from_secs(30);
/// The wait after the database failed.
const DATABASE_WAIT: Duration = Duration::from_secs(2);
/// The wait before something is tried again that fell due and failed.
const FAULT_WAIT: Duration = Duration::from_secs(15 * 60);

/// Does what falls due.
pub struct Scheduler(Arc<Desk>);

impl Scheduler {
    /// A scheduler for a desk.
    pub fn new(desk: Arc<Desk>) -> Self {
        Self(desk)
    }

    /// Works until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let woken = self.0.woken();
            let next = match self.0.run_due().await {
                Ok(next) => {
                    self.0.has_database(Waiting::Deadlines);
                    next
                }
                Err(error) => {
                    self.0.waits_for_database(Waiting::Deadlines, &error);
                    tokio::select! {
                        () = stop.cancelled() => return,
                        () = tokio::time::sleep(DATABASE_WAIT) => continue,
                    }
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = woken => {}
                () = tokio::time::sleep(POLL) => {}
                () = async {
                    match next {
                        Some(next) => self.0.clock().wait_until(next).await,
                        None => std::future::pending().await,
                    }
                } => {}
            }
        }
    }
}

impl Desk {
    /// Does all that is due now, in order; says when the next thing is.
    ///
    /// # Errors
    /// As the database says.
    pub async fn run_due(&self) -> Result<Option<DateTime<Utc>>, DbErr> {
        let _in_order = self.due.lock().await;
        let mut conflicts = 0;
        loop {
            let now = self.now();
            match deadlines::next(self.store().reader()).await? {
                None => return Ok(None),
                Some(next) if next > now => return Ok(Some(next)),
                Some(_) => {}
            }
            let tx = self.store().begin().await?;
            let Some(due) = deadlines::claim(&tx, now).await? else {
                // What is due is in other hands.
                return deadlines::next_after(self.store().reader(), now).await;
            };
            match self.fall_due(tx, &due).await {
                Ok(()) => {
                    conflicts = 0;
                    self.wake();
                }
                Err(error) => match Trouble::of(&error) {
                    Trouble::Away => return Err(error),
                    Trouble::Conflict if conflicts < MOST_CONFLICTS => {
                        conflicts += 1;
                        tracing::debug!(%error, "two transactions met");
                    }
                    // One that can't be done must not keep all later ones from being done.
                    Trouble::Conflict | Trouble::Fault => self.put_off(&due, &error).await?,
                },
            }
        }
    }

    async fn put_off(&self, due: &deadline::Model, error: &DbErr) -> Result<(), DbErr> {
        tracing::error!(%error, kind = due.kind, subject = due.subject_id, "fell due and failed; again later");
        let tx = self.store().begin().await?;
        deadlines::put_off(&tx, due.id, self.now() + FAULT_WAIT).await?;
        tx.commit().await
    }

    /// Does what was claimed in this transaction.
    async fn fall_due(&self, tx: Tx, due: &deadline::Model) -> Result<(), DbErr> {
        if due.kind == EXPORT {
            return self.export_due(tx, due).await;
        }
        let view = self.view();
        let act = Act::of_desk(&view, &tx);
        match act.fall_due(due).await {
            Ok(()) => {}
            Err(DeskError::Database(error)) => return Err(error),
            Err(DeskError::Refused(refused)) => {
                tracing::warn!(
                    kind = due.kind,
                    subject = due.subject_id,
                    ?refused,
                    "fell due and was refused"
                );
            }
        }
        act.finish().await?;
        may_die!(self, BeforeDueCommit);
        tx.commit().await?;
        may_die!(self, DueCommitted);
        Ok(())
    }
}

impl Act<'_> {
    async fn fall_due(&self, due: &deadline::Model) -> Result<(), DeskError> {
        match due.kind.as_str() {
            QUESTION => return apart(|| direct::unanswered(self, due.subject_id)).await,
            CLOCKS => return apart(|| self.renew_clocks(due)).await,
            AWAY_OVER => return apart(|| presence::over(self, due.subject_id)).await,
            INDEX => return apart(|| index(self, due.subject_id)).await,
            STALLED => return apart(|| stalled::look(self, due)).await,
            FORGET => return apart(|| self.forget_old(due)).await,
            BYTES => return apart(|| bytes::due(self, due)).await,
            SUMS => {
                recount::bring_together(self.tx).await?;
                return Ok(sum_up(self.tx, self.now).await?);
            }
            _ => {}
        }
        let Some(mut ticket) = held::hold(self.tx, due.subject_id).await? else { return Ok(()) };
        if due.kind == ERASE_REST {
            return apart(|| erasing::rest(self, ticket)).await;
        }
        // What was to happen to it happens to the ticket that it is part of, or not at all.
        if ticket.merged_into_id.is_some() {
            return Ok(());
        }
        match due.kind.as_str() {
            SETTLE => apart(|| settle::due(self, ticket)).await,
            SETTLE_LATE => apart(|| settle::now(self, &mut ticket)).await,
            FORM => apart(|| form::unanswered(self, ticket)).await,
            MAIL_ANSWERS => apart(|| mail_answers(self, ticket)).await.map(|_| ()),
            ARCHIVE => apart(|| archive(self, &ticket)).await,
            MAIL_FOLLOW_UP => apart(|| mail_follow_up(self, &ticket)).await,
            kind @ (PENDING | ESCALATION | RELEASE_WARNING | RELEASE | AUTO_CLOSE_WARNING | AUTO_CLOSE) => {
                apart(|| self.time_is_over(kind, ticket)).await
            }
            other => {
                tracing::warn!(kind = other, "a deadline of an unknown kind");
                Ok(())
            }
        }
    }
}

/// Has the parts of the running sums brought together after a while, and sums go of which nothing is left.
///
/// # Errors
/// As the database says.
pub(super) async fn sum_up(tx: &Tx, now: DateTime<Utc>) -> Result<(), DbErr> {
    deadlines::set(tx, SUMS, 0, now + SUMS_AFTER).await
}

/// Indexes some of the articles that were there before the index; the next ones are due after what is due.
async fn index(act: &Act<'_>, newest: i64) -> Result<(), DeskError> {
    match search::older(act.tx, newest, INDEXED_AT_ONCE).await? {
        Some(next) => Ok(deadlines::set(act.tx, INDEX, next, act.now).await?),
        None => {
            tracing::info!("every article can be found by search");
            Ok(())
        }
    }
}

/// The answers since the last mail, together; not if the customer has written since: they have read.
/// Gives the ticket as it is then.
pub async fn mail_answers(act: &Act<'_>, mut ticket: ticket::Model) -> Result<ticket::Model, DeskError> {
    let since = articles::of_ticket(act.tx, ticket.id, ticket.mailed_articles).await?;
    let last_reply = since.iter().rposition(|a| a.kind == ArticleKind::Reply && !a.hidden);
    let has_read = last_reply.is_some_and(|at| since[at..].iter().any(|a| a.kind == ArticleKind::Request));
    ticket.mailed_articles = ticket.articles;
    held::save(act.tx, &ticket).await?;
    let (Some(_), false) = (last_reply, has_read) else { return Ok(ticket) };
    let Some(person) = people::by_id(act.tx, ticket.customer_id).await? else { return Ok(ticket) };
    let answers: Vec<CustomerArticle> = since
        .into_iter()
        .filter(|a| a.kind == ArticleKind::Reply)
        .filter_map(CustomerArticle::from)
        .collect();
    let mut words = sportello_chat::Body::default();
    for answer in &answers {
        let by = super::articles::shown_author(act, &ticket, answer.get()).await?;
        let language = act.desk.language_of(&person);
        let head = act.desk.texts().say(language, "customer-article-by", &Args::new().text("name", by));
        words.0.push(sportello_chat::Block { text: head, markup: sportello_chat::Markup::Markdown });
        words.0.extend(settle::quoted(act, language, std::iter::once(answer.get())).0);
    }
    mail::owe(
        act,
        &ticket,
        &person,
        About::Answered,
        Args::new().number("answers", answers.len() as u64),
        words,
    )
    .await?;
    Ok(ticket)
}

/// The threads of a ticket that is still closed are put away, where there is such a thing.
async fn archive(act: &Act<'_>, ticket: &ticket::Model) -> Result<(), DeskError> {
    if !State::parse(&ticket.state).is_some_and(State::is_closed) {
        return Ok(());
    }
    for conversation in conversations::of_ticket(act.tx, ticket.id).await? {
        if conversation.thread.is_some() && conversation.is_active() {
            act.owe_in(ticket, &conversation, Content::Archive, None, 3).await?;
        }
    }
    Ok(())
}

/// What the customer wrote, to the owner; not if the owner has answered since.
async fn mail_follow_up(act: &Act<'_>, ticket: &ticket::Model) -> Result<(), DeskError> {
    let (Some(owner), false) = (ticket.owner_id, State::parse(&ticket.state).is_some_and(State::is_closed))
    else {
        return Ok(());
    };
    let all = articles::of_ticket(act.tx, ticket.id, 0).await?;
    let answered = all.iter().rposition(|a| a.kind == ArticleKind::Reply && !a.hidden).map_or(0, |at| at + 1);
    let new: Vec<_> =
        all[answered..].iter().filter(|a| a.kind == ArticleKind::Request && a.moved.is_none()).collect();
    let (Some(first), Some(owner)) = (new.first(), people::by_id(act.tx, owner).await?) else {
        return Ok(());
    };
    let customer = first.author_name.clone();
    let words = settle::quoted(act, act.desk.language_of(&owner), new.iter().copied());
    mail::owe(act, ticket, &owner, About::FollowUp, Args::new().text("customer", customer), words).await
}
