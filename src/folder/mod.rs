//! Folders on disk: what is walked, handles that no link can lead astray, and files that are written whole or not at all.

mod draft;
mod handle;
mod new_file;
mod walk;

pub use draft::{Batch, is_draft, sweep};
pub use handle::{Entry, Folder, Identity, Kind, dress};
pub use new_file::{Access, Lasting, NewFile, make_private, place_of};
pub use walk::{Found, is_page, is_walked, walk};
