//! Queues that give their tickets to operators by themselves.

use sportello::config::Assignment;
use sportello_tests::{Harness, Options, on_both_databases};

use crate::scenes::{in_ops, vpn_is_down};

fn in_turn(options: &mut Options) {
    options.queue("helpdesk").assignment = Assignment::RoundRobin;
}

fn to_the_least_loaded(options: &mut Options) {
    options.queue("helpdesk").assignment = Assignment::LeastLoaded;
}

/// So many people ask, one after the other.
async fn people_ask(desk: &Harness, how_many: usize) {
    for _ in 0..how_many {
        let guest = format!("guest{}", desk.numbers().await.len());
        desk.person(&guest).says("My screen flickers all day").in_help().await;
        desk.settle().await;
    }
}

async fn owners(desk: &Harness) -> Vec<String> {
    let mut owners = Vec::new();
    for number in desk.numbers().await {
        owners.push(desk.owner(&number).await.unwrap_or_else(|| "nobody".to_owned()));
    }
    owners
}

async fn says_in_ops(desk: &Harness, who: &str, words: &str) {
    desk.person(who).says(words).in_ops().await;
    desk.settle().await;
}

on_both_databases! {
    async fn new_tickets_go_round_and_stay_new(desk, in_turn) {
        people_ask(desk, 4).await;
        assert_eq!(owners(desk).await, ["ada", "otto", "ada", "otto"]);
        assert_eq!(desk.state("1001").await, "new");
        assert_eq!(desk.ops_thread("1001").must_tell("operator-given").mentions, ["ada"]);
        assert!(desk.header("1001").text.contains("owner: ada"), "{}", desk.header("1001").text);
        assert_eq!(desk.mails_to("ada@example.org").len(), 2);
        desk.person("guest0").sees_in("help").must_not_tell("customer-taken");
    }

    async fn the_turn_is_remembered_over_a_restart(desk, in_turn) {
        people_ask(desk, 1).await;
        desk.crash_and_restart().await;
        people_ask(desk, 2).await;
        assert_eq!(owners(desk).await, ["ada", "otto", "ada"]);
    }

    async fn who_is_away_is_left_out_and_is_next_when_back(desk, in_turn) {
        says_in_ops(desk, "ada", "!away").await;
        people_ask(desk, 2).await;
        says_in_ops(desk, "ada", "!away --back").await;
        people_ask(desk, 2).await;
        assert_eq!(owners(desk).await, ["otto", "otto", "ada", "otto"]);
    }

    async fn when_nobody_is_there_it_stays_free_and_that_is_said_once(desk, in_turn) {
        says_in_ops(desk, "ada", "!away").await;
        says_in_ops(desk, "otto", "!away").await;
        let request = vpn_is_down(desk).await;
        desk.mia().says("Still down").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await, None);
        let thread = desk.ops_thread("1001");
        assert_eq!(thread.count("🪑"), 1);
        assert!(thread.must_tell("operator-nobody-there").mentions.is_empty());
    }

    async fn its_owner_opens_it_by_taking_it(desk, in_turn) {
        let request = vpn_is_down(desk).await;
        in_ops(desk, "otto", "1001", "!take").await;
        desk.ops_thread("1001").must_tell("refusal-owned");
        in_ops(desk, "ada", "1001", "!take").await;
        assert_eq!((desk.state("1001").await.as_str(), desk.owner("1001").await.as_deref()), ("open", Some("ada")));
        desk.ops_thread("1001").must_not_tell("operator-taken-from");
        desk.mia().sees_in_thread(&request).must_tell("customer-taken");
        in_ops(desk, "ada", "1001", "!take").await;
        desk.ops_thread("1001").must_tell("refusal-already-yours");
    }

    async fn its_owner_opens_it_by_answering(desk, in_turn) {
        vpn_is_down(desk).await;
        in_ops(desk, "ada", "1001", "!reply Please reconnect").await;
        assert_eq!((desk.state("1001").await.as_str(), desk.owner("1001").await.as_deref()), ("open", Some("ada")));
    }

    async fn what_is_given_back_goes_to_another(desk, in_turn) {
        vpn_is_down(desk).await;
        in_ops(desk, "ada", "1001", "!release").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("otto"));
        in_ops(desk, "ada", "1001", "!take --from").await;
        says_in_ops(desk, "otto", "!away").await;
        in_ops(desk, "ada", "1001", "!release").await;
        assert_eq!(desk.owner("1001").await, None, "there is nobody else");
    }

    async fn a_customers_word_finds_who_is_there(desk, in_turn) {
        let request = vpn_is_down(desk).await;
        says_in_ops(desk, "ada", "!away for 2d").await;
        desk.mia().says("It got worse").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("otto"));
        let thread = desk.ops_thread("1001");
        thread.must_tell("operator-owner-away");
        let by_desk = desk.history("1001").await.into_iter().filter(|e| e == "owner").count();
        assert_eq!(by_desk, 3, "given, given back, given");
    }

    async fn the_least_loaded_gets_it(desk, to_the_least_loaded) {
        people_ask(desk, 2).await;
        assert_eq!(owners(desk).await, ["ada", "otto"]);
        in_ops(desk, "otto", "1002", "!close").await;
        people_ask(desk, 1).await;
        assert_eq!(owners(desk).await[2], "otto");
        people_ask(desk, 1).await;
        assert_eq!(owners(desk).await[3], "ada", "among equals by turns");
    }

    async fn one_line_and_one_mail_are_enough(desk, |options| {
        in_turn(options);
        for operator in &mut options.config.operators {
            operator.on_call = true;
            operator.mail_new = true;
        }
    }) {
        vpn_is_down(desk).await;
        let called: usize = desk.ops_thread("1001").0.iter().map(|m| m.mentions.iter().filter(|m| *m == "ada").count()).sum();
        assert_eq!(called, 1);
        assert_eq!(desk.mails_to("ada@example.org").len(), 1);
        assert_eq!(desk.mails_to("otto@example.org").len(), 1, "who has it not, but wants to hear of new ones");
    }

    async fn where_it_is_moved_the_new_queue_gives_it(desk, |options| {
        options.queue("helpdesk::network").assignment = Assignment::RoundRobin;
    }) {
        vpn_is_down(desk).await;
        assert_eq!(desk.owner("1001").await, None);
        in_ops(desk, "ada", "1001", "!move network").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("otto"));
    }
}
