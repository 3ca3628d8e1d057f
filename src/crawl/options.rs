//! How a live site is crawled.

use serde::{Deserialize, Serialize};

/// What is read of a live site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveOptions {
    /// Pages in all, the home page included.
    pub max_pages: usize,
    /// Only the home page.
    pub home_only: bool,
    /// Whether robots.txt governs discovered pages.
    pub robots: bool,
    /// Patterns of paths: only these pages are read besides the home page, where there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// Patterns of paths: these pages are not read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// Whether the bytes of pages are kept with their facts.
    #[serde(skip)]
    pub keep_source: bool,
}

impl Default for LiveOptions {
    fn default() -> Self {
        let (include, exclude) = (Vec::new(), Vec::new());
        let keep_source = false;
        Self { max_pages: 50, home_only: false, robots: true, include, exclude, keep_source }
    }
}
