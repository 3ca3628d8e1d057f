//! The name of a site: the one under which the ledger and the table of deadlines know it.

use super::{Config, declared, without_www};
use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::domain::nearest::nearest;

/// The name of the site that a host belongs to: its domain as declared, else the host without `www.`.
pub fn site_name(config: Option<&Config>, typed: &str) -> Result<String, Failure> {
    let host = declared::host(typed)?;
    let declared = config.and_then(|config| config.site_of_host(&host));
    let domain = declared.and_then(|entry| entry.site.domain.clone());
    Ok(domain.unwrap_or_else(|| without_www(&host).to_owned()))
}

impl Config {
    /// A note on a site that is in no `[[site]]`, where there are others: likely a slip, and the nearest domain is named.
    pub fn undeclared(&self, site: &str) -> Option<Text> {
        if self.site_of_host(site).is_some_and(|entry| entry.site.domain.is_some()) {
            return None;
        }
        let domains = || self.sites.iter().filter_map(|entry| entry.site.domain.as_deref());
        domains().next().map(|_| {
            let meant = nearest(site, domains());
            let (zh, en) = meant.map_or_else(Default::default, |meant| {
                (format!("；是否指 {meant}？"), format!("; did you mean {meant}?"))
            });
            let path = self.path.display();
            Text::made(
                format!("{site} 不在 {path} 的任何 [[site]] 中{zh}"),
                format!("{site} is in no [[site]] of {path}{en}"),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::domain::date::Date;

    fn config(text: &str) -> Config {
        let today = Date::constant(2026, 11, 22);
        crate::config::parse(Path::new("beian.toml"), text.to_owned(), today).unwrap()
    }

    #[test]
    fn a_site_is_known_by_its_aliases_and_a_likely_slip_is_noted() {
        let portfolio = config("[[site]]\ndomain = \"example.cn\"\naliases = [\"m.example.com\"]");
        for (typed, expected) in [
            ("Example.CN", "example.cn"),
            ("www.example.cn", "example.cn"),
            ("m.example.com", "example.cn"),
        ] {
            let name = site_name(Some(&portfolio), typed).unwrap();
            assert_eq!(name, expected, "{typed}");
            assert_eq!(portfolio.undeclared(&name), None, "{typed}");
        }
        let name = site_name(Some(&portfolio), "www.exmaple.cn").unwrap();
        assert_eq!(name, "exmaple.cn");
        let note = portfolio.undeclared(&name).unwrap();
        assert!(note.en.contains("did you mean example.cn?"), "{}", note.en);
        let chinese = site_name(None, "www.例子.中国");
        assert_eq!(chinese.as_deref(), Ok("xn--fsqu00a.xn--fiqs8s"));
        assert_eq!(config("").undeclared("a.cn"), None);
        assert!(site_name(None, "https://a.cn/").is_err());
    }
}
