//! The codes that addresses were mailed of late, whoever asked for them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string;

use crate::shape::{drop, index, table, time};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(table("mailed_code").col(string("address")).col(time("mailed_at")).to_owned())
            .await?;
        index(manager, "mailed_code", &["address"], false).await?;
        index(manager, "mailed_code", &["mailed_at"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["mailed_code"]).await
    }
}
