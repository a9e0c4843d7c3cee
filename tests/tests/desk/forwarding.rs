//! Articles go by mail to somebody who is no part of the ticket.

use sportello_tests::{Harness, Options, Spot, on_both_databases};

use crate::scenes::{in_ops, taken_by_ada};

const BOB: &str = "bob@vendor.example";

/// mia's request, an answer and a note: articles 1 to 3 of 1001.
async fn three_articles(desk: &Harness) -> String {
    let request = taken_by_ada(desk).await;
    in_ops(desk, "ada", "1001", "!reply Which client?").await;
    in_ops(desk, "otto", "1001", "she always calls twice").await;
    request
}

on_both_databases! {
    async fn chosen_articles_go_by_mail_and_the_customer_sees_nothing_of_it(desk) {
        let request = three_articles(desk).await;
        in_ops(desk, "ada", "1001", "!forward bob@vendor.example 1-2 Is this the known bug?").await;
        let mail = desk.mails_to(BOB).pop().expect("a mail");
        assert_eq!(mail.subject, "[Sportello#1001] Fwd: My VPN is down since this morning");
        assert!(mail.in_reply_to.is_none() && mail.references.is_empty());
        let text = desk.mail_texts_to(BOB).pop().unwrap();
        for words in ["Is this the known bug?", "My VPN is down", "Which client?", "ada"] {
            assert!(text.contains(words), "{text}");
        }
        assert!(!text.contains("calls twice"));
        let article = desk.articles("1001").await.pop().unwrap();
        assert_eq!((article.kind.as_str(), article.number), ("forward", 4));
        assert!(article.body.contains("vendor") && article.body.contains("Is this the known bug?"));
        desk.ops_thread("1001").must_tell("operator-forwarded");
        desk.ops_thread("1001").must_tell("operator-article-forward");
        desk.mia().sees_in_thread(&request).must_not_have("known bug");
        desk.mia().says("!transcript 1001").directly().await;
        desk.mia().says("!search bug").directly().await;
        desk.settle().await;
        let page = String::from_utf8(desk.alpha().file_named("ticket-1001.html").expect("a file")).expect("text");
        assert!(!page.contains("known bug") && !page.contains("vendor"));
        desk.mia().sees_directly().must_not_have("known bug");
        desk.ada().says("!history 1001").in_ops().await;
        desk.settle().await;
        desk.ada().sees_in("ops").must_have("forwarded to bob@vendor.example, art. 1, 2");
        desk.advance_seconds(600).await;
        assert!(!desk.mail_texts_to("mia@example.org").iter().any(|m| m.contains("known bug")));
        assert_eq!(desk.mails_to(BOB).len(), 1);
    }

    async fn a_note_is_never_forwarded(desk) {
        three_articles(desk).await;
        for words in ["!forward bob@vendor.example 3", "!forward bob@vendor.example 1-3 All of it"] {
            in_ops(desk, "ada", "1001", words).await;
            desk.ops_thread("1001").must_tell("refusal-forward-internal");
        }
        in_ops(desk, "ada", "1001", "!forward bob@vendor.example 1").await;
        in_ops(desk, "ada", "1001", "!forward bob@vendor.example 4").await;
        assert_eq!(desk.ops_thread("1001").times_told("refusal-forward-internal"), 3);
        assert_eq!(desk.mails_to(BOB).len(), 1);
    }

    async fn the_message_that_is_answered_goes_and_its_files(desk) {
        let request = taken_by_ada(desk).await;
        desk.mia().says("See here").with_file("screen.png", b"png").in_thread(&request).await;
        desk.settle().await;
        let shown = desk.ops_thread("1001").must_have("See here").id.clone();
        let header = desk.header("1001").id;
        desk.ada().says("!inoltra bob@vendor.example").replying_to(&shown).in_thread(&header).await;
        desk.settle().await;
        let mail = desk.mails_to(BOB).pop().expect("a mail");
        assert_eq!(mail.files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["screen.png"]);
        let text = desk.mail_texts_to(BOB).pop().unwrap();
        assert!(text.contains("See here") && !text.contains("My VPN is down since this morning\n"), "{text}");
    }

    async fn what_an_address_is_not_gets_nothing(desk) {
        three_articles(desk).await;
        for words in [
            "!forward bob@vendor 1",
            "!forward bob@vendor.example>,<all@vendor.example 1",
            "!forward a@b.example,c@d.example 1",
        ] {
            in_ops(desk, "ada", "1001", words).await;
            desk.ops_thread("1001").must_tell("refusal-bad-address");
        }
        in_ops(desk, "ada", "1001", "!title Down\u{2028}Bcc: all@vendor.example").await;
        in_ops(desk, "ada", "1001", "!forward bob@vendor.example 1").await;
        let mail = desk.mails_to(BOB).pop().expect("a mail");
        assert!(!mail.subject.contains(['\r', '\n']));
        in_ops(desk, "ada", "1001", "!forward 1").await;
        desk.ops_thread("1001").must_tell("refusal-missing");
        in_ops(desk, "ada", "1001", "!forward bob@vendor.example").await;
        desk.ops_thread("1001").must_tell("refusal-forward-what");
        in_ops(desk, "ada", "1001", "!forward bob@vendor.example 99").await;
        desk.ops_thread("1001").must_tell("refusal-no-such-article");
    }

    async fn encrypted_words_are_mailed_to_nobody_unless_bot_toml_says_so(desk) {
        let request = taken_by_ada(desk).await;
        desk.mia().says("The PIN is 4711").encrypted().in_thread(&request).await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!forward bob@vendor.example 2").await;
        desk.ops_thread("1001").must_tell("refusal-forward-encrypted");
        assert!(desk.mails_to(BOB).is_empty());
    }

    async fn whoever_does_not_serve_it_forwards_nothing_and_in_public_nobody(desk) {
        let request = three_articles(desk).await;
        desk.mia().says("!forward #1001 bob@vendor.example 1").directly().await;
        desk.leo().says("!forward #1001 bob@vendor.example 1").directly().await;
        desk.settle().await;
        desk.mia().sees_directly().must_tell("refusal-operators-only");
        desk.leo().sees_directly().must_tell("refusal-no-such-ticket");
        let said = desk.ada().says("!forward bob@vendor.example 1").in_thread(&request).await;
        desk.settle().await;
        assert!(desk.alpha().message(&said).is_none_or(|m| m.deleted));
        assert!(desk.mails_to(BOB).is_empty());
    }
}

mod picked {
    use super::*;

    fn on_beta(options: &mut Options) {
        options.on_beta_too();
    }

    on_both_databases! {
        async fn articles_are_picked_by_number(desk, on_beta) {
            desk.mia().on_beta().says("My VPN is down").in_help().await;
            desk.settle().await;
            let ada = desk.ada().on_beta();
            let options =
                [("ticket", "1001"), ("address", BOB), ("articles", "1"), ("text", "Please have a look")];
            let done = ada.picks(&Spot::room("ops"), "forward", &options).await;
            desk.settle().await;
            assert!(ada.was_answered(&done).text.contains("vendor"));
            assert!(desk.mail_texts_to(BOB).pop().is_some_and(|m| m.contains("Please have a look")));
        }
    }
}
