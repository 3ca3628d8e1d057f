//! `beian fleet submit`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint};

use crate::audit::Settings;
use crate::config::{Config, page_rule_level};
use crate::crawl::Target;
use crate::domain::date::{self, Date};
use crate::domain::failure::Failure;
use crate::domain::lang::{Text, counted};
use crate::domain::site::Site;
use crate::engine::{self, Job, PlanOptions, Runtime, TargetList, recognise};
use crate::fleet::{
    AuditSetup, DeliverySettings, GivenSettings, Label, NatsServer, RenderSetting, RunName,
    RunSettings, SitePlace, StreamOptions, Submitted, Submitter,
};
use crate::folder::Choice;
use crate::rules::{Level, Rule};

use super::super::audit::{ConnectionArgs, FailOn, ReadingArgs, Render, reading};
use super::super::context::configuration;
use super::super::declare::DeclaredArgs;
use super::super::exit_codes::code_help;
use super::super::interrupt::Interruption;
use super::super::{Error, Exit, World};
use super::nats::{NatsArgs, name};
use super::teller;
use super::work::identity;

/// Rows of a list that cannot be used are said one by one up to this number, then counted.
const MAX_SAID: u64 = 20;

/// Hand a list of sites in to the fleet, as a run with a name
#[derive(Args, Debug)]
#[command(after_help = format!("{EXAMPLES}{}", code_help(CODES)))]
pub(super) struct Submit {
    /// URL or domain [default: the domains of beian.toml]
    #[arg(value_name = "TARGET", display_order = 0)]
    targets: Vec<String>,
    /// More targets from a file, as `beian audit --targets`; a column named place says which label its site needs; - for
    /// standard input
    #[arg(long = "targets", id = "targets-file", display_order = 1, value_name = "FILE", value_hint = ValueHint::FilePath)]
    targets_file: Option<PathBuf>,
    /// Name of the run; handed in again with the same list and settings, it goes on where it stopped
    #[arg(long, value_name = "NAME", display_order = 2, value_parser = name::<RunName>)]
    run: RunName,
    /// Only workers with this label audit the sites, where neither list nor beian.toml says otherwise
    #[arg(long, value_name = "LABEL", value_parser = name::<Label>)]
    place: Option<Label>,
    /// Configuration [default: beian.toml in this folder or above]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
    #[command(flatten)]
    declared: DeclaredArgs,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    connections: ConnectionArgs,
    #[command(flatten)]
    judging: JudgingArgs,
    #[command(flatten)]
    streams: StreamArgs,
    #[command(flatten)]
    nats: NatsArgs,
}

/// How sites are judged.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "How sites are judged")]
struct JudgingArgs {
    /// `beian fleet collect` exits with 1 if any finding has this severity or a higher one
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,
    /// Change a rule's level, e.g. icp-missing-inner=warning or copyright-missing=off
    #[arg(long = "rule", value_name = "ID=LEVEL", value_parser = page_rule_level)]
    rules: Vec<(&'static Rule, Level)>,
    /// Use this day as today (YYYY-MM-DD), for all sites
    #[arg(long, value_name = "DATE", value_parser = date::typed)]
    today: Option<Date>,
}

/// How sites are handed out.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "How sites are handed out")]
struct StreamArgs {
    /// A site whose worker says nothing for this time is handed out again. Of the first run of a fleet it is
    /// also the time after which the domains of a silent worker go to others
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(2..=3600))]
    ack_wait: u32,
    /// A site is handed out at most this many times; then it is reported as not judged
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
    max_deliver: u32,
    /// For the first run of a fleet: copies of its data, each on another server of a cluster
    #[arg(long, value_name = "N", default_value = "1", value_parser = ["1", "3", "5"])]
    replicas: String,
    /// For the first run of a fleet: at most this many sites wait; more are handed in as these are audited
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(100..))]
    max_queued: u32,
}

const EXAMPLES: &str = "Examples:
  beian fleet submit --run nightly --targets sites.csv
  beian fleet submit --run cn --place mainland --home-only example.cn example.com
  psql -Atc 'select domain from sites' | beian fleet submit --run all --targets -

";

const CODES: [(Exit, &str); 3] = [
    (Exit::Interrupted, "interrupted; the same command goes on"),
    (Exit::Usage, "refused, or some rows were no live sites; the others are handed in"),
    (Exit::Clean, "all sites are handed in"),
];

impl Submit {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        self.refuse_what_is_the_workers()?;
        Choice::typed(&self.reading.include, &self.reading.exclude)?;
        let today = self.judging.today.unwrap_or(world.today());
        let config = configuration(self.config.as_deref(), today, world)?;
        if config.as_ref().is_some_and(|config| !config.audit.is_empty()) {
            world.note(&unused_defaults())?;
        }
        let options = PlanOptions {
            config: config.as_ref(),
            declared: self.declared.read(today)?,
            base: world.base(),
            ..PlanOptions::default()
        };
        let settings = self.settings(config.as_ref(), today, world)?;
        let server_options = self.nats.options("submit", world)?;
        let interruption = Interruption::listen();
        let (stop, tell) = (interruption.stop().clone(), teller(world.look));
        let runtime = Runtime::new()?;
        let streams = StreamOptions {
            replicas: self.streams.replicas.parse().unwrap_or(1),
            max_queued: self.streams.max_queued.into(),
            lease: Duration::from_secs(self.streams.ack_wait.into()),
        };
        let given = GivenSettings {
            today: self.judging.today.is_some(),
            user_agent: self.connections.user_agent.is_some() || self.connections.contact.is_some(),
        };
        let submitter = runtime.handle().block_on(async {
            let server = NatsServer::connect(&server_options).await?;
            Submitter::begin(server, streams, (self.run.clone(), &settings, given), stop, tell)
                .await
        })?;
        if submitter.earlier_sites() > 0 {
            world.note(&goes_on(submitter.earlier_sites()))?;
        }
        let place = SitePlace(self.place.clone());
        let mut rows = Rows {
            submitter,
            options,
            place,
            runtime: &runtime,
            unusable: Vec::new(),
            refused: 0,
            fault: None,
        };
        self.each_target(&mut rows, world)?;
        let (result, refused) = rows.end(world)?;
        say(&self.run, result, world)?;
        Ok(match result.is_complete {
            false => Exit::Interrupted,
            true if refused > 0 => Exit::Usage,
            true => Exit::Clean,
        })
    }

    /// Options that belong to a worker: where it stands, its network and browser decide about them.
    fn refuse_what_is_the_workers(&self) -> Result<(), Error> {
        let option = match (&self.connections.proxy, &self.reading.browser) {
            (Some(_), _) => "--proxy",
            (None, Some(_)) => "--browser",
            (None, None) => return Ok(()),
        };
        Err(Failure::new(
            (
                format!("{option} 由 worker 决定，不能随任务提交"),
                format!("{option} is a matter of each worker, and is not handed in with a run"),
            ),
            (
                format!("请写在 beian fleet work {option} 里"),
                format!("give it to beian fleet work {option}"),
            ),
        )
        .into())
    }

    fn settings(
        &self,
        config: Option<&Config>,
        today: Date,
        world: &World<'_>,
    ) -> Result<RunSettings, Error> {
        let mut levels = config.map(|config| config.levels.clone()).unwrap_or_default();
        for (rule, level) in &self.judging.rules {
            levels.set(rule, *level);
        }
        let fail_on = self.judging.fail_on.severity();
        let settings = Settings { levels, fail_on, today, lang: world.look.lang };
        let reading = reading(&self.reading, None);
        let net = self.connections.client(world)?;
        let render = match self.reading.render {
            Render::Auto => RenderSetting::Auto,
            Render::Always => RenderSetting::Always,
            Render::Never => RenderSetting::Never,
        };
        let setup = AuditSetup { settings: &settings, reading: &reading, net: &net, render };
        let delivery = DeliverySettings {
            ack_wait_ms: u64::from(self.streams.ack_wait) * 1000,
            max_deliver: self.streams.max_deliver,
        };
        Ok(RunSettings::new(setup, delivery, identity()?, world.now))
    }

    fn each_target(&self, rows: &mut Rows<'_>, world: &mut World<'_>) -> Result<(), Error> {
        for typed in &self.targets {
            let target = recognise(typed, &rows.options.base).map_err(engine::Error::from)?;
            rows.take(Ok((target, Site::default())));
        }
        if let Some(path) = &self.targets_file {
            let (cwd, base) = (world.cwd.clone(), world.base());
            let today = self.judging.today.unwrap_or(world.today());
            let list = TargetList { path, cwd: &cwd, base: &base, today };
            list.each(world.input, &mut |row| rows.take(row.map(|it| (it.target, it.site))))?;
        }
        if self.targets.is_empty() && self.targets_file.is_none() {
            let sites = rows.options.config.map(|config| config.sites.iter().collect::<Vec<_>>());
            for entry in sites.unwrap_or_default() {
                if let Some(domain) = &entry.site.domain {
                    let target = Target::live(domain).map_err(engine::Error::from)?;
                    rows.take(Ok((target, Site::default())));
                }
            }
        }
        Ok(())
    }
}

/// The sites that are handed in, one by one.
struct Rows<'a> {
    submitter: Submitter,
    options: PlanOptions<'a>,
    place: SitePlace,
    runtime: &'a Runtime,
    /// The first rows that are no live sites.
    unusable: Vec<Error>,
    refused: u64,
    /// What ended the submission: what follows is passed over.
    fault: Option<Error>,
}

impl Rows<'_> {
    fn take(&mut self, row: Result<(Target, Site), engine::Error>) {
        if self.fault.is_some() || self.submitter.is_stopped() {
            return;
        }
        let job = row.map_err(Error::from);
        let job = job.and_then(|(target, site)| live(self.options.job(target, &site)));
        let place = |job: &Job| -> Result<SitePlace, Error> {
            match &job.site.place {
                Some(label) => {
                    Ok(SitePlace(Some(label.parse().map_err(crate::fleet::Error::Name)?)))
                }
                None => Ok(self.place.clone()),
            }
        };
        match job.and_then(|job| Ok((place(&job)?, job))) {
            Ok((place, job)) => {
                let added = self.runtime.handle().block_on(self.submitter.add(&job, place));
                self.fault = added.err().map(Error::from);
            }
            Err(error) => {
                self.refused += 1;
                if self.refused <= MAX_SAID {
                    self.unusable.push(error);
                }
            }
        }
    }

    /// Ends the submission, and says which rows were no sites.
    fn end(self, world: &mut World<'_>) -> Result<(Submitted, u64), Error> {
        for error in self.unusable {
            world.tell(error)?;
        }
        if self.refused > MAX_SAID {
            let more = self.refused - MAX_SAID;
            let text = Text::made(
                format!("清单里还有 {more} 行不能用"),
                format!("{more} more rows of the list cannot be used"),
            );
            world.note(&text)?;
        }
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        Ok((self.runtime.handle().block_on(self.submitter.finish())?, self.refused))
    }
}

/// A job of a live site; workers have no folders of ours.
fn live(job: Job) -> Result<Job, Error> {
    if job.is_live() {
        return Ok(job);
    }
    let text = &job.target.text;
    Err(Failure::new(
        (
            format!("{text} 是本地文件或目录，worker 读不到"),
            format!("{text} is a file or folder here, which workers cannot read"),
        ),
        (
            format!("要审查网站请写 https://{text}；目录请用 beian audit"),
            format!("write https://{text} for the site; audit folders with beian audit"),
        ),
    )
    .into())
}

fn unused_defaults() -> Text {
    Text::fixed(
        "beian.toml 的 [audit] 不用于 fleet submit：请把选项写在命令行上",
        "[audit] of beian.toml does not hold for fleet submit: write its options on the command line",
    )
}

fn goes_on(sites: u64) -> Text {
    Text::made(
        format!("任务已有 {sites} 个网站，从那里继续"),
        format!("the run has {} already: going on from there", counted(sites, "site")),
    )
}

fn say(run: &RunName, submitted: Submitted, world: &mut World<'_>) -> Result<(), Error> {
    let Submitted { sites, repeated, is_complete } = submitted;
    if repeated > 0 {
        let text = Text::made(
            format!("有 {repeated} 个目标重复，每个站点只审查一次"),
            format!("targets given more than once are audited once: {repeated} left out"),
        );
        world.note(&text)?;
    }
    let text = if is_complete {
        Text::made(
            format!("任务 {run}：已提交 {sites} 个网站"),
            format!("run {run}: {} submitted", counted(sites, "site")),
        )
    } else {
        Text::made(
            format!("任务 {run}：提交被中断，再次运行同一命令会继续"),
            format!("run {run}: interrupted; the same command goes on"),
        )
    };
    writeln!(world.out, "{}", text.get(world.look.lang))?;
    Ok(())
}
