//! `beian audit`: targets → crawl → audit → report, several sites at once.

mod args;
mod defaults;
mod gather;
mod known;
mod output;
mod plan;
mod progress;
mod record;
mod run;
mod targets;

use std::ffi::OsString;
use std::io;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::audit::Outcome;
use crate::domain::lang::Text;
use crate::report::model::{Report, SiteReport};
use crate::report::{Detail, jsonl};

use super::look::Look;
use super::{Cli, Command, Error, Exit, World, error};

pub(super) use args::{Audit, ConnectionArgs};
pub(super) use plan::{Job, configuration, connections};
pub(super) use run::{Reading, Run};
pub(super) use targets::recognise;

use record::Recorder;

impl Audit {
    /// Runs the command. `args` is the whole command line: the file's defaults are put into it and it is read again.
    pub(super) fn run(
        self,
        args: &[OsString],
        world: &mut World<'_>,
        look: &mut Look,
    ) -> Result<Exit, Error> {
        let today = self.output.today.unwrap_or(world.today);
        let config = configuration(self.subject.config.as_deref(), today, &world.cwd)?;
        let audit = match &config {
            Some(config) if !config.audit.is_empty() => {
                let cli = read_again(&defaults::with_defaults(args, config)?)?;
                *look = Look::new(&cli.global, world);
                match cli.command {
                    Some(Command::Audit(audit)) => *audit,
                    _ => self,
                }
            }
            _ => self,
        };
        let today = audit.output.today.unwrap_or(today);
        plan::refuse_browser(audit.reading.render)?;
        let mut plan = plan::plan(&audit.subject, config.as_ref(), today, world)?;
        let ledger = audit.output.ledger.as_deref();
        known::add_logs(&mut plan, ledger, config.as_ref(), today, world)?;
        let outputs = output::Outputs::new(&audit.output, *look, &world.cwd)?;
        if let Some(config) = config.as_ref().filter(|_| look.detail == Detail::Full) {
            let path = config.path.display().to_string();
            note(
                &Text::made(format!("配置文件 {path}"), format!("configuration: {path}")),
                *look,
                world,
            )?;
        }
        for text in &plan.notes {
            note(text, *look, world)?;
        }
        let mut recorder = Recorder::asked_for(&audit.output, config.as_ref(), today, world)?;
        let settings = plan::settings(&audit, config.as_ref(), today, look.lang);
        let run = Run::new(
            connections(&audit.connections, audit.reading.max_body, &world.cwd)?,
            Reading::from(&audit.reading),
            settings,
        )?;
        let done = gathered(&run, &plan.jobs, &outputs, recorder.as_mut(), *look, world)?;
        let report = Report::new(world.now.clone(), done.sites);
        let fault = recorder.and_then(|recorder| recorder.fault);
        let whole = outputs.write(&report, world)? && fault.is_none();
        let exit = match Outcome::of(&report, run.settings.fail_on) {
            Outcome::Findings => Exit::Findings,
            Outcome::Unjudged => Exit::NotJudged,
            Outcome::Clean => Exit::Clean,
        };
        let exit = if whole { exit } else { exit.or(Exit::Usage) };
        Ok(if done.interrupted { exit.or(Exit::Interrupted) } else { exit })
    }
}

fn read_again(args: &[OsString]) -> Result<Cli, Error> {
    let matches = Cli::command().try_get_matches_from(args);
    matches
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| Error::usage(&error))
}

/// What was done: all sites, or those that were done when the run was interrupted.
struct Done {
    sites: Vec<SiteReport>,
    interrupted: bool,
}

/// Audits all sites. In JSON Lines each is written as soon as it is done; the result has them in the order of the
/// targets.
fn gathered(
    run: &Run,
    jobs: &[Job],
    outputs: &output::Outputs,
    mut recorder: Option<&mut Recorder>,
    look: Look,
    world: &mut World<'_>,
) -> Result<Done, Error> {
    let progress = progress::Progress::new(jobs.len(), look, world);
    let mut sites: Vec<Option<SiteReport>> = jobs.iter().map(|_| None).collect();
    let mut written: io::Result<()> = Ok(());
    let interrupted = run.each(jobs, &progress, |index, mut site| {
        if let (Some(recorder), Some(job)) = (&mut recorder, jobs.get(index)) {
            recorder.take(job, &mut site);
        }
        if outputs.streams() && written.is_ok() {
            written = progress
                .aside(|| jsonl::write_site(&site, world.out).and_then(|()| world.out.flush()));
        }
        if let Some(place) = sites.get_mut(index) {
            *place = Some(site);
        }
    });
    if let Some(recorder) = recorder {
        recorder.flush();
        for text in recorder.notes.drain(..) {
            note(&text, look, world)?;
        }
        if let Some(fault) = &recorder.fault {
            error::print(fault, look.err_colour, world.err)?;
        }
    }
    written?;
    Ok(Done { sites: sites.into_iter().flatten().collect(), interrupted })
}

/// Audits one site; nothing if the user interrupts.
pub(super) fn alone(run: &Run, job: &Job, look: Look, world: &World<'_>) -> Option<SiteReport> {
    let progress = progress::Progress::new(1, look, world);
    let mut report = None;
    run.each(std::slice::from_ref(job), &progress, |_, site| report = Some(site));
    report
}

/// Says something that is worth knowing, on standard error.
pub(super) fn note(text: &Text, look: Look, world: &mut World<'_>) -> Result<(), Error> {
    if !look.is_quiet() {
        let label = Text::fixed("提示：", "note: ");
        let text = crate::report::escape::line(text.get(look.lang));
        writeln!(world.err, "{}{text}", label.get(look.lang))?;
    }
    Ok(())
}
