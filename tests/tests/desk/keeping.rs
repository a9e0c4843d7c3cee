//! What is kept: exports and imports that are asked for in a chat.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use sportello::crash::Point;
use sportello_tests::{Harness, Options, Shown, on_both_databases};

use crate::administering::answer;
use crate::scenes::taken_by_ada;

pub fn exports(desk: &Harness) -> PathBuf {
    desk.desk().config().desk.data_dir.join("exports")
}

/// Waits for the export that was asked for.
async fn made(desk: &Harness) {
    desk.alpha().until(|all| all.iter().any(|m| m.text.contains("Everything is in"))).await;
    desk.settle().await;
}

/// The one export in the folder.
fn the_export(desk: &Harness) -> PathBuf {
    let files = std::fs::read_dir(exports(desk)).unwrap().map(|f| f.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|f| f.extension().is_some_and(|e| e == "jsonl")).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

on_both_databases! {
    async fn an_admin_is_told_where_the_export_is_and_what_it_holds(desk) {
        use std::os::unix::fs::PermissionsExt;
        taken_by_ada(desk).await;
        let told = answer(desk, "rita", "!export").await;
        assert!(told.contains("is being made"), "{told}");
        made(desk).await;
        let file = the_export(desk);
        let told = desk.person("rita").sees_in("ops");
        let told = &told.must_have("Everything is in").text;
        assert!(told.contains(&file.display().to_string()), "{told}");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert!(std::fs::read_to_string(&file).unwrap().contains("My VPN is down"));
        assert!(desk.alpha().all().iter().all(|m| !m.is_file), "it is not posted anywhere");
        assert!(answer(desk, "ada", "!export").await.contains("Only admins"));
    }

    async fn an_export_that_was_cut_off_is_made_again(desk) {
        taken_by_ada(desk).await;
        desk.settle().await;
        let once = AtomicBool::new(true);
        desk.dies_where(move |at| at == Point::DueCommitted && once.swap(false, Ordering::Relaxed));
        desk.person("rita").says("!export").in_ops().await;
        desk.settle().await;
        desk.recover().await;
        desk.settle().await;
        assert_eq!(desk.died(), 1);
        assert!(!desk.alpha().all().iter().any(|m| m.text.contains("Everything is in")));
        desk.advance_seconds(3600).await;
        desk.settle().await;
        the_export(desk);
        let told = |m: &&Shown| m.text.contains("Everything is in");
        assert_eq!(desk.alpha().all().iter().filter(told).count(), 1);
        desk.advance_seconds(7200).await;
        the_export(desk);
    }

    async fn an_import_goes_into_an_empty_desk_which_goes_on_with_it(desk) {
        taken_by_ada(desk).await;
        answer(desk, "rita", "!export").await;
        made(desk).await;
        let file = the_export(desk);
        let refused = answer(desk, "rita", &format!("!import {}", file.display())).await;
        assert!(refused.contains("not empty") && refused.contains("1 tickets"), "{refused}");
        assert_eq!(desk.numbers().await, ["1001"], "nothing has changed");

        let mut options = Options::new(desk.database());
        // No two desks draw the same keys.
        options.seed += 1;
        let other = Harness::start(options).await;
        // Platforms give no id twice, whichever desk they serve.
        for _ in 0..100 {
            other.alpha().new_id();
        }
        std::fs::create_dir_all(exports(&other)).unwrap();
        std::fs::copy(&file, exports(&other).join("old.jsonl")).unwrap();
        for wrong in ["/etc/passwd", "../old.jsonl", "none.jsonl"] {
            let told = answer(&other, "rita", &format!("!import {wrong}")).await;
            assert!(told.contains("There is no export"), "{told}");
        }
        assert!(answer(&other, "ada", "!import old.jsonl").await.contains("Only admins"));
        let told = answer(&other, "rita", "!import old.jsonl").await;
        assert!(told.contains("Imported: 1 ticket"), "{told}");
        assert!(answer(&other, "rita", "!show 1001").await.contains("My VPN is down"));
        assert_eq!(other.owner("1001").await.as_deref(), Some("ada"));
        other.leo().says("The printer in room 12 is on fire").in_help().await;
        other.settle().await;
        assert_eq!(other.numbers().await, ["1001", "1002"]);
        assert!(answer(&other, "ada", "!search VPN").await.contains("1001"), "it is found");
        other.may_owe();
        other.finish().await;
    }

    async fn an_import_whose_open_tickets_have_no_queue_is_refused(desk) {
        taken_by_ada(desk).await;
        answer(desk, "rita", "!export --rows-only").await;
        made(desk).await;
        let file = the_export(desk);
        let mut options = Options::new(desk.database());
        options.queue("helpdesk::network").name = "support::network".to_owned();
        let support = options.queue("helpdesk");
        support.name = "support".to_owned();
        let other = Harness::start(options).await;
        std::fs::create_dir_all(exports(&other)).unwrap();
        std::fs::copy(&file, exports(&other).join("old.jsonl")).unwrap();
        other.settle().await;
        let told = answer(&other, "rita", "!import old.jsonl").await;
        assert!(told.contains("there is no queue “helpdesk”") && told.contains("nothing has changed"), "{told}");
        assert!(other.numbers().await.is_empty());
        other.finish().await;
    }
}
