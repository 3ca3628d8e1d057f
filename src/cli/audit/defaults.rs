//! `[audit]` of `beian.toml`: options that were not given on the command line are put there.

use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, CommandFactory as _, ValueHint};

use crate::config::Config;
use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::engine::{OptionShape, apply_defaults};

use super::super::{Cli, CommandLine, Error, parse, usage};

/// A command line with the defaults of a file.
#[derive(Debug)]
pub(super) struct MergedCommandLine {
    /// The command line, parsed: an error where options of both contradict each other.
    pub(super) parsed: Result<(CommandLine, Cli), clap::Error>,
    /// What the user should know that the file sets.
    pub(super) note: Option<Text>,
}

/// The command line with the file's defaults put behind the word `audit`.
///
/// A default that is added is checked by the parse of the whole line, and alone only where that fails, for an error that
/// points into the file; one that the command line overrules is always checked alone.
pub(super) fn with_defaults(
    line: &CommandLine,
    config: &Config,
) -> Result<MergedCommandLine, Error> {
    let CommandLine { args, matches } = line;
    let options = matches.subcommand_matches("audit").map(options).unwrap_or_default();
    let applied = apply_defaults(config, &options, &check)?;
    let behind = args.iter().position(|arg| arg == "audit").map_or(args.len(), |at| at + 1);
    let mut all = args.clone();
    let words = applied.added.iter().flat_map(|(_, words)| words);
    all.splice(behind..behind, words.map(OsString::from));
    let parsed = parse(all);
    if parsed.is_err() {
        applied.check(&check)?;
    }
    Ok(MergedCommandLine { parsed, note: applied.note(config) })
}

/// The options of `beian audit`, and which of them a command line gives.
fn options(given: &ArgMatches) -> Vec<OptionShape> {
    let mut root = Cli::command();
    root.build();
    let audit = root.find_subcommand("audit");
    let shape = |arg: &Arg| OptionShape {
        name: arg.get_long().map(str::to_owned),
        takes_value: arg.get_action().takes_values(),
        repeats: matches!(arg.get_action(), ArgAction::Append),
        is_path: matches!(
            arg.get_value_hint(),
            ValueHint::FilePath | ValueHint::DirPath | ValueHint::ExecutablePath
        ),
        is_given: given.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine),
    };
    audit.into_iter().flat_map(|audit| audit.get_arguments().map(shape)).collect()
}

/// Parses some words alone behind `audit`.
fn check(words: &[String]) -> Result<(), Failure> {
    let args = ["beian", "audit"].into_iter().chain(words.iter().map(String::as_str));
    match Cli::command().try_get_matches_from(args) {
        Ok(_) => Ok(()),
        Err(error) => Err(usage::fault(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::NOTED_OPTIONS;

    #[test]
    fn every_option_that_is_noted_is_one_of_the_command() {
        let line = parse(["beian", "audit"].map(OsString::from).to_vec()).unwrap().0;
        let options = options(line.matches.subcommand_matches("audit").unwrap());
        for noted in NOTED_OPTIONS {
            assert!(options.iter().any(|option| option.name.as_deref() == Some(noted)), "{noted}");
        }
    }

    #[test]
    fn files_folders_and_programs_are_paths() {
        let line = parse(["beian", "audit"].map(OsString::from).to_vec()).unwrap().0;
        let options = options(line.matches.subcommand_matches("audit").unwrap());
        for (name, is_path) in
            [("baseline", true), ("save", true), ("browser", true), ("max-pages", false)]
        {
            let option = options.iter().find(|option| option.name.as_deref() == Some(name));
            assert_eq!(option.map(|option| option.is_path), Some(is_path), "{name}");
        }
    }
}
