//! `--report [FORMAT=]FILE`: which file gets which format.

use std::path::PathBuf;

use crate::domain::failure::ValueError;

use super::FORMATS;
use super::format::Format;

/// Standard output, where a file is asked for.
pub const STDOUT: &str = "-";

/// A file with its format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFile {
    /// What is written.
    pub format: &'static Format,
    /// Where to; [`STDOUT`] for standard output.
    pub path: PathBuf,
}

/// Why a text names no file with a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportFileError {
    /// There is no format of this name.
    NoSuchFormat(String),
    /// No format has files that end like this one.
    UnknownEnding(String),
    /// Standard output has no ending.
    NoEnding,
    /// A format without a file.
    NoFile,
}

impl ReportFile {
    /// Divides what is typed into the format, where it is named, and the file.
    pub fn split(text: &str) -> (Option<&str>, &str) {
        let word = |text: &str| text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
        match text.split_once('=') {
            Some((format, file)) if word(format) => (Some(format), file),
            _ => (None, text),
        }
    }

    /// Reads `html=FILE`, or `FILE.html`.
    pub fn parse(text: &str) -> Result<Self, ReportFileError> {
        let (name, file) = Self::split(text);
        let format = match name {
            Some(name) => FORMATS
                .iter()
                .copied()
                .find(|format| format.name == name)
                .ok_or_else(|| ReportFileError::NoSuchFormat(name.to_owned()))?,
            // a format's name alone, as before the ending said it
            None if FORMATS.iter().any(|format| format.name == text) => {
                return Err(ReportFileError::NoFile);
            }
            None if file == STDOUT => return Err(ReportFileError::NoEnding),
            None => Format::of_file(file)
                .ok_or_else(|| ReportFileError::UnknownEnding(file.to_owned()))?,
        };
        if file.is_empty() {
            return Err(ReportFileError::NoFile);
        }
        Ok(Self { format, path: PathBuf::from(file) })
    }

    /// The same, with words for what is wrong.
    pub fn typed(text: &str) -> Result<Self, ValueError> {
        Self::parse(text).map_err(|error| match error {
            ReportFileError::NoSuchFormat(name) => {
                let known = Self::known_formats();
                ValueError::new(
                    (format!("没有格式 {name:?}"), format!("{name:?} is not a format")),
                    (format!("可用的格式：{known}"), format!("the formats are {known}")),
                )
            }
            ReportFileError::UnknownEnding(file) => {
                let known = Self::known_endings();
                ValueError::new(
                    (
                        format!("从文件名 {file:?} 看不出格式"),
                        format!("the ending of {file:?} stands for no format"),
                    ),
                    (
                        format!("可用的扩展名：{known}；也可以写成 FORMAT=FILE"),
                        format!("the endings are {known}; or write it as FORMAT=FILE"),
                    ),
                )
            }
            ReportFileError::NoEnding => ValueError::new(
                (
                    "标准输出没有扩展名，看不出格式",
                    "standard output has no ending that says a format",
                ),
                ("请写上格式，例如 markdown=-", "name the format, e.g. markdown=-"),
            ),
            ReportFileError::NoFile => ValueError::form((
                "请写上文件，例如 report.html 或 html=report.html",
                "name the file, e.g. report.html or html=report.html",
            )),
        })
    }

    /// The endings by which formats are known, each with its format.
    fn known_endings() -> String {
        let ending =
            |format: &&Format| Some(format!(".{} ({})", format.endings.first()?, format.name));
        let all: Vec<String> =
            FORMATS.iter().copied().filter_map(|format| ending(&format)).collect();
        all.join(", ")
    }

    /// The names of all formats.
    fn known_formats() -> String {
        let all: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        all.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_named_or_known_by_the_ending() {
        for (text, format, path) in [
            ("html=report.html", "html", "report.html"),
            ("report.html", "html", "report.html"),
            ("json=r.html", "json", "r.html"),
            ("json=-", "json", "-"),
            ("findings-csv=a=b.csv", "findings-csv", "a=b.csv"),
            ("out/a=b.csv", "csv", "out/a=b.csv"),
            ("jsonl", "", ""),
        ] {
            let parsed = ReportFile::parse(text);
            match parsed {
                Ok(file) => {
                    assert_eq!((file.format.name, file.path.to_str()), (format, Some(path)));
                }
                Err(error) => assert_eq!((format, error), ("", ReportFileError::NoFile)),
            }
        }
        for (text, error) in [
            ("pdf=r.pdf", ReportFileError::NoSuchFormat("pdf".to_owned())),
            ("r.pdf", ReportFileError::UnknownEnding("r.pdf".to_owned())),
            ("-", ReportFileError::NoEnding),
            ("html=", ReportFileError::NoFile),
            ("", ReportFileError::UnknownEnding(String::new())),
        ] {
            assert_eq!(ReportFile::parse(text), Err(error));
        }
    }
}
