//! What is to be said and shown, owed as rows of the transaction that has caused it.

use sea_orm::DbErr;
use sportello_chat::{Audience, Body, Button, Content, FileRef, Mention, NewMessage, Target};

use super::{Act, DeskError};
use crate::config::Queue;
use crate::delivery::Payload;
use crate::notify::customer::CustomerText;
use crate::store::deliveries::{RECEIPT, UPKEEP, WORDS};
use crate::store::entity::{conversation, ticket};
use crate::store::{conversations, deliveries, people, places};
use crate::ticket::PersonId;

/// Boards are edited at most this often, so that a busy desk does not make its channel flicker.
const BOARD_DELAY: std::time::Duration = std::time::Duration::from_secs(5);

/// Words for one conversation.
pub struct Words<'a> {
    /// The text.
    pub body: Body,
    /// Files sent after it.
    pub files: Vec<FileRef>,
    /// Who is notified.
    pub mentions: &'a [PersonId],
    /// The article it carries.
    pub article: Option<i64>,
    /// Whether it is an automatic notice.
    pub notice: bool,
    /// Whether it acknowledges what was just said.
    pub receipt: bool,
    /// The article that it visibly answers, where that was said in the same place.
    pub reply_to: Option<i64>,
    /// What can be done with a click.
    pub buttons: Vec<Button>,
    /// Whether it is said there in addition: that it can't be is no news.
    pub courtesy: bool,
}

impl Words<'_> {
    /// A notice that carries no article and calls nobody.
    pub fn notice(body: Body) -> Self {
        Self {
            body,
            files: vec![],
            mentions: &[],
            article: None,
            notice: true,
            receipt: false,
            reply_to: None,
            buttons: vec![],
            courtesy: false,
        }
    }
}

impl Act<'_> {
    /// Has the ticket's headers and its channels' boards follow.
    ///
    /// # Errors
    /// As the database says.
    pub async fn refresh(&self, ticket: &ticket::Model) -> Result<(), DeskError> {
        for conversation in conversations::of_ticket(self.tx, ticket.id).await? {
            if conversation.audience() == Audience::Operators && conversation.is_active() {
                self.owe_header(ticket, &conversation).await?;
            }
        }
        self.refresh_boards(ticket);
        Ok(())
    }

    fn refresh_boards(&self, ticket: &ticket::Model) {
        let Some(queue) = self.desk.queue_by_id(ticket.queue_id) else { return };
        for channel in super::rooms::operator_channels(&self.config, &queue.name) {
            self.boards.note(channel);
        }
    }

    /// Has the boards of all operators' channels of these queues follow.
    pub fn refresh_all_boards(&self, queues: &[Queue]) {
        queues.iter().flat_map(|q| &q.operator_channels).for_each(|channel| self.boards.note(channel));
    }

    /// Owes the board of an operators' channel.
    ///
    /// # Errors
    /// As the database says.
    pub(super) async fn owe_board(&self, platform: &str, name: &str) -> Result<(), DeskError> {
        let Some(place) = places::by_name(self.tx, platform, name).await? else { return Ok(()) };
        self.owe(deliveries::New {
            platform: place.platform.clone(),
            lane: format!("b:{}:{}", place.platform, place.room),
            priority: UPKEEP,
            ticket: None,
            article: None,
            conversation: None,
            audience: conversations::audience_name(Audience::Operators),
            collapse_key: Some(format!("board:{}", place.id)),
            courtesy: false,
            payload: self.json(&Payload::Board { place: place.id })?,
            due_at: self.now + BOARD_DELAY,
        })
        .await
    }

    /// Owes the header of a conversation, new or edited.
    ///
    /// # Errors
    /// As the database says.
    pub async fn owe_header(
        &self,
        ticket: &ticket::Model,
        conversation: &conversation::Model,
    ) -> Result<(), DeskError> {
        let first = conversation.header.is_none();
        self.owe(deliveries::New {
            platform: conversation.platform.clone(),
            lane: lane(conversation),
            priority: if first { WORDS } else { UPKEEP },
            ticket: Some(ticket.id),
            article: None,
            conversation: Some(conversation.id),
            audience: conversations::audience_name(conversation.audience()),
            collapse_key: Some(format!("header:{}", conversation.id)),
            courtesy: false,
            payload: self.json(&Payload::Header)?,
            due_at: self.now,
        })
        .await
    }

    /// Says something to customers in one of their conversations.
    ///
    /// # Errors
    /// As the database says.
    pub async fn say_to_customer(
        &self,
        ticket: &ticket::Model,
        conversation: &conversation::Model,
        text: CustomerText,
        words: Words<'_>,
    ) -> Result<(), DeskError> {
        self.owe_words(ticket, conversation, Words { body: text.into_body(), ..words }).await
    }

    /// Says something in one of the operators' conversations.
    ///
    /// # Errors
    /// As the database says.
    pub async fn say_to_operators(
        &self,
        ticket: &ticket::Model,
        conversation: &conversation::Model,
        words: Words<'_>,
    ) -> Result<(), DeskError> {
        if conversation.audience() != Audience::Operators {
            let message = format!("conversation {} is read by customers", conversation.id);
            return Err(DbErr::Custom(message).into());
        }
        self.owe_words(ticket, conversation, words).await
    }

    async fn owe_words(
        &self,
        ticket: &ticket::Model,
        conversation: &conversation::Model,
        words: Words<'_>,
    ) -> Result<(), DeskError> {
        let content = Content::Message(NewMessage {
            body: words.body,
            files: words.files,
            mentions: self.mentions(words.mentions, &conversation.platform).await?,
            notice: words.notice,
            buttons: words.buttons,
            ..NewMessage::default()
        });
        let payload = Payload::Say {
            target: None,
            content,
            ticket: Some(ticket.number.clone()),
            answers: self.event.clone(),
            reply_to: words.reply_to,
        };
        self.owe(deliveries::New {
            courtesy: words.courtesy,
            priority: if words.receipt { RECEIPT } else { WORDS },
            ..self.delivery(ticket, conversation, &payload, words.article)?
        })
        .await
    }

    /// A delivery of `payload` in a conversation, of the priority of words.
    fn delivery(
        &self,
        ticket: &ticket::Model,
        conversation: &conversation::Model,
        payload: &Payload,
        article: Option<i64>,
    ) -> Result<deliveries::New, DeskError> {
        Ok(deliveries::New {
            platform: conversation.platform.clone(),
            lane: lane(conversation),
            priority: WORDS,
            ticket: Some(ticket.id),
            article,
            conversation: Some(conversation.id),
            audience: conversations::audience_name(conversation.audience()),
            collapse_key: None,
            courtesy: false,
            payload: self.json(payload)?,
            due_at: self.now,
        })
    }

    /// Owes something in a conversation.
    ///
    /// # Errors
    /// As the database says.
    pub async fn owe_in(
        &self,
        ticket: &ticket::Model,
        conversation: &conversation::Model,
        content: Content,
        article: Option<i64>,
        priority: i16,
    ) -> Result<(), DeskError> {
        let payload = Payload::Say {
            target: None,
            content,
            ticket: Some(ticket.number.clone()),
            answers: self.event.clone(),
            reply_to: None,
        };
        self.owe_payload(ticket, conversation, payload, article, priority).await
    }

    /// Owes a payload in a conversation.
    ///
    /// # Errors
    /// As the database says.
    pub async fn owe_payload(
        &self,
        ticket: &ticket::Model,
        conversation: &conversation::Model,
        payload: Payload,
        article: Option<i64>,
        priority: i16,
    ) -> Result<(), DeskError> {
        self.owe(deliveries::New {
            platform: conversation.platform.clone(),
            lane: lane(conversation),
            priority,
            ticket: Some(ticket.id),
            article,
            conversation: Some(conversation.id),
            audience: conversations::audience_name(conversation.audience()),
            collapse_key: None,
            courtesy: false,
            payload: self.json(&payload)?,
            due_at: self.now,
        })
        .await
    }

    /// Owes something outside any ticket's conversation.
    ///
    /// # Errors
    /// As the database says.
    pub async fn owe_at(
        &self,
        target: Target,
        audience: Audience,
        content: Content,
        ticket: Option<&ticket::Model>,
    ) -> Result<(), DeskError> {
        let lane = match &target {
            Target::Room { room } | Target::Thread { room, .. } => format!("r:{}:{room}", self.platform),
            Target::Direct { person, .. } => direct_lane(self.platform.as_str(), person),
            Target::Mailbox { address } => format!("m:{address}"),
            // Answers wait for nothing else that is said in the place.
            Target::Answer { event, .. } => format!("a:{}:{event}", self.platform),
        };
        let payload = Payload::Say {
            target: Some(target),
            content,
            ticket: ticket.map(|t| t.number.clone()),
            answers: self.event.clone(),
            reply_to: None,
        };
        self.owe(deliveries::New {
            platform: self.platform.as_str().to_owned(),
            lane,
            priority: RECEIPT,
            ticket: ticket.map(|t| t.id),
            article: None,
            conversation: None,
            audience: conversations::audience_name(audience),
            collapse_key: None,
            courtesy: false,
            payload: self.json(&payload)?,
            due_at: self.now,
        })
        .await
    }

    /// Queues a delivery.
    ///
    /// # Errors
    /// As the database says.
    pub async fn owe(&self, new: deliveries::New) -> Result<(), DeskError> {
        Ok(deliveries::queue(self.tx, new, self.now).await?)
    }

    /// The accounts by which people are notified on a platform.
    async fn mentions(&self, people: &[PersonId], platform: &str) -> Result<Vec<Mention>, DbErr> {
        let mut mentions = Vec::with_capacity(people.len());
        for person in people {
            if let Some(account) = people::account_on(self.tx, *person, platform).await? {
                let name = account.name.unwrap_or_else(|| account.external_id.clone());
                mentions.push(Mention { id: account.external_id, name });
            }
        }
        Ok(mentions)
    }

    /// Tells all of a ticket's customer conversations, but not `except`.
    ///
    /// # Errors
    /// As the database says.
    pub async fn tell_customers(
        &self,
        ticket: &ticket::Model,
        text: &CustomerText,
        except: Option<i64>,
    ) -> Result<(), DeskError> {
        for conversation in self.customer_conversations(ticket, except).await? {
            self.say_to_customer(ticket, &conversation, text.clone(), Words::notice(Body::default())).await?;
        }
        Ok(())
    }

    /// A ticket's customer conversations in use, but not `except`.
    ///
    /// # Errors
    /// As the database says.
    pub async fn customer_conversations(
        &self,
        ticket: &ticket::Model,
        except: Option<i64>,
    ) -> Result<Vec<conversation::Model>, DbErr> {
        let all = conversations::of_ticket(self.tx, ticket.id).await?;
        Ok(all
            .into_iter()
            .filter(|c| c.is_active() && c.audience() == Audience::Customer && Some(c.id) != except)
            .collect())
    }

    /// A ticket's operators' conversations in use, but not `except`.
    ///
    /// # Errors
    /// As the database says.
    pub async fn operator_conversations(
        &self,
        ticket: &ticket::Model,
        except: Option<i64>,
    ) -> Result<Vec<conversation::Model>, DbErr> {
        let all = conversations::of_ticket(self.tx, ticket.id).await?;
        Ok(all
            .into_iter()
            .filter(|c| c.is_active() && c.audience() == Audience::Operators && Some(c.id) != except)
            .collect())
    }

    /// Tells all of a ticket's operators' conversations, but not `except`; `mentions` are notified.
    ///
    /// # Errors
    /// As the database says.
    pub async fn tell_operators(
        &self,
        ticket: &ticket::Model,
        body: &Body,
        mentions: &[PersonId],
        except: Option<i64>,
    ) -> Result<(), DeskError> {
        for conversation in self.operator_conversations(ticket, except).await? {
            let words = Words { mentions, notice: mentions.is_empty(), ..Words::notice(body.clone()) };
            self.say_to_operators(ticket, &conversation, words).await?;
        }
        Ok(())
    }
}

/// What keeps a conversation's order: its own, or that of the direct chat it shares with others.
pub fn lane(conversation: &conversation::Model) -> String {
    match &conversation.person {
        Some(person) => direct_lane(&conversation.platform, person),
        None => format!("c:{}", conversation.id),
    }
}

fn direct_lane(platform: &str, person: &str) -> String {
    format!("d:{platform}:{person}")
}
