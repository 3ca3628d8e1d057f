//! Re-levelled rules: `[rules]` in beian.toml and `--rule ID=LEVEL`.

use std::collections::BTreeMap;

use super::{Rule, Severity};

/// What a rule was set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Not run.
    Off,
    /// Run, with this severity for all its findings.
    At(Severity),
}

impl Level {
    /// The word for it in options and in `beian.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::At(severity) => severity.name(),
        }
    }
}

impl std::str::FromStr for Level {
    type Err = LevelError;

    fn from_str(text: &str) -> Result<Self, LevelError> {
        match text {
            "off" => Ok(Self::Off),
            "info" => Ok(Self::At(Severity::Info)),
            "warning" => Ok(Self::At(Severity::Warning)),
            "error" => Ok(Self::At(Severity::Error)),
            _ => Err(LevelError(text.to_owned())),
        }
    }
}

/// A word that is no level.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a level; use off, info, warning or error")]
pub struct LevelError(pub String);

/// The levels of a run; rules that are not named keep their own severity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<&'static str, Level>);

impl Levels {
    /// Sets a rule's level; a later call wins.
    pub fn set(&mut self, rule: &'static Rule, level: Level) {
        self.0.insert(rule.id, level);
    }

    /// Sets the level of a rule of another kind by its id; a later call wins.
    pub fn set_by_id(&mut self, id: &'static str, level: Level) {
        self.0.insert(id, level);
    }

    /// The level that the rule with an id was set to, if it was.
    pub fn of(&self, id: &str) -> Option<Level> {
        self.0.get(id).copied()
    }

    /// The rules that were set, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Level)> {
        self.0.iter().map(|(id, level)| (*id, *level))
    }

    /// The level a rule was set to, if it was.
    pub fn get(&self, rule: &Rule) -> Option<Level> {
        self.0.get(rule.id).copied()
    }
}
