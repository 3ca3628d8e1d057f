//! Whether a folder of evidence is as it was written: every file that the manifest lists is there with its hash, and no
//! other; the manifest has its hash, and its signature where there is one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use data_encoding::BASE64;
use ring::digest::{Context, SHA256};

use crate::domain::lang::{Bilingual as _, Text};
use crate::evidence::key::PublicKey;
use crate::evidence::manifest::{EVIDENCE_SCHEMA_VERSION, EvidenceManifest, EvidenceSite};
use crate::evidence::store::hash_line;
use crate::evidence::{MANIFEST, MANIFEST_HASH, SIGNATURE};

/// The largest manifest that is read, in bytes: 100,000 sites have some 300 MB.
const LARGEST_MANIFEST: u64 = 1 << 30;
/// Folders in folders; evidence has two.
const DEEPEST: usize = 8;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// What is not as it was written, by path.
    pub problems: Vec<EvidenceProblem>,
    /// Files whose hash was compared.
    pub files: usize,
    /// Sites in the manifest.
    pub sites: usize,
    /// When the run started, as the manifest says.
    pub started_at: String,
    /// Whether the evidence is complete, as the manifest says.
    pub complete: bool,
    /// Sites without all of their pictures, and why, as the manifest says.
    pub faults: Vec<(String, String)>,
    /// What the signature says.
    pub signature: SignatureCheck,
}

/// What a signature says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureCheck {
    /// There is none.
    Unsigned,
    /// It is right by the key that the manifest names: whoever has changed the evidence may have signed it again with
    /// another key.
    OwnKey(PublicKey),
    /// It is right by the key that was given.
    GivenKey(PublicKey),
    /// It is wrong: a problem says so.
    Wrong,
}

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EvidenceProblem {
    /// The file, in the folder.
    pub path: String,
    /// What is wrong with it.
    pub kind: ProblemKind,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// Its bytes are not those that the manifest lists.
    Changed,
    /// It is not there.
    Missing,
    /// The manifest does not list it.
    Extra,
    /// It is a link, a pipe or the like.
    NoFile,
    /// It cannot be read, and why.
    Unreadable(String),
    /// The manifest is no manifest that this version reads.
    NoManifest,
    /// The signature was not made by the key.
    WrongSignature,
    /// A key was given, and the evidence is not signed.
    Unsigned,
    /// The manifest names another key than the one that was given.
    OtherKey,
}

impl ProblemKind {
    /// In words.
    pub fn words(&self) -> Text {
        match self {
            Self::Changed => Text::fixed("内容已改变", "changed"),
            Self::Missing => Text::fixed("文件缺失", "missing"),
            Self::Extra => Text::fixed("清单里没有这个文件", "not in the manifest"),
            Self::NoFile => Text::fixed("不是普通文件", "no regular file"),
            Self::Unreadable(why) => {
                Text::made(format!("无法读取：{why}"), format!("cannot be read: {why}"))
            }
            Self::NoManifest => {
                Text::fixed("不是本版本能读的证据清单", "no manifest that this version can read")
            }
            Self::WrongSignature => {
                Text::fixed("签名与公钥不符", "the signature was not made with the key")
            }
            Self::Unsigned => Text::fixed("没有签名", "there is no signature"),
            Self::OtherKey => Text::fixed(
                "清单写明的公钥不是给出的那一把",
                "the manifest names another key than the one that was given",
            ),
        }
    }
}

/// Checks a folder of evidence. `key` is the key that it must be signed with.
///
/// # Errors
///
/// The folder cannot be listed.
pub fn verify(root: &Path, key: Option<PublicKey>) -> io::Result<Verification> {
    let mut found = BTreeMap::new();
    list(root, "", 0, &mut found)?;
    let mut problems = Vec::new();
    let mut problem =
        |path: &str, kind| problems.push(EvidenceProblem { path: path.to_owned(), kind });
    let bytes = found.remove(MANIFEST).map(|_| bounded(&root.join(MANIFEST)));
    let manifest = match &bytes {
        None => {
            problem(MANIFEST, ProblemKind::Missing);
            None
        }
        Some(Err(error)) => {
            problem(MANIFEST, ProblemKind::Unreadable(words(error)));
            None
        }
        Some(Ok(bytes)) => {
            let manifest = serde_json::from_slice::<EvidenceManifest>(bytes).ok();
            let manifest = manifest.filter(|known| known.schema_version == EVIDENCE_SCHEMA_VERSION);
            if manifest.is_none() {
                problem(MANIFEST, ProblemKind::NoManifest);
            }
            manifest
        }
    };
    let bytes = bytes.and_then(Result::ok).unwrap_or_default();
    let hash = found.remove(MANIFEST_HASH).map(|_| bounded(&root.join(MANIFEST_HASH)));
    match hash {
        None => problem(MANIFEST_HASH, ProblemKind::Missing),
        Some(Err(error)) => problem(MANIFEST_HASH, ProblemKind::Unreadable(words(&error))),
        Some(Ok(line)) if line != hash_line(&bytes).as_bytes() => {
            problem(MANIFEST, ProblemKind::Changed);
        }
        Some(Ok(_)) => {}
    }
    let signature = found.remove(SIGNATURE).map(|_| bounded(&root.join(SIGNATURE)));
    let readable = manifest.is_some();
    let manifest = manifest.unwrap_or_default();
    let signature = check_signature(&manifest, &bytes, signature, key, &mut problem);
    // without a manifest every file of the folder would be one too many
    let files = if readable { compare(root, &manifest, &found, &mut problem) } else { 0 };
    problems.sort_unstable();
    problems.dedup();
    Ok(Verification {
        problems,
        files,
        faults: faults(&manifest),
        sites: manifest.sites.len(),
        started_at: manifest.started_at,
        complete: manifest.complete,
        signature,
    })
}

/// The sites that lack pictures, and the first reason of each.
fn faults(manifest: &EvidenceManifest) -> Vec<(String, String)> {
    let first = |site: &EvidenceSite| Some((site.target.clone(), site.faults().next()?.to_owned()));
    manifest.sites.iter().filter_map(first).collect()
}

/// Compares the files that are there with those that the manifest lists; how many were.
fn compare(
    root: &Path,
    manifest: &EvidenceManifest,
    found: &BTreeMap<String, bool>,
    problem: &mut impl FnMut(&str, ProblemKind),
) -> usize {
    let listed: BTreeMap<&str, _> =
        manifest.files.iter().map(|file| (file.path.as_str(), file)).collect();
    for (path, regular) in found {
        match listed.get(path.as_str()) {
            _ if !regular => problem(path, ProblemKind::NoFile),
            None => problem(path, ProblemKind::Extra),
            Some(file) => match hash_of(&root.join(path)) {
                Ok(hash) if hash == (file.bytes, file.sha256.clone()) => {}
                Ok(_) => problem(path, ProblemKind::Changed),
                Err(error) => problem(path, ProblemKind::Unreadable(words(&error))),
            },
        }
    }
    for path in listed.keys().filter(|path| !found.contains_key(**path)) {
        problem(path, ProblemKind::Missing);
    }
    listed.len()
}

fn check_signature(
    manifest: &EvidenceManifest,
    bytes: &[u8],
    file: Option<io::Result<Vec<u8>>>,
    key: Option<PublicKey>,
    problem: &mut impl FnMut(&str, ProblemKind),
) -> SignatureCheck {
    let named = manifest.signed_with.as_ref();
    let file = match file {
        Some(Ok(file)) => file,
        Some(Err(error)) => {
            problem(SIGNATURE, ProblemKind::Unreadable(words(&error)));
            return SignatureCheck::Wrong;
        }
        None if named.is_some() => {
            problem(SIGNATURE, ProblemKind::Missing);
            return SignatureCheck::Wrong;
        }
        None if key.is_some() => {
            problem(SIGNATURE, ProblemKind::Unsigned);
            return SignatureCheck::Wrong;
        }
        None => return SignatureCheck::Unsigned,
    };
    let own = named.filter(|key| key.algorithm == "ed25519");
    let own = own.and_then(|key| PublicKey::read(&key.public_key).ok());
    let Some(own) = own else {
        problem(SIGNATURE, ProblemKind::Extra);
        return SignatureCheck::Wrong;
    };
    if key.is_some_and(|key| key != own) {
        problem(MANIFEST, ProblemKind::OtherKey);
        return SignatureCheck::Wrong;
    }
    // exactly as it is written: a changed byte must not pass for the same signature
    let signature = file.strip_suffix(b"\n").and_then(|text| BASE64.decode(text).ok());
    if !signature.is_some_and(|signature| own.accepts(bytes, &signature)) {
        problem(SIGNATURE, ProblemKind::WrongSignature);
        return SignatureCheck::Wrong;
    }
    key.map_or(SignatureCheck::OwnKey(own), SignatureCheck::GivenKey)
}

/// All that is in a folder, by path; whether it is a regular file. Links are not followed. A folder without files counts
/// as something that is no file.
fn list(
    folder: &Path,
    prefix: &str,
    depth: usize,
    found: &mut BTreeMap<String, bool>,
) -> io::Result<()> {
    let before = found.len();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type()?;
        if kind.is_dir() && depth < DEEPEST {
            list(&entry.path(), &format!("{path}/"), depth + 1, found)?;
        } else {
            found.insert(path, kind.is_file());
        }
    }
    if depth > 0 && found.len() == before {
        found.insert(prefix.to_owned(), false);
    }
    Ok(())
}

fn bounded(path: &Path) -> io::Result<Vec<u8>> {
    crate::folder::read(path, LARGEST_MANIFEST)
}

fn words(error: &io::Error) -> String {
    error.text().en.into_owned()
}

fn hash_of(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let (mut context, mut length) = (Context::new(&SHA256), 0);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = match file.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if read == 0 {
            break;
        }
        context.update(buffer.get(..read).unwrap_or_default());
        length += read as u64;
    }
    Ok((length, data_encoding::HEXLOWER.encode(context.finish().as_ref())))
}

#[cfg(test)]
mod tests;
