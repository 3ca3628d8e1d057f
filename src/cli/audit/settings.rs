//! What holds for all sites of a run: the configuration, the levels of the rules, the connections.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::audit::Settings;
use crate::browser;
use crate::config::Config;
use crate::crawl::LiveOptions;
use crate::domain::date::Date;
use crate::domain::lang::Lang;
use crate::engine::{Reading, RenderOptions, RenderWhen, SnapshotMode};
use crate::folder;
use crate::net;

use super::super::{Error, World};
use super::args::{AuditArgs, ConnectionArgs, ReadingArgs, Render, SubjectArgs};

/// Certificates; those of a system are some 200 KiB.
const LARGEST_PEM: u64 = 16 << 20;

/// What holds for all sites.
pub(super) fn settings(
    args: &AuditArgs,
    config: Option<&Config>,
    today: Date,
    lang: Lang,
) -> Settings {
    let mut levels = config.map(|config| config.levels.clone()).unwrap_or_default();
    for (rule, level) in &args.output.rules {
        levels.set(rule, *level);
    }
    Settings { levels, fail_on: args.output.fail_on.severity(), today, lang }
}

/// The options of the HTTP client.
pub(in crate::cli) fn connections(
    args: &ConnectionArgs,
    max_body: u64,
    cwd: &Path,
) -> Result<net::ClientOptions, Error> {
    let pem = |path: &PathBuf| {
        folder::read(&cwd.join(path), LARGEST_PEM).map_err(|cause| Error::unreadable(path, &cause))
    };
    let defaults = net::ClientOptions::default();
    Ok(net::ClientOptions {
        timeout: args.timeout,
        max_body,
        concurrency: args.concurrency.into(),
        per_host: args.per_host.into(),
        rate: args.rate,
        resolve: args.resolve.clone(),
        insecure: args.insecure,
        ca_cert: args.ca_cert.as_ref().map(pem).transpose()?,
        allow_private: args.allow_private,
        proxy: args.proxy.clone(),
        user_agent: match (&args.user_agent, &args.contact) {
            (Some(text), _) => text.clone(),
            (None, Some(contact)) => format!("{} (+{contact})", defaults.user_agent),
            (None, None) => defaults.user_agent,
        },
        headers: args.header.clone(),
    })
}

impl From<&ReadingArgs> for Reading {
    fn from(args: &ReadingArgs) -> Self {
        Self {
            live: LiveOptions {
                max_pages: usize::try_from(args.max_pages).unwrap_or(usize::MAX),
                home_only: args.home_only,
                robots: !args.no_robots,
                include: args.include.clone(),
                exclude: args.exclude.clone(),
            },
            max_body: args.max_body,
        }
    }
}

/// What is done with snapshots.
pub(super) fn snapshots(args: &SubjectArgs, world: &World<'_>) -> SnapshotMode {
    let at = |path: &PathBuf| world.cwd.join(path);
    match (&args.save, &args.saved) {
        (Some(folder), _) => SnapshotMode::Write { folder: at(folder), started_at: world.now },
        (None, Some(folder)) => SnapshotMode::Read(at(folder)),
        (None, None) => SnapshotMode::Off,
    }
}

/// Refuses patterns that are none, before anything is asked.
pub(super) fn check_patterns(args: &ReadingArgs) -> Result<(), Error> {
    for (option, patterns) in [("include", &args.include), ("exclude", &args.exclude)] {
        folder::globs(patterns).map_err(|error| Error::pattern(option, &error))?;
    }
    Ok(())
}

/// How home pages are opened in a browser; `None` where they are not. Under `auto` a missing browser is no error: what
/// needs one stays a review.
pub(super) fn rendering(
    args: &AuditArgs,
    world: &World<'_>,
) -> Result<Option<RenderOptions>, Error> {
    let reading = &args.reading;
    let when = match reading.render {
        Render::Never => return Ok(None),
        Render::Auto => RenderWhen::Unsettled,
        Render::Always => RenderWhen::Always,
    };
    let named = reading.browser.as_ref().map(|path| world.cwd.join(path));
    if let Some(path) = named.as_ref().filter(|path| !path.is_file()) {
        return Err(Error::new(
            (
                format!("{} 不是浏览器程序", path.display()),
                format!("{} is no browser", path.display()),
            ),
            (
                "请给出 Chromium 或 Chrome 可执行文件的路径",
                "name the executable of Chromium or Chrome",
            ),
        ));
    }
    let path = world.env.get("PATH").map(OsString::from);
    let Some(program) = named.or_else(|| browser::find(path.as_deref(), Path::is_file)) else {
        return match when {
            RenderWhen::Unsettled => Ok(None),
            RenderWhen::Always => Err(Error::new(
                ("没有找到 Chromium 或 Chrome", "no Chromium or Chrome was found"),
                (
                    format!("请安装（{}），或用 --browser 指定", browser::PACKAGES),
                    format!("install one ({}), or name it with --browser", browser::PACKAGES),
                ),
            )),
        };
    };
    Ok(Some(RenderOptions {
        program,
        when,
        timeout: args.connections.timeout,
        ignore_certificates: args.connections.insecure || args.connections.ca_cert.is_some(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        connections: ConnectionArgs,
    }

    #[test]
    fn the_user_agent_names_the_contact() {
        let agent = |args: &[&str]| {
            let line = Line::try_parse_from(std::iter::once(&"audit").chain(args)).ok()?;
            connections(&line.connections, 1, Path::new("/")).ok().map(|options| options.user_agent)
        };
        let own = net::ClientOptions::default().user_agent;
        let named = format!("{own} (+https://a.cn/bot)");
        assert_eq!(agent(&[]), Some(own));
        assert_eq!(agent(&["--contact", "https://a.cn/bot"]), Some(named));
        assert_eq!(agent(&["--user-agent", "x"]).as_deref(), Some("x"));
        assert_eq!(agent(&["--user-agent", "x", "--contact", "y"]), None, "one of them");
    }
}
