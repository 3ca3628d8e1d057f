//! Pictures of an open page, and where its texts are in them.

use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::Quads;
use super::error::BrowserError;
use super::page::Tab;
use crate::facts::Screen;

/// Pixels of a picture for each CSS pixel of the window.
pub(super) const fn scale(screen: Screen) -> f64 {
    match screen {
        Screen::Desktop => 1.0,
        Screen::Phone => 2.0,
    }
}

/// Where the lines of a text are in the window, in pixels of its picture.
pub(super) async fn boxes(
    tab: &Tab,
    backend: i64,
    scale: f64,
) -> Result<Vec<[u32; 4]>, BrowserError> {
    let quads: Quads = tab.call("DOM.getContentQuads", json!({"backendNodeId": backend})).await?;
    let place = |quad: &[f64; 8]| {
        let across = [quad[0], quad[2], quad[4], quad[6]];
        let down = [quad[1], quad[3], quad[5], quad[7]];
        let span = |all: [f64; 4]| {
            let low = all.into_iter().fold(f64::INFINITY, f64::min);
            let high = all.into_iter().fold(f64::NEG_INFINITY, f64::max);
            (low * scale, high * scale)
        };
        let ((left, right), (top, bottom)) = (span(across), span(down));
        let [left, top] = [left.max(0.0), top.max(0.0)];
        [left, top, (right - left).max(0.0), (bottom - top).max(0.0)].map(super::render::pixels)
    };
    Ok(quads.quads.iter().map(place).filter(|it| it[2] > 0 && it[3] > 0).collect())
}

/// A picture as the browser takes it.
pub(super) async fn take(tab: &Tab, parameters: Value) -> Result<Vec<u8>, BrowserError> {
    let method = "Page.captureScreenshot";
    let Shot { data } = tab.call(method, parameters).await?;
    BASE64
        .decode(data.as_bytes())
        .map_err(|cause| BrowserError::Answer { method, cause: cause.to_string() })
}

#[derive(Deserialize)]
struct Shot {
    data: String,
}
