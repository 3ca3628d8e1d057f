//! A world for tests: a fixed day, captured streams, no environment.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use super::{Exit, World, run};

/// What a test world is made of; the scratch folder is its working folder.
pub(super) struct Bench {
    pub(super) folder: tempfile::TempDir,
    pub(super) env: BTreeMap<String, String>,
    pub(super) input: Vec<u8>,
    pub(super) terminal: bool,
    /// Columns of standard output.
    pub(super) width: Option<usize>,
}

/// What a command did.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) exit: Exit,
    pub(super) out: String,
    pub(super) err: String,
}

impl Bench {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        Self { folder, env: BTreeMap::new(), input: Vec::new(), terminal: false, width: None }
    }

    /// Writes a file into the working folder, with the folders it needs.
    pub(super) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        std::fs::write(path, content).expect("a file");
        self
    }

    /// The content of a file in the working folder.
    pub(super) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(path)).expect("a file")
    }

    pub(super) fn with_world<T>(&self, go: impl FnOnce(&mut World<'_>) -> T) -> T {
        self.with_streams(&mut Vec::new(), &mut Vec::new(), go)
    }

    /// Runs `beian ARGS`.
    pub(super) fn run(&self, args: &[&str]) -> Done {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let args: Vec<OsString> =
            std::iter::once("beian").chain(args.iter().copied()).map(OsString::from).collect();
        let exit = self.with_streams(&mut out, &mut err, |world| run(&args, world));
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Done { exit, out: text(out), err: text(err) }
    }

    fn with_streams<T>(
        &self,
        out: &mut Vec<u8>,
        err: &mut Vec<u8>,
        go: impl FnOnce(&mut World<'_>) -> T,
    ) -> T {
        go(&mut World {
            now: "2026-11-22T12:00:00+08:00".parse().expect("a time"),
            out,
            err,
            input: &mut &self.input[..],
            env: self.env.clone(),
            cwd: self.folder.path().to_owned(),
            out_is_terminal: self.terminal,
            out_width: self.width,
            err_is_terminal: false,
            is_process: false,
        })
    }
}
