//! The colours of a verdict on a terminal.

use anstyle::{AnsiColor, Style as Paint};

use crate::report::model::Status;
use crate::rules::Severity;

/// The colour of a status.
pub(in crate::report) const fn status_paint(status: Status) -> Paint {
    match status {
        Status::Pass => AnsiColor::Green.on_default(),
        Status::Fail => AnsiColor::Red.on_default(),
        Status::Review => AnsiColor::Magenta.on_default(),
        Status::Error => AnsiColor::Yellow.on_default(),
    }
}

/// The colour of a severity.
pub(in crate::report) const fn severity_paint(severity: Severity) -> Paint {
    match severity {
        Severity::Error => AnsiColor::Red.on_default(),
        Severity::Warning => AnsiColor::Yellow.on_default(),
        Severity::Info => AnsiColor::Cyan.on_default(),
    }
}
