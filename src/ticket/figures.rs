//! What is counted of a ticket's history, so that the figures of any period are sums and need no look at
//! its tickets.
//!
//! A [`Fold`] goes through what happened to one ticket, in order, and says what each event adds. It is the
//! same whether the event happens now or the sums are made anew from the history.
//!
//! Times are kept as classes that grow by a factor of 2^(1/8), about 9 %: what is read from them is right
//! within 5 %. They run around the clock, as the customer waits: working hours may change, and then sums
//! that were made with the former ones could not be made anew.

use chrono::{DateTime, Utc};

use super::{PersonId, State};

/// Classes for each doubling of a time.
const CLASSES: f64 = 8.0;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// Tickets that were opened.
    Opened,
    /// Tickets that came to be an operator's.
    Taken,
    /// Tickets closed with success.
    ClosedSuccessful,
    /// Tickets closed without.
    ClosedUnsuccessful,
    /// How many more tickets are active than before.
    Active,
    /// How many tickets are active now: of no day, whatever was active before.
    Standing,
    /// How many tickets are active now, by the day they were opened on.
    StandingSince,
    /// Ratings, by their stars.
    Rating,
    /// First responses, by the class of the time they took.
    Response,
    /// Closings, by the class of the time they took.
    Solution,
}

impl What {
    /// All of it.
    pub const ALL: [Self; 10] = [
        Self::Opened,
        Self::Taken,
        Self::ClosedSuccessful,
        Self::ClosedUnsuccessful,
        Self::Active,
        Self::Standing,
        Self::StandingSince,
        Self::Rating,
        Self::Response,
        Self::Solution,
    ];

    /// How the database spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Taken => "taken",
            Self::ClosedSuccessful => "closed successful",
            Self::ClosedUnsuccessful => "closed unsuccessful",
            Self::Active => "active",
            Self::Standing => "standing",
            Self::StandingSince => "standing since",
            Self::Rating => "rating",
            Self::Response => "response",
            Self::Solution => "solution",
        }
    }

    /// What the database spells so.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|w| w.as_str() == text)
    }
}

/// How a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The row of its queue.
    pub queue: i64,
    /// Who has it.
    pub owner: Option<PersonId>,
    /// Its state.
    pub state: State,
}

/// The kinds of events that mean something beside how the ticket stands after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// It was opened.
    Opened,
    /// An operator answered for the first time.
    FirstResponse,
    /// Its customer rated it.
    Rated {
        /// From 1 to 5.
        stars: u8,
    },
    /// Anything else.
    Other,
}

/// An event of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub happening: Happening,
    /// How the ticket stands after it.
    pub standing: Standing,
}

/// Something to be added to the sums of its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// When its ticket was opened.
    pub opened: DateTime<Utc>,
    /// The row of the queue.
    pub queue: i64,
    /// Whose ticket it was.
    pub owner: Option<PersonId>,
    /// What.
    pub what: What,
    /// Of which size; 0 where there are none.
    pub bucket: i32,
    /// How many.
    pub amount: i64,
}

/// Goes through the history of one ticket.
#[derive(Clone, Debug, Default)]
pub struct Fold {
    opened: Option<DateTime<Utc>>,
    before: Option<Standing>,
    active_since: Option<DateTime<Utc>>,
    rated: Option<Entry>,
}

impl Fold {
    /// What the next event adds.
    pub fn next(&mut self, moment: &Moment) -> Vec<Entry> {
        let Moment { at, happening, standing } = *moment;
        let opened = *self.opened.get_or_insert(at);
        let entry = |what, bucket, amount| Entry {
            at,
            opened,
            queue: standing.queue,
            owner: standing.owner,
            what,
            bucket,
            amount,
        };
        let before = self.before.replace(standing);
        let was_closed = before.is_some_and(|b| b.state.is_closed());
        if before.is_none() || was_closed && !standing.state.is_closed() {
            self.active_since = Some(at);
        }
        let took = |since: Option<DateTime<Utc>>| bucket((at - since.unwrap_or(at)).num_seconds());
        let mut entries: Vec<Entry> = moved(before, standing)
            .map(|((queue, owner), amount)| Entry { queue, owner, ..entry(What::Active, 0, amount) })
            .collect();
        if before.is_some_and(|b| b.owner != standing.owner) && standing.owner.is_some() {
            entries.push(entry(What::Taken, 0, 1));
        }
        if before.is_some() && !was_closed && standing.state.is_closed() {
            let what = match standing.state {
                State::ClosedSuccessful => What::ClosedSuccessful,
                _ => What::ClosedUnsuccessful,
            };
            entries.extend([entry(what, 0, 1), entry(What::Solution, took(self.active_since), 1)]);
        }
        match happening {
            Happening::Opened => entries.push(entry(What::Opened, 0, 1)),
            Happening::FirstResponse => entries.push(entry(What::Response, took(self.active_since), 1)),
            Happening::Rated { stars } => {
                let rating = entry(What::Rating, i32::from(stars), 1);
                // A later rating stands for the earlier.
                entries.extend(self.rated.replace(rating).map(|before| Entry { amount: -1, ..before }));
                entries.push(rating);
            }
            Happening::Other => {}
        }
        entries
    }
}

/// A queue's row, and who has the ticket.
type Place = (i64, Option<PersonId>);

/// How the numbers of active tickets change where a ticket was and where it is.
fn moved(before: Option<Standing>, after: Standing) -> impl Iterator<Item = (Place, i64)> {
    let place = |standing: Standing| (standing.queue, standing.owner);
    let was = before.filter(|b| b.state.is_active()).map(place);
    let is = Some(after).filter(|a| a.state.is_active()).map(place);
    let has_moved = was != is;
    was.map(|place| (place, -1)).into_iter().chain(is.map(|place| (place, 1))).filter(move |_| has_moved)
}

/// The class of a time.
pub fn bucket(seconds: i64) -> i32 {
    (CLASSES * (seconds.max(1) as f64).log2()).floor() as i32
}

/// The time that stands for a class: its middle, in seconds.
fn middle(bucket: i32) -> f64 {
    ((f64::from(bucket) + 0.5) / CLASSES).exp2()
}

/// Of times that were counted by class, the one that so many hundredths of them don't exceed, in seconds.
pub fn percentile(counted: &[(i32, i64)], hundredths: u8) -> Option<f64> {
    let mut sorted: Vec<(i32, i64)> = counted.iter().copied().filter(|(_, n)| *n > 0).collect();
    sorted.sort_unstable();
    let all: i64 = sorted.iter().map(|(_, n)| n).sum();
    let wanted =
        (all * i64::from(hundredths)).div_euclid(100) + i64::from(all * i64::from(hundredths) % 100 > 0);
    let mut passed = 0;
    let found = sorted.into_iter().find(|(_, n)| {
        passed += n;
        passed >= wanted
    });
    found.map(|(bucket, _)| middle(bucket))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const ADA: PersonId = 2;
    const OTTO: PersonId = 3;
    const HOUR: Duration = Duration::from_secs(3600);

    fn at(hour: u32) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + HOUR * hour
    }

    fn moment(hour: u32, happening: Happening, owner: Option<PersonId>, state: State) -> Moment {
        Moment { at: at(hour), happening, standing: Standing { queue: 1, owner, state } }
    }

    /// What a history adds in all: whose, what, of which size, how many.
    fn sums(history: &[Moment]) -> Vec<(Option<PersonId>, What, i32, i64)> {
        let mut fold = Fold::default();
        let mut sums = std::collections::BTreeMap::new();
        for entry in history.iter().flat_map(|m| fold.next(m)) {
            *sums.entry((entry.owner, entry.what, entry.bucket)).or_insert(0) += entry.amount;
        }
        sums.into_iter().filter(|(_, n)| *n != 0).map(|((o, w, b), n)| (o, w, b, n)).collect()
    }

    fn opened() -> Moment {
        moment(0, Happening::Opened, None, State::New)
    }

    #[test]
    fn a_life_is_opened_taken_answered_and_closed() {
        let history = [
            opened(),
            moment(1, Happening::Other, Some(ADA), State::New),
            moment(1, Happening::Other, Some(ADA), State::Open),
            moment(1, Happening::FirstResponse, Some(ADA), State::Open),
            moment(5, Happening::Other, Some(ADA), State::ClosedSuccessful),
        ];
        assert_eq!(
            sums(&history),
            [
                (None, What::Opened, 0, 1),
                (Some(ADA), What::Taken, 0, 1),
                (Some(ADA), What::ClosedSuccessful, 0, 1),
                (Some(ADA), What::Response, bucket(3600), 1),
                (Some(ADA), What::Solution, bucket(5 * 3600), 1),
            ]
        );
    }

    #[test]
    fn what_is_active_counts_where_it_is() {
        let history = [opened(), moment(1, Happening::Other, Some(ADA), State::Open)];
        assert!(sums(&history).contains(&(Some(ADA), What::Active, 0, 1)));
        let given = moment(2, Happening::Other, Some(OTTO), State::Open);
        let sums = sums(&[history[0], history[1], given]);
        assert!(sums.contains(&(Some(OTTO), What::Active, 0, 1)));
        assert!(!sums.iter().any(|(o, w, ..)| *o == Some(ADA) && *w == What::Active));
    }

    #[test]
    fn what_is_active_is_as_old_as_its_ticket() {
        let history = [
            opened(),
            moment(1, Happening::Other, None, State::ClosedSuccessful),
            moment(30, Happening::Other, Some(ADA), State::Open),
        ];
        let mut fold = Fold::default();
        let entries: Vec<Entry> = history.iter().flat_map(|m| fold.next(m)).collect();
        assert!(entries.iter().all(|e| e.opened == at(0)), "{entries:?}");
    }

    #[test]
    fn merging_ends_it_without_closing_it() {
        let sums = sums(&[opened(), moment(2, Happening::Other, None, State::Merged)]);
        assert_eq!(sums, [(None, What::Opened, 0, 1)]);
    }

    #[test]
    fn reopening_is_new_work_whose_time_begins_then() {
        let history = [
            opened(),
            moment(1, Happening::Other, None, State::ClosedSuccessful),
            moment(10, Happening::Other, None, State::Open),
            moment(12, Happening::Other, None, State::ClosedUnsuccessful),
        ];
        let sums = sums(&history);
        assert!(sums.contains(&(None, What::Solution, bucket(3600), 1)));
        assert!(sums.contains(&(None, What::Solution, bucket(2 * 3600), 1)));
    }

    #[test]
    fn a_later_rating_stands_for_the_earlier() {
        let rated = |hour, stars| moment(hour, Happening::Rated { stars }, None, State::ClosedSuccessful);
        let sums = sums(&[opened(), rated(2, 1), rated(3, 5)]);
        let ratings: Vec<_> = sums.iter().filter(|(_, w, ..)| *w == What::Rating).collect();
        assert_eq!(ratings, [&(None, What::Rating, 5, 1)]);
    }

    #[test]
    fn classes_tell_times_within_five_hundredths() {
        for seconds in [1, 2, 7, 59, 60, 3600, 86_399, 10_000_000] {
            let told = middle(bucket(seconds));
            let off = (told - seconds as f64).abs() / seconds as f64;
            assert!(off < 0.05, "{seconds} s are told as {told}");
        }
        assert_eq!(bucket(0), bucket(1), "what took no time took a second");
    }

    #[test]
    fn half_and_nine_tenths() {
        let counted = [(bucket(60), 5), (bucket(3600), 4), (bucket(86_400), 1)];
        assert_eq!(percentile(&counted, 50), Some(middle(bucket(60))));
        assert_eq!(percentile(&counted, 90), Some(middle(bucket(3600))));
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[(8, 1)], 90), Some(middle(8)));
    }
}
