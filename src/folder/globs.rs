//! `--include` and `--exclude`: patterns on paths, with the same meaning for files and for URLs.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Compiles patterns on paths with `/`. One without a `/` matches at any depth; one that matches a folder matches all in
/// it; a `/` in front anchors it at the top.
pub fn globs(patterns: &[String]) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let bare = pattern.trim_start_matches("./").trim_matches('/');
        let anchored = bare.contains('/') || pattern.starts_with('/');
        let bare = if anchored { bare.to_owned() } else { format!("**/{bare}") };
        for glob in [bare.clone(), format!("{bare}/**")] {
            set.add(GlobBuilder::new(&glob).literal_separator(true).build()?);
        }
    }
    set.build()
}

/// Which pages are chosen, by their paths.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Only these; `None` for all.
    include: Option<GlobSet>,
    exclude: GlobSet,
}

impl Choice {
    /// Chooses pages that match one of `include`, or any page where it is empty, and none of `exclude`.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, globset::Error> {
        let only = if include.is_empty() { None } else { Some(globs(include)?) };
        Ok(Self { include: only, exclude: globs(exclude)? })
    }

    /// Whether the page with this path, relative to the top, is chosen.
    pub fn holds(&self, path: &Path) -> bool {
        self.include.as_ref().is_none_or(|set| set.is_match(path)) && !self.exclude.is_match(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_hold_where_people_expect_them() {
        for (pattern, path, holds) in [
            ("404.html", "404.html", true),
            ("404.html", "en/404.html", true),
            ("/404.html", "en/404.html", false),
            ("en", "en/a/b.html", true),
            ("en/", "en/a/b.html", true),
            ("./en/**", "en/a/b.html", true),
            ("en/*", "en/a.html", true),
            ("en/*.html", "en/a/b.html", false),
            ("en", "den/a.html", false),
            ("blog/*/index.html", "blog/x/index.html", true),
            ("*.{htm,html}", "a/b.htm", true),
            ("/logout*", "logout.php", true),
            ("/admin", "admin/users", true),
            ("/admin", "shop/admin", false),
        ] {
            let set = globs(&[pattern.to_owned()]).unwrap();
            assert_eq!(set.is_match(path), holds, "{pattern} {path}");
        }
        assert!(globs(&["a[".to_owned()]).is_err());
    }

    #[test]
    fn what_is_included_may_be_excluded_again() {
        let list = |patterns: &[&str]| patterns.iter().map(ToString::to_string).collect::<Vec<_>>();
        let choice = Choice::new(&list(&["docs", "/about"]), &list(&["*.bak.html"])).unwrap();
        let holds = |path: &str| choice.holds(Path::new(path));
        assert!(holds("docs/a.html") && holds("about") && !holds("x.html"));
        assert!(!holds("docs/a.bak.html"));
        assert!(Choice::default().holds(Path::new("")));
    }
}
