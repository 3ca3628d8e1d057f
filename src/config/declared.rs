//! Declared values as people write them, in `beian.toml` and on the command line.

use crate::domain::date::{self, Date};
use crate::domain::icp_number::{IcpNumber, NumberState};
use crate::domain::police_number::PoliceNumber;
use crate::domain::site::{DeclaredPolice, Subject};

/// The year before which no website of China can have been (the first link to the Internet is of 1994).
const FIRST_YEAR: i16 = 1994;

/// A value that cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Wrong {
    /// What is wrong with it.
    pub what: String,
    /// How to mend it.
    pub fix: String,
}

fn wrong<T>(what: String, fix: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong { what, fix: fix.into() })
}

/// An ICP number in any form that pages use; one that cannot exist is refused. `today` bounds its year.
pub fn icp(text: &str, today: Date) -> Result<IcpNumber, Wrong> {
    const FIX: &str = "write it as on the filing notice, e.g. 京ICP备12345678号-1";
    let Ok(number) = IcpNumber::parse(text) else {
        return wrong(format!("{text:?} is not an ICP number"), FIX);
    };
    if number.state(today.year()) == NumberState::Malformed {
        return wrong(format!("{text:?} cannot be an ICP number"), FIX);
    }
    match (number.province(), number.province_meant()) {
        (None, Some(meant)) => {
            let right = IcpNumber { mark: Some(meant.icp), ..number };
            wrong(
                format!("{text:?} has a character that no province has in ICP numbers"),
                format!("did you mean {right}?"),
            )
        }
        _ => Ok(number),
    }
}

/// A police number, or `pending`.
pub fn police(text: &str) -> Result<DeclaredPolice, Wrong> {
    if text.trim().eq_ignore_ascii_case("pending") {
        return Ok(DeclaredPolice::Pending);
    }
    match PoliceNumber::parse(text) {
        Ok(number) if number.state() != NumberState::Malformed => {
            Ok(DeclaredPolice::Number(number))
        }
        _ => wrong(
            format!("{text:?} is not a police number"),
            "write it as on the police platform, e.g. 京公网安备11010502030143号, or \"pending\"",
        ),
    }
}

/// A host name or address literal, as it stands in URLs: lower case, international names in punycode.
pub fn host(text: &str) -> Result<String, Wrong> {
    const FIX: &str = "write the bare name, e.g. example.cn, without https://, port or path";
    let text = text.trim().trim_end_matches('.');
    let parsed = url::Host::parse(text).map_err(|error| error.to_string());
    let host = match parsed {
        Ok(host) => host.to_string(),
        Err(error) => return wrong(format!("{text:?} is not a host name ({error})"), FIX),
    };
    let label = |label: &str| !label.is_empty() && label.len() <= 63 && !label.starts_with('-');
    let named = host.len() <= 253
        && host.split('.').all(label)
        && (host.contains('.') || host == "localhost")
        && host.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    if named || host.starts_with('[') {
        Ok(host)
    } else {
        wrong(format!("{text:?} is not a host name"), FIX)
    }
}

/// The first year of the copyright line.
pub fn since(year: i64, today: Date) -> Result<i16, Wrong> {
    match i16::try_from(year) {
        Ok(year) if (FIRST_YEAR..=today.year()).contains(&year) => Ok(year),
        _ => wrong(
            format!("{year} is not a year in which a site can have started"),
            "write the year the site started, e.g. 2019",
        ),
    }
}

/// A day.
pub fn day(text: &str) -> Result<Date, Wrong> {
    date::parse(text).or_else(|_| {
        wrong(format!("{text:?} is not a date"), "write it as YYYY-MM-DD, e.g. 2026-10-20")
    })
}

/// Organisation or person.
pub fn subject(text: &str) -> Result<Subject, Wrong> {
    match text {
        "organisation" => Ok(Subject::Organisation),
        "person" => Ok(Subject::Person),
        _ => wrong(
            format!("{text:?} is not a kind of subject"),
            "write \"organisation\" or \"person\"",
        ),
    }
}

/// A path on the site, with a slash at both ends.
pub fn base_path(text: &str) -> Result<String, Wrong> {
    if !text.starts_with('/')
        || text.contains(['?', '#', '\\'])
        || text.chars().any(char::is_control)
    {
        return wrong(
            format!("{text:?} is not a path on the site"),
            "write it as /docs/, or / for the root",
        );
    }
    Ok(if text.ends_with('/') { text.to_owned() } else { format!("{text}/") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_brought_to_the_form_of_urls() {
        for (text, expected) in [
            ("example.cn", "example.cn"),
            (" Example.CN. ", "example.cn"),
            ("例子.中国", "xn--fsqu00a.xn--fiqs8s"),
            ("a_b.example.cn", "a_b.example.cn"),
            ("localhost", "localhost"),
            ("127.0.0.1", "127.0.0.1"),
            ("[::1]", "[::1]"),
        ] {
            assert_eq!(host(text).as_deref(), Ok(expected), "{text}");
        }
        for text in [
            "",
            ".",
            "example",
            "https://example.cn",
            "example.cn:80",
            "example.cn/a",
            "a b.cn",
            "-a.cn",
            "a..cn",
        ] {
            assert!(host(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_wrong_province_character_names_the_right_one() {
        let error = icp("川ICP备19038721号-2", Date::constant(2026, 11, 22)).unwrap_err();
        assert_eq!(error.fix, "did you mean 蜀ICP备19038721号-2?");
    }

    #[test]
    fn years_and_paths_are_bounded() {
        let today = Date::constant(2026, 11, 22);
        assert_eq!(since(2019, today), Ok(2019));
        assert_eq!(since(2026, today), Ok(2026));
        for year in [1993, 2027, 0, -5, i64::MAX] {
            assert!(since(year, today).is_err(), "{year}");
        }
        assert_eq!(base_path("/docs").as_deref(), Ok("/docs/"));
        assert_eq!(base_path("/").as_deref(), Ok("/"));
        assert!(base_path("docs").is_err() && base_path("/a?b").is_err());
    }
}
