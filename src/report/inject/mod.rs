//! What a run of `beian inject` prints: a line for each file that a person should look at, one for the whole run, and
//! diffs.

mod diff;

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;

use crate::domain::lang::{Lang, Text};
use crate::folder;
use crate::inject::files::{EditSummary, FileEvent};
use crate::inject::{EditStatus, PageEdit};
use crate::report::escape;

pub use diff::DiffStyle;

/// What is printed, and in which words.
#[derive(Clone, Copy, Debug)]
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
    /// Standard output is for the diff; all else goes to standard error.
    pub diff: bool,
    /// Links are corrected, so that no hint recommends it.
    pub fix_links: bool,
}

/// Collects the lines of a run.
pub struct EditLog {
    dir: PathBuf,
    options: EditLogOptions,
    style: DiffStyle,
    lines: Mutex<Vec<FileLine>>,
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
        Self { dir, options, style, lines: Mutex::default() }
    }

    /// Records an event. Returns the diff of a page, where one is wanted, for the caller to write at once.
    pub fn record(&self, event: &FileEvent<'_>) -> Option<Vec<u8>> {
        match event {
            FileEvent::Page { path, edit, old, new } => {
                let texts = [self.page(edit, old != new), faults(edit), covered(edit)];
                for text in texts.iter().flatten() {
                    self.add(path, false, text);
                }
                (self.options.diff && old != new).then(|| {
                    let mut out = Vec::new();
                    let name = self.display(path);
                    // writing into memory does not fail
                    let _ = diff::write(&name, old, &edit.splices, self.style, &mut out);
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
            FileEvent::Failed { path, error } => return self.add(path, true, &failed(error)),
            FileEvent::Stale { path, error } => return self.add(path, true, &stale(error)),
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

    /// Writes the lines and the summary; `copy` is the folder that was written to, if it is another one.
    pub fn write(
        self,
        summary: &EditSummary,
        copy: Option<&Path>,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> io::Result<()> {
        let options = self.options;
        let mut lines = self.lines.into_inner();
        lines.sort_unstable();
        for line in &lines {
            let text = escape::line(&line.text);
            if line.error {
                writeln!(err, "{text}")?;
            } else if !options.quiet {
                let to: &mut dyn Write = if options.diff { err } else { out };
                writeln!(to, "{text}")?;
            }
        }
        let to: &mut dyn Write = if options.diff { err } else { out };
        writeln!(to, "{}", totals(summary, copy, options.dry).get(options.lang))?;
        if summary.faulty > 0 && !options.fix_links && !options.quiet {
            let hint = Text::fixed(
                "提示：过期、http、缺 code 或写错的链接可用 --fix-links 原地修正（先用 --diff 查看）",
                "note: --fix-links fixes outdated hosts, http, missing codes and slips in links in place (--diff shows it first)",
            );
            writeln!(err, "{}", hint.get(options.lang))?;
        }
        Ok(())
    }
}

/// The line for faults of the page's own footer.
fn faults(edit: &PageEdit) -> Option<Text> {
    let first = edit.faults.first()?;
    let ids = edit.faults.join(", ");
    let (zh, en) = match edit.status {
        EditStatus::Faulty => ("未写入", "left"),
        _ => ("注意", "note"),
    };
    Some(Text::made(
        format!("{zh} {{}}：页面自带的备案信息有误（{ids}），改法见 beian explain {first}"),
        format!("{en} {{}}: its own footer is not right ({ids}); see beian explain {first}"),
    ))
}

/// The line for a footer that the page's layout may cover.
fn covered(edit: &PageEdit) -> Option<Text> {
    edit.may_be_covered.then(|| {
        Text::fixed(
            "注意 {}：页面的布局（脱离文档流的外层元素，或不滚动的 100vh 页面）可能遮住写在末尾的页脚；请在浏览器中查看，或把 beian snippet 的输出放进主题自己的页脚",
            "note {}: its layout (a wrapper out of the flow, or a body that does not scroll) may hide a footer at the \
             end; look at it in a browser, or put the output of beian snippet into the theme's own footer",
        )
    })
}

fn failed(error: &io::Error) -> Text {
    Text::made(
        format!("错误：{{}} 无法处理：{error}；请检查该文件及所在目录的权限和磁盘空间，再运行一次"),
        format!(
            "error: {{}} was not done: {error}; check its permissions and the free space of the disk, then run again"
        ),
    )
}

fn stale(error: &io::Error) -> Text {
    Text::made(
        format!("错误：{{}} 未能更新，仍是旧内容：{error}；请删除它或重新压缩"),
        format!(
            "error: {{}} is stale and could not be renewed: {error}; delete it or compress the page again"
        ),
    )
}

/// The line for the whole run.
fn totals(summary: &EditSummary, out: Option<&Path>, dry: bool) -> Text {
    let EditSummary { pages, changed, .. } = *summary;
    let mut zh = format!("{pages} 个页面中{} {changed} 个", if dry { "将改动" } else { "改动了" });
    let verb = if dry { "would change" } else { "changed" };
    let mut en = format!("{changed} of {pages} pages {verb}");
    let parts = [
        (summary.added, "新增", "added"),
        (summary.updated, "更新", "updated"),
        (summary.removed, "移除", "removed"),
        (
            summary.links_fixed,
            "修正链接",
            if summary.links_fixed == 1 { "link fixed" } else { "links fixed" },
        ),
        (summary.unchanged, "无需改动", "unchanged"),
        (summary.complete, "自带页脚已齐全", "already there"),
        (summary.faulty, "自带页脚有误", "with a faulty footer of their own"),
        (summary.skipped, "跳过", "skipped"),
        (summary.failed, "失败", "failed"),
    ];
    let mut sign = ("：", ": ");
    for (count, words, english) in parts.into_iter().filter(|(count, ..)| *count > 0) {
        // writing into a String does not fail
        let _ = write!(zh, "{}{words} {count}", sign.0);
        let _ = write!(en, "{}{count} {english}", sign.1);
        sign = ("，", ", ");
    }
    if let Some(out) = out {
        let (out, written) = (escape::line(&out.to_string_lossy()).into_owned(), summary.written);
        let _ = write!(zh, "；{}写入 {written} 个文件到 {out}", if dry { "将" } else { "" });
        let verb = if dry { "files would be written" } else { "files written" };
        let _ = write!(en, "; {written} {verb} to {out}");
    }
    if summary.stopped {
        zh.push_str("；已中断，其余未处理");
        en.push_str("; interrupted, the rest was not looked at");
    }
    Text::made(zh, en)
}
