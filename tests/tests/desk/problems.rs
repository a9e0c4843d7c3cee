//! Tickets that hang on a problem are answered and closed with it.

use sportello_tests::{Harness, Options, Spot, on_both_databases};

use crate::scenes::{in_ops, vpn_is_down};

/// mia's 1001 and leo's 1002 hang on zoe's 1003, which she opened as a customer; gives the ids of the
/// three messages.
async fn two_hang(desk: &Harness) -> (String, String, String) {
    let mias = vpn_is_down(desk).await;
    let leos = desk.leo().says("I can't reach the gateway").in_help().await;
    let problem = desk.person("nora").says("The gateway's certificate runs out").in_help().await;
    desk.settle().await;
    in_ops(desk, "ada", "1001", "!link #1003 problem").await;
    in_ops(desk, "ada", "1003", "!collega #1002 incidente").await;
    (mias, leos, problem)
}

on_both_databases! {
    async fn closing_the_problem_answers_and_closes_all_that_hang_on_it(desk) {
        let (mias, leos, problem) = two_hang(desk).await;
        assert!(desk.header("1001").text.contains("Hangs on the problem #1003"));
        assert!(desk.header("1003").text.contains("2 tickets hang on it"));
        in_ops(desk, "otto", "1003", "the old one was self-signed").await;
        in_ops(desk, "ada", "1003", "!close There is a new certificate, please reconnect").await;
        for (number, request, who) in [("1001", &mias, desk.mia()), ("1002", &leos, desk.leo())] {
            assert_eq!(desk.state(number).await, "closed successful");
            let view = who.sees_in_thread(request);
            assert_eq!(view.count("There is a new certificate"), 1, "{number}");
            assert_eq!(view.times_told("customer-closed-successful"), 1, "{number}");
            for unknown in ["1003", "runs out", "self-signed"] {
                view.must_not_have(unknown);
            }
            assert_eq!(
                desk.said(number).await.last().map(String::as_str),
                Some("reply: There is a new certificate, please reconnect")
            );
            assert!(desk.history(number).await.contains(&"closed_with".to_owned()));
            desk.ops_thread(number).must_tell("operator-closed-with-problem");
        }
        desk.person("nora").sees_in_thread(&problem).must_have("There is a new certificate");
        desk.ops_thread("1003").must_have("Answered and closed with it: #1001, #1002");
        desk.advance_seconds(600).await;
        let mails = desk.mail_texts_to("mia@example.org");
        assert_eq!(mails.iter().filter(|m| m.contains("has been closed")).count(), 1);
    }

    async fn without_a_word_they_are_told_that_its_cause_is_dealt_with(desk) {
        let (mias, _, problem) = two_hang(desk).await;
        in_ops(desk, "otto", "1001", "!take").await;
        in_ops(desk, "ada", "1003", "!close").await;
        desk.mia().sees_in_thread(&mias).must_have("What was behind it has been dealt with");
        desk.person("nora").sees_in_thread(&problem).must_not_have("What was behind it");
        assert_eq!(desk.ops_thread("1001").must_tell("operator-closed-with-problem").mentions, ["otto"]);
    }

    async fn a_hand_on_the_header_closes_them_too_and_what_is_closed_stays_as_it_is(desk) {
        two_hang(desk).await;
        in_ops(desk, "ada", "1002", "!close unsuccessful").await;
        let header = desk.header("1003").id;
        desk.ada().reacts(&header, "✅").await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "closed successful");
        assert_eq!(desk.state("1002").await, "closed unsuccessful");
        desk.ops_thread("1003").must_have("closed with it: #1001");
    }

    async fn what_the_operator_may_not_close_stays_open_and_is_counted(desk) {
        vpn_is_down(desk).await;
        desk.leo().says("!new queue:accounts I can't log in").directly().await;
        desk.mia().says("Everything is slow").in_room("help").await;
        desk.settle().await;
        desk.person("rita").says("!link 1001 1002 incident").directly().await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!close Restarted").await;
        assert_eq!(desk.state("1002").await, "new");
        let told = desk.ops_thread("1001").must_tell("operator-left-hanging").text.clone();
        assert!(!told.contains("1002"), "{told}");
        desk.leo().sees_directly().must_not_have("Restarted");
    }

    async fn when_its_customer_closes_the_problem_the_others_stay(desk) {
        let (mias, _, problem) = two_hang(desk).await;
        desk.person("nora").says("!close It was me").in_thread(&problem).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "new");
        desk.mia().sees_in_thread(&mias).must_not_have("It was me");
        desk.ops_thread("1003").must_tell("operator-still-hanging");
    }

    async fn what_was_said_in_all_is_taken_back_in_all(desk) {
        let (mias, leos, problem) = two_hang(desk).await;
        in_ops(desk, "ada", "1003", "!close The root password is hunter2").await;
        in_ops(desk, "ada", "1003", "!undo").await;
        desk.mia().sees_in_thread(&mias).must_not_have("hunter2");
        desk.leo().sees_in_thread(&leos).must_not_have("hunter2");
        desk.person("nora").sees_in_thread(&problem).must_not_have("hunter2");
        desk.ops_thread("1003").must_have("Also in #1001, #1002");
        assert!(desk.history("1002").await.contains(&"undone".to_owned()));
    }

    async fn a_link_ends_and_nothing_hangs_any_more(desk) {
        two_hang(desk).await;
        in_ops(desk, "ada", "1003", "!link #1002 none").await;
        desk.ops_thread("1003").must_tell("operator-unlinked");
        in_ops(desk, "ada", "1003", "!close").await;
        assert_eq!(desk.state("1002").await, "new");
        assert!(desk.history("1002").await.contains(&"unlinked".to_owned()));
    }

    async fn a_problem_hangs_on_nothing(desk) {
        two_hang(desk).await;
        in_ops(desk, "ada", "1003", "!link #1001 problem").await;
        desk.ops_thread("1003").must_tell("refusal-problem-hangs");
        desk.person("nora").says("The lights are out").in_room("help").await;
        desk.settle().await;
        desk.advance_seconds(600).await;
        desk.person("nora").says("The printer is out of paper").in_help().await;
        desk.settle().await;
        in_ops(desk, "ada", "1003", "!link #1004 problem").await;
        desk.ops_thread("1003").must_tell("refusal-is-problem");
        in_ops(desk, "ada", "1004", "!close").await;
        in_ops(desk, "ada", "1001", "!link #1004 problem").await;
        desk.ops_thread("1001").must_tell("refusal-problem-closed");
    }

    async fn a_problem_that_was_merged_closes_as_what_it_has_become(desk) {
        two_hang(desk).await;
        desk.advance_seconds(600).await;
        desk.person("nora").says("The certificate again").in_help().await;
        desk.settle().await;
        in_ops(desk, "ada", "1004", "!merge #1003").await;
        in_ops(desk, "ada", "1004", "!close Renewed").await;
        assert_eq!(desk.state("1001").await, "closed successful");
        assert_eq!(desk.state("1002").await, "closed successful");
    }
}

mod picked {
    use super::*;

    fn on_beta(options: &mut Options) {
        options.on_beta_too();
    }

    on_both_databases! {
        async fn a_problem_is_picked_and_closed_by_its_form(desk, on_beta) {
            let mia = desk.mia().on_beta();
            let request = mia.says("My VPN is down").in_help().await;
            desk.leo().on_beta().says("The gateway is down").in_help().await;
            desk.settle().await;
            let ada = desk.ada().on_beta();
            let spot = Spot::room("ops");
            let done = ada.picks(&spot, "link", &[("ticket", "1001"), ("other", "1002"), ("kind", "problem")]).await;
            desk.settle().await;
            assert!(ada.was_answered(&done).text.contains("on the problem **#1002**"));
            let done = ada.picks(&spot, "close", &[("ticket", "1002"), ("text", "It is back")]).await;
            desk.settle().await;
            assert!(ada.was_answered(&done).text.contains("closed with it: #1001"));
            mia.sees_in_thread(&request).must_have("It is back");
        }
    }
}
