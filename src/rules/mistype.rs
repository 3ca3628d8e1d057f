//! Addresses that are mistyped: what they mean, and what is wrong in them.

use url::Url;

/// The address that a mistyped one means: quotes of a text around it, a full-width colon, `https//`, `https://https://`,
/// `/https://`. `None` where nothing says that an address of the web is meant.
pub(super) fn meant(href: &str) -> Option<Url> {
    let plain: String = href.chars().filter_map(typed).collect();
    if !has_scheme(&plain) && plain == href {
        return None;
    }
    Url::parse(&format!("https://{}", without_scheme(&plain))).ok()
}

/// How a scheme is written, right and wrong.
const SCHEMES: [&str; 6] = ["https", "http", "htps", "htpps", "ttps", "htttps"];

/// The text after one of these, in letters of any case.
fn after_scheme(text: &str) -> Option<&str> {
    SCHEMES.iter().find_map(|scheme| {
        let (head, rest) = text.split_at_checked(scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then_some(rest)
    })
}

fn has_scheme(address: &str) -> bool {
    after_scheme(address.trim_start_matches(['/', '.'])).is_some()
}

/// What is left of an address without all that stands for its scheme.
fn without_scheme(address: &str) -> &str {
    let mut rest = address.trim_start_matches(['/', '.']);
    while let Some(after) = after_scheme(rest) {
        rest = after.trim_start_matches([':', ';', '/', '.', ',']);
    }
    rest
}

/// What is wrong with a mistyped address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mistype<'a> {
    /// These signs do not belong into an address.
    Signs(String),
    /// It begins with this, and not with `https://`.
    Scheme {
        /// The beginning as it is written.
        written: &'a str,
        /// On a page by http, browsers open the host all the same: after the page's own scheme, any number of slashes
        /// will do (URL Standard, special scheme).
        on_https_only: bool,
    },
}

/// What is wrong with an address of a register that is mistyped.
pub(super) fn of(href: &str) -> Mistype<'_> {
    let href = href.trim();
    let signs = odd_signs(href);
    if !signs.is_empty() {
        return Mistype::Signs(signs);
    }
    let rest = without_scheme(href);
    let written = href.get(..href.len() - rest.len()).unwrap_or_default();
    let slashes = written.get(.."https:".len()).filter(|it| it.eq_ignore_ascii_case("https:"));
    let after = written.get("https:".len()..).unwrap_or_default();
    let on_https_only = slashes.is_some() && after.bytes().all(|byte| byte == b'/');
    Mistype::Scheme { written, on_https_only }
}

/// Where browsers do not open an address that begins wrongly, for a message: zh and en.
pub(super) const fn where_it_fails(on_https_only: bool) -> (&'static str, &'static str) {
    if on_https_only {
        ("在 https 页面上浏览器打不开它", "on https pages browsers open something else")
    } else {
        ("浏览器打不开它", "browsers open something else")
    }
}

/// A character of an address as it was meant to be typed; `None` where it does not belong into one.
fn typed(c: char) -> Option<char> {
    match c {
        '"' | '\'' | '`' | '\\' | '“' | '”' | '„' | '‘' | '’' | '＂' | '＇' | '「' | '」'
        | '『' | '』' | '《' | '》' | '〝' | '〞' | '<' | '>' => None,
        '。' | '｡' => Some('.'),
        '︰' | '∶' => Some(':'),
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0),
        _ if c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}') => None,
        _ => Some(c),
    }
}

/// The signs of a mistyped address that do not belong into one; empty where it is otherwise wrong.
fn odd_signs(href: &str) -> String {
    let mut odd = String::new();
    for c in href.trim().chars().filter(|c| typed(*c) != Some(*c)) {
        if !odd.contains(c) {
            odd.push(c);
        }
    }
    odd
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_told_by_signs_and_beginning() {
        assert_eq!(of("“https：//beian.miit.gov.cn/”"), Mistype::Signs("“：”".to_owned()));
        for (written, on_https_only) in [
            ("https:/", true),
            ("HTTPS:", true),
            ("https//", false),
            ("https;//", false),
            ("htps://", false),
            ("/https://", false),
            ("https://https://", false),
        ] {
            let href = format!(" {written}beian.miit.gov.cn/");
            assert_eq!(of(&href), Mistype::Scheme { written, on_https_only }, "{href}");
        }
    }
}
