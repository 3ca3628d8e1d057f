//! Declared values as people write them, in `beian.toml` and on the command line.

use crate::domain::date::{self, Date};
use crate::domain::duty::Duty;
use crate::domain::failure::Failure;
use crate::domain::icp_number::{IcpNumber, NumberState};
use crate::domain::lang::Text;
use crate::domain::police_number::PoliceNumber;
use crate::domain::site::{DeclaredPolice, Subject};

use crate::domain::nearest::nearest;

/// The earliest year of a copyright line: China was connected to the Internet in 1994.
const FIRST_YEAR: i16 = 1994;

fn wrong<T>(what: impl Into<Text>, fix: impl Into<Text>) -> Result<T, Failure> {
    Err(Failure::new(what, fix))
}

/// Names the option that a refused value belongs to.
pub fn of_option(option: &'static str) -> impl Fn(Failure) -> Failure {
    move |wrong| wrong.within(|what| format!("--{option}: {what}"))
}

/// An ICP number in any form that pages use; one that cannot exist is refused. `today` is the upper bound of its year.
pub fn icp(text: &str, today: Date) -> Result<IcpNumber, Failure> {
    const FIX: Text = Text::fixed(
        "请照备案通知上的写法，例如 京ICP备12345678号-1",
        "write it as on the filing notice, e.g. 京ICP备12345678号-1",
    );
    let Ok(number) = IcpNumber::parse(text) else {
        let what = (format!("“{text}”不是 ICP 备案号"), format!("{text:?} is not an ICP number"));
        return wrong(what, FIX);
    };
    if number.state(today.year()) == NumberState::Malformed {
        let what =
            (format!("“{text}”不可能是 ICP 备案号"), format!("{text:?} cannot be an ICP number"));
        return wrong(what, FIX);
    }
    match (number.province(), number.province_meant()) {
        (None, Some(meant)) => {
            let right = IcpNumber { mark: Some(meant.icp), ..number };
            wrong(
                (
                    format!("“{text}”的首字不是任何省份的 ICP 备案简称"),
                    format!("{text:?} has a character that no province has in ICP numbers"),
                ),
                (format!("是否想写 {right}？"), format!("did you mean {right}?")),
            )
        }
        _ => Ok(number),
    }
}

/// A police number, or `pending`.
pub fn police(text: &str) -> Result<DeclaredPolice, Failure> {
    if text.trim().eq_ignore_ascii_case("pending") {
        return Ok(DeclaredPolice::Pending);
    }
    match PoliceNumber::parse(text) {
        Ok(number) if number.state() != NumberState::Malformed => {
            Ok(DeclaredPolice::Number(number))
        }
        _ => wrong(
            (format!("“{text}”不是公安备案号"), format!("{text:?} is not a police number")),
            (
                "请照公安备案平台上的写法，例如 京公网安备11010502030143号；办理中写 \"pending\"",
                "write it as on the police platform, e.g. 京公网安备11010502030143号, or \"pending\"",
            ),
        ),
    }
}

/// A host name or address literal in the form of URLs: lower case, international names in punycode.
pub fn host(text: &str) -> Result<String, Failure> {
    const FIX: Text = Text::fixed(
        "只写域名，例如 example.cn，不带 https://、端口和路径",
        "write the bare name, e.g. example.cn, without https://, port or path",
    );
    let not_a_host = |why: &str| {
        wrong((format!("“{text}”不是域名{why}"), format!("{text:?} is not a host name{why}")), FIX)
    };
    let bare = text.trim().trim_end_matches('.');
    let parsed = url::Host::parse(bare).map_err(|error| error.to_string());
    let host = match parsed {
        Ok(host) => host.to_string(),
        Err(error) => return not_a_host(&format!(" ({error})")),
    };
    let label = |label: &str| !label.is_empty() && label.len() <= 63 && !label.starts_with('-');
    let named = host.len() <= 253
        && host.split('.').all(label)
        && (host.contains('.') || host == "localhost")
        && host.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    if named || host.starts_with('[') { Ok(host) } else { not_a_host("") }
}

/// The first year of the copyright line.
pub fn since(year: i64, today: Date) -> Result<i16, Failure> {
    match i16::try_from(year) {
        Ok(year) if (FIRST_YEAR..=today.year()).contains(&year) => Ok(year),
        _ => wrong(
            (
                format!("网站不可能在 {year} 年开办"),
                format!("{year} is not a year in which a site can have started"),
            ),
            ("请写网站开办的年份，例如 2019", "write the year the site started, e.g. 2019"),
        ),
    }
}

/// A day (YYYY-MM-DD).
pub fn day(text: &str) -> Result<Date, Failure> {
    Ok(date::typed(text)?)
}

/// A further duty, by its name.
pub fn duty(text: &str) -> Result<Duty, Failure> {
    if let Some(duty) = Duty::named(text) {
        return Ok(duty);
    }
    let names = Duty::ALL.map(Duty::name);
    let meant = nearest(text, names).unwrap_or_default();
    let all = names.join(", ");
    wrong(
        (format!("没有 {text:?} 这一项义务"), format!("there is no duty {text:?}")),
        (
            format!("是不是 {meant:?}？可用的有：{all}"),
            format!("did you mean {meant:?}? There are: {all}"),
        ),
    )
}

/// Whether the owner is an organisation or a person.
pub fn subject(text: &str) -> Result<Subject, Failure> {
    match text {
        "organisation" => Ok(Subject::Organisation),
        "person" => Ok(Subject::Person),
        _ => wrong(
            (format!("“{text}”不是主体性质"), format!("{text:?} is not a kind of subject")),
            (
                "请写 \"organisation\"（单位）或 \"person\"（个人）",
                "write \"organisation\" or \"person\"",
            ),
        ),
    }
}

/// A path on the site, with a slash at both ends.
pub fn base_path(text: &str) -> Result<String, Failure> {
    if !text.starts_with('/')
        || text.contains(['?', '#', '\\'])
        || text.chars().any(char::is_control)
    {
        return wrong(
            (format!("“{text}”不是站内路径"), format!("{text:?} is not a path on the site")),
            ("请写成 /docs/，根目录写 /", "write it as /docs/, or / for the root"),
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
        assert_eq!(error.fix.en, "did you mean 蜀ICP备19038721号-2?");
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
