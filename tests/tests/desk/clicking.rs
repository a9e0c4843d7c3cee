//! Buttons, forms and commands from a menu, on the platform that has them.

use sportello::config::Worded;
use sportello_chat::{Author, Event, Interaction, Message, Place};
use sportello_tests::{Harness, Options, Shown, Spot, on_both_databases};

use crate::scenes::in_ops;

fn on_beta(options: &mut Options) {
    options.on_beta_too();
}

/// mia's request on `beta` is in the operators' channels as ticket 1001; gives the id of her message.
async fn vpn_is_down(desk: &Harness) -> String {
    let request = desk.mia().on_beta().says("My VPN is down since this morning").in_help().await;
    desk.settle().await;
    request
}

/// The header of a ticket on `beta`.
fn header(desk: &Harness, number: &str) -> Shown {
    let is_header = |m: &Shown| {
        m.by.is_none() && m.opens_thread && m.spot == Spot::room("ops") && m.ticket.as_deref() == Some(number)
    };
    desk.beta().all().into_iter().rfind(is_header).expect("a header")
}

fn labels(message: &Shown) -> Vec<&str> {
    message.buttons.iter().map(|b| b.label.as_str()).collect()
}

/// What mia was told last on `beta`, with its buttons.
fn closing(desk: &Harness, request: &str) -> Shown {
    let told = desk.mia().on_beta().sees_in_thread(request);
    told.must_tell("customer-closed-successful").clone()
}

async fn closed_by_ada(desk: &Harness) -> (String, Shown) {
    let request = vpn_is_down(desk).await;
    let ada = desk.ada().on_beta();
    ada.clicks(&header(desk, "1001").id, "Take").await;
    desk.settle().await;
    ada.fills_in(&header(desk, "1001").id, "Close…", &[("outcome", "successful")]).await;
    desk.settle().await;
    let closing = closing(desk, &request);
    (request, closing)
}

on_both_databases! {
    async fn a_header_offers_what_comes_next_and_speaks_of_no_emoji(desk, on_beta) {
        vpn_is_down(desk).await;
        let before = header(desk, "1001");
        assert_eq!(labels(&before), ["Take", "Answer…", "Note…", "Close…"]);
        assert!(!before.text.contains("🙋"), "{}", before.text);
        assert!(desk.header("1001").text.contains("🙋"), "where there are no buttons, emoji do it");
        desk.ada().on_beta().clicks(&before.id, "Take").await;
        desk.settle().await;
        assert_eq!(labels(&header(desk, "1001")), ["Answer…", "Note…", "Close…"]);
    }

    async fn who_clicks_take_has_it_and_is_told_alone(desk, on_beta) {
        vpn_is_down(desk).await;
        let click = desk.ada().on_beta().clicks(&header(desk, "1001").id, "Take").await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        let ada = desk.ada().on_beta();
        assert_eq!(ada.was_answered(&click).only_for.as_deref(), Some("ada"));
        desk.otto().on_beta().sees_in_thread(&header(desk, "1001").id).must_tell("operator-taken");
    }

    async fn of_two_who_click_at_once_one_has_it_and_the_other_is_told_who(desk, on_beta) {
        vpn_is_down(desk).await;
        let id = header(desk, "1001").id;
        let (ada, otto) = (desk.ada().on_beta(), desk.otto().on_beta());
        let (a, o) = tokio::join!(ada.clicks(&id, "Take"), otto.clicks(&id, "Take"));
        desk.settle().await;
        let owner = desk.owner("1001").await.unwrap();
        let loser = if owner == "ada" { otto.was_answered(&o) } else { ada.was_answered(&a) };
        assert!(loser.text.contains(&owner), "{}", loser.text);
    }

    async fn an_answer_from_a_form_reaches_the_customer_and_the_thread(desk, on_beta) {
        let request = vpn_is_down(desk).await;
        let ada = desk.ada().on_beta();
        let sent = ada.fills_in(&header(desk, "1001").id, "Answer…", &[("text", "Which client is it?")]).await;
        desk.settle().await;
        let answer = desk.mia().on_beta().sees_in_thread(&request).must_have("Which client is it?").clone();
        assert_eq!(answer.mentions, ["mia"]);
        ada.sees_in_thread(&header(desk, "1001").id).must_have("Which client is it?");
        assert!(ada.was_answered(&sent).text.contains("on its way"));
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
    }

    async fn a_note_from_a_form_stays_among_operators(desk, on_beta) {
        let request = vpn_is_down(desk).await;
        let ada = desk.ada().on_beta();
        ada.fills_in(&header(desk, "1001").id, "Note…", &[("text", "she forgot her token again")]).await;
        desk.settle().await;
        ada.sees_in_thread(&header(desk, "1001").id).must_have("forgot her token");
        desk.mia().on_beta().sees_in_thread(&request).must_not_have("forgot her token");
    }

    async fn a_note_picked_where_customers_read_is_seen_by_nobody_else(desk, on_beta) {
        let request = vpn_is_down(desk).await;
        let note = [("text", "she forgot her token again")];
        desk.ada().on_beta().picks(&Spot::thread("help", &request), "note", &note).await;
        desk.settle().await;
        desk.ada().on_beta().sees_in_thread(&header(desk, "1001").id).must_have("forgot her token");
        desk.mia().on_beta().sees_in_thread(&request).must_not_have("forgot her token");
    }

    async fn a_form_that_is_refused_gives_its_words_back(desk, on_beta) {
        vpn_is_down(desk).await;
        let ada = desk.ada().on_beta();
        let fields = [("text", "Please reconnect, then it works."), ("outcome", "splendid")];
        let sent = ada.fills_in(&header(desk, "1001").id, "Close…", &fields).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "new");
        let answer = ada.was_answered(&sent).text;
        assert!(answer.contains("splendid") && answer.contains("Please reconnect"), "{answer}");
    }

    async fn a_customer_is_asked_for_stars_and_may_say_why(desk, on_beta) {
        let (request, closing) = closed_by_ada(desk).await;
        let stars = closing.buttons.iter().filter(|b| b.action.starts_with("rate:")).count();
        assert_eq!(stars, 5);
        let click = desk.mia().on_beta().clicks(&closing.id, "4").await;
        desk.settle().await;
        assert!(desk.mia().on_beta().was_answered(&click).text.contains("4 stars"));
        desk.ops_thread("1001").must_tell("operator-rated");
        let why = [("stars", "5"), ("comment", "quick and kind")];
        desk.mia().on_beta().picks(&Spot::thread("help", &request), "rate", &why).await;
        desk.settle().await;
        desk.ops_thread("1001").must_have("quick and kind");
        assert!(header(desk, "1001").text.contains("⭐⭐⭐⭐⭐"));
    }

    async fn nobody_but_the_customer_rates(desk, on_beta) {
        let (_, closing) = closed_by_ada(desk).await;
        let click = desk.leo().on_beta().clicks(&closing.id, "1").await;
        desk.settle().await;
        assert!(desk.leo().on_beta().was_answered(&click).text.contains("can't find a ticket"));
        desk.ops_thread("1001").must_not_tell("operator-rated");
    }

    async fn a_closed_tickets_thread_is_put_away_once_it_is_rated(desk, on_beta) {
        let (request, closing) = closed_by_ada(desk).await;
        desk.advance(std::time::Duration::from_secs(13 * 86_400)).await;
        assert!(!desk.beta().is_archived(&request), "it may still be reopened");
        desk.mia().on_beta().clicks(&closing.id, "5").await;
        desk.advance_seconds(3600).await;
        assert!(desk.beta().is_archived(&request));
    }

    async fn a_closed_tickets_thread_is_put_away_when_nothing_reopens_it_any_more(desk, on_beta) {
        let (request, _) = closed_by_ada(desk).await;
        desk.advance(std::time::Duration::from_secs(15 * 86_400)).await;
        assert!(desk.beta().is_archived(&request));
    }

    async fn a_reopened_tickets_thread_stays(desk, on_beta) {
        let (request, closing) = closed_by_ada(desk).await;
        desk.mia().on_beta().clicks(&closing.id, "Reopen").await;
        desk.advance(std::time::Duration::from_secs(30 * 86_400)).await;
        assert_eq!(desk.state("1001").await, "open");
        assert!(!desk.beta().is_archived(&request));
    }

    async fn an_old_button_says_what_happened_meanwhile(desk, on_beta) {
        let (_, closing) = closed_by_ada(desk).await;
        desk.mia().on_beta().clicks(&closing.id, "Reopen").await;
        let again = desk.mia().on_beta().clicks(&closing.id, "Reopen").await;
        desk.settle().await;
        assert!(desk.mia().on_beta().was_answered(&again).text.contains("not closed"));
    }

    async fn a_button_nobody_made_does_nothing(desk, on_beta) {
        vpn_is_down(desk).await;
        let press = Interaction::Press { action: "drop:tables".to_owned(), message: None };
        let click = desk.ada().on_beta().interacts(&Spot::room("ops"), press).await;
        desk.settle().await;
        assert!(desk.ada().on_beta().was_answered(&click).text.contains("does nothing any more"));
    }

    async fn a_stranger_learns_nothing_from_a_button(desk, on_beta) {
        vpn_is_down(desk).await;
        let press = |number: &str| Interaction::Press { action: format!("take:{number}"), message: None };
        let there = desk.leo().on_beta().interacts(&Spot::room("elsewhere"), press("1001")).await;
        let never = desk.leo().on_beta().interacts(&Spot::room("elsewhere"), press("1002")).await;
        desk.settle().await;
        let said = |id: &str| desk.leo().on_beta().was_answered(id).text.replace("1002", "1001");
        assert_eq!(said(&there), said(&never));
    }

    async fn sentences_name_commands_as_they_are_found_in_the_menu(desk, on_beta) {
        let request = vpn_is_down(desk).await;
        desk.mia().on_beta().sees_in_thread(&request).must_have("`/ticket private`");
        desk.ada().on_beta().clicks(&header(desk, "1001").id, "Take").await;
        let late = desk.otto().on_beta().clicks(&header(desk, "1001").id, "Take").await;
        let help = desk.ada().on_beta().picks(&Spot::room("ops"), "help", &[("command", "assign")]).await;
        desk.settle().await;
        assert!(desk.otto().on_beta().was_answered(&late).text.contains("`/desk take 1001 --from`"));
        assert!(desk.ada().on_beta().was_answered(&help).text.contains("`/desk assign [ticket] operator`"));
    }

    async fn a_button_works_after_a_restart(desk, on_beta) {
        vpn_is_down(desk).await;
        desk.crash_and_restart().await;
        desk.ada().on_beta().clicks(&header(desk, "1001").id, "Take").await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
    }

    async fn an_entry_of_a_messages_menu_opens_a_ticket_in_its_authors_name(desk, on_beta) {
        let news = desk.mia().on_beta().says("📣 The printer smokes").in_help().await;
        let photo = desk.beta().offer("smoke.jpg", bytes::Bytes::from_static(b"grey"));
        let on = || Box::new((
            Author { id: "mia".into(), name: Some("mia".into()), ..Author::default() },
            Message { text: "📣 The printer smokes".into(), files: vec![photo.clone()], ..Message::default() },
        ));
        let pick = || Interaction::OnMessage { entry: "open".into(), target: news.clone(), on: on() };
        let refused = desk.leo().on_beta().interacts(&Spot::room("help"), pick()).await;
        let done = desk.ada().on_beta().interacts(&Spot::room("help"), pick()).await;
        desk.settle().await;
        assert!(desk.leo().on_beta().was_answered(&refused).text.contains("No ticket was opened"));
        assert!(desk.ada().on_beta().was_answered(&done).text.contains("#1001"));
        assert_eq!(desk.said("1001").await, ["request: 📣 The printer smokes"]);
        desk.mia().on_beta().sees_in_thread(&news).must_tell("customer-receipt");
        assert!(desk.ops_thread("1001").find("smoke.jpg").is_some_and(|m| m.is_file));
    }

    async fn a_post_of_a_forum_is_a_ticket_under_its_own_title(desk, on_beta) {
        let post = desk.mia().on_beta().says("It says no carrier.").titled("VPN down").as_post_in("help").await;
        desk.settle().await;
        assert_eq!(desk.ticket("1001").await.title, "VPN down");
        desk.mia().on_beta().sees(&Spot::thread("help", &post)).must_tell("customer-receipt");
        desk.mia().on_beta().says("It is an old laptop.").at(Spot::thread("help", &post)).await;
        let other = desk.mia().on_beta().says("A4, please").titled("Paper is out").as_post_in("help").await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await.len(), 2);
        assert_eq!(desk.ticket("1002").await.title, "Paper is out", "each post is one: nothing is gathered");
        desk.mia().on_beta().sees(&Spot::thread("help", &other)).must_have("#1002");
    }

    async fn a_lost_thread_leaves_the_ticket_open_and_is_told(desk, on_beta) {
        let request = vpn_is_down(desk).await;
        let place = Place {
            room: "help".into(),
            thread: Some(sportello_chat::ThreadRef::Id(request.clone())),
            direct: false,
            encrypted: false,
            realm: None,
        };
        desk.happens_at(desk.beta(), place, Event::PlaceLost { reason: "the thread was deleted".into() }).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "new");
        desk.ops_thread("1001").must_tell("operator-unreachable");
        desk.ada().on_beta().fills_in(&header(desk, "1001").id, "Answer…", &[("text", "Are you there?")]).await;
        desk.settle().await;
        desk.mia().on_beta().sees_directly().must_have("Are you there?");
    }

    async fn an_answer_that_finds_the_door_closed_goes_by_direct_chat(desk, on_beta) {
        vpn_is_down(desk).await;
        desk.beta().set_gone("help", true);
        desk.ada().on_beta().fills_in(&header(desk, "1001").id, "Answer…", &[("text", "Are you there?")]).await;
        desk.settle().await;
        desk.mia().on_beta().sees_directly().must_have("Are you there?");
        desk.ops_thread("1001").must_tell("operator-unreachable");
        // What was owed there before it was known is no further news.
        desk.ada().on_beta().fills_in(&header(desk, "1001").id, "Answer…", &[("text", "Hello?")]).await;
        desk.settle().await;
        desk.mia().on_beta().sees_directly().must_have("Hello?");
        assert_eq!(desk.ops_thread("1001").count("can't be reached"), 1);
        desk.may_owe();
    }
}

mod forms {
    use super::*;

    fn with_questions(options: &mut Options) {
        options.on_beta_too();
        options.queue("helpdesk").questions =
            ["Which computer?", "Since when?", "Which network?", "Who else?"].map(Worded::from).to_vec();
    }

    fn with_private_channel(options: &mut Options) {
        options.on_beta_too();
        let beta = sportello_chat::Platform::new("beta");
        let channel = |name: &str| sportello::config::Channel { platform: beta.clone(), name: name.into() };
        let queue = options.queue("accounts");
        queue.channels.push(channel("accounts"));
        queue.operator_channels.push(channel("accounts-ops"));
    }

    /// The panel that rita has posted in a channel.
    async fn panel(desk: &Harness, room: &str) -> Shown {
        desk.person("rita").on_beta().picks(&Spot::room(room), "panel", &[]).await;
        desk.settle().await;
        desk.mia().on_beta().sees_in(room).must_tell("customer-panel").clone()
    }

    on_both_databases! {
        async fn a_panel_has_a_button_for_each_service_and_none_for_what_lies_below(desk, on_beta) {
            assert_eq!(labels(&panel(desk, "lobby").await), ["Service desk", "Accounts"]);
        }

        async fn nobody_but_an_admin_posts_a_panel(desk, on_beta) {
            let tried = desk.ada().on_beta().picks(&Spot::room("help"), "panel", &[]).await;
            desk.settle().await;
            assert!(desk.ada().on_beta().was_answered(&tried).text.contains("Only admins"));
            desk.mia().on_beta().sees_in("help").must_not_tell("customer-panel");
        }

        async fn a_form_opens_a_ticket_in_a_thread_of_its_queues_channel(desk, with_questions) {
            let panel = panel(desk, "lobby").await;
            let mia = desk.mia().on_beta();
            let press = Interaction::Press { action: panel.buttons[0].action.clone(), message: None };
            let form = mia.form_of(&Spot::room("lobby"), &press).expect("a form");
            assert_eq!(form.fields.len(), 5, "subject, text, and room for three questions");
            let fields = [
                ("subject", "VPN down"), ("text", "It says *no carrier*."),
                ("question-0", "the old one"), ("question-1", ""), ("question-2", "eduroam"),
            ];
            let sent = mia.fills_in(&panel.id, "Service desk", &fields).await;
            desk.settle().await;
            assert!(mia.was_answered(&sent).text.contains("#1001"));
            assert_eq!(desk.ticket("1001").await.title, "VPN down");
            let article = desk.said("1001").await.remove(0);
            assert!(article.contains("**Which computer?**\nthe old one"), "{article}");
            assert!(article.contains("**Which network?**\neduroam"), "{article}");
            assert!(!article.contains("Since when?"), "what was left out is not in it: {article}");
            let root = mia.sees_in("help").must_have("no carrier").clone();
            let thread = mia.sees_in_thread(&root.id);
            thread.must_tell("customer-receipt");
            thread.must_have("Who else?");
            mia.says("And the phone rings").in_thread(&root.id).await;
            desk.settle().await;
            assert_eq!(desk.said("1001").await.len(), 2);
        }

        async fn who_writes_instead_of_filling_in_is_asked_the_same(desk, with_questions) {
            let direct = desk.mia().on_beta();
            direct.says("queue please").directly().await;
            desk.settle().await;
            direct.says("helpdesk").directly().await;
            desk.settle().await;
            let asked = direct.sees_directly();
            asked.must_have("Which computer?");
            for (answer, question) in [("old", "Since when?"), ("now", "Which network?"), ("lan", "Who else?")] {
                direct.sees_directly().must_not_have(question);
                direct.says(answer).directly().await;
                desk.settle().await;
                direct.sees_directly().must_have(question);
            }
        }

        async fn without_a_queue_the_command_asks_for_one(desk, on_beta) {
            let mia = desk.mia().on_beta();
            let pick = Interaction::Command { name: "new".into(), options: vec![] };
            assert!(mia.form_of(&Spot::room("lobby"), &pick).is_none());
            assert!(mia.form_of(&Spot::room("help"), &pick).is_some(), "a help channel says which queue");
            let asked = mia.interacts(&Spot::room("lobby"), pick).await;
            desk.settle().await;
            let answer = mia.was_answered(&asked);
            assert_eq!(labels(&answer), ["Service desk", "Accounts"]);
            mia.fills_in(&answer.id, "Accounts", &[("subject", "Password"), ("text", "I forgot mine")]).await;
            desk.settle().await;
            assert_eq!(desk.numbers().await, ["1001"]);
            mia.sees_directly().must_tell("customer-receipt");
        }

        async fn a_private_request_goes_on_in_a_private_thread(desk, with_private_channel) {
            let mia = desk.mia().on_beta();
            let open = mia.says("I forgot my password").at(Spot::room("accounts")).await;
            desk.settle().await;
            assert!(desk.beta().message(&open).is_some_and(|m| m.deleted), "no word stays in the channel");
            let told = desk.beta().all().into_iter().find(|m| m.text.contains("confidential")).expect("told");
            let thread = told.spot.thread.clone().expect("in a thread");
            assert_eq!(desk.beta().members_of(&thread), ["mia"]);
            mia.deletes(&open).await;
            desk.settle().await;
            mia.sees(&told.spot).must_have("I forgot my password");
            let zoe = desk.person("zoe").on_beta();
            let header = desk.beta().all().into_iter().rfind(|m| m.opens_thread && !m.buttons.is_empty());
            let header = header.expect("a header");
            assert_eq!(labels(&header), ["Take", "Join", "Answer…", "Note…", "Close…"]);
            zoe.clicks(&header.id, "Join").await;
            desk.settle().await;
            assert_eq!(desk.beta().members_of(&thread), ["mia", "zoe"]);
            mia.says("It was my cat's name").at(told.spot).await;
            desk.settle().await;
            assert_eq!(desk.said("1001").await.len(), 2);
        }

        async fn who_takes_a_private_request_is_let_into_its_thread(desk, with_private_channel) {
            desk.mia().on_beta().says("I forgot my password").at(Spot::room("accounts")).await;
            desk.settle().await;
            let told = desk.beta().all().into_iter().find(|m| m.text.contains("confidential")).expect("told");
            let header = desk.beta().all().into_iter().rfind(|m| m.opens_thread && !m.buttons.is_empty());
            desk.person("zoe").on_beta().clicks(&header.expect("a header").id, "Take").await;
            desk.settle().await;
            assert_eq!(desk.beta().members_of(&told.spot.thread.expect("a thread")), ["mia", "zoe"]);
        }

        async fn a_ticket_moves_to_a_private_thread(desk, on_beta) {
            let request = vpn_is_down(desk).await;
            let mia = desk.mia().on_beta();
            mia.picks(&Spot::thread("help", &request), "private", &[]).await;
            desk.settle().await;
            mia.sees_in_thread(&request).must_tell("customer-private-moved");
            let here = desk.beta().all().into_iter().find(|m| m.text.contains("goes on here")).expect("told");
            assert_eq!(desk.beta().members_of(&here.spot.thread.clone().expect("a thread")), ["mia"]);
            desk.ada().on_beta().fills_in(&header(desk, "1001").id, "Answer…", &[("text", "Hello")]).await;
            desk.settle().await;
            mia.sees(&here.spot).must_have("Hello");
            mia.sees_in_thread(&request).must_not_have("Hello");
        }
    }
}

mod realms {
    use super::*;

    on_both_databases! {
        async fn a_ticket_of_one_community_is_not_there_from_another(desk, on_beta) {
            desk.mia().on_beta().in_realm("uni").says("My VPN is down").in_help().await;
            desk.settle().await;
            let elsewhere = Spot::room("lobby");
            let tried = desk.ada().on_beta().in_realm("club").picks(&elsewhere, "take", &[("ticket", "1001")]).await;
            let mine = desk.mia().on_beta().in_realm("club").picks(&elsewhere, "mine", &[]).await;
            let home = desk.mia().on_beta().in_realm("uni").picks(&elsewhere, "mine", &[]).await;
            desk.settle().await;
            assert!(desk.ada().on_beta().was_answered(&tried).text.contains("can't find a ticket"));
            assert!(!desk.mia().on_beta().was_answered(&mine).text.contains("1001"));
            assert!(desk.mia().on_beta().was_answered(&home).text.contains("1001"));
            let here = desk.ada().on_beta().in_realm("club");
            here.clicks(&header(desk, "1001").id, "Take").await;
            desk.settle().await;
            assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"), "its operators' channel may be anywhere");
        }
    }
}

mod completing {
    use sportello_chat::{Completing, Host, Outlet};

    use super::*;

    async fn suggested(desk: &Harness, who: &str, command: &str, option: &str, typed: &str) -> Vec<String> {
        let author = Author { id: who.into(), ..Author::default() };
        suggested_to(desk, author, command, option, typed).await
    }

    async fn suggested_to(
        desk: &Harness,
        author: Author,
        command: &str,
        option: &str,
        typed: &str,
    ) -> Vec<String> {
        suggested_in(desk, None, author, command, option, typed).await
    }

    async fn suggested_in(
        desk: &Harness,
        realm: Option<&str>,
        author: Author,
        command: &str,
        option: &str,
        typed: &str,
    ) -> Vec<String> {
        let realm = realm.map(str::to_owned);
        let asked = Completing {
            platform: desk.beta().platform(),
            author,
            place: Place { room: "lobby".into(), thread: None, direct: false, encrypted: false, realm },
            command: command.into(),
            option: option.into(),
            typed: typed.into(),
            limit: 25,
        };
        let found = desk.desk().complete(asked).await.expect("the database works");
        found.into_iter().map(|s| s.value).collect()
    }

    fn by_group(options: &mut Options) {
        options.on_beta_too();
        let platform = sportello_chat::Platform::new("beta");
        let group = sportello::config::Channel { platform, name: "staff".into() };
        options.queue("helpdesk").operator_groups.push(group);
    }

    on_both_databases! {
        async fn tickets_are_suggested_to_those_who_may_see_them(desk, on_beta) {
            vpn_is_down(desk).await;
            desk.leo().on_beta().says("The printer smokes").in_help().await;
            desk.settle().await;
            assert_eq!(suggested(desk, "ada", "take", "ticket", "").await, ["1002", "1001"]);
            assert_eq!(suggested(desk, "ada", "take", "ticket", "vpn").await, ["1001"]);
            assert_eq!(suggested(desk, "mia", "status", "ticket", "").await, ["1001"]);
            assert!(suggested(desk, "mia", "take", "ticket", "").await.is_empty());
            assert!(suggested(desk, "zoe", "take", "ticket", "10").await.is_empty(), "another queue's");
            assert!(suggested(desk, "nobody", "status", "ticket", "1001").await.is_empty());
        }

        async fn an_operator_by_group_is_one_before_the_first_act(desk, by_group) {
            vpn_is_down(desk).await;
            let eve = || Author { id: "eve".into(), groups: vec!["staff".into()], ..Author::default() };
            assert_eq!(suggested_to(desk, eve(), "take", "ticket", "").await, ["1001"]);
            assert_eq!(suggested_to(desk, eve(), "next", "queue", "net").await, ["helpdesk::network"]);
            assert!(suggested(desk, "eve", "take", "ticket", "").await.is_empty());
        }

        async fn what_is_known_of_one_community_is_not_suggested_in_another(desk, on_beta) {
            desk.leo().on_beta().in_realm("uni").says("My VPN is down").in_help().await;
            desk.settle().await;
            in_ops(desk, "ada", "1001", "!tag vpn").await;
            let ada = || Author { id: "ada".into(), ..Author::default() };
            for (command, option, value) in [("take", "ticket", "1001"), ("tag", "tags", "vpn"), ("block", "person", "leo")] {
                let at_home = suggested_in(desk, Some("uni"), ada(), command, option, value).await;
                let elsewhere = suggested_in(desk, Some("club"), ada(), command, option, value).await;
                assert_eq!((at_home, elsewhere), (vec![value.to_owned()], vec![]), "{command}");
            }
            assert_eq!(suggested(desk, "ada", "block", "person", "leo").await, ["leo"]);
        }

        async fn queues_operators_and_commands_are_suggested_by_who_asks(desk, on_beta) {
            desk.mia().on_beta().says("My VPN is down").in_help().await;
            desk.ada().on_beta().says("📣 hello").in_help().await;
            assert_eq!(suggested(desk, "mia", "new", "queue", "").await, ["helpdesk", "accounts"]);
            assert_eq!(suggested(desk, "ada", "next", "queue", "net").await, ["helpdesk::network"]);
            assert_eq!(suggested(desk, "ada", "assign", "operator", "ot").await, ["otto"]);
            assert!(suggested(desk, "mia", "assign", "operator", "").await.is_empty());
            assert!(!suggested(desk, "mia", "help", "command", "").await.contains(&"take".to_owned()));
        }
    }
}

mod answering {
    use super::*;

    on_both_databases! {
        async fn what_an_article_answers_is_shown_on_every_platform(desk, on_beta) {
            let request = desk.mia().says("My VPN is down since this morning").in_help().await;
            desk.settle().await;
            let shown = desk.ada().on_beta().sees_in_thread(&header(desk, "1001").id).must_have("VPN is down").clone();
            let more = desk.mia().says("This one, I mean").replying_to(&request).in_thread(&request).await;
            desk.settle().await;
            let follow = desk.ada().on_beta().sees_in_thread(&header(desk, "1001").id).must_have("This one").clone();
            assert_eq!(follow.reply_to.as_deref(), Some(shown.id.as_str()), "{more}");
        }
    }
}
