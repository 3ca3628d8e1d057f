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
    #[arg(long, value_name = "DATE", value_parser = date::parse)]
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
            format!("{when} lies in the future: today is {today} in China"),
            "record what happened; a day that a notice sets is written as notice --due DATE",
        ));
    }
    if when.day.year() < FIRST_YEAR {
        return Err(Error::new(
            format!("{when} lies before all websites of China"),
            "look at the year",
        ));
    }
    match due {
        Some(_) if event != Event::Notice => Err(Error::new(
            format!("{} has no due day of its own: it follows from the event", event.name()),
            "leave --due out, or record a notice",
        )),
        Some(due) if *due < when.day => Err(Error::new(
            format!("the notice of {} would have been due before, on {due}", when.day),
            "look at the two days: WHEN is the day of the notice, --due its last day",
        )),
        _ => Ok(()),
    }
}

/// Refuses an hour of today that is still to come.
pub(super) fn check_hour(when: When, world: &World<'_>) -> Result<(), Error> {
    let now = super::place::present(world);
    if now.time.is_some() && when.day == now.day && when.time > now.time {
        return Err(Error::new(
            format!("{when} lies in the future: it is {now} in China"),
            "record what happened",
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
            (Event::Opened, "1993-12-31", None, Some("before all websites")),
            (Event::Opened, "0206-11-22", None, Some("before all websites")),
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
                (Err(error), Some(part)) => assert!(error.what.contains(part), "{}", error.what),
                (other, _) => panic!("{event:?} {when}: {other:?}"),
            }
        }
    }
}
