//! The bytes of one page → what a reader sees, where it stands, and what it links to. Facts never judge.

mod page;
mod sighting;

pub use page::{
    Arrival, Elsewhere, ElsewhereKind, Frame, Generator, Intercept, Page, PageFacts, PageKind,
    Redirect, Skipped, TlsFault, Visit,
};
pub use sighting::{Badge, CopyrightLine, Joke, Link, LinkKind, Place, Sighting, Visibility};

/// One page as it arrived.
#[derive(Clone, Copy, Debug)]
pub struct RawPage<'a> {
    /// The body, decompressed.
    pub bytes: &'a [u8],
    /// The `Content-Type` header; `None` for files.
    pub content_type: Option<&'a str>,
}

/// Reads a page. Never fails: what cannot be read is a fact of its own ([`PageKind`]). Linear in the size of the
/// page; memory is a small multiple of it.
pub fn read(_page: RawPage<'_>) -> PageFacts {
    todo!("facts")
}
