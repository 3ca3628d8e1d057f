//! What a command line and `beian.toml` mean together: the sites to audit, each with its declared values.

use std::fs;
use std::path::{Path, PathBuf};

use crate::audit::Settings;
use crate::config::{self, Config, SiteEntry};
use crate::crawl::Target;
use crate::domain::date::Date;
use crate::domain::lang::{Lang, Text};
use crate::domain::site::Site;
use crate::net;

use super::super::{Error, World};
use super::args::{Audit, ConnectionArgs, Render, SubjectArgs};
use super::targets;

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

/// The sites to audit, in order, and what is worth a note.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) jobs: Vec<Job>,
    pub(super) notes: Vec<Text>,
}

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

/// What to audit.
pub(super) fn plan(
    args: &SubjectArgs,
    config: Option<&Config>,
    today: Date,
    world: &mut World<'_>,
) -> Result<Plan, Error> {
    let mut plan = Plan::default();
    for typed in &args.targets {
        plan.add(targets::recognise(typed, &world.cwd)?, config);
    }
    if let Some(path) = &args.targets_file {
        for (line, typed) in targets::from_file(path, world)? {
            let target = targets::recognise(&typed, &world.cwd).map_err(|error| Error {
                what: format!("{} line {line}: {}", path.display(), error.what),
                ..error
            })?;
            plan.add(target, config);
        }
    }
    if args.targets.is_empty() && args.targets_file.is_none() {
        plan.add_declared(args.local, config, &world.cwd)?;
    }
    if plan.jobs.is_empty() {
        return Err(nothing(args, config));
    }
    let flags = args.declared.read(today)?;
    plan.jobs.iter_mut().for_each(|job| flags.put(&mut job.site));
    Ok(plan)
}

impl Plan {
    /// Adds a target with the values of the site that it belongs to.
    fn add(&mut self, target: Target, config: Option<&Config>) {
        if target.path_wins_over_domain() {
            let text = &target.text;
            self.notes.push(Text::made(
                format!("{text} 既是本地路径也像域名，这里按本地路径审查；要审查网站请写 https://{text}"),
                format!("{text} exists as a path and could be a domain: the path is audited; write https://{text} for the site"),
            ));
        }
        let entry = config.and_then(|config| entry_of(&target, config));
        if let (Some(config), Some(entry)) = (config, entry)
            && shared(config, entry)
            && path_of(&target).is_some()
        {
            let domain = entry.site.domain.as_deref().unwrap_or_default();
            self.notes.push(Text::made(
                format!("{} 属于多个 [[site]]，按第一个（{domain}）的信息审查", target.text),
                format!(
                    "{} belongs to several [[site]]: the values of the first, {domain}, are used",
                    target.text
                ),
            ));
        }
        self.jobs.push(Job::new(target, entry));
    }

    /// Adds the sites of the configuration: their domains, or their folders.
    fn add_declared(
        &mut self,
        local: bool,
        config: Option<&Config>,
        cwd: &Path,
    ) -> Result<(), Error> {
        for entry in config.into_iter().flat_map(|config| &config.sites) {
            let text = match (local, &entry.dir, &entry.site.domain) {
                (true, Some(dir), _) => shown(dir, cwd).display().to_string(),
                (false, _, Some(domain)) => domain.clone(),
                (true, None, _) | (false, _, None) => continue,
            };
            let target = if local {
                targets::recognise(&text, cwd)
            } else {
                // A folder of this name must not stand in for the site.
                targets::recognise(&text, Path::new("/nonexistent"))
            };
            self.jobs.push(Job::new(target?, Some(entry)));
        }
        Ok(())
    }
}

/// A path as seen from the working folder.
fn shown<'a>(path: &'a Path, cwd: &Path) -> &'a Path {
    path.strip_prefix(cwd).ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(path)
}

fn path_of(target: &Target) -> Option<&Path> {
    use crate::crawl::TargetKind::{Domain, File, Folder, Url};
    match &target.kind {
        Folder(path) | File(path) => Some(path),
        Url(_) | Domain { .. } => None,
    }
}

fn entry_of<'a>(target: &Target, config: &'a Config) -> Option<&'a SiteEntry> {
    match path_of(target) {
        Some(path) => config.site_of_path(path),
        None => config.site_of_host(target.url()?.host_str()?),
    }
}

/// Whether another site has the same folder.
fn shared(config: &Config, entry: &SiteEntry) -> bool {
    config.sites.iter().filter(|other| other.dir == entry.dir).count() > 1
}

fn nothing(args: &SubjectArgs, config: Option<&Config>) -> Error {
    match config {
        _ if args.targets_file.is_some() => {
            Error::new("the list of targets is empty", "write one target a line")
        }
        None => Error::new(
            "there is nothing to audit",
            "name a target, e.g. beian audit example.cn, or write a beian.toml with `beian init`",
        ),
        Some(config) if args.local => Error::new(
            format!("no [[site]] of {} has a dir", config.path.display()),
            "add dir = \"public\" to a [[site]], or name a folder",
        ),
        Some(config) => Error::new(
            format!("no [[site]] of {} has a domain", config.path.display()),
            "add domain = \"example.cn\" to a [[site]], name a target, or use --local for the folders",
        ),
    }
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
    use super::super::super::testing::Bench;
    use super::*;
    use clap::Parser as _;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        subject: SubjectArgs,
    }

    fn planned(bench: &Bench, args: &[&str]) -> Result<Plan, Error> {
        let today = Date::constant(2026, 11, 22);
        let line = Line::parse_from(std::iter::once("audit").chain(args.iter().copied()));
        let config = configuration(line.subject.config.as_deref(), today, bench.folder.path())?;
        bench.with_world(|world| plan(&line.subject, config.as_ref(), today, world))
    }

    /// Target and declared owner of each job.
    fn jobs(bench: &Bench, args: &[&str]) -> Vec<(String, Option<String>)> {
        let plan = planned(bench, args).unwrap();
        plan.jobs.into_iter().map(|job| (job.target.text, job.site.owner)).collect()
    }

    fn portfolio() -> Bench {
        Bench::new()
            .file(
                "beian.toml",
                "[[site]]\ndomain = \"a.cn\"\ndir = \"a\"\nowner = \"A\"\n\
                 [[site]]\ndomain = \"b.cn\"\nowner = \"B\"\naliases = [\"m.b.cn\"]\n\
                 [[site]]\ndir = \"c\"\nowner = \"C\"\n",
            )
            .file("a/x/index.html", "")
            .file("c/index.html", "")
    }

    fn pair(target: &str, owner: &str) -> (String, Option<String>) {
        (target.to_owned(), Some(owner.to_owned()).filter(|owner| !owner.is_empty()))
    }

    #[test]
    fn without_targets_the_configuration_says_what_to_audit() {
        let bench = portfolio();
        assert_eq!(jobs(&bench, &[]), [pair("a.cn", "A"), pair("b.cn", "B")]);
        assert_eq!(jobs(&bench, &["--local"]), [pair("a", "A"), pair("c", "C")]);
    }

    #[test]
    fn a_target_has_the_values_of_its_site_and_flags_go_first() {
        let bench = portfolio();
        assert_eq!(
            jobs(&bench, &["https://www.b.cn/x", "http://m.b.cn", "a/x", "c/index.html", "d.cn"]),
            [
                pair("https://www.b.cn/x", "B"),
                pair("http://m.b.cn", "B"),
                pair("a/x", "A"),
                pair("c/index.html", "C"),
                pair("d.cn", ""),
            ]
        );
        assert_eq!(
            jobs(&bench, &["a", "d.cn", "--owner", "Z"]),
            [pair("a", "Z"), pair("d.cn", "Z")]
        );
    }

    #[test]
    fn a_list_names_the_line_of_a_wrong_target() {
        let bench =
            portfolio().file("list.csv", "domain\na.cn\nnowhere\n").file("ok.csv", "b.cn,x\nd.cn");
        let error = planned(&bench, &["--targets", "list.csv"]).unwrap_err();
        assert!(error.what.starts_with("list.csv line 3: \"nowhere\""), "{}", error.what);
        assert_eq!(jobs(&bench, &["a.cn", "--targets", "ok.csv"]).len(), 3);
    }

    #[test]
    fn nothing_to_audit_is_an_error_with_a_remedy() {
        for (file, args, fix) in [
            (None, &[][..], "beian init"),
            (Some("[[site]]\ndir = \"a\""), &[], "--local"),
            (Some("[[site]]\ndomain = \"a.cn\""), &["--local"], "dir = "),
            (Some(""), &[], "domain = "),
        ] {
            let bench = Bench::new().file("sub/x", "");
            let bench = match file {
                Some(text) => bench.file("beian.toml", text),
                None => bench,
            };
            let error = planned(&bench, args).unwrap_err();
            assert!(error.fix.contains(fix), "{file:?} {}", error.fix);
        }
        assert!(planned(&Bench::new(), &["--config", "nowhere.toml"]).is_err());
        assert!(planned(&Bench::new().file("empty", ""), &["--targets", "empty"]).is_err());
    }

    #[test]
    fn a_path_that_looks_like_a_domain_is_noted() {
        let plan = planned(&Bench::new().file("a.cn/index.html", ""), &["a.cn"]).unwrap();
        assert!(
            plan.notes.len() == 1 && plan.notes[0].en.contains("https://a.cn"),
            "{:?}",
            plan.notes
        );
    }

    #[test]
    fn the_user_agent_names_the_contact() {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            connections: ConnectionArgs,
        }
        let agent = |args: &[&str]| {
            let line = Line::try_parse_from(std::iter::once(&"audit").chain(args)).ok()?;
            connections(&line.connections, 1, Path::new("/")).ok().map(|options| options.user_agent)
        };
        let own = net::Options::default().user_agent;
        assert_eq!(agent(&[]), Some(own.clone()));
        assert_eq!(
            agent(&["--contact", "https://a.cn/bot"]),
            Some(format!("{own} (+https://a.cn/bot)"))
        );
        assert_eq!(agent(&["--user-agent", "x"]).as_deref(), Some("x"));
        assert_eq!(agent(&["--user-agent", "x", "--contact", "y"]), None, "one of them");
    }

    #[test]
    fn wrong_flags_are_named() {
        let error = planned(&Bench::new(), &["a.cn", "--icp", "hello"]).unwrap_err();
        assert!(error.what.starts_with("--icp: \"hello\" is not an ICP number"), "{}", error.what);
    }
}
