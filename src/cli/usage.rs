//! What clap says of a command line, in both languages. `--help` shows the usage lines better.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::domain::date::DateError;
use crate::domain::lang::{Bilingual as _, Text};
use crate::domain::secret;
use crate::net::PinError;

use super::Error;

/// A value that a parser of ours refuses: clap carries it to [`Error::usage`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ValueError {
    /// What is wrong, where more can be said than that the value is invalid.
    what: Option<Text>,
    /// The right form.
    fix: Text,
}

impl ValueError {
    /// A value of the wrong form.
    pub(super) fn form(fix: impl Into<Text>) -> Self {
        Self { what: None, fix: fix.into() }
    }

    /// A value with a fault that has a name.
    pub(super) fn new(what: impl Into<Text>, fix: impl Into<Text>) -> Self {
        Self { what: Some(what.into()), fix: fix.into() }
    }
}

impl std::fmt::Display for ValueError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.what {
            Some(what) => write!(f, "{what}; {}", self.fix),
            None => write!(f, "{}", self.fix),
        }
    }
}

impl std::error::Error for ValueError {}

impl Error {
    /// An error of the command line.
    pub(super) fn usage(error: &clap::Error) -> Self {
        let what = |kind| all(error, kind).join(" ");
        let arg = what(ContextKind::InvalidArg);
        let value = what(ContextKind::InvalidValue);
        match error.kind() {
            ErrorKind::InvalidValue | ErrorKind::NoEquals if value.is_empty() => Self::new(
                (
                    format!("{arg} 缺少值"),
                    format!("a value is required for '{arg}' but none was supplied"),
                ),
                valid_values(error).unwrap_or_else(see_help),
            ),
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
                refused_value(error, &arg, &value)
            }
            ErrorKind::UnknownArgument => Self::new(
                (format!("没有选项或参数 {arg}"), format!("unexpected argument '{arg}' found")),
                similar(error, ContextKind::SuggestedArg, "argument").unwrap_or_else(see_help),
            ),
            ErrorKind::InvalidSubcommand => {
                let name = what(ContextKind::InvalidSubcommand);
                let fix = similar(error, ContextKind::SuggestedSubcommand, "subcommand");
                Self::new(
                    (format!("没有命令 {name}"), format!("unrecognized subcommand '{name}'")),
                    fix.unwrap_or_else(see_help),
                )
            }
            ErrorKind::ArgumentConflict => {
                let other = all(error, ContextKind::PriorArg).join(", ");
                Self::new(
                    conflict(&arg, &other),
                    ("只保留其中一个；说明见 --help", "leave one of them out; see --help"),
                )
            }
            ErrorKind::MissingRequiredArgument => {
                let missing = all(error, ContextKind::InvalidArg).join(", ");
                Self::new(
                    (
                        format!("缺少必需的参数：{missing}"),
                        format!("the following required arguments were not provided: {missing}"),
                    ),
                    see_help(),
                )
            }
            ErrorKind::MissingSubcommand => {
                let valid = all(error, ContextKind::ValidSubcommand).join(", ");
                Self::new(
                    ("缺少子命令", "a subcommand is required but none was given"),
                    (format!("可用的子命令：{valid}"), format!("write one of {valid}")),
                )
            }
            _ => Self::new(other(error), see_help()),
        }
    }
}

/// A value that cannot be read.
fn refused_value(error: &clap::Error, arg: &str, value: &str) -> Error {
    let value = if arg.starts_with("--header") {
        secret::header(value).into()
    } else {
        secret::typed(value)
    };
    let invalid = Text::made(
        format!("{arg} 的值“{value}”无效"),
        format!("invalid value '{value}' for '{arg}'"),
    );
    let source = std::error::Error::source(error);
    let ours = source.and_then(|source| source.downcast_ref::<ValueError>());
    if let Some(ValueError { what, fix }) = ours {
        let what = what.clone().unwrap_or(invalid);
        return Error::new(what, fix.clone());
    }
    if let Some(date) = source.and_then(|source| source.downcast_ref::<DateError>()) {
        return Error::new(date.text(), date.fix());
    }
    if source.is_some_and(<dyn std::error::Error>::is::<PinError>) {
        return Error::new(
            invalid,
            (
                "请写成 HOST:PORT:ADDR，例如 example.cn:443:192.0.2.1",
                "write it as HOST:PORT:ADDR, e.g. example.cn:443:192.0.2.1",
            ),
        );
    }
    let fix = valid_values(error).unwrap_or_else(see_help);
    match source {
        // A number out of range, an address that is none: the library's words.
        Some(cause) => Error::new(invalid.map(|text| format!("{text}: {cause}")), fix),
        None => Error::new(invalid, fix),
    }
}

fn conflict(arg: &str, other: &str) -> Text {
    if other.is_empty() || arg == other {
        return Text::made(
            format!("{arg} 不能重复使用"),
            format!("the argument '{arg}' cannot be used multiple times"),
        );
    }
    Text::made(
        format!("{arg} 不能与 {other} 同时使用"),
        format!("the argument '{arg}' cannot be used with '{other}'"),
    )
}

fn see_help() -> Text {
    Text::fixed("用法见 --help", "see --help")
}

/// The values that an option takes, where it takes only some.
fn valid_values(error: &clap::Error) -> Option<Text> {
    let values = all(error, ContextKind::ValidValue);
    let values = values.join(", ");
    (!values.is_empty())
        .then(|| Text::made(format!("可用的值：{values}"), format!("write one of {values}")))
}

/// What was probably meant.
fn similar(error: &clap::Error, kind: ContextKind, what: &str) -> Option<Text> {
    let near = all(error, kind);
    let quoted: Vec<String> = near.iter().map(|near| format!("'{near}'")).collect();
    match near.as_slice() {
        [] => None,
        [one] => Some(Text::made(
            format!("是否想写 {one}？"),
            format!("a similar {what} exists: '{one}'"),
        )),
        _ => Some(Text::made(
            format!("是否想写其中之一：{}？", near.join("、")),
            format!("some similar {what}s exist: {}", quoted.join(", ")),
        )),
    }
}

/// An error of a kind that has no words of its own here: clap's first line.
fn other(error: &clap::Error) -> Text {
    let text = error.render().to_string();
    let line = text.lines().next().unwrap_or_default();
    let line = line.strip_prefix("error: ").unwrap_or(line);
    Text::made(format!("命令行有误：{line}"), line)
}

/// The texts that an error carries under one heading.
fn all(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        _ => Vec::new(),
    }
}
