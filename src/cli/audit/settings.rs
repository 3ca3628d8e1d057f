//! What holds for all sites of a run: the configuration, the levels of the rules, the connections.

use std::fs;
use std::path::{Path, PathBuf};

use crate::audit::Settings;
use crate::config::{self, Config};
use crate::domain::date::Date;
use crate::domain::lang::Lang;
use crate::net;

use super::super::Error;
use super::args::{Audit, ConnectionArgs, Render};

/// The configuration that holds: `--config`, else the nearest `beian.toml`.
pub(in crate::cli) fn configuration(
    named: Option<&Path>,
    today: Date,
    cwd: &Path,
) -> Result<Option<Config>, Error> {
    let path = match named {
        Some(path) => Some(cwd.join(path)),
        None => config::find(cwd),
    };
    Ok(path.map(|path| config::load(&path, today)).transpose()?)
}

/// What holds for all sites.
pub(super) fn settings(args: &Audit, config: Option<&Config>, today: Date, lang: Lang) -> Settings {
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
) -> Result<net::Options, Error> {
    let pem =
        |path: &PathBuf| fs::read(cwd.join(path)).map_err(|cause| Error::unreadable(path, &cause));
    let defaults = net::Options::default();
    Ok(net::Options {
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

/// Refuses what is not built.
pub(super) fn refuse_browser(render: Render) -> Result<(), Error> {
    match render {
        Render::Auto | Render::Never => Ok(()),
        Render::Always => Err(Error::new(
            "--render always needs a browser, which this version cannot drive",
            "leave --render out; pages that need a browser are listed for review",
        )),
    }
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
        let own = net::Options::default().user_agent;
        let named = format!("{own} (+https://a.cn/bot)");
        assert_eq!(agent(&[]), Some(own));
        assert_eq!(agent(&["--contact", "https://a.cn/bot"]), Some(named));
        assert_eq!(agent(&["--user-agent", "x"]).as_deref(), Some("x"));
        assert_eq!(agent(&["--user-agent", "x", "--contact", "y"]), None, "one of them");
    }
}
