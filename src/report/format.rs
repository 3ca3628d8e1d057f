//! What there is to know of a format of an audit's report: options, files and help are made from these entries. A further
//! format is one file with a `FORMAT`, and its line in [`super::FORMATS`].

use std::io;

use super::Style;
use super::view::View;

/// A format of an audit's report.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What names of its files end in, without the dot.
    pub extension: &'static str,
    /// Whether each site is written by itself as soon as it is done ([`super::jsonl::write_site`]), so that no part of the report
    /// depends on the sites that follow.
    pub streams: bool,
    /// Writes a whole report.
    pub write: fn(&View<'_>, &Style<'_>, &mut dyn io::Write) -> io::Result<()>,
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;
    use crate::report::{FORMATS, sample};

    #[test]
    fn every_format_has_a_name_of_its_own_and_writes() {
        for (at, format) in FORMATS.iter().enumerate() {
            assert!(!FORMATS[..at].contains(format), "{}", format.name);
            let mut out = Vec::new();
            let report = sample::hostile();
            (format.write)(&View::from(&report), &sample::style(Lang::En), &mut out).unwrap();
            assert!(out.ends_with(b"\n"), "{}", format.name);
        }
    }
}
