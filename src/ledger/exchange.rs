//! Reading the text of an export: JSON Lines, one entry or audit a line.

use std::io::{self, BufRead, Read as _};

use super::{Imported, LineError};

/// The longest line that is read, in bytes: enough for an audit with a million pages.
const LONGEST: u64 = 128 << 20;

/// How many lines of an import were new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Lines that were added.
    pub added: u64,
    /// Lines that were in the ledger already.
    pub known: u64,
}

/// Why an import ended.
#[derive(Debug)]
pub enum ImportError<E> {
    /// The source cannot be read.
    Source(io::Error),
    /// A line is refused.
    Line {
        /// Its number, from 1.
        number: u64,
        /// Why.
        error: E,
    },
}

/// Calls `add` with each line that is not blank.
///
/// # Errors
/// The first line that cannot be read or that `add` refuses; a source that cannot be read.
pub fn import_lines<E: From<LineError>>(
    source: &mut dyn BufRead,
    mut add: impl FnMut(&str) -> Result<Imported, E>,
) -> Result<ImportCounts, ImportError<E>> {
    let mut counts = ImportCounts::default();
    let mut bytes = Vec::new();
    for number in 1_u64.. {
        bytes.clear();
        let read = (&mut *source).take(LONGEST).read_until(b'\n', &mut bytes);
        if read.map_err(ImportError::Source)? == 0 {
            break;
        }
        let refused = |error: E| ImportError::Line { number, error };
        if bytes.len() as u64 == LONGEST && !bytes.ends_with(b"\n") {
            return Err(refused(LineError::TooLong.into()));
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| refused(LineError::NotUtf8.into()))?;
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            continue;
        }
        match add(text).map_err(refused)? {
            Imported::Added => counts.added += 1,
            Imported::Known => counts.known += 1,
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_are_skipped_and_an_error_has_its_number() {
        let mut lines = Vec::new();
        let mut take = |text: &str| {
            lines.push(text.to_owned());
            Ok::<_, LineError>(if text == "a" { Imported::Added } else { Imported::Known })
        };
        let counts = import_lines(&mut "\u{feff}a\n\n  \r\nb".as_bytes(), &mut take).unwrap();
        assert_eq!(counts, ImportCounts { added: 1, known: 1 });
        assert_eq!(lines, ["a", "b"]);
        let broken =
            import_lines(&mut &b"a\n\n\xff\n"[..], |_| Ok::<_, LineError>(Imported::Added));
        assert!(matches!(broken, Err(ImportError::Line { number: 3, error: LineError::NotUtf8 })));
    }
}
