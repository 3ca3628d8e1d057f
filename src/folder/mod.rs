//! Folders on disk: what is walked, and handles that no link can lead astray.

mod handle;
mod walk;

pub use handle::{Entry, Folder, Identity, Kind, dress};
pub use walk::{Found, is_page, is_walked, walk};
