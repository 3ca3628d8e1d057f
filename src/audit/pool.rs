//! Keeps one copy of texts that come back on page after page.

use std::collections::HashSet;

use foldhash::fast::RandomState;
use parking_lot::Mutex;

use crate::report::model::Shared;

/// The texts seen so far.
#[derive(Debug, Default)]
pub(super) struct Pool(Mutex<HashSet<Shared, RandomState>>);

impl Pool {
    /// The one copy of this text.
    pub(super) fn share(&self, text: &str) -> Shared {
        // A set of texts is whole whatever its holder did, so poison means nothing here.
        let mut known = self.0.lock();
        if let Some(copy) = known.get(text) {
            return copy.clone();
        }
        let copy = Shared::from(text);
        known.insert(copy.clone());
        copy
    }
}
