//! The style sheets that a page links to, read where they are the site's own: whether one may hide a filing that the HTML
//! shows decides whether a browser has to look.

use std::sync::Arc;

use tracing::debug;
use url::Url;

use crate::browser::{FOLDER_HOST, ProxyUpstream, ReadFile};
use crate::crawl::Target;
use crate::facts::{LinkedSheet, PageFacts, PageSource, hidden_by_sheets, linked_sheets};
use crate::net::Client;
use crate::visit::Page;

use super::rendering::file_of;

/// Longer sheets are read up to here, in bytes.
const MAX_SHEET: usize = 1 << 20;
/// Sheets of a live page that are fetched; those of a folder cost next to nothing.
const MAX_FETCHED: usize = 6;

/// The bytes of a page, where they were kept or can be read again.
pub(super) fn source_of(page: &Page, target: &Target) -> Option<Arc<PageSource>> {
    let facts = page.facts()?;
    if let Some(source) = &facts.source {
        return Some(Arc::clone(source));
    }
    let bytes = file_of(target, &page.address)?;
    Some(Arc::new(PageSource { bytes, content_type: None }))
}

/// Whether a linked sheet may hide a filing that the HTML of `page` shows. `at` is the page's address in a browser.
pub(super) async fn may_hide(
    page: &PageFacts,
    source: &PageSource,
    at: &str,
    upstream: &ProxyUpstream,
) -> bool {
    let shows = page.icp.iter().any(|seen| seen.own && seen.visibility.is_shown())
        || page.licences.iter().any(|seen| seen.own && seen.visibility.is_shown());
    if !shows {
        return false;
    }
    let linked = linked_sheets(source);
    let Some(base) = Url::parse(at).ok().filter(|_| !linked.is_empty()) else { return false };
    let base = page.base.as_deref().and_then(|href| base.join(href).ok()).unwrap_or(base);
    let mut texts: Vec<(LinkedSheet, String)> = Vec::new();
    for sheet in linked {
        let Ok(url) = base.join(&sheet.href) else { continue };
        let text = match upstream {
            ProxyUpstream::Files(read) => in_folder(read, &url),
            ProxyUpstream::Net(client) if texts.len() < MAX_FETCHED && is_own(&url, &base) => {
                fetched(client, &url).await
            }
            ProxyUpstream::Net(_) => None,
        };
        texts.extend(text.map(|text| (sheet, text)));
    }
    !texts.is_empty() && hidden_by_sheets(source, page, &texts)
}

/// Whether a sheet is on the page's host, or on a host below the same domain: those of others are libraries.
fn is_own(sheet: &Url, page: &Url) -> bool {
    let (Some(sheet_host), Some(host)) = (sheet.host_str(), page.host_str()) else { return false };
    let domain = host.strip_prefix("www.").unwrap_or(host);
    sheet_host == host
        || sheet_host == domain
        || sheet_host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

fn in_folder(read: &ReadFile, url: &Url) -> Option<String> {
    let own = url.host_str() == Some(FOLDER_HOST);
    own.then(|| read(url.path())).flatten().map(|bytes| text(&bytes))
}

async fn fetched(client: &Client, url: &Url) -> Option<String> {
    let host = url.host_str().map(str::to_owned);
    let answer = client.get(url, |next| next.host_str().map(str::to_owned) == host).await;
    let answer =
        answer.inspect_err(|failure| debug!(%url, error = %failure.error, "no style sheet"));
    let answer = answer.ok().filter(|answer| answer.status == 200)?;
    let body = answer.body_prefix(MAX_SHEET as u64).await.ok()?;
    Some(text(&body))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.get(..MAX_SHEET).unwrap_or(bytes)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_of_other_sites_are_not_asked_for() {
        let url = |text: &str| Url::parse(text).unwrap();
        let page = url("https://www.example.cn/a/");
        for own in ["https://www.example.cn/x.css", "https://static.example.cn/x.css"] {
            assert!(is_own(&url(own), &page), "{own}");
        }
        for other in
            ["https://cdn.example.com/x.css", "https://badexample.cn/x.css", "data:text/css,"]
        {
            assert!(!is_own(&url(other), &page), "{other}");
        }
    }
}
