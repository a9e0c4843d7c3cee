//! More is written at once than a platform takes: what others notice of it.

use sportello_chat::Operation;
use sportello_tests::{Fault, Harness, Shown, on_both_databases};

use crate::scenes::taken_by_ada;

/// People who write at once; more of them make the queue longer, not the wait.
const PEOPLE: usize = 100;
/// What one person writes at once.
const MESSAGES: usize = 100;
/// What may be sent before what was said of another ticket: what was under way when it was said, and what
/// belongs to that ticket itself.
const BOUND: usize = UNDER_WAY + 8;
/// Sends that are under way at once.
const UNDER_WAY: usize = 40;

/// The platform takes nothing that is said, until it is released.
fn nothing_is_taken(desk: &Harness) {
    desk.alpha().faults.plan(usize::MAX, Fault::Held, |operation| {
        matches!(operation, Operation::Send { .. } | Operation::React { .. })
    });
}

/// What was said first of the bot's messages that hold one of these words.
fn said_after(desk: &Harness, before: usize, words: &str) -> usize {
    let said: Vec<Shown> = desk.alpha().all().into_iter().skip(before).filter(|m| m.by.is_none()).collect();
    let place = said.iter().position(|m| m.text.contains(words));
    place.unwrap_or_else(|| panic!("{words:?} is not among {} messages", said.len()))
}

on_both_databases! {
    async fn an_answer_does_not_wait_for_a_flood_of_many_people(desk) {
        let header = {
            taken_by_ada(desk).await;
            desk.advance_seconds(120).await;
            desk.header("1001").id
        };
        let before = desk.alpha().all().len();
        nothing_is_taken(desk);
        for i in 0..PEOPLE {
            desk.person(&format!("guest{i}")).says("My screen flickers all day").in_help().await;
        }
        desk.alpha().faults.until_held().await;
        desk.ada().says("!reply Which client is it?").in_thread(&header).await;
        desk.alpha().faults.end();
        desk.settle().await;
        let sent_before = said_after(desk, before, "Which client is it?");
        assert!(sent_before <= BOUND, "{sent_before} messages were sent before it");
        let numbers = desk.numbers().await;
        assert_eq!(numbers.len(), PEOPLE + 1, "nothing is lost");
    }

    async fn nobody_waits_for_a_flood_of_one_person(desk) {
        let request = taken_by_ada(desk).await;
        desk.advance_seconds(120).await;
        let header = desk.header("1001").id;
        let before = desk.alpha().all().len();
        nothing_is_taken(desk);
        for i in 0..MESSAGES {
            desk.leo().says(&format!("flood number {i:04}.")).in_help().await;
        }
        desk.mia().says("It works on my phone").in_thread(&request).await;
        desk.ada().says("!reply Which client is it?").in_thread(&header).await;
        desk.alpha().faults.end();
        desk.settle().await;
        for words in ["It works on my phone", "Which client is it?"] {
            let sent_before = said_after(desk, before, words);
            assert!(sent_before <= BOUND, "{sent_before} messages were sent before {words:?}");
        }
        let said = desk.said("1002").await;
        assert_eq!(said.len(), MESSAGES, "one ticket, and nothing is lost");
    }

    async fn however_much_is_queued_few_sends_are_in_memory(desk) {
        nothing_is_taken(desk);
        for i in 0..PEOPLE {
            desk.person(&format!("guest{i}")).says("My screen flickers all day").in_help().await;
        }
        desk.alpha().faults.until_so_many_held(UNDER_WAY as u64).await;
        for i in 0..PEOPLE {
            desk.person(&format!("guest{i}")).says("And it is getting worse").in_help().await;
        }
        let held = desk.alpha().faults.drawn().never_answered;
        assert_eq!(held, UNDER_WAY as u64, "all else are rows");
        desk.alpha().faults.end();
        desk.settle().await;
    }
}
