//! What the robots.txt of a site's hosts allow: each is asked once, when it is first needed.

use std::sync::{Arc, PoisonError};

use url::Url;

use crate::net::{Failure, FetchError, ROBOTS_CAP, Robots};

use super::fetch::Site;

/// The name that robots.txt knows us by.
const PRODUCT: &str = "beian";
/// Redirects of a robots.txt that are followed.
const ROBOTS_REDIRECTS: usize = 5;

impl Site {
    /// Whether robots.txt of the address's host allows it.
    pub(super) async fn allowed(&self, url: &Url) -> bool {
        if !self.obey_robots {
            return true;
        }
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        self.robots(url).await.allows(path)
    }

    /// The robots.txt of the address's host, fetched once.
    pub(super) async fn robots(&self, url: &Url) -> Arc<Robots> {
        let origin = url[..url::Position::BeforePath].to_owned();
        let cell = {
            let mut robots = self.robots.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(robots.entry(origin).or_default())
        };
        let load = async || {
            let robots = self.load_robots(url).await;
            if let (Some(delay), Some(host)) = (robots.delay, url.host_str()) {
                self.client.slow_down(host, delay);
            }
            Arc::new(robots)
        };
        Arc::clone(cell.get_or_init(load).await)
    }

    async fn load_robots(&self, url: &Url) -> Robots {
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
            Err(Failure { error: FetchError::BadRedirect { .. }, .. }) => {
                return Robots::allow_all();
            }
            Err(Failure { error: FetchError::Refused { .. }, hops }) if !hops.is_empty() => {
                return Robots::allow_all();
            }
            Err(_) => return Robots::forbid_all(),
        };
        match answer.status {
            200..300 => match answer.body_cut(ROBOTS_CAP).await {
                Ok(body) => Robots::parse(&body, PRODUCT),
                Err(_) => Robots::forbid_all(),
            },
            // A redirect without end: not available (RFC 9309 §2.3.1.2).
            300..500 => Robots::allow_all(),
            _ => Robots::forbid_all(),
        }
    }
}
