//! What clap says of a command line, as a fault of usage.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::console::{UsageFault, ValueFault};
use crate::domain::date::DateError;
use crate::domain::failure::{Failure, ValueError};

/// An error of the command line.
pub(super) fn fault(error: &clap::Error) -> Failure {
    usage_fault(error).into()
}

fn usage_fault(error: &clap::Error) -> UsageFault {
    let words = |kind| all(error, kind).join(" ");
    let (option, value) = (words(ContextKind::InvalidArg), words(ContextKind::InvalidValue));
    let valid = || all(error, ContextKind::ValidValue);
    match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::NoEquals if value.is_empty() => {
            UsageFault::NoValue { option, valid: valid() }
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            UsageFault::Value { option, value, valid: valid(), why: why(error) }
        }
        ErrorKind::UnknownArgument => UsageFault::UnknownArgument {
            typed: option,
            similar: all(error, ContextKind::SuggestedArg),
        },
        ErrorKind::InvalidSubcommand => UsageFault::UnknownCommand {
            typed: words(ContextKind::InvalidSubcommand),
            similar: all(error, ContextKind::SuggestedSubcommand),
        },
        ErrorKind::ArgumentConflict => {
            let others = all(error, ContextKind::PriorArg);
            // a second file where a subcommand could have stood; clap names another word than the one that was typed
            if option.is_empty() && !all(error, ContextKind::InvalidSubcommand).is_empty() {
                UsageFault::Surplus { after: others }
            } else {
                UsageFault::Conflict { option, others }
            }
        }
        ErrorKind::MissingRequiredArgument => {
            UsageFault::Missing(all(error, ContextKind::InvalidArg))
        }
        ErrorKind::MissingSubcommand => {
            UsageFault::NoCommand { valid: all(error, ContextKind::ValidSubcommand) }
        }
        // of a kind that has no words of its own here: clap's first line
        _ => {
            let text = error.render().to_string();
            let line = text.lines().next().unwrap_or_default();
            UsageFault::Other(line.strip_prefix("error: ").unwrap_or(line).to_owned())
        }
    }
}

/// Why a value cannot be used, by the error of its reader.
fn why(error: &clap::Error) -> Option<ValueFault> {
    let source = std::error::Error::source(error)?;
    if let Some(ValueError { what, fix }) = source.downcast_ref() {
        return Some(ValueFault::Form(what.clone(), fix.clone()));
    }
    Some(match source.downcast_ref::<DateError>() {
        Some(date) => ValueFault::Failure(Box::new(Failure::of(date))),
        None => ValueFault::Words(source.to_string()),
    })
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
