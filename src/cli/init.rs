//! `beian init [TARGET]`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueHint};

use crate::audit::Settings;
use crate::config::{FILE_NAME, Known, portfolio, template};
use crate::crawl::LiveOptions;
use crate::domain::lang::Text;
use crate::engine::{
    self, Control, Engine, EngineOptions, Job, Reading, Runtime, known_name, known_offline,
    known_values, recognise,
};
use crate::folder::write_whole;
use crate::report::escape;
use crate::report::model::Status;
use crate::rules::Levels;

use super::audit::{ConnectionArgs, RunProgress, connections, each_target};
use super::context::note;
use super::interrupt::Interruption;
use super::look::Look;
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
        write_whole(&path, |out| out.write_all(text.as_bytes()))
            .map_err(|cause| Error::unwritable(&path, &cause))?;
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
            let Some(known) = known_offline(&job.target, &world.cwd) else {
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
        Ok(Some(known_name(&job.target, &world.cwd, known_values(&site, world.today()))))
    }
}

/// The sites of a list of targets, each once, and the rows that are no targets.
fn listed(list: &Path, world: &mut World<'_>) -> Result<(Vec<Known>, Vec<Error>), Error> {
    let cwd = world.cwd.clone();
    let (mut sites, mut seen, mut unusable) = (Vec::new(), BTreeSet::new(), Vec::new());
    each_target(list, world, &mut |target| match target {
        Ok(target) => {
            let known = known_name(&target, &cwd, Known::default());
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
