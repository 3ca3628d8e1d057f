//! The file's text, and errors that point into it.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_width::UnicodeWidthChar;

use crate::domain::failure::Remedy;
use crate::domain::lang::{Bilingual, Text};
use crate::domain::{personal, secret};

use super::trust::Doubt;

/// The text of a configuration file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    /// Of a file with personal data: the keys whose values are none. All other values are hidden in errors.
    pub(crate) personal: Option<&'static [&'static str]>,
}

impl Source {
    /// The place of a byte range. Slow, since it counts the lines before it: for errors only.
    pub(crate) fn place(&self, range: &Range<usize>) -> Place {
        #[cfg(test)]
        tests::COUNTED.with(|counted| counted.set(counted.get() + 1));
        let before = self.text.get(..range.start).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = self.text.get(line_start..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let column = before.get(line_start..).unwrap_or_default().chars().count();
        let marked = self.text.get(range.clone()).unwrap_or_default();
        let shown = secret::config_line(self.text.get(..line_start).unwrap_or_default(), line);
        Place {
            path: self.path.clone(),
            line: before.matches('\n').count() + 1,
            column: column + 1,
            text: match self.personal {
                Some(harmless) => personal::mask_line(&shown, |key| harmless.contains(&key)),
                None => shown,
            },
            length: marked.split('\n').next().unwrap_or_default().chars().count().max(1),
        }
    }

    /// An error at a byte range.
    pub(crate) fn error(
        &self,
        range: &Range<usize>,
        what: impl Into<Text>,
        fix: impl Into<Text>,
    ) -> Error {
        Error::Wrong { place: Box::new(self.place(range)), what: what.into(), fix: fix.into() }
    }
}

/// A byte range of a configuration file. Its line is counted only for an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    source: Arc<Source>,
    range: Range<usize>,
}

impl Spot {
    pub(super) fn new(source: &Arc<Source>, range: Range<usize>) -> Self {
        Self { source: Arc::clone(source), range }
    }

    /// The file, and the 1-based line.
    pub fn place(&self) -> (PathBuf, usize) {
        let Place { path, line, .. } = self.source.place(&self.range);
        (path, line)
    }

    /// An error at this place: what is wrong, and what to do.
    pub fn error(&self, what: impl Into<Text>, fix: impl Into<Text>) -> Error {
        self.source.error(&self.range, what, fix)
    }
}

/// A place in a configuration file. Prints as `path:line:column` with the line and a caret under the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
    /// The whole line.
    text: String,
    /// The length of the place, in characters.
    length: usize,
}

impl Place {
    /// The line and a caret under the place, both cut to what fits on a terminal.
    fn excerpt(&self) -> String {
        const BEFORE: usize = 50;
        const SHOWN: usize = 100;
        let first = (self.column - 1).saturating_sub(BEFORE);
        let shown: Vec<char> = self
            .text
            .chars()
            .skip(first)
            .take(SHOWN)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let width = |chars: &[char]| chars.iter().map(|c| c.width().unwrap_or(0)).sum::<usize>();
        let start = (self.column - 1 - first).min(shown.len());
        let end = (start + self.length).min(shown.len());
        let margin = " ".repeat(self.line.to_string().len());
        format!(
            "{margin} |\n{} | {}\n{margin} | {}{}",
            self.line,
            shown.iter().collect::<String>(),
            " ".repeat(width(&shown[..start])),
            "^".repeat(width(&shown[start..end]).max(1)),
        )
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("{} cannot be read", OneLinePath(path))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The file was found, and somebody else may have written it.
    #[error("{} is not obeyed, since it was found and not named: {doubt}", OneLinePath(path))]
    Untrusted {
        /// The file.
        path: PathBuf,
        /// Why.
        doubt: Doubt,
    },
    /// A place in the file is wrong.
    #[error("{}:{}:{}: {what}\n{}", OneLinePath(&place.path), place.line, place.column, place.excerpt())]
    Wrong {
        /// Where.
        place: Box<Place>,
        /// What is wrong.
        what: Text,
        /// What to do.
        fix: Text,
    },
}

impl Remedy for Error {
    fn fix(&self) -> Text {
        match self {
            Self::Unreadable { .. } => Text::fixed(
                "请用 --config 给出存在且可读的文件，或用 `beian init` 生成一份",
                "name an existing, readable file with --config, or write one with `beian init`",
            ),
            Self::Untrusted { path, .. } => {
                let path = OneLinePath(path);
                Text::made(
                    format!(
                        "如果信任它，请指明：--config {path}；不用它，请在这个目录放一份自己的 beian.toml（可以是空的）"
                    ),
                    format!(
                        "if you trust it, name it: --config {path}; to run without it, put a beian.toml of your own \
                         into this folder (it may be empty)"
                    ),
                )
            }
            Self::Wrong { fix, .. } => fix.clone(),
        }
    }

    fn cause(&self) -> Option<Text> {
        match self {
            Self::Unreadable { source, .. } => Some(source.text()),
            Self::Untrusted { .. } | Self::Wrong { .. } => None,
        }
    }
}

impl Bilingual for Error {
    fn zh(&self) -> String {
        match self {
            Self::Unreadable { path, .. } => format!("无法读取 {}", OneLinePath(path)),
            Self::Untrusted { path, doubt } => {
                format!("不采用 {}：它是找到的，不是指明的，而且{}", OneLinePath(path), doubt.zh())
            }
            Self::Wrong { place, what, .. } => format!(
                "{}:{}:{}: {}\n{}",
                OneLinePath(&place.path),
                place.line,
                place.column,
                what.zh,
                place.excerpt()
            ),
        }
    }
}

/// A path on one line.
struct OneLinePath<'a>(&'a Path);

impl fmt::Display for OneLinePath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.0.display().to_string();
        path.chars().try_for_each(|c| {
            if c.is_control() { write!(f, "{}", c.escape_default()) } else { write!(f, "{c}") }
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    thread_local! {
        /// How many times this thread has counted lines.
        pub(in crate::config) static COUNTED: std::cell::Cell<usize> =
            const { std::cell::Cell::new(0) };
    }

    fn source(text: &str) -> Source {
        Source { path: PathBuf::from("beian.toml"), text: text.to_owned(), personal: None }
    }

    #[test]
    fn an_error_shows_place_line_and_caret() {
        let source = source("a = 1\r\nicpp = 2\r\n");
        let error = source.error(&(7..11), ("没有", "unknown key `icpp`"), ("写", "write icp"));
        assert_eq!(
            error.to_string(),
            "beian.toml:2:1: unknown key `icpp`\n  |\n2 | icpp = 2\n  | ^^^^"
        );
        assert_eq!(error.fix(), Text::fixed("写", "write icp"));
        assert!(error.zh().starts_with("beian.toml:2:1: 没有\n"));
    }

    #[test]
    fn the_caret_stands_under_characters_of_two_columns() {
        let source = source("owner = \"示例\" x");
        let error = source.error(&(16..17), ("", "no"), ("", ""));
        assert!(
            error.to_string().ends_with("1 | owner = \"示例\" x\n  |               ^"),
            "{error}"
        );
    }

    #[test]
    fn any_range_of_any_text_has_a_place() {
        for text in ["", "x", "备", "a\nb", "a\n"] {
            for start in 0..6 {
                for end in 0..6 {
                    let error = source(text).error(&(start..end), ("", "what"), ("", "fix"));
                    assert!(error.to_string().contains("what\n"), "{text:?} {start}..{end}");
                }
            }
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{} here {}", "x".repeat(5000), "y".repeat(5000));
        let message = source(&text).error(&(5001..5005), ("", "what"), ("", "fix")).to_string();
        assert!(
            message.len() < 400 && message.contains("here") && message.contains("^^^^"),
            "{message}"
        );
    }
}
