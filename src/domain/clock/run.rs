//! Which clocks run: a timeline against the table.

use jiff::ToSpan;

use super::super::date::{Date, days_after};
use super::super::event::Event;
use super::super::record::{LastAudit, When};
use super::super::timeline::{Step, Timeline, stops};
use super::super::workday::{Calendar, NthWorkday};
use super::{ALL, Certainty, Clock, Count, Due, Early, End, Last, Length};

/// The clocks that run today, in the order of the table.
pub fn running<'a>(timeline: &Timeline<'a>, calendar: &Calendar, today: Date) -> Vec<Due<'a>> {
    let mut dues = Vec::new();
    if timeline.steps().is_empty() {
        return dues;
    }
    for clock in ALL {
        match clock.length {
            Length::Named => named(clock, timeline, &mut dues),
            Length::Term => dues.extend(term(clock, timeline, today)),
            Length::Hours(_) if clock.starts == [Event::SmsReceived] => {
                phones(clock, timeline, calendar, today, &mut dues);
            }
            _ => dues.extend(one(clock, timeline, calendar, today)),
        }
    }
    dues
}

fn one<'a>(
    clock: &'static Clock,
    timeline: &Timeline<'a>,
    calendar: &Calendar,
    today: Date,
) -> Option<Due<'a>> {
    let own = timeline.latest(clock.starts, today);
    let second = clock.or_from.and_then(|event| timeline.latest(&[event], today));
    let (start, also) = match (own, second) {
        (Some(own), also) => (own, also),
        (None, second) => (second?, None),
    };
    if ended(clock, start, timeline, today) {
        return None;
    }
    let count = |step: &Step<'a>| Count {
        basis: step.event,
        from: step.when,
        last: clock.last(step.when, calendar),
    };
    let due = Due { clock, count: count(start), also: also.map(count), twin: 0, note: start.note };
    let untold = clock.ends.contains(&End::NumberSeen)
        && timeline.seen().is_none_or(|seen| seen.day < start.when.day)
        && due.count.days_left(today) < 0;
    (!untold).then_some(due)
}

/// Whether the clock that this step starts has met an end by today.
fn ended(clock: &Clock, start: &Step<'_>, timeline: &Timeline<'_>, today: Date) -> bool {
    let late_enough = |end: When, recorded_later| {
        end.day <= today
            && match clock.early {
                Early::None => stops(end, start.when, recorded_later),
                Early::Days(days) => days_after(end.day, days) >= start.when.day,
                Early::Any => true,
            }
    };
    // what is lost later is a fault of the page, not a day that was missed
    let seen = |what: fn(LastAudit) -> Option<Date>| {
        timeline.seen().and_then(what).is_some_and(|day| late_enough(day.into(), true))
    };
    clock.ends.iter().any(|end| match *end {
        End::Event(event) => timeline
            .steps()
            .iter()
            .any(|step| step.event == event && late_enough(step.when, step.place > start.place)),
        End::BadgeSeen => seen(|seen| seen.badge),
        End::NumberSeen => seen(|seen| seen.icp),
        End::NumberDeclared => timeline.is_numbered(),
    })
}

impl Clock {
    /// Where the term that starts then ends. A term that its event names ends with its start here: the event knows.
    pub fn last(&self, start: When, calendar: &Calendar) -> Last {
        let exact = |when| Last { when, certainty: Certainty::Exact };
        match self.length {
            Length::Hours(hours) => match start.time {
                Some(time) => {
                    let term = i64::from(hours).hours();
                    let end = start.day.to_datetime(time).saturating_add(term);
                    exact(When { day: end.date(), time: Some(end.time()) })
                }
                None => Last {
                    when: days_after(start.day, hours.div_ceil(24)).into(),
                    certainty: Certainty::HourUnknown,
                },
            },
            Length::Days(days) => exact(days_after(start.day, days).into()),
            Length::WorkingDays(days) => match calendar.nth_after(start.day, days) {
                NthWorkday::On(day) => exact(day.into()),
                NthWorkday::NotBefore(day) => {
                    Last { when: day.into(), certainty: Certainty::Unannounced }
                }
            },
            Length::Named | Length::Term => exact(start),
        }
    }
}

/// The latest step that names a last day, or none where a later one names no day.
fn term<'a>(clock: &'static Clock, timeline: &Timeline<'a>, today: Date) -> Option<Due<'a>> {
    let start = timeline.latest(clock.starts, today)?;
    let day = start.due?;
    let ended = clock.ends.iter().any(|end| match *end {
        End::Event(event) => {
            timeline.steps().iter().any(|step| step.event == event && step.when.day <= today)
        }
        End::BadgeSeen | End::NumberSeen | End::NumberDeclared => false,
    });
    let last = Last { when: day.into(), certainty: Certainty::Exact };
    let count = Count { basis: start.event, from: start.when, last };
    (!ended).then_some(Due { clock, count, also: None, twin: 0, note: start.note })
}

/// The last four digits of the phone that a remark names, e.g. of `138****5678`.
fn phone(note: Option<&str>) -> Option<&str> {
    let digit = |char: char| char.is_ascii_digit() || char == '*';
    let run = note?.split(|char: char| !digit(char)).find(|run| run.len() >= 11)?;
    run.get(run.len() - 4..)
}

/// Each phone verifies on its own: messages whose remarks name different phones are clocks of their own. A check
/// without a phone ends them all.
fn phones<'a>(
    clock: &'static Clock,
    timeline: &Timeline<'a>,
    calendar: &Calendar,
    today: Date,
    dues: &mut Vec<Due<'a>>,
) {
    let mut known: Vec<Option<&str>> = Vec::new();
    for step in timeline.steps().iter().filter(|step| clock.starts.contains(&step.event)) {
        if !known.contains(&phone(step.note)) {
            known.push(phone(step.note));
        }
    }
    if known.len() < 2 {
        return dues.extend(one(clock, timeline, calendar, today));
    }
    for (twin, of) in (0_u16..).zip(known) {
        let own = timeline.only(|step| {
            let named = phone(step.note);
            let started = clock.starts.contains(&step.event);
            named == of || !started && (step.event != Event::SmsChecked || named.is_none())
        });
        dues.extend(one(clock, &own, calendar, today).map(|due| Due { twin, ..due }));
    }
}

/// Each step with a day of its own is a clock, unless a later one without a day settles it.
fn named<'a>(clock: &'static Clock, timeline: &Timeline<'a>, dues: &mut Vec<Due<'a>>) {
    let of_clock = || timeline.steps().iter().filter(|step| clock.starts.contains(&step.event));
    let settled = of_clock().rfind(|step| step.due.is_none());
    let mut before: Option<(Date, u16)> = None;
    for step in of_clock() {
        let Some(day) = step.due else { continue };
        let twin = match before {
            Some((same, twin)) if same == step.when.day => twin.saturating_add(1),
            _ => 0,
        };
        before = Some((step.when.day, twin));
        if settled.is_some_and(|settled| settled.place > step.place) {
            continue;
        }
        let last = Last { when: day.into(), certainty: Certainty::Exact };
        let count = Count { basis: step.event, from: step.when, last };
        dues.push(Due { clock, count, also: None, twin, note: step.note });
    }
}
