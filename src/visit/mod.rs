//! What a visit to a site brought: its pages as they arrived, redirects, what was left out. Built by `crawl`, judged by
//! `rules`, reported by `audit`.

use crate::domain::icp_number::IcpNumber;
use crate::domain::lang::Text;
use crate::facts::{Intercept, PageFacts};
use crate::net::TlsFaultKind;

/// A page of a site, as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// URL after redirects, or the path relative to the folder with `/` separators.
    pub address: String,
    /// Whether it is the home page.
    pub home: bool,
    /// Whether it was read from a file: findings then carry line numbers.
    pub file: bool,
    /// How it arrived.
    pub arrival: Arrival,
}

/// How a page arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Whole; HTTP status where there was one.
    Whole {
        /// 200 … 299 for pages from the net; `None` for files.
        status: Option<u16>,
        /// What it shows, frames of the site's own merged.
        facts: Box<PageFacts>,
        /// Of the home page: frames that could not be merged and may hold the footer, of other hosts for the most part, by
        /// their address. Empty for other pages.
        foreign_frames: Vec<String>,
    },
    /// An HTTP answer that is not the page: status 4xx, 5xx, 1xx or an endless redirect.
    Status {
        /// The status.
        status: u16,
        /// What happened.
        error: Text,
        /// The hosting provider's notice in the site's place, where the body is one.
        intercept: Option<Intercept>,
    },
    /// Not HTML: another content type, or bytes that are none.
    NotHtml {
        /// HTTP status, for pages from the net.
        status: Option<u16>,
        /// What it is, e.g. `application/pdf`.
        error: String,
    },
    /// Nothing usable: name not resolved, refused, timed out, cut off, too large, unreadable file, refused address.
    Failed {
        /// What happened.
        error: Text,
    },
}

impl Arrival {
    /// What went wrong; `None` for a page that arrived whole.
    pub fn words(&self) -> Option<Text> {
        match self {
            Self::Whole { .. } => None,
            Self::NotHtml { error, .. } => {
                Some(Text::made(format!("不是网页（{error}）"), format!("no HTML: {error}")))
            }
            Self::Status { error, .. } | Self::Failed { error } => Some(error.clone()),
        }
    }
}

impl Page {
    /// Frames that could not be merged and may hold the footer (see [`Arrival::Whole`]).
    pub fn foreign_frames(&self) -> &[String] {
        match &self.arrival {
            Arrival::Whole { foreign_frames, .. } => foreign_frames,
            Arrival::Status { .. } | Arrival::NotHtml { .. } | Arrival::Failed { .. } => &[],
        }
    }

    /// The facts, when the page arrived whole.
    pub fn facts(&self) -> Option<&PageFacts> {
        match &self.arrival {
            Arrival::Whole { facts, .. } => Some(facts),
            Arrival::Status { .. } | Arrival::NotHtml { .. } | Arrival::Failed { .. } => None,
        }
    }

    /// HTTP status, where there was an answer.
    pub fn status(&self) -> Option<u16> {
        match &self.arrival {
            Arrival::Whole { status, .. } | Arrival::NotHtml { status, .. } => *status,
            Arrival::Status { status, .. } => Some(*status),
            Arrival::Failed { .. } => None,
        }
    }

    /// What went wrong, for pages that cannot be judged: in English, for JSON and logs.
    pub fn error(&self) -> Option<&str> {
        match &self.arrival {
            Arrival::Whole { .. } => None,
            Arrival::NotHtml { error, .. } => Some(error),
            Arrival::Status { error, .. } | Arrival::Failed { error } => Some(&error.en),
        }
    }
}

/// A visit to a site: what is known besides its pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// The target as typed.
    pub target: String,
    /// Address of the home page: the first URL asked for, or the file's path.
    pub home: Option<String>,
    /// Where the home page's redirects ended.
    pub final_url: Option<String>,
    /// The home page's redirects, in order.
    pub redirects: Vec<Redirect>,
    /// Host of another site that the home page redirects to: that site was not asked, and no home page
    /// is delivered.
    pub away: Option<String>,
    /// The TLS fault of the https address, where the site was then read over http or with `--insecure`.
    pub tls_fault: Option<TlsFault>,
    /// Pages that are known of: read, skipped and left over.
    pub pages_found: u64,
    /// Not all of these pages were read: the page limit, the time for the site or an interruption ended the crawl.
    pub truncated: bool,
    /// The user ended the run before the site was read to its end.
    pub interrupted: bool,
    /// Pages left out, with the reason.
    pub skipped: Vec<Skipped>,
    /// The site's other name (with or without `www.`), where the target is a bare domain and it is a page of its own.
    pub twin: Option<Twin>,
}

/// The other name of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// Its address.
    pub url: String,
    /// What a request for it brought.
    pub state: TwinState,
}

/// What a request for the other name of a site brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TwinState {
    /// A page with these ICP numbers of its own.
    Shows(Vec<IcpNumber>),
    /// Nothing usable, and why.
    Failed(Text),
    /// A redirect to this host of another site.
    Away(String),
}

/// One redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The address that redirects.
    pub from: String,
    /// The address that it leads to, absolute.
    pub to: String,
    /// 301, 302, 303, 307, 308; 200 for a meta refresh.
    pub status: u16,
}

/// A page that was left out, or a badge's image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// URL or path.
    pub url: String,
    /// Why.
    pub why: SkipReason,
}

/// Why a page, or a badge's image, was left out. In the order in which reports list the reasons.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// It redirects to another site.
    Away,
    /// robots.txt disallows the badge's image.
    BadgeRobots,
    /// The page limit was reached.
    Cap,
    /// `--include` and `--exclude` leave it out.
    Excluded,
    /// A file that is a piece of a page, not a page.
    Fragment,
    /// A frame of the home page, which is judged with it.
    Frame,
    /// A frameset.
    Frameset,
    /// The run was interrupted.
    Interrupted,
    /// A report of this program that was written among the pages.
    Report,
    /// robots.txt disallows it.
    Robots,
    /// Its address looks as if it ends a session or deletes something.
    Session,
    /// The time for the site was used up.
    Time,
    /// Its address repeats itself, like a trap for crawlers.
    Trap,
    /// A file by which a search engine or a platform verifies the owner.
    Verification,
    /// XHTML that is served as XML.
    Xhtml,
}

/// What is wrong with a site's TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFault {
    /// What kind of fault.
    pub kind: TlsFaultKind,
    /// The library's own words.
    pub detail: String,
}
