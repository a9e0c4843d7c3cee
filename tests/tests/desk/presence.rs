//! Operators who are away, and come back.

use std::time::Duration;

use sportello_tests::{Harness, Options, Spot, on_both_databases};

use crate::scenes::{closed_by_ada, in_ops, taken_by_ada, vpn_is_down};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// An operator says something on the top level of the operators' channel.
async fn says_in_ops(desk: &Harness, who: &str, words: &str) {
    desk.person(who).says(words).in_ops().await;
    desk.settle().await;
}

fn on_beta(options: &mut Options) {
    options.on_beta_too();
}

on_both_databases! {
    async fn what_a_customer_writes_goes_back_to_the_queue_while_its_owner_is_away(desk) {
        let request = taken_by_ada(desk).await;
        says_in_ops(desk, "ada", "!away until tomorrow 9:00").await;
        let told = desk.ada().sees_in("ops").must_tell("operator-you-are-away").text.clone();
        assert!(told.contains("24 Nov 2026, 09:00"), "{told}");
        desk.ada().sees_in("ops").must_tell("operator-away-tickets");
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"), "nothing happens until somebody waits");
        desk.mia().says("It is down again, and I have a deadline").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await, None);
        desk.ops_thread("1001").must_tell("operator-owner-away");
        assert!(desk.ops_thread("1001").must_have("I have a deadline").mentions.is_empty());
        assert!(desk.history("1001").await.contains(&"owner_away".to_owned()));
        assert!(desk.mails_to("ada@example.org").is_empty());
        says_in_ops(desk, "otto", "!next").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("otto"));
    }

    async fn thanks_and_notes_need_nobody(desk) {
        let request = closed_by_ada(desk).await;
        says_in_ops(desk, "ada", "!away").await;
        desk.mia().says("Thank you!").in_thread(&request).await;
        in_ops(desk, "otto", "1001", "she was very kind").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        desk.mia().says("It broke again").in_thread(&request).await;
        desk.settle().await;
        assert_eq!((desk.state("1001").await.as_str(), desk.owner("1001").await), ("open", None));
    }

    async fn a_ticket_reopened_by_command_is_not_given_to_who_is_away(desk) {
        let request = closed_by_ada(desk).await;
        says_in_ops(desk, "ada", "!away for 2d").await;
        desk.mia().says("!reopen").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await, None);
    }

    async fn at_their_time_they_are_back_by_themselves(desk) {
        let request = taken_by_ada(desk).await;
        says_in_ops(desk, "ada", "!away until tomorrow 9:00").await;
        desk.advance_seconds(60).await;
        assert!(desk.boards()[0].text.contains("🌴"), "{}", desk.boards()[0].text);
        desk.advance(2 * DAY).await;
        assert!(!desk.boards()[0].text.contains("🌴"), "{}", desk.boards()[0].text);
        desk.mia().says("It is down again").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        assert_eq!(desk.ops_thread("1001").must_have("down again").mentions, ["ada"]);
    }

    async fn who_says_so_is_back_sooner(desk) {
        let request = taken_by_ada(desk).await;
        says_in_ops(desk, "ada", "!away for 2d").await;
        says_in_ops(desk, "ada", "!away --back").await;
        desk.ada().sees_in("ops").must_tell("operator-back");
        says_in_ops(desk, "ada", "!away back").await;
        desk.ada().sees_in("ops").must_tell("operator-not-away");
        desk.mia().says("It is down again").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
    }

    async fn who_is_away_is_not_reminded_and_the_ticket_goes_back(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!pending for 2h").await;
        says_in_ops(desk, "ada", "!away for 2d").await;
        desk.advance(DAY / 4).await;
        assert_eq!((desk.state("1001").await.as_str(), desk.owner("1001").await), ("open", None));
        let thread = desk.ops_thread("1001");
        thread.must_tell("operator-owner-away");
        // ada answers for the queue as well.
        assert!(thread.must_tell("operator-reminded").mentions.is_empty());
        assert!(desk.mails_to("ada@example.org").is_empty());
        assert_eq!(desk.mails_to("otto@example.org").len(), 1, "somebody has to act");
    }

    async fn a_ticket_may_be_given_to_who_is_away_and_that_is_said(desk) {
        vpn_is_down(desk).await;
        says_in_ops(desk, "ada", "!away for 2d").await;
        in_ops(desk, "otto", "1001", "!assign ada").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        desk.ops_thread("1001").must_tell("operator-is-away");
    }

    async fn a_moment_that_is_none_changes_nothing(desk) {
        says_in_ops(desk, "ada", "!away until the cows come home").await;
        desk.ada().sees_in("ops").must_tell("refusal-moment-form");
        says_in_ops(desk, "ada", "!away until tomorrow with my kids").await;
        desk.ada().sees_in("ops").must_tell("refusal-unexpected");
        says_in_ops(desk, "ada", "!away --back").await;
        desk.ada().sees_in("ops").must_tell("operator-not-away");
    }

    async fn it_is_for_operators_and_in_their_language(desk) {
        desk.mia().says("!away").directly().await;
        desk.otto().says("!lingua it").directly().await;
        desk.otto().says("!assente fino a venerdì").directly().await;
        desk.settle().await;
        desk.mia().sees_directly().must_tell("refusal-operators-only");
        let told = desk.otto().sees_directly().must_tell_in_italian("operator-you-are-away").text.clone();
        assert!(told.contains("27/11/2026, 09:00"), "{told}");
    }

    async fn where_commands_are_picked_it_is_picked(desk, on_beta) {
        let ada = desk.ada().on_beta();
        let ops = Spot::room("ops");
        ada.picks(&ops, "away", &[("until", "2d")]).await;
        desk.settle().await;
        ada.sees_in("ops").must_tell("operator-you-are-away");
        ada.picks(&ops, "away", &[("back", "true")]).await;
        desk.settle().await;
        ada.sees_in("ops").must_tell("operator-back");
    }
}
