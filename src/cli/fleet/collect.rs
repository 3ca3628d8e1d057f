//! `beian fleet collect`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueHint};

use crate::config::Config;
use crate::domain::date::Date;
use crate::domain::lang::{Text, counted};
use crate::engine::{AuditInputs, AuditOutputs, Recorder, Results, Runtime, Stop};
use crate::fleet::{
    CollectEnd, CollectedTargets, CollectorFigures, Error as FleetError, FigureServer,
    ResultCollector, RunName, ServerOptions, Tell, serve_figures,
};

use super::super::audit::{ReportArgs, end};
use super::super::context::{LedgerArgs, configuration};
use super::super::exit_codes::code_help;
use super::super::interrupt::Interruption;
use super::super::{Error, Exit, World};
use super::nats::{NatsArgs, name};
use super::{connect_patiently, teller};

/// Collect the results of a run: each site once, into a file, the ledger and reports
#[derive(Args, Debug)]
#[command(after_help = format!("{EXAMPLES}{}", code_help(CODES)))]
pub(super) struct Collect {
    /// The run
    #[arg(long, value_name = "NAME", value_parser = name::<RunName>)]
    run: RunName,
    /// Write each site to this JSON Lines file. What is there is not collected again: a collector that was killed goes on
    /// with the same command
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    resume: PathBuf,
    /// Take what is there, and end without waiting for the rest
    #[arg(long)]
    no_wait: bool,
    #[command(flatten)]
    reports: ReportArgs,
    /// Record each site in the ledger, once, whatever happens
    #[arg(long)]
    record: bool,
    #[command(flatten)]
    ledger: LedgerArgs,
    /// Configuration [default: beian.toml in this folder or above]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
    /// Serve figures for Prometheus at this address, e.g. 127.0.0.1:9102
    #[arg(long, value_name = "ADDRESS:PORT")]
    metrics: Option<SocketAddr>,
    #[command(flatten)]
    nats: NatsArgs,
}

const EXAMPLES: &str = "Examples:
  beian fleet collect --run nightly --resume nightly.jsonl --report nightly.xlsx --record
  beian fleet collect --run nightly --resume nightly.jsonl --no-wait --quiet

";

const CODES: [(Exit, &str); 5] = [
    (
        Exit::Interrupted,
        "interrupted, or the run was cancelled, or not all was there with --no-wait, or the rest is in another file",
    ),
    (Exit::Usage, "no such run or server, or a file or ledger that cannot be written"),
    (Exit::Findings, "findings at or above --fail-on of the run"),
    (Exit::NotJudged, "a home page could not be judged"),
    (Exit::Clean, "clean"),
];

impl Collect {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let server_options = self.nats.options("collect", world)?;
        let interruption = Interruption::listen();
        let (stop, tell) = (interruption.stop().clone(), teller(world.look));
        let runtime = Runtime::new()?;
        let begun = runtime.handle().block_on(self.begin(&server_options, &stop, &tell))?;
        let Some((mut collector, _page)) = begun else { return Ok(Exit::Interrupted) };
        let settings = collector.settings().audit_settings();
        let settings = settings.map_err(|error| FleetError::Settings(self.run.clone(), error))?;
        let config = configuration(self.config.as_deref(), settings.today, world)?;
        let mut outputs = self.reports.outputs(config.as_ref(), settings.today, world)?;
        self.check_apart(&outputs, config.as_ref(), world)?;
        outputs.obey(interruption.stop());
        let recorder = self.recorder(config.as_ref(), &collector, settings.today, world)?;
        let wanted = outputs.wanted(settings.fail_on, None);
        let known = CollectedTargets::default();
        let mut results = Results::new(0, wanted, recorder);
        let file = world.cwd.join(&self.resume);
        results.resume(&file, |target| known.resumed(target))?;
        outputs.begin::<Error>(&results, Some(&file), world.out)?;
        if results.finished() > 0 {
            world.note(&goes_on(results.finished()))?;
        }
        let collected = collector.collect(
            &runtime.handle(),
            (&mut results, &known),
            !self.no_wait,
            &mut |line| Ok::<(), Error>(outputs.line(line, world.out)??),
        );
        let (ended, fault) = match collected {
            Ok(ended) => (ended, None),
            Err(fault) => (CollectEnd::Stopped, Some(fault)),
        };
        let is_cut = ended != CollectEnd::Complete && fault.is_none();
        let exit = end(results, outputs, (is_cut, fault), world)?;
        if let Some(text) = why_not_complete(&self.run, ended).filter(|_| is_cut) {
            world.note(&text)?;
        }
        Ok(if is_cut { exit.or(Exit::Interrupted) } else { exit })
    }

    /// Connects, and begins to serve figures where that is wanted. `None` where a stop is requested meanwhile.
    async fn begin(
        &self,
        server: &ServerOptions,
        stop: &Stop,
        tell: &Tell,
    ) -> Result<Option<(ResultCollector, Option<FigureServer>)>, FleetError> {
        let Some(server) = connect_patiently(server, stop, tell).await? else { return Ok(None) };
        let figures = Arc::new(CollectorFigures::default());
        let page = match self.metrics {
            Some(address) => Some(serve_figures(address, figures.clone(), server.clone()).await?),
            None => None,
        };
        let (run, stop) = (self.run.clone(), stop.clone());
        let collector = ResultCollector::begin(server, run, stop, tell.clone(), figures).await?;
        Ok(Some((collector, page)))
    }

    fn recorder(
        &self,
        config: Option<&Config>,
        collector: &ResultCollector,
        today: Date,
        world: &World<'_>,
    ) -> Result<Option<Recorder>, Error> {
        if !self.record {
            return Ok(None);
        }
        let run = collector.settings().uid.parse().map_err(|cause: String| {
            Error::from(FleetError::Unreadable(self.run.clone(), cause))
        })?;
        let path = self.ledger.path(config, world)?;
        Ok(Some(Recorder::open(&path, today, world.now)?.of_shared_run(run)))
    }

    /// Refuses reports that would destroy what the collection reads or writes.
    fn check_apart(
        &self,
        outputs: &AuditOutputs,
        config: Option<&Config>,
        world: &World<'_>,
    ) -> Result<(), Error> {
        let mut read = self.ledger.files(config, world);
        read.extend(config.iter().flat_map(|config| config.read_files()));
        Ok(outputs.check_apart(&AuditInputs {
            cwd: &world.cwd,
            resume: Some(&self.resume),
            written: Vec::new(),
            read,
            targets: &[],
            snapshots: Vec::new(),
        })?)
    }
}

fn goes_on(sites: usize) -> Text {
    Text::made(
        format!("文件里已有 {sites} 个网站的结果，从那里继续"),
        format!(
            "the file has the results of {} already: going on from there",
            counted(sites, "site")
        ),
    )
}

fn why_not_complete(run: &RunName, ended: CollectEnd) -> Option<Text> {
    match ended {
        CollectEnd::Complete => None,
        CollectEnd::Cancelled => Some(Text::made(
            format!("任务 {run} 已取消，已有的结果都在这里"),
            format!("the run {run} was cancelled: these are the results that there were"),
        )),
        CollectEnd::Missing(sites) => Some(Text::made(
            format!(
                "任务 {run} 有 {sites} 个网站的结果不在这里：已被收集到别的文件；请用那个文件作 --resume，或换个名字重新提交"
            ),
            format!(
                "the results of {} of run {run} are not here: they were collected into another file. Name that file \
                 as --resume, or submit the list under another name",
                counted(sites, "site")
            ),
        )),
        CollectEnd::Partial | CollectEnd::Stopped => Some(Text::made(
            format!("任务 {run} 还没有收集完，再次运行同一命令会继续"),
            format!("the run {run} is not complete: the same command goes on"),
        )),
    }
}
