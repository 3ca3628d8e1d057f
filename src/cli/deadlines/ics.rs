//! `beian deadlines ics`: calendars to import or to subscribe to.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::deadlines::DueFilter;
use crate::engine::{LedgerContext, alarm_days, write_calendar, write_client_calendars};
use crate::folder::{NamedFile, keep_apart};
use crate::report::deadlines::ics::{self, CalendarLook, Earlier};

use super::super::{Error, Exit, World};
use super::table::{SiteArgs, note_conflicts, table_of};

/// Write a calendar of all due days, with alarms, for Google, Outlook and Apple
#[derive(Args, Debug)]
pub(super) struct Ics {
    /// Write to a file instead of standard output; a calendar that is there is updated
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Write a calendar for each client into a folder
    #[arg(
        long,
        value_name = "DIR",
        value_hint = ValueHint::DirPath,
        conflicts_with_all = ["output", "client"]
    )]
    per_client: Option<PathBuf>,
    #[command(flatten)]
    which: SiteArgs,
}

impl Ics {
    pub(super) fn run(self, context: &LedgerContext, world: &mut World<'_>) -> Result<Exit, Error> {
        let due = table_of(context, &self.which, DueFilter::default(), world)?;
        note_conflicts(&due, world)?;
        let (config, lang) = (context.config.as_ref(), world.look.lang);
        if let Some(folder) = &self.per_client {
            let faults = write_client_calendars(&world.cwd.join(folder), due, config, lang)?;
            let exit = if faults.is_empty() { Exit::Clean } else { Exit::Usage };
            faults.into_iter().try_for_each(|fault| world.tell(fault))?;
            return Ok(exit);
        }
        let client = self.which.client.as_deref();
        let days = alarm_days(config, client);
        let look = CalendarLook { name: client, lead_days: days.as_deref(), lang };
        match self.output.filter(|path| path.as_os_str() != "-") {
            Some(path) => {
                let path = world.cwd.join(path);
                let read = self.which.read_files(context, &world.cwd);
                keep_apart(&[NamedFile::new("--output", &path)], &read)?;
                write_calendar(&path, &due, &look)?;
            }
            None => ics::write(&due, &look, &Earlier::default(), world.out)?,
        }
        Ok(Exit::Clean)
    }
}
