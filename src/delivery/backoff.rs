//! How long to wait before the next try.

use std::time::Duration;

/// The first wait.
const FIRST: Duration = Duration::from_secs(2);
/// The longest wait.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// Longer than any outage worth waiting for: then the delivery is kept as failed.
pub const GIVE_UP: Duration = Duration::from_secs(3 * 24 * 3600);

/// The wait after `attempts` failed tries: doubling, with up to a quarter more by `jitter` (0 to 1) so
/// that many lanes don't return at once. Where the platform has said how long to wait, that long and up to a first
/// wait more: who has waited for its limits often is not to come after whoever has just come.
pub fn wait(attempts: u32, jitter: f64, asked: Option<Duration>) -> Duration {
    let jitter = jitter.clamp(0.0, 1.0);
    if let Some(asked) = asked {
        return asked.max(FIRST) + FIRST.mul_f64(jitter);
    }
    let doubled = FIRST.saturating_mul(2_u32.saturating_pow(attempts.min(16))).min(LONGEST);
    doubled.mul_f64(1.0 + 0.25 * jitter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        assert_eq!(wait(0, 0.0, None), FIRST);
        assert_eq!(wait(3, 0.0, None), FIRST * 8);
        assert_eq!(wait(60, 0.0, None), LONGEST);
    }

    #[test]
    fn the_platforms_own_wish_is_honoured() {
        let asked = Duration::from_secs(30);
        assert_eq!([0, 9].map(|attempts| wait(attempts, 0.0, Some(asked))), [asked; 2]);
        assert_eq!(wait(0, 1.0, Some(asked)), asked + FIRST);
        assert_eq!(wait(0, 0.0, Some(Duration::ZERO)), FIRST, "but it is not asked in a loop");
    }
}
