//! A shard that a worker serves: as long as it holds the shard's lease, it has sites handed to it and reads them, several
//! at once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::Message;
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, PullConsumer, pull};
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use tracing::{debug, info};

use crate::domain::failure::Remedy as _;
use crate::fleet::error::Error;
use crate::fleet::figures::{Counted, add};
use crate::fleet::lease::Lease;
use crate::fleet::names::{RunName, SiteGroup};
use crate::fleet::shard::Shard;

use super::feed::SiteFeed;
use super::keeper::LeaseKeeper;
use super::served_run::ServedRun;
use super::site_task::SiteTask;
use super::{FleetWorker, TakingShard};

/// Sites that are asked for at once.
const BATCH: usize = 32;
/// After this time a shard is given back where another worker, or another shard, waits.
const TURN: Duration = Duration::from_secs(20);
/// How long to wait, with sites under way, before more are asked for where there were none.
const PAUSE: Duration = Duration::from_millis(500);
/// The time to remove a consumer.
const REMOVAL_TIME: Duration = Duration::from_secs(2);
/// A consumer that nobody asks for this time is removed.
const CONSUMER_TIME: Duration = Duration::from_hours(1);

/// How a turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TurnEnd {
    /// Another program holds the lease.
    Taken,
    /// It was given back: nothing is left, or others wait.
    GivenBack,
    /// It was given back, and nothing had been handed out: what is left is with a worker that ended, until its time is over.
    Idle,
    /// The lease ended while sites were under way.
    Lost,
}

/// A shard that is served.
pub(super) struct ShardTurn {
    worker: Arc<FleetWorker>,
    shard: Shard,
    keeper: LeaseKeeper,
    begun: Instant,
    sites: JoinSet<()>,
    consumers: BTreeMap<SiteGroup, PullConsumer>,
    feed: SiteFeed,
    /// Absent while there is nothing to take.
    taking: Option<TakingShard>,
    /// Whether any site was handed out.
    has_begun: bool,
    /// The run of the sites under way: each run has limits of its own, so sites of two runs are not read at once.
    run: Option<RunName>,
}

/// Serves a shard, if its lease is free.
pub(super) async fn serve(worker: Arc<FleetWorker>, shard: Shard, taking: TakingShard) -> TurnEnd {
    let (key, time) = (format!("shard.{shard}"), worker.lease_time);
    let lease = match Lease::take(&worker.streams.leases, key, &worker.options.id, time).await {
        Ok(Some(lease)) => lease,
        Ok(None) => return TurnEnd::Taken,
        Err(error) => {
            debug!(%error, %shard, "no lease");
            return TurnEnd::Taken;
        }
    };
    debug!(%shard, "turn begins");
    let figures = Arc::clone(&worker.figures);
    let _served = Counted::new(&figures.shards);
    let keeper = LeaseKeeper::new(lease, time);
    let (sites, consumers) = (JoinSet::new(), BTreeMap::new());
    let turn = ShardTurn {
        worker,
        shard,
        keeper,
        begun: Instant::now(),
        sites,
        consumers,
        feed: SiteFeed::default(),
        taking: Some(taking),
        has_begun: false,
        run: None,
    };
    let end = turn.go().await;
    if end == TurnEnd::Lost {
        info!(%shard, "the lease is lost");
        add(&figures.leases_lost, 1);
    }
    debug!(%shard, ?end, "turn ends");
    end
}

impl ShardTurn {
    async fn go(mut self) -> TurnEnd {
        while self.keeper.is_held() && !self.is_over() {
            self.reap();
            let limit = self.worker.share();
            let room = limit.saturating_sub(self.sites.len());
            // A request for sites costs the same however many come: half of the share at a time.
            if room < limit.div_ceil(2) {
                self.wait_for_site(None).await;
                continue;
            }
            let handed = match self.take_some(room).await {
                Ok(handed) => handed,
                Err(error) => {
                    let cause = error.cause().map(|cause| cause.en.into_owned());
                    debug!(%error, cause, shard = %self.shard, "nothing is handed out");
                    self.worker.note_fault(&error);
                    false
                }
            };
            match (handed, self.sites.is_empty()) {
                (true, _) => {
                    self.has_begun = true;
                    self.taking.get_or_insert_with(|| TakingShard::new(&self.worker));
                    self.worker.note_recovery();
                }
                (false, false) => {
                    self.taking = None;
                    self.wait_for_site(Some(PAUSE)).await;
                }
                // Whoever looks next sees whether something is left.
                (false, true) => break,
            }
        }
        self.taking = None;
        self.drain().await
    }

    /// Whether nothing more is to be asked for.
    fn is_over(&self) -> bool {
        if self.worker.stop.is_requested() {
            return true;
        }
        let board = self.worker.board.read();
        if board.groups(self.shard).is_empty() {
            return true;
        }
        let others_wait = board.is_wanted(self.shard) || self.worker.has_waiting_shards();
        others_wait && self.begun.elapsed() >= TURN
    }

    fn reap(&mut self) {
        while self.sites.try_join_next().is_some() {}
        if self.sites.is_empty() {
            self.run = None;
        }
    }

    /// Waits until a site is done, or for a time.
    async fn wait_for_site(&mut self, most: Option<Duration>) {
        let lost = self.keeper.lost.clone();
        let pause = async {
            match most {
                Some(time) => sleep(time).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            Some(_) = self.sites.join_next() => {}
            () = pause => {}
            () = lost.requested() => {}
        }
        self.reap();
    }

    /// Has some sites handed out, of the first group that has any, and begins them. False where there were none.
    async fn take_some(&mut self, most: usize) -> Result<bool, Error> {
        let groups = self.worker.board.read().groups(self.shard).to_vec();
        for group in groups {
            let Some(run) = self.worker.served(&group.run) else { continue };
            if self.run.as_ref().is_some_and(|name| *name != run.name) {
                // Sites of another run are under way.
                return Ok(false);
            }
            let places = self.places(most).await;
            if places.is_empty() || !self.keeper.is_held() {
                return Ok(false);
            }
            let messages = self.fetch(&group, &run, places.len()).await?;
            let handed = !messages.is_empty();
            for (message, place) in messages.into_iter().zip(places) {
                self.begin(&run, message, place);
            }
            if handed {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Places for sites: at least one, once there is one, and at most this many. None where it is over.
    async fn places(&self, most: usize) -> Vec<OwnedSemaphorePermit> {
        let places = &self.worker.places;
        let first = tokio::select! {
            place = Arc::clone(places).acquire_owned() => place,
            () = self.keeper.lost.requested() => return Vec::new(),
            () = self.worker.stop.requested() => return Vec::new(),
        };
        let more = std::iter::repeat_with(|| Arc::clone(places).try_acquire_owned().ok());
        let more = more.take(most.min(BATCH).saturating_sub(1)).map_while(|place| place);
        first.into_iter().chain(more).collect()
    }

    /// Asks the server for sites of a group. What it hands out is begun at once: nothing waits here.
    async fn fetch(
        &mut self,
        group: &SiteGroup,
        run: &ServedRun,
        most: usize,
    ) -> Result<Vec<Message>, Error> {
        if !self.consumers.contains_key(group) {
            let consumer = self.consumer(group, run).await?;
            self.consumers.insert(group.clone(), consumer);
        }
        let Some(consumer) = self.consumers.get(group) else { return Ok(Vec::new()) };
        let handed = self.feed.next(&self.worker.server, consumer, most).await;
        if handed.is_err() {
            self.consumers.remove(group);
        }
        handed
    }

    async fn consumer(&self, group: &SiteGroup, run: &ServedRun) -> Result<PullConsumer, Error> {
        let worker = &self.worker;
        let config = pull::Config {
            durable_name: Some(group.consumer()),
            deliver_policy: DeliverPolicy::All,
            ack_policy: AckPolicy::Explicit,
            ack_wait: run.settings.delivery.ack_wait(),
            // We count ourselves, so that the last failure has a result like any other.
            max_deliver: -1,
            max_ack_pending: -1,
            filter_subject: worker.server.fleet.site(group),
            inactive_threshold: CONSUMER_TIME,
            ..pull::Config::default()
        };
        let made = worker.streams.sites.create_consumer(config).await;
        made.map_err(|error| Error::request("create a consumer of sites")(&error))
    }

    fn begin(&mut self, run: &Arc<ServedRun>, message: Message, place: OwnedSemaphorePermit) {
        let (worker, run) = (Arc::clone(&self.worker), Arc::clone(run));
        self.run = Some(run.name.clone());
        self.sites
            .spawn(SiteTask { worker, run, message, hold: self.keeper.hold(), _place: place }.go());
    }

    /// Removes consumers that have nothing more to hand out and wait for nobody: a run has one for each shard, and servers
    /// have room for a number of them. No other worker uses them while the lease is ours.
    async fn remove_consumers(&mut self) {
        for (group, mut consumer) in std::mem::take(&mut self.consumers) {
            let Ok(info) = consumer.info().await else { continue };
            if info.num_pending == 0 && info.num_ack_pending == 0 && self.keeper.is_held() {
                let name = group.consumer();
                let removal = self.worker.streams.sites.delete_consumer(&name);
                // Others may wait for the shard. A consumer that stays is removed by the server later.
                if !matches!(timeout(REMOVAL_TIME, removal).await, Ok(Ok(_))) {
                    debug!(shard = %self.shard, "a consumer is not removed");
                }
            }
        }
    }

    /// Waits for what is under way, and gives the lease back. Where it is lost, everything ends at once: another worker
    /// may already read the same hosts.
    async fn drain(mut self) -> TurnEnd {
        while self.keeper.is_held() && !self.sites.is_empty() {
            let lost = self.keeper.lost.clone();
            tokio::select! {
                Some(_) = self.sites.join_next() => {}
                () = lost.requested() => {}
            }
        }
        if !self.keeper.is_held() {
            self.sites.shutdown().await;
            return TurnEnd::Lost;
        }
        self.remove_consumers().await;
        self.keeper.release().await;
        if self.has_begun { TurnEnd::GivenBack } else { TurnEnd::Idle }
    }
}
