//! The other name of a site: of `example.cn` it is `www.example.cn`, and the other way round. Both are to open, and both
//! are to show the number.

use url::{Host, Url};

use crate::domain::registrable::is_shared_suffix;
use crate::facts::{PageFacts, PageKind};
use crate::net::FetchError;
use crate::visit::{Twin, TwinState};

use super::fetch::{FetchOutcome, Fetched, SiteFetcher};
use super::target::{Target, TargetKind};

/// Endings of names that nobody can register.
const PRIVATE: [&str; 5] = ["localhost", "local", "internal", "arpa", "invalid"];

/// The address of a site's other name; `None` where the target is no bare domain: an address with a path, a sub-domain, a
/// number, this machine.
pub(super) fn of(target: &Target, home: &Url) -> Option<Url> {
    let (typed, any_port) = match &target.kind {
        TargetKind::Domain { https, .. } => (https, true),
        TargetKind::Url(url) if url.scheme() == "https" => (url, false),
        TargetKind::Url(_) | TargetKind::Folder(_) | TargetKind::File(_) => return None,
    };
    let Some(Host::Domain(host)) = typed.host() else { return None };
    let plain = typed.path() == "/" && typed.query().is_none();
    if !plain || typed.port().is_some() && !any_port {
        return None;
    }
    let bare = host.strip_prefix("www.").unwrap_or(host);
    let other = match is_registered(bare) {
        true if bare == host => format!("www.{bare}"),
        true => bare.to_owned(),
        false => return None,
    };
    let mut twin = home.clone();
    twin.set_path("/");
    twin.set_query(None);
    twin.set_fragment(None);
    // The port that was typed, by the scheme that the home page was read by.
    twin.set_port(typed.port()).ok()?;
    twin.set_host(Some(&other)).ok()?;
    Some(twin)
}

/// Whether a name is one that is registered, and no sub-domain of one.
fn is_registered(name: &str) -> bool {
    let parts: Vec<&str> = name.trim_end_matches('.').split('.').collect();
    match parts.as_slice() {
        [_, top] if PRIVATE.contains(top) => false,
        [second, top] => !is_shared_suffix(second, top),
        [_, second, top] => is_shared_suffix(second, top),
        _ => false,
    }
}

/// Asks the other name, as far as robots.txt allows; `None` where nothing can be said of it.
pub(super) async fn look(site: &SiteFetcher, twin: Url) -> Option<Twin> {
    let Fetched { url, outcome, .. } = site.fetch_as_allowed(&twin).await;
    let state = match outcome {
        // It leads to the site's other name, or to a page of its own.
        FetchOutcome::Read { .. } if url.host_str() != twin.host_str() => return None,
        FetchOutcome::Read { mut facts, .. } => {
            site.merge_frames(&mut facts, &url).await;
            shown(&facts)?
        }
        FetchOutcome::Not(arrival) => TwinState::Failed(arrival.words()?),
        FetchOutcome::Failed(
            FetchError::NotInSnapshot(_) | FetchError::SiteTime | FetchError::NoRoots,
        )
        | FetchOutcome::Forbidden => return None,
        FetchOutcome::Failed(error) => TwinState::Failed(error.words()),
        FetchOutcome::Away { to, .. } => TwinState::Away(to.host_str()?.to_owned()),
    };
    Some(Twin { url: twin.into(), state })
}

/// What the page of the other name shows; `None` where that is unknown.
fn shown(facts: &PageFacts) -> Option<TwinState> {
    let unclear = !matches!(facts.kind, PageKind::Document | PageKind::Fragment)
        || facts.stand_in.is_some()
        || facts.intercept.is_some()
        || facts.garbled.is_some()
        || facts.refresh.is_some();
    let icp = facts.icp.iter().filter(|seen| seen.own && seen.visibility.is_shown());
    let icp: Vec<_> = icp.map(|seen| seen.number.clone()).collect();
    let licensed = facts.licences.iter().any(|seen| seen.own && seen.visibility.is_shown());
    let told = !icp.is_empty() || !unclear && !licensed;
    told.then_some(TwinState::Shows(icp))
}

#[cfg(test)]
mod tests {
    use super::super::target::PathKind;
    use super::*;

    #[test]
    fn only_bare_domains_have_a_twin() {
        let twin = |typed: &str, home: &str| {
            let target = Target::parse(typed, |_| PathKind::Nothing).unwrap();
            of(&target, &Url::parse(home).unwrap()).map(String::from)
        };
        for (typed, home, expected) in [
            ("example.cn", "https://example.cn/", "https://www.example.cn/"),
            ("example.cn", "http://example.cn/", "http://www.example.cn/"),
            ("example.cn", "https://example.cn/zh/", "https://www.example.cn/"),
            ("example.com.cn", "https://example.com.cn/", "https://www.example.com.cn/"),
            ("www.example.cn", "https://www.example.cn/", "https://example.cn/"),
            ("https://example.cn/", "https://example.cn/", "https://www.example.cn/"),
            (
                "例子.公司.cn",
                "https://xn--fsqu00a.xn--55qx5d.cn/",
                "https://www.xn--fsqu00a.xn--55qx5d.cn/",
            ),
            ("example.test:8443", "https://example.test:8443/", "https://www.example.test:8443/"),
        ] {
            assert_eq!(twin(typed, home).as_deref(), Some(expected), "{typed}");
        }
        for typed in [
            "http://example.cn/",
            "https://example.cn/shop/",
            "https://example.cn/?a=b",
            "https://example.cn:8443/",
            "blog.example.cn",
            "user.github.io",
            "com.cn",
            "shop.example.com.cn",
            "localhost:4000",
            "a.localhost",
            "nas.local",
            "127.0.0.1:8080",
            "[::1]:8080",
        ] {
            assert_eq!(twin(typed, "https://example.cn/"), None, "{typed}");
        }
    }
}
