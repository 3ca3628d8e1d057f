//! On which days a due day is told.

use crate::deadlines::{DueRow, DueState};
use crate::domain::record::When;

/// The state of a period for a channel with these lead days: its last day, and the last lead day that has come, or the
/// week since it is past. `None` where it is not to be told yet. A day on which nothing ran is made up for by the next.
pub(super) fn due_state(row: &DueRow, now: When, lead_days: &[u16]) -> Option<String> {
    let days = row.days_left(now);
    let last = row.count.last.when;
    match row.state(now) {
        DueState::Overdue | DueState::Late => {
            // The first day past it begins week 0.
            let week = days.min(-1).unsigned_abs().saturating_sub(1) / 7;
            Some(format!("{last} overdue {week}"))
        }
        DueState::Soon | DueState::Running => {
            let lead = lead_days.iter().filter(|lead| days <= i32::from(**lead)).min()?;
            Some(format!("{last} lead {lead}"))
        }
        // Others have time left: there is nothing to do.
        DueState::Waiting => None,
    }
}

/// Whether a state of a period comes before one that was told: the clock was set back, or an earlier day was asked for.
pub(super) fn is_earlier(state: &str, told: &str) -> bool {
    let (now, then) = (stage(state), stage(told));
    now.zip(then).is_some_and(|((day, now), (same, then))| day == same && now < then)
}

/// The last day of a state, and how far it is: days before it as negative numbers, weeks since it from 0.
fn stage(text: &str) -> Option<(&str, i32)> {
    let mut parts = text.rsplitn(3, ' ');
    let number: i32 = parts.next()?.parse().ok()?;
    let stage = match parts.next()? {
        "lead" => -1 - number,
        "overdue" => number,
        _ => return None,
    };
    Some((parts.next()?, stage))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadlines::sample;
    use crate::domain::date::{Date, days_after, days_between};

    fn states(lead_days: &[u16], clock: &str) -> Vec<(i32, String)> {
        let table = sample::table();
        let row = table.rows.iter().find(|row| row.clock.name == clock).unwrap();
        let due = row.count.last.when.day;
        let first = Date::constant(2026, 11, 20);
        let mut told = Vec::new();
        for day in 0..100 {
            let today = days_after(first, day);
            let state = due_state(row, When::day(today), lead_days);
            if let Some(state) = state.filter(|state| told.last().is_none_or(|(_, it)| it != state))
            {
                told.push((days_between(today, due), state));
            }
        }
        told
    }

    #[test]
    fn a_duty_is_told_on_its_lead_days_and_each_week_once_it_is_past() {
        let days = |told: Vec<(i32, String)>| -> Vec<i32> {
            told.into_iter().map(|(days, _)| days).filter(|days| *days >= -22).collect()
        };
        let told = states(&[14, 7, 3, 1, 0], "police-filing");
        assert_eq!(days(told), [14, 7, 3, 1, 0, -1, -8, -15, -22]);
        assert_eq!(days(states(&[], "police-filing")), [-1, -8, -15, -22]);
        assert_eq!(days(states(&[3, 5], "police-filing")), [5, 3, -1, -8, -15, -22]);
    }

    #[test]
    fn a_day_that_comes_back_is_an_earlier_one() {
        let order = [
            "2026-11-24 lead 14",
            "2026-11-24 lead 7",
            "2026-11-24 lead 0",
            "2026-11-24 overdue 0",
            "2026-11-24 overdue 1",
        ];
        for (number, state) in order.iter().enumerate() {
            for (other, told) in order.iter().enumerate() {
                assert_eq!(is_earlier(state, told), number < other, "{state} {told}");
            }
        }
        assert!(!is_earlier("2026-12-01 lead 14", "2026-11-24 lead 7"), "another due day");
        assert!(is_earlier("2026-11-24 12:00 lead 14", "2026-11-24 12:00 lead 7"));
        assert!(!is_earlier("2026-11-24 lead 7", "ok"));
    }

    #[test]
    fn a_lead_day_on_which_nothing_ran_is_made_up_for() {
        let table = sample::table();
        let row = table.rows.iter().find(|row| row.clock.name == "police-filing").unwrap();
        let due = row.count.last.when.day;
        let at = |left: i8| {
            let today = due.saturating_sub(jiff::ToSpan::days(left));
            due_state(row, When::day(today), &[14, 7, 3])
        };
        assert_eq!(at(15), None);
        assert_eq!(at(8), at(14));
        assert_ne!(at(7), at(8));
        assert_eq!(at(5), at(7));
        assert_eq!(at(0), at(3));
    }
}
