//! How a text can be told from what is behind it, by its pixels: with filters, masks, blend modes, pictures and shadows
//! computed styles do not say.

use std::time::Duration;

use serde_json::json;

use super::answers::Metrics;
use super::colour::Rgba;
use super::cover::SHOW;
use super::document::TextNode;
use super::error::BrowserError;
use super::page::{PageLook, Tab};
use super::png::{Ink, Picture};
use super::shot;

/// Pixels of one text that are looked at, at most.
const MOST_PIXELS: usize = 1 << 20;
/// By so much a channel of a pixel differs where there is ink: what is painted twice is painted alike.
const DIFFERENCE: u8 = 3;
/// Texts have ink on a tenth of their box; what has less than this share of it shows nothing.
const LEAST_INK: usize = 200;

/// How often a text is looked at while what is behind it moves, and the pause before each time.
const LATE: [Duration; 3] =
    [Duration::ZERO, Duration::from_millis(250), Duration::from_millis(500)];
/// Where more than one pixel in so many changes by itself, it cannot be told what is ink.
const MOST_MOVING: usize = 10;

/// Takes the ink from a text, and remembers the `style` attribute of its element. A text that is cut out of its element's
/// background has that for ink; one right below a shadow root takes it from the root's host.
const BLANK: &str = "function(){const e=this.nodeType===1?this:this.parentElement||this.getRootNode().host;(globalThis.aside??=[]).push([[e,e.getAttribute('style'),e.style.cssText]]);const s=getComputedStyle(e),set=(n,v)=>e.style.setProperty(n,v,'important');set('transition','none');if(s.backgroundClip==='text'||s.webkitBackgroundClip==='text'){set('visibility','hidden');return}set('-webkit-text-fill-color','transparent');set('-webkit-text-stroke-color','transparent');set('text-shadow','none');set('fill','transparent');set('stroke','transparent')}";

impl Tab {
    /// The contrast of a text of `look` with what is painted behind it, 1 … 21, whose page is still open; `None` where what is
    /// behind it moves, or nothing of it is in the window.
    pub(super) async fn painted_contrast(
        &self,
        look: &PageLook,
        text: TextNode,
    ) -> Result<Option<f64>, BrowserError> {
        let Some(node) = look.nodes.get(text).filter(|node| !node.by_css) else { return Ok(None) };
        self.scroll_to(look, text).await?;
        let mut contrast = None;
        // a picture that is painted late moves once
        for pause in LATE {
            tokio::time::sleep(pause).await;
            contrast = self.contrast_now(look, text, node.backend).await?;
            if contrast.is_some() {
                break;
            }
        }
        Ok(contrast)
    }

    async fn contrast_now(
        &self,
        look: &PageLook,
        text: TextNode,
        backend: i64,
    ) -> Result<Option<f64>, BrowserError> {
        let Metrics { visual } = self.call("Page.getLayoutMetrics", json!({})).await?;
        let scale = shot::scale(look.screen) * visual.scale;
        let boxes = shot::boxes(self, backend, scale).await?;
        // twice before it is changed: afterwards a transition may bring its colour back slowly
        let (inked, again) = (self.window().await?, self.window().await?);
        self.with_node(look, text, BLANK).await?;
        let blank = self.window().await;
        self.with_node(look, text, SHOW).await?;
        Ok(contrast(&boxes, [inked, blank?, again]))
    }

    async fn window(&self) -> Result<Option<Picture>, BrowserError> {
        let png = shot::take(self, json!({"format": "png", "optimizeForSpeed": true})).await?;
        Ok(Picture::read(&png))
    }
}

/// The contrast of what differs between a window with a text, without it, and with it again.
fn contrast(boxes: &[[u32; 4]], pictures: [Option<Picture>; 3]) -> Option<f64> {
    let [inked, blank, again] = pictures;
    let (inked, blank, again) = (inked?, blank?, again?);
    let places = boxes.iter().flat_map(|[left, top, width, height]| {
        let across = move |y| (*left..left.saturating_add(*width)).map(move |x| (x, y));
        (*top..top.saturating_add(*height)).flat_map(across)
    });
    let (mut all, mut moving, mut contrasts) = (0_usize, 0_usize, Vec::new());
    for (x, y) in places.take(MOST_PIXELS) {
        let at = |picture: &Picture| picture.pixel(x as usize, y as usize);
        let (Some(ink), Some(behind), Some(later)) = (at(&inked), at(&blank), at(&again)) else {
            continue;
        };
        all += 1;
        if differs(ink, later) {
            moving += 1;
        } else if differs(ink, behind) {
            contrasts.push(Rgba::opaque(ink).contrast(Rgba::opaque(behind)));
        }
    }
    if all == 0 || moving * MOST_MOVING > all {
        return None;
    }
    if contrasts.len() * LEAST_INK < all {
        return Some(1.0);
    }
    // at the edges of letters ink and background mix
    contrasts.sort_unstable_by(f64::total_cmp);
    contrasts.get(contrasts.len() * 9 / 10).copied()
}

fn differs(one: Ink, other: Ink) -> bool {
    one.iter().zip(other).any(|(one, other)| one.abs_diff(other) >= DIFFERENCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of 20 × 20, with every third column in this colour.
    fn picture(ground: Ink, ink: Ink) -> Picture {
        let pixels = (0..400).map(|at| if at % 3 == 0 { ink } else { ground });
        Picture::of(20, pixels.flatten().collect())
    }

    const WHITE: Ink = [255; 3];
    const BOXES: &[[u32; 4]] = &[[0, 0, 20, 20]];

    #[test]
    fn ink_is_what_differs() {
        let of = |ink: Ink, ground: Ink| {
            let with = || Some(picture(ground, ink));
            contrast(BOXES, [with(), Some(picture(ground, ground)), with()])
        };
        let black = of([0; 3], WHITE).unwrap();
        assert!((black - 21.0).abs() < 0.01, "{black}");
        assert_eq!(of(WHITE, WHITE), Some(1.0));
        assert_eq!(of([254; 3], WHITE), Some(1.0));
        let grey = of([204; 3], WHITE).unwrap();
        assert!((grey - 1.6).abs() < 0.02, "{grey}");
    }

    #[test]
    fn what_moves_tells_nothing() {
        let with = || Some(picture(WHITE, [0; 3]));
        let without = || Some(picture(WHITE, WHITE));
        let other = Some(picture([9; 3], [200; 3]));
        assert_eq!(contrast(BOXES, [with(), without(), other]), None);
        assert_eq!(contrast(&[[50, 50, 9, 9]], [with(), without(), with()]), None);
        assert_eq!(contrast(BOXES, [with(), None, None]), None);
    }
}
