//! How a ticket is handled: title, priority, tags, responsible, queue, watchers, links.

use sportello::config::Signature;
use sportello_chat::Event;
use sportello_tests::{Harness, Options, on_both_databases};

use crate::scenes::{in_ops, taken_by_ada, vpn_is_down};

/// What ada is answered to a command in the thread of ticket 1001.
async fn ada_says(desk: &Harness, words: &str) {
    in_ops(desk, "ada", "1001", words).await;
}

fn with_library(options: &mut Options) {
    let mut library = options.queue("helpdesk").clone();
    library.name = "library".to_owned();
    library.title = "Library".to_owned();
    library.operators = vec!["zoe".to_owned()];
    library.responsible = Some("zoe".to_owned());
    for channel in library.channels.iter_mut().chain(&mut library.operator_channels) {
        channel.name = format!("library-{}", channel.name);
    }
    let mut printers = options.queue("helpdesk::network").clone();
    printers.name = "helpdesk::printers".to_owned();
    printers.title = "Printers".to_owned();
    options.config.queues.extend([library, printers]);
}

on_both_databases! {
    async fn a_title_is_changed_where_it_is_shown(desk) {
        vpn_is_down(desk).await;
        ada_says(desk, "!title VPN: certificate expired").await;
        assert_eq!(desk.ticket("1001").await.title, "VPN: certificate expired");
        assert!(desk.header("1001").text.contains("certificate expired"));
        assert!(desk.history("1001").await.contains(&"title".to_owned()));
    }

    async fn a_priority_is_shown_unless_it_is_the_usual_one(desk) {
        vpn_is_down(desk).await;
        assert!(!desk.header("1001").text.contains("Priority"));
        ada_says(desk, "!priority 5").await;
        assert!(desk.header("1001").text.contains("Priority: very high"));
        ada_says(desk, "!priority 1001 normal").await;
        assert!(!desk.header("1001").text.contains("Priority"));
        ada_says(desk, "!priority 9").await;
        desk.ops_thread("1001").must_tell("refusal-bad-choice");
        assert_eq!(desk.ticket("1001").await.priority, 3);
    }

    async fn tags_come_and_go(desk) {
        vpn_is_down(desk).await;
        ada_says(desk, "!tag VPN, certificate").await;
        assert!(desk.header("1001").text.contains("certificate, vpn"));
        ada_says(desk, "!tag -certificate vpn").await;
        assert!(desk.header("1001").text.contains("🏷️ vpn"));
        let tags = desk.history("1001").await.into_iter().filter(|e| e == "tags").count();
        assert_eq!(tags, 2, "each change is in the history, and nothing that was no change");
    }

    async fn who_answers_for_a_ticket_need_not_own_it(desk) {
        taken_by_ada(desk).await;
        ada_says(desk, "!responsible otto").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        assert!(desk.header("1001").text.contains("responsible: otto"));
        let told = desk.ops_thread("1001").must_tell("operator-responsible").clone();
        assert_eq!(told.mentions, ["otto"], "who is made responsible is called");
    }

    async fn who_watches_is_called_with_the_owner(desk) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "otto", "1001", "!watch").await;
        desk.mia().says("It works again on the other laptop").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.ops_thread("1001").must_have("other laptop").mentions, ["ada", "otto"]);
        in_ops(desk, "otto", "1001", "!watch --off").await;
        desk.mia().says("But not on this one").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.ops_thread("1001").must_have("not on this one").mentions, ["ada"]);
    }

    async fn of_two_who_answer_at_once_the_second_is_told_once(desk) {
        let request = taken_by_ada(desk).await;
        ada_says(desk, "!reply Please reconnect").await;
        desk.ops_thread("1001").must_not_tell("operator-answered-too");
        desk.advance_seconds(30).await;
        in_ops(desk, "otto", "1001", "!reply Did you restart it?").await;
        let told = desk.ops_thread("1001").must_tell("operator-answered-too").text.clone();
        assert!(told.contains("ada") && told.contains("30 seconds"), "{told}");
        ada_says(desk, "!reply Otto is right").await;
        in_ops(desk, "otto", "1001", "!reply And?").await;
        assert_eq!(desk.ops_thread("1001").count("👥"), 1, "from then on they know of each other");
        desk.mia().sees_in_thread(&request).must_not_tell("operator-answered-too");
    }

    async fn answers_minutes_apart_need_no_hint(desk) {
        taken_by_ada(desk).await;
        ada_says(desk, "!reply Please reconnect").await;
        desk.advance_seconds(180).await;
        in_ops(desk, "otto", "1001", "!reply Did it help?").await;
        desk.ops_thread("1001").must_not_tell("operator-answered-too");
    }

    async fn who_answers_where_the_customer_reads_is_told_in_private(desk) {
        let request = taken_by_ada(desk).await;
        ada_says(desk, "!reply Please reconnect").await;
        desk.otto().says("Did you restart it?").in_thread(&request).await;
        desk.settle().await;
        desk.otto().sees_directly().must_tell("operator-answered-too");
        desk.mia().sees_in_thread(&request).must_not_tell("operator-answered-too");
    }

    async fn linked_tickets_tell_each_other(desk) {
        vpn_is_down(desk).await;
        desk.leo().says("My VPN is slow since today").in_help().await;
        desk.settle().await;
        ada_says(desk, "!link #1002 child").await;
        desk.ops_thread("1001").must_tell("operator-linked-child");
        desk.ops_thread("1002").must_tell("operator-linked-child");
        ada_says(desk, "!link #1002 child").await;
        let links = desk.history("1002").await.into_iter().filter(|e| e == "linked").count();
        assert_eq!(links, 1, "said twice, it is one link");
        ada_says(desk, "!link #1001").await;
        desk.ops_thread("1001").must_tell("refusal-its-own-link");
    }

    async fn a_ticket_that_is_not_theirs_is_linked_by_nobody(desk) {
        vpn_is_down(desk).await;
        desk.mia().says("I forgot my password").in_room("accounts").await;
        desk.settle().await;
        ada_says(desk, "!link #1002").await;
        desk.ops_thread("1001").must_tell("refusal-no-such-ticket");
        assert!(!desk.history("1002").await.contains(&"linked".to_owned()));
    }
}

mod moving {
    use super::*;

    on_both_databases! {
        async fn to_a_queue_below_the_customer_hears_nothing_and_the_thread_goes_on(desk) {
            let request = taken_by_ada(desk).await;
            let before = desk.mia().sees_in_thread(&request).0.len();
            ada_says(desk, "!move Network").await;
            assert!(desk.header("1001").text.contains("Network"));
            assert_eq!(desk.mia().sees_in_thread(&request).0.len(), before, "users know no sub-queues");
            assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"), "who serves above may keep it");
            desk.mia().says("It is back, but slow").in_thread(&request).await;
            desk.settle().await;
            desk.ops_thread("1001").must_have("back, but slow");
        }

        async fn in_a_queue_below_the_customer_reads_its_name_nowhere(desk, |options| {
            options.queue("helpdesk::network").signature = Signature::Queue;
        }) {
            let request = taken_by_ada(desk).await;
            ada_says(desk, "!move network").await;
            desk.mia().says("!status").in_thread(&request).await;
            desk.mia().says("!mine").directly().await;
            ada_says(desk, "!reply Is it plugged in?").await;
            ada_says(desk, "!close").await;
            desk.advance_seconds(3600).await;
            desk.mia().sees_in_thread(&request).must_have("Service desk:");
            for view in [desk.mia().sees_in_thread(&request), desk.mia().sees_directly()] {
                view.must_not_have("Network");
            }
            let mails = desk.mail_texts_to("mia@example.org");
            assert!(mails.iter().any(|m| m.contains("plugged in")) && !mails.iter().any(|m| m.contains("Network")));
        }

        async fn who_does_not_serve_it_any_more_hears_nothing_when_their_channel_is_replaced_or_back(desk, with_library) {
            taken_by_ada(desk).await;
            desk.leo().says("My screen flickers all day").in_help().await;
            desk.settle().await;
            ada_says(desk, "!move library").await;
            desk.happens_to("ops", Event::PlaceLost { reason: "kicked".to_owned() }).await;
            desk.ada().says("!move 1002 library").directly().await;
            desk.settle().await;
            desk.happens_to("ops", Event::PlaceFound).await;
            desk.happens_to("ops", Event::PlaceReplaced { by: "newer-ops".to_owned() }).await;
            desk.settle().await;
            for number in ["1001", "1002"] {
                desk.person("zoe").says(&format!("!note #{number} she is the director")).in_room("library-ops").await;
            }
            desk.settle().await;
            let all = desk.alpha().all();
            let notes = || all.iter().filter(|m| m.by.is_none() && m.text.contains("the director"));
            assert_eq!(notes().count(), 2);
            assert!(notes().all(|m| m.spot.room == "library-ops"));
        }

        async fn to_another_first_level_queue_it_is_gone_from_here_and_whole_there(desk, with_library) {
            let request = taken_by_ada(desk).await;
            ada_says(desk, "!note the librarians run this one").await;
            let header = desk.header("1001").id;
            desk.ada().says("!move library").in_thread(&header).await;
            desk.settle().await;
            assert_eq!(desk.owner("1001").await, None, "ada does not serve the library");
            desk.mia().sees_in_thread(&request).must_tell("customer-moved");
            let there = desk.person("zoe").sees_in("library-ops").from_bot().iter().rev()
                .find(|m| m.opens_thread).map(|m| m.id.clone()).expect("a thread begins there");
            let thread = desk.person("zoe").sees_in_thread(&there);
            thread.must_have("My VPN is down");
            thread.must_have("the librarians run this one");
            assert!(thread.must_have("My VPN is down").id != request);
            desk.ada().says("!take").in_thread(&header).await;
            desk.settle().await;
            assert_eq!(desk.owner("1001").await, None, "whoever does not serve it sees it no more");
            desk.person("zoe").says("!reply Which book?").in_thread(&there).await;
            desk.settle().await;
            desk.mia().sees_in_thread(&request).must_have("Which book?");
            desk.ada().sees_in_thread(&header).must_not_have("Which book?");
        }

        async fn a_level_is_not_jumped_over(desk, with_library) {
            vpn_is_down(desk).await;
            ada_says(desk, "!move network").await;
            ada_says(desk, "!move library").await;
            desk.ops_thread("1001").must_tell("refusal-not-that-way");
            ada_says(desk, "!move printers").await;
            assert!(desk.header("1001").text.contains("Network"));
        }

        async fn between_siblings_where_bot_toml_allows_it(desk, |options| {
            with_library(options);
            options.queue("helpdesk").siblings = true;
        }) {
            vpn_is_down(desk).await;
            ada_says(desk, "!move network").await;
            ada_says(desk, "!move printers").await;
            assert!(desk.header("1001").text.contains("Printers"));
            assert_eq!(desk.history("1001").await.into_iter().filter(|e| e == "moved").count(), 2);
        }
    }
}

mod transcripts {
    use super::*;

    on_both_databases! {
        async fn operators_have_all_of_it_and_the_customer_no_note(desk) {
            let request = taken_by_ada(desk).await;
            ada_says(desk, "!note she forgot her token again").await;
            ada_says(desk, "!transcript json").await;
            desk.ops_thread("1001").must_have("ticket-1001-internal.json");
            desk.mia().says("!transcript").in_thread(&request).await;
            desk.settle().await;
            let sent = desk.alpha().file_named("ticket-1001.html").expect("a file");
            let page = String::from_utf8(sent).expect("text");
            assert!(page.contains("My VPN is down") && !page.contains("forgot her token"), "{page}");
            desk.mia().sees_directly().must_have("ticket-1001.html");
            desk.mia().sees_in_thread(&request).must_not_have("ticket-1001");
        }

        async fn where_customers_read_no_operator_is_handed_one(desk) {
            let request = taken_by_ada(desk).await;
            desk.ada().says("!transcript").in_thread(&request).await;
            desk.leo().says("!transcript #1001").directly().await;
            desk.settle().await;
            assert!(desk.alpha().all().iter().all(|m| !m.is_file));
            desk.leo().sees_directly().must_tell("refusal-no-such-ticket");
        }
    }
}
