//! The memory of an outline, kept for the next page that the thread reads.

use std::cell::Cell;

use super::{Node, TextRun};

/// The memory of an outline, for the next one that this thread makes.
#[derive(Default)]
pub(super) struct Spare {
    pub nodes: Vec<Node>,
    pub text: String,
    pub runs: Vec<TextRun>,
}

thread_local! {
    pub(super) static SPARE: Cell<Spare> = Cell::default();
}

/// Longer pages give their memory back.
pub(super) const MAX_SPARE: usize = 1 << 18;
