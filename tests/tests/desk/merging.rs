//! Two tickets become one.

use sportello_chat::Event;
use sportello_tests::{Harness, Options, Spot, on_both_databases};

use crate::scenes::{in_ops, vpn_is_down};

/// mia's two requests, 1001 and 1002; gives the ids of her messages.
async fn two_of_mia(desk: &Harness) -> (String, String) {
    let first = vpn_is_down(desk).await;
    desk.advance_seconds(600).await;
    let second = desk.mia().says("And I can't reach the gateway").in_help().await;
    desk.settle().await;
    (first, second)
}

/// The same, and ada has merged 1002 into 1001.
async fn merged(desk: &Harness) -> (String, String) {
    let both = two_of_mia(desk).await;
    in_ops(desk, "ada", "1001", "!merge #1002").await;
    both
}

on_both_databases! {
    async fn articles_go_over_with_the_following_numbers_and_are_shown_by_time(desk) {
        let (first, second) = two_of_mia(desk).await;
        in_ops(desk, "otto", "1002", "third one today").await;
        desk.advance_seconds(60).await;
        desk.mia().says("Both since eight").in_thread(&first).await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!merge #1002").await;
        assert_eq!(desk.said("1001").await, [
            "request: My VPN is down since this morning",
            "request: And I can't reach the gateway",
            "note: third one today",
            "request: Both since eight",
        ]);
        let all = desk.articles("1001").await;
        assert_eq!(all.iter().map(|a| a.number).collect::<Vec<_>>(), [1, 3, 4, 2], "numbers stay");
        let origin = all[1].origin.clone().unwrap();
        assert_eq!((origin.ticket.as_str(), origin.number), ("1002", 1));
        assert_eq!(desk.state("1002").await, "merged");
        assert!(desk.articles("1002").await.is_empty());
        desk.ops_thread("1001").must_have("was article 1 of #1002");
        desk.ops_thread("1001").must_have("third one today");
        let told = desk.mia().sees_in_thread(&second);
        assert_eq!(told.0.iter().filter(|m| m.text.contains("go on together")).count(), 1);
        desk.mia().sees_in_thread(&first).must_not_have("go on together");
    }

    async fn the_old_number_answers_to_the_new_ticket(desk) {
        merged(desk).await;
        in_ops(desk, "ada", "1001", "!title One matter").await;
        desk.ada().says("!take 1002").in_ops().await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        assert_eq!(desk.owner("1002").await, None);
        desk.mia().says("!status 1002").directly().await;
        desk.settle().await;
        desk.mia().sees_directly().must_have("One matter");
        desk.ada().says("!history 1002").in_ops().await;
        desk.settle().await;
        let told = desk.ada().sees_in("ops").last_of_bot().text.clone();
        assert!(told.contains("#1002: ticket opened") && told.contains("as articles 2 to 2"), "{told}");
        desk.mia().says("!search gateway").directly().await;
        desk.settle().await;
        let found = desk.mia().sees_directly().last_of_bot().text.clone();
        assert!(found.contains("#1001") && !found.contains("#1002"), "{found}");
        desk.mia().says("!mine").directly().await;
        desk.settle().await;
        let mine = desk.mia().sees_directly().last_of_bot().text.clone();
        assert!(mine.contains("#1001") && !mine.contains("#1002"), "{mine}");
    }

    async fn what_is_written_in_the_old_conversation_goes_on_in_the_new_ticket(desk) {
        let (first, second) = merged(desk).await;
        desk.mia().says("Still nothing").in_thread(&second).await;
        desk.settle().await;
        assert!(desk.said("1001").await.contains(&"request: Still nothing".to_owned()));
        desk.ops_thread("1001").must_have("Still nothing");
        in_ops(desk, "ada", "1001", "!reply Please reconnect").await;
        desk.mia().sees_in_thread(&first).must_have("Please reconnect");
        desk.mia().sees_in_thread(&second).must_not_have("Please reconnect");
        in_ops(desk, "ada", "1002", "!reply And restart").await;
        in_ops(desk, "otto", "1002", "she forgot her token").await;
        desk.mia().sees_in_thread(&first).must_have("And restart");
        desk.ops_thread("1001").must_have("she forgot her token");
        desk.mia().edits(&second, "And I can't reach the old gateway").await;
        desk.settle().await;
        assert!(desk.said("1001").await.contains(&"request: And I can't reach the old gateway".to_owned()));
    }

    async fn a_hand_on_the_old_header_takes_the_new_ticket(desk) {
        merged(desk).await;
        let old = desk.header("1002");
        assert!(old.text.contains("Part of **#1001**") && old.text.contains("merged"), "{}", old.text);
        assert!(desk.header("1001").text.contains("Together with #1002"));
        desk.otto().reacts(&old.id, "🙋").await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("otto"));
    }

    async fn the_customer_is_mailed_once_and_nothing_that_waited_is_lost(desk) {
        two_of_mia(desk).await;
        in_ops(desk, "ada", "1002", "!reply Which gateway?").await;
        in_ops(desk, "ada", "1001", "!merge #1002").await;
        desk.advance_seconds(600).await;
        let mails = desk.mail_texts_to("mia@example.org");
        assert_eq!(mails.iter().filter(|m| m.contains("Which gateway?")).count(), 1);
        assert_eq!(mails.iter().filter(|m| m.contains("go on together")).count(), 1);
        in_ops(desk, "ada", "1001", "!reply It was the certificate").await;
        desk.advance_seconds(600).await;
        let last = desk.mail_texts_to("mia@example.org").pop().unwrap();
        assert!(last.contains("It was the certificate") && !last.contains("Which gateway?"), "{last}");
    }

    async fn tags_links_and_watchers_go_over(desk) {
        let (request, _) = two_of_mia(desk).await;
        desk.leo().says("My VPN is slow").in_help().await;
        desk.settle().await;
        in_ops(desk, "otto", "1002", "!take").await;
        in_ops(desk, "otto", "1002", "!tag gateway").await;
        in_ops(desk, "otto", "1002", "!link #1003").await;
        in_ops(desk, "ada", "1001", "!take").await;
        in_ops(desk, "ada", "1001", "!merge #1002").await;
        assert!(desk.header("1001").text.contains("gateway"));
        let told = desk.ops_thread("1001").must_tell("operator-merged").clone();
        assert_eq!(told.mentions, ["otto"], "whose ticket it was is called");
        in_ops(desk, "ada", "1001", "!link #1003").await;
        let links = desk.history("1001").await.into_iter().filter(|e| e == "linked").count();
        assert_eq!(links, 0, "it was linked before");
        desk.mia().says("Any news?").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.ops_thread("1001").must_have("Any news?").mentions, ["ada", "otto"]);
    }

    async fn what_can_not_be_merged_is_said_and_nothing_is_done(desk) {
        two_of_mia(desk).await;
        desk.leo().says("My VPN is slow").in_help().await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!merge #1001").await;
        desk.ops_thread("1001").must_tell("refusal-its-own-part");
        in_ops(desk, "ada", "1001", "!merge #1003").await;
        let refused = desk.ops_thread("1001").must_tell("refusal-other-customer").clone();
        assert!(refused.text.contains("leo"), "{}", refused.text);
        in_ops(desk, "ada", "1001", "!merge #9999").await;
        desk.ops_thread("1001").must_tell("refusal-no-such-ticket");
        in_ops(desk, "ada", "1001", "!close").await;
        in_ops(desk, "ada", "1001", "!merge #1002").await;
        desk.ops_thread("1001").must_tell("refusal-closed");
        in_ops(desk, "ada", "1002", "!merge #1001").await;
        assert_eq!(desk.state("1001").await, "merged", "what is closed may be absorbed");
        in_ops(desk, "ada", "1003", "!merge #1001").await;
        desk.ops_thread("1003").must_tell("refusal-already-merged");
        assert_eq!(desk.state("1003").await, "new");
    }

    async fn who_does_not_serve_both_merges_nothing(desk) {
        vpn_is_down(desk).await;
        desk.mia().says("I forgot my password").in_room("accounts").await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!merge #1002").await;
        desk.ops_thread("1001").must_tell("refusal-no-such-ticket");
        desk.mia().says("!merge #1001 #1002").directly().await;
        desk.settle().await;
        desk.mia().sees_directly().must_tell("refusal-operators-only");
        assert_eq!(desk.state("1002").await, "new");
    }

    async fn what_was_private_goes_on_in_private(desk, |options| options.queue("accounts").operators.push("ada".into())) {
        let request = vpn_is_down(desk).await;
        desk.mia().says("I forgot my password").in_room("accounts").await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!merge #1002").await;
        desk.mia().sees_in_thread(&request).must_tell("customer-private-moved");
        in_ops(desk, "ada", "1001", "!reply Your new password waits for you").await;
        desk.mia().sees_in_thread(&request).must_not_have("new password");
        desk.mia().sees_directly().must_have("new password");
    }

    async fn what_was_private_stays_so_when_a_room_is_back_that_was_lost(desk, |options| options.queue("accounts").operators.push("ada".into())) {
        let request = vpn_is_down(desk).await;
        desk.mia().says("I forgot my password").in_room("accounts").await;
        desk.settle().await;
        desk.happens_to("help", Event::PlaceLost { reason: "kicked".to_owned() }).await;
        in_ops(desk, "ada", "1001", "!merge #1002").await;
        desk.happens_to("help", Event::PlaceFound).await;
        in_ops(desk, "ada", "1001", "!reply Your new password waits for you").await;
        desk.mia().sees_in_thread(&request).must_not_have("new password");
        desk.mia().sees_directly().must_have("new password");
    }

    async fn in_one_direct_chat_the_customer_is_answered_once(desk) {
        desk.mia().says("!new My VPN is down").directly().await;
        desk.mia().says("!new I can't reach the gateway").directly().await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!merge #1002").await;
        let receipt = desk.mia().sees_directly().must_have("**#1002**").id.clone();
        desk.mia().says("It is the old one").replying_to(&receipt).directly().await;
        desk.settle().await;
        assert!(desk.said("1001").await.contains(&"request: It is the old one".to_owned()));
        in_ops(desk, "ada", "1001", "!reply Please reconnect").await;
        assert_eq!(desk.mia().sees_directly().count("Please reconnect"), 1);
    }

    async fn a_chain_of_merges_ends_in_one_ticket(desk) {
        two_of_mia(desk).await;
        desk.advance_seconds(600).await;
        desk.mia().says("And the printer is offline").in_help().await;
        desk.settle().await;
        in_ops(desk, "ada", "1002", "!merge #1003").await;
        in_ops(desk, "ada", "1001", "!merge #1002").await;
        desk.ada().says("!take 1003").in_ops().await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        assert!(desk.header("1001").text.contains("#1002, #1003"));
        let last = desk.articles("1001").await.pop().unwrap();
        assert_eq!((last.number, last.origin.unwrap().ticket.as_str()), (3, "1003"), "where it was written");
    }

    async fn of_two_merges_at_once_one_is_done_and_nothing_is_stuck(desk) {
        two_of_mia(desk).await;
        let (one, other) = (desk.header("1001").id, desk.header("1002").id);
        let (ada, otto) = (desk.ada(), desk.otto());
        tokio::join!(ada.says("!merge #1002").in_thread(&one), otto.says("!merge #1001").in_thread(&other));
        desk.settle().await;
        let states = [desk.state("1001").await, desk.state("1002").await];
        assert_eq!(states.iter().filter(|s| *s == "merged").count(), 1, "{states:?}");
    }

    async fn deadlines_of_the_absorbed_ticket_do_nothing_to_the_other(desk) {
        two_of_mia(desk).await;
        in_ops(desk, "ada", "1002", "!close").await;
        in_ops(desk, "ada", "1001", "!merge #1002").await;
        desk.advance(std::time::Duration::from_secs(30 * 86_400)).await;
        assert_eq!(desk.state("1001").await, "new");
    }
}

mod picked {
    use super::*;

    fn on_beta(options: &mut Options) {
        options.on_beta_too();
    }

    on_both_databases! {
        async fn a_merge_is_picked_and_answered_to_one_alone(desk, on_beta) {
            let mia = desk.mia().on_beta();
            let first = mia.says("My VPN is down").in_help().await;
            desk.settle().await;
            desk.advance_seconds(600).await;
            let second = mia.says("And I can't reach the gateway").in_help().await;
            desk.settle().await;
            let ada = desk.ada().on_beta();
            let done = ada.picks(&Spot::room("ops"), "merge", &[("ticket", "1001"), ("other", "1002")]).await;
            desk.settle().await;
            assert!(ada.was_answered(&done).text.contains("merged"));
            mia.sees_in_thread(&second).must_tell("customer-merged");
            let done = ada.picks(&Spot::room("ops"), "reply", &[("ticket", "1002"), ("text", "Reconnect")]).await;
            desk.settle().await;
            assert!(ada.was_answered(&done).text.contains("on its way"));
            mia.sees_in_thread(&first).must_have("Reconnect");
            desk.ops_thread("1001").must_tell("operator-merged");
        }
    }
}

on_both_databases! {
    async fn the_customer_is_told_in_their_language(desk) {
        desk.mia().says("!lingua it").directly().await;
        let (_, second) = merged(desk).await;
        desk.mia().sees_in_thread(&second).must_tell_in_italian("customer-merged");
    }
}
