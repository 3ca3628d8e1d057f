//! `beian init [TARGET]`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueHint};

use crate::audit::Settings;
use crate::config::{FILE_NAME, Known, declared, portfolio, template};
use crate::crawl::{LiveOptions, Target, TargetKind};
use crate::domain::copyright::OwnerKind;
use crate::domain::date::Date;
use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;
use crate::engine::{self, Control, Engine, EngineOptions, Job, Reading, recognise};
use crate::report::escape;
use crate::report::model::{Filing, SiteReport, Status};
use crate::rules::Levels;

use super::audit::{ConnectionArgs, RunProgress, Runtime, connections, each_target};
use super::context::note;
use super::interrupt::Interruption;
use super::look::Look;
use super::write::atomically;
use super::{Error, Exit, World, error};

/// Write a commented beian.toml, filled in from an audit of the site when a target is given
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  beian init                       an empty one, to be filled in\n  beian init example.cn            with what the live site shows\n  beian init public --stdout       look first, write nothing\n  beian init --from targets.csv    a [[site]] for each target of a list"
)]
pub(super) struct Init {
    /// URL, domain, folder or HTML file to read the values from
    target: Option<String>,
    // A comment of documentation would take the brackets for a link.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "target",
        value_hint = ValueHint::FilePath,
        help = "Write a [[site]] for each target of a list: one a line or CSV, `-` for standard input"
    )]
    from: Option<PathBuf>,
    /// Replace an existing beian.toml
    #[arg(long)]
    force: bool,
    /// Print it instead of writing a file
    #[arg(long, conflicts_with = "force")]
    stdout: bool,
    #[command(flatten)]
    connections: ConnectionArgs,
}

impl Init {
    pub(super) fn run(self, world: &mut World<'_>, look: Look) -> Result<Exit, Error> {
        let path = world.cwd.join(FILE_NAME);
        if !self.stdout && !self.force && path.symlink_metadata().is_ok() {
            return Err(Error::new(
                (format!("{FILE_NAME} 已经存在"), format!("{FILE_NAME} exists already")),
                (
                    "请编辑它；用 --stdout 看新的内容，或用 --force 替换",
                    "edit it, look at a new one with --stdout, or replace it with --force",
                ),
            ));
        }
        let mut exit = Exit::Clean;
        let text = match (&self.from, &self.target) {
            (Some(list), _) => {
                let (sites, unusable) = listed(list, world)?;
                for error in &unusable {
                    error::print(error, look.lang, look.err_colour, world.err)?;
                    exit = Exit::Usage;
                }
                portfolio(look.lang, &sites)
            }
            (None, Some(target)) => match self.read(target, world, look)? {
                Some(known) => template(look.lang, &known),
                None => return Ok(Exit::Interrupted),
            },
            (None, None) => template(look.lang, &Known::default()),
        };
        if self.stdout {
            world.out.write_all(text.as_bytes())?;
            return Ok(exit);
        }
        atomically(&path, |out| out.write_all(text.as_bytes()))?;
        let said = Text::fixed(
            "已写入 beian.toml，请核对其中的值",
            "beian.toml is written; check its values",
        );
        if !look.is_quiet() {
            writeln!(world.err, "{}", said.get(look.lang))?;
        }
        Ok(exit)
    }

    /// Audits the target and takes from it what can be known; nothing if the user interrupts.
    fn read(&self, typed: &str, world: &mut World<'_>, look: Look) -> Result<Option<Known>, Error> {
        let target = recognise(typed, &world.base()).map_err(engine::Error::from)?;
        let settings = Settings {
            levels: Levels::default(),
            fail_on: None,
            today: world.today(),
            lang: look.lang,
        };
        let max_body = crate::net::ClientOptions::default().max_body;
        let options = connections(&self.connections, max_body, &world.cwd)?;
        let live = LiveOptions { home_only: true, ..LiveOptions::default() };
        let engine = Engine::new(EngineOptions {
            net: options,
            reading: Reading { live, max_body },
            ..EngineOptions::new(settings)
        })?;
        let runtime = Runtime::new()?;
        let interruption = Interruption::listen();
        let progress = Arc::new(RunProgress::new(1, look, world));
        let (handle, stop) = (runtime.handle(), interruption.stop().clone());
        let control = Control { runtime: handle, stop, progress };
        let job = Job::new(target);
        let site = engine.audit(&control, job.clone());
        drop(control);
        let Some(site) = site else { return Ok(None) };
        if site.status == Status::Error {
            let why = site.findings.first().map(|finding| escape::line(&finding.message));
            let why = why.unwrap_or_default();
            let Some(known) = offline(&job.target, &world.cwd) else {
                return Err(unread(typed, &why));
            };
            let text = Text::made(
                format!("还读不到 {typed}（{why}）：只写入已知的内容，其余请自行填写"),
                format!(
                    "{typed} cannot be read yet ({why}): what is known is written, fill in the rest"
                ),
            );
            note(&text, look, world)?;
            return Ok(Some(known));
        }
        Ok(Some(named(&job.target, &world.cwd, shown(&site, world.today()))))
    }
}

/// What is known with the name of the target.
fn named(target: &Target, cwd: &Path, mut known: Known) -> Known {
    match &target.kind {
        TargetKind::Url(_) | TargetKind::Domain { .. } => {
            known.domain = target.url().and_then(|url| url.host_str()).map(domain);
        }
        TargetKind::Folder(path) => known.dir = Some(relative(path, cwd)),
        TargetKind::File(path) => known.dir = path.parent().map(|folder| relative(folder, cwd)),
    }
    known
}

/// The sites of a list of targets, each once, and the rows that are no targets.
fn listed(list: &Path, world: &mut World<'_>) -> Result<(Vec<Known>, Vec<Error>), Error> {
    let cwd = world.cwd.clone();
    let (mut sites, mut seen, mut unusable) = (Vec::new(), BTreeSet::new(), Vec::new());
    each_target(list, world, &mut |target| match target {
        Ok(target) => {
            let known = named(&target, &cwd, Known::default());
            if seen.insert((known.domain.clone(), known.dir.clone())) {
                sites.push(known);
            }
        }
        Err(error) => unusable.push(error.into()),
    })?;
    if sites.is_empty() {
        let empty = Error::new(
            (
                format!("{} 里没有目标", list.display()),
                format!("{} lists no target", list.display()),
            ),
            ("请每行写一个域名", "write one domain a line"),
        );
        return Err(unusable.into_iter().next().unwrap_or(empty));
    }
    Ok((sites, unusable))
}

fn unread(typed: &str, why: &str) -> Error {
    let typed = escape::line(typed);
    Error::new(
        (format!("无法读取 {typed}"), format!("{typed} could not be read")),
        (
            "请检查文件，或不写目标、自己填写各项",
            "look at the file, or leave the target out and fill in the values by hand",
        ),
    )
    .because(&Text::made(why, why))
}

/// What is known of a site that is not online yet, or of a folder that is not built yet.
fn offline(target: &Target, cwd: &Path) -> Option<Known> {
    let known = named(target, cwd, Known::default());
    match &target.kind {
        TargetKind::File(_) => None,
        TargetKind::Folder(_) => Some(known),
        TargetKind::Url(_) | TargetKind::Domain { .. } => known.domain.is_some().then_some(known),
    }
}

/// What the pages show and `beian.toml` takes: the first visible number of a kind, the first name and year.
fn shown(site: &SiteReport, today: Date) -> Known {
    let filings = &site.filings;
    let icp = |number: &str| declared::icp(number, today).is_ok();
    let police = |number: &str| declared::police(number).is_ok();
    let good = |filing: &&Filing| filing.state == NumberState::Ok && filing.visible;
    let mut icps = filings.icp.iter().map(AsRef::as_ref).filter(good);
    let mut polices = filings.police.iter().map(|police| &police.filing).filter(good);
    let lines = || filings.copyright.iter().filter(|line| line.visible);
    let named = lines().find(|line| line.owner_kind == Some(OwnerKind::Name.into()));
    Known {
        icp: icps.find(|filing| icp(&filing.number)).map(|filing| filing.number.to_string()),
        police: polices
            .find(|filing| police(&filing.number))
            .map(|filing| filing.number.to_string()),
        owner: named
            .and_then(|line| line.owner.as_deref())
            .map(|owner| owner.chars().filter(|char| !escape::is_unsafe(*char)).collect()),
        since: lines()
            .filter_map(|line| line.from)
            .find_map(|year| declared::since(year.into(), today).ok()),
        ..Known::default()
    }
}

fn domain(host: &str) -> String {
    crate::config::without_www(host).to_owned()
}

/// A folder as written in a `beian.toml` of the working folder.
fn relative(path: &Path, cwd: &Path) -> String {
    let path = path.strip_prefix(cwd).unwrap_or(path);
    let path = if path.as_os_str().is_empty() { PathBuf::from(".") } else { path.to_owned() };
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn a_commented_file_is_written_in_the_language_of_the_run() {
        let bench = Bench::new();
        let done = bench.run(&["init", "--lang", "zh"]);
        assert_eq!((done.exit, done.out.as_str()), (Exit::Clean, ""));
        assert!(bench.read("beian.toml").contains("备案号"));
        assert!(done.err.contains("beian.toml"));
    }

    #[test]
    fn an_existing_file_is_replaced_by_force_only() {
        let bench = Bench::new().file("beian.toml", "mine");
        let done = bench.run(&["init"]);
        assert_eq!(done.exit, Exit::Usage);
        assert!(done.err.contains("--force"), "{}", done.err);
        assert_eq!(bench.read("beian.toml"), "mine");
        let done = bench.run(&["init", "--stdout"]);
        assert!(done.out.contains("[[site]]") && bench.read("beian.toml") == "mine");
        assert_eq!(bench.run(&["init", "--force"]).exit, Exit::Clean);
        assert!(bench.read("beian.toml").contains("[[site]]"));
    }

    #[test]
    fn a_list_of_targets_becomes_a_portfolio() {
        let list = "域名,客户\nwww.a.cn,甲\nhttps://b.cn/x,乙\na.cn,甲\npublic,丙\n";
        let bench = Bench::new().file("list.csv", list).file("public/index.html", "<p>x");
        let done = bench.run(&["init", "--from", "list.csv"]);
        assert_eq!(done.exit, Exit::Clean, "{}", done.err);
        let file = bench.read("beian.toml");
        let named = |line: &&str| !line.starts_with('#') && !line.is_empty();
        let lines: Vec<&str> = file.lines().filter(named).collect();
        let site = "[[site]]";
        let [a, b, c] = ["domain = \"a.cn\"", "domain = \"b.cn\"", "dir = \"public\""];
        assert_eq!(lines, [site, a, site, b, site, c], "{file}");
        assert_eq!(file.matches("# icp = ").count(), 3);
        let done = bench.run(&["rules", "--lang", "en"]);
        assert_eq!(done.exit, Exit::Clean, "{}", done.err);
        let wrong = Bench::new().file("list.txt", "a.cn\nnonsense\n");
        let done = wrong.run(&["init", "--from", "list.txt"]);
        assert!(done.exit == Exit::Usage && done.err.contains("list.txt line 2: "), "{}", done.err);
    }

    #[test]
    fn a_folder_is_written_relative_to_the_file() {
        let cwd = Path::new("/w");
        for (path, expected) in [("/w/public", "public"), ("/w", "."), ("/x/y", "/x/y")] {
            assert_eq!(relative(Path::new(path), cwd), expected);
        }
    }

    #[test]
    fn values_are_filled_in_from_what_the_page_shows() {
        let page = "<!doctype html><html><head><title>t</title></head><body><h1>Hi</h1><footer>© 2019-2026 某某科技有限公司 \
                    <a href='https://beian.miit.gov.cn/'>京ICP备11000001号-1</a></footer></body></html>";
        let bench = Bench::new().file("public/index.html", page);
        let done = bench.run(&["init", "public"]);
        assert_eq!(done.exit, Exit::Clean, "{}", done.err);
        let file = bench.read("beian.toml");
        for line in [
            "dir = \"public\"",
            "icp = \"京ICP备11000001号-1\"",
            "owner = \"某某科技有限公司\"",
            "since = 2019",
        ] {
            assert!(file.lines().any(|shown| shown == line), "{line}\n{file}");
        }
    }
}
