//! Places in the bytes of a page.

use std::ops::Range;

/// A range of bytes, counted from the start of the input that the function at hand was given.
pub(crate) type Span = Range<usize>;
