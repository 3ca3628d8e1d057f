//! `beian deadlines ics`: calendars to import or to subscribe to.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use crate::deadlines::{DueFilter, DueRow, DueTable};
use crate::folder::read_text;
use crate::report::deadlines::ics::{self, Earlier};

use super::super::look::Look;
use super::super::write;
use super::super::{Error, Exit, World, error};
use super::context::Context;
use super::sites::{SiteArgs, clients, table_of};
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
                path.parent().map(write::sweep);
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
    write::one_of_many(path, |out| ics::write(deadlines, client, &earlier, look.lang, out))
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
    write::sweep(folder);
    let mut taken = BTreeSet::new();
    let mut exit = Exit::Clean;
    let names = names.iter().copied().map(Some).chain([None]);
    for client in names {
        let of_client = |row: &mut DueRow| row.client.as_deref() == client;
        let rows: Vec<DueRow> = all.rows.extract_if(.., of_client).collect();
        if client.is_none() && rows.is_empty() {
            continue;
        }
        let stem = unique(&file_name(client.unwrap_or("beian")), &mut taken);
        let deadlines = DueTable { rows, conflicts: Vec::new(), ..all };
        let path = folder.join(format!("{stem}.ics"));
        if let Err(error) = follow_up(&path, &deadlines, client, look) {
            exit = Exit::Usage;
            error::print(&error, look.lang, look.err_colour, world.err)?;
        }
    }
    Ok(exit)
}

/// The name as a file's: without what a file system or a reader could stumble over.
fn file_name(name: &str) -> String {
    let reserved = |char: char| {
        matches!(char, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
            || crate::report::escape::is_unsafe(char)
    };
    let safe = name.replace(reserved, "_");
    let safe: String = safe.trim_matches(['.', ' ']).chars().take(60).collect();
    if safe.is_empty() { "_".to_owned() } else { safe }
}

/// The name, numbered where it is taken; upper and lower case are one file on some systems.
fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = name.to_owned();
    let mut number = 2_u64;
    while !taken.insert(candidate.to_lowercase()) {
        candidate = format!("{name}-{number}");
        number += 1;
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_s_file_stays_in_its_folder() {
        for (client, file) in [
            ("某客户", "某客户"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("a/b:c", "a_b_c"),
            ("..", "_"),
            ("", "_"),
            ("x\n\u{202e}y", "x__y"),
            (".hidden", "hidden"),
        ] {
            assert_eq!(file_name(client), file, "{client:?}");
        }
        assert_eq!(file_name(&"备".repeat(200)).chars().count(), 60);
    }

    #[test]
    fn two_clients_never_share_a_file() {
        let mut taken = BTreeSet::new();
        let names = ["a_b", "A_b", "a_b", "a_b-2"].map(|name| unique(name, &mut taken));
        assert_eq!(names, ["a_b", "A_b-2", "a_b-3", "a_b-2-2"]);
    }
}
