//! robots.txt (RFC 9309).

use std::time::Duration;

/// Bytes of a robots.txt that are read (RFC 9309 §2.5 asks for 500 KiB at least).
pub const ROBOTS_CAP: u64 = 512 << 10;
/// Longer `Crawl-delay`s are cut to this.
const MAX_DELAY: Duration = Duration::from_secs(5);

/// The rules of one robots.txt for one product.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Robots {
    rules: Vec<PathRule>,
    /// `Crawl-delay`: the least time between two requests, at most 5 s.
    pub delay: Option<Duration>,
    /// `Sitemap` lines, as written.
    pub sitemaps: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct PathRule {
    /// Normalised, with `*` and a final `$` as written.
    pattern: String,
    allow: bool,
}

impl Robots {
    /// No restriction: there is no robots.txt (4xx).
    pub fn allow_all() -> Self {
        Self::default()
    }

    /// Everything is forbidden: the server cannot say (5xx, network faults; RFC 9309 §2.3.1.4).
    pub fn forbid_all() -> Self {
        Self { rules: vec![PathRule { pattern: "/".to_owned(), allow: false }], ..Self::default() }
    }

    /// Parses a robots.txt for the product `agent` (lower case). Lines that are not understood are skipped.
    pub fn parse(bytes: &[u8], agent: &str) -> Self {
        let cap = usize::try_from(ROBOTS_CAP).unwrap_or(usize::MAX);
        // A line that was cut must not be taken for a whole one: `Disallow: /` forbids more than `Disallow: /x`.
        let bytes = match bytes.get(..cap) {
            Some(cut) => cut.rsplitn(2, |byte| matches!(byte, b'\n' | b'\r')).nth(1).unwrap_or(b""),
            None => bytes,
        };
        let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        let (mut own, mut general) = (RobotsGroup::default(), RobotsGroup::default());
        let mut sitemaps = Vec::new();
        let (mut in_own, mut in_general, mut naming) = (false, false, false);
        for (key, value) in text.split(['\n', '\r']).filter_map(key_and_value) {
            if key == "user-agent" {
                if !naming {
                    (in_own, in_general) = (false, false);
                }
                naming = true;
                in_own |= product(value).eq_ignore_ascii_case(agent);
                in_general |= value.starts_with('*');
                own.named |= in_own;
                continue;
            }
            if key == "sitemap" {
                sitemaps.push(value.to_owned());
                continue;
            }
            if !matches!(key.as_str(), "allow" | "disallow" | "crawl-delay") {
                continue;
            }
            naming = false;
            if in_own {
                own.take(&key, value);
            }
            if in_general {
                general.take(&key, value);
            }
        }
        let group = if own.named { own } else { general };
        Self { rules: group.rules, delay: group.delay, sitemaps }
    }

    /// Whether the path (with its query, from `/` on) may be fetched: the longest matching rule decides, allowing
    /// ones win ties.
    pub fn allows(&self, path_and_query: &str) -> bool {
        // `*` and `$` have no special meaning in a path.
        let path = normalise(path_and_query).replace('*', "%2A").replace('$', "%24");
        if path == "/robots.txt" {
            return true;
        }
        let best = self
            .rules
            .iter()
            .filter(|rule| matches(&rule.pattern, &path))
            .max_by_key(|rule| (rule.pattern.len(), rule.allow));
        best.is_none_or(|rule| rule.allow)
    }
}

#[derive(Default)]
struct RobotsGroup {
    named: bool,
    rules: Vec<PathRule>,
    delay: Option<Duration>,
}

impl RobotsGroup {
    fn take(&mut self, key: &str, value: &str) {
        if key == "crawl-delay" {
            let seconds =
                value.parse::<f64>().ok().filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
            self.delay = seconds
                .map(|seconds| Duration::from_secs_f64(seconds.min(MAX_DELAY.as_secs_f64())));
        } else if !value.is_empty() {
            // An empty pattern matches nothing (RFC 9309 §2.2.2).
            self.rules.push(PathRule { pattern: normalise(value), allow: key == "allow" });
        }
    }
}

fn key_and_value(line: &str) -> Option<(String, &str)> {
    let line = line.split('#').next().unwrap_or_default();
    let (key, value) = line.split_once(':')?;
    Some((key.trim().to_ascii_lowercase(), value.trim()))
}

/// The product token in front of a version or comment (`beian/1.0` → `beian`).
fn product(value: &str) -> &str {
    let end = value
        .find(|c: char| !(c.is_ascii_alphabetic() || c == '-' || c == '_'))
        .unwrap_or(value.len());
    value.split_at(end).0
}

/// A canonical spelling of a path: bytes outside of ASCII are percent-encoded, escapes of unreserved characters are
/// undone, the others are in upper case (RFC 9309 §2.2.2).
fn normalise(path: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(path.len());
    let encode = |out: &mut String, byte: u8| {
        out.push('%');
        out.push(char::from(HEX[usize::from(byte >> 4)]));
        out.push(char::from(HEX[usize::from(byte & 15)]));
    };
    let mut rest = path.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match (byte, escaped(tail)) {
            (b'%', Some((inner, after))) => {
                rest = after;
                if inner.is_ascii_alphanumeric() || matches!(inner, b'-' | b'.' | b'_' | b'~') {
                    out.push(char::from(inner));
                } else {
                    encode(&mut out, inner);
                }
            }
            (b'%', None) => out.push_str("%25"),
            (0x21..=0x7e, _) => out.push(char::from(byte)),
            _ => encode(&mut out, byte),
        }
    }
    out
}

/// The byte of two hexadecimal digits, and the bytes behind them.
fn escaped(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (digits, rest) = bytes.split_first_chunk::<2>()?;
    let value =
        |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    Some((value(digits[0])? << 4 | value(digits[1])?, rest))
}

/// Whether a pattern matches the start of a path. `*` stands for anything, a final `$` for the end. Each piece is
/// matched where it first occurs: that leaves the most room for the rest, so that no backtracking is needed.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, anchored) =
        pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut pieces = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return !anchored || rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if anchored && pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        let Some(at) = rest.find(piece) else { return false };
        rest = rest.split_at(at + piece.len()).1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn allows(robots: &str, path: &str) -> bool {
        Robots::parse(robots.as_bytes(), "beian").allows(path)
    }

    #[test]
    fn the_rfc_example_is_read_as_the_rfc_reads_it() {
        // RFC 9309 §5.1
        let text = "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\n\
                    User-Agent: foobot\nDisallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n\n\
                    User-Agent: barbot\nUser-Agent: bazbot\nDisallow: /example/page.html\n\n\
                    User-Agent: quxbot\n";
        let cases = [
            ("other", "/a.gif", false),
            ("other", "/a.gif?x", true),
            ("other", "/example/x", false),
            ("other", "/publications/x", true),
            ("foobot", "/x", false),
            ("foobot", "/example/page.html", true),
            ("foobot", "/example/allowed.gif", true),
            ("barbot", "/example/page.html", false),
            ("bazbot", "/example/page.html", false),
            ("bazbot", "/a.gif", true),
            ("quxbot", "/example/", true),
        ];
        for (agent, path, expected) in cases {
            assert_eq!(
                Robots::parse(text.as_bytes(), agent).allows(path),
                expected,
                "{agent} {path}"
            );
        }
    }

    #[test]
    fn the_longest_match_decides_and_allow_wins_ties() {
        // RFC 9309 §5.2
        let text = "User-Agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif";
        assert!(!allows(text, "/example/page/disallowed.gif"));
        assert!(allows("User-agent: *\nDisallow: /p\nAllow: /p", "/p"));
        assert!(!allows("User-agent: *\nDisallow: /page\nAllow: /p", "/page"));
    }

    #[test]
    fn patterns_match_as_the_table_says() {
        let cases = [
            ("/fish", "/fish.html", true),
            ("/fish", "/Fish", false),
            ("/fish*", "/fishheads/x", true),
            ("/fish/", "/fish", false),
            ("/*.php", "/index.php?a=b", true),
            ("/*.php$", "/a.php", true),
            ("/*.php$", "/a.php.php", true),
            ("/*.php$", "/a.php/", false),
            ("/fish*.php", "/fish/x.php?y", true),
            ("/a*b*c$", "/abcc", true),
            ("/a*bc$", "/abd", false),
            ("*", "/", true),
            ("/$", "/", true),
            ("/$", "/a", false),
            ("/备案", "/%e5%a4%87%E6%A1%88/x", true),
            ("/%7Efoo", "/~foo", true),
            ("/a%2Fb", "/a/b", false),
            ("/a b", "/a%20b", true),
            ("/a%2Ab", "/a*b", true),
            ("/100%", "/100%25", true),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(
                !allows(&format!("user-agent: *\ndisallow: {pattern}"), path),
                expected,
                "{pattern} {path}"
            );
        }
    }

    #[test]
    fn a_group_may_name_several_agents() {
        let text = "User-agent: beian\nUser-agent: *\nDisallow: /x";
        assert!(!allows(text, "/x"));
        assert!(!Robots::parse(text.as_bytes(), "other").allows("/x"));
    }

    #[test]
    fn groups_of_one_agent_are_merged_and_other_lines_do_not_end_a_group() {
        let text = "\u{feff}User-agent: Beian/1.0\r\nDisallow: /a\r\n\r\nUser-agent: x\rDisallow: /b\n\n\
                    user-agent : beian\n# a comment\nSitemap: https://a.cn/s.xml\nDisallow : /c # tail\nHost: a.cn\n\
                    Disallow: /d\n\nUser-agent: *\nDisallow: /";
        for (path, expected) in
            [("/a", false), ("/b", true), ("/c", false), ("/d", false), ("/e", true)]
        {
            assert_eq!(allows(text, path), expected, "{path}");
        }
        let robots = Robots::parse(text.as_bytes(), "beian");
        assert_eq!(robots.sitemaps, ["https://a.cn/s.xml"]);
    }

    #[test]
    fn a_delay_is_kept_up_to_its_bound() {
        let delay = |value: &str| {
            Robots::parse(format!("user-agent: *\ncrawl-delay: {value}").as_bytes(), "beian").delay
        };
        assert_eq!(delay("0.5"), Some(Duration::from_millis(500)));
        assert_eq!(delay("86400"), Some(MAX_DELAY));
        for wrong in ["", "x", "-1", "NaN", "inf"] {
            assert_eq!(delay(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn answers_that_are_no_robots_txt_forbid_nothing() {
        for text in
            ["", "<!doctype html><html><a href=\"https://a.cn/\">x</a>", "Disallow: /", "\0\u{1}:"]
        {
            assert!(allows(text, "/x"), "{text:?}");
        }
        assert!(Robots::allow_all().allows("/x"));
        assert!(!Robots::forbid_all().allows("/x") && Robots::forbid_all().allows("/robots.txt"));
    }

    #[test]
    fn a_line_that_the_cap_cuts_is_passed_over() {
        let cap = usize::try_from(ROBOTS_CAP).unwrap();
        let start = "user-agent: *\ndisallow: /a\n";
        let filler = "#".repeat(cap - start.len() - "\ndisallow: /".len());
        let text = format!("{start}{filler}\ndisallow: /private");
        assert!(!allows(&text, "/a") && allows(&text, "/b"));
        assert!(allows(&"x".repeat(2 * cap), "/b"), "one line without end");
    }

    #[test]
    fn many_stars_take_linear_time() {
        let pattern = "/".to_owned() + &"*a".repeat(5000);
        let path = "/".to_owned() + &"a".repeat(8000);
        assert!(!allows(&format!("user-agent: *\ndisallow: {pattern}"), &path));
        assert!(allows(&format!("user-agent: *\ndisallow: {pattern}b"), &path));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), path in ".{0,60}") {
            Robots::parse(&bytes, "beian").allows(&path);
        }

        #[test]
        fn no_lines_make_it_panic(
            lines in proptest::collection::vec("(user-agent|disallow|allow|crawl-delay|sitemap): ?[/*$%a-f0-9]{0,12}", 0..20),
            path in "/[/*$%a-f0-9]{0,20}",
        ) {
            Robots::parse(lines.join("\n").as_bytes(), "beian").allows(&path);
        }

        #[test]
        fn normalising_twice_is_normalising_once(path in ".{0,60}") {
            let once = normalise(&path);
            prop_assert_eq!(normalise(&once), once.clone());
        }
    }
}
