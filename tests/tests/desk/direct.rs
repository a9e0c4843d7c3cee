//! Direct chats hold many tickets.

use sportello_chat::{Host, Outlet};
use sportello_tests::{Harness, Options, on_both_databases};

use crate::retention::{everything, files_in, must_not_have};

async fn two_tickets(desk: &Harness) {
    desk.mia().says("!new queue:helpdesk My VPN is down").directly().await;
    desk.mia().says("!new queue:helpdesk The printer is out of paper").directly().await;
    desk.settle().await;
}

on_both_databases! {
    async fn with_one_queue_a_direct_message_opens_a_ticket(desk, |o: &mut Options| o.one_queue()) {
        desk.mia().says("My VPN is down").directly().await;
        desk.settle().await;
        desk.mia().sees_directly().must_have("#1001");
        desk.mia().says("It worked yesterday").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: My VPN is down", "request: It worked yesterday"]);
    }

    async fn with_several_queues_the_person_is_asked_which(desk) {
        desk.mia().says("My password leaked").directly().await;
        desk.settle().await;
        let view = desk.mia().sees_directly();
        view.must_tell("customer-which-queue");
        view.must_have("Accounts");
        view.must_not_have("Network");
        assert!(desk.numbers().await.is_empty());
        desk.mia().says("2").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: My password leaked"]);
        desk.zoe().sees_in("accounts-ops").must_have("#1001");
    }

    async fn more_words_before_the_answer_are_kept_with_the_first(desk) {
        desk.mia().says("My password leaked").directly().await;
        desk.mia().says("It is the mail account's").directly().await;
        desk.mia().says("accounts").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: My password leaked", "request: It is the mail account's"]);
    }

    async fn an_unanswered_question_loses_nothing(desk) {
        desk.mia().says("My VPN is down").directly().await;
        desk.advance_seconds(20 * 60).await;
        assert_eq!(desk.said("1001").await, ["request: My VPN is down"]);
    }

    async fn what_waits_for_an_answer_outlives_a_crash(desk) {
        desk.mia().says("My password leaked").directly().await;
        desk.crash_and_restart().await;
        desk.mia().says("accounts").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: My password leaked"]);
    }

    async fn the_one_active_ticket_is_meant(desk) {
        two_tickets(desk).await;
        desk.mia().says("!close 1001").directly().await;
        desk.mia().says("It is the printer on floor two").directly().await;
        desk.settle().await;
        assert_eq!(desk.articles("1002").await.len(), 2);
    }

    async fn the_one_active_ticket_is_closed_without_its_number(desk) {
        desk.mia().says("!new My VPN is down").directly().await;
        desk.settle().await;
        desk.mia().says("!close").directly().await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "closed successful");
    }

    async fn with_several_active_tickets_the_person_is_asked_and_nothing_is_lost(desk) {
        two_tickets(desk).await;
        desk.mia().says("It is on floor two").directly().await;
        desk.settle().await;
        desk.mia().sees_directly().must_tell("customer-which-ticket");
        desk.mia().says("#1002").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1002").await[1], "request: It is on floor two");
        assert_eq!(desk.articles("1001").await.len(), 1);
    }

    async fn the_answer_may_be_a_new_ticket(desk) {
        two_tickets(desk).await;
        desk.mia().says("My chair squeaks, too").directly().await;
        desk.mia().says("new").directly().await;
        desk.mia().says("helpdesk").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1003").await, ["request: My chair squeaks, too"]);
    }

    async fn a_reply_decides_by_itself(desk) {
        two_tickets(desk).await;
        let receipt = desk.mia().sees_directly().must_tell("customer-receipt").id.clone();
        desk.mia().says("It worked yesterday").replying_to(&receipt).directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await[1], "request: It worked yesterday");
        desk.mia().sees_directly().must_not_tell("customer-which-ticket");
    }

    async fn an_answer_goes_to_the_direct_chat_it_was_asked_in(desk) {
        two_tickets(desk).await;
        desk.ada().says("!reply #1002 Paper is on its way").in_ops().await;
        desk.settle().await;
        desk.mia().sees_directly().must_have("Paper is on its way");
        assert!(desk.mia().sees_in("help").from_bot().is_empty());
    }

    async fn what_waits_for_an_answer_can_be_changed_meanwhile(desk) {
        let words = desk.mia().says("My pasword leaked").directly().await;
        desk.mia().edits(&words, "My password leaked").await;
        desk.mia().says("accounts").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: My password leaked"]);
    }

    async fn what_is_deleted_while_it_waits_goes_nowhere(desk) {
        let words = desk.mia().says("My password is swordfish").with_file("pin.png", b"pixels").directly().await;
        desk.settle().await;
        desk.mia().deletes(&words).await;
        desk.advance_seconds(20 * 60).await;
        assert!(desk.numbers().await.is_empty());
        must_not_have(&everything(desk).await, &["swordfish"]);
        desk.advance_seconds(20 * 60).await;
        assert_eq!(files_in(&desk.files_folder()), 0);
        desk.mia().says("My VPN is down").directly().await;
        desk.mia().says("accounts").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: My VPN is down"]);
    }

    async fn of_what_waits_only_the_deleted_message_goes(desk) {
        desk.mia().says("My password leaked").directly().await;
        let slip = desk.mia().says("It was swordfish").directly().await;
        desk.mia().deletes(&slip).await;
        desk.mia().says("accounts").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: My password leaked"]);
    }

    async fn what_waits_may_be_decrypted_before_the_answer_or_after(desk) {
        let first = desk.mia().says("").undecryptable().directly().await;
        let second = desk.mia().says("").undecryptable().directly().await;
        desk.mia().is_decrypted(&first, "My password leaked").await;
        let unreadable = desk.desk().unreadable(&desk.alpha().platform(), 10).await.unwrap();
        assert_eq!(unreadable.iter().map(|u| u.event.as_str()).collect::<Vec<_>>(), [second.as_str()]);
        desk.mia().says("accounts").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: My password leaked", "request: "]);
        assert!(desk.articles("1001").await[1].undecryptable);
        desk.mia().is_decrypted(&second, "It is the mail account's").await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: My password leaked", "request: It is the mail account's"]);
    }

    async fn a_file_that_comes_with_the_answer_is_kept(desk) {
        desk.mia().says("My screen is black").directly().await;
        desk.mia().says("1").with_file("screen.png", b"pixels").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: My screen is black", "request: "]);
        assert_eq!(desk.articles("1001").await[1].files[0].name, "screen.png");
        desk.ops_thread("1001").must_have("screen.png");
    }
}
