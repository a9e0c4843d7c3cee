//! The schema of Sportello's database: one for SQLite and PostgreSQL.

mod full_text;
mod m20261123_000001_people;
mod m20261123_000002_tickets;
mod m20261123_000003_delivery;
mod m20261125_000004_threads;
mod m20261125_000005_handling;
mod m20261125_000006_clocks;
mod m20261125_000007_joining;
mod m20261125_000008_search;
mod m20261125_000009_people;
mod m20261125_000009_presence;
mod m20261125_000010_keeping;
mod m20261125_000011_figures;
mod m20261125_000012_splitting;
mod m20261125_000013_names;
mod m20261125_000014_outage;
mod m20261125_000015_emptying;
mod m20261125_000016_notices;
mod m20261125_000018_suggestions;
mod m20261125_000021_forms;
mod m20261125_000030_instances;
mod m20261126_000031_merging;
mod m20261126_000032_merging_in_steps;
mod m20261126_000033_collapsing;
mod m20261126_000034_figure_parts;
mod m20261127_000035_rows_together;
mod m20261127_000036_parts_until_sent;
mod m20261127_000037_first_in_lane;
mod m20261127_000038_codes;
mod m20261127_000039_joined;
mod shape;

use sea_orm_migration::prelude::*;

pub use sea_orm_migration::prelude::{MigrationName, MigratorTrait};
pub use sea_orm_migration::seaql_migrations;

/// All migrations in their order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_people::Migration),
            Box::new(m20261123_000002_tickets::Migration),
            Box::new(m20261123_000003_delivery::Migration),
            Box::new(m20261125_000004_threads::Migration),
            Box::new(m20261125_000005_handling::Migration),
            Box::new(m20261125_000006_clocks::Migration),
            Box::new(m20261125_000007_joining::Migration),
            Box::new(m20261125_000008_search::Migration),
            Box::new(m20261125_000009_presence::Migration),
            Box::new(m20261125_000009_people::Migration),
            Box::new(m20261125_000010_keeping::Migration),
            Box::new(m20261125_000015_emptying::Migration),
            Box::new(m20261125_000016_notices::Migration),
            Box::new(m20261125_000018_suggestions::Migration),
            Box::new(m20261125_000011_figures::Migration),
            Box::new(m20261125_000021_forms::Migration),
            Box::new(m20261125_000012_splitting::Migration),
            Box::new(m20261125_000013_names::Migration),
            Box::new(m20261125_000014_outage::Migration),
            Box::new(m20261125_000030_instances::Migration),
            Box::new(m20261126_000031_merging::Migration),
            Box::new(m20261126_000032_merging_in_steps::Migration),
            Box::new(m20261126_000033_collapsing::Migration),
            Box::new(m20261126_000034_figure_parts::Migration),
            Box::new(m20261127_000035_rows_together::Migration),
            Box::new(m20261127_000036_parts_until_sent::Migration),
            Box::new(m20261127_000037_first_in_lane::Migration),
            Box::new(m20261127_000038_codes::Migration),
            Box::new(m20261127_000039_joined::Migration),
        ]
    }
}
