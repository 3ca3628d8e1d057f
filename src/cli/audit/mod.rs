//! `beian audit`: targets → crawl → audit → report, several sites at once.

mod args;
mod defaults;
mod output;
mod plan;
mod settings;

use std::io::{self, Write};
use std::path::Path;

use crate::config::Config;
use crate::console::RunProgress;
use crate::domain::failure::Failure;
use crate::engine::{
    AuditOutputs, Control, Engine, EngineOptions, Finished, GatheringEnd, Plan, Results, RunEnd,
    Runtime, Sink, configuration_note, places, resumed_note, withheld_headers_note,
};
use crate::folder::Choice;
use crate::report::Detail;

use super::context::{cache, configuration};
use super::interrupt::Interruption;
use super::look;
use super::{Command, CommandLine, Error, Exit, World, usage};

pub(super) use args::{AuditArgs, ConnectionArgs, FailOn};
#[cfg(feature = "fleet")]
pub(super) use args::{ReadingArgs, Render, ReportArgs};
pub(super) use settings::reading;

use defaults::MergedCommandLine;

impl AuditArgs {
    /// Runs the command. `line` is the whole command line: with defaults of the file it is parsed again.
    pub(super) fn run(self, line: &CommandLine, world: &mut World<'_>) -> Result<Exit, Error> {
        let today = self.output.today.unwrap_or(world.today());
        let config = configuration(self.subject.config.as_deref(), today, world)?;
        let config = config.as_ref();
        let audit = self.with_defaults(line, config, world)?;
        let today = audit.output.today.unwrap_or(today);
        let render = settings::rendering(&audit, world)?;
        Choice::typed(&audit.reading.include, &audit.reading.exclude)?;
        let plan = plan::plan(&audit, config, today, world)?;
        let mut outputs = audit.output.reports.outputs(config, today, world)?;
        outputs.place(places(&world.cwd, config), &plan)?;
        output::check_apart(&audit, &outputs, plan.paths(), config, world)?;
        write_notes(&plan, config, world)?;
        let recorder = settings::recorder(&audit.output, config, today, world)?;
        let accepted = settings::acceptance(&audit, config, today, world)?;
        let evidence = settings::evidence(&audit, plan.paths(), world)?;
        let cache = cache(audit.subject.cache.as_deref(), world)?;
        let settings = settings::settings(&audit, config, today, world.look.lang);
        let evidence_folder = evidence.as_ref().map(|evidence| evidence.folder.clone());
        let wanted = outputs.wanted(settings.fail_on, evidence_folder);
        let engine = Engine::new(EngineOptions {
            net: settings::client(&audit, world)?,
            reading: reading(&audit.reading, render.as_ref()),
            settings,
            snapshots: settings::snapshots(&audit.subject, world),
            cache: cache.clone(),
            render,
            evidence,
            sites: plan.len(),
        })?;
        // Files that are read or written from here on may be pipes: one signal must end the wait for the other end.
        let interruption = Interruption::listen();
        outputs.obey(interruption.stop());
        let mut results = Results::new(plan.len(), wanted, recorder);
        results.accept(accepted);
        let resume = audit.subject.resume.as_ref().map(|path| world.cwd.join(path));
        if let Err(error) = begin(&mut results, &plan, resume.as_deref(), &mut outputs, world.out) {
            return given_up(error, &interruption, world);
        }
        if let Some(path) = resume.filter(|_| results.finished() > 0) {
            world.warn(&resumed_note(results.finished(), &path))?;
        }
        let run = AuditRun { engine, plan: &plan, interruption: &interruption };
        let fault = run.gather(&mut results, &mut outputs, world)?;
        let interrupted = interruption.is_on();
        let mut exit = end(results, outputs, (interrupted, fault), world)?;
        // The wait for the reader of a report was given up.
        let interrupted = interrupted || exit == Exit::Usage && interruption.is_on();
        if !plan.unusable().is_empty() {
            exit = exit.or(Exit::Usage);
        }
        // After a signal, the cache is tidied up by a later run.
        if let Some(cache) = cache.filter(|_| !interruption.is_on()) {
            world.notes(cache.end())?;
        }
        Ok(if interrupted { exit.or(Exit::Interrupted) } else { exit })
    }

    /// The arguments with the defaults of the configuration.
    fn with_defaults(
        self,
        line: &CommandLine,
        config: Option<&Config>,
        world: &mut World<'_>,
    ) -> Result<Self, Error> {
        let Some(config) = config.filter(|config| !config.audit.is_empty()) else {
            return Ok(self);
        };
        let MergedCommandLine { parsed, note } = defaults::with_defaults(line, config)?;
        // With the command line's own --quiet: the file's must not hide what the file does.
        world.notes(note)?;
        let (_, cli) = parsed.map_err(|error| usage::fault(&error))?;
        world.look = look::look(&cli.global, world);
        match cli.command {
            Some(Command::Audit(audit)) => Ok(*audit),
            _ => Ok(self),
        }
    }
}

/// Writes which configuration is used, which rows of a list are no targets, and the notes of the plan.
fn write_notes(plan: &Plan<'_>, config: Option<&Config>, world: &mut World<'_>) -> io::Result<()> {
    let is_full = world.look.detail == Detail::Full;
    world.notes(config.filter(|_| is_full).map(configuration_note))?;
    plan.unusable().iter().try_for_each(|error| world.tell(Failure::of(error)))?;
    world.notes(plan.notes().iter().cloned())
}

/// The end of a run that could not begin. Where a signal ended the wait for an output, the run was interrupted.
fn given_up(
    error: Error,
    interruption: &Interruption,
    world: &mut World<'_>,
) -> Result<Exit, Error> {
    if !interruption.is_on() {
        return Err(error);
    }
    world.tell(error)?;
    Ok(Exit::Interrupted)
}

/// Takes the results of an earlier run, if there is one, and writes its lines to the outputs.
fn begin(
    results: &mut Results,
    plan: &Plan<'_>,
    resume: Option<&Path>,
    outputs: &mut AuditOutputs,
    out: &mut dyn Write,
) -> Result<(), Error> {
    if let Some(path) = resume {
        results.resume(path, |target| plan.find(target))?;
    }
    outputs.begin(results, resume, out)
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
        outputs: &mut AuditOutputs,
        world: &mut World<'_>,
    ) -> Result<Option<Error>, Error> {
        let runtime = Runtime::new()?;
        let progress = world.progress(self.plan.len());
        progress.resumed(results.finished());
        let stop = self.interruption.stop().clone();
        let control = Control { runtime: runtime.handle(), stop, progress: progress.clone() };
        let left: Vec<usize> = (0..self.plan.len()).filter(|index| !results.has(*index)).collect();
        let jobs = left.into_iter().filter_map(|index| Some((index, self.plan.job(index)?)));
        let mut sink = ReportSink { results, outputs, progress: &progress, out: world.out };
        let ended = self.engine.run(&control, jobs, &mut sink);
        let evidence = self.engine.finish_evidence(matches!(ended, Ok(RunEnd::Complete)));
        let fault = ended.err().or_else(|| evidence.err().map(Error::from));
        progress.end();
        world.notes(withheld_headers_note(&self.engine.origins_without_headers()))?;
        Ok(fault.or_else(|| self.engine.take_snapshot_fault().map(Error::from)))
    }
}

/// Takes finished sites into the results, and writes their lines.
struct ReportSink<'a> {
    results: &'a mut Results,
    outputs: &'a mut AuditOutputs,
    progress: &'a RunProgress,
    out: &'a mut dyn Write,
}

impl Sink for ReportSink<'_> {
    type Error = Error;

    fn take(&mut self, site: Finished) -> Result<(), Error> {
        self.progress.suspend(|| match self.results.take(site)? {
            Some(line) => Ok(self.outputs.line(&line, self.out)??),
            None => Ok(()),
        })
    }
}

/// Writes the documents, which need all sites, and reports faults.
pub(super) fn end(
    results: Results,
    outputs: AuditOutputs,
    (interrupted, fault): (bool, Option<Error>),
    world: &mut World<'_>,
) -> Result<Exit, Error> {
    let fault = fault.map(|Error(fault)| fault);
    let end = GatheringEnd { interrupted, fault, started_at: world.now };
    let (out, mut notices) = world.streams();
    let (outcome, is_whole) = outputs.finish::<Error>(results, end, out, &mut notices)?;
    let exit = Exit::from(outcome);
    Ok(if is_whole { exit } else { exit.or(Exit::Usage) })
}
