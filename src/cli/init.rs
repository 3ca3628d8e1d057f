//! `beian init [TARGET]`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::config::{self, FILE_NAME, Known, portfolio, template};
use crate::engine::{
    Control, Engine, EngineOptions, Job, Runtime, TargetList, known_in_list, known_of, recognise,
};

use super::audit::ConnectionArgs;
use super::interrupt::Interruption;
use super::{Error, Exit, World};

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
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let path = world.cwd.join(FILE_NAME);
        if !self.stdout && !self.force {
            config::check_new(&path)?;
        }
        let (mut exit, lang) = (Exit::Clean, world.look.lang);
        let text = match (&self.from, &self.target) {
            (Some(list), _) => {
                let (cwd, base, today) = (world.cwd.clone(), world.base(), world.today());
                let list = TargetList { path: list, cwd: &cwd, base: &base, today };
                let (sites, unusable) = known_in_list(&list, world.input)?;
                for error in unusable {
                    world.tell(error)?;
                    exit = Exit::Usage;
                }
                portfolio(lang, &sites)
            }
            (None, Some(target)) => match self.read(target, world)? {
                Some(known) => template(lang, &known),
                None => return Ok(Exit::Interrupted),
            },
            (None, None) => template(lang, &Known::default()),
        };
        if self.stdout {
            world.out.write_all(text.as_bytes())?;
            return Ok(exit);
        }
        let written = config::create(&path, &text)?;
        if !world.look.is_quiet() {
            writeln!(world.err, "{}", written.get(lang))?;
        }
        Ok(exit)
    }

    /// Audits the target and takes from it what can be known; nothing if the user interrupts.
    fn read(&self, typed: &str, world: &mut World<'_>) -> Result<Option<Known>, Error> {
        let target = recognise(typed, &world.base())?;
        let net = self.connections.client(world)?;
        let engine = Engine::new(EngineOptions::home_pages(net, world.today(), world.look.lang))?;
        let runtime = Runtime::new()?;
        let interruption = Interruption::listen();
        let progress = world.progress(1);
        let (handle, stop) = (runtime.handle(), interruption.stop().clone());
        let control = Control { runtime: handle, stop, progress };
        let site = engine.audit(&control, Job::new(target.clone()));
        drop(control);
        let Some(site) = site else { return Ok(None) };
        let (known, note) = known_of(&site, &target, &world.cwd, world.today())?;
        world.notes(note)?;
        Ok(Some(known))
    }
}
