//! What a TARGET is, and how thousands of them are held in little memory.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::BuildHasher as _;
use std::path::{Path, PathBuf};

use crate::crawl::{PathKind, Target, TargetError, TargetKind};

/// Recognises a typed target. `base` is the folder that relative paths are joined to; with the empty path they stay as
/// they were typed, and the system resolves them against the process's working folder.
pub fn recognise(typed: &str, base: &Path) -> Result<Target, TargetError> {
    let mut target = Target::parse(typed, |path| PathKind::of(&base.join(path)))?;
    if let TargetKind::Folder(path) | TargetKind::File(path) = &mut target.kind {
        *path = base.join(&*path);
    }
    Ok(target)
}

/// The path of a target on disk.
pub(super) fn path_of(target: &Target) -> Option<&Path> {
    match &target.kind {
        TargetKind::Folder(path) | TargetKind::File(path) => Some(path),
        TargetKind::Url(_) | TargetKind::Domain { .. } => None,
    }
}

/// Targets as they were recognised, each once, in order. Their texts share one piece of memory.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// What relative paths are joined to.
    base: PathBuf,
    texts: String,
    /// Where each text ends, and what it was recognised as.
    ends: Vec<(usize, TargetForm)>,
    /// The index of each target, by a hash of [`key`].
    indices: HashMap<u64, u32>,
    hasher: RandomState,
}

/// What a target was recognised as. A live one is made from its text again without a look at the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TargetForm {
    Folder,
    File,
    Live,
}

impl Targets {
    /// No targets; `base` is what relative paths are joined to.
    pub(super) fn new(base: PathBuf) -> Self {
        Self { base, ..Self::default() }
    }

    pub(super) fn base(&self) -> &Path {
        &self.base
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Adds a target that was recognised with the same base. False if it is there already.
    pub(super) fn insert(&mut self, target: &Target) -> bool {
        let Ok(index) = u32::try_from(self.len()) else { return true };
        match self.indices.entry(self.hasher.hash_one(key(target))) {
            Entry::Occupied(_) => return false,
            Entry::Vacant(new) => new.insert(index),
        };
        self.push(target);
        true
    }

    /// Adds a target, also where it is there already.
    pub(super) fn insert_again(&mut self, target: &Target) {
        if let Ok(index) = u32::try_from(self.len()) {
            self.indices.entry(self.hasher.hash_one(key(target))).or_insert(index);
            self.push(target);
        }
    }

    fn push(&mut self, target: &Target) {
        let kind = match target.kind {
            TargetKind::Folder(_) => TargetForm::Folder,
            TargetKind::File(_) => TargetForm::File,
            TargetKind::Url(_) | TargetKind::Domain { .. } => TargetForm::Live,
        };
        self.texts.push_str(&target.text);
        self.ends.push((self.texts.len(), kind));
    }

    /// The target at an index, as it was recognised.
    pub(super) fn get(&self, index: usize) -> Option<Target> {
        let before = index.checked_sub(1);
        let start = before.map_or(Some(0), |before| Some(self.ends.get(before)?.0));
        let (end, kind) = *self.ends.get(index)?;
        let text = self.texts.get(start?..end)?;
        let kind = match kind {
            TargetForm::Folder => TargetKind::Folder(self.base.join(text)),
            TargetForm::File => TargetKind::File(self.base.join(text)),
            TargetForm::Live => return Target::live(text).ok(),
        };
        Some(Target { text: text.to_owned(), kind })
    }

    /// The index of a target by its text, as a report has it: of a path, else of a live site.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        let index = |key: String| self.indices.get(&self.hasher.hash_one(key)).copied();
        let live = || index(key(&Target::live(text).ok()?));
        usize::try_from(index(key_of_path(&self.base.join(text))).or_else(live)?).ok()
    }
}

/// What makes two targets the same.
fn key(target: &Target) -> String {
    match &target.kind {
        TargetKind::Url(url) => url.to_string(),
        // Not the same as its https address, which is never tried over http.
        TargetKind::Domain { http, .. } => format!("domain {http}"),
        TargetKind::Folder(path) | TargetKind::File(path) => key_of_path(path),
    }
}

fn key_of_path(path: &Path) -> String {
    format!("path {}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paths_are_joined_to_the_base() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["public", "example.cn"] {
            std::fs::create_dir(root.join(name)).unwrap();
            std::fs::write(root.join(name).join("index.html"), "").unwrap();
        }
        let kind = |typed: &str| recognise(typed, root).map(|target| target.kind);
        assert_eq!(kind("public"), Ok(TargetKind::Folder(root.join("public"))));
        assert_eq!(kind("public/index.html"), Ok(TargetKind::File(root.join("public/index.html"))));
        assert!(recognise("example.cn", root).is_ok_and(|target| target.path_wins_over_domain()));
        assert!(matches!(kind("example.com"), Ok(TargetKind::Domain { .. })));
    }

    #[test]
    fn a_target_is_what_it_was_recognised_as_whatever_is_there_now() {
        let mut targets = Targets::new(PathBuf::from("/gone"));
        let folder = Target {
            text: "a.cn".to_owned(),
            kind: TargetKind::Folder(PathBuf::from("/gone/a.cn")),
        };
        let live = Target::live("b.cn").unwrap();
        assert!(targets.insert(&folder) && targets.insert(&live));
        assert!(!targets.insert(&folder) && !targets.insert(&Target::live("B.CN").unwrap()));
        assert_eq!(targets.get(0), Some(folder));
        assert_eq!(targets.get(1), Some(live));
        assert_eq!((targets.find("a.cn"), targets.find("B.cn")), (Some(0), Some(1)));
        assert_eq!((targets.find("https://b.cn/"), targets.find("")), (None, None));
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_out_again(texts in proptest::collection::btree_set("[^\0]{1,8}", 0..20)) {
            let mut targets = Targets::default();
            let folders = texts.iter().map(|text| Target {
                text: text.clone(),
                kind: TargetKind::Folder(PathBuf::from(text)),
            });
            let folders: Vec<Target> = folders.collect();
            for folder in &folders {
                targets.insert_again(folder);
            }
            let again: Vec<Target> = (0..targets.len()).filter_map(|index| targets.get(index)).collect();
            prop_assert_eq!(again, folders);
            prop_assert_eq!(targets.get(texts.len()), None);
        }
    }
}
