//! One retry for a server that says it is busy (429, 503).

use tracing::debug;
use url::Url;

use crate::net::error::FetchError;
use crate::net::response::Response;

use super::recorded::Upstream;
use super::wire::Budget;

/// Waits once a page for a busy server.
#[derive(Clone, Debug)]
pub(super) struct Polite {
    pub(super) upstream: Upstream,
}

impl Polite {
    /// Asks for an address, and once more where the server is busy and its wait is short enough.
    pub(super) async fn ask(&self, url: &Url, budget: &mut Budget) -> Result<Response, FetchError> {
        let response = self.upstream.ask(url, budget).await?;
        let limits = self.upstream.wire().limits();
        let host = url.host_str().unwrap_or_default();
        if !response.is_busy() {
            limits.succeeded(host);
            return Ok(response);
        }
        if let Upstream::Snapshot(replay) = &self.upstream {
            // The run that wrote the snapshot recorded its second request, if it made one.
            return replay.ask(url).or(Ok(response));
        }
        if budget.retried {
            return Ok(response);
        }
        let Some(wait) = limits.busy(host, response.retry_after()) else {
            return Ok(response);
        };
        debug!(
            status = response.status,
            seconds = wait.as_secs_f32(),
            "busy; waiting to ask again"
        );
        budget.retried = true;
        drop(response);
        tokio::time::sleep(wait).await;
        let response = Box::pin(self.upstream.ask(url, budget)).await?;
        if !response.is_busy() {
            limits.succeeded(host);
        }
        Ok(response)
    }
}
