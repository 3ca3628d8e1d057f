//! `beian preflight`: a filing's dossier judged before it is handed in.

mod args;
mod init;
mod live;

use clap::{Args, Subcommand};

use crate::config::Config;
use crate::domain::record::When;
use crate::engine::calendar;
use crate::folder::NamedFile;
use crate::preflight::dossier::load_named;
use crate::preflight::provider::Providers;
use crate::preflight::{JudgeInput, fill, happenings, judge, readers_note, record};
use crate::report::preflight::PreflightReport;
use crate::report::{Outcome, Style};

use super::context::configuration;
use super::exit_codes;
use super::output::write_result;
use super::{Error, Exit, World};

use args::Options;

const EXAMPLES: &str = "Examples:
  beian preflight init --subject person --province 江苏 --provider aliyun --domain example.cn
  beian preflight                     judge filing.toml of this folder
  beian preflight --format ics -o plan.ics
  beian preflight --record            write into the ledger what has happened

";

/// Judge the dossier of a filing before it is handed in: faults, decisions, papers, plan
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    after_help = format!("{EXAMPLES}{}", exit_codes::PREFLIGHT.help())
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
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        match self.command {
            Some(Command::Init(init)) => init.run(world),
            None => run(&self.options, world),
        }
    }
}

fn run(options: &Options, world: &mut World<'_>) -> Result<Exit, Error> {
    let today = options.today.unwrap_or(world.today());
    let name = options.file();
    let path = world.cwd.join(name);
    let mut dossier = load_named(&path)?;
    world.notes(readers_note(&path, name))?;
    let config = configuration(options.config.as_deref(), today, world)?;
    let config = config.as_ref();
    if let Some(config) = config {
        fill(&mut dossier, config);
    }
    let providers = Providers::with_files(&options.providers, &world.cwd)?;
    let calendar = calendar(&[], config, &world.cwd)?;
    let mut levels = config.map(|config| config.levels.clone()).unwrap_or_default();
    for (id, level) in &options.rules {
        levels.set_by_id(id, *level);
    }
    let Some(sights) = options.live.sights(&dossier, today, world)? else {
        return Ok(Exit::Interrupted);
    };
    let judged = judge(&JudgeInput {
        dossier: &dossier,
        providers: &providers,
        today,
        from: options.from.unwrap_or(today),
        calendar: &calendar,
        sights: &sights,
        levels: &levels,
    });
    let file = name.display().to_string();
    let report = PreflightReport::new(&judged, &dossier, &file, today, world.look.lang);
    let signed = config.filter(|_| options.format.has_brand);
    let brand = signed.map(|config| config.report.brand()).transpose()?;
    let style = Style { brand: brand.as_ref(), ..world.style() };
    let now: When = world.now.into();
    let read = read_files(options, config, world);
    write_result(options.output.as_ref(), &read, world, |colour, out| {
        (options.format.write)(&report, now, &Style { colour, ..style }, out)
    })?;
    if options.record {
        let ledger = options.ledger.path(config, world)?;
        world.notes(record(&ledger, happenings(&dossier, &providers, today), world.now)?)?;
    }
    Ok(Outcome::of_dossier(&report, options.fail_on.severity()).into())
}

/// The files that the command reads.
fn read_files(options: &Options, config: Option<&Config>, world: &World<'_>) -> Vec<NamedFile> {
    let mut files = vec![NamedFile::new("FILE", world.cwd.join(options.file()))];
    let tables = options.providers.iter().map(|path| world.cwd.join(path));
    files.extend(tables.map(|path| NamedFile::new("--providers", path)));
    files.extend(config.iter().flat_map(|config| config.read_files()));
    files.extend(options.ledger.files(config, world));
    files
}
