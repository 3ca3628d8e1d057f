//! The browser of a run: started when the first home page asks for it, one for all sites, renewed now and then.

use std::io::Read as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tokio::sync::{Mutex, Semaphore};

use crate::browser::{Browser, FOLDER_HOST, Proxy, ProxyUpstream, RenderLimits, render};
use crate::crawl::files_of;
use crate::domain::lang::{Bilingual as _, Text};
use crate::facts::{ScreenFacts, take_rendered};
use crate::folder::Folder;
use crate::visit::{Arrival, Page};

/// A browser is renewed after this many pages: what pages leave behind in it goes with it.
const PAGES_A_BROWSER: usize = 300;
/// What one page may load with all that belongs to it, in bytes.
const MAX_BYTES: u64 = 64 << 20;
/// The largest file of a folder that is given to a page, in bytes.
const MAX_FILE: u64 = 32 << 20;

/// When home pages are opened in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenderWhen {
    /// Where their HTML alone does not settle what visitors see.
    Unsettled,
    /// Always.
    Always,
}

/// How home pages are opened in a browser.
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
    /// Pages that are open at once: a browser uses a processor a page.
    places: Semaphore,
    running: Mutex<Option<Running>>,
}

struct Running {
    browser: Arc<Browser>,
    pages: usize,
}

impl Rendering {
    pub(super) fn new(options: RenderOptions) -> Self {
        let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self { options, places: Semaphore::new(processors), running: Mutex::new(None) }
    }

    /// Puts what a browser shows of `page` at `url` into its facts. A page that cannot be opened keeps what its HTML
    /// tells, and says why.
    pub(super) async fn open(&self, page: &mut Page, url: &str, upstream: ProxyUpstream) {
        let Arrival::Whole { facts, .. } = &mut page.arrival else { return };
        let Ok(_place) = self.places.acquire().await else { return };
        let (screens, fault) = match self.look(url, upstream).await {
            Ok(found) => found,
            Err(error) => (Vec::new(), Some(error)),
        };
        take_rendered(facts, screens, fault);
    }

    /// Twice, where the browser was lost the first time: another page may have brought it down.
    async fn look(
        &self,
        url: &str,
        upstream: ProxyUpstream,
    ) -> Result<(Vec<ScreenFacts>, Option<Text>), Text> {
        let limits = RenderLimits {
            timeout: self.options.timeout,
            ignore_certificates: self.options.ignore_certificates,
        };
        let mut last = Text::fixed("", "");
        for _ in 0..2 {
            let browser = self.browser().await?;
            let proxy =
                Proxy::start(upstream.clone(), MAX_BYTES).await.map_err(|error| error.text())?;
            match render(&browser, &proxy, url, limits).await {
                Ok(found) => return Ok(found),
                Err(error) => last = error.text(),
            }
            self.give_up(&browser).await;
        }
        Err(last)
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
        *running = Some(Running { browser: Arc::clone(&browser), pages: 1 });
        Ok(browser)
    }

    async fn give_up(&self, lost: &Arc<Browser>) {
        let mut running = self.running.lock().await;
        if running.as_ref().is_some_and(|known| Arc::ptr_eq(&known.browser, lost)) {
            *running = None;
        }
    }
}

/// Where the pages of a folder are opened: the address of a page, and what answers it. No link leads out of the folder.
pub(super) fn folder(root: &Path, base_path: &str, page: &str) -> (String, ProxyUpstream) {
    let base = format!("/{}", base_path.trim_matches('/'));
    let base = if base == "/" { base } else { format!("{base}/") };
    let url = format!("http://{FOLDER_HOST}{base}{}", page.trim_start_matches('/'));
    let root = root.to_owned();
    let read = move |path: &str| {
        let path =
            percent_decode_str(path.strip_prefix(base.as_str())?).decode_utf8().ok()?.into_owned();
        read_below(&root, &path)
    };
    (url, ProxyUpstream::Files(Arc::new(read)))
}

/// The file that a static server sends for a path.
fn read_below(root: &Path, path: &str) -> Option<Vec<u8>> {
    let folder = Folder::open(root).ok()?;
    files_of(PathBuf::from(path)).find_map(|path| {
        let within = folder.below(path.parent()?).ok()?;
        let (file, _) = within.read(path.file_name()?).ok()?;
        let mut bytes = Vec::new();
        file.take(MAX_FILE).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    })
}
