//! Evidence of what home pages showed: a folder of pictures, HTML and answers, with a manifest that has the hash of every
//! file, and a signature where a key was given. Written by [`store`], checked by [`mod@verify`].
//!
//! What the hashes prove is that the files are those that the manifest lists, and what a signature proves is that the
//! holder of a key signed that list. Neither proves when it was made: there is no trusted timestamp.

pub mod key;
pub mod key_file;
pub mod manifest;
mod name;
pub mod store;
pub mod verify;

pub use key::{EvidenceKey, KeyError, PublicKey};
pub use manifest::EvidenceManifest;
pub use store::EvidenceStore;
pub use verify::{Verification, verify};

/// The manifest's file.
pub const MANIFEST: &str = "manifest.json";
/// The file with the hash of the manifest, in the form that `sha256sum -c` reads.
pub const MANIFEST_HASH: &str = "manifest.sha256";
/// The file with the signature of the manifest, in base64.
pub const SIGNATURE: &str = "manifest.sig";

/// The SHA-256 of bytes, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    data_encoding::HEXLOWER.encode(digest.as_ref())
}
