//! Several messages are one ticket; a greeting is not yet one that is worth anybody's time.

use sportello_tests::on_both_databases;

use crate::scenes::{in_ops, vpn_is_down};

on_both_databases! {
    async fn quick_messages_are_one_ticket_acknowledged_by_a_reaction_alone(desk) {
        let first = desk.mia().says("My VPN is down").in_help().await;
        let second = desk.mia().says("It worked yesterday").in_help().await;
        desk.advance_seconds(240).await;
        let third = desk.mia().says("The client is version 3").in_help().await;
        desk.settle().await;
        assert_eq!(desk.numbers().await, ["1001"]);
        assert_eq!(desk.articles("1001").await.len(), 3);
        for further in [&second, &third] {
            assert!(desk.alpha().message(further).unwrap().has_reaction("📝"));
        }
        assert_eq!(desk.mia().sees_in_thread(&first).from_bot().len(), 1, "one receipt");
        assert!(desk.mia().sees_in("help").from_bot().is_empty(), "nothing on the top level");
    }

    async fn after_the_time_to_gather_a_message_is_another_ticket(desk) {
        vpn_is_down(desk).await;
        desk.advance_seconds(301).await;
        desk.mia().says("And the printer is out of paper").in_help().await;
        desk.settle().await;
        assert_eq!(desk.numbers().await, ["1001", "1002"]);
    }

    async fn an_operators_first_answer_ends_the_gathering(desk) {
        vpn_is_down(desk).await;
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        desk.mia().says("And the printer is out of paper").in_help().await;
        desk.settle().await;
        assert_eq!(desk.numbers().await, ["1001", "1002"]);
    }

    async fn an_operators_note_does_not_end_it(desk) {
        vpn_is_down(desk).await;
        in_ops(desk, "ada", "1001", "third one today").await;
        desk.mia().says("It worked yesterday").in_help().await;
        desk.settle().await;
        assert_eq!(desk.numbers().await, ["1001"]);
    }

    async fn somebody_elses_message_is_somebody_elses_ticket(desk) {
        desk.mia().says("My VPN is down").in_help().await;
        desk.leo().says("My screen flickers").in_help().await;
        desk.settle().await;
        assert_eq!(desk.numbers().await, ["1001", "1002"]);
    }

    async fn new_forces_another_ticket(desk) {
        desk.mia().says("My VPN is down").in_help().await;
        desk.mia().says("!new The printer is out of paper").in_help().await;
        desk.settle().await;
        assert_eq!(desk.said("1002").await, ["request: The printer is out of paper"]);
    }

    async fn title_and_operators_wait_for_more_than_a_greeting(desk) {
        desk.mia().says("Hello!").in_help().await;
        desk.advance_seconds(10).await;
        desk.mia().says("My VPN is down").in_help().await;
        desk.advance_seconds(30).await;
        assert_eq!(desk.ticket("1001").await.title, "My VPN is down");
        assert!(desk.header("1001").text.contains("My VPN is down"));
        let greeted = desk.alpha().all().into_iter().any(|m| sportello_tests::wording::tells(&m.text, "en", "customer-greeting"));
        assert!(!greeted);
    }

    async fn a_lone_greeting_is_asked_what_is_wrong(desk) {
        let greeting = desk.mia().says("Hello!").in_help().await;
        desk.advance_seconds(21).await;
        desk.mia().sees_in_thread(&greeting).must_tell("customer-greeting");
        assert!(desk.ada().sees_in("ops").from_bot().is_empty(), "operators are not bothered");
        desk.mia().says("My VPN is down").in_thread(&greeting).await;
        desk.settle().await;
        assert!(desk.header("1001").text.contains("My VPN is down"));
    }

    async fn a_lone_greeting_reaches_the_operators_in_the_end(desk) {
        desk.mia().says("Hello!").in_help().await;
        desk.advance_seconds(20 * 60).await;
        assert!(desk.header("1001").text.contains("#1001"));
    }

    async fn an_operators_taking_settles_at_once(desk) {
        desk.mia().says("My VPN is down").in_help().await;
        desk.ada().says("!take 1001").in_ops().await;
        desk.advance_seconds(1).await;
        assert!(desk.header("1001").text.contains("owner: ada"));
    }
}
