//! Figures of a worker and of a collector, as Prometheus reads them.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, timeout};

use super::error::Error;
use super::server::NatsServer;

/// The seconds over which a rate is counted.
const RATE_SECONDS: u64 = 60;
/// The longest request for figures, in bytes.
const MAX_REQUEST: usize = 8 << 10;
/// A client of the figures has this time for its request and for taking the answer.
const CLIENT_TIME: Duration = Duration::from_secs(5);

macro_rules! figures {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:literal $metric:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: AtomicU64,)*
        }

        impl Figures for $name {
            fn each(&self, act: &mut dyn FnMut(&'static str, &'static str, u64)) {
                $(act($metric, $kind, self.$field.load(Ordering::Relaxed));)*
            }
        }
    };
}

/// Figures that can be listed.
pub trait Figures: Send + Sync {
    /// Calls `act` with the name of each, whether it is a counter or a gauge, and its value.
    fn each(&self, act: &mut dyn FnMut(&'static str, &'static str, u64));
}

figures! {
    /// Figures of a worker.
    WorkerFigures {
        /// Sites that were begun.
        begun: "counter" "beian_fleet_sites_begun_total",
        /// Sites whose result was stored.
        finished: "counter" "beian_fleet_sites_finished_total",
        /// Of these, sites that were given up after their last delivery.
        given_up: "counter" "beian_fleet_sites_not_judged_total",
        /// Sites that were given back to the server.
        released: "counter" "beian_fleet_sites_released_total",
        /// Sites that were handed out before.
        redelivered: "counter" "beian_fleet_redeliveries_total",
        /// Leases of shards that ended before they were given back.
        leases_lost: "counter" "beian_fleet_leases_lost_total",
        /// Sites under way.
        in_flight: "gauge" "beian_fleet_in_flight",
        /// Sites that may be under way at once.
        places: "gauge" "beian_fleet_places",
        /// Shards that are served.
        shards: "gauge" "beian_fleet_shards",
    }
}

figures! {
    /// Figures of a collector.
    CollectorFigures {
        /// Sites whose result is recorded.
        collected: "counter" "beian_fleet_results_collected_total",
        /// Results that came a second time.
        repeated: "counter" "beian_fleet_results_repeated_total",
        /// Sites that were given up after their last delivery.
        given_up: "counter" "beian_fleet_results_not_judged_total",
        /// Deliveries beyond the first.
        redelivered: "counter" "beian_fleet_redeliveries_total",
    }
}

/// Adds to a figure.
pub(super) fn add(figure: &AtomicU64, count: u64) {
    figure.fetch_add(count, Ordering::Relaxed);
}

/// Counts something as long as it lives.
pub(super) struct Counted<'a>(&'a AtomicU64);

impl<'a> Counted<'a> {
    pub(super) fn new(gauge: &'a AtomicU64) -> Self {
        gauge.fetch_add(1, Ordering::Relaxed);
        Self(gauge)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The page that Prometheus reads.
fn page(figures: &dyn Figures, connection: (bool, u64)) -> String {
    let mut page = String::new();
    let mut line = |name: &str, kind: &str, value: u64| {
        let _ = writeln!(page, "# TYPE {name} {kind}\n{name} {value}");
    };
    figures.each(&mut line);
    line("beian_fleet_reconnects_total", "counter", connection.1);
    line("beian_fleet_connected", "gauge", connection.0.into());
    page
}

/// Serves the figures at an address until the returned handle is dropped.
pub async fn serve(
    address: SocketAddr,
    figures: Arc<dyn Figures>,
    server: NatsServer,
) -> Result<FigureServer, Error> {
    let failed = |cause: std::io::Error| Error::Metrics(address.to_string(), cause.to_string());
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let task = tokio::spawn(async move {
        loop {
            let Ok((client, _)) = listener.accept().await else {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let (is_up, reconnects) = (&server.link.is_up, &server.link.reconnects);
            let connection = (is_up.load(Ordering::Relaxed), reconnects.load(Ordering::Relaxed));
            let page = page(figures.as_ref(), connection);
            tokio::spawn(timeout(CLIENT_TIME, answer(client, page)));
        }
    });
    Ok(FigureServer { address, task: task.abort_handle() })
}

/// A server of figures.
pub struct FigureServer {
    /// Where it listens.
    pub address: SocketAddr,
    task: tokio::task::AbortHandle,
}

impl Drop for FigureServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(mut client: TcpStream, page: String) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        if request.len() > MAX_REQUEST || client.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let (status, body) = if request.starts_with(b"GET /metrics ") {
        ("200 OK", page)
    } else {
        ("404 Not Found", "GET /metrics\n".to_owned())
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    client.write_all(head.as_bytes()).await?;
    client.write_all(body.as_bytes()).await?;
    client.shutdown().await
}

/// How often something happened in the last minute.
#[derive(Debug)]
pub(super) struct RateWindow {
    begun: Instant,
    /// Seconds since the beginning, with what happened in each.
    seconds: VecDeque<(u64, u64)>,
}

impl RateWindow {
    pub(super) fn new(now: Instant) -> Self {
        Self { begun: now, seconds: VecDeque::new() }
    }

    pub(super) fn count(&mut self, now: Instant) {
        let second = now.duration_since(self.begun).as_secs();
        match self.seconds.back_mut() {
            Some((last, count)) if *last == second => *count += 1,
            _ => self.seconds.push_back((second, 1)),
        }
        self.forget(second);
    }

    fn forget(&mut self, now: u64) {
        while self.seconds.front().is_some_and(|(second, _)| second + RATE_SECONDS <= now) {
            self.seconds.pop_front();
        }
    }

    /// How often a second, over the last minute or over the time since the beginning.
    #[expect(clippy::cast_precision_loss, reason = "counts of a minute")]
    pub(super) fn per_second(&mut self, now: Instant) -> f64 {
        let second = now.duration_since(self.begun).as_secs();
        self.forget(second);
        let count: u64 = self.seconds.iter().map(|(_, count)| count).sum();
        count as f64 / second.clamp(1, RATE_SECONDS) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_a_type_and_a_value_for_each_figure() {
        let figures = WorkerFigures::default();
        add(&figures.begun, 3);
        let page = page(&figures, (true, 2));
        assert!(page.contains(
            "# TYPE beian_fleet_sites_begun_total counter\nbeian_fleet_sites_begun_total 3\n"
        ));
        assert!(page.ends_with("# TYPE beian_fleet_connected gauge\nbeian_fleet_connected 1\n"));
        assert!(page.contains("beian_fleet_reconnects_total 2\n"));
        for line in page.lines().filter(|line| !line.starts_with('#')) {
            let (name, value) = line.split_once(' ').unwrap();
            assert!(name.starts_with("beian_fleet_") && value.parse::<u64>().is_ok(), "{line}");
        }
    }

    #[test]
    fn a_gauge_falls_whatever_ends_its_holder() {
        let gauge = AtomicU64::new(0);
        let held = [Counted::new(&gauge), Counted::new(&gauge)];
        assert_eq!(gauge.load(Ordering::Relaxed), 2);
        drop(held);
        assert_eq!(gauge.load(Ordering::Relaxed), 0);
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "small whole numbers")]
    fn a_rate_is_that_of_the_last_minute() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut rate = RateWindow::new(start);
        assert_eq!(rate.per_second(start), 0.0);
        for second in 0..120 {
            rate.count(at(second));
            rate.count(at(second));
        }
        assert_eq!(rate.per_second(at(119)), 2.0);
        assert_eq!(rate.per_second(at(149)), 1.0);
        assert_eq!(rate.per_second(at(500)), 0.0);
    }
}
