//! The site and the folder that a command line means, which names one of them or neither.

use std::path::Path;

use super::{Config, SiteEntry, declared};
use crate::domain::lang::Text;
use crate::folder::FolderFault;

fn fault(what: impl Into<Text>, fix: impl Into<Text>) -> FolderFault {
    FolderFault { what: what.into(), fix: fix.into() }
}

/// The site that the user names.
pub fn named_site<'a>(
    typed: &str,
    config: Option<&'a Config>,
) -> Result<&'a SiteEntry, FolderFault> {
    let host = declared::host(typed)
        .map_err(|wrong| fault(wrong.what.map(|what| format!("--site: {what}")), wrong.fix))?;
    let Some(config) = config else {
        return Err(fault(
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
        fault(
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

/// The folder of the named site, or the only one of the configuration: for a command line without a folder.
pub fn declared_dir<'a>(
    named: Option<&'a SiteEntry>,
    config: Option<&'a Config>,
) -> Result<&'a Path, FolderFault> {
    if let Some(dir) = named.and_then(|entry| entry.dir.as_deref()) {
        return Ok(dir);
    }
    let sites = config.map(|config| &config.sites[..]).unwrap_or_default();
    let mut dirs: Vec<&Path> = sites.iter().filter_map(|entry| entry.dir.as_deref()).collect();
    dirs.dedup();
    match dirs.as_slice() {
        [dir] if named.is_none() => Ok(dir),
        _ => Err(fault(
            ("没有给出目录", "no folder is named"),
            (
                "请给出构建输出的目录，例如 beian inject public",
                "name the folder of built pages, e.g. beian inject public",
            ),
        )),
    }
}

/// The only site whose folder is `path`, or holds it. `shown` is the folder as typed. An error where several sites have it.
pub fn only_site_of<'a>(
    config: &'a Config,
    path: &Path,
    shown: &Path,
) -> Result<Option<&'a SiteEntry>, FolderFault> {
    let Some(entry) = config.site_of_path(path) else { return Ok(None) };
    let sharing = || config.sites_beside(entry);
    if sharing().nth(1).is_some() {
        return Err(fault(
            (
                format!("{} 属于多个 [[site]]", shown.display()),
                format!("{} belongs to several [[site]]", shown.display()),
            ),
            {
                let Text { zh, en } = domains(sharing());
                (format!("请用 --site 指明：{zh}"), format!("say which with --site: {en}"))
            },
        ));
    }
    Ok(Some(entry))
}
