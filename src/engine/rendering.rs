//! The browser of a run: started when the first page asks for it, one for all sites, renewed now and then.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str};
use tokio::sync::{Mutex, Semaphore};
use tracing::debug;

use crate::browser::{
    Browser, BrowserError, FOLDER_HOST, ProxyUpstream, RenderLimits, ScreenPicture, SiteSession,
    take_pictures,
};
use crate::crawl::{Target, TargetKind};
use crate::domain::lang::{Bilingual as _, Lang, Text};
use crate::facts::{RenderReason, ScreenFacts, take_rendered};
use crate::folder::{self, Folder, files_of, is_page};
use crate::visit::{Arrival, Page};

/// A browser is renewed after this many pages: what pages leave behind in it goes with it.
const PAGES_A_BROWSER: usize = 300;
/// Sites that are open at once for each processor: a page waits as long as it works.
const SITES_A_PROCESSOR: usize = 2;
/// The largest file of a folder that is given to a page, in bytes.
const MAX_FILE: u64 = 32 << 20;

/// When pages are opened in a browser: the home page, and of the others one of each layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenderWhen {
    /// Where their HTML alone does not settle what visitors see.
    Unsettled,
    /// Always.
    Always,
    /// None, since no browser is installed: those whose HTML does not settle it are named.
    Missing,
}

/// How pages are opened in a browser.
#[derive(Clone, Debug)]
pub struct RenderOptions {
    /// The browser.
    pub program: PathBuf,
    /// Which pages.
    pub when: RenderWhen,
    /// Time for a page on one screen.
    pub timeout: Duration,
    /// Certificates are not checked: they were accepted, or are checked against others than the system's, by the audit.
    pub ignore_certificates: bool,
}

/// What opens pages.
pub(super) struct Rendering {
    pub(super) options: RenderOptions,
    /// Sites that are open at once.
    places: Semaphore,
    running: Mutex<Option<RunningBrowser>>,
}

struct RunningBrowser {
    browser: Arc<Browser>,
    pages: usize,
}

/// A page to open, and where.
pub(super) struct PageToOpen<'a> {
    pub(super) page: &'a mut Page,
    pub(super) url: String,
    pub(super) reasons: Vec<RenderReason>,
}

impl Rendering {
    pub(super) fn new(options: RenderOptions) -> Self {
        let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let places = Semaphore::new(processors.saturating_mul(SITES_A_PROCESSOR));
        Self { options, places, running: Mutex::new(None) }
    }

    /// Puts what a browser shows of these pages of one site into their facts. A page that cannot be opened keeps what its
    /// HTML tells, and says why.
    pub(super) async fn open(&self, pages: Vec<PageToOpen<'_>>, upstream: ProxyUpstream) {
        let Ok(_place) = self.places.acquire().await else { return };
        let mut session = None;
        for PageToOpen { page, url, reasons } in pages {
            let Arrival::Whole { facts, .. } = &mut page.arrival else { continue };
            let watched = page.home && facts.scripts;
            let (screens, fault) = match self.look(&mut session, (&url, watched), &upstream).await {
                Ok(found) => found,
                Err(error) => (Vec::new(), Some(error)),
            };
            take_rendered(facts, reasons, screens, fault);
        }
        if let Some(session) = session {
            session.close().await;
        }
    }

    /// Where the browser was lost, or had no answer in time, the page is opened once more, in one of its own: another page
    /// may have brought the first one down or kept it busy, and this one must not do so to another.
    async fn look(
        &self,
        session: &mut Option<SiteSession>,
        (url, watched): (&str, bool),
        upstream: &ProxyUpstream,
    ) -> Result<(Vec<ScreenFacts>, Option<Text>), Text> {
        let browser = self.browser().await?;
        let open = match session.take() {
            Some(open) if open.is_in(&browser) => open,
            old => {
                // another site may have had the browser renewed
                if let Some(old) = old {
                    old.close().await;
                }
                self.session(&browser, upstream).await?
            }
        };
        let mut seen = match session.insert(open).render(url, watched).await {
            Ok((screens, Some(fault @ BrowserError::Timeout(_)))) => (screens, Some(fault.text())),
            Ok((screens, fault)) => return Ok((screens, fault.map(|fault| fault.text()))),
            Err(error) => {
                *session = None;
                self.give_up(&browser).await;
                (Vec::new(), Some(error.text()))
            }
        };
        let why = seen.1.as_ref().map(|why| why.get(Lang::En));
        debug!(why, "the page is opened in a browser of its own");
        match self.look_alone((url, watched), upstream).await {
            // what more was seen of it counts
            Ok(alone) if alone.0.len() >= seen.0.len() => seen = alone,
            Ok(_) => {}
            Err(why) => seen.1 = Some(why),
        }
        Ok(seen)
    }

    /// Opens a page in a browser that opens nothing else.
    async fn look_alone(
        &self,
        (url, watched): (&str, bool),
        upstream: &ProxyUpstream,
    ) -> Result<(Vec<ScreenFacts>, Option<Text>), Text> {
        let own = Browser::start(&self.options.program).await.map_err(|error| error.text())?;
        let mut open = self.session(&Arc::new(own), upstream).await?;
        let (screens, fault) = open.render(url, watched).await.map_err(|error| error.text())?;
        Ok((screens, fault.map(|fault| fault.text())))
    }

    async fn session(
        &self,
        browser: &Arc<Browser>,
        upstream: &ProxyUpstream,
    ) -> Result<SiteSession, Text> {
        let session = SiteSession::new(Arc::clone(browser), upstream.clone(), self.limits());
        session.await.map_err(|error| error.text())
    }

    /// Takes pictures of a page. Twice, where the browser was lost the first time: another page may have brought it down.
    pub(super) async fn pictures(
        &self,
        url: &str,
        upstream: ProxyUpstream,
        elapsed: &(dyn Fn() -> Duration + Sync),
    ) -> (Vec<ScreenPicture>, Option<Text>) {
        let Ok(_place) = self.places.acquire().await else {
            return (Vec::new(), Some(BrowserError::Ended.text()));
        };
        let mut last = None;
        for _ in 0..2 {
            let browser = match self.browser().await {
                Ok(browser) => browser,
                Err(why) => return (Vec::new(), Some(why)),
            };
            match take_pictures(&browser, upstream.clone(), url, self.limits(), elapsed).await {
                Ok(found) => return found,
                Err(error) => last = Some(error.text()),
            }
            self.give_up(&browser).await;
        }
        (Vec::new(), last)
    }

    fn limits(&self) -> RenderLimits {
        RenderLimits {
            timeout: self.options.timeout,
            ignore_certificates: self.options.ignore_certificates,
        }
    }

    /// The running browser; a new one where there is none, where it has ended, or where it has opened many pages.
    async fn browser(&self) -> Result<Arc<Browser>, Text> {
        let mut running = self.running.lock().await;
        if let Some(known) = running.as_mut()
            && known.browser.is_running()
            && known.pages < PAGES_A_BROWSER
        {
            known.pages += 1;
            return Ok(Arc::clone(&known.browser));
        }
        // the old one ends when its last page is done
        *running = None;
        let browser = Browser::start(&self.options.program).await.map_err(|error| error.text())?;
        let browser = Arc::new(browser);
        *running = Some(RunningBrowser { browser: Arc::clone(&browser), pages: 1 });
        Ok(browser)
    }

    async fn give_up(&self, lost: &Arc<Browser>) {
        let mut running = self.running.lock().await;
        if running.as_ref().is_some_and(|known| Arc::ptr_eq(&known.browser, lost)) {
            *running = None;
        }
    }
}

/// The address at which a page of a folder is opened that is published under `base_path`.
pub(super) fn address_of(base_path: &str, page: &str) -> String {
    let path = percent_encoding::utf8_percent_encode(page.trim_start_matches('/'), IN_PATH);
    format!("http://{FOLDER_HOST}{}{path}", base_of(base_path))
}

/// What a path of a URL does not hold as it is.
const IN_PATH: &AsciiSet = &CONTROLS.add(b' ').add(b'#').add(b'?').add(b'%').add(b'"');

/// `/`, or `/docs/`.
fn base_of(base_path: &str) -> String {
    let base = base_path.trim_matches('/');
    if base.is_empty() { "/".to_owned() } else { format!("/{base}/") }
}

/// What answers for the files of a folder. No link leads out of it, and hidden files are not given.
pub(super) fn folder(root: &Path, base_path: &str) -> ProxyUpstream {
    let root = root.to_owned();
    let base = percent_decode_str(&base_of(base_path)).decode_utf8_lossy().into_owned();
    let read = move |path: &str| {
        let path = percent_decode_str(path).decode_utf8().ok()?;
        let path = path.strip_prefix(base.as_str())?;
        if is_hidden(Path::new(path)) { None } else { read_below(&root, path) }
    };
    ProxyUpstream::Files(Arc::new(read))
}

/// Whether a path leads to what static servers keep to themselves, such as `.git` and `.env`.
fn is_hidden(path: &Path) -> bool {
    path.iter().any(|part| {
        let hidden = part.as_encoded_bytes().starts_with(b".");
        hidden && part != ".well-known" && !is_page(part)
    })
}

/// The bytes of a page of a folder, or of the file that is the target.
pub(super) fn file_of(target: &Target, page: &str) -> Option<Vec<u8>> {
    match &target.kind {
        TargetKind::Folder(root) => read_below(root, page),
        TargetKind::File(path) => folder::read(path, MAX_FILE).ok(),
        TargetKind::Url(_) | TargetKind::Domain { .. } => None,
    }
}

/// The file that a static server sends for a path.
fn read_below(root: &Path, path: &str) -> Option<Vec<u8>> {
    let folder = Folder::open(root).ok()?;
    files_of(PathBuf::from(path)).find_map(|path| {
        let within = folder.below(path.parent()?).ok()?;
        let (file, _) = within.read(path.file_name()?).ok()?;
        folder::bytes_of(file, MAX_FILE).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, File};
    use url::Url;

    fn read(root: &Path, base: &str, page: &str) -> Option<Vec<u8>> {
        let url = Url::parse(&address_of(base, page)).unwrap();
        match folder(root, base) {
            ProxyUpstream::Files(read) => read(url.path()),
            ProxyUpstream::Net(_) => None,
        }
    }

    #[test]
    fn files_are_found_below_their_base_path_however_it_is_written() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("页 1.html"), "x").unwrap();
        for base in ["/", "/docs/", "/文档/", "/%E6%96%87%E6%A1%A3/"] {
            assert_eq!(read(root.path(), base, "页 1.html").as_deref(), Some(&b"x"[..]), "{base}");
            assert_eq!(read(root.path(), base, "b.html"), None, "{base}");
        }
    }

    #[test]
    fn hidden_files_are_not_given() {
        let root = tempfile::tempdir().unwrap();
        for folder in [".git", ".well-known"] {
            fs::create_dir(root.path().join(folder)).unwrap();
        }
        for name in [".env", ".git/config", ".well-known/a", ".page.html", "a.css"] {
            fs::write(root.path().join(name), "x").unwrap();
        }
        for (name, given) in [
            (".env", false),
            (".git/config", false),
            (".well-known/a", true),
            (".page.html", true),
            ("a.css", true),
        ] {
            assert_eq!(read(root.path(), "/", name).is_some(), given, "{name}");
        }
    }

    #[test]
    fn a_file_that_is_too_large_is_not_cut() {
        let root = tempfile::tempdir().unwrap();
        File::create(root.path().join("a.html")).unwrap().set_len(MAX_FILE + 1).unwrap();
        assert_eq!(read(root.path(), "/", "a.html"), None);
    }
}
