//! The names of a fleet: of its runs and labels, and of what it has on the server.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::lang::{Bilingual, Text};

use super::shard::Shard;

/// The longest name of a fleet or a label, and of a run, in bytes.
const MAX_WORD: usize = 32;
const MAX_RUN: usize = 64;
/// The place of sites that any worker may audit.
const ANYWHERE: &str = "any";

/// A text that is no name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no name of {of}: write {form}")]
pub struct NameError {
    text: String,
    of: NameKind,
    form: &'static str,
}

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NameKind {
    Fleet,
    Run,
    Label,
}

impl fmt::Display for NameKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Fleet => "a fleet",
            Self::Run => "a run",
            Self::Label => "a label",
        })
    }
}

impl Bilingual for NameError {
    fn zh(&self) -> String {
        let of = match self.of {
            NameKind::Fleet => "集群名",
            NameKind::Run => "任务名",
            NameKind::Label => "标签",
        };
        format!("“{}”不能作{of}：请写 {}", self.text, self.form)
    }
}

impl NameError {
    /// What to do.
    pub const fn fix(&self) -> Text {
        Text::fixed(
            "请只用字母、数字和连字符，例如 nightly-2026",
            "use letters, digits and hyphens, e.g. nightly-2026",
        )
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<Self, NameError> {
                text.parse()
            }
        }
    };
}

name! {
    /// The name of a fleet: lower-case letters, digits, hyphens. What it has on the server begins with it.
    FleetName
}

name! {
    /// The name of a run: letters, digits, hyphens, underscores.
    RunName
}

name! {
    /// A word that a worker carries and that a site may ask for: lower-case letters, digits, hyphens.
    Label
}

fn is_word(text: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=MAX_WORD).contains(&text.len()) && text.bytes().all(sign)
}

impl std::str::FromStr for FleetName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let fault =
            || NameError { text: text.to_owned(), of: NameKind::Fleet, form: "[a-z0-9-], 1–32" };
        is_word(text).then(|| Self(text.to_owned())).ok_or_else(fault)
    }
}

impl std::str::FromStr for RunName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let fault =
            || NameError {
                text: text.to_owned(), of: NameKind::Run, form: "[A-Za-z0-9_-], 1–64"
            };
        let good = (1..=MAX_RUN).contains(&text.len()) && text.bytes().all(sign);
        good.then(|| Self(text.to_owned())).ok_or_else(fault)
    }
}

impl std::str::FromStr for Label {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let fault = || NameError {
            text: text.to_owned(),
            of: NameKind::Label,
            form: "[a-z0-9-], 1–32, not \"any\"",
        };
        let good = is_word(text) && text != ANYWHERE;
        good.then(|| Self(text.to_owned())).ok_or_else(fault)
    }
}

/// From where a site is to be audited: by workers with a label, or by any.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePlace(pub Option<Label>);

impl fmt::Display for SitePlace {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0.as_ref().map_or(ANYWHERE, Label::as_str))
    }
}

impl SitePlace {
    fn parse(text: &str) -> Option<Self> {
        if text == ANYWHERE {
            return Some(Self(None));
        }
        text.parse().ok().map(|label| Self(Some(label)))
    }
}

/// Sites of one run, place and shard: what one subject of the stream of sites has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteGroup {
    /// The run.
    pub run: RunName,
    /// From where they are to be audited.
    pub place: SitePlace,
    /// Their shard.
    pub shard: Shard,
}

impl FleetName {
    /// The stream of sites that are to be audited.
    pub fn sites(&self) -> String {
        format!("{self}_SITES")
    }

    /// The stream of results that are to be collected.
    pub fn results(&self) -> String {
        format!("{self}_RESULTS")
    }

    /// The bucket of settings and progress of runs.
    pub fn runs(&self) -> String {
        format!("{self}_RUNS")
    }

    /// The bucket of leases, whose keys end with their time.
    pub fn leases(&self) -> String {
        format!("{self}_LEASES")
    }

    /// The object store of reports that are too large for a message.
    pub fn reports(&self) -> String {
        format!("{self}_REPORTS")
    }

    /// All subjects of sites.
    pub fn all_sites(&self) -> String {
        format!("{self}.site.>")
    }

    /// The subjects of a run's sites.
    pub fn sites_of_run(&self, run: &RunName) -> String {
        format!("{self}.site.*.*.{run}")
    }

    /// The subject of sites of one run, place and shard.
    pub fn site(&self, group: &SiteGroup) -> String {
        let SiteGroup { run, place, shard } = group;
        format!("{self}.site.{place}.{shard}.{run}")
    }

    /// What a subject of sites says.
    pub fn group_of(&self, subject: &str) -> Option<SiteGroup> {
        let rest = subject.strip_prefix(self.as_str())?.strip_prefix(".site.")?;
        let mut parts = rest.split('.');
        let (place, shard, run) = (parts.next()?, parts.next()?, parts.next()?);
        let group = SiteGroup {
            run: run.parse().ok()?,
            place: SitePlace::parse(place)?,
            shard: shard.parse().ok()?,
        };
        parts.next().is_none().then_some(group)
    }

    /// All subjects of results.
    pub fn all_results(&self) -> String {
        format!("{self}.result.>")
    }

    /// The subject of a run's results.
    pub fn result(&self, run: &RunName) -> String {
        format!("{self}.result.{run}")
    }
}

impl SiteGroup {
    /// The name of the consumer that hands out these sites.
    pub fn consumer(&self) -> String {
        format!("{}_{}_{}", self.run, self.place, self.shard)
    }
}

/// By what a message with a site, or with its result, is known to the server: a second one within two minutes is dropped.
pub(super) fn message_id(run: &RunName, number: u64) -> String {
    format!("{run}/{number}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_have_no_sign_that_means_something_in_a_subject() {
        for wrong in ["", "a.b", "a b", "*", ">", "a*", "é", "A b", "a/b"] {
            assert!(
                wrong.parse::<RunName>().is_err() && wrong.parse::<Label>().is_err(),
                "{wrong}"
            );
            assert!(wrong.parse::<FleetName>().is_err(), "{wrong}");
        }
        assert!("any".parse::<Label>().is_err() && "Any".parse::<Label>().is_err());
        assert!(
            "Nightly_2026-11".parse::<RunName>().is_ok() && "mainland".parse::<Label>().is_ok()
        );
        assert!("x".repeat(65).parse::<RunName>().is_err());
        assert!(serde_json::from_str::<Label>("\"a.b\"").is_err());
    }

    proptest! {
        #[test]
        fn a_subject_says_what_it_was_made_of(
            fleet in "[a-z0-9-]{1,8}", run in "[A-Za-z0-9_-]{1,8}", label in "(any|[a-z0-9-]{1,8})", number in any::<u8>()
        ) {
            let fleet: FleetName = fleet.parse().unwrap();
            let place = SitePlace::parse(&label).unwrap();
            let group = SiteGroup { run: run.parse().unwrap(), place, shard: Shard::new(number) };
            let subject = fleet.site(&group);
            prop_assert_eq!(fleet.group_of(&subject), Some(group));
            prop_assert_eq!(fleet.group_of(&subject[1..]), None);
        }
    }
}
