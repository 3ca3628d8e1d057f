//! What is left of a page some time later: scripts may take away what a visitor saw at first. The page's own clock is moved
//! on, so that nobody waits for it; the tab is of no further use afterwards.

use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, timeout_at};

use super::error::BrowserError;
use super::page::{FINISH, PageLook, Tab};

/// What a page may take for it by our clock.
const PATIENCE: Duration = Duration::from_secs(5);
/// By how much its clock is moved on at first.
const FIRST: Duration = Duration::from_secs(30);
/// What is gone then may come back, as in a footer whose lines take turns.
const AGAIN: [Duration; 3] =
    [Duration::from_secs(4), Duration::from_secs(7), Duration::from_secs(13)];

/// A page after some time of its own.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LaterLook {
    /// For how long it was watched, by its own clock, in seconds.
    pub(super) seconds: u64,
    /// What was seen at first, and not any more.
    pub(super) gone: Vec<String>,
}

impl Tab {
    /// Looks for what of `seen` nobody sees any more once the page has had half a minute more. `None` where that cannot be
    /// told: the page hangs, or has gone to another by itself.
    pub(super) async fn later(
        &mut self,
        look: &PageLook,
        seen: &[String],
        numbers: &(dyn Fn(&str) -> Vec<String> + Sync),
    ) -> Result<Option<LaterLook>, BrowserError> {
        self.allow(PATIENCE);
        let (mut gone, mut watched) = (seen.to_vec(), Duration::ZERO);
        for more in [FIRST].into_iter().chain(AGAIN) {
            self.move_clock(more).await?;
            watched += more;
            self.number(FINISH).await?;
            let now = self.snapshot(look.screen).await?;
            if self.loader().await? != look.loader {
                return Ok(None);
            }
            let there = numbers(&now.html);
            gone.retain(|number| !there.contains(number));
            if gone.is_empty() {
                break;
            }
        }
        Ok(Some(LaterLook { seconds: watched.as_secs(), gone }))
    }

    /// Lets timers fire that would fire within this time, one after the other, without waiting for them.
    async fn move_clock(&mut self, by: Duration) -> Result<(), BrowserError> {
        while let Ok(event) = self.events.try_recv() {
            self.react(&event).await?;
        }
        let policy = json!({"policy": "advance", "budget": by.as_secs() * 1000, "maxVirtualTimeTaskStarvationCount": 1000});
        self.tell("Emulation.setVirtualTimePolicy", policy).await?;
        let end = Instant::now() + PATIENCE;
        loop {
            let event = timeout_at(end, self.events.recv()).await;
            let event =
                event.map_err(|_| BrowserError::Timeout(PATIENCE))?.ok_or(BrowserError::Ended)?;
            if event.method == "Emulation.virtualTimeBudgetExpired" {
                return Ok(());
            }
            self.react(&event).await?;
        }
    }
}
