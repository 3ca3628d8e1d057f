//! A due day: what it was counted from, and how far it can be trusted.

use super::super::date::{Date, days_between};
use super::super::event::Event;
use super::super::record::When;
use super::Clock;

/// A clock that runs for a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due<'a> {
    /// The clock.
    pub clock: &'static Clock,
    /// Its end, counted from its own start.
    pub count: Count,
    /// Its end, counted from its second documented start, where both are known.
    pub also: Option<Count>,
    /// Tells notices of one day apart: 0 for the first and for all other clocks.
    pub twin: u16,
    /// What was written beside the start.
    pub note: Option<&'a str>,
}

impl Due<'_> {
    /// The earlier of the two counts: the one to be warned of.
    pub fn first(&self) -> &Count {
        match &self.also {
            Some(also) if also.last.when < self.count.last.when => also,
            Some(_) | None => &self.count,
        }
    }

    /// The later of the two counts, where there are two.
    pub fn second(&self) -> Option<&Count> {
        let also = self.also.as_ref()?;
        Some(if also.last.when < self.count.last.when { &self.count } else { also })
    }

    /// Tells the clocks of one site apart, and stays the same when a due day moves.
    pub fn key(&self) -> String {
        let name = self.clock.name;
        match (self.clock.length, self.twin) {
            (super::Length::Named, 0) => format!("{name}-{}", self.count.from.day),
            (super::Length::Named, twin) => format!("{name}-{}-{twin}", self.count.from.day),
            (_, 0) => name.to_owned(),
            (_, twin) => format!("{name}-{twin}"),
        }
    }
}

/// A term counted from one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The event.
    pub basis: Event,
    /// When it happened.
    pub from: When,
    /// Where the term ends.
    pub last: Last,
}

impl Count {
    /// Days from today to the last day; negative when it is past.
    pub fn days_left(&self, today: Date) -> i32 {
        days_between(today, self.last.when.day)
    }

    /// Whether the term is over. Of a term that ends within a day, the hour decides where both hours are known.
    pub fn is_over(&self, now: When) -> bool {
        let last = self.last.when;
        match (last.time, now.time) {
            (Some(end), Some(time)) if last.day == now.day => time > end,
            _ => now.day > last.day,
        }
    }
}

/// The end of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Last {
    /// The last day, or the last moment of a term of hours.
    pub when: When,
    /// How far it can be trusted.
    pub certainty: Certainty,
}

/// How far a due day can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// It follows from the event.
    Exact,
    /// A term of hours, of whose start only the day is known: its end is taken for the end of the next day, and may
    /// have come earlier.
    HourUnknown,
    /// The working days on the way are not announced yet: the real day is this one or later.
    Unannounced,
}

impl Certainty {
    /// The name used in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::HourUnknown => "hour-unknown",
            Self::Unannounced => "not-before",
        }
    }
}
