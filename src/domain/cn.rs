//! Names of two parts in .cn below which domains are registered: `com.cn`, `zj.cn`.

/// The parts before `.cn`: kinds of owners, provinces and regions, and words in Chinese, also as the look-up of names
/// writes them.
#[rustfmt::skip]
const SECOND: [&str; 47] = [
    "ac", "com", "edu", "gov", "mil", "net", "org",
    "ah", "bj", "cq", "fj", "gd", "gs", "gx", "gz", "ha", "hb", "he", "hi", "hk", "hl", "hn", "jl", "js", "jx", "ln",
    "mo", "nm", "nx", "qh", "sc", "sd", "sh", "sn", "sx", "tj", "tw", "xj", "xz", "yn", "zj",
    "公司", "网络", "網絡", "xn--55qx5d", "xn--io0a7i", "xn--od0alg",
];

/// Whether a name, in lower case, is one of .cn below which others are registered.
pub fn is_suffix(name: &str) -> bool {
    name.strip_suffix(".cn").is_some_and(|second| SECOND.contains(&second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_are_told_from_registered_names() {
        for name in ["com.cn", "zj.cn", "hk.cn", "公司.cn", "xn--55qx5d.cn"] {
            assert!(is_suffix(name), "{name}");
        }
        for name in ["", "cn", ".cn", "example.cn", "a.com.cn", "com.hk", "com"] {
            assert!(!is_suffix(name), "{name}");
        }
        for word in SECOND.iter().filter(|word| !word.is_ascii()) {
            let ascii = idna::domain_to_ascii(word).unwrap();
            assert!(SECOND.contains(&ascii.as_str()), "{word}: {ascii}");
        }
    }
}
