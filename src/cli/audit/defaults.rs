//! `[audit]` of `beian.toml`: options that were not given on the command line are put there.

use std::ffi::OsString;
use std::path::Path;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory as _, ValueHint};

use crate::config::{AuditDefault, Config, DefaultValue, nearest};

use super::super::{Cli, CommandLine, Error, parse};

/// Options that cannot be set by the file.
const NOT_IN_FILE: [&str; 3] = ["config", "help", "version"];

/// Options that take each other's place: where one is given on the command line, the file's are all set aside. TARGET
/// belongs to the first group.
const GROUPS: [[&str; 2]; 2] = [["local", "targets"], ["quiet", "verbose"]];

/// Options that write files, that weaken a check, or that decide which servers are reached and what is sent to them. A file
/// that was found sets none of them in silence.
const NOTED: [&str; 17] = [
    "allow-private",
    "ca-cert",
    "cache",
    "contact",
    "header",
    "insecure",
    "ledger",
    "no-robots",
    "output",
    "proxy",
    "record",
    "report",
    "resolve",
    "resume",
    "save",
    "targets",
    "user-agent",
];

/// A command line with the defaults of a file.
#[derive(Debug)]
pub(super) struct Defaulted {
    /// The command line, parsed: an error where options of both contradict each other.
    pub(super) parsed: Result<(CommandLine, Cli), clap::Error>,
    /// What the file set of [`NOTED`]: paths whole, of other options (which may hold a secret) the name.
    pub(super) noted: Vec<String>,
}

/// The command line with the file's defaults put behind the word `audit`.
///
/// A default that is added is checked by the parse of the whole line, and alone only where that fails, for an error that
/// points into the file; one that the command line overrules is always checked alone.
pub(super) fn with_defaults(line: &CommandLine, config: &Config) -> Result<Defaulted, Error> {
    let mut root = Cli::command();
    root.build();
    let CommandLine { args, matches } = line;
    let given = matches.subcommand_matches("audit");
    let (mut added, mut noted) = (Vec::new(), Vec::new());
    for default in &config.audit {
        let (Some(command), Some(given)) = (root.find_subcommand("audit"), given) else { break };
        let arg = known(command, default)?;
        let options = typed(arg, default, config.path.parent().unwrap_or(Path::new("")))?;
        let overruled =
            on_command_line(given, arg) && !matches!(arg.get_action(), ArgAction::Append);
        if overruled || set_aside(command, given, &default.option) {
            check(default, &options)?;
            continue;
        }
        if NOTED.contains(&default.option.as_str()) && !options.is_empty() {
            noted.extend(shown(arg, &options));
        }
        added.push((default, options));
    }
    let behind = args.iter().position(|arg| arg == "audit").map_or(args.len(), |at| at + 1);
    let mut all = args.clone();
    let options = added.iter().flat_map(|(_, options)| options);
    all.splice(behind..behind, options.map(OsString::from));
    let parsed = parse(all);
    if parsed.is_err() {
        added.iter().try_for_each(|(default, options)| check(default, options))?;
    }
    Ok(Defaulted { parsed, noted })
}

/// Options as the note names them.
fn shown(arg: &Arg, options: &[String]) -> Vec<String> {
    if is_path(arg) || arg.get_long() == Some("report") {
        return options.to_vec();
    }
    vec![format!("--{}", arg.get_long().unwrap_or_default())]
}

fn is_path(arg: &Arg) -> bool {
    matches!(arg.get_value_hint(), ValueHint::FilePath | ValueHint::DirPath)
}

/// Whether an option of the same group was given on the command line.
fn set_aside(command: &Command, given: &ArgMatches, option: &str) -> bool {
    let Some(group) = GROUPS.iter().find(|group| group.contains(&option)) else { return false };
    let member = |arg: &&Arg| match arg.get_long() {
        Some(long) => group.contains(&long),
        None => arg.is_positional() && group.contains(&"targets"),
    };
    command.get_arguments().filter(member).any(|arg| on_command_line(given, arg))
}

fn on_command_line(given: &ArgMatches, arg: &Arg) -> bool {
    given.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine)
}

/// The option that a default is for.
fn known<'a>(command: &'a Command, default: &AuditDefault) -> Result<&'a Arg, Error> {
    let longs = || {
        command
            .get_arguments()
            .filter_map(|arg| Some((arg, arg.get_long()?)))
            .filter(|(_, long)| !NOT_IN_FILE.contains(long))
    };
    let found = longs().find(|(_, long)| *long == default.option);
    found.map(|(arg, _)| arg).ok_or_else(|| {
        let meant = nearest(&default.option, longs().map(|(_, long)| long)).unwrap_or_default();
        let (key, meant) = (default.option.replace('-', "_"), meant.replace('-', "_"));
        let fix = (
            format!("是否想写 `{meant}`？[audit] 可用 `beian audit` 的长选项"),
            format!("did you mean `{meant}`? [audit] takes the long options of `beian audit`"),
        );
        let what = (format!("[audit] 里没有键 {key:?}"), format!("unknown key {key:?} in [audit]"));
        default.spot.error(what, fix).into()
    })
}

/// A default as typed on the command line; paths are relative to the file.
fn typed(arg: &Arg, default: &AuditDefault, base: &Path) -> Result<Vec<String>, Error> {
    let name = &default.option;
    let takes_value = arg.get_action().takes_values();
    match &default.value {
        DefaultValue::Switch(on) if !takes_value => {
            Ok(on.then(|| format!("--{name}")).into_iter().collect())
        }
        DefaultValue::Switch(_) => {
            let what = ("这个选项需要值", "this option takes a value");
            Err(default.spot.error(what, ("请写上值", "write the value")).into())
        }
        DefaultValue::Values(_) if !takes_value => {
            let what = ("这个选项是开关", "this option is a switch");
            Err(default.spot.error(what, ("请写 true 或 false", "write true or false")).into())
        }
        DefaultValue::Values(values)
            if values.len() != 1 && !matches!(arg.get_action(), ArgAction::Append) =>
        {
            let what = ("这个选项只需一个值", "this option takes one value");
            let fix = ("请只写一个值，不要写列表", "write one value, not a list");
            Err(default.spot.error(what, fix).into())
        }
        DefaultValue::Values(values) => Ok(values
            .iter()
            .map(|value| format!("--{name}={}", placed(arg, value, base)))
            .collect()),
    }
}

/// A value whose path, if it is one, is resolved against the file.
fn placed(arg: &Arg, value: &str, base: &Path) -> String {
    let resolved = |path: &str| base.join(path).to_string_lossy().into_owned();
    if arg.get_long() == Some("report") {
        return match value.split_once('=') {
            Some((format, path)) if !path.is_empty() => format!("{format}={}", resolved(path)),
            _ => value.to_owned(),
        };
    }
    if is_path(arg) && value != "-" { resolved(value) } else { value.to_owned() }
}

/// Parses one default alone; an error points at its place in the file.
fn check(default: &AuditDefault, options: &[String]) -> Result<(), Error> {
    let args = ["beian", "audit"].into_iter().map(str::to_owned).chain(options.iter().cloned());
    match Cli::command().try_get_matches_from(args) {
        Ok(_) => Ok(()),
        Err(error) => {
            let Error { what, fix, .. } = Error::usage(&error);
            Err(default.spot.error(what, fix).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::domain::date::Date;

    fn args(file: &str, typed: &[&str]) -> Result<String, Error> {
        let today = Date::constant(2026, 11, 22);
        let config = config::parse(Path::new("/w/beian.toml"), file.to_owned(), today).unwrap();
        let args: Vec<OsString> = typed.iter().map(OsString::from).collect();
        let words = with_defaults(&parse(args).unwrap().0, &config)?.parsed.unwrap().0.args;
        Ok(words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn the_command_line_goes_before_the_file() {
        for (file, typed, expected) in [
            ("", &["beian", "audit"][..], "beian audit"),
            (
                "[audit]\nmax_pages = 3",
                &["beian", "audit", "a.cn"],
                "beian audit --max-pages=3 a.cn",
            ),
            (
                "[audit]\nmax_pages = 3",
                &["beian", "audit", "--max-pages", "4"],
                "beian audit --max-pages 4",
            ),
            ("[audit]\nno_robots = true", &["beian", "audit"], "beian audit --no-robots"),
            ("[audit]\nno_robots = false", &["beian", "audit"], "beian audit"),
            (
                "[audit]\nheader = [\"A:b\", \"C:d\"]",
                &["beian", "audit", "--header=E:f"],
                "beian audit --header=A:b --header=C:d --header=E:f",
            ),
            (
                "[audit]\nca_cert = \"ca.pem\"",
                &["beian", "audit"],
                "beian audit --ca-cert=/w/ca.pem",
            ),
            ("[audit]\ncache = \"c\"", &["beian", "audit"], "beian audit --cache=/w/c"),
            (
                "[audit]\nreport = \"csv=a.csv\"",
                &["beian", "audit"],
                "beian audit --report=csv=/w/a.csv",
            ),
            (
                "[audit]\nlang = \"zh\"",
                &["beian", "--color", "never", "audit"],
                "beian --color never audit --lang=zh",
            ),
            (
                "[audit]\nlang = \"zh\"",
                &["beian", "--lang", "en", "audit"],
                "beian --lang en audit",
            ),
            ("[audit]\nlocal = true", &["beian", "audit"], "beian audit --local"),
            ("[audit]\nlocal = true", &["beian", "audit", "a.cn"], "beian audit a.cn"),
            ("[audit]\nverbose = true", &["beian", "-q", "audit"], "beian -q audit"),
        ] {
            assert_eq!(args(file, typed).as_deref(), Ok(expected), "{file}");
        }
    }

    #[test]
    fn a_wrong_default_is_an_error_at_its_place() {
        for (file, what, fix) in [
            (
                "[audit]\nmax_page = 3",
                "beian.toml:2:1: unknown key \"max_page\"",
                "did you mean `max_pages`?",
            ),
            ("[audit]\nconfig = \"x\"", "beian.toml:2:1: unknown key \"config\"", "did you mean"),
            ("[audit]\nmax_pages = 0", "beian.toml:2:1: invalid value '0'", ""),
            ("[audit]\nmax_pages = true", "beian.toml:2:1: this option takes a value", "value"),
            ("[audit]\nmax_pages = [1, 2]", "beian.toml:2:1: this option takes one value", "one"),
            ("[audit]\nno_robots = 1", "beian.toml:2:1: this option is a switch", "true"),
            ("[audit]\nformat = \"pdf\"", "beian.toml:2:1: invalid value 'pdf'", ""),
        ] {
            let error = args(file, &["beian", "audit"]).unwrap_err();
            let overruled = args(file, &["beian", "audit", "--max-pages=1", "--format=csv"]);
            assert_eq!(overruled.as_ref(), Err(&error), "{file}");
            assert!(error.what.en.contains(what), "{file}\n{}", error.what);
            assert!(
                error.what.en.contains("2 | ") && error.fix.en.contains(fix),
                "{file}\n{}",
                error.fix
            );
        }
    }

    #[test]
    fn what_writes_or_weakens_is_noted_without_secrets() {
        let file = "[audit]\nmax_pages = 3\noutput = \"o.txt\"\nreport = [\"csv=a.csv\", \"html=b.html\"]\n\
                    proxy = \"http://u:SECRET@h:1\"\nheader = [\"Cookie: SECRET\", \"A: SECRET\"]\n\
                    insecure = true\nno_robots = false\nsave = \"s\"\n";
        let today = Date::constant(2026, 11, 22);
        let config = config::parse(Path::new("/w/beian.toml"), file.to_owned(), today).unwrap();
        let args = ["beian", "audit", "a.cn", "--save", "mine"].map(OsString::from);
        assert_eq!(
            with_defaults(&parse(args.to_vec()).unwrap().0, &config).unwrap().noted,
            [
                "--output=/w/o.txt",
                "--report=csv=/w/a.csv",
                "--report=html=/w/b.html",
                "--proxy",
                "--header",
                "--insecure",
            ]
        );
    }

    #[test]
    fn every_option_that_is_noted_is_one_of_the_command() {
        let mut root = Cli::command();
        root.build();
        let audit = root.find_subcommand("audit").unwrap();
        for option in NOTED {
            assert!(audit.get_arguments().any(|arg| arg.get_long() == Some(option)), "{option}");
        }
    }
}
