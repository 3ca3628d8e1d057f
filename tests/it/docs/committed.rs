//! Files of the repository that must be what the code renders. With `UPDATE` set they are written instead.

use std::fs;
use std::path::{Path, PathBuf};

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the repository, with line ends as in the code.
pub(crate) fn read(path: &str) -> String {
    let text = fs::read_to_string(root().join(path));
    text.unwrap_or_else(|error| panic!("{path}: {error}")).replace("\r\n", "\n")
}

/// Compares a file with what it must be, or writes it. Fails with the first line that differs.
#[track_caller]
#[expect(clippy::disallowed_methods, reason = "the switch of these tests, not of the program")]
pub(crate) fn matches(path: &str, truth: &str) {
    let file: PathBuf = root().join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(file.parent().expect("below the root")).expect("a folder");
        fs::write(&file, truth).unwrap_or_else(|error| panic!("{path}: {error}"));
        return;
    }
    let committed = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    if let Some(difference) = first_difference(&committed, truth) {
        panic!(
            "{path} is not what the code renders. {difference}\n\
             Run `UPDATE=1 cargo test --test it docs::` and read the diff."
        );
    }
}

/// The first line in which two texts differ, with what each has there.
fn first_difference(committed: &str, rendered: &str) -> Option<String> {
    if committed == rendered {
        return None;
    }
    let (mut old, mut new) = (committed.split('\n'), rendered.split('\n'));
    let mut number = 0;
    loop {
        number += 1;
        let (old, new) = (old.next(), new.next());
        if old != new {
            let shown = |line: Option<&str>| line.map_or("(the end)".to_owned(), str::to_owned);
            return Some(format!(
                "Line {number}:\n  committed: {}\n  rendered:  {}",
                shown(old),
                shown(new)
            ));
        }
    }
}

#[test]
fn the_first_line_that_differs_is_shown() {
    assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
    for (committed, rendered, shown) in [
        ("a\nb\nc", "a\nx\ny", "Line 2:\n  committed: b\n  rendered:  x"),
        ("a", "a\nb", "Line 2:\n  committed: (the end)\n  rendered:  b"),
        ("a\n", "a", "Line 2:\n  committed: \n  rendered:  (the end)"),
        ("", "a", "Line 1:\n  committed: \n  rendered:  a"),
    ] {
        assert_eq!(first_difference(committed, rendered).as_deref(), Some(shown));
    }
}
