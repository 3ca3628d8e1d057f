//! Where a duty comes from: the law or the guide, its article, and the day its text was read.

use super::lang::Text;

/// A legal basis, cited by rules and clocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The name of the law, order or guide.
    pub law: Text,
    /// Article, or the section of a guide; empty where there is none.
    pub article: &'static str,
    /// The state of the text that this was read from, `YYYY-MM-DD`.
    pub text_as_of: &'static str,
    /// How far the source carries: law, provider's guide, or our own reading.
    pub kind: BasisKind,
}

/// How binding a basis is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BasisKind {
    /// A law, regulation or ministerial order.
    Law,
    /// A provider's or authority's guide; footers are rejected by it, but it is no law.
    Guide,
    /// Our own reading of a law's purpose.
    Reading,
}
