//! Words that are taken back, changed, deleted, or can be read only later.

use sportello::config::OnDelete;
use sportello_tests::{Fault, Options, on_both_databases};

use crate::scenes::{in_ops, taken_by_ada, vpn_is_down};

on_both_databases! {
    async fn a_reply_is_taken_back_within_a_minute(desk) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!reply The password is swordfish").await;
        desk.mia().sees_in_thread(&request).must_have("swordfish");
        desk.advance_seconds(30).await;
        in_ops(desk, "ada", "1001", "!undo").await;
        desk.mia().sees_in_thread(&request).must_not_have("swordfish");
        desk.advance_seconds(600).await;
        assert!(desk.mail_texts_to("mia@example.org").iter().all(|t| !t.contains("swordfish")));
        assert!(desk.history("1001").await.contains(&"undone".to_owned()));
    }

    async fn a_reply_that_still_waits_is_never_sent(desk) {
        let request = taken_by_ada(desk).await;
        desk.alpha().faults.saying("swordfish", 1, Fault::Held);
        desk.alpha().faults.saying("Taken", 0, Fault::Held);
        let header = desk.header("1001").id;
        desk.ada().says("!reply Wait a moment please, swordfish").in_thread(&header).await;
        desk.alpha().faults.until_held().await;
        desk.ada().says("!reply My dog is called Rex").in_thread(&header).await;
        desk.ada().says("!undo").in_thread(&header).await;
        desk.alpha().faults.release();
        desk.settle().await;
        let all = desk.alpha().all();
        let shown = all.iter().filter(|m| m.by.is_none() && m.spot.thread.as_deref() == Some(request.as_str()));
        assert!(shown.clone().any(|m| m.text.contains("swordfish")));
        assert!(shown.clone().all(|m| !m.text.contains("Rex") || m.deleted));
        desk.mia().sees_in_thread(&request).must_not_have("Rex");
    }

    async fn later_than_a_minute_it_has_been_read(desk) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!reply The password is swordfish").await;
        desk.advance_seconds(61).await;
        in_ops(desk, "ada", "1001", "!undo").await;
        desk.mia().sees_in_thread(&request).must_have("swordfish");
        desk.ops_thread("1001").must_tell("refusal-too-late-to-undo");
    }

    async fn nobody_takes_back_anothers_reply(desk) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        in_ops(desk, "otto", "1001", "!undo").await;
        desk.mia().sees_in_thread(&request).must_have("Which client is it?");
        desk.ops_thread("1001").must_tell("refusal-nothing-to-undo");
    }

    async fn of_two_replies_undo_leaves_the_first_to_be_mailed(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        in_ops(desk, "ada", "1001", "!reply The password is swordfish").await;
        in_ops(desk, "ada", "1001", "!undo").await;
        desk.advance_seconds(600).await;
        let texts = desk.mail_texts_to("mia@example.org");
        assert!(texts.iter().any(|t| t.contains("Which client is it?")), "{texts:#?}");
        assert!(texts.iter().all(|t| !t.contains("swordfish")));
    }

    async fn an_edit_is_a_version_and_is_followed_elsewhere(desk) {
        let request = vpn_is_down(desk).await;
        let more = desk.mia().says("It is version 3").in_thread(&request).await;
        desk.settle().await;
        desk.mia().edits(&more, "It is version 4").await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await[1], "request: It is version 4");
        let thread = desk.ops_thread("1001");
        thread.must_have("version 4");
        thread.must_not_have("version 3");
        assert!(desk.history("1001").await.contains(&"edited".to_owned()));
    }

    async fn an_edited_request_changes_the_title(desk) {
        let request = vpn_is_down(desk).await;
        desk.mia().edits(&request, "My WLAN is down since this morning").await;
        desk.settle().await;
        assert_eq!(desk.ticket("1001").await.title, "My WLAN is down since this morning");
        assert!(desk.header("1001").text.contains("My WLAN is down"));
    }

    async fn an_edited_reply_is_followed_where_the_customer_reads(desk) {
        let request = taken_by_ada(desk).await;
        let reply = in_ops(desk, "ada", "1001", "!reply Use port 80").await;
        desk.ada().edits(&reply, "!reply Use port 443").await;
        desk.settle().await;
        let view = desk.mia().sees_in_thread(&request);
        view.must_have("Use port 443");
        view.must_not_have("Use port 80");
        assert_eq!(view.0.iter().filter(|m| m.text.contains("port")).count(), 1);
    }

    async fn the_files_of_an_edited_message_stay(desk) {
        let request = taken_by_ada(desk).await;
        let more = desk.mia().says("It is version 3").with_file("screen.png", b"pixels").in_thread(&request).await;
        let header = desk.header("1001").id;
        let reply = desk.ada().says("!reply Use port 80").with_file("manual.pdf", b"pages").in_thread(&header).await;
        desk.settle().await;
        desk.mia().edits(&more, "It is version 4").await;
        desk.ada().edits(&reply, "!reply Use port 443").await;
        desk.settle().await;
        let thread = desk.ops_thread("1001");
        thread.must_have("version 4");
        thread.must_have("screen.png");
        let view = desk.mia().sees_in_thread(&request);
        view.must_have("Use port 443");
        view.must_have("manual.pdf");
    }

    async fn a_long_message_that_is_edited_keeps_its_end(desk) {
        let request = taken_by_ada(desk).await;
        let long = |version: u32| format!("It is version {version}. {}That was all.", "I restarted it. ".repeat(300));
        let more = desk.mia().says(&long(3)).in_thread(&request).await;
        desk.settle().await;
        desk.mia().edits(&more, &long(4)).await;
        desk.settle().await;
        let thread = desk.ops_thread("1001");
        thread.must_have("version 4");
        thread.must_not_have("version 3");
        thread.must_have("That was all.");
    }

    async fn of_an_answer_that_becomes_short_only_words_go(desk) {
        let request = taken_by_ada(desk).await;
        let header = desk.header("1001").id;
        let long = format!("!reply {}and so on", "Restart it again. ".repeat(300));
        let reply = desk.ada().says(&long).with_file("manual.pdf", b"pages").in_thread(&header).await;
        desk.settle().await;
        assert!(desk.mia().sees_in_thread(&request).count("Restart it") > 1, "too long for one message");
        desk.ada().edits(&reply, "!reply Restart it once").await;
        desk.settle().await;
        let view = desk.mia().sees_in_thread(&request);
        assert_eq!(view.count("Restart it"), 1);
        view.must_not_have("and so on");
        view.must_have("manual.pdf");
    }

    async fn an_edited_note_stays_a_note(desk) {
        let request = taken_by_ada(desk).await;
        let note = in_ops(desk, "ada", "1001", "her router is ancient").await;
        desk.ada().edits(&note, "!reply her router is a museum piece").await;
        desk.ada().edits(&note, "her router is a fossil").await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await[1], "note: her router is a fossil");
        desk.mia().sees_in_thread(&request).must_not_have("router");
    }

    async fn a_message_does_not_become_a_command_by_an_edit(desk) {
        let request = vpn_is_down(desk).await;
        let more = desk.mia().says("It is version 3").in_thread(&request).await;
        desk.mia().edits(&more, "!close").await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "new");
        desk.mia().sees_directly().must_tell("refusal-edited-command");
    }

    async fn nobody_edits_anothers_words(desk) {
        let request = vpn_is_down(desk).await;
        desk.leo().edits(&request, "I hate this company").await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: My VPN is down since this morning"]);
    }

    async fn what_is_deleted_customers_no_longer_see_and_operators_do(desk) {
        let request = vpn_is_down(desk).await;
        let slip = desk.mia().says("My PIN is 4711").in_thread(&request).await;
        desk.settle().await;
        desk.mia().deletes(&slip).await;
        desk.settle().await;
        let thread = desk.ops_thread("1001");
        thread.must_tell("operator-article-deleted");
        thread.must_have("4711");
        desk.mia().sees_in_thread(&request).must_not_have("4711");
        assert_eq!(desk.articles("1001").await.len(), 2, "numbers never change");
    }

    async fn a_desk_may_remove_it_altogether(desk, |o: &mut Options| o.config.desk.on_delete = OnDelete::Remove) {
        let request = vpn_is_down(desk).await;
        let slip = desk.mia().says("My PIN is 4711").in_thread(&request).await;
        desk.settle().await;
        desk.mia().edits(&slip, "My PIN is 4712").await;
        desk.mia().deletes(&slip).await;
        desk.settle().await;
        let thread = desk.ops_thread("1001");
        thread.must_tell("operator-article-deleted");
        thread.must_not_have("471");
        assert_eq!(desk.articles("1001").await[1].body, "");
    }

    async fn with_the_words_go_the_files_and_the_title(desk, |o: &mut Options| o.config.desk.on_delete = OnDelete::Remove) {
        let request = desk.mia().says("My PIN 4711 is refused").with_file("pin.png", b"pixels").in_help().await;
        desk.settle().await;
        desk.ops_thread("1001").must_have("pin.png");
        desk.mia().deletes(&request).await;
        desk.settle().await;
        desk.ops_thread("1001").must_not_have("pin.png");
        assert!(!desk.ticket("1001").await.title.contains("4711"));
        assert!(!desk.header("1001").text.contains("4711"));
    }

    async fn a_title_that_was_given_outlives_the_words(desk, |o: &mut Options| o.config.desk.on_delete = OnDelete::Remove) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!title A broken tunnel").await;
        desk.mia().deletes(&request).await;
        desk.settle().await;
        assert_eq!(desk.ticket("1001").await.title, "A broken tunnel");
    }

    async fn a_deleted_reply_vanishes_from_the_customers_thread(desk) {
        let request = taken_by_ada(desk).await;
        let reply = in_ops(desk, "ada", "1001", "!reply The password is swordfish").await;
        desk.ada().deletes(&reply).await;
        desk.settle().await;
        desk.mia().sees_in_thread(&request).must_not_have("swordfish");
        desk.advance_seconds(600).await;
        assert!(desk.mail_texts_to("mia@example.org").iter().all(|t| !t.contains("swordfish")));
    }

    async fn what_cant_be_decrypted_is_a_placeholder_until_its_key_comes(desk) {
        let request = desk.mia().says("").undecryptable().in_help().await;
        desk.settle().await;
        assert!(desk.articles("1001").await[0].undecryptable);
        desk.ops_thread("1001").must_tell("operator-undecryptable");
        desk.mia().is_decrypted(&request, "My VPN is down").await;
        desk.settle().await;
        let thread = desk.ops_thread("1001");
        thread.must_have("My VPN is down");
        thread.must_not_tell("operator-undecryptable");
        assert_eq!(desk.ticket("1001").await.title, "My VPN is down");
        desk.mia().is_decrypted(&request, "Something else").await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await, ["request: My VPN is down"], "once");
    }

    async fn a_picture_whose_key_comes_late_is_shown(desk) {
        let request = desk.mia().says("").undecryptable().in_help().await;
        desk.settle().await;
        let picture = desk.mia().sends("screen.png", b"pixels");
        desk.mia().is_decrypted_as(&request, picture).await;
        desk.settle().await;
        let thread = desk.ops_thread("1001");
        thread.must_have("screen.png");
        thread.must_not_tell("operator-undecryptable");
        assert_eq!(desk.ticket("1001").await.title, "screen.png");
        desk.mia().edits(&request, "This is my screen").await;
        desk.settle().await;
        let thread = desk.ops_thread("1001");
        assert_eq!(thread.count("This is my screen"), 1);
        thread.must_have("screen.png");
    }

    async fn a_note_whose_key_comes_late_where_customers_read_is_removed(desk) {
        let request = taken_by_ada(desk).await;
        let note = desk.ada().says("").undecryptable().in_thread(&request).await;
        desk.settle().await;
        desk.ada().is_decrypted(&note, "!note her router is ancient").await;
        desk.settle().await;
        desk.mia().sees_in_thread(&request).must_not_have("router");
        desk.ada().sees_directly().must_tell("refusal-not-in-public");
        assert!(desk.history("1001").await.contains(&"exposed".to_owned()));
        assert!(desk.said("1001").await.iter().all(|words| !words.contains("router")));
        desk.advance_seconds(600).await;
        assert!(desk.mail_texts_to("mia@example.org").iter().all(|text| !text.contains("router")));
    }
}
