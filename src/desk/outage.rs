//! What every receipt says while something is out of order.

use super::{Act, DeskError};
use crate::config::Queue;
use crate::notify::customer::{CustomerText, notice};
use crate::store::outages;
use crate::text::{Args, Language};

/// The banners of a queue, of those above it and of the whole desk, the widest first.
///
/// # Errors
/// As the database says.
pub async fn banners(
    act: &Act<'_>,
    queue: &Queue,
    language: Language,
) -> Result<Vec<CustomerText>, DeskError> {
    let mut names = vec![queue.name.clone()];
    while let Some((above, _)) = names.last().and_then(|name| name.rsplit_once("::")) {
        names.push(above.to_owned());
    }
    names.reverse();
    let queues = act.desk.queue_ids(&names);
    let rows = outages::of(act.tx, &queues).await?;
    let of = |queue: Option<i64>| rows.iter().find(|row| row.queue_id == queue);
    let all = std::iter::once(None).chain(queues.iter().copied().map(Some));
    Ok(all
        .filter_map(of)
        .map(|row| {
            let args = Args::new().markdown("text", row.text.as_str());
            notice(act.desk.texts(), language, "customer-outage", &args)
        })
        .collect())
}
