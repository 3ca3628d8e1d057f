//! How the sites of a shard come from the server: on one inbox for a whole turn, which costs both sides less than one a
//! request.

use std::time::Duration;

use async_nats::jetstream::Message;
use async_nats::jetstream::consumer::PullConsumer;
use async_nats::jetstream::consumer::pull::BatchConfig;
use async_nats::{StatusCode, Subject, Subscriber};
use futures_util::StreamExt as _;
use tokio::time::timeout;
use tracing::debug;

use crate::fleet::error::Error;
use crate::fleet::server::NatsServer;

/// A message that does not come within this time is lost with its connection.
const MESSAGE_TIME: Duration = Duration::from_secs(5);

/// Where the sites of a shard come in.
#[derive(Default)]
pub(super) struct SiteFeed {
    /// Absent until it is needed, and after a fault: what comes late is handed out again.
    inbox: Option<Inbox>,
}

struct Inbox {
    subject: Subject,
    messages: Subscriber,
}

impl SiteFeed {
    /// Has sites handed out, at most this many: what is there, without waiting for more.
    pub(super) async fn next(
        &mut self,
        server: &NatsServer,
        consumer: &PullConsumer,
        most: usize,
    ) -> Result<Vec<Message>, Error> {
        let failed = |error: &dyn std::error::Error| Error::request("hand out sites")(error);
        let mut inbox = match self.inbox.take() {
            Some(inbox) => inbox,
            None => Inbox::open(server).await?,
        };
        let wanted = BatchConfig { batch: most, no_wait: true, ..BatchConfig::default() };
        let asked = consumer.request_batch(wanted, inbox.subject.clone()).await;
        asked.map_err(|error| failed(&error))?;
        let mut sites = Vec::with_capacity(most);
        while sites.len() < most {
            let Ok(Some(message)) = timeout(MESSAGE_TIME, inbox.messages.next()).await else {
                return Ok(sites);
            };
            match message.status.unwrap_or(StatusCode::OK) {
                StatusCode::OK => {
                    sites.push(Message { message, context: server.context.clone() });
                }
                StatusCode::IDLE_HEARTBEAT => {}
                // There are no more.
                StatusCode::NOT_FOUND | StatusCode::TIMEOUT => break,
                status if sites.is_empty() => {
                    let why = message.description.unwrap_or_default();
                    return Err(failed(&std::io::Error::other(format!("{status} {why}"))));
                }
                status => {
                    debug!(%status, "asking for sites");
                    return Ok(sites);
                }
            }
        }
        self.inbox = Some(inbox);
        Ok(sites)
    }
}

impl Inbox {
    async fn open(server: &NatsServer) -> Result<Self, Error> {
        let subject = Subject::from(server.client.new_inbox());
        let messages = server.client.subscribe(subject.clone()).await;
        let messages =
            messages.map_err(|error| Error::request("open an inbox for sites")(&error))?;
        Ok(Self { subject, messages })
    }
}
