//! Evidence of what home pages showed: pictures by a browser, the answers that the audit received, all in one folder.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use parking_lot::Mutex;
use tracing::warn;

use crate::browser::{DocumentAnswer, PicturedFiling, ProxyUpstream, ScreenPicture};
use crate::domain::date::Timestamp;
use crate::domain::lang::Text;
use crate::domain::secret;
use crate::domain::site::Site;
use crate::evidence::manifest::{
    BrowserAnswer, DeclaredFilings, EvidenceFiling, EvidenceScreen, EvidenceSite, ReceivedAnswer,
    TlsNames,
};
use crate::evidence::{EvidenceKey, EvidenceStore};
use crate::facts::RenderedKind;
use crate::net::{Exchange, ExchangeBody, ExchangeOutcome, ExchangeSink};
use crate::report::model::{EvidenceReport, PictureReport, SiteReport};
use crate::report::{FooterPicture, FooterPictures};
use crate::visit::Visit;

use super::error::Error;
use super::home_exchanges::HomeExchanges;
use super::job::Job;
use super::rendering::{RenderOptions, Rendering, file_of};

/// Where evidence goes.
#[derive(Clone, Debug)]
pub struct EvidenceOptions {
    /// A folder that does not exist yet, or is empty.
    pub folder: PathBuf,
    /// The browser that takes the pictures.
    pub render: RenderOptions,
    /// What signs it.
    pub key: Option<Arc<EvidenceKey>>,
    /// When the run started.
    pub started_at: Timestamp,
}

/// Takes the evidence of a run.
pub(super) struct EvidenceTaker {
    store: EvidenceStore,
    options: EvidenceOptions,
    start: Instant,
    /// Opens pages where the run itself opens none.
    pub(super) rendering: Rendering,
    /// The first fault of a file that could not be written.
    fault: Mutex<Option<io::Error>>,
}

impl EvidenceTaker {
    pub(super) fn new(options: EvidenceOptions) -> Result<Self, Error> {
        let store = EvidenceStore::create(&options.folder)
            .map_err(|cause| Error::Unwritable(options.folder.clone(), cause))?;
        let rendering = Rendering::new(options.render.clone());
        let (start, fault) = (Instant::now(), Mutex::default());
        Ok(Self { store, options, start, rendering, fault })
    }

    /// Takes the evidence of a site whose visit is over, and says in which folder it is.
    pub(super) async fn take(
        &self,
        rendering: &Rendering,
        (index, job): (usize, &Job),
        (visit, received): (&Visit, Option<&HomeExchanges>),
        page: Option<(String, ProxyUpstream)>,
    ) -> Option<EvidenceReport> {
        let (pictures, fault) = match page {
            Some((url, upstream)) => {
                rendering.pictures(&url, upstream, &|| self.start.elapsed()).await
            }
            None => (Vec::new(), None),
        };
        let written = self.write(job, visit, received, (pictures, fault));
        match written {
            Ok((site, report)) => {
                self.store.add(index, site);
                Some(report)
            }
            Err(error) => {
                warn!(%error, "evidence cannot be written");
                self.fault.lock().get_or_insert(error);
                None
            }
        }
    }

    fn write(
        &self,
        job: &Job,
        visit: &Visit,
        received: Option<&HomeExchanges>,
        (pictures, fault): (Vec<ScreenPicture>, Option<Text>),
    ) -> io::Result<(EvidenceSite, EvidenceReport)> {
        let target = secret::hide_logins(&job.target.text).into_owned();
        let folder = self.store.begin(&target)?;
        let home = visit.final_url.as_ref().or(visit.home.as_ref());
        let page = home.map(|home| secret::hide_logins(home).into_owned()).unwrap_or_default();
        let received = match received {
            Some(received) => self.answers(&folder, &received.of_home(visit))?,
            None => self.file(&folder, job, &page)?,
        };
        let mut site = EvidenceSite {
            target,
            page,
            folder: folder.clone(),
            declared: declared(&job.site),
            received,
            screens: Vec::new(),
            fault: fault.map(|text| text.en.into_owned()),
        };
        let mut report = EvidenceReport { folder: folder.clone(), pictures: Vec::new() };
        for picture in pictures {
            let screen = self.screen(&folder, picture)?;
            if let Some(path) = &screen.footer_picture {
                let picture = PictureReport { screen: screen.screen.clone(), path: path.clone() };
                report.pictures.push(picture);
            }
            site.screens.push(screen);
        }
        Ok((site, report))
    }

    /// The answers that led to the home page, with their bodies in files.
    fn answers(
        &self,
        folder: &str,
        exchanges: &[(Duration, Exchange)],
    ) -> io::Result<Vec<ReceivedAnswer>> {
        let mut answers = Vec::new();
        for (number, (after, exchange)) in exchanges.iter().enumerate() {
            let mut answer = ReceivedAnswer {
                url: secret::hide_logins(&exchange.url).into_owned(),
                received_at: self.moment(*after),
                milliseconds: Some(exchange.milliseconds),
                tls_fault: exchange.tls_fault.as_ref().map(|(_, detail)| detail.clone()),
                unchanged: exchange.unchanged,
                ..ReceivedAnswer::default()
            };
            match &exchange.outcome {
                ExchangeOutcome::Fault(error) => answer.error = Some(error.to_string()),
                ExchangeOutcome::Response { address, status, headers, body } => {
                    answer.address = address.map(|address| address.to_string());
                    answer.status = Some(*status);
                    answer.headers.clone_from(headers);
                    if let ExchangeBody::Whole(bytes) | ExchangeBody::Truncated(bytes) = body {
                        let last = number + 1 == exchanges.len();
                        let name = if last {
                            "received.html".to_owned()
                        } else {
                            format!("received-{}.html", number + 1)
                        };
                        answer.body = Some(self.store.put(folder, &name, bytes)?);
                    }
                }
            }
            answers.push(answer);
        }
        Ok(answers)
    }

    /// The home page of a folder, as it is in its file.
    fn file(&self, folder: &str, job: &Job, page: &str) -> io::Result<Vec<ReceivedAnswer>> {
        let Some(bytes) = file_of(&job.target, page) else { return Ok(Vec::new()) };
        let body = Some(self.store.put(folder, "received.html", &bytes)?);
        let received_at = self.moment(self.start.elapsed());
        Ok(vec![ReceivedAnswer {
            url: page.to_owned(),
            received_at,
            body,
            ..ReceivedAnswer::default()
        }])
    }

    fn screen(&self, folder: &str, picture: ScreenPicture) -> io::Result<EvidenceScreen> {
        let name = picture.screen.name();
        let (width, height) = picture.screen.size();
        let put = |file: &str, bytes: Option<&[u8]>| {
            let path = format!("{name}/{file}");
            bytes.map(|bytes| self.store.put(folder, &path, bytes)).transpose()
        };
        Ok(EvidenceScreen {
            screen: name.to_owned(),
            width,
            height,
            taken_at: self.moment(picture.after),
            document: picture.answer.map(browser_answer),
            filings: picture.filings.iter().map(filing).collect(),
            window_picture: put("window.png", picture.window.as_deref())?,
            footer_picture: put("footer.png", picture.footer.as_deref())?,
            page_picture: put("page.jpg", picture.page.as_deref())?,
            page_height: picture.page_height,
            page_picture_cut: picture.page_cut,
            dom: put("dom.html", picture.dom.as_deref().map(str::as_bytes))?,
            judged: put("judged.html", Some(picture.judged.as_bytes()))?,
            fault: picture.fault.map(|text| text.en.into_owned()),
        })
    }

    fn moment(&self, after: Duration) -> String {
        let start = SystemTime::from(self.options.started_at);
        start.checked_add(after).map(Timestamp::from).unwrap_or_default().to_string()
    }

    /// What is asked of a site is kept until its home page has arrived.
    pub(super) fn listener(&self, other: Option<Arc<dyn ExchangeSink>>) -> Arc<HomeExchanges> {
        Arc::new(HomeExchanges::new(self.start, other))
    }

    /// Writes the manifest.
    pub(super) fn finish(&self, complete: bool) -> Result<(), Error> {
        let unwritable = |cause| Error::Unwritable(self.options.folder.clone(), cause);
        let started_at = self.options.started_at.to_string();
        let written = self.store.finish(&started_at, complete, self.options.key.as_deref());
        written.map_err(unwritable)?;
        self.fault.lock().take().map_or(Ok(()), |cause| Err(unwritable(cause)))
    }
}

fn declared(site: &Site) -> DeclaredFilings {
    DeclaredFilings {
        icp: site.icp.as_ref().map(ToString::to_string),
        police: site.police_number().map(ToString::to_string),
        owner: site.owner.clone(),
    }
}

fn filing(filing: &PicturedFiling) -> EvidenceFiling {
    let PicturedFiling { laid_out, boxes } = filing;
    EvidenceFiling {
        number: laid_out.number.clone(),
        kind: match laid_out.kind {
            RenderedKind::Icp => "icp",
            RenderedKind::Police => "police",
            RenderedKind::Licence => "licence",
        }
        .to_owned(),
        seen: laid_out.unseen.is_none(),
        unseen: laid_out.unseen.map(|why| why.by().to_owned()),
        boxes: boxes.clone(),
    }
}

fn browser_answer(answer: DocumentAnswer) -> BrowserAnswer {
    BrowserAnswer {
        url: secret::hide_logins(&answer.url).into_owned(),
        status: answer.status,
        protocol: answer.protocol,
        headers: answer.headers,
        tls: answer.tls.map(|tls| TlsNames {
            protocol: tls.protocol,
            subject: tls.subject,
            names: tls.names,
            issuer: tls.issuer,
            valid_from: tls.valid_from.to_string(),
            valid_to: tls.valid_to.to_string(),
        }),
    }
}

/// Whether a folder for evidence lies in one that is audited: its files would be pages of the site.
pub(super) fn evidence_among(folder: &Path, audited: &[PathBuf]) -> bool {
    let mut above = folder;
    // the folder itself may not exist yet
    let real = loop {
        match above.canonicalize() {
            Ok(real) => break real,
            Err(_) => match above.parent() {
                Some(parent) if parent != Path::new("") => above = parent,
                _ => return false,
            },
        }
    };
    audited
        .iter()
        .any(|root| root.is_dir() && root.canonicalize().is_ok_and(|it| real.starts_with(it)))
}

/// The largest picture that is put into a report, in bytes.
const MAX_PICTURE: u64 = 8 << 20;

/// The pictures of a folder of evidence, for reports that show them.
#[derive(Debug)]
pub(super) struct EvidencePictures(pub(super) PathBuf);

impl FooterPictures for EvidencePictures {
    fn picture(&self, site: &SiteReport) -> Option<FooterPicture> {
        let picture = site.evidence.as_ref()?.pictures.first()?;
        // a report of an earlier run may have been written by anybody
        let path = Path::new(&picture.path);
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        let bytes = crate::folder::read(&self.0.join(path), MAX_PICTURE).ok()?;
        let text = Text::fixed(
            "浏览器里看到的首页底部：看得见的备案信息用红框标出，看不见的用橙框",
            "the end of the home page in a browser: red boxes around filings that are seen, orange ones around those that \
             are not",
        );
        Some(FooterPicture { media_type: "image/png", bytes, text })
    }
}
