//! The tables, one file each.

pub mod article;
pub mod article_version;
pub mod attachment;
pub mod block;
pub mod checkpoint;
pub mod conversation;
pub mod counter;
pub mod deadline;
pub mod delivery;
pub mod delivery_part;
pub mod figure;
pub mod figure_part;
pub mod form;
pub mod held_message;
pub mod history;
pub mod identity;
pub mod identity_code;
pub mod lease;
pub mod mail_confirmation;
pub mod mailed_code;
pub mod message_ref;
pub mod outage;
pub mod person;
pub mod place;
pub mod question;
pub mod queue;
pub mod rating;
pub mod spell;
pub mod suggestion;
pub mod tag;
pub mod ticket;
pub mod ticket_link;
pub mod turn;
pub mod watcher;

use std::sync::LazyLock;

use sea_orm::{ColumnTrait, ColumnType, EntityTrait, IdenStatic, Iterable};

/// Calls a macro with all tables.
macro_rules! with_tables {
    ($call:ident) => {
        $call! {
            article,
            article_version,
            attachment,
            block,
            checkpoint,
            conversation,
            counter,
            deadline,
            delivery,
            delivery_part,
            figure,
            figure_part,
            form,
            held_message,
            history,
            identity,
            identity_code,
            lease,
            mail_confirmation,
            mailed_code,
            message_ref,
            outage,
            person,
            place,
            question,
            queue,
            rating,
            spell,
            suggestion,
            tag,
            ticket,
            ticket_link,
            turn,
            watcher,
        }
    };
}
#[cfg(test)]
pub(super) use with_tables;

/// The names of all tables.
pub(super) const TABLES: &[&str] = {
    macro_rules! names {
        ($($table:ident),* $(,)?) => {
            &[$(stringify!($table)),*]
        };
    }
    with_tables!(names)
};

/// A column of a table.
pub(super) struct Known {
    pub table: &'static str,
    pub column: &'static str,
    pub holds: ColumnType,
}

/// All columns of all tables.
pub(super) static COLUMNS: LazyLock<Vec<Known>> = LazyLock::new(|| {
    macro_rules! all {
        ($($table:ident),* $(,)?) => {
            [$(columns_of::<$table::Entity>()),*].into_iter().flatten().collect()
        };
    }
    with_tables!(all)
});

fn columns_of<E: EntityTrait>() -> Vec<Known> {
    let known = |column: E::Column| Known {
        table: E::default().as_str(),
        column: column.as_str(),
        holds: column.def().get_column_type().clone(),
    };
    E::Column::iter().map(known).collect()
}
