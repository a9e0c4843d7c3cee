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
pub mod form;
pub mod held_message;
pub mod history;
pub mod identity;
pub mod identity_code;
pub mod lease;
pub mod mail_confirmation;
pub mod message_ref;
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

use sea_orm::{ColumnTrait, ColumnType, EntityTrait, IdenStatic, Iterable};

/// A column, by its table's name and its own.
pub(super) type Named = (String, String);

/// All columns of a type.
pub(super) fn columns_of_type(wanted: &ColumnType) -> Vec<Named> {
    [
        of_type::<article::Entity>(wanted),
        of_type::<article_version::Entity>(wanted),
        of_type::<attachment::Entity>(wanted),
        of_type::<block::Entity>(wanted),
        of_type::<checkpoint::Entity>(wanted),
        of_type::<conversation::Entity>(wanted),
        of_type::<counter::Entity>(wanted),
        of_type::<deadline::Entity>(wanted),
        of_type::<delivery::Entity>(wanted),
        of_type::<delivery_part::Entity>(wanted),
        of_type::<figure::Entity>(wanted),
        of_type::<form::Entity>(wanted),
        of_type::<held_message::Entity>(wanted),
        of_type::<history::Entity>(wanted),
        of_type::<identity::Entity>(wanted),
        of_type::<identity_code::Entity>(wanted),
        of_type::<lease::Entity>(wanted),
        of_type::<mail_confirmation::Entity>(wanted),
        of_type::<message_ref::Entity>(wanted),
        of_type::<person::Entity>(wanted),
        of_type::<place::Entity>(wanted),
        of_type::<question::Entity>(wanted),
        of_type::<queue::Entity>(wanted),
        of_type::<rating::Entity>(wanted),
        of_type::<spell::Entity>(wanted),
        of_type::<suggestion::Entity>(wanted),
        of_type::<tag::Entity>(wanted),
        of_type::<ticket::Entity>(wanted),
        of_type::<ticket_link::Entity>(wanted),
        of_type::<turn::Entity>(wanted),
        of_type::<watcher::Entity>(wanted),
    ]
    .concat()
}

fn of_type<E: EntityTrait>(wanted: &ColumnType) -> Vec<Named> {
    let is_wanted = |column: &E::Column| column.def().get_column_type() == wanted;
    let named = |column: E::Column| (E::default().table_name().to_owned(), column.as_str().to_owned());
    E::Column::iter().filter(is_wanted).map(named).collect()
}
