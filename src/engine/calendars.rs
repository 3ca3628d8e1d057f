//! Calendars of due days as files, which are written again and again: each goes on with the numbers of the one before.

use std::fs;
use std::io;
use std::path::Path;

use crate::config::Config;
use crate::deadlines::{DueRow, DueTable};
use crate::domain::failure::Failure;
use crate::domain::lang::Lang;
use crate::folder::{read_text, sweep_drafts, unreadable, unwritable, write_one_of_many};
use crate::report::deadlines::CalendarNames;
use crate::report::deadlines::ics::{self, CalendarLook, Earlier};

use super::due::clients;

/// A calendar of 10,000 sites has some 40 MiB.
const LARGEST: u64 = 1 << 30;

/// The days before a due day on which the calendar of a client has alarms, where the configuration says so.
pub fn alarm_days(config: Option<&Config>, client: Option<&str>) -> Option<Vec<u16>> {
    config.and_then(|config| config.notify.lead_days_of(client))
}

/// Writes a calendar in the place of an earlier one.
pub fn write_calendar(path: &Path, due: &DueTable, look: &CalendarLook<'_>) -> Result<(), Failure> {
    path.parent().map(sweep_drafts);
    follow_up(path, due, look)
}

/// Writes a calendar for each client into a folder, for those without a due day too: who subscribes must see that. Sites
/// without a client share one. Returns the faults of files that cannot be written; the others are.
pub fn write_client_calendars(
    folder: &Path,
    mut all: DueTable,
    config: Option<&Config>,
    lang: Lang,
) -> Result<Vec<Failure>, Failure> {
    fs::create_dir_all(folder).map_err(|cause| unwritable(folder).because(&cause))?;
    sweep_drafts(folder);
    let mut files = CalendarNames::default();
    let mut faults = Vec::new();
    for client in clients(config).into_iter().map(Some).chain([None]) {
        let of_client = |row: &mut DueRow| row.client.as_deref() == client;
        let rows: Vec<DueRow> = all.rows.extract_if(.., of_client).collect();
        if client.is_none() && rows.is_empty() {
            continue;
        }
        let due = DueTable { rows, conflicts: Vec::new(), ..all };
        let days = alarm_days(config, client);
        let look = CalendarLook { name: client, lead_days: days.as_deref(), lang };
        let path = folder.join(files.next(client.unwrap_or("beian")));
        faults.extend(follow_up(&path, &due, &look).err());
    }
    Ok(faults)
}

fn follow_up(path: &Path, due: &DueTable, look: &CalendarLook<'_>) -> Result<(), Failure> {
    // a pipe has nothing earlier, and would be waited for
    let earlier = if path.is_file() { read_text(path, LARGEST) } else { Ok(String::new()) };
    let earlier = match earlier {
        Ok(text) => Earlier::read(&text),
        Err(cause) if cause.kind() == io::ErrorKind::FileTooLarge => {
            return Err(unreadable(path).because(&cause));
        }
        Err(_) => Earlier::default(),
    };
    write_one_of_many(path, |out| ics::write(due, look, &earlier, out))
        .map_err(|cause| unwritable(path).because(&cause))
}
