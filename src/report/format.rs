//! What there is to know of a format of an audit's report: options, files and help are made from these entries. A further
//! format is one file with a `FORMAT`, and its line in [`super::FORMATS`].

use std::io;

use super::view::View;
use super::{FORMATS, Style};

/// A format of an audit's report.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What names of its files end in, in lower case and without the dot, the usual one first: `csv`, or more of a name
    /// where several formats share that (`findings.csv`). No two formats have the same.
    pub endings: &'static [&'static str],
    /// Whether each site is written by itself as soon as it is done ([`super::jsonl::write_site`]), so that no part of the report
    /// depends on the sites that follow.
    pub streams: bool,
    /// Whether it is text that a terminal can show.
    pub is_text: bool,
    /// Writes a whole report.
    pub write: fn(&View<'_>, &Style<'_>, &mut dyn io::Write) -> io::Result<()>,
}

impl Format {
    /// The format that the name of a file stands for: the longest ending decides, in upper or lower case.
    pub fn of_file(name: &str) -> Option<&'static Self> {
        let name = name.to_lowercase();
        let name = name.rsplit('/').next().unwrap_or_default();
        let ends = |ending: &str| {
            name.strip_suffix(ending).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        let endings =
            FORMATS.iter().flat_map(|format| format.endings.iter().map(|it| (*format, *it)));
        let found = endings.filter(|(_, ending)| name.contains('.') && ends(ending));
        found.max_by_key(|(_, ending)| ending.len()).map(|(format, _)| format)
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::lang::Lang;
    use crate::report::sample;

    #[test]
    fn every_format_has_a_name_of_its_own_and_writes() {
        let mut endings = BTreeSet::new();
        for (at, format) in FORMATS.iter().enumerate() {
            assert!(!FORMATS[..at].contains(format), "{}", format.name);
            assert!(format.endings.iter().all(|ending| endings.insert(*ending)), "{}", format.name);
            let mut out = Vec::new();
            let report = sample::hostile();
            (format.write)(&View::from(&report), &sample::style(Lang::En), &mut out).unwrap();
            assert!(!format.is_text || out.ends_with(b"\n"), "{}", format.name);
        }
    }

    #[test]
    fn a_file_is_known_by_the_end_of_its_name() {
        for (name, format) in [
            ("report.html", "html"),
            ("a/b.c/Report.HTM", "html"),
            ("r.csv", "csv"),
            ("findings.csv", "findings-csv"),
            ("2026.findings.csv", "findings-csv"),
            ("myfindings.csv", "csv"),
            ("r.ndjson", "jsonl"),
            ("r.txt", "text"),
        ] {
            assert_eq!(Format::of_file(name).map(|format| format.name), Some(format), "{name}");
        }
        for name in ["", "html", "a/csv", "r.pdf", "csv/r", "r."] {
            assert_eq!(Format::of_file(name), None, "{name}");
        }
    }
}
