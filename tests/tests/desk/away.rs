//! What the desk does while something that it needs is away: its database, a platform, for moments and
//! for hours.

use sportello_tests::{Fault, on_both_databases};

use crate::scenes::{in_ops, taken_by_ada, vpn_is_down};

/// More than fits into what is left of a page.
fn long(words: &str) -> String {
    format!("{words} {}", "It says that there is no carrier. ".repeat(4000))
}

on_both_databases! {
    async fn what_is_written_while_the_database_is_away_is_stored_when_it_is_back(desk) {
        let request = taken_by_ada(desk).await;
        for chat in [desk.alpha(), desk.beta()] {
            sportello_chat::Host::connected(desk.desk().as_ref(), &sportello_chat::Outlet::platform(chat.as_ref()), true);
        }
        assert!(desk.desk().readiness().await.ready);
        desk.database_goes_away().await;
        let (first, second) = (long("first."), long("second."));
        let says = async {
            desk.mia().says(&first).in_thread(&request).await;
            desk.mia().says(&second).in_thread(&request).await;
        };
        let comes_back = async {
            desk.until_database_is_away().await;
            assert!(!desk.desk().readiness().await.ready, "it says so");
            let figures = desk.desk().exposed_metrics().await;
            assert!(figures.contains("sportello_database_up 0\n"), "{figures}");
            desk.database_comes_back().await;
        };
        tokio::join!(says, comes_back);
        desk.settle().await;
        desk.until_database_is_back().await;
        assert!(desk.desk().readiness().await.ready);
        let said = desk.said("1001").await;
        let place = |words: &str| said.iter().position(|s| s.starts_with(&format!("request: {words}")));
        assert!(place("first.") < place("second.") && place("first.").is_some(), "in order");
        let figures = desk.desk().exposed_metrics().await;
        assert!(figures.contains("sportello_database_outages_total 1\n"), "told once: {figures}");
    }

    async fn a_platform_that_is_away_for_hours_is_asked_now_and_then_and_gets_all_in_order(desk) {
        let request = taken_by_ada(desk).await;
        desk.alpha().faults.plan(usize::MAX, Fault::Retry(None), |_| true);
        let before = desk.alpha().faults.asked();
        let lines: Vec<String> = (1..=30).map(|i| format!("line number {i}.")).collect();
        for line in &lines {
            desk.mia().says(line).in_thread(&request).await;
            desk.advance_seconds(600).await;
        }
        let tries = desk.alpha().faults.asked() - before;
        assert!(tries < 200, "asked {tries} times in five hours");
        desk.alpha().faults.end();
        desk.advance_seconds(1200).await;
        let texts = desk.ops_thread("1001").0.into_iter().map(|m| m.text);
        let heard: Vec<String> =
            texts.flat_map(|t| lines.iter().filter(|l| t.contains(l.as_str())).cloned().collect::<Vec<_>>()).collect();
        assert_eq!(heard, lines);
    }

    async fn mails_of_hours_without_a_mail_server_go_out_in_order(desk) {
        desk.mail().faults.plan(usize::MAX, Fault::Retry(None), |_| true);
        vpn_is_down(desk).await;
        in_ops(desk, "ada", "1001", "!take").await;
        for i in 1..=5 {
            in_ops(desk, "ada", "1001", &format!("!reply answer number {i}.")).await;
            desk.advance_seconds(3600).await;
        }
        assert!(desk.mails_to("mia@example.org").is_empty());
        let tries = desk.mail().faults.asked();
        assert!(tries < 150, "tried {tries} times in five hours");
        desk.mail().faults.end();
        desk.advance_seconds(1200).await;
        let texts = desk.mail_texts_to("mia@example.org").concat();
        let places: Vec<Option<usize>> = (1..=5).map(|i| texts.find(&format!("answer number {i}."))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    }

    async fn a_send_whose_answer_never_comes_holds_up_no_other_and_is_looked_for_in_the_end(desk) {
        let request = taken_by_ada(desk).await;
        desk.alpha().faults.saying("Which client", 1, Fault::HeldAfter);
        let header = desk.header("1001").id;
        desk.ada().says("!reply Which client is it?").in_thread(&header).await;
        desk.alpha().faults.until_held().await;
        desk.ada().says("!reply And which system?").in_thread(&header).await;
        desk.turn_clock(3600);
        desk.settle().await;
        desk.advance_seconds(60).await;
        let view = desk.mia().sees_in_thread(&request);
        assert_eq!((view.count("Which client"), view.count("And which system")), (1, 1), "{}", view.transcript());
    }

    async fn a_delivery_that_the_database_refuses_is_tried_now_and_then_and_holds_up_no_other(desk) {
        let request = taken_by_ada(desk).await;
        let other = desk.leo().says("My screen flickers all day").in_help().await;
        desk.settle().await;
        desk.database_refuses("delivery_part", "{row}operation LIKE '%unspeakable%'").await;
        in_ops(desk, "ada", "1001", "!reply unspeakable words").await;
        in_ops(desk, "ada", "1002", "!reply Which screen is it?").await;
        desk.mia().sees_in_thread(&request).must_not_have("unspeakable");
        desk.leo().sees_in_thread(&other).must_have("Which screen is it?");
        desk.advance_seconds(3600).await;
        assert!(!desk.desk().is_database_away(), "the database itself works");
        desk.database_refuses_nothing("delivery_part").await;
        desk.advance_seconds(1200).await;
        desk.mia().sees_in_thread(&request).must_have("unspeakable");
    }

    async fn something_due_that_always_fails_keeps_nothing_else_from_being_done(desk) {
        vpn_is_down(desk).await;
        desk.leo().says("My screen flickers all day").in_help().await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!pending for 2h").await;
        in_ops(desk, "ada", "1002", "!pending for 3h").await;
        desk.database_refuses("ticket", "{row}number = '1001' AND {row}state = 'open'").await;
        desk.advance_seconds(4 * 3600).await;
        assert_ne!(desk.state("1001").await, "open");
        assert_eq!(desk.state("1002").await, "open", "its time has come");
        desk.database_refuses_nothing("ticket").await;
        desk.advance_seconds(1800).await;
        assert_eq!(desk.state("1001").await, "open", "late, but done");
    }
}
