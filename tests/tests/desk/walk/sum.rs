//! What simulated lives came to, and what went wrong in them.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;

use sportello::crash::Point;
use sportello_tests::faults::Drawn;
use sportello_tests::simulation::Disorder;

/// The sum of one life, or of several.
#[derive(Debug, Default)]
pub struct Sum {
    /// Simulated days.
    pub days: i64,
    /// What people did.
    pub deeds: u64,
    /// What is shown on all platforms, by anybody.
    pub messages: usize,
    /// Articles in the tickets.
    pub articles: u64,
    /// What the network did to events on their way.
    pub disorder: Disorder,
    /// What went wrong with sends.
    pub drawn: Drawn,
    /// Where the process died, and how often.
    pub deaths: BTreeMap<Point, u64>,
    /// How often somebody set the clock.
    pub jumps: u64,
    /// All that is shown, in one number.
    pub fingerprint: u64,
}

impl AddAssign for Sum {
    fn add_assign(&mut self, life: Self) {
        self.days += life.days;
        self.deeds += life.deeds;
        self.messages += life.messages;
        self.articles += life.articles;
        self.disorder += life.disorder;
        self.drawn += life.drawn;
        for (point, times) in life.deaths {
            *self.deaths.entry(point).or_default() += times;
        }
        self.jumps += life.jumps;
        self.fingerprint ^= life.fingerprint;
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { days, deeds, messages, articles, disorder, drawn, deaths, jumps, .. } = self;
        let Disorder { delayed, repeated, overtaken } = disorder;
        let Drawn { refused, lost, answers_lost, never_answered, partial } = drawn;
        let died: u64 = deaths.values().sum();
        let faults = delayed + repeated + overtaken + drawn.all() + died + jumps;
        let daily = *deeds as f64 / (*days).max(1) as f64;
        write!(
            f,
            "{days} days, {deeds} deeds ({daily:.1} a day), {articles} articles, {messages} \
             messages shown. {faults} faults. Events: {delayed} delayed, {repeated} repeated, {overtaken} \
             overtaken. Sends: {refused} refused, {lost} lost, {answers_lost} answers lost, {never_answered} \
             never answered; {partial} of these amid a delivery. {died} deaths {deaths:?}. The clock set {jumps} \
             times"
        )
    }
}
