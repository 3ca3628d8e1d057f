//! The site, the folder and the channels that a command line means, which names some of them or none.

use std::path::Path;

use super::{ChannelKeys, Config, NotifyKeys, SiteEntry, declared};
use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::domain::nearest::nearest;

/// The site that the user names.
pub fn named_site<'a>(typed: &str, config: Option<&'a Config>) -> Result<&'a SiteEntry, Failure> {
    let host = declared::host(typed).map_err(declared::of_option("site"))?;
    let Some(config) = config else {
        return Err(Failure::new(
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
        Failure::new(
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
) -> Result<&'a Path, Failure> {
    if let Some(dir) = named.and_then(|entry| entry.dir.as_deref()) {
        return Ok(dir);
    }
    let sites = config.map(|config| &config.sites[..]).unwrap_or_default();
    let mut dirs: Vec<&Path> = sites.iter().filter_map(|entry| entry.dir.as_deref()).collect();
    dirs.dedup();
    match dirs.as_slice() {
        [dir] if named.is_none() => Ok(dir),
        _ => Err(Failure::new(
            ("没有给出目录", "no folder is named"),
            (
                "请给出构建输出的目录，例如 beian inject public",
                "name the folder of built pages, e.g. beian inject public",
            ),
        )),
    }
}

/// The site whose footer is printed: the one that is named, else the only one. `None` where the user gives a number and no
/// site has to be meant.
pub fn snippet_site<'a>(
    typed: Option<&str>,
    config: Option<&'a Config>,
    has_number: bool,
) -> Result<Option<&'a SiteEntry>, Failure> {
    let Some(typed) = typed else {
        let sites = config.map(|config| &config.sites[..]).unwrap_or_default();
        return match sites {
            [] => Ok(None),
            [only] => Ok(Some(only)),
            _ if has_number => Ok(None),
            [first, ..] => {
                let domain = first.site.domain.as_deref().unwrap_or("example.cn");
                Err(Failure::new(
                    ("beian.toml 里有多个网站", "beian.toml has several sites"),
                    (
                        format!("请指定一个，例如 beian snippet {domain}"),
                        format!("name one, e.g. beian snippet {domain}"),
                    ),
                ))
            }
        };
    };
    let host = declared::host(typed).map_err(declared::of_option("domain"))?;
    match config.and_then(|config| config.site_of_host(&host)) {
        Some(entry) => Ok(Some(entry)),
        None if has_number => Ok(None),
        None => Err(Failure::new(
            (
                format!("beian.toml 里没有 {host}"),
                format!("{host} is not declared in a beian.toml"),
            ),
            (
                "请用 --icp 给出编号，或为它加一个 [[site]]（`beian init` 可以生成）",
                "give its number as --icp, or add a [[site]] for it (`beian init` writes one)",
            ),
        )),
    }
}

/// The only site whose folder is `path`, or holds it. `shown` is the folder as typed. An error where several sites have it.
pub fn only_site_of<'a>(
    config: &'a Config,
    path: &Path,
    shown: &Path,
) -> Result<Option<&'a SiteEntry>, Failure> {
    let Some(entry) = config.site_of_path(path) else { return Ok(None) };
    let sharing = || config.sites_beside(entry);
    if sharing().nth(1).is_some() {
        return Err(Failure::new(
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

/// The channels of a configuration. An error where there are none.
pub fn declared_channels(config: Option<&Config>) -> Result<&NotifyKeys, Failure> {
    let keys = config.map(|config| &config.notify).filter(|keys| !keys.channels.is_empty());
    keys.ok_or_else(|| {
        Failure::new(
            ("beian.toml 里没有 [[channel]]", "beian.toml has no [[channel]]"),
            (
                "请写上一个渠道，例如 [[channel]] name = \"ops\" kind = \"wecom\" url = \"env:WECOM_URL\"；见 docs/notify.zh-CN.md",
                "write one, e.g. [[channel]] with name = \"ops\", kind = \"wecom\" and url = \"env:WECOM_URL\": see docs/notify.md",
            ),
        )
    })
}

/// The channel of this name.
pub fn named_channel<'a>(keys: &'a NotifyKeys, name: &str) -> Result<&'a ChannelKeys, Failure> {
    keys.channel(name).ok_or_else(|| {
        let names: Vec<&str> = keys.channels.iter().map(|channel| channel.name.as_str()).collect();
        let meant = nearest(name, names.iter().copied()).unwrap_or_default();
        let names = names.join(", ");
        Failure::new(
            (format!("没有渠道 {name}"), format!("there is no channel {name}")),
            (
                format!("是否想写 {meant}？可用：{names}"),
                format!("did you mean {meant}? There are: {names}"),
            ),
        )
    })
}
