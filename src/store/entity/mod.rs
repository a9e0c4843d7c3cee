//! The tables, one file each.

pub mod article;
pub mod article_version;
pub mod attachment;
pub mod checkpoint;
pub mod conversation;
pub mod counter;
pub mod deadline;
pub mod delivery;
pub mod delivery_part;
pub mod held_message;
pub mod history;
pub mod identity;
pub mod lease;
pub mod mail_confirmation;
pub mod message_ref;
pub mod person;
pub mod place;
pub mod question;
pub mod queue;
pub mod rating;
pub mod tag;
pub mod ticket;
pub mod ticket_link;
pub mod turn;
pub mod watcher;
