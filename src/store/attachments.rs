//! The bytes that attachments name.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Db;
use super::entity::attachment;

fn kept() -> sea_orm::Select<attachment::Entity> {
    attachment::Entity::find().filter(Expr::cust("attachment.sha256 IS NOT NULL"))
}

/// How many attachments have bytes.
///
/// # Errors
/// As the database says.
pub async fn count(db: &impl Db) -> Result<u64, DbErr> {
    kept().count(db).await
}

/// The SHA-256 sums that attachments name, each once, in their order, from the one after `after` on.
///
/// # Errors
/// As the database says.
pub async fn names_after(db: &impl Db, after: &str, most: u64) -> Result<Vec<String>, DbErr> {
    kept()
        .select_only()
        .column(attachment::Column::Sha256)
        .distinct()
        .filter(attachment::Column::Sha256.gt(after))
        .order_by_asc(attachment::Column::Sha256)
        .limit(most)
        .into_tuple()
        .all(db)
        .await
}
