//! Where pages come from: a folder on disk, one file, a live site.
