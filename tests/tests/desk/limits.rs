//! How much one person may ask: blocked people, many open tickets, many messages, new accounts, files.

use std::time::Duration;

use sportello::config::{Attachments, FileKind};
use sportello_tests::{Harness, Options, Spot, on_both_databases};

use crate::scenes::{closed_by_ada, in_ops, taken_by_ada};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Longer than messages are gathered into one ticket.
const LATER: u64 = 600;

async fn says_in_ops(desk: &Harness, who: &str, words: &str) {
    desk.person(who).says(words).in_ops().await;
    desk.settle().await;
}

/// leo has a ticket, and some time has passed.
async fn leo_has_a_ticket(desk: &Harness) -> String {
    let request = desk.leo().says("My screen flickers all day").in_help().await;
    desk.settle().await;
    desk.advance_seconds(LATER).await;
    request
}

/// The desk has met leo, who has asked for nothing yet.
async fn leo_is_known(desk: &Harness) {
    desk.leo().says("!mine").directly().await;
    desk.settle().await;
}

mod blocking {
    use super::*;

    fn on_beta(options: &mut Options) {
        options.on_beta_too();
    }

    on_both_databases! {
        async fn their_requests_open_nothing_until_the_time_is_over(desk) {
            leo_is_known(desk).await;
            says_in_ops(desk, "otto", "!block leo for 2d spam").await;
            let told = desk.otto().sees_in("ops").must_tell("operator-blocked").text.clone();
            assert!(told.contains("leo") && told.contains("25 Nov 2026"), "{told}");
            desk.leo().says("Buy my shoes").in_help().await;
            desk.leo().says("Buy my shoes!!").directly().await;
            desk.leo().says("!new Shoes").in_help().await;
            desk.settle().await;
            assert!(desk.numbers().await.is_empty());
            let direct = desk.leo().sees_directly();
            let refused = direct.must_tell("refusal-blocked-until");
            assert!(!refused.text.contains("spam"), "the reason is for operators: {}", refused.text);
            assert_eq!(direct.count("takes no new requests"), 1, "told once:\n{}", direct.transcript());
            desk.advance(3 * DAY).await;
            desk.leo().says("My screen flickers all day").in_help().await;
            desk.settle().await;
            assert_eq!(desk.numbers().await, ["1001"]);
        }

        async fn what_they_write_is_kept_with_the_open_ticket_and_calls_nobody(desk) {
            let request = leo_has_a_ticket(desk).await;
            in_ops(desk, "ada", "1001", "!take").await;
            says_in_ops(desk, "otto", "!block leo").await;
            desk.leo().says("And buy my shoes").in_help().await;
            desk.leo().says("Answer me now").in_thread(&request).await;
            desk.settle().await;
            assert_eq!(desk.numbers().await, ["1001"]);
            let said = desk.said("1001").await;
            assert_eq!(said[1..], ["request: And buy my shoes", "request: Answer me now"]);
            for words in ["And buy my shoes", "Answer me now"] {
                assert!(desk.ops_thread("1001").must_have(words).mentions.is_empty());
            }
            assert_eq!(desk.leo().sees_directly().count("kept with ticket"), 1);
            assert!(desk.history("1001").await.contains(&"blocked".to_owned()));
            assert!(desk.mails_to("ada@example.org").is_empty());
        }

        async fn what_waited_for_them_to_name_a_ticket_calls_nobody_either(desk) {
            for words in ["My screen flickers", "My mouse is dead"] {
                desk.leo().says(&format!("!new queue:helpdesk {words}")).directly().await;
            }
            desk.settle().await;
            in_ops(desk, "ada", "1002", "!take").await;
            in_ops(desk, "ada", "1002", "!pending 2d").await;
            says_in_ops(desk, "otto", "!block leo").await;
            desk.leo().says("Answer me now").directly().await;
            desk.leo().says("1002").directly().await;
            desk.settle().await;
            assert_eq!(desk.said("1002").await[1], "request: Answer me now");
            assert_eq!(desk.state("1002").await, "pending reminder");
            assert!(desk.ops_thread("1002").must_have("Answer me now").mentions.is_empty());
            assert_eq!(desk.leo().sees_directly().count("kept with ticket"), 1);
            desk.advance_seconds(LATER).await;
            assert!(desk.mails_to("ada@example.org").is_empty());
        }

        async fn they_reopen_nothing_and_are_answered_all_the_same(desk) {
            let request = closed_by_ada(desk).await;
            says_in_ops(desk, "otto", "!block mia").await;
            desk.mia().says("It is down again").in_thread(&request).await;
            desk.settle().await;
            assert_eq!(desk.state("1001").await, "closed successful");
            in_ops(desk, "ada", "1001", "!reply Please call us").await;
            desk.mia().sees_in_thread(&request).must_have("Please call us");
        }

        async fn operators_see_who_is_and_end_it(desk) {
            leo_is_known(desk).await;
            says_in_ops(desk, "otto", "!block").await;
            desk.otto().sees_in("ops").must_tell("operator-nobody-blocked");
            says_in_ops(desk, "otto", "!block leo for a while").await;
            says_in_ops(desk, "ada", "!block").await;
            let list = desk.ada().sees_in("ops").must_tell("operator-block").text.clone();
            assert!(list.contains("leo") && list.contains("otto") && list.contains("for a while"), "{list}");
            says_in_ops(desk, "ada", "!unblock leo").await;
            desk.ada().sees_in("ops").must_tell("operator-unblocked");
            says_in_ops(desk, "ada", "!unblock leo").await;
            desk.ada().sees_in("ops").must_tell("operator-not-blocked");
            desk.leo().says("My screen flickers all day").in_help().await;
            desk.settle().await;
            assert_eq!(desk.numbers().await, ["1001"]);
        }

        async fn operators_and_strangers_are_not_blocked_and_nobody_else_does_it(desk) {
            leo_is_known(desk).await;
            says_in_ops(desk, "otto", "!block rita").await;
            desk.otto().sees_in("ops").must_tell("refusal-not-to-block");
            says_in_ops(desk, "otto", "!block nobody-knows").await;
            desk.otto().sees_in("ops").must_tell("refusal-no-such-person");
            says_in_ops(desk, "otto", "!block leo until yesterday").await;
            desk.otto().sees_in("ops").must_tell("refusal-moment-form");
            desk.mia().says("!block leo").directly().await;
            desk.settle().await;
            desk.mia().sees_directly().must_tell("refusal-operators-only");
            desk.leo().says("My screen flickers all day").in_help().await;
            desk.settle().await;
            assert_eq!(desk.numbers().await, ["1001"]);
        }

        async fn people_are_found_by_address_and_told_apart_by_account(desk, on_beta) {
            desk.leo().says("!mine").directly().await;
            desk.leo().on_beta().says("!mine").directly().await;
            desk.person("leo2").named("leo").says("!mine").directly().await;
            desk.settle().await;
            says_in_ops(desk, "otto", "!block MIA@example.org").await;
            desk.otto().sees_in("ops").must_have("**mia**");
            says_in_ops(desk, "otto", "!block Leo").await;
            desk.otto().sees_in("ops").must_tell("refusal-which-person");
        }

        async fn it_is_picked_where_commands_are_picked(desk, on_beta) {
            desk.leo().on_beta().says("!mine").directly().await;
            let otto = desk.otto().on_beta();
            let ops = Spot::room("ops");
            otto.picks(&ops, "block", &[("person", "leo"), ("until", "2d"), ("reason", "spam")]).await;
            desk.settle().await;
            otto.sees_in("ops").must_tell("operator-blocked");
            desk.leo().on_beta().picks(&Spot::room("help"), "new", &[("text", "Buy my shoes")]).await;
            desk.settle().await;
            desk.leo().on_beta().sees_in("help").must_tell("refusal-blocked-until");
            otto.picks(&ops, "unblock", &[("person", "leo")]).await;
            desk.settle().await;
            otto.sees_in("ops").must_tell("operator-unblocked");
        }
    }
}

mod open_tickets {
    use super::*;

    fn two(options: &mut Options) {
        options.config.limits.open_tickets = Some(2);
    }

    on_both_databases! {
        async fn a_further_request_is_kept_with_the_newest(desk, two) {
            leo_has_a_ticket(desk).await;
            leo_has_a_ticket(desk).await;
            let third = desk.leo().says("And my mouse is dead").in_help().await;
            desk.leo().says("And my keyboard").in_help().await;
            desk.settle().await;
            assert_eq!(desk.numbers().await, ["1001", "1002"]);
            assert_eq!(desk.said("1002").await[1..], ["request: And my mouse is dead", "request: And my keyboard"]);
            assert!(desk.alpha().message(&third).unwrap().has_reaction("📝"));
            desk.ops_thread("1002").must_have("And my mouse is dead");
            let direct = desk.leo().sees_directly();
            let told = direct.must_tell("customer-kept-too-many");
            assert!(told.text.contains("#1001") && told.text.contains("#1002"), "{}", told.text);
            assert_eq!(direct.from_bot().len(), 1, "told once:\n{}", direct.transcript());
            desk.leo().says("!close 1001").directly().await;
            desk.settle().await;
            desk.leo().says("My mouse is still dead").in_help().await;
            desk.settle().await;
            assert_eq!(desk.numbers().await.len(), 3);
        }

        async fn nobody_elses_count_and_operators_have_none(desk, two) {
            for _ in 0..3 {
                desk.ada().says("!new Replace the switch").directly().await;
                desk.settle().await;
            }
            leo_has_a_ticket(desk).await;
            assert_eq!(desk.numbers().await.len(), 4);
        }

        async fn where_it_was_picked_the_answer_says_so(desk, |options| {
            two(options);
            options.on_beta_too();
        }) {
            let leo = desk.leo().on_beta();
            for _ in 0..3 {
                leo.picks(&Spot::room("help"), "new", &[("text", "My screen flickers")]).await;
                desk.settle().await;
            }
            assert_eq!(desk.numbers().await.len(), 2);
            leo.sees_in("help").must_tell("customer-kept-too-many");
            assert_eq!(desk.said("1002").await.len(), 2);
        }

        async fn a_queue_may_have_its_own(desk, |options| {
            options.queue("accounts").limits.open_tickets = Some(1);
        }) {
            for _ in 0..2 {
                desk.leo().says("!new queue:accounts I forgot my password").directly().await;
                desk.leo().says("!new queue:helpdesk My screen flickers").directly().await;
                desk.settle().await;
            }
            assert_eq!(desk.numbers().await.len(), 3, "one in accounts, two elsewhere");
        }
    }
}

mod many_messages {
    use super::*;

    fn three_a_minute(options: &mut Options) {
        options.config.limits.messages_per_minute = Some(3);
    }

    on_both_databases! {
        async fn what_is_too_much_is_kept_and_calls_nobody(desk, three_a_minute) {
            let request = taken_by_ada(desk).await;
            desk.advance_seconds(LATER).await;
            for i in 0..6 {
                desk.mia().says(&format!("Hello? {i}")).in_thread(&request).await;
            }
            desk.settle().await;
            assert_eq!(desk.said("1001").await.len(), 7);
            let thread = desk.ops_thread("1001");
            let called = |i: usize| !thread.must_have(&format!("Hello? {i}")).mentions.is_empty();
            assert_eq!([0, 1, 2, 3, 4, 5].map(called), [true, true, true, false, false, false]);
            assert_eq!(desk.mia().sees_directly().count("faster than anybody"), 1);
            desk.advance_seconds(120).await;
            desk.mia().says("Sorry, it works now").in_thread(&request).await;
            desk.settle().await;
            assert!(!desk.ops_thread("1001").must_have("it works now").mentions.is_empty());
        }

        async fn nor_does_what_waited_for_its_author_to_name_a_ticket(desk, three_a_minute) {
            for words in ["My screen flickers", "My mouse is dead"] {
                desk.leo().says(&format!("!new queue:helpdesk {words}")).directly().await;
            }
            desk.settle().await;
            in_ops(desk, "ada", "1002", "!take").await;
            desk.advance_seconds(LATER).await;
            for i in 0..6 {
                desk.leo().says(&format!("Hello? {i}")).directly().await;
            }
            desk.leo().says("1002").directly().await;
            desk.settle().await;
            assert_eq!(desk.said("1002").await.len(), 7);
            let thread = desk.ops_thread("1002");
            let called = |i: usize| !thread.must_have(&format!("Hello? {i}")).mentions.is_empty();
            assert_eq!([0, 1, 2, 3, 4, 5].map(called), [true, true, true, false, false, false]);
            assert_eq!(desk.leo().sees_directly().count("faster than anybody"), 1);
        }

        async fn no_further_tickets_are_opened_by_it(desk, three_a_minute) {
            leo_has_a_ticket(desk).await;
            for i in 0..5 {
                desk.leo().says(&format!("!new Shoe {i}")).in_help().await;
            }
            desk.settle().await;
            assert_eq!(desk.numbers().await.len(), 4);
            assert_eq!(desk.said("1004").await[1..], ["request: Shoe 3", "request: Shoe 4"]);
        }
    }
}

mod new_accounts {
    use super::*;

    on_both_databases! {
        async fn too_new_an_account_is_told_when(desk, |options| {
            options.config.limits.account_age = Some(DAY);
        }) {
            let leo = desk.leo().since(desk.now() - chrono::TimeDelta::hours(1));
            leo.says("My screen flickers all day").in_help().await;
            leo.says("Hello?").in_help().await;
            desk.settle().await;
            assert!(desk.numbers().await.is_empty());
            let direct = leo.sees_directly();
            assert!(direct.must_tell("refusal-too-new").text.contains("24 Nov 2026, 09:00"), "{}", direct.transcript());
            assert_eq!(direct.from_bot().len(), 1);
            desk.mia().says("My VPN is down").in_help().await;
            desk.advance(DAY).await;
            leo.says("My screen flickers all day").in_help().await;
            desk.settle().await;
            assert_eq!(desk.numbers().await.len(), 2, "whose age nobody tells, and who is old enough");
        }
    }
}

mod files {
    use super::*;

    fn no_programs(options: &mut Options) {
        options.config.limits.attachments = Attachments {
            largest: Some(10),
            allowed: vec![],
            forbidden: vec![FileKind::Ending("exe".to_owned())],
        };
    }

    on_both_databases! {
        async fn a_file_that_is_not_taken_is_named_to_both(desk, no_programs) {
            let request = desk.leo().says("It says this").with_file("setup.exe", b"MZ").in_help().await;
            desk.settle().await;
            let articles = desk.articles("1001").await;
            assert!(articles[0].files.is_empty());
            assert_eq!(articles[0].missing_files[0].0, "setup.exe");
            desk.ops_thread("1001").must_have("setup.exe");
            desk.leo().sees_directly().must_tell("customer-file-not-accepted");
            desk.leo().sends("log.txt", b"more than ten bytes").in_thread(&request).await;
            desk.leo().sends("a.txt", b"short").in_thread(&request).await;
            desk.settle().await;
            let told = desk.leo().sees_directly().must_tell("customer-file-too-large").text.clone();
            assert!(told.contains("10 B"), "{told}");
            assert_eq!(desk.articles("1001").await[2].files.len(), 1);
        }

        async fn operators_send_what_they_want(desk, no_programs) {
            leo_has_a_ticket(desk).await;
            let header = desk.header("1001").id;
            desk.ada().says("!reply Run this").with_file("fix.exe", b"MZ").in_thread(&header).await;
            desk.settle().await;
            assert_eq!(desk.articles("1001").await[1].files.len(), 1);
        }

        async fn what_is_none_of_the_desks_business_is_not_commented(desk, no_programs) {
            let talk = desk.ada().says("📣 New printers").in_help().await;
            desk.leo().says("Look at this").with_file("setup.exe", b"MZ").replying_to(&talk).in_help().await;
            desk.settle().await;
            assert!(desk.numbers().await.is_empty());
            assert!(desk.leo().sees_directly().0.is_empty());
        }
    }
}
