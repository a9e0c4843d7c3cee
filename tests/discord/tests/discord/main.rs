//! The Discord server, tried by requests of our own and by serenity.

mod serenity_client;
