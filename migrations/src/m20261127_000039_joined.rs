//! Who has become one with a person is found without reading everybody, and in one step.

use sea_orm_migration::prelude::*;

use crate::shape::partial_index;

#[derive(DeriveMigrationName)]
pub struct Migration;

const INDEX: &str = "ix_person_joined";

/// Whoever joined somebody that then joined a third is the third.
const IN_ONE_STEP: &str = "UPDATE person SET joined_id = (\
    SELECT whole.joined_id FROM person whole WHERE whole.id = person.joined_id\
) WHERE joined_id IN (SELECT id FROM person WHERE joined_id IS NOT NULL)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        while db.execute_unprepared(IN_ONE_STEP).await?.rows_affected() > 0 {}
        partial_index(manager, INDEX, "person", "joined_id", "joined_id IS NOT NULL").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(INDEX).table("person").to_owned()).await
    }
}
