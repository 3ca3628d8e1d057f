//! A worker: it looks what waits, takes the leases of its shards, and audits their sites.

mod board;
mod feed;
mod keeper;
mod pulse;
mod rounds;
mod served_run;
mod shard_turn;
mod site_task;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, sleep};

use crate::domain::lang::Text;
use crate::engine::Stop;
use crate::net::AddressLimits;

use super::error::Error;
use super::figures::{RateWindow, WorkerFigures};
use super::names::{Label, RunName};
use super::records::WorkerRecord;
use super::server::{FleetStreams, NatsServer};
use super::settings::WorkerNetwork;
use super::submit::Tell;

use board::Board;
use pulse::Pulse;
use rounds::Rounds;
use served_run::ServedRun;

/// How often a worker looks what waits while it has work.
const LOOK: Duration = Duration::from_secs(1);
/// At least this number of sites of a shard may be under way.
const SITES_PER_SHARD: usize = 4;
/// A place for each that a shard has, and some more, so that no place is idle while shards have sites handed out.
const SHARE_PERCENT: usize = 125;
const SHORTEST_LEASE: Duration = Duration::from_millis(500);

/// What a worker is told on the command line.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    /// Its name, for people.
    pub name: String,
    /// Its identity: another one each time it is started.
    pub id: String,
    /// Sites that it audits at once.
    pub places: usize,
    /// Its labels.
    pub labels: Vec<Label>,
    /// Whether it takes only sites that ask for one of its labels.
    pub only_pinned: bool,
    /// Where it stands, for people.
    pub region: Option<String>,
    /// The runs that it serves; none = all.
    pub runs: Vec<RunName>,
    /// Whether it ends once no site is left.
    pub until_done: bool,
    /// How long it may finish what was begun once it is to stop.
    pub drain: Duration,
    /// The proxy of its network.
    pub proxy: Option<url::Url>,
    /// Its browser.
    pub browser: Option<PathBuf>,
    /// Where snapshots of sites are written: a folder a run in this one.
    pub save: Option<PathBuf>,
}

/// A worker.
pub(super) struct FleetWorker {
    server: NatsServer,
    streams: FleetStreams,
    options: WorkerOptions,
    network: WorkerNetwork,
    tell: Tell,
    /// No more sites are begun.
    stop: Stop,
    /// What is under way is given back.
    given_up: Stop,
    figures: Arc<WorkerFigures>,
    rate: Mutex<RateWindow>,
    places: Arc<Semaphore>,
    lease_time: Duration,
    board: RwLock<Board>,
    runs: Mutex<BTreeMap<RunName, ServedState>>,
    indices: AtomicUsize,
    /// Shards that take sites. Others that are served only wait for what they have begun.
    taking_shards: AtomicUsize,
    /// Rung when a shard takes no more: there is room for another one.
    room: Notify,
    pulse: Pulse,
    /// Shards that wait for their turn.
    waiting_shards: AtomicUsize,
    told_to_wait: AtomicBool,
    told_of_fault: AtomicBool,
}

/// A shard that takes sites, as long as this lives.
struct TakingShard(Arc<FleetWorker>);

impl TakingShard {
    fn new(worker: &Arc<FleetWorker>) -> Self {
        worker.taking_shards.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(worker))
    }
}

impl Drop for TakingShard {
    fn drop(&mut self) {
        self.0.taking_shards.fetch_sub(1, Ordering::Relaxed);
        self.0.room.notify_one();
    }
}

enum ServedState {
    Served(Arc<ServedRun>),
    /// Its settings are not understood.
    Refused,
    /// It was cancelled.
    Cancelled,
}

/// Serves the fleet until a stop is requested or, where that was asked for, nothing is left.
pub async fn work(
    server: NatsServer,
    options: WorkerOptions,
    stop: Stop,
    tell: Tell,
    figures: Arc<WorkerFigures>,
) -> Result<(), Error> {
    let Some(streams) = wait_for_fleet(&server, &stop, &tell).await? else { return Ok(()) };
    let worker = Arc::new(FleetWorker::new(server, streams, options, stop, tell, figures).await?);
    (worker.tell)(worker.greeting());
    let ended = tokio::select! {
        ended = Rounds::new(&worker).go() => ended,
        () = worker.pulse.go() => Ok(()),
    };
    worker.streams.remove_worker(&worker.record()).await;
    ended
}

/// What the fleet has on the server, once somebody submitted a run. `None` where a stop is requested before.
async fn wait_for_fleet(
    server: &NatsServer,
    stop: &Stop,
    tell: &Tell,
) -> Result<Option<FleetStreams>, Error> {
    let mut told = false;
    loop {
        if let Some(streams) = server.streams().await? {
            return Ok(Some(streams));
        }
        if !std::mem::replace(&mut told, true) {
            tell(Text::made(
                format!("服务器上还没有集群 {}：等待第一次 fleet submit", server.fleet),
                format!(
                    "the server has no fleet {} yet: waiting for the first fleet submit",
                    server.fleet
                ),
            ));
        }
        tokio::select! {
            () = sleep(LOOK) => {}
            () = stop.requested() => return Ok(None),
        }
    }
}

impl FleetWorker {
    async fn new(
        server: NatsServer,
        streams: FleetStreams,
        options: WorkerOptions,
        stop: Stop,
        tell: Tell,
        figures: Arc<WorkerFigures>,
    ) -> Result<Self, Error> {
        let status = streams.leases.status().await;
        let status =
            status.map_err(|error| Error::request("describe the bucket of leases")(&error))?;
        let network = WorkerNetwork {
            places: options.places,
            proxy: options.proxy.clone(),
            browser: options.browser.clone(),
            addresses: AddressLimits::default(),
            save: options.save.clone(),
        };
        figures.places.store(options.places as u64, Ordering::Relaxed);
        Ok(Self {
            lease_time: status.max_age().max(SHORTEST_LEASE),
            places: Arc::new(Semaphore::new(options.places)),
            given_up: Stop::new(),
            rate: Mutex::new(RateWindow::new(Instant::now())),
            board: RwLock::default(),
            runs: Mutex::default(),
            indices: AtomicUsize::default(),
            taking_shards: AtomicUsize::default(),
            room: Notify::new(),
            pulse: Pulse::new(),
            waiting_shards: AtomicUsize::default(),
            told_to_wait: AtomicBool::default(),
            told_of_fault: AtomicBool::default(),
            server,
            streams,
            options,
            network,
            tell,
            stop,
            figures,
        })
    }

    fn greeting(&self) -> Text {
        let WorkerOptions { name, places, labels, .. } = &self.options;
        let labels: Vec<&str> = labels.iter().map(Label::as_str).collect();
        let (zh, en) = match labels.as_slice() {
            [] => (String::new(), String::new()),
            labels => {
                (format!("，标签 {}", labels.join("、")), format!(", labels {}", labels.join(", ")))
            }
        };
        Text::made(
            format!("worker {name}：同时审查 {places} 个网站{zh}"),
            format!("worker {name}: {places} sites at once{en}"),
        )
    }

    /// How it describes itself.
    fn record(&self) -> WorkerRecord {
        let runs = self.runs.lock();
        let refused = runs.iter().filter(|(_, state)| matches!(state, ServedState::Refused));
        let figures = &self.figures;
        WorkerRecord {
            name: self.options.name.clone(),
            id: self.options.id.clone(),
            labels: self.options.labels.clone(),
            only_pinned: self.options.only_pinned,
            only_runs: self.options.runs.clone(),
            region: self.options.region.clone(),
            places: self.options.places,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            in_flight: figures.in_flight.load(Ordering::Relaxed),
            shards: figures.shards.load(Ordering::Relaxed),
            audited: figures.finished.load(Ordering::Relaxed),
            rate_per_second: self.rate.lock().per_second(Instant::now()),
            refused: refused.map(|(name, _)| name.clone()).collect(),
        }
    }

    /// A number that no other site under way has.
    fn next_index(&self) -> usize {
        self.indices.fetch_add(1, Ordering::Relaxed)
    }

    /// At most this many sites of one shard are under way.
    fn share(&self) -> usize {
        let taking = self.taking_shards.load(Ordering::Relaxed).max(1);
        (SHARE_PERCENT * self.options.places / 100 / taking)
            .clamp(SITES_PER_SHARD.min(self.options.places), self.options.places)
    }

    fn has_waiting_shards(&self) -> bool {
        self.waiting_shards.load(Ordering::Relaxed) > 0
    }

    /// A run, where it is served.
    fn served(&self, run: &RunName) -> Option<Arc<ServedRun>> {
        match self.runs.lock().get(run) {
            Some(ServedState::Served(served)) => Some(Arc::clone(served)),
            Some(ServedState::Refused | ServedState::Cancelled) | None => None,
        }
    }

    /// Forgets runs of which no site waits, but for those with sites under way.
    fn forget_runs_without(&self, waiting: &BTreeSet<RunName>) {
        self.runs.lock().retain(|run, state| match state {
            ServedState::Served(served) => waiting.contains(run) || Arc::strong_count(served) > 1,
            ServedState::Refused | ServedState::Cancelled => waiting.contains(run),
        });
    }

    /// Says once that sites are not handed out although they wait.
    fn note_fault(&self, error: &Error) {
        if !self.told_of_fault.swap(true, Ordering::Relaxed) {
            (self.tell)(error.trying_again());
        }
    }

    /// Sites are handed out: the next fault is told again.
    fn note_recovery(&self) {
        self.told_of_fault.store(false, Ordering::Relaxed);
    }

    fn note_waiting(&self, why: &str) {
        if !self.told_to_wait.swap(true, Ordering::Relaxed) {
            (self.tell)(Text::made(
                format!("结果暂时无法交给服务器（{why}），会一直重试"),
                format!("results cannot be stored on the server for now ({why}): trying again"),
            ));
        }
    }
}
