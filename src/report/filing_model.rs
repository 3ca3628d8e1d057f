//! The filings that a page shows: a part of the JSON contract.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::copyright::OwnerKind;
use crate::domain::icp_number::NumberState;
use crate::domain::register::Register;
use crate::facts::PagePart;

use super::vocabulary::{Extensible, Shared};

/// Filings by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Filings {
    /// ICP numbers.
    pub icp: Vec<Arc<Filing>>,
    /// Police numbers.
    pub police: Vec<Arc<PoliceFiling>>,
    /// Licences.
    pub licences: Vec<Arc<Filing>>,
    /// Numbers of other registers: algorithms, generative AI, government sites.
    #[serde(default)]
    pub others: Vec<Arc<OtherFiling>>,
    /// Copyright lines.
    pub copyright: Vec<Arc<CopyrightReport>>,
}

/// A filing on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Filing {
    /// Canonical: no spaces, half-width, with 号.
    pub number: Shared,
    /// As shown.
    pub raw: Shared,
    /// `ok`, `malformed` or `placeholder`.
    pub state: Extensible<NumberState>,
    /// Enclosed by an `<a>` with a plain address, whatever its host.
    pub linked: bool,
    /// The `href` of the enclosing `<a>` as written, trimmed; null where there is none.
    pub link: Option<Shared>,
    /// Whether a reader sees it.
    pub visible: bool,
    /// `header`, `nav`, `main`, `aside`, `footer`, `frame` or `other`.
    #[serde(rename = "where")]
    pub place: Extensible<PagePart>,
    /// How often it is on the page like this.
    pub occurrences: u32,
    /// The page.
    pub page: Shared,
}

/// A police filing on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PoliceFiling {
    /// The number, as for ICP filings.
    #[serde(flatten)]
    pub filing: Filing,
    /// Whether the badge is beside it.
    pub badge: bool,
    /// The badge's `src` as written; null where there is none or CSS draws it.
    pub badge_image: Option<Shared>,
}

/// A number of another register on a page: no filing of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OtherFiling {
    /// The number, as for ICP filings.
    #[serde(flatten)]
    pub filing: Filing,
    /// `algorithm` (网信算备), `generative-ai` or `site-code` (网站标识码).
    pub register: Extensible<Register>,
}

/// A copyright line on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CopyrightReport {
    /// As shown.
    pub text: Shared,
    /// The owner named.
    pub owner: Option<Shared>,
    /// `name`, `domain` or `software`; null without an owner.
    pub owner_kind: Option<Extensible<OwnerKind>>,
    /// First year.
    pub from: Option<i16>,
    /// Last year; null where none is named, or where the range is open.
    pub to: Option<i16>,
    /// Whether the range is open: `2019-present`, `2019-至今`, or an end that a script writes.
    #[serde(default)]
    pub open: bool,
    /// Whether a reader sees it.
    pub visible: bool,
    /// The page.
    pub page: Shared,
}
