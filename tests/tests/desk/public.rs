//! Commands and other people where customers read.

use sportello_tests::on_both_databases;

use crate::scenes::{closed_by_ada, in_ops, taken_by_ada, vpn_is_down};

on_both_databases! {
    async fn a_participants_word_is_an_article_and_changes_nothing(desk) {
        let request = taken_by_ada(desk).await;
        let mails = desk.mail().all().len();
        desk.leo().says("Mine is down, too").in_thread(&request).await;
        desk.settle().await;
        desk.advance_seconds(600).await;
        assert_eq!(desk.said("1001").await[1], "participant: Mine is down, too");
        desk.ops_thread("1001").must_have("Mine is down, too");
        assert_eq!(desk.state("1001").await, "open");
        assert_eq!(desk.mail().all().len(), mails, "nobody is mailed");
    }

    async fn a_participants_word_reopens_nothing(desk) {
        let request = closed_by_ada(desk).await;
        desk.leo().says("Mine is still down").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "closed successful");
        assert_eq!(desk.articles("1001").await.len(), 2);
    }

    async fn an_operators_word_in_the_customers_thread_is_a_reply(desk) {
        let request = vpn_is_down(desk).await;
        desk.ada().says("Which client is it?").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await[1], "reply: Which client is it?");
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"), "answering takes it");
        assert_eq!(desk.mia().sees_in_thread(&request).count("Which client is it?"), 0, "it is there already");
        desk.ops_thread("1001").must_have("Which client is it?");
    }

    async fn a_command_in_public_is_never_an_article(desk) {
        let request = vpn_is_down(desk).await;
        desk.ada().says("!take").in_thread(&request).await;
        desk.mia().says("!status").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.articles("1001").await.len(), 1);
        desk.mia().sees_in_thread(&request).must_tell("customer-taken");
    }

    async fn a_private_answer_is_given_directly_where_nobody_can_whisper(desk) {
        let request = vpn_is_down(desk).await;
        desk.mia().says("!status").in_thread(&request).await;
        desk.settle().await;
        desk.mia().sees_directly().must_tell("customer-status");
        desk.leo().sees_in_thread(&request).must_not_tell("customer-status");
    }

    async fn a_private_answer_is_whispered_where_that_is_possible(desk, |o: &mut sportello_tests::Options| o.on_beta_too()) {
        let request = desk.mia().on_beta().says("My VPN is down").in_help().await;
        desk.mia().on_beta().says("!status").in_thread(&request).await;
        desk.settle().await;
        desk.mia().on_beta().sees_in_thread(&request).must_tell("customer-status");
        desk.leo().on_beta().sees_in_thread(&request).must_not_tell("customer-status");
    }

    async fn what_a_command_answers_of_another_ticket_only_its_author_reads(desk) {
        let request = vpn_is_down(desk).await;
        desk.leo().says("My salary came twice").in_help().await;
        desk.settle().await;
        desk.advance_seconds(600).await;
        desk.leo().says("And my salary slip is wrong").in_help().await;
        desk.settle().await;
        for words in [
            "!take 1002",
            "!title #1002 The salary of leo",
            "!tag #1002 salary",
            "!priority 1002 4",
            "!pending 1002 2d",
            "!link 1002 #1001",
            "!merge 1002 #1003",
            "!assign 1002 otto",
            "!take 1002 --from",
            "!release 1002",
            "!responsible 1002 otto",
            "!reply #1002 Which month was it?",
            "!undo 1002",
            "!close 1002",
            "!reopen 1002",
            "!private 1002",
            "!move 1002 network",
            "!next",
        ] {
            let told = desk.ada().sees_directly().from_bot().len();
            let typed = desk.ada().says(words).in_thread(&request).await;
            desk.settle().await;
            let answers = desk.ada().sees_directly().from_bot().len() - told;
            let noticed = desk.alpha().message(&typed).is_some_and(|m| m.has_reaction("✅"));
            assert_eq!(answers + usize::from(noticed), 1, "{words}: {}", desk.ada().sees_directly().transcript());
        }
        let thread = desk.mia().sees_in_thread(&request);
        let others = thread.from_bot().into_iter().filter(|m| ["1002", "1003", "salary"].iter().any(|w| m.text.contains(w)));
        assert_eq!(others.count(), 0, "{}", thread.transcript());
    }

    async fn whoever_takes_the_next_in_a_help_channel_is_told_alone_what_it_is(desk) {
        desk.mia().says("My password leaked").in_room("accounts").await;
        desk.settle().await;
        desk.zoe().says("!next").in_help().await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("zoe"));
        desk.zoe().sees_directly().must_tell("operator-taken");
        assert!(desk.leo().sees_in("help").from_bot().is_empty());
    }

    async fn that_a_reply_was_taken_back_is_told_where_the_customer_does_not_read(desk) {
        let request = taken_by_ada(desk).await;
        desk.ada().says("Is it plugged in?").in_thread(&request).await;
        let before = desk.mia().sees_in_thread(&request).from_bot().len();
        desk.ada().says("!undo").in_thread(&request).await;
        desk.settle().await;
        desk.ada().sees_directly().must_tell("operator-undone-but-own-message");
        assert_eq!(desk.mia().sees_in_thread(&request).from_bot().len(), before);
    }

    async fn a_customer_reads_alone_what_is_answered_of_another_ticket_of_theirs(desk) {
        let request = vpn_is_down(desk).await;
        desk.mia().says("My salary came twice").in_room("accounts").await;
        desk.settle().await;
        desk.mia().says("!close 1002").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.state("1002").await, "closed successful");
        desk.leo().sees_in_thread(&request).must_not_have("salary");
    }

    async fn an_operators_misspelt_command_is_answered_with_the_nearest(desk) {
        let request = vpn_is_down(desk).await;
        desk.ada().says("!tkae").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.articles("1001").await.len(), 1, "it is no article");
        desk.ada().sees_directly().must_have("!take");
        assert_eq!(desk.owner("1001").await, None);
    }

    async fn a_customers_words_that_look_like_a_command_are_kept(desk) {
        let request = vpn_is_down(desk).await;
        desk.mia().says("!closee is what the button says").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await[1], "request: !closee is what the button says");
        desk.mia().sees_directly().must_have("!close");
    }

    async fn a_note_typed_where_customers_read_is_removed_and_not_kept(desk) {
        let request = taken_by_ada(desk).await;
        let exposed = desk.ada().says("!note he clicked on that mail again").in_thread(&request).await;
        desk.settle().await;
        assert!(desk.alpha().message(&exposed).unwrap().deleted);
        assert_eq!(desk.articles("1001").await.len(), 1);
        desk.ada().sees_directly().must_tell("refusal-not-in-public");
        assert!(desk.history("1001").await.contains(&"exposed".to_owned()));
        let all = desk.alpha().all();
        let repeated = all.iter().filter(|m| m.id != exposed && m.text.contains("clicked on that mail"));
        assert_eq!(repeated.count(), 0, "nobody repeats it");
    }

    async fn a_note_with_a_mistake_is_removed_just_the_same(desk) {
        let request = taken_by_ada(desk).await;
        let exposed = desk.ada().says("!note").in_thread(&request).await;
        desk.settle().await;
        assert!(desk.alpha().message(&exposed).unwrap().deleted);
    }

    async fn a_mail_address_typed_in_public_is_removed_and_not_kept(desk) {
        let request = desk.leo().says("My screen flickers all day").in_help().await;
        let exposed = desk.leo().says("!mail leo@example.org").in_thread(&request).await;
        desk.settle().await;
        assert!(desk.alpha().message(&exposed).unwrap().deleted);
        assert!(desk.mails_to("leo@example.org").is_empty());
        desk.leo().sees_directly().must_tell("refusal-not-in-public");
    }

    async fn what_is_written_in_a_private_queues_channel_moves_to_a_direct_chat(desk) {
        let secret = desk.mia().says("My password leaked").in_room("accounts").await;
        desk.settle().await;
        assert!(desk.alpha().message(&secret).unwrap().deleted, "removed where the bot may");
        desk.mia().sees_directly().must_have("#1001");
        let more = desk.mia().says("It is the mail account's").in_room("accounts").await;
        desk.settle().await;
        assert!(desk.alpha().message(&more).unwrap().deleted);
        assert_eq!(desk.articles("1001").await.len(), 2);
        // Some platforms tell that a message is gone, and not who removed it; or its author did.
        desk.mia().deletes(&secret).await;
        desk.mia().deletes(&more).await;
        desk.settle().await;
        assert!(desk.articles("1001").await.iter().all(|a| !a.hidden));
        assert!(desk.leo().sees_in("accounts").from_bot().is_empty());
    }

    async fn the_receipt_says_who_can_read_and_private_moves_the_ticket(desk) {
        let request = vpn_is_down(desk).await;
        desk.mia().sees_in_thread(&request).must_tell("customer-receipt-public");
        desk.mia().says("!private").in_thread(&request).await;
        desk.settle().await;
        desk.mia().sees_directly().must_tell("customer-private-here");
        in_ops(desk, "ada", "1001", "!reply It was your password").await;
        desk.mia().sees_directly().must_have("It was your password");
        desk.leo().sees_in_thread(&request).must_not_have("It was your password");
    }

    async fn operators_talk_on_the_top_level_of_their_channel_is_nobodys_business(desk) {
        desk.ada().says("Coffee, anyone?").in_ops().await;
        desk.settle().await;
        assert!(desk.numbers().await.is_empty());
        assert!(desk.ada().sees_in("ops").from_bot().is_empty());
    }

    async fn a_plain_message_in_an_operators_thread_is_a_note(desk) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "her router is ancient").await;
        assert_eq!(desk.said("1001").await[1], "note: her router is ancient");
        desk.mia().sees_in_thread(&request).must_not_have("ancient");
    }
}
