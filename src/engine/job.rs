//! A site to audit.

use crate::config::without_www;
use crate::crawl::{Target, TargetKind};
use crate::domain::site::Site;

/// A site to audit.
#[derive(Clone, Debug)]
pub struct Job {
    /// What to read.
    pub target: Target,
    /// What is declared about it.
    pub site: Site,
    /// The path under which a folder is published, with a slash at both ends.
    pub base_path: String,
    /// The name by which the ledger knows a folder or file without a declared domain.
    pub name: Option<String>,
}

impl Job {
    /// A site about which nothing is declared.
    pub fn new(target: Target) -> Self {
        Self { target, site: Site::default(), base_path: "/".to_owned(), name: None }
    }

    /// Whether it is read from the network, not from a disk.
    pub const fn is_live(&self) -> bool {
        match self.target.kind {
            TargetKind::Url(_) | TargetKind::Domain { .. } => true,
            TargetKind::Folder(_) | TargetKind::File(_) => false,
        }
    }

    /// Further names of the site.
    pub(super) fn names(&self) -> Vec<String> {
        self.site.aliases.iter().chain(&self.site.domain).cloned().collect()
    }

    /// The name under which the ledger knows the site: its declared domain, else its given name, else the host of its
    /// address. `None` for a folder or file without any.
    pub fn ledger_name(&self) -> Option<String> {
        let host = || self.target.url().and_then(|url| url.host_str());
        self.site
            .domain
            .clone()
            .or_else(|| self.name.clone())
            .or_else(|| Some(without_www(host()?).to_owned()))
    }
}
