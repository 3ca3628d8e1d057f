//! What a command line and `beian.toml` mean together: the sites to audit, each with its declared values.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::BuildHasher as _;
use std::path::{Path, PathBuf};

use crate::config::{Config, SiteEntry, declared};
use crate::crawl::{SnapshotReader, Target, TargetKind, file_name};
use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::domain::record::SiteLog;
use crate::domain::site::Site;

use super::super::declare::{Declared, named};
use super::super::{Error, World};
use super::args::SubjectArgs;
use super::target_list;
use super::targets::{self, Packed};

/// A site to audit.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Job {
    /// What to read.
    pub(in crate::cli) target: Target,
    /// What is declared about it.
    pub(in crate::cli) site: Site,
    /// The path under which a folder is published, with a slash at both ends.
    pub(in crate::cli) base_path: String,
}

impl Job {
    fn new(target: Target, entry: Option<&SiteEntry>) -> Self {
        let site = entry.map(|entry| entry.site.clone()).unwrap_or_default();
        let base_path = entry.map_or_else(|| "/".to_owned(), |entry| entry.base_path.clone());
        Self { target, site, base_path }
    }
}

/// The sites to audit, in order, and what is worth a note. A target takes little more than its letters; its job is made
/// when its turn comes.
#[derive(Debug)]
pub(super) struct Plan<'c> {
    targets: Packed,
    /// The sites of the configuration that the targets stand for, where it was asked for those.
    declared: Vec<&'c SiteEntry>,
    config: Option<&'c Config>,
    flags: Declared,
    /// What paths are relative to; nothing where no target is a path.
    base: Option<PathBuf>,
    /// Files and folders among the targets.
    pub(super) paths: Vec<PathBuf>,
    /// Where folders are published, where the command line says it.
    base_path: Option<String>,
    /// The place of each target, by a hash of [`key`].
    places: HashMap<u64, u32>,
    hasher: RandomState,
    twice: usize,
    /// What the ledger holds of sites, by place.
    pub(super) logs: HashMap<usize, SiteLog>,
    pub(super) notes: Vec<Text>,
    /// Rows of a list that are no targets, the first of them: the run goes on without them, and ends with exit code 2.
    pub(super) unusable: Vec<Error>,
    /// How many such rows there were.
    refused: usize,
}

/// Notes about targets beyond these are left out: a list may have very many.
const MAX_NOTES: usize = 20;

/// What to audit. Every target is looked at before anything is asked: a wrong one stops the run before it begins.
pub(super) fn plan<'c>(
    args: &SubjectArgs,
    config: Option<&'c Config>,
    today: Date,
    world: &mut World<'_>,
) -> Result<Plan<'c>, Error> {
    let cwd = world.cwd.clone();
    let mut plan = Plan::new(config, args.declared.read(today)?, cwd.clone());
    let base_path = args.base_path.as_deref().map(declared::base_path).transpose();
    plan.base_path = base_path.map_err(named("base-path"))?;
    for typed in &args.targets {
        plan.add(&targets::recognise(typed, &cwd)?);
    }
    if let Some(path) = &args.targets_file {
        target_list::each_target(path, world, &mut |target| match target {
            Ok(target) => plan.add(&target),
            Err(error) => plan.refuse(error),
        })?;
    }
    if args.targets.is_empty() && args.targets_file.is_none() {
        match &args.saved {
            Some(folder) => plan.add_saved(folder)?,
            None => plan.add_declared(args.local)?,
        }
    }
    if plan.len() == 0 {
        return Err(plan.unusable.pop().unwrap_or_else(|| nothing(args, config)));
    }
    plan.note_repeated();
    plan.tell_unusable();
    Ok(plan)
}

impl<'c> Plan<'c> {
    fn new(config: Option<&'c Config>, flags: Declared, cwd: PathBuf) -> Self {
        Self {
            targets: Packed::default(),
            declared: Vec::new(),
            config,
            flags,
            base: Some(cwd),
            paths: Vec::new(),
            base_path: None,
            places: HashMap::new(),
            hasher: RandomState::new(),
            twice: 0,
            logs: HashMap::new(),
            notes: Vec::new(),
            unusable: Vec::new(),
            refused: 0,
        }
    }

    /// Takes note of a row that is no target.
    fn refuse(&mut self, error: Error) {
        self.refused += 1;
        if self.unusable.len() < MAX_NOTES {
            self.unusable.push(error);
        }
    }

    /// Says how many rows are left out, where not all are listed.
    fn tell_unusable(&mut self) {
        let more = self.refused.saturating_sub(self.unusable.len());
        if more > 0 {
            self.notes.push(Text::made(
                format!("清单里还有 {more} 行不能用"),
                format!("{more} more rows of the list cannot be used"),
            ));
        }
    }

    /// How many sites there are.
    pub(super) fn len(&self) -> usize {
        self.targets.len()
    }

    /// A site to audit.
    pub(super) fn job(&self, index: usize) -> Option<Job> {
        let typed = self.targets.get(index)?;
        let target = self.recognise(typed).unwrap_or_else(|_| Target {
            // What was there when the run began is gone: reading it tells so.
            text: typed.to_owned(),
            kind: TargetKind::Folder(self.base.as_deref().unwrap_or(NOWHERE.as_ref()).join(typed)),
        });
        let entry = match self.declared.get(index) {
            Some(entry) => Some(*entry),
            None => self.entry_of(&target),
        };
        let mut job = Job::new(target, entry);
        self.flags.put(&mut job.site);
        if let Some(path) = &self.base_path {
            job.base_path.clone_from(path);
        }
        job.site.log = self.logs.get(&index).cloned();
        Some(job)
    }

    /// The place of a target, by its text in a report.
    pub(super) fn find(&self, typed: &str) -> Option<usize> {
        let key = self.recognise(typed).map_or_else(|_| typed.to_owned(), |target| key(&target));
        let place = *self.places.get(&self.hasher.hash_one(key))?;
        usize::try_from(place).ok()
    }

    fn recognise(&self, typed: &str) -> Result<Target, Error> {
        match &self.base {
            Some(base) => targets::recognise(typed, base),
            None => targets::recognise_live(typed),
        }
    }

    /// Adds a target, unless it is there already.
    fn add(&mut self, target: &Target) {
        let Ok(place) = u32::try_from(self.len()) else { return };
        match self.places.entry(self.hasher.hash_one(key(target))) {
            Entry::Occupied(_) => {
                self.twice += 1;
                return;
            }
            Entry::Vacant(new) => new.insert(place),
        };
        self.targets.push(&target.text);
        self.paths.extend(path_of(target).map(Path::to_owned));
        if self.notes.len() < MAX_NOTES {
            self.note(target);
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
        if let (Some(config), Some(_)) = (self.config, path_of(target))
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

    fn note_repeated(&mut self) {
        let twice = self.twice;
        if twice > 0 {
            self.notes.push(Text::made(
                format!("有 {twice} 个目标重复，每个站点只审查一次"),
                format!("targets given more than once are audited once: {twice} left out"),
            ));
        }
    }

    /// The site of the configuration that a target belongs to.
    fn entry_of(&self, target: &Target) -> Option<&'c SiteEntry> {
        match path_of(target) {
            Some(path) => self.config?.site_of_path(path),
            None => self.config?.site_of_host(target.url()?.host_str()?),
        }
    }

    /// Adds the sites that were kept in a folder.
    fn add_saved(&mut self, folder: &Path) -> Result<(), Error> {
        let full = self.base.as_deref().unwrap_or(NOWHERE.as_ref()).join(folder);
        let found =
            SnapshotReader::list(&full).map_err(|cause| Error::unreadable(folder, &cause))?;
        if found.is_empty() {
            let folder = folder.display();
            return Err(Error::new(
                (format!("{folder} 里没有快照"), format!("{folder} holds no snapshot")),
                (
                    "请给出先前用 --save 运行时的目录",
                    "name the folder of an earlier run with --save",
                ),
            ));
        }
        // Only live sites are kept: a file or folder of that name is none of them.
        self.base = None;
        for (path, site) in found {
            let name = site.map(|site| site.target);
            let target = name.as_deref().and_then(|name| self.recognise(name).ok());
            // one that tells of another site would be passed over in silence
            let target = target.filter(|it| path.file_name() == Some(file_name(it).as_ref()));
            let target = target.ok_or_else(|| {
                let path = path.display();
                Error::new(
                    (
                        format!("{path} 不是可以读取的快照"),
                        format!("{path} is no snapshot that can be read"),
                    ),
                    (
                        "请把它移出目录，或用 --save 再运行一次",
                        "take it out of the folder, or run with --save once more",
                    ),
                )
            })?;
            self.add(&target);
        }
        Ok(())
    }

    /// Adds the sites of the configuration: their domains, or their folders.
    fn add_declared(&mut self, local: bool) -> Result<(), Error> {
        if !local {
            // A folder with the name of a declared domain must not stand in for the site.
            self.base = None;
        }
        for entry in self.config.into_iter().flat_map(|config| &config.sites) {
            let text = match (local, &entry.dir, &entry.site.domain) {
                (true, Some(dir), _) => shown(dir, self.base.as_deref()).display().to_string(),
                (false, _, Some(domain)) => domain.clone(),
                (true, None, _) | (false, _, None) => continue,
            };
            let target = self.recognise(&text)?;
            self.paths.extend(path_of(&target).map(Path::to_owned));
            let place = u32::try_from(self.len()).unwrap_or(u32::MAX);
            self.places.entry(self.hasher.hash_one(key(&target))).or_insert(place);
            self.targets.push(&target.text);
            self.declared.push(entry);
        }
        Ok(())
    }
}

/// A folder in which there is nothing.
const NOWHERE: &str = "/nonexistent";

/// What makes two targets the same.
fn key(target: &Target) -> String {
    match &target.kind {
        TargetKind::Url(url) => url.to_string(),
        // Not the same as its https address, which is never tried over http.
        TargetKind::Domain { http, .. } => format!("domain {http}"),
        TargetKind::Folder(path) | TargetKind::File(path) => format!("path {}", path.display()),
    }
}

/// A path as seen from the working folder.
fn shown<'a>(path: &'a Path, cwd: Option<&Path>) -> &'a Path {
    let below = cwd.and_then(|cwd| path.strip_prefix(cwd).ok());
    below.filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(path)
}

fn path_of(target: &Target) -> Option<&Path> {
    match &target.kind {
        TargetKind::Folder(path) | TargetKind::File(path) => Some(path),
        TargetKind::Url(_) | TargetKind::Domain { .. } => None,
    }
}

fn nothing(args: &SubjectArgs, config: Option<&Config>) -> Error {
    match config {
        _ if args.targets_file.is_some() => Error::new(
            ("目标清单是空的", "the list of targets is empty"),
            ("请每行写一个目标", "write one target a line"),
        ),
        None => Error::new(
            ("没有要检查的目标", "there is nothing to audit"),
            (
                "请给出目标，例如 beian audit example.cn，或用 `beian init` 写一份 beian.toml（许多站点用 `beian init --from 清单.csv`）",
                "name a target, e.g. beian audit example.cn, or write a beian.toml with `beian init` (`beian init --from \
                 targets.csv` for many sites)",
            ),
        ),
        Some(config) if args.local => Error::new(
            (
                format!("{} 里没有写 dir 的 [[site]]", config.path.display()),
                format!("no [[site]] of {} has a dir", config.path.display()),
            ),
            (
                "请在 [[site]] 里加上 dir = \"public\"，或直接给出目录",
                "add dir = \"public\" to a [[site]], or name a folder",
            ),
        ),
        Some(config) => Error::new(
            (
                format!("{} 里没有写 domain 的 [[site]]", config.path.display()),
                format!("no [[site]] of {} has a domain", config.path.display()),
            ),
            (
                "请在 [[site]] 里加上 domain = \"example.cn\"，给出目标，或用 --local 检查各目录",
                "add domain = \"example.cn\" to a [[site]], name a target, or use --local for the folders",
            ),
        ),
    }
}

#[cfg(test)]
mod tests;
