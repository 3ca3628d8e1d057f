//! What a command may see of the world: made once in [`super::main()`], so that every command can run inside a test.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, IsTerminal as _, Read, Write};
use std::path::PathBuf;
use std::time::SystemTime;

use crate::domain::date::{Date, Timestamp};

/// The variables that the program reads.
const VARIABLES: [&str; 11] = [
    "BEIAN_LOG",
    "BEIAN_LANG",
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
    "NO_COLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "XDG_DATA_HOME",
    "HOME",
    "SUDO_UID",
];

/// Clock, streams, environment and working folder.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about the streams of a process"
)]
pub struct World<'a> {
    /// Now.
    pub now: Timestamp,
    /// The result goes here.
    pub out: &'a mut dyn Write,
    /// Notes, progress and errors go here.
    pub err: &'a mut dyn Write,
    /// Standard input.
    pub input: &'a mut dyn Read,
    /// Variables of the environment that are set.
    pub env: BTreeMap<String, String>,
    /// The working folder.
    pub cwd: PathBuf,
    /// Whether `out` is a terminal.
    pub out_is_terminal: bool,
    /// How many columns `out` has, where it is a terminal that says so.
    pub out_width: Option<usize>,
    /// Whether `input` is a terminal.
    pub input_is_terminal: bool,
    /// Whether `err` is a terminal.
    pub err_is_terminal: bool,
    /// Whether the streams are those of the process: only then a log may be written to its standard error.
    pub is_process: bool,
}

impl World<'_> {
    /// Today in China.
    pub(super) fn today(&self) -> Date {
        self.now.date()
    }

    /// What relative targets are joined to. Empty in the process's own world: the system resolves them, and reports show
    /// them as they were typed.
    pub(super) fn base(&self) -> PathBuf {
        if self.is_process { PathBuf::new() } else { self.cwd.clone() }
    }

    /// A variable that is set and not empty.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.env.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// Runs something in the process's own world.
pub(super) fn with_process_world<T>(run: impl FnOnce(&mut World<'_>) -> T) -> T {
    run(&mut World {
        now: now(),
        out: &mut ForgivingPipe { inner: BufWriter::new(io::stdout()), broken: false },
        err: &mut ForgivingPipe { inner: io::stderr(), broken: false },
        input: &mut io::stdin(),
        env: variables(),
        cwd: working_folder(),
        out_is_terminal: io::stdout().is_terminal(),
        input_is_terminal: io::stdin().is_terminal(),
        err_is_terminal: io::stderr().is_terminal(),
        is_process: true,
        out_width: terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0.into()),
    })
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks for the working folder")]
fn working_folder() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line is the one place that reads the clock"
)]
fn now() -> Timestamp {
    SystemTime::now().into()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line is the one place that reads the environment"
)]
fn variables() -> BTreeMap<String, String> {
    let value =
        |name: &&str| Some(((*name).to_owned(), std::env::var_os(name)?.into_string().ok()?));
    VARIABLES.iter().filter_map(value).collect()
}

/// A stream whose reader may leave at any time (`beian rules | head -1`): that is no fault of ours and no error.
struct ForgivingPipe<W> {
    inner: W,
    broken: bool,
}

impl<W: Write> ForgivingPipe<W> {
    fn forgive<T>(&mut self, result: io::Result<T>, instead: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.broken = true;
                Ok(instead)
            }
            other => other,
        }
    }
}

impl<W: Write> Write for ForgivingPipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.broken {
            return Ok(bytes.len());
        }
        let result = self.inner.write(bytes);
        self.forgive(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.broken {
            return Ok(());
        }
        let result = self.inner.flush();
        self.forgive(result, ())
    }
}
