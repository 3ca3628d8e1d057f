//! The HTML of one page: its bytes, their encoding, tokens, the tree of elements, style sheets, and which parts a reader
//! sees. Nothing here knows of filing numbers.
//!
//! A page is decoded, tokenised and laid out once (`tree`). Where the light tree cannot place a link exactly, the
//! standard's full algorithm is run (`dom`). [`ending()`] finds where something can be added at the end of a page that
//! is edited as bytes, in whatever encoding it is.

mod addition;
mod anchors;
mod attributes;
mod charset;
mod css;
#[cfg(test)]
pub(crate) mod differential;
pub(crate) mod dom;
mod ending;
mod ends;
mod numbered;
mod outline;
mod references;
mod side_table;
mod span;
mod tag;
mod tokens;
pub(crate) mod tree;
mod visibility;

pub use addition::{is_added, is_added_last};
pub use anchors::{Anchor, anchors};
pub use charset::{Charset, Garbled, charset, displaces_charset};
pub use ending::{ElementQuery, Ending, MARK, Markup, Nesting, SoughtElement, ending};
pub use numbered::decoded_with_offsets;
pub use visibility::screens::{Screens, Visibility, Width};

pub(crate) use charset::{decode, encoding_name};
pub(crate) use outline::{Inert, InertKind, NodeId, Outline, ROOT, TextRun, anchor_of};
pub(crate) use references::{unescape, unescape_attribute};
pub(crate) use side_table::SideTable;
pub(crate) use tag::Tag;
pub(crate) use visibility::VisibilityMap;
