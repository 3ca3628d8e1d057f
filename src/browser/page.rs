//! One page in a tab: opened at the size of a desktop and of a phone, left to its scripts, scrolled to its end, looked at.

use std::time::Duration;

use parking_lot::Mutex;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::answers::{EvaluateAnswer, FrameTree, NavigateAnswer, WorldId};
use super::document::{self, SerializedPage, TextNode};
use super::error::BrowserError;
use super::files::SecretHost;
use super::nodes::LaidOutNodes;
use super::protocol::{BrowserEvent, DevtoolsPipe};
use super::sight::{self, Sight, WindowSize};
use super::snapshot::{self, Snapshot};
use crate::facts::{PageStage, Screen};

/// One command may take so long, unless the page's own deadline comes first.
const CALL: Duration = Duration::from_secs(10);
/// How often a page is looked at again while something may still come.
const POLL: Duration = Duration::from_millis(250);
/// How long a page that has loaded is left to its scripts while the filing is not there.
const SETTLE: Duration = Duration::from_secs(3);
/// How long a page that has loaded may go on loading parts before it is looked at.
const IDLE: Duration = Duration::from_secs(3);
/// Answers for the page and its frames that are remembered.
const MAX_DOCUMENTS: usize = 64;
/// A page that grows at each of this number of scrolls has no end.
const SCROLLS: usize = 6;

/// What a page looked like on one screen.
#[derive(Debug)]
pub(super) struct PageLook {
    pub(super) screen: Screen,
    /// The page as HTML, with everything that nobody sees marked as hidden.
    pub(super) html: String,
    /// The page grew each time that its end was reached.
    pub(super) endless: bool,
    /// Width and height of all that can be scrolled.
    pub(super) size: (f64, f64),
    /// The numbers that were looked for, each with the time at which it came.
    pub(super) stages: Vec<(String, PageStage)>,
    pub(super) nodes: LaidOutNodes,
    /// What the browser calls the document by.
    pub(super) loader: String,
    texts: Vec<Option<TextNode>>,
    sights: Vec<Vec<Option<Sight>>>,
}

/// A tab.
pub(super) struct Tab {
    connection: DevtoolsPipe,
    session: String,
    /// Where the files of a folder are asked for.
    secret: Option<SecretHost>,
    pub(super) events: mpsc::Receiver<BrowserEvent>,
    /// The answers that the page and its frames were made from.
    documents: Mutex<Vec<Value>>,
    /// When the time for what is under way is over, and how much there was.
    end: Instant,
    allowed: Duration,
}

impl Tab {
    pub(super) fn new(
        connection: DevtoolsPipe,
        session: String,
        secret: Option<SecretHost>,
    ) -> Self {
        let events = connection.events(&session);
        let documents = Mutex::default();
        Self { connection, session, secret, events, documents, end: Instant::now(), allowed: CALL }
    }

    /// A text of the page, with the host of a folder's files as it is told.
    pub(super) fn told(&self, text: String) -> String {
        match &self.secret {
            Some(secret) => secret.outside(text),
            None => text,
        }
    }

    /// The address of a part of the page, as it is told.
    pub(super) fn told_address(&self, address: String) -> String {
        match &self.secret {
            Some(secret) => secret.path(address),
            None => address,
        }
    }

    /// The connection, and the session of this tab.
    pub(super) fn connection(&self) -> (DevtoolsPipe, String) {
        (self.connection.clone(), self.session.clone())
    }

    /// The id by which the browser knows the session.
    pub(super) fn session(&self) -> &str {
        &self.session
    }

    /// The answers that the page and its frames were made from, as the browser tells of them.
    pub(super) fn document_answers(&self) -> Vec<Value> {
        self.documents.lock().clone()
    }

    pub(super) async fn call<T: DeserializeOwned>(
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
    pub(super) fn allow(&mut self, time: Duration) {
        self.allowed = time;
        self.end = Instant::now() + time;
    }

    pub(super) async fn tell(
        &self,
        method: &'static str,
        params: Value,
    ) -> Result<(), BrowserError> {
        self.call::<IgnoredAny>(method, params).await.map(|_| ())
    }

    /// Sets the tab up, once.
    pub(super) async fn prepare(
        &mut self,
        ignore_certificates: bool,
        within: Duration,
    ) -> Result<(), BrowserError> {
        self.allow(within);
        self.tell("Page.enable", json!({})).await?;
        self.tell("DOM.enable", json!({})).await?;
        self.tell("Inspector.enable", json!({})).await?;
        self.tell("Network.enable", json!({"maxTotalBufferSize": 0, "maxResourceBufferSize": 0}))
            .await?;
        self.tell("Network.setBypassServiceWorker", json!({"bypass": true})).await?;
        self.tell("Page.setLifecycleEventsEnabled", json!({"enabled": true})).await?;
        if ignore_certificates {
            self.tell("Security.setIgnoreCertificateErrors", json!({"ignore": true})).await?;
        }
        Ok(())
    }

    /// Opens `url` on `screen` and looks at it when `numbers`, which reads what is looked for from the page as HTML, finds
    /// something, or when its time is over. All of it may take `within`.
    pub(super) async fn look(
        &mut self,
        url: &str,
        screen: Screen,
        within: Duration,
        numbers: &(dyn Fn(&str) -> Vec<String> + Sync),
    ) -> Result<PageLook, BrowserError> {
        self.allow(within);
        self.emulate(screen).await?;
        self.load(url).await?;
        let mut look = self.snapshot(screen).await?;
        let mut stages = Vec::new();
        note(&mut stages, numbers(&look.html), PageStage::Load);
        let settled = Instant::now() + SETTLE;
        while stages.is_empty() && Instant::now() < settled.min(self.end) {
            self.pause(POLL).await?;
            look = self.snapshot(screen).await?;
            note(&mut stages, numbers(&look.html), PageStage::Wait);
        }
        let grew = self.scroll(!stages.is_empty()).await?;
        self.number(FINISH).await?;
        // always: on a busy machine an animation may have come to its end by itself meanwhile
        look = self.snapshot(screen).await?;
        note(&mut stages, numbers(&look.html), PageStage::Scroll);
        look.endless = grew >= SCROLLS;
        look.stages = stages;
        look.loader = self.loader().await?;
        Ok(look)
    }

    /// What the browser calls the document by that the tab shows now.
    pub(super) async fn loader(&self) -> Result<String, BrowserError> {
        let tree: FrameTree = self.call("Page.getFrameTree", json!({})).await?;
        Ok(tree.frame_tree.frame.loader)
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
        self.documents.lock().clear();
        // its answer comes with the first bytes of the page, and dialogs may hold it up
        let (connection, session) = (self.connection.clone(), self.session.clone());
        let left = self.end.saturating_duration_since(Instant::now());
        let url = self.secret.as_ref().map_or_else(|| url.to_owned(), |it| it.inside(url));
        let target = json!({ "url": url });
        let navigation = tokio::spawn(async move {
            connection.call::<NavigateAnswer>(Some(&session), "Page.navigate", target, left).await
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
            Some(Ok(NavigateAnswer { error_text: Some(error) })) if !error.is_empty() => {
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
    pub(super) async fn react(&self, event: &BrowserEvent) -> Result<(), BrowserError> {
        match event.method.as_str() {
            "Page.javascriptDialogOpening" => {
                self.tell("Page.handleJavaScriptDialog", json!({"accept": false})).await
            }
            "Network.responseReceived" if event.params["type"] == "Document" => {
                let mut documents = self.documents.lock();
                if documents.len() < MAX_DOCUMENTS {
                    documents.push(event.params.clone());
                }
                Ok(())
            }
            "Inspector.targetCrashed" => Err(BrowserError::Crashed),
            _ => Ok(()),
        }
    }

    /// Waits, and answers what comes.
    pub(super) async fn pause(&mut self, time: Duration) -> Result<(), BrowserError> {
        let until = (Instant::now() + time).min(self.end);
        loop {
            match timeout_at(until, self.events.recv()).await {
                Ok(Some(event)) => self.react(&event).await?,
                Ok(None) => return Err(BrowserError::Ended),
                Err(_) => return Ok(()),
            }
        }
    }

    pub(super) async fn snapshot(&self, screen: Screen) -> Result<PageLook, BrowserError> {
        let snapshot: Snapshot =
            self.call("DOMSnapshot.captureSnapshot", snapshot::parameters()).await?;
        let documents = snapshot.documents();
        let window = window(screen);
        let sights = sight::sights(&documents, window);
        let SerializedPage { html, texts } = document::write(&documents, &sights, window);
        let html = match &self.secret {
            Some(secret) => secret.outside(secret.paths_of_pictures(html)),
            None => html,
        };
        let size = documents.first().map_or((0.0, 0.0), |document| document.size);
        let nodes = LaidOutNodes::of(&documents, window);
        let (endless, stages, loader) = (false, Vec::new(), String::new());
        Ok(PageLook { screen, html, endless, size, stages, nodes, loader, texts, sights })
    }

    /// Scrolls to the end until it stays where it is; how often the page grew. One scroll will do where all is `there`.
    async fn scroll(&mut self, there: bool) -> Result<usize, BrowserError> {
        let mut height = self.number(HEIGHT).await?;
        for grown in 0..SCROLLS {
            self.number(SCROLL).await?;
            self.pause(POLL).await?;
            if !there {
                self.pause(POLL).await?;
            }
            let now = self.number(HEIGHT).await?;
            if now <= height + 1.0 {
                return Ok(grown);
            }
            height = now;
        }
        Ok(SCROLLS)
    }

    pub(super) async fn number(&self, expression: &str) -> Result<f64, BrowserError> {
        Ok(self.evaluate(expression).await?.as_f64().unwrap_or_default())
    }

    /// What an expression comes to, in a world that the page's scripts cannot reach.
    pub(super) async fn evaluate(&self, expression: &str) -> Result<Value, BrowserError> {
        let tree: FrameTree = self.call("Page.getFrameTree", json!({})).await?;
        let world = self.world(&tree.frame_tree.frame.id).await?;
        let params = json!({"expression": expression, "contextId": world, "returnByValue": true, "timeout": 2000});
        let answer: EvaluateAnswer = self.call("Runtime.evaluate", params).await?;
        Ok(answer.result.value)
    }

    /// The world of our own in a frame, always the same one as long as the document is.
    pub(super) async fn world(&self, frame: &str) -> Result<i64, BrowserError> {
        let parameters = json!({"frameId": frame, "worldName": "beian"});
        let world: WorldId = self.call("Page.createIsolatedWorld", parameters).await?;
        Ok(world.context)
    }
}

impl PageLook {
    /// The text that begins on a line of [`PageLook::html`] (1-based).
    pub(super) fn text(&self, line: usize) -> Option<TextNode> {
        self.texts.get(line.checked_sub(1)?).copied().flatten()
    }

    /// What comes of a text.
    pub(super) fn sight(&self, text: TextNode) -> Option<Sight> {
        self.sights.get(text.document)?.get(text.node).copied().flatten()
    }

    /// When a number came.
    pub(super) fn stage(&self, number: &str) -> PageStage {
        let known = self.stages.iter().find(|(known, _)| known == number);
        known.map_or(PageStage::Scroll, |(_, stage)| *stage)
    }
}

/// Notes the numbers that are new.
fn note(stages: &mut Vec<(String, PageStage)>, numbers: Vec<String>, stage: PageStage) {
    for number in numbers {
        if !stages.iter().any(|(known, _)| *known == number) {
            stages.push((number, stage));
        }
    }
}

fn window(screen: Screen) -> WindowSize {
    let (width, height) = screen.size();
    WindowSize { width: f64::from(width), height: f64::from(height) }
}

const HEIGHT: &str = "Math.max(document.documentElement.scrollHeight, document.body ? document.body.scrollHeight : 0)";
const SCROLL: &str = "(() => { const all = [document.scrollingElement, ...document.querySelectorAll('*')]; let n = 0; for (const e of all) { if (e && e.scrollHeight > e.clientHeight + 8 && n++ < 200) e.scrollTop = e.scrollHeight; } return n; })()";
/// Brings what fades in or out to its end, which a visitor sees for longer than the way there; how much that is.
pub(super) const FINISH: &str = "(() => { let n = 0; for (const it of document.getAnimations()) { if (n < 1000 && it.timeline === document.timeline && it.playState === 'running') { try { it.finish(); n++; } catch { } } } return n; })()";
const DESKTOP_AGENT: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const PHONE_AGENT: &str = "Mozilla/5.0 (Linux; Android 14; Mobile) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
