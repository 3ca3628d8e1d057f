//! The answer of the registry of .cn and .中国 (WHOIS): text → registration. The question is the name and a line break.

use std::time::Duration;

use crate::domain::date;
use crate::domain::lang::Text;

use super::live::{Registration, Registry};

/// The server of the registry.
pub const SERVER: &str = "whois.cnnic.cn:43";

/// The size up to which an answer is read, in bytes.
pub const LARGEST: usize = 64 << 10;

const UNREADABLE: Text = Text::fixed("回答的格式无法识别", "an answer of an unknown form");
const TOO_MANY: Text =
    Text::fixed("查询太频繁，请明天再查", "too many questions; ask again tomorrow");

/// How long an answer is kept in a cache.
pub const CACHED: Duration = Duration::from_hours(24);

/// Under what an answer is kept in a cache: server and name.
pub fn cache_key(server: &str, domain: &str) -> String {
    format!("whois {server} {}", ascii(domain))
}

/// Whether the registry has names below this suffix.
pub fn has(host: &str) -> bool {
    let (host, _) = idna::domain_to_unicode(host);
    matches!(host.rsplit('.').next(), Some("cn" | "中国"))
}

/// Reads an answer to the question for a domain. Bytes that are not UTF-8 are expected as U+FFFD.
pub fn read(answer: &str, asked: &str) -> Registry {
    let unknown = || Registry::Unknown(UNREADABLE);
    if answer.contains('\u{fffd}') {
        return unknown();
    }
    let lower = answer.to_lowercase();
    if lower.contains("no matching record") {
        return Registry::NotFound;
    }
    if ["exceed", "too many", "limit", "frequen", "interval is too short"]
        .iter()
        .any(|word| lower.contains(word))
        && !lower.contains("domain name:")
    {
        return Registry::Unknown(TOO_MANY);
    }
    let mut registration = Registration::default();
    let mut names = Vec::new();
    for line in answer.lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match key.trim() {
            "Domain Name" => names.push(ascii(value)),
            "Registrant" => registration.holder = Some(value.to_owned()),
            "Sponsoring Registrar" => registration.registrar = Some(value.to_owned()),
            "Domain Status" => registration.statuses.push(value.to_owned()),
            "Expiration Time" => {
                registration.expires =
                    value.split_whitespace().next().and_then(|day| date::parse(day).ok());
            }
            _ => {}
        }
    }
    if names == [ascii(asked)] { Registry::Found(registration) } else { unknown() }
}

/// A name in the form by which names are compared.
fn ascii(name: &str) -> String {
    let name = name.trim_end_matches('.');
    idna::domain_to_ascii(name).unwrap_or_else(|_| name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::date::Date;

    #[test]
    fn answers_are_told_apart() {
        let answer = "Domain Name: example.cn\r\nROID: 1-cn\r\nDomain Status: ok\r\nRegistrant: 青禾文具店\r\n\
                      Sponsoring Registrar: 阿里云计算有限公司\r\nExpiration Time: 2027-11-10 08:00:00\r\n";
        let Registry::Found(found) = read(answer, "EXAMPLE.cn") else { panic!("{answer}") };
        assert_eq!(found.holder.as_deref(), Some("青禾文具店"));
        assert_eq!(found.expires, Some(Date::constant(2027, 11, 10)));
        assert_eq!(found.statuses, ["ok"]);
        assert_eq!(read("No matching record.\r\n", "example.cn"), Registry::NotFound);
        for limited in [
            "Queried interval is too short.",
            "Queried interval is too short, number exceeds the limit",
        ] {
            let Registry::Unknown(why) = read(limited, "example.cn") else { panic!("{limited}") };
            assert_eq!(why, TOO_MANY);
        }
        for garbage in
            ["<html>garbage", "Domain Name: example.cn\r\nRegistrant: \u{fffd}\u{fffd}", ""]
        {
            assert!(matches!(read(garbage, "example.cn"), Registry::Unknown(_)), "{garbage}");
        }
        assert!(matches!(read(answer, "other.cn"), Registry::Unknown(_)));
        let unicode = read("Domain Name: 例子.中国\r\n", "xn--fsqu00a.xn--fiqs8s");
        assert!(matches!(unicode, Registry::Found(_)));
        assert!(has("example.cn") && has("xn--fsqu00a.xn--fiqs8s") && !has("example.com"));
    }

    proptest! {
        #[test]
        fn any_answer_is_read(text in "[\\PC\r\n]{0,300}") {
            let _ = read(&text, "example.cn");
        }
    }
}
