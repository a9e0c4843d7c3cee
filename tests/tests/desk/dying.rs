//! The process dies at each point at which it can, again and again, while people write and operators act:
//! each message is an article, once and in order, and each answer is delivered once and in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sportello::crash::Point;
use sportello_tests::{Harness, on_both_databases};

use crate::scenes::vpn_is_down;

/// Deaths at each point: the first time it is passed in a round, the second time …
const DEATHS: u64 = 2;

/// Who of `wanted` is said in these texts, in order.
fn said(texts: impl Iterator<Item = String>, wanted: &[String]) -> Vec<String> {
    texts
        .flat_map(|t| wanted.iter().filter(|w| t.contains(w.as_str())).cloned().collect::<Vec<_>>())
        .collect()
}

/// Works until the process lives and nothing is left to do.
async fn come_to_rest(desk: &mut Harness) {
    loop {
        desk.recover().await;
        desk.settle().await;
        desk.recover().await;
        desk.settle().await;
        // Mails that wait for more, and the like.
        desk.advance_seconds(200).await;
        if !desk.desk().deaths().is_dead() {
            return;
        }
    }
}

async fn dies_at(desk: &mut Harness, points: &[Point]) {
    let request = vpn_is_down(desk).await;
    let header = desk.header("1001").id;
    let (mut lines, mut replies) = (Vec::new(), Vec::new());
    for &point in points {
        for nth in 1..=DEATHS {
            let passed = Arc::new(AtomicU64::new(0));
            desk.dies_where(move |at| at == point && passed.fetch_add(1, Ordering::Relaxed) + 1 == nth);
            let before = desk.died();
            for part in ["first", "second"] {
                let (line, reply) =
                    (format!("line {point:?}-{nth}-{part}."), format!("reply {point:?}-{nth}-{part}."));
                desk.mia().says(&line).in_thread(&request).await;
                desk.recover().await;
                desk.ada().says(&format!("!reply {reply}")).in_thread(&header).await;
                desk.recover().await;
                desk.ada().says(&format!("a note, {point:?} {nth} {part}")).in_thread(&header).await;
                desk.recover().await;
                lines.push(line);
                replies.push(reply);
            }
            come_to_rest(desk).await;
            assert_eq!(desk.died() - before, 1, "at {point:?}, passed for the {nth}. time");
        }
    }
    desk.lives();
    come_to_rest(desk).await;
    let texts = |view: sportello_tests::View| view.0.into_iter().filter(|m| m.by.is_none()).map(|m| m.text);
    assert_eq!(said(texts(desk.ops_thread("1001")), &lines), lines, "what operators see");
    assert_eq!(said(texts(desk.mia().sees_in_thread(&request)), &replies), replies, "what mia sees");
    let stored: Vec<String> = desk.said("1001").await;
    let wanted: Vec<String> = lines.iter().map(|l| format!("request: {l}")).collect();
    let of_mia: Vec<String> = stored.iter().skip(1).filter(|s| s.starts_with("request")).cloned().collect();
    assert_eq!(of_mia, wanted);
    let wanted: Vec<String> = replies.iter().map(|r| format!("reply: {r}")).collect();
    let of_ada: Vec<String> = stored.iter().filter(|s| s.starts_with("reply")).cloned().collect();
    assert_eq!(of_ada, wanted);
    assert_eq!(stored.iter().filter(|s| s.starts_with("note")).count(), lines.len());
    assert_eq!(desk.numbers().await, ["1001"]);
}

on_both_databases! {
    async fn an_event_at_which_the_program_fails_is_taken_in_all_the_same(desk) {
        let request = vpn_is_down(desk).await;
        desk.alpha().fails_once();
        desk.leo().says("Mine too").in_thread(&request).await;
        desk.settle().await;
        assert!(!desk.alpha().is_to_fail(), "it did");
        assert_eq!(desk.said("1001").await.last().unwrap(), "participant: Mine too");
        assert_eq!(desk.articles("1001").await.len(), 2);
    }

    async fn at_each_point_of_taking_in(desk) {
        dies_at(desk, &[Point::Received, Point::BeforeCommit, Point::Committed]).await;
    }

    async fn at_each_point_of_what_falls_due(desk) {
        dies_at(desk, &[Point::BeforeDueCommit, Point::DueCommitted]).await;
    }

    async fn at_each_point_of_sending(desk) {
        dies_at(desk, &[Point::BeforeSend, Point::Sent, Point::BeforeRecord, Point::Recorded]).await;
    }

}
