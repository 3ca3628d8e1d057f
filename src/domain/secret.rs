//! Secrets in texts for people: the one place that hides them. Errors, notes, reports and snapshots ask here before they
//! show what somebody typed, a line of a file, or an address that a server named.

use std::borrow::Cow;
use std::fmt;

/// What is in place of a secret.
pub const HIDDEN: &str = "***";

/// Parts of names, in lower case, whose values are secrets: of headers, of keys in files.
const SECRET_NAMES: [&str; 12] = [
    "authorization",
    "cookie",
    "token",
    "secret",
    "password",
    "passwd",
    "credential",
    "api-key",
    "apikey",
    "api_key",
    "session",
    "webhook",
];
/// Beginnings of webhook addresses, behind which the secret is: in the path or the query.
const WEBHOOKS: [&str; 6] = [
    "/webhook/send?key=",
    "/robot/send?",
    "/bot/v2/hook/",
    "hooks.slack.com/services/",
    "ftqq.com/",
    "api.day.app/",
];
/// Keys of `beian.toml` whose values may hold a login or a secret address, besides.
const SECRET_KEYS: [&str; 4] = ["header", "proxy", "url", "ping"];
/// Lines above a place that are looked through for the key that it belongs to.
const LINES_ABOVE: usize = 200;

/// A text without the logins of the addresses in it, and without the values of headers and keys that carry secrets.
pub fn hide(text: &str) -> Cow<'_, str> {
    let hidden = match hide_logins(text) {
        Cow::Borrowed(text) => hide_values(text),
        Cow::Owned(text) => Cow::Owned(hide_values(&text).into_owned()),
    };
    match hide_webhooks(&hidden) {
        Some(text) => Cow::Owned(text),
        None => hidden,
    }
}

/// A text without what follows the beginnings of webhook addresses; `None` where there is none.
fn hide_webhooks(text: &str) -> Option<String> {
    let (mut out, mut rest) = (String::new(), text);
    let first = |rest: &str| {
        let found = WEBHOOKS.iter().filter_map(|mark| Some(rest.find(mark)? + mark.len()));
        found.min()
    };
    while let Some(at) = first(rest) {
        let (before, behind) = rest.split_at(at);
        let end = behind.find(|c: char| c.is_whitespace() || "\"'`<>)".contains(c));
        out.push_str(before);
        out.push_str(HIDDEN);
        rest = behind.split_at(end.unwrap_or(behind.len())).1;
    }
    (rest.len() != text.len()).then(|| out + rest)
}

/// Hides the secrets of a text when it is displayed. For logs: what is not enabled is not formatted.
#[derive(Clone, Copy, Debug)]
pub struct Hidden<T>(pub T);

impl<T: AsRef<str>> fmt::Display for Hidden<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hide(self.0.as_ref()))
    }
}

/// A text without the logins of the addresses in it: `http://user:word@host` becomes `http://***@host`.
pub fn hide_logins(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("://") {
        let (login, after) = behind.split_at(login_length(behind));
        out.push_str(before);
        out.push_str("://");
        if !login.is_empty() {
            out.push_str(HIDDEN);
        }
        rest = after;
    }
    if rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Bytes of the login at the start of what follows `://`.
fn login_length(text: &str) -> usize {
    let word = text.split(|c: char| c.is_whitespace() || "\"'`<>".contains(c)).next();
    let word = word.unwrap_or_default();
    let server = word.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // A password may hold the signs that end a server's name; a port is a number.
    let port = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit());
    let odd = server.rsplit_once(':').is_some_and(|(_, rest)| !port(rest) && !rest.ends_with(']'));
    let within = if odd && !server.contains('@') { word } else { server };
    within.rfind('@').unwrap_or(0)
}

/// A value that somebody typed: everything in front of its last `@` but the scheme may be a login.
pub fn typed(value: &str) -> Cow<'_, str> {
    let Some((login, host)) = value.rsplit_once('@') else { return Cow::Borrowed(value) };
    let scheme =
        login.split_once("://").map_or(String::new(), |(scheme, _)| format!("{scheme}://"));
    Cow::Owned(format!("{scheme}{HIDDEN}@{host}"))
}

/// A header that somebody typed: its name at most.
pub fn header(text: &str) -> String {
    let name = text.split_once(':').map(|(name, _)| name.trim());
    let named = |name: &&str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.filter(named).map_or(HIDDEN.to_owned(), |name| format!("{name}: {HIDDEN}"))
}

/// A text without what follows names that carry secrets, up to the end of the line or of the quotation.
fn hide_values(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = secret_value(rest) {
        let (before, value) = rest.split_at(at);
        let shown = value.len() - value.trim_start_matches(' ').len();
        let quote = value.trim_start().chars().next().filter(|c| "\"'".contains(*c));
        let inner = value.trim_start().trim_start_matches(['"', '\'']);
        let end = match quote {
            Some(quote) => inner.find([quote, '\n']),
            None => inner.find(['"', '\'', '`', '\n']),
        };
        out.push_str(before);
        out.push_str(value.get(..shown).unwrap_or_default());
        out.push_str(HIDDEN);
        rest = inner.split_at(end.unwrap_or(inner.len())).1;
    }
    if out.is_empty() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where the first value behind a secret's name begins.
fn secret_value(text: &str) -> Option<usize> {
    text.match_indices([':', '=']).map(|(at, _)| at).find_map(|at| {
        let (before, value) = text.split_at(at);
        let name = name_before(before);
        let shown = value.get(1..).unwrap_or_default().trim_start_matches([' ', '"', '\'']);
        let hidden = shown.is_empty() || shown.starts_with(HIDDEN) || shown.starts_with("//");
        (!hidden && is_secret(&SECRET_NAMES, name)).then_some(at + 1)
    })
}

/// The name that ends here.
fn name_before(text: &str) -> &str {
    let text = text.trim_end_matches([' ', '\t']).trim_end_matches(['"', '\'']);
    let start = text
        .rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .map_or(0, |at| {
            at + text.get(at..).and_then(|it| it.chars().next()).map_or(1, char::len_utf8)
        });
    text.get(start..).unwrap_or_default()
}

fn is_secret(names: &[&str], name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    names.iter().any(|part| name.contains(part))
}

/// A line of a TOML file as it may be shown; `above` is what precedes it.
pub fn config_line(above: &str, line: &str) -> String {
    let secret = |name: &str| is_secret(&SECRET_KEYS, name) || is_secret(&SECRET_NAMES, name);
    let named = line.match_indices('=').map(|(at, _)| at);
    for at in named {
        let (before, _) = line.split_at(at);
        if secret(name_before(before)) {
            return format!("{before}= {HIDDEN}");
        }
    }
    if !starts_statement(line) {
        let opened = above.lines().rev().take(LINES_ABOVE).find(|line| starts_statement(line));
        let key = opened.and_then(|line| line.split_once('=')).map(|(key, _)| name_before(key));
        if key.is_some_and(secret) {
            return HIDDEN.to_owned();
        }
    }
    hide_quoted_headers(&hide(line))
}

/// Whether a line of TOML begins something of its own, rather than going on with a value.
fn starts_statement(line: &str) -> bool {
    let line = line.trim_start();
    let word = line.trim_start_matches(['"', '\'']);
    let end = word.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
    let behind = end.map_or("", |end| word.split_at(end).1);
    let behind = behind.trim_start_matches(['"', '\'']).trim_start();
    line.starts_with('[') && line.trim_end().ends_with(']') && !line.contains(['"', '\''])
        || end.is_some_and(|end| end > 0) && behind.starts_with('=')
}

/// Hides what follows `"Name:` in a quotation, as headers are written under a key of whatever name.
fn hide_quoted_headers(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['"', '\'']) {
        let (before, quoted) = rest.split_at(at + 1);
        out.push_str(before);
        let quote = before.chars().next_back().unwrap_or('"');
        let (inside, behind) = quoted.split_at(quoted.find(quote).unwrap_or(quoted.len()));
        let header = inside.split_once(':').filter(|(name, value)| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
                && !value.starts_with("//")
                && !value.starts_with(|c: char| c.is_ascii_digit())
        });
        match header {
            Some((name, _)) => out.extend([name, ": ", HIDDEN]),
            None => out.push_str(inside),
        }
        let (end, after) = behind.split_at(behind.len().min(1));
        out.push_str(end);
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn webhook_addresses_are_hidden() {
        for (text, shown) in [
            (
                "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a refused",
                "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=*** refused",
            ),
            (
                "(https://open.feishu.cn/open-apis/bot/v2/hook/ab-c)",
                "(https://open.feishu.cn/open-apis/bot/v2/hook/***)",
            ),
            (
                "https://oapi.dingtalk.com/robot/send?access_token=1&sign=2",
                "https://oapi.dingtalk.com/robot/send?***",
            ),
            ("https://sctapi.ftqq.com/SCT1.send x", "https://sctapi.ftqq.com/*** x"),
        ] {
            assert_eq!(hide(text), shown);
        }
    }

    #[test]
    fn logins_in_addresses_are_hidden_whatever_the_scheme() {
        for (text, shown) in [
            ("socks5://u:PASSWORD@h is not", "socks5://***@h is not"),
            ("\"ftp://u:PASSWORD@h\"", "\"ftp://***@h\""),
            ("http://TOKEN@h:1/x", "http://***@h:1/x"),
            ("http://u:pa/ss?w#o@h/", "http://***@h/"),
            ("http://u:p@w@h/a@b", "http://***@h/a@b"),
            ("a http://u:p@h b https://v:q@i/", "a http://***@h b https://***@i/"),
            ("https://h:8080/@user", "https://h:8080/@user"),
            ("https://h/@user and u@h", "https://h/@user and u@h"),
            ("https://[::1]:80/x@y", "https://[::1]:80/x@y"),
            ("nothing", "nothing"),
            ("a://", "a://"),
        ] {
            assert_eq!(hide(text), shown, "{text}");
        }
    }

    #[test]
    fn values_of_secret_headers_are_hidden() {
        for (text, shown) in [
            ("Authorization: Basic abc def", "Authorization: ***"),
            ("'Cookie:a=b' for", "'Cookie:***' for"),
            ("x-api-key = \"k\" # y", "x-api-key = ***\" # y"),
            ("Proxy-Authorization:Bearer a\nnext", "Proxy-Authorization:***\nnext"),
            ("no secret here: yes", "no secret here: yes"),
            ("token://x", "token://x"),
        ] {
            assert_eq!(hide(text), shown, "{text}");
        }
    }

    #[test]
    fn what_was_typed_shows_the_host_at_most() {
        assert_eq!(typed("u:p w@h"), "***@h");
        assert_eq!(typed("ftp://u:p/q@h:x"), "ftp://***@h:x");
        assert_eq!(typed("example.cn"), "example.cn");
        assert_eq!(header("X-Any: value\nMore: value"), "X-Any: ***");
        assert_eq!(header("Bearer abc"), "***");
        assert_eq!(header("a b: c"), "***");
    }

    #[test]
    fn lines_of_a_configuration_hide_what_is_secret() {
        for (above, line, shown) in [
            ("", "header = [\"X-Any: word\"]", "header = ***"),
            ("", "\"header\" = \"X: word\" x", "\"header\" = ***"),
            (
                "",
                "audit = { max = 1, header = [\"X: word\"], y }",
                "audit = { max = 1, header = ***",
            ),
            ("", "proxy = \"socks5://u:word@h\"", "proxy = ***"),
            ("[audit]\nheader = [\n  \"A: b\",\n", "  \"X-Any: word\",", "***"),
            ("[audit]\nheader = [\n  \"A: b\"\n]\n", "max_pages = x", "max_pages = x"),
            (
                "[audit]\n",
                "heder = [\"X-Any: word\", 'Y: word']",
                "heder = [\"X-Any: ***\", 'Y: ***']",
            ),
            ("", "domain = \"http://u:word@h\"", "domain = \"http://***@h\""),
            ("", "resolve = \"a.cn:443:10.0.0.1\"", "resolve = \"a.cn:443:10.0.0.1\""),
            ("", "owner = \"示例\" x", "owner = \"示例\" x"),
            ("header = [\n\n[audit]\n", "\"x\"", "\"x\""),
        ] {
            assert_eq!(config_line(above, line), shown, "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(above in ".{0,40}", line in "([a-z]|://|@|[:='\"\\[\\] \\n]|备|header|Cookie){0,30}") {
            hide(&line);
            typed(&line);
            header(&line);
            config_line(&above, &line);
        }

        #[test]
        fn no_login_is_left(login in "[a-z0-9:!$&*+,;=._~-]{1,20}") {
            let text = format!("cannot use http://{login}@host.cn/x: why");
            prop_assert_eq!(hide_logins(&text), "cannot use http://***@host.cn/x: why");
        }
    }
}
