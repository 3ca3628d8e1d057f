//! One planned folder of `beian inject`: its pages edited, and looked at afterwards.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::domain::date::Timestamp;
use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::inject::files::EditSummary;
use crate::inject::{IntoSelector, LayoutSample, PageJob};
use crate::report::inject::model::InjectedSite;
use crate::report::inject::{DiffStyle, EditLog, EditLogOptions, VerifyTally, unseen, verified};

use super::footer::badge_note;
use super::inject_plan::InjectPlan;
use super::injection::InjectFolder;
use super::rendering::RenderOptions;
use super::runtime::Runtime;
use super::stop::Stop;
use super::verification::{InjectVerification, MAX_VERIFIED, UnseenFooter, verify_pages};

/// What holds for all folders of a run.
#[derive(Debug)]
pub struct InjectSettings<'a> {
    /// When the run started.
    pub started_at: Timestamp,
    /// The folder that paths are relative to.
    pub cwd: &'a Path,
    /// The element that the footer goes into.
    pub into: Option<IntoSelector>,
    /// Bring everything onto the disk before the run ends.
    pub durable: bool,
    /// What is printed.
    pub log: EditLogOptions,
    /// How diffs look.
    pub style: DiffStyle,
    /// Whether the run is reported as JSON.
    pub json: bool,
    /// What looks at pages afterwards.
    pub browser: Option<RenderOptions>,
    /// Ends the run early.
    pub stop: &'a Stop,
}

/// A folder whose pages were edited.
pub(super) struct InjectedFolder {
    job: PageJob,
    domain: Option<String>,
    dir: PathBuf,
    out: Option<PathBuf>,
    log: EditLog,
    sample: LayoutSample,
    /// What was done.
    pub(super) summary: EditSummary,
}

impl InjectPlan {
    /// Edits the pages; `site` is the folder's name in a run over several. Diffs go to `out` as they come.
    ///
    /// # Errors
    /// The outer one is that `out` cannot be written; the inner one, that nothing was done.
    pub(super) fn run(
        self,
        settings: &InjectSettings<'_>,
        site: Option<&str>,
        out: &mut dyn Write,
    ) -> io::Result<Result<InjectedFolder, Failure>> {
        let Self { domain, out: copy, dir, action, pages, is_choice, .. } = self;
        let job = PageJob::new(action).into_element(settings.into.clone());
        let sample = LayoutSample::default();
        let folder = InjectFolder {
            dir: &dir,
            base: settings.cwd,
            out: copy.as_deref(),
            pages: &pages,
            durable: settings.durable,
            stop: settings.stop.flag(),
            sample: settings.browser.as_ref().map(|_| &sample),
        };
        let log = folder.log(settings.log, settings.style);
        let log = if settings.json { log.for_json() } else { log };
        let log = match site {
            Some(site) => log.of_site(site.to_owned()),
            None => log,
        };
        let summary = match folder.edit(&job, &log, out)? {
            Ok(summary) => summary,
            Err(error) => return Ok(Err(error.into())),
        };
        if summary.pages == 0 && summary.failed == 0 && !summary.stopped {
            return Ok(Err(no_pages(&dir, is_choice)));
        }
        Ok(Ok(InjectedFolder { job, domain, dir, out: copy, log, sample, summary }))
    }
}

impl InjectedFolder {
    /// Prints what was done.
    pub(super) fn write(&self, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<()> {
        self.log.write(&self.summary, self.out.as_deref(), out, err)
    }

    /// The same for JSON.
    pub(super) fn report(&self) -> InjectedSite {
        InjectedSite::new(self.domain.clone(), &self.log, self.out.as_deref(), &self.summary)
    }

    /// What the user should know of the footer that the pages have now.
    pub(super) fn note(&self) -> Option<Text> {
        let EditSummary { added, updated, unchanged, .. } = self.summary;
        let footer = self.job.footer().filter(|_| added + updated + unchanged > 0);
        footer.and_then(badge_note)
    }

    /// Looks at a page of each layout in a browser, where that is wanted and a footer was put in.
    pub(super) fn verify(
        &self,
        settings: &InjectSettings<'_>,
    ) -> Result<Option<FooterLook>, Failure> {
        let (Some(browser), Some(footer)) = (&settings.browser, self.job.footer()) else {
            return Ok(None);
        };
        let icp = footer.site.icp.as_ref().map(ToString::to_string);
        let police = footer.site.police_number().map(ToString::to_string);
        let numbers: Vec<String> = icp.into_iter().chain(police).collect();
        let pages = if numbers.is_empty() { Vec::new() } else { self.sample.pages(MAX_VERIFIED) };
        let shown = self.out.as_ref().unwrap_or(&self.dir);
        let root = settings.cwd.join(shown);
        let base_path = footer.base_path.as_deref().unwrap_or("/");
        let found = if pages.is_empty() {
            InjectVerification::default()
        } else {
            let looking =
                verify_pages(browser, (&root, base_path), &pages, &numbers, settings.stop);
            Runtime::new()?.handle().block_on(looking)
        };
        let (wanted, interrupted) = (pages.len(), settings.stop.is_requested());
        Ok(Some(FooterLook { shown: shown.clone(), found, wanted, interrupted }))
    }
}

/// A look at the pages of a folder that is over.
#[derive(Debug)]
pub(super) struct FooterLook {
    shown: PathBuf,
    found: InjectVerification,
    wanted: usize,
    /// A stop was requested.
    pub(super) interrupted: bool,
}

impl FooterLook {
    /// Whether every footer that was looked at is seen.
    pub(super) fn is_clean(&self) -> bool {
        self.found.problems.is_empty()
    }

    /// A line for each footer that is not seen, and for what scripts make of others.
    pub(super) fn lines(&self) -> impl Iterator<Item = Text> {
        let problems =
            self.found.problems.iter().map(|UnseenFooter { page, screen, what, picture }| {
                unseen(&self.shown.join(page), *screen, what, picture.as_deref())
            });
        let notes = self.found.notes.iter();
        problems.chain(notes.map(|(page, what)| unseen(&self.shown.join(page), None, what, None)))
    }

    /// The line for the whole.
    pub(super) fn summary(&self) -> Text {
        verified(VerifyTally {
            opened: self.found.pages,
            wanted: self.wanted,
            problems: self.found.problems.len(),
            interrupted: self.interrupted,
        })
    }
}

/// No page was found, or the patterns exclude all.
fn no_pages(dir: &Path, is_choice: bool) -> Failure {
    let dir = dir.display();
    if is_choice {
        return Failure::new(
            (
                format!("--include 和 --exclude 没有留下 {dir} 的任何页面"),
                format!("--include and --exclude leave no page of {dir}"),
            ),
            (
                "请写 'en/**' 或 '404.html' 这样相对于目录的模式",
                "write patterns like 'en/**' or '404.html', relative to the folder",
            ),
        );
    }
    Failure::new(
        (
            format!("{dir} 里没有 *.html 或 *.htm 文件"),
            format!("{dir} holds no *.html or *.htm file"),
        ),
        (
            "请先构建网站，或给出构建输出的目录",
            "build the site first, or name the folder that the build writes",
        ),
    )
}
