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

/// How far the search for the name space reads.
const HEAD: usize = 2048;

/// Whether a file is XHTML that is served as XML: it begins with an XML declaration and names the name space. The
/// rules of HTML do not hold there.
pub fn is_xhtml(page: &[u8]) -> bool {
    let head = page.get(..HEAD).unwrap_or(page);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.trim_ascii_start().starts_with(b"<?xml")
        && memchr::memmem::find(head, b"http://www.w3.org/1999/xhtml").is_some()
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
    fn xhtml_is_told_by_its_declaration_and_name_space() {
        let html = "<html xmlns=\"http://www.w3.org/1999/xhtml\">";
        assert!(is_xhtml(format!("\u{feff}<?xml version=\"1.0\"?>\n{html}").as_bytes()));
        assert!(!is_xhtml(format!("<!doctype html>{html}").as_bytes()));
        assert!(!is_xhtml(b"<?xml version=\"1.0\"?><html>"));
    }
}
