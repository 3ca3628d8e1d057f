//! What is known to have happened to one site, from both places where it is written down: `beian.toml` and the ledger.

use super::date::Date;
use super::event::Event;
use super::record::{LastAudit, SiteLog, When};
use super::site::Site;

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// What.
    pub event: Event,
    /// When.
    pub when: When,
    /// The last day that a notice sets.
    pub due: Option<Date>,
    /// What was written beside it.
    pub note: Option<&'a str>,
    /// Its place among the steps: of one day without hours, what was recorded later happened later.
    pub place: usize,
}

impl Step<'_> {
    /// Whether this step puts an end to what began with `start`.
    pub fn stops(&self, start: &Self) -> bool {
        stops(self.when, start.when, self.place > start.place)
    }
}

/// A date of `beian.toml` that the ledger contradicts. The earlier day is used: what is due follows from it no later
/// than from the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The event.
    pub event: Event,
    /// Its day in `beian.toml`.
    pub declared: Date,
    /// Its latest day in the ledger.
    pub recorded: When,
}

impl Conflict {
    /// The day that is used.
    pub fn used(&self) -> Date {
        self.declared.min(self.recorded.day)
    }
}

/// The steps of one site since it last closed, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline<'a> {
    steps: Vec<Step<'a>>,
    conflicts: Vec<Conflict>,
    seen: Option<LastAudit>,
    numbered: bool,
}

impl<'a> Timeline<'a> {
    /// Merges what is declared with what is recorded. What lies before the last closing no longer counts.
    pub fn of(site: Option<&Site>, log: Option<&'a SiteLog>, today: Date) -> Self {
        let mut timeline = Self {
            steps: Vec::new(),
            seen: log.and_then(|log| log.seen),
            numbered: site.is_some_and(|site| site.police_number().is_some()),
            conflicts: Vec::new(),
        };
        timeline.steps.extend(log.into_iter().flat_map(steps));
        timeline.place();
        let closed = timeline.latest(&[Event::Closed], today).copied();
        let closed = closed.filter(|closed| closed.when.day <= today);
        let over = |step: &Step<'_>| {
            closed.is_some_and(|closed| closed.place == step.place || closed.stops(step))
        };
        timeline.steps.retain(|step| !over(step));
        for (event, day) in site.into_iter().flat_map(declared) {
            if closed.is_none_or(|closed| closed.when.day < day) {
                timeline.declare(event, day);
            }
        }
        timeline.place();
        timeline
    }

    /// Sorts the steps and numbers them.
    fn place(&mut self) {
        self.steps.sort_by_key(|step| step.when);
        for (place, step) in self.steps.iter_mut().enumerate() {
            step.place = place;
        }
    }

    fn declare(&mut self, event: Event, day: Date) {
        let recorded = || self.steps.iter().filter(|step| step.event == event);
        if recorded().any(|step| step.when.day == day) {
            return;
        }
        if let Some(latest) = recorded().map(|step| step.when).max() {
            self.conflicts.push(Conflict { event, declared: day, recorded: latest });
            if latest.day < day {
                return;
            }
            self.steps.retain(|step| step.event != event || step.when.day < day);
        }
        // before what the ledger holds of the same day: that may be its end
        let place = self.steps.partition_point(|step| step.when < day.into());
        self.steps.insert(place, Step { event, when: day.into(), due: None, note: None, place });
    }

    /// The steps, oldest first.
    pub fn steps(&self) -> &[Step<'a>] {
        &self.steps
    }

    /// Where `beian.toml` and the ledger contradict each other.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// What the last recorded audit saw.
    pub fn seen(&self) -> Option<LastAudit> {
        self.seen
    }

    /// Whether a police number is declared.
    pub fn is_numbered(&self) -> bool {
        self.numbered
    }

    /// The timeline with some of its steps only.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&Step<'a>) -> bool) -> Self {
        let mut timeline = self.clone();
        timeline.steps.retain(keep);
        timeline
    }

    /// The latest step of one of these events up to today; where all lie ahead, the nearest.
    pub fn latest(&self, events: &[Event], today: Date) -> Option<&Step<'a>> {
        let of_events = || self.steps.iter().filter(|step| events.contains(&step.event));
        let past = of_events().filter(|step| step.when.day <= today).max_by_key(|step| step.when);
        past.or_else(|| of_events().min_by_key(|step| step.when))
    }
}

/// Whether something that happened at `end` puts an end to what began at `start`. Of one day the hours decide; without
/// both of them, the end is the later, and without any, what was recorded later.
pub fn stops(end: When, start: When, recorded_later: bool) -> bool {
    match (end.time, start.time) {
        _ if end.day != start.day => end.day > start.day,
        (Some(end), Some(start)) => end >= start,
        (None, None) => recorded_later,
        _ => true,
    }
}

fn steps(log: &SiteLog) -> impl Iterator<Item = Step<'_>> {
    log.happenings.iter().map(|happening| Step {
        event: happening.event,
        when: happening.details.when,
        due: happening.details.due,
        note: happening.details.note.as_deref(),
        place: 0,
    })
}

fn declared(site: &Site) -> impl Iterator<Item = (Event, Date)> {
    [
        (Event::IcpApproved, site.approved),
        (Event::Opened, site.opened),
        (Event::PoliceSubmitted, site.police_submitted),
        (Event::PoliceApproved, site.police_approved),
    ]
    .into_iter()
    .filter_map(|(event, day)| Some((event, day?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date::parse;
    use crate::domain::record::{EventDetails, Happening};

    fn day(text: &str) -> Date {
        parse(text).expect(text)
    }

    fn log(events: &[(Event, &str)]) -> SiteLog {
        let happening = |&(event, when): &(Event, &str)| Happening {
            site: "example.cn".to_owned(),
            event,
            details: EventDetails::at(when.parse::<When>().expect(when)),
        };
        SiteLog { happenings: events.iter().map(happening).collect(), ..SiteLog::default() }
    }

    fn opened(day_text: &str) -> Site {
        Site { opened: Some(day(day_text)), ..Site::default() }
    }

    fn shown(timeline: &Timeline<'_>) -> Vec<String> {
        let step = |step: &Step<'_>| format!("{} {}", step.event.name(), step.when);
        timeline.steps().iter().map(step).collect()
    }

    const TODAY: &str = "2026-11-22";

    fn merged<'a>(site: &Site, log: &'a SiteLog) -> Timeline<'a> {
        Timeline::of(Some(site), Some(log), day(TODAY))
    }

    #[test]
    fn both_sources_make_one_timeline_oldest_first() {
        let log = log(&[
            (Event::PoliceSubmitted, "2026-11-10 09:00"),
            (Event::OrderSubmitted, "2026-09-01"),
        ]);
        let site = Site { approved: Some(day("2026-10-20")), ..opened("2026-10-25") };
        let timeline = merged(&site, &log);
        assert_eq!(
            shown(&timeline),
            [
                "order-submitted 2026-09-01",
                "icp-approved 2026-10-20",
                "opened 2026-10-25",
                "police-submitted 2026-11-10 09:00"
            ]
        );
        assert_eq!(timeline.conflicts(), []);
    }

    #[test]
    fn the_same_day_in_both_is_one_step_and_no_contradiction() {
        let log = log(&[(Event::Opened, "2026-10-25 10:00")]);
        let timeline = merged(&opened("2026-10-25"), &log);
        assert_eq!(shown(&timeline), ["opened 2026-10-25 10:00"]);
        assert_eq!(timeline.conflicts(), []);
    }

    #[test]
    fn a_contradiction_is_reported_and_the_earlier_day_used() {
        for (declared, recorded) in [("2026-10-25", "2026-10-28"), ("2026-10-28", "2026-10-25")] {
            let log = log(&[(Event::Opened, recorded)]);
            let timeline = merged(&opened(declared), &log);
            assert_eq!(shown(&timeline), ["opened 2026-10-25"]);
            let [conflict] = timeline.conflicts() else { panic!("one contradiction") };
            assert_eq!((conflict.declared, conflict.recorded.day), (day(declared), day(recorded)));
            assert_eq!(conflict.used(), day("2026-10-25"));
        }
    }

    #[test]
    fn a_repeated_event_contradicts_nothing_while_one_of_them_is_the_declared() {
        let log = log(&[(Event::Opened, "2026-01-05"), (Event::Opened, "2026-10-01")]);
        let timeline = merged(&opened("2026-01-05"), &log);
        assert_eq!(timeline.conflicts(), []);
        let latest = timeline.latest(&[Event::Opened], day(TODAY)).map(|step| step.when.day);
        assert_eq!(latest, Some(day("2026-10-01")));
    }

    #[test]
    fn a_closing_ends_all_that_was_before_it() {
        let log = log(&[
            (Event::OrderCreated, "2026-01-01"),
            (Event::Closed, "2026-03-01"),
            (Event::Opened, "2026-10-01"),
        ]);
        let timeline = merged(&opened("2025-01-01"), &log);
        assert_eq!(shown(&timeline), ["opened 2026-10-01"]);
        assert_eq!(timeline.conflicts(), [], "the declared opening is of the former life");
    }

    #[test]
    fn a_closing_that_lies_ahead_ends_nothing_yet() {
        let log = log(&[(Event::Opened, "2026-10-01"), (Event::Closed, "2026-12-01")]);
        assert_eq!(merged(&Site::default(), &log).steps().len(), 2);
    }

    #[test]
    fn a_day_of_closing_and_opening_again_is_read_in_the_order_of_recording() {
        let again = log(&[(Event::Closed, "2026-10-01"), (Event::Opened, "2026-10-01")]);
        assert_eq!(shown(&merged(&Site::default(), &again)), ["opened 2026-10-01"]);
        let closed = log(&[(Event::Opened, "2026-10-01"), (Event::Closed, "2026-10-01")]);
        assert_eq!(shown(&merged(&opened("2026-10-01"), &closed)), [""; 0]);
    }

    #[test]
    fn of_one_day_the_hours_decide_and_without_any_the_order_of_recording() {
        let when = |text: &str| text.parse::<When>().expect(text);
        for (end, start, later, expected) in [
            ("2026-10-02", "2026-10-01", false, true),
            ("2026-10-01", "2026-10-02", true, false),
            ("2026-10-01", "2026-10-01", true, true),
            ("2026-10-01", "2026-10-01", false, false),
            ("2026-10-01", "2026-10-01 10:00", false, true),
            ("2026-10-01 09:00", "2026-10-01", false, true),
            ("2026-10-01 09:00", "2026-10-01 10:00", true, false),
            ("2026-10-01 10:00", "2026-10-01 10:00", false, true),
        ] {
            assert_eq!(stops(when(end), when(start), later), expected, "{end} stops {start}");
        }
    }
}
