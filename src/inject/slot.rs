//! A page and the point in it where a block goes.

use std::path::Path;

use crate::facts::{self, PageFacts, RawPage};

use super::charset::TextEncoding;
use super::insertion::InsertionPoint;

/// A page that a block is put into.
#[derive(Clone, Copy)]
pub(super) struct Slot<'a> {
    pub path: &'a Path,
    pub page: &'a [u8],
    /// The page without blocks of ours.
    pub outside: &'a [u8],
    pub point: &'a InsertionPoint,
    pub encoding: TextEncoding,
}

/// What a page shows. A page in UTF-16 is edited as text: it is UTF-8 here, whatever its `<meta>` says.
pub(super) fn read(page: &[u8], encoding: TextEncoding) -> PageFacts {
    let as_text = matches!(encoding, TextEncoding::Utf16 { .. });
    let content_type = as_text.then_some("text/html; charset=utf-8");
    facts::read(RawPage { bytes: page, content_type, links: 0 })
}
