//! `beian audit`: targets → crawl → audit → report, several sites at once.

mod apart;
mod args;
mod cache;
mod defaults;
mod output;
mod plan;
mod progress;
mod record;
mod settings;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::audit::Outcome;
use crate::config::Config;
use crate::domain::lang::Text;
use crate::engine::{
    Control, Engine, EngineOptions, Finished, Plan, Reading, RecordNote, ResultOptions, Results,
    Runtime, Sink,
};
use crate::report::Detail;

use super::context::{configuration, note};
use super::interrupt::Interruption;
use super::look::Look;
use super::{Command, CommandLine, Error, Exit, World, error};

pub(super) use args::{AuditArgs, ConnectionArgs, FailOn};
pub(super) use plan::each_target;
pub(super) use progress::RunProgress;
pub(super) use settings::connections;

use defaults::Defaulted;
use output::Outputs;

impl AuditArgs {
    /// Runs the command. `line` is the whole command line: with defaults of the file it is parsed again.
    pub(super) fn run(
        self,
        line: &CommandLine,
        world: &mut World<'_>,
        look: &mut Look,
    ) -> Result<Exit, Error> {
        let today = self.output.today.unwrap_or(world.today());
        let config = configuration(self.subject.config.as_deref(), today, world)?;
        let audit = self.with_defaults(line, config.as_ref(), look, world)?;
        let today = audit.output.today.unwrap_or(today);
        let render = settings::rendering(&audit, world)?;
        settings::check_patterns(&audit.reading)?;
        let mut plan = plan::plan(&audit.subject, config.as_ref(), today, world)?;
        plan::add_logs(&mut plan, &audit.output, config.as_ref(), world)?;
        plan.note_conflicts(today);
        let mut outputs = Outputs::new(&audit.output, *look, &world.cwd)?;
        apart::check(&audit, &outputs, plan.paths(), config.as_ref(), world)?;
        write_notes(&plan, config.as_ref(), *look, world)?;
        let recorder = record::recorder(&audit.output, config.as_ref(), today, world)?;
        let cache = cache::open(audit.subject.cache.as_deref(), world)?;
        let settings = settings::settings(&audit, config.as_ref(), today, look.lang);
        let wanted = ResultOptions {
            fail_on: settings.fail_on,
            lines: outputs.has_lines(),
            documents: outputs.has_documents(),
        };
        let engine = Engine::new(EngineOptions {
            net: connections(&audit.connections, audit.reading.max_body, &world.cwd)?,
            reading: Reading::from(&audit.reading),
            settings,
            snapshots: settings::snapshots(&audit.subject, world),
            cache: cache.clone(),
            render,
            sites: plan.len(),
        })?;
        // Files that are read or written from here on may be pipes: one signal must end the wait for the other end.
        let interruption = Interruption::listen();
        outputs.obey(interruption.stop());
        let mut results = Results::new(plan.len(), wanted, recorder);
        let resume = audit.subject.resume.as_ref().map(|path| world.cwd.join(path));
        if let Err(error) = begin(&mut results, &plan, resume.as_deref(), &mut outputs, world.out) {
            return given_up(error, &interruption, *look, world);
        }
        if let Some(path) = resume.filter(|_| results.finished() > 0) {
            note(&left_out(results.finished(), &path), *look, world)?;
        }
        let run = AuditRun { engine, plan: &plan, interruption: &interruption };
        let fault = run.gather(&mut results, &mut outputs, *look, world)?;
        let interrupted = interruption.is_on();
        let mut exit = end(results, outputs, interrupted, fault, *look, world)?;
        // The wait for the reader of a report was given up.
        let interrupted = interrupted || exit == Exit::Usage && interruption.is_on();
        if !plan.unusable().is_empty() {
            exit = exit.or(Exit::Usage);
        }
        // After a signal, the cache is tidied up by a later run.
        if let Some(cache) = cache.filter(|_| !interruption.is_on()) {
            cache::close(&cache, *look, world)?;
        }
        Ok(if interrupted { exit.or(Exit::Interrupted) } else { exit })
    }

    /// The arguments with the defaults of the configuration.
    fn with_defaults(
        self,
        line: &CommandLine,
        config: Option<&Config>,
        look: &mut Look,
        world: &mut World<'_>,
    ) -> Result<Self, Error> {
        Ok(match config {
            Some(config) if !config.audit.is_empty() => {
                let Defaulted { parsed, noted } = defaults::with_defaults(line, config)?;
                // With the command line's own --quiet: the file's must not hide what the file does.
                note_settings(config, &noted, *look, world)?;
                let (_, cli) = parsed.map_err(|error| Error::usage(&error))?;
                *look = Look::new(&cli.global, world);
                match cli.command {
                    Some(Command::Audit(audit)) => *audit,
                    _ => self,
                }
            }
            _ => self,
        })
    }
}

/// Writes which configuration is used, which rows of a list are no targets, and the notes of the plan.
fn write_notes(
    plan: &Plan<'_>,
    config: Option<&Config>,
    look: Look,
    world: &mut World<'_>,
) -> Result<(), Error> {
    if let Some(text) = config.filter(|_| look.detail == Detail::Full).map(used_configuration) {
        note(&text, look, world)?;
    }
    for error in plan.unusable() {
        error::print(&error.into(), look.lang, look.err_colour, world.err)?;
    }
    plan.notes().iter().try_for_each(|text| note(text, look, world))
}

/// Notes which options a file that the user did not name sets of those that write files, weaken a check, or change how
/// servers are reached.
fn note_settings(
    config: &Config,
    noted: &[String],
    look: Look,
    world: &mut World<'_>,
) -> Result<(), Error> {
    if !config.found || noted.is_empty() {
        return Ok(());
    }
    let (path, options) = (config.path.display(), noted.join(" "));
    let text = Text::made(format!("{path} 设定了 {options}"), format!("{path} sets {options}"));
    note(&text, look, world)
}

/// The note of the configuration that is used.
fn used_configuration(config: &Config) -> Text {
    let path = config.path.display();
    Text::made(format!("配置文件 {path}"), format!("configuration: {path}"))
}

/// The end of a run that could not begin. Where a signal ended the wait for an output, the run was interrupted.
fn given_up(
    error: Error,
    interruption: &Interruption,
    look: Look,
    world: &mut World<'_>,
) -> Result<Exit, Error> {
    if !interruption.is_on() {
        return Err(error);
    }
    error::print(&error, look.lang, look.err_colour, world.err)?;
    Ok(Exit::Interrupted)
}

/// The note of sites whose results are those of an earlier run, with its options, declared values and day.
fn left_out(sites: usize, path: &Path) -> Text {
    let path = path.display();
    Text::made(
        format!(
            "{path} 里已有 {sites} 个网站的结果，照原样采用（按当时的日期、选项和声明判断）；要重新判断，请换一个文件"
        ),
        format!(
            "{path} holds the results of {sites} of the sites: they are taken as they are, by the day, options and \
             declared values of that run; to judge them again, name another file"
        ),
    )
}

/// The note of origins that the user's headers were not sent to.
fn not_sent(places: &[String]) -> Option<Text> {
    let text = Text::made(
        format!(
            "--header 只发给目标自己的协议、主机和端口；没有发给：{}。需要时请把这些地址作为目标写全",
            places.join("、")
        ),
        format!(
            "--header goes to the target's own scheme, host and port only; it was not sent to: {}. Where it is meant \
             for them, write them as targets in full",
            places.join(", ")
        ),
    );
    (!places.is_empty()).then_some(text)
}

/// Takes the results of an earlier run, if there is one, and writes its lines to the outputs.
fn begin(
    results: &mut Results,
    plan: &Plan<'_>,
    resume: Option<&Path>,
    outputs: &mut Outputs,
    out: &mut dyn Write,
) -> Result<(), Error> {
    if let Some(path) = resume {
        results.resume(path, |target| plan.find(target))?;
    }
    outputs.open_lines(resume)?;
    if outputs.has_lines() {
        results.each_earlier_line(|line| outputs.line(line, out))?;
    }
    Ok(())
}

/// What a run is made of.
struct AuditRun<'a> {
    engine: Engine,
    plan: &'a Plan<'a>,
    interruption: &'a Interruption,
}

impl AuditRun<'_> {
    /// Audits all sites that are not finished yet. Returns the fault that ended the run, if one did.
    fn gather(
        self,
        results: &mut Results,
        outputs: &mut Outputs,
        look: Look,
        world: &mut World<'_>,
    ) -> Result<Option<Error>, Error> {
        let runtime = Runtime::new()?;
        let progress = Arc::new(RunProgress::new(self.plan.len(), look, world));
        progress.resumed(results.finished());
        let stop = self.interruption.stop().clone();
        let control = Control { runtime: runtime.handle(), stop, progress: progress.clone() };
        let left: Vec<usize> = (0..self.plan.len()).filter(|index| !results.has(*index)).collect();
        let jobs = left.into_iter().filter_map(|index| Some((index, self.plan.job(index)?)));
        let mut sink = ReportSink { results, outputs, progress: &progress, out: world.out };
        let fault = self.engine.run(&control, jobs, &mut sink).err();
        progress.end();
        let withheld = not_sent(&self.engine.origins_without_headers());
        withheld.map_or(Ok(()), |text| note(&text, look, world))?;
        Ok(fault.or_else(|| self.engine.take_snapshot_fault().map(Error::from)))
    }
}

/// Takes finished sites into the results, and writes their lines.
struct ReportSink<'a> {
    results: &'a mut Results,
    outputs: &'a mut Outputs,
    progress: &'a RunProgress,
    out: &'a mut dyn Write,
}

impl Sink for ReportSink<'_> {
    type Error = Error;

    fn take(&mut self, site: Finished) -> Result<(), Error> {
        self.progress.suspend(|| match self.results.take(site)? {
            Some(line) => self.outputs.line(&line, self.out),
            None => Ok(()),
        })
    }
}

/// Writes the documents, which need all sites, and reports faults.
fn end(
    mut results: Results,
    mut outputs: Outputs,
    interrupted: bool,
    fault: Option<Error>,
    look: Look,
    world: &mut World<'_>,
) -> Result<Exit, Error> {
    let (notes, unrecorded) = match results.take_recorder() {
        Some(recorder) => recorder.finish(),
        None => (Vec::new(), None),
    };
    for text in notes.into_iter().flat_map(RecordNote::into_texts) {
        note(&text, look, world)?;
    }
    let faults: Vec<Error> = fault.into_iter().chain(unrecorded.map(Error::from)).collect();
    for fault in &faults {
        error::print(fault, look.lang, look.err_colour, world.err)?;
    }
    let exit = match results.outcome() {
        Outcome::Findings => Exit::Findings,
        Outcome::Unjudged => Exit::NotJudged,
        Outcome::Clean => Exit::Clean,
    };
    let (cut, lines) = results.end(interrupted);
    let added = lines.iter().try_for_each(|line| outputs.line(line, world.out));
    let written = outputs.write(&results.view(world.now, cut), world)?;
    added?;
    Ok(if written && faults.is_empty() { exit } else { exit.or(Exit::Usage) })
}
