//! What somebody wants to correct of an entry → what is recorded.

use crate::domain::date::Date;
use crate::domain::record::{EventDetails, When};
use crate::ledger::{Correction, Entry};

use super::entry::{EntryError, check_entry};

/// What is wrong with an entry. What is not given stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryChange {
    /// When it really happened.
    pub when: Option<When>,
    /// The last day that a notice or term really has.
    pub due: Option<Date>,
    /// Another note.
    pub note: Option<String>,
    /// It did not happen at all.
    pub void: bool,
}

impl EntryChange {
    /// The correction of an entry that `holds` this now; nothing where it is void.
    ///
    /// # Errors
    /// What [`check_entry`] refuses, and a void entry without a new day.
    pub fn correction(
        self,
        entry: &Entry,
        holds: Option<EventDetails>,
        today: Date,
    ) -> Result<Correction, EntryError> {
        if self.void {
            return Ok(Correction::Void);
        }
        let (when, due, note) = match holds {
            Some(EventDetails { when, due, note }) => (Some(when), due, note),
            None => (None, None, None),
        };
        let when = self.when.or(when).ok_or_else(|| EntryError::NoDay(entry.id.to_string()))?;
        let details = EventDetails { when, due: self.due.or(due), note: self.note.or(note) };
        check_entry(entry.event, &details, today)?;
        Ok(Correction::To(details))
    }
}
