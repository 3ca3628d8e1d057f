//! The program, started as in a clean account: no variable of this process's environment reaches it (HOME, proxies,
//! languages, colours, its own settings), nothing is on its standard input, and it starts in a folder of the test.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Where the program is.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_beian");

/// `beian ARGS` in a folder, ready to start.
pub(crate) fn command<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Command {
    clean(PROGRAM, folder, args)
}

/// Runs `beian ARGS` in a folder.
pub(crate) fn beian<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Output {
    command(folder, args).output().expect("the program starts")
}

/// A shell that runs a script with `beian ARGS` as its arguments: `"$@"` starts the program.
pub(crate) fn shell<S: AsRef<OsStr>>(folder: &Path, script: &str, args: &[S]) -> Command {
    let mut shell = clean("sh", folder, &["-c", script, "sh", PROGRAM]);
    shell.args(args).env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    shell
}

fn clean<S: AsRef<OsStr>>(program: &str, folder: &Path, args: &[S]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).env_clear().stdin(Stdio::null());
    command
}

/// Bytes that the program wrote, which are UTF-8.
pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// A report without the time of its run.
pub(crate) fn timeless(output: &Output) -> String {
    let report = text(&output.stdout);
    assert!(!report.is_empty(), "{}", text(&output.stderr));
    report.lines().filter(|line| !line.contains("\"started_at\"")).collect::<Vec<_>>().join("\n")
}
