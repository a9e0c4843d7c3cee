//! The Discord server, tried by requests of our own and by serenity.

mod bot;
mod document;
mod errors;
mod gateway;
mod limits;
mod messages;
mod people;
mod permissions;
mod rules_answers;
mod rules_commands;
mod rules_messages;
mod serenity_calls;
mod serenity_client;
mod serenity_interactions;
mod threads;
mod trouble;
