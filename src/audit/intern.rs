//! Interns strings that repeat across pages.

use std::collections::HashSet;

use foldhash::fast::RandomState;
use parking_lot::Mutex;

use crate::report::model::Shared;

/// The texts seen so far.
#[derive(Debug, Default)]
pub(super) struct Interner(Mutex<HashSet<Shared, RandomState>>);

impl Interner {
    /// The one copy of this text.
    pub(super) fn share(&self, text: &str) -> Shared {
        let mut known = self.0.lock();
        if let Some(copy) = known.get(text) {
            return copy.clone();
        }
        let copy = Shared::from(text);
        known.insert(copy.clone());
        copy
    }
}
