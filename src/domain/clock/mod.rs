//! Legal periods as data: what starts them, how long they run, what ends them, what a miss costs.

mod due;
mod run;
mod table;

pub use due::{Certainty, Count, Due, Last};
pub use run::running;
pub use table::{ALL, POLICE_BADGE, POLICE_FILING};

use super::basis::Basis;
use super::event::Event;
use super::lang::Text;

/// A period. The latest of its start events counts: a repeated event restarts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Its name in JSON, in calendars and in the ledger.
    pub name: &'static str,
    /// What people call what is to be done.
    pub label: Text,
    /// Whose move it is.
    pub kind: Kind,
    /// What starts it.
    pub starts: &'static [Event],
    /// A second start that is documented too: it counts alone where the first is not known, and beside it where both
    /// are.
    pub or_from: Option<Event>,
    /// How long it runs.
    pub length: Length,
    /// What ends it.
    pub ends: &'static [End],
    /// Which ends count that lie before the start.
    pub early: Early,
    /// What a miss costs.
    pub miss: Text,
    /// Where it comes from.
    pub basis: Basis,
    /// How well it is attested.
    pub confidence: Confidence,
}

/// Whose move it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The owner must act by then.
    Duty,
    /// The owner waits for others, who should be done by then.
    Wait,
}

/// How long a clock runs. The day or hour of the start is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Hours, exact where the hour of the start is known.
    Hours(u16),
    /// Calendar days. A last day on a holiday is not put off: the earlier day is the safe one.
    Days(u16),
    /// Working days by the State Council's calendar.
    WorkingDays(u16),
    /// To the day that the event itself names; an event without one starts nothing and ends those before it.
    Named,
    /// To the day that the latest of its events names: a renewal takes the place of what was before.
    Term,
}

/// What ends a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// An event.
    Event(Event),
    /// The last recorded audit saw the police number on the home page.
    BadgeSeen,
    /// The last recorded audit saw the ICP number with its link on the home page. There is no other evidence, so that this
    /// clock is listed past its day only where an audit has looked and not seen it.
    NumberSeen,
    /// A police number is declared.
    NumberDeclared,
}

/// Which ends count that lie before the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Early {
    /// None: each start needs an end of its own.
    None,
    /// Starts that are at most this many days earlier.
    Days(u16),
    /// All: what is done once is done.
    Any,
}

/// How well a clock is attested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// Law, or several sources that agree.
    Sure,
    /// One source, or sources that differ in detail.
    Likely,
    /// Our own reading, or a text that could not be read.
    Unsure,
}

impl Confidence {
    /// The name used in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Likely => "likely",
            Self::Unsure => "unsure",
        }
    }
}

/// The clock of that name.
pub fn named(name: &str) -> Option<&'static Clock> {
    ALL.iter().find(|clock| clock.name == name)
}

#[cfg(test)]
mod tests;
