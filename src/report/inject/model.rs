//! What `beian inject --format json` prints. Keys are only ever added.

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::date::Timestamp;
use crate::inject::files::EditSummary;
use crate::inject::{EditStatus, PageEdit};
use crate::report::model::Tool;

use super::EditLog;

/// The version of the report: it changes only where a reader of the old one would go wrong.
pub const INJECT_SCHEMA_VERSION: u32 = 1;

/// What a run of `beian inject` did, or would do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InjectReport {
    /// 1. It changes only where a reader of the old version would go wrong; keys may be added at any time.
    pub schema_version: u32,
    /// The program.
    pub tool: Tool,
    /// When the run started, RFC 3339, +08:00.
    #[schemars(with = "String")]
    pub started_at: Timestamp,
    /// `put`, or `remove` for `--remove`.
    pub action: InjectAction,
    /// Nothing was written (`--check`, `--dry-run`).
    pub dry: bool,
    /// The sites, in the order of beian.toml; a single one without `--all`.
    pub sites: Vec<InjectedSite>,
    /// Totals of all sites.
    pub summary: InjectSummary,
}

/// What is done to pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InjectAction {
    /// Footers are put in.
    Put,
    /// Footers are taken out.
    Remove,
}

/// One site's folder.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InjectedSite {
    /// The domain of its `[[site]]`, where it has one.
    pub domain: Option<String>,
    /// The folder, as it was typed or as beian.toml names it.
    pub dir: Option<String>,
    /// The folder of the copy (`--out`).
    pub out: Option<String>,
    /// Why nothing was done in this folder.
    pub error: Option<String>,
    /// Totals of this folder.
    pub summary: InjectSummary,
    /// All its pages, by their paths.
    pub pages: Vec<InjectedPage>,
    /// What happened to other files, or was noticed about them, by their paths.
    pub files: Vec<InjectedFile>,
}

impl InjectedSite {
    /// A folder that nothing was done in.
    pub fn failed(domain: Option<String>, dir: String, error: String) -> Self {
        let summary = InjectSummary::from(&EditSummary::default());
        let (pages, files) = (Vec::new(), Vec::new());
        let (dir, error) = (Some(dir), Some(error));
        Self { domain, dir, out: None, error, summary, pages, files }
    }

    /// A folder whose run is over.
    pub fn new(
        domain: Option<String>,
        log: &EditLog,
        out: Option<&Path>,
        summary: &EditSummary,
    ) -> Self {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let records = log.records();
        Self {
            domain,
            dir: Some(text(&log.dir)),
            out: out.map(text),
            error: None,
            summary: summary.into(),
            pages: records.pages,
            files: records.files,
        }
    }
}

/// What was done to a page, or would be.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "independent answers about one page")]
pub struct InjectedPage {
    /// The path, relative to the folder.
    pub path: String,
    /// What was done.
    pub status: InjectStatus,
    /// Its bytes changed.
    pub changed: bool,
    /// It lacked something that was asked for before the run, or lacks it still: what `--check` fails for.
    pub lacking: bool,
    /// It lacks something even after the run: `reasons` says why.
    pub incomplete: bool,
    /// Why it was skipped (`fragment`, `hidden` …), or the ids of the rules that its own footer breaks.
    pub reasons: Vec<String>,
    /// How many links of its own footer were corrected.
    pub links_fixed: u64,
    /// With `--fix-links`: one link of its own footer is around the ICP number and the police number. The link is the ICP
    /// number's; the police number needs one of its own.
    pub link_is_shared: bool,
    /// By its own styles, its layout may cover the footer.
    pub may_be_covered: bool,
    /// Why the footer is last in the body and not in the element that `--into` names: `no-match`, `no-end-tag`, `unfit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into_missed: Option<String>,
    /// Bytes that were put in.
    pub bytes_added: u64,
    /// Bytes that were taken out.
    pub bytes_removed: u64,
}

impl InjectedPage {
    pub(super) fn new(path: &Path, edit: &PageEdit, changed: bool) -> Self {
        let (bytes_added, bytes_removed) = edit.bytes();
        let reasons = match edit.status {
            EditStatus::Skipped(skip) => vec![skip.name().to_owned()],
            _ => edit.faults.iter().map(ToString::to_string).collect(),
        };
        Self {
            path: path.to_string_lossy().into_owned(),
            status: InjectStatus::of(&edit.status, edit.links_fixed > 0),
            changed,
            lacking: changed || edit.incomplete,
            incomplete: edit.incomplete,
            reasons,
            links_fixed: edit.links_fixed as u64,
            link_is_shared: edit.link_is_shared,
            may_be_covered: edit.may_be_covered,
            into_missed: edit.into_missed.map(|why| why.name().to_owned()),
            bytes_added,
            bytes_removed,
        }
    }
}

/// What was done to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InjectStatus {
    /// A footer was put in.
    Added,
    /// The footer was replaced by one with other values.
    Updated,
    /// The footer was taken out.
    Removed,
    /// Only links of the page's own footer were corrected.
    LinksFixed,
    /// The footer is up to date, or there was none to take out.
    Unchanged,
    /// The page's own footer shows everything.
    Complete,
    /// The page's own footer shows what is wanted, but not all of it correctly.
    Faulty,
    /// The page cannot carry a footer, or should not.
    Skipped,
}

impl InjectStatus {
    const fn of(status: &EditStatus, fixed: bool) -> Self {
        match status {
            EditStatus::Added => Self::Added,
            EditStatus::Updated => Self::Updated,
            EditStatus::Removed => Self::Removed,
            EditStatus::Unchanged | EditStatus::Complete if fixed => Self::LinksFixed,
            EditStatus::Unchanged => Self::Unchanged,
            EditStatus::Complete => Self::Complete,
            EditStatus::Faulty => Self::Faulty,
            EditStatus::Skipped(_) => Self::Skipped,
        }
    }
}

/// A file that is no page, or that could not be read or written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InjectedFile {
    /// The path, relative to the folder.
    pub path: String,
    /// What happened.
    pub event: InjectedFileEvent,
    /// The system's message, where it failed.
    pub error: Option<String>,
}

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InjectedFileEvent {
    /// A precompressed copy of a page was renewed.
    Renewed,
    /// A precompressed copy could not be renewed: servers go on to send the old page.
    Stale,
    /// It could not be read or written.
    Failed,
    /// A link, pipe or device: it stays as it is.
    Ignored,
    /// A link to a page, or to a folder with pages, outside of the folder: the pages there stay as they are.
    LeadsOut,
    /// A changed page has hard links; its other names keep the old content.
    OtherNames,
    /// The badge was copied to the top of the folder.
    BadgeAdded,
    /// A badge that no page refers to any more was removed.
    BadgeRemoved,
}

/// Totals. In a dry run, of what would be done.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InjectSummary {
    /// Pages that were read.
    pub pages: u64,
    /// Pages whose bytes changed.
    pub changed: u64,
    /// Pages that a footer was put into.
    pub added: u64,
    /// Pages whose footer was replaced.
    pub updated: u64,
    /// Pages whose footer was taken out.
    pub removed: u64,
    /// Pages that need no change.
    pub unchanged: u64,
    /// Pages whose own footer shows everything.
    pub complete: u64,
    /// Pages whose own footer has faults.
    pub faulty: u64,
    /// Pages that cannot carry a footer, or should not.
    pub skipped: u64,
    /// Pages that lacked something that was asked for before the run, or lack it still: what `--check` fails for.
    pub lacking: u64,
    /// Pages that lack something even after the run.
    pub incomplete: u64,
    /// How many pages were skipped for each reason.
    pub skips: BTreeMap<String, u64>,
    /// How many pages have a footer of their own that breaks each rule.
    pub faults: BTreeMap<String, u64>,
    /// Links that were corrected.
    pub links_fixed: u64,
    /// Pages whose footer is last in the body and not in the element that `--into` names.
    pub into_missed: u64,
    /// Bytes that were put into pages.
    pub bytes_added: u64,
    /// Bytes that were taken out of pages.
    pub bytes_removed: u64,
    /// Files that were written, precompressed copies and badges included.
    pub files_written: u64,
    /// Files and folders that could not be read or written.
    pub failed: u64,
    /// False where the run was interrupted before all files were done.
    pub complete_run: bool,
}

impl From<&EditSummary> for InjectSummary {
    fn from(from: &EditSummary) -> Self {
        let text = |(name, count): (&str, u64)| (name.to_owned(), count);
        Self {
            pages: from.pages,
            changed: from.changed,
            added: from.added,
            updated: from.updated,
            removed: from.removed,
            unchanged: from.unchanged,
            complete: from.complete,
            faulty: from.faulty,
            skipped: from.skipped,
            lacking: from.lacking,
            incomplete: from.incomplete,
            skips: from.skips.iter().map(|(skip, count)| text((skip.name(), *count))).collect(),
            faults: from.faults.iter().map(|(rule, count)| text((rule, *count))).collect(),
            links_fixed: from.links_fixed,
            into_missed: from.into_missed,
            bytes_added: from.bytes_added,
            bytes_removed: from.bytes_removed,
            files_written: from.written,
            failed: from.failed,
            complete_run: !from.stopped,
        }
    }
}
