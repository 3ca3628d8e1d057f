//! Exit codes.

use std::fmt::Write as _;
use std::process::ExitCode;

use crate::domain::lang::Text;
use crate::report::Outcome;

/// How a run ended, in the order of precedence: the first that applies is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Interrupted; what was done so far is reported.
    Interrupted,
    /// The command line or the configuration is wrong, or a file could not be written.
    Usage,
    /// Findings at or above `--fail-on`.
    Findings,
    /// No such findings, but a home page could not be judged.
    NotJudged,
    /// Clean.
    Clean,
}

impl Exit {
    /// All, in the order of precedence.
    pub const ALL: [Self; 5] =
        [Self::Interrupted, Self::Usage, Self::Findings, Self::NotJudged, Self::Clean];

    /// The code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Interrupted => 130,
            Self::Usage => 2,
            Self::Findings => 1,
            Self::NotJudged => 3,
            Self::Clean => 0,
        }
    }

    const fn meaning(self) -> Text {
        match self {
            Self::Interrupted => Text::fixed(
                "被中断（Ctrl-C、SIGTERM、SIGHUP）；已完成的部分照常输出，并注明不完整",
                "interrupted (Ctrl-C, SIGTERM, SIGHUP); what was done so far is reported, as incomplete",
            ),
            Self::Usage => Text::fixed(
                "命令行或配置有误，或文件无法写入",
                "wrong command line or configuration, or a file that could not be written",
            ),
            Self::Findings => {
                Text::fixed("有达到 `--fail-on` 级别的问题", "findings at or above `--fail-on`")
            }
            Self::NotJudged => Text::fixed(
                "没有上述问题，但有首页无法判定",
                "none, but a home page could not be judged",
            ),
            Self::Clean => Text::fixed("没有问题", "clean"),
        }
    }

    /// The one of two that takes precedence.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.min(other)
    }
}

impl From<Outcome> for Exit {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Findings => Self::Findings,
            Outcome::Unjudged => Self::NotJudged,
            Outcome::Clean => Self::Clean,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The table of exit codes, in Markdown, in the order of precedence.
pub fn table() -> String {
    let mut table = String::from("| code | meaning | 含义 |\n|---|---|---|\n");
    for exit in Exit::ALL {
        let meaning = exit.meaning();
        let _ = writeln!(table, "| {} | {} | {} |", exit.code(), meaning.en, meaning.zh);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_applies_wins() {
        assert_eq!(Exit::ALL.map(Exit::code), [130, 2, 1, 3, 0]);
        for (first, one) in Exit::ALL.iter().enumerate() {
            for (second, other) in Exit::ALL.iter().enumerate() {
                assert_eq!(one.or(*other), Exit::ALL[first.min(second)]);
            }
        }
    }

    #[test]
    fn the_table_has_a_row_for_each_code() {
        assert_eq!(table().lines().count(), 2 + Exit::ALL.len());
    }
}
