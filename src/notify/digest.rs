//! What one message says, before it takes a channel's form. It is kept in the ledger and is the body of the generic
//! webhook: keys are only added.

use serde::{Deserialize, Serialize};

use crate::config::NoticeKind;
use crate::domain::lang::Lang;

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Digest {
    /// The day of which it speaks, `YYYY-MM-DD`.
    pub(super) day: String,
    /// Its language, `zh` or `en`.
    #[serde(with = "lang_text")]
    pub(super) lang: Lang,
    /// Its title.
    pub(super) title: String,
    /// How much of what, in one line.
    pub(super) summary: String,
    /// Its parts, most urgent first.
    pub(super) sections: Vec<DigestSection>,
}

/// Things of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DigestSection {
    /// The kind.
    pub(super) kind: NoticeKind,
    /// Its heading.
    pub(super) title: String,
    /// The things, most urgent first.
    pub(super) entries: Vec<DigestEntry>,
}

/// One thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DigestEntry {
    /// The site.
    pub(super) site: String,
    /// Its client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) client: Option<String>,
    /// What there is, in a line.
    pub(super) text: String,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) todo: Option<String>,
    /// Where to look or to do it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) link: Option<String>,
    /// What it is about: the period, the rule, the mark.
    pub(super) about: String,
    /// Its state, by which it is known whether it was told.
    pub(super) state: String,
    /// Of a period: its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) due: Option<String>,
    /// Of a period: days from the day of the message to its last day; negative when it is past.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) days_left: Option<i32>,
    /// Of a finding: its level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) severity: Option<String>,
}

impl Digest {
    /// All entries.
    pub(super) fn entries(&self) -> impl Iterator<Item = &DigestEntry> {
        self.sections.iter().flat_map(|section| &section.entries)
    }
}

mod lang_text {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::Lang;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
    pub(super) fn serialize<S: Serializer>(lang: &Lang, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(lang.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Lang, D::Error> {
        let text = String::deserialize(input)?;
        Ok(if text == Lang::Zh.name() { Lang::Zh } else { Lang::En })
    }
}
