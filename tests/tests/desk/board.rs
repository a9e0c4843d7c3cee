//! Finding work: the board, `next`, lists, and a fresh thread for who came later.

use sportello_tests::{Fault, Shown, on_both_databases, wording};

use crate::scenes::{in_ops, taken_by_ada, vpn_is_down};

fn first_line(board: &Shown) -> &str {
    board.text.lines().next().unwrap_or_default()
}

fn tells_of_trouble(board: &Shown) -> bool {
    board.text.lines().any(|line| wording::tells(line, "en", "operator-board-stalled"))
}

on_both_databases! {
    async fn there_is_one_pinned_board_edited_in_place(desk) {
        vpn_is_down(desk).await;
        desk.leo().says("My screen flickers all day").in_help().await;
        desk.settle().await;
        in_ops(desk, "ada", "1001", "!take").await;
        let boards = desk.boards();
        assert_eq!(boards.len(), 1);
        assert!(first_line(&boards[0]).contains('2'), "{}", boards[0].text);
        assert!(boards[0].text.contains("ada"), "{}", boards[0].text);
        assert!(boards[0].text.contains("#1002"), "the oldest that waits: {}", boards[0].text);
    }

    async fn a_board_or_a_header_that_was_deleted_is_made_anew(desk) {
        vpn_is_down(desk).await;
        desk.advance_seconds(60).await;
        let (board, header) = (desk.boards().remove(0), desk.header("1001"));
        desk.otto().deletes(&board.id).await;
        desk.otto().deletes(&header.id).await;
        desk.ada().says("!take 1001").in_ops().await;
        desk.advance_seconds(60).await;
        let standing: Vec<Shown> = desk.alpha().all().into_iter().filter(|m| !m.deleted).collect();
        let boards: Vec<&Shown> = standing.iter().filter(|m| m.pinned).collect();
        assert_eq!(boards.len(), 1);
        assert!(boards[0].text.contains("ada"), "{}", boards[0].text);
        let is_header = |m: &&Shown| m.text.starts_with("🎫 **#1001**") && m.text.contains("ada ·");
        assert_eq!(standing.iter().filter(is_header).count(), 1, "{standing:#?}");
        desk.ops_thread("1001").must_not_tell("operator-undelivered");
    }

    async fn its_edits_are_coalesced(desk) {
        for i in 0..5 {
            desk.person(&format!("guest{i}")).says("My screen flickers all day").in_help().await;
        }
        desk.advance_seconds(60).await;
        let board = desk.boards().remove(0);
        assert!(first_line(&board).contains('5'), "{}", board.text);
        assert!(board.before.len() <= 2, "edited {} times", board.before.len());
    }

    async fn next_takes_the_oldest(desk) {
        vpn_is_down(desk).await;
        desk.advance_seconds(10).await;
        desk.leo().says("My screen flickers all day").in_help().await;
        desk.settle().await;
        desk.otto().says("!next").in_ops().await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("otto"));
        assert_eq!(desk.owner("1002").await, None);
        desk.otto().says("!next").in_ops().await;
        desk.otto().says("!next").in_ops().await;
        desk.settle().await;
        desk.otto().sees_in("ops").must_tell("refusal-nothing-free");
    }

    async fn next_gives_nobody_a_ticket_of_a_foreign_queue(desk) {
        vpn_is_down(desk).await;
        desk.zoe().says("!next").directly().await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await, None);
    }

    async fn the_header_follows_by_edit(desk) {
        taken_by_ada(desk).await;
        let header = desk.header("1001");
        assert!(header.text.contains("ada ·"), "{}", header.text);
        in_ops(desk, "ada", "1001", "!close unsuccessful").await;
        let after = desk.header("1001");
        assert_eq!(after.id, header.id);
        assert!(after.text.contains("closed unsuccessfully"), "{}", after.text);
    }

    async fn reactions_on_the_header_take_and_close(desk) {
        vpn_is_down(desk).await;
        desk.ada().reacts(&desk.header("1001").id, "🙋🏽").await;
        desk.settle().await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("ada"));
        desk.ops_thread("1001").must_tell("operator-taken");
        desk.otto().reacts(&desk.header("1001").id, "🙋").await;
        desk.settle().await;
        desk.ops_thread("1001").must_tell("refusal-owned");
        desk.ada().reacts(&desk.header("1001").id, "✅").await;
        desk.settle().await;
        assert_eq!(desk.state("1001").await, "closed successful");
    }

    async fn show_here_starts_a_fresh_thread_with_all_articles(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!reply Which client is it?").await;
        let old = desk.header("1001").id;
        desk.otto().says("!show 1001 --here").in_ops().await;
        desk.settle().await;
        let fresh = desk.header("1001");
        assert_ne!(fresh.id, old);
        let view = desk.ops_thread("1001");
        view.must_have("My VPN is down");
        view.must_have("Which client is it?");
        desk.ada().says("a note in the fresh thread").in_thread(&fresh.id).await;
        desk.settle().await;
        assert_eq!(desk.said("1001").await[2], "note: a note in the fresh thread");
    }

    async fn show_never_shows_notes_where_customers_read(desk) {
        let request = taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "her router is ancient").await;
        desk.ada().says("!show").in_thread(&request).await;
        desk.ada().says("!history").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.articles("1001").await.len(), 2);
        desk.ada().says("!show 1001").directly().await;
        desk.settle().await;
        desk.ada().sees_directly().must_have("her router is ancient");
    }

    async fn the_history_tells_it_all(desk) {
        taken_by_ada(desk).await;
        in_ops(desk, "ada", "1001", "!history").await;
        let view = desk.ops_thread("1001");
        view.must_have("opened");
        view.must_have("owner: nobody → ada");
        view.must_have("state: new → open");
        view.must_have("mail to mia");
    }

    async fn lists_show_only_what_one_may_see(desk) {
        vpn_is_down(desk).await;
        desk.mia().says("My password leaked").in_room("accounts").await;
        desk.settle().await;
        desk.ada().says("!list").in_ops().await;
        desk.zoe().says("!list").in_room("accounts-ops").await;
        desk.leo().says("!mine").directly().await;
        desk.settle().await;
        let adas = desk.ada().sees_in("ops");
        let list = adas.find("Service desk · new").expect("a list");
        assert!(list.text.contains("#1001") && !list.text.contains("#1002"), "{}", list.text);
        desk.zoe().sees_in("accounts-ops").must_have("Accounts · new");
        desk.leo().sees_directly().must_tell("list-empty");
    }

    async fn it_says_what_is_not_delivered_and_since_when(desk) {
        vpn_is_down(desk).await;
        desk.advance_seconds(60).await;
        desk.mail().faults.plan(100, Fault::Retry(None), |_| true);
        desk.leo().says("My screen flickers all day").in_help().await;
        taken_by_ada(desk).await;
        desk.advance_seconds(90).await;
        assert!(!tells_of_trouble(&desk.boards().remove(0)), "a moment's trouble is told nobody");
        desk.advance_seconds(120).await;
        let board = desk.boards().remove(0);
        assert!(tells_of_trouble(&board) && board.text.contains("mail"), "{}", board.text);
        desk.mail().faults.end();
        desk.advance_seconds(15 * 60).await;
        assert!(!tells_of_trouble(&desk.boards().remove(0)), "it is over");
    }
}
