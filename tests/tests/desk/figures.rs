//! What `stats` tells, and that its running sums are what the history says.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use sportello::store::entity::{figure, figure_part};
use sportello::store::{figures, recount};
use sportello_tests::{Harness, Spot, on_both_databases};

use crate::scenes::{closed_by_ada, in_ops, taken_by_ada, vpn_is_down};

/// What the bot said last in a ticket's thread in the operators' channel, but for files.
fn told(desk: &Harness, number: &str) -> String {
    let thread = desk.ops_thread(number);
    let last = thread.from_bot().into_iter().rfind(|m| !m.is_file);
    last.map(|m| m.text.clone()).unwrap_or_default()
}

/// Somebody asks in the thread of ticket 1001.
async fn asked(desk: &Harness, who: &str, words: &str) -> String {
    in_ops(desk, who, "1001", words).await;
    told(desk, "1001")
}

fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG")
}

on_both_databases! {
    async fn a_life_is_counted_as_it_goes(desk) {
        taken_by_ada(desk).await;
        desk.advance_seconds(3600).await;
        in_ops(desk, "ada", "1001", "!reply Please try again").await;
        desk.advance_seconds(3600).await;
        in_ops(desk, "ada", "1001", "!close").await;
        desk.mia().says("!rate #1001 4").directly().await;
        desk.leo().says("My screen is black").in_help().await;
        desk.settle().await;
        let words = asked(desk, "ada", "!stats today").await;
        assert!(words.contains("Opened **2** · closed **1** (1 successfully) · active now **1**"), "{words}");
        assert!(words.contains("First response, 1 ticket: **59 min**"), "{words}");
        assert!(words.contains("Solution, 1 ticket: **1 h 59 min**"), "{words}");
        assert!(words.contains("Rated once: **4.0** of 5"), "{words}");
        assert!(words.contains("**ada** · taken 1 · closed 1 · active now 0 · rated 4.0 (1)"), "{words}");
        let picture = desk.alpha().file_named("overview-2026-11-23.png").expect("a picture");
        assert!(is_png(&picture));
        desk.ops_thread("1001").must_have("overview-2026-11-23.png");
    }

    async fn times_and_backlog_have_pictures_of_their_own(desk) {
        closed_by_ada(desk).await;
        desk.leo().says("My screen is black").in_help().await;
        desk.settle().await;
        desk.advance_seconds(2 * 86_400).await;
        let words = asked(desk, "otto", "!stats times 7d").await;
        assert!(words.contains("Solution") && words.contains("right within 5 %"), "{words}");
        assert!(is_png(&desk.alpha().file_named("times-2026-11-19-2026-11-25.png").expect("a picture")));
        let words = asked(desk, "otto", "!statistiche arretrati").await;
        assert!(words.contains("1–2 days ago"), "{words}");
        assert!(is_png(&desk.alpha().file_named("backlog-2026-11-25.png").expect("a picture")));
    }

    async fn an_operator_counts_their_own_queues_and_an_admin_all(desk) {
        vpn_is_down(desk).await;
        desk.mia().says("I forgot my password").in_room("accounts").await;
        desk.settle().await;
        let adas = asked(desk, "ada", "!stats").await;
        assert!(adas.contains("your queues") && adas.contains("Opened **1**"), "{adas}");
        let admins = asked(desk, "rita", "!stats").await;
        assert!(admins.contains("all queues") && admins.contains("Opened **2**"), "{admins}");
        assert!(admins.contains("**Accounts** · opened 1"), "{admins}");
        asked(desk, "ada", "!stats queue:accounts").await;
        desk.ops_thread("1001").must_tell("refusal-no-such-queue");
    }

    async fn one_queue_or_one_operator_is_asked_for(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!move network").await;
        let network = asked(desk, "ada", "!stats queue:Network oggi").await;
        assert!(network.contains("Opened **0** · closed **0** (0 successfully) · active now **1**"), "{network}");
        let adas = asked(desk, "otto", "!stats operator:ada").await;
        assert!(adas.contains("Taken **1**"), "{adas}");
        let ottos = asked(desk, "ada", "!stats operatore:otto").await;
        assert!(ottos.contains("Taken **0**"), "{ottos}");
        asked(desk, "ada", "!stats operator:nobody").await;
        desk.ops_thread("1001").must_tell("refusal-no-such-operator");
        asked(desk, "ada", "!stats backlok").await;
        desk.ops_thread("1001").must_tell("refusal-bad-choice-near");
    }

    async fn whoever_asks_for_help_is_told_no_figures(desk) {
        let request = vpn_is_down(desk).await;
        desk.mia().says("!stats").in_thread(&request).await;
        desk.settle().await;
        desk.mia().sees_in_thread(&request).must_not_have("Opened");
        desk.mia().sees_directly().must_tell("refusal-operators-only");
        desk.ada().says("!stats").in_thread(&request).await;
        desk.settle().await;
        assert!(desk.alpha().all().iter().all(|m| !m.is_file), "customers read there");
    }

    async fn picked_it_is_answered_on_the_spot(desk, |options| options.on_beta_too()) {
        vpn_is_down(desk).await;
        let picked = desk.ada().on_beta()
            .picks(&Spot::room("ops"), "stats", &[("view", "overview"), ("period", "2026-11"), ("operator", "ada")])
            .await;
        desk.settle().await;
        let answers = desk.beta().all().into_iter().filter(|m| m.on_the_spot.as_deref() == Some(picked.as_str()));
        let words: Vec<String> = answers.map(|m| m.text).collect();
        assert!(words.iter().any(|w| w.contains("Taken **0**")), "{words:?}");
        assert!(desk.beta().file_named("overview-2026-11-01-2026-11-23.png").is_some_and(|f| is_png(&f)));
    }

    async fn what_is_added_in_parts_is_brought_together_once_a_day(desk) {
        closed_by_ada(desk).await;
        let before = recount::all(desk.store().reader()).await.unwrap();
        let parts = async || figure_part::Entity::find().count(desk.store().reader()).await.unwrap();
        assert_eq!(parts().await > 0, figures::are_in_parts(desk.store().reader()));
        desk.advance_seconds(24 * 3600).await;
        assert_eq!(parts().await, 0);
        assert_eq!(recount::all(desk.store().reader()).await.unwrap(), before);
    }

    async fn parts_that_came_from_another_database_are_in_the_sums_after_a_start(desk) {
        closed_by_ada(desk).await;
        let tx = desk.store().begin().await.unwrap();
        let before = recount::all(&tx).await.unwrap();
        recount::bring_together(&tx).await.unwrap();
        let columns = "day, queue_id, owner_id, what, bucket, amount";
        let parts = format!("INSERT INTO figure_part ({columns}, part) SELECT {columns}, 3 FROM figure WHERE what <> 'opened'");
        tx.execute_unprepared(&parts).await.unwrap();
        tx.execute_unprepared("DELETE FROM figure WHERE what <> 'opened'").await.unwrap();
        tx.commit().await.unwrap();
        desk.crash_and_restart().await;
        assert_eq!(recount::all(desk.store().reader()).await.unwrap(), before);
    }

    async fn sums_can_be_made_anew_from_the_history(desk) {
        closed_by_ada(desk).await;
        desk.mia().says("!rate #1001 2").directly().await;
        desk.mia().says("!rate #1001 5").directly().await;
        desk.mia().says("!reopen #1001").directly().await;
        desk.settle().await;
        let tx = desk.store().begin().await.unwrap();
        let before = recount::all(&tx).await.unwrap();
        assert!(!before.is_empty());
        let zone = desk.desk().config().desk.time_zone;
        recount::rebuild(&tx, zone).await.unwrap();
        assert_eq!(recount::all(&tx).await.unwrap(), before);
        tx.commit().await.unwrap();
    }

    async fn what_a_former_program_did_not_keep_of_what_stands_is_added_at_the_start(desk) {
        closed_by_ada(desk).await;
        vpn_is_down(desk).await;
        for lost in ["DELETE FROM figure", "UPDATE figure SET amount = amount + 3"] {
            let tx = desk.store().begin().await.unwrap();
            let before = recount::all(&tx).await.unwrap();
            recount::bring_together(&tx).await.unwrap();
            tx.execute_unprepared(&format!("{lost} WHERE what = 'standing'")).await.unwrap();
            tx.commit().await.unwrap();
            desk.crash_and_restart().await;
            assert_eq!(recount::all(desk.store().reader()).await.unwrap(), before, "{lost}");
        }
    }

    async fn what_a_former_program_did_not_keep_of_what_is_how_old_is_added_at_the_start(desk) {
        vpn_is_down(desk).await;
        desk.advance_seconds(3 * 86_400).await;
        closed_by_ada(desk).await;
        desk.leo().says("My screen is black").in_help().await;
        desk.settle().await;
        for lost in ["DELETE FROM figure", "UPDATE figure SET amount = amount + 3"] {
            let tx = desk.store().begin().await.unwrap();
            let before = recount::all(&tx).await.unwrap();
            recount::bring_together(&tx).await.unwrap();
            tx.execute_unprepared(&format!("{lost} WHERE what = 'standing since'")).await.unwrap();
            tx.commit().await.unwrap();
            desk.crash_and_restart().await;
            assert_eq!(recount::all(desk.store().reader()).await.unwrap(), before, "{lost}");
        }
    }

    async fn a_backlog_is_told_by_days_and_its_days_are_forgotten_when_nothing_is_left_of_them(desk) {
        taken_by_ada(desk).await;
        desk.advance_seconds(8 * 86_400).await;
        desk.leo().says("My screen is black").in_help().await;
        desk.settle().await;
        let words = asked(desk, "ada", "!stats backlog").await;
        let line = |class: &str| words.lines().find(|l| l.contains(class)).unwrap_or_default().to_owned();
        assert!(line("today").contains('1') && line("1–2 weeks ago").contains("1"), "{words}");
        let adas = asked(desk, "ada", "!stats backlog operator:ada").await;
        assert!(!adas.contains("today") || adas.lines().any(|l| l.contains("today") && l.contains('0')), "{adas}");
        let kept = async || {
            let of_days = figure::Column::What.eq("standing since");
            figure::Entity::find().filter(of_days).count(desk.store().reader()).await.unwrap()
        };
        desk.advance_seconds(24 * 3600).await;
        assert_eq!(kept().await, 2);
        in_ops(desk, "ada", "1001", "!close").await;
        desk.advance_seconds(24 * 3600).await;
        assert_eq!(kept().await, 1);
    }

    async fn a_desk_from_before_the_sums_has_them_after_its_start(desk) {
        closed_by_ada(desk).await;
        let tx = desk.store().begin().await.unwrap();
        let before = recount::all(&tx).await.unwrap();
        recount::bring_together(&tx).await.unwrap();
        tx.execute_unprepared("DELETE FROM figure").await.unwrap();
        tx.commit().await.unwrap();
        desk.crash_and_restart().await;
        assert_eq!(recount::all(desk.store().reader()).await.unwrap(), before);
    }
}
