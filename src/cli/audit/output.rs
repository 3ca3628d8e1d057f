//! Where the report goes: standard output or a file, and the further reports.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::report::{Style, View, csv, html, json, jsonl, text};
use crate::rules;

use super::super::error;
use super::super::look::Look;
use super::super::write::atomically;
use super::super::{Error, World};
use super::args::{Format, OutputArgs};
use super::resume::same_file;

/// The outputs of a run.
#[derive(Debug)]
pub(super) struct Outputs {
    look: Look,
    format: Format,
    file: Option<PathBuf>,
    reports: Vec<(Format, PathBuf)>,
    /// Files of JSON Lines, which grow with each site.
    lines: Vec<(PathBuf, File)>,
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
            lines: Vec::new(),
        })
    }

    fn files(&self) -> impl Iterator<Item = (Format, &PathBuf)> {
        let file = self.file.iter().map(|path| (self.format, path));
        file.chain(self.reports.iter().map(|(format, path)| (*format, path)))
    }

    /// Opens the files of JSON Lines, empty. The file of `--resume` may be one of them: it is written already.
    pub(super) fn open_lines(&mut self, resume: Option<&Path>) -> Result<(), Error> {
        let mut lines = Vec::new();
        for (_, path) in self.files().filter(|(format, _)| *format == Format::Jsonl) {
            if !resume.is_some_and(|resume| same_file(resume, path)) {
                let file = File::create(path).map_err(|cause| Error::unwritable(path, &cause))?;
                lines.push((path.clone(), file));
            }
        }
        self.lines = lines;
        Ok(())
    }

    /// Whether each site is written to standard output as soon as it is done.
    fn streams(&self) -> bool {
        self.format == Format::Jsonl && self.file.is_none()
    }

    /// Whether lines are wanted anywhere.
    pub(super) fn has_lines(&self) -> bool {
        self.streams() || !self.lines.is_empty()
    }

    /// Whether a format is wanted that needs all sites.
    pub(super) fn has_documents(&self) -> bool {
        self.format != Format::Jsonl || self.reports.iter().any(|(it, _)| *it != Format::Jsonl)
    }

    /// Writes a finished site's line wherever lines go, whole and at once.
    pub(super) fn line(&mut self, line: &[u8], out: &mut dyn Write) -> Result<(), Error> {
        for (path, file) in &mut self.lines {
            file.write_all(line).map_err(|cause| Error::unwritable(path, &cause))?;
        }
        if self.streams() {
            out.write_all(line)?;
            out.flush()?;
        }
        Ok(())
    }

    /// Writes the documents. A file that cannot be written does not keep the others from being written; the result says
    /// whether all were.
    pub(super) fn write(&self, report: &View<'_>, world: &mut World<'_>) -> Result<bool, Error> {
        let mut whole = true;
        for (format, path) in self.files().filter(|(format, _)| *format != Format::Jsonl) {
            if let Err(error) = atomically(path, |out| self.render(format, false, report, out)) {
                whole = false;
                error::print(&error, self.look.lang, self.look.err_colour, world.err)?;
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
        report: &View<'_>,
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
