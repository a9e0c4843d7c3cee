//! The parts of what was sent whole are gone: what is asked later is which messages they became, and those have rows of
//! their own.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of_what_was_sent = "DELETE FROM delivery_part WHERE EXISTS \
                                (SELECT 1 FROM delivery WHERE delivery.id = delivery_id AND delivery.state = 'sent')";
        manager.get_connection().execute_unprepared(of_what_was_sent).await.map(|_| ())
    }

    /// Nobody asks for them.
    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
