//! The database as the desk uses it, on SQLite and PostgreSQL alike.

mod drivers;
mod indexes;
mod schema;
mod search;
