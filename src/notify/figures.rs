//! Figures in words, as tables and as pictures.

use chrono::{Datelike, NaiveDate};

use crate::chart::{Ages, Caption, Class, Day, Flow, Measure, Row, Span, Times};
use crate::store::sums::Sum;
use crate::text::{Args, Language, Texts, month, short_day};
use crate::ticket::figures::{What, percentile};

/// A table of more days than this tells weeks.
const DAYS: usize = 14;
/// A picture of more days than this shows weeks, and a table of more tells months.
const WEEKS: usize = 120;

/// The figures of a queue, an operator, or of all together.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Whose.
    pub name: String,
    /// Tickets opened.
    pub opened: u64,
    /// Tickets taken.
    pub taken: u64,
    /// Tickets closed successfully.
    pub successful: u64,
    /// Tickets closed unsuccessfully.
    pub unsuccessful: u64,
    /// Tickets that are not closed, now.
    pub active: u64,
    /// How many ratings there were, by stars.
    pub ratings: Vec<(i32, i64)>,
    /// First responses by the class of their time.
    pub responses: Vec<(i32, i64)>,
    /// Closings by the class of their time.
    pub solutions: Vec<(i32, i64)>,
}

impl Figures {
    /// The sums that belong together.
    pub fn of<'s>(name: String, active: u64, sums: impl Iterator<Item = &'s Sum>) -> Self {
        let mut figures = Self { name, active, ..Self::default() };
        for sum in sums {
            let count = u64::try_from(sum.amount).unwrap_or_default();
            let class = (sum.bucket, sum.amount);
            match What::parse(&sum.what) {
                Some(What::Opened) => figures.opened += count,
                Some(What::Taken) => figures.taken += count,
                Some(What::ClosedSuccessful) => figures.successful += count,
                Some(What::ClosedUnsuccessful) => figures.unsuccessful += count,
                Some(What::Rating) => figures.ratings.push(class),
                Some(What::Response) => figures.responses.push(class),
                Some(What::Solution) => figures.solutions.push(class),
                Some(What::Active | What::Standing | What::StandingSince) | None => {}
            }
        }
        figures
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.opened + self.taken + self.closed() + self.active == 0
            && self.ratings.is_empty()
            && self.responses.is_empty()
    }

    fn closed(&self) -> u64 {
        self.successful + self.unsuccessful
    }

    /// How many ratings there were, and what they come to.
    fn rating(&self) -> Option<(u64, f64)> {
        let count: i64 = self.ratings.iter().map(|(_, n)| n).sum();
        let stars: i64 = self.ratings.iter().map(|(stars, n)| i64::from(*stars) * n).sum();
        (count > 0).then(|| (u64::try_from(count).unwrap_or_default(), stars as f64 / count as f64))
    }
}

/// Puts figures into words of one language.
#[derive(Clone, Copy)]
pub struct Wording<'t> {
    /// The messages.
    pub texts: &'t Texts,
    /// The language.
    pub language: Language,
}

impl Wording<'_> {
    fn plain(&self, key: &str) -> String {
        self.texts.say_plain(self.language, key, &Args::new())
    }

    fn say(&self, key: &str, args: &Args) -> String {
        self.texts.say(self.language, key, args)
    }

    /// What was opened and closed, how it was rated and how long it took, a line each. Of an operator it is told
    /// what they took: nobody has a ticket yet when it is opened.
    pub fn overview(&self, all: &Figures, of_operator: bool) -> Vec<String> {
        let key = if of_operator { "stats-overview-taken" } else { "stats-overview-opened" };
        let args = Args::new()
            .number("requests", all.opened)
            .number("taken", all.taken)
            .number("closed", all.closed())
            .number("successful", all.successful)
            .number("active", all.active);
        let mut lines = vec![self.say(key, &args)];
        let times =
            [("stats-overview-response", &all.responses), ("stats-overview-solution", &all.solutions)];
        for (key, counted) in times {
            let (Some(half), Some(most)) = (percentile(counted, 50), percentile(counted, 90)) else {
                continue;
            };
            let args = Args::new()
                .number("tickets", total(counted))
                .text("median", self.span(half))
                .text("ninetieth", self.span(most));
            lines.push(self.say(key, &args));
        }
        if let Some((ratings, rating)) = all.rating() {
            let args = Args::new().number("ratings", ratings).text("rating", self.decimal(rating));
            lines.push(self.say("stats-overview-rating", &args));
        }
        lines
    }

    /// The figures of a queue, in a line.
    pub fn queue(&self, figures: &Figures) -> String {
        self.line("stats-line-queue", figures)
    }

    /// The figures of an operator, in a line.
    pub fn operator(&self, figures: &Figures) -> String {
        self.line("stats-line-operator", figures)
    }

    fn line(&self, key: &str, figures: &Figures) -> String {
        let rating = figures.rating().map(|(ratings, rating)| {
            let args = Args::new().number("ratings", ratings).text("rating", self.decimal(rating));
            self.say("stats-line-rating", &args)
        });
        let args = Args::new()
            .text("name", figures.name.as_str())
            .number("requests", figures.opened)
            .number("taken", figures.taken)
            .number("closed", figures.closed())
            .number("active", figures.active)
            .markdown("rating", rating.unwrap_or_default());
        self.say(key, &args)
    }

    /// The flow of days as a picture shows it, and as a table tells it.
    pub fn flows(&self, subtitle: String, days: &[OnDay], of_operator: bool) -> (Flow, Flow) {
        let flow = |days| Flow {
            caption: self.caption("stats-overview", subtitle.clone(), "stats-nothing"),
            opened: self.plain(if of_operator { "stats-taken" } else { "stats-opened" }),
            closed: self.plain("stats-closed"),
            backlog: self.plain("stats-backlog-line"),
            days,
        };
        let daily =
            |days: &[OnDay]| days.iter().map(|d| labelled(short_day(d.day, self.language), d)).collect();
        let shown = if days.len() > WEEKS { self.weekly(days) } else { daily(days) };
        let told = match days.len() {
            0..=DAYS => daily(days),
            n if n <= WEEKS => self.weekly(days),
            _ => together(days, |d| (d.year(), d.month()), |d| month(d, self.language)),
        };
        (flow(shown), flow(told))
    }

    fn weekly(&self, days: &[OnDay]) -> Vec<Day> {
        together(
            days,
            |d| d.iso_week(),
            |d| {
                let monday = d.week(chrono::Weekday::Mon).checked_first_day().unwrap_or(d);
                let args = Args::new().text("day", short_day(monday, self.language));
                self.texts.say_plain(self.language, "stats-week-of", &args)
            },
        )
    }

    /// How long things took, row by row.
    pub fn times(&self, subtitle: String, rows: &[&Figures]) -> Times {
        let measure = |key, of: fn(&Figures) -> &[(i32, i64)]| Measure {
            name: self.plain(key),
            rows: rows
                .iter()
                .filter_map(|figures| {
                    let counted = of(figures);
                    Some(Row {
                        name: figures.name.clone(),
                        median: self.labelled(percentile(counted, 50)?),
                        ninetieth: self.labelled(percentile(counted, 90)?),
                        tickets: total(counted),
                    })
                })
                .collect(),
        };
        Times {
            caption: self.caption("stats-times", subtitle, "stats-nothing"),
            median: self.plain("stats-median"),
            ninetieth: self.plain("stats-ninetieth"),
            tickets: self.plain("stats-tickets"),
            measures: vec![
                measure("stats-response", |f| &f.responses),
                measure("stats-solution", |f| &f.solutions),
            ],
        }
    }

    /// What is active, by the classes of its age.
    pub fn ages(&self, subtitle: String, counted: &[u64; AGES.len()]) -> Ages {
        let classes = AGES.iter().zip(counted);
        Ages {
            caption: self.caption("stats-backlog", subtitle, "stats-none-active"),
            age: self.plain("stats-age"),
            tickets: self.plain("stats-tickets"),
            classes: match counted.iter().all(|n| *n == 0) {
                true => Vec::new(),
                false => classes
                    .map(|((key, _), tickets)| Class { label: self.plain(key), tickets: *tickets })
                    .collect(),
            },
        }
    }

    fn caption(&self, title: &str, subtitle: String, nothing: &str) -> Caption {
        Caption { title: self.plain(title), subtitle, nothing: self.plain(nothing) }
    }

    fn labelled(&self, seconds: f64) -> Span {
        Span { seconds, label: self.span(seconds) }
    }

    /// A span in its two largest units, short.
    fn span(&self, seconds: f64) -> String {
        let seconds = seconds.round().max(0.0) as u64;
        let units = [
            ("stats-span-days", seconds / 86_400),
            ("stats-span-hours", seconds / 3_600 % 24),
            ("stats-span-minutes", seconds / 60 % 60),
            ("stats-span-seconds", seconds % 60),
        ];
        let first = units.iter().position(|(_, n)| *n > 0).unwrap_or(units.len() - 1);
        let told = units[first..].iter().take(2).filter(|(key, n)| match *key {
            // Seconds count only where there is nothing larger.
            "stats-span-seconds" => first == units.len() - 1,
            _ => *n > 0,
        });
        told.map(|(key, n)| self.texts.say_plain(self.language, key, &Args::new().number("n", *n)))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// A number with one decimal.
    fn decimal(&self, number: f64) -> String {
        let text = format!("{number:.1}");
        match self.language {
            Language::En => text,
            Language::It => text.replace('.', ","),
        }
    }
}

/// The classes of a ticket's age: the key of each one's name, and the number of days ago that is no part of it any more.
pub const AGES: [(&str, Option<i64>); 6] = [
    ("stats-age-day", Some(1)),
    ("stats-age-days", Some(3)),
    ("stats-age-week", Some(7)),
    ("stats-age-weeks", Some(14)),
    ("stats-age-month", Some(28)),
    ("stats-age-older", None),
];

/// What happened on a day.
#[derive(Clone, Copy, Debug)]
pub struct OnDay {
    /// The day.
    pub day: NaiveDate,
    /// Tickets opened, or taken.
    pub opened: u64,
    /// Tickets closed.
    pub closed: u64,
    /// Active tickets at its end.
    pub active: u64,
}

fn labelled(label: String, day: &OnDay) -> Day {
    Day { label, opened: day.opened, closed: day.closed, backlog: day.active }
}

/// Days that share a key, as one.
fn together<K: PartialEq>(
    days: &[OnDay],
    key: impl Fn(NaiveDate) -> K,
    label: impl Fn(NaiveDate) -> String,
) -> Vec<Day> {
    let of_days = |days: &[OnDay]| Day {
        label: days.first().map(|d| label(d.day)).unwrap_or_default(),
        opened: days.iter().map(|d| d.opened).sum(),
        closed: days.iter().map(|d| d.closed).sum(),
        backlog: days.last().map(|d| d.active).unwrap_or_default(),
    };
    days.chunk_by(|a, b| key(a.day) == key(b.day)).map(of_days).collect()
}

fn total(counted: &[(i32, i64)]) -> u64 {
    u64::try_from(counted.iter().map(|(_, n)| n).sum::<i64>()).unwrap_or_default()
}
