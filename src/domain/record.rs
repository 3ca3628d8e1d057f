//! Recorded events of a site: plain data that the ledger stores and the clocks are counted from.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Time;

use super::date::{self, Date, DateError, Timestamp};
use super::event::Event;
use super::failure::{Remedy as _, ValueError};
use super::lang::Bilingual;

/// A day, or a day and a time of day, as clocks in China show it (Asia/Shanghai, UTC+8). A day alone sorts before its
/// hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct When {
    /// The day.
    pub day: Date,
    /// The time of day to the second, where it is known.
    pub time: Option<Time>,
}

impl When {
    /// A day of which no hour is known.
    pub const fn day(day: Date) -> Self {
        Self { day, time: None }
    }

    /// Reads a moment as people write it: a day as [`date::typed`] reads it, alone or before an hour.
    ///
    /// # Errors
    /// The form, or the day that is none.
    pub fn typed(text: &str) -> Result<Self, ValueError> {
        Self::read(text).map_err(|error| match error {
            DateError::Form(_) => ValueError::form((
                "请写成 YYYY-MM-DD，时刻要紧时写成 YYYY-MM-DD HH:MM",
                "write it as YYYY-MM-DD, or YYYY-MM-DD HH:MM where the hour counts",
            )),
            DateError::NoSuchDay { .. } => ValueError::new(error.text(), error.fix()),
        })
    }

    fn read(text: &str) -> Result<Self, DateError> {
        let text = text.trim();
        let hour = text.rfind(char::is_whitespace).or_else(|| text.find('T'));
        let hour = hour.and_then(|at| Some((text.get(..at)?, text.get(at..)?.get(1..)?)));
        match hour.filter(|(_, time)| time.contains(':')) {
            None => date::typed(text).map(Self::day),
            Some((day, time)) => Ok(Self {
                day: date::typed(day)?,
                time: Some(clock_time(time).ok_or_else(|| DateError::Form(text.to_owned()))?),
            }),
        }
    }
}

impl From<Date> for When {
    fn from(day: Date) -> Self {
        Self::day(day)
    }
}

impl From<Timestamp> for When {
    /// The day and the time in China.
    fn from(moment: Timestamp) -> Self {
        Self { day: moment.date(), time: Some(moment.time()) }
    }
}

impl fmt::Display for When {
    /// `2026-11-22`, `2026-11-22 10:30`, or with its seconds where there are any: what [`When::from_str`] reads.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.day)?;
        let Some(time) = self.time else { return Ok(()) };
        write!(out, " {:02}:{:02}", time.hour(), time.minute())?;
        match time.second() {
            0 => Ok(()),
            second => write!(out, ":{second:02}"),
        }
    }
}

impl FromStr for When {
    type Err = WhenError;

    /// Reads `YYYY-MM-DD`, or that and `HH:MM` or `HH:MM:SS` behind a space or a `T`.
    fn from_str(text: &str) -> Result<Self, WhenError> {
        let fault = || WhenError(text.to_owned());
        let trimmed = text.trim();
        let (day, time) = match trimmed.split_once([' ', 'T']) {
            Some((day, time)) => (day, Some(clock_time(time).ok_or_else(fault)?)),
            None => (trimmed, None),
        };
        let day = date::parse(day).map_err(|_| fault())?;
        Ok(Self { day, time })
    }
}

/// `HH:MM` or `HH:MM:SS`, two digits each.
fn clock_time(text: &str) -> Option<Time> {
    let mut parts = text.split(':').map(|part| {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<i8>().ok().filter(|_| digits)
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    if parts.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second, 0).ok()
}

/// A text that is neither a day nor a day and a time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a date; write it as YYYY-MM-DD, or YYYY-MM-DD HH:MM where the hour counts")]
pub struct WhenError(pub String);

impl Bilingual for WhenError {
    fn zh(&self) -> String {
        format!("“{}”不是日期；请写成 YYYY-MM-DD，时刻要紧时写成 YYYY-MM-DD HH:MM", self.0)
    }
}

/// One event of one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// The registered domain as declared: lower case, ASCII, without `www.`.
    pub site: String,
    /// What happened.
    pub event: Event,
    /// When, and what else was recorded of it.
    pub details: EventDetails,
}

/// What is recorded of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDetails {
    /// When it happened.
    pub when: When,
    /// The last day that a notice sets; other events have none. A notice without one says that the notices before it
    /// are settled.
    pub due: Option<Date>,
    /// What the person who recorded it wrote beside it.
    pub note: Option<String>,
}

impl EventDetails {
    /// Of an event of which only the moment is known.
    pub fn at(when: impl Into<When>) -> Self {
        Self { when: when.into(), due: None, note: None }
    }
}

/// All that is recorded of one site, corrections applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteLog {
    /// The registered domain, as in its happenings.
    pub site: String,
    /// What holds today, oldest first; of the same moment in the order in which it was recorded.
    pub happenings: Vec<Happening>,
    /// How many entries were ever recorded, corrections and what they replaced included. It only grows, so that a
    /// calendar program recognises a newer due day.
    pub entries: u32,
    /// What the last recorded audit saw, where one is recorded.
    pub seen: Option<LastAudit>,
}

/// What the last recorded audit, and those before it, saw on home pages that they could judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastAudit {
    /// The day of the audit.
    pub day: Date,
    /// The last day on which it, or one before it, saw the ICP number, visible and linked.
    pub icp: Option<Date>,
    /// The last day on which it, or one before it, saw the police number, visible.
    pub badge: Option<Date>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_day_or_a_day_and_a_time_is_read() {
        for (text, shown) in [
            ("2026-11-22", "2026-11-22"),
            (" 2026-11-22 ", "2026-11-22"),
            ("2026-11-22 09:05", "2026-11-22 09:05"),
            ("2026-11-22T09:05", "2026-11-22 09:05"),
            ("2024-02-29T23:59:59", "2024-02-29 23:59:59"),
            ("2026-11-22 00:00:00", "2026-11-22 00:00"),
        ] {
            assert_eq!(text.parse::<When>().map(|when| when.to_string()), Ok(shown.to_owned()));
        }
    }

    #[test]
    fn what_could_be_misread_is_refused() {
        for text in [
            "",
            "today",
            "2026-02-30",
            "2026-11-22 24:00",
            "2026-11-22 9:05",
            "2026-11-22 09",
            "2026-11-22 09:05:60",
            "2026-11-22 09:05:00:00",
            "2026-11-22T09:05Z",
            "2026-11-22T09:05+08:00",
            "2026-11-22 +9:05",
            "2026-11-22  09:05",
            "20261122",
        ] {
            assert_eq!(text.parse::<When>(), Err(WhenError(text.to_owned())), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(days in 0_u16..60_000, seconds in proptest::option::of(0_i32..86_400)) {
            let day = date::days_after(jiff::civil::date(1970, 1, 1), days);
            let time = seconds.map(|all| {
                let part = |value: i32| i8::try_from(value).expect("below 60");
                Time::constant(part(all / 3600), part(all / 60 % 60), part(all % 60), 0)
            });
            let when = When { day, time };
            prop_assert_eq!(when.to_string().parse(), Ok(when));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}") {
            let _ = text.parse::<When>();
        }
    }
}
