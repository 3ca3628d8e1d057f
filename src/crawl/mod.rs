//! Where pages come from: a folder on disk, one file, a live site. Gathering never judges.

use crate::facts::Page;

/// Takes each page as soon as it is read, in any order and from several threads. `facts.links` are taken out before:
/// they belong to the crawl.
pub type Sink<'a> = &'a (dyn Fn(Page) + Sync);
