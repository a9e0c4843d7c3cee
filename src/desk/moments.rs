//! Moments in words, as somebody types them for `pending` or `away`.

use super::{Act, Refused};
use crate::calendar::Calendar;
use crate::text::Language;
use crate::text::moment::{Frame, Moment, moment, nine};

/// The moment with which `text` begins; a day without a time means its opening by `calendar`.
///
/// # Errors
/// [`Refused::NoMoment`] when it begins with none.
pub fn read(act: &Act<'_>, language: Language, text: &str, calendar: &Calendar) -> Result<Moment, Refused> {
    let always = calendar.is_always_open();
    let zone = if always { act.config.desk.time_zone } else { calendar.zone() };
    let opening = |day| calendar.opens_on(day).filter(|_| !always).unwrap_or_else(|| nine(day));
    let frame = Frame { now: act.now, zone, language, opening: &opening };
    moment(text, &frame).map_err(Refused::NoMoment)
}
