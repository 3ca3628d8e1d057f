//! The browser's processes and the folder that they write to. All of it is gone when [`Process`] is dropped, and the
//! browser ends by itself where this program is killed: then its end of the pipe closes.

use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, getuid, kill_process_group};
use tempfile::TempDir;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

/// The browser reads commands from descriptor 3 and writes answers to 4; a shell puts our pipes there, so that no
/// unsafe code of ours has to run between fork and exec. Its own output is of no use to anybody.
const TO_PIPE: &str = r#"exec "$0" "$@" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null"#;

/// How every browser is started. Headless Chromium sends WebRTC past the proxy unless both forms of the policy are given.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-quic",
    "--disable-extensions",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-dev-shm-usage",
    "--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    "--password-store=basic",
    "--use-mock-keychain",
    "--mute-audio",
    "--hide-scrollbars",
    "--lang=zh-CN",
    "--force-webrtc-ip-handling-policy",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    // a browser without a site has nothing to reach; each site brings the proxy of its own
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
];

/// How long the browser may take to end in order.
const GOODBYE: Duration = Duration::from_secs(3);

/// A running browser.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    group: Option<Pid>,
    /// Profile, caches and temporary files. Removed after the processes have ended.
    _folder: TempDir,
}

impl Process {
    /// Starts `program` in a process group and a profile of its own. Must be called within a tokio runtime.
    pub(super) fn start(program: &Path) -> io::Result<(Self, ChildStdin, ChildStdout)> {
        let folder = tempfile::Builder::new().prefix("beian-browser-").tempdir()?;
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("tmp"))?;
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(TO_PIPE).arg(program).args(FLAGS);
        // As root Chromium refuses to start with its sandbox; for everyone else it stays on.
        if getuid().is_root() {
            command.arg("--no-sandbox");
        }
        command.arg(format!("--user-data-dir={}", at("profile").display())).arg("about:blank");
        command
            .env("TMPDIR", at("tmp"))
            .env("XDG_CONFIG_HOME", at("config"))
            .env("XDG_CACHE_HOME", at("cache"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.process_group(0).kill_on_drop(true).spawn()?;
        let group = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        let missing = || io::Error::other("no pipe to the browser");
        let (input, output) =
            (child.stdin.take().ok_or_else(missing)?, child.stdout.take().ok_or_else(missing)?);
        Ok((Self { child, group, _folder: folder }, input, output))
    }

    /// Waits for the browser to end after it was told to; kills what is left.
    pub(super) async fn end(mut self) {
        let _ended = timeout(GOODBYE, self.child.wait()).await;
        self.kill();
        let _reaped = timeout(GOODBYE, self.child.wait()).await;
    }

    fn kill(&self) {
        if let Some(group) = self.group {
            // it fails where nothing is left of the group, which is what is wanted
            let _gone = kill_process_group(group, Signal::KILL);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
