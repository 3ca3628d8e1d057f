//! `beian deadlines export` and `import`: JSON Lines.

use std::io::{self, BufRead, BufReader, Read as _, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use crate::domain::date::Timestamp;
use crate::domain::lang::Text;
use crate::folder::open_stream;
use crate::ledger::{self, Batch, Imported, Ledger, Line};
use crate::report::escape;

use super::super::context::note;
use super::super::look::Look;
use super::super::write::atomically;
use super::super::{Error, Exit, World};
use super::acknowledge;
use super::place::Scene;
use super::said;

/// The longest line that is read: an audit with a million pages.
const LONGEST: u64 = 128 << 20;

/// Write the whole ledger as JSON Lines: a backup that `import` reads
#[derive(Args, Debug)]
pub(super) struct Export {
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
}

/// Add the entries of an export; those that are in the ledger already are passed over
#[derive(Args, Debug)]
pub(super) struct Import {
    /// The file (- for standard input)
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
}

impl Export {
    pub(super) fn run(
        self,
        scene: &Scene,
        world: &mut World<'_>,
        look: Look,
    ) -> Result<Exit, Error> {
        let ledger = scene.read()?;
        if ledger.is_none() {
            let path = scene.path.display();
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
                scene.keep(&output, &[])?;
                let mut fault = None;
                let written = atomically(&output, |out| {
                    lines(ledger.as_ref(), out).map_err(|error| match error {
                        Fault::Stream(error) => error,
                        Fault::Ledger(error) => {
                            fault = Some(error);
                            io::Error::other("the ledger cannot be read")
                        }
                    })
                });
                fault.map_or(written, |fault| Err(fault.into()))?;
            }
        }
        Ok(Exit::Clean)
    }
}

/// Why lines cannot be written.
enum Fault {
    Ledger(ledger::Error),
    Stream(io::Error),
}

impl From<ledger::Error> for Fault {
    fn from(error: ledger::Error) -> Self {
        Self::Ledger(error)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Ledger(error) => error.into(),
            Fault::Stream(error) => error.into(),
        }
    }
}

fn lines(ledger: Option<&Ledger>, out: &mut dyn Write) -> Result<(), Fault> {
    let Some(ledger) = ledger else { return Ok(()) };
    ledger.each_line(|line| {
        let text = line.write().map_err(|error| Fault::Stream(io::Error::other(error)))?;
        writeln!(out, "{}", escape::json(&text)).map_err(Fault::Stream)
    })
}

/// How many lines of an import were new.
#[derive(Default)]
struct Tally {
    added: u64,
    known: u64,
}

impl Import {
    pub(super) fn run(
        self,
        scene: &Scene,
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
        scene.tell_ledger(look, world)?;
        let mut ledger = scene.write()?;
        let mut batch = ledger.batch()?;
        let now = world.now;
        let add = |batch: &mut Batch<'_>, text: &str| take(batch, text, scene, now);
        let tally = match source {
            Some(source) => each_line(source, &self.file, |text| add(&mut batch, text)),
            None => each_line(&mut BufReader::new(&mut *world.input), &self.file, |text| {
                add(&mut batch, text)
            }),
        }?;
        if look.is_quiet() {
            batch.commit()?;
            return Ok(Exit::Clean);
        }
        let Tally { added, known } = tally;
        let text = Text::made(
            format!("新增 {added} 条，已有 {known} 条"),
            format!("{added} added, {known} there already"),
        );
        acknowledge::commit(batch, text.get(look.lang), world.out)?;
        Ok(Exit::Clean)
    }
}

/// Hands over each line that is not blank; an error names its place.
fn each_line(
    source: &mut dyn BufRead,
    name: &Path,
    mut add: impl FnMut(&str) -> Result<Imported, Error>,
) -> Result<Tally, Error> {
    let mut tally = Tally::default();
    let mut bytes = Vec::new();
    for number in 1_u64.. {
        bytes.clear();
        let read = (&mut *source).take(LONGEST).read_until(b'\n', &mut bytes);
        if read.map_err(|cause| Error::unreadable(name, &cause))? == 0 {
            break;
        }
        let place = |error: Error| Error {
            what: Text::made(
                format!("{} 第 {number} 行：{}", name.display(), error.what.zh),
                format!("{} line {number}: {}", name.display(), error.what.en),
            ),
            fix: Text::made(
                format!("{}；没有导入任何内容", error.fix.zh),
                format!("{}; nothing was imported", error.fix.en),
            ),
            ..error
        };
        let not_text = || {
            Error::new(
                ("不是一行 UTF-8 文本", "not a line of UTF-8 text"),
                ("请重新导出，或把文件存为 UTF-8", "export again, or save the file as UTF-8"),
            )
        };
        if bytes.len() as u64 == LONGEST && !bytes.ends_with(b"\n") {
            return Err(place(Error::new(
                ("超过 128 MiB", "longer than 128 MiB"),
                (
                    "一行是一条记录或一次检查：请检查文件",
                    "one line is one entry or audit: look at the file",
                ),
            )));
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| place(not_text()))?;
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            continue;
        }
        match add(text).map_err(place)? {
            Imported::Added => tally.added += 1,
            Imported::Known => tally.known += 1,
        }
    }
    Ok(tally)
}

fn take(
    batch: &mut Batch<'_>,
    text: &str,
    scene: &Scene,
    now: Timestamp,
) -> Result<Imported, Error> {
    let mut line = Line::parse(text)?;
    // What a ledger gave out is taken back, by whatever clock and under whatever name it was recorded: a clock that ran
    // ahead, or a host of one word that an audit read, is no reason to refuse a backup.
    match scene.name(&line.site) {
        Ok(site) => line.site = site,
        Err(_) if line.is_exported() && is_host(&line.site) => {}
        Err(error) => return Err(error),
    }
    if let Some((event, value)) = line.said().filter(|_| !line.is_exported()) {
        said::check(event, value, scene.today)?;
    }
    Ok(batch.import(&line, now)?)
}

/// Whether a text can be the host of an address, as audits record it.
fn is_host(text: &str) -> bool {
    const LONGEST: usize = 8 << 10;
    (1..=LONGEST).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'/' | b'?' | b'#'))
}
