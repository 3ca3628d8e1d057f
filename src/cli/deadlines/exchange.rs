//! `beian deadlines export` and `import`: JSON Lines.

use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::engine::{ImportInputs, LedgerContext, commit, export, export_file, no_ledger_note};
use crate::folder::{self, NamedFile, keep_apart, open_stream};
use crate::report::deadlines::confirmation;

use super::super::{Error, Exit, World};

/// Write the whole ledger as JSON Lines: a backup that `import` reads
#[derive(Args, Debug)]
pub(super) struct Export {
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
}

/// Add the entries of an export; entries that the ledger has already are skipped
#[derive(Args, Debug)]
pub(super) struct Import {
    /// The file (- for standard input)
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
}

impl Export {
    pub(super) fn run(self, context: &LedgerContext, world: &mut World<'_>) -> Result<Exit, Error> {
        let ledger = context.read()?;
        if ledger.is_none() {
            world.note(&no_ledger_note(&context.path))?;
        }
        match self.output.filter(|output| output.as_os_str() != "-") {
            None => export(ledger.as_ref(), world.out)??,
            Some(output) => {
                let output = world.cwd.join(output);
                keep_apart(&[NamedFile::new("--output", &output)], &context.read_files())?;
                export_file(ledger.as_ref(), &output)?;
            }
        }
        Ok(Exit::Clean)
    }
}

impl Import {
    pub(super) fn run(self, context: &LedgerContext, world: &mut World<'_>) -> Result<Exit, Error> {
        let unreadable = |cause: io::Error| folder::unreadable(&self.file).because(&cause);
        let mut file;
        // Before a ledger is made: a slip in the name must leave nothing behind.
        let source: Option<&mut dyn BufRead> = if self.file.as_os_str() == "-" {
            None
        } else {
            file = BufReader::new(open_stream(&world.cwd.join(&self.file)).map_err(unreadable)?);
            file.fill_buf().map_err(unreadable)?;
            Some(&mut file)
        };
        let mut ledger = context.write(&mut world.streams().1)??;
        let mut batch = ledger.batch()?;
        let mut input = BufReader::new(&mut *world.input);
        let config = context.config.as_ref();
        let inputs = ImportInputs { config, today: context.today, now: world.now };
        let counts = inputs.import(&mut batch, source.unwrap_or(&mut input), &self.file)?;
        if world.look.is_quiet() {
            batch.commit()?;
        } else {
            let text = confirmation::imported(counts);
            commit(batch, text.get(world.look.lang), world.out)??;
        }
        Ok(Exit::Clean)
    }
}
