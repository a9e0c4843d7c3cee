//! The same event seen again is seen, not done, again.

use sportello_chat::Submitted;
use sportello_tests::{Options, on_both_databases};

use crate::scenes::in_ops;

on_both_databases! {
    async fn a_whole_tickets_life_seen_twice_is_one_life(desk) {
        desk.submit_everything_twice();
        let request = desk.mia().says("My VPN is down").in_help().await;
        desk.mia().says("It worked yesterday").in_help().await;
        desk.settle().await;
        desk.leo().says("mine too, by the way").in_thread(&request).await;
        in_ops(desk, "ada", "1001", "!take").await;
        in_ops(desk, "ada", "1001", "her router is ancient").await;
        let reply = in_ops(desk, "ada", "1001", "!reply Use port 80").await;
        desk.ada().edits(&reply, "!reply Use port 443").await;
        let slip = desk.mia().says("My PIN is 4711").in_thread(&request).await;
        desk.mia().deletes(&slip).await;
        in_ops(desk, "ada", "1001", "!close").await;
        desk.mia().says("thanks!").in_thread(&request).await;
        desk.mia().says("it is down again").in_thread(&request).await;
        desk.settle().await;
        desk.ada().reacts(&desk.header("1001").id, "✅").await;
        desk.advance_seconds(600).await;
        let said = [
            "request: My VPN is down",
            "request: It worked yesterday",
            "participant: mine too, by the way",
            "note: her router is ancient",
            "reply: Use port 443",
            "request: My PIN is 4711",
            "request: thanks!",
            "request: it is down again",
        ];
        assert_eq!(desk.said("1001").await, said);
        assert_eq!(desk.numbers().await, ["1001"]);
        assert_eq!(desk.mia().sees_in_thread(&request).count("Use port 443"), 1);
        let closed = desk.mia().sees_in_thread(&request);
        let closings = closed.0.iter().filter(|m| sportello_tests::wording::tells(&m.text, "en", "customer-closed-successful"));
        assert_eq!(closings.count(), 2, "it was closed twice");
    }

    async fn a_direct_chat_seen_twice_is_one_chat(desk) {
        desk.submit_everything_twice();
        desk.mia().says("My password leaked").directly().await;
        desk.mia().says("accounts").directly().await;
        desk.mia().says("!new queue:helpdesk My VPN is down").directly().await;
        desk.mia().says("It is the mail account's").directly().await;
        desk.mia().says("1001").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: My password leaked", "request: It is the mail account's"]);
        assert_eq!(desk.numbers().await.len(), 2);
    }

    async fn a_platforms_word_of_a_message_seen_in_another_run_changes_nothing(desk, |o: &mut Options| o.one_queue()) {
        desk.mia().says("My VPN is down").with_id("alpha-m1").in_help().await;
        desk.settle().await;
        let before = desk.size().await;
        desk.crash_and_restart().await;
        desk.mia().says("My VPN is down").with_id("alpha-m1").in_help().await;
        desk.settle().await;
        assert_eq!(desk.became_of("alpha-m1"), Some(Submitted::Seen));
        assert_eq!(desk.size().await, before);
    }

    async fn the_bots_own_words_come_back_as_events_and_are_none(desk) {
        let request = desk.mia().says("My VPN is down").in_help().await;
        desk.settle().await;
        let receipt = desk.mia().sees_in_thread(&request).last_of_bot().clone();
        let before = desk.size().await;
        desk.person("bot").as_bot().says(&receipt.text).with_id(&receipt.id).in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.size().await, before);
    }

    async fn what_happens_in_a_room_of_nobody_is_ignored(desk) {
        let id = desk.mia().says("My VPN is down").in_room("kitchen").await;
        desk.settle().await;
        assert_eq!(desk.became_of(&id), Some(Submitted::Ignored));
        assert_eq!(desk.size().await, (0, 0, 0));
    }
}
