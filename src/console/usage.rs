//! What is wrong with a command line, in both languages. `--help` shows the usage lines better.

use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::domain::secret;

/// What is wrong with a command line. Options and arguments are as help shows them: `--max-pages <N>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsageFault {
    /// An option without its value.
    NoValue {
        /// The option.
        option: String,
        /// The values that it takes, where it takes only some.
        valid: Vec<String>,
    },
    /// A value that cannot be used.
    Value {
        /// The option or argument.
        option: String,
        /// What was typed.
        value: String,
        /// The values that it takes, where it takes only some.
        valid: Vec<String>,
        /// Why, where more can be said.
        why: Option<ValueFault>,
    },
    /// There is no such option, or one argument too many.
    UnknownArgument {
        /// What was typed.
        typed: String,
        /// What it looks like.
        similar: Vec<String>,
    },
    /// There is no such command.
    UnknownCommand {
        /// What was typed.
        typed: String,
        /// What it looks like.
        similar: Vec<String>,
    },
    /// Options of which one can stand; where there is no other one, the option was given twice.
    Conflict {
        /// One.
        option: String,
        /// The others.
        others: Vec<String>,
    },
    /// A file or a command after something that can have only one of them.
    Surplus {
        /// What they follow.
        after: Vec<String>,
    },
    /// Arguments that must be there.
    Missing(Vec<String>),
    /// A command that has others below it, of which none was named.
    NoCommand {
        /// The commands.
        valid: Vec<String>,
    },
    /// Something else, in the words of the parser.
    Other(String),
}

/// Why a value cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueFault {
    /// What is wrong, where more can be said than that the value is invalid, and the right form.
    Form(Option<Text>, Text),
    /// A failure that says it all.
    Failure(Box<Failure>),
    /// In the words of a library: a number out of range, an address that is none.
    Words(String),
}

impl From<UsageFault> for Failure {
    fn from(fault: UsageFault) -> Self {
        match fault {
            UsageFault::NoValue { option, valid } => Self::new(
                (
                    format!("{option} 缺少值"),
                    format!("a value is required for '{option}' but none was supplied"),
                ),
                one_of(&valid),
            ),
            UsageFault::Value { option, value, valid, why } => {
                let value = if option.starts_with("--header") {
                    secret::header(&value).into()
                } else {
                    secret::typed(&value)
                };
                refused_value(&option, &value, &valid, why)
            }
            UsageFault::UnknownArgument { typed, similar } => Self::new(
                (format!("没有选项或参数 {typed}"), format!("unexpected argument '{typed}' found")),
                meant(&similar, "argument"),
            ),
            UsageFault::UnknownCommand { typed, similar } => Self::new(
                (format!("没有命令 {typed}"), format!("unrecognized subcommand '{typed}'")),
                meant(&similar, "subcommand"),
            ),
            UsageFault::Conflict { option, others } => Self::new(
                conflict(&option, &others.join(", ")),
                ("只保留其中一个；说明见 --help", "leave one of them out; see --help"),
            ),
            UsageFault::Surplus { after } => {
                let after = after.join(", ");
                Self::new(
                    (
                        format!("{after} 之后还有一个文件或子命令"),
                        format!("{after} is followed by a further file or a subcommand"),
                    ),
                    ("一次只能写一个；说明见 --help", "one at a time; see --help"),
                )
            }
            UsageFault::Missing(arguments) => {
                let missing = arguments.join(", ");
                Self::new(
                    (
                        format!("缺少必需的参数：{missing}"),
                        format!("the following required arguments were not provided: {missing}"),
                    ),
                    see_help(),
                )
            }
            UsageFault::NoCommand { valid } => {
                let valid = valid.join(", ");
                Self::new(
                    ("缺少子命令", "a subcommand is required but none was given"),
                    (format!("可用的子命令：{valid}"), format!("write one of {valid}")),
                )
            }
            UsageFault::Other(words) => {
                Self::new(Text::made(format!("命令行有误：{words}"), words), see_help())
            }
        }
    }
}

fn refused_value(option: &str, value: &str, valid: &[String], why: Option<ValueFault>) -> Failure {
    let invalid = Text::made(
        format!("{option} 的值“{value}”无效"),
        format!("invalid value '{value}' for '{option}'"),
    );
    match why {
        None => Failure::new(invalid, one_of(valid)),
        Some(ValueFault::Form(what, fix)) => Failure::new(what.unwrap_or(invalid), fix),
        Some(ValueFault::Failure(failure)) => *failure,
        Some(ValueFault::Words(words)) => {
            Failure::new(invalid.map(|text| format!("{text}: {words}")), one_of(valid))
        }
    }
}

fn conflict(option: &str, other: &str) -> Text {
    if other.is_empty() || option == other {
        return Text::made(
            format!("{option} 不能重复使用"),
            format!("the argument '{option}' cannot be used multiple times"),
        );
    }
    Text::made(
        format!("{option} 不能与 {other} 同时使用"),
        format!("the argument '{option}' cannot be used with '{other}'"),
    )
}

fn see_help() -> Text {
    Text::fixed("用法见 --help", "see --help")
}

/// The values that an option takes, where it takes only some.
fn one_of(valid: &[String]) -> Text {
    let values = valid.join(", ");
    if values.is_empty() {
        return see_help();
    }
    Text::made(format!("可用的值：{values}"), format!("write one of {values}"))
}

/// What was probably meant.
fn meant(similar: &[String], what: &str) -> Text {
    match similar {
        [] => see_help(),
        [one] => {
            Text::made(format!("是否想写 {one}？"), format!("a similar {what} exists: '{one}'"))
        }
        _ => {
            let quoted: Vec<String> = similar.iter().map(|near| format!("'{near}'")).collect();
            Text::made(
                format!("是否想写其中之一：{}？", similar.join("、")),
                format!("some similar {what}s exist: {}", quoted.join(", ")),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(fault: UsageFault) -> (String, String) {
        let Failure { what, fix, .. } = fault.into();
        (what.en.into_owned(), fix.en.into_owned())
    }

    #[test]
    fn a_value_that_is_refused_is_shown_without_secrets_and_with_what_is_right() {
        let refused = |option: &str, value: &str, valid: &[&str], why| {
            said(UsageFault::Value {
                option: option.to_owned(),
                value: value.to_owned(),
                valid: valid.iter().map(|it| (*it).to_owned()).collect(),
                why,
            })
        };
        let (what, fix) = refused("--render <WHEN>", "x", &["auto", "never"], None);
        assert_eq!(what, "invalid value 'x' for '--render <WHEN>'");
        assert_eq!(fix, "write one of auto, never");
        let (what, _) = refused("--header <NAME:VALUE>", "X: SECRET", &[], None);
        assert!(!what.contains("SECRET"), "{what}");
        let why = ValueFault::Form(None, Text::fixed("一", "one"));
        assert_eq!(refused("--x", "y", &["z"], Some(why)).1, "one");
        let why = ValueFault::Words("too large".to_owned());
        let (what, fix) = refused("--x", "y", &[], Some(why));
        assert_eq!((&*what, &*fix), ("invalid value 'y' for '--x': too large", "see --help"));
    }

    #[test]
    fn a_slip_is_answered_with_what_it_looks_like() {
        let unknown = |similar: &[&str]| {
            let similar = similar.iter().map(|it| (*it).to_owned()).collect();
            said(UsageFault::UnknownCommand { typed: "audti".to_owned(), similar }).1
        };
        assert_eq!(unknown(&[]), "see --help");
        assert_eq!(unknown(&["audit"]), "a similar subcommand exists: 'audit'");
        assert_eq!(unknown(&["a", "b"]), "some similar subcommands exist: 'a', 'b'");
    }

    #[test]
    fn an_option_that_conflicts_with_itself_was_given_twice() {
        let conflict = |others: &[&str]| {
            let others = others.iter().map(|it| (*it).to_owned()).collect();
            said(UsageFault::Conflict { option: "--out".to_owned(), others }).0
        };
        assert_eq!(conflict(&["--out"]), "the argument '--out' cannot be used multiple times");
        assert_eq!(conflict(&["--all"]), "the argument '--out' cannot be used with '--all'");
    }
}
