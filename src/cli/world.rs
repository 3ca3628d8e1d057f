//! What a command may see of the world: made once in [`super::main()`], so that every command can run inside a test.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, BufWriter, IsTerminal as _, Read, Write};
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use rustix::fs::FileType;

use crate::console::{Dialogue, ForgivingPipe, Look, RunProgress};
use crate::domain::date::{Date, Timestamp};
use crate::domain::lang::Text;
use crate::report::notices::Notices;
use crate::report::{Style, escape};

use super::Error;

/// The variables that the program reads.
const VARIABLES: [&str; 17] = [
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
    "PATH",
    "SUDO_UID",
    "BEIAN_NATS",
    "BEIAN_NATS_CREDS",
    "BEIAN_NATS_USER",
    "BEIAN_NATS_PASSWORD",
    "BEIAN_FLEET",
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
    /// Whether `out` is a file, as where a shell redirects it.
    pub out_is_file: bool,
    /// How many columns `out` has, where it is a terminal that says so.
    pub out_width: Option<usize>,
    /// Whether `input` is a terminal.
    pub input_is_terminal: bool,
    /// Whether `err` is a terminal.
    pub err_is_terminal: bool,
    /// Whether the streams are those of the process: only then a log may be written to its standard error.
    pub is_process: bool,
    /// How results and notes are written: the language, colours, how much. Known once the command line is parsed.
    pub look: Look,
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

    /// The style of a result for people, without colours: a file has none.
    pub(super) fn style(&self) -> Style<'static> {
        let Look { lang, detail, out_width: width, .. } = self.look;
        Style { detail, width, ..Style::plain(lang) }
    }

    /// Standard output, and what writes notes and errors to standard error: in the language that is wanted, notes only
    /// without `--quiet`.
    pub(super) fn streams(&mut self) -> (&mut (dyn Write + '_), Notices<'_>) {
        let Look { lang, err_colour: colour, .. } = self.look;
        let notices = Notices { err: &mut *self.err, lang, colour, quiet: self.look.is_quiet() };
        (&mut *self.out, notices)
    }

    /// Writes a note to standard error, unless `--quiet` is given.
    pub(super) fn note(&mut self, text: &Text) -> io::Result<()> {
        self.notes([text.clone()])
    }

    /// Writes notes to standard error, unless `--quiet` is given.
    pub(super) fn notes(&mut self, texts: impl IntoIterator<Item = Text>) -> io::Result<()> {
        self.streams().1.notes(texts)
    }

    /// Tells on standard error what would mislead who does not know it, also where notes are not wanted.
    pub(super) fn warn(&mut self, text: &Text) -> io::Result<()> {
        self.streams().1.warning(text)
    }

    /// Tells an error that does not end the command.
    pub(super) fn tell(&mut self, error: impl Into<Error>) -> io::Result<()> {
        let Error(fault) = error.into();
        self.streams().1.fault(&fault)
    }

    /// Questions on standard error, answers from standard input.
    pub(super) fn dialogue(&mut self) -> Dialogue<'_> {
        Dialogue { input: &mut *self.input, output: &mut *self.err, lang: self.look.lang }
    }

    /// A progress bar on standard error for a run over this number of sites.
    pub(super) fn progress(&self, sites: usize) -> Arc<RunProgress> {
        Arc::new(RunProgress::new(sites, self.look, self.err_is_terminal))
    }

    /// Writes a line to standard output.
    pub(super) fn line(&mut self, text: &Text) -> io::Result<()> {
        writeln!(self.out, "{}", escape::line(text.get(self.look.lang)))
    }

    /// A variable that `beian.toml` names: of a secret. It is not among those that the program reads by itself.
    pub(super) fn named_variable(&self, name: &str) -> Option<String> {
        let value =
            if self.is_process { process_variable(name) } else { self.env.get(name).cloned() };
        value.filter(|value| !value.is_empty())
    }

    /// The folders in which programs are looked for.
    pub(super) fn path(&self) -> Option<&OsStr> {
        self.env.get("PATH").map(OsStr::new)
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
        out: &mut ForgivingPipe::new(BufWriter::new(io::stdout())),
        err: &mut ForgivingPipe::new(io::stderr()),
        input: &mut io::stdin(),
        env: variables(),
        cwd: working_folder(),
        out_is_terminal: io::stdout().is_terminal(),
        out_is_file: is_file(&io::stdout()),
        input_is_terminal: io::stdin().is_terminal(),
        err_is_terminal: io::stderr().is_terminal(),
        is_process: true,
        out_width: terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0.into()),
        look: Look::default(),
    })
}

fn is_file(stream: &impl AsFd) -> bool {
    rustix::fs::fstat(stream).is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode).is_file())
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

#[expect(
    clippy::disallowed_methods,
    reason = "the command line is the one place that reads the environment"
)]
fn process_variable(name: &str) -> Option<String> {
    std::env::var_os(name)?.into_string().ok()
}
