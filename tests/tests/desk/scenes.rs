//! How many tests begin.

use sportello_tests::Harness;

/// mia's request is in the operators' channel as ticket 1001; gives the id of her message.
pub async fn vpn_is_down(desk: &Harness) -> String {
    let request = desk.mia().says("My VPN is down since this morning").in_help().await;
    desk.settle().await;
    request
}

/// The same, and ada has taken it.
pub async fn taken_by_ada(desk: &Harness) -> String {
    let request = vpn_is_down(desk).await;
    in_ops(desk, "ada", "1001", "!take").await;
    request
}

/// The same, and ada has closed it.
pub async fn closed_by_ada(desk: &Harness) -> String {
    let request = taken_by_ada(desk).await;
    in_ops(desk, "ada", "1001", "!close").await;
    request
}

/// An operator says something in a ticket's thread of the operators' channel; gives the message's id.
pub async fn in_ops(desk: &Harness, who: &str, number: &str, words: &str) -> String {
    let header = desk.header(number).id;
    let said = desk.person(who).says(words).in_thread(&header).await;
    desk.settle().await;
    said
}
