//! The options of `beian audit`: parsing checks their form; [`super::plan`] applies them.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum, ValueHint};
use url::Url;

use super::super::context::LEDGER_HELP;
use super::super::exit::{self, Exit};
use super::super::rule_level::rule_level;
use super::super::usage::ValueError;
use crate::domain::date::{self, Date};
use crate::net::Pin;
use crate::report;
use crate::rules::{self, Level, Rule, Severity};

use super::super::declare::DeclaredArgs;

/// Audit sites: does each page show its filing numbers as the law asks for?
#[derive(Args, Clone, Debug)]
#[command(after_help = format!("{EXAMPLES}{}", exit::help(&Exit::ALL.map(|exit| (exit, exit.summary())))))]
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
  beian audit --targets sites.csv --resume result.jsonl --report html=report.html
  beian audit example.cn --report html=report.html --report json=report.json

";

/// What to audit, and what its pages should show.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "What to audit")]
pub(super) struct SubjectArgs {
    /// URL, domain, folder of built pages or HTML file [default: the domains of beian.toml]
    #[arg(value_name = "TARGET", display_order = 0, value_hint = ValueHint::AnyPath)]
    pub(super) targets: Vec<String>,
    /// More targets from a file: one a line, or a CSV (the column named domain, url or site, else the first); - for
    /// standard input
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
pub(super) struct ReadingArgs {
    /// Read the home page only
    #[arg(long)]
    pub(super) home_only: bool,
    /// At most this many pages of a live site; folders are read whole
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) max_pages: u32,
    /// Largest page that is judged, in bytes after decompression
    #[arg(long, value_name = "BYTES", default_value_t = 5 << 20, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) max_body: u64,
    /// Only these pages besides the home page, by path, e.g. 'docs/**' or 'index.html'; may be given more than once
    #[arg(long, value_name = "GLOB")]
    pub(super) include: Vec<String>,
    /// Not these pages, e.g. '/admin' or 'en/**'; may be given more than once
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,
    /// Ignore robots.txt
    #[arg(long)]
    pub(super) no_robots: bool,
    /// Open the home page in an installed Chromium, on a desktop's and on a phone's screen: always, or where its HTML does
    /// not settle what visitors see (auto)
    #[arg(long, value_name = "WHEN", default_value = "never")]
    pub(super) render: Render,
    /// The browser [default: the first Chromium or Chrome in PATH and the usual places]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::ExecutablePath)]
    pub(super) browser: Option<PathBuf>,
}

/// When to open home pages in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Render {
    Auto,
    Always,
    Never,
}

/// How sites are reached. Shared with `beian init`.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Connections")]
pub(in crate::cli) struct ConnectionArgs {
    /// Time limit for a page
    #[arg(long, value_name = "SECONDS", default_value = "20", value_parser = seconds)]
    pub(in crate::cli) timeout: std::time::Duration,
    /// Concurrent requests in all
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) concurrency: u16,
    /// Concurrent requests to one host
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) per_host: u16,
    /// Requests per second to one host; 0 = no limit (this machine's own addresses have none)
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub(super) rate: u32,
    /// Connect to this address instead of resolving the host
    #[arg(long, value_name = "HOST:PORT:ADDR")]
    pub(super) resolve: Vec<Pin>,
    /// Read sites with an invalid certificate; it is still a finding
    #[arg(long)]
    pub(super) insecure: bool,
    /// Also trust the certificates in this PEM file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) ca_cert: Option<PathBuf>,
    /// Allow hosts that resolve to private and other special addresses
    #[arg(long)]
    pub(super) allow_private: bool,
    /// Connect through this proxy (the environment's proxy variables are ignored)
    #[arg(long, value_name = "URL")]
    pub(super) proxy: Option<Url>,
    /// The User-Agent to send
    #[arg(long, value_name = "TEXT")]
    pub(super) user_agent: Option<String>,
    /// Contact for site owners, added to the User-Agent: a URL or an e-mail address
    #[arg(long, value_name = "URL", conflicts_with = "user_agent")]
    pub(super) contact: Option<String>,
    /// Extra request header, sent only to the targets' own scheme, host and port; may be given more than once
    #[arg(long, value_name = "NAME:VALUE", value_parser = header)]
    pub(super) header: Vec<(String, String)>,
}

/// What is written, and where.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// Format of the result: for people (text, html), programs (json; jsonl as each site is done), spreadsheets (csv)
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: Format,
    /// Write the result to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) output: Option<PathBuf>,
    /// Write another report, e.g. html=report.html; may be given more than once
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = further_report)]
    pub(super) reports: Vec<(Format, PathBuf)>,
    /// Exit with 1 if any finding has this severity or a higher one
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub(super) fail_on: FailOn,
    /// Change a rule's level, e.g. icp-missing-inner=warning or copyright-missing=off
    #[arg(long = "rule", value_name = "ID=LEVEL", value_parser = level)]
    pub(super) rules: Vec<(&'static Rule, Level)>,
    /// Record each site's verdict and findings in the ledger, and note what an earlier audit saw and this one does not
    #[arg(long)]
    pub(super) record: bool,
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        help = LEDGER_HELP
    )]
    pub(super) ledger: Option<PathBuf>,
    /// Use this day as today (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = date::typed)]
    pub(super) today: Option<Date>,
}

/// A format of the report, by name.
pub(super) type Format = &'static report::Format;

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        report::FORMATS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name))
    }
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

fn seconds(text: &str) -> Result<std::time::Duration, ValueError> {
    const LONGEST: f64 = 3600.0;
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds <= LONGEST => {
            Ok(std::time::Duration::from_secs_f64(seconds))
        }
        _ => Err(ValueError::form((
            "请写 0 以上、不超过 3600 的秒数",
            "write a number of seconds above 0, up to 3600",
        ))),
    }
}

fn header(text: &str) -> Result<(String, String), ValueError> {
    let (name, value) = text.split_once(':').unwrap_or_default();
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || !name.chars().all(token) || value.chars().any(char::is_control) {
        return Err(ValueError::form((
            "请写成 NAME:VALUE，例如 Cookie:a=b",
            "write it as NAME:VALUE, e.g. Cookie:a=b",
        )));
    }
    Ok((name.to_owned(), value.trim().to_owned()))
}

fn further_report(text: &str) -> Result<(Format, PathBuf), ValueError> {
    let (kind, path) = text.split_once('=').unwrap_or((text, ""));
    let format = report::FORMATS.iter().find(|format| format.name == kind).ok_or_else(|| {
        let known: Vec<&str> = report::FORMATS.iter().map(|format| format.name).collect();
        let known = known.join(", ");
        ValueError::new(
            (format!("没有格式 {kind:?}"), format!("{kind:?} is not a format")),
            (format!("可用的格式：{known}"), format!("the formats are {known}")),
        )
    })?;
    if path.is_empty() {
        return Err(ValueError::form((
            "请写成 FORMAT=FILE，例如 html=report.html",
            "write it as FORMAT=FILE, e.g. html=report.html",
        )));
    }
    Ok((format, PathBuf::from(path)))
}

fn level(text: &str) -> Result<(&'static Rule, Level), ValueError> {
    rule_level(text, "icp-missing-inner", rules::by_id, rules::ALL.iter().map(|rule| rule.id))
}
