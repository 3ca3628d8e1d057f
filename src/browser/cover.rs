//! Whether something else is painted above a text: a hit test at several of its points, in the open page.

use serde_json::json;

use super::answers::{CallAnswer, Hit, Metrics, ObjectId, Quads, Visual};
use super::document::TextNode;
use super::error::BrowserError;
use super::page::{PageLook, Tab};

/// Lines of a text that are tried.
const MAX_LINES: usize = 3;
/// Where in a line, from its left edge to its right one.
const ACROSS: [f64; 3] = [1.0 / 6.0, 0.5, 5.0 / 6.0];
/// Dialogs that are set aside to look below them: one, and what darkens the page behind it.
const MAX_DIALOGS: usize = 3;

/// What lies above a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cover {
    /// Nothing, or only at its edge.
    Free,
    /// A dialog over the page, and nothing else once that is closed.
    Dialog,
    /// Something that stays.
    Covered,
}

/// Makes an element and all in it invisible, and remembers their `style` attributes.
const HIDE: &str = "function(){const all=[this,...this.querySelectorAll('*')].filter(e=>e.style);(globalThis.aside??=[]).push(all.map(e=>[e,e.getAttribute('style'),e.style.cssText]));for(const e of all)e.style.setProperty('visibility','hidden','important')}";
/// Puts them back as they were. Chromium leaves an empty attribute where one is removed that was not read since a property was
/// set; and where the page's policy forbids `style` attributes, what scripts had set is set again.
pub(super) const SHOW: &str = "function(){for(const [e,attribute,text] of globalThis.aside.pop()){if(attribute===null){e.getAttribute('style');e.removeAttribute('style')}else e.setAttribute('style',attribute);if(e.style.cssText!==text)e.style.cssText=text}}";

/// A point in CSS pixels.
type Point = (f64, f64);

impl Tab {
    /// What lies above a text of `look`, whose page is still open.
    pub(super) async fn cover(
        &self,
        look: &PageLook,
        text: TextNode,
    ) -> Result<Cover, BrowserError> {
        let Some(node) = look.nodes.get(text) else { return Ok(Cover::Free) };
        self.scroll_to(look, text).await?;
        let points = self.points(node.backend).await?;
        let (mut cover, mut aside, mut places) = (Cover::Free, Vec::new(), Vec::new());
        while let Some(above) = self.above(look, text, &points).await? {
            let wall = look.nodes.outwards(above).find(|(at, node)| {
                node.is_wall(look.nodes.window)
                    && !aside.contains(&node.backend)
                    && !look.nodes.contains(*at, text)
            });
            let Some((place, wall)) = wall.filter(|_| aside.len() < MAX_DIALOGS) else {
                cover = Cover::Covered;
                break;
            };
            aside.push(wall.backend);
            places.push(place);
            self.with_node(look, place, HIDE).await?;
            cover = Cover::Dialog;
        }
        // the last that was hidden first: it may be inside of another
        for place in places.into_iter().rev() {
            self.with_node(look, place, SHOW).await?;
        }
        Ok(cover)
    }

    /// Brings a node into the middle of the window, as far as the page allows.
    pub(super) async fn scroll_to(
        &self,
        look: &PageLook,
        text: TextNode,
    ) -> Result<(), BrowserError> {
        const CENTRE: &str = "function(){(this.nodeType===1?this:this.parentElement).scrollIntoView({block:'center',inline:'nearest',behavior:'instant'})}";
        if self.with_node(look, text, CENTRE).await.is_ok() {
            return Ok(());
        }
        // what CSS draws is no node of a script
        let Some(node) = look.nodes.get(text) else { return Ok(()) };
        self.tell("DOM.scrollIntoViewIfNeeded", json!({"backendNodeId": node.backend})).await
    }

    /// Calls a function with a node as `this`, in a world of its frame that the page's scripts cannot reach. Fails where it
    /// throws.
    pub(super) async fn with_node(
        &self,
        look: &PageLook,
        at: TextNode,
        function: &str,
    ) -> Result<(), BrowserError> {
        let (Some(node), Some(frame)) = (look.nodes.get(at), look.nodes.frame_id(at.document))
        else {
            return Ok(());
        };
        let world = self.world(frame).await?;
        let node = json!({"backendNodeId": node.backend, "executionContextId": world});
        let ObjectId { object } = self.call("DOM.resolveNode", node).await?;
        let parameters =
            json!({"objectId": object.id, "functionDeclaration": function, "silent": true});
        let method = "Runtime.callFunctionOn";
        match self.call::<CallAnswer>(method, parameters).await?.exception {
            None => Ok(()),
            Some(_) => Err(BrowserError::Answer { method, cause: "it threw".to_owned() }),
        }
    }

    /// Points of a node's lines in the window.
    pub(super) async fn points(&self, backend: i64) -> Result<Vec<Point>, BrowserError> {
        let quads: Quads =
            self.call("DOM.getContentQuads", json!({"backendNodeId": backend})).await?;
        let lines = quads.quads.iter().take(MAX_LINES);
        let points = lines.flat_map(|[left, top, _, _, right, bottom, ..]| {
            let (left, width, middle) = (*left, right - left, f64::midpoint(*top, *bottom));
            ACROSS.map(|share| (left + width * share, middle))
        });
        Ok(points.collect())
    }

    /// What is painted above most of these points and does not belong to the text.
    async fn above(
        &self,
        look: &PageLook,
        text: TextNode,
        points: &[Point],
    ) -> Result<Option<TextNode>, BrowserError> {
        // points count from the window, the hit test from the document
        let Metrics { visual: Visual { x, y, .. } } =
            self.call("Page.getLayoutMetrics", json!({})).await?;
        let (mut foreign, mut first) = (0, None);
        for point in points {
            let (x, y) = ((point.0 + x).round(), (point.1 + y).round());
            let point = json!({"x": x, "y": y, "ignorePointerEventsNone": true});
            let Ok(hit) = self.call::<Hit>("DOM.getNodeForLocation", point).await else { continue };
            // a node that came after the snapshot is not known, and does not count
            let Some(hit) = look.nodes.find(hit.backend) else { continue };
            if !look.nodes.contains(hit, text) && !look.nodes.contains(text, hit) {
                foreign += 1;
                first = first.or(Some(hit));
            }
        }
        Ok(first.filter(|_| foreign * 2 > points.len()))
    }
}
