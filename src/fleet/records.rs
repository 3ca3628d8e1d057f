//! What is known of runs and workers, in the two buckets of the fleet: small JSON values, one key each.

use async_nats::jetstream::kv;
use async_nats::jetstream::stream::Stream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use hyper::body::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::date::Timestamp;

use super::error::Error;
use super::names::{Label, RunName, SiteGroup, SitePlace};
use super::server::{FleetStreams, NatsServer};
use super::settings::{RunSettings, SettingsError};

/// Records that are asked for at once.
const REQUESTS: usize = 32;

/// How far a submission is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SubmitProgress {
    /// Sites that the server has.
    pub sites: u64,
    /// A checksum of them in their order, so that a list that is submitted further is known to be the same.
    pub checksum: String,
    /// Whether these are all.
    pub complete: bool,
}

/// How far a collection is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CollectProgress {
    /// Sites whose result is recorded.
    pub collected: u64,
    /// Of these, sites that were given up after their last delivery.
    pub given_up: u64,
    /// Deliveries beyond the first, of the collected results.
    pub redelivered: u64,
    /// Results that came a second time.
    pub repeated: u64,
}

/// What was decided about a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RunDecision {
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
}

/// A live worker, as it describes itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkerRecord {
    /// Its name.
    pub name: String,
    /// Its identity, another one each time it is started.
    pub id: String,
    /// Its labels.
    pub labels: Vec<Label>,
    /// Whether it takes only sites that ask for one of its labels.
    pub only_pinned: bool,
    /// The runs that it serves; none = all.
    pub only_runs: Vec<RunName>,
    /// Where it stands, for people.
    pub region: Option<String>,
    /// Sites that it audits at once.
    pub places: usize,
    /// The version of its program.
    pub version: String,
    /// Sites under way.
    pub in_flight: u64,
    /// Shards that it serves.
    pub shards: u64,
    /// Sites that it audited.
    pub audited: u64,
    /// Sites a second, over the last minute.
    pub rate_per_second: f64,
    /// Runs that it does not understand.
    pub refused: Vec<RunName>,
}

impl WorkerRecord {
    /// Whether it may audit sites of a run and place.
    pub fn serves(&self, run: &RunName, place: &SitePlace) -> bool {
        let run_is_served = self.only_runs.is_empty() || self.only_runs.contains(run);
        let place_is_served = match &place.0 {
            Some(label) => self.labels.contains(label),
            None => !self.only_pinned,
        };
        run_is_served && place_is_served && !self.refused.contains(run)
    }
}

/// The value of a key, if there is one that can be read.
async fn value<T: DeserializeOwned>(store: &kv::Store, key: String) -> Result<Option<T>, Error> {
    let found = store.get(key).await;
    let found = found.map_err(|error| Error::request("read a record of the fleet")(&error))?;
    Ok(found.and_then(|json| serde_json::from_slice(&json).ok()))
}

async fn put<T: Serialize>(store: &kv::Store, key: String, value: &T) -> Result<(), Error> {
    let json = serde_json::to_vec(value).unwrap_or_default();
    let put = store.put(key, Bytes::from(json)).await;
    put.map(drop).map_err(|error| Error::request("store a record of the fleet")(&error))
}

impl FleetStreams {
    /// The settings of a run; the inner error where they are not understood.
    pub(super) async fn settings(
        &self,
        run: &RunName,
    ) -> Result<Option<Result<RunSettings, SettingsError>>, Error> {
        let found = self.runs.get(format!("{run}.settings")).await;
        let found = found.map_err(|error| Error::request("read the settings of a run")(&error))?;
        Ok(found.map(|json| RunSettings::read(&json)))
    }

    /// Stores the settings of a new run. False if there is a run of this name.
    pub(super) async fn create_run(
        &self,
        run: &RunName,
        settings: &RunSettings,
    ) -> Result<bool, Error> {
        let json = serde_json::to_vec(settings).unwrap_or_default();
        match self.runs.create(format!("{run}.settings"), Bytes::from(json)).await {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == kv::CreateErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(Error::request("store the settings of the run")(&error)),
        }
    }

    pub(super) async fn submitted(&self, run: &RunName) -> Result<SubmitProgress, Error> {
        Ok(value(&self.runs, format!("{run}.submit")).await?.unwrap_or_default())
    }

    pub(super) async fn put_submitted(
        &self,
        run: &RunName,
        progress: &SubmitProgress,
    ) -> Result<(), Error> {
        put(&self.runs, format!("{run}.submit"), progress).await
    }

    pub(super) async fn collected(&self, run: &RunName) -> Result<CollectProgress, Error> {
        Ok(value(&self.runs, format!("{run}.collect")).await?.unwrap_or_default())
    }

    pub(super) async fn put_collected(
        &self,
        run: &RunName,
        progress: &CollectProgress,
    ) -> Result<(), Error> {
        put(&self.runs, format!("{run}.collect"), progress).await
    }

    pub(super) async fn is_cancelled(&self, run: &RunName) -> Result<bool, Error> {
        let decision: Option<RunDecision> = value(&self.runs, format!("{run}.state")).await?;
        Ok(decision.is_some_and(|decision| decision.cancelled_at.is_some()))
    }

    pub(super) async fn put_decision(
        &self,
        run: &RunName,
        decision: &RunDecision,
    ) -> Result<(), Error> {
        put(&self.runs, format!("{run}.state"), decision).await
    }

    pub(super) async fn put_worker(&self, worker: &WorkerRecord) -> Result<(), Error> {
        put(&self.leases, format!("worker.{}", worker.id), worker).await
    }

    pub(super) async fn remove_worker(&self, worker: &WorkerRecord) {
        // It ends by itself where this fails.
        let _ = self.leases.delete(format!("worker.{}", worker.id)).await;
    }

    /// The live workers, by name.
    pub(super) async fn workers(&self, server: &NatsServer) -> Result<Vec<WorkerRecord>, Error> {
        let keys = keys(server, &server.fleet.leases(), "worker.*").await?;
        let records = keys.into_iter().map(|key| value::<WorkerRecord>(&self.leases, key));
        let records = stream::iter(records).buffer_unordered(REQUESTS);
        let mut workers: Vec<WorkerRecord> =
            records.try_filter_map(async |record| Ok(record)).try_collect().await?;
        workers.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
        Ok(workers)
    }

    /// The runs that were submitted, by name.
    pub(super) async fn run_names(&self, server: &NatsServer) -> Result<Vec<RunName>, Error> {
        let keys = keys(server, &server.fleet.runs(), "*.settings").await?;
        let names = keys.iter().filter_map(|key| key.strip_suffix(".settings")?.parse().ok());
        let mut names: Vec<RunName> = names.collect();
        names.sort();
        Ok(names)
    }

    /// How many sites wait or are under way, by run, place and shard.
    pub(super) async fn open_sites(
        &self,
        server: &NatsServer,
    ) -> Result<Vec<(SiteGroup, u64)>, Error> {
        let counts = subjects(&self.sites, server.fleet.all_sites()).await?;
        let group =
            |(subject, count): (String, u64)| Some((server.fleet.group_of(&subject)?, count));
        Ok(counts.into_iter().filter_map(group).collect())
    }

    /// How many sites of a run wait or are under way.
    pub(super) async fn open_sites_of(
        &self,
        server: &NatsServer,
        run: &RunName,
    ) -> Result<u64, Error> {
        let counts = subjects(&self.sites, server.fleet.sites_of_run(run)).await?;
        Ok(counts.iter().map(|(_, count)| count).sum())
    }

    /// How many results of a run wait to be collected.
    pub(super) async fn open_results(
        &self,
        server: &NatsServer,
        run: &RunName,
    ) -> Result<u64, Error> {
        let counts = subjects(&self.results, server.fleet.result(run)).await?;
        Ok(counts.iter().map(|(_, count)| count).sum())
    }
}

/// The keys of a bucket that a pattern matches. Keys that were deleted may be among them. Unlike a listing it needs no
/// consumer, and thus no right to create one.
async fn keys(server: &NatsServer, bucket: &str, pattern: &str) -> Result<Vec<String>, Error> {
    let stream = server.context.get_stream(format!("KV_{bucket}")).await;
    let stream = stream.map_err(|error| Error::request("list the records of the fleet")(&error))?;
    let start = format!("$KV.{bucket}.");
    let subjects = subjects(&stream, format!("{start}{pattern}")).await?;
    let key = |(subject, _): (String, u64)| Some(subject.strip_prefix(&start)?.to_owned());
    Ok(subjects.into_iter().filter_map(key).collect())
}

/// The subjects of a stream that a pattern matches, with the number of their messages.
async fn subjects(stream: &Stream, pattern: String) -> Result<Vec<(String, u64)>, Error> {
    let failed =
        |error: &dyn std::error::Error| Error::request("count what waits in a stream")(error);
    let found = stream.info_with_subjects(pattern).await.map_err(|error| failed(&error))?;
    let found: Vec<(String, usize)> = found.try_collect().await.map_err(|error| failed(&error))?;
    Ok(found.into_iter().map(|(subject, count)| (subject, count as u64)).collect())
}
