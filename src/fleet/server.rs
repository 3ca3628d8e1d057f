//! The connection to the server, and what a fleet has there.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use async_nats::jetstream::stream::{self, DiscardPolicy, RetentionPolicy, StorageType, Stream};
use async_nats::jetstream::{self, AckKind, Context, Message, kv, object_store};
use async_nats::{Client, ConnectErrorKind, ConnectOptions, Event};
use tracing::{info, warn};

use crate::domain::lang::Text;

use super::error::{Error, chain};
use super::names::{FleetName, RunName};

/// The oldest server that has what the fleet needs, major and minor version; errors name it, too.
const OLDEST_PARTS: (u32, u32) = (2, 11);
/// The longest wait between two attempts to connect again.
const LONGEST_PAUSE: Duration = Duration::from_secs(8);
/// What is known of a run is forgotten after this time: runs of the past neither slow workers nor fill the status.
const RUN_TIME: Duration = Duration::from_hours(24 * 90);
/// The server drops a message with the id of one that came within this time.
const DUPLICATE_WINDOW: Duration = Duration::from_mins(2);
/// Consumers of a stream: one for each run, place and shard in which sites wait. Servers allow a thousand by themselves.
const MAX_CONSUMERS: i32 = 1_000_000;
/// Answers of the server are waited for this long.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// How to reach the server.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// Addresses, separated by commas.
    pub servers: String,
    /// A file of credentials (JWT and key).
    pub credentials: Option<PathBuf>,
    /// User and password.
    pub login: Option<(String, String)>,
    /// Certificates that the server's is checked against instead of the system's (PEM).
    pub ca: Option<PathBuf>,
    /// Our own certificate and its key (PEM).
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// The fleet.
    pub fleet: FleetName,
    /// What this connection is called in the server's lists.
    pub role: &'static str,
}

/// How streams are made.
#[derive(Clone, Copy, Debug)]
pub struct StreamOptions {
    /// Copies of all data, each on another server of the cluster: 1, 3 or 5.
    pub replicas: usize,
    /// At most this number of sites wait to be audited.
    pub max_queued: i64,
    /// The time after which the lease of a worker that says nothing ends.
    pub lease: Duration,
}

/// A connection to the server.
#[derive(Clone)]
pub struct NatsServer {
    pub(super) client: Client,
    pub(super) context: Context,
    pub(super) fleet: FleetName,
    pub(super) link: Arc<ServerLink>,
}

/// The state of a connection.
#[derive(Debug, Default)]
pub(super) struct ServerLink {
    pub(super) is_up: AtomicBool,
    pub(super) reconnects: AtomicU64,
}

/// What a fleet has on the server.
#[derive(Clone)]
pub(super) struct FleetStreams {
    pub(super) sites: Stream,
    pub(super) results: Stream,
    pub(super) runs: kv::Store,
    pub(super) leases: kv::Store,
    pub(super) reports: object_store::ObjectStore,
}

impl NatsServer {
    /// Connects. An error says whether trying again may help.
    pub async fn connect(options: &ServerOptions) -> Result<Self, Error> {
        if options.servers.split(',').any(|server| server.contains('@')) {
            return Err(Error::PasswordInAddress);
        }
        let link = Arc::new(ServerLink { is_up: AtomicBool::new(true), ..ServerLink::default() });
        let connecting = connect_options(options, Arc::clone(&link)).await?;
        let servers: Vec<&str> = options.servers.split(',').map(str::trim).collect();
        let connected = connecting.connect(servers).await;
        let client = connected.map_err(|error| Error::Connect {
            servers: options.servers.clone(),
            passing: matches!(
                error.kind(),
                ConnectErrorKind::Io | ConnectErrorKind::TimedOut | ConnectErrorKind::Dns
            ),
            cause: chain(&error),
        })?;
        let about = client.server_info();
        if version(&about.version).is_none_or(|version| version < OLDEST_PARTS) {
            let (server, found) = (about.server_name, about.version);
            return Err(Error::OldServer { server, found });
        }
        if !about.jetstream {
            return Err(Error::NoStorage(Text::fixed(
                "NATS 服务器没有开启 JetStream",
                "the NATS server runs without JetStream",
            )));
        }
        info!(server = about.server_name, version = about.version, "connected");
        let context =
            jetstream::ContextBuilder::new().timeout(REQUEST_TIMEOUT).build(client.clone());
        Ok(Self { client, context, fleet: options.fleet.clone(), link })
    }

    /// The version of the server that it is connected to.
    pub fn version(&self) -> String {
        self.client.server_info().version
    }

    /// What the fleet has on the server; `None` where it is not there yet.
    pub(super) async fn streams(&self) -> Result<Option<FleetStreams>, Error> {
        let fleet = &self.fleet;
        let Some(sites) = self.stream(&fleet.sites()).await? else { return Ok(None) };
        let Some(results) = self.stream(&fleet.results()).await? else { return Ok(None) };
        for stream in [&sites, &results] {
            let config = &stream.cached_info().config;
            if config.storage != StorageType::File {
                return Err(Error::NoStorage(Text::made(
                    format!("流 {} 不在磁盘上", config.name),
                    format!("the stream {} is not kept on a disk", config.name),
                )));
            }
        }
        let missing = |error: &dyn std::error::Error| Error::Request {
            what: "open the buckets of the fleet",
            cause: chain(error),
        };
        let runs = self.context.get_key_value(fleet.runs()).await.map_err(|it| missing(&it))?;
        let leases = self.context.get_key_value(fleet.leases()).await.map_err(|it| missing(&it))?;
        let reports = self.context.get_object_store(fleet.reports()).await;
        let reports = reports.map_err(|it| missing(&it))?;
        Ok(Some(FleetStreams { sites, results, runs, leases, reports }))
    }

    async fn stream(&self, name: &str) -> Result<Option<Stream>, Error> {
        use async_nats::jetstream::context::GetStreamErrorKind;
        match self.context.get_stream(name).await {
            Ok(stream) => Ok(Some(stream)),
            Err(error) => match error.kind() {
                GetStreamErrorKind::JetStream(cause) if cause.code() == 404 => Ok(None),
                _ => Err(Error::request("open a stream of the fleet")(&error)),
            },
        }
    }

    /// What the fleet has on the server; what is missing is made.
    pub(super) async fn create_streams(
        &self,
        options: StreamOptions,
    ) -> Result<FleetStreams, Error> {
        if let Some(streams) = self.streams_if_whole().await? {
            return Ok(streams);
        }
        let fleet = &self.fleet;
        let failed = |error: &dyn std::error::Error| Error::Request {
            what: "create the streams of the fleet on its disk",
            cause: chain(error),
        };
        for (name, subject, max_messages) in [
            (fleet.sites(), fleet.all_sites(), options.max_queued),
            (fleet.results(), fleet.all_results(), -1),
        ] {
            let config = stream::Config {
                name,
                subjects: vec![subject],
                retention: RetentionPolicy::WorkQueue,
                storage: StorageType::File,
                discard: DiscardPolicy::New,
                max_messages,
                max_consumers: MAX_CONSUMERS,
                duplicate_window: DUPLICATE_WINDOW,
                num_replicas: options.replicas,
                ..stream::Config::default()
            };
            self.context.get_or_create_stream(config).await.map_err(|it| failed(&it))?;
        }
        for (bucket, max_age) in [(fleet.runs(), RUN_TIME), (fleet.leases(), options.lease)] {
            let config = kv::Config {
                bucket,
                max_age,
                history: 1,
                storage: StorageType::File,
                num_replicas: options.replicas,
                ..kv::Config::default()
            };
            self.context.create_key_value(config).await.map_err(|it| failed(&it))?;
        }
        let config = object_store::Config {
            bucket: fleet.reports(),
            storage: StorageType::File,
            num_replicas: options.replicas,
            ..object_store::Config::default()
        };
        self.context.create_object_store(config).await.map_err(|it| failed(&it))?;
        self.streams().await?.ok_or_else(|| Error::NoFleet(fleet.to_string()))
    }

    /// Acknowledges a message, and waits until the server says that it knows. The error is why it may not.
    pub(super) async fn acknowledge(&self, message: &Message, kind: AckKind) -> Result<(), String> {
        let Some(reply) = message.reply.clone() else {
            return Err("it was not handed out by a stream".to_owned());
        };
        let answer = self.client.request(reply, kind.into()).await;
        answer.map(drop).map_err(|error| chain(&error))
    }

    /// Removes the sites of a run that wait or are under way. Says how many.
    pub(super) async fn purge_sites(
        &self,
        streams: &FleetStreams,
        run: &RunName,
    ) -> Result<u64, Error> {
        let purged = streams.sites.purge().filter(self.fleet.sites_of_run(run)).await;
        purged
            .map(|purged| purged.purged)
            .map_err(|error| Error::request("remove the sites of the run")(&error))
    }

    async fn streams_if_whole(&self) -> Result<Option<FleetStreams>, Error> {
        match self.streams().await {
            // Some are there and others are not: a submitter was killed while it made them.
            Err(Error::Request { .. }) => Ok(None),
            other => other,
        }
    }
}

async fn connect_options(
    options: &ServerOptions,
    link: Arc<ServerLink>,
) -> Result<ConnectOptions, Error> {
    let mut connecting = ConnectOptions::new()
        .name(format!("beian fleet {}", options.role))
        .request_timeout(Some(REQUEST_TIMEOUT))
        .reconnect_delay_callback(pause)
        .event_callback(move |event| {
            let link = Arc::clone(&link);
            async move { link.hear(&event) }
        });
    if let Some(file) = &options.credentials {
        let named = format!("--nats-creds {}", file.display());
        let read = connecting.credentials_file(file).await;
        connecting = read.map_err(|error| Error::ConnectionOption(named, error.to_string()))?;
    }
    if let Some((user, password)) = &options.login {
        connecting = connecting.user_and_password(user.clone(), password.clone());
    }
    if let Some(file) = &options.ca {
        connecting = connecting.add_root_certificates(file.clone()).require_tls(true);
    }
    if let Some((certificate, key)) = &options.certificate {
        connecting = connecting.add_client_certificate(certificate.clone(), key.clone());
        connecting = connecting.require_tls(true);
    }
    Ok(connecting)
}

/// How long to wait before an attempt to connect again: a tenth of a second, then twice as long each time.
fn pause(attempts: usize) -> Duration {
    let doubled = u32::try_from(attempts).unwrap_or(u32::MAX).min(7);
    (Duration::from_millis(100) * 2_u32.pow(doubled)).min(LONGEST_PAUSE)
}

impl ServerLink {
    fn hear(&self, event: &Event) {
        match event {
            Event::Connected => {
                if !self.is_up.swap(true, Ordering::Relaxed) {
                    self.reconnects.fetch_add(1, Ordering::Relaxed);
                }
                info!("connected to the server");
            }
            Event::Disconnected | Event::Closed => {
                self.is_up.store(false, Ordering::Relaxed);
                warn!("the connection to the server is lost");
            }
            other => info!(event = %other, "server"),
        }
    }
}

/// The first two parts of a version.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim_start_matches('v').split(['.', '-']);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        for (text, good) in [
            ("2.11.0", true),
            ("2.15.1", true),
            ("2.11.0-RC.2", true),
            ("v3.0.0", true),
            ("2.10.29", false),
            ("2.9.10", false),
            ("", false),
            ("x", false),
        ] {
            assert_eq!(version(text).is_some_and(|it| it >= OLDEST_PARTS), good, "{text}");
        }
    }

    #[test]
    fn pauses_grow_and_end_at_the_longest() {
        assert_eq!(pause(0), Duration::from_millis(100));
        assert_eq!(pause(3), Duration::from_millis(800));
        assert!((0..100).all(|attempt| pause(attempt) <= pause(attempt + 1)));
        assert_eq!(pause(usize::MAX), LONGEST_PAUSE);
    }
}
