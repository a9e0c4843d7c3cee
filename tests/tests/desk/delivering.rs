//! What is said once: order, faults, crashes, uncertainty.

use sea_orm::{ActiveModelTrait, Set};
use sportello::store::entity::delivery;
use sportello_chat::{Audience, Body, Content, Event, NewMessage, Operation, Target, Uncertain};
use sportello_tests::{Fault, Harness, Options, Spot, on_both_databases};

use crate::scenes::{in_ops, taken_by_ada, vpn_is_down};

/// A receipt that the platform showed, but whose answer never came: the process dies meanwhile.
async fn dies_after_the_receipt(desk: &mut Harness) -> String {
    desk.alpha().faults.saying("#1001", 1, Fault::HeldAfter);
    let request = desk.mia().says("My VPN is down since this morning").in_help().await;
    desk.alpha().until(|all| all.iter().any(|m| m.by.is_none())).await;
    desk.crash_and_restart().await;
    request
}

on_both_databases! {
    async fn what_was_said_before_a_crash_is_found_and_not_said_again(desk) {
        let request = dies_after_the_receipt(desk).await;
        desk.settle().await;
        assert_eq!(desk.mia().sees_in_thread(&request).from_bot().len(), 1);
        let receipt = desk.mia().sees_in_thread(&request).last_of_bot().id.clone();
        desk.mia().says("It worked yesterday").replying_to(&receipt).in_help().await;
        desk.settle().await;
        assert_eq!(desk.articles("1001").await.len(), 2, "what was found is known like what was sent");
    }

    async fn what_was_not_said_before_a_crash_is_said_after_it(desk) {
        desk.alpha().faults.saying("#1001", 1, Fault::Held);
        let request = desk.mia().says("My VPN is down since this morning").in_help().await;
        desk.alpha().faults.until_held().await;
        desk.crash_and_restart().await;
        desk.settle().await;
        assert_eq!(desk.mia().sees_in_thread(&request).from_bot().len(), 1);
    }

    async fn a_crash_right_after_storing_loses_nothing(desk) {
        for i in 0..5 {
            desk.person(&format!("guest{i}")).says("My screen flickers all day").in_help().await;
            desk.crash_and_restart().await;
        }
        desk.settle().await;
        assert_eq!(desk.numbers().await.len(), 5);
        assert_eq!(desk.boards().len(), 1);
    }

    async fn a_lost_answer_is_asked_for_and_nothing_is_said_twice(desk) {
        desk.alpha().faults.plan(3, Fault::UnknownButHappened, |o| matches!(o, Operation::Send { .. }));
        let request = vpn_is_down(desk).await;
        desk.advance_seconds(600).await;
        assert_eq!(desk.mia().sees_in_thread(&request).from_bot().len(), 1);
        assert!(desk.header("1001").text.contains("#1001"));
    }

    async fn what_surely_did_not_happen_is_done_again(desk) {
        desk.alpha().faults.plan(3, Fault::UnknownAndNot, |o| matches!(o, Operation::Send { .. }));
        let request = vpn_is_down(desk).await;
        desk.advance_seconds(600).await;
        assert_eq!(desk.mia().sees_in_thread(&request).from_bot().len(), 1);
    }

    async fn where_nobody_can_tell_it_is_repeated_if_that_is_the_policy(desk) {
        desk.may_double();
        desk.alpha().cannot_tell(Uncertain::Repeat);
        let request = dies_after_the_receipt(desk).await;
        desk.settle().await;
        assert_eq!(desk.mia().sees_in_thread(&request).from_bot().len(), 2);
    }

    async fn where_nobody_can_tell_it_is_repeated_once_if_that_is_the_policy(desk) {
        desk.may_owe();
        desk.may_double();
        let request = vpn_is_down(desk).await;
        desk.alpha().cannot_tell(Uncertain::RepeatOnce);
        desk.alpha().faults.saying("Which client", 1, Fault::UnknownButHappened);
        desk.alpha().faults.saying("Which client", 1, Fault::Retry(None));
        desk.alpha().faults.saying("Which client", 9, Fault::UnknownButHappened);
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        desk.advance_seconds(24 * 3600).await;
        assert_eq!(desk.mia().sees_in_thread(&request).count("Which client"), 2);
        desk.ops_thread("1001").must_tell("operator-undelivered");
        assert_eq!(desk.deliveries_in(&["failed"]).await.len(), 1, "kept");
    }

    async fn where_nobody_can_tell_it_is_reported_if_that_is_the_policy(desk) {
        desk.may_owe();
        vpn_is_down(desk).await;
        desk.alpha().cannot_tell(Uncertain::Report);
        desk.alpha().faults.saying("Which client", 1, Fault::UnknownButHappened);
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        desk.advance_seconds(60).await;
        desk.ops_thread("1001").must_tell("operator-undelivered");
        assert_eq!(desk.deliveries_in(&["failed"]).await.len(), 1, "kept");
        assert!(desk.history("1001").await.contains(&"undelivered".to_owned()));
    }

    async fn what_panics_is_put_off_and_nobody_else_waits(desk) {
        desk.alpha().faults.saying("#1001", 1, Fault::Panics);
        let request = vpn_is_down(desk).await;
        assert!(desk.mia().sees_in_thread(&request).from_bot().is_empty(), "not again at once");
        let other = desk.leo().says("My screen is black").in_help().await;
        desk.settle().await;
        assert_eq!(desk.leo().sees_in_thread(&other).from_bot().len(), 1);
        desk.advance_seconds(600).await;
        assert_eq!(desk.mia().sees_in_thread(&request).from_bot().len(), 1);
    }

    async fn a_mail_server_that_is_down_delays_mails_and_no_ticket(desk) {
        desk.mail().faults.plan(5, Fault::Retry(None), |_| true);
        let request = taken_by_ada(desk).await;
        assert!(desk.mails_to("mia@example.org").is_empty());
        desk.mia().sees_in_thread(&request).must_tell("customer-taken");
        desk.advance_seconds(600).await;
        assert_eq!(desk.mails_to("mia@example.org").len(), 2);
    }

    async fn the_platforms_wish_to_be_left_alone_is_honoured(desk) {
        let wish = Some(std::time::Duration::from_secs(120));
        desk.alpha().faults.plan(1, Fault::Retry(wish), |o| matches!(o, Operation::Send { .. }));
        let request = desk.mia().says("My VPN is down").in_help().await;
        desk.advance_seconds(119).await;
        assert!(desk.mia().sees_in_thread(&request).from_bot().is_empty());
        desk.advance_seconds(1 + 2).await;
        assert_eq!(desk.mia().sees_in_thread(&request).from_bot().len(), 1);
    }

    async fn order_is_kept_in_a_conversation_while_its_first_message_is_tried_again(desk) {
        let request = taken_by_ada(desk).await;
        desk.alpha().faults.saying("Which client", 3, Fault::Retry(None));
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        in_ops(desk, "ada", "1001", "!reply And which system?").await;
        desk.mia().sees_in_thread(&request).must_not_have("And which system?");
        desk.advance_seconds(600).await;
        let view = desk.mia().sees_in_thread(&request);
        let place = |words: &str| view.0.iter().position(|m| m.text.contains(words)).expect("both are said");
        assert!(place("Which client") < place("And which system"));
    }

    async fn other_conversations_do_not_wait(desk) {
        let stuck = vpn_is_down(desk).await;
        desk.alpha().faults.saying("Which client", 1, Fault::Held);
        let header = desk.header("1001").id;
        desk.ada().says("!reply Which client is it?").in_thread(&header).await;
        let other = desk.leo().says("My screen flickers all day").in_help().await;
        let spot = Spot::thread("help", &other);
        desk.alpha().until(|all| all.iter().any(|m| m.by.is_none() && m.spot == spot)).await;
        desk.mia().sees_in_thread(&stuck).must_not_have("Which client");
        desk.alpha().faults.until_held().await;
        desk.alpha().faults.release();
        desk.settle().await;
        desk.mia().sees_in_thread(&stuck).must_have("Which client");
    }

    async fn headers_are_coalesced_and_show_the_newest(desk) {
        vpn_is_down(desk).await;
        desk.alpha().faults.plan(1, Fault::Retry(Some(std::time::Duration::from_secs(300))), |o| matches!(o, Operation::Edit { body, .. } if body.as_text().contains("owner:")));
        for words in ["!take", "!release", "!take", "!release", "!take"] {
            in_ops(desk, "ada", "1001", words).await;
        }
        desk.advance_seconds(600).await;
        let header = desk.header("1001");
        assert!(header.text.contains("ada"), "{}", header.text);
        assert!(header.before.len() <= 3, "edited {} times", header.before.len());
    }

    async fn a_permanent_failure_is_kept_and_told(desk) {
        desk.may_owe();
        let request = taken_by_ada(desk).await;
        desk.alpha().faults.saying("Which client", 1, Fault::Permanent);
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        desk.ops_thread("1001").must_tell("operator-undelivered");
        assert_eq!(desk.deliveries_in(&["failed"]).await.len(), 1);
        in_ops(desk, "ada", "1001", "!reply And which system?").await;
        desk.mia().sees_in_thread(&request).must_have("And which system?");
    }

    async fn what_fails_in_the_operators_channel_does_not_go_round_in_circles(desk) {
        desk.may_owe();
        vpn_is_down(desk).await;
        desk.alpha().faults.plan(1000, Fault::Permanent, |o| matches!(o, Operation::Send { target: Target::Thread { room, .. }, .. } if room == "ops"));
        in_ops(desk, "ada", "1001", "!take").await;
        desk.advance_seconds(3600).await;
        assert!(desk.deliveries_in(&["failed"]).await.len() <= 3);
    }

    async fn what_fails_in_two_operators_channels_does_not_go_back_and_forth(desk, |o: &mut Options| o.on_beta_too()) {
        desk.may_owe();
        vpn_is_down(desk).await;
        for chat in [desk.alpha(), desk.beta()] {
            chat.faults.plan(100, Fault::Permanent, |o| matches!(o, Operation::Send { target: Target::Thread { room, .. }, .. } if room == "ops"));
        }
        in_ops(desk, "ada", "1001", "!take").await;
        desk.advance_seconds(3600).await;
        assert!(desk.deliveries_in(&["failed"]).await.len() <= 4);
    }

    async fn a_room_that_is_lost_changes_no_ticket_and_what_was_kept_is_sent_when_it_is_back(desk) {
        let request = taken_by_ada(desk).await;
        desk.alpha().set_gone("help", true);
        desk.happens_to("help", Event::PlaceLost { reason: "kicked".to_owned() }).await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "open");
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        desk.ops_thread("1001").must_tell("operator-unreachable");
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        desk.mia().sees_directly().must_have("Which client is it?");
        desk.alpha().set_gone("help", false);
        desk.happens_to("help", Event::PlaceFound).await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!reply And which system?").await;
        desk.mia().sees_in_thread(&request).must_have("And which system?");
    }

    async fn what_a_lost_room_was_owed_is_sent_when_it_is_back(desk) {
        let request = taken_by_ada(desk).await;
        desk.alpha().set_gone("help", true);
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        desk.ops_thread("1001").must_tell("operator-unreachable");
        desk.alpha().set_gone("help", false);
        desk.happens_to("help", Event::PlaceFound).await;
        desk.settle().await;
        desk.mia().sees_in_thread(&request).must_have("Which client is it?");
    }

    async fn what_may_have_been_said_stays_in_doubt_while_its_room_is_lost(desk) {
        let request = taken_by_ada(desk).await;
        desk.alpha().faults.saying("Which client", 1, Fault::UnknownButHappened);
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        desk.alpha().finds_no_room();
        desk.advance_seconds(600).await;
        assert_eq!(desk.parts_in("unknown").await.len(), 1);
        desk.happens_to("help", Event::PlaceFound).await;
        desk.settle().await;
        assert_eq!(desk.mia().sees_in_thread(&request).count("Which client is it?"), 1);
    }

    async fn a_room_that_is_back_gets_nothing_that_was_refused_long_before(desk) {
        let request = taken_by_ada(desk).await;
        let reply = in_ops(desk, "ada", "1001", "!reply Use port 80").await;
        desk.alpha().faults.saying("port 81", 1, Fault::Permanent);
        desk.ada().edits(&reply, "!reply Use port 81").await;
        desk.settle().await;
        desk.ada().edits(&reply, "!reply Use port 443").await;
        desk.settle().await;
        desk.happens_to("help", Event::PlaceLost { reason: "kicked".to_owned() }).await;
        desk.settle().await;
        desk.happens_to("help", Event::PlaceFound).await;
        desk.settle().await;
        desk.may_owe();
        desk.mia().sees_in_thread(&request).must_have("Use port 443");
    }

    async fn a_replaced_room_goes_on_in_the_new_one(desk) {
        vpn_is_down(desk).await;
        desk.happens_to("ops", Event::PlaceReplaced { by: "newer-ops".to_owned() }).await;
        desk.settle().await;
        let header = desk.alpha().all().into_iter().rev().find(|m| m.spot == Spot::room("newer-ops") && m.opens_thread);
        let header = header.expect("a header in the new room");
        desk.ada().says("!take").in_thread(&header.id).await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        desk.leo().says("My screen flickers all day").in_help().await;
        desk.settle().await;
        let told = desk.alpha().all().into_iter().any(|m| m.spot == Spot::room("newer-ops") && m.ticket.as_deref() == Some("1002"));
        assert!(told, "new tickets are shown there");
    }

    async fn a_conversation_that_was_left_does_not_go_on_in_the_new_room(desk) {
        let request = taken_by_ada(desk).await;
        desk.mia().says("!private").in_thread(&request).await;
        desk.settle().await;
        desk.happens_to("help", Event::PlaceReplaced { by: "newer-help".to_owned() }).await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!reply It was your password").await;
        desk.mia().sees_directly().must_have("It was your password");
        assert!(!desk.alpha().all().iter().any(|m| m.spot.room == "newer-help"));
    }

    async fn a_room_that_was_lost_before_it_was_replaced_goes_on_in_the_new_one(desk) {
        taken_by_ada(desk).await;
        desk.happens_to("help", Event::PlaceLost { reason: "kicked".to_owned() }).await;
        desk.happens_to("help", Event::PlaceReplaced { by: "newer-help".to_owned() }).await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        let all = desk.alpha().all();
        assert!(all.iter().any(|m| m.spot.room == "newer-help" && m.text.contains("Which client is it?")));
    }

    async fn what_was_answered_in_a_direct_chat_stays_there_when_the_lost_room_is_back(desk) {
        let request = taken_by_ada(desk).await;
        is_lost(desk).await;
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        desk.mia().says("The one on my own laptop").directly().await;
        desk.settle().await;
        is_back(desk).await;
        in_ops(desk, "ada", "1001", "!reply Then it was your password").await;
        desk.mia().sees_directly().must_have("Then it was your password");
        desk.mia().sees_in_thread(&request).must_not_have("Then it was your password");
    }

    async fn a_ticket_goes_private_while_its_room_is_lost(desk) {
        let request = taken_by_ada(desk).await;
        is_lost(desk).await;
        desk.mia().says("!private 1001").directly().await;
        desk.settle().await;
        desk.mia().sees_directly().must_tell("customer-private-here");
        is_back(desk).await;
        in_ops(desk, "ada", "1001", "!reply It was your password").await;
        desk.mia().sees_directly().must_have("It was your password");
        desk.mia().sees_in_thread(&request).must_not_have("It was your password");
    }

    async fn a_place_that_is_left_while_it_is_out_of_reach_stays_left(desk) {
        desk.may_owe();
        let request = taken_by_ada(desk).await;
        desk.alpha().set_gone("help", true);
        desk.mia().says("!private").in_thread(&request).await;
        desk.settle().await;
        is_back(desk).await;
        in_ops(desk, "ada", "1001", "!reply It was your password").await;
        desk.mia().sees_directly().must_have("It was your password");
        desk.mia().sees_in_thread(&request).must_not_have("It was your password");
    }

    async fn a_long_answer_arrives_whole_and_in_order(desk) {
        let request = taken_by_ada(desk).await;
        let text: String = (0..2000).map(|i| format!("word{i} ")).collect();
        in_ops(desk, "ada", "1001", &format!("!reply {text}")).await;
        let view = desk.mia().sees_in_thread(&request);
        let whole: Vec<&str> = view.0.iter().flat_map(|m| m.text.split_whitespace()).filter(|w| w.starts_with("word")).collect();
        let wanted: Vec<String> = (0..2000).map(|i| format!("word{i}")).collect();
        assert_eq!(whole, wanted);
    }

    async fn the_parts_of_an_answer_are_kept_until_all_of_it_is_said(desk) {
        taken_by_ada(desk).await;
        desk.settle().await;
        let text: String = (0..2000).map(|i| format!("word{i} ")).collect();
        desk.alpha().faults.saying("word1999", 1, Fault::Held);
        let header = desk.header("1001").id;
        desk.ada().says(&format!("!reply {text}")).in_thread(&header).await;
        desk.alpha().faults.until_held().await;
        assert!(!desk.parts_in("sent").await.is_empty());
        desk.alpha().faults.release();
        desk.settle().await;
        assert!(desk.parts_in("sent").await.is_empty());
    }

    async fn a_crash_in_the_midst_of_a_long_answer_repeats_none_of_it(desk) {
        let request = taken_by_ada(desk).await;
        let text: String = (0..2000).map(|i| format!("word{i} ")).collect();
        desk.alpha().faults.saying("word1000 ", 1, Fault::HeldAfter);
        let header = desk.header("1001").id;
        desk.ada().says(&format!("!reply {text}")).in_thread(&header).await;
        let spot = Spot::thread("help", &request);
        desk.alpha().until(|all| all.iter().any(|m| m.spot == spot && m.text.contains("word1000 "))).await;
        desk.crash_and_restart().await;
        desk.settle().await;
        let view = desk.mia().sees_in_thread(&request);
        let words = view.0.iter().flat_map(|m| m.text.split_whitespace()).filter(|w| w.starts_with("word")).count();
        assert_eq!(words, 2000);
    }

    async fn a_note_is_never_delivered_to_customers_even_if_a_row_says_so(desk) {
        desk.may_owe();
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "her router is ancient").await;
        let note = desk.articles("1001").await[1].id;
        let body = Body::plain("her router is ancient");
        let conversation = customers_conversation(desk, "1001").await;
        let operators = operators_conversation(desk, "1001").await;
        let thread = Target::Thread { room: "help".to_owned(), thread: request.clone() };
        for (conversation, target, audience) in [
            (Some(conversation), None, "customer"),
            (Some(conversation), None, "operators"),
            (Some(operators), Some(thread.clone()), "operators"),
            (None, Some(thread), "operators"),
            (None, Some(Target::Direct { person: "mia".to_owned(), room: None }), "operators"),
        ] {
            owe(desk, note, conversation, target, audience, &body).await;
        }
        desk.settle().await;
        assert_eq!(desk.deliveries_in(&["failed"]).await.len(), 5);
        desk.mia().sees_in_thread(&request).must_not_have("ancient");
        assert!(desk.mia().sees_directly().0.is_empty());
    }

    async fn chance_alone_loses_and_doubles_nothing(desk) {
        desk.alpha().faults.by_chance(7, 300);
        desk.mail().faults.by_chance(8, 300);
        let mut requests = Vec::new();
        for i in 0..6 {
            requests.push(desk.person(&format!("guest{i}")).says("My screen flickers all day").in_help().await);
        }
        desk.advance_seconds(7200).await;
        for (i, request) in requests.iter().enumerate() {
            let number = format!("{}", 1001 + i);
            in_ops(desk, "ada", &number, "!reply Which screen is it?").await;
            desk.advance_seconds(7200).await;
            assert_eq!(desk.mia().sees_in_thread(request).count("Which screen is it?"), 1);
        }
    }
}

/// The bot is thrown out of the help channel.
async fn is_lost(desk: &Harness) {
    desk.alpha().set_gone("help", true);
    desk.happens_to("help", Event::PlaceLost { reason: "kicked".to_owned() }).await;
    desk.settle().await;
}

/// It is let in again.
async fn is_back(desk: &Harness) {
    desk.alpha().set_gone("help", false);
    desk.happens_to("help", Event::PlaceFound).await;
    desk.settle().await;
}

async fn customers_conversation(desk: &Harness, number: &str) -> i64 {
    conversation(desk, number, Audience::Customer).await
}

async fn operators_conversation(desk: &Harness, number: &str) -> i64 {
    conversation(desk, number, Audience::Operators).await
}

async fn conversation(desk: &Harness, number: &str, audience: Audience) -> i64 {
    let ticket = desk.ticket(number).await.id;
    let all = sportello::store::conversations::of_ticket(desk.store().reader(), ticket)
        .await
        .expect("the database works");
    all.into_iter().find(|c| c.audience() == audience).expect("a conversation").id
}

/// Owes an article by a row written past the desk.
async fn owe(
    desk: &Harness,
    article: i64,
    conversation: Option<i64>,
    target: Option<Target>,
    audience: &str,
    body: &Body,
) {
    let content = Content::Message(NewMessage { body: body.clone(), ..NewMessage::default() });
    let payload =
        sportello::delivery::Payload::Say { target, content, ticket: None, answers: None, reply_to: None };
    let tx = desk.store().begin().await.expect("the database works");
    delivery::ActiveModel {
        platform: Set("alpha".to_owned()),
        lane: Set(format!("forged:{audience}:{conversation:?}")),
        priority: Set(1),
        state: Set("queued".to_owned()),
        ticket_id: Set(None),
        article_id: Set(Some(article)),
        conversation_id: Set(conversation),
        audience: Set(audience.to_owned()),
        collapse_key: Set(None),
        payload: Set(serde_json::to_string(&payload).expect("JSON")),
        attempts: Set(0),
        courtesy: Set(false),
        due_at: Set(desk.now()),
        created_at: Set(desk.now()),
        ended_at: Set(None),
        trouble: Set(None),
        ..Default::default()
    }
    .insert(&tx)
    .await
    .expect("the row is written");
    tx.commit().await.expect("the database works");
    desk.desk().wake();
}
