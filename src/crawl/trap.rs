//! Addresses that go on without end: the page cap bounds them all, these rules keep room for real pages.

use url::Url;

/// How often one part of a path may occur.
const MAX_REPEATS: usize = 3;
/// Parts of a path.
const MAX_DEPTH: usize = 24;
/// How often one name may occur in a query.
const MAX_SAME_NAMES: usize = 8;
/// Names under which sessions travel in addresses, in lower case.
const SESSIONS: [&str; 5] = ["phpsessid", "jsessionid", "sessionid", "session_id", "aspsessionid"];

/// Whether an address looks like one of an endless row: relative links that pile up (`/a/b/a/b/a/b/a/b`), filters that
/// are added to themselves.
pub(super) fn is_trap(url: &Url) -> bool {
    let parts: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
    let repeats = |part: &&&str| parts.iter().filter(|other| other == part).count() > MAX_REPEATS;
    if parts.len() > MAX_DEPTH || parts.iter().any(|part| repeats(&part)) {
        return true;
    }
    let Some(query) = url.query() else { return false };
    let names: Vec<&str> =
        query.split('&').map(|pair| pair.split('=').next().unwrap_or_default()).take(256).collect();
    names.len() > MAX_SAME_NAMES
        && names
            .iter()
            .any(|name| names.iter().filter(|other| *other == name).count() > MAX_SAME_NAMES)
}

/// The key of a page without the number of a session, `;jsessionid=…` in the path or a parameter of the query.
pub(super) fn without_session(key: String) -> String {
    let lower = key.to_ascii_lowercase();
    if !SESSIONS.iter().any(|name| lower.contains(name)) {
        return key;
    }
    let (path, query) = key.split_once('?').unwrap_or((&key, ""));
    let named = |text: &str| {
        let text = text.to_ascii_lowercase();
        SESSIONS.iter().any(|name| text.starts_with(name))
    };
    let path = match path.rsplit_once(';') {
        Some((page, parameter)) if named(parameter) => page,
        _ => path,
    };
    let rest: Vec<&str> =
        query.split('&').filter(|pair| !pair.is_empty() && !named(pair)).collect();
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_repeat_themselves_are_traps() {
        let trap = |path: &str| is_trap(&Url::parse(&format!("https://a.cn{path}")).unwrap());
        let deep = "/x1/x2".repeat(3) + "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20";
        for path in
            ["/a/b/a/b/a/b/a/b", "/a/a/a/a", "/x?f=1&f=2&f=3&f=4&f=5&f=6&f=7&f=8&f=9", &deep]
        {
            assert!(trap(path), "{path}");
        }
        for path in [
            "/",
            "/2026/11/11/11",
            "/a//b//c//d//e",
            "/search?a[]=1&a[]=2&b=3",
            "/p?id=1&page=2&size=3&sort=4&a=5&b=6&c=7&d=8&e=9&f=10",
        ] {
            assert!(!trap(path), "{path}");
        }
    }

    #[test]
    fn a_session_makes_no_other_page() {
        let cases = [
            ("a.cn/x;jsessionid=1F?y=2", "a.cn/x?y=2"),
            ("a.cn/x;JSESSIONID=1F", "a.cn/x"),
            ("a.cn/x?PHPSESSID=abc&y=2", "a.cn/x?y=2"),
            ("a.cn/x?PHPSESSID=abc", "a.cn/x"),
            ("a.cn/x?y=jsessionid", "a.cn/x?y=jsessionid"),
            ("a.cn/x;v=1?y=2", "a.cn/x;v=1?y=2"),
        ];
        for (key, expected) in cases {
            assert_eq!(without_session(key.to_owned()), expected);
        }
    }
}
