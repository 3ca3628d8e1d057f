//! Submitting a run: its settings, then its sites one by one, as fast as the stream takes them.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use async_nats::jetstream::context::PublishAckFuture;
use async_nats::jetstream::message::PublishMessage;
use foldhash::fast::FixedState;
use hyper::body::Bytes;
use ring::digest::{Context as Hasher, SHA256};
use tracing::{debug, info};

use crate::domain::lang::Text;
use crate::engine::{Job, Stop};

use super::error::{Error, chain};
use super::message::SiteMessage;
use super::names::{RunName, SiteGroup, SitePlace, message_id};
use super::records::SubmitProgress;
use super::server::{FleetStreams, NatsServer, StreamOptions};
use super::settings::{GivenSettings, RunSettings};
use super::shard::Shard;

/// Messages on their way to the server at once.
const WINDOW: usize = 256;
/// The progress is stored each time so many more sites are there. The server knows ids for two minutes: what is sent again
/// after a kill is mostly known to it.
const STORE_EVERY: u64 = 1000;
/// How long to wait before a message that was not taken is sent again.
const SHORTEST_WAIT: Duration = Duration::from_millis(50);
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Says something to whoever watches.
pub type Tell = std::sync::Arc<dyn Fn(Text) + Send + Sync>;

/// A run that is being submitted.
pub struct Submitter {
    server: NatsServer,
    streams: FleetStreams,
    run: RunName,
    stop: Stop,
    tell: Tell,
    /// What an earlier submission did.
    earlier: SubmitProgress,
    /// Sites so far.
    sites: u64,
    checksum: ListChecksum,
    /// Hashes of the targets so far: each is audited once.
    known: HashSet<u64, FixedState>,
    on_their_way: VecDeque<Sent>,
    /// Sites at which the progress was stored last.
    stored: u64,
    repeated: u64,
    told_to_wait: bool,
}

/// A message on its way.
struct Sent {
    subject: String,
    id: String,
    payload: Bytes,
    answer: Option<PublishAckFuture>,
}

/// How a submission ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// Sites of the run.
    pub sites: u64,
    /// Targets that were given more than once.
    pub repeated: u64,
    /// Whether all were submitted; else a stop was requested.
    pub is_complete: bool,
}

impl Submitter {
    /// Begins a run, or goes on with one of the same settings.
    pub async fn begin(
        server: NatsServer,
        options: StreamOptions,
        (run, settings, given): (RunName, &RunSettings, GivenSettings),
        stop: Stop,
        tell: Tell,
    ) -> Result<Self, Error> {
        let streams = server.create_streams(options).await?;
        if !streams.create_run(&run, settings).await? {
            match streams.settings(&run).await? {
                Some(Ok(known)) if known.asks_the_same(settings, given) => {}
                Some(Err(error)) => return Err(Error::Settings(run, error)),
                Some(Ok(_)) | None => return Err(Error::OtherSettings(run)),
            }
            if streams.is_cancelled(&run).await? {
                return Err(Error::Cancelled(run));
            }
        }
        let earlier = streams.submitted(&run).await?;
        info!(%run, sites = earlier.sites, complete = earlier.complete, "submission begins");
        Ok(Self {
            server,
            streams,
            run,
            stop,
            tell,
            stored: earlier.sites,
            earlier,
            sites: 0,
            checksum: ListChecksum::default(),
            known: HashSet::default(),
            on_their_way: VecDeque::new(),
            repeated: 0,
            told_to_wait: false,
        })
    }

    /// Sites that an earlier submission of this run sent.
    pub const fn earlier_sites(&self) -> u64 {
        self.earlier.sites
    }

    /// Whether a stop was requested: nothing more is taken.
    pub fn is_stopped(&self) -> bool {
        self.stop.is_requested()
    }

    /// Adds a site, unless it is there already. Waits where the stream is full.
    pub async fn add(&mut self, job: &Job, place: SitePlace) -> Result<(), Error> {
        if self.stop.is_requested() {
            return Ok(());
        }
        // The hash is the same in every run of the program: what an earlier submission left out is left out again.
        let key =
            job.target.url().map(|url| (url.as_str().to_owned(), job.target.text.contains("://")));
        let Some(url) = job.target.url().filter(|_| self.known.insert(hash(&key))) else {
            self.repeated += 1;
            return Ok(());
        };
        let group = SiteGroup { run: self.run.clone(), place, shard: Shard::of_url(url) };
        let message = SiteMessage::new(self.sites, job);
        let payload = serde_json::to_vec(&message).unwrap_or_default();
        let subject = self.server.fleet.site(&group);
        self.checksum.add(&subject, &payload);
        self.sites += 1;
        if self.sites < self.earlier.sites {
            return Ok(());
        }
        if self.sites == self.earlier.sites {
            return self.check_earlier();
        }
        if self.earlier.complete {
            return Err(Error::OtherList(self.run.clone()));
        }
        let id = message_id(&self.run, message.number);
        self.send(Sent { subject, id, payload: payload.into(), answer: None }).await?;
        if self.sites - self.stored >= STORE_EVERY {
            self.store(false).await?;
        }
        Ok(())
    }

    fn check_earlier(&self) -> Result<(), Error> {
        if self.checksum.text() == self.earlier.checksum {
            return Ok(());
        }
        Err(Error::OtherList(self.run.clone()))
    }

    /// Ends the submission: all that was added is with the server.
    pub async fn finish(mut self) -> Result<Submitted, Error> {
        let is_complete = !self.stop.is_requested();
        if is_complete && self.sites < self.earlier.sites {
            return Err(Error::OtherList(self.run.clone()));
        }
        if is_complete && self.sites == 0 {
            return Err(Error::NoSites(self.run.clone()));
        }
        if self.sites > self.earlier.sites || is_complete {
            self.store(is_complete).await?;
        }
        let is_complete = is_complete && !self.stop.is_requested();
        Ok(Submitted { sites: self.sites, repeated: self.repeated, is_complete })
    }

    /// Waits for all answers, and stores how far the run is.
    async fn store(&mut self, complete: bool) -> Result<(), Error> {
        while let Some(sent) = self.on_their_way.pop_front() {
            self.arrive(sent).await?;
        }
        let complete = complete && !self.stop.is_requested();
        if self.stop.is_requested() && !complete {
            // What was not answered may not be there: the next submission sends it again.
            return Ok(());
        }
        if self.streams.is_cancelled(&self.run).await? {
            // What came after the cancellation goes, too; a run that is cancelled again removes it otherwise.
            let _ = self.server.purge_sites(&self.streams, &self.run).await;
            return Err(Error::Cancelled(self.run.clone()));
        }
        let checksum = self.checksum.text();
        let progress = SubmitProgress { sites: self.sites, checksum, complete };
        self.streams.put_submitted(&self.run, &progress).await?;
        self.stored = self.sites;
        Ok(())
    }

    async fn send(&mut self, mut sent: Sent) -> Result<(), Error> {
        if self.on_their_way.len() >= WINDOW
            && let Some(first) = self.on_their_way.pop_front()
        {
            self.arrive(first).await?;
        }
        sent.answer = self.publish(&sent).await.ok();
        self.on_their_way.push_back(sent);
        Ok(())
    }

    async fn publish(&self, sent: &Sent) -> Result<PublishAckFuture, Error> {
        let message = PublishMessage::build().payload(sent.payload.clone()).message_id(&sent.id);
        let published = self.server.context.send_publish(sent.subject.clone(), message).await;
        published.map_err(|error| Error::request("take a site")(&error))
    }

    /// Waits until the server has a message; what it does not take is sent again, until a stop is requested.
    async fn arrive(&mut self, mut sent: Sent) -> Result<(), Error> {
        let mut wait = SHORTEST_WAIT;
        loop {
            let refusal = match sent.answer.take() {
                Some(answer) => match answer.await {
                    Ok(_) => return Ok(()),
                    Err(error) => chain(&error),
                },
                None => "not sent".to_owned(),
            };
            debug!(refusal, id = sent.id, "a site is sent again");
            if !std::mem::replace(&mut self.told_to_wait, true) {
                (self.tell)(Text::made(
                    format!("服务器暂时不接收更多网站（{refusal}），等待中"),
                    format!("the server takes no more sites for now ({refusal}): waiting"),
                ));
            }
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.stop.requested() => return Ok(()),
            }
            wait = (wait * 2).min(LONGEST_WAIT);
            sent.answer = self.publish(&sent).await.ok();
        }
    }
}

fn hash(key: &impl std::hash::Hash) -> u64 {
    use std::hash::BuildHasher as _;
    FixedState::default().hash_one(key)
}

/// A checksum of a growing list.
#[derive(Clone, Debug, Default)]
struct ListChecksum([u8; 16]);

impl ListChecksum {
    fn add(&mut self, subject: &str, payload: &[u8]) {
        let mut hasher = Hasher::new(&SHA256);
        for part in [&self.0[..], subject.as_bytes(), payload] {
            hasher.update(part);
        }
        self.0 = hasher.finish().as_ref().first_chunk().copied().unwrap_or_default();
    }

    fn text(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_tells_lists_apart() {
        let sum = |rows: &[&str]| {
            let mut sum = ListChecksum::default();
            for row in rows {
                sum.add("beian.site.any.1.r", row.as_bytes());
            }
            sum.text()
        };
        assert_eq!(sum(&["a", "b"]), sum(&["a", "b"]));
        for other in [&["b", "a"][..], &["a"], &["a", "b", "c"], &["a", "c"], &[]] {
            assert_ne!(sum(&["a", "b"]), sum(other));
        }
    }
}
