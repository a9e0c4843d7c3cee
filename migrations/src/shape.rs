//! Shorthand for the parts that every table repeats.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, pk_auto, timestamp_with_time_zone, timestamp_with_time_zone_null,
};

/// A table with an `id` that grows and is never given twice.
pub fn table(name: &'static str) -> TableCreateStatement {
    let mut id = pk_auto("id");
    id.big_integer();
    Table::create().table(name).col(id).to_owned()
}

/// A time, in UTC.
pub fn time(name: &'static str) -> ColumnDef {
    timestamp_with_time_zone(name)
}

/// A time, in UTC, or none.
pub fn time_null(name: &'static str) -> ColumnDef {
    timestamp_with_time_zone_null(name)
}

/// The id of a row of another table.
pub fn row(name: &'static str) -> ColumnDef {
    big_integer(name)
}

/// The id of a row of another table, or none.
pub fn row_null(name: &'static str) -> ColumnDef {
    big_integer_null(name)
}

/// `column` is the id of a row of `table`.
pub fn refers(from: &'static str, column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(format!("fk_{from}_{column}")).from(from, column).to(table, "id").to_owned()
}

/// An index named after what it covers.
pub async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(format!("ix_{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    manager.create_index(index.to_owned()).await
}

/// An index over the few rows that match `only`, so that its cost does not grow with the archive.
pub async fn partial_index(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    columns: &str,
    only: &str,
) -> Result<(), DbErr> {
    let sql = format!("CREATE INDEX {name} ON {table} ({columns}) WHERE {only}");
    manager.get_connection().execute_unprepared(&sql).await.map(|_| ())
}

/// The same, in place of the one of that name.
pub async fn partial_index_anew(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    columns: &str,
    only: &str,
) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(&format!("DROP INDEX {name}")).await?;
    partial_index(manager, name, table, columns, only).await
}

/// Drops tables in the given order.
pub async fn drop(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(*table).to_owned()).await?;
    }
    Ok(())
}
