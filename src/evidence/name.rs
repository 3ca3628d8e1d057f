//! Names of folders, made from targets: of characters that every file system takes, never hidden, never twice.

use std::collections::HashSet;

use super::{MANIFEST, MANIFEST_HASH, SIGNATURE};

/// The longest name, in bytes.
const LONGEST: usize = 60;

/// Gives each site a folder name of its own.
#[derive(Debug)]
pub(super) struct FolderNames(HashSet<String>);

impl Default for FolderNames {
    fn default() -> Self {
        // files of the folder itself
        Self([MANIFEST, MANIFEST_HASH, SIGNATURE].map(str::to_owned).into())
    }
}

impl FolderNames {
    /// A name for this target: `example.cn` for `https://example.cn/`.
    pub(super) fn of(&mut self, target: &str) -> String {
        let name = plain(target);
        let name = if name.is_empty() { "site".to_owned() } else { name };
        let mut free = name.clone();
        let mut number = 1_u32;
        // some file systems do not tell cases apart
        while !self.0.insert(free.to_ascii_lowercase()) {
            number += 1;
            free = format!("{name}-{number}");
        }
        free
    }
}

fn plain(target: &str) -> String {
    let target = target.split_once("://").map_or(target, |(_, rest)| rest);
    // a login goes before the host, parameters go after the path
    let target = target.split(['?', '#']).next().unwrap_or_default();
    let (host, rest) = target.split_once('/').unwrap_or((target, ""));
    let host = host.rsplit('@').next().unwrap_or_default();
    let mut name = String::new();
    for char in host.chars().chain((!rest.is_empty()).then_some('/')).chain(rest.chars()) {
        match char {
            '0'..='9' | 'A'..='Z' | 'a'..='z' | '.' | '-' | '_' => name.push(char),
            _ if name.ends_with('-') => {}
            _ => name.push('-'),
        }
        if name.len() >= LONGEST {
            break;
        }
    }
    name.trim_matches(['.', '-', ' ']).replace("..", ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_apart() {
        let mut names = FolderNames::default();
        for (target, name) in [
            ("https://example.cn/", "example.cn"),
            ("example.cn", "example.cn-2"),
            ("EXAMPLE.cn", "EXAMPLE.cn-3"),
            ("https://user:secret@b.cn:8080/a/?token=1#x", "b.cn-8080-a"),
            ("../../etc/passwd", "etc-passwd"),
            ("public", "public"),
            ("/srv/网站/a b", "srv-a-b"),
            ("网站", "site"),
            ("..", "site-2"),
            ("-rf", "rf"),
            ("nul\u{0}\n", "nul"),
            ("manifest.json", "manifest.json-2"),
            ("Manifest.sha256", "Manifest.sha256-2"),
            ("manifest.sig", "manifest.sig-2"),
        ] {
            assert_eq!(names.of(target), name, "{target:?}");
        }
        assert!(names.of(&"x".repeat(500)).len() <= LONGEST);
    }
}
