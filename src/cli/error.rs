//! Why a command could not do its work, and the one function that says so.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use crate::config;
use crate::config::declared::Wrong;
use crate::report::escape;

/// What failed, why, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Error {
    /// What failed, with the value and the place.
    pub what: String,
    /// The cause, where it is not said by `what`.
    pub because: Option<String>,
    /// The remedy.
    pub fix: String,
}

impl Error {
    /// An error whose cause is in `what`.
    pub(super) fn new(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { what: what.into(), because: None, fix: fix.into() }
    }

    /// Adds the cause.
    #[must_use]
    pub(super) fn because(mut self, cause: impl fmt::Display) -> Self {
        self.because = Some(cause.to_string());
        self
    }

    /// A file that could not be read.
    pub(super) fn unreadable(path: &Path, cause: &io::Error) -> Self {
        Self::new(format!("{} cannot be read", path.display()), "name an existing, readable file")
            .because(cause)
    }

    /// A file that could not be written.
    pub(super) fn unwritable(path: &Path, cause: &io::Error) -> Self {
        Self::new(
            format!("{} cannot be written", path.display()),
            "make its folder exist and writable, or name another place",
        )
        .because(cause)
    }

    /// What clap says of a command line, without its usage lines: `--help` shows those better.
    pub(super) fn usage(error: &clap::Error) -> Self {
        let text = error.render().to_string();
        let text = text.split("\n\nUsage:").next().unwrap_or_default();
        let text = text.split("\n\nFor more information").next().unwrap_or_default();
        let mut what = Vec::new();
        let mut fixes = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let values =
                line.strip_prefix("[possible values: ").and_then(|line| line.strip_suffix(']'));
            match (line.strip_prefix("tip: "), values) {
                (Some(tip), _) => fixes.push(tip.to_owned()),
                (None, Some(values)) => fixes.push(format!("write one of {values}")),
                (None, None) => what.push(line.strip_prefix("error: ").unwrap_or(line)),
            }
        }
        let what = what.join("\n");
        // Our own parsers of values answer with the right form.
        if let Some((what, form)) = what.split_once("': write ") {
            return Self::new(format!("{what}'"), format!("write {form}"));
        }
        Self::new(what, if fixes.is_empty() { "see --help".to_owned() } else { fixes.join("; ") })
    }
}

impl From<config::Error> for Error {
    fn from(error: config::Error) -> Self {
        let because = std::error::Error::source(&error).map(ToString::to_string);
        Self { what: error.to_string(), because, fix: error.fix().to_owned() }
    }
}

impl From<Wrong> for Error {
    fn from(wrong: Wrong) -> Self {
        Self::new(wrong.what, wrong.fix)
    }
}

/// A result that cannot be written to standard output (a full disk; a reader that left is no error).
impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::new("standard output cannot be written", "look at where the output goes")
            .because(error)
    }
}

/// Says an error. Nothing in it can act on a terminal.
pub(super) fn print(error: &Error, colour: bool, err: &mut dyn Write) -> io::Result<()> {
    let (red, bold, reset) =
        if colour { ("\x1b[1;31m", "\x1b[1m", "\x1b[0m") } else { ("", "", "") };
    writeln!(err, "{red}error:{reset} {}", escape::lines(&error.what))?;
    if let Some(cause) = &error.because {
        writeln!(err, "  {bold}because:{reset} {}", escape::line(cause))?;
    }
    writeln!(err, "  {bold}fix:{reset} {}", escape::line(&error.fix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn usage_errors_have_a_remedy() {
        for (args, what, fix) in [
            (
                &["audit", "--header", "x"][..],
                "invalid value 'x' for '--header <NAME:VALUE>'",
                "write it as NAME:VALUE, e.g. Cookie:a=b",
            ),
            (
                &["audit", "--format", "pdf"],
                "invalid value 'pdf' for '--format <FORMAT>'",
                "write one of text, json, jsonl, csv, html",
            ),
            (
                &["audit", "--max-pages"],
                "a value is required for '--max-pages <N>' but none was supplied",
                "see --help",
            ),
            (&["audti"], "unrecognized subcommand 'audti'", "a similar subcommand exists: 'audit'"),
        ] {
            let args = std::iter::once("beian").chain(args.iter().copied());
            let error = super::super::Cli::command().try_get_matches_from(args).unwrap_err();
            assert_eq!(Error::usage(&error), Error::new(what, fix));
        }
    }

    #[test]
    fn an_error_says_what_why_and_what_to_do_and_cannot_act_on_a_terminal() {
        let error = Error::new("a\u{1b}[31m", "b\nc").because("d");
        let mut out = Vec::new();
        print(&error, false, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "error: a\\u{1b}[31m\n  because: d\n  fix: b\\nc\n"
        );
    }
}
