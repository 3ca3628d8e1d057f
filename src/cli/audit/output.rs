//! Where the report goes: standard output or a file, and the further reports.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::engine::{LINE_START, Stop, same_file};
use crate::folder::{LineFile, NamedFile, part_of, write_whole_unless};
use crate::report::{Style, View, WIDTH};
use crate::rules;

use super::super::look::Look;
use super::super::{Error, World, error};
use super::args::{Format, OutputArgs};

/// The outputs of a run.
#[derive(Debug)]
pub(super) struct Outputs {
    look: Look,
    format: Format,
    file: Option<PathBuf>,
    reports: Vec<(Format, PathBuf)>,
    /// Files of JSON Lines, which grow with each site.
    lines: Vec<(PathBuf, LineFile)>,
    /// Ends the wait for the reader of a pipe.
    stop: Stop,
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
            stop: Stop::new(),
        })
    }

    /// From now on the wait for the reader of a pipe ends when this stop is requested.
    pub(super) fn obey(&mut self, stop: &Stop) {
        self.stop = stop.clone();
    }

    /// The files with the options that name them, for each whatever is written beside it. Where lines go to the file of
    /// `--resume`, that is one file with one purpose.
    pub(super) fn named(&self, resume: Option<&Path>) -> Vec<NamedFile> {
        let mut named = Vec::new();
        for (at, (format, path)) in self.files().enumerate() {
            let option = if at == 0 && self.file.is_some() { "--output" } else { "--report" };
            if format.streams {
                if resume.is_some_and(|resume| same_file(resume, path)) {
                    continue;
                }
                named.push(NamedFile::new(option, part_of(path)));
            }
            named.push(NamedFile::new(option, path));
        }
        named
    }

    pub(super) fn files(&self) -> impl Iterator<Item = (Format, &PathBuf)> {
        let file = self.file.iter().map(|path| (self.format, path));
        file.chain(self.reports.iter().map(|(format, path)| (*format, path)))
    }

    /// Begins the files of JSON Lines. The file of `--resume` may be one of them: it is written already.
    pub(super) fn open_lines(&mut self, resume: Option<&Path>) -> Result<(), Error> {
        let mut lines = Vec::new();
        for (_, path) in self.files().filter(|(format, _)| format.streams) {
            if !resume.is_some_and(|resume| same_file(resume, path)) {
                let begun = LineFile::begin(path, LINE_START, &|| self.stop.is_requested());
                let begun = begun.map_err(|cause| Error::unwritable(path, &cause))?;
                lines.push((path.clone(), begun));
            }
        }
        self.lines = lines;
        Ok(())
    }

    /// Whether each site is written to standard output as soon as it is done.
    fn streams(&self) -> bool {
        self.format.streams && self.file.is_none()
    }

    /// Whether lines are wanted anywhere.
    pub(super) fn has_lines(&self) -> bool {
        self.streams() || self.files().any(|(format, _)| format.streams)
    }

    /// Whether a format is wanted that needs all sites.
    pub(super) fn has_documents(&self) -> bool {
        !self.format.streams || self.reports.iter().any(|(format, _)| !format.streams)
    }

    /// Writes a finished site's line wherever lines go, whole and at once.
    pub(super) fn line(&mut self, line: &[u8], out: &mut dyn Write) -> Result<(), Error> {
        let mut fault = None;
        self.lines.retain_mut(|(path, lines)| {
            let added = lines.add(line);
            // what is not whole does not take the old file's place
            added.map_err(|cause| fault = Some(Error::unwritable(path, &cause))).is_ok()
        });
        fault.map_or(Ok(()), Err)?;
        if self.streams() {
            out.write_all(line)?;
            out.flush()?;
        }
        Ok(())
    }

    /// Writes the documents, and puts the lines into their places. A file that cannot be written does not keep the others
    /// from being written; the result says whether all were.
    pub(super) fn write(
        &mut self,
        report: &View<'_>,
        world: &mut World<'_>,
    ) -> Result<bool, Error> {
        let mut whole = true;
        for (path, lines) in std::mem::take(&mut self.lines) {
            if let Err(cause) = lines.end() {
                whole = false;
                error::print(
                    &Error::unwritable(&path, &cause),
                    self.look.lang,
                    self.look.err_colour,
                    world.err,
                )?;
            }
        }
        for (format, path) in self.files().filter(|(format, _)| !format.streams) {
            let written = write_whole_unless(path, &|| self.stop.is_requested(), |out| {
                self.render(format, None, report, out)
            });
            if let Err(cause) = written {
                whole = false;
                let error = Error::unwritable(path, &cause);
                error::print(&error, self.look.lang, self.look.err_colour, world.err)?;
            }
        }
        if self.file.is_none() && !self.streams() {
            self.render(self.format, Some(self.look), report, world.out)?;
        }
        Ok(whole)
    }

    /// Writes a report, to a file or as standard output looks.
    fn render(
        &self,
        format: Format,
        stdout: Option<Look>,
        report: &View<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Look { lang, detail, .. } = self.look;
        let colour = stdout.is_some_and(|look| look.out_colour);
        let width = stdout.map_or(WIDTH, |look| look.out_width);
        let style = Style { lang, colour, detail, width, rules: rules::ALL };
        (format.write)(report, &style, out)
    }
}
