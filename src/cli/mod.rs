//! The command line: the only place with clock, environment, standard streams and exit codes.

mod audit;
mod changes;
mod completions;
mod context;
mod deadlines;
mod declare;
mod error;
mod evidence;
pub mod exit;
mod exit_codes;
#[cfg(feature = "fleet")]
mod fleet;
mod footer;
mod init;
mod inject;
mod interrupt;
mod look;
mod named;
mod notify;
mod output;
mod preflight;
mod rules;
mod schema;
mod snippet;
mod usage;
mod watch;
mod world;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::console::{LOG_VARIABLE, log_filter, log_rooms, start_log};

pub use error::Error;
pub use exit::Exit;
pub use exit_codes::exit_codes;
pub use world::World;

pub use crate::console::Look;

use look::Global;

/// Checks the filing footers (备案) of websites in mainland China.
#[derive(Debug, Parser)]
#[command(name = "beian", version, after_help = EXAMPLES.replace("ROOMS", &log_rooms()))]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "Examples:
  beian audit example.cn             audit a live site
  beian audit public                 audit a folder of built pages
  beian changes                      what changed since the audit before, of all recorded sites
  beian inject public                put the footer into built pages
  beian explain icp-not-linked       why the rule exists, and how to comply with it
  beian deadlines record example.cn opened 2026-10-25
                                     record an event: deadlines are counted from it
  beian notify --dry-run             what people would be told on the channels of beian.toml
  beian watch                        for a timer: audit, record, calendars, messages
  beian preflight                    judge the dossier of a filing before it is handed in
  beian init example.cn              write a beian.toml from what the site shows

Environment:
  BEIAN_LOG=net=trace,crawl=debug    write a log to standard error: off, error, warn, info, debug or
                                     trace, for all or by room (ROOMS);
                                     goes before -vv";

#[derive(Debug, Subcommand)]
enum Command {
    Audit(Box<audit::AuditArgs>),
    Changes(Box<changes::ChangesCommand>),
    Diff(Box<changes::Diff>),
    Deadlines(Box<deadlines::Deadlines>),
    Evidence(evidence::EvidenceArgs),
    #[cfg(feature = "fleet")]
    Fleet(Box<fleet::Fleet>),
    Explain(rules::Explain),
    Notify(Box<notify::Notify>),
    Preflight(Box<preflight::Preflight>),
    Rules(rules::Rules),
    Schema(schema::Schema),
    Init(Box<init::Init>),
    Inject(Box<inject::Inject>),
    Snippet(Box<snippet::Snippet>),
    Watch(Box<watch::Watch>),
    Completions(completions::Completions),
}

/// Runs the program on the process's own arguments and streams.
pub fn main() -> ExitCode {
    world::with_process_world(|world| {
        let args: Vec<OsString> = std::env::args_os().collect();
        run(&args, world)
    })
    .into()
}

/// Runs the program on these arguments (the first is the program's name).
pub fn run(args: &[OsString], world: &mut World<'_>) -> Exit {
    world.look = look::unparsed(args, world);
    let result = dispatch(args, world);
    let flushed = world.out.flush().map_err(Error::from);
    match (result, flushed) {
        (Ok(exit), Ok(())) => exit,
        (Err(error), _) | (Ok(_), Err(error)) => {
            // Without a standard error there is no place to report this.
            let _ = world.tell(error);
            Exit::Usage
        }
    }
}

fn dispatch(args: &[OsString], world: &mut World<'_>) -> Result<Exit, Error> {
    let parsed =
        parse(args.to_vec()).or_else(|error| parse(audit_meant(args, &error, world).ok_or(error)?));
    let (line, cli) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return stopped(&error, world),
    };
    world.look = look::look(&cli.global, world);
    let filter = log_filter(world.variable(LOG_VARIABLE), cli.global.verbose)?;
    world.look.is_logging = filter.filter(|_| world.is_process).is_some_and(start_log);
    run_command(cli.command, &line, world)
}

/// Runs a command that another one needs, with the arguments that a user would type.
fn run_line(args: Vec<OsString>, world: &mut World<'_>) -> Result<Exit, Error> {
    let (line, cli) = parse(args).map_err(|error| usage::fault(&error))?;
    let look = world.look;
    world.look = look::look(&cli.global, world);
    let result = run_command(cli.command, &line, world);
    world.look = look;
    result
}

fn run_command(
    command: Option<Command>,
    line: &CommandLine,
    world: &mut World<'_>,
) -> Result<Exit, Error> {
    match command {
        None => {
            let help = Cli::command().render_help();
            write!(world.out, "{help}")?;
            Ok(Exit::Clean)
        }
        Some(Command::Audit(audit)) => audit.run(line, world),
        Some(Command::Changes(changes)) => changes.run(world),
        Some(Command::Diff(diff)) => diff.run(world),
        Some(Command::Deadlines(deadlines)) => deadlines.run(world),
        Some(Command::Evidence(evidence)) => evidence.run(world),
        #[cfg(feature = "fleet")]
        Some(Command::Fleet(fleet)) => fleet.run(world),
        Some(Command::Explain(explain)) => explain.run(world),
        Some(Command::Notify(notify)) => notify.run(world),
        Some(Command::Preflight(preflight)) => preflight.run(world),
        Some(Command::Rules(rules)) => rules.run(world),
        Some(Command::Schema(schema)) => schema.run(world),
        Some(Command::Init(init)) => init.run(world),
        Some(Command::Inject(inject)) => inject.run(world),
        Some(Command::Snippet(snippet)) => snippet.run(world),
        Some(Command::Watch(watch)) => watch.run(world),
        Some(Command::Completions(completions)) => completions.run(world),
    }
}

/// The command line with the word `audit` inserted before a target, where a target was given instead of a command.
fn audit_meant(args: &[OsString], error: &clap::Error, world: &World<'_>) -> Option<Vec<OsString>> {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let is_target = typed.contains(['.', '/']) || world.cwd.join(typed).exists();
    let place = args.iter().position(|arg| arg == typed.as_str()).filter(|_| is_target)?;
    let mut with_audit = args.to_vec();
    with_audit.insert(place, "audit".into());
    Some(with_audit)
}

/// A command line that was parsed.
#[derive(Debug)]
struct CommandLine {
    /// All arguments; the first is the program's name.
    args: Vec<OsString>,
    /// Which options were given, and where.
    matches: ArgMatches,
}

fn parse(args: Vec<OsString>) -> Result<(CommandLine, Cli), clap::Error> {
    let matches = Cli::command().try_get_matches_from(&args)?;
    let cli = Cli::from_arg_matches(&matches)?;
    Ok((CommandLine { args, matches }, cli))
}

/// The parser stopped: help and version are results, the rest are errors.
fn stopped(error: &clap::Error, world: &mut World<'_>) -> Result<Exit, Error> {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        write!(world.out, "{}", error.render())?;
        return Ok(Exit::Clean);
    }
    Err(usage::fault(error).into())
}

/// The page about the command line, in Markdown: the help of the program and of all its commands.
pub fn reference() -> String {
    format!(
        "# Command line\n\nThis page is what `beian --help` and `beian COMMAND --help` print. \
         The exit codes have [their own page](exit-codes.md).\n\n```text\n{}```\n",
        help()
    )
}

/// The help of the program and of all its commands, at a fixed width.
pub fn help() -> String {
    let mut program = Cli::command().term_width(100);
    program.build();
    let mut pages = Vec::new();
    pages_of(&mut program, &mut pages);
    pages.join("\n")
}

/// The help of a command and of those below it.
fn pages_of(command: &mut clap::Command, pages: &mut Vec<String>) {
    pages.push(command.render_help().to_string());
    // `help` repeats the list of commands.
    let below = command.get_subcommands_mut().filter(|below| below.get_name() != "help");
    below.for_each(|below| pages_of(below, pages));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
