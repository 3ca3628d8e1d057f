//! What a command line and `beian.toml` together ask `beian inject` for: folders, and what is done to their pages.

use std::path::{Path, PathBuf};

use crate::config::{Config, SiteEntry, declared_dir, named_site, only_site_of};
use crate::domain::failure::Failure;
use crate::domain::lang::{Text, counted};
use crate::domain::site::DeclaredPolice;
use crate::folder::Choice;
use crate::inject::{Action, PutOptions};

use super::footer::FooterOptions;
use super::injection::{DeclaredFolder, declared_folders, patterns_of, shared_folder};

/// What a user asks for.
#[derive(Clone, Debug)]
pub struct InjectRequest {
    /// The folder, if one is named.
    pub dir: Option<PathBuf>,
    /// Whether the folders of all sites are meant.
    pub all: bool,
    /// The domain of the `[[site]]` to use, if one is named.
    pub site: Option<String>,
    /// The folder for a changed copy; for that of each site, where there are several.
    pub out: Option<PathBuf>,
    /// The footer that is put in; `None` where footers are taken out.
    pub footer: Option<FooterOptions>,
    /// How it is put in.
    pub put: PutOptions,
    /// Only these pages.
    pub include: Vec<String>,
    /// Not these pages.
    pub exclude: Vec<String>,
}

/// A folder, and what is done to its pages.
#[derive(Debug)]
pub(super) struct InjectPlan {
    /// The domain of the `[[site]]` whose values are used.
    pub(super) domain: Option<String>,
    /// The folder for a changed copy.
    pub(super) out: Option<PathBuf>,
    /// As it was typed, or as `beian.toml` names it.
    pub(super) dir: PathBuf,
    /// What is done to each page.
    pub(super) action: Action,
    /// The pages.
    pub(super) pages: Choice,
    /// Whether the user chose among the pages of the folder.
    pub(super) is_choice: bool,
    /// What the user should know before the run.
    pub(super) notes: Vec<Text>,
}

/// A site of a run over all: its name, its folder, and what is done there or why nothing is.
#[derive(Debug)]
pub(super) struct SitePlan {
    /// Its domain, else its folder.
    pub(super) name: String,
    /// Its domain.
    pub(super) domain: Option<String>,
    /// Its folder, as it is shown.
    pub(super) dir: PathBuf,
    /// What is done.
    pub(super) plan: Result<InjectPlan, Failure>,
}

impl InjectRequest {
    /// The plan for one folder.
    pub(super) fn plan(&self, config: Option<&Config>, cwd: &Path) -> Result<InjectPlan, Failure> {
        let mut notes = Vec::new();
        let named = self.site.as_deref().map(|typed| named_site(typed, config)).transpose()?;
        let dir = if let Some(dir) = &self.dir {
            dir.clone()
        } else {
            let dir = declared_dir(named, config)?;
            let dir = dir.strip_prefix(cwd).unwrap_or(dir).to_owned();
            let shown = dir.display();
            notes.push(Text::made(
                format!("目录取自 beian.toml：{shown}"),
                format!("the folder is the one of beian.toml: {shown}"),
            ));
            dir
        };
        check_folder(&dir, cwd)?;
        let path = cwd.join(&dir);
        let entry = match (named, config) {
            (Some(entry), _) => Some(entry),
            // What is removed is the same for every site of the folder.
            (None, Some(config)) if self.footer.is_none() => config.site_of_path(&path),
            (None, Some(config)) => only_site_of(config, &path, &dir)?,
            (None, None) => None,
        };
        let action = self.action(entry, &mut notes, cwd)?;
        Ok(InjectPlan {
            domain: entry.and_then(|entry| entry.site.domain.clone()),
            out: self.out.clone(),
            dir,
            action,
            pages: Choice::typed(&self.include, &self.exclude)?,
            is_choice: self.is_choice(),
            notes,
        })
    }

    /// The plans for all sites, one a site that has a folder, and the domains of the sites that have none. One that cannot
    /// be done does not stop the others.
    pub(super) fn plan_all(
        &self,
        config: Option<&Config>,
        cwd: &Path,
    ) -> Result<(Vec<SitePlan>, Vec<String>), Failure> {
        let (folders, without) = config.map(declared_folders).unwrap_or_default();
        if folders.is_empty() {
            return Err(Failure::new(
                (
                    "--all：beian.toml 里没有写了 dir 的 [[site]]",
                    "--all: no [[site]] of a beian.toml has a dir",
                ),
                (
                    "请在每个 [[site]] 里用 dir 写明构建输出的目录，或直接给出目录",
                    "name the folder of built pages as dir of each [[site]], or name one folder",
                ),
            ));
        }
        let plans = folders.into_iter().map(|folder| {
            let dir = folder.dir.strip_prefix(cwd).unwrap_or(folder.dir).to_owned();
            let plan = self.plan_folder(&folder, &dir, cwd);
            let domain = folder.entry.site.domain.clone();
            let name = domain.clone().unwrap_or_else(|| dir.to_string_lossy().into_owned());
            SitePlan { name, domain, dir, plan }
        });
        Ok((plans.collect(), without))
    }

    fn plan_folder(
        &self,
        folder: &DeclaredFolder<'_>,
        dir: &Path,
        cwd: &Path,
    ) -> Result<InjectPlan, Failure> {
        if !folder.sharing.is_empty() && self.out.is_none() && self.footer.is_some() {
            return Err(shared_folder(&folder.sharing));
        }
        check_folder(dir, cwd)?;
        let mut notes = Vec::new();
        let action = self.action(Some(folder.entry), &mut notes, cwd)?;
        let exclude = [&self.exclude[..], &patterns_of(&folder.inner)].concat();
        let pages = Choice::typed(&self.include, &exclude)?;
        let domain = folder.entry.site.domain.clone();
        let out = self.out.as_deref().map(|out| copy_of(domain.as_deref(), out)).transpose()?;
        let is_choice = self.is_choice();
        Ok(InjectPlan { domain, out, dir: dir.to_owned(), action, pages, is_choice, notes })
    }

    fn action(
        &self,
        entry: Option<&SiteEntry>,
        notes: &mut Vec<Text>,
        cwd: &Path,
    ) -> Result<Action, Failure> {
        let Some(options) = &self.footer else { return Ok(Action::Remove) };
        let footer = options.footer(entry, cwd)?;
        if footer.site.police == Some(DeclaredPolice::Pending) {
            notes.push(Text::fixed(
                "公安备案尚未通过（pending），暂不写入公安备案号",
                "the police filing is pending: no police number is put in yet",
            ));
        }
        Ok(Action::Put(Box::new(footer), self.put))
    }

    fn is_choice(&self) -> bool {
        !self.include.is_empty() || !self.exclude.is_empty()
    }
}

/// The folder of a site's copy: two sites never write into one.
fn copy_of(domain: Option<&str>, out: &Path) -> Result<PathBuf, Failure> {
    // a name with a slash would lead elsewhere
    let own = domain.and_then(|domain| domain.rsplit('/').next()).ok_or_else(|| {
        Failure::new(
            (
                "--out 以域名命名副本，这个 [[site]] 没有 domain",
                "--out names copies by domain, and this [[site]] has none",
            ),
            ("请给这个 [[site]] 写上 domain", "give this [[site]] one: domain = \"example.cn\""),
        )
    })?;
    Ok(out.join(own))
}

fn check_folder(dir: &Path, cwd: &Path) -> Result<(), Failure> {
    let path = cwd.join(dir);
    if path.is_dir() {
        return Ok(());
    }
    let shown = dir.display();
    if path.is_file() {
        return Err(Failure::new(
            (format!("{shown} 是文件"), format!("{shown} is a file")),
            (
                "请给出它所在的目录，页面用 --include 指定",
                "name its folder, and the page with --include",
            ),
        ));
    }
    Err(Failure::new(
        (format!("没有目录 {shown}"), format!("there is no folder {shown}")),
        (
            "请先构建网站，或给出构建输出的目录",
            "build the site first, or name the folder that the build writes",
        ),
    ))
}

/// The note for sites that have no folder, in a run over all.
pub(super) fn without_folder_note(domains: &[String]) -> Text {
    const FEW: usize = 6;
    let names = domains.iter().take(FEW).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if domains.len() > FEW { ", …" } else { "" };
    let count = domains.len();
    Text::made(
        format!("{count} 个网站没有写 dir，未处理：{names}{more}"),
        format!("{} without dir left out: {names}{more}", counted(count, "site")),
    )
}
