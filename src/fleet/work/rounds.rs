//! The rounds of a worker: it looks who lives and what waits, and begins turns of the shards that it may serve.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use tracing::{info, warn};

use crate::domain::lang::{Bilingual as _, Text};
use crate::fleet::error::Error;
use crate::fleet::names::{RunName, SiteGroup};
use crate::fleet::records::WorkerRecord;
use crate::fleet::shard::{SHARDS, Shard};

use super::board::Board;
use super::served_run::ServedRun;
use super::shard_turn::{TurnEnd, serve};
use super::{FleetWorker, LOOK, ServedState, TakingShard};

/// How often a worker looks what waits while it has nothing to do.
const HUNGRY_LOOK: Duration = Duration::from_millis(300);
/// Within the time of a lease, a worker says this many times that it lives.
const SIGNS_OF_LIFE: u32 = 3;
/// A shard that was given back, or could not be had, is left to others for this time.
const REST: Duration = Duration::from_secs(2);
/// Shards that take sites at once: few, so that each takes several at a time, which costs less than one by one; at least
/// this number, and one for so many places.
const MIN_SHARDS: usize = 4;
const PLACES_PER_SHARD: usize = 8;
/// After the time to drain, tasks have this time to give their sites back.
const LAST_MOMENT: Duration = Duration::from_secs(3);

/// The rounds of a worker.
pub(super) struct Rounds<'a> {
    worker: &'a Arc<FleetWorker>,
    turns: JoinSet<(Shard, TurnEnd)>,
    served: BTreeSet<Shard>,
    /// Shards that are left alone until a moment, and when each was served last.
    resting: BTreeMap<Shard, Instant>,
    last_sign: Option<Instant>,
}

impl<'a> Rounds<'a> {
    pub(super) fn new(worker: &'a Arc<FleetWorker>) -> Self {
        let (served, resting) = (BTreeSet::new(), BTreeMap::new());
        Self { worker, turns: JoinSet::new(), served, resting, last_sign: None }
    }

    pub(super) async fn go(mut self) -> Result<(), Error> {
        let mut was_reached = true;
        while !self.worker.stop.is_requested() {
            match self.look().await {
                Ok(is_done) => {
                    self.note_link(&mut was_reached, None);
                    if is_done && self.turns.is_empty() {
                        return Ok(());
                    }
                    self.begin_turns();
                }
                Err(error @ (Error::Settings(..) | Error::Engine(_))) => {
                    self.drain().await;
                    return Err(error);
                }
                Err(error) => self.note_link(&mut was_reached, Some(error)),
            }
            self.pause().await;
        }
        self.drain().await;
        Ok(())
    }

    /// Says once that the server does not answer, and once that it does again.
    fn note_link(&self, was_reached: &mut bool, error: Option<Error>) {
        let is_reached = error.is_none();
        if std::mem::replace(was_reached, is_reached) == is_reached {
            return;
        }
        let tell = &self.worker.tell;
        match error {
            None => tell(Text::fixed("服务器恢复了", "the server answers again")),
            Some(error) => {
                warn!(%error, "the server does not answer");
                tell(error.trying_again());
            }
        }
    }

    async fn pause(&mut self) {
        let time = if self.turns.is_empty() { HUNGRY_LOOK } else { LOOK };
        let end = Instant::now() + time;
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(end) => return,
                () = self.worker.stop.requested() => return,
                () = self.worker.room.notified() => self.begin_turns(),
                Some(joined) = self.turns.join_next() => self.end_turn(joined.ok()),
            }
        }
    }

    fn end_turn(&mut self, ended: Option<(Shard, TurnEnd)>) {
        let worker = self.worker;
        let Some((shard, end)) = ended else {
            // Its shard is not known. All may be taken anew: leases keep two turns of one shard apart.
            warn!("a turn ended by a panic");
            self.served.clear();
            return;
        };
        self.served.remove(&shard);
        let has_others = worker.board.read().is_wanted(shard) || worker.has_waiting_shards();
        worker.board.write().forget(shard);
        if end != TurnEnd::GivenBack || has_others {
            self.resting.insert(shard, Instant::now() + REST);
        }
        // A place is free: the next shard need not wait for the next look.
        self.begin_turns();
    }

    /// Looks who lives and what waits. True where nothing is left of what this worker serves.
    async fn look(&mut self) -> Result<bool, Error> {
        let worker = self.worker;
        let due = worker.lease_time / SIGNS_OF_LIFE;
        if self.last_sign.is_none_or(|last| last.elapsed() >= due) {
            worker.streams.put_worker(&worker.record()).await?;
            self.last_sign = Some(Instant::now());
        }
        let live = worker.streams.workers(&worker.server).await?;
        worker.network.addresses.set_programs(u32::try_from(live.len()).unwrap_or(u32::MAX));
        let open = worker.streams.open_sites(&worker.server).await?;
        let open: Vec<SiteGroup> = open.into_iter().map(|(group, _)| group).collect();
        let mut runs: BTreeSet<RunName> = open.iter().map(|group| group.run.clone()).collect();
        worker.forget_runs_without(&runs);
        // Of a run that was cancelled nothing waits any more, but sites may be under way.
        runs.extend(worker.runs.lock().keys().cloned());
        for run in &runs {
            self.learn(run).await?;
        }
        let me = worker.record();
        let order = |run: &RunName| {
            let submitted = worker.served(run).map(|run| run.settings.submitted_at);
            submitted.map_or(0, |at| {
                let time: std::time::SystemTime = at.into();
                time.duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs())
            })
        };
        let serves = |group: &&SiteGroup| worker.served(&group.run).is_some();
        let open: Vec<SiteGroup> = open.iter().filter(serves).cloned().collect();
        let board = Board::new(&open, &live, &me, order);
        *worker.board.write() = board;
        self.is_done(&open, &me).await
    }

    /// Learns the settings of a run, or whether it was cancelled since.
    async fn learn(&self, run: &RunName) -> Result<(), Error> {
        let worker = self.worker;
        if !worker.options.runs.is_empty() && !worker.options.runs.contains(run) {
            return Ok(());
        }
        if worker.streams.is_cancelled(run).await? {
            let before = worker.runs.lock().insert(run.clone(), ServedState::Cancelled);
            if let Some(ServedState::Served(served)) = before {
                served.cancelled.request();
                info!(%run, "cancelled");
            }
            return Ok(());
        }
        if worker.runs.lock().contains_key(run) {
            return Ok(());
        }
        let Some(settings) = worker.streams.settings(run).await? else { return Ok(()) };
        let made = match settings {
            Ok(settings) => ServedRun::new(run.clone(), settings, &worker.network)?,
            Err(error) => Err(error),
        };
        let state = match made {
            Ok(served) => ServedState::Served(Arc::new(served)),
            Err(error) => {
                if worker.options.runs.iter().all(|named| named == run)
                    && !worker.options.runs.is_empty()
                {
                    return Err(Error::Settings(run.clone(), error));
                }
                let fix = error.fix();
                (worker.tell)(Text::made(
                    format!("不审查任务 {run}：{}；{}", error.zh(), fix.zh),
                    format!("run {run} is refused: {error}; {}", fix.en),
                ));
                ServedState::Refused
            }
        };
        worker.runs.lock().insert(run.clone(), state);
        // The others must know at once what is not served here.
        worker.streams.put_worker(&worker.record()).await
    }

    /// Whether nothing is left: no site waits, and none is still to be submitted.
    async fn is_done(&self, open: &[SiteGroup], me: &WorkerRecord) -> Result<bool, Error> {
        let worker = self.worker;
        let mine = open.iter().any(|group| me.serves(&group.run, &group.place));
        if !worker.options.until_done || mine {
            return Ok(false);
        }
        let names = match worker.options.runs.as_slice() {
            [] => worker.streams.run_names(&worker.server).await?,
            named => named.to_vec(),
        };
        for run in names {
            let is_over = worker.streams.submitted(&run).await?.complete
                || worker.streams.is_cancelled(&run).await?;
            if !is_over {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Begins turns of shards in which sites wait, those first that were not served for longest.
    fn begin_turns(&mut self) {
        let worker = self.worker;
        if worker.stop.is_requested() {
            return;
        }
        let now = Instant::now();
        let most = (worker.options.places / PLACES_PER_SHARD).clamp(MIN_SHARDS, SHARDS);
        let mut waiting: Vec<Shard> = worker.board.read().shards().collect();
        waiting.retain(|shard| !self.served.contains(shard));
        waiting.sort_by_key(|shard| self.resting.get(shard).copied());
        let mut left = 0;
        for shard in waiting {
            let is_resting = self.resting.get(&shard).is_some_and(|until| *until > now);
            if is_resting || worker.taking_shards.load(Ordering::Relaxed) >= most {
                left += usize::from(!is_resting);
                continue;
            }
            self.served.insert(shard);
            let (worker, taking) = (Arc::clone(worker), TakingShard::new(worker));
            self.turns.spawn(async move { (shard, serve(worker, shard, taking).await) });
        }
        worker.waiting_shards.store(left, Ordering::Relaxed);
    }

    /// Finishes what was begun, and gives back what is left after the time for that.
    async fn drain(mut self) {
        let worker = self.worker;
        worker.stop.request();
        let all_end = async |turns: &mut JoinSet<(Shard, TurnEnd)>| {
            while turns.join_next().await.is_some() {}
        };
        if timeout(worker.options.drain, all_end(&mut self.turns)).await.is_err() {
            worker.given_up.request();
            let _ = timeout(LAST_MOMENT, all_end(&mut self.turns)).await;
        }
        self.turns.shutdown().await;
    }
}
