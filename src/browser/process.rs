//! The browser's processes and the folder that they write to. All of it is gone when [`Process`] is dropped, and the
//! browser ends by itself where this program is killed: then its end of the pipe closes.

use std::io;
use std::path::Path;
use std::process::Stdio;

use rustix::io::Errno;
use rustix::process::{Pid, Signal, getuid, kill_process_group, test_kill_process};
use tempfile::TempDir;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tracing::debug;

/// The browser reads commands from descriptor 3 and writes answers to 4; a shell puts our pipes there, so that no
/// unsafe code of ours has to run between fork and exec. Its own output is of no use to anybody. No process of it gets more
/// than 2 GiB of memory of its own (Linux): a page that takes all it can get must not have others killed.
const TO_PIPE: &str = r#"(ulimit -d 2097152) 2>/dev/null && ulimit -d 2097152
exec "$0" "$@" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null"#;

/// How every browser is started. Headless Chromium sends WebRTC past the proxy unless both forms of the policy are given. A
/// spare process for each context and the pages of its own address bar would take as much time as the page. A frame with
/// `sandbox` would be in a process of its own, and a snapshot of the page would lack what visitors see in it.
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
    "--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,HttpsUpgrades,HttpsFirstBalancedMode,NetworkTimeServiceQuerying,\
     IsolateSandboxedIframes,SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup,OmniboxAimPopup",
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

/// The names of profiles begin so, then comes the id of the process that made them.
const PREFIX: &str = "beian-browser-";

/// Removes the profiles that killed runs left in a folder. Those of others cannot be removed, and stay.
fn sweep(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    for entry in entries {
        let name = entry.file_name();
        let maker = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split_once('-'));
        let maker = maker.and_then(|(id, _)| Pid::from_raw(id.parse().ok()?));
        if maker.is_some_and(|id| test_kill_process(id) == Err(Errno::SRCH)) {
            debug!(path = %entry.path().display(), "a profile that was left behind");
            let _stays = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// A running browser.
#[derive(Debug)]
pub(super) struct Process {
    /// Reaped by the runtime once it is gone.
    _child: Child,
    group: Option<Pid>,
    /// Profile, caches and temporary files. Removed after the processes have ended.
    _folder: TempDir,
}

impl Process {
    /// Starts `program` in a process group and a profile of its own. Must be called within a tokio runtime.
    pub(super) fn start(program: &Path) -> io::Result<(Self, ChildStdin, ChildStdout)> {
        sweep(&std::env::temp_dir());
        let prefix = format!("{PREFIX}{}-", std::process::id());
        let folder = tempfile::Builder::new().prefix(&prefix).tempdir()?;
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
        Ok((Self { _child: child, group, _folder: folder }, input, output))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_profiles_of_processes_that_are_gone_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let ours = format!("{PREFIX}{}-abc", std::process::id());
        // beyond the largest id that a system gives
        let gone = format!("{PREFIX}{}-abc", i32::MAX);
        for name in [&*ours, &*gone, "beian-browser-x", "beian-browser-1x-abc", "other"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        sweep(folder.path());
        let left = std::fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name());
        let mut left: Vec<String> = left.map(|name| name.into_string().unwrap()).collect();
        left.sort();
        let mut expected = [&*ours, "beian-browser-1x-abc", "beian-browser-x", "other"];
        expected.sort_unstable();
        assert_eq!(left, expected);
    }
}
