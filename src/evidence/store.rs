//! The folder that evidence is written to: files one by one as sites are done, the manifest at the end.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use parking_lot::Mutex;

use super::key::EvidenceKey;
use super::manifest::{
    EVIDENCE_SCHEMA_VERSION, EvidenceFile, EvidenceManifest, EvidenceSite, SigningKey,
};
use super::name::FolderNames;
use super::{MANIFEST, MANIFEST_HASH, SIGNATURE, sha256};
use crate::folder::make_private;

/// A folder that evidence is written to. Only the user can read it: pages may be private. Shared by all threads.
#[derive(Debug)]
pub struct EvidenceStore {
    root: PathBuf,
    contents: Mutex<Contents>,
}

#[derive(Debug, Default)]
struct Contents {
    names: FolderNames,
    sites: Vec<(usize, EvidenceSite)>,
    files: Vec<EvidenceFile>,
}

impl EvidenceStore {
    /// Opens a folder that does not exist yet, or is empty: evidence of two runs in one folder would prove nothing.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::DirectoryNotEmpty`] where something is in it; else what the system says.
    pub fn create(root: &Path) -> io::Result<Self> {
        make_private(root)?;
        if fs::read_dir(root)?.next().is_some() {
            return Err(io::ErrorKind::DirectoryNotEmpty.into());
        }
        Ok(Self { root: root.to_owned(), contents: Mutex::default() })
    }

    /// Creates the folder of a site, and returns its name.
    pub fn begin(&self, target: &str) -> io::Result<String> {
        let name = self.contents.lock().names.of(target);
        private(&self.root.join(&name))?;
        Ok(name)
    }

    /// Writes a file of a site, and returns its path in the folder. `name` may have one folder in front, which is created.
    pub fn put(&self, site: &str, name: &str, bytes: &[u8]) -> io::Result<String> {
        let path = format!("{site}/{name}");
        let full = self.root.join(&path);
        if let Some(folder) = full.parent() {
            private(folder)?;
        }
        create(&full)?.write_all(bytes)?;
        let file =
            EvidenceFile { path: path.clone(), bytes: bytes.len() as u64, sha256: sha256(bytes) };
        self.contents.lock().files.push(file);
        Ok(path)
    }

    /// Adds a site whose files are written; the manifest lists sites by `index`.
    pub fn add(&self, index: usize, site: EvidenceSite) {
        self.contents.lock().sites.push((index, site));
    }

    /// Writes the manifest, its hash and its signature.
    pub fn finish(
        &self,
        started_at: &str,
        complete: bool,
        key: Option<&EvidenceKey>,
    ) -> io::Result<()> {
        let mut contents = std::mem::take(&mut *self.contents.lock());
        contents.sites.sort_by_key(|(index, _)| *index);
        contents.files.sort_by(|one, other| one.path.cmp(&other.path));
        let complete = complete && contents.sites.iter().all(|(_, site)| site.is_whole());
        let manifest = EvidenceManifest {
            schema_version: EVIDENCE_SCHEMA_VERSION,
            tool: format!("beian {}", env!("CARGO_PKG_VERSION")),
            started_at: started_at.to_owned(),
            complete,
            signed_with: key.map(|key| SigningKey {
                algorithm: "ed25519".to_owned(),
                public_key: key.public().to_string(),
            }),
            sites: contents.sites.into_iter().map(|(_, site)| site).collect(),
            files: contents.files,
        };
        let mut text = serde_json::to_vec_pretty(&manifest)?;
        text.push(b'\n');
        let hash = hash_line(&text);
        create(&self.root.join(MANIFEST))?.write_all(&text)?;
        create(&self.root.join(MANIFEST_HASH))?.write_all(hash.as_bytes())?;
        if let Some(key) = key {
            let signature = format!("{}\n", BASE64.encode(&key.sign(&text)));
            create(&self.root.join(SIGNATURE))?.write_all(signature.as_bytes())?;
        }
        Ok(())
    }
}

/// What [`MANIFEST_HASH`] holds.
pub(super) fn hash_line(manifest: &[u8]) -> String {
    format!("{}  {MANIFEST}\n", sha256(manifest))
}

fn private(folder: &Path) -> io::Result<()> {
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        other => other,
    }
}

/// A new file that only the user can read; one that exists is an error.
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}
