//! A running Chromium, and one context a site: cookies, cache and proxy of a site are its own, and go with it.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use crate::facts::Screen;

use super::error::BrowserError;
use super::page::{PageLook, Tab};
use super::process::Process;
use super::protocol::DevtoolsPipe;

/// A cold browser on a busy machine answers its first command within this.
const START: Duration = Duration::from_secs(30);
/// Commands that concern no page are answered at once, also while pages hang.
const CALL: Duration = Duration::from_secs(10);

/// A running browser. Dropping it kills all its processes; [`Browser::end`] ends it in order.
pub struct Browser {
    connection: DevtoolsPipe,
    process: Process,
}

impl Browser {
    /// Starts the program at `program` and waits until it answers. Must be called within a tokio runtime.
    pub async fn start(program: &Path) -> Result<Self, BrowserError> {
        let (process, input, output) = Process::start(program).map_err(BrowserError::Start)?;
        let connection = DevtoolsPipe::new(input, output);
        connection.call::<IgnoredAny>(None, "Browser.getVersion", json!({}), START).await?;
        Ok(Self { connection, process })
    }

    /// Whether it still runs, as far as is known.
    pub fn is_running(&self) -> bool {
        self.connection.is_open()
    }

    /// Opens a context whose every connection goes through the proxy at `proxy`.
    pub async fn open(
        &self,
        proxy: SocketAddr,
        ignore_certificates: bool,
    ) -> Result<SiteTab, BrowserError> {
        let connection = &self.connection;
        let parameters = json!({
            "disposeOnDetach": true,
            "proxyServer": format!("http://{proxy}"),
            "proxyBypassList": "<-loopback>",
        });
        let context: ContextId =
            connection.call(None, "Target.createBrowserContext", parameters, CALL).await?;
        // from here on the context is disposed of, whatever fails
        let mut site = SiteTab { connection: connection.clone(), context: context.id, tab: None };
        let ready = site.prepare(ignore_certificates).await;
        match ready {
            Ok(()) => Ok(site),
            Err(error) => {
                site.close().await;
                Err(error)
            }
        }
    }

    /// Ends the browser and waits until its processes are gone.
    pub async fn end(self) {
        let _closed =
            self.connection.call::<IgnoredAny>(None, "Browser.close", json!({}), CALL).await;
        self.process.end().await;
    }
}

/// The tab of a site.
pub struct SiteTab {
    connection: DevtoolsPipe,
    context: String,
    tab: Option<(String, Tab)>,
}

impl SiteTab {
    async fn prepare(&mut self, ignore_certificates: bool) -> Result<(), BrowserError> {
        let connection = self.connection.clone();
        let downloads = json!({"behavior": "deny", "browserContextId": self.context});
        connection.call::<IgnoredAny>(None, "Browser.setDownloadBehavior", downloads, CALL).await?;
        let parameters = json!({"url": "about:blank", "browserContextId": self.context});
        let target: TargetId =
            connection.call(None, "Target.createTarget", parameters, CALL).await?;
        let parameters = json!({"targetId": target.id, "flatten": true});
        let session: SessionId =
            connection.call(None, "Target.attachToTarget", parameters, CALL).await?;
        let mut tab = Tab::new(connection, session.id.clone(), ignore_certificates);
        tab.prepare(CALL).await?;
        self.tab = Some((session.id, tab));
        Ok(())
    }

    /// Opens a page; see [`PageLook`]. All of it may take `within`.
    pub async fn look(
        &mut self,
        url: &str,
        screen: Screen,
        within: Duration,
        enough: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<PageLook, BrowserError> {
        let (_, tab) = self.tab.as_mut().ok_or(BrowserError::Ended)?;
        tab.look(url, screen, within, enough).await
    }

    /// Whether something else is painted above the text that begins on `line` (1-based) of [`PageLook::html`]. The page of
    /// `look` must be the one that was opened last.
    pub async fn is_covered(&self, look: &PageLook, line: usize) -> Result<bool, BrowserError> {
        let (_, tab) = self.tab.as_ref().ok_or(BrowserError::Ended)?;
        tab.is_covered(look, line).await
    }

    /// Ends the context. That works while its page hangs, too.
    pub async fn close(mut self) {
        if let Some((session, _)) = self.tab.take() {
            self.connection.forget(&session);
        }
        let parameters = json!({"browserContextId": self.context});
        let _gone = self
            .connection
            .call::<IgnoredAny>(None, "Target.disposeBrowserContext", parameters, CALL)
            .await;
    }
}

#[derive(Deserialize)]
struct ContextId {
    #[serde(rename = "browserContextId")]
    id: String,
}

#[derive(Deserialize)]
struct TargetId {
    #[serde(rename = "targetId")]
    id: String,
}

#[derive(Deserialize)]
struct SessionId {
    #[serde(rename = "sessionId")]
    id: String,
}
