//! Which addresses belong to the site.

use url::Url;

use super::trap::without_session;

/// The hosts and ports of one site: the target's host with and without `www.`, and declared names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SameSite {
    hosts: Vec<String>,
    /// `None`: the usual ports of http and https.
    port: Option<u16>,
}

impl SameSite {
    pub(super) fn new(target: &Url, aliases: &[String]) -> Self {
        let mut hosts = Vec::new();
        let typed = target.host_str().unwrap_or_default().to_owned();
        let declared = aliases.iter().filter_map(|name| {
            let url = Url::parse(&format!("http://{}/", name.trim())).ok()?;
            url.host_str().map(str::to_owned)
        });
        for host in std::iter::once(typed).chain(declared) {
            let apex = without_www(&host).to_owned();
            let names = match target.domain() {
                Some(_) => vec![format!("www.{apex}"), apex],
                None => vec![host],
            };
            hosts.extend(names.into_iter().filter(|name| !name.is_empty()));
        }
        hosts.sort_unstable();
        hosts.dedup();
        Self { hosts, port: target.port() }
    }

    /// The hosts, sorted.
    pub(super) fn hosts(&self) -> &[String] {
        &self.hosts
    }

    /// Whether an address lies on one of the hosts, whatever the port: a redirect there stays on the site.
    pub(super) fn has_host(&self, url: &Url) -> bool {
        url.host_str()
            .is_some_and(|host| self.hosts.iter().any(|own| own == host.trim_end_matches('.')))
    }

    /// Whether an address is a page of the site: another port is another service.
    pub(super) fn covers(&self, url: &Url) -> bool {
        let port = match self.port {
            Some(port) => url.port_or_known_default() == Some(port),
            None => url.port().is_none(),
        };
        port && self.has_host(url)
    }
}

/// What two addresses of one page have in common: `http` or `https`, with or without `www.`, makes no other page, nor does the
/// number of a session.
pub(super) fn page_key(url: &Url) -> String {
    let mut key = without_www(url.host_str().unwrap_or_default()).to_owned();
    if let Some(port) = url.port() {
        key.push(':');
        key.push_str(&port.to_string());
    }
    key.push_str(url.path());
    if let Some(query) = url.query().filter(|query| !query.is_empty()) {
        key.push('?');
        key.push_str(query);
    }
    without_session(key)
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn www_and_declared_names_are_the_same_site_and_other_sub_domains_are_not() {
        let site = SameSite::new(
            &url("https://www.example.cn/"),
            &["M.example.cn".to_owned(), "例子.cn".to_owned()],
        );
        for same in [
            "http://example.cn/a",
            "https://www.example.cn/",
            "http://m.example.cn/",
            "http://xn--fsqu00a.cn/",
        ] {
            assert!(site.covers(&url(same)), "{same}");
        }
        for other in [
            "http://blog.example.cn/",
            "http://example.com/",
            "http://example.cn:8080/",
            "http://notexample.cn/",
        ] {
            assert!(!site.covers(&url(other)), "{other}");
        }
        assert!(site.has_host(&url("http://example.cn:8080/")));
    }

    #[test]
    fn a_port_that_was_typed_is_the_only_one() {
        let site = SameSite::new(&url("http://127.0.0.1:8080/"), &[]);
        assert!(site.covers(&url("http://127.0.0.1:8080/x")));
        assert!(
            !site.covers(&url("http://127.0.0.1/x"))
                && !site.covers(&url("http://127.0.0.1:9090/"))
        );
        assert_eq!(site.hosts(), ["127.0.0.1"]);
    }

    #[test]
    fn one_page_has_one_key() {
        assert_eq!(page_key(&url("http://www.a.cn/x?y=1")), page_key(&url("https://a.cn/x?y=1")));
        assert_eq!(page_key(&url("http://a.cn/x?")), page_key(&url("http://a.cn/x")));
        assert_ne!(page_key(&url("http://a.cn:8080/x")), page_key(&url("http://a.cn/x")));
        assert_ne!(page_key(&url("http://a.cn/x")), page_key(&url("http://a.cn/X")));
    }
}
