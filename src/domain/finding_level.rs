//! How grave a finding is, by the names that reports, the ledger and `beian.toml` have for it.

/// The level of a finding, as the ledger has it; the gravest is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingLevel {
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// Worth knowing.
    Info,
    /// A person must look at it.
    Review,
}

impl FindingLevel {
    /// All, gravest first.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Info, Self::Review];

    /// The name in the file, in the ledger and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Review => "review",
        }
    }

    /// The level of this name. What no version of the program has called a level is for a person to look at.
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|level| level.name() == name).unwrap_or(Self::Review)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_found_by_its_name_and_the_gravest_is_the_least() {
        assert!(FindingLevel::ALL.is_sorted());
        for level in FindingLevel::ALL {
            assert_eq!(FindingLevel::named(level.name()), level);
        }
        assert_eq!(FindingLevel::named("fatal"), FindingLevel::Review);
    }
}
