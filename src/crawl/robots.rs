//! What the robots.txt of a site's hosts allow: each is asked once, when it is first needed.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::OnceCell;
use tracing::debug;
use url::Url;

use crate::domain::secret::Hidden;
use crate::net::{
    Client, FetchError, FetchFailure, Hop, MAX_REDIRECTS, ROBOTS_CAP, Response, Robots,
};

/// The name that robots.txt knows us by.
const PRODUCT: &str = "beian";
/// Redirects of a robots.txt that are followed.
const ROBOTS_REDIRECTS: usize = 5;

/// An address, or one that it redirects to, is forbidden by robots.txt: it was not asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct ForbiddenByRobots;

/// What robots.txt of each origin allows, fetched as it is needed.
#[derive(Debug)]
pub(super) struct RobotsCache {
    client: Client,
    /// Whether robots.txt is asked.
    pub(super) obeyed: bool,
    /// By origin; each is fetched once, however many pages ask for it.
    origins: Mutex<HashMap<String, Arc<OnceCell<Arc<Robots>>>>>,
}

impl RobotsCache {
    pub(super) fn new(client: Client, obeyed: bool) -> Self {
        Self { client, obeyed, origins: Mutex::default() }
    }

    /// Asks for an address and follows its redirects to addresses that `follow` agrees to, as far as robots.txt of their
    /// hosts allows: a redirect leads to no forbidden page either.
    pub(super) async fn get(
        &self,
        url: &Url,
        follow: impl Fn(&Url) -> bool + Sync,
    ) -> Result<Result<Response, FetchFailure>, ForbiddenByRobots> {
        let (mut url, mut hops) = (url.clone(), Vec::<Hop>::new());
        loop {
            if !self.allowed(&url).await {
                return Err(ForbiddenByRobots);
            }
            let known = |next: &Url| follow(next) && self.known_to_allow(next);
            let mut answer = match Box::pin(self.client.get(&url, known)).await {
                Ok(answer) => answer,
                Err(mut failure) => {
                    hops.append(&mut failure.hops);
                    failure.hops = hops;
                    return Ok(Err(failure));
                }
            };
            hops.append(&mut answer.hops);
            let Some(next) = answer.stopped_at.take_if(|next| follow(next)) else {
                answer.hops = hops;
                return Ok(Ok(answer));
            };
            if hops.len() >= MAX_REDIRECTS {
                let error = FetchError::TooManyRedirects { status: answer.status };
                return Ok(Err(FetchFailure { error, hops }));
            }
            hops.push(Hop { from: answer.url.clone(), to: next.clone(), status: answer.status });
            url = next;
        }
    }

    /// Whether the address is allowed by a robots.txt that was read already.
    fn known_to_allow(&self, url: &Url) -> bool {
        if !self.obeyed {
            return true;
        }
        let robots = self.origins.lock();
        let known = robots.get(&url[..url::Position::BeforePath]).and_then(|cell| cell.get());
        known.is_some_and(|robots| {
            robots.allows(&url[url::Position::BeforePath..url::Position::AfterQuery])
        })
    }

    /// Whether robots.txt of the address's host allows it.
    pub(super) async fn allowed(&self, url: &Url) -> bool {
        if !self.obeyed {
            return true;
        }
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        self.of(url).await.allows(path)
    }

    /// The robots.txt of the address's host, fetched once.
    pub(super) async fn of(&self, url: &Url) -> Arc<Robots> {
        let origin = url[..url::Position::BeforePath].to_owned();
        let cell = {
            let mut robots = self.origins.lock();
            Arc::clone(robots.entry(origin).or_default())
        };
        let load = async || {
            let robots = self.load(url).await;
            if let (Some(delay), Some(host)) = (robots.delay, url.host_str()) {
                self.client.slow_down(host, delay);
            }
            Arc::new(robots)
        };
        Arc::clone(cell.get_or_init(load).await)
    }

    async fn load(&self, url: &Url) -> Robots {
        let Ok(address) = url.join("/robots.txt") else { return Robots::forbid_all() };
        let mut left = ROBOTS_REDIRECTS;
        // To any host: its rules are for the host that was asked (RFC 9309 §2.3.1.2).
        let follow = |_: &Url| {
            let go = left > 0;
            left = left.saturating_sub(1);
            go
        };
        let answer = match self.client.get(&address, follow).await {
            Ok(answer) => answer,
            // A redirect that leads nowhere: not available (RFC 9309 §2.3.1.2).
            Err(FetchFailure { error: FetchError::BadRedirect { .. }, .. }) => {
                return Robots::allow_all();
            }
            Err(FetchFailure { error: FetchError::Refused { .. }, hops }) if !hops.is_empty() => {
                return Robots::allow_all();
            }
            Err(_) => return Robots::forbid_all(),
        };
        debug!(status = answer.status, url = %Hidden(&address), "robots.txt");
        match answer.status {
            200..300 => match answer.body_prefix(ROBOTS_CAP).await {
                Ok(body) => Robots::parse(&body, PRODUCT),
                Err(_) => Robots::forbid_all(),
            },
            // A redirect without end: not available (RFC 9309 §2.3.1.2).
            300..500 => Robots::allow_all(),
            _ => Robots::forbid_all(),
        }
    }
}
