//! What may go wrong with a browser.

use std::io;
use std::time::Duration;

use crate::domain::lang::Bilingual;

/// Why a page, or the browser as a whole, gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// It could not be started.
    #[error("the browser cannot be started: {0}")]
    Start(#[source] io::Error),
    /// It ended, or its end of the pipe did.
    #[error("the browser has ended")]
    Ended,
    /// The page's own process crashed or was killed.
    #[error("the page's process has crashed")]
    Crashed,
    /// No answer in time.
    #[error("no answer from the browser within {}", seconds(*.0))]
    Timeout(Duration),
    /// It refused a command.
    #[error("the browser refuses {method}: {message}")]
    Refused {
        /// The command.
        method: &'static str,
        /// In its words.
        message: String,
    },
    /// It answered something that is not what the protocol promises.
    #[error("the browser's answer to {method} cannot be read: {cause}")]
    Answer {
        /// The command.
        method: &'static str,
        /// What is wrong with it.
        cause: String,
    },
    /// The page could not be opened (`net::ERR_…`).
    #[error("the browser cannot open the page: {0}")]
    Navigation(String),
    /// The loopback proxy of a site could not be opened.
    #[error("the proxy for the browser cannot listen: {0}")]
    Proxy(#[source] io::Error),
}

impl BrowserError {
    /// Whether the browser as a whole is lost, not this page alone.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::Ended | Self::Start(_))
    }
}

impl Bilingual for BrowserError {
    fn zh(&self) -> String {
        match self {
            Self::Start(cause) => format!("浏览器无法启动：{cause}"),
            Self::Ended => "浏览器已退出".to_owned(),
            Self::Crashed => "页面所在的进程崩溃了".to_owned(),
            Self::Timeout(after) => format!("浏览器在 {} 秒内没有回答", after.as_secs_f64()),
            Self::Refused { method, message } => format!("浏览器拒绝执行 {method}：{message}"),
            Self::Answer { method, cause } => format!("浏览器对 {method} 的回答无法识别：{cause}"),
            Self::Navigation(cause) => format!("浏览器打不开页面：{cause}"),
            Self::Proxy(cause) => format!("浏览器用的本地代理无法监听：{cause}"),
        }
    }
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}
