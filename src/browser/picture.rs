//! Pictures of a page on every screen, with what is needed to tell what they show: where the filings are in them, the page
//! as HTML, the answer that the browser made it from.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::date::Timestamp;
use crate::domain::lang::{Bilingual as _, Text};
use crate::facts::{LaidOut, RenderedKind, Screen};

use super::answers::{FrameTree, Metrics};
use super::chromium::Browser;
use super::error::BrowserError;
use super::page::{PageLook, Tab};
use super::png::{Ink, Picture};
use super::proxy::{Proxy, ProxyUpstream};
use super::render::{RenderLimits, filings, read, shown};
use super::shot;
use super::snapshot::Lossy;

/// The highest picture of a whole page, in CSS pixels.
const HIGHEST: f64 = 8000.0;
/// What is shown above and below the filings, in pixels of the picture.
const MARGIN: u32 = 120;
/// The outline of a box, in pixels of the picture.
const THICK: u32 = 3;
/// Around a filing that a person sees, and around one that nobody sees.
const SEEN: Ink = [224, 0, 32];
const UNSEEN: Ink = [255, 140, 0];
/// The largest HTML of a page that is kept, in bytes.
const MAX_HTML: usize = 16 << 20;

/// A page on one screen. Pictures are missing where the page hung or crashed: `fault` says why.
#[derive(Clone, Debug)]
pub struct ScreenPicture {
    /// The screen.
    pub screen: Screen,
    /// When the pictures were taken, after this time from the start.
    pub after: Duration,
    /// The window with the filing in it, as it was painted: a PNG.
    pub window: Option<Vec<u8>>,
    /// The part of it around the filings, with boxes around them: a PNG.
    pub footer: Option<Vec<u8>>,
    /// The page from its top: a JPEG.
    pub page: Option<Vec<u8>>,
    /// Height of the page in CSS pixels.
    pub page_height: u32,
    /// The page is higher than its picture.
    pub page_cut: bool,
    /// The filings that the page has.
    pub filings: Vec<PicturedFiling>,
    /// The DOM as HTML.
    pub dom: Option<String>,
    /// The page as it is judged: what nobody sees is marked as hidden.
    pub judged: String,
    /// The answer that the browser made the page from.
    pub answer: Option<DocumentAnswer>,
    /// What could not be taken, and why.
    pub fault: Option<Text>,
}

/// A filing in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PicturedFiling {
    /// How it was laid out.
    pub laid_out: LaidOut,
    /// Its boxes in the picture of the window, in pixels: left, top, width, height.
    pub boxes: Vec<[u32; 4]>,
}

/// The answer that a browser made a page from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentAnswer {
    /// Its address.
    pub url: String,
    /// The HTTP status.
    pub status: u16,
    /// `http/1.1`, `h2` …
    pub protocol: Option<String>,
    /// The headers, cookies left out.
    pub headers: Vec<(String, String)>,
    /// The TLS connection.
    pub tls: Option<TlsCertificate>,
}

/// A TLS connection, and what its certificate says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsCertificate {
    /// `TLS 1.3` …
    pub protocol: String,
    /// Whom it was issued to.
    pub subject: String,
    /// The names that it is for.
    pub names: Vec<String>,
    /// Who issued it.
    pub issuer: String,
    /// From when on it is valid.
    pub valid_from: Timestamp,
    /// Until when.
    pub valid_to: Timestamp,
}

/// Opens `url` on every screen and takes pictures. Where one screen fails those before it count, and the fault says why.
/// Fails where the browser as a whole is lost. `elapsed` is the time since the start of the run.
pub async fn take_pictures(
    browser: &Browser,
    upstream: ProxyUpstream,
    url: &str,
    limits: RenderLimits,
    elapsed: &(dyn Fn() -> Duration + Sync),
) -> Result<(Vec<ScreenPicture>, Option<Text>), BrowserError> {
    let proxy = Proxy::start(upstream).await?;
    proxy.expect(url);
    let mut site = browser.open(&proxy, limits.ignore_certificates).await?;
    let (mut pictures, mut fault) = (Vec::new(), None);
    for screen in Screen::ALL {
        match on_screen(&mut site.tab, url, screen, limits.timeout).await {
            Ok(picture) => pictures.push(ScreenPicture { after: elapsed(), ..picture }),
            Err(error) if error.is_fatal() => return Err(error),
            Err(error) => {
                fault = Some(error.text());
                break;
            }
        }
    }
    site.close().await;
    Ok((pictures, fault))
}

async fn on_screen(
    tab: &mut Tab,
    url: &str,
    screen: Screen,
    timeout: Duration,
) -> Result<ScreenPicture, BrowserError> {
    let look = tab.look(url, screen, timeout, &|html| shown(&read(html))).await?;
    let facts = read(&look.html);
    let mut laid_out = Vec::new();
    for filing in filings(&facts) {
        laid_out.extend(filing.laid_out(tab, &look).await);
    }
    tab.allow(timeout);
    let mut picture = ScreenPicture {
        screen,
        after: Duration::ZERO,
        window: None,
        footer: None,
        page: None,
        page_height: 0,
        page_cut: false,
        filings: Vec::new(),
        dom: None,
        judged: cut(look.html.clone()),
        answer: document_answer(tab).await,
        fault: None,
    };
    // what was seen counts, also where the page hangs by now
    if let Err(error) = fill(tab, &look, laid_out, &mut picture).await {
        if error.is_fatal() {
            return Err(error);
        }
        picture.fault = Some(error.text());
    }
    Ok(picture)
}

/// Takes the pictures, the likeliest to succeed first.
async fn fill(
    tab: &Tab,
    look: &PageLook,
    laid_out: Vec<LaidOut>,
    picture: &mut ScreenPicture,
) -> Result<(), BrowserError> {
    picture.dom = Some(cut(dom(tab).await?));
    // the number that the law asks for decides where the window is
    let first =
        laid_out.iter().min_by_key(|laid| (laid.unseen.is_some(), laid.kind != RenderedKind::Icp));
    if let Some(backend) = first.and_then(|laid| backend(look, laid.line)) {
        let node = json!({"backendNodeId": backend});
        // of a text without a box there is nothing to scroll to
        let _ = tab.tell("DOM.scrollIntoViewIfNeeded", node).await;
    }
    let scale = shot::scale(picture.screen);
    let Metrics { visual } = tab.call("Page.getLayoutMetrics", json!({})).await?;
    for laid in laid_out {
        let boxes = match backend(look, laid.line) {
            Some(backend) => {
                shot::boxes(tab, backend, scale * visual.scale).await.unwrap_or_default()
            }
            None => Vec::new(),
        };
        picture.filings.push(PicturedFiling { laid_out: laid, boxes });
    }
    let window = shot::take(tab, json!({"format": "png"})).await?;
    picture.footer = footer(&window, &picture.filings);
    picture.window = Some(window);
    let Size { content } = tab.call("Page.getLayoutMetrics", json!({})).await?;
    let height = content.height.min(HIGHEST);
    picture.page_height = super::render::pixels(content.height);
    picture.page_cut = content.height > HIGHEST;
    // a page that is not made for phones is wider than their screen
    let (width, _) = picture.screen.size();
    let width = content.width.clamp(f64::from(width), HIGHEST);
    let clip =
        json!({"x": 0, "y": 0, "width": width, "height": height.max(1.0), "scale": 1.0 / scale});
    let whole =
        json!({"format": "jpeg", "quality": 70, "captureBeyondViewport": true, "clip": clip});
    picture.page = Some(shot::take(tab, whole).await?);
    Ok(())
}

/// The part of a window around the filings, with boxes around them; without filings, the lower end of the window.
fn footer(window: &[u8], filings: &[PicturedFiling]) -> Option<Vec<u8>> {
    let mut picture = Picture::read(window)?;
    let height = u32::try_from(picture.height).ok()?;
    let boxes =
        || filings.iter().flat_map(|filing| filing.boxes.iter().map(move |it| (filing, *it)));
    let inside = |it: &[u32; 4]| it[1] < height && it[3] > 0;
    for (filing, place) in boxes() {
        let ink = if filing.laid_out.unseen.is_none() { SEEN } else { UNSEEN };
        picture.outline(place, THICK, ink);
    }
    let tops = boxes().map(|(_, it)| it).filter(inside);
    let top = tops.clone().map(|it| it[1]).min();
    let bottom = tops.map(|it| it[1].saturating_add(it[3])).max();
    let (top, bottom) = match (top, bottom) {
        (Some(top), Some(bottom)) => (top.saturating_sub(MARGIN), bottom.saturating_add(MARGIN)),
        _ => (height.saturating_sub(3 * MARGIN), height),
    };
    let rows = picture.rows(top as usize, (bottom.min(height) - top.min(height)) as usize);
    Some(rows.png())
}

/// What the browser knows the text by that begins on a line of the page's HTML.
fn backend(look: &PageLook, line: u32) -> Option<i64> {
    let text = look.text(usize::try_from(line).ok()?)?;
    Some(look.nodes.get(text)?.backend)
}

/// The DOM as HTML, by the browser itself: no script of the page has a part in it.
async fn dom(tab: &Tab) -> Result<String, BrowserError> {
    let Root { root } = tab.call("DOM.getDocument", json!({"depth": 0})).await?;
    let Outer { html } = tab.call("DOM.getOuterHTML", json!({"nodeId": root.id})).await?;
    Ok(tab.told(html.0))
}

fn cut(mut html: String) -> String {
    let end = html.floor_char_boundary(MAX_HTML);
    html.truncate(end);
    html
}

/// The last answer that the page itself, not a frame in it, was made from.
async fn document_answer(tab: &Tab) -> Option<DocumentAnswer> {
    let tree: FrameTree = tab.call("Page.getFrameTree", json!({})).await.ok()?;
    let main = tree.frame_tree.frame.id;
    let answers = tab.document_answers();
    let last = answers.iter().rev().find(|it| it["frameId"] == main.as_str())?;
    let answer = answer_of(&last["response"])?;
    Some(DocumentAnswer { url: tab.told(answer.url), ..answer })
}

fn answer_of(response: &Value) -> Option<DocumentAnswer> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let secret = |name: &str| {
        let name = name.to_ascii_lowercase();
        name == "set-cookie" || name == "set-cookie2" || name.starts_with("proxy-")
    };
    let mut headers: Vec<(String, String)> = response["headers"]
        .as_object()?
        .iter()
        .filter(|(name, _)| !secret(name))
        .map(|(name, value)| (name.clone(), text(value)))
        .collect();
    headers.sort();
    let tls =
        response.get("securityDetails").filter(|it| it.is_object()).map(|it| TlsCertificate {
            protocol: text(&it["protocol"]),
            subject: text(&it["subjectName"]),
            names: it["sanList"].as_array().into_iter().flatten().map(text).collect(),
            issuer: text(&it["issuer"]),
            valid_from: moment(&it["validFrom"]),
            valid_to: moment(&it["validTo"]),
        });
    Some(DocumentAnswer {
        url: text(&response["url"]),
        status: response["status"].as_u64().and_then(|it| u16::try_from(it).ok())?,
        protocol: response["protocol"].as_str().map(str::to_owned),
        headers,
        tls,
    })
}

/// Seconds since 1970.
fn moment(value: &Value) -> Timestamp {
    let seconds = value.as_f64().unwrap_or_default().max(0.0);
    let since = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    std::time::SystemTime::UNIX_EPOCH.checked_add(since).map(Timestamp::from).unwrap_or_default()
}

#[derive(Deserialize)]
struct Root {
    root: RootNode,
}

#[derive(Deserialize)]
struct RootNode {
    #[serde(rename = "nodeId")]
    id: i64,
}

#[derive(Deserialize)]
struct Outer {
    #[serde(rename = "outerHTML")]
    html: Lossy,
}

#[derive(Deserialize)]
struct Size {
    #[serde(rename = "cssContentSize")]
    content: ContentSize,
}

#[derive(Deserialize)]
struct ContentSize {
    width: f64,
    height: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_no_cookies_and_the_names_of_its_certificate() {
        let response = json!({
            "url": "https://example.cn/", "status": 200, "protocol": "h2",
            "headers": {"Set-Cookie": "session=1", "server": "nginx", "date": "x"},
            "securityDetails": {
                "protocol": "TLS 1.3", "subjectName": "example.cn", "issuer": "R1",
                "sanList": ["example.cn", "www.example.cn"], "validFrom": 0, "validTo": 1_795_000_000,
            },
        });
        let answer = answer_of(&response).unwrap();
        let headers: Vec<&str> = answer.headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(headers, ["date", "server"]);
        let tls = answer.tls.unwrap();
        assert_eq!(tls.names, ["example.cn", "www.example.cn"]);
        assert_eq!(tls.valid_from, Timestamp::default());
        assert!(answer_of(&json!({"url": "x"})).is_none());
    }
}
