//! One site that the server handed out: read, its result stored, then acknowledged.

use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::context::PublishErrorKind;
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::{AckKind, Message};
use hyper::body::Bytes;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use tracing::{debug, warn};

use crate::domain::failure::Remedy as _;
use crate::domain::lang::{Bilingual as _, Text};
use crate::engine;
use crate::fleet::delivery::{DeliveryStep, step};
use crate::fleet::error::chain;
use crate::fleet::figures::{Counted, add};
use crate::fleet::message::{ResultMessage, SiteMessage, StoredResult};
use crate::fleet::names::{RunName, message_id};

use super::FleetWorker;
use super::keeper::LeaseHold;
use super::served_run::ServedRun;

/// Of the time after which a silent worker's site is handed out again, the worker says after each such part that it is
/// still at work.
const BEATS: u32 = 3;
/// Waits between attempts to store a result.
const SHORTEST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// Attempts to acknowledge a site whose result is stored. Where all fail the site comes again, and its second result is
/// dropped.
const ACKS: u32 = 5;
/// Headers and the rest of a message, in bytes.
const MESSAGE_OVERHEAD: usize = 4 << 10;

/// A site that the server handed out.
pub(super) struct SiteTask {
    pub(super) worker: Arc<FleetWorker>,
    pub(super) run: Arc<ServedRun>,
    pub(super) message: Message,
    /// The lease of its shard.
    pub(super) hold: LeaseHold,
    pub(super) _place: OwnedSemaphorePermit,
}

impl SiteTask {
    /// Reads the site, or gives it up. Dropping the future gives up everything at once: the server hands the site out again
    /// after its time.
    pub(super) async fn go(self) {
        let figures = &self.worker.figures;
        let _under_way = Counted::new(&figures.in_flight);
        let site = match SiteMessage::read(&self.message.payload) {
            Ok(site) => site,
            Err(error) => {
                // No program of ours sent it, and no version of settings allows for it.
                warn!(%error, "a message that is no site is removed");
                self.acknowledge(AckKind::Term).await;
                return;
            }
        };
        let (stopped, cancelled) = (&self.worker.given_up, &self.run.cancelled);
        let mut beat = interval(self.run.settings.delivery.ack_wait() / BEATS);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        beat.tick().await;
        let mut work = Box::pin(self.result(site));
        loop {
            tokio::select! {
                stored = &mut work => {
                    if stored {
                        self.acknowledge(AckKind::Ack).await;
                    } else {
                        self.release().await;
                    }
                    return;
                }
                _ = beat.tick() => {
                    // A beat that is lost costs nothing: another one follows before the time is over.
                    let _ = self.message.ack_with(AckKind::Progress).await;
                }
                () = stopped.requested() => return self.release().await,
                () = cancelled.requested() => return self.acknowledge(AckKind::Term).await,
            }
        }
    }

    /// Reads the site and stores what came of it. False where it was not read to its end, or not as it is.
    async fn result(&self, site: SiteMessage) -> bool {
        let figures = &self.worker.figures;
        let delivered = self.message.info().map_or(1, |info| info.delivered);
        // A site that is not understood is given back, and given up like one that is never read to its end.
        let job = site.job(self.run.today);
        let is_understood = job.is_ok();
        let Ok(job) = job.or_else(|_| site.bare_job()) else {
            warn!(target = site.target, "a site is not understood");
            return false;
        };
        if delivered > 1 {
            add(&figures.redelivered, 1);
        }
        let (delivery, given_up, report) =
            match step(delivered, self.run.settings.delivery.max_deliver) {
                DeliveryStep::Audit { .. } if !is_understood => {
                    warn!(target = site.target, "what is declared of a site is not understood");
                    return false;
                }
                DeliveryStep::Audit { delivery } => {
                    add(&figures.begun, 1);
                    let (index, gaps) = (self.worker.next_index(), self.worker.pulse.gaps());
                    let report = self.run.session.audit(index, job).await;
                    let Some(report) = report else { return false };
                    if let Some(fault) = self.run.snapshot_fault() {
                        (self.worker.tell)(snapshot_lost(&self.run.name, &fault));
                    }
                    if self.worker.pulse.gaps() != gaps || !self.hold.is_held() {
                        debug!(
                            number = site.number,
                            "the program was held up: the site is given back"
                        );
                        return false;
                    }
                    (delivery, false, report)
                }
                DeliveryStep::GiveUp { deliveries } => {
                    add(&figures.given_up, 1);
                    (deliveries, true, self.run.engine.not_read(&job, given_up(deliveries)))
                }
            };
        let worker = self.worker.options.name.clone();
        let number = site.number;
        let result = ResultMessage { site, worker, delivery, given_up, report };
        match result.write() {
            Ok(bytes) => self.store(number, bytes.into()).await,
            Err(error) => {
                warn!(%error, "a result cannot be written");
                return false;
            }
        }
        add(&figures.finished, 1);
        self.worker.rate.lock().count(Instant::now());
        true
    }

    /// Stores a result, however long that takes: a server that is away comes back, and a full one is emptied.
    async fn store(&self, number: u64, bytes: Bytes) {
        let (mut wait, run) = (SHORTEST_WAIT, &self.run.name);
        loop {
            match self.try_to_store(run, number, bytes.clone()).await {
                Ok(()) => return,
                Err(error) => {
                    debug!(error, %run, number, "a result is not stored yet");
                    self.worker.note_waiting(&error);
                }
            }
            sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    async fn try_to_store(&self, run: &RunName, number: u64, bytes: Bytes) -> Result<(), String> {
        let server = &self.worker.server;
        let id = message_id(run, number);
        let payload = if bytes.len() + MESSAGE_OVERHEAD > server.client.max_payload() {
            let reports = &self.worker.streams.reports;
            let stored = reports.put(id.as_str(), &mut &*bytes).await;
            stored.map_err(|error| chain(&error))?;
            let reference = StoredResult { stored_as: id.clone() };
            serde_json::to_vec(&reference).map_err(|error| chain(&error))?.into()
        } else {
            bytes
        };
        let message = PublishMessage::build().payload(payload).message_id(&id);
        let sent = server.context.send_publish(server.fleet.result(run), message).await;
        let stored = match sent {
            Ok(answer) => answer.await,
            Err(error) => Err(error),
        };
        match stored {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == PublishErrorKind::StreamNotFound => {
                Err("the stream of results is gone".to_owned())
            }
            Err(error) => Err(chain(&error)),
        }
    }

    /// Acknowledges the site, and waits until the server says that it knows.
    async fn acknowledge(&self, kind: AckKind) {
        for attempt in 0..ACKS {
            match self.worker.server.acknowledge(&self.message, kind).await {
                Ok(()) => return,
                Err(error) => debug!(error, attempt, "a site is not acknowledged yet"),
            }
            sleep(SHORTEST_WAIT * 2_u32.pow(attempt)).await;
        }
    }

    /// Gives the site back, for another worker.
    async fn release(&self) {
        add(&self.worker.figures.released, 1);
        let _ = self.worker.server.acknowledge(&self.message, AckKind::Nak(None)).await;
    }
}

/// Says that snapshots are lost; sites are judged all the same.
fn snapshot_lost(run: &RunName, fault: &engine::Error) -> Text {
    let cause = fault.cause();
    let (zh, en) = cause.map_or_else(Default::default, |cause| {
        (format!("：{}", cause.zh), format!(": {}", cause.en))
    });
    Text::made(
        format!("任务 {run} 有快照没有写成（{}{zh}），网站照常审查", fault.zh()),
        format!(
            "a snapshot of run {run} was not written ({fault}{en}); sites are audited all the same"
        ),
    )
}

/// Why a site is not judged that was handed out as often as is allowed.
fn given_up(deliveries: u32) -> Text {
    Text::made(
        format!(
            "这个网站交给 worker {deliveries} 次，每次都没有结果（worker 中止或失去联系），不再尝试"
        ),
        format!(
            "the site was handed to a worker {deliveries} times, and none reported (it ended or lost its connection): \
             not tried again"
        ),
    )
}
