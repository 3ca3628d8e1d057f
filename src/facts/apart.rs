//! Files that are pages by name only: nobody reads them in a browser, and they must stay as they are. The audit does
//! not judge them, nothing is put into them.

use std::path::Path;

/// Verification files are a line or a tiny page.
const LARGEST: usize = 4096;

/// How their names begin. Google's and Naver's go on with hexadecimal digits only.
const PREFIXES: &[&str] = &[
    "baidu_verify_",
    "yandex_",
    "pinterest-",
    "sogousiteverification",
    "shenma-site-verification",
    "360_verify_",
    "bytedanceverify",
    "toutiao_verify_",
    "wosign",
    "mp_verify_",
    "ww_verify_",
    "alexaverify",
    "bingsiteauth",
];

/// Whether a file is one by which a search engine or platform verifies who owns a site: they are compared byte by
/// byte. By name and size.
pub fn is_verification(path: &Path, page: &[u8]) -> bool {
    let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) else { return false };
    let stem = stem.to_ascii_lowercase();
    let hex = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| {
            rest.len() >= 12 && rest.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    };
    page.len() <= LARGEST
        && (hex("google") || hex("naver") || PREFIXES.iter().any(|prefix| stem.starts_with(prefix)))
}

/// Whether a file is XHTML that is served as XML, where the rules of HTML do not hold. Its name decides: servers send
/// `*.html` as HTML whatever it begins with, and browsers pass over an XML declaration there.
pub fn is_xhtml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("xhtml") || end.eq_ignore_ascii_case("xht"))
}

/// How much of a page's beginning is looked at for what made it, in bytes.
const HEAD: usize = 2 << 10;

/// Whether a page is a report of this program that was written among the pages.
pub fn is_report(page: &[u8]) -> bool {
    const MARK: &[u8] = b"<meta name=\"generator\" content=\"beian ";
    let head = page.get(..HEAD).unwrap_or(page);
    memchr::memmem::find(head, MARK).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verification_files_are_told_by_name_and_size() {
        for name in
            ["google1a2b3c4d5e6f7a8b.html", "a/baidu_verify_codeva-X1.html", "Yandex_12ab.html"]
        {
            assert!(is_verification(Path::new(name), b"x"), "{name}");
        }
        for name in ["google.html", "google-fonts.html", "index.html", "navermap.html"] {
            assert!(!is_verification(Path::new(name), b"x"), "{name}");
        }
        assert!(!is_verification(Path::new("baidu_verify_1.html"), &[b'x'; LARGEST + 1]));
    }

    #[test]
    fn reports_are_told_by_their_head() {
        let page = |head: &str| format!("<!doctype html><html><head>{head}</head>");
        let mark = "<meta name=\"generator\" content=\"beian 0.3.0\">";
        for head in [mark, &format!("<meta charset=\"utf-8\">\n{mark}")] {
            assert!(is_report(page(head).as_bytes()), "{head}");
        }
        let far = format!("{}{mark}", " ".repeat(HEAD));
        // a title is no mark: a user's own page may have it
        for head in [
            "<title>Filing audit</title>",
            "<title>网站备案检查报告</title>",
            "<meta name=\"generator\" content=\"Hexo\">",
            &far,
        ] {
            assert!(!is_report(page(head).as_bytes()), "{head}");
        }
        assert!(!is_report(b""));
    }

    #[test]
    fn xhtml_is_told_by_its_name() {
        for (name, xml) in
            [("a/b.xhtml", true), ("B.XHT", true), ("index.html", false), ("xhtml", false)]
        {
            assert_eq!(is_xhtml(Path::new(name)), xml, "{name}");
        }
    }
}
