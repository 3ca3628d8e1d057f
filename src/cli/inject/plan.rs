//! What a command line and `beian.toml` mean together: a folder, and the job that is done to its pages.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::config::{Config, SiteEntry, declared};
use crate::domain::lang::Text;
use crate::domain::site::DeclaredPolice;
use crate::inject::Job;

use super::super::declare::named;
use super::super::{Error, World};
use super::args::Inject;

/// What is done.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) dir: PathBuf,
    pub(super) job: Job,
    pub(super) include: Option<GlobSet>,
    pub(super) exclude: GlobSet,
    pub(super) notes: Vec<Text>,
}

/// What is to be done.
pub(super) fn plan(
    args: &Inject,
    config: Option<&Config>,
    world: &World<'_>,
) -> Result<Plan, Error> {
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
    let mut job = if args.files.remove {
        args.footer.removal(world)?
    } else {
        args.footer.job(entry, world)?
    };
    job.remove = args.files.remove;
    job.fix_links = args.files.fix_links;
    job.fragments = args.files.include_fragments;
    if !job.remove && job.site.police == Some(DeclaredPolice::Pending) {
        notes.push(Text::fixed(
            "公安备案尚未通过（pending），暂不写入公安备案号",
            "the police filing is pending: no police number is put in yet",
        ));
    }
    let include = globs("include", &args.files.include)?;
    let exclude = globs("exclude", &args.files.exclude)?;
    let include = (!args.files.include.is_empty()).then_some(include);
    Ok(Plan { dir, job, include, exclude, notes })
}

fn is_folder(dir: &Path, cwd: &Path) -> Result<(), Error> {
    let path = cwd.join(dir);
    if path.is_dir() {
        return Ok(());
    }
    let shown = dir.display();
    if path.is_file() {
        return Err(Error::new(
            format!("{shown} is a file"),
            "name its folder, and the page with --include",
        ));
    }
    Err(Error::new(
        format!("there is no folder {shown}"),
        "build the site first, or name the folder that the build writes",
    ))
}

/// A site by a name of the command line.
fn site<'a>(typed: &str, config: Option<&'a Config>) -> Result<&'a SiteEntry, Error> {
    let host = declared::host(typed).map_err(named("site"))?;
    let Some(config) = config else {
        return Err(Error::new(
            format!("--site {host}: there is no beian.toml"),
            "write one with `beian init`, or give the numbers as --icp and --police",
        ));
    };
    config.site_of_host(&host).ok_or_else(|| {
        Error::new(
            format!("--site {host}: {} has no such [[site]]", config.path.display()),
            format!("it has {}", domains(config.sites.iter())),
        )
    })
}

fn domains<'a>(sites: impl Iterator<Item = &'a SiteEntry>) -> String {
    const FEW: usize = 12;
    let mut names: Vec<&str> =
        sites.filter_map(|entry| entry.site.domain.as_deref()).take(FEW + 1).collect();
    if names.len() > FEW {
        names[FEW] = "…";
    }
    if names.is_empty() { "none with a domain".to_owned() } else { names.join(", ") }
}

/// The folder where none is named.
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
            "no folder is named",
            "name the folder of built pages, e.g. beian inject public",
        )),
    }
}

/// The site that a folder belongs to.
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
            format!("{} belongs to several [[site]]", dir.display()),
            format!("say which with --site: {}", domains(sharing())),
        ));
    }
    Ok(Some(entry))
}

/// Patterns on paths with `/`. One without a `/` holds at any depth; one that names a folder holds for all in it.
fn globs(option: &'static str, patterns: &[String]) -> Result<GlobSet, Error> {
    let wrong = |error: &globset::Error| {
        Error::new(format!("--{option}: {error}"), "write it like 'en/**' or '404.html'")
    };
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let bare = pattern.trim_start_matches("./").trim_matches('/');
        let anchored = bare.contains('/') || pattern.starts_with('/');
        let bare = if anchored { bare.to_owned() } else { format!("**/{bare}") };
        for glob in [bare.clone(), format!("{bare}/**")] {
            let glob = GlobBuilder::new(&glob).literal_separator(true).build();
            set.add(glob.map_err(|error| wrong(&error))?);
        }
    }
    set.build().map_err(|error| wrong(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_hold_where_people_expect_them() {
        for (pattern, path, holds) in [
            ("404.html", "404.html", true),
            ("404.html", "en/404.html", true),
            ("/404.html", "en/404.html", false),
            ("en", "en/a/b.html", true),
            ("en/", "en/a/b.html", true),
            ("./en/**", "en/a/b.html", true),
            ("en/*", "en/a.html", true),
            ("en/*.html", "en/a/b.html", false),
            ("en", "den/a.html", false),
            ("blog/*/index.html", "blog/x/index.html", true),
            ("*.{htm,html}", "a/b.htm", true),
        ] {
            let set = globs("include", &[pattern.to_owned()]).unwrap();
            assert_eq!(set.is_match(path), holds, "{pattern} {path}");
        }
        assert!(globs("include", &["a[".to_owned()]).unwrap_err().what.starts_with("--include: "));
    }
}
