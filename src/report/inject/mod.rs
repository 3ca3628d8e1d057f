//! What a run of `beian inject` prints: a line for each file that a person should look at, one for the whole run, and
//! diffs; or all of it as JSON.

mod diff;
mod excerpt;
pub mod json;
pub mod model;
mod words;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

use crate::domain::lang::{Lang, Text};
use crate::folder;
use crate::inject::files::{EditSummary, FileEvent};
use crate::inject::{EditStatus, PageEdit};
use crate::report::escape;
use model::{InjectedFile, InjectedFileEvent, InjectedPage};

pub use diff::DiffStyle;
pub use words::{VerifyTally, unseen, verified};

/// What is printed, and in which words.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct EditLogOptions {
    /// The language.
    pub lang: Lang,
    /// No file is written.
    pub dry: bool,
    /// Changed files are listed.
    pub list: bool,
    /// All pages are listed.
    pub all: bool,
    /// Only errors and the summary are printed.
    pub quiet: bool,
    /// How changes are shown.
    pub changes: ChangeForm,
    /// Pages that lack what was asked for fail the run: the summary says why.
    pub check: bool,
    /// Footers are taken out.
    pub removal: bool,
    /// Links are corrected, so that no hint recommends it.
    pub fix_links: bool,
}

/// How the changes of a page are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChangeForm {
    /// Not at all.
    #[default]
    Unshown,
    /// As a unified diff. Standard output is for it; all else goes to standard error.
    Diff,
    /// As counts of bytes.
    Counts,
}

/// Collects the lines of a run over one folder.
pub struct EditLog {
    dir: PathBuf,
    /// The site, in a run over several.
    site: Option<String>,
    options: EditLogOptions,
    style: DiffStyle,
    lines: Mutex<Vec<FileLine>>,
    /// What `--format json` lists; `None` for text.
    records: Option<Mutex<EditRecords>>,
    /// A long line was cut in a diff.
    is_cut: AtomicBool,
}

/// What happened, for JSON.
#[derive(Default)]
struct EditRecords {
    pages: Vec<InjectedPage>,
    files: Vec<InjectedFile>,
}

/// A line about a file. Lines are sorted by path.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct FileLine {
    path: PathBuf,
    error: bool,
    text: String,
}

impl EditLog {
    /// A log of the folder `dir`, which is shown as the user typed it.
    pub fn new(dir: PathBuf, options: EditLogOptions, style: DiffStyle) -> Self {
        let is_cut = AtomicBool::new(false);
        Self { dir, site: None, options, style, lines: Mutex::default(), records: None, is_cut }
    }

    /// A log whose summary names the site.
    #[must_use]
    pub fn of_site(self, site: String) -> Self {
        Self { site: Some(site), ..self }
    }

    /// What is printed.
    pub const fn options(&self) -> EditLogOptions {
        self.options
    }

    /// A log that lists what happened for JSON, and has no lines.
    #[must_use]
    pub fn for_json(self) -> Self {
        Self { records: Some(Mutex::default()), ..self }
    }

    /// Records an event. Returns the diff of a page, where one is wanted, for the caller to write at once.
    pub fn record(&self, event: &FileEvent<'_>) -> Option<Vec<u8>> {
        if let Some(records) = &self.records {
            records.lock().add(event, |path| self.leads_out(path));
            return None;
        }
        match event {
            FileEvent::Page { path, edit, old, new } => {
                let texts = [
                    self.page(edit, old != new),
                    words::faults(edit),
                    words::shared(edit),
                    words::covered(edit),
                    words::missed(edit),
                ];
                for text in texts.iter().flatten() {
                    self.add(path, false, text);
                }
                let is_wanted = self.options.changes == ChangeForm::Diff && old != new;
                is_wanted.then(|| {
                    let mut out = Vec::new();
                    let name = self.display(path);
                    // writing into memory does not fail
                    let is_cut = diff::write(&name, old, &edit.splices, self.style, &mut out);
                    self.is_cut.fetch_or(is_cut.unwrap_or_default(), Ordering::Relaxed);
                    out
                })
            }
            other => {
                self.other(other);
                None
            }
        }
    }

    fn page(&self, edit: &PageEdit, changed: bool) -> Option<Text> {
        let options = self.options;
        match &edit.status {
            EditStatus::Skipped(skip) => {
                let reason = skip.reason();
                return Some(Text::made(
                    format!("跳过 {{}}：{}", reason.zh),
                    format!("skipped {{}}: {}", reason.en),
                ));
            }
            EditStatus::Faulty if !changed => return None, // its faults have a line of their own
            _ => {}
        }
        if changed && options.changes == ChangeForm::Counts {
            let (added, removed) = edit.bytes();
            let (added, removed) = (format!("+{added}"), format!("-{removed}"));
            return Some(Text::untranslated(format!("{added:>8} {removed:>8}  {{}}")));
        }
        if changed {
            return options.list.then(|| match (&edit.status, options.dry) {
                (_, true) => Text::fixed("将改动 {}", "would change {}"),
                (EditStatus::Added, _) => Text::fixed("新增 {}", "added {}"),
                (EditStatus::Updated, _) => Text::fixed("更新 {}", "updated {}"),
                (EditStatus::Removed, _) => Text::fixed("移除 {}", "removed {}"),
                _ => Text::fixed("已修正链接 {}", "fixed links of {}"),
            });
        }
        options.all.then(|| match edit.status {
            EditStatus::Complete => Text::fixed(
                "已有 {}：页面自带的页脚已包含全部信息",
                "already there {}: its own footer shows everything",
            ),
            _ => Text::fixed("不变 {}", "unchanged {}"),
        })
    }

    fn other(&self, event: &FileEvent<'_>) {
        let options = self.options;
        let (path, text) = match event {
            FileEvent::Failed { path, error } => {
                return self.add(path, true, &words::failed(error));
            }
            FileEvent::Stale { path, error } => return self.add(path, true, &words::stale(error)),
            FileEvent::Renewed { path, stale: true } => (
                path,
                Text::fixed(
                    "更新 {}：它此前与页面内容就不一致",
                    "renewed {}: it did not match its page even before this run",
                ),
            ),
            FileEvent::Renewed { path, .. } if options.list && options.dry => {
                (path, Text::fixed("将改动 {}", "would change {}"))
            }
            FileEvent::Renewed { path, .. } if options.all => {
                (path, Text::fixed("更新 {}", "renewed {}"))
            }
            FileEvent::OtherNames { path } => (
                path,
                Text::fixed(
                    "注意 {}：它有硬链接，其他名字仍是旧内容",
                    "note {}: it has hard links; its other names keep the old content",
                ),
            ),
            FileEvent::Badge { path, put } if options.list => {
                let text = match (put, options.dry) {
                    (_, true) => Text::fixed("将改动 {}", "would change {}"),
                    (true, _) => Text::fixed("新增 {}", "added {}"),
                    (false, _) => Text::fixed(
                        "移除 {}：已没有页面引用",
                        "removed {}: no page refers to it any more",
                    ),
                };
                (path, text)
            }
            FileEvent::Ignored { path } if self.leads_out(path) => (
                path,
                Text::fixed(
                    "跳过 {}：链接指向目录之外，那里的页面保持原样",
                    "skipped {}: a link that leads out of the folder; the pages there stay as they are",
                ),
            ),
            FileEvent::Ignored { path } if options.all => {
                (path, Text::fixed("略过 {}：链接或特殊文件", "ignored {}: a link or special file"))
            }
            FileEvent::Page { .. }
            | FileEvent::Renewed { .. }
            | FileEvent::Badge { .. }
            | FileEvent::Ignored { .. } => return,
        };
        self.add(path, false, &text);
    }

    /// Whether a link leads to a page, or a folder with pages, outside of the folder: servers send such a page, and the
    /// run does not reach it by another name.
    fn leads_out(&self, path: &Path) -> bool {
        let (Ok(target), Ok(dir)) = (self.dir.join(path).canonicalize(), self.dir.canonicalize())
        else {
            return false;
        };
        let is_page = |path: &Path| path.file_name().is_some_and(folder::is_page);
        let holds_pages = || {
            let names = target.read_dir().into_iter().flatten().flatten();
            names.into_iter().any(|name| folder::is_page(&name.file_name()))
        };
        !target.starts_with(dir) && ((is_page(path) && target.is_file()) || holds_pages())
    }

    fn add(&self, path: &Path, error: bool, text: &Text) {
        let text = text.get(self.options.lang).replacen("{}", &self.display(path), 1);
        let line = FileLine { path: path.to_owned(), error, text };
        self.lines.lock().push(line);
    }

    /// The path as a person would type it in the current folder.
    fn display(&self, path: &Path) -> String {
        let dir = if self.dir == Path::new(".") { Path::new("") } else { &self.dir };
        dir.join(path).to_string_lossy().into_owned()
    }

    /// Writes the lines and the summary; `copy` is the folder that was written to, if it is another one. Standard output
    /// has the result, unless it is for a diff.
    pub fn write(
        &self,
        summary: &EditSummary,
        copy: Option<&Path>,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> io::Result<()> {
        let options = self.options;
        let is_diff = options.changes == ChangeForm::Diff;
        let mut lines = std::mem::take(&mut *self.lines.lock());
        lines.sort_unstable();
        for line in &lines {
            let text = escape::line(&line.text);
            if line.error {
                writeln!(err, "{text}")?;
            } else if !options.quiet {
                let to: &mut dyn Write = if is_diff { err } else { out };
                writeln!(to, "{text}")?;
            }
        }
        let to: &mut dyn Write = if is_diff { err } else { out };
        let site =
            self.site.as_ref().map(|site| Text::made(format!("{site}："), format!("{site}: ")));
        if site.is_none() || !options.quiet {
            write_totals(summary, (site.as_ref(), copy), options, to)?;
        }
        if options.quiet {
            return Ok(());
        }
        if self.is_cut.load(Ordering::Relaxed) && !self.style.terminal {
            let hint = Text::fixed(
                "提示：过长的行只显示改动的部分；要能用 git apply 应用的完整补丁，请用 --patch",
                "note: of long lines only the part that changes is shown; --patch prints a whole patch for git apply",
            );
            writeln!(err, "{}", hint.get(options.lang))?;
        }
        if summary.faulty > 0 && !options.fix_links {
            let hint = Text::fixed(
                "提示：过期、http、缺 code 或写错的链接可用 --fix-links 原地修正（先用 --diff 查看）",
                "note: --fix-links fixes outdated hosts, http, missing codes and slips in links in place (--diff shows it first)",
            );
            writeln!(err, "{}", hint.get(options.lang))?;
        }
        Ok(())
    }

    /// What happened, for JSON, in the order of the paths; empty for a log of lines.
    fn records(&self) -> EditRecords {
        let Some(records) = &self.records else { return EditRecords::default() };
        let mut records = std::mem::take(&mut *records.lock());
        records.pages.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        records.files.sort_by(|one, other| one.path.cmp(&other.path));
        records
    }
}

impl EditRecords {
    fn add(&mut self, event: &FileEvent<'_>, leads_out: impl Fn(&Path) -> bool) {
        let (path, event, error) = match event {
            FileEvent::Page { path, edit, old, new } => {
                return self.pages.push(InjectedPage::new(path, edit, old != new));
            }
            FileEvent::Renewed { path, .. } => (path, InjectedFileEvent::Renewed, None),
            FileEvent::Stale { path, error } => (path, InjectedFileEvent::Stale, Some(error)),
            FileEvent::Failed { path, error } => (path, InjectedFileEvent::Failed, Some(error)),
            FileEvent::Ignored { path } if leads_out(path) => {
                (path, InjectedFileEvent::LeadsOut, None)
            }
            FileEvent::Ignored { path } => (path, InjectedFileEvent::Ignored, None),
            FileEvent::OtherNames { path } => (path, InjectedFileEvent::OtherNames, None),
            FileEvent::Badge { path, put: true } => (path, InjectedFileEvent::BadgeAdded, None),
            FileEvent::Badge { path, put: false } => (path, InjectedFileEvent::BadgeRemoved, None),
        };
        let path = path.to_string_lossy().into_owned();
        self.files.push(InjectedFile { path, event, error: error.map(ToString::to_string) });
    }
}

/// Writes the line for a whole run, and for `--check` the one that says why it fails. Beside the summary stand the words
/// before the line, and the folder that was written to.
pub fn write_totals(
    summary: &EditSummary,
    (before, copy): (Option<&Text>, Option<&Path>),
    options: EditLogOptions,
    to: &mut dyn Write,
) -> io::Result<()> {
    let bytes = options.changes == ChangeForm::Counts;
    let totals = words::totals(summary, copy, options.dry, bytes);
    let before = before.map_or("", |text| text.get(options.lang));
    writeln!(to, "{}{}", escape::line(before), totals.get(options.lang))?;
    match words::check(summary, options.removal).filter(|_| options.check) {
        Some(text) => writeln!(to, "{}{}", escape::line(before), text.get(options.lang)),
        None => Ok(()),
    }
}
