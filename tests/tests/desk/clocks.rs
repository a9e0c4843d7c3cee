//! Times that a queue promises, and what it does when they are over.

use std::time::Duration;

use chrono_tz::Europe::Rome;
use sportello::calendar::{Calendar, Holiday, Week};
use sportello::config::AutoClose;
use sportello::ticket::{Target, Warn};
use sportello_tests::{Harness, Options, on_both_databases};

use crate::scenes::{in_ops, taken_by_ada, vpn_is_down};

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

fn hours(n: u64) -> Duration {
    Duration::from_secs(n * HOUR)
}

fn target(within: u64) -> Option<Target> {
    Some(Target { within: hours(within), warn: Some(Warn::Percent(75)) })
}

fn answers_within_four_hours(options: &mut Options) {
    options.queue("helpdesk").targets.first_response = target(4);
}

fn solves_within_eight_hours(options: &mut Options) {
    options.queue("helpdesk").targets.solution = target(8);
}

fn gives_back_after_eight_hours(options: &mut Options) {
    options.queue("helpdesk").release_after = target(8);
}

fn closes_after_a_week(options: &mut Options) {
    options.queue("helpdesk").auto_close =
        Some(AutoClose { after: Duration::from_secs(7 * DAY), warn_before: hours(48), successful: true });
}

/// In Rome, on working days from nine to six with an hour's break.
fn keeps_office_hours(options: &mut Options) {
    let week = Week::parse("Mon-Fri 09:00-13:00, 14:00-18:00").unwrap();
    let holidays = vec![Holiday::parse("easter monday").unwrap()];
    let calendar = Calendar::new(week, holidays, Rome).unwrap();
    for queue in &mut options.config.queues {
        queue.calendar = calendar.clone();
    }
    answers_within_four_hours(options);
}

fn subjects(desk: &Harness, who: &str) -> usize {
    desk.mails_to(&format!("{who}@example.org")).len()
}

on_both_databases! {
    async fn operators_are_warned_and_then_told_each_once(desk, answers_within_four_hours) {
        vpn_is_down(desk).await;
        let before = subjects(desk, "ada");
        desk.advance_seconds(3 * HOUR).await;
        desk.ops_thread("1001").must_tell("operator-escalation-near");
        desk.ops_thread("1001").must_not_tell("operator-escalated");
        assert!(desk.header("1001").text.contains("⏰"));
        assert_eq!(subjects(desk, "ada"), before + 1, "who answers for it is mailed, as nobody has it");
        desk.advance_seconds(HOUR).await;
        let told = desk.ops_thread("1001").must_tell("operator-escalated").clone();
        assert_eq!(told.mentions, ["ada"], "who answers for it is called");
        assert!(told.text.contains("the first answer was due by"), "{}", told.text);
        assert!(desk.header("1001").text.contains("🔥"));
        desk.crash_and_restart().await;
        desk.advance_seconds(2 * DAY).await;
        assert_eq!(desk.ops_thread("1001").times_told("operator-escalated"), 1);
        assert_eq!(subjects(desk, "ada"), before + 2);
        assert!(desk.boards()[0].text.contains("🔥 1 ticket is late"));
    }

    async fn an_answer_ends_it(desk, answers_within_four_hours) {
        vpn_is_down(desk).await;
        desk.advance_seconds(5 * HOUR).await;
        in_ops(desk, "ada", "1001", "!reply Please reconnect").await;
        assert!(!desk.header("1001").text.contains("🔥"));
        desk.advance_seconds(10).await;
        assert!(!desk.boards()[0].text.contains("🔥"));
        let told: Vec<String> =
            desk.history("1001").await.into_iter().filter(|e| e.starts_with("escalat")).collect();
        assert_eq!(told, ["escalation_warned", "escalated", "escalation_stopped"]);
    }

    async fn who_answers_in_time_is_left_alone(desk, answers_within_four_hours) {
        taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!reply Please reconnect").await;
        desk.advance_seconds(2 * DAY).await;
        desk.ops_thread("1001").must_not_tell("operator-escalation-near");
    }

    async fn its_owner_is_called_first(desk, solves_within_eight_hours) {
        vpn_is_down(desk).await;
        in_ops(desk, "otto", "1001", "!take").await;
        desk.advance_seconds(8 * HOUR).await;
        assert_eq!(desk.ops_thread("1001").must_tell("operator-escalation-near").mentions, ["otto"]);
        assert_eq!(desk.ops_thread("1001").must_tell("operator-escalated").mentions, ["otto", "ada"]);
    }

    async fn after_a_time_away_the_newest_is_told_and_not_what_is_over(desk, answers_within_four_hours) {
        vpn_is_down(desk).await;
        desk.is_away_for(2 * DAY).await;
        desk.settle().await;
        desk.ops_thread("1001").must_not_tell("operator-escalation-near");
        assert_eq!(desk.ops_thread("1001").times_told("operator-escalated"), 1);
    }

    async fn moving_gives_it_the_times_of_its_new_queue(desk, |o| {
        o.queue("helpdesk::network").targets.solution = target(8);
    }) {
        taken_by_ada(desk).await;
        desk.advance_seconds(HOUR).await;
        in_ops(desk, "ada", "1001", "!move network").await;
        desk.advance_seconds(7 * HOUR).await;
        desk.ops_thread("1001").must_tell("operator-escalated");
    }

    async fn who_writes_at_night_is_told_when_somebody_will_be_there(desk, keeps_office_hours) {
        let request = vpn_is_down(desk).await;
        desk.mia().sees_in_thread(&request).must_not_tell("customer-receipt-closed-now");
        desk.advance_seconds(12 * HOUR).await;
        let night = desk.leo().says("Nobody there?").in_help().await;
        desk.settle().await;
        let receipt = desk.leo().sees_in_thread(&night).must_tell("customer-receipt-closed-now").clone();
        assert!(receipt.text.contains("24 Nov 2026, 09:00"), "{}", receipt.text);
    }

    async fn a_ticket_goes_back_when_its_owner_is_silent(desk, gives_back_after_eight_hours) {
        let request = taken_by_ada(desk).await;
        desk.advance_seconds(4 * HOUR).await;
        in_ops(desk, "ada", "1001", "A note: I am on it").await;
        desk.advance_seconds(5 * HOUR).await;
        desk.ops_thread("1001").must_not_tell("operator-release-near");
        desk.advance_seconds(2 * HOUR).await;
        assert_eq!(desk.ops_thread("1001").must_tell("operator-release-near").mentions, ["ada"]);
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        desk.advance_seconds(2 * HOUR).await;
        assert_eq!(desk.owner("1001").await, None);
        desk.ops_thread("1001").must_tell("operator-given-back");
        assert_eq!(desk.state("1001").await, "open");
        desk.mia().sees_in_thread(&request).must_not_have("gone back");
    }

    async fn whoever_has_answered_keeps_it_while_the_customer_is_silent(desk, gives_back_after_eight_hours) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!reply Please reconnect").await;
        desk.advance_seconds(3 * DAY).await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        desk.mia().says("It is still down").in_thread(&request).await;
        desk.advance_seconds(9 * HOUR).await;
        assert_eq!(desk.owner("1001").await, None);
    }

    async fn a_ticket_closes_when_its_customer_is_silent(desk, closes_after_a_week) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!reply Please reconnect").await;
        desk.advance_seconds(5 * DAY).await;
        desk.mia().sees_in_thread(&request).must_tell("customer-waiting");
        desk.advance_seconds(2 * DAY).await;
        assert_eq!(desk.state("1001").await, "closed successful");
        desk.mia().sees_in_thread(&request).must_tell("customer-closed-silence");
        desk.ops_thread("1001").must_tell("operator-closed-silence");
    }

    async fn thanks_do_not_keep_it_open_but_any_other_word_does(desk, closes_after_a_week) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!reply Please reconnect").await;
        desk.advance_seconds(6 * DAY).await;
        desk.mia().says("Still down, sorry").in_thread(&request).await;
        desk.advance_seconds(30 * DAY).await;
        assert_eq!(desk.state("1001").await, "open");
        in_ops(desk, "ada", "1001", "!reply And now?").await;
        desk.mia().says("Thank you!").in_thread(&request).await;
        desk.advance_seconds(7 * DAY).await;
        assert_eq!(desk.state("1001").await, "closed successful");
    }

    async fn a_changed_file_gives_the_tickets_there_are_their_times(desk) {
        vpn_is_down(desk).await;
        desk.restart_with(|config| {
            config.queues[0].targets.first_response = target(4);
        }).await;
        desk.settle().await;
        desk.advance_seconds(4 * HOUR).await;
        desk.ops_thread("1001").must_tell("operator-escalated");
    }

    /// Easter 2027 is on 28 March, the day on which Rome puts its clocks forward; Monday is a holiday.
    async fn a_week_with_a_weekend_a_holiday_a_change_of_clocks_and_restarts(desk, keeps_office_hours) {
        let thursday = chrono::NaiveDate::from_ymd_opt(2027, 3, 25).unwrap().and_hms_opt(15, 0, 0).unwrap();
        let wait = (thursday.and_utc() - desk.now()).to_std().unwrap();
        desk.advance(wait).await;
        desk.mia().says("Thursday at four in the afternoon").in_help().await;
        let mut told = Vec::new();
        for half_hours in 1..=2 * 24 * 7_u64 {
            if half_hours == 2 * 25 + 1 {
                desk.leo().says("Friday at five in the afternoon").in_help().await;
            }
            if half_hours % 17 == 0 {
                desk.crash_and_restart().await;
            }
            desk.advance_seconds(HOUR / 2).await;
            for number in desk.numbers().await {
                let late = desk.history(&number).await.into_iter().filter(|e| e.starts_with("escalat"));
                for event in late {
                    if !told.iter().any(|(n, e, _)| *n == number && *e == event) {
                        let at = desk.now().with_timezone(&Rome).format("%a %H:%M").to_string();
                        told.push((number.clone(), event, at));
                    }
                }
            }
        }
        let told: Vec<String> = told.into_iter().map(|(n, e, at)| format!("{at} {n} {e}")).collect();
        assert_eq!(told, [
            "Fri 10:00 1001 escalation_warned",
            "Fri 11:00 1001 escalated",
            "Tue 11:00 1002 escalation_warned",
            "Tue 12:00 1002 escalated",
        ]);
        for number in ["1001", "1002"] {
            assert_eq!(desk.ops_thread(number).times_told("operator-escalated"), 1);
        }
    }
}
