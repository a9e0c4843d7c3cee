//! Tickets in another's name: a call that is written down, a ticket that turns out to be somebody else's.

use sportello_tests::{Options, Spot, on_both_databases};

use crate::scenes::{in_ops, taken_by_ada, vpn_is_down};

on_both_databases! {
    async fn the_former_customer_loses_the_ticket_and_the_new_one_gets_it(desk) {
        let request = taken_by_ada(desk).await;
        desk.leo().says("!new My screen flickers").directly().await;
        desk.settle().await;
        in_ops(desk, "otto", "1001", "she is the director").await;
        in_ops(desk, "ada", "1001", "!reply Which client?").await;
        in_ops(desk, "ada", "1001", "!customer leo").await;
        desk.mia().sees_in_thread(&request).must_tell("customer-taken-over");
        let chat = desk.leo().sees_directly();
        chat.must_tell("customer-yours-now");
        chat.must_have("My VPN is down since this morning");
        chat.must_have("Which client?");
        chat.must_not_have("director");
        let told = desk.ops_thread("1001").must_tell("operator-customer").text.clone();
        assert!(told.contains("leo") && told.contains("mia"), "{told}");
        assert!(desk.header("1001").text.contains("customer: leo"));
        in_ops(desk, "ada", "1001", "!reply Please reconnect").await;
        desk.leo().sees_directly().must_have("Please reconnect");
        desk.mia().sees_in_thread(&request).must_not_have("Please reconnect");
        desk.mia().says("!status 1001").directly().await;
        desk.mia().says("!transcript 1001").directly().await;
        desk.settle().await;
        assert_eq!(desk.mia().sees_directly().times_told("refusal-no-such-ticket"), 2);
        desk.mia().says("!mine").directly().await;
        desk.mia().says("!search VPN").directly().await;
        desk.settle().await;
        desk.mia().sees_directly().must_not_have("VPN is down");
        desk.leo().says("!status 1001").directly().await;
        desk.settle().await;
        desk.leo().sees_directly().must_have("My VPN is down");
        assert!(desk.history("1001").await.contains(&"customer".to_owned()));
        desk.advance_seconds(600).await;
        let mails = desk.mail_texts_to("mia@example.org");
        assert!(mails.iter().any(|m| m.contains("Which client?")), "it was said to her");
        assert!(!mails.iter().any(|m| m.contains("Please reconnect")));
    }

    async fn what_is_said_where_it_was_discussed_reaches_nobody_and_that_is_told(desk) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!reply Which client?").await;
        let answer = desk.mia().sees_in_thread(&request).must_have("Which client?").id.clone();
        desk.leo().says("!mine").directly().await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!customer leo").await;
        let before = desk.said("1001").await;
        desk.mia().says("The new one").in_thread(&request).await;
        desk.mia().says("The blue one").replying_to(&answer).in_help().await;
        desk.ada().says("Try the old one").in_thread(&request).await;
        desk.otto().says("!take").in_thread(&request).await;
        desk.person("nora").says("Mine works").in_thread(&request).await;
        desk.mia().edits(&request, "My VPN is up").await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, before);
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        assert_eq!(desk.mia().sees_directly().times_told("refusal-conversation-over"), 2);
        desk.ada().sees_directly().must_tell("refusal-conversation-over");
        assert!(desk.person("nora").sees_directly().from_bot().is_empty());
        desk.leo().sees_directly().must_not_have("VPN is up");
    }

    async fn an_edited_answer_is_not_shown_to_the_former_customer(desk) {
        let request = taken_by_ada(desk).await;
        let reply = in_ops(desk, "ada", "1001", "!reply Which client?").await;
        desk.leo().says("!mine").directly().await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!customer leo").await;
        desk.ada().edits(&reply, "!reply Which client, leo?").await;
        desk.settle().await;
        desk.mia().sees_in_thread(&request).must_not_have("Which client, leo?");
        desk.leo().sees_directly().must_have("Which client, leo?");
    }

    async fn it_can_be_given_back(desk) {
        taken_by_ada(desk).await;
        desk.leo().says("!mine").directly().await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!customer leo").await;
        in_ops(desk, "ada", "1001", "!cliente mia").await;
        in_ops(desk, "ada", "1001", "!reply Please reconnect").await;
        desk.mia().sees_directly().must_have("Please reconnect");
        desk.leo().sees_directly().must_not_have("Please reconnect");
        desk.mia().says("It works").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await.last().map(String::as_str), Some("request: It works"));
        in_ops(desk, "ada", "1001", "!customer mia").await;
        desk.ops_thread("1001").must_tell("refusal-already-their-ticket");
    }

    async fn whoever_does_not_serve_it_gives_it_to_nobody(desk) {
        let request = vpn_is_down(desk).await;
        desk.leo().says("!mine").directly().await;
        desk.leo().says("!customer 1001 leo").directly().await;
        desk.mia().says("!customer 1001 leo").directly().await;
        desk.person("zoe").says("!customer 1001 leo").directly().await;
        desk.settle().await;
        desk.leo().sees_directly().must_tell("refusal-no-such-ticket");
        desk.mia().sees_directly().must_tell("refusal-operators-only");
        desk.person("zoe").sees_directly().must_tell("refusal-no-such-ticket");
        let said = desk.ada().says("!customer leo").in_thread(&request).await;
        desk.settle().await;
        assert!(desk.alpha().message(&said).is_none_or(|m| m.deleted), "customers read it there");
        assert!(desk.header("1001").text.contains("customer: mia"));
    }

    async fn a_call_is_written_down_in_the_callers_name(desk) {
        desk.leo().says("!mine").directly().await;
        desk.settle().await;
        desk.ada().says("!new --for leo The printer on floor 2 is out of paper").in_ops().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["phone: The printer on floor 2 is out of paper"]);
        let article = desk.articles("1001").await.remove(0);
        assert_eq!(article.author_name, "ada");
        let chat = desk.leo().sees_directly();
        chat.must_tell("customer-receipt-call");
        chat.must_have("The printer on floor 2");
        let told = desk.ada().sees_in("ops").must_tell("operator-opened-for").text.clone();
        assert!(told.contains("#1001") && told.contains("leo"), "{told}");
        desk.ops_thread("1001").must_tell("operator-article-phone");
        assert!(desk.header("1001").text.contains("customer: leo"));
        desk.leo().says("On floor 3 too").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await.last().map(String::as_str), Some("request: On floor 3 too"));
    }

    async fn whoever_calls_is_mailed_if_nothing_else_is_known_of_them(desk) {
        desk.ada().says("!nuovo --per rosa@example.org Non trovo la stampante").in_ops().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["phone: Non trovo la stampante"]);
        let mails = desk.mail_texts_to("rosa@example.org");
        assert!(mails.iter().any(|m| m.contains("Non trovo la stampante")), "{mails:?}");
        in_ops(desk, "ada", "1001", "!reply It stands behind the door").await;
        desk.advance_seconds(600).await;
        assert!(desk.mail_texts_to("rosa@example.org").iter().any(|m| m.contains("behind the door")));
        desk.ada().says("!new --for rosa@example.org Ancora io").in_ops().await;
        desk.settle().await;
        assert_eq!(desk.ticket("1002").await.customer_id, desk.ticket("1001").await.customer_id);
    }

    async fn the_name_of_whoever_wrote_it_down_is_the_queues_to_show(desk, signed_by_role) {
        desk.leo().says("!mine").directly().await;
        desk.settle().await;
        desk.ada().says("!new --for leo My screen flickers").in_ops().await;
        desk.settle().await;
        desk.leo().says("!transcript 1001").directly().await;
        desk.settle().await;
        let chat = desk.leo().sees_directly();
        chat.must_have("an operator");
        chat.must_not_have("ada");
        let page = String::from_utf8(desk.alpha().file_named("ticket-1001.html").expect("a file")).expect("text");
        assert!(page.contains("My screen flickers") && !page.contains(">ada<"));
    }

    async fn whom_a_mistyped_call_names_is_not_left_where_customers_read(desk) {
        let said = desk.ada().says("!new --for rosa@example.org").in_help().await;
        desk.settle().await;
        assert!(desk.alpha().message(&said).is_none_or(|m| m.deleted));
        desk.ada().sees_directly().must_tell("refusal-not-in-public");
    }

    async fn only_operators_open_tickets_for_others(desk) {
        desk.leo().says("!mine").directly().await;
        desk.mia().says("!new --for leo I am leo's boss").directly().await;
        desk.settle().await;
        desk.mia().sees_directly().must_tell("refusal-operators-only");
        desk.ada().says("!new --for nobody My screen flickers").in_ops().await;
        desk.settle().await;
        desk.ada().sees_in("ops").must_tell("refusal-no-such-person");
        assert!(desk.numbers().await.is_empty());
    }
}

fn signed_by_role(options: &mut Options) {
    options.queue("helpdesk").signature = sportello::config::Signature::Role;
}

mod picked {
    use super::*;

    fn on_beta(options: &mut Options) {
        options.on_beta_too();
    }

    on_both_databases! {
        async fn a_call_and_a_new_name_are_picked(desk, on_beta) {
            let leo = desk.leo().on_beta();
            leo.says("!mine").directly().await;
            desk.settle().await;
            let ada = desk.ada().on_beta();
            let spot = Spot::room("ops");
            let options = [("for", "leo"), ("text", "The printer is out of paper")];
            let done = ada.picks(&spot, "new", &options).await;
            desk.settle().await;
            assert!(ada.was_answered(&done).text.contains("#1001"));
            leo.sees_directly().must_have("out of paper");
            let done = ada.picks(&spot, "customer", &[("ticket", "1001"), ("person", "mia")]).await;
            desk.settle().await;
            assert!(ada.was_answered(&done).text.contains("mia"));
            desk.mia().on_beta().sees_directly().must_have("out of paper");
            leo.sees_directly().must_tell("customer-taken-over");
        }
    }
}
