//! What there is to know of a format of the table of due days. A further one is one file with a `FORMAT`, and its line in
//! [`super::FORMATS`].

use std::io;

use crate::deadlines::DueTable;
use crate::report::Style;

/// A format of the table of due days.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// Whether it has room for contradictions between `beian.toml` and the ledger. Those of other formats must be written
    /// elsewhere.
    pub has_conflicts: bool,
    /// Writes the table. Of `client`, where the table is that of one client, a calendar takes its name.
    pub write:
        fn(&DueTable, &Style<'_>, client: Option<&str>, &mut dyn io::Write) -> io::Result<()>,
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}
