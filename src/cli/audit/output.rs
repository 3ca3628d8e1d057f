//! Where the report goes: standard output or a file, and the further reports.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::report::model::Report;
use crate::report::{Style, csv, html, json, jsonl, text};
use crate::rules;

use super::super::error;
use super::super::look::Look;
use super::super::write::atomically;
use super::super::{Error, World};
use super::args::{Format, OutputArgs};

/// The outputs of a run.
#[derive(Debug)]
pub(super) struct Outputs {
    look: Look,
    format: Format,
    file: Option<PathBuf>,
    reports: Vec<(Format, PathBuf)>,
}

impl Outputs {
    /// Finds out before any work is done whether the files' folders are there.
    pub(super) fn new(args: &OutputArgs, look: Look, cwd: &Path) -> Result<Self, Error> {
        let placed = |path: &PathBuf| {
            let full = cwd.join(path);
            match full.parent() {
                Some(folder) if folder.is_dir() && !full.is_dir() => Ok(full),
                _ => Err(Error::unwritable(
                    path,
                    &io::Error::new(io::ErrorKind::NotFound, "not in an existing folder"),
                )),
            }
        };
        let file = args.output.as_ref().filter(|path| path.as_os_str() != "-");
        let reports = args.reports.iter().map(|(format, path)| Ok((*format, placed(path)?)));
        Ok(Self {
            look,
            format: args.format,
            file: file.map(placed).transpose()?,
            reports: reports.collect::<Result<_, Error>>()?,
        })
    }

    /// Whether each site is written to standard output as soon as it is done.
    pub(super) fn streams(&self) -> bool {
        self.format == Format::Jsonl && self.file.is_none()
    }

    /// Writes everything. A file that cannot be written does not keep the others from being written; the result says
    /// whether all were.
    pub(super) fn write(&self, report: &Report, world: &mut World<'_>) -> Result<bool, Error> {
        let mut whole = true;
        let files = self.file.iter().map(|path| (self.format, path));
        for (format, path) in files.chain(self.reports.iter().map(|(format, path)| (*format, path)))
        {
            if let Err(error) = atomically(path, |out| self.render(format, false, report, out)) {
                whole = false;
                error::print(&error, self.look.err_colour, world.err)?;
            }
        }
        if self.file.is_none() && !self.streams() {
            self.render(self.format, self.look.out_colour, report, world.out)?;
        }
        Ok(whole)
    }

    fn render(
        &self,
        format: Format,
        colour: bool,
        report: &Report,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Look { lang, detail, .. } = self.look;
        let style = Style { lang, colour, detail, rules: rules::ALL };
        match format {
            Format::Text => text::write(report, &style, out),
            Format::Json => json::write(report, out),
            Format::Jsonl => jsonl::write(report, out),
            Format::Csv => csv::write(report, out),
            Format::Html => html::write(report, &style, out),
        }
    }
}
