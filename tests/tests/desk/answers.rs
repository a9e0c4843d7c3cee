//! Ready texts: listed, shown, sent, and offered when a ticket opens.

use sportello::answers::{ReadyText, Template, Version};
use sportello::text::Language;
use sportello_chat::{Completing, Host, Place, Platform};
use sportello_tests::{Harness, Options, Shown, Spot, on_both_databases};

use crate::scenes::{in_ops, vpn_is_down};

fn version(language: Language, title: &str, text: &str) -> Version {
    let text = Template::parse(text).expect("a template");
    Version { language, title: Some(title.to_owned()), text }
}

fn with_texts(options: &mut Options) {
    let reconnect = ReadyText {
        name: "reconnect".to_owned(),
        queues: vec!["helpdesk".to_owned()],
        suggest: true,
        main: version(
            Language::En,
            "VPN is down",
            "Dear {customer}, please connect the VPN of {queue} again (#{ticket}).",
        ),
        others: vec![version(
            Language::It,
            "La VPN non va",
            "Gentile {customer}, basta collegare di nuovo la VPN.",
        )],
    };
    let signed = ReadyText {
        name: "signed".to_owned(),
        queues: vec![],
        suggest: false,
        main: version(Language::En, "Who I am", "I am {operator}."),
        others: vec![],
    };
    let password = ReadyText {
        name: "password".to_owned(),
        queues: vec!["accounts".to_owned()],
        suggest: true,
        main: version(Language::En, "VPN down", "My VPN is down since this morning: set a new password."),
        others: vec![],
    };
    options.config.answers = vec![password, reconnect, signed];
}

fn suggesting(options: &mut Options) {
    with_texts(options);
    options.queue("helpdesk").suggest = true;
}

fn on_beta(options: &mut Options) {
    with_texts(options);
    options.on_beta_too();
}

fn suggesting_on_beta(options: &mut Options) {
    suggesting(options);
    options.on_beta_too();
}

async fn ada_says(desk: &Harness, words: &str) {
    in_ops(desk, "ada", "1001", words).await;
}

/// The header of ticket 1001 on `beta`.
fn header(desk: &Harness) -> Shown {
    let is_header = |m: &Shown| m.by.is_none() && m.opens_thread && m.spot == Spot::room("ops");
    desk.beta().all().into_iter().rfind(is_header).expect("a header")
}

fn labels(message: &Shown) -> Vec<&str> {
    message.buttons.iter().map(|b| b.label.as_str()).collect()
}

on_both_databases! {
    async fn without_a_name_those_of_the_queue_are_listed(desk, with_texts) {
        vpn_is_down(desk).await;
        ada_says(desk, "!answer").await;
        let told = desk.ops_thread("1001").must_tell("answer-list").text.clone();
        assert!(told.contains("reconnect") && told.contains("VPN is down") && told.contains("signed"), "{told}");
        assert!(!told.contains("password"), "that one is another queue's: {told}");
    }

    async fn a_text_is_shown_before_it_is_sent(desk, with_texts) {
        let request = vpn_is_down(desk).await;
        ada_says(desk, "!answer reconnect").await;
        let thread = desk.ops_thread("1001");
        thread.must_tell("answer-preview");
        thread.must_have("Dear mia, please connect the VPN of Service desk again (#1001).");
        thread.must_have("answer #1001 reconnect --send");
        desk.mia().sees_in_thread(&request).must_not_have("Dear mia");
        assert_eq!(desk.articles("1001").await.len(), 1);

        ada_says(desk, "!answer #1001 reconnect --send").await;
        let answer = desk.mia().sees_in_thread(&request).must_have("Dear mia, please connect").clone();
        assert_eq!(answer.mentions, ["mia"]);
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"), "it is a reply like any other");
        assert!(desk.history("1001").await.contains(&"ready_text".to_owned()));
        ada_says(desk, "!answer reconnect --send").await;
        desk.ops_thread("1001").must_tell("refusal-just-sent");
        assert_eq!(desk.articles("1001").await.len(), 2);
    }

    async fn the_customer_has_it_in_their_language_and_the_operator_by_their_signature(desk, |o| {
        with_texts(o);
        o.queue("helpdesk").signature = sportello::config::Signature::Role;
    }) {
        let request = desk.mia().says("La VPN non funziona da questa mattina").in_help().await;
        desk.settle().await;
        ada_says(desk, "!risposta reconnect --invia").await;
        ada_says(desk, "!answer signed --send").await;
        let seen = desk.mia().sees_in_thread(&request);
        seen.must_have("Gentile mia");
        seen.must_have("I am un operatore.");
        seen.must_not_have("ada");
    }

    async fn a_misspelt_name_is_told_the_nearest_and_another_queues_is_not_there(desk, with_texts) {
        vpn_is_down(desk).await;
        ada_says(desk, "!answer reconect").await;
        let told = desk.ops_thread("1001").must_tell("refusal-no-such-answer-near").text.clone();
        assert!(told.contains("reconnect"), "{told}");
        ada_says(desk, "!answer password").await;
        desk.ops_thread("1001").must_tell("refusal-no-such-answer");
        ada_says(desk, "!answer --send").await;
        desk.ops_thread("1001").must_tell("refusal-missing");
        desk.leo().says("!answer 1001 reconnect --send").directly().await;
        desk.settle().await;
        desk.leo().sees_directly().must_tell("refusal-no-such-ticket");
        assert_eq!(desk.articles("1001").await.len(), 1);
    }

    async fn where_there_are_buttons_send_is_one(desk, on_beta) {
        let request = desk.mia().on_beta().says("My VPN is down since this morning").in_help().await;
        desk.settle().await;
        let ada = desk.ada().on_beta();
        let spot = Spot::thread("ops", &header(desk).id);
        let asked = ada.picks(&spot, "answer", &[("name", "reconnect")]).await;
        desk.settle().await;
        let shown = ada.was_answered(&asked);
        assert!(shown.text.contains("Dear mia") && !shown.text.contains("--send"), "{}", shown.text);
        assert_eq!(labels(&shown), ["Send"]);
        ada.clicks(&shown.id, "Send").await;
        desk.settle().await;
        desk.mia().on_beta().sees_in_thread(&request).must_have("Dear mia, please connect");
        let again = ada.clicks(&shown.id, "Send").await;
        desk.settle().await;
        assert!(sportello_tests::wording::tells(&ada.was_answered(&again).text, "en", "refusal-just-sent"));
    }

    async fn names_are_completed_with_those_of_the_queue(desk, on_beta) {
        desk.mia().on_beta().says("My VPN is down since this morning").in_help().await;
        desk.settle().await;
        let complete = async |who: &str, typed: &str| {
            let asked = Completing {
                platform: Platform::new("beta"),
                author: sportello_chat::Author { id: who.to_owned(), ..Default::default() },
                place: Place {
                    room: "ops".to_owned(),
                    thread: Some(sportello_chat::ThreadRef::Id(header(desk).id)),
                    direct: false,
                    encrypted: false,
                    realm: None,
                },
                command: "answer".to_owned(),
                option: "name".to_owned(),
                typed: typed.to_owned(),
                limit: 25,
            };
            let found = desk.desk().complete(asked).await.expect("the database works");
            found.into_iter().map(|s| s.value).collect::<Vec<_>>()
        };
        assert_eq!(complete("ada", "").await, ["reconnect", "signed"]);
        assert_eq!(complete("ada", "vpn").await, ["reconnect"], "by its title too");
        assert_eq!(complete("mia", "").await, Vec::<String>::new());
    }

    async fn a_request_is_offered_the_text_that_fits_and_a_yes_closes_it(desk, suggesting) {
        let request = vpn_is_down(desk).await;
        let offer = desk.mia().sees_in_thread(&request).must_tell("customer-suggestion").clone();
        assert!(offer.text.contains("Dear mia, please connect the VPN"), "{}", offer.text);
        assert!(offer.mentions.is_empty() && offer.notice, "nobody is called for it");
        desk.ops_thread("1001").must_tell("operator-suggestion");
        assert_eq!(desk.articles("1001").await.len(), 1, "an offer is no article");
        desk.mia().says("Yes, thank you!").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "closed successful");
        desk.ops_thread("1001").must_tell("operator-suggestion-helped");
        desk.mia().sees_in_thread(&request).must_tell("customer-closed-successful");
        let history = desk.history("1001").await;
        assert!(history.contains(&"offered".to_owned()) && history.contains(&"helped".to_owned()), "{history:?}");
    }

    async fn after_a_no_it_goes_on_and_nothing_is_offered_again(desk, suggesting) {
        let request = vpn_is_down(desk).await;
        desk.mia().says("no").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "new");
        desk.ops_thread("1001").must_tell("operator-suggestion-refused");
        desk.mia().says("yes").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "new", "it has been answered");
        assert_eq!(desk.mia().sees_in_thread(&request).count("Dear mia"), 1);
    }

    async fn where_there_are_buttons_yes_and_no_are(desk, suggesting_on_beta) {
        let mia = desk.mia().on_beta();
        let request = mia.says("My VPN is down since this morning").in_help().await;
        desk.settle().await;
        let offer = mia.sees_in_thread(&request).must_tell("customer-suggestion").clone();
        assert_eq!(labels(&offer), ["Yes, that helps", "No"]);
        let by_leo = desk.leo().on_beta().clicks(&offer.id, "Yes, that helps").await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "new", "whose ticket it isn't closes nothing");
        let told = desk.leo().on_beta().was_answered(&by_leo);
        assert!(sportello_tests::wording::tells(&told.text, "en", "refusal-no-such-ticket"), "{}", told.text);
        let clicked = mia.clicks(&offer.id, "Yes, that helps").await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "closed successful");
        assert!(sportello_tests::wording::tells(&mia.was_answered(&clicked).text, "en", "customer-suggestion-yes"));
        let again = mia.clicks(&offer.id, "No").await;
        desk.settle().await;
        assert!(sportello_tests::wording::tells(&mia.was_answered(&again).text, "en", "refusal-outdated"));
    }

    async fn nothing_is_offered_once_an_operator_has_answered(desk, suggesting) {
        let request = desk.mia().says("My VPN is down since this morning").in_help().await;
        desk.ada().says("Please wait a moment").in_thread(&request).await;
        desk.settle().await;
        desk.mia().sees_in_thread(&request).must_not_tell("customer-suggestion");
        assert!(!desk.history("1001").await.contains(&"offered".to_owned()));
    }

    async fn nothing_is_offered_where_nothing_fits_or_the_queue_does_not_suggest(desk, suggesting) {
        let request = desk.mia().says("The coffee machine on the second floor leaks").in_help().await;
        desk.leo().says("My VPN is down and I forgot my password").in_room("accounts").await;
        desk.settle().await;
        desk.mia().sees_in_thread(&request).must_not_tell("customer-suggestion");
        assert!(!desk.history("1002").await.contains(&"offered".to_owned()), "accounts does not suggest");
    }

    async fn a_yes_to_an_operator_is_only_a_word(desk, suggesting) {
        let request = vpn_is_down(desk).await;
        ada_says(desk, "!reply Is it the new client?").await;
        desk.mia().says("yes").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "open");
    }
}
