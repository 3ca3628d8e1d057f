//! `beian deadlines export` and `import`: JSON Lines.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use crate::deadlines::check_entry;
use crate::domain::date::Timestamp;
use crate::domain::lang::Text;
use crate::folder::{open_stream, write_whole};
use crate::ledger::{self, Batch, ImportCounts, ImportError, Imported, Ledger, Line, import_lines};
use crate::report::escape;

use super::super::context::note;
use super::super::look::Look;
use super::super::{Error, Exit, World};
use super::commit::commit;
use super::context::Context;

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
    pub(super) fn run(
        self,
        context: &Context,
        world: &mut World<'_>,
        look: Look,
    ) -> Result<Exit, Error> {
        let ledger = context.read()?;
        if ledger.is_none() {
            let path = context.path.display();
            let text = Text::made(
                format!("还没有账本 {path}：没有可导出的记录"),
                format!("there is no ledger {path} yet: nothing to export"),
            );
            note(&text, look, world)?;
        }
        match self.output.filter(|output| output.as_os_str() != "-") {
            None => lines(ledger.as_ref(), world.out).map_err(Error::from)?,
            Some(output) => {
                let output = world.cwd.join(output);
                context.protect_inputs(&output, &[])?;
                let mut fault = None;
                let written = write_whole(&output, |out| {
                    lines(ledger.as_ref(), out).map_err(|error| match error {
                        ExportError::Stream(error) => error,
                        ExportError::Ledger(error) => {
                            fault = Some(error);
                            io::Error::other("the ledger cannot be read")
                        }
                    })
                });
                match fault {
                    Some(fault) => return Err(fault.into()),
                    None => written.map_err(|cause| Error::unwritable(&output, &cause))?,
                }
            }
        }
        Ok(Exit::Clean)
    }
}

/// Why lines cannot be written.
enum ExportError {
    Ledger(ledger::Error),
    Stream(io::Error),
}

impl From<ledger::Error> for ExportError {
    fn from(error: ledger::Error) -> Self {
        Self::Ledger(error)
    }
}

impl From<ExportError> for Error {
    fn from(fault: ExportError) -> Self {
        match fault {
            ExportError::Ledger(error) => error.into(),
            ExportError::Stream(error) => error.into(),
        }
    }
}

fn lines(ledger: Option<&Ledger>, out: &mut dyn Write) -> Result<(), ExportError> {
    let Some(ledger) = ledger else { return Ok(()) };
    ledger.each_line(|line| {
        let text = line.write().map_err(|error| ExportError::Stream(io::Error::other(error)))?;
        writeln!(out, "{}", escape::json(&text)).map_err(ExportError::Stream)
    })
}

impl Import {
    pub(super) fn run(
        self,
        context: &Context,
        world: &mut World<'_>,
        look: Look,
    ) -> Result<Exit, Error> {
        let unreadable = |cause| Error::unreadable(&self.file, &cause);
        let mut file;
        // Before a ledger is made: a slip in the name must leave nothing behind.
        let source: Option<&mut dyn BufRead> = if self.file.as_os_str() == "-" {
            None
        } else {
            file = BufReader::new(open_stream(&world.cwd.join(&self.file)).map_err(unreadable)?);
            file.fill_buf().map_err(unreadable)?;
            Some(&mut file)
        };
        context.note_ledger(look, world)?;
        let mut ledger = context.write()?;
        let mut batch = ledger.batch()?;
        let mut input = BufReader::new(&mut *world.input);
        let source = source.unwrap_or(&mut input);
        let counts = import_lines(source, |text| import(&mut batch, text, context, world.now));
        let ImportCounts { added, known } = counts.map_err(|error| placed(error, &self.file))?;
        if look.is_quiet() {
            batch.commit()?;
            return Ok(Exit::Clean);
        }
        let text = Text::made(
            format!("新增 {added} 条，已有 {known} 条"),
            format!("{added} added, {known} there already"),
        );
        commit(batch, text.get(look.lang), world.out)?;
        Ok(Exit::Clean)
    }
}

/// An error of an import, with its place.
fn placed(error: ImportError<Error>, name: &Path) -> Error {
    let (number, error) = match error {
        ImportError::Source(cause) => return Error::unreadable(name, &cause),
        ImportError::Line { number, error } => (number, error),
    };
    Error {
        what: Text::made(
            format!("{} 第 {number} 行：{}", name.display(), error.what.zh),
            format!("{} line {number}: {}", name.display(), error.what.en),
        ),
        fix: Text::made(
            format!("{}；没有导入任何内容", error.fix.zh),
            format!("{}; nothing was imported", error.fix.en),
        ),
        ..error
    }
}

fn import(
    batch: &mut Batch<'_>,
    text: &str,
    context: &Context,
    now: Timestamp,
) -> Result<Imported, Error> {
    let mut line = Line::parse(text)?;
    // A backup is never refused for what the ledger accepted once: a clock that ran ahead, or a host of one word that
    // was audited.
    match context.name(&line.site) {
        Ok(site) => line.site = site,
        Err(_) if line.is_exported() && is_host(&line.site) => {}
        Err(error) => return Err(error),
    }
    if let Some((event, value)) = line.event().filter(|_| !line.is_exported()) {
        check_entry(event, value, context.today)?;
    }
    Ok(batch.import(&line, now)?)
}

/// Whether a text can be the host of an address, as audits record it.
fn is_host(text: &str) -> bool {
    const LONGEST: usize = 8 << 10;
    (1..=LONGEST).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'/' | b'?' | b'#'))
}
