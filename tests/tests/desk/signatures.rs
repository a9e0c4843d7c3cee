//! How an operator appears to customers: by name, by role, as the queue; everywhere alike.

use sportello::config::Signature;
use sportello_tests::{Harness, Options, on_both_databases};

use crate::scenes::{in_ops, taken_by_ada};

/// All that mia can read of a ticket that ada has taken, answered and closed.
async fn all_that_mia_reads(desk: &Harness) -> String {
    let request = taken_by_ada(desk).await;
    in_ops(desk, "ada", "1001", "!reply Please reconnect").await;
    desk.advance_seconds(600).await;
    for words in ["!status", "!mine", "!transcript", "!transcript markdown", "!transcript json"] {
        desk.mia().says(words).in_thread(&request).await;
        desk.settle().await;
    }
    in_ops(desk, "ada", "1001", "!close unsuccessful Nothing helps").await;
    desk.mia().says("!private").in_thread(&request).await;
    desk.advance_seconds(600).await;
    let mut all = vec![
        desk.mia().sees_in_thread(&request).transcript(),
        desk.mia().sees_directly().transcript(),
        desk.mia().sees_in("help").transcript(),
    ];
    for name in ["ticket-1001.html", "ticket-1001.md", "ticket-1001.json"] {
        let file = desk.alpha().file_named(name).unwrap_or_else(|| panic!("{name} was not sent"));
        all.push(String::from_utf8(file).unwrap());
    }
    for mail in desk.mails_to("mia@example.org") {
        all.push(format!("{} {}", mail.subject, mail.body.as_text()));
    }
    assert!(desk.mails_to("mia@example.org").len() >= 4, "received, taken, answered, closed");
    all.join("\n")
}

fn signs(options: &mut Options, signature: Signature) {
    options.queue("helpdesk").signature = signature;
}

on_both_databases! {
    async fn by_name(desk, |options| signs(options, Signature::Name)) {
        let all = all_that_mia_reads(desk).await;
        assert!(all.contains("Taken in charge by **ada**") && all.contains("**ada:**"), "{all}");
    }

    async fn by_role(desk, |options| signs(options, Signature::Role)) {
        let all = all_that_mia_reads(desk).await;
        assert!(all.contains("Taken in charge by **an operator**") && all.contains("**an operator:**"), "{all}");
        assert!(!all.contains("ada"), "{all}");
    }

    async fn as_the_queue(desk, |options| signs(options, Signature::Queue)) {
        let all = all_that_mia_reads(desk).await;
        assert!(all.contains("Taken in charge by **Service desk**") && all.contains("**Service desk:**"), "{all}");
        assert!(!all.contains("ada"), "{all}");
    }
}
