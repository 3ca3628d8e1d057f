//! `beian.toml`: tables → configuration; unknown keys are refused, errors point at the line.

mod chosen;
pub mod declared;
mod keys;
mod nearest;
mod read;
mod site_name;
mod sites;
mod source;
mod table;
mod trust;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::domain::date::Date;
use crate::domain::site::Site;
use crate::folder::{open_file, open_stream, text_of};
use crate::rules::Levels;

pub use chosen::{declared_dir, named_site, only_site_of};
pub(crate) use keys::{Key, key};
pub use keys::{Known, portfolio, reference, template};
pub use nearest::nearest;
pub use site_name::site_name;
pub use sites::DeclaredSites;
pub(crate) use source::Source;
pub use source::{Error, Place, Spot};
pub(crate) use table::{Placed, Table};
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
    /// Default options of `beian audit`, in order.
    pub audit: Vec<AuditDefault>,
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

impl Config {
    /// The site that a host belongs to, with or without `www.`.
    pub fn site_of_host(&self, host: &str) -> Option<&SiteEntry> {
        self.sites.of_host(without_www(host))
    }

    /// The site whose folder holds a file or folder; the innermost folder wins, and of one folder the first site.
    pub fn site_of_path(&self, path: &Path) -> Option<&SiteEntry> {
        self.sites.of_path(path)
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
