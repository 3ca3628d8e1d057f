//! One page in a tab: opened at the size of a desktop and of a phone, left to its scripts, scrolled to its end, looked at.

use std::time::Duration;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::answers::{Evaluated, FrameTree, Hit, Metrics, Navigated, Quads, Visual, WorldId};
use super::document::{self, TextNode, Written};
use super::error::BrowserError;
use super::protocol::{BrowserEvent, DevtoolsPipe};
use super::sight::{self, Sight, WindowSize};
use super::snapshot::{self, Snapshot};
use crate::facts::{RenderStage, Screen};

/// One command may take so long, unless the page's own deadline comes first.
const CALL: Duration = Duration::from_secs(10);
/// How often a page is looked at again while something may still come.
const POLL: Duration = Duration::from_millis(250);
/// How long a page that has loaded is left to its scripts while the filing is not there.
const SETTLE: Duration = Duration::from_secs(3);
/// How long a page that has loaded may go on loading parts before it is looked at.
const IDLE: Duration = Duration::from_secs(3);
/// A page that grows at each of so many scrolls has no end.
const SCROLLS: usize = 6;

/// What a page looked like on one screen.
#[derive(Debug)]
pub struct PageLook {
    /// The screen.
    pub screen: Screen,
    /// The page as HTML, with everything that nobody sees marked as hidden.
    pub html: String,
    /// What was there at which stage.
    pub stage: RenderStage,
    /// The page grew each time that its end was reached.
    pub endless: bool,
    /// Width and height of what can be scrolled, CSS pixels.
    pub size: (f64, f64),
    texts: Vec<Option<TextNode>>,
    sights: Vec<Vec<Option<Sight>>>,
    backends: Vec<Vec<(i64, Option<usize>)>>,
}

/// A tab.
pub(super) struct Tab {
    connection: DevtoolsPipe,
    session: String,
    events: mpsc::Receiver<BrowserEvent>,
    /// When the time for what is under way is over, and how much there was.
    end: Instant,
    allowed: Duration,
    ignore_certificates: bool,
}

impl Tab {
    pub(super) fn new(
        connection: DevtoolsPipe,
        session: String,
        ignore_certificates: bool,
    ) -> Self {
        let events = connection.events(&session);
        Self {
            connection,
            session,
            events,
            end: Instant::now(),
            allowed: CALL,
            ignore_certificates,
        }
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: &'static str,
        params: Value,
    ) -> Result<T, BrowserError> {
        let left = self.end.saturating_duration_since(Instant::now());
        let answer =
            self.connection.call(Some(&self.session), method, params, CALL.min(left)).await;
        answer.map_err(|error| match error {
            BrowserError::Timeout(_) if left < CALL => BrowserError::Timeout(self.allowed),
            other => other,
        })
    }

    /// Starts the clock for what comes next.
    fn allow(&mut self, time: Duration) {
        self.allowed = time;
        self.end = Instant::now() + time;
    }

    async fn tell(&self, method: &'static str, params: Value) -> Result<(), BrowserError> {
        self.call::<IgnoredAny>(method, params).await.map(|_| ())
    }

    /// Sets the tab up, once.
    pub(super) async fn prepare(&mut self, within: Duration) -> Result<(), BrowserError> {
        self.allow(within);
        self.tell("Page.enable", json!({})).await?;
        self.tell("DOM.enable", json!({})).await?;
        self.tell("Inspector.enable", json!({})).await?;
        self.tell("Network.enable", json!({"maxTotalBufferSize": 0, "maxResourceBufferSize": 0}))
            .await?;
        self.tell("Network.setBypassServiceWorker", json!({"bypass": true})).await?;
        self.tell("Page.setLifecycleEventsEnabled", json!({"enabled": true})).await?;
        if self.ignore_certificates {
            self.tell("Security.setIgnoreCertificateErrors", json!({"ignore": true})).await?;
        }
        Ok(())
    }

    /// Opens `url` on `screen` and looks at it when `enough` says that what is looked for is there, or when its time is
    /// over. All of it may take `within`.
    pub(super) async fn look(
        &mut self,
        url: &str,
        screen: Screen,
        within: Duration,
        enough: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<PageLook, BrowserError> {
        self.allow(within);
        self.emulate(screen).await?;
        self.load(url).await?;
        let mut look = self.snapshot(screen, RenderStage::Loaded).await?;
        let settled = Instant::now() + SETTLE;
        while !enough(&look.html) && Instant::now() < settled.min(self.end) {
            self.pause(POLL).await?;
            look = self.snapshot(screen, RenderStage::Settled).await?;
        }
        let grew = self.scroll(enough(&look.html)).await?;
        if grew > 0 || !enough(&look.html) {
            let scrolled = self.snapshot(screen, RenderStage::Scrolled).await?;
            look = PageLook {
                stage: if enough(&look.html) { look.stage } else { RenderStage::Scrolled },
                ..scrolled
            };
        }
        look.endless = grew >= SCROLLS;
        Ok(look)
    }

    async fn emulate(&self, screen: Screen) -> Result<(), BrowserError> {
        let (width, height) = screen.size();
        let phone = screen == Screen::Phone;
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": if phone { 2 } else { 1 }, "mobile": phone});
        self.tell("Emulation.setDeviceMetricsOverride", metrics).await?;
        self.tell("Emulation.setTouchEmulationEnabled", json!({"enabled": phone})).await?;
        // an empty signature would be the browser's own, which says that it has no head
        let agent = if phone { PHONE_AGENT } else { DESKTOP_AGENT };
        let platform = if phone { "Android" } else { "Win32" };
        let agent = json!({"userAgent": agent, "acceptLanguage": "zh-CN,zh", "platform": platform});
        self.tell("Emulation.setUserAgentOverride", agent).await
    }

    /// Navigates, and waits until the page has loaded and is quiet, or for as long as that may take.
    async fn load(&mut self, url: &str) -> Result<(), BrowserError> {
        while self.events.try_recv().is_ok() {}
        // its answer comes with the first bytes of the page, and dialogs may hold it up
        let (connection, session) = (self.connection.clone(), self.session.clone());
        let left = self.end.saturating_duration_since(Instant::now());
        let target = json!({ "url": url });
        let navigation = tokio::spawn(async move {
            connection.call::<Navigated>(Some(&session), "Page.navigate", target, left).await
        });
        let loaded = self.wait_for_load().await;
        let navigated = if navigation.is_finished() {
            navigation.await.ok()
        } else {
            navigation.abort();
            None
        };
        loaded?;
        match navigated {
            Some(Ok(Navigated { error_text: Some(error) })) if !error.is_empty() => {
                Err(BrowserError::Navigation(error))
            }
            Some(Err(error)) => Err(error),
            _ => Ok(()),
        }
    }

    async fn wait_for_load(&mut self) -> Result<(), BrowserError> {
        // a page that never ends to load is looked at as it is then
        let loaded = self.end - self.allowed.mul_f64(0.4);
        let mut until = loaded;
        loop {
            let Ok(event) = timeout_at(until, self.events.recv()).await else { return Ok(()) };
            let event = event.ok_or(BrowserError::Ended)?;
            match event.method.as_str() {
                "Page.lifecycleEvent" => match event.params["name"].as_str() {
                    Some("load") => until = until.min(Instant::now() + IDLE),
                    Some("networkIdle") if until < loaded => return Ok(()),
                    _ => {}
                },
                // a download: nothing will load
                "Page.downloadWillBegin" => return Ok(()),
                _ => self.react(&event).await?,
            }
        }
    }

    /// What must be answered at once, whatever is waited for.
    async fn react(&self, event: &BrowserEvent) -> Result<(), BrowserError> {
        match event.method.as_str() {
            "Page.javascriptDialogOpening" => {
                self.tell("Page.handleJavaScriptDialog", json!({"accept": false})).await
            }
            "Inspector.targetCrashed" => Err(BrowserError::Crashed),
            _ => Ok(()),
        }
    }

    /// Waits, and answers what comes.
    async fn pause(&mut self, time: Duration) -> Result<(), BrowserError> {
        let until = (Instant::now() + time).min(self.end);
        loop {
            match timeout_at(until, self.events.recv()).await {
                Ok(Some(event)) => self.react(&event).await?,
                Ok(None) => return Err(BrowserError::Ended),
                Err(_) => return Ok(()),
            }
        }
    }

    async fn snapshot(&self, screen: Screen, stage: RenderStage) -> Result<PageLook, BrowserError> {
        let snapshot: Snapshot =
            self.call("DOMSnapshot.captureSnapshot", snapshot::parameters()).await?;
        let documents = snapshot.documents();
        let window = window(screen);
        let sights: Vec<_> =
            documents.iter().map(|document| sight::sights(document, window)).collect();
        let Written { html, texts } = document::write(&documents, &sights);
        let backends = documents.iter().map(|document| {
            document.nodes.iter().map(|node| (node.backend, node.parent)).collect()
        });
        let size = documents.first().map_or((0.0, 0.0), |document| document.size);
        Ok(PageLook {
            screen,
            html,
            stage,
            endless: false,
            size,
            texts,
            sights,
            backends: backends.collect(),
        })
    }

    /// Scrolls to the end until it stays where it is; how often the page grew. One scroll will do where all is `there`.
    async fn scroll(&mut self, there: bool) -> Result<usize, BrowserError> {
        let mut height = self.evaluate(HEIGHT).await?;
        for grown in 0..SCROLLS {
            self.evaluate(SCROLL).await?;
            self.pause(POLL).await?;
            if !there {
                self.pause(POLL).await?;
            }
            let now = self.evaluate(HEIGHT).await?;
            if now <= height + 1.0 {
                return Ok(grown);
            }
            height = now;
        }
        Ok(SCROLLS)
    }

    /// The number that an expression comes to, in a world that the page's scripts cannot reach.
    async fn evaluate(&self, expression: &str) -> Result<f64, BrowserError> {
        let tree: FrameTree = self.call("Page.getFrameTree", json!({})).await?;
        let world: WorldId = self
            .call(
                "Page.createIsolatedWorld",
                json!({"frameId": tree.frame_tree.frame.id, "worldName": "beian"}),
            )
            .await?;
        let params = json!({"expression": expression, "contextId": world.context, "returnByValue": true, "timeout": 2000});
        let answer: Evaluated = self.call("Runtime.evaluate", params).await?;
        Ok(answer.result.value.as_f64().unwrap_or_default())
    }

    /// Whether something else is painted above a text of `look`, whose page is still open.
    pub(super) async fn is_covered(
        &self,
        look: &PageLook,
        line: usize,
    ) -> Result<bool, BrowserError> {
        let Some(text) = look.texts.get(line.saturating_sub(1)).copied().flatten() else {
            return Ok(false);
        };
        let Some(nodes) = look.backends.get(text.document) else { return Ok(false) };
        let Some((backend, _)) = nodes.get(text.node).copied() else { return Ok(false) };
        self.tell("DOM.scrollIntoViewIfNeeded", json!({"backendNodeId": backend})).await?;
        let quads: Quads =
            self.call("DOM.getContentQuads", json!({"backendNodeId": backend})).await?;
        let Some([left, top, _, _, right, bottom, ..]) = quads.quads.first().copied() else {
            return Ok(false);
        };
        // quads count from the window, the hit test from the document
        let Metrics { visual: Visual { x, y } } =
            self.call("Page.getLayoutMetrics", json!({})).await?;
        let (x, y) =
            ((f64::midpoint(left, right) + x).round(), (f64::midpoint(top, bottom) + y).round());
        let point = json!({"x": x, "y": y, "ignorePointerEventsNone": true});
        let Ok(hit) = self.call::<Hit>("DOM.getNodeForLocation", point).await else {
            return Ok(false);
        };
        let at = |backend: i64| nodes.iter().position(|node| node.0 == backend);
        let above = |mut node: usize, sought: usize| loop {
            if node == sought {
                return true;
            }
            match nodes[node].1 {
                Some(parent) => node = parent,
                None => return false,
            }
        };
        // a node that came after the snapshot is not known, and does not count
        Ok(at(hit.backend).is_some_and(|hit| !above(text.node, hit) && !above(hit, text.node)))
    }
}

impl PageLook {
    /// What comes of the text that begins on a line of [`PageLook::html`] (1-based).
    pub fn sight(&self, line: usize) -> Option<Sight> {
        let text = self.texts.get(line.checked_sub(1)?).copied().flatten()?;
        self.sights.get(text.document)?.get(text.node).copied().flatten()
    }
}

fn window(screen: Screen) -> WindowSize {
    let (width, height) = screen.size();
    WindowSize { width: f64::from(width), height: f64::from(height) }
}

const HEIGHT: &str = "Math.max(document.documentElement.scrollHeight, document.body ? document.body.scrollHeight : 0)";
const SCROLL: &str = "(() => { const all = [document.scrollingElement, ...document.querySelectorAll('*')]; let n = 0; for (const e of all) { if (e && e.scrollHeight > e.clientHeight + 8 && n++ < 200) e.scrollTop = e.scrollHeight; } return n; })()";
const DESKTOP_AGENT: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const PHONE_AGENT: &str = "Mozilla/5.0 (Linux; Android 14; Mobile) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
