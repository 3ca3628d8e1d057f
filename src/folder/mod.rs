//! Folders and files on disk: walks, open folders in which no link is followed, files that are written whole or not at all,
//! and input files that a user names. Unix only.

mod apart;
mod attributes;
mod draft;
mod fault;
mod globs;
mod handle;
mod input;
mod new_file;
mod served;
mod unicode;
mod walk;
mod whole;

pub use apart::{NamedFile, destructive, keep_apart};
pub use attributes::{copy_content, copy_metadata};
pub use draft::{DraftBatch, is_draft, sweep};
pub use fault::{unreadable, unreadable_folder, unwritable};
pub use globs::{Choice, GlobError, Globs, pattern_of};
pub use handle::{EntryKind, Folder, FolderEntry, Identity};
pub use input::{
    bytes_of, open_file, open_file_to_write, open_file_with_size, open_stream, read, read_text,
    text_of,
};
pub use new_file::{Access, Lasting, NewFile, adopt_part, make_private, part_of, place_of};
pub use served::{ServedFolder, files_of};
pub use unicode::decoded;
pub use walk::{FolderListing, is_page, is_walked, walk};
pub use whole::{LineFile, sweep_drafts, write_one_of_many, write_whole, write_whole_unless};
