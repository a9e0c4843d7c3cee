//! Who is notified of what: mentions and mails.

use sportello_tests::{Options, on_both_databases};

use crate::scenes::{in_ops, taken_by_ada, vpn_is_down};

on_both_databases! {
    async fn an_answer_mentions_the_customer_and_a_receipt_nobody(desk) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        let view = desk.mia().sees_in_thread(&request);
        assert_eq!(view.must_have("Which client is it?").mentions, ["mia"]);
        let receipt = view.must_tell("customer-receipt");
        assert!(receipt.mentions.is_empty() && receipt.notice);
        assert!(view.must_tell("customer-taken").mentions.is_empty());
    }

    async fn a_follow_up_mentions_its_owner(desk) {
        let request = taken_by_ada(desk).await;
        desk.mia().says("It is version 3").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.ops_thread("1001").must_have("It is version 3").mentions, ["ada"]);
    }

    async fn a_request_mentions_those_on_call_only(desk, |o: &mut Options| o.config.operators[1].on_call = true) {
        vpn_is_down(desk).await;
        assert_eq!(desk.ops_thread("1001").must_have("My VPN is down").mentions, ["otto"]);
    }

    async fn what_mia_writes_pings_nobody_else(desk) {
        desk.mia().says("@room @everyone [ada](https://matrix.to/#/@ada) help").in_help().await;
        desk.settle().await;
        assert!(desk.alpha().all().iter().all(|m| m.mentions.is_empty()));
    }

    async fn the_customer_is_mailed_received_taken_and_closed(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!close").await;
        let texts = desk.mail_texts_to("mia@example.org");
        assert_eq!(texts.len(), 3, "{texts:#?}");
        for (text, key) in texts.iter().zip(["mail-received", "mail-taken", "mail-closed"]) {
            assert!(sportello_tests::wording::tells(text, "en", key), "{text}");
        }
    }

    async fn answers_are_mailed_together_after_three_minutes(desk) {
        taken_by_ada(desk).await;
        let before = desk.mails_to("mia@example.org").len();
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        desk.advance_seconds(60).await;
        in_ops(desk, "ada", "1001", "!reply And which system?").await;
        desk.advance_seconds(100).await;
        assert_eq!(desk.mails_to("mia@example.org").len(), before, "not yet");
        desk.advance_seconds(30).await;
        let texts = desk.mail_texts_to("mia@example.org");
        assert_eq!(texts.len(), before + 1);
        assert!(texts[before].contains("Which client is it?") && texts[before].contains("And which system?"));
        desk.advance_seconds(600).await;
        assert_eq!(desk.mails_to("mia@example.org").len(), before + 1, "once");
    }

    async fn an_answer_is_not_mailed_to_who_has_written_since(desk) {
        let request = taken_by_ada(desk).await;
        let before = desk.mails_to("mia@example.org").len();
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        desk.mia().says("It is version 3").in_thread(&request).await;
        desk.advance_seconds(600).await;
        assert_eq!(desk.mails_to("mia@example.org").len(), before);
    }

    async fn an_answer_after_the_customers_last_word_is_mailed(desk) {
        let request = taken_by_ada(desk).await;
        let before = desk.mails_to("mia@example.org").len();
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        desk.mia().says("It is version 3").in_thread(&request).await;
        in_ops(desk, "ada", "1001", "!reply Then please update it").await;
        desk.advance_seconds(600).await;
        let texts = desk.mail_texts_to("mia@example.org");
        assert_eq!(texts.len(), before + 1);
        assert!(texts[before].contains("Then please update it"));
    }

    async fn the_owner_is_mailed_what_the_customer_wrote(desk) {
        let request = taken_by_ada(desk).await;
        desk.mia().says("It is version 3").in_thread(&request).await;
        desk.advance_seconds(600).await;
        let texts = desk.mail_texts_to("ada@example.org");
        assert_eq!(texts.len(), 1, "{texts:#?}");
        assert!(texts[0].contains("It is version 3"));
    }

    async fn nobody_is_mailed_their_own_act(desk) {
        vpn_is_down(desk).await;
        in_ops(desk, "ada", "1001", "!assign ada").await;
        assert!(desk.mails_to("ada@example.org").is_empty());
        in_ops(desk, "otto", "1001", "!assign otto").await;
        assert!(desk.mails_to("otto@example.org").is_empty());
        in_ops(desk, "otto", "1001", "!assign ada").await;
        assert_eq!(desk.mails_to("ada@example.org").len(), 1);
    }

    async fn an_operator_who_is_the_customer_is_not_mailed_of_their_own_closing(desk) {
        let direct = desk.zoe().says("!new queue:helpdesk My chair squeaks").directly().await;
        desk.settle().await;
        let before = desk.mails_to("zoe@example.org").len();
        desk.zoe().says("!close 1001").directly().await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "closed successful", "{direct}");
        assert_eq!(desk.mails_to("zoe@example.org").len(), before);
    }

    async fn a_new_ticket_is_mailed_to_those_who_want_it(desk, |o: &mut Options| o.config.operators[1].mail_new = true) {
        vpn_is_down(desk).await;
        assert_eq!(desk.mails_to("otto@example.org").len(), 1);
        assert!(desk.mails_to("ada@example.org").is_empty());
    }

    async fn mails_of_a_ticket_are_one_thread(desk) {
        taken_by_ada(desk).await;
        let mails = desk.mails_to("mia@example.org");
        assert_ne!(mails[0].message_id, mails[1].message_id);
        assert_eq!(mails[0].references, mails[1].references);
        assert_eq!(mails[0].subject, mails[1].subject);
    }

    async fn text_from_an_encrypted_room_stays_out_of_mail(desk) {
        let request = desk.mia().says("My PIN is 4711 and it fails").encrypted().in_help().await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!reply Please change it").await;
        desk.mia().says("I changed 4711 to 4712").encrypted().in_thread(&request).await;
        desk.advance_seconds(600).await;
        for mail in desk.mail().all() {
            assert!(!mail.body.as_text().contains("4711"), "{mail:#?}");
            assert!(!mail.subject.contains("4711"), "{mail:#?}");
        }
    }

    async fn an_address_is_confirmed_by_a_code(desk, |o: &mut Options| o.one_queue()) {
        desk.leo().says("My screen flickers all day").directly().await;
        desk.settle().await;
        desk.leo().sees_directly().must_tell("customer-receipt-ask-mail-here");
        desk.leo().says("!mail leo@example.org").directly().await;
        desk.settle().await;
        let text = desk.mail_texts_to("leo@example.org").pop().unwrap();
        let code: String = text.split("**").nth(1).unwrap().to_owned();
        let wrong = if code == "000000" { "000001" } else { "000000" };
        desk.leo().says(&format!("!mail {wrong}")).directly().await;
        desk.settle().await;
        desk.leo().sees_directly().must_tell("refusal-wrong-code");
        desk.leo().says(&format!("!mail {code}")).directly().await;
        desk.settle().await;
        desk.leo().sees_directly().must_tell("mail-confirmed");
        in_ops(desk, "ada", "1001", "!take").await;
        assert_eq!(desk.mails_to("leo@example.org").len(), 2);
    }

    async fn five_wrong_codes_void_the_right_one(desk) {
        desk.leo().says("!mail leo@example.org").directly().await;
        desk.settle().await;
        let code = desk.mail_texts_to("leo@example.org").pop().unwrap().split("**").nth(1).unwrap().to_owned();
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            desk.leo().says(&format!("!mail {wrong}")).directly().await;
        }
        desk.leo().says(&format!("!mail {code}")).directly().await;
        desk.settle().await;
        desk.leo().sees_directly().must_not_tell("mail-confirmed");
    }

    async fn a_mailbox_is_sent_only_so_many_codes_a_day(desk) {
        for i in 0..6 {
            let address = if i % 2 == 0 { "zoe@elsewhere.example" } else { "Zoe@Elsewhere.example" };
            desk.leo().says(&format!("!mail {address}")).directly().await;
        }
        desk.settle().await;
        desk.leo().sees_directly().must_tell("refusal-too-many-codes");
        desk.leo().says("!mail leo@example.org").directly().await;
        for i in 0..3 {
            desk.person(&format!("guest{i}")).says("!mail zoe@elsewhere.example").directly().await;
        }
        desk.settle().await;
        assert!(desk.mails_to("leo@example.org").is_empty(), "who asked too often waits, whatever the address");
        desk.person("guest2").sees_directly().must_tell("refusal-too-many-codes");
        let all = desk.mail().all();
        assert_eq!(all.iter().filter(|mail| mail.to.eq_ignore_ascii_case("zoe@elsewhere.example")).count(), 5);
        desk.advance_seconds(24 * 3600 + 1).await;
        desk.leo().says("!mail zoe@elsewhere.example").directly().await;
        desk.settle().await;
        assert_eq!(desk.mails_to("zoe@elsewhere.example").len(), 4);
    }

    async fn a_code_is_mailed_in_the_desk_s_name_alone(desk) {
        let stranger = desk.leo().named("your account is locked: https://evil.example");
        stranger.says("!mail victim@example.org").directly().await;
        desk.settle().await;
        let text = desk.mail_texts_to("victim@example.org").pop().unwrap();
        assert!(!text.contains("evil") && text.contains("Service Desk"), "{text}");
    }

    async fn who_wants_no_mail_gets_none(desk) {
        desk.mia().says("!mail off").directly().await;
        taken_by_ada(desk).await;
        assert!(desk.mails_to("mia@example.org").is_empty());
    }
}
