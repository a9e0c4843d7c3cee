//! The search index: it follows what happens to articles, and keeps notes from customers.

use sea_orm::{ConnectionTrait, Statement};
use sportello::search::Query;
use sportello::store::search::{self, Eyes};
use sportello::store::{deadlines, listing};
use sportello::ticket::State;
use sportello_tests::{Harness, on_both_databases};

/// The bodies of the articles that are found, newest first.
async fn found(desk: &Harness, words: &str, eyes: Eyes) -> Vec<String> {
    let filter = listing::Filter { states: State::ALL.to_vec(), ..listing::Filter::default() };
    let found = search::newest(desk.store().reader(), &Query::of(words), eyes, &filter, None).await;
    found.expect("the database works").into_iter().map(|(_, article)| article.body).collect()
}

async fn by_operators(desk: &Harness, words: &str) -> Vec<String> {
    found(desk, words, Eyes::Operator).await
}

async fn by_customers(desk: &Harness, words: &str) -> Vec<String> {
    found(desk, words, Eyes::Customer).await
}

async fn ada_says(desk: &Harness, words: &str) {
    desk.ada().says(words).in_thread(&desk.header("1001").id).await;
    desk.settle().await;
}

async fn printer_is_stuck(desk: &Harness) -> String {
    let request = desk.mia().says("The printers on the second floor are jammed").in_help().await;
    desk.settle().await;
    request
}

async fn execute(desk: &Harness, sql: &str) {
    let tx = desk.store().begin().await.expect("a transaction");
    tx.execute_unprepared(sql).await.expect("the database works");
    tx.commit().await.expect("the database works");
}

on_both_databases! {
    async fn forms_of_a_word_find_each_other_in_both_languages(desk) {
        printer_is_stuck(desk).await;
        desk.leo().says("Le stampanti del secondo piano non vanno più").in_help().await;
        desk.settle().await;
        assert_eq!(by_customers(desk, "printer jam").await.len(), 1);
        assert_eq!(by_customers(desk, "stampante").await.len(), 1);
        assert_eq!(by_customers(desk, "piu").await.len(), 1, "accents are for those who type them");
        assert_eq!(by_customers(desk, "printer stampante").await.len(), 0, "every word is wanted");
        assert_eq!(by_customers(desk, "1002 secondo").await.len(), 1, "by the ticket's number too");
    }

    async fn what_looks_like_syntax_is_words(desk) {
        printer_is_stuck(desk).await;
        for odd in ["\"printer", "printer*", "NEAR(printer", "seen : printer", "-printer", "printer & | ! ( ' \\ :A", "a'b"] {
            by_operators(desk, odd).await;
            by_customers(desk, odd).await;
        }
        assert_eq!(by_customers(desk, "\"printer\" *").await.len(), 1);
        assert_eq!(by_customers(desk, "password OR printer").await.len(), 0, "or is nothing but or");
    }

    async fn a_note_is_found_by_operators_alone(desk) {
        printer_is_stuck(desk).await;
        ada_says(desk, "she pulls the paper out backwards").await;
        assert_eq!(by_operators(desk, "backwards").await, ["she pulls the paper out backwards"]);
        assert_eq!(by_customers(desk, "backwards").await.len(), 0);
        assert_eq!(by_customers(desk, "jammed printers").await.len(), 1, "the title of a note is no hit either");
        assert_eq!(by_operators(desk, "ada").await.len(), 1, "by its author's name");
        assert_eq!(by_customers(desk, "mia").await.len(), 1);
        assert_eq!(by_customers(desk, "ada").await.len(), 0);
    }

    async fn the_index_follows_edits_deletions_undo_and_new_owners(desk) {
        let request = printer_is_stuck(desk).await;
        desk.mia().edits(&request, "The scanner is jammed").await;
        desk.settle().await;
        assert_eq!(by_customers(desk, "printer").await.len(), 0);
        assert_eq!(by_customers(desk, "scanner").await.len(), 1);
        assert_eq!(by_operators(desk, "ada").await.len(), 0);
        ada_says(desk, "!take").await;
        assert_eq!(by_operators(desk, "ada scanner").await.len(), 1, "by its owner's name");
        ada_says(desk, "!reply Please open the flap").await;
        assert_eq!(by_customers(desk, "flap").await.len(), 1);
        ada_says(desk, "!undo").await;
        assert_eq!(by_customers(desk, "flap").await.len(), 0, "what was taken back is not for customers");
        assert_eq!(by_operators(desk, "flap").await.len(), 1);
        ada_says(desk, "!title Multifunction device").await;
        assert_eq!(by_customers(desk, "multifunction").await.len(), 1);
        desk.mia().deletes(&request).await;
        desk.settle().await;
        assert_eq!(by_customers(desk, "scanner").await.len(), 0);
        assert_eq!(by_operators(desk, "scanner").await.len(), 1);
    }

    async fn what_is_removed_is_found_by_nobody(desk, |o| o.config.desk.on_delete = sportello::config::OnDelete::Remove) {
        let request = printer_is_stuck(desk).await;
        ada_says(desk, "!title A device").await;
        desk.mia().deletes(&request).await;
        desk.settle().await;
        assert_eq!(by_operators(desk, "jammed").await.len(), 0);
    }

    async fn what_is_decrypted_late_is_found_then(desk) {
        let request = desk.mia().says("").undecryptable().in_help().await;
        desk.settle().await;
        assert_eq!(by_customers(desk, "scanner").await.len(), 0);
        desk.mia().is_decrypted(&request, "The scanner is jammed").await;
        desk.settle().await;
        assert_eq!(by_customers(desk, "scanner").await.len(), 1);
    }

    async fn what_was_there_before_the_index_is_indexed_newest_first(desk) {
        printer_is_stuck(desk).await;
        ada_says(desk, "a note from before").await;
        desk.leo().says("My scanner hums").in_help().await;
        desk.settle().await;
        execute(desk, "DELETE FROM article_search").await;
        assert_eq!(by_operators(desk, "scanner").await.len(), 0);
        let tx = desk.store().begin().await.expect("a transaction");
        let next = search::older(&tx, 3, 1).await.expect("the database works");
        assert_eq!(next, Some(2), "one at a time");
        tx.commit().await.expect("the database works");
        assert_eq!(by_operators(desk, "scanner").await.len(), 1);
        assert_eq!(by_operators(desk, "printers").await.len(), 0, "older ones have their turn later");
        let tx = desk.store().begin().await.expect("a transaction");
        deadlines::set(&tx, "index", 2, desk.now()).await.expect("the database works");
        tx.commit().await.expect("the database works");
        desk.desk().wake();
        desk.advance_seconds(1).await;
        assert_eq!(by_operators(desk, "printers").await.len(), 2, "the request, and the note by its title");
        assert_eq!(by_customers(desk, "printers").await.len(), 1);
    }

    async fn the_filter_is_part_of_the_question(desk) {
        printer_is_stuck(desk).await;
        desk.leo().says("My printer hums").in_help().await;
        desk.settle().await;
        let leo = desk.ticket("1002").await.customer_id;
        let filter = listing::Filter { states: State::ALL.to_vec(), customer: Some(leo), ..listing::Filter::default() };
        let found = search::newest(desk.store().reader(), &Query::of("printer"), Eyes::Customer, &filter, None).await;
        assert_eq!(found.expect("the database works").len(), 1);
    }

    /// With many tickets, the index is asked first; with few, the tickets are.
    async fn both_ways_of_asking_answer_alike(desk) {
        printer_is_stuck(desk).await;
        let before = by_customers(desk, "printer").await;
        let ticket = desk.ticket("1001").await;
        let copies: Vec<String> = (0..600).map(|i| format!(
            "('x{i}', 'copy', {}, 'open', {}, true, 0, 0, '2026-11-23 09:00:00+00:00', '2026-11-23 09:00:00+00:00', 3)",
            ticket.queue_id, ticket.customer_id)).collect();
        execute(desk, &format!(
            "INSERT INTO ticket (number, title, queue_id, state, customer_id, settled, articles, mailed_articles, created_at, changed_at, priority) VALUES {}",
            copies.join(", "))).await;
        assert_eq!(by_customers(desk, "printer").await, before);
        assert_eq!(by_customers(desk, "backwards").await.len(), 0);
        execute(desk, "DELETE FROM ticket WHERE title = 'copy'").await;
    }
}

mod a_database_from_before_is_indexed_when_it_is_opened {
    use super::*;
    use sportello_migrations::{Migrator, MigratorTrait};

    async fn due(desk: &Harness) -> i64 {
        let sql = "SELECT COUNT(*) AS n FROM deadline WHERE kind = 'index'";
        let row =
            desk.store().reader().query_one_raw(Statement::from_string(desk.store().backend(), sql)).await;
        row.expect("the database works").expect("a row").try_get("", "n").expect("a number")
    }

    on_both_databases! {
        async fn by_a_deadline(desk) {
            printer_is_stuck(desk).await;
            // As the migration leaves it: its table made anew, and the newest article due.
            assert_eq!(due(desk).await, 0);
            let later = Migrator::migrations().iter().rev().position(|m| m.name().ends_with("_search")).expect("a migration");
            let connection = desk.another_connection().await;
            Migrator::down(&connection, Some(u32::try_from(later).unwrap_or_default() + 1)).await.expect("down");
            Migrator::up(&connection, None).await.expect("up");
            connection.close().await.expect("closed");
            desk.crash_and_restart().await;
            desk.settle().await;
            desk.advance_seconds(1).await;
            assert_eq!(due(desk).await, 0, "the work is done");
            assert_eq!(by_customers(desk, "printers").await.len(), 1);
        }
    }
}
