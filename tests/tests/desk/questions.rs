//! A queue's questions, asked in turn where the customer is.

use sportello::config::Worded;
use sportello::text::Language;
use sportello_tests::{Harness, Options, on_both_databases};

use crate::scenes::in_ops;

fn asking(options: &mut Options) {
    options.one_queue();
    options.queue("helpdesk").questions = ["Which computer?", "Since when?"].map(Worded::from).to_vec();
}

/// mia's request, and the first question is asked in its thread.
async fn asked(desk: &Harness) -> String {
    let request = desk.mia().says("My VPN is down").in_help().await;
    desk.settle().await;
    desk.mia().sees_in_thread(&request).must_have("Which computer?");
    request
}

fn has_header(desk: &Harness) -> bool {
    desk.alpha().all().iter().any(|m| m.opens_thread && m.by.is_none() && m.spot.room == "ops")
}

on_both_databases! {
    async fn one_question_follows_the_answer_to_the_other(desk, asking) {
        let request = asked(desk).await;
        let thread = desk.mia().sees_in_thread(&request);
        thread.must_have("`skip`");
        thread.must_not_have("Since when?");
        assert!(!has_header(desk), "the operators are told when it is answered");
        desk.mia().says("a ThinkPad").in_thread(&request).await;
        desk.settle().await;
        assert!(!has_header(desk));
        desk.mia().sees_in_thread(&request).must_have("Since when?");
        desk.mia().says("since Monday").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.ticket("1001").await.title, "My VPN is down");
        let ops = desk.ops_thread("1001");
        assert!(ops.must_have("a ThinkPad").text.contains("Which computer?"));
        assert!(ops.must_have("since Monday").text.contains("Since when?"));
        desk.mia().says("It is the black one").in_thread(&request).await;
        desk.settle().await;
        let later = desk.ops_thread("1001");
        assert!(!later.must_have("the black one").text.contains("Since when?"), "that answers nothing");
        assert_eq!(desk.mia().sees_in_thread(&request).count("Since when?"), 1);
        let history = desk.history("1001").await;
        assert_eq!(history.iter().filter(|e| *e == "answered").count(), 2, "{history:?}");
    }

    async fn an_edited_answer_asks_nothing_again(desk, asking) {
        let request = asked(desk).await;
        let answer = desk.mia().says("a ThinkPed").in_thread(&request).await;
        desk.mia().edits(&answer, "a ThinkPad").await;
        desk.settle().await;
        let thread = desk.mia().sees_in_thread(&request);
        assert_eq!((thread.count("Which computer?"), thread.count("Since when?")), (1, 1));
        let articles = desk.articles("1001").await;
        assert_eq!(articles[1].question.as_deref(), Some("Which computer?"));
        assert_eq!(articles[1].body, "a ThinkPad");
    }

    async fn each_is_asked_in_the_customers_language(desk, |options| {
        asking(options);
        options.queue("helpdesk").questions[0] = Worded(vec![
            (Some(Language::En), "Which computer?".to_owned()),
            (Some(Language::It), "Quale computer?".to_owned()),
        ]);
    }) {
        let gina = desk.person("gina").with_locale("it");
        let request = gina.says("La VPN non va da stamattina").in_help().await;
        desk.settle().await;
        gina.sees_in_thread(&request).must_have("Quale computer?");
        gina.says("Un ThinkPad").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.articles("1001").await[1].question.as_deref(), Some("Quale computer?"));
    }

    async fn who_wants_no_questions_is_asked_no_more(desk, asking) {
        let request = asked(desk).await;
        let skip = desk.mia().says("Salta").in_thread(&request).await;
        desk.settle().await;
        assert!(desk.alpha().message(&skip).is_some_and(|m| m.has_reaction("👌")));
        assert_eq!(desk.said("1001").await, ["request: My VPN is down"], "that word is no article");
        desk.ops_thread("1001").must_have("My VPN is down");
        desk.mia().says("skip").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await.len(), 2, "where nothing is asked it is a word like any other");
    }

    async fn an_operators_answer_ends_them(desk, asking) {
        let request = asked(desk).await;
        desk.ada().says("I see it, one moment").in_thread(&request).await;
        desk.settle().await;
        desk.mia().says("thank you").in_thread(&request).await;
        desk.settle().await;
        desk.mia().sees_in_thread(&request).must_not_have("Since when?");
        assert!(desk.articles("1001").await.iter().all(|a| a.question.is_none()));
    }

    async fn without_an_answer_the_operators_hear_of_it_and_may_end_it(desk, asking) {
        let request = asked(desk).await;
        desk.advance_seconds(6 * 60).await;
        assert!(has_header(desk));
        in_ops(desk, "ada", "1001", "!take").await;
        desk.mia().says("a ThinkPad").in_thread(&request).await;
        desk.settle().await;
        assert!(desk.ops_thread("1001").must_have("a ThinkPad").text.contains("Which computer?"), "late is not never");
        desk.mia().sees_in_thread(&request).must_have("Since when?");
        in_ops(desk, "ada", "1001", "skip").await;
        desk.mia().says("since Monday").in_thread(&request).await;
        desk.settle().await;
        assert!(!desk.ops_thread("1001").must_have("since Monday").text.contains("Since when?"));
        assert_eq!(desk.said("1001").await.len(), 3, "the operator's word is no note");
    }

    async fn nobody_is_asked_what_another_was(desk, asking) {
        desk.leo().says("!mine").directly().await;
        asked(desk).await;
        desk.advance_seconds(6 * 60).await;
        in_ops(desk, "ada", "1001", "!customer leo").await;
        desk.leo().says("It was my laptop").directly().await;
        desk.settle().await;
        let articles = desk.articles("1001").await;
        assert_eq!(articles[1].body, "It was my laptop");
        assert_eq!(articles[1].question, None);
        desk.leo().sees_directly().must_not_have("Since when?");
    }

    async fn which_question_was_the_last_is_known_after_a_restart(desk, asking) {
        let request = asked(desk).await;
        desk.mia().says("a ThinkPad").in_thread(&request).await;
        desk.settle().await;
        desk.crash_and_restart().await;
        desk.mia().says("since Monday").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.articles("1001").await[2].question.as_deref(), Some("Since when?"));
        assert_eq!(desk.mia().sees_in_thread(&request).count("Which computer?"), 1);
    }

    async fn in_a_direct_chat_with_several_tickets_the_question_is_answered(desk, asking) {
        desk.mia().says("My VPN is down").directly().await;
        desk.settle().await;
        desk.mia().says("a ThinkPad").directly().await;
        desk.mia().says("since Monday").directly().await;
        desk.settle().await;
        desk.mia().says("!new My printer smells").directly().await;
        desk.settle().await;
        desk.mia().says("the one on the third floor").directly().await;
        desk.settle().await;
        assert_eq!(desk.said("1002").await.len(), 2, "it was asked just now, and nobody asks which ticket is meant");
        let asked = desk.mia().sees_directly().must_have("**2/2** Since when?").clone();
        desk.mia().says("!new My chair squeaks").directly().await;
        desk.settle().await;
        let again = desk.mia().sees_directly().0.into_iter().rfind(|m| m.text.contains("Since when?") && m.id != asked.id);
        desk.mia().says("since yesterday").replying_to(&again.map_or(asked.id, |m| m.id)).directly().await;
        desk.settle().await;
        assert_eq!(desk.articles("1002").await[2].question.as_deref(), Some("Since when?"));
        assert_eq!(desk.said("1003").await.len(), 1);
    }

    async fn more_words_on_the_top_level_are_no_answer(desk, asking) {
        let request = asked(desk).await;
        desk.mia().says("and the phone, too").in_help().await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await.len(), 2);
        desk.mia().sees_in_thread(&request).must_not_have("Since when?");
        desk.mia().says("a ThinkPad").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.articles("1001").await[2].question.as_deref(), Some("Which computer?"));
    }

    async fn the_transcript_has_questions_and_answers(desk, asking) {
        let request = asked(desk).await;
        desk.mia().says("a ThinkPad").in_thread(&request).await;
        desk.mia().says("!transcript markdown").in_thread(&request).await;
        desk.settle().await;
        let file = desk.alpha().file_named("ticket-1001.md").expect("a file");
        let text = String::from_utf8(file).expect("text");
        let asked = text.find("Which computer?").expect("the question");
        assert!(text[asked..].contains("a ThinkPad"), "{text}");
    }
}
