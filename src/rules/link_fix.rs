//! The address that a link should have where the one it has is plainly out of date: a host that a register has left,
//! plain http, an old path, a register's host without a scheme, a police link without its number. Where the number is
//! the declared one there is no doubt what is meant: slips of the hand are fixed, too. What may be meant otherwise,
//! a page of the site's own or a jump page, is left as it is.

use url::Url;

use crate::domain::police_number::PoliceNumber;

use super::links::{self, LinkDestination, PublicRegister, Worth};
use super::{police, police_link};

/// The address that an ICP number links to.
pub const fn icp_url() -> &'static str {
    links::MIIT
}

/// The address that a police number links to: its own record.
pub fn police_url(number: &PoliceNumber) -> String {
    police::record_url(number)
}

/// The address for the link of an ICP number; `None` where it is right, or wrong in a way that is not plain. `declared`:
/// the number is the one that is declared for the site.
pub fn icp_link(href: &str, declared: bool) -> Option<String> {
    let is_plain = match links::worth(href, PublicRegister::Miit) {
        Worth::Outdated => declared || !is_jump(href),
        Worth::Insecure | Worth::OldPath | Worth::Junk => true,
        Worth::Wrong => {
            names_register(href, "beian.miit.gov.cn")
                || means(href, PublicRegister::Miit)
                || (declared && is_slip(href))
        }
        Worth::Current | Worth::UnknownPath | Worth::Jump => false,
    };
    is_plain.then(|| links::MIIT.to_owned())
}

/// The address for the link of a police number; `None` where it is right, or wrong in a way that is not plain.
pub fn police_link(href: &str, number: &PoliceNumber, declared: bool) -> Option<String> {
    let digits = number.digits.as_str();
    let is_plain = match links::destination(href) {
        LinkDestination::Register { jump: true, .. } => false,
        LinkDestination::Register { host, .. } if host.register == PublicRegister::Police => {
            match police_link::code(href) {
                Some(code) if code == digits => !is_record(href, digits),
                Some(code) if is_of_another(&code, digits) => declared,
                Some(_) | None => true,
            }
        }
        LinkDestination::NoScheme
            if names_register(href, "beian.mps.gov.cn") || names_register(href, "beian.gov.cn") =>
        {
            true
        }
        LinkDestination::Mistyped(host)
            if host.register == PublicRegister::Police
                && police_link::asks_for_no_other(href, digits) =>
        {
            true
        }
        _ => declared && is_slip(href),
    };
    is_plain.then(|| police::record_url(number))
}

/// Whether an address opens the record of a police number.
pub fn opens_record(href: &str, number: &PoliceNumber) -> bool {
    is_record(href, &number.digits)
}

/// The address for one link around an ICP number and a police number; `None` where it opens MIIT already, or something
/// that may be meant. The law asks for the link of the ICP number (Order 33 art. 13), so that it goes before that of the
/// police number. `declared`: one of the two numbers is declared for the site.
pub fn shared_link(href: &str, declared: bool) -> Option<String> {
    let is_police = || match links::destination(href) {
        LinkDestination::Register { host, jump: false, .. } | LinkDestination::Mistyped(host) => {
            host.register == PublicRegister::Police
        }
        _ => names_register(href, "beian.mps.gov.cn") || names_register(href, "beian.gov.cn"),
    };
    icp_link(href, declared || is_police())
}

/// Whether the code of a link may be meant for another number: not a template, nor these digits with words around them.
fn is_of_another(code: &str, digits: &str) -> bool {
    let own: String = code.chars().filter(char::is_ascii_digit).collect();
    own != digits && own.len() > 5
}

/// Whether an address is that of a record on today's platform, in the platform's own form.
fn is_record(href: &str, digits: &str) -> bool {
    let absolute = if href.starts_with("//") { format!("https:{href}") } else { href.to_owned() };
    let Ok(url) = Url::parse(&absolute) else { return false };
    let fragment = url.fragment().and_then(|fragment| fragment.split_once('?'));
    let asks = |query: &str| {
        url::form_urlencoded::parse(query.as_bytes())
            .any(|(key, value)| key == "code" && value == digits)
    };
    url.scheme() == "https"
        && url.host_str() == Some("beian.mps.gov.cn")
        && fragment.is_some_and(|(path, query)| path == "/query/webSearch" && asks(query))
}

/// How the registers' hosts and pages are called, those that they have left included, and as they are mistyped.
const REGISTERS: &[&str] = &[
    "beian.miit.gov",
    "beian.mitt.gov",
    "beian.gov.cn",
    "beian.mps.gov",
    "beian.cac.gov",
    "miitbeian",
    "miibeian",
    "registersysteminfo",
    "query/websearch",
];

/// What is shown where a template was not filled in.
const UNFILLED: &[&str] = &["{", "%7b", "<%", "[[", "__"];

/// Whether an address can be nothing but a slip: it leads nowhere, is a template that was not filled in, or names some
/// register without leading to the right one.
fn is_slip(href: &str) -> bool {
    let href = href.trim().to_ascii_lowercase();
    let nowhere = matches!(href.as_str(), "" | "#" | "undefined" | "null" | "none");
    let names = || REGISTERS.iter().any(|name| href.contains(name));
    let unfilled = || UNFILLED.iter().any(|mark| href.contains(mark));
    nowhere || href.starts_with("javascript:") || (!is_jump(&href) && (names() || unfilled()))
}

fn is_jump(href: &str) -> bool {
    matches!(links::destination(href), LinkDestination::Register { jump: true, .. })
}

/// Whether a mistyped address means this register.
fn means(href: &str, register: PublicRegister) -> bool {
    matches!(links::destination(href), LinkDestination::Mistyped(host) if host.register == register)
}

/// Whether an address without a scheme begins with the name of this host, `www.` before it or not.
fn names_register(href: &str, host: &str) -> bool {
    let href = href.trim();
    let rest = href.strip_prefix("www.").unwrap_or(href).strip_prefix(host);
    links::destination(href) == LinkDestination::NoScheme
        && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '#', '?']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_plainly_out_of_date_is_mended() {
        let slips = [
            "https://beian.mps.gov.cn/",
            "https://beian.miit.gov.cn.example.com/",
            "../../www.miitbeian.gov.cn/default.htm",
            "https:/beian.mitt.gov.cn",
            "{{ site.icp_link }}",
            "${icpUrl}",
            "#",
            "",
            "undefined",
            "javascript:void(0)",
        ];
        for href in [
            "http://beian.miit.gov.cn/",
            "http://beian.miit.gov.cn/publish/query/indexFirst.action",
            "http://www.miitbeian.gov.cn/publish/query/indexFirst.action",
            " http://www.miibeian.gov.cn ",
            "//www.beian.miit.gov.cn",
            "beian.miit.gov.cn",
            "https://beian.miit.gov.cn/publish/query/indexFirst.action",
            "https://beian.miit.gov.cn/state/outPortal/loginPortal.action",
            "https://beian.miit.gov.cn/ target=",
            "“https://beian.miit.gov.cn/”",
            "https：//beian.miit.gov.cn/",
            "http://https://beian.miit.gov.cn/",
        ] {
            for declared in [true, false] {
                let is_plain = icp_link(href, declared);
                assert_eq!(is_plain.as_deref(), Some("https://beian.miit.gov.cn/"), "{href}");
            }
        }
        for href in slips {
            let is_plain = icp_link(href, true);
            assert_eq!(is_plain.as_deref(), Some("https://beian.miit.gov.cn/"), "{href}");
            assert_eq!(icp_link(href, false), None, "{href}");
        }
        for href in [
            "https://beian.miit.gov.cn",
            "https://beian.miit.gov.cn/#/Integrated/index",
            "/go?url=https%3A%2F%2Fbeian.miit.gov.cn%2F",
            "/about/filing.html",
            "https://icp.example.com/",
            "https://beian.miit.gov.cn/icp/19004817.html",
            "/",
        ] {
            assert_eq!(icp_link(href, true), None, "{href}");
        }
    }

    #[test]
    fn a_link_around_both_numbers_goes_to_miit() {
        for href in [
            "https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718",
            "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=11010502046718",
            "www.beian.gov.cn/portal/registerSystemInfo?recordcode=11010502046718",
            "https：//beian.mps.gov.cn/#/query/webSearch?code=11010502046718",
            "http://beian.miit.gov.cn/",
        ] {
            for declared in [true, false] {
                assert_eq!(shared_link(href, declared).as_deref(), Some(links::MIIT), "{href}");
            }
        }
        assert_eq!(shared_link("#", true).as_deref(), Some(links::MIIT));
        assert_eq!(shared_link("#", false), None);
        for href in [links::MIIT, "/about", "/go?url=https%3A%2F%2Fbeian.mps.gov.cn%2F"] {
            assert_eq!(shared_link(href, true), None, "{href}");
        }
    }

    #[test]
    fn a_police_link_gets_the_number_that_it_encloses_but_never_another_one() {
        let number = PoliceNumber::parse("京公网安备11010502046718号").unwrap();
        let right = "https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718";
        for href in [
            "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=11010502046718",
            "http://www.beian.gov.cn/",
            "https://beian.mps.gov.cn/",
            "https://beian.mps.gov.cn/#/query/webSearch?code=",
            "https://beian.mps.gov.cn/#/query/webSearch?code={code}",
            "https://beian.mps.gov.cn/#/query/webSearch?code=京公网安备11010502046718号",
            "https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718号",
            "https://beian.mps.gov.cn/#/query/webSearch?recordcode=11010502046718",
            "https://beian.mps.gov.cn/portal/registerSystemInfo?recordcode=11010502046718",
            "https://www.beian.mps.gov.cn/#/query/webSearch?code=11010502046718",
            "http://beian.mps.gov.cn/#/query/webSearch?code=11010502046718",
            "www.beian.gov.cn/portal/registerSystemInfo?recordcode=11010502046718",
            "https://beian.mps.gov.cn/portal/registerSystemInfo?recordcode=11010502046718",
            "https://beian.mps.gov.cn/#/query/webSearch?recordcode=11010502046718",
            "https://beian.mps.gov.cn/query/webSearch?code=11010502046718",
            "https://beian.mps.gov.cn/web/business/record/11010502046718",
            "https://www.beian.mps.gov.cn/#/query/webSearch?code=11010502046718",
            "https：//beian.mps.gov.cn/#/query/webSearch?code=11010502046718",
            "“https://beian.mps.gov.cn/”",
        ] {
            for declared in [true, false] {
                let is_plain = police_link(href, &number, declared);
                assert_eq!(is_plain.as_deref(), Some(right), "{href}");
            }
        }
        for href in [
            "https://beian.mps.gov.cn/#/query/webSearch?code=44010602018427",
            "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=44010602018427",
            "https://beian.mps.gov.cn/web/business/record/44010602018427",
            "“https://beian.mps.gov.cn/#/query/webSearch?code=44010602018427”",
            "https://beian.miit.gov.cn/",
            "{{ police_link }}",
            "#",
        ] {
            assert_eq!(police_link(href, &number, true).as_deref(), Some(right), "{href}");
            assert_eq!(police_link(href, &number, false), None, "{href}");
        }
        for href in [right, "//beian.mps.gov.cn/#/query/webSearch?code=11010502046718", "/about"] {
            assert_eq!(police_link(href, &number, true), None, "{href}");
        }
    }
}
