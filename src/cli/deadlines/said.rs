//! Whether what somebody says of an event can be meant.

use clap::Args;

use crate::domain::date::{self, Date};
use crate::domain::event::Event;
use crate::domain::record::When;
use crate::ledger::Value;

use super::super::{Error, World};

/// The year before which no website of China can have been (the first link to the Internet is of 1994).
const FIRST_YEAR: i16 = 1994;

/// What is known with an event.
#[derive(Args, Debug, Default)]
pub(super) struct Details {
    /// The last day that a notice sets (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = date::typed)]
    pub(super) due: Option<Date>,
    /// A remark
    #[arg(long, value_name = "TEXT")]
    pub(super) note: Option<String>,
}

/// Refuses what cannot be: a moment in the future, a year without websites, a due day of an event that sets none.
pub(super) fn check(event: Event, value: &Value, today: Date) -> Result<(), Error> {
    let Value { when, due, .. } = value;
    if when.day > today {
        return Err(Error::new(
            (
                format!("{when} 还没有到：中国今天是 {today}"),
                format!("{when} lies in the future: today is {today} in China"),
            ),
            (
                "只记录已经发生的事；通知规定的期限写成 notice --due DATE",
                "record what happened; a day that a notice sets is written as notice --due DATE",
            ),
        ));
    }
    if when.day.year() < FIRST_YEAR {
        return Err(Error::new(
            (
                format!("{when} 早于 1994 年，那时中国还没有网站"),
                format!("{when} is before 1994, when the first Chinese websites appeared"),
            ),
            ("请检查年份", "check the year"),
        ));
    }
    match due {
        Some(_) if event != Event::Notice => Err(Error::new(
            (
                format!("{} 没有自己的期限：期限由事件推算", event.label().zh),
                format!("{} has no due day of its own: it follows from the event", event.name()),
            ),
            ("请去掉 --due，或记录 notice（通知）", "leave --due out, or record a notice"),
        )),
        Some(due) if *due < when.day => Err(Error::new(
            (
                format!("{} 的通知，期限 {due} 却在它之前", when.day),
                format!("the notice of {} would have been due before, on {due}", when.day),
            ),
            (
                "请检查两个日期：WHEN 是通知之日，--due 是期限最后一天",
                "look at the two days: WHEN is the day of the notice, --due its last day",
            ),
        )),
        _ => Ok(()),
    }
}

/// Refuses an hour of today that is still to come.
pub(super) fn check_hour(when: When, world: &World<'_>) -> Result<(), Error> {
    let now = When::from(world.now);
    if now.time.is_some() && when.day == now.day && when.time > now.time {
        return Err(Error::new(
            (
                format!("{when} 还没有到：中国现在是 {now}"),
                format!("{when} lies in the future: it is {now} in China"),
            ),
            ("只记录已经发生的事", "record what happened"),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
            (Event::Notice, "2026-11-01", Some("2026-11-01"), None),
            (Event::Notice, "2026-11-01", Some("2026-10-31"), Some("due before")),
            (Event::Notice, "2026-11-23", Some("2026-12-01"), Some("future")),
        ] {
            let due = due.map(|due| date::parse(due).unwrap());
            let value = Value { when: when.parse().unwrap(), due, note: None };
            match (check(event, &value, today), wrong) {
                (Ok(()), None) => {}
                (Err(error), Some(part)) => assert!(error.what.en.contains(part), "{}", error.what),
                (other, _) => panic!("{event:?} {when}: {other:?}"),
            }
        }
    }
}
