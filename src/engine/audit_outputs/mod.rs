//! Where the reports of an audit go: standard output, files, and files of one client or site each. All that can be known of
//! them is judged before the work begins.

mod apart;
mod course;
mod divided;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::config::{Audience, Brand, ReportKeys};
use crate::domain::date::Date;
use crate::domain::failure::Failure;
use crate::folder::{LineFile, NamedFile, part_of, unwritable, write_whole, write_whole_unless};
use crate::report::{self, FindingPlaces, Format, ReportFile, Style, View};
use crate::rules;

use crate::engine::error::Error;
use crate::engine::plan::Plan;
use crate::engine::report_paths::PathTemplate;
use crate::engine::results::{PartsError, Results};
use crate::engine::resume::{LINE_START, same_file};
use crate::engine::stop::Stop;

pub use apart::AuditInputs;
pub use course::GatheringEnd;
use divided::{divided, is_stdout};

/// What a user asks to be written.
#[derive(Clone, Copy, Debug)]
pub struct OutputRequest<'a> {
    /// The format of the first report, if it is named.
    pub format: Option<&'static Format>,
    /// Its file; standard output where there is none.
    pub output: Option<&'a Path>,
    /// Further reports.
    pub reports: &'a [ReportFile],
    /// The folder that paths are relative to.
    pub cwd: &'a Path,
    /// The day by which sites are judged.
    pub today: Date,
    /// How reports look on standard output.
    pub style: Style<'static>,
    /// Whether standard output is a terminal.
    pub is_terminal: bool,
}

/// The outputs of a run.
#[derive(Debug)]
pub struct AuditOutputs {
    style: Style<'static>,
    /// The format of what standard output gets, if it gets a report.
    stdout: Option<&'static Format>,
    files: Vec<OutputFile>,
    /// Files of one client or site each.
    split: Vec<SplitFiles>,
    /// The folder that their paths begin in.
    cwd: PathBuf,
    /// Files of JSON Lines, which grow with each site.
    lines: Vec<(PathBuf, LineFile)>,
    /// Where findings are in the files of a repository.
    places: FindingPlaces,
    /// Whom the reports are for.
    audience: Audience,
    /// The look of who hands them on, where a format shows it.
    brand: Option<Brand>,
    /// The day by which sites are judged.
    today: Date,
    /// Ends the wait for the reader of a pipe.
    stop: Stop,
}

/// A file that is written.
#[derive(Debug)]
struct OutputFile {
    /// The option that names it.
    option: &'static str,
    format: &'static Format,
    path: PathBuf,
}

/// Files of one client or site each, of one format.
#[derive(Debug)]
struct SplitFiles {
    /// The option that names them.
    option: &'static str,
    format: &'static Format,
    template: PathTemplate,
    /// The targets of each, once the plan is known.
    planned: BTreeMap<PathBuf, u64>,
}

/// Where a report goes.
enum Placement {
    /// To this file.
    One(PathBuf),
    /// To a file for each client or site.
    Each(PathTemplate),
}

/// Where a report of this path goes. The folder of one file must be there; those of many are made.
fn placed(path: &Path, cwd: &Path, today: Date) -> Result<Placement, Failure> {
    let path = match PathTemplate::parse(path, today)? {
        Ok(template) => return Ok(Placement::Each(template)),
        Err(path) => path,
    };
    let full = cwd.join(&path);
    match full.parent() {
        Some(folder) if folder.is_dir() && !full.is_dir() => Ok(Placement::One(full)),
        _ => {
            let cause = io::Error::new(io::ErrorKind::NotFound, "not in an existing folder");
            Err(unwritable(&path).because(&cause))
        }
    }
}

/// Whether a further report can be written, as far as that is known before the work is done.
pub fn check_report(file: &ReportFile, cwd: &Path, today: Date) -> Result<(), Failure> {
    if is_stdout(&file.path) { Ok(()) } else { placed(&file.path, cwd, today).map(drop) }
}

impl AuditOutputs {
    /// Finds out before any work is done whether the files' folders are there.
    pub fn new(request: OutputRequest<'_>) -> Result<Self, Failure> {
        let OutputRequest { cwd, today, style, .. } = request;
        let (stdout, named) = divided(request)?;
        let (mut files, mut split) = (Vec::new(), Vec::new());
        for (option, format, path) in named {
            match placed(path, cwd, today)? {
                Placement::One(path) => files.push(OutputFile { option, format, path }),
                Placement::Each(template) => {
                    let planned = BTreeMap::new();
                    split.push(SplitFiles { option, format, template, planned });
                }
            }
        }
        Ok(Self {
            style,
            stdout,
            files,
            split,
            cwd: cwd.to_owned(),
            lines: Vec::new(),
            places: FindingPlaces::unknown(),
            audience: Audience::default(),
            brand: None,
            today,
            stop: Stop::new(),
        })
    }

    /// Takes what `[report]` of the configuration says; an audience that is named goes before it. The logo is read only
    /// where a format shows it.
    pub fn sign(
        &mut self,
        audience: Option<Audience>,
        keys: Option<&ReportKeys>,
    ) -> Result<(), Failure> {
        self.audience = audience.or(keys.and_then(|keys| keys.audience)).unwrap_or_default();
        let shows_brand = self.formats().any(|format| *format == report::html::FORMAT);
        self.brand = keys.filter(|_| shows_brand).map(ReportKeys::brand).transpose()?;
        Ok(())
    }

    /// Takes where findings are in the files of a repository, and finds out before any work is done whether each client or
    /// site of the plan gets a file of its own.
    pub fn place(&mut self, places: FindingPlaces, plan: &Plan<'_>) -> Result<(), Failure> {
        self.places = places;
        for SplitFiles { template, planned, .. } in &mut self.split {
            *planned = template.planned(plan)?;
        }
        Ok(())
    }

    fn formats(&self) -> impl Iterator<Item = &'static Format> {
        let split = self.split.iter().map(|split| split.format);
        self.files.iter().map(|file| file.format).chain(self.stdout).chain(split)
    }

    /// From now on the wait for the reader of a pipe ends when this stop is requested.
    pub fn obey(&mut self, stop: &Stop) {
        self.stop = stop.clone();
    }

    /// The files with the options that name them, for each whatever is written beside it. Where lines go to the file of
    /// `--resume`, that is one file with one purpose.
    fn named(&self, resume: Option<&Path>) -> Vec<NamedFile> {
        let mut named = Vec::new();
        for OutputFile { option, format, path } in &self.files {
            if format.streams {
                if resume.is_some_and(|resume| same_file(resume, path)) {
                    continue;
                }
                named.push(NamedFile::new(option, part_of(path)));
            }
            named.push(NamedFile::new(option, path));
        }
        named.extend(self.split_paths().map(|(option, path)| NamedFile::new(option, path)));
        named
    }

    /// The files that are written.
    fn paths(&self) -> impl Iterator<Item = PathBuf> {
        let split = self.split_paths().map(|(_, path)| path);
        self.files.iter().map(|file| file.path.clone()).chain(split)
    }

    /// The files of clients or sites, with the options that name them.
    fn split_paths(&self) -> impl Iterator<Item = (&'static str, PathBuf)> {
        self.split.iter().flat_map(move |SplitFiles { option, planned, .. }| {
            planned.keys().map(move |path| (*option, self.cwd.join(path)))
        })
    }

    /// The files of formats that stream, or of those that do not.
    fn files(&self, streams: bool) -> impl Iterator<Item = &OutputFile> {
        self.files.iter().filter(move |file| file.format.streams == streams)
    }

    /// Begins the files of JSON Lines. The file of `--resume` may be one of them: it is written already.
    fn open_lines(&mut self, resume: Option<&Path>) -> Result<(), Failure> {
        let mut lines = Vec::new();
        for OutputFile { path, .. } in self.files(true) {
            if !resume.is_some_and(|resume| same_file(resume, path)) {
                let begun = LineFile::begin(path, LINE_START, &|| self.stop.is_requested());
                let begun = begun.map_err(|cause| unwritable(path).because(&cause))?;
                lines.push((path.clone(), begun));
            }
        }
        self.lines = lines;
        Ok(())
    }

    /// Whether each site is written to standard output as soon as it is done.
    fn streams(&self) -> bool {
        self.stdout.is_some_and(|format| format.streams)
    }

    /// Whether lines are wanted anywhere.
    fn has_lines(&self) -> bool {
        self.streams() || self.files(true).next().is_some()
    }

    /// Whether a format is wanted that needs all sites.
    fn has_documents(&self) -> bool {
        !self.split.is_empty() || self.formats().any(|format| !format.streams)
    }

    /// Writes a finished site's line wherever lines go, whole and at once.
    ///
    /// # Errors
    /// The outer one is that `out` cannot be written; the inner one, that a file cannot.
    pub fn line(&mut self, line: &[u8], out: &mut dyn Write) -> io::Result<Result<(), Failure>> {
        let mut fault = None;
        self.lines.retain_mut(|(path, lines)| {
            let added = lines.add(line);
            // what is not whole does not take the old file's place
            added.map_err(|cause| fault = Some(unwritable(path).because(&cause))).is_ok()
        });
        if let Some(fault) = fault {
            return Ok(Err(fault));
        }
        if self.streams() {
            out.write_all(line)?;
            out.flush()?;
        }
        Ok(Ok(()))
    }

    /// Puts the lines into their places, and writes the documents, also those of clients or sites. A file that cannot be
    /// written does not keep the others from being written; the result says which could not.
    fn write_files(&mut self, results: &Results, whole: &View<'_>) -> Vec<Failure> {
        let mut faults = Vec::new();
        for (path, lines) in std::mem::take(&mut self.lines) {
            faults.extend(lines.end().err().map(|cause| unwritable(&path).because(&cause)));
        }
        for OutputFile { format, path, .. } in self.files(false) {
            let written = write_whole_unless(path, &|| self.stop.is_requested(), |out| {
                self.render(format, false, whole, out)
            });
            faults.extend(written.err().map(|cause| unwritable(path).because(&cause)));
        }
        for SplitFiles { format, template, planned, .. } in &self.split {
            let parts = results.each_part((template, planned), whole, &mut |path, view| {
                let path = self.cwd.join(path);
                let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
                let written = folder
                    .and_then(|()| write_whole(&path, |out| self.render(format, false, view, out)));
                faults.extend(written.err().map(|cause| unwritable(&path).because(&cause)));
            });
            faults.extend(parts.err().map(|error| match error {
                PartsError::Path(wrong) => Failure::from(wrong),
                PartsError::Read(cause) => Failure::from(Error::NoRoom(cause)),
            }));
        }
        faults
    }

    /// Writes the document that goes to standard output, if one does.
    fn print(&self, report: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
        let document = self.stdout.filter(|format| !format.streams);
        document.map_or(Ok(()), |format| self.render(format, true, report, out))
    }

    /// Writes a report, to a file or as standard output looks.
    fn render(
        &self,
        format: &Format,
        is_stdout: bool,
        report: &View<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let plain = Style::plain(self.style.lang);
        let style = Style {
            colour: is_stdout && self.style.colour,
            detail: self.style.detail,
            width: if is_stdout { self.style.width } else { plain.width },
            to_file: !is_stdout || self.style.to_file,
            places: &self.places,
            rules: rules::ALL,
            audience: self.audience,
            brand: self.brand.as_ref(),
            ..plain
        };
        (format.write)(report, &style, out)
    }
}
