//! The rules of a ticket: one owner, one number, no stranger's eyes.

use std::collections::HashSet;

use futures_util::future::join_all;
use sportello_tests::{Database, Harness, Options, on_both_databases};

use crate::scenes::{closed_by_ada, in_ops, taken_by_ada, vpn_is_down};

fn many_operators(options: &mut Options) {
    let ada = options.config.operators[0].clone();
    for i in 0..12 {
        let mut operator = ada.clone();
        operator.name = format!("op{i}");
        operator.mail = None;
        operator.accounts[0].id.clone_from(&operator.name);
        options.queue("helpdesk").operators.push(operator.name.clone());
        options.config.operators.push(operator);
    }
}

async fn all_take(desk: &Harness) {
    let header = desk.header("1001").id;
    let takes = (0..12).map(|i| desk.person(&format!("op{i}")).says("!take").in_thread(&header));
    join_all(takes).await;
    desk.settle().await;
}

on_both_databases! {
    async fn of_many_who_take_at_once_exactly_one_wins_and_the_others_hear_who(desk, many_operators) {
        vpn_is_down(desk).await;
        all_take(desk).await;
        let owner = desk.owner("1001").await.expect("somebody won");
        assert!(owner.starts_with("op"));
        let thread = desk.ops_thread("1001");
        assert_eq!(thread.0.iter().filter(|m| sportello_tests::wording::tells(&m.text, "en", "operator-taken")).count(), 1);
        let refused = thread.count(&format!("**{owner}**")) - 1;
        assert_eq!(refused, 11, "{}", thread.transcript());
        assert_eq!(desk.history("1001").await.iter().filter(|e| *e == "owner").count(), 1);
    }

    async fn of_many_who_react_at_once_exactly_one_wins(desk, many_operators) {
        vpn_is_down(desk).await;
        let header = desk.header("1001").id;
        let people: Vec<_> = (0..12).map(|i| desk.person(&format!("op{i}"))).collect();
        join_all(people.iter().map(|p| p.reacts(&header, "🙋"))).await;
        desk.settle().await;
        assert_eq!(desk.history("1001").await.iter().filter(|e| *e == "owner").count(), 1);
    }

    async fn numbers_are_unique_however_many_come_at_once(desk) {
        let people: Vec<_> = (0..30).map(|i| desk.person(&format!("guest{i}"))).collect();
        join_all(people.iter().map(|p| p.says("My screen flickers all day").in_help())).await;
        desk.settle().await;
        let numbers = desk.numbers().await;
        assert_eq!((numbers.len(), numbers.iter().collect::<HashSet<_>>().len()), (30, 30), "{numbers:?}");
        if desk.database() == Database::Sqlite {
            let wanted: HashSet<String> = (1001..=1030).map(|n| n.to_string()).collect();
            assert_eq!(numbers.into_iter().collect::<HashSet<_>>(), wanted, "there, without gaps");
        }
    }

    async fn articles_are_numbered_in_a_row_however_many_write_at_once(desk) {
        let request = taken_by_ada(desk).await;
        let people: Vec<_> = (0..20).map(|i| desk.person(&format!("guest{i}"))).collect();
        join_all(people.iter().map(|p| p.says("mine too, by the way").in_thread(&request))).await;
        desk.settle().await;
        let numbers: Vec<i32> = desk.articles("1001").await.iter().map(|a| a.number).collect();
        assert_eq!(numbers, (1..=21).collect::<Vec<_>>());
    }

    async fn next_for_many_at_once_gives_each_another_ticket(desk, many_operators) {
        for i in 0..12 {
            desk.person(&format!("guest{i}")).says("My screen flickers all day").in_help().await;
        }
        desk.settle().await;
        join_all((0..12).map(|i| desk.person(&format!("op{i}")).says("!next").in_ops())).await;
        desk.settle().await;
        let mut owners = HashSet::new();
        for number in desk.numbers().await {
            owners.insert(desk.owner(&number).await.expect("each ticket has an owner"));
        }
        assert_eq!(owners.len(), 12);
    }

    async fn taking_from_another_tells_both(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "otto", "1001", "!take").await;
        desk.ops_thread("1001").must_tell("refusal-owned");
        in_ops(desk, "otto", "1001", "!take --from").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("otto"));
        assert_eq!(desk.ops_thread("1001").must_tell("operator-taken-from").mentions, ["ada"]);
    }

    async fn answering_anothers_ticket_leaves_it_theirs_and_tells_them(desk) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "otto", "1001", "!reply Which client is it?").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        desk.mia().sees_in_thread(&request).must_have("Which client is it?");
    }

    async fn only_the_owner_gives_it_back(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "otto", "1001", "!release").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        in_ops(desk, "ada", "1001", "!release").await;
        assert_eq!(desk.owner("1001").await, None);
    }

    async fn assign_names_only_who_serves_the_queue(desk) {
        vpn_is_down(desk).await;
        in_ops(desk, "ada", "1001", "!assign zoe").await;
        assert_eq!(desk.owner("1001").await, None);
        in_ops(desk, "ada", "1001", "!assign nobody").await;
        assert_eq!(desk.owner("1001").await, None);
        in_ops(desk, "ada", "1001", "!assign otto").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("otto"));
    }

    async fn a_foreign_ticket_and_none_at_all_are_answered_alike(desk) {
        vpn_is_down(desk).await;
        let commands = ["status", "close", "reopen", "private", "take", "release", "show", "history", "undo", "assign"];
        for command in commands {
            let more = if command == "assign" { " ada" } else { "" };
            desk.leo().says(&format!("!{command} #1001{more}")).directly().await;
            desk.leo().says(&format!("!{command} #9999{more}")).directly().await;
            desk.settle().await;
            let answers = desk.leo().sees_directly();
            let [.., foreign, unknown] = answers.from_bot()[..] else { panic!("no two answers to {command}") };
            assert_eq!(foreign.text.replace("1001", "9999"), unknown.text, "{command}");
        }
        for command in ["reply", "note"] {
            desk.leo().says(&format!("!{command} #1001 let me in")).directly().await;
            desk.leo().says(&format!("!{command} #9999 let me in")).directly().await;
            desk.settle().await;
            let answers = desk.leo().sees_directly();
            let [.., foreign, unknown] = answers.from_bot()[..] else { panic!("no two answers to {command}") };
            assert_eq!(foreign.text.replace("1001", "9999"), unknown.text, "{command}");
        }
        assert_eq!(desk.articles("1001").await.len(), 1);
        assert_eq!(desk.state("1001").await, "new");
    }

    async fn an_operator_of_another_queue_sees_nothing_either(desk) {
        vpn_is_down(desk).await;
        desk.zoe().says("!show 1001").directly().await;
        desk.zoe().says("!take 1001").directly().await;
        desk.settle().await;
        let view = desk.zoe().sees_directly();
        assert_eq!(view.from_bot().len(), 2);
        view.must_tell("refusal-no-such-ticket");
        view.must_not_have("VPN");
        assert_eq!(desk.owner("1001").await, None);
    }

    async fn a_customer_may_not_do_an_operators_work_on_their_own_ticket(desk) {
        let request = vpn_is_down(desk).await;
        for words in ["!take", "!assign ada", "!reply yes", "!release"] {
            desk.mia().says(words).in_thread(&request).await;
        }
        desk.settle().await;
        assert_eq!(desk.owner("1001").await, None);
        assert_eq!(desk.articles("1001").await.len(), 1);
        desk.mia().sees_directly().must_tell("refusal-operators-only");
    }

    async fn who_is_no_operator_leaves_no_note_in_an_operators_thread(desk) {
        vpn_is_down(desk).await;
        in_ops(desk, "leo", "1001", "I should not be in this room").await;
        assert_eq!(desk.articles("1001").await.len(), 1);
    }

    async fn an_admin_may_do_it_all(desk) {
        vpn_is_down(desk).await;
        desk.person("rita").says("!assign 1001 otto").in_ops().await;
        desk.person("rita").says("!release 1001").in_ops().await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await, None);
        assert_eq!(desk.history("1001").await.iter().filter(|e| *e == "owner").count(), 2);
    }

    async fn a_closed_ticket_is_reopened_before_it_is_taken(desk) {
        closed_by_ada(desk).await;
        in_ops(desk, "otto", "1001", "!take").await;
        desk.ops_thread("1001").must_tell("refusal-closed");
        in_ops(desk, "otto", "1001", "!reopen").await;
        assert_eq!(desk.state("1001").await, "open");
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"), "its last owner's");
    }
}
