//! The address that a link should have where the one it has is plainly out of date: a host that a register has left,
//! plain http, a register's host without a scheme, a police link without its number. What may be meant otherwise is
//! not mended.

use crate::domain::police_number::PoliceNumber;
use crate::facts::{Link, LinkKind};

use super::links::{self, Destination, Register, Worth};
use super::{police, police_link};

/// The address that an ICP number links to.
pub const fn icp_url() -> &'static str {
    links::MIIT
}

/// The address that a police number links to: its own record.
pub fn police_url(number: &PoliceNumber) -> String {
    police::record_url(number)
}

/// The address for the link of an ICP number; `None` where it is right, or wrong in a way that is not plain.
pub fn icp_link(href: &str) -> Option<String> {
    match links::worth(href, Register::Miit) {
        Worth::Outdated | Worth::Insecure => Some(links::MIIT.to_owned()),
        Worth::Wrong if names_register(href, "beian.miit.gov.cn") => Some(links::MIIT.to_owned()),
        Worth::Wrong | Worth::Current | Worth::OldPath | Worth::Jump => None,
    }
}

/// The address for the link of a police number; `None` where it is right, or wrong in a way that is not plain.
pub fn police_link(href: &str, number: &PoliceNumber) -> Option<String> {
    let link = Link { kind: LinkKind::Plain, href: Some(href.to_owned()) };
    let mended = match police_link::worth(&link, &number.digits) {
        police_link::Worth::Outdated | police_link::Worth::CodeMissing => true,
        police_link::Worth::Right => links::worth(href, Register::Police) == Worth::Insecure,
        police_link::Worth::Wrong(Destination::NoScheme) => {
            names_register(href, "beian.mps.gov.cn") || names_register(href, "beian.gov.cn")
        }
        police_link::Worth::Wrong(_)
        | police_link::Worth::CodeDiffers(_)
        | police_link::Worth::Indirect(_)
        | police_link::Worth::Unlinked => false,
    };
    mended.then(|| police::record_url(number))
}

/// Whether an address without a scheme begins with the name of this host, `www.` before it or not.
fn names_register(href: &str, host: &str) -> bool {
    let href = href.trim();
    let rest = href.strip_prefix("www.").unwrap_or(href).strip_prefix(host);
    links::destination(href) == Destination::NoScheme
        && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '#', '?']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_plainly_out_of_date_is_mended() {
        for href in [
            "http://beian.miit.gov.cn/",
            "http://beian.miit.gov.cn/publish/query/indexFirst.action",
            "http://www.miitbeian.gov.cn/publish/query/indexFirst.action",
            " http://www.miibeian.gov.cn ",
            "//www.beian.miit.gov.cn",
            "beian.miit.gov.cn",
        ] {
            assert_eq!(icp_link(href).as_deref(), Some("https://beian.miit.gov.cn/"), "{href}");
        }
        for href in [
            "https://beian.miit.gov.cn",
            "https://beian.miit.gov.cn/#/Integrated/index",
            "https://beian.mps.gov.cn/",
            "https://beian.miit.gov.cn.example.com/",
            "../../www.miitbeian.gov.cn/default.htm",
            "/",
            "#",
            "",
        ] {
            assert_eq!(icp_link(href), None, "{href}");
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
            "http://beian.mps.gov.cn/#/query/webSearch?code=11010502046718",
            "www.beian.gov.cn/portal/registerSystemInfo?recordcode=11010502046718",
        ] {
            assert_eq!(police_link(href, &number).as_deref(), Some(right), "{href}");
        }
        for href in [
            right,
            "https://beian.mps.gov.cn/#/query/webSearch?code=44010602018427",
            "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=44010602018427",
            "https://beian.miit.gov.cn/",
            "#",
        ] {
            assert_eq!(police_link(href, &number), None, "{href}");
        }
    }
}
