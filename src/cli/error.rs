//! Why a command could not do its work, and the one function that says so.

use std::io::{self, Write};
use std::path::Path;

use crate::config;
use crate::config::declared::Wrong;
use crate::deadlines::EntryError;
use crate::domain::lang::{Bilingual, Lang, Text};
use crate::domain::secret;
use crate::engine;
use crate::folder::{self, FolderFault};
use crate::ledger::{self, LineError};
use crate::report::escape;

/// What failed, why, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Error {
    /// What failed, with the value and the place.
    pub what: Text,
    /// The cause, where it is not said by `what`.
    pub because: Option<Box<Text>>,
    /// The remedy.
    pub fix: Text,
}

impl Error {
    /// An error whose cause is in `what`; both texts as `(Chinese, English)`.
    pub(super) fn new(what: impl Into<Text>, fix: impl Into<Text>) -> Self {
        Self { what: what.into(), because: None, fix: fix.into() }
    }

    /// Adds the cause.
    #[must_use]
    pub(super) fn because(mut self, cause: &impl Bilingual) -> Self {
        self.because = Some(Box::new(cause.text()));
        self
    }

    /// A file that could not be read.
    pub(super) fn unreadable(path: &Path, cause: &io::Error) -> Self {
        Self::from(folder::unreadable(path)).because(cause)
    }

    /// A file that could not be written.
    pub(super) fn unwritable(path: &Path, cause: &io::Error) -> Self {
        Self::from(folder::unwritable(path)).because(cause)
    }

    /// A pattern of paths that is none.
    pub(super) fn pattern(option: &str, error: &globset::Error) -> Self {
        Self::new(
            (format!("--{option}：{error}"), format!("--{option}: {error}")),
            ("请写成 'en/**' 或 '404.html' 的形式", "write it like 'en/**' or '404.html'"),
        )
    }
}

impl From<config::Error> for Error {
    fn from(error: config::Error) -> Self {
        Self { what: error.text(), because: error.cause().map(Box::new), fix: error.fix() }
    }
}

impl From<&engine::Error> for Error {
    fn from(error: &engine::Error) -> Self {
        Self { what: error.text(), because: error.cause().map(Box::new), fix: error.fix() }
    }
}

impl From<engine::Error> for Error {
    fn from(error: engine::Error) -> Self {
        Self::from(&error)
    }
}

impl From<FolderFault> for Error {
    fn from(FolderFault { what, fix }: FolderFault) -> Self {
        Self::new(what, fix)
    }
}

impl From<Wrong> for Error {
    fn from(wrong: Wrong) -> Self {
        Self::new(wrong.what, wrong.fix)
    }
}

impl From<ledger::Error> for Error {
    fn from(error: ledger::Error) -> Self {
        Self { what: error.text(), because: error.cause().map(Box::new), fix: error.fix() }
    }
}

impl From<LineError> for Error {
    fn from(error: LineError) -> Self {
        Self::new(error.text(), error.fix())
    }
}

impl From<EntryError> for Error {
    fn from(error: EntryError) -> Self {
        Self::new(error.text(), error.fix())
    }
}

/// A result that cannot be written to standard output (a full disk; a reader that left is no error).
impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::new(
            ("无法写入标准输出", "standard output cannot be written"),
            ("请检查输出的去向", "look at where the output goes"),
        )
        .because(&error)
    }
}

/// Says an error. Nothing in it can act on a terminal.
pub(super) fn print(
    error: &Error,
    lang: Lang,
    colour: bool,
    err: &mut dyn Write,
) -> io::Result<()> {
    let (red, bold, reset) =
        if colour { ("\x1b[1;31m", "\x1b[1m", "\x1b[0m") } else { ("", "", "") };
    let [what, because, fix] = match lang {
        Lang::Zh => ["错误：", "原因：", "解决："],
        Lang::En => ["error: ", "because: ", "fix: "],
    };
    let label = |style: &str, label: &str| {
        let name = label.trim_end();
        format!("{style}{name}{reset}{}", &label[name.len()..])
    };
    writeln!(err, "{}{}", label(red, what), escape::lines(&secret::hide(error.what.get(lang))))?;
    if let Some(cause) = &error.because {
        writeln!(
            err,
            "  {}{}",
            label(bold, because),
            escape::line(&secret::hide(cause.get(lang)))
        )?;
    }
    writeln!(
        err,
        "  {}{}",
        label(bold, fix),
        escape::line(&secret::hide_logins(error.fix.get(lang)))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_why_and_what_to_do_and_cannot_act_on_a_terminal() {
        let error = Error::new(("甲", "a\u{1b}[31m"), ("乙\n", "b\nc"))
            .because(&io::Error::from(io::ErrorKind::NotFound));
        for (lang, expected) in [
            (Lang::En, "error: a\\u{1b}[31m\n  because: entity not found\n  fix: b\\nc\n"),
            (Lang::Zh, "错误：甲\n  原因：没有这个文件或目录\n  解决：乙\\n\n"),
        ] {
            let mut out = Vec::new();
            print(&error, lang, false, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
