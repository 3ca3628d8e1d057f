//! `beian preflight`: a filing's dossier judged before it is handed in.

mod args;
mod init;
mod live;
mod record;

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use clap::{Args, Subcommand};

use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::domain::record::When;
use crate::domain::workday::Calendar;
use crate::folder::{NamedFile, keep_apart, read_text, write_whole};
use crate::preflight::dossier::{self, Dossier};
use crate::preflight::live::HostSight;
use crate::preflight::provider::Providers;
use crate::preflight::{JudgeInput, fill, judge};
use crate::report::Style;
use crate::report::preflight::{PreflightReport, csv, html, ics, json, markdown, text};
use crate::rules::{Levels, Severity};

use super::context::{configuration, note};
use super::look::Look;
use super::{Error, Exit, World};

use args::{Format, Options};

/// The size up to which a table of a provider is read, in bytes.
const LARGEST_TABLE: u64 = 1 << 20;

/// Judge the dossier of a filing before it is handed in: faults, decisions, papers, plan
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  beian preflight init --subject person --province 江苏 --provider aliyun --domain example.cn\n  beian preflight                     judge filing.toml of this folder\n  beian preflight --format ics -o plan.ics\n  beian preflight --record            write into the ledger what has happened\n\nExit codes: 0 clean, 1 findings at or above --fail-on, 2 usage or a wrong dossier, 3 something to be looked at by you."
)]
pub(super) struct Preflight {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
}

impl Preflight {
    pub(super) fn run(self, world: &mut World<'_>, look: Look) -> Result<Exit, Error> {
        match self.command {
            Some(Command::Init(init)) => init.run(world, look),
            None => run(&self.options, world, look),
        }
    }
}

fn run(options: &Options, world: &mut World<'_>, look: Look) -> Result<Exit, Error> {
    let today = options.today.unwrap_or(world.today());
    let name = options.file();
    let path = world.cwd.join(name);
    let mut dossier = dossier::load(&path).map_err(|error| unusable(error, &path))?;
    warn_of_readers(&path, look, world)?;
    let config = configuration(options.config.as_deref(), today, world)?;
    if let Some(config) = &config {
        fill(&mut dossier, config);
    }
    let providers = providers(options, world)?;
    let calendar = super::deadlines::calendar(&[], config.as_ref(), &world.cwd)?;
    let mut levels = Levels::default();
    for (id, level) in &options.rules {
        levels.set_by_id(id, *level);
    }
    let mut sights = Vec::new();
    if options.live.is_asked() {
        match live::sights(&options.live, &dossier, world, look)? {
            Some(seen) => sights = seen,
            None => return Ok(Exit::Interrupted),
        }
    }
    let from = options.from.unwrap_or(today);
    let report = report(
        &Judging {
            dossier: &dossier,
            providers: &providers,
            calendar: &calendar,
            levels: &levels,
            sights: &sights,
            today,
            from,
        },
        name,
        look,
    );
    write(&report, options, &path, world, look)?;
    if options.record {
        record::record(&dossier, options, config.as_ref(), world, look)?;
    }
    Ok(exit(&report, options.fail_on.severity()))
}

/// What a report is made of.
struct Judging<'a> {
    dossier: &'a Dossier,
    providers: &'a Providers,
    calendar: &'a Calendar,
    levels: &'a Levels,
    sights: &'a [HostSight],
    today: Date,
    from: Date,
}

fn report(judging: &Judging<'_>, name: &Path, look: Look) -> PreflightReport {
    let Judging { dossier, providers, calendar, levels, sights, today, from } = *judging;
    let judged = judge(&JudgeInput { dossier, providers, today, from, calendar, sights, levels });
    PreflightReport::new(&judged, dossier, &name.display().to_string(), today, look.lang)
}

/// A dossier that cannot be used; one that is not there has a remedy of its own.
fn unusable(error: crate::config::Error, path: &Path) -> Error {
    match error {
        crate::config::Error::Unreadable { source, .. } => Error::new(
            (format!("无法读取 {}", path.display()), format!("{} cannot be read", path.display())),
            (
                "请给出备案材料文件，或用 `beian preflight init` 生成一份",
                "name a dossier, or write one with `beian preflight init`",
            ),
        )
        .because(&source),
        other => other.into(),
    }
}

/// A dossier holds numbers of documents and phones: others should not read it.
fn warn_of_readers(path: &Path, look: Look, world: &mut World<'_>) -> Result<(), Error> {
    let Ok(metadata) = fs::metadata(path) else { return Ok(()) };
    let mode = metadata.permissions().mode();
    let others = mode & 0o077;
    if !metadata.is_file() || others == 0 {
        return Ok(());
    }
    let shown = path.display();
    let text = Text::made(
        format!(
            "其他用户可以读取 {shown}（权限 {:o}），里面有证件号码和电话：请执行 chmod 600 {shown}",
            mode & 0o777
        ),
        format!(
            "others can read {shown} (mode {:o}), which holds numbers of documents and phones: chmod 600 {shown}",
            mode & 0o777
        ),
    );
    note(&text, look, world)
}

fn providers(options: &Options, world: &World<'_>) -> Result<Providers, Error> {
    let mut providers = Providers::default();
    for path in &options.providers {
        let path = world.cwd.join(path);
        let text =
            read_text(&path, LARGEST_TABLE).map_err(|cause| Error::unreadable(&path, &cause))?;
        providers.add(&text).map_err(|why| {
            let shown = path.display();
            Error::new(
                (
                    format!("{shown} 不是接入商的表：{why}"),
                    format!("{shown} is no table of a provider: {why}"),
                ),
                ("写法见 docs/preflight.zh-CN.md", "docs/preflight.md tells its form"),
            )
        })?;
    }
    Ok(providers)
}

fn write(
    report: &PreflightReport,
    options: &Options,
    dossier: &Path,
    world: &mut World<'_>,
    look: Look,
) -> Result<(), Error> {
    let now: When = world.now.into();
    let to = |colour, out: &mut dyn Write| {
        format(report, options.format, now, Look { out_colour: colour, ..look }, out)
    };
    match options.output.as_ref().filter(|path| path.as_os_str() != "-") {
        Some(path) => {
            let path = world.cwd.join(path);
            keep_apart(
                &[NamedFile::new("output", path.as_path())],
                &[NamedFile::new("FILE", dossier)],
            )?;
            write_whole(&path, |out| to(false, out))
                .map_err(|cause| Error::unwritable(&path, &cause))
        }
        None => Ok(to(look.out_colour, world.out)?),
    }
}

fn format(
    report: &PreflightReport,
    format: Format,
    now: When,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Look { lang, detail, out_colour: colour, out_width: width, .. } = look;
    match format {
        Format::Text => {
            text::write(report, &Style { lang, colour, detail, width, rules: &[] }, out)
        }
        Format::Json => json::write(report, out),
        Format::Csv => csv::write(report, out),
        Format::Html => html::write(report, lang, out),
        Format::Markdown => markdown::write(report, lang, out),
        Format::Ics => ics::write(report, now, lang, out),
    }
}

fn exit(report: &PreflightReport, fail_on: Option<Severity>) -> Exit {
    let Some(fail_on) = fail_on else { return Exit::Clean };
    if report.findings.iter().any(|finding| finding.severity >= fail_on) {
        Exit::Findings
    } else if report.reviews.is_empty() {
        Exit::Clean
    } else {
        Exit::NotJudged
    }
}
