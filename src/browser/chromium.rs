//! A running Chromium, and one context a site: cookies, cache and proxy of a site are its own, and go with it.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::answers::{TabTargets, TargetInfo};
use super::error::BrowserError;
use super::page::Tab;
use super::process::Process;
use super::protocol::DevtoolsPipe;
use super::proxy::Proxy;

/// A cold browser on a busy machine answers its first command within this.
const START: Duration = Duration::from_secs(30);
/// A browser that has not answered after this has hung up, however busy the machine is.
const PING: Duration = Duration::from_secs(5);
/// Commands that concern no page are answered at once, also while pages hang.
const CALL: Duration = Duration::from_secs(10);

/// A running browser. Dropping it kills all its processes.
pub struct Browser {
    connection: DevtoolsPipe,
    /// Ends with it.
    _process: Process,
}

impl Browser {
    /// Starts the program at `program` and waits until it answers. Must be called within a tokio runtime.
    pub async fn start(program: &Path) -> Result<Self, BrowserError> {
        let (process, input, output) = Process::start(program).map_err(BrowserError::Start)?;
        let connection = DevtoolsPipe::new(input, output);
        connection.call::<IgnoredAny>(None, "Browser.getVersion", json!({}), START).await?;
        Ok(Self { connection, _process: process })
    }

    /// Whether it still runs, as far as is known.
    pub fn is_running(&self) -> bool {
        self.connection.is_open()
    }

    /// Whether it answers: one that hangs or was stopped runs, and does not.
    pub async fn answers(&self) -> bool {
        let answer =
            self.connection.call::<IgnoredAny>(None, "Browser.getVersion", json!({}), PING);
        answer.await.is_ok()
    }

    /// Opens a context whose every connection goes through `proxy`, with one tab.
    pub(super) async fn open(
        &self,
        proxy: &Proxy,
        ignore_certificates: bool,
    ) -> Result<SiteTab, BrowserError> {
        let connection = self.connection.clone();
        let parameters = json!({
            "disposeOnDetach": true,
            "proxyServer": format!("http://{}", proxy.address()),
            "proxyBypassList": "<-loopback>",
        });
        let context: ContextId =
            connection.call(None, "Target.createBrowserContext", parameters, CALL).await?;
        match tab(&connection, &context.id, (proxy, ignore_certificates)).await {
            Ok((target, tab)) => Ok(SiteTab { connection, context: context.id, target, tab }),
            Err(error) => {
                dispose(&connection, &context.id).await;
                Err(error)
            }
        }
    }
}

/// The context of a site, and its tab.
pub(super) struct SiteTab {
    connection: DevtoolsPipe,
    context: String,
    target: String,
    pub(super) tab: Tab,
}

impl SiteTab {
    /// Ends the context. That works while its page hangs, too.
    pub(super) async fn close(self) {
        self.connection.forget(self.tab.session());
        dispose(&self.connection, &self.context).await;
    }

    /// Closes the windows that the page has opened.
    pub(super) async fn close_others(&self) -> Result<(), BrowserError> {
        let targets: TabTargets =
            self.connection.call(None, "Target.getTargets", json!({}), CALL).await?;
        let of_site = |target: &&TargetInfo| {
            target.kind == "page"
                && target.id != self.target
                && target.context.as_ref() == Some(&self.context)
        };
        for target in targets.all.iter().filter(of_site) {
            let parameters = json!({"targetId": target.id});
            self.connection
                .call::<IgnoredAny>(None, "Target.closeTarget", parameters, CALL)
                .await?;
        }
        Ok(())
    }
}

async fn dispose(connection: &DevtoolsPipe, context: &str) {
    let parameters = json!({"browserContextId": context});
    let method = "Target.disposeBrowserContext";
    // where it cannot be ended, the browser is lost, which the next page finds out
    let _gone = connection.call::<IgnoredAny>(None, method, parameters, CALL).await;
}

async fn tab(
    connection: &DevtoolsPipe,
    context: &str,
    (proxy, ignore_certificates): (&Proxy, bool),
) -> Result<(String, Tab), BrowserError> {
    let downloads = json!({"behavior": "deny", "browserContextId": context});
    connection.call::<IgnoredAny>(None, "Browser.setDownloadBehavior", downloads, CALL).await?;
    let parameters = json!({"url": "about:blank", "browserContextId": context});
    let target: TargetId = connection.call(None, "Target.createTarget", parameters, CALL).await?;
    let parameters = json!({"targetId": target.id, "flatten": true});
    let session: SessionId =
        connection.call(None, "Target.attachToTarget", parameters, CALL).await?;
    let mut tab = Tab::new(connection.clone(), session.id, proxy.secret());
    tab.prepare(ignore_certificates, CALL).await?;
    Ok((target.id, tab))
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
