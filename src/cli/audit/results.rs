//! What a run came to, as its sites come in: lines at once, the other formats at the end.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::audit::Outcome;
use crate::report::model::{SiteReport, Summary};
use crate::report::{Cut, View, jsonl};
use crate::rules::Severity;

use super::super::{Error, World};
use super::output::Outputs;
use super::plan::Plan;
use super::record::Recorder;
use super::resume;
use super::run::Done;
use super::store::Store;

/// The results of a run.
pub(super) struct Results<'a> {
    outputs: &'a mut Outputs,
    store: Store,
    /// The file of `--resume`.
    resume: Option<PathBuf>,
    fail_on: Option<Severity>,
    summary: Summary,
    /// Targets of the run.
    targets: usize,
    /// Sites that were cut short.
    unfinished: u64,
    /// Their lines: told at the end, behind those of finished sites.
    cut_lines: Vec<Vec<u8>>,
    pub(super) outcome: Outcome,
    /// The ledger, where the run is recorded.
    pub(super) recorder: Option<Recorder>,
}

impl<'a> Results<'a> {
    /// Begins with what an earlier run left in the file of `--resume`.
    pub(super) fn begin(
        plan: &Plan<'_>,
        resume: Option<&Path>,
        outputs: &'a mut Outputs,
        fail_on: Option<Severity>,
        out: &mut dyn Write,
    ) -> Result<Self, Error> {
        let (mut summary, mut outcome) = (Summary::default(), Outcome::default());
        let store = match resume {
            Some(path) => resume::open(
                path,
                plan.len(),
                |target| plan.find(target),
                |site| tally(site, fail_on, &mut summary, &mut outcome),
            )?,
            None => Store::new(plan.len()),
        };
        outputs.open_lines(resume)?;
        let mut written = Ok(());
        store
            .lines(&mut |line| {
                // Written anew: the file may hold what a terminal would take for a command.
                let mut own = Vec::with_capacity(line.len());
                jsonl::write_site(&jsonl::read_site(line)?, &mut own)?;
                written = outputs.line(&own, out);
                if written.is_ok() { Ok(()) } else { Err(io::ErrorKind::Other.into()) }
            })
            .or_else(|cause| {
                // The fault of the output is the one to tell.
                let unread = || Error::unreadable(resume.unwrap_or(Path::new("-")), &cause);
                std::mem::replace(&mut written, Ok(())).and_then(|()| Err(unread()))
            })?;
        let resume = resume.map(Path::to_owned);
        Ok(Self {
            outputs,
            store,
            resume,
            fail_on,
            summary,
            targets: plan.len(),
            unfinished: 0,
            cut_lines: Vec::new(),
            outcome,
            recorder: None,
        })
    }

    /// How many sites an earlier run finished.
    pub(super) fn done(&self) -> usize {
        usize::try_from(self.summary.sites).unwrap_or(usize::MAX)
    }

    /// Whether a target was finished by an earlier run.
    pub(super) fn has(&self, index: usize) -> bool {
        self.store.has(index)
    }

    /// Takes a site. One that was cut short by the user is told, but is no finished line: a later run does it again.
    pub(super) fn take(&mut self, done: Done, out: &mut dyn Write) -> Result<(), Error> {
        let Done { index, job, mut report } = done;
        let whole = !report.interrupted;
        if let Some(recorder) = self.recorder.as_mut().filter(|_| whole) {
            recorder.take(&job, &mut report);
            if self.resume.is_some() {
                // A site that a later run leaves out must be in the ledger by now.
                recorder.flush();
            }
        }
        tally(&report, self.fail_on, &mut self.summary, &mut self.outcome);
        self.unfinished += u64::from(!whole);
        let mut line = Vec::new();
        if self.resume.is_some() || self.outputs.has_lines() {
            jsonl::write_site(&report, &mut line)?;
        }
        let lasting = match self.resume.as_ref().filter(|_| whole) {
            Some(path) => {
                let kept = self.store.append(index, &line);
                kept.map_err(|cause| Error::unwritable(path, &cause))
            }
            None => Ok(()),
        };
        // What is counted is told, also where this ends the run.
        if self.outputs.has_documents() && !self.store.has(index) {
            self.store.keep(index, report).map_err(|cause| {
                Error::new(
                    (
                        "结果无法保存到运行结束",
                        "the results cannot be kept until the end of the run",
                    ),
                    (
                        "请在临时目录腾出空间，或使用 --resume FILE",
                        "make room in the folder for temporary files, or use --resume FILE",
                    ),
                )
                .because(&cause)
            })?;
        }
        lasting?;
        if whole {
            return self.outputs.line(&line, out);
        }
        if self.outputs.has_lines() {
            self.cut_lines.push(line);
        }
        Ok(())
    }

    /// Writes what needs all sites, and says of a run that was cut that it was; false if a file could not be written.
    pub(super) fn end(&mut self, interrupted: bool, world: &mut World<'_>) -> Result<bool, Error> {
        let targets = u64::try_from(self.targets).unwrap_or(u64::MAX);
        let not_audited = targets.saturating_sub(self.summary.sites);
        let cut = Cut { interrupted, not_audited, unfinished: self.unfinished };
        let cut = Some(cut).filter(|cut| cut.not_audited > 0 || cut.unfinished > 0);
        let told = cut.map_or(Ok(()), |cut| self.end_lines(cut, world.out));
        let summary = self.summary.clone();
        let view = View { started_at: world.now, sites: &self.store, summary, cut };
        let written = self.outputs.write(&view, world)?;
        told.map(|()| written)
    }

    fn end_lines(&mut self, cut: Cut, out: &mut dyn Write) -> Result<(), Error> {
        if !self.outputs.has_lines() {
            return Ok(());
        }
        for line in std::mem::take(&mut self.cut_lines) {
            self.outputs.line(&line, out)?;
        }
        let mut last = Vec::new();
        jsonl::write_cut(cut, &mut last)?;
        self.outputs.line(&last, out)
    }
}

fn tally(
    site: &SiteReport,
    fail_on: Option<Severity>,
    summary: &mut Summary,
    outcome: &mut Outcome,
) {
    summary.add(site);
    *outcome = (*outcome).max(Outcome::of(site, fail_on));
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::super::Exit;
    use super::super::super::testing::Bench;
    use crate::report::escape;

    const HOSTILE: &str =
        "=\u{9b}2J\u{202e}\u{34f}\u{2800}<script>alert(1)</script>\u{1b}]0;x\u{7}";

    /// The places of all texts of a value, as JSON pointers.
    fn texts(value: &Value, place: &str, found: &mut Vec<String>) {
        match value {
            Value::String(_) => found.push(place.to_owned()),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    texts(item, &format!("{place}/{index}"), found);
                }
            }
            Value::Object(fields) => {
                for (key, field) in fields {
                    texts(field, &format!("{place}/{key}"), found);
                }
            }
            _ => {}
        }
    }

    fn acts(format: &str, out: &str) -> bool {
        let breaks = |char: char| char == '\n' || (char == '\r' && format == "csv");
        out.trim_start_matches('\u{feff}')
            .chars()
            .any(|char| !breaks(char) && escape::is_unsafe(char))
            || (format == "html" && out.contains("<script"))
            || (format == "csv" && out.contains(",="))
    }

    #[test]
    fn no_text_of_a_file_to_resume_acts_in_any_format() {
        let page = "<html><body><h1>Hello</h1><p>Text.</p><footer>© 2019 某某科技有限公司 京ICP备11000001号-1 \
                    京公网安备11010502000001号 京ICP证030173号</footer></body></html>";
        let toml = "[[site]]\ndomain = \"a.cn\"\ndir = \"public\"\nopened = 2026-11-01\nowner = \"乙店\"\nclient = \"甲\"\n";
        let bench = Bench::new().file("beian.toml", toml).file("public/index.html", page);
        bench.run(&["audit", "public", "--resume", "r.jsonl"]);
        let line: Value = serde_json::from_str(&bench.read("r.jsonl")).unwrap();
        let mut places = Vec::new();
        texts(&line, "", &mut places);
        assert!(places.len() > 30, "{places:?}");
        for place in places.iter().filter(|place| *place != "/target") {
            let mut forged = line.clone();
            *forged.pointer_mut(place).unwrap() = HOSTILE.into();
            let bench = Bench::new()
                .file("beian.toml", toml)
                .file("public/index.html", page)
                .file("r.jsonl", format!("{forged}\n"));
            for format in ["text", "html", "csv", "json", "jsonl"] {
                let args = ["audit", "public", "--resume", "r.jsonl", "-v", "--format", format];
                let done = bench.run(&args);
                assert!(!acts(format, &done.out), "{place} {format}: {}", done.out);
                assert!(!acts("text", &done.err), "{place} {format}: {}", done.err);
                let word = done.exit == Exit::Usage;
                assert!(word || !done.out.is_empty(), "{place} {format}: {}", done.err);
            }
        }
    }
}
