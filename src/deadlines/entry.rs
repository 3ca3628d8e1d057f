//! Whether an event can have happened as somebody wants to record it.

use crate::domain::date::Date;
use crate::domain::event::Event;
use crate::domain::failure::Remedy;
use crate::domain::lang::{Bilingual, Text};
use crate::domain::record::{EventDetails, When};

/// The year in which China was connected to the Internet: no Chinese website is older.
const FIRST_YEAR: i16 = 1994;

/// Why an entry is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// A day that is still to come.
    #[error("{when} lies in the future: today is {today} in China")]
    Future {
        /// The moment that was given.
        when: When,
        /// Today in China.
        today: Date,
    },
    /// An hour of today that is still to come.
    #[error("{when} lies in the future: it is {now} in China")]
    FutureHour {
        /// The moment that was given.
        when: When,
        /// Now in China.
        now: When,
    },
    /// Before there were websites.
    #[error("{0} is before 1994, when the first Chinese websites appeared")]
    TooEarly(When),
    /// A due day of an event that sets none.
    #[error("{} has no due day of its own: it follows from the event", .0.name())]
    NoDueDay(Event),
    /// A term without its last day.
    #[error("the last day of {} is not given", .0.name())]
    LastDayMissing(Event),
    /// A void entry, by its number, that is to get other details than its day.
    #[error("entry {0} is void and has no day")]
    NoDay(String),
    /// A notice that would have been due before it was given.
    #[error("the notice of {given} would have been due before, on {due}")]
    DueBeforeNotice {
        /// The day of the notice.
        given: Date,
        /// Its last day.
        due: Date,
    },
}

impl Remedy for EntryError {
    fn fix(&self) -> Text {
        match self {
            Self::Future { .. } => Text::fixed(
                "只记录已经发生的事；通知规定的期限写成 notice --due DATE",
                "record what happened; a day that a notice sets is written as notice --due DATE",
            ),
            Self::FutureHour { .. } => Text::fixed("只记录已经发生的事", "record what happened"),
            Self::TooEarly(_) => Text::fixed("请检查年份", "check the year"),
            Self::NoDueDay(_) => Text::fixed(
                "请去掉 --due，或记录 notice（通知）",
                "leave --due out, or record a notice",
            ),
            Self::LastDayMissing(_) => {
                Text::fixed("请用 --due DATE 写明", "name it with --due DATE")
            }
            Self::NoDay(_) => Text::fixed(
                "请写上发生的日期，例如 beian deadlines correct ID 2026-10-20",
                "write the day on which it happened, e.g. beian deadlines correct ID 2026-10-20",
            ),
            Self::DueBeforeNotice { .. } => Text::fixed(
                "请检查两个日期：WHEN 是通知之日，--due 是期限最后一天",
                "look at the two days: WHEN is the day of the notice, --due its last day",
            ),
        }
    }
}

impl Bilingual for EntryError {
    fn zh(&self) -> String {
        match self {
            Self::Future { when, today } => format!("{when} 还没有到：中国今天是 {today}"),
            Self::FutureHour { when, now } => format!("{when} 还没有到：中国现在是 {now}"),
            Self::TooEarly(when) => format!("{when} 早于 1994 年，那时中国还没有网站"),
            Self::NoDueDay(event) => {
                format!("{} 没有自己的期限：期限由事件推算", event.label().zh)
            }
            Self::LastDayMissing(event) => format!("没有写{}的最后一天", event.label().zh),
            Self::NoDay(entry) => format!("记录 {entry} 已作废，没有日期"),
            Self::DueBeforeNotice { given, due } => {
                format!("{given} 的通知，期限 {due} 却在它之前")
            }
        }
    }
}

/// Checks what is to be recorded of an event.
///
/// # Errors
/// A day in the future, a year without websites, a due day of an event that sets none.
pub fn check_entry(event: Event, details: &EventDetails, today: Date) -> Result<(), EntryError> {
    let (when, due) = (details.when, details.due);
    if when.day > today {
        return Err(EntryError::Future { when, today });
    }
    if when.day.year() < FIRST_YEAR {
        return Err(EntryError::TooEarly(when));
    }
    match due {
        Some(_) if !event.names_last_day() => Err(EntryError::NoDueDay(event)),
        None if event.names_last_day() && event != Event::Notice => {
            Err(EntryError::LastDayMissing(event))
        }
        Some(due) if due < when.day => Err(EntryError::DueBeforeNotice { given: when.day, due }),
        _ => Ok(()),
    }
}

/// Checks the hour of a moment against the present one.
///
/// # Errors
/// An hour of today that is still to come.
pub fn check_hour(when: When, now: When) -> Result<(), EntryError> {
    if now.time.is_some() && when.day == now.day && when.time > now.time {
        return Err(EntryError::FutureHour { when, now });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date;

    #[test]
    fn what_cannot_be_is_refused_with_a_remedy() {
        let today = Date::constant(2026, 11, 22);
        for (event, when, due, wrong) in [
            (Event::Opened, "2026-11-22", None, None),
            (Event::Opened, "2026-11-22 23:00", None, None),
            (Event::Opened, "2026-11-23", None, Some("future")),
            (Event::Opened, "1993-12-31", None, Some("before 1994")),
            (Event::Opened, "0206-11-22", None, Some("before 1994")),
            (Event::Opened, "2026-11-01", Some("2026-12-01"), Some("no due day")),
            (Event::Notice, "2026-11-01", Some("2026-12-01"), None),
            (Event::ServerTerm, "2026-11-01", Some("2027-11-01"), None),
            (Event::ServerTerm, "2026-11-01", None, Some("last day")),
            (Event::Notice, "2026-11-01", Some("2026-11-01"), None),
            (Event::Notice, "2026-11-01", Some("2026-10-31"), Some("due before")),
            (Event::Notice, "2026-11-23", Some("2026-12-01"), Some("future")),
        ] {
            let due = due.map(|due| date::parse(due).unwrap());
            let details = EventDetails { when: when.parse().unwrap(), due, note: None };
            match (check_entry(event, &details, today), wrong) {
                (Ok(()), None) => {}
                (Err(error), Some(part)) => assert!(error.to_string().contains(part), "{error}"),
                (other, _) => panic!("{event:?} {when}: {other:?}"),
            }
        }
    }

    #[test]
    fn an_hour_of_today_that_is_still_to_come_is_refused() {
        let now = "2026-11-22 12:00".parse().unwrap();
        for (when, refused) in [
            ("2026-11-22 12:00", false),
            ("2026-11-22", false),
            ("2026-11-22 12:01", true),
            ("2026-11-21 12:01", false),
        ] {
            assert_eq!(check_hour(when.parse().unwrap(), now).is_err(), refused, "{when}");
        }
    }
}
