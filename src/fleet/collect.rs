//! Collecting: the results of a run, each site once, into the file of results and the ledger.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, PullConsumer, pull};
use async_nats::jetstream::{AckKind, Message};
use foldhash::fast::RandomState;
use futures_util::StreamExt as _;
use tokio::io::AsyncReadExt as _;
use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};
use tracing::{debug, info, warn};

use crate::domain::lang::Text;
use crate::engine::{self, Finished, Job, Results, Stop};
use crate::report::model::SiteReport;

use super::error::{Error, chain};
use super::figures::{CollectorFigures, add};
use super::message::{ResultMessage, StoredResult};
use super::names::RunName;
use super::records::CollectProgress;
use super::server::{FleetStreams, NatsServer};
use super::settings::RunSettings;
use super::submit::Tell;

/// Results that are taken at once: each lot waits for the disk.
const LOT: usize = 256;
/// Results that are not acknowledged for this time come again: to the collector that takes the place of a killed one.
const ACK_WAIT: Duration = Duration::from_secs(15);
const CONSUMER_TIME: Duration = Duration::from_hours(24 * 7);
/// How long to wait where nothing came.
const PAUSE: Duration = Duration::from_millis(300);
const MESSAGE_TIME: Duration = Duration::from_secs(5);
/// How often the progress is stored, at most.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);
/// The largest report that is stored as an object, in bytes.
const MAX_STORED: u64 = 512 << 20;

/// How a collection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollectEnd {
    /// All sites of the run are there.
    Complete,
    /// The run was cancelled: what there was is there.
    Cancelled,
    /// What there was is there, and more may come.
    Partial,
    /// No site and no result is left, and this number of results is not there: they were collected into another file.
    Missing(u64),
    /// A stop was requested.
    Stopped,
}

/// Targets whose results are there, with the index of each among the results.
#[derive(Debug, Default)]
pub struct CollectedTargets(RefCell<HashMap<u64, usize, RandomState>>);

impl CollectedTargets {
    /// The index of a target, and whether it is a new one.
    fn index(&self, target: &str) -> (usize, bool) {
        let mut known = self.0.borrow_mut();
        let (hash, next) = (std::hash::BuildHasher::hash_one(known.hasher(), target), known.len());
        let index = *known.entry(hash).or_insert(next);
        (index, index == next)
    }

    /// The index of a target of the file of results; `None` if the file has it twice.
    pub fn resumed(&self, target: &str) -> Option<usize> {
        let (index, is_new) = self.index(target);
        is_new.then_some(index)
    }

    fn len(&self) -> usize {
        self.0.borrow().len()
    }

    fn has(&self, target: &str) -> bool {
        let known = self.0.borrow();
        known.contains_key(&std::hash::BuildHasher::hash_one(known.hasher(), target))
    }
}

/// A run whose results are being collected.
pub struct ResultCollector {
    server: NatsServer,
    streams: FleetStreams,
    run: RunName,
    settings: RunSettings,
    consumer: PullConsumer,
    stop: Stop,
    tell: Tell,
    figures: Arc<CollectorFigures>,
    progress: CollectProgress,
    stored: Option<Instant>,
}

/// Results that came together.
struct Lot {
    /// New ones, with the number of their site.
    sites: Vec<(u64, Arc<Job>, SiteReport)>,
    messages: Vec<Message>,
    /// Objects that are not needed any more.
    objects: Vec<String>,
    counted: CollectProgress,
}

impl ResultCollector {
    /// Begins with the results of a run, or goes on.
    pub async fn begin(
        server: NatsServer,
        run: RunName,
        stop: Stop,
        tell: Tell,
        figures: Arc<CollectorFigures>,
    ) -> Result<Self, Error> {
        let Some(streams) = server.streams().await? else {
            return Err(Error::NoFleet(server.fleet.to_string()));
        };
        let settings = match streams.settings(&run).await? {
            None => return Err(Error::NoRun(run)),
            Some(Err(error)) => return Err(Error::Settings(run, error)),
            Some(Ok(settings)) => settings,
        };
        let progress = streams.collected(&run).await?;
        let consumer = consumer(&server, &streams, &run).await?;
        let stored = None;
        Ok(Self { server, streams, run, settings, consumer, stop, tell, figures, progress, stored })
    }

    /// The settings of the run.
    pub const fn settings(&self) -> &RunSettings {
        &self.settings
    }

    /// Collects until the run is complete or cancelled, or a stop is requested; with `waits` false until nothing is there.
    /// `write` gets the line of each site, where lines are wanted. `known` are the targets of the file of results.
    pub fn collect<E: From<Error> + From<engine::Error>>(
        &mut self,
        runtime: &Handle,
        (results, known): (&mut Results, &CollectedTargets),
        waits: bool,
        write: &mut dyn FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<CollectEnd, E> {
        self.progress.collected = known.len() as u64;
        let mut was_reached = true;
        let end = loop {
            if self.stop.is_requested() {
                break CollectEnd::Stopped;
            }
            let lot = match runtime.block_on(self.next(known)) {
                Ok(lot) => lot,
                Err(error @ Error::Request { .. }) => {
                    self.note_link(&mut was_reached, Some(&error));
                    runtime.block_on(self.pause());
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            self.note_link(&mut was_reached, None);
            let is_empty = lot.messages.is_empty();
            let Lot { sites, messages, objects, counted } = lot;
            let sites = sites.into_iter().map(|(number, job, report)| {
                let (index, _) = known.index(&report.target);
                (number, Finished { index, job, report })
            });
            for line in results.take_durably(sites.collect())? {
                write(&line)?;
            }
            self.count(counted);
            runtime.block_on(self.confirm(messages, objects));
            match runtime.block_on(self.end(known, is_empty, waits)) {
                Ok(Some(end)) => break end,
                Ok(None) if is_empty => runtime.block_on(self.pause()),
                Ok(None) => {}
                Err(error) => debug!(%error, "the progress is not known"),
            }
        };
        let submitted = runtime.block_on(self.streams.submitted(&self.run)).unwrap_or_default();
        results
            .set_targets(usize::try_from(submitted.sites).unwrap_or(usize::MAX).max(known.len()));
        // Only people look at it.
        let _ = runtime.block_on(self.streams.put_collected(&self.run, &self.progress));
        info!(run = %self.run, ?end, sites = known.len(), "collection ends");
        Ok(end)
    }

    fn note_link(&self, was_reached: &mut bool, error: Option<&Error>) {
        if std::mem::replace(was_reached, error.is_none()) == error.is_none() {
            return;
        }
        match error {
            None => (self.tell)(Text::fixed("服务器恢复了", "the server answers again")),
            Some(error) => (self.tell)(error.trying_again()),
        }
    }

    async fn pause(&self) {
        tokio::select! {
            () = sleep(PAUSE) => {}
            () = self.stop.requested() => {}
        }
    }

    fn count(&mut self, counted: CollectProgress) {
        let CollectProgress { collected, given_up, redelivered, repeated } = counted;
        let (figures, progress) = (&self.figures, &mut self.progress);
        for (figure, sum, count) in [
            (&figures.collected, &mut progress.collected, collected),
            (&figures.given_up, &mut progress.given_up, given_up),
            (&figures.redelivered, &mut progress.redelivered, redelivered),
            (&figures.repeated, &mut progress.repeated, repeated),
        ] {
            add(figure, count);
            *sum += count;
        }
    }

    /// The results that are there, at most a lot.
    async fn next(&mut self, known: &CollectedTargets) -> Result<Lot, Error> {
        let failed = |error: &dyn std::error::Error| Error::request("hand out results")(error);
        let fetched = self.consumer.fetch().max_messages(LOT).messages().await;
        let mut fetched = fetched.map_err(|error| failed(&error))?;
        let (sites, messages, objects) = (Vec::new(), Vec::new(), Vec::new());
        let mut lot = Lot { sites, messages, objects, counted: CollectProgress::default() };
        while let Ok(Some(message)) = timeout(MESSAGE_TIME, fetched.next()).await {
            match message {
                Ok(message) => self.open(message, known, &mut lot).await?,
                Err(error) => {
                    warn!(%error, "asking for results");
                    self.consumer = consumer(&self.server, &self.streams, &self.run).await?;
                    break;
                }
            }
        }
        Ok(lot)
    }

    async fn open(
        &self,
        message: Message,
        known: &CollectedTargets,
        lot: &mut Lot,
    ) -> Result<(), Error> {
        let unreadable = |cause: String| Error::Unreadable(self.run.clone(), cause);
        let result = match StoredResult::read(&message.payload) {
            Some(StoredResult { stored_as }) => {
                let Some(bytes) = self.stored(&stored_as).await? else {
                    // The collector that removed it had recorded its site.
                    lot.messages.push(message);
                    return Ok(());
                };
                lot.objects.push(stored_as);
                ResultMessage::read(&bytes)
            }
            None => ResultMessage::read(&message.payload),
        };
        let result = result.map_err(|error| unreadable(error.to_string()))?;
        let ResultMessage { site, delivery, given_up, report, .. } = result;
        lot.messages.push(message);
        let is_in_lot = lot.sites.iter().any(|(number, ..)| *number == site.number);
        if is_in_lot || known.has(&report.target) {
            lot.counted.repeated += 1;
            return Ok(());
        }
        let today = self.settings.today();
        let today = today.map_err(|error| Error::Settings(self.run.clone(), error))?;
        let job = site.job(today).map_err(|error| unreadable(error.to_string()))?;
        lot.counted.collected += 1;
        lot.counted.given_up += u64::from(given_up);
        lot.counted.redelivered += u64::from(delivery.saturating_sub(1));
        lot.sites.push((site.number, Arc::new(job), report));
        Ok(())
    }

    /// A result that is stored as an object; `None` where it is not there any more.
    async fn stored(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        use async_nats::jetstream::object_store::GetErrorKind;
        let failed =
            |error: &dyn std::error::Error| Error::request("hand out a large report")(error);
        let object = match self.streams.reports.get(name).await {
            Ok(object) => object,
            Err(error) if error.kind() == GetErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(&error)),
        };
        let mut bytes = Vec::new();
        let read = object.take(MAX_STORED).read_to_end(&mut bytes).await;
        read.map_err(|error| failed(&error))?;
        Ok(Some(bytes))
    }

    /// Tells the server that results are recorded. It hears of them in order: once it has answered the last it knows all.
    async fn confirm(&self, mut messages: Vec<Message>, objects: Vec<String>) {
        let last = messages.pop();
        for message in &messages {
            if let Err(error) = message.ack().await {
                debug!(%error, "a result is not acknowledged: it comes again");
            }
        }
        if let Some(message) = last
            && let Err(error) = self.server.acknowledge(&message, AckKind::Ack).await
        {
            debug!(error, "a result is not acknowledged: it comes again");
        }
        for name in objects {
            if let Err(error) = self.streams.reports.delete(&name).await {
                debug!(error = chain(&error), name, "a large report is not removed");
            }
        }
    }

    /// How the collection ends, if it does.
    async fn end(
        &mut self,
        known: &CollectedTargets,
        is_empty: bool,
        waits: bool,
    ) -> Result<Option<CollectEnd>, Error> {
        let is_due = self.stored.is_none_or(|stored| stored.elapsed() >= PROGRESS_EVERY);
        if !is_due && !is_empty {
            return Ok(None);
        }
        if is_due {
            self.streams.put_collected(&self.run, &self.progress).await?;
            self.stored = Some(Instant::now());
        }
        let submitted = self.streams.submitted(&self.run).await?;
        let missing = submitted.sites.saturating_sub(known.len() as u64);
        if submitted.complete && missing == 0 {
            return Ok(Some(CollectEnd::Complete));
        }
        if !is_empty {
            return Ok(None);
        }
        // First the sites: one that is gone from its stream has its result in the other.
        let sites = self.streams.open_sites_of(&self.server, &self.run).await?;
        let results = self.streams.open_results(&self.server, &self.run).await?;
        if results > 0 {
            return Ok(None);
        }
        if self.streams.is_cancelled(&self.run).await? {
            return Ok(Some(CollectEnd::Cancelled));
        }
        if submitted.complete && sites == 0 {
            return Ok(Some(CollectEnd::Missing(missing)));
        }
        Ok((!waits).then_some(CollectEnd::Partial))
    }
}

async fn consumer(
    server: &NatsServer,
    streams: &FleetStreams,
    run: &RunName,
) -> Result<PullConsumer, Error> {
    let config = pull::Config {
        durable_name: Some(format!("collect_{run}")),
        deliver_policy: DeliverPolicy::All,
        ack_policy: AckPolicy::Explicit,
        ack_wait: ACK_WAIT,
        max_deliver: -1,
        max_ack_pending: -1,
        filter_subject: server.fleet.result(run),
        inactive_threshold: CONSUMER_TIME,
        ..pull::Config::default()
    };
    let made = streams.results.create_consumer(config).await;
    made.map_err(|error| Error::request("create a consumer of results")(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_target_has_an_index_of_its_own_and_is_new_once() {
        let known = CollectedTargets::default();
        assert_eq!(known.resumed("a.cn"), Some(0));
        assert_eq!(known.resumed("b.cn"), Some(1));
        assert_eq!(known.resumed("a.cn"), None);
        assert_eq!(known.index("c.cn"), (2, true));
        assert_eq!(known.index("c.cn"), (2, false));
        assert!(known.has("b.cn") && !known.has("d.cn"));
        assert_eq!(known.len(), 3);
    }
}
