//! Several accounts of one person: joined by a code or by mail, and parted again.

use sportello_tests::{Harness, Options, Person, Spot, on_both_databases};

use crate::scenes::in_ops;

fn on_beta(options: &mut Options) {
    options.on_beta_too();
    // mia's account on `beta` is nobody's yet.
    options.config.customers.clear();
}

/// The code that the last of these messages gives.
fn code(told: &str) -> String {
    let after = told.split("identity ").nth(1).unwrap_or_else(|| panic!("no code in: {told}"));
    after.split('`').next().unwrap_or_default().to_owned()
}

/// The code that somebody is given in their direct chat.
pub async fn asks_for_code(desk: &Harness, who: &Person<'_>) -> String {
    who.says("!identity").directly().await;
    desk.settle().await;
    code(&who.sees_directly().last_of_bot().text)
}

/// What mia is told to `words` in her direct chat on `beta`.
async fn says_on_beta(desk: &Harness, words: &str) -> String {
    let mia = desk.mia().on_beta();
    mia.says(words).directly().await;
    desk.settle().await;
    mia.sees_directly().last_of_bot().text.clone()
}

/// mia has a ticket on each platform.
async fn a_ticket_on_each(desk: &Harness) {
    desk.mia().says("My VPN is down since this morning").in_help().await;
    desk.mia().on_beta().says("My screen flickers all day").in_help().await;
    desk.settle().await;
}

async fn customers(desk: &Harness) -> usize {
    let mut all: Vec<i64> = desk.tickets().await.iter().map(|t| t.customer_id).collect();
    all.dedup();
    all.len()
}

on_both_databases! {
    async fn a_code_makes_two_accounts_one(desk, on_beta) {
        a_ticket_on_each(desk).await;
        assert_eq!(customers(desk).await, 2);
        let given = asks_for_code(desk, &desk.mia()).await;
        let told = says_on_beta(desk, &format!("!identity {}", given.to_lowercase())).await;
        assert!(told.contains("mia (alpha), mia (beta)"), "{told}");
        assert_eq!(customers(desk).await, 1);
        desk.mia().sees_directly().must_tell("identity-joined-elsewhere");
        let mine = says_on_beta(desk, "!mine").await;
        assert!(mine.contains("#1001") && mine.contains("#1002"), "{mine}");
        desk.mia().says("!mine").directly().await;
        desk.settle().await;
        assert!(desk.mia().sees_directly().last_of_bot().text.contains("#1002"));
        assert!(desk.history("1001").await.contains(&"one_person".to_owned()));
    }

    async fn either_account_goes_on_with_every_ticket(desk, on_beta) {
        let request = desk.mia().says("My VPN is down since this morning").in_help().await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!take").await;
        let given = asks_for_code(desk, &desk.mia().on_beta()).await;
        desk.mia().says(&format!("!identity {given}")).directly().await;
        desk.settle().await;
        desk.mia().sees_directly().must_tell("identity-joined");
        desk.mia().says("Still down").in_thread(&request).await;
        says_on_beta(desk, "!close 1001").await;
        assert_eq!(desk.said("1001").await[1], "request: Still down");
        assert_eq!(desk.state("1001").await, "closed successful");
    }

    async fn a_code_holds_once_and_ten_minutes(desk, on_beta) {
        a_ticket_on_each(desk).await;
        let first = asks_for_code(desk, &desk.mia()).await;
        desk.advance_seconds(601).await;
        let told = says_on_beta(desk, &format!("!identity {first}")).await;
        assert!(told.contains("No account was given that code"), "{told}");
        let second = asks_for_code(desk, &desk.mia()).await;
        let third = asks_for_code(desk, &desk.mia()).await;
        assert!(says_on_beta(desk, &format!("!identity {second}")).await.contains("No account"));
        says_on_beta(desk, &format!("!identity {third}")).await;
        assert_eq!(customers(desk).await, 1);
        desk.leo().says(&format!("!identity {third}")).directly().await;
        desk.settle().await;
        desk.leo().sees_directly().must_tell("refusal-no-such-identity-code");
    }

    async fn who_guesses_has_to_wait(desk, on_beta) {
        let given = asks_for_code(desk, &desk.mia()).await;
        for i in 2..7 {
            says_on_beta(desk, &format!("!identity AAAA-AAA{i}")).await;
        }
        let told = says_on_beta(desk, &format!("!identity {given}")).await;
        assert!(told.contains("too many codes"), "{told}");
    }

    async fn where_others_read_it_is_removed_and_void(desk, on_beta) {
        a_ticket_on_each(desk).await;
        let given = asks_for_code(desk, &desk.mia()).await;
        let typed = desk.leo().says(&format!("!identity {given}")).in_help().await;
        desk.settle().await;
        assert!(desk.alpha().message(&typed).unwrap().deleted);
        desk.leo().sees_directly().must_tell("refusal-not-in-public");
        let told = says_on_beta(desk, &format!("!identity {given}")).await;
        assert!(told.contains("No account was given that code"), "{told}");
    }

    async fn operators_are_joined_in_bot_toml_alone(desk, on_beta) {
        desk.ada().says("!identity").directly().await;
        desk.settle().await;
        desk.ada().sees_directly().must_tell("identity-operator");
        let given = asks_for_code(desk, &desk.mia()).await;
        desk.otto().says(&format!("!identity {given}")).directly().await;
        desk.otto().says("!identity").in_ops().await;
        desk.settle().await;
        desk.otto().sees_directly().must_tell("refusal-not-to-be-joined");
        desk.otto().sees_in("ops").must_tell("refusal-not-in-public");
    }

    async fn ones_own_code_joins_nothing(desk, on_beta) {
        let given = asks_for_code(desk, &desk.mia()).await;
        desk.mia().says(&format!("!identity {given}")).directly().await;
        desk.settle().await;
        desk.mia().sees_directly().must_tell("refusal-same-person");
    }

    async fn who_has_confirmed_the_same_address_is_offered_it(desk, on_beta) {
        a_ticket_on_each(desk).await;
        for (who, words) in [(desk.mia(), "alpha"), (desk.mia().on_beta(), "beta")] {
            who.says("!mail Mia@example.org").directly().await;
            desk.settle().await;
            let mail = desk.mail_texts_to("Mia@example.org").pop().unwrap();
            let code: String = mail.split("**").nth(1).unwrap().to_owned();
            who.says(&format!("!mail {code}")).directly().await;
            desk.settle().await;
            let told = who.sees_directly().last_of_bot().text.clone();
            assert_eq!(told.contains("--mail"), words == "beta", "{told}");
        }
        says_on_beta(desk, "!identity --mail").await;
        assert_eq!(customers(desk).await, 1);
        desk.mia().sees_directly().must_tell("identity-joined-elsewhere");
        desk.leo().says("!identity --mail").directly().await;
        desk.settle().await;
        desk.leo().sees_directly().must_tell("refusal-nobody-else");
    }

    async fn an_account_that_leaves_takes_no_ticket_along(desk, on_beta) {
        a_ticket_on_each(desk).await;
        let given = asks_for_code(desk, &desk.mia()).await;
        says_on_beta(desk, &format!("!identity {given}")).await;
        desk.mia().says("!identity --leave somebody").directly().await;
        desk.settle().await;
        desk.mia().sees_directly().must_tell("refusal-no-such-account");
        desk.leo().says("!identity --leave leo").directly().await;
        desk.settle().await;
        desk.leo().sees_directly().must_tell("refusal-not-to-leave");
    }

    async fn whoever_is_blocked_stays_so(desk, on_beta) {
        desk.mia().on_beta().says("!mine").directly().await;
        desk.settle().await;
        let given = asks_for_code(desk, &desk.leo()).await;
        desk.otto().says("!block leo").in_ops().await;
        desk.settle().await;
        says_on_beta(desk, &format!("!identity {given}")).await;
        desk.mia().on_beta().says("My screen flickers all day").in_help().await;
        desk.settle().await;
        assert!(desk.numbers().await.is_empty());
    }

    async fn it_is_picked_where_commands_are_picked(desk, on_beta) {
        a_ticket_on_each(desk).await;
        let beta = desk.mia().on_beta();
        beta.picks(&Spot::room("help"), "identity", &[]).await;
        desk.settle().await;
        let given = code(&beta.sees_in("help").must_tell("identity-code").text);
        desk.leo().on_beta().picks(&Spot::room("help"), "identity", &[("code", &given)]).await;
        desk.settle().await;
        desk.leo().on_beta().sees_in("help").must_tell("identity-joined");
        let all = desk.leo().on_beta();
        all.picks(&Spot::room("help"), "identity", &[("leave", "mia")]).await;
        desk.settle().await;
        all.sees_in("help").must_tell("identity-left");
    }
}
