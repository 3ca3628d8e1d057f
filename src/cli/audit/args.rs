//! The options of `beian audit`: parsing checks their form; [`super::plan`] applies them.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use url::Url;

use super::super::context::LedgerArgs;
use super::super::exit_codes;
use super::super::named::one_of;
use crate::config::{Audience, page_rule_level};
use crate::domain::date::{self, Date};
use crate::net::{self, Pin};
use crate::report::{self, Format, ReportFile};
use crate::rules::{Level, Rule, Severity};

use super::super::declare::DeclaredArgs;

/// Audit sites: does each page show its filing numbers as the law asks for?
#[derive(Args, Clone, Debug)]
#[command(after_help = format!("{EXAMPLES}{}", exit_codes::AUDIT.help()))]
pub(in crate::cli) struct AuditArgs {
    #[command(flatten)]
    pub(super) subject: SubjectArgs,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    #[command(flatten)]
    pub(super) connections: ConnectionArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

const EXAMPLES: &str = "Examples:
  beian audit example.cn                          the live site, up to 50 pages
  beian audit public --icp 京ICP备12345678号-1    built pages against the number they must show
  beian audit https://example.cn/ --home-only     one page
  beian audit --local                             the folders of all sites in beian.toml
  beian audit --all --record                      every site of beian.toml, recorded in the ledger
  beian audit --targets sites.csv --resume result.jsonl --report report.html
  beian audit example.cn --report report.html --report report.json

";

/// What to audit, and what its pages should show.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "What to audit")]
pub(super) struct SubjectArgs {
    /// URL, domain, folder of built pages or HTML file [default: the domains of beian.toml]
    #[arg(value_name = "TARGET", display_order = 0, value_hint = ValueHint::AnyPath)]
    pub(super) targets: Vec<String>,
    /// More targets from a file: one a line, or a CSV (the column named domain, url or site, else the first; columns named
    /// client, icp, police, owner, subject, approved, opened … are declared values); - for standard input
    #[arg(long = "targets", id = "targets-file", display_order = 1, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) targets_file: Option<PathBuf>,
    /// Write each finished site to this JSON Lines file, and skip the sites that it has already: a run that was killed
    /// continues where it stopped
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) resume: Option<PathBuf>,
    /// Save what is fetched in this folder: a snapshot, one file per site
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) save: Option<PathBuf>,
    /// Audit the snapshots in this folder, without the network [default targets: all snapshots there]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with_all = ["save", "local"])]
    pub(super) saved: Option<PathBuf>,
    /// Cache responses in this folder: the next run asks for each page again, and servers send only what has changed
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) cache: Option<PathBuf>,
    // Names of keys are no code in a terminal: `help` keeps backticks out.
    #[arg(
        long,
        value_name = "PATH",
        help = "Where a folder is published, if not at the top of its domain, e.g. /docs/ [default: base_path of beian.toml]"
    )]
    pub(super) base_path: Option<String>,
    /// Audit every site of beian.toml once: its folder (dir) where it has one, else its domain
    #[arg(long, conflicts_with_all = ["targets", "targets-file", "local", "saved"])]
    pub(super) all: bool,
    /// Audit only the sites of beian.toml that belong to this client; may be given more than once
    #[arg(long, value_name = "NAME", conflicts_with_all = ["targets", "targets-file", "saved"])]
    pub(super) client: Vec<String>,
    #[arg(
        long,
        value_name = "NAME",
        help = "The name under which --record files a folder that no [[site]] with a domain has"
    )]
    pub(super) name: Option<String>,
    /// Audit the folders (dir) of beian.toml instead of its domains
    #[arg(long, conflicts_with_all = ["targets", "targets-file"])]
    pub(super) local: bool,
    #[command(flatten)]
    pub(super) declared: DeclaredArgs,
    /// Configuration [default: beian.toml in this folder or above]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) config: Option<PathBuf>,
}

/// What is read.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "What is read")]
pub(in crate::cli) struct ReadingArgs {
    /// Read the home page only
    #[arg(long)]
    pub(in crate::cli) home_only: bool,
    /// At most this many pages of a live site; folders are read whole
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) max_pages: u32,
    /// Largest page that is judged, in bytes after decompression
    #[arg(long, value_name = "BYTES", default_value_t = 5 << 20, value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) max_body: u64,
    /// Only these pages besides the home page, by path, e.g. 'docs/**' or 'index.html'; may be given more than once
    #[arg(long, value_name = "GLOB")]
    pub(in crate::cli) include: Vec<String>,
    /// Not these pages, e.g. '/admin' or 'en/**'; may be given more than once
    #[arg(long, value_name = "GLOB")]
    pub(in crate::cli) exclude: Vec<String>,
    /// Ignore robots.txt
    #[arg(long)]
    pub(in crate::cli) no_robots: bool,
    /// Open the home page and a few others in an installed Chromium, on a desktop's and on a phone's screen: always, or where
    /// their HTML does not settle what visitors see (auto)
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(in crate::cli) render: Render,
    /// The browser [default: the first Chromium or Chrome in PATH and the usual places]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::ExecutablePath)]
    pub(in crate::cli) browser: Option<PathBuf>,
}

/// When to open pages in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Render {
    Auto,
    Always,
    Never,
}

/// How sites are reached. Shared with `beian init`.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Connections")]
pub(in crate::cli) struct ConnectionArgs {
    /// Time limit for a page
    #[arg(long, value_name = "SECONDS", default_value = "20", value_parser = net::timeout_typed)]
    pub(in crate::cli) timeout: std::time::Duration,
    /// Concurrent requests in all
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(in crate::cli) concurrency: u16,
    /// Concurrent requests to one host
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(in crate::cli) per_host: u16,
    /// Requests per second to one host; 0 = no limit (this machine's own addresses have none)
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub(in crate::cli) rate: u32,
    /// Connect to this address instead of resolving the host
    #[arg(long, value_name = "HOST:PORT:ADDR")]
    pub(in crate::cli) resolve: Vec<Pin>,
    /// Read sites with an invalid certificate; it is still a finding
    #[arg(long)]
    pub(in crate::cli) insecure: bool,
    /// Also trust the certificates in this PEM file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) ca_cert: Option<PathBuf>,
    /// Allow hosts that resolve to private and other special addresses
    #[arg(long)]
    pub(in crate::cli) allow_private: bool,
    /// Connect through this proxy (the environment's proxy variables are ignored)
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) proxy: Option<Url>,
    /// The User-Agent to send
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) user_agent: Option<String>,
    /// Contact for site owners, added to the User-Agent: a URL or an e-mail address
    #[arg(long, value_name = "URL", conflicts_with = "user_agent")]
    pub(in crate::cli) contact: Option<String>,
    /// Extra request header, sent only to the targets' own scheme, host and port; may be given more than once
    #[arg(long, value_name = "NAME:VALUE", value_parser = net::header_typed)]
    pub(in crate::cli) header: Vec<(String, String)>,
}

/// What is written, and where.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    #[command(flatten)]
    pub(super) reports: ReportArgs,
    /// Exit with 1 if any finding has this severity or a higher one
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub(super) fail_on: FailOn,
    /// Change a rule's level, e.g. icp-missing-inner=warning or copyright-missing=off
    #[arg(long = "rule", value_name = "ID=LEVEL", value_parser = page_rule_level)]
    pub(super) rules: Vec<(&'static Rule, Level)>,
    /// Count only findings that this file does not have, e.g. beian-baseline.json (see --update-baseline)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) baseline: Option<PathBuf>,
    /// Write what is found into the baseline, and take out what is mended: from then on only what is new counts
    #[arg(long, requires = "baseline")]
    pub(super) update_baseline: bool,
    /// Record each site's verdict and findings in the ledger, and note what is new, mended or lost since the audit before
    #[arg(long)]
    pub(super) record: bool,
    #[command(flatten)]
    pub(super) ledger: LedgerArgs,
    /// Take evidence of each home page in this new folder: pictures on both screens with the filings boxed, the HTML, the
    /// answers, and a manifest with all hashes. Opens home pages in a browser
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "saved")]
    pub(super) evidence: Option<PathBuf>,
    /// Sign the evidence with this ed25519 key (beian evidence keygen)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "evidence")]
    pub(super) key: Option<PathBuf>,
    /// Use this day as today (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = date::typed)]
    pub(super) today: Option<Date>,
}

/// Which reports are written, and where to.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(in crate::cli) struct ReportArgs {
    /// Format of the result: for people (text, html), programs (json; jsonl as each site is done), spreadsheets (csv has a
    /// row a site) [default: what --output ends in, else text]
    #[arg(long, value_name = "FORMAT", value_parser = one_of(report::FORMATS, |it| it.name))]
    pub(super) format: Option<&'static Format>,
    /// Write the result to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) output: Option<PathBuf>,
    /// Write another report, e.g. report.html, findings-csv=faults.csv, or a file a client: 'reports/{client}.html' (also
    /// {domain} and {date}); FORMAT=- takes the place of the result on standard output; may be given more than once
    #[arg(long = "report", value_name = "[FORMAT=]FILE", value_parser = ReportFile::typed)]
    pub(super) reports: Vec<ReportFile>,
    #[arg(
        long,
        value_name = "READER",
        value_parser = one_of(&Audience::ALL, |it| it.name()),
        help = "Whom HTML reports are for: owner (who runs the site and this program) or client (nothing is said of beian.toml and options) [default: audience of [report] in beian.toml, else owner]"
    )]
    pub(super) audience: Option<Audience>,
}

/// From which severity on a run fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    /// The severity; `None` for never.
    pub(in crate::cli) const fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}
