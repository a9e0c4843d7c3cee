//! What the desk does with what people say and do, told by examples, on SQLite and PostgreSQL alike.

mod opening;
