//! Names of domains as people type them.

/// The name alone, lower case, of a name or an address as typed: without scheme, `www.`, port and path.
pub fn bare(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let host = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
    crate::config::without_www(host.trim_end_matches('.')).to_owned()
}

/// Whether two texts name one domain, in whatever writing: `例子.中国` is `xn--fsqu00a.xn--fiqs8s`.
pub fn is_same_domain(a: &str, b: &str) -> bool {
    ascii(a) == ascii(b)
}

/// Whether a text names a domain or a name below it.
pub fn is_within(text: &str, domain: &str) -> bool {
    let (name, domain) = (ascii(text), ascii(domain));
    name.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// A name in the writing by which names are compared.
fn ascii(text: &str) -> String {
    let bare = bare(text);
    let name = idna::domain_to_ascii(&bare).unwrap_or(bare);
    crate::config::without_www(&name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_domain_has_many_writings() {
        for (a, b) in [
            ("example.cn", "http://www.Example.CN:80/a?b"),
            ("例子.中国", "xn--fsqu00a.xn--fiqs8s"),
            ("example.ＣＮ", "example。cn"),
        ] {
            assert!(is_same_domain(a, b), "{a} {b}");
        }
        assert!(!is_same_domain("example.cn", "m.example.cn"));
        for (name, within) in [
            ("example.cn", true),
            ("https://m.example.cn/", true),
            ("other-example.cn", false),
            ("cn", false),
        ] {
            assert_eq!(is_within(name, "example.cn"), within, "{name}");
        }
    }
}
