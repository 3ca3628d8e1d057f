//! `beian.toml`: tables → configuration; unknown keys are refused, errors point at the line.

mod channels;
mod chosen;
pub mod declared;
mod exempt;
mod keys;
mod new_file;
mod read;
mod reference;
mod report;
mod rule_level;
mod rule_name;
mod site_name;
mod sites;
mod source;
mod table;
mod template;
mod trust;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::domain::site::Site;
use crate::folder::{NamedFile, open_file, open_stream, text_of};
use crate::rules::Levels;

pub use channels::{
    ChannelChoice, ChannelKeys, ChannelKind, FindingLevel, HourSpan, MailKeys, MailTls, NoticeKind,
    NotifyKeys, PingKeys, PushKeys, SecretRef, SendHours,
};
pub use chosen::{
    declared_channels, declared_dir, named_channel, named_site, only_site_of, snippet_site,
};
pub use exempt::Exemption;
pub(crate) use keys::{Key, key};
pub use new_file::{check_new, create};
pub use reference::reference;
pub use report::{Audience, Brand, Logo, ReportKeys};
pub use rule_level::{filing_rule_level, page_rule_level};
pub use site_name::site_name;
pub use sites::DeclaredSites;
pub(crate) use source::Source;
pub use source::{Error, Place, Spot};
pub(crate) use table::{Placed, Table};
pub use template::{Known, portfolio, template};
pub use trust::{Doubt, User};

/// The file's name.
pub const FILE_NAME: &str = "beian.toml";

/// The largest file that is read, in bytes: more than a portfolio of 100,000 sites needs.
const LARGEST: u64 = 64 << 20;

/// A configuration.
#[derive(Debug)]
pub struct Config {
    /// The file.
    pub path: PathBuf,
    /// Whether it was found in the working folder or above it; false where `--config` names it.
    pub found: bool,
    /// The sites, in order.
    pub sites: DeclaredSites,
    /// Levels of rules.
    pub levels: Levels,
    /// Findings that are accepted, in order.
    pub exempt: Vec<Exemption>,
    /// Default options of `beian audit`, in order.
    pub audit: Vec<AuditDefault>,
    /// Whom reports are for, and the look of who hands them on.
    pub report: ReportKeys,
    /// Where messages go, and what is told.
    pub notify: NotifyKeys,
    /// The ledger; relative paths are resolved against the file.
    pub ledger: Option<PathBuf>,
    /// Years of public holidays that add to or replace the program's own; resolved against the file.
    pub holidays: Vec<PathBuf>,
}

/// A `[[site]]`. It has a domain, a folder or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteEntry {
    /// The declared values.
    pub site: Site,
    /// Folder of the static output, resolved against the file.
    pub dir: Option<PathBuf>,
    /// The path under which the folder is published, with a slash at both ends.
    pub base_path: String,
    /// The badge image, resolved against the file.
    pub badge: Option<PathBuf>,
    /// The 1-based line of its domain in the file, else of its table.
    pub line: u32,
}

/// A default option of `beian audit`: checked by the command line, which knows its options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditDefault {
    /// The long option without its leading dashes, e.g. `max-pages`.
    pub option: String,
    /// Its value.
    pub value: DefaultValue,
    /// Its place in the file, for errors.
    pub spot: Spot,
}

/// What an option is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DefaultValue {
    /// A switch.
    Switch(bool),
    /// Values, as typed on the command line.
    Values(Vec<String>),
}

/// The nearest `beian.toml` in a folder or above it.
pub fn find(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
}

/// Reads a configuration that the user named. `today` is the upper bound of years.
pub fn load(path: &Path, today: Date) -> Result<Config, Error> {
    let text = open_stream(path).and_then(text);
    let text = text.map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
    parse(path, text, today)
}

/// Reads a configuration that the user did not name. An error where somebody else may have written it.
pub fn load_found(path: &Path, today: Date, user: &User) -> Result<Config, Error> {
    let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
    let file = open_file(path).map_err(unreadable)?;
    if let Some(doubt) = trust::doubt(path, &file, user).map_err(unreadable)? {
        return Err(Error::Untrusted { path: path.to_owned(), doubt });
    }
    let text = text(file).map_err(unreadable)?;
    Ok(Config { found: true, ..parse(path, text, today)? })
}

/// Reads a configuration from its text; relative paths are resolved against the folder of `path`.
pub fn parse(path: &Path, text: String, today: Date) -> Result<Config, Error> {
    read::config(&Arc::new(Source { path: path.to_owned(), text, personal: None }), today)
}

/// The text of a file, without its byte order mark.
fn text(file: File) -> io::Result<String> {
    let text = text_of(file, LARGEST)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

impl SiteEntry {
    /// The name under which the ledger knows it: its domain, else its folder as seen from `file`, the configuration.
    pub fn ledger_name(&self, file: &Path) -> Option<String> {
        let folder = || {
            let dir = self.dir.as_deref()?;
            let beside = file.parent().and_then(|base| dir.strip_prefix(base).ok()).unwrap_or(dir);
            let name = beside.display().to_string();
            Some(if name.is_empty() { ".".to_owned() } else { name })
        };
        self.site.domain.clone().or_else(folder)
    }
}

impl Config {
    /// The site that a host belongs to, with or without `www.`.
    pub fn site_of_host(&self, host: &str) -> Option<&SiteEntry> {
        self.sites.of_host(without_www(host))
    }

    /// The site whose folder holds a file or folder; the innermost folder wins, and of one folder the first site.
    pub fn site_of_path(&self, path: &Path) -> Option<&SiteEntry> {
        self.sites.of_path(path)
    }

    /// The file, and the files that it names and a command may read.
    pub fn read_files(&self) -> Vec<NamedFile> {
        let mut files = vec![NamedFile::new("the configuration", &self.path)];
        files.extend(self.report.logo_path().map(|path| NamedFile::new("[report]", path)));
        files.extend(self.holidays.iter().map(|path| NamedFile::new("holidays", path)));
        files
    }

    /// What the user should know of a ledger that a configuration names which he did not name.
    pub fn ledger_note(&self, ledger: &Path) -> Option<Text> {
        let names_it = self.found && self.ledger.as_deref() == Some(ledger);
        let (file, ledger) = (self.path.display(), ledger.display());
        names_it.then(|| {
            Text::made(
                format!("账本为 {ledger}（由 {file} 指定）"),
                format!("the ledger is {ledger}, as {file} says"),
            )
        })
    }

    /// The sites that have the same folder as this one, itself among them.
    pub fn sites_beside<'a>(&'a self, entry: &'a SiteEntry) -> impl Iterator<Item = &'a SiteEntry> {
        self.sites.of_dir(entry.dir.as_deref())
    }
}

/// A host without a leading `www.`, unless the rest has no dot: `www.cn` is a domain itself.
pub fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(host)
}

#[cfg(test)]
mod tests;
