//! How long words are kept, and what people are told of it.

use std::time::Duration;

use sportello::config::{OnDelete, Worded};
use sportello::export::{self, Wanted};
use sportello::store::people;
use sportello::text::Language;
use sportello_tests::{Fault, Harness, Options, on_both_databases};

use crate::administering::answer;
use crate::identities::asks_for_code;
use crate::scenes::{in_ops, vpn_is_down};

const DAY: u64 = 24 * 60 * 60;

fn thirty_days(options: &mut Options) {
    options.config.closed_after = Some(Duration::from_secs(30 * DAY));
    for queue in &mut options.config.queues {
        queue.closed_after = Some(Duration::from_secs(30 * DAY));
    }
}

/// All that the database has, as text.
pub async fn everything(desk: &Harness) -> String {
    let folder = tempfile::TempDir::with_prefix("sportello-all-").unwrap();
    let file = folder.path().join("all.jsonl");
    let wanted = Wanted { desk: String::new(), made_at: desk.now(), with_files: false };
    export::export(desk.store(), desk.desk().files(), &file, wanted, &mut |_| {}).await.unwrap();
    std::fs::read_to_string(file).unwrap()
}

/// Says which of the words are still there, and where.
pub fn must_not_have(all: &str, words: &[&str]) {
    for word in words {
        let lines: Vec<&str> = all.lines().filter(|line| line.contains(word)).collect();
        assert!(lines.is_empty(), "“{word}” is still in\n{}", lines.join("\n"));
    }
}

/// leo's request has been handled: a file, an edit, a note, a word of sam's, a rating, mails. Gives his message.
pub async fn handled(desk: &Harness) -> String {
    let leo = desk.leo().named("Leonardo Brandt");
    let request = leo.says("My payslip is wrong").with_file("payslip.txt", b"4711 euros").in_help().await;
    desk.settle().await;
    leo.edits(&request, "My payslip of October is wrong").await;
    desk.person("sam").named("Samuele").says("Mine is wrong too: Moonlight Ltd").in_thread(&request).await;
    for words in ["!take", "!note He has called twice: Moonlight", "!reply Which month, Leonardo?", "!watch"]
    {
        in_ops(desk, "ada", "1001", words).await;
    }
    in_ops(desk, "ada", "1001", "!pending for 2d Leonardo asks his boss").await;
    leo.says("October").in_thread(&request).await;
    desk.settle().await;
    in_ops(desk, "ada", "1001", "!title Payslip of Leonardo").await;
    in_ops(desk, "ada", "1001", "!close").await;
    leo.says("!rate #1001 2 slow, said Leonardo").in_thread(&request).await;
    desk.settle().await;
    request
}

pub const WORDS: [&str; 8] =
    ["payslip", "Payslip", "October", "Moonlight", "Leonardo", "Samuele", "slow, said", "\"leo\""];

on_both_databases! {
    async fn a_closed_ticket_loses_its_words_and_people_once_its_time_has_come(desk, thirty_days) {
        handled(desk).await;
        let folder = desk.files_folder();
        assert_eq!(files_in(&folder), 1);
        desk.advance(Duration::from_secs(29 * DAY)).await;
        assert!(desk.said("1001").await[0].contains("October"));
        desk.advance(Duration::from_secs(2 * DAY)).await;
        must_not_have(&everything(desk).await, &WORDS);
        let articles = desk.articles("1001").await;
        assert_eq!(articles.len(), 5, "that they were written stays");
        assert!(articles.iter().all(|a| a.emptied && a.body.is_empty() && a.files.is_empty()));
        assert_eq!(articles[0].author_name, "anonymous");
        assert!(articles.iter().any(|a| a.author_name == "ada"), "operators' work is theirs still");
        let told = answer(desk, "ada", "!show 1001").await;
        assert!(told.contains("removed for good"), "{told}");
        assert!(answer(desk, "ada", "!search payslip").await.contains("Nothing"));
        assert!(answer(desk, "ada", "!history 1001").await.contains("closed for as long as words are kept"));
        assert_eq!(files_in(&folder), 0, "the file's bytes are gone");
        assert_eq!(desk.state("1001").await, "closed successful");
    }

    async fn it_happens_late_after_a_time_away_and_once(desk, thirty_days) {
        handled(desk).await;
        desk.is_away_for(90 * DAY).await;
        desk.settle().await;
        desk.crash_and_restart().await;
        desk.advance(Duration::from_secs(DAY)).await;
        assert_eq!(desk.history("1001").await.iter().filter(|e| *e == "emptied").count(), 1);
        must_not_have(&everything(desk).await, &WORDS);
    }

    async fn a_changed_bot_toml_concerns_what_was_closed_before(desk) {
        handled(desk).await;
        desk.advance(Duration::from_secs(90 * DAY)).await;
        assert!(desk.said("1001").await[0].contains("October"), "nothing is removed unless it was asked for");
        desk.restart_with(|config| config.queues[0].closed_after = Some(Duration::from_secs(60 * DAY))).await;
        desk.settle().await;
        must_not_have(&everything(desk).await, &WORDS);
    }

    async fn many_are_emptied_in_turn(desk, thirty_days) {
        for n in 0..45 {
            desk.person(&format!("guest{n}")).says(&format!("Secret number {n}")).in_help().await;
            desk.settle().await;
            let number = 1001 + n;
            answer(desk, "ada", &format!("!close {number}")).await;
        }
        desk.advance(Duration::from_secs(31 * DAY)).await;
        must_not_have(&everything(desk).await, &["Secret number", "guest"]);
    }

    async fn who_has_another_ticket_is_still_known(desk, thirty_days) {
        handled(desk).await;
        desk.advance(Duration::from_secs(20 * DAY)).await;
        desk.leo().says("My screen flickers all day").in_help().await;
        desk.settle().await;
        desk.advance(Duration::from_secs(12 * DAY)).await;
        assert!(desk.articles("1001").await[0].emptied);
        let leo = people::by_account(desk.store().reader(), "alpha", "leo").await.unwrap().unwrap();
        assert_eq!(desk.ticket("1002").await.customer_id, leo.id);
        assert_ne!(desk.ticket("1001").await.customer_id, leo.id);
        let sam = people::by_account(desk.store().reader(), "alpha", "sam").await.unwrap();
        assert!(sam.is_none(), "who is in no other ticket is forgotten");
        assert!(people::by_account(desk.store().reader(), "alpha", "mia").await.unwrap().is_some());
    }

    async fn whoever_was_joined_is_forgotten_as_a_whole(desk, thirty_days) {
        let (leo, lenny) = (desk.leo().named("Leonardo Brandt"), desk.person("lenny").named("Lenny Brandt"));
        for person in [&leo, &lenny] {
            person.says("My VPN is down since this morning").in_help().await;
        }
        desk.settle().await;
        let code = asks_for_code(desk, &lenny).await;
        leo.says(&format!("!identity {code}")).directly().await;
        desk.settle().await;
        in_ops(desk, "ada", "1002", "!close").await;
        desk.advance(Duration::from_secs(31 * DAY)).await;
        let all = everything(desk).await;
        assert!(all.contains("Lenny Brandt"), "another ticket of theirs is open still");
        in_ops(desk, "ada", "1001", "!close").await;
        desk.advance(Duration::from_secs(31 * DAY)).await;
        must_not_have(&everything(desk).await, &["Leonardo", "Lenny"]);
    }

    async fn whoever_writes_in_its_thread_asks_anew(desk, thirty_days) {
        let request = handled(desk).await;
        desk.advance(Duration::from_secs(31 * DAY)).await;
        desk.leo().says("It is wrong again").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.said("1002").await, ["request: It is wrong again"]);
        assert_eq!(desk.articles("1001").await.len(), 5);
        in_ops(desk, "ada", "1002", "!reply We look into it").await;
        desk.leo().sees_in_thread(&request).must_have("We look into it");
    }

    async fn a_note_that_comes_later_is_removed_in_its_turn(desk, thirty_days) {
        handled(desk).await;
        desk.advance(Duration::from_secs(31 * DAY)).await;
        in_ops(desk, "ada", "1001", "!note He asked by phone what became of it").await;
        desk.advance(Duration::from_secs(29 * DAY)).await;
        assert!(desk.said("1001").await.last().unwrap().contains("by phone"));
        desk.advance(Duration::from_secs(2 * DAY)).await;
        must_not_have(&everything(desk).await, &["by phone"]);
    }

    async fn a_merged_ticket_goes_with_what_it_is_part_of(desk, thirty_days) {
        desk.leo().says("My payslip is wrong").in_help().await;
        desk.settle().await;
        desk.advance_seconds(600).await;
        desk.leo().says("The payslip of October, I mean").in_help().await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!merge 1002").await;
        in_ops(desk, "ada", "1001", "!close").await;
        desk.advance(Duration::from_secs(31 * DAY)).await;
        must_not_have(&everything(desk).await, &["payslip", "October", "\"leo\""]);
    }

    async fn nobody_reads_a_notice_twice(desk, |o| {
        let texts = vec![
            (Some(Language::En), "Kept for a year: [more](https://example.org/privacy)".to_owned()),
            (Some(Language::It), "Si conserva un anno.".to_owned()),
        ];
        o.queue("helpdesk").privacy_notice = Some(Worded(texts));
    }) {
        let first = desk.leo().says("My VPN is down since this morning").in_help().await;
        desk.settle().await;
        desk.leo().sees_in_thread(&first).must_have("Kept for a year: [more](https://example.org/privacy)");
        desk.advance_seconds(600).await;
        let second = desk.leo().says("My screen flickers all day").in_help().await;
        desk.settle().await;
        desk.leo().sees_in_thread(&second).must_not_have("Kept for a year");
        let zita = desk.person("zita").with_locale("it");
        let third = zita.says("La stampante non funziona").in_help().await;
        desk.settle().await;
        zita.sees_in_thread(&third).must_have("Si conserva un anno.");
        desk.advance_seconds(600).await;
        desk.restart_with(|config| {
            config.queues[0].privacy_notice = Some(Worded(vec![(None, "Kept for two years.".to_owned())]));
        }).await;
        let fourth = desk.leo().says("My mouse is dead, it does not move").in_help().await;
        desk.settle().await;
        desk.leo().sees_in_thread(&fourth).must_have("Kept for two years.");
    }

    async fn what_was_made_to_be_sent_is_deleted_once_it_was(desk) {
        vpn_is_down(desk).await;
        let folder = desk.files_folder();
        in_ops(desk, "ada", "1001", "!transcript").await;
        in_ops(desk, "ada", "1001", "!stats").await;
        assert_eq!(files_in(&folder), 2);
        desk.advance(Duration::from_secs(30 * 60)).await;
        assert_eq!(files_in(&folder), 0);
    }

    async fn what_waits_to_be_sent_is_kept(desk) {
        vpn_is_down(desk).await;
        desk.alpha().faults.plan(usize::MAX, Fault::Retry(None), |_| true);
        in_ops(desk, "ada", "1001", "!transcript").await;
        desk.advance(Duration::from_secs(60 * 60)).await;
        assert_eq!(files_in(&desk.files_folder()), 1);
        desk.alpha().faults.end();
        desk.advance(Duration::from_secs(60 * 60)).await;
        assert!(desk.ops_thread("1001").0.iter().any(|m| m.is_file), "it has come");
        assert_eq!(files_in(&desk.files_folder()), 0);
    }

    async fn a_file_that_came_with_what_is_no_article_is_deleted(desk) {
        vpn_is_down(desk).await;
        desk.ada().says("Look at this").with_file("cat.png", b"a cat").in_room("ops").await;
        desk.settle().await;
        desk.advance(Duration::from_secs(30 * 60)).await;
        assert_eq!(files_in(&desk.files_folder()), 0);
    }

    async fn a_file_of_an_article_is_kept(desk) {
        desk.mia().says("My screen is black").with_file("screen.png", b"black").in_help().await;
        desk.settle().await;
        desk.advance(Duration::from_secs(30 * 60)).await;
        assert_eq!(files_in(&desk.files_folder()), 1);
    }

    async fn a_message_that_is_removed_takes_the_bytes_of_its_file_along(desk, |o: &mut Options| o.config.desk.on_delete = OnDelete::Remove) {
        let request = desk.mia().says("My screen is black").with_file("screen.png", b"black").in_help().await;
        desk.settle().await;
        desk.mia().deletes(&request).await;
        desk.settle().await;
        desk.advance(Duration::from_secs(30 * 60)).await;
        assert_eq!(files_in(&desk.files_folder()), 0);
    }
}

/// How many files are in a folder and those below it.
pub fn files_in(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap().path())
        .map(|p| if p.is_dir() { files_in(&p) } else { 1 })
        .sum()
}
