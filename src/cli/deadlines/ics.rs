//! `beian deadlines ics`: calendars to import or to subscribe to.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use crate::deadlines::{DueFilter, DueRow, DueTable};
use crate::engine::clients;
use crate::folder::{read_text, sweep_drafts, write_one_of_many};
use crate::report::deadlines::CalendarNames;
use crate::report::deadlines::ics::{self, Earlier};

use super::super::look::Look;
use super::super::{Error, Exit, World, error};
use super::context::Context;
use super::sites::{SiteArgs, table_of};
use super::table::conflicts;

/// A calendar of 10,000 sites has some 40 MiB.
const LARGEST: u64 = 1 << 30;

/// Write a calendar of all due days, with alarms, for Google, Outlook and Apple
#[derive(Args, Debug)]
pub(super) struct Ics {
    /// Write to a file instead of standard output; an earlier calendar there is followed up
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
    pub(super) fn run(
        self,
        context: &Context,
        world: &mut World<'_>,
        look: Look,
    ) -> Result<Exit, Error> {
        let deadlines = table_of(context, &self.which, DueFilter::default(), world)?;
        conflicts(&deadlines, look, world)?;
        if let Some(folder) = &self.per_client {
            let names = clients(context.config.as_ref());
            return per_client(&world.cwd.join(folder), deadlines, &names, world, look);
        }
        let client = self.which.client.as_deref();
        match self.output.filter(|path| path.as_os_str() != "-") {
            Some(path) => {
                let path = world.cwd.join(path);
                context.protect_inputs(&path, &self.which.inputs(context, &world.cwd))?;
                path.parent().map(sweep_drafts);
                follow_up(&path, &deadlines, client, look)?;
            }
            None => ics::write(&deadlines, client, &Earlier::default(), look.lang, world.out)?,
        }
        Ok(Exit::Clean)
    }
}

/// Writes a calendar in the place of an earlier one, whose numbers it goes on with.
fn follow_up(
    path: &Path,
    deadlines: &DueTable,
    client: Option<&str>,
    look: Look,
) -> Result<(), Error> {
    // a pipe has nothing earlier, and would be waited for
    let earlier = if path.is_file() { read_text(path, LARGEST) } else { Ok(String::new()) };
    let earlier = match earlier {
        Ok(text) => Earlier::read(&text),
        Err(cause) if cause.kind() == io::ErrorKind::FileTooLarge => {
            return Err(Error::unreadable(path, &cause));
        }
        Err(_) => Earlier::default(),
    };
    write_one_of_many(path, |out| ics::write(deadlines, client, &earlier, look.lang, out))
        .map_err(|cause| Error::unwritable(path, &cause))
}

/// A calendar for each client, those without a due day too: who subscribes must see that. Sites without a client share
/// one. A file that cannot be written does not keep the others from being written.
fn per_client(
    folder: &Path,
    mut all: DueTable,
    names: &BTreeSet<&str>,
    world: &mut World<'_>,
    look: Look,
) -> Result<Exit, Error> {
    fs::create_dir_all(folder).map_err(|cause| Error::unwritable(folder, &cause))?;
    sweep_drafts(folder);
    let mut files = CalendarNames::default();
    let mut exit = Exit::Clean;
    let names = names.iter().copied().map(Some).chain([None]);
    for client in names {
        let of_client = |row: &mut DueRow| row.client.as_deref() == client;
        let rows: Vec<DueRow> = all.rows.extract_if(.., of_client).collect();
        if client.is_none() && rows.is_empty() {
            continue;
        }
        let deadlines = DueTable { rows, conflicts: Vec::new(), ..all };
        let path = folder.join(files.next(client.unwrap_or("beian")));
        if let Err(error) = follow_up(&path, &deadlines, client, look) {
            exit = Exit::Usage;
            error::print(&error, look.lang, look.err_colour, world.err)?;
        }
    }
    Ok(exit)
}
