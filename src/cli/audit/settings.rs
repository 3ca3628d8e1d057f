//! What holds for all sites of a run: the configuration, the levels of the rules, the connections.

use std::path::{Path, PathBuf};

use crate::audit::Settings;
use crate::config::Config;
use crate::crawl::LiveOptions;
use crate::domain::date::Date;
use crate::domain::lang::Lang;
use crate::engine::{Reading, SnapshotMode};
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

/// Refuses what is not built.
pub(super) fn refuse_browser(render: Render) -> Result<(), Error> {
    match render {
        Render::Auto | Render::Never => Ok(()),
        Render::Always => Err(Error::new(
            (
                "--render always 需要浏览器，此版本还不能使用",
                "--render always needs a browser, which this version cannot drive",
            ),
            (
                "请去掉 --render；需要浏览器的页面会列为人工核对",
                "leave --render out; pages that need a browser are listed for review",
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Exit;
    use super::super::super::testing::Bench;
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

    const TOML: &str = "[[site]]\ndomain = \"a.cn\"\ndir = \"public\"\nicp = \"京ICP备19004817号-1\"\n\
                        [audit]\nquiet = true\noutput = \"taken.txt\"\n";

    fn bench() -> Bench {
        Bench::new().file("beian.toml", TOML).file("public/index.html", "<p>hello</p>")
    }

    fn mode(bench: &Bench, path: &str, mode: u32) {
        use std::fs;
        use std::os::unix::fs::PermissionsExt as _;
        let path = bench.folder.path().join(path);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn assert_refused(bench: &Bench, why: &str) {
        let path = bench.folder.path().join("beian.toml").display().to_string();
        for args in [
            &["audit", "public"][..],
            &["inject", "public"],
            &["snippet"],
            &["deadlines"],
            &["deadlines", "record", "a.cn", "opened", "--ledger", "l.db"],
        ] {
            let done = bench.run(args);
            assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{args:?}");
            assert!(done.err.contains("is not obeyed") && done.err.contains(why), "{}", done.err);
            assert!(done.err.contains(&format!("--config {path}")), "{}", done.err);
        }
        for untouched in ["taken.txt", "l.db"] {
            assert!(!bench.folder.path().join(untouched).exists());
        }
        assert_eq!(bench.read("public/index.html"), "<p>hello</p>");
        let done = bench.run(&["snippet", "--config", "beian.toml"]);
        assert_eq!(done.exit, Exit::Clean, "what is named is obeyed: {}", done.err);
    }

    #[test]
    fn a_found_configuration_that_others_may_write_is_refused() {
        let open = bench();
        mode(&open, "beian.toml", 0o666);
        assert_refused(&open, "others may write");
        let folder = bench();
        mode(&folder, ".", 0o777);
        assert_refused(&folder, "others may write");
        mode(&folder, ".", 0o1777);
        assert_eq!(folder.run(&["snippet"]).exit, Exit::Clean);
    }

    #[test]
    fn a_found_configuration_of_another_user_is_refused() {
        use std::os::unix::fs::{chown, lchown, symlink};
        let theirs = bench();
        let at = |bench: &Bench, path: &str| bench.folder.path().join(path);
        // Only root can give a file away.
        if chown(at(&theirs, "beian.toml"), Some(4242), None).is_err() {
            return;
        }
        assert_refused(&theirs, "belongs to another user (uid 4242)");
        let mut sudo = theirs;
        sudo.env.insert("SUDO_UID".to_owned(), "4242".to_owned());
        assert_eq!(sudo.run(&["snippet"]).exit, Exit::Clean);
        // A link of theirs to a file of ours, and a folder of theirs.
        let link =
            Bench::new().file("own/beian.toml", TOML).file("public/index.html", "<p>hello</p>");
        symlink("own/beian.toml", at(&link, "beian.toml")).unwrap();
        assert_eq!(link.run(&["snippet"]).exit, Exit::Clean);
        lchown(at(&link, "beian.toml"), Some(4242), None).unwrap();
        assert_refused(&link, "belongs to another user");
        let folder = bench();
        chown(folder.folder.path(), Some(4242), None).unwrap();
        assert_refused(&folder, "belongs to another user");
    }

    #[test]
    fn the_ledger_that_a_found_configuration_names_is_told_before_it_is_written() {
        let own = Bench::new().file("beian.toml", "ledger = \"l.db\"\n");
        let record = ["deadlines", "record", "a.cn", "opened", "2026-11-01"];
        let told = |args: &[&str]| own.run(&[&record[..], args].concat()).err;
        assert!(told(&[]).contains("l.db, as "), "{}", told(&[]));
        assert!(told(&["--lang", "zh"]).contains("l.db（由 "));
        for args in [&["-q"][..], &["--ledger", "n.db"], &["--config", "beian.toml"]] {
            assert_eq!(told(args), "", "{args:?}");
        }
    }

    #[test]
    fn what_a_found_configuration_writes_or_weakens_is_told() {
        let own = bench();
        let done = own.run(&["audit", "public"]);
        let told =
            format!("beian.toml sets --output={}", own.folder.path().join("taken.txt").display());
        assert!(done.err.contains(&told), "its own quiet does not hide it: {}", done.err);
        assert!(own.folder.path().join("taken.txt").exists());
        for args in [&["-q", "audit", "public"][..], &["audit", "public", "--config", "beian.toml"]]
        {
            assert!(!own.run(args).err.contains("sets"), "{args:?}");
        }
    }
}
