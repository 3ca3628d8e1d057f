//! The program inside of the test: a scratch working folder, a fixed moment, captured streams, no environment. Fast, and
//! what `main` runs; what concerns the process itself (signals, pipes) is tested by starting it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use beian::cli::{Exit, Look, World, run};

/// A scratch working folder with what the program sees beside it. Now is noon of 2026-11-22 in China.
pub(crate) struct Sandbox {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) input: Vec<u8>,
    pub(crate) terminal: bool,
    /// Columns of standard output.
    pub(crate) width: Option<usize>,
    /// Whether standard input and standard error are a terminal, so that questions may be asked.
    pub(crate) dialogue: bool,
}

/// What a command returned and wrote.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        Self {
            folder,
            env: BTreeMap::new(),
            input: Vec::new(),
            terminal: false,
            width: None,
            dialogue: false,
        }
    }

    /// Writes a file into the working folder, with the folders it needs.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        std::fs::write(path, content).expect("a file");
        self
    }

    /// The content of a file in the working folder.
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(path)).expect("a file")
    }

    pub(crate) fn with_world<T>(&self, go: impl FnOnce(&mut World<'_>) -> T) -> T {
        self.with_streams(&mut Vec::new(), &mut Vec::new(), go)
    }

    /// Runs `beian ARGS`.
    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let args: Vec<OsString> =
            std::iter::once("beian").chain(args.iter().copied()).map(OsString::from).collect();
        let exit = self.with_streams(&mut out, &mut err, |world| run(&args, world));
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Outcome { exit, out: text(out), err: text(err) }
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
            out_is_file: false,
            out_width: self.width,
            input_is_terminal: self.dialogue,
            err_is_terminal: self.dialogue,
            is_process: false,
            look: Look::default(),
        })
    }
}
