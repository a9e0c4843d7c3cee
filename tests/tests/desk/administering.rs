//! What admins look after: the queues, and what could not be delivered.

use sportello_tests::{Fault, Harness, Options, Spot, on_both_databases};

use crate::scenes::{in_ops, taken_by_ada, vpn_is_down};

/// What somebody is answered to a command in the operators' channel.
pub async fn answer(desk: &Harness, who: &str, words: &str) -> String {
    let asked = desk.person(who).says(words).in_ops().await;
    desk.settle().await;
    let seen = desk.person(who).sees_in("ops");
    let answer = seen.0.iter().find(|m| m.reply_to.as_deref() == Some(asked.as_str()));
    answer.unwrap_or_else(|| panic!("{words} was not answered:\n{}", seen.transcript())).text.clone()
}

fn on_beta(options: &mut Options) {
    options.on_beta_too();
}

/// ada's answer on 1001 does not reach its customer.
async fn answer_is_refused(desk: &Harness) -> String {
    let request = taken_by_ada(desk).await;
    desk.alpha().faults.saying("Which client", 1, Fault::Permanent);
    in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
    request
}

on_both_databases! {
    async fn an_answer_that_was_taken_back_is_not_kept_to_be_sent_again(desk) {
        let request = answer_is_refused(desk).await;
        in_ops(desk, "ada", "1001", "!undo").await;
        let told = answer(desk, "rita", "!undelivered").await;
        assert!(told.contains("Everything has been delivered"), "{told}");
        answer(desk, "rita", "!undelivered retry").await;
        desk.mia().sees_in_thread(&request).must_not_have("Which client");
    }

    async fn an_admin_sees_every_queue_in_its_tree(desk) {
        vpn_is_down(desk).await;
        desk.leo().says("The printer in room 12 is on fire").in_help().await;
        desk.settle().await;
        in_ops(desk, "otto", "1002", "!move network").await;
        in_ops(desk, "otto", "1002", "!take").await;
        desk.otto().says("!away").in_ops().await;
        let told = answer(desk, "rita", "!queues").await;
        let order: Vec<_> =
            ["Service desk", "  - **Network**", "Accounts"].iter().map(|w| told.find(w)).collect();
        assert!(order.iter().all(Option::is_some) && order.is_sorted(), "{told}");
        for words in [
            "**Service desk** (helpdesk): 1 active, 1 new, 1 without an owner, 0 late",
            "**Network** (helpdesk::network): 1 active, 0 new, 0 without an owner, 0 late",
            "operators: ada, otto (away)",
            "people write in help (alpha)",
            "operators work in ops (alpha)",
        ] {
            assert!(told.contains(words), "{words} in {told}");
        }
        assert!(answer(desk, "ada", "!queues").await.contains("Only admins"));
    }

    async fn what_was_not_delivered_is_listed_and_sent_again(desk) {
        answer_is_refused(desk).await;
        let told = answer(desk, "rita", "!undelivered").await;
        for words in ["article 2", "alpha help", "#1001", "23 Nov 2026", "the plan of this test"] {
            assert!(told.contains(words), "{words} in {told}");
        }
        assert!(answer(desk, "ada", "!undelivered").await.contains("Only admins"));
        let id = desk.deliveries_in(&["failed"]).await[0].id;
        desk.advance_seconds(5 * 24 * 3600).await;
        let told = answer(desk, "rita", &format!("!undelivered retry {id}")).await;
        assert!(told.contains("It is sent again"), "{told}");
        let thread = desk.alpha().all().into_iter().find(|m| m.text.contains("Which client is it?") && m.spot != Spot::room("ops"));
        assert!(thread.is_some(), "the customer reads it now");
        assert!(desk.history("1001").await.contains(&"retried".to_owned()));
        assert!(answer(desk, "rita", "!undelivered").await.contains("Everything has been delivered"));
        assert!(answer(desk, "rita", &format!("!undelivered retry {id}")).await.contains("nothing undelivered"));
    }

    async fn a_second_try_has_its_own_time_before_it_is_given_up(desk) {
        answer_is_refused(desk).await;
        desk.advance_seconds(5 * 24 * 3600).await;
        desk.alpha().faults.saying("Which client", 1, Fault::Retry(None));
        answer(desk, "rita", "!undelivered retry all").await;
        desk.advance_seconds(60).await;
        assert!(desk.owed().await.is_empty(), "it was tried once more after a passing trouble");
    }

    async fn what_is_given_up_says_why_in_the_tickets_history(desk) {
        answer_is_refused(desk).await;
        let id = desk.deliveries_in(&["failed"]).await[0].id;
        assert!(answer(desk, "rita", &format!("!undelivered drop {id}")).await.contains("reason"));
        answer(desk, "rita", &format!("!undelivered drop {id} told her by phone")).await;
        assert!(desk.owed().await.is_empty());
        assert!(answer(desk, "rita", "!history 1001").await.contains("given up: told her by phone"));
    }

    async fn a_place_that_is_tried_again_is_in_use_again(desk) {
        let request = taken_by_ada(desk).await;
        desk.alpha().faults.saying("Which client", 1, Fault::Unreachable);
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        answer(desk, "rita", "!undelivered retry all").await;
        in_ops(desk, "ada", "1001", "!reply And since when?").await;
        let seen = desk.mia().sees_in_thread(&request);
        seen.must_have("Which client is it?");
        seen.must_have("And since when?");
    }

    async fn it_is_picked_like_any_command(desk, on_beta) {
        answer_is_refused(desk).await;
        let rita = desk.person("rita").on_beta();
        let asked = rita.picks(&Spot::room("ops"), "undelivered", &[]).await;
        desk.settle().await;
        assert!(rita.was_answered(&asked).text.contains("`/desk-admin undelivered"), "{}", rita.was_answered(&asked).text);
        let id = desk.deliveries_in(&["failed"]).await[0].id.to_string();
        let options = [("action", "drop"), ("delivery", id.as_str()), ("reason", "said by phone")];
        let asked = rita.picks(&Spot::room("ops"), "undelivered", &options).await;
        desk.settle().await;
        assert!(rita.was_answered(&asked).text.contains("is given up"));
        let asked = rita.picks(&Spot::room("ops"), "queues", &[]).await;
        desk.settle().await;
        assert!(rita.was_answered(&asked).text.contains("Service desk"));
    }
}
