//! Ticket numbers: three styles, all from a counter that the database keeps.

use chrono::{Datelike, NaiveDate};

use crate::config::NumberStyle;

/// `increment` begins here, so that the first ticket is 1001.
const FIRST_INCREMENT: i64 = 1000;

/// The name of the counter that numbers of this style and day are drawn from.
pub fn counter_name(style: NumberStyle, day: NaiveDate) -> String {
    match style {
        NumberStyle::Increment => "ticket".to_owned(),
        NumberStyle::Date | NumberStyle::DateChecksum => format!("ticket-{}", day.format("%Y%m%d")),
    }
}

/// The number for the `count`th ticket (from 1) of its counter. `day` is the desk's own, in its zone.
pub fn number(style: NumberStyle, day: NaiveDate, system_id: u8, count: i64) -> String {
    let date = format!("{:04}{:02}{:02}", day.year(), day.month(), day.day());
    match style {
        NumberStyle::Increment => (FIRST_INCREMENT + count).to_string(),
        NumberStyle::Date => format!("{date}-{count:04}"),
        NumberStyle::DateChecksum => {
            let digits = format!("{date}{system_id:02}{count:05}");
            let check = check_digit(&digits);
            format!("{digits}{check}")
        }
    }
}

/// OTRS's check digit (Kernel::System::Ticket::Number::DateChecksum): weights 1, 2, 1, 2 … from the
/// left, products not summed digit by digit, ten minus the sum's last digit, and ten becomes 1.
pub fn check_digit(digits: &str) -> u32 {
    let sum: u32 = digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .zip([1, 2].into_iter().cycle())
        .map(|(d, w)| d * w)
        .sum();
    match 10 - sum % 10 {
        10 => 1,
        digit => digit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    }

    #[test]
    fn increment_begins_at_1001() {
        assert_eq!(number(NumberStyle::Increment, day(), 10, 1), "1001");
        assert_eq!(counter_name(NumberStyle::Increment, day()), "ticket");
    }

    #[test]
    fn date_counts_within_its_day() {
        assert_eq!(number(NumberStyle::Date, day(), 10, 7), "20261123-0007");
        assert_eq!(counter_name(NumberStyle::Date, day()), "ticket-20261123");
    }

    #[test]
    fn date_checksum_is_formed_as_otrs_does() {
        assert_eq!(number(NumberStyle::DateChecksum, day(), 10, 1), "2026112310000011");
    }

    #[test]
    fn a_check_digit_of_ten_becomes_one() {
        assert_eq!(check_digit("00"), 1);
    }
}
