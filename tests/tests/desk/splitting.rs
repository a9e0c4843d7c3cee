//! A part of a ticket becomes a ticket of its own.

use sportello_tests::{Harness, Options, Spot, on_both_databases};

use crate::scenes::{in_ops, vpn_is_down};

/// mia's two matters in ticket 1001; gives the ids of her messages.
async fn two_matters(desk: &Harness) -> (String, String) {
    let first = desk.mia().says("My VPN is down").in_help().await;
    let second = desk.mia().says("The printer is out of paper").in_help().await;
    desk.settle().await;
    (first, second)
}

on_both_databases! {
    async fn what_was_gathered_becomes_a_ticket_of_its_own_where_it_was_written(desk) {
        let (first, second) = two_matters(desk).await;
        in_ops(desk, "ada", "1001", "!split 2").await;
        assert_eq!(desk.said("1002").await, ["request: The printer is out of paper"]);
        assert_eq!(desk.said("1001").await, ["request: My VPN is down", "request: "], "its place is kept");
        let moved = desk.articles("1001").await[1].moved.clone().unwrap();
        assert_eq!((moved.ticket.as_str(), moved.number), ("1002", 1));
        let ticket = desk.ticket("1002").await;
        assert_eq!((ticket.title.as_str(), ticket.state.as_str()), ("The printer is out of paper", "new"));
        let told = desk.mia().sees_in_thread(&second);
        told.must_tell("customer-split-here");
        assert!(!told.from_bot().iter().any(|m| m.text.contains("out of paper\n")));
        desk.mia().sees_in_thread(&first).must_tell("customer-split-off");
        desk.ops_thread("1001").must_tell("operator-split");
        desk.ops_thread("1001").must_tell("operator-article-moved");
        assert_eq!(desk.ops_thread("1001").count("The printer is out of paper"), 1, "only in what is told of it");
        desk.ops_thread("1002").must_have("The printer is out of paper");
        in_ops(desk, "ada", "1002", "!reply There is more in the cupboard").await;
        desk.mia().sees_in_thread(&second).must_have("in the cupboard");
        desk.mia().sees_in_thread(&first).must_not_have("in the cupboard");
        desk.mia().says("Found it").in_thread(&second).await;
        desk.mia().says("And the VPN?").in_thread(&first).await;
        desk.settle().await;
        assert_eq!(desk.said("1002").await.last().unwrap(), "request: Found it");
        assert_eq!(desk.said("1001").await.last().unwrap(), "request: And the VPN?");
        let mails = desk.mail_texts_to("mia@example.org");
        assert_eq!(mails.iter().filter(|m| m.contains("a ticket of its own")).count(), 1);
    }

    async fn edits_and_deletions_follow_the_article(desk) {
        let (_, second) = two_matters(desk).await;
        in_ops(desk, "ada", "1001", "!split 2").await;
        desk.mia().edits(&second, "The printer on floor 2 is out of paper").await;
        desk.settle().await;
        assert_eq!(desk.said("1002").await, ["request: The printer on floor 2 is out of paper"]);
        desk.ops_thread("1002").must_have("floor 2");
        desk.ops_thread("1001").must_not_have("floor 2");
        desk.mia().deletes(&second).await;
        desk.settle().await;
        assert!(desk.articles("1002").await[0].hidden);
    }

    async fn the_files_go_with_the_article(desk) {
        desk.mia().says("My VPN is down").in_help().await;
        desk.mia().says("The printer is out of paper").with_file("tray.png", b"pixels").in_help().await;
        desk.settle().await;
        desk.ops_thread("1001").must_have("tray.png");
        in_ops(desk, "ada", "1001", "!split 2").await;
        desk.ops_thread("1001").must_not_have("tray.png");
        desk.ops_thread("1002").must_have("tray.png");
    }

    async fn a_message_is_split_off_by_answering_it(desk) {
        two_matters(desk).await;
        let shown = desk.ops_thread("1001").must_have("out of paper").id.clone();
        let header = desk.header("1001").id;
        desk.ada().says("!dividi").replying_to(&shown).in_thread(&header).await;
        desk.settle().await;
        assert_eq!(desk.said("1002").await, ["request: The printer is out of paper"]);
        in_ops(desk, "ada", "1001", "!split").await;
        desk.ops_thread("1001").must_tell("refusal-which-articles");
    }

    async fn what_was_written_in_the_thread_gets_a_thread_of_its_own(desk) {
        let request = vpn_is_down(desk).await;
        desk.mia().says("By the way, the printer is out of paper").in_thread(&request).await;
        desk.settle().await;
        in_ops(desk, "otto", "1001", "it is the old printer").await;
        in_ops(desk, "ada", "1001", "!split 2,3").await;
        assert_eq!(desk.said("1002").await, [
            "request: By the way, the printer is out of paper", "note: it is the old printer",
        ]);
        let begun = desk.mia().sees_in("help").must_tell("customer-split-here").clone();
        assert_eq!(begun.mentions, ["mia"], "she would not see it otherwise");
        in_ops(desk, "ada", "1002", "!reply Which floor?").await;
        desk.mia().sees_in_thread(&begun.id).must_have("Which floor?");
        desk.mia().says("The second").in_thread(&begun.id).await;
        desk.settle().await;
        assert_eq!(desk.said("1002").await.last().unwrap(), "request: The second");
    }

    async fn in_a_direct_chat_it_goes_on_there_and_is_told_once(desk) {
        desk.mia().says("!new My VPN is down").directly().await;
        desk.mia().says("And the printer is out of paper").directly().await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!split 2").await;
        let chat = desk.mia().sees_directly();
        chat.must_tell("customer-split-here");
        chat.must_not_tell("customer-split-off");
        assert!(desk.mia().sees_in("help").from_bot().is_empty());
    }

    async fn a_participants_words_become_their_own_ticket(desk) {
        let request = vpn_is_down(desk).await;
        desk.leo().says("Mine too, and my screen flickers").in_thread(&request).await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!split 2").await;
        assert_eq!(desk.said("1002").await, ["request: Mine too, and my screen flickers"]);
        let begun = desk.leo().sees_in("help").must_tell("customer-split-here").clone();
        assert_eq!(begun.mentions, ["leo"]);
        desk.mia().sees_in_thread(&request).must_not_tell("customer-split-off");
        desk.leo().says("!close 1002").directly().await;
        desk.settle().await;
        assert_eq!(desk.state("1002").await, "closed successful", "it is his");
    }

    async fn what_its_author_changes_later_is_told_to_its_customer_only(desk) {
        let request = vpn_is_down(desk).await;
        let words = desk.leo().says("Mine too, and my screen flickers").in_thread(&request).await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!split 2").await;
        desk.leo().edits(&words, "My screen flickers, and my badge is 4711").await;
        desk.settle().await;
        assert_eq!(desk.said("1002").await, ["request: My screen flickers, and my badge is 4711"]);
        assert_eq!(desk.mia().sees_in_thread(&request).from_bot().iter().filter(|m| m.text.contains("4711")).count(), 0);
    }

    async fn a_note_gives_the_new_ticket_neither_its_words_nor_its_files_name(desk) {
        two_matters(desk).await;
        let header = desk.header("1001").id;
        desk.ada().says("!note").with_file("mia-is-leaving.pdf", b"secret").in_thread(&header).await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!split 2-3").await;
        assert_eq!(desk.ticket("1002").await.title, "The printer is out of paper");
        desk.mia().says("!mine").directly().await;
        desk.settle().await;
        desk.mia().sees_directly().must_not_have("leaving");
    }

    async fn what_makes_no_ticket_stays(desk) {
        vpn_is_down(desk).await;
        in_ops(desk, "ada", "1001", "third one today").await;
        in_ops(desk, "ada", "1001", "!reply Which client?").await;
        for (words, why) in [
            ("!split 1", "refusal-split-nothing-left"),
            ("!split 2", "refusal-split-notes"),
            ("!split 3", "refusal-split-answer"),
            ("!split 9", "refusal-no-such-article"),
        ] {
            in_ops(desk, "ada", "1001", words).await;
            desk.ops_thread("1001").must_tell(why);
        }
        assert_eq!(desk.numbers().await, ["1001"]);
    }

    async fn the_customer_reads_the_article_in_one_of_the_two_only(desk) {
        let (first, second) = two_matters(desk).await;
        in_ops(desk, "ada", "1001", "!split 2").await;
        desk.mia().says("!transcript #1001").directly().await;
        desk.mia().says("!transcript #1002").directly().await;
        desk.settle().await;
        let page = |number: &str| {
            let name = format!("ticket-{number}.html");
            String::from_utf8(desk.alpha().file_named(&name).expect("a file")).expect("text")
        };
        assert!(!page("1001").contains("out of paper") && page("1002").contains("out of paper"));
        assert_ne!(first, second);
        desk.mia().says("!search paper").directly().await;
        desk.settle().await;
        let found = desk.mia().sees_directly().last_of_bot().text.clone();
        assert!(found.contains("#1002") && !found.contains("#1001"), "{found}");
    }

    async fn nothing_more_is_gathered_then(desk) {
        two_matters(desk).await;
        in_ops(desk, "ada", "1001", "!split 2").await;
        desk.mia().says("And the lights are out").in_help().await;
        desk.settle().await;
        assert_eq!(desk.numbers().await, ["1001", "1002", "1003"]);
    }

    async fn whoever_does_not_serve_it_splits_nothing(desk) {
        two_matters(desk).await;
        desk.mia().says("!split #1001 2").directly().await;
        desk.leo().says("!split #1001 2").directly().await;
        desk.settle().await;
        desk.mia().sees_directly().must_tell("refusal-operators-only");
        desk.leo().sees_directly().must_tell("refusal-no-such-ticket");
        assert_eq!(desk.numbers().await, ["1001"]);
    }
}

mod picked {
    use super::*;

    fn on_beta(options: &mut Options) {
        options.on_beta_too();
    }

    on_both_databases! {
        async fn on_a_platform_with_explicit_threads_one_is_begun_on_the_message(desk, on_beta) {
            let mia = desk.mia().on_beta();
            mia.says("My VPN is down").in_help().await;
            let second = mia.says("The printer is out of paper").in_help().await;
            desk.settle().await;
            let ada = desk.ada().on_beta();
            let options = [("ticket", "1001"), ("articles", "2")];
            let done = ada.picks(&Spot::room("ops"), "split", &options).await;
            desk.settle().await;
            assert!(ada.was_answered(&done).text.contains("#1002"));
            mia.sees_in_thread(&second).must_tell("customer-split-here");
            mia.says("Found it").in_thread(&second).await;
            desk.settle().await;
            assert_eq!(desk.said("1002").await.last().unwrap(), "request: Found it");
        }
    }
}
