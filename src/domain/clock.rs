//! Legal periods as data: what starts them, how long they run, what they mean for today.

use super::date::Date;
use super::event::Event;
use super::site::Site;

/// A due date that follows from an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The clock's name: `police-filing` or `police-badge`.
    pub clock: &'static str,
    /// The last day.
    pub due: Date,
    /// Days from today to `due`; negative when overdue.
    pub days_left: i32,
    /// The event it was counted from.
    pub basis: Event,
}

/// The clocks that run for a site today: the police filing (30 days from opening, or from the ICP approval when
/// only that is known) and the badge on the page (30 days from the police approval). A clock that its end event
/// has stopped is not listed.
pub fn running(_site: &Site, _today: Date) -> Vec<Due> {
    todo!("domain")
}
