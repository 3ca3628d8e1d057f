//! The command line: the only place with clock, environment, standard streams and exit codes.

mod audit;
mod completions;
mod context;
mod deadlines;
mod declare;
mod error;
pub mod exit;
mod explain;
mod footer;
mod init;
mod inject;
mod interrupt;
mod log;
mod look;
mod preflight;
mod rule_level;
mod rules;
mod schema;
mod snippet;
mod usage;
mod world;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

pub use error::Error;
pub use exit::Exit;
pub use world::World;

use look::{Global, Look};

/// Checks the filing footers (备案) of websites in mainland China.
#[derive(Debug, Parser)]
#[command(name = "beian", version, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "Examples:
  beian audit example.cn             audit a live site
  beian audit public                 audit a folder of built pages
  beian inject public                put the footer into built pages
  beian explain icp-not-linked       why the rule exists, and how to comply with it
  beian deadlines record example.cn opened 2026-10-25
                                     record an event: deadlines are counted from it
  beian preflight                    judge the dossier of a filing before it is handed in
  beian init example.cn              write a beian.toml from what the site shows

Environment:
  BEIAN_LOG=net=trace,crawl=debug    write a log to standard error: off, error, warn, info, debug or
                                     trace, for all or by room (crawl, engine, net); goes before -vv";

#[derive(Debug, Subcommand)]
enum Command {
    Audit(Box<audit::AuditArgs>),
    Deadlines(Box<deadlines::Deadlines>),
    Explain(explain::Explain),
    Preflight(Box<preflight::Preflight>),
    Rules(rules::Rules),
    Schema(schema::Schema),
    Init(Box<init::Init>),
    Inject(Box<inject::Inject>),
    Snippet(Box<snippet::Snippet>),
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
    let mut look = Look::unparsed(world);
    let result = dispatch(args, world, &mut look);
    let flushed = world.out.flush().map_err(Error::from);
    match (result, flushed) {
        (Ok(exit), Ok(())) => exit,
        (Err(error), _) | (Ok(_), Err(error)) => {
            // Without a standard error there is no place to report this.
            let _ = error::print(&error, look.lang, look.err_colour, world.err);
            Exit::Usage
        }
    }
}

fn dispatch(args: &[OsString], world: &mut World<'_>, look: &mut Look) -> Result<Exit, Error> {
    let parsed =
        parse(args.to_vec()).or_else(|error| parse(audit_meant(args, &error, world).ok_or(error)?));
    let (line, cli) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            look.lang = look::asked_for(args).unwrap_or(look.lang);
            return stopped(&error, world);
        }
    };
    *look = Look::new(&cli.global, world);
    look.is_logging = log::start(cli.global.verbose, world)?;
    match cli.command {
        None => {
            let help = Cli::command().render_help();
            write!(world.out, "{help}")?;
            Ok(Exit::Clean)
        }
        Some(Command::Audit(audit)) => audit.run(&line, world, look),
        Some(Command::Deadlines(deadlines)) => deadlines.run(world, *look),
        Some(Command::Explain(explain)) => explain.run(world, *look),
        Some(Command::Preflight(preflight)) => preflight.run(world, *look),
        Some(Command::Rules(rules)) => rules.run(world, *look),
        Some(Command::Schema(schema)) => schema.run(world),
        Some(Command::Init(init)) => init.run(world, *look),
        Some(Command::Inject(inject)) => inject.run(world, *look),
        Some(Command::Snippet(snippet)) => snippet.run(world, *look),
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
    Err(Error::usage(error))
}

/// The page about the command line, in Markdown: the help of the program and of all its commands.
pub fn reference() -> String {
    format!(
        "# Command line\n\nThis page is what `beian --help` and `beian COMMAND --help` print. \
         The exit codes have [their own page](exit-codes.md).\n\n```text\n{}```\n",
        help()
    )
}

/// The page of exit codes, in Markdown.
pub fn exit_codes() -> String {
    format!(
        "# Exit codes\n\nThe first that applies, from the top.\n\n以下按优先级从上到下，取第一个符合的。\n\n{}\n\
         `beian deadlines record`, `correct` and `import` that end with 2 recorded nothing, also where standard output \
         cannot be written: they can be run again. A `beian.toml` that was found and that somebody else may have written \
         ends every command that reads one with 2 before it does anything \
         ([whose file is obeyed](config.md#whose-file-is-obeyed)).\n\n\
         `beian deadlines record`、`correct`、`import` 以 2 退出时什么也没有记入（标准输出无法写入时也是），可以放心重试。\
         自动找到的 `beian.toml` 若可能出自他人之手，所有要读取它的命令都在动手之前以 2 退出\
         （[说明](config.md#whose-file-is-obeyed)）。\n",
        exit::table()
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
