//! Whether the desk behaved.

use anyhow::{bail, ensure};

use super::script::{Expect, NOTE};
use super::sights::{Sight, Sights};

/// Compares what came of a moment with what had to.
///
/// # Errors
/// A sentence that names what is missing or should not be.
pub fn check(sights: &Sights, expected: &[Expect], mails: bool) -> anyhow::Result<()> {
    let shown = |name: &str| sights.by_spot.keys().any(|spot| spot.name == name);
    for expect in expected {
        match expect {
            Expect::Seen(name) if !mails && name.starts_with("mailbox") => {}
            Expect::Seen(name) => ensure!(shown(name), "the desk did not behave: nothing is seen in {name}"),
            Expect::Nothing(channel) => {
                let there = sights.by_spot.keys().find(|spot| within(&spot.name, channel));
                if let Some(spot) = there {
                    bail!("the desk did not behave: something is seen in {}", spot.name);
                }
            }
            Expect::Emoji(emoji) => {
                let put = |sight: &Sight| matches!(sight, Sight::Emoji(put, _) if put == emoji);
                ensure!(
                    sights.by_spot.values().flatten().any(put),
                    "the desk did not behave: no message got a {emoji}"
                );
            }
            Expect::Alike(one, other) => {
                let answer = |number: &str| {
                    let told = sights.told.iter().find(|text| text.contains(number));
                    told.map(|text| text.replace(number, "…"))
                };
                ensure!(
                    answer(one).is_some() && answer(one) == answer(other),
                    "the desk did not behave: the numbers {one} and {other} are answered differently"
                );
            }
        }
    }
    ensure!(
        !sights.for_customers.iter().any(|text| text.contains(NOTE)),
        "the desk did not behave: a customer can read an internal note"
    );
    Ok(())
}

/// Whether a place is the channel, a thread of it, or a mailbox where mailboxes are meant.
fn within(name: &str, channel: &str) -> bool {
    name.strip_prefix(channel).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',']))
}
