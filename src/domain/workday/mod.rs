//! Working days of mainland China: weekdays, less public holidays, plus the weekend days that are worked in exchange.
//!
//! The State Council announces them year by year, mostly in November. A day that no paper covers is unknown, never
//! guessed.

mod table;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::{Weekday, date};
use serde::Deserialize;

use super::date::{Date, days_after, days_between};
use super::lang::Bilingual;

/// The paper of one year: the days on which it departs from Monday to Friday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The year it is for. Its New Year holiday may reach into the last days of the year before.
    pub year: i16,
    /// The days it names.
    pub spans: Cow<'static, [DaySpan]>,
}

/// Days in a row that a paper names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySpan {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// Worked (a weekend day in exchange for a holiday) or off.
    pub works: bool,
}

/// The first day of December that the next year's paper may still change. Papers have gone back to 29 December (2007,
/// 2018); the days before it are a margin.
const OPEN_FROM: i8 = 25;

/// A day is worked, off, or not announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DayKind {
    Unknown,
    Off,
    Works,
}

/// What is known of each day. Empty by default: nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The day of `kinds[0]`, the first of a January; without meaning while there are none.
    first: Date,
    kinds: Vec<DayKind>,
}

/// The last of a number of working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NthWorkday {
    /// It is this day.
    On(Date),
    /// Days that no paper covers lie before it: it is this day or a later one.
    NotBefore(Date),
}

impl Calendar {
    /// The years that came with this version.
    pub fn vendored() -> &'static Self {
        static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::of(table::PAPERS));
        &CALENDAR
    }

    /// The years that came with this version, with some replaced or added.
    pub fn with(papers: &[Paper]) -> Self {
        let years: BTreeMap<i16, &Paper> =
            table::PAPERS.iter().chain(papers).map(|paper| (paper.year, paper)).collect();
        Self::of(years.into_values())
    }

    /// From papers in the order of their years.
    fn of<'a>(papers: impl IntoIterator<Item = &'a Paper>) -> Self {
        let mut calendar = Self::default();
        let papers: Vec<&Paper> = papers.into_iter().collect();
        let (Some(oldest), Some(newest)) = (papers.first(), papers.last()) else {
            return calendar;
        };
        calendar.first = date(oldest.year, 1, 1);
        let length = days_between(calendar.first, date(newest.year, 12, 31)) + 1;
        calendar.kinds = vec![DayKind::Unknown; usize::try_from(length).unwrap_or(0)];
        for paper in &papers {
            let next = papers.iter().any(|other| other.year - 1 == paper.year);
            let end = date(paper.year, 12, if next { 31 } else { OPEN_FROM - 1 });
            for day in days(date(paper.year, 1, 1), end) {
                let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
                calendar.set(day, if weekend { DayKind::Off } else { DayKind::Works });
            }
        }
        for span in papers.iter().flat_map(|paper| paper.spans.iter()) {
            for day in days(span.from, span.to) {
                calendar.set(day, if span.works { DayKind::Works } else { DayKind::Off });
            }
        }
        calendar
    }

    fn index(&self, day: Date) -> Option<usize> {
        usize::try_from(days_between(self.first, day)).ok()
    }

    fn set(&mut self, day: Date, kind: DayKind) {
        if let Some(slot) = self.index(day).and_then(|index| self.kinds.get_mut(index)) {
            *slot = kind;
        }
    }

    /// Whether the day is worked; `None` where no paper covers it.
    pub fn works(&self, day: Date) -> Option<bool> {
        match self.index(day).and_then(|index| self.kinds.get(index)) {
            Some(DayKind::Works) => Some(true),
            Some(DayKind::Off) => Some(false),
            Some(DayKind::Unknown) | None => None,
        }
    }

    /// The n-th working day after a day, which itself is not counted; the day itself for none. Where unknown days lie
    /// on the way, each is taken for worked: the real day cannot be earlier.
    pub fn nth_after(&self, start: Date, count: u16) -> NthWorkday {
        let mut known = true;
        let mut day = start;
        let mut left = count;
        while left > 0 && day < Date::MAX {
            day = days_after(day, 1);
            let works = self.works(day);
            known &= works.is_some();
            left -= u16::from(works.unwrap_or(true));
        }
        if known { NthWorkday::On(day) } else { NthWorkday::NotBefore(day) }
    }

    /// The last year that is announced; `None` where none is.
    pub fn last_year(&self) -> Option<i16> {
        let last = u16::try_from(self.kinds.len().checked_sub(1)?).unwrap_or(u16::MAX);
        Some(days_after(self.first, last).year())
    }
}

fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    let mut next = (from <= to).then_some(from);
    std::iter::from_fn(move || {
        let day = next?;
        next = (day < to).then(|| days_after(day, 1));
        Some(day)
    })
}

/// One file of holiday-cn, or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum HolidayFile {
    One(Year),
    Many(Vec<Year>),
}

#[derive(Deserialize)]
struct Year {
    year: i16,
    days: Vec<Day>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Day {
    date: String,
    is_off_day: bool,
}

/// Reads papers from the JSON of holiday-cn: `{"year": 2027, "days": [{"date": "2027-01-01", "isOffDay": true}, …]}`,
/// or a list of such. Further keys are ignored.
///
/// # Errors
/// What is no such JSON; a year that names no day, because its paper is not out; a day that lies in another year.
pub fn parse(text: &str) -> Result<Vec<Paper>, PaperError> {
    let years = match serde_json::from_str(text).map_err(|_| PaperError::Form)? {
        HolidayFile::One(year) => vec![year],
        HolidayFile::Many(years) => years,
    };
    years.into_iter().map(paper).collect()
}

fn paper(year: Year) -> Result<Paper, PaperError> {
    let number = year.year;
    if !(1950..=2200).contains(&number) {
        return Err(PaperError::Year(number));
    }
    if year.days.is_empty() {
        return Err(PaperError::Empty(number));
    }
    let span = |day: Day| {
        let from = super::date::parse(&day.date).map_err(|_| PaperError::Day(day.date.clone()))?;
        let late = from.year() == number - 1 && from.month() == 12 && from.day() >= OPEN_FROM;
        if from.year() != number && !late {
            return Err(PaperError::Day(day.date));
        }
        Ok(DaySpan { from, to: from, works: !day.is_off_day })
    };
    let spans: Result<Vec<DaySpan>, PaperError> = year.days.into_iter().map(span).collect();
    Ok(Paper { year: number, spans: Cow::Owned(spans?) })
}

/// A holiday file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// Not the JSON of holiday-cn.
    #[error(
        "not a holiday file; expected {{\"year\": …, \"days\": [{{\"date\": …, \"isOffDay\": …}}]}}"
    )]
    Form,
    /// A year out of reach.
    #[error("{0} is no year of a holiday paper")]
    Year(i16),
    /// A year without days.
    #[error(
        "the file names no day of {0}: its paper is not announced yet, leave it out until it is"
    )]
    Empty(i16),
    /// A day that is none, or of another year.
    #[error("{0:?} is not a day of the file's year")]
    Day(String),
}

impl Bilingual for PaperError {
    fn zh(&self) -> String {
        match self {
            Self::Form => {
                "不是节假日文件；应为 {\"year\": …, \"days\": [{\"date\": …, \"isOffDay\": …}]}"
                    .to_owned()
            }
            Self::Year(year) => format!("{year} 不是节假日文件可能的年份"),
            Self::Empty(year) => {
                format!("文件里没有 {year} 年的任何一天：放假通知尚未公布，公布之前请不要使用")
            }
            Self::Day(day) => format!("“{day}”不是文件所属年份的一天"),
        }
    }
}

#[cfg(test)]
mod tests;
