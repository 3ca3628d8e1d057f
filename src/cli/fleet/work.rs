//! `beian fleet work`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, ValueHint};
use ring::rand::{SecureRandom as _, SystemRandom};
use url::Url;

use crate::domain::failure::Failure;
use crate::engine::{BrowserChoice, Runtime};
use crate::fleet::{Label, RunName, WorkerFigures, WorkerOptions, serve_figures, work};
use crate::folder::{make_private, unwritable};

use super::super::exit_codes::code_help;
use super::super::interrupt::Interruption;
use super::super::{Error, Exit, World};
use super::nats::{NatsArgs, name};
use super::{connect_patiently, teller};

/// Audit what was submitted to the fleet, until told to stop
#[derive(Args, Debug)]
#[command(after_help = format!("{EXAMPLES}{}", code_help(CODES)))]
pub(super) struct Work {
    /// Sites audited at once, and concurrent requests
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1024))]
    places: u16,
    /// A label of this worker: it takes sites that ask for it; may be given more than once
    #[arg(long, value_name = "LABEL", value_parser = name::<Label>)]
    label: Vec<Label>,
    /// Take only sites that ask for a label of this worker
    #[arg(long, requires = "label")]
    only_pinned: bool,
    /// Where this worker is, for people who look at the status
    #[arg(long, value_name = "TEXT")]
    region: Option<String>,
    /// Name of this worker, for people [default: made of the process]
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Serve only this run; may be given more than once [default: all]
    #[arg(long, value_name = "NAME", value_parser = name::<RunName>)]
    run: Vec<RunName>,
    /// End once no site is left
    #[arg(long)]
    until_done: bool,
    /// When told to stop, finish what was begun for at most this many seconds; the rest goes back to the fleet
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    drain: u16,
    /// Connect to sites through this proxy
    #[arg(long, value_name = "URL")]
    proxy: Option<Url>,
    /// The browser [default: the first Chromium or Chrome in the usual places]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::ExecutablePath)]
    browser: Option<PathBuf>,
    /// Keep what is fetched for each site as a snapshot, in a folder a run below this one; `beian audit --saved DIR/RUN`
    /// judges it again
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    save: Option<PathBuf>,
    /// Serve figures for Prometheus at this address, e.g. 127.0.0.1:9101
    #[arg(long, value_name = "ADDRESS:PORT")]
    metrics: Option<SocketAddr>,
    #[command(flatten)]
    nats: NatsArgs,
}

const EXAMPLES: &str = "Examples:
  beian fleet work                                  audits what was submitted, until Ctrl-C or SIGTERM
  beian fleet work --label mainland --places 200    takes also the sites that must be audited from the mainland
  beian fleet work --until-done                     ends once nothing is left

";

const CODES: [(Exit, &str); 3] = [
    (Exit::Interrupted, "a second signal came before what was begun was finished or given back"),
    (
        Exit::Usage,
        "refused: wrong usage, no such server, one that is too old, settings that are not understood",
    ),
    (Exit::Clean, "told to stop, and what was begun is finished or given back; or nothing is left"),
];

impl Work {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let server_options = self.nats.options("work", world)?;
        let options = self.options(world)?;
        let interruption = Interruption::listen();
        let (stop, tell) = (interruption.stop().clone(), teller(world.look));
        let figures = Arc::new(WorkerFigures::default());
        let runtime = Runtime::new()?;
        runtime.handle().block_on(async {
            let Some(server) = connect_patiently(&server_options, &stop, &tell).await? else {
                return Ok(());
            };
            let _served = match self.metrics {
                Some(address) => {
                    Some(serve_figures(address, figures.clone(), server.clone()).await?)
                }
                None => None,
            };
            Box::pin(work(server, options, stop.clone(), tell.clone(), figures.clone())).await
        })?;
        Ok(Exit::Clean)
    }

    fn options(&self, world: &World<'_>) -> Result<WorkerOptions, Error> {
        let named = self.browser.as_ref().map(|path| world.cwd.join(path));
        let browser = BrowserChoice::for_folders(named, world.path());
        let id = identity()?;
        let save = self.save.as_ref().map(|path| world.cwd.join(path));
        if let (Some(folder), Some(shown)) = (&save, &self.save) {
            // At once, not when the first run comes.
            make_private(folder).map_err(|cause| unwritable(shown).because(&cause))?;
        }
        Ok(WorkerOptions {
            name: self.name.clone().unwrap_or_else(own_name),
            id,
            places: self.places.into(),
            labels: self.label.clone(),
            only_pinned: self.only_pinned,
            region: self.region.clone(),
            runs: self.run.clone(),
            until_done: self.until_done,
            drain: Duration::from_secs(self.drain.into()),
            proxy: self.proxy.clone(),
            browser: browser.where_installed()?.map(|it| it.program),
            save,
        })
    }
}

/// The machine's name, as far as the system tells it, and the number of the process.
fn own_name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = host.trim();
    format!("{}-{}", if host.is_empty() { "worker" } else { host }, std::process::id())
}

/// An identity that no other process has: leases are held in its name.
pub(super) fn identity() -> Result<String, Error> {
    let mut bits = [0; 8];
    SystemRandom::new().fill(&mut bits).map_err(|_| {
        Failure::new(
            ("系统的随机数生成器没有工作", "the random generator of the system does not work"),
            ("请检查 /dev/urandom", "look at /dev/urandom"),
        )
    })?;
    // As identities in the ledger: without the highest bit.
    bits[0] &= 0x7f;
    Ok(data_encoding::HEXLOWER.encode(&bits))
}
