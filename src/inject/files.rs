//! The files of a folder: read, edited, and written whole or not at all.
