//! What a click on a number opens. The navigation is caught: nothing is fetched for it.

use std::time::Duration;

use serde::de::IgnoredAny;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::document::TextNode;
use super::error::BrowserError;
use super::page::{PageLook, Tab};
use super::protocol::BrowserEvent;
use crate::facts::Click;

/// A handler that opens something later than this is not waited for.
const REACTION: Duration = Duration::from_millis(500);

const SAME_WINDOW: &str = "function(){const link=(this.nodeType===1?this:this.parentElement).closest('a');if(link)link.target='_self'}";

impl Tab {
    /// Has navigations of this tab caught from now on, or no longer.
    pub(super) async fn catch_navigations(&self, on: bool) -> Result<(), BrowserError> {
        if on {
            let patterns = json!([{"urlPattern": "*", "resourceType": "Document"}]);
            self.tell("Fetch.enable", json!({ "patterns": patterns })).await
        } else {
            self.tell("Fetch.disable", json!({})).await
        }
    }

    /// Clicks on a text of `look`, whose page is still open at `url`, and says what that opens.
    pub(super) async fn click(
        &mut self,
        look: &PageLook,
        text: TextNode,
        url: &str,
    ) -> Result<Click, BrowserError> {
        let Some(node) = look.nodes.get(text) else { return Ok(Click::Untried) };
        // a window that an earlier click opened took its place
        self.tell("Page.bringToFront", json!({})).await?;
        self.scroll_to(look, text).await?;
        let points = self.points(node.backend).await?;
        let Some(&(x, y)) = points.get(points.len() / 2) else { return Ok(Click::Untried) };
        // a window of its own would be a process of its own, for an address that is the same
        let _no_link = self.with_node(look, text, SAME_WINDOW).await;
        while let Ok(event) = self.events.try_recv() {
            self.react(&event).await?;
        }
        let press = self.press(x, y);
        let end = Instant::now() + REACTION;
        let mut opened = Click::Nothing;
        while let Ok(event) = timeout_at(end, self.events.recv()).await {
            let event = event.ok_or(BrowserError::Ended)?;
            // what the page's other frames load by themselves does not come of the click
            let frame = event.params["frameId"].as_str();
            let ours = frame.is_none_or(|frame| look.nodes.is_around(frame, text));
            if ours && let Some(address) = opened_by(&event) {
                let address = self.told(address);
                if is_elsewhere(&address, url) {
                    opened = Click::Opens(address);
                }
            }
            if event.method == "Fetch.requestPaused" {
                self.abort(&event.params).await?;
                if ours {
                    break;
                }
            }
            if event.method == "Page.windowOpen" && opened != Click::Nothing {
                break;
            }
            self.react(&event).await?;
        }
        press.abort();
        Ok(opened)
    }

    /// Moves the mouse there and presses its button. A dialog that opens holds up the answer.
    fn press(&self, x: f64, y: f64) -> tokio::task::JoinHandle<()> {
        let (connection, session) = self.connection();
        tokio::spawn(async move {
            for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
                let moves = kind == "mouseMoved";
                let parameters = json!({
                    "type": kind, "x": x, "y": y,
                    "button": if moves { "none" } else { "left" }, "clickCount": u8::from(!moves),
                });
                let method = "Input.dispatchMouseEvent";
                let sent =
                    connection.call::<IgnoredAny>(Some(&session), method, parameters, REACTION);
                if sent.await.is_err() {
                    return;
                }
            }
        })
    }

    async fn abort(&self, paused: &Value) -> Result<(), BrowserError> {
        let parameters = json!({"requestId": paused["requestId"], "errorReason": "Aborted"});
        self.tell("Fetch.failRequest", parameters).await
    }
}

/// Reasons for which a page goes elsewhere without a click.
const BY_ITSELF: [&str; 4] =
    ["httpHeaderRefresh", "metaTagRefresh", "initialFrameNavigation", "reload"];

/// The address that an event says is being opened.
fn opened_by(event: &BrowserEvent) -> Option<String> {
    let by_click = match event.method.as_str() {
        "Page.windowOpen" => event.params["userGesture"] != false,
        "Page.frameRequestedNavigation" => {
            !BY_ITSELF.iter().any(|it| event.params["reason"] == *it)
        }
        _ => false,
    };
    event.params["url"].as_str().filter(|_| by_click).map(str::to_owned)
}

/// A jump within the page opens nothing.
fn is_elsewhere(address: &str, page: &str) -> bool {
    let place = |url: &str| url.split('#').next().unwrap_or_default().to_owned();
    address.starts_with("http") && place(address) != place(page)
}
