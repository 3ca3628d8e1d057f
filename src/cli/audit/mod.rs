//! `beian audit`: targets → crawl → audit → report, several sites at once.

mod apart;
mod args;
mod cache;
mod defaults;
mod known;
mod output;
mod plan;
mod progress;
mod record;
mod results;
mod resume;
mod run;
mod settings;
mod snapshots;
mod store;
mod target_list;
mod targets;

use std::ffi::OsString;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::audit::Outcome;
use crate::config::Config;
use crate::domain::lang::Text;
use crate::report::Detail;
use crate::report::model::SiteReport;

use super::context::{configuration, note};
use super::interrupt::Interruption;
use super::look::Look;
use super::{Cli, Command, Error, Exit, World, error};

pub(super) use args::{Audit, ConnectionArgs};
pub(super) use plan::Job;
pub(super) use progress::Progress;
pub(super) use run::{Reading, Run};
pub(super) use settings::connections;
pub(super) use target_list::each_target;
pub(super) use targets::recognise;

use output::Outputs;
use plan::Plan;
use record::Recorder;
use results::Results;
pub(super) use snapshots::Snapshots;

impl Audit {
    /// Runs the command. `args` is the whole command line: the file's defaults are put into it and it is read again.
    pub(super) fn run(
        self,
        args: &[OsString],
        world: &mut World<'_>,
        look: &mut Look,
    ) -> Result<Exit, Error> {
        let today = self.output.today.unwrap_or(world.today());
        let config = configuration(self.subject.config.as_deref(), today, world)?;
        let audit = self.with_defaults(args, config.as_ref(), look, world)?;
        let today = audit.output.today.unwrap_or(today);
        settings::refuse_browser(audit.reading.render)?;
        settings::check_patterns(&audit.reading)?;
        let mut plan = plan::plan(&audit.subject, config.as_ref(), today, world)?;
        known::add_logs(&mut plan, audit.output.ledger.as_deref(), config.as_ref(), today, world)?;
        let mut outputs = Outputs::new(&audit.output, *look, &world.cwd)?;
        apart::check(&audit, &outputs, &plan.paths, config.as_ref(), world)?;
        tell_notes(&plan, config.as_ref(), *look, world)?;
        let recorder = Recorder::asked_for(&audit.output, config.as_ref(), today, world)?;
        let cache = cache::open(audit.subject.cache.as_deref(), world)?;
        let settings = settings::settings(&audit, config.as_ref(), today, look.lang);
        let fail_on = settings.fail_on;
        // A file that is read here may be a pipe: whoever ends the program while it waits need not ask twice.
        let options = connections(&audit.connections, audit.reading.max_body, &world.cwd)?;
        let interruption = Arc::new(Interruption::listen());
        outputs.heed(&interruption);
        let run = Run::new(
            options,
            Reading::from(&audit.reading),
            settings,
            plan.len(),
            Progress::new(plan.len(), *look, world),
            Snapshots::new(&audit.subject, cache.clone(), world)?,
            Arc::clone(&interruption),
        )?;
        let resume = audit.subject.resume.as_ref().map(|path| world.cwd.join(path));
        let begun = Results::begin(&plan, resume.as_deref(), &mut outputs, fail_on, world.out);
        let mut results = match begun {
            Ok(results) => results,
            Err(error) => return given_up(error, &interruption, *look, world),
        };
        results.recorder = recorder;
        if let Some(path) = resume.filter(|_| results.done() > 0) {
            note(&left_out(results.done(), &path), *look, world)?;
        }
        let (interrupted, fault) = gather(&run, &plan, &mut results, world);
        let fault = fault.or(run.unsaved());
        let withheld = not_sent(&run.withheld());
        drop(run);
        withheld.map_or(Ok(()), |text| note(&text, *look, world))?;
        let exit = told(&mut results, interrupted, fault, *look, world)?;
        // A report that was given up is no report.
        let interrupted = interrupted || exit == Exit::Usage && interruption.is_on();
        let exit = if plan.unusable.is_empty() { exit } else { exit.or(Exit::Usage) };
        // Tidying up can wait.
        if let Some(cache) = cache.filter(|_| !interruption.is_on()) {
            cache::close(&cache, *look, world)?;
        }
        Ok(if interrupted { exit.or(Exit::Interrupted) } else { exit })
    }

    /// The arguments with what the configuration sets of them.
    fn with_defaults(
        self,
        args: &[OsString],
        config: Option<&Config>,
        look: &mut Look,
        world: &mut World<'_>,
    ) -> Result<Self, Error> {
        Ok(match config {
            Some(config) if !config.audit.is_empty() => {
                let defaulted = defaults::with_defaults(args, config)?;
                // With the command line's own --quiet: the file's must not hide what the file does.
                tell_settings(config, &defaulted.told, *look, world)?;
                let cli = read_again(&defaulted.args)?;
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

/// Says which configuration holds, which rows of a list are no targets, and what else is worth a note.
fn tell_notes(
    plan: &Plan<'_>,
    config: Option<&Config>,
    look: Look,
    world: &mut World<'_>,
) -> Result<(), Error> {
    if let Some(text) = config.filter(|_| look.detail == Detail::Full).map(obeyed) {
        note(&text, look, world)?;
    }
    for error in &plan.unusable {
        error::print(error, look.lang, look.err_colour, world.err)?;
    }
    plan.notes.iter().try_for_each(|text| note(text, look, world))
}

/// Says what a file that was found sets of the options that write, weaken a check, or reach servers otherwise.
fn tell_settings(
    config: &Config,
    told: &[String],
    look: Look,
    world: &mut World<'_>,
) -> Result<(), Error> {
    if !config.found || told.is_empty() {
        return Ok(());
    }
    let (path, options) = (config.path.display(), told.join(" "));
    let text = Text::made(format!("{path} 设定了 {options}"), format!("{path} sets {options}"));
    note(&text, look, world)
}

/// Which configuration holds.
fn obeyed(config: &Config) -> Text {
    let path = config.path.display();
    Text::made(format!("配置文件 {path}"), format!("configuration: {path}"))
}

/// How a run ends that could not begin: as the signal says, where that ended the wait for an output.
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

/// What is told of sites that an earlier run judged: by its own options, declared values and day.
fn left_out(sites: usize, path: &Path) -> Text {
    let path = path.display();
    Text::made(
        format!(
            "{path} 里已有 {sites} 个网站的结果，照原样采用（按当时的日期、选项和声明判断）；要重新判断，请换一个文件"
        ),
        format!(
            "{path} holds the results of {sites} of the sites: they are taken as they are, by the day, options and \
             declared values of that run; to judge them anew, name another file"
        ),
    )
}

/// What is told of places that the user's headers were not sent to.
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

/// Writes what is left to write, and says what went wrong on the way.
fn told(
    results: &mut Results<'_>,
    interrupted: bool,
    fault: Option<Error>,
    look: Look,
    world: &mut World<'_>,
) -> Result<Exit, Error> {
    let mut recorder = results.recorder.take();
    if let Some(recorder) = &mut recorder {
        recorder.flush();
    }
    for text in recorder.iter().flat_map(|recorder| &recorder.notes) {
        note(text, look, world)?;
    }
    let faults: Vec<Error> =
        fault.into_iter().chain(recorder.and_then(|recorder| recorder.fault)).collect();
    for fault in &faults {
        error::print(fault, look.lang, look.err_colour, world.err)?;
    }
    let exit = match results.outcome {
        Outcome::Findings => Exit::Findings,
        Outcome::Unjudged => Exit::NotJudged,
        Outcome::Clean => Exit::Clean,
    };
    let written = results.end(interrupted, world)? && faults.is_empty();
    Ok(if written { exit } else { exit.or(Exit::Usage) })
}

/// Audits all sites that are not done. Whether the user interrupted, and the fault that ended the run, if one did.
fn gather(
    run: &Run,
    plan: &Plan<'_>,
    results: &mut Results<'_>,
    world: &mut World<'_>,
) -> (bool, Option<Error>) {
    run.progress().resumed(results.done());
    let left: Vec<usize> = (0..plan.len()).filter(|index| !results.has(*index)).collect();
    let jobs = left.into_iter().filter_map(|index| Some((index, plan.job(index)?)));
    let mut fault = None;
    let interrupted =
        run.each(jobs, |done| match run.progress().aside(|| results.take(done, world.out)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                fault = Some(error);
                ControlFlow::Break(())
            }
        });
    (interrupted, fault)
}

fn read_again(args: &[OsString]) -> Result<Cli, Error> {
    let matches = Cli::command().try_get_matches_from(args);
    matches
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| Error::usage(&error))
}

/// Audits one site; nothing if the user interrupts before it is read to its end.
pub(super) fn alone(run: &Run, job: &Job) -> Option<SiteReport> {
    let mut report = None;
    run.each([(0, job.clone())], |done| {
        report = Some(done.report).filter(|report| !report.interrupted);
        ControlFlow::Continue(())
    });
    report
}
