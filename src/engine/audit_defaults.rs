//! `[audit]` of `beian.toml`: options that were not given on the command line, as words that are put there.

use std::path::Path;

use crate::config::{AuditDefault, Config, DefaultValue, Error};
use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::domain::nearest::nearest;
use crate::report::{ReportFile, STDOUT};

/// Options that cannot be set by the file.
const NOT_IN_FILE: [&str; 3] = ["config", "help", "version"];

/// Options that take each other's place: where one is given on the command line, the file's are all set aside. Targets that
/// are no option belong to the first group.
const GROUPS: [&[&str]; 2] = [&["all", "local", "targets"], &["quiet", "verbose"]];

/// Options that write files, start a program, weaken a check, or decide which servers are reached and what is sent to them. A file
/// that was found sets none of them in silence.
pub const NOTED_OPTIONS: [&str; 22] = [
    "allow-private",
    "baseline",
    "browser",
    "ca-cert",
    "cache",
    "contact",
    "evidence",
    "header",
    "insecure",
    "key",
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
    "update-baseline",
    "user-agent",
];

/// An option of the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of an option")]
pub struct OptionShape {
    /// Its long name without dashes; `None` of an argument that is no option.
    pub name: Option<String>,
    /// Whether it takes a value, or is a switch.
    pub takes_value: bool,
    /// Whether it may be given several times.
    pub repeats: bool,
    /// Whether its value is a file or folder.
    pub is_path: bool,
    /// Whether the command line gives it.
    pub is_given: bool,
}

impl OptionShape {
    fn is(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }
}

/// The defaults of a file that a command line leaves in force.
#[derive(Debug, PartialEq, Eq)]
pub struct AppliedDefaults<'c> {
    /// Each default, and the words for it.
    pub added: Vec<(&'c AuditDefault, Vec<String>)>,
    /// What the file sets of [`NOTED_OPTIONS`]: paths whole, of other options (which may hold a secret) the name.
    pub noted: Vec<String>,
}

/// Takes the defaults of a file that `options` leave in force. Those that are overruled are handed to `check`, which says
/// whether the command line would take these words alone: a fault points into the file.
pub fn apply_defaults<'c>(
    config: &'c Config,
    options: &[OptionShape],
    check: &dyn Fn(&[String]) -> Result<(), Failure>,
) -> Result<AppliedDefaults<'c>, Error> {
    let base = config.path.parent().unwrap_or(Path::new(""));
    let mut applied = AppliedDefaults { added: Vec::new(), noted: Vec::new() };
    for default in &config.audit {
        let option = known(options, default)?;
        let words = typed(option, default, base)?;
        if (option.is_given && !option.repeats) || set_aside(options, &default.option) {
            check_default(default, &words, check)?;
            continue;
        }
        if NOTED_OPTIONS.contains(&default.option.as_str()) && !words.is_empty() {
            applied.noted.extend(shown(option, default, &words));
        }
        applied.added.push((default, words));
    }
    Ok(applied)
}

impl AppliedDefaults<'_> {
    /// The first default that the command line would not take alone, where it does not take them all.
    pub fn check(&self, check: &dyn Fn(&[String]) -> Result<(), Failure>) -> Result<(), Error> {
        self.added.iter().try_for_each(|(default, words)| check_default(default, words, check))
    }

    /// The note of what a file sets that the user did not name.
    pub fn note(&self, config: &Config) -> Option<Text> {
        let (path, options) = (config.path.display(), self.noted.join(" "));
        (config.found && !self.noted.is_empty()).then(|| {
            Text::made(format!("{path} 设定了 {options}"), format!("{path} sets {options}"))
        })
    }
}

fn check_default(
    default: &AuditDefault,
    words: &[String],
    check: &dyn Fn(&[String]) -> Result<(), Failure>,
) -> Result<(), Error> {
    check(words).map_err(|Failure { what, fix, .. }| default.spot.error(what, fix))
}

/// Words as the note names them.
fn shown(option: &OptionShape, default: &AuditDefault, words: &[String]) -> Vec<String> {
    if option.is_path || default.option == "report" {
        return words.to_vec();
    }
    vec![format!("--{}", default.option)]
}

/// Whether an option of the same group was given on the command line.
fn set_aside(options: &[OptionShape], option: &str) -> bool {
    let Some(group) = GROUPS.iter().find(|group| group.contains(&option)) else { return false };
    let is_member = |option: &&OptionShape| match &option.name {
        Some(name) => group.contains(&name.as_str()),
        None => group.contains(&"targets"),
    };
    options.iter().filter(is_member).any(|option| option.is_given)
}

/// The option that a default is for.
fn known<'a>(options: &'a [OptionShape], default: &AuditDefault) -> Result<&'a OptionShape, Error> {
    let usable = |option: &&OptionShape| !NOT_IN_FILE.iter().any(|name| option.is(name));
    let found = options.iter().filter(usable).find(|option| option.is(&default.option));
    found.ok_or_else(|| {
        let names = options.iter().filter(usable).filter_map(|option| option.name.as_deref());
        let meant = nearest(&default.option, names).unwrap_or_default().replace('-', "_");
        let key = default.option.replace('-', "_");
        let fix = (
            format!("是否想写 `{meant}`？[audit] 可用 `beian audit` 的长选项"),
            format!("did you mean `{meant}`? [audit] takes the long options of `beian audit`"),
        );
        let what = (format!("[audit] 里没有键 {key:?}"), format!("unknown key {key:?} in [audit]"));
        default.spot.error(what, fix)
    })
}

/// A default as typed on the command line; paths are relative to the file.
fn typed(option: &OptionShape, default: &AuditDefault, base: &Path) -> Result<Vec<String>, Error> {
    let name = &default.option;
    match &default.value {
        DefaultValue::Switch(on) if !option.takes_value => {
            Ok(on.then(|| format!("--{name}")).into_iter().collect())
        }
        DefaultValue::Switch(_) => {
            let what = ("这个选项需要值", "this option takes a value");
            Err(default.spot.error(what, ("请写上值", "write the value")))
        }
        DefaultValue::Values(_) if !option.takes_value => {
            let what = ("这个选项是开关", "this option is a switch");
            Err(default.spot.error(what, ("请写 true 或 false", "write true or false")))
        }
        DefaultValue::Values(values) if values.len() != 1 && !option.repeats => {
            let what = ("这个选项只需一个值", "this option takes one value");
            let fix = ("请只写一个值，不要写列表", "write one value, not a list");
            Err(default.spot.error(what, fix))
        }
        DefaultValue::Values(values) => Ok(values
            .iter()
            .map(|value| format!("--{name}={}", placed(option, name, value, base)))
            .collect()),
    }
}

/// A value whose path, if it is one, is resolved against the file.
fn placed(option: &OptionShape, name: &str, value: &str, base: &Path) -> String {
    let resolved = |path: &str| base.join(path).to_string_lossy().into_owned();
    if name == "report" {
        return match ReportFile::split(value) {
            (_, "" | STDOUT) => value.to_owned(),
            (Some(format), path) => format!("{format}={}", resolved(path)),
            (None, path) => resolved(path),
        };
    }
    if option.is_path && value != "-" { resolved(value) } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::domain::date::Date;

    /// Some of the options that there are, of every shape.
    fn options(given: &[&str]) -> Vec<OptionShape> {
        let shape = |name: &str, takes_value, repeats, is_path| OptionShape {
            name: Some(name.to_owned()).filter(|name| !name.is_empty()),
            takes_value,
            repeats,
            is_path,
            is_given: given.contains(&name),
        };
        vec![
            shape("", true, true, false),
            shape("config", true, false, true),
            shape("max-pages", true, false, false),
            shape("format", true, false, false),
            shape("lang", true, false, false),
            shape("proxy", true, false, false),
            shape("header", true, true, false),
            shape("report", true, true, false),
            shape("output", true, false, true),
            shape("cache", true, false, true),
            shape("save", true, false, true),
            shape("no-robots", false, false, false),
            shape("insecure", false, false, false),
            shape("local", false, false, false),
            shape("quiet", false, false, false),
            shape("verbose", false, false, false),
        ]
    }

    fn config(file: &str) -> Config {
        let today = Date::constant(2026, 11, 22);
        config::parse(Path::new("/w/beian.toml"), file.to_owned(), today).unwrap()
    }

    #[expect(clippy::unnecessary_wraps, reason = "one of many checks")]
    fn no_check(_: &[String]) -> Result<(), Failure> {
        Ok(())
    }

    #[test]
    fn the_command_line_goes_before_the_file() {
        for (file, given, expected) in [
            ("", &[][..], ""),
            ("[audit]\nmax_pages = 3", &[], "--max-pages=3"),
            ("[audit]\nmax_pages = 3", &["max-pages"], ""),
            ("[audit]\nno_robots = true", &[], "--no-robots"),
            ("[audit]\nno_robots = false", &[], ""),
            ("[audit]\nheader = [\"A:b\", \"C:d\"]", &["header"], "--header=A:b --header=C:d"),
            ("[audit]\ncache = \"c\"", &[], "--cache=/w/c"),
            ("[audit]\nreport = \"csv=a.csv\"", &[], "--report=csv=/w/a.csv"),
            (
                "[audit]\nreport = [\"r/a.html\", \"json=-\"]",
                &[],
                "--report=/w/r/a.html --report=json=-",
            ),
            ("[audit]\nlocal = true", &[], "--local"),
            ("[audit]\nlocal = true", &[""], ""),
            ("[audit]\nverbose = true", &["quiet"], ""),
        ] {
            let config = config(file);
            let applied = apply_defaults(&config, &options(given), &no_check).unwrap();
            let words: Vec<String> = applied.added.into_iter().flat_map(|(_, it)| it).collect();
            assert_eq!(words.join(" "), expected, "{file}");
        }
    }

    #[test]
    fn a_wrong_default_is_an_error_at_its_place() {
        for (file, what, fix) in [
            (
                "max_page = 3",
                "beian.toml:2:1: unknown key \"max_page\"",
                "did you mean `max_pages`?",
            ),
            ("config = \"x\"", "beian.toml:2:1: unknown key \"config\"", "did you mean"),
            ("max_pages = true", "beian.toml:2:1: this option takes a value", "value"),
            ("max_pages = [1, 2]", "beian.toml:2:1: this option takes one value", "one"),
            ("no_robots = 1", "beian.toml:2:1: this option is a switch", "true"),
            ("format = \"pdf\"", "beian.toml:2:1: no", "yes"),
        ] {
            let config = config(&format!("[audit]\n{file}"));
            let refuse = |words: &[String]| match words {
                [word] if word == "--format=pdf" => Err(Failure::new(("", "no"), ("", "yes"))),
                _ => Ok(()),
            };
            for given in [&[][..], &["max-pages", "format"]] {
                let applied = apply_defaults(&config, &options(given), &refuse);
                let error = applied.and_then(|it| it.check(&refuse)).unwrap_err();
                let failure = Failure::from(error);
                assert!(failure.what.en.contains(what), "{file}\n{failure}");
                assert!(failure.what.en.contains("2 | ") && failure.fix.en.contains(fix), "{file}");
            }
        }
    }

    #[test]
    fn what_writes_or_weakens_is_noted_without_secrets() {
        let file = "[audit]\nmax_pages = 3\noutput = \"o.txt\"\nreport = [\"csv=a.csv\", \"html=b.html\"]\n\
                    proxy = \"http://u:SECRET@h:1\"\nheader = [\"Cookie: SECRET\", \"A: SECRET\"]\n\
                    insecure = true\nno_robots = false\nsave = \"s\"\n";
        let config = Config { found: true, ..config(file) };
        let applied = apply_defaults(&config, &options(&["save"]), &no_check).unwrap();
        let note = applied.note(&config).unwrap();
        assert_eq!(
            note.en,
            "/w/beian.toml sets --output=/w/o.txt --report=csv=/w/a.csv --report=html=/w/b.html --proxy --header \
             --insecure"
        );
        let named = Config { found: false, ..self::config(file) };
        assert_eq!(applied.note(&named), None);
    }
}
