//! Options whose values are the names of a table: formats, readers.

use clap::builder::{PossibleValuesParser, TypedValueParser};

/// A parser of the names of a table's entries.
pub(super) fn one_of<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    name: fn(&T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(name)).try_map(move |typed| {
        all.iter().copied().find(|it| name(it) == typed).ok_or("no entry has this name")
    })
}
