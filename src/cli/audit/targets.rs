//! What a TARGET is, and how thousands of them are kept small.

use std::path::Path;

use crate::crawl::{PathKind, Target, TargetError, TargetKind};
use crate::domain::lang::Bilingual as _;

use super::super::Error;

/// Tells what a typed target is; paths are resolved against the working folder.
pub(in crate::cli) fn recognise(typed: &str, cwd: &Path) -> Result<Target, Error> {
    let mut target = Target::parse(typed, |path| PathKind::of(&cwd.join(path)))
        .map_err(|error| wrong(&error))?;
    if let TargetKind::Folder(path) | TargetKind::File(path) = &mut target.kind
        && std::env::current_dir().ok().as_deref() != Some(cwd)
    {
        // Where the working folder is the process's own, a path stays as it was typed: reports show it.
        *path = cwd.join(&*path);
    }
    Ok(target)
}

/// The same where no target is a path.
pub(super) fn recognise_live(typed: &str) -> Result<Target, Error> {
    Target::parse(typed, |_| PathKind::Nothing).map_err(|error| wrong(&error))
}

fn wrong(error: &TargetError) -> Error {
    let fix = match error {
        TargetError::NoSuchPath(_) => (
            "请写域名（example.cn）、网址，或存在的文件、目录的路径",
            "write a domain (example.cn), a URL, or the path of an existing file or folder",
        ),
        TargetError::NotHttp(_) => {
            ("请写成 https://example.cn/ 的形式", "write it like https://example.cn/")
        }
        TargetError::Credentials(_) => (
            "请去掉它们，改用 --header Authorization:…",
            "take them out, and use --header Authorization:…",
        ),
    };
    Error::new(error.text(), fix)
}

/// Texts in one piece of memory: a target takes little more than its letters.
#[derive(Clone, Debug, Default)]
pub(super) struct Packed {
    text: String,
    ends: Vec<usize>,
}

impl Packed {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let start = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        self.text.get(start?..*self.ends.get(index)?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::Bench;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paths_are_resolved_against_the_working_folder() {
        let bench = Bench::new().file("public/index.html", "").file("example.cn/index.html", "");
        let root = bench.folder.path();
        let kind = |typed: &str| recognise(typed, root).map(|target| target.kind);
        assert_eq!(kind("public"), Ok(TargetKind::Folder(root.join("public"))));
        assert_eq!(kind("public/index.html"), Ok(TargetKind::File(root.join("public/index.html"))));
        assert!(recognise("example.cn", root).is_ok_and(|target| target.path_wins_over_domain()));
        assert!(matches!(kind("example.com"), Ok(TargetKind::Domain { .. })));
    }

    #[test]
    fn what_is_no_target_is_refused_with_a_remedy() {
        for typed in ["", "nowhere", "dist/index.html", "ftp://a.cn", "https://a:b@c.cn/"] {
            let error = recognise(typed, Path::new("/nowhere")).unwrap_err();
            assert!(!error.fix.en.is_empty() && !error.what.en.contains("a:b"), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_out_again(texts in proptest::collection::vec(".{0,8}", 0..20)) {
            let mut packed = Packed::default();
            for text in &texts {
                packed.push(text);
            }
            let again: Vec<&str> = (0..packed.len()).filter_map(|index| packed.get(index)).collect();
            prop_assert_eq!(again, texts);
            prop_assert_eq!(packed.get(packed.len()), None);
        }
    }
}
