//! Embeds.

use serde_json::Value;

use super::{check_count, check_length, each, join, length};
use crate::refusal::{Outcome, Refusal};

/// The lengths of an embed's parts.
const PARTS: [(&str, usize); 4] =
    [("/title", 256), ("/description", 4_096), ("/footer/text", 2_048), ("/author/name", 256)];
/// All texts of all embeds of a message.
const TOGETHER: usize = 6_000;

pub(super) fn check_all(embeds: &Value) -> Outcome<()> {
    let mut sum = 0;
    for (path, embed) in each(embeds, "embeds") {
        for (part, most) in PARTS {
            let text = embed.pointer(part).unwrap_or(&Value::Null);
            check_length(text, &join(&path, &part[1..].replace('/', ".")), 0, most)?;
            sum += text.as_str().map_or(0, length);
        }
        let fields = join(&path, "fields");
        check_count(&embed["fields"], &fields, 0, 25)?;
        for (path, field) in each(&embed["fields"], &fields) {
            for (key, most) in [("name", 256), ("value", 1_024)] {
                check_length(&field[key], &join(&path, key), 1, most)?;
                sum += field[key].as_str().map_or(0, length);
            }
        }
    }
    if sum > TOGETHER {
        let sentence = "Embed size exceeds maximum size of 6000";
        return Err(Refusal::form("embeds", "MAX_EMBED_SIZE_EXCEEDED", sentence));
    }
    Ok(())
}
