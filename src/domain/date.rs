//! Days and moments as clocks in China show them (UTC+8). Now and today are always arguments: only `cli` reads the clock.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use jiff::ToSpan;
use jiff::civil::Time;
use jiff::tz::{self, Offset};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use jiff::civil::Date;

use super::failure::Remedy;
use super::lang::{Bilingual, Text};

/// Parses `YYYY-MM-DD`.
///
/// # Errors
/// The text that is no such day.
pub fn parse(text: &str) -> Result<Date, DateError> {
    let day = text.trim().parse::<Date>().ok();
    // the library also reads other forms (20261122, a time behind it), which are likely to be mistakes here
    day.filter(|day| day.to_string() == text.trim()).ok_or_else(|| DateError::Form(text.to_owned()))
}

/// The day that lies `days` days later; the last day of the calendar (in the year 9999) where it ends before.
pub fn days_after(day: Date, days: u16) -> Date {
    day.saturating_add(i32::from(days).days())
}

/// The day `days` days later, or earlier where they are negative; the calendar's first or last day beyond it.
pub fn days_from(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}

/// Days from one day to another; negative when it lies before.
pub fn days_between(from: Date, to: Date) -> i32 {
    // between days, days are the default unit: nothing that can fail is asked for
    from.until(to).map_or(0, |span| span.get_days())
}

/// Reads a day as people write it: `2026-11-20`, `2026/11/20`, `2026.11.20` or `2026年11月20日`, with or without
/// leading zeros.
///
/// # Errors
/// The text that is no such day.
pub fn typed(text: &str) -> Result<Date, DateError> {
    let not_a_date = || DateError::Form(text.to_owned());
    let folded: String = text.trim().chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    let folded = folded.strip_suffix(['日', '号']).unwrap_or(&folded);
    let mut parts = folded.split(['-', '/', '.', '年', '月']);
    let mut number = |longest: usize| {
        let part = parts.next()?;
        let digits =
            (1..=longest).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<i16>().ok().filter(|_| digits)
    };
    let read =
        || Some((number(4)?, i8::try_from(number(2)?).ok()?, i8::try_from(number(2)?).ok()?));
    let (year, month, day) = { read }().ok_or_else(not_a_date)?;
    if parts.next().is_some() || folded.find(['-', '/', '.', '年']) != Some(4) {
        return Err(not_a_date());
    }
    Date::new(year, month, day).map_err(|_| DateError::NoSuchDay {
        text: text.trim().to_owned(),
        month: Date::new(year, month, 1).ok(),
    })
}

/// A full-width digit or separator as its ASCII form.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' | '－' | '／' | '．' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// A text that is no day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Not written as a day.
    #[error("{0:?} is not a date")]
    Form(String),
    /// Written as one, but the calendar has no such day.
    #[error("{text:?} is not a day of the calendar")]
    NoSuchDay {
        /// The text.
        text: String,
        /// The first day of the month that it names, if there is such a month.
        month: Option<Date>,
    },
}

impl Remedy for DateError {
    fn fix(&self) -> Text {
        match self {
            Self::Form(_) => Text::fixed(
                "请写成 YYYY-MM-DD，例如 2026-10-20（也可写 2026/10/20、2026年10月20日）",
                "write it as YYYY-MM-DD, e.g. 2026-10-20",
            ),
            Self::NoSuchDay { month: Some(month), .. } => {
                let (year, number, days) = (month.year(), month.month(), month.days_in_month());
                Text::made(
                    format!("{year} 年 {number} 月只有 {days} 天；请检查日期"),
                    format!("{} has {days} days: check the day", month.strftime("%B %Y")),
                )
            }
            Self::NoSuchDay { month: None, .. } => Text::fixed(
                "月份只有 1 到 12；请检查日期",
                "months run from 1 to 12: check the day",
            ),
        }
    }
}

impl Bilingual for DateError {
    fn zh(&self) -> String {
        match self {
            Self::Form(text) => format!("“{text}”不是日期"),
            Self::NoSuchDay { text, .. } => format!("“{text}”不是日历上的一天"),
        }
    }
}

/// China keeps one offset all year, so that a day begins there at the same moment whatever this machine's time zone is.
const CHINA: Offset = tz::offset(8);

/// A moment. Written as RFC 3339 with China's offset: `2026-11-22T12:00:00+08:00`; read with any offset.
/// The default is the epoch of Unix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// The day in China.
    pub fn date(self) -> Date {
        CHINA.to_datetime(self.0).date()
    }

    /// The time of day in China.
    pub fn time(self) -> Time {
        CHINA.to_datetime(self.0).time()
    }
}

impl From<SystemTime> for Timestamp {
    /// The moment to the whole second; the epoch of Unix (1970) for a clock outside of the calendar's years.
    fn from(time: SystemTime) -> Self {
        let seconds = jiff::Timestamp::try_from(time).map_or(0, jiff::Timestamp::as_second);
        Self(jiff::Timestamp::from_second(seconds).unwrap_or_default())
    }
}

impl From<Timestamp> for SystemTime {
    fn from(moment: Timestamp) -> Self {
        moment.0.into()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display_with_offset(CHINA).fmt(out)
    }
}

/// A text that is no moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a time of RFC 3339")]
pub struct TimestampError(pub String);

impl Bilingual for TimestampError {
    fn zh(&self) -> String {
        format!("“{}”不是 RFC 3339 的时间", self.0)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        text.parse().map(Self).map_err(|_| TimestampError(text.to_owned()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        String::deserialize(input)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_with_any_offset_and_shown_with_china_s() {
        for text in
            ["2026-11-21T18:30:05Z", "2026-11-22T02:30:05+08:00", "2026-11-21T13:30:05-05:00"]
        {
            let moment: Timestamp = text.parse().unwrap();
            assert_eq!(moment.to_string(), "2026-11-22T02:30:05+08:00");
            assert_eq!(moment.date().to_string(), "2026-11-22");
            assert_eq!(Timestamp::from(SystemTime::from(moment)), moment);
        }
        for text in ["", "2026-11-22", "2026-11-22T02:30:05", "2026-11-22T02:30:05+08:00\u{9b}"] {
            assert_eq!(text.parse::<Timestamp>(), Err(TimestampError(text.to_owned())));
        }
    }

    #[test]
    fn only_one_form_of_a_day_is_read() {
        assert_eq!(parse(" 2026-11-22 "), Ok(jiff::civil::date(2026, 11, 22)));
        for text in ["20261122", "2026-11-22T10:00", "2026-02-30", "2026-1-2", "", "today"] {
            assert_eq!(parse(text), Err(DateError::Form(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        let day = jiff::civil::date(2026, 11, 2);
        for text in [
            "2026-11-02",
            "2026-11-2",
            "2026/11/02",
            "2026/11/2",
            "2026.11.2",
            "2026年11月2日",
            "2026年11月02号",
            " 2026 年 11 月 2 日 ",
            "２０２６／１１／０２",
        ] {
            assert_eq!(typed(text), Ok(day), "{text}");
        }
        for text in [
            "",
            "today",
            "20261102",
            "26-11-02",
            "2026-11",
            "2026-11-02-1",
            "11/02/2026",
            "2026-11-02T10",
        ] {
            assert_eq!(typed(text), Err(DateError::Form(text.to_owned())), "{text}");
        }
        for (text, fix) in [
            ("2026-11-31", "November 2026 has 30 days: check the day"),
            ("2026年2月29日", "February 2026 has 28 days: check the day"),
            ("2026-13-01", "months run from 1 to 12: check the day"),
        ] {
            let error = typed(text).unwrap_err();
            assert!(matches!(error, DateError::NoSuchDay { .. }), "{text}");
            assert_eq!(error.fix().en, fix);
        }
    }

    #[test]
    fn days_are_counted_both_ways() {
        let day = jiff::civil::date(2024, 2, 28);
        assert_eq!(days_after(day, 2), jiff::civil::date(2024, 3, 1));
        assert_eq!(days_between(day, days_after(day, 2)), 2);
        assert_eq!(days_between(days_after(day, 400), day), -400);
        assert_eq!(days_after(Date::MAX, 30), Date::MAX);
    }
}
