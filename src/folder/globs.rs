//! `--include` and `--exclude`: patterns on paths, with the same meaning for files and for URLs.

use std::path::Path;

use fast_glob::{ErrorKind, glob_match, validate};

use crate::domain::failure::Failure;
use crate::domain::lang::Text;

/// Patterns on paths with `/`; a path matches where it matches one of them. A pattern without a `/` matches at any depth;
/// one that matches a folder matches all in it; a `/` in front anchors it at the top.
#[derive(Clone, Debug, Default)]
pub struct Globs(Vec<String>);

/// A pattern that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobError {
    /// As it was written.
    pattern: String,
    kind: ErrorKind,
}

impl Globs {
    /// Takes the patterns that are written right.
    pub fn new(patterns: &[String]) -> Result<Self, GlobError> {
        let mut globs = Vec::with_capacity(2 * patterns.len());
        for pattern in patterns {
            let bare = pattern.trim_start_matches("./").trim_matches('/');
            let anchored = bare.contains('/') || pattern.starts_with('/');
            let glob = match bare.strip_prefix('!') {
                // a `!` in front would mean all that does not match
                Some(rest) if anchored => format!("\\!{rest}"),
                None if anchored => bare.to_owned(),
                _ => format!("**/{bare}"),
            };
            validate(&glob)
                .map_err(|error| GlobError { pattern: pattern.clone(), kind: error.kind })?;
            globs.push(format!("{glob}/**"));
            globs.push(glob);
        }
        Ok(Self(globs))
    }

    /// Whether one of the patterns matches the path.
    pub fn is_match(&self, path: impl AsRef<Path>) -> bool {
        let path = path.as_ref().as_os_str().as_encoded_bytes();
        self.0.iter().any(|glob| glob_match(glob, path))
    }
}

impl GlobError {
    /// What is wrong.
    pub fn text(&self) -> Text {
        let (zh, en) = match self.kind {
            ErrorKind::UnclosedBrace => ("`{` 没有对应的 `}`", "a `{` without its `}`"),
            ErrorKind::UnclosedBracket => ("`[` 没有对应的 `]`", "a `[` without its `]`"),
            ErrorKind::TrailingBackslash => {
                ("末尾的 `\\` 后面没有字符", "a `\\` at the end, with nothing behind it")
            }
            _ => ("`{}` 超过 10 组", "more than 10 groups in `{}`"),
        };
        let pattern = &self.pattern;
        Text::made(format!("“{pattern}”：{zh}"), format!("\"{pattern}\": {en}"))
    }
}

/// The pattern that matches this path, at the top, and nothing else.
pub fn pattern_of(path: &Path) -> String {
    let mut pattern = String::from("/");
    for c in path.to_string_lossy().chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '!' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// Which pages are chosen, by their paths.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Only these; `None` for all.
    include: Option<Globs>,
    exclude: Globs,
}

impl Choice {
    /// Chooses pages that match one of `include`, or any page where it is empty, and none of `exclude`.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, GlobError> {
        let only = if include.is_empty() { None } else { Some(Globs::new(include)?) };
        Ok(Self { include: only, exclude: Globs::new(exclude)? })
    }

    /// The same of patterns that are typed as options: an error names the option.
    pub fn typed(include: &[String], exclude: &[String]) -> Result<Self, Failure> {
        let wrong = |option: &'static str| {
            move |error: GlobError| {
                let Text { zh, en } = error.text();
                Failure::new(
                    (format!("--{option}：{zh}"), format!("--{option}: {en}")),
                    ("请写成 'en/**' 或 '404.html' 的形式", "write it like 'en/**' or '404.html'"),
                )
            }
        };
        Globs::new(include).map_err(wrong("include"))?;
        Self::new(include, exclude).map_err(wrong("exclude"))
    }

    /// Whether the page with this path, relative to the top, is chosen.
    pub fn holds(&self, path: &Path) -> bool {
        self.include.as_ref().is_none_or(|globs| globs.is_match(path))
            && !self.exclude.is_match(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(pattern: &str) -> Result<Globs, GlobError> {
        Globs::new(&[pattern.to_owned()])
    }

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
            ("blog/**/index.html", "blog/index.html", true),
            ("blog/**/index.html", "blog/x/y/index.html", true),
            ("*.{htm,html}", "a/b.htm", true),
            ("{en,de}/a.html", "de/a.html", true),
            ("{en,de/x}/*.html", "de/x/a.html", true),
            ("page-[0-9].html", "x/page-7.html", true),
            ("page-[!0-9].html", "page-7.html", false),
            ("page-?.html", "page-7.html", true),
            ("*", "a/b.html", true),
            ("**", "a/b.html", true),
            ("文章/*", "文章/一.html", true),
            ("/logout*", "logout.php", true),
            ("/admin", "admin/users", true),
            ("/admin", "shop/admin", false),
            ("!a.html", "b.html", false),
            ("!a.html", "x/!a.html", true),
            ("/!a.html", "b.html", false),
            ("/!a.html", "!a.html", true),
        ] {
            assert_eq!(globs(pattern).unwrap().is_match(path), holds, "{pattern} {path}");
        }
    }

    #[test]
    fn a_pattern_that_is_none_is_refused_with_the_reason() {
        for (pattern, says) in [
            ("a[", "a `[` without its `]`"),
            ("/a{b,c", "a `{` without its `}`"),
            ("a\\", "a `\\` at the end, with nothing behind it"),
            ("{a}{b}{c}{d}{e}{f}{g}{h}{i}{j}{k}", "more than 10 groups in `{}`"),
        ] {
            let text = globs(pattern).unwrap_err().text();
            assert_eq!(text.en, format!("\"{pattern}\": {says}"));
            assert_ne!(text.zh, text.en);
        }
    }

    #[test]
    fn the_pattern_of_a_path_matches_that_path_alone() {
        for path in ["en", "a*b", "!x/y", "[ab]", "{a,b}", "a\\b", "什么?"] {
            let set = globs(&pattern_of(Path::new(path))).unwrap();
            assert!(set.is_match(path) && set.is_match(format!("{path}/index.html")), "{path}");
            for other in ["a", "b", "axb", "x/y", "top/en", "a/b", "什么x"] {
                assert!(!set.is_match(other), "{path} {other}");
            }
        }
    }

    #[test]
    fn what_is_included_may_be_excluded_again() {
        let list = |patterns: &[&str]| patterns.iter().map(ToString::to_string).collect::<Vec<_>>();
        let choice = Choice::new(&list(&["docs", "/about"]), &list(&["*.bak.html"])).unwrap();
        let holds = |path: &str| choice.holds(Path::new(path));
        assert!(holds("docs/a.html") && holds("about") && !holds("x.html"));
        assert!(!holds("docs/a.bak.html"));
        assert!(Choice::default().holds(Path::new("")));
        let wrong = |include: &[&str], exclude: &[&str]| {
            Choice::typed(&list(include), &list(exclude)).unwrap_err().what.en
        };
        assert!(wrong(&["a["], &[]).starts_with("--include: "));
        assert!(wrong(&["a"], &["b["]).starts_with("--exclude: "));
    }
}
