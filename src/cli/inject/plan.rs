//! What the command line and `beian.toml` together ask for: a folder, and what is done to its pages.

use std::path::{Path, PathBuf};

use crate::config::{Config, SiteEntry, declared};
use crate::domain::lang::Text;
use crate::domain::site::DeclaredPolice;
use crate::folder::{self, Choice};
use crate::inject::{Action, PutOptions};

use super::super::declare::named;
use super::super::{Error, World};
use super::args::Inject;

/// A folder, and what is done to its pages.
#[derive(Debug)]
pub(super) struct InjectPlan {
    /// As it was typed, or as `beian.toml` names it.
    pub(super) dir: PathBuf,
    pub(super) action: Action,
    pub(super) pages: Choice,
    /// What the user should know before the run.
    pub(super) notes: Vec<Text>,
}

/// Puts the command line and `beian.toml` together.
pub(super) fn plan(
    args: &Inject,
    config: Option<&Config>,
    world: &World<'_>,
) -> Result<InjectPlan, Error> {
    let mut notes = Vec::new();
    let named_site = args.files.site.as_deref().map(|typed| site(typed, config)).transpose()?;
    let dir = if let Some(dir) = &args.dir {
        dir.clone()
    } else {
        let dir = declared_dir(named_site, config)?;
        let dir = dir.strip_prefix(&world.cwd).unwrap_or(dir).to_owned();
        let shown = dir.display();
        notes.push(Text::made(
            format!("目录取自 beian.toml：{shown}"),
            format!("the folder is the one of beian.toml: {shown}"),
        ));
        dir
    };
    is_folder(&dir, &world.cwd)?;
    let entry = match (named_site, config) {
        (Some(entry), _) => Some(entry),
        (None, Some(config)) => owner(&dir, config, args, &world.cwd)?,
        (None, None) => None,
    };
    let action = if args.files.remove {
        Action::Remove
    } else {
        let footer = args.footer.footer(entry, world)?;
        if footer.site.police == Some(DeclaredPolice::Pending) {
            notes.push(Text::fixed(
                "公安备案尚未通过（pending），暂不写入公安备案号",
                "the police filing is pending: no police number is put in yet",
            ));
        }
        let options =
            PutOptions { fix_links: args.files.fix_links, fragments: args.files.include_fragments };
        Action::Put(Box::new(footer), options)
    };
    let pages = pages(&args.files.include, &args.files.exclude)?;
    Ok(InjectPlan { dir, action, pages, notes })
}

fn is_folder(dir: &Path, cwd: &Path) -> Result<(), Error> {
    let path = cwd.join(dir);
    if path.is_dir() {
        return Ok(());
    }
    let shown = dir.display();
    if path.is_file() {
        return Err(Error::new(
            (format!("{shown} 是文件"), format!("{shown} is a file")),
            (
                "请给出它所在的目录，页面用 --include 指定",
                "name its folder, and the page with --include",
            ),
        ));
    }
    Err(Error::new(
        (format!("没有目录 {shown}"), format!("there is no folder {shown}")),
        (
            "请先构建网站，或给出构建输出的目录",
            "build the site first, or name the folder that the build writes",
        ),
    ))
}

/// The site that `--site` names.
fn site<'a>(typed: &str, config: Option<&'a Config>) -> Result<&'a SiteEntry, Error> {
    let host = declared::host(typed).map_err(named("site"))?;
    let Some(config) = config else {
        return Err(Error::new(
            (
                format!("--site {host}：没有 beian.toml"),
                format!("--site {host}: there is no beian.toml"),
            ),
            (
                "请用 `beian init` 写一份，或用 --icp、--police 给出编号",
                "write one with `beian init`, or give the numbers as --icp and --police",
            ),
        ));
    };
    config.site_of_host(&host).ok_or_else(|| {
        Error::new(
            (
                format!("--site {host}：{} 里没有这个 [[site]]", config.path.display()),
                format!("--site {host}: {} has no such [[site]]", config.path.display()),
            ),
            {
                let Text { zh, en } = domains(config.sites.iter());
                (format!("其中有：{zh}"), format!("it has {en}"))
            },
        )
    })
}

fn domains<'a>(sites: impl Iterator<Item = &'a SiteEntry>) -> Text {
    const FEW: usize = 12;
    let mut names: Vec<&str> =
        sites.filter_map(|entry| entry.site.domain.as_deref()).take(FEW + 1).collect();
    if names.len() > FEW {
        names[FEW] = "…";
    }
    let names = names.join(", ");
    if names.is_empty() {
        Text::fixed("没有写 domain 的", "none with a domain")
    } else {
        Text::untranslated(names)
    }
}

/// The folder where the command line names none.
fn declared_dir<'a>(
    named: Option<&'a SiteEntry>,
    config: Option<&'a Config>,
) -> Result<&'a Path, Error> {
    if let Some(dir) = named.and_then(|entry| entry.dir.as_deref()) {
        return Ok(dir);
    }
    let sites = config.map(|config| &config.sites[..]).unwrap_or_default();
    let mut dirs: Vec<&Path> = sites.iter().filter_map(|entry| entry.dir.as_deref()).collect();
    dirs.dedup();
    match dirs.as_slice() {
        [dir] if named.is_none() => Ok(dir),
        _ => Err(Error::new(
            ("没有给出目录", "no folder is named"),
            (
                "请给出构建输出的目录，例如 beian inject public",
                "name the folder of built pages, e.g. beian inject public",
            ),
        )),
    }
}

/// The site whose `dir` is this folder.
fn owner<'a>(
    dir: &Path,
    config: &'a Config,
    args: &Inject,
    cwd: &Path,
) -> Result<Option<&'a SiteEntry>, Error> {
    let Some(entry) = config.site_of_path(&cwd.join(dir)) else { return Ok(None) };
    let sharing = || config.sites_beside(entry);
    if sharing().nth(1).is_some() && !args.files.remove {
        return Err(Error::new(
            (
                format!("{} 属于多个 [[site]]", dir.display()),
                format!("{} belongs to several [[site]]", dir.display()),
            ),
            {
                let Text { zh, en } = domains(sharing());
                (format!("请用 --site 指明：{zh}"), format!("say which with --site: {en}"))
            },
        ));
    }
    Ok(Some(entry))
}

fn pages(include: &[String], exclude: &[String]) -> Result<Choice, Error> {
    // each by itself, so that an error names its option
    for (option, patterns) in [("include", include), ("exclude", exclude)] {
        folder::globs(patterns).map_err(|error| Error::pattern(option, &error))?;
    }
    Choice::new(include, exclude).map_err(|error| Error::pattern("exclude", &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_pattern_names_its_option() {
        assert!(pages(&["a[".to_owned()], &[]).unwrap_err().what.en.starts_with("--include: "));
    }
}
