//! Which file a static server sends for a path.

use std::path::PathBuf;

/// What servers of static pages send for a path, in the order in which they look: the page of a folder, the file itself,
/// and the page of that name, for addresses are often written without its extension (`/docs/intro`).
pub fn files_of(path: PathBuf) -> impl Iterator<Item = PathBuf> {
    let named = |extension: &str| {
        let mut name = path.file_name()?.to_owned();
        name.push(extension);
        Some(path.with_file_name(name))
    };
    let pages = [named(".html"), named(".htm")];
    [path.join("index.html"), path.join("index.htm"), path]
        .into_iter()
        .chain(pages.into_iter().flatten())
}
