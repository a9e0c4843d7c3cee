//! Closing locks nothing, thanks reopen nothing, and what else follows a closed ticket.

use std::time::Duration;

use sportello::config::FollowUp;
use sportello_tests::{Options, on_both_databases};

use crate::scenes::{closed_by_ada, in_ops, taken_by_ada};

const DAY: u64 = 24 * 3600;

on_both_databases! {
    async fn the_customer_hears_how_it_was_closed_and_how_to_go_on(desk) {
        let request = closed_by_ada(desk).await;
        let view = desk.mia().sees_in_thread(&request);
        view.must_tell("customer-closed-successful");
        view.must_have("!reopen");
        assert_eq!(desk.mails_to("mia@example.org").last().unwrap().subject, "[Sportello#1001] My VPN is down since this morning");
    }

    async fn thanks_in_a_closed_ticket_get_a_thumb_and_reopen_nothing(desk) {
        let request = closed_by_ada(desk).await;
        for words in ["Thank you so much!", "grazie mille", "🎉🎉"] {
            let thanks = desk.mia().says(words).in_thread(&request).await;
            desk.settle().await;
            assert!(desk.alpha().message(&thanks).unwrap().has_reaction("👍"), "{words}");
        }
        assert_eq!(desk.state("1001").await, "closed successful");
        assert_eq!(desk.articles("1001").await.len(), 4, "they are articles all the same");
    }

    async fn any_other_word_reopens_it_for_its_last_owner(desk) {
        let request = closed_by_ada(desk).await;
        desk.mia().says("Thanks, but it is down again").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "open");
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        desk.mia().sees_in_thread(&request).must_tell("customer-reopened");
        assert!(desk.header("1001").text.contains("open"));
    }

    async fn a_cry_for_help_is_no_thanks(desk) {
        for (i, words) in ["Help!", "Again?", "???"].iter().enumerate() {
            let who = desk.person(&format!("guest{i}"));
            let number = (1001 + i).to_string();
            let request = who.says("My VPN is down since this morning").in_help().await;
            desk.settle().await;
            in_ops(desk, "ada", &number, "!close").await;
            who.says(words).in_thread(&request).await;
            desk.settle().await;
            assert_eq!(desk.state(&number).await, "open", "{words}");
        }
    }

    async fn the_customer_reopens_by_command(desk) {
        let request = closed_by_ada(desk).await;
        desk.mia().says("!reopen").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "open");
    }

    async fn the_customer_may_close_their_own_ticket(desk) {
        let request = taken_by_ada(desk).await;
        desk.mia().says("!close It works again").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "closed successful");
        desk.ops_thread("1001").must_have("It works again");
    }

    async fn a_stranger_may_not_close_it_and_learns_nothing(desk) {
        let request = taken_by_ada(desk).await;
        desk.leo().says("!close").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "open");
        desk.leo().sees_directly().must_tell("refusal-no-such-ticket");
    }

    async fn too_late_to_reopen_a_new_ticket_is_opened_and_linked(desk) {
        let request = closed_by_ada(desk).await;
        desk.advance(Duration::from_secs(15 * DAY)).await;
        desk.mia().says("My VPN is down again").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "closed successful");
        assert_eq!(desk.said("1002").await, ["request: My VPN is down again"]);
        assert!(desk.history("1002").await.contains(&"linked".to_owned()));
        desk.mia().sees_in_thread(&request).must_have("#1002");
    }

    async fn the_last_moment_to_reopen_counts(desk) {
        let request = closed_by_ada(desk).await;
        desk.advance(Duration::from_secs(14 * DAY - 60)).await;
        desk.mia().says("My VPN is down again").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.numbers().await, ["1001"]);
        assert_eq!(desk.state("1001").await, "open");
    }

    async fn a_queue_may_want_a_new_ticket_always(desk, |o: &mut Options| o.queue("helpdesk").follow_up = FollowUp::NewTicket) {
        let request = closed_by_ada(desk).await;
        desk.mia().says("My VPN is down again").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.said("1002").await, ["request: My VPN is down again"]);
        desk.mia().says("since five minutes").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.articles("1002").await.len(), 2, "the thread goes on with the new ticket");
    }

    async fn whoever_answers_the_closing_message_has_a_new_ticket_in_that_chat(desk, |o: &mut Options| {
        o.on_beta_too();
        o.queue("helpdesk").follow_up = FollowUp::NewTicket;
    }) {
        let mia = desk.mia().on_beta();
        mia.says("My VPN is down").in_help().await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!close").await;
        let closing = mia.sees_directly().must_tell("customer-closed-successful").id.clone();
        mia.says("It is down again").replying_to(&closing).directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1002").await, ["request: It is down again"]);
        in_ops(desk, "ada", "1002", "!take").await;
        mia.sees_directly().must_tell("customer-taken");
        mia.says("since five minutes").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1002").await[1], "request: since five minutes");
    }

    async fn a_queue_may_reject_politely_and_keeps_the_words(desk, |o: &mut Options| o.queue("helpdesk").follow_up = FollowUp::Reject) {
        let request = closed_by_ada(desk).await;
        desk.mia().says("My VPN is down again").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "closed successful");
        assert_eq!(desk.said("1001").await[1], "request: My VPN is down again");
        desk.mia().sees_directly().must_tell("customer-rejected");
        desk.mia().says("!reopen").in_thread(&request).await;
        desk.settle().await;
        desk.mia().sees_directly().must_tell("refusal-stays-closed");
        assert_eq!(desk.state("1001").await, "closed successful");
        in_ops(desk, "ada", "1001", "!reopen").await;
        assert_eq!(desk.state("1001").await, "open", "operators may");
    }

    async fn closing_twice_says_what_can_be_done_instead(desk) {
        closed_by_ada(desk).await;
        in_ops(desk, "otto", "1001", "!close").await;
        desk.ops_thread("1001").must_tell("refusal-already-closed");
    }
}
