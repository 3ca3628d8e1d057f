//! A new dossier on the disk: readable by its owner alone, and kept out of a git repository where that can be done.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::folder::unwritable;
use crate::rules::in_shell;

use super::dossier::FILE_NAME;

/// Where a new dossier lies as to git.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GitIgnoring {
    /// Its name is in a `.gitignore` now.
    Named,
    /// It is in a repository that has no `.gitignore`.
    NoList,
    /// It is in no repository.
    NoRepository,
}

/// Refuses a name that is taken. `shown` is the path as it was typed.
pub fn check_free(path: &Path, shown: &Path) -> Result<(), Failure> {
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    let shown = shown.display();
    Err(Failure::new(
        (format!("{shown} 已经存在"), format!("{shown} exists already")),
        ("请编辑它，或用 --file 换一个名字", "edit it, or name another file with --file"),
    ))
}

/// Writes a dossier to a new file, and says so. `shown` is the path as it was typed.
pub fn create(path: &Path, shown: &Path, text: &str) -> Result<Text, Failure> {
    write(path, text).map_err(|cause| unwritable(path).because(&cause))?;
    let ignored = ignore(path)
        .map_err(|cause| unwritable(&path.with_file_name(".gitignore")).because(&cause))?;
    let (zh, en) = match ignored {
        GitIgnoring::Named => ("，.gitignore 里有它", ", and .gitignore names it"),
        GitIgnoring::NoList => (
            "；这里是 git 仓库而没有 .gitignore，不要提交它",
            "; this is a git repository without a .gitignore: do not commit it",
        ),
        GitIgnoring::NoRepository => ("", ""),
    };
    let file = if shown == Path::new(FILE_NAME) {
        String::new()
    } else {
        format!(" {}", in_shell(&shown.display().to_string()))
    };
    let shown = shown.display();
    Ok(Text::made(
        format!("已写入 {shown}（仅本人可读）{zh}。填好后运行 beian preflight{file}"),
        format!(
            "{shown} is written, readable by you alone{en}. Fill it in, then run beian preflight{file}"
        ),
    ))
}

/// The note on a dossier that others can read: it holds numbers of documents and phones.
/// `shown` is the path as it was typed.
pub fn readers_note(path: &Path, shown: &Path) -> Option<Text> {
    let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    let mode = metadata.permissions().mode();
    let command = in_shell(&shown.display().to_string());
    let shown = shown.display();
    (mode & 0o077 != 0).then(|| {
        Text::made(
            format!(
                "其他用户可以读取 {shown}（权限 {:o}），里面有证件号码和电话：请执行 chmod 600 {command}",
                mode & 0o777
            ),
            format!(
                "others can read {shown} (mode {:o}), which holds numbers of documents and phones: chmod 600 {command}",
                mode & 0o777
            ),
        )
    })
}

/// Writes a new file that nobody else can read.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Names the file in the nearest `.gitignore`: of its folder, or of one above up to the root of the repository.
fn ignore(path: &Path) -> io::Result<GitIgnoring> {
    // what is above is known of the real path alone
    let folder = path.parent().unwrap_or(Path::new(".")).canonicalize()?;
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return Ok(GitIgnoring::NoRepository);
    };
    let root = folder.ancestors().find(|above| above.join(".git").symlink_metadata().is_ok());
    let top = root.unwrap_or(&folder);
    let within = folder.ancestors().take_while(|above| above.starts_with(top));
    let lists: Vec<PathBuf> =
        within.map(|above| above.join(".gitignore")).filter(|list| list.is_file()).collect();
    for list in &lists {
        let text = fs::read_to_string(list)?;
        if names(&text, name, &below(list, &folder, name)) {
            return Ok(GitIgnoring::Named);
        }
    }
    let Some(list) = lists.first() else {
        return Ok(if root.is_some() { GitIgnoring::NoList } else { GitIgnoring::NoRepository });
    };
    let text = fs::read_to_string(list)?;
    let before = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let line = format!("{before}{}\n", pattern(&below(list, &folder, name)));
    OpenOptions::new().append(true).open(list)?.write_all(line.as_bytes())?;
    Ok(GitIgnoring::Named)
}

/// The file as a list above it sees it: `/filings/filing.toml`.
fn below(list: &Path, folder: &Path, name: &str) -> String {
    let above = list.parent().unwrap_or(folder);
    let way = folder.strip_prefix(above).unwrap_or(Path::new(""));
    format!("/{}", way.join(name).display())
}

/// Whether a list names the file already, by its name or its whole way.
fn names(list: &str, name: &str, way: &str) -> bool {
    let lines = || list.lines().map(str::trim_end).filter(|line| !line.starts_with('#'));
    let named =
        |line: &str| [name, way, way.trim_start_matches('/')].iter().any(|it| line == pattern(it));
    // a later line may take it back
    lines().rfind(|line| named(line.trim_start_matches('!'))).is_some_and(named)
}

/// A way as a pattern that means nothing else.
fn pattern(way: &str) -> String {
    let mut pattern = String::with_capacity(way.len());
    for char in way.chars() {
        if "*?[]\\ !#".contains(char) {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern
}
