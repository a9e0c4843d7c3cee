//! Snowflakes: Discord's ids, which carry the time they were made.

use chrono::{DateTime, Utc};

/// Milliseconds from 1970 to the first instant of 2015, where Discord's time begins.
const EPOCH_MS: u64 = 1_420_070_400_000;
/// The bits below the time.
const TIME_SHIFT: u32 = 22;

/// The id in `text`; zero is none (and serenity's id types panic on it).
pub(crate) fn parse(text: &str) -> Option<u64> {
    text.parse().ok().filter(|id| *id != 0)
}

/// When the id was made.
pub(crate) fn time(id: u64) -> DateTime<Utc> {
    let millis = (id >> TIME_SHIFT).saturating_add(EPOCH_MS);
    i64::try_from(millis).ok().and_then(DateTime::from_timestamp_millis).unwrap_or(DateTime::UNIX_EPOCH)
}

/// The smallest id that can have been made at `time`.
pub(crate) fn first_at(time: DateTime<Utc>) -> u64 {
    let millis = u64::try_from(time.timestamp_millis()).unwrap_or(0).saturating_sub(EPOCH_MS);
    millis << TIME_SHIFT
}

#[cfg(test)]
mod tests {
    use super::{first_at, parse, time};

    #[test]
    fn an_id_tells_its_time() {
        // The example of Discord's reference.
        let made = time(175_928_847_299_117_063);
        assert_eq!(made.to_rfc3339(), "2016-04-30T11:18:25.796+00:00");
        assert_eq!(first_at(made), 175_928_847_299_117_063 >> 22 << 22);
    }

    #[test]
    fn zero_and_words_are_no_ids() {
        assert_eq!((parse("0"), parse("ada"), parse("17")), (None, None, Some(17)));
    }
}
