//! `beian watch`: the night's work, for a timer. One command that ends, since servers have better timers than a program of
//! ours would be: they make up for missed runs, keep the log, and tell when a run fails.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::domain::failure::Failure;
use crate::engine::{LedgerContext, MessageRun, Runtime, calendar, check_report};
use crate::notify::{
    Night, NightAudit, NightEnd, NightPlan, NightStep, NotifyResult, Task, TaskLock, ping,
    write_result,
};
use crate::report::{ReportFile, escape};

use super::context::{ContextArgs, cache};
use super::interrupt::Interruption;
use super::{Error, Exit, World, exit_codes, run_line};

/// Audit all sites of beian.toml, record it, write reports and calendars, and notify: one run, for a timer
#[derive(Args, Debug)]
#[command(after_help = format!("{EXAMPLES}{}", exit_codes::WATCH.help()))]
pub(super) struct Watch {
    #[command(flatten)]
    context: ContextArgs,
    /// Cache responses in this folder, so that servers send only what has changed
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    cache: Option<PathBuf>,
    /// Write a report of the audit, as `beian audit --report` (may be given more than once)
    #[arg(long, value_name = "[FORMAT=]FILE", value_parser = ReportFile::typed)]
    report: Vec<ReportFile>,
    /// Renew the calendar of all due days
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    calendar: Option<PathBuf>,
    /// Renew a calendar for each client in this folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    calendars: Option<PathBuf>,
    /// Further options of `beian audit`, behind `--`
    #[arg(last = true, value_name = "AUDIT-OPTION")]
    audit: Vec<OsString>,
}

const EXAMPLES: &str = "Examples:
  beian watch --cache /var/cache/beian --calendars ics
  beian watch --report html=reports/latest.html -- --max-pages 20

";

impl Watch {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        // Before anything else: a signal between two steps ends the night, too.
        let interruption = Interruption::listen();
        let context = self.context.context(world)?;
        let _lock = TaskLock::take(&context.path, Task::Watch)?;
        let mut shift = Shift { context, interruption, night: Night::default() };
        let plan = self.plan(&mut shift, world)?;
        for step in plan.steps() {
            if shift.interruption.is_on() {
                break;
            }
            shift.work(step, world)?;
        }
        shift.end(world)
    }

    /// What there is to do. Options that cannot be used are said and left out: an audit would refuse them before it begins,
    /// and the night must not be lost for a report.
    fn plan(self, shift: &mut Shift, world: &mut World<'_>) -> Result<NightPlan, Error> {
        let mut reports = Vec::new();
        for report in self.report {
            let checked = check_report(&report, &world.cwd, shift.context.today);
            reports.extend(shift.take(checked, world)?.map(|()| report));
        }
        let opened = cache(self.cache.as_deref(), world);
        let cache = self.cache.filter(|_| opened.is_ok());
        shift.take(opened, world)?;
        let config = shift.context.config.as_ref();
        Ok(NightPlan {
            detail: world.look.detail,
            lang: world.look.lang,
            ledger: self.context.args(),
            audit: NightAudit { cache, reports, further: self.audit },
            calendar: self.calendar,
            client_calendars: self.calendars,
            has_channels: config.is_some_and(|config| !config.notify.channels.is_empty()),
        })
    }
}

/// A night that is under way.
struct Shift {
    context: LedgerContext,
    interruption: Interruption,
    night: Night,
}

impl Shift {
    /// Does a step. What fails does not keep the rest from being done: a due day must be told though a report cannot be
    /// written.
    fn work(&mut self, step: NightStep, world: &mut World<'_>) -> Result<(), Error> {
        match step {
            NightStep::Audit(line) => {
                let before = self.context.last_audit();
                let before = self.take(before, world)?;
                self.run_step(line, world)?;
                let audited = before.map(|before| self.context.audited_since(before)).transpose();
                self.night.audited = self.take(audited, world)?.flatten().unwrap_or_default();
            }
            NightStep::Calendar(line) => {
                let written = self.run_step(line, world)?;
                self.night.calendars += usize::from(written == Some(Exit::Clean));
            }
            NightStep::Messages => {
                let sent = self.send(world);
                self.night.notified = self.take(sent, world)?;
                if let Some(result) = &self.night.notified {
                    let (out, mut notices) = world.streams();
                    write_result(result, out, &mut notices)?;
                }
            }
        }
        Ok(())
    }

    /// Runs a command that a user could type. One that ends with a fault of its own has said so.
    fn run_step(
        &mut self,
        line: Vec<OsString>,
        world: &mut World<'_>,
    ) -> Result<Option<Exit>, Error> {
        let done = run_line(line, world);
        let exit = self.take(done, world)?;
        self.night.failed |= exit == Some(Exit::Usage);
        self.night.interrupted |= exit == Some(Exit::Interrupted);
        Ok(exit)
    }

    fn send(&self, world: &World<'_>) -> Result<NotifyResult, Failure> {
        let run = MessageRun {
            context: &self.context,
            calendar: &calendar(&[], self.context.config.as_ref(), &world.cwd)?,
            wanted: &[],
            lang: world.look.lang,
            started_at: world.now,
            tries: 3,
            at_once: false,
        };
        run.send(&|name: &str| world.named_variable(name), self.interruption.stop())
    }

    /// Takes the result of a part; a fault is said and noted.
    fn take<T>(
        &mut self,
        result: Result<T, impl Into<Error>>,
        world: &mut World<'_>,
    ) -> Result<Option<T>, Error> {
        match result {
            Ok(done) => Ok(Some(done)),
            Err(error) => {
                self.night.failed = true;
                world.tell(error)?;
                Ok(None)
            }
        }
    }

    /// Gives the sign of life after a good night, and says in a line what was done.
    fn end(mut self, world: &mut World<'_>) -> Result<Exit, Error> {
        self.night.interrupted |= self.interruption.is_on();
        let end = self.night.end();
        if end == NightEnd::Good {
            self.sign_of_life(world)?;
        }
        writeln!(world.out, "{}", self.night.summary().get(world.look.lang))?;
        Ok(match end {
            NightEnd::Interrupted => Exit::Interrupted,
            NightEnd::Incomplete => Exit::Usage,
            NightEnd::Waiting => Exit::Findings,
            NightEnd::Good => Exit::Clean,
        })
    }

    /// Fetches the address that must hear of every good run. That it cannot be reached is a note: who watches it will see.
    fn sign_of_life(&self, world: &mut World<'_>) -> Result<(), Error> {
        let keys = self.context.config.as_ref().and_then(|config| config.notify.ping.as_ref());
        let Some(keys) = keys else { return Ok(()) };
        let runtime = Runtime::new()?;
        let pinged = {
            let env = |name: &str| world.named_variable(name);
            runtime.handle().block_on(ping(keys, &env))
        };
        if let Err(why) = pinged {
            writeln!(world.err, "{}", escape::line(why.get(world.look.lang)))?;
        }
        Ok(())
    }
}
