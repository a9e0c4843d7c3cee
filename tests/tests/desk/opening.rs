//! What opens a ticket, and what does not.

use sportello_tests::on_both_databases;

on_both_databases! {
    async fn a_message_in_a_help_channel_opens_a_ticket_and_is_acknowledged_at_once(desk) {
        let request = desk.mia().says("My VPN is down since this morning").in_help().await;
        desk.advance_seconds(1).await;
        desk.mia().sees_in_thread(&request).must_tell("customer-receipt");
        assert!(desk.ada().sees_in("ops").from_bot().is_empty(), "operators hear of it once it has settled");
        desk.advance_seconds(20).await;
        assert!(desk.header("1001").text.contains("My VPN is down since this morning"));
        desk.ops_thread("1001").must_have("My VPN is down since this morning");
        assert_eq!(desk.said("1001").await, ["request: My VPN is down since this morning"]);
    }

    async fn an_operators_message_opens_nothing(desk) {
        desk.ada().says("The VPN is being repaired").in_help().await;
        desk.settle().await;
        assert!(desk.numbers().await.is_empty());
        assert!(desk.ada().sees_in("help").from_bot().is_empty());
    }

    async fn a_bots_message_opens_nothing(desk) {
        desk.person("feeds").as_bot().says("Build 42 failed").in_help().await;
        desk.settle().await;
        assert!(desk.numbers().await.is_empty());
    }

    async fn a_notice_opens_nothing(desk) {
        desk.mia().says("mia is away").as_notice().in_help().await;
        desk.settle().await;
        assert!(desk.numbers().await.is_empty());
    }

    async fn a_reply_to_somebody_outside_a_ticket_opens_nothing(desk) {
        let news = desk.ada().says("The VPN is being repaired").in_help().await;
        desk.mia().says("Thank you for telling us").replying_to(&news).in_help().await;
        desk.settle().await;
        assert!(desk.numbers().await.is_empty());
    }

    async fn an_announcement_opens_nothing(desk) {
        desk.mia().says("📣 Cake in the kitchen at four").in_help().await;
        desk.settle().await;
        assert!(desk.numbers().await.is_empty());
    }

    async fn an_operators_ticket_emoji_opens_one_in_the_authors_name(desk) {
        let news = desk.mia().says("📣 The printer smokes").in_help().await;
        desk.ada().reacts(&news, "🎫").await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: 📣 The printer smokes"]);
        desk.mia().sees_in_thread(&news).must_have("#1001");
        desk.mia().says("It is the one on floor two").in_thread(&news).await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await.len(), 2, "the thread belongs to the ticket");
    }

    async fn a_customers_ticket_emoji_opens_nothing(desk) {
        let news = desk.mia().says("📣 The printer smokes").in_help().await;
        desk.leo().reacts(&news, "🎫").await;
        desk.settle().await;
        assert!(desk.numbers().await.is_empty());
    }

    async fn a_message_of_only_a_file_is_a_request(desk) {
        let request = desk.mia().sends("screenshot.png", b"not really a picture").in_help().await;
        desk.settle().await;
        assert_eq!(desk.articles("1001").await[0].files[0].name, "screenshot.png");
        desk.mia().sees_in_thread(&request).must_have("#1001");
        desk.ops_thread("1001").must_have("screenshot.png");
    }

    async fn what_looks_like_a_path_is_a_request(desk) {
        let request = desk.mia().says("/home is full").in_help().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: /home is full"]);
        desk.mia().sees_in_thread(&request).must_have("#1001");
    }
}
