//! What there is to know of a format of a comparison. A further one is one file with a `FORMAT`, and its line in
//! [`super::FORMATS`].

use std::io;

use crate::changes::ChangesTable;
use crate::report::Style;

/// A format of a comparison.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// Writes the comparison.
    pub write: fn(&ChangesTable, &Style<'_>, &mut dyn io::Write) -> io::Result<()>,
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}
