//! Finding tickets again: search and lists, typed and picked.

use sportello_tests::{Harness, Options, Spot, on_both_databases};

use crate::scenes::{in_ops, taken_by_ada, vpn_is_down};

fn on_beta(options: &mut Options) {
    options.on_beta_too();
}

/// mia asks the bot directly; gives what she was told last.
async fn mia_asks(desk: &Harness, words: &str) -> String {
    desk.mia().says(words).directly().await;
    desk.settle().await;
    last(desk.mia().sees_directly().from_bot().into_iter().map(|m| m.text.clone()).collect())
}

/// ada asks in the operators' channel; gives what she was told last.
async fn ada_asks(desk: &Harness, words: &str) -> String {
    desk.ada().says(words).in_ops().await;
    desk.settle().await;
    let seen = desk.ada().sees_in("ops");
    let told = seen.from_bot().into_iter().filter(|m| !m.pinned && !m.opens_thread);
    last(told.map(|m| m.text.clone()).collect())
}

fn last(mut told: Vec<String>) -> String {
    told.pop().expect("an answer")
}

fn numbers(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| line.starts_with("- "));
    lines.filter_map(|l| l.split("**#").nth(1)?.split("**").next()).map(str::to_owned).collect()
}

/// So many requests of leo's in the help channel, from 1001 on, an hour apart.
async fn many_requests(desk: &Harness, many: u32) {
    for i in 1..=many {
        desk.leo().says(&format!("The printer in room {i} is jammed")).in_help().await;
        desk.settle().await;
        desk.advance_seconds(3600).await;
    }
}

on_both_databases! {
    async fn a_customer_finds_their_own_words_and_the_answer(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!reply The certificates were renewed, please reconnect").await;
        let told = mia_asks(desk, "!search certificate").await;
        assert_eq!(numbers(&told), ["1001"]);
        assert!(told.contains("“The **certificates** were renewed"), "{told}");
        let told = mia_asks(desk, "!cerca vpn stato:aperti").await;
        assert_eq!(numbers(&told), ["1001"]);
        let told = mia_asks(desk, "!search vpn state:closed").await;
        assert_eq!(numbers(&told), Vec::<String>::new());
    }

    async fn a_note_is_found_by_operators_and_no_customer_can_tell_that_it_is_there(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!note she forgot her token again").await;
        let told = ada_asks(desk, "!search token forgot").await;
        assert_eq!(numbers(&told), ["1001"]);
        assert!(told.contains("🔒") && told.contains("**forgot** her **token**"), "{told}");
        let nothing = mia_asks(desk, "!search token").await;
        let never_said = mia_asks(desk, "!search unicorns").await;
        assert_eq!(nothing.replace("token", ""), never_said.replace("unicorns", ""));
    }

    async fn nobody_finds_what_is_not_theirs(desk) {
        vpn_is_down(desk).await;
        desk.mia().says("I forgot my VPN password").in_room("accounts").await;
        desk.settle().await;
        desk.leo().says("!search vpn").directly().await;
        desk.leo().says("!search #1001").directly().await;
        desk.settle().await;
        let told = desk.leo().sees_directly();
        assert!(told.from_bot().iter().all(|m| numbers(&m.text).is_empty()), "{told:?}");
        assert_eq!(numbers(&ada_asks(desk, "!search vpn").await), ["1001"], "accounts is not ada's");
        assert_eq!(numbers(&mia_asks(desk, "!search vpn").await), ["1002", "1001"]);
        assert_eq!(numbers(&mia_asks(desk, "!search vpn queue:Accounts").await), ["1002"]);
    }

    async fn a_number_finds_its_ticket_at_once(desk) {
        vpn_is_down(desk).await;
        assert_eq!(numbers(&ada_asks(desk, "!search 1001").await), ["1001"]);
        assert_eq!(numbers(&mia_asks(desk, "!search #1001").await), ["1001"]);
    }

    async fn filters_narrow_down_what_is_found(desk) {
        taken_by_ada(desk).await;
        desk.leo().says("My VPN is slow").in_help().await;
        desk.settle().await;
        in_ops(desk, "ada", "1002", "!tag certificate").await;
        for (filters, found) in [
            ("owner:me", vec!["1001"]),
            ("owner:ada", vec!["1001"]),
            ("proprietario:nessuno", vec!["1002"]),
            ("tag:certificate", vec!["1002"]),
            ("since:today", vec!["1001", "1002"]),
            ("since:2h state:new", vec!["1002"]),
            ("coda:helpdesk da:\"settimana scorsa\"", vec!["1001", "1002"]),
            ("queue:Network", vec![]),
        ] {
            let mut told = numbers(&ada_asks(desk, &format!("!search vpn {filters}")).await);
            told.sort();
            assert_eq!(told, found, "{filters}");
        }
        desk.advance_seconds(3 * 3600).await;
        assert_eq!(numbers(&ada_asks(desk, "!search since:2 hours ago vpn").await), Vec::<String>::new());
    }

    async fn a_mistake_in_a_filter_names_what_is_allowed(desk) {
        vpn_is_down(desk).await;
        for (words, key) in [
            ("!search vpn state:opne", "refusal-bad-choice-near"),
            ("!search vpn stat:open", "refusal-bad-choice-near"),
            ("!search vpn since:soon", "refusal-bad-choice"),
            ("!search vpn owner:nobdy", "refusal-no-such-owner"),
            ("!search vpn queue:kitchen", "refusal-no-such-queue"),
            ("!search the of is", "refusal-nothing-to-find"),
            ("!search", "refusal-missing"),
        ] {
            let told = ada_asks(desk, words).await;
            assert!(sportello_tests::wording::tells(&told, "en", key), "{words}: {told}");
        }
        for words in ["!search vpn owner:ada", "!search vpn tag:x"] {
            let told = mia_asks(desk, words).await;
            assert!(sportello_tests::wording::tells(&told, "en", "refusal-not-your-filter"), "{words}: {told}");
        }
    }

    async fn what_people_type_is_never_syntax_nor_a_mention(desk) {
        desk.mia().says("My *VPN* \"tunnel\" <@ada> @everyone NEAR the end").in_help().await;
        desk.settle().await;
        for words in ["\"tunnel", "tunnel*", "NEAR(tunnel", "tunnel ) OR (", "seen : tunnel '"] {
            mia_asks(desk, &format!("!search {words}")).await;
        }
        let told = mia_asks(desk, "!search \"tunnel\" *").await;
        assert_eq!(numbers(&told), ["1001"]);
        let shown = desk.mia().sees_directly();
        assert!(shown.from_bot().iter().all(|m| m.mentions.is_empty()));
        assert!(told.contains("\"**tunnel**\" <@ada> @everyone"), "{told}");
    }

    async fn what_was_deleted_or_edited_away_is_not_found(desk) {
        let request = vpn_is_down(desk).await;
        let more = desk.mia().says("It says error 809 and tunnel failed").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(numbers(&mia_asks(desk, "!search tunnel").await), ["1001"]);
        desk.mia().edits(&more, "It says error 809").await;
        desk.settle().await;
        assert!(numbers(&mia_asks(desk, "!search tunnel").await).is_empty());
        desk.mia().deletes(&more).await;
        desk.settle().await;
        assert!(numbers(&mia_asks(desk, "!search error").await).is_empty());
        assert_eq!(numbers(&ada_asks(desk, "!search error").await), ["1001"], "operators see what was deleted");
    }

    async fn operators_don_t_search_where_customers_read(desk) {
        let request = taken_by_ada(desk).await;
        desk.ada().says("!search vpn").in_thread(&request).await;
        desk.settle().await;
        desk.ada().sees_directly().must_tell("refusal-not-in-public");
    }

    async fn a_long_answer_is_paged(desk) {
        many_requests(desk, 10).await;
        let told = ada_asks(desk, "!search printer").await;
        assert_eq!(numbers(&told).len(), 8);
        assert_eq!(numbers(&told)[0], "1010", "of equals the newest first");
        assert!(told.contains("`!search printer page:2`"), "{told}");
        let told = ada_asks(desk, "!search printer page:2").await;
        assert_eq!(numbers(&told), ["1002", "1001"]);
        assert!(!told.contains("page:3"), "{told}");
    }

    async fn where_there_are_buttons_more_is_a_click(desk, on_beta) {
        many_requests(desk, 9).await;
        let ada = desk.ada().on_beta();
        let asked = ada.picks(&Spot::room("ops"), "search", &[("words", "printers"), ("queue", "helpdesk")]).await;
        desk.settle().await;
        let told = ada.was_answered(&asked);
        assert_eq!(numbers(&told.text).len(), 8);
        let clicked = ada.clicks(&told.id, "More").await;
        desk.settle().await;
        let told = ada.was_answered(&clicked);
        assert_eq!(numbers(&told.text), ["1001"]);
        assert!(told.buttons.is_empty());
        let leo = desk.leo().on_beta();
        let by_leo = leo.picks(&Spot::room("help"), "search", &[("words", "room 3")]).await;
        desk.settle().await;
        assert!(numbers(&leo.was_answered(&by_leo).text).is_empty(), "on beta, leo is another person");
    }

    async fn a_list_shows_ones_own_then_what_nobody_has(desk) {
        many_requests(desk, 3).await;
        in_ops(desk, "ada", "1002", "!take").await;
        in_ops(desk, "otto", "1003", "!take").await;
        let told = ada_asks(desk, "!list").await;
        assert_eq!(numbers(&told), ["1002", "1001"]);
        assert!(sportello_tests::wording::tells(&told, "en", "list-free"), "{told}");
        assert_eq!(numbers(&ada_asks(desk, "!list all").await), ["1001", "1002", "1003"]);
        assert_eq!(numbers(&ada_asks(desk, "!list mine").await), ["1002"]);
        assert_eq!(numbers(&ada_asks(desk, "!list new").await), ["1001"]);
        assert_eq!(numbers(&ada_asks(desk, "!elenco aperti proprietario:otto").await), ["1003"]);
        assert_eq!(numbers(&ada_asks(desk, "!list queue:helpdesk").await), ["1001", "1002", "1003"]);
        assert_eq!(numbers(&ada_asks(desk, "!list owner:nobody since:1h").await), Vec::<String>::new());
        in_ops(desk, "ada", "1001", "!close").await;
        assert_eq!(numbers(&ada_asks(desk, "!list state:closed").await), ["1001"]);
    }

    async fn what_is_late_is_listed_the_latest_first(desk, |o| {
        let within = Some(sportello::ticket::Target { within: std::time::Duration::from_secs(4 * 3600), warn: None });
        o.queue("helpdesk").targets.first_response = within;
    }) {
        many_requests(desk, 3).await;
        assert_eq!(numbers(&ada_asks(desk, "!list escalated").await), Vec::<String>::new());
        desk.advance_seconds(2 * 3600 + 60).await;
        assert_eq!(numbers(&ada_asks(desk, "!list escalated").await), ["1001", "1002"]);
        in_ops(desk, "ada", "1001", "!reply On its way").await;
        assert_eq!(numbers(&ada_asks(desk, "!elenco ritardo").await), ["1002"]);
    }

    async fn a_long_list_is_paged_across_its_parts(desk) {
        many_requests(desk, 23).await;
        in_ops(desk, "ada", "1023", "!take").await;
        let told = ada_asks(desk, "!list").await;
        assert_eq!(numbers(&told).len(), 20);
        assert_eq!(numbers(&told)[..2], ["1023", "1001"]);
        assert!(told.contains("`!list page:2`"), "{told}");
        assert_eq!(numbers(&ada_asks(desk, "!list page:2").await), ["1020", "1021", "1022"]);
        assert_eq!(numbers(&ada_asks(desk, "!list all page:2").await), ["1021", "1022", "1023"]);
    }
}
