//! Messages nobody expects: huge, empty, of markup only, of strange characters. None is lost.

use sportello_chat::{Author, Interaction, Message};
use sportello_tests::{Options, Spot, on_both_databases};

use crate::scenes::{in_ops, taken_by_ada};

on_both_databases! {
    async fn a_message_of_a_hundred_kilobytes_is_kept_whole(desk) {
        let text = "My VPN is down. ".repeat(6400);
        desk.mia().says(&text).in_help().await;
        desk.settle().await;
        assert_eq!(desk.articles("1001").await[0].body, text.trim_end());
        assert!(desk.ticket("1001").await.title.chars().count() <= 70);
        let shown: usize = desk.ops_thread("1001").0.iter().map(|m| m.text.matches("VPN").count()).sum();
        assert_eq!(shown, 6400);
    }

    async fn an_empty_message_is_answered_and_opens_nothing(desk) {
        desk.mia().says("   \n\t ").in_help().await;
        desk.settle().await;
        assert!(desk.numbers().await.is_empty());
        desk.mia().sees_directly().must_tell("refusal-empty");
    }

    async fn a_message_of_only_markup_is_kept(desk) {
        for (i, text) in ["****", "```\n```", "---", "> ", "[]()", "<b></b>"].iter().enumerate() {
            desk.person(&format!("guest{i}")).says(text).in_help().await;
        }
        desk.settle().await;
        assert_eq!(desk.numbers().await.len(), 6);
        desk.advance_seconds(1200).await;
        assert!(desk.header("1006").text.contains("#1006"));
    }

    async fn odd_characters_are_kept_as_they_are(desk) {
        let odd = [
            "zalgo h̸̢̛̬e̷͉͘l̶̰̈p",
            "شبكتي لا تعمل",
            "\u{202e}right to left override",
            "👩‍👩‍👧‍👦 family \u{fe0f}\u{200d}",
            "tab\tand \u{7} bell and \u{1b}[31m escape",
            "line\u{2028}separator \u{feff} and \u{fffe}",
            "'; DROP TABLE ticket; -- \\ \" % _",
            "{ $number } { braces",
            "𝕌𝕟𝕚𝕔𝕠𝕕𝕖 𐍈",
        ];
        for (i, text) in odd.iter().enumerate() {
            desk.person(&format!("guest{i}")).says(text).in_help().await;
        }
        desk.settle().await;
        for (i, text) in odd.iter().enumerate() {
            assert_eq!(desk.articles(&(1001 + i).to_string()).await[0].body, *text);
        }
    }

    async fn a_character_that_databases_refuse_loses_no_message(desk) {
        let request = desk.mia().says("My VPN\0 is down").in_help().await;
        desk.settle().await;
        let body = desk.articles("1001").await[0].body.clone();
        assert!(body.contains("My VPN") && body.contains("is down"), "{body:?}");
        let more = desk.mia().says("more\0").in_thread(&request).await;
        desk.mia().edits(&more, "even\0 more").await;
        desk.settle().await;
        assert!(desk.articles("1001").await[1].body.contains("even"));
    }

    async fn an_id_that_databases_refuse_is_nobody_s_and_loses_no_message(desk) {
        let odd = "m1\0";
        desk.mia().says("My VPN is down since this morning").replying_to(odd).in_help().await;
        desk.mia().edits(odd, "It is up again").await;
        desk.mia().deletes(odd).await;
        desk.ada().reacts(odd, "🙋\0").await;
        desk.leo().says("Is it?").at(Spot::thread("help", odd)).await;
        let post = desk.leo().says("It burns").titled("The printer\0 is on fire");
        post.as_post_in("help").await;
        desk.settle().await;
        assert_eq!(desk.numbers().await, ["1001"], "who answers somebody outside a ticket opens none");
        assert_eq!(desk.said("1001").await, ["request: It burns"]);
        assert_eq!(desk.ticket("1001").await.title, "The printer\u{fffd} is on fire");
    }

    async fn what_is_picked_may_hold_what_databases_refuse(desk, |o: &mut Options| o.on_beta_too()) {
        let mia = desk.mia().on_beta();
        let picked = mia.picks(&Spot::room("help"), "new", &[("text", "My VPN\0 is down")]).await;
        let author = Author { id: "leo\0".to_owned(), ..Author::default() };
        let message = Message { text: "Mine\0 too".to_owned(), ..Message::default() };
        let on = Box::new((author, message));
        let entry = Interaction::OnMessage { entry: "open".to_owned(), target: "m\0".to_owned(), on };
        desk.ada().on_beta().interacts(&Spot::room("help"), entry).await;
        desk.settle().await;
        mia.was_answered(&picked);
        assert_eq!(desk.articles("1001").await[0].body, "My VPN\u{fffd} is down");
    }

    async fn a_file_with_an_odd_name_is_kept(desk) {
        let request = taken_by_ada(desk).await;
        desk.mia().says("see here").with_file("../../etc/pass\0wd", b"root").in_thread(&request).await;
        desk.settle().await;
        let article = desk.articles("1001").await[1].clone();
        assert_eq!(article.files.len(), 1, "{article:#?}");
    }

    async fn a_file_too_large_is_said_to_be_missing_and_its_message_is_kept(desk, |o: &mut sportello_tests::Options| o.config.desk.max_file_size = 10) {
        desk.mia().says("see the screenshot").with_file("screen.png", b"more than ten bytes").in_help().await;
        desk.settle().await;
        assert_eq!(desk.articles("1001").await[0].missing_files.len(), 1);
        desk.ops_thread("1001").must_tell("operator-file-missing");
    }

    async fn files_go_both_ways(desk) {
        let request = taken_by_ada(desk).await;
        let header = desk.header("1001").id;
        desk.ada().says("!reply Fill this in").with_file("form.pdf", b"%PDF").in_thread(&header).await;
        desk.mia().says("Here it is").with_file("filled.pdf", b"%PDF!").in_thread(&request).await;
        desk.settle().await;
        assert!(desk.mia().sees_in_thread(&request).find("form.pdf").unwrap().is_file);
        assert!(desk.ops_thread("1001").find("filled.pdf").unwrap().is_file);
    }

    async fn words_that_look_like_a_template_stay_words(desk) {
        desk.mia().says("**{ $number }** `!take` @ada \\*").in_help().await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!take").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        desk.ops_thread("1001").must_have("{ $number }");
    }

    async fn unknown_commands_and_bad_arguments_are_answered_and_lose_nothing(desk) {
        let request = taken_by_ada(desk).await;
        let header = desk.header("1001").id;
        for words in ["!tkae", "!assign", "!take abc", "!close perhaps tomorrow", "!reply", "!list blue", "!reply #77 hello"] {
            desk.ada().says(words).in_thread(&header).await;
        }
        desk.settle().await;
        let answers = desk.ops_thread("1001").0.iter().filter(|m| m.by.is_none() && m.reply_to.is_some()).count();
        assert!(answers >= 6, "{}", desk.ops_thread("1001").transcript());
        assert!(desk.articles("1001").await.len() <= 2, "{:#?}", desk.said("1001").await);
        desk.mia().sees_in_thread(&request).must_not_have("hello");
    }
}
