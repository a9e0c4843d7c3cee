//! The database as the desk uses it, on SQLite and PostgreSQL alike.

mod backing_up;
mod drivers;
mod exporting;
mod holding;
mod indexes;
mod large;
mod leases;
mod order;
mod schema;
mod search;
