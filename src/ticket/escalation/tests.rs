//! What happens to a ticket, told as the clocks see it. The queue works on weekdays from 9 to 17 in Rome.

use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Europe::Rome;

use super::*;
use crate::calendar::{Holiday, Week};

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);

fn office() -> Calendar {
    let week = Week::parse("Mon-Fri 09:00-17:00").unwrap();
    Calendar::new(week, vec![Holiday::parse("2026-12-08").unwrap()], Rome).unwrap()
}

/// A moment of November 2026 by Rome's clock; the 23rd is a Monday.
fn at(text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(&format!("2026-11-{text}"), "%Y-%m-%d %H:%M").unwrap();
    Rome.from_local_datetime(&local).single().unwrap().to_utc()
}

fn target(hours: u32) -> Target {
    Target { within: HOUR * hours, warn: Some(Warn::Percent(75)) }
}

const TARGETS: fn() -> Targets =
    || Targets { first_response: Some(target(4)), update: Some(target(8)), solution: Some(target(40)) };

/// A ticket, opened on Monday at 10.
struct Case(Escalation);

impl Case {
    fn opened() -> Self {
        Self(Escalation::opened(at("23 10:00")))
    }

    fn customer(mut self, time: &str) -> Self {
        self.0.customer_wrote(at(time));
        self
    }

    fn operator(mut self, time: &str) -> Self {
        self.0.operator_answered(at(time));
        self
    }

    fn state(mut self, from: State, to: State, time: &str) -> Self {
        self.0.state_changed(from, to, at(time), &office());
        self
    }

    fn pending(self, time: &str) -> Self {
        self.state(State::Open, State::PendingReminder, time)
    }

    fn resumed(self, time: &str) -> Self {
        self.state(State::PendingReminder, State::Open, time)
    }

    fn closed(self, time: &str) -> Self {
        self.state(State::Open, State::ClosedSuccessful, time)
    }

    fn reopened(self, time: &str) -> Self {
        self.state(State::ClosedSuccessful, State::Open, time)
    }

    fn clocks(&self, now: &str) -> Clocks {
        clocks(&self.0, &TARGETS(), &office(), at(now))
    }

    fn response(&self, now: &str) -> Clock {
        self.clocks(now).first_response
    }

    fn update(&self, now: &str) -> Clock {
        self.clocks(now).update
    }

    fn solution(&self, now: &str) -> Clock {
        self.clocks(now).solution
    }
}

fn running(warns: &str, escalates: &str, level: Level) -> Clock {
    Clock::Running { warns_at: Some(at(warns)), escalates_at: at(escalates), level }
}

#[test]
fn a_new_ticket_runs_on_all_clocks() {
    let clocks = Case::opened().clocks("23 10:00");
    assert_eq!(clocks.first_response, running("23 13:00", "23 14:00", Level::Calm));
    assert_eq!(clocks.update, running("23 16:00", "24 10:00", Level::Calm));
    assert_eq!(clocks.solution, running("26 16:00", "30 10:00", Level::Calm));
}

#[test]
fn first_response_warns_then_escalates() {
    let case = Case::opened();
    assert_eq!(case.response("23 12:59").level(), Level::Calm);
    assert_eq!(case.response("23 13:00").level(), Level::Warned);
    assert_eq!(case.response("23 13:59").level(), Level::Warned);
    assert_eq!(case.response("23 14:00").level(), Level::Escalated);
    assert_eq!(case.clocks("23 14:00").level(), Level::Escalated);
}

#[test]
fn the_first_answer_meets_it_in_time_or_not() {
    let met = |time| Case::opened().operator(time).response("24 12:00");
    assert_eq!(met("23 13:59"), Clock::Met { at: at("23 13:59"), in_time: true });
    assert_eq!(met("23 14:01"), Clock::Met { at: at("23 14:01"), in_time: false });
    let second = Case::opened().operator("23 11:00").operator("24 11:00");
    assert_eq!(second.response("24 12:00"), Clock::Met { at: at("23 11:00"), in_time: true });
}

#[test]
fn the_update_runs_from_the_oldest_unanswered_article() {
    let case = Case::opened().operator("23 11:00").customer("24 12:00").customer("24 15:00");
    assert_eq!(case.update("24 15:00"), running("25 10:00", "25 12:00", Level::Calm));
}

#[test]
fn who_was_answered_is_owed_the_next_news() {
    let case = Case::opened().operator("23 11:00");
    assert_eq!(case.update("23 11:00"), running("23 17:00", "24 11:00", Level::Calm));
    let again = case.operator("24 10:00");
    assert_eq!(again.update("24 10:00"), running("24 16:00", "25 10:00", Level::Calm));
}

#[test]
fn while_pending_the_update_stands_still_and_the_others_go_on() {
    let case = Case::opened().operator("23 11:00").pending("23 13:00");
    assert_eq!(case.update("26 13:00"), Clock::Paused { left: 6 * HOUR });
    assert_eq!(case.solution("26 16:00").level(), Level::Warned);
}

#[test]
fn time_spent_pending_does_not_count() {
    let case = Case::opened().operator("23 11:00").pending("23 13:00").resumed("26 13:00");
    assert_eq!(case.update("26 13:00"), running("26 17:00", "27 11:00", Level::Calm));
    let twice = case.pending("26 14:00").resumed("27 14:00");
    assert_eq!(twice.update("27 14:00"), running("27 17:00", "30 11:00", Level::Calm));
}

#[test]
fn an_unanswered_question_stays_the_oldest_through_a_pause() {
    let case = Case::opened().pending("23 12:00").customer("25 12:00").resumed("25 12:00");
    assert_eq!(case.update("25 12:00"), running("25 16:00", "26 10:00", Level::Calm), "two hours were used");
}

#[test]
fn a_customer_who_ends_the_waiting_begins_the_clock() {
    let then_state =
        Case::opened().operator("23 11:00").pending("23 13:00").customer("25 12:00").resumed("25 12:00");
    let then_word =
        Case::opened().operator("23 11:00").pending("23 13:00").resumed("25 12:00").customer("25 12:00");
    assert_eq!(then_state.0, then_word.0, "in whichever order the desk says it");
    assert_eq!(then_word.update("25 12:00"), running("26 10:00", "26 12:00", Level::Calm));
}

#[test]
fn from_one_kind_of_pending_to_another_it_goes_on_waiting() {
    let case = Case::opened().operator("23 11:00").pending("23 13:00").state(
        State::PendingReminder,
        State::PendingCloseSuccessful,
        "24 13:00",
    );
    assert_eq!(case.0.pending_since, Some(at("23 13:00")));
}

#[test]
fn closing_stops_all() {
    let case = Case::opened().operator("23 11:00").closed("24 11:00");
    let clocks = case.clocks("30 16:00");
    assert_eq!(clocks.first_response, Clock::Met { at: at("23 11:00"), in_time: true });
    assert_eq!(clocks.update, Clock::Off);
    assert_eq!(clocks.solution, Clock::Met { at: at("24 11:00"), in_time: true });
    assert_eq!(clocks.next_due(Told::default()), None);
    let late = Case::opened().operator("23 11:00").closed("30 16:00");
    assert_eq!(late.solution("30 16:00"), Clock::Met { at: at("30 16:00"), in_time: false });
}

#[test]
fn closed_without_an_answer_is_no_response() {
    let closed = |time| Case::opened().closed(time).response("30 16:00");
    assert_eq!(closed("23 11:00"), Clock::Stopped { in_time: true });
    assert_eq!(closed("23 15:00"), Clock::Stopped { in_time: false });
    let merged = Case::opened().state(State::New, State::Merged, "23 11:00");
    assert_eq!(merged.response("30 16:00"), Clock::Stopped { in_time: true });
}

#[test]
fn thanks_in_a_closed_ticket_start_nothing() {
    let case = Case::opened().operator("23 11:00").closed("23 12:00").customer("23 12:01");
    assert_eq!(case.0.waiting_since, None);
    assert_eq!(case.update("30 12:00"), Clock::Off);
}

#[test]
fn a_reopened_ticket_has_its_time_anew() {
    let case =
        Case::opened().operator("23 11:00").closed("23 12:00").reopened("26 10:00").customer("26 10:00");
    let clocks = case.clocks("26 10:00");
    assert_eq!(clocks.first_response, Clock::Met { at: at("23 11:00"), in_time: true }, "stays given");
    assert_eq!(clocks.update, running("26 16:00", "27 10:00", Level::Calm));
    assert!(matches!(clocks.solution, Clock::Running { level: Level::Calm, .. }));
    let by_operator = Case::opened().operator("23 11:00").closed("23 12:00").reopened("26 10:00");
    assert_eq!(by_operator.update("26 10:00"), running("26 16:00", "27 10:00", Level::Calm));
}

#[test]
fn reopened_without_ever_an_answer_the_first_response_begins_anew() {
    let case = Case::opened().closed("23 12:00").reopened("26 10:00").customer("26 10:00");
    assert_eq!(case.response("26 10:00"), running("26 13:00", "26 14:00", Level::Calm));
    assert_eq!(
        case.operator("26 13:30").response("26 15:00"),
        Clock::Met { at: at("26 13:30"), in_time: true }
    );
}

#[test]
fn a_late_first_response_stays_late_when_it_is_reopened() {
    let case = Case::opened().operator("23 16:00").closed("23 16:30").reopened("26 10:00");
    assert_eq!(case.response("26 10:00"), Clock::Met { at: at("23 16:00"), in_time: false });
}

#[test]
fn each_is_told_once() {
    let mut case = Case::opened();
    let look = |case: &Case, now| {
        let clocks = case.clocks(now);
        (clocks.untold(case.0.told), clocks.next_due(case.0.told))
    };
    assert_eq!(look(&case, "23 12:00"), (vec![], Some(at("23 13:00"))));
    assert_eq!(look(&case, "23 13:00").0, [(ClockKind::FirstResponse, Level::Warned)]);
    case.0.told.note(ClockKind::FirstResponse, Level::Warned);
    assert_eq!(look(&case, "23 13:30"), (vec![], Some(at("23 14:00"))));
    case.0.told.note(ClockKind::FirstResponse, Level::Escalated);
    assert_eq!(look(&case, "23 15:00"), (vec![], Some(at("23 16:00"))), "the update’s warning is next");
}

#[test]
fn after_a_weekend_away_only_the_worse_is_told() {
    let case = Case::opened();
    let clocks = case.clocks("25 10:00");
    assert_eq!(
        clocks.untold(case.0.told),
        [(ClockKind::FirstResponse, Level::Escalated), (ClockKind::Update, Level::Escalated)]
    );
    assert_eq!(clocks.next_due(case.0.told), Some(at("23 13:00")), "long ago");
}

#[test]
fn a_clock_that_begins_anew_is_told_anew() {
    let mut case = Case::opened();
    case.0.told.note(ClockKind::Update, Level::Escalated);
    let case = case.operator("24 11:00");
    assert_eq!(case.0.told.of(ClockKind::Update), Level::Calm);
    let mut moved = case;
    moved.0.told.note(ClockKind::Solution, Level::Warned);
    moved.0.moved();
    assert_eq!(moved.0.told, Told::default(), "the other queue’s operators know nothing yet");
}

#[test]
fn what_was_told_fits_a_column() {
    let levels = [Level::Calm, Level::Warned, Level::Escalated];
    for (one, two, three) in
        levels.iter().flat_map(|a| levels.iter().flat_map(move |b| levels.map(|c| (*a, *b, c))))
    {
        let mut told = Told::default();
        for (kind, level) in ClockKind::ALL.into_iter().zip([one, two, three]) {
            told.note(kind, level);
        }
        assert_eq!(Told::from_bits(told.to_bits()), Some(told));
    }
    for bits in [-1, 3, 64, i16::MIN, i16::MAX] {
        assert_eq!(Told::from_bits(bits), None, "{bits}");
    }
}

#[test]
fn a_merged_question_keeps_its_age() {
    let younger = Case(Escalation::opened(at("24 12:00")));
    let mut older = Case::opened().operator("23 11:00");
    older.0.absorbed(&younger.0);
    assert_eq!(older.update("24 13:00"), running("25 10:00", "25 12:00", Level::Calm));
    assert_eq!(older.0.first_response_at, Some(at("23 11:00")));
    let mut unanswered = Case::opened();
    unanswered.0.absorbed(&younger.operator("24 13:00").0);
    assert_eq!(unanswered.0.first_response_at, Some(at("24 13:00")));
    assert_eq!(unanswered.0.waiting_since, Some(at("23 10:00")), "its own question is still open");
}

#[test]
fn a_silent_customer_is_known() {
    assert_eq!(Case::opened().0.customer_silent_since(), None);
    let case = Case::opened().operator("23 11:00");
    assert_eq!(case.0.customer_silent_since(), Some(at("23 11:00")));
    let case = case.closed("23 12:00").reopened("24 10:00");
    assert_eq!(case.0.customer_silent_since(), Some(at("24 10:00")));
    assert_eq!(case.customer("24 11:00").0.customer_silent_since(), None);
}

#[test]
fn a_queue_without_targets_has_no_clocks() {
    let clocks = clocks(&Case::opened().0, &Targets::default(), &office(), at("30 10:00"));
    assert!(ClockKind::ALL.into_iter().all(|kind| clocks.get(kind) == Clock::Off));
}

#[test]
fn warnings_come_by_share_or_by_time_left() {
    let warned = |warn| Target { within: 4 * HOUR, warn }.warns_after();
    assert_eq!(warned(None), None);
    assert_eq!(warned(Some(Warn::Percent(50))), Some(2 * HOUR));
    assert_eq!(warned(Some(Warn::Percent(100))), None);
    assert_eq!(warned(Some(Warn::Before(30 * MINUTE))), Some(210 * MINUTE));
    assert_eq!(warned(Some(Warn::Before(5 * HOUR))), Some(Duration::ZERO));
    assert_eq!(warned(Some(Warn::Before(Duration::ZERO))), None);
    assert_eq!(Warn::parse("80%"), Some(Warn::Percent(80)));
    assert_eq!(Warn::parse("30m"), Some(Warn::Before(30 * MINUTE)));
    for text in ["", "%", "0%", "100%", "300%", "-5%", "soon"] {
        assert_eq!(Warn::parse(text), None, "{text}");
    }
}

#[test]
fn a_silent_owner_loses_it_in_working_time_only() {
    let after = Target { within: 16 * HOUR, warn: Some(Warn::Before(2 * HOUR)) };
    let release = |state| release(state, at("26 16:00"), after, &office());
    assert_eq!(
        release(State::Open),
        Some(Release { warns_at: Some(at("30 14:00")), releases_at: at("30 16:00") })
    );
    assert_eq!(release(State::PendingReminder), None);
    assert_eq!(release(State::ClosedSuccessful), None);
}
