//! A finding in the report's model, and one that does not count.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rules::Severity;

use super::vocabulary::{Shared, VocabularyName};

/// A fault, or something to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Rule id.
    pub rule: VocabularyName,
    /// How grave it is.
    pub severity: Severity,
    /// The page.
    pub page: Shared,
    /// 1-based line, for files.
    pub line: Option<u32>,
    /// What is wrong, in the run's language.
    pub message: Shared,
    /// What the page shows (untrusted text).
    pub evidence: Shared,
    /// How to fix it.
    pub fix: Shared,
    /// Law and article.
    pub reference: Shared,
}

/// A finding that does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AcceptedFinding {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// Whether it is something that a person must look at, not a fault. Absent where it is not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub review: bool,
    /// `baseline` or `exempt`.
    pub by: AcceptedBy,
    /// Why, where somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The last day on which it is accepted, `YYYY-MM-DD`, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// By what a finding is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AcceptedBy {
    /// The baseline has it.
    Baseline,
    /// `[[exempt]]` of `beian.toml`.
    Exempt,
}
