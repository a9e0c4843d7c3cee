//! A person is erased: what goes, what stays, what is told of it.

use std::time::Duration;

use sportello::desk::erasing::Asked;
use sportello::store::people;
use sportello::text::Language;
use sportello_tests::{Fault, Harness, Options, Spot, on_both_databases};

use crate::administering::answer;
use crate::identities::asks_for_code;
use crate::retention::{everything, files_in, handled, must_not_have};
use crate::scenes::{in_ops, vpn_is_down};

/// leo's, wherever they stand; sam wrote in leo's ticket.
const WORDS: [&str; 7] = ["payslip", "Payslip", "October", "Moonlight", "Leonardo", "slow, said", "\"leo\""];

fn on_beta(options: &mut Options) {
    options.on_beta_too();
}

/// What the bot says anywhere, and what became articles, holds none of these words.
fn must_not_show(desk: &Harness, words: &[&str], asked: &[String]) {
    let shown = desk.alpha().all().into_iter().filter(|m| !m.deleted && !asked.contains(&m.id));
    let shown = shown.filter(|m| m.by.is_none() || m.by.as_deref() == Some("leo"));
    for message in shown {
        // What an operator's own command was answered names what they typed.
        let is_answer = message.reply_to.is_some();
        let found = words.iter().find(|w| message.text.contains(*w));
        assert!(found.is_none() || is_answer, "{} still says: {}", message.id, message.text);
    }
}

on_both_databases! {
    async fn an_admin_is_asked_first_and_handed_a_receipt(desk) {
        let request = handled(desk).await;
        let told = answer(desk, "rita", "!erase leo").await;
        for words in ["Leonardo Brandt", "leo (alpha)", "1 ticket in their name", "can't be undone", "--yes"] {
            assert!(told.contains(words), "{words} in {told}");
        }
        assert!(desk.said("1001").await[0].contains("October"), "nothing was done");
        let told = answer(desk, "rita", "!erase leo --yes").await;
        for words in [
            "Erased, for good",
            "5 articles have no words any more",
            "1 earlier wording and 1 file",
            "1 ticket in their name was emptied",
            "1 account",
            "messages in chats are being removed",
            "the bytes of 1 file",
            "mails that were sent",
        ] {
            assert!(told.contains(words), "{words} in {told}");
        }
        assert!(!told.contains("exports"), "there are none: {told}");
        desk.settle().await;
        must_not_have(&everything(desk).await, &WORDS);
        assert!(desk.alpha().message(&request).unwrap().deleted, "what leo wrote is removed where the bot may");
        must_not_show(desk, &["payslip", "October", "Moonlight"], &[]);
        assert_eq!(desk.articles("1001").await.len(), 5);
        let history = answer(desk, "rita", "!history 1001").await;
        assert!(history.contains("the words of 5 articles were erased") && history.contains("anonymous"), "{history}");
        desk.advance(Duration::from_secs(30 * 60)).await;
        assert_eq!(files_in(&desk.files_folder()), 0);
    }

    async fn in_others_tickets_only_their_own_words_go(desk) {
        handled(desk).await;
        let told = answer(desk, "rita", "!erase sam --yes").await;
        assert!(told.contains("1 article has no words") && told.contains("0 tickets"), "{told}");
        let said = desk.said("1001").await;
        assert_eq!(said[1], "participant: ");
        assert!(said[0].contains("October"));
        assert_eq!(desk.ticket("1001").await.title, "Payslip of Leonardo");
        must_not_have(&everything(desk).await, &["Mine is wrong too", "Samuele", "\"sam\""]);
        desk.ops_thread("1001").must_not_have("Mine is wrong too");
        desk.ops_thread("1001").must_have("He has called twice");
    }

    async fn an_open_ticket_is_closed_and_who_writes_again_is_somebody_new(desk) {
        let request = desk.leo().says("My VPN is down since this morning").in_help().await;
        desk.settle().await;
        let told = answer(desk, "rita", "!erase leo --yes").await;
        assert!(told.contains("1 of them was open, and was closed"), "{told}");
        assert_eq!(desk.state("1001").await, "closed unsuccessful");
        must_not_have(&everything(desk).await, &["VPN", "\"leo\""]);
        desk.leo().says("And now the printer is on fire").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.said("1002").await, ["request: And now the printer is on fire"]);
        assert_ne!(desk.ticket("1002").await.customer_id, desk.ticket("1001").await.customer_id);
    }

    async fn with_what_has_no_words_any_more_nobody_goes_on(desk) {
        desk.leo().says("My VPN is down since this morning").in_help().await;
        desk.settle().await;
        answer(desk, "rita", "!erase leo --yes").await;
        for words in ["!reopen 1001", "!customer 1001 mia"] {
            let told = answer(desk, "ada", words).await;
            assert!(told.contains("removed for good"), "{words}: {told}");
        }
        assert_eq!(desk.state("1001").await, "closed unsuccessful");
    }

    async fn whom_bot_toml_names_would_come_back(desk) {
        handled(desk).await;
        for (who, name) in [("rita", "mia"), ("rita", "ada")] {
            let told = answer(desk, who, &format!("!erase {name} --yes")).await;
            assert!(told.contains("bot.toml names"), "{told}");
        }
        assert!(answer(desk, "ada", "!erase leo --yes").await.contains("Only admins"));
        assert!(answer(desk, "rita", "!erase nemo --yes").await.contains("nemo"));
        assert!(answer(desk, "rita", "!erase").await.contains("person"));
        assert!(desk.said("1001").await[0].contains("October"));
    }

    async fn what_waits_is_not_sent_and_what_is_being_sent_is_removed_after(desk) {
        handled(desk).await;
        in_ops(desk, "ada", "1001", "!reopen").await;
        desk.alpha().faults.saying("Which payslip", 1, Fault::Retry(Some(Duration::from_secs(60))));
        in_ops(desk, "ada", "1001", "!reply Which payslip, please?").await;
        in_ops(desk, "ada", "1001", "!reply Or was it the bonus?").await;
        let told = answer(desk, "rita", "!erase leo --yes").await;
        assert!(!told.contains("nothing waited"), "{told}");
        desk.advance(Duration::from_secs(20 * 60)).await;
        must_not_have(&everything(desk).await, &WORDS);
        must_not_show(desk, &["Which payslip", "the bonus"], &[]);
    }

    async fn one_that_was_being_sent_is_removed_once_it_is_there(desk) {
        handled(desk).await;
        in_ops(desk, "ada", "1001", "!reopen").await;
        desk.alpha().faults.saying("Which payslip", 1, Fault::UnknownButHappened);
        in_ops(desk, "ada", "1001", "!reply Which payslip, please?").await;
        answer(desk, "rita", "!erase leo --yes").await;
        desk.advance(Duration::from_secs(20 * 60)).await;
        must_not_have(&everything(desk).await, &WORDS);
        must_not_show(desk, &["Which payslip"], &[]);
    }

    async fn what_could_not_be_said_in_anothers_ticket_is_not_kept_either(desk) {
        let request = vpn_is_down(desk).await;
        let word = desk.leo().says("Mine is down too").in_thread(&request).await;
        desk.settle().await;
        desk.alpha().faults.saying("Moonlight", 1, Fault::Permanent);
        desk.leo().edits(&word, "Mine is down too: Moonlight Ltd").await;
        desk.mail().faults.saying("Moonlight", 1, Fault::Permanent);
        in_ops(desk, "ada", "1001", "!forward bob@vendor.example 2 Is this the known bug?").await;
        assert_eq!(desk.deliveries_in(&["failed"]).await.len(), 2);
        answer(desk, "rita", "!erase leo --yes").await;
        desk.settle().await;
        must_not_have(&everything(desk).await, &["Moonlight"]);
        assert!(desk.deliveries_in(&["failed"]).await.is_empty());
        desk.ops_thread("1001").must_have("My VPN is down");
    }

    async fn an_edit_that_was_being_sent_is_removed_once_it_is_there(desk) {
        let request = vpn_is_down(desk).await;
        let word = desk.leo().says("Mine is down too").in_thread(&request).await;
        desk.settle().await;
        desk.alpha().faults.saying("Moonlight", 1, Fault::UnknownButHappened);
        desk.leo().edits(&word, "Mine is down too: Moonlight Ltd").await;
        desk.settle().await;
        answer(desk, "rita", "!erase leo --yes").await;
        desk.advance(Duration::from_secs(20 * 60)).await;
        must_not_have(&everything(desk).await, &["Moonlight"]);
        must_not_show(desk, &["Moonlight"], &[]);
    }

    async fn a_confirmation_that_was_never_delivered_is_forgotten(desk) {
        desk.mail().faults.plan(1, Fault::Permanent, |_| true);
        desk.leo().named("Leonardo Brandt").says("!mail leo@typo.example").directly().await;
        desk.settle().await;
        assert_eq!(desk.deliveries_in(&["failed"]).await.len(), 1);
        answer(desk, "rita", "!erase leo --yes").await;
        desk.settle().await;
        must_not_have(&everything(desk).await, &["typo.example", "Leonardo"]);
    }

    async fn whoever_was_joined_goes_as_a_whole(desk, on_beta) {
        let accounts = [
            desk.person("leo").named("Leonardo Brandt"),
            desk.person("lenny").named("Lenny Brandt"),
            desk.person("lion").named("The Lion"),
        ];
        for person in &accounts {
            person.says("My VPN is down since this morning").in_help().await;
        }
        desk.settle().await;
        for number in ["1001", "1002", "1003"] {
            in_ops(desk, "ada", number, "!close").await;
        }
        // The youngest joins the middle one, and these two the eldest.
        for (one, other) in [(2, 1), (1, 0)] {
            let code = asks_for_code(desk, &accounts[one]).await;
            accounts[other].says(&format!("!identity {code}")).directly().await;
            desk.settle().await;
        }
        answer(desk, "rita", "!erase leo --yes").await;
        desk.settle().await;
        must_not_have(&everything(desk).await, &["Leonardo", "Lenny", "The Lion"]);
    }

    async fn the_same_file_of_somebody_else_is_kept(desk) {
        desk.leo().says("My payslip is wrong").with_file("a.txt", b"the same bytes").in_help().await;
        desk.mia().says("My screen is black").with_file("b.txt", b"the same bytes").in_help().await;
        desk.leo().says("And this").with_file("c.txt", b"leo's own").in_help().await;
        desk.settle().await;
        assert_eq!(files_in(&desk.files_folder()), 2);
        answer(desk, "rita", "!erase leo --yes").await;
        desk.advance(Duration::from_secs(30 * 60)).await;
        assert_eq!(files_in(&desk.files_folder()), 1);
        let other = desk.articles("1002").await;
        let name = &other[0].files[0].sha256;
        assert_eq!(&desk.desk().files().get(name).await.unwrap()[..], b"the same bytes");
    }

    async fn a_direct_chat_and_a_question_are_forgotten(desk) {
        desk.leo().says("My VPN is down").directly().await;
        desk.settle().await;
        desk.leo().says("!mail leo@example.org").directly().await;
        desk.settle().await;
        answer(desk, "rita", "!erase leo --yes").await;
        desk.advance(Duration::from_secs(20 * 60)).await;
        must_not_have(&everything(desk).await, &["VPN", "\"leo\"", "leo@example.org", "alpha:leo"]);
        assert!(people::by_account(desk.store().reader(), "alpha", "leo").await.unwrap().is_none());
    }

    async fn it_is_picked_like_any_command(desk, on_beta) {
        handled(desk).await;
        let rita = desk.person("rita").on_beta();
        let asked = rita.picks(&Spot::room("ops"), "erase", &[("person", "Leonardo Brandt")]).await;
        desk.settle().await;
        assert!(rita.was_answered(&asked).text.contains("can't be undone"));
        let options = [("person", "Leonardo Brandt"), ("yes", "true")];
        let asked = rita.picks(&Spot::room("ops"), "erase", &options).await;
        desk.settle().await;
        assert!(rita.was_answered(&asked).text.contains("Erased, for good"), "{}", rita.was_answered(&asked).text);
        must_not_have(&everything(desk).await, &WORDS);
    }

    async fn in_italian(desk) {
        handled(desk).await;
        desk.person("rita").says("!lingua it").in_ops().await;
        desk.settle().await;
        let told = answer(desk, "rita", "!dimentica leo").await;
        assert!(told.contains("Non si torna indietro"), "{told}");
        let told = answer(desk, "rita", "!dimentica leo --sì").await;
        assert!(told.contains("Eliminato, definitivamente") && told.contains("1 ticket a suo nome"), "{told}");
    }

    async fn the_command_line_erases_while_no_chat_is_open(desk) {
        handled(desk).await;
        let asked = desk.desk().erase("leo", false, Language::En).await.unwrap();
        assert!(matches!(asked, Asked::Confirm(_, known) if known.tickets == 1 && known.accounts == ["leo (alpha)"]));
        let done = desk.desk().erase("leo", true, Language::En).await.unwrap();
        assert!(matches!(done, Asked::Done(lines) if lines[0].contains("Erased, for good")));
        assert!(matches!(desk.desk().erase("mia", true, Language::En).await.unwrap(), Asked::Refused(why) if why.contains("bot.toml names mia")));
        desk.settle().await;
        must_not_have(&everything(desk).await, &WORDS);
    }
}
