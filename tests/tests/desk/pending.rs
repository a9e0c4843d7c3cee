//! What is put aside comes back at its time, once.

use sportello_tests::{Harness, Shown, Spot, on_both_databases};

use crate::scenes::{closed_by_ada, in_ops, taken_by_ada, vpn_is_down};

const DAY: u64 = 24 * 3600;

/// The id of a ticket's header on `beta`.
fn on_beta(desk: &Harness, number: &str) -> String {
    let is_header = |m: &Shown| m.opens_thread && m.ticket.as_deref() == Some(number);
    desk.beta().all().into_iter().rfind(is_header).unwrap().id
}

on_both_databases! {
    async fn what_is_put_aside_is_open_again_at_its_time_and_its_owner_is_called_and_mailed(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!pending for 2d waiting for the spare part").await;
        assert_eq!(desk.state("1001").await, "pending reminder");
        assert!(desk.header("1001").text.contains("Put aside until 25 Nov 2026"));
        desk.ops_thread("1001").must_have("waiting for the spare part");
        desk.advance_seconds(2 * DAY - 3600).await;
        assert_eq!(desk.state("1001").await, "pending reminder");
        desk.advance_seconds(3600).await;
        assert_eq!(desk.state("1001").await, "open");
        let reminded = desk.ops_thread("1001").must_tell("operator-reminded").clone();
        assert_eq!(reminded.mentions, ["ada"]);
        assert!(desk.mails_to("ada@example.org").last().unwrap().subject.contains("1001"));
        assert!(desk.history("1001").await.contains(&"reminded".to_owned()));
    }

    async fn the_customer_hears_nothing_of_a_reminder(desk) {
        let request = taken_by_ada(desk).await;
        let before = desk.mia().sees_in_thread(&request).0.len();
        in_ops(desk, "ada", "1001", "!pending for 2d").await;
        desk.advance_seconds(2 * DAY).await;
        assert_eq!(desk.mia().sees_in_thread(&request).0.len(), before);
    }

    async fn whoever_puts_aside_what_nobody_has_takes_it(desk) {
        vpn_is_down(desk).await;
        in_ops(desk, "ada", "1001", "!sospendi per 2 giorni").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        assert_eq!(desk.state("1001").await, "pending reminder");
    }

    async fn a_day_without_a_time_is_its_morning_by_the_desks_clock(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!pending until tomorrow").await;
        assert_eq!(desk.ticket("1001").await.pending_until.unwrap().to_rfc3339(), "2026-11-24T08:00:00+00:00");
    }

    async fn the_customers_word_takes_it_up_again(desk) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!pending for 2d").await;
        desk.mia().says("It works again").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "open");
        desk.advance_seconds(3 * DAY).await;
        desk.ops_thread("1001").must_not_tell("operator-reminded");
    }

    async fn it_closes_at_its_time_as_the_customer_was_told(desk) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!pending close unsuccessful for 3d").await;
        assert_eq!(desk.state("1001").await, "pending auto close-");
        desk.mia().sees_in_thread(&request).must_tell("customer-waiting");
        assert!(desk.mail_texts_to("mia@example.org").last().unwrap().contains("26 Nov 2026"));
        desk.advance_seconds(3 * DAY).await;
        assert_eq!(desk.state("1001").await, "closed unsuccessful");
        desk.mia().sees_in_thread(&request).must_tell("customer-closed-unsuccessful");
        desk.ops_thread("1001").must_tell("operator-closed-on-time");
    }

    async fn unless_the_customer_writes_before(desk) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!pending close for 3d").await;
        desk.mia().says("Not yet, please").in_thread(&request).await;
        desk.advance_seconds(4 * DAY).await;
        assert_eq!(desk.state("1001").await, "open");
    }

    async fn off_takes_it_up_at_once(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!pending off").await;
        desk.ops_thread("1001").must_tell("refusal-not-pending");
        in_ops(desk, "ada", "1001", "!pending for 2d").await;
        in_ops(desk, "ada", "1001", "!pending off").await;
        assert_eq!(desk.state("1001").await, "open");
        desk.advance_seconds(3 * DAY).await;
        desk.ops_thread("1001").must_not_tell("operator-reminded");
    }

    async fn a_later_moment_stands_for_the_earlier(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!pending for 2d").await;
        in_ops(desk, "ada", "1001", "!pending for 4d").await;
        desk.advance_seconds(3 * DAY).await;
        assert_eq!(desk.state("1001").await, "pending reminder");
        desk.advance_seconds(DAY).await;
        assert_eq!(desk.state("1001").await, "open");
    }

    async fn what_fell_due_while_the_bot_was_away_happens_late_and_once(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!pending for 2d").await;
        desk.is_away_for(5 * DAY).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "open");
        desk.crash_and_restart().await;
        desk.advance_seconds(DAY).await;
        assert_eq!(desk.ops_thread("1001").times_told("operator-reminded"), 1);
    }

    async fn words_that_say_no_moment_change_nothing(desk) {
        taken_by_ada(desk).await;
        for (words, refusal) in [
            ("!pending soonish", "refusal-moment-none"),
            ("!pending until yesterday", "refusal-moment-none"),
            ("!pending until 2025-01-01", "refusal-moment-past"),
            ("!pending until 31/2", "refusal-moment-impossible"),
            ("!pending", "refusal-missing"),
        ] {
            in_ops(desk, "ada", "1001", words).await;
            desk.ops_thread("1001").must_tell(refusal);
        }
        assert_eq!(desk.state("1001").await, "open");
    }

    async fn a_closed_ticket_is_not_put_aside(desk) {
        closed_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!pending for 2d").await;
        desk.ops_thread("1001").must_tell("refusal-closed");
    }

    async fn it_is_picked_where_commands_are_picked(desk, |o| o.on_beta_too()) {
        taken_by_ada(desk).await;
        let spot = Spot::thread("ops", on_beta(desk, "1001"));
        let picked = desk
            .ada()
            .on_beta()
            .picks(&spot, "pending", &[("then", "close"), ("when", "until friday")])
            .await;
        desk.settle().await;
        assert!(desk.ada().on_beta().was_answered(&picked).text.contains("27 Nov 2026"));
        assert_eq!(desk.state("1001").await, "pending auto close+");
    }
}
