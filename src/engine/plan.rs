//! The sites of a run: targets, with what is declared about each in a configuration, on a command line and in the ledger.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::config::{Config, SiteEntry};
use crate::crawl::{PathKind, SnapshotReader, Target, TargetKind, file_name};
use crate::domain::lang::Text;
use crate::domain::record::SiteLog;
use crate::domain::site::Site;

use super::error::Error;
use super::job::Job;
use super::list::ListedTarget;
use super::targets::{Targets, path_of, recognise};

/// At most this number of notes about targets, and of rows that cannot be used: a list may have very many.
const MAX_NOTES: usize = 20;
const MAX_UNUSABLE: usize = 1000;

/// What holds for all targets of a plan.
#[derive(Debug, Default)]
pub struct PlanOptions<'c> {
    /// The configuration whose sites the targets may belong to.
    pub config: Option<&'c Config>,
    /// Values that go before those of the configuration: ICP number, police number and owner.
    pub declared: Site,
    /// What relative paths are joined to; the empty path leaves them to the system.
    pub base: PathBuf,
    /// Where folders are published, if it goes before the configuration's.
    pub base_path: Option<String>,
    /// The name by which the ledger knows a folder or file without a declared domain, if it goes before the
    /// configuration's.
    pub name: Option<String>,
    /// Only the sites of these clients; of all, where there is none.
    pub clients: Vec<String>,
}

/// The sites of a run, in order. A target takes little more than its letters; its job is made when its turn comes.
#[derive(Debug)]
pub struct Plan<'c> {
    options: PlanOptions<'c>,
    targets: Targets,
    /// The sites of the configuration that the targets stand for, where it was asked for those.
    entries: Vec<&'c SiteEntry>,
    /// Files and folders among the targets.
    paths: Vec<PathBuf>,
    /// Targets that were left out, since they are there already.
    repeated: usize,
    /// What rows of lists say of their sites, by index.
    listed: HashMap<usize, Site>,
    /// What the ledger holds of sites, by index.
    pub(super) logs: HashMap<usize, SiteLog>,
    pub(super) notes: Vec<Text>,
    unusable: Vec<Error>,
    /// How many rows cannot be used, those of `unusable` among them.
    refused: usize,
}

impl<'c> Plan<'c> {
    /// A plan without targets.
    pub fn new(options: PlanOptions<'c>) -> Self {
        Self {
            targets: Targets::new(options.base.clone()),
            options,
            entries: Vec::new(),
            paths: Vec::new(),
            repeated: 0,
            listed: HashMap::new(),
            logs: HashMap::new(),
            notes: Vec::new(),
            unusable: Vec::new(),
            refused: 0,
        }
    }

    /// How many sites there are.
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Files and folders among the targets.
    pub fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// What is worth a note.
    pub fn notes(&self) -> &[Text] {
        &self.notes
    }

    /// Adds a note.
    pub fn add_note(&mut self, note: Text) {
        self.notes.push(note);
    }

    /// The first rows of lists that are no targets.
    pub fn unusable(&self) -> &[Error] {
        &self.unusable
    }

    /// Takes the last of the rows that are no targets.
    pub fn take_unusable(&mut self) -> Option<Error> {
        self.unusable.pop()
    }

    /// A site to audit.
    pub fn job(&self, index: usize) -> Option<Job> {
        let target = self.targets.get(index)?;
        let entry = match self.entries.get(index) {
            Some(entry) => Some(*entry),
            None => self.entry_of(&target),
        };
        let mut job = self.options.declare(target, entry, self.listed.get(&index));
        job.site.log = self.logs.get(&index).cloned();
        Some(job)
    }

    /// All jobs with their indices, made one by one.
    pub fn jobs(&self) -> impl Iterator<Item = (usize, Job)> {
        (0..self.len()).filter_map(|index| Some((index, self.job(index)?)))
    }

    /// The index of a target, by its text in a report.
    pub fn find(&self, text: &str) -> Option<usize> {
        self.targets.find(text)
    }

    /// Adds a target as a user typed it.
    pub fn add_typed(&mut self, typed: &str) -> Result<(), Error> {
        let target = recognise(typed, self.targets.base())?;
        self.add(&target);
        Ok(())
    }

    /// Adds a target that was recognised with the plan's base, unless it is there already.
    pub fn add(&mut self, target: &Target) {
        if !self.targets.insert(target) {
            self.repeated += 1;
            return;
        }
        self.paths.extend(path_of(target).map(Path::to_owned));
        if self.notes.len() < MAX_NOTES {
            self.note(target);
        }
    }

    /// Adds what a row of a list came to. One that is no target is left out.
    pub fn add_row(&mut self, row: Result<ListedTarget, Error>) {
        match row {
            Ok(ListedTarget { target, site, .. }) => {
                let index = self.len();
                self.add(&target);
                if self.len() > index && site != Site::default() {
                    self.listed.insert(index, site);
                }
            }
            Err(error) => {
                self.refused += 1;
                if self.unusable.len() < MAX_UNUSABLE {
                    self.unusable.push(error);
                }
            }
        }
    }

    /// Adds the sites of the snapshots in a folder. They are live ones, whatever is on the disk under their names.
    pub fn add_snapshots(&mut self, folder: &Path) -> Result<(), Error> {
        let found = SnapshotReader::list(&self.targets.base().join(folder))
            .map_err(|cause| Error::Unreadable(folder.to_owned(), cause))?;
        if found.is_empty() {
            return Err(Error::NoSnapshots(folder.to_owned()));
        }
        for (path, site) in found {
            let target = site.and_then(|site| Target::live(&site.target).ok());
            // The snapshot of another site would not be found when this one is read.
            let target = target.filter(|it| path.file_name() == Some(file_name(it).as_ref()));
            let target = target.ok_or(Error::NotASnapshot(path))?;
            self.add(&target);
        }
        Ok(())
    }

    /// Adds the domains of the configuration's sites: a folder of that name does not stand in for one.
    pub fn add_domains(&mut self) -> Result<(), Error> {
        for entry in self.wanted() {
            if let Some(domain) = &entry.site.domain {
                self.add_entry(entry, &Target::live(domain)?);
            }
        }
        Ok(())
    }

    /// Adds the folders of the configuration's sites. `cwd` is the working folder, from which they are shown.
    pub fn add_folders(&mut self, cwd: &Path) {
        for entry in self.wanted() {
            if let Some(folder) = &entry.dir {
                self.add_folder(entry, folder, cwd);
            }
        }
    }

    /// Adds every site of the configuration once: its folder where it declares one, else its domain. `cwd` is the working
    /// folder, from which folders are shown.
    pub fn add_sites(&mut self, cwd: &Path) -> Result<(), Error> {
        for entry in self.wanted() {
            match (&entry.dir, &entry.site.domain) {
                (Some(folder), _) => self.add_folder(entry, folder, cwd),
                (None, Some(domain)) => self.add_entry(entry, &Target::live(domain)?),
                (None, None) => {}
            }
        }
        Ok(())
    }

    /// The sites of the configuration that belong to the clients that were asked for.
    fn wanted(&self) -> impl Iterator<Item = &'c SiteEntry> + use<'c> {
        let clients = self.options.clients.clone();
        let wanted = move |entry: &&SiteEntry| {
            let client = entry.site.client.as_ref();
            clients.is_empty() || client.is_some_and(|client| clients.contains(client))
        };
        self.options.config.into_iter().flat_map(|config| &config.sites).filter(wanted)
    }

    /// Adds the folder of a site. One that is missing is told with its line, and is a site that cannot be judged: the
    /// others are audited all the same.
    fn add_folder(&mut self, entry: &'c SiteEntry, folder: &Path, cwd: &Path) {
        let text = below(folder, cwd).display().to_string();
        let path = self.targets.base().join(&text);
        let kind = match PathKind::of(&path) {
            PathKind::File => TargetKind::File(path),
            PathKind::Folder => TargetKind::Folder(path),
            PathKind::Nothing => {
                self.add_row(Err(Error::NoFolder {
                    file: self.options.config.map(|it| it.path.clone()).unwrap_or_default(),
                    line: entry.line,
                    site: entry.site.domain.clone(),
                    folder: PathBuf::from(&text),
                }));
                TargetKind::Folder(path)
            }
        };
        self.add_entry(entry, &Target { text, kind });
    }

    fn add_entry(&mut self, entry: &'c SiteEntry, target: &Target) {
        self.paths.extend(path_of(target).map(Path::to_owned));
        self.targets.insert_again(target);
        self.entries.push(entry);
    }

    /// Notes what was left out. To be called when all targets are added.
    pub fn note_left_out(&mut self) {
        let repeated = self.repeated;
        if repeated > 0 {
            self.notes.push(Text::made(
                format!("有 {repeated} 个目标重复，每个站点只审查一次"),
                format!("targets given more than once are audited once: {repeated} left out"),
            ));
        }
        let more = self.refused.saturating_sub(self.unusable.len());
        if more > 0 {
            self.notes.push(Text::made(
                format!("清单里还有 {more} 行不能用"),
                format!("{more} more rows of the list cannot be used"),
            ));
        }
    }

    fn note(&mut self, target: &Target) {
        let text = &target.text;
        if target.path_wins_over_domain() {
            self.notes.push(Text::made(
                format!("{text} 既是本地路径也像域名，这里按本地路径审查；要审查网站请写 https://{text}"),
                format!("{text} exists as a path and could be a domain: the path is audited; write https://{text} for the site"),
            ));
        }
        if let (Some(config), Some(_)) = (self.options.config, path_of(target))
            && let Some(entry) = self.entry_of(target)
            && config.sites_beside(entry).nth(1).is_some()
        {
            let domain = entry.site.domain.as_deref().unwrap_or_default();
            self.notes.push(Text::made(
                format!("{text} 属于多个 [[site]]，按第一个（{domain}）的信息审查"),
                format!("{text} belongs to several [[site]]: the values of the first, {domain}, are used"),
            ));
        }
    }

    fn entry_of(&self, target: &Target) -> Option<&'c SiteEntry> {
        self.options.entry_of(target)
    }
}

impl<'c> PlanOptions<'c> {
    /// The job of a target that is in no plan, with all that is declared about it but for what a ledger holds.
    /// `listed` is what a row of a list says of it.
    pub fn job(&self, target: Target, listed: &Site) -> Job {
        let entry = self.entry_of(&target);
        self.declare(target, entry, Some(listed))
    }

    /// The site of the configuration that a target belongs to.
    fn entry_of(&self, target: &Target) -> Option<&'c SiteEntry> {
        let config = self.config?;
        match path_of(target) {
            Some(path) => config.site_of_path(path),
            None => config.site_of_host(target.url()?.host_str()?),
        }
    }

    fn declare(&self, target: Target, entry: Option<&SiteEntry>, listed: Option<&Site>) -> Job {
        let mut job = Job::new(target);
        if let Some(entry) = entry {
            job.site = entry.site.clone();
            job.base_path.clone_from(&entry.base_path);
            let file = self.config.map(|config| config.path.as_path());
            job.name = file.and_then(|file| entry.ledger_name(file));
        }
        if job.is_live() {
            job.name = None;
        } else if let Some(name) = &self.name {
            job.name = Some(name.clone());
        }
        if let Some(listed) = listed {
            job.site.overlay_all(listed);
        }
        job.site.overlay(&self.declared);
        if let Some(path) = &self.base_path {
            job.base_path.clone_from(path);
        }
        job
    }
}

/// A path as seen from the working folder.
fn below<'a>(path: &'a Path, cwd: &Path) -> &'a Path {
    let rest = path.strip_prefix(cwd).ok();
    rest.filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(path)
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
