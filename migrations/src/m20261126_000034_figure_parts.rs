//! Running sums are added to in parts, on PostgreSQL.
//!
//! Whoever adds to a sum keeps all others that add to it waiting until it has committed. So each connection adds to a
//! part of its own; the parts are brought together once a day.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, integer, string};

use crate::shape::{drop, index, refers, row, table};

#[derive(DeriveMigrationName)]
pub struct Migration;

const NAME: &str = "figure_part";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table(NAME)
                    .col(date("day"))
                    .col(row("queue_id"))
                    // 0 for nobody, as in the sums.
                    .col(big_integer("owner_id"))
                    .col(string("what"))
                    .col(integer("bucket"))
                    .col(integer("part"))
                    .col(big_integer("amount"))
                    .foreign_key(&mut refers(NAME, "queue_id", "queue"))
                    .to_owned(),
            )
            .await?;
        index(manager, NAME, &["day", "queue_id", "owner_id", "what", "bucket", "part"], true).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let together = "INSERT INTO figure (day, queue_id, owner_id, what, bucket, amount) \
                        SELECT day, queue_id, owner_id, what, bucket, CAST(SUM(amount) AS bigint) FROM figure_part \
                        WHERE true GROUP BY day, queue_id, owner_id, what, bucket \
                        ON CONFLICT (day, queue_id, owner_id, what, bucket) \
                        DO UPDATE SET amount = figure.amount + excluded.amount";
        manager.get_connection().execute_unprepared(together).await?;
        drop(manager, &[NAME]).await
    }
}
